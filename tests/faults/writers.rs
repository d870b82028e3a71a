//! People who write at once, what they were answered, and whether it was true.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::program::{Server, Site, agent, ask};

/// What became of one write, as its sender knows it.
#[derive(Debug, Clone, PartialEq)]
pub enum Fate {
    Acknowledged {
        receipt: String,
    },
    Refused(u16),
    /// No answer came.
    Unknown,
}

/// Everything that was sent, under the name that was to be written.
#[derive(Default)]
pub struct History {
    fates: Mutex<BTreeMap<String, Fate>>,
    /// No two senders ever choose one name: a name is of a history, a round, a sender.
    who: &'static str,
    round: u64,
}

struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// What all rounds came to.
#[derive(Debug, Default, Clone, Copy)]
pub struct Tally {
    pub acknowledged: u64,
    pub refused: u64,
    pub unknown: u64,
    /// Of the unknown: written already, as the retry under the same key said.
    pub written_before: u64,
    pub lost: u64,
    pub twice: u64,
}

fn body(name: &str) -> Value {
    json!({"name": name})
}

fn person(at: SocketAddr, token: &str, name: &str) -> Result<(u16, String, Option<String>), String> {
    ask(&agent(), at, "POST", "/api/v1/people", token, Some(&body(name)), &format!("key-{}", name.replace(' ', "-")))
}

impl History {
    pub fn of(who: &'static str) -> Self {
        Self { who, ..Self::default() }
    }

    /// So many senders write, one person after another, until `meanwhile` comes back; then what is under
    /// way is let end for a moment. Each sender keeps going through refusals and lost connections.
    pub fn write(&mut self, at: SocketAddr, token: &str, senders: u64, meanwhile: impl FnOnce()) {
        self.round += 1;
        let (over, who, round, fates) = (AtomicBool::new(false), self.who, self.round, &self.fates);
        thread::scope(|scope| {
            for sender in 0..senders {
                let over = &over;
                scope.spawn(move || {
                    let agent = agent();
                    let mut n = 0;
                    while !over.load(Ordering::Relaxed) {
                        n += 1;
                        let name = format!("{who} round {round} sender {sender} number {n}");
                        let key = format!("key-{}", name.replace(' ', "-"));
                        let fate = match ask(&agent, at, "POST", "/api/v1/people", token, Some(&body(&name)), &key) {
                            Ok((201, _, Some(receipt))) => Fate::Acknowledged { receipt },
                            Ok((status, text, _)) => {
                                if status != 503 {
                                    println!("{name}: {text}");
                                }
                                Fate::Refused(status)
                            }
                            Err(_) => Fate::Unknown,
                        };
                        let is_well = matches!(fate, Fate::Acknowledged { .. });
                        fates.lock().unwrap().insert(name, fate);
                        if !is_well {
                            thread::sleep(Duration::from_millis(5));
                        }
                    }
                });
            }
            // Also when it fails: or the senders would never be done.
            let _over = Over(&over);
            meanwhile();
        });
    }

    pub fn statuses(&self) -> BTreeSet<u16> {
        let fates = self.fates.lock().unwrap();
        fates.values().filter_map(|fate| if let Fate::Refused(status) = fate { Some(*status) } else { None }).collect()
    }

    pub fn acknowledged(&self) -> u64 {
        let fates = self.fates.lock().unwrap();
        fates.values().filter(|fate| matches!(fate, Fate::Acknowledged { .. })).count() as u64
    }

    /// Asks a healthy server whether all that was answered is so: what was acknowledged is there once and
    /// no number of the log was given out twice; what was refused is not there; what is unknown is there
    /// once after it was sent again under its key.
    pub fn check(&self, server: &Server, token: &str) -> Tally {
        let mut tally = Tally::default();
        let fates = self.fates.lock().unwrap();
        let there = people(server, token);
        let mut receipts = BTreeMap::new();
        for (name, fate) in fates.iter() {
            let times = there.get(name).copied().unwrap_or(0);
            tally.twice += u64::from(times > 1);
            match fate {
                Fate::Acknowledged { receipt } => {
                    tally.acknowledged += 1;
                    tally.lost += u64::from(times == 0);
                    if let Some(other) = receipts.insert(receipt.rsplit_once(' ').unwrap().0.to_owned(), name) {
                        panic!("'{name}' and '{other}' were both told {receipt}");
                    }
                }
                Fate::Refused(status) => {
                    tally.refused += 1;
                    // 503 says that it may have been kept, and that the key tells.
                    assert!(times == 0 || *status == 503, "'{name}' was answered {status} and is there");
                }
                Fate::Unknown => {
                    tally.unknown += 1;
                    tally.written_before += times;
                }
            }
        }
        let again: Vec<&String> = fates.iter().filter(|(_, fate)| **fate == Fate::Unknown).map(|(name, _)| name).collect();
        for name in &again {
            let (status, text, _) = person(server.at, token, name).unwrap();
            assert_eq!(status, 201, "sent again: {text}");
        }
        let there = people(server, token);
        for name in again {
            assert_eq!(there.get(name), Some(&1), "'{name}', sent again under its key");
        }
        tally
    }
}

/// Everybody in the register, and how often.
fn people(server: &Server, token: &str) -> BTreeMap<String, u64> {
    let (status, text, _) = server.ask("GET", "/api/v1/people.ndjson", token, None, "").unwrap();
    assert_eq!(status, 200, "{text}");
    let mut found = BTreeMap::new();
    for line in text.lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        *found.entry(row["name"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    found
}

impl Tally {
    /// Nothing acknowledged was lost and nothing is there twice; the figures are kept for the report.
    pub fn holds(self, what: &str, site: &Site, struck: u64) {
        println!("{what}: {self:?}, faults {struck}");
        crate::report::keep(what, self, struck);
        assert_eq!((self.lost, self.twice), (0, 0), "{what}");
        assert!(self.acknowledged > 0, "{what}: nothing was written");
        site.is_verified(what);
    }
}
