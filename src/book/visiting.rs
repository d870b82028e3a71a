//! What is entered of visitors, who are not on the register.

use super::entering::Entering;
use crate::access::Seen;
use crate::attendance::admit_visit;
use crate::attendance::changes::VisitRecorded;
use crate::db::Read;
use crate::fault::{Error, FieldError};
use crate::ids::{FactId, ItemId, MeetingId};
use crate::meetings::rules::off;
use crate::meetings::{self, Act, At, AttendsAs, Doing, Said, Sitting, Visit, Visiting, VisitorCard};
use crate::text::{Name, Prose};

/// A line about a visitor as it is told.
#[derive(Debug, Clone)]
pub struct NewVisit {
    pub event: Visiting,
    /// Whom it is about; of one who comes, none.
    pub visitor: Option<FactId>,
    pub name: Option<Name>,
    pub organisation_name: Option<Name>,
    pub attends_as: Option<AttendsAs>,
    pub items: Vec<ItemId>,
    pub interest_told: Option<Prose>,
}

/// What kind of act a line is, as far as its time goes.
pub(super) const fn doing_of(event: Visiting) -> Doing {
    match event {
        Visiting::Invite | Visiting::Declare => Doing::Preparation,
        Visiting::Arrive => Doing::Attending,
        Visiting::Leave | Visiting::Return => Doing::Business,
    }
}

/// Writes a line about a visitor.
///
/// # Errors
/// [`Error::NotFound`] for the meeting; what such a line needs or does not take; the refusals of [`admit_visit`].
pub fn visit(read: &mut Read<'_>, meeting: Seen<MeetingId>, told: &NewVisit, at: impl Into<At>) -> Result<VisitRecorded, Error> {
    if told.event == Visiting::Arrive && told.visitor.is_some() {
        let message = "Whoever comes is new to the meeting: leave this out, or record that they return.";
        return Err(FieldError::new("/visitor", "not_taken", message).into());
    }
    let sitting = meetings::facts::sitting(read, meeting, &[])?;
    let entering = Entering::at(sitting, at, doing_of(told.event))?;
    let line = line(&entering, told, "")?;
    let permit = admit_visit(entering.sitting(), &line)?;
    entering.may_stand([Said::Visit(line)])?;
    Ok(VisitRecorded::by(&permit, told.event == Visiting::Arrive, &entering.entered))
}

/// A visitor stays who they are where it is said otherwise how they came.
pub(super) fn known_as(struck: &[&Act], told: &NewVisit) -> NewVisit {
    let came = struck.iter().find_map(|act| match &act.said {
        Said::Visit(line) if line.event == Visiting::Arrive => Some(line.visitor),
        _ => None,
    });
    let visitor = if told.event == Visiting::Arrive { came } else { told.visitor };
    NewVisit { visitor, ..told.clone() }
}

/// The line as the book would have it; `under` is the address of what is wrong in it.
pub(super) fn line(entering: &Entering, told: &NewVisit, under: &str) -> Result<Visit, Error> {
    let sitting = entering.sitting();
    check(sitting, told, under)?;
    for item in &told.items {
        off::stands_in(&sitting.items, *item)?;
    }
    let visitor = told.visitor.unwrap_or_default();
    let came = told.name.as_ref().zip(told.attends_as).map(|(name, attends_as)| VisitorCard {
        name: name.to_string(),
        organisation: told.organisation_name.as_ref().map(ToString::to_string),
        attends_as,
    });
    // Where they come later in the book, whoever they are is as they come there.
    let card = came.or_else(|| card_of(sitting, visitor)).or_else(|| card_of(entering.whole(), visitor));
    let card = card.ok_or_else(|| FieldError::new(format!("{under}/visitor"), "unknown_reference", UNKNOWN))?;
    let interest = told.interest_told.as_ref().map(ToString::to_string);
    Ok(Visit { visitor, event: told.event, card, items: told.items.clone(), interest, at: entering.entered.at })
}

const UNKNOWN: &str = "Nobody came to this meeting under that id: give the id with which their arrival was answered.";

fn card_of(sitting: &Sitting, visitor: FactId) -> Option<VisitorCard> {
    sitting.visitor(visitor).map(|visitor| visitor.card.clone())
}

/// What each kind of line needs and does not take.
fn check(sitting: &Sitting, told: &NewVisit, under: &str) -> Result<(), Error> {
    let arrives = told.event == Visiting::Arrive;
    let mut faults = Vec::new();
    let mut wrong = |field: &str, code: &'static str, message: &str| {
        faults.push(FieldError::new(format!("{under}/{field}"), code, message));
    };
    let given = [("name", told.name.is_some()), ("as", told.attends_as.is_some()), ("organisation_name", told.organisation_name.is_some())];
    for (field, given) in given {
        if arrives && !given && field != "organisation_name" {
            wrong(field, "required", "A visitor comes under the name that they give, as presenter, adviser or observer.");
        }
        if !arrives && given {
            wrong(field, "not_taken", "Who a visitor is was said when they came: leave this out; a slip there is struck.");
        }
    }
    if !arrives && told.visitor.is_none() {
        wrong("visitor", "required", "Say which visitor, by the id with which their arrival was answered.");
    }
    match told.event {
        Visiting::Leave | Visiting::Return if !told.items.is_empty() => {
            wrong("items", "not_taken", "Somebody is invited to items when they come, or by a line of its own: leave this out.");
        }
        Visiting::Invite if told.items.is_empty() => wrong("items", "required", "Name the items to which they are invited."),
        _ => {}
    }
    match (told.event, told.interest_told.is_some()) {
        (Visiting::Declare, false) => wrong("interest_told", "required", "Give the interest in the words in which they told it."),
        (Visiting::Leave | Visiting::Return | Visiting::Invite, true) => {
            wrong("interest_told", "not_taken", "An interest is told on arriving, or by a line of its own: leave this out.");
        }
        _ => {}
    }
    for (n, id) in told.items.iter().enumerate() {
        if sitting.item(*id).is_none() {
            wrong(&format!("items/{n}"), "unknown_reference", "There is no such item in this meeting.");
        } else if told.items.iter().take(n).any(|other| other == id) {
            wrong(&format!("items/{n}"), "duplicate", "The item is named twice.");
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}
