//! A real PostgreSQL that the tests start themselves: unix socket only, in a temporary folder (in memory where there is
//! room), under a plain user when the tests run as root; one server a process, one database a test, copied from a
//! migrated template.
//!
//! No server program, or a build without the feature `postgres`: the stories on PostgreSQL are left out *loudly*, with a
//! line on stderr that no capturing swallows and the same line in `target/tmp/not-run.txt`. With `CI` or
//! `QUORATE_REQUIRE_PG=1` set, a missing server fails instead. A server that is there and will not start always fails.
//!
//! The benchmarks share this file; what needs no SQL works without the feature.

#![allow(dead_code, reason = "each of the two programs that share this file uses its own part")]

use std::ffi::OsStr;
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

/// The wrapper outlives its parent by a moment. The parent holds a pipe open; when the parent ends, by whatever death,
/// the pipe closes, and the wrapper stops the server and removes the folder. It stands in a process group of its own, so
/// that ctrl-C, which goes to the whole group of the parent, does not reach it first.
const WRAPPER: &str = r#"
folder=$1 bin=$2; shift 2
exec 3<&0 </dev/null >>"$folder/log" 2>&1
trap : HUP INT TERM
if "$bin/initdb" -D "$folder/data" -U postgres -A trust -N --locale=C -E UTF8; then
    "$bin/postgres" -D "$folder/data" -k "$folder" "$@" 3<&- &
    server=$!
    # Asked again and again: a server that is just starting does not hear this signal yet.
    ( cat <&3; while [ ! -e "$folder/stopped" ] && kill -QUIT "$server"; do sleep 0.1; done ) &
    # A trapped signal ends a wait early, so the server's own death is asked for again.
    while kill -0 "$server"; do wait "$server"; done
    : >"$folder/stopped"
    wait
else
    : >"$folder/stopped"
    cat <&3
fi
cd / && rm -rf "$folder"
"#;

/// The port names the socket's file and nothing else; fixed, so that `PGPORT` cannot send us elsewhere.
const PORT: &str = "5432";
const TEMPLATE: &str = "migrated";
const NOT_RUN: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/not-run.txt");

/// How much a commit is worth.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// For tests: nothing is forced to the disk.
    Fleeting,
    /// For benchmarks: `fsync`, `synchronous_commit` and `full_page_writes` on, as in production.
    Durable,
}

/// Why there is no server to test on.
#[derive(Debug)]
pub struct Missing(String);

impl std::fmt::Display for Missing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A running server; dropping it stops it and removes every trace.
pub struct Server {
    wrapper: Child,
    folder: PathBuf,
    bin: PathBuf,
    is_migrated: Mutex<bool>,
    databases: AtomicU64,
}

/// A database of one test, dropped with this value.
pub struct Database<'s> {
    server: &'s Server,
    name: String,
    address: String,
}

/// A new database on this process's server, migrated. `migrate` is given the address of the template and is called once a
/// process, so every caller passes the same one; it leaves no connection open. None: not run, and said so.
pub fn fresh(migrate: impl FnOnce(&str)) -> Option<Database<'static>> {
    server().map(|server| server.fresh(migrate))
}

/// This process's server, started by the first who asks.
pub fn server() -> Option<&'static Server> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    SERVER
        .get_or_init(|| {
            let started = speaks().and_then(|()| Server::start(Durability::Fleeting, &[]));
            match started {
                Ok(server) => {
                    drop(fs::remove_file(NOT_RUN));
                    Some(server)
                }
                Err(missing) if is_required() => panic!("{missing}"),
                Err(missing) => {
                    say_not_run(&missing);
                    None
                }
            }
        })
        .as_ref()
}

/// As `server`, but one more server with settings of its own, which the caller owns: `("default_transaction_isolation",
/// "serializable")`. None: not run, and said so.
pub fn server_with(extra: &[(&str, &str)]) -> Option<Server> {
    server()?;
    Some(Server::start(Durability::Fleeting, extra).expect("the programs were there a moment ago"))
}

impl Server {
    /// Starts a server and waits until it answers. Only missing programs are an `Err`; a server that fails to start panics
    /// with its log.
    pub fn start(durability: Durability, extra: &[(&str, &str)]) -> Result<Self, Missing> {
        let bin = programs()?;
        let (folder, owner) = private_folder(durability);
        let mut settings = vec![
            ("listen_addresses", ""),
            ("port", PORT),
            ("unix_socket_permissions", "0700"),
            ("max_connections", "200"),
            ("timezone", "UTC"),
            ("log_timezone", "UTC"),
        ];
        if durability == Durability::Fleeting {
            // autovacuum off: a vacuum in a template makes the copy wait.
            settings.extend([("fsync", "off"), ("synchronous_commit", "off"), ("full_page_writes", "off")]);
            settings.extend([("shared_buffers", "64MB"), ("autovacuum", "off"), ("max_wal_size", "64MB")]);
        }
        settings.extend(extra);

        let mut command = as_owner("sh", owner);
        command.args(["-c", WRAPPER, "quorate-postgres"]).arg(&folder).arg(&bin);
        for (name, value) in settings {
            command.arg("-c").arg(format!("{name}={value}"));
        }
        command.current_dir(&folder).process_group(0).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let wrapper = command.spawn().expect("sh starts");
        let server = Self { wrapper, folder, bin, is_migrated: Mutex::new(false), databases: AtomicU64::new(0) };
        server.wait_until_ready();
        Ok(server)
    }

