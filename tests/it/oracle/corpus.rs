//! The smallest meetings over which the two readings have quarrelled, each with the sentence of the
//! rulebook that decides. Seeds of random meetings go stale when the generator changes; these do not.

use quorate::committees::{Base, Basis, Capacity, Counting, Expression, Fraction, Rounding, Selector, Then, VotingRule, Weight};
use quorate::declarations::Category;
use quorate::meetings::Sitting;
use quorate::policy::{PackName, Purpose, Treatment};

use super::building::{person, sitting};
use super::committees::{
    AffectedPlan, CommitteePlan, EarlierPlan, InterestPlan, ItemPlan, PEOPLE, Plan, PolicyPlan, SeatPlan, Step, VotingPlan,
};
use super::{first, reading};
use quorate::policy::Stage;

const SEAT: SeatPlan =
    SeatPlan { capacity: Capacity::Lay, tags: 0, body: None, voting: true, weight: None, membership: None, held: 0, deputy: None };

fn committee(seats: usize) -> CommitteePlan {
    CommitteePlan {
        body: 0,
        seats: vec![SEAT; seats],
        chair: 0,
        vice: 1,
        succession: Vec::new(),
        then: Then::Elect,
        quorum: Expression::AtLeast(0, Selector::Anyone),
        counting: Counting::default(),
        voting: VotingPlan { rule: VotingRule::SimpleMajority, threshold: (1, 2), basis: Basis::Cast, weights: Vec::new(), casting: true },
        policy: PolicyPlan {
            pack: PackName::Ccg2014,
            permitted: 0,
            sticky_from: None,
            look_back: None,
            cells: Vec::new(),
            floors: Vec::new(),
        },
        opening: true,
    }
}

/// One decision before one committee of three, all present, nobody with an interest.
fn meeting() -> Plan {
    Plan {
        tags: vec![0; PEOPLE],
        stakes: Vec::new(),
        committees: vec![committee(3)],
        interests: Vec::new(),
        items: vec![ItemPlan {
            purpose: Purpose::Decision,
            stage: None,
            affects: Vec::new(),
            procurement: 0,
            private: false,
            value: None,
            decision_type: false,
            committee: 0,
            part: false,
        }],
        earlier: Vec::new(),
        private: false,
        called: false,
        arrivals: vec![0; PEOPLE],
        steps: Vec::new(),
    }
}

fn owner(who: u8) -> InterestPlan {
    InterestPlan {
        person: who,
        category: Category::Financial,
        body: Some(2),
        related: None,
        underlying: None,
        from: 0,
        to: 0,
        declared: 0,
        mitigation: None,
    }
}

fn quorum_of_both(sitting: &Sitting) -> (bool, bool) {
    let (room, item, at) = (sitting.room(), &sitting.items[0], &sitting.committees[0]);
    (first::quorum(sitting, &room, item, at), reading::quorum::quorum(sitting, &room, item, at))
}

/// Section 5, Packs: "floor for own_body: `present_then_leave` in procurement and award" (`ccg_2016`).
/// In common with a committee under `ccg_2014`, which has no floor, the stricter of the two binds.
#[test]
fn in_common_a_floor_of_either_policy_is_a_floor() {
    let mut plan = meeting();
    let mut other = committee(3);
    other.policy.pack = PackName::Ccg2016;
    plan.committees.push(other);
    plan.interests = vec![owner(0)];
    plan.items[0].affects = vec![AffectedPlan::Body(2)];
    let sitting = sitting(&plan);
    let item = &sitting.items[0];
    assert_eq!(reading::conflicts::floor(&sitting, item, person(0)), Some(Treatment::PresentThenLeave));
    assert_eq!(first::floor(&sitting, item, person(0)), Some(Treatment::PresentThenLeave));
}

/// Section 3: "a sticky exclusion also proposes"; section 5: "A proposal that is not permitted becomes
/// the next more restrictive one that is." `leave` is not permitted here, `leave_no_papers` is.
#[test]
fn a_sticky_exclusion_proposes_only_what_is_permitted() {
    let mut plan = meeting();
    plan.committees[0].policy.permitted = 2;
    plan.items[0].procurement = 1;
    plan.earlier = vec![EarlierPlan {
        person: 0,
        treatment: Treatment::Leave,
        stage: Stage::Evaluation,
        procurement: 1,
        same_day: false,
        position: 0,
    }];
    let sitting = sitting(&plan);
    let item = &sitting.items[0];
    assert_eq!(reading::conflicts::proposal(&sitting, item, person(0)), Treatment::LeaveNoPapers);
    assert_eq!(first::proposal(&sitting, item, person(0)), Treatment::LeaveNoPapers);
}

