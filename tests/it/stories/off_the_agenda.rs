//! An item is withdrawn from an agenda that people have, or removed as a slip before they have.

use serde_json::{Value, json};

use crate::desk::Reply;
use crate::house::{TestRegister, everywhere};

fn off(house: &TestRegister, item: &str, how: &str, body: &Value) -> Reply {
    house.secretary().post(&format!("/api/v1/items/{item}/{how}"), body)
}

fn why() -> Value {
    json!({"reason": "The report is not ready."})
}

#[test]
fn what_people_have_on_their_agenda_is_withdrawn_and_stays_visible() {
    everywhere(|house| {
        let meeting = house.meeting();
        let path = format!("/api/v1/meetings/{}", meeting.id);
        let (report, surgery) = (house.item(&meeting, "Report", json!({})), house.item(&meeting, "Surgery", json!({})));
        let part = house.item(&meeting, "Its annex", json!({"part_of": report}));
        let early = off(house, &report, "withdraw", &why());
        assert_eq!(early.refused(&["out_of_phase"]).remedy("take_off"), format!("/api/v1/items/{report}/remove"));
        house.secretary().post(&format!("{path}/agenda"), &json!({})).made();
        off(house, &report, "remove", &why()).refused(&["out_of_phase"]);
        off(house, &report, "withdraw", &json!({})).refused(&["reason_required"]);
        house.chair().post(&format!("/api/v1/items/{report}/withdraw"), &why()).is_problem(403, "a chair");
        let gone = off(house, &report, "withdraw", &why()).done();
        assert_eq!(gone["items"].as_array().unwrap().len(), 2, "with its part: {gone}");
        off(house, &report, "withdraw", &why()).refused(&["duplicate"]);

        // Whatever asks about it is told how and why it went, and where to look.
        house.convened(&meeting, &["chair", "lay", "officer"]);
        let asked = [
            house.begin(&report, "introduction"),
            house.begin(&part, "introduction"),
            house.vote(&report, "chair", "for"),
            house.decide(&report, "deferred", "consensus"),
            house.rule(&report, "gp", "leave", "chair"),
            house.secretary().post(&format!("/api/v1/items/{report}/presiding"), &json!({"person": house.people["lay"]})),
            house.secretary().post(&format!("/api/v1/items/{report}/papers"), &json!({"title": "x", "authors": [house.people["chair"]]})),
            house.secretary().post(&format!("{path}/items"), &json!({"title": "Another part", "part_of": report})),
            house
                .secretary()
                .post(&format!("{path}/attendance"), &json!({"person": house.people["chair"], "event": "leave", "for_item": report})),
            house.secretary().post(
                &format!("/api/v1/items/{report}/declarations"),
                &json!({"person": house.people["lay"], "category": "financial", "nature": "Owner of the land"}),
            ),
        ];
        for (n, reply) in asked.iter().enumerate() {
            let body = reply.refused(&["out_of_phase"]).json();
            let detail = body["reasons"][0]["detail"].as_str().unwrap();
            assert!(detail.contains("withdrawn") && detail.contains("not ready"), "{n}: {detail}");
            assert!(reply.remedy("see_item").contains("/api/v1/items/"), "{n}");
        }

        // It stands on the agenda and in the minutes, and keeps no minutes open.
        let agenda = house.secretary().get(&format!("{path}/agenda")).done();
        assert_eq!(agenda["items"][0]["withdrawn"]["reason"], "The report is not ready.", "{agenda}");
        assert_eq!(agenda["items"][0]["forecasts"], json!([]));
        let forecast = house.secretary().get(&format!("{path}/forecast")).done();
        assert_eq!(forecast["items"].as_array().unwrap().len(), 1, "{forecast}");
        assert_eq!(house.secretary().get(&format!("/api/v1/items/{report}")).done()["taken_off"]["how"], "withdrawn");
        house.decide(&surgery, "noted", "consensus").made();
        off(house, &surgery, "withdraw", &why()).refused(&["decision_final"]);
        house.secretary().post(&format!("{path}/minutes/finalise"), &json!({})).made();
        let minutes = house.secretary().get(&format!("{path}/minutes")).done();
        let words = minutes["text"].as_str().unwrap();
        assert!(words.contains("Withdrawn on") && words.contains("because: The report is not ready."), "{words}");
        off(house, &part, "withdraw", &why()).refused(&["duplicate", "minutes_final"]);
        house.desk.verified();
    });
}

