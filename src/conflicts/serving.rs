//! Asking for papers.

use super::changes::PapersServed;
use super::rules::papers;
use crate::access::Seen;
use crate::db::Read;
use crate::fault::Error;
use crate::ids::{ItemId, PaperId, PersonId};
use crate::meetings::facts;
use crate::people;

/// Asks for papers of an item on behalf of a person, or for all of them where none is named. What is
/// served is recorded, and what is refused as well.
///
/// # Errors
/// [`Error::NotFound`]; `paper_withheld`, which is notable.
pub fn serve_papers(read: &mut Read<'_>, item: Seen<ItemId>, person: PersonId, which: &[PaperId]) -> Result<PapersServed, Error> {
    people::known(read, &[("/person", person)])?;
    let sitting = facts::sitting_of(read, item, &[person])?;
    let on = sitting.item(item.id()).ok_or(Error::NotFound("item"))?;
    Ok(PapersServed::by(papers::may_read(&sitting, on, person, which)?))
}
