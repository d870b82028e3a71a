//! Reads the votes of an item as they were cast.

use diesel::prelude::*;

use crate::access::Seen;
use crate::db::Read;
use crate::db::plan::few;
use crate::db::schema::vote;
use crate::fault::Fault;
use crate::ids::{CommitteeId, ItemId, PersonId, RulingId, VoteId};
use crate::meetings::Choice;
use crate::moment::Instant;

/// A vote as it was cast.
#[derive(Debug, Clone)]
pub struct Line {
    pub id: VoteId,
    pub committee: CommitteeId,
    pub seat: String,
    pub person: PersonId,
    pub choice: Choice,
    pub at: Instant,
    /// The ruling that took it away.
    pub taken_by: Option<RulingId>,
    pub version: i64,
}

/// The votes of an item in the order of the log.
///
/// # Errors
/// What the database says.
pub fn lines(read: &mut Read<'_>, item: Seen<ItemId>) -> Result<Vec<Line>, Fault> {
    type Row = (VoteId, CommitteeId, String, PersonId, Choice, Instant, Option<RulingId>, i64);
    let rows: Vec<Row> =
        read.rows(read.mostly_of(vote::table).filter(few(vote::item.eq(item.id()))).order(vote::version.asc()).select((
            vote::id,
            vote::committee,
            vote::seat,
            vote::person,
            vote::choice,
            vote::at,
            vote::taken_by,
            vote::version,
        )))?;
    let to_line = |(id, committee, seat, person, choice, at, taken_by, version): Row| Line {
        id,
        committee,
        seat,
        person,
        choice,
        at,
        taken_by,
        version,
    };
    Ok(rows.into_iter().map(to_line).collect())
}
