//! C6: what the vote or the consensus says of an outcome, and who may dissent from it.

use super::decide::Decide;
use crate::committees::{MembershipClass, VotingRule};
use crate::ids::PersonId;
use crate::meetings::{CommitteeAtMeeting, Item, Method, Outcome, Room, Sitting};
use crate::verdict::{Code, Reason};
use crate::votes::rules::tally::voting_of;
use crate::votes::{ElectionCount, State, Tally};

/// C6: the outcome says what the vote, or the consensus, said. A tie waits for the casting vote
/// where there is one, by whichever method it is decided.
pub(super) fn of_the_count(
    sitting: &Sitting,
    room: &Room,
    at: &CommitteeAtMeeting,
    item: &Item,
    command: &Decide,
    tally: &Tally,
) -> Vec<Reason> {
    if let Some(held) = &tally.election {
        return of_an_election(item, command, held).into_iter().collect();
    }
    let at = &*sitting.lent(item, at);
    let rule = voting_of(at, Some(item)).rule;
    let against_the_motion = matches!(command.outcome, Outcome::Rejected | Outcome::NotRatified);
    let tied = tally.casting_vote_needed.then(|| {
        Reason::new(Code::CastingVoteNeeded, "C6.3", format!("Item {} is tied, {} to {}.", item.number, tally.for_, tally.against))
            .fact(item.id.subject())
            .cure("Whoever presides over the item casts the casting vote.")
    });
    if command.method == Method::Consensus {
        let mut reasons = of_consensus(sitting, room, at, item, command, tally, rule, against_the_motion);
        reasons.extend(tied);
        return reasons;
    }
    if tied.is_some() || tally.carried != against_the_motion {
        return tied.into_iter().collect();
    }
    let count = format!(
        "{} for, {} against, {} abstained, {} not voting, {} absent, {} excluded",
        tally.for_, tally.against, tally.abstained, tally.not_voting, tally.absent, tally.excluded
    );
    // The code is the rule's, whichever way the outcome differs from the vote.
    let (code, not_carried) = match rule {
        VotingRule::Consensus => (Code::ConsensusNotReached, format!("There is no consensus on item {}", item.number)),
        VotingRule::EachOrganisation => (Code::OrganisationsDisagree, format!("Not every organisation agrees on item {}", item.number)),
        _ => (Code::NotCarried, format!("The motion on item {} is not carried", item.number)),
    };
    let what = if against_the_motion {
        format!("The motion on item {} is carried, so '{}' is not what was voted: {count}.", item.number, command.outcome.words())
    } else {
        format!("{not_carried}: {count}.")
    };
    vec![Reason::new(code, "C6.1", what).fact(item.id.subject()).cure("Record what was voted, or that the item is deferred.")]
}

/// C6.10: an election elects somebody, by whichever method that is recorded, or nobody; it rejects nothing.
fn of_an_election(item: &Item, command: &Decide, held: &ElectionCount) -> Option<Reason> {
    let against_it = matches!(command.outcome, Outcome::Rejected | Outcome::NotRatified);
    if held.elected.is_some() && !against_it {
        return None;
    }
    let detail = match held.elected {
        Some(_) => format!("Somebody was elected on item {}, so '{}' is not what was voted.", item.number, command.outcome.words()),
        None => format!("Nobody was elected on item {} by the ballot that was held.", item.number),
    };
    let cure = match held.elected {
        Some(_) => "Record that it is approved, which says who was elected; or strike the election if it was counted wrongly.",
        None => "Hold another ballot; or record that the item is deferred, or that there is no decision.",
    };
    Some(Reason::new(Code::NotCarried, "C6.10", detail).facts([item.id.subject(), held.id.subject()]).cure(cure))
}

