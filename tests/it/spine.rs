//! The write door: what is written is in the log, what is in the log was written, in one order,
//! whatever breaks.

mod attacks;
mod door;
mod opening;
mod patience;

use std::collections::BTreeSet;

use diesel::prelude::*;
use quorate::actor::{Actor, IdempotencyKey};
use quorate::audit::ledger::{Change, Ledger, MacKey, Recorded, Tx};
use quorate::audit::replay::{Finding, Kind, OWN_KINDS, Report, verify_database};
use quorate::db::Database;
use quorate::db::schema::{audit_head, audit_leaf, refusal, register};
use quorate::fault::{Error, Fault};
use quorate::ids::{FactId, RegisterId};
use serde::{Deserialize, Serialize};

use crate::place::KEY;

/// A change of the tests' own: two rows, and a field of every class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Noted {
    pub id: FactId,
    pub second: FactId,
    pub what: String,
    pub who: String,
    pub code: String,
    pub count: i64,
    pub lines: Vec<Line>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    pub name: String,
    pub row: i64,
}

impl Noted {
    pub fn of(what: &str) -> Self {
        let lines = vec![Line { name: "first".into(), row: 1 }, Line { name: "second".into(), row: 2 }];
        Self { id: FactId::new(), second: FactId::new(), what: what.into(), who: "somebody".into(), code: "secret".into(), count: 3, lines }
    }
}

impl Change for Noted {
    const KIND: &'static str = "note.kept";
    const PERSONAL: &'static [&'static str] = &["who", "lines/name"];
    const SECRET: &'static [&'static str] = &["code"];
    const PARTS: Option<&'static str> = Some("lines");

    fn subjects(&self) -> Vec<String> {
        vec![self.id.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        for (id, text) in [(self.id, self.who.clone()), (self.second, format!("{} {}", self.count, self.lines.len()))] {
            tx.run(diesel::insert_into(refusal::table).values((
                refusal::register_id.eq(tx.register()),
                refusal::id.eq(id),
                refusal::at.eq(tx.at()),
                refusal::actor.eq(tx.actor().to_owned()),
                refusal::attempted.eq(&self.what),
                refusal::subjects.eq(text),
                refusal::reasons.eq("[]"),
                refusal::version.eq(tx.version()),
            )))?;
        }
        let both = refusal::table.filter(refusal::register_id.eq(tx.register())).filter(refusal::id.eq(self.second));
        tx.run(diesel::update(both).set(refusal::reasons.eq(&self.code)))?;
        Ok(())
    }
}

pub fn kinds() -> Vec<Kind> {
    OWN_KINDS.iter().copied().chain([Kind::of::<Noted>()]).collect()
}

pub fn report(database: &Database) -> Report {
    verify_database(database, Some(&MacKey::new(KEY)), &kinds()).unwrap()
}

pub fn holds(database: &Database) -> Report {
    let report = report(database);
    assert!(report.holds(), "{}", report.wrong().unwrap());
    report
}

pub fn finding(database: &Database) -> Finding {
    report(database).wrong().cloned().expect("nothing was found wrong")
}

/// A register to write in.
pub fn opened(ledger: &Ledger) -> RegisterId {
    ledger.create_register(&Actor::cli(ledger.system()), "exampleshire", "NHS Exampleshire").unwrap().change.id
}

pub fn note(ledger: &Ledger, register: RegisterId, what: &str) -> Result<Recorded<Noted>, Error> {
    let change = Noted::of(what);
    ledger.record(&Actor::cli(register), move |_| Ok(change.clone()))
}

pub fn keyed(register: RegisterId, key: &str, request: char) -> Actor {
    let idempotency = Some(IdempotencyKey { key: key.into(), request_hash: String::from(request).repeat(64) });
    Actor { idempotency, ..Actor::cli(register) }
}

pub fn size(ledger: &Ledger, register: RegisterId) -> i64 {
    let head = audit_head::table.filter(audit_head::register_id.eq(register)).select(audit_head::size);
    ledger.reader().snapshot(register, |read| Ok(read.first::<i64, _>(head)?.unwrap())).unwrap()
}

/// What the notes in a register say.
pub fn notes(ledger: &Ledger, register: RegisterId) -> Vec<String> {
    let rows = refusal::table.filter(refusal::register_id.eq(register)).order(refusal::version).select(refusal::attempted);
    let all: Vec<String> = ledger.reader().snapshot(register, |read| Ok(read.rows(rows)?)).unwrap();
    let one: BTreeSet<String> = all.iter().cloned().collect();
    assert!(all.len().is_multiple_of(2) && one.len() * 2 <= all.len(), "half a note: {all:?}");
    all.chunks(2).map(|pair| pair[0].clone()).collect()
}

pub fn leaf_hashes(ledger: &Ledger, register: RegisterId) -> Vec<[u8; 32]> {
    let rows = audit_leaf::table.filter(audit_leaf::register_id.eq(register)).order(audit_leaf::idx).select(audit_leaf::leaf_hash);
    let all: Vec<Vec<u8>> = ledger.reader().snapshot(register, |read| Ok(read.rows(rows)?)).unwrap();
    all.into_iter().map(|hash| hash.try_into().unwrap()).collect()
}

pub fn registers(ledger: &Ledger) -> Vec<String> {
    let rows = register::table.order(register::slug).select(register::slug);
    ledger.reader().snapshot(ledger.system(), |read| Ok(read.rows(rows)?)).unwrap()
}
