//! Which terms are in force, who holds a seat on a day, and what a well-formed version is (A, B).

mod appointment;
/// How terms are told, for the rules of other nouns.
pub use super::english;
pub mod cost;
mod deciding;
pub mod level;
pub mod membership;
pub mod sharing;
mod voting;

use std::collections::BTreeSet;
use std::ops::Deref;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::authority::LevelChange;
use super::expression::{Each, Expression, Selector};
use super::terms::{CommitteeKind, Office, Terms, Then};
use crate::fault::{Error, FieldError};
use crate::findings::Findings;
use crate::ids::{CommitteeId, MeetingId, OrganisationId, TermsId};
use crate::moment::Date;
use crate::text::{Prose, Unsound, Word, is_word};
use crate::verdict::{Code, Reason, Reasons, Refusal};
pub use appointment::{Appointment, Membership};
use cost::{MOST_SEATS, MOST_TOLD};
pub(super) use deciding::nobody_decides_meanwhile;
pub use voting::without_seats;

/// A committee as the rules see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Committee {
    /// The committee, as in `/api/v1/committees/{id}`.
    pub id: CommitteeId,
    /// The body whose policy and register it is under, as in `/api/v1/organisations/{id}`.
    pub organisation: OrganisationId,
    /// The other bodies that it decides for, as in `/api/v1/organisations/{id}`; empty where there are none.
    pub partners: Vec<OrganisationId>,
    /// What the committee is called in agendas, minutes and the log of decisions.
    pub name: String,
    /// `joint` where several bodies take one decision that binds all, else `committee`.
    pub kind: CommitteeKind,
    /// Whether NHS England has delegated the commissioning of primary care to it, of which more is asked (C6.4).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub delegated_primary_care: bool,
}

/// All that is stated of a committee, by whoever enters it or gives it another name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CommitteeStatement {
    /// The committee, as in `/api/v1/committees/{id}`.
    pub id: CommitteeId,
    /// The key by which lists name it.
    pub code: String,
    /// The body whose policy and register it is under, as in `/api/v1/organisations/{id}`.
    pub organisation: OrganisationId,
    /// What the committee is called in agendas, minutes and the log of decisions.
    pub name: String,
    /// `joint` where several bodies take one decision that binds all, else `committee`.
    pub kind: CommitteeKind,
    /// The other bodies that it decides for, as in `/api/v1/organisations/{id}`.
    pub partners: Vec<OrganisationId>,
    /// Whether NHS England has delegated the commissioning of primary care to it, of which more is asked (C6.4).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub delegated_primary_care: bool,
}

/// The permit: a committee is entered.
#[derive(Debug)]
pub struct MayFound {
    pub(in crate::committees) committee: CommitteeStatement,
}

const MOST_PARTNERS: usize = 50;

/// A committee decides for few bodies, each named once and none its own, and has a code that names no other.
///
/// # Errors
/// Wrong fields; else the refusal, for a code that names another committee.
pub fn may_found(committee: CommitteeStatement, code_names: Option<(CommitteeId, String)>) -> Result<MayFound, Error> {
    let mut findings = Findings::new();
    if committee.partners.len() > MOST_PARTNERS {
        findings.add("/partners", "length", format!("At most {MOST_PARTNERS} partners are kept."));
    }
    let mut seen = BTreeSet::from([committee.organisation]);
    for (n, partner) in committee.partners.iter().enumerate().take(MOST_PARTNERS) {
        if !seen.insert(*partner) {
            let message = "This body is named already: a partner is another body than the committee's own.";
            findings.add(format!("/partners/{n}"), "duplicate", message);
        }
    }
    findings.done()?;
    match code_names {
        Some((id, name)) => Err(code_taken(&committee.code, id, &name).into()),
        None => Ok(MayFound { committee }),
    }
}

/// F: the terms in force on a day are the latest version that had begun.
#[must_use]
pub fn in_force<'a>(versions: impl IntoIterator<Item = &'a Terms>, day: Date) -> Option<&'a Terms> {
    versions.into_iter().filter(|terms| terms.from <= day).max_by_key(|terms| terms.from)
}

