//! B3: whoever is at a meeting without being on the register.
//!
//! A visitor has no seat and no vote, counts for nothing and presides over nothing; nobody is guessed to be somebody of the
//! register by a name. They stay out of what is taken without the public, unless they were invited to it, and out of the
//! deliberation and the decision of an item in which they told an interest.

use super::over;
use crate::ids::MeetingId;
use crate::meetings::rules::correspondence::only_in_a_room;
use crate::meetings::{Item, MeetingState, Sitting, Visit, Visiting, Visitor};
use crate::policy::Phase;
use crate::verdict::{Code, Reason, Reasons, Refusal};

/// The most lines about visitors that one meeting takes.
pub const MOST_VISITS: usize = 1_000;

/// The permit: the line may be written.
#[derive(Debug, Clone)]
pub struct AdmittedVisit {
    pub(in crate::attendance) meeting: MeetingId,
    pub(in crate::attendance) line: Visit,
}

impl AdmittedVisit {
    #[must_use]
    pub fn line(&self) -> &Visit {
        &self.line
    }
}

/// A visitor comes once, leaves who is in the room, returns who has left, and only while the meeting is not over; nobody comes
/// in whom an item under way keeps out, nor to a meeting without the public who is invited to nothing. Invitations and interests
/// are recorded of whoever has come.
///
/// # Errors
/// The refusal, with every reason that holds.
pub fn admit_visit(sitting: &Sitting, line: &Visit) -> Result<AdmittedVisit, Refusal> {
    let mut reasons = Reasons::new();
    let name = &line.card.name;
    let about = |code: Code, detail: String| Reason::new(code, "B3", detail).fact(sitting.meeting.id.subject());
    let moves = !matches!(line.event, Visiting::Invite | Visiting::Declare);
    reasons.extend(over(sitting).filter(|_| moves || sitting.meeting.state != MeetingState::Adjourned));
    reasons.extend(only_in_a_room(sitting, "nobody comes or goes", "Record with the papers what somebody advised."));
    let known = sitting.visitor(line.visitor);
    let in_room = known.as_ref().is_some_and(|visitor| visitor.in_room);
    match (line.event, &known) {
        (Visiting::Arrive, Some(_)) => {
            reasons.add(about(Code::Duplicate, format!("{name} has come already.")).cure("Record that they return."));
        }
        (Visiting::Arrive, None) | (_, Some(_)) => {}
        (_, None) => {
            let detail = format!("{name} has not come to this meeting.");
            reasons.add(about(Code::NotPresent, detail).cure("Record when they came, first."));
        }
    }
    match line.event {
        Visiting::Leave if known.is_some() && !in_room => {
            reasons.add(about(Code::NotPresent, format!("{name} is not in the room.")).cure("Record when they came back, first."));
        }
        Visiting::Arrive | Visiting::Return => {
            if line.event == Visiting::Return && in_room {
                reasons.add(about(Code::Duplicate, format!("{name} is already in the room.")));
            }
            let mut lines: Vec<&Visit> = known.as_ref().map(|visitor| visitor.lines.clone()).unwrap_or_default();
            lines.push(line);
            let then = Visitor { id: line.visitor, card: &line.card, in_room: true, lines };
            reasons.extend(kept_from(sitting, &then));
        }
        Visiting::Leave | Visiting::Invite | Visiting::Declare => {}
    }
    if sitting.book.visits.len() >= MOST_VISITS {
        let detail = format!("{MOST_VISITS} lines about visitors stand in the book of this meeting; it takes no more.");
        reasons.add(about(Code::StateForbids, detail).cure("Say in the minutes how many of the public were there."));
    }
    reasons.or_else(|| AdmittedVisit { meeting: sitting.meeting.id, line: line.clone() })
}

/// Why a visitor may not be in the room for an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Out {
    /// It is taken without the public, and nobody invited them to it.
    Uninvited,
    /// They told an interest in it.
    Interested,
}

fn out_of(sitting: &Sitting, visitor: &Visitor<'_>, item: &Item, phase: Phase) -> Option<Out> {
    if sitting.is_private(item) && !visitor.is_invited_to(item) {
        return Some(Out::Uninvited);
    }
    (matches!(phase, Phase::Deliberation | Phase::Decision) && visitor.has_told_of(item)).then_some(Out::Interested)
}

/// What keeps a visitor from coming in: an item that is under way, and a meeting all of which is without the public.
fn kept_from(sitting: &Sitting, visitor: &Visitor<'_>) -> Vec<Reason> {
    let name = &visitor.card.name;
    let about = |detail: String| Reason::new(Code::VisitorKeptOut, "B3", detail).fact(sitting.meeting.id.subject());
    let mut reasons = Vec::new();
    for item in sitting.items.iter().filter(|item| sitting.is_open(item.id)) {
        let Some(phase) = sitting.phase(item.id) else { continue };
        let number = &item.number;
        reasons.extend(out_of(sitting, visitor, item, phase).map(|out| match out {
            Out::Uninvited => {
                let detail = format!("Item {number}, which is under way, is taken without the public, and {name} was not invited to it.");
                about(detail).fact(item.id.subject()).cure("They come in once it is closed; whoever was invited to it is recorded so.")
            }
            Out::Interested => {
                let detail = format!("{name} told an interest in item {number}, which is in its {phase} phase.");
                about(detail).fact(item.id.subject()).cure("They come in once it is closed.")
            }
        }));
    }
    if sitting.meeting.private && visitor.invited().next().is_none() {
        let detail = format!("The meeting is held without the public, and {name} was invited to nothing in it.");
        reasons.push(about(detail).cure("Whoever was invited is recorded with the items to which they were; the others stay out."));
    }
    reasons
}

/// B3: the visitors in the room who may not be there for a phase of an item, by name, for whoever begins or decides it.
#[must_use]
pub fn visitors_out(sitting: &Sitting, item: &Item, phase: Phase) -> Vec<Reason> {
    let visitors = sitting.visitors();
    let names = |out: Out| -> Vec<&str> {
        let here = visitors.iter().filter(|visitor| visitor.in_room);
        here.filter(|visitor| out_of(sitting, visitor, item, phase) == Some(out)).map(|visitor| visitor.card.name.as_str()).collect()
    };
    let about = |detail: String| {
        Reason::new(Code::MustLeaveFirst, "B3", detail).fact(item.id.subject()).fact(sitting.meeting.id.subject()).fact(VISITOR.to_owned())
    };
    let (uninvited, interested) = (names(Out::Uninvited), names(Out::Interested));
    let mut reasons = Vec::new();
    if !uninvited.is_empty() {
        let detail =
            format!("Item {} is taken without the public, and {} came as a visitor uninvited to it.", item.number, uninvited.join(", "));
        let cure = "Record that they leave; or, where the committee has them stay for it, that they were invited to the item.";
        reasons.push(about(detail).cure(cure));
    }
    if !interested.is_empty() {
        let detail = format!("{} told an interest in item {}, and so is not there for its {phase}.", interested.join(", "), item.number);
        reasons.push(about(detail).cure("Record that they leave, then go on."));
    }
    reasons
}

/// Among the facts of a reason: that it is about visitors.
pub const VISITOR: &str = "attending:visitor";

#[cfg(test)]
mod tests;
