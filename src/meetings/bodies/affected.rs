//! What an item is about, as it is sent: a body by its id or by its code.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::db::Read;
use crate::fault::{Error, FieldError};
use crate::ids::{OrganisationId, PersonId};
use crate::meetings::rules::{Affected, Class};
use crate::organisations;
use crate::organisations::OrganisationKind;
use crate::text::{Code, Line};

/// What an item is about; a body by its id or its code.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum AffectedGiven {
    Organisation(
        /// A body of this register, by its id or by its code, such as `B82012`.
        String,
    ),
    Class(
        /// Every body of a kind, such as the practices of one commissioner.
        ClassGiven,
    ),
    Person(
        /// Somebody of this register, as in `/api/v1/people/{id}`, whom the item itself is about.
        PersonId,
    ),
}

/// A kind of bodies that an item touches alike.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClassGiven {
    /// What kind of body falls in it, such as `gp_practice`.
    pub kind: OrganisationKind,
    /// The commissioner's code, in either case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commissioner: Option<Code>,
    /// The area in which its bodies are, spelt as on the register; every area where none is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<Line>,
}

impl From<&ClassGiven> for Class {
    fn from(given: &ClassGiven) -> Self {
        let ClassGiven { kind, commissioner, area } = given.clone();
        Self { kind, commissioner: commissioner.map(Into::into), area: area.map(Into::into) }
    }
}

/// The bodies that are meant.
///
/// # Errors
/// [`Error::Invalid`], naming each that is not known.
pub fn affected(read: &mut Read<'_>, given: &[AffectedGiven]) -> Result<Vec<Affected>, Error> {
    let mut faults = Vec::new();
    let mut found = Vec::new();
    for (n, one) in given.iter().enumerate() {
        match one {
            AffectedGiven::Class(class) => found.push(Affected::Class(class.into())),
            AffectedGiven::Person(person) => found.push(Affected::Person(*person)),
            AffectedGiven::Organisation(text) => {
                let id = match text.parse::<OrganisationId>() {
                    Ok(id) => organisations::facts::exists(read, id)?.then_some(id),
                    Err(_) => organisations::facts::by_code(read, text)?,
                };
                match id {
                    Some(id) => found.push(Affected::Organisation(id)),
                    None => faults.push(FieldError::new(
                        format!("/affects/{n}/organisation"),
                        "unknown_reference",
                        "There is no body with this id or code in this register.",
                    )),
                }
            }
        }
    }
    if faults.is_empty() { Ok(found) } else { Err(Error::Invalid(faults)) }
}
