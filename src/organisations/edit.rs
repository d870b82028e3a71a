//! The verbs: a body is entered or amended, a stake begins or ends.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;
use validator::Validate;

use super::changes::{OrganisationChanged, OrganisationMade, StakeEnded, StakeRecorded};
use super::facts;
use super::rules::{self, OrganisationKind, StakeKind};
use crate::db::Read;
use crate::fault::Error;
use crate::ids::{FactId, OrganisationId};
use crate::moment::Date;
use crate::wording::{Findings, given};

/// A body to be entered.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOrganisation {
    /// The ODS code, or a local one; unique in the register.
    #[schemars(transform = crate::form::code_schema)]
    pub code: String,
    /// What the body is called in agendas, minutes and the log of decisions, on one line.
    #[schemars(transform = crate::form::kept_line_schema)]
    pub name: String,
    /// What kind of body it is; `other` where no word fits.
    pub kind: OrganisationKind,
    /// The commissioner's code, for a practice.
    #[serde(default)]
    #[schemars(transform = crate::form::code_schema)]
    pub commissioner: Option<String>,
    /// The area it is in, in free words; an item may affect the bodies of one area.
    #[serde(default)]
    #[schemars(transform = crate::form::kept_line_schema)]
    pub area: Option<String>,
    /// Its postcode, for the reader; no rule looks at it.
    #[serde(default)]
    #[schemars(transform = crate::form::kept_line_schema)]
    pub postcode: Option<String>,
    /// The first day on which it is open; left out where nobody knows.
    #[serde(default)]
    pub opened: Option<Date>,
    /// The first day on which it is no longer open, as ODS writes it.
    #[serde(default)]
    pub closed: Option<Date>,
}

/// What is changed of a body: a field left out stays, null clears it. The code stays for ever,
/// for seats and lists refer by it.
#[derive(Debug, Clone, Default, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct OrganisationPatch {
    /// What the body is called from now on; it cannot be cleared.
    #[serde(deserialize_with = "given")]
    #[schemars(transform = crate::form::kept_line_schema)]
    #[schemars(with = "String")]
    pub name: Option<String>,
    /// What kind of body it is from now on; it cannot be cleared.
    #[serde(deserialize_with = "given")]
    #[schemars(with = "OrganisationKind")]
    pub kind: Option<OrganisationKind>,
    /// The commissioner's code; refused where the days with each commissioner are kept, for a list then brings them.
    #[serde(deserialize_with = "given")]
    #[schemars(transform = crate::form::code_schema)]
    pub commissioner: Option<Option<String>>,
    /// The area it is in, in free words.
    #[serde(deserialize_with = "given")]
    #[schemars(transform = crate::form::kept_line_schema)]
    pub area: Option<Option<String>>,
    /// Its postcode, for the reader; no rule looks at it.
    #[serde(deserialize_with = "given")]
    #[schemars(transform = crate::form::kept_line_schema)]
    pub postcode: Option<Option<String>>,
    /// The first day on which it is open.
    #[serde(deserialize_with = "given")]
    pub opened: Option<Option<Date>>,
    /// The first day on which it is no longer open.
    #[serde(deserialize_with = "given")]
    pub closed: Option<Option<Date>>,
}

/// A stake to be entered: the holder is a member or an owner of the body.
#[derive(Debug, Clone)]
pub struct Relate {
    pub holder: OrganisationId,
    pub body: OrganisationId,
    pub kind: StakeKind,
    /// Without a beginning: always.
    pub from: Option<Date>,
    pub to: Option<Date>,
}

/// The last day of a stake.
#[derive(Debug, Clone)]
pub struct EndStake {
    pub stake: FactId,
    pub to: Date,
}

/// The form of what is given; a name that is kept already is not asked again.
fn checked(made: OrganisationMade, kept: Option<&String>) -> Result<OrganisationMade, Error> {
    let mut findings = Findings::new();
    let name = if kept == Some(&made.name) { made.name.clone() } else { findings.name("/name", &made.name) };
    let made = OrganisationMade {
        code: findings.code("/code", &made.code),
        name,
        commissioner: made.commissioner.as_deref().map(|code| findings.code("/commissioner", code)),
        area: findings.line_if("/area", made.area.as_deref()),
        postcode: findings.line_if("/postcode", made.postcode.as_deref()),
        ..made
    };
    if made.commissioner.as_ref().is_some_and(|with| with.eq_ignore_ascii_case(&made.code)) {
        findings.add("/commissioner", "itself", "No body is its own commissioner: name the other body's code, or leave it out.");
    }
    findings.period("/closed", made.opened, made.closed);
    findings.done()?;
    Ok(made)
}

/// Enters a body.
///
/// # Errors
/// Wrong fields; a refusal when the code names another body.
pub fn create(read: &mut Read<'_>, command: &NewOrganisation) -> Result<OrganisationMade, Error> {
    let NewOrganisation { code, name, kind, commissioner, area, postcode, opened, closed } = command.clone();
    let made =
        checked(OrganisationMade { id: OrganisationId::new(), code, name, kind, commissioner, area, postcode, opened, closed }, None)?;
    if let Some((id, name)) = facts::named(read, &made.code)? {
        return Err(rules::code_taken(&made.code, id, &name).into());
    }
    Ok(made)
}

