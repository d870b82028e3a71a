//! Where the races are run: a furnished register, and the processes of the program that keep it.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Child, ChildStdout, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use quorate::app::World;
use serde_json::{Value, json};

use super::shot::Shot;
use crate::desk::{Reply, TestServer, agent, ask};
use crate::house::{Meeting, TestRegister, day, id_of};
use crate::place::Place;

/// A process of the program; ends with this value.
pub struct Process {
    child: Child,
    pub address: SocketAddr,
    /// Kept open: a program that speaks and is not heard would break.
    said: Option<BufReader<ChildStdout>>,
}

impl Process {
    /// Returns once it listens.
    pub fn on(desk: &TestServer, n: usize) -> Self {
        let log = std::fs::File::create(desk.data().join(format!("process-{n}.log"))).unwrap();
        let child = desk
            .program()
            .arg("serve")
            .env("QUORATE_BIND", "127.0.0.1:0")
            .env("QUORATE_LOG", "warn")
            .env("QUORATE_ACTS_PER_MINUTE", "0")
            .env("QUORATE_LOG_FORMAT", "json")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        // Held at once: a start that fails below ends the child too.
        let mut process = Self { child, address: desk.running.address, said: None };
        let mut said = BufReader::new(process.child.stdout.take().unwrap());
        let mut line = String::new();
        while !line.contains("listening on ") {
            line.clear();
            let length = said.read_line(&mut line).unwrap();
            assert!(length > 0, "the program did not start: {}", Self::log(desk, n));
        }
        let (_, rest) = line.split_once("listening on ").unwrap();
        process.address = rest.split_whitespace().next().unwrap().parse().unwrap();
        process.said = Some(said);
        process
    }

