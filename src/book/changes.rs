//! What may be written of the book itself: acts struck, a decision to be taken again, a meeting that stops and
//! goes on, a statement of no interests, somebody borrowed.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::rules::slips::MayStrike;
use crate::attendance::MaySayNil;
use crate::attendance::changes::AttendanceRecorded;
use crate::audit::ledger::{Change, Tx};
use crate::conflicts::changes::RulingMade;
use crate::conflicts::rules::co_opt::MayCoOpt;
use crate::db::schema::{
    adjournment, attendance, call_in, casting_vote, co_option, meeting, naming, nil_statement, panel, phase, reopening, ruling,
    show_of_hands, strike, vote,
};
use crate::db::to_store;
use crate::decisions::rules::reopen::MayReopen;
use crate::fault::Fault;
use crate::ids::{CommitteeId, DecisionId, FactId, ItemId, MeetingId, OrganisationId, PersonId};
use crate::meetings::{Break, Entered};
use crate::moment::{Date, Instant};
use crate::proceedings::changes::{PhaseBegun, PresiderNamed};
use crate::proceedings::rules::{MayAdjourn, MayResume};
use crate::votes::changes::{CastingVoteCast, HandsCounted, VoteCast};
use crate::{numbered, permitted, words};

words! {
    /// What kind of act is struck.
    ActKind "kind of act" {
        Attendance = "attendance",
        Nil = "nil",
        Presiding = "presiding",
        Ruling = "ruling",
        Phase = "phase",
        Vote = "vote",
        Hands = "hands",
        CastingVote = "casting_vote",
        Panel = "panel",
        CallIn = "call_in",
    }
}

/// An act that is struck.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StruckAct {
    /// What kind of act it is.
    pub kind: ActKind,
    /// The act, by the id under which it was entered.
    pub id: FactId,
}

