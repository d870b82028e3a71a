//! Every question that can be asked of a day that was played: each address that is read, bare, with
//! each of its filters, with each two of them, in each order, counted, page by page and as a table.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::day::{self, Known};
use crate::desk::TestServer;

/// Something to put for each name in an address or a query.
fn values(known: &Known) -> BTreeMap<&'static str, Vec<String>> {
    let all = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    BTreeMap::from([
        ("as_at", all(&["2018-01-01"])),
        ("as_of", all(&["60"])),
        ("after", all(&["3"])),
        ("audience", all(&["public", "private"])),
        ("category", all(&["financial", "financial,indirect"])),
        ("code", all(&["P1"])),
        ("commissioner", all(&["03E"])),
        ("committee", all(&[known.get("committee")])),
        ("from", all(&["2017-01-01"])),
        ("for", all(&[known.get("nurse")])),
        ("item", all(&[known.get("list")])),
        ("kind", all(&["gp_practice", "gp_practice,federation"])),
        ("meeting", all(&[known.get("meeting")])),
        ("organisation", all(&["P1"])),
        ("on", all(&["2018-01-01"])),
        ("outcome", all(&["approved", "approved,noted"])),
        ("person", all(&[known.get("gp")])),
        ("published", all(&["true"])),
        ("q", all(&["a"])),
        ("state", all(&["closed", "closed,called"])),
        ("status", all(&["active", "active,ended", "draft"])),
        ("tag", all(&["cfo"])),
        ("to", all(&["2030-01-01"])),
        ("with", all(&[known.get("deputy")])),
        ("without", all(&[known.get("nurse")])),
    ])
}

/// The thing that an address with an id in it is asked of.
fn thing(path: &str) -> Option<&'static str> {
    let noun = path.strip_prefix("/api/v1/")?.split('/').next()?;
    Some(match noun {
        "committees" => "committee",
        "decisions" => "decision",
        "declarations" => "draft",
        "items" => "list",
        "meetings" => "meeting",
        "organisations" => "own",
        "papers" => "paper",
        "people" => "gp",
        "registers" => "register",
        "users" => "user",
        "dispensations" => "dispensation",
        _ => return None,
    })
}

/// An address with its filters, and the orders it can be read in.
struct Address {
    path: String,
    filters: Vec<String>,
    sorts: Vec<String>,
    is_a_list: bool,
}

fn addresses(desk: &TestServer, known: &Known) -> Vec<Address> {
    let document: Value = desk.request("GET", "/openapi.json", &[], None).json();
    let mut found = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        let Some(route) = methods.get("get") else { continue };
        // A table is read as its list is, whatever its form.
        if !path.starts_with("/api/v1/") || route["responses"].get("501").is_some() {
            continue;
        }
        let path = &path.replace("{format}", "csv").replace("{name}", "joint_51_49");
        let path = match (path.contains("{id}"), thing(path)) {
            (true, Some(name)) => path.replace("{id}", known.get(name)),
            (true, None) => panic!(
                "{path}: of what is it asked? Add its noun to `thing` in this file, with the name under which tests/it/day.rs keeps one"
            ),
            (false, _) => path.clone(),
        };
        let mut address = Address { path, filters: Vec::new(), sorts: Vec::new(), is_a_list: false };
        for parameter in route["parameters"].as_array().into_iter().flatten().filter(|parameter| parameter["in"] == "query") {
            match parameter["name"].as_str().unwrap() {
                "limit" | "cursor" | "bom" | "known_at" => {}
                "count" => address.is_a_list = true,
                "sort" => {
                    let words = &parameter["schema"]["items"]["enum"];
                    address.sorts = words.as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned()).collect();
                }
                name => address.filters.push(name.to_owned()),
            }
        }
        found.push(address);
    }
    found
}

