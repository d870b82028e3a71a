//! Before the meeting: what is to be expected, in a sentence; what would change if somebody came or stayed away; who would put
//! it right; and in which order people leave least.

use quorate::access::Role;
use serde_json::{Value, json};

use crate::house::{Meeting, TestRegister, everywhere, id_of};

fn forecast(house: &TestRegister, meeting: &Meeting) -> Value {
    house.secretary().get(&format!("/api/v1/meetings/{}/forecast", meeting.id)).done()["items"][0].clone()
}

fn attendance(house: &TestRegister, meeting: &Meeting, body: &Value) -> crate::desk::Reply {
    house.secretary().post(&format!("/api/v1/meetings/{}/attendance", meeting.id), body)
}

#[test]
fn a_forecast_is_told_in_a_sentence_and_counts_on_a_deputy_who_is_expected() {
    everywhere(|house| {
        let meeting = house.meeting();
        let item = house.item(&meeting, "A new surgery", json!({}));
        assert_eq!(forecast(house, &meeting)["says"], "Quorate unless The Finance Officer (chief finance officer) stays away.");
        house.attend(&meeting, "officer", "apologies").made();
        let told = forecast(house, &meeting);
        assert_eq!(
            told["says"],
            "Inquorate: no officer is to come (apologies: The Finance Officer (chief finance officer)); The Finance Officer (chief \
             finance officer), coming after all, would cure it."
        );
        let way = &told["ways_out"][0];
        assert_eq!((&way["rung"], &told["repairs"][0]), (&json!("defer"), &json!("defer")));
        assert_eq!(way["next_step"]["href"], format!("/api/v1/items/{item}/decisions"));
        attendance(house, &meeting, &json!({"person": house.people["officer"], "event": "apologies", "withdrawn": true})).made();

        for word in ["lay", "nurse", "gp"] {
            house.attend(&meeting, word, "apologies").made();
        }
        let told = forecast(house, &meeting);
        assert_eq!(told["forecast"], "inquorate");
        let says = told["says"].as_str().unwrap();
        assert!(says.ends_with("; The Deputy Practitioner, sitting for The General Practitioner (GP member), would cure it."), "{says}");
        assert_eq!(told["ways_out"][0]["says"], "Have a deputy sit: The Deputy Practitioner for The General Practitioner (GP member).");
        assert_eq!(told["ways_out"][0]["next_step"]["action"], "expect_deputy");
        let quorum = house.secretary().get(&format!("/api/v1/items/{item}/quorum")).done();
        assert!(
            quorum["says"].as_str().unwrap().starts_with("Inquorate: it needs at least three voting members and would have none"),
            "{quorum}"
        );

        let expects = |person: &str, deputy: &str, event: &str| json!({"person": house.people[person], "event": event, "expected_deputy": house.people[deputy]});
        attendance(house, &meeting, &expects("gp", "nurse", "apologies")).refused(&["not_a_member_of_this_committee", "not_present"]);
        attendance(house, &meeting, &expects("gp", "deputy", "arrive")).is_problem(422, "nobody is expected for whoever comes");
        attendance(house, &meeting, &expects("gp", "deputy", "apologies")).made();
        let told = forecast(house, &meeting);
        assert_eq!(
            told["says"],
            "Quorate unless any of The Chair (chair), The Finance Officer (chief finance officer) or The Deputy Practitioner (deputy for the \
             GP member) stays away."
        );
        let book = house.secretary().get(&format!("/api/v1/meetings/{}/attendance", meeting.id)).done();
        let line = book["items"].as_array().unwrap().last().unwrap().clone();
        assert_eq!(line["expected_deputy_name"], "The Deputy Practitioner");
        let agenda = house.secretary().get(&format!("/api/v1/meetings/{}/agenda", meeting.id)).done();
        assert_eq!(agenda["items"][0]["forecasts"][0]["says"], told["says"]);
        attendance(house, &meeting, &json!({"person": house.people["gp"], "event": "apologies"})).made();
        assert_eq!(forecast(house, &meeting)["forecast"], "inquorate", "what is said last holds");
        house.desk.verified();
    });
}

