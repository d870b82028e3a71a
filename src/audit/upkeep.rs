//! What the book does by the clock, and nobody asks for: answers kept for retries are thrown away
//! when no retry can come any more.

use std::collections::BTreeSet;
use std::time::Duration;

use diesel::prelude::*;

use super::changes::AnswersPurged;
use super::ledger::Ledger;
use crate::actor::Actor;
use crate::db::Read;
use crate::db::schema::idempotency;
use crate::fault::Error;
use crate::ids::RegisterId;
use crate::moment::Instant;

/// An answer is kept for retries so long: three days, over a weekend.
pub const KEPT_HOURS: i64 = 72;

/// How often a server looks.
pub const EVERY: Duration = Duration::from_secs(60 * 60);

fn holders(read: &mut Read<'_>, before: Instant) -> Result<BTreeSet<RegisterId>, Error> {
    let old = idempotency::table.filter(idempotency::at.lt(before)).select(idempotency::register_id).distinct();
    Ok(read.rows(old)?.into_iter().collect())
}

/// Throws away what is too old at `now`; the registers in which there was something.
///
/// # Errors
/// As [`Ledger::record`].
pub fn purge_answers(ledger: &Ledger, now: Instant) -> Result<Vec<RegisterId>, Error> {
    let before = now.plus_seconds(-KEPT_HOURS * 60 * 60);
    let mut purged = Vec::new();
    for register in ledger.reader().look(ledger.system(), |read| holders(read, before))? {
        let decide = move |read: &mut Read<'_>| {
            // Another server may have been faster.
            let still = holders(read, before)?.contains(&register);
            if still { Ok(AnswersPurged { before }) } else { Err(Error::NotFound("answers to throw away")) }
        };
        match ledger.record(&Actor::job(register), decide) {
            Ok(_) => purged.push(register),
            Err(Error::NotFound(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(purged)
}
