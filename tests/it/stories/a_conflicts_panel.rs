//! C5.4: a conflicts panel is heard on an item, and its word binds whoever presides.

use serde_json::{Value, json};

use crate::house::{Meeting, TestRegister, day, everywhere, id_of};

/// What the policy proposes of the GP at this stage.
const PROPOSED: &str = "leave";

/// A policy with a panel of two, which the chief officer or the finance officer convenes; two GPs' bodies, and people
/// who may sit.
fn with_a_panel(house: &TestRegister) -> (Meeting, String) {
    let policy = json!({
        "pack": "ccg_2017", "from": "2017-07-01",
        "overrides": {
            "repairs": ["deputy", "defer", "refer", "co_opt", "conflicts_panel"], "panel": {"convened_by": ["chief_officer", "cfo"], "members": 2},
        },
    });
    house.lead().post(&format!("/api/v1/organisations/{}/policies", house.bodies["03E"]), &policy).made();
    house.interest("gp", "B82001");
    house.nothing_to_declare(&["chair", "lay", "officer", "nurse", "guest"]);
    let meeting = house.meeting();
    let more = json!({"stage": "specification", "affects": [{"organisation": "B82001"}]});
    let item = house.item(&meeting, "A service of the practice", more);
    (meeting, item)
}

fn of(house: &TestRegister, words: &[&str]) -> Vec<String> {
    words.iter().map(|word| house.people[word].clone()).collect()
}

fn panel(house: &TestRegister, instructions: &Value) -> Value {
    json!({
        "convened_by": house.people["officer"], "members": of(house, &["lay", "nurse"]), "on": "2018-03-02",
        "reason": "The GP alone knows the wards.", "instructions": instructions,
    })
}

fn instruct(house: &TestRegister, word: &str, treatment: &str, reason: Option<&str>) -> Value {
    json!([{"person": house.people[word], "treatment": treatment, "reason": reason}])
}

/// What the reader is told of a person on the first item.
fn line<'a>(items: &'a Value, person: &str) -> &'a Value {
    items["items"][0]["people"].as_array().unwrap().iter().find(|line| line["person"] == person).unwrap_or_else(|| panic!("{items}"))
}

#[test]
fn what_the_panel_instructed_is_proposal_and_floor_and_whoever_presides_rules_so() {
    everywhere(|house| {
        let (meeting, item) = with_a_panel(house);
        let (clerk, gp) = (house.secretary(), house.people["gp"].clone());
        let (proposals, panels) = (format!("/api/v1/meetings/{}/proposals", meeting.id), format!("/api/v1/items/{item}/panels"));
        assert_eq!(line(&clerk.get(&proposals).done(), &gp)["treatment"], PROPOSED);

        let told = panel(house, &instruct(house, "gp", "discuss_not_vote", Some("She has sold her part.")));
        let made = clerk.post(&panels, &told).made();
        assert_eq!((made["on"].as_str(), made["instructions"][0]["proposed"].as_str()), (Some("2018-03-02"), Some(PROPOSED)));

        let proposed = clerk.get(&proposals).done();
        let of_gp = line(&proposed, &gp);
        assert_eq!((of_gp["treatment"].as_str(), of_gp["floor"].as_str()), (Some("discuss_not_vote"), Some("discuss_not_vote")));
        let ground = &of_gp["grounds"][0];
        assert_eq!((ground["rule"].as_str(), ground["treatment"].as_str()), (Some("C5.4"), Some("discuss_not_vote")));
        assert_eq!(ground["because"], "instructed by the conflicts panel of 2 March 2018: discusses, does not vote");
        let agenda = clerk.get(&format!("/api/v1/meetings/{}/agenda", meeting.id)).done();
        assert_eq!(agenda["items"][0]["panels"][0]["convened_by"], "The Finance Officer");

        house.convened(&meeting, &["chair", "lay", "officer", "gp", "nurse"]);
        let rule = |treatment: &str, over: Value| {
            let body =
                json!({"person": gp, "treatment": treatment, "by": house.people["chair"], "reason": "We think so.", "override": over});
            clerk.post(&format!("/api/v1/items/{item}/rulings"), &body)
        };
        house.guardian("guest");
        let guardian = json!({"by": house.people["guest"], "reason": "Nobody else knows it."});
        rule("note", Value::Null).refused(&["below_floor"]);
        rule("note", guardian).refused(&["below_floor"]);
        rule("leave", Value::Null).refused(&["treatment_not_permitted"]);
        // As instructed, and without a reason of the chair's own.
        house.rule(&item, "gp", "discuss_not_vote", "chair").made();
        house.begin(&item, "deliberation").made();
        clerk.post(&panels, &told).refused(&["out_of_phase"]);
        house.begin(&item, "decision").made();
        house.vote(&item, "gp", "for").refused(&["excluded_by_ruling"]);
        ["chair", "lay", "officer", "nurse"].iter().for_each(|word| drop(house.vote(&item, word, "for").made()));
        let decision = house.decide(&item, "approved", "vote").made();
        assert_eq!(decision["evidence"]["panels"][0]["members"], json!(["The Lay Vice-Chair", "The Nurse"]));
        clerk.post(&panels, &told).refused(&["decision_final"]);
        house.desk.verified();
    });
}

