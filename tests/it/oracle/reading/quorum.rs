//! The quorum of an item in a committee: the whole expression language, by trying everything.

use std::collections::BTreeSet;

use quorate::committees::{
    Base, Condition, Conflicted, Counted, Counting, Deputies, Each, Expression, Fraction, MembershipClass, Persistence, Rounding, Seat,
    Selector, Terms,
};
use quorate::ids::{CommitteeId, PersonId};
use quorate::meetings::rules::MeetingState;
use quorate::meetings::{CommitteeAtMeeting, Item, Room, Sitting};

use super::conflicts::standing;
use super::presiding::presiding;
use super::rights::may_count;

/// A seat and the person through whom it counts.
#[derive(Clone, Copy)]
struct Place<'a> {
    committee: CommitteeId,
    seat: &'a Seat,
    person: PersonId,
}

/// What a clause is asked of: the seats of a committee, or of one body in it, that could count, and
/// whoever counts in them now.
#[derive(Clone)]
struct Scope<'a> {
    sitting: &'a Sitting,
    room: &'a Room,
    item: &'a Item,
    at: &'a CommitteeAtMeeting,
    presider: Option<PersonId>,
    nobody_excluded: bool,
    seats: Vec<&'a Seat>,
    counted: Vec<Place<'a>>,
}

fn terms(at: &CommitteeAtMeeting) -> &Terms {
    at.terms.as_ref().expect("terms in force")
}

/// "Seats that could never count: in attendance under `members_in_room`, non-voting under
/// `eligible_voters`."
fn could_count(counting: &Counting, seat: &Seat) -> bool {
    let default = if seat.voting { MembershipClass::Member } else { MembershipClass::InAttendance };
    match counting.who {
        Counted::EligibleVoters => seat.voting,
        Counted::MembersInRoom => seat.membership.unwrap_or(default) == MembershipClass::Member,
        Counted::AnyoneInRoom => true,
    }
}

/// "`quorum` of an item always asks about its decision: whoever the `counts` column leaves out does
/// not count though still in the room."
fn left_out(scope: &Scope<'_>, person: PersonId) -> bool {
    let include = terms(scope.at).counting.conflicted == Conflicted::IncludeIfInRoom;
    !scope.nobody_excluded && !may_count(standing(scope.sitting, scope.item, person), include)
}

/// "A leaf counts seats whose holder is counted." "A shared seat acts through a holder who is not
/// conflicted." A deputy "counts if the terms count deputies". "`remote: true` counts unless the
/// terms say `remote: false`." "A person in the room without a seat never counts."
fn scope<'a>(sitting: &'a Sitting, room: &'a Room, item: &'a Item, at: &'a CommitteeAtMeeting, nobody_excluded: bool) -> Scope<'a> {
    let counting = &terms(at).counting;
    let presider = presiding(sitting, room, item);
    let seats: Vec<&Seat> = at.seats().iter().filter(|seat| could_count(counting, seat)).collect();
    let mut scope = Scope { sitting, room, item, at, presider, nobody_excluded, seats: seats.clone(), counted: Vec::new() };
    for seat in seats {
        let mut people: Vec<PersonId> = at.holders(&seat.id).collect();
        if counting.deputies == Deputies::Count {
            people.extend(room.sitting_for.get(&(at.committee.id, seat.id.clone())));
        }
        for person in people {
            let here = room.present.contains(&person) && (counting.remote || !room.remote.contains(&person));
            if here && !left_out(&scope, person) {
                scope.counted.push(Place { committee: at.committee.id, seat, person });
            }
        }
    }
    scope
}

