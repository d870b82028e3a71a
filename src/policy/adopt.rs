//! The verb: an organisation adopts a pack from a day.

use super::changes::PolicyAdopted;
use super::facts;
use super::packs::{self, PackName};
use super::rules::{self, Overrides};
use crate::db::Read;
use crate::fault::Error;
use crate::findings::Findings;
use crate::ids::OrganisationId;
use crate::moment::Date;
use crate::organisations;

/// A pack to be adopted.
#[derive(Debug, Clone)]
pub struct Adopt {
    pub organisation: OrganisationId,
    pub pack: PackName,
    pub from: Date,
    pub overrides: Overrides,
}

/// Adopts a pack (F): the conflicts policy of the organisation from that day.
///
/// # Errors
/// Overrides that no policy can have; a refusal before the pack's own date, on a day on which the
/// organisation has adopted one already, or on or before one on which a committee of it has met.
pub fn adopt(read: &mut Read<'_>, command: &Adopt) -> Result<PolicyAdopted, Error> {
    let Adopt { organisation, pack, from, overrides } = command.clone();
    let mut findings = Findings::new();
    findings.extend(rules::faults_of(&overrides));
    findings.extend(rules::not_strict_enough(packs::named(pack)?, &overrides));
    findings.done()?;
    organisations::must_know(read, organisation)?;
    let already = facts::adopted_on(read, organisation, from)?;
    let committees = facts::committees_of(read, organisation)?;
    let met = organisations::facts::met_since(read, &committees, from)?;
    Ok(PolicyAdopted::by(rules::may_adopt(organisation, packs::named(pack)?, from, already, met)?, overrides))
}
