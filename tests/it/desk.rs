//! A server in front of one of the databases, and a client at its desk: requests as a program
//! would send them, and bytes as no program should.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use quorate::access::{Role, Secret};
use quorate::accounts::manage;
use quorate::accounts::rules::offices::Given;
use quorate::actor::Actor;
use quorate::app::{Application, Running, World};
use quorate::audit::ledger::{Clock, MacKey};
use quorate::audit::replay::{Report, verify_database};
use quorate::db::Database;
use quorate::ids::{AccountId, PersonId, RegisterId};
use quorate::moment::Instant;
use quorate::people::{self, NewPerson};
use quorate::settings::Settings;
use quorate::text::{Email, Line};
use serde_json::{Value, json};

use crate::place::Place;

pub const PASSWORD: &str = "tumble-lantern-ocean";

pub struct TestServer {
    pub running: Running,
    pub place: Place,
    pub data: PathBuf,
    agent: ureq::Agent,
    /// Whether something was done to the register that `verify` is to find.
    tampered: AtomicBool,
}

/// A clock that stands still, and is put forward by hand.
#[derive(Clone)]
pub struct Forward(Instant, Arc<AtomicI64>);

impl Default for Forward {
    fn default() -> Self {
        Self(Instant::now(), Arc::default())
    }
}

impl Forward {
    pub fn by(&self, seconds: i64) {
        self.1.fetch_add(seconds, Ordering::SeqCst);
    }

    pub fn world(&self) -> World {
        World { clock: Arc::new(self.clone()), ..World::default() }
    }
}

impl Clock for Forward {
    fn now(&self) -> Instant {
        self.0.plus_seconds(self.1.load(Ordering::SeqCst))
    }
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: ureq::http::HeaderMap,
    pub text: String,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {} {}", self.status, self.text))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).unwrap_or_else(|| panic!("no {name}: {self:?}")).to_str().unwrap()
    }

    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    /// The pointer of the first field that is wrong.
    pub fn pointer(&self) -> String {
        self.json()["errors"][0]["pointer"].as_str().unwrap_or_default().to_owned()
    }

    /// A problem as the API promises it, of this status.
    pub fn is_problem(&self, status: u16, what: &str) -> &Self {
        assert_eq!(self.status, status, "{what}: {}", self.text);
        assert_eq!(self.header("content-type"), "application/problem+json", "{what}");
        let body = self.json();
        assert_eq!(body["status"], status, "{what}");
        for member in ["type", "title", "detail", "instance", "code", "request_id"] {
            assert!(body[member].is_string(), "{what}: no {member} in {body}");
        }
        assert_eq!(body["type"], format!("/problems/{}", body["code"].as_str().unwrap()), "{what}");
        assert_eq!(self.header("x-request-id"), body["request_id"], "{what}");
        self
    }
}

/// A client that takes every answer as it comes.
pub fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .allow_non_standard_methods(true)
        .timeout_global(Some(Duration::from_secs(40)))
        .build()
        .into()
}

/// Asks a server that answers, whichever it is.
pub fn ask(agent: &ureq::Agent, at: SocketAddr, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&[u8]>) -> Reply {
    asked(agent, at, method, path, headers, body).unwrap_or_else(|error| panic!("{method} {path}: {error}"))
}

