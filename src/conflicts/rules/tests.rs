//! C1, C2, C9: examples around every boundary of proposals, rulings and presiding.

#![allow(clippy::unwrap_used)]

mod deciders;

use super::preside::{name_presider, presiding};
use super::propose::propose;
use super::rule_on::{RuleOn, rule_on};
use super::standing::{standing, unresolved};
use crate::declarations::{BodyRole, Category, Related};
use crate::meetings::scene::{Scene, day, item};
use crate::meetings::{Affected, Class};
use crate::organisations::OrganisationKind;
use crate::policy::{Overrides, PackName, Phase, Relation, Stage, Treatment};
use crate::text::Rationale;
use crate::verdict::Code;

fn proposed(scene: &Scene, name: &str) -> Treatment {
    propose(&scene.sitting, scene.item(), scene.id(name)).treatment
}

fn relations(scene: &Scene, name: &str) -> Vec<Relation> {
    propose(&scene.sitting, scene.item(), scene.id(name)).relations()
}

const SEATS: &str = "chair:lay!chair vice:lay!vice_chair g:gp o:officer";

/// A GP with an interest of this category in a practice that the item names.
fn named(category: Category) -> Scene {
    let mut scene = Scene::of(SEATS);
    let practice = scene.body_of("P", OrganisationKind::GpPractice, "OWN");
    scene.interest("g", category, Some(practice));
    scene.affects(Affected::Organisation(practice));
    scene
}

#[test]
fn the_category_of_an_interest_says_which_relation_it_gives() {
    for (category, relation) in [
        (Category::Financial, Relation::OwnBody),
        (Category::Professional, Relation::Professional),
        (Category::Personal, Relation::Personal),
        (Category::Indirect, Relation::Indirect),
    ] {
        assert_eq!(relations(&named(category), "g"), [relation]);
    }
    assert_eq!(relations(&named(Category::Financial), "o"), [], "of somebody else it says nothing");
    assert_eq!(proposed(&named(Category::Financial), "o"), Treatment::Participate);
}

#[test]
fn a_class_reaches_its_members_and_whoever_is_linked_to_one() {
    let class = |commissioner: Option<&str>| {
        Affected::Class(Class { kind: OrganisationKind::GpPractice, commissioner: commissioner.map(str::to_owned), area: None })
    };
    let proposed = |kind: OrganisationKind, commissioner: &str, affected: Affected| {
        let mut scene = Scene::of(SEATS);
        let body = scene.body_of("P", kind, commissioner);
        scene.interest("g", Category::Financial, Some(body));
        scene.affects(affected);
        relations(&scene, "g")
    };
    assert_eq!(proposed(OrganisationKind::GpPractice, "OWN", class(Some("OWN"))), [Relation::ClassMember]);
    assert_eq!(proposed(OrganisationKind::GpPractice, "OTHER", class(Some("OWN"))), [], "another commissioner's practice");
    assert_eq!(proposed(OrganisationKind::GpPractice, "OTHER", class(None)), [Relation::ClassMember]);
    assert_eq!(proposed(OrganisationKind::Company, "OWN", class(Some("OWN"))), [], "no practice");
    let mut linked = Scene::of(SEATS);
    let (practice, federation) = (linked.body_of("P", OrganisationKind::GpPractice, "OWN"), linked.body("F", OrganisationKind::Federation));
    linked.stake(practice, federation);
    linked.interest("g", Category::Financial, Some(federation));
    linked.affects(class(Some("OWN")));
    assert_eq!(relations(&linked, "g"), [Relation::ClassMember], "the federation is linked to a member of the class");
}

#[test]
fn links_reach_in_one_direction_and_two_members_of_one_federation_are_strangers() {
    let mut scene = Scene::of(SEATS);
    let (p, q) = (scene.body("P", OrganisationKind::GpPractice), scene.body("Q", OrganisationKind::GpPractice));
    let (federation, company) = (scene.body("F", OrganisationKind::Federation), scene.body("C", OrganisationKind::Company));
    scene.stake(p, federation);
    scene.stake(q, federation);
    scene.stake(federation, company);
    scene.interest("g", Category::Financial, Some(p));
    for (affected, expected) in
        [(p, vec![Relation::OwnBody]), (federation, vec![Relation::LinkedBody]), (company, vec![Relation::LinkedBody]), (q, vec![])]
    {
        scene.change(|item| item.affects = vec![Affected::Organisation(affected)]);
        assert_eq!(relations(&scene, "g"), expected);
    }
}

