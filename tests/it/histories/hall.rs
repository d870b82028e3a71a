//! Two servers over one register, each a process of its own; what is done to them, and who asks them.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::net::{SocketAddr, TcpStream};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use quorate::access::Role;
use quorate::app::World;
use serde_json::{Value, json};

use super::plan::ITEMS;
use crate::desk::{Reply, TestServer, agent, asked};
use crate::house::{TestRegister, day, terms};
use crate::place::Place;
use crate::races::Process;

/// Whoever asks has an account of their own: one account alone may look at few things at once.
const CLERKS: [&str; 6] = ["clerk1", "clerk2", "clerk3", "clerk4", "clerk5", "clerk6"];
const PEOPLE: [&str; 7] = ["chair", "lay", "officer", "gp", "nurse", "deputy", "guest"];

struct Server {
    process: Option<Process>,
    at: SocketAddr,
}

pub struct Hall {
    // The processes end before the register they keep.
    servers: Vec<Mutex<Server>>,
    pub house: TestRegister,
    pub clerks: Vec<String>,
    pub auditor: String,
    agent: ureq::Agent,
    started: AtomicUsize,
    /// How often somebody was asked to come again, and how often no answer came.
    pub waits: AtomicUsize,
    pub unanswered: AtomicUsize,
}

/// A meeting that nobody has come to yet.
pub struct Meeting {
    pub id: String,
    pub items: Vec<String>,
    /// The body in which somebody has an interest, of this meeting alone, by its code.
    pub practice: String,
    /// The register before, in the words of a case file.
    pub case: Value,
}

impl Hall {
    pub fn on(place: Place, servers: usize) -> Self {
        let desk = TestServer::set(place, Duration::from_secs(30), World::default(), &[("acts_per_minute", "0")]);
        let house = TestRegister::furnished_at(desk);
        house.nothing_to_declare(&PEOPLE);
        let clerks = CLERKS.map(|word| house.nobody(word, &[Role::Secretary]).token().to_owned()).to_vec();
        let auditor = house.auditor().token().to_owned();
        let servers = (0..servers).map(|n| Mutex::new(Server::on(&house.desk, n))).collect();
        let (waits, unanswered) = (AtomicUsize::new(0), AtomicUsize::new(0));
        Self { servers, house, clerks, auditor, agent: agent(), started: AtomicUsize::new(2), waits, unanswered }
    }

    pub fn person(&self, word: &str) -> &str {
        &self.house.people[word]
    }

    pub fn names(&self, meeting: &Meeting) -> BTreeMap<String, String> {
        let people = PEOPLE.map(|word| (self.person(word).to_owned(), word.to_owned()));
        let items = meeting.items.iter().enumerate().map(|(n, id)| (id.clone(), format!("item {n}")));
        let rest = [(meeting.id.clone(), "the meeting".to_owned()), (self.house.committee.clone(), "the committee".to_owned())];
        people.into_iter().chain(items).chain(rest).collect()
    }

    fn door(&self, n: usize) -> SocketAddr {
        self.servers[n % self.servers.len()].lock().unwrap().at
    }

    /// What one of the servers answers, if anything.
    pub fn send(&self, server: usize, path: &str, token: &str, key: &str, body: &Value) -> Option<Reply> {
        let (bearer, text) = (format!("Bearer {token}"), body.to_string());
        let headers = [("Content-Type", "application/json"), ("Authorization", bearer.as_str()), ("Idempotency-Key", key)];
        asked(&self.agent, self.door(server), "POST", path, &headers, Some(text.as_bytes())).ok()
    }

    pub fn get(&self, server: usize, path: &str, token: &str) -> Option<Reply> {
        asked(&self.agent, self.door(server), "GET", path, &[("Authorization", &format!("Bearer {token}"))], None).ok()
    }

