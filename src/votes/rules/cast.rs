//! C6.1: may this seat vote, now?

use super::hands::beside_a_show;
use super::tally::{is_excluded, standing_casting, standing_vote};
use crate::access::Seen;
use crate::conflicts::standing;
use crate::ids::{CommitteeId, ItemId, PersonId};
use crate::meetings::rules::correspondence::waits_for_a_room;
use crate::meetings::rules::namesakes::title;
use crate::meetings::rules::outstanding::is_overdue;
use crate::meetings::{Choice, CommitteeAtMeeting, Item, MeetingState, Room, Sitting};
use crate::policy::{Phase, Undeclared};
use crate::proceedings::rules::not_open;
use crate::quorum::of_item;
use crate::verdict::{Code, Reason, Refusal};

/// A vote to be cast: by a person, or from a seat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CastVote {
    pub item: Seen<ItemId>,
    /// None where there is one that can be meant.
    pub committee: Option<CommitteeId>,
    pub person: Option<PersonId>,
    pub seat: Option<String>,
    pub choice: Choice,
}

/// The permit: this seat's vote, through this person.
#[derive(Debug, Clone)]
pub struct AdmittedVote {
    item: ItemId,
    committee: CommitteeId,
    seat: String,
    person: PersonId,
    choice: Choice,
}

impl AdmittedVote {
    #[must_use]
    pub fn item(&self) -> ItemId {
        self.item
    }
    #[must_use]
    pub fn committee(&self) -> CommitteeId {
        self.committee
    }
    #[must_use]
    pub fn seat(&self) -> &str {
        &self.seat
    }
    #[must_use]
    pub fn person(&self) -> PersonId {
        self.person
    }
    #[must_use]
    pub fn choice(&self) -> Choice {
        self.choice
    }
}

/// In the order of the rulebook: the meeting is open, the item concerns the committee and is not
/// decided, its vote is open, the person is a member with a voting seat that has not voted, is in
/// the room, and is not excluded by a ruling or awaiting one. A vote of a body without a quorum is no
/// vote (C5.1); a deputy votes only where the terms count deputies.
///
/// # Errors
/// The refusal, with every reason that holds; an attempt by somebody excluded is notable.
pub fn admit(sitting: &Sitting, room: &Room, item: &Item, at: &CommitteeAtMeeting, command: &CastVote) -> Result<AdmittedVote, Refusal> {
    let at = &*sitting.lent(item, at);
    let mut reasons = of_a_vote(sitting, room, item, at);
    match of_the_line(sitting, room, item, at, command) {
        Ok(permit) if reasons.is_empty() => return Ok(permit),
        Ok(_) => {}
        Err(own) => reasons.extend(own),
    }
    Err(refused(reasons))
}

/// A vote alone, beside what the meeting and the item say of all of them.
///
/// # Errors
/// Every reason of its own that holds.
pub(super) fn of_the_line(
    sitting: &Sitting,
    room: &Room,
    item: &Item,
    at: &CommitteeAtMeeting,
    command: &CastVote,
) -> Result<AdmittedVote, Vec<Reason>> {
    let mut reasons = Vec::new();
    match of_the_seat(sitting, room, item, at, command, &mut reasons) {
        Some((seat, person)) if reasons.is_empty() => {
            Ok(AdmittedVote { item: item.id, committee: at.committee.id, seat, person, choice: command.choice })
        }
        _ => Err(reasons),
    }
}

/// What comes of the reasons: an attempt by somebody excluded is notable.
pub(super) fn refused(reasons: Vec<Reason>) -> Refusal {
    let refusal = Refusal { reasons, remedies: Vec::new(), notable: false };
    let excluded = refusal.has(Code::ExcludedByRuling) || refusal.has(Code::AwaitingRuling);
    if excluded { refusal.notable() } else { refusal }
}

/// What the meeting and the item say of any vote by name: as of any vote, and that no hands were counted instead (C6.8). By
/// correspondence it is the votes that make the quorum, and so none needs one (C7.4).
pub(super) fn of_a_vote(sitting: &Sitting, room: &Room, item: &Item, at: &CommitteeAtMeeting) -> Vec<Reason> {
    let mut reasons = of_the_item(sitting, item, at);
    if !sitting.is_by_correspondence() {
        reasons.extend(quorum_of_a_vote(sitting, room, item, at));
    }
    reasons.extend(beside_a_show(sitting, item, at));
    reasons
}

