//! A decision is reopened, comes under query, is corrected by the committee; what could not wait is decided between
//! meetings: whoever reads a decision or the log of them is told, and a tag of an earlier reading holds no more.

use serde_json::{Value, json};

use crate::house::{Meeting, TestRegister, day, everywhere, id_of};

/// An item approved by consensus at a meeting of an earlier day, whose minutes are final.
pub fn approved_earlier(house: &TestRegister) -> (Meeting, String) {
    let meeting = house.meeting_on("2018-03-06");
    let item = house.item(&meeting, "An old surgery", json!({"stage": "strategy"}));
    let on = |path: String, body: Value| house.secretary().post(&path, &body);
    for word in ["chair", "lay", "officer"] {
        let body = json!({"person": house.people[word], "event": "arrive", "at": "2018-03-06T13:50:00Z"});
        on(format!("/api/v1/meetings/{}/attendance", meeting.id), body).made();
    }
    on(format!("/api/v1/meetings/{}/convene", meeting.id), json!({"at": "2018-03-06T14:00:00Z"})).done();
    on(format!("/api/v1/items/{item}/phase"), json!({"phase": "decision", "at": "2018-03-06T14:05:00Z"})).made();
    let approved = json!({"outcome": "approved", "method": "consensus", "at": "2018-03-06T14:10:00Z"});
    let decision = id_of(&on(format!("/api/v1/items/{item}/decisions"), approved).made());
    on(format!("/api/v1/meetings/{}/minutes/finalise", meeting.id), json!({})).made();
    (meeting, decision)
}

/// The committee says, at a meeting that is open, that it had put the item off.
pub fn corrected(house: &TestRegister, decision: &str, at: &Meeting) {
    let said = json!({
        "text": "It was put off.", "reason": "The wrong word was written.", "outcome": "deferred",
        "at_meeting": at.id, "by": house.people["chair"],
    });
    house.secretary().post(&format!("/api/v1/decisions/{decision}/corrections"), &said).made();
}

/// An urgent decision that this meeting is to ratify: its item.
pub fn urgently_decided(house: &TestRegister, meeting: &Meeting) -> String {
    house.change_person("officer", &json!({"tags": ["chief_officer"]}));
    let item = house.item(meeting, "The flooded surgery", json!({"purpose": "ratification", "stage": "strategy"}));
    let body = json!({
        "by": [house.people["chair"], house.people["officer"]], "consulted": [house.people["nurse"]],
        "reason": "The river rose overnight.", "on": "2018-03-01",
    });
    house.secretary().post(&format!("/api/v1/items/{item}/urgent-decisions"), &body).made();
    item
}

/// An item that was decided, reopened and decided again.
pub fn retaken(house: &TestRegister, meeting: &Meeting) -> (String, [String; 2]) {
    let item = house.item(meeting, "A new surgery", json!({"stage": "strategy"}));
    house.begin(&item, "decision").made();
    let first = id_of(&house.decide(&item, "rejected", "consensus").made());
    let again = json!({"by": house.people["chair"], "reason": "Another item was read out."});
    house.secretary().post(&format!("/api/v1/items/{item}/reopen"), &again).made();
    let second = id_of(&house.decide(&item, "approved", "consensus").made());
    (item, [first, second])
}

#[test]
fn a_corrected_outcome_stands_beside_the_recorded_one() {
    everywhere(|house| {
        let (_, decision) = approved_earlier(house);
        let path = format!("/api/v1/decisions/{decision}");
        let before = house.secretary().get(&path);
        assert_eq!((&before.done()["corrected"], &before.done()["effective"]), (&json!(null), &json!(true)));
        let meeting = house.meeting();
        house.convened(&meeting, &["chair", "lay", "officer"]);
        corrected(house, &decision, &meeting);
        let after = house.secretary().get(&path);
        assert_ne!(before.header("etag"), after.header("etag"));
        let read = after.done();
        assert_eq!(
            (&read["outcome"], &read["corrected"], &read["effective"]),
            (&json!("approved"), &json!("deferred"), &json!(false)),
            "{read}"
        );
        assert!(read["flags"].as_array().unwrap().contains(&json!("outcome_corrected")), "{read}");
        let said = &read["corrections"][0];
        assert_eq!(
            (&said["outcome"], &said["at_meeting"], &said["by"]),
            (&json!("deferred"), &json!(meeting.id), &json!(house.people["chair"])),
            "{read}"
        );
        let line = house.auditor().get("/api/v1/decisions").done()["items"][0].clone();
        assert_eq!(
            (&line["outcome"], &line["corrected"], &line["effective"]),
            (&json!("approved"), &json!("deferred"), &json!(false)),
            "{line}"
        );
        assert_eq!(
            (&line["corrections"][0]["outcome"], &line["corrections"][0]["name"]),
            (&json!("deferred"), &json!("The Chair")),
            "{line}"
        );
        let table = house.auditor().get("/api/v1/decisions.csv").text;
        assert!(table.contains("The committee said through The Chair that the outcome was deferred"), "{table}");
        house.desk.verified();
    });
}

