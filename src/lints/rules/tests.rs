//! C5.2: examples of terms in which a number asks for more than there is.

#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};

use super::*;
use crate::meetings::scene::Scene;

/// Whether a quorum of a chair, a lay member and a GP asks for too much.
fn exceeds(quorum: Value, chair: Value, vacant: &str) -> bool {
    let mut scene = Scene::under("a:lay!chair b:lay c:gp", json!({"quorum": quorum, "chair": chair}));
    vacant.split_whitespace().for_each(|seat| scene.vacate(seat));
    let sitting = scene.sitting;
    let at = sitting.committees.first().unwrap();
    let terms = at.terms.clone().unwrap();
    let found = lint(&tried_on(at.committee.clone(), terms, at.memberships.clone(), sitting.people, sitting.bodies));
    found.iter().any(|finding| finding.code == LintCode::QuorumExceedsSeats)
}

#[test]
fn a_clause_on_whoever_presides_is_met_by_any_seat_that_could_preside() {
    let elect = || json!({"succession": ["chair"], "then": "elect"});
    let only = || json!({"succession": ["chair"], "then": "none"});
    let presiding = |n: u32| json!({"all": [{"at_least": 2, "of": {"voting": true}}, {"at_least": n, "of": {"presiding": true}}]});
    assert!(!exceeds(presiding(1), elect(), ""));
    assert!(!exceeds(presiding(1), only(), ""));
    assert!(exceeds(presiding(2), elect(), ""), "one person presides");
    assert!(!exceeds(presiding(1), only(), "a"), "a vacant chair can be filled");
    let gp = || json!({"at_least": 1, "of": {"both": [{"presiding": true}, {"capacity": "gp"}]}});
    assert!(!exceeds(gp(), elect(), ""), "the GP can be elected");
    assert!(exceeds(gp(), only(), ""), "the GP is not in the succession");
    assert!(!exceeds(json!({"kinds": 2, "of": [{"presiding": true}, {"capacity": "gp"}]}), only(), ""));
    let from_lay = json!({"succession": ["chair"], "then": "elect", "elect_from": {"capacity": "lay"}});
    assert!(exceeds(gp(), from_lay, ""), "the GP is not among those who can be elected");
}

#[test]
fn a_number_may_be_as_large_as_the_seats_that_match() {
    let lay = |n: u32| json!({"at_least": n, "of": {"capacity": "lay"}});
    assert!(!exceeds(lay(2), json!({"succession": ["chair"]}), "a b"), "seats are asked, not holders");
    assert!(exceeds(lay(3), json!({"succession": ["chair"]}), ""));
}

#[test]
fn terms_that_ask_for_nobody_are_met_by_nobody() {
    for nought in [json!({"at_least": 0, "of": "anyone"}), json!({"distinct": {"at_least": 0, "of": {"capacity": "gp"}}})] {
        let mut scene = Scene::under("a:lay!chair b:gp", json!({ "quorum": nought }));
        ["a", "b"].into_iter().for_each(|seat| scene.vacate(seat));
        let (room, item, at) = (scene.room(), scene.item(), scene.at());
        assert!(crate::quorum::of_item(&scene.sitting, &room, item, at).quorate);
        assert_eq!(crate::quorum::forecast(&scene.sitting, &room, item, at).expectation, crate::quorum::Expectation::Quorate);
        assert!(crate::quorum::repairs(&scene.sitting, &room, item, at).is_empty());
        let found =
            lint(&tried_on(at.committee.clone(), at.terms.clone().unwrap(), Vec::new(), BTreeMap::new(), scene.sitting.bodies.clone()));
        let of_the_quorum = [LintCode::Unsatisfiable, LintCode::QuorumExceedsSeats, LintCode::SinglePointOfFailure];
        assert!(found.iter().all(|finding| !of_the_quorum.contains(&finding.code)), "{found:?}");
    }
}

fn codes(seats: &str, terms: Value, delegated: bool, adjust: impl FnOnce(&mut Scene)) -> Vec<LintCode> {
    let mut scene = Scene::under(seats, terms);
    adjust(&mut scene);
    let sitting = scene.sitting;
    let at = sitting.committees.first().unwrap();
    let committee = Committee { delegated_primary_care: delegated, ..at.committee.clone() };
    let found = lint(&tried_on(committee, at.terms.clone().unwrap(), at.memberships.clone(), sitting.people, sitting.bodies));
    found.into_iter().map(|finding| finding.code).collect()
}