#[test]
fn a_person_affected_stands_as_their_own_body_and_an_associate_indirectly() {
    let mut scene = Scene::of(SEATS);
    let spouse = scene.person("spouse");
    scene.interest("g", Category::Indirect, None).related = Some(Related::Person(spouse));
    scene.affects(Affected::Person(spouse));
    assert_eq!(relations(&scene, "g"), [Relation::Indirect]);
    assert_eq!(relations(&scene, "spouse"), [Relation::OwnBody]);
}

#[test]
fn an_ended_interest_is_expired_to_the_last_day_of_the_look_back() {
    let on = |to: &str| {
        let mut scene = named(Category::Financial);
        scene.sitting.interests.first_mut().unwrap().to = Some(day(to));
        relations(&scene, "g")
    };
    assert_eq!(on("2018-03-07"), [Relation::OwnBody], "ends tomorrow");
    assert_eq!(on("2018-03-06"), [Relation::OwnBody], "ends today");
    assert_eq!(on("2018-03-05"), [Relation::Expired], "ended yesterday");
    assert_eq!(on("2017-09-06"), [Relation::Expired], "ended six months ago to the day");
    assert_eq!(on("2017-09-05"), [], "a day longer ago");
}

#[test]
fn an_interest_is_known_from_its_declaration_and_active_from_its_beginning() {
    let with = |declared: &str, from: Option<&str>| {
        let mut scene = named(Category::Financial);
        let interest = scene.sitting.interests.first_mut().unwrap();
        (interest.declared, interest.from) = (day(declared), from.map(day));
        relations(&scene, "g").len()
    };
    assert_eq!(with("2018-03-06", None), 1, "declared today");
    assert_eq!(with("2018-03-07", None), 0, "declared tomorrow");
    assert_eq!(with("2018-01-01", Some("2018-03-06")), 1, "begins today");
    assert_eq!(with("2018-01-01", Some("2018-03-07")), 0, "begins tomorrow");
}

#[test]
fn an_associates_interest_proposes_no_more_than_ones_own_of_that_kind() {
    let with = |underlying: Option<Category>, stage: Stage| {
        let mut scene = named(Category::Indirect);
        scene.sitting.interests.first_mut().unwrap().underlying = underlying;
        scene.stage(stage);
        proposed(&scene, "g")
    };
    assert_eq!(with(None, Stage::Award), Treatment::Leave);
    assert_eq!(with(Some(Category::Financial), Stage::Award), Treatment::Leave);
    assert_eq!(with(Some(Category::Professional), Stage::Award), Treatment::LeaveForDecision);
    assert_eq!(with(Some(Category::Personal), Stage::Specification), Treatment::Note);
}

#[test]
fn an_item_without_a_stage_is_an_award_when_it_decides_and_strategy_when_it_does_not() {
    use crate::policy::Purpose;
    for (purpose, expected) in [
        (Purpose::Decision, Treatment::LeaveNoPapers),
        (Purpose::Ratification, Treatment::LeaveNoPapers),
        (Purpose::Discussion, Treatment::LeaveForDecision),
        (Purpose::Information, Treatment::LeaveForDecision),
    ] {
        let mut scene = named(Category::Financial);
        scene.change(|item| item.purpose = purpose);
        assert_eq!(proposed(&scene, "g"), expected, "{purpose}");
    }
}

#[test]
fn the_most_restrictive_of_several_interests_is_proposed() {
    let mut scene = named(Category::Personal);
    assert_eq!(proposed(&scene, "g"), Treatment::LeaveForDecision);
    let practice = scene.sitting.interests.first().unwrap().organisation;
    scene.interest("g", Category::Indirect, practice);
    assert_eq!(proposed(&scene, "g"), Treatment::Leave);
    scene.sitting.interests.reverse();
    assert_eq!(proposed(&scene, "g"), Treatment::Leave, "in whatever order they were declared");
}

