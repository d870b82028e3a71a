//! What is exported of decisions is held against the entries it is stamped with: a row that was
//! edited, added or taken away ends the export, for beside the root of the log the table would pass
//! for what the log says.

use serde_json::{Value, json};

use super::Stamp;
use super::facts::outcomes::{self, Astray};
use super::facts::urgent::UrgentFacts;
use crate::audit::said::said;
use crate::book::changes::DecisionReopened;
use crate::db::Read;
use crate::decisions::changes::determining::DecisionDetermined;
use crate::decisions::changes::urgent::UrgentlyDecided;
use crate::decisions::changes::{DecisionCorrected, DecisionRecorded, MinutesFinalised};
use crate::decisions::facts::DecisionFacts;
use crate::fault::Fault;
use crate::ids::MeetingId;
use crate::moment::Instant;

/// Looks in the tables for every outcome that the log records up to a stamp, and whether it is of what
/// the log says it is of.
///
/// # Errors
/// [`Fault::Corrupt`], naming the first entry of which that is not so; what the database says.
pub fn lost(read: &mut Read<'_>, stamp: &Stamp) -> Result<(), Fault> {
    let Some(Astray { table, entry, told }) = outcomes::astray(read, stamp.entries)? else { return Ok(()) };
    let is_so = told.map_or_else(|| "is not in the table".to_owned(), |told| format!("stands in the table as of {told}, which it is not"));
    let what = format!(
        "what entry {entry} of the log records {is_so}. The table was edited by hand: nothing is exported. \
         Run `quorate verify --db`, which names every such row"
    );
    Err(Fault::Corrupt { table, key: format!("of entry {entry}"), what })
}

/// Compares when minutes became final, meeting by meeting, with the entries that say so.
///
/// # Errors
/// As [`entries`].
pub fn confirmations(read: &mut Read<'_>, confirmed: &[(MeetingId, Instant, i64)]) -> Result<(), Fault> {
    let finalised = said::<MinutesFinalised>(read, &confirmed.iter().map(|row| row.2).collect::<Vec<_>>())?;
    for (meeting, at, version) in confirmed {
        let Some(entry) = finalised.get(version) else { continue };
        if (entry.meeting, entry.at) != (*meeting, *at) {
            let what = format!(
                "the table has them final since {at}, and entry {version} of the log says it of {} at {}. The table was edited by hand: \
                 nothing is exported. Run `quorate verify --db`, which names every such row",
                entry.meeting.subject(),
                entry.at
            );
            return Err(Fault::Corrupt { table: "minutes", key: meeting.to_string(), what });
        }
    }
    Ok(())
}

/// Compares these decisions, and what became of them since (corrections, that they were reopened or decided again, what a guardian
/// determined, that a later meeting confirmed them or did not), with their entries: `effective` and the flags follow all of it.
///
/// # Errors
/// [`Fault::Corrupt`], naming the decision, what its row says and what the log does.
pub fn entries(read: &mut Read<'_>, taken: &[DecisionFacts]) -> Result<(), Fault> {
    let recorded = said::<DecisionRecorded>(read, &taken.iter().map(|decision| decision.version).collect::<Vec<_>>())?;
    for row in taken {
        if let Some(entry) = recorded.get(&row.version) {
            decision(row, entry)?;
        }
    }
    corrections(read, taken)?;
    reopenings(read, taken)?;
    determinations(read, taken)?;
    decided_again(read, taken)?;
    settled(read, taken)
}

