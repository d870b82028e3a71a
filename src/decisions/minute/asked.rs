//! Who was asked at a meeting by correspondence.

use super::present::titled;
use super::{Record, line};
use crate::committees::MembershipClass;
use crate::meetings::CommitteeAtMeeting;
use crate::meetings::rules::namesakes::title;

/// Of a meeting by correspondence: whom the papers went to, and who sent apologies. Who replied is told with each item.
pub(super) fn told(text: &mut String, record: &Record, at: &CommitteeAtMeeting) {
    let sitting = &record.sitting;
    let excused = sitting.room().apologies;
    let (mut asked, mut apologies) = (Vec::new(), Vec::new());
    for seat in at.seats().iter().filter(|seat| seat.class() == MembershipClass::Member) {
        for holder in at.holders(&seat.id) {
            let called = titled(sitting.name(holder), &title(sitting, at, seat));
            asked.push(called.clone());
            if excused.contains(&holder) {
                apologies.push(called);
            }
        }
    }
    for (label, people) in [("Asked", asked), ("Apologies", apologies)] {
        if !people.is_empty() {
            line(text, &format!("{label}: {}", people.join("; ")));
        }
    }
}
