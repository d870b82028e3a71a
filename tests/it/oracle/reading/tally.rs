//! The vote of an item in a committee.

use std::collections::BTreeSet;

use quorate::committees::{Basis, Seat, VotingRule, Weight};
use quorate::ids::PersonId;
use quorate::meetings::{Choice, CommitteeAtMeeting, Item, Room, Sitting};

use super::conflicts::{excluded_from_voting, struck_by_later_ruling};
use super::presiding::unconflicted;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    pub for_: Weight,
    pub against: Weight,
    pub abstained: Weight,
    pub excluded: Weight,
    pub absent: Weight,
    pub not_voting: Weight,
    pub carried: bool,
    pub casting_vote_needed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Voted(Choice),
    Excluded,
    Absent,
    NotVoting,
    /// "Vacant: nowhere."
    Vacant,
}

/// "`weights` are by organisation, shared equally over its voting seats." "Vacant seats take their
/// share, which is then nowhere; seats of an organisation that `weights` does not name have their
/// own `weight`, else 1."
pub fn weight(at: &CommitteeAtMeeting, seat: &Seat) -> Weight {
    let terms = at.terms.as_ref().expect("terms in force");
    let body = at.seat_organisation(seat);
    match terms.voting.weights.get(body) {
        Some(whole) => {
            let sharers = terms.seats.iter().filter(|other| other.voting && at.seat_organisation(other) == body).count();
            whole.shared_by(sharers)
        }
        None => seat.weight.unwrap_or(Weight::ONE),
    }
}

fn excluded(sitting: &Sitting, room: &Room, item: &Item, person: PersonId) -> bool {
    excluded_from_voting(sitting, item, person, room.arrived.contains(&person))
}

/// "A seat is `excluded` when its ruling, or its proposal once arrived, forbids the vote; else it
/// voted, is `absent` (out of the room) or `not_voting`." "A shared seat acts through a holder who
/// is not conflicted." "A deputy sits, votes, and brings its own conflicts only." "A later
/// exclusion takes a vote away." A vote whose caster is not excluded stands, whoever sits now.
pub fn state(sitting: &Sitting, room: &Room, item: &Item, at: &CommitteeAtMeeting, seat: &Seat) -> State {
    let holders: Vec<PersonId> = at.holders(&seat.id).collect();
    if holders.is_empty() {
        return State::Vacant;
    }
    let standing_vote = sitting.book.votes.iter().rev().find(|vote| {
        vote.item == item.id
            && vote.committee == at.committee.id
            && vote.seat == seat.id
            && !struck_by_later_ruling(sitting, item, vote.person, vote.order)
            && !excluded(sitting, room, item, vote.person)
    });
    if let Some(vote) = standing_vote {
        return State::Voted(vote.choice);
    }
    let actors = match room.sitting_for.get(&(at.committee.id, seat.id.clone())) {
        Some(deputy) => vec![*deputy],
        None => holders,
    };
    let able: Vec<PersonId> = actors.into_iter().filter(|person| !excluded(sitting, room, item, *person)).collect();
    if able.is_empty() {
        State::Excluded
    } else if able.iter().any(|person| room.present.contains(person)) {
        State::NotVoting
    } else {
        State::Absent
    }
}

/// "A casting vote belongs to whoever presides over the item and never to a conflicted person"; one
/// whose caster is excluded since is taken away like any vote.
fn casting_vote(sitting: &Sitting, item: &Item, at: &CommitteeAtMeeting) -> Option<Choice> {
    let casting = sitting.book.casting.iter().rev();
    casting
        .filter(|vote| vote.item == item.id && vote.committee == at.committee.id && unconflicted(sitting, item, vote.by))
        .filter(|vote| !struck_by_later_ruling(sitting, item, vote.by, vote.order))
        .map(|vote| vote.choice)
        .next()
}

/// The six counts ("all six counts are weights") and whether the motion is carried.
pub fn tally(sitting: &Sitting, room: &Room, item: &Item, at: &CommitteeAtMeeting) -> Counts {
    let terms = at.terms.as_ref().expect("terms in force");
    let voting = &terms.voting;
    let seats: Vec<(&Seat, State)> =
        terms.seats.iter().filter(|seat| seat.voting).map(|seat| (seat, state(sitting, room, item, at, seat))).collect();
    let sum = |wanted: State| seats.iter().filter(|(_, state)| *state == wanted).map(|(seat, _)| weight(at, seat)).sum::<Weight>();
    let (for_, against, abstained) =
        (sum(State::Voted(Choice::For)), sum(State::Voted(Choice::Against)), sum(State::Voted(Choice::Abstain)));
    let (excluded, absent, not_voting) = (sum(State::Excluded), sum(State::Absent), sum(State::NotVoting));

    // "`cast` (for + against; default), `present_eligible` (with abstained and not voting),
    // `all_eligible` (and absent), `all_seats` (and excluded)."
    let cast = for_ + against;
    let base = match voting.basis {
        Basis::Cast => cast,
        Basis::PresentEligible => cast + abstained + not_voting,
        Basis::AllEligible => cast + abstained + not_voting + absent,
        Basis::AllSeats => cast + abstained + not_voting + absent + excluded,
    };
    // "A majority is more than half."
    let majority = for_ + for_ > base;
    let by_votes = match voting.rule {
        VotingRule::SimpleMajority | VotingRule::Weighted => majority,
        // "A `threshold` is met at exactly itself (but `1/2` must be exceeded)." Nothing is carried
        // without a vote for it.
        VotingRule::Threshold => {
            let threshold = voting.threshold.expect("a threshold");
            let (n, d) = (u64::from(threshold.numerator), u64::from(threshold.denominator));
            !for_.is_zero() && if 2 * n == d { majority } else { for_.times(d, 1) >= base.times(n, 1) }
        }
        // "`consensus` carries with one for and none against."
        VotingRule::Consensus => !for_.is_zero() && against.is_zero(),
        // "`each_organisation` when every organisation with voting seats has more for than against."
        // Without any such organisation nothing is carried.
        VotingRule::EachOrganisation => {
            let bodies: BTreeSet<&str> = seats.iter().map(|(seat, _)| at.seat_organisation(seat)).collect();
            !bodies.is_empty()
                && bodies.iter().all(|body| {
                    let of = |wanted| {
                        let seats =
                            seats.iter().filter(|(seat, state)| *state == State::Voted(wanted) && at.seat_organisation(seat) == *body);
                        seats.map(|(seat, _)| weight(at, seat)).sum::<Weight>()
                    };
                    of(Choice::For) > of(Choice::Against)
                })
        }
    };
    // "A tie is for = against, not nought"; "exists only under `simple_majority` and `weighted`";
    // "a casting vote settles `carried` and is not added to the counts".
    let ties = matches!(voting.rule, VotingRule::SimpleMajority | VotingRule::Weighted);
    let tie = ties && for_ == against && !for_.is_zero();
    let casting = if tie && voting.casting_vote { casting_vote(sitting, item, at) } else { None };
    Counts {
        for_,
        against,
        abstained,
        excluded,
        absent,
        not_voting,
        carried: casting.map_or(by_votes, |choice| choice == Choice::For),
        casting_vote_needed: tie && voting.casting_vote && casting.is_none(),
    }
}
