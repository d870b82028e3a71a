//! What everybody else notices while a few ask for as much as they can: twenty clients that take nothing of the tables they
//! asked for, seven hundred looks back, each earlier than the last, and the worst terms of reference that can be asked about.

use crate::house::{Desk, House};
use crate::load::{self, Client, Until, drive};
use crate::rows::Measured;
use crate::subject::{Started, Subject};
use quorate::moment::Instant as Moment;
use serde_json::{Value, json};
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

const DECLARATIONS: u64 = 20_000;
/// Instants that are looked back at, in turn, the latest first.
const INSTANTS: u64 = 70;
const LOOKS_BACK: usize = 700;
const SLOW: usize = 20;
/// They were sent in less than three seconds once; they go on at that pace for as long as is measured.
const LOOKERS: usize = 20;
const BETWEEN_LOOKS: Duration = Duration::from_millis(75);
/// Who try the worst terms, again and again.
const LEADS: usize = 4;
const BETWEEN_TERMS: Duration = Duration::from_millis(20);
/// Requests timed, quiet and besieged.
const TIMED: usize = 1000;
const MEMORY: f64 = 150.0;

/// p99 of who asks, of a vote, and the memory: each to its bound.
#[derive(Clone)]
pub struct Siege {
    pub asks: Measured,
    pub votes: Measured,
    pub memory: Measured,
}

pub fn measured(subject: &dyn Subject, folder: &Path) -> Result<Siege, String> {
    let started = Started::new(subject, folder)?;
    let mut instants = Vec::new();
    for round in 0..INSTANTS {
        drive(started.address, 8, Until::Answered(DECLARATIONS / INSTANTS), round * 1_000_000, &|n| started.create(n))?;
        instants.push(Moment::now().to_string());
    }
    let (address, token) = (started.address, started.prepared.token.as_str());
    let mut desk = Desk::to(address, token, 1_000_000_000)?;
    let mut house = House::build(&mut desk)?;
    let check = format!("/api/v1/committees/{}/terms/check", house.committee);
    let mut votes = house.ready_votes(&mut desk, TIMED * 2)?;
    let besieged_votes = votes.split_off(TIMED);
    let many = vec![load::request("GET", "/api/v1/me", token, ""); TIMED];
    let quiet = (p99(address, &many)?, p99(address, &votes)?);

    let (is_over, looks, most) = (AtomicBool::new(false), AtomicUsize::new(0), Mutex::new(0.0_f64));
    let goes_on = || !is_over.load(Ordering::Relaxed);
    let loud = thread::scope(|scope| {
        let slow: Vec<_> = (0..SLOW).map(|_| asked(address, "GET", "/api/v1/declarations.json", token, "")).collect();
        for _ in 0..LOOKERS {
            scope.spawn(|| {
                stand_back();
                loop {
                    let n = looks.fetch_add(1, Ordering::Relaxed);
                    if n >= LOOKS_BACK && !goes_on() {
                        return;
                    }
                    let at = &instants[instants.len() - 1 - n % instants.len()];
                    let path = format!("/api/v1/declarations?limit=1&known_at={at}");
                    taken(asked(address, "GET", &path, token, ""));
                    thread::sleep(BETWEEN_LOOKS);
                }
            });
        }
        for _ in 0..LEADS {
            scope.spawn(|| {
                stand_back();
                let worst: Vec<String> = (0..3).map(|n| worst_terms(n).to_string()).collect();
                for terms in worst.iter().cycle().take_while(|_| goes_on()) {
                    taken(asked(address, "POST", &check, token, terms));
                    thread::sleep(BETWEEN_TERMS);
                }
            });
        }
        scope.spawn(|| {
            while goes_on() {
                let resident = started.running.resident().unwrap_or_default();
                let mut most = most.lock().unwrap();
                *most = most.max(resident);
                drop(most);
                thread::sleep(Duration::from_millis(50));
            }
        });
        thread::sleep(Duration::from_millis(500));
        let loud = p99(address, &many).and_then(|asks| Ok((asks, p99(address, &besieged_votes)?)));
        is_over.store(true, Ordering::Relaxed);
        drop(slow);
        loud
    })?;
    let megabytes = most.into_inner().unwrap() / 1e6;
    let ratio = |quiet: Duration, loud: Duration| Measured {
        ratio: loud.as_secs_f64() / quiet.as_secs_f64(),
        figures: format!("quiet {:.2} ms, besieged {:.2} ms", quiet.as_secs_f64() * 1e3, loud.as_secs_f64() * 1e3),
    };
    Ok(Siege {
        asks: ratio(quiet.0, loud.0),
        votes: ratio(quiet.1, loud.1),
        memory: Measured { ratio: megabytes / MEMORY, figures: format!("{megabytes:.1} MB resident at most") },
    })
}

/// The time that one in a hundred requests takes longer than, of one client, one request after the other.
pub fn p99(address: SocketAddr, requests: &[Vec<u8>]) -> Result<Duration, String> {
    let mut client = Client::connect(address)?;
    let mut times = Vec::new();
    for request in requests {
        let begun = Instant::now();
        client.ask_well(request)?;
        times.push(begun.elapsed());
    }
    times.sort();
    Ok(times[times.len() * 99 / 100])
}

/// Those who besiege a server have machines of their own: here they must not take this one from whoever is
/// timed, so they come last, and never on the first processor where there are others.
fn stand_back() {
    rustix::process::setpriority_process(None, 19).ok();
    let Ok(mut own) = rustix::thread::sched_getaffinity(None) else { return };
    let first = (0..rustix::thread::CpuSet::MAX_CPU).find(|processor| own.is_set(*processor));
    if let Some(first) = first.filter(|_| own.count() > 1) {
        own.unset(first);
        rustix::thread::sched_setaffinity(None, &own).ok();
    }
}

/// A request whose answer is not read.
fn asked(address: SocketAddr, method: &str, path: &str, token: &str, body: &str) -> Option<TcpStream> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(60))).ok()?;
    stream.write_all(&load::request(method, path, token, body)).ok()?;
    Some(stream)
}

/// Waits for the first bytes of an answer, whatever they say.
fn taken(stream: Option<TcpStream>) {
    if let Some(mut stream) = stream {
        stream.read(&mut [0; 512]).map(drop).ok();
    }
}

/// The dearest terms that are answered: as many seats as there may be, as many ways of reading as are tried.
fn worst_terms(n: usize) -> Value {
    let places = |capacity: &str| json!({"at_least": 1, "of": {"capacity": capacity}});
    let choice = json!({"any": [places("lay"), places("gp")]});
    let (count, quorum) = match n % 3 {
        0 => (200, json!({"all": vec![places("lay"); 29]})),
        1 => (200, json!({"distinct": {"all": vec![choice; 18]}})),
        _ => (3, json!({"distinct": {"kinds": 13, "of": vec!["anyone"; 26]}})),
    };
    let seats: Vec<Value> = (0..count).map(|n| json!({"id": format!("s{n}"), "capacity": "lay", "voting": true})).collect();
    json!({"terms": {"from": "2030-01-01", "seats": seats, "quorum": quorum}})
}
