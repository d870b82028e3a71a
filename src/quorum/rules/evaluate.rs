//! C5.1: what the expression says of a bench, as a tree that can be read out and run again.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::count::{Bench, BenchSeat, LeftOut};
use super::{distinct, matching};
use crate::committees::{Base, Capacity, Condition, Each, Expression, Fraction, Rounding, Selector};
use crate::ids::PersonId;
use crate::meetings::Item;

/// How a clause that any one of its parts would meet begins.
pub const ANY_OF: &str = "any of";

/// Somebody who counted, and in which seat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InSeat {
    pub seat: String,
    pub person: PersonId,
    pub name: String,
}

/// One clause of the expression with its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Clause {
    /// The clause in English.
    pub says: String,
    pub satisfied: bool,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub required: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub found: Option<u32>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub counted: Vec<InSeat>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub left_out: Vec<LeftOut>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub clauses: Vec<Clause>,
}

impl Clause {
    fn group(says: impl Into<String>, satisfied: bool, clauses: Vec<Self>) -> Self {
        Self { says: says.into(), satisfied, required: None, found: None, counted: Vec::new(), left_out: Vec::new(), clauses }
    }

    /// The leaves that are not satisfied, for a one-line answer.
    #[must_use]
    pub fn failing(&self) -> Vec<&Self> {
        if self.satisfied {
            return Vec::new();
        }
        let below: Vec<&Self> = self.clauses.iter().flat_map(Self::failing).collect();
        if below.is_empty() { vec![self] } else { below }
    }
}

/// Of what an expression is asked: a bench, the item for conditional clauses, and the benches of
/// the other committees where it speaks of each committee.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    pub bench: &'a Bench,
    pub item: Option<&'a Item>,
    pub committees: &'a [Bench],
}

/// How many seats a selector finds counted: a seat once whatever its holders, a person once
/// whatever the seats.
#[must_use]
pub fn number(bench: &Bench, selector: &Selector) -> u32 {
    u32::try_from(counted(bench, selector).len()).unwrap_or(u32::MAX)
}

fn counted(bench: &Bench, selector: &Selector) -> Vec<InSeat> {
    let mut people: Vec<PersonId> = Vec::new();
    let edges: Vec<Vec<usize>> = bench
        .seats
        .iter()
        .map(|seat| {
            seat.counted
                .iter()
                .filter(|person| bench.selects(selector, seat, Some(**person)))
                .map(|person| {
                    people.iter().position(|other| other == person).unwrap_or_else(|| {
                        people.push(*person);
                        people.len() - 1
                    })
                })
                .collect()
        })
        .collect();
    let taken = matching::assign(&edges, people.len());
    let mut found: Vec<(usize, InSeat)> = people
        .iter()
        .zip(taken)
        .filter_map(|(person, seat)| {
            let seat = seat?;
            let id = bench.seats.get(seat)?.seat.id.clone();
            Some((seat, InSeat { seat: id, person: *person, name: bench.name(*person) }))
        })
        .collect();
    found.sort_by_key(|(seat, _)| *seat);
    found.into_iter().map(|(_, in_seat)| in_seat).collect()
}

/// Seats a selector means but that do not count, so that a reader sees whom the clause misses.
fn missed(bench: &Bench, selector: &Selector) -> Vec<LeftOut> {
    bench.seats.iter().filter(|seat| means(bench, selector, seat)).filter_map(|seat| seat.left_out.clone()).collect()
}

/// Whether a selector means a seat at all: as such, or with one of its holders in it.
#[must_use]
pub fn means(bench: &Bench, selector: &Selector, seat: &BenchSeat) -> bool {
    bench.selects(selector, seat, None)
        || seat.holders.iter().chain(&seat.counted).any(|person| bench.selects(selector, seat, Some(*person)))
}

/// The number a fraction of a base asks for.
#[must_use]
pub fn fraction_of(fraction: Fraction, base: u32, round: Rounding) -> u32 {
    let (n, d) = (u64::from(fraction.numerator), u64::from(fraction.denominator.max(1)));
    let product = n * u64::from(base);
    let asked = match round {
        Rounding::Up => product.div_ceil(d),
        Rounding::Down => product / d,
        Rounding::Strict => product / d + 1,
    };
    u32::try_from(asked).unwrap_or(u32::MAX)
}

