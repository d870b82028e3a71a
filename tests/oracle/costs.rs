//! What a clause costs to answer is never more than was reckoned when it was entered, and whatever
//! is entered, or was once, ends.

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use quorate::budget::Steps;
use quorate::committees::expression::True;
use quorate::committees::rules::cost::{MOST_STEPS, costs};
use quorate::committees::rules::{faults_of, sharing};
use quorate::committees::{
    Appointment, Capacity, Committee, CommitteeKind, Each, Expression, Membership, MembershipClass, Office, Selector, Terms,
};
use quorate::ids::{CommitteeId, MeetingId, MembershipId, OrganisationId, PersonId};
use quorate::meetings::rules::MeetingState;
use quorate::meetings::{Book, CommitteeAtMeeting, Meeting, Room, Sitting};
use quorate::moment::Date;
use quorate::organisations::{Graph, OrganisationKind};
use quorate::policy::{Overrides, PackName, Policy, packs};
use quorate::quorum::rules::evaluate::{Question, within};
use quorate::quorum::unexcluded;

const TAGS: [&str; 3] = ["clinician", "independent", "practice_manager"];

fn one_of<T: Clone + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> + Clone {
    (0..all.len()).prop_map(|n| all[n].clone())
}

fn leaf() -> impl Strategy<Value = Selector> + Clone {
    prop_oneof![
        3 => Just(Selector::Anyone),
        4 => any::<bool>().prop_map(|no| Selector::Voting(!no)),
        2 => one_of(MembershipClass::ALL).prop_map(Selector::Membership),
        6 => one_of(&[Capacity::Lay, Capacity::Gp, Capacity::Officer, Capacity::Nurse]).prop_map(Selector::Capacity),
        4 => one_of(&TAGS).prop_map(|tag| Selector::Tag(tag.into())),
        1 => (0..2u8).prop_map(|n| Selector::Seat(format!("s{n}"))),
        2 => one_of(Office::ALL).prop_map(Selector::Office),
        2 => Just(Selector::Presiding(True)),
        2 => (0..3u8).prop_map(|n| Selector::Organisation(format!("B{n}"))),
        1 => one_of(&[OrganisationKind::Commissioner, OrganisationKind::GpPractice]).prop_map(Selector::OrganisationKind),
    ]
}

fn selector() -> impl Strategy<Value = Selector> + Clone {
    prop_oneof![
        5 => leaf().boxed(),
        1 => vec(leaf(), 1..3).prop_map(Selector::Any).boxed(),
        1 => vec(leaf(), 1..3).prop_map(Selector::Both).boxed(),
        1 => (leaf(), leaf()).prop_map(|pair| Selector::Except(Box::new(pair))).boxed(),
    ]
}

/// Clauses as large and as deep as anybody may send.
fn large() -> BoxedStrategy<Expression> {
    let number = || prop_oneof![3 => Just(1_u32), 2 => 2..5_u32, 1 => 5..30_u32];
    let leaf = prop_oneof![
        6 => (number(), selector()).prop_map(|(n, of)| Expression::AtLeast(n, of)),
        1 => (number(), selector()).prop_map(|(n, of)| Expression::Exactly(n, of)),
        2 => (1..14_u32, vec(selector(), 2..28)).prop_map(|(k, of)| Expression::Kinds(k, of)),
        1 => (selector(), selector()).prop_map(|(of, over)| Expression::Majority { of, over }),
    ];
    let deep = leaf.prop_recursive(5, 180, 14, |inner| {
        prop_oneof![
            4 => vec(inner.clone(), 2..14).prop_map(Expression::All),
            4 => vec(inner.clone(), 2..14).prop_map(Expression::Any),
            1 => inner.clone().prop_map(|e| Expression::Distinct(Box::new(e))),
            1 => inner.clone().prop_map(|e| Expression::Not(Box::new(e))),
            1 => (inner, proptest::option::of(1..9_u32))
                .prop_map(|(e, at_least)| Expression::Each { each: Each::Organisation, satisfies: Box::new(e), at_least }),
        ]
    });
    deep.prop_map(|e| Expression::Distinct(Box::new(e))).boxed()
}

/// A committee of so many seats, some of them of other bodies.
fn terms(seats: u8, quorum: Expression) -> Terms {
    let seat = |n: u8| {
        let capacity = [Capacity::Lay, Capacity::Gp, Capacity::Officer, Capacity::Nurse][usize::from(n) % 4];
        let mut seat = serde_json::json!({"id": format!("s{n}"), "capacity": capacity, "voting": n % 5 != 4});
        if matches!(n % 3, 1 | 2) {
            seat["organisation"] = serde_json::json!(format!("B{}", n % 7));
        }
        seat
    };
    let seats: Vec<_> = (0..seats).map(seat).collect();
    serde_json::from_value(serde_json::json!({"from": "2015-01-01", "seats": seats, "quorum": quorum})).unwrap()
}

