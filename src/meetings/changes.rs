//! What may be written of meetings, items and papers.

pub mod carrying;
pub mod ordering;
pub mod planning;
pub mod taking_off;

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::calling::{AddItem, CallMeeting};
use super::facts::items::CONFIDENTIAL;
use super::rules::length::{MayAdd, MayPutOtherwise, MayTable};
use super::rules::{ItemStatement, MayChange, MeetingState};
use super::tabling::TablePaper;
use crate::audit::ledger::{Change, Tx};
use crate::db::schema::{item, meeting, meeting_committee, paper};
use crate::db::to_store;
use crate::fault::Fault;
use crate::ids::{CommitteeId, ItemId, MeetingId, PaperId, PersonId};
use crate::moment::Date;
use crate::money::Money;
use crate::{numbered, permitted, witnessed};

/// What is stated, column by column: of a row that is made, and of one that is changed.
macro_rules! stated {
    ($says:expr) => {{
        // Every field by its name: one that is forgotten here does not compile.
        let ItemStatement {
            title,
            purpose,
            decision_type,
            stage,
            function,
            affects,
            value,
            procurement,
            private,
            committees,
            route,
            confirms,
            decides_again,
            agenda_part,
        } = &$says;
        (
            item::title.eq(title.as_str()),
            item::purpose.eq(*purpose),
            item::decision_type.eq(decision_type.as_deref()),
            item::stage.eq(*stage),
            item::function_name.eq(function.as_deref()),
            item::affects.eq(affects.as_ref().map(to_store).transpose()?),
            item::value_pence.eq(value.map(Money::pence)),
            item::procurement.eq(procurement.as_deref()),
            item::private.eq(private.map(|private| if private { "yes" } else { "no" })),
            item::committees.eq(committees.as_ref().map(to_store).transpose()?),
            item::route.eq(route.as_deref()),
            item::confirms.eq(*confirms),
            item::decides_again.eq(*decides_again),
            item::agenda_part.eq(agenda_part.as_deref()),
        )
    }};
}

pub(super) use stated;

/// An item with which a meeting begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlacedItem {
    /// The item, as in `/api/v1/items/{id}`.
    pub id: ItemId,
    /// Its number on the agenda for people.
    pub number: String,
    #[serde(flatten)]
    pub says: ItemStatement,
}

impl PlacedItem {
    #[must_use]
    pub fn new(number: String, says: ItemStatement) -> Self {
        Self { id: ItemId::new(), number, says }
    }
}

witnessed! {
    /// A meeting is called.
    pub struct MeetingCalled says MeetingSaid {
        /// The meeting, as in `/api/v1/meetings/{id}`.
        pub id: MeetingId,
        /// `PCCC/2018/03/06`, for people.
        pub reference: String,
        /// The committees that meet, in the order in which they were named; more than one meet in common.
        pub committees: Vec<CommitteeId>,
        /// The day it is to be held on, in Europe/London.
        pub date: Date,
        /// When it is to begin by the clock in Europe/London, such as `14:00`; null where nobody said.
        pub starts_at: Option<String>,
        /// Where it is to be held, in words; null where nobody said.
        pub place: Option<String>,
        /// Whether the whole meeting is to be held without the public.
        pub private: bool,
        /// Always `called`: it has not been convened.
        pub state: MeetingState,
        /// What it begins with, the standing items of its committees; absent where there are none, or it is set otherwise.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        pub items: Vec<PlacedItem>,
        /// By correspondence: the last day on which replies are taken; absent where people come to a room (C7.2).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub replies_until: Option<Date>,
    }
}

impl MeetingCalled {
    /// A meeting may be called for anything, in a room; whether it is convened is the law's. The reference names no
    /// other.
    #[must_use]
    pub fn of(command: &CallMeeting, reference: String, items: Vec<PlacedItem>) -> Self {
        let CallMeeting { committees, date, starts_at, place, private, replies_until, .. } = command.clone();
        let (id, starts_at, place) = (MeetingId::new(), starts_at.map(Into::into), place.map(Into::into));
        let state = MeetingState::Called;
        Self(MeetingSaid { id, reference, committees, date, starts_at, place, private, state, items, replies_until })
    }

    /// The same under the ids of its entry, for whoever asks the law again: they are all that is new in it.
    #[must_use]
    pub fn as_numbered(mut self, other: &Self) -> Self {
        self.0.number_as(other);
        self
    }
}

impl Change for MeetingCalled {
    const KIND: &'static str = "meeting.called";

    fn subjects(&self) -> Vec<String> {
        std::iter::once(self.id.subject()).chain(self.committees.iter().map(|c| c.subject())).collect()
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        self.insert(tx)
    }
}

impl MeetingSaid {
    /// Inserts its rows, with what it begins with.
    fn insert(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
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
            meeting::replies_until.eq(self.replies_until),
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
        for (position, begins) in (1_i64..).zip(&self.items) {
            tx.run(diesel::insert_into(item::table).values((
                (
                    item::register_id.eq(register),
                    item::id.eq(begins.id),
                    item::meeting.eq(self.id),
                    item::position.eq(position),
                    item::number.eq(&begins.number),
                    item::version.eq(version),
                ),
                stated!(begins.says),
            )))?;
        }
        Ok(())
    }

    fn number_as(&mut self, other: &Self) {
        self.id = other.id;
        self.items.iter_mut().zip(&other.items).for_each(|(own, other)| own.id = other.id);
    }
}

