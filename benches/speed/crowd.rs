//! How two hundred people stand on two hundred items, asked over HTTP, and how long a vote elsewhere in the register takes
//! while that is asked again and again: it is worked out without the register's lock.

use crate::house::{Desk, House};
use crate::load::{self, Client};
use crate::rows::Measured;
use crate::siege::p99;
use crate::subject::{Started, Subject};
use serde_json::json;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

const PEOPLE: usize = 200;
const ITEMS: usize = 200;
/// Votes timed, while nothing is asked and while it is.
const TIMED: usize = 500;
/// An answer in seconds.
const SOON: Duration = Duration::from_secs(3);

#[derive(Clone)]
pub struct Crowd {
    pub answer: Measured,
    pub votes: Measured,
}

pub fn measured(subject: &dyn Subject, folder: &Path) -> Result<Crowd, String> {
    let started = Started::new(subject, folder)?;
    let (address, token) = (started.address, started.prepared.token.as_str());
    let mut desk = Desk::to(address, token, 0)?;
    let mut house = House::build(&mut desk)?;
    let mut votes = house.ready_votes(&mut desk, TIMED * 2)?;
    let while_asked = votes.split_off(TIMED);
    let meeting = crowded(&mut desk)?;
    let quiet = p99(address, &votes)?;

    let question = load::request("GET", &format!("/api/v1/meetings/{meeting}/standings"), token, "");
    let is_over = AtomicBool::new(false);
    let ask = || -> Result<(Vec<Duration>, usize), String> {
        let (mut client, mut took, mut bytes) = (Client::connect(address)?, Vec::new(), 0);
        while took.is_empty() || !is_over.load(Ordering::Relaxed) {
            let asked = Instant::now();
            bytes = client.ask_well(&question)?.body.len();
            took.push(asked.elapsed());
        }
        took.sort();
        Ok((took, bytes))
    };
    let (loud, (took, bytes)) = thread::scope(|scope| {
        let asking = scope.spawn(ask);
        let loud = p99(address, &while_asked);
        is_over.store(true, Ordering::Relaxed);
        asking.join().map_err(|_| "whoever asked panicked".to_owned()).and_then(|asked| Ok((loud?, asked?)))
    })?;
    let median = took[took.len() / 2];
    let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
    Ok(Crowd {
        answer: Measured {
            ratio: median.as_secs_f64() / SOON.as_secs_f64(),
            figures: format!("{:.0} ms in the middle of {}, {bytes} bytes each", milliseconds(median), took.len()),
        },
        votes: Measured {
            ratio: loud.as_secs_f64() / quiet.as_secs_f64(),
            figures: format!("{:.2} ms, {:.2} ms while {} answers were made", milliseconds(quiet), milliseconds(loud), took.len()),
        },
    })
}

/// A meeting of two hundred seats, each held by somebody with an interest, and as many items as it takes.
fn crowded(desk: &mut Desk<'_>) -> Result<String, String> {
    let seat = |n: usize| json!({"id": format!("s{n}"), "capacity": (["lay", "gp", "officer"][n % 3]), "voting": true});
    let terms = json!({
        "from": "2017-04-01",
        "seats": (0..PEOPLE).map(seat).collect::<Vec<_>>(),
        "quorum": {"at_least": PEOPLE / 2, "of": {"voting": true}},
    });
    let committee =
        desk.made("/api/v1/committees", &json!({"code": "ALL", "organisation": "B82012", "name": "All of them", "kind": "committee"}))?;
    desk.post(&format!("/api/v1/committees/{committee}/terms"), &terms)?;
    for n in 0..PEOPLE {
        let person = desk.made("/api/v1/people", &json!({"name": format!("Member {n}")}))?;
        let seat = json!({"seat": format!("s{n}"), "person": person, "from": "2017-04-01"});
        desk.post(&format!("/api/v1/committees/{committee}/memberships"), &seat)?;
        let interest =
            json!({"person": person, "category": "financial", "nature": "Shares", "organisation": "B82012", "declared": "2017-05-01"});
        desk.post("/api/v1/declarations", &interest)?;
    }
    let meeting = desk.made("/api/v1/meetings", &json!({"committees": [committee], "date": "2018-03-06", "reference": "ALL/1"}))?;
    for n in 0..ITEMS {
        let affects = if n % 2 == 0 { json!([{"organisation": "B82012"}]) } else { json!([]) };
        let item = json!({"title": format!("Item {n}"), "purpose": "decision", "decision_type": "other", "affects": affects});
        desk.made(&format!("/api/v1/meetings/{meeting}/items"), &item)?;
    }
    Ok(meeting)
}
