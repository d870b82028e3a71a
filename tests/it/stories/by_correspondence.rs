//! A committee decides in writing: by replies on the papers that everybody has, until a day, unless a member calls it in.

use serde_json::{Value, json};

use crate::desk::Reply;
use crate::house::{Meeting, TestRegister, everywhere, id_of, terms};

/// The terms of the stories, with three days for replies.
fn in_writing(house: &TestRegister) {
    let mut more = terms();
    more["from"] = json!("2018-01-01");
    more["correspondence"] = json!({"days": 3});
    house.lead().post(&format!("/api/v1/committees/{}/terms", house.committee), &more).made();
}

fn call(house: &TestRegister, date: &str, until: &str) -> Reply {
    let body = json!({"committees": [house.committee], "date": date, "correspondence": {"until": until}});
    house.secretary().post("/api/v1/meetings", &body)
}

fn table(house: &TestRegister, item: &str) -> Reply {
    let paper = json!({"title": "What it would cost", "authors": [house.people["officer"]]});
    house.secretary().post(&format!("/api/v1/items/{item}/papers"), &paper)
}

fn on_item(house: &TestRegister, item: &str, what: &str, mut body: Value, at: &str) -> Reply {
    body["at"] = json!(at);
    house.secretary().post(&format!("/api/v1/items/{item}/{what}"), &body)
}

fn reply(house: &TestRegister, item: &str, word: &str, choice: &str, at: &str) -> Reply {
    on_item(house, item, "votes", json!({"person": house.people[word], "choice": choice}), at)
}

fn decide(house: &TestRegister, item: &str, outcome: &str, at: &str) -> Reply {
    on_item(house, item, "decisions", json!({"outcome": outcome, "method": "vote"}), at)
}

fn publish(house: &TestRegister, meeting: &Meeting) {
    let agenda = format!("/api/v1/meetings/{}/agenda", meeting.id);
    let print = house.secretary().get(&agenda).done()["fingerprint"].clone();
    house.secretary().post(&agenda, &json!({"fingerprint": print})).made();
}

fn convene(house: &TestRegister, meeting: &Meeting, at: &str) -> Reply {
    house.secretary().post(&format!("/api/v1/meetings/{}/convene", meeting.id), &json!({"at": at}))
}

/// A meeting from 5 to 12 March 2018 with these items, each with a paper, opened and all of them put to the members.
fn asked(house: &TestRegister, titles: &[&str]) -> (Meeting, Vec<String>) {
    in_writing(house);
    let meeting = Meeting { id: id_of(&call(house, "2018-03-05", "2018-03-12").made()) };
    let items: Vec<String> = titles.iter().map(|title| house.item(&meeting, title, json!({"stage": "strategy"}))).collect();
    items.iter().for_each(|item| drop(table(house, item).made()));
    publish(house, &meeting);
    convene(house, &meeting, "2018-03-05T10:00:00Z").done();
    for item in &items {
        on_item(house, item, "phase", json!({"phase": "decision"}), "2018-03-05T10:05:00Z").made();
    }
    (meeting, items)
}

#[test]
fn a_meeting_is_held_by_correspondence_where_the_terms_say_so() {
    everywhere(|house| {
        let refused = call(house, "2018-03-05", "2018-03-12");
        refused.refused(&["state_forbids"]);
        assert_eq!(refused.json()["reasons"][0]["pointer"], "/correspondence", "{}", refused.text);
        in_writing(house);
        let short = call(house, "2018-03-05", "2018-03-07");
        short.refused(&["period_invalid"]);
        assert_eq!(short.json()["reasons"][0]["pointer"], "/correspondence/until", "{}", short.text);
        assert!(short.text.contains("8 March 2018"), "{}", short.text);
        let long = call(house, "2018-03-05", "2018-06-12");
        long.is_problem(422, "more days than anybody waits");
        assert!(long.pointer() == "/correspondence/until" && long.text.contains("at most 60 days"), "{}", long.text);

        let made = call(house, "2018-03-05", "2018-03-12").made();
        assert_eq!(made["correspondence"]["until"], "2018-03-12");
        let path = format!("/api/v1/meetings/{}", id_of(&made));
        let etag = house.secretary().get(&path).header("etag").to_owned();
        let patched = |etag: &str, body: Value| house.secretary().send("PATCH", &path, &[("if-match", etag)], &body);
        patched(&etag, json!({"date": "2018-03-10"})).refused(&["period_invalid"]);
        let moved = patched(&etag, json!({"date": "2018-03-06", "correspondence": {"until": "2018-03-09"}}));
        assert_eq!(moved.done()["correspondence"]["until"], "2018-03-09");
        let in_a_room = patched(moved.header("etag"), json!({"correspondence": null}));
        assert_eq!(in_a_room.done()["correspondence"], json!(null));
        house.desk.verified();
    });
}

