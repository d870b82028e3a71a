//! What may be written of the conduct of a meeting.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::rules::{MayBegin, MayConvene, MayEnd};
use crate::audit::ledger::{Change, Tx};
use crate::conflicts::MayPreside;
use crate::db::schema::{meeting, naming, phase};
use crate::db::to_store;
use crate::fault::Fault;
use crate::ids::{CommitteeId, FactId, ItemId, MeetingId, PersonId};
use crate::meetings::MeetingState;
use crate::moment::Instant;
use crate::policy::Phase;
use crate::{numbered, permitted};

permitted! {
    /// The meeting is open.
    pub struct MeetingConvened says ConveningSaid {
        pub id: MeetingId,
        pub at: Instant,
        pub state: MeetingState,
        /// Whether each committee was quorate at the opening, with nobody excluded.
        pub opening: BTreeMap<CommitteeId, bool>,
    }
}

impl MeetingConvened {
    /// The opening a permit allows.
    #[must_use]
    pub fn by(permit: MayConvene, at: Instant) -> Self {
        Self(ConveningSaid { id: permit.meeting, at, state: MeetingState::Open, opening: permit.opening })
    }
}

impl Change for MeetingConvened {
    const KIND: &'static str = "meeting.convened";
    const STATUS: u16 = 200;

    fn subjects(&self) -> Vec<String> {
        vec![self.id.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        tx.run(diesel::update(meeting::table.filter(meeting::register_id.eq(register)).filter(meeting::id.eq(self.id))).set((
            meeting::state.eq(self.state),
            meeting::convened_at.eq(self.at),
            meeting::opening.eq(to_store(&self.opening)?),
            meeting::version.eq(version),
        )))?;
        Ok(())
    }
}

permitted! {
    /// The meeting is closed, or was cancelled.
    pub struct MeetingEnded says EndSaid {
        pub id: MeetingId,
        pub at: Instant,
        pub state: MeetingState,
    }
}

impl MeetingEnded {
    /// The end a permit allows.
    #[must_use]
    pub fn by(permit: MayEnd, at: Instant) -> Self {
        Self(EndSaid { id: permit.meeting, at, state: permit.state })
    }
}

impl Change for MeetingEnded {
    const KIND: &'static str = "meeting.ended";
    const STATUS: u16 = 200;

    fn subjects(&self) -> Vec<String> {
        vec![self.id.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        tx.run(diesel::update(meeting::table.filter(meeting::register_id.eq(register)).filter(meeting::id.eq(self.id))).set((
            meeting::state.eq(self.state),
            meeting::closed_at.eq(self.at),
            meeting::version.eq(version),
        )))?;
        Ok(())
    }
}

permitted! {
    /// Somebody was named to preside over an item.
    pub struct PresiderNamed says NamingSaid {
        pub id: FactId,
        pub meeting: MeetingId,
        pub item: ItemId,
        pub person: PersonId,
        pub at: Instant,
    }
}

numbered!(PresiderNamed, FactId);

impl PresiderNamed {
    /// The naming a permit allows.
    #[must_use]
    pub fn by(permit: &MayPreside, at: Instant) -> Self {
        Self(NamingSaid { id: FactId::new(), meeting: permit.meeting(), item: permit.item(), person: permit.person(), at })
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
            naming::version.eq(version),
        )))?;
        Ok(())
    }
}

permitted! {
    /// An item entered a phase.
    pub struct PhaseBegun says PhaseSaid {
        pub meeting: MeetingId,
        pub item: ItemId,
        pub phase: Phase,
        pub presiding: PersonId,
        /// Whether each committee concerned was quorate at this moment.
        pub quorate: BTreeMap<CommitteeId, bool>,
        pub at: Instant,
    }
}

impl PhaseBegun {
    /// The beginning a permit allows.
    #[must_use]
    pub fn by(permit: &MayBegin, meeting: MeetingId, at: Instant) -> Self {
        Self(PhaseSaid {
            meeting,
            item: permit.phase().item,
            phase: permit.phase().phase,
            presiding: permit.presiding(),
            quorate: permit.quorate().clone(),
            at,
        })
    }
}

impl Change for PhaseBegun {
    const KIND: &'static str = "phase.begun";

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
            phase::version.eq(version),
        )))?;
        Ok(())
    }
}
