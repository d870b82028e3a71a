//! A plan is played: several clients take its steps one after the other and do them at the same time, each through one of
//! the servers, and write down when they asked and what they were answered.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::hall::{Hall, Meeting};
use super::plan::{Fault, Step, What};
use super::record::{Deed, History, Line, Look, Outcome, Saw};
use super::words::{self, Known};
use crate::desk::Reply;
use crate::house::key;

/// What the clients tell each other: what has been entered, and what was sent and done.
#[derive(Default)]
struct Told {
    known: Vec<Known>,
    done: Vec<Sent>,
}

/// A request that was answered with success, to be sent again.
#[derive(Clone)]
struct Sent {
    path: String,
    key: String,
    token: String,
    body: Value,
    said: Value,
}

struct Play<'p> {
    hall: &'p Hall,
    meeting: &'p Meeting,
    plan: &'p [Step],
    begun: Instant,
    next: AtomicUsize,
    told: Mutex<Told>,
    history: Mutex<History>,
}

/// Plays a plan at a new meeting; `n` tells it from all others of the hall.
pub fn play(hall: &Hall, n: u64, seed: u64, plan: &[Step]) -> History {
    let meeting = hall.meeting(n);
    let from = hall.size(0);
    let history = History { seed, case: meeting.case.clone(), names: hall.names(&meeting), ..History::default() };
    let play = Play {
        hall,
        meeting: &meeting,
        plan,
        begun: Instant::now(),
        next: AtomicUsize::new(0),
        told: Mutex::default(),
        history: Mutex::new(history),
    };
    thread::scope(|scope| {
        for client in 0..hall.clerks.len() {
            let play = &play;
            scope.spawn(move || play.client(client));
        }
    });
    let mut history = play.history.into_inner().unwrap_or_else(PoisonError::into_inner);
    // An auditor's look is an entry of its own.
    let end = hall.size(1);
    history.logs = [0, 1].map(|server| log(hall, server, from, end)).into();
    history.after = [0, 1].map(|server| hall.after(server, &meeting)).into();
    history
}

/// The entries from one on and before another, as a server lists them.
fn log(hall: &Hall, server: usize, from: i64, end: i64) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut after = from - 1;
    loop {
        let page = hall.get(server, &format!("/api/v1/audit/entries?after={after}&limit=200"), &hall.auditor).unwrap().done();
        let found = page["items"].as_array().unwrap();
        after = found.last().map_or(end, |last| last["index"].as_i64().unwrap());
        lines.extend(found.iter().map(|entry| {
            let text = |field: &str| entry[field].as_str().unwrap().to_owned();
            let index = entry["index"].as_i64().unwrap();
            Line { index, kind: text("kind"), at: text("at"), leaf: text("leaf_hash"), previous: text("previous_hash") }
        }));
        if after >= end - 1 {
            lines.retain(|line| line.index < end);
            return lines;
        }
    }
}

