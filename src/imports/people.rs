//! Lists of people, in one template. A person is known by the code where one is given, else by
//! the e-mail address, else by the name; where that is not enough the row is rejected, so that
//! nobody becomes two people or part of another.

use std::collections::{BTreeSet, HashMap};

use unicode_normalization::UnicodeNormalization;

use super::cells::Cells;
use super::layouts::{self, Layout};
use super::plan::{Held, Plan};
use super::report::{FileError, Rejected, Report};
use super::rows;
use crate::wording::{LONGEST_CODE, is_word};

pub static LAYOUTS: &[Layout] =
    &[Layout { name: "people template", columns: &["code", "name", "grade", "tags", "email"], required: &["name"], heading: true }];

/// One row, every cell of it good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    pub row: u64,
    pub code: Option<String>,
    pub name: String,
    /// A pay grade such as `8d` or `vsm`, in small letters, as the rule on deciders reads it.
    pub grade: Option<String>,
    /// Words such as `lay_audit`, sorted, each once.
    pub tags: Vec<String>,
    /// In lower case.
    pub email: Option<String>,
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

/// A name as it is compared: case, width of blanks and forms of letters do not matter.
#[must_use]
pub fn folded(name: &str) -> String {
    let letters: String = name.nfkc().collect::<String>().to_lowercase();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Reads a list of people.
///
/// # Errors
/// [`FileError`] when the file as a whole cannot be read.
pub fn read(bytes: &[u8]) -> Result<PersonList, FileError> {
    let sheet = layouts::recognise(rows::read(bytes)?, LAYOUTS)?;
    let rows = sheet
        .body()
        .map(|record| {
            let mut cells = Cells::new(&sheet, record.row, sheet.whole(&record)?);
            let code = cells.code("code");
            let name = cells.name("name");
            let grade = cells.text("grade", 40).map(|grade| grade.to_lowercase());
            let tags = cells.listed("tags", wrong_tag);
            let email = cells.text("email", 254).map(|address| address.to_lowercase());
            if email.as_ref().is_some_and(|address| !is_address(address)) {
                cells.fault("email", "bad_email", "This is not an e-mail address. Write it as name@example.org, or leave the cell empty.");
            }
            cells.finish(PersonRow { row: record.row, code, name, grade, tags, email })
        })
        .collect();
    Ok(PersonList { columns: sheet.columns, rows })
}

fn wrong_tag(tag: &str) -> Option<(&'static str, String)> {
    if is_word(tag) {
        return None;
    }
    let shown = super::report::shown(tag);
    let message = format!(
        "'{shown}' is not a tag. A tag is 1 to {LONGEST_CODE} letters, digits and underscores, such as lay_audit; put semicolons between tags."
    );
    Some(("bad_tag", message))
}

fn is_address(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let plain = text.chars().all(|letter| !letter.is_whitespace() && !matches!(letter, ',' | ';' | '<' | '>' | '"' | '(' | ')'));
    plain && !local.is_empty() && !domain.contains('@') && domain.split('.').count() > 1 && domain.split('.').all(|label| !label.is_empty())
}

struct Slot<'a, Id> {
    held: Option<&'a Held<Id, PersonFields>>,
    now: PersonFields,
    /// The row of this list that speaks of the person.
    row: Option<u64>,
}

/// The people of the register and of the rows taken so far, by each of their keys.
struct Crowd<'a, Id> {
    slots: Vec<Slot<'a, Id>>,
    by_code: HashMap<String, usize>,
    by_email: HashMap<String, usize>,
    /// Apart by whether a code and an address are held, so that those whose own keys speak
    /// against a row are never gone through: thousands may share a name.
    by_name: HashMap<(String, bool, bool), BTreeSet<usize>>,
}

fn shelf(person: &PersonFields) -> (String, bool, bool) {
    (folded(&person.name), person.code.is_some(), person.email.is_some())
}

type Fault = (&'static str, &'static str, String);

impl<'a, Id> Crowd<'a, Id> {
    fn of(held: &'a [Held<Id, PersonFields>]) -> Self {
        let mut crowd = Self { slots: Vec::new(), by_code: HashMap::new(), by_email: HashMap::new(), by_name: HashMap::new() };
        for one in held {
            crowd.add(Slot { held: Some(one), now: one.fields.clone(), row: None });
        }
        crowd
    }

    fn add(&mut self, slot: Slot<'a, Id>) {
        let place = self.slots.len();
        self.index(&slot.now, place);
        self.slots.push(slot);
    }