/// Compares urgent decisions, and what was recorded of the items by which they are to be ratified, with their entries.
///
/// # Errors
/// [`Fault::Corrupt`], naming the decision, what its row says and what the log does.
pub fn urgents(read: &mut Read<'_>, taken: &[UrgentFacts]) -> Result<(), Fault> {
    if taken.is_empty() {
        return Ok(());
    }
    let decided = said::<UrgentlyDecided>(read, &taken.iter().map(|row| row.urgent.version).collect::<Vec<_>>())?;
    let ratified = said::<DecisionRecorded>(read, &taken.iter().filter_map(|row| row.recorded_entry).collect::<Vec<_>>())?;
    for row in taken {
        let urgent = &row.urgent;
        let wrong = |entry: i64, field: &str, stored: &Value, logged: &Value| {
            let at = ("urgent_decision", urgent.id.to_string());
            differs(at, entry, field, &stored.to_string(), &logged.to_string())
        };
        if let Some(entry) = decided.get(&urgent.version) {
            let fields = [
                ("id", json!(urgent.id), json!(entry.id)),
                ("item", json!(urgent.item), json!(entry.item)),
                ("committee", json!(urgent.committee), json!(entry.committee)),
                ("deciders", json!(urgent.by), json!(entry.by)),
                ("consulted", json!(urgent.consulted), json!(entry.consulted)),
                ("unavailable", json!(urgent.unavailable), json!(entry.unavailable)),
                ("reason", json!(urgent.reason), json!(entry.reason)),
                ("day", json!(urgent.on), json!(entry.on)),
                ("flags", json!(urgent.flags), json!(entry.flags)),
            ];
            if let Some((field, stored, logged)) = fields.into_iter().find(|(_, stored, logged)| stored != logged) {
                return Err(wrong(urgent.version, field, &stored, &logged));
            }
        }
        if let (Some(version), Some(outcome)) = (row.recorded_entry, row.recorded)
            && let Some(entry) = ratified.get(&version)
            && (entry.outcome, entry.committee) != (outcome, urgent.committee)
        {
            return Err(wrong(version, "ratification", &json!(outcome), &json!(entry.outcome)));
        }
    }
    Ok(())
}

fn corrections(read: &mut Read<'_>, taken: &[DecisionFacts]) -> Result<(), Fault> {
    let made: Vec<i64> = taken.iter().flat_map(|row| &row.corrections).map(|correction| correction.version).collect();
    if made.is_empty() {
        return Ok(());
    }
    let corrected = said::<DecisionCorrected>(read, &made)?;
    for row in taken {
        for correction in &row.corrections {
            let Some(entry) = corrected.get(&correction.version) else { continue };
            same(
                row,
                correction.version,
                [
                    ("correction", json!(correction.id), json!(entry.id)),
                    ("corrected decision", json!(row.id), json!(entry.decision)),
                    ("text of the correction", json!(correction.text), json!(entry.text)),
                    ("reason of the correction", json!(correction.reason), json!(entry.reason)),
                    ("corrected outcome", json!(correction.outcome), json!(entry.outcome)),
                    ("effect of the corrected outcome", json!(correction.effect), json!(entry.effect)),
                    ("meeting of the correction", json!(correction.at_meeting), json!(entry.at_meeting)),
                    ("speaker of the correction", json!(correction.by), json!(entry.by)),
                    ("time of the correction", json!(correction.at), json!(entry.at)),
                ],
            )?;
        }
    }
    Ok(())
}

fn reopenings(read: &mut Read<'_>, taken: &[DecisionFacts]) -> Result<(), Fault> {
    let made: Vec<i64> = taken.iter().filter_map(|row| row.reopened.as_ref()).map(|again| again.version).collect();
    if made.is_empty() {
        return Ok(());
    }
    let reopened = said::<DecisionReopened>(read, &made)?;
    for row in taken {
        let Some(again) = &row.reopened else { continue };
        let Some(entry) = reopened.get(&again.version) else { continue };
        same(
            row,
            again.version,
            [
                ("reopened decision", json!(row.id), json!(entry.decision)),
                ("person who reopened it", json!(again.by), json!(entry.by)),
                ("reason of the reopening", json!(again.reason), json!(entry.reason)),
                ("time of the reopening", json!(again.at), json!(entry.at)),
            ],
        )?;
    }
    Ok(())
}

fn determinations(read: &mut Read<'_>, taken: &[DecisionFacts]) -> Result<(), Fault> {
    let made: Vec<i64> = taken.iter().flat_map(|row| &row.determinations).map(|said| said.version).collect();
    if made.is_empty() {
        return Ok(());
    }
    let determined = said::<DecisionDetermined>(read, &made)?;
    for row in taken {
        for told in &row.determinations {
            let Some(entry) = determined.get(&told.version) else { continue };
            same(
                row,
                told.version,
                [
                    ("determination", json!(told.id), json!(entry.id)),
                    ("determined decision", json!(row.id), json!(entry.decision)),
                    ("finding of the determination", json!(told.finding), json!(entry.finding)),
                    ("guardian of the determination", json!((told.by, &told.name)), json!((entry.by, &entry.name))),
                    ("reason of the determination", json!(told.reason), json!(entry.reason)),
                    ("interests of the determination", json!(told.declarations), json!(entry.declarations)),
                    ("time of the determination", json!(told.at), json!(entry.at)),
                ],
            )?;
        }
    }
    Ok(())
}

