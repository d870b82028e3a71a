//! Where a story is played: a file in a temporary folder, and a database of the tests' own server.

use std::path::PathBuf;

use quorate::audit::ledger::{Ledger, MacKey, Setup};
use quorate::db::{Address, Database};

use crate::postgres;

/// The key of the tests' logs.
pub const KEY: [u8; 32] = [7; 32];

pub enum Place {
    File(PathBuf),
    Server(postgres::Database<'static>),
}

impl Place {
    /// A new file, not yet a database.
    pub fn file() -> Self {
        let folder = std::env::temp_dir().join(format!("quorate-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir(&folder).unwrap();
        Self::File(folder)
    }

    /// Both databases, or the one there is.
    pub fn all() -> Vec<Self> {
        let server = cfg!(feature = "postgres").then(|| postgres::fresh(migrated)).flatten();
        std::iter::once(Self::file()).chain(server.map(Self::Server)).collect()
    }

    /// A database of the tests' own server; that there is none is said aloud.
    pub fn served() -> Option<Self> {
        postgres::fresh(migrated).map(Self::Server)
    }

    /// A database of another server, which lives as long as the tests.
    pub fn on(server: &'static postgres::Server) -> Self {
        Self::Server(server.fresh(migrated))
    }

    pub fn text(&self) -> String {
        match self {
            Self::File(folder) => format!("sqlite:{}", folder.join("register.db").display()),
            Self::Server(database) => database.address().to_owned(),
        }
    }

    pub fn address(&self) -> Address {
        self.text().parse().unwrap()
    }

    /// Opened and up to date.
    pub fn database(&self) -> Database {
        let database = Database::open(&self.address(), 0).unwrap();
        database.migrate().unwrap();
        database
    }

    /// The write door, as a program would open it.
    pub fn ledger(&self) -> Ledger {
        Ledger::open(&self.database(), setup()).unwrap()
    }

    /// Statements by whoever owns the database, past every door of ours.
    pub fn by_hand(&self, statements: &str) -> Result<(), String> {
        match self {
            Self::File(folder) => {
                use diesel::connection::SimpleConnection;
                let path = folder.join("register.db");
                let mut conn = <diesel::SqliteConnection as diesel::Connection>::establish(path.to_str().unwrap()).unwrap();
                conn.batch_execute("PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON;").unwrap();
                conn.batch_execute(statements).map_err(|error| error.to_string())
            }
            Self::Server(database) => postgres::execute(database.address(), statements),
        }
    }

    /// What a query of one column named `word` answers, past every door of ours.
    pub fn ask(&self, query: &str) -> Vec<String> {
        self.looker().ask(query)
    }

    /// A connection for many such questions.
    pub fn looker(&self) -> Looker {
        use diesel::Connection;
        match self {
            Self::File(folder) => Looker::File(diesel::SqliteConnection::establish(folder.join("register.db").to_str().unwrap()).unwrap()),
            #[cfg(feature = "postgres")]
            Self::Server(database) => Looker::Server(diesel::PgConnection::establish(database.address()).unwrap()),
            #[cfg(not(feature = "postgres"))]
            Self::Server(_) => unreachable!("there is no server in this build"),
        }
    }

    pub fn is_file(&self) -> bool {
        matches!(self, Self::File(_))
    }
}

/// Looks at a database, past every door of ours.
pub enum Looker {
    File(diesel::SqliteConnection),
    #[cfg(feature = "postgres")]
    Server(diesel::PgConnection),
}

impl Looker {
    /// Statements that answer nothing.
    pub fn run(&mut self, statements: &str) {
        self.tried(statements).unwrap_or_else(|error| panic!("{statements}: {error}"));
    }

    /// The same, where the database may refuse.
    pub fn tried(&mut self, statements: &str) -> Result<(), String> {
        use diesel::connection::SimpleConnection;
        let done = match self {
            Self::File(conn) => conn.batch_execute(statements),
            #[cfg(feature = "postgres")]
            Self::Server(conn) => conn.batch_execute(statements),
        };
        done.map_err(|error| error.to_string())
    }

    pub fn ask(&mut self, query: &str) -> Vec<String> {
        use diesel::{QueryableByName, RunQueryDsl, sql_query};
        #[derive(QueryableByName)]
        struct Word {
            #[diesel(sql_type = diesel::sql_types::Text)]
            word: String,
        }
        let rows: Result<Vec<Word>, _> = match self {
            Self::File(conn) => sql_query(query).load(conn),
            #[cfg(feature = "postgres")]
            Self::Server(conn) => sql_query(query).load(conn),
        };
        rows.unwrap_or_else(|error| panic!("{query}: {error}")).into_iter().map(|row| row.word).collect()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Self::File(folder) = self {
            std::fs::remove_dir_all(folder).ok();
        }
    }
}

pub fn setup() -> Setup {
    Setup::new(MacKey::new(KEY), "localhost")
}

fn migrated(address: &str) {
    Database::open(&address.parse().unwrap(), 1).unwrap().migrate().unwrap();
}
