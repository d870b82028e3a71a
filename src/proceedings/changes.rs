//! What may be written of the conduct of a meeting.

mod advising;

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::rules::{MayBegin, MayConvene, MayEnd};
use crate::audit::ledger::{Change, Tx};
use crate::conflicts::MayPreside;
use crate::db::schema::{meeting, naming, phase};
use crate::db::to_store;
use crate::fault::Fault;
use crate::ids::{CommitteeId, FactId, ItemId, MeetingId, PersonId};
use crate::meetings::{Entered, MeetingState};
use crate::moment::Instant;
use crate::policy::Phase;
use crate::{numbered, permitted};

pub use advising::AdviceGiven;

permitted! {
    /// The meeting is open.
    pub struct MeetingConvened says ConveningSaid {
        /// The meeting, as in `/api/v1/meetings/{id}`.
        pub id: MeetingId,
        /// When it was opened, UTC.
        pub at: Instant,
        /// Always `open`, which it is from then on.
        pub state: MeetingState,
        /// Whether each committee was quorate at the opening, with nobody excluded.
        pub opening: BTreeMap<CommitteeId, bool>,
        /// When it was entered, where acts after it stood in the book already; absent where it was in its turn.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub late: Option<Instant>,
    }
}

impl MeetingConvened {
    /// The opening a permit allows.
    #[must_use]
    pub fn by(permit: MayConvene, entered: &Entered) -> Self {
        let Entered { at, late, .. } = *entered;
        Self(ConveningSaid { id: permit.meeting, at, state: MeetingState::Open, opening: permit.opening, late })
    }
}

impl Change for MeetingConvened {
    const KIND: &'static str = "meeting.convened";
    const STATUS: u16 = 200;

    fn subjects(&self) -> Vec<String> {
        vec![self.id.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let version = tx.version();
        tx.run(diesel::update(tx.of(meeting::table).filter(meeting::id.eq(self.id))).set((
            meeting::state.eq(self.state),
            meeting::convened_at.eq(self.at),
            meeting::opening.eq(to_store(&self.opening)?),
            meeting::convened_entry.eq(version),
            meeting::convened_late.eq(self.late),
            meeting::version.eq(version),
        )))?;
        Ok(())
    }
}

permitted! {
    /// The meeting is closed, or was cancelled.
    pub struct MeetingEnded says EndSaid {
        /// The meeting, as in `/api/v1/meetings/{id}`.
        pub id: MeetingId,
        /// When it was closed or cancelled, UTC.
        pub at: Instant,
        /// `closed`; or `cancelled`, which only a meeting is that was never convened.
        pub state: MeetingState,
        /// Of a cancelled one: why; absent where nobody said.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub reason: Option<String>,
    }
}

impl MeetingEnded {
    /// The end a permit allows.
    #[must_use]
    pub fn by(permit: MayEnd, at: Instant) -> Self {
        let MayEnd { meeting: id, state, reason } = permit;
        Self(EndSaid { id, at, state, reason })
    }

    /// The same without a reason, as it was entered when nobody was asked for one.
    #[must_use]
    pub fn without_reason(mut self) -> Self {
        self.0.reason = None;
        self
    }
}

impl Change for MeetingEnded {
    const KIND: &'static str = "meeting.ended";
    const STATUS: u16 = 200;

    fn subjects(&self) -> Vec<String> {
        vec![self.id.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let version = tx.version();
        tx.run(diesel::update(tx.of(meeting::table).filter(meeting::id.eq(self.id))).set((
            meeting::state.eq(self.state),
            meeting::closed_at.eq(self.at),
            meeting::ended_entry.eq(version),
            meeting::cancelled_because.eq(&self.reason),
            meeting::version.eq(version),
        )))?;
        Ok(())
    }
}

permitted! {
    /// Somebody was named to preside over an item.
    pub struct PresiderNamed says NamingSaid {
        /// What tells this naming from all others; the last one made for an item holds.
        pub id: FactId,
        /// The meeting, as in `/api/v1/meetings/{id}`.
        pub meeting: MeetingId,
        /// The item over which they preside, as in `/api/v1/items/{id}`; its parts take it over.
        pub item: ItemId,
        /// The committee in which, as in `/api/v1/committees/{id}`; absent where several decide in common and they convene.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub committee: Option<CommitteeId>,
        /// Who was named, as in `/api/v1/people/{id}`; presides while in the room and unconflicted (C2.3).
        pub person: PersonId,
        /// When they were named, UTC.
        pub at: Instant,
        /// When it was entered, where acts after it stood in the book already; absent where it was in its turn.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub late: Option<Instant>,
        /// The entry in whose place it stands, where it was written in the stead of an act that was struck.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub place: Option<i64>,
    }
}

numbered!(PresiderNamed, FactId);

impl PresiderNamed {
    /// The naming a permit allows.
    #[must_use]
    pub fn by(permit: &MayPreside, entered: &Entered) -> Self {
        Self(NamingSaid {
            id: FactId::new(),
            meeting: permit.meeting(),
            item: permit.item(),
            committee: permit.committee(),
            person: permit.person(),
            at: entered.at,
            late: entered.late,
            place: entered.place,
        })
    }
}

impl Change for PresiderNamed {
    const KIND: &'static str = "presider.named";

