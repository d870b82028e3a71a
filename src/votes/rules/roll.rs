//! C6.1: several votes that are told in one go: a roll that was called, of everybody or of those present.

use super::cast::{AdmittedVote, CastVote, of_a_vote, of_the_line, refused};
use crate::access::Seen;
use crate::ids::{CommitteeId, ItemId, PersonId, VoteId};
use crate::meetings::{Choice, CommitteeAtMeeting, Item, Room, Sitting, Vote};
use crate::verdict::Refusal;

/// A roll to be recorded: its lines in the order in which they were called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakeRoll {
    pub item: Seen<ItemId>,
    /// None where there is one that can be meant.
    pub committee: Option<CommitteeId>,
    pub votes: Vec<Called>,
}

/// A line of a roll: by a person, or from a seat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Called {
    pub person: Option<PersonId>,
    pub seat: Option<String>,
    pub choice: Choice,
}

/// The permit: these votes, in this order.
#[derive(Debug, Clone)]
pub struct AdmittedRoll(Vec<AdmittedVote>);

impl AdmittedRoll {
    #[must_use]
    pub fn votes(&self) -> &[AdmittedVote] {
        &self.0
    }
}

/// Each line is admitted as the vote that it is, with those before it cast; all of them are, or none is. What the meeting and
/// the item say of any vote is told once, what is wrong with a line with its place in the roll.
///
/// # Errors
/// The refusal, with every reason of every line; an attempt by somebody excluded is notable.
pub fn admit_roll(
    sitting: &Sitting,
    room: &Room,
    item: &Item,
    at: &CommitteeAtMeeting,
    command: &TakeRoll,
) -> Result<AdmittedRoll, Refusal> {
    let at = &*sitting.lent(item, at);
    let mut reasons = of_a_vote(sitting, room, item, at);
    let mut then = sitting.clone();
    let mut permits = Vec::with_capacity(command.votes.len());
    for (n, Called { person, seat, choice }) in command.votes.iter().enumerate() {
        let line = CastVote { item: command.item, committee: Some(at.committee.id), person: *person, seat: seat.clone(), choice: *choice };
        match of_the_line(&then, room, item, at, &line) {
            Ok(permit) => {
                then.push_vote(as_vote(&permit));
                permits.push(permit);
            }
            Err(own) => reasons.extend(own.into_iter().map(|reason| reason.at(format!("/votes/{n}")))),
        }
    }
    if reasons.is_empty() { Ok(AdmittedRoll(permits)) } else { Err(refused(reasons)) }
}

