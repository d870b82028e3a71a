//! B3: visitors in the minutes: who was there without being on the register, for what, when, and the interest that they told.

use std::fmt::Write as _;

use super::{For, Record, line, listed, sentence};
use crate::ids::{FactId, ItemId};
use crate::meetings::{Visit, Visiting, Visitor};
use crate::moment::{Date, Instant};

/// What happened to visitors on a day.
#[derive(Debug)]
pub(super) enum Moved<'a> {
    Visited(&'a Visit),
    /// The room was emptied.
    Emptied(Instant),
}

/// The visitors of a day who came for something that whoever reads may know of, one line each.
pub(super) fn told(whom: For<'_>, record: &Record, date: Date, moved: &[Moved<'_>]) -> Vec<String> {
    let sitting = &record.sitting;
    let keeps = |item: ItemId| whom.keeps(record, item);
    let is_told = |visitor: &Visitor<'_>| {
        let came_then = moved.iter().any(|moved| matches!(moved, Moved::Visited(visit) if visit.visitor == visitor.id && comes(visit)));
        came_then && !visitor.lines.first().is_some_and(|came| sitting.is_there_for(came, keeps))
    };
    let mut found = Vec::new();
    for visitor in sitting.visitors().into_iter().filter(is_told) {
        let mut numbers: Vec<String> = Vec::new();
        for item in visitor.invited().filter(|item| !keeps(*item)).filter_map(|item| sitting.item(item)) {
            if !numbers.contains(&item.number) {
                numbers.push(item.number.clone());
            }
        }
        let items = if numbers.is_empty() { String::new() } else { format!(" for {}", numbered(&numbers)) };
        found.push(format!("{}{items} (visitor): {}", visitor.card.in_words(), times(date, moved, visitor.id)));
    }
    found
}

/// The interests that visitors told, those on items that whoever reads may not know of left out.
pub(super) fn interests(text: &mut String, whom: For<'_>, record: &Record) {
    let sitting = &record.sitting;
    let keeps = |item: ItemId| whom.keeps(record, item);
    for visitor in sitting.visitors() {
        for (words, on) in visitor.told() {
            let shown: Vec<String> =
                on.iter().filter(|item| !keeps(**item)).filter_map(|item| sitting.item(*item)).map(|item| item.number.clone()).collect();
            if on.is_empty() || !shown.is_empty() {
                let items = if shown.is_empty() { String::new() } else { format!(" in {}", numbered(&shown)) };
                line(text, &format!("Interest told by the visitor {}{items}: {}", visitor.card.name, sentence(words)));
            }
        }
    }
}

fn numbered(numbers: &[String]) -> String {
    format!("{} {}", if numbers.len() == 1 { "item" } else { "items" }, listed(numbers))
}

const fn comes(visit: &Visit) -> bool {
    matches!(visit.event, Visiting::Arrive | Visiting::Return)
}

/// When a visitor came and went, by the clock of that day.
fn times(date: Date, moved: &[Moved<'_>], visitor: FactId) -> String {
    let (mut words, mut in_room) = (String::new(), false);
    for moved in moved {
        match moved {
            Moved::Visited(visit) if visit.visitor == visitor && comes(visit) => {
                let again = if words.is_empty() { "" } else { "; " };
                let _infallible = write!(words, "{again}from {}", visit.at.clock_beside(date));
                in_room = true;
            }
            Moved::Visited(visit) if visit.visitor == visitor && visit.event == Visiting::Leave => {
                let _infallible = write!(words, " to {}", visit.at.clock_beside(date));
                in_room = false;
            }
            Moved::Emptied(at) if in_room => {
                let _infallible = write!(words, " to {}", at.clock_beside(date));
                in_room = false;
            }
            _ => {}
        }
    }
    words
}
