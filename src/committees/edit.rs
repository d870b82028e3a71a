//! The verbs: a committee is entered, its terms are set, a seat is filled, a membership ends.

use std::collections::BTreeMap;

use super::changes::{CommitteeChanged, CommitteeMade, MemberAppointed, MembershipEnded, TermsSet};
use super::facts;
use super::rules::level;
use super::rules::membership::{self, Appointing};
use super::rules::{self, Appointment, CommitteeStatement, Enactment};
use super::selectors::bodies_in_rules;
use super::terms::{CommitteeKind, Terms};
use crate::db::Read;
use crate::fault::{Error, FieldError};
use crate::findings::Findings;
use crate::ids::{BallotId, CommitteeId, MembershipId, OrganisationId};
use crate::moment::Date;
use crate::text::{Code, Line, Name};
use crate::{ballots, organisations, people};

/// A committee to be entered.
#[derive(Debug, Clone)]
pub struct NewCommittee {
    pub code: Code,
    /// The body whose policy and register it is under.
    pub organisation: OrganisationId,
    pub name: Name,
    pub kind: CommitteeKind,
    /// The other bodies that a joint committee decides for.
    pub partners: Vec<OrganisationId>,
    /// Whether NHS England has delegated the commissioning of primary care to it.
    pub delegated_primary_care: bool,
}

/// A version of the terms to be entered.
#[derive(Debug, Clone)]
pub struct SetTerms {
    pub committee: CommitteeId,
    pub terms: Terms,
}

/// The last day of a membership.
#[derive(Debug, Clone)]
pub struct EndMembership {
    pub membership: MembershipId,
    pub to: Date,
}

/// Enters a committee.
///
/// # Errors
/// Wrong fields; a refusal when the code names another committee or a body is not known.
pub fn create(read: &mut Read<'_>, command: &NewCommittee) -> Result<CommitteeMade, Error> {
    let NewCommittee { code, organisation, name, kind, partners, delegated_primary_care } = command.clone();
    let code_names = facts::named(read, &code)?;
    let (id, code, name) = (CommitteeId::new(), code.into(), name.into());
    let committee = CommitteeStatement { id, code, organisation, name, kind, partners, delegated_primary_care };
    let permit = rules::may_found(committee, code_names)?;
    for body in std::iter::once(&permit.committee.organisation).chain(&permit.committee.partners) {
        organisations::must_know(read, *body)?;
    }
    Ok(CommitteeMade::by(permit))
}

/// Gives a committee another name. What it is (its code, its body, its kind and its partners) is
/// what its terms and decisions rest on, and stays. `if_match` is the version that was read.
///
/// # Errors
/// No such committee; a stale version; a name that is none.
pub fn rename(read: &mut Read<'_>, id: CommitteeId, name: &Line, if_match: i64) -> Result<CommitteeChanged, Error> {
    let held = facts::one(read, id)?.ok_or(Error::NotFound("committee"))?;
    if if_match != held.version {
        return Err(Error::Stale { current: held.version });
    }
    let mut findings = Findings::new();
    let name = findings.name("/name", name.clone(), &held.name);
    findings.done()?;
    if name == held.name {
        return Err(Error::AsItStands);
    }
    let facts::CommitteeRecord { id, code, organisation, name: held_name, kind, partners, delegated_primary_care, .. } = held;
    let held = CommitteeStatement { id, code, organisation, name: held_name, kind, partners, delegated_primary_care };
    Ok(CommitteeChanged::named(held, name))
}

/// Enters a version of the terms of reference, in force from its day (F).
///
/// # Errors
/// No such committee; what is wrong with the terms in themselves, field by field; a refusal for a
/// second version of one day, or one that reaches back to a meeting that has met.
pub fn set_terms(read: &mut Read<'_>, command: &SetTerms) -> Result<TermsSet, Error> {
    let SetTerms { committee, mut terms } = command.clone();
    let whose = facts::one(read, committee)?.ok_or(Error::NotFound("committee"))?;
    let mut findings = Findings::new();
    let faults = rules::faults_of(&terms);
    if faults.is_empty() {
        let held = facts::memberships(read, committee)?;
        findings.extend(rules::too_involved(&terms, membership::most_knotted(&held, terms.from)));
    }
    findings.extend(faults);
    let (known, unknown) = bodies_named(read, &terms)?;
    findings.extend(unknown);
    findings.done()?;
    let voted = rests_on(read, terms.ballot, &whose, "/ballot");
    let mut findings = Findings::new();
    findings.extend(rules::without_seats(&terms, whose.organisation_code.as_deref().unwrap_or_default(), &known));
    findings.done()?;
    terms.spell(&spelt(read, &terms, known)?);
    let from = terms.from;
    let permit = rules::may_set(&Enactment {
        committee,
        from,
        same_day: facts::version_from(read, committee, from)?,
        met: organisations::facts::met_since(read, &[committee], from)?,
        changed: level::beginning_with(&terms, &facts::level::standing(read, committee)?),
    });
    Ok(TermsSet::by(ballots::with_its_ballot(voted, permit)?, terms))
}