#[test]
fn what_would_change_is_asked_and_nothing_is_written() {
    everywhere(|house| {
        house.interest("gp", "B82001");
        let meeting = house.meeting();
        house.item(&meeting, "An open question", json!({}));
        let award = json!({"stage": "award", "affects": [{"organisation": "B82001"}], "private": true});
        house.item(&meeting, "A contract for the practice", award);
        let path = format!("/api/v1/meetings/{}/forecast", meeting.id);
        let people = |words: &[&str]| words.iter().map(|word| house.people[word].clone()).collect::<Vec<_>>();
        let (led, chair, lay) = (house.holding("gp", &[Role::GovernanceLead, Role::Member]), house.chair(), house.lay());
        let before = house.desk.entries_of(house.register);
        let ask = |body: &Value| house.secretary().post(&path, body);
        assert_eq!(ask(&json!({})).done()["says"], "Nothing would change.");
        let away = ask(&json!({"away": people(&["officer"])})).done();
        assert_eq!(away["says"], "Items 1 and 2 would become inquorate.");
        assert_eq!((&away["items"][0]["now"], &away["items"][0]["then"]), (&json!("depends"), &json!("inquorate")));
        let alone = ask(&json!({"away": people(&["lay", "nurse"])})).done();
        assert_eq!(alone["says"], "Item 2 would become inquorate.", "the general practitioner is out of it");
        let deputy = json!([{"person": house.people["deputy"], "seat": "gp"}]);
        let with = ask(&json!({"away": people(&["lay", "nurse"]), "deputies": deputy})).done();
        assert_eq!(with["items"][1]["then"], "depends", "the deputy sits where the holder has to leave: {with}");
        assert!(with["items"][1]["says"].as_str().unwrap().contains("The Deputy Practitioner (deputy for the GP member)"), "{with}");
        let idle = ask(&json!({"deputies": [{"person": house.people["deputy"], "seat": "gp"}], "coming": people(&["nurse"])})).done();
        assert_eq!(idle["without_effect"], json!([]), "on one item the holder leaves");

        ask(&json!({"deputies": [{"person": house.people["nurse"], "seat": "cfo"}]})).refused(&[
            "not_a_member_of_this_committee",
            "not_a_member_of_this_committee",
            "duplicate",
        ]);
        ask(&json!({"co_opted": [{"person": house.people["stranger"], "seat": "nurse"}]})).refused(&["declaration_outstanding"]);
        ask(&json!({"deputies": [{"person": house.people["deputy"], "seat": "none"}]})).is_problem(422, "no such seat");
        ask(&json!({"away": vec![house.people["lay"].clone(); 51]})).is_problem(422, "too many");
        lay.post(&path, &json!({})).is_problem(403, "it speaks of others");
        assert_eq!(chair.post(&path, &json!({})).done()["says"], "Nothing would change.");
        // Whoever is excluded from an item is told no more of it than its answer.
        let told = led.post(&path, &json!({"away": people(&["lay", "nurse"])})).done();
        assert_eq!(told["items"][1]["says"], "Inquorate, even with everybody attending.");
        assert_eq!(led.get(&path).done()["items"][1]["says"], "Quorate with everybody attending, but not without every one of them.");
        assert_eq!(house.desk.entries_of(house.register), before, "something was written of a question");
    });
}

