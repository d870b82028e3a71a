//! Looking without touching. A [`Read`] takes select statements only (an insert with `returning`
//! does not compile), and a [`Reader`]'s connections are refused any write by the database too.

use std::sync::Arc;
use std::time::Duration;

use diesel::query_builder::{AsQuery, SelectQuery};
use diesel::query_dsl::methods::LoadQuery;

use super::backend::Conn;
use super::backend::statement::Select;
use super::cost;
use super::faults::{Faults, READ};
use super::lanes::{Lane, Place};
use super::narrowed::OfRegisters;
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
    pub(crate) fn over(conn: &'a mut Conn, register: RegisterId, faults: &'a Faults) -> Self {
        Self { conn, register, faults }
    }

    /// The register looked at. Every query names it: `register_id` is in every key.
    #[must_use]
    pub fn register(&self) -> RegisterId {
        self.register
    }

    /// The rows of a table that are of this register: where every statement begins.
    pub fn of<T: OfRegisters>(&self, table: T) -> T::Narrowed {
        table.narrowed(self.register)
    }

    /// As [`Read::of`], where few of them are meant, by another condition: the planner begins with that.
    pub fn mostly_of<T: OfRegisters>(&self, table: T) -> T::Mostly {
        table.mostly(self.register)
    }

    /// Whether the database follows another and takes no changes of its own.
    ///
    /// # Errors
    /// What the database says.
    pub fn follows_another(&mut self) -> Result<bool, Fault> {
        self.conn.follows_another()
    }

    /// Before a statement: whether it is still asked for.
    fn begin(&self) -> Result<(), Fault> {
        Patience::current().still()?;
        self.faults.pass(READ)
    }

    /// A statement that was cut short for lack of patience says so in the words of the database.
    fn end<T>(found: diesel::QueryResult<T>) -> Result<T, Fault> {
        found.map_err(|error| if Patience::current().is_over() { Fault::GivenUp } else { error.into() })
    }

    /// All rows of a select statement.
    ///
    /// # Errors
    /// What the database says, or a stored value that does not parse.
    pub fn rows<'q, U, Q: Select<'q, U>>(&mut self, query: Q) -> Result<Vec<U>, Fault> {
        self.begin()?;
        let found = self.conn.load(query, usize::MAX);
        Self::end(found).inspect(|rows| cost::rows(rows.len()))
    }

    /// The first row of a select statement, if there is one. Ask for one row at most: the rest is
    /// read and dropped.
    ///
    /// # Errors
    /// As [`Read::rows`].
    pub fn first<'q, U, Q: Select<'q, U>>(&mut self, query: Q) -> Result<Option<U>, Fault> {
        self.begin()?;
        let found = self.conn.load(query, 1);
        Ok(Self::end(found).inspect(|rows| cost::rows(rows.len()))?.pop())
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
        self.begin()?;
        let found = query.internal_load(self.conn).and_then(Iterator::collect::<Result<Vec<U>, _>>);
        Self::end(found).inspect(|rows| cost::rows(rows.len()))
    }
}

/// What is looked at on the thread of a request may take so long; what takes longer goes to another.
const GLANCE: Duration = Duration::from_millis(3);

/// Connections to look with, by what they are for.
pub(super) struct Lanes {
    pub(super) looks: Lane,
    /// For signing in, who asks, and whether the register can be read: nobody else's.
    pub(super) reserve: Lane,
    /// For tables that are taken whole.
    pub(super) tables: Lane,
    /// Whether the database is a file of this machine, where nobody is waited for.
    pub(super) is_near: bool,
}

#[derive(Debug, Clone, Copy)]
enum Purpose {
    Look,
    Reserve,
    Table,
}

/// Looks, each on a connection of its lane. Cheap to clone.
#[derive(Clone)]
pub struct Reader {
    lanes: Arc<Lanes>,
    purpose: Purpose,
}

impl Reader {
    pub(super) fn new(lanes: Lanes) -> Self {
        Self { lanes: Arc::new(lanes), purpose: Purpose::Look }
    }

