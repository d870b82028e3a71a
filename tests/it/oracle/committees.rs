//! Random small committees and their meetings, as plans of small numbers (so that a failure shrinks)
//! that [`super::building`] makes into a sitting.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use quorate::committees::Basis;
use quorate::committees::expression::True;
use quorate::committees::{
    Base, Capacity, Condition, Conflicted, Counted, Counting, Deputies, Each, Expression, Fraction, MembershipClass, Office, Persistence,
    Rounding, Selector, Then, VotingRule,
};
use quorate::declarations::Category;
use quorate::money::Money;
use quorate::organisations::OrganisationKind;
use quorate::policy::{PackName, Phase, Purpose, Relation, Stage, StageGroup, Treatment};

pub const TAGS: [&str; 4] = ["lay_audit", "cfo", "independent", "local_gp"];
/// Eight people who may hold seats, and two who may only deputise.
pub const MEMBERS: usize = 8;
pub const PEOPLE: usize = 10;
/// Two commissioners, two practices, a federation, a company: `B0` to `B5`.
pub const BODIES: usize = 6;

#[derive(Debug, Clone)]
pub struct SeatPlan {
    pub capacity: Capacity,
    pub tags: u8,
    pub body: Option<u8>,
    pub voting: bool,
    pub weight: Option<u8>,
    pub membership: Option<MembershipClass>,
    /// 0 its own person, 1 its own and the next, 2 the person of the seat before, 3 nobody.
    pub held: u8,
    pub deputy: Option<u8>,
}

#[derive(Debug, Clone)]
pub struct PolicyPlan {
    pub pack: PackName,
    pub permitted: u8,
    pub sticky_from: Option<Stage>,
    pub look_back: Option<u8>,
    pub cells: Vec<(Relation, StageGroup, Treatment)>,
    pub floors: Vec<(Relation, StageGroup, Treatment)>,
}

#[derive(Debug, Clone)]
pub struct VotingPlan {
    pub rule: VotingRule,
    pub threshold: (u32, u32),
    pub basis: Basis,
    pub weights: Vec<(u8, u8)>,
    pub casting: bool,
}

#[derive(Debug, Clone)]
pub struct CommitteePlan {
    pub body: u8,
    pub seats: Vec<SeatPlan>,
    /// The seats that are chair and vice-chair; beyond the last, nobody is.
    pub chair: u8,
    pub vice: u8,
    pub succession: Vec<u8>,
    pub then: Then,
    pub quorum: Expression,
    pub counting: Counting,
    pub voting: VotingPlan,
    pub policy: PolicyPlan,
    pub opening: bool,
}

#[derive(Debug, Clone)]
pub struct InterestPlan {
    pub person: u8,
    pub category: Category,
    pub body: Option<u8>,
    pub related: Option<u8>,
    pub underlying: Option<Category>,
    pub from: u8,
    pub to: u8,
    pub declared: u8,
    pub mitigation: Option<(Treatment, Option<u8>, bool)>,
}

#[derive(Debug, Clone)]
pub enum AffectedPlan {
    Body(u8),
    Class(OrganisationKind, Option<u8>, Option<u8>),
    Person(u8),
}

#[derive(Debug, Clone)]
pub struct ItemPlan {
    pub purpose: Purpose,
    pub stage: Option<Stage>,
    pub affects: Vec<AffectedPlan>,
    pub procurement: u8,
    pub private: bool,
    pub value: Option<u32>,
    pub decision_type: bool,
    pub committee: u8,
    /// It has a part of its own.
    pub part: bool,
}

#[derive(Debug, Clone)]
pub struct EarlierPlan {
    pub person: u8,
    pub treatment: Treatment,
    pub stage: Stage,
    pub procurement: u8,
    pub same_day: bool,
    pub position: u8,
}

#[derive(Debug, Clone)]
pub enum Step {
    Leave(u8),
    Return(u8),
    /// The holders of a seat go and the deputy comes.
    Deputy(u8, u8),
    Rule(u8, u8, Treatment),
    Name(u8, u8),
    Begin(u8, Phase, bool),
    Vote(u8, u8, u8, u8),
    /// Every seat that can: 0 for, 1 against, 2 abstains, 3 does not vote.
    Poll(u8, u8, Vec<u8>),
    Casting(u8, u8, bool),
}