#[test]
fn a_tag_of_a_decision_holds_no_more_once_it_is_reopened_or_under_query() {
    everywhere(|house| {
        let meeting = house.meeting();
        let item = house.item(&meeting, "A contract for the practice", json!({"stage": "award", "affects": [{"organisation": "B82001"}]}));
        house.convened(&meeting, &["chair", "lay", "officer", "gp"]);
        let nothing = json!({"person": house.people["gp"]});
        house.secretary().post(&format!("/api/v1/meetings/{}/nil-statements", meeting.id), &nothing).made();
        house.begin(&item, "decision").made();
        let first = id_of(&house.decide(&item, "approved", "consensus").made());
        let tag = |id: &str| house.secretary().get(&format!("/api/v1/decisions/{id}")).header("etag").to_owned();
        let taken = tag(&first);
        let again = json!({"by": house.people["chair"], "reason": "It was another contract."});
        house.secretary().post(&format!("/api/v1/items/{item}/reopen"), &again).made();
        assert_ne!(taken, tag(&first), "it was reopened");
        let read = house.secretary().get(&format!("/api/v1/decisions/{first}")).done();
        assert_eq!((&read["reopened"]["reason"], &read["reopened"]["by"]), (&again["reason"], &again["by"]), "{read}");

        let second = id_of(&house.decide(&item, "approved", "consensus").made());
        let untouched = tag(&second);
        let told = json!({
            "person": house.people["gp"], "category": "financial", "nature": "A share", "organisation": "B82001", "from": "2017-01-01",
        });
        house.lead().post("/api/v1/declarations", &told).made();
        assert_ne!(untouched, tag(&second), "it is under query");
        let size = house.auditor().get("/api/v1/audit/head").done()["size"].as_i64().unwrap();
        let flags = |query: &str| -> Vec<Value> {
            let log = house.auditor().get(&format!("/api/v1/decisions{query}")).done();
            let of = |line: &Value| {
                json!(line["flags"].as_array().unwrap().iter().filter(|flag| *flag != "undeclared_voter").collect::<Vec<_>>())
            };
            log["items"].as_array().unwrap().iter().map(of).collect()
        };
        assert_eq!(flags(""), [json!(["reopened"]), json!(["retaken", "under_query"])], "what was taken again is under query no more");
        let before = house.secretary().get(&format!("/api/v1/decisions/{second}")).done()["entry"].as_i64().unwrap() + 1;
        assert_eq!(flags(&format!("?as_of={before}")), [json!(["reopened"]), json!(["retaken"])], "of {size}: nothing was known then");
        house.desk.verified();
    });
}

#[test]
fn a_tag_of_an_item_holds_no_more_once_a_phase_is_struck_or_its_decision_reopened() {
    everywhere(|house| {
        let meeting = house.meeting();
        let item = house.item(&meeting, "A new surgery", json!({"stage": "strategy"}));
        house.convened(&meeting, &["chair", "lay", "officer"]);
        let path = format!("/api/v1/items/{item}");
        let read = || house.secretary().get(&path);
        let begun = id_of(&house.begin(&item, "deliberation").made());
        let deliberated = read();
        assert_eq!(deliberated.done()["phase"], "deliberation");
        let strike = json!({"what": [begun], "reason": "Another item had begun."});
        house.secretary().post(&format!("/api/v1/meetings/{}/strikes", meeting.id), &strike).made();
        let struck = read();
        assert_eq!(struck.done()["phase"], json!(null));
        assert_ne!(deliberated.header("etag"), struck.header("etag"));
        let stale = [("If-Match", deliberated.header("etag"))];
        let patch = json!({"title": "A newer surgery"});
        assert_eq!(house.secretary().send("PATCH", &path, &stale, &patch).status, 412);

        house.begin(&item, "decision").made();
        house.decide(&item, "approved", "consensus").made();
        let closed = read();
        assert_eq!(closed.done()["phase"], "closed");
        let again = json!({"by": house.people["chair"], "reason": "Another item was read out."});
        house.secretary().post(&format!("/api/v1/items/{item}/reopen"), &again).made();
        assert_eq!(read().done()["phase"], "decision");
        assert_ne!(closed.header("etag"), read().header("etag"));
    });
}

