//! What a list would do to a register: each row created, updated, unchanged or rejected, and what
//! to write. The same plan serves the dry run, which writes nothing, and the import itself.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt::Display;

use super::cells::without_zeros;
use super::organisations::{OrganisationList, OrganisationRow, Status};
use super::periods::{self, CommissionerPeriod, PeriodFault};
use super::references::dangling;
use super::report::{Rejected, Report};
use super::rings::rings;
use super::spelling::spelled;
use crate::moment::Date;
use crate::organisations::OrganisationKind;

/// How many people a key finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    One,
    None,
    Several,
}

/// What a list may refer to beyond itself.
pub trait Known {
    /// Whether there is a register at all; without one, every id may be somebody's.
    fn is_there(&self) -> bool {
        true
    }
    /// Whether the register has an organisation of this code.
    fn organisation(&self, code: &str) -> bool;
    /// How many persons a code or name finds.
    fn person(&self, key: &str) -> Found;
    /// Whether the register has a committee of this name or ref.
    fn committee(&self, key: &str) -> bool;
    /// Whether that committee's terms have this seat.
    fn seat(&self, committee: &str, seat: &str) -> bool;
}

/// A dry run without a register: every reference is believed.
#[derive(Debug, Clone, Copy)]
pub struct NoRegister;

impl Known for NoRegister {
    fn is_there(&self) -> bool {
        false
    }
    fn organisation(&self, _: &str) -> bool {
        true
    }
    fn person(&self, _: &str) -> Found {
        Found::One
    }
    fn committee(&self, _: &str) -> bool {
        true
    }
    fn seat(&self, _: &str, _: &str) -> bool {
        true
    }
}

/// Something the register already has.
#[derive(Debug, Clone)]
pub struct Held<Id, Fields> {
    pub id: Id,
    pub fields: Fields,
}

/// What to write, and the report. Each thing is written once, however many rows speak of it.
#[derive(Debug)]
pub struct Plan<Id, Fields> {
    pub report: Report,
    pub create: Vec<Fields>,
    pub update: Vec<Held<Id, Fields>>,
}

/// An organisation as a list describes it and a register keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationFields {
    pub code: String,
    pub name: String,
    pub kind: OrganisationKind,
    pub postcode: Option<String>,
    pub address: Vec<String>,
    /// In order of time, never two at once.
    pub commissioners: Vec<CommissionerPeriod>,
    pub opened: Option<Date>,
    /// The first day no longer open.
    pub closed: Option<Date>,
    pub status: Option<Status>,
    pub national_grouping: Option<String>,
    pub health_geography: Option<String>,
    pub area: Option<String>,
    pub members: BTreeSet<String>,
    pub owners: BTreeSet<String>,
}

impl OrganisationFields {
    #[must_use]
    pub fn commissioner_on(&self, day: Date) -> Option<&str> {
        periods::commissioner_on(&self.commissioners, day)
    }

    #[must_use]
    pub fn is_open_on(&self, day: Date) -> bool {
        periods::is_open_on(self.opened, self.closed, self.status, day)
    }

    /// Whether it is open on that day and with that commissioner.
    #[must_use]
    pub fn belongs_on(&self, commissioner: &str, day: Date) -> bool {
        self.is_open_on(day) && self.commissioner_on(day) == Some(commissioner)
    }

    /// A body of which nothing is known but what every row says.
    #[must_use]
    pub fn new(code: &str, name: &str, kind: OrganisationKind) -> Self {
        Self {
            code: code.to_owned(),
            name: name.to_owned(),
            kind,
            postcode: None,
            address: Vec::new(),
            commissioners: Vec::new(),
            opened: None,
            closed: None,
            status: None,
            national_grouping: None,
            health_geography: None,
            area: None,
            members: BTreeSet::new(),
            owners: BTreeSet::new(),
        }
    }