    fn wait_until_ready(&self) {
        let until = Instant::now() + Duration::from_secs(120);
        loop {
            // The eighth line of this file is the server's state; the same line `pg_ctl` waits for.
            let state = fs::read_to_string(self.folder.join("data/postmaster.pid")).unwrap_or_default();
            if state.lines().nth(7).is_some_and(|line| line.trim_end() == "ready") {
                return;
            }
            if self.folder.join("stopped").exists() || Instant::now() > until {
                let log = fs::read_to_string(self.folder.join("log")).unwrap_or_else(|e| e.to_string());
                panic!("PostgreSQL from {} did not start:\n{log}", self.bin.display());
            }
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// The address of a database, as `quorate --db` takes it.
    pub fn address(&self, database: &str) -> String {
        format!("postgres:///{database}?host={}&port={PORT}&user=postgres", percent_encoded(self.folder.as_os_str()))
    }

    /// A folder beside the data, for what shall go with the server.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A program of the same installation, `pgbench` say, set up to reach this server's `database`.
    pub fn program(&self, name: &str, database: &str) -> Command {
        let mut command = Command::new(self.bin.join(name));
        without_pg_settings(&mut command);
        command.env("PGHOST", &self.folder).env("PGPORT", PORT).env("PGUSER", "postgres").env("PGDATABASE", database);
        command
    }

    /// A new database, migrated; see the function of the same name.
    pub fn fresh(&self, migrate: impl FnOnce(&str)) -> Database<'_> {
        {
            // A migration that panicked left the flag down: the next caller begins again.
            let mut is_migrated = self.is_migrated.lock().unwrap_or_else(PoisonError::into_inner);
            if !*is_migrated {
                self.execute(&format!("DROP DATABASE IF EXISTS {TEMPLATE} WITH (FORCE)"));
                self.execute(&format!("CREATE DATABASE {TEMPLATE}"));
                migrate(&self.address(TEMPLATE));
                self.execute(&format!("ALTER DATABASE {TEMPLATE} ALLOW_CONNECTIONS false"));
                *is_migrated = true;
            }
        }
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.execute(&format!("CREATE DATABASE {name} TEMPLATE {TEMPLATE}{}", self.strategy()));
        Database { address: self.address(&name), server: self, name }
    }

    /// Copying files takes a quarter of the time of copying through the log; before 15 it was the only way.
    fn strategy(&self) -> &'static str {
        let version = fs::read_to_string(self.folder.join("data/PG_VERSION")).unwrap_or_default();
        if version.trim().parse::<u32>().is_ok_and(|major| major >= 15) { " STRATEGY FILE_COPY" } else { "" }
    }

    fn execute(&self, statement: &str) {
        execute(&self.address("postgres"), statement).unwrap_or_else(|e| panic!("{statement}: {e}"));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.wrapper.stdin.take());
        drop(self.wrapper.wait());
    }
}

impl Database<'_> {
    pub fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Database<'_> {
    fn drop(&mut self) {
        // Left behind, it goes with the server; a test that is failing must not fail twice.
        drop(execute(&self.server.address("postgres"), &format!("DROP DATABASE {} WITH (FORCE)", self.name)));
    }
}

#[cfg(feature = "postgres")]
fn speaks() -> Result<(), Missing> {
    Ok(())
}

#[cfg(not(feature = "postgres"))]
fn speaks() -> Result<(), Missing> {
    Err(Missing("built without the feature `postgres`; run `cargo test --features postgres`".into()))
}

/// Runs statements on a connection of their own.
#[cfg(feature = "postgres")]
pub fn execute(address: &str, statements: &str) -> Result<(), String> {
    use diesel::connection::{Connection, SimpleConnection};
    let mut connection = diesel::PgConnection::establish(address).map_err(|e| e.to_string())?;
    connection.batch_execute(statements).map_err(|e| e.to_string())
}

#[cfg(not(feature = "postgres"))]
pub fn execute(_address: &str, _statements: &str) -> Result<(), String> {
    speaks().map_err(|missing| missing.to_string())
}