/// Asks all of it: as the clerk each two filters together, as the others one by one.
pub fn everything(desk: &TestServer, known: &Known) {
    let values = values(known);
    let mut answered = 0;
    let mut ask = |path: &str, token: &str| {
        let reply = desk.get(path, token);
        assert!(reply.status < 500, "{path}: {} {}", reply.status, reply.text);
        answered += u32::from(reply.status == 200);
        reply
    };
    for address in addresses(desk, known) {
        let Address { path, filters, sorts, is_a_list } = &address;
        let given: Vec<String> = filters
            .iter()
            .flat_map(|name| {
                let of = values.get(name.as_str()).unwrap_or_else(|| panic!("{path}: what is asked by '{name}'?"));
                of.iter().map(move |value| format!("{name}={value}"))
            })
            .collect();
        for who in ["clerk", "auditor", "nurse_token", "admin"] {
            let token = known.get(who);
            ask(path, token);
            for one in &given {
                ask(&format!("{path}?{one}"), token);
            }
            if *is_a_list {
                for query in ["limit=1".to_owned()].iter().chain(&given.iter().map(|one| format!("limit=1&{one}")).collect::<Vec<_>>()) {
                    let reply = ask(&format!("{path}?{query}"), token);
                    if let Some(next) = reply.json()["next"].as_str() {
                        ask(&format!("{path}?{query}&cursor={next}"), token);
                    }
                    ask(&format!("{path}?{query}&count=true"), token);
                }
            }
            if who != "clerk" {
                continue;
            }
            for sort in sorts.iter().filter(|_| !*is_a_list) {
                ask(&format!("{path}?sort={sort}"), token);
            }
            if path.ends_with(".csv") {
                continue;
            }
            for (n, one) in given.iter().enumerate() {
                for two in given.iter().skip(n + 1).filter(|two| two.split('=').next() != one.split('=').next()) {
                    ask(&format!("{path}?{one}&{two}"), token);
                }
            }
            for sort in sorts.iter().filter(|_| *is_a_list) {
                let first = ask(&format!("{path}?sort={sort}&limit=1"), token);
                if let Some(next) = first.json()["next"].as_str() {
                    ask(&format!("{path}?sort={sort}&limit=1&cursor={next}"), token);
                }
                for one in &given {
                    ask(&format!("{path}?sort={sort}&{one}"), token);
                }
            }
        }
    }
    assert!(answered > 600, "only {answered} questions were answered");
    beside(desk, known);
}

/// What is read where nobody asks by an address: lists taken in again, what is thrown away, what is refused.
fn beside(desk: &TestServer, known: &Known) {
    let ledger = desk.running.access.ledger();
    quorate::audit::upkeep::purge_answers(ledger, quorate::moment::Instant::now().plus_seconds(400 * 60 * 60)).unwrap();
    let clerk = known.get("clerk");
    let post = |path: &str, media: &str, body: &str| {
        let (bearer, key) = (format!("Bearer {clerk}"), day::key());
        let headers = [("Authorization", bearer.as_str()), ("Idempotency-Key", key.as_str()), ("Content-Type", media)];
        let reply = desk.request("POST", path, &headers, Some(body.as_bytes()));
        assert!(reply.status < 500, "{path}: {} {}", reply.status, reply.text);
        reply
    };
    for (kind, list) in [
        ("organisations", "code,name,kind,members\nFED2,Another federation,federation,P2\nP2,Another practice,gp_practice,\n"),
        ("people", "code,name,grade\nimported,The Imported,8c\ngp,The gp,\n"),
        (
            "memberships",
            "committee,seat,person,from,to\nPCC,gp,gp,2017-04-01,2029-01-01\nPCC,cfo,cfo,2017-04-01,\nPCC,nurse,vice,2031-01-01,\n",
        ),
    ] {
        post(&format!("/api/v1/imports?kind={kind}"), "text/csv", list);
    }
    let json = |body: Value| body.to_string();
    let committee = known.get("committee");
    for what in ["check", "try"] {
        let body = json(json!({"terms": crate::house::terms()}));
        post(&format!("/api/v1/committees/{committee}/terms/{what}"), "application/json", &body);
    }
    for (path, body) in [
        ("/api/v1/organisations".to_owned(), json!({"code": "p1", "name": "Again", "kind": "gp_practice"})),
        ("/api/v1/people".to_owned(), json!({"code": "GP", "name": "Again"})),
        ("/api/v1/committees".to_owned(), json!({"code": "pcc", "organisation": "03e", "name": "Again", "kind": "committee"})),
        (format!("/api/v1/committees/{committee}/terms"), crate::house::terms()),
        (format!("/api/v1/committees/{committee}/memberships"), json!({"seat": "gp", "person": known.get("chair"), "from": "2017-04-01"})),
        (format!("/api/v1/organisations/{}/policies", known.get("own")), json!({"pack": "ccg_2017", "from": "2017-06-16"})),
        (
            format!("/api/v1/organisations/{}/relations", known.get("practice")),
            json!({"body": "FED", "kind": "member", "from": "2015-04-01"}),
        ),
        (
            "/api/v1/declarations".to_owned(),
            json!({"person": known.get("gp"), "category": "financial", "organisation": "p1", "nature": "x"}),
        ),
        (
            format!("/api/v1/meetings/{}/items", known.get("meeting")),
            json!({"title": "Late", "purpose": "decision", "decision_type": "other"}),
        ),
        (format!("/api/v1/items/{}/votes", known.get("list")), json!({"seat": "gp", "choice": "for"})),
    ] {
        post(&path, "application/json", &json(body));
    }
}
