//! Who votes, and whether a vote can carry (C6.3 to C6.5).

use super::empty::one_each;
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
    found.extend(cannot_pass(tried, at, terms));
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

/// C6.5: with every seat for it a motion is carried. A seat that nobody holds is taken to be filled: what is said is of
/// the terms, whoever is appointed next.
fn cannot_pass(tried: &Tried, at: &CommitteeAtMeeting, terms: &Terms) -> Option<Finding> {
    let mut full = at.clone();
    let (made_up, _) = one_each(&at.committee, terms, &[]);
    full.memberships.extend(made_up.into_iter().filter(|one| at.holders(&one.seat).next().is_none()));
    let at = &full;
    let voting = voting_of(at, None);
    let seats: Vec<SeatState> = at
        .seats()
        .iter()
        .filter(|seat| seat.voting)
        .filter_map(|seat| {
            let (organisation, weight) = (at.seat_organisation(seat).to_owned(), weight_of(at, &voting, seat));
            Some(SeatState { seat: seat.id.clone(), person: at.holders(&seat.id).next()?, organisation, state: State::For, weight })
        })
        .collect();
    let room = Room { present: at.memberships.iter().map(|m| m.person).collect(), ..Room::default() };
    let bench = || unexcluded(&tried.sitting, &room, at, None);
    let all: Weight = seats.iter().map(|seat| seat.weight).sum();
    let electorate = Electorate::of(at, &voting, bench, &seats, Weight::ZERO);
    (!count(&voting, &electorate, seats, None, None).carried).then(|| {
        let detail = format!("Even with every seat for it ({all} in all), no motion would be carried; {}.", carried(&voting));
        finding(LintCode::WeightsCannotPass, "C6.5", detail, "Look at the voting rule, its weights and its numbers.")
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
