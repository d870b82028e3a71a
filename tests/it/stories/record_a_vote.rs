use serde_json::{Value, json};

use crate::house::{TestRegister, everywhere, id_of};

/// An item in its decision phase with everybody in the room.
fn to_the_vote(house: &TestRegister) -> (crate::house::Meeting, String) {
    let meeting = house.meeting();
    let item = house.item(&meeting, "A new surgery", json!({}));
    house.convened(&meeting, &["chair", "lay", "officer", "gp", "nurse"]);
    house.begin(&item, "decision").made();
    (meeting, item)
}

#[test]
fn a_vote_is_recorded_counted_decided_and_minuted() {
    everywhere(|house| {
        let (meeting, item) = to_the_vote(house);
        let vote = house.vote(&item, "gp", "for").made();
        assert_eq!((vote["seat"].as_str(), vote["choice"].as_str()), (Some("gp"), Some("for")));
        house.vote(&item, "officer", "for").made();
        house.vote(&item, "nurse", "abstain").made();
        house.vote(&item, "lay", "against").made();
        let tally = house.secretary().get(&format!("/api/v1/items/{item}/tally")).done();
        assert_eq!((tally["for"].as_i64(), tally["against"].as_i64(), tally["abstained"].as_i64()), (Some(2), Some(1), Some(1)));
        assert_eq!((tally["not_voting"].as_i64(), tally["carried"].as_bool()), (Some(1), Some(true)));
        let decision = house.decide(&item, "approved", "vote").made();
        assert_eq!(decision["effective"], true);
        let kept = house.secretary().get(&format!("/api/v1/decisions/{}", id_of(&decision))).done();
        assert_eq!(kept["evidence"]["tally"]["for"], 2);
        let after = house.secretary().get(&format!("/api/v1/items/{item}/tally")).done();
        assert_eq!(after["decided"], decision["id"]);
        let minutes = house.secretary().get(&format!("/api/v1/meetings/{}/minutes", meeting.id)).done();
        assert!(minutes["text"].as_str().unwrap().contains("RESOLVED: approved"), "{minutes}");
        let votes = house.secretary().get(&format!("/api/v1/items/{item}/votes")).done();
        assert_eq!(votes["items"].as_array().unwrap().len(), 4);
        house.desk.verified();
    });
}

#[test]
fn a_seat_votes_once_and_only_while_the_vote_is_open_and_its_holder_in_the_room() {
    everywhere(|house| {
        let meeting = house.meeting();
        let item = house.item(&meeting, "A new surgery", json!({}));
        house.convened(&meeting, &["chair", "lay", "officer", "nurse"]);
        let early = house.vote(&item, "nurse", "for");
        assert_eq!(early.refused(&["vote_not_open"]).remedy("begin"), format!("/api/v1/items/{item}/phase"));
        house.begin(&item, "decision").made();
        let away = house.vote(&item, "gp", "for");
        assert_eq!(away.refused(&["not_present"]).remedy("arrive"), format!("/api/v1/meetings/{}/attendance", meeting.id));
        house.vote(&item, "nurse", "for").made();
        house.vote(&item, "nurse", "against").refused(&["seat_already_voted"]);
        house.vote(&item, "stranger", "for").refused(&["not_a_member_of_this_committee", "not_present"]);
        house.secretary().post(&format!("/api/v1/items/{item}/votes"), &json!({"choice": "for"})).is_problem(422, "nobody votes");
    });
}

#[test]
fn a_member_votes_as_themself_only_and_the_secretary_for_anybody() {
    everywhere(|house| {
        let (_, item) = to_the_vote(house);
        let path = format!("/api/v1/items/{item}/votes");
        house.gp().post(&path, &json!({"person": house.people["lay"], "choice": "for"})).is_problem(403, "another's vote");
        house.gp().post(&path, &json!({"seat": "vice", "choice": "for"})).refused(&["not_a_member_of_this_committee"]);
        let vote = house.gp().post(&path, &json!({"choice": "for"})).made();
        assert_eq!(vote["person"], house.people["gp"].as_str());
        house.auditor().post(&path, &json!({"person": house.people["lay"], "choice": "for"})).is_problem(403, "an auditor");
        house.public().post(&path, &json!({"person": house.people["lay"], "choice": "for"})).is_problem(401, "the public");
        house.secretary().post(&path, &json!({"seat": "vice", "choice": "for"})).made();
    });
}

