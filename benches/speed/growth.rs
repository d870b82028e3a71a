//! What an act costs beside much and beside little: a vote, an arrival and the quorum of an item before any other meeting
//! was minuted and after a thousand were, beside a thousand declarations and beside a hundred thousand; and what a line of
//! the decision log costs where there are many. One meeting is played over HTTP, and the database copies its rows.

use crate::filling::Filling;
use crate::load::{self, Client, count};
use crate::measure::Running;
use crate::program::Program;
use crate::rows::Measured;
use crate::subject::{Prepared, Subject};
use serde_json::{Value, json};
use std::fmt::Display;
use std::path::Path;

/// What is compared.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Growth {
    /// An act, of the meetings that were minuted.
    Meetings(Act),
    /// An act, of the declarations in the register.
    Declarations(Act),
    /// A line of the decision log as a table, of the lines there are.
    Log,
    /// The newest page of the log to the oldest.
    Newest,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Vote,
    Arrival,
    Quorum,
}

const ACTS: [Act; 3] = [Act::Vote, Act::Arrival, Act::Quorum];
const ITEMS: usize = 20;
const SEATS: [&str; 5] = ["chair", "vice", "cfo", "gp", "nurse"];
/// Meetings on which acts are measured at once.
const OPEN: usize = 2;
const LITTLE_LOG: u64 = 50;
const MEETINGS: u64 = 1_000;
const MUCH_LOG: u64 = 5_000;
const FEW_DECLARATIONS: u64 = 1_000;
const MANY_DECLARATIONS: u64 = 100_000;

fn told(error: impl Display) -> String {
    error.to_string()
}

/// A server on the register, and a client of it.
struct Desk<'p> {
    running: Running,
    client: Client,
    token: &'p str,
    asked: u64,
}

