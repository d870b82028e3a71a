//! A sitting that is held by correspondence (C7): there is no room, and who has replied on an item is there for that item.

use std::borrow::Cow;

use super::acts::{CalledIn, Event, Ruling};
use super::rules::Item;
use super::sitting::{Room, Sitting};
use crate::ids::{ItemId, PersonId};
use crate::policy::Treatment;

impl Sitting {
    /// Whether it is held by correspondence.
    #[must_use]
    pub const fn is_by_correspondence(&self) -> bool {
        self.meeting.replies_until.is_some()
    }

    /// That an item was called in, by itself or with the item that it is a part of (C7.5); none where it was not.
    #[must_use]
    pub fn called_in(&self, item: &Item) -> Option<&CalledIn> {
        self.book.called_in.iter().find(|call| call.item == item.id || Some(call.item) == item.part_of)
    }

    /// The room of a meeting by correspondence, which is none: everybody with a seat, or borrowed into one, has been asked once
    /// it is open, and whoever has replied on an item is there for it, while the reply stands.
    pub(super) fn corresponding(&self) -> Room {
        let mut room = Room::default();
        for line in self.book.attendance.iter().filter(|line| line.event == Event::Apologies) {
            if line.withdrawn {
                room.apologies.remove(&line.person);
            } else {
                room.apologies.insert(line.person);
            }
        }
        if self.book.opened.is_some() {
            let holders = self.committees.iter().flat_map(|at| at.memberships.iter().filter(|held| held.deputy_for.is_none()));
            room.arrived.extend(holders.map(|held| held.person).chain(self.book.co_opted.iter().map(|borrowed| borrowed.person)));
        }
        for vote in &self.book.votes {
            if let Some(item) = self.item(vote.item)
                && self.excluding(item, vote.person, vote.order).is_none()
            {
                room.replied.insert((vote.item, vote.person));
                room.arrived.insert(vote.person);
            }
        }
        room
    }

    /// The first ruling that excludes the person and was made after a place in the book: on this item, or on another from which it
    /// holds here. Such a ruling deletes their vote.
    #[must_use]
    pub fn excluding(&self, item: &Item, person: PersonId, order: i64) -> Option<&Ruling> {
        self.book.rulings.iter().find(|ruling| {
            let holds_here = ruling.item == item.id
                || ruling.treatment == Treatment::NotAttend
                || (ruling.treatment == Treatment::Removed
                    && item.procurement.is_some()
                    && self.item(ruling.item).is_some_and(|other| other.procurement == item.procurement));
            ruling.person == person && ruling.order > order && holds_here && ruling.treatment.is_conflicted()
        })
    }
}

impl Room {
    /// The room as it is on an item: by correspondence whoever has replied on it is there for it.
    #[must_use]
    pub fn on(&self, item: ItemId) -> Cow<'_, Self> {
        let replied: Vec<PersonId> = self.replied.iter().filter(|(on, _)| *on == item).map(|(_, person)| *person).collect();
        if replied.is_empty() {
            return Cow::Borrowed(self);
        }
        let mut room = self.clone();
        room.present.extend(replied);
        Cow::Owned(room)
    }
}
