//! What may be written of decisions: taken once, corrected by addition, minuted when complete.

pub mod determining;
pub mod urgent;

use diesel::prelude::*;

use super::rules::correcting::{MayAdd, MayCorrect};
use super::rules::decide::MayDecide;
use super::rules::evidence::Evidence;
use super::rules::minutes::MayFinalise;
use crate::audit::ledger::{Change, Tx};
use crate::db::schema::{correction, decision, meeting, minute_correction, minutes, phase};
use crate::db::to_store;
use crate::fault::Fault;
use crate::ids::{CommitteeId, CorrectionId, DecisionId, ItemId, MeetingId, PersonId};
use crate::meetings::{Effect, Entered, MeetingState, Method, Outcome};
use crate::moment::Instant;
use crate::policy::Phase;
use crate::{numbered, permitted};

permitted! {
    /// A decision is recorded, with its evidence. The last committee to decide closes the item.
    pub struct DecisionRecorded says DecisionSaid {
        /// The decision, as in `/api/v1/decisions/{id}`.
        pub id: DecisionId,
        /// The meeting at which it was taken, as in `/api/v1/meetings/{id}`.
        pub meeting: MeetingId,
        /// The item it decides, as in `/api/v1/items/{id}`.
        pub item: ItemId,
        /// The committee that took it, as in `/api/v1/committees/{id}`.
        pub committee: CommitteeId,
        /// What became of the item.
        pub outcome: Outcome,
        /// Whether it was voted on, or agreed without a count.
        pub method: Method,
        /// Whether it takes effect by itself: only `approved`, `rejected` and `ratified` do, and not what waits to be confirmed or
        /// is taken in shadow.
        pub effective: bool,
        /// The decision in words; null where nobody gave any.
        pub text: Option<String>,
        /// Who asked that their dissent be recorded, as in `/api/v1/people/{id}`; empty where nobody did.
        pub dissent: Vec<PersonId>,
        /// `shadow` (D5), `majority_withdrew` (C5.3), `composition_breached` (C6.4), `floor_overridden` (C1.3),
        /// `pending_confirmation`, `retaken` and `written_late` (C10), `by_correspondence` (C7.4) and `undeclared_voter` (A3.2), where
        /// they hold; else empty.
        pub flags: Vec<String>,
        /// Who gave leave to go on in spite of the composition, as in `/api/v1/people/{id}`; null where nobody did.
        pub override_by: Option<PersonId>,
        /// The reason given for that leave; null where nobody gave any.
        pub override_reason: Option<String>,
        /// Who presided over the item, as in `/api/v1/people/{id}`; null where nobody could.
        pub presiding: Option<PersonId>,
        /// What it rests on, kept as it was at that moment.
        pub evidence: Evidence,
        /// Whether the item is closed by it, each committee that it concerns having decided.
        pub closes_item: bool,
        /// When it was taken, UTC.
        pub at: Instant,
        /// When it was entered, where acts after it stood in the book already; absent where it was in its turn.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub late: Option<Instant>,
        /// The decision of an earlier meeting that it takes again, which has no effect any more; absent where it takes none again.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub decides_again: Option<DecisionId>,
    }
}

numbered!(DecisionRecorded, DecisionId);

impl DecisionRecorded {
    /// The decision a permit allows.
    #[must_use]
    pub fn by(permit: &MayDecide, meeting: MeetingId, evidence: Evidence, entered: &Entered) -> Self {
        let command = &permit.command;
        Self(DecisionSaid {
            id: DecisionId::new(),
            meeting,
            item: command.item.id(),
            committee: permit.committee,
            outcome: command.outcome,
            method: command.method,
            effective: permit.effective,
            text: command.text.clone().map(Into::into),
            dissent: command.dissent.clone(),
            flags: permit.flags.iter().map(|flag| (*flag).to_owned()).collect(),
            override_by: permit.over.as_ref().map(|over| over.by),
            override_reason: permit.over.as_ref().map(|over| over.reason.to_string()),
            presiding: permit.presiding,
            evidence,
            closes_item: permit.closes,
            at: entered.at,
            late: entered.late,
            decides_again: permit.decides_again,
        })
    }
}

