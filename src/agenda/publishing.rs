//! Composing the agenda and publishing it.

use super::changes::AgendaPublished;
use super::facts as published;
use super::rules::{self, Composed};
use super::sheet::{Sheet, fingerprint, moved, sheet};
use super::warnings::warnings;
use crate::access::Seen;
use crate::conflicts::{Override, Standings};
use crate::db::Read;
use crate::fault::{Error, Fault};
use crate::ids::{MeetingId, PersonId};
use crate::meetings::{MeetingState, Sitting, facts};
use crate::moment::Instant;
use crate::people;
use crate::proceedings::rules::not_open;
use crate::quorum::Foresight;
use crate::verdict::Refusal;

/// What an agenda is composed from: the meeting, and the persons who keep the meetings of the
/// register.
#[derive(Debug, PartialEq)]
pub struct Gathered {
    pub meeting: Seen<MeetingId>,
    pub sitting: Sitting,
    pub officers: Vec<PersonId>,
}

/// An agenda with the facts it was composed from.
#[derive(Debug)]
pub struct Draft {
    gathered: Gathered,
    pub sheet: Sheet,
    /// What a publication is held against: [`fingerprint`].
    pub fingerprint: String,
}

impl Draft {
    /// SHA-256, in hex, of the whole sheet: without what tells its items apart.
    #[must_use]
    pub fn whole(&self) -> &str {
        self.fingerprint.get(..64).unwrap_or(&self.fingerprint)
    }
}

/// Composes the agenda of a meeting. It takes its time and needs no register; `go_on` is asked
/// between the items.
///
/// # Errors
/// A meeting of which more would have to be worked out than one question may cost; those of `go_on`.
pub fn draft(gathered: Gathered, go_on: impl Fn() -> Result<(), Fault>) -> Result<Draft, Error> {
    let sitting = &gathered.sitting;
    let (standings, room) = (Standings::bounded(sitting), sitting.room());
    let foresight = Foresight::of(&standings, &room);
    standings.are_all()?;
    let mut items = Vec::with_capacity(sitting.items.len());
    for item in sitting.items.iter().filter(|item| item.is_shown()) {
        go_on()?;
        items.push(rules::compose_item(&standings, &room, &foresight, item));
        standings.are_all()?;
    }
    let in_spite = rules::in_spite(&standings, &gathered.officers);
    standings.are_all()?;
    let sheet = sheet(sitting, &Composed { items }, &in_spite, warnings(sitting)?);
    drop(foresight);
    drop(standings);
    let fingerprint = fingerprint(&sheet)?;
    Ok(Draft { gathered, sheet, fingerprint })
}

/// What a meeting must be for its agenda to be composed in order to be published.
///
/// # Errors
/// [`Error::NotFound`]; `meeting_not_open` for one that is over.
pub fn to_publish(read: &mut Read<'_>, meeting: Seen<MeetingId>, officers: &[PersonId]) -> Result<Gathered, Error> {
    let sitting = facts::sitting(read, meeting, officers)?;
    if matches!(sitting.meeting.state, MeetingState::Closed | MeetingState::Cancelled) {
        return Err(Refusal::of(not_open(&sitting)).into());
    }
    Ok(Gathered { meeting, sitting, officers: officers.to_vec() })
}

/// Publishes an agenda that was composed before, under the lock: none, where the facts are others by
/// now than those it was composed from, and it has to be composed again. With the fingerprint of a
/// draft that was read, only if nothing has moved since.
///
/// # Errors
/// [`Error::NotFound`]; `conflicted_author`; `agenda_stale` with every difference; `duplicate` for the
/// agenda that stands already; `meeting_not_open` for a meeting that is over.
pub fn publish_draft(
    read: &mut Read<'_>,
    draft: &Draft,
    print: Option<&str>,
    officers: &[PersonId],
    over: Option<&Override>,
    at: Instant,
) -> Result<Option<AgendaPublished>, Error> {
    let meeting = draft.gathered.meeting;
    let now = to_publish(read, meeting, officers)?;
    if now != draft.gathered {
        return Ok(None);
    }
    let differences = print.map(|print| moved(print, &draft.sheet)).transpose()?.unwrap_or_default();
    let with_them = match over {
        Some(over) => {
            people::known(read, &[("/override/by", over.by)])?;
            let named: Vec<PersonId> = officers.iter().copied().chain([over.by]).collect();
            Some(facts::sitting(read, meeting, &named)?)
        }
        None => None,
    };
    let before = published::last(read, meeting)?.filter(|(print, _)| print == draft.whole()).map(|(_, at)| at);
    Ok(Some(AgendaPublished::by(rules::publish(with_them.as_ref().unwrap_or(&now.sitting), differences, before, over)?, draft, at)))
}

/// Composes and publishes in one.
///
/// # Errors
/// As [`publish_draft`] and [`draft()`].
pub fn publish(
    read: &mut Read<'_>,
    meeting: Seen<MeetingId>,
    print: Option<&str>,
    officers: &[PersonId],
    over: Option<&Override>,
    at: Instant,
) -> Result<AgendaPublished, Error> {
    let draft = draft(to_publish(read, meeting, officers)?, || Ok(()))?;
    let published = publish_draft(read, &draft, print, officers, over, at)?;
    published.ok_or_else(|| Fault::Other("the facts moved within one snapshot".to_owned()).into())
}
