//! Putting an agenda in order.

use super::changes::ordering::AgendaOrdered;
use super::facts::{self, beside, cards};
use super::rules::ordering;
use crate::access::Seen;
use crate::db::Read;
use crate::fault::Error;
use crate::ids::{ItemId, MeetingId};

/// An agenda to be put in order.
#[derive(Debug, Clone)]
pub struct OrderAgenda {
    pub meeting: Seen<MeetingId>,
    /// Every item of it once, without parts.
    pub items: Vec<ItemId>,
    /// The version of the meeting that was read.
    pub if_match: i64,
}

/// Puts the items of a meeting in another order.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Stale`]; those of [`ordering::order`].
pub fn order(read: &mut Read<'_>, command: &OrderAgenda) -> Result<AgendaOrdered, Error> {
    let held = cards::card(read, command.meeting)?;
    if command.if_match != held.version {
        return Err(Error::Stale { current: held.version });
    }
    let sitting = facts::sitting(read, command.meeting, &[])?;
    let others = beside::beside(read, &sitting)?;
    Ok(AgendaOrdered::by(ordering::order(&sitting, &command.items, &others)?))
}