/// "Tags of seat and person both serve." A vacant seat is asked without a person.
fn matches(scope: &Scope<'_>, selector: &Selector, seat: &Seat, person: Option<PersonId>) -> bool {
    let default = if seat.voting { MembershipClass::Member } else { MembershipClass::InAttendance };
    let body = scope.at.seat_organisation(seat);
    match selector {
        Selector::Anyone => true,
        Selector::Voting(voting) => seat.voting == *voting,
        Selector::Membership(class) => seat.membership.unwrap_or(default) == *class,
        Selector::Capacity(capacity) => seat.capacity == *capacity,
        Selector::Tag(tag) => {
            seat.tags.contains(tag)
                || person.and_then(|person| scope.sitting.people.get(&person)).is_some_and(|person| person.tags.contains(tag))
        }
        Selector::Seat(id) => seat.id == *id,
        Selector::Office(office) => seat.office == Some(*office),
        Selector::Presiding(_) => person.is_some() && person == scope.presider,
        Selector::Organisation(code) => body == code,
        Selector::OrganisationKind(kind) => scope.sitting.bodies.by_code(body).is_some_and(|body| body.kind == *kind),
        Selector::Any(list) => list.iter().any(|one| matches(scope, one, seat, person)),
        Selector::Both(list) => list.iter().all(|one| matches(scope, one, seat, person)),
        Selector::Except(pair) => matches(scope, &pair.0, seat, person) && !matches(scope, &pair.1, seat, person),
    }
}

fn found<'a>(scope: &Scope<'a>, selector: &Selector) -> Vec<Place<'a>> {
    scope.counted.iter().copied().filter(|place| matches(scope, selector, place.seat, Some(place.person))).collect()
}

/// "A seat once whatever its holders, a person once whatever the seats": the most places that can be
/// taken with every seat and every person used once, by trying each place taken or not.
fn most(places: &[Place<'_>]) -> u32 {
    let Some((first, rest)) = places.split_first() else { return 0 };
    let clash = |other: &&Place<'_>| other.person == first.person || (other.committee == first.committee && other.seat.id == first.seat.id);
    let left: Vec<Place<'_>> = rest.iter().filter(|other| !clash(other)).copied().collect();
    if left.len() == rest.len() {
        return 1 + most(rest);
    }
    (1 + most(&left)).max(most(rest))
}

fn count(scope: &Scope<'_>, selector: &Selector) -> u32 {
    most(&found(scope, selector))
}

/// "`established` = seats in the terms, `filled` = with a holder, `eligible` = filled and not
/// excluded"; "`eligible` leaves out holders whom the `counts` column leaves out, by ruling or
/// proposal, arrived or not".
fn base(scope: &Scope<'_>, selector: &Selector, base: Base) -> u32 {
    let mut seats = 0;
    for seat in &scope.seats {
        let holders: Vec<PersonId> = scope.at.holders(&seat.id).collect();
        let one_of = |holders: &[PersonId]| holders.iter().any(|holder| matches(scope, selector, seat, Some(*holder)));
        // A deputy who sits and counts keeps the seat eligible though its holder is left out.
        let deputy = scope.room.sitting_for.get(&(scope.at.committee.id, seat.id.clone())).copied();
        let deputy = deputy.filter(|_| terms(scope.at).counting.deputies == Deputies::Count);
        let able: Vec<PersonId> = holders.iter().copied().chain(deputy).filter(|person| !left_out(scope, *person)).collect();
        // Whoever is found in a seat stands in its base, by their own tags too.
        let in_it: Vec<PersonId> = scope.counted.iter().filter(|place| place.seat.id == seat.id).map(|place| place.person).collect();
        let in_base = match base {
            Base::Established if holders.is_empty() && in_it.is_empty() => matches(scope, selector, seat, None),
            Base::Established => one_of(&holders) || one_of(&in_it),
            Base::Filled => !holders.is_empty() && (one_of(&holders) || one_of(&in_it)),
            Base::Eligible => one_of(&able),
        };
        if in_base {
            seats += 1;
        }
    }
    seats
}

/// "`up|down|strict`": strict is more than the fraction.
fn required(fraction: Fraction, of: u32, round: Rounding) -> u32 {
    let (n, d) = (fraction.numerator * of, fraction.denominator);
    match round {
        Rounding::Up => n / d + u32::from(n % d != 0),
        Rounding::Down => n / d,
        Rounding::Strict => n / d + 1,
    }
}

/// Every key that is given must hold. That "a decision or ratification without a `stage` is read as
/// *award*" is said of the packs' tables: the item itself then has no stage to compare.
fn applies(item: &Item, when: &Condition) -> bool {
    when.purpose.is_none_or(|purpose| item.purpose == purpose)
        && when.decision_type.as_ref().is_none_or(|kind| item.decision_type.as_ref() == Some(kind))
        && when.stage.is_none_or(|stage| item.stage == Some(stage))
        && when.value_over.is_none_or(|limit| item.value.is_some_and(|value| value > limit))
}

/// Each body that has a seat which could count, or each committee that the item concerns under its own
/// terms of counting.
fn groups<'a>(scope: &Scope<'a>, each: Each) -> Vec<Scope<'a>> {
    match each {
        Each::Organisation => {
            let bodies: BTreeSet<&str> = scope.seats.iter().map(|seat| scope.at.seat_organisation(seat)).collect();
            let of_body = |body: &str| Scope {
                seats: scope.seats.iter().copied().filter(|seat| scope.at.seat_organisation(seat) == body).collect(),
                counted: scope.counted.iter().copied().filter(|place| scope.at.seat_organisation(place.seat) == body).collect(),
                ..scope.clone()
            };
            bodies.into_iter().map(of_body).collect()
        }
        Each::Committee => {
            let concerned = scope.sitting.committees.iter().filter(|at| scope.item.concerns(at.committee.id));
            concerned.map(|at| self::scope(scope.sitting, scope.room, scope.item, at, scope.nobody_excluded)).collect()
        }
    }
}

