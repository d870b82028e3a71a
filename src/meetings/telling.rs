//! How an act is called where somebody must find it: in words, with the clock of the meeting, and by its id.

use super::acts::{Act, Choice, Event, Hands, Said};
use super::elections::Election;
use super::sitting::Sitting;
use super::visitors::Visiting;
use crate::ids::{AttendanceId, FactId, PersonId};

/// An act as one would tell of it.
#[must_use]
pub fn in_words(sitting: &Sitting, act: &Act) -> String {
    let name = |person| sitting.name(person);
    let number = act.item().and_then(|id| sitting.item(id)).map(|item| item.number.clone()).unwrap_or_default();
    let what = match &act.said {
        Said::Convened => "The opening of the meeting".to_owned(),
        Said::Ended { cancelled: true } => "The cancellation of the meeting".to_owned(),
        Said::Ended { cancelled: false } => "The closing of the meeting".to_owned(),
        Said::Adjourned { .. } => "The adjournment".to_owned(),
        Said::Resumed { .. } => "The resumption".to_owned(),
        Said::Attendance(line) => {
            let what = match line.event {
                Event::Apologies if line.withdrawn => "That the apologies were taken back by",
                Event::Apologies => "The apologies of",
                Event::Arrive => "The arrival of",
                Event::Leave => "The leaving of",
                Event::Return => "The return of",
            };
            format!("{what} {}", name(line.person))
        }
        Said::Visit(line) => {
            let what = match line.event {
                Visiting::Arrive => "The arrival of",
                Visiting::Leave => "The leaving of",
                Visiting::Return => "The return of",
                Visiting::Invite => "The invitation of",
                Visiting::Declare => "The interest told by",
            };
            format!("{what} the visitor {}", line.card.in_words())
        }
        Said::Nil(person) => format!("The statement of no interests of {}", name(*person)),
        Said::Declared(interest) => {
            let whose = sitting.interests.one(*interest).map(|interest| name(interest.person));
            format!("The declaration of {}", whose.unwrap_or_else(|| "an interest".to_owned()))
        }
        Said::Naming(naming) => format!("The naming of {} to preside over item {number}", name(naming.person)),
        Said::Ruling(ruling) => format!("The ruling on {} for item {number} ({})", name(ruling.person), ruling.treatment.phrase()),
        Said::Begun(begun) => format!("The {} of item {number}", begun.phase),
        Said::Vote(vote) => format!("The vote of {} on item {number} ({})", name(vote.person), choice(vote.choice)),
        Said::Hands(Hands { in_favour, against, abstained, .. }) => {
            format!("The show of hands on item {number} ({in_favour} for, {against} against, {abstained} abstaining)")
        }
        Said::Election(held) => format!("The election on item {number} ({})", ballots(held, name)),
        Said::Casting(cast) => format!("The casting vote of {} on item {number} ({})", name(cast.by), choice(cast.choice)),
        Said::Decided(decided) => format!("The decision on item {number} ({})", decided.outcome.words()),
        Said::Reopened(again) => format!("The reopening by {}", name(again.by)),
        Said::Advised(advice) => format!("The advice of {} on item {number}", name(advice.person)),
        Said::CalledIn(call) => format!("The calling in of item {number} by {}", name(call.by)),
        Said::CoOpted(borrowed) => format!("The borrowing of {} for item {number}", name(borrowed.person)),
        // Whom it instructed is for those alone who may see how others stand.
        Said::Panel(panel) => format!("The word of the conflicts panel of {} on item {number}", panel.on.long()),
    };
    format!("{what} at {}", act.place.at.clock_beside(sitting.meeting.date))
}

/// How many ballots were for whom.
#[must_use]
pub fn ballots(held: &Election, name: impl Fn(PersonId) -> String) -> String {
    let given = held.candidates.iter().map(|candidate| format!("{} {}", name(candidate.person), candidate.votes));
    let lot = held.drawn_by_lot.map(|person| format!("by lot {}", name(person)));
    given.chain([format!("blank or spoilt {}", held.blank_or_spoilt)]).chain(lot).collect::<Vec<_>>().join(", ")
}

const fn choice(choice: Choice) -> &'static str {
    match choice {
        Choice::For => "for",
        Choice::Against => "against",
        Choice::Abstain => "abstaining",
    }
}

/// What names an act among the facts of a reason.
#[must_use]
pub fn subject(act: &Act) -> Option<String> {
    match &act.said {
        Said::Vote(vote) => Some(vote.id.subject()),
        Said::Ruling(ruling) => Some(ruling.id.subject()),
        Said::Decided(decided) => Some(decided.id.subject()),
        Said::Declared(interest) => Some(interest.subject()),
        Said::Attendance(_) => act.id.map(|id| AttendanceId::from_uuid(id.uuid()).subject()),
        _ => act.id.map(FactId::subject),
    }
}
