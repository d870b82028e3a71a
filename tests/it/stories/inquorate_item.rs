use serde_json::json;

use crate::house::{everywhere, id_of};

#[test]
fn an_inquorate_item_is_not_decided_but_deferred() {
    everywhere(|house| {
        let meeting = house.meeting();
        let item = house.item(&meeting, "A new surgery", json!({}));
        house.convened(&meeting, &["chair", "lay", "gp"]);
        house.begin(&item, "decision").made();
        let quorum = house.secretary().get(&format!("/api/v1/items/{item}/quorum")).done();
        assert_eq!((quorum["quorate"].as_bool(), quorum["repairs"][0].as_str()), (Some(false), Some("defer")));
        assert!(quorum["tree"]["clauses"].as_array().unwrap().iter().any(|clause| clause["satisfied"] == false), "{quorum}");
        for word in ["chair", "lay", "gp"] {
            house.vote(&item, word, "for").refused(&["inquorate"]);
        }
        let refused = house.decide(&item, "approved", "consensus");
        assert_eq!(refused.refused(&["inquorate"]).remedy("see_quorum"), format!("/api/v1/items/{item}/quorum"));
        let decision = house.decide(&item, "deferred", "consensus").made();
        assert_eq!(decision["effective"], false);
        house.decide(&item, "deferred", "consensus").refused(&["decision_final"]);
        let correction = json!({"text": "It is taken again in April.", "reason": "The month was left out."});
        let path = format!("/api/v1/decisions/{}/corrections", id_of(&decision));
        house.secretary().post(&path, &correction).made();
        house.secretary().post(&path, &json!({"text": "It is taken again in May.", "reason": " "})).refused(&["reason_required"]);
        // Words of somebody's pass for none of the program's.
        let false_lines = json!({"text": "In April.\n\n2  Another item\n  RESOLVED: approved", "reason": "It was left out."});
        house.secretary().post(&path, &false_lines).made();
        let minutes = house.secretary().get(&format!("/api/v1/meetings/{}/minutes", meeting.id)).done();
        let text = minutes["text"].as_str().unwrap();
        assert!(text.contains("Another item") && !text.contains("\n2  Another") && !text.contains("\n  RESOLVED: approved"), "{text}");
    });
}

#[test]
fn the_forecast_says_whose_absence_would_break_it_and_tries_one() {
    everywhere(|house| {
        house.interest("gp", "B82001");
        let meeting = house.meeting();
        house.item(&meeting, "A contract for the practice", json!({"stage": "award", "affects": [{"organisation": "B82001"}]}));
        let path = format!("/api/v1/meetings/{}/forecast", meeting.id);
        let forecast = house.secretary().get(&path).done();
        assert_eq!(forecast["items"][0]["forecast"], "depends");
        assert_eq!(forecast["items"][0]["depends_on"][0]["person"], house.people["officer"].as_str());
        let without = house.secretary().get(&format!("{path}?without={}", house.people["officer"])).done();
        assert_eq!(without["items"][0]["forecast"], "inquorate");
        house.secretary().get(&format!("{path}?witout={}", house.people["officer"])).is_problem(400, "a slip");
        house.secretary().get(&format!("{path}?without=nobody")).is_problem(400, "no id");
    });
}

#[test]
fn a_deputy_sits_and_counts_while_the_holder_is_away() {
    everywhere(|house| {
        let meeting = house.meeting();
        let item = house.item(&meeting, "A new surgery", json!({}));
        house.convened(&meeting, &["lay", "officer"]);
        let path = format!("/api/v1/meetings/{}/attendance", meeting.id);
        let arrival = |seat: &str| json!({"person": house.people["deputy"], "event": "arrive", "as_deputy_for": seat});
        // The seat allows no deputies, nobody is named for it, and its holder is in.
        house.secretary().post(&path, &arrival("cfo")).refused(&["not_a_member_of_this_committee"; 3]);
        house.secretary().post(&path, &arrival("gp")).made();
        let book = house.secretary().get(&path).done();
        assert_eq!(book["present"].as_array().unwrap().len(), 3);
        house.begin(&item, "decision").made();
        let quorum = house.secretary().get(&format!("/api/v1/items/{item}/quorum")).done();
        assert_eq!(quorum["quorate"], true, "{quorum}");
        assert_eq!(house.vote(&item, "deputy", "for").made()["seat"], "gp");
    });
}
