//! The whole check of a database, from its schema to its last row.

use std::collections::BTreeSet;
use std::mem;

use diesel::Connection;
use diesel::connection::TransactionManager;
use serde_json::{Map, Value};

use super::law::{Accounts, CLOCKS_DIFFER, Entered, Law, When, difference};
use super::pages::{self, Paged};
use super::{ANSWERS, Finding, Head, Kind, Report, Stop, answers, compare, fields_of, heads, write};
use crate::audit::entry::{Class, Leaf, Traits};
use crate::audit::ledger::MacKey;
use crate::audit::replay::finding::Log;
use crate::audit::verify::{Checked, Checker, Sound, What, Wrong};
use crate::db::catalogue::Table;
use crate::db::{Conn, Database, Faults, Read};
use crate::edition::EDITION;
use crate::fault::Fault;
use crate::ids::RegisterId;
use crate::moment::Instant;

type Manager = <Conn as Connection>::TransactionManager;

/// How far a check has come, for whoever waits.
#[derive(Debug, Clone, Copy)]
pub enum Step<'a> {
    /// So many entries of a log, of so many.
    Entries {
        register: &'a str,
        done: u64,
        of: u64,
    },
    Table(&'a str),
    /// The database looks at its own storage.
    Storage,
}

/// A check to be made.
pub struct Verification<'a> {
    kinds: &'a [Kind],
    key: Option<&'a MacKey>,
    tell: Option<&'a mut dyn FnMut(Step<'_>)>,
    is_whole: bool,
}

/// Checks every log of a database like a stranger, plays all of them into a scratch database, asks
/// the law again at each entry and compares the tables: on one snapshot, so that it can run while
/// the register is in use. `kinds` are all kinds of change there are.
///
/// # Errors
/// Only what keeps it from telling; what is wrong is in the report.
pub fn verify_database(database: &Database, key: Option<&MacKey>, kinds: &[Kind]) -> Result<Report, Fault> {
    Verification::new(kinds, key).of(database)
}

impl<'a> Verification<'a> {
    /// Without `key` the authentication codes are not checked, and the report says so.
    #[must_use]
    pub fn new(kinds: &'a [Kind], key: Option<&'a MacKey>) -> Self {
        Self { kinds, key, tell: None, is_whole: true }
    }

    /// Tells `tell` how far it has come.
    #[must_use]
    pub fn telling(mut self, tell: &'a mut dyn FnMut(Step<'_>)) -> Self {
        self.tell = Some(tell);
        self
    }

    /// Only that the log holds and the rows are what it says: nothing is asked of the law, of the
    /// schema and of the storage.
    #[must_use]
    pub fn of_log_and_rows_alone(mut self) -> Self {
        self.is_whole = false;
        self
    }

    /// # Errors
    /// As [`verify_database`].
    pub fn of(self, database: &Database) -> Result<Report, Fault> {
        let mut stored = database.looker()?;
        stored.takes_its_time()?;
        let mut scratch = Database::scratch()?;
        Manager::begin_transaction(&mut stored)?;
        Manager::begin_transaction(&mut scratch)?;
        let mut check = Check {
            kinds: self.kinds,
            key: self.key,
            tell: self.tell,
            is_whole: self.is_whole,
            report: Report::default(),
            unplayed: BTreeSet::new(),
        };
        let done = check.all(database, &mut stored, &mut scratch);
        Manager::rollback_transaction(&mut stored)?;
        done?;
        Ok(check.report)
    }
}

/// One log, checked and played, for whoever goes no further than the first thing wrong.
pub(super) fn log(
    stored: &mut Conn,
    scratch: &mut Conn,
    head: &Head,
    key: Option<&MacKey>,
    kinds: &[Kind],
    traits: &[Traits],
) -> Result<Sound, Stop> {
    let mut check = Check { kinds, key, tell: None, is_whole: false, report: Report::default(), unplayed: BTreeSet::new() };
    let checker = Checker::new(traits, key.map(MacKey::bytes)).of_log(&head.origin);
    let mut walk = Walk { head, system: head.register, checker, plays: true, stuck: None, before: None };
    let sound = walk.all(&mut check, stored, scratch, &mut Accounts::default())?;
    check.report.findings.into_iter().next().map_or(Ok(sound), |found| Err(Stop::Found(found)))
}

/// Whether a fault tells of what is stored, and not of the world: then it is something found.
fn is_of_the_data(fault: &Fault) -> bool {
    use diesel::result::{DatabaseErrorKind as Kind, Error};
    const SAID: &[&str] = &[
        "malformed",
        "not a database",
        "byte sequence",
        "does not exist",
        "could not read block",
        "invalid page",
        "missing chunk",
        "input syntax",
        "no such column",
        "no such table",
        "cannot cast",
        "wrong # of entries",
        "JSON",
    ];
    match fault {
        Fault::Corrupt { .. } | Fault::Other(_) | Fault::Database(Error::DeserializationError(_)) => true,
        Fault::Database(Error::DatabaseError(Kind::Unknown, info)) => SAID.iter().any(|word| info.message().contains(word)),
        _ => false,
    }
}

