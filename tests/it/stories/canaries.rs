//! Words that stand nowhere else are planted in everything that is withheld from somebody; then
//! every reader reads every address in every form, and nobody is told a word that is not for them.

use std::collections::{BTreeMap, BTreeSet};

use quorate::access::Role;
use quorate::http::route::Method;
use quorate::http::thing::Of;
use quorate::routes::routes;
use serde_json::json;

use crate::desk::Reply;
use crate::house::{Client, Meeting, TestRegister, day, everywhere, id_of, terms};

/// What is planted, and the readers to whom it is told.
struct Planted {
    word: &'static str,
    told: &'static [&'static str],
}

/// Those who keep, lead or audit the register and are not excluded, and the members who are not.
const NOT_EXCLUDED: &[&str] = &["secretary", "lead", "guardian", "auditor", "chair", "lay"];

const PLANTED: &[Planted] = &[
    Planted { word: "kestrel-title", told: NOT_EXCLUDED },
    Planted { word: "kestrel-place", told: NOT_EXCLUDED },
    Planted { word: "kestrel-reason", told: NOT_EXCLUDED },
    Planted { word: "kestrel-resolved", told: NOT_EXCLUDED },
    Planted { word: "kestrel-correction", told: NOT_EXCLUDED },
    Planted { word: "kestrel-slip", told: NOT_EXCLUDED },
    // A draft is between its person and whoever may declare for anybody.
    Planted { word: "heron-draft", told: &["secretary", "lead", "lay", "excluded in office"] },
    // Who raised an interest is not told to its person.
    Planted { word: "heron-raised", told: &["secretary", "lead", "guardian", "auditor", "excluded in office"] },
    Planted { word: "heron-address", told: &["secretary", "lead", "auditor", "excluded in office"] },
    Planted { word: "plover-item", told: &["secretary", "lead", "guardian", "auditor", "chair", "excluded in office"] },
    Planted { word: "plover-room", told: &["secretary", "lead", "guardian", "auditor", "chair", "excluded in office"] },
    Planted { word: "curlew", told: &["elsewhere"] },
];

/// A house in which all of it is planted, and the ids of its things by their kind.
fn plant(house: &TestRegister) -> (BTreeMap<&'static str, Vec<String>>, String) {
    let (secretary, lead) = (house.secretary(), house.lead());
    house.interest("gp", "B82001");
    house.interest("nurse", "B82001");
    let draft = json!({
        "person": house.people["lay"], "category": "financial", "nature": "heron-draft", "organisation": "B82002", "draft": true,
    });
    let draft = id_of(&lead.post("/api/v1/declarations", &draft).made());
    let raised = json!({
        "person": house.people["lay"], "category": "financial", "nature": "A share", "organisation": "B82002", "raised_by": "heron-raised",
        "declared": "2017-05-01", "from": "2015-01-01",
    });
    let raised = id_of(&lead.post("/api/v1/declarations", &raised).made());
    lead.post("/api/v1/people", &json!({"name": "Somebody Else", "email": "heron-address@example.org"})).made();

    let meeting = house.meeting();
    let about = json!({"private": true, "stage": "award", "affects": [{"organisation": "B82001"}]});
    let item = house.item(&meeting, "A contract for the practice", about);
    let tabled = json!({"title": "kestrel-title", "authors": [house.people["officer"]], "location": "kestrel-place"});
    let paper = id_of(&secretary.post(&format!("/api/v1/items/{item}/papers"), &tabled).made());
    house.convened(&meeting, &["chair", "lay", "officer"]);
    let ruled = json!({"person": house.people["lay"], "treatment": "note", "by": house.people["chair"], "reason": "kestrel-reason"});
    secretary.post(&format!("/api/v1/items/{item}/rulings"), &ruled).made();
    house.begin(&item, "decision").made();
    for word in ["chair", "lay", "officer"] {
        house.vote(&item, word, "for").made();
    }

    let body = json!({"code": "AUD", "organisation": "03E", "name": "Another Committee", "kind": "committee"});
    let other = id_of(&lead.post("/api/v1/committees", &body).made());
    lead.post(&format!("/api/v1/committees/{other}/terms"), &terms()).made();
    house.seat(&other, "chair", "chair", None);
    house.seat(&other, "cfo", "officer", None);
    let called = json!({"committees": [other], "date": day(), "private": true, "place": "plover-room"});
    let private = Meeting { id: id_of(&secretary.post("/api/v1/meetings", &called).made()) };
    let hidden = house.item(&private, "plover-item", json!({}));

    let register = house.desk.register("elsewhere");
    house.desk.user("elsewhere@example.org", register, &[Role::GovernanceLead], None);
    let elsewhere = house.client(&house.desk.sign_in("elsewhere@example.org"));
    let body = json!({"code": "curlew", "name": "curlew", "kind": "other"});
    let body = id_of(&elsewhere.post("/api/v1/organisations", &body).made());
    let person = id_of(&elsewhere.post("/api/v1/people", &json!({"name": "curlew", "code": "curlew"})).made());
    let ids = BTreeMap::from([
        ("meeting", vec![meeting.id, private.id]),
        ("item", vec![item.clone(), hidden]),
        ("paper", vec![paper]),
        ("decision", Vec::new()),
        ("declaration", vec![draft, raised]),
        ("committee", vec![house.committee.clone(), other]),
        ("organisation", vec![house.bodies["B82001"].clone(), body]),
        ("person", vec![house.people["lay"].clone(), person]),
    ]);
    (ids, item)
}