/// A meeting of one committee under these terms, every seat held; in some somebody holds two seats, one of them shared.
fn sitting(terms: Terms, knotted: bool) -> Sitting {
    let committee = Committee {
        id: CommitteeId::new(),
        organisation: OrganisationId::new(),
        partners: Vec::new(),
        name: "Committee".into(),
        kind: CommitteeKind::Committee,
        delegated_primary_care: false,
    };
    let day: Date = "2018-03-06".parse().unwrap();
    let holds = |seat: &str, person: PersonId| Membership {
        id: MembershipId::new(),
        says: Appointment { committee: committee.id, seat: seat.to_owned(), person, from: terms.from, to: None, deputy_for: None },
    };
    let mut memberships: Vec<Membership> = terms.seats.iter().map(|seat| holds(&seat.id, PersonId::new())).collect();
    if knotted {
        // A knot of three.
        memberships.push(holds(&terms.seats[0].id, memberships[1].person));
    }
    let meeting = Meeting {
        id: MeetingId::new(),
        reference: "made up".into(),
        date: day,
        state: MeetingState::Called,
        committees: vec![committee.id],
        private: false,
        replies_until: None,
    };
    let at = CommitteeAtMeeting {
        organisation_code: "B0".into(),
        organisation_name: "Body".into(),
        deciders: BTreeMap::new(),
        rolls: memberships.clone(),
        memberships,
        policy: Policy::new(packs::named(PackName::Ccg2017).unwrap(), day, &Overrides::default()),
        terms: Some(terms),
        committee,
    };
    Sitting {
        meeting,
        bodies: Graph::default(),
        people: BTreeMap::new(),
        apart: quorate::meetings::rules::namesakes::Apart::default(),
        committees: vec![at],
        interests: Vec::new().into(),
        told_here: BTreeSet::new(),
        dispensations: Vec::new(),
        items: Vec::new(),
        earlier: Vec::new(),
        elsewhere: Vec::new().into(),
        brought: Vec::new(),
        carried: BTreeSet::new(),
        day,
        judged: None,
        to_confirm: Vec::new(),
        never_declared: BTreeMap::new(),
        book: Book::default(),
    }
}

/// What an answer took, what it was reckoned to take at most, and whether it ended for want of more.
fn taken(sitting: &Sitting) -> (u64, u64, bool) {
    let at = &sitting.committees[0];
    let terms = at.terms.as_ref().unwrap();
    let room = Room { present: at.memberships.iter().map(|held| held.person).collect(), ..Room::default() };
    let bench = unexcluded(sitting, &room, at, at.memberships.first().map(|held| held.person));
    let steps = Steps::of(MOST_STEPS);
    let clause = within(&terms.quorum, Question { bench: &bench, item: None, committees: std::slice::from_ref(&bench) }, &steps);
    assert!(!(steps.is_spent() && clause.satisfied), "what is not known is not met");
    let pairs: Vec<_> = at.memberships.iter().map(|held| (held.seat.as_str(), held.person)).collect();
    let (_, reckoned) = costs(terms, sharing::knotted(&pairs)).next().unwrap();
    (steps.taken(), reckoned, steps.is_spent())
}

#[test]
fn the_worst_that_may_be_entered_is_answered_and_the_rest_ends() {
    let mut runner = TestRunner::deterministic();
    let (mut entered, mut refused, mut dearest) = (0, 0, 0);
    for n in 0..400 {
        let quorum = large().new_tree(&mut runner).unwrap().current();
        let terms = terms([3, 12, 40, 200][n % 4], quorum);
        let faults = faults_of(&terms);
        let (taken, reckoned, spent) = taken(&sitting(terms, n % 3 == 0));
        if faults.is_empty() && reckoned <= MOST_STEPS {
            entered += 1;
            dearest = dearest.max(taken);
            assert!(!spent && taken <= reckoned, "{taken} of {reckoned}");
        } else {
            refused += 1;
            assert!(taken <= 2 * MOST_STEPS + 100_000, "{taken}");
        }
    }
    assert!(entered >= 40 && refused >= 40, "{entered} entered and {refused} refused show little");
    assert!(dearest > 1000, "nothing that was entered was dear: {dearest}");
}
