//! Slips and nights that other registers and real committees have met with, each played as it happened.

use serde_json::{Value, json};

use crate::desk::Reply;
use crate::house::{Meeting, TestRegister, everywhere, id_of};

/// A meeting of 6 March 2024 that is written up afterwards, opened at 14:00 with these in the room, and two items.
fn written_up(house: &TestRegister, date: &str, words: &[&str]) -> (Meeting, String, String) {
    let meeting = house.meeting_on(date);
    let (first, other) = (house.item(&meeting, "A new surgery", json!({})), house.item(&meeting, "A second site", json!({})));
    for word in words {
        attends(house, &meeting, word, "arrive", &format!("{date}T13:55:00Z")).made();
    }
    house.secretary().post(&format!("/api/v1/meetings/{}/convene", meeting.id), &json!({"at": format!("{date}T14:00:00Z")})).done();
    (meeting, first, other)
}

fn attends(house: &TestRegister, meeting: &Meeting, word: &str, event: &str, at: &str) -> Reply {
    let body = json!({"person": house.people[word], "event": event, "at": at});
    house.secretary().post(&format!("/api/v1/meetings/{}/attendance", meeting.id), &body)
}

fn on(house: &TestRegister, path: &str, body: &Value) -> Reply {
    house.secretary().post(path, body)
}

fn begins(house: &TestRegister, item: &str, at: &str) -> Reply {
    on(house, &format!("/api/v1/items/{item}/phase"), &json!({"phase": "decision", "at": at}))
}

fn votes(house: &TestRegister, item: &str, word: &str, choice: &str, at: Option<&str>) -> Reply {
    let mut body = json!({"person": house.people[word], "choice": choice});
    if let Some(at) = at {
        body["at"] = json!(at);
    }
    on(house, &format!("/api/v1/items/{item}/votes"), &body)
}

#[test]
fn a_time_that_was_forgotten_spoils_no_time_that_is_told() {
    everywhere(|house| {
        let (_, item, _) = written_up(house, "2024-03-06", &["chair", "lay", "officer"]);
        begins(house, &item, "2024-03-06T14:10:00Z").made();
        let forgotten = votes(house, &item, "chair", "for", None);
        assert_eq!(forgotten.is_problem(422, "the meeting was on another day").pointer(), "/at", "{}", forgotten.text);
        votes(house, &item, "lay", "for", Some("2024-03-06T14:11:00Z")).made();
        house.desk.verified();
    });
}

#[test]
fn a_vote_keyed_wrongly_is_struck_before_the_decision_and_both_are_in_the_log() {
    everywhere(|house| {
        let (meeting, item, _) = written_up(house, "2024-03-06", &["chair", "lay", "officer"]);
        let at = Some("2024-03-06T14:11:00Z");
        begins(house, &item, "2024-03-06T14:10:00Z").made();
        let slip = id_of(&votes(house, &item, "officer", "for", at).made());
        let refused = votes(house, &item, "officer", "against", at);
        refused.refused(&["seat_already_voted"]);
        assert!(refused.text.contains("struck"), "the cure works before the decision: {}", refused.text);
        let struck = json!({"what": [slip], "reason": "Heard wrongly."});
        on(house, &format!("/api/v1/meetings/{}/strikes", meeting.id), &struck).made();
        votes(house, &item, "officer", "against", at).made();
        let tally = house.secretary().get(&format!("/api/v1/items/{item}/tally")).done();
        assert_eq!((&tally["for"], &tally["against"]), (&json!(0), &json!(1)), "{tally}");
        let entries = house.auditor().get("/api/v1/audit/entries?limit=200").done();
        let cast = entries["items"].as_array().unwrap().iter().filter(|entry| entry["kind"] == "vote.cast").count();
        assert_eq!(cast, 2, "the log keeps both");
        house.desk.verified();
    });
}

