use serde_json::json;

use crate::house::{Meeting, everywhere, id_of, terms};

#[test]
fn two_committees_in_common_decide_each_for_itself() {
    everywhere(|house| {
        let body = json!({"code": "PCC2", "organisation": "03E", "name": "The Other Committee", "kind": "committee"});
        let other = id_of(&house.lead().post("/api/v1/committees", &body).made());
        house.lead().post(&format!("/api/v1/committees/{other}/terms"), &terms()).made();
        for (seat, word) in [("chair", "chair"), ("vice", "lay"), ("cfo", "officer")] {
            house.seat(&other, seat, word, None);
        }
        let called = json!({"committees": [house.committee, other], "date": crate::house::day()});
        let meeting = Meeting { id: id_of(&house.secretary().post("/api/v1/meetings", &called).made()) };
        let item = house.item(&meeting, "One for both", json!({}));
        house.convened(&meeting, &["chair", "lay", "officer", "nurse"]);
        house.begin(&item, "decision").made();
        // The nurse sits in one of them only, so it is clear which is meant.
        assert_eq!(house.vote(&item, "nurse", "for").made()["committee"], house.committee.as_str());
        let ambiguous = house.vote(&item, "lay", "for");
        ambiguous.is_problem(422, "which committee?");
        assert!(ambiguous.text.contains("The Other Committee") && ambiguous.pointer() == "/committee", "{}", ambiguous.text);
        house.secretary().get(&format!("/api/v1/items/{item}/quorum")).is_problem(422, "which committee?");
        for committee in [&house.committee, &other] {
            for word in ["chair", "lay", "officer"] {
                let vote = json!({"person": house.people[word], "choice": "for", "committee": committee});
                house.secretary().post(&format!("/api/v1/items/{item}/votes"), &vote).made();
            }
            let quorum = house.secretary().get(&format!("/api/v1/items/{item}/quorum?committee={committee}")).done();
            assert_eq!(quorum["quorate"], true);
            let decision = json!({"outcome": "approved", "method": "vote", "committee": committee});
            house.secretary().post(&format!("/api/v1/items/{item}/decisions"), &decision).made();
        }
        let decisions = house.secretary().get(&format!("/api/v1/items/{item}/decisions")).done();
        assert_eq!(decisions["items"].as_array().unwrap().len(), 2);
        assert_eq!(house.secretary().get(&format!("/api/v1/items/{item}")).done()["phase"], "closed");
    });
}