/// A clause as it reads. "Without `distinct` one person may satisfy several leaves."
fn holds(expression: &Expression, scope: &Scope<'_>) -> bool {
    match expression {
        Expression::All(list) => list.iter().all(|one| holds(one, scope)),
        Expression::Any(list) => list.iter().any(|one| holds(one, scope)),
        Expression::Not(inner) => !holds(inner, scope),
        Expression::AtLeast(n, of) => count(scope, of) >= *n,
        Expression::AtMost(n, of) => count(scope, of) <= *n,
        Expression::Exactly(n, of) => count(scope, of) == *n,
        Expression::Fraction { fraction, of, base: which, round } => {
            count(scope, of) >= required(*fraction, base(scope, of, *which), *round)
        }
        // "k different selectors each have somebody"
        Expression::Kinds(k, of) => of.iter().filter(|one| count(scope, one) >= 1).count() >= *k as usize,
        // "strictly more"
        Expression::Majority { of, over } => count(scope, of) > count(scope, over),
        Expression::Each { each, satisfies, at_least } => {
            let groups = groups(scope, *each);
            let satisfied = groups.iter().filter(|group| holds(satisfies, group)).count();
            satisfied >= at_least.map_or(groups.len(), |k| k as usize)
        }
        Expression::Distinct(inner) => ways(inner, scope).iter().any(|way| can_be_seated(way)),
        // "`when` that does not apply is true."
        Expression::When(when, then) => !applies(scope.item, when) || holds(then, scope),
    }
}

/// A demand for one place: whoever could fill it.
type Demand<'a> = Vec<Place<'a>>;
/// One way to satisfy a clause: places that must all be filled by different people.
type Way<'a> = Vec<Demand<'a>>;

fn ask<'a>(scope: &Scope<'a>, n: u32, of: &Selector) -> Way<'a> {
    (0..n).map(|_| found(scope, of)).collect()
}

fn condition<'a>(holds: bool) -> Vec<Way<'a>> {
    if holds { vec![Vec::new()] } else { Vec::new() }
}

/// Every way of the first together with every way of the second.
fn together<'a>(first: &[Way<'a>], second: &[Way<'a>]) -> Vec<Way<'a>> {
    first.iter().flat_map(|one| second.iter().map(|other| [one.as_slice(), other.as_slice()].concat())).collect()
}

/// Every choice of `k` of the lists of ways.
fn choose<'a>(k: usize, of: &[Vec<Way<'a>>]) -> Vec<Way<'a>> {
    if k == 0 {
        return vec![Vec::new()];
    }
    let Some((first, rest)) = of.split_first() else { return Vec::new() };
    let mut ways = together(first, &choose(k - 1, rest));
    ways.extend(choose(k, rest));
    ways
}

