//! Bodies, their codes and the stakes they hold in each other (rulebook A2).

mod graph;

pub use graph::{Graph, Near, Ways};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fault::Error;
use crate::findings::Findings;
use crate::ids::{FactId, OrganisationId};
use crate::moment::Date;
use crate::verdict::{Code, Reason, Reasons, Refusal};
use crate::words;

words! {
    /// What kind of body an organisation is.
    OrganisationKind "kind of organisation" {
        Commissioner = "commissioner",
        NhsEngland = "nhs_england",
        GpPractice = "gp_practice",
        Federation = "federation",
        PrimaryCareNetwork = "primary_care_network",
        NhsTrust = "nhs_trust",
        Council = "council",
        Healthwatch = "healthwatch",
        LocalMedicalCommittee = "local_medical_committee",
        Company = "company",
        Charity = "charity",
        Other = "other",
    }
}

words! {
    /// What gives a body a stake in another.
    StakeKind "kind of stake" { Member = "member", Owner = "owner", }
}

/// B: whether a conflict is found along a stake. The members of a local medical committee are not: it speaks
/// for its practices and is none of theirs.
#[must_use]
pub fn is_followed(stake: StakeKind, body: OrganisationKind) -> bool {
    (stake, body) != (StakeKind::Member, OrganisationKind::LocalMedicalCommittee)
}

/// A body as the rules see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Organisation {
    /// The body, as in `/api/v1/organisations/{id}`.
    pub id: OrganisationId,
    /// The ODS code, or a local one; unique in the register.
    pub code: String,
    /// What the body is called for a reader.
    pub name: String,
    /// What kind of body it is; an item may affect all bodies of a kind alike.
    pub kind: OrganisationKind,
    /// The commissioner's code, for a practice.
    pub commissioner: Option<String>,
    /// The area it is in, in free words; an item may affect the bodies of one area.
    pub area: Option<String>,
}

/// All that is stated of a body, by whoever enters or amends it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrganisationStatement {
    /// The body, as in `/api/v1/organisations/{id}`.
    pub id: OrganisationId,
    /// Its ODS code, or a local one; one body's alone in the register, and never changed.
    pub code: String,
    /// What the body is called in agendas, minutes and the log of decisions.
    pub name: String,
    /// What kind of body it is; an item may affect all bodies of a kind alike.
    pub kind: OrganisationKind,
    /// The commissioner's code, where the days are not kept.
    pub commissioner: Option<String>,
    /// The area it is in, in free words; an item may affect the bodies of one area.
    pub area: Option<String>,
    /// Its postcode, for the reader; no rule looks at it.
    pub postcode: Option<String>,
    /// The first day on which it is open; null where nobody said.
    pub opened: Option<Date>,
    /// The first day on which it is no longer open.
    pub closed: Option<Date>,
}

/// The permit: that a body is entered, or is so from now on.
#[derive(Debug)]
pub struct MayEnter {
    pub(in crate::organisations) body: OrganisationStatement,
}

/// A body is another than its commissioner, opens before it closes, and has a code that names no other.
///
/// # Errors
/// Wrong fields; else the refusal, for a code that names another body.
pub fn may_enter(body: OrganisationStatement, code_names: Option<(OrganisationId, String)>) -> Result<MayEnter, Error> {
    let mut findings = Findings::new();
    if body.commissioner.as_ref().is_some_and(|with| with.eq_ignore_ascii_case(&body.code)) {
        findings.add("/commissioner", "itself", "No body is its own commissioner: name the other body's code, or leave it out.");
    }
    findings.period("/closed", body.opened, body.closed);
    findings.done()?;
    match code_names {
        Some((id, name)) if id != body.id => Err(code_taken(&body.code, id, &name).into()),
        _ => Ok(MayEnter { body }),
    }
}

/// One code names one body.
#[must_use]
pub fn code_taken(code: &str, by: OrganisationId, name: &str) -> Refusal {
    let reason = Reason::new(Code::Duplicate, "A2", format!("The code '{code}' already names {name}."));
    Refusal::of(reason.fact(by.subject()).cure("Use the body that is there, or give the new one a code of its own."))
}

/// That a text names no body, for a reader.
#[must_use]
pub fn is_unknown(text: &str) -> String {
    let shown: String = text.chars().take(60).collect();
    format!("There is no organisation '{shown}' in this register.")
}

/// The same of a field of a request, with what to do.
#[must_use]
pub fn is_unknown_here(text: &str) -> String {
    format!("{} Enter it first, or put its code or id right.", is_unknown(text))
}

/// What is named must be in the register.
#[must_use]
pub fn unknown(text: &str) -> Refusal {
    let reason = Reason::new(Code::UnknownReference, "A2", is_unknown(text));
    Refusal::of(reason.cure("Enter the organisation first, or put its code or id right."))
}

