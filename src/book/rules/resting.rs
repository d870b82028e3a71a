//! C10: what a decision rests on. Once it is taken, none of that is struck, replaced or written before it:
//! otherwise who was excluded, who was quorate or who won could be made out of what is told afterwards.

use crate::meetings::{Act, Decided, Event, Outcome, Said, Sitting};
use crate::policy::Treatment;

/// Whether a decision rests on an act before it.
///
/// Whatever its outcome, on every interest declared at the meeting; on who came and went, and that the meeting
/// stopped and went on, where it decided something; on votes and casting votes of its item and committee; on
/// phases, presiding, borrowed people, rulings and conflicts panels of its item (presiding, borrowed people and panels of the
/// item of a part too), on that it was called in, on rulings on items of the same procurement, and on one that keeps somebody
/// from the meeting. Never on apologies, nor on a statement of no interests, nor on a visitor.
#[must_use]
pub fn rests_on(sitting: &Sitting, decided: &Decided, act: &Act) -> bool {
    let item = sitting.item(decided.item);
    let whole = item.and_then(|item| item.part_of);
    match &act.said {
        Said::Declared(_) => true,
        Said::Attendance(line) => line.event != Event::Apologies && fixes_who_was_there(decided.outcome),
        Said::Convened | Said::Ended { .. } | Said::Adjourned { .. } | Said::Resumed { .. } => fixes_who_was_there(decided.outcome),
        Said::Vote(vote) => (vote.item, vote.committee) == (decided.item, decided.committee),
        Said::Hands(hands) => (hands.item, hands.committee) == (decided.item, decided.committee),
        Said::Election(held) => (held.item, held.committee) == (decided.item, decided.committee),
        Said::Casting(cast) => (cast.item, cast.committee) == (decided.item, decided.committee),
        Said::Begun(begun) => begun.item == decided.item,
        Said::Naming(naming) => naming.item == decided.item || Some(naming.item) == whole,
        Said::CalledIn(call) => call.item == decided.item || Some(call.item) == whole,
        Said::CoOpted(borrowed) => borrowed.item == decided.item || Some(borrowed.item) == whole,
        Said::Panel(panel) => panel.item == decided.item || Some(panel.item) == whole,
        Said::Ruling(ruling) => {
            let procurement = item.and_then(|item| item.procurement.as_ref());
            let of = sitting.item(ruling.item).and_then(|item| item.procurement.as_ref());
            ruling.item == decided.item || ruling.treatment == Treatment::NotAttend || (procurement.is_some() && procurement == of)
        }
        // A visitor counts for nothing; whether anything was done that they should have been out of is asked of it again.
        // Advice bears on what is decided, and is no condition of it.
        Said::Advised(_) => false,
        Said::Visit(_) | Said::Nil(_) | Said::Decided(_) | Said::Reopened(_) => false,
    }
}

/// Whether an outcome decides something: what is noted, put off or handed on does not fix who was in the room.
const fn fixes_who_was_there(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Approved | Outcome::Rejected | Outcome::Recommended | Outcome::Ratified | Outcome::NotRatified)
}