#[test]
fn who_has_an_interest_or_is_instructed_has_no_part_in_the_panel() {
    everywhere(|house| {
        let (_, item) = with_a_panel(house);
        let panels = format!("/api/v1/items/{item}/panels");
        let told = panel(house, &instruct(house, "gp", "leave", None));
        let with = |change: &dyn Fn(&mut Value)| {
            let mut body = told.clone();
            change(&mut body);
            house.secretary().post(&panels, &body)
        };
        let with_gp = with(&|body| body["members"] = json!(of(house, &["lay", "gp"])));
        assert!(with_gp.refused(&["decider_conflicted", "ruling_on_self"]).text.contains("have the panel meet again"), "{}", with_gp.text);
        with(&|body| body["convened_by"] = json!(house.people["chair"])).refused(&["not_the_decider"]);
        with(&|body| body["convened_by"] = json!(house.people["gp"])).refused(&["decider_conflicted", "ruling_on_self"]);
        with(&|body| body["members"] = json!(of(house, &["lay"]))).refused(&["inquorate"]);
        with(&|body| body["members"] = json!(of(house, &["lay", "stranger"]))).refused(&["declaration_outstanding"]);
        with(&|body| body["reason"] = json!(" ")).refused(&["reason_required"]);
        let twice = with(&|body| body["members"] = json!(of(house, &["lay", "lay", "nurse"])));
        twice.is_problem(422, "duplicate");
        assert!(twice.text.contains("/members/1"), "{}", twice.text);
        let nothing = with(&|body| body["instructions"] = json!([]));
        assert!(nothing.text.contains("/instructions"), "{}", nothing.text);
        let unknown = with(&|body| body["members"] = json!([house.people["lay"], item]));
        unknown.is_problem(422, "unknown_reference");
        with(&|body| body["on"] = json!("2999-01-01")).is_problem(422, "time_required");
        with(&|_| {}).made();
        house.desk.verified();
    });
}

#[test]
fn a_proposal_found_unduly_influenced_is_accepted_only_with_the_reason_why() {
    everywhere(|house| {
        let (meeting, item) = with_a_panel(house);
        let found = json!({"undue_influence": true, "words": "Those who are to bid wrote the criteria."});
        let mut told = panel(house, &json!([]));
        told["found"] = found;
        house.secretary().post(&format!("/api/v1/items/{item}/panels"), &told).made();
        let rejected = house.item(&meeting, "Another service", json!({"stage": "specification"}));
        house.secretary().post(&format!("/api/v1/items/{rejected}/panels"), &told).made();
        house.convened(&meeting, &["chair", "lay", "officer", "nurse"]);
        house.begin(&item, "decision").made();
        house.decide(&item, "approved", "consensus").refused(&["reason_required"]);
        let with_words = json!({"outcome": "approved", "method": "consensus", "text": "The criteria were written anew."});
        house.secretary().post(&format!("/api/v1/items/{item}/decisions"), &with_words).made();
        house.begin(&rejected, "decision").made();
        let refused = house.decide(&rejected, "rejected", "consensus");
        assert!(!refused.text.contains("reason_required"), "{}", refused.text);
        let minutes = |client: &crate::house::Client<'_>| client.get(&format!("/api/v1/meetings/{}/minutes", meeting.id)).text;
        assert!(minutes(&house.secretary()).contains("Those who are to bid wrote the criteria."));
        house.desk.verified();
    });
}

