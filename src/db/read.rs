//! Looking without touching. A [`Read`] takes select statements only (an insert with `returning`
//! does not compile), and a [`Reader`]'s connections are refused any write by the database too.

use diesel::query_builder::{AsQuery, SelectQuery};
use diesel::query_dsl::methods::LoadQuery;
use diesel::r2d2;

use super::backend::statement::Select;
use super::backend::{Conn, Connector};
use super::faults::Faults;
use super::patience::Patience;
use crate::fault::{Error, Fault};
use crate::ids::RegisterId;

/// One look at one register: inside a write it sees what the write sees, else one snapshot.
///
/// It takes select statements only. This one loads rows too, and does not compile:
/// ```compile_fail
/// # use diesel::prelude::*;
/// # use quorate::db::{Read, schema::audit_checkpoint};
/// fn look(read: &mut Read<'_>) {
///     let write = diesel::update(audit_checkpoint::table).set(audit_checkpoint::note.eq("")).returning(audit_checkpoint::note);
///     let rows: Vec<String> = read.rows(write).unwrap();
/// }
/// ```
/// while its neighbour does:
/// ```
/// # use diesel::prelude::*;
/// # use quorate::db::{Read, schema::audit_checkpoint};
/// fn look(read: &mut Read<'_>) {
///     let rows: Vec<String> = read.rows(audit_checkpoint::table.select(audit_checkpoint::note)).unwrap();
/// }
/// ```
pub struct Read<'a> {
    conn: &'a mut Conn,
    register: RegisterId,
    faults: &'a Faults,
}

impl<'a> Read<'a> {
    pub(crate) fn of(conn: &'a mut Conn, register: RegisterId, faults: &'a Faults) -> Self {
        Self { conn, register, faults }
    }

    /// The register looked at. Every query names it: `register_id` is in every key.
    #[must_use]
    pub fn register(&self) -> RegisterId {
        self.register
    }

    /// Whether the database follows another and takes no changes of its own.
    ///
    /// # Errors
    /// What the database says.
    pub fn follows_another(&mut self) -> Result<bool, Fault> {
        self.conn.follows_another()
    }

    /// All rows of a select statement.
    ///
    /// # Errors
    /// What the database says, or a stored value that does not parse.
    pub fn rows<'q, U, Q: Select<'q, U>>(&mut self, query: Q) -> Result<Vec<U>, Fault> {
        Patience::current().still()?;
        self.faults.pass("select")?;
        Ok(self.conn.load(query, usize::MAX)?)
    }

    /// The first row of a select statement, if there is one. Ask for one row at most: the rest is
    /// read and dropped.
    ///
    /// # Errors
    /// As [`Read::rows`].
    pub fn first<'q, U, Q: Select<'q, U>>(&mut self, query: Q) -> Result<Option<U>, Fault> {
        Patience::current().still()?;
        self.faults.pass("select")?;
        Ok(self.conn.load(query, 1)?.pop())
    }

    /// As [`Read::rows`], of a statement put together at run time (`into_boxed`).
    ///
    /// # Errors
    /// As [`Read::rows`].
    pub fn boxed_rows<'q, U, Q>(&mut self, query: Q) -> Result<Vec<U>, Fault>
    where
        Q: LoadQuery<'q, Conn, U> + AsQuery,
        Q::Query: SelectQuery,
    {
        Patience::current().still()?;
        self.faults.pass("select")?;
        let found: diesel::QueryResult<Vec<U>> = query.internal_load(self.conn)?.collect();
        Ok(found?)
    }
}

/// The read pool. Cheap to clone.
#[derive(Clone)]
pub struct Reader {
    pool: r2d2::Pool<Connector>,
    /// Whether the database is a file of this machine, where nobody is waited for.
    is_near: bool,
}

impl Reader {
    pub(super) fn new(pool: r2d2::Pool<Connector>, is_near: bool) -> Self {
        Self { pool, is_near }
    }

    /// Runs `f` on one snapshot of the database.
    ///
    /// # Errors
    /// Those of `f`; [`Fault::Pool`] when no connection is free within two seconds.
    pub fn look<T>(&self, register: RegisterId, f: impl FnOnce(&mut Read<'_>) -> Result<T, Error>) -> Result<T, Error> {
        let mut conn = self.pool.get().map_err(|error| Fault::Pool(error.to_string()))?;
        snapshot(&mut conn, |conn| f(&mut Read::of(conn, register, &Faults::none())))
    }

    /// As [`Reader::look`], on a thread where waiting is allowed.
    ///
    /// # Errors
    /// As [`Reader::look`]; a fault if `f` panics.
    pub async fn look_async<T: Send + 'static>(
        &self,
        register: RegisterId,
        f: impl FnOnce(&mut Read<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (reader, patience) = (self.clone(), Patience::current());
        tokio::task::spawn_blocking(move || patience.hold(|| reader.look(register, f)))
            .await
            .map_err(|error| Error::Fault(Fault::Other(format!("a look did not end: {error}"))))?
    }
}

impl Reader {
    /// As [`Reader::look_async`], for a look at a row or two. In a file that takes less time than
    /// going to another thread for it, so it is done here if a connection is free.
    ///
    /// # Errors
    /// As [`Reader::look_async`].
    pub async fn glance<T: Send + 'static>(
        &self,
        register: RegisterId,
        f: impl FnOnce(&mut Read<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        match self.is_near.then(|| self.pool.try_get()).flatten() {
            Some(mut conn) => snapshot(&mut conn, |conn| f(&mut Read::of(conn, register, &Faults::none()))),
            None => self.look_async(register, f).await,
        }
    }
}

impl Reader {
    /// As [`Reader::glance`], for one statement, which needs nothing else to be one snapshot.
    ///
    /// # Errors
    /// As [`Reader::look_async`].
    pub async fn ask<T: Send + 'static>(
        &self,
        register: RegisterId,
        f: impl FnOnce(&mut Read<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        match self.is_near.then(|| self.pool.try_get()).flatten() {
            Some(mut conn) => f(&mut Read::of(&mut conn, register, &Faults::none())),
            None => self.look_async(register, f).await,
        }
    }
}

fn snapshot<T>(conn: &mut Conn, f: impl FnOnce(&mut Conn) -> Result<T, Error>) -> Result<T, Error> {
    diesel::Connection::transaction(conn, f)
}
