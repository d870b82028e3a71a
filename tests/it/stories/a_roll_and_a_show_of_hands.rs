//! A whole committee votes at once: called by name, or by a show of hands that takes no names.

use serde_json::{Value, json};

use crate::house::{Meeting, TestRegister, everywhere, id_of, key};

const ALL: [&str; 5] = ["chair", "lay", "officer", "gp", "nurse"];

/// An item in its decision phase with everybody in the room.
fn to_the_vote(house: &TestRegister, more: Value) -> (Meeting, String) {
    let meeting = house.meeting();
    let item = house.item(&meeting, "A new surgery", more);
    house.convened(&meeting, &ALL);
    house.begin(&item, "decision").made();
    (meeting, item)
}

fn called(house: &TestRegister, votes: &[(&str, &str)]) -> Value {
    let line = |(word, choice): &(&str, &str)| json!({"person": house.people[*word], "choice": choice});
    json!({"votes": votes.iter().map(line).collect::<Vec<_>>()})
}

fn tally(house: &TestRegister, item: &str) -> Value {
    house.secretary().get(&format!("/api/v1/items/{item}/tally")).done()
}

fn counts(tally: &Value) -> [i64; 6] {
    ["for", "against", "abstained", "excluded", "absent", "not_voting"].map(|field| tally[field].as_i64().unwrap())
}

fn strike(house: &TestRegister, meeting: &Meeting, body: &Value) -> crate::desk::Reply {
    house.secretary().post(&format!("/api/v1/meetings/{}/strikes", meeting.id), body)
}

#[test]
fn a_roll_is_taken_in_one_go_and_each_vote_stands_by_itself() {
    everywhere(|house| {
        let (meeting, item) = to_the_vote(house, json!({}));
        let path = format!("/api/v1/items/{item}/roll");
        let votes = [("chair", "for"), ("lay", "for"), ("gp", "against"), ("nurse", "abstain")];
        let (body, once) = (called(house, &votes), key());
        let roll = house.secretary().keyed(&path, &once, &body).made();
        assert_eq!(house.secretary().keyed(&path, &once, &body).json(), roll, "a retry records nothing twice");
        assert_eq!(counts(&tally(house, &item)), [2, 1, 1, 0, 0, 1]);
        let seats: Vec<&str> = roll["votes"].as_array().unwrap().iter().map(|vote| vote["seat"].as_str().unwrap()).collect();
        assert_eq!(seats, ["chair", "vice", "gp", "nurse"], "in the order in which they were called");
        let listed = house.secretary().get(&format!("/api/v1/items/{item}/votes")).done();
        assert!(listed["items"].as_array().unwrap().iter().all(|vote| vote["version"] == roll["version"]), "one entry: {listed}");

        // One of them was keyed wrongly: it alone is struck, and cast as it was.
        let slip = roll["votes"][2]["id"].clone();
        let right = json!({
            "what": [slip], "reason": "It was read out wrongly.",
            "instead": {"vote": {"item": item, "person": house.people["gp"], "choice": "for"}},
        });
        strike(house, &meeting, &right).made();
        assert_eq!(counts(&tally(house, &item)), [3, 0, 1, 0, 0, 1]);
        // Nobody votes twice in it: neither beside the roll nor in the stead of another's vote of it.
        house.vote(&item, "chair", "against").refused(&["seat_already_voted"]);
        let twice = json!({
            "what": [roll["votes"][3]["id"]], "reason": "It was the chair's.",
            "instead": {"vote": {"item": item, "person": house.people["chair"], "choice": "for"}},
        });
        strike(house, &meeting, &twice).refused(&["seat_already_voted"]);
        // Whoever came late is called alone; whoever is excluded since loses their vote of the roll, and no other does.
        house.secretary().post(&path, &called(house, &[("officer", "against")])).made();
        house.rule(&item, "gp", "leave", "chair").made();
        house.attend(&meeting, "gp", "leave").made();
        assert_eq!(counts(&tally(house, &item)), [2, 1, 1, 1, 0, 0]);
        house.decide(&item, "approved", "vote").made();
        house.desk.verified();
    });
}