/// What the meeting and the item say of any vote.
pub(super) fn of_the_item(sitting: &Sitting, item: &Item, at: &CommitteeAtMeeting) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if sitting.meeting.state != MeetingState::Open {
        reasons.push(not_open(sitting));
    }
    if !item.concerns(at.committee.id) {
        reasons.push(
            Reason::new(Code::ItemNotInThisCommittee, "C6.7", format!("Item {} does not concern {}.", item.number, at.committee.name))
                .fact(item.id.subject()),
        );
    }
    if sitting.decided(item.id, at.committee.id).or_else(|| sitting.decided_otherwise(item, at.committee.id)).is_some() {
        reasons.push(
            Reason::new(Code::DecisionFinal, "C10", format!("{} has decided item {}.", at.committee.name, item.number))
                .fact(item.id.subject())
                .cure("On a false entry whoever presides reopens it in the sitting itself; later it is put right by a correction."),
        );
    } else if sitting.phase(item.id) != Some(Phase::Decision) {
        let now = sitting.phase(item.id).map_or_else(|| "has not begun".to_owned(), |phase| format!("is in its {phase} phase"));
        reasons.push(
            Reason::new(Code::VoteNotOpen, "C6.1", format!("The vote on item {} is not open: it {now}.", item.number))
                .fact(item.id.subject())
                .cure("Take the item into its decision phase."),
        );
    } else if let Some(cast) = standing_casting(sitting, item, at) {
        let detail = format!("The vote on item {} is closed: {} has cast the casting vote.", item.number, sitting.name(cast.by));
        reasons.push(
            Reason::new(Code::VoteNotOpen, "C6.3", detail)
                .facts([item.id.subject(), cast.by.subject()])
                .cure("Record the decision; a casting vote that was recorded by mistake is struck first."),
        );
    } else if let Some(called) = waits_for_a_room(sitting, item, Code::VoteNotOpen) {
        reasons.push(called);
    }
    reasons
}

/// C5.1, C5.5: a vote needs the quorum that the decision will need; what was cast before it went stays. It is asked of a vote
/// that is open.
pub(super) fn quorum_of_a_vote(sitting: &Sitting, room: &Room, item: &Item, at: &CommitteeAtMeeting) -> Option<Reason> {
    let is_decided = || sitting.decided(item.id, at.committee.id).or_else(|| sitting.decided_otherwise(item, at.committee.id)).is_some();
    if sitting.phase(item.id) != Some(Phase::Decision) || is_decided() || standing_casting(sitting, item, at).is_some() {
        return None;
    }
    let quorum = of_item(sitting, room, item, at);
    let detail = || format!("{} is inquorate on item {}: {}.", at.committee.name, item.number, quorum.shortfall());
    (!quorum.quorate).then(|| {
        Reason::new(Code::Inquorate, "C5.5", detail())
            .facts([item.id.subject(), at.committee.id.subject()])
            .cure(format!("{}; votes cast before stay.", quorum.way_on()))
    })
}

fn no_member(sitting: &Sitting, item: &Item, at: &CommitteeAtMeeting, command: &CastVote) -> Reason {
    let who = command.person.map_or_else(|| command.seat.clone().unwrap_or_default(), |person| sitting.name(person));
    let own =
        sitting.committee(at.committee.id).into_iter().flat_map(|own| own.memberships.iter()).filter(|held| held.deputy_for.is_none());
    let mut own = own.filter(|held| Some(held.person) == command.person);
    let lent_to = |seat: &str| at.holders(seat).find(|holder| Some(*holder) != command.person);
    if let Some((held, borrowed)) = own.find_map(|held| lent_to(&held.seat).map(|borrowed| (held, borrowed))) {
        let seat = at.seat(&held.seat).map_or_else(|| held.seat.clone(), |seat| title(sitting, at, seat));
        let detail = format!("The seat of the {seat}, which {who} holds, is lent to {} for item {}.", sitting.name(borrowed), item.number);
        let cure = "Whoever was borrowed votes in it. A borrowing that was recorded by mistake is struck first.";
        return Reason::new(Code::NotAMember, "C5.4", detail).facts(command.person.map(PersonId::subject)).cure(cure);
    }
    Reason::new(Code::NotAMember, "C6.1", format!("{who} is not a member of {} on this day.", at.committee.name))
        .facts(command.person.map(PersonId::subject))
}

