//! A second reading of the law, written from its sentences alone and in the slowest way: every question is answered from the
//! whole book of acts, anew each time.
//!
//! `play` plays a case file. Step by step: `World::read` takes its setup and meetings, `World::enter` a step, and answers the
//! codes that refuse it; every question (`quorum`, `tally`, `decision`, ..) can be asked of the `World` after any step.
//! `random::case` makes a case of a seed, whose expectations are this reading's own answers.

pub mod advice;
pub mod authority;
pub mod calendar;
pub mod chair;
pub mod check;
pub mod counting;
pub mod deeds;
pub mod dispense;
pub mod election;
pub mod eye;
pub mod hands;
pub mod interests;
pub mod late;
pub mod law_item;
pub mod law_register;
pub mod law_room;
pub mod law_vote;
pub mod letters;
pub mod lints;
pub mod matching;
pub mod model;
pub mod packs;
pub mod panel;
pub mod questions;
pub mod quorum;
pub mod random;
pub mod random_history;
pub mod random_sitting;
pub mod random_slips;
pub mod random_terms;
pub mod random_wide;
pub mod ratio;
pub mod slips;
pub mod state;
pub mod steps;
pub mod tallying;
pub mod visitors;
pub mod words;
pub mod world;

use serde_json::Value;
pub use world::World;

/// What a step was answered: the codes that refused it (none: it was accepted), and which expectations failed.
#[derive(Clone, Debug)]
pub struct Answer {
    pub step: usize,
    pub refused: Vec<String>,
    pub failures: Vec<String>,
}

/// Plays a whole case file.
pub fn play(case: &Value) -> Vec<Answer> {
    let mut w = World::read(case);
    let mut answers = Vec::new();
    for (n, step) in case["steps"].as_array().into_iter().flatten().enumerate() {
        let refused = w.enter(step);
        let mut failures: Vec<String> = check::outcome(&step["expect"], &refused).into_iter().collect();
        failures.extend(check::failures(&w, &step["expect"]));
        answers.push(Answer { step: n, refused, failures });
    }
    answers
}
