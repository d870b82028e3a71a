use quorate::audit::upkeep::{KEPT_HOURS, purge_answers};
use quorate::moment::Instant;
use serde_json::json;

use crate::house::{everywhere, key};

#[test]
fn a_retry_gets_the_first_answer_and_another_body_is_refused() {
    everywhere(|house| {
        let meeting = house.meeting();
        let path = format!("/api/v1/meetings/{}/attendance", meeting.id);
        let key = key();
        let arrival = json!({"person": house.people["gp"], "event": "arrive"});
        let first = house.secretary().keyed(&path, &key, &arrival);
        let made = first.made();
        let retry = house.secretary().keyed(&path, &key, &arrival);
        assert_eq!((retry.status, retry.json(), retry.header("idempotency-replayed")), (201, made, "true"));
        assert_eq!(retry.header("audit-receipt"), first.header("audit-receipt"));
        let spaced = format!("{{\n  \"event\" : \"arrive\",\n  \"person\": \"{}\"\n}}", house.people["gp"]);
        let bearer = format!("Bearer {}", house.secretary().token());
        let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json"), ("Idempotency-Key", key.as_str())];
        let again = house.desk.request("POST", &path, &headers, Some(spaced.as_bytes()));
        assert_eq!((again.status, again.json()), (201, retry.json()), "another spelling of the same body");
        let other = json!({"person": house.people["lay"], "event": "arrive"});
        house.secretary().keyed(&path, &key, &other).is_problem(422, "another body under the same key");
        assert_eq!(house.secretary().get(&path).done()["items"].as_array().unwrap().len(), 1);
        house.secretary().send("POST", &path, &[], &arrival).is_problem(400, "no key");
    });
}

#[test]
fn answers_are_kept_for_three_days_and_the_log_says_when_they_went() {
    everywhere(|house| {
        let meeting = house.meeting();
        let path = format!("/api/v1/meetings/{}/attendance", meeting.id);
        let (key, arrival) = (key(), json!({"person": house.people["gp"], "event": "arrive"}));
        house.secretary().keyed(&path, &key, &arrival).made();
        let ledger = house.desk.running.access.ledger();
        let later = |hours: i64| Instant::now().plus_seconds(hours * 3600);
        assert!(purge_answers(ledger, later(KEPT_HOURS - 1)).unwrap().is_empty());
        assert_eq!(house.secretary().keyed(&path, &key, &arrival).header("idempotency-replayed"), "true");
        assert!(!purge_answers(ledger, later(KEPT_HOURS + 1)).unwrap().is_empty());
        assert!(purge_answers(ledger, later(KEPT_HOURS + 1)).unwrap().is_empty(), "once");
        // The key is as good as new, and who is there cannot arrive.
        house.secretary().keyed(&path, &key, &arrival).is_problem(409, "no longer kept");
        house.desk.verified();
    });
}

#[test]
fn an_item_is_changed_by_whoever_read_it_last_and_not_once_it_has_begun() {
    everywhere(|house| {
        let meeting = house.meeting();
        let item = house.item(&meeting, "A new surgery", json!({"value": 500_000}));
        let path = format!("/api/v1/items/{item}");
        let read = house.secretary().get(&path);
        assert_eq!(read.json()["value"], json!({"amount_pence": 50_000_000, "currency": "GBP"}));
        let tag = read.header("etag").to_owned();
        let patch = json!({"title": "A newer surgery", "value": null});
        house.secretary().send("PATCH", &path, &[], &patch).is_problem(428, "no If-Match");
        let changed = house.secretary().send("PATCH", &path, &[("If-Match", &tag)], &patch);
        assert_eq!((changed.done()["title"].as_str(), changed.json()["value"].is_null()), (Some("A newer surgery"), true));
        house.secretary().send("PATCH", &path, &[("If-Match", &tag)], &patch).is_problem(412, "stale");
        let fresh = house.secretary().get(&path).header("etag").to_owned();
        assert_eq!(fresh, changed.header("etag"));
        house.secretary().post(&format!("{path}/papers"), &json!({"title": "The case", "authors": [house.people["officer"]]})).made();
        house.secretary().send("PATCH", &path, &[("If-Match", &fresh)], &patch).is_problem(412, "a paper was tabled");
        house.convened(&meeting, &["chair", "lay", "officer"]);
        house.begin(&item, "introduction").made();
        let begun = house.secretary().get(&path).header("etag").to_owned();
        house.secretary().send("PATCH", &path, &[("If-Match", &begun)], &patch).refused(&["out_of_phase"]);
        house.lay().send("PATCH", &path, &[("If-Match", &begun)], &patch).is_problem(403, "a member");
    });
}