#[test]
fn an_exclusion_sticks_from_the_policys_stage_on() {
    let with = |stage: Stage, treatment: Treatment| {
        let mut scene = Scene::of(SEATS);
        scene.change(|item| item.procurement = Some("p".into()));
        scene.earlier("g", stage, treatment);
        proposed(&scene, "g")
    };
    // `ccg_2017` sticks from the choice of the procurement's route.
    assert_eq!(with(Stage::Specification, Treatment::Leave), Treatment::Participate, "the stage before");
    assert_eq!(with(Stage::ProcurementRoute, Treatment::Leave), Treatment::Leave, "exactly that stage");
    assert_eq!(with(Stage::Evaluation, Treatment::LeaveNoPapers), Treatment::LeaveNoPapers);
    assert_eq!(with(Stage::Evaluation, Treatment::JoinPublic), Treatment::Participate, "less than leaving does not stick");
    assert_eq!(with(Stage::Evaluation, Treatment::NotAttend), Treatment::LeaveNoPapers, "of a whole meeting, the item's share");
}

#[test]
fn what_sticks_is_earlier_of_the_same_procurement_and_not_a_part_of_the_same_item() {
    let with = |change: fn(&mut Scene)| {
        let mut scene = Scene::of(SEATS);
        scene.change(|item| item.procurement = Some("p".into()));
        scene.earlier("g", Stage::Evaluation, Treatment::Leave);
        change(&mut scene);
        proposed(&scene, "g") == Treatment::Leave
    };
    assert!(with(|_| ()));
    assert!(!with(|scene| scene.change(|item| item.procurement = Some("q".into()))), "another procurement");
    assert!(!with(|scene| scene.change(|item| item.procurement = None)));
    assert!(!with(|scene| scene.sitting.earlier.first_mut().unwrap().date = day("2018-03-07")), "a later day");
    assert!(!with(|scene| scene.sitting.earlier.first_mut().unwrap().date = day("2018-03-06")), "the same day and place");
    assert!(
        with(|scene| {
            scene.sitting.earlier.first_mut().unwrap().date = day("2018-03-06");
            scene.change(|item| item.position = 2);
        }),
        "the same day, an earlier place"
    );
    assert!(
        !with(|scene| {
            let business = scene.sitting.earlier.first().unwrap().business;
            scene.change(|item| item.part_of = Some(business));
        }),
        "another part of the same item"
    );
    assert!(with(|scene| scene.stage(Stage::Award)));
    assert!(!with(|scene| scene.stage(Stage::ContractManagement)), "the running of the contract is not its award");
    assert!(!with(|scene| scene.stage(Stage::Decommission)));
}

#[test]
fn what_stuck_before_a_lifted_floor_has_ended() {
    let lifted = |at: &str, treatment: Treatment| {
        let mut scene = Scene::of(SEATS);
        scene.change(|item| item.procurement = Some("p".into()));
        scene.earlier("g", Stage::Evaluation, treatment);
        let lifting = scene.earlier("g", Stage::Award, Treatment::Note);
        (lifting.lifts, lifting.date) = (true, day(at));
        // What stands in the item's own place is of the item.
        let own = scene.item().id;
        scene.sitting.earlier.iter_mut().filter(|other| other.lifts && at == "2018-03-06").for_each(|other| other.item = own);
        (proposed(&scene, "g"), standing(&scene.sitting, scene.item(), scene.id("g")).treatment)
    };
    let free = (Treatment::Participate, Treatment::Participate);
    assert_eq!(lifted("2018-02-07", Treatment::Leave), free);
    assert_eq!(lifted("2018-02-07", Treatment::Removed), free, "nor does a removal hold on");
    assert_eq!(lifted("2018-03-06", Treatment::Leave), free, "a ruling on the item itself");
    assert_eq!(lifted("2018-03-07", Treatment::Leave).0, Treatment::Leave, "one on a later item says nothing of this one");
    assert_eq!(lifted("2018-02-05", Treatment::Leave).0, Treatment::Leave, "what was excluded after it sticks");
}

#[test]
fn whoever_governs_or_owns_a_body_is_that_body() {
    let with = |category: Category, role: Option<BodyRole>| {
        let mut scene = named(category);
        scene.sitting.interests.first_mut().unwrap().role = role;
        relations(&scene, "g")
    };
    for category in [Category::Professional, Category::Personal] {
        assert_eq!(with(category, Some(BodyRole::Governs)), [Relation::OwnBody]);
        assert_eq!(with(category, Some(BodyRole::Owns)), [Relation::OwnBody]);
        for other in [None, Some(BodyRole::WorksFor), Some(BodyRole::Other)] {
            assert_ne!(with(category, other), [Relation::OwnBody], "{other:?}");
        }
    }
    assert_eq!(with(Category::Indirect, Some(BodyRole::Governs)), [Relation::Indirect], "an associate's stays an associate's");
}