/// One code names one committee.
fn code_taken(code: &str, by: CommitteeId, name: &str) -> Refusal {
    let reason = Reason::new(Code::Duplicate, "A1.4", format!("The code '{code}' already names {name}."));
    Refusal::of(reason.fact(by.subject()).cure("Use the committee that is there, or give the new one a code of its own."))
}

/// A version of the terms as far as its place in time is asked.
#[derive(Debug, Clone)]
pub struct Enactment {
    pub committee: CommitteeId,
    pub from: Date,
    /// A version from that very day.
    pub same_day: Option<TermsId>,
    /// A meeting that has met on or after that day: it met under the terms of the time.
    pub met: Option<(MeetingId, Date)>,
    /// The functions of which a row begins on the very day from which their level was changed by an event.
    pub changed: Vec<LevelChange>,
}

/// The permit: a version of the terms may be entered, from that day.
#[derive(Debug, Clone, Copy)]
pub struct MaySet {
    pub(in crate::committees) committee: CommitteeId,
    pub(in crate::committees) from: Date,
}

/// F: one version a day, and none that would change under what terms a meeting has met.
///
/// # Errors
/// The refusal.
pub fn may_set(case: &Enactment) -> Result<MaySet, Refusal> {
    let mut reasons = Reasons::new();
    if let Some(id) = case.same_day {
        let detail = format!("This committee already has terms of reference from {}.", case.from.long());
        reasons.add(Reason::new(Code::Duplicate, "F", detail).fact(id.subject()).cure("Let the new version begin on another day."));
    }
    if let Some((meeting, date)) = case.met {
        let detail = format!("This committee has met on {}, on or after {}, under the terms of the time.", date.long(), case.from.long());
        let cure = format!("Let the new version begin after {}.", date.long());
        reasons.add(Reason::new(Code::PeriodInvalid, "F", detail).fact(meeting.subject()).cure(cure));
    }
    reasons.extend(case.changed.iter().map(level::begins_together));
    reasons.or_else(|| MaySet { committee: case.committee, from: case.from })
}

/// Clauses and the selectors in them, all together.
const MOST_CLAUSES: u64 = 200;
const DEEPEST: usize = 12;
const LARGEST_NUMBER: u32 = 1000;
const MOST_TAGS: usize = 20;
const MOST_SUCCESSORS: usize = 50;
const MOST_WEIGHTS: usize = 200;
/// Rules of voting, groups of one, and what else is listed by kind of business.
const MOST_RULES: usize = 50;
pub(super) const MOST_FUNCTIONS: usize = 500;
const MOST_PATHWAYS: usize = 100;
const MOST_PARTS: usize = 20;
/// For how many days replies by correspondence may stay open.
pub const LONGEST_REPLIES: u32 = 60;
/// How many faults are told; the rest is found when these are mended.
const MOST_FAULTS: usize = 100;

