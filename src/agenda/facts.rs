//! Reads published agendas.

use diesel::prelude::*;

use super::sheet::Sheet;
use crate::access::Seen;
use crate::db::schema::agenda;
use crate::db::{Read, stored};
use crate::fault::Fault;
use crate::ids::{FactId, MeetingId};
use crate::moment::Instant;

/// A publication.
#[derive(Debug, Clone)]
pub struct Published {
    pub id: FactId,
    pub fingerprint: String,
    pub sheet: Sheet,
    pub at: Instant,
    pub version: i64,
}

/// The fingerprint of the agenda published last, and when that was.
///
/// # Errors
/// What the database says.
pub fn last(read: &mut Read<'_>, meeting: Seen<MeetingId>) -> Result<Option<(String, Instant)>, Fault> {
    read.first(
        read.of(agenda::table)
            .filter(agenda::meeting.eq(meeting.id()))
            .order(agenda::version.desc())
            .select((agenda::fingerprint, agenda::published_at))
            .limit(1),
    )
}

/// The agenda published last.
///
/// # Errors
/// What the database says; a stored sheet that is none.
pub fn published(read: &mut Read<'_>, meeting: Seen<MeetingId>) -> Result<Option<Published>, Fault> {
    let row: Option<(FactId, String, String, Instant, i64)> = read.first(
        read.of(agenda::table)
            .filter(agenda::meeting.eq(meeting.id()))
            .order(agenda::version.desc())
            .select((agenda::id, agenda::fingerprint, agenda::document, agenda::published_at, agenda::version))
            .limit(1),
    )?;
    row.map(|(id, fingerprint, document, at, version)| {
        Ok(Published { id, fingerprint, sheet: stored("agenda", &id, &document)?, at, version })
    })
    .transpose()
}
