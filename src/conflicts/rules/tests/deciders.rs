//! C2: examples of who rules on whom.

use super::*;

#[test]
fn nobody_rules_on_themself_nor_while_conflicted_nor_from_another_chair() {
    let mut scene = named(Category::Financial);
    assert_eq!(ruling(&scene, "g", Treatment::Leave, "chair", None), [Code::ReasonRequired]);
    assert_eq!(ruling(&scene, "g", Treatment::LeaveNoPapers, "vice", None), [Code::NotTheDecider]);
    assert_eq!(ruling(&scene, "g", Treatment::LeaveNoPapers, "g", None), [Code::RulingOnSelf, Code::DeciderConflicted]);
    assert_eq!(ruling(&scene, "chair", Treatment::Leave, "chair", None), [Code::RulingOnSelf], "though unconflicted");
    scene.rule("chair", Treatment::DiscussNotVote);
    assert_eq!(ruling(&scene, "g", Treatment::LeaveNoPapers, "chair", None), [Code::DeciderConflicted]);
    assert_eq!(ruling(&scene, "g", Treatment::LeaveNoPapers, "vice", None), [], "the chair has passed");
}

#[test]
fn whoever_had_a_seat_that_the_terms_no_longer_have_is_ruled_on_by_any_presider() {
    let mut scene = named(Category::Financial);
    let other = scene.in_common();
    // They sit in the second alone, where another presides.
    let first = scene.at().committee.id;
    scene.vacate("g");
    let naming = crate::meetings::Naming { item: scene.item().id, committee: Some(other), person: scene.id("vice") };
    scene.enter(crate::meetings::Said::Naming(naming));
    assert_eq!(ruling(&scene, "g", Treatment::LeaveNoPapers, "chair", None), [Code::NotTheDecider]);
    let terms = scene.sitting.committees.iter_mut().filter(|at| at.committee.id != first).filter_map(|at| at.terms.as_mut());
    terms.for_each(|terms| terms.seats.retain(|seat| seat.id != "g"));
    assert_eq!(ruling(&scene, "g", Treatment::LeaveNoPapers, "chair", None), []);
}

#[test]
fn whoever_is_borrowed_for_a_voice_is_ruled_on_by_any_presider() {
    let mut scene = named(Category::Financial);
    let other = scene.in_common();
    let first = scene.at().committee.id;
    let naming = crate::meetings::Naming { item: scene.item().id, committee: Some(other), person: scene.id("vice") };
    scene.enter(crate::meetings::Said::Naming(naming));
    let of_first = scene.sitting.committees.iter_mut().filter(|at| at.committee.id == first);
    of_first.for_each(|at| at.memberships.retain(|held| held.seat != "g"));
    assert_eq!(ruling(&scene, "g", Treatment::LeaveNoPapers, "chair", None), [Code::NotTheDecider], "they sit in the other");
    scene.borrow("g", None, "chair");
    let of_first = scene.sitting.committees.iter_mut().filter(|at| at.committee.id == first);
    of_first.for_each(|at| at.memberships.retain(|held| held.seat != "g"));
    assert_eq!(ruling(&scene, "g", Treatment::LeaveNoPapers, "chair", None), []);
}
