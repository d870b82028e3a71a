//! An interest that is told after the meeting, what it touches, and whose name it is.

use serde_json::json;

use crate::house::everywhere;

#[test]
fn what_a_late_interest_touches_is_under_query_until_it_is_answered() {
    everywhere(|house| {
        house.nothing_to_declare(&["chair", "lay", "officer", "gp", "nurse"]);
        let meeting = house.meeting();
        let item = house.item(&meeting, "A contract for the practice", json!({"stage": "award", "affects": [{"organisation": "B82001"}]}));
        house.convened(&meeting, &["chair", "lay", "officer", "gp", "nurse"]);
        for person in ["gp", "nurse"] {
            let nothing = json!({"person": house.people[person]});
            house.secretary().post(&format!("/api/v1/meetings/{}/nil-statements", meeting.id), &nothing).made();
        }
        house.begin(&item, "decision").made();
        for person in ["chair", "lay", "officer", "gp"] {
            house.vote(&item, person, "for").made();
        }
        let decision = house.decide(&item, "approved", "vote").made()["id"].as_str().unwrap().to_owned();
        let told = json!({
            "person": house.people["gp"], "category": "financial", "nature": "A share", "organisation": "B82001",
            "from": "2017-01-01",
        });
        let late = house.lead().post("/api/v1/declarations", &told).made()["id"].as_str().unwrap().to_owned();
        let touched = house.lead().get(&format!("/api/v1/declarations/{late}/impact")).done();
        assert_eq!((&touched["items"][0]["decision"], &touched["items"][0]["decisive"]), (&json!(decision), &json!(false)), "{touched}");
        let breaches = house.lead().get(&format!("/api/v1/organisations/{}/breaches", house.bodies["03E"])).done();
        let kinds: Vec<&str> = breaches["items"].as_array().unwrap().iter().map(|breach| breach["type"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["late_declaration", "omitted_interest"], "{breaches}");
        let read = house.secretary().get(&format!("/api/v1/decisions/{decision}")).done();
        assert_eq!((&read["flags"], &read["effective"]), (&json!(["under_query"]), &json!(true)));
        let finalise = || house.secretary().post(&format!("/api/v1/meetings/{}/minutes/finalise", meeting.id), &json!({}));
        finalise().refused(&["under_query"]);
        let said = json!({"text": "A member declared a share.", "reason": "It was told late."});
        house.secretary().post(&format!("/api/v1/decisions/{decision}/corrections"), &said).made();
        finalise().made();
        house.desk.verified();
    });
}

#[test]
fn a_guardian_decides_whose_name_is_kept_from_the_public() {
    everywhere(|house| {
        let interest = house.interest("gp", "B82001");
        let path = format!("/api/v1/declarations/{interest}/redaction");
        let body = |by: &str| json!({"by": house.people[by], "on": "2017-10-01", "outcome": "name_withheld"});
        house.lead().post(&path, &body("lay")).refused(&["not_the_decider"]);
        house.guardian("lay");
        house.lead().post(&path, &body("lay")).done();
        let register = house.lead().get(&format!("/api/v1/organisations/{}/register?as_at=2018-01-01", house.bodies["03E"])).done();
        let entry = register["items"].as_array().unwrap().iter().find(|entry| entry["declaration"] == json!(interest)).unwrap().clone();
        assert_eq!((&entry["shown"], &entry["name"]), (&json!("name_withheld"), &json!(null)), "{entry}");
        house.desk.verified();
    });
}
