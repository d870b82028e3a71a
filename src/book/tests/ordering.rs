//! C10, C9: whatever order an agenda is put in, nobody is let in who was kept out, and nothing is another of what was
//! ruled on, begun or decided; nor of what comes at a later meeting.

use proptest::prelude::*;

use super::*;
use crate::conflicts::rules::standing::standing;
use crate::ids::{ItemId, MeetingId};
use crate::meetings::changes::ordering::AgendaOrdered;
use crate::meetings::rules::ordering::order;
use crate::meetings::scene::item;
use crate::meetings::{Act, Item, Outcome, Over};
use crate::policy::{Phase, Stage, Treatment};

const TREATMENTS: [Treatment; 6] =
    [Treatment::Note, Treatment::LeaveForDecision, Treatment::Leave, Treatment::LeaveNoPapers, Treatment::NotAttend, Treatment::Removed];

const STAGES: [Stage; 4] = [Stage::Strategy, Stage::Evaluation, Stage::Award, Stage::ContractManagement];

/// Something that has been done: what, on which item, how.
#[derive(Debug, Clone, Copy)]
struct Did {
    what: u8,
    which: usize,
    how: usize,
}

fn did() -> impl Strategy<Value = Vec<Did>> {
    let one = (0_u8..10, 0_usize..5, 0_usize..6).prop_map(|(what, which, how)| Did { what, which, how });
    prop::collection::vec(one, 1..7)
}

fn played(stages: &[usize], done: &[Did]) -> Scene {
    let mut scene = Scene::of("chair:lay!chair g:gp h:gp");
    scene.sitting.items.extend((2_i64..6).map(|n| item(&n.to_string(), n)));
    for (item, stage) in scene.sitting.items.iter_mut().zip(stages) {
        (item.procurement, item.stage) = (Some("p".into()), STAGES.get(*stage).copied());
    }
    scene.earlier("h", Stage::Award, Treatment::Leave);
    for step in done {
        let item = scene.sitting.items.get(step.which).unwrap().id;
        let treatment = *TREATMENTS.get(step.how).unwrap();
        let who = if step.how % 2 == 0 { "g" } else { "h" };
        match step.what {
            0..6 => scene.rule_on(item, who, treatment, PersonId::new()),
            6 => {
                scene.rule_on(item, who, Treatment::Note, PersonId::new());
                scene.rewrite(|acts| lift(acts.last_mut().unwrap()));
            }
            7 => scene.begin_of(item, Phase::Introduction),
            _ => {
                scene.decide_of(item, Outcome::Noted);
            }
        }
    }
    scene
}

fn lift(act: &mut Act) {
    if let Said::Ruling(ruling) = &mut act.said {
        ruling.over = Some(Over { by: PersonId::new(), reason: "heard and left".into() });
    }
}

/// How everybody stands on an item, by the law of conflicts.
fn stand(sitting: &Sitting, item: &Item) -> Vec<(Treatment, Option<Treatment>)> {
    let how = |person: &PersonId| {
        let standing = standing(sitting, item, *person);
        (standing.treatment, standing.proposal.floor)
    };
    sitting.people.keys().map(how).collect()
}

/// An item of the procurement at a meeting a month on.
fn later(sitting: &Sitting) -> Vec<(Treatment, Option<Treatment>)> {
    let mut there = sitting.called();
    there.earlier = sitting.earlier.clone();
    there.meeting.id = MeetingId::new();
    there.meeting.date = sitting.meeting.date.plus_days(30);
    let award = Item { procurement: Some("p".into()), stage: Some(Stage::Award), ..item("1", 1) };
    there.items = vec![award.clone()];
    stand(&there, &award)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn no_order_lets_in_who_was_kept_out(stages in prop::collection::vec(0_usize..4, 5), done in did(), order_of in Just([0_usize, 1, 2, 3, 4]).prop_shuffle()) {
        let scene = played(&stages, &done);
        let was = scene.sitting.clone();
        let ids: Vec<ItemId> = order_of.iter().map(|n| was.items.get(*n).unwrap().id).collect();
        let Ok(permit) = order(&was, &ids, &[]) else { return Ok(()) };
        let mut now = was.clone();
        for moved in &AgendaOrdered::by(permit).moved {
            now.items.iter_mut().filter(|item| item.id == moved.item).for_each(|item| item.position = moved.position);
        }
        now.items.sort_by_key(|item| item.position);
        let mut now = now.with_acts(was.book.acts.clone());
        now.day = was.day;
        for before in &was.items {
            let after = now.item(before.id).unwrap();
            let (then, now_stands) = (stand(&was, before), stand(&now, after));
            let settled = was.is_taken(before.id) || was.book.rulings.iter().any(|ruling| ruling.item == before.id);
            if settled {
                prop_assert_eq!(then, now_stands, "item {} was settled", before.number);
            } else {
                for (then, now) in then.iter().zip(&now_stands) {
                    prop_assert!(now.0 >= then.0 && now.1 >= then.1, "item {}: {:?} became {:?}", before.number, then, now);
                }
            }
        }
        // And as of each decision, by what was in force then.
        for decided in &was.book.decided {
            let acts = usize::try_from(decided.order).unwrap();
            let (then, again) = (was.as_of(acts), now.as_of(acts));
            let (before, after) = (then.item(decided.item).unwrap(), again.item(decided.item).unwrap());
            prop_assert_eq!(stand(&then, before), stand(&again, after), "as of the decision on {}", before.number);
        }
        prop_assert_eq!(later(&was), later(&now), "what comes later");
    }
}
