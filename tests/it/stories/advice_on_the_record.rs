//! What somebody advised on an item, with a vote or without, is on its record and on that of its decision.

use serde_json::{Value, json};

use crate::desk::Reply;
use crate::house::{TestRegister, everywhere, id_of};

fn advise(house: &TestRegister, item: &str, who: &str, says: &str, in_writing: bool) -> Reply {
    let body = json!({"person": house.people[who], "says": says, "in_writing": in_writing});
    house.secretary().post(&format!("/api/v1/items/{item}/advice"), &body)
}

#[test]
fn what_was_advised_stands_with_the_decision_and_in_the_minutes_and_the_public_reads_that_it_was() {
    everywhere(|house| {
        let meeting = house.meeting();
        let item = house.item(&meeting, "A surgery moves", json!({"stage": "strategy"}));
        let letter = advise(house, &item, "gp", "The bus does not go there.", true).made();
        house.convened(&meeting, &["chair", "lay", "officer", "nurse", "gp"]);
        advise(house, &item, "nurse", "Too early.", false).refused(&["out_of_phase"]);
        house.begin(&item, "deliberation").made();
        advise(house, &item, "nurse", "The rooms are dry.", false).made();
        let slip = id_of(&advise(house, &item, "lay", "Nobody said this.", false).made());
        house.begin(&item, "decision").made();
        let decided = house.decide(&item, "approved", "consensus").made();
        advise(house, &item, "nurse", "It was well done.", false).refused(&["out_of_phase"]);
        // Nothing rests on it: it is struck after the decision too, which keeps what had been advised before it.
        let strike = json!({"what": [slip], "reason": "It was somebody in the gallery."});
        house.secretary().post(&format!("/api/v1/meetings/{}/strikes", meeting.id), &strike).made();
        let decision = house.secretary().get(&format!("/api/v1/decisions/{}", id_of(&decided))).done();
        let advice = decision["evidence"]["advice"].as_array().unwrap().clone();
        assert_eq!(advice.len(), 3, "{decision}");
        assert_eq!((&advice[0]["id"], &advice[0]["in_writing"]), (&letter["id"], &json!(true)), "{decision}");
        assert_eq!((&advice[1]["says"], &advice[1]["treatment"]), (&json!("The rooms are dry."), &json!("participate")), "{decision}");
        let minutes = |query: &str| house.secretary().get(&format!("/api/v1/meetings/{}/minutes{query}", meeting.id)).done();
        let text = |query: &str| minutes(query)["text"].as_str().unwrap().to_owned();
        let (own, public) = (text(""), text("?audience=public"));
        assert!(own.contains("Advice was given in writing by The General Practitioner at "), "{own}");
        assert!(own.contains(": The bus does not go there.") && own.contains(": The rooms are dry."), "{own}");
        assert!(public.contains("Advice was given in the room by The Nurse at ") && !public.contains("The rooms are dry"), "{public}");
        assert!(!public.contains("Nobody said this"), "{public}");
        let log = house.secretary().get("/api/v1/decisions.csv").text.clone();
        assert!(log.contains("The Nurse (who was to take part), in the room, "), "{log}");
        house.desk.verified();
    });
}

#[test]
fn whoever_is_kept_out_is_not_heard_and_their_attempt_is_noted() {
    everywhere(|house| {
        let meeting = house.meeting();
        let item = house.item(&meeting, "A surgery is bought", json!({"stage": "award", "affects": [{"organisation": "B82001"}]}));
        house.interest("gp", "B82001");
        house.convened(&meeting, &["chair", "lay", "officer", "nurse", "gp"]);
        advise(house, &item, "gp", "Buy it.", true).refused(&["awaiting_ruling"]);
        house.rule(&item, "gp", "leave_no_papers", "chair").made();
        let refused = advise(house, &item, "gp", "Buy it.", true);
        refused.refused(&["excluded_by_ruling"]);
        assert!(refused.text.contains("has no part in it, in writing either"), "{}", refused.text);
        let wrong: [(Value, &str); 3] = [
            (json!({"person": house.people["gp"]}), "/says"),
            (json!({"person": house.people["gp"], "says": ""}), "/says"),
            (json!({"person": quorate::ids::PersonId::new(), "says": "Buy it."}), "/person"),
        ];
        for (body, pointer) in wrong {
            let reply = house.secretary().post(&format!("/api/v1/items/{item}/advice"), &body);
            reply.is_problem(422, &body.to_string());
            assert_eq!(reply.pointer(), pointer, "{body}: {}", reply.text);
        }
        house.desk.verified();
    });
}
