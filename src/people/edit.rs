//! The verbs: a person is entered or amended.

use schemars::JsonSchema;
use serde::Deserialize;
use validator::Validate;

use super::changes::{PersonChanged, PersonMade};
use super::{facts, grade, rules};
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
    /// Their name as minutes and the register of interests show it, on one line.
    #[schemars(transform = crate::form::kept_line_schema)]
    pub name: String,
    /// The pay band where it matters: `8d`, `9`, `vsm`; read as payroll writes it (`Band 8d`).
    #[serde(default)]
    #[schemars(transform = crate::form::kept_line_schema)]
    pub grade: Option<String>,
    /// Free words; some are read by the rules (`cfo`, `local_gp`, `guardian`).
    #[serde(default)]
    #[schemars(transform = crate::form::tags_schema)]
    pub tags: Vec<String>,
    /// Their address, shown to whoever keeps or audits the list of people and withheld from others.
    #[serde(default)]
    #[schemars(transform = crate::form::email_schema)]
    pub email: Option<String>,
}

/// What is changed of a person: a field left out stays, null clears it.
#[derive(Debug, Clone, Default, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PersonPatch {
    /// The key by which lists of people name them; refused where it names somebody else.
    #[serde(deserialize_with = "given")]
    #[schemars(transform = crate::form::code_schema)]
    pub code: Option<Option<String>>,
    /// Their name from now on; it cannot be cleared.
    #[serde(deserialize_with = "given")]
    #[schemars(transform = crate::form::kept_line_schema)]
    #[schemars(with = "String")]
    pub name: Option<String>,
    /// The pay band, read as payroll writes it (`Band 8d`).
    #[serde(deserialize_with = "given")]
    #[schemars(transform = crate::form::kept_line_schema)]
    pub grade: Option<Option<String>>,
    /// All their tags from now on, in place of those they had; an empty list for none.
    #[serde(deserialize_with = "given")]
    #[schemars(transform = crate::form::tags_schema)]
    #[schemars(with = "Vec<String>")]
    pub tags: Option<Vec<String>>,
    /// Their address, shown to whoever keeps or audits the list of people and withheld from others.
    #[serde(deserialize_with = "given")]
    #[schemars(transform = crate::form::email_schema)]
    pub email: Option<Option<String>>,
}

/// The form of what is given; what is kept already is not asked again.
fn checked(made: PersonMade, held: Option<&facts::PersonRecord>) -> Result<PersonMade, Error> {
    let mut findings = Findings::new();
    let is_kept = |grade: &str| held.is_some_and(|held| held.grade.as_deref() == Some(grade));
    let grade = match made.grade {
        // A4.4 reads it: one that nobody can read would hide a decision-maker.
        Some(text) if !is_kept(&text) => match grade::read(&text) {
            Some(grade) => Some(grade.to_owned()),
            None => {
                findings.add("/grade", "unknown_grade", grade::refused(&text));
                Some(text)
            }
        },
        kept => kept,
    };
    let name = if held.is_some_and(|held| held.name == made.name) { made.name } else { findings.name("/name", &made.name) };
    let made = PersonMade {
        id: made.id,
        code: made.code.as_deref().map(|code| findings.code("/code", code)),
        name,
        grade,
        tags: findings.tags("/tags", &made.tags),
        email: made.email.as_deref().map(|email| findings.email("/email", email)),
    };
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
    let made = checked(PersonMade { id: PersonId::new(), code, name, grade, tags, email }, None)?;
    code_is_free(read, &made)?;
    Ok(made)
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
    let before = held.clone();
    let facts::PersonRecord { code, name, grade, tags, email, .. } = held;
    let held = PersonMade { id, code, name, grade, tags, email };
    let now = PersonMade {
        id,
        code: patch.code.unwrap_or_else(|| held.code.clone()),
        name: patch.name.unwrap_or_else(|| held.name.clone()),
        grade: patch.grade.unwrap_or_else(|| held.grade.clone()),
        tags: patch.tags.unwrap_or_else(|| held.tags.clone()),
        email: patch.email.unwrap_or_else(|| held.email.clone()),
    };
    let made = checked(now, Some(&before))?;
    if made == held {
        return Err(Error::AsItStands);
    }
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
