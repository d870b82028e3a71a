//! Acts that are taken out of the book, and what is written in their stead.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::NilSaid;
use crate::attendance::changes::{AttendanceRecorded, VisitRecorded};
use crate::audit::ledger::{Change, Tx};
use crate::book::rules::slips::MayStrike;
use crate::conflicts::changes::RulingMade;
use crate::db::schema::{
    advice, attendance, call_in, casting_vote, co_option, election, naming, nil_statement, panel, phase, ruling, show_of_hands, strike,
    visit, vote,
};
use crate::db::to_store;
use crate::fault::Fault;
use crate::ids::{FactId, MeetingId, PersonId};
use crate::moment::Instant;
use crate::proceedings::changes::{PhaseBegun, PresiderNamed};
use crate::votes::changes::{CastingVoteCast, ElectionHeld, HandsCounted, VoteCast};
use crate::{numbered, permitted, words};

words! {
    /// What kind of act is struck.
    ActKind "kind of act" {
        Attendance = "attendance",
        Visit = "visit",
        Nil = "nil",
        Presiding = "presiding",
        Ruling = "ruling",
        Phase = "phase",
        Vote = "vote",
        Hands = "hands",
        Election = "election",
        CastingVote = "casting_vote",
        Panel = "panel",
        CallIn = "call_in",
        CoOption = "co_option",
        Advice = "advice",
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
    Visit(#[doc = "What was recorded of a visitor."] VisitRecorded),
    Nil(#[doc = "A statement of no interests."] NilSaid),
    Presiding(#[doc = "Whom the meeting named."] PresiderNamed),
    Ruling(#[doc = "How somebody is treated."] RulingMade),
    Phase(#[doc = "The phase that an item entered."] PhaseBegun),
    Vote(#[doc = "A vote."] VoteCast),
    Hands(#[doc = "A show of hands."] HandsCounted),
    Election(#[doc = "An election by secret ballot."] ElectionHeld),
    CastingVote(#[doc = "A casting vote."] CastingVoteCast),
}

impl Written {
    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        match self {
            Self::Attendance(change) => change.apply(tx),
            Self::Visit(change) => change.apply(tx),
            Self::Nil(change) => change.apply(tx),
            Self::Presiding(change) => change.apply(tx),
            Self::Ruling(change) => change.apply(tx),
            Self::Phase(change) => change.apply(tx),
            Self::Vote(change) => change.apply(tx),
            Self::Hands(change) => change.apply(tx),
            Self::Election(change) => change.apply(tx),
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
                (Written::Visit(own), Written::Visit(other)) => Written::Visit(own.numbered(other.id)),
                (Written::Nil(own), Written::Nil(other)) => Written::Nil(own.numbered(other.id)),
                (Written::Presiding(own), Written::Presiding(other)) => Written::Presiding(own.numbered(other.id)),
                (Written::Ruling(own), Written::Ruling(other)) => Written::Ruling(own.numbered(other.id)),
                (Written::Phase(own), Written::Phase(other)) => Written::Phase(own.numbered(other.id)),
                (Written::Vote(own), Written::Vote(other)) => Written::Vote(own.numbered(other.id)),
                (Written::Hands(own), Written::Hands(other)) => Written::Hands(own.numbered(other.id)),
                (Written::Election(own), Written::Election(other)) => Written::Election(own.numbered(other.id)),
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
                ActKind::Visit => tx.run(diesel::update(tx.of(visit::table).filter(visit::id.eq(id))).set(visit::struck.eq(by))),
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
                ActKind::Election => {
                    tx.run(diesel::update(tx.of(election::table).filter(election::id.eq(id))).set(election::struck.eq(by)))
                }
                ActKind::CastingVote => {
                    tx.run(diesel::update(tx.of(casting_vote::table).filter(casting_vote::id.eq(id))).set(casting_vote::struck.eq(by)))
                }
                ActKind::Advice => tx.run(diesel::update(tx.of(advice::table).filter(advice::id.eq(id))).set(advice::struck.eq(by))),
                ActKind::CallIn => tx.run(diesel::update(tx.of(call_in::table).filter(call_in::id.eq(id))).set(call_in::struck.eq(by))),
                ActKind::CoOption => {
                    tx.run(diesel::update(tx.of(co_option::table).filter(co_option::id.eq(id))).set(co_option::struck.eq(by)))
                }
                ActKind::Panel => tx.run(diesel::update(tx.of(panel::table).filter(panel::id.eq(id))).set(panel::struck.eq(by))),
            }?;
        }
        self.instead.iter().try_for_each(|written| written.apply(tx))
    }
}
