//! What an import writes: one entry for the whole list, each thing made or changed a part of it.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::Kind;
use super::report::Report;
use super::take::List;
use crate::audit::ledger::{Change, Tx};
use crate::committees::Membership;
use crate::db::schema::organisation_commissioner;
use crate::fault::Fault;
use crate::ids::{FactId, OrganisationId, PersonId};
use crate::moment::Date;
use crate::organisations::{OrganisationStatement, Stake, StakeKind};
use crate::people::PersonStatement;
use crate::witnessed;

/// A time with one commissioner; both days inside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct With {
    pub id: FactId,
    pub commissioner: String,
    pub from: Date,
    pub to: Option<Date>,
}

/// A body as it is from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganisationPart {
    /// Whether it is entered; else it is amended.
    pub is_new: bool,
    #[serde(flatten)]
    pub body: OrganisationStatement,
    /// All of them, in place of those that were kept.
    pub commissioners: Vec<With>,
}

impl OrganisationPart {
    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        if self.is_new {
            self.body.insert(tx)?;
        } else {
            self.body.update(tx)?;
            let kept = tx.of(organisation_commissioner::table).filter(organisation_commissioner::organisation.eq(self.body.id));
            tx.run(diesel::delete(kept))?;
        }
        for with in &self.commissioners {
            tx.run(diesel::insert_into(organisation_commissioner::table).values((
                organisation_commissioner::register_id.eq(register),
                organisation_commissioner::id.eq(with.id),
                organisation_commissioner::organisation.eq(self.body.id),
                organisation_commissioner::commissioner.eq(&with.commissioner),
                organisation_commissioner::from_date.eq(with.from),
                organisation_commissioner::to_date.eq(with.to),
                organisation_commissioner::version.eq(version),
            )))?;
        }
        Ok(())
    }
}

/// A person as they are from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonPart {
    pub id: PersonId,
    pub is_new: bool,
    pub code: Option<String>,
    /// Their name: called otherwise than a body's, for it can be erased.
    pub full_name: String,
    pub grade: Option<String>,
    pub tags: Vec<String>,
    pub email: Option<String>,
}

impl PersonPart {
    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let person = PersonStatement {
            id: self.id,
            code: self.code.clone(),
            name: self.full_name.clone(),
            grade: self.grade.clone(),
            tags: self.tags.clone(),
            email: self.email.clone(),
        };
        if self.is_new { person.insert(tx) } else { person.update(tx) }
    }
}

/// A membership as it is from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MembershipPart {
    pub is_new: bool,
    #[serde(flatten)]
    pub membership: Membership,
}

impl MembershipPart {
    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        if self.is_new { self.membership.insert(tx) } else { self.membership.update(tx) }
    }
}

/// A stake that begins or ends with the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StakePart {
    pub id: FactId,
    pub is_new: bool,
    pub holder: OrganisationId,
    pub body: OrganisationId,
    pub stake: StakeKind,
    pub from: Option<Date>,
    pub to: Option<Date>,
}

impl StakePart {
    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let Self { id, holder, body, stake: kind, from, to, .. } = *self;
        match to {
            Some(to) if !self.is_new => Stake::end(tx, id, to),
            _ => Stake { id, holder, body, kind, from, to }.insert(tx),
        }
    }
}

/// One thing made or changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Part {
    Organisation(OrganisationPart),
    Person(PersonPart),
    Membership(MembershipPart),
    Stake(StakePart),
}

witnessed! {
    /// A list is imported.
    pub struct ListImported says ListSaid {
        /// The import, which the log names by `fact:` and this id.
        pub id: FactId,
        /// What the list is a list of.
        pub kind: Kind,
        /// SHA-256 of the file, in hex.
        pub sha256: String,
        /// How many rows were read.
        pub rows: u64,
        /// How many of them entered something.
        pub created: u64,
        /// How many changed something.
        pub updated: u64,
        /// How many said what was there already.
        pub unchanged: u64,
        /// How many rows were not taken.
        pub rejected: u64,
        /// Each thing made or changed, as it is from now on.
        #[schemars(skip)]
        pub parts: Vec<Part>,
        /// For whoever asked; what was not taken is not kept.
        #[serde(skip)]
        pub report: Report,
    }
}

impl ListImported {
    /// What a list that was read comes to in the register, and what is told of it.
    #[must_use]
    pub fn of(list: &List, parts: Vec<Part>, report: Report) -> Self {
        Self(ListSaid {
            id: FactId::new(),
            kind: list.kind(),
            sha256: list.sha256().to_owned(),
            rows: report.rows,
            created: report.created,
            updated: report.updated,
            unchanged: report.unchanged,
            rejected: u64::try_from(report.rejected.len()).unwrap_or(u64::MAX),
            parts,
            report,
        })
    }
}

impl Change for ListImported {
    const KIND: &'static str = "list.imported";
    const PERSONAL: &'static [&'static str] = &["parts/full_name", "parts/email"];
    const PARTS: Option<&'static str> = Some("parts");

    /// The list itself: a list of thousands would otherwise name each of them in the clear.
    fn subjects(&self) -> Vec<String> {
        vec![self.id.subject()]
    }

    fn answer(&self, _: &Map<String, Value>) -> Value {
        json!({
            "id": self.id,
            "kind": self.kind,
            "sha256": self.sha256,
            "rows": self.rows,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "rejected": self.report.rejected,
        })
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        // Bodies before the stakes between them, whatever the order of the list.
        let last = |part: &&Part| matches!(part, Part::Stake(_));
        for part in self.parts.iter().filter(|part| !last(part)).chain(self.parts.iter().filter(last)) {
            match part {
                Part::Organisation(part) => part.apply(tx)?,
                Part::Person(part) => part.apply(tx)?,
                Part::Membership(part) => part.apply(tx)?,
                Part::Stake(part) => part.apply(tx)?,
            }
        }
        Ok(())
    }
}
