use serde_json::json;

use crate::house::everywhere;

#[test]
fn minutes_are_final_only_when_every_item_has_an_outcome() {
    everywhere(|house| {
        let meeting = house.meeting();
        let one = house.item(&meeting, "A new surgery", json!({}));
        let other = house.item(&meeting, "A list closure", json!({}));
        house.item(&meeting, "What was heard", json!({"purpose": "information"}));
        house.convened(&meeting, &["chair", "lay", "officer"]);
        let path = format!("/api/v1/meetings/{}/minutes", meeting.id);
        let finalise = || house.secretary().post(&format!("{path}/finalise"), &json!({}));
        let incomplete = finalise();
        incomplete.refused(&["minutes_incomplete", "minutes_incomplete"]);
        assert_eq!(incomplete.remedy("decide"), format!("/api/v1/items/{one}/decisions"));
        house.decide(&one, "deferred", "consensus").made();
        finalise().refused(&["minutes_incomplete"]);
        let decision = house.decide(&other, "referred", "consensus").made();
        assert_eq!(house.secretary().get(&path).done()["state"], "draft");
        finalise().made();
        let minutes = house.secretary().get(&path).done();
        assert_eq!(minutes["state"], "final");
        assert!(minutes["finalised_at"].is_string());
        finalise().refused(&["minutes_final"]);
        let correction = json!({"text": "It is referred to the governing body.", "reason": "The body was left out."});
        house.secretary().post(&format!("/api/v1/decisions/{}/corrections", decision["id"].as_str().unwrap()), &correction).made();
        let corrected = house.secretary().get(&path).done();
        assert_eq!(corrected["text"], minutes["text"]);
        assert_eq!(corrected["corrections"][0]["reason"], "The body was left out.");
        house.attend(&meeting, "gp", "arrive").refused(&["meeting_not_open"]);
        assert_eq!(house.secretary().get(&format!("/api/v1/meetings/{}", meeting.id)).done()["state"], "closed");
    });
}

#[test]
fn an_item_closed_without_an_outcome_is_still_given_one_before_the_meeting_is_over() {
    everywhere(|house| {
        let meeting = house.meeting();
        let item = house.item(&meeting, "A new surgery", json!({}));
        let whole = house.item(&meeting, "Two sites", json!({}));
        let part = house.item(&meeting, "The first site", json!({"part_of": whole}));
        let heard = house.item(&meeting, "What was heard", json!({"purpose": "information"}));
        house.convened(&meeting, &["chair", "lay", "officer"]);
        let close = || house.secretary().post(&format!("/api/v1/meetings/{}/close", meeting.id), &json!({}));

        // Any phase may be skipped; what needs the phase that is past cannot be had any more.
        house.begin(&item, "closed").made();
        house.decide(&item, "approved", "consensus").refused(&["out_of_phase"]);
        let early = close();
        assert_eq!(early.refused(&["minutes_incomplete"; 2]).remedy("decide"), format!("/api/v1/items/{item}/decisions"));
        house.decide(&item, "deferred", "consensus").made();
        assert_eq!(house.secretary().get(&format!("/api/v1/items/{item}")).done()["phase"], "closed");

        house.begin(&whole, "introduction").made();
        close().refused(&["out_of_phase"]);
        house.decide(&part, "no_decision", "consensus").made();
        // Every part has its outcome, so the whole needs none, and is given none besides.
        house.begin(&whole, "closed").made();
        house.decide(&whole, "referred", "consensus").refused(&["decision_final"]);

        house.begin(&heard, "closed").made();
        house.decide(&heard, "noted", "consensus").made();
        close().done();
        house.secretary().post(&format!("/api/v1/meetings/{}/minutes/finalise", meeting.id), &json!({})).made();
        house.desk.verified();
    });
}
