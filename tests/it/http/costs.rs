//! What a request costs, committed: statements, rows read and entries written for each route, so that a
//! change of it is a line in a diff. What reads is asked of the register of the demonstration, what writes
//! is done as in the day of `day.rs`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use quorate::access::Role;
use quorate::http::route::{Method, Permission};
use quorate::routes::routes;
use serde_json::{Value, json};

use super::published::same_as;
use crate::day::{self, Known};
use crate::demo::Elsewhere;
use crate::desk::{Reply, TestServer};
use crate::place::Place;

/// `statements;desc="3", rows;desc="5", entries;desc="1"`, as three numbers.
fn cost(reply: &Reply) -> [String; 3] {
    let told = reply.header("server-timing");
    ["statements", "rows", "entries"].map(|name| {
        let of = told.split(", ").find_map(|one| one.strip_prefix(name)?.strip_prefix(";desc=\"")?.strip_suffix('"'));
        of.unwrap_or_else(|| panic!("no {name} in {told}")).to_owned()
    })
}

const SHOWN: &[(&str, &str)] = &[("shows_costs", "true")];

/// What writes: the first time each route is used in the day, with success.
fn written(into: &mut BTreeMap<String, [String; 3]>) {
    let desk = TestServer::set(Place::file(), std::time::Duration::from_secs(30), quorate::app::World::default(), SHOWN);
    let mut known = Known::of(&desk);
    for act in day::acts() {
        let reply = known.send(&desk, &act, &day::key(), 0);
        known.keep(&act, &reply);
        let path = act.path.split('?').next().unwrap();
        let route = routes().into_iter().find(|route| route.method.as_str() == act.method && fits(route.path, path));
        if let Some(route) = route.filter(|route| route.method != Method::Get && reply.status < 300) {
            into.entry(format!("{} {}", act.method, route.path)).or_insert_with(|| cost(&reply));
        }
    }
}

/// Whether a path of the day, with its names in braces, is one of a route.
fn fits(route: &str, path: &str) -> bool {
    let (route, path): (Vec<&str>, Vec<&str>) = (route.split('/').collect(), path.split('/').collect());
    route.len() == path.len()
        && route.iter().zip(&path).all(|(one, other)| one == other || (one.starts_with('{') && other.starts_with('{')))
}

/// The id of the first thing of a list.
fn first(desk: &TestServer, token: &str, list: &str) -> String {
    let found = desk.get(list, token).json();
    found["items"][0]["id"].as_str().unwrap_or_else(|| panic!("nothing at {list}: {found}")).to_owned()
}

/// A dispensation of a council, of which the demonstration has none.
fn dispensation(desk: &TestServer, token: &str) -> String {
    let made = |path: &str, body: &Value| {
        let reply = desk.send("POST", path, token, &[("idempotency-key", &day::key())], body);
        assert_eq!(reply.status, 201, "{path}: {}", reply.text);
        reply.json()["id"].as_str().unwrap().to_owned()
    };
    let council = made("/api/v1/organisations", &json!({"code": "COUNCIL", "name": "A council", "kind": "council"}));
    let officer = made("/api/v1/people", &json!({"name": "The monitoring officer", "tags": ["guardian"]}));
    let asked = json!({
        "person": first(desk, token, "/api/v1/people"), "by": officer, "allows": "discuss", "ground": "inhabitants", "because": "It was asked.",
        "requested": "2018-01-01", "from": "2018-02-01", "to": "2018-12-31",
    });
    made(&format!("/api/v1/organisations/{council}/dispensations"), &asked)
}

