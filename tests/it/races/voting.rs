//! Votes that meet what ends them: W3, W4, W6 and W8.

use serde_json::json;

use super::race::{Race, entry, refused, refused_for};
use super::shot::Shot;
use super::stage::{SEATS, Scene, Seat, Stage};
use crate::house::{id_of, terms};

const ALL: [&str; 5] = ["chair", "lay", "officer", "gp", "nurse"];

/// The item is closed, or decided, while the last vote is on its way.
pub fn vote_and_close(race: &mut Race<'_>) {
    // What is only discussed may be closed without an outcome.
    let prepare = |stage: &Stage, n| {
        let purpose = if n % 2 == 0 { "decision" } else { "discussion" };
        let scene = stage.called("A new surgery", json!({"purpose": purpose}), &ALL);
        stage.opened(&scene, &["chair", "officer", "gp"]);
        scene
    };
    race.play(prepare, |race, n, scene| {
        let stage = race.stage;
        let is_decided = n % 2 == 0;
        let close = if is_decided { stage.decide(&scene, "approved", "vote") } else { stage.begin(&scene, "closed") };
        let replies = race.at_once(&[stage.vote(&scene, stage.person("nurse"), "against"), close]);
        let closed = entry(&replies[1]).expect("it closes, whoever has voted");
        let over = if is_decided { "decision_final" } else { "vote_not_open" };
        match entry(&replies[0]) {
            Some(voted) => {
                assert!(voted < closed, "a vote at {voted} on what was closed at {closed}");
                race.saw("voted first");
            }
            None => {
                refused(&replies[0], over);
                race.saw("closed first");
            }
        }
        let late = race.alone(stage.vote(&scene, stage.person("lay"), "for"));
        refused(&late, over);
        race.lawful(&scene);
    });
}

/// Somebody votes while the chair rules that they leave; every other time it is decided as well.
pub fn vote_and_exclusion(race: &mut Race<'_>) {
    let prepare = |stage: &Stage, _| stage.scene(&ALL, &["chair", "officer", "nurse"]);
    race.play(prepare, |race, n, scene| {
        let stage = race.stage;
        let vote = stage.vote(&scene, stage.person("gp"), "against").by(&stage.tokens.own["gp"]);
        let mut shots = vec![vote, stage.rule(&scene, "gp", "leave", "chair")];
        if n % 2 == 1 {
            shots.push(stage.decide(&scene, "approved", "vote"));
        }
        let replies = race.at_once(&shots);
        let (voted, ruled) = (entry(&replies[0]), entry(&replies[1]));
        let decided = replies.get(2).and_then(entry);
        match (ruled, decided) {
            (Some(ruled), None) => {
                if let Some(attempt) = replies.get(2) {
                    refused_for(attempt, "must_leave_first");
                }
                match voted {
                    Some(voted) => {
                        assert!(voted < ruled, "a vote at {voted} of somebody excluded at {ruled}");
                        race.saw("voted, then excluded");
                    }
                    None => {
                        refused_for(&replies[0], "excluded_by_ruling");
                        race.saw("excluded first");
                    }
                }
                assert_eq!(race.lawful(&scene).votes.iter().filter(|vote| vote.taken).count(), usize::from(voted.is_some()));
                assert!(entry(&race.alone(stage.leave(&scene, "gp"))).is_some());
                let decision = race.alone(stage.decide(&scene, "approved", "vote")).made();
                let tally = &decision["evidence"]["tally"];
                assert_eq!((tally["against"].as_u64(), tally["excluded"].as_u64()), (Some(0), Some(1)), "{tally}");
            }
            (None, Some(_)) => {
                refused(&replies[1], "decision_final");
                if voted.is_none() {
                    refused(&replies[0], "decision_final");
                }
                race.saw("decided first");
            }
            both => panic!("ruled and decided: {both:?}"),
        }
        race.lawful(&scene);
    });
}

