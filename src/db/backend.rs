//! The two databases, and all that differs between them: addresses, connections and their
//! set-up, pools, migrations. Nothing outside this file knows which of the two it speaks to.

#![expect(clippy::disallowed_methods, reason = "what a database says of itself is asked in its own words")]

mod interrupt;
pub mod outcomes;
pub mod plan;
pub mod scratch;
mod snapshot;
mod standing;
pub mod statement;

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::migration::{Migration, MigrationSource};
use diesel::sqlite::{Sqlite, SqliteConnection};
use diesel::{Connection, QueryableByName, RunQueryDsl, sql_query};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

#[cfg(feature = "postgres")]
use diesel::pg::PgConnection;

use super::held::Held;
use crate::fault::Fault;

const SQLITE_MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
#[cfg(feature = "postgres")]
const POSTGRES_MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Below this a WAL database could be corrupted by a checkpoint racing a write.
const SQLITE_AT_LEAST: (u32, u32, u32) = (3, 51, 3);

/// Held while migrating and while making the first register, so that two programs starting at
/// once take turns. Any number will do; it spells QRUM.
#[cfg(feature = "postgres")]
const TURN: i64 = 0x5152_554D;

/// One connection to either database. All SQL of the program is written once, against this.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    #[cfg(feature = "postgres")]
    Pg(PgConnection),
    Sqlite(SqliteConnection),
}

/// The SQL form of a type with `Display`, on each database; used by `text!`.
#[macro_export]
macro_rules! text_to_sql {
    ($name:ty) => {
        impl diesel::serialize::ToSql<diesel::sql_types::Text, diesel::sqlite::Sqlite> for $name {
            fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, diesel::sqlite::Sqlite>) -> diesel::serialize::Result {
                out.set_value(self.to_string());
                Ok(diesel::serialize::IsNull::No)
            }
        }

        #[cfg(feature = "postgres")]
        impl diesel::serialize::ToSql<diesel::sql_types::Text, diesel::pg::Pg> for $name {
            fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, diesel::pg::Pg>) -> diesel::serialize::Result {
                std::io::Write::write_fmt(out, format_args!("{self}"))?;
                Ok(diesel::serialize::IsNull::No)
            }
        }

        impl diesel::serialize::ToSql<diesel::sql_types::Text, $crate::db::backend::MultiBackend> for $name {
            fn to_sql<'b>(
                &'b self,
                out: &mut diesel::serialize::Output<'b, '_, $crate::db::backend::MultiBackend>,
            ) -> diesel::serialize::Result {
                out.set_value((diesel::sql_types::Text, self));
                Ok(diesel::serialize::IsNull::No)
            }
        }
    };
}

/// How a value that is text is read, on each of the databases and on the connection over both: in
/// place, for a page has hundreds of them, and a string of its own for each would cost more than
/// reading it.
#[macro_export]
macro_rules! text_from_sql {
    ($name:ty) => {
        impl diesel::deserialize::FromSql<diesel::sql_types::Text, diesel::sqlite::Sqlite> for $name {
            fn from_sql(
                mut value: <diesel::sqlite::Sqlite as diesel::backend::Backend>::RawValue<'_>,
            ) -> diesel::deserialize::Result<Self> {
                Ok(value.read_text().parse::<Self>()?)
            }
        }

        #[cfg(feature = "postgres")]
        impl diesel::deserialize::FromSql<diesel::sql_types::Text, diesel::pg::Pg> for $name {
            fn from_sql(value: <diesel::pg::Pg as diesel::backend::Backend>::RawValue<'_>) -> diesel::deserialize::Result<Self> {
                Ok(std::str::from_utf8(value.as_bytes())?.parse::<Self>()?)
            }
        }

        impl diesel::deserialize::FromSql<diesel::sql_types::Text, $crate::db::backend::MultiBackend> for $name {
            fn from_sql(
                value: <$crate::db::backend::MultiBackend as diesel::backend::Backend>::RawValue<'_>,
            ) -> diesel::deserialize::Result<Self> {
                value.from_sql::<Self, diesel::sql_types::Text>()
            }
        }
    };
}

/// Where the register is kept.
#[derive(Clone, PartialEq, Eq)]
pub enum Address {
    /// A file of this machine, by path.
    File(String),
    /// A server, by URL.
    Server(String),
}

/// An address that cannot be used, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadAddress(String);

const ACCEPTED: &str = "accepted are sqlite:PATH, a path ending in .db, or postgres://USER@HOST/NAME";

impl Address {
    /// Whether there may be a database: a file that is there, or any server.
    #[must_use]
    pub fn is_there(&self) -> bool {
        match self {
            Self::File(path) => std::path::Path::new(path).exists(),
            Self::Server(_) => true,
        }
    }