#[test]
fn a_roll_is_refused_whole_with_what_is_wrong_with_each_line() {
    everywhere(|house| {
        let (meeting, item) = to_the_vote(house, json!({}));
        let path = format!("/api/v1/items/{item}/roll");
        house.rule(&item, "gp", "discuss_not_vote", "chair").made();
        house.attend(&meeting, "nurse", "leave").made();
        let votes = [("chair", "for"), ("gp", "for"), ("lay", "for"), ("nurse", "for"), ("chair", "against")];
        let refused = house.secretary().post(&path, &called(house, &votes));
        refused.refused(&["excluded_by_ruling", "not_present", "seat_already_voted"]);
        let told: Vec<(Value, Value)> = refused.json()["reasons"]
            .as_array()
            .unwrap()
            .iter()
            .map(|reason| (reason["code"].clone(), reason["pointer"].clone()))
            .collect();
        let line = |code: &str, n: usize| (json!(code), json!(format!("/votes/{n}")));
        assert_eq!(told, [line("excluded_by_ruling", 1), line("not_present", 3), line("seat_already_voted", 4)]);
        assert_eq!(counts(&tally(house, &item)), [0, 0, 0, 1, 1, 3], "none of it was recorded");
        let nobody = json!({"votes": [{"person": house.people["chair"], "choice": "for"}, {"choice": "for"}]});
        let unnamed = house.secretary().post(&path, &nobody);
        unnamed.is_problem(422, "nobody votes");
        assert_eq!(unnamed.pointer(), "/votes/1");
        let unknown = json!({"votes": [{"person": quorate::ids::PersonId::new(), "choice": "for"}]});
        assert_eq!(house.secretary().post(&path, &unknown).pointer(), "/votes/0/person");
        house.secretary().post(&path, &json!({"votes": []})).is_problem(422, "an empty roll");
        let long: Vec<Value> = (0..201).map(|_| json!({"seat": "chair", "choice": "for"})).collect();
        house.secretary().post(&path, &json!({"votes": long})).is_problem(422, "more than a committee has seats");
        house.chair().post(&path, &called(house, &[("chair", "for")])).is_problem(403, "a chair records their own vote alone");
        house.stranger().post(&path, &called(house, &[("chair", "for")])).is_problem(403, "whoever sees nothing of it records nothing");
        house.desk.verified();
    });
}

#[test]
fn a_show_of_hands_is_counted_decided_and_minuted_without_names() {
    everywhere(|house| {
        let (meeting, item) = to_the_vote(house, json!({}));
        let path = format!("/api/v1/items/{item}/hands");
        let shown = |in_favour: u32, against: u32, abstained: u32| {
            house.secretary().post(&path, &json!({"for": in_favour, "against": against, "abstained": abstained}))
        };
        shown(4, 2, 0).refused(&["not_present"]);
        shown(0, 0, 0).is_problem(422, "nobody raised a hand");
        house.chair().post(&path, &json!({"for": 3, "against": 1})).is_problem(403, "a chair takes no count for the record");
        let made = shown(2, 1, 1).made();
        assert_eq!((made["for"].as_u64(), made["raised"].as_array().map(Vec::len)), (Some(2), Some(5)));
        let counted = tally(house, &item);
        assert_eq!(counts(&counted), [2, 1, 1, 0, 0, 1]);
        assert_eq!(counted["show_of_hands"], made["id"]);
        assert!(counted["seats"].as_array().unwrap().iter().all(|seat| seat["state"] == "show_of_hands"), "{counted}");
        house.vote(&item, "chair", "for").refused(&["duplicate"]);
        shown(3, 1, 0).refused(&["duplicate"]);

        // It was counted wrongly: struck, and written as it was.
        let right = json!({
            "what": [made["id"]], "reason": "It was read out wrongly.",
            "instead": {"hands": {"item": item, "for": 3, "against": 1, "abstained": 1}},
        });
        let written = strike(house, &meeting, &right).made();
        assert_eq!(counts(&tally(house, &item)), [3, 1, 1, 0, 0, 0]);
        let again = written["instead"][0]["hands"]["id"].clone();
        strike(house, &meeting, &json!({"what": [again], "reason": "Once more."})).made();
        shown(3, 1, 1).made();
        assert_eq!(counts(&tally(house, &item)), [3, 1, 1, 0, 0, 0], "struck and taken again it is what it was");

        let decision = house.decide(&item, "approved", "vote").made();
        let kept = house.secretary().get(&format!("/api/v1/decisions/{}", id_of(&decision))).done();
        assert_eq!(kept["evidence"]["tally"]["for"], 3);
        let words = "by a show of hands, 3 for, 1 against, 1 abstained; names were not taken";
        for audience in ["", "?audience=public"] {
            let minutes = house.secretary().get(&format!("/api/v1/meetings/{}/minutes{audience}", meeting.id)).done();
            assert!(minutes["text"].as_str().unwrap().contains(words), "{audience}: {minutes}");
        }
        let log = house.auditor().get("/api/v1/decisions.json").json();
        assert!(log.to_string().contains(words), "{log}");

        // Taken again while everybody is there: its hands are gone, and it is put to the roll.
        let why = json!({"by": house.people["chair"], "reason": "It was miscounted."});
        house.secretary().post(&format!("/api/v1/items/{item}/reopen"), &why).made();
        assert_eq!(counts(&tally(house, &item)), [0, 0, 0, 0, 0, 5]);
        house.secretary().post(&format!("/api/v1/items/{item}/roll"), &called(house, &ALL.map(|word| (word, "against")))).made();
        house.decide(&item, "rejected", "vote").made();
        house.desk.verified();
    });
}