/// What is wrong with a version of the terms in itself, field by field. Whether it is *wise* is
/// asked by the lints.
#[must_use]
pub fn faults_of(terms: &Terms) -> Vec<FieldError> {
    let mut faults = lengths(terms);
    if !faults.is_empty() {
        // A list that is too long is not gone through.
        return faults;
    }
    let mut ids = BTreeSet::new();
    for (n, seat) in terms.seats.iter().enumerate() {
        let at = |field: &str| format!("/seats/{n}/{field}");
        if !is_word(&seat.id) {
            faults.push(FieldError::new(at("id"), "format", "a seat id is 1 to 60 letters, digits and underscores"));
        }
        if !ids.insert(seat.id.as_str()) {
            faults.push(FieldError::new(at("id"), "duplicate", format!("there is another seat '{}' in these terms", seat.id)));
        }
        if seat.tags.len() > MOST_TAGS {
            faults.push(FieldError::new(at("tags"), "length", format!("at most {MOST_TAGS} tags")));
        }
        for (m, tag) in seat.tags.iter().enumerate() {
            faults.extend(unread(&format!("/seats/{n}/tags/{m}"), Some(tag), Word::parse));
        }
        voting::except_faults(seat, &at("votes_except"), &mut faults);
    }
    let before = faults.len();
    expression_faults(&terms.quorum, terms, "/quorum", 0, false, &mut faults);
    for (n, clause) in terms.composition.iter().enumerate() {
        expression_faults(clause, terms, &format!("/composition/{n}"), 0, false, &mut faults);
    }
    if faults.len() == before {
        faults.extend(too_involved(terms, 0));
    }
    voting::faults(terms, &mut faults);
    voting::confirmation_faults(terms, &mut faults);
    if terms.correspondence.is_some_and(|how| !(1..=LONGEST_REPLIES).contains(&how.days)) {
        let message = format!("replies stay open for 1 to {LONGEST_REPLIES} days: fewer are no time to read the papers");
        faults.push(FieldError::new("/correspondence/days", "range", message));
    }
    deciding::faults(terms, &mut faults);
    faults.extend(unread("/conflicts", terms.conflicts.as_deref(), Prose::parse));
    faults.extend(unread("/papers", terms.papers.as_deref(), Prose::parse));
    for (n, word) in terms.chair.succession.iter().enumerate() {
        if word.parse::<Office>().is_err() && terms.seat(word).is_none() {
            let message = format!("'{word}' is neither an office (chair, vice_chair) nor a seat of these terms");
            faults.push(FieldError::new(format!("/chair/succession/{n}"), "unknown_reference", message));
        }
    }
    if let Some(elect_from) = &terms.chair.elect_from {
        selector_faults(elect_from, terms, "/chair/elect_from", 0, &mut faults);
        if terms.chair.then == Then::None {
            let message = "nobody is elected where 'then' is none: leave this out, or let the members elect somebody";
            faults.push(FieldError::new("/chair/elect_from", "contradictory", message));
        }
    }
    faults.truncate(MOST_FAULTS);
    faults
}

/// What is wrong with a text of the terms as one of its kind. Terms are kept as they were written, so blanks
/// around it are refused.
fn unread<T: Deref<Target = str>>(pointer: &str, text: Option<&str>, read: fn(&str) -> Result<T, Unsound>) -> Option<FieldError> {
    let text = text?;
    match read(text) {
        Ok(read) if *read == *text => None,
        Ok(_) => Some(FieldError::new(pointer, "surrounding_space", "Leave out the blanks before and after it.")),
        Err((code, message)) => Some(FieldError::new(pointer, code, message)),
    }
}

/// Lists that are longer than any terms need.
fn lengths(terms: &Terms) -> Vec<FieldError> {
    let mut faults = Vec::new();
    if terms.seats.is_empty() || terms.seats.len() > MOST_SEATS {
        faults.push(FieldError::new("/seats", "length", format!("give between 1 and {MOST_SEATS} seats")));
    }
    let groups = terms.voting.iter().flat_map(|rule| &rule.groups).chain(&terms.chair.elect_from);
    let clauses = words(&terms.quorum) + terms.composition.iter().map(words).sum::<u64>() + groups.map(cost::size).sum::<u64>();
    if clauses > MOST_CLAUSES {
        let message = format!(
            "these are {clauses} clauses and selectors; at most {MOST_CLAUSES} in all, with those of the composition, of groups and of whom the members elect"
        );
        faults.push(FieldError::new("/quorum", "length", message));
    }
    let mut lists = vec![
        ("/chair/succession".to_owned(), terms.chair.succession.len(), MOST_SUCCESSORS, "offices or seats"),
        ("/voting".to_owned(), terms.voting.iter().count(), MOST_RULES, "rules"),
        ("/authority".to_owned(), terms.authority.len(), MOST_FUNCTIONS, "functions"),
        ("/pathways".to_owned(), terms.pathways.len(), MOST_PATHWAYS, "kinds of decision"),
        ("/agenda_parts".to_owned(), terms.agenda_parts.len(), MOST_PARTS, "parts"),
        ("/needs_confirmation".to_owned(), terms.needs_confirmation.len(), MOST_RULES, "kinds of decision"),
    ];
    for (at, rule) in terms.voting.placed().take(MOST_RULES) {
        lists.push((format!("{at}/weights"), rule.weights.len(), MOST_WEIGHTS, "bodies"));
        lists.push((format!("{at}/groups"), rule.groups.len(), MOST_RULES, "groups"));
    }
    for (n, seat) in terms.seats.iter().enumerate().take(MOST_SEATS) {
        if let Some(except) = &seat.votes_except {
            lists.push((format!("/seats/{n}/votes_except/functions"), except.functions.len(), MOST_RULES, "functions"));
            lists.push((format!("/seats/{n}/votes_except/decision_types"), except.decision_types.len(), MOST_RULES, "kinds of decision"));
        }
    }
    for (pointer, length, most, of) in lists {
        if length > most {
            faults.push(FieldError::new(pointer, "length", format!("these are {length}; give at most {most} {of}")));
        }
    }
    faults
}

