//! What must hold of the first reading whatever the second says.

use proptest::prelude::*;

use quorate::committees::{Persistence, Weight};
use quorate::ids::PersonId;
use quorate::meetings::Choice;
use quorate::policy::Treatment;
use quorate::quorum::rules::forecast::without;
use quorate::quorum::rules::item::live;
use quorate::quorum::{Expectation, everybody_attending, forecast};

use super::building::{person, sitting, stakes};
use super::committees::{BODIES, PEOPLE, plan};
use super::reading::quorum::is_counted;
use super::reading::tally::weight;
use super::{config, first};

proptest! {
    #![proptest_config(config("tests/it/oracle/regressions/properties.txt"))]

    /// C5.1. The clauses are those that a going cannot satisfy; bases of fractions do not depend on
    /// the room.
    #[test]
    fn nobodys_going_makes_an_item_quorate_that_was_not(plan in plan(true)) {
        let mut sitting = sitting(&plan);
        for at in &mut sitting.committees {
            at.terms.as_mut().unwrap().counting.when = Persistence::PerVote;
        }
        let room = sitting.room();
        for item in &sitting.items {
            for at in sitting.concerned(item) {
                if first::quorum(&sitting, &room, item, at) {
                    continue;
                }
                for who in room.present.iter().filter(|who| is_counted(&sitting, &room, item, at, **who)) {
                    let mut without = room.clone();
                    without.present.remove(who);
                    prop_assert!(!first::quorum(&sitting, &without, item, at), "{} quorate without {}", item.number, who);
                }
            }
        }
    }

    /// C5.3: a forecast looks at each absence without setting the room up anew; it says what doing so
    /// would say.
    #[test]
    fn a_forecast_says_what_each_absence_would_do(plan in plan(false)) {
        let sitting = sitting(&plan);
        let room = sitting.room();
        let full = everybody_attending(&sitting, &room, false);
        for item in &sitting.items {
            for at in sitting.concerned(item) {
                let found = forecast(&sitting, &room, item, at);
                let breaks_it = |who: &PersonId| !live(&sitting, &without(&full, *who), item, at, false).quorate;
                let (expectation, depends_on) = if live(&sitting, &full, item, at, false).quorate {
                    let depends_on: Vec<PersonId> = full.present.iter().copied().filter(breaks_it).collect();
                    (if depends_on.is_empty() { Expectation::Quorate } else { Expectation::Depends }, depends_on)
                } else {
                    (Expectation::Inquorate, Vec::new())
                };
                prop_assert_eq!(found.expectation, expectation);
                prop_assert_eq!(found.depends_on, depends_on);
            }
        }
    }

    /// C2: whoever presides is unconflicted.
    #[test]
    fn nobody_presides_over_what_they_are_conflicted_on(plan in plan(false)) {
        let sitting = sitting(&plan);
        let room = sitting.room();
        for item in &sitting.items {
            if let Some(who) = first::presiding(&sitting, &room, item) {
                prop_assert!(first::standing(&sitting, item, who) <= Treatment::Note, "{} {}", item.number, who);
            }
        }
    }

    /// C6.1: a vote from an excluded seat, turned round, changes nothing.
    #[test]
    fn no_vote_is_counted_from_an_excluded_seat(plan in plan(false)) {
        let sitting = sitting(&plan);
        let room = sitting.room();
        for item in &sitting.items {
            for at in sitting.concerned(item) {
                let before = first::tally(&sitting, &room, item, at);
                for (n, vote) in sitting.book.votes.iter().enumerate() {
                    if vote.item == item.id && first::standing(&sitting, item, vote.person) > Treatment::Note {
                        let mut turned = sitting.clone();
                        turned.book.votes[n].choice = if vote.choice == Choice::For { Choice::Against } else { Choice::For };
                        prop_assert_eq!(before, first::tally(&turned, &room, item, at), "{} {}", item.number, vote.seat);
                    }
                }
            }
        }
    }

    /// Every weight of a filled voting seat is in one count, and of a vacant one in none.
    #[test]
    fn the_six_counts_are_all_the_votes_there_are(plan in plan(false)) {
        let sitting = sitting(&plan);
        let room = sitting.room();
        for item in &sitting.items {
            for at in sitting.concerned(item) {
                let counts = first::tally(&sitting, &room, item, at);
                let counted = [counts.for_, counts.against, counts.abstained, counts.excluded, counts.absent, counts.not_voting];
                let filled = at.seats().iter().filter(|seat| seat.voting && at.holders(&seat.id).next().is_some());
                prop_assert_eq!(counted.into_iter().sum::<Weight>(), filled.map(|seat| weight(at, seat)).sum::<Weight>());
            }
        }
    }

    #[test]
    fn the_order_of_declarations_is_irrelevant(plan in plan(false), turn in 0..6usize) {
        let sitting = sitting(&plan);
        let mut shuffled = sitting.clone();
        shuffled.interests.reverse();
        if !shuffled.interests.is_empty() {
            let turn = turn % shuffled.interests.len();
            shuffled.interests.rotate_left(turn);
        }
        for item in &sitting.items {
            for who in (0..PEOPLE as u8).map(person) {
                prop_assert_eq!(first::relations(&sitting, item, who), first::relations(&shuffled, item, who));
                prop_assert_eq!(first::proposal(&sitting, item, who), first::proposal(&shuffled, item, who));
                prop_assert_eq!(first::floor(&sitting, item, who), first::floor(&shuffled, item, who));
            }
        }
    }

    /// "Links all in one direction join it to a named organisation": chains are the links followed
    /// upwards only, or downwards only, as far as they go.
    #[test]
    fn bodies_are_linked_by_stakes_in_one_direction(plan in plan(false)) {
        let sitting = sitting(&plan);
        let stakes = stakes(&plan);
        let bodies: Vec<_> = sitting.bodies.bodies().map(|body| body.id).collect();
        for one in &bodies {
            for up in [true, false] {
                let mut reached = vec![*one];
                for _ in 0..BODIES {
                    for (holder, held) in &stakes {
                        let (from, to) = if up { (holder, held) } else { (held, holder) };
                        if reached.contains(from) && !reached.contains(to) {
                            reached.push(*to);
                        }
                    }
                }
                for other in reached.iter().filter(|other| *other != one) {
                    prop_assert!(sitting.bodies.chain(*one, |body| body.id == *other).is_some());
                }
            }
            for other in &bodies {
                if let Some(chain) = sitting.bodies.chain(*one, |body| body.id == *other) {
                    let up = chain.windows(2).all(|pair| stakes.contains(&(pair[0], pair[1])));
                    let down = chain.windows(2).all(|pair| stakes.contains(&(pair[1], pair[0])));
                    prop_assert!((up || down) && chain.first() == Some(one) && chain.last() == Some(other));
                }
            }
        }
    }
}
