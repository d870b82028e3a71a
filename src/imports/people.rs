//! Lists of people, in one template. A person is known by the id or the code where one is given, else
//! by the e-mail address where the name agrees. A name alone finds somebody only to say that nothing
//! is new: it never changes who somebody is, and where it is not enough the row is rejected with both
//! named, so that nobody becomes two people or part of another.

use std::collections::BTreeSet;
use std::fmt::Display;

use super::cells::Cells;
use super::crowd::{By, Crowd, Fault};
use super::layouts::{self, Layout};
use super::plan::{Held, Plan};
use super::report::{FileError, Rejected, Report};
use super::rows;
use crate::people::grade;
use crate::text::{Email, LONGEST_LINE, MOST_TAGS, Word, code_key, sound};

pub static LAYOUTS: &[Layout] = &[Layout {
    name: "people template",
    columns: &["id", "code", "name", "grade", "tags", "email"],
    required: &["name"],
    aliases: &[],
    heading: true,
}];

/// One row, every cell of it good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    pub row: u64,
    /// As the register's own list writes it.
    pub id: Option<String>,
    pub code: Option<String>,
    pub name: String,
    /// A pay grade such as `8d` or `vsm`, as the rule on deciders reads it.
    pub grade: Option<String>,
    /// Words such as `lay_audit`, sorted, each once.
    pub tags: Vec<String>,
    /// In lower case.
    pub email: Option<String>,
    doubts: Doubts,
}

/// Why cells that can be read are not to be kept, unless the register has them so already.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Doubts {
    name: Option<Rejected>,
    grade: Option<Rejected>,
    tags: Option<Rejected>,
}

#[derive(Debug)]
pub struct PersonList {
    columns: Vec<&'static str>,
    pub rows: Vec<Result<PersonRow, Rejected>>,
}

impl PersonList {
    #[must_use]
    pub fn says(&self, column: &str) -> bool {
        self.columns.contains(&column)
    }
}

/// A person as a list describes them and a register keeps them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PersonFields {
    pub code: Option<String>,
    pub name: String,
    pub grade: Option<String>,
    pub tags: BTreeSet<String>,
    pub email: Option<String>,
}

/// Reads a list of people.
///
/// # Errors
/// [`FileError`] when the file as a whole cannot be read.
pub fn read(bytes: &[u8]) -> Result<PersonList, FileError> {
    let sheet = layouts::recognise(rows::read(bytes)?, LAYOUTS, None)?;
    let rows = sheet
        .body()
        .map(|record| {
            let row = record.row;
            let mut cells = Cells::new(&sheet, row, sheet.whole(record)?);
            let mut doubts = Doubts::default();
            let id = cells.id("id");
            let code = cells.code("code");
            let name = cells.required("name", LONGEST_LINE);
            doubts.name = cells.doubt("name", sound::fault_of_name(&name).filter(|_| !name.is_empty()));
            let grade = cells.text("grade", LONGEST_LINE).map(|text| match grade::read(&text) {
                Some(grade) => grade.to_owned(),
                None => {
                    doubts.grade = cells.doubt("grade", Some(("unknown_grade", grade::refused(&text))));
                    text.to_lowercase()
                }
            });
            let tags = cells.listed("tags", Word::parse);
            if tags.len() > MOST_TAGS {
                doubts.tags = cells.doubt("tags", Some(("too_many", format!("At most {MOST_TAGS} tags are kept."))));
            }
            let email = cells.read("email", Email::parse).map(Into::into);
            cells.finish(PersonRow { row, id, code, name, grade, tags, email, doubts })
        })
        .collect();
    Ok(PersonList { columns: sheet.columns, rows })
}