    /// Sends it, and goes away without the answer.
    pub fn tear(&self, server: usize, path: &str, token: &str, key: &str, body: &Value, after: Duration) {
        let Ok(mut stream) = TcpStream::connect(self.door(server)) else { return };
        let text = body.to_string();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: {key}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            text.len()
        );
        stream.write_all(format!("{head}{text}").as_bytes()).ok();
        std::thread::sleep(after);
    }

    /// Kills a server, and starts another in its place.
    pub fn kill(&self, n: usize) {
        let mut server = self.servers[n % self.servers.len()].lock().unwrap();
        server.process = None;
        *server = Server::on(&self.house.desk, self.started.fetch_add(1, Ordering::Relaxed));
    }

    /// A server stands still, and goes on as if nothing had been.
    pub fn pause(&self, n: usize, time: Duration) {
        let server = self.servers[n % self.servers.len()].lock().unwrap();
        let signal = |name: &str| {
            let sent = Command::new("kill").args([name, &server.process.as_ref().unwrap().id().to_string()]).status().unwrap();
            assert!(sent.success());
        };
        signal("-STOP");
        std::thread::sleep(time);
        signal("-CONT");
    }

    /// Cuts every connection that any server has to the database.
    pub fn sever(&self) {
        let all = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()";
        self.house.desk.place.by_hand(all).unwrap();
    }

    /// A meeting of four items: two of one procurement touch a practice in which, every other time, the general practitioner
    /// is known to have an interest.
    pub fn meeting(&self, n: u64) -> Meeting {
        let (house, lead) = (&self.house, self.house.lead());
        let practice = format!("H{n}");
        let body = json!({"code": practice, "name": format!("The Practice {n}"), "kind": "gp_practice", "commissioner": "03E"});
        lead.post("/api/v1/organisations", &body).made();
        let about =
            |stage: &str| json!({"stage": stage, "affects": [{"organisation": practice}], "procurement": format!("procurement_{n}")});
        let kinds = [about("evaluation"), json!({}), about("award"), json!({"purpose": "discussion"})];
        let meeting = house.meeting();
        let mut items = Vec::new();
        let mut told = Vec::new();
        for (n, more) in kinds.into_iter().enumerate().take(ITEMS) {
            let id = house.item(&meeting, &format!("Item {n}"), more.clone());
            let mut item =
                json!({"id": id, "number": n.to_string(), "title": format!("Item {n}"), "purpose": "decision", "decision_type": "other"});
            for (key, value) in more.as_object().unwrap() {
                item[key] = value.clone();
            }
            items.push(id);
            told.push(item);
        }
        let mut declarations: Vec<Value> = PEOPLE
            .iter()
            .map(|word| json!({"id": format!("nil {word}"), "person": self.person(word), "nil": true, "declared": "2017-05-01"}))
            .collect();
        if n.is_multiple_of(2) {
            let id = house.interest("gp", &practice);
            declarations.push(json!({
                "id": id, "person": self.person("gp"), "category": "financial", "organisation": practice, "from": "2015-01-01",
                "declared": "2017-05-01",
            }));
        }
        let member = |(seat, word): (&str, &str)| json!({"seat": seat, "person": self.person(word), "from": "2017-04-01"});
        let mut members: Vec<Value> =
            [("chair", "chair"), ("vice", "lay"), ("cfo", "officer"), ("gp", "gp"), ("nurse", "nurse"), ("observer", "guest")]
                .map(member)
                .into();
        members.push(json!({"seat": "gp", "person": self.person("deputy"), "from": "2017-04-01", "deputy_for": self.person("gp")}));
        let bodies = [
            json!({"code": "03E", "name": "The Commissioner", "kind": "commissioner"}),
            json!({"code": practice, "name": "The Practice", "kind": "gp_practice", "commissioner": "03E"}),
        ];
        let case = json!({
            "setup": {
                "organisations": bodies,
                "policies": [{"organisation": "03E", "pack": "ccg_2017", "from": "2017-06-16"}],
                "people": PEOPLE.map(|word| json!({"id": self.person(word), "name": word})),
                "committees": [{
                    "id": house.committee, "organisation": "03E", "name": "Primary Care Committee", "kind": "committee",
                    "terms": [terms()], "members": members,
                }],
                "declarations": declarations,
            },
            "meetings": [{"id": meeting.id, "committees": [house.committee], "date": day(), "items": told}],
        });
        Meeting { id: meeting.id, items, practice, case }
    }

    /// The size of the log.
    pub fn size(&self, server: usize) -> i64 {
        let head = self.get(server, "/api/v1/audit/head", &self.auditor).expect("a server answers").done();
        head["size"].as_i64().unwrap()
    }

    /// What is read through one server once all is over.
    pub fn after(&self, server: usize, meeting: &Meeting) -> BTreeMap<String, Value> {
        let of_meeting =
            ["book", "attendance", "standings", "proposals", "minutes"].map(|what| format!("/api/v1/meetings/{}/{what}", meeting.id));
        let of_items = meeting.items.iter().flat_map(|item| {
            ["votes", "decisions", "rulings", "tally", "quorum", "presiding"].map(|what| format!("/api/v1/items/{item}/{what}"))
        });
        let one = |path: String| {
            let told = self.get(server, &path, &self.clerks[server]).expect("a server answers").done();
            (path, told)
        };
        of_meeting.into_iter().chain(of_items).map(one).collect()
    }

    /// The program itself finds nothing wrong, and has asked the law of at least so many entries.
    pub fn verified(&self, acts: usize) {
        let told = self.house.desk.program().args(["verify", "--db", "--json"]).output().unwrap();
        let (said, complained) = (String::from_utf8_lossy(&told.stdout), String::from_utf8_lossy(&told.stderr));
        assert_eq!(told.status.code(), Some(0), "verify --db: {said}{complained}");
        let report: Value = serde_json::from_str(&said).unwrap();
        let asked = report["law"]["asked"].as_u64().unwrap();
        assert!(asked >= acts as u64, "the law was asked of {asked} entries, and {acts} acts were recorded");
    }

    /// What the processes had to say is read for what must never be.
    pub fn end(&self) -> String {
        let logs: String = (0..self.started.load(Ordering::Relaxed)).map(|n| Process::log(&self.house.desk, n)).collect();
        let wrong = ["panicked", "could not serialize", "deadlock"];
        let errors: Vec<&str> = logs.lines().filter(|line| wrong.iter().any(|word| line.contains(word))).collect();
        assert!(errors.is_empty(), "{}", errors.join("\n"));
        let [waits, unanswered] = [&self.waits, &self.unanswered].map(|count| count.load(Ordering::Relaxed));
        format!("{waits} answers to come again, {unanswered} answers that never came")
    }

    /// The last lines of what each process said.
    pub fn logs(&self) -> String {
        let last = |n| Process::log(&self.house.desk, n).lines().rev().take(5).collect::<Vec<_>>().join("\n");
        (0..self.started.load(Ordering::Relaxed)).map(last).collect::<Vec<_>>().join("\n")
    }
}

impl Server {
    fn on(desk: &TestServer, n: usize) -> Self {
        let process = Process::on(desk, n);
        Self { at: process.address, process: Some(process) }
    }
}
