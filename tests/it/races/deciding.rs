//! Decisions that meet each other, or an interest nobody knew of: W5 and W7.

use serde_json::json;

use super::race::{Race, entry, refused, refused_for};
use super::shot::Shot;
use super::stage::{Scene, Stage};
use crate::house::id_of;

/// Four secretaries minute one decision, two through each server and not all the same one.
pub fn minuted_by_several(race: &mut Race<'_>) {
    let prepare = |stage: &Stage, _| stage.scene(&["chair", "officer", "gp"], &["chair", "officer", "gp"]);
    race.play(prepare, |race, n, scene| {
        let stage = race.stage;
        let approved = |text: &str| {
            let mut shot = stage.decide(&scene, "approved", "vote");
            shot.body["text"] = json!(text);
            shot
        };
        let other = if n % 2 == 0 { approved("In the words of the fourth.") } else { stage.decide(&scene, "deferred", "consensus") };
        let replies = race.at_once(&[approved("As proposed."), approved("As amended."), approved("As proposed, with thanks."), other]);
        let recorded: Vec<i64> = replies.iter().filter_map(entry).collect();
        assert_eq!(recorded.len(), 1, "one item decided at {recorded:?}");
        for reply in replies.iter().filter(|reply| entry(reply).is_none()) {
            refused(reply, "decision_final");
        }
        let book = race.lawful(&scene);
        let (id, entry) = (&book.decisions[0]["id"], &book.decisions[0]["entry"]);
        let answered = replies.iter().find(|reply| reply.status == 201).unwrap().made();
        assert_eq!((id, entry), (&answered["id"], &json!(recorded[0])));
        race.saw(if answered["outcome"] == "deferred" { "deferred" } else { "approved" });
    });
}

/// An item that touches a body of its own, so that no interest in it is known yet.
fn untouched(stage: &Stage, n: usize) -> (Scene, String) {
    let code = format!("RACE{n}");
    let body = json!({"code": code, "name": format!("The Practice {n}"), "kind": "gp_practice", "commissioner": "03E"});
    id_of(&stage.house.lead().post("/api/v1/organisations", &body).made());
    let affects = json!({"stage": "award", "affects": [{"organisation": code}]});
    let scene = stage.called("A contract for the practice", affects, &["chair", "officer", "gp", "nurse"]);
    if n % 2 == 1 {
        stage.house.begin(&scene.item, "decision").made();
        for word in ["chair", "officer", "nurse"] {
            stage.house.vote(&scene.item, word, "for").made();
        }
    }
    (scene, code)
}

/// A member declares an interest in what the item is about while its decision phase begins, or
/// while it is decided.
pub fn declared_and_decided(race: &mut Race<'_>) {
    race.play(untouched, |race, n, (scene, code)| {
        let stage = race.stage;
        let interest = json!({"category": "financial", "nature": "Partner in the practice", "organisation": code});
        let declare = Shot::new(&stage.tokens.own["gp"], format!("/api/v1/items/{}/declarations", scene.item), interest);
        let next = if n % 2 == 1 { stage.decide(&scene, "approved", "vote") } else { stage.begin(&scene, "decision") };
        let replies = race.at_once(&[next, declare]);
        let declared = entry(&replies[1]).expect("an interest may always be declared");
        match entry(&replies[0]) {
            Some(went_on) => {
                assert!(went_on < declared, "went on at {went_on} in spite of what was declared at {declared}");
                race.saw(if n % 2 == 1 { "decided first" } else { "begun first" });
            }
            None => {
                refused_for(&replies[0], "conflicts_unresolved");
                race.saw("declared first");
            }
        }
        if n % 2 == 0 {
            // Begun or not, it comes no further before somebody has ruled.
            if entry(&replies[0]).is_some() {
                for word in ["chair", "officer", "nurse"] {
                    assert!(entry(&race.alone(stage.vote(&scene, stage.person(word), "for"))).is_some());
                }
                refused(&race.alone(stage.vote(&scene, stage.person("gp"), "for")), "awaiting_ruling");
            }
            refused_for(&race.alone(stage.decide(&scene, "approved", "vote")), "conflicts_unresolved");
        }
        race.lawful(&scene);
    });
}