/// What a row makes of a person. Whom only a name has found keeps theirs as it is spelt.
fn merged(before: &PersonFields, list: &PersonList, row: &PersonRow, by: By) -> PersonFields {
    let mut now = before.clone();
    if by != By::Name {
        now.name.clone_from(&row.name);
    }
    if let Some(code) = &row.code
        && now.code.as_deref().map(code_key) != Some(code_key(code))
    {
        now.code = Some(code.clone());
    }
    // A grade that was kept as payroll wrote it says the same.
    if list.says("grade") && now.grade.as_deref().and_then(grade::read).or(now.grade.as_deref()) != row.grade.as_deref() {
        now.grade.clone_from(&row.grade);
    }
    if list.says("tags") {
        now.tags = row.tags.iter().cloned().collect();
    }
    // An empty cell takes nobody's address away: it is what finds them.
    if row.email.is_some() {
        now.email.clone_from(&row.email);
    }
    now
}

/// Whether what the row says may be kept, or was before: the first doubt that holds, with the others.
fn doubted(before: &PersonFields, now: &PersonFields, doubts: &Doubts) -> Option<Rejected> {
    let changed = [now.name != before.name, now.grade != before.grade, now.tags != before.tags];
    let all = [&doubts.name, &doubts.grade, &doubts.tags];
    let mut held = all.into_iter().zip(changed).filter(|(_, changed)| *changed).filter_map(|(doubt, _)| doubt.clone());
    let first = held.next()?;
    Some(Rejected { also: held.map(Into::into).collect(), ..first })
}

/// Plans a list of people against those the register has. `believed`: there is no register, and any
/// id may be somebody's.
#[must_use]
pub fn plan<Id: Clone + Display>(list: &PersonList, held: &[Held<Id, PersonFields>], believed: bool) -> Plan<Id, PersonFields> {
    let mut crowd = Crowd::of(held, believed);
    let mut report = Report::default();
    for row in &list.rows {
        match row {
            Ok(row) => take(&mut crowd, &mut report, list, row),
            Err(fault) => report.reject(fault.clone()),
        }
    }
    let mut plan = Plan { report, create: Vec::new(), update: Vec::new() };
    for (held, now) in crowd.into_people() {
        match held {
            None => plan.create.push(now),
            Some(held) if held.fields != now => plan.update.push(Held { id: held.id.clone(), fields: now }),
            Some(_) => {}
        }
    }
    plan
}

fn take<Id: Display>(crowd: &mut Crowd<'_, Id>, report: &mut Report, list: &PersonList, row: &PersonRow) {
    let reject = |(column, code, message): Fault| {
        let value = match column {
            "email" => row.email.clone().unwrap_or_default(),
            "code" => row.code.clone().unwrap_or_default(),
            "id" => row.id.clone().unwrap_or_default(),
            _ => row.name.clone(),
        };
        Rejected { row: row.row, column: column.to_owned(), code: code.to_owned(), message, value, also: Box::default() }
    };
    let found = match crowd.find(row) {
        Ok(found) => found,
        Err(fault) => return report.reject(reject(fault)),
    };
    let Some((place, by)) = found else {
        let nobody = PersonFields::default();
        let now = merged(&nobody, list, row, By::Nothing);
        if let Some(doubt) = doubted(&nobody, &now, &row.doubts) {
            return report.reject(doubt);
        }
        crowd.enter(row, now);
        return report.created();
    };
    let Some((before, earlier)) = crowd.at(place) else { return };
    let now = merged(before, list, row, by);
    let fault = match (by, earlier) {
        (By::Name, Some(earlier)) => Some(crowd.nothing_tells_apart(row, earlier)),
        (By::Name, None) if now != *before => Some(crowd.name_is_not_enough(place, row)),
        (_, Some(earlier)) if now != *before => {
            let message =
                format!("Row {earlier} already describes this person otherwise. Keep the row that is right; give two people a code each.");
            Some(("name", "duplicate", message))
        }
        _ => None,
    };
    if let Some(fault) = fault {
        return report.reject(reject(fault));
    }
    if let Some(doubt) = doubted(before, &now, &row.doubts) {
        return report.reject(doubt);
    }
    if now == *before {
        crowd.spoken_of(place, row.row);
        return report.unchanged();
    }
    crowd.amend(place, row.row, now);
    report.updated();
}