#[test]
fn an_associate_who_governs_a_body_caps_nothing() {
    let with = |role: Option<BodyRole>| {
        let mut scene = named(Category::Indirect);
        let interest = scene.sitting.interests.first_mut().unwrap();
        (interest.underlying, interest.role) = (Some(Category::Personal), role);
        proposed(&scene, "g")
    };
    assert_eq!(with(Some(BodyRole::Other)), Treatment::LeaveForDecision);
    assert_eq!(with(Some(BodyRole::Governs)), Treatment::Leave);
}

#[test]
fn a_council_keeps_out_whoever_has_a_pecuniary_interest_and_their_partner() {
    let with = |category: Category, underlying: Option<Category>, treatment: Treatment| {
        let mut scene = named(category);
        scene.policy(PackName::Council2012, Overrides::default());
        scene.stage(Stage::Strategy);
        scene.sitting.interests.first_mut().unwrap().underlying = underlying;
        ruling(&scene, "g", treatment, "chair", Some("One of many."))
    };
    assert_eq!(with(Category::Financial, None, Treatment::JoinPublic), []);
    assert_eq!(with(Category::Financial, None, Treatment::PresentThenLeave), [Code::BelowFloor]);
    assert_eq!(with(Category::Indirect, Some(Category::Financial), Treatment::JoinPublic), []);
    assert_eq!(with(Category::Indirect, Some(Category::Financial), Treatment::PresentThenLeave), [Code::BelowFloor]);
    assert_eq!(with(Category::Indirect, Some(Category::Personal), Treatment::Note), [], "an unpaid interest of a partner has no floor");
    assert_eq!(with(Category::Indirect, None, Treatment::Note), []);
    assert_eq!(with(Category::Personal, None, Treatment::Note), []);
}

#[test]
fn to_participate_where_a_note_is_proposed_is_the_same_row() {
    let mut scene = named(Category::Personal);
    scene.stage(Stage::Strategy);
    assert_eq!(proposed(&scene, "g"), Treatment::Note);
    assert_eq!(ruling(&scene, "g", Treatment::Participate, "chair", None), []);
    scene.stage(Stage::Award);
    assert_eq!(ruling(&scene, "g", Treatment::Note, "chair", None), [Code::ReasonRequired]);
}

fn ruling(scene: &Scene, name: &str, treatment: Treatment, by: &str, reason: Option<&str>) -> Vec<Code> {
    let command = RuleOn {
        item: scene.seen(),
        person: scene.id(name),
        treatment,
        by: scene.id(by),
        reason: reason.map(|reason| Rationale::parse(reason).unwrap()),
        over: None,
    };
    match rule_on(&scene.sitting, &scene.room(), scene.item(), &command) {
        Ok(_) => Vec::new(),
        Err(refusal) => refusal.reasons.into_iter().map(|reason| reason.code).collect(),
    }
}

#[test]
fn a_ruling_may_reach_the_floor_and_not_undercut_it() {
    let scene = named(Category::Financial);
    let by_chair = |treatment| ruling(&scene, "g", treatment, "chair", Some("They must be heard."));
    assert_eq!(by_chair(Treatment::LeaveNoPapers), []);
    assert_eq!(by_chair(Treatment::Leave), []);
    assert_eq!(by_chair(Treatment::PresentThenLeave), [], "exactly the floor");
    assert_eq!(by_chair(Treatment::LeaveForDecision), [Code::BelowFloor]);
    assert_eq!(by_chair(Treatment::Removed), [], "stricter than proposed is always open");
    let mut early = named(Category::Financial);
    early.stage(Stage::Specification);
    assert_eq!(ruling(&early, "g", Treatment::Participate, "chair", Some("A first look.")), [], "at this stage there is no floor");
}

#[test]
fn less_than_proposed_needs_a_reason() {
    let mut scene = named(Category::Financial);
    scene.stage(Stage::Specification);
    let with = |treatment, reason| ruling(&scene, "g", treatment, "chair", reason);
    assert_eq!(with(Treatment::Leave, None), [], "as proposed");
    assert_eq!(with(Treatment::LeaveNoPapers, None), []);
    assert_eq!(with(Treatment::PresentThenLeave, None), [Code::ReasonRequired]);
    assert_eq!(with(Treatment::PresentThenLeave, Some("  ")), [Code::ReasonRequired]);
    assert_eq!(with(Treatment::PresentThenLeave, Some("To answer questions.")), []);
}