    /// What the row makes of it. Columns the list does not have are left as they are.
    fn merged(before: Option<&Self>, list: &OrganisationList, row: &OrganisationRow) -> Result<Self, PeriodFault> {
        let mut now = before.cloned().unwrap_or_else(|| Self::new(&row.code, &row.name, row.kind));
        now.name.clone_from(&row.name);
        now.kind = row.kind;
        let said = |column: &str| list.says(column);
        if said("postcode") {
            now.postcode.clone_from(&row.postcode);
        }
        if said("address_1") {
            now.address.clone_from(&row.address);
        }
        if said("open_date") || said("opened") {
            now.opened = row.opened;
        }
        if said("close_date") || said("closed") {
            now.closed = row.closed;
        }
        if said("status") {
            now.status = row.status;
        }
        if said("national_grouping") {
            now.national_grouping.clone_from(&row.national_grouping);
        }
        if said("health_geography") {
            now.health_geography.clone_from(&row.health_geography);
        }
        if said("area") {
            now.area.clone_from(&row.area);
        }
        if said("members") {
            now.members = row.members.iter().cloned().collect();
        }
        if said("owners") {
            now.owners = row.owners.iter().cloned().collect();
        }
        if let Some(code) = row.commissioner.clone().filter(|_| said("commissioner_code") || said("commissioner")) {
            now.commissioners = if said("joined_commissioner") {
                periods::place(&now.commissioners, CommissionerPeriod { code, joined: row.joined, left: row.left })?
            } else {
                periods::place_undated(&now.commissioners, &code)?
            };
        }
        Ok(now)
    }
}

struct Slot<'a, Id> {
    held: Option<&'a Held<Id, OrganisationFields>>,
    now: OrganisationFields,
    said: Vec<&'a OrganisationRow>,
}

/// Plans a list of organisations against what the register has.
///
/// One code, in either case, may stand in several rows, one for each of its commissioners; all else
/// in them must agree. A row said twice is unchanged the second time. Commissioners named in the list need not
/// exist: [`unknown_commissioners`] names them.
#[must_use]
pub fn organisations<Id: Clone + Display>(
    list: &OrganisationList,
    held: &[Held<Id, OrganisationFields>],
    known: &impl Known,
) -> Plan<Id, OrganisationFields> {
    let list = &spelled(list, held);
    let register: HashMap<&str, &Held<Id, OrganisationFields>> = held.iter().map(|one| (one.fields.code.as_str(), one)).collect();
    let ids: HashMap<String, &Held<Id, OrganisationFields>> = held.iter().map(|one| (one.id.to_string(), one)).collect();
    let mut numbers: HashMap<&str, &str> = register.keys().filter_map(|code| Some((without_zeros(code)?, *code))).collect();
    let falling = rings(list, held);
    let dangling = dangling(list, falling, |code| register.contains_key(code) || known.organisation(code));
    let mut report = Report::default();
    let mut order: Vec<&str> = Vec::new();
    let mut slots: HashMap<&str, Slot<'_, Id>> = HashMap::new();
    for (place, row) in list.rows.iter().enumerate() {
        let row = match row {
            Ok(row) => row,
            Err(fault) => {
                report.reject(fault.clone());
                continue;
            }
        };
        if let Some(fault) = dangling.get(&place) {
            report.reject(fault.clone());
            continue;
        }
        let slot = slots.get_mut(row.code.as_str());
        if slot.as_ref().is_some_and(|slot| slot.said.iter().any(|earlier| is_same(earlier, row))) {
            report.unchanged();
            continue;
        }
        if let Some(fault) = slot.as_ref().and_then(|slot| slot.said.first()).and_then(|first| contradiction(list, first, row)) {
            report.reject(fault);
            continue;
        }
        let in_register = register.get(row.code.as_str()).copied();
        if let Some(id) = row.id.as_ref().filter(|_| known.is_there())
            && let Err(message) = is_of(id, ids.get(id).copied(), row)
        {
            report.reject(rejected(row, "id", "unknown_reference", message));
            continue;
        }
        if let Some(other) =
            without_zeros(&row.code).and_then(|number| numbers.insert(number, &row.code)).filter(|other| *other != row.code)
            && in_register.is_none()
        {
            numbers.extend(without_zeros(other).map(|number| (number, other)));
            report.reject(rejected(row, "code", "zeros_lost", zeros_lost(&row.code, other)));
            continue;
        }
        let before = slot.as_ref().map(|slot| &slot.now).or(in_register.map(|one| &one.fields));
        let now = match OrganisationFields::merged(before, list, row) {
            Ok(now) => now,
            Err((column, code, message)) => {
                report.reject(rejected(row, column, code, message));
                continue;
            }
        };
        if let Some(doubt) = row.doubt.clone().filter(|_| before.is_none_or(|before| before.name != now.name)) {
            report.reject(doubt);
            continue;
        }
        match slot {
            None if in_register.is_none() => report.created(),
            _ if before == Some(&now) => report.unchanged(),
            _ => report.updated(),
        }
        match slots.get_mut(row.code.as_str()) {
            Some(slot) => {
                slot.now = now;
                slot.said.push(row);
            }
            None => {
                order.push(&row.code);
                slots.insert(&row.code, Slot { held: in_register, now, said: vec![row] });
            }
        }
    }
    let mut plan = Plan { report, create: Vec::new(), update: Vec::new() };
    for slot in order.into_iter().filter_map(|code| slots.remove(code)) {
        match slot.held {
            None => plan.create.push(slot.now),
            Some(held) if held.fields != slot.now => plan.update.push(Held { id: held.id.clone(), fields: slot.now }),
            Some(_) => {}
        }
    }
    plan
}