#[test]
fn every_set_that_is_offered_cures_when_it_is_taken() {
    everywhere(|house| {
        let meeting = house.meeting();
        let items = [house.item(&meeting, "A new surgery", json!({})), house.item(&meeting, "An old one", json!({}))];
        let path = format!("/api/v1/meetings/{}/repairs", meeting.id);
        let found = house.secretary().get(&path).done();
        assert_eq!(found["says"], "Every item that is still to be decided is quorate with everybody attending who is to come.");
        for word in ["lay", "nurse", "gp"] {
            house.attend(&meeting, word, "apologies").made();
        }
        let indie = json!({"name": "The Independent Adviser", "tags": ["independent"]});
        let indie = id_of(&house.lead().post("/api/v1/people", &indie).made());
        let ways = |found: &Value| -> Vec<(String, String)> {
            let sets = found["sets"].as_array().unwrap();
            sets.iter()
                .map(|set| (set["people"][0]["way"].as_str().unwrap().into(), set["people"][0]["person"].as_str().unwrap().into()))
                .collect()
        };
        let silent = house.secretary().get(&path).done();
        assert!(!ways(&silent).iter().any(|(_, person)| *person == indie), "nobody is borrowed who has not declared");
        house.lead().post("/api/v1/nil-declarations", &json!({"person": indie, "declared": "2017-05-01"})).made();
        let found = house.secretary().get(&path).done();
        assert_eq!(found["says"], "One person would cure items 1 and 2 at once, and fewer would not.");
        let sets = ways(&found);
        let of = |way: &str, person: &str| sets.contains(&(way.to_owned(), person.to_owned()));
        assert_eq!(sets.len(), 5, "{found}");
        assert!(of("deputises", &house.people["deputy"]) && of("attends", &house.people["nurse"]) && of("co_opted", &indie), "{found}");
        house.lay().get(&path).is_problem(403, "it speaks of others");

        // Each of them is taken, asked of the forecast, and taken back.
        let is_cured = |why: &str| {
            let told = house.secretary().get(&format!("/api/v1/meetings/{}/forecast", meeting.id)).done();
            let all = told["items"].as_array().unwrap();
            assert!(all.len() == 2 && all.iter().all(|item| item["forecast"] != "inquorate"), "{why}: {told}");
        };
        for (way, person) in sets.iter().filter(|(way, _)| way != "co_opted") {
            let (taken, back) = if way == "attends" {
                (json!({"person": person, "event": "apologies", "withdrawn": true}), json!({"person": person, "event": "apologies"}))
            } else {
                let gp = &house.people["gp"];
                (json!({"person": gp, "event": "apologies", "expected_deputy": person}), json!({"person": gp, "event": "apologies"}))
            };
            attendance(house, &meeting, &taken).made();
            is_cured(way);
            attendance(house, &meeting, &back).made();
        }
        for item in &items {
            let body = json!({"person": indie, "seat": "nurse", "by": house.people["chair"], "reason": "Nobody else is free."});
            house.secretary().post(&format!("/api/v1/items/{item}/co-options"), &body).made();
        }
        is_cured("co_opted");
    });
}

#[test]
fn what_nobody_could_cure_is_said_to_be_so() {
    everywhere(|house| {
        house.interest("officer", "B82001");
        let meeting = house.meeting();
        let award = json!({"stage": "award", "affects": [{"organisation": "B82001"}]});
        house.item(&meeting, "A contract for the practice", award);
        let found = house.secretary().get(&format!("/api/v1/meetings/{}/repairs", meeting.id)).done();
        let says = found["says"].as_str().unwrap();
        assert!(says.starts_with("Nobody who was tried would cure item 1: named deputies, "), "{found}");
        assert_eq!((found["beyond"].as_array().map(Vec::len), found["sets"].as_array().map(Vec::len)), (Some(1), Some(0)));
        let told = forecast(house, &meeting);
        assert_eq!(told["says"], "Inquorate: no officer may stay (out for a conflict: The Finance Officer (chief finance officer)).");
        let rungs: Vec<&str> = told["ways_out"].as_array().unwrap().iter().map(|way| way["rung"].as_str().unwrap()).collect();
        assert_eq!(rungs, ["refer", "co_opt", "in_common"]);
    });
}

