//! What is asked again of meetings before they are held: their call and their business.

use super::asking::{Authored, Lawful, unasked};
use crate::access::Action;
use crate::audit::replay::law::Entered;
use crate::db::Read;
use crate::fault::Error;
use crate::meetings::changes::{ItemAdded, ItemChanged, ItemSaid, MeetingCalled, MeetingChanged, MeetingSaid, PaperSaid, PaperTabled};
use crate::meetings::changes::ordering::AgendaOrdered;
use crate::meetings::facts::cards;
use crate::meetings::{self, AddItem, CallMeeting, ChangeMeeting, OrderAgenda, TablePaper};
use crate::text::Kept;

impl Authored for MeetingCalled {
    const ACTIONS: &'static [Action] = &[Action::KeepMeetings];
}

impl Lawful for MeetingCalled {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let MeetingSaid { id, reference, committees, date, starts_at, place, private, .. } = (**self).clone();
        let command = CallMeeting {
            committees,
            date,
            starts_at: starts_at.map(Kept::kept),
            place: place.map(Kept::kept),
            private,
            reference: Some(Kept::kept(reference)),
        };
        Ok(meetings::call(read, &command)?.numbered(id))
    }
}

impl Authored for MeetingChanged {
    const ACTIONS: &'static [Action] = &[Action::KeepMeetings];
}

impl Lawful for MeetingChanged {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let MeetingSaid { id, reference, date, starts_at, place, private, .. } = (**self).clone();
        let unasked = unasked(id);
        let held = cards::card(read, unasked)?;
        let patch = ChangeMeeting {
            date: Some(date),
            starts_at: Some(starts_at.map(Kept::kept)),
            place: Some(place.map(Kept::kept)),
            private: Some(private),
            reference: Some(Kept::kept(reference)),
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
