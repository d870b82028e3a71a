use serde_json::{Value, json};

use crate::house::{TestRegister, everywhere, terms};

fn says(paragraphs: &Value, heading: &str) -> String {
    let found = paragraphs.as_array().unwrap().iter().find(|one| one["heading"] == heading).unwrap_or_else(|| panic!("{paragraphs}"));
    found["says"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect::<Vec<_>>().join(" ")
}

const QUORUM: &str = "At least three voting members, at least one lay member and at least one officer must be present.";

#[test]
fn terms_are_told_in_english_wherever_they_are_shown() {
    everywhere(|house| {
        let committee = format!("/api/v1/committees/{}", house.committee);
        let whole = house.lay().get(&committee).done();
        assert_eq!(says(&whole["in_english"], "Quorum"), QUORUM);
        let before = house.lay().get(&format!("{committee}?as_at=2010-01-01")).done();
        assert_eq!((&before["terms"], &before["in_english"]), (&Value::Null, &json!([])));
        let versions = house.lay().get(&format!("{committee}/terms")).done();
        assert_eq!(says(&versions["items"][0]["in_english"], "Quorum"), QUORUM);
        let mut draft = terms();
        draft["quorum"] = json!({"at_least": 2, "of": {"organisation": "03E"}});
        draft["seats"][5]["organisation"] = json!("03E");
        let (meeting, mut quorums) = (house.meeting(), Vec::new());
        let item = house.item(&meeting, "A new surgery", json!({}));
        quorums.push(house.lay().get(&format!("/api/v1/items/{item}/quorum")).done()["asks"].clone());
        quorums.push(house.lay().get(&format!("/api/v1/meetings/{}/forecast", meeting.id)).done()["items"][0]["asks"].clone());
        assert_eq!(quorums, [QUORUM, QUORUM]);
        let checked = house.lead().post(&format!("{committee}/terms/check"), &json!({ "terms": draft })).done();
        assert_eq!(says(&checked["in_english"], "Quorum"), "At least two people from The Commissioner (03E) must be present.");
    });
}

#[test]
fn a_lead_begins_from_the_terms_of_a_real_committee() {
    everywhere(|house| {
        let offered = house.lay().get("/api/v1/terms/templates").done();
        let names: Vec<&str> = offered["items"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
        assert!(names.len() > 10 && names.contains(&"primary_care_lay_gp_executive"), "{names:?}");
        let template = house.lead().get("/api/v1/terms/templates/primary_care_lay_gp_executive").done();
        let quorum = "At least one lay member, at least one GP member and at least one executive must be present.";
        assert_eq!(says(&template["in_english"], "Quorum"), quorum);
        assert_eq!(template["findings"][0]["code"], "needs_a_conflicted_capacity");
        let gone = template["facts"].as_array().unwrap().iter().find(|fact| fact["left_out"].is_array()).unwrap();
        assert_eq!(gone["quorate"], false);
        house.lay().get("/api/v1/terms/templates/of_nobody").is_problem(404, "no such template");
        house.public().get("/api/v1/terms/templates").is_problem(401, "nobody who is signed in");
        // It is entered as it is, from a day of the committee's own.
        let body = json!({"code": "begun", "organisation": "03E", "name": "A Committee Begun From A Template", "kind": "committee"});
        let committee = crate::house::id_of(&house.lead().post("/api/v1/committees", &body).made());
        let mut own = template["terms"].clone();
        own["from"] = json!("2030-01-01");
        house.lead().post(&format!("/api/v1/committees/{committee}/terms"), &own).made();
    });
}

/// An item that three voted for and one against, at a meeting of today.
fn decided(house: &TestRegister) -> String {
    let meeting = house.meeting();
    let item = house.item(&meeting, "A new surgery", json!({}));
    house.convened(&meeting, &["chair", "lay", "officer", "gp"]);
    house.begin(&item, "decision").made();
    for (word, choice) in [("chair", "for"), ("lay", "for"), ("officer", "for"), ("gp", "against")] {
        house.vote(&item, word, choice).made();
    }
    house.decide(&item, "approved", "vote").made();
    item
}

#[test]
fn a_draft_is_tried_on_what_the_last_meetings_decided() {
    everywhere(|house| {
        let path = format!("/api/v1/committees/{}/terms/try", house.committee);
        let tried = |draft: &Value| house.lead().post(&path, &json!({ "terms": draft })).done();
        assert_eq!(tried(&terms())["says"], "This committee has held no meeting that is for you.");
        let item = decided(house);
        let same = tried(&terms());
        assert_eq!(same["says"], "Of one decision at the last meeting nothing would have been otherwise.");
        assert_eq!(same["meetings"][0]["items"][0]["item"], item.as_str());
        let mut draft = terms();
        draft["quorum"] = json!({"all": [{"at_least": 3, "of": {"voting": true}}, {"at_least": 1, "of": {"capacity": "nurse"}}]});
        draft["voting"] = json!({"rule": "consensus"});
        draft["seats"][3]["voting"] = json!(false);
        let otherwise = tried(&draft);
        assert_eq!(otherwise["says"], "Of one decision at the last meeting something would have been otherwise in 1.");
        let told: Vec<&str> =
            otherwise["meetings"][0]["items"][0]["says"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
        assert!(told[0].starts_with("It was quorate and would not be, and 'approved' could not have been recorded:"), "{told:?}");
        let count = "The count was 3 for and 1 against, and would be 3 for and 0 against: carried all the same.";
        assert!(told.contains(&count), "{told:?}");
        assert!(told.iter().any(|one| one.starts_with("Had a vote on it and would have none: ")), "{told:?}");
        // Nothing was written, and the decision stands as it was recorded.
        let versions = house.lead().get(&format!("/api/v1/committees/{}/terms", house.committee)).done();
        assert_eq!(versions["items"].as_array().unwrap().len(), 1);
        house.desk.verified();
    });
}

#[test]
fn a_draft_is_tried_on_no_more_than_its_reader_sees() {
    everywhere(|house| {
        house.interest("gp", "B82001");
        let meeting = house.meeting();
        let item = house.item(
            &meeting,
            "A contract",
            json!({
                "private": true, "stage": "award", "affects": [{"organisation": house.bodies["B82001"]}],
            }),
        );
        house.convened(&meeting, &["chair", "lay", "officer"]);
        house.rule(&item, "gp", "leave_no_papers", "chair").made();
        house.begin(&item, "decision").made();
        for word in ["chair", "lay", "officer"] {
            house.vote(&item, word, "for").made();
        }
        house.decide(&item, "approved", "vote").made();
        let body = json!({ "terms": terms() });
        let path = format!("/api/v1/committees/{}/terms/try", house.committee);
        let items =
            |reply: Value| reply["meetings"].as_array().unwrap().iter().map(|one| one["items"].as_array().unwrap().len()).sum::<usize>();
        assert_eq!(items(house.lead().post(&path, &body).done()), 1);
        assert_eq!(items(house.lay().post(&path, &body).done()), 1, "a member reads what the meeting decided");
        assert_eq!(items(house.gp().post(&path, &body).done()), 0, "whoever is excluded reads nothing of the item");
        let stranger = house.stranger().post(&path, &body).done();
        assert_eq!(stranger["meetings"], json!([]), "a meeting that is not theirs is as if there were none");
    });
}

/// Each wrong version is refused at its place, with what to do.
#[test]
fn bad_terms_are_refused_at_their_place_by_every_door_that_takes_them() {
    type Slip = (&'static str, fn(&mut Value), &'static str, &'static str);
    let slips: &[Slip] = &[
        (
            "a quorum of a seat that is not there",
            |t| t["quorum"] = json!({"at_least": 1, "of": {"seat": "nobody"}}),
            "/quorum/of/seat",
            "name one",
        ),
        (
            "nested ever so deep",
            |t| t["quorum"] = json!({"all": [{"not": {"any": [{"at_least": 1, "of": {"both": [{"seat": "x"}, "anyone"]}}]}}]}),
            "/quorum/all/0/not/any/0/of/both/0/seat",
            "name one",
        ),
        (
            "a condition on a seat that is not there",
            |t| t["quorum"] = json!({"when": {"seat_filled": "x"}, "then": {"at_least": 1, "of": "anyone"}}),
            "/quorum/when/seat_filled",
            "name one",
        ),
        ("a threshold of nothing", |t| t["voting"] = json!({"rule": "threshold"}), "/voting/threshold", "such as 2/3"),
        ("groups that no rule reads", |t| t["voting"] = json!({"groups": [{"seat": "gp"}]}), "/voting/groups", "leave them out"),
        ("a rule that no item comes to", |t| t["voting"] = json!([{}, {"rule": "consensus"}]), "/voting/1", "give that one a 'when'"),
        (
            "an election where nobody is elected",
            |t| t["chair"] = json!({"succession": ["chair"], "then": "none", "elect_from": {"capacity": "lay"}}),
            "/chair/elect_from",
            "leave this out",
        ),
        (
            "a successor who is no seat",
            |t| t["chair"] = json!({"succession": ["queen"]}),
            "/chair/succession/0",
            "nor a seat of these terms",
        ),
        (
            "a weight of a body without a vote",
            |t| t["voting"] = json!({"rule": "weighted", "weights": {"B82001": 3}}),
            "/voting/weights/B82001",
            "leave its weight out",
        ),
        (
            "a quorum of a body that is not known",
            |t| t["quorum"] = json!({"all": [{"at_least": 1, "of": {"any": [{"organisation": "ZZ9"}, {"tag": "cfo"}]}}]}),
            "/quorum",
            "ZZ9",
        ),
        (
            "two rules for the same business",
            |t| t["voting"] = json!([{"when": {"stage": "award"}, "affirmative": 2}, {"when": {"stage": "award"}}]),
            "/voting/1",
            "has the same 'when'",
        ),
        ("a body that is not known", |t| t["seats"][0]["organisation"] = json!("XXX"), "/seats/0/organisation", "XXX"),
        (
            "too many seats",
            |t| t["seats"] = (0..400).map(|n| json!({"id": format!("s{n}"), "capacity": "lay", "voting": true})).collect(),
            "/seats",
            "between 1 and",
        ),
        ("too many clauses", |t| t["quorum"] = json!({"all": vec![json!({"at_least": 1, "of": "anyone"}); 300]}), "/quorum", "at most 200"),
        (
            "an authority that ends before it begins",
            |t| t["authority"] = json!([{"function": "x", "level": "decide", "from": "2020-01-01", "to": "2019-01-01"}]),
            "/authority/0/to",
            "ends before",
        ),
    ];
    everywhere(|house| {
        let path = format!("/api/v1/committees/{}/terms", house.committee);
        for (what, slip, pointer, cure) in slips {
            let mut bad = terms();
            bad["from"] = json!("2030-01-01");
            slip(&mut bad);
            let told = |reply: &crate::desk::Reply, at: &str| {
                reply.is_problem(422, what);
                let body = reply.json();
                let errors = body["errors"].as_array().unwrap_or_else(|| panic!("{what}: {body}"));
                let found = errors.iter().find(|one| one["pointer"] == at).unwrap_or_else(|| panic!("{what}: {body}"));
                assert!(found["message"].as_str().or(found["detail"].as_str()).unwrap().contains(cure), "{what}: {found}");
            };
            told(&house.lead().post(&path, &bad), pointer);
            told(&house.lead().post(&format!("{path}/try"), &json!({ "terms": bad })), &format!("/terms{pointer}"));
        }
        let many = house.lead().post(&format!("{path}/try"), &json!({"terms": terms(), "meetings": 13}));
        assert_eq!(many.is_problem(422, "too many meetings").pointer(), "/meetings");
    });
}