/// How many clauses and selectors a clause is made of.
fn words(clause: &Expression) -> u64 {
    match clause {
        Expression::All(list) | Expression::Any(list) => 1 + list.iter().map(words).sum::<u64>(),
        Expression::Not(inner) | Expression::Distinct(inner) => 1 + words(inner),
        Expression::When(_, then, otherwise) => 1 + words(then) + otherwise.as_deref().map_or(0, words),
        Expression::Each { satisfies, .. } => 1 + words(satisfies),
        // A leaf and what it asks about are one thing said.
        Expression::AtLeast(_, of) | Expression::AtMost(_, of) | Expression::Exactly(_, of) | Expression::Fraction { of, .. } => {
            cost::size(of)
        }
        Expression::Kinds(_, list) => 1 + list.iter().map(cost::size).sum::<u64>(),
        Expression::Majority { of, over } => cost::size(of) + cost::size(over),
    }
}

/// C5.1: a quorum is asked again at every vote, so terms whose answer nobody could wait for, or
/// read, are not entered. `knotted` is how many pairs of seat and person are in knots.
#[must_use]
pub fn too_involved(terms: &Terms, knotted: usize) -> Option<FieldError> {
    let seats = terms.seats.len();
    if !cost::is_bearable(terms, knotted) {
        let (pointer, _) = cost::costs(terms, knotted).max_by_key(|(_, cost)| *cost)?;
        let who = if knotted == 0 { "" } else { " and people who share one seat and hold another as well" };
        let message = format!(
            "with {seats} seats{who} this could be read in more ways than can be gone through at every vote: inside 'distinct' give fewer \
             alternatives that ask for several places each (any of several single places costs nothing), nest less, or ask of fewer seats"
        );
        return Some(FieldError::new(pointer, "too_involved", message));
    }
    let told = cost::tellings(terms).fold(0_u64, |sum, (_, lines)| sum.saturating_add(lines));
    if told > MOST_TOLD {
        let (pointer, _) = cost::tellings(terms).max_by_key(|(_, lines)| *lines)?;
        let message =
            format!("with {seats} seats every answer would have {told} lines, at most {MOST_TOLD} are told: ask with fewer clauses");
        return Some(FieldError::new(pointer, "too_involved", message));
    }
    None
}