impl<'p> Desk<'p> {
    fn open(folder: &Path, prepared: &'p Prepared, asked: u64) -> Result<Self, String> {
        let (running, address) = Program.serve(folder)?;
        let ready = load::request("GET", "/api/v1/me", &prepared.token, "");
        for _ in 0..500 {
            if let Ok(mut client) = Client::connect(address) {
                client.ask_well(&ready)?;
                return Ok(Self { running, client, token: &prepared.token, asked });
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        Err("the server does not listen".into())
    }

    fn get(&mut self, path: &str) -> Result<Vec<u8>, String> {
        Ok(self.client.ask_well(&load::request("GET", path, self.token, ""))?.body)
    }

    fn post(&mut self, path: &str, body: &Value) -> Result<Value, String> {
        self.asked += 1;
        let request = load::request_once("POST", path, self.token, &body.to_string(), self.asked);
        let answer = self.client.ask_well(&request).map_err(|why| format!("{path}: {why}"))?;
        serde_json::from_slice(&answer.body).map_err(told)
    }

    fn made(&mut self, path: &str, body: &Value) -> Result<String, String> {
        self.post(path, body)?["id"].as_str().map(str::to_owned).ok_or_else(|| format!("{path}: no id"))
    }
}

fn terms() -> Value {
    json!({
        "from": "2017-04-01",
        "seats": [
            {"id": "chair", "capacity": "lay", "voting": true, "office": "chair"},
            {"id": "vice", "capacity": "lay", "voting": true, "office": "vice_chair"},
            {"id": "cfo", "capacity": "officer", "voting": true},
            {"id": "gp", "capacity": "gp", "voting": true},
            {"id": "nurse", "capacity": "nurse", "voting": true},
        ],
        "quorum": {"at_least": 3, "of": {"voting": true}},
        "voting": {"rule": "simple_majority"},
        "chair": {"succession": ["chair", "vice_chair"], "then": "elect"},
    })
}

struct Meeting {
    id: String,
    items: Vec<String>,
}

/// A committee with its people in a register that has a body `B82012`.
struct House {
    committee: String,
    people: Vec<String>,
    meetings: u32,
}

impl House {
    fn build(desk: &mut Desk<'_>) -> Result<Self, String> {
        let body = json!({"code": "PCC", "organisation": "B82012", "name": "A committee", "kind": "committee"});
        let committee = desk.made("/api/v1/committees", &body)?;
        desk.post(&format!("/api/v1/committees/{committee}/terms"), &terms())?;
        let mut people = Vec::new();
        for seat in SEATS {
            let person = desk.made("/api/v1/people", &json!({"name": format!("The {seat}")}))?;
            desk.post(
                &format!("/api/v1/committees/{committee}/memberships"),
                &json!({"seat": seat, "person": person, "from": "2017-04-01"}),
            )?;
            let interest =
                json!({"person": person, "category": "financial", "nature": "Shares", "organisation": "B82012", "declared": "2017-05-01"});
            desk.post("/api/v1/declarations", &interest)?;
            people.push(person);
        }
        Ok(Self { committee, people, meetings: 0 })
    }

    /// A meeting that everybody has come to, its items open for votes.
    fn meeting(&mut self, desk: &mut Desk<'_>) -> Result<Meeting, String> {
        self.meetings += 1;
        let reference = format!("PCC/{}", self.meetings);
        let id = desk.made("/api/v1/meetings", &json!({"committees": [self.committee], "date": "2018-03-06", "reference": reference}))?;
        let mut items = Vec::new();
        for n in 0..ITEMS {
            let item = json!({"title": format!("Item {n}"), "purpose": "decision", "decision_type": "other"});
            items.push(desk.made(&format!("/api/v1/meetings/{id}/items"), &item)?);
        }
        for person in &self.people {
            desk.post(&format!("/api/v1/meetings/{id}/attendance"), &json!({"person": person, "event": "arrive"}))?;
        }
        desk.post(&format!("/api/v1/meetings/{id}/convene"), &json!({}))?;
        for item in &items {
            desk.post(&format!("/api/v1/items/{item}/phase"), &json!({"phase": "decision"}))?;
        }
        Ok(Meeting { id, items })
    }

    fn votes(&self, desk: &mut Desk<'_>, meeting: &Meeting) -> Result<u64, String> {
        let mut cast = 0;
        for item in &meeting.items {
            for person in &self.people {
                desk.post(&format!("/api/v1/items/{item}/votes"), &json!({"person": person, "choice": "for"}))?;
                cast += 1;
            }
        }
        Ok(cast)
    }

    /// Goes out and comes back, again and again.
    fn arrivals(&self, desk: &mut Desk<'_>, meeting: &Meeting) -> Result<u64, String> {
        let last = self.people.last().ok_or("nobody")?;
        for event in ["leave", "return"].iter().cycle().take(100) {
            desk.post(&format!("/api/v1/meetings/{}/attendance", meeting.id), &json!({"person": last, "event": event}))?;
        }
        Ok(100)
    }

    fn quorums(desk: &mut Desk<'_>, meeting: &Meeting) -> Result<u64, String> {
        for item in meeting.items.iter().cycle().take(200) {
            desk.get(&format!("/api/v1/items/{item}/quorum"))?;
        }
        Ok(200)
    }

    /// Decided, closed, minuted.
    fn minuted(&self, desk: &mut Desk<'_>, meeting: &Meeting) -> Result<(), String> {
        self.votes(desk, meeting)?;
        for item in &meeting.items {
            desk.post(&format!("/api/v1/items/{item}/decisions"), &json!({"outcome": "approved", "method": "vote"}))?;
        }
        desk.post(&format!("/api/v1/meetings/{}/close", meeting.id), &json!({}))?;
        desk.post(&format!("/api/v1/meetings/{}/minutes/finalise", meeting.id), &json!({})).map(drop)
    }
}

/// Processor time of the server, in microseconds each.
fn cost(desk: &mut Desk<'_>, work: impl FnOnce(&mut Desk<'_>) -> Result<u64, String>) -> Result<f64, String> {
    let before = desk.running.cpu()?;
    let done = work(desk)?;
    Ok(desk.running.cpu()?.saturating_sub(before).as_secs_f64() * 1e6 / count(done))
}

/// What each act costs on these meetings, in the order of [`ACTS`].
fn acts(desk: &mut Desk<'_>, house: &House, meetings: &[Meeting]) -> Result<[f64; 3], String> {
    let all = |desk: &mut Desk<'_>, act: &dyn Fn(&mut Desk<'_>, &Meeting) -> Result<u64, String>| {
        cost(desk, |desk| meetings.iter().try_fold(0, |done, meeting| Ok(done + act(desk, meeting)?)))
    };
    let quorum = all(desk, &|desk, meeting| House::quorums(desk, meeting))?;
    let arrival = all(desk, &|desk, meeting| house.arrivals(desk, meeting))?;
    let vote = all(desk, &|desk, meeting| house.votes(desk, meeting))?;
    Ok([vote, arrival, quorum])
}

