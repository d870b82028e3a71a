//! D4: what a committee may do about a function is changed by an event with its evidence, without a new version of its terms.
//!
//! The event is a row beside those of the terms: of several in force the one that began last is read. So none begins on the
//! day of another, and none reaches back to a meeting that met under the authority of the time. One that was entered by
//! mistake is withdrawn while nothing was decided on it.

use std::collections::BTreeSet;

use super::in_force;
use crate::committees::authority::{Authority, Evidence, EvidenceKind, Granted, LevelChange};
use crate::committees::terms::Terms;
use crate::ids::{AuthorityId, BallotId, CommitteeId, DecisionId, MeetingId, OrganisationId};
use crate::moment::Date;
use crate::text::{Line, Rationale};
use crate::verdict::{Code, Reason, Reasons, Refusal};

/// What a change of level is said to rest on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenEvidence {
    pub what: EvidenceKind,
    pub reference: Option<Rationale>,
    pub by: Line,
    pub on: Date,
    pub ballot: Option<BallotId>,
}

/// A change of level, with what it is held against.
#[derive(Debug)]
pub struct Changing<'a> {
    pub committee: CommitteeId,
    pub row: Authority,
    pub with: Option<OrganisationId>,
    pub evidence: &'a GivenEvidence,
    pub versions: &'a [Terms],
    /// Those that were entered and not withdrawn.
    pub standing: &'a [LevelChange],
    /// A meeting that has met on or after its first day.
    pub met: Option<(MeetingId, Date)>,
}

/// The permit: the level of a function changes from a day on.
#[derive(Debug)]
pub struct MayChangeLevel {
    pub(in crate::committees) committee: CommitteeId,
    pub(in crate::committees) row: Authority,
    pub(in crate::committees) with: Option<OrganisationId>,
    pub(in crate::committees) evidence: Evidence,
}

/// D4: see the head of this file.
///
/// # Errors
/// The refusal, with every reason that holds.
pub fn may_change(case: Changing<'_>) -> Result<MayChangeLevel, Refusal> {
    let Changing { committee, row, with, evidence, versions, standing, met } = case;
    let mut reasons = Reasons::new();
    let about = |code: Code, detail: String| Reason::new(code, "D4", detail).fact(committee.subject());
    let words = row.function.replace('_', " ");
    if let Some(to) = row.to.filter(|to| *to < row.from) {
        let detail = format!("It would end on {}, before it begins on {}.", to.long(), row.from.long());
        reasons.add(about(Code::PeriodInvalid, detail).cure("Put one of the two days right, or leave out the last one."));
    }
    if let Some((meeting, date)) = met {
        let detail =
            format!("This committee has met on {}, on or after {}, under the authority of the time.", date.long(), row.from.long());
        let cure = format!("Let the change begin after {}.", date.long());
        reasons.add(Reason::new(Code::PeriodInvalid, "D4", detail).fact(meeting.subject()).cure(cure));
    }
    if in_force(versions, row.from).is_none() {
        let detail = format!("This committee has no terms of reference in force on {}.", row.from.long());
        reasons.add(about(Code::TermsNotInForce, detail).cure("Enter its terms of reference first, or let the change begin later."));
    }
    let same = |other: &Authority| other.function == row.function && other.from == row.from;
    if let Some(other) = standing.iter().find(|change| same(&change.row)) {
        let detail = format!("The authority over '{words}' is changed from {} already.", row.from.long());
        let reason = Reason::new(Code::Duplicate, "D4", detail).facts([other.id.subject(), committee.subject()]);
        reasons.add(reason.cure("Withdraw that change if it was entered by mistake, or let this one begin on another day."));
    } else if versions.iter().any(|terms| terms.authority.iter().any(same)) {
        let detail = format!("The terms of reference themselves have a row for '{words}' from {}.", row.from.long());
        reasons.add(about(Code::Duplicate, detail).cure("Let the change begin on another day, or enter a new version of the terms."));
    }
    let reference = evidence.reference.as_ref().and_then(Rationale::words);
    if reference.is_none() {
        let detail = format!("What changes the authority over '{words}' is kept with the change: the paper and what it says.");
        reasons.add(about(Code::ReasonRequired, detail).cure("Say in the reference by which paper it was given, and where that is."));
    }
    let GivenEvidence { what, by, on, ballot, .. } = evidence.clone();
    let evidence = Evidence { what, reference: reference.unwrap_or_default().to_owned(), by: by.into(), on, ballot };
    reasons.or_else(|| MayChangeLevel { committee, row, with, evidence })
}

/// D4: a row of the terms does not begin on the day from which an event changes its function.
pub(super) fn begins_together(change: &LevelChange) -> Reason {
    let words = change.row.function.replace('_', " ");
    let detail = format!("The authority over '{words}' was changed from {} by an event.", change.row.from.long());
    Reason::new(Code::Duplicate, "D4", detail)
        .fact(change.id.subject())
        .cure("Let the row of the terms begin on another day; or withdraw that change, and enter the terms then.")
}

