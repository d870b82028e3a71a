//! An interest that is told after the meeting, what it touches, and whose name it is.

use quorate::access::Role;
use serde_json::{Value, json};

use crate::house::{Meeting, TestRegister, everywhere, id_of};

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
        let says = touched["items"][0]["says"].as_str().unwrap();
        assert!(says.starts_with("Item 1 of the meeting ") && says.ends_with("without whoever holds the interest as well."), "{says}");
        let breaches = house.lead().get(&format!("/api/v1/organisations/{}/breaches", house.bodies["03E"])).done();
        let kinds: Vec<&str> = breaches["items"].as_array().unwrap().iter().map(|breach| breach["type"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["late_declaration", "omitted_interest"], "{breaches}");
        let omitted = &breaches["items"][1];
        assert_eq!((&omitted["name"], omitted["day"].is_string()), (&json!("The General Practitioner"), true), "{breaches}");
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

/// An award to the practice decided by a vote in which the GP, who owns a share of it, told nothing; and the decision.
pub fn decided_with_the_gp(house: &TestRegister, more: &Value) -> (Meeting, String) {
    house.nothing_to_declare(&["chair", "lay", "officer", "gp", "nurse"]);
    let meeting = house.meeting();
    let mut says = json!({"stage": "award", "affects": [{"organisation": "B82001"}]});
    says.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let item = house.item(&meeting, "A contract for the practice", says);
    house.convened(&meeting, &["chair", "lay", "officer", "gp"]);
    house.begin(&item, "decision").made();
    for person in ["chair", "lay", "officer", "gp"] {
        house.vote(&item, person, "for").made();
    }
    let decision = id_of(&house.decide(&item, "approved", "vote").made());
    (meeting, decision)
}

/// Somebody tells after the decision that they have a share in the practice.
pub fn tells_late(house: &TestRegister, word: &str, more: &Value) -> String {
    let mut told = json!({
        "person": house.people[word], "category": "financial", "nature": "A share", "organisation": "B82001", "from": "2017-01-01",
    });
    told.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    id_of(&house.lead().post("/api/v1/declarations", &told).made())
}

pub fn determination(house: &TestRegister, by: &str, finding: &str) -> Value {
    json!({"by": house.people[by], "finding": finding, "reason": "Without that vote it was carried all the same."})
}

#[test]
fn a_guardian_determines_that_a_decision_stands() {
    everywhere(|house| {
        house.guardian("stranger");
        house.guardian("lay");
        let (meeting, decision) = decided_with_the_gp(house, &json!({}));
        let path = format!("/api/v1/decisions/{decision}");
        let determine =
            |by: &str, finding: &str| house.secretary().post(&format!("{path}/determinations"), &determination(house, by, finding));
        let nothing = determine("stranger", "stands");
        assert_eq!(nothing.refused(&["out_of_phase"]).remedy("see_decision"), path);
        let late = tells_late(house, "gp", &json!({}));
        let read = || house.secretary().get(&path);
        let finalise = || house.secretary().post(&format!("/api/v1/meetings/{}/minutes/finalise", meeting.id), &json!({}));
        let queried = read();
        assert_eq!(queried.done()["flags"], json!(["under_query"]));
        let waits = finalise();
        assert_eq!(waits.refused(&["under_query"]).remedy("determine"), format!("{path}/determinations"));
        let own = determine("gp", "stands");
        assert_eq!(own.refused(&["ruling_on_self", "decider_conflicted"]).remedy("see_people"), "/api/v1/people");
        determine("lay", "stands").refused(&["not_the_decider"]);
        let blank = json!({"by": house.people["stranger"], "finding": "stands", "reason": " "});
        house.secretary().post(&format!("{path}/determinations"), &blank).refused(&["reason_required"]);
        let early = json!({"by": house.people["stranger"], "finding": "stands", "reason": "It is.", "at": "2018-01-01T10:00:00Z"});
        let early = house.secretary().post(&format!("{path}/determinations"), &early);
        assert!(early.status == 422 && early.text.contains("/at") && early.text.contains("time_required"), "{}", early.text);

        determine("stranger", "to_be_decided_again").made();
        finalise().refused(&["under_query"]);
        determine("stranger", "stands").made();
        let after = read();
        assert_ne!(queried.header("etag"), after.header("etag"));
        let after = after.done();
        assert_eq!((&after["flags"], &after["effective"]), (&json!([]), &json!(true)), "{after}");
        let findings: Vec<&Value> = after["determinations"].as_array().unwrap().iter().map(|said| &said["finding"]).collect();
        assert_eq!(findings, [&json!("to_be_decided_again"), &json!("stands")], "both are kept: {after}");
        let last = &after["determinations"][1];
        assert_eq!((&last["name"], &last["declarations"]), (&json!("A Stranger"), &json!([late])), "{after}");
        let touched = house.lead().get(&format!("/api/v1/declarations/{late}/impact")).done();
        assert_eq!(touched["items"][0]["determined"], json!("stands"), "{touched}");
        let line = house.auditor().get("/api/v1/decisions").done()["items"][0].clone();
        assert_eq!((&line["flags"], &line["determinations"][1]["name"]), (&json!([]), &json!("A Stranger")), "{line}");
        let before = line["determinations"][0]["entry"].as_i64().unwrap();
        let then = house.auditor().get(&format!("/api/v1/decisions?as_of={before}")).done()["items"][0].clone();
        assert_eq!((&then["flags"], &then["determinations"]), (&json!(["under_query"]), &json!([])), "{then}");
        let table = house.auditor().get("/api/v1/decisions.csv").text;
        assert!(table.contains("by A Stranger as guardian: the decision stands"), "{table}");

        finalise().made();
        // What comes to light later is another query, and the minutes say what was determined of it beside them.
        let other = tells_late(house, "chair", &json!({}));
        assert_eq!(read().done()["flags"], json!(["under_query"]));
        determine("stranger", "stands").made();
        let read = read().done();
        assert_eq!((&read["flags"], &read["determinations"][2]["declarations"]), (&json!([]), &sorted([&late, &other])), "{read}");
        let minutes = house.secretary().get(&format!("/api/v1/meetings/{}/minutes", meeting.id)).done();
        let (text, later) = (minutes["text"].as_str().unwrap(), &minutes["determinations"]);
        assert!(text.contains("A Stranger as guardian of conflicts of interest: the decision stands"), "{text}");
        assert_eq!((later.as_array().unwrap().len(), &later[0]["entry"]), (1, &read["determinations"][2]["entry"]), "{minutes}");
        let plain =
            house.secretary().bare("GET", &format!("/api/v1/meetings/{}/minutes", meeting.id), &[("Accept", "text/plain")], None).text;
        let since = plain.split("Added since these minutes became final").nth(1).unwrap();
        assert!(since.contains("DETERMINED") && since.contains("carried all the same"), "{plain}");
        house.desk.verified();
    });
}

fn sorted<const N: usize>(mut ids: [&String; N]) -> Value {
    ids.sort_unstable();
    json!(ids.as_slice())
}

#[test]
fn whoever_may_not_see_a_decision_determines_nothing_of_it() {
    everywhere(|house| {
        house.guardian("stranger");
        house.interest("nurse", "B82001");
        let (_, decision) = decided_with_the_gp(house, &json!({"private": true}));
        tells_late(house, "gp", &json!({}));
        let path = format!("/api/v1/decisions/{decision}/determinations");
        let body = determination(house, "stranger", "stands");
        let none = "/api/v1/decisions/00000000-0000-7000-8000-000000000000/determinations";
        assert_eq!(house.secretary().post(none, &body).status, 404);
        assert_eq!(house.auditor().post(&path, &body).status, 403, "an auditor writes nothing");
        assert_eq!(house.lay().post(&path, &body).status, 403, "nor does a member");
        // The nurse is kept from the item with its papers, whatever the role.
        let nurse = house.holding("nurse", &[Role::Guardian]);
        let hidden = nurse.post(&path, &body);
        assert_eq!((hidden.status, hidden.text.contains("late")), (404, false), "{}", hidden.text);
        house.holding("guest", &[Role::Guardian]).post(&path, &body).made();
        let withheld = nurse.get(&format!("/api/v1/decisions/{decision}")).done();
        assert!(withheld["determinations"].is_null(), "{withheld}");
        assert!(withheld["withheld"].as_array().unwrap().contains(&json!("determinations")), "{withheld}");
        house.desk.verified();
    });
}

#[test]
fn why_a_decision_stands_is_kept_from_the_public_with_the_name() {
    everywhere(|house| {
        house.guardian("stranger");
        let (meeting, decision) = decided_with_the_gp(house, &json!({}));
        let interest = tells_late(house, "gp", &json!({}));
        house.secretary().post(&format!("/api/v1/decisions/{decision}/determinations"), &determination(house, "stranger", "stands")).made();
        let minutes = |audience: &str| {
            let read = house.secretary().get(&format!("/api/v1/meetings/{}/minutes?audience={audience}", meeting.id)).done();
            read["text"].as_str().unwrap().to_owned()
        };
        assert!(minutes("public").contains("carried all the same"), "{}", minutes("public"));
        let redaction = json!({"by": house.people["stranger"], "on": "2018-01-01", "outcome": "name_withheld"});
        house.lead().post(&format!("/api/v1/declarations/{interest}/redaction"), &redaction).done();
        let public = minutes("public");
        assert!(public.contains("the decision stands") && public.contains("The reason is not published."), "{public}");
        assert!(!public.contains("carried all the same"), "{public}");
        assert!(minutes("private").contains("carried all the same"));
        house.desk.verified();
    });
}

/// An adjournment empties the room: who was there on the first day alone had a part in what was talked of then.
#[test]
fn of_a_meeting_of_two_days_it_touches_what_its_holder_was_there_for() {
    everywhere(|house| {
        let meeting = house.meeting_on("2018-03-06");
        let path = format!("/api/v1/meetings/{}", meeting.id);
        let says = json!({"stage": "award", "affects": [{"organisation": "B82001"}]});
        let (first, second) = (house.item(&meeting, "A contract", says.clone()), house.item(&meeting, "Another contract", says));
        let on = |path: String, body: Value| house.secretary().post(&path, &body);
        let arrive = |words: &[&str], at: &str| {
            for word in words {
                on(format!("{path}/attendance"), json!({"person": house.people[word], "event": "arrive", "at": at})).made();
            }
        };
        arrive(&["chair", "lay", "officer", "nurse", "stranger"], "2018-03-06T13:50:00Z");
        on(format!("{path}/convene"), json!({"at": "2018-03-06T14:00:00Z"})).done();
        on(format!("/api/v1/items/{first}/phase"), json!({"phase": "deliberation", "at": "2018-03-06T14:05:00Z"})).made();
        on(format!("{path}/adjourn"), json!({"at": "2018-03-06T15:00:00Z", "until": "2018-03-07"})).made();
        arrive(&["chair", "lay", "officer"], "2018-03-07T09:50:00Z");
        on(format!("{path}/resume"), json!({"at": "2018-03-07T10:00:00Z"})).made();
        let decided = |item: &str, begun: &str, at: &str| {
            on(format!("/api/v1/items/{item}/phase"), json!({"phase": "decision", "at": begun})).made();
            let approved = json!({"outcome": "approved", "method": "consensus", "at": at});
            id_of(&on(format!("/api/v1/items/{item}/decisions"), approved).made())
        };
        let decision = decided(&first, "2018-03-07T10:05:00Z", "2018-03-07T10:10:00Z");
        decided(&second, "2018-03-07T10:15:00Z", "2018-03-07T10:20:00Z");

        for word in ["nurse", "stranger"] {
            let late = tells_late(house, word, &json!({}));
            let touched = house.lead().get(&format!("/api/v1/declarations/{late}/impact")).done();
            let items: Vec<&Value> = touched["items"].as_array().unwrap().iter().map(|one| &one["decision"]).collect();
            assert_eq!(items, [&json!(decision)], "{word}: {touched}");
        }
        let kept = house.secretary().get(&format!("/api/v1/decisions/{decision}")).done();
        let attended = kept["evidence"]["attended"].as_array().unwrap();
        let nurse = attended.iter().find(|line| line["person"] == house.people["nurse"].as_str()).unwrap();
        assert_eq!(nurse["present"], json!(false), "{nurse}");
        let times: Vec<_> = nurse["times"].as_array().unwrap().iter().map(|time| (&time["event"], &time["adjourned"])).collect();
        assert_eq!(times, [(&json!("arrive"), &json!(null)), (&json!("leave"), &json!(true))], "{nurse}");
        assert!(attended.iter().any(|line| line["person"] == house.people["stranger"].as_str()), "{kept}");
        let table = house.auditor().get("/api/v1/decisions.csv").text;
        assert!(table.contains("15:00 as the meeting was adjourned"), "{table}");
        house.desk.verified();
    });
}
