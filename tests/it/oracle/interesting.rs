//! Whether the random meetings are worth quarrelling over: how often each hard thing comes about in
//! a fixed run of a thousand.

use std::collections::BTreeMap;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use quorate::committees::{Expression, VotingRule};
use quorate::meetings::{CommitteeAtMeeting, Item, Room, Sitting};
use quorate::policy::Treatment;

use super::building::{person, sitting};
use super::committees::{PEOPLE, plan};
use super::reading::conflicts::{proposal, ruling, standing, struck_by_later_ruling};
use super::reading::presiding::presiding;
use super::reading::quorum::{is_counted, quorum_now};
use super::reading::tally::{State, state, tally};

/// The same clause without its `distinct`.
fn indistinct(expression: &Expression) -> Expression {
    let all = |list: &[Expression]| list.iter().map(indistinct).collect();
    match expression {
        Expression::Distinct(inner) => indistinct(inner),
        Expression::All(list) => Expression::All(all(list)),
        Expression::Any(list) => Expression::Any(all(list)),
        Expression::Not(inner) => Expression::Not(Box::new(indistinct(inner))),
        Expression::When(when, then) => Expression::When(when.clone(), Box::new(indistinct(then))),
        Expression::Each { each, satisfies, at_least } => {
            Expression::Each { each: *each, satisfies: Box::new(indistinct(satisfies)), at_least: *at_least }
        }
        leaf => leaf.clone(),
    }
}

fn of_the_quorum(sitting: &Sitting, room: &Room, item: &Item, at: &CommitteeAtMeeting) -> Vec<&'static str> {
    let now = |room: &Room, at: &CommitteeAtMeeting| quorum_now(sitting, room, item, at, false);
    let quorate = now(room, at);
    let mut seen = vec![if quorate { "quorate" } else { "inquorate" }];
    let without = |who| {
        let mut without = room.clone();
        without.present.remove(&who);
        without
    };
    if room.present.iter().any(|who| is_counted(sitting, room, item, at, *who) && now(&without(*who), at) != quorate) {
        seen.push("quorum at its edge");
    }
    if quorum_now(sitting, room, item, at, true) != quorate {
        seen.push("quorum decided by a conflict");
    }
    let mut plain = at.clone();
    let terms = plain.terms.as_mut().unwrap();
    terms.quorum = indistinct(&terms.quorum);
    if now(room, &plain) != quorate {
        seen.push("quorum decided by distinct");
    }
    seen
}

fn of_the_vote(sitting: &Sitting, room: &Room, item: &Item, at: &CommitteeAtMeeting) -> Vec<&'static str> {
    let mut seen = Vec::new();
    let counts = tally(sitting, room, item, at);
    for (found, what) in [
        (counts.carried, "carried"),
        (!counts.carried && !counts.for_.is_zero(), "not carried"),
        (counts.casting_vote_needed, "casting vote needed"),
        (counts.for_ == counts.against && !counts.for_.is_zero(), "tie"),
        (counts.carried && at.terms.as_ref().unwrap().voting.rule == VotingRule::EachOrganisation, "every organisation for it"),
    ] {
        seen.extend(found.then_some(what));
    }
    for seat in at.seats().iter().filter(|seat| seat.voting) {
        seen.push(match state(sitting, room, item, at, seat) {
            State::Voted(_) => "voted",
            State::Excluded => "excluded",
            State::Absent => "absent",
            State::NotVoting => "not voting",
            State::Vacant => "vacant",
        });
    }
    let uncounted = |vote: &&quorate::meetings::Vote| vote.item == item.id && vote.committee == at.committee.id;
    for vote in sitting.book.votes.iter().filter(uncounted) {
        if struck_by_later_ruling(sitting, item, vote.person, vote.order) {
            seen.push("vote struck by a ruling");
        } else if standing(sitting, item, vote.person) > Treatment::Note {
            seen.push("vote not counted because of a proposal");
        }
    }
    seen
}

fn of_the_people(sitting: &Sitting, room: &Room, item: &Item) -> Vec<&'static str> {
    let mut seen = Vec::new();
    let presides = presiding(sitting, room, item);
    seen.push(if presides.is_none() { "nobody presides" } else { "somebody presides" });
    if sitting.book.namings.iter().any(|naming| naming.item == item.id && Some(naming.person) == presides) {
        seen.push("the named person presides");
    }
    for who in (0..PEOPLE as u8).map(person) {
        let (stands, ruled) = (standing(sitting, item, who), ruling(sitting, item.id, who).map(|ruling| ruling.treatment));
        if room.present.contains(&who) && stands > Treatment::Note {
            seen.push("somebody conflicted in the room");
        }
        if ruled.is_none() && stands != proposal(sitting, item, who) {
            seen.push("a ruling on another item holds");
        }
        if ruled.is_some_and(|ruled| ruled < stands) {
            seen.push("a ruling on another item holds against one on this");
        }
    }
    seen
}

#[test]
fn the_random_meetings_reach_what_is_hard() {
    let mut runner = TestRunner::deterministic();
    let mut met: BTreeMap<&str, u32> = BTreeMap::new();
    for _ in 0..1000 {
        let sitting = sitting(&plan(false).new_tree(&mut runner).unwrap().current());
        let room = sitting.room();
        let mut seen = Vec::new();
        if !room.sitting_for.is_empty() {
            seen.push("a deputy sits");
        }
        if room.sitting_for.iter().any(|((one, _), sits)| room.sitting_for.iter().any(|((other, _), too)| sits == too && one != other)) {
            seen.push("a deputy sits in two committees");
        }
        if !room.remote.is_empty() {
            seen.push("somebody is remote");
        }
        for item in &sitting.items {
            seen.extend(item.part_of.map(|_| "a part of an item"));
            seen.extend(of_the_people(&sitting, &room, item));
            for at in sitting.concerned(item) {
                seen.extend(of_the_quorum(&sitting, &room, item, at));
                seen.extend(of_the_vote(&sitting, &room, item, at));
            }
        }
        seen.sort_unstable();
        seen.dedup();
        for what in seen {
            *met.entry(what).or_default() += 1;
        }
    }
    for (what, least) in [
        ("quorate", 200),
        ("inquorate", 340),
        ("quorum at its edge", 80),
        ("quorum decided by a conflict", 15),
        ("quorum decided by distinct", 40),
        ("carried", 60),
        ("not carried", 120),
        ("tie", 40),
        ("casting vote needed", 11),
        ("every organisation for it", 1),
        ("voted", 260),
        ("excluded", 210),
        ("absent", 260),
        ("not voting", 440),
        ("vacant", 130),
        ("vote struck by a ruling", 40),
        ("vote not counted because of a proposal", 30),
        ("nobody presides", 90),
        ("somebody presides", 440),
        ("the named person presides", 50),
        ("somebody conflicted in the room", 310),
        ("a ruling on another item holds", 40),
        ("a ruling on another item holds against one on this", 4),
        ("a deputy sits", 60),
        ("a deputy sits in two committees", 1),
        ("somebody is remote", 310),
        ("a part of an item", 120),
    ] {
        let found = met.get(what).copied().unwrap_or(0);
        assert!(found >= least, "'{what}' came about in {found} of 1000 meetings, less than {least}: {met:#?}");
    }
}
