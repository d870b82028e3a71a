//! An agenda is put in another order, and no exclusion comes unstuck by it.

use serde_json::{Value, json};

use crate::desk::Reply;
use crate::house::{Meeting, TestRegister, everywhere, id_of};

fn path(meeting: &Meeting) -> String {
    format!("/api/v1/meetings/{}", meeting.id)
}

fn put(house: &TestRegister, meeting: &Meeting, items: &[&String]) -> Reply {
    let tag = house.secretary().get(&path(meeting)).header("etag").to_owned();
    house.secretary().send("PUT", &format!("{}/order", path(meeting)), &[("If-Match", &tag)], &json!({"items": items}))
}

/// The numbers and titles of the items, in their order.
fn listed(house: &TestRegister, meeting: &Meeting) -> String {
    let items = house.secretary().get(&format!("{}/items", path(meeting))).done();
    let named = items["items"].as_array().unwrap().iter().map(|item| format!("{} {}", text(&item["number"]), text(&item["title"])));
    named.collect::<Vec<_>>().join(", ")
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[test]
fn numbers_follow_the_order_until_people_have_the_agenda() {
    everywhere(|house| {
        let meeting = house.meeting();
        let (report, surgery, list) = (
            house.item(&meeting, "Report", json!({})),
            house.item(&meeting, "Surgery", json!({})),
            house.item(&meeting, "List", json!({})),
        );
        let part = house.item(&meeting, "Its day", json!({"part_of": list}));
        let ordered = put(house, &meeting, &[&list, &report, &surgery]).done();
        assert_eq!(ordered["items"][0]["number"], "1", "{ordered}");
        assert_eq!(listed(house, &meeting), "1 List, 1.1 Its day, 2 Report, 3 Surgery");
        let agenda = house.secretary().get(&format!("{}/agenda", path(&meeting))).done();
        let stands: Vec<&str> = agenda["items"].as_array().unwrap().iter().map(|item| text(&item["title"])).collect();
        assert_eq!(stands, ["List", "Its day", "Report", "Surgery"]);
        let forecast = house.secretary().get(&format!("{}/forecast", path(&meeting))).done();
        assert_eq!(forecast["items"][0]["title"], "List", "{forecast}");

        // What was ordered as it stands is answered as it stands.
        assert_eq!(put(house, &meeting, &[&list, &report, &surgery]).done()["items"], ordered["items"]);
        let stale = house.secretary().send(
            "PUT",
            &format!("{}/order", path(&meeting)),
            &[("If-Match", &format!("\"{}.1\"", meeting.id))],
            &json!({"items": [report, surgery, list]}),
        );
        stale.is_problem(412, "stale");
        let tag = house.secretary().get(&path(&meeting)).header("etag").to_owned();
        let chair = house.chair().send("PUT", &format!("{}/order", path(&meeting)), &[("If-Match", &tag)], &json!({"items": []}));
        chair.is_problem(403, "a chair keeps no meetings");

        // Nothing but the whole agenda, each item once.
        let wrong = put(house, &meeting, &[&list, &part, &list, &report]);
        let found = wrong.is_problem(422, "a list that is not the agenda's").json();
        let codes: Vec<String> = found["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|fault| format!("{} {}", text(&fault["pointer"]), text(&fault["code"])))
            .collect();
        assert_eq!(codes, ["/items/1 part", "/items/2 duplicate", "/items required"], "{found}");
        assert!(found.to_string().contains("'Surgery'"), "{found}");

        // Once it is published, an item is called as it is called there.
        house.secretary().post(&format!("{}/agenda", path(&meeting)), &json!({})).made();
        put(house, &meeting, &[&surgery, &list, &report]).done();
        assert_eq!(listed(house, &meeting), "3 Surgery, 1 List, 1.1 Its day, 2 Report");
        let minutes = house.secretary().get(&format!("{}/minutes", path(&meeting))).done();
        let minutes = text(&minutes["text"]);
        assert!(minutes.find("3  Surgery").unwrap() < minutes.find("1  List").unwrap(), "{minutes}");
        house.desk.verified();
    });
}

#[test]
fn what_was_taken_is_history() {
    everywhere(|house| {
        let meeting = house.meeting();
        let (first, second) = (house.item(&meeting, "First", json!({})), house.item(&meeting, "Second", json!({})));
        let third = house.item(&meeting, "Third", json!({}));
        house.convened(&meeting, &["chair", "lay", "officer"]);
        house.begin(&second, "introduction").made();
        let refused = put(house, &meeting, &[&third, &first, &second]);
        assert!(refused.refused(&["out_of_phase"]).json()["reasons"][0]["detail"].as_str().unwrap().contains("'Second'"));
        put(house, &meeting, &[&second, &third, &first]).done();
        assert_eq!(listed(house, &meeting), "2 Second, 3 Third, 1 First");
        for item in [&first, &second, &third] {
            house.decide(item, "deferred", "consensus").made();
        }
        house.secretary().post(&format!("{}/close", path(&meeting)), &json!({})).done();
        put(house, &meeting, &[&second, &first, &third]).refused(&["meeting_not_open"]);
        house.secretary().post(&format!("{}/minutes/finalise", path(&meeting)), &json!({})).made();
        put(house, &meeting, &[&second, &first, &third]).refused(&["minutes_final"]);
    });
}

/// How the practitioner is proposed to be treated on an item.
fn proposed(house: &TestRegister, meeting: &Meeting, item: &str) -> Value {
    let all = house.secretary().get(&format!("{}/proposals", path(meeting))).done();
    let on = all["items"].as_array().unwrap().iter().find(|one| one["item"] == item).unwrap().clone();
    let of = on["people"].as_array().unwrap().iter().find(|one| one["person"] == house.people["gp"].as_str());
    of.map_or(Value::Null, |one| one["treatment"].clone())
}

#[test]
fn no_order_lets_in_who_was_kept_out() {
    everywhere(|house| {
        house.interest("gp", "B82001");
        let meeting = house.meeting();
        let of = |stage: &str| json!({"procurement": "surgery", "stage": stage});
        let bids = json!({"procurement": "surgery", "stage": "evaluation", "affects": [{"organisation": "B82001"}]});
        let early = house.item(&meeting, "The advertisement", of("procurement_route"));
        let bids = house.item(&meeting, "The bids", bids);
        let award = house.item(&meeting, "The award", of("award"));
        let other = house.item(&meeting, "Opening hours", json!({}));
        house.convened(&meeting, &["chair", "lay", "officer", "gp", "nurse"]);
        assert_eq!(proposed(house, &meeting, &award), Value::Null);
        house.rule(&bids, "gp", "leave_no_papers", "chair").made();
        assert_eq!(proposed(house, &meeting, &award), "leave_no_papers", "it sticks");

        // The award first, and nobody would be kept from it.
        let unstuck = put(house, &meeting, &[&award, &early, &bids, &other]);
        let body = unstuck.refused(&["others_rest_on_it"]).json();
        let detail = text(&body["reasons"][0]["detail"]);
        assert!(detail.contains("'The bids'") && detail.contains("'The award'"), "{detail}");
        assert_eq!(body["reasons"][0]["rule"], "C9");
        // Nor in two steps, nor by taking the bids off the agenda.
        put(house, &meeting, &[&other, &early, &bids, &award]).done();
        put(house, &meeting, &[&other, &award, &early, &bids]).refused(&["others_rest_on_it"]);
        let off = format!("/api/v1/items/{bids}/withdraw");
        house.secretary().post(&off, &json!({"reason": "The bids came late."})).done();
        assert_eq!(proposed(house, &meeting, &award), "leave_no_papers", "what was ruled on it goes on sticking");
        put(house, &meeting, &[&award, &early, &bids, &other]).refused(&["others_rest_on_it"]);
        house.rule(&award, "gp", "note", "chair").refused(&["below_floor", "reason_required"]);

        // The bids before the advertisement: that comes to be bound, and nothing of it was settled.
        put(house, &meeting, &[&bids, &early, &award, &other]).done();
        assert_eq!(proposed(house, &meeting, &early), "leave_no_papers");
        put(house, &meeting, &[&early, &bids, &award, &other]).refused(&["others_rest_on_it"]);

        // What comes to stand behind a decision does not come to bear on it.
        house.attend(&meeting, "gp", "leave").made();
        house.rule(&award, "gp", "leave_no_papers", "chair").made();
        house.begin(&award, "decision").made();
        for word in ["chair", "lay", "officer", "nurse"] {
            house.vote(&award, word, "for").made();
        }
        house.decide(&award, "approved", "vote").made();
        let late = house.item(&meeting, "The contract price", of("award"));
        house.rule(&late, "nurse", "leave", "chair").made();
        put(house, &meeting, &[&bids, &early, &late, &award, &other]).refused(&["others_rest_on_it", "out_of_phase"]);
        let standings = house.secretary().get(&format!("{}/standings", path(&meeting))).done();
        let on = standings["items"].as_array().unwrap().iter().find(|one| one["item"] == award.as_str()).unwrap();
        let nurse = on["people"].as_array().unwrap().iter().find(|one| one["person"] == house.people["nurse"].as_str()).unwrap();
        assert_eq!(nurse["treatment"], "participate", "{nurse}");
        house.desk.verified();
    });
}

/// Something of a meeting or an item, put otherwise under its tag.
fn amend(house: &TestRegister, at: &str, how: &Value) -> Reply {
    let tag = house.secretary().get(at).header("etag").to_owned();
    house.secretary().send("PATCH", at, &[("If-Match", &tag)], how)
}

#[test]
fn no_day_and_no_other_procurement_lets_in_who_was_kept_out() {
    everywhere(|house| {
        house.interest("gp", "B82001");
        let on = |days: i64| quorate::moment::Instant::now().day().plus_days(days).to_string();
        let (meeting, next) = (house.meeting(), house.meeting_on(&on(7)));
        let bids = json!({"procurement": "surgery", "stage": "evaluation", "affects": [{"organisation": "B82001"}]});
        let (bids, early) = (house.item(&meeting, "The bids", bids), house.item(&meeting, "The plan", json!({"stage": "strategy"})));
        let award = house.item(&next, "The award", json!({"procurement": "surgery", "stage": "award"}));
        house.convened(&meeting, &["chair", "lay", "officer", "gp", "nurse"]);
        house.rule(&bids, "gp", "leave_no_papers", "chair").made();
        assert_eq!(proposed(house, &next, &award), "leave_no_papers", "it sticks");

        // The day on which it is awarded, before that of the bids.
        for day in [on(-1), on(0)] {
            let unstuck = amend(house, &path(&next), &json!({"date": day}));
            let body = unstuck.refused(&["others_rest_on_it"]).json();
            let (detail, cure) = (text(&body["reasons"][0]["detail"]), text(&body["reasons"][0]["cure"]));
            assert!(detail.contains("'The bids'") && detail.contains("'The award'") && cure.contains("Give a day"), "{day}: {body}");
            assert_eq!(body["reasons"][0]["rule"], "C9");
        }
        amend(house, &path(&next), &json!({"date": on(14)})).done();
        assert_eq!(proposed(house, &next, &award), "leave_no_papers");

        // The award taken out of the procurement, or put into its contract.
        let item = format!("/api/v1/items/{award}");
        for how in [json!({"procurement": "another"}), json!({"stage": "contract_management"})] {
            let body = amend(house, &item, &how).refused(&["others_rest_on_it"]).json();
            assert!(text(&body["reasons"][0]["cure"]).contains("withdrawn"), "{body}");
        }
        amend(house, &item, &json!({"title": "The award of the contract"})).done();
        amend(house, &format!("/api/v1/items/{early}"), &json!({"procurement": "surgery"})).done();
        assert_eq!(proposed(house, &next, &award), "leave_no_papers", "nobody came in by any of it");
        house.desk.verified();
    });
}

#[test]
fn a_number_is_one_items_alone() {
    everywhere(|house| {
        let meeting = house.meeting();
        let first = house.item(&meeting, "First", json!({"number": "2"}));
        let second = house.item(&meeting, "Second", json!({}));
        assert_eq!(listed(house, &meeting), "2 First, 3 Second", "the next that nobody has");
        let add = json!({"title": "Third", "purpose": "decision", "number": "3"});
        let refused = house.secretary().post(&format!("{}/items", path(&meeting)), &add);
        let body = refused.refused(&["duplicate"]).json();
        let reason = &body["reasons"][0];
        assert!(text(&reason["detail"]).contains("'Second'") && text(&reason["cure"]).contains("'number'"), "{reason}");
        let amend = |item: &str, number: &str| {
            let at = format!("/api/v1/items/{item}");
            let tag = house.secretary().get(&at).header("etag").to_owned();
            house.secretary().send("PATCH", &at, &[("If-Match", &tag)], &json!({"number": number}))
        };
        amend(&second, "2").refused(&["duplicate"]);
        assert_eq!(amend(&second, "3").done()["number"], "3", "its own");
        amend(&second, "1").done();
        amend(&first, "A").done();

        // Nor where an item is carried over to.
        house.convened(&meeting, &["chair", "lay", "officer"]);
        house.decide(&first, "deferred", "consensus").made();
        let tomorrow = quorate::moment::Instant::now().day().plus_days(1).to_string();
        let body = json!({"committees": [house.committee], "date": tomorrow});
        let next = Meeting { id: id_of(&house.secretary().post("/api/v1/meetings", &body).made()) };
        house.item(&next, "There", json!({"number": "a"}));
        let carry = |body: Value| house.secretary().post(&format!("/api/v1/items/{first}/carry-over"), &body);
        carry(json!({"to": next.id, "number": "A"})).refused(&["duplicate"]);
        carry(json!({"to": next.id})).made();
        assert_eq!(listed(house, &next), "a There, 2 First");
        house.desk.verified();
    });
}