struct Check<'a> {
    kinds: &'a [Kind],
    key: Option<&'a MacKey>,
    tell: Option<&'a mut dyn FnMut(Step<'_>)>,
    is_whole: bool,
    report: Report,
    /// Registers of which not every entry could be played: their rows prove nothing.
    unplayed: BTreeSet<String>,
}

impl Check<'_> {
    fn tell(&mut self, step: Step<'_>) {
        if let Some(tell) = &mut self.tell {
            tell(step);
        }
    }

    /// A look at a table of its own, so that one that cannot be read hides no other.
    fn looking<T>(
        &mut self,
        stored: &mut Conn,
        table: &str,
        look: impl FnOnce(&mut Conn, &mut Report) -> Result<T, Fault>,
    ) -> Result<Option<T>, Fault> {
        let report = &mut self.report;
        match stored.transaction(|conn| look(conn, report)) {
            Ok(seen) => Ok(Some(seen)),
            Err(fault) if is_of_the_data(&fault) => {
                self.report.find(Finding::Unreadable { table: table.to_owned(), what: fault.to_string() });
                Ok(None)
            }
            Err(fault) => Err(fault),
        }
    }

    fn all(&mut self, database: &Database, stored: &mut Conn, scratch: &mut Conn) -> Result<(), Fault> {
        if self.key.is_none() {
            self.report.untold.push("the authentication codes of the entries were not checked, for the key is not here".to_owned());
        }
        self.looking(stored, "of the schema", |stored, report| {
            stored.guards_missing()?.into_iter().for_each(|guard| report.find(Finding::Guard(guard)));
            Ok(())
        })?;
        let tables = self.looking(stored, "of the schema", |stored, _| stored.tables())?.unwrap_or_default();
        let of_heads = self.looking(stored, "audit_head", |stored, report| heads::found(stored, &tables, report))?;
        let (heads, lost) = of_heads.unwrap_or_default();
        self.unplayed.extend(lost.iter().map(RegisterId::to_string));
        let system = heads.first().filter(|head| head.slug == "system").map(|head| head.register);
        let traits: Vec<Traits> = self.kinds.iter().map(|kind| kind.traits).collect();
        let mut accounts = Accounts::default();
        for head in &heads {
            let mut walk = Walk {
                head,
                system: system.unwrap_or(head.register),
                checker: Checker::new(&traits, self.key.map(MacKey::bytes)).of_log(&head.origin),
                plays: system.is_none_or(|system| system == head.register || !self.unplayed.contains(&system.to_string())),
                stuck: None,
                before: None,
            };
            let found = self.report.findings.len() as u64 + self.report.more;
            let sound = walk.all(self, stored, scratch, &mut accounts)?;
            if !walk.plays {
                self.unplayed.insert(head.register.to_string());
            }
            if found == self.report.findings.len() as u64 + self.report.more {
                self.report.logs.push(Log { register: head.register, slug: head.slug.clone(), sound });
            }
        }
        self.looking(stored, "of the log", |stored, report| heads::strays(stored, &tables, report))?;
        self.tables(stored, scratch, &tables)?;
        if let Some(table) = tables.iter().find(|table| table.name == ANSWERS) {
            let key = self.key;
            self.looking(stored, ANSWERS, |stored, report| answers::check(stored, table, &heads, key, report))?;
        }
        if !self.unplayed.is_empty() {
            let count = self.unplayed.len();
            self.report
                .notes
                .push(format!("the rows of {count} register(s) were not compared, for their logs could not be played to the end"));
        }
        if !self.is_whole {
            return Ok(());
        }
        self.schema(database, stored, scratch)?;
        self.tell(Step::Storage);
        let storage = self.looking(stored, "of the storage", |stored, _| stored.storage())?.unwrap_or_default();
        storage.found.into_iter().for_each(|what| self.report.find(Finding::Storage(what)));
        self.report.notes.extend(storage.unasked);
        Ok(())
    }

    fn tables(&mut self, stored: &mut Conn, scratch: &mut Conn, tables: &[Table]) -> Result<(), Fault> {
        for expected in scratch.tables()?.iter().filter(|table| compare::is_compared(table)) {
            let Some(table) = tables.iter().find(|table| table.name == expected.name) else {
                self.report.find(Finding::Schema { table: expected.name.clone(), what: "there is none".to_owned() });
                continue;
            };
            self.tell(Step::Table(&table.name));
            let but = self.unplayed.clone();
            self.looking(stored, &table.name, |stored, report| compare::table((stored, table), (&mut *scratch, expected), &but, report))?;
        }
        Ok(())
    }

    /// What a database is made of beside its rows.
    fn schema(&mut self, database: &Database, stored: &mut Conn, scratch: &mut Conn) -> Result<(), Fault> {
        let expected = match database.schema_as_made(scratch) {
            Ok(expected) => expected,
            Err(fault) => {
                self.report
                    .untold
                    .push(format!("the schema was not compared, for to make one like it takes the right to create one ({fault})"));
                return Ok(());
            }
        };
        let found = self.looking(stored, "of the schema", |stored, _| stored.schema())?.unwrap_or_default();
        let said: BTreeSet<String> = (self.report.findings.iter())
            .filter_map(|finding| match finding {
                Finding::Guard(name) => Some(name.clone()),
                _ => None,
            })
            .collect();
        for (place, text) in &expected {
            let what = match found.get(place) {
                Some(other) if other == text => continue,
                Some(other) => format!("{} {} is '{other}', where it is made as '{text}'", place.kind, place.name),
                None => format!("{} {} is missing", place.kind, place.name),
            };
            if !said.contains(&place.name) {
                self.report.find(Finding::Schema { table: place.table.clone(), what });
            }
        }
        for (place, text) in found.iter().filter(|(place, _)| !expected.contains_key(place)) {
            let what = format!("{} {} is not of this program: '{text}'", place.kind, place.name);
            self.report.find(Finding::Schema { table: place.table.clone(), what });
        }
        Ok(())
    }
}

