//! What may be written of conflicts: rulings, what a conflicts panel said, and papers served.

use diesel::prelude::*;

use super::rules::panel::MayHear;
use super::rules::papers::MayRead;
use super::rules::record::GroundRecord;
use super::rules::rule_on::{Ruled, Taken};
use crate::audit::ledger::{Change, Tx};
use crate::db::schema::{panel, ruling, show_of_hands, vote};
use crate::db::to_store;
use crate::fault::Fault;
use crate::ids::{FactId, ItemId, MeetingId, PaperId, PersonId, RulingId, VoteId};
use crate::meetings::{Entered, Finding, Instruction, Panel};
use crate::moment::{Date, Instant};
use crate::policy::Treatment;
use crate::text::Rationale;
use crate::{numbered, permitted};

permitted! {
    /// A ruling is made. It takes away the votes of whom it excludes.
    pub struct RulingMade says RulingSaid {
        /// What tells this ruling from all others; votes that it takes away and grounds that rest on it name it.
        pub id: RulingId,
        /// The meeting, as in `/api/v1/meetings/{id}`.
        pub meeting: MeetingId,
        /// The item ruled on, as in `/api/v1/items/{id}`; `not_attend` and `removed` hold for others too.
        pub item: ItemId,
        /// Whose treatment it is, as in `/api/v1/people/{id}`.
        pub person: PersonId,
        /// How they are treated from then on, until another ruling on them is made.
        pub treatment: Treatment,
        /// What was proposed when it was made; a milder ruling gives its reason (C1.3).
        pub proposed: Treatment,
        /// Who ruled, as in `/api/v1/people/{id}`: whoever presided over the item (C2.1).
        pub by: PersonId,
        /// Why, in the words of whoever ruled; null where none was given.
        pub reason: Option<String>,
        /// What the proposal rested on, strictest first; empty where nothing was proposed.
        pub grounds: Vec<GroundRecord>,
        /// Votes cast before that no longer count, by their ids in `/api/v1/items/{id}/votes`; empty where there are none.
        pub takes_votes: Vec<VoteId>,
        /// Shows of hands before it at which they could have raised theirs, which are to be counted again; absent where there
        /// are none.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        pub takes_hands: Vec<FactId>,
        /// The guardian by whose word it is below a floor, as in `/api/v1/people/{id}`; null where it is below none (C1.3).
        #[serde(default)]
        pub override_by: Option<PersonId>,
        /// The guardian's reason for that; null where it is below no floor.
        #[serde(default)]
        pub override_reason: Option<String>,
        /// When it was made, UTC.
        pub at: Instant,
        /// When it was entered, where acts after it stood in the book already; absent where it was in its turn.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub late: Option<Instant>,
        /// The entry in whose place it stands, where it was written in the stead of an act that was struck.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub place: Option<i64>,
    }
}

numbered!(RulingMade, RulingId);

impl RulingMade {
    /// The ruling a permit allows.
    #[must_use]
    pub fn by(permit: &Ruled, meeting: MeetingId, grounds: Vec<GroundRecord>, takes: Taken, entered: &Entered) -> Self {
        let ruled = permit.command();
        Self(RulingSaid {
            id: RulingId::new(),
            meeting,
            item: ruled.item.id(),
            person: ruled.person,
            treatment: ruled.treatment,
            proposed: permit.proposed(),
            by: ruled.by,
            reason: ruled.reason.as_ref().and_then(Rationale::words).map(str::to_owned),
            grounds,
            takes_votes: takes.votes,
            takes_hands: takes.hands,
            override_by: permit.over().map(|over| over.by),
            override_reason: permit.over().map(|over| over.reason.to_string()),
            at: entered.at,
            late: entered.late,
            place: entered.place,
        })
    }
}

impl Change for RulingMade {
    const KIND: &'static str = "ruling.made";
    const PERSONAL: &'static [&'static str] = &["person", "reason", "grounds", "override_reason"];

    fn subjects(&self) -> Vec<String> {
        vec![self.meeting.subject(), self.item.subject(), self.id.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        tx.run(diesel::insert_into(ruling::table).values((
            ruling::register_id.eq(register),
            ruling::id.eq(self.id),
            ruling::item.eq(self.item),
            ruling::person.eq(self.person),
            ruling::treatment.eq(self.treatment),
            ruling::proposed.eq(self.proposed),
            ruling::by_person.eq(self.by),
            ruling::reason.eq(&self.reason),
            ruling::grounds.eq(to_store(&self.grounds)?),
            ruling::at.eq(self.at),
            ruling::late.eq(self.late),
            ruling::place.eq(self.place),
            ruling::version.eq(version),
            ruling::override_by.eq(self.override_by),
            ruling::override_reason.eq(&self.override_reason),
        )))?;
        for taken in &self.takes_hands {
            tx.run(
                diesel::update(tx.of(show_of_hands::table).filter(show_of_hands::id.eq(*taken))).set(show_of_hands::taken_by.eq(self.id)),
            )?;
        }
        for taken in &self.takes_votes {
            tx.run(diesel::update(tx.of(vote::table).filter(vote::id.eq(*taken))).set(vote::taken_by.eq(self.id)))?;
        }
        Ok(())
    }
}