impl Play<'_> {
    fn now(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_micros()).unwrap()
    }

    fn client(&self, client: usize) {
        loop {
            let n = self.next.fetch_add(1, Ordering::SeqCst);
            let Some(step) = self.plan.get(n) else { return };
            match &step.what {
                What::Fault(fault) => self.befall(*fault, step.door),
                What::Look { item } => self.look(n, client, step.door, *item),
                What::Again { which } => self.again(step.door, *which),
                _ => self.act(n, client, step),
            }
        }
    }

    fn befall(&self, fault: Fault, server: usize) {
        match fault {
            Fault::Kill => self.hall.kill(server),
            Fault::Sever => self.hall.sever(),
            Fault::Pause => self.hall.pause(server, Duration::from_millis(700)),
        }
    }

    /// One of what is known by now, the late ones most likely.
    fn known(&self, which: u64) -> Option<Known> {
        let told = self.told.lock().unwrap();
        let many = u64::try_from(told.known.len()).unwrap();
        let back = if which.is_multiple_of(2) { many } else { many.min(8) };
        let nth = (which / 2).checked_rem(back)?;
        told.known.iter().rev().nth(usize::try_from(nth).unwrap()).cloned()
    }

    fn act(&self, n: usize, client: usize, step: &Step) {
        let (mut act, late) = match &step.what {
            What::Strike { which, instead } => {
                let Some(struck) = self.known(*which) else { return };
                let at = which.is_multiple_of(3).then(|| self.known(which / 3).map(|known| known.at)).flatten();
                (words::strike(self.hall, self.meeting, &struck, instead.then_some((which / 7, at))), None)
            }
            what => {
                let late = step.late.and_then(|which| self.known(which)).map(|known| known.at);
                (words::act(self.hall, self.meeting, what).expect("everything else is done in one way"), late)
            }
        };
        let is_strike = act["do"] == "strike";
        // Minutes become final, and a meeting is closed, in their turn.
        let late = late.filter(|_| !matches!(act["do"].as_str(), Some("close" | "finalise_minutes")));
        let (path, body) = if is_strike { words::strike_request(self.meeting, &act) } else { words::request(&act, late.as_deref()) };
        if let Some(at) = late {
            act["at"] = Value::from(at);
        }
        let (token, key) = (&self.hall.clerks[client], key());
        let asked = self.now();
        if let Some(micros) = step.torn {
            self.hall.tear(step.door, &path, token, &key, &body, Duration::from_micros(micros));
        }
        let (reply, sent) =
            self.answered(step.door + usize::from(step.torn.is_some()), |server| self.hall.send(server, &path, token, &key, &body));
        let answered = self.now();
        let outcome = outcome(&reply);
        if let Outcome::Done { said, .. } = &outcome {
            let mut told = self.told.lock().unwrap();
            told.known.extend(words::entered(&act, said));
            told.done.push(Sent { path, key, token: token.clone(), body, said: said.clone() });
        }
        self.history.lock().unwrap().deeds.push(Deed { step: n, act, asked, answered, sent, outcome });
    }

    /// Asks until there is an answer, the one server and then the other, and again when told so.
    fn answered(&self, first: usize, ask: impl Fn(usize) -> Option<Reply>) -> (Reply, usize) {
        for sent in 1..=80 {
            match ask(first + sent - 1) {
                Some(reply) if matches!(reply.status, 429 | 503) => {
                    // Nothing of the fifth hundred is ever answered but that it may be asked again, and when.
                    let seconds: u64 = reply.header("retry-after").parse().unwrap();
                    assert!(seconds <= 30, "{}", reply.text);
                    self.hall.waits.fetch_add(1, Ordering::Relaxed);
                    thread::sleep(Duration::from_millis(250));
                }
                Some(reply) => {
                    assert!(reply.status < 500, "{} {}\n{}", reply.status, reply.text, self.hall.logs());
                    return (reply, sent);
                }
                None => {
                    self.hall.unanswered.fetch_add(1, Ordering::Relaxed);
                    thread::sleep(Duration::from_millis(50));
                }
            }
        }
        panic!("nobody answers\n{}", self.hall.logs());
    }

    /// What was done is answered as it was, however often it is sent, and nothing is done.
    fn again(&self, door: usize, which: u64) {
        let sent = {
            let told = self.told.lock().unwrap();
            let Some(nth) = which.checked_rem(u64::try_from(told.done.len()).unwrap()) else { return };
            told.done[usize::try_from(nth).unwrap()].clone()
        };
        let (reply, _) = self.answered(door, |server| self.hall.send(server, &sent.path, &sent.token, &sent.key, &sent.body));
        let replayed = reply.headers.get("idempotency-replayed").is_some_and(|value| value == "true");
        assert!(replayed && reply.json() == sent.said, "{} under its key: {} {}", sent.path, reply.status, reply.text);
    }

    fn look(&self, n: usize, client: usize, door: usize, item: Option<usize>) {
        let token = &self.hall.clerks[client];
        let path = match item {
            Some(item) => format!("/api/v1/items/{}/tally", self.meeting.items[item]),
            None => format!("/api/v1/meetings/{}/book", self.meeting.id),
        };
        let asked = self.now();
        let (reply, _) = self.answered(door, |server| self.hall.get(server, &path, token));
        let answered = self.now();
        let told = reply.done();
        let saw = match item {
            Some(item) => Saw::Tally { item: self.meeting.items[item].clone(), says: told },
            None => Saw::Book(book(&told)),
        };
        self.history.lock().unwrap().looks.push(Look { step: n, asked, answered, saw });
    }
}

/// The entry of each act in a book, and whether it was struck.
pub fn book(told: &Value) -> Vec<(i64, bool)> {
    let acts = told["items"].as_array().unwrap().iter();
    let mut acts: Vec<(i64, bool)> = acts.map(|act| (act["entry"].as_i64().unwrap(), !act["struck"].is_null())).collect();
    acts.sort_unstable();
    acts
}

fn outcome(reply: &Reply) -> Outcome {
    if (200..300).contains(&reply.status) {
        let receipt: Vec<&str> = reply.header("audit-receipt").split(' ').collect();
        let entry = receipt[1].parse().unwrap();
        return Outcome::Done { entry, leaf: receipt[2].to_owned(), said: reply.json() };
    }
    let body = reply.json();
    let of = |list: &str| -> Vec<String> {
        let all = body[list].as_array().into_iter().flatten();
        all.map(|one| one["code"].as_str().unwrap().to_owned()).collect()
    };
    let codes = if reply.status == 409 { of("reasons") } else { of("errors") };
    assert!(matches!(reply.status, 409 | 422) && !codes.is_empty(), "no refusal of the law: {} {}", reply.status, reply.text);
    Outcome::Refused { codes: codes.into_iter().collect() }
}