fn readers(house: &TestRegister) -> Vec<(&'static str, Client<'_>)> {
    vec![
        ("secretary", house.secretary()),
        ("lead", house.lead()),
        ("guardian", house.nobody("guardian", &[Role::Guardian])),
        ("auditor", house.auditor()),
        ("chair", house.chair()),
        ("lay", house.lay()),
        ("excluded", house.gp()),
        ("excluded in office", house.holding("nurse", &[Role::GovernanceLead, Role::Guardian, Role::Auditor, Role::Chair])),
        ("stranger", house.stranger()),
        ("nobody", house.nobody("somebody", &[Role::Member])),
        ("elsewhere", house.client(&house.desk.sign_in("elsewhere@example.org"))),
        ("public", house.public()),
    ]
}

/// Every address that can be read, in every form, with what is there to be asked.
fn addresses(ids: &BTreeMap<&'static str, Vec<String>>) -> Vec<String> {
    let mut found = Vec::new();
    for route in routes().into_iter().filter(|route| route.method == Method::Get && route.path.starts_with("/api/")) {
        let none = Vec::new();
        let of = match route.of {
            Some(Of::Thing(thing)) => ids.get(thing.name).unwrap_or(&none).clone(),
            _ => vec![String::new()],
        };
        let mut queries = vec![String::new()];
        let mut tables = Vec::new();
        if route.paged {
            queries.push("?count=true".to_owned());
            queries.extend(route.sorts.first().map(|field| format!("?sort=-{field}")));
        }
        if route.hindsight {
            queries.push(format!("?known_at={}", quorate::moment::Instant::now()));
        }
        queries.extend(match route.name {
            "list_declarations" | "list_people" | "list_organisations" => vec!["?q=heron".to_owned(), "?q=curlew".to_owned()],
            "list_the_decision_log" => vec!["?outcome=approved".to_owned()],
            "get_the_agenda" => vec!["?published=true".to_owned()],
            "read_the_register" => vec!["?audience=private".to_owned()],
            "list_papers" | "get_a_paper" => ids["person"].iter().map(|person| format!("?for={person}")).collect(),
            _ => Vec::new(),
        });
        if route.formats {
            tables = vec![".csv", ".json", ".ndjson"];
        }
        for id in of {
            let path = route.path.replace("{id}", &id);
            found.extend(queries.iter().map(|query| format!("{path}{query}")));
            found.extend(tables.iter().map(|suffix| format!("{path}{suffix}")));
        }
    }
    found
}

