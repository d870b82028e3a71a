//! What is measured, and how: `Subject` is the little that a benchmark must know of the program, the rows need no more.

use crate::bare;
use crate::crowd;
use crate::growth::{Act, Growth, grown};
use crate::law::{self, Law};
use crate::load::{self, Client, Until, drive};
use crate::measure::{Running, nanoseconds_a_call};
use crate::pgbench::Yardstick;
use crate::program::Program;
use crate::rows::{Good, Measured, Of, Promise, Row};
use crate::siege;
use std::cell::LazyCell;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

const CLIENTS: usize = 64;
const READERS: usize = 32;
const SECONDS: u64 = 4;
const ROUNDS: u64 = 2;
const DECLARATIONS: u64 = 100_000;

/// The program under measurement. A folder holds one database on SQLite with `synchronous=FULL` and the keys beside it.
pub trait Subject: Sync {
    /// Makes a register in an empty folder, with a person who may declare and an access token that lives through the run.
    fn prepare(&self, folder: &Path) -> Result<Prepared, String>;
    /// Starts `quorate serve` on the folder and returns at once, with the address it will answer on.
    fn serve(&self, folder: &Path) -> Result<(Running, SocketAddr), String>;
    /// The path to post to and the nth body, which creates one declaration; each n another one.
    fn create(&self, prepared: &Prepared, n: u64) -> (String, String);
    /// The path of a page of 50 declarations, newest or oldest first.
    fn page(&self, prepared: &Prepared) -> String;
    /// One call answers the standing of one member on one item, reasons included, from facts gathered before.
    fn standing(&self) -> Result<Box<dyn FnMut()>, String>;
}

/// What `prepare` leaves for the requests.
pub struct Prepared {
    pub token: String,
    /// The id of the person whose interests are declared.
    pub person: String,
}

fn subject() -> Result<&'static dyn Subject, String> {
    Ok(&Program)
}

/// The rows whose names have `only` in them; the others are not measured.
pub fn rows(only: &str) -> Vec<Row> {
    let folder = Folder::new();
    let siege = LazyCell::new(|| subject().and_then(|subject| siege::measured(subject, &folder.of("siege"))));
    let crowd = LazyCell::new(|| subject().and_then(|subject| crowd::measured(subject, &folder.of("crowd"))));
    let growth = LazyCell::new(|| grown(&folder.of("growth")));
    let at_rest = LazyCell::new(|| subject().and_then(|subject| at_rest(subject, &folder.of("at_rest"))));
    promises()
        .into_iter()
        .filter(|promise| promise.name.contains(only))
        .map(|promise| {
            let measured = match promise.of {
                Of::Create => create(&folder.of("create")),
                Of::Page => subject().and_then(|subject| page(subject, &folder)),
                Of::WrittenBefore => subject().and_then(|subject| written_before(subject, &folder)),
                Of::Standing => subject().and_then(standing),
                Of::Start => at_rest.clone().map(|(cold, _)| cold),
                Of::Memory => at_rest.clone().map(|(_, idle)| idle),
                Of::BesiegedAsks => siege.clone().map(|siege| siege.asks),
                Of::BesiegedVotes => siege.clone().map(|siege| siege.votes),
                Of::BesiegedMemory => siege.clone().map(|siege| siege.memory),
                Of::CrowdAnswered => crowd.clone().map(|crowd| crowd.answer),
                Of::CrowdVotes => crowd.clone().map(|crowd| crowd.votes),
                Of::Law(law) => law::measured(law),
                Of::Growth(of) => growth.as_ref().map(|grown| grown.measured(of)).map_err(Clone::clone),
            };
            Row { promise, measured }
        })
        .collect()
}

