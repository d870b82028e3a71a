//! Recording a decision, and taking it again.

use super::changes::DecisionReopened;
use super::entering::{Entering, clock};
use crate::access::Seen;
use crate::db::Read;
use crate::decisions::changes::DecisionRecorded;
use crate::decisions::rules::count::may_dissent;
use crate::decisions::rules::decide::{self, Decide};
use crate::decisions::rules::evidence::evidence;
use crate::decisions::rules::reopen as law;
use crate::fault::{Error, FieldError};
use crate::ids::{CommitteeId, DecisionId, ItemId, PersonId};
use crate::meetings::rules::off;
use crate::meetings::{At, Decided, Doing, Over, Said, facts as meetings, in_the_sitting, which_committee};
use crate::people::known;
use crate::text::Rationale;
use crate::verdict::Code;
use crate::votes::committee_of;

/// Records an outcome for one committee.
///
/// # Errors
/// [`Error::NotFound`] for the item; people of no register; somebody in dissent who has no say in
/// the item; the refusals of [`decide::decide`].
pub fn decide(read: &mut Read<'_>, command: &Decide, at: impl Into<At>) -> Result<DecisionRecorded, Error> {
    let dissent: Vec<(String, PersonId)> =
        command.dissent.iter().enumerate().map(|(n, person)| (format!("/dissent/{n}"), *person)).collect();
    let by = command.override_.as_ref().map(|over| over.by);
    let mentioned = dissent.iter().map(|(pointer, person)| (pointer.as_str(), *person));
    known(read, &mentioned.chain(by.map(|by| ("/override/by", by))).collect::<Vec<_>>())?;
    let named: Vec<PersonId> = command.dissent.iter().copied().chain(by).collect();
    let entering = Entering::at(meetings::sitting_of(read, command.item, &named)?, at, Doing::Concluding)?;
    let (sitting, entered) = (entering.sitting(), entering.entered);
    let room = sitting.room();
    let item = sitting.item(command.item.id()).ok_or(Error::NotFound("item"))?;
    off::stands(item)?;
    let committee = which_committee(sitting, item, command.committee, None, "/committee")?;
    let committee = committee_of(sitting, committee)?;
    let strangers = dissent.into_iter().filter(|(_, person)| !may_dissent(sitting, item, *person));
    let faults: Vec<FieldError> = strangers
        .map(|(pointer, person)| {
            let message = format!("{} is no member with a say in this item, and so does not dissent.", sitting.name(person));
            FieldError::new(pointer, Code::NotAMember.as_str(), message)
        })
        .collect();
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let permit = decide::decide(sitting, &room, item, committee, command)?.entered(entered.late);
    let (outcome, method, dissent) = (command.outcome, command.method, command.dissent.clone());
    let override_ = command.override_.as_ref().map(|over| Over { by: over.by, reason: over.reason.to_string() });
    let (id, item_id, committee_id, at) = (DecisionId::new(), item.id, committee.committee.id, entered.at);
    let flags = permit.flags();
    let taken = Decided { id, item: item_id, committee: committee_id, outcome, method, dissent, flags, override_, at, order: 0 };
    entering.may_stand([Said::Decided(taken)])?;
    let rests_on = evidence(sitting, &room, item, committee, &permit);
    Ok(DecisionRecorded::by(&permit, sitting.meeting.id, rests_on, &entered))
}

/// Takes a decision again, in the sitting itself.
///
/// # Errors
/// [`Error::NotFound`] for the item; a person of no register; a time that is not of the sitting; the refusals of
/// [`law::reopen`].
pub fn reopen(
    read: &mut Read<'_>,
    item: Seen<ItemId>,
    committee: Option<CommitteeId>,
    by: PersonId,
    reason: Option<&Rationale>,
    at: impl Into<At>,
) -> Result<DecisionReopened, Error> {
    known(read, &[("/by", by)])?;
    let sitting = meetings::sitting_of(read, item, &[by])?;
    let at: At = at.into();
    if let At::Told(told) = at {
        in_the_sitting(&sitting, told)?;
    }
    let entering = Entering::in_its_turn(sitting, at, Doing::Concluding)?;
    let sitting = entering.sitting();
    let on = sitting.item(item.id()).ok_or(Error::NotFound("item"))?;
    let committee = committee_of(sitting, which_committee(sitting, on, committee, None, "/committee")?)?;
    let permit = law::reopen(sitting, &sitting.room(), on, committee, by, reason)?;
    Ok(DecisionReopened::by(permit, entering.entered.at, clock(at)))
}
