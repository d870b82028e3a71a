//! Three people of one name sit on a committee, and wherever somebody reads of one of them it is said which.

use serde_json::{Value, json};

use crate::house::everywhere;

const NAMESAKES: [&str; 3] = ["John Smith (chair, lay member)", "John Smith (GP)", "John Smith (nurse)"];

/// Every text of an answer in which the name stands without a word of which of them it is.
fn bare(told: &Value, path: &str, found: &mut Vec<String>) {
    match told {
        Value::String(text) => {
            let bare = NAMESAKES.iter().fold(text.clone(), |text, name| text.replace(name, ""));
            if bare.contains("John Smith") {
                found.push(format!("{path}: {text}"));
            }
        }
        Value::Array(list) => list.iter().for_each(|one| bare(one, path, found)),
        Value::Object(members) => members.iter().for_each(|(name, one)| bare(one, &format!("{path}/{name}"), found)),
        _ => {}
    }
}

fn told_apart(what: &str, told: &Value) {
    let mut found = Vec::new();
    bare(told, what, &mut found);
    assert!(found.is_empty(), "{found:#?}");
    assert!(told.to_string().contains("John Smith ("), "{what}: {told}");
}

#[test]
fn people_of_one_name_are_told_apart_in_refusals_and_wherever_they_are_named() {
    everywhere(|house| {
        for word in ["chair", "gp", "nurse"] {
            house.change_person(word, &json!({"name": "John Smith"}));
        }
        house.interest("gp", "B82001");
        house.interest("nurse", "B82001");
        let meeting = house.meeting();
        let about = json!({"stage": "award", "affects": [{"organisation": "B82001"}]});
        let item = house.item(&meeting, "A contract for the practice", about);
        let of_meeting = |what: &str| house.secretary().get(&format!("/api/v1/meetings/{}/{what}", meeting.id)).done();
        let of_item = |what: &str| house.secretary().get(&format!("/api/v1/items/{item}/{what}")).done();
        for what in ["agenda", "forecast", "proposals"] {
            told_apart(what, &of_meeting(what));
        }
        house.convened(&meeting, &["chair", "lay", "officer", "gp", "nurse"]);
        let refused = |reply: &crate::desk::Reply| -> Vec<String> {
            let problem: Value = reply.json();
            problem["reasons"].as_array().unwrap().iter().map(|reason| reason["detail"].as_str().unwrap().to_owned()).collect()
        };
        let begun = house.begin(&item, "deliberation");
        begun.refused(&["conflicts_unresolved", "must_leave_first"]);
        assert!(refused(&begun)[0].contains("John Smith (GP), John Smith (nurse)"), "{:?}", refused(&begun));
        for word in ["gp", "nurse"] {
            house.rule(&item, word, "leave", "chair").refused(&["reason_required"]);
            house.rule(&item, word, "leave_no_papers", "chair").made();
        }
        let leaves = |word: &str| json!({"person": house.people[word], "event": "leave", "for_item": item});
        for word in ["gp", "nurse"] {
            house.secretary().post(&format!("/api/v1/meetings/{}/attendance", meeting.id), &leaves(word)).made();
        }
        house.begin(&item, "decision").done();
        let vote = house.vote(&item, "gp", "for");
        vote.refused(&["excluded_by_ruling", "not_present"]);
        assert!(refused(&vote).iter().all(|detail| detail.contains("John Smith (GP)")), "{:?}", refused(&vote));
        assert!(
            refused(&vote).iter().any(|detail| detail
                == "By a ruling on item 1, John Smith (GP) is to receive no papers and leave the room for the item, and so has no vote on it."),
            "{:?}",
            refused(&vote)
        );
        for what in ["quorum", "presiding", "rulings"] {
            told_apart(what, &of_item(what));
        }
        for what in ["attendance", "standings", "book"] {
            told_apart(what, &of_meeting(what));
        }
        for word in ["chair", "lay", "officer"] {
            house.vote(&item, word, "for").made();
        }
        house.decide(&item, "approved", "vote").made();
        told_apart("decisions", &of_item("decisions"));
        let text = of_meeting("minutes")["text"].clone();
        told_apart("minutes", &text);
        for name in NAMESAKES {
            let (_, apart) = name.split_once(" (").unwrap();
            assert!(!text.as_str().unwrap().contains(&format!("{name} ({apart}")), "each is told apart once: {text}");
        }
        house.desk.verified();
    });
}
