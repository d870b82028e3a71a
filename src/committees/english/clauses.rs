//! A clause of the quorum, or of the composition, as one sentence.

use super::Bodies;
use super::words::{condition, fraction, listed, made_of, noun, number, set};
use crate::committees::{Base, Each, Expression, Fraction, Rounding, Selector};

/// Whether a clause is asked for, or is only spoken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mood {
    Asked,
    SpokenOf,
}

impl Mood {
    fn present(self, one: bool) -> &'static str {
        match (self, one) {
            (Self::Asked, _) => "must be present",
            (Self::SpokenOf, true) => "is present",
            (Self::SpokenOf, false) => "are present",
        }
    }

    fn may_be_present(self, one: bool) -> &'static str {
        match (self, one) {
            (Self::Asked, _) => "may be present",
            (Self::SpokenOf, true) => "is present",
            (Self::SpokenOf, false) => "are present",
        }
    }

    fn met(self) -> &'static str {
        if self == Self::Asked { "must be met" } else { "is met" }
    }
}

/// How a clause is told: in which mood, how deep in lists, and what bodies are called.
#[derive(Clone, Copy)]
struct Telling<'a> {
    mood: Mood,
    depth: usize,
    bodies: &'a Bodies,
}

impl Telling<'_> {
    fn deeper(self) -> Self {
        Self { depth: self.depth + 1, ..self }
    }

    /// The marks of a list, one by one, which differ from those of any list around it: `(1)`, `(a)`, `(A)`, `[1]` and so on.
    fn mark(self, n: usize) -> String {
        let sign = match self.depth % 3 {
            0 => (n + 1).to_string(),
            1 => letters(n, b'a'),
            _ => letters(n, b'A'),
        };
        match self.depth / 3 {
            0 => format!("({sign})"),
            1 => format!("[{sign}]"),
            2 => format!("{{{sign}}}"),
            more => format!("<{more}:{sign}>"),
        }
    }

    fn list(self, heading: &str, list: &[Expression], joined: &str) -> String {
        let items: Vec<String> = list.iter().enumerate().map(|(n, one)| format!("{} {}", self.mark(n), told(one, self.deeper()))).collect();
        match items.as_slice() {
            [] => format!("{heading}: nothing"),
            [one] => format!("{heading}: {one}"),
            [most @ .., last] => format!("{heading}: {}; {joined} {last}", most.join("; ")),
        }
    }
}

/// `a` to `z`, then `aa`.
fn letters(n: usize, first: u8) -> String {
    let letter = |n: usize| char::from(first + u8::try_from(n % 26).unwrap_or_default());
    if n < 26 { letter(n).to_string() } else { format!("{}{}", letters(n / 26 - 1, first), letter(n)) }
}

/// The sentence, as a committee's lawyer would write it. Two different clauses are never told alike.
#[must_use]
pub fn sentence(expression: &Expression, bodies: &Bodies) -> String {
    super::sentence(&asked(expression, bodies))
}

/// As [`sentence`], to stand inside another.
#[must_use]
pub fn asked(expression: &Expression, bodies: &Bodies) -> String {
    told(expression, Telling { mood: Mood::Asked, depth: 0, bodies })
}

fn told(expression: &Expression, how: Telling<'_>) -> String {
    let Telling { mood, bodies, .. } = how;
    let asked = mood == Mood::Asked;
    match expression {
        Expression::All(list) => in_one_breath(list, how).unwrap_or_else(|| {
            how.list(if asked { "all of the following must be met" } else { "all of the following are met" }, list, "and")
        }),
        Expression::Any(list) => either(list, bodies).map_or_else(
            || {
                how.list(
                    if asked { "at least one of the following must be met" } else { "at least one of the following is met" },
                    list,
                    "or",
                )
            },
            |either| format!("{either} {}", mood.present(true)),
        ),
        Expression::Not(inner) => {
            let inner = told(inner, Telling { mood: Mood::SpokenOf, ..how });
            if asked { format!("it must not be that {inner}") } else { format!("it is not so that {inner}") }
        }
        Expression::AtLeast(n, of) => format!("{} {}", at_least(*n, of, bodies), mood.present(is_one(*n, of))),
        Expression::AtMost(n, of) => {
            let one = if *n == 0 { noun(of, bodies).is_some() } else { is_one(*n, of) };
            format!("{} {}", at_most(*n, of, bodies), mood.may_be_present(one))
        }
        Expression::Exactly(n, of) => format!("exactly {} {}", so_many(*n, of, bodies), mood.present(is_one(*n, of))),
        Expression::Fraction { fraction: share, of, base, round } => {
            let (share, base) = reckoned(*share, *base, *round);
            format!("{share} of {} {}, {base}", set(of, bodies), mood.present(false))
        }
        Expression::Kinds(k, of) => {
            let found = if asked { "must be found among those present" } else { "are found among those present" };
            format!("{} {found}: {}", so_many_kinds(*k, of), kinds(of, bodies))
        }
        Expression::Majority { of, over } => {
            format!("more of {} than of {} {}", set(of, bodies), set(over, bodies), mood.present(false))
        }
        Expression::Each { each, satisfies, at_least } => {
            format!("{}, {}", whose(*each, *at_least), told(satisfies, how))
        }
        Expression::Distinct(inner) => format!("with nobody counted in two of the places asked for, {}", told(inner, how)),
        Expression::When(when, then, None) => format!("where {}, {}", condition(when), told(then, how)),
        Expression::When(when, then, Some(otherwise)) => {
            let (then, otherwise) = (told(then, how.deeper()), told(otherwise, how.deeper()));
            format!(
                "one of two clauses {}: {} where {}, {then}; {} otherwise, {otherwise}",
                mood.met(),
                how.mark(0),
                condition(when),
                how.mark(1)
            )
        }
    }
}