#[test]
fn nothing_is_added_to_what_members_were_asked_on() {
    everywhere(|house| {
        in_writing(house);
        let meeting = Meeting { id: id_of(&call(house, "2018-03-05", "2018-03-12").made()) };
        let item = house.item(&meeting, "A lease", json!({"stage": "strategy"}));
        let open = |house: &TestRegister| convene(house, &meeting, "2018-03-05T10:00:00Z");
        let bare = open(house);
        bare.refused(&["state_forbids", "state_forbids"]);
        assert!(bare.text.contains("Publish the agenda first") && bare.text.contains("no paper on item 1"), "{}", bare.text);
        table(house, &item).made();
        publish(house, &meeting);
        table(house, &item).made();
        open(house).refused(&["agenda_stale"]);
        let agenda = format!("/api/v1/meetings/{}/agenda", meeting.id);
        let sheet = house.secretary().get(&agenda).done();
        assert_eq!(sheet["replies_until"], "2018-03-12", "{sheet}");
        // The sheet says what it said, and is published again all the same, once.
        publish(house, &meeting);
        house.secretary().post(&agenda, &json!({"fingerprint": sheet["fingerprint"]})).refused(&["duplicate"]);
        open(house).done();

        table(house, &item).refused(&["out_of_phase"]);
        let more = json!({"title": "One more", "purpose": "information"});
        house.secretary().post(&format!("/api/v1/meetings/{}/items", meeting.id), &more).refused(&["out_of_phase"]);
        let (path, title) = (format!("/api/v1/items/{item}"), json!({"title": "Another title"}));
        let etag = house.secretary().get(&path).header("etag").to_owned();
        house.secretary().send("PATCH", &path, &[("if-match", &etag)], &title).refused(&["out_of_phase"]);
        let come = json!({"person": house.people["chair"], "event": "arrive", "at": "2018-03-05T10:10:00Z"});
        house.secretary().post(&format!("/api/v1/meetings/{}/attendance", meeting.id), &come).refused(&["state_forbids"]);
        house.desk.verified();
    });
}

#[test]
fn a_reply_on_one_item_is_no_reply_on_another() {
    everywhere(|house| {
        let (meeting, items) = asked(house, &["A lease", "A branch surgery"]);
        let (lease, surgery) = (&items[0], &items[1]);
        for (n, word) in ["chair", "lay", "officer"].into_iter().enumerate() {
            reply(house, lease, word, "for", &format!("2018-03-06T09:0{n}:00Z")).made();
        }
        reply(house, surgery, "chair", "for", "2018-03-06T09:10:00Z").made();
        let quorate = |item: &str| house.secretary().get(&format!("/api/v1/items/{item}/quorum")).done()["quorate"].clone();
        assert_eq!((quorate(lease), quorate(surgery)), (json!(true), json!(false)));
        let early = decide(house, lease, "approved", "2018-03-12T22:00:00Z");
        early.refused(&["out_of_phase"]);
        assert!(early.text.contains("12 March 2018") && early.text.contains("The Nurse"), "{}", early.text);
        // Nor is it of any use that others replied on the lease.
        decide(house, surgery, "approved", "2018-03-13T09:00:00Z").refused(&["inquorate"]);
        for (at, why) in [("2018-03-13T00:10:00Z", "12 March 2018"), ("09:00", "with its day")] {
            let late = reply(house, lease, "nurse", "against", at);
            late.is_problem(422, at);
            assert!(late.pointer() == "/at" && late.text.contains(why), "{}", late.text);
        }
        reply(house, lease, "deputy", "for", "2018-03-06T10:00:00Z").refused(&["not_a_member_of_this_committee"]);

        let decided = decide(house, lease, "approved", "2018-03-13T09:00:00Z").made();
        assert!(decided["flags"].as_array().unwrap().contains(&json!("by_correspondence")), "{decided}");
        let read = house.secretary().get(&format!("/api/v1/decisions/{}", id_of(&decided))).done();
        let how = &read["evidence"]["correspondence"];
        assert_eq!((&how["from"], &how["until"]), (&json!("2018-03-05"), &json!("2018-03-12")), "{read}");
        assert_eq!(how["silent"], json!(["The General Practitioner", "The Nurse"]), "{read}");
        on_item(house, surgery, "decisions", json!({"outcome": "deferred", "method": "consensus"}), "2018-03-13T09:10:00Z").made();
        let minutes = house.secretary().get(&format!("/api/v1/meetings/{}/minutes", meeting.id)).text;
        assert!(minutes.contains("Held by correspondence") && minutes.contains("no reply from The General Practitioner"), "{minutes}");
        let log = house.auditor().get("/api/v1/decisions.csv").text;
        assert!(log.contains("by_correspondence"), "{log}");
        house.desk.verified();
    });
}

