//! The minutes in words: what C4 demands of every declared conflict, and what a reader wants of
//! every decision. The same text is the draft, the final minutes and the demonstration's.

mod asked;
mod conflict;
mod decided;
mod facts;
mod item;
mod present;
mod visitors;

use std::collections::BTreeSet;

use super::facts::{Addition, Correction, DecisionFacts, Determination};
use crate::ids::ItemId;
use crate::meetings::{Act, Item, Said, Sitting, in_words};
use crate::moment::Instant;

pub use decided::noted;
pub use facts::{Beside, beside};

/// For whom the minutes are written.
#[derive(Debug, Clone, Copy)]
pub enum For<'a> {
    /// For the body's own record, less the items that are withheld from a reader: that there is such an item,
    /// and nothing more of it (C8).
    Record(&'a BTreeSet<ItemId>),
    /// A4.5, C7: for everybody. It names people, treatments and times; but of an interest whose name is kept
    /// from the public neither its nature nor its id, nor the body or associate by which it reaches the item;
    /// and of a private item that there is one.
    Public,
}

impl For<'_> {
    /// Whether an item is kept from whoever reads.
    fn keeps(self, record: &Record, item: ItemId) -> bool {
        match self {
            Self::Record(hidden) => hidden.contains(&item),
            Self::Public => record.sitting.item(item).is_some_and(|item| record.sitting.is_private(item)),
        }
    }
}

/// What minutes are written from.
#[derive(Debug, Clone)]
pub struct Record {
    sitting: Sitting,
    decisions: Vec<DecisionFacts>,
    added: Vec<Addition>,
    beside: Beside,
}

impl Record {
    /// The record of a meeting: with its decisions, what was added to its minutes, and what was read besides.
    #[must_use]
    pub const fn of(sitting: Sitting, decisions: Vec<DecisionFacts>, added: Vec<Addition>, beside: Beside) -> Self {
        Self { sitting, decisions, added, beside }
    }

    /// The decisions on an item, in the order of the log.
    fn on(&self, item: &Item) -> impl Iterator<Item = &DecisionFacts> {
        self.decisions.iter().filter(|decision| decision.item == item.id)
    }

    /// A correction of a decision on an item, in a sentence that can stand by itself.
    #[must_use]
    pub fn corrected(&self, item: ItemId, correction: &Correction) -> String {
        let number = self.sitting.item(item).map_or_else(String::new, |item| format!("Item {}: ", item.number));
        format!("{number}{}", decided::corrected(self, correction))
    }

    /// What was determined of a decision on an item, in a sentence that can stand by itself.
    #[must_use]
    pub fn determined(&self, whom: For<'_>, item: ItemId, said: &Determination) -> String {
        let number = self.sitting.item(item).map_or_else(String::new, |item| format!("Item {}: ", item.number));
        format!("{number}{}", decided::determined(self, said, self.keeps_reason(whom, item, said)))
    }

    /// A4.5: whether why something was determined is kept from whoever reads, with the name of whose interest it is.
    #[must_use]
    pub fn keeps_reason(&self, whom: For<'_>, item: ItemId, said: &Determination) -> bool {
        let kept = said.declarations.iter().any(|interest| conflict::is_kept(whom, self, Some(*interest)));
        kept || self.sitting.item(item).is_some_and(|item| conflict::keeps_some_of(whom, self, item))
    }

    /// A moment by the clock of the meeting.
    /// What became of its decisions after an entry, but for what is hidden: that one came under query, or was decided again.
    #[must_use]
    pub fn became_of(&self, end: i64, hides: &dyn Fn(ItemId) -> bool) -> Vec<String> {
        let mut found = Vec::new();
        for decision in self.decisions.iter().filter(|decision| !hides(decision.item)) {
            let item = self.sitting.item(decision.item).map(|item| item.number.clone()).unwrap_or_default();
            let is_queried = decision.flags.iter().any(|flag| flag == "under_query") && decision.queried.is_some_and(|entry| entry > end);
            if let Some(noted) = is_queried.then(|| decided::noted("under_query")).flatten() {
                found.push(format!("ITEM {item}: {noted}"));
            }
            if let Some(again) = decision.decided_again.as_ref().filter(|again| again.version > end) {
                found.push(format!("ITEM {item}: {}", decided::again(self, again)));
            }
        }
        found
    }

    fn clock(&self, at: Instant) -> String {
        at.clock_beside(self.sitting.meeting.date)
    }
}