/// One log, from its beginning to its end.
struct Walk<'a> {
    head: &'a Head,
    system: RegisterId,
    checker: Checker<'a>,
    /// Whether every entry so far was played.
    plays: bool,
    /// The entry that could not be played, and why.
    stuck: Option<(u64, String)>,
    /// When the entry before was written.
    before: Option<Instant>,
}

impl Walk<'_> {
    fn all(&mut self, check: &mut Check<'_>, stored: &mut Conn, scratch: &mut Conn, accounts: &mut Accounts) -> Result<Sound, Fault> {
        let mut from = 0;
        loop {
            let page = self.page(check, stored, from)?;
            let Some(last) = page.last() else { break };
            from = i64::try_from(last.entry.index).map_err(|error| Fault::Other(error.to_string()))? + 1;
            for paged in &page {
                self.entry(check, scratch, accounts, paged);
            }
            check.tell(Step::Entries { register: &self.head.slug, done: u64::try_from(from).unwrap_or_default(), of: self.head.size });
        }
        let register = self.head.slug.clone();
        let mut stuck = self.stuck.take();
        let mut say = |wrong: Wrong| {
            // What is wrong with an entry is why it could not be played.
            stuck.take_if(|(index, _)| *index == wrong.index);
            check.report.find(Finding::Log { register: register.clone(), wrong, more: 0 });
        };
        let checker = mem::replace(&mut self.checker, Checker::new(&[], None));
        let sound = checker.end(Some((self.head.size, self.head.hash)), &mut say);
        if let Some(last) = sound.last_at.filter(|last| last.to_string() != self.head.last_at) {
            let what = What::OtherTime { head: self.head.last_at.clone(), last };
            say(Wrong { index: self.head.size.saturating_sub(1), what });
        }
        if let Some((index, why)) = stuck {
            check.report.find(Finding::NotPlayed { register, index, why });
        }
        if sound.size != self.head.size {
            self.plays = false;
        }
        Ok(sound)
    }

    /// The next entries. One that cannot be read at all is named, and passed over.
    fn page(&mut self, check: &mut Check<'_>, stored: &mut Conn, mut from: i64) -> Result<Vec<Paged>, Fault> {
        let mut most = pages::PAGE;
        loop {
            match stored.transaction(|conn| pages::read(conn, self.head, from, most)) {
                Ok(page) => return Ok(page),
                Err(fault) if !is_of_the_data(&fault) => return Err(fault),
                Err(_) if most > 1 => most = 1,
                Err(fault) => {
                    let index = u64::try_from(from).unwrap_or_default();
                    let wrong = Wrong { index, what: What::Unreadable(fault.to_string()) };
                    check.report.find(Finding::Log { register: self.head.slug.clone(), wrong, more: 0 });
                    self.plays = false;
                    self.checker.pass_over(index);
                    from += 1;
                    if index >= self.head.size {
                        return Ok(Vec::new());
                    }
                }
            }
        }
    }

    fn entry(&mut self, check: &mut Check<'_>, scratch: &mut Conn, accounts: &mut Accounts, paged: &Paged) {
        let slug = &self.head.slug;
        let index = paged.entry.index;
        let mut say = |wrong: Wrong| check.report.find(Finding::Log { register: slug.clone(), wrong, more: 0 });
        for odd in &paged.odd {
            say(Wrong { index, what: What::Unreadable(odd.clone()) });
        }
        let checked = self.checker.every(&paged.entry, &mut say);
        let Some(Checked { leaf, traits, .. }) = checked.filter(|_| paged.odd.is_empty()) else {
            self.plays = false;
            return;
        };
        for (field, class) in &paged.classes {
            let declared = traits.class(field);
            if class != declared.as_str() && declared != Class::Plain {
                say(Wrong { index, what: What::OtherClass(field.clone()) });
            }
        }
        let when = self.when(&leaf);
        let stood_still = self.before.replace(leaf.at) == Some(leaf.at);
        let kind = check.kinds.iter().find(|kind| kind.traits.kind == leaf.kind);
        let Some(kind) = kind.filter(|_| self.plays) else { return };
        let played = fields_of(&leaf, &paged.entry, kind).and_then(|(fields, is_erased)| {
            let entered = Entered {
                register: self.head.register,
                system: self.system,
                at: leaf.at,
                actor: &leaf.actor,
                via: &leaf.via,
                accounts: &*accounts,
                when,
            };
            if check.is_whole {
                ask(check, scratch, kind, (slug.as_str(), &leaf), &fields, is_erased, &entered);
            }
            let noted = kind.notes.map(|_| fields.clone());
            write(scratch, self.head.register, &leaf, fields, kind)?;
            Ok(noted)
        });
        match played {
            Ok(noted) => {
                let mut read = Read::over(scratch, self.head.register, &NONE);
                if let Some((notes, fields)) = kind.notes.zip(noted)
                    && let Some((account, standing)) = notes(&fields, &mut read)
                {
                    accounts.note(account, standing, leaf.at, stood_still);
                }
            }
            Err(fault) => {
                self.plays = false;
                self.stuck = Some((index, fault.to_string()));
            }
        }
    }

    /// When an entry can have been written, on the clock of the log of accounts.
    fn when(&self, leaf: &Leaf) -> When {
        if self.head.register == self.system {
            return When::InTheirOwnLog;
        }
        // Where a log's time stands still, the clock was behind it.
        let stood_still = self.before == Some(leaf.at);
        When::Between((!stood_still).then(|| leaf.at.plus_seconds(-CLOCKS_DIFFER)), leaf.at.plus_seconds(CLOCKS_DIFFER))
    }
}

