use serde_json::json;

use crate::house::everywhere;

#[test]
fn a_conflicted_chair_hands_over_and_rules_on_nobody() {
    everywhere(|house| {
        house.interest("chair", "B82001");
        house.interest("gp", "B82001");
        let meeting = house.meeting();
        let item = house.item(&meeting, "A contract for the practice", json!({"stage": "award", "affects": [{"organisation": "B82001"}]}));
        house.convened(&meeting, &["chair", "lay", "officer", "gp", "nurse"]);
        let path = format!("/api/v1/items/{item}/presiding");
        assert_eq!(house.secretary().get(&path).done()["presiding"], house.people["lay"].as_str());
        let proposals = house.secretary().get(&format!("/api/v1/meetings/{}/proposals", meeting.id)).done();
        let people = proposals["items"][0]["people"].as_array().unwrap().clone();
        assert_eq!(people.len(), 2);
        for line in &people {
            assert_eq!((line["treatment"].as_str(), line["relations"][0].as_str()), (Some("leave_no_papers"), Some("own_body")));
            assert!(line["grounds"][0]["because"].as_str().unwrap().contains("The Spa Practice"), "{line}");
        }
        let conflicted = house.rule(&item, "gp", "leave_no_papers", "chair");
        assert_eq!(conflicted.refused(&["decider_conflicted"]).remedy("see_presiding"), path);
        house.rule(&item, "chair", "leave_no_papers", "chair").refused(&["decider_conflicted", "ruling_on_self"]);
        house.rule(&item, "gp", "leave", "officer").refused(&["not_the_decider", "reason_required"]);
        house.rule(&item, "gp", "note", "lay").refused(&["below_floor", "reason_required"]);
        let named = house.secretary().post(&path, &json!({"person": house.people["chair"]}));
        named.refused(&["presider_conflicted"]);
    });
}

#[test]
fn nothing_is_deliberated_before_rulings_are_made_and_the_conflicted_have_left() {
    everywhere(|house| {
        house.interest("gp", "B82001");
        let meeting = house.meeting();
        let item = house.item(&meeting, "A contract for the practice", json!({"stage": "award", "affects": [{"organisation": "B82001"}]}));
        house.convened(&meeting, &["chair", "lay", "officer", "gp", "nurse"]);
        let open = house.begin(&item, "deliberation");
        assert_eq!(open.refused(&["conflicts_unresolved", "must_leave_first"]).remedy("rule"), format!("/api/v1/items/{item}/rulings"));
        let ruling = house.rule(&item, "gp", "leave_no_papers", "chair").made();
        assert_eq!(ruling["proposed"], "leave_no_papers");
        let still = house.begin(&item, "deliberation");
        assert_eq!(still.refused(&["must_leave_first"]).remedy("leave"), format!("/api/v1/meetings/{}/attendance", meeting.id));
        let leaving = json!({"person": house.people["gp"], "event": "leave", "for_item": item});
        house.secretary().post(&format!("/api/v1/meetings/{}/attendance", meeting.id), &leaving).made();
        house.begin(&item, "decision").made();
        house.vote(&item, "gp", "for").refused(&["excluded_by_ruling", "not_present"]);
        house.attend(&meeting, "gp", "return").refused(&["excluded_by_ruling"]);
        let standings = house.secretary().get(&format!("/api/v1/meetings/{}/standings", meeting.id)).done();
        let gp =
            standings["items"][0]["people"].as_array().unwrap().iter().find(|line| line["person"] == house.people["gp"].as_str()).unwrap();
        assert_eq!(
            (gp["vote"].as_bool(), gp["papers"].as_bool(), gp["in_room"].as_bool()),
            (Some(false), Some(true), Some(false)),
            "the papers of a public item are kept from nobody"
        );
        assert_eq!((gp["ruled"].as_bool(), gp["ruled_by"].as_str()), (Some(true), Some(house.people["chair"].as_str())));
        for word in ["chair", "lay", "officer", "nurse"] {
            house.vote(&item, word, "for").made();
        }
        let decision = house.decide(&item, "approved", "vote").made();
        assert_eq!(decision["evidence"]["tally"]["excluded"], 1);
        let rulings = house.secretary().get(&format!("/api/v1/items/{item}/rulings")).done();
        assert_eq!(rulings["items"].as_array().unwrap().len(), 1);
        house.desk.verified();
    });
}
