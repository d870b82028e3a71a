//! C10: what may be gone on in spite of, and by whose word. A floor, the composition of a vote and a
//! conflicted author are soft stops: the guardian of conflicts of interest lifts them, with a reason, never
//! in their own case, conflicted on the item, or from the chair.

use crate::conflicts::rules::preside::presiding;
use crate::conflicts::rules::standings::Standings;
use crate::ids::PersonId;
use crate::meetings::{Item, Room, Sitting};
use crate::people::Person;
use crate::text::Rationale;
use crate::verdict::{Code, Reason};

/// Going on in spite of a stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    pub by: PersonId,
    pub reason: Rationale,
}

/// What is wrong with an override of something that holds: nothing, where it lifts it. `own` are those in
/// whose case nobody overrides for themself (whoever is ruled on, or wrote the paper); on `items`, those
/// that it is about, whoever overrides is neither conflicted nor presides.
#[must_use]
pub fn faults_of(over: &Override, sitting: &Sitting, room: &Room, items: &[&Item], own: &[PersonId], rule: &'static str) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let (by, name) = (over.by, sitting.name(over.by));
    let about =
        |code: Code, detail: String| Reason::new(code, rule, detail).fact(by.subject()).facts(items.iter().map(|item| item.id.subject()));
    if over.reason.words().is_none() {
        let detail = "Going on in spite of this needs a reason of the guardian.";
        reasons.push(about(Code::ReasonRequired, detail.to_owned()).cure("Give the guardian's reason; it is minuted."));
    }
    let cure = "Ask a guardian of conflicts of interest who has no part in it and does not preside.";
    let is_own = own.contains(&by);
    if is_own {
        reasons.push(about(Code::RulingOnSelf, format!("{name} lifts nothing in their own case.")).cure(cure));
    }
    let standings = Standings::few(sitting);
    let conflicted = items.iter().find(|item| standings.standing(item, by).is_conflicted());
    if let Some(item) = conflicted {
        let detail = format!("{name} is conflicted on item {} and lifts nothing on it.", item.number);
        reasons.push(about(Code::DeciderConflicted, detail).cure(cure));
    }
    if !is_own && conflicted.is_none() {
        let is_guardian = sitting.people.get(&by).is_some_and(Person::is_guardian);
        let presides = items.iter().find(|item| sitting.concerned(item).any(|at| presiding(sitting, room, item, at) == Some(by)));
        let detail = match presides {
            _ if !is_guardian => Some(format!("{name} is no guardian of conflicts of interest.")),
            Some(item) => Some(format!("{name} presides over item {}, and nobody lifts anything from the chair.", item.number)),
            None => None,
        };
        reasons.extend(detail.map(|detail| about(Code::NotTheDecider, detail).cure(cure)));
    }
    reasons
}

#[cfg(test)]
mod tests;
