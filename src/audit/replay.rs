//! The tables are a projection of the logs: played again into an empty database they must come
//! out the same, row by row, and the law asked again at each entry must permit it in the same
//! words. A table edited by hand is found although every chain holds, and so is a table that was
//! edited for a moment, to make the program write what it would have refused.

mod answers;
mod check;
mod compare;
pub mod finding;
mod heads;
pub mod law;
mod pages;
pub mod rebuild;
pub mod receipt;

use std::collections::HashSet;
use std::fmt;

use serde_json::{Map, Value};

use super::changes::{AnswersPurged, LogBegun, LogRecovered, RefusalRecorded, RegisterOpened};
use super::entry::{self, Class, Leaf, Traits};
use super::ledger::Change;
use super::ledger::change::{Stamp, Tx, traits_of};
use super::verify::Stored;
use crate::db::{Conn, Faults};
use crate::fault::Fault;
use crate::ids::RegisterId;

pub use check::{Step, Verification, verify_database};
pub use finding::{Finding, Log, Report, Spans};
pub(super) use heads::{Head, heads};
use law::{Ask, Law, May, Notes};
pub(super) use pages::page;

/// Tables from which rows go in the end without an entry that says so: each row that is there must
/// be the one that the log makes, and one that is missing proves nothing.
pub const KEPT_FOR_A_TIME: &[&str] = &["session", "refresh_token", "sign_in_failure"];

/// The table of the answers kept for retries. What was answered is not in the log, but each entry
/// says the tag of its answer.
pub const ANSWERS: &str = "idempotency";

/// Tables that are no part of the log, each with the reason.
pub const NO_LOG: &[(&str, &str)] = &[];

/// What stands for the value of a field whose opening was erased.
pub const ERASED: &str = "[erased]";

/// A kind of change: how it is played again, and how the law is asked of it again.
#[derive(Clone, Copy)]
pub struct Kind {
    pub traits: Traits,
    apply: fn(Map<String, Value>, &mut Tx<'_>) -> Result<(), Fault>,
    law: Law,
    may: Option<May>,
    notes: Option<Notes>,
}

impl Kind {
    #[must_use]
    pub const fn of<C: Change>() -> Self {
        Self { traits: traits_of::<C>(), apply: apply::<C>, law: Law::Unsaid, may: None, notes: None }
    }

    /// The law is asked again in this way.
    #[must_use]
    pub const fn asking(self, ask: Ask) -> Self {
        Self { law: Law::Asked(ask), ..self }
    }

    /// There is no law to ask, for this reason.
    #[must_use]
    pub const fn without_law(self, why: &'static str) -> Self {
        Self { law: Law::None(why), ..self }
    }

    /// Who may write it.
    #[must_use]
    pub const fn by(self, may: May) -> Self {
        Self { may: Some(may), ..self }
    }

    /// An account stands otherwise once it is applied.
    #[must_use]
    pub const fn noting(self, notes: Notes) -> Self {
        Self { notes: Some(notes), ..self }
    }

    /// How its law is asked, or why it is not; none where nothing is said of it.
    #[must_use]
    pub const fn said_of_its_law(&self) -> Option<&'static str> {
        match self.law {
            Law::Unsaid => None,
            Law::None(why) => Some(why),
            Law::Asked(_) => Some("asked"),
        }
    }

    /// Whether it is said who may write it.
    #[must_use]
    pub const fn has_authors(&self) -> bool {
        self.may.is_some()
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.traits.kind)
    }
}

/// The only place where a change is made from an entry and not from a permit.
fn apply<C: Change>(fields: Map<String, Value>, tx: &mut Tx<'_>) -> Result<(), Fault> {
    let change: C = serde_json::from_value(Value::Object(fields)).map_err(|error| Fault::Other(format!("{}: {error}", C::KIND)))?;
    change.apply(tx)
}

/// The kinds of the log itself; the list of all begins with these.
pub const OWN_KINDS: &[Kind] = &[
    Kind::of::<RegisterOpened>().without_law("a register is opened under any name that is free"),
    Kind::of::<LogBegun>().without_law("it follows from the opening of its register"),
    Kind::of::<LogRecovered>().without_law("it is said by whoever puts a copy in the place of the register"),
    Kind::of::<RefusalRecorded>().without_law("what was refused was not done"),
    Kind::of::<AnswersPurged>().without_law("done by the clock"),
];

/// The fields of an entry, and whether some of them were erased: these say so in place of a value.
pub(super) fn fields_of(leaf: &Leaf, entry: &Stored, kind: &Kind) -> Result<(Map<String, Value>, bool), Fault> {
    let broken = |error: entry::NotALeaf| Fault::Other(error.to_string());
    let mut fields = entry::fields(leaf, &entry.openings, &kind.traits).map_err(broken)?;
    let opened: HashSet<&str> = entry.openings.iter().map(|opening| opening.field.as_str()).collect();
    let is_erased = |field: &str| kind.traits.class(field) != Class::Plain && !opened.contains(field);
    let mut any = false;
    for field in leaf.fields.keys().filter(|field| is_erased(field)) {
        fields.insert(field.clone(), Value::from(ERASED));
        any = true;
    }
    let mut parts = kind.traits.parts.and_then(|name| fields.get_mut(name)).and_then(Value::as_array_mut);
    for (n, part) in entry.parts.iter().enumerate() {
        for field in entry::parse_part(part).map_err(broken)?.into_keys().filter(|field| is_erased(&format!("parts/{n}/{field}"))) {
            if let Some(part) = parts.as_mut().and_then(|parts| parts.get_mut(n)).and_then(Value::as_object_mut) {
                part.insert(field, Value::from(ERASED));
                any = true;
            }
        }
    }
    Ok((fields, any))
}

/// Plays one entry into a database of its own.
pub(super) fn play(scratch: &mut Conn, register: RegisterId, leaf: &Leaf, entry: &Stored, kind: &Kind) -> Result<(), Fault> {
    let (fields, _) = fields_of(leaf, entry, kind)?;
    write(scratch, register, leaf, fields, kind)
}

fn write(scratch: &mut Conn, register: RegisterId, leaf: &Leaf, fields: Map<String, Value>, kind: &Kind) -> Result<(), Fault> {
    let version = i64::try_from(leaf.index).map_err(|error| Fault::Other(error.to_string()))?;
    let stamp = Stamp { register, version, at: leaf.at, actor: &leaf.actor };
    (kind.apply)(fields, &mut Tx::over(scratch, &Faults::none(), stamp))
}

/// What stops a look at the logs: something found, or the world.
pub(super) enum Stop {
    Found(Finding),
    Fault(Fault),
}

impl Stop {
    /// For whoever does not look for what is wrong, and cannot go on with it.
    pub(super) fn into_fault(self) -> Fault {
        match self {
            Self::Found(finding) => Fault::Other(finding.to_string()),
            Self::Fault(fault) => fault,
        }
    }
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<diesel::result::Error> for Stop {
    fn from(error: diesel::result::Error) -> Self {
        Self::Fault(error.into())
    }
}
