//! The built program, run on a folder as its operator runs it, and ended as no operator should.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::shim::Disk;

pub const EMAIL: &str = "lead@example.org";
pub const PASSWORD: &str = "plain sailing past the buoy";

/// A register on a database, with its data folder.
pub struct Site {
    pub data: PathBuf,
    pub database: String,
}

/// A server that is running.
pub struct Server {
    child: Child,
    pub at: SocketAddr,
}

impl Site {
    /// A register `example` with one governance lead, in a file of a new folder.
    pub fn file() -> Self {
        let data = new_folder();
        let database = format!("sqlite:{}", data.join("quorate.db").display());
        Self { data, database }.furnished()
    }

    /// The same on a server.
    #[cfg(feature = "postgres")]
    pub fn server(database: &str) -> Self {
        Self { data: new_folder(), database: database.to_owned() }.furnished()
    }

    fn furnished(self) -> Self {
        self.user("admin@example.org", &["--role", "system_admin"]);
        let server = self.serve(None);
        let admin = server.sign_in("admin@example.org");
        let made = server.ask("POST", "/api/v1/registers", &admin, Some(&json!({"slug": "example", "name": "An example"})), "the-register");
        assert_eq!(made.unwrap().0, 201);
        assert!(server.stop().success());
        self.user(EMAIL, &["--role", "governance_lead", "--register", "example"]);
        self
    }

    fn user(&self, email: &str, rest: &[&str]) {
        let mut command = self.program();
        command.args(["user", "create", "--email", email, "--password-stdin"]).args(rest).stdin(Stdio::piped());
        let mut child = command.stdout(Stdio::null()).spawn().unwrap();
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), PASSWORD.as_bytes()).unwrap();
        assert!(child.wait().unwrap().success());
    }

    /// The program, on this register.
    pub fn program(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_quorate"));
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("QUORATE_")) {
            command.env_remove(name);
        }
        command
            .env("QUORATE_DATABASE", &self.database)
            .env("QUORATE_DATA", &self.data)
            .env("QUORATE_LOG", "error")
            .env("QUORATE_ACTS_PER_MINUTE", "0");
        command.current_dir(&self.data).stdin(Stdio::null());
        command
    }

    /// A command that ends by itself within moments, and is ended where it does not.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.within(Duration::from_secs(20), arguments)
    }

    fn within(&self, most: Duration, arguments: &[&str]) -> Output {
        let mut command = self.program();
        let mut child = command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let begun = Instant::now();
        while child.try_wait().unwrap().is_none() && begun.elapsed() < most {
            std::thread::sleep(Duration::from_millis(10));
        }
        drop(child.kill());
        child.wait_with_output().unwrap()
    }

    /// Serves, on a bad disk if there is one, and waits until it is ready.
    pub fn serve(&self, disk: Option<&Disk>) -> Server {
        let at = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).unwrap();
        let mut command = self.program();
        if let Some(disk) = disk {
            disk.beneath(&mut command);
        }
        command.args(["serve", "--bind", &at.to_string()]).stdout(Stdio::null()).stderr(Stdio::null());
        let server = Server::of(command.spawn().unwrap(), at);
        server.until_ready();
        server
    }

    /// That the log holds and the tables are what it says.
    pub fn is_verified(&self, when: &str) {
        let output = self.within(Duration::from_secs(600), &["verify", "--db"]);
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{when}: {said}");
    }

    pub fn file_of_it(&self) -> &Path {
        Path::new(self.database.strip_prefix("sqlite:").unwrap())
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.data));
    }
}

impl Server {
    pub fn of(child: Child, at: SocketAddr) -> Self {
        Self { child, at }
    }

    pub fn until_ready(&self) {
        let begun = Instant::now();
        while self.get("/health/ready") != Some(200) {
            assert!(begun.elapsed() < Duration::from_secs(30), "not ready after 30 s");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// The status of a GET without sign-in; none without an answer.
    pub fn get(&self, path: &str) -> Option<u16> {
        let answer = agent().get(format!("http://{}{path}", self.at)).call();
        answer.ok().map(|answer| answer.status().as_u16())
    }

    /// Asks; an error where no answer came, so that nobody knows what became of it.
    pub fn ask(
        &self,
        method: &str,
        path: &str,
        token: &str,
        body: Option<&Value>,
        key: &str,
    ) -> Result<(u16, String, Option<String>), String> {
        ask(&agent(), self.at, method, path, token, body, key)
    }

    pub fn sign_in(&self, email: &str) -> String {
        let body = json!({"email": email, "password": PASSWORD});
        let (status, text, _) = self.ask("POST", "/api/v1/sessions", "", Some(&body), "").unwrap();
        assert_eq!(status, 201, "{text}");
        serde_json::from_str::<Value>(&text).unwrap()["access_token"].as_str().unwrap().to_owned()
    }

    pub fn signal(&self, name: &str) {
        assert!(Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status().unwrap().success());
    }

    /// Ended as `kill -9` ends it.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asked to end, and waited for.
    pub fn stop(mut self) -> ExitStatus {
        self.signal("TERM");
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(begun.elapsed() < Duration::from_secs(40), "did not end");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

pub fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(Duration::from_secs(40))).build().into()
}

pub fn ask(
    agent: &ureq::Agent,
    at: SocketAddr,
    method: &str,
    path: &str,
    token: &str,
    body: Option<&Value>,
    key: &str,
) -> Result<(u16, String, Option<String>), String> {
    let mut request = ureq::http::Request::builder().method(method).uri(format!("http://{at}{path}"));
    if !token.is_empty() {
        request = request.header("Authorization", format!("Bearer {token}"));
    }
    if !key.is_empty() {
        request = request.header("Idempotency-Key", key);
    }
    let answer = match body {
        Some(body) => agent.run(request.header("Content-Type", "application/json").body(body.to_string()).unwrap()),
        None => agent.run(request.body(()).unwrap()),
    };
    let mut answer = answer.map_err(|error| error.to_string())?;
    let receipt = answer.headers().get("Audit-Receipt").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let text = answer.body_mut().with_config().limit(100_000_000).read_to_string().map_err(|error| error.to_string())?;
    Ok((answer.status().as_u16(), text, receipt))
}

fn new_folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("quorate-faults-{}", uuid::Uuid::now_v7()));
    fs::create_dir(&folder).unwrap();
    folder
}
