use quorate::moment::Date;
use serde_json::json;

use crate::desk::Reply;
use crate::house::{Meeting, TestRegister, day, everywhere};

fn arrives(house: &TestRegister, meeting: &Meeting, word: &str, at: &str) -> Reply {
    let body = json!({"person": house.people[word], "event": "arrive", "at": at});
    house.secretary().post(&format!("/api/v1/meetings/{}/attendance", meeting.id), &body)
}

/// Refused for the time it gives.
fn mistimed(reply: &Reply) {
    assert_eq!(reply.is_problem(422, "time_required").pointer(), "/at", "{}", reply.text);
    assert_eq!(reply.json()["errors"][0]["code"], "time_required", "{}", reply.text);
}

#[test]
fn a_meeting_is_convened_on_its_day_and_its_day_may_move_until_then() {
    everywhere(|house| {
        let meeting = house.meeting_on("2018-03-06");
        let path = format!("/api/v1/meetings/{}", meeting.id);
        let secretary = house.secretary();
        let tag = || secretary.get(&path).header("etag").to_owned();
        let change = |body: serde_json::Value| secretary.send("PATCH", &path, &[("If-Match", &tag())], &body);
        let convene = |at: &str| secretary.post(&format!("{path}/convene"), &json!({"at": at}));

        mistimed(&convene("2018-03-07T14:00:00Z"));
        mistimed(&arrives(house, &meeting, "chair", "2018-03-13T13:55:00Z"));
        // Not on a day that is none of the hour's.
        assert_eq!(change(json!({"date": "2018-03-25", "starts_at": "01:30"})).is_problem(422, "no such hour").pointer(), "/starts_at");
        let moved = change(json!({"date": "2018-03-13", "starts_at": null, "place": "The Guildhall", "private": true})).done();
        assert_eq!(
            (&moved["date"], &moved["starts_at"], &moved["reference"]),
            (&json!("2018-03-13"), &json!(null), &json!("PCC/2018/03/13"))
        );
        let read = secretary.get(&path).json();
        for field in ["id", "reference", "date", "starts_at", "place", "private", "state", "version"] {
            assert_eq!(read[field], moved[field], "{field}");
        }
        assert_eq!(change(json!({"reference": "PCC/spring"})).done()["reference"], "PCC/spring");
        assert_eq!(change(json!({"date": "2018-03-12"})).done()["reference"], "PCC/spring", "one that was given stays");
        change(json!({"date": "2018-03-13"})).done();
        let other = house.meeting();
        let taken = secretary.get(&format!("/api/v1/meetings/{}", other.id)).json()["reference"].clone();
        change(json!({"reference": taken})).refused(&["duplicate"]);
        change(json!({"committees": []})).is_problem(422, "who sits is settled");
        change(json!({"date": null})).is_problem(422, "a meeting has a day");
        secretary.send("PATCH", &path, &[("If-Match", &format!("\"{}.1\"", meeting.id))], &json!({"place": "x"})).is_problem(412, "stale");
        house.chair().send("PATCH", &path, &[("If-Match", &tag())], &json!({"place": "x"})).is_problem(403, "a chair");

        for word in ["chair", "lay", "officer"] {
            arrives(house, &meeting, word, "2018-03-13T13:55:00Z").made();
        }
        // Not past those who came.
        change(json!({"date": "2018-03-14"})).refused(&["state_forbids"]);
        convene("2018-03-13T14:00:00Z").done();
        change(json!({"place": "x"})).refused(&["state_forbids"]);

        // Nor is one convened before its day has come.
        let body = json!({"committees": [house.committee], "date": "2190-01-05"});
        let ahead = format!("/api/v1/meetings/{}", secretary.post("/api/v1/meetings", &body).made()["id"].as_str().unwrap());
        mistimed(&secretary.post(&format!("{ahead}/convene"), &json!({})));
        house.desk.verified();
    });
}

#[test]
fn an_interest_declared_at_a_meeting_keeps_its_day_where_it_is() {
    everywhere(|house| {
        let meeting = house.meeting_on("2018-03-13");
        let path = format!("/api/v1/meetings/{}", meeting.id);
        let item = house.item(&meeting, "A new surgery", json!({}));
        let interest = json!({
            "person": house.people["lay"], "category": "financial", "nature": "Owner of the land", "at": "2018-03-13T13:50:00Z",
        });
        house.secretary().post(&format!("/api/v1/items/{item}/declarations"), &interest).made();
        let tag = house.secretary().get(&path).header("etag").to_owned();
        house.secretary().send("PATCH", &path, &[("If-Match", &tag)], &json!({"date": "2018-03-12"})).refused(&["state_forbids"]);
    });
}

