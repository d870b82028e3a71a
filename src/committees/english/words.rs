//! Single words of the terms in English: numbers, free words, seats, and whom a selector means.

use super::Bodies;
use crate::committees::{Capacity, Condition, Fraction, MembershipClass, Office, Selector};
use crate::money::Money;
use crate::organisations::OrganisationKind;
use crate::policy::{Purpose, Stage};
use crate::text::is_word;

const NUMBERS: [&str; 13] = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

/// A number as a lawyer writes it: in words as far as twelve.
#[must_use]
pub fn number(n: u32) -> String {
    usize::try_from(n).ok().and_then(|n| NUMBERS.get(n)).map_or_else(|| n.to_string(), |word| (*word).to_owned())
}

pub(super) fn fraction(fraction: Fraction) -> String {
    match (fraction.numerator, fraction.denominator) {
        (1, 2) => "one half".into(),
        (1, 3) => "one third".into(),
        (2, 3) => "two thirds".into(),
        (1, 4) => "one quarter".into(),
        (3, 4) => "three quarters".into(),
        _ => fraction.to_string(),
    }
}

/// An amount with its thousands apart: `£1,250,000`.
pub(super) fn pounds(amount: Money) -> String {
    let text = amount.to_string();
    let (whole, pence) = text.split_once('.').map_or((text.as_str(), None), |(whole, pence)| (whole, Some(pence)));
    let mut said = String::from("£");
    for (n, digit) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n).is_multiple_of(3) {
            said.push(',');
        }
        said.push(digit);
    }
    pence.map_or(said.clone(), |pence| format!("{said}.{pence}"))
}

/// A free word of these terms. What is no word stands in other marks, as it was written, so that no two are told alike.
pub(super) fn quoted(word: &str) -> String {
    if is_word(word) { format!("‘{}’", word.replace('_', " ")) } else { format!("{word:?}") }
}

/// A body by its name, where it is known, and its code.
pub(super) fn body(code: &str, bodies: &Bodies) -> String {
    let spelt = if code.is_empty() || !code.bytes().all(|byte| byte.is_ascii_alphanumeric()) { format!("{code:?}") } else { code.into() };
    bodies.get(code).map_or_else(|| spelt.clone(), |name| format!("{name} ({spelt})"))
}

/// Several, as a sentence lists them: `a, b and c`.
#[must_use]
pub fn listed(parts: &[String], word: &str) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} {word} {last}", most.join(", ")),
    }
}

/// What one selector means: one of them, several, and the words for a post that there is once.
pub struct Noun {
    pub one: String,
    pub many: String,
    pub post: Option<String>,
}

impl Noun {
    fn of(one: &str, many: &str) -> Self {
        Self { one: one.to_owned(), many: many.to_owned(), post: None }
    }

    fn plain(one: &str) -> Self {
        Self { one: one.to_owned(), many: format!("{one}s"), post: None }
    }

    fn post(one: &str) -> Self {
        Self { post: Some(format!("the {one}")), ..Self::plain(one) }
    }
}

pub(super) fn capacity(capacity: Capacity) -> Noun {
    match capacity {
        Capacity::Lay => Noun::plain("lay member"),
        Capacity::Gp => Noun::plain("GP member"),
        Capacity::Officer => Noun::plain("officer"),
        Capacity::Nurse => Noun::plain("nurse"),
        Capacity::SecondaryCare => Noun::plain("secondary care clinician"),
        Capacity::PartnerMember => Noun::plain("partner member"),
        Capacity::Other => Noun::of("member in another capacity", "members in another capacity"),
    }
}

/// The tags of which the rulebook speaks have names; any other word stands as it is.
pub(super) fn tag(tag: &str) -> Noun {
    match tag {
        "lay_audit" => Noun { post: Some("the lay member for audit".into()), ..Noun::of("lay member for audit", "lay members for audit") },
        "lay_ppi" => Noun {
            post: Some("the lay member for patient and public involvement".into()),
            ..Noun::of("lay member for patient and public involvement", "lay members for patient and public involvement")
        },
        "lay_person" => Noun::plain("lay person"),
        "chief_officer" => Noun::post("chief officer"),
        "cfo" => Noun::post("chief finance officer"),
        "coo" => Noun::post("chief operating officer"),
        "dph" => Noun {
            post: Some("the director of public health".into()),
            ..Noun::of("director of public health", "directors of public health")
        },
        "independent" => Noun::plain("independent member"),
        "local_gp" => Noun::plain("local GP"),
        "out_of_area_gp" => Noun::of("GP from outside the area", "GPs from outside the area"),
        "practice_manager" => Noun::plain("practice manager"),
        "clinician" => Noun::plain("clinician"),
        "councillor" => Noun::plain("councillor"),
        "executive" => Noun::plain("executive"),
        "non_exec" => Noun::plain("non-executive"),
        "guardian" => Noun::of("guardian of conflicts of interest", "guardians of conflicts of interest"),
        other => Noun::of(&format!("person described as {}", quoted(other)), &format!("people described as {}", quoted(other))),
    }
}