fn decided_again(read: &mut Read<'_>, taken: &[DecisionFacts]) -> Result<(), Fault> {
    let by: Vec<i64> = taken.iter().filter_map(|row| row.decided_again.as_ref()).map(|again| again.version).collect();
    if by.is_empty() {
        return Ok(());
    }
    let recorded = said::<DecisionRecorded>(read, &by)?;
    for row in taken {
        let Some(again) = &row.decided_again else { continue };
        let Some(entry) = recorded.get(&again.version) else { continue };
        same(
            row,
            again.version,
            [
                ("later decision", json!((again.decision, Some(row.id))), json!((entry.id, entry.decides_again))),
                ("item of the later decision", json!(again.item), json!(entry.item)),
                ("meeting of the later decision", json!(again.meeting), json!(entry.meeting)),
                ("time of the later decision", json!(again.at), json!(entry.at)),
            ],
        )?;
    }
    Ok(())
}

fn settled(read: &mut Read<'_>, taken: &[DecisionFacts]) -> Result<(), Fault> {
    let by: Vec<i64> = taken.iter().filter_map(|row| row.settled).map(|settled| settled.version).collect();
    if by.is_empty() {
        return Ok(());
    }
    let recorded = said::<DecisionRecorded>(read, &by)?;
    for row in taken {
        let Some(settled) = row.settled else { continue };
        let Some(entry) = recorded.get(&settled.version) else { continue };
        same(
            row,
            settled.version,
            [
                ("confirmation", json!(settled.outcome), json!(entry.outcome)),
                ("confirming committee", json!(settled.committee), json!(entry.committee)),
            ],
        )?;
    }
    Ok(())
}

fn decision(row: &DecisionFacts, entry: &DecisionRecorded) -> Result<(), Fault> {
    same(
        row,
        row.version,
        [
            ("id", json!(row.id), json!(entry.id)),
            ("meeting", json!(row.meeting), json!(entry.meeting)),
            ("item", json!(row.item), json!(entry.item)),
            ("committee", json!(row.committee), json!(entry.committee)),
            ("outcome", json!(row.outcome), json!(entry.outcome)),
            ("method", json!(row.method), json!(entry.method)),
            ("effective", json!(row.effective), json!(entry.effective)),
            ("text", json!(row.text), json!(entry.text)),
            ("dissent", json!(row.dissent), json!(entry.dissent)),
            ("flags", json!(row.flags), json!(entry.flags)),
            ("override", json!((row.override_by, &row.override_reason)), json!((entry.override_by, &entry.override_reason))),
            ("presiding", json!(row.presiding), json!(entry.presiding)),
            ("time", json!(row.at), json!(entry.at)),
            ("late entry", json!(row.late), json!(entry.late)),
            ("decision that it takes again", json!(row.decides_again), json!(entry.decides_again)),
        ],
    )?;
    if row.evidence == entry.evidence {
        Ok(())
    } else {
        Err(differs(key(row), row.version, "evidence", "other evidence", "what is in the entry"))
    }
}

fn same<const N: usize>(row: &DecisionFacts, entry: i64, fields: [(&str, Value, Value); N]) -> Result<(), Fault> {
    match fields.into_iter().find(|(_, stored, logged)| stored != logged) {
        None => Ok(()),
        Some((field, stored, logged)) => Err(differs(key(row), entry, field, &stored.to_string(), &logged.to_string())),
    }
}

fn key(row: &DecisionFacts) -> (&'static str, String) {
    ("decision", row.id.to_string())
}

fn differs((table, key): (&'static str, String), entry: i64, field: &str, stored: &str, logged: &str) -> Fault {
    let what = format!(
        "its {field} is {stored} in the table, and {logged} in entry {entry} of the log. The table was edited by hand: nothing is exported. \
         Run `quorate verify --db`, which names every such row"
    );
    Fault::Corrupt { table, key, what }
}