/// How many seats are in the base of a fraction. Seats that could never count are in none; a
/// filled seat is in it with whoever could fill it, by their own tags too, so that everybody in
/// the base could also be found.
#[must_use]
pub fn base_of(bench: &Bench, selector: &Selector, base: Base) -> u32 {
    let with = |seat: &BenchSeat, people: &[PersonId]| people.iter().any(|person| bench.selects(selector, seat, Some(*person)));
    let seats = bench.seats.iter().filter(|seat| seat.could_count).filter(|seat| match base {
        Base::Established if seat.holders.is_empty() && seat.counted.is_empty() => bench.selects(selector, seat, None),
        Base::Established => with(seat, &seat.holders) || with(seat, &seat.counted),
        Base::Filled => !seat.holders.is_empty() && (with(seat, &seat.holders) || with(seat, &seat.counted)),
        Base::Eligible => !seat.holders.is_empty() && with(seat, &seat.eligible),
    });
    u32::try_from(seats.count()).unwrap_or(u32::MAX)
}

/// Whether a conditional clause applies to the item; without one (a lint) it is read as a
/// decision that has neither stage nor value.
#[must_use]
pub fn applies(condition: &Condition, item: Option<&Item>) -> bool {
    let purpose = item.map_or(crate::policy::Purpose::Decision, |item| item.purpose);
    condition.purpose.is_none_or(|wanted| wanted == purpose)
        && condition.decision_type.as_ref().is_none_or(|wanted| item.and_then(|i| i.decision_type.as_ref()) == Some(wanted))
        && condition.stage.is_none_or(|wanted| item.and_then(|i| i.stage) == Some(wanted))
        && condition.value_over.is_none_or(|limit| item.and_then(|i| i.value).is_some_and(|value| value > limit))
}

/// The answer, clause by clause.
#[must_use]
pub fn evaluate(expression: &Expression, asked: Asked<'_>) -> Clause {
    let bench = asked.bench;
    match expression {
        Expression::All(inner) => {
            let clauses: Vec<Clause> = inner.iter().map(|e| evaluate(e, asked)).collect();
            Clause::group("all of", clauses.iter().all(|c| c.satisfied), clauses)
        }
        Expression::Any(inner) => {
            let clauses: Vec<Clause> = inner.iter().map(|e| evaluate(e, asked)).collect();
            Clause::group(ANY_OF, clauses.iter().any(|c| c.satisfied), clauses)
        }
        Expression::Not(inner) => {
            let clause = evaluate(inner, asked);
            Clause::group("not", !clause.satisfied, vec![clause])
        }
        Expression::AtLeast(n, of) => leaf(bench, of, format!("at least {}", so_many(*n, of)), *n, |found| found >= *n),
        Expression::AtMost(n, of) => leaf(bench, of, format!("at most {}", so_many(*n, of)), *n, |found| found <= *n),
        Expression::Exactly(n, of) => leaf(bench, of, format!("exactly {}", so_many(*n, of)), *n, |found| found == *n),
        Expression::Fraction { fraction, of, base, round } => {
            let total = base_of(bench, of, *base);
            let n = fraction_of(*fraction, total, *round);
            let how = match round {
                Rounding::Up => "at least",
                Rounding::Down => "at least (rounded down)",
                Rounding::Strict => "more than",
            };
            leaf(bench, of, format!("{how} {fraction} of the {total} {base} seats of {}", phrase(of)), n, |found| found >= n)
        }
        Expression::Kinds(k, of) => {
            let clauses: Vec<Clause> =
                of.iter().map(|s| leaf(bench, s, format!("somebody of {}", phrase(s)), 1, |found| found >= 1)).collect();
            let found = u32::try_from(clauses.iter().filter(|c| c.satisfied).count()).unwrap_or(u32::MAX);
            Clause { required: Some(*k), found: Some(found), ..Clause::group(format!("{k} of these kinds"), found >= *k, clauses) }
        }
        Expression::Majority { of, over } => {
            let (more, less) = (number(bench, of), number(bench, over));
            let mut clause =
                leaf(bench, of, format!("more of {} than of {}", phrase(of), phrase(over)), less.saturating_add(1), |n| n > less);
            clause.found = Some(more);
            clause
        }
        Expression::Each { each, satisfies, at_least } => each_of(*each, satisfies, *at_least, asked),
        Expression::Distinct(inner) => {
            let plain = evaluate(inner, asked);
            let satisfied = distinct::holds(inner, asked);
            Clause::group("nobody filling two places", satisfied, vec![plain])
        }
        Expression::When(condition, then) => {
            let says = format!("when {}", condition_phrase(condition));
            if applies(condition, asked.item) {
                let clause = evaluate(then, asked);
                Clause::group(says, clause.satisfied, vec![clause])
            } else {
                Clause::group(format!("{says} (does not apply)"), true, Vec::new())
            }
        }
    }
}

