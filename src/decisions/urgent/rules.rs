//! C7: an urgent decision between meetings.
//!
//! It is taken by the chair and the chief officer, each unconflicted on the item and reachable; for the chair else by
//! the vice-chair, for the chief officer by the deputy of that seat. The function is the committee's to decide, as
//! for an approval. Whoever can be is consulted; where nobody was, the record says why. It is in effect until the
//! item by which it is to be ratified has any outcome but `ratified` and `deferred`; deferred, it stands, and the item
//! carried over takes that item's place.

use super::DecideUrgently;
use crate::committees::Office;
use crate::conflicts::Standings;
use crate::ids::{CommitteeId, ItemId, MeetingId, PersonId};
use crate::meetings::rules::authority::{Taking, authorised};
use crate::meetings::{CommitteeAtMeeting, Item, Outcome, Sitting};
use crate::policy::Purpose;
use crate::text::Rationale;
use crate::verdict::{Code, Reason, Reasons, Refusal};

/// The flag of an urgent decision until it is ratified.
pub const PENDING_RATIFICATION: &str = "pending_ratification";

/// The permit: the urgent decision may be recorded.
#[derive(Debug, Clone)]
pub struct MayDecideUrgently {
    pub(in crate::decisions) meeting: MeetingId,
    pub(in crate::decisions) item: ItemId,
    pub(in crate::decisions) committee: CommitteeId,
    pub(in crate::decisions) command: DecideUrgently,
    pub(in crate::decisions) flags: Vec<&'static str>,
}

/// See the head of this file. The sitting is looked at as on the day of the decision.
///
/// # Errors
/// The refusal, with every reason that holds.
pub fn decide_urgently(
    sitting: &Sitting,
    item: &Item,
    at: &CommitteeAtMeeting,
    command: &DecideUrgently,
    already: bool,
) -> Result<MayDecideUrgently, Refusal> {
    let mut reasons = Reasons::new();
    let about = |code: Code, detail: String| Reason::new(code, "C7", detail).fact(item.id.subject());
    if !item.concerns(at.committee.id) {
        reasons.add(about(Code::ItemNotInThisCommittee, format!("Item {} does not concern {}.", item.number, at.committee.name)));
    }
    if item.purpose != Purpose::Ratification {
        let detail = format!("Item {} is not for ratification.", item.number);
        reasons.add(about(Code::OutOfPhase, detail).cure("Put an item for ratification on the agenda of the next meeting, and name that."));
    }
    if command.on > sitting.meeting.date {
        let detail = format!("{} is after the meeting that is to ratify it.", command.on.long());
        reasons.add(about(Code::PeriodInvalid, detail).cure("Give the day on which it was taken."));
    }
    if let Some(decided) = sitting.decided(item.id, at.committee.id) {
        reasons
            .add(about(Code::DecisionFinal, format!("{} has decided item {}.", at.committee.name, item.number)).fact(decided.id.subject()));
    }
    if already {
        reasons.add(about(Code::Duplicate, format!("An urgent decision on item {} is recorded already.", item.number)));
    }
    let standings = Standings::few(sitting);
    let conflicted = |person: PersonId| standings.standing(item, person).is_conflicted();
    reasons.extend(of_the_deciders(sitting, item, at, command, &conflicted));
    if let Err(refused) = authorised(sitting, at, item, command.on, Taking::Urgently) {
        reasons.extend(refused);
    }
    if command.consulted.is_empty() && command.reason.as_ref().and_then(Rationale::words).is_none() {
        let reason = about(Code::ReasonRequired, "Nobody was consulted, and no reason is given.".to_owned());
        reasons.add(reason.cure("Say who was consulted, or why nobody could be."));
    }
    let mut flags = vec![PENDING_RATIFICATION];
    if command.consulted.iter().any(|person| conflicted(*person)) {
        flags.push("consulted_conflicted");
    }
    let (meeting, item, committee) = (sitting.meeting.id, item.id, at.committee.id);
    reasons.or_else(|| MayDecideUrgently { meeting, item, committee, command: command.clone(), flags })
}