#[derive(Debug, Clone)]
pub struct Plan {
    pub tags: Vec<u8>,
    pub stakes: Vec<(u8, u8)>,
    pub committees: Vec<CommitteePlan>,
    pub interests: Vec<InterestPlan>,
    pub items: Vec<ItemPlan>,
    pub earlier: Vec<EarlierPlan>,
    pub private: bool,
    pub called: bool,
    /// Each person: 0 to 5 in the room, 6 remotely, 7 never came.
    pub arrivals: Vec<u8>,
    pub steps: Vec<Step>,
}

fn one_of<T: Clone + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> + Clone {
    (0..all.len()).prop_map(|n| all[n].clone())
}

fn rarely() -> impl Strategy<Value = bool> + Clone {
    prop_oneof![6 => Just(false), 1 => Just(true)]
}

fn mostly() -> impl Strategy<Value = bool> + Clone {
    prop_oneof![4 => Just(true), 1 => Just(false)]
}

const CAPACITIES: [Capacity; 4] = [Capacity::Lay, Capacity::Gp, Capacity::Officer, Capacity::Nurse];
const KINDS: [OrganisationKind; 4] =
    [OrganisationKind::Commissioner, OrganisationKind::GpPractice, OrganisationKind::Federation, OrganisationKind::Company];

fn leaf() -> impl Strategy<Value = Selector> + Clone {
    prop_oneof![
        3 => Just(Selector::Anyone),
        4 => any::<bool>().prop_map(|no| Selector::Voting(!no)),
        2 => one_of(MembershipClass::ALL).prop_map(Selector::Membership),
        6 => one_of(&CAPACITIES).prop_map(Selector::Capacity),
        4 => one_of(&TAGS).prop_map(|tag| Selector::Tag(tag.into())),
        1 => (0..2u8).prop_map(|n| Selector::Seat(format!("s{n}"))),
        2 => one_of(Office::ALL).prop_map(Selector::Office),
        2 => Just(Selector::Presiding(True)),
        2 => (0..3u8).prop_map(|n| Selector::Organisation(format!("B{n}"))),
        1 => one_of(&KINDS).prop_map(Selector::OrganisationKind),
    ]
}

pub fn selector() -> impl Strategy<Value = Selector> + Clone {
    prop_oneof![
        5 => leaf().boxed(),
        1 => vec(leaf(), 1..3).prop_map(Selector::Any).boxed(),
        1 => vec(leaf(), 1..3).prop_map(Selector::Both).boxed(),
        1 => (leaf(), leaf()).prop_map(|pair| Selector::Except(Box::new(pair))).boxed(),
    ]
}

fn fraction() -> impl Strategy<Value = Fraction> + Clone {
    one_of(&[(1, 2), (1, 3), (2, 3), (3, 4), (1, 1), (2, 4)]).prop_map(|(numerator, denominator)| Fraction { numerator, denominator })
}

fn condition() -> impl Strategy<Value = Condition> + Clone {
    prop_oneof![
        one_of(Purpose::ALL).prop_map(|purpose| Condition { purpose: Some(purpose), ..Condition::default() }),
        one_of(Stage::ALL).prop_map(|stage| Condition { stage: Some(stage), ..Condition::default() }),
        Just(Condition { decision_type: Some("contract".into()), ..Condition::default() }),
        one_of(&[50_000i64, 100_000]).prop_map(|pence| Condition { value_over: Money::from_pence(pence), ..Condition::default() }),
        one_of(Purpose::ALL).prop_map(|purpose| Condition {
            purpose: Some(purpose),
            decision_type: Some("contract".into()),
            ..Condition::default()
        }),
    ]
}

