//! What a list would do to a register: each row created, updated, unchanged or rejected, and what
//! to write. The same plan serves the dry run, which writes nothing, and the import itself.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use super::organisations::{OrganisationList, OrganisationRow, Status};
use super::periods::{self, CommissionerPeriod, PeriodFault};
use super::report::{Rejected, Report};
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
    fn told(before: Option<&Self>, list: &OrganisationList, row: &OrganisationRow) -> Result<Self, PeriodFault> {
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
        if said("open_date") {
            now.opened = row.opened;
        }
        if said("close_date") {
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
/// One code may stand in several rows, one for each of its commissioners; all else in them must
/// agree. A row said twice is unchanged the second time. Commissioners named in the list need not
/// exist: [`unknown_commissioners`] names them.
#[must_use]
pub fn organisations<Id: Clone>(
    list: &OrganisationList,
    held: &[Held<Id, OrganisationFields>],
    known: &impl Known,
) -> Plan<Id, OrganisationFields> {
    let register: HashMap<&str, &Held<Id, OrganisationFields>> = held.iter().map(|one| (one.fields.code.as_str(), one)).collect();
    let dangling = dangling(list, |code| register.contains_key(code) || known.organisation(code));
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
        let before = slot.as_ref().map(|slot| &slot.now).or(in_register.map(|one| &one.fields));
        let now = match OrganisationFields::told(before, list, row) {
            Ok(now) => now,
            Err((column, code, message)) => {
                report.reject(rejected(row, column, code, message));
                continue;
            }
        };
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
        "joined_commissioner" => row.joined.map(|day| day.to_string()).unwrap_or_default(),
        "commissioner_code" | "commissioner" => row.commissioner.clone().unwrap_or_default(),
        _ => row.code.clone(),
    };
    Rejected { row: row.row, column: column.to_owned(), code: code.to_owned(), message, value }
}

fn is_same(one: &OrganisationRow, other: &OrganisationRow) -> bool {
    OrganisationRow { row: other.row, ..one.clone() } == *other
}

/// Two rows of one code must agree in everything but the commissioner and its days, and where
/// the list gives no days in everything.
fn contradiction(list: &OrganisationList, first: &OrganisationRow, row: &OrganisationRow) -> Option<Rejected> {
    let dated = list.says("joined_commissioner");
    let agreed =
        OrganisationRow { row: row.row, commissioner: row.commissioner.clone(), joined: row.joined, left: row.left, ..first.clone() };
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

/// Rows whose members or owners nobody knows: not the register, and no row that is itself taken.
/// By place in the list. Rejecting one row may leave another without what it refers to, so this
/// follows the references backwards until nothing more falls.
fn dangling(list: &OrganisationList, known: impl Fn(&str) -> bool) -> HashMap<usize, Rejected> {
    let mut giving: HashMap<&str, usize> = HashMap::new();
    let mut referring: HashMap<&str, Vec<(usize, &'static str)>> = HashMap::new();
    let rows = || list.rows.iter().enumerate().filter_map(|(place, row)| row.as_ref().ok().map(|row| (place, row)));
    for (place, row) in rows() {
        *giving.entry(row.code.as_str()).or_default() += 1;
        let members = row.members.iter().map(|code| (code, "members"));
        for (code, column) in members.chain(row.owners.iter().map(|code| (code, "owners"))) {
            referring.entry(code.as_str()).or_default().push((place, column));
        }
    }
    let mut fallen: HashMap<usize, Rejected> = HashMap::new();
    let mut gone: VecDeque<&str> = referring.keys().copied().filter(|code| !giving.contains_key(code) && !known(code)).collect();
    while let Some(missing) = gone.pop_front() {
        for (place, column) in referring.get(missing).into_iter().flatten() {
            let Some(Ok(row)) = list.rows.get(*place) else { continue };
            if fallen.contains_key(place) {
                continue;
            }
            let message = format!(
                "'{missing}' is the code of no organisation in the register or in a row of this list that is taken. Add it, or put the code right."
            );
            let fault = Rejected {
                row: row.row,
                column: (*column).to_owned(),
                code: "unknown_reference".to_owned(),
                message,
                value: missing.to_owned(),
            };
            fallen.insert(*place, fault);
            if let Some(left) = giving.get_mut(row.code.as_str()) {
                *left -= 1;
                if *left == 0 && !known(&row.code) {
                    gone.push_back(&row.code);
                }
            }
        }
    }
    fallen
}
