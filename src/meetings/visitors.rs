//! Whoever is at a meeting without being on the register: a line in the book by the name that they gave, and nobody's seat.

use super::acts::Said;
use super::rules::Item;
use super::sitting::Sitting;
use crate::ids::{FactId, ItemId};
use crate::moment::Instant;
use crate::words;

words! {
    /// What is recorded of a visitor.
    Visiting "visitor event" {
        /// They came, under the name that they gave.
        Arrive = "arrive",
        Leave = "leave",
        Return = "return",
        /// The committee has them stay for items that are taken without the public.
        Invite = "invite",
        /// They told an interest.
        Declare = "declare",
    }
}

words! {
    /// In what quality a visitor attends.
    AttendsAs "way of attending" {
        /// To speak to an item: the author of a report, a bidder.
        Presenter = "presenter",
        /// To be asked.
        Adviser = "adviser",
        /// To listen: the public and the press.
        Observer = "observer",
    }
}

/// Who a visitor said that they were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitorCard {
    pub name: String,
    pub organisation: Option<String>,
    pub attends_as: AttendsAs,
}

impl VisitorCard {
    /// As minutes call them: `V. Name (Some Body), presenter`.
    #[must_use]
    pub fn in_words(&self) -> String {
        let of = self.organisation.as_ref().map_or_else(String::new, |body| format!(" ({body})"));
        format!("{}{of}, {}", self.name, self.attends_as)
    }
}

/// A line of the book about a visitor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// What tells the visitor from all others: the id of the line with which they first came.
    pub visitor: FactId,
    pub event: Visiting,
    /// As they came.
    pub card: VisitorCard,
    /// Those to which they are invited; of an interest that is told, those that it is on.
    pub items: Vec<ItemId>,
    /// An interest in words.
    pub interest: Option<String>,
    pub at: Instant,
}

/// A visitor as the book has them now.
#[derive(Debug, Clone)]
pub struct Visitor<'a> {
    pub id: FactId,
    pub card: &'a VisitorCard,
    pub in_room: bool,
    /// Everything that was recorded of them.
    pub lines: Vec<&'a Visit>,
}

impl<'a> Visitor<'a> {
    /// The items to which they were invited; none where they came to the meeting as such.
    pub fn invited(&self) -> impl Iterator<Item = ItemId> {
        self.lines.iter().filter(|line| line.event != Visiting::Declare).flat_map(|line| line.items.iter().copied())
    }

    /// Whether they were invited to an item, or to the item of which it is a part.
    #[must_use]
    pub fn is_invited_to(&self, item: &Item) -> bool {
        self.invited().any(|id| is_of(id, item))
    }

    /// The interests they told, each with the items that it is on: those they named, else those they came for, else all.
    pub fn told(&self) -> impl Iterator<Item = (&'a str, Vec<ItemId>)> {
        self.lines.iter().filter_map(|line| {
            let on = if line.items.is_empty() { self.invited().collect() } else { line.items.clone() };
            line.interest.as_deref().map(|words| (words, on))
        })
    }

    /// Whether they told an interest in an item.
    #[must_use]
    pub fn has_told_of(&self, item: &Item) -> bool {
        self.told().any(|(_, on)| on.is_empty() || on.iter().any(|id| is_of(*id, item)))
    }
}

/// Whether an item is named, itself or by the item of which it is a part.
fn is_of(named: ItemId, item: &Item) -> bool {
    named == item.id || Some(named) == item.part_of
}

impl Sitting {
    /// The visitors of the meeting, in the order in which they came; an adjournment empties the room of them too.
    #[must_use]
    pub fn visitors(&self) -> Vec<Visitor<'_>> {
        let mut all: Vec<Visitor<'_>> = Vec::new();
        for (n, line) in self.book.visits.iter().enumerate() {
            let found = all.iter().position(|visitor| visitor.id == line.visitor).unwrap_or_else(|| {
                all.push(Visitor { id: line.visitor, card: &line.card, in_room: false, lines: Vec::new() });
                all.len() - 1
            });
            let Some(visitor) = all.get_mut(found) else { continue };
            visitor.lines.push(line);
            match line.event {
                Visiting::Arrive | Visiting::Return => visitor.in_room = n >= self.book.visits_from,
                Visiting::Leave => visitor.in_room = false,
                Visiting::Invite | Visiting::Declare => {}
            }
        }
        all
    }

    /// Whether a line about a visitor tells of nothing but certain items: it is on them alone, or they came for no other.
    pub fn is_there_for(&self, line: &Visit, is_meant: impl Fn(ItemId) -> bool) -> bool {
        let alone = |items: &[ItemId]| !items.is_empty() && items.iter().all(|item| is_meant(*item));
        let struck = self.book.struck.iter().filter_map(|struck| match &struck.act.said {
            Said::Visit(line) => Some(line),
            _ => None,
        });
        // How they came is as it stands, and where it was struck as it was.
        let standing = self.book.visits.iter();
        let came = standing.clone().chain(struck).find(|other| other.visitor == line.visitor && other.event == Visiting::Arrive);
        let invited = standing.filter(|other| other.visitor == line.visitor && other.event == Visiting::Invite);
        let only = came.is_some_and(|came| alone(&came.items)) && invited.flat_map(|other| &other.items).all(|item| is_meant(*item));
        only || (matches!(line.event, Visiting::Invite | Visiting::Declare) && alone(&line.items))
    }

    /// A visitor of the meeting.
    #[must_use]
    pub fn visitor(&self, id: FactId) -> Option<Visitor<'_>> {
        self.visitors().into_iter().find(|visitor| visitor.id == id)
    }
}