/// Clauses of every kind; `monotone` leaves out those that somebody's going could satisfy.
pub fn expression(monotone: bool) -> BoxedStrategy<Expression> {
    let of = if monotone { selector().prop_filter("no presider", |s| !mentions_presider(s)).boxed() } else { selector().boxed() };
    let selected = of.clone();
    let number = prop_oneof![1 => Just(0u32), 9 => 1..4u32];
    let other = u32::from(!monotone);
    let leaf = prop_oneof![
        8 => (number.clone(), of.clone()).prop_map(|(n, of)| Expression::AtLeast(n, of)),
        other => (number.clone(), of.clone()).prop_map(|(n, of)| Expression::AtMost(n, of)),
        other => (number.clone(), of.clone()).prop_map(|(n, of)| Expression::Exactly(n, of)),
        3 => (fraction(), of.clone(), one_of(Base::ALL), one_of(Rounding::ALL))
            .prop_map(|(fraction, of, base, round)| Expression::Fraction { fraction, of, base, round }),
        2 => (0..3u32, vec(of.clone(), 1..4)).prop_map(|(k, of)| Expression::Kinds(k, of)),
        other => (of.clone(), of).prop_map(|(of, over)| Expression::Majority { of, over }),
    ];
    let deep = leaf.prop_recursive(3, 10, 3, move |inner| {
        prop_oneof![
            3 => vec(inner.clone(), 1..4).prop_map(Expression::All),
            3 => vec(inner.clone(), 1..4).prop_map(Expression::Any),
            other => inner.clone().prop_map(|e| Expression::Not(Box::new(e))),
            3 => inner.clone().prop_map(|e| Expression::Distinct(Box::new(e))),
            2 => (one_of(Each::ALL), inner.clone(), option::of(0..3u32))
                .prop_map(|(each, e, at_least)| Expression::Each { each, satisfies: Box::new(e), at_least }),
            1 => (condition(), inner).prop_map(|(when, then)| Expression::When(when, Box::new(then))),
        ]
    });
    // As real terms are written: so many of one kind, somebody of another, and the like.
    let clause = prop_oneof![
        4 => selected.clone().prop_map(|of| Expression::AtLeast(1, of)),
        1 => (2..4u32, Just(Selector::Voting(true))).prop_map(|(n, of)| Expression::AtLeast(n, of)),
        1 => (1..3u32, vec(selected, 2..4)).prop_map(|(k, of)| Expression::Kinds(k, of)),
    ];
    let real = (vec(clause, 2..5), rarely()).prop_map(|(clauses, indistinct)| {
        let all = Expression::All(clauses);
        if indistinct { all } else { Expression::Distinct(Box::new(all)) }
    });
    prop_oneof![1 => deep.prop_map(|e| tidy(e, false)), 1 => real].boxed()
}

fn mentions_presider(selector: &Selector) -> bool {
    match selector {
        Selector::Presiding(_) | Selector::Except(_) => true,
        Selector::Any(list) | Selector::Both(list) => list.iter().any(mentions_presider),
        _ => false,
    }
}

/// The rulebook gives no sense to `each: committee` within a grouping or within `distinct`.
fn tidy(expression: Expression, inside: bool) -> Expression {
    let all = |list: Vec<Expression>| list.into_iter().map(|e| tidy(e, inside)).collect();
    let deeper = |e: Box<Expression>| Box::new(tidy(*e, true));
    match expression {
        Expression::All(list) => Expression::All(all(list)),
        Expression::Any(list) => Expression::Any(all(list)),
        Expression::Not(e) => Expression::Not(Box::new(tidy(*e, inside))),
        Expression::Distinct(e) => Expression::Distinct(deeper(e)),
        Expression::Each { each, satisfies, at_least } => {
            Expression::Each { each: if inside { Each::Organisation } else { each }, satisfies: deeper(satisfies), at_least }
        }
        Expression::When(when, then) => Expression::When(when, Box::new(tidy(*then, inside))),
        leaf => leaf,
    }
}