#[test]
fn a_word_entered_by_mistake_is_struck_by_an_officer_and_a_later_panel_takes_its_place() {
    everywhere(|house| {
        let (meeting, item) = with_a_panel(house);
        let (clerk, gp) = (house.secretary(), house.people["gp"].clone());
        let (proposals, panels) = (format!("/api/v1/meetings/{}/proposals", meeting.id), format!("/api/v1/items/{item}/panels"));
        let first = id_of(&clerk.post(&panels, &panel(house, &instruct(house, "gp", "leave_no_papers", None))).made());
        let strike = |by: &str| {
            let body = json!({"what": [first], "reason": "It was of another item.", "by": house.people[by]});
            clerk.post(&format!("/api/v1/meetings/{}/strikes", meeting.id), &body)
        };
        strike("chair").refused(&["not_the_decider"]);
        strike("officer").made();
        assert_eq!(line(&clerk.get(&proposals).done(), &gp)["treatment"], PROPOSED);
        assert_eq!(clerk.get(&panels).done()["items"], json!([]));
        clerk.post(&panels, &panel(house, &instruct(house, "gp", "leave_no_papers", None))).made();
        clerk.post(&panels, &panel(house, &instruct(house, "gp", "note", Some("It is long ago.")))).made();
        assert_eq!(line(&clerk.get(&proposals).done(), &gp)["treatment"], "note");
        let all = clerk.get(&panels).done();
        let in_force: Vec<bool> = all["items"].as_array().unwrap().iter().map(|one| one["instructions"][0]["in_force"] == true).collect();
        assert_eq!(in_force, [false, true]);
        house.desk.verified();
    });
}

#[test]
fn whoever_is_kept_from_how_others_stand_sees_their_own_instruction_alone() {
    everywhere(|house| {
        let (_, item) = with_a_panel(house);
        house.interest("deputy", "B82001");
        let panels = format!("/api/v1/items/{item}/panels");
        let both = json!([
            {"person": house.people["gp"], "treatment": "leave_no_papers", "reason": "Of the first."},
            {"person": house.people["deputy"], "treatment": "leave", "reason": "Of the second."},
        ]);
        let mut told = panel(house, &both);
        told["found"] = json!({"undue_influence": true, "words": "A word on what somebody owns."});
        house.secretary().post(&panels, &told).made();
        let whole = house.secretary().get(&panels);
        assert!(whole.text.contains("Of the second.") && whole.text.contains("knows the wards"), "{}", whole.text);
        let own = house.gp().get(&panels);
        assert!(own.text.contains("Of the first."), "{}", own.text);
        for hidden in ["Of the second.", "knows the wards", "what somebody owns", "Deputy"] {
            assert!(!own.text.contains(hidden), "{hidden}: {}", own.text);
        }
        assert_eq!(own.done()["withheld"], json!(["others"]));
        let stranger = house.stranger();
        assert_eq!(stranger.get(&panels).status, stranger.get(&panels.replace(&item, &house.committee)).status);
        assert_eq!(stranger.post(&panels, &told).status, stranger.post(&panels.replace(&item, &house.committee), &told).status);
    });
}

#[test]
fn a_ruling_from_before_the_panel_spoke_is_made_again() {
    everywhere(|house| {
        let (meeting, item) = with_a_panel(house);
        house.convened(&meeting, &["chair", "lay", "officer", "gp", "nurse"]);
        let body = json!({"person": house.people["gp"], "treatment": "note", "by": house.people["chair"], "reason": "It is little."});
        house.secretary().post(&format!("/api/v1/items/{item}/rulings"), &body).made();
        house.secretary().post(&format!("/api/v1/items/{item}/panels"), &panel(house, &instruct(house, "gp", "leave", None))).made();
        let standings = house.secretary().get(&format!("/api/v1/meetings/{}/standings", meeting.id)).done();
        let of_gp = line(&standings, &house.people["gp"]);
        assert_eq!(
            (of_gp["treatment"].as_str(), of_gp["ruled"].as_bool(), of_gp["vote"].as_bool()),
            (Some("leave"), Some(false), Some(false))
        );
        house.begin(&item, "deliberation").refused(&["conflicts_unresolved", "must_leave_first"]);
        house.rule(&item, "gp", "leave", "chair").made();
        house.begin(&item, "deliberation").refused(&["must_leave_first"]);
        house.desk.verified();
    });
}

#[test]
fn a_policy_without_the_rung_hears_no_panel() {
    everywhere(|house| {
        let meeting = house.meeting_on(day());
        let item = house.item(&meeting, "A service", json!({"stage": "specification"}));
        house.nothing_to_declare(&["lay", "nurse", "guest"]);
        let mut told = panel(house, &instruct(house, "gp", "leave", None));
        told["members"] = json!(of(house, &["lay", "nurse", "guest"]));
        let refused = house.secretary().post(&format!("/api/v1/items/{item}/panels"), &told);
        refused.refused(&["treatment_not_permitted"]);
        let unfit = json!({"pack": "ccg_2017", "from": "2019-07-01", "overrides": {"panel": {"convened_by": [], "members": 0}}});
        let policies = format!("/api/v1/organisations/{}/policies", house.bodies["03E"]);
        let faults = house.lead().post(&policies, &unfit);
        assert!(
            faults.text.contains("/overrides/panel/convened_by") && faults.text.contains("/overrides/panel/members"),
            "{}",
            faults.text
        );
    });
}
