//! A secretary writes down what the clock on the wall says.

use serde_json::{Value, json};

use crate::house::{Meeting, everywhere, id_of};

#[test]
fn a_time_is_taken_with_any_offset_and_as_the_clock_of_the_meetings_own_day() {
    everywhere(|house| {
        // In summer: the clock on the wall is an hour ahead of the record.
        let called = json!({"committees": [house.committee], "date": "2018-06-05", "starts_at": "22:00"});
        let meeting = Meeting { id: id_of(&house.secretary().post("/api/v1/meetings", &called).made()) };
        let item = house.item(&meeting, "A new surgery", json!({}));
        let path = format!("/api/v1/meetings/{}", meeting.id);
        let secretary = house.secretary();
        let post = |path: &str, body: Value| secretary.post(path, &body);
        let arrives =
            |word: &str, at: &str| post(&format!("{path}/attendance"), json!({"person": house.people[word], "event": "arrive", "at": at}));
        let at = |reply: crate::desk::Reply| reply.done()["at"].as_str().unwrap().to_owned();

        assert_eq!(at(arrives("chair", "21:55")), "2018-06-05T20:55:00.000000Z");
        assert_eq!(at(arrives("lay", "2018-06-05T21:56:00+01:00")), "2018-06-05T20:56:00.000000Z");
        assert_eq!(at(arrives("officer", "2018-06-05T16:57:00.5-04:00")), "2018-06-05T20:57:00.500000Z");
        for wrong in [
            "9:55",
            "25:00",
            "21:55:00",
            "2018-06-05 21:55:00Z",
            "2018-06-05T21:55:00",
            "2018-06-05T21:55:60Z",
            "noon",
            "",
            "1718-06-05T21:55:00Z",
        ] {
            let refused = arrives("nurse", wrong);
            assert_eq!(refused.is_problem(422, wrong).pointer(), "/at", "{wrong}");
        }
        assert!(arrives("nurse", "1718-06-05T21:55:00Z").text.contains("1900 to 2200"));
        assert_eq!(at(post(&format!("{path}/convene"), json!({"at": "22:01"}))), "2018-06-05T21:01:00.000000Z");
        post(&format!("/api/v1/items/{item}/presiding"), json!({"person": house.people["chair"], "at": "22:02"})).made();
        assert_eq!(
            at(post(&format!("/api/v1/items/{item}/phase"), json!({"phase": "decision", "at": "22:03"}))),
            "2018-06-05T21:03:00.000000Z"
        );
        let vote = |word: &str, at: &str| {
            post(&format!("/api/v1/items/{item}/votes"), json!({"person": house.people[word], "choice": "for", "at": at}))
        };
        assert_eq!(at(vote("chair", "22:04")), "2018-06-05T21:04:00.000000Z");
        vote("lay", "2018-06-05T22:05:00+01:00").made();
        vote("officer", "22:05").made();
        let decided = json!({"outcome": "approved", "method": "vote", "at": "22:06"});
        let decision = post(&format!("/api/v1/items/{item}/decisions"), decided).made();
        assert_eq!(decision["at"], "2018-06-05T21:06:00.000000Z");
        let correction = json!({"text": "Otherwise.", "reason": "A slip.", "at": "2018-06-06T00:25:00+01:00"});
        post(&format!("/api/v1/decisions/{}/corrections", id_of(&decision)), correction).made();

        // Told with the clock, and with the day where it is another.
        let leaves = json!({"person": house.people["lay"], "event": "leave", "at": "2018-06-06T00:25:00+01:00"});
        post(&format!("{path}/attendance"), leaves).made();
        let book = secretary.get(&format!("{path}/attendance")).done();
        let clocks: Vec<&str> = book["items"].as_array().unwrap().iter().map(|line| line["clock"].as_str().unwrap()).collect();
        assert_eq!(clocks, ["21:55", "21:56", "21:57", "00:25 on 6 June 2018"]);
        let votes = secretary.get(&format!("/api/v1/items/{item}/votes")).done();
        assert_eq!(votes["items"][0]["clock"], "22:04");
        let read = secretary.get(&format!("/api/v1/decisions/{}", id_of(&decision))).done();
        assert_eq!((&read["clock"], &read["corrections"][0]["clock"]), (&json!("22:06"), &json!("00:25 on 6 June 2018")));
        assert_eq!(secretary.get(&path).done()["convened_clock"], "22:01");
        house.desk.verified();
    });
}

#[test]
fn a_clock_time_that_the_day_does_not_have_is_refused() {
    everywhere(|house| {
        let called = json!({"committees": [house.committee], "date": "2018-03-25"});
        let meeting = id_of(&house.secretary().post("/api/v1/meetings", &called).made());
        let body = json!({"person": house.people["chair"], "event": "arrive", "at": "01:30"});
        let refused = house.secretary().post(&format!("/api/v1/meetings/{meeting}/attendance"), &body);
        assert_eq!(refused.is_problem(422, "the clocks go forward").pointer(), "/at");
    });
}

/// A ruling may be earlier than the meeting, and not than the seat of whoever ruled.
#[test]
fn nobody_ruled_or_was_named_to_preside_before_they_had_a_seat() {
    everywhere(|house| {
        let meeting = house.meeting();
        let item = house.item(&meeting, "A new surgery", json!({}));
        let ruled = |at: &str| {
            let body = json!({"person": house.people["gp"], "treatment": "note", "by": house.people["chair"], "at": at});
            house.secretary().post(&format!("/api/v1/items/{item}/rulings"), &body)
        };
        let refused = ruled("2017-03-31T10:00:00Z");
        assert_eq!(refused.is_problem(422, "before the seat").pointer(), "/at");
        assert!(refused.text.contains("The Chair had no seat in the committee on 31 March 2017."), "{}", refused.text);
        ruled("2017-04-01T10:00:00Z").made();
        let named = json!({"person": house.people["lay"], "at": "2010-01-01T10:00:00Z"});
        let refused = house.secretary().post(&format!("/api/v1/items/{item}/presiding"), &named);
        assert_eq!(refused.is_problem(422, "before the seat").pointer(), "/at");
    });
}
