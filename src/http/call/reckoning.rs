//! Reckoning: what is read first and worked out afterwards, where nothing waits for it.

use serde::de::DeserializeOwned;
use validator::Validate;

use super::super::turns::{Turn, Work};
use super::{Call, read_body};
use crate::db::aside::aside;
use crate::db::{Patience, Read};
use crate::fault::Error;

/// The bytes from which a body takes a moment to read.
const LONG: usize = 2048;

impl Call {
    /// A turn of this account's at what takes long.
    pub(super) async fn turn(&self, work: Work) -> Result<Turn, Error> {
        let whom = self.caller.as_ref().map_or_else(|| self.client.clone(), |caller| caller.account.to_string());
        self.state.turns.take(work, whom).await
    }

    /// [`Call::body`], of one that may be so long that a thread that answers others must not read it.
    ///
    /// # Errors
    /// Those of [`Call::body`].
    pub async fn long_body<T: DeserializeOwned + Validate + Send + 'static>(&self) -> Result<T, Error> {
        if self.body.len() < LONG {
            return self.body();
        }
        let (body, method) = (self.body.clone(), self.mounted.route.method);
        aside("a body", move || read_body(&body, method)).await?
    }

    /// For an answer that takes working out: `load` reads the facts from one snapshot (of the
    /// instant asked for, as [`Call::snapshot`]) and gives its connection back; `compute` works them out
    /// afterwards, and writes them down, on a thread that lets all others go first, holding nothing that
    /// anybody else waits for. A few at once for each account. What may take long within `compute` asks now and then
    /// whether there is still somebody to work for ([`Patience::still`]).
    ///
    /// # Errors
    /// Those of `load` and `compute`; `TryLater` when this account has too much going on; a fault
    /// when the deadline has passed or nobody waits any more, or if `compute` panics.
    pub async fn reckon<T: Send + 'static, U: Send + 'static>(
        &self,
        load: impl FnOnce(&mut Read<'_>) -> Result<T, Error> + Send + 'static,
        compute: impl FnOnce(T, &Patience) -> Result<U, Error> + Send + 'static,
    ) -> Result<U, Error> {
        // First, so that no more facts are held than are worked on.
        let turn = self.turn(Work::Reckoning).await?;
        let facts = self.snapshot(load).await?;
        let patience = Patience::current();
        let reckoning = move || {
            let done = patience.hold(|| {
                patience.still()?;
                compute(facts, &patience)
            });
            drop(turn);
            done
        };
        aside("a reckoning", reckoning).await?
    }
}
