//! Statements given to the database itself, where they are found prepared by their type. Through
//! the derived connection each would be written out as text, every time, to find it.

use diesel::connection::Connection;
#[cfg(feature = "postgres")]
use diesel::pg::{Pg, PgConnection};
use diesel::query_builder::{AsQuery, QueryFragment, QueryId, SelectQuery};
use diesel::query_dsl::methods::LoadQuery;
use diesel::sqlite::{Sqlite, SqliteConnection};

use super::Conn;

/// A statement that changes rows, in the words of each database.
#[cfg(feature = "postgres")]
pub trait Statement: QueryFragment<Sqlite> + QueryFragment<Pg> + QueryId {}
#[cfg(feature = "postgres")]
impl<Q: QueryFragment<Sqlite> + QueryFragment<Pg> + QueryId> Statement for Q {}
/// A statement that changes rows.
#[cfg(not(feature = "postgres"))]
pub trait Statement: QueryFragment<Sqlite> + QueryId {}
#[cfg(not(feature = "postgres"))]
impl<Q: QueryFragment<Sqlite> + QueryId> Statement for Q {}

impl Conn {
    /// How many rows one statement should insert. In a file a statement costs next to nothing, and
    /// one of many rows is parsed anew and copied aside for the triggers; a server is a way away.
    /// Far below the number of bound values either allows.
    pub(crate) const fn rows_together(&self) -> usize {
        match self {
            #[cfg(feature = "postgres")]
            Self::Pg(_) => 64,
            Self::Sqlite(_) => 1,
        }
    }

    /// Runs a statement that changes rows.
    pub(crate) fn execute<Q: Statement>(&mut self, statement: &Q) -> diesel::QueryResult<usize> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Pg(conn) => conn.execute_returning_count(statement),
            Self::Sqlite(conn) => conn.execute_returning_count(statement),
        }
    }

    /// The rows of a select statement; at most `most` of them are read.
    pub(crate) fn load<'q, U, Q: Select<'q, U>>(&mut self, query: Q, most: usize) -> diesel::QueryResult<Vec<U>> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Pg(conn) => LoadQuery::<PgConnection, U>::internal_load(query, conn)?.take(most).collect(),
            Self::Sqlite(conn) => LoadQuery::<SqliteConnection, U>::internal_load(query, conn)?.take(most).collect(),
        }
    }
}

/// A select statement, in the words of each database.
#[cfg(feature = "postgres")]
pub trait Select<'q, U>: LoadQuery<'q, SqliteConnection, U> + LoadQuery<'q, PgConnection, U> + AsQuery<Query: SelectQuery> {}
#[cfg(feature = "postgres")]
impl<'q, U, Q> Select<'q, U> for Q where Q: LoadQuery<'q, SqliteConnection, U> + LoadQuery<'q, PgConnection, U> + AsQuery<Query: SelectQuery>
{}
/// A select statement.
#[cfg(not(feature = "postgres"))]
pub trait Select<'q, U>: LoadQuery<'q, SqliteConnection, U> + AsQuery<Query: SelectQuery> {}
#[cfg(not(feature = "postgres"))]
impl<'q, U, Q> Select<'q, U> for Q where Q: LoadQuery<'q, SqliteConnection, U> + AsQuery<Query: SelectQuery> {}
