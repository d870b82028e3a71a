//! What a conflicts panel said of an item is heard.

use std::collections::BTreeSet;

use super::entering::Entering;
use crate::conflicts::changes::PanelHeard;
use crate::conflicts::rules::panel::{self, HearPanel};
use crate::db::Read;
use crate::declarations;
use crate::fault::{Error, FieldError};
use crate::ids::{FactId, PersonId};
use crate::meetings::rules::off;
use crate::meetings::{At, Doing, Said, facts};
use crate::people::known;
use crate::verdict::Code;

/// Hears the word of a conflicts panel on an item.
///
/// # Errors
/// [`Error::NotFound`] for the item; people of no register, or named twice; a panel that says nothing; a day on which it had not
/// met yet; the refusals of [`panel::hear`].
pub fn hear_panel(read: &mut Read<'_>, command: &HearPanel, at: impl Into<At>) -> Result<PanelHeard, Error> {
    let named = named(command);
    known(read, &named.iter().map(|(pointer, person)| (pointer.as_str(), *person)).collect::<Vec<_>>())?;
    said_once(command)?;
    let also: Vec<PersonId> = named.iter().map(|(_, person)| *person).collect();
    let entering = Entering::at(facts::sitting_of(read, command.item, &also)?, at, Doing::Preparation)?;
    let (sitting, entered) = (entering.sitting(), &entering.entered);
    if let Some(on) = command.on.filter(|on| *on > entered.at.day()) {
        let message = format!("The panel is said to have met on {}, after its word was entered.", on.long());
        return Err(Error::invalid("/on", Code::TimeRequired.as_str(), message));
    }
    let item = sitting.item(command.item.id()).ok_or(Error::NotFound("item"))?;
    off::stands(item)?;
    let members: BTreeSet<PersonId> = command.members.iter().copied().collect();
    let declared = declarations::facts::first_declared(read, &members)?;
    let is_silent = |person: &PersonId| declared.get(person).is_none_or(|first| *first > sitting.day);
    let command = HearPanel { undeclared: members.iter().copied().filter(is_silent).collect(), ..command.clone() };
    let permit = panel::hear(sitting, item, &command)?;
    entering.may_stand([Said::Panel(permit.as_panel(FactId::new(), entered.at))])?;
    Ok(PanelHeard::by(&permit, entered))
}

/// Whoever it names, each with the field that does.
fn named(command: &HearPanel) -> Vec<(String, PersonId)> {
    let list = |name: &'static str, people: &[PersonId]| -> Vec<(String, PersonId)> {
        people.iter().enumerate().map(|(n, person)| (format!("/{name}/{n}"), *person)).collect()
    };
    let mut named = vec![("/convened_by".to_owned(), command.convened_by)];
    named.extend(list("members", &command.members));
    named.extend(list("unavailable", &command.unavailable));
    named.extend(command.instructions.iter().enumerate().map(|(n, instruct)| (format!("/instructions/{n}/person"), instruct.person)));
    named
}

/// That it says something, and of nobody twice.
fn said_once(command: &HearPanel) -> Result<(), Error> {
    if command.found.is_none() && command.instructions.is_empty() {
        let message = "A panel says what it found, or how somebody is to be treated: give `found`, `instructions` or both.";
        return Err(Error::invalid("/instructions", "required", message));
    }
    let mut faults = Vec::new();
    let mut seen: BTreeSet<(&str, PersonId)> = BTreeSet::new();
    let named = named(command);
    for (pointer, person) in &named {
        let list = pointer.split('/').nth(1).unwrap_or_default();
        if !seen.insert((list, *person)) {
            faults.push(FieldError::new(pointer.clone(), Code::Duplicate.as_str(), "The same person is named twice."));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}