permitted! {
    /// A conflicts panel gave its word on an item: how people are to be treated on it and its parts, and what it found.
    pub struct PanelHeard says PanelSaid {
        /// What tells this panel from all others; the grounds of whom it instructed name it.
        pub id: FactId,
        /// The meeting, as in `/api/v1/meetings/{id}`.
        pub meeting: MeetingId,
        /// The item, as in `/api/v1/items/{id}`; its parts too.
        pub item: ItemId,
        /// The day on which it met, in Europe/London.
        pub on: Date,
        /// Who convened it, as in `/api/v1/people/{id}`: the first of the policy's officers who was unconflicted and reachable.
        pub convened_by: PersonId,
        /// Of the officers before them, those who could not be reached; absent where all could.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        pub unavailable: Vec<PersonId>,
        /// Who sat on it, as in `/api/v1/people/{id}`.
        pub members: Vec<PersonId>,
        /// Why it was convened; it is minuted.
        pub reason: String,
        /// What it found of how the proposal came about; null where it said nothing of that.
        pub finding: Option<Finding>,
        /// How people are to be treated, which binds whoever presides.
        pub instructions: Vec<Instruction>,
        /// When its word reached the meeting, UTC.
        pub at: Instant,
        /// When it was entered, where acts after it stood in the book already; absent where it was in its turn.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub late: Option<Instant>,
        /// The entry in whose place it stands, where it was written in the stead of an act that was struck.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub place: Option<i64>,
    }
}

numbered!(PanelHeard, FactId);

impl PanelHeard {
    /// The panel a permit allows to be heard.
    #[must_use]
    pub fn by(permit: &MayHear, entered: &Entered) -> Self {
        let said = permit.as_panel(FactId::new(), entered.at);
        let Panel { id, item, on, convened_by, unavailable, members, reason, finding, instructions, at, .. } = said;
        let (meeting, late, place) = (permit.meeting(), entered.late, entered.place);
        Self(PanelSaid { id, meeting, item, on, convened_by, unavailable, members, reason, finding, instructions, at, late, place })
    }

    /// What then stands in the book.
    #[must_use]
    pub fn as_panel(&self) -> Panel {
        let PanelSaid { id, item, on, convened_by, unavailable, members, reason, finding, instructions, at, .. } = (**self).clone();
        Panel { id, order: 0, item, on, convened_by, unavailable, members, reason, finding, instructions, at }
    }
}

impl Change for PanelHeard {
    const KIND: &'static str = "panel.heard";
    const PERSONAL: &'static [&'static str] = &["reason", "finding", "instructions"];

    fn subjects(&self) -> Vec<String> {
        vec![self.meeting.subject(), self.item.subject(), self.id.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        tx.run(diesel::insert_into(panel::table).values((
            panel::register_id.eq(register),
            panel::id.eq(self.id),
            panel::item.eq(self.item),
            panel::met_on.eq(self.on),
            panel::convened_by.eq(self.convened_by),
            panel::unavailable.eq(to_store(&self.unavailable)?),
            panel::members.eq(to_store(&self.members)?),
            panel::reason.eq(&self.reason),
            panel::finding.eq(self.finding.as_ref().map(to_store).transpose()?),
            panel::instructions.eq(to_store(&self.instructions)?),
            panel::at.eq(self.at),
            panel::late.eq(self.late),
            panel::place.eq(self.place),
            panel::version.eq(version),
        )))?;
        Ok(())
    }
}

permitted! {
    /// A paper was asked for and given: who read what, for the record.
    pub struct PapersServed says PapersSaid {
        /// The item whose papers they are, as in `/api/v1/items/{id}`.
        pub item: ItemId,
        /// For whom they were asked, as in `/api/v1/people/{id}`.
        pub person: PersonId,
        /// Which of them were given, as in `/api/v1/papers/{id}`; empty where all of them were.
        #[serde(default)]
        pub papers: Vec<PaperId>,
    }
}

impl PapersServed {
    /// The papers a permit allows to be given.
    #[must_use]
    pub fn by(permit: MayRead) -> Self {
        let MayRead { item, person, papers } = permit;
        Self(PapersSaid { item, person, papers })
    }
}

impl Change for PapersServed {
    const KIND: &'static str = "papers.served";
    const PERSONAL: &'static [&'static str] = &["person"];
    const STATUS: u16 = 200;

    fn subjects(&self) -> Vec<String> {
        vec![self.item.subject()]
    }

    fn apply(&self, _tx: &mut Tx<'_>) -> Result<(), Fault> {
        Ok(())
    }
}