/// Every seat votes twice at once, from the secretary's book and from a device of its own.
pub fn two_devices(race: &mut Race<'_>) {
    let prepare = |stage: &Stage, _| stage.scene(&ALL, &[]);
    race.play(prepare, |race, _, scene| {
        let stage = race.stage;
        let twice = |word: &&'static str| {
            let other = stage.vote(&scene, stage.person(word), "against");
            let other = stage.tokens.own.get(word).map_or(other.clone(), |token| other.by(token));
            [stage.vote(&scene, stage.person(word), "for"), other]
        };
        let shots: Vec<Shot> = ALL.iter().flat_map(twice).collect();
        let replies = race.at_once(&shots);
        for pair in replies.chunks(2) {
            match (entry(&pair[0]), entry(&pair[1])) {
                (Some(_), None) => {
                    refused(&pair[1], "seat_already_voted");
                    race.saw("the one was first");
                }
                (None, Some(_)) => {
                    refused(&pair[0], "seat_already_voted");
                    race.saw("the other was first");
                }
                both => panic!("one seat, two votes: {both:?} {} {}", pair[0].text, pair[1].text),
            }
        }
        assert_eq!(race.lawful(&scene).votes.len(), ALL.len());
    });
}

/// Somebody who shares a seat comes to vote while their membership is ended as of the day before:
/// once they sit, it no longer can be; once it has ended, they sit nowhere.
pub fn membership_ends(race: &mut Race<'_>) {
    race.play(joined, |race, _, (mut scene, joiner, membership)| {
        let stage = race.stage;
        let end = Shot::new(&stage.tokens.lead, format!("/api/v1/memberships/{membership}/end"), json!({"to": "2018-03-05"}));
        let replies = race.at_once(&[end, stage.attend(&scene, &joiner, "arrive")]);
        let came = entry(&replies[1]).expect("anybody may come in");
        match entry(&replies[0]) {
            Some(ended) => {
                assert!(ended < came, "ended at {ended} as of the day before, though its holder had come at {came}");
                scene.seats.insert(joiner.clone(), Seat { id: "nurse", until: ended });
                refused_for(&race.alone(stage.vote(&scene, &joiner, "for")), "not_a_member_of_this_committee");
                race.saw("ended first");
            }
            None => {
                refused(&replies[0], "period_invalid");
                race.alone(stage.vote(&scene, &joiner, "against")).made();
                race.saw("came first");
            }
        }
        race.alone(stage.decide(&scene, "approved", "vote")).made();
        race.lawful(&scene);
    });
}

/// A scene of a committee of its own with one more who may come, whose membership shares the nurse's seat: nobody is
/// appointed into a day on which the committee has met.
fn joined(stage: &Stage, n: usize) -> (Scene, String, String) {
    let lead = stage.house.lead();
    let body = json!({"code": format!("J{n}"), "organisation": "03E", "name": format!("Committee {n}"), "kind": "committee"});
    let committee = id_of(&lead.post("/api/v1/committees", &body).made());
    let mut shared = terms();
    shared["seats"].as_array_mut().unwrap().iter_mut().filter(|seat| seat["id"] == "nurse").for_each(|seat| seat["shared"] = json!(true));
    lead.post(&format!("/api/v1/committees/{committee}/terms"), &shared).made();
    for (word, seat) in SEATS {
        stage.house.seat(&committee, seat, word, None);
    }
    let joiner = id_of(&lead.post("/api/v1/people", &json!({"name": format!("The Joiner {n}")})).made());
    let membership = json!({"seat": "nurse", "person": joiner, "from": "2017-04-01"});
    let membership = id_of(&lead.post(&format!("/api/v1/committees/{committee}/memberships"), &membership).made());
    let mut scene = stage.called_of(&committee, "A new surgery", json!({}), &["chair", "officer", "gp"]);
    stage.opened(&scene, &["chair", "officer", "gp"]);
    scene.seats.insert(joiner.clone(), Seat { id: "nurse", until: i64::MAX });
    (scene, joiner, membership)
}
