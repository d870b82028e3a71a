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
    pub(crate) how: Off,
    pub(crate) reason: String,
}

permitted! {
    /// An item is taken off an agenda.
    pub struct ItemTakenOff says TakingOff {
        /// The item, as in `/api/v1/items/{id}`.
        pub item: ItemId,
        /// The meeting, as in `/api/v1/meetings/{id}`.
        pub meeting: MeetingId,
        /// `withdrawn` once people had the agenda, which goes on showing it; else `removed`, and it shows it no more.
        pub how: Off,
        /// Why; who had the agenda reads it there.
        pub reason: String,
        /// The item itself, and those of its parts that were still on the agenda.
        pub items: Vec<ItemId>,
        /// When, UTC.
        pub at: Instant,
    }
}

impl ItemTakenOff {
    /// As a permit allows.
    #[must_use]
    pub fn by(permit: MayTakeOff, item: ItemId, at: Instant) -> Self {
        let MayTakeOff { meeting, items, how, reason } = permit;
        Self(TakingOff { item, meeting, how, reason, items, at })
    }
}

impl Change for ItemTakenOff {
    const KIND: &'static str = "item.taken_off";
    const PERSONAL: &'static [&'static str] = &["reason"];
    const STATUS: u16 = 200;

    fn subjects(&self) -> Vec<String> {
        std::iter::once(self.meeting.subject()).chain(self.items.iter().map(|item| item.subject())).collect()
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let version = tx.version();
        for id in &self.items {
            tx.run(diesel::update(tx.of(item::table).filter(item::id.eq(*id))).set((
                item::taken_off.eq(Some(self.how)),
                item::taken_off_because.eq(Some(&self.reason)),
                item::taken_off_at.eq(Some(self.at)),
                item::version.eq(version),
            )))?;
        }
        Ok(())
    }
}
