//! Which layout a file has: by its heading, or for the one layout without a heading by its
//! width. A heading that is not known is refused with the columns seen, the layouts accepted and
//! the nearest of them.

use super::report::{Accepted, FileError, Rejected, shown};
use super::rows::{self, Record, Table};

/// One way in which a list may come.
#[derive(Debug, PartialEq, Eq)]
pub struct Layout {
    pub name: &'static str,
    /// The columns it knows; in a layout without a heading, all of them in order.
    pub columns: &'static [&'static str],
    pub required: &'static [&'static str],
    pub heading: bool,
}

/// A file whose columns are known, and its rows below the heading.
#[derive(Debug)]
pub struct Sheet<'a> {
    pub layout: &'static Layout,
    /// The columns of this file, in its order.
    pub columns: Vec<&'static str>,
    table: Table<'a>,
}

impl Sheet<'_> {
    /// The rows below the heading.
    pub fn body(&self) -> impl Iterator<Item = Record> + '_ {
        self.table.records().skip(usize::from(self.layout.heading))
    }

    /// The column's position in this file, from 0.
    #[must_use]
    pub fn position(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|one| *one == column)
    }

    /// What a column is called in a rejection.
    #[must_use]
    pub fn title(&self, position: usize) -> String {
        self.columns.get(position).map_or_else(|| format!("column {}", position + 1), |name| (*name).to_owned())
    }

    /// The row as cells of the right number, all of them readable; or why not.
    ///
    /// # Errors
    /// The row's first fault.
    pub fn whole<'r>(&self, record: &'r Record) -> Result<&'r [String], Rejected> {
        let reject = |position: usize, code: &str, message: String, value: String| Rejected {
            row: record.row,
            column: self.title(position),
            code: code.to_owned(),
            message,
            value,
        };
        if let Some(fault) = record.fault.as_ref().filter(|fault| fault.moves_cells) {
            return Err(reject(fault.column, fault.code, fault.message.clone(), fault.value.clone()));
        }
        let wanted = self.columns.len();
        if record.width != wanted {
            let position = record.width.min(wanted);
            let surplus = record.cells.get(wanted).map(|cell| shown(cell)).unwrap_or_default();
            let cure = if record.width < wanted {
                "Add the missing cells (an empty cell still needs its comma)"
            } else {
                "Put a cell that holds a comma in quotation marks, or delete the surplus cells"
            };
            let message = format!("The row has {} cells where the layout has {wanted} columns. {cure}.", record.width);
            return Err(reject(position, "wrong_number_of_columns", message, surplus));
        }
        if let Some(fault) = &record.fault {
            return Err(reject(fault.column, fault.code, fault.message.clone(), fault.value.clone()));
        }
        if record.cells.iter().all(|cell| cell.trim().is_empty()) {
            let message = "Every cell of the row is empty. Delete the row, or fill it in.".to_owned();
            return Err(reject(0, "empty_row", message, String::new()));
        }
        Ok(&record.cells)
    }
}

/// A heading as people write it: case, spaces and hyphens do not matter.
fn folded(heading: &str) -> String {
    heading.trim().trim_matches('\u{FEFF}').to_lowercase().replace([' ', '-'], "_")
}

/// Finds the layout of a file.
///
/// # Errors
/// `unknown_layout`, `heading_twice`, `heading_unreadable` or `too_many_rows`.
pub fn recognise<'a>(table: Table<'a>, layouts: &'static [Layout]) -> Result<Sheet<'a>, FileError> {
    let Some(first) = table.records().next() else { return Err(rows::empty_file()) };
    let first = &first;
    let seen: Vec<String> = first.cells.iter().map(|cell| folded(cell)).collect();
    for layout in layouts.iter().filter(|layout| layout.heading && first.fault.is_none()) {
        let columns: Option<Vec<&'static str>> =
            seen.iter().map(|cell| layout.columns.iter().find(|known| *known == cell).copied()).collect();
        let Some(columns) = columns.filter(|columns| layout.required.iter().all(|one| columns.contains(one))) else { continue };
        if let Some(twice) = columns.iter().enumerate().find(|(at, name)| columns.iter().take(*at).any(|other| other == *name)) {
            let message = format!("The heading names the column '{}' twice. Delete one of the two columns.", twice.1);
            return Err(FileError { seen: spelled(first), ..FileError::new("heading_twice", message) });
        }
        return bounded(Sheet { layout, columns, table });
    }
    for layout in layouts.iter().filter(|layout| !layout.heading) {
        // Judged by the first rows together, so that one ragged row does not hide the layout.
        let sample = table.widths().take(20);
        let (fit, all) = sample.fold((0, 0), |(fit, all), width| (fit + usize::from(width == layout.columns.len()), all + 1));
        if fit * 2 >= all {
            return bounded(Sheet { layout, columns: layout.columns.to_vec(), table });
        }
    }
    if let Some(fault) = &first.fault {
        let message = format!("The first row cannot be read, at column {}: {}", fault.column + 1, fault.message);
        return Err(FileError { seen: spelled(first), ..FileError::new("heading_unreadable", message) });
    }
    Err(unknown(first, &seen, layouts))
}

