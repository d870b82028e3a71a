//! C5.4: a conflicts panel gives its word on an item: what it found, and how people are to be treated.
//!
//! There is one only where every policy concerned has that rung. The first officer of the policy's list who is unconflicted and
//! can be reached convenes it; those who sit on it have declared, have no interest in the item or its parts, and instruct
//! nobody of their own. It speaks before the item is talked about. An instruction may be milder than what is proposed, with
//! a reason, and never below a floor; it is of the item and its parts alone, so it keeps nobody from the meeting or the process.

use std::collections::BTreeSet;

use super::ground::Ground;
use super::propose::Proposal;
use super::standings::Standings;
use crate::access::Seen;
use crate::ids::{DeclarationId, FactId, ItemId, MeetingId, PersonId};
use crate::meetings::{CommitteeAtMeeting, Finding, Instruction, Item, MeetingState, Panel, Sitting};
use crate::moment::{Date, Instant};
use crate::policy::{Phase, Rung, Treatment};
use crate::text::Rationale;
use crate::verdict::{Code, Reason, Reasons, Refusal};

/// The word of a conflicts panel, to be heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HearPanel {
    pub item: Seen<ItemId>,
    /// The day on which it met; none where it is the day on which it is entered.
    pub on: Option<Date>,
    pub convened_by: PersonId,
    /// Of the officers before them, those who could not be reached.
    pub unavailable: Vec<PersonId>,
    pub members: Vec<PersonId>,
    pub reason: Option<Rationale>,
    pub found: Option<Found>,
    pub instructions: Vec<Instruct>,
    /// Of the members, those who have declared neither an interest nor that they have none.
    pub undeclared: BTreeSet<PersonId>,
}

/// What it found of how the proposal came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub undue_influence: bool,
    pub words: Option<Rationale>,
}

/// How somebody is to be treated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instruct {
    pub person: PersonId,
    pub treatment: Treatment,
    pub reason: Option<Rationale>,
}

/// The permit: the panel is heard.
#[derive(Debug, Clone)]
pub struct MayHear {
    meeting: MeetingId,
    item: ItemId,
    on: Option<Date>,
    convened_by: PersonId,
    unavailable: Vec<PersonId>,
    members: Vec<PersonId>,
    reason: String,
    finding: Option<Finding>,
    instructions: Vec<Instruction>,
}

impl MayHear {
    #[must_use]
    pub const fn meeting(&self) -> MeetingId {
        self.meeting
    }

    /// What then stands in the book.
    #[must_use]
    pub fn as_panel(&self, id: FactId, at: Instant) -> Panel {
        Panel {
            id,
            order: 0,
            item: self.item,
            on: self.on.unwrap_or_else(|| at.day()),
            convened_by: self.convened_by,
            unavailable: self.unavailable.clone(),
            members: self.members.clone(),
            reason: self.reason.clone(),
            finding: self.finding.clone(),
            instructions: self.instructions.clone(),
            at,
        }
    }
}

