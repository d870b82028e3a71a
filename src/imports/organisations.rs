//! Lists of organisations: the practice file of the NHS Organisation Data Service in the three
//! layouts in which it is handed round, and a plain template.

use super::cells::{Cells, MAX_NAME, did_you_mean};
use super::days::Order;
use super::layouts::{self, Sheet};
pub use super::practices::LAYOUTS;
use super::report::{FileError, Rejected};
use super::rows;
use crate::moment::Date;
use crate::organisations::OrganisationKind;
use crate::text::{LONGEST_LINE, sound};
use crate::words;

/// The prescribing setting that means a GP practice.
const GP_PRACTICE: &str = "4";

words! {
    /// Whether an organisation is at work.
    Status "status" {
        Active = "active",
        Closed = "closed",
        /// Not at work, from a day the file does not give.
        Dormant = "dormant",
        /// Not yet at work.
        Proposed = "proposed",
    }
}

impl Status {
    /// The practice file's letters.
    const LETTERS: [(&'static str, Self); 4] = [("A", Self::Active), ("C", Self::Closed), ("D", Self::Dormant), ("P", Self::Proposed)];

    fn from_letter(text: &str) -> Option<Self> {
        Self::LETTERS.iter().find(|(letter, _)| *letter == text).map(|(_, status)| *status)
    }
}

/// One row, every cell of it good. What the file has no column for is `None` or empty; whether it
/// had the column says [`OrganisationList::says`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationRow {
    /// The row a spreadsheet shows.
    pub row: u64,
    /// As the register's own list writes it.
    pub id: Option<String>,
    pub code: String,
    pub name: String,
    pub kind: OrganisationKind,
    pub postcode: Option<String>,
    /// The address's lines that are not empty, in order.
    pub address: Vec<String>,
    /// The commissioner's code.
    pub commissioner: Option<String>,
    /// The first day with that commissioner.
    pub joined: Option<Date>,
    /// The first day no longer with that commissioner.
    pub left: Option<Date>,
    pub opened: Option<Date>,
    pub closed: Option<Date>,
    pub status: Option<Status>,
    pub national_grouping: Option<String>,
    pub health_geography: Option<String>,
    pub prescribing_setting: Option<String>,
    pub area: Option<String>,
    /// Codes, sorted, each once.
    pub members: Vec<String>,
    /// Codes, sorted, each once.
    pub owners: Vec<String>,
    /// Why the name, which can be read, is not to be kept, unless the register has it so already.
    pub doubt: Option<Rejected>,
}

/// A list read: one result a row, in the order of the file.
#[derive(Debug)]
pub struct OrganisationList {
    pub layout: &'static str,
    columns: Vec<&'static str>,
    pub rows: Vec<Result<OrganisationRow, Rejected>>,
}

impl OrganisationList {
    /// Whether the file has this column, and so may change what it stands for.
    #[must_use]
    pub fn says(&self, column: &str) -> bool {
        self.columns.contains(&column)
    }

    /// The same list with its rows read otherwise.
    #[must_use]
    pub fn with_rows(&self, rows: Vec<Result<OrganisationRow, Rejected>>) -> Self {
        Self { layout: self.layout, columns: self.columns.clone(), rows }
    }

