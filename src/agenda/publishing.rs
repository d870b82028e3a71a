//! Composing the agenda and publishing it.

use super::changes::AgendaPublished;
use super::rules;
use super::sheet::{Sheet, fingerprint, moved, sheet};
use crate::db::Read;
use crate::fault::Error;
use crate::ids::{FactId, MeetingId, PersonId};
use crate::meetings::{MeetingState, Room, Sitting, facts};
use crate::moment::Instant;
use crate::proceedings::rules::not_open;
use crate::verdict::{Code, Reason, Refusal};

/// The agenda as it would be published now, by these officers.
///
/// # Errors
/// [`Error::NotFound`]; what the database says.
pub fn draft(read: &mut Read<'_>, meeting: MeetingId, officers: &[PersonId]) -> Result<Sheet, Error> {
    let sitting = facts::sitting(read, meeting, officers)?;
    Ok(composed(&sitting, &sitting.room(), officers))
}

/// The sheet of a sitting. `officers` are the persons who keep the meetings of the register.
#[must_use]
pub fn composed(sitting: &Sitting, room: &Room, officers: &[PersonId]) -> Sheet {
    sheet(sitting, &rules::compose(sitting, room), &rules::in_spite(sitting, room, officers))
}

/// Publishes the agenda. With the fingerprint of a draft, only if nothing has moved since it was
/// composed: the facts are gathered again, under the lock. `officers` are the persons who keep the
/// meetings of the register.
///
/// # Errors
/// [`Error::NotFound`]; `conflicted_author`; `agenda_stale` with every difference; `meeting_not_open`
/// for a meeting that is over.
pub fn publish(
    read: &mut Read<'_>,
    meeting: MeetingId,
    draft: Option<&str>,
    officers: &[PersonId],
    at: Instant,
) -> Result<AgendaPublished, Error> {
    let sitting = facts::sitting(read, meeting, officers)?;
    if matches!(sitting.meeting.state, MeetingState::Closed | MeetingState::Cancelled) {
        return Err(Refusal::of(not_open(&sitting)).into());
    }
    let room = sitting.room();
    let now = composed(&sitting, &room, officers);
    if let Some(draft) = draft {
        let differences = moved(draft, &now)?;
        if !differences.is_empty() {
            let reasons = differences
                .into_iter()
                .map(|what| {
                    Reason::new(Code::AgendaStale, "C3", what).fact(meeting.subject()).cure("Read the draft again, then publish it.")
                })
                .collect();
            return Err(Refusal { reasons, remedies: Vec::new(), notable: false }.into());
        }
    }
    rules::publish(&sitting, &room)?;
    let whole: String = fingerprint(&now)?.chars().take(64).collect();
    Ok(AgendaPublished { id: FactId::new(), meeting, fingerprint: whole, sheet: now, at })
}