/// The folder with `initdb` and `postgres`: `QUORATE_PG_BIN`, then PATH, then the newest Debian keeps.
fn programs() -> Result<PathBuf, Missing> {
    let are_in = |folder: &Path| folder.join("initdb").is_file() && folder.join("postgres").is_file();
    if let Some(given) = env::var_os("QUORATE_PG_BIN") {
        let given = PathBuf::from(given);
        assert!(are_in(&given), "QUORATE_PG_BIN is {}, where there is no initdb and postgres", given.display());
        return Ok(given);
    }
    let path = env::var_os("PATH").unwrap_or_default();
    // A folder on PATH may hold links to these two alone: the rest of the installation is where they point to.
    let on_path = env::split_paths(&path)
        .filter_map(|folder| fs::canonicalize(folder.join("postgres")).ok())
        .filter_map(|postgres| postgres.parent().map(Path::to_path_buf))
        .find(|folder| are_in(folder));
    let debian = || {
        let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
        let numbered = versions.filter_map(|v| Some((v.file_name().to_str()?.parse::<u32>().ok()?, v.path().join("bin"))));
        numbered.filter(|(_, folder)| are_in(folder)).max().map(|(_, folder)| folder)
    };
    on_path.or_else(debian).ok_or_else(|| {
        Missing(
            "no PostgreSQL server found in QUORATE_PG_BIN, PATH or /usr/lib/postgresql; install one (Debian: `apt-get install postgresql`)"
                .into(),
        )
    })
}

fn is_required() -> bool {
    let is_on = |name| env::var(name).is_ok_and(|value| !matches!(value.as_str(), "" | "0" | "false"));
    // A build without the feature is a choice, and CI makes it too; a server that is missing there is an accident.
    is_on("QUORATE_REQUIRE_PG") || (cfg!(feature = "postgres") && is_on("CI"))
}

fn say_not_run(missing: &Missing) {
    let line = format!("NOT RUN: everything that needs PostgreSQL: {missing}\n");
    // Past the capturing of test output, which would swallow a line of a test that passes.
    std::io::stderr().write_all(line.as_bytes()).expect("stderr takes a line");
    fs::write(NOT_RUN, &line).expect("cargo made this folder");
}

/// A new folder only its owner can enter, short enough for a socket's address (107 bytes), with the user and group to run
/// under when we are root: the server refuses root.
fn private_folder(durability: Durability) -> (PathBuf, Option<(u32, u32)>) {
    static FOLDERS: AtomicU64 = AtomicU64::new(0);
    let moment = std::time::UNIX_EPOCH.elapsed().map_or(0, |since| since.subsec_nanos());
    let name = format!("quorate-pg-{}-{}-{moment}", std::process::id(), FOLDERS.fetch_add(1, Ordering::Relaxed));
    // In memory a database is copied in 25 ms, on a disk in 300.
    let memory = (durability == Durability::Fleeting).then(|| PathBuf::from("/dev/shm")).filter(|folder| has_room(folder));
    for parent in memory.into_iter().chain([env::temp_dir(), PathBuf::from("/tmp"), PathBuf::from("/var/tmp")]) {
        let folder = parent.join(&name);
        if folder.as_os_str().len() > 85 || fs::DirBuilder::new().mode(0o700).create(&folder).is_err() {
            continue;
        }
        let is_root = fs::metadata(&folder).is_ok_and(|metadata| metadata.uid() == 0);
        let owner = is_root.then(plain_user);
        if let Some((uid, gid)) = owner {
            chown(&folder, Some(uid), Some(gid)).expect("root may give its folder away");
        }
        // A temporary folder of root's own is closed to the other user.
        let mut probe = as_owner("test", owner);
        if probe.arg("-w").arg(&folder).current_dir("/").status().is_ok_and(|status| status.success()) {
            return (folder, owner);
        }
        drop(fs::remove_dir(&folder));
    }
    panic!("no temporary folder for PostgreSQL: tried TMPDIR, /tmp and /var/tmp");
}

/// Two gigabytes free; a container gives its memory folder 64 megabytes unless it is told otherwise.
fn has_room(folder: &Path) -> bool {
    let told = Command::new("df").arg("-Pk").arg(folder).output().map(|output| output.stdout).unwrap_or_default();
    let told = String::from_utf8_lossy(&told);
    let free = told.lines().nth(1).and_then(|line| line.split_whitespace().nth(3)?.parse::<u64>().ok());
    free.is_some_and(|kib| kib > 2 * 1024 * 1024)
}

fn plain_user() -> (u32, u32) {
    let passwd = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let ids = |line: &str| {
        let mut fields = line.strip_prefix("postgres:")?.split(':').skip(1);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    passwd.lines().find_map(ids).unwrap_or((65534, 65534))
}

fn as_owner(program: &str, owner: Option<(u32, u32)>) -> Command {
    let mut command = Command::new(program);
    without_pg_settings(&mut command);
    if let Some((uid, gid)) = owner {
        command.gid(gid).uid(uid);
    }
    command.env("LC_ALL", "C");
    command
}

/// A developer's `PGHOST`, `PGDATA` and the like must not lead a test to the developer's own server.
fn without_pg_settings(command: &mut Command) {
    for (name, _) in env::vars_os() {
        if name.to_string_lossy().starts_with("PG") {
            command.env_remove(name);
        }
    }
}

pub fn percent_encoded(text: &OsStr) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~".contains(byte);
    text.as_encoded_bytes().iter().map(|b| if plain(b) { char::from(*b).to_string() } else { format!("%{b:02X}") }).collect()
}