impl Change for DecisionRecorded {
    const KIND: &'static str = "decision.recorded";
    const PERSONAL: &'static [&'static str] = &["dissent", "evidence", "text", "override_reason"];

    fn subjects(&self) -> Vec<String> {
        vec![self.meeting.subject(), self.item.subject(), self.committee.subject(), self.id.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        tx.run(diesel::insert_into(decision::table).values((
            (
                decision::register_id.eq(register),
                decision::id.eq(self.id),
                decision::meeting.eq(self.meeting),
                decision::item.eq(self.item),
                decision::committee.eq(self.committee),
                decision::outcome.eq(self.outcome),
                decision::method.eq(self.method),
                decision::effective.eq(self.effective),
                decision::text.eq(&self.text),
            ),
            (
                decision::dissent.eq(to_store(&self.dissent)?),
                decision::flags.eq(to_store(&self.flags)?),
                decision::override_by.eq(self.override_by.map(|by| by.to_string())),
                decision::override_reason.eq(&self.override_reason),
                decision::presiding.eq(self.presiding),
                decision::evidence.eq(to_store(&self.evidence)?),
                decision::at.eq(self.at),
                decision::late.eq(self.late),
                decision::decides_again.eq(self.decides_again),
                decision::version.eq(version),
            ),
        )))?;
        if self.closes_item {
            tx.run(diesel::insert_into(phase::table).values((
                phase::register_id.eq(register),
                phase::item.eq(self.item),
                phase::entered.eq(Phase::Closed),
                phase::at.eq(self.at),
                phase::presiding.eq(self.presiding),
                phase::quorate.eq("{}"),
                phase::version.eq(version),
            )))?;
        }
        Ok(())
    }
}

permitted! {
    /// A decision is corrected: a text is added, with its reason.
    pub struct DecisionCorrected says CorrectionSaid {
        /// What tells this correction from all others.
        pub id: CorrectionId,
        /// The meeting of the decision, as in `/api/v1/meetings/{id}`.
        pub meeting: MeetingId,
        /// The decision that it corrects, as in `/api/v1/decisions/{id}`.
        pub decision: DecisionId,
        /// What the record should say; nothing of the decision itself changes (C10).
        pub text: String,
        /// Why the correction was made.
        pub reason: String,
        /// When it was made, UTC.
        pub at: Instant,
        /// The true outcome, where the committee said that another was recorded; absent where it said nothing of it.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub outcome: Option<Outcome>,
        /// What effect that outcome has: in shadow none, and none yet where its kind waits to be confirmed (D5, C10).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub effect: Option<Effect>,
        /// The later meeting at which the committee said so, as in `/api/v1/meetings/{id}`.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub at_meeting: Option<MeetingId>,
        /// Through whom, as in `/api/v1/people/{id}`: the first of its succession who was there and not conflicted.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub by: Option<PersonId>,
    }
}

numbered!(DecisionCorrected, CorrectionId);

impl DecisionCorrected {
    /// The correction a permit allows.
    #[must_use]
    pub fn by(permit: MayCorrect, at: Instant) -> Self {
        let MayCorrect { meeting, decision, text, reason, outcome: said } = permit;
        let (outcome, effect) = (said.map(|said| said.0), said.map(|said| said.1));
        let (at_meeting, by) = (said.map(|said| said.2), said.map(|said| said.3));
        Self(CorrectionSaid { id: CorrectionId::new(), meeting, decision, text, reason, at, outcome, effect, at_meeting, by })
    }
}