/// What the seat and the person in it say: gathers the reasons, and finds seat and person.
fn of_the_seat(
    sitting: &Sitting,
    room: &Room,
    item: &Item,
    at: &CommitteeAtMeeting,
    command: &CastVote,
    reasons: &mut Vec<Reason>,
) -> Option<(String, PersonId)> {
    use crate::committees::MembershipClass::Member;
    let mut seats: Vec<_> = match (&command.seat, command.person) {
        (Some(id), person) => {
            at.seat(id).into_iter().filter(|seat| person.is_none_or(|p| at.seats_to_vote_from(room, p).any(|s| s.id == seat.id))).collect()
        }
        (None, Some(person)) => at.seats_to_vote_from(room, person).collect(),
        (None, None) => Vec::new(),
    };
    seats.retain(|seat| seat.class() == Member || seat.voting);
    // Somebody with several seats votes from a voting one that has not voted yet.
    let voted = |id: &str| standing_vote(sitting, item, at, id).is_some();
    seats.sort_by_key(|seat| (!seat.voting, voted(&seat.id)));
    let seat = seats.first().copied();
    let person = command.person.or_else(|| {
        let actors = at.acting(room, &seat?.id);
        let is_here = |person: &PersonId| room.present.contains(person) || sitting.is_by_correspondence();
        let able = |person: &PersonId| is_here(person) && !is_excluded(sitting, room, item, *person);
        // Of a shared seat whoever is in the room is meant, before whoever has gone.
        actors.iter().copied().find(able).or_else(|| actors.iter().copied().find(is_here)).or_else(|| actors.first().copied())
    });
    let (Some(seat), Some(person)) = (seat, person) else {
        reasons.push(no_member(sitting, item, at, command));
        if let Some(person) = command.person {
            reasons.extend(of_the_person(sitting, room, item, person));
        }
        return None;
    };
    let name = sitting.name(person);
    if !seat.voting {
        reasons.push(
            Reason::new(
                Code::SeatDoesNotVote,
                "C6.1",
                format!("{name}'s seat has no vote on item {} under the terms of reference.", item.number),
            )
            .fact(person.subject())
            .fact(format!("seat:{}", seat.id)),
        );
    } else if voted(&seat.id) {
        reasons.push(
            Reason::new(Code::SeatAlreadyVoted, "C6.1", format!("The seat '{}' has voted on item {}.", seat.id, item.number))
                .fact(format!("seat:{}", seat.id))
                .cure("A vote is not changed: one recorded by mistake is struck first, with a reason."),
        );
    }
    let kept_out = of_the_person(sitting, room, item, person);
    // What the policy makes follow is asked of whoever would vote else.
    if seat.voting && kept_out.is_empty() {
        reasons.extend(undeclared(sitting, at, person));
    }
    reasons.extend(kept_out);
    Some((seat.id.clone(), person))
}

/// A3.2: where the policy says so, whoever never declared has no vote once they have had time to.
fn undeclared(sitting: &Sitting, at: &CommitteeAtMeeting, person: PersonId) -> Option<Reason> {
    (at.policy.undeclared == Undeclared::Stop && is_overdue(sitting, person)).then(|| {
        let name = sitting.name(person);
        let detail =
            format!("{name} has neither an interest nor a nil return on the register, and by the policy in force no vote until then.");
        Reason::new(Code::DeclarationOutstanding, "A3.2", detail)
            .fact(person.subject())
            .cure("Record what they declare, or that they have nothing to declare.")
    })
}

pub(super) fn of_the_person(sitting: &Sitting, room: &Room, item: &Item, person: PersonId) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let name = sitting.name(person);
    let how = standing(sitting, item, person);
    let may_vote = how.rights(Phase::Decision, sitting.is_private(item), None).vote;
    if !room.present.contains(&person) && !sitting.is_by_correspondence() {
        let reason = Reason::new(Code::NotPresent, "C6.1", format!("{name} is not in the room; absent members cannot vote."))
            .fact(person.subject())
            .fact(sitting.meeting.id.subject());
        // Whoever may not vote does not come in to do so.
        reasons.push(if may_vote { reason.cure("If they are there, record when they came.") } else { reason });
    }
    if !may_vote {
        let reason = if how.is_ruled() {
            Reason::new(Code::ExcludedByRuling, "C1.1", format!("{}, and so has no vote on it.", how.says(&name, item)))
        } else {
            Reason::new(Code::AwaitingRuling, "C1.1", format!("{}.", how.says(&name, item)))
                .cure("Whoever presides over the item rules on it.")
        };
        reasons.push(reason.fact(person.subject()).fact(item.id.subject()));
    }
    reasons
}
