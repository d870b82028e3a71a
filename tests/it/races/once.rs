//! One act sent several times at once under one key: it is done once, and every answer is the same.

use serde_json::json;

use super::race::{Race, entry};
use super::shot::Shot;
use super::stage::{Scene, Stage};
use crate::desk::Reply;
use crate::house::key;

fn was_replayed(reply: &Reply) -> bool {
    reply.headers.get("idempotency-replayed").is_some_and(|value| value == "true")
}

/// Each kind of act that needs a key, in turn; then two different bodies under one key.
pub fn one_key(race: &mut Race<'_>) {
    let prepare = |stage: &Stage, _| stage.scene(&["chair", "officer", "gp"], &["chair", "officer"]);
    race.play(prepare, |race, n, scene| {
        if n % 6 == 5 {
            two_bodies(race, &scene);
        } else {
            one_body(race, n % 6, &scene);
        }
        race.lawful(&scene);
    });
}

fn act(stage: &Stage, n: usize, scene: &Scene) -> Shot {
    match n {
        0 => stage.vote(scene, stage.person("gp"), "for"),
        1 => stage.attend(scene, stage.person("nurse"), "arrive"),
        2 => stage.rule(scene, "gp", "leave", "chair"),
        3 => stage.decide(scene, "deferred", "consensus"),
        _ => {
            let interest = json!({"person": stage.person("guest"), "category": "financial", "nature": "A share", "organisation": "FED"});
            Shot::new(&stage.tokens.secretary, format!("/api/v1/items/{}/declarations", scene.item), interest)
        }
    }
}

fn one_body(race: &mut Race<'_>, kind: usize, scene: &Scene) {
    let stage = race.stage;
    let shot = act(stage, kind, scene);
    let size = |race: &mut Race<'_>| {
        let door = race.door();
        stage.get(door, "/api/v1/audit/head", &stage.tokens.auditor)["size"].as_i64().unwrap()
    };
    let before = size(race);
    let replies = race.at_once(&vec![shot; 4]);
    assert_eq!(size(race), before + 1, "one act, one entry");
    for reply in &replies {
        let first = &replies[0];
        assert_eq!((reply.status, reply.json()), (201, first.json()), "{}", reply.text);
        assert_eq!(reply.header("audit-receipt"), first.header("audit-receipt"));
        assert_eq!(entry(reply), Some(before));
    }
    let done = replies.iter().position(|reply| !was_replayed(reply)).expect("somebody was first");
    assert_eq!(replies.iter().filter(|reply| was_replayed(reply)).count(), 3, "each of the others is told that it was done before");
    race.saw(["done by the first", "done by the second", "done by the third", "done by the fourth"][done]);
}

fn two_bodies(race: &mut Race<'_>, scene: &Scene) {
    let (stage, key) = (race.stage, key());
    let [one, other] = ["for", "against"].map(|choice| stage.vote(scene, stage.person("gp"), choice).keyed(&key));
    let replies = race.at_once(&[one.clone(), other.clone(), other, one]);
    let (done, reused): (Vec<&Reply>, Vec<&Reply>) = replies.iter().partition(|reply| reply.status == 201);
    assert_eq!((done.len(), reused.len()), (2, 2));
    assert_eq!(done[0].json(), done[1].json());
    assert_eq!(done.iter().filter(|reply| was_replayed(reply)).count(), 1);
    for reply in reused {
        reply.is_problem(422, "another body under the same key");
    }
    race.saw("another body refused");
}