    /// Runs one statement outside any transaction, as making a database demands.
    pub(super) fn administer(&self, statement: &str) -> Result<(), Fault> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Server(url) => {
                let mut conn = <PgConnection as diesel::Connection>::establish(url).map_err(|error| Fault::Pool(error.to_string()))?;
                Ok(diesel::connection::SimpleConnection::batch_execute(&mut conn, statement)?)
            }
            _ => Err(Fault::Other(format!("only a server can do this: {statement}"))),
        }
    }
}

impl FromStr for Address {
    type Err = BadAddress;

    fn from_str(text: &str) -> Result<Self, BadAddress> {
        let seen = without_password(text);
        let bad = |why: &str| BadAddress(format!("database address '{seen}': {why}; {ACCEPTED}"));
        if text.trim() != text || text.is_empty() {
            return Err(bad("it is empty or begins or ends with a space"));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            if !cfg!(feature = "postgres") {
                return Err(BadAddress(format!(
                    "database address '{seen}': this build has no PostgreSQL. Install the quorate package of your distribution, \
                     or install libpq (Debian: libpq-dev) and build with: cargo build --release --features postgres"
                )));
            }
            return Ok(Self::Server(text.to_owned()));
        }
        let path = match text.split_once(':') {
            None => text.ends_with(".db").then_some(text).ok_or_else(|| bad("a path must end in .db (or be written sqlite:PATH)"))?,
            Some(("sqlite", path)) if path.starts_with("//") && !path.starts_with("///") => {
                return Err(bad(&format!("two slashes make '{}' a host; write sqlite:{}", path, path.trim_start_matches('/'))));
            }
            Some(("sqlite", path)) => path.strip_prefix("//").unwrap_or(path),
            Some(("file", path)) => return Err(bad(&format!("write sqlite:{path}"))),
            Some((scheme, _)) => {
                let slip = ["sqlite", "postgres", "postgresql"].into_iter().max_by(|a, b| {
                    strsim::jaro_winkler(&scheme.to_lowercase(), a).total_cmp(&strsim::jaro_winkler(&scheme.to_lowercase(), b))
                });
                let near = slip.filter(|word| strsim::jaro_winkler(&scheme.to_lowercase(), word) > 0.8);
                return Err(bad(&near.map_or_else(
                    || format!("'{scheme}' is no database this program knows"),
                    |word| format!("'{scheme}' is not a scheme: did you mean '{word}'?"),
                )));
            }
        };
        if path.is_empty() || path.starts_with(":memory:") || path.contains('?') || path.contains('\0') {
            return Err(bad("the record is kept in a named file, without parameters"));
        }
        Ok(Self::File(path.to_owned()))
    }
}

/// A password in a URL is for the server alone.
fn without_password(text: &str) -> String {
    let cut: String = text.chars().take(200).collect();
    let Some((scheme, rest)) = cut.split_once("://") else { return cut };
    let (authority, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    let Some((user, host)) = authority.rsplit_once('@') else { return cut };
    let user = user.split_once(':').map_or_else(|| user.to_owned(), |(name, _)| format!("{name}:..."));
    let path = path.split_once("password=").map_or_else(|| path.to_owned(), |(before, _)| format!("{before}password=..."));
    format!("{scheme}://{user}@{host}{path}")
}

impl Address {
    /// A file has one writer, whatever is in it; on a server each register can have its own.
    pub(crate) fn has_one_writer(&self) -> bool {
        matches!(self, Self::File(_))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "sqlite:{path}"),
            Self::Server(url) => f.write_str(&without_password(url)),
        }
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What a connection is for: it is set up for that and can do no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    Look,
    Write,
    Migrate,
}

/// Makes connections of one kind to one address.
#[derive(Debug, Clone)]
pub(crate) struct Connector {
    address: Address,
    purpose: Use,
    /// The file that was opened first: no other is opened in its place, and none is made.
    held: Option<Arc<Held>>,
}

impl Connector {
    pub(super) fn new(address: &Address, purpose: Use) -> Self {
        Self { address: address.clone(), purpose, held: None }
    }

    pub(super) fn holding(self, held: Option<Arc<Held>>) -> Self {
        Self { held, ..self }
    }

    pub(crate) fn held(&self) -> Option<&Arc<Held>> {
        self.held.as_ref()
    }