/// How the register spells the bodies to which terms give seats and weights, or of which their rules speak, and which of
/// them it does not know.
fn bodies_named(read: &mut Read<'_>, terms: &Terms) -> Result<(BTreeMap<String, String>, Vec<FieldError>), Error> {
    let seats =
        terms.seats.iter().enumerate().filter_map(|(n, seat)| Some((format!("/seats/{n}/organisation"), seat.organisation.as_ref()?)));
    let weights = terms.voting.placed().flat_map(|(at, rule)| rule.weights.keys().map(move |code| (format!("{at}/weights/{code}"), code)));
    let mut named: Vec<(String, &String)> = seats.chain(weights).collect();
    named.extend(bodies_in_rules(terms));
    let known = organisations::known(read, &named.iter().map(|(_, code)| (*code).clone()).collect())?;
    let unknown = named.into_iter().filter(|(_, code)| !known.contains_key(*code));
    let fault =
        |(pointer, code): (String, &String)| FieldError::new(pointer, "unknown_reference", organisations::rules::is_unknown_here(code));
    let unknown = unknown.map(fault).collect();
    Ok((known, unknown))
}

/// How the register spells all that terms name by a code: bodies and, where they say who decides, committees.
fn spelt(read: &mut Read<'_>, terms: &Terms, mut known: BTreeMap<String, String>) -> Result<BTreeMap<String, String>, Error> {
    let deciders = terms.pathways.iter().map(|pathway| pathway.decided_by.clone()).collect();
    known.extend(organisations::known(read, &deciders)?);
    Ok(known)
}

/// A draft of the terms as the register would keep it: well formed, of bodies that it knows, in its spelling. Whether it may
/// be in force from its day is asked when it is entered. `at` is where it stands in the body of a request.
///
/// # Errors
/// No such committee; what is wrong with the draft, field by field.
pub fn drafted(read: &mut Read<'_>, committee: CommitteeId, mut terms: Terms, at: &str) -> Result<Terms, Error> {
    let whose = facts::one(read, committee)?.ok_or(Error::NotFound("committee"))?;
    let mut faults = rules::faults_of(&terms);
    if !faults.is_empty() {
        return Err(at_place(at, faults));
    }
    let (known, unknown) = bodies_named(read, &terms)?;
    faults.extend(unknown);
    if faults.is_empty() {
        let held = facts::memberships(read, committee)?;
        faults.extend(rules::too_involved(&terms, membership::most_knotted(&held, terms.from)));
        faults.extend(rules::without_seats(&terms, whose.organisation_code.as_deref().unwrap_or_default(), &known));
    }
    if !faults.is_empty() {
        return Err(at_place(at, faults));
    }
    terms.spell(&spelt(read, &terms, known)?);
    Ok(terms)
}

/// Faults of what stands somewhere in the body of a request.
fn at_place(at: &str, faults: Vec<FieldError>) -> Error {
    Error::Invalid(faults.into_iter().map(|fault| FieldError { pointer: format!("{at}{}", fault.pointer), ..fault }).collect())
}

/// C6.9: terms that rest on a ballot of member practices are entered once that has carried: one of the committee's own
/// body, or of a partner's.
pub(super) fn rests_on(read: &mut Read<'_>, ballot: Option<BallotId>, whose: &facts::CommitteeRecord, at: &str) -> Result<(), Error> {
    let Some(id) = ballot else { return Ok(()) };
    let held = ballots::facts::one(read, id)?.filter(|held| {
        let body = held.says.organisation;
        body == whose.organisation || whose.partners.contains(&body)
    });
    let message = "There is no such ballot of this committee's body: record it first, or leave it out.";
    let held = held.ok_or_else(|| Error::invalid(at, "unknown_reference", message))?;
    ballots::must_have_carried(id, &held.says)?;
    Ok(())
}

/// Fills a seat, or names a deputy for its holder (A1.4).
///
/// # Errors
/// No such committee; a person or a holder who is not known; the refusals of [`membership::may_appoint`].
pub fn appoint(read: &mut Read<'_>, says: &Appointment) -> Result<MemberAppointed, Error> {
    if facts::committee(read, says.committee)?.is_none() {
        return Err(Error::NotFound("committee"));
    }
    let named: Vec<_> = says.deputy_for.map(|id| ("/deputy_for", id)).into_iter().chain([("/person", says.person)]).collect();
    people::known(read, &named)?;
    let versions: Vec<Terms> = facts::versions(read, says.committee)?.into_iter().map(|(_, terms)| terms).collect();
    let held = facts::memberships(read, says.committee)?;
    let met = organisations::facts::days_met(read, &[says.committee])?;
    Ok(MemberAppointed::by(membership::may_appoint(&Appointing { says, versions: &versions, held: &held, met: &met })?))
}

/// Ends a membership.
///
/// # Errors
/// No such membership; an end before its beginning, before a meeting at which its holder sat, or
/// after an earlier end.
pub fn end_membership(read: &mut Read<'_>, command: &EndMembership) -> Result<MembershipEnded, Error> {
    let held = facts::membership(read, command.membership)?.ok_or(Error::NotFound("membership"))?;
    Ok(MembershipEnded::by(membership::may_end(&held, command.to, facts::last_sat(read, &held)?)?))
}
