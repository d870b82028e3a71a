//! The verbs: a body is entered or amended, a stake begins or ends.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;
use validator::Validate;

use super::changes::{OrganisationChanged, OrganisationMade, StakeEnded, StakeRecorded};
use super::facts;
use super::rules::{self, OrganisationKind, OrganisationStatement, Stake, StakeKind};
use crate::db::Read;
use crate::fault::Error;
use crate::findings::Findings;
use crate::ids::{FactId, OrganisationId};
use crate::moment::Date;
use crate::patch::given;
use crate::text::{Code, Line, Name};

/// A body to be entered.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOrganisation {
    /// The ODS code, or a local one; unique in the register.
    pub code: Code,
    /// What the body is called in agendas, minutes and the log of decisions, on one line.
    pub name: Name,
    /// What kind of body it is; `other` where no word fits.
    pub kind: OrganisationKind,
    /// The commissioner's code, for a practice.
    #[serde(default)]
    pub commissioner: Option<Code>,
    /// The area it is in, in free words; an item may affect the bodies of one area.
    #[serde(default)]
    pub area: Option<Line>,
    /// Its postcode, for the reader; no rule looks at it.
    #[serde(default)]
    pub postcode: Option<Line>,
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
    #[schemars(with = "Line")]
    pub name: Option<Line>,
    /// What kind of body it is from now on; it cannot be cleared.
    #[serde(deserialize_with = "given")]
    #[schemars(with = "OrganisationKind")]
    pub kind: Option<OrganisationKind>,
    /// The commissioner's code; refused where the days with each commissioner are kept, for a list then brings them.
    #[serde(deserialize_with = "given")]
    pub commissioner: Option<Option<Code>>,
    /// The area it is in, in free words.
    #[serde(deserialize_with = "given")]
    pub area: Option<Option<Line>>,
    /// Its postcode, for the reader; no rule looks at it.
    #[serde(deserialize_with = "given")]
    pub postcode: Option<Option<Line>>,
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

/// Enters a body.
///
/// # Errors
/// Wrong fields; a refusal when the code names another body.
pub fn create(read: &mut Read<'_>, command: &NewOrganisation) -> Result<OrganisationMade, Error> {
    let NewOrganisation { code, name, kind, commissioner, area, postcode, opened, closed } = command.clone();
    let body = OrganisationStatement {
        id: OrganisationId::new(),
        code: code.into(),
        name: name.into(),
        kind,
        commissioner: commissioner.map(Into::into),
        area: area.map(Into::into),
        postcode: postcode.map(Into::into),
        opened,
        closed,
    };
    let code_names = facts::named(read, &body.code)?;
    Ok(OrganisationMade::by(rules::may_enter(body, code_names)?))
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
    let held = held.says;
    let mut findings = Findings::new();
    let now = OrganisationStatement {
        id,
        code: held.code.clone(),
        name: patch.name.map_or_else(|| held.name.clone(), |name| findings.name("/name", name, &held.name)),
        kind: patch.kind.unwrap_or(held.kind),
        commissioner: patch.commissioner.map_or_else(|| held.commissioner.clone(), |given| given.map(Into::into)),
        area: patch.area.map_or_else(|| held.area.clone(), |given| given.map(Into::into)),
        postcode: patch.postcode.map_or_else(|| held.postcode.clone(), |given| given.map(Into::into)),
        opened: patch.opened.unwrap_or(held.opened),
        closed: patch.closed.unwrap_or(held.closed),
    };
    // The code is its own, and stays.
    let permit = findings.with(rules::may_enter(now, None))?;
    if permit.body == held {
        return Err(Error::AsItStands);
    }
    Ok(OrganisationChanged::by(permit))
}

/// Enters a stake (A2): the link through which a conflict is found.
///
/// # Errors
/// A refusal: a body with itself, a body not in the register, a stake already held in that time, a ring
/// of owners.
pub fn relate(read: &mut Read<'_>, command: &Relate) -> Result<StakeRecorded, Error> {
    let Relate { holder, body, kind, from, to } = *command;
    let mut findings = Findings::new();
    findings.period("/to", from, to);
    findings.done()?;
    for id in [holder, body] {
        must_know(read, id)?;
    }
    let held = facts::stakes_between(read, holder, body)?;
    let way = if kind == StakeKind::Owner { facts::owning_way(read, (body, holder), (from, to))? } else { None };
    let stake = Stake { id: FactId::new(), holder, body, kind, from, to };
    Ok(StakeRecorded::by(rules::may_relate(stake, &held, way.as_deref())?))
}

/// Ends a stake.
///
/// # Errors
/// No such stake; an end before its beginning, or after an earlier end.
pub fn end_stake(read: &mut Read<'_>, command: &EndStake) -> Result<StakeEnded, Error> {
    let held = facts::stake(read, command.stake)?.ok_or(Error::NotFound("stake"))?;
    let permit = rules::may_end(held, command.to);
    // A link has no address of its own: its holder's is where to look.
    Ok(StakeEnded::by(permit.map_err(|refusal| refusal.about([held.holder.subject()]))?))
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

/// The bodies that many texts of a request mean, each an id or a code, in their order: one question of the database,
/// however many they are.
///
/// # Errors
/// [`Error::Invalid`] at every field of which no body has the code, by `pointer` of its place. Whether an id is of a body
/// here, whoever is told it asks.
pub fn resolve_all(read: &mut Read<'_>, texts: &[&str], pointer: impl Fn(usize) -> String) -> Result<Vec<OrganisationId>, Error> {
    let id_of = |text: &str| text.parse::<OrganisationId>().ok();
    let codes = texts.iter().filter(|text| id_of(text).is_none()).map(|text| (*text).to_owned()).collect();
    let coded = facts::coded(read, &codes)?;
    let mut findings = Findings::new();
    let mut found = Vec::with_capacity(texts.len());
    for (n, text) in texts.iter().enumerate() {
        match id_of(text).or_else(|| coded.get(*text).map(|(id, _)| *id)) {
            Some(id) => found.push(id),
            None => findings.add(pointer(n), "unknown_reference", rules::is_unknown_here(text)),
        }
    }
    findings.done()?;
    Ok(found)
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