/// Who may take it, and whether they did.
fn of_the_deciders(
    sitting: &Sitting,
    item: &Item,
    at: &CommitteeAtMeeting,
    command: &DecideUrgently,
    conflicted: &impl Fn(PersonId) -> bool,
) -> Option<Reason> {
    let with_interest: Vec<PersonId> = command.by.iter().copied().filter(|person| conflicted(*person)).collect();
    if !with_interest.is_empty() {
        let names: Vec<String> = with_interest.iter().map(|person| sitting.name(*person)).collect();
        let detail = format!("{} has an interest in item {} and decides nothing of it.", names.join(", "), item.number);
        let reason = Reason::new(Code::DeciderConflicted, "C7", detail).facts(with_interest.iter().map(|person| person.subject()));
        return Some(reason.cure("The vice-chair acts for the chair, a named deputy for the chief officer."));
    }
    let free = |person: &PersonId| !conflicted(*person) && !command.unavailable.contains(person);
    let office = |office: Office| {
        let seats = at.seats().iter().filter(move |seat| seat.office == Some(office));
        seats.flat_map(|seat| at.holders(&seat.id)).collect::<Vec<PersonId>>()
    };
    let tagged = |person: PersonId| sitting.people.get(&person).is_some_and(|known| known.tags.iter().any(|tag| tag == "chief_officer"));
    let is_chief =
        |seat: &str| at.holders(seat).any(tagged) || at.seat(seat).is_some_and(|seat| seat.tags.iter().any(|tag| tag == "chief_officer"));
    let chief_seats: Vec<&str> = at.seats().iter().map(|seat| seat.id.as_str()).filter(|seat| is_chief(seat)).collect();
    let holders: Vec<PersonId> = chief_seats.iter().flat_map(|seat| at.holders(seat)).collect();
    let deputies: Vec<PersonId> = chief_seats.iter().flat_map(|seat| at.deputies(seat)).collect();
    // A seat that is shared acts through any of its holders who may: through the one who did.
    let acts = |of: &[PersonId], may: &dyn Fn(&PersonId) -> bool| {
        let may: Vec<PersonId> = of.iter().copied().filter(may).collect();
        may.iter().copied().find(|person| command.by.contains(person)).or(may.first().copied())
    };
    let chair = acts(&office(Office::Chair), &free).or_else(|| acts(&office(Office::ViceChair), &free));
    // Two people decide: whoever is the chair is not the chief officer too.
    let other = |person: &PersonId| free(person) && chair != Some(*person);
    let chief = acts(&holders, &other).or_else(|| acts(&deputies, &other));
    let mut wanted: Vec<PersonId> = chair.into_iter().chain(chief).collect();
    let mut by = command.by.clone();
    wanted.sort_unstable();
    by.sort_unstable();
    by.dedup();
    let is_complete = chair.is_some() && chief.is_some() && wanted == by;
    (!is_complete).then(|| {
        let names = |people: &[PersonId]| people.iter().map(|person| sitting.name(*person)).collect::<Vec<_>>().join(" and ");
        let who = if wanted.len() == 2 { format!("{} decide together", names(&wanted)) } else { "there is nobody who could".to_owned() };
        let detail = format!("An urgent decision on item {} is the chair's and the chief officer's: {who}.", item.number);
        let reason = Reason::new(Code::NotTheDecider, "C7", detail).facts(by.iter().map(|person| person.subject()));
        reason.cure("Name both; and say who of them could not be reached, where the vice-chair or a deputy acted.")
    })
}

/// Whether an urgent decision still stands beside what was recorded of the item by which it is to be ratified.
#[must_use]
pub fn stands(recorded: Option<Outcome>, was_carried: bool) -> bool {
    match recorded {
        None => true,
        Some(Outcome::Deferred) => !was_carried,
        Some(_) => false,
    }
}

/// Whether an urgent decision has effect beside what was recorded of that item, and which of its flags still say something:
/// what is ratified or has lapsed waits for nothing.
#[must_use]
pub fn effect(flags: &[String], recorded: Option<Outcome>, was_carried: bool) -> (bool, Vec<String>) {
    let waits = stands(recorded, was_carried);
    let kept = flags.iter().filter(|flag| waits || *flag != PENDING_RATIFICATION).cloned().collect();
    (waits || recorded == Some(Outcome::Ratified), kept)
}

#[cfg(test)]
mod tests;