/// See the head of this file.
///
/// # Errors
/// The refusal, with every reason that holds; that somebody on it instructs themself is notable.
pub fn hear(sitting: &Sitting, item: &Item, command: &HearPanel) -> Result<MayHear, Refusal> {
    let mut reasons = Reasons::new();
    let standings = Standings::few(sitting);
    let items: Vec<&Item> = sitting.items.iter().filter(|other| other.id == item.id || other.part_of == Some(item.id)).collect();
    reasons.extend(not_now(sitting, &items));
    for at in sitting.concerned(item).filter(|at| !at.policy.repairs.contains(&Rung::ConflictsPanel)) {
        let detail = format!("The policy of {} has no conflicts panel.", at.organisation_name);
        let cure =
            "Manage the conflict by a ruling of whoever presides; a policy has a panel from the day on which it is adopted with that rung.";
        reasons.add(Reason::new(Code::TreatmentNotPermitted, "C5.4", detail).fact(item.id.subject()).cure(cure));
    }
    reasons.extend(of_the_convener(&standings, item, &items, command));
    reasons.extend(of_the_members(&standings, item, &items, command));
    let instructions = command.instructions.iter().map(|instruct| instructed(&standings, &items, instruct, &mut reasons)).collect();
    let convening = command.reason.as_ref().and_then(Rationale::words);
    if convening.is_none() {
        let reason = Reason::new(Code::ReasonRequired, "C5.4", "That a conflicts panel was convened needs a reason.");
        reasons
            .add(reason.fact(item.id.subject()).cure("Say why it was: most would have to go, or much hangs on the matter. It is minuted."));
    }
    let finding = command.found.as_ref().map(|found| {
        let words = found.words.as_ref().and_then(Rationale::words).map(str::to_owned);
        Finding { undue_influence: found.undue_influence, words }
    });
    if finding.as_ref().is_some_and(|finding| finding.undue_influence && finding.words.is_none()) {
        let detail = "That the proposal was unduly influenced needs the panel's words for it.";
        let reason = Reason::new(Code::ReasonRequired, "C5.4", detail).fact(item.id.subject());
        reasons.add(reason.cure("Give in `found.words` what it rests on; it is minuted."));
    }
    let reason = convening.unwrap_or_default().to_owned();
    let HearPanel { on, convened_by, unavailable, members, .. } = command.clone();
    let (meeting, item) = (sitting.meeting.id, item.id);
    reasons
        .or_else(|| MayHear { meeting, item, on, convened_by, unavailable, members, reason, finding, instructions })
        .map_err(|refusal| if refusal.has(Code::RulingOnSelf) { refusal.notable() } else { refusal })
}

/// A panel speaks before the item, and each part of it, is talked about.
fn not_now(sitting: &Sitting, items: &[&Item]) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if matches!(sitting.meeting.state, MeetingState::Closed | MeetingState::Cancelled) {
        let over = format!("The meeting is {}.", sitting.meeting.state);
        reasons.push(Reason::new(Code::MeetingNotOpen, "C10", over).fact(sitting.meeting.id.subject()));
    }
    let in_phase = |item: &&Item| sitting.phase(item.id).map(|phase| (phase, item.id, item.number.clone()));
    match items.iter().filter_map(in_phase).max_by_key(|(phase, ..)| *phase) {
        Some((Phase::Closed, id, number)) => {
            let detail = format!("Item {number} is closed: how people were treated on it is part of its record.");
            let cure = "Record a correction of the decision, or put the matter on a later agenda and convene a panel for that.";
            reasons.push(Reason::new(Code::DecisionFinal, "C10", detail).fact(id.subject()).cure(cure));
        }
        Some((phase, id, number)) if phase > Phase::Introduction => {
            let detail = format!("Item {number} is in its {phase}, and a conflicts panel speaks before it is talked about.");
            let cure = "Record that the item is deferred, and convene the panel for the later meeting; or strike the phase, if it was entered by mistake.";
            reasons.push(Reason::new(Code::OutOfPhase, "C5.4", detail).fact(id.subject()).cure(cure));
        }
        _ => {}
    }
    reasons
}

/// The officers who may convene a panel in a committee, in the order of its policy: holders of seats that have the tag, or who
/// have it themselves.
fn officers(sitting: &Sitting, at: &CommitteeAtMeeting) -> Vec<PersonId> {
    let has = |tags: &[String], tag: &str| tags.iter().any(|other| other == tag);
    let mut found: Vec<PersonId> = Vec::new();
    for tag in &at.policy.panel.convened_by {
        for seat in at.seats() {
            let tagged = |person: &PersonId| has(&seat.tags, tag) || sitting.people.get(person).is_some_and(|known| has(&known.tags, tag));
            let of_it: Vec<PersonId> = at.holders(&seat.id).filter(tagged).filter(|person| !found.contains(person)).collect();
            found.extend(of_it);
        }
    }
    found
}