fn bounded(sheet: Sheet<'_>) -> Result<Sheet<'_>, FileError> {
    if sheet.table.len() > rows::MAX_ROWS + usize::from(sheet.layout.heading) { Err(rows::too_many_rows()) } else { Ok(sheet) }
}

/// The first row's cells, as an error may show them.
fn spelled(first: &Record) -> Vec<String> {
    first.cells.iter().take(40).map(|cell| shown(cell.trim())).collect()
}

fn unknown(first: &Record, seen: &[String], layouts: &'static [Layout]) -> FileError {
    let nearest = layouts
        .iter()
        .map(|layout| (closeness(layout, seen, first.width), layout))
        .filter(|(score, _)| *score >= 0.2)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, layout)| layout);
    let mut message = format!("The first row is not a heading that this import knows. Columns seen: {}.", spelled(first).join(", "));
    if first.width > 40 {
        message.push_str(&format!(" ({} in all.)", first.width));
    }
    if let Some(other) = [';', '\t', '|'].into_iter().find(|mark| first.width == 1 && seen.iter().any(|cell| cell.contains(*mark))) {
        let name = match other {
            ';' => "semicolons",
            '\t' => "tabs",
            _ => "vertical bars",
        };
        message.push_str(&format!(" The cells seem to be separated by {name}: save the file as 'CSV UTF-8 (Comma delimited)'."));
    }
    message.push_str(" Layouts accepted: ");
    let accepted: Vec<String> = layouts.iter().map(describe).collect();
    message.push_str(&accepted.join("; "));
    message.push('.');
    if let Some(layout) = nearest {
        message.push_str(&format!(" The nearest is '{}'{}", layout.name, difference(layout, seen, first.width)));
    }
    FileError {
        code: "unknown_layout".to_owned(),
        message,
        seen: spelled(first),
        accepted: layouts.iter().map(Accepted::from).collect(),
        nearest: nearest.map(|layout| layout.name.to_owned()),
    }
}

impl From<&'static Layout> for Accepted {
    fn from(layout: &'static Layout) -> Self {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Self { name: layout.name.to_owned(), columns: owned(layout.columns), required: owned(layout.required), heading: layout.heading }
    }
}

fn describe(layout: &'static Layout) -> String {
    if !layout.heading {
        return format!("'{}' ({} columns, no heading)", layout.name, layout.columns.len());
    }
    let columns: Vec<String> =
        layout.columns.iter().map(|name| if layout.required.contains(name) { (*name).to_owned() } else { format!("{name}?") }).collect();
    format!("'{}' ({})", layout.name, columns.join(","))
}

/// The known column that a heading most resembles, if it resembles any.
fn alike(heading: &str, columns: &'static [&'static str]) -> Option<&'static str> {
    columns
        .iter()
        .map(|known| {
            let letters = strsim::normalized_damerau_levenshtein(heading, known);
            // 'org_code' means the code, though half its letters are others.
            let within = known.len() >= 4 && heading.split('_').any(|word| word == *known);
            (if within { letters.max(0.6) } else { letters }, *known)
        })
        .filter(|(score, _)| *score >= 0.6)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, known)| known)
}

/// Between 0 and 1: how much of the layout the heading has.
fn closeness(layout: &'static Layout, seen: &[String], width: usize) -> f64 {
    if !layout.heading {
        let wanted = layout.columns.len();
        // Without a heading only the width can speak; it never outbids half a known heading.
        return if width.abs_diff(wanted) <= 3 { 0.4 } else { 0.0 };
    }
    let hits: f64 = seen
        .iter()
        .take(rows::MAX_COLUMNS)
        .map(|cell| match alike(&clipped(cell), layout.columns) {
            Some(known) if known == cell => 1.0,
            Some(_) => 0.7,
            None => 0.0,
        })
        .sum();
    // Neither number can exceed MAX_COLUMNS, so both are exact as floating point.
    hits / u32::try_from(layout.required.len().max(seen.len())).map_or(f64::MAX, f64::from)
}

/// A cell of thousands of characters is no heading, and comparing it would be slow.
fn clipped(cell: &str) -> String {
    cell.chars().take(60).collect()
}

fn difference(layout: &'static Layout, seen: &[String], width: usize) -> String {
    if !layout.heading {
        return format!(", which has {} columns where the first row has {width}. Export the list again, unedited.", layout.columns.len());
    }
    let mut words = Vec::new();
    let mut spoken_for: Vec<&str> = Vec::new();
    for cell in seen.iter().take(40).filter(|cell| !layout.columns.contains(&cell.as_str())) {
        let place = seen.iter().position(|one| one == cell).unwrap_or(0) + 1;
        match alike(&clipped(cell), layout.columns).filter(|known| !seen.iter().any(|one| one == known)) {
            Some(known) => {
                spoken_for.push(known);
                words.push(format!("write '{known}' for '{}'", shown(cell)));
            }
            None if cell.is_empty() => words.push(format!("delete column {place}, which has no heading")),
            None => words.push(format!("delete the column '{}'", shown(cell))),
        }
    }
    let missing: Vec<&str> =
        layout.required.iter().copied().filter(|name| !seen.iter().any(|cell| cell == name) && !spoken_for.contains(name)).collect();
    if !missing.is_empty() {
        words.push(format!("add {}", missing.join(", ")));
    }
    format!(": to use it, {}.", words.join("; "))
}