    pub(crate) fn connect(&self) -> Result<Conn, Fault> {
        match &self.address {
            Address::File(path) => {
                interrupt::in_every_connection()?;
                // A name alone would make a file where there is none.
                let name = match &self.held {
                    Some(held) => {
                        held.still_there()?;
                        held.name()
                    }
                    None => path.clone(),
                };
                let conn = SqliteConnection::establish(&name).map_err(|error| unreachable_at(&self.address, &error))?;
                let mut conn = Conn::Sqlite(conn);
                // The wait first: all that follows may meet another program's lock.
                conn.batch_execute("PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;")?;
                match self.purpose {
                    Use::Look => conn.batch_execute("PRAGMA query_only = ON;")?,
                    Use::Write | Use::Migrate => {
                        // Of a new file alone: an entry fills most of 4 KiB, and two of them this.
                        conn.batch_execute("PRAGMA page_size = 8192;")?;
                        write_ahead(&mut conn)?;
                        // A savepoint's undo is kept in memory, and pages that change with every
                        // entry are copied back from the log (32 MiB of it) less often.
                        conn.batch_execute("PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 33554432;")?;
                        conn.batch_execute(plan::FORGET)?;
                        assert_durable(&mut conn)?;
                    }
                }
                Ok(conn)
            }
            #[cfg(feature = "postgres")]
            Address::Server(url) => {
                let conn = PgConnection::establish(url).map_err(|error| unreachable_at(&self.address, &error))?;
                let mut conn = Conn::Pg(conn);
                conn.batch_execute("SET client_encoding = 'UTF8'; SET timezone = 'UTC'; SET client_min_messages = warning;")?;
                conn.batch_execute(match self.purpose {
                    Use::Look => {
                        "SET default_transaction_isolation = 'repeatable read'; SET default_transaction_read_only = on; \
                         SET lock_timeout = '3s'; SET statement_timeout = '30s'; SET idle_in_transaction_session_timeout = '60s';"
                    }
                    Use::Write => {
                        "SET default_transaction_isolation = 'read committed'; SET default_transaction_read_only = off; \
                         SET default_transaction_deferrable = off; \
                         SET lock_timeout = '3s'; SET statement_timeout = '10s'; SET idle_in_transaction_session_timeout = '15s';"
                    }
                    Use::Migrate => {
                        "SET default_transaction_isolation = 'read committed'; SET default_transaction_read_only = off; \
                         SET lock_timeout = '60s'; SET statement_timeout = 0;"
                    }
                })?;
                Ok(conn)
            }
            #[cfg(not(feature = "postgres"))]
            Address::Server(_) => Err(Fault::Other(format!("{}: this build has no PostgreSQL", self.address))),
        }
    }
}

fn unreachable_at(address: &Address, error: &diesel::ConnectionError) -> Fault {
    Fault::Pool(format!("{address}: {error}"))
}

/// Two programs may turn a new file to write-ahead at once; the loser is told at once that it is
/// locked, whatever the busy timeout says, so it asks again.
fn write_ahead(conn: &mut Conn) -> Result<(), Fault> {
    let mut tries = 0;
    loop {
        match conn.batch_execute("PRAGMA journal_mode = WAL;") {
            Err(error) if tries < 50 && error.to_string().contains("locked") => {
                tries += 1;
                std::thread::sleep(Duration::from_millis(100));
            }
            done => return Ok(done?),
        }
    }
}

/// One text.
#[derive(QueryableByName)]
pub(super) struct Word {
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub(super) word: String,
}

fn word(conn: &mut Conn, query: &str) -> Result<String, Fault> {
    Ok(sql_query(query).get_result::<Word>(conn)?.word)
}