    /// Narrows what the list may change, for a register that keeps less than the file says. By
    /// the names of the columns: `postcode`, `address_1`, `open_date`, ...
    pub fn keep_to(&mut self, columns: &[&str]) {
        self.columns.retain(|column| columns.contains(column));
    }
}

/// Reads a list of organisations in any of [`LAYOUTS`].
///
/// # Errors
/// [`FileError`] when the file as a whole cannot be read.
pub fn read(bytes: &[u8], dates: Option<Order>) -> Result<OrganisationList, FileError> {
    let sheet = layouts::recognise(rows::read(bytes)?, LAYOUTS, dates)?;
    let template = sheet.position("kind").is_some();
    let rows = sheet
        .body()
        .map(|record| {
            let row = record.row;
            let cells = Cells::new(&sheet, row, sheet.whole(record)?);
            if template { from_template(cells, row) } else { from_practice_file(cells, &sheet, row) }
        })
        .collect();
    Ok(OrganisationList { layout: sheet.layout.name, columns: sheet.columns, rows })
}

fn from_template(mut cells: Cells<'_>, row: u64) -> Result<OrganisationRow, Rejected> {
    let id = cells.id("id");
    let code = cells.required_code("code");
    let name = cells.required("name", LONGEST_LINE);
    let doubt = cells.doubt("name", sound::fault_of_name(&name).filter(|_| !name.is_empty()));
    let word = cells.required("kind", MAX_NAME);
    let kind = word.parse().ok();
    if kind.is_none() && !word.is_empty() {
        let kinds: Vec<&str> = OrganisationKind::ALL.iter().map(|kind| kind.as_str()).collect();
        let message = format!("This is not a kind of organisation. Write one of: {}.{}", kinds.join(", "), did_you_mean(&word, &kinds));
        cells.fault("kind", "unknown_kind", message);
    }
    let commissioner = cells.code("commissioner");
    if commissioner.as_ref().is_some_and(|with| with.eq_ignore_ascii_case(&code)) {
        cells.fault(
            "commissioner",
            "refers_to_itself",
            "No body is its own commissioner. Write the other body's code, or leave the cell empty.",
        );
    }
    let area = cells.text("area", LONGEST_LINE);
    let postcode = cells.text("postcode", LONGEST_LINE);
    let opened = cells.day("opened");
    let closed = cells.last_day("closed");
    if opened.zip(closed).is_some_and(|(opened, closed)| closed < opened) {
        cells.fault("closed", "closed_before_opened", "The day of closing lies before the day of opening. Put one of them right.");
    }
    let members = cells.codes("members");
    let owners = cells.codes("owners");
    for (column, codes) in [("members", &members), ("owners", &owners)] {
        if codes.iter().any(|other| other.eq_ignore_ascii_case(&code)) {
            cells.fault(column, "refers_to_itself", "The organisation is listed here under its own code. Take it out.");
        }
    }
    cells.finish(OrganisationRow {
        row,
        id,
        code,
        name,
        kind: kind.unwrap_or(OrganisationKind::Other),
        postcode,
        address: Vec::new(),
        commissioner,
        joined: None,
        left: None,
        opened,
        closed,
        status: None,
        national_grouping: None,
        health_geography: None,
        prescribing_setting: None,
        area,
        members,
        owners,
        doubt,
    })
}

fn from_practice_file(mut cells: Cells<'_>, sheet: &Sheet<'_>, row: u64) -> Result<OrganisationRow, Rejected> {
    let code = cells.required_practice_code("practice_code");
    let name = cells.required("name", MAX_NAME);
    let doubt = cells.doubt("name", sound::fault_of_name(&name).filter(|_| !name.is_empty()));
    let address = sheet.columns.iter().filter(|column| column.starts_with("address_"));
    let address = address.filter_map(|column| cells.text(column, MAX_NAME)).collect();
    let opened = cells.day("open_date");
    let closed = cells.last_day("close_date");
    if opened.zip(closed).is_some_and(|(opened, closed)| closed < opened) {
        cells.fault("close_date", "closed_before_opened", "The day of closing lies before the day of opening. Put one of them right.");
    }
    let joined = cells.day("joined_commissioner");
    let left = cells.last_day("left_commissioner");
    if joined.zip(left).is_some_and(|(joined, left)| left < joined) {
        let message = "The practice left its commissioner before it joined it. Put one of the two days right.";
        cells.fault("left_commissioner", "left_before_joined", message);
    }
    let commissioner = cells.practice_code("commissioner_code");
    if commissioner.is_none() && (joined.is_some() || left.is_some()) {
        cells.fault(
            "commissioner_code",
            "required",
            "There is a day of joining or leaving but no commissioner. Write the commissioner's code.",
        );
    }
    let status = status(&mut cells);
    let prescribing_setting = cells.text("prescribing_setting", 20);
    if prescribing_setting.as_ref().is_some_and(|setting| setting.len() > 3 || !setting.bytes().all(|byte| byte.is_ascii_digit())) {
        let message =
            "A prescribing setting is a number, 4 for a GP practice. The cells of this row may have moved: compare it with its neighbours.";
        cells.fault("prescribing_setting", "unknown_prescribing_setting", message);
    }
    let is_practice = sheet.position("prescribing_setting").is_none() || prescribing_setting.as_deref() == Some(GP_PRACTICE);
    let read = OrganisationRow {
        row,
        id: None,
        code,
        name,
        kind: if is_practice { OrganisationKind::GpPractice } else { OrganisationKind::Other },
        postcode: cells.text("postcode", 20),
        address,
        commissioner,
        joined,
        left,
        opened,
        closed,
        status,
        national_grouping: cells.practice_code("national_grouping"),
        health_geography: cells.practice_code("health_geography"),
        prescribing_setting,
        area: None,
        members: Vec::new(),
        owners: Vec::new(),
        doubt,
    };
    cells.finish(read).map_err(|mut fault| {
        if row == 1 && fault.column == "practice_code" {
            fault.message.push_str(" If this row is a heading, delete it: this layout has none.");
        }
        fault
    })
}

fn status(cells: &mut Cells<'_>) -> Option<Status> {
    let text = cells.required("status", MAX_NAME);
    let status = Status::from_letter(&text.to_ascii_uppercase());
    if status.is_none() && !text.is_empty() {
        let message = "This is not a status. Write A (active), C (closed), D (dormant) or P (proposed).";
        cells.fault("status", "unknown_status", message);
    }
    status
}