#[test]
fn an_urgent_decision_is_a_line_of_the_log_and_told_where_it_is_ratified() {
    everywhere(|house| {
        let meeting = house.meeting();
        let item = urgently_decided(house, &meeting);
        let lines = |query: &str| house.auditor().get(&format!("/api/v1/decisions{query}")).done()["items"].as_array().unwrap().clone();
        let [line] = &lines("")[..] else { panic!("one line") };
        assert_eq!((&line["kind"], &line["item"], &line["ratification"]), (&json!("urgent_decision"), &json!(item), &json!(null)));
        assert_eq!((&line["effective"], &line["flags"]), (&json!(true), &json!(["pending_ratification"])));
        assert_eq!((&line["taken_by"], &line["consulted"]), (&json!(["The Chair", "The Finance Officer"]), &json!(["The Nurse"])));
        house.convened(&meeting, &["chair", "lay", "officer"]);
        house.begin(&item, "decision").made();
        house.decide(&item, "not_ratified", "consensus").made();
        let all = lines("?count=true");
        assert_eq!(all.iter().map(|line| line["kind"].as_str().unwrap()).collect::<Vec<_>>(), ["urgent_decision", "decision"]);
        assert_eq!(
            (&all[0]["ratification"], &all[0]["effective"], &all[0]["flags"]),
            (&json!("not_ratified"), &json!(false), &json!([])),
            "{}",
            all[0]
        );
        assert_eq!(house.auditor().get("/api/v1/decisions?count=true").done()["total"], json!(2));
        assert_eq!(lines("?sort=-entry&limit=1")[0]["kind"], "decision");
        assert_eq!(lines("?outcome=approved").len(), 1);
        assert_eq!(lines("?to=2018-03-01").len(), 1, "of the day on which it was taken");
        let table = house.auditor().get("/api/v1/decisions.csv").text;
        assert!(table.lines().count() == 3 && table.contains("The river rose overnight."), "{table}");
        let minutes = house.secretary().get(&format!("/api/v1/meetings/{}/minutes", meeting.id)).done();
        let text = minutes["text"].as_str().unwrap();
        let told = "Decided urgently on 1 March 2018";
        assert!(text.contains("The urgent decision of 1 March 2018 was not ratified, and lapses."), "{text}");
        assert!(text.contains(told) && text.contains("approved by The Chair and The Finance Officer. Consulted: The Nurse."), "{text}");
        house.desk.verified();
    });
}

/// Whoever had no part in the meeting that ratifies it hears nothing of it.
#[test]
fn an_urgent_decision_is_told_to_nobody_who_may_not_see_its_meeting() {
    everywhere(|house| {
        let meeting = house.meeting();
        urgently_decided(house, &meeting);
        assert_eq!(house.stranger().get("/api/v1/decisions").done()["items"], json!([]));
        assert_eq!(house.gp().get("/api/v1/decisions").done()["items"].as_array().unwrap().len(), 1);
    });
}

/// A decision of an earlier meeting, and the later one that takes it again.
pub fn decided_again(house: &TestRegister) -> [String; 2] {
    let (_, first) = approved_earlier(house);
    let old = house.secretary().get(&format!("/api/v1/decisions/{first}")).done()["item"].clone();
    let meeting = house.meeting();
    let item = house.item(&meeting, "The old surgery once more", json!({"stage": "strategy", "decides_again": old}));
    house.convened(&meeting, &["chair", "lay", "officer"]);
    house.begin(&item, "decision").made();
    [first, id_of(&house.decide(&item, "rejected", "consensus").made())]
}

