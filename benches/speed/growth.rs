//! What an act costs beside much and beside little: a vote, an arrival and the quorum of an item before any other meeting
//! was minuted and after a thousand were, beside a thousand declarations and beside a hundred thousand; and what a line of
//! the decision log costs where there are many. One meeting is played over HTTP, and the database copies its rows.

use crate::filling::Filling;
use crate::house::{Desk, House, Meeting};
use crate::load::count;
use crate::measure::Running;
use crate::program::Program;
use crate::rows::Measured;
use crate::subject::{Prepared, Subject};
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
/// Meetings on which acts are measured at once.
const OPEN: usize = 2;
const LITTLE_LOG: u64 = 50;
const MEETINGS: u64 = 1_000;
const MUCH_LOG: u64 = 5_000;
const FEW_DECLARATIONS: u64 = 1_000;
const MANY_DECLARATIONS: u64 = 100_000;

/// The server, and a client of it.
struct Place<'p> {
    running: Running,
    desk: Desk<'p>,
}

impl<'p> Place<'p> {
    fn open(folder: &Path, prepared: &'p Prepared, asked: u64) -> Result<Self, String> {
        let (running, address) = Program.serve(folder)?;
        for _ in 0..500 {
            if let Ok(mut desk) = Desk::to(address, &prepared.token, asked) {
                desk.get("/api/v1/me")?;
                return Ok(Self { running, desk });
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        Err("the server does not listen".into())
    }
}

/// Processor time of the server, in microseconds each.
fn cost(place: &mut Place<'_>, work: impl FnOnce(&mut Desk<'_>) -> Result<u64, String>) -> Result<f64, String> {
    let before = place.running.cpu()?;
    let done = work(&mut place.desk)?;
    Ok(place.running.cpu()?.saturating_sub(before).as_secs_f64() * 1e6 / count(done))
}

/// What each act costs on these meetings, in the order of [`ACTS`].
fn acts(place: &mut Place<'_>, house: &House, meetings: &[Meeting]) -> Result<[f64; 3], String> {
    let mut all = |act: &dyn Fn(&mut Desk<'_>, &Meeting) -> Result<u64, String>| {
        cost(place, |desk| meetings.iter().try_fold(0, |done, meeting| Ok(done + act(desk, meeting)?)))
    };
    let quorum = all(&|desk, meeting| House::quorums(desk, meeting))?;
    let arrival = all(&|desk, meeting| house.arrivals(desk, meeting))?;
    let vote = all(&|desk, meeting| house.votes(desk, meeting))?;
    Ok([vote, arrival, quorum])
}

/// A line of the decision log as a table; and how much dearer its newest page is than its oldest.
fn log(place: &mut Place<'_>) -> Result<(f64, f64), String> {
    let line = cost(place, |desk| {
        let table = desk.get("/api/v1/decisions.ndjson")?;
        Ok(table.iter().filter(|byte| **byte == b'\n').count() as u64)
    })?;
    let mut pages = |query: &str| {
        cost(place, |desk| {
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
    let mut place = Place::open(folder, &prepared, 0)?;
    let mut house = House::build(&mut place.desk)?;
    let played = house.meeting(&mut place.desk)?;
    house.minuted(&mut place.desk, &played)?;
    let mut open = Vec::new();
    for _ in 0..OPEN * 3 {
        open.push(house.meeting(&mut place.desk)?);
    }
    let asked = place.desk.asked;
    drop(place);
    let mut filling = Filling::of(&folder.join("quorate.db"), &played.id)?;

    filling.declarations(FEW_DECLARATIONS)?;
    let mut place = Place::open(folder, &prepared, asked)?;
    let alone = acts(&mut place, &house, &open[..OPEN])?;
    let asked = place.desk.asked;
    drop(place);

    filling.meetings(LITTLE_LOG)?;
    let mut place = Place::open(folder, &prepared, asked)?;
    let (little_log, _) = log(&mut place)?;
    drop(place);

    filling.meetings(MEETINGS)?;
    let mut place = Place::open(folder, &prepared, asked + 10)?;
    let after_meetings = acts(&mut place, &house, &open[OPEN..OPEN * 2])?;
    let asked = place.desk.asked;
    drop(place);

    filling.declarations(MANY_DECLARATIONS)?;
    let mut place = Place::open(folder, &prepared, asked)?;
    let after_declarations = acts(&mut place, &house, &open[OPEN * 2..])?;
    drop(place);

    filling.meetings(MUCH_LOG)?;
    let mut place = Place::open(folder, &prepared, asked + 10_000)?;
    let (much_log, newest) = log(&mut place)?;
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
