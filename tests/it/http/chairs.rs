//! The role of a chair reaches the committees that its person chairs.

use quorate::access::Role;
use serde_json::{Value, json};

use crate::house::{TestRegister, day, everywhere, id_of, terms};

/// Another committee, of other people, with a meeting that has an item and a paper.
fn elsewhere(house: &TestRegister) -> (String, String, String) {
    let body = json!({"code": "AUD", "organisation": "03E", "name": "Audit Committee", "kind": "committee"});
    let committee = id_of(&house.lead().post("/api/v1/committees", &body).made());
    house.lead().post(&format!("/api/v1/committees/{committee}/terms"), &terms()).made();
    for (seat, word) in [("chair", "lay"), ("cfo", "officer"), ("gp", "gp"), ("nurse", "nurse")] {
        house.seat(&committee, seat, word, None);
    }
    let body = json!({"committees": [committee], "date": day(), "starts_at": "10:00", "place": "The Annexe"});
    let meeting = id_of(&house.secretary().post("/api/v1/meetings", &body).made());
    let body = json!({"title": "The audit of the accounts", "purpose": "decision", "decision_type": "other"});
    let item = id_of(&house.secretary().post(&format!("/api/v1/meetings/{meeting}/items"), &body).made());
    let tabled = json!({"title": "The secret findings", "authors": [house.people["officer"]]});
    house.secretary().post(&format!("/api/v1/items/{item}/papers"), &tabled).made();
    (committee, meeting, item)
}

fn of_others(house: &TestRegister, body: &Value, but: &str) -> usize {
    let people = body["items"].as_array().unwrap().iter().flat_map(|item| item["people"].as_array().unwrap().clone());
    people.filter(|line| line["person"] != house.people[but].as_str()).count()
}

#[test]
fn a_chair_reads_the_meetings_of_their_own_committee_and_of_others_as_a_member_would() {
    everywhere(|house| {
        let (_, other, item) = elsewhere(house);
        for path in [
            format!("/api/v1/meetings/{other}"),
            format!("/api/v1/meetings/{other}/items"),
            format!("/api/v1/meetings/{other}/agenda"),
            format!("/api/v1/meetings/{other}/proposals"),
            format!("/api/v1/meetings/{other}/standings"),
            format!("/api/v1/items/{item}"),
            format!("/api/v1/items/{item}/tally"),
            format!("/api/v1/items/{item}/rulings"),
        ] {
            house.chair().get(&path).is_problem(404, &path);
        }
        house.interest("gp", "B82001");
        let meeting = house.meeting();
        house.item(&meeting, "A contract for the practice", json!({"stage": "award", "affects": [{"organisation": "B82001"}]}));
        let listed = house.chair().get("/api/v1/meetings").done();
        assert_eq!(listed["items"].as_array().unwrap().len(), 1, "{listed}");
        for what in ["proposals", "standings"] {
            let path = format!("/api/v1/meetings/{}/{what}", meeting.id);
            assert!(of_others(house, &house.chair().get(&path).done(), "chair") > 0, "{what} in their own committee");
            assert_eq!(of_others(house, &house.lay().get(&path).done(), "lay"), 0, "{what} of a member");
        }
        let agenda = format!("/api/v1/meetings/{}/agenda", meeting.id);
        assert_eq!(house.chair().get(&agenda).done()["state"], "draft");
        house.lay().get(&agenda).is_problem(403, "a member reads it published");
    });
}

#[test]
fn the_role_of_a_chair_without_the_office_shows_what_a_member_sees() {
    everywhere(|house| {
        house.interest("gp", "B82001");
        let meeting = house.meeting();
        house.item(&meeting, "A contract for the practice", json!({"stage": "award", "affects": [{"organisation": "B82001"}]}));
        let person = house.people["nurse"].parse().unwrap();
        house.desk.user("nurse@example.org", house.register, &[Role::Chair], Some(person));
        let nurse = house.desk.sign_in("nurse@example.org");
        let standings = house.desk.get(&format!("/api/v1/meetings/{}/standings", meeting.id), &nurse).done();
        assert_eq!(of_others(house, &standings, "nurse"), 0, "{standings}");
        house.desk.user("nobody@example.org", house.register, &[Role::Chair], None);
        let nobody = house.desk.sign_in("nobody@example.org");
        house.desk.get(&format!("/api/v1/meetings/{}", meeting.id), &nobody).is_problem(404, "no person");
        assert_eq!(house.desk.get("/api/v1/meetings", &nobody).done()["items"], json!([]));
    });
}