fn expression_faults(e: &Expression, terms: &Terms, at: &str, depth: usize, in_each: bool, faults: &mut Vec<FieldError>) {
    if depth > DEEPEST {
        faults.push(FieldError::new(at, "depth", format!("clauses nest at most {DEEPEST} deep")));
        return;
    }
    let mut number = |n: u32| {
        if n > LARGEST_NUMBER {
            faults.push(FieldError::new(at, "range", format!("a quorum asks for at most {LARGEST_NUMBER}")));
        }
    };
    match e {
        Expression::All(inner) | Expression::Any(inner) => {
            let word = if matches!(e, Expression::All(_)) { "all" } else { "any" };
            for (n, clause) in inner.iter().enumerate() {
                expression_faults(clause, terms, &format!("{at}/{word}/{n}"), depth + 1, in_each, faults);
            }
        }
        Expression::Not(inner) => expression_faults(inner, terms, &format!("{at}/not"), depth + 1, in_each, faults),
        Expression::Distinct(inner) => expression_faults(inner, terms, &format!("{at}/distinct"), depth + 1, in_each, faults),
        Expression::When(condition, then, otherwise) => {
            if let Some(id) = condition.seat_filled.as_ref().filter(|id| terms.seat(id).is_none()) {
                let message = no_seat(id);
                faults.push(FieldError::new(format!("{at}/when/seat_filled"), "unknown_reference", message));
            }
            expression_faults(then, terms, &format!("{at}/then"), depth + 1, in_each, faults);
            if let Some(otherwise) = otherwise {
                expression_faults(otherwise, terms, &format!("{at}/else"), depth + 1, in_each, faults);
            }
        }
        Expression::Each { each, satisfies, at_least } => {
            number(at_least.unwrap_or(0));
            if in_each && *each == Each::Committee {
                let message = "'each: committee' asks every committee of the meeting, so it stands in no other 'each'";
                faults.push(FieldError::new(format!("{at}/each"), "nested", message));
            }
            expression_faults(satisfies, terms, &format!("{at}/satisfies"), depth + 1, true, faults);
        }
        Expression::AtLeast(n, of) | Expression::AtMost(n, of) | Expression::Exactly(n, of) => {
            number(*n);
            selector_faults(of, terms, &format!("{at}/of"), depth, faults);
        }
        Expression::Fraction { of, .. } => selector_faults(of, terms, &format!("{at}/of"), depth, faults),
        Expression::Kinds(k, of) => {
            number(*k);
            for (n, selector) in of.iter().enumerate() {
                selector_faults(selector, terms, &format!("{at}/of/{n}"), depth, faults);
            }
        }
        Expression::Majority { of, over } => {
            selector_faults(of, terms, &format!("{at}/majority_of"), depth, faults);
            selector_faults(over, terms, &format!("{at}/over"), depth, faults);
        }
    }
}

fn no_seat(id: &str) -> String {
    format!("there is no seat '{id}' in these terms: name one that there is, or add it to the seats")
}