#[test]
fn whoever_was_a_member_until_yesterday_does_not_vote_today() {
    everywhere(|house| {
        let (meeting, item, _) = written_up(house, "2024-03-06", &["chair", "lay", "officer", "nurse"]);
        let late = begins(house, &item, "2024-03-07T10:00:00Z");
        assert_eq!(late.is_problem(422, "it goes on when it was resumed").pointer(), "/at");
        let path = format!("/api/v1/meetings/{}", meeting.id);
        on(house, &format!("{path}/adjourn"), &json!({"at": "2024-03-06T17:00:00Z", "until": "2024-03-07"})).made();
        let members = house.lead().get(&format!("/api/v1/committees/{}/memberships", house.committee)).done();
        let nurse = members["items"].as_array().unwrap().iter().find(|one| one["person"] == house.people["nurse"].as_str()).unwrap();
        let end = format!("/api/v1/memberships/{}/end", nurse["id"].as_str().unwrap());
        house.lead().post(&end, &json!({"to": "2024-03-06"})).done();
        for word in ["chair", "lay", "officer", "nurse"] {
            attends(house, &meeting, word, "arrive", "2024-03-07T09:50:00Z").made();
        }
        on(house, &format!("{path}/resume"), &json!({"at": "2024-03-07T09:55:00Z"})).made();
        begins(house, &item, "2024-03-07T10:00:00Z").made();
        votes(house, &item, "nurse", "for", Some("2024-03-07T10:05:00Z")).refused(&["not_a_member_of_this_committee"]);
        votes(house, &item, "lay", "for", Some("2024-03-07T10:05:00Z")).made();
        house.desk.verified();
    });
}

#[test]
fn nobody_is_appointed_into_a_meeting_that_was_held() {
    everywhere(|house| {
        let (meeting, _, _) = written_up(house, "2024-03-06", &["chair", "lay", "officer"]);
        let path = format!("/api/v1/meetings/{}/minutes", meeting.id);
        let before = house.secretary().get(&path).done()["text"].clone();
        let body = json!({"seat": "observer", "person": house.people["stranger"], "from": "2024-01-01"});
        let refused = house.lead().post(&format!("/api/v1/committees/{}/memberships", house.committee), &body);
        refused.is_problem(409, "it has met");
        assert!(refused.text.contains("period_invalid"), "{}", refused.text);
        assert_eq!(house.secretary().get(&path).done()["text"], before);
    });
}

#[test]
fn a_casting_vote_closes_the_vote() {
    everywhere(|house| {
        let (_, item, _) = written_up(house, "2024-03-06", &["chair", "lay", "officer", "nurse"]);
        begins(house, &item, "2024-03-06T14:10:00Z").made();
        votes(house, &item, "chair", "for", Some("2024-03-06T14:11:00Z")).made();
        votes(house, &item, "officer", "against", Some("2024-03-06T14:11:00Z")).made();
        let casting = json!({"by": house.people["chair"], "choice": "for", "at": "2024-03-06T14:12:00Z"});
        on(house, &format!("/api/v1/items/{item}/casting-vote"), &casting).made();
        votes(house, &item, "lay", "against", Some("2024-03-06T14:13:00Z")).refused(&["vote_not_open"]);
        let decision = json!({"outcome": "approved", "method": "vote", "at": "2024-03-06T14:14:00Z"});
        on(house, &format!("/api/v1/items/{item}/decisions"), &decision).made();
        house.desk.verified();
    });
}

#[test]
fn after_midnight_the_minutes_say_the_day() {
    everywhere(|house| {
        let (meeting, _, _) = written_up(house, "2024-03-06", &["chair", "lay", "officer", "nurse"]);
        attends(house, &meeting, "nurse", "leave", "2024-03-07T00:25:00Z").made();
        let text = house.secretary().get(&format!("/api/v1/meetings/{}/minutes", meeting.id)).done()["text"].clone();
        assert!(text.as_str().unwrap().contains("to 00:25 on 7 March"), "{text}");
    });
}

#[test]
fn in_the_night_in_which_the_clocks_go_back_ten_past_one_comes_after_ten_to_two() {
    everywhere(|house| {
        let (meeting, _, _) = written_up(house, "2024-10-26", &["chair", "lay", "officer", "nurse"]);
        // 01:50 in summer time, and twenty minutes later 01:10 in winter time.
        attends(house, &meeting, "nurse", "leave", "2024-10-27T00:50:00Z").made();
        attends(house, &meeting, "nurse", "return", "2024-10-27T01:10:00Z").made();
        let text = house.secretary().get(&format!("/api/v1/meetings/{}/minutes", meeting.id)).done()["text"].clone();
        let text = text.as_str().unwrap();
        let (left, back) = (text.find("01:50").expect(text), text.find("01:10").expect(text));
        assert!(left < back, "{text}");
        assert!(text.contains("01:50 BST") && text.contains("01:10 GMT"), "an hour that comes twice says which: {text}");
        house.desk.verified();
    });
}
