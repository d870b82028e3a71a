//! Who leaves while it is decided: W1 and W2.

use super::race::{Race, codes, entry, refused, refused_for};

/// Four in the room, three needed: each of two who leave still sees a quorum, both leave none.
pub fn two_leave(race: &mut Race<'_>) {
    let prepare = |stage: &super::stage::Stage, _| stage.scene(&["chair", "officer", "gp", "nurse"], &["chair", "officer", "nurse"]);
    race.play(prepare, |race, _, scene| {
        let stage = race.stage;
        let replies = race.at_once(&[stage.leave(&scene, "gp"), stage.decide(&scene, "approved", "vote"), stage.leave(&scene, "nurse")]);
        let gone = [&replies[0], &replies[2]].map(|reply| entry(reply).expect("anybody may leave"));
        match entry(&replies[1]) {
            Some(decided) => {
                let left = gone.iter().filter(|gone| **gone < decided).count();
                assert!(left < 2, "decided at {decided} after both had left at {gone:?}");
                race.saw(if left == 0 { "decided by four" } else { "decided by three" });
            }
            None => {
                refused(&replies[1], "inquorate");
                race.saw("inquorate");
                let again = race.alone(stage.decide(&scene, "approved", "vote"));
                refused(&again, "inquorate");
            }
        }
        race.lawful(&scene);
    });
}

/// The one without whom there is no quorum leaves: the officer, or whoever presides.
pub fn one_leaves(race: &mut Race<'_>) {
    let prepare = |stage: &super::stage::Stage, _| stage.scene(&["chair", "officer", "gp"], &["chair", "officer", "gp"]);
    race.play(prepare, |race, n, scene| {
        let stage = race.stage;
        let leaver = ["officer", "chair"][n % 2];
        let method = ["vote", "consensus"][n / 2 % 2];
        let replies = race.at_once(&[stage.decide(&scene, "approved", method), stage.leave(&scene, leaver)]);
        let gone = entry(&replies[1]).expect("anybody may leave");
        match entry(&replies[0]) {
            Some(decided) => {
                assert!(decided < gone, "decided at {decided} without the {leaver}, who left at {gone}");
                race.saw("decided first");
            }
            None => {
                refused_for(&replies[0], "inquorate");
                assert_eq!(codes(&replies[0]).len(), if leaver == "chair" { 2 } else { 1 }, "{}", replies[0].text);
                race.saw("left first");
            }
        }
        race.lawful(&scene);
    });
}
