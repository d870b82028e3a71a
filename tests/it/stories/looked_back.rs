//! Whether alike conflicts were treated alike, told to whoever guards against them.

use serde_json::{Value, json};

use crate::house::everywhere;

#[test]
fn what_was_treated_otherwise_stands_out_with_its_decider_and_reason() {
    everywhere(|house| {
        house.interest("gp", "B82001");
        house.interest("nurse", "B82001");
        let meeting = house.meeting();
        let about = json!({"stage": "strategy", "affects": [{"organisation": "B82001"}]});
        let items: Vec<String> = ["One year", "Two years", "Three years"].map(|title| house.item(&meeting, title, about.clone())).into();
        house.convened(&meeting, &["chair", "lay", "officer", "gp", "nurse"]);
        for (n, item) in items.iter().enumerate() {
            house.rule(item, "nurse", "leave_for_decision", "chair").made();
            let varied = json!({
                "person": house.people["gp"], "by": house.people["chair"],
                "treatment": if n == 2 { "note" } else { "leave_for_decision" },
                "reason": if n == 2 { json!("The question is one of dates alone.") } else { Value::Null },
            });
            house.secretary().post(&format!("/api/v1/items/{item}/rulings"), &varied).made();
            house.begin(item, "introduction").made();
            house.decide(item, "deferred", "consensus").made();
        }
        let path = format!("/api/v1/committees/{}/consistency", house.committee);
        let told = house.lead().get(&path).done();
        assert_eq!((&told["decisions"], &told["compared"], &told["withheld"]), (&json!(3), &json!(1), &json!(0)), "{told}");
        let kind = &told["outliers"][0];
        assert_eq!(
            (&kind["relation"], &kind["usual"], &kind["of"], &kind["alike"]),
            (&json!("own_body"), &json!("leave_for_decision"), &json!(6), &json!(5))
        );
        let outlier = &kind["outliers"][0];
        assert_eq!(
            (&outlier["name"], &outlier["title"], &outlier["decider"]),
            (&json!("The General Practitioner"), &json!("Three years"), &json!("The Chair"))
        );
        assert_eq!((&outlier["reason"], &outlier["same_interest"]), (&json!("The question is one of dates alone."), &json!(true)));
        assert_eq!(
            kind["says"],
            "Of 6 times that a financial interest (own body) met an item on needs and strategy, the member was 5 times to discuss the \
             item and leave the room for the decision."
        );
        let says = outlier["says"].as_str().unwrap();
        let ends = ", The General Practitioner was to take part, the interest being noted, ruled by The Chair, because: The question is \
                    one of dates alone. The very same interest was treated otherwise at another decision.";
        assert!(says.starts_with("On 'Three years', on ") && says.ends_with(ends), "{says}");
        let member = |name: &str| told["members"].as_array().unwrap().iter().find(|one| one["name"] == name).unwrap().clone();
        let (nurse, gp, lay) = (member("The Nurse"), member("The General Practitioner"), member("The Lay Vice-Chair"));
        assert_eq!((&nurse["items"], &nurse["excluded"], &nurse["per_cent"]), (&json!(3), &json!(3), &json!(100)), "{nurse}");
        assert_eq!((&gp["excluded"], &gp["per_cent"], &lay["excluded"]), (&json!(2), &json!(67), &json!(0)));
        assert_eq!(told["shared"][0]["name"], "The Spa Practice");
        assert_eq!(told["shared"][0]["people"].as_array().unwrap().len(), 2);
        assert_eq!(house.lead().get(&format!("{path}?from=2017-01-01&to=2017-12-31")).done()["decisions"], 0);
        assert_eq!(house.lead().get(&format!("{path}?from=2018-01-01&to=2017-12-31")).is_problem(400, "backwards").pointer(), "?to");
        house.gp().get(&path).is_problem(403, "a member");
    });
}
