//! Lists of who holds which seat of a committee, from when to when, and who deputises for whom.
//! Committees, seats and people are given by the keys the register knows them by.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Display;

use super::cells::Cells;
use super::days::Order;
use super::layouts::{self, Layout};
use super::plan::{Found, Held, Known, Plan};
use super::report::{FileError, Rejected, Report};
use super::rows;
use crate::committees::facts::MembershipRecord;
use crate::moment::{Date, Period};
use crate::text::LONGEST_LINE;

pub static LAYOUTS: &[Layout] = &[Layout {
    name: "memberships template",
    // What the register gives out it takes back.
    columns: MembershipRecord::COLUMNS,
    required: &["committee", "seat", "person", "from"],
    aliases: BESIDE,
    heading: true,
}];

/// A membership as a list describes it. The keys are resolved by the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MembershipFields {
    pub committee: String,
    pub seat: String,
    pub person: String,
    /// Both days inside it.
    pub period: Period,
    /// The holder for whom the person deputises.
    pub deputy_for: Option<String>,
}

/// How each of these columns is kept, read and found again.
macro_rules! beside {
    ($($(#[$doc:meta])* $column:ident of $key:literal,)*) => {
        /// What a list says of a row beside its keys, as the register's own list does: it must agree.
        #[derive(Debug, Clone, PartialEq, Eq, Default)]
        pub struct Beside { $($(#[$doc])* pub $column: Option<String>,)* }

        /// Each with the key that it stands for where the list does not have that.
        const BESIDE: &[(&str, &str)] = &[$((stringify!($column), $key),)*];

        impl Beside {
            fn of(cells: &mut Cells<'_>) -> Self {
                Self { $($column: cells.text(stringify!($column), LONGEST_LINE),)* }
            }

            /// What the cell of a column says, where it is one of these.
            pub(super) fn cell(&self, column: &str) -> Option<&String> {
                match column {
                    $(stringify!($column) => self.$column.as_ref(),)*
                    _ => None,
                }
            }
        }
    };
}

beside! {
    committee_code of "committee",
    person_code of "person",
    /// The person's name.
    name of "person",
    deputy_for_code of "deputy_for",
    /// The name of the holder for whom the person deputises.
    deputy_for_name of "deputy_for",
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MembershipRow {
    pub row: u64,
    /// As the register's own list writes it.
    pub id: Option<String>,
    pub fields: MembershipFields,
    pub beside: Beside,
}

#[derive(Debug, Clone)]
pub struct MembershipList {
    columns: Vec<&'static str>,
    pub rows: Vec<Result<MembershipRow, Rejected>>,
}

/// Reads a list of memberships.
///
/// # Errors
/// [`FileError`] when the file as a whole cannot be read.
pub fn read(bytes: &[u8], dates: Option<Order>) -> Result<MembershipList, FileError> {
    let sheet = layouts::recognise(rows::read(bytes)?, LAYOUTS, dates)?;
    let rows = sheet
        .body()
        .map(|record| {
            let row = record.row;
            let mut cells = Cells::new(&sheet, row, sheet.whole(record)?);
            let id = cells.id("id");
            let committee = cells.required("committee", LONGEST_LINE);
            let seat = cells.required("seat", LONGEST_LINE);
            let person = cells.required("person", LONGEST_LINE);
            let beside = Beside::of(&mut cells);
            let from = cells.required_day("from");
            let to = cells.last_day("to");
            if from.zip(to).is_some_and(|(from, to)| to < from) {
                cells.fault("to", "ends_before_it_begins", "The membership ends before it begins. Put one of the two days right.");
            }
            let deputy_for = cells.text("deputy_for", LONGEST_LINE);
            if deputy_for.as_ref() == Some(&person) {
                cells.fault("deputy_for", "refers_to_itself", "A person cannot deputise for themselves. Name the holder of the seat.");
            }
            // Without a first day the row has a fault, and no value to give.
            let fields = from.map(|from| MembershipFields { committee, seat, person, period: Period { from, to }, deputy_for });
            cells.finish_some(fields.map(|fields| MembershipRow { row, id, fields, beside }))
        })
        .collect();
    Ok(MembershipList { columns: sheet.columns, rows })
}

type Key<'a> = (&'a str, &'a str, &'a str, Option<&'a str>);

fn key(fields: &MembershipFields) -> Key<'_> {
    (&fields.committee, &fields.seat, &fields.person, fields.deputy_for.as_deref())
}

/// One person's times in one seat, by their first day.
type Terms<'a, Id> = BTreeMap<Date, Slot<'a, Id>>;

struct Slot<'a, Id> {
    held: Option<&'a Held<Id, MembershipFields>>,
    period: Period,
    row: Option<u64>,
}

/// Plans a list of memberships. The same person in the same seat from the same day is the same
/// membership, and only its last day may change.
#[must_use]
pub fn plan<Id: Clone + Display>(
    list: &MembershipList,
    held: &[Held<Id, MembershipFields>],
    known: &impl Known,
) -> Plan<Id, MembershipFields> {
    let mut slots: HashMap<Key<'_>, Terms<'_, Id>> = HashMap::new();
    for one in held {
        slots
            .entry(key(&one.fields))
            .or_default()
            .insert(one.fields.period.from, Slot { held: Some(one), period: one.fields.period, row: None });
    }
    let ids: HashMap<String, &MembershipFields> = held.iter().map(|one| (one.id.to_string(), &one.fields)).collect();
    let mut plan = Plan { report: Report::default(), create: Vec::new(), update: Vec::new() };
    let mut taken: Vec<&MembershipRow> = Vec::new();
    for row in &list.rows {
        let row = match row {
            Ok(row) => row,
            Err(fault) => {
                plan.report.reject(fault.clone());
                continue;
            }
        };
        let wrong = unknown(&row.fields, known).or_else(|| another(row, &ids, known));
        let fate = wrong.map_or_else(|| place(slots.entry(key(&row.fields)).or_default(), list, row), Err);
        match fate {
            Ok(Fate::Created) => {
                plan.report.created();
                taken.push(row);
            }
            Ok(Fate::Updated) => plan.report.updated(),
            Ok(Fate::Unchanged) => plan.report.unchanged(),
            Err((column, code, message)) => {
                let value = if column == "id" { row.id.clone().unwrap_or_default() } else { value(&row.fields, column) };
                let (column, code) = (column.to_owned(), code.to_owned());
                plan.report.reject(Rejected { row: row.row, column, code, message, value, also: Box::default() });
            }
        }
    }
    plan.create = taken.into_iter().map(|row| row.fields.clone()).collect();
    // In the order of the register, whatever the order of the map.
    for one in held {
        let now = slots.get(&key(&one.fields)).and_then(|terms| terms.get(&one.fields.period.from));
        if let Some(slot) = now.filter(|slot| slot.held.is_some_and(|held| std::ptr::eq(held, one)) && slot.period != one.fields.period) {
            let fields = MembershipFields { period: slot.period, ..one.fields.clone() };
            plan.update.push(Held { id: one.id.clone(), fields });
        }
    }
    plan
}

type Fault = (&'static str, &'static str, String);

enum Fate {
    Created,
    Updated,
    Unchanged,
}

fn place<Id>(terms: &mut Terms<'_, Id>, list: &MembershipList, row: &MembershipRow) -> Result<Fate, Fault> {
    let said = row.fields.period;
    // The times held do not overlap, so only the neighbours can.
    let before = terms.range(..said.from).next_back().is_some_and(|(_, slot)| slot.period.overlaps(&said));
    let after = |now: &Period| terms.range(said.from.plus_days(1)..).next().is_some_and(|(_, slot)| slot.period.overlaps(now));
    let Some(slot) = terms.get(&said.from) else {
        if before || after(&said) {
            return Err(overlap());
        }
        terms.insert(said.from, Slot { held: None, period: said, row: Some(row.row) });
        return Ok(Fate::Created);
    };
    let to = if list.columns.contains(&"to") { said.to } else { slot.period.to };
    if to == slot.period.to {
        return Ok(Fate::Unchanged);
    }
    if let Some(earlier) = slot.row {
        let message = format!("Row {earlier} already has this membership with another last day. Keep the row that is right.");
        return Err(("to", "duplicate", message));
    }
    let now = Period { from: said.from, to };
    if after(&now) {
        return Err(overlap());
    }
    if let Some(slot) = terms.get_mut(&said.from) {
        slot.period = now;
        slot.row = Some(row.row);
    }
    Ok(Fate::Updated)
}

fn overlap() -> Fault {
    let message = "The person already holds this seat on some of these days. End the earlier membership, or put the first day right.";
    ("from", "overlapping_membership", message.to_owned())
}

/// An id is that of the membership which the row describes: only its last day may be another.
fn another(row: &MembershipRow, ids: &HashMap<String, &MembershipFields>, known: &impl Known) -> Option<Fault> {
    let id = row.id.as_ref().filter(|_| known.is_there())?;
    let message = match ids.get(id) {
        None => "No membership of this register has this id. Leave the cell as it was exported, or empty for a new membership.",
        Some(held) if key(held) != key(&row.fields) || held.period.from != row.fields.period.from => {
            "The id is that of another membership: of another person or seat, or from another day. Only the last day of a membership can be changed; for a new one leave the cell empty."
        }
        Some(_) => return None,
    };
    Some(("id", "unknown_reference", message.to_owned()))
}

fn unknown(fields: &MembershipFields, known: &impl Known) -> Option<Fault> {
    if !known.committee(&fields.committee) {
        let message = "The register has no such committee. Write its name as the register has it, or add the committee first.";
        return Some(("committee", "unknown_reference", message.to_owned()));
    }
    if !known.seat(&fields.committee, &fields.seat) {
        let message =
            "The committee's terms of reference have no such seat. Write the seat as the terms name it, or add it to the terms first.";
        return Some(("seat", "unknown_reference", message.to_owned()));
    }
    let people = [("person", Some(&fields.person)), ("deputy_for", fields.deputy_for.as_ref())];
    people.into_iter().find_map(|(column, key)| match key.map(|key| known.person(key)) {
        None | Some(Found::One) => None,
        Some(Found::None) => {
            let message =
                "The register has no such person. Write the person's code or name as the register has it, or import the person first.";
            Some((column, "unknown_reference", message.to_owned()))
        }
        Some(Found::Several) => {
            let message = "Several people in the register have this name. Write the person's code.";
            Some((column, "ambiguous_name", message.to_owned()))
        }
    })
}

pub(super) fn value(fields: &MembershipFields, column: &str) -> String {
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    match column {
        "committee" => fields.committee.clone(),
        "seat" => fields.seat.clone(),
        "person" => fields.person.clone(),
        "deputy_for" => fields.deputy_for.clone().unwrap_or_default(),
        "to" => day(fields.period.to),
        _ => fields.period.from.to_string(),
    }
}