#[test]
fn whoever_is_excluded_does_not_reply_and_does_not_call_in() {
    everywhere(|house| {
        in_writing(house);
        house.interest("gp", "B82001");
        let meeting = Meeting { id: id_of(&call(house, "2018-03-05", "2018-03-12").made()) };
        let item = house.item(&meeting, "A contract", json!({"stage": "award", "affects": [{"organisation": "B82001"}]}));
        table(house, &item).made();
        publish(house, &meeting);
        convene(house, &meeting, "2018-03-05T10:00:00Z").done();
        let put = |house: &TestRegister| on_item(house, &item, "phase", json!({"phase": "decision"}), "2018-03-05T10:05:00Z");
        // Everybody is asked, so that nobody's conflict waits until they reply.
        put(house).refused(&["conflicts_unresolved"]);
        let ruling = json!({"person": house.people["gp"], "treatment": "leave_no_papers", "by": house.people["chair"]});
        on_item(house, &item, "rulings", ruling, "2018-03-05T10:02:00Z").made();
        put(house).made();
        reply(house, &item, "gp", "for", "2018-03-06T09:00:00Z").refused(&["excluded_by_ruling"]);
        let call_in = json!({"by": house.people["gp"], "reason": "It is to be talked about."});
        on_item(house, &item, "call-in", call_in, "2018-03-06T09:00:00Z").refused(&["excluded_by_ruling"]);
        house.desk.verified();
    });
}

#[test]
fn a_member_calls_an_item_in_and_it_waits_for_a_room() {
    everywhere(|house| {
        let (meeting, items) = asked(house, &["A lease"]);
        let item = &items[0];
        let call_in = |word: &str, at: &str| {
            on_item(house, item, "call-in", json!({"by": house.people[word], "reason": "The rent is to be talked about."}), at)
        };
        call_in("stranger", "2018-03-06T09:00:00Z").refused(&["not_a_member_of_this_committee"]);
        call_in("guest", "2018-03-06T09:00:00Z").refused(&["not_a_member_of_this_committee"]);
        reply(house, item, "chair", "for", "2018-03-06T09:00:00Z").made();
        let slip = call_in("lay", "2018-03-06T10:00:00Z").made();
        reply(house, item, "lay", "for", "2018-03-06T10:05:00Z").refused(&["vote_not_open"]);
        let strikes = format!("/api/v1/meetings/{}/strikes", meeting.id);
        house.secretary().post(&strikes, &json!({"what": [slip["id"]], "reason": "It was the nurse."})).made();
        // A member does it themself.
        let own = json!({"by": house.people["lay"], "reason": "The rent is to be talked about.", "at": "2018-03-06T10:00:00Z"});
        house.lay().post(&format!("/api/v1/items/{item}/call-in"), &own).made();
        let book = house.secretary().get(&format!("/api/v1/meetings/{}/book", meeting.id)).done();
        let kinds: Vec<&Value> = book["items"].as_array().unwrap().iter().map(|act| &act["kind"]).collect();
        assert!(kinds.contains(&&json!("call_in")), "{book}");
        decide(house, item, "approved", "2018-03-13T09:00:00Z").refused(&["inquorate", "out_of_phase"]);
        on_item(house, item, "decisions", json!({"outcome": "deferred", "method": "consensus"}), "2018-03-13T09:00:00Z").made();
        let (letters, room) = (id_of(&call(house, "2018-04-02", "2018-04-09").made()), house.meeting_on("2018-04-10").id);
        let carry = |to: &str| house.secretary().post(&format!("/api/v1/items/{item}/carry-over"), &json!({"to": to}));
        carry(&letters).refused(&["state_forbids"]);
        carry(&room).made();
        let minutes = house.secretary().get(&format!("/api/v1/meetings/{}/minutes", meeting.id)).text;
        assert!(minutes.contains("Called in by The Lay Vice-Chair") && minutes.contains("The rent is to be talked about"), "{minutes}");
        house.desk.verified();
    });
}