fn has(seats: &str, terms: Value, code: LintCode) -> bool {
    codes(seats, terms, false, |_| {}).contains(&code)
}

#[test]
fn three_lints_are_of_a_primary_care_committee_under_delegation_alone() {
    let seats = "a:gp!chair#lay_audit b:gp c:lay d:gp";
    let only = [LintCode::NoLayAndOfficerMajority, LintCode::ChairNotLay, LintCode::AuditLayChairs];
    let found = |delegated| codes(seats, json!({}), delegated, |_| {});
    assert!(only.iter().all(|code| found(true).contains(code)));
    assert!(only.iter().all(|code| !found(false).contains(code)));
    let balanced = |seats| codes(seats, json!({}), true, |_| {}).contains(&LintCode::NoLayAndOfficerMajority);
    assert!(balanced("a:lay!chair b:gp"), "half is not over half");
    assert!(!balanced("a:lay!chair b:gp c:officer"));
    assert!(!balanced("a:lay!chair b:gp c:other#executive"));
    assert!(!balanced("a:lay!chair b:gp-"), "a seat without a vote is not asked");
}

#[test]
fn a_quorum_needs_a_conflicted_capacity_where_it_fails_once_those_people_withdraw() {
    let needs = |seats: &str, n: u32, adjust: &dyn Fn(&mut Scene)| {
        let found = codes(seats, json!({"quorum": {"at_least": n, "of": "anyone"}}), false, |scene| adjust(scene));
        found.contains(&LintCode::NeedsAConflictedCapacity)
    };
    let as_it_is = |_: &mut Scene| {};
    assert!(!needs("a:lay!chair b:lay c:gp", 2, &as_it_is));
    assert!(needs("a:lay!chair b:lay c:gp", 3, &as_it_is));
    assert!(needs("a:lay!chair b:lay c:other#practice_manager", 3, &as_it_is));
    assert!(needs("a:lay!chair b:lay c:other", 3, &|scene| scene.tag("c", "practice_manager")));
    for tag in ["out_of_area_gp", "independent"] {
        assert!(!needs(&format!("a:lay!chair b:lay c:gp#{tag}"), 3, &as_it_is), "{tag} of the seat");
        assert!(!needs("a:lay!chair b:lay c:gp", 3, &|scene| scene.tag("c", tag)), "{tag} of the person");
    }
    // The people withdraw, from every seat of theirs.
    let in_both = |scene: &mut Scene| {
        scene.vacate("b");
        scene.holds("b", "c");
    };
    assert!(needs("a:lay!chair b:lay c:gp d:lay", 3, &in_both));
    assert!(!needs("a:lay!chair b:lay c:gp d:lay", 2, &in_both));
}

#[test]
fn a_casting_vote_is_of_use_where_whoever_presides_has_a_vote() {
    let nobody = |seats: &str, voting: Value| has(seats, json!({ "voting": voting }), LintCode::CastingVoteNobodyHas);
    let mayor = "m:other!chair/member- a:lay b:lay";
    assert!(nobody(mayor, json!({"casting_vote": true})));
    assert!(!nobody(mayor, json!({"casting_vote": "any_seat"})));
    assert!(!nobody(mayor, json!({"casting_vote": false})));
    assert!(!nobody("m:other!chair a:lay b:lay", json!({"casting_vote": true})));
    assert!(nobody(mayor, json!([{"when": {"stage": "award"}, "casting_vote": true}, {}])), "in any rule");
    assert!(!nobody("a:lay b:lay", json!({"casting_vote": true})), "nobody presides by succession: somebody with a vote is elected");
    let vacant = codes(mayor, json!({"voting": {"casting_vote": true}}), false, |scene| scene.vacate("m"));
    assert!(!vacant.contains(&LintCode::CastingVoteNobodyHas));
}

