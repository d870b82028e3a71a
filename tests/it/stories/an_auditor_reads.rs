//! What an auditor reads of persons leaves an entry, by whichever address they read it.

use std::collections::BTreeMap;

use quorate::http::published::openapi;
use quorate::http::route::Method;
use quorate::http::router::Router;
use quorate::http::thing::Of;
use quorate::routes::{contents, routes};
use serde_json::{Value, json};

use crate::house::{everywhere, id_of};

#[test]
fn each_read_of_persons_by_an_auditor_is_an_entry() {
    everywhere(|house| {
        let interest = house.interest("gp", "B82001");
        let meeting = house.meeting();
        let item = house.item(&meeting, "A contract for the practice", json!({"affects": [{"organisation": "B82002"}]}));
        let tabled = json!({"title": "A paper", "authors": [house.people["officer"]]});
        let paper = id_of(&house.secretary().post(&format!("/api/v1/items/{item}/papers"), &tabled).made());
        house.convened(&meeting, &["chair", "lay", "officer"]);
        house.begin(&item, "decision").made();
        house.vote(&item, "lay", "for").made();
        let decision = id_of(&house.decide(&item, "deferred", "consensus").made());
        let ids = BTreeMap::from([
            ("meeting", meeting.id),
            ("item", item),
            ("paper", paper),
            ("decision", decision),
            ("declaration", interest),
            ("committee", house.committee.clone()),
            ("organisation", house.bodies["B82001"].clone()),
            ("person", house.people["gp"].clone()),
        ]);
        let auditor = house.auditor();
        let entries = || house.desk.entries_of(house.register);
        let mut told = 0;
        for route in routes().into_iter().filter(|route| route.method == Method::Get) {
            let id = match route.of {
                Some(Of::Thing(thing)) => ids.get(thing.name).cloned().unwrap_or_default(),
                _ => String::new(),
            };
            let before = entries();
            let reply = auditor.get(&route.path.replace("{id}", &id));
            if reply.status != 200 || !route.path.starts_with("/api/v1/") {
                continue;
            }
            let is_personal = route.is_personal();
            assert_eq!(entries() - before, i64::from(is_personal), "{route:?}: {}", reply.text);
            assert_eq!(reply.headers.contains_key("audit-receipt"), is_personal, "{route:?}");
            told += usize::from(is_personal);
            // Whoever keeps the register reads it without one.
            let before = entries();
            house.secretary().get(&route.path.replace("{id}", &id));
            let is_served = matches!(route.name, "list_papers" | "get_a_paper");
            assert!(is_served || entries() == before, "{route:?}");
        }
        assert!(told > 20, "{told}");
        // Trying terms of reference tells who sits where, and is a read as well.
        let before = entries();
        auditor.post(&format!("/api/v1/committees/{}/terms/check", house.committee), &json!({})).done();
        assert_eq!(entries(), before + 1);
        house.desk.verified();
    });
}

/// The names of all members that an answer can have.
fn members<'d>(schema: &'d Value, document: &'d Value, seen: &mut Vec<&'d str>, found: &mut Vec<&'d str>) {
    match schema {
        Value::Object(parts) => {
            if let Some(reference) = parts.get("$ref").and_then(Value::as_str).filter(|reference| !seen.contains(reference)) {
                seen.push(reference);
                members(document.pointer(reference.trim_start_matches('#')).unwrap(), document, seen, found);
            }
            if let Some(properties) = parts.get("properties").and_then(Value::as_object) {
                found.extend(properties.keys().map(String::as_str));
            }
            parts.values().for_each(|part| members(part, document, seen, found));
        }
        Value::Array(parts) => parts.iter().for_each(|part| members(part, document, seen, found)),
        _ => {}
    }
}

#[test]
fn a_route_that_says_it_shows_nobody_has_no_room_for_a_person() {
    let text = openapi::published(&Router::of(routes()).unwrap(), contents()).unwrap();
    let document: Value = serde_json::from_slice(&text).unwrap();
    let persons = ["person", "people", "persons", "authors", "accountable", "by", "dissent", "email", "related_person", "actor"];
    let mut said = 0;
    for route in routes().into_iter().filter(|route| route.nobody.is_some()) {
        assert!(route.nobody.unwrap().len() > 10, "{route:?}: say in more than ten letters what it shows (`.shows_nobody`)");
        let answer = &document["paths"][route.path][route.method.as_str().to_lowercase()]["responses"][route.status.to_string()];
        assert!(answer.is_object(), "{route:?}");
        let mut found = Vec::new();
        members(&answer["content"], &document, &mut Vec::new(), &mut found);
        assert!(!found.is_empty(), "{route:?}: nothing is said of its answer");
        let named: Vec<_> = found.iter().filter(|name| persons.contains(name)).collect();
        assert!(named.is_empty(), "{route:?} shows {named:?}");
        said += 1;
    }
    assert!(said > 5);
}