/// What a server answers, if it does.
pub fn asked(
    agent: &ureq::Agent,
    at: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: Option<&[u8]>,
) -> Result<Reply, ureq::Error> {
    let mut request = ureq::http::Request::builder().method(method).uri(format!("http://{at}{path}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut response = match body {
        Some(body) => agent.run(request.body(body).unwrap()),
        None => agent.run(request.body(()).unwrap()),
    }?;
    let text = response.body_mut().with_config().limit(50_000_000).read_to_vec()?;
    Ok(Reply { status: response.status().as_u16(), headers: response.headers().clone(), text: String::from_utf8_lossy(&text).into_owned() })
}

impl TestServer {
    pub fn at(place: Place) -> Self {
        Self::within(place, Duration::from_secs(30))
    }

    /// With another deadline than that of production.
    pub fn within(place: Place, deadline: Duration) -> Self {
        Self::breakable(place, deadline, quorate::db::Faults::none())
    }

    /// With a ledger whose statements fail where they are told to.
    pub fn breakable(place: Place, deadline: Duration, faults: quorate::db::Faults) -> Self {
        Self::set(place, deadline, World { faults, ..World::default() }, &[])
    }

    /// In another world, with settings of its own.
    pub fn set(place: Place, deadline: Duration, world: World, own: &[(&'static str, &str)]) -> Self {
        Self::made(place, world, own, |application| application.within(deadline))
    }

    /// With other limits than those of production, behind a proxy that says where a client is.
    pub fn limited(place: Place, limits: quorate::http::limits::Limits) -> Self {
        Self::made(place, World::default(), &[("behind_proxy", "true")], |application| application.limited(limits))
    }

    /// With other limits than those of production, and clients that come by themselves.
    pub fn reached_directly(place: Place, limits: quorate::http::limits::Limits) -> Self {
        Self::made(place, World::default(), &[], |application| application.limited(limits))
    }

    /// Over the register that a program left in a folder, with its keys beside it.
    pub fn over(data: PathBuf, own: &[(&'static str, &str)]) -> Self {
        let place = Place::file();
        if let Place::File(folder) = &place {
            std::fs::copy(data.join("quorate.db"), folder.join("register.db")).unwrap();
        }
        Self::kept(place, data, World::default(), own, |application| application)
    }

    fn made(place: Place, world: World, own: &[(&'static str, &str)], with: impl FnOnce(Application) -> Application) -> Self {
        let data = std::env::temp_dir().join(format!("quorate-data-{}", uuid::Uuid::now_v7()));
        Self::kept(place, data, world, own, with)
    }

    fn kept(
        place: Place,
        data: PathBuf,
        world: World,
        own: &[(&'static str, &str)],
        with: impl FnOnce(Application) -> Application,
    ) -> Self {
        let mut settings = vec![
            ("database", place.text()),
            ("data", data.display().to_string()),
            ("bind", "127.0.0.1:0".to_owned()),
            ("workers", "2".to_owned()),
        ];
        settings.extend(own.iter().map(|(name, value)| (*name, (*value).to_owned())));
        let settings = Settings::of(&settings).unwrap();
        let running = with(Application::in_world(&settings, world).unwrap()).spawn().unwrap();
        Self { running, place, data, agent: agent(), tampered: AtomicBool::new(false) }
    }

    pub fn all() -> Vec<Self> {
        Place::all().into_iter().map(Self::at).collect()
    }

    pub fn request(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&[u8]>) -> Reply {
        ask(&self.agent, self.running.address, method, path, headers, body)
    }

    /// The built program, to be run on this desk's register as a process of its own.
    pub fn program(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_quorate"));
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("QUORATE_")) {
            command.env_remove(name);
        }
        command.env("QUORATE_DATABASE", self.place.text()).env("QUORATE_DATA", &self.data).current_dir(&self.data);
        command
    }

    /// The folder of its keys.
    pub fn data(&self) -> &Path {
        &self.data
    }

    pub fn get(&self, path: &str, token: &str) -> Reply {
        self.request("GET", path, &[("Authorization", &format!("Bearer {token}"))], None)
    }

    pub fn post(&self, path: &str, token: &str, body: &Value) -> Reply {
        self.send("POST", path, token, &[], body)
    }

    pub fn send(&self, method: &str, path: &str, token: &str, headers: &[(&str, &str)], body: &Value) -> Reply {
        let bearer = format!("Bearer {token}");
        let mut all = vec![("Content-Type", "application/json")];
        if !token.is_empty() {
            all.push(("Authorization", &bearer));
        }
        all.extend_from_slice(headers);
        self.request(method, path, &all, Some(body.to_string().as_bytes()))
    }

    /// Bytes, and whatever comes back until the server closes or is silent for two seconds.
    pub fn raw(&self, bytes: &[u8]) -> String {
        let mut stream = TcpStream::connect(self.running.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
        // The server may have answered and closed before it has read all of it.
        stream.write_all(bytes).ok();
        let mut text = Vec::new();
        let mut chunk = [0; 65536];
        while let Ok(n) = stream.read(&mut chunk) {
            if n == 0 {
                break;
            }
            text.extend_from_slice(&chunk[..n]);
        }
        String::from_utf8_lossy(&text).into_owned()
    }

    /// The status of the first answer to raw bytes; none when the connection was just closed.
    pub fn raw_status(&self, bytes: &[u8]) -> Option<u16> {
        let mut stream = TcpStream::connect(self.running.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
        stream.write_all(bytes).ok();
        let mut head = [0; 12];
        stream.read_exact(&mut head).ok()?;
        std::str::from_utf8(&head).ok()?.strip_prefix("HTTP/1.1 ").map(|status| status.parse().unwrap())
    }

    pub fn system(&self) -> RegisterId {
        self.running.access.system()
    }

    /// The first administrator, made with the set-up link; its access token.
    pub fn administrator(&self) -> String {
        let token = self.running.set_up.clone().unwrap();
        let body = json!({"token": token, "email": "admin@example.org", "name": "The Administrator", "password": PASSWORD});
        let reply = self.post("/api/v1/setup", "", &body);
        assert_eq!(reply.status, 201, "{}", reply.text);
        self.sign_in("admin@example.org")
    }

    pub fn register(&self, slug: &str) -> RegisterId {
        let access = &self.running.access;
        access.ledger().create_register(&Actor::cli(access.system()), slug, slug).unwrap().change.id
    }

    pub fn user(&self, email: &str, register: RegisterId, roles: &[Role], person: Option<PersonId>) -> AccountId {
        let access = &self.running.access;
        let given = vec![Given { register, roles: roles.to_vec(), person }];
        let actor = Actor::cli(access.system());
        let (email, name) = (Email::parse(email).unwrap(), Line::parse("Somebody").unwrap());
        manage::create_directly(access, &actor, &email, &name, Some(&Secret::new(PASSWORD)), given).unwrap().0.change.id
    }

    pub fn person(&self, register: RegisterId, name: &str) -> PersonId {
        let new = NewPerson { code: None, name: name.parse().unwrap(), grade: None, tags: Vec::new(), email: None };
        let made = self.running.access.ledger().record(&Actor::cli(register), move |read| people::create(read, &new));
        made.unwrap().change.id
    }

    pub fn signed(&self, email: &str) -> Value {
        let reply = self.post("/api/v1/sessions", "", &json!({"email": email, "password": PASSWORD}));
        assert_eq!(reply.status, 201, "{}", reply.text);
        reply.json()
    }

    pub fn sign_in(&self, email: &str) -> String {
        self.signed(email)["access_token"].as_str().unwrap().to_owned()
    }

    /// How many entries the log of accounts has.
    pub fn entries(&self) -> i64 {
        self.entries_of(self.system())
    }

    /// How many entries the log of a register has.
    pub fn entries_of(&self, register: RegisterId) -> i64 {
        use diesel::prelude::*;
        use quorate::db::schema::audit_head;
        let query = move || audit_head::table.filter(audit_head::register_id.eq(register)).select(audit_head::size);
        self.running.access.reader().snapshot(register, |read| Ok(read.first::<i64, _>(query())?)).unwrap().unwrap()
    }

    /// The program itself, on the same database and the same keys.
    pub fn command(&self, arguments: &[&str]) -> std::process::Output {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_quorate"));
        command.arg("--database").arg(self.place.text()).arg("--data").arg(&self.data).args(arguments);
        command.current_dir(&self.data).output().unwrap()
    }

    /// Ends the server; its database stays for as long as what is given back.
    pub fn closed(mut self) -> Place {
        self.verified();
        self.leaves_something_to_find();
        std::mem::replace(&mut self.place, Place::file())
    }

    /// This test does to its register what `verify` is to find, or takes it away.
    pub fn leaves_something_to_find(&self) {
        self.tampered.store(true, Ordering::SeqCst);
    }

    /// Statements past every door of ours, which leave something to find.
    pub fn tampers(&self, statements: &str) -> Result<(), String> {
        self.leaves_something_to_find();
        self.place.by_hand(statements)
    }

    /// The log holds, and the tables are what it says.
    pub fn verified(&self) {
        let report = self.report();
        assert!(report.holds(), "{}", report.wrong().unwrap());
    }

    /// What `quorate verify --db` would find.
    pub fn report(&self) -> Report {
        let key: [u8; 32] = std::fs::read(self.data.join("keys/entry.key")).unwrap().try_into().unwrap();
        let database = Database::open(&self.place.address(), 1).unwrap();
        verify_database(&database, Some(&MacKey::new(key)), &quorate::replay::kinds()).unwrap()
    }
}

impl Drop for TestServer {
    /// Every test ends in `verify`, and only one that says so leaves something to be found.
    fn drop(&mut self) {
        if !std::thread::panicking() && !self.tampered.load(Ordering::SeqCst) {
            self.verified();
        }
        std::fs::remove_dir_all(&self.data).ok();
    }
}
