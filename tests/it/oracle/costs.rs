//! What a clause costs to answer is never more than was reckoned when it was entered, and whatever
//! is entered, or was once, ends.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use quorate::budget::Steps;
use quorate::committees::rules::cost::{MOST_STEPS, costs};
use quorate::committees::rules::faults_of;
use quorate::committees::rules::sharing;
use quorate::committees::{Capacity, Each, Expression, Terms};
use quorate::meetings::{CommitteeAtMeeting, Item, Room, Sitting};
use quorate::quorum::rules::evaluate::{Question, within};
use quorate::quorum::{CountedSeats, bench};

use super::building::sitting;
use super::committees::{plan, selector};
use super::config;

fn knotted(at: &CommitteeAtMeeting) -> usize {
    let pairs: Vec<_> = at.memberships.iter().map(|held| (held.seat.as_str(), held.person)).collect();
    sharing::knotted(&pairs)
}

/// What an answer took, what it was reckoned to take at most, and whether it ended for want of more.
fn taken(sitting: &Sitting, room: &Room, item: &Item, at: &CommitteeAtMeeting, budget: u64) -> (u64, u64, bool) {
    let terms = at.terms.as_ref().unwrap();
    let presider = super::first::presiding(sitting, room, item);
    let benches: Vec<CountedSeats> = sitting.concerned(item).map(|at| bench(sitting, room, item, at, presider)).collect();
    let own = bench(sitting, room, item, at, presider);
    let steps = Steps::of(budget);
    let clause = within(&terms.quorum, Question { bench: &own, item: Some(item), committees: &benches }, &steps);
    assert!(!(steps.is_spent() && clause.satisfied), "what is not known is not met");
    let (_, reckoned) = costs(terms, knotted(at)).next().unwrap();
    // For each committee that is asked.
    (steps.taken(), reckoned.saturating_mul(benches.len() as u64), steps.is_spent())
}

proptest! {
    #![proptest_config(config("tests/it/oracle/regressions/costs.txt"))]

    #[test]
    fn no_answer_costs_more_than_was_reckoned(plan in plan(false)) {
        let sitting = sitting(&plan);
        let room = sitting.room();
        for item in &sitting.items {
            for at in sitting.concerned(item) {
                let (taken, reckoned, _) = taken(&sitting, &room, item, at, u64::MAX);
                prop_assert!(taken <= reckoned, "{taken} steps instead of {reckoned} at most");
            }
        }
    }
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

#[test]
fn the_worst_that_may_be_entered_is_answered_and_the_rest_ends() {
    let mut runner = TestRunner::deterministic();
    let base = sitting(&plan(false).new_tree(&mut runner).unwrap().current());
    let (mut entered, mut refused, mut dearest) = (0, 0, 0);
    for n in 0..400 {
        let quorum = large().new_tree(&mut runner).unwrap().current();
        let terms = terms([3, 12, 40, 200][n % 4], quorum);
        let faults = faults_of(&terms);
        let mut sitting = base.clone();
        let (mut item, committee) = (sitting.items[0].clone(), sitting.committees[0].committee.clone());
        item.committees.clear();
        sitting.items = vec![item.clone()];
        sitting.book = quorate::meetings::Book::default();
        let at = &mut sitting.committees[0];
        at.memberships.clear();
        for (place, seat) in terms.seats.iter().enumerate() {
            let person = quorate::ids::PersonId::new();
            let seat = seat.id.clone();
            let says =
                quorate::committees::Appointment { committee: committee.id, seat, person, from: terms.from, to: None, deputy_for: None };
            at.memberships.push(quorate::committees::Membership { id: quorate::ids::MembershipId::new(), says });
            if (n % 3, place) == (0, 1) {
                // Somebody in two seats, one of them shared: a knot of three.
                let mut other = at.memberships[1].clone();
                other.says.seat.clone_from(&terms.seats[0].id);
                at.memberships.push(other);
            }
        }
        at.terms = Some(terms);
        sitting.committees.truncate(1);
        let mut room = Room::default();
        room.present.extend(sitting.committees[0].memberships.iter().map(|held| held.person));
        let at = &sitting.committees[0];
        let (taken, reckoned, spent) = taken(&sitting, &room, &item, at, MOST_STEPS);
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
