//! Ruling on a person, and asking for papers.

use super::changes::{PapersServed, RulingMade};
use super::rules::papers;
use super::rules::propose::propose;
use super::rules::record::GroundRecord;
use super::rules::rule_on::{self, RuleOn};
use crate::access::Seen;
use crate::db::Read;
use crate::fault::Error;
use crate::ids::{ItemId, PaperId, PersonId};
use crate::meetings::{At, Doing, facts};
use crate::people;

/// Rules on how a person is treated on an item. A ruling that excludes takes away the person's
/// votes on the item, and on every item it holds for.
///
/// # Errors
/// [`Error::NotFound`] for the item; `unknown_reference` for people of no register; the refusals
/// of [`rule_on::rule_on`].
pub fn rule(read: &mut Read<'_>, command: &RuleOn, at: impl Into<At>) -> Result<RulingMade, Error> {
    let over = command.over.as_ref().map(|over| ("/override/by", over.by));
    let named: Vec<(&str, PersonId)> = [("/person", command.person), ("/by", command.by)].into_iter().chain(over).collect();
    people::known(read, &named)?;
    let sitting = facts::sitting_of(read, command.item, &named.iter().map(|(_, person)| *person).collect::<Vec<_>>())?;
    let room = sitting.room();
    let item = sitting.item(command.item.id()).ok_or(Error::NotFound("item"))?;
    let at = at.into().of(&sitting, Doing::Preparation)?;
    let permit = rule_on::rule_on(&sitting, &room, item, command)?;
    let grounds = propose(&sitting, item, command.person).grounds.iter().map(GroundRecord::from).collect();
    let takes = rule_on::votes_taken(&sitting, item, command);
    Ok(RulingMade::by(&permit, sitting.meeting.id, grounds, takes, at))
}

/// Asks for papers of an item on behalf of a person, or for all of them where none is named. What is
/// served is recorded, and what is refused as well.
///
/// # Errors
/// [`Error::NotFound`]; `paper_withheld`, which is notable.
pub fn serve_papers(read: &mut Read<'_>, item: Seen<ItemId>, person: PersonId, which: &[PaperId]) -> Result<PapersServed, Error> {
    people::known(read, &[("/person", person)])?;
    let sitting = facts::sitting_of(read, item, &[person])?;
    let on = sitting.item(item.id()).ok_or(Error::NotFound("item"))?;
    Ok(PapersServed::by(papers::may_read(&sitting, on, person, which)?))
}