fn seat() -> impl Strategy<Value = SeatPlan> {
    let who = (one_of(&CAPACITIES), prop_oneof![2 => Just(0u8), 3 => 0..16u8], prop_oneof![3 => Just(None), 2 => (0..3u8).prop_map(Some)]);
    let vote = (
        mostly(),
        prop_oneof![4 => Just(None), 1 => (1..4u8).prop_map(Some)],
        prop_oneof![5 => Just(None), 1 => one_of(MembershipClass::ALL).prop_map(Some)],
    );
    let held = (prop_oneof![12 => Just(0u8), 2 => Just(1), 2 => Just(2), 1 => Just(3)], option::weighted(0.3, 0..2u8));
    (who, vote, held).prop_map(|((capacity, tags, body), (voting, weight, membership), (held, deputy))| SeatPlan {
        capacity,
        tags,
        body,
        voting,
        weight,
        membership,
        held,
        deputy,
    })
}

fn policy() -> impl Strategy<Value = PolicyPlan> {
    let cell = || (one_of(Relation::ALL), one_of(StageGroup::ALL), one_of(Treatment::ALL));
    (
        one_of(PackName::ALL),
        prop_oneof![6 => Just(0u8), 1 => 1..4u8],
        option::weighted(0.2, one_of(Stage::ALL)),
        option::weighted(0.2, 0..13u8),
        prop_oneof![3 => Just(Vec::new()), 1 => vec(cell(), 1..3)],
        prop_oneof![3 => Just(Vec::new()), 1 => vec(cell(), 1..3)],
    )
        .prop_map(|(pack, permitted, sticky_from, look_back, cells, floors)| PolicyPlan {
            pack,
            permitted,
            sticky_from,
            look_back,
            cells,
            floors,
        })
}

fn voting() -> impl Strategy<Value = VotingPlan> {
    (
        prop_oneof![4 => Just(VotingRule::SimpleMajority), 4 => one_of(VotingRule::ALL)],
        one_of(&[(1, 2), (2, 3), (3, 4), (1, 3), (2, 4), (1, 1)]),
        one_of(Basis::ALL),
        vec((0..3u8, 0..60u8), 0..3),
        any::<bool>(),
    )
        .prop_map(|(rule, threshold, basis, weights, casting)| VotingPlan { rule, threshold, basis, weights, casting })
}

fn counting() -> impl Strategy<Value = Counting> {
    let when = prop_oneof![6 => Just(Persistence::PerVote), 1 => Just(Persistence::PerItem), 1 => Just(Persistence::OpeningOnly)];
    (one_of(Counted::ALL), one_of(Conflicted::ALL), one_of(Deputies::ALL), when, mostly())
        .prop_map(|(who, conflicted, deputies, when, remote)| Counting { who, conflicted, deputies, when, remote })
}

fn committee(quorum: BoxedStrategy<Expression>) -> impl Strategy<Value = CommitteePlan> {
    let chair =
        (0..4u8, 0..4u8, prop_oneof![3 => Just(Vec::new()), 1 => vec(0..6u8, 1..4)], one_of(&[Then::Elect, Then::Elect, Then::None]));
    (prop_oneof![3 => Just(0u8), 1 => Just(1u8)], vec(seat(), 3..9), chair, quorum, counting(), voting(), policy(), any::<bool>()).prop_map(
        |(body, seats, (chair, vice, succession, then), quorum, counting, voting, policy, opening)| CommitteePlan {
            body,
            seats,
            chair,
            vice,
            succession,
            then,
            quorum,
            counting,
            voting,
            policy,
            opening,
        },
    )
}

fn interest() -> impl Strategy<Value = InterestPlan> {
    let body = || prop_oneof![1 => Just(None), 6 => (2..6u8).prop_map(Some)];
    let mitigation = (one_of(Treatment::ALL), option::weighted(0.4, 2..6u8), any::<bool>());
    (
        (0..PEOPLE as u8, one_of(Category::ALL), body()),
        (option::weighted(0.2, 0..PEOPLE as u8), option::weighted(0.3, one_of(Category::ALL))),
        (0..4u8, prop_oneof![4 => Just(0u8), 3 => 1..7u8], prop_oneof![5 => Just(0u8), 1 => 1..3u8]),
        option::weighted(0.2, mitigation),
    )
        .prop_map(|((person, category, body), (related, underlying), (from, to, declared), mitigation)| InterestPlan {
            person,
            category,
            body,
            related,
            underlying,
            from,
            to,
            declared,
            mitigation,
        })
}

