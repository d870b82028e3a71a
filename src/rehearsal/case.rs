//! The case file as it is written. Unknown keys and words are errors that name their path.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::committees::{CommitteeKind, Terms};
use crate::declarations::{Audience, Category, Direction, Shown};
use crate::meetings::{Choice, Class, Method, Outcome};
use crate::moment::Date;
use crate::money::Money;
use crate::organisations::OrganisationKind;
use crate::policy::{Overrides, PackName, Phase, Purpose, Relation, Rung, Stage, Treatment};
use crate::quorum::Expectation;
use crate::verdict::Code;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    pub case: String,
    pub title: String,
    pub source: String,
    pub setup: Setup,
    pub meetings: Vec<CaseMeeting>,
    pub steps: Vec<Step>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setup {
    pub organisations: Vec<CaseOrganisation>,
    pub policies: Vec<CasePolicy>,
    pub people: Vec<CasePerson>,
    pub committees: Vec<CaseCommittee>,
    pub declarations: Vec<CaseDeclaration>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseOrganisation {
    pub code: String,
    pub name: String,
    pub kind: OrganisationKind,
    pub commissioner: Option<String>,
    #[serde(default)]
    pub members: Vec<String>,
    #[serde(default)]
    pub owners: Vec<String>,
    pub area: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CasePolicy {
    pub organisation: String,
    pub pack: PackName,
    pub from: Date,
    #[serde(default)]
    pub overrides: Overrides,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CasePerson {
    pub id: String,
    pub name: String,
    pub grade: Option<String>,
    #[serde(default)]
    pub tags: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseCommittee {
    pub id: String,
    pub organisation: String,
    #[serde(default)]
    pub partners: Vec<String>,
    pub name: String,
    pub kind: CommitteeKind,
    pub terms: Vec<Terms>,
    pub members: Vec<CaseMember>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseMember {
    pub seat: String,
    pub person: String,
    pub from: Date,
    pub to: Option<Date>,
    pub deputy_for: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseMitigation {
    pub treatment: Treatment,
    pub when_organisation: Option<String>,
    pub chair_may_vary: Option<bool>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseDeclaration {
    pub id: String,
    pub person: String,
    #[serde(default)]
    pub nil: bool,
    pub category: Option<Category>,
    pub nature: Option<String>,
    pub organisation: Option<String>,
    pub related_person: Option<String>,
    pub underlying_category: Option<Category>,
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub aware: Option<Date>,
    pub declared: Date,
    pub standing_mitigation: Option<CaseMitigation>,
    pub direction: Option<Direction>,
    pub raised_by: Option<String>,
    pub redaction: Option<serde_json::Value>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseMeeting {
    pub id: String,
    pub committees: Vec<String>,
    pub date: Date,
    pub items: Vec<CaseItem>,
    #[serde(default)]
    pub excluded_from_public: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseItem {
    pub id: String,
    pub number: Option<String>,
    pub title: String,
    pub purpose: Option<Purpose>,
    pub decision_type: Option<String>,
    pub stage: Option<Stage>,
    pub function: Option<String>,
    pub affects: Option<Vec<CaseAffected>>,
    pub value: Option<Money>,
    pub procurement: Option<String>,
    pub private: Option<bool>,
    pub committees: Option<Vec<String>>,
    #[serde(default)]
    pub papers: Vec<CasePaper>,
    #[serde(default)]
    pub parts: Vec<CaseItem>,
    pub route: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum CaseAffected {
    Organisation(String),
    Class(Class),
    Person(String),
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CasePaper {
    pub id: String,
    pub title: String,
    pub authors: Vec<String>,
    pub accountable: Option<String>,
}

/// One step: something done, something expected, or both. Which keys belong to which `do` is
/// checked before the case is run.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Step {
    #[serde(rename = "do")]
    pub verb: Option<String>,
    pub expect: Option<Expect>,
    pub meeting: Option<String>,
    pub at: Option<String>,
    pub who: Option<Vec<String>>,
    pub for_item: Option<String>,
    pub as_deputy_for: Option<String>,
    pub remote: Option<bool>,
    pub declaration: Option<CaseDeclaration>,
    pub item: Option<String>,
    pub part: Option<String>,
    pub raised_by: Option<String>,
    pub person: Option<String>,
    pub treatment: Option<Treatment>,
    pub by: Option<serde_json::Value>,
    pub reason: Option<String>,
    pub phase: Option<Phase>,
    pub committee: Option<String>,
    pub seat: Option<String>,
    pub choice: Option<Choice>,
    pub outcome: Option<Outcome>,
    pub method: Option<Method>,
    pub text: Option<String>,
    pub dissent: Option<Vec<String>>,
    #[serde(rename = "override")]
    pub over: Option<CaseOverride>,
    pub decision: Option<String>,
    pub consulted: Option<Vec<String>>,
    pub from_organisation: Option<String>,
    pub organisation: Option<String>,
    pub from: Option<Date>,
    pub terms: Option<serde_json::Value>,
    pub pack: Option<PackName>,
    pub overrides: Option<Overrides>,
    pub ballot: Option<String>,
    pub id: Option<String>,
    pub question: Option<String>,
    pub franchise: Option<String>,
    pub window: Option<serde_json::Value>,
    pub votes: Option<serde_json::Value>,
    pub threshold: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseOverride {
    pub by: String,
    pub reason: String,
}

type ByItem<T> = BTreeMap<String, T>;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Expect {
    pub ok: Option<bool>,
    pub refused: Option<Vec<Code>>,
    pub refused_with: Option<Vec<Code>>,
    pub proposals: Option<ByItem<BTreeMap<String, Treatment>>>,
    pub relations: Option<ByItem<BTreeMap<String, Vec<Relation>>>>,
    pub standings: Option<ByItem<BTreeMap<String, ExpectStanding>>>,
    pub presiding: Option<ByItem<Option<String>>>,
    pub quorum: Option<ByItem<bool>>,
    pub forecast: Option<ByItem<Expectation>>,
    pub repairs: Option<ByItem<Vec<Rung>>>,
    pub tally: Option<ByItem<ExpectTally>>,
    pub decisions: Option<ByItem<ExpectDecision>>,
    pub lints: Option<BTreeMap<String, Vec<String>>>,
    pub papers_withheld: Option<ByItem<Vec<String>>>,
    pub breaches: Option<serde_json::Value>,
    pub impact: Option<serde_json::Value>,
    pub register: Option<ExpectRegister>,
    pub minute: Option<ByItem<ExpectMinute>>,
    pub log_verifies: Option<bool>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectStanding {
    pub papers: Option<bool>,
    /// `true`, `false` or `when_asked`.
    pub speak: Option<serde_json::Value>,
    /// `true`, `false` or `public`.
    pub in_room: Option<serde_json::Value>,
    pub vote: Option<bool>,
    pub counts: Option<bool>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectTally {
    #[serde(rename = "for")]
    pub for_: f64,
    pub against: f64,
    pub abstained: f64,
    pub excluded: f64,
    pub absent: f64,
    pub not_voting: f64,
    pub carried: bool,
    pub casting_vote_needed: Option<bool>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectDecision {
    pub outcome: Outcome,
    pub effective: bool,
    pub flags: Option<Vec<String>>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectRegister {
    pub organisation: String,
    pub as_at: Date,
    pub audience: Audience,
    pub entries: Vec<ExpectEntry>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectEntry {
    pub declaration: String,
    pub shown: Shown,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectMinute {
    pub must_mention: Vec<String>,
}
