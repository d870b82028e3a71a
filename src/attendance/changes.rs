//! What may be written in the attendance book.

use diesel::prelude::*;

use super::rules::Admitted;
use crate::audit::ledger::{Change, Tx};
use crate::db::schema::attendance;
use crate::fault::Fault;
use crate::ids::{AttendanceId, CommitteeId, ItemId, MeetingId, PersonId};
use crate::meetings::{Entered, Event};
use crate::moment::Instant;
use crate::{numbered, permitted};

permitted! {
    /// Somebody came, went, came back, or sent apologies.
    pub struct AttendanceRecorded says AttendanceSaid {
        /// What tells this line of the attendance book from all others.
        pub id: AttendanceId,
        /// The meeting, as in `/api/v1/meetings/{id}`.
        pub meeting: MeetingId,
        /// Who came or went, as in `/api/v1/people/{id}`.
        pub person: PersonId,
        /// What they did; apologies are taken back by arriving.
        pub event: Event,
        /// When it happened, as an instant in UTC.
        pub at: Instant,
        /// The item for which they left, as in `/api/v1/items/{id}`; null where it was for none.
        pub for_item: Option<ItemId>,
        /// The committee whose seat they came to sit in as deputy, as in `/api/v1/committees/{id}`; null for none.
        pub deputy_committee: Option<CommitteeId>,
        /// That seat, by its name in the terms of reference; null where they came as themselves.
        pub as_deputy_for: Option<String>,
        /// Whether they attended from elsewhere from then on.
        pub remote: bool,
        /// Of apologies: that they are taken back; absent where they are not.
        #[serde(skip_serializing_if = "std::ops::Not::not", default)]
        pub withdrawn: bool,
        /// Of apologies: the deputy who is expected to come instead, as in `/api/v1/people/{id}`; absent where nobody is named.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub expected_deputy: Option<PersonId>,
        /// When it was entered, where acts after it stood in the book already; absent where it was in its turn.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub late: Option<Instant>,
        /// The entry in whose place it stands, where it was written in the stead of an act that was struck.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub place: Option<i64>,
    }
}

numbered!(AttendanceRecorded, AttendanceId);

impl AttendanceRecorded {
    /// The line a permit allows.
    #[must_use]
    pub fn by(permit: &Admitted, meeting: MeetingId, entered: &Entered) -> Self {
        let line = permit.line();
        let (deputy_committee, as_deputy_for) = line.as_deputy_for.clone().unzip();
        Self(AttendanceSaid {
            id: AttendanceId::new(),
            meeting,
            person: line.person,
            event: line.event,
            at: entered.at,
            for_item: line.for_item,
            deputy_committee,
            as_deputy_for,
            remote: line.remote,
            withdrawn: line.withdrawn,
            expected_deputy: line.expected_deputy,
            late: entered.late,
            place: entered.place,
        })
    }
}

impl Change for AttendanceRecorded {
    const KIND: &'static str = "attendance.recorded";
    const PERSONAL: &'static [&'static str] = &["person", "expected_deputy"];

    fn subjects(&self) -> Vec<String> {
        vec![self.meeting.subject(), self.id.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        tx.run(diesel::insert_into(attendance::table).values((
            attendance::register_id.eq(register),
            attendance::id.eq(self.id),
            attendance::meeting.eq(self.meeting),
            attendance::person.eq(self.person),
            attendance::event.eq(self.event),
            attendance::at.eq(self.at),
            attendance::for_item.eq(self.for_item),
            attendance::deputy_committee.eq(self.deputy_committee),
            attendance::deputy_seat.eq(&self.as_deputy_for),
            attendance::remote.eq(self.remote),
            attendance::withdrawn.eq(self.withdrawn.then_some("yes")),
            attendance::expected_deputy.eq(self.expected_deputy),
            attendance::late.eq(self.late),
            attendance::place.eq(self.place),
            attendance::version.eq(version),
        )))?;
        Ok(())
    }
}
