//! What sign-ins leave behind: wrong passwords that were counted are written when their window is
//! over, and what nobody asks for any more is thrown away. Both through the log, like everything.

use std::time::Duration;

use super::changes::{SignInsPurged, SignInsRefused};
use super::facts;
use crate::access::Access;
use crate::access::guesses::Due;
use crate::actor::Actor;
use crate::audit::ledger::Recorded;
use crate::db::Read;
use crate::fault::Error;
use crate::moment::Instant;

/// How often a server looks whether a window is over.
pub const EVERY: Duration = Duration::from_secs(60);

/// The entry of wrong passwords: what was counted, added to what was written before.
pub(super) fn refusals(read: &mut Read<'_>, due: &Due) -> Result<SignInsRefused, Error> {
    let system = read.register();
    let before = match &due.identity {
        Some(identity) => facts::failures(read, system, identity)?,
        None => None,
    };
    Ok(SignInsRefused::of(due, before))
}

/// Writes what was counted of wrong passwords and whose window is over; with `all`, everything.
///
/// # Errors
/// As `Ledger::record`; what could not be written is kept for the next time.
pub fn tell_failures(access: &Access, all: bool) -> Result<usize, Error> {
    let system = access.system();
    let due = access.guesses().due(access.now(), all);
    for (n, one) in due.iter().enumerate() {
        let written = one.clone();
        let outcome = access.ledger().record(&Actor::job(system), move |read| refusals(read, &written));
        if let Err(error) = outcome {
            due.iter().skip(n).for_each(|one| access.guesses().give_back(one));
            return Err(error);
        }
    }
    Ok(due.len())
}

/// Throws away what sign-ins left behind long before `now`.
///
/// # Errors
/// As `Ledger::record`.
pub fn purge_sign_ins(access: &Access, now: Instant) -> Result<Option<Recorded<SignInsPurged>>, Error> {
    let (system, purge) = (access.system(), SignInsPurged::at(now));
    let decide = move |read: &mut Read<'_>| match facts::is_to_purge(read, system, purge.before, purge.failures_before)? {
        true => Ok(purge.clone()),
        false => Err(Error::NotFound("sign-ins to throw away")),
    };
    match access.ledger().record(&Actor::job(system), decide) {
        Ok(recorded) => Ok(Some(recorded)),
        Err(Error::NotFound(_)) => Ok(None),
        Err(error) => Err(error),
    }
}
