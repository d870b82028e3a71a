//! A slip of the clerk is put right: struck, written as it was, and a decision that rests on it taken again.

use serde_json::{Value, json};

use crate::house::{Meeting, TestRegister, everywhere, id_of};

fn book(house: &TestRegister, meeting: &Meeting) -> Vec<Value> {
    let told = house.secretary().get(&format!("/api/v1/meetings/{}/book", meeting.id)).done();
    told["items"].as_array().unwrap().clone()
}

fn strike(house: &TestRegister, meeting: &Meeting, body: &Value) -> crate::desk::Reply {
    house.secretary().post(&format!("/api/v1/meetings/{}/strikes", meeting.id), body)
}

#[test]
fn a_vote_is_struck_and_cast_again_and_a_decision_on_it_is_reopened() {
    everywhere(|house| {
        let meeting = house.meeting();
        let item = house.item(&meeting, "A new surgery", json!({}));
        house.convened(&meeting, &["chair", "lay", "officer", "gp", "nurse"]);
        house.begin(&item, "decision").made();
        let slip = id_of(&house.vote(&item, "chair", "against").made());
        house.vote(&item, "lay", "for").made();
        house.vote(&item, "officer", "for").made();
        let without = strike(house, &meeting, &json!({"what": [slip]}));
        without.refused(&["reason_required"]);
        let right = json!({
            "what": [slip], "reason": "It was read out wrongly.",
            "instead": {"vote": {"item": item, "person": house.people["chair"], "choice": "for"}},
        });
        strike(house, &meeting, &right).made();
        let acts = book(house, &meeting);
        let struck = acts.iter().find(|act| act["id"] == slip.as_str()).unwrap();
        assert_eq!((&struck["kind"], &struck["struck"]["reason"]), (&json!("vote"), &json!("It was read out wrongly.")), "{struck}");
        assert_eq!(acts.iter().filter(|act| act["kind"] == "vote" && act["struck"].is_null()).count(), 3, "{acts:?}");
        strike(house, &meeting, &right).refused(&["duplicate"]);

        let decision = house.decide(&item, "approved", "vote").made();
        let other = acts.iter().find(|act| act["kind"] == "vote" && act["struck"].is_null()).unwrap()["id"].clone();
        strike(house, &meeting, &json!({"what": [other], "reason": "Once more."})).refused(&["decision_final"]);
        let again = format!("/api/v1/items/{item}/reopen");
        house.secretary().post(&again, &json!({"by": house.people["lay"], "reason": "A slip."})).refused(&["not_the_decider"]);
        house.secretary().post(&again, &json!({"by": house.people["chair"], "reason": "A vote was read out wrongly."})).made();
        let old = house.secretary().get(&format!("/api/v1/decisions/{}", id_of(&decision))).done();
        assert_eq!(old["effective"], json!(false), "{old}");
        for person in ["chair", "lay", "officer"] {
            house.vote(&item, person, "against").made();
        }
        house.decide(&item, "rejected", "vote").made();
        let minutes = house.secretary().get(&format!("/api/v1/meetings/{}/minutes", meeting.id)).done();
        let text = minutes["text"].as_str().unwrap();
        assert!(text.contains("A vote was read out wrongly") && text.contains("was struck"), "{text}");
    });
}

#[test]
fn the_book_is_told_to_whoever_may_see_its_items() {
    everywhere(|house| {
        let meeting = house.meeting();
        house.convened(&meeting, &["chair", "lay", "officer"]);
        let path = format!("/api/v1/meetings/{}/book", meeting.id);
        assert_eq!(house.stranger().get(&path).status, 404);
        let acts = book(house, &meeting);
        assert!(acts.iter().any(|act| act["says"].as_str().unwrap().starts_with("The opening of the meeting")), "{acts:?}");
        assert_eq!(
            house.stranger().post(&format!("/api/v1/meetings/{}/strikes", meeting.id), &json!({"what": [], "reason": "x"})).status,
            403,
            "who records nothing strikes nothing, whatever there is"
        );
    });
}

/// A seat is lent while nobody counts in it, and a borrowing that was a slip gives it back.
#[test]
fn a_borrowing_takes_nobodys_vote_and_is_struck_where_it_was_a_slip() {
    everywhere(|house| {
        let meeting = house.meeting();
        let item = house.item(&meeting, "A new surgery", json!({}));
        house.convened(&meeting, &["chair", "lay", "officer", "lead"]);
        house.nothing_to_declare(&["lead"]);
        let (clerk, minutes) = (house.secretary(), format!("/api/v1/meetings/{}/minutes", meeting.id));
        let lend = |seat: &str| {
            let body = json!({"person": house.people["lead"], "seat": seat, "by": house.people["chair"], "reason": "An outside view."});
            clerk.post(&format!("/api/v1/items/{item}/co-options"), &body)
        };
        lend("cfo").refused(&["duplicate"]);
        let slip = id_of(&lend("nurse").made());
        house.attend(&meeting, "nurse", "arrive").made();
        house.begin(&item, "decision").made();
        let told = house.vote(&item, "nurse", "against").refused(&["not_a_member_of_this_committee"]).json();
        let detail = told["reasons"][0]["detail"].as_str().unwrap();
        assert_eq!(detail, "The seat of the nurse, which The Nurse holds, is lent to The Governance Lead for item 1.");

        strike(house, &meeting, &json!({"what": [slip], "reason": "The nurse had come."})).made();
        house.vote(&item, "nurse", "against").made();
        lend("nurse").refused(&["seat_already_voted"]);
        let text = clerk.get(&minutes).done()["text"].as_str().unwrap().to_owned();
        assert!(!text.contains("Borrowed for this item"), "{text}");
        assert!(
            text.contains("The borrowing of The Governance Lead for item 1") && text.contains("because: The nurse had come."),
            "{text}"
        );
    });
}
