//! The sheet: the composed agenda as it is shown, printed, fingerprinted and kept. One shape for
//! the draft, the publication and the difference between them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::parts::{SheetPart, parts};
use super::rules::{Composed, ComposedItem, InSpite};
use super::warnings::Warning;
use crate::conflicts::rules::explain;
use crate::db::to_store;
use crate::fault::Fault;
use crate::ids::{CommitteeId, ItemId, MeetingId, PersonId};
use crate::meetings::rules::outstanding::outstanding;
use crate::meetings::{Panel, Sitting};
use crate::moment::Date;
use crate::policy::{PackName, Purpose, Relation, Rung, Stage, Treatment};
use crate::quorum::{Clause, Expectation, list};

/// A meeting's agenda with its forecast.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Sheet {
    /// The meeting whose agenda it is, as in `/api/v1/meetings/{id}`.
    pub meeting: MeetingId,
    /// What people call the meeting, such as `PCCC/2018/03/06`.
    pub reference: String,
    /// The day of the meeting, in Europe/London.
    pub date: Date,
    /// By correspondence: the last day on which replies are taken; absent where people come to a room (C7.2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replies_until: Option<Date>,
    /// The committees that meet, each with the terms of reference and the policy that the agenda rests on.
    pub committees: Vec<SheetCommittee>,
    /// The items in the order of the agenda, each followed by its parts.
    pub items: Vec<SheetItem>,
    /// Whoever keeps the meeting although they are excluded from an item of it: they table its
    /// papers and write its minutes all the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub acting_in_spite: Vec<SheetOfficer>,
    /// Whoever holds a voting seat, or sits as a deputy, and has neither an interest nor a nil return on the register (A3.2).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub declaration_outstanding: Vec<SheetSilent>,
    /// The parts in which the agenda is taken, with their items; absent where the terms of reference know none (D6).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<SheetPart>,
    /// What to look at before it goes out; absent where there is nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Warning>,
}

/// Somebody with a say in the meeting who never declared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SheetSilent {
    /// Who it is, as in `/api/v1/people/{id}`.
    pub person: PersonId,
    /// Their name when the agenda was composed.
    pub name: String,
}

/// A secretary who is excluded from an item, and acts on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SheetOfficer {
    /// Who it is, as in `/api/v1/people/{id}`.
    pub person: PersonId,
    /// Their name when the agenda was composed.
    pub name: String,
    /// The item that they are excluded from with its papers, as in `/api/v1/items/{id}` (C8).
    pub item: ItemId,
    /// As it stands on the agenda.
    pub number: String,
    /// How they would be treated as a member: at least without the papers.
    pub treatment: Treatment,
}

/// A committee with the versions of terms and policy the sheet rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SheetCommittee {
    /// The committee, as in `/api/v1/committees/{id}`.
    pub committee: CommitteeId,
    /// What the committee was called when the agenda was composed.
    pub name: String,
    /// The first day of the terms of reference in force on the day of the meeting; null where none are.
    pub terms_from: Option<Date>,
    /// The conflicts policy that its body is under on the day of the meeting.
    pub policy_pack: PackName,
    /// The day from which its body adopted that policy; where it adopted none, the policy's own first day.
    pub policy_from: Date,
}

/// An item on the agenda, with what is to be expected of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SheetItem {
    /// The item, as in `/api/v1/items/{id}`.
    pub item: ItemId,
    /// Its number on the agenda for people, such as `5`, or `5.1` of a part.
    pub number: String,
    /// What the business is called on the agenda.
    pub title: String,
    /// What the item is for: a decision, a discussion, information or a ratification.
    pub purpose: Purpose,
    /// The stage at which the policy is read: as stated, else by the purpose (C9).
    pub stage: Stage,
    /// Whether it is to be taken without the public, by itself or with the whole meeting.
    pub private: bool,
    /// Who would preside over it as things stand, as in `/api/v1/people/{id}`; null where nobody can (C2).
    pub presiding: Option<PersonId>,
    /// The name of whoever would preside; null where nobody can.
    pub presiding_name: Option<String>,
    /// What is to be expected of its quorum, in each committee that it concerns.
    pub forecasts: Vec<SheetForecast>,
    /// Everybody of whom something is proposed or ruled.
    pub people: Vec<SheetPerson>,
    /// Holders of seats, and deputies who sit, who receive no papers of it, as in `/api/v1/people/{id}` (C8).
    pub papers_withheld: Vec<PersonId>,
    /// The part of the agenda in which it is taken (D6); absent where it is in none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agenda_part: Option<String>,
    /// The conflicts panels that were heard on it, the last first; absent where there was none (C5.4).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub panels: Vec<SheetPanel>,
    /// That it was withdrawn, and why; absent where it is to be taken, and nothing more is expected of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<SheetWithdrawal>,
}

/// A conflicts panel that was heard on an item: what it found, and not whom it instructed, which stands with each of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SheetPanel {
    /// The day on which it met, in Europe/London.
    pub on: Date,
    /// The name of whoever convened it.
    pub convened_by: String,
    /// Who sat on it, by name.
    pub members: Vec<String>,
    /// Whether it found that the proposal was unduly influenced, and advises not to accept it; null where it did not say.
    pub undue_influence: Option<bool>,
}

