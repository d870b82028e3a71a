//! Messy lists of organisations, people and memberships become facts of the register, a whole
//! list as one entry of the minute book. Each row is taken or rejected with its row, column, a
//! code and the cure, and the plan is the same whether or not it is then carried out. Which rows
//! may enter the register is decided here; what they mean to a meeting, and the writing itself,
//! belong to the nouns.

pub mod cells;
pub mod changes;
pub mod facts;
pub mod http;
pub mod layouts;
pub mod memberships;
pub mod organisations;
mod parts;
pub mod people;
pub mod periods;
pub mod plan;
pub mod report;
pub mod rows;
mod seating;
pub mod take;

#[cfg(test)]
mod tests;

use layouts::Layout;
use plan::NoRegister;
use report::{FileError, Report};

use crate::words;

words! {
    /// What a list is a list of.
    Kind "kind of list" {
        Organisations = "organisations",
        People = "people",
        Memberships = "memberships",
    }
}

impl Kind {
    /// The layouts in which such a list is taken.
    #[must_use]
    pub fn layouts(self) -> &'static [Layout] {
        match self {
            Self::Organisations => organisations::LAYOUTS,
            Self::People => people::LAYOUTS,
            Self::Memberships => memberships::LAYOUTS,
        }
    }
}

/// What importing the list into an empty register would do. References to what the list itself
/// does not hold are believed.
///
/// # Errors
/// [`FileError`] when the file as a whole cannot be read.
pub fn dry_run(kind: Kind, bytes: &[u8]) -> Result<Report, FileError> {
    Ok(match kind {
        Kind::Organisations => plan::organisations::<()>(&organisations::read(bytes)?, &[], &NoRegister).report,
        Kind::People => people::plan::<()>(&people::read(bytes)?, &[]).report,
        Kind::Memberships => memberships::plan::<()>(&memberships::read(bytes)?, &[], &NoRegister).report,
    })
}
