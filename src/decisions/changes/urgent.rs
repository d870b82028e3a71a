//! What may be written of urgent decisions.

use diesel::prelude::*;

use crate::audit::ledger::{Change, Tx};
use crate::db::schema::urgent_decision;
use crate::db::to_store;
use crate::decisions::urgent::rules::MayDecideUrgently;
use crate::fault::Fault;
use crate::ids::{CommitteeId, DecisionId, ItemId, MeetingId, PersonId};
use crate::moment::Date;
use crate::text::Rationale;
use crate::{numbered, permitted};

permitted! {
    /// What could not wait for a meeting is decided, until the committee ratifies it.
    pub struct UrgentlyDecided says UrgencySaid {
        /// What tells this decision from all others.
        pub id: DecisionId,
        /// The meeting at which it is to be ratified, as in `/api/v1/meetings/{id}`.
        pub meeting: MeetingId,
        /// The item by which it is to be ratified, as in `/api/v1/items/{id}`.
        pub item: ItemId,
        /// The committee for which it was taken, as in `/api/v1/committees/{id}`.
        pub committee: CommitteeId,
        /// Who took it, as in `/api/v1/people/{id}`: for the chair, and for the chief officer.
        pub by: Vec<PersonId>,
        /// Who was consulted, as in `/api/v1/people/{id}`; empty where nobody could be.
        pub consulted: Vec<PersonId>,
        /// Whoever of the chair and the chief officer could not be reached.
        pub unavailable: Vec<PersonId>,
        /// Why, in words; null where nobody said.
        pub reason: Option<String>,
        /// The day on which it was taken.
        pub on: Date,
        /// `pending_ratification`, and `consulted_conflicted` where somebody with an interest was consulted.
        pub flags: Vec<String>,
    }
}

numbered!(UrgentlyDecided, DecisionId);

impl UrgentlyDecided {
    /// The decision a permit allows.
    #[must_use]
    pub fn by(permit: MayDecideUrgently) -> Self {
        let MayDecideUrgently { meeting, item, committee, command, flags } = permit;
        Self(UrgencySaid {
            id: DecisionId::new(),
            meeting,
            item,
            committee,
            by: command.by,
            consulted: command.consulted,
            unavailable: command.unavailable,
            reason: command.reason.as_ref().and_then(Rationale::words).map(str::to_owned),
            on: command.on,
            flags: flags.into_iter().map(str::to_owned).collect(),
        })
    }
}

impl Change for UrgentlyDecided {
    const KIND: &'static str = "urgently.decided";
    const PERSONAL: &'static [&'static str] = &["reason"];

    fn subjects(&self) -> Vec<String> {
        vec![self.meeting.subject(), self.item.subject(), self.committee.subject(), self.id.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        tx.run(diesel::insert_into(urgent_decision::table).values((
            urgent_decision::register_id.eq(register),
            urgent_decision::id.eq(self.id),
            urgent_decision::item.eq(self.item),
            urgent_decision::committee.eq(self.committee),
            urgent_decision::by_people.eq(to_store(&self.by)?),
            urgent_decision::consulted.eq(to_store(&self.consulted)?),
            urgent_decision::unavailable.eq(to_store(&self.unavailable)?),
            urgent_decision::reason.eq(&self.reason),
            urgent_decision::day.eq(self.on),
            urgent_decision::flags.eq(to_store(&self.flags)?),
            urgent_decision::version.eq(version),
        )))?;
        Ok(())
    }
}
