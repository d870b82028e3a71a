//! Minutes tell who was there whenever they were, who was borrowed, and that the meeting stopped; and what was added once
//! they were final they tell once.

use serde_json::{Value, json};

use crate::house::{Meeting, TestRegister, day, everywhere};

fn minutes(house: &TestRegister, meeting: &Meeting, query: &str) -> Value {
    house.secretary().get(&format!("/api/v1/meetings/{}/minutes{query}", meeting.id)).done()
}

fn text(house: &TestRegister, meeting: &Meeting) -> String {
    minutes(house, meeting, "")["text"].as_str().unwrap().to_owned()
}

#[test]
fn whoever_came_before_an_adjournment_was_there() {
    everywhere(|house| {
        let meeting = house.meeting();
        house.convened(&meeting, &["chair", "lay", "officer", "nurse"]);
        house.attend(&meeting, "gp", "apologies").made();
        let path = format!("/api/v1/meetings/{}", meeting.id);
        house.secretary().post(&format!("{path}/adjourn"), &json!({})).made();
        let adjourned = text(house, &meeting);
        assert!(adjourned.contains("The Nurse (nurse): from ") && adjourned.contains("Adjourned at "), "{adjourned}");
        house.secretary().post(&format!("{path}/resume"), &json!({"date": day()})).made();
        for word in ["chair", "lay", "officer"] {
            house.attend(&meeting, word, "arrive").made();
        }
        let told = text(house, &meeting);
        assert!(told.contains("Resumed at ") && told.contains("The Nurse (nurse): from "), "{told}");
        let chair = told.lines().find(|line| line.contains("The Chair (chair, lay member): ")).unwrap();
        assert_eq!(chair.matches("from ").count(), 2, "before the adjournment and after it: {chair}");
        assert!(told.contains("Apologies: The General Practitioner (GP)") && !told.contains("Absent:"), "{told}");
    });
}

#[test]
fn whoever_is_borrowed_is_minuted_with_the_seat_and_the_reason() {
    everywhere(|house| {
        let meeting = house.meeting();
        let item = house.item(&meeting, "A new surgery", json!({"stage": "strategy"}));
        house.convened(&meeting, &["chair", "lay", "officer"]);
        house.attend(&meeting, "lead", "arrive").made();
        house.lead().post("/api/v1/nil-declarations", &json!({"person": house.people["lead"]})).made();
        let body = json!({"person": house.people["lead"], "seat": "nurse", "by": house.people["chair"], "reason": "The nurse is ill"});
        house.secretary().post(&format!("/api/v1/items/{item}/co-options"), &body).made();
        let told = text(house, &meeting);
        let words = "Borrowed for this item: The Governance Lead, in the seat of the nurse, by The Chair at ";
        assert!(told.contains(words) && told.contains(", because: The nurse is ill."), "{told}");
        assert!(told.contains("The Governance Lead (borrowed for item 1): from "), "{told}");
        assert!(told.contains("Absent: The General Practitioner (GP); The Nurse (nurse)"), "{told}");
    });
}

#[test]
fn what_is_added_to_final_minutes_is_told_once() {
    everywhere(|house| {
        let meeting = house.meeting();
        let item = house.item(&meeting, "A new surgery", json!({"stage": "strategy"}));
        house.convened(&meeting, &["chair", "lay", "officer"]);
        house.decide(&item, "deferred", "consensus").made();
        let path = format!("/api/v1/meetings/{}/minutes", meeting.id);
        let add = |words: &str| {
            house.secretary().post(&format!("{path}/corrections"), &json!({"text": words, "reason": "It was left out."})).made();
        };
        add("The doors opened late.");
        house.secretary().post(&format!("{path}/finalise"), &json!({})).made();
        add("The lift was broken.");
        for query in ["", "?audience=public"] {
            let told = minutes(house, &meeting, query);
            let text = told["text"].as_str().unwrap();
            assert!(text.contains("The doors opened late.") && !text.contains("The lift was broken."), "{query}: {told}");
            assert_eq!(told["additions"].as_array().unwrap().len(), 1, "{query}: {told}");
            assert_eq!(told["additions"][0]["text"], "The lift was broken.", "{query}: {told}");
            // Whoever takes the text alone has no other place to read it.
            let alone = house.secretary().bare("GET", &format!("{path}{query}"), &[("Accept", "text/plain")], None).text;
            assert_eq!(alone.matches("The lift was broken.").count(), 1, "{query}: {alone}");
        }
        house.desk.verified();
    });
}

#[test]
fn two_people_of_one_name_are_told_apart() {
    everywhere(|house| {
        let meeting = house.meeting();
        let item = house.item(&meeting, "A new surgery", json!({"stage": "strategy"}));
        house.change_person("guest", &json!({"name": "The Nurse"}));
        house.convened(&meeting, &["chair", "lay", "officer", "nurse", "guest"]);
        house.begin(&item, "decision").made();
        for word in ["chair", "lay", "officer", "nurse"] {
            house.vote(&item, word, "for").made();
        }
        house.decide(&item, "approved", "vote").made();
        let told = text(house, &meeting);
        assert!(told.contains("(The Chair, The Lay Vice-Chair, The Finance Officer, The Nurse (nurse))"), "{told}");
        assert!(told.contains("The Nurse (member)"), "{told}");
    });
}