impl Change for DecisionCorrected {
    const KIND: &'static str = "decision.corrected";
    const PERSONAL: &'static [&'static str] = &["text", "reason"];

    fn subjects(&self) -> Vec<String> {
        vec![self.meeting.subject(), self.decision.subject(), self.id.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        tx.run(diesel::insert_into(correction::table).values((
            correction::register_id.eq(register),
            correction::id.eq(self.id),
            correction::decision.eq(self.decision),
            correction::text.eq(&self.text),
            correction::reason.eq(&self.reason),
            correction::at.eq(self.at),
            correction::outcome.eq(self.outcome),
            correction::effect.eq(self.effect),
            correction::at_meeting.eq(self.at_meeting),
            correction::by_person.eq(self.by),
            correction::version.eq(version),
        )))?;
        Ok(())
    }
}

permitted! {
    /// The minutes of a meeting are corrected: a text is added, with its reason.
    pub struct MinutesCorrected says AdditionSaid {
        /// What tells this addition from all others.
        pub id: CorrectionId,
        /// The meeting, as in `/api/v1/meetings/{id}`.
        pub meeting: MeetingId,
        /// What the record should say as well; nothing of the minutes themselves changes (C10).
        pub text: String,
        /// Why it was added.
        pub reason: String,
        /// When it was added, UTC.
        pub at: Instant,
    }
}

numbered!(MinutesCorrected, CorrectionId);

impl MinutesCorrected {
    /// The addition a permit allows.
    #[must_use]
    pub fn by(permit: MayAdd, at: Instant) -> Self {
        let MayAdd { meeting, text, reason } = permit;
        Self(AdditionSaid { id: CorrectionId::new(), meeting, text, reason, at })
    }
}

impl Change for MinutesCorrected {
    const KIND: &'static str = "minutes.corrected";
    const PERSONAL: &'static [&'static str] = &["text", "reason"];

    fn subjects(&self) -> Vec<String> {
        vec![self.meeting.subject(), self.id.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        tx.run(diesel::insert_into(minute_correction::table).values((
            minute_correction::register_id.eq(register),
            minute_correction::id.eq(self.id),
            minute_correction::meeting.eq(self.meeting),
            minute_correction::text.eq(&self.text),
            minute_correction::reason.eq(&self.reason),
            minute_correction::at.eq(self.at),
            minute_correction::version.eq(version),
        )))?;
        Ok(())
    }
}

permitted! {
    /// The minutes are final, and the meeting with them closed.
    pub struct MinutesFinalised says MinutesSaid {
        /// The meeting, as in `/api/v1/meetings/{id}`, which is closed with it.
        pub meeting: MeetingId,
        /// The minutes as they were finalised, in plain text.
        pub document: String,
        /// When they became final, UTC.
        pub at: Instant,
        /// Whether the meeting was closed with it; one that had been closed stays closed as it was.
        #[serde(default = "closes")]
        pub closes_meeting: bool,
    }
}

/// An entry from before it was said closed the meeting, whether it was closed or not.
const fn closes() -> bool {
    true
}

impl MinutesFinalised {
    /// The minutes as a permit lets them become final.
    #[must_use]
    pub fn by(permit: MayFinalise, document: String, at: Instant) -> Self {
        Self(MinutesSaid { meeting: permit.meeting, document, at, closes_meeting: permit.closes })
    }
}

impl Change for MinutesFinalised {
    const KIND: &'static str = "minutes.finalised";
    const PERSONAL: &'static [&'static str] = &["document"];

    fn subjects(&self) -> Vec<String> {
        vec![self.meeting.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        tx.run(diesel::insert_into(minutes::table).values((
            minutes::register_id.eq(register),
            minutes::meeting.eq(self.meeting),
            minutes::finalised_at.eq(self.at),
            minutes::document.eq(&self.document),
            minutes::version.eq(version),
        )))?;
        if self.closes_meeting {
            tx.run(diesel::update(tx.of(meeting::table).filter(meeting::id.eq(self.meeting))).set((
                meeting::state.eq(MeetingState::Closed),
                meeting::closed_at.eq(self.at),
                meeting::ended_entry.eq(version),
                meeting::version.eq(version),
            )))?;
        }
        Ok(())
    }
}