fn selector_faults(s: &Selector, terms: &Terms, at: &str, depth: usize, faults: &mut Vec<FieldError>) {
    if depth > DEEPEST {
        faults.push(FieldError::new(at, "depth", format!("selectors nest at most {DEEPEST} deep")));
        return;
    }
    match s {
        Selector::Seat(id) if terms.seat(id).is_none() => {
            faults.push(FieldError::new(format!("{at}/seat"), "unknown_reference", no_seat(id)));
        }
        Selector::Any(list) | Selector::Both(list) => {
            let word = if matches!(s, Selector::Any(_)) { "any" } else { "both" };
            if list.is_empty() {
                faults.push(FieldError::new(format!("{at}/{word}"), "length", "give at least one selector"));
            }
            for (n, inner) in list.iter().enumerate() {
                selector_faults(inner, terms, &format!("{at}/{word}/{n}"), depth + 1, faults);
            }
        }
        Selector::Except(pair) => {
            selector_faults(&pair.0, terms, &format!("{at}/except/0"), depth + 1, faults);
            selector_faults(&pair.1, terms, &format!("{at}/except/1"), depth + 1, faults);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    fn terms(json: serde_json::Value) -> Terms {
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn terms_that_name_what_they_do_not_have_are_faulty_at_that_field() {
        let terms = terms(serde_json::json!({
            "from": "2018-01-01",
            "seats": [{"id": "a", "capacity": "lay", "voting": true}, {"id": "a", "capacity": "gp", "voting": false}],
            "quorum": {"all": [{"at_least": 5000, "of": "anyone"}, {"at_least": 1, "of": {"seat": "b"}}]},
            "voting": {"rule": "threshold"},
            "chair": {"succession": ["chair", "zz"]}
        }));
        let pointers: Vec<String> = faults_of(&terms).into_iter().map(|f| f.pointer).collect();
        assert_eq!(pointers, ["/seats/1/id", "/quorum/all/0", "/quorum/all/1/of/seat", "/voting/threshold", "/chair/succession/1"]);
    }

    #[test]
    fn a_threshold_that_no_rule_reads_and_a_seat_called_by_an_office_are_no_faults() {
        let terms_with = |rule: &str, threshold: &str| {
            terms(serde_json::json!({
                "from": "2018-01-01",
                "seats": [{"id": "chair", "capacity": "lay", "voting": true}, {"id": "a", "capacity": "gp", "voting": true}],
                "quorum": {"at_least": 1, "of": "anyone"},
                "voting": {"rule": rule, "threshold": threshold},
                "chair": {"succession": ["chair", "a"]}
            }))
        };
        assert!(faults_of(&terms_with("simple_majority", "2/3")).is_empty());
        assert!(faults_of(&terms_with("threshold", "2/3")).is_empty());
        assert_eq!(faults_of(&terms_with("threshold", "0/1")).len(), 1);
    }

    #[test]
    fn a_word_of_the_succession_is_an_office_before_it_is_a_seat() {
        let named = |office: &str| {
            let mut seats =
                serde_json::json!([{"id": "chair", "capacity": "lay", "voting": true}, {"id": "a", "capacity": "gp", "voting": true}]);
            if !office.is_empty() {
                seats[1]["office"] = office.into();
            }
            let terms = terms(serde_json::json!({"from": "2018-01-01", "seats": seats, "quorum": {"at_least": 1, "of": "anyone"}}));
            terms.seats_named("chair").map(|seat| seat.id.clone()).collect::<Vec<_>>()
        };
        assert_eq!(named(""), ["chair"]);
        assert_eq!(named("vice_chair"), ["chair"]);
        assert_eq!(named("chair"), ["a"]);
    }

    #[test]
    fn the_latest_version_that_had_begun_is_in_force() {
        let version = |from: &str| {
            terms(
                serde_json::json!({"from": from, "seats": [{"id": "a", "capacity": "lay", "voting": true}], "quorum": {"at_least": 1, "of": "anyone"}}),
            )
        };
        let versions = [version("2017-10-01"), version("2015-04-01")];
        let on = |day: &str| in_force(&versions, day.parse().unwrap()).map(|t| t.from.to_string());
        assert_eq!(on("2015-03-31"), None);
        assert_eq!(on("2017-09-30").as_deref(), Some("2015-04-01"));
        assert_eq!(on("2017-10-01").as_deref(), Some("2017-10-01"));
    }

    #[test]
    fn clauses_are_read_strictly_and_written_as_they_were_read() {
        for good in [
            serde_json::json!({"distinct": {"all": [{"at_least": 1, "of": {"tag": "cfo"}}, {"not": {"at_most": 0, "of": "anyone"}}]}}),
            serde_json::json!({"fraction": "1/2", "of": {"voting": true}, "base": "established", "round": "strict"}),
            serde_json::json!({"kinds": 2, "of": [{"capacity": "lay"}, {"presiding": true}]}),
            serde_json::json!({"each": "organisation", "satisfies": {"at_least": 1, "of": "anyone"}, "at_least": 2}),
            serde_json::json!({"when": {"stage": "award", "value_over": 500_000}, "then": {"exactly": 3, "of": {"except": ["anyone", {"capacity": "gp"}]}}}),
            serde_json::json!({"majority_of": {"any": [{"capacity": "lay"}, {"capacity": "officer"}]}, "over": {"capacity": "gp"}}),
        ] {
            let read: Expression = serde_json::from_value(good.clone()).unwrap();
            assert_eq!(serde_json::to_value(&read).unwrap(), good);
        }
        for bad in [
            serde_json::json!({"at_least": 1}),
            serde_json::json!({"at_least": 1, "of": "anyone", "base": "filled"}),
            serde_json::json!({"all": []}),
            serde_json::json!({"fraction": "3/2", "of": "anyone", "base": "filled", "round": "up"}),
            serde_json::json!({"when": {}, "then": {"at_least": 1, "of": "anyone"}}),
            serde_json::json!({"at_least": -1, "of": "anyone"}),
            serde_json::json!({"at_least": 1, "of": {"colour": "red"}}),
            serde_json::json!({"presiding": true}),
        ] {
            assert!(serde_json::from_value::<Expression>(bad.clone()).is_err(), "{bad}");
        }
    }
}
