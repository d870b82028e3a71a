//! What a committee may do about a function changes by an event with its evidence; it is run in shadow before it passes; an
//! agenda is taken in parts of which one only advises.

use serde_json::{Value, json};

use crate::desk::Reply;
use crate::house::{Meeting, TestRegister, day, everywhere, id_of, terms};

fn change(house: &TestRegister, more: &Value) -> Reply {
    let mut body = json!({
        "function": "list_closure", "level": "shadow", "with": "FED", "from": day(),
        "evidence": {"what": "agreement", "reference": "Delegation agreement, schedule 2.", "by": "The two boards", "on": "2018-01-09"},
    });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    house.lead().post(&format!("/api/v1/committees/{}/authority", house.committee), &body)
}

fn withdraw(house: &TestRegister, change: &Value, body: &Value) -> Reply {
    house.lead().post(&format!("/api/v1/authority-changes/{}/withdraw", id_of(change)), body)
}

fn on(house: &TestRegister, day: &str) -> Value {
    house.lay().get(&format!("/api/v1/committees/{}/authority?on={day}", house.committee)).done()
}

/// A meeting of today that is convened with the draft of its agenda as it was, and its items taken to their decision.
fn convened(house: &TestRegister, meeting: &Meeting, items: &[&str]) -> Value {
    let agenda = house.secretary().get(&format!("/api/v1/meetings/{}/agenda", meeting.id)).done();
    house.convened(meeting, &["chair", "lay", "officer"]);
    for item in items {
        house.begin(item, "decision").made();
    }
    agenda
}

fn warnings(agenda: &Value) -> Vec<(String, String)> {
    let text = |one: &Value, field: &str| one[field].as_str().unwrap().to_owned();
    let kinds = ["not_to_decide", "in_shadow"];
    let all = agenda["warnings"].as_array().into_iter().flatten();
    all.map(|one| (text(one, "kind"), text(one, "says"))).filter(|one| kinds.contains(&one.0.as_str())).collect()
}

#[test]
fn a_function_is_run_in_shadow_before_it_passes_by_an_event_with_its_evidence() {
    everywhere(|house| {
        // What is wrong is told all at once, or by its field.
        change(house, &json!({"with": "nobody"})).is_problem(422, "no such body");
        assert_eq!(change(house, &json!({"with": "nobody"})).pointer(), "/with");
        assert_eq!(change(house, &json!({"with": null})).pointer(), "/with");
        let ballot = json!({"evidence": {"what": "ballot", "reference": "The count.", "by": "The practices", "on": "2018-01-09"}});
        assert_eq!(change(house, &ballot).pointer(), "/evidence/ballot");
        let long = json!({"evidence": {"what": "approval", "reference": "x".repeat(501), "by": "The two boards", "on": "2018-01-09"}});
        assert_eq!(change(house, &long).pointer(), "/evidence/reference");
        let unsaid = json!({"to": "2017-01-01", "evidence": {"what": "agreement", "by": "The two boards", "on": "2018-01-09"}});
        change(house, &unsaid).refused(&["period_invalid", "reason_required"]);
        change(house, &json!({"from": "2017-03-31"})).refused(&["terms_not_in_force"]);
        let path = format!("/api/v1/committees/{}/authority", house.committee);
        house.secretary().post(&path, &json!({})).is_problem(403, "who keeps meetings does not change authority");

        // A slip is withdrawn with a reason, once.
        let slip = change(house, &json!({})).made();
        change(house, &json!({"level": "decide"})).refused(&["duplicate"]);
        withdraw(house, &slip, &json!({})).refused(&["reason_required"]);
        let why = json!({"reason": "It was another function."});
        assert_eq!(withdraw(house, &slip, &why).done()["withdrawn"], "It was another function.");
        withdraw(house, &slip, &why).refused(&["duplicate"]);
        house.secretary().post(&format!("/api/v1/authority-changes/{}/withdraw", id_of(&slip)), &why).is_problem(403, "a secretary");
        let shadow = change(house, &json!({"value_limit": 1000})).made();
        assert!(shadow["says"].as_str().unwrap().contains("in shadow, without effect, up to and including £1,000"), "{shadow}");
        change(house, &json!({"level": "decide", "with": null, "from": "2091-04-01"})).made();

        let told = on(house, day());
        let of_it = &told["functions"][0];
        assert_eq!((&of_it["function"], &of_it["level"], &of_it["change"]), (&json!("list_closure"), &json!("shadow"), &shadow["id"]));
        assert_eq!(of_it["evidence"]["reference"], "Delegation agreement, schedule 2.");
        assert_eq!((&of_it["next"]["on"], &of_it["next"]["level"]), (&json!("2091-04-01"), &json!("decide")));
        assert_eq!(told["changes"].as_array().unwrap().len(), 3, "the withdrawn one among them");
        assert_eq!(on(house, "2018-01-01")["functions"][0]["asked"], true, "that it changes is known");
        let whole = house.lay().get(&format!("/api/v1/committees/{}", house.committee)).done();
        assert!(whole["in_english"].to_string().contains("in shadow, without effect"), "{}", whole["in_english"]);
        assert_eq!(whole["terms"].get("changed"), None, "the document is as it was adopted");

        // The business is taken through everything, and nothing of it has effect.
        house.nothing_to_declare(&["chair", "lay", "officer"]);
        let meeting = house.meeting();
        let list = house.item(&meeting, "A list closes", json!({"function": "list_closure"}));
        let large = house.item(&meeting, "A large one", json!({"function": "list_closure", "value": 1001}));
        let agenda = convened(house, &meeting, &[&list, &large]);
        let warned = warnings(&agenda);
        assert_eq!(warned.iter().map(|one| one.0.as_str()).collect::<Vec<_>>(), ["in_shadow", "not_to_decide"], "{agenda}");
        house.decide(&large, "approved", "consensus").refused(&["above_value_limit"]);
        house.decide(&list, "ratified", "consensus").refused(&["reserved_function"]);
        let taken = house.decide(&list, "approved", "consensus").made();
        assert_eq!((&taken["effective"], &taken["flags"]), (&json!(false), &json!(["shadow"])), "{taken}");
        let decision = house.lay().get(&format!("/api/v1/decisions/{}", id_of(&taken))).done();
        let basis = decision["evidence"]["authority"].as_str().unwrap();
        assert!(basis.starts_with("in shadow: list closure, by agreement of The two boards of 9 January 2018"), "{basis}");
        let meanwhile = decision["evidence"]["meanwhile"].as_str().unwrap();
        let minutes = house.secretary().get(&format!("/api/v1/meetings/{}/minutes", meeting.id)).done();
        let said = format!("This was taken in shadow and has no effect: {meanwhile} decides meanwhile.");
        assert!(minutes["text"].as_str().unwrap().contains(&said), "{minutes}");
        let log = house.lead().get("/api/v1/decisions").done();
        assert_eq!((&log["items"][0]["authority"], &log["items"][0]["effective"]), (&json!(basis), &json!(false)), "{log}");

        // What was decided on it keeps it, and nothing reaches back to a meeting that met.
        withdraw(house, &shadow, &json!({"reason": "A mistake."})).refused(&["decision_final"]);
        change(house, &json!({"function": "contracts"})).refused(&["period_invalid"]);
        let mut later = terms();
        later["from"] = json!("2091-01-01");
        later["authority"] = json!([{"function": "list_closure", "level": "recommend", "from": "2091-04-01"}]);
        house.lead().post(&format!("/api/v1/committees/{}/terms", house.committee), &later).refused(&["duplicate"]);
        house.desk.verified();
    });
}

