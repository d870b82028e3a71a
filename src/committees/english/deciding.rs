//! Who decides what, in English: authority by function, what events changed of it, pathways, parts of an agenda.

use super::words::{pounds, quoted};
use super::{Bodies, sentence};
use crate::committees::authority::{AgendaPart, Authority, Evidence, Level, LevelChange, PartLevel, Pathway};
use crate::committees::terms::Terms;

/// What terms say of who decides elsewhere, be it a code or a name.
pub(super) fn named(terms: &Terms) -> impl Iterator<Item = &String> {
    let rows = terms.authority.iter().chain(terms.changed.iter().map(|change| &change.row));
    let parts = terms.agenda_parts.iter().filter_map(|one| one.with.as_ref());
    rows.filter_map(|row| row.with.as_ref()).chain(terms.pathways.iter().map(|pathway| &pathway.decided_by)).chain(parts)
}

/// Whoever is said to decide: by name and code where the code is known, else in the words of the terms.
fn called(said: &str, bodies: &Bodies) -> String {
    bodies.get(said).map_or_else(|| said.to_owned(), |name| format!("{name} ({said})"))
}

/// A row without its first day: `the committee decides on ‘list closure’, up to and including £500`.
#[must_use]
pub fn row_in_english(row: &Authority, bodies: &Bodies) -> String {
    let function = quoted(&row.function);
    let (says, else_) = match row.level {
        Level::Decide => (format!("the committee decides on {function}"), "what is beyond it is with"),
        Level::Recommend => (format!("the committee recommends on {function} and does not decide"), "to decide is with"),
        Level::Shadow => (format!("the committee decides on {function} in shadow, without effect"), "meanwhile to decide is with"),
        Level::Reserved => (format!("{function} is reserved from the committee"), "it is with"),
    };
    let limit = row.value_limit.map_or_else(String::new, |limit| format!(", up to and including {}", pounds(limit)));
    let with = row.with.as_ref().map_or_else(String::new, |with| format!("; {else_} {}", called(with, bodies)));
    format!("{says}{limit}{with}")
}

fn period(row: &Authority) -> String {
    match row.to {
        Some(to) => format!("from {} to {}", row.from.long(), to.long()),
        None => format!("from {}", row.from.long()),
    }
}

/// A change of level in a sentence, with what it rests on.
#[must_use]
pub fn changed_in_english(change: &LevelChange, bodies: &Bodies) -> String {
    let Evidence { what, reference, by, on, .. } = &change.evidence;
    let says = sentence(&format!("{} {}", period(&change.row), row_in_english(&change.row, bodies)));
    format!("{says} This rests on: {what} of {by}, {}: {}", on.long(), sentence(reference.trim_end_matches('.')))
}

pub(super) fn authority(terms: &Terms, bodies: &Bodies) -> Vec<String> {
    let mut says: Vec<String> =
        terms.authority.iter().map(|row| sentence(&format!("{} {}", period(row), row_in_english(row, bodies)))).collect();
    says.extend(terms.changed.iter().map(|change| changed_in_english(change, bodies)));
    says.push(
        match (terms.authority.is_empty(), terms.changed.is_empty()) {
            (true, true) => "These terms set no limits of authority.",
            (true, false) => {
                "Of any other function no limits of authority are set. Of several changes for one function the one that began last holds."
            }
            (false, _) => "Of several rows for one function the one that began last holds; a function that none names is reserved.",
        }
        .to_owned(),
    );
    says
}

pub(super) fn pathways(terms: &Terms, bodies: &Bodies) -> Vec<String> {
    let told = |pathway: &Pathway| {
        let by = called(&pathway.decided_by, bodies);
        let says = sentence(&format!("a decision of the kind {} is taken by {by}", quoted(&pathway.decision_type)));
        pathway.words.as_ref().map_or(says.clone(), |words| format!("{says} {words}"))
    };
    terms.pathways.iter().map(told).collect()
}

pub(super) fn parts(terms: &Terms, bodies: &Bodies) -> Vec<String> {
    let told = |one: &AgendaPart| {
        let part = quoted(&one.part);
        let with = one.with.as_ref().map(|with| called(with, bodies));
        match one.level {
            PartLevel::Decide => {
                let with = with.map_or_else(String::new, |with| format!("; what is beyond it is with {with}"));
                sentence(&format!("in part {part} of its agenda the committee decides, as far as its authority goes{with}"))
            }
            PartLevel::Recommend => {
                let with = with.map_or_else(String::new, |with| format!("; to decide is with {with}"));
                sentence(&format!("in part {part} of its agenda the committee recommends and does not decide, whatever the function{with}"))
            }
        }
    };
    terms.agenda_parts.iter().map(told).collect()
}
