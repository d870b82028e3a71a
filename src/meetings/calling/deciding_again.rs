//! What an item may say that it decides again.

use super::AddItem;
use crate::access::Seen;
use crate::db::Read;
use crate::fault::{Error, FieldError};
use crate::meetings::facts;
use crate::policy::Purpose;

/// What is wrong with the item that is said to be decided again.
pub(super) fn faults(read: &mut Read<'_>, command: &AddItem) -> Result<Option<FieldError>, Error> {
    let Some(first) = command.says.decides_again else { return Ok(None) };
    let fault = |code: &str, message: &str| Some(FieldError::new("/decides_again", code, message));
    if command.says.purpose.is_some_and(|purpose| !matches!(purpose, Purpose::Decision | Purpose::Ratification)) {
        return Ok(fault("contradictory", "Only an item for decision decides another again: make it one, or leave this out."));
    }
    // That there is such an item, and whether it is of this meeting, is all that is told.
    match facts::meeting_of(read, Seen::without_asking(first)) {
        Ok(there) if there.id() == command.meeting.id() => Ok(fault(
            "contradictory",
            "What this meeting itself has decided is reopened: name an item of an earlier one, or leave this out.",
        )),
        Ok(_) => Ok(None),
        Err(Error::NotFound(_)) => {
            Ok(fault("unknown_reference", "There is no such item in this register: name the item whose decision is taken again."))
        }
        Err(error) => Err(error),
    }
}
