//! What a committee's meetings begin with, and its meetings, called at once.

use diesel::prelude::*;

use super::MeetingSaid;
use crate::audit::ledger::{Change, Tx};
use crate::db::schema::standing_list;
use crate::db::to_store;
use crate::fault::Fault;
use crate::ids::{CommitteeId, FactId};
use crate::meetings::rules::ItemStatement;
use crate::meetings::rules::planning::{MayCallSeries, MayStand};
use crate::moment::Date;
use crate::{numbered, permitted};

permitted! {
    /// What the meetings of a committee begin with that are called from now on.
    pub struct StandingItemsSet says StandingSaid {
        /// What tells this list from all others.
        pub id: FactId,
        /// The committee, as in `/api/v1/committees/{id}`.
        pub committee: CommitteeId,
        /// The first day of meetings that begin with it; of several lists from one day the last holds.
        pub from: Date,
        /// The items in their order; none where meetings begin with nothing.
        pub items: Vec<ItemStatement>,
    }
}

numbered!(StandingItemsSet, FactId);

impl StandingItemsSet {
    /// The list a permit allows.
    #[must_use]
    pub fn by(permit: MayStand, items: Vec<ItemStatement>) -> Self {
        let MayStand { committee, from } = permit;
        Self(StandingSaid { id: FactId::new(), committee, from, items })
    }
}

impl Change for StandingItemsSet {
    const KIND: &'static str = "standing_items.set";

    fn subjects(&self) -> Vec<String> {
        vec![self.committee.subject(), self.id.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        tx.run(diesel::insert_into(standing_list::table).values((
            standing_list::register_id.eq(register),
            standing_list::id.eq(self.id),
            standing_list::committee.eq(self.committee),
            standing_list::from_date.eq(self.from),
            standing_list::items.eq(to_store(&self.items)?),
            standing_list::version.eq(version),
        )))?;
        Ok(())
    }
}

permitted! {
    /// The meetings of a committee are called at once, each with its standing items.
    pub struct MeetingsCalled says SeriesSaid {
        /// What tells this calling from all others.
        pub id: FactId,
        /// The committee, as in `/api/v1/committees/{id}`.
        pub committee: CommitteeId,
        /// The day on which they were called, in Europe/London.
        pub on: Date,
        /// The meetings in the order of their days.
        pub meetings: Vec<MeetingSaid>,
    }
}

impl MeetingsCalled {
    /// The meetings a permit allows.
    #[must_use]
    pub fn by(permit: MayCallSeries, meetings: Vec<MeetingSaid>) -> Self {
        let MayCallSeries { committee, on } = permit;
        Self(SeriesSaid { id: FactId::new(), committee, on, meetings })
    }

    /// The same under the ids of its entry, for whoever asks the law again: they are all that is new in it.
    #[must_use]
    pub fn as_numbered(mut self, other: &Self) -> Self {
        self.0.id = other.id;
        self.0.meetings.iter_mut().zip(&other.meetings).for_each(|(own, other)| own.number_as(other));
        self
    }
}

impl Change for MeetingsCalled {
    const KIND: &'static str = "meetings.called";

    fn subjects(&self) -> Vec<String> {
        std::iter::once(self.committee.subject()).chain(self.meetings.iter().map(|meeting| meeting.id.subject())).collect()
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        self.meetings.iter().try_for_each(|meeting| meeting.insert(tx))
    }
}