/// That an item was withdrawn after people had the agenda.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SheetWithdrawal {
    /// The day on which it was, in Europe/London.
    pub on: Date,
    /// Why; null where it is withheld from this reader.
    pub reason: Option<String>,
}

/// What is to be expected of an item's quorum in one committee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SheetForecast {
    /// The committee, as in `/api/v1/committees/{id}`.
    pub committee: CommitteeId,
    /// What to expect when everybody comes who holds a seat and has not sent apologies.
    pub forecast: Expectation,
    /// The same in a sentence, with names: on whom it depends, or what is wanting and who would cure it.
    #[serde(default)]
    pub says: String,
    /// Whose absence alone would make it inquorate.
    pub depends_on: Vec<PersonId>,
    /// The names of those people, in the same order.
    pub depends_on_names: Vec<String>,
    /// What would meet the quorum, in the order of the ladder (C5.4); empty where it is quorate or nothing helps.
    pub repairs: Vec<Rung>,
    /// The quorum with everybody there who is to come, clause by clause; null where no terms of reference are in force.
    pub quorum: Option<Clause>,
}

/// How somebody is expected to stand on an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SheetPerson {
    /// Who it is, as in `/api/v1/people/{id}`.
    pub person: PersonId,
    /// Their name when the agenda was composed.
    pub name: String,
    /// How their interests reach the item, each way once; empty where something else is the ground.
    pub relations: Vec<Relation>,
    /// The strictest treatment that any ground proposes; `participate` where there is none.
    pub proposed: Treatment,
    /// What stands now: the ruling where there is one.
    pub treatment: Treatment,
    /// Whether somebody has ruled, on this item or on another with effect here.
    pub ruled: bool,
    /// Why, one sentence a ground, strictest first.
    pub because: Vec<String>,
}

/// The sheet of a composed agenda.
#[must_use]
pub fn sheet(sitting: &Sitting, composed: &Composed, in_spite: &[InSpite], warnings: Vec<Warning>) -> Sheet {
    Sheet {
        meeting: sitting.meeting.id,
        reference: sitting.meeting.reference.clone(),
        date: sitting.meeting.date,
        replies_until: sitting.meeting.replies_until,
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
        declaration_outstanding: outstanding(sitting, &sitting.room())
            .into_iter()
            .map(|person| SheetSilent { person, name: sitting.name(person) })
            .collect(),
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
        parts: parts(sitting, composed),
        warnings,
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
                says: expected.says.clone(),
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
        agenda_part: item.agenda_part.clone(),
        panels: sitting.panels_on(item).map(|panel| sheet_panel(sitting, panel)).collect(),
        withdrawn: item.off.as_ref().map(|off| SheetWithdrawal { on: off.at.day(), reason: Some(off.because.clone()) }),
    })
}

fn sheet_panel(sitting: &Sitting, panel: &Panel) -> SheetPanel {
    SheetPanel {
        on: panel.on,
        convened_by: sitting.name(panel.convened_by),
        members: panel.members.iter().map(|person| sitting.name(*person)).collect(),
        undue_influence: panel.finding.as_ref().map(|finding| finding.undue_influence),
    }
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
    let order = |parts: &[String], others: &[String]| -> Vec<String> {
        let ids = parts.iter().map(|mark| mark.chars().take(8).collect::<String>());
        ids.filter(|id| others.iter().any(|other| other.starts_with(id))).collect()
    };
    if order(&old, &new) != order(&new, &old) {
        sentences.push("The items stand in another order.".to_owned());
    }
    if sentences.is_empty() {
        sentences
            .push("The terms of reference, the policy, the details of the meeting, who keeps it or what to look at are others.".to_owned());
    }
    Ok(sentences)
}

/// An item as it now stands, in a sentence.
fn present(item: &SheetItem) -> String {
    if item.withdrawn.is_some() {
        return format!("Item {}, '{}', was withdrawn.", item.number, item.title);
    }
    let mut forecasts: Vec<&str> = item.forecasts.iter().map(|expected| expected.forecast.in_few()).collect();
    forecasts.dedup();
    // People who are treated alike stand together.
    let mut alike: Vec<(Treatment, Vec<String>)> = Vec::new();
    for person in item.people.iter().filter(|person| person.treatment.is_conflicted()) {
        match alike.iter_mut().find(|(treatment, _)| *treatment == person.treatment) {
            Some((_, names)) => names.push(person.name.clone()),
            None => alike.push((person.treatment, vec![person.name.clone()])),
        }
    }
    let are = |names: &[String]| if names.len() == 1 { "is" } else { "are" };
    let people: Vec<String> =
        alike.iter().map(|(treatment, names)| format!("{} {} to {}", list(names, "and"), are(names), treatment.told())).collect();
    let treated = if people.is_empty() { "nobody is kept from it".to_owned() } else { people.join("; ") };
    format!("Item {} has changed: it is now expected to be {}; {treated}.", item.number, forecasts.join(", and in another committee "))
}
