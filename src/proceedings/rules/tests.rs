//! C5.1: examples of business that needs a quorum.

#![allow(clippy::unwrap_used)]

use serde_json::json;

use super::{BeginPhase, begin};
use crate::meetings::scene::Scene;
use crate::policy::Phase;
use crate::verdict::Code;

fn refused(scene: &Scene, phase: Phase) -> Vec<Code> {
    let begun = begin(&scene.sitting, &scene.room(), scene.item(), &BeginPhase { item: scene.seen(), phase, proceed: None });
    begun.map_or_else(|refusal| refusal.reasons.into_iter().map(|reason| reason.code).collect(), |_| Vec::new())
}

#[test]
fn without_a_quorum_nothing_is_deliberated_where_the_terms_ask_one_of_all_business() {
    for business in ["all", "decide"] {
        let terms = json!({"quorum": {"at_least": 2, "of": "anyone"}, "counting": {"business": business}});
        let mut scene = Scene::under("a:lay!chair b:lay", terms);
        let phases = [Phase::Introduction, Phase::Deliberation, Phase::Decision, Phase::Closed];
        assert!(phases.into_iter().all(|phase| refused(&scene, phase).is_empty()), "{business}: with a quorum");
        scene.leave("b");
        for (phase, needs_one) in phases.into_iter().zip([false, true, true, false]) {
            let expected = if business == "all" && needs_one { vec![Code::Inquorate] } else { vec![] };
            assert_eq!(refused(&scene, phase), expected, "{business} {phase}");
        }
    }
}

#[test]
fn in_common_each_committee_that_asks_it_has_its_quorum() {
    let mut scene = Scene::under("a:lay!chair b:lay", json!({"quorum": {"at_least": 2, "of": "anyone"}}));
    scene.in_common();
    scene.leave("b");
    assert_eq!(refused(&scene, Phase::Deliberation), []);
    let all = serde_json::from_value(json!({"business": "all"})).unwrap();
    scene.sitting.committees.last_mut().unwrap().terms.as_mut().unwrap().counting = all;
    assert_eq!(refused(&scene, Phase::Deliberation), [Code::Inquorate]);
}
