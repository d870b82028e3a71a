//! Whether an attempt that the law refuses was recorded a short while ago. Trying the same again and
//! again proves no more than trying it once, and an entry can never be removed.

use diesel::prelude::*;

use crate::actor::Actor;
use crate::audit::changes::RefusalRecorded;
use crate::db::Read;
use crate::db::schema::refusal;
use crate::fault::Fault;
use crate::moment::Instant;
use crate::verdict::{Code, Reason};

/// Seconds within which the same attempt by the same account is one.
const SAME_ATTEMPT: i64 = 3600;
/// Attempts that are looked through; more within the hour are recorded each.
const LOOKED_AT: i64 = 200;

fn codes(reasons: &[Reason]) -> Vec<Code> {
    reasons.iter().map(|reason| reason.code).collect()
}

/// Whether the same attempt, about the same things and refused for the same reasons, was recorded
/// within the hour before `now`.
pub(super) fn noted_lately(read: &mut Read<'_>, actor: &Actor, attempt: &RefusalRecorded, now: Instant) -> Result<bool, Fault> {
    let register = read.register();
    let rows: Vec<(String, String)> = read.rows(
        refusal::table
            .filter(refusal::register_id.eq(register))
            .filter(refusal::actor.eq(actor.name()))
            .filter(refusal::attempted.eq(attempt.attempted.clone()))
            .filter(refusal::at.gt(now.plus_seconds(-SAME_ATTEMPT)))
            .order(refusal::at.desc())
            .limit(LOOKED_AT)
            .select((refusal::subjects, refusal::reasons)),
    )?;
    let is_same = |(subjects, reasons): &(String, String)| {
        // Reasons that were erased are no longer those of any attempt.
        let subjects = serde_json::from_str::<Vec<String>>(subjects);
        let reasons = serde_json::from_str::<Vec<Reason>>(reasons);
        subjects.is_ok_and(|subjects| subjects == attempt.subjects)
            && reasons.is_ok_and(|reasons| codes(&reasons) == codes(&attempt.reasons))
    };
    Ok(rows.iter().any(is_same))
}