/// A register that a power cut can shorten is not a register: refuse to start.
fn assert_durable(conn: &mut Conn) -> Result<(), Fault> {
    let version = word(conn, "SELECT sqlite_version() AS word")?;
    let mut parts = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let found = (parts.next().unwrap_or(0), parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    if found < SQLITE_AT_LEAST {
        return Err(Fault::Other(format!("SQLite {version} is too old: 3.51.3 is the first that is safe for this use")));
    }
    let synchronous = word(conn, "SELECT CAST(synchronous AS TEXT) AS word FROM pragma_synchronous")?;
    let journal = word(conn, "SELECT journal_mode AS word FROM pragma_journal_mode")?;
    if synchronous != "2" || journal != "wal" {
        return Err(Fault::Other(format!(
            "the database file does not hold what it is told (synchronous {synchronous}, journal {journal}): it must be on a local disk"
        )));
    }
    Ok(())
}

fn names<DB: diesel::backend::Backend>(source: &impl MigrationSource<DB>) -> Result<Vec<String>, Fault> {
    let migrations: Vec<Box<dyn Migration<DB>>> = source.migrations().map_err(|error| Fault::Other(error.to_string()))?;
    let mut names: Vec<String> = migrations.iter().map(|migration| migration.name().version().to_string()).collect();
    names.sort();
    Ok(names)
}

/// The versions of the migrations in this program; both databases have the same.
pub(super) fn known() -> Result<Vec<String>, Fault> {
    names::<Sqlite>(&SQLITE_MIGRATIONS)
}

/// What differs in asking a database about itself.
pub(super) mod catalogue {
    pub const FILE_TABLES: &str = "SELECT t.name AS tab, c.name AS col, lower(c.type) AS typ, c.\"notnull\" AS filled, c.pk AS place \
        FROM pragma_table_list t JOIN pragma_table_info(t.name) c \
        WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY t.name, c.name";
    /// All that the file says it is made of; what the planner has counted is nobody's promise.
    pub const FILE_SCHEMA: &str = "SELECT tbl_name AS tab, type AS kind, name, COALESCE(sql, '') AS text FROM sqlite_schema WHERE name NOT LIKE 'sqlite~_stat%' ESCAPE '~'";
    pub const FILE_TRIGGERS: &str =
        "SELECT tbl_name AS tab, name, sql AS text, '' AS body, 1 AS always FROM sqlite_schema WHERE type = 'trigger'";
    pub const FILE_AUDIT: &str =
        concat!(include_str!("../../migrations/sqlite/0001_audit/up.sql"), include_str!("../../migrations/sqlite/0018_keys/up.sql"));
    pub const SERVER_AUDIT: &str =
        concat!(include_str!("../../migrations/postgres/0001_audit/up.sql"), include_str!("../../migrations/postgres/0018_keys/up.sql"));
}

impl Conn {
    pub(super) fn is_server(&self) -> bool {
        !matches!(self, Self::Sqlite(_))
    }

    /// An empty database of this connection alone. Nothing of it survives, so nothing of it is
    /// synced.
    pub(super) fn temporary() -> Result<Self, Fault> {
        interrupt::in_every_connection()?;
        let conn = SqliteConnection::establish("").map_err(|error| unreachable_at(&Address::File(String::new()), &error))?;
        let mut conn = Self::Sqlite(conn);
        conn.batch_execute(
            "PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;",
        )?;
        Ok(conn)
    }

    pub(super) fn run_migrations(&mut self) -> Result<Vec<String>, Fault> {
        let applied = match self {
            #[cfg(feature = "postgres")]
            Self::Pg(conn) => conn.run_pending_migrations(POSTGRES_MIGRATIONS).map(|done| done.iter().map(ToString::to_string).collect()),
            Self::Sqlite(conn) => conn.run_pending_migrations(SQLITE_MIGRATIONS).map(|done| done.iter().map(ToString::to_string).collect()),
        };
        applied.map_err(|error| Fault::Other(format!("migration: {error}")))
    }

    /// Lets one program in at a time, across processes.
    pub(crate) fn in_turn<T>(&mut self, f: impl FnOnce(&mut Self) -> Result<T, Fault>) -> Result<T, Fault> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Pg(_) => {
                self.batch_execute(&format!("SELECT pg_advisory_lock({TURN})"))?;
                let done = f(self);
                let given_back = self.batch_execute(&format!("SELECT pg_advisory_unlock({TURN})"));
                let done = done?;
                given_back?;
                Ok(done)
            }
            Self::Sqlite(_) => {
                // The migrations become savepoints of a transaction that holds the write lock
                // from the start.
                self.file(|conn| AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN IMMEDIATE"))?;
                let done = f(self);
                self.file(if done.is_ok() {
                    AnsiTransactionManager::commit_transaction
                } else {
                    AnsiTransactionManager::rollback_transaction
                })?;
                done
            }
        }
    }

    /// On a file only.
    fn file(&mut self, f: impl FnOnce(&mut SqliteConnection) -> diesel::QueryResult<()>) -> Result<(), Fault> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Pg(_) => Ok(()),
            Self::Sqlite(conn) => Ok(f(conn)?),
        }
    }

    /// The versions applied, oldest first; none where no migration ever ran.
    pub(super) fn applied(&mut self) -> Result<Vec<String>, Fault> {
        let there = match self {
            #[cfg(feature = "postgres")]
            Self::Pg(_) => word(
                self,
                "SELECT (to_regclass(quote_ident(current_schema()) || '.__diesel_schema_migrations') IS NOT NULL)::int::text AS word",
            )?,
            Self::Sqlite(_) => {
                word(self, "SELECT CAST(COUNT(*) AS TEXT) AS word FROM pragma_table_list WHERE name = '__diesel_schema_migrations'")?
            }
        };
        if there == "0" {
            return Ok(Vec::new());
        }
        let rows: Vec<Word> = sql_query("SELECT version AS word FROM __diesel_schema_migrations ORDER BY version").load(self)?;
        Ok(rows.into_iter().map(|row| row.word).collect())
    }

    pub(super) fn refuse_a_newer_schema(&mut self) -> Result<(), Fault> {
        let known = known()?;
        let newer: Vec<String> = self.applied()?.into_iter().filter(|version| !known.contains(version)).collect();
        if newer.is_empty() {
            return Ok(());
        }
        Err(Fault::Other(format!(
            "the database has the migration(s) {} which this program does not know: it was written by a newer quorate; install that one",
            newer.join(", ")
        )))
    }
}