#[test]
fn a_tie_is_settled_by_whoever_presides() {
    everywhere(|house| {
        let (_, item) = to_the_vote(house);
        for (word, choice) in [("gp", "for"), ("nurse", "for"), ("lay", "against"), ("officer", "against")] {
            house.vote(&item, word, choice).made();
        }
        let tied = house.decide(&item, "approved", "vote");
        assert_eq!(tied.refused(&["casting_vote_needed"]).remedy("cast_casting_vote"), format!("/api/v1/items/{item}/casting-vote"));
        let casting = |by: &str| json!({"by": house.people[by], "choice": "for"});
        let path = format!("/api/v1/items/{item}/casting-vote");
        house.secretary().post(&path, &casting("lay")).refused(&["not_the_decider"]);
        house.chair().post(&path, &casting("lay")).is_problem(403, "the chair casts their own");
        let abstains = house.chair().post(&path, &json!({"by": house.people["chair"], "choice": "abstain"}));
        abstains.is_problem(422, "an abstention settles nothing");
        assert_eq!(abstains.pointer(), "/choice");
        house.chair().post(&path, &casting("chair")).made();
        house.decide(&item, "approved", "vote").made();
    });
}

#[test]
fn only_whoever_has_a_say_is_recorded_as_dissenting() {
    everywhere(|house| {
        let (_, item) = to_the_vote(house);
        let path = format!("/api/v1/items/{item}/decisions");
        let deferred = |dissent: &[&str]| {
            let dissent: Vec<&str> = dissent.iter().map(|word| house.people[word].as_str()).collect();
            house.secretary().post(&path, &json!({"outcome": "deferred", "method": "consensus", "dissent": dissent}))
        };
        for word in ["guest", "stranger"] {
            let refused = deferred(&["lay", word]);
            refused.is_problem(422, word);
            assert_eq!(refused.pointer(), "/dissent/1", "{}", refused.text);
        }
        deferred(&["lay", "deputy"]).made();
    });
}

/// The list holds every vote ever cast, and says of each whether it counts and why not.
#[test]
fn the_list_of_votes_says_which_of_them_count() {
    everywhere(|house| {
        let meeting = house.meeting();
        let item = house.item(&meeting, "A new surgery", json!({}));
        house.convened(&meeting, &["chair", "lay", "officer", "nurse"]);
        house.begin(&item, "decision").made();
        let list = || house.secretary().get(&format!("/api/v1/items/{item}/votes")).done()["items"].as_array().unwrap().clone();
        let counts = || list().iter().map(|vote| vote["counts"].as_bool().unwrap()).collect::<Vec<_>>();
        let strike = |body: Value| house.secretary().post(&format!("/api/v1/meetings/{}/strikes", meeting.id), &body).made();
        let slip = id_of(&house.vote(&item, "lay", "against").made());
        house.vote(&item, "nurse", "for").made();
        assert_eq!(counts(), [true, true]);
        strike(json!({"what": [slip], "reason": "It was read out wrongly."}));
        house.vote(&item, "lay", "for").made();
        let all = list();
        assert_eq!(counts(), [false, true, true]);
        assert_eq!((&all[0]["struck"]["reason"], &all[1]["struck"]), (&json!("It was read out wrongly."), &json!(null)), "{all:?}");

        let ruling = id_of(&house.rule(&item, "nurse", "leave", "chair").made());
        assert_eq!((counts(), list()[1]["taken_by"].clone()), (vec![false, false, true], json!(ruling)));
        strike(json!({"what": [ruling], "reason": "It was of another item.", "by": house.people["chair"]}));
        assert_eq!((counts(), list()[1]["taken_by"].clone()), (vec![false, true, true], json!(null)), "it counts again");

        house.vote(&item, "officer", "for").made();
        let decision = id_of(&house.decide(&item, "approved", "vote").made());
        assert_eq!(counts(), [false, true, true, true]);
        let again = json!({"by": house.people["chair"], "reason": "Another item was read out."});
        house.secretary().post(&format!("/api/v1/items/{item}/reopen"), &again).made();
        house.vote(&item, "nurse", "against").made();
        assert_eq!(counts(), [false, false, false, false, true]);
        let went: Vec<Value> = list().iter().map(|vote| vote["went_with"].clone()).collect();
        assert_eq!(went, [json!(null), json!(decision), json!(decision), json!(decision), json!(null)]);
    });
}