/// The act as it should have been, in the stead of the one that is struck.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Written {
    Attendance(#[doc = "Somebody who came or went."] AttendanceRecorded),
    Nil(#[doc = "A statement of no interests."] NilSaid),
    Presiding(#[doc = "Whom the meeting named."] PresiderNamed),
    Ruling(#[doc = "How somebody is treated."] RulingMade),
    Phase(#[doc = "The phase that an item entered."] PhaseBegun),
    Vote(#[doc = "A vote."] VoteCast),
    Hands(#[doc = "A show of hands."] HandsCounted),
    CastingVote(#[doc = "A casting vote."] CastingVoteCast),
}

impl Written {
    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        match self {
            Self::Attendance(change) => change.apply(tx),
            Self::Nil(change) => change.apply(tx),
            Self::Presiding(change) => change.apply(tx),
            Self::Ruling(change) => change.apply(tx),
            Self::Phase(change) => change.apply(tx),
            Self::Vote(change) => change.apply(tx),
            Self::Hands(change) => change.apply(tx),
            Self::CastingVote(change) => change.apply(tx),
        }
    }
}

permitted! {
    /// Acts that were entered by mistake are taken out of the book of a meeting; the log keeps them. What should
    /// have been entered is written in their stead in one go, where it is given.
    pub struct ActStruck says StrikeSaid {
        /// What tells this strike from all others.
        pub id: FactId,
        /// The meeting, as in `/api/v1/meetings/{id}`.
        pub meeting: MeetingId,
        /// What is struck: one act, or several that were entered together.
        pub what: Vec<StruckAct>,
        /// Why, in the words of whoever struck it; the minutes that are not for the public say so.
        pub reason: String,
        /// Of a ruling: who struck it, as in `/api/v1/people/{id}`, presiding over its item; of a panel's word, an officer who may
        /// convene one. Null otherwise.
        pub by: Option<PersonId>,
        /// What was written in its stead; empty where nothing was.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        pub instead: Vec<Written>,
        /// When it was struck, UTC.
        pub at: Instant,
    }
}

numbered!(ActStruck, FactId);

impl ActStruck {
    /// The strike a permit allows.
    #[must_use]
    pub fn by(permit: MayStrike, instead: Vec<Written>, at: Instant) -> Self {
        let MayStrike { meeting, what, reason, by } = permit;
        Self(StrikeSaid { id: FactId::new(), meeting, what, reason, by, instead, at })
    }
}

impl ActStruck {
    /// The same with the ids of another's replacements, for whoever asks the law again: these are new in it too.
    #[must_use]
    pub fn as_numbered(mut self, other: &Self) -> Self {
        for (own, other) in self.0.instead.iter_mut().zip(&other.instead) {
            *own = match (own.clone(), other) {
                (Written::Attendance(own), Written::Attendance(other)) => Written::Attendance(own.numbered(other.id)),
                (Written::Nil(own), Written::Nil(other)) => Written::Nil(own.numbered(other.id)),
                (Written::Presiding(own), Written::Presiding(other)) => Written::Presiding(own.numbered(other.id)),
                (Written::Ruling(own), Written::Ruling(other)) => Written::Ruling(own.numbered(other.id)),
                (Written::Phase(own), Written::Phase(other)) => Written::Phase(own.numbered(other.id)),
                (Written::Vote(own), Written::Vote(other)) => Written::Vote(own.numbered(other.id)),
                (Written::Hands(own), Written::Hands(other)) => Written::Hands(own.numbered(other.id)),
                (Written::CastingVote(own), Written::CastingVote(other)) => Written::CastingVote(own.numbered(other.id)),
                (own, _) => own,
            };
        }
        self
    }
}

impl Change for ActStruck {
    const KIND: &'static str = "act.struck";
    const PERSONAL: &'static [&'static str] = &["reason", "instead"];

    fn subjects(&self) -> Vec<String> {
        std::iter::once(self.meeting.subject()).chain(self.what.iter().map(|act| act.id.subject())).collect()
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        tx.run(diesel::insert_into(strike::table).values((
            strike::register_id.eq(register),
            strike::id.eq(self.id),
            strike::meeting.eq(self.meeting),
            strike::what.eq(to_store(&self.what)?),
            strike::reason.eq(&self.reason),
            strike::by_person.eq(self.by),
            strike::at.eq(self.at),
            strike::version.eq(version),
        )))?;
        let by = self.id;
        for StruckAct { kind, id } in &self.what {
            let id = id.to_string();
            match kind {
                ActKind::Attendance => {
                    tx.run(diesel::update(tx.of(attendance::table).filter(attendance::id.eq(id))).set(attendance::struck.eq(by)))
                }
                ActKind::Nil => {
                    tx.run(diesel::update(tx.of(nil_statement::table).filter(nil_statement::id.eq(id))).set(nil_statement::struck.eq(by)))
                }
                ActKind::Presiding => tx.run(diesel::update(tx.of(naming::table).filter(naming::id.eq(id))).set(naming::struck.eq(by))),
                ActKind::Ruling => tx.run(diesel::update(tx.of(ruling::table).filter(ruling::id.eq(id))).set(ruling::struck.eq(by))),
                ActKind::Phase => tx.run(diesel::update(tx.of(phase::table).filter(phase::id.eq(id))).set(phase::struck.eq(by))),
                ActKind::Vote => tx.run(diesel::update(tx.of(vote::table).filter(vote::id.eq(id))).set(vote::struck.eq(by))),
                ActKind::Hands => {
                    tx.run(diesel::update(tx.of(show_of_hands::table).filter(show_of_hands::id.eq(id))).set(show_of_hands::struck.eq(by)))
                }
                ActKind::CallIn => tx.run(diesel::update(tx.of(call_in::table).filter(call_in::id.eq(id))).set(call_in::struck.eq(by))),
                ActKind::CastingVote => {
                    tx.run(diesel::update(tx.of(casting_vote::table).filter(casting_vote::id.eq(id))).set(casting_vote::struck.eq(by)))
                }
                ActKind::Panel => tx.run(diesel::update(tx.of(panel::table).filter(panel::id.eq(id))).set(panel::struck.eq(by))),
            }?;
        }
        self.instead.iter().try_for_each(|written| written.apply(tx))
    }
}

permitted! {
    /// Somebody said at a meeting that they had no interest.
    pub struct NilSaid says NilSaying {
        /// What tells this statement from all others.
        pub id: FactId,
        /// The meeting, as in `/api/v1/meetings/{id}`.
        pub meeting: MeetingId,
        /// Who said so, as in `/api/v1/people/{id}`; it is no return, and erases nothing from the register.
        pub person: PersonId,
        /// When they said it, UTC.
        pub at: Instant,
        /// When it was entered, where acts after it stood in the book already; absent where it was in its turn.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub late: Option<Instant>,
        /// The entry in whose place it stands, where it was written in the stead of an act that was struck.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub place: Option<i64>,
    }
}

numbered!(NilSaid, FactId);

impl NilSaid {
    /// The statement a permit allows.
    #[must_use]
    pub fn by(permit: MaySayNil, entered: &Entered) -> Self {
        let (meeting, person) = (permit.meeting(), permit.person());
        let Entered { at, late, place, .. } = *entered;
        Self(NilSaying { id: FactId::new(), meeting, person, at, late, place })
    }
}

impl Change for NilSaid {
    const KIND: &'static str = "nil.said";
    const PERSONAL: &'static [&'static str] = &["person"];

    fn subjects(&self) -> Vec<String> {
        vec![self.meeting.subject(), self.id.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        tx.run(diesel::insert_into(nil_statement::table).values((
            nil_statement::register_id.eq(register),
            nil_statement::id.eq(self.id),
            nil_statement::meeting.eq(self.meeting),
            nil_statement::person.eq(self.person),
            nil_statement::at.eq(self.at),
            nil_statement::late.eq(self.late),
            nil_statement::place.eq(self.place),
            nil_statement::version.eq(version),
        )))?;
        Ok(())
    }
}

permitted! {
    /// A meeting stops for the day.
    pub struct MeetingAdjourned says AdjournmentSaid {
        /// What tells this adjournment from all others.
        pub id: FactId,
        /// The meeting, as in `/api/v1/meetings/{id}`.
        pub meeting: MeetingId,
        /// The day until which it is adjourned; null where none was named.
        pub until: Option<Date>,
        /// When it stopped, UTC.
        pub at: Instant,
        /// When it was entered, where acts after it stood in the book already; absent where it was in its turn.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub late: Option<Instant>,
    }
}

numbered!(MeetingAdjourned, FactId);

impl MeetingAdjourned {
    /// The adjournment a permit allows.
    #[must_use]
    pub fn by(permit: MayAdjourn, entered: &Entered) -> Self {
        let MayAdjourn { meeting, until } = permit;
        Self(AdjournmentSaid { id: FactId::new(), meeting, until, at: entered.at, late: entered.late })
    }
}

impl Change for MeetingAdjourned {
    const KIND: &'static str = "meeting.adjourned";

    fn subjects(&self) -> Vec<String> {
        vec![self.meeting.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        stops(tx, (self.id, self.meeting), Break::Adjourned, (self.at, self.until, self.late))?;
        // One that is written late stands before a resumption, and says nothing of how the meeting stands now.
        if self.late.is_none() {
            let version = tx.version();
            tx.run(diesel::update(tx.of(meeting::table).filter(meeting::id.eq(self.meeting))).set((
                meeting::adjourned_at.eq(self.at),
                meeting::adjourned_until.eq(self.until),
                meeting::version.eq(version),
            )))?;
        }
        Ok(())
    }
}

permitted! {
    /// A meeting that was adjourned goes on.
    pub struct MeetingResumed says ResumptionSaid {
        /// What tells this resumption from all others.
        pub id: FactId,
        /// The meeting, as in `/api/v1/meetings/{id}`.
        pub meeting: MeetingId,
        /// The day on which it goes on, in Europe/London.
        pub on: Date,
        /// When it went on, UTC.
        pub at: Instant,
        /// When it was entered, where acts after it stood in the book already; absent where it was in its turn.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub late: Option<Instant>,
    }
}

numbered!(MeetingResumed, FactId);

impl MeetingResumed {
    /// The resumption a permit allows.
    #[must_use]
    pub fn by(permit: MayResume, entered: &Entered) -> Self {
        let MayResume { meeting, on } = permit;
        Self(ResumptionSaid { id: FactId::new(), meeting, on, at: entered.at, late: entered.late })
    }
}

impl Change for MeetingResumed {
    const KIND: &'static str = "meeting.resumed";

    fn subjects(&self) -> Vec<String> {
        vec![self.meeting.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        stops(tx, (self.id, self.meeting), Break::Resumed, (self.at, Some(self.on), self.late))?;
        if self.late.is_none() {
            let version = tx.version();
            tx.run(diesel::update(tx.of(meeting::table).filter(meeting::id.eq(self.meeting))).set((
                meeting::adjourned_at.eq(None::<Instant>),
                meeting::adjourned_until.eq(None::<Date>),
                meeting::version.eq(version),
            )))?;
        }
        Ok(())
    }
}

fn stops(
    tx: &mut Tx<'_>,
    (id, meeting): (FactId, MeetingId),
    event: Break,
    (at, day, late): (Instant, Option<Date>, Option<Instant>),
) -> Result<(), Fault> {
    let (register, version) = (tx.register(), tx.version());
    tx.run(diesel::insert_into(adjournment::table).values((
        adjournment::register_id.eq(register),
        adjournment::id.eq(id),
        adjournment::meeting.eq(meeting),
        adjournment::event.eq(event),
        adjournment::at.eq(at),
        adjournment::day.eq(day),
        adjournment::late.eq(late),
        adjournment::version.eq(version),
    )))?;
    Ok(())
}

permitted! {
    /// A decision is to be taken again: it stays as it was recorded, without effect.
    pub struct DecisionReopened says ReopeningSaid {
        /// What tells this reopening from all others.
        pub id: FactId,
        /// The meeting, as in `/api/v1/meetings/{id}`.
        pub meeting: MeetingId,
        /// The decision, as in `/api/v1/decisions/{id}`.
        pub decision: DecisionId,
        /// Who reopened it, as in `/api/v1/people/{id}`: whoever presides over the item in that committee.
        pub by: PersonId,
        /// What was entered wrongly; the minutes say so, for the public too.
        pub reason: String,
        /// When it was reopened, UTC.
        pub at: Instant,
        /// When that was entered, UTC.
        pub entered: Instant,
    }
}

numbered!(DecisionReopened, FactId);

impl DecisionReopened {
    /// The reopening a permit allows.
    #[must_use]
    pub fn by(permit: MayReopen, at: Instant, entered: Instant) -> Self {
        let MayReopen { meeting, decision, by, reason } = permit;
        Self(ReopeningSaid { id: FactId::new(), meeting, decision, by, reason, at, entered })
    }
}

impl Change for DecisionReopened {
    const KIND: &'static str = "decision.reopened";
    const PERSONAL: &'static [&'static str] = &["reason"];

    fn subjects(&self) -> Vec<String> {
        vec![self.meeting.subject(), self.decision.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        tx.run(diesel::insert_into(reopening::table).values((
            reopening::register_id.eq(register),
            reopening::id.eq(self.id),
            reopening::decision.eq(self.decision),
            reopening::by_person.eq(self.by),
            reopening::reason.eq(&self.reason),
            reopening::at.eq(self.at),
            reopening::version.eq(version),
        )))?;
        Ok(())
    }
}

permitted! {
    /// Somebody is borrowed for an item, into a seat of a committee or with a voice alone.
    pub struct PersonCoOpted says CoOptionSaid {
        /// What tells this from all others.
        pub id: FactId,
        /// The item, as in `/api/v1/items/{id}`; its parts too.
        pub item: ItemId,
        /// The committee in whose seat they sit for it, as in `/api/v1/committees/{id}`; null where they have a voice alone.
        pub committee: Option<CommitteeId>,
        /// That seat, by its name in the terms of reference.
        pub seat: Option<String>,
        /// Who is borrowed, as in `/api/v1/people/{id}`.
        pub person: PersonId,
        /// Who borrowed them, as in `/api/v1/people/{id}`.
        pub by: PersonId,
        /// The body they come from, as in `/api/v1/organisations/{id}`; null where nobody said.
        pub from_organisation: Option<OrganisationId>,
        /// Why; it is minuted.
        pub reason: String,
        /// When they were borrowed, UTC.
        pub at: Instant,
        /// When it was entered, where acts after it stood in the book already; absent where it was in its turn.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub late: Option<Instant>,
    }
}

numbered!(PersonCoOpted, FactId);

impl PersonCoOpted {
    /// The loan a permit allows.
    #[must_use]
    pub fn by(permit: MayCoOpt, entered: &Entered) -> Self {
        let MayCoOpt { command, reason } = permit;
        let (committee, seat) = command.seat.unzip();
        Self(CoOptionSaid {
            id: FactId::new(),
            item: command.item.id(),
            committee,
            seat,
            person: command.person,
            by: command.by,
            from_organisation: command.from,
            reason,
            at: entered.at,
            late: entered.late,
        })
    }
}

impl Change for PersonCoOpted {
    const KIND: &'static str = "person.co_opted";
    const PERSONAL: &'static [&'static str] = &["person", "reason"];

    fn subjects(&self) -> Vec<String> {
        vec![self.item.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        tx.run(diesel::insert_into(co_option::table).values((
            co_option::register_id.eq(register),
            co_option::id.eq(self.id),
            co_option::item.eq(self.item),
            co_option::committee.eq(self.committee),
            co_option::seat.eq(&self.seat),
            co_option::person.eq(self.person),
            co_option::by_person.eq(self.by),
            co_option::from_organisation.eq(self.from_organisation),
            co_option::reason.eq(&self.reason),
            co_option::at.eq(self.at),
            co_option::late.eq(self.late),
            co_option::version.eq(version),
        )))?;
        Ok(())
    }
}