/// A line of the decision log as a table; and how much dearer its newest page is than its oldest.
fn log(desk: &mut Desk<'_>) -> Result<(f64, f64), String> {
    let line = cost(desk, |desk| {
        let table = desk.get("/api/v1/decisions.ndjson")?;
        Ok(table.iter().filter(|byte| **byte == b'\n').count() as u64)
    })?;
    let mut pages = |query: &str| {
        cost(desk, |desk| {
            for _ in 0..20 {
                desk.get(&format!("/api/v1/decisions?limit=50{query}"))?;
            }
            Ok(20)
        })
    };
    let (oldest, newest) = (pages("")?, pages("&sort=-entry")?);
    Ok((line, newest / oldest))
}

/// Everything that is measured here, from one register that grows.
#[derive(Clone)]
pub struct Grown {
    alone: [f64; 3],
    after_meetings: [f64; 3],
    after_declarations: [f64; 3],
    little_log: f64,
    much_log: f64,
    newest: f64,
}

pub fn grown(folder: &Path) -> Result<Grown, String> {
    let prepared = Program.prepare(folder)?;
    let mut desk = Desk::open(folder, &prepared, 0)?;
    let mut house = House::build(&mut desk)?;
    let played = house.meeting(&mut desk)?;
    house.minuted(&mut desk, &played)?;
    let mut open = Vec::new();
    for _ in 0..OPEN * 3 {
        open.push(house.meeting(&mut desk)?);
    }
    let asked = desk.asked;
    drop(desk);
    let mut filling = Filling::of(&folder.join("quorate.db"), &played.id)?;

    filling.declarations(FEW_DECLARATIONS)?;
    let mut desk = Desk::open(folder, &prepared, asked)?;
    let alone = acts(&mut desk, &house, &open[..OPEN])?;
    let asked = desk.asked;
    drop(desk);

    filling.meetings(LITTLE_LOG)?;
    let mut desk = Desk::open(folder, &prepared, asked)?;
    let (little_log, _) = log(&mut desk)?;
    drop(desk);

    filling.meetings(MEETINGS)?;
    let mut desk = Desk::open(folder, &prepared, asked + 10)?;
    let after_meetings = acts(&mut desk, &house, &open[OPEN..OPEN * 2])?;
    let asked = desk.asked;
    drop(desk);

    filling.declarations(MANY_DECLARATIONS)?;
    let mut desk = Desk::open(folder, &prepared, asked)?;
    let after_declarations = acts(&mut desk, &house, &open[OPEN * 2..])?;
    drop(desk);

    filling.meetings(MUCH_LOG)?;
    let mut desk = Desk::open(folder, &prepared, asked + 10_000)?;
    let (much_log, newest) = log(&mut desk)?;
    Ok(Grown { alone, after_meetings, after_declarations, little_log, much_log, newest })
}

impl Grown {
    pub fn measured(&self, growth: Growth) -> Measured {
        let of = |act: Act, costs: &[f64; 3]| ACTS.iter().position(|other| *other == act).map_or(f64::NAN, |at| costs[at]);
        let compared = |before: f64, after: f64| Measured {
            ratio: after / before,
            figures: format!("{before:.0} us of server CPU each, then {after:.0} us"),
        };
        match growth {
            Growth::Meetings(act) => compared(of(act, &self.alone), of(act, &self.after_meetings)),
            Growth::Declarations(act) => compared(of(act, &self.after_meetings), of(act, &self.after_declarations)),
            Growth::Log => compared(self.little_log, self.much_log),
            Growth::Newest => Measured { ratio: self.newest, figures: "server CPU of a page of 50".into() },
        }
    }
}
