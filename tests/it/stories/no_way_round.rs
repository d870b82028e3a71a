//! What the law refuses at the front door is refused at the side doors too: a floor is not walked round by stating an item
//! otherwise, and nothing is entered that is still to come.

use serde_json::{Value, json};

use crate::desk::Reply;
use crate::house::{TestRegister, day, everywhere, id_of};

fn patch(house: &TestRegister, path: &str, body: &Value) -> Reply {
    let tag = house.secretary().get(path).header("etag").to_owned();
    house.secretary().send("PATCH", path, &[("If-Match", &tag)], body)
}

#[test]
fn no_floor_is_walked_round_by_stating_the_item_otherwise_around_a_ruling() {
    everywhere(|house| {
        let meeting = house.meeting();
        house.interest("gp", "B82001");
        let item = house.item(&meeting, "A contract", json!({"stage": "award", "affects": [{"organisation": "B82001"}]}));
        let path = format!("/api/v1/items/{item}");
        house.attend(&meeting, "chair", "arrive").made();
        let ruling = json!({
            "person": house.people["gp"], "by": house.people["chair"], "treatment": "note", "reason": "It is a small one.",
        });
        let rule = || house.secretary().post(&format!("{path}/rulings"), &ruling);
        rule().refused(&["below_floor"]);
        patch(house, &path, &json!({"stage": "strategy"})).done();
        let ruled = rule().made();
        for body in [json!({"stage": "award"}), json!({"affects": []})] {
            patch(house, &path, &body).refused(&["others_rest_on_it"]);
        }
        assert_eq!(patch(house, &path, &json!({"title": "A contract for a year"})).done()["title"], "A contract for a year");
        let meetings = format!("/api/v1/meetings/{}", meeting.id);
        // Before the policy under which it was ruled.
        patch(house, &meetings, &json!({"date": "2017-05-02"})).refused(&["others_rest_on_it"]);
        let strike = json!({"what": [ruled["id"]], "reason": "It was the wrong stage.", "by": house.people["chair"]});
        house.secretary().post(&format!("{meetings}/strikes"), &strike).made();
        patch(house, &path, &json!({"stage": "award"})).done();
        rule().refused(&["below_floor"]);
        house.desk.verified();
    });
}

#[test]
fn a_policy_permits_something_as_strict_as_it_asks() {
    everywhere(|house| {
        let path = format!("/api/v1/organisations/{}/policies", house.bodies["03E"]);
        let adopt = |permitted: Value| {
            house.lead().post(&path, &json!({"pack": "nhs_2024", "from": "2025-01-01", "overrides": {"permitted": permitted}}))
        };
        let reply = adopt(json!(["participate", "note"]));
        reply.is_problem(422, "nothing as strict as its floors");
        assert_eq!(reply.pointer(), "/overrides/permitted");
        adopt(json!(["participate", "note", "leave", "leave_no_papers"])).made();
        house.desk.verified();
    });
}

#[test]
fn nothing_is_entered_that_is_still_to_come() {
    everywhere(|house| {
        let meeting = house.meeting();
        let item = house.item(&meeting, "What was decided in between", json!({"purpose": "ratification", "decision_type": null}));
        let urgent = json!({"committee": house.committee, "by": [house.people["chair"], house.people["officer"]], "on": "2999-01-01"});
        let reply = house.secretary().post(&format!("/api/v1/items/{item}/urgent-decisions"), &urgent);
        assert_eq!((reply.pointer().as_str(), reply.status), ("/on", 422), "{}", reply.text);
        let change = json!({
            "function": "list_closure", "level": "decide", "from": "2999-04-01",
            "evidence": {"what": "agreement", "reference": "Schedule 2.", "by": "The two boards", "on": "2999-01-09"},
        });
        let reply = house.lead().post(&format!("/api/v1/committees/{}/authority", house.committee), &change);
        assert_eq!((reply.pointer().as_str(), reply.status), ("/evidence/on", 422), "{}", reply.text);
        let ballots = format!("/api/v1/organisations/{}/ballots", house.bodies["03E"]);
        let ballot = |more: Value| {
            let mut body = json!({
                "question": "Take it on?", "franchise": "practice", "window": {"from": "2018-02-01", "to": "2018-02-10"}, "votes": [],
            });
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            house.lead().post(&ballots, &body)
        };
        for (more, pointer) in [
            (json!({"window": {"from": "2018-02-01", "to": "2999-02-10"}}), "/window/to"),
            (json!({"announced": {"by": "The returning officer", "on": "2999-02-17"}}), "/announced/on"),
            (json!({"announced": {"by": "The returning officer", "on": "2018-02-09"}}), "/announced/on"),
            (json!({"announced": {"by": "", "on": "2018-02-17"}}), "/announced/by"),
            (json!({"votes": [{"organisation": house.bodies["FED"], "choice": "for"}]}), "/votes/0/organisation"),
            (json!({"votes": [{"organisation": "B99999", "choice": "for"}]}), "/votes/0/organisation"),
            (
                json!({"franchise": "list_size", "votes": [
                    {"organisation": "B82001", "choice": "for", "weight": 9000}, {"organisation": "B82002", "choice": "against"},
                ]}),
                "/votes/1/weight",
            ),
        ] {
            let reply = ballot(more.clone());
            assert_eq!((reply.pointer().as_str(), reply.status), (pointer, 422), "{more}: {}", reply.text);
        }
        let unknown = ballot(json!({"votes": [
            {"organisation": "B99999", "choice": "for"}, {"organisation": "b82001", "choice": "for"}, {"organisation": "B99998", "choice": "for"},
        ]}));
        let places: Vec<_> = unknown.json()["errors"].as_array().unwrap().iter().map(|one| one["pointer"].clone()).collect();
        assert_eq!(places, ["/votes/0/organisation", "/votes/2/organisation"], "{}", unknown.text);
        let told = json!({
            "announced": {"by": "The returning officer", "on": "2018-02-17"}, "if_not_carried": "All stays as it is.",
            "votes": [{"organisation": "B82001", "choice": "against"}],
        });
        let made = ballot(told).made();
        assert_eq!((&made["announced"]["by"], &made["carried"]), (&json!("The returning officer"), &json!(false)), "{made}");
        let mut terms = crate::house::terms();
        (terms["from"], terms["ballot"]) = (json!("2018-04-01"), made["id"].clone());
        let refused = house.lead().post(&format!("/api/v1/committees/{}/terms", house.committee), &terms);
        refused.refused(&["ballot_not_carried"]);
        assert!(refused.text.contains("It was said beforehand what follows: All stays as it is."), "{}", refused.text);
        house.desk.verified();
    });
}

