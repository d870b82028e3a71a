use serde_json::json;

use crate::house::everywhere;

#[test]
fn an_excluded_member_sees_that_there_is_an_item_and_nothing_more_of_it() {
    everywhere(|house| {
        house.interest("gp", "B82001");
        let meeting = house.meeting();
        let item = house.item(
            &meeting,
            "A contract for the practice",
            json!({"private": true, "stage": "award", "affects": [{"organisation": "B82001"}]}),
        );
        let tabled = json!({"title": "The secret price", "authors": [house.people["officer"]], "location": "papers/1.pdf"});
        let paper = house.secretary().post(&format!("/api/v1/items/{item}/papers"), &tabled).made()["id"].as_str().unwrap().to_owned();
        let papers = format!("/api/v1/items/{item}/papers");
        let one = format!("/api/v1/papers/{paper}");
        let before = entries(house);
        let withheld = house.gp().get(&one);
        assert_eq!(withheld.refused(&["paper_withheld"]).remedy("see_rulings"), format!("/api/v1/items/{item}/rulings"));
        house.gp().get(&papers).refused(&["paper_withheld"]);
        assert!(!withheld.text.contains("secret"), "{}", withheld.text);
        assert_eq!(entries(house), before + 1, "the refusal is an entry, and the same again is no other");
        assert_eq!(house.lay().get(&one).done()["title"], "The secret price");
        house.lay().get(&format!("{one}?for={}", house.people["gp"])).is_problem(403, "for somebody else");
        house.secretary().get(&format!("{one}?for={}", house.people["gp"])).refused(&["paper_withheld"]);
        house.secretary().get(&one).done();
        house.stranger().get(&one).is_problem(404, "not their meeting");
        house.public().get(&one).is_problem(401, "the public");

        let seen = house.gp().get(&format!("/api/v1/items/{item}"));
        assert_eq!(seen.json()["withheld"], json!(["papers"]));
        assert!(seen.json().get("papers").is_none() && !seen.text.contains("secret"));
        assert_eq!(house.lay().get(&format!("/api/v1/items/{item}")).done()["papers"][0]["title"], "The secret price");
        let tabled = json!({"title": "A second secret", "authors": [house.people["officer"]]});
        house.secretary().post(&papers, &tabled).made();
        let again = house.gp().again(&format!("/api/v1/items/{item}"), seen.header("etag"));
        assert_eq!(again.status, 304, "a paper tabled shows in the tag of whoever may not know");
    });
}

#[test]
fn an_excluded_member_sees_neither_count_nor_minutes_nor_decision_of_the_item() {
    everywhere(|house| {
        house.interest("gp", "B82001");
        let meeting = house.meeting();
        let open = house.item(&meeting, "An open question", json!({"purpose": "discussion"}));
        let item = house.item(
            &meeting,
            "A contract for the practice",
            json!({"private": true, "stage": "award", "affects": [{"organisation": "B82001"}]}),
        );
        house.convened(&meeting, &["chair", "lay", "officer", "nurse"]);
        house.begin(&item, "decision").made();
        let tally = format!("/api/v1/items/{item}/tally");
        let tag = house.gp().get(&tally).header("etag").to_owned();
        for word in ["chair", "lay", "officer", "nurse"] {
            house.vote(&item, word, "for").made();
        }
        assert_eq!(house.gp().again(&tally, &tag).status, 304, "a vote shows in the tag of whoever may not know");
        let count = house.gp().get(&tally).done();
        assert!(count.get("for").is_none() && count["withheld"].as_array().unwrap().contains(&json!("for")), "{count}");
        assert_eq!(house.lay().get(&tally).done()["for"], 4);
        let votes = house.gp().get(&format!("/api/v1/items/{item}/votes")).done();
        assert_eq!((votes.get("items"), &votes["withheld"]), (None, &json!(["items"])));

        let body = json!({"outcome": "approved", "method": "vote", "text": "The secret terms are agreed."});
        let decision = house.secretary().post(&format!("/api/v1/items/{item}/decisions"), &body).made()["id"].as_str().unwrap().to_owned();
        let hidden = house.gp().get(&format!("/api/v1/decisions/{decision}"));
        assert!(!hidden.text.contains("secret") && hidden.json().get("outcome").is_none(), "{}", hidden.text);
        let log = house.gp().get("/api/v1/decisions");
        assert!(!log.text.contains("secret") && log.json()["items"][0]["withheld"].is_array(), "{}", log.text);
        assert!(house.lay().get("/api/v1/decisions").text.contains("secret"));
        let minutes = house.gp().get(&format!("/api/v1/meetings/{}/minutes", meeting.id));
        assert!(!minutes.text.contains("secret"), "{}", minutes.text);
        assert_eq!(minutes.json()["withheld"], json!(["item 2"]));
        assert!(minutes.json()["text"].as_str().unwrap().contains("An open question"));
        assert!(house.lay().get(&format!("/api/v1/meetings/{}/minutes", meeting.id)).text.contains("secret"));
        let standings = house.gp().get(&format!("/api/v1/meetings/{}/standings", meeting.id)).done();
        for line in standings["items"].as_array().unwrap() {
            assert!(line["people"].as_array().unwrap().iter().all(|of| of["person"] == house.people["gp"].as_str()), "{line}");
        }
        house.gp().get(&format!("/api/v1/items/{open}/tally")).done();
        for path in [format!("/api/v1/meetings/{}", meeting.id), tally, format!("/api/v1/decisions/{decision}")] {
            house.stranger().get(&path).is_problem(404, &path);
        }
        assert_eq!(house.stranger().get("/api/v1/meetings").done()["items"], json!([]));
        assert_eq!(house.gp().get("/api/v1/meetings").done()["items"].as_array().unwrap().len(), 1);
    });
}