/// How a meeting is set, beside its day.
#[derive(Debug)]
pub struct Setting {
    pub reference: String,
    pub starts_at: Option<String>,
    pub place: Option<String>,
    pub private: bool,
    /// By correspondence: the last day on which replies are taken.
    pub replies_until: Option<Date>,
}

permitted! {
    /// A meeting is set otherwise before it is convened: the whole of it as it now stands.
    pub struct MeetingChanged says MeetingSaid;
}

impl MeetingChanged {
    #[must_use]
    pub fn by(permit: MayChange, committees: Vec<CommitteeId>, setting: Setting) -> Self {
        let MayChange { meeting: id, to: date } = permit;
        let Setting { reference, starts_at, place, private, replies_until } = setting;
        let (state, items) = (MeetingState::Called, Vec::new());
        Self(MeetingSaid { id, reference, committees, date, starts_at, place, private, state, items, replies_until })
    }
}

impl Change for MeetingChanged {
    const KIND: &'static str = "meeting.changed";
    const STATUS: u16 = 200;

    fn subjects(&self) -> Vec<String> {
        std::iter::once(self.id.subject()).chain(self.committees.iter().map(|c| c.subject())).collect()
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let version = tx.version();
        let now = &**self;
        tx.run(diesel::update(tx.of(meeting::table).filter(meeting::id.eq(now.id))).set((
            meeting::reference.eq(&now.reference),
            meeting::date.eq(now.date),
            meeting::starts_at.eq(&now.starts_at),
            meeting::place.eq(&now.place),
            meeting::private.eq(now.private),
            meeting::replies_until.eq(now.replies_until),
            meeting::version.eq(version),
        )))?;
        Ok(())
    }
}

permitted! {
    /// An item of business, or a part of one, is put on the agenda.
    pub struct ItemAdded says ItemSaid {
        /// The item, as in `/api/v1/items/{id}`.
        pub id: ItemId,
        /// The meeting whose business it is, as in `/api/v1/meetings/{id}`.
        pub meeting: MeetingId,
        /// The item that it is a part of; null where it is no part.
        pub part_of: Option<ItemId>,
        /// Its place on the agenda, counted from 1; a part has its item's.
        pub position: i64,
        /// Its number on the agenda for people, such as `5`, or `5.1` of a part.
        pub number: String,
        #[serde(flatten)]
        pub says: ItemStatement,
    }
}

impl ItemSaid {
    fn of(id: ItemId, meeting: MeetingId, command: &AddItem, position: i64, number: String) -> Self {
        let AddItem { part_of, says, .. } = command.clone();
        let says = ItemStatement { committees: says.committees.filter(|list| !list.is_empty()), ..says };
        Self { id, meeting, part_of, position, number, says }
    }
}

impl ItemAdded {
    #[must_use]
    pub fn by(permit: MayAdd, command: &AddItem, position: i64, number: String) -> Self {
        Self(ItemSaid::of(ItemId::new(), permit.meeting, command, position, number))
    }
}

numbered!(ItemAdded, ItemId);

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
                item::version.eq(version),
            ),
            stated!(self.says),
        )))?;
        Ok(())
    }
}

permitted! {
    /// An item is changed before it is begun: the whole of it as it now stands.
    pub struct ItemChanged says ItemSaid;
}

impl ItemChanged {
    #[must_use]
    pub fn by(permit: MayPutOtherwise, command: &AddItem, position: i64, number: String) -> Self {
        Self(ItemSaid::of(permit.item, command.meeting.id(), command, position, number))
    }
}

impl Change for ItemChanged {
    const KIND: &'static str = "item.changed";
    const PERSONAL: &'static [&'static str] = &["affects"];
    const STATUS: u16 = 200;

    fn subjects(&self) -> Vec<String> {
        vec![self.meeting.subject(), self.id.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let version = tx.version();
        let now = &**self;
        tx.run(
            diesel::update(tx.of(item::table).filter(item::id.eq(now.id)))
                .set(((item::position.eq(now.position), item::number.eq(&now.number), item::version.eq(version)), stated!(now.says))),
        )?;
        Ok(())
    }
}

permitted! {
    /// A paper is tabled on an item. The log keeps its fingerprint, never its content.
    pub struct PaperTabled says PaperSaid {
        /// The paper, as in `/api/v1/papers/{id}`.
        pub id: PaperId,
        /// The item it is tabled on, as in `/api/v1/items/{id}`.
        pub item: ItemId,
        /// The title of the document, which itself is kept elsewhere.
        pub title: String,
        /// Who wrote it, as in `/api/v1/people/{id}`; their conflicts are asked before the agenda is published (C8).
        pub authors: Vec<PersonId>,
        /// The officer who answers for it, as in `/api/v1/people/{id}`; null where nobody was named.
        pub accountable: Option<PersonId>,
        /// Where the document is kept.
        pub location: Option<String>,
        /// In hex, of the document.
        pub sha256: Option<String>,
        /// Whether it is not for everybody, though its item is taken in public; whoever is excluded gets it not (C8).
        #[serde(default)]
        pub confidential: bool,
    }
}

impl PaperTabled {
    #[must_use]
    pub fn by(permit: MayTable, command: &TablePaper) -> Self {
        let TablePaper { title, authors, accountable, location, sha256, confidential, .. } = command.clone();
        let (title, location, sha256) = (title.into(), location.map(Into::into), sha256.map(Into::into));
        Self(PaperSaid { id: PaperId::new(), item: permit.item, title, authors, accountable, location, sha256, confidential })
    }
}

numbered!(PaperTabled, PaperId);

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
            paper::confidential.eq(self.confidential.then_some(CONFIDENTIAL)),
        )))?;
        Ok(())
    }
}
