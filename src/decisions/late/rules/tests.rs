//! A3.1, A7: examples around every boundary of what a late interest touches.

#![allow(clippy::unwrap_used)]

use serde_json::json;

use super::determining::Finding;
use super::*;
use crate::decisions::Decide;
use crate::decisions::facts::{Determination, ReopenedBy};
use crate::decisions::rules::decide::decide;
use crate::decisions::rules::evidence::evidence;
use crate::declarations::Category;
use crate::meetings::scene::{Scene, day};
use crate::meetings::{Affected, Decided, Outcome, Place};
use crate::organisations::OrganisationKind;

/// A meeting of a chair, an officer and two GPs, the item in its decision phase.
fn scene(terms: serde_json::Value) -> Scene {
    let mut scene = Scene::under("chair:lay!chair o:officer g:gp h:gp", terms);
    scene.begin(Phase::Decision);
    scene
}

/// The decision as it is recorded now.
pub(super) fn recorded(scene: &Scene, outcome: Outcome, method: Method) -> DecisionFacts {
    let committee = scene.at().committee.id;
    let command =
        Decide { item: scene.seen(), committee: Some(committee), outcome, method, text: None, dissent: Vec::new(), override_: None };
    let room = scene.room();
    let permit = decide(&scene.sitting, &room, scene.item(), scene.at(), &command).unwrap();
    DecisionFacts {
        id: DecisionId::new(),
        meeting: scene.sitting.meeting.id,
        item: scene.item().id,
        committee,
        outcome,
        method,
        effective: true,
        text: None,
        dissent: Vec::new(),
        flags: Vec::new(),
        override_by: None,
        override_reason: None,
        presiding: None,
        evidence: evidence(&scene.sitting, &room, scene.item(), scene.at(), &permit),
        at: scene.sitting.book.attendance.first().unwrap().at,
        version: 1000,
        corrections: Vec::new(),
        determinations: Vec::new(),
        settled: None,
        late: None,
        reopened: None,
        decides_again: None,
        decided_again: None,
        queried: None,
    }
}

/// The interest of a GP in a practice that the item names, declared the day after the meeting.
pub(super) fn told(scene: &mut Scene, name: &str) -> Interest {
    let practice = scene.body("P", OrganisationKind::GpPractice);
    scene.affects(Affected::Organisation(practice));
    let interest = scene.interest(name, Category::Financial, Some(practice));
    interest.declared = day("2018-03-07");
    interest.clone()
}

fn approved(in_favour: &str, against: &str) -> (Scene, DecisionFacts, Interest) {
    let mut scene = scene(json!({"quorum": {"at_least": 2, "of": {"voting": true}}}));
    scene.votes(in_favour, against);
    let decision = recorded(&scene, Outcome::Approved, Method::Vote);
    let interest = told(&mut scene, "g");
    (scene, decision, interest)
}

#[test]
fn it_touches_what_was_decided_before_it_was_told() {
    let (scene, decision, interest) = approved("chair o g", "");
    assert!(touches(&scene.sitting, &decision, &interest).is_some());
    let on = |declared: &str| Interest { declared: day(declared), ..interest.clone() };
    let entered = |entered: i64| Interest { entered, ..on("2018-03-06") };
    assert!(touches(&scene.sitting, &decision, &entered(decision.version + 1)).is_some(), "the same day, and entered after it");
    assert!(touches(&scene.sitting, &decision, &entered(decision.version - 1)).is_none(), "the same day, and entered before it");
    assert!(touches(&scene.sitting, &decision, &on("2018-03-05")).is_none(), "it was known");
}

#[test]
fn it_touches_days_on_which_it_was_active() {
    let (scene, decision, interest) = approved("chair o g", "");
    let with = |from: Option<&str>, to: Option<&str>| {
        let period = Interest { from: from.map(day), to: to.map(day), ..interest.clone() };
        touches(&scene.sitting, &decision, &period).is_some()
    };
    assert!(with(Some("2018-03-06"), Some("2018-03-06")));
    assert!(!with(Some("2018-03-07"), None));
    assert!(!with(None, Some("2018-03-05")), "an ended interest is not active, though it is looked back on");
}

#[test]
fn it_touches_what_it_would_have_kept_its_holder_from() {
    let (mut scene, decision, interest) = approved("chair o g", "");
    assert!(touches(&scene.sitting, &decision, &interest).is_some());
    scene.stage(crate::policy::Stage::Strategy);
    let personal = Interest { category: Category::Personal, ..interest.clone() };
    assert!(touches(&scene.sitting, &decision, &personal).is_none(), "a note keeps nobody from anything");
    scene.change(|item| item.affects.clear());
    assert!(touches(&scene.sitting, &decision, &interest).is_none());
}