/// The id is that of the body that the row names by its code.
fn is_of<Id>(id: &str, held: Option<&Held<Id, OrganisationFields>>, row: &OrganisationRow) -> Result<(), String> {
    match held {
        None => Err("No body of this register has this id. Leave the cell as it was exported, or empty for a new body.".to_owned()),
        Some(held) if held.fields.code != row.code => Err(format!(
            "The id {id} is that of {} (code {}), and the row has the code {}. A body's code stays for ever: put the one that is wrong right.",
            held.fields.name, held.fields.code, row.code
        )),
        Some(_) => Ok(()),
    }
}

fn zeros_lost(code: &str, other: &str) -> String {
    format!(
        "{code} and {other} are the same but for the zeros before them, which spreadsheets drop. Write {other} if that body is meant, or give this one another code."
    )
}

/// The commissioners that a plan names and that neither it nor the register has, sorted.
#[must_use]
pub fn unknown_commissioners<Id>(plan: &Plan<Id, OrganisationFields>, known: &impl Known) -> BTreeSet<String> {
    let listed: HashSet<&str> = plan.create.iter().map(|one| one.code.as_str()).collect();
    let all = plan.create.iter().chain(plan.update.iter().map(|one| &one.fields));
    all.flat_map(|one| &one.commissioners)
        .map(|period| period.code.as_str())
        .filter(|code| !listed.contains(code) && !known.organisation(code))
        .map(str::to_owned)
        .collect()
}

fn rejected(row: &OrganisationRow, column: &str, code: &str, message: String) -> Rejected {
    let value = match column {
        "id" => row.id.clone().unwrap_or_default(),
        "joined_commissioner" => row.joined.map(|day| day.to_string()).unwrap_or_default(),
        "commissioner_code" | "commissioner" => row.commissioner.clone().unwrap_or_default(),
        _ => row.code.clone(),
    };
    Rejected { row: row.row, column: column.to_owned(), code: code.to_owned(), message, value, also: Box::default() }
}

fn is_same(one: &OrganisationRow, other: &OrganisationRow) -> bool {
    OrganisationRow { row: other.row, id: other.id.clone(), doubt: other.doubt.clone(), ..one.clone() } == *other
}

/// Two rows of one code must agree in everything but the commissioner and its days, and where
/// the list gives no days in everything.
fn contradiction(list: &OrganisationList, first: &OrganisationRow, row: &OrganisationRow) -> Option<Rejected> {
    let dated = list.says("joined_commissioner");
    let agreed = OrganisationRow {
        row: row.row,
        commissioner: row.commissioner.clone(),
        joined: row.joined,
        left: row.left,
        id: row.id.clone(),
        doubt: row.doubt.clone(),
        ..first.clone()
    };
    if dated && agreed == *row {
        return None;
    }
    let column = if list.says("kind") { "code" } else { "practice_code" };
    let message = format!(
        "Row {} already has the code {} with other particulars. Keep the row that is right{}.",
        first.row,
        row.code,
        if dated { "; rows of one code may differ only in the commissioner and its days" } else { "" }
    );
    Some(rejected(row, column, "duplicate", message))
}