    fn index(&mut self, person: &PersonFields, place: usize) {
        self.by_name.entry(shelf(person)).or_default().insert(place);
        if let Some(code) = &person.code {
            self.by_code.insert(code.clone(), place);
        }
        if let Some(email) = &person.email {
            self.by_email.insert(email.to_lowercase(), place);
        }
    }

    /// Whom the row means; `None` for a new person.
    fn find(&self, row: &PersonRow) -> Result<Option<usize>, Fault> {
        let by_code = row.code.as_ref().and_then(|code| self.by_code.get(code)).copied();
        let by_email = row.email.as_ref().and_then(|email| self.by_email.get(email)).copied();
        let code_of = |place: usize| self.slots.get(place).and_then(|slot| slot.now.code.as_deref());
        match (by_code, by_email) {
            (Some(one), Some(other)) if one != other => Err(email_taken()),
            (Some(one), _) => Ok(Some(one)),
            (None, Some(other)) if row.code.is_some() && code_of(other).is_some() => Err(email_taken()),
            (None, Some(other)) => Ok(Some(other)),
            (None, None) => self.by_name(row),
        }
    }

    /// Those of the name whose code and e-mail do not speak against it.
    fn by_name(&self, row: &PersonRow) -> Result<Option<usize>, Fault> {
        let name = folded(&row.name);
        let shelves = [(false, false), (false, true), (true, false), (true, true)];
        let open = shelves.into_iter().filter(|(code, email)| (row.code.is_none() || !code) && (row.email.is_none() || !email));
        let mut fit = open.filter_map(|(code, email)| self.by_name.get(&(name.clone(), code, email))).flatten().copied();
        match (fit.next(), fit.next()) {
            (first, None) => Ok(first),
            _ => {
                let message = "Several people have this name. Give the person's code or e-mail address.";
                Err(("name", "ambiguous_name", message.to_owned()))
            }
        }
    }
}

fn email_taken() -> Fault {
    let message = "This e-mail address belongs to another person. Give each person an address of their own, or leave the cell empty.";
    ("email", "duplicate_email", message.to_owned())
}

fn told(before: &PersonFields, list: &PersonList, row: &PersonRow) -> PersonFields {
    let mut now = before.clone();
    now.name.clone_from(&row.name);
    if row.code.is_some() {
        now.code.clone_from(&row.code);
    }
    if list.says("grade") {
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

/// Plans a list of people against those the register has.
#[must_use]
pub fn plan<Id: Clone>(list: &PersonList, held: &[Held<Id, PersonFields>]) -> Plan<Id, PersonFields> {
    let mut crowd = Crowd::of(held);
    let mut report = Report::default();
    for row in &list.rows {
        match row {
            Ok(row) => take(&mut crowd, &mut report, list, row),
            Err(fault) => report.reject(fault.clone()),
        }
    }
    let mut plan = Plan { report, create: Vec::new(), update: Vec::new() };
    for slot in crowd.slots {
        match slot.held {
            None => plan.create.push(slot.now),
            Some(held) if held.fields != slot.now => plan.update.push(Held { id: held.id.clone(), fields: slot.now }),
            Some(_) => {}
        }
    }
    plan
}

fn take<Id>(crowd: &mut Crowd<'_, Id>, report: &mut Report, list: &PersonList, row: &PersonRow) {
    let reject = |(column, code, message): Fault| {
        let value = match column {
            "email" => row.email.clone().unwrap_or_default(),
            _ => row.name.clone(),
        };
        Rejected { row: row.row, column: column.to_owned(), code: code.to_owned(), message, value }
    };
    let place = match crowd.find(row) {
        Ok(place) => place,
        Err(fault) => return report.reject(reject(fault)),
    };
    let Some((place, slot)) = place.and_then(|place| crowd.slots.get_mut(place).map(|slot| (place, slot))) else {
        let now = told(&PersonFields::default(), list, row);
        crowd.add(Slot { held: None, now, row: Some(row.row) });
        return report.created();
    };
    let now = told(&slot.now, list, row);
    if now == slot.now {
        slot.row.get_or_insert(row.row);
        return report.unchanged();
    }
    if let Some(earlier) = slot.row {
        let message = format!(
            "Row {earlier} already describes this person otherwise. Keep the row that is right; give two people of one name a code each."
        );
        return report.reject(reject(("name", "duplicate", message)));
    }
    let before = shelf(&slot.now);
    slot.now = now.clone();
    slot.row = Some(row.row);
    if let Some(same) = crowd.by_name.get_mut(&before) {
        same.remove(&place);
    }
    crowd.index(&now, place);
    report.updated();
}
