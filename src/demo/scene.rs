//! The scene as it stands in `data/`, read into types that refuse a slip.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::access::Role;
use crate::fault::Fault;
use crate::moment::Date;
use crate::text::Line;

const SCENE: &str = include_str!("data/scene.toml");
const PRACTICES: &str = include_str!("data/practices_harrogate.csv");

pub(super) fn toml<T: for<'de> Deserialize<'de>>(name: &str, text: &str) -> Result<T, Fault> {
    ::toml::from_str(text).map_err(|error| Fault::Other(format!("{name}: {error}")))
}

/// Who there is, what they have declared, what the meeting is about.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scene {
    pub name: String,
    /// The name of the register, and the beginning of its short name.
    pub register: String,
    pub slug: String,
    pub organisation: Vec<Body>,
    pub stake: Vec<Stake>,
    pub person: Vec<Person>,
    pub policy: Policy,
    pub committee: Committee,
    /// As the API takes them.
    pub terms: Value,
    pub memberships: Memberships,
    pub declaration: Vec<Declaration>,
    pub nil: Vec<Nil>,
    pub meeting: Meeting,
    pub item: Vec<Item>,
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

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Committee {
    pub code: String,
    pub organisation: String,
    pub name: String,
    pub kind: String,
}

/// Every seat is held by the person whose code it bears; and who may sit for whom.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Memberships {
    pub from: Date,
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

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meeting {
    pub date: Date,
    pub starts_at: String,
    pub place: String,
}

/// An item of business; what is not named here is as the API takes it.
#[derive(Debug, Deserialize)]
pub struct Item {
    pub number: String,
    pub title: String,
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
}

impl Scene {
    /// The scene shipped with the program.
    ///
    /// # Errors
    /// A file that is not one; a test proves that it is.
    pub fn shipped() -> Result<Self, Fault> {
        let mut scene: Self = toml("scene.toml", SCENE)?;
        scene.practices = csv::Reader::from_reader(PRACTICES.as_bytes())
            .deserialize()
            .collect::<Result<_, _>>()
            .map_err(|error| Fault::Other(format!("practices_harrogate.csv: {error}")))?;
        Ok(scene)
    }

    /// The ids of the seats in the terms, which are the codes of their holders.
    pub fn seats(&self) -> impl Iterator<Item = &Value> {
        self.terms.get("seats").and_then(Value::as_array).into_iter().flatten()
    }

    /// The name of a body by its code.
    #[must_use]
    pub fn body_name<'a>(&'a self, code: &'a str) -> &'a str {
        let body = self.organisation.iter().find(|body| body.code == code).map(|body| body.name.as_str());
        body.or_else(|| self.practices.iter().find(|practice| practice.code == code).map(|practice| practice.name.as_str())).unwrap_or(code)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::script::Script;
    use super::*;

    #[test]
    fn what_is_shipped_can_be_read_and_names_only_what_there_is() {
        let (scene, script) = (Scene::shipped().unwrap(), Script::shipped().unwrap());
        let practices_of = |commissioner: &str| scene.practices.iter().filter(|practice| practice.commissioner == commissioner).count();
        assert_eq!((practices_of("03E"), practices_of("03Q")), (17, 5));
        let person = |code: &String| assert!(scene.person.iter().any(|person| person.code == *code), "{code}");
        let item = |number: &String| assert!(scene.item.iter().any(|item| item.number == *number), "{number}");
        for seat in scene.seats() {
            person(&seat.get("id").unwrap().as_str().unwrap().to_owned());
        }
        for step in script.act.iter().flat_map(|act| &act.steps) {
            step.who.iter().chain(&step.by).chain(&step.with).chain(&step.without).for_each(person);
            step.item.iter().chain(&step.for_item).for_each(item);
            assert!(step.role.is_none_or(|role| scene.sign_in.iter().any(|sign_in| sign_in.role == role)));
        }
        scene.declaration.iter().map(|declaration| &declaration.person).chain(scene.nil.iter().map(|nil| &nil.person)).for_each(person);
    }
}
