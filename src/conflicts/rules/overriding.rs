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
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::conflicts::rules::rule_on::{RuleOn, rule_on};
    use crate::declarations::Category;
    use crate::meetings::Affected;
    use crate::meetings::scene::Scene;
    use crate::organisations::OrganisationKind;
    use crate::policy::Treatment;

    /// A GP whose practice an award names, an officer with an interest in it, and two guardians, one of whom presides.
    fn scene() -> Scene {
        let mut scene = Scene::of("chair:lay!chair g:gp o:officer guardian:lay");
        let practice = scene.body("P", OrganisationKind::GpPractice);
        scene.interest("g", Category::Financial, Some(practice));
        scene.interest("o", Category::Personal, Some(practice));
        scene.affects(Affected::Organisation(practice));
        ["chair", "g", "o", "guardian"].iter().for_each(|name| scene.tag(name, "guardian"));
        scene.person("clerk");
        scene
    }

    fn ruled(scene: &Scene, treatment: Treatment, by: &str, reason: &str) -> Result<bool, Vec<Code>> {
        let over = Some(Override { by: scene.id(by), reason: Rationale::parse(reason).unwrap() });
        let (person, chair) = (scene.id("g"), scene.id("chair"));
        let why = Some(Rationale::parse("It is needed.").unwrap());
        let command = RuleOn { item: scene.seen(), person, treatment, by: chair, reason: why, over };
        rule_on(&scene.sitting, &scene.room(), scene.item(), &command)
            .map(|ruled| ruled.over().is_some())
            .map_err(|refusal| refusal.reasons.into_iter().map(|reason| reason.code).collect())
    }

    #[test]
    fn a_guardian_lifts_a_floor_with_a_reason() {
        let scene = scene();
        assert_eq!(ruled(&scene, Treatment::LeaveForDecision, "guardian", "The bid has gone."), Ok(true));
        assert_eq!(ruled(&scene, Treatment::LeaveForDecision, "guardian", " "), Err(vec![Code::ReasonRequired]));
    }

    #[test]
    fn nobody_lifts_it_in_their_own_case_conflicted_from_the_chair_or_without_the_office() {
        let scene = scene();
        let by = |name: &str| ruled(&scene, Treatment::Note, name, "The bid has gone.");
        assert_eq!(by("g"), Err(vec![Code::RulingOnSelf, Code::DeciderConflicted]));
        assert_eq!(by("o"), Err(vec![Code::DeciderConflicted]));
        assert_eq!(by("chair"), Err(vec![Code::NotTheDecider]));
        assert_eq!(by("clerk"), Err(vec![Code::NotTheDecider]));
    }

    #[test]
    fn an_override_is_looked_at_only_where_there_is_something_to_lift() {
        let scene = scene();
        assert_eq!(ruled(&scene, Treatment::PresentThenLeave, "clerk", " "), Ok(false), "exactly the floor");
        assert_eq!(ruled(&scene, Treatment::LeaveForDecision, "clerk", "As above."), Err(vec![Code::NotTheDecider]));
    }

    #[test]
    fn a_handling_that_may_not_be_varied_is_lifted_by_nobody() {
        let mut scene = scene();
        scene.sitting.interests.swap(0, 1);
        scene.mitigated(Treatment::Leave, false);
        assert_eq!(ruled(&scene, Treatment::PresentThenLeave, "guardian", "As above."), Err(vec![Code::BelowFloor]));
        assert_eq!(ruled(&scene, Treatment::Leave, "guardian", "As above."), Ok(false));
    }
}
