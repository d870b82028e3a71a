//! Who presides (rulebook B, C2): asked of a primary care committee under delegation whether lay members do, and of
//! everybody whether anybody would.

use std::collections::BTreeSet;

use super::{Finding, LintCode, Tried, finding, listed};
use crate::committees::{Capacity, Office, Seat, Terms, Then};
use crate::meetings::CommitteeAtMeeting;

pub(super) fn lints(tried: &Tried, at: &CommitteeAtMeeting, terms: &Terms, found: &mut Vec<Finding>) {
    if at.committee.delegated_primary_care {
        of_delegation(tried, at, terms, found);
    }
    let filled = |seat: &&Seat| at.holders(&seat.id).next().is_some();
    let named: BTreeSet<&str> =
        terms.chair.succession.iter().flat_map(|word| terms.seats_named(word)).filter(filled).map(|seat| seat.id.as_str()).collect();
    if terms.chair.then == Then::None && named.len() < 2 {
        let named: Vec<String> = named.into_iter().map(|seat| format!("'{seat}'")).collect();
        let names = if named.is_empty() {
            "no seat with a holder".to_owned()
        } else {
            format!("only {} of those that somebody holds", listed(&named, ", "))
        };
        found.push(finding(
            LintCode::NoSuccession,
            "C2",
            format!("Nobody may be elected to preside, and the succession names {names}."),
            "Name a second seat that somebody holds, or let the members elect somebody.",
        ));
    }
}

/// What is asked of a committee to which NHS England has delegated the commissioning of primary care.
fn of_delegation(tried: &Tried, at: &CommitteeAtMeeting, terms: &Terms, found: &mut Vec<Finding>) {
    let not_lay: Vec<String> = terms
        .seats
        .iter()
        .filter(|seat| seat.office.is_some() && seat.capacity != Capacity::Lay)
        .map(|seat| format!("'{}'", seat.id))
        .collect();
    if !not_lay.is_empty() {
        found.push(finding(
            LintCode::ChairNotLay,
            "B",
            format!("A seat that is chair or vice-chair is not a lay member's: {}.", listed(&not_lay, ", ")),
            "Give the chair and the vice-chair to lay members.",
        ));
    }
    let audits = |seat: &&Seat| seat.office == Some(Office::Chair) && tried.has_tag(at, seat, "lay_audit");
    if let Some(seat) = terms.seats.iter().find(audits) {
        found.push(finding(
            LintCode::AuditLayChairs,
            "B",
            format!("The lay member for audit, who is normally the guardian and should stay apart, chairs from the seat '{}'.", seat.id),
            "Give the chair to another lay member.",
        ));
    }
}
