//! The log read from its end: the newest decision and the newest entry first, page by page, as a
//! table, by whoever may see them; and counted.

use serde_json::{Value, json};

use crate::house::{Client, everywhere};

/// What all pages say under a name.
fn paged(client: &Client<'_>, path: &str, name: &str) -> Vec<i64> {
    let mut found = Vec::new();
    let mut next = path.to_owned();
    loop {
        let page = client.get(&next).done();
        found.extend(page["items"].as_array().unwrap().iter().map(|item| item[name].as_i64().unwrap()));
        let Some(cursor) = page["next"].as_str() else { return found };
        next = format!("{path}&cursor={cursor}");
    }
}

fn turned(mut numbers: Vec<i64>) -> Vec<i64> {
    numbers.reverse();
    numbers
}

#[test]
fn the_decision_log_is_read_from_its_end_as_from_its_beginning() {
    everywhere(|house| {
        for title in ["One", "Two"] {
            let meeting = house.meeting();
            let items: Vec<String> = (0..2).map(|n| house.item(&meeting, &format!("{title} {n}"), json!({}))).collect();
            house.convened(&meeting, &["chair", "lay", "officer", "nurse"]);
            for item in &items {
                house.decide(item, "deferred", "consensus").made();
            }
        }
        let (secretary, chair) = (house.secretary(), house.chair());
        let onward = paged(&secretary, "/api/v1/decisions?limit=1", "entry");
        assert_eq!(onward.len(), 4);
        assert!(onward.is_sorted());
        let narrowed = format!("&committee={}&from={day}&to={day}&outcome=deferred", house.committee, day = crate::house::day());
        for client in [&secretary, &chair] {
            for narrowed in ["", &narrowed] {
                let of = |query: &str| paged(client, &format!("/api/v1/decisions?{query}{narrowed}"), "entry");
                assert_eq!(of("limit=1"), onward);
                assert_eq!(of("limit=3&sort=entry"), onward);
                assert_eq!(of("limit=1&sort=-entry"), turned(onward.clone()));
                assert_eq!(of("limit=3&sort=-entry"), turned(onward.clone()));
                let counted = client.get(&format!("/api/v1/decisions?limit=1&count=true{narrowed}")).done();
                assert_eq!(counted["total"], 4, "{counted}");
            }
        }
        let nothing = house.stranger().get("/api/v1/decisions?count=true&sort=-entry").done();
        assert_eq!((&nothing["items"], &nothing["total"]), (&json!([]), &json!(0)));
        let table = |query: &str| -> Vec<i64> {
            let text = secretary.get(&format!("/api/v1/decisions.ndjson?{query}")).text;
            text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["entry"].as_i64().unwrap()).collect()
        };
        assert_eq!(table("sort=-entry"), turned(onward.clone()));
        assert_eq!(table("sort=entry"), onward);
        let first = secretary.get("/api/v1/decisions?limit=1&sort=-entry").done()["next"].as_str().unwrap().to_owned();
        secretary.get(&format!("/api/v1/decisions?limit=1&cursor={first}")).is_problem(400, "a cursor of the other order");
    });
}

#[test]
fn the_entries_are_read_from_the_last_back_to_the_one_asked_for() {
    everywhere(|house| {
        house.interest("gp", "B82001");
        let auditor = house.auditor();
        let size = || auditor.get("/api/v1/audit/head").done()["size"].as_i64().unwrap();
        let before = size();
        let path = "/api/v1/audit/entries?limit=1";
        let onward = paged(&auditor, path, "index");
        assert_eq!(onward, (0..=before).collect::<Vec<_>>(), "its own first page left an entry, and no other did");
        assert_eq!(paged(&auditor, path, "index"), onward);
        assert_eq!(paged(&auditor, "/api/v1/audit/entries?limit=7&sort=-index", "index"), turned(onward));
        let mut last = 0;
        while let Some(entry) =
            auditor.get(&format!("/api/v1/audit/entries?limit=3&after={last}")).done()["items"].as_array().unwrap().last()
        {
            last = entry["index"].as_i64().unwrap();
            assert!(last < before + 10, "who reads the log by its indexes comes to its end");
        }
        let now = size();
        let back = paged(&auditor, "/api/v1/audit/entries?limit=2&sort=-index&after=4", "index");
        assert_eq!(back, turned((5..now).collect()));
        let now = size();
        let newest = auditor.get("/api/v1/audit/entries?limit=1&sort=-index&count=true&after=4").done();
        assert_eq!((&newest["items"][0]["index"], &newest["total"]), (&json!(now - 1), &json!(now - 5)));
        let now = size();
        assert_eq!(auditor.get("/api/v1/audit/entries?count=true&limit=1").done()["total"], now);
    });
}