#[test]
fn a_policy_permits_what_it_lists() {
    let mut scene = named(Category::Financial);
    let permitted = Some(vec![Treatment::Note, Treatment::Leave]);
    scene.policy(PackName::Ccg2017, Overrides { permitted, ..Overrides::default() });
    assert_eq!(proposed(&scene, "g"), Treatment::Leave, "the strictest there is");
    assert_eq!(ruling(&scene, "g", Treatment::LeaveNoPapers, "chair", None), [Code::TreatmentNotPermitted]);
    assert_eq!(ruling(&scene, "g", Treatment::Leave, "chair", None), []);
}

#[test]
fn a_handling_agreed_with_the_declaration_proposes_and_may_be_a_floor() {
    let with = |may_vary: bool| {
        let mut scene = named(Category::Personal);
        scene.stage(Stage::Strategy);
        scene.mitigated(Treatment::Leave, may_vary);
        assert_eq!(proposed(&scene, "g"), Treatment::Leave);
        ruling(&scene, "g", Treatment::Note, "chair", Some("It is a small matter."))
    };
    assert_eq!(with(true), []);
    assert_eq!(with(false), [Code::BelowFloor]);
    let mut ended = named(Category::Personal);
    ended.stage(Stage::Strategy);
    ended.mitigated(Treatment::Leave, false);
    ended.sitting.interests.first_mut().unwrap().to = Some(day("2018-03-05"));
    assert_eq!(proposed(&ended, "g"), Treatment::Note, "it ends with the interest");
}

#[test]
fn what_sticks_is_a_floor() {
    let mut scene = Scene::of(SEATS);
    scene.change(|item| item.procurement = Some("p".into()));
    scene.earlier("g", Stage::Evaluation, Treatment::Leave);
    assert_eq!(ruling(&scene, "g", Treatment::PresentThenLeave, "chair", Some("To answer.")), [Code::BelowFloor]);
    assert_eq!(ruling(&scene, "g", Treatment::Leave, "chair", None), []);
}

#[test]
fn a_closed_item_is_ruled_on_no_more() {
    let mut scene = named(Category::Financial);
    scene.begin(Phase::Closed);
    assert_eq!(ruling(&scene, "g", Treatment::LeaveNoPapers, "chair", None), [Code::DecisionFinal]);
}

#[test]
fn a_ruling_on_the_whole_meeting_holds_for_its_other_items_and_the_last_ruling_stands() {
    let mut scene = Scene::of(SEATS);
    scene.sitting.items.push(item("2", 2));
    scene.rule("g", Treatment::NotAttend);
    let on = |scene: &Scene, n: usize| standing(&scene.sitting, scene.sitting.items.get(n).unwrap(), scene.id("g")).treatment;
    assert_eq!((on(&scene, 0), on(&scene, 1)), (Treatment::NotAttend, Treatment::NotAttend));
    scene.rule("g", Treatment::Note);
    assert_eq!((on(&scene, 0), on(&scene, 1)), (Treatment::Note, Treatment::Participate), "it was taken back");
}

#[test]
fn who_is_removed_is_removed_from_the_procurement() {
    let mut scene = Scene::of(SEATS);
    scene.earlier("g", Stage::Specification, Treatment::Removed);
    assert_eq!(standing(&scene.sitting, scene.item(), scene.id("g")).treatment, Treatment::Participate);
    scene.change(|item| item.procurement = Some("p".into()));
    assert_eq!(standing(&scene.sitting, scene.item(), scene.id("g")).treatment, Treatment::Removed, "at whatever stage");
}

#[test]
fn a_conflict_is_unresolved_until_somebody_rules_on_whoever_has_arrived() {
    let mut scene = named(Category::Financial);
    let count = |scene: &Scene| unresolved(&scene.sitting, &scene.room(), scene.item()).len();
    assert_eq!(count(&scene), 1);
    scene.leave("g");
    assert_eq!(count(&scene), 1, "who has been there");
    scene.rule("g", Treatment::Note);
    assert_eq!(count(&scene), 0);
    let mut away = named(Category::Financial);
    away.never_came("g");
    assert_eq!(count(&away), 0);
    let mut noted = named(Category::Personal);
    noted.stage(Stage::Strategy);
    assert_eq!(count(&noted), 0, "a note needs no ruling");
}

