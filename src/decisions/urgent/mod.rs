//! What could not wait for a meeting: decided by the chair and the chief officer, until the committee ratifies it.

pub mod facts;
pub mod rules;

use crate::access::Seen;
use crate::db::Read;
use crate::decisions::changes::urgent::UrgentlyDecided;
use crate::fault::Error;
use crate::ids::{CommitteeId, ItemId, PersonId};
use crate::meetings::rules::off;
use crate::meetings::{facts as meetings, which_committee};
use crate::moment::Date;
use crate::people::known;
use crate::text::Rationale;
use crate::votes::committee_of;

/// An urgent decision to be recorded, on the item by which it is to be ratified.
#[derive(Debug, Clone)]
pub struct DecideUrgently {
    pub item: Seen<ItemId>,
    pub committee: Option<CommitteeId>,
    /// Who took it: whoever acts for the chair, and for the chief officer.
    pub by: Vec<PersonId>,
    pub consulted: Vec<PersonId>,
    /// Whoever of the chair and the chief officer could not be reached.
    pub unavailable: Vec<PersonId>,
    pub reason: Option<Rationale>,
    /// The day on which it was taken.
    pub on: Date,
}

/// Records an urgent decision.
///
/// # Errors
/// [`Error::NotFound`] for the item; people of no register; the refusals of [`rules::decide_urgently`].
pub fn decide_urgently(read: &mut Read<'_>, command: &DecideUrgently) -> Result<UrgentlyDecided, Error> {
    let lists = [("/by", &command.by), ("/consulted", &command.consulted), ("/unavailable", &command.unavailable)];
    let named: Vec<(String, PersonId)> = lists
        .iter()
        .flat_map(|(list, people)| people.iter().enumerate().map(move |(n, person)| (format!("{list}/{n}"), *person)))
        .collect();
    known(read, &named.iter().map(|(pointer, person)| (pointer.as_str(), *person)).collect::<Vec<_>>())?;
    let also: Vec<PersonId> = named.iter().map(|(_, person)| *person).collect();
    let meeting = meetings::meeting_of(read, command.item)?;
    let mut sitting = meetings::sitting_since(read, meeting, &also, command.on)?;
    sitting.hold(command.on);
    let item = sitting.item(command.item.id()).ok_or(Error::NotFound("item"))?;
    off::stands(item)?;
    let at = committee_of(&sitting, which_committee(&sitting, item, command.committee, None, "/committee")?)?;
    let already = facts::on(read, command.item)?.into_iter().any(|urgent| urgent.committee == at.committee.id);
    Ok(UrgentlyDecided::by(rules::decide_urgently(&sitting, item, at, command, already)?))
}
