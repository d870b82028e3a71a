//! What stands in the record is what happened: nothing is minuted that did not, and what held is told.

use serde_json::json;

use crate::house::everywhere;

#[test]
fn a_seat_is_sat_in_from_an_arrival_and_not_from_apologies() {
    everywhere(|house| {
        let meeting = house.meeting();
        let lines = format!("/api/v1/meetings/{}/attendance", meeting.id);
        for event in ["apologies", "leave"] {
            let line = json!({"person": house.people["deputy"], "event": event, "as_deputy_for": "gp"});
            let reply = house.secretary().post(&lines, &line);
            assert_eq!(reply.is_problem(422, event).pointer(), "/as_deputy_for");
        }
        house.secretary().post(&lines, &json!({"person": house.people["deputy"], "event": "apologies"})).made();
    });
}

#[test]
fn an_item_keeps_its_title_its_number_and_its_purpose() {
    everywhere(|house| {
        let meeting = house.meeting();
        let item = house.item(&meeting, "A new surgery", json!({}));
        let path = format!("/api/v1/items/{item}");
        let amend = |body: serde_json::Value| {
            let tag = house.secretary().get(&path).header("etag").to_owned();
            house.secretary().send("PATCH", &path, &[("If-Match", &tag)], &body)
        };
        for (field, wrong) in [
            ("title", json!(null)),
            ("title", json!("x".repeat(301))),
            ("number", json!(null)),
            ("purpose", json!(null)),
            ("route", json!("two\nlines")),
        ] {
            assert_eq!(amend(json!({field: wrong})).is_problem(422, field).pointer(), format!("/{field}"));
        }
        let amended = amend(json!({"route": "from the estates group", "title": "The new surgery"})).done();
        assert_eq!((amended["route"].as_str(), amended["title"].as_str()), (Some("from the estates group"), Some("The new surgery")));
    });
}

#[test]
fn what_needed_no_override_is_not_minuted_as_overridden() {
    everywhere(|house| {
        house.nothing_to_declare(&["chair", "lay", "officer", "gp", "nurse"]);
        let meeting = house.meeting();
        let item = house.item(&meeting, "A new surgery", json!({}));
        house.convened(&meeting, &["chair", "lay", "officer", "gp", "nurse"]);
        house.begin(&item, "decision").made();
        for person in ["chair", "lay", "officer"] {
            house.vote(&item, person, "for").made();
        }
        let over = json!({"outcome": "approved", "method": "vote", "override": {"by": house.people["lead"], "reason": "In case."}});
        let made = house.secretary().post(&format!("/api/v1/items/{item}/decisions"), &over).made();
        assert_eq!((&made["override_by"], &made["flags"]), (&json!(null), &json!([])), "{made}");
        let minutes = house.secretary().get(&format!("/api/v1/meetings/{}/minutes", meeting.id)).done();
        assert!(!minutes["text"].as_str().unwrap().contains("overrid"), "{minutes}");
    });
}

#[test]
fn whoever_is_named_for_an_item_presides_over_its_parts_as_named() {
    everywhere(|house| {
        let meeting = house.meeting();
        let item = house.item(&meeting, "A new surgery", json!({}));
        let part = house.item(&meeting, "Where it is built", json!({"part_of": item}));
        house.convened(&meeting, &["chair", "lay", "officer", "gp", "nurse"]);
        house.secretary().post(&format!("/api/v1/items/{item}/presiding"), &json!({"person": house.people["lay"]})).made();
        let presiding = house.secretary().get(&format!("/api/v1/items/{part}/presiding")).done();
        assert_eq!((presiding["presiding"].as_str(), presiding["named"].as_bool()), (Some(house.people["lay"].as_str()), Some(true)));
        house.begin(&part, "decision").made();
        for person in ["chair", "lay", "officer"] {
            house.vote(&part, person, "for").made();
        }
        let decision = house.decide(&part, "approved", "vote").made();
        assert_eq!(decision["evidence"]["presiding_because"], "named by the meeting", "{decision}");
    });
}