fn presider(scene: &Scene) -> Option<String> {
    presiding(&scene.sitting, &scene.room(), scene.item(), scene.at()).map(|id| scene.sitting.name(id))
}

#[test]
fn whom_the_terms_let_the_meeting_elect_may_be_named_and_whoever_is_in_the_succession() {
    let refused = |chair: serde_json::Value, name: &str| {
        let mut scene = Scene::under("chair:lay!chair s:lay#school t:lay u:gp-", serde_json::json!({ "chair": chair }));
        scene.tag("t", "elected");
        let named = name_presider(&scene.sitting, &scene.room(), scene.item(), None, scene.id(name));
        named.err().map(|refusal| refusal.reasons.into_iter().map(|reason| reason.code).collect::<Vec<_>>()).unwrap_or_default()
    };
    let from = |selector: serde_json::Value| serde_json::json!({"succession": ["chair"], "elect_from": selector});
    let school = || from(serde_json::json!({"tag": "school"}));
    assert_eq!(refused(school(), "s"), []);
    assert_eq!(refused(school(), "t"), [Code::NobodyCanPreside]);
    assert_eq!(refused(school(), "chair"), [], "of the succession");
    assert_eq!(refused(from(serde_json::json!({"tag": "elected"})), "t"), [], "a tag of the person serves too");
    assert_eq!(refused(school(), "u"), [Code::SeatDoesNotVote, Code::NobodyCanPreside]);
    assert_eq!(refused(serde_json::json!({"succession": ["chair"]}), "t"), [], "anybody, where nothing is said");
    assert_eq!(refused(serde_json::json!({"succession": ["chair"], "then": "none"}), "s"), [Code::NobodyCanPreside]);
}

#[test]
fn the_first_of_the_succession_who_is_there_and_free_presides() {
    let mut scene = Scene::of(SEATS);
    assert_eq!(presider(&scene).as_deref(), Some("chair"));
    scene.rule("chair", Treatment::Note);
    assert_eq!(presider(&scene).as_deref(), Some("chair"), "a note is no conflict");
    scene.rule("chair", Treatment::DiscussNotVote);
    assert_eq!(presider(&scene).as_deref(), Some("vice"));
    scene.leave("vice");
    assert_eq!(presider(&scene), None);
    scene.name_presider("o");
    assert_eq!(presider(&scene).as_deref(), Some("o"));
    scene.rule("o", Treatment::Leave);
    assert_eq!(presider(&scene), None, "nobody conflicted presides, named or not");
}

#[test]
fn before_the_meeting_holding_the_seat_is_enough() {
    let mut scene = Scene::of(SEATS);
    scene.leave("chair");
    assert_eq!(presider(&scene).as_deref(), Some("vice"));
    scene.not_convened();
    assert_eq!(presider(&scene).as_deref(), Some("chair"));
}

#[test]
fn whom_the_meeting_may_name() {
    let mut scene = Scene::of("chair:lay!chair g:gp m:gp/member-");
    scene.arrive("visitor");
    let named = |scene: &Scene, name: &str| -> Vec<Code> {
        name_presider(&scene.sitting, &scene.room(), scene.item(), None, scene.id(name))
            .err()
            .map(|refusal| refusal.reasons.into_iter().map(|reason| reason.code).collect())
            .unwrap_or_default()
    };
    assert_eq!(named(&scene, "g"), []);
    assert_eq!(named(&scene, "m"), [Code::SeatDoesNotVote]);
    assert_eq!(named(&scene, "visitor"), [Code::NotAMember]);
    scene.rule("g", Treatment::Leave);
    scene.leave("g");
    assert_eq!(named(&scene, "g"), [Code::NotPresent, Code::PresiderConflicted]);
    let mut closed = Scene::under("chair:lay!chair g:gp", serde_json::json!({"chair": {"succession": ["chair"], "then": "none"}}));
    assert_eq!(named(&closed, "g"), [Code::NobodyCanPreside], "outside the succession");
    assert_eq!(named(&closed, "chair"), []);
    closed.leave("chair");
    assert_eq!(named(&closed, "chair"), [Code::NotPresent]);
}