/// C6.2, C6.6: by consensus no votes are needed; whoever dissents, and whoever voted the other
/// way and is counted, stands against it. Where each organisation must agree, fewer than half of
/// each one's people in the room may dissent, members without a vote among them; a body with
/// nobody in the room is not asked, and one whose voting seats are all vacant or excluded has not
/// agreed.
#[allow(clippy::too_many_arguments, reason = "one question, asked of all of it")]
fn of_consensus(
    sitting: &Sitting,
    room: &Room,
    at: &CommitteeAtMeeting,
    item: &Item,
    command: &Decide,
    tally: &Tally,
    rule: VotingRule,
    against_the_motion: bool,
) -> Vec<Reason> {
    let other_way = if against_the_motion { State::For } else { State::Against };
    let mut dissent: Vec<PersonId> = command.dissent.clone();
    dissent.extend(tally.seats.iter().filter(|seat| seat.state == other_way).map(|seat| seat.person));
    dissent.sort_unstable();
    dissent.dedup();
    // Whoever raised a hand against it dissents too, whoever that is.
    let hands = if against_the_motion { tally.for_ } else { tally.against };
    let hands = tally.show_of_hands.is_some() && !hands.is_zero();
    let names = dissent.iter().map(|p| sitting.name(*p)).collect::<Vec<_>>().join(", ");
    if rule != VotingRule::EachOrganisation {
        if dissent.is_empty() && !hands {
            return Vec::new();
        }
        let who = if names.is_empty() {
            "hands were raised the other way".to_owned()
        } else {
            format!("{names} {}", if dissent.len() == 1 { "dissents" } else { "dissent" })
        };
        return vec![
            Reason::new(Code::ConsensusNotReached, "C6.2", format!("There is no consensus on item {}: {who}.", item.number))
                .facts(dissent.iter().map(|p| p.subject()))
                .cure("Put it to the vote, or record that the item is deferred."),
        ];
    }
    let bodies: Vec<&str> = {
        let mut codes: Vec<&str> =
            at.seats().iter().filter(|seat| seat.class() == MembershipClass::Member).map(|seat| at.seat_organisation(seat)).collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    };
    let disagree: Vec<&str> = bodies
        .into_iter()
        .filter(|code| {
            let votes = at.seats().iter().any(|seat| seat.voting && at.seat_organisation(seat) == *code);
            let mut seats = tally.seats.iter().filter(|seat| seat.organisation == *code);
            if votes && seats.all(|seat| seat.state == State::Excluded) {
                return true;
            }
            let here: Vec<PersonId> = people_of(sitting, room, at, code);
            let against = here.iter().filter(|person| dissent.contains(person)).count();
            !here.is_empty() && against * 2 >= here.len()
        })
        .collect();
    if disagree.is_empty() {
        return Vec::new();
    }
    let bodies: Vec<String> =
        disagree.iter().map(|code| sitting.bodies.by_code(code).map_or_else(|| code.to_string(), |body| body.name.clone())).collect();
    vec![
        Reason::new(
            Code::OrganisationsDisagree,
            "C6.6",
            format!("Each organisation must agree on item {}, and {} does not.", item.number, bodies.join(", ")),
        )
        .facts(dissent.iter().map(|p| p.subject()))
        .cure("Record that the item is deferred or referred."),
    ]
}

/// A body's people in the room: whoever sits in one of its members' seats.
fn people_of(sitting: &Sitting, room: &Room, at: &CommitteeAtMeeting, code: &str) -> Vec<PersonId> {
    room.present
        .iter()
        .copied()
        .filter(|person| {
            sitting.seats_of(at, *person, room).any(|seat| seat.class() == MembershipClass::Member && at.seat_organisation(seat) == code)
        })
        .collect()
}

/// C6.2: whoever dissents has a say in the item: a seat with a vote or of a member, or the deputy's
/// place for one, in a committee that it concerns.
#[must_use]
pub fn may_dissent(sitting: &Sitting, item: &Item, person: PersonId) -> bool {
    sitting.concerned(item).any(|at| {
        let at = sitting.lent(item, at);
        let mut seats = at.memberships.iter().filter(|held| held.person == person).filter_map(|held| at.seat(&held.seat));
        seats.any(|seat| seat.voting || seat.class() == MembershipClass::Member)
    })
}