/// Amends a body. `if_match` is the version the change was made to.
///
/// # Errors
/// No such body; a stale version; wrong fields; `AsItStands` where nothing would be another.
pub fn change(
    read: &mut Read<'_>,
    id: OrganisationId,
    patch: &OrganisationPatch,
    if_match: Option<i64>,
) -> Result<OrganisationChanged, Error> {
    let held = facts::one(read, id)?.ok_or(Error::NotFound("organisation"))?;
    if if_match.is_some_and(|version| version != held.version) {
        return Err(Error::Stale { current: held.version });
    }
    let patch = patch.clone();
    if patch.commissioner.is_some() && !held.commissioners.is_empty() {
        let message = "The days with each commissioner are kept for this body: import a list that says when it joined and left.";
        return Err(Error::invalid("/commissioner", "kept_with_days", message));
    }
    let facts::OrganisationRecord { code, name, kind, commissioner, area, postcode, opened, closed, .. } = held;
    let held = OrganisationMade { id, code, name, kind, commissioner, area, postcode, opened, closed };
    let now = OrganisationMade {
        id,
        code: held.code.clone(),
        name: patch.name.unwrap_or_else(|| held.name.clone()),
        kind: patch.kind.unwrap_or(held.kind),
        commissioner: patch.commissioner.unwrap_or_else(|| held.commissioner.clone()),
        area: patch.area.unwrap_or_else(|| held.area.clone()),
        postcode: patch.postcode.unwrap_or_else(|| held.postcode.clone()),
        opened: patch.opened.unwrap_or(held.opened),
        closed: patch.closed.unwrap_or(held.closed),
    };
    let made = checked(now, Some(&held.name))?;
    if made == held {
        return Err(Error::AsItStands);
    }
    Ok(OrganisationChanged::from(made))
}

/// Enters a stake (A2): the link through which a conflict is found.
///
/// # Errors
/// A refusal: a body with itself, a body not in the register, a stake already held in that time.
pub fn relate(read: &mut Read<'_>, command: &Relate) -> Result<StakeRecorded, Error> {
    let Relate { holder, body, kind, from, to } = *command;
    let mut findings = Findings::new();
    findings.period("/to", from, to);
    findings.done()?;
    for id in [holder, body] {
        must_know(read, id)?;
    }
    let held = facts::stakes_between(read, holder, body)?;
    rules::may_relate((holder, body), kind, (from, to), &held)?;
    if kind == StakeKind::Owner {
        rules::may_own(facts::owning_way(read, (body, holder), (from, to))?.as_deref())?;
    }
    Ok(StakeRecorded { id: FactId::new(), holder, body, kind, from, to })
}

/// Ends a stake.
///
/// # Errors
/// No such stake; an end before its beginning, or after an earlier end.
pub fn end_stake(read: &mut Read<'_>, command: &EndStake) -> Result<StakeEnded, Error> {
    let held = facts::stake(read, command.stake)?.ok_or(Error::NotFound("stake"))?;
    let ends = rules::may_end(held.id, (held.from, held.to), command.to);
    // A link has no address of its own: its holder's is where to look.
    ends.map_err(|refusal| refusal.about([held.holder.subject()]))?;
    Ok(StakeEnded { id: held.id, holder: held.holder, body: held.body, kind: held.kind, from: held.from, to: command.to })
}

fn meant(read: &mut Read<'_>, text: &str) -> Result<Option<OrganisationId>, Error> {
    Ok(match text.parse::<OrganisationId>() {
        Ok(id) => facts::exists(read, id)?.then_some(id),
        Err(_) => facts::by_code(read, text)?,
    })
}

/// The body that a text of a request means: an id or a code.
///
/// # Errors
/// [`Error::Invalid`] at the field.
pub fn resolve(read: &mut Read<'_>, pointer: &str, text: &str) -> Result<OrganisationId, Error> {
    meant(read, text)?.ok_or_else(|| Error::invalid(pointer, "unknown_reference", rules::is_unknown_here(text)))
}

/// The body that a query asks for: an id or a code.
///
/// # Errors
/// [`Error::Malformed`], naming the parameter.
pub fn asked_for(read: &mut Read<'_>, parameter: &str, text: &str) -> Result<OrganisationId, Error> {
    meant(read, text)?.ok_or_else(|| Error::unknown_in_query(parameter, rules::is_unknown_here(text)))
}

/// For the body named in an address.
///
/// # Errors
/// `NotFound` when it is not in this register.
pub fn must_find(read: &mut Read<'_>, id: OrganisationId) -> Result<(), Error> {
    if facts::exists(read, id)? { Ok(()) } else { Err(Error::NotFound("organisation")) }
}

/// For a body named in a command.
///
/// # Errors
/// A refusal when the body is not in this register.
pub fn must_know(read: &mut Read<'_>, id: OrganisationId) -> Result<(), Error> {
    if facts::exists(read, id)? { Ok(()) } else { Err(rules::unknown(&id.to_string()).into()) }
}

/// Which of these codes name a body of this register, each with its spelling there.
///
/// # Errors
/// What the database says.
pub fn known(read: &mut Read<'_>, codes: &BTreeSet<String>) -> Result<BTreeMap<String, String>, Error> {
    Ok(facts::known(read, codes)?)
}