/// C5.4, B: those of the officers who have no interest, in the order in which they come: whoever strikes what a panel said is
/// one of them too.
#[must_use]
pub fn who_may_convene(sitting: &Sitting, item: &Item) -> Vec<PersonId> {
    let standings = Standings::few(sitting);
    let items: Vec<&Item> = sitting.items.iter().filter(|other| other.id == item.id || other.part_of == Some(item.id)).collect();
    let mut found: Vec<PersonId> = sitting.concerned(item).flat_map(|at| officers(sitting, at)).collect();
    found.retain(|person| !is_conflicted(&standings, &items, *person));
    found
}

fn is_conflicted(standings: &Standings<'_>, items: &[&Item], person: PersonId) -> bool {
    items.iter().any(|item| standings.standing(item, person).is_conflicted())
}

/// Whoever convenes it is the first of them in a committee concerned who is unconflicted and can be reached.
fn of_the_convener(standings: &Standings<'_>, item: &Item, items: &[&Item], command: &HearPanel) -> Option<Reason> {
    let (sitting, by) = (standings.sitting, command.convened_by);
    let name = sitting.name(by);
    if is_conflicted(standings, items, by) {
        let detail = format!("{name} has an interest in item {} and convenes no panel on it.", item.number);
        let reason = Reason::new(Code::DeciderConflicted, "C5.4", detail).fact(by.subject()).fact(item.id.subject());
        return Some(reason.cure("The next officer of the policy's list convenes it."));
    }
    let free = |person: &PersonId| !is_conflicted(standings, items, *person) && !command.unavailable.contains(person);
    let first: Vec<PersonId> = sitting.concerned(item).filter_map(|at| officers(sitting, at).into_iter().find(free)).collect();
    // A seat that is shared acts through any of its holders who is not conflicted.
    let shares = |at: &CommitteeAtMeeting, with: PersonId| {
        let holds = |seat: &str, person: PersonId| at.holders(seat).any(|holder| holder == person);
        at.seats().iter().any(|seat| seat.shared && holds(&seat.id, with) && holds(&seat.id, by))
    };
    let is_first = sitting.concerned(item).any(|at| {
        let able = officers(sitting, at);
        able.iter().copied().find(free).is_some_and(|one| one == by || (able.contains(&by) && free(&by) && shares(at, one)))
    });
    if is_first {
        return None;
    }
    let names: Vec<String> = first.iter().map(|person| sitting.name(*person)).collect();
    let who = if names.is_empty() { "none of the officers who may can".to_owned() } else { format!("{} does", names.join(" or ")) };
    let detail = format!("{name} does not convene a conflicts panel on item {}: {who}.", item.number);
    let cure = if names.is_empty() {
        "Name in the policy (`panel.convened_by`) an officer of the committee who may; until then manage it by another way of the ladder."
    } else {
        "Name who convened it; and say in `unavailable` who of the officers before them could not be reached."
    };
    Some(Reason::new(Code::NotTheDecider, "C5.4", detail).fact(by.subject()).facts(first.into_iter().map(PersonId::subject)).cure(cure))
}

