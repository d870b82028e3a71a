//! Taking an item off an agenda.

use super::rules::withdrawing::take_off;
use crate::access::Seen;
use crate::db::Read;
use crate::decisions::urgent;
use crate::fault::Error;
use crate::ids::ItemId;
use crate::meetings::changes::taking_off::ItemTakenOff;
use crate::meetings::facts;
use crate::meetings::rules::off::Off;
use crate::moment::Instant;
use crate::text::Rationale;

/// Withdraws an item from an agenda that people have, or removes one that was entered by mistake.
///
/// # Errors
/// [`Error::NotFound`]; the refusals of [`take_off`].
pub fn withdraw(read: &mut Read<'_>, id: Seen<ItemId>, how: Off, reason: Option<&Rationale>, at: Instant) -> Result<ItemTakenOff, Error> {
    let sitting = facts::sitting_of(read, id, &[])?;
    let item = sitting.item(id.id()).ok_or(Error::NotFound("item"))?;
    let is_awaited = !urgent::facts::on(read, id)?.is_empty();
    Ok(ItemTakenOff::by(take_off(&sitting, item, how, reason, is_awaited)?, item.id, at))
}
