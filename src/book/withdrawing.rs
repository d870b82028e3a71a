//! Taking an item off an agenda.

use super::rules::withdrawing::take_off;
use crate::access::Seen;
use crate::db::Read;
use crate::decisions::urgent;
use crate::fault::Error;
use crate::ids::ItemId;
use crate::meetings::changes::taking_off::{ItemRemoved, ItemWithdrawn, MayTakeOff};
use crate::meetings::facts;
use crate::meetings::rules::off::Off;
use crate::moment::Instant;
use crate::text::Rationale;

/// Withdraws an item from an agenda that people have.
///
/// # Errors
/// [`Error::NotFound`]; the refusals of [`take_off`].
pub fn withdraw(read: &mut Read<'_>, id: Seen<ItemId>, reason: Option<&Rationale>, at: Instant) -> Result<ItemWithdrawn, Error> {
    Ok(ItemWithdrawn::by(permit(read, id, Off::Withdrawn, reason)?, id.id(), at))
}

/// Removes an item that was entered by mistake, before people have the agenda.
///
/// # Errors
/// [`Error::NotFound`]; the refusals of [`take_off`].
pub fn remove(read: &mut Read<'_>, id: Seen<ItemId>, reason: Option<&Rationale>, at: Instant) -> Result<ItemRemoved, Error> {
    Ok(ItemRemoved::by(permit(read, id, Off::Removed, reason)?, id.id(), at))
}

fn permit(read: &mut Read<'_>, id: Seen<ItemId>, how: Off, reason: Option<&Rationale>) -> Result<MayTakeOff, Error> {
    let sitting = facts::sitting_of(read, id, &[])?;
    let item = sitting.item(id.id()).ok_or(Error::NotFound("item"))?;
    let is_awaited = !urgent::facts::on(read, id)?.is_empty();
    Ok(take_off(&sitting, item, how, reason, is_awaited)?)
}
