//! Random histories of a meeting on two servers over one PostgreSQL. Six clerks do at the same time what a plan says:
//! people come and go, declare, are ruled on, vote and decide; acts are struck, written late and taken again; servers are
//! killed, stand still and lose their connections. Whatever comes of it is written down as it looked from outside, and the
//! history is judged afterwards, without the program:
//!
//! * `order`: every act that was acknowledged is in the log exactly once, nothing else is, and nothing is written before
//!   what had been answered before it was asked for; both servers have one log and answer the same;
//! * `counted`: each decision had its quorum, counted each vote once and none of whoever was excluded, absent or no
//!   member, and no item has two that stand;
//! * `second`: the second reading of the law, told the same acts in the order of the log, permits each of them, and refuses
//!   what was refused, for the same reasons, at some moment between the question and the answer.
//!
//! `verify --db` has the last word. `QUORATE_HISTORIES` is the number of histories, `QUORATE_TEST_SEED` the seed of the
//! first, `QUORATE_HISTORY_STEPS` how many steps of each plan are played. A history that breaks the law is kept beside
//! the build, and told up to the first entry at which it does.

mod counted;
mod doctored;
mod hall;
mod judge;
mod order;
mod plan;
mod play;
#[allow(dead_code)]
#[path = "../oracle/reading/mod.rs"]
mod reading;
mod record;
mod second;
mod words;

use std::time::Instant;

use crate::place::Place;
use crate::races::Seed;
use hall::Hall;

/// The seed of the first by itself: what is asked of a change is asked of the same plans before and after it.
const FIRST: u64 = 20_180_306;

/// After so many histories servers and register are made anew: sign-ins end.
const IN_ONE_HALL: u64 = 6;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

fn histories(kept_by: &str, faults: bool, by_itself: u64) {
    let many = number("QUORATE_HISTORIES").unwrap_or(by_itself);
    let steps = number("QUORATE_HISTORY_STEPS").map_or(usize::MAX, |steps| usize::try_from(steps).unwrap());
    let first = number("QUORATE_TEST_SEED").unwrap_or(FIRST);
    let mut seen = judge::Seen::default();
    let begun = Instant::now();
    for hall_of in (0..many).step_by(usize::try_from(IN_ONE_HALL).unwrap()) {
        let Some(place) = Place::served() else { return };
        let hall = Hall::on(place, 2);
        let mut acts = 0;
        for n in hall_of..many.min(hall_of + IN_ONE_HALL) {
            let seed = first.wrapping_add(n);
            println!("{kept_by}: seed {seed}");
            let mut plan = plan::plan(Seed::from(seed), faults);
            plan.truncate(steps);
            let history = play::play(&hall, n, seed, &plan);
            judge::judged(&history);
            seen.take(&history);
            acts += history.written().len();
        }
        println!("{kept_by}: {}", hall.end());
        hall.verified(acts);
    }
    println!("{kept_by}: {} s, {seen}", begun.elapsed().as_secs());
}

#[test]
fn random_histories_on_two_servers() {
    histories("two servers", false, 3);
}

#[test]
fn random_histories_on_two_servers_that_fail() {
    histories("two servers that fail", true, 3);
}
