use serde_json::json;

use crate::house::everywhere;

#[test]
fn an_interest_declared_at_the_item_is_ruled_on_before_it_goes_on() {
    everywhere(|house| {
        let meeting = house.meeting();
        let item = house.item(&meeting, "A contract for the practice", json!({"stage": "award", "affects": [{"organisation": "B82001"}]}));
        house.convened(&meeting, &["chair", "lay", "officer", "gp", "nurse"]);
        house.begin(&item, "introduction").made();
        let path = format!("/api/v1/items/{item}/declarations");
        let interest =
            json!({"category": "financial", "nature": "A share of the building", "organisation": "B82001", "aware": "2018-03-01"});
        house.stranger().post(&path, &json!({"person": house.people["gp"], "category": "financial"})).is_problem(404, "not their meeting");
        let declared = house.gp().post(&path, &interest).made();
        assert_eq!((declared["declared"].as_str(), declared["item"].as_str()), (Some(crate::house::day()), Some(item.as_str())));
        house.begin(&item, "deliberation").refused(&["conflicts_unresolved", "must_leave_first"]);
        house.rule(&item, "gp", "leave_no_papers", "chair").made();
        let leaving = json!({"person": house.people["gp"], "event": "leave", "for_item": item});
        house.secretary().post(&format!("/api/v1/meetings/{}/attendance", meeting.id), &leaving).made();
        house.begin(&item, "decision").made();
        house.decide(&item, "approved", "consensus").made();
        let minutes = house.secretary().get(&format!("/api/v1/meetings/{}/minutes", meeting.id)).done();
        let text = minutes["text"].as_str().unwrap();
        assert!(
            text.contains("A share of the building")
                && text.contains("Ruled by The Chair to receive no papers and leave the room for the item, as proposed"),
            "{text}"
        );
        house.secretary().post(&format!("/api/v1/meetings/{}/close", meeting.id), &json!({})).done();
        let late = json!({"person": house.people["nurse"], "category": "financial", "organisation": "B82001"});
        house.secretary().post(&path, &late).refused(&["meeting_not_open"]);
        house.desk.verified();
    });
}
