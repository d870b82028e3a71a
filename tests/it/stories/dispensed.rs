//! A council lets a councillor take part: asked, granted, shown, and taken back.

use serde_json::{Value, json};

use crate::house::{TestRegister, everywhere, id_of};

struct Council<'h> {
    house: &'h TestRegister,
    id: String,
    meeting: String,
    item: String,
}

/// A council whose board of three meets on the contract of a company that the GP owns.
fn council(house: &TestRegister) -> Council<'_> {
    let post = |path: &str, body: Value| house.lead().post(path, &body).made();
    let id = id_of(&post("/api/v1/organisations", json!({"code": "CNL", "name": "The Council", "kind": "council"})));
    post("/api/v1/organisations", json!({"code": "CARE", "name": "A care company", "kind": "company"}));
    let board = id_of(&post("/api/v1/committees", json!({"code": "BRD", "organisation": "CNL", "name": "The Board", "kind": "committee"})));
    let seat = |id: &str, office: Option<&str>| json!({"id": id, "capacity": "other", "voting": true, "office": office});
    let terms = json!({
        "from": "2015-04-01", "seats": [seat("chair", Some("chair")), seat("lay", Some("vice_chair")), seat("gp", None)],
        "quorum": {"at_least": 2, "of": {"voting": true}},
    });
    post(&format!("/api/v1/committees/{board}/terms"), terms);
    for word in ["chair", "lay", "gp"] {
        house.seat(&board, word, word, None);
    }
    let owns = json!({
        "person": house.people["gp"], "category": "financial", "nature": "Owns it", "organisation": "CARE", "from": "2014-01-01",
        "declared": "2017-05-01",
    });
    post("/api/v1/declarations", owns);
    let meeting = json!({"committees": [board], "date": "2018-06-05", "starts_at": "10:00", "place": "The Town Hall"});
    let meeting = id_of(&house.secretary().post("/api/v1/meetings", &meeting).made());
    let item = json!({
        "number": "1", "title": "The contract for care", "purpose": "decision", "stage": "award", "affects": [{"organisation": "CARE"}],
    });
    let item = id_of(&house.secretary().post(&format!("/api/v1/meetings/{meeting}/items"), &item).made());
    house.guardian("officer");
    Council { house, id, meeting, item }
}

impl Council<'_> {
    fn asked(&self) -> Value {
        json!({
            "person": self.house.people["gp"], "allows": "vote", "ground": "inhabitants", "because": "Nobody else knows the estate.",
            "requested": "2018-03-01", "by": self.house.people["officer"], "from": "2018-04-01", "to": "2019-03-31",
        })
    }

    fn path(&self) -> String {
        format!("/api/v1/organisations/{}/dispensations", self.id)
    }

    /// What is proposed for the GP, and why.
    fn proposed(&self) -> (String, String, Value) {
        let all = self.house.secretary().get(&format!("/api/v1/meetings/{}/proposals", self.meeting)).done();
        let items = all["items"].as_array().unwrap();
        let item = items.iter().find(|item| item["item"] == json!(self.item)).unwrap();
        let people = item["people"].as_array().unwrap();
        let gp = people.iter().find(|line| line["person"] == json!(self.house.people["gp"])).unwrap();
        let ground = &gp["grounds"][0];
        (gp["treatment"].as_str().unwrap().to_owned(), ground["because"].as_str().unwrap().to_owned(), ground["rule"].clone())
    }
}

#[test]
fn a_councillor_takes_part_by_a_dispensation_and_no_longer() {
    everywhere(|house| {
        let council = council(house);
        assert_eq!(council.proposed().0, "leave");
        let given = house.lead().post(&council.path(), &council.asked()).made();
        let address = format!("/api/v1/dispensations/{}", id_of(&given));
        assert_eq!((&given["name"], &given["by_name"]), (&json!("The General Practitioner"), &json!("The Finance Officer")));
        let (treatment, because, rule) = council.proposed();
        assert_eq!((treatment.as_str(), rule), ("note", json!("C1.5")));
        assert!(because.contains("by a dispensation, until 31 March 2019, may discuss and vote"), "{because}");

        // Whoever it is of sees it, the others of the board see nothing of it.
        let listed = |client: &crate::house::Client<'_>| client.get(&council.path()).done()["items"].as_array().unwrap().len();
        assert_eq!((listed(&house.gp()), listed(&house.lay()), listed(&house.auditor())), (1, 0, 1));
        house.gp().get(&address).done();
        house.lay().get(&address).is_problem(404, "another's is as none");
        let back = json!({"last_day": "2018-05-31", "by": house.people["officer"], "reason": "They have moved away."});
        for client in [house.gp(), house.secretary()] {
            client.post(&format!("{address}/end"), &back).is_problem(403, "it is the lead's and the guardian's to enter");
        }

        let ended = house.lead().post(&format!("{address}/end"), &back).done();
        assert_eq!((&ended["to"], &ended["ended"]), (&json!("2019-03-31"), &json!("2018-05-31")));
        assert_eq!(council.proposed().0, "leave", "on the day of the meeting it has ended");
        house.lead().post(&format!("{address}/end"), &back).refused(&["period_invalid"]);
        house.desk.verified();
    });
}

#[test]
fn what_a_dispensation_cannot_say_is_named() {
    everywhere(|house| {
        let council = council(house);
        let with = |key: &str, value: Value| {
            let mut asked = council.asked();
            asked[key] = value;
            house.lead().post(&council.path(), &asked)
        };
        let stranger = "0197c1f2-5c1e-7a30-8a52-0000000000ff";
        for key in ["person", "by", "concerning"] {
            let reply = with(key, json!(stranger));
            assert_eq!((reply.status, reply.pointer()), (422, format!("/{key}")), "{}", reply.json());
        }
        assert_eq!(with("ground", json!("because")).pointer(), "/ground");
        with("to", json!("2022-04-01")).refused(&["period_invalid"]);
        with("requested", json!("2018-04-02")).refused(&["period_invalid"]);
        let mut later = council.asked();
        (later["requested"], later["from"], later["to"]) = (json!("2190-03-01"), json!("2190-04-01"), json!("2190-05-01"));
        assert_eq!(house.lead().post(&council.path(), &later).pointer(), "/requested", "it is still to come");
        with("by", json!(house.people["chair"])).refused(&["not_the_decider"]);
        with("because", json!("  ")).refused(&["reason_required"]);
        let elsewhere = format!("/api/v1/organisations/{}/dispensations", house.bodies["03E"]);
        house.lead().post(&elsewhere, &council.asked()).refused(&["state_forbids"]);
        house.desk.verified();
    });
}
