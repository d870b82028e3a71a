//! What every meeting begins with, the meetings of a year called at once, and where they stand in the list.

use serde_json::{Value, json};

use crate::house::{TestRegister, day, everywhere};

fn committee(house: &TestRegister, rest: &str) -> String {
    format!("/api/v1/committees/{}/{rest}", house.committee)
}

fn standing(house: &TestRegister, from: &str, titles: &[&str]) -> Value {
    let items: Vec<Value> = titles.iter().map(|title| json!({"title": title, "purpose": "information"})).collect();
    house.secretary().post(&committee(house, "standing-items"), &json!({"from": from, "items": items})).made()
}

fn titles(house: &TestRegister, meeting: &Value) -> Vec<String> {
    let found = house.secretary().get(&format!("/api/v1/meetings/{}/items", meeting.as_str().unwrap())).done();
    let of = |item: &Value| format!("{} {}", item["number"].as_str().unwrap(), item["title"].as_str().unwrap());
    found["items"].as_array().unwrap().iter().map(of).collect()
}

fn meetings(house: &TestRegister, query: &str) -> Vec<Value> {
    house.secretary().get(&format!("/api/v1/meetings?{query}")).done()["items"].as_array().unwrap().clone()
}

#[test]
fn every_meeting_begins_with_the_standing_items_of_its_day() {
    everywhere(|house| {
        let before = house.meeting();
        standing(house, "2017-04-01", &["Apologies", "Declarations of interest"]);
        standing(house, "2027-04-01", &["Declarations of interest"]);
        let same = json!({"from": "2027-04-01", "items": [{"title": "Declarations of interest", "purpose": "information"}]});
        house.secretary().post(&committee(house, "standing-items"), &same).refused(&["duplicate"]);
        house.chair().post(&committee(house, "standing-items"), &same).is_problem(403, "a chair");
        let many: Vec<Value> = (0..31).map(|n| json!({"title": format!("Item {n}"), "purpose": "information"})).collect();
        let many = house.secretary().post(&committee(house, "standing-items"), &json!({"from": "2017-04-01", "items": many}));
        assert_eq!(many.is_problem(422, "too many").pointer(), "/items");
        let held = house.secretary().get(&committee(house, "standing-items?as_at=2027-05-01")).done();
        assert_eq!((&held["from"], held["items"].as_array().unwrap().len()), (&json!("2027-04-01"), 1), "{held}");
        assert_eq!(house.secretary().get(&committee(house, "standing-items?as_at=2017-03-31")).done()["items"], json!([]));

        let call = |date: &str| house.secretary().post("/api/v1/meetings", &json!({"committees": [house.committee], "date": date})).made();
        assert_eq!(titles(house, &call("2027-03-30")["id"]), ["1 Apologies", "2 Declarations of interest"]);
        let later = call("2027-04-06");
        assert_eq!(titles(house, &later["id"]), ["1 Declarations of interest"]);
        assert_eq!(titles(house, &json!(before.id)), Vec::<String>::new(), "what was called before stays as it is");
        // They are items as any other.
        let item = house.secretary().get(&format!("/api/v1/meetings/{}/items", later["id"].as_str().unwrap())).done()["items"][0].clone();
        house
            .secretary()
            .post(&format!("/api/v1/items/{}/remove", item["id"].as_str().unwrap()), &json!({"reason": "Not this time."}))
            .done();
        assert_eq!(titles(house, &later["id"]), Vec::<String>::new());
        // The last that was entered from one day holds.
        standing(house, "2027-04-01", &[]);
        assert_eq!(titles(house, &call("2027-04-07")["id"]), Vec::<String>::new());
        house.desk.verified();
    });
}

