//! An item that goes onto a later agenda with everything it had.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::stated;
use crate::audit::ledger::{Change, Tx};
use crate::db::schema::{item, paper};
use crate::db::to_store;
use crate::fault::Fault;
use crate::ids::{ItemId, MeetingId, PaperId, PersonId};
use crate::meetings::facts::items::CONFIDENTIAL;
use crate::meetings::rules::ItemStatement;
use crate::money::Money;
use crate::permitted;

/// The permit: an item, or one of its parts, may stand on the agenda of that later meeting.
#[derive(Debug, Clone, Copy)]
pub struct MayCarry {
    /// Of the rule that allows it (`book`): nobody else makes one.
    pub(crate) item: ItemId,
    pub(crate) to: MeetingId,
}

/// A paper that goes with an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CarriedPaper {
    /// The paper on the later agenda, as in `/api/v1/papers/{id}`.
    pub id: PaperId,
    /// The paper it is, as it was tabled on the earlier one.
    pub from: PaperId,
    /// The title of the document.
    pub title: String,
    /// Who wrote it, as in `/api/v1/people/{id}`.
    pub authors: Vec<PersonId>,
    /// The officer who answers for it, as in `/api/v1/people/{id}`; null where nobody was named.
    pub accountable: Option<PersonId>,
    /// Where the document is kept.
    pub location: Option<String>,
    /// In hex, of the document.
    pub sha256: Option<String>,
    /// Whether it is not for everybody, though its item is taken in public.
    pub confidential: bool,
}

/// An item, or a part of it, as it stands on the later agenda.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CarriedItem {
    /// The item on the later agenda, as in `/api/v1/items/{id}`.
    pub id: ItemId,
    /// The item it comes from.
    pub from: ItemId,
    /// The item on the later agenda that it is a part of; null where it is no part.
    pub part_of: Option<ItemId>,
    /// Its number there.
    pub number: String,
    /// What is said of it, as it was.
    pub says: ItemStatement,
    /// Its papers.
    pub papers: Vec<CarriedPaper>,
}

permitted! {
    /// An item that was deferred, or whose meeting was cancelled, goes onto the agenda of a later meeting, with its parts and
    /// papers.
    pub struct ItemCarried says CarryingSaid {
        /// The item on the later agenda, as in `/api/v1/items/{id}`.
        pub id: ItemId,
        /// The item it comes from.
        pub from: ItemId,
        /// The later meeting, as in `/api/v1/meetings/{id}`.
        pub meeting: MeetingId,
        /// Its place on that agenda: the last.
        pub position: i64,
        /// The item itself and then its parts.
        pub items: Vec<CarriedItem>,
    }
}

impl ItemCarried {
    /// The item and its parts, as a permit lets them go.
    #[must_use]
    pub fn by(permit: MayCarry, position: i64, items: Vec<CarriedItem>) -> Self {
        let id = items.first().map(|item| item.id).unwrap_or_default();
        Self(CarryingSaid { id, from: permit.item, meeting: permit.to, position, items })
    }

    /// The same under the ids of its entry, for whoever asks the law again: they are all that is new in it.
    #[must_use]
    pub fn as_numbered(mut self, other: &Self) -> Self {
        self.0.id = other.id;
        for (own, other) in self.0.items.iter_mut().zip(&other.items) {
            (own.id, own.part_of) = (other.id, other.part_of);
            own.papers.iter_mut().zip(&other.papers).for_each(|(own, other)| own.id = other.id);
        }
        self
    }
}

impl Change for ItemCarried {
    const KIND: &'static str = "item.carried";
    const PERSONAL: &'static [&'static str] = &["items"];

    fn subjects(&self) -> Vec<String> {
        vec![self.meeting.subject(), self.id.subject(), self.from.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        for carried in &self.items {
            tx.run(diesel::insert_into(item::table).values((
                (
                    item::register_id.eq(register),
                    item::id.eq(carried.id),
                    item::meeting.eq(self.meeting),
                    item::part_of.eq(carried.part_of),
                    item::position.eq(self.position),
                    item::number.eq(&carried.number),
                    item::carried_from.eq(carried.from),
                    item::version.eq(version),
                ),
                stated!(carried.says),
            )))?;
            for with in &carried.papers {
                tx.run(diesel::insert_into(paper::table).values((
                    paper::register_id.eq(register),
                    paper::id.eq(with.id),
                    paper::item.eq(carried.id),
                    paper::title.eq(&with.title),
                    paper::authors.eq(to_store(&with.authors)?),
                    paper::accountable.eq(with.accountable),
                    paper::location.eq(&with.location),
                    paper::sha256.eq(&with.sha256),
                    paper::confidential.eq(with.confidential.then_some(CONFIDENTIAL)),
                    paper::version.eq(version),
                )))?;
            }
        }
        Ok(())
    }
}
