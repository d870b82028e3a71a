//! One race: its rounds, the start, and what the log has to say of all that was answered.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Barrier;
use std::thread;
use std::time::Duration;

use super::book::Book;
use super::seed::Seed;
use super::shot::Shot;
use super::stage::{Scene, Stage};
use crate::desk::Reply;

/// How many meetings are prepared side by side.
const SIDE_BY_SIDE: usize = 4;

pub struct Race<'s> {
    pub stage: &'s Stage,
    name: &'static str,
    rounds: usize,
    seed: Seed,
    /// What became of the rounds, counted.
    outcomes: BTreeMap<&'static str, usize>,
    /// The leaf hash answered for each entry.
    receipts: BTreeMap<i64, String>,
    /// The size of the log before.
    from: i64,
}

impl<'s> Race<'s> {
    pub fn on(stage: &'s Stage, name: &'static str, rounds: usize, seed: Seed) -> Self {
        let from = stage.get(stage.doors[0], "/api/v1/audit/head", &stage.tokens.auditor)["size"].as_i64().unwrap();
        Self { stage, name, rounds, seed, outcomes: BTreeMap::new(), receipts: BTreeMap::new(), from }
    }

    /// Prepares a scene for every round, several side by side, then plays them one by one.
    pub fn play<S: Send>(&mut self, prepare: impl Fn(&Stage, usize) -> S + Sync, mut round: impl FnMut(&mut Self, usize, S)) {
        let (stage, rounds) = (self.stage, self.rounds);
        let mut scenes: Vec<(usize, S)> = thread::scope(|scope| {
            let prepare = &prepare;
            let preparing: Vec<_> = (0..SIDE_BY_SIDE)
                .map(|lane| scope.spawn(move || (lane..rounds).step_by(SIDE_BY_SIDE).map(|n| (n, prepare(stage, n))).collect::<Vec<_>>()))
                .collect();
            preparing.into_iter().flat_map(|lane| lane.join().unwrap()).collect()
        });
        scenes.sort_by_key(|(n, _)| *n);
        for (n, scene) in scenes {
            round(self, n, scene);
        }
    }

    pub fn door(&mut self) -> SocketAddr {
        let doors = &self.stage.doors;
        doors[usize::try_from(self.seed.below(doors.len() as u64)).unwrap()]
    }

    /// Sends all of them at once, each through the next server; the answers in their order.
    pub fn at_once(&mut self, shots: &[Shot]) -> Vec<Reply> {
        let (stage, doors) = (self.stage, self.stage.doors.len());
        let first = usize::try_from(self.seed.below(doors as u64)).unwrap();
        // A false start now and then, or the same one would win every time.
        let spread = [0, 1_500, 6_000][usize::try_from(self.seed.below(3)).unwrap()];
        let delays: Vec<Duration> = shots.iter().map(|_| Duration::from_micros(self.seed.below(spread + 1))).collect();
        let barrier = Barrier::new(shots.len());
        let replies: Vec<Reply> = thread::scope(|scope| {
            let running: Vec<_> = shots
                .iter()
                .zip(delays)
                .enumerate()
                .map(|(n, (shot, delay))| {
                    let (door, barrier) = (stage.doors[(first + n) % doors], &barrier);
                    scope.spawn(move || {
                        barrier.wait();
                        thread::sleep(delay);
                        stage.send(door, shot)
                    })
                })
                .collect();
            running.into_iter().map(|runner| runner.join().unwrap()).collect()
        });
        for reply in &replies {
            if let Some(entry) = entry(reply) {
                let hash = reply.header("audit-receipt").split(' ').nth(2).unwrap().to_owned();
                let known = self.receipts.entry(entry).or_insert_with(|| hash.clone());
                assert_eq!(*known, hash, "two receipts for entry {entry}");
            }
        }
        replies
    }

    /// One alone, through any server.
    pub fn alone(&mut self, shot: Shot) -> Reply {
        self.at_once(&[shot]).pop().unwrap()
    }

    pub fn saw(&mut self, outcome: &'static str) {
        *self.outcomes.entry(outcome).or_default() += 1;
    }

    /// The book of the scene, read through any server, is lawful in the order of the log.
    pub fn lawful(&mut self, scene: &Scene) -> Book {
        let book = Book::read(self.stage, self.door(), scene);
        book.judge(scene);
        book
    }

    /// Every entry follows the one before, and every receipt is of an entry that is there.
    pub fn end(mut self) {
        let (mut next, mut previous) = (self.from - 1, None::<String>);
        loop {
            let door = self.door();
            let page = self.stage.get(door, &format!("/api/v1/audit/entries?after={}&limit=200", next - 1), &self.stage.tokens.auditor);
            let entries = page["items"].as_array().unwrap();
            for entry in entries {
                assert_eq!(entry["index"], next, "{}: a gap in the log", self.name);
                if let Some(previous) = &previous {
                    assert_eq!(entry["previous_hash"], previous.as_str(), "{}: entry {next}", self.name);
                }
                let hash = entry["leaf_hash"].as_str().unwrap().to_owned();
                if let Some(answered) = self.receipts.remove(&next) {
                    assert_eq!(answered, hash, "{}: the receipt of entry {next}", self.name);
                }
                previous = Some(hash);
                next += 1;
            }
            if entries.is_empty() {
                break;
            }
        }
        assert!(self.receipts.is_empty(), "{}: answered and not in the log: {:?}", self.name, self.receipts);
        let outcomes: Vec<String> = self.outcomes.iter().map(|(outcome, times)| format!("{outcome} {times}")).collect();
        println!("  {}: {} rounds, {} entries; {}", self.name, self.rounds, next - self.from, outcomes.join(", "));
    }
}

/// The entry of what was recorded; none for what was refused.
pub fn entry(reply: &Reply) -> Option<i64> {
    if !(200..300).contains(&reply.status) {
        assert!((400..500).contains(&reply.status), "{} {}", reply.status, reply.text);
        return None;
    }
    let index = reply.header("audit-receipt").split(' ').nth(1).unwrap().parse().unwrap();
    assert_eq!(reply.json()["version"], index, "{}", reply.text);
    Some(index)
}

/// The reasons of a refusal.
pub fn codes(reply: &Reply) -> Vec<String> {
    reply.is_problem(409, "a refusal of the law");
    let mut codes: Vec<String> =
        reply.json()["reasons"].as_array().unwrap().iter().map(|reason| reason["code"].as_str().unwrap().to_owned()).collect();
    codes.sort();
    codes
}

/// Refused for exactly this.
pub fn refused(reply: &Reply, code: &str) {
    assert_eq!(codes(reply), [code], "{}", reply.text);
}

/// Refused for this, whatever else.
pub fn refused_for(reply: &Reply, code: &str) {
    assert!(codes(reply).iter().any(|found| found == code), "not for {code}: {}", reply.text);
}
