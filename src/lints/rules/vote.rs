//! Who votes, and whether a vote can carry (C6.3 to C6.5).

use super::{Finding, LintCode, Tried, finding, listed};
use crate::committees::rules::english::carried;
use crate::committees::{Capacity, CastingVote, Seat, Terms, Weight};
use crate::meetings::{CommitteeAtMeeting, Room};
use crate::quorum::unexcluded;
use crate::votes::rules::tally::{Electorate, count, voting_of, weight_of};
use crate::votes::{SeatState, State};

pub(super) fn lints(tried: &Tried, at: &CommitteeAtMeeting, terms: &Terms, found: &mut Vec<Finding>) {
    if at.committee.delegated_primary_care {
        found.extend(no_majority(tried, at, terms));
    }
    found.extend(cannot_pass(tried, at));
    found.extend(nobody_casts(tried, at, terms));
}

/// C6.4: in a primary care committee under delegation lay members, officers and executives are over half of the votes.
fn no_majority(tried: &Tried, at: &CommitteeAtMeeting, terms: &Terms) -> Option<Finding> {
    let is_theirs = |seat: &Seat| matches!(seat.capacity, Capacity::Lay | Capacity::Officer) || tried.has_tag(at, seat, "executive");
    let (theirs, others): (Vec<&Seat>, Vec<&Seat>) = terms.seats.iter().filter(|seat| seat.voting).partition(|seat| is_theirs(seat));
    (theirs.len() <= others.len()).then(|| {
        let others: Vec<String> =
            others.iter().map(|seat| format!("'{}' ({})", seat.id, seat.capacity.as_str().replace('_', " "))).collect();
        let all = theirs.len() + others.len();
        let detail = format!(
            "Lay members, officers and executives hold {} of the {all} voting seats, not more than half; the others are {}.",
            theirs.len(),
            listed(&others, ", ")
        );
        finding(LintCode::NoLayAndOfficerMajority, "C6.4", detail, "Add lay or officer seats, or take the vote from others.")
    })
}

/// C6.5: with every seat for it a motion is carried.
fn cannot_pass(tried: &Tried, at: &CommitteeAtMeeting) -> Option<Finding> {
    let voting = voting_of(at, None);
    let (mut seats, mut vacant, mut empty) = (Vec::new(), Weight::ZERO, Vec::new());
    for seat in at.seats().iter().filter(|seat| seat.voting) {
        let weight = weight_of(at, &voting, seat);
        match at.holders(&seat.id).next() {
            Some(person) => {
                let organisation = at.seat_organisation(seat).to_owned();
                seats.push(SeatState { seat: seat.id.clone(), person, organisation, state: State::For, weight });
            }
            None => {
                vacant = vacant + weight;
                empty.push(format!("'{}'", seat.id));
            }
        }
    }
    let room = Room { present: at.memberships.iter().map(|m| m.person).collect(), ..Room::default() };
    let bench = || unexcluded(&tried.sitting, &room, at, None);
    let all: Weight = seats.iter().map(|seat| seat.weight).sum();
    let electorate = Electorate::of(at, &voting, bench, &seats, vacant);
    (!count(&voting, &electorate, seats, None, None).carried).then(|| {
        let vacancies = if empty.is_empty() { String::new() } else { format!("; nobody holds {}", listed(&empty, ", ")) };
        let detail = format!("Even with every seat for it ({all} in all), no motion would be carried; {}{vacancies}.", carried(&voting));
        let cure = "Look at the voting rule, its weights and numbers, and the bodies with no holder in a voting seat.";
        finding(LintCode::WeightsCannotPass, "C6.5", detail, cure)
    })
}

/// C6.3: a casting vote that is cast from a seat with a vote is of use where whoever presides has one.
fn nobody_casts(tried: &Tried, at: &CommitteeAtMeeting, terms: &Terms) -> Option<Finding> {
    if !terms.voting.iter().any(|rule| rule.casting_vote == CastingVote::FromAVotingSeat) {
        return None;
    }
    let succession = terms.chair.succession.iter().flat_map(|word| terms.seats_named(word));
    let (seat, presider) = succession.flat_map(|seat| at.holders(&seat.id).map(move |holder| (seat, holder))).next()?;
    let votes = terms.seats.iter().filter(|seat| seat.voting).any(|seat| at.holders(&seat.id).any(|holder| holder == presider));
    (!votes).then(|| {
        let detail = format!(
            "Whoever presides settles a tie, and {}, who presides from the seat '{}', has no vote to cast.",
            tried.sitting.name(presider),
            seat.id
        );
        let cure = "Let the casting vote be of 'any_seat', give the seat a vote, or let somebody with a vote come first in the succession.";
        finding(LintCode::CastingVoteNobodyHas, "C6.3", detail, cure)
    })
}
