//! C10: an entry made by mistake is taken out of the book, with a reason. The log keeps it.
//!
//! It is refused once the minutes are final; else where a decision later in the book rests on it; else where
//! something later would not have been allowed without it; and beside any of these without a reason. A ruling is
//! struck by whoever presides over its item, as it was made; the word of a conflicts panel by an officer who may
//! convene one. What should have been entered may be written in its stead in one go, so that what rests on it stands.

use super::super::changes::{ActKind, StruckAct};
use super::holding::{minutes_final, resting, still_allowed};
use crate::conflicts::rules::panel::who_may_convene;
use crate::conflicts::rules::rule_on::not_presiding;
use crate::ids::{FactId, ItemId, MeetingId, PersonId};
use crate::meetings::{Act, Panel, Said, Sitting};
use crate::text::Rationale;
use crate::verdict::{Code, Reason, Reasons, Refusal};

/// The permit: these acts may be struck.
#[derive(Debug, Clone)]
pub struct MayStrike {
    pub(in crate::book) meeting: MeetingId,
    pub(in crate::book) what: Vec<StruckAct>,
    pub(in crate::book) reason: String,
    pub(in crate::book) by: Option<PersonId>,
}

/// What is to be struck, found in the book.
pub struct Found<'a> {
    pub acts: Vec<&'a Act>,
    permit: MayStrike,
    /// What is wrong with the striking itself, beside whatever else refuses it.
    faults: Reasons,
}

/// The kind of an act that may be struck.
#[must_use]
pub const fn kind_of(said: &Said) -> Option<ActKind> {
    match said {
        Said::Attendance(_) => Some(ActKind::Attendance),
        Said::Visit(_) => Some(ActKind::Visit),
        Said::Nil(_) => Some(ActKind::Nil),
        Said::Naming(_) => Some(ActKind::Presiding),
        Said::Ruling(_) => Some(ActKind::Ruling),
        Said::Begun(_) => Some(ActKind::Phase),
        Said::Vote(_) => Some(ActKind::Vote),
        Said::Hands(_) => Some(ActKind::Hands),
        Said::Election(_) => Some(ActKind::Election),
        Said::Casting(_) => Some(ActKind::CastingVote),
        Said::Panel(_) => Some(ActKind::Panel),
        Said::CoOpted(_) => Some(ActKind::CoOption),
        Said::CalledIn(_) => Some(ActKind::CallIn),
        Said::Advised(_) => Some(ActKind::Advice),
        Said::Convened
        | Said::Ended { .. }
        | Said::Adjourned { .. }
        | Said::Resumed { .. }
        | Said::Declared(_)
        | Said::Decided(_)
        | Said::Reopened(_) => None,
    }
}

/// Finds what is to be struck, and asks what is asked of any strike: that it is there and was not struck, that
/// the minutes are not final. That there is a reason, and of a ruling that whoever strikes it (who rules instead)
/// presides, is asked beside what rests on it.
///
/// # Errors
/// The refusal, with every reason that holds, of what is not there or is not to be touched any more.
pub fn find<'a>(sitting: &'a Sitting, what: &[FactId], reason: Option<&Rationale>, by: Option<PersonId>) -> Result<Found<'a>, Refusal> {
    let mut reasons = Reasons::new();
    let (mut acts, mut struck) = (Vec::new(), Vec::new());
    for id in what {
        let standing = sitting.book.acts.iter().find(|act| act.id == Some(*id));
        match standing.and_then(|act| kind_of(&act.said).map(|kind| (act, kind))) {
            Some((act, kind)) => {
                acts.push(act);
                struck.push(StruckAct { kind, id: *id });
            }
            None if sitting.book.struck.iter().any(|other| other.act.id == Some(*id)) => {
                let reason = Reason::new(Code::Duplicate, "C10", "That was struck already; a strike itself is not struck.");
                reasons.add(reason.fact(id.subject()).cure("Enter the act again as it should be."));
            }
            None => {
                let reason = Reason::new(Code::UnknownReference, "C10", "Nothing of that id stands in the book of this meeting.");
                reasons.add(reason.fact(id.subject()).cure("Name an act as the book of the meeting lists it."));
            }
        }
    }
    let words = reason.and_then(Rationale::words);
    if words.is_none() {
        let reason = Reason::new(Code::ReasonRequired, "C10", "Striking an entry needs a reason.");
        reasons.add(reason.cure("Say what was wrong with it; the minutes that are not for the public say so."));
    }
    let is_there = acts.len() == what.len();
    if sitting.book.minutes_final {
        reasons.add(minutes_final(sitting));
    }
    let rulings: Vec<&Act> = acts.iter().copied().filter(|act| matches!(act.said, Said::Ruling(_))).collect();
    for act in &rulings {
        let Said::Ruling(ruling) = &act.said else { continue };
        let Some(item) = sitting.item(ruling.item) else { continue };
        match by {
            Some(by) => reasons.extend(not_presiding(sitting, &sitting.room(), item, ruling.person, by)),
            None => {
                let detail = "A ruling is struck by whoever presides over its item, and nobody is named.";
                reasons.add(Reason::new(Code::NotTheDecider, "C10", detail).fact(item.id.subject()).cure("Name who strikes it."));
            }
        }
    }
    let panels: Vec<&Panel> = acts.iter().filter_map(|act| if let Said::Panel(panel) = &act.said { Some(panel) } else { None }).collect();
    reasons.extend(panels.iter().filter_map(|panel| not_an_officer(sitting, panel, by)));
    let by = by.filter(|_| !rulings.is_empty() || !panels.is_empty());
    let reason = words.unwrap_or_default().to_owned();
    if !is_there || sitting.book.minutes_final {
        reasons.or_else(|| ())?;
        return Err(Refusal::of(minutes_final(sitting)));
    }
    Ok(Found { acts, permit: MayStrike { meeting: sitting.meeting.id, what: struck, reason, by }, faults: reasons })
}