/// The minutes of a meeting as they stand.
#[must_use]
pub fn minutes(record: &Record) -> String {
    minutes_for(For::Record(&BTreeSet::new()), record)
}

/// As [`minutes`], for others than whoever keeps them.
#[must_use]
pub fn minutes_for(whom: For<'_>, record: &Record) -> String {
    let sitting = &record.sitting;
    let mut text = String::new();
    let committees: Vec<&str> = sitting.committees.iter().map(|at| at.committee.name.as_str()).collect();
    line(&mut text, &format!("MINUTES  {}", sitting.meeting.reference));
    line(&mut text, &format!("{}, {}", committees.join("; "), sitting.meeting.date.long()));
    line(&mut text, "");
    present::told(&mut text, whom, record);
    for (by, reason, at) in &record.beside.let_through {
        let (by, day) = (record.beside.name(sitting, *by), at.day().long());
        // The reason may say what is in a paper: whoever is excluded from an item is not told it, nor is the public.
        let because = match whom {
            For::Record(hidden) if hidden.is_empty() => format!(", because: {}", sentence(reason)),
            _ => ".".to_owned(),
        };
        let what = "with papers by authors who have an interest in their items, by the word of the guardian of conflicts of interest";
        line(&mut text, &format!("The agenda of {day} at {} was published {what}, {by}{because}", at.clock()));
    }
    for item in sitting.items.iter().filter(|item| item.is_shown()) {
        text.push_str(&of_item(whom, record, item));
    }
    if let For::Record(hidden) = whom {
        put_right(&mut text, record, hidden);
    }
    if !record.added.is_empty() {
        line(&mut text, "");
        for addition in &record.added {
            line(&mut text, &added(addition));
        }
    }
    text
}

/// What was added to the minutes, in a sentence.
#[must_use]
pub fn added(addition: &Addition) -> String {
    format!("CORRECTION (entry {}): {} Reason: {}", addition.version, sentence(&addition.text), sentence(&addition.reason))
}

/// C10: what was struck, with its reason, and what was written late. The public is told neither: of a decision that
/// was taken again or written late both minutes tell.
fn put_right(text: &mut String, record: &Record, hidden: &BTreeSet<ItemId>) {
    let sitting = &record.sitting;
    let told = |act: &Act| match &act.said {
        Said::Visit(line) => !sitting.is_there_for(line, |item| hidden.contains(&item)),
        _ => act.item().is_none_or(|item| !hidden.contains(&item)),
    };
    let mut lines: Vec<String> = Vec::new();
    for struck in sitting.book.struck.iter().filter(|struck| told(&struck.act)) {
        let by = struck.by.map_or_else(String::new, |by| format!(" by {}", sitting.name(by)));
        lines.push(format!("{} was struck{by}, because: {}", in_words(sitting, &struck.act), sentence(&struck.because)));
    }
    for act in sitting.book.acts.iter().filter(|act| told(act)) {
        if let Some(late) = act.late {
            lines.push(format!("{} was entered late, at {}.", in_words(sitting, act), record.clock(late)));
        }
    }
    if !lines.is_empty() {
        line(text, "");
        line(text, "Put right in the book of the meeting:");
        lines.iter().for_each(|words| line(text, &format!("  {words}")));
    }
}

/// What the minutes say of one item.
#[must_use]
pub fn of_item(whom: For<'_>, record: &Record, item: &Item) -> String {
    let mut text = String::new();
    line(&mut text, "");
    line(&mut text, &format!("{}  {}", item.number, item.title));
    let nothing = match whom {
        For::Record(hidden) => hidden.contains(&item.id).then_some("Withheld from this reader, who is excluded from the item."),
        For::Public => record.sitting.is_private(item).then_some("Taken without the public."),
    };
    match nothing {
        Some(nothing) => line(&mut text, &format!("  {nothing}")),
        None => item::told(&mut text, whom, record, item),
    }
    text
}

/// One thing said. What somebody wrote on several lines goes on further in than anything that the program
/// says, so that no words of theirs can pass for an item or a resolution.
fn line(text: &mut String, words: &str) {
    text.push_str(&words.trim_end().replace('\n', "\n        "));
    text.push('\n');
}

/// What somebody wrote, as a sentence.
fn sentence(words: &str) -> String {
    let words = words.trim_end();
    if words.ends_with(['.', '!', '?']) { words.to_owned() } else { format!("{words}.") }
}

/// Some names in a sentence.
fn listed(names: &[String]) -> String {
    match names {
        [] => "nobody".to_owned(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