/// A stake between two bodies as it is stated and kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Stake {
    /// What tells this stake from all others.
    pub id: FactId,
    /// Whose stake it is, as in `/api/v1/organisations/{id}`.
    pub holder: OrganisationId,
    /// The body that it is in, as in `/api/v1/organisations/{id}`.
    pub body: OrganisationId,
    /// Whether the holder is a member of it or owns it.
    pub kind: StakeKind,
    /// Its first day; null where it has been there always.
    pub from: Option<Date>,
    /// Its last day, itself included; null while it lasts.
    pub to: Option<Date>,
}

/// The permit: a stake that is recorded.
#[derive(Debug)]
pub struct MayRelate {
    pub(in crate::organisations) stake: Stake,
}

/// The permit: the last day of a stake.
#[derive(Debug)]
pub struct MayEnd {
    pub(in crate::organisations) stake: Stake,
    pub(in crate::organisations) to: Date,
}

/// Days without a beginning or an end on either side.
type Span = (Option<Date>, Option<Date>);

fn overlap(one: Span, other: Span) -> bool {
    let reaches = |to: Option<Date>, from: Option<Date>| to.zip(from).is_none_or(|(to, from)| from <= to);
    reaches(one.1, other.0) && reaches(other.1, one.0)
}

/// A2: a body has no stake in itself, and no stake twice at one time. Whoever comes to own a body is not
/// owned by it, be it through others: `way` leads from the body to its new owner, each owning the next.
///
/// # Errors
/// The refusal.
pub fn may_relate(stake: Stake, held: &[Stake], way: Option<&[(OrganisationId, String)]>) -> Result<MayRelate, Refusal> {
    let Stake { holder, body, kind, from, to, .. } = stake;
    let mut reasons = Reasons::new();
    if holder == body {
        let reason = Reason::new(Code::UnknownReference, "A2", format!("A body cannot be {kind} of itself."));
        reasons.add(reason.fact(holder.subject()).cure("Name two different bodies."));
    }
    for other in held.iter().filter(|other| other.kind == kind && overlap((other.from, other.to), (from, to))) {
        let reason = Reason::new(Code::Duplicate, "A2", format!("This body is already recorded as {kind} of the other in that time."));
        reasons.add(reason.fact(other.id.subject()).cure("End the stake that is there, or choose days outside it."));
    }
    let permit = reasons.or_else(|| MayRelate { stake })?;
    match way {
        Some(way) if kind == StakeKind::Owner => Err(owned_already(way)),
        _ => Ok(permit),
    }
}

/// A ring of owners in words, from each body to the one it owns.
#[must_use]
pub fn ring_told(called: &[String]) -> String {
    let [first, rest @ ..] = called else { return "No body owns itself through others.".to_owned() };
    let mut told = format!("No body owns itself through others: {first}");
    // A ring of thousands is told by its beginning.
    for (n, body) in rest.iter().take(9).enumerate() {
        told.push_str(if n == 0 { " owns " } else { ", which owns " });
        told.push_str(body);
    }
    if rest.len() > 9 {
        told.push_str(&format!(", and so on through {} more", rest.len() - 9));
    }
    told.push_str(if rest.is_empty() { " owns itself." } else { ", which owns " });
    if !rest.is_empty() {
        told.push_str(first);
        told.push('.');
    }
    told
}

/// The refusal of an owner who is owned, with the ring spelt out.
fn owned_already(way: &[(OrganisationId, String)]) -> Refusal {
    let called: Vec<String> = way.iter().map(|(_, name)| name.clone()).collect();
    let mut reason = Reason::new(Code::StateForbids, "A2", ring_told(&called));
    for (body, _) in way {
        reason = reason.fact(body.subject());
    }
    Refusal::of(reason.cure("End the stake in the ring that is not so, or leave this one out."))
}

/// An end is not before its beginning, and may be brought forward but not put back: what was over
/// is not made to have gone on.
///
/// # Errors
/// The refusal.
pub fn may_end(stake: Stake, to: Date) -> Result<MayEnd, Refusal> {
    let mut reasons = Reasons::new();
    if let Some(from) = stake.from.filter(|from| to < *from) {
        let detail = format!("The stake began on {}, so it cannot end on {}.", from.long(), to.long());
        reasons.add(Reason::new(Code::PeriodInvalid, "A2", detail).fact(stake.id.subject()).cure("Give a day on or after its beginning."));
    }
    if let Some(ended) = stake.to.filter(|ended| *ended <= to) {
        let detail = format!("The stake already ended on {}; its end may be brought forward, not put back.", ended.long());
        reasons.add(Reason::new(Code::StateForbids, "A2", detail).fact(stake.id.subject()).cure("Record a new stake from a later day."));
    }
    reasons.or_else(|| MayEnd { stake, to })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_members_of_a_local_medical_committee_are_not_followed() {
        for kind in OrganisationKind::ALL {
            assert_eq!(is_followed(StakeKind::Member, *kind), *kind != OrganisationKind::LocalMedicalCommittee, "{kind}");
            assert!(is_followed(StakeKind::Owner, *kind), "{kind}");
        }
    }
}
