//! Tabling the papers of an item.

use super::changes::PaperTabled;
use super::facts;
use super::rules::{length, off};
use crate::access::Seen;
use crate::db::Read;
use crate::fault::{Error, FieldError};
use crate::ids::{ItemId, PersonId};
use crate::people;
use crate::text::{Line, Sha256};

/// A paper to be tabled.
#[derive(Debug, Clone)]
pub struct TablePaper {
    pub item: Seen<ItemId>,
    pub title: Line,
    pub authors: Vec<PersonId>,
    pub accountable: Option<PersonId>,
    pub location: Option<Line>,
    pub sha256: Option<Sha256>,
    /// Not for everybody, though its item is taken in public.
    pub confidential: bool,
}

/// Tables a paper on an item, before it is decided (C9): what nobody had read decides nothing.
///
/// # Errors
/// [`Error::NotFound`] for the item; fields that are wrong; `meeting_not_open` once it is over;
/// `out_of_phase` from the decision phase of the item on.
pub fn table_paper(read: &mut Read<'_>, command: &TablePaper) -> Result<PaperTabled, Error> {
    let item = command.item.id();
    let sitting = facts::sitting_of(read, command.item, &[])?;
    off::stands_in(&sitting.items, item)?;
    let papers = sitting.item(item).map_or(0, |item| item.papers.len());
    let permit = length::may_table(&sitting.meeting, item, sitting.phase(item), papers)?;
    let mut faults = Vec::new();
    if command.authors.is_empty() || command.authors.len() > 50 {
        faults.push(FieldError::new("/authors", "length", "name between 1 and 50 authors: conflicts of authors are checked"));
    }
    for (n, person) in command.authors.iter().enumerate() {
        if !people::facts::exists(read, *person)? {
            faults.push(FieldError::new(format!("/authors/{n}"), "unknown_reference", "there is no such person in this register"));
        }
    }
    if let Some(person) = command.accountable
        && !people::facts::exists(read, person)?
    {
        faults.push(FieldError::new("/accountable", "unknown_reference", "there is no such person in this register"));
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    Ok(PaperTabled::by(permit, command))
}
