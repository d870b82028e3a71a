//! Who of a meeting's readers may look at it at all, and whom their own conflicts bind. Whoever
//! operates, leads or audits the register sees its meetings whole; a member sees those of the
//! committees they sit on, and a chair or member is bound by what was ruled on them.

use diesel::prelude::*;

use crate::access::{Role, Scope};
use crate::committees;
use crate::db::Read;
use crate::db::plan::{few, most};
use crate::db::schema::attendance;
use crate::door::Call;
use crate::fault::{Error, Fault};
use crate::ids::{AttendanceId, CommitteeId, MeetingId, PersonId};
use crate::meetings::rules::Meeting;
use crate::moment::Date;

/// A reader of meetings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sight {
    /// The person whose sign-in this is.
    pub person: Option<PersonId>,
    /// Sees only what concerns that person.
    pub own: bool,
    /// Is kept from what an exclusion of that person withholds.
    pub bound: bool,
}

impl Sight {
    /// The reader who makes a request.
    ///
    /// # Errors
    /// `Unauthenticated` on a public route.
    pub fn of(call: &Call) -> Result<Self, Error> {
        let caller = call.caller()?;
        let office = |role: &Role| matches!(role, Role::Secretary | Role::GovernanceLead | Role::Guardian | Role::Auditor | Role::Service);
        Ok(Self { person: caller.person, own: call.scope()? == Scope::Own, bound: !caller.roles.iter().any(office) })
    }

    /// The reader's own person, where they see nothing else.
    #[must_use]
    pub fn only(&self) -> Option<PersonId> {
        self.person.filter(|_| self.own)
    }

    /// A meeting that is not for this reader is as if there were none.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn admit(&self, read: &mut Read<'_>, meeting: &Meeting) -> Result<(), Error> {
        if !self.own {
            return Ok(());
        }
        let Some(person) = self.person else { return Err(Error::NotFound("meeting")) };
        if belongs(read, meeting, person)? { Ok(()) } else { Err(Error::NotFound("meeting")) }
    }
}

/// Whether a person has a part in a meeting: a seat on its day, or a line in its attendance book.
///
/// # Errors
/// What the database says.
pub fn belongs(read: &mut Read<'_>, meeting: &Meeting, person: PersonId) -> Result<bool, Fault> {
    for committee in &meeting.committees {
        if sits(read, *committee, person, meeting.date)? {
            return Ok(true);
        }
    }
    came(read, meeting.id, person)
}

/// Whether a person holds or deputises for a seat of a committee on a day.
///
/// # Errors
/// What the database says.
pub fn sits(read: &mut Read<'_>, committee: CommitteeId, person: PersonId, day: Date) -> Result<bool, Fault> {
    let held = committees::facts::memberships(read, committee)?;
    Ok(held.iter().any(|membership| membership.person == person && membership.period().holds(day)))
}

fn came(read: &mut Read<'_>, meeting: MeetingId, person: PersonId) -> Result<bool, Fault> {
    let register = read.register();
    let line: Option<AttendanceId> = read.first(
        attendance::table
            .filter(most(attendance::register_id.eq(register)))
            .filter(few(attendance::meeting.eq(meeting)))
            .filter(attendance::person.eq(person))
            .select(attendance::id)
            .limit(1),
    )?;
    Ok(line.is_some())
}
