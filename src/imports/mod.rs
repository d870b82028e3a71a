//! Messy lists of organisations, people and memberships become facts of the register, a whole
//! list as one entry of the minute book. Each row is taken or rejected with its row, column, a
//! code and the cure, and the plan is the same whether or not it is then carried out. Which rows
//! may enter the register is decided here; what they mean to a meeting, and the writing itself,
//! belong to the nouns.

pub mod cells;
pub mod changes;
mod crowd;
pub mod days;
pub mod facts;
mod format;
mod headings;
pub mod http;
pub mod layouts;
pub mod memberships;
pub mod organisations;
mod parts;
pub mod people;
pub mod periods;
pub mod plan;
mod practices;
mod references;
pub mod report;
mod rings;
pub mod rows;
mod seating;
mod spelling;
pub mod take;
mod written;

#[cfg(test)]
mod tests;

use days::Order;
use layouts::Layout;
use plan::NoRegister;
use report::{FileError, Report};

use crate::ids::{MembershipId, OrganisationId, PersonId};
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

impl Kind {
    /// The layouts in words, one a line: `name (column, column?, ...)`.
    #[must_use]
    pub fn columns(self, indent: &str) -> String {
        self.layouts().iter().map(|layout| format!("{indent}{}", layouts::describe(layout))).collect::<Vec<_>>().join("\n")
    }
}

/// What importing the list into an empty register would do. References to what the list itself
/// does not hold are believed.
///
/// # Errors
/// [`FileError`] when the file as a whole cannot be read.
pub fn dry_run(kind: Kind, bytes: &[u8], dates: Option<Order>) -> Result<Report, FileError> {
    Ok(match kind {
        Kind::Organisations => plan::organisations::<OrganisationId>(&organisations::read(bytes, dates)?, &[], &NoRegister).report,
        Kind::People => people::plan::<PersonId>(&people::read(bytes)?, &[], true).report,
        Kind::Memberships => memberships::plan::<MembershipId>(&memberships::read(bytes, dates)?, &[], &NoRegister).report,
    })
}
