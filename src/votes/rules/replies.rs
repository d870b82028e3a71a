//! C7.4: replies by correspondence. A reply is a vote in writing: it says that its seat has the papers, has answered, and how.

use crate::committees::Replies;
use crate::ids::PersonId;
use crate::meetings::{CommitteeAtMeeting, Item, Sitting};
use crate::verdict::{Code, Reason};
use crate::votes::{State, Tally};

/// The seats that may vote and have not replied, each through who acts in it.
pub fn awaited(tally: &Tally) -> impl Iterator<Item = PersonId> + '_ {
    tally.seats.iter().filter(|seat| matches!(seat.state, State::Absent | State::NotVoting)).map(|seat| seat.person)
}

fn names(sitting: &Sitting, people: &[PersonId]) -> String {
    people.iter().map(|person| sitting.name(*person)).collect::<Vec<_>>().join(", ")
}

/// C7.4: what is asked by correspondence is decided when the last day of replies is over, or once every seat that may vote has
/// replied; and, where the terms ask a reply of every such seat, not without it.
#[must_use]
pub fn of_the_replies(sitting: &Sitting, item: &Item, at: &CommitteeAtMeeting, tally: &Tally) -> Vec<Reason> {
    let Some(until) = sitting.meeting.replies_until else { return Vec::new() };
    let mut people: Vec<PersonId> = awaited(tally).collect();
    people.sort_unstable();
    people.dedup();
    if people.is_empty() {
        return Vec::new();
    }
    let (who, number) = (names(sitting, &people), &item.number);
    let about = |code: Code, detail: String| {
        Reason::new(code, "C7.4", detail).fact(item.id.subject()).facts(people.iter().map(|person| person.subject()))
    };
    let mut reasons = Vec::new();
    if sitting.day <= until {
        let detail = format!("Replies on item {number} are open until the end of {}, and these have not replied: {who}.", until.long());
        reasons
            .push(about(Code::OutOfPhase, detail).cure("Record the outcome after that day, or once everybody who may vote has replied."));
    }
    let all = at.terms.as_ref().and_then(|terms| terms.correspondence).is_some_and(|how| how.replies == Replies::All);
    if all {
        let detail =
            format!("The terms of reference ask a reply on item {number} of every seat that may vote, and these have not replied: {who}.");
        let cure = "Record their replies; or that the item is deferred, and carry it over to a later meeting.";
        reasons.push(about(Code::Inquorate, detail).cure(cure));
    }
    reasons
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;
    use crate::meetings::Choice;
    use crate::meetings::scene::{Scene, day, moment};
    use crate::policy::Phase;
    use crate::votes::tally;

    /// What refuses a decision on a day, of a meeting whose replies are taken to 9 March.
    fn refused(replies: &str, on: &str, replied: &str) -> Vec<&'static str> {
        let mut scene = Scene::under("chair:lay!chair lay:lay gp:gp", json!({"correspondence": {"days": 3, "replies": replies}}));
        scene.sitting.meeting.replies_until = Some(day("2018-03-09"));
        scene.begin(Phase::Decision);
        replied.split_whitespace().for_each(|seat| scene.vote(seat, Choice::For));
        scene.sitting.look_on(moment(day(on), "12:00"));
        let tally = tally(&scene.sitting, &scene.sitting.room(), scene.item(), scene.at());
        of_the_replies(&scene.sitting, scene.item(), scene.at(), &tally).iter().map(|reason| reason.code.as_str()).collect()
    }

    #[test]
    fn it_is_decided_after_the_last_day_or_once_everybody_has_replied() {
        assert_eq!(refused("quorum", "2018-03-09", "chair lay"), ["out_of_phase"]);
        assert!(refused("quorum", "2018-03-10", "chair lay").is_empty());
        assert!(refused("quorum", "2018-03-07", "chair lay gp").is_empty());
    }

    #[test]
    fn terms_that_ask_every_reply_wait_for_it_after_the_last_day_too() {
        assert_eq!(refused("all", "2018-03-09", "chair lay"), ["out_of_phase", "inquorate"]);
        assert_eq!(refused("all", "2018-03-10", "chair lay"), ["inquorate"]);
        assert!(refused("all", "2018-03-10", "chair lay gp").is_empty());
    }
}
