//! Reads which policy an organisation is under on a day.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use super::packs::{self, PackName, Publication, Rung};
use super::rules::treatment::{Phase, Purpose, Relation, Stage, StageGroup, Treatment};
use super::rules::{Overrides, Policy};
use crate::db::Read;
use crate::db::batches::{self, Batch};
use crate::db::order::Listed;
use crate::db::plan::few;
use crate::db::schema::{committee, organisation, policy_adoption};
use crate::fault::Fault;
use crate::ids::{AdoptionId, CommitteeId, OrganisationId};
use crate::moment::Date;
use crate::organisations::OrganisationKind;
use crate::text;

text!(PackName, Publication, Rung, Phase, Purpose, Relation, Stage, StageGroup, Treatment);

/// The policy in force: the last adopted that had begun, else the newest shipped pack of the day for a
/// body of its kind.
///
/// # Errors
/// What the database says; stored overrides that are none.
pub fn in_force(read: &mut Read<'_>, organisation: OrganisationId, day: Date) -> Result<Policy, Fault> {
    let adopted: Option<(AdoptionId, PackName, Date, String)> = read.first(
        read.of(policy_adoption::table)
            .filter(policy_adoption::organisation.eq(organisation))
            .filter(policy_adoption::from_date.le(day))
            .order(policy_adoption::from_date.desc())
            .limit(1)
            .select((policy_adoption::id, policy_adoption::pack, policy_adoption::from_date, policy_adoption::overrides)),
    )?;
    match adopted {
        Some((id, pack, from, overrides)) => {
            let overrides: Overrides = crate::db::stored("policy_adoption", &id, &overrides)?;
            Ok(Policy::new(packs::named(pack)?, from, &overrides))
        }
        None => {
            let pack = packs::newest(kind_of(read, organisation)?, day)?;
            Ok(Policy::new(pack, pack.from, &Overrides::default()))
        }
    }
}

/// What kind of body an organisation is; one that is not known is under no regime of its own.
fn kind_of(read: &mut Read<'_>, organisation: OrganisationId) -> Result<OrganisationKind, Fault> {
    let kind = read.first(read.of(organisation::table).filter(organisation::id.eq(organisation)).select(organisation::kind))?;
    Ok(kind.unwrap_or(OrganisationKind::Other))
}

/// What an organisation has adopted from exactly this day.
///
/// # Errors
/// What the database says.
pub fn adopted_on(read: &mut Read<'_>, organisation: OrganisationId, from: Date) -> Result<Option<(AdoptionId, PackName)>, Fault> {
    read.first(
        read.of(policy_adoption::table)
            .filter(policy_adoption::organisation.eq(organisation))
            .filter(policy_adoption::from_date.eq(from))
            .select((policy_adoption::id, policy_adoption::pack)),
    )
}

/// The committees of an organisation.
///
/// # Errors
/// What the database says.
pub fn committees_of(read: &mut Read<'_>, organisation: OrganisationId) -> Result<Vec<CommitteeId>, Fault> {
    read.rows(read.mostly_of(committee::table).filter(few(committee::organisation.eq(organisation))).select(committee::id))
}

/// A pack that an organisation has adopted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "KeptPolicy")]
pub struct StoredPolicy {
    /// This adoption of a pack, which the log names by `policy:` and this id.
    pub id: AdoptionId,
    /// The body that adopted it, as in `/api/v1/organisations/{id}`.
    pub organisation: OrganisationId,
    /// The pack that was adopted, as in `/api/v1/policy-packs`.
    pub pack: PackName,
    /// The first day under it; it holds until the first day of the next that the body adopts.
    pub from: Date,
    /// What the body changed of the pack; empty where it took it as shipped.
    pub overrides: Overrides,
    /// The number of the log's entry by which it was adopted.
    pub version: i64,
}

impl Listed for StoredPolicy {
    type Place = AdoptionId;
    const FIELDS: &'static [&'static str] = &["from", "pack"];

    fn place(&self) -> AdoptionId {
        self.id
    }

    fn key(&self, field: &str) -> Option<String> {
        Some(if field == "from" { self.from.to_string() } else { self.pack.to_string() })
    }
}

/// The next packs that an organisation has adopted, by id, after a place.
///
/// # Errors
/// What the database says; stored overrides that are none.
pub fn batch(
    read: &mut Read<'_>,
    organisation: OrganisationId,
    after: Option<AdoptionId>,
    at_most: i64,
) -> Result<Batch<StoredPolicy, AdoptionId>, Fault> {
    let mut query = read
        .mostly_of(policy_adoption::table)
        .filter(few(policy_adoption::organisation.eq(organisation)))
        .order(policy_adoption::id.asc())
        .limit(at_most)
        .select((
            policy_adoption::id,
            policy_adoption::pack,
            policy_adoption::from_date,
            policy_adoption::overrides,
            policy_adoption::version,
        ))
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(policy_adoption::id.gt(after));
    }
    let rows: Vec<(AdoptionId, PackName, Date, String, i64)> = read.boxed_rows(query)?;
    let next = batches::next_cursor(&rows, at_most, |row| row.0);
    let to_record = |(id, pack, from, overrides, version): (AdoptionId, PackName, Date, String, i64)| {
        let overrides = crate::db::stored("policy_adoption", &id, &overrides)?;
        Ok(StoredPolicy { id, organisation, pack, from, overrides, version })
    };
    Ok((rows.into_iter().map(to_record).collect::<Result<_, Fault>>()?, next))
}
