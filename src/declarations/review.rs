//! The verbs of what has been submitted: an interest is reviewed, and it ends.

use super::changes::{InterestEnded, InterestReviewed, RedactionDecided};
use super::declare::held;
use super::rules::redaction::{self, MayRedact, Redaction};
use super::rules::{Status, life};
use crate::access::Seen;
use crate::db::Read;
use crate::fault::Error;
use crate::ids::{DeclarationId, PersonId};
use crate::moment::Date;
use crate::people;
use crate::text::Prose;

/// A review: accepted, it stands; else it stays as it was, with the note.
#[derive(Debug, Clone)]
pub struct Review {
    pub id: Seen<DeclarationId>,
    pub accept: bool,
    /// Who reviews, as the log names its authors (`Actor::name`).
    pub reviewer: String,
    /// The person whose sign-in that is, where there is one.
    pub reviewer_person: Option<PersonId>,
    pub note: Option<Prose>,
}

/// The last day of an interest.
#[derive(Debug, Clone, Copy)]
pub struct EndInterest {
    pub id: Seen<DeclarationId>,
    pub to: Date,
    /// The day before which whoever asks may not end it, if there is one.
    pub earliest: Option<Date>,
}

/// Reviews a declaration: accepted, it is active; else it stays submitted, with the note.
///
/// # Errors
/// No such declaration; a note that is needed and missing; a refusal when it is not there to be
/// reviewed, or is the reviewer's own.
pub fn review(read: &mut Read<'_>, command: &Review) -> Result<InterestReviewed, Error> {
    let held = held(read, command.id)?;
    if !command.accept && command.note.is_none() {
        return Err(Error::invalid("/note", "required", "Say what is to be put right: without that nobody can."));
    }
    let permit = life::may_review(&held.life(), command.reviewer_person)?;
    Ok(InterestReviewed::by(permit, command.accept, command.reviewer.clone(), command.note.clone()))
}

/// Ends an interest: its last day.
///
/// # Errors
/// No such declaration; a refusal when it has ended, or would end before it began; dated back.
pub fn end(read: &mut Read<'_>, command: &EndInterest) -> Result<InterestEnded, Error> {
    let held = held(read, command.id)?;
    let permit = life::may_end(&held.life(), command.to)?;
    life::not_dated_back(command.to, command.earliest)?;
    Ok(InterestEnded::by(permit))
}

/// What is decided on keeping the name on a declaration from the public.
#[derive(Debug, Clone, Copy)]
pub struct Redact {
    pub id: Seen<DeclarationId>,
    pub redaction: Redaction,
}

/// Decides whether the public is told whose an interest is; what was decided last holds (A4.5).
///
/// # Errors
/// No such declaration, of which a draft is none yet; a person who is not known; the refusals of
/// [`redaction::may_redact`].
pub fn redact(read: &mut Read<'_>, command: &Redact) -> Result<RedactionDecided, Error> {
    let held = held(read, command.id)?;
    if held.status == Status::Draft {
        return Err(Error::NotFound("declaration"));
    }
    Ok(RedactionDecided::by(may_redact(read, held.id, held.person, command.redaction)?))
}

/// Whether that may be decided of a declaration of this person.
///
/// # Errors
/// As [`redact`].
pub fn may_redact(read: &mut Read<'_>, id: DeclarationId, person: PersonId, redaction: Redaction) -> Result<MayRedact, Error> {
    people::known(read, &[("/by", redaction.by)])?;
    let persons = people::facts::persons(read, &[redaction.by].into())?;
    let by_guardian = persons.get(&redaction.by).is_some_and(people::Person::is_guardian);
    Ok(redaction::may_redact(id, person, redaction, by_guardian)?)
}