/// "Inside `distinct`, `not`, `at_most`, `majority_of` ask for no place, `exactly` n asks for n,
/// `any` tries each way, `each: organisation` asks for places in every organisation, a shared seat
/// fills one."
fn ways<'a>(expression: &Expression, scope: &Scope<'a>) -> Vec<Way<'a>> {
    match expression {
        Expression::All(list) => list.iter().fold(vec![Vec::new()], |so_far, one| together(&so_far, &ways(one, scope))),
        Expression::Any(list) => list.iter().flat_map(|one| ways(one, scope)).collect(),
        Expression::Not(_) | Expression::AtMost(..) | Expression::Majority { .. } => condition(holds(expression, scope)),
        Expression::AtLeast(n, of) => vec![ask(scope, *n, of)],
        Expression::Exactly(n, of) => {
            if holds(expression, scope) {
                vec![ask(scope, *n, of)]
            } else {
                Vec::new()
            }
        }
        Expression::Fraction { fraction, of, base: which, round } => {
            vec![ask(scope, required(*fraction, base(scope, of, *which), *round), of)]
        }
        Expression::Kinds(k, of) => {
            let one_of_each: Vec<Vec<Way<'a>>> = of.iter().map(|one| vec![ask(scope, 1, one)]).collect();
            choose(*k as usize, &one_of_each)
        }
        Expression::Each { each, satisfies, at_least } => {
            let of_each: Vec<Vec<Way<'a>>> = groups(scope, *each).iter().map(|group| ways(satisfies, group)).collect();
            choose(at_least.map_or(of_each.len(), |k| k as usize), &of_each)
        }
        Expression::Distinct(inner) => ways(inner, scope),
        Expression::When(when, then) => {
            if applies(scope.item, when) {
                ways(then, scope)
            } else {
                condition(true)
            }
        }
    }
}

/// "One person may satisfy one counted place only: an assignment problem, solved as matching, never
/// by counting clauses." Demand by demand, every set of people and seats that could have been used
/// up so far.
fn can_be_seated(way: &[Demand<'_>]) -> bool {
    type Used = (BTreeSet<PersonId>, BTreeSet<(CommitteeId, String)>);
    let mut reached: BTreeSet<Used> = BTreeSet::from([Used::default()]);
    for demand in way {
        let mut next = BTreeSet::new();
        for (people, seats) in &reached {
            for place in demand {
                let seat = (place.committee, place.seat.id.clone());
                if !people.contains(&place.person) && !seats.contains(&seat) {
                    let (mut people, mut seats) = (people.clone(), seats.clone());
                    people.insert(place.person);
                    seats.insert(seat);
                    next.insert((people, seats));
                }
            }
        }
        reached = next;
    }
    !reached.is_empty()
}

/// What the quorum is at this moment, whatever was answered before.
pub fn quorum_now(sitting: &Sitting, room: &Room, item: &Item, at: &CommitteeAtMeeting, nobody_excluded: bool) -> bool {
    holds(&terms(at).quorum, &scope(sitting, room, item, at, nobody_excluded))
}

/// "`per_item` keeps the answer of the item's first `begin`; `opening_only` that of `convene`, with
/// nobody excluded." Until there is such an answer it is asked now.
pub fn quorum(sitting: &Sitting, room: &Room, item: &Item, at: &CommitteeAtMeeting) -> bool {
    let id = at.committee.id;
    match terms(at).counting.when {
        Persistence::PerVote => quorum_now(sitting, room, item, at, false),
        Persistence::PerItem => {
            let first = sitting.book.begun.iter().find(|begun| begun.item == item.id);
            let kept = first.and_then(|begun| begun.quorate.get(&id).copied());
            kept.unwrap_or_else(|| quorum_now(sitting, room, item, at, false))
        }
        Persistence::OpeningOnly => {
            let convened = sitting.meeting.state != MeetingState::Called;
            let kept = if convened { sitting.book.opening.get(&id).copied() } else { None };
            kept.unwrap_or_else(|| quorum_now(sitting, room, item, at, true))
        }
    }
}

/// Whether somebody counts in a seat of the committee now.
pub fn is_counted(sitting: &Sitting, room: &Room, item: &Item, at: &CommitteeAtMeeting, person: PersonId) -> bool {
    scope(sitting, room, item, at, false).counted.iter().any(|place| place.person == person)
}
