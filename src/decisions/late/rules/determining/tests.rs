//! A7.1: examples around every boundary of who may determine what becomes of a decision under query.

#![allow(clippy::unwrap_used)]

use serde_json::json;

use super::*;
use crate::decisions::late::rules::tests::{recorded, told};
use crate::decisions::late::rules::touches;
use crate::declarations::Category;
use crate::meetings::scene::{Scene, day};
use crate::meetings::{Affected, Outcome};
use crate::organisations::OrganisationKind;
use crate::policy::Phase;

/// A decision by the chair, an officer and two GPs, of whom one told an interest on the day after; the guardian sits nowhere.
struct Case {
    scene: Scene,
    decision: DecisionFacts,
    queries: Vec<Query>,
}

fn case() -> Case {
    decided(Method::Vote, |_| {})
}

fn decided(method: Method, before: impl Fn(&mut Scene)) -> Case {
    let mut scene = Scene::under("chair:lay!chair o:officer g:gp h:gp", json!({"quorum": {"at_least": 2, "of": {"voting": true}}}));
    for name in ["guardian", "chair", "o", "g", "h"] {
        scene.tag(name, "guardian");
    }
    before(&mut scene);
    scene.begin(Phase::Decision);
    if method == Method::Vote {
        scene.votes("chair o g", "");
    }
    let mut decision = recorded(&scene, Outcome::Approved, method);
    decision.presiding = Some(scene.id("chair"));
    let interest = told(&mut scene, "g");
    let queries = vec![touches(&scene.sitting, &decision, &interest).unwrap()];
    Case { scene, decision, queries }
}

/// What refuses that somebody determines it on a day.
fn asked(case: &Case, by: &str, on: &str, reason: &str) -> Vec<Code> {
    let asked = Determining {
        sitting: &case.scene.sitting,
        item: case.scene.item(),
        decision: &case.decision,
        queries: &case.queries,
        by: case.scene.id(by),
        day: day(on),
        finding: Finding::Stands,
        reason: &Rationale::parse(reason).unwrap(),
    };
    determine(&asked).map_or_else(|refusal| refusal.reasons.into_iter().map(|reason| reason.code).collect(), |_| Vec::new())
}

fn by(case: &Case, by: &str) -> Vec<Code> {
    asked(case, by, "2018-04-01", "It changed nothing.")
}

#[test]
fn a_guardian_without_a_part_in_it_determines_a_decision_under_query() {
    let case = case();
    assert_eq!(by(&case, "guardian"), []);
    let mut others = case;
    others.scene.person("stranger");
    assert_eq!(by(&others, "stranger"), [Code::NotTheDecider], "no guardian");
}

#[test]
fn nothing_is_determined_where_nothing_is_under_query() {
    let mut case = case();
    case.queries.clear();
    assert_eq!(by(&case, "guardian"), [Code::OutOfPhase]);
    assert_eq!(asked(&case, "o", "2018-04-01", " "), [Code::ReasonRequired, Code::OutOfPhase, Code::NotTheDecider], "all that holds");
}

#[test]
fn what_was_taken_again_is_not_determined() {
    let mut case = case();
    let again = |retaken| {
        let by = case.scene.id("chair");
        Some(crate::decisions::facts::ReopenedBy { by, reason: "A slip.".into(), at: case.decision.at, version: 1001, retaken })
    };
    let (waits, done) = (again(None), again(Some(1002)));
    case.decision.reopened = waits;
    assert_eq!(by(&case, "guardian"), []);
    case.decision.reopened = done;
    assert_eq!(by(&case, "guardian"), [Code::OutOfPhase]);
}

#[test]
fn nobody_judges_a_decision_in_which_they_had_a_part() {
    let case = case();
    assert_eq!(by(&case, "chair"), [Code::NotTheDecider], "presided");
    assert_eq!(by(&case, "o"), [Code::NotTheDecider], "voted");
    assert_eq!(by(&case, "h"), [Code::NotTheDecider], "was counted, without a vote");
    let away = decided(Method::Vote, |scene| scene.never_came("h"));
    assert_eq!(by(&away, "h"), [], "was not there");
    let agreed = decided(Method::Consensus, |_| {});
    assert_eq!(by(&agreed, "o"), [Code::NotTheDecider], "agreed without a count");
}

#[test]
fn nobody_judges_what_their_own_interest_brought_about() {
    assert_eq!(by(&case(), "g"), [Code::RulingOnSelf, Code::DeciderConflicted]);
}

#[test]
fn whoever_is_conflicted_on_the_item_that_day_determines_nothing() {
    let with = |declared: &str, from: Option<&str>, to: Option<&str>, on: &str| {
        let mut case = case();
        let body = case.scene.item().affects.iter().find_map(Affected::organisation).unwrap();
        let interest = case.scene.interest("guardian", Category::Financial, Some(body));
        (interest.declared, interest.from, interest.to) = (day(declared), from.map(day), to.map(day));
        asked(&case, "guardian", on, "It changed nothing.")
    };
    assert_eq!(with("2018-03-20", None, None, "2018-04-01"), [Code::DeciderConflicted], "told after the meeting");
    assert_eq!(with("2018-04-02", None, None, "2018-04-01"), [], "told later than it was determined");
    assert_eq!(with("2018-03-20", Some("2018-03-10"), None, "2018-04-01"), [Code::DeciderConflicted], "begun after the meeting");
    assert_eq!(with("2014-12-01", None, Some("2016-01-31"), "2018-04-01"), [], "ended long ago");
    let mut ruled = case();
    ruled.scene.rule("guardian", crate::policy::Treatment::Leave);
    assert_eq!(by(&ruled, "guardian"), [Code::DeciderConflicted], "as it was ruled then");
    let other = {
        let mut case = case();
        let body = case.scene.body("OTHER", OrganisationKind::GpPractice);
        case.scene.interest("guardian", Category::Financial, Some(body));
        by(&case, "guardian")
    };
    assert_eq!(other, [], "an interest that does not reach the item");
}

#[test]
fn it_answers_every_interest_that_is_known_once() {
    let mut case = case();
    let second = Query { declaration: DeclarationId::new(), ..*case.queries.first().unwrap() };
    case.queries.extend([second, second]);
    let asked = Determining {
        sitting: &case.scene.sitting,
        item: case.scene.item(),
        decision: &case.decision,
        queries: &case.queries,
        by: case.scene.id("guardian"),
        day: day("2018-04-01"),
        finding: Finding::ToBeDecidedAgain,
        reason: &Rationale::parse("It hung on one vote.").unwrap(),
    };
    let permit = determine(&asked).unwrap();
    assert_eq!((permit.declarations.len(), permit.finding), (2, Finding::ToBeDecidedAgain));
}