fn affected() -> impl Strategy<Value = AffectedPlan> {
    prop_oneof![
        4 => (2..6u8).prop_map(AffectedPlan::Body),
        2 => (one_of(&KINDS), option::weighted(0.4, 0..2u8), option::weighted(0.3, 0..2u8))
            .prop_map(|(kind, commissioner, area)| AffectedPlan::Class(kind, commissioner, area)),
        1 => (0..PEOPLE as u8).prop_map(AffectedPlan::Person),
    ]
}

fn item() -> impl Strategy<Value = ItemPlan> {
    (
        one_of(Purpose::ALL),
        option::weighted(0.7, one_of(Stage::ALL)),
        vec(affected(), 0..3),
        prop_oneof![1 => Just(0u8), 2 => Just(1u8), 1 => Just(2u8)],
        rarely(),
        option::of(one_of(&[500u32, 1000, 1001])),
        any::<bool>(),
        prop_oneof![4 => Just(0u8), 1 => 1..3u8],
        rarely(),
    )
        .prop_map(|(purpose, stage, affects, procurement, private, value, decision_type, committee, part)| ItemPlan {
            purpose,
            stage,
            affects,
            procurement,
            private,
            value,
            decision_type,
            committee,
            part,
        })
}

fn earlier() -> impl Strategy<Value = EarlierPlan> {
    (0..MEMBERS as u8, one_of(Treatment::ALL), one_of(Stage::ALL), 1..3u8, rarely(), 0..4u8).prop_map(
        |(person, treatment, stage, procurement, same_day, position)| EarlierPlan {
            person,
            treatment,
            stage,
            procurement,
            same_day,
            position,
        },
    )
}

fn step() -> impl Strategy<Value = Step> {
    let (item, committee, person) = (0..4u8, 0..2u8, 0..PEOPLE as u8);
    prop_oneof![
        3 => person.clone().prop_map(Step::Leave),
        1 => person.clone().prop_map(Step::Return),
        2 => (committee.clone(), 0..8u8).prop_map(|(c, s)| Step::Deputy(c, s)),
        4 => (item.clone(), person.clone(), one_of(Treatment::ALL)).prop_map(|(i, p, t)| Step::Rule(i, p, t)),
        2 => (item.clone(), person).prop_map(|(i, p)| Step::Name(i, p)),
        2 => (item.clone(), one_of(Phase::ALL), any::<bool>()).prop_map(|(i, p, q)| Step::Begin(i, p, q)),
        3 => (item.clone(), committee.clone(), 0..8u8, 0..3u8).prop_map(|(i, c, s, v)| Step::Vote(i, c, s, v)),
        4 => (item.clone(), committee.clone(), vec(0..4u8, 8)).prop_map(|(i, c, v)| Step::Poll(i, c, v)),
        2 => (item, committee, any::<bool>()).prop_map(|(i, c, v)| Step::Casting(i, c, v)),
    ]
}

/// A meeting whose quorum is any clause at all, or only one that nobody's going can satisfy.
pub fn plan(monotone: bool) -> impl Strategy<Value = Plan> {
    let one = || committee(expression(monotone));
    let committees = prop_oneof![4 => vec(one(), 1), 1 => vec(one(), 2)];
    (
        (vec(prop_oneof![2 => Just(0u8), 1 => 0..16u8], PEOPLE), vec((0..BODIES as u8, 0..BODIES as u8), 0..5)),
        committees,
        vec(interest(), 0..6),
        vec(item(), 1..4),
        prop_oneof![2 => Just(Vec::new()), 1 => vec(earlier(), 1..4)],
        (rarely(), rarely(), vec(0..8u8, PEOPLE)),
        vec(step(), 0..14),
    )
        .prop_map(|((tags, stakes), committees, interests, items, earlier, (private, called, arrivals), steps)| Plan {
            tags,
            stakes,
            committees,
            interests,
            items,
            earlier,
            private,
            called,
            arrivals,
            steps,
        })
}