    /// In the lane kept for signing in, for who asks, and for the health of the register.
    #[must_use]
    pub fn reserve(&self) -> Self {
        Self { lanes: Arc::clone(&self.lanes), purpose: Purpose::Reserve }
    }

    /// In the lane of tables that are taken whole.
    #[must_use]
    pub fn tables(&self) -> Self {
        Self { lanes: Arc::clone(&self.lanes), purpose: Purpose::Table }
    }

    fn lane(&self) -> &Lane {
        match self.purpose {
            Purpose::Look => &self.lanes.looks,
            Purpose::Reserve => &self.lanes.reserve,
            Purpose::Table => &self.lanes.tables,
        }
    }

    /// Runs `f` on one snapshot of the database.
    ///
    /// # Errors
    /// Those of `f`; [`Fault::Pool`] when no connection is free within two seconds;
    /// [`Fault::GivenUp`] when the patience current here is over.
    pub fn snapshot<T>(&self, register: RegisterId, f: impl FnOnce(&mut Read<'_>) -> Result<T, Error>) -> Result<T, Error> {
        self.in_snapshot(self.lane().place_here()?, register, f)
    }

    fn in_snapshot<T>(&self, place: Place, register: RegisterId, f: impl FnOnce(&mut Read<'_>) -> Result<T, Error>) -> Result<T, Error> {
        self.lane().with(place, |conn| conn.snapshot(|conn| f(&mut Read::over(conn, register, &Faults::none()))))
    }

    /// As [`Reader::snapshot`], on a thread where waiting is allowed, taken when there is a connection
    /// for it.
    ///
    /// # Errors
    /// As [`Reader::snapshot`]; a fault if `f` panics.
    pub async fn snapshot_async<T: Send + 'static>(
        &self,
        register: RegisterId,
        f: impl FnOnce(&mut Read<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (reader, patience) = (self.clone(), Patience::current());
        let place = self.lane().place().await?;
        tokio::task::spawn_blocking(move || patience.hold(|| reader.in_snapshot(place, register, f)))
            .await
            .map_err(|error| Error::Fault(Fault::Other(format!("a look did not end: {error}"))))?
    }

    /// As [`Reader::snapshot_async`], for a look at a row or two. In a file that takes less time than
    /// going to another thread for it, so it is begun here if a connection is free; what turns out
    /// to take long is begun again where it may.
    ///
    /// # Errors
    /// As [`Reader::snapshot_async`].
    pub async fn snapshot_inline<T: Send + 'static>(
        &self,
        register: RegisterId,
        f: impl Fn(&mut Read<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        if let Some(place) = self.place_here() {
            let (patience, before) = (Patience::current(), Patience::current().cost().counts());
            match patience.at_most(GLANCE).hold(|| self.in_snapshot(place, register, &f)) {
                Err(Error::Fault(Fault::GivenUp)) => patience.cost().set_back(before),
                done => return done,
            }
        }
        self.snapshot_async(register, f).await
    }

    /// As [`Reader::snapshot_inline`], for one statement, which needs nothing else to be one snapshot.
    ///
    /// # Errors
    /// As [`Reader::snapshot_async`].
    pub async fn one_statement<T: Send + 'static>(
        &self,
        register: RegisterId,
        f: impl Fn(&mut Read<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        if let Some(place) = self.place_here() {
            let ask = || self.lane().with(place, |conn| f(&mut Read::over(conn, register, &Faults::none())));
            let (patience, before) = (Patience::current(), Patience::current().cost().counts());
            match patience.at_most(GLANCE).hold(ask) {
                Err(Error::Fault(Fault::GivenUp)) => patience.cost().set_back(before),
                done => return done,
            }
        }
        self.snapshot_async(register, f).await
    }

    /// A place for what may be looked at on the thread of a request.
    fn place_here(&self) -> Option<Place> {
        self.lanes.is_near.then(|| self.lane().place_now()).flatten()
    }
}
