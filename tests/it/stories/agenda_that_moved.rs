use serde_json::{Value, json};

use crate::house::everywhere;

#[test]
fn a_draft_that_the_world_has_left_behind_is_not_published() {
    everywhere(|house| {
        let meeting = house.meeting();
        house.item(&meeting, "A contract for the practice", json!({"stage": "award", "affects": [{"organisation": "B82001"}]}));
        let path = format!("/api/v1/meetings/{}/agenda", meeting.id);
        let draft = house.secretary().get(&path).done();
        assert_eq!(
            (draft["state"].as_str(), draft["items"][0]["presiding"].as_str()),
            (Some("draft"), Some(house.people["chair"].as_str()))
        );
        house.secretary().get(&format!("{path}?published=true")).is_problem(404, "nothing is published");
        house.interest("chair", "B82001");
        let stale = house.secretary().post(&path, &json!({"fingerprint": draft["fingerprint"]}));
        assert_eq!(stale.refused(&["agenda_stale"]).remedy("read_draft"), path);
        assert!(stale.json()["reasons"][0]["detail"].as_str().unwrap().contains("Item 1"), "{}", stale.text);
        let again = house.secretary().get(&path).done();
        assert_eq!(again["items"][0]["presiding"], house.people["lay"].as_str());
        house.secretary().post(&path, &json!({"fingerprint": again["fingerprint"]})).made();
        let published = house.chair().get(&format!("{path}?published=true")).done();
        assert_eq!(published["state"], "published");
        assert!(published.get("fingerprint").is_none());
        house.lay().get(&path).is_problem(403, "a member reads what is published");
        house.lay().get(&format!("{path}?published=true")).done();
        house.stranger().get(&format!("{path}?published=true")).is_problem(404, "not their meeting");
    });
}

#[test]
fn a_paper_by_a_conflicted_author_is_not_published() {
    everywhere(|house| {
        house.interest("gp", "B82001");
        let meeting = house.meeting();
        let item = house.item(
            &meeting,
            "A contract for the practice",
            json!({"stage": "award", "private": true, "affects": [{"organisation": "B82001"}]}),
        );
        let paper = json!({"title": "The case for it", "authors": [house.people["gp"]]});
        house.secretary().post(&format!("/api/v1/items/{item}/papers"), &paper).made();
        let refused = house.secretary().post(&format!("/api/v1/meetings/{}/agenda", meeting.id), &json!({}));
        refused.refused(&["conflicted_author"]);
        house.guardian("lead");
        let over = json!({"override": {"by": house.people["lead"], "reason": "Nobody else knows the wards."}});
        house.secretary().post(&format!("/api/v1/meetings/{}/agenda", meeting.id), &over).made();
        let minutes =
            |query: &str| house.secretary().get(&format!("/api/v1/meetings/{}/minutes{query}", meeting.id)).done()["text"].clone();
        let (own, public) = (minutes(""), minutes("?audience=public"));
        let (own, public) = (own.as_str().unwrap(), public.as_str().unwrap());
        let told = "by the word of the guardian of conflicts of interest, The Governance Lead";
        assert!(own.contains(&format!("{told}, because: Nobody else knows the wards.")), "{own}");
        assert!(public.contains(told) && !public.contains("wards"), "{public}");
        // Whoever is excluded from the item is not told what stands in a paper on it.
        let address = format!("/api/v1/meetings/{}/minutes", meeting.id);
        let as_member = |text: Value| text["text"].as_str().unwrap().to_owned();
        let (excluded, chair) = (as_member(house.gp().get(&address).done()), as_member(house.chair().get(&address).done()));
        assert!(excluded.contains(told) && !excluded.contains("wards"), "{excluded}");
        assert!(chair.contains("because: Nobody else knows the wards."), "{chair}");
    });
}
