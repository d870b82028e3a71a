//! Somebody is elected by secret ballot: the book says how many voted for whom, and never who did.

use serde_json::{Value, json};

use crate::desk::Reply;
use crate::house::{Meeting, TestRegister, everywhere, id_of};

const ALL: [&str; 5] = ["chair", "lay", "officer", "gp", "nurse"];

/// An item in its decision phase with everybody in the room, and somebody of no seat who counts.
fn to_the_ballot(house: &TestRegister, more: Value) -> (Meeting, String) {
    let meeting = house.meeting();
    let item = house.item(&meeting, "Election of a vice-chair", more);
    house.convened(&meeting, &ALL);
    house.attend(&meeting, "deputy", "arrive").made();
    house.begin(&item, "decision").made();
    (meeting, item)
}

fn election() -> Value {
    json!({"decision_type": "election"})
}

fn ballots(house: &TestRegister, votes: &[(&str, u32)], more: Value) -> Value {
    let stands = |(word, votes): &(&str, u32)| json!({"person": house.people[*word], "votes": votes});
    let mut body = json!({"counted_by": house.people["deputy"], "candidates": votes.iter().map(stands).collect::<Vec<_>>()});
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

fn held(house: &TestRegister, item: &str, votes: &[(&str, u32)], more: Value) -> Reply {
    house.secretary().post(&format!("/api/v1/items/{item}/election"), &ballots(house, votes, more))
}

fn tally(house: &TestRegister, item: &str) -> Value {
    house.secretary().get(&format!("/api/v1/items/{item}/tally")).done()
}

#[test]
fn an_election_is_counted_decided_and_minuted_and_nobody_knows_who_voted_for_whom() {
    everywhere(|house| {
        let (meeting, item) = to_the_ballot(house, election());
        let made = held(house, &item, &[("lay", 3), ("nurse", 1)], json!({"blank_or_spoilt": 1})).made();
        let counted = tally(house, &item);
        assert_eq!(counted["election"]["elected"], json!(house.people["lay"]), "{counted}");
        assert_eq!((&counted["for"], &counted["against"], &counted["abstained"]), (&json!(3), &json!(1), &json!(1)));
        assert!(counted["seats"].as_array().unwrap().iter().all(|seat| seat["state"] == "secret_ballot"), "{counted}");
        let votes = house.secretary().get(&format!("/api/v1/items/{item}/votes")).done();
        assert_eq!(votes["items"], json!([]), "nobody's vote is recorded");
        house.vote(&item, "chair", "for").refused(&["duplicate"]);
        house.decide(&item, "rejected", "vote").refused(&["not_carried"]);
        let decision = house.decide(&item, "approved", "vote").made();
        let kept = house.secretary().get(&format!("/api/v1/decisions/{}", id_of(&decision))).done();
        assert_eq!(kept["evidence"]["tally"]["election"]["elected"], json!(house.people["lay"]));
        let name = house.secretary().get(&format!("/api/v1/people/{}", house.people["lay"])).done()["name"].as_str().unwrap().to_owned();
        for audience in ["", "?audience=public"] {
            let minutes = house.secretary().get(&format!("/api/v1/meetings/{}/minutes{audience}", meeting.id)).done();
            let text = minutes["text"].as_str().unwrap();
            assert!(text.contains("Vote: by secret ballot") && text.contains(&format!("elected: {name}")), "{text}");
        }
        let log = house.auditor().get("/api/v1/decisions.json").json().to_string();
        assert!(log.contains("by secret ballot") && log.contains(&format!("\"elected\":\"{name}\"")), "{log}");
        let strikes = format!("/api/v1/meetings/{}/strikes", meeting.id);
        house.secretary().post(&strikes, &json!({"what": [made["id"]], "reason": "Miscounted."})).refused(&["decision_final"]);
        // Taken again while everybody is there: its ballots are gone.
        let why = json!({"by": house.people["chair"], "reason": "It was miscounted."});
        house.secretary().post(&format!("/api/v1/items/{item}/reopen"), &why).made();
        assert_eq!(tally(house, &item)["election"], Value::Null);
        held(house, &item, &[("nurse", 5)], json!({})).made();
        house.decide(&item, "approved", "vote").made();
        house.desk.verified();
    });
}

#[test]
fn two_who_tie_twice_are_parted_by_lot_and_a_slip_is_put_right() {
    everywhere(|house| {
        let (meeting, item) = to_the_ballot(house, election());
        let lot = json!({"drawn_by_lot": house.people["nurse"], "blank_or_spoilt": 1});
        held(house, &item, &[("lay", 2), ("nurse", 2)], lot.clone()).refused(&["state_forbids"]);
        let first = held(house, &item, &[("lay", 2), ("nurse", 3)], json!({})).made();
        let right = json!({
            "what": [first["id"]], "reason": "A paper was read wrongly.",
            "instead": {"election": {
                "item": item, "counted_by": house.people["deputy"], "blank_or_spoilt": 1,
                "candidates": [{"person": house.people["lay"], "votes": 2}, {"person": house.people["nurse"], "votes": 2}],
            }},
        });
        house.secretary().post(&format!("/api/v1/meetings/{}/strikes", meeting.id), &right).made();
        house.decide(&item, "approved", "vote").refused(&["not_carried"]);
        let casting = json!({"by": house.people["chair"], "choice": "for"});
        house.secretary().post(&format!("/api/v1/items/{item}/casting-vote"), &casting).refused(&["no_casting_vote"]);
        held(house, &item, &[("lay", 2), ("nurse", 2)], lot).made();
        assert_eq!(tally(house, &item)["election"]["elected"], json!(house.people["nurse"]));
        house.decide(&item, "approved", "vote").made();
        let book = house.secretary().get(&format!("/api/v1/meetings/{}/book", meeting.id)).text.clone();
        assert_eq!(book.matches("The election on item").count(), 3, "both ballots, and the one that was struck: {book}");
        house.desk.verified();
    });
}

#[test]
fn an_election_that_cannot_be_so_is_refused_by_its_law_or_its_field() {
    everywhere(|house| {
        let (meeting, item) = to_the_ballot(house, election());
        held(house, &item, &[("lay", 4), ("nurse", 2)], json!({})).refused(&["not_present"]);
        let own = json!({"counted_by": house.people["lay"]});
        held(house, &item, &[("lay", 4), ("nurse", 1)], own).refused(&["ruling_on_self"]);
        held(house, &item, &[("deputy", 4)], json!({"counted_by": house.people["chair"]})).refused(&["not_a_member_of_this_committee"]);
        let nobody = quorate::ids::PersonId::new();
        for (votes, more, pointer) in [
            (&[("lay", 2), ("lay", 1)][..], json!({}), "/candidates/1/person"),
            (&[("lay", 0)][..], json!({}), "/candidates"),
            (&[][..], json!({"blank_or_spoilt": 2}), "/candidates"),
            (&[("lay", 201)][..], json!({}), "/candidates/0/votes"),
            (&[("lay", 3)][..], json!({"blank_or_spoilt": 4_000_000}), "/blank_or_spoilt"),
            (&[("lay", 3)][..], json!({"drawn_by_lot": house.people["lay"]}), "/drawn_by_lot"),
            (&[("lay", 2), ("nurse", 2)][..], json!({"drawn_by_lot": house.people["chair"]}), "/drawn_by_lot"),
            (&[("lay", 3)][..], json!({"counted_by": nobody}), "/counted_by"),
            (&[("lay", 3)][..], json!({"voters": [house.people["gp"]]}), "/voters"),
        ] {
            let reply = held(house, &item, votes, more.clone());
            reply.is_problem(422, &more.to_string());
            assert_eq!(reply.pointer(), pointer, "{votes:?} {more}: {}", reply.text);
        }
        house.chair().post(&format!("/api/v1/items/{item}/election"), &ballots(house, &[("lay", 3)], json!({}))).is_problem(403, "a chair");
        let other = house.item(&meeting, "A lease", json!({}));
        house.begin(&other, "decision").made();
        held(house, &other, &[("lay", 3)], json!({})).refused(&["state_forbids"]);
        // Once somebody who could have voted is excluded, nobody knows whose ballot was whose.
        held(house, &item, &[("lay", 3), ("nurse", 2)], json!({})).made();
        let ruling = house.rule(&item, "gp", "leave", "chair").made();
        assert_eq!(ruling["takes_hands"].as_array().map(Vec::len), Some(1), "{ruling}");
        house.attend(&meeting, "gp", "leave").made();
        house.decide(&item, "approved", "vote").refused(&["not_carried"]);
        held(house, &item, &[("lay", 3), ("nurse", 1)], json!({})).made();
        house.decide(&item, "approved", "vote").made();
        house.desk.verified();
    });
}
