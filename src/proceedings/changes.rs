//! What may be written of the conduct of a meeting.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::rules::{MayBegin, MayConvene, MayEnd, MaySayNil};
use crate::audit::ledger::{Change, Tx};
use crate::conflicts::MayPreside;
use crate::db::schema::{meeting, naming, nil_statement, phase};
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
        /// The meeting, as in `/api/v1/meetings/{id}`.
        pub id: MeetingId,
        /// When it was opened, UTC.
        pub at: Instant,
        /// Always `open`, which it is from then on.
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
        let version = tx.version();
        tx.run(diesel::update(tx.of(meeting::table).filter(meeting::id.eq(self.id))).set((
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
        /// The meeting, as in `/api/v1/meetings/{id}`.
        pub id: MeetingId,
        /// When it was closed or cancelled, UTC.
        pub at: Instant,
        /// `closed`; or `cancelled`, which only a meeting is that was never convened.
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
        let version = tx.version();
        tx.run(diesel::update(tx.of(meeting::table).filter(meeting::id.eq(self.id))).set((
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
        /// What tells this naming from all others; the last one made for an item holds.
        pub id: FactId,
        /// The meeting, as in `/api/v1/meetings/{id}`.
        pub meeting: MeetingId,
        /// The item over which they preside, as in `/api/v1/items/{id}`; its parts take it over.
        pub item: ItemId,
        /// Who was named, as in `/api/v1/people/{id}`; presides while in the room and unconflicted (C2.3).
        pub person: PersonId,
        /// When they were named, UTC.
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
    /// Some people said at the meeting that they had nothing to declare.
    pub struct NothingDeclared says NothingSaid {
        /// What tells this statement from all others.
        pub id: FactId,
        /// The meeting, as in `/api/v1/meetings/{id}`.
        pub meeting: MeetingId,
        /// Who said so, as in `/api/v1/people/{id}`; what stands on the register of them stands all the same.
        pub people: Vec<PersonId>,
        /// When they said it, UTC.
        pub at: Instant,
    }
}

numbered!(NothingDeclared, FactId);

impl NothingDeclared {
    /// The statement a permit allows.
    #[must_use]
    pub fn by(permit: MaySayNil, at: Instant) -> Self {
        let MaySayNil { meeting, people } = permit;
        Self(NothingSaid { id: FactId::new(), meeting, people, at })
    }
}

impl Change for NothingDeclared {
    const KIND: &'static str = "nothing.declared";

    fn subjects(&self) -> Vec<String> {
        std::iter::once(self.meeting.subject()).chain(self.people.iter().map(|person| person.subject())).collect()
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        for person in &self.people {
            tx.run(diesel::insert_into(nil_statement::table).values((
                nil_statement::register_id.eq(register),
                nil_statement::id.eq(self.id),
                nil_statement::meeting.eq(self.meeting),
                nil_statement::person.eq(*person),
                nil_statement::at.eq(self.at),
                nil_statement::version.eq(version),
            )))?;
        }
        Ok(())
    }
}

permitted! {
    /// An item entered a phase.
    pub struct PhaseBegun says PhaseSaid {
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
    }
}

impl PhaseBegun {
    /// The beginning a permit allows.
    #[must_use]
    pub fn by(permit: &MayBegin, meeting: MeetingId, at: Instant) -> Self {
        Self(PhaseSaid {
            meeting,
            item: permit.phase().item.id(),
            phase: permit.phase().phase,
            presiding: permit.presiding(),
            quorate: permit.quorate().clone(),
            proceed_by: permit.proceed().map(|proceed| proceed.by),
            proceed_reason: permit.proceed().map(|proceed| proceed.reason.to_string()),
            at,
        })
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
            phase::version.eq(version),
            phase::proceed_by.eq(self.proceed_by),
            phase::proceed_reason.eq(&self.proceed_reason),
        )))?;
        Ok(())
    }
}