/// A vote as the book would have it.
#[must_use]
pub fn as_vote(permit: &AdmittedVote) -> Vote {
    let (item, committee, person, choice) = (permit.item(), permit.committee(), permit.person(), permit.choice());
    Vote { id: VoteId::new(), order: 0, item, committee, seat: permit.seat().to_owned(), person, choice }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use crate::meetings::scene::Scene;
    use crate::policy::{Phase, Treatment};
    use crate::votes::{State, tally};

    fn open(seats: &str) -> Scene {
        let mut scene = Scene::of(seats);
        scene.begin(Phase::Decision);
        scene
    }

    fn called(scene: &Scene, name: &str, choice: Choice) -> Called {
        Called { person: Some(scene.id(name)), seat: None, choice }
    }

    fn take(scene: &Scene, votes: Vec<Called>) -> Result<AdmittedRoll, Refusal> {
        let command = TakeRoll { item: scene.seen(), committee: None, votes };
        admit_roll(&scene.sitting, &scene.room(), scene.item(), scene.at(), &command)
    }

    fn refused(scene: &Scene, votes: Vec<Called>) -> Vec<(String, Option<String>)> {
        let refusal = take(scene, votes).unwrap_err();
        refusal.reasons.into_iter().map(|reason| (reason.code.to_string(), reason.pointer)).collect()
    }

    fn at(code: &str, n: usize) -> (String, Option<String>) {
        (code.to_owned(), Some(format!("/votes/{n}")))
    }

    #[test]
    fn the_lines_are_the_votes_that_they_would_be_alone_in_their_order() {
        let scene = open("a:lay b:lay c:lay");
        let votes = [("c", Choice::Against), ("a", Choice::For), ("b", Choice::Abstain)].map(|(name, choice)| called(&scene, name, choice));
        let roll = take(&scene, votes.to_vec()).unwrap();
        let told: Vec<(&str, Choice)> = roll.votes().iter().map(|vote| (vote.seat(), vote.choice())).collect();
        assert_eq!(told, [("c", Choice::Against), ("a", Choice::For), ("b", Choice::Abstain)]);
        assert!(take(&scene, vec![called(&scene, "b", Choice::For)]).is_ok(), "of those present alone");
    }

    #[test]
    fn each_line_says_what_is_wrong_with_it_and_none_is_taken() {
        let mut scene = open("a:lay b:lay c:lay d:lay");
        scene.rule("b", Treatment::DiscussNotVote);
        scene.leave("c");
        let all = ["a", "b", "c", "d"].map(|name| called(&scene, name, Choice::For)).to_vec();
        assert_eq!(refused(&scene, all.clone()), [at("excluded_by_ruling", 1), at("not_present", 2)]);
        assert!(take(&scene, all).unwrap_err().notable, "somebody excluded was to vote");
        let twice = vec![called(&scene, "a", Choice::For), called(&scene, "d", Choice::For), called(&scene, "a", Choice::Against)];
        assert_eq!(refused(&scene, twice), [at("seat_already_voted", 2)], "a seat once, in one roll too");
        scene.vote("d", Choice::For);
        let again = vec![called(&scene, "a", Choice::For), called(&scene, "d", Choice::For)];
        assert_eq!(refused(&scene, again), [at("seat_already_voted", 1)]);
    }

    #[test]
    fn what_is_wrong_with_any_vote_is_said_once_and_of_no_line() {
        let mut scene = Scene::of("a:lay b:lay");
        let both = |scene: &Scene| vec![called(scene, "a", Choice::For), called(scene, "b", Choice::For)];
        assert_eq!(refused(&scene, both(&scene)), [("vote_not_open".to_owned(), None)]);
        scene.leave("b");
        assert_eq!(refused(&scene, both(&scene)), [("vote_not_open".to_owned(), None), at("not_present", 1)]);
    }

    #[test]
    fn somebody_with_two_seats_is_called_twice() {
        let mut scene = open("a:lay b:lay");
        scene.vacate("b");
        scene.holds("b", "a");
        let roll = take(&scene, vec![called(&scene, "a", Choice::For), called(&scene, "a", Choice::Against)]).unwrap();
        assert_eq!(roll.votes().iter().map(AdmittedVote::seat).collect::<Vec<_>>(), ["a", "b"]);
        let seat = Called { person: None, seat: Some("b".to_owned()), choice: Choice::For };
        assert_eq!(refused(&scene, vec![seat.clone(), called(&scene, "a", Choice::For), seat]), [at("seat_already_voted", 2)]);
    }

    /// Whatever roll is taken of whatever room, it is what its lines would be one by one, and nobody excluded is counted.
    #[test]
    fn a_roll_is_what_its_votes_are_one_by_one() {
        let names = ["a", "b", "c", "d", "e"];
        for n in 0..243_u32 {
            let mut scene = open("a:lay b:lay c:lay d:lay e:lay");
            if n % 2 == 1 {
                scene.rule("e", Treatment::Leave);
            }
            let choice = |k: u32| [None, Some(Choice::For), Some(Choice::Against)][(n / 3_u32.pow(k) % 3) as usize];
            let votes: Vec<Called> =
                names.iter().zip(0..).filter_map(|(name, k)| choice(k).map(|choice| called(&scene, name, choice))).collect();
            let together = take(&scene, votes.clone());
            let mut alone = true;
            for vote in &votes {
                let command =
                    CastVote { item: scene.seen(), committee: None, person: vote.person, seat: vote.seat.clone(), choice: vote.choice };
                match crate::votes::admit(&scene.sitting, &scene.room(), scene.item(), scene.at(), &command) {
                    Ok(permit) => scene.sitting.push_vote(as_vote(&permit)),
                    Err(_) => alone = false,
                }
            }
            assert_eq!(together.is_ok(), alone, "{n}");
            let counted = tally(&scene.sitting, &scene.room(), scene.item(), scene.at());
            let is_out = |seat: &str| n % 2 == 1 && seat == "e";
            assert!(counted.seats.iter().all(|seat| is_out(&seat.seat) == (seat.state == State::Excluded)), "{n}");
        }
    }
}