#[test]
fn what_is_decided_again_at_a_later_meeting_has_no_effect_any_more() {
    everywhere(|house| {
        let [first, second] = decided_again(house);
        let read = |id: &str| house.secretary().get(&format!("/api/v1/decisions/{id}")).done();
        let (old, new) = (read(&first), read(&second));
        assert_eq!((&old["outcome"], &old["effective"]), (&json!("approved"), &json!(false)), "{old}");
        assert!(old["flags"].as_array().unwrap().contains(&json!("decided_again")), "{old}");
        assert_eq!((&old["decided_again"]["decision"], &old["version"]), (&json!(second), &new["entry"]), "{old}");
        assert_eq!((&new["decides_again"], &new["effective"]), (&json!(first), &json!(true)), "{new}");
        let lines = |query: &str| house.auditor().get(&format!("/api/v1/decisions{query}")).done()["items"].as_array().unwrap().clone();
        let line = &lines("")[0];
        assert_eq!((&line["effective"], &line["decided_again"]["entry"]), (&json!(false), &new["entry"]), "{line}");
        let then = &lines(&format!("?as_of={}", new["entry"]))[0];
        assert_eq!((&then["effective"], &then["decided_again"]), (&json!(true), &json!(null)), "{then}");
        let minutes = |meeting: &Value| {
            let read = house.secretary().get(&format!("/api/v1/meetings/{}/minutes?audience=public", meeting.as_str().unwrap())).done();
            read["text"].as_str().unwrap().to_owned()
        };
        let own = house.secretary().get(&format!("/api/v1/meetings/{}/minutes", old["meeting"].as_str().unwrap())).done();
        let since = own["since"][0].as_str().unwrap_or_default();
        assert!(own["state"] == "final" && since.starts_with("ITEM 1: This was decided again on item "), "{own}");
        let (before, after) = (minutes(&old["meeting"]), minutes(&new["meeting"]));
        assert!(before.contains("This was decided again on item ") && before.contains("has no effect any more"), "{before}");
        assert!(after.contains("Decides again what was decided on item ") && after.contains("of 6 March 2018"), "{after}");
        house.desk.verified();
    });
}

#[test]
fn an_item_decides_again_what_an_earlier_meeting_decided_and_still_stands() {
    everywhere(|house| {
        let [first, second] = decided_again(house);
        let item_of = |decision: &str| house.secretary().get(&format!("/api/v1/decisions/{decision}")).done()["item"].clone();
        let (old, new) = (item_of(&first), item_of(&second));
        let meeting = house.meeting_on("2018-05-01");
        let add = |meeting: &Meeting, more: Value| {
            let mut body = json!({"title": "Once more", "purpose": "decision", "stage": "strategy"});
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            house.secretary().post(&format!("/api/v1/meetings/{}/items", meeting.id), &body)
        };
        let other = id_of(&add(&meeting, json!({})).made());
        for (more, code) in [
            (json!({"decides_again": "00000000-0000-7000-8000-000000000000"}), "unknown_reference"),
            (json!({"decides_again": old, "purpose": "information"}), "contradictory"),
            (json!({"decides_again": other}), "contradictory"),
        ] {
            let wrong = add(&meeting, more);
            assert!(wrong.status == 422 && wrong.text.contains("/decides_again") && wrong.text.contains(code), "{}", wrong.text);
        }
        // What was decided again already is not decided again once more: the later decision is.
        let called = json!({
            "committees": [house.committee], "date": day(), "starts_at": "18:00", "place": "The Town Hall", "reference": "PCC/EVENING",
        });
        let today = Meeting { id: id_of(&house.secretary().post("/api/v1/meetings", &called).made()) };
        let (twice, right) = (add(&today, json!({"decides_again": old})), add(&today, json!({"decides_again": new})));
        let (twice, right) = (id_of(&twice.made()), id_of(&right.made()));
        house.convened(&today, &["chair", "lay", "officer"]);
        for item in [&twice, &right] {
            house.begin(item, "decision").made();
        }
        house.decide(&twice, "approved", "consensus").refused(&["out_of_phase"]);
        house.decide(&twice, "deferred", "consensus").made();
        house.decide(&right, "approved", "consensus").made();
        let read = |decision: &str| house.secretary().get(&format!("/api/v1/decisions/{decision}")).done();
        assert_eq!((&read(&first)["effective"], &read(&second)["effective"]), (&json!(false), &json!(false)));
        house.desk.verified();
    });
}
