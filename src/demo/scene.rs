//! A scene as it stands in `data/`, read into types that refuse a slip.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::access::Role;
use crate::fault::Fault;
use crate::moment::Date;
use crate::text::Line;

pub(super) fn toml<T: for<'de> Deserialize<'de>>(name: &str, text: &str) -> Result<T, Fault> {
    ::toml::from_str(text).map_err(|error| Fault::Other(format!("{name}: {error}")))
}

/// Who there is, what they have declared, what the meetings are about.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scene {
    pub name: String,
    /// What stands at the top of the page, and under it.
    pub title: String,
    pub about: String,
    /// What it is about, in the list of scenes.
    pub in_short: String,
    /// The name of the register, and the beginning of its short name.
    pub register: String,
    pub slug: String,
    pub organisation: Vec<Body>,
    #[serde(default)]
    pub stake: Vec<Stake>,
    pub person: Vec<Person>,
    pub policy: Vec<Policy>,
    pub committee: Vec<Committee>,
    pub declaration: Vec<Declaration>,
    #[serde(default)]
    pub nil: Vec<Nil>,
    pub meeting: Vec<Meeting>,
    pub sign_in: Vec<SignIn>,
    /// From the list of the Organisation Data Service.
    #[serde(skip)]
    pub practices: Vec<Practice>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Body {
    pub code: String,
    pub name: String,
    pub kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commissioner: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Practice {
    #[serde(rename = "practice_code")]
    pub code: String,
    pub name: String,
    pub postcode: String,
    #[serde(rename = "commissioner_code")]
    pub commissioner: String,
    #[serde(rename = "open_date")]
    pub opened: Date,
    #[serde(rename = "close_date")]
    pub closed: Option<Date>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stake {
    pub holder: Holder,
    pub body: String,
    pub kind: String,
}

/// One body, or every practice of a commissioner.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Holder {
    Code(String),
    Commissioner(String),
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    pub code: String,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<String>,
    #[serde(default)]
    pub tags: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    pub organisation: String,
    pub pack: String,
    pub from: Date,
}

/// A committee, with its terms of reference and whoever sits in it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Committee {
    pub code: String,
    pub organisation: String,
    pub name: String,
    /// What it is called where several are told of in one line.
    pub short: Option<String>,
    pub kind: String,
    #[serde(default)]
    pub partners: Vec<String>,
    /// As the API takes them.
    pub terms: Option<Value>,
    /// The code of the committee whose terms these are too, where none stand here.
    pub like: Option<String>,
    pub memberships: Memberships,
}

/// Every seat is held by the person who is named for it, else by the one whose code is the seat's;
/// and who may sit for whom.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Memberships {
    pub from: Date,
    #[serde(default)]
    pub holders: BTreeMap<String, String>,
    #[serde(default)]
    pub deputies: Vec<Deputy>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deputy {
    pub seat: String,
    pub person: String,
    pub deputy_for: String,
    pub from: Date,
}

/// An interest, by the person's code; the rest as the API takes it.
#[derive(Debug, Deserialize)]
pub struct Declaration {
    pub person: String,
    #[serde(flatten)]
    pub said: BTreeMap<String, Value>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nil {
    pub person: String,
    pub declared: Date,
}

/// A meeting, of one committee or of several in common, by a code of its own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meeting {
    pub code: String,
    pub committees: Vec<String>,
    pub date: Date,
    pub starts_at: String,
    pub place: String,
    pub item: Vec<Item>,
}

/// An item of business; what is not named here is as the API takes it.
#[derive(Debug, Deserialize)]
pub struct Item {
    pub number: String,
    pub title: String,
    /// Of those that meet in common, the ones it concerns, by their codes; all of them where none are named.
    #[serde(default)]
    pub committees: Vec<String>,
    #[serde(default)]
    pub papers: Vec<Paper>,
    #[serde(flatten)]
    pub said: BTreeMap<String, Value>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    pub title: String,
    pub authors: Vec<String>,
    pub accountable: String,
    #[serde(default)]
    pub confidential: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    pub role: Role,
    pub name: Line,
    pub person: Option<String>,
    /// What they do, in the list of those who sign in.
    pub what: String,
}

impl Committee {
    /// What it is called in a line that tells of several.
    #[must_use]
    pub fn short(&self) -> &str {
        self.short.as_deref().unwrap_or(&self.name)
    }

    /// The code of whoever holds a seat.
    #[must_use]
    pub fn holder<'a>(&'a self, seat: &'a str) -> &'a str {
        self.memberships.holders.get(seat).map_or(seat, String::as_str)
    }
}

impl Scene {
    /// The terms of a committee: its own, or those of the one that it is like.
    ///
    /// # Errors
    /// A committee without either; a test proves that there is none.
    pub fn terms<'a>(&'a self, committee: &'a Committee) -> Result<&'a Value, Fault> {
        let other = || self.committee.iter().find(|other| committee.like.as_ref() == Some(&other.code))?.terms.as_ref();
        committee
            .terms
            .as_ref()
            .or_else(other)
            .ok_or_else(|| Fault::Other(format!("scene.toml: {} has no terms of reference", committee.code)))
    }

    /// What a committee is called in a line that tells of several.
    #[must_use]
    pub fn short<'a>(&'a self, name: &'a str) -> &'a str {
        self.committee.iter().find(|committee| committee.name == name).map_or(name, Committee::short)
    }

    /// The codes of the bodies that an interest, a stake or an item names.
    #[must_use]
    pub fn spoken_of(&self) -> BTreeSet<&str> {
        let declared = self.declaration.iter().filter_map(|declaration| declaration.said.get("organisation")?.as_str());
        let items = self.meeting.iter().flat_map(|meeting| &meeting.item);
        let affected = items.filter_map(|item| item.said.get("affects")?.as_array()).flatten();
        let affected = affected.filter_map(|affected| affected.get("organisation")?.as_str());
        declared.chain(affected).collect()
    }

    /// The name of a body by its code.
    #[must_use]
    pub fn body_name<'a>(&'a self, code: &'a str) -> &'a str {
        let body = self.organisation.iter().find(|body| body.code == code).map(|body| body.name.as_str());
        body.or_else(|| self.practices.iter().find(|practice| practice.code == code).map(|practice| practice.name.as_str())).unwrap_or(code)
    }
}