#[test]
fn it_touches_what_its_holder_had_a_part_in() {
    let with = |change: fn(&mut Scene)| {
        let mut scene = scene(json!({}));
        change(&mut scene);
        scene.votes("chair o", "");
        let decision = recorded(&scene, Outcome::Approved, Method::Vote);
        let interest = told(&mut scene, "g");
        touches(&scene.sitting, &decision, &interest).is_some()
    };
    assert!(with(|_| {}), "in the room, without a vote");
    assert!(!with(|scene| scene.never_came("g")));
    assert!(!with(|scene| scene.leave("g")), "out before it began");
}

#[test]
fn whoever_was_there_had_a_part_though_the_item_has_gone_back_since() {
    let mut scene = scene(json!({}));
    let other = scene.in_common();
    let theirs = scene.sitting.item(scene.item().id).unwrap().id;
    scene.without(|said| matches!(said, Said::Begun(_)));
    let first = Decided { committee: other, ..scene.decided(theirs, Outcome::NoDecision) };
    let decision = first.id;
    scene.enter(Said::Decided(first));
    scene.begin(Phase::Decision);
    scene.votes("chair o", "");
    let taken = recorded(&scene, Outcome::Approved, Method::Vote);
    scene.reopen(decision, "chair");
    let interest = told(&mut scene, "g");
    assert_eq!(scene.sitting.phase(theirs), None, "what the other committee decided was before anything was begun");
    assert!(touches(&scene.sitting, &taken, &interest).is_some());
}

#[test]
fn whoever_was_in_the_room_for_a_while_had_a_part() {
    let at = |minute: u32| format!("2018-03-06T14:{minute:02}:00.000000Z").parse::<Instant>().unwrap();
    let was = |times: &[(Event, u32)]| {
        let times: Vec<(Event, Instant)> = times.iter().map(|(event, minute)| (*event, at(*minute))).collect();
        was_in(&times, at(10), at(20))
    };
    assert!(was(&[(Event::Arrive, 0), (Event::Leave, 11)]));
    assert!(!was(&[(Event::Arrive, 0), (Event::Leave, 10)]), "gone as it began");
    assert!(was(&[(Event::Arrive, 20)]));
    assert!(!was(&[(Event::Arrive, 21)]));
    assert!(was(&[(Event::Arrive, 0), (Event::Leave, 5), (Event::Return, 15), (Event::Leave, 16)]));
    assert!(!was(&[(Event::Apologies, 0)]));
}

#[test]
fn it_is_decisive_where_the_result_hung_on_its_holder() {
    let with = |in_favour: &str, against: &str| {
        let (scene, decision, interest) = approved(in_favour, against);
        touches(&scene.sitting, &decision, &interest).map(|query| query.decisive)
    };
    assert_eq!(with("chair o g", "h"), Some(false), "two to one without");
    assert_eq!(with("chair g", "h"), Some(true), "one to one without");
}

#[test]
fn what_another_meeting_ruled_afterwards_makes_it_no_less_decisive() {
    let (mut scene, mut decision, interest) = approved("chair g", "h");
    decision.id = scene.decide(Outcome::Approved);
    scene.change(|item| item.procurement = Some("p".into()));
    let ruled = scene.earlier("g", crate::policy::Stage::Award, Treatment::Removed).clone();
    let place = Place { at: decision.at.plus_seconds(86_400), entry: i64::MAX };
    scene.sitting.elsewhere = vec![(place, ruled)].into();
    assert!(touches(&scene.sitting, &decision, &interest).unwrap().decisive);
}

#[test]
fn it_is_decisive_where_the_quorum_hung_on_its_holder() {
    let with = |method: Method, least: u32, outcome: Outcome| {
        let mut scene = scene(json!({"quorum": {"at_least": least, "of": {"voting": true}}}));
        scene.votes("chair o g", "");
        let decision = recorded(&scene, outcome, method);
        let interest = told(&mut scene, "g");
        touches(&scene.sitting, &decision, &interest).unwrap().decisive
    };
    assert!(!with(Method::Consensus, 3, Outcome::Approved), "three are left");
    assert!(with(Method::Consensus, 4, Outcome::Approved));
    assert!(with(Method::Vote, 4, Outcome::Approved));
    assert!(with(Method::Consensus, 4, Outcome::Deferred), "also of what was put off");
}

/// That an interest touches a decision.
fn query(decision: DecisionId, decisive: bool) -> Query {
    Query { decision, declaration: DeclarationId::new(), person: PersonId::new(), declared: day("2018-03-07"), decisive }
}

#[test]
fn flags_say_what_came_to_light() {
    let (_, decision, _) = approved("chair o g", "");
    let (one, two) = (decision.id, DecisionId::new());
    let none: [&str; 0] = [];
    assert_eq!(flags(&decision, &[query(two, true)]), none);
    assert_eq!(flags(&decision, &[query(one, false), query(two, true)]), ["under_query"]);
    assert_eq!(flags(&decision, &[query(one, false), query(one, true)]), ["under_query", "decisive"]);
}

