//! The changes the log itself makes: a register opened, its log begun, a refusal kept as
//! evidence, old answers thrown away.

use diesel::prelude::*;

use super::entry::base64;
use super::known::Lost;
use super::ledger::{Change, Names, SYSTEM, Tx};
use super::upkeep::KEPT_HOURS;
use crate::db::schema::{audit_head, idempotency, refusal, register};
use crate::fault::Fault;
use crate::ids::{FactId, RegisterId};
use crate::moment::Instant;
use crate::verdict::{Reason, Refusal};
use crate::witnessed;

witnessed! {
    /// A register is opened: an entry of the register `system`. The log of the new one begins with
    /// [`LogBegun`], in the same transaction.
    pub struct RegisterOpened says RegisterSaid {
        /// The register, as in `/api/v1/registers/{id}`.
        pub id: RegisterId,
        /// Its short name in addresses and in the name of its log.
        pub slug: String,
        /// What it is called for its readers.
        pub name: String,
        /// `<host>/<slug>/<epoch>`: the first line of every checkpoint of its log.
        pub origin: String,
        /// Which log of the register it is; always 1.
        pub epoch: i64,
    }
}

impl RegisterOpened {
    /// Under names that it may have, at this host, which its log is called by.
    #[must_use]
    pub(super) fn under(host: &str, names: Names) -> Self {
        let (slug, name) = names.into_parts();
        let epoch = 1;
        Self(RegisterSaid { id: RegisterId::new(), origin: format!("{host}/{slug}/{epoch}"), slug, name, epoch })
    }
}

impl Change for RegisterOpened {
    const KIND: &'static str = "register.opened";

    fn subjects(&self) -> Vec<String> {
        vec![self.id.subject()]
    }

    /// `system`, whose log begins with this very entry, begins no other.
    fn begins(&self) -> Option<LogBegun> {
        (self.slug != SYSTEM).then(|| LogBegun::of(self))
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

witnessed! {
    /// Entry 0 of a register's log: whose log it is.
    pub struct LogBegun says BeginningSaid {
        /// The register, as in `/api/v1/registers/{id}`.
        pub id: RegisterId,
        /// Its short name.
        pub slug: String,
        /// What it is called for its readers.
        pub name: String,
        /// The first line of every checkpoint of this log.
        pub origin: String,
        /// Which log of the register it is.
        pub epoch: i64,
    }
}

impl LogBegun {
    /// Of the register that was opened.
    fn of(opened: &RegisterOpened) -> Self {
        let RegisterSaid { id, slug, name, origin, epoch } = (**opened).clone();
        Self(BeginningSaid { id, slug, name, origin, epoch })
    }
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

witnessed! {
    /// An attempt that the law refused and that is itself evidence.
    pub struct RefusalRecorded says RefusalSaid {
        /// The attempt, which the log names by `fact:` and this id.
        pub id: FactId,
        /// The kind of change that was attempted.
        pub attempted: String,
        /// What the reasons rest on, as `kind:id`.
        pub subjects: Vec<String>,
        /// Why it was refused.
        pub reasons: Vec<Reason>,
    }
}

impl RefusalRecorded {
    /// What was attempted, and the refusal that it met.
    #[must_use]
    pub fn of(attempted: &str, refusal: &Refusal) -> Self {
        let mut subjects: Vec<String> = refusal.reasons.iter().flat_map(|reason| reason.facts.iter().cloned()).collect();
        subjects.sort();
        subjects.dedup();
        Self(RefusalSaid { id: FactId::new(), attempted: attempted.to_owned(), subjects, reasons: refusal.reasons.clone() })
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

witnessed! {
    /// A log is gone on with although something of it is lost for good: what that was, as far as it is
    /// known, and why. The numbers of what was lost are given again, after this entry.
    pub struct LogRecovered says RecoverySaid {
        /// The register of that log; it may be gone with it.
        pub register: RegisterId,
        /// The first line of every checkpoint of that log.
        pub origin: String,
        /// `older`, `other`, `missing` or `foreign`.
        pub cause: String,
        /// The number of the first entry that is lost, or not ours; nothing where it cannot be told.
        pub from: Option<i64>,
        /// How many entries it was last known to have.
        pub known_size: i64,
        /// The hash of the last of them, in base64.
        pub known_hash: String,
        /// When that was written, UTC.
        pub known_at: Instant,
        /// In the words of whoever went on.
        pub reason: String,
    }
}

impl LogRecovered {
    /// What is lost, as it was found, and why it is gone on without it.
    #[must_use]
    pub fn of(lost: Lost, reason: &str) -> Self {
        let Lost { cause, known, from } = lost;
        Self(RecoverySaid {
            register: known.register,
            origin: known.origin,
            cause: cause.as_str().to_owned(),
            from,
            known_size: known.size,
            known_hash: base64(&known.hash),
            known_at: known.at,
            reason: reason.to_owned(),
        })
    }
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

witnessed! {
    /// Answers kept for retries are thrown away once no retry can come.
    pub struct AnswersPurged says PurgeSaid {
        /// Those kept for a change that was made before.
        pub before: Instant,
    }
}

impl AnswersPurged {
    /// Those that no retry can ask for any more at an instant.
    #[must_use]
    pub fn at(now: Instant) -> Self {
        Self(PurgeSaid { before: now.plus_seconds(-KEPT_HOURS * 60 * 60) })
    }
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
