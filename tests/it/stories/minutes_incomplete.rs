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
        finalise().refused(&["decision_final"]);
        let correction = json!({"text": "It is referred to the governing body.", "reason": "The body was left out."});
        house.secretary().post(&format!("/api/v1/decisions/{}/corrections", decision["id"].as_str().unwrap()), &correction).made();
        let corrected = house.secretary().get(&path).done();
        assert_eq!(corrected["text"], minutes["text"]);
        assert_eq!(corrected["corrections"][0]["reason"], "The body was left out.");
        house.attend(&meeting, "gp", "arrive").refused(&["meeting_not_open"]);
        assert_eq!(house.secretary().get(&format!("/api/v1/meetings/{}", meeting.id)).done()["state"], "closed");
    });
}