#[test]
fn a_show_of_hands_is_taken_again_once_one_of_them_is_excluded() {
    everywhere(|house| {
        let (meeting, item) = to_the_vote(house, json!({}));
        let path = format!("/api/v1/items/{item}/hands");
        let made = house.secretary().post(&path, &json!({"for": 3, "against": 2})).made();
        let ruling = house.rule(&item, "gp", "leave", "chair").made();
        assert_eq!(ruling["takes_hands"], json!([made["id"]]), "nobody knows which hand was theirs");
        house.attend(&meeting, "gp", "leave").made();
        assert_eq!(counts(&tally(house, &item)), [0, 0, 0, 1, 0, 4]);
        house.decide(&item, "approved", "vote").refused(&["not_carried"]);
        house.secretary().post(&path, &json!({"for": 3, "against": 2})).refused(&["not_present"]);
        house.secretary().post(&path, &json!({"for": 3, "against": 1})).made();
        // Whoever goes home leaves their hand behind; whoever comes in late has none in it.
        house.attend(&meeting, "nurse", "leave").made();
        assert_eq!(counts(&tally(house, &item)), [3, 1, 0, 1, 0, 0]);
        house.decide(&item, "approved", "vote").made();
        house.desk.verified();
    });
}

#[test]
fn a_tie_of_hands_is_settled_and_hands_are_not_counted_where_names_are_asked_for() {
    everywhere(|house| {
        let mut named = crate::house::terms();
        named["from"] = json!("2017-05-01");
        named["voting"] = json!([{"when": {"function": "formula"}, "names": true}, {"casting_vote": true}]);
        house.lead().post(&format!("/api/v1/committees/{}/terms", house.committee), &named).made();
        let (meeting, item) = to_the_vote(house, json!({}));
        house.secretary().post(&format!("/api/v1/items/{item}/hands"), &json!({"for": 2, "against": 2})).made();
        house.decide(&item, "approved", "vote").refused(&["casting_vote_needed"]);
        let casting = json!({"by": house.people["chair"], "choice": "for"});
        house.secretary().post(&format!("/api/v1/items/{item}/casting-vote"), &casting).made();
        house.decide(&item, "approved", "vote").made();

        let other = house.item(&meeting, "The formula", json!({"function": "formula"}));
        house.begin(&other, "decision").made();
        let refused = house.secretary().post(&format!("/api/v1/items/{other}/hands"), &json!({"for": 3, "against": 1}));
        assert_eq!(refused.refused(&["names_required"]).remedy("take_a_roll"), format!("/api/v1/items/{other}/roll"));
        house.secretary().post(&format!("/api/v1/items/{other}/roll"), &called(house, &ALL.map(|word| (word, "for")))).made();
        house.decide(&other, "approved", "vote").made();
        house.desk.verified();
    });
}
