//! What may be written of conflicts: rulings.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::rules::propose::Ground;
use super::rules::rule_on::Ruled;
use crate::audit::ledger::{Change, Tx};
use crate::db::schema::{ruling, vote};
use crate::db::to_store;
use crate::fault::Fault;
use crate::ids::{DeclarationId, ItemId, MeetingId, OrganisationId, PersonId, RulingId, VoteId};
use crate::moment::Instant;
use crate::policy::{Relation, Treatment};

/// Why something was proposed, as the record keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct GroundRecord {
    /// The rulebook's id of the rule.
    pub rule: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub relation: Option<Relation>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub interest: Option<DeclarationId>,
    /// From the interest's body to the affected one.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub path: Vec<OrganisationId>,
    /// The earlier ruling that sticks.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub ruling: Option<RulingId>,
    pub treatment: Treatment,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub floor: Option<Treatment>,
}

impl From<&Ground> for GroundRecord {
    fn from(ground: &Ground) -> Self {
        let empty = Self {
            rule: ground.rule().into(),
            relation: None,
            interest: None,
            path: Vec::new(),
            ruling: None,
            treatment: ground.treatment(),
            floor: ground.floor(),
        };
        match ground {
            Ground::Relation(found) => Self { relation: Some(found.relation), interest: found.interest, path: found.path.clone(), ..empty },
            Ground::Mitigation { interest, .. } => Self { interest: Some(*interest), ..empty },
            Ground::Sticky { ruling, .. } => Self { ruling: Some(*ruling), ..empty },
        }
    }
}

/// A ruling is made. It takes away the votes of whom it excludes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RulingMade {
    pub id: RulingId,
    pub meeting: MeetingId,
    pub item: ItemId,
    pub person: PersonId,
    pub treatment: Treatment,
    pub proposed: Treatment,
    pub by: PersonId,
    pub reason: Option<String>,
    pub grounds: Vec<GroundRecord>,
    pub takes_votes: Vec<VoteId>,
    pub at: Instant,
}

impl RulingMade {
    /// The ruling a permit allows.
    #[must_use]
    pub fn from(permit: &Ruled, meeting: MeetingId, grounds: Vec<GroundRecord>, takes_votes: Vec<VoteId>, at: Instant) -> Self {
        let ruled = permit.command();
        Self {
            id: RulingId::new(),
            meeting,
            item: ruled.item,
            person: ruled.person,
            treatment: ruled.treatment,
            proposed: permit.proposed(),
            by: ruled.by,
            reason: ruled.reason.clone(),
            grounds,
            takes_votes,
            at,
        }
    }
}

impl Change for RulingMade {
    const KIND: &'static str = "ruling.made";
    const PERSONAL: &'static [&'static str] = &["person", "reason", "grounds"];

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
            ruling::version.eq(version),
        )))?;
        for taken in &self.takes_votes {
            tx.run(
                diesel::update(vote::table.filter(vote::register_id.eq(register)).filter(vote::id.eq(*taken)))
                    .set(vote::taken_by.eq(self.id)),
            )?;
        }
        Ok(())
    }
}