fn promises() -> [Promise; 28] {
    let promise = |of, name, good, must, aim| Promise { of, name, good, must, aim };
    let law = |of, name, must, aim| promise(Of::Law(of), name, Good::AtMost, must, aim);
    let growth = |of, name, must| promise(Of::Growth(of), name, Good::AtMost, must, 1.1);
    [
        promise(Of::Create, "audited creates a second, 64 clients, to pgbench's row and audit row", Good::AtLeast, 1.0, 2.0),
        promise(Of::Page, "server CPU of a page of 50 declarations, to a bare answer of the same bytes", Good::AtMost, 10.0, 5.0),
        promise(Of::WrittenBefore, "a page of 50 declarations written out before, to one that was not", Good::AtMost, 0.8, 0.5),
        promise(Of::Standing, "standing of one member on one item with reasons, to 1 microsecond", Good::AtMost, 1.0, 0.5),
        promise(Of::Start, "cold start to the first authenticated answer, 100,000 declarations, to 0.5 s", Good::AtMost, 1.0, 0.4),
        promise(Of::Memory, "memory when idle, 100,000 declarations, to 40 MB", Good::AtMost, 1.0, 0.75),
        promise(
            Of::BesiegedAsks,
            "p99 of who asks, besieged (20 clients that take nothing, 700 looks back, the worst terms), to quiet",
            Good::AtMost,
            2.0,
            1.2,
        ),
        promise(Of::BesiegedVotes, "p99 of a vote, besieged alike, to quiet", Good::AtMost, 2.0, 1.2),
        promise(Of::BesiegedMemory, "memory, besieged alike, to 150 MB", Good::AtMost, 1.0, 0.6),
        growth(Growth::Meetings(Act::Vote), "server CPU of a vote, after 1,000 minuted meetings to after one", 1.5),
        growth(Growth::Meetings(Act::Arrival), "server CPU of an arrival, after 1,000 minuted meetings to after one", 1.5),
        growth(Growth::Meetings(Act::Quorum), "server CPU of an item's quorum, after 1,000 minuted meetings to after one", 1.5),
        growth(Growth::Declarations(Act::Vote), "server CPU of a vote, beside 100,000 declarations to beside 1,000", 1.5),
        growth(Growth::Declarations(Act::Arrival), "server CPU of an arrival, beside 100,000 declarations to beside 1,000", 1.5),
        growth(Growth::Declarations(Act::Quorum), "server CPU of an item's quorum, beside 100,000 declarations to beside 1,000", 1.5),
        growth(Growth::Log, "server CPU of a line of the decision log, of 100,000 to of 1,000", 1.5),
        growth(Growth::Newest, "server CPU of a page of the decision log, newest first to oldest first, of 100,000", 3.0),
        law(
            Law::Matrix,
            "law: how 30 people stand on 40 items, with reasons, among 8,000 bodies and 50,000 interests, to a count of these",
            1.0,
            0.5,
        ),
        law(Law::OfItsOwn, "law: the same where all 50,000 interests are those of the 30, to a count of these", 2.0, 1.0),
        law(Law::Known, "law: how one of them stands on one item, with reasons, once known, to a look into the count", 5.0, 3.0),
        law(Law::Alone, "law: the same, of nothing but the facts, to a look into the count", 100.0, 20.0),
        law(Law::Repairs, "law: the search for who would make that agenda quorate, to the forecasts of its items", 20.0, 10.0),
        promise(Of::CrowdAnswered, "law: how 200 people stand on 200 items, over HTTP, to 3 s", Good::AtMost, 1.0, 0.2),
        promise(Of::CrowdVotes, "law: p99 of a vote while that is asked again and again, to quiet", Good::AtMost, 2.0, 1.2),
        law(Law::Growth(law::Of::People), "law: how 16 times as many people stand, to 16 times", 1.5, 1.0),
        law(Law::Growth(law::Of::Items), "law: how they stand on 16 times as many items, to 16 times", 1.5, 1.0),
        law(Law::Growth(law::Of::Bodies), "law: how they stand among 16 times as many bodies, to 16 times", 1.5, 0.1),
        law(Law::Growth(law::Of::Interests), "law: how they stand with 16 times as many interests, to 16 times", 1.5, 1.0),
    ]
}

/// Rounds of the one and of the other in turn, so that a slow minute of the machine hits both.
fn create(folder: &Path) -> Result<Measured, String> {
    let yardstick = Yardstick::start()?;
    let (mut ours, mut theirs) = (0.0, 0.0);
    let started = subject().and_then(|subject| Started::new(subject, folder));
    for round in 0..ROUNDS {
        theirs += yardstick.transactions_a_second(CLIENTS, SECONDS)?;
        if let Ok(started) = &started {
            let request = |n| started.create(n);
            let until = Until::Elapsed(Duration::from_secs(SECONDS));
            ours += drive(started.address, CLIENTS, until, round * 10_000_000, &request)?.answers_a_second();
        }
    }
    let rounds = load::count(ROUNDS);
    let figures = format!("pgbench {:.0} a second", theirs / rounds);
    started.map_err(|why| format!("{why} ({figures})"))?;
    Ok(Measured { ratio: ours / theirs, figures: format!("ours {:.0}, {figures}", ours / rounds) })
}

fn page(subject: &dyn Subject, folder: &Folder) -> Result<Measured, String> {
    let ours = Started::new(subject, &folder.of("page"))?;
    drive(ours.address, 8, Until::Answered(60), 0, &|n| ours.create(n))?;
    let request = ours.page();
    let body = Client::connect(ours.address)?.ask_well(&request)?.body;
    let file = folder.of("page").join("answer.json");
    fs::write(&file, &body).map_err(|e| e.to_string())?;
    let (bare, bare_address) = bare::start(&file)?;
    let (mut our_cost, mut bare_cost) = (Cost::default(), Cost::default());
    for _ in 0..ROUNDS {
        our_cost.add(&ours.running, ours.address, &request)?;
        bare_cost.add(&bare, bare_address, &request)?;
    }
    let (ours, bare) = (our_cost.microseconds_each(), bare_cost.microseconds_each());
    Ok(Measured { ratio: ours / bare, figures: format!("{} bytes: ours {ours:.0} us, bare {bare:.0} us of server CPU each", body.len()) })
}

