//! What holds of every book, whatever was entered, late, struck, written instead or taken again (C2, C6.1, C10): asked of the
//! random histories after each thing that is tried.

use std::collections::BTreeSet;

use super::{enter, strike};
use crate::conflicts::presiding;
use crate::conflicts::rules::standing::standing;
use crate::meetings::scene::Scene;
use crate::meetings::{Item, Sitting};
use crate::policy::{Phase, Treatment};
use crate::quorum::of_item;
use crate::votes::{State, tally};

/// How everybody stands on everything, with every ground for it, in whatever order the grounds were found.
fn standings(sitting: &Sitting) -> Vec<(Treatment, BTreeSet<String>)> {
    let of = |item: &Item| sitting.people.keys().map(|person| standing(sitting, item, *person)).collect::<Vec<_>>();
    let told = sitting.items.iter().flat_map(of);
    told.map(|how| (how.treatment, how.proposal.grounds.iter().map(|ground| format!("{ground:?}")).collect())).collect()
}

/// C1.2: in which order interests were declared is irrelevant.
fn the_order_of_declarations_is_irrelevant(sitting: &Sitting) {
    let mut other = sitting.clone();
    other.interests.reverse();
    assert_eq!(standings(sitting), standings(&other));
}

/// C2: nobody rules on themself.
fn nobody_rules_on_themself(sitting: &Sitting) {
    assert!(sitting.book.rulings.iter().all(|ruling| ruling.by != ruling.person));
}

/// C6.1: no vote is in a count whose holder may not vote on the item; of a decided item as of its decision.
fn no_excluded_vote_is_counted(sitting: &Sitting) {
    for item in &sitting.items {
        for at in sitting.concerned(item) {
            let decided = sitting.decided(item.id, at.committee.id);
            let then = decided.map(|decided| sitting.as_of(usize::try_from(decided.order).unwrap()));
            let then = then.as_ref().unwrap_or(sitting);
            for seat in tally(then, &then.room(), item, at).seats {
                let counted = matches!(seat.state, State::For | State::Against | State::Abstained);
                let may = standing(then, item, seat.person).rights(Phase::Decision, then.is_private(item), Some(at)).vote;
                assert!(may || !counted, "{} on item {}: {:?}", then.name(seat.person), item.number, seat.state);
            }
        }
    }
}

/// What of a book a clerk's slip must not change: who presides, the count, whether there is a quorum.
fn counts(sitting: &Sitting) -> Vec<String> {
    let room = sitting.room();
    let told = |item: &Item| {
        let of = sitting.concerned(item).map(|at| {
            let (count, quorum) = (tally(sitting, &room, item, at), of_item(sitting, &room, item, at).quorate);
            let presides = presiding(sitting, &room, item, at).map(|person| sitting.name(person));
            format!("{}: {}/{}/{} {:?} {quorum} {presides:?}", item.number, count.for_, count.against, count.abstained, count.carried)
        });
        of.collect::<Vec<_>>()
    };
    sitting.items.iter().flat_map(told).collect()
}

/// C10: an act that is struck and written again in its place leaves all as it was. Whether it was tried.
pub(super) fn struck_and_written_again(scene: &mut Scene, which: usize) -> bool {
    let (was, clock) = (scene.sitting.clone(), scene.now());
    let act = was.book.acts.get(which % was.book.acts.len()).unwrap().clone();
    let alone = was.book.acts.iter().filter(|other| other.place.at == act.place.at).count() == 1;
    let by = act.item().and_then(|id| was.item(id)).and_then(|item| {
        let at = was.concerned(item).next()?;
        presiding(&was, &was.room(), item, at)
    });
    let mut tried = false;
    if alone
        && let Some(id) = act.id
        && strike(scene, id, by) == "taken"
    {
        scene.set(act.place.at);
        if enter(scene, act.said.clone()) == "taken" {
            tried = true;
            assert_eq!(counts(&scene.sitting), counts(&was), "{:?} was struck and written again", act.said);
        }
    }
    scene.sitting = was;
    scene.set(clock);
    tried
}

/// All of it.
pub(super) fn holds(sitting: &Sitting) {
    nobody_rules_on_themself(sitting);
    the_order_of_declarations_is_irrelevant(sitting);
    no_excluded_vote_is_counted(sitting);
}
