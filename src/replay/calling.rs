//! What is asked again of meetings before they are held: their call and their business.

use super::asking::{Authored, Lawful, unasked};
use crate::access::Action;
use crate::audit::replay::law::Entered;
use crate::db::Read;
use crate::fault::Error;
use crate::meetings::changes::ordering::AgendaOrdered;
use crate::meetings::changes::planning::{MeetingsCalled, StandingItemsSet};
use crate::meetings::changes::{ItemAdded, ItemChanged, ItemSaid, MeetingCalled, MeetingChanged, MeetingSaid, PaperSaid, PaperTabled};
use crate::meetings::facts::cards;
use crate::meetings::rules::planning::Days;
use crate::meetings::{self, AddItem, CallMeeting, CallSeries, ChangeMeeting, OrderAgenda, SetStanding, TablePaper};
use crate::text::Kept;

impl Authored for MeetingCalled {
    const ACTIONS: &'static [Action] = &[Action::KeepMeetings];
}

impl Lawful for MeetingCalled {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let MeetingSaid { reference, committees, date, starts_at, place, private, replies_until, .. } = (**self).clone();
        let command = CallMeeting {
            committees,
            date,
            starts_at: starts_at.map(Kept::kept),
            place: place.map(Kept::kept),
            private,
            reference: Some(Kept::kept(reference)),
            replies_until,
        };
        Ok(meetings::call(read, &command)?.as_numbered(self))
    }
}

impl Authored for MeetingsCalled {
    const ACTIONS: &'static [Action] = &[Action::KeepMeetings];
}

impl Lawful for MeetingsCalled {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let first = self.meetings.first();
        let command = CallSeries {
            committee: self.committee,
            days: Days::Named(self.meetings.iter().map(|meeting| meeting.date).collect()),
            starts_at: first.and_then(|one| one.starts_at.clone()).map(Kept::kept),
            place: first.and_then(|one| one.place.clone()).map(Kept::kept),
            private: first.is_some_and(|one| one.private),
            today: self.on,
        };
        Ok(meetings::call_series(read, &command)?.as_numbered(self))
    }
}

impl Authored for StandingItemsSet {
    const ACTIONS: &'static [Action] = &[Action::KeepMeetings];
}

impl Lawful for StandingItemsSet {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let command = SetStanding { committee: self.committee, from: self.from, items: self.items.clone() };
        Ok(meetings::set_standing(read, &command)?.numbered(self.id))
    }
}

impl Authored for MeetingChanged {
    const ACTIONS: &'static [Action] = &[Action::KeepMeetings];
}

impl Lawful for MeetingChanged {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let MeetingSaid { id, reference, date, starts_at, place, private, replies_until, .. } = (**self).clone();
        let unasked = unasked(id);
        let held = cards::card(read, unasked)?;
        let patch = ChangeMeeting {
            date: Some(date),
            starts_at: Some(starts_at.map(Kept::kept)),
            place: Some(place.map(Kept::kept)),
            private: Some(private),
            reference: Some(Kept::kept(reference)),
            replies_until: Some(replies_until),
        };
        meetings::change(read, unasked, &patch, held.version)
    }
}

fn stated(item: &ItemSaid) -> AddItem {
    let ItemSaid { meeting, part_of, number, says, .. } = item.clone();
    AddItem { meeting: unasked(meeting), part_of, number: Some(Kept::kept(number)), says }
}

impl Authored for ItemAdded {
    const ACTIONS: &'static [Action] = &[Action::KeepMeetings];
}

impl Lawful for ItemAdded {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        Ok(meetings::add_item(read, &stated(self))?.numbered(self.id))
    }
}

impl Authored for ItemChanged {
    const ACTIONS: &'static [Action] = &[Action::KeepMeetings];
}

impl Lawful for ItemChanged {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let unasked = unasked(self.id);
        let (version, ..) = meetings::facts::place(read, unasked)?.ok_or(Error::NotFound("item"))?;
        meetings::change_item(read, unasked, &stated(self), version)
    }
}

impl Authored for AgendaOrdered {
    const ACTIONS: &'static [Action] = &[Action::KeepMeetings];
}

impl Lawful for AgendaOrdered {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let meeting = unasked(self.meeting);
        let if_match = cards::card(read, meeting)?.version;
        meetings::order(read, &OrderAgenda { meeting, items: self.order.clone(), if_match })
    }
}

impl Authored for PaperTabled {
    const ACTIONS: &'static [Action] = &[Action::KeepPapers];
}

impl Lawful for PaperTabled {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let PaperSaid { id, item, title, authors, accountable, location, sha256, confidential } = (**self).clone();
        let command = TablePaper {
            item: unasked(item),
            title: Kept::kept(title),
            authors,
            accountable,
            location: location.map(Kept::kept),
            sha256: sha256.map(Kept::kept),
            confidential,
        };
        Ok(meetings::table_paper(read, &command)?.numbered(id))
    }
}
