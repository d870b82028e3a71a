//! Persons, and who among them is a decider (rulebook A4.4).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::grade;
use crate::fault::Error;
use crate::findings::Findings;
use crate::ids::PersonId;
use crate::text::MOST_TAGS;
use crate::verdict::{Code, Reason, Refusal};

/// A person as the rules see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Person {
    /// The person, as in `/api/v1/people/{id}`.
    pub id: PersonId,
    /// Their name as minutes and the register of interests show it.
    pub name: String,
    /// The pay band where it matters: `8d`, `9`, `vsm`.
    pub grade: Option<String>,
    /// Free words; some are read by the rules (`cfo`, `local_gp`, `guardian`).
    pub tags: Vec<String>,
}

/// The word said of whoever guards against conflicts of interest; in a council the monitoring officer.
const GUARDIAN: &str = "guardian";

impl Person {
    /// B: whether this is a guardian of conflicts of interest.
    #[must_use]
    pub fn is_guardian(&self) -> bool {
        self.tags.iter().any(|tag| tag == GUARDIAN)
    }
}

/// All that is stated of a person, by whoever enters or amends them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PersonStatement {
    /// The person, as in `/api/v1/people/{id}`.
    pub id: PersonId,
    /// The key by which lists name them; null where they have none.
    pub code: Option<String>,
    /// Their name as minutes and the register of interests show it.
    pub name: String,
    /// Their pay band, null where nobody said; `8d`, `9` and `vsm` make a decision-maker of them (A4.4).
    pub grade: Option<String>,
    /// Free words said of them, such as `cfo`; a quorum may ask for somebody with one.
    pub tags: Vec<String>,
    /// Their address, for whoever keeps the list; null where nobody said.
    pub email: Option<String>,
}

/// The permit: that a person is entered, or is so from now on.
#[derive(Debug)]
pub struct MayEnter {
    pub(in crate::people) person: PersonStatement,
}

/// A person has a grade that can be read (A4.4: one that nobody can read would hide a decision-maker), few
/// tags, each once, and a code that names nobody else. A grade that is kept already is not asked again.
///
/// # Errors
/// Wrong fields; else the refusal, for a code that names somebody else.
pub fn may_enter(mut person: PersonStatement, held_grade: Option<&str>, code_names: Option<(PersonId, String)>) -> Result<MayEnter, Error> {
    let mut findings = Findings::new();
    if let Some(text) = person.grade.as_deref().filter(|text| held_grade != Some(*text)) {
        match grade::read(text) {
            Some(grade) => person.grade = Some(grade.to_owned()),
            None => findings.add("/grade", "unknown_grade", grade::refused(text)),
        }
    }
    if person.tags.len() > MOST_TAGS {
        findings.add("/tags", "length", format!("At most {MOST_TAGS} tags are kept."));
    }
    person.tags.sort_unstable();
    person.tags.dedup();
    findings.done()?;
    match (&person.code, code_names) {
        (Some(code), Some((id, name))) if id != person.id => Err(code_taken(code, id, &name).into()),
        _ => Ok(MayEnter { person }),
    }
}

/// The grades whose holders take decisions whatever seat they hold (A4.4).
pub const DECIDING_GRADES: [&str; 3] = ["8d", "9", "vsm"];

/// A4.4: from June 2017 the *published* register names decision-making staff only: whoever has
/// held a seat at any time, or is of one of the deciding grades. A grade is read as payroll writes
/// it, for one may have been kept so.
#[must_use]
pub fn is_decider(grade: Option<&str>, ever_seated: bool) -> bool {
    ever_seated || grade.and_then(grade::read).is_some_and(|grade| DECIDING_GRADES.contains(&grade))
}

/// One code names one person.
fn code_taken(code: &str, by: PersonId, name: &str) -> Refusal {
    let reason = Reason::new(Code::Duplicate, "A1", format!("The code '{code}' already names {name}."));
    Refusal::of(reason.fact(by.subject()).cure("Use the person who is there, or give the new one a code of their own."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seat_or_a_grade_makes_a_decider() {
        assert!(is_decider(None, true));
        for grade in ["8d", "band 8d", "Band 8D", "afc 8d", "band 9", "very senior manager"] {
            assert!(is_decider(Some(grade), false), "{grade}");
        }
        assert!(!is_decider(Some("8c"), false));
        assert!(!is_decider(None, false));
    }
}