    /// What the process of this number had to say.
    pub fn log(desk: &TestServer, n: usize) -> String {
        std::fs::read_to_string(desk.data().join(format!("process-{n}.log"))).unwrap_or_default()
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Access tokens, which every process takes: they share the key.
pub struct Tokens {
    pub secretary: String,
    pub lead: String,
    pub auditor: String,
    /// Members who vote from a device of their own, by the word for them.
    pub own: BTreeMap<&'static str, String>,
}

pub struct Stage {
    // The processes end before the register they keep.
    processes: Vec<Process>,
    pub house: TestRegister,
    pub tokens: Tokens,
    pub doors: Vec<SocketAddr>,
    agent: ureq::Agent,
    /// How often somebody was asked to come again.
    waits: AtomicUsize,
}

/// One meeting with one item, and who sits in which seat there.
pub struct Scene {
    pub meeting: String,
    pub item: String,
    pub seats: BTreeMap<String, Seat>,
}

/// A seat, and the entry that ended its holder's membership.
#[derive(Debug, Clone, Copy)]
pub struct Seat {
    pub id: &'static str,
    pub until: i64,
}

pub const SEATS: [(&str, &str); 5] = [("chair", "chair"), ("lay", "vice"), ("officer", "cfo"), ("gp", "gp"), ("nurse", "nurse")];

impl Stage {
    /// No process: the register is kept by the server of its desk alone.
    pub fn on(place: Place, processes: usize) -> Self {
        // Nobody acts as often as these do.
        let desk = TestServer::set(place, Duration::from_secs(30), World::default(), &[("acts_per_minute", "0")]);
        let house = TestRegister::furnished_at(desk);
        let own = [("chair", house.chair()), ("gp", house.gp()), ("lay", house.lay())];
        let tokens = Tokens {
            secretary: house.secretary().token().to_owned(),
            lead: house.lead().token().to_owned(),
            auditor: house.auditor().token().to_owned(),
            own: own.map(|(word, client)| (word, client.token().to_owned())).into(),
        };
        let processes: Vec<Process> = (0..processes).map(|n| Process::on(&house.desk, n)).collect();
        let mut doors: Vec<SocketAddr> = processes.iter().map(|process| process.address).collect();
        if doors.is_empty() {
            doors.push(house.desk.running.address);
        }
        Self { processes, house, tokens, doors, agent: agent(), waits: AtomicUsize::new(0) }
    }

    /// An item in its decision phase, with these in the room, of whom some have voted for it.
    pub fn scene(&self, present: &[&str], voted: &[&str]) -> Scene {
        let scene = self.called("A new surgery", json!({}), present);
        self.opened(&scene, voted);
        scene
    }

    /// The item enters its decision phase, and some vote for it.
    pub fn opened(&self, scene: &Scene, voted: &[&str]) {
        self.house.begin(&scene.item, "decision").made();
        for word in voted {
            self.house.vote(&scene.item, word, "for").made();
        }
    }

    /// An item that has not begun, of a meeting that has.
    pub fn called(&self, title: &str, more: Value, present: &[&str]) -> Scene {
        self.called_of(&self.house.committee, title, more, present)
    }

    /// The same of another committee with the same seats.
    pub fn called_of(&self, committee: &str, title: &str, more: Value, present: &[&str]) -> Scene {
        let body = json!({"committees": [committee], "date": day(), "starts_at": "14:00", "place": "The Town Hall"});
        let meeting = Meeting { id: id_of(&self.house.secretary().post("/api/v1/meetings", &body).made()) };
        let item = self.house.item(&meeting, title, more);
        self.house.convened(&meeting, present);
        let seats = SEATS.map(|(word, id)| (self.house.people[word].clone(), Seat { id, until: i64::MAX }));
        Scene { meeting: meeting.id, item, seats: seats.into() }
    }

    /// Asks one of the servers, and again when it says so. Nothing else of the fifth hundred is
    /// ever answered.
    pub fn send(&self, door: SocketAddr, shot: &Shot) -> Reply {
        let (bearer, body) = (format!("Bearer {}", shot.token), shot.body.to_string());
        let headers = [("Content-Type", "application/json"), ("Authorization", bearer.as_str()), ("Idempotency-Key", shot.key.as_str())];
        for _ in 0..10 {
            let reply = ask(&self.agent, door, "POST", &shot.path, &headers, Some(body.as_bytes()));
            if reply.status != 503 {
                assert!(reply.status < 500, "{} {}: {}\n{}", shot.path, reply.status, reply.text, self.logs());
                return reply;
            }
            let seconds = reply.header("retry-after").parse().unwrap();
            self.waits.fetch_add(1, Ordering::Relaxed);
            std::thread::sleep(Duration::from_secs(seconds));
        }
        panic!("{} answers nothing but 503\n{}", shot.path, self.logs());
    }

    pub fn get(&self, door: SocketAddr, path: &str, token: &str) -> Value {
        ask(&self.agent, door, "GET", path, &[("Authorization", &format!("Bearer {token}"))], None).done()
    }

    /// The program itself finds nothing wrong with the log and the tables.
    pub fn verified(&self, after: &str) {
        let told = self.house.desk.program().args(["verify", "--db"]).output().unwrap();
        let (said, complained) = (String::from_utf8_lossy(&told.stdout), String::from_utf8_lossy(&told.stderr));
        assert_eq!(told.status.code(), Some(0), "verify --db after '{after}': {said}{complained}");
    }

    fn logs(&self) -> String {
        (0..self.processes.len()).map(|n| Process::log(&self.house.desk, n)).collect()
    }

    /// What the processes had to say, and that none of it was an error.
    pub fn end(&self) -> String {
        let logs = self.logs();
        // One lock, taken first, under an isolation that the ledger sets itself: nothing can fail to be serialised.
        let wrong = ["\"ERROR\"", "panicked", "could not serialize", "deadlock"];
        let errors: Vec<&str> = logs.lines().filter(|line| wrong.iter().any(|word| line.contains(word))).collect();
        assert!(errors.is_empty(), "{}", errors.join("\n"));
        let tries = logs.lines().filter(|line| line.contains("is tried again")).count();
        let waits = self.waits.load(Ordering::Relaxed);
        format!("{tries} writes tried again by the processes, {waits} answers to come again")
    }
}