/// What the rows kept of a list are worth: every page of a register is asked for once, and then again.
fn written_before(subject: &dyn Subject, folder: &Folder) -> Result<Measured, String> {
    const PAGES: u64 = 60;
    let ours = Started::new(subject, &folder.of("written_before"))?;
    drive(ours.address, 8, Until::Answered(PAGES * 50), 0, &|n| ours.create(n))?;
    let mut client = Client::connect(ours.address)?;
    let mut walk = || -> Result<Vec<f64>, String> {
        let (mut path, mut times) = (subject.page(&ours.prepared), Vec::new());
        loop {
            let request = load::request("GET", &path, &ours.prepared.token, "");
            let asked = Instant::now();
            let body = client.ask_well(&request)?.body;
            times.push(asked.elapsed().as_secs_f64() * 1e6);
            let page: serde_json::Value = serde_json::from_slice(&body).map_err(|error| error.to_string())?;
            match page["next"].as_str() {
                Some(next) => path = format!("{}&cursor={next}", subject.page(&ours.prepared)),
                None => return Ok(times),
            }
        }
    };
    let median = |mut times: Vec<f64>| {
        times.sort_by(f64::total_cmp);
        times.get(times.len() / 2).copied().unwrap_or_default()
    };
    let anew = median(walk()?);
    let mut again = Vec::new();
    for _ in 0..5 {
        again.extend(walk()?);
    }
    let before = median(again);
    Ok(Measured { ratio: before / anew, figures: format!("{before:.0} us, {anew:.0} us the first time") })
}

fn standing(subject: &dyn Subject) -> Result<Measured, String> {
    let nanoseconds = nanoseconds_a_call(&mut *subject.standing()?);
    Ok(Measured { ratio: nanoseconds / 1000.0, figures: format!("{nanoseconds:.0} ns") })
}

/// Cold start and idle memory, from one filled database.
fn at_rest(subject: &dyn Subject, folder: &Path) -> Result<(Measured, Measured), String> {
    let filled = Started::new(subject, folder)?;
    drive(filled.address, CLIENTS, Until::Answered(DECLARATIONS), 0, &|n| filled.create(n))?;
    let page = filled.page();
    drop(filled);

    let start = Instant::now();
    let (running, address) = subject.serve(folder)?;
    first_answer(address, &page)?;
    let seconds = start.elapsed().as_secs_f64();
    thread::sleep(Duration::from_secs(3));
    let megabytes = running.resident()? / 1e6;
    Ok((
        Measured { ratio: seconds / 0.5, figures: format!("{seconds:.3} s") },
        Measured { ratio: megabytes / 40.0, figures: format!("{megabytes:.1} MB resident") },
    ))
}

/// A server on a new database that has answered once.
pub struct Started<'s> {
    subject: &'s dyn Subject,
    pub running: Running,
    pub address: SocketAddr,
    pub prepared: Prepared,
}

impl<'s> Started<'s> {
    pub fn new(subject: &'s dyn Subject, folder: &Path) -> Result<Self, String> {
        let prepared = subject.prepare(folder)?;
        let (running, address) = subject.serve(folder)?;
        let started = Self { subject, running, address, prepared };
        first_answer(address, &started.page())?;
        Ok(started)
    }

    pub fn create(&self, n: u64) -> Vec<u8> {
        let (path, body) = self.subject.create(&self.prepared, n);
        load::request_once("POST", &path, &self.prepared.token, &body, n)
    }

    fn page(&self) -> Vec<u8> {
        load::request("GET", &self.subject.page(&self.prepared), &self.prepared.token, "")
    }
}

/// Asks until somebody listens, then once more: an answer that is not 2xx is an error at once.
fn first_answer(address: SocketAddr, request: &[u8]) -> Result<(), String> {
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        match Client::connect(address) {
            Ok(mut client) => return client.ask_well(request).map(drop),
            Err(why) if Instant::now() > until => return Err(why),
            Err(_) => thread::sleep(Duration::from_millis(2)),
        }
    }
}

/// Processor time of a server over some answers.
#[derive(Default)]
struct Cost {
    cpu: Duration,
    answers: u64,
}

impl Cost {
    fn add(&mut self, server: &Running, address: SocketAddr, request: &[u8]) -> Result<(), String> {
        let before = server.cpu()?;
        self.answers += drive(address, READERS, Until::Elapsed(Duration::from_secs(SECONDS)), 0, &|_| request.to_vec())?.answers;
        self.cpu += server.cpu()?.saturating_sub(before);
        Ok(())
    }

    fn microseconds_each(&self) -> f64 {
        self.cpu.as_secs_f64() * 1e6 / load::count(self.answers)
    }
}

/// A temporary folder, removed with this value.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let path = env::temp_dir().join(format!("quorate-bench-{}", std::process::id()));
        fs::create_dir_all(&path).expect("a temporary folder");
        Self(path)
    }

    fn of(&self, name: &str) -> PathBuf {
        let path = self.0.join(name);
        fs::create_dir_all(&path).expect("a folder in our own folder");
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}