#[test]
fn the_meetings_of_a_year_are_called_at_once() {
    everywhere(|house| {
        standing(house, "2017-04-01", &["Declarations of interest"]);
        let call = |body: &Value| house.secretary().post(&committee(house, "meeting-series"), body);
        let year = json!({"first": "2031-01-14", "repeats": "monthly", "count": 12, "starts_at": "14:00", "place": "The Town Hall"});
        let made = call(&year).made();
        let all = made["meetings"].as_array().unwrap();
        let days: Vec<&str> = all.iter().map(|one| one["date"].as_str().unwrap()).collect();
        assert_eq!(days.len(), 12);
        assert_eq!((days[0], days[3], days[11]), ("2031-01-14", "2031-04-08", "2031-12-09"), "the second Tuesday");
        for one in all {
            let read = house.secretary().get(&format!("/api/v1/meetings/{}", one["id"].as_str().unwrap())).done();
            // In winter and in summer by the clock on the wall.
            assert_eq!((&read["starts_at"], &read["place"], &read["state"]), (&json!("14:00"), &json!("The Town Hall"), &json!("called")));
            assert_eq!(titles(house, &one["id"]), ["1 Declarations of interest"]);
        }
        let weekly = call(&json!({"first": "2032-03-16", "repeats": "weekly", "every": 2, "until": "2032-04-13"})).made();
        let of = |made: &Value| made["meetings"].as_array().unwrap().iter().map(|one| one["date"].clone()).collect::<Vec<_>>();
        assert_eq!(of(&weekly), ["2032-03-16", "2032-03-30", "2032-04-13"]);
        house.desk.verified();
    });
}

#[test]
fn every_day_that_cannot_be_is_told_and_none_is_called() {
    everywhere(|house| {
        let taken = house.meeting();
        let before = meetings(house, "limit=100").len();
        let call = |body: Value| house.secretary().post(&committee(house, "meeting-series"), &body);
        let refused = call(json!({"dates": ["2016-05-03", "2018-05-08", day(), "2031-05-06"]}));
        let body = refused.refused(&["period_invalid", "terms_not_in_force", "period_invalid", "duplicate"]).json();
        let details =
            body["reasons"].as_array().unwrap().iter().map(|reason| reason["detail"].as_str().unwrap()).collect::<Vec<_>>().join(" ");
        assert!(details.contains("3 May 2016") && details.contains("8 May 2018") && details.contains("PCC/"), "{details}");
        call(json!({"first": "2031-03-30", "repeats": "weekly", "count": 2, "starts_at": "01:30"})).refused(&["period_invalid"]);
        assert_eq!(meetings(house, "limit=100").len(), before, "all or none");
        for (body, pointer) in [
            (json!({"dates": ["2031-05-06", "2031-05-06"]}), "/dates/1"),
            (json!({"dates": ["2031-05-06"], "repeats": "weekly"}), "/dates"),
            (json!({"repeats": "weekly", "count": 2}), "/first"),
            (json!({"first": "2031-05-06", "count": 2}), "/repeats"),
            (json!({"first": "2031-05-06", "repeats": "weekly"}), "/count"),
            (json!({"first": "2031-05-06", "repeats": "weekly", "count": 2, "until": "2031-06-03"}), "/until"),
            (json!({"first": "2031-05-06", "repeats": "weekly", "count": 61}), "/count"),
            (json!({"first": "2031-05-06", "repeats": "weekly", "until": "2033-06-03"}), "/until"),
            (json!({"first": "2031-05-06", "repeats": "weekly", "every": 0, "count": 2}), "/every"),
        ] {
            assert_eq!(call(body.clone()).is_problem(422, &body.to_string()).pointer(), pointer, "{body}");
        }
        house.chair().post(&committee(house, "meeting-series"), &json!({"dates": ["2031-05-06"]})).is_problem(403, "a chair");
        // On the day of one that is cancelled another may be.
        house.secretary().post(&format!("/api/v1/meetings/{}/cancel", taken.id), &json!({"reason": "Snow."})).done();
        call(json!({"dates": [day()]})).made();
        house.desk.verified();
    });
}

#[test]
fn a_list_of_meetings_tells_that_one_is_adjourned() {
    everywhere(|house| {
        let meeting = house.meeting();
        house.convened(&meeting, &["chair", "lay", "officer"]);
        let path = format!("/api/v1/meetings/{}", meeting.id);
        let found = |state: &str| meetings(house, &format!("state={state}")).len();
        assert_eq!((found("open"), found("adjourned"), found("called,open,adjourned")), (1, 0, 1));
        house.secretary().post(&format!("{path}/adjourn"), &json!({})).made();
        assert_eq!(house.secretary().get(&path).done()["state"], "adjourned");
        assert_eq!((found("open"), found("adjourned"), found("called,open,adjourned"), found("closed,adjourned")), (0, 1, 1, 1));
        assert_eq!(meetings(house, "")[0]["state"], "adjourned");
        house.secretary().post(&format!("{path}/resume"), &json!({})).made();
        assert_eq!((found("open"), found("adjourned")), (1, 0));
        house.desk.verified();
    });
}
