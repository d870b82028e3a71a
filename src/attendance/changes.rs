//! What may be written in the attendance book.

use diesel::prelude::*;

use super::rules::Admitted;
use super::rules::visitors::AdmittedVisit;
use crate::audit::ledger::{Change, Tx};
use crate::db::schema::{attendance, visit};
use crate::db::to_store;
use crate::fault::Fault;
use crate::ids::{AttendanceId, CommitteeId, FactId, ItemId, MeetingId, PersonId};
use crate::meetings::{AttendsAs, Entered, Event, Visit, Visiting};
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

permitted! {
    /// A visitor came, went or came back, was invited to items, or told an interest.
    pub struct VisitRecorded says VisitSaid {
        /// What tells this line from all others; of an arrival it is the visitor's too.
        pub id: FactId,
        /// The meeting, as in `/api/v1/meetings/{id}`.
        pub meeting: MeetingId,
        /// The visitor, by the id of the line with which they came; absent in that line.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub visitor: Option<FactId>,
        /// What is recorded of them.
        pub event: Visiting,
        /// Of an arrival: the name that they gave; it is nobody's on the register. Else absent.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub name: Option<String>,
        /// Of an arrival: for whom they came, as they said; absent where they said nobody.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub organisation_name: Option<String>,
        /// Of an arrival: in what quality they attend; else absent.
        #[serde(rename = "as", skip_serializing_if = "Option::is_none", default)]
        pub attends_as: Option<AttendsAs>,
        /// The items to which they were invited, as in `/api/v1/items/{id}`; of an interest alone those that it is on.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        pub items: Vec<ItemId>,
        /// The interest they told, in words; absent where they told none.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub interest_told: Option<String>,
        /// When it happened, as an instant in UTC.
        pub at: Instant,
        /// When it was entered, where acts after it stood in the book already; absent where it was in its turn.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub late: Option<Instant>,
        /// The entry in whose place it stands, where it was written in the stead of an act that was struck.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub place: Option<i64>,
    }
}

numbered!(VisitRecorded, FactId);

impl VisitRecorded {
    /// The line a permit allows; a visitor who is `new` is known by its id from then on.
    #[must_use]
    pub fn by(permit: &AdmittedVisit, new: bool, entered: &Entered) -> Self {
        let Visit { visitor, event, card, items, interest, .. } = permit.line.clone();
        let came = event == Visiting::Arrive;
        Self(VisitSaid {
            id: FactId::new(),
            meeting: permit.meeting,
            visitor: (!new).then_some(visitor),
            event,
            name: came.then_some(card.name),
            organisation_name: card.organisation.filter(|_| came),
            attends_as: came.then_some(card.attends_as),
            items,
            interest_told: interest,
            at: entered.at,
            late: entered.late,
            place: entered.place,
        })
    }

    /// Whom it is about.
    #[must_use]
    pub fn whose(&self) -> FactId {
        self.visitor.unwrap_or(self.id)
    }
}

impl Change for VisitRecorded {
    const KIND: &'static str = "visit.recorded";
    const PERSONAL: &'static [&'static str] = &["name", "organisation_name", "interest_told"];

    fn subjects(&self) -> Vec<String> {
        vec![self.meeting.subject(), self.id.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        tx.run(diesel::insert_into(visit::table).values((
            visit::register_id.eq(register),
            visit::id.eq(self.id),
            visit::meeting.eq(self.meeting),
            visit::visitor.eq(self.whose()),
            visit::event.eq(self.event),
            visit::name.eq(&self.name),
            visit::organisation_name.eq(&self.organisation_name),
            visit::attends_as.eq(self.attends_as),
            visit::items.eq(to_store(&self.items)?),
            visit::interest_told.eq(&self.interest_told),
            visit::at.eq(self.at),
            visit::late.eq(self.late),
            visit::place.eq(self.place),
            visit::version.eq(version),
        )))?;
        Ok(())
    }
}
