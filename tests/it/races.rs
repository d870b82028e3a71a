//! What happens at once: two members leave, a vote meets its close, two secretaries minute one
//! decision. Two processes of the program keep one register on a server, or one keeps a file;
//! every race is played many times, and afterwards the order of the log says who was first, the
//! book is judged by a reading of its own, and `verify --db` has to agree.

mod book;
mod deciding;
mod leaving;
mod once;
mod race;
mod seed;
mod shot;
mod stage;
mod voting;

use std::sync::OnceLock;

use crate::place::Place;
use crate::postgres;
use race::Race;
pub use seed::Seed;
pub use stage::Process;
use stage::Stage;

/// A race by its number in the design of trust, and how it is played.
type Played = (&'static str, fn(&mut Race<'_>));

const RACES: [Played; 9] = [
    ("W1 two leave while it is decided", leaving::two_leave),
    ("W2 the decision and a leaving", leaving::one_leaves),
    ("W3 a vote and the close of its item", voting::vote_and_close),
    ("W4 a vote and an exclusion", voting::vote_and_exclusion),
    ("W5 one decision minuted by several", deciding::minuted_by_several),
    ("W6 a seat votes from two devices", voting::two_devices),
    ("W7 a declaration and the decision", deciding::declared_and_decided),
    ("W8 a membership ends and its member comes to vote", voting::membership_ends),
    ("W15 one key at once", once::one_key),
];

fn play(place: Place, kept_by: &'static str, processes: usize, rounds: usize) {
    let begun = std::time::Instant::now();
    let mut seed = Seed::of_this_run();
    let stage = Stage::on(place, processes);
    println!("{kept_by}: seed {seed}");
    // `QUORATE_TEST_RACES=W3,W4` plays these alone.
    let wanted = std::env::var("QUORATE_TEST_RACES").ok();
    for (name, played) in RACES {
        let number = name.split(' ').next();
        if wanted.as_deref().is_some_and(|wanted| !wanted.split(',').any(|one| Some(one) == number)) {
            continue;
        }
        let mut race = Race::on(&stage, name, rounds, seed.branch());
        played(&mut race);
        race.end();
        stage.verified(name);
    }
    println!("{kept_by}: {} s, {}", begun.elapsed().as_secs(), stage.end());
}

#[test]
fn on_a_file() {
    play(Place::file(), "one server on a file", 0, 12);
}

#[test]
fn between_two_processes_on_a_server() {
    let Some(place) = Place::served() else { return };
    play(place, "two processes on a server", 2, 14);
}

/// The ledger says itself under which isolation it writes, so the server's default changes nothing.
#[test]
fn between_two_processes_on_a_server_that_is_serializable_by_default() {
    static SERVER: OnceLock<Option<postgres::Server>> = OnceLock::new();
    let server = SERVER.get_or_init(|| postgres::server_with(&[("default_transaction_isolation", "serializable")]));
    let Some(server) = server.as_ref() else { return };
    play(Place::on(server), "two processes on a serializable server", 2, 8);
}