/// Section 5, General: a part "has its own phase, rulings, votes and decision, and takes the rest from
/// its item": who was named to preside is of the rest.
#[test]
fn whoever_is_named_to_preside_over_an_item_presides_over_its_parts() {
    let mut plan = meeting();
    plan.items[0].part = true;
    plan.steps = vec![Step::Name(0, 1)];
    let sitting = sitting(&plan);
    let (room, part) = (sitting.room(), &sitting.items[1]);
    assert_eq!(part.part_of, Some(sitting.items[0].id));
    assert_eq!(reading::presiding::presiding(&sitting, &room, part), Some(person(1)));
    assert_eq!(first::presiding(&sitting, &room, part), Some(person(1)));
}

/// Section 5, Counting: "tags of seat and person both serve". The second of three is a cfo by a tag of
/// their own, so the base of everybody but the cfo is two seats and not three: with both of those
/// counted, all of it is there.
#[test]
fn whoever_a_fraction_cannot_count_is_not_in_its_base() {
    for base in [Base::Established, Base::Filled, Base::Eligible] {
        let mut plan = meeting();
        plan.tags[1] = 2;
        let of = Selector::Except(Box::new((Selector::Anyone, Selector::Tag("cfo".into()))));
        plan.committees[0].quorum =
            Expression::Fraction { fraction: Fraction { numerator: 1, denominator: 1 }, of, base, round: Rounding::Up };
        assert_eq!(quorum_of_both(&sitting(&plan)), (true, true), "{base}");
    }
}

/// Section 6: "`eligible` leaves out holders whom the `counts` column leaves out". The shared seat is a
/// cfo's only through the holder who is left out, so no cfo's seat is eligible.
#[test]
fn a_shared_seat_is_not_eligible_through_a_holder_who_is_left_out() {
    let mut plan = meeting();
    plan.committees[0].seats[2].held = 1;
    plan.tags[3] = 2;
    plan.steps = vec![Step::Rule(0, 3, Treatment::Leave)];
    let fraction = Fraction { numerator: 1, denominator: 2 };
    plan.committees[0].quorum =
        Expression::Fraction { fraction, of: Selector::Tag("cfo".into()), base: Base::Eligible, round: Rounding::Up };
    assert_eq!(quorum_of_both(&sitting(&plan)), (true, true));
}

/// Section 5, Votes: "all six counts are weights"; section 6: seats of an organisation that `weights`
/// does not name "have their own `weight`, else 1". No rule of voting is excepted.
#[test]
fn a_seat_has_its_own_weight_under_every_rule_of_voting() {
    let mut plan = meeting();
    plan.committees[0].seats[0].weight = Some(3);
    plan.steps = vec![Step::Poll(0, 0, vec![0, 1, 1])];
    let sitting = sitting(&plan);
    let (room, item, at) = (sitting.room(), &sitting.items[0], &sitting.committees[0]);
    for counts in [reading::tally::tally(&sitting, &room, item, at), first::tally(&sitting, &room, item, at)] {
        assert_eq!((counts.for_, counts.against, counts.carried), (Weight::new(3, 1), Weight::new(2, 1), true));
    }
}

/// Section 2: a casting vote belongs "never to a conflicted person"; section 5: "A later exclusion takes
/// a vote away". The chair abstained, so the tie
/// stays when the chair is excluded.
#[test]
fn a_later_exclusion_takes_the_casting_vote_away_too() {
    let mut plan = meeting();
    plan.steps = vec![Step::Poll(0, 0, vec![2, 0, 1]), Step::Casting(0, 0, true), Step::Rule(0, 0, Treatment::Leave)];
    let sitting = sitting(&plan);
    let (room, item, at) = (sitting.room(), &sitting.items[0], &sitting.committees[0]);
    for counts in [reading::tally::tally(&sitting, &room, item, at), first::tally(&sitting, &room, item, at)] {
        assert_eq!((counts.for_, counts.against), (Weight::ONE, Weight::ONE));
        assert!(!counts.carried && counts.casting_vote_needed);
    }
}
