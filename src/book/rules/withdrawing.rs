//! C10: an item leaves an agenda only while nothing of it was begun or decided, and with a reason. It is withdrawn once
//! people have the agenda, which goes on showing it, and what was ruled on it goes on sticking (C9); before they have, it is
//! removed as a slip, unless something was entered on it already.

use crate::meetings::changes::taking_off::MayTakeOff;
use crate::meetings::rules::length::not_over;
use crate::meetings::rules::off::{Off, gone};
use crate::meetings::{Act, Item, MeetingState, Said, Sitting, in_words};
use crate::text::Rationale;
use crate::verdict::{Code, Reason, Reasons, Refusal};

use super::holding::minutes_final;

/// See the head of this file. `is_awaited`: an urgent decision waits to be ratified by it.
///
/// # Errors
/// The refusal, with every reason that holds.
pub fn take_off(sitting: &Sitting, item: &Item, how: Off, reason: Option<&Rationale>, is_awaited: bool) -> Result<MayTakeOff, Refusal> {
    let mut reasons = Reasons::new();
    let about = |code: Code, detail: String| Reason::new(code, "C10", detail).fact(item.id.subject());
    if sitting.book.minutes_final {
        reasons.add(minutes_final(sitting));
    } else if let Err(over) = not_over(&sitting.meeting) {
        reasons.extend(over.reasons);
    }
    let (number, title) = (&item.number, &item.title);
    let all: Vec<&Item> = sitting.items.iter().filter(|other| other.id == item.id || other.part_of == Some(item.id)).collect();
    if let Some(off) = &item.off {
        reasons.add(gone(item, off, Code::Duplicate));
    } else {
        let known = sitting.book.agenda_published || sitting.meeting.state != MeetingState::Called;
        match how {
            Off::Removed if known => {
                let detail = format!("People have the agenda with item {number}, '{title}': it does not vanish from it.");
                reasons.add(about(Code::OutOfPhase, detail).cure("Withdraw it, with the reason; the agenda goes on showing it."));
            }
            Off::Withdrawn if !known => {
                let detail = format!("Nobody has the agenda with item {number}, '{title}', yet: there is nothing to withdraw it from.");
                reasons.add(about(Code::OutOfPhase, detail).cure("Remove it, with the reason; the agenda then goes out without it."));
            }
            Off::Removed | Off::Withdrawn => {}
        }
        reasons.extend(all.iter().filter(|of_it| sitting.is_taken(of_it.id)).map(|of_it| taken(sitting, of_it)));
        if is_awaited {
            let detail = format!("What was decided urgently waits to be ratified by item {number}, '{title}'.");
            reasons.add(about(Code::DecisionFinal, detail).cure("Record its outcome, or that it is deferred, and carry it over."));
        }
        if how == Off::Removed {
            reasons.extend(entered(sitting, item, &all));
        }
    }
    let words = reason.and_then(Rationale::words);
    if words.is_none() {
        reasons.add(
            about(Code::ReasonRequired, format!("Why item {number}, '{title}', is taken off is kept with it.")).cure("Give the reason."),
        );
    }
    let items = all.iter().filter(|of_it| of_it.is_on()).map(|of_it| of_it.id).collect();
    let reason = words.unwrap_or_default().to_owned();
    reasons.or_else(|| MayTakeOff { meeting: sitting.meeting.id, items, reason })
}

/// What was begun or decided of it is not undone by taking it off.
fn taken(sitting: &Sitting, item: &Item) -> Reason {
    let is_decided = sitting.book.decided.iter().any(|decided| decided.item == item.id);
    let (code, what) = if is_decided { (Code::DecisionFinal, "decided") } else { (Code::OutOfPhase, "begun") };
    let detail = format!("Item {}, '{}', has been {what}.", item.number, item.title);
    let reason = Reason::new(code, "C10", detail).fact(item.id.subject());
    reason.cure(if is_decided { "What was wrong with the decision is corrected." } else { "Record its outcome, or that it is deferred." })
}

/// What was entered on it before anybody had the agenda: a slip has nothing that rests on it.
fn entered(sitting: &Sitting, item: &Item, all: &[&Item]) -> Option<Reason> {
    const MOST: usize = 5;
    let is_of_it = |act: &&Act| match &act.said {
        Said::Attendance(line) => line.for_item.is_some_and(|of| all.iter().any(|item| item.id == of)),
        Said::Visit(line) => line.items.iter().any(|of| all.iter().any(|item| item.id == *of)),
        _ => act.item().is_some_and(|of| all.iter().any(|item| item.id == of)),
    };
    let acts: Vec<&Act> = sitting.book.acts.iter().filter(is_of_it).collect();
    if acts.is_empty() {
        return None;
    }
    let mut words: Vec<String> = acts.iter().take(MOST).map(|act| in_words(sitting, act)).collect();
    if acts.len() > MOST {
        words.push(format!("and {} more", acts.len() - MOST));
    }
    let detail = format!("Something was entered on item {}, '{}', already: {}.", item.number, item.title, words.join("; "));
    let reason = Reason::new(Code::OthersRestOnIt, "C10", detail).fact(item.id.subject()).fact(sitting.meeting.id.subject());
    Some(reason.cure("Strike that first, with its reason; or publish the agenda and withdraw the item."))
}
