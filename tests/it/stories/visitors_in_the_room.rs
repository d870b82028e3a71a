//! Whoever is at a meeting without being on the register: recorded by the name they give, kept out of what is private, minuted.

use quorate::access::Role;
use serde_json::{Value, json};

use crate::desk::Reply;
use crate::house::{Meeting, TestRegister, everywhere, id_of};

const ALL: [&str; 4] = ["chair", "lay", "officer", "nurse"];

fn visit(house: &TestRegister, meeting: &Meeting, body: &Value) -> Reply {
    house.secretary().post(&format!("/api/v1/meetings/{}/visitors", meeting.id), body)
}

fn minutes(house: &TestRegister, meeting: &Meeting) -> String {
    house.secretary().get(&format!("/api/v1/meetings/{}/minutes", meeting.id)).text.clone()
}

#[test]
fn a_visitor_who_was_not_invited_leaves_before_a_private_item_goes_on() {
    everywhere(|house| {
        let meeting = house.meeting();
        let open = house.item(&meeting, "A new surgery", json!({}));
        let private = house.item(&meeting, "The bids", json!({"private": true}));
        house.convened(&meeting, &ALL);
        let people = house.secretary().get("/api/v1/people").done()["items"].as_array().unwrap().len();
        let walker = id_of(&visit(house, &meeting, &json!({"name": "P. Walker", "as": "observer"})).made());
        let bidder = json!({"name": "B. Idder", "organisation_name": "Bidding Limited", "as": "presenter", "items": [private]});
        let bidder = id_of(&visit(house, &meeting, &bidder).made());
        let after = house.secretary().get("/api/v1/people").done()["items"].as_array().unwrap().len();
        assert_eq!(after, people, "nobody was put on the register");
        house.begin(&open, "decision").made();
        let refused = house.begin(&private, "deliberation");
        refused.refused(&["must_leave_first"]);
        assert!(refused.text.contains("P. Walker") && !refused.text.contains("B. Idder"), "{}", refused.text);
        assert_eq!(refused.remedy("leave"), format!("/api/v1/meetings/{}/visitors", meeting.id));
        visit(house, &meeting, &json!({"event": "leave", "visitor": walker})).made();
        house.begin(&private, "deliberation").made();
        visit(house, &meeting, &json!({"event": "return", "visitor": walker})).refused(&["visitor_kept_out"]);
        // The bidder tells an interest while the item is under way: they go before it is decided.
        visit(house, &meeting, &json!({"event": "declare", "visitor": bidder, "interest_told": "Would gain by it."})).made();
        house.begin(&private, "decision").refused(&["must_leave_first"]);
        visit(house, &meeting, &json!({"event": "leave", "visitor": bidder})).made();
        house.begin(&private, "decision").made();
        // A visitor has no vote and no seat.
        let vote = json!({"person": walker, "choice": "for"});
        assert_eq!(house.secretary().post(&format!("/api/v1/items/{private}/votes"), &vote).status, 422);
        house.decide(&private, "approved", "consensus").made();
        let text = minutes(house, &meeting);
        for said in ["P. Walker, observer (visitor): from", "B. Idder (Bidding Limited), presenter for item 2", "Would gain by it."] {
            assert!(text.contains(said), "'{said}' in {text}");
        }
        let public = house.secretary().get(&format!("/api/v1/meetings/{}/minutes?audience=public", meeting.id)).text.clone();
        assert!(public.contains("P. Walker") && !public.contains("B. Idder") && !public.contains("Would gain"), "{public}");
        house.desk.verified();
    });
}