fn kind(kind: OrganisationKind) -> Noun {
    let (one, many) = match kind {
        OrganisationKind::Commissioner => ("a commissioner", "commissioners"),
        OrganisationKind::NhsEngland => ("an NHS England body", "NHS England bodies"),
        OrganisationKind::GpPractice => ("a GP practice", "GP practices"),
        OrganisationKind::Federation => ("a federation", "federations"),
        OrganisationKind::PrimaryCareNetwork => ("a primary care network", "primary care networks"),
        OrganisationKind::NhsTrust => ("an NHS trust", "NHS trusts"),
        OrganisationKind::Council => ("a council", "councils"),
        OrganisationKind::Healthwatch => ("a Healthwatch body", "Healthwatch bodies"),
        OrganisationKind::LocalMedicalCommittee => ("a local medical committee", "local medical committees"),
        OrganisationKind::Company => ("a company", "companies"),
        OrganisationKind::Charity => ("a charity", "charities"),
        OrganisationKind::Other => ("another kind of body", "other kinds of body"),
    };
    Noun::of(&format!("person from {one}"), &format!("people from {many}"))
}

pub(super) fn office(office: Office) -> &'static str {
    match office {
        Office::Chair => "chair",
        Office::ViceChair => "vice-chair",
    }
}

/// What a selector means that is made of no others; none of one that is.
#[must_use]
pub fn noun(selector: &Selector, bodies: &Bodies) -> Option<Noun> {
    Some(match selector {
        Selector::Anyone => Noun::of("person with a seat", "people with a seat"),
        Selector::Voting(true) => Noun::plain("voting member"),
        Selector::Voting(false) => Noun::of("person in a seat without a vote", "people in seats without a vote"),
        Selector::Membership(MembershipClass::Member) => Noun::plain("member"),
        Selector::Membership(MembershipClass::InAttendance) => Noun::of("person in attendance", "people in attendance"),
        Selector::Capacity(one) => capacity(*one),
        Selector::Tag(word) => tag(word),
        Selector::Seat(id) => {
            let one = format!("holder of the seat {}", quoted(id));
            Noun { post: Some(format!("the {one}")), ..Noun::of(&one, &format!("holders of the seat {}", quoted(id))) }
        }
        Selector::Office(which) => Noun::post(office(*which)),
        Selector::Presiding(_) => Noun { post: Some("whoever presides".into()), ..Noun::of("person who presides", "people who preside") },
        Selector::Organisation(code) => {
            let body = body(code, bodies);
            Noun::of(&format!("person from {body}"), &format!("people from {body}"))
        }
        Selector::OrganisationKind(which) => kind(*which),
        Selector::Any(_) | Selector::Both(_) | Selector::Except(_) => return None,
    })
}

/// Everybody a selector means. One made of others stands in brackets inside another.
#[must_use]
pub fn set(selector: &Selector, bodies: &Bodies) -> String {
    match noun(selector, bodies) {
        Some(noun) => noun.post.unwrap_or(noun.many),
        None => format!("({})", made_of(selector, bodies)),
    }
}

/// A selector made of others, without brackets.
#[must_use]
pub fn made_of(selector: &Selector, bodies: &Bodies) -> String {
    let sets = |list: &[Selector]| list.iter().map(|one| set(one, bodies)).collect::<Vec<_>>();
    match selector {
        Selector::Any(list) => match sets(list).as_slice() {
            [] => "no kind of people".into(),
            [one] => format!("{one} alone"),
            several => listed(several, "or"),
        },
        Selector::Both(list) if list.is_empty() => "those of whom nothing is asked".into(),
        Selector::Both(list) => format!("those who are at once {}", listed(&sets(list), "and")),
        Selector::Except(pair) => format!("{} other than {}", set(&pair.0, bodies), set(&pair.1, bodies)),
        simple => set(simple, bodies),
    }
}

fn purpose(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Decision => "decision",
        Purpose::Discussion => "discussion",
        Purpose::Information => "information",
        Purpose::Ratification => "ratification",
    }
}

#[must_use]
pub const fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::NeedsPlanning => "planning of needs",
        Stage::Strategy => "strategy",
        Stage::Specification => "specification",
        Stage::ProcurementRoute => "route to procurement",
        Stage::Evaluation => "evaluation",
        Stage::Award => "award",
        Stage::ContractManagement => "contract management",
        Stage::Decommission => "decommissioning",
    }
}

/// To what a condition applies: `the item is for decision and its value is more than £500,000`.
#[must_use]
pub fn condition(condition: &Condition) -> String {
    let Condition { purpose: for_, decision_type, function, stage: at, value_over, seat_filled, excluded_over } = condition;
    let mut parts = Vec::new();
    parts.extend(for_.map(|one| format!("the item is for {}", purpose(one))));
    parts.extend(decision_type.as_ref().map(|word| format!("a decision of the kind {} is to be taken", quoted(word))));
    parts.extend(function.as_ref().map(|word| format!("the business is {}", quoted(word))));
    parts.extend(at.map(|one| format!("the item is at the stage of {}", stage(one))));
    parts.extend(value_over.map(|value| format!("its value is more than {}", pounds(value))));
    parts.extend(seat_filled.as_ref().map(|id| format!("the seat {} has a holder", quoted(id))));
    parts.extend(excluded_over.map(|share| format!("more than {} of the filled seats are left out for a conflict", fraction(share))));
    if parts.is_empty() { "anything is to be decided".into() } else { parts.join(" and ") }
}
