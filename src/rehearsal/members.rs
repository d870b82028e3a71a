//! Who holds the seats of a case: the rows of its setup, whichever way round they are written.

use super::case::{Case, CaseCommittee, CaseMember};
use super::stage::{CaseError, Stage, message_of};
use crate::committees::rules::membership;
use crate::committees::{Appointment, Terms, appoint};
use crate::fault::Error;
use crate::ids::CommitteeId;
use crate::verdict::Code;

/// A row whose seat only a later `amend_terms` brings, with its place in the file.
pub struct Held {
    says: Appointment,
    path: String,
}

impl Stage {
    /// Fills the seats of a committee: holders first, for a deputy is named for one. A row whose
    /// seat the terms do not have yet, but a step of the case brings, waits for that step.
    ///
    /// # Errors
    /// A [`CaseError`] naming the row.
    pub(super) fn seat_members(&mut self, case: &Case, committee: &CaseCommittee, id: CommitteeId, path: &str) -> Result<(), CaseError> {
        let mut rows: Vec<(usize, &CaseMember)> = committee.members.iter().enumerate().collect();
        rows.sort_by_key(|(_, member)| member.deputy_for.is_some());
        for (m, member) in rows {
            let path = format!("{path}/members/{m}");
            let says = Appointment {
                committee: id,
                seat: member.seat.clone(),
                person: self.person(&member.person, &path)?,
                from: member.from,
                to: member.to,
                deputy_for: member.deputy_for.as_ref().map(|holder| self.person(holder, &path)).transpose()?,
            };
            let is_there = membership::seats(&committee.terms, member.from).contains(member.seat.as_str());
            if !is_there && is_brought(case, &committee.id, &member.seat) {
                self.held.push(Held { says, path });
            } else {
                self.must(&path, move |read| appoint(read, &says))?;
            }
        }
        Ok(())
    }

    /// Fills the seats that a new version of the terms has brought.
    ///
    /// # Errors
    /// A [`CaseError`] naming the row.
    pub(super) fn seat_held(&mut self, committee: CommitteeId, terms: &Terms) -> Result<(), CaseError> {
        let rows = std::mem::take(&mut self.held);
        let (now, still): (Vec<Held>, Vec<Held>) =
            rows.into_iter().partition(|row| row.says.committee == committee && terms.seat(&row.says.seat).is_some());
        self.held = still;
        for Held { says, path } in now {
            let said = says.clone();
            let met = match self.record(move |read| appoint(read, &said)) {
                Err(Error::Refused(refusal)) => refusal.has(Code::PeriodInvalid),
                Err(error) => return Err(CaseError::new(path, message_of(&error))),
                Ok(_) => continue,
            };
            // The committee has met before these terms, when there was no such seat.
            let from = if met { says.from.max(terms.from) } else { says.from };
            let says = Appointment { from, ..says };
            self.must(&path, move |read| appoint(read, &says))?;
        }
        Ok(())
    }
}

/// Whether some step of the case gives the committee such a seat.
fn is_brought(case: &Case, committee: &str, seat: &str) -> bool {
    let has_seat = |terms: &serde_json::Value| {
        let seats = terms.get("seats").and_then(serde_json::Value::as_array);
        seats.is_some_and(|seats| seats.iter().any(|one| one.get("id").and_then(serde_json::Value::as_str) == Some(seat)))
    };
    case.steps
        .iter()
        .filter(|step| step.verb.as_deref() == Some("amend_terms") && step.committee.as_deref() == Some(committee))
        .any(|step| step.terms.as_ref().is_some_and(has_seat))
}
