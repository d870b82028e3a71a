//! No log, no write, asked of the whole API: every route that may change something is used once,
//! with success, and adds an entry; or it stands in `unaudited-routes.txt` with a reason.

use std::collections::{BTreeMap, BTreeSet};

use quorate::http::route::Method;
use quorate::routes::routes;

use super::source::{list, none};
use crate::day::{self, Known};
use crate::desk::{PASSWORD, TestServer};
use crate::place::Place;

/// How many entries all logs of the database have.
fn entries(desk: &TestServer) -> i64 {
    desk.place.ask("SELECT CAST(COALESCE(SUM(size), 0) AS TEXT) AS word FROM audit_head")[0].parse().unwrap()
}

fn is_of(path: &str, template: &str) -> bool {
    let path = path.split('?').next().unwrap();
    let (mut parts, mut wanted) = (path.split('/'), template.split('/'));
    loop {
        match (parts.next(), wanted.next()) {
            (None, None) => return true,
            (Some(part), Some(want)) if part == want || want.starts_with('{') => {}
            _ => return false,
        }
    }
}

/// The route an act uses; the most literal of those that fit.
fn route_of(method: &str, path: &str) -> String {
    let fits = routes().into_iter().filter(|route| route.method.as_str() == method && is_of(path, route.path));
    let route = fits.min_by_key(|route| route.path.matches('{').count()).unwrap_or_else(|| panic!("no route is {method} {path}"));
    format!("{method} {}", route.path)
}

#[test]
fn every_route_that_writes_adds_an_entry() {
    let writing: BTreeSet<String> = routes()
        .iter()
        .filter(|route| route.method != Method::Get)
        .map(|route| format!("{} {}", route.method.as_str(), route.path))
        .collect();
    let excused = list("unaudited-routes.txt");
    for place in Place::all() {
        let desk = TestServer::at(place);
        // By the least that any use of it added.
        let mut added: BTreeMap<String, i64> = BTreeMap::new();
        let mut known = Known::of(&desk);
        for act in day::acts() {
            let before = entries(&desk);
            let reply = known.send(&desk, &act, &day::key(), 0);
            known.keep(&act, &reply);
            let grown = entries(&desk) - before;
            if act.method != "GET" && act.status < 400 {
                added.entry(route_of(act.method, act.path)).and_modify(|least| *least = grown.min(*least)).or_insert(grown);
            }
        }
        added.insert("POST /setup".to_owned(), by_the_form(&desk));
        desk.verified();
        let mut crossed = Vec::new();
        for route in &writing {
            match (added.get(route), excused.contains_key(route)) {
                (None, false) => crossed.push(format!("{route} is used nowhere in tests/it/day.rs, nor named in unaudited-routes.txt")),
                (Some(0), false) => crossed.push(format!("{route} changed something, or said so, and added no entry")),
                (Some(1..), true) => crossed.push(format!("{route} is in unaudited-routes.txt, and adds an entry")),
                _ => {}
            }
        }
        crossed.extend(
            excused
                .keys()
                .filter(|route| !writing.contains(*route))
                .map(|route| format!("{route} is in unaudited-routes.txt, and is no route")),
        );
        none("routes that write", &crossed);
    }
}

/// The form of the set-up needs a register of its own: it is done once.
fn by_the_form(_: &TestServer) -> i64 {
    let desk = TestServer::at(Place::file());
    let token = desk.running.set_up.clone().unwrap();
    let before = entries(&desk);
    let form = format!("token={token}&email=admin%40example.org&name=The+Administrator&password={PASSWORD}");
    let reply = desk.request("POST", "/setup", &[("Content-Type", "application/x-www-form-urlencoded")], Some(form.as_bytes()));
    assert_eq!(reply.status, 200, "{}", reply.text);
    entries(&desk) - before
}

#[test]
fn every_kind_of_change_has_its_entry_in_the_day() {
    let unmade = list("kinds-not-in-the-day.txt");
    let desk = TestServer::at(Place::file());
    day::played(&desk);
    let bodies = desk.place.ask("SELECT CAST(leaf AS TEXT) AS word FROM audit_leaf");
    let made: BTreeSet<String> = bodies
        .iter()
        .map(|leaf| {
            let leaf: serde_json::Value = serde_json::from_str(leaf).unwrap();
            leaf["kind"].as_str().unwrap_or_else(|| panic!("{leaf}")).to_owned()
        })
        .collect();
    let mut crossed = Vec::new();
    for kind in quorate::replay::kinds().iter().map(|kind| kind.traits.kind) {
        match (made.contains(kind), unmade.contains_key(kind)) {
            (false, false) => crossed.push(format!("'{kind}' has no entry in tests/it/day.rs, and is not in kinds-not-in-the-day.txt")),
            (true, true) => crossed.push(format!("'{kind}' is in kinds-not-in-the-day.txt, and has an entry")),
            _ => {}
        }
    }
    none("kinds of change", &crossed);
}

#[test]
fn every_table_has_rows_after_the_day() {
    let empty = list("tables-empty-after-the-day.txt");
    let desk = TestServer::at(Place::file());
    day::played(&desk);
    let tables = desk.place.ask("SELECT name AS word FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '\\_\\_%' ESCAPE '\\'");
    let mut crossed = Vec::new();
    for table in &tables {
        let rows: i64 = desk.place.ask(&format!("SELECT CAST(COUNT(*) AS TEXT) AS word FROM \"{table}\""))[0].parse().unwrap();
        match (rows, empty.contains_key(table)) {
            (0, false) => crossed.push(format!("{table} is empty after the day: nothing tries it")),
            (1.., true) => crossed.push(format!("{table} is in tables-empty-after-the-day.txt, and has rows")),
            _ => {}
        }
    }
    none("tables", &crossed);
}
