//! What may be written of meetings, items and papers.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::rules::{Affected, MeetingState};
use crate::audit::ledger::{Change, Tx};
use crate::db::schema::{item, meeting, meeting_committee, paper};
use crate::db::to_store;
use crate::fault::Fault;
use crate::ids::{CommitteeId, ItemId, MeetingId, PaperId, PersonId};
use crate::moment::Date;
use crate::money::Money;
use crate::policy::{Purpose, Stage};

/// A meeting is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct MeetingCalled {
    pub id: MeetingId,
    /// `PCCC/2018/03/06`, for people.
    pub reference: String,
    pub committees: Vec<CommitteeId>,
    pub date: Date,
    pub starts_at: Option<String>,
    pub place: Option<String>,
    pub private: bool,
    pub state: MeetingState,
}

impl Change for MeetingCalled {
    const KIND: &'static str = "meeting.called";

    fn subjects(&self) -> Vec<String> {
        std::iter::once(self.id.subject()).chain(self.committees.iter().map(|c| c.subject())).collect()
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        tx.run(diesel::insert_into(meeting::table).values((
            meeting::register_id.eq(register),
            meeting::id.eq(self.id),
            meeting::reference.eq(&self.reference),
            meeting::date.eq(self.date),
            meeting::starts_at.eq(&self.starts_at),
            meeting::place.eq(&self.place),
            meeting::state.eq(self.state),
            meeting::private.eq(self.private),
            meeting::version.eq(version),
        )))?;
        for (position, committee) in (0_i64..).zip(&self.committees) {
            tx.run(diesel::insert_into(meeting_committee::table).values((
                meeting_committee::register_id.eq(register),
                meeting_committee::meeting.eq(self.id),
                meeting_committee::committee.eq(*committee),
                meeting_committee::position.eq(position),
                meeting_committee::version.eq(version),
            )))?;
        }
        Ok(())
    }
}

/// A meeting is set otherwise before it is convened: the whole of it as it now stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct MeetingChanged {
    #[serde(flatten)]
    pub meeting: MeetingCalled,
}

impl Change for MeetingChanged {
    const KIND: &'static str = "meeting.changed";
    const STATUS: u16 = 200;

    fn subjects(&self) -> Vec<String> {
        self.meeting.subjects()
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        let now = &self.meeting;
        tx.run(diesel::update(meeting::table.filter(meeting::register_id.eq(register)).filter(meeting::id.eq(now.id))).set((
            meeting::reference.eq(&now.reference),
            meeting::date.eq(now.date),
            meeting::starts_at.eq(&now.starts_at),
            meeting::place.eq(&now.place),
            meeting::private.eq(now.private),
            meeting::version.eq(version),
        )))?;
        Ok(())
    }
}

/// An item of business, or a part of one, is put on the agenda.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ItemAdded {
    pub id: ItemId,
    pub meeting: MeetingId,
    pub part_of: Option<ItemId>,
    pub position: i64,
    pub number: String,
    pub title: String,
    pub purpose: Option<Purpose>,
    pub decision_type: Option<String>,
    pub stage: Option<Stage>,
    pub function: Option<String>,
    pub affects: Option<Vec<Affected>>,
    #[schemars(with = "Option<super::bodies::Amount>")]
    pub value: Option<Money>,
    pub procurement: Option<String>,
    pub private: Option<bool>,
    pub committees: Option<Vec<CommitteeId>>,
    pub route: Option<String>,
}

impl Change for ItemAdded {
    const KIND: &'static str = "item.added";
    const PERSONAL: &'static [&'static str] = &["affects"];

    fn subjects(&self) -> Vec<String> {
        vec![self.meeting.subject(), self.id.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        tx.run(diesel::insert_into(item::table).values((
            (
                item::register_id.eq(register),
                item::id.eq(self.id),
                item::meeting.eq(self.meeting),
                item::part_of.eq(self.part_of),
                item::position.eq(self.position),
                item::number.eq(&self.number),
                item::title.eq(&self.title),
                item::purpose.eq(self.purpose),
                item::decision_type.eq(&self.decision_type),
            ),
            (
                item::stage.eq(self.stage),
                item::function_name.eq(&self.function),
                item::affects.eq(self.affects.as_ref().map(to_store).transpose()?),
                item::value_pence.eq(self.value.map(Money::pence)),
                item::procurement.eq(&self.procurement),
                item::private.eq(self.private.map(|private| if private { "yes" } else { "no" })),
                item::committees.eq(self.committees.as_ref().map(to_store).transpose()?),
                item::route.eq(&self.route),
                item::version.eq(version),
            ),
        )))?;
        Ok(())
    }
}

/// An item is changed before it is begun: the whole of it as it now stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ItemChanged {
    #[serde(flatten)]
    pub item: ItemAdded,
}

impl Change for ItemChanged {
    const KIND: &'static str = "item.changed";
    const PERSONAL: &'static [&'static str] = &["affects"];
    const STATUS: u16 = 200;

    fn subjects(&self) -> Vec<String> {
        self.item.subjects()
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        let now = &self.item;
        tx.run(diesel::update(item::table.filter(item::register_id.eq(register)).filter(item::id.eq(now.id))).set((
            (
                item::position.eq(now.position),
                item::number.eq(&now.number),
                item::title.eq(&now.title),
                item::purpose.eq(now.purpose),
                item::decision_type.eq(&now.decision_type),
                item::stage.eq(now.stage),
                item::function_name.eq(&now.function),
            ),
            (
                item::affects.eq(now.affects.as_ref().map(to_store).transpose()?),
                item::value_pence.eq(now.value.map(Money::pence)),
                item::procurement.eq(&now.procurement),
                item::private.eq(now.private.map(|private| if private { "yes" } else { "no" })),
                item::committees.eq(now.committees.as_ref().map(to_store).transpose()?),
                item::route.eq(&now.route),
                item::version.eq(version),
            ),
        )))?;
        Ok(())
    }
}

/// A paper is tabled on an item. The log keeps its fingerprint, never its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PaperTabled {
    pub id: PaperId,
    pub item: ItemId,
    pub title: String,
    pub authors: Vec<PersonId>,
    pub accountable: Option<PersonId>,
    /// Where the document is kept.
    pub location: Option<String>,
    /// In hex, of the document.
    pub sha256: Option<String>,
}

impl Change for PaperTabled {
    const KIND: &'static str = "paper.tabled";

    fn subjects(&self) -> Vec<String> {
        vec![self.item.subject(), self.id.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        tx.run(diesel::insert_into(paper::table).values((
            paper::register_id.eq(register),
            paper::id.eq(self.id),
            paper::item.eq(self.item),
            paper::title.eq(&self.title),
            paper::authors.eq(to_store(&self.authors)?),
            paper::accountable.eq(self.accountable),
            paper::location.eq(&self.location),
            paper::sha256.eq(&self.sha256),
            paper::version.eq(version),
        )))?;
        Ok(())
    }
}