fn each_of(each: Each, satisfies: &Expression, at_least: Option<u32>, asked: Asked<'_>) -> Clause {
    let clauses: Vec<Clause> = match each {
        Each::Organisation => organisations(asked.bench)
            .into_iter()
            .map(|code| {
                let bench = asked.bench.only(|seat| seat.organisation == code);
                let clause = evaluate(satisfies, Asked { bench: &bench, ..asked });
                Clause::group(format!("for {code}"), clause.satisfied, vec![clause])
            })
            .collect(),
        Each::Committee => asked.committees.iter().map(|bench| evaluate(satisfies, Asked { bench, ..asked })).collect(),
    };
    let found = u32::try_from(clauses.iter().filter(|c| c.satisfied).count()).unwrap_or(u32::MAX);
    let all = u32::try_from(clauses.len()).unwrap_or(u32::MAX);
    let required = at_least.unwrap_or(all);
    let says = match at_least {
        Some(k) => format!("at least {k} of the {all} {each}s"),
        None => format!("each {each}"),
    };
    Clause { required: Some(required), found: Some(found), ..Clause::group(says, found >= required, clauses) }
}

/// The bodies that hold seats which could count.
#[must_use]
pub fn organisations(bench: &Bench) -> Vec<String> {
    let mut codes: Vec<String> = bench.seats.iter().filter(|seat| seat.could_count).map(|seat| seat.organisation.clone()).collect();
    codes.sort();
    codes.dedup();
    codes
}

fn leaf(bench: &Bench, of: &Selector, says: String, required: u32, holds: impl Fn(u32) -> bool) -> Clause {
    let counted = counted(bench, of);
    let found = u32::try_from(counted.len()).unwrap_or(u32::MAX);
    Clause {
        says,
        satisfied: holds(found),
        required: Some(required),
        found: Some(found),
        counted,
        left_out: missed(bench, of),
        clauses: Vec::new(),
    }
}

/// A number of those a selector means, in English.
fn so_many(n: u32, of: &Selector) -> String {
    let many = phrase(of);
    let one = matches!(of, Selector::Voting(_) | Selector::Capacity(_) | Selector::Organisation(_) | Selector::OrganisationKind(_));
    format!("{n} {}", if n == 1 && one { many.replacen("members", "member", 1) } else { many })
}

/// A selector in English.
#[must_use]
pub fn phrase(selector: &Selector) -> String {
    let list = |list: &[Selector], word: &str| list.iter().map(phrase).collect::<Vec<_>>().join(word);
    match selector {
        Selector::Anyone => "anyone".into(),
        Selector::Voting(true) => "voting members".into(),
        Selector::Voting(false) => "non-voting members".into(),
        Selector::Membership(class) => format!("those of class {}", class.as_str().replace('_', " ")),
        Selector::Capacity(Capacity::Gp) => "GP members".into(),
        Selector::Capacity(capacity) => format!("{} members", capacity.as_str().replace('_', " ")),
        Selector::Tag(tag) if tag == "cfo" => "chief finance officer".into(),
        Selector::Tag(tag) => tag.replace('_', " "),
        Selector::Seat(id) => format!("the seat '{id}'"),
        Selector::Office(office) => format!("the {}", office.as_str().replace('_', "-")),
        Selector::Presiding(_) => "whoever presides".into(),
        Selector::Organisation(code) => format!("members of {code}"),
        Selector::OrganisationKind(kind) => format!("members of a {}", kind.as_str().replace('_', " ")),
        Selector::Any(inner) => format!("({})", list(inner, " or ")),
        Selector::Both(inner) => format!("({})", list(inner, " and ")),
        Selector::Except(pair) => format!("({} but not {})", phrase(&pair.0), phrase(&pair.1)),
    }
}

fn condition_phrase(condition: &Condition) -> String {
    let mut parts = Vec::new();
    parts.extend(condition.purpose.map(|p| format!("for {p}")));
    parts.extend(condition.decision_type.as_ref().map(|t| format!("a {} is decided", t.replace('_', " "))));
    parts.extend(condition.stage.map(|s| format!("at the stage {}", s.as_str().replace('_', " "))));
    parts.extend(condition.value_over.map(|v| format!("the value is over £{v}")));
    parts.join(" and ")
}