/// What reads, asked of the register of the demonstration by somebody who reads it whole.
fn read(into: &mut BTreeMap<String, [String; 3]>) {
    let elsewhere = Elsewhere::new();
    let desk = TestServer::over(elsewhere.data(), SHOWN);
    let admin = {
        desk.user("costs.admin@example.org", desk.system(), &[Role::SystemAdmin], None);
        desk.sign_in("costs.admin@example.org")
    };
    let registers = desk.get("/api/v1/registers", &admin).json();
    let register =
        registers["items"].as_array().unwrap().iter().find(|one| one["slug"] != "system").unwrap()["id"].as_str().unwrap().to_owned();
    desk.user("costs@example.org", register.parse().unwrap(), &[Role::GovernanceLead, Role::Secretary, Role::Auditor], None);
    let reader = desk.sign_in("costs@example.org");
    // A page whose rows were written out before reads their marks alone.
    let [cold, warm] = [(); 2].map(|()| cost(&desk.get("/api/v1/declarations", &reader))[1].parse::<u64>().unwrap());
    assert!(warm < cold, "a page of declarations read {cold} rows, and {warm} when it had been told before");
    let meeting = first(&desk, &reader, "/api/v1/meetings");
    let items = desk.get(&format!("/api/v1/meetings/{meeting}/items"), &reader).json();
    let item = items["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).find(|item| {
        let papers = desk.get(&format!("/api/v1/items/{item}/papers"), &reader).json();
        papers["items"].as_array().is_some_and(|papers| !papers.is_empty())
    });
    let item = item.expect("an item with a paper");
    let ids: BTreeMap<&str, String> = BTreeMap::from([
        ("organisations", first(&desk, &reader, "/api/v1/organisations")),
        ("people", first(&desk, &reader, "/api/v1/people")),
        ("committees", first(&desk, &reader, "/api/v1/committees")),
        ("declarations", first(&desk, &reader, "/api/v1/declarations")),
        ("dispensations", dispensation(&desk, &reader)),
        ("decisions", first(&desk, &reader, "/api/v1/decisions")),
        ("papers", first(&desk, &reader, &format!("/api/v1/items/{item}/papers"))),
        ("users", first(&desk, &admin, "/api/v1/users")),
        ("registers", register),
        ("meetings", meeting),
        ("items", item),
    ]);
    for route in routes().into_iter().filter(|route| route.method == Method::Get && route.path.starts_with("/api/v1/")) {
        let noun = route.path.split('/').nth(3).unwrap_or_default();
        let path = if route.path.contains("{id}") {
            let id = ids.get(noun).unwrap_or_else(|| panic!("{route:?}: of which of the demonstration's {noun} is it asked? Say so in `read` of this file; where the demonstration has none, make one there"));
            route.path.replace("{id}", id)
        } else {
            route.path.replace("{name}", "joint_51_49")
        };
        let token = match route.need {
            Some(Permission::Public) => "",
            _ if desk.get(&path, &reader).status == 403 => &admin,
            _ => &reader,
        };
        // Asked once more, so that what a first asking leaves warm is warm for all.
        let reply = desk.get(&path, token);
        assert_eq!(reply.status, 200, "{path}: {}", reply.text);
        into.insert(format!("GET {}", route.path), cost(&reply));
    }
    // What is asked with a body, and so writes nothing.
    let is_trial = |path: &str| path.ends_with("/terms/check") || path.ends_with("/terms/try") || path.ends_with("/forecast");
    for trial in routes().into_iter().filter(|route| route.method == Method::Post && is_trial(route.path)) {
        let noun = trial.path.split('/').nth(3).unwrap_or_default();
        let path = trial.path.replace("{id}", &ids[noun]);
        let of_terms = noun == "committees";
        let body = if of_terms { (trial.body.unwrap().samples)()[0].body.clone() } else { serde_json::json!({"away": []}) };
        let reply = desk.post(&path, &reader, &body);
        assert_eq!(reply.status, 200, "{}", reply.text);
        into.insert(format!("POST {}", trial.path), cost(&reply));
    }
}

#[test]
fn the_committed_costs_are_those_of_the_program() {
    let mut costs = BTreeMap::new();
    written(&mut costs);
    read(&mut costs);
    let all: BTreeSet<String> = routes()
        .into_iter()
        .filter(|route| route.path.starts_with("/api/v1/"))
        .map(|route| format!("{} {}", route.method.as_str(), route.path))
        .collect();
    let without: Vec<&String> = all.iter().filter(|name| !costs.contains_key(*name)).collect();
    assert!(without.is_empty(), "of these it is not known what they cost: {without:?}");
    let width = costs.keys().map(String::len).max().unwrap();
    let mut text = String::from(
        "What a request costs: statements, rows they gave, entries added to a log. What reads is asked of the register of the\n\
         demonstration for the second time, by whoever reads it whole; what writes is the first use of its route in a day.\n\n",
    );
    writeln!(text, "{:width$}  statements   rows  entries", "").unwrap();
    for (route, [statements, rows, entries]) in &costs {
        writeln!(text, "{route:width$}  {statements:>10}  {rows:>5}  {entries:>7}").unwrap();
    }
    same_as("tests/verdicts/cost-per-route.txt", &text);
}

/// What an answer cost is told where the server is told to, and nowhere else: how much was read tells of what
/// is withheld from whoever asks.
#[test]
fn costs_are_told_by_a_server_of_trial_alone() {
    for desk in TestServer::all() {
        let token = desk.administrator();
        assert!(desk.get("/api/v1/users", &token).headers.get("server-timing").is_none());
    }
    let desk = TestServer::set(Place::file(), std::time::Duration::from_secs(30), quorate::app::World::default(), SHOWN);
    let token = desk.administrator();
    let [statements, rows, entries] = cost(&desk.get("/api/v1/users", &token));
    assert!(statements != "0" && rows != "0" && entries == "0");
}
