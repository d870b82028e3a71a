//! Whoever is excluded from an item is bound by it, in whatever office they read; the secretary
//! alone is not, and the agenda says so.

use quorate::access::Role;
use serde_json::{Value, json};

use crate::desk::Reply;
use crate::house::{Client, everywhere};

const SECRET: &[&str] = &["Confidential price", "Confidential terms", "Confidential reason", "Confidential correction"];

/// Nothing that is withheld stands in an answer.
fn discreet(who: &str, path: &str, reply: &Reply) {
    for secret in SECRET {
        assert!(!reply.text.contains(secret), "{who} reads '{secret}' at {path}: {}", reply.text);
    }
}

fn reads(who: &str, reader: &Client<'_>, paths: &[String]) -> Vec<Reply> {
    paths
        .iter()
        .map(|path| {
            let reply = reader.get(path);
            discreet(who, path, &reply);
            reply
        })
        .collect()
}

#[test]
fn an_office_does_not_read_what_its_holder_is_excluded_from() {
    for roles in [
        &[Role::GovernanceLead, Role::Member][..],
        &[Role::Guardian, Role::Member],
        &[Role::Auditor],
        &[Role::Chair],
        &[Role::GovernanceLead, Role::Auditor, Role::Chair],
    ] {
        everywhere(|house| {
            house.interest("gp", "B82001");
            let meeting = house.meeting();
            let item = house.item(
                &meeting,
                "A contract for the practice",
                json!({"private": true, "stage": "award", "affects": [{"organisation": "B82001"}]}),
            );
            let secretary = house.secretary();
            let tabled = json!({"title": "Confidential price", "authors": [house.people["officer"]]});
            let paper = secretary.post(&format!("/api/v1/items/{item}/papers"), &tabled).made()["id"].as_str().unwrap().to_owned();
            house.convened(&meeting, &["chair", "lay", "officer", "nurse"]);
            let ruled = json!({
                "person": house.people["nurse"], "treatment": "note", "by": house.people["chair"], "reason": "Confidential reason",
            });
            secretary.post(&format!("/api/v1/items/{item}/rulings"), &ruled).made();
            house.begin(&item, "decision").made();
            for word in ["chair", "lay", "officer", "nurse"] {
                house.vote(&item, word, "for").made();
            }
            let who = format!("{roles:?}");
            let reader = house.holding("gp", roles);
            let mut paths = vec![
                format!("/api/v1/items/{item}"),
                format!("/api/v1/meetings/{}/items", meeting.id),
                format!("/api/v1/items/{item}/papers"),
                format!("/api/v1/items/{item}/papers?for={}", house.people["lay"]),
                format!("/api/v1/papers/{paper}"),
                format!("/api/v1/items/{item}/votes"),
                format!("/api/v1/items/{item}/tally"),
                format!("/api/v1/items/{item}/rulings"),
                format!("/api/v1/items/{item}/decisions"),
                format!("/api/v1/items/{item}/quorum"),
                format!("/api/v1/meetings/{}/minutes", meeting.id),
                format!("/api/v1/meetings/{}/agenda", meeting.id),
                format!("/api/v1/meetings/{}/standings", meeting.id),
                format!("/api/v1/meetings/{}/proposals", meeting.id),
                format!("/api/v1/meetings/{}/forecast", meeting.id),
                "/api/v1/decisions".to_owned(),
                "/api/v1/decisions?outcome=approved".to_owned(),
            ];
            paths.extend(["csv", "json", "ndjson"].map(|suffix| format!("/api/v1/decisions.{suffix}")));
            let during = reads(&who, &reader, &paths);
            assert_eq!(during[0].done()["withheld"], json!(["papers"]), "{who}");
            if roles.contains(&Role::Auditor) {
                // Who could read papers for anybody is refused them for everybody.
                during[3].refused(&["paper_withheld"]);
            }
            assert!(matches!(during[4].status, 403), "{who}: {}", during[4].text);
            assert_eq!(during[5].done().get("items"), None, "{who}: {}", during[5].text);
            assert_eq!(during[6].done().get("for"), None, "{who}: {}", during[6].text);

            let body = json!({"outcome": "approved", "method": "vote", "text": "Confidential terms"});
            let decision = secretary.post(&format!("/api/v1/items/{item}/decisions"), &body).made()["id"].as_str().unwrap().to_owned();
            let corrected = json!({"text": "Confidential correction", "reason": "A slip."});
            secretary.post(&format!("/api/v1/decisions/{decision}/corrections"), &corrected).made();
            paths.push(format!("/api/v1/decisions/{decision}"));
            let after = reads(&who, &reader, &paths);
            assert_eq!(after.last().unwrap().done().get("outcome"), None, "{who}");
            if roles.contains(&Role::GovernanceLead) {
                let rows: Vec<Value> = serde_json::from_str(&after[18].text).unwrap();
                assert_eq!((&rows[0]["outcome"], &rows[0]["decision"]), (&Value::Null, &json!(decision)), "{who}: {}", after[18].text);
                assert_eq!(rows[0]["flags"], json!(["withheld_from_this_reader"]));
                let chosen = reader.get("/api/v1/decisions.json?outcome=approved");
                assert_eq!(chosen.text.trim(), "[]", "an outcome can be found by asking for it");
            }
            // Who is not excluded reads it, and so does whoever keeps it.
            let whole = house.lay().get(&format!("/api/v1/decisions/{decision}"));
            assert!(whole.text.contains("Confidential terms") && whole.text.contains("Confidential correction"));
            house.desk.verified();
        });
    }
}

#[test]
fn a_secretary_who_is_excluded_keeps_the_item_and_the_agenda_says_so() {
    everywhere(|house| {
        house.interest("guest", "B82001");
        let meeting = house.meeting();
        let item = house.item(
            &meeting,
            "A contract for the practice",
            json!({"private": true, "stage": "award", "affects": [{"organisation": "B82001"}]}),
        );
        house.item(&meeting, "An open question", json!({}));
        let agenda = format!("/api/v1/meetings/{}/agenda", meeting.id);
        assert_eq!(house.lead().get(&agenda).done().get("acting_in_spite"), None, "nobody keeps it in spite of anything");

        let keeps = house.holding("guest", &[Role::Secretary]);
        let tabled = json!({"title": "Confidential price", "authors": [house.people["officer"]]});
        let paper = keeps.post(&format!("/api/v1/items/{item}/papers"), &tabled).made()["id"].as_str().unwrap().to_owned();
        assert_eq!(keeps.get(&format!("/api/v1/papers/{paper}")).done()["title"], "Confidential price");
        let draft = keeps.get(&agenda).done();
        let acts = &draft["acting_in_spite"];
        assert_eq!(acts.as_array().map(Vec::len), Some(1), "{draft}");
        assert_eq!((&acts[0]["name"], &acts[0]["item"], &acts[0]["number"]), (&json!("The Guest"), &json!(item), &json!("1")));
        assert!(acts[0]["treatment"].is_string());
        keeps.post(&agenda, &json!({"fingerprint": draft["fingerprint"]})).made();
        for reader in [house.lay(), house.auditor(), house.gp()] {
            assert_eq!(reader.get(&format!("{agenda}?published=true")).done()["acting_in_spite"], *acts);
        }
        house.desk.verified();
    });
}
