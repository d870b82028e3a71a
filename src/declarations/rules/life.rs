//! The life of a declaration: a draft is submitted or discarded, what is submitted is reviewed,
//! what stands may end; once submitted it is never taken back. A verb in a wrong state is refused
//! with what is possible instead. Until it is submitted a draft is between those who make it.

use super::{Said, Status, faults_of};
use crate::fault::{Error, FieldError};
use crate::findings::Findings;
use crate::ids::{DeclarationId, PersonId};
use crate::moment::Date;
use crate::verdict::{Code, Reason, Reasons, Refusal};

/// A declaration as far as its life is asked.
#[derive(Debug, Clone, Copy)]
pub struct Life {
    pub id: DeclarationId,
    pub person: PersonId,
    /// A return that there is nothing to declare.
    pub nil: bool,
    pub status: Status,
    pub from: Option<Date>,
}

/// Whose drafts somebody is shown. A draft declares nothing yet: it is between its person and
/// whoever may declare for anybody (the secretary, the governance lead). To everybody else, an
/// auditor or a guardian who reads all declarations too, it is as if there were none; the log has
/// its entries all the same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Drafts {
    #[default]
    Everybodys,
    /// Those of this person; none where the reader is nobody on this register.
    Of(Option<PersonId>),
}

impl Drafts {
    /// Whether a declaration of this person in this state may be shown.
    #[must_use]
    pub fn show(self, person: PersonId, status: Status) -> bool {
        match self {
            Self::Everybodys => true,
            Self::Of(own) => status != Status::Draft || own == Some(person),
        }
    }
}

/// What can be done with a declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verb {
    Change,
    Submit,
    Discard,
    Review,
    End,
}

impl Verb {
    const fn done(self) -> &'static str {
        match self {
            Self::Change => "changed",
            Self::Submit => "submitted",
            Self::Discard => "discarded",
            Self::Review => "reviewed",
            Self::End => "ended",
        }
    }
}

/// What is possible from a state.
const fn possible(status: Status) -> (&'static [Verb], &'static str) {
    match status {
        Status::Draft => (&[Verb::Change, Verb::Submit, Verb::Discard], "change it, submit it or discard it"),
        Status::Submitted => (&[Verb::Review, Verb::End], "review it, or end it"),
        Status::Reviewed => (&[Verb::Review, Verb::End], "review it again, or end it"),
        Status::Active => (&[Verb::End], "end it; declare anew what has changed"),
        Status::Ended => (&[], "declare anew what has changed"),
    }
}

/// # Errors
/// The refusal, saying what is possible.
fn may(verb: Verb, life: &Life) -> Result<(), Refusal> {
    let (verbs, instead) = possible(life.status);
    let refused = |detail: String, cure: String| {
        let reason = Reason::new(Code::StateForbids, "A2", detail).fact(life.id.subject());
        // A nil return has no further life, so its state leads nowhere.
        let reason = if life.nil { reason } else { reason.fact(format!("state:{}", life.status)) };
        Err(Refusal::of(reason.cure(cure)))
    };
    if life.nil {
        return refused(
            format!("A nil return is not {}: it says that on its day there was nothing to declare.", verb.done()),
            "Declare the interest there is now.".to_owned(),
        );
    }
    if verbs.contains(&verb) {
        return Ok(());
    }
    refused(
        format!("This declaration is {} and cannot be {} now.", life.status, verb.done()),
        format!("What can be done from here: {instead}."),
    )
}

/// The permit: this is a draft that may be changed.
#[derive(Debug, Clone, Copy)]
pub struct MayChange {
    pub(in crate::declarations) id: DeclarationId,
}

/// The permit: this is a draft that may be thrown away.
#[derive(Debug, Clone, Copy)]
pub struct MayDiscard {
    pub(in crate::declarations) id: DeclarationId,
    pub(in crate::declarations) person: PersonId,
}

/// The permit: this draft may be declared on that day.
#[derive(Debug, Clone, Copy)]
pub struct MaySubmit {
    pub(in crate::declarations) id: DeclarationId,
    pub(in crate::declarations) person: PersonId,
    pub(in crate::declarations) declared: Date,
}

/// # Errors
/// The refusal, where it is no draft.
pub fn may_change(life: &Life) -> Result<MayChange, Refusal> {
    may(Verb::Change, life)?;
    Ok(MayChange { id: life.id })
}

/// # Errors
/// The refusal, where it is no draft.
pub fn may_discard(life: &Life) -> Result<MayDiscard, Refusal> {
    may(Verb::Discard, life)?;
    Ok(MayDiscard { id: life.id, person: life.person })
}

/// What is submitted says what it is (A2).
///
/// # Errors
/// The refusal, where it is no draft; else wrong fields of the draft.
pub fn may_submit(life: &Life, said: &Said<'_>, declared: Date) -> Result<MaySubmit, Error> {
    may(Verb::Submit, life)?;
    let mut findings = Findings::new();
    findings.extend(faults_of(said, false));
    findings.done()?;
    Ok(MaySubmit { id: life.id, person: life.person, declared })
}