#[test]
fn what_is_of_another_register_or_not_an_id_is_not_found() {
    everywhere(|house| {
        let meeting = house.meeting();
        let other = house.desk.register("elsewhere");
        house.desk.user("elsewhere@example.org", other, &[quorate::access::Role::Secretary], None);
        let token = house.desk.sign_in("elsewhere@example.org");
        for path in ["", "/items", "/proposals", "/standings", "/forecast", "/agenda", "/attendance", "/minutes"] {
            let path = format!("/api/v1/meetings/{}{path}", meeting.id);
            house.desk.get(&path, &token).is_problem(404, &path);
        }
        let braces = format!("/api/v1/meetings/%7B{}%7D", meeting.id);
        for path in [braces, format!("/api/v1/meetings/{}", meeting.id.to_uppercase()), "/api/v1/meetings/nil".to_owned()] {
            house.secretary().get(&path).is_problem(404, &path);
        }
    });
}

#[test]
fn the_composition_is_overridden_only_by_whoever_may() {
    everywhere(|house| {
        // Two lay members are not fewer than one officer.
        let mut balanced = crate::house::terms();
        balanced["from"] = json!("2018-01-01");
        balanced["composition"] = json!([{"majority_of": {"capacity": "officer"}, "over": {"capacity": "lay"}}]);
        house.lead().post(&format!("/api/v1/committees/{}/terms", house.committee), &balanced).made();
        house.nothing_to_declare(&["chair", "lay", "officer"]);
        let meeting = house.meeting();
        let item = house.item(&meeting, "A new surgery", json!({}));
        house.convened(&meeting, &["chair", "lay", "officer"]);
        house.begin(&item, "decision").made();
        let body = |by: &str| json!({"outcome": "approved", "method": "consensus", "override": {"by": house.people[by], "reason": "It is urgent."}});
        let path = format!("/api/v1/items/{item}/decisions");
        house.secretary().post(&path, &body("chair")).refused(&["not_the_decider"]);
        house.guardian("lead");
        house.decide(&item, "approved", "consensus").refused(&["composition_breached"]);
        let decision = house.secretary().post(&path, &body("lead")).made();
        assert_eq!(decision["flags"], json!(["composition_breached"]), "{decision}");
    });
}

#[test]
fn whatever_is_read_has_a_tag_by_which_it_is_known_again() {
    everywhere(|house| {
        let meeting = house.meeting();
        let item = house.item(&meeting, "A new surgery", json!({}));
        for path in [
            "/api/v1/me".to_owned(),
            "/api/v1/policy-packs".to_owned(),
            format!("/api/v1/items/{item}/papers"),
            format!("/api/v1/organisations/{}/relations", house.bodies["FED"]),
        ] {
            let tag = house.secretary().get(&path).header("etag").to_owned();
            assert_eq!(house.secretary().again(&path, &tag).status, 304, "{path}");
        }
        let tag = house.auditor().get("/api/v1/audit/head").header("etag").to_owned();
        assert_eq!(house.auditor().again("/api/v1/audit/head", &tag).status, 304);
    });
}

#[test]
fn fields_are_named_as_they_were_sent_and_amounts_in_plain_words() {
    everywhere(|house| {
        let meeting = house.meeting();
        let item = house.item(&meeting, "A new surgery", json!({}));
        let body = json!({"outcome": "approved", "method": "consensus", "override": {"by": house.people["lead"]}});
        let refused = house.secretary().post(&format!("/api/v1/items/{item}/decisions"), &body);
        assert_eq!(refused.is_problem(422, "no reason").pointer(), "/override/reason");
        for (value, words) in [
            (json!({"amount_pence": 1.5, "currency": "GBP"}), "Expected a whole number, found a number with a fraction."),
            (json!({"amount_pence": 1}), "'currency' is required."),
        ] {
            let body = json!({"title": "A", "purpose": "decision", "value": value});
            let refused = house.secretary().post(&format!("/api/v1/meetings/{}/items", meeting.id), &body);
            assert_eq!(refused.is_problem(422, words).json()["errors"][0]["message"], words);
        }
        let body = json!({"title": "A", "purpose": "decision", "affects": [{}]});
        let refused = house.secretary().post(&format!("/api/v1/meetings/{}/items", meeting.id), &body);
        assert!(refused.is_problem(422, "nothing affected").text.contains("one of 'organisation', 'class', 'person'"), "{}", refused.text);
    });
}