/// Whether the verb of a number of them is in the singular.
fn is_one(n: u32, of: &Selector) -> bool {
    n == 1 && !matches!(of, Selector::Any(_) | Selector::Both(_) | Selector::Except(_))
}

/// So many of those a selector means: `two lay members`.
#[must_use]
pub fn so_many(n: u32, of: &Selector, bodies: &Bodies) -> String {
    match noun(of, bodies) {
        Some(noun) => format!("{} {}", number(n), if n == 1 { noun.one } else { noun.many }),
        None => format!("{} of {}", number(n), made_of(of, bodies)),
    }
}

/// What a number asks for; of a post that there is once, one is that post: `the chair`, `at least two lay members`.
#[must_use]
pub fn at_least(n: u32, of: &Selector, bodies: &Bodies) -> String {
    let post = noun(of, bodies).filter(|_| n == 1).and_then(|noun| noun.post);
    post.unwrap_or_else(|| format!("at least {}", so_many(n, of, bodies)))
}

/// The most that may be there: `no more than one officer`.
#[must_use]
pub fn at_most(n: u32, of: &Selector, bodies: &Bodies) -> String {
    match (n, noun(of, bodies)) {
        (0, Some(noun)) => format!("no {}", noun.one),
        (0, None) => format!("none of {}", made_of(of, bodies)),
        _ => format!("no more than {}", so_many(n, of, bodies)),
    }
}

/// A share, and of what it is one.
#[must_use]
pub fn reckoned(share: Fraction, base: Base, round: Rounding) -> (String, &'static str) {
    let share = fraction(share);
    let share = match round {
        Rounding::Up => format!("at least {share} (rounded up)"),
        Rounding::Down => format!("at least {share} (rounded down)"),
        Rounding::Strict => format!("more than {share}"),
        Rounding::Nearest => format!("at least {share} (rounded to the nearest whole number)"),
    };
    let base = match base {
        Base::Established => "reckoned on all the seats there are, vacant ones included",
        Base::Filled => "reckoned on the seats that have a holder",
        Base::Eligible => "reckoned on the seats whose holders are not left out for a conflict",
    };
    (share, base)
}

/// How many kinds of people are asked for, and of how many.
#[must_use]
pub fn so_many_kinds(k: u32, of: &[Selector]) -> String {
    format!("at least {} of these {} kinds", number(k), number(u32::try_from(of.len()).unwrap_or(u32::MAX)))
}

/// Kinds of people, one after another.
#[must_use]
pub fn kinds(of: &[Selector], bodies: &Bodies) -> String {
    listed(&of.iter().map(|one| set(one, bodies)).collect::<Vec<_>>(), "and")
}

/// Of whom each something is asked.
#[must_use]
pub fn whose(each: Each, at_least: Option<u32>) -> String {
    match (each, at_least) {
        (Each::Organisation, None) => "of each body that has a seat, taken by itself".to_owned(),
        (Each::Organisation, Some(k)) => format!("of at least {} of the bodies that have a seat, each taken by itself", number(k)),
        (Each::Committee, None) => "in each committee that the item concerns".to_owned(),
        (Each::Committee, Some(k)) => format!("in at least {} of the committees that the item concerns", number(k)),
    }
}

/// Several numbers, each of one kind of people, as a choice: `either the chair or the vice-chair`.
fn either(list: &[Expression], bodies: &Bodies) -> Option<String> {
    let each = |one: &Expression| match one {
        Expression::AtLeast(n, of) if noun(of, bodies).is_some() => Some(at_least(*n, of, bodies)),
        _ => None,
    };
    let parts = list.iter().map(each).collect::<Option<Vec<_>>>()?;
    (parts.len() > 1).then(|| format!("either {}", listed(&parts, "or")))
}

/// Several numbers that are all asked for, in one breath: each of one kind of people, of several by name, or a choice.
fn in_one_breath(list: &[Expression], how: Telling<'_>) -> Option<String> {
    let simple = |of: &Selector| match of {
        Selector::Any(several) => several.len() > 1 && several.iter().all(|one| noun(one, how.bodies).is_some()),
        other => noun(other, how.bodies).is_some(),
    };
    let each = |one: &Expression| match one {
        Expression::AtLeast(n, of) if simple(of) => Some(at_least(*n, of, how.bodies)),
        Expression::Any(choice) => either(choice, how.bodies),
        _ => None,
    };
    let parts = list.iter().map(each).collect::<Option<Vec<_>>>()?;
    // More than a reader keeps apart is a list.
    (2..=4).contains(&parts.len()).then(|| format!("{} {}", listed(&parts, "and"), how.mood.present(false)))
}