#[test]
fn an_agenda_is_taken_in_parts_of_which_one_only_advises() {
    everywhere(|house| {
        let mut own = terms();
        own["from"] = json!("2018-01-01");
        own["agenda_parts"] = json!([{"part": "one", "level": "decide"}, {"part": "two", "level": "recommend", "with": "FED"}]);
        own["pathways"] = json!([{"decision_type": "merger", "decided_by": "fed"}]);
        let kept = house.lead().post(&format!("/api/v1/committees/{}/terms", house.committee), &own).made();
        assert_eq!(kept["terms"]["pathways"][0]["decided_by"], "FED", "as the register spells it");
        let meeting = house.meeting();
        let one = house.item(&meeting, "A contract", json!({"agenda_part": "one"}));
        let two = house.item(&meeting, "Other providers", json!({"agenda_part": "one"}));
        let merger = house.item(&meeting, "Two practices merge", json!({"decision_type": "merger"}));
        let unknown = json!({"title": "Nowhere", "purpose": "decision", "agenda_part": "three"});
        let refused = house.secretary().post(&format!("/api/v1/meetings/{}/items", meeting.id), &unknown);
        assert_eq!((refused.status, refused.pointer()), (422, "/agenda_part".to_owned()), "{}", refused.text);

        // It is put into the other part while it has not begun.
        let path = format!("/api/v1/items/{two}");
        let patch = |part: &str| {
            let tag = house.secretary().get(&path).header("etag").to_owned();
            house.secretary().send("PATCH", &path, &[("if-match", &tag)], &json!({"agenda_part": part}))
        };
        assert_eq!(patch("three").pointer(), "/agenda_part");
        assert_eq!(patch("two").done()["agenda_part"], "two");
        let agenda = convened(house, &meeting, &[&one, &two, &merger]);
        let parts = agenda["parts"].as_array().unwrap();
        let listed: Vec<(&str, &Value)> = parts.iter().map(|part| (part["says"].as_str().unwrap(), &part["items"])).collect();
        assert_eq!(listed.len(), 3, "{agenda}");
        assert!(listed[0].0.starts_with("Part one: ") && listed[0].0.ends_with(" decides."), "{}", listed[0].0);
        assert!(listed[1].0.ends_with(" recommends."), "{}", listed[1].0);
        assert_eq!((listed[0].1, listed[1].1, listed[2].1), (&json!([one]), &json!([two]), &json!([merger])));
        let warned = warnings(&agenda);
        assert_eq!(warned.iter().map(|warning| warning.0.as_str()).collect::<Vec<_>>(), ["not_to_decide", "not_to_decide"]);
        assert_eq!(patch("one").code(), "out_of_phase");

        house.decide(&one, "approved", "consensus").made();
        for outcome in ["approved", "rejected", "ratified", "not_ratified"] {
            assert_eq!(house.decide(&two, outcome, "consensus").json()["reasons"][0]["rule"], "C7.1", "{outcome}");
        }
        let elsewhere = house.decide(&merger, "approved", "consensus");
        let body = elsewhere.refused(&["reserved_function"]).json();
        assert_eq!(body["reasons"][0]["rule"], "D2", "{body}");
        assert!(!body["reasons"][0]["detail"].as_str().unwrap().contains("FED"), "by its name: {body}");
        house.decide(&two, "recommended", "consensus").made();
        house.decide(&merger, "recommended", "consensus").made();
        let minutes = house.secretary().get(&format!("/api/v1/meetings/{}/minutes", meeting.id)).done();
        let text = minutes["text"].as_str().unwrap();
        assert!(text.contains("Taken in part one of the agenda.") && text.contains("Taken in part two of the agenda, in which "), "{text}");
        house.desk.verified();
    });
}
