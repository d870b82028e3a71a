//! The changes the log itself makes: a register opened, its log begun, a refusal kept as
//! evidence, old answers thrown away.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::ledger::{Change, SYSTEM, Tx};
use crate::db::schema::{audit_head, idempotency, refusal, register};
use crate::fault::Fault;
use crate::ids::{FactId, RegisterId};
use crate::moment::Instant;
use crate::verdict::{Reason, Refusal};

/// A register is opened: an entry of the register `system`. The log of the new one begins with
/// [`LogBegun`], in the same transaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterOpened {
    pub id: RegisterId,
    pub slug: String,
    pub name: String,
    /// `<host>/<slug>/<epoch>`: the first line of every checkpoint of its log.
    pub origin: String,
    pub epoch: i64,
}

impl Change for RegisterOpened {
    const KIND: &'static str = "register.opened";

    fn subjects(&self) -> Vec<String> {
        vec![self.id.subject()]
    }

    /// `system`, whose log begins with this very entry, begins no other.
    fn begins(&self) -> Option<LogBegun> {
        let Self { id, slug, name, origin, epoch } = self.clone();
        (slug != SYSTEM).then_some(LogBegun { id, slug, name, origin, epoch })
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (at, version) = (tx.at(), tx.version());
        tx.run(diesel::insert_into(register::table).values((
            register::id.eq(self.id),
            register::slug.eq(&self.slug),
            register::name.eq(&self.name),
            register::origin.eq(&self.origin),
            register::epoch.eq(self.epoch),
            register::created_at.eq(at),
            register::version.eq(version),
        )))?;
        // The head of `system` itself is there before its first entry can be written.
        if self.id != tx.register() {
            tx.run(diesel::insert_into(audit_head::table).values((
                audit_head::register_id.eq(self.id),
                audit_head::epoch.eq(self.epoch),
                audit_head::size.eq(0),
                audit_head::last_leaf_hash.eq(vec![0_u8; 32]),
                audit_head::last_at.eq(at),
            )))?;
        }
        Ok(())
    }
}

/// Entry 0 of a register's log: whose log it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogBegun {
    pub id: RegisterId,
    pub slug: String,
    pub name: String,
    pub origin: String,
    pub epoch: i64,
}

impl Change for LogBegun {
    const KIND: &'static str = "log.begun";

    fn subjects(&self) -> Vec<String> {
        vec![self.id.subject()]
    }

    fn apply(&self, _: &mut Tx<'_>) -> Result<(), Fault> {
        Ok(())
    }
}

/// An attempt that the law refused and that is itself evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusalRecorded {
    pub id: FactId,
    /// The kind of change that was attempted.
    pub attempted: String,
    /// What the reasons rest on, as `kind:id`.
    pub subjects: Vec<String>,
    pub reasons: Vec<Reason>,
}

impl RefusalRecorded {
    #[must_use]
    pub fn of(attempted: &str, refusal: &Refusal) -> Self {
        let mut subjects: Vec<String> = refusal.reasons.iter().flat_map(|reason| reason.facts.iter().cloned()).collect();
        subjects.sort();
        subjects.dedup();
        Self { id: FactId::new(), attempted: attempted.to_owned(), subjects, reasons: refusal.reasons.clone() }
    }
}

impl Change for RefusalRecorded {
    const KIND: &'static str = "refusal.recorded";
    // The sentences name people.
    const PERSONAL: &'static [&'static str] = &["reasons"];

    fn subjects(&self) -> Vec<String> {
        self.subjects.clone()
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let json = |value: Result<String, serde_json::Error>| value.map_err(|error| Fault::Other(error.to_string()));
        let row = (
            refusal::register_id.eq(tx.register()),
            refusal::id.eq(self.id),
            refusal::at.eq(tx.at()),
            refusal::actor.eq(tx.actor().to_owned()),
            refusal::attempted.eq(&self.attempted),
            refusal::subjects.eq(json(serde_json::to_string(&self.subjects))?),
            refusal::reasons.eq(json(serde_json::to_string(&self.reasons))?),
            refusal::version.eq(tx.version()),
        );
        tx.run(diesel::insert_into(refusal::table).values(row))?;
        Ok(())
    }
}

/// A log is gone on with although something of it is lost for good: what that was, as far as it is
/// known, and why. The numbers of what was lost are given again, after this entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogRecovered {
    /// The register of that log; it may be gone with it.
    pub register: RegisterId,
    pub origin: String,
    /// `older`, `other`, `missing` or `foreign`.
    pub cause: String,
    /// The number of the first entry that is lost, or not ours; nothing where it cannot be told.
    pub from: Option<i64>,
    /// How many entries it was last known to have, and the hash of the last of them.
    pub known_size: i64,
    pub known_hash: String,
    pub known_at: Instant,
    /// In the words of whoever went on.
    pub reason: String,
}

impl Change for LogRecovered {
    const KIND: &'static str = "log.recovered";

    fn subjects(&self) -> Vec<String> {
        vec![self.register.subject()]
    }

    fn apply(&self, _: &mut Tx<'_>) -> Result<(), Fault> {
        Ok(())
    }
}

/// Answers kept for retries are thrown away once no retry can come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswersPurged {
    pub before: Instant,
}

impl Change for AnswersPurged {
    const KIND: &'static str = "answers.purged";

    fn subjects(&self) -> Vec<String> {
        Vec::new()
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let old = idempotency::table.filter(idempotency::register_id.eq(tx.register())).filter(idempotency::at.lt(self.before));
        tx.run(diesel::delete(old))?;
        Ok(())
    }
}
