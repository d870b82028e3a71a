//! The verbs: a person is entered or amended.

use schemars::JsonSchema;
use serde::Deserialize;
use validator::Validate;

use super::changes::{PersonChanged, PersonMade};
use super::{facts, rules};
use crate::db::Read;
use crate::fault::{Error, FieldError};
use crate::ids::PersonId;
use crate::wording::{Findings, given};

/// A person to be entered.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPerson {
    /// The key by which lists of people name them; unique in the register.
    #[serde(default)]
    #[schemars(transform = crate::form::code_schema)]
    pub code: Option<String>,
    #[schemars(transform = crate::form::kept_line_schema)]
    pub name: String,
    /// The pay band where it matters: `8d`, `9`, `vsm`.
    #[serde(default)]
    #[schemars(transform = crate::form::kept_line_schema)]
    pub grade: Option<String>,
    /// Free words; some are read by the rules (`cfo`, `local_gp`, `guardian`).
    #[serde(default)]
    #[schemars(length(max = 20))]
    pub tags: Vec<String>,
    #[serde(default)]
    pub email: Option<String>,
}

/// What is changed of a person: a field left out stays, null clears it.
#[derive(Debug, Clone, Default, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PersonPatch {
    #[serde(deserialize_with = "given")]
    #[schemars(transform = crate::form::code_schema)]
    pub code: Option<Option<String>>,
    #[serde(deserialize_with = "given")]
    #[schemars(transform = crate::form::kept_line_schema)]
    pub name: Option<String>,
    #[serde(deserialize_with = "given")]
    #[schemars(transform = crate::form::kept_line_schema)]
    pub grade: Option<Option<String>>,
    #[serde(deserialize_with = "given")]
    #[schemars(length(max = 20))]
    pub tags: Option<Vec<String>>,
    #[serde(deserialize_with = "given")]
    pub email: Option<Option<String>>,
}

fn checked(made: PersonMade) -> Result<PersonMade, Error> {
    let mut findings = Findings::new();
    let made = PersonMade {
        id: made.id,
        code: made.code.as_deref().map(|code| findings.code("/code", code)),
        name: findings.line("/name", &made.name),
        // A4.4 reads grades in small letters.
        grade: made.grade.as_deref().map(|grade| findings.line("/grade", grade).to_lowercase()),
        tags: findings.tags("/tags", &made.tags),
        email: made.email.as_deref().map(|email| findings.email("/email", email)),
    };
    if made.grade.as_ref().is_some_and(|grade| grade.chars().count() > 40) {
        findings.add("/grade", "too_long", "A grade has at most 40 characters, such as 8d or vsm.");
    }
    findings.done()?;
    Ok(made)
}

fn code_is_free(read: &mut Read<'_>, made: &PersonMade) -> Result<(), Error> {
    let Some(code) = &made.code else { return Ok(()) };
    match facts::named(read, code)? {
        Some((id, name)) if id != made.id => Err(rules::code_taken(code, id, &name).into()),
        _ => Ok(()),
    }
}

/// Enters a person.
///
/// # Errors
/// Wrong fields; a refusal when the code names somebody else.
pub fn create(read: &mut Read<'_>, command: &NewPerson) -> Result<PersonMade, Error> {
    let NewPerson { code, name, grade, tags, email } = command.clone();
    let made = checked(PersonMade { id: PersonId::new(), code, name, grade, tags, email })?;
    code_is_free(read, &made)?;
    Ok(made)
}

/// Amends a person. `if_match` is the version the change was made to.
///
/// # Errors
/// No such person; a stale version; wrong fields; a code that names somebody else.
pub fn change(read: &mut Read<'_>, id: PersonId, patch: &PersonPatch, if_match: Option<i64>) -> Result<PersonChanged, Error> {
    let held = facts::one(read, id)?.ok_or(Error::NotFound("person"))?;
    if if_match.is_some_and(|version| version != held.version) {
        return Err(Error::Stale { current: held.version });
    }
    let patch = patch.clone();
    let made = checked(PersonMade {
        id,
        code: patch.code.unwrap_or(held.code),
        name: patch.name.unwrap_or(held.name),
        grade: patch.grade.unwrap_or(held.grade),
        tags: patch.tags.unwrap_or(held.tags),
        email: patch.email.unwrap_or(held.email),
    })?;
    code_is_free(read, &made)?;
    Ok(PersonChanged::from(made))
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
