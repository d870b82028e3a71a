//! The built program as a process of its own, in a folder of its own: started, asked, told to end.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::{Value, json};

use crate::desk::{PASSWORD, Reply, agent, ask};

/// A folder with nothing in it, gone afterwards.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("quorate-program-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir(&folder).unwrap();
        Self(folder)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The program in this folder, on the file in `data/` unless told otherwise.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_quorate"));
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("QUORATE_")) {
            command.env_remove(name);
        }
        command.args(arguments).current_dir(&self.0).stdin(Stdio::null()).env("QUORATE_BIND", "127.0.0.1:0");
        command
    }

    /// What the program says to this, and how it ends.
    pub fn run(&self, arguments: &[&str]) -> Ended {
        Ended(self.command(arguments).output().unwrap())
    }

    /// The same with a register on a server.
    pub fn run_on(&self, database: &str, arguments: &[&str]) -> Ended {
        Ended(self.command(arguments).env("QUORATE_DATABASE", database).output().unwrap())
    }

    /// An administrator who can sign in.
    pub fn with_administrator(&self) {
        self.with_administrator_of("");
    }

    /// The same in a register on a server.
    pub fn with_administrator_of(&self, database: &str) {
        use std::io::Write as _;
        let create = ["user", "create", "--email", "admin@example.org", "--role", "system_admin", "--password-stdin"];
        let mut child =
            self.command(&create).env("QUORATE_DATABASE", database).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        writeln!(child.stdin.take().unwrap(), "{PASSWORD}").unwrap();
        assert!(child.wait().unwrap().success());
    }

    pub fn serve(&self) -> Serving {
        self.serve_with(|command| {
            command.stderr(Stdio::null());
        })
    }

    /// A server, started as `with` says.
    pub fn serve_with(&self, with: impl FnOnce(&mut Command)) -> Serving {
        let mut command = self.command(&["serve"]);
        command.stdout(Stdio::piped());
        with(&mut command);
        let mut child = command.spawn().unwrap();
        let told = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let at = told.filter_map(|line| line.trim().strip_prefix("listening on ").map(str::to_owned)).next().expect("it starts");
        Serving { child, at: at.split(' ').next().unwrap().parse().unwrap(), agent: agent() }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

/// How a command ended.
pub struct Ended(pub Output);

impl Ended {
    pub fn text(&self) -> String {
        format!("{}{}", String::from_utf8_lossy(&self.0.stdout), String::from_utf8_lossy(&self.0.stderr))
    }

    pub fn is(&self, code: i32, words: &[&str]) -> String {
        let text = self.text();
        assert_eq!(self.0.status.code(), Some(code), "{text}");
        for word in words {
            assert!(text.contains(word), "no '{word}' in: {text}");
        }
        text
    }
}

/// A server that runs, until it is told to end or forgotten.
pub struct Serving {
    pub child: Child,
    pub at: SocketAddr,
    agent: ureq::Agent,
}

impl Serving {
    pub fn get(&self, path: &str) -> Reply {
        ask(&self.agent, self.at, "GET", path, &[], None)
    }

    pub fn post(&self, path: &str, token: &str, body: &Value) -> Reply {
        let bearer = format!("Bearer {token}");
        let key = uuid::Uuid::now_v7().to_string();
        let mut headers = vec![("Content-Type", "application/json"), ("Idempotency-Key", key.as_str())];
        if !token.is_empty() {
            headers.push(("Authorization", bearer.as_str()));
        }
        ask(&self.agent, self.at, "POST", path, &headers, Some(body.to_string().as_bytes()))
    }

    /// The administrator of [`Folder::with_administrator`], signed in.
    pub fn sign_in(&self) -> String {
        let reply = self.post("/api/v1/sessions", "", &json!({"email": "admin@example.org", "password": PASSWORD}));
        assert_eq!(reply.status, 201, "{}", reply.text);
        reply.json()["access_token"].as_str().unwrap().to_owned()
    }

    pub fn register(&self, token: &str, slug: &str) -> Reply {
        self.post("/api/v1/registers", token, &json!({"slug": slug, "name": slug}))
    }

    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// SIGTERM, and a clean end.
    pub fn stop(mut self) {
        self.signal("TERM");
        let ended = self.child.wait().unwrap();
        assert_eq!(ended.code(), Some(0));
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// What a query of one column named `word` answers in a file.
pub fn in_file(path: &Path, query: &str) -> Vec<String> {
    use diesel::Connection as _;
    crate::place::Looker::File(diesel::SqliteConnection::establish(path.to_str().unwrap()).unwrap()).ask(query)
}