#[test]
fn a_motion_that_no_vote_would_carry_is_remarked_upon() {
    let never = |voting: Value| has("a:lay!chair b:lay c:lay", json!({ "voting": voting }), LintCode::WeightsCannotPass);
    assert!(!never(json!({"affirmative": 3})));
    assert!(never(json!({"affirmative": 4})));
    assert!(!never(json!([{"when": {"value_over": 1}, "affirmative": 4}, {}])), "of business of which nothing more is said");
    assert!(never(json!({"rule": "block", "basis": "all_seats", "groups": [{"seat": "a"}, {"tag": "x"}]})));
    assert!(!never(json!({"rule": "block", "groups": [{"seat": "a"}, {"tag": "x"}]})));
    let vacant = |voting: Value| {
        let gone = |scene: &mut Scene| ["c", "d"].iter().for_each(|seat| scene.vacate(seat));
        codes("a:lay!chair b:lay c:gp d:gp", json!({ "voting": voting }), false, gone).contains(&LintCode::WeightsCannotPass)
    };
    let block = json!({"rule": "block", "basis": "all_seats", "groups": [{"capacity": "lay"}, {"capacity": "gp"}]});
    for voting in [json!({"rule": "threshold", "threshold": "2/3", "basis": "all_offices"}), block, json!({"affirmative": 4})] {
        assert!(!vacant(voting.clone()), "it is of the terms, and not of who is to be appointed: {voting}");
    }
    assert!(vacant(json!({"affirmative": 5})));
}

#[test]
fn a_lint_names_the_seat_or_the_person_at_fault() {
    let told = |seats: &str, terms: Value, code: LintCode| {
        let sitting = Scene::under(seats, terms).sitting;
        let at = sitting.committees.first().unwrap();
        let committee = Committee { delegated_primary_care: true, ..at.committee.clone() };
        let found =
            lint(&tried_on(committee, at.terms.clone().unwrap(), at.memberships.clone(), sitting.people.clone(), sitting.bodies.clone()));
        found.into_iter().find(|finding| finding.code == code).map(|finding| finding.detail).unwrap()
    };
    let two = || json!({"quorum": {"at_least": 2, "of": "anyone"}});
    assert!(told("aa:lay!chair bb:gp", two(), LintCode::NeedsAConflictedCapacity).contains("bb"));
    assert!(told("aa:lay!chair bb:gp!vice_chair", two(), LintCode::ChairNotLay).contains("'bb'"));
    assert!(told("aa:lay!chair bb:gp", two(), LintCode::NoLayAndOfficerMajority).contains("'bb' (gp)"));
    let five = json!({"quorum": {"at_least": 5, "of": {"capacity": "lay"}}});
    assert!(told("aa:lay!chair bb:gp", five.clone(), LintCode::QuorumExceedsSeats).contains("five lay members"));
    assert!(told("aa:lay!chair bb:gp", five, LintCode::Unsatisfiable).contains("at least five lay members"));
}

#[test]
fn a_quorum_that_everybody_together_does_not_meet_is_unsatisfiable_and_nothing_more_is_said_of_who_may_go() {
    let found = |n: u32| codes("a:lay!chair b:lay c:gp", json!({"quorum": {"exactly": n, "of": {"capacity": "lay"}}}), false, |_| {});
    assert!(!found(2).contains(&LintCode::Unsatisfiable));
    let unmet = found(1);
    assert!(unmet.contains(&LintCode::Unsatisfiable));
    for code in [LintCode::SinglePointOfFailure, LintCode::NeedsAConflictedCapacity, LintCode::OnePersonTwoRequiredSeats] {
        assert!(!unmet.contains(&code), "{code}");
    }
    // A committee to which nobody was appointed is taken to have somebody in each seat; one with vacancies is as it is.
    let two = || json!({"quorum": {"at_least": 2, "of": {"capacity": "lay"}}});
    let vacant = |seats: &'static str| {
        codes("a:lay!chair b:lay c:gp", two(), false, move |scene| seats.split_whitespace().for_each(|seat| scene.vacate(seat)))
    };
    assert!(!vacant("a b c").contains(&LintCode::Unsatisfiable));
    assert!(vacant("b").contains(&LintCode::Unsatisfiable));
}

