//! An agenda that is put in another order.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::audit::ledger::{Change, Tx};
use crate::db::schema::{item, meeting};
use crate::fault::Fault;
use crate::ids::{ItemId, MeetingId};
use crate::meetings::rules::ordering::{MayOrder, Stands};
use crate::permitted;

/// Where an item, or a part of one, stands from then on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Moved {
    /// The item, as in `/api/v1/items/{id}`.
    pub item: ItemId,
    /// Its place on the agenda, counted from 1; a part has its item's.
    pub position: i64,
    /// Its number on the agenda for people.
    pub number: String,
}

permitted! {
    /// The agenda of a meeting is put in another order.
    pub struct AgendaOrdered says OrderSaid {
        /// The meeting, as in `/api/v1/meetings/{id}`.
        pub meeting: MeetingId,
        /// Its items in their order, each followed by its parts, which are not named.
        pub order: Vec<ItemId>,
        /// Those that stand otherwise than before, parts among them.
        pub moved: Vec<Moved>,
    }
}

impl AgendaOrdered {
    /// The order a permit allows.
    #[must_use]
    pub fn by(permit: MayOrder) -> Self {
        let MayOrder { meeting, order, moved } = permit;
        let moved = moved.into_iter().map(|Stands { item, position, number }| Moved { item, position, number }).collect();
        Self(OrderSaid { meeting, order, moved })
    }
}

impl Change for AgendaOrdered {
    const KIND: &'static str = "agenda.ordered";
    const STATUS: u16 = 200;

    fn subjects(&self) -> Vec<String> {
        std::iter::once(self.meeting.subject()).chain(self.moved.iter().map(|moved| moved.item.subject())).collect()
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let version = tx.version();
        for Moved { item: id, position, number } in &self.moved {
            tx.run(diesel::update(tx.of(item::table).filter(item::id.eq(*id))).set((
                item::position.eq(*position),
                item::number.eq(number),
                item::version.eq(version),
            )))?;
        }
        tx.run(diesel::update(tx.of(meeting::table).filter(meeting::id.eq(self.meeting))).set(meeting::version.eq(version)))?;
        Ok(())
    }
}
