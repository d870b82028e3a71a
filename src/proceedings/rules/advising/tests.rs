//! B4: examples of who is heard on an item, and until when.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::meetings::scene::Scene;

/// What refuses that somebody advises on the item.
fn asked(scene: &Scene, person: &str, in_writing: bool) -> Vec<Code> {
    let says = Prose::parse("It is far from any bus.").unwrap();
    let command = Advise { item: scene.seen(), person: scene.id(person), says, in_writing };
    let asked = may_advise(&scene.sitting, &scene.room(), scene.item(), &command);
    asked.map_or_else(|refusal| refusal.reasons.into_iter().map(|reason| reason.code).collect(), |_| Vec::new())
}

fn heard(scene: &Scene, person: &str) -> Vec<Code> {
    asked(scene, person, false)
}

#[test]
fn in_the_room_whoever_may_speak_there_is_heard_while_the_item_is_open() {
    let mut scene = Scene::of("chair:lay!chair a:lay gp:gp");
    assert_eq!(heard(&scene, "gp"), [Code::OutOfPhase], "it has not begun");
    scene.begin(Phase::Introduction);
    assert_eq!(heard(&scene, "gp"), []);
    for (treatment, introduction, deliberation) in [
        (Treatment::DiscussNotVote, vec![], vec![]),
        (Treatment::LeaveForDecision, vec![], vec![]),
        (Treatment::PresentThenLeave, vec![], vec![Code::ExcludedByRuling]),
        (Treatment::Leave, vec![Code::ExcludedByRuling], vec![Code::ExcludedByRuling]),
    ] {
        let mut scene = Scene::of("chair:lay!chair a:lay gp:gp");
        scene.rule("gp", treatment);
        scene.begin(Phase::Introduction);
        assert_eq!(heard(&scene, "gp"), introduction, "{treatment}");
        scene.begin(Phase::Deliberation);
        assert_eq!(heard(&scene, "gp"), deliberation, "{treatment}");
    }
    scene.leave("gp");
    assert_eq!(heard(&scene, "gp"), [Code::NotPresent]);
    scene.begin(Phase::Closed);
    assert_eq!(heard(&scene, "a"), [Code::OutOfPhase], "it is closed");
}

#[test]
fn in_writing_whoever_may_have_the_papers_is_heard_from_when_the_meeting_is_called() {
    let mut scene = Scene::of("chair:lay!chair a:lay gp:gp");
    scene.leave("gp");
    for (treatment, expected) in [
        (Treatment::Leave, vec![]),
        (Treatment::LeaveNoPapers, vec![Code::ExcludedByRuling]),
        (Treatment::Removed, vec![Code::ExcludedByRuling]),
    ] {
        let mut ruled = Scene::of("chair:lay!chair a:lay gp:gp");
        ruled.rule("gp", treatment);
        assert_eq!(asked(&ruled, "gp", true), expected, "{treatment}");
    }
    assert_eq!(asked(&scene, "gp", true), [], "not in the room, of an item that has not begun");
    scene.adjourn(None);
    assert_eq!((asked(&scene, "gp", true), heard(&scene, "a")), (vec![], vec![Code::MeetingNotOpen, Code::OutOfPhase, Code::NotPresent]));
    scene.enter(Said::Ended { cancelled: false });
    assert_eq!(asked(&scene, "gp", true), [Code::MeetingNotOpen]);
}

#[test]
fn an_item_takes_so_much_advice_and_no_more() {
    let mut scene = Scene::of("chair:lay!chair gp:gp");
    for given in 0..=MOST_ADVICE {
        let expected = if given < MOST_ADVICE { vec![] } else { vec![Code::StateForbids] };
        assert_eq!(asked(&scene, "gp", true), expected, "after {given}");
        let (item, person, at) = (scene.item().id, scene.id("gp"), scene.now());
        scene.enter(Said::Advised(Advice { item, person, says: "It is far.".into(), in_writing: true, at }));
    }
}