#[test]
fn a_quorum_that_fails_with_one_person_gone_hangs_on_that_person() {
    let hangs = |n: u32| has("a:lay!chair b:lay c:gp", json!({"quorum": {"at_least": n, "of": "anyone"}}), LintCode::SinglePointOfFailure);
    assert!(!hangs(2));
    assert!(hangs(3));
    let cfo = json!({"quorum": {"at_least": 1, "of": {"tag": "cfo"}}});
    assert!(has("a:lay!chair b:officer#cfo", cfo.clone(), LintCode::SinglePointOfFailure));
    assert!(!has("a:lay!chair b:officer#cfo c:officer#cfo", cfo, LintCode::SinglePointOfFailure));
    // The seats stay in the terms: of four a half is two, whoever is gone.
    let half = |n: &str| json!({"quorum": {"fraction": n, "of": {"voting": true}, "base": "established", "round": "up"}});
    assert!(!has("a:lay!chair b:lay c:gp d:gp", half("3/4"), LintCode::SinglePointOfFailure));
    assert!(has("a:lay!chair b:lay c:gp d:gp", half("4/5"), LintCode::SinglePointOfFailure));
}

#[test]
fn somebody_in_two_required_seats_is_remarked_upon_where_the_quorum_fails_for_that_alone() {
    let both = |n: u32, one_person: bool| {
        codes("a:lay!chair b:officer c:gp", json!({"quorum": {"at_least": n, "of": "anyone"}}), false, |scene| {
            if one_person {
                scene.vacate("b");
                scene.holds("b", "a");
            }
        })
    };
    let code = LintCode::OnePersonTwoRequiredSeats;
    assert!(both(3, true).contains(&code) && both(3, true).contains(&LintCode::Unsatisfiable));
    assert!(!both(3, false).contains(&code), "each by somebody of their own");
    assert!(!both(2, true).contains(&code), "two people are enough");
    assert!(!both(4, true).contains(&code), "it would fail all the same");
}

#[test]
fn a_succession_of_one_with_nobody_to_be_elected_is_no_succession() {
    let none = |succession: Value, then: &str, adjust: &dyn Fn(&mut Scene)| {
        let chair = json!({"chair": {"succession": succession, "then": then}});
        codes("a:lay!chair b:lay!vice_chair c:gp", chair, false, |scene| adjust(scene)).contains(&LintCode::NoSuccession)
    };
    let as_it_is = |_: &mut Scene| {};
    assert!(none(json!(["chair"]), "none", &as_it_is));
    assert!(!none(json!(["chair"]), "elect", &as_it_is));
    assert!(!none(json!(["chair", "vice_chair"]), "none", &as_it_is));
    assert!(none(json!(["chair", "a"]), "none", &as_it_is), "the same seat by its office and its id");
    assert!(none(json!(["chair", "vice_chair"]), "none", &|scene| scene.vacate("b")), "nobody holds the second");
}

/// Terms under which nobody sits are found wanting only in what no appointment could put right.
#[test]
fn a_tag_that_no_seat_bears_may_come_with_whoever_is_appointed() {
    let nobody = |quorum: Value| {
        let seats = "a:lay!chair b:lay c:gp";
        codes(seats, json!({ "quorum": quorum }), false, |scene| ["a", "b", "c"].into_iter().for_each(|seat| scene.vacate(seat)))
    };
    let tag = |n: u32, tag: &str| json!({"at_least": n, "of": {"tag": tag}});
    let of_the_quorum = |quorum: Value| {
        let mut found = nobody(quorum);
        found.retain(|code| !matches!(code, LintCode::NoSuccession));
        found
    };
    assert_eq!(of_the_quorum(tag(2, "clinician")), []);
    assert_eq!(
        of_the_quorum(tag(4, "clinician")),
        [LintCode::Unsatisfiable, LintCode::QuorumExceedsSeats],
        "of three seats, whoever comes"
    );
    assert_eq!(of_the_quorum(tag(1, "practice_manager")), [], "one of three, not all of them");
    assert_eq!(of_the_quorum(json!({"not": tag(1, "clinician")})), []);
    let block = json!({"voting": {"rule": "block", "basis": "all_seats", "groups": [{"seat": "a"}, {"tag": "clinician"}]}});
    let vacant = codes("a:lay!chair b:lay c:gp", block, false, |scene| ["a", "b", "c"].into_iter().for_each(|seat| scene.vacate(seat)));
    assert!(!vacant.contains(&LintCode::WeightsCannotPass));
}
