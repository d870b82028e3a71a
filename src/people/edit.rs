//! The verbs: a person is entered or amended.

use schemars::JsonSchema;
use serde::Deserialize;
use validator::Validate;

use super::changes::{PersonChanged, PersonMade};
use super::rules::PersonStatement;
use super::{facts, rules};
use crate::db::Read;
use crate::fault::{Error, FieldError};
use crate::findings::Findings;
use crate::ids::PersonId;
use crate::patch::given;
use crate::text::{Code, Email, Line, Name, Word};

/// A person to be entered.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPerson {
    /// The key by which lists of people name them; unique in the register.
    #[serde(default)]
    pub code: Option<Code>,
    /// Their name as minutes and the register of interests show it, on one line.
    pub name: Name,
    /// The pay band where it matters: `8d`, `9`, `vsm`; read as payroll writes it (`Band 8d`).
    #[serde(default)]
    pub grade: Option<Line>,
    /// Free words; some are read by the rules (`cfo`, `local_gp`, `guardian`).
    #[serde(default)]
    #[validate(length(max = 20, message = "At most 20 tags are kept."))]
    pub tags: Vec<Word>,
    /// Their address, shown to whoever keeps or audits the list of people and withheld from others.
    #[serde(default)]
    pub email: Option<Email>,
}

/// What is changed of a person: a field left out stays, null clears it.
#[derive(Debug, Clone, Default, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PersonPatch {
    /// The key by which lists of people name them; refused where it names somebody else.
    #[serde(deserialize_with = "given")]
    pub code: Option<Option<Code>>,
    /// Their name from now on; it cannot be cleared.
    #[serde(deserialize_with = "given")]
    #[schemars(with = "Line")]
    pub name: Option<Line>,
    /// The pay band, read as payroll writes it (`Band 8d`).
    #[serde(deserialize_with = "given")]
    pub grade: Option<Option<Line>>,
    /// All their tags from now on, in place of those they had; an empty list for none.
    #[serde(deserialize_with = "given")]
    #[schemars(with = "Vec<Word>")]
    #[validate(length(max = 20, message = "At most 20 tags are kept."))]
    pub tags: Option<Vec<Word>>,
    /// Their address, shown to whoever keeps or audits the list of people and withheld from others.
    #[serde(deserialize_with = "given")]
    pub email: Option<Option<Email>>,
}

/// Enters a person.
///
/// # Errors
/// Wrong fields; a refusal when the code names somebody else.
pub fn create(read: &mut Read<'_>, command: &NewPerson) -> Result<PersonMade, Error> {
    let NewPerson { code, name, grade, tags, email } = command.clone();
    let person = PersonStatement {
        id: PersonId::new(),
        code: code.map(Into::into),
        name: name.into(),
        grade: grade.map(Into::into),
        tags: tags.into_iter().map(Into::into).collect(),
        email: email.map(Into::into),
    };
    let code_names = code_names(read, &person)?;
    Ok(PersonMade::by(rules::may_enter(person, None, code_names)?))
}

/// Whom the code of a person names already.
fn code_names(read: &mut Read<'_>, person: &PersonStatement) -> Result<Option<(PersonId, String)>, Error> {
    Ok(match &person.code {
        Some(code) => facts::named(read, code)?,
        None => None,
    })
}

/// Amends a person. `if_match` is the version the change was made to.
///
/// # Errors
/// No such person; a stale version; wrong fields; a code that names somebody else; `AsItStands` where
/// nothing would be another.
pub fn change(read: &mut Read<'_>, id: PersonId, patch: &PersonPatch, if_match: Option<i64>) -> Result<PersonChanged, Error> {
    let held = facts::one(read, id)?.ok_or(Error::NotFound("person"))?;
    if if_match.is_some_and(|version| version != held.version) {
        return Err(Error::Stale { current: held.version });
    }
    let patch = patch.clone();
    let held = held.says;
    let mut findings = Findings::new();
    let now = PersonStatement {
        id,
        code: patch.code.map_or_else(|| held.code.clone(), |code| code.map(Into::into)),
        name: patch.name.map_or_else(|| held.name.clone(), |name| findings.name("/name", name, &held.name)),
        grade: patch.grade.map_or_else(|| held.grade.clone(), |grade| grade.map(Into::into)),
        tags: patch.tags.map_or_else(|| held.tags.clone(), |tags| tags.into_iter().map(Into::into).collect()),
        email: patch.email.map_or_else(|| held.email.clone(), |email| email.map(Into::into)),
    };
    let code_names = code_names(read, &now)?;
    let permit = findings.with(rules::may_enter(now, held.grade.as_deref(), code_names))?;
    if permit.person == held {
        return Err(Error::AsItStands);
    }
    Ok(PersonChanged::by(permit))
}

/// Every person named is in this register.
///
/// # Errors
/// [`Error::Invalid`] with the pointer of each who is not.
pub fn known(read: &mut Read<'_>, named: &[(&str, PersonId)]) -> Result<(), Error> {
    let mut faults = Vec::new();
    for (pointer, person) in named {
        if !facts::exists(read, *person)? {
            faults.push(FieldError::new(*pointer, "unknown_reference", "there is no such person in this register"));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}