/// Those of the standing changes that begin with a row of the terms for the same function.
#[must_use]
pub fn beginning_with(terms: &Terms, standing: &[LevelChange]) -> Vec<LevelChange> {
    let rows: BTreeSet<(&str, Date)> = terms.authority.iter().map(|row| (row.function.as_str(), row.from)).collect();
    standing.iter().filter(|change| rows.contains(&(change.row.function.as_str(), change.row.from))).cloned().collect()
}

/// Something that was decided of a function: on which day, and what its item is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecidedOn {
    pub decision: DecisionId,
    pub day: Date,
    pub title: String,
}

/// The permit: a change of level is withdrawn.
#[derive(Debug)]
pub struct MayWithdrawLevel {
    pub(in crate::committees) id: AuthorityId,
    pub(in crate::committees) committee: CommitteeId,
    pub(in crate::committees) reason: String,
}

/// What a withdrawal is held against.
#[derive(Debug)]
pub struct Withdrawing<'a> {
    pub committee: CommitteeId,
    pub change: &'a LevelChange,
    /// Why it was withdrawn before, if it was.
    pub before: Option<&'a str>,
    /// Every version of the terms, each beside the changes that stand.
    pub versions: &'a [Terms],
    /// What was decided of the function from the first day of the change on.
    pub decided: &'a [DecidedOn],
    pub reason: Option<&'a Rationale>,
}

/// D4: a change that was entered by mistake is withdrawn with a reason, while nothing was decided on it.
///
/// # Errors
/// The refusal, with every reason that holds.
pub fn may_withdraw(case: &Withdrawing<'_>) -> Result<MayWithdrawLevel, Refusal> {
    let Withdrawing { committee, change, before, versions, decided, reason } = *case;
    let mut reasons = Reasons::new();
    let about = |code: Code, detail: String| Reason::new(code, "D4", detail).facts([change.id.subject(), committee.subject()]);
    let words = change.row.function.replace('_', " ");
    if let Some(before) = before {
        reasons.add(about(Code::Duplicate, format!("It was withdrawn already, because: {before}")).cure("Leave it as it stands."));
    } else {
        let rests = |one: &&DecidedOn| {
            let granted = in_force(versions, one.day).and_then(|terms| terms.granted(&change.row.function, one.day));
            granted.is_some_and(|granted| granted.by.is_some_and(|by| by.id == change.id))
        };
        if let Some(one) = decided.iter().find(rests) {
            let detail = format!("On {} '{}' was decided under this authority over '{words}'.", one.day.long(), one.title);
            let cure = "Enter another change from a day after the last meeting; what was decided stays as it was recorded.";
            reasons.add(about(Code::DecisionFinal, detail).fact(one.decision.subject()).cure(cure));
        }
    }
    let why = reason.and_then(Rationale::words);
    if why.is_none() {
        let detail = format!("Why the change of authority over '{words}' is withdrawn is kept with it.");
        reasons.add(about(Code::ReasonRequired, detail).cure("Give the reason."));
    }
    let reason = why.unwrap_or_default().to_owned();
    reasons.or_else(|| MayWithdrawLevel { id: change.id, committee, reason })
}

/// What a committee may do about a function on a day, and what comes next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnDay<'a> {
    pub function: &'a str,
    /// Whether authority is asked over it at all.
    pub asked: bool,
    /// None where no row grants it.
    pub granted: Option<Granted<'a>>,
    /// From which day it is otherwise, and how.
    pub next: Option<(Date, Option<Granted<'a>>)>,
}

/// D1, D4: every function of which the terms in force on a day, later ones, or an event speak, as it stands on that day.
#[must_use]
pub fn on_day(versions: &[Terms], day: Date) -> Vec<OnDay<'_>> {
    let own = in_force(versions, day).into_iter();
    let spoken_of: Vec<&Terms> = own.chain(versions.iter().filter(|terms| terms.from > day)).collect();
    let rows = || spoken_of.iter().flat_map(|terms| terms.authority.iter().chain(terms.changed.iter().map(|change| &change.row)));
    let functions: BTreeSet<&str> = rows().map(|row| row.function.as_str()).collect();
    let granted = |function: &str, day: Date| in_force(versions, day).and_then(|terms| terms.granted(function, day));
    let of_it = |function| {
        let of_the_function = rows().filter(|row| row.function == function);
        let turns = of_the_function.flat_map(|row| [Some(row.from), row.to.map(|to| to.plus_days(1))]).flatten();
        let mut days: Vec<Date> = turns.chain(spoken_of.iter().map(|terms| terms.from)).filter(|one| *one > day).collect();
        days.sort_unstable();
        days.dedup();
        let now = granted(function, day);
        let next = days.iter().map(|day| (*day, granted(function, *day))).find(|(_, then)| *then != now);
        // That it changes is known before it does.
        let changes = |terms: &&Terms| terms.changed.iter().any(|change| change.row.function == function);
        let asked = in_force(versions, day).is_some_and(|terms| terms.asks_authority(function, day) || changes(&terms));
        OnDay { function, asked, granted: now, next }
    };
    functions.into_iter().map(of_it).collect()
}

#[cfg(test)]
mod tests;
