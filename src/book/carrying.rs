//! Carrying an item over to a later agenda.

use super::rules::carrying;
use crate::access::Seen;
use crate::committees;
use crate::db::Read;
use crate::fault::Error;
use crate::ids::{ItemId, MeetingId, PaperId};
use crate::meetings::changes::carrying::{CarriedItem, CarriedPaper, ItemCarried};
use crate::meetings::items::{self, WhichPapers};
use crate::meetings::rules::{numbering, off};
use crate::meetings::{Item, Sitting, facts};
use crate::text::Number;

/// Puts an item onto the agenda of a later meeting, last, with its parts and papers; under the number given, else the
/// next.
///
/// # Errors
/// [`Error::NotFound`] for the item; a part, or a meeting that is none; the refusals of [`carrying::carry`]; `duplicate` for a
/// number that another item of that agenda has.
pub fn carry_over(read: &mut Read<'_>, id: Seen<ItemId>, to: MeetingId, number: Option<&Number>) -> Result<ItemCarried, Error> {
    // Whoever keeps meetings keeps all of a register.
    let to = id.lets_see(to);
    let sitting = facts::sitting_of(read, id, &[])?;
    let item = sitting.item(id.id()).ok_or(Error::NotFound("item"))?;
    off::stands(item)?;
    if item.part_of.is_some() {
        return Err(Error::invalid("/item", "part", "An item is carried over whole, with its parts: name the item."));
    }
    let there = facts::meeting(read, to).map_err(|error| match error {
        Error::NotFound(_) => Error::invalid("/to", "unknown_reference", "There is no such meeting in this register."),
        other => other,
    })?;
    let agenda = facts::items(read, to)?;
    let mut seats = 0;
    for committee in &there.committees {
        seats += committees::facts::terms_on(read, *committee, there.date)?.map_or(0, |terms| terms.seats.len());
    }
    let permit = carrying::carry(&sitting, item, &there, agenda.len(), seats)?;
    let position = agenda.iter().map(|item| item.position).max().unwrap_or(0) + 1;
    if let Some(number) = number {
        numbering::is_free(&agenda, number, None)?;
    }
    let mut taken = numbering::taken(&agenda);
    let number = number.map_or_else(|| numbering::next(&taken, None, position), ToString::to_string);
    let whole = carried(read, id, &sitting, item, &there.committees, None, number)?;
    let (top, top_number) = (whole.id, whole.number.clone());
    let mut all = vec![whole];
    for part in sitting.items.iter().filter(|part| part.part_of == Some(item.id) && part.is_on()) {
        let number = numbering::next(&taken, Some(&top_number), 1);
        taken.push(number.clone());
        all.push(carried(read, id.lets_see(part.id), &sitting, part, &there.committees, Some(top), number)?);
    }
    Ok(ItemCarried::by(permit, position, all))
}

fn carried(
    read: &mut Read<'_>,
    id: Seen<ItemId>,
    sitting: &Sitting,
    item: &Item,
    there: &[crate::ids::CommitteeId],
    part_of: Option<ItemId>,
    number: String,
) -> Result<CarriedItem, Error> {
    let (stated, _) = items::stated(read, id)?;
    let mut says = stated.says;
    // What was closed to the public stays so, and what concerned all concerns no more than these.
    if sitting.meeting.private {
        says.private = Some(true);
    }
    if says.committees.is_none() && part_of.is_none() && there != sitting.meeting.committees.as_slice() {
        says.committees = Some(sitting.concerned(item).map(|at| at.committee.id).collect());
    }
    let papers = items::papers(read, WhichPapers::Of(id))?
        .into_iter()
        .map(|card| CarriedPaper {
            id: PaperId::new(),
            from: card.id,
            title: card.title,
            authors: card.authors,
            accountable: card.accountable,
            location: card.location,
            sha256: card.sha256,
            confidential: card.confidential,
        })
        .collect();
    Ok(CarriedItem { id: ItemId::new(), from: item.id, part_of, number, says, papers })
}