/// The items of the rulings that are to be struck.
#[must_use]
pub fn ruled(sitting: &Sitting, what: &[FactId]) -> Vec<ItemId> {
    let acts = sitting.book.acts.iter().filter(|act| act.id.is_some_and(|id| what.contains(&id)));
    acts.filter_map(|act| if let Said::Ruling(ruling) = &act.said { Some(ruling.item) } else { None }).collect()
}

/// C5.4: that the word of a conflicts panel is not struck by an officer who may convene one on the item.
fn not_an_officer(sitting: &Sitting, panel: &Panel, by: Option<PersonId>) -> Option<Reason> {
    let item = sitting.item(panel.item)?;
    let officers = who_may_convene(sitting, item);
    if by.is_some_and(|by| officers.contains(&by)) {
        return None;
    }
    let names: Vec<String> = officers.iter().map(|officer| sitting.name(*officer)).collect();
    let who =
        if names.is_empty() { "and none of them is without an interest".to_owned() } else { format!("which are {}", names.join(", ")) };
    let detail = format!("The word of a conflicts panel on item {} is struck by an officer who may convene one, {who}.", item.number);
    let reason = Reason::new(Code::NotTheDecider, "C10", detail).fact(item.id.subject()).facts(officers.into_iter().map(PersonId::subject));
    Some(reason.cure("Name the officer who strikes it."))
}

impl Found<'_> {
    /// The permit, unless something refuses it, or the striking itself is at fault.
    ///
    /// # Errors
    /// The refusal, with the faults of the striking.
    pub fn unless(self, refused: Result<(), Refusal>) -> Result<MayStrike, Refusal> {
        let mut reasons = self.faults;
        // What is wrong with a new act as well is told once.
        let other: Vec<Reason> = refused.err().map(|refused| refused.reasons).unwrap_or_default();
        let other: Vec<Reason> = other.into_iter().filter(|reason| !reasons.has(reason.code)).collect();
        reasons.extend(other);
        let permit = self.permit;
        reasons.or_else(|| permit)
    }

    /// Whether they may be struck, with nothing in their stead.
    ///
    /// # Errors
    /// `decision_final`, else `others_rest_on_it`; beside either, what is wrong with the striking itself.
    pub fn alone(self, sitting: &Sitting) -> Result<MayStrike, Refusal> {
        let first = self.acts.iter().map(|act| act.place).min().map_or(0, |place| sitting.book.before(place));
        let refused = self.untouched(sitting, &[]).and_then(|()| still_allowed(sitting, without(sitting, &self.acts), first, |_| false));
        self.unless(refused)
    }

    /// Whether no decision rests on them, nor would on what is written in their stead.
    ///
    /// # Errors
    /// `decision_final`.
    pub fn untouched(&self, sitting: &Sitting, new: &[Act]) -> Result<(), Refusal> {
        let rests = self.acts.iter().copied().chain(new).find_map(|act| resting(sitting, act));
        rests.map_or(Ok(()), |reason| Err(Refusal::of(reason)))
    }

    /// Whether what is written in their stead may stand there, with the permit for both.
    ///
    /// # Errors
    /// `others_rest_on_it`.
    pub fn replaced(self, sitting: &Sitting, new: &[Act]) -> Result<MayStrike, Refusal> {
        let base = sitting.with_acts(without(sitting, &self.acts));
        let places = self.acts.iter().map(|act| act.place).chain(new.iter().map(|act| act.place));
        let mut acts = base.book.acts.clone();
        acts.extend(new.iter().cloned());
        acts.sort_by_key(|act| act.place);
        let first = places.min().map_or(0, |place| acts.partition_point(|act| act.place < place));
        let refused = still_allowed(sitting, acts, first, |act| new.contains(act));
        self.unless(refused)
    }

    /// The meeting as it would be without them.
    #[must_use]
    pub fn base(&self, sitting: &Sitting) -> Sitting {
        sitting.with_acts(without(sitting, &self.acts))
    }
}

fn without(sitting: &Sitting, struck: &[&Act]) -> Vec<Act> {
    sitting.book.acts.iter().filter(|act| !struck.iter().any(|other| other.id == act.id && act.id.is_some())).cloned().collect()
}