static NONE: Faults = Faults::none();

/// Asks the law of an entry again, and whether its author may have written it.
fn ask(
    check: &mut Check<'_>,
    scratch: &mut Conn,
    kind: &Kind,
    (slug, leaf): (&str, &Leaf),
    fields: &Map<String, Value>,
    is_erased: bool,
    entered: &Entered<'_>,
) {
    let report = &mut check.report;
    let not = match (leaf.edition, kind.law) {
        (Some(EDITION), _) if is_erased => Some("values of it were erased".to_owned()),
        (Some(EDITION), Law::Unsaid) => Some(format!("{}: nothing is said of its law", leaf.kind)),
        (Some(EDITION), Law::None(why)) => Some(format!("{}: {why}", leaf.kind)),
        (Some(EDITION), Law::Asked(_)) => None,
        (Some(edition), _) => Some(format!("made under edition {edition} of the rules, and this program has edition {EDITION}")),
        (None, _) => Some("made before entries said their edition of the rules".to_owned()),
    };
    let (register, index) = (slug.to_owned(), leaf.index);
    if leaf.edition == Some(EDITION)
        && !is_erased
        && let Some(Err(why)) = kind.may.map(|may| may(fields, entered))
    {
        report.find(Finding::Author { register: register.clone(), index, kind: leaf.kind.clone(), why });
    }
    if let Some(not) = not {
        report.law.not.entry(not).or_default().take(slug, index);
        return;
    }
    let Law::Asked(again) = kind.law else { return };
    report.law.of.take(slug, index);
    let why = match again(fields, entered, &mut Read::over(scratch, entered.register, &NONE)) {
        Err(why) => why,
        Ok(lawful) => {
            let (logged, lawful) = (Value::Object(fields.clone()), Value::Object(lawful));
            let Some((place, logged, lawful)) = difference(&logged, &lawful, "") else { return };
            let field = place.split('/').next().unwrap_or_default();
            match kind.traits.class(field) {
                Class::Secret => format!("its '{place}' is another than the rules would have written"),
                _ => format!("its '{place}' is {}, and the rules would have written {}", short(&logged), short(&lawful)),
            }
        }
    };
    report.find(Finding::Unlawful { register, index, kind: leaf.kind.clone(), why });
}

fn short(text: &str) -> String {
    const MOST: usize = 160;
    let cut: String = text.chars().take(MOST).collect();
    if text.chars().count() > MOST { format!("{cut}...") } else { cut }
}