#[test]
fn what_a_guardian_determined_answers_the_interests_that_were_known_then() {
    let (_, mut decision, _) = approved("chair o g", "");
    let (first, second) = (query(decision.id, true), query(decision.id, false));
    let said = |finding, known: &[Query]| Determination {
        id: crate::ids::DeterminationId::new(),
        finding,
        by: PersonId::new(),
        name: "A guardian".into(),
        reason: "It was looked into.".into(),
        declarations: known.iter().map(|query| query.declaration).collect(),
        at: decision.at,
        version: 1001,
    };
    let (again, one, both) =
        (said(Finding::ToBeDecidedAgain, &[first, second]), said(Finding::Stands, &[first]), said(Finding::Stands, &[first, second]));
    let none: [&str; 0] = [];
    decision.determinations = vec![one.clone()];
    assert_eq!(flags(&decision, &[first]), none);
    assert_eq!(flags(&decision, &[first, second]), ["under_query"], "what came to light later is another query");
    decision.determinations = vec![one.clone(), both];
    assert_eq!(flags(&decision, &[first, second]), none);
    decision.determinations = vec![one, again];
    assert_eq!(flags(&decision, &[first, second]), ["under_query", "decisive"], "the last is in force");
}

#[test]
fn a_decision_that_was_taken_again_is_under_query_no_more() {
    let (_, mut decision, _) = approved("chair o g", "");
    let queries = [query(decision.id, true)];
    let again = |retaken| Some(ReopenedBy { by: PersonId::new(), reason: "A slip.".into(), at: decision.at, version: 1001, retaken });
    let (waits, done) = (again(None), again(Some(1002)));
    decision.reopened = waits;
    assert_eq!(flags(&decision, &queries), ["under_query", "decisive"], "until it is taken again");
    decision.reopened = done;
    assert!(flags(&decision, &queries).is_empty());
}

#[test]
fn minutes_wait_for_a_correction_entered_after_the_interest() {
    let (scene, decision, interest) = approved("chair o g", "");
    let correction = || crate::decisions::facts::Correction {
        id: crate::ids::CorrectionId::new(),
        text: "It was told.".into(),
        reason: "Late.".into(),
        at: decision.at,
        version: 1001,
        outcome: None,
        at_meeting: None,
        effect: None,
        by: None,
    };
    let before = correction();
    let query = query(decision.id, false);
    let count = |corrections: Vec<crate::decisions::facts::Correction>| {
        unanswered(&scene.sitting, &[DecisionFacts { corrections, ..decision.clone() }], &[query]).len()
    };
    assert_eq!(count(Vec::new()), 1);
    assert_eq!(count(vec![before.clone()]), 1);
    assert_eq!(count(vec![before, correction()]), 0);
    assert_eq!(unanswered(&scene.sitting, std::slice::from_ref(&decision), &[]).len(), 0);
    assert!(Told { interest: interest.clone(), aware: None }.was_known(day("2018-03-06")));
    assert!(Told { interest: interest.clone(), aware: Some(day("2018-03-06")) }.was_known(day("2018-03-06")));
    assert!(!Told { interest, aware: Some(day("2018-03-07")) }.was_known(day("2018-03-06")));
}

#[test]
fn of_a_show_of_hands_it_is_decisive_where_one_hand_less_could_change_the_result() {
    let decisive = |outcome: Outcome, terms: serde_json::Value, [in_favour, against, abstained]: [u32; 3]| {
        let mut scene = scene(terms);
        scene.hands("chair o g h", in_favour, against, abstained);
        let decision = recorded(&scene, outcome, Method::Vote);
        let interest = told(&mut scene, "g");
        let query = touches(&scene.sitting, &decision, &interest).unwrap();
        query.decisive
    };
    let majority = || json!({"quorum": {"at_least": 2, "of": {"voting": true}}});
    assert!(!decisive(Outcome::Approved, majority(), [3, 1, 0]), "two to one is carried, and three to none");
    assert!(decisive(Outcome::Approved, majority(), [2, 1, 0]), "one to one is not");
    assert!(decisive(Outcome::Approved, majority(), [1, 0, 0]));
    assert!(!decisive(Outcome::Approved, majority(), [2, 0, 1]));
    assert!(!decisive(Outcome::Rejected, majority(), [1, 3, 0]));
    assert!(decisive(Outcome::Rejected, majority(), [2, 2, 0]), "two to one would have been carried");
    let two_thirds = || json!({"voting": {"rule": "threshold", "threshold": "2/3", "basis": "present_eligible"}});
    assert!(!decisive(Outcome::Approved, two_thirds(), [4, 0, 0]), "three of three");
    assert!(!decisive(Outcome::Approved, two_thirds(), [3, 1, 0]), "two of three is two thirds");
    assert!(decisive(Outcome::Rejected, two_thirds(), [2, 1, 0]), "two of three would have been carried");
}
