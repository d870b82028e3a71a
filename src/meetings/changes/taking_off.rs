//! An item that is withdrawn from an agenda, or removed as a slip.

use diesel::prelude::*;

use crate::audit::ledger::{Change, Tx};
use crate::db::schema::item;
use crate::fault::Fault;
use crate::ids::{ItemId, MeetingId};
use crate::meetings::rules::off::Off;
use crate::moment::Instant;
use crate::permitted;

/// The permit: an item goes off the agenda with its parts, and why.
#[derive(Debug)]
pub struct MayTakeOff {
    /// Of the rule that allows it (`book`): nobody else makes one.
    pub(crate) meeting: MeetingId,
    pub(crate) items: Vec<ItemId>,
    pub(crate) reason: String,
}

permitted! {
    /// An item is withdrawn from an agenda that people have, which goes on showing it.
    pub struct ItemWithdrawn says TakingOff {
        /// The item, as in `/api/v1/items/{id}`.
        pub item: ItemId,
        /// The meeting, as in `/api/v1/meetings/{id}`.
        pub meeting: MeetingId,
        /// Why; whoever has the agenda reads it there.
        pub reason: String,
        /// The item itself, and those of its parts that were still on the agenda.
        pub items: Vec<ItemId>,
        /// When, UTC.
        pub at: Instant,
    }
}

permitted! {
    /// An item that was entered by mistake is removed before people have the agenda, which shows it no more.
    pub struct ItemRemoved says TakingOff;
}

impl ItemWithdrawn {
    /// As a permit allows.
    #[must_use]
    pub fn by(permit: MayTakeOff, item: ItemId, at: Instant) -> Self {
        Self(TakingOff::of(permit, item, at))
    }
}

impl ItemRemoved {
    /// As a permit allows.
    #[must_use]
    pub fn by(permit: MayTakeOff, item: ItemId, at: Instant) -> Self {
        Self(TakingOff::of(permit, item, at))
    }
}

impl TakingOff {
    fn of(permit: MayTakeOff, item: ItemId, at: Instant) -> Self {
        let MayTakeOff { meeting, items, reason } = permit;
        Self { item, meeting, reason, items, at }
    }

    fn subjects(&self) -> Vec<String> {
        std::iter::once(self.meeting.subject()).chain(self.items.iter().map(|item| item.subject())).collect()
    }

    fn apply(&self, tx: &mut Tx<'_>, how: Off) -> Result<(), Fault> {
        let version = tx.version();
        for id in &self.items {
            tx.run(diesel::update(tx.of(item::table).filter(item::id.eq(*id))).set((
                item::taken_off.eq(Some(how)),
                item::taken_off_because.eq(Some(&self.reason)),
                item::taken_off_at.eq(Some(self.at)),
                item::version.eq(version),
            )))?;
        }
        Ok(())
    }
}

impl Change for ItemWithdrawn {
    const KIND: &'static str = "item.withdrawn";
    const PERSONAL: &'static [&'static str] = &["reason"];
    const STATUS: u16 = 200;

    fn subjects(&self) -> Vec<String> {
        self.0.subjects()
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        self.0.apply(tx, Off::Withdrawn)
    }
}

impl Change for ItemRemoved {
    const KIND: &'static str = "item.removed";
    const PERSONAL: &'static [&'static str] = &["reason"];
    const STATUS: u16 = 200;

    fn subjects(&self) -> Vec<String> {
        self.0.subjects()
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        self.0.apply(tx, Off::Removed)
    }
}