/// Enough people sit on it, who have declared and have no interest; nobody instructs themself.
fn of_the_members(standings: &Standings<'_>, item: &Item, items: &[&Item], command: &HearPanel) -> Vec<Reason> {
    let sitting = standings.sitting;
    let mut reasons = Vec::new();
    let about = |code: Code, people: &[PersonId], says: &str| {
        let names = people.iter().map(|person| sitting.name(*person)).collect::<Vec<_>>().join(", ");
        Reason::new(code, "C5.4", format!("{names} {says}")).facts(people.iter().map(|person| person.subject())).fact(item.id.subject())
    };
    let fewest = sitting.concerned(item).map(|at| at.policy.panel.members).max().unwrap_or_default();
    let sits = command.members.iter().collect::<BTreeSet<_>>().len();
    if u32::try_from(sits).is_ok_and(|sits| sits < fewest) {
        let detail = format!("{sits} sit on the panel, and the policy asks for {fewest} at the fewest.");
        let cure = format!("Have at least {fewest} people without an interest sit on it, and name them all.");
        reasons.push(Reason::new(Code::Inquorate, "C5.4", detail).fact(item.id.subject()).cure(cure));
    }
    let conflicted: Vec<PersonId> = command.members.iter().copied().filter(|person| is_conflicted(standings, items, *person)).collect();
    if !conflicted.is_empty() {
        let says = format!("sat on the panel with an interest in item {}.", item.number);
        let cure = "Only people without an interest sit on it: have the panel meet again with somebody else.";
        reasons.push(about(Code::DeciderConflicted, &conflicted, &says).cure(cure));
    }
    let undeclared: Vec<PersonId> = command.members.iter().copied().filter(|person| command.undeclared.contains(person)).collect();
    if !undeclared.is_empty() {
        let says = "sat on the panel and has declared neither an interest nor that there is none.";
        let cure = "Record their declaration, or their nil return, first.";
        reasons.push(about(Code::DeclarationOutstanding, &undeclared, says).cure(cure));
    }
    let sits = |person: &PersonId| command.members.contains(person) || command.convened_by == *person;
    let own: Vec<PersonId> = command.instructions.iter().map(|instruct| instruct.person).filter(sits).collect();
    if !own.is_empty() {
        let says = "convened the panel or sat on it, and it instructs nobody of its own.";
        reasons.push(
            about(Code::RulingOnSelf, &own, says).cure("Whoever is instructed has no part in the panel: have it meet again without them."),
        );
    }
    reasons
}

/// One instruction: permitted, not below a floor of the item or a part, and with a reason where it is milder than proposed.
fn instructed(standings: &Standings<'_>, items: &[&Item], instruct: &Instruct, reasons: &mut Reasons) -> Instruction {
    let sitting = standings.sitting;
    let Instruct { person, treatment, .. } = *instruct;
    let told = treatment.told();
    let (name, words) = (sitting.name(person), instruct.reason.as_ref().and_then(Rationale::words));
    // An earlier panel is superseded: what was proposed without it counts.
    let proposals: Vec<Proposal> = items.iter().map(|item| standings.propose_uninstructed(item, person)).collect();
    let proposed = proposals.iter().map(|proposal| proposal.treatment).max().unwrap_or(Treatment::Participate);
    let about = |code: Code, detail: String| Reason::new(code, "C5.4", detail).fact(person.subject());
    let permits = |at: &CommitteeAtMeeting| at.policy.permits(treatment);
    let concerned = || items.iter().flat_map(|item| sitting.concerned(item));
    if treatment >= Treatment::NotAttend {
        let detail = format!("A conflicts panel instructs for its item alone, and that {name} is to {told} reaches beyond it.");
        let cure = format!(
            "Instruct that they are to {}, the strictest of an item; whoever presides may rule that somebody does not attend.",
            Treatment::LeaveNoPapers.told()
        );
        reasons.add(about(Code::TreatmentNotPermitted, detail).cure(cure));
    } else if let Some(at) = concerned().find(|at| !permits(at)) {
        let detail = format!("The policy of {} does not permit an instruction that {name} is to {told}.", at.organisation_name);
        reasons.add(about(Code::TreatmentNotPermitted, detail).cure("Instruct a treatment the policy permits."));
    }
    if let Some(floor) = proposals.iter().filter_map(|proposal| proposal.floor).max().filter(|floor| treatment.is_milder_than(*floor)) {
        let detail = format!("{name} is at least to {}, by the word of a panel too.", floor.told());
        reasons.add(about(Code::BelowFloor, detail).cure(format!("Instruct that they are to {}, or more strictly.", floor.told())));
    }
    if treatment.is_milder_than(proposed) && words.is_none() {
        let detail = format!(
            "The instruction (to {told}) is less strict than what is proposed for {name} (to {}), and the panel gives no reason.",
            proposed.told()
        );
        reasons.add(about(Code::ReasonRequired, detail).cure("Give the panel's reason with the instruction; it is minuted."));
    }
    let knew: BTreeSet<DeclarationId> =
        proposals.iter().flat_map(|proposal| proposal.grounds.iter().filter_map(Ground::interest)).collect();
    Instruction { person, treatment, proposed, reason: words.map(str::to_owned), knew: knew.into_iter().collect() }
}

#[cfg(test)]
mod tests;