#[test]
fn an_order_is_proposed_in_which_people_leave_less() {
    everywhere(|house| {
        house.interest("gp", "B82001");
        let meeting = house.meeting();
        let award = || json!({"stage": "award", "affects": [{"organisation": "B82001"}]});
        let first = house.item(&meeting, "A contract for the practice", award());
        let second = house.item(&meeting, "An open question", json!({}));
        let third = house.item(&meeting, "Another contract for it", award());
        let path = format!("/api/v1/meetings/{}/proposed-order", meeting.id);
        let found = house.secretary().get(&path).done();
        assert_eq!(found["says"], "In this order people leave once instead of twice: The General Practitioner once instead of twice.");
        let order: Vec<&str> = found["order"].as_array().unwrap().iter().map(|item| item["item"].as_str().unwrap()).collect();
        assert!(order == [&second, &first, &third] || order == [&first, &third, &second], "{found}");
        assert_eq!((&found["leavings"], &found["leavings_then"], &found["exact"]), (&json!(2), &json!(1), &json!(true)));
        assert_eq!(found["next_step"]["href"], format!("/api/v1/meetings/{}/order", meeting.id));
        let ordered = house.secretary().get(&format!("/api/v1/meetings/{}", meeting.id));
        let etag = ordered.header("etag").to_owned();
        let body = json!({ "items": order });
        house.secretary().send("PUT", &format!("/api/v1/meetings/{}/order", meeting.id), &[("If-Match", etag.as_str())], &body).done();
        let again = house.secretary().get(&path).done();
        assert_eq!(again["says"], "No other order saves anybody a leaving: once as the agenda stands.");
        house.lay().get(&path).is_problem(403, "it speaks of others");
        // Whoever is excluded from the items does not learn by their places who leaves for them.
        let led = house.holding("gp", &[Role::GovernanceLead, Role::Member]);
        assert_eq!(led.get(&path).done()["leavings"], 0);
    });
}

/// Whoever helps is told for the items they help with: none on which they have an interest themselves.
#[test]
fn a_deputy_is_named_for_no_item_on_which_they_are_conflicted_and_last_where_they_sent_apologies() {
    everywhere(|house| {
        house.interest("gp", "B82001");
        house.interest("deputy", "B82002");
        // Nobody else cures the first item.
        house.interest("lay", "B82001");
        house.interest("nurse", "B82001");
        let meeting = house.meeting();
        let of = |bodies: &[&str]| {
            let affects: Vec<Value> = bodies.iter().map(|body| json!({ "organisation": body })).collect();
            json!({"stage": "award", "affects": affects})
        };
        let first = house.item(&meeting, "A contract for the practice", of(&["B82001"]));
        let second = house.item(&meeting, "A contract for both", of(&["B82001", "B82002"]));
        for word in ["lay", "nurse"] {
            house.attend(&meeting, word, "apologies").made();
        }
        let found = house.secretary().get(&format!("/api/v1/meetings/{}/repairs", meeting.id)).done();
        let people = || found["sets"].as_array().unwrap().iter().flat_map(|set| set["people"].as_array().unwrap());
        let deputies: Vec<&Value> = people().filter(|one| one["person"] == house.people["deputy"].as_str()).collect();
        assert!(!deputies.is_empty() && deputies.iter().all(|one| one["items"] == json!([first])), "{found}");
        let tried = found["candidates"].as_array().unwrap().iter().find(|one| one["person"] == house.people["deputy"].as_str()).unwrap();
        assert_eq!(tried["conflicted_on"], json!(["2"]), "{found}");

        let way_out = || {
            let told = forecast(house, &meeting);
            let ways = told["ways_out"].as_array().unwrap().clone();
            ways.iter().find(|way| way["rung"] == "deputy").map(|way| way["says"].as_str().unwrap().to_owned()).unwrap()
        };
        assert_eq!(way_out(), "Have a deputy sit: The Deputy Practitioner for The General Practitioner (GP member).");
        house.attend(&meeting, "deputy", "apologies").made();
        assert_eq!(
            way_out(),
            "Have a deputy sit: The Deputy Practitioner for The General Practitioner (GP member) after all, who sent apologies."
        );
        assert_ne!(first, second);
    });
}