fn whole(reply: &Reply) -> String {
    format!("{} {:?} {}", reply.status, reply.headers, reply.text)
}

/// Reads everything; nobody is told what is not for them, and everybody what is.
fn nothing_leaks(house: &TestRegister, addresses: &[String]) {
    let mut heard: BTreeSet<(&str, &str)> = BTreeSet::new();
    for (who, reader) in readers(house) {
        for address in addresses {
            let reply = reader.get(address);
            assert!(reply.status < 500, "{who} at {address}: {}", reply.text);
            let text = whole(&reply).replace(address.as_str(), "");
            for planted in PLANTED.iter().filter(|planted| text.contains(planted.word)) {
                assert!(planted.told.contains(&who), "{who} is told {} at {address}: {text}", planted.word);
                heard.insert((planted.word, who));
            }
        }
    }
    // A word that nobody is told is not planted where anybody could read it.
    for planted in PLANTED.iter().filter(|planted| !planted.word.starts_with("kestrel-re") && !planted.word.starts_with("kestrel-c")) {
        if planted.word != "kestrel-slip" {
            assert!(heard.iter().any(|(word, _)| *word == planted.word), "{} is read by nobody", planted.word);
        }
    }
}

/// What a reader kept from an item is told of it, tags included.
fn told_of(reader: &Client<'_>, addresses: &[String]) -> BTreeMap<String, (u16, String, String)> {
    let of = |address: &String| {
        let reply = reader.get(address);
        let tag = reply.headers.get("etag").map_or("", |tag| tag.to_str().unwrap()).to_owned();
        let request = reply.headers.get("x-request-id").map_or("", |id| id.to_str().unwrap());
        (address.clone(), (reply.status, tag, reply.text.replace(request, "")))
    };
    addresses.iter().map(of).collect()
}

#[test]
fn nobody_is_told_a_word_that_is_not_for_them() {
    everywhere(|house| {
        let (mut ids, item) = plant(house);
        nothing_leaks(house, &addresses(&ids));

        let secretary = house.secretary();
        let resolved = json!({"outcome": "approved", "method": "vote", "text": "kestrel-resolved"});
        let decision = id_of(&secretary.post(&format!("/api/v1/items/{item}/decisions"), &resolved).made());
        let correction = json!({"text": "kestrel-correction", "reason": "kestrel-slip"});
        secretary.post(&format!("/api/v1/decisions/{decision}/corrections"), &correction).made();
        ids.insert("decision", vec![decision]);
        nothing_leaks(house, &addresses(&ids));
        let read = house.lay().get(&format!("/api/v1/decisions/{}", ids["decision"][0])).text;
        assert!(["kestrel-resolved", "kestrel-correction", "kestrel-slip", "kestrel-reason"].iter().all(|word| read.contains(word)));
    });
}

#[test]
fn what_happens_to_an_item_does_not_show_to_whoever_is_kept_from_it() {
    everywhere(|house| {
        let (ids, item) = plant(house);
        // The log is not for whoever is kept from an item; whoever leads and audits reads that it grows.
        let is_of_it = |address: &String| !address.contains("/audit/") && !address.contains("known_at") && !address.contains(".csv");
        let addresses: Vec<String> =
            addresses(&ids).into_iter().filter(|address| is_of_it(address) && !address.contains(".json")).collect();
        let (secretary, gp) = (house.secretary(), house.gp());
        let before = told_of(&gp, &addresses);
        let tabled = json!({"title": "Another", "authors": [house.people["officer"]]});
        secretary.post(&format!("/api/v1/items/{item}/papers"), &tabled).is_problem(409, "too late for a paper");
        house.rule(&item, "officer", "note", "chair").made();
        let after = told_of(&gp, &addresses);
        for (address, told) in &before {
            assert_eq!(told, &after[address], "{address}");
        }
    });
}