#[test]
fn an_act_of_a_meeting_stands_at_its_own_time_whenever_it_is_entered() {
    everywhere(|house| {
        let meeting = house.meeting_on("2018-03-06");
        let item = house.item(&meeting, "A new surgery", json!({}));
        let path = format!("/api/v1/meetings/{}", meeting.id);
        let on = |path: &str, body: serde_json::Value| house.secretary().post(path, &body);
        let begin = |phase: &str, at: &str| on(&format!("/api/v1/items/{item}/phase"), json!({"phase": phase, "at": at}));

        // People come before the meeting opens, and are written down as they are noticed.
        mistimed(&arrives(house, &meeting, "chair", "2018-03-05T13:50:00Z"));
        mistimed(&arrives(house, &meeting, "chair", "2190-01-01T13:50:00Z"));
        arrives(house, &meeting, "chair", "2018-03-06T13:55:00Z").made();
        arrives(house, &meeting, "lay", "2018-03-06T13:50:00Z").made();
        arrives(house, &meeting, "officer", "2018-03-06T13:52:00Z").made();
        let leaving = json!({"person": house.people["chair"], "event": "leave", "at": "2018-03-06T13:54:00Z"});
        on(&format!("{path}/attendance"), leaving).refused(&["not_present"]);
        on(&format!("{path}/convene"), json!({"at": "2018-03-06T14:00:00Z"})).done();

        // Whoever was seen to come just before it opened is written down afterwards.
        arrives(house, &meeting, "gp", "2018-03-06T13:59:59Z").made();
        begin("decision", "2018-03-06T13:59:59Z").refused(&["meeting_not_open"]);
        mistimed(&begin("decision", "2190-01-01T00:00:00Z"));
        begin("decision", "2018-03-06T14:05:00Z").made();
        let vote =
            |at: &str| on(&format!("/api/v1/items/{item}/votes"), json!({"person": house.people["chair"], "choice": "for", "at": at}));
        vote("2018-03-06T14:04:59Z").refused(&["vote_not_open"]);
        mistimed(&vote("2190-01-01T00:00:00Z"));
        vote("2018-03-06T14:05:00Z").made();
        on(&format!("/api/v1/items/{item}/decisions"), json!({"outcome": "deferred", "method": "consensus", "at": "2018-03-06T14:20:00Z"}))
            .made();
        mistimed(&on(&format!("{path}/close"), json!({"at": "2018-03-06T14:19:59Z"})));
        on(&format!("{path}/close"), json!({"at": "2018-03-06T14:30:00Z"})).done();
        house.desk.verified();
    });
}

#[test]
fn nobody_returns_who_has_not_come() {
    everywhere(|house| {
        let meeting = house.meeting();
        let refused = house.attend(&meeting, "gp", "return");
        assert_eq!(refused.refused(&["not_present"]).remedy("arrive"), format!("/api/v1/meetings/{}/attendance", meeting.id));
        house.attend(&meeting, "gp", "arrive").made();
        house.attend(&meeting, "gp", "leave").made();
        house.attend(&meeting, "gp", "return").made();
        house.desk.verified();
    });
}

#[test]
fn a_meeting_begins_at_an_hour_that_there_is() {
    everywhere(|house| {
        let call = |time: &str| {
            let body = json!({"committees": [house.committee], "date": "2027-03-28", "starts_at": time});
            house.secretary().post("/api/v1/meetings", &body)
        };
        assert_eq!(call("01:30").is_problem(422, "the clocks go forward").pointer(), "/starts_at");
        call("02:00").made();
        assert_eq!(call("24:00").is_problem(422, "no time of day").pointer(), "/starts_at");
    });
}

#[test]
fn what_a_meeting_has_met_under_does_not_change_behind_it() {
    everywhere(|house| {
        let adopt = |from: &str| {
            let path = format!("/api/v1/organisations/{}/policies", house.bodies["03E"]);
            house.lead().post(&path, &json!({"pack": "ccg_2017", "from": from}))
        };
        let members = format!("/api/v1/committees/{}/memberships", house.committee);
        let held = house.lead().get(&members).done();
        let of = |word: &str| {
            let mut all = held["items"].as_array().unwrap().iter();
            all.find(|one| one["person"] == house.people[word].as_str()).unwrap()["id"].as_str().unwrap().to_owned()
        };
        let end = |word: &str, to: &str| house.lead().post(&format!("/api/v1/memberships/{}/end", of(word)), &json!({"to": to}));

        let meeting = house.meeting();
        adopt("2017-07-01").made();
        house.convened(&meeting, &["chair", "lay", "officer"]);
        adopt("2018-03-01").refused(&["period_invalid"]);
        adopt(day()).refused(&["period_invalid"]);
        let today: Date = day().parse().unwrap();
        adopt(&today.plus_days(1).to_string()).made();

        let deputy = json!({"person": house.people["deputy"], "event": "arrive", "as_deputy_for": "gp"});
        house.secretary().post(&format!("/api/v1/meetings/{}/attendance", meeting.id), &deputy).made();
        for word in ["chair", "deputy"] {
            let refused = end(word, "2018-03-05");
            let body = refused.refused(&["period_invalid"]).json();
            assert!(body["reasons"][0]["cure"].as_str().unwrap().contains(&today.long()), "{body}");
            end(word, day()).done();
        }
        let listed = |to: &str| {
            let list = format!("committee,seat,person,from,to,deputy_for\nPCC,vice,The Lay Vice-Chair,2017-04-01,{to},\n");
            let bearer = format!("Bearer {}", house.lead().token());
            let headers = [("Authorization", bearer.as_str()), ("Content-Type", "text/csv")];
            house.desk.request("POST", "/api/v1/imports?kind=memberships", &headers, Some(list.as_bytes()))
        };
        let body = listed("2018-03-05").is_problem(422, "ended before they sat").json();
        assert_eq!(body["report"]["rejected"][0]["code"], "sat_later", "{body}");
        assert_eq!(listed(day()).done()["updated"], 1);
        // Who was not there was not in the seat.
        end("nurse", "2018-03-05").done();
        house.desk.verified();
    });
}