    fn subjects(&self) -> Vec<String> {
        vec![self.meeting.subject(), self.item.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        tx.run(diesel::insert_into(naming::table).values((
            naming::register_id.eq(register),
            naming::id.eq(self.id),
            naming::item.eq(self.item),
            naming::person.eq(self.person),
            naming::at.eq(self.at),
            naming::committee.eq(self.committee),
            naming::late.eq(self.late),
            naming::place.eq(self.place),
            naming::version.eq(version),
        )))?;
        Ok(())
    }
}

permitted! {
    /// An item entered a phase.
    pub struct PhaseBegun says PhaseSaid {
        /// What tells this beginning from all others; absent in entries from before it could be struck.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub id: Option<FactId>,
        /// The meeting, as in `/api/v1/meetings/{id}`.
        pub meeting: MeetingId,
        /// The item, as in `/api/v1/items/{id}`.
        pub item: ItemId,
        /// The phase it entered; it goes back to none before it (C10).
        pub phase: Phase,
        /// Who presided over it at this moment, as in `/api/v1/people/{id}`.
        pub presiding: PersonId,
        /// Whether each committee concerned was quorate at this moment.
        pub quorate: BTreeMap<CommitteeId, bool>,
        /// By whose word it went on although most had to go, as in `/api/v1/people/{id}`; null where nobody said so (C5.3).
        #[serde(default)]
        pub proceed_by: Option<PersonId>,
        /// The reason given for that; null where there was none.
        #[serde(default)]
        pub proceed_reason: Option<String>,
        /// When it entered the phase, UTC.
        pub at: Instant,
        /// When it was entered, where acts after it stood in the book already; absent where it was in its turn.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub late: Option<Instant>,
        /// The entry in whose place it stands, where it was written in the stead of an act that was struck.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub place: Option<i64>,
    }
}

impl PhaseBegun {
    /// The beginning a permit allows.
    #[must_use]
    pub fn by(permit: &MayBegin, meeting: MeetingId, entered: &Entered) -> Self {
        Self(PhaseSaid {
            id: Some(FactId::new()),
            meeting,
            item: permit.phase().item.id(),
            phase: permit.phase().phase,
            presiding: permit.presiding(),
            quorate: permit.quorate().clone(),
            proceed_by: permit.proceed().map(|proceed| proceed.by),
            proceed_reason: permit.proceed().map(|proceed| proceed.reason.to_string()),
            at: entered.at,
            late: entered.late,
            place: entered.place,
        })
    }

    /// The same under the id of its entry.
    #[must_use]
    pub fn numbered(mut self, id: Option<FactId>) -> Self {
        self.0.id = id;
        self
    }
}

impl Change for PhaseBegun {
    const KIND: &'static str = "phase.begun";
    const PERSONAL: &'static [&'static str] = &["proceed_reason"];

    fn subjects(&self) -> Vec<String> {
        vec![self.meeting.subject(), self.item.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        tx.run(diesel::insert_into(phase::table).values((
            phase::register_id.eq(register),
            phase::item.eq(self.item),
            phase::entered.eq(self.phase),
            phase::at.eq(self.at),
            phase::presiding.eq(self.presiding),
            phase::quorate.eq(to_store(&self.quorate)?),
            phase::id.eq(self.id),
            phase::late.eq(self.late),
            phase::place.eq(self.place),
            phase::version.eq(version),
            phase::proceed_by.eq(self.proceed_by),
            phase::proceed_reason.eq(&self.proceed_reason),
        )))?;
        Ok(())
    }
}