#[test]
fn an_excluded_member_cannot_find_an_outcome_by_asking_for_it_nor_watch_the_log_grow() {
    everywhere(|house| {
        house.interest("gp", "B82001");
        let meeting = house.meeting();
        let item = house.item(
            &meeting,
            "A contract for the practice",
            json!({"private": true, "stage": "award", "affects": [{"organisation": "B82001"}]}),
        );
        house.convened(&meeting, &["chair", "lay", "officer", "nurse"]);
        house.begin(&item, "decision").made();
        for word in ["chair", "lay", "officer", "nurse"] {
            house.vote(&item, word, "for").made();
        }
        house.decide(&item, "approved", "vote").made();
        let log = format!("/api/v1/decisions?meeting={}", meeting.id);
        let lines = |reply: crate::desk::Reply| reply.done()["items"].as_array().unwrap().len();
        assert_eq!(lines(house.gp().get(&log)), 1);
        for outcome in ["approved", "deferred", "approved,deferred,rejected"] {
            assert_eq!(lines(house.gp().get(&format!("{log}&outcome={outcome}"))), 0, "{outcome}");
        }
        assert_eq!(lines(house.lay().get(&format!("{log}&outcome=approved"))), 1);

        let line = house.lay().get(&log).done()["items"][0].clone();
        assert!(line.get("as_of_entry").is_none() && line.get("as_of_root").is_none(), "{line}");
        assert_eq!(line["withheld"], json!(["as_of_entry", "as_of_root"]));
        let line = house.auditor().get(&log).done()["items"][0].clone();
        assert!(line["as_of_entry"].is_i64() && line["as_of_root"].is_string() && line.get("withheld").is_none(), "{line}");
        for reader in [house.gp(), house.lay()] {
            let tag = reader.get(&log).header("etag").to_owned();
            house.lead().post("/api/v1/people", &json!({"name": "Somebody New"})).made();
            assert_eq!(reader.again(&log, &tag).status, 304, "an entry elsewhere shows in the tag");
            reader.get(&format!("{log}&as_of=1000000")).is_problem(403, "where the log ends");
        }
        house.auditor().get(&format!("{log}&as_of=1000000")).is_problem(422, "beyond the log");
    });
}

fn entries(house: &crate::house::TestRegister) -> i64 {
    house.auditor().get("/api/v1/audit/head").done()["size"].as_i64().unwrap()
}

#[test]
fn of_a_public_item_only_what_is_marked_confidential_is_kept_back() {
    everywhere(|house| {
        house.interest("gp", "B82001");
        let meeting = house.meeting();
        let item = house.item(&meeting, "A contract for the practice", json!({"stage": "award", "affects": [{"organisation": "B82001"}]}));
        let papers = format!("/api/v1/items/{item}/papers");
        let table = |title: &str, confidential: bool| {
            let body = json!({"title": title, "authors": [house.people["officer"]], "confidential": confidential});
            house.secretary().post(&papers, &body).made()["id"].as_str().unwrap().to_owned()
        };
        let (open, closed) = (table("The report", false), table("The secret price", true));
        assert_eq!(house.gp().get(&format!("/api/v1/papers/{open}")).done()["title"], "The report");
        house.gp().get(&format!("/api/v1/papers/{closed}")).refused(&["paper_withheld"]);
        let listed = house.gp().get(&papers);
        assert_eq!((&listed.json()["withheld"], listed.json()["items"].as_array().unwrap().len()), (&json!(["papers"]), 1));
        assert!(!listed.text.contains("secret"), "{}", listed.text);
        let seen = house.gp().get(&format!("/api/v1/items/{item}"));
        assert_eq!((&seen.json()["papers"][0]["title"], &seen.json()["withheld"]), (&json!("The report"), &json!(["papers"])));
        assert!(!seen.text.contains("secret"), "{}", seen.text);
        assert_eq!(house.lay().get(&papers).done()["items"].as_array().unwrap().len(), 2);
        assert!(house.gp().get(&format!("/api/v1/meetings/{}/minutes", meeting.id)).done().get("withheld").is_none());
        house.desk.verified();
    });
}
