//! What the book does by the clock, and nobody asks for: answers kept for retries are thrown away
//! when no retry can come any more.

use std::time::Duration;

use diesel::prelude::*;

use super::changes::AnswersPurged;
use super::ledger::Ledger;
use crate::actor::Actor;
use crate::db::Read;
use crate::db::schema::{idempotency, register};
use crate::fault::Error;
use crate::ids::RegisterId;
use crate::moment::Instant;

/// An answer is kept for retries so long: three days, over a weekend.
pub const KEPT_HOURS: i64 = 72;

/// How often a server looks.
pub const EVERY: Duration = Duration::from_secs(60 * 60);

/// The registers of this deployment: few, and each is asked by itself, for that is a look at its
/// oldest answer and not at all answers.
fn registers(read: &mut Read<'_>) -> Result<Vec<RegisterId>, Error> {
    Ok(read.rows(register::table.select(register::id))?)
}

fn has_old(read: &mut Read<'_>, register: RegisterId, before: Instant) -> Result<bool, Error> {
    let old = idempotency::table
        .filter(idempotency::register_id.eq(register))
        .filter(idempotency::at.lt(before))
        .select(idempotency::at)
        .limit(1);
    Ok(read.first::<Instant, _>(old)?.is_some())
}

/// Throws away what is too old at `now`; the registers in which there was something.
///
/// # Errors
/// As [`Ledger::record`].
pub fn purge_answers(ledger: &Ledger, now: Instant) -> Result<Vec<RegisterId>, Error> {
    let purge = AnswersPurged::at(now);
    let before = purge.before;
    let mut purged = Vec::new();
    let holders = ledger.reader().snapshot(ledger.system(), |read| {
        let mut holders = Vec::new();
        for register in registers(read)? {
            if has_old(read, register, before)? {
                holders.push(register);
            }
        }
        Ok(holders)
    })?;
    for register in holders {
        let purge = purge.clone();
        let decide = move |read: &mut Read<'_>| {
            // Another server may have been faster.
            if has_old(read, register, before)? { Ok(purge.clone()) } else { Err(Error::NotFound("answers to throw away")) }
        };
        match ledger.record(&Actor::job(register), decide) {
            Ok(_) => purged.push(register),
            Err(Error::NotFound(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(purged)
}