#[test]
fn whoever_never_declared_is_named_wherever_the_meeting_is_prepared_and_minuted() {
    everywhere(|house| {
        house.nothing_to_declare(&["chair", "lay", "officer", "gp", "deputy"]);
        let meeting = house.meeting();
        let item = house.item(&meeting, "A new surgery", json!({"stage": "strategy"}));
        let named = |list: &Value| list.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
        let forecast = house.secretary().get(&format!("/api/v1/meetings/{}/forecast", meeting.id)).done();
        assert_eq!(named(&forecast["items"][0]["declaration_outstanding"]), ["The Nurse"], "{forecast}");
        let proposals = house.secretary().get(&format!("/api/v1/meetings/{}/proposals", meeting.id)).done();
        assert_eq!(named(&proposals["items"][0]["declaration_outstanding"]), ["The Nurse"], "{proposals}");
        let own = house.gp().get(&format!("/api/v1/meetings/{}/proposals", meeting.id)).text.clone();
        assert!(!own.contains("The Nurse"), "a member is told of nobody else: {own}");
        house.convened(&meeting, &["chair", "lay", "officer", "nurse"]);
        house.begin(&item, "decision").made();
        let decided = house.decide(&item, "approved", "consensus").made();
        let decision = house.secretary().get(&format!("/api/v1/decisions/{}", id_of(&decided))).done();
        assert_eq!(decision["evidence"]["never_declared"], json!(["The Nurse"]), "{decision}");
        let text = house.secretary().get(&format!("/api/v1/meetings/{}/minutes", meeting.id)).done()["text"].as_str().unwrap().to_owned();
        assert!(text.contains("had declared nothing, neither an interest nor that there is none: The Nurse."), "{text}");
        let local = decided["local"].as_str().unwrap();
        assert!(local.starts_with(day()) || local.len() == 25, "the time on the wall: {decided}");
        house.desk.verified();
    });
}

#[test]
fn what_another_raised_is_minuted_as_raised_and_papers_with_who_wrote_them() {
    everywhere(|house| {
        let meeting = house.meeting();
        let item = house.item(&meeting, "A surgery moves", json!({"stage": "strategy", "affects": [{"organisation": "B82001"}]}));
        let paper = json!({"title": "Where it could go", "authors": [house.people["officer"], house.people["nurse"]], "accountable": house.people["officer"]});
        house.secretary().post(&format!("/api/v1/items/{item}/papers"), &paper).made();
        house.convened(&meeting, &["chair", "lay", "officer", "nurse"]);
        let told = json!({
            "person": house.people["nurse"], "category": "financial", "nature": "Owns the building", "organisation": "B82001",
            "raised_by": "Somebody in the gallery",
        });
        house.secretary().post(&format!("/api/v1/items/{item}/declarations"), &told).made();
        for query in ["", "?audience=public"] {
            let minutes = house.secretary().get(&format!("/api/v1/meetings/{}/minutes{query}", meeting.id)).done();
            let text = minutes["text"].as_str().unwrap();
            assert!(text.contains("Raised by somebody else of The Nurse: "), "{query}: {text}");
            assert!(!text.contains("in the gallery"), "whoever raises an interest is protected: {query}: {text}");
            assert!(text.contains("Paper: Where it could go, by The Finance Officer and The Nurse."), "{query}: {text}");
        }
        house.desk.verified();
    });
}