#[test]
fn a_part_may_go_and_the_rest_is_decided() {
    everywhere(|house| {
        let meeting = house.meeting();
        let path = format!("/api/v1/meetings/{}", meeting.id);
        let item = house.item(&meeting, "Closure of a list", json!({}));
        let (day, notice) =
            (house.item(&meeting, "Its day", json!({"part_of": item})), house.item(&meeting, "Notice", json!({"part_of": item})));
        house.convened(&meeting, &["chair", "lay", "officer"]);
        off(house, &notice, "withdraw", &why()).done();
        house.secretary().post(&format!("{path}/minutes/finalise"), &json!({})).refused(&["minutes_incomplete"]);
        house.decide(&day, "deferred", "consensus").made();
        off(house, &item, "withdraw", &why()).refused(&["decision_final"]);
        let tomorrow = quorate::moment::Instant::now().day().plus_days(1).to_string();
        let next = house.secretary().post("/api/v1/meetings", &json!({"committees": [house.committee], "date": tomorrow})).made();
        house.secretary().post(&format!("{path}/minutes/finalise"), &json!({})).made();
        house.secretary().post(&format!("/api/v1/items/{item}/carry-over"), &json!({"to": next["id"]})).made();
        let there = house.secretary().get(&format!("/api/v1/meetings/{}/items", next["id"].as_str().unwrap())).done();
        let titles: Vec<&Value> = there["items"].as_array().unwrap().iter().map(|item| &item["title"]).collect();
        assert_eq!(titles, ["Closure of a list", "Its day"], "what was withdrawn stays behind");
        house.desk.verified();
    });
}

#[test]
fn a_slip_is_removed_before_anybody_has_the_agenda_and_the_record_keeps_it() {
    everywhere(|house| {
        let meeting = house.meeting();
        let path = format!("/api/v1/meetings/{}", meeting.id);
        let slip = house.item(&meeting, "Slip", json!({"number": "7"}));
        let meant = house.item(&meeting, "Meant", json!({}));
        house.rule(&slip, "gp", "leave", "chair").made();
        let rests = off(house, &slip, "remove", &json!({"reason": "Entered twice."}));
        assert!(rests.refused(&["others_rest_on_it"]).json()["reasons"][0]["detail"].as_str().unwrap().contains("ruling on The General"));
        let book = house.secretary().get(&format!("{path}/book")).done();
        let ruling = book["items"].as_array().unwrap().iter().find(|act| act["kind"] == "ruling").unwrap()["id"].clone();
        let strike = json!({"what": [ruling], "reason": "On the wrong item.", "by": house.people["chair"]});
        house.secretary().post(&format!("{path}/strikes"), &strike).made();
        off(house, &slip, "remove", &json!({"reason": "Entered twice."})).done();

        let titles = |at: &str| {
            let found = house.secretary().get(&format!("{path}/{at}")).done();
            found["items"].as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        for at in ["items", "agenda", "forecast", "proposals", "standings"] {
            assert_eq!(titles(at), ["Meant"], "{at}");
        }
        let kept = house.secretary().get(&format!("/api/v1/items/{slip}")).done();
        assert_eq!((&kept["taken_off"]["how"], &kept["taken_off"]["reason"]), (&json!("removed"), &json!("Entered twice.")));
        assert!(
            off(house, &slip, "remove", &why()).refused(&["duplicate"]).json()["reasons"][0]["detail"]
                .as_str()
                .unwrap()
                .contains("removed")
        );
        // Its number is free again, and the order is that of the rest.
        let again = house.item(&meeting, "Again", json!({"number": "7"}));
        let tag = house.secretary().get(&path).header("etag").to_owned();
        house.secretary().send("PUT", &format!("{path}/order"), &[("If-Match", &tag)], &json!({"items": [again, meant]})).done();
        let minutes = house.secretary().get(&format!("{path}/minutes")).done();
        assert!(!minutes["text"].as_str().unwrap().contains("Slip"), "{minutes}");
        house.desk.verified();
    });
}