/// The permit: this declaration may be reviewed.
#[derive(Debug, Clone, Copy)]
pub struct MayReview {
    pub(in crate::declarations) id: DeclarationId,
    pub(in crate::declarations) person: PersonId,
}

/// The permit: this interest may end on that day.
#[derive(Debug, Clone, Copy)]
pub struct MayEnd {
    pub(in crate::declarations) id: DeclarationId,
    pub(in crate::declarations) person: PersonId,
    pub(in crate::declarations) to: Date,
}

/// C2: nobody reviews their own declaration.
///
/// # Errors
/// The refusal; also that of the state.
pub fn may_review(life: &Life, reviewer: Option<PersonId>) -> Result<MayReview, Refusal> {
    may(Verb::Review, life)?;
    if reviewer == Some(life.person) {
        let reason = Reason::new(Code::RulingOnSelf, "C2", "Nobody reviews their own declaration.");
        return Err(Refusal::of(
            reason.facts([life.id.subject(), life.person.subject()]).cure("Let somebody else with that office review it."),
        ));
    }
    Ok(MayReview { id: life.id, person: life.person })
}

/// An interest does not end before it began.
///
/// # Errors
/// The refusal; also that of the state.
pub fn may_end(life: &Life, to: Date) -> Result<MayEnd, Refusal> {
    may(Verb::End, life)?;
    let mut reasons = Reasons::new();
    if let Some(from) = life.from.filter(|from| to < *from) {
        let detail = format!("The interest began on {}, so it cannot end on {}.", from.long(), to.long());
        reasons.add(Reason::new(Code::PeriodInvalid, "A2", detail).fact(life.id.subject()).cure("Give a day on or after its beginning."));
    }
    reasons.or_else(|| MayEnd { id: life.id, person: life.person, to })
}

/// A2: nobody dates the end of their own interest back, or it would be gone from meetings that it
/// has conflicted; whoever keeps the register may enter an earlier day.
///
/// # Errors
/// What is wrong with `/to`.
pub fn not_dated_back(to: Date, earliest: Option<Date>) -> Result<(), FieldError> {
    match earliest.filter(|earliest| to < *earliest) {
        None => Ok(()),
        Some(_) => {
            let message = "Your own interest ends today at the earliest: until then it counted. The secretary enters an earlier day.";
            Err(FieldError::new("/to", "in_the_past", message))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn life(status: Status) -> Life {
        Life { id: DeclarationId::new(), person: PersonId::new(), nil: false, status, from: "2018-01-31".parse().ok() }
    }

    #[test]
    fn each_state_knows_its_verbs() {
        let allowed = |status: Status| {
            [Verb::Change, Verb::Submit, Verb::Discard, Verb::Review, Verb::End]
                .into_iter()
                .filter(|verb| may(*verb, &life(status)).is_ok())
                .collect::<Vec<_>>()
        };
        assert_eq!(allowed(Status::Draft), [Verb::Change, Verb::Submit, Verb::Discard]);
        assert_eq!(allowed(Status::Submitted), [Verb::Review, Verb::End]);
        assert_eq!(allowed(Status::Reviewed), [Verb::Review, Verb::End]);
        assert_eq!(allowed(Status::Active), [Verb::End]);
        assert_eq!(allowed(Status::Ended), []);
        let nil = Life { nil: true, ..life(Status::Active) };
        assert!(may(Verb::End, &nil).unwrap_err().has(Code::StateForbids));
    }

    #[test]
    fn a_draft_is_shown_to_its_person_and_to_whoever_declares_for_anybody() {
        let (one, two) = (PersonId::new(), PersonId::new());
        assert!(Drafts::Everybodys.show(one, Status::Draft));
        assert!(Drafts::Of(Some(one)).show(one, Status::Draft));
        assert!(!Drafts::Of(Some(two)).show(one, Status::Draft));
        assert!(!Drafts::Of(None).show(one, Status::Draft));
        assert!(Drafts::Of(None).show(one, Status::Submitted));
    }

    #[test]
    fn nobody_reviews_themselves_and_nothing_ends_before_it_began() {
        let life = life(Status::Submitted);
        assert!(may_review(&life, Some(life.person)).unwrap_err().has(Code::RulingOnSelf));
        assert!(may_review(&life, Some(PersonId::new())).is_ok());
        assert!(may_end(&life, "2018-01-30".parse().unwrap()).unwrap_err().has(Code::PeriodInvalid));
        assert!(may_end(&life, "2018-01-31".parse().unwrap()).is_ok());
    }

    #[test]
    fn an_end_is_not_dated_back_where_there_is_an_earliest_day() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let earliest = Some(day("2018-03-06"));
        assert!(not_dated_back(day("2018-03-05"), earliest).is_err());
        assert!(not_dated_back(day("2018-03-06"), earliest).is_ok());
        assert!(not_dated_back(day("2018-03-07"), earliest).is_ok());
        assert!(not_dated_back(day("2018-03-05"), None).is_ok());
    }
}
