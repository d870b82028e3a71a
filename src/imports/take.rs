//! The verb: a list is read, planned against the register under its lock, and taken as one entry.

use sha2::{Digest, Sha256};

use super::Kind;
use super::changes::{ListImported, Part};
use super::days::Order;
use super::facts::{self, Bodies};
use super::memberships::{self, MembershipList};
use super::organisations::{self, OrganisationList};
use super::parts::{body_parts, membership_parts, person_parts};
use super::people::{self, PersonList};
use super::plan::{self, Found, Known};
use super::report::{FileError, Rejected, Report};
use super::seating::{Resolved, known, lawful, not_before_sat};
use crate::committees;
use crate::db::Read;
use crate::fault::{Error, FieldError};
use crate::moment::Date;

/// What the register keeps of the practice file and of the template; the rest is not looked at,
/// so that a list imported again is unchanged.
const KEPT: [&str; 16] = [
    "code",
    "practice_code",
    "name",
    "kind",
    "postcode",
    "open_date",
    "close_date",
    "opened",
    "closed",
    "commissioner",
    "commissioner_code",
    "joined_commissioner",
    "left_commissioner",
    "area",
    "members",
    "owners",
];

/// The most rejected rows that an error names field by field; the report has them all.
const MOST_NAMED: usize = 100;

/// A list that was read: its rows are good or rejected, each by itself.
#[derive(Debug)]
pub struct List {
    kind: Kind,
    sha256: String,
    rows: Rows,
}

impl List {
    pub(super) fn kind(&self) -> Kind {
        self.kind
    }

    /// Of the file, in hex.
    pub(super) fn sha256(&self) -> &str {
        &self.sha256
    }
}

#[derive(Debug)]
enum Rows {
    Organisations(OrganisationList),
    People(PersonList),
    Memberships(MembershipList),
}

/// Reads a list. It needs no register. `dates`: in which order it writes day and month.
///
/// # Errors
/// [`FileError`] when the file as a whole cannot be read.
pub fn read(kind: Kind, bytes: &[u8], dates: Option<Order>) -> Result<List, FileError> {
    let rows = match kind {
        Kind::Organisations => {
            let mut list = organisations::read(bytes, dates)?;
            list.keep_to(&KEPT);
            Rows::Organisations(list)
        }
        Kind::People => Rows::People(people::read(bytes)?),
        Kind::Memberships => Rows::Memberships(memberships::read(bytes, dates)?),
    };
    let sha256 = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(List { kind, sha256, rows })
}

/// What importing a list would do to the register as it is: the dry run.
///
/// # Errors
/// What the database says.
pub fn dry_run(read: &mut Read<'_>, list: &List, today: Date) -> Result<Report, Error> {
    Ok(planned(read, list, today)?.0)
}

/// Imports a list: every good row, in one entry.
///
/// # Errors
/// [`Error::Invalid`] when rows are rejected and that was not said to be acceptable; `rejected`
/// is then called with the report.
pub fn import(
    read: &mut Read<'_>,
    list: &List,
    today: Date,
    accept_partial: bool,
    rejected: impl FnOnce(Report),
) -> Result<ListImported, Error> {
    let (report, parts) = planned(read, list, today)?;
    if !report.is_clean() && !accept_partial {
        let errors = fields(&report);
        rejected(report);
        return Err(Error::Invalid(errors));
    }
    Ok(ListImported::of(list, parts, report))
}

/// The first rejected rows as fields of the request.
#[must_use]
pub fn fields(report: &Report) -> Vec<FieldError> {
    let field = |one: &Rejected| FieldError::new(format!("/{}/{}", one.row, one.column.replace(' ', "_")), &one.code, one.message.clone());
    report.rejected.iter().take(MOST_NAMED).map(field).collect()
}

fn planned(read: &mut Read<'_>, list: &List, today: Date) -> Result<(Report, Vec<Part>), Error> {
    match &list.rows {
        Rows::Organisations(list) => {
            let bodies = facts::bodies(read, today)?;
            let plan = plan::organisations(list, &bodies.held, &OfCodes(&bodies));
            let parts = body_parts(&plan, &bodies, today)?;
            Ok((plan.report, parts))
        }
        Rows::People(list) => {
            let plan = people::plan(list, &facts::persons(read)?, false);
            let parts = person_parts(&plan);
            Ok((plan.report, parts))
        }
        Rows::Memberships(list) => {
            let seats = facts::seats(read)?;
            let mut list = known(list, &seats);
            not_before_sat(&mut list, &seats.held, |held| Ok(committees::facts::last_sat(read, held)?.map(|(_, date)| date)))?;
            lawful(&mut list, &seats, |committee| {
                Ok(crate::organisations::facts::days_met(read, &[committee])?.into_iter().map(|(day, _)| day).collect())
            })?;
            let plan = memberships::plan(&list, &seats.as_listed(), &Resolved);
            let parts = membership_parts(&plan)?;
            Ok((plan.report, parts))
        }
    }
}

struct OfCodes<'a>(&'a Bodies);

impl Known for OfCodes<'_> {
    fn organisation(&self, code: &str) -> bool {
        self.0.by_code.contains_key(code)
    }
    fn person(&self, _: &str) -> Found {
        Found::None
    }
    fn committee(&self, _: &str) -> bool {
        false
    }
    fn seat(&self, _: &str, _: &str) -> bool {
        false
    }
}
