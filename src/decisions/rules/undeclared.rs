//! A3.2: those of whoever votes on an item who never declared.

use std::collections::BTreeSet;

use super::composition::cohort;
use crate::ids::PersonId;
use crate::meetings::rules::outstanding::is_overdue;
use crate::meetings::{CommitteeAtMeeting, Item, Room, Sitting};
use crate::verdict::{Code, Reason};

/// A3.2: who of those who vote on the item never declared, and has had time to.
pub(super) fn overdue(sitting: &Sitting, room: &Room, item: &Item, at: &CommitteeAtMeeting) -> BTreeSet<PersonId> {
    let silent = |person: &PersonId| is_overdue(sitting, *person);
    // Nobody is asked in most meetings, for everybody has declared.
    if sitting.never_declared.keys().any(silent) {
        cohort(sitting, room, item, at).seats.iter().flat_map(|seat| seat.counted.iter().copied()).filter(silent).collect()
    } else {
        BTreeSet::new()
    }
}

/// That nothing is agreed by those who have declared nothing.
pub(super) fn undeclared_reason(sitting: &Sitting, item: &Item, overdue: &BTreeSet<PersonId>) -> Option<Reason> {
    let names = overdue.iter().map(|person| sitting.name(*person)).collect::<Vec<_>>().join(", ");
    (!overdue.is_empty()).then(|| {
        let detail =
            format!("By the policy in force nothing is agreed on item {} by those who have declared nothing: {names}.", item.number);
        Reason::new(Code::DeclarationOutstanding, "A3.2", detail)
            .facts(overdue.iter().map(|person| person.subject()))
            .cure("Record what they declare, or that they have nothing to declare; or put it to the vote of the others.")
    })
}
