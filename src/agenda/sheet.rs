//! The sheet: the composed agenda as it is shown, printed, fingerprinted and kept. One shape for
//! the draft, the publication and the difference between them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::rules::{Composed, ComposedItem, InSpite};
use crate::conflicts::rules::explain;
use crate::db::to_store;
use crate::fault::Fault;
use crate::ids::{CommitteeId, ItemId, MeetingId, PersonId};
use crate::meetings::Sitting;
use crate::moment::Date;
use crate::policy::{PackName, Purpose, Relation, Rung, Stage, Treatment};
use crate::quorum::{Clause, Expectation};

/// A meeting's agenda with its forecast.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Sheet {
    pub meeting: MeetingId,
    pub reference: String,
    pub date: Date,
    pub committees: Vec<SheetCommittee>,
    pub items: Vec<SheetItem>,
    /// Whoever keeps the meeting although they are excluded from an item of it: they table its
    /// papers and write its minutes all the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub acting_in_spite: Vec<SheetOfficer>,
}

/// A secretary who is excluded from an item, and acts on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SheetOfficer {
    pub person: PersonId,
    pub name: String,
    pub item: ItemId,
    /// As it stands on the agenda.
    pub number: String,
    /// How they would be treated as a member: at least without the papers.
    pub treatment: Treatment,
}

/// A committee with the versions of terms and policy the sheet rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SheetCommittee {
    pub committee: CommitteeId,
    pub name: String,
    pub terms_from: Option<Date>,
    pub policy_pack: PackName,
    pub policy_from: Date,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SheetItem {
    pub item: ItemId,
    pub number: String,
    pub title: String,
    pub purpose: Purpose,
    pub stage: Stage,
    pub private: bool,
    pub presiding: Option<PersonId>,
    pub presiding_name: Option<String>,
    pub forecasts: Vec<SheetForecast>,
    /// Everybody of whom something is proposed or ruled.
    pub people: Vec<SheetPerson>,
    pub papers_withheld: Vec<PersonId>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SheetForecast {
    pub committee: CommitteeId,
    pub forecast: Expectation,
    /// Whose absence alone would make it inquorate.
    pub depends_on: Vec<PersonId>,
    pub depends_on_names: Vec<String>,
    pub repairs: Vec<Rung>,
    pub quorum: Option<Clause>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SheetPerson {
    pub person: PersonId,
    pub name: String,
    pub relations: Vec<Relation>,
    pub proposed: Treatment,
    /// What stands now: the ruling where there is one.
    pub treatment: Treatment,
    pub ruled: bool,
    /// Why, one sentence a ground, strictest first.
    pub because: Vec<String>,
}

/// The sheet of a composed agenda.
#[must_use]
pub fn sheet(sitting: &Sitting, composed: &Composed, in_spite: &[InSpite]) -> Sheet {
    Sheet {
        meeting: sitting.meeting.id,
        reference: sitting.meeting.reference.clone(),
        date: sitting.meeting.date,
        committees: sitting
            .committees
            .iter()
            .map(|at| SheetCommittee {
                committee: at.committee.id,
                name: at.committee.name.clone(),
                terms_from: at.terms.as_ref().map(|terms| terms.from),
                policy_pack: at.policy.pack,
                policy_from: at.policy.from,
            })
            .collect(),
        items: composed.items.iter().filter_map(|item| sheet_item(sitting, item)).collect(),
        acting_in_spite: in_spite
            .iter()
            .map(|acts| SheetOfficer {
                person: acts.person,
                name: sitting.name(acts.person),
                item: acts.item,
                number: sitting.item(acts.item).map_or_else(String::new, |item| item.number.clone()),
                treatment: acts.treatment,
            })
            .collect(),
    }
}

fn sheet_item(sitting: &Sitting, composed: &ComposedItem) -> Option<SheetItem> {
    let item = sitting.item(composed.item)?;
    Some(SheetItem {
        item: item.id,
        number: item.number.clone(),
        title: item.title.clone(),
        purpose: item.purpose,
        stage: item.effective_stage(),
        private: sitting.is_private(item),
        presiding: composed.presiding,
        presiding_name: composed.presiding.map(|person| sitting.name(person)),
        forecasts: composed
            .expected
            .iter()
            .map(|expected| SheetForecast {
                committee: expected.committee,
                forecast: expected.forecast.expectation,
                depends_on: expected.forecast.depends_on.clone(),
                depends_on_names: expected.forecast.depends_on.iter().map(|p| sitting.name(*p)).collect(),
                repairs: expected.repairs.clone(),
                quorum: expected.forecast.quorum.tree.clone(),
            })
            .collect(),
        people: composed
            .people
            .iter()
            .map(|p| SheetPerson {
                person: p.person,
                name: sitting.name(p.person),
                relations: p.standing.proposal.relations(),
                proposed: p.standing.proposal.treatment,
                treatment: p.standing.treatment,
                ruled: p.standing.is_ruled(),
                because: p.standing.proposal.grounds.iter().map(|ground| explain::ground(sitting, ground)).collect(),
            })
            .collect(),
        papers_withheld: composed.papers_withheld.clone(),
    })
}

/// The fingerprint of a sheet: SHA-256 of the whole, then eight digits of each item and of what
/// is said of it, so that a later comparison can name the items that moved.
///
/// # Errors
/// A fault for a sheet that has no JSON form.
pub fn fingerprint(sheet: &Sheet) -> Result<String, Fault> {
    let mut print = digest(&to_store(sheet)?);
    for item in &sheet.items {
        let id: String = digest(&item.item.to_string()).chars().take(8).collect();
        let said: String = digest(&to_store(item)?).chars().take(8).collect();
        print.push_str(&format!(".{id}{said}"));
    }
    Ok(print)
}

fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What has moved since a fingerprint was taken, one sentence an item; empty when nothing has.
///
/// # Errors
/// As [`fingerprint`].
pub fn moved(before: &str, now: &Sheet) -> Result<Vec<String>, Fault> {
    let current = fingerprint(now)?;
    if before == current {
        return Ok(Vec::new());
    }
    let parts = |print: &str| -> Vec<String> { print.split('.').skip(1).map(str::to_owned).collect() };
    let (old, new) = (parts(before), parts(&current));
    let mut sentences = Vec::new();
    for (item, mark) in now.items.iter().zip(&new) {
        let (id, _) = mark.split_at(8.min(mark.len()));
        match old.iter().find(|other| other.starts_with(id)) {
            None => sentences.push(format!("Item {}, '{}', is new.", item.number, item.title)),
            Some(other) if other != mark => sentences.push(present(item)),
            Some(_) => {}
        }
    }
    for gone in old.iter().filter(|mark| !new.iter().any(|other| other.get(..8) == mark.get(..8))) {
        sentences.push(format!("An item of the draft is no longer on the agenda ({}).", gone.get(..8).unwrap_or_default()));
    }
    if sentences.is_empty() {
        sentences.push("The terms of reference, the policy, the details of the meeting or who keeps it are others.".to_owned());
    }
    Ok(sentences)
}

/// An item as it now stands, in a sentence.
fn present(item: &SheetItem) -> String {
    let forecasts: Vec<&str> = item.forecasts.iter().map(|f| f.forecast.as_str()).collect();
    let people: Vec<String> =
        item.people.iter().filter(|p| p.treatment.is_conflicted()).map(|p| format!("{} '{}'", p.name, p.treatment)).collect();
    let treated = if people.is_empty() { "nobody is kept from it".to_owned() } else { people.join(", ") };
    format!("Item {} has changed: it is now forecast '{}'; {treated}.", item.number, forecasts.join(", "))
}