#[test]
fn what_is_wrong_in_a_line_about_a_visitor_is_named_by_its_field() {
    everywhere(|house| {
        let meeting = house.meeting();
        let item = house.item(&meeting, "A new surgery", json!({}));
        let other = house.item(&house.meeting(), "Of another meeting", json!({}));
        house.convened(&meeting, &ALL);
        let known = id_of(&visit(house, &meeting, &json!({"name": "P. Walker", "as": "observer"})).made());
        let nobody = quorate::ids::FactId::new();
        let long = "x".repeat(5_000);
        for (body, pointer) in [
            (json!({"as": "observer"}), "/name"),
            (json!({"name": "P. Walker"}), "/as"),
            (json!({"name": "P. Walker", "as": "member"}), "/as"),
            (json!({"name": long, "as": "observer"}), "/name"),
            (json!({"name": "P. Walker", "as": "observer", "visitor": known}), "/visitor"),
            (json!({"name": "P. Walker", "as": "observer", "person": house.people["gp"]}), "/person"),
            (json!({"name": "P. Walker", "as": "observer", "items": [other]}), "/items/0"),
            (json!({"name": "P. Walker", "as": "observer", "items": [item, item]}), "/items/1"),
            (json!({"event": "leave"}), "/visitor"),
            (json!({"event": "leave", "visitor": nobody}), "/visitor"),
            (json!({"event": "leave", "visitor": known, "name": "P. Walker"}), "/name"),
            (json!({"event": "leave", "visitor": known, "items": [item]}), "/items"),
            (json!({"event": "invite", "visitor": known}), "/items"),
            (json!({"event": "declare", "visitor": known}), "/interest_told"),
            (json!({"event": "invite", "visitor": known, "items": [item], "interest_told": "Some."}), "/interest_told"),
        ] {
            let reply = visit(house, &meeting, &body);
            reply.is_problem(422, &body.to_string());
            assert_eq!(reply.pointer(), pointer, "{body}: {}", reply.text);
        }
        let path = format!("/api/v1/meetings/{}/visitors", meeting.id);
        house.chair().post(&path, &json!({"name": "P. Walker", "as": "observer"})).is_problem(403, "a chair keeps no attendance");
        house.desk.verified();
    });
}

#[test]
fn a_name_that_was_spelt_wrongly_is_struck_and_written_as_it_is_and_they_stay_who_they_are() {
    everywhere(|house| {
        let meeting = house.meeting();
        let item = house.item(&meeting, "A new surgery", json!({}));
        house.convened(&meeting, &ALL);
        let came = visit(house, &meeting, &json!({"name": "P. Wlaker", "as": "observer"})).made();
        house.begin(&item, "decision").made();
        house.decide(&item, "approved", "consensus").made();
        let walker = id_of(&came);
        visit(house, &meeting, &json!({"event": "leave", "visitor": walker})).made();
        let strikes = format!("/api/v1/meetings/{}/strikes", meeting.id);
        let alone = json!({"what": [walker], "reason": "They never came."});
        house.secretary().post(&strikes, &alone).refused(&["others_rest_on_it"]);
        let right = json!({
            "what": [walker], "reason": "The name was spelt wrongly.",
            "instead": {"visit": {"event": "arrive", "name": "P. Walker", "as": "observer"}},
        });
        let struck = house.secretary().post(&strikes, &right).made();
        assert_eq!(struck["instead"][0]["visit"]["visitor"], json!(walker), "{struck}");
        visit(house, &meeting, &json!({"event": "return", "visitor": walker})).made();
        let listed = house.secretary().get(&format!("/api/v1/meetings/{}/attendance", meeting.id)).done();
        let visitors = listed["visitors"].as_array().unwrap().clone();
        assert_eq!(visitors.len(), 1, "{listed}");
        assert_eq!((&visitors[0]["name"], &visitors[0]["in_room"]), (&json!("P. Walker"), &json!(true)));
        let book = house.secretary().get(&format!("/api/v1/meetings/{}/book", meeting.id)).text.clone();
        assert!(book.contains("The leaving of the visitor P. Walker, observer"), "{book}");
        house.desk.verified();
    });
}

#[test]
fn whoever_is_excluded_from_an_item_is_not_told_who_came_for_it() {
    everywhere(|house| {
        house.interest("gp", "B82001");
        let meeting = house.meeting();
        let more = json!({"private": true, "stage": "award", "affects": [{"organisation": "B82001"}]});
        let item = house.item(&meeting, "A contract for the practice", more);
        house.convened(&meeting, &ALL);
        visit(house, &meeting, &json!({"name": "P. Walker", "as": "observer"})).made();
        let bidder = json!({"name": "B. Idder", "organisation_name": "Bidding Limited", "as": "presenter", "items": [item]});
        visit(house, &meeting, &bidder).made();
        let reader = house.holding("gp", &[Role::GovernanceLead, Role::Member]);
        for rest in ["attendance", "book", "minutes"] {
            let path = format!("/api/v1/meetings/{}/{rest}", meeting.id);
            let reply = reader.get(&path);
            assert_eq!(reply.status, 200, "{path}: {}", reply.text);
            assert!(reply.text.contains("P. Walker"), "{path}: {}", reply.text);
            assert!(!reply.text.contains("B. Idder") && !reply.text.contains("Bidding"), "{path}: {}", reply.text);
            assert!(house.secretary().get(&path).text.contains("B. Idder"), "the secretary keeps it: {path}");
        }
        house.desk.verified();
    });
}
