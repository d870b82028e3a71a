//! What may still be put on an agenda: until when, and how much one meeting takes (C9, C10).

use super::apart::{self, Link};
use super::correspondence::is_as_asked;
use super::ruled_on;
use super::{Item, Meeting, MeetingState};
use crate::ids::{ItemId, MeetingId};
use crate::meetings::Sitting;
use crate::policy::Phase;
use crate::verdict::{Code, Reason, Reasons, Refusal};

/// The permit: one more item, or part of one, on the agenda of this meeting.
#[derive(Debug)]
pub struct MayAdd {
    pub(in crate::meetings) meeting: MeetingId,
}

/// The permit: this item may be put otherwise.
#[derive(Debug)]
pub struct MayPutOtherwise {
    pub(in crate::meetings) item: ItemId,
}

/// The permit: one more paper on this item.
#[derive(Debug)]
pub struct MayTable {
    pub(in crate::meetings) item: ItemId,
}

/// C10: the agenda of a meeting that is over no longer changes.
///
/// # Errors
/// The refusal.
pub(crate) fn not_over(meeting: &Meeting) -> Result<(), Refusal> {
    if matches!(meeting.state, MeetingState::Closed | MeetingState::Cancelled) {
        let detail = format!("The meeting is {}: its agenda no longer changes.", meeting.state);
        let reason = Reason::new(Code::MeetingNotOpen, "C10", detail).fact(meeting.id.subject());
        return Err(Refusal::of(reason.cure("Put the item on the agenda of another meeting.")));
    }
    Ok(())
}

/// C10: an item that has begun is what it was when it began. Until then it is stated otherwise, but no exclusion comes unstuck
/// by it (C9, `apart`), and what was ruled on it stays ruled on what it was (C1.3, `ruled_on`): `stated` is it and its parts as they would be, `others` what of their procurements other meetings have.
///
/// # Errors
/// The refusal.
pub fn may_put_otherwise(sitting: &Sitting, item: ItemId, stated: &[Item], others: &[Link]) -> Result<MayPutOtherwise, Refusal> {
    not_over(&sitting.meeting)?;
    is_as_asked(&sitting.meeting)?;
    if sitting.phase(item).is_some() {
        let reason = Reason::new(Code::OutOfPhase, "C10", "The item has begun; what it is about no longer changes.").fact(item.subject());
        return Err(Refusal::of(reason.cure("Put a new item on the agenda.")));
    }
    let mut reasons = Reasons::new();
    reasons.extend(apart::stated_otherwise(sitting, stated, others));
    reasons.extend(ruled_on::stated_otherwise(sitting, stated));
    reasons.or_else(|| MayPutOtherwise { item })
}

/// C10: an item is split into parts until it is being decided: a vote that is open is on the whole of it.
///
/// # Errors
/// The refusal.
pub fn may_split(item: ItemId, phase: Option<Phase>) -> Result<(), Refusal> {
    let Some(phase) = phase.filter(|phase| *phase >= Phase::Decision) else { return Ok(()) };
    let detail = format!("The item is in its {phase} phase; it is split into parts before it is decided.");
    let reason = Reason::new(Code::OutOfPhase, "C10", detail).fact(item.subject());
    Err(Refusal::of(reason.cure("Decide it as it stands, or record that it is deferred and split it on the next agenda.")))
}

/// C9: what nobody had read decides nothing: a paper is tabled before its item is decided.
///
/// # Errors
/// The refusal.
pub fn may_table(meeting: &Meeting, item: ItemId, phase: Option<Phase>, papers: usize) -> Result<MayTable, Refusal> {
    not_over(meeting)?;
    is_as_asked(meeting)?;
    if let Some(phase) = phase.filter(|phase| *phase >= Phase::Decision) {
        let detail = format!("The item is in its {phase} phase; papers are tabled before it is decided.");
        let reason = Reason::new(Code::OutOfPhase, "C10", detail).fact(item.subject());
        return Err(Refusal::of(reason.cure("Record that the item is deferred, and table the paper on it at the next meeting.")));
    }
    if papers >= MOST_PAPERS {
        let detail = format!("There are {papers} papers on this item; it takes no more.");
        let reason = Reason::new(Code::StateForbids, "C9", detail).fact(item.subject());
        return Err(Refusal::of(reason.cure("Bind several papers into one, or table the rest on another item.")));
    }
    Ok(MayTable { item })
}

/// How many items and parts one meeting takes, and papers one item.
const MOST_ITEMS: usize = 200;
const MOST_PAPERS: usize = 50;
/// How many seats times items: far more than of any committee (two hundred seats, the most that one has, before two hundred items
/// and some room), and no more than can be worked out in seconds and held in memory.
const MOST_LINES: usize = 50_000;

/// C10: how many items and parts a meeting takes that has so many seats in its committees; one at least.
pub(super) fn most_items(seats: usize) -> usize {
    MOST_ITEMS.min(MOST_LINES / seats.max(1)).max(1)
}

/// C10: an agenda is as long as a meeting can be prepared for: each person is looked at on each
/// item. `seats` are those of all its committees.
///
/// # Errors
/// The refusal; also of a meeting that is over.
pub fn may_add(meeting: &Meeting, items: usize, seats: usize) -> Result<MayAdd, Refusal> {
    not_over(meeting)?;
    is_as_asked(meeting)?;
    let most = most_items(seats);
    if items < most {
        return Ok(MayAdd { meeting: meeting.id });
    }
    let who = if most < MOST_ITEMS { format!(" with {seats} seats in its committees") } else { String::new() };
    let detail = format!("There are {items} items and parts on the agenda of this meeting{who}; it takes {most}.");
    let reason = Reason::new(Code::StateForbids, "C10", detail).fact(meeting.id.subject());
    Err(Refusal::of(reason.cure("Bring several matters under one item, or call another meeting for the rest.")))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn two_hundred_items_come_before_two_hundred_people_and_fewer_before_more_than_two_hundred_and_fifty() {
        assert_eq!([0, 1, 200, 250].map(most_items), [200; 4]);
        assert_eq!([251, 500, 50_000, 50_001].map(most_items), [199, 100, 1, 1]);
    }

    #[test]
    fn one_item_more_than_a_meeting_takes_is_refused_and_the_last_is_not() {
        let meeting = Meeting {
            id: MeetingId::new(),
            reference: "C/1".into(),
            date: "2018-03-06".parse().unwrap(),
            state: MeetingState::Called,
            committees: Vec::new(),
            private: false,
            replies_until: None,
        };
        let told = |items, seats| {
            may_add(&meeting, items, seats)
                .map_or_else(|refused| refused.reasons.iter().map(|reason| reason.detail.as_str()).collect(), |_| String::new())
        };
        assert_eq!([told(199, 200), told(99, 500)], ["", ""]);
        assert!(told(200, 200).contains("this meeting; it takes 200."), "{}", told(200, 200));
        assert!(told(100, 500).contains("with 500 seats in its committees; it takes 100."), "{}", told(100, 500));
    }
}
