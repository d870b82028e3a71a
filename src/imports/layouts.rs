//! Which layout a file has: by its heading, or for the one layout without a heading by its
//! width. A heading that is not known is refused with the columns seen, the layouts accepted and
//! the nearest of them.

use super::days::Order;
use super::headings::{closeness, difference};
use super::report::{Accepted, FileError, Rejected, shown};
use super::rows::{self, Record, Table};

/// One way in which a list may come.
#[derive(Debug, PartialEq, Eq)]
pub struct Layout {
    pub name: &'static str,
    /// The columns it knows; in a layout without a heading, all of them in order.
    pub columns: &'static [&'static str],
    pub required: &'static [&'static str],
    /// Columns that stand for another where that one is not there.
    pub aliases: &'static [(&'static str, &'static str)],
    pub heading: bool,
}

impl Layout {
    /// The headings as this layout reads them.
    pub(super) fn reads(&self, seen: &[String]) -> Vec<String> {
        let is_seen = |name: &str| seen.iter().any(|other| other == name);
        let meant = |cell: &String| {
            let place = self.aliases.iter().position(|(alias, name)| alias == cell && !is_seen(name));
            // Of several that could stand for it, the first.
            let name = place.and_then(|place| self.aliases.get(place).map(|(_, name)| (place, *name)));
            match name {
                Some((place, name)) if !self.aliases.iter().take(place).any(|(alias, other)| *other == name && is_seen(alias)) => {
                    name.to_owned()
                }
                _ => cell.clone(),
            }
        };
        seen.iter().map(meant).collect()
    }
}

/// A file whose columns are known, and its rows below the heading.
#[derive(Debug)]
pub struct Sheet<'a> {
    pub layout: &'static Layout,
    /// The columns of this file, in its order; empty for one without a heading.
    pub columns: Vec<&'static str>,
    /// How the list writes its days, where whoever sent it said so.
    pub dates: Option<Order>,
    table: Table<'a>,
}

impl Sheet<'_> {
    /// The rows below the heading that hold anything.
    pub fn body(&self) -> impl Iterator<Item = Record> + '_ {
        let is_row = |record: &Record| {
            let unseen = record.used > record.cells.len();
            unseen || record.fault.is_some() || record.cells.iter().any(|cell| !cell.trim().is_empty())
        };
        self.table.records().skip(usize::from(self.layout.heading)).filter(is_row)
    }

    /// The column's position in this file, from 0.
    #[must_use]
    pub fn position(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|one| *one == column)
    }

    /// What a column is called in a rejection.
    #[must_use]
    pub fn title(&self, position: usize) -> String {
        let named = self.columns.get(position).filter(|name| !name.is_empty());
        named.map_or_else(|| format!("column {}", position + 1), |name| (*name).to_owned())
    }

    /// The row as cells of the right number, all of them readable; or why not. Cells beyond the last
    /// column count where they hold anything.
    ///
    /// # Errors
    /// The row's first fault.
    pub fn whole(&self, mut record: Record) -> Result<Vec<String>, Rejected> {
        let reject = |position: usize, code: &str, message: String, value: String| Rejected {
            row: record.row,
            column: self.title(position),
            code: code.to_owned(),
            message,
            value,
            also: Box::default(),
        };
        if let Some(fault) = record.fault.as_ref().filter(|fault| fault.moves_cells) {
            return Err(reject(fault.column, fault.code, fault.message.clone(), fault.value.clone()));
        }
        let wanted = self.columns.len();
        if record.width < wanted || record.used > wanted {
            let position = record.width.min(wanted);
            let surplus = record.cells.get(wanted).map(|cell| shown(cell)).unwrap_or_default();
            let cure = if record.width < wanted {
                "Add the missing cells (an empty cell still needs its separator)"
            } else {
                "Put a cell that holds a comma in quotation marks, or delete the surplus cells"
            };
            let has = if record.width < wanted { record.width } else { record.used };
            let message = format!("The row has {has} cells where the layout has {wanted} columns. {cure}.");
            return Err(reject(position, "wrong_number_of_columns", message, surplus));
        }
        if let Some(fault) = &record.fault {
            return Err(reject(fault.column, fault.code, fault.message.clone(), fault.value.clone()));
        }
        let unheaded = self.columns.iter().zip(&record.cells).position(|(name, cell)| name.is_empty() && !cell.trim().is_empty());
        if let Some(position) = unheaded {
            let message = format!(
                "Column {} has no heading, so what this cell means cannot be told. Write the heading, or empty the cell.",
                position + 1
            );
            let value = record.cells.get(position).map(|cell| shown(cell.trim())).unwrap_or_default();
            return Err(reject(position, "column_without_heading", message, value));
        }
        record.cells.resize(wanted, String::new());
        Ok(record.cells)
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
pub fn recognise<'a>(table: Table<'a>, layouts: &'static [Layout], dates: Option<Order>) -> Result<Sheet<'a>, FileError> {
    let Some(first) = table.records().next() else { return Err(rows::empty_file()) };
    let first = &first;
    let seen: Vec<String> = first.cells.iter().map(|cell| folded(cell)).collect();
    for layout in layouts.iter().filter(|layout| layout.heading && first.fault.is_none()) {
        let known = |cell: &String| if cell.is_empty() { Some("") } else { layout.columns.iter().find(|known| *known == cell).copied() };
        let columns: Option<Vec<&'static str>> = layout.reads(&seen).iter().map(known).collect();
        let is_whole = |columns: &Vec<&str>| !columns.is_empty() && layout.required.iter().all(|one| columns.contains(one));
        let Some(columns) = columns.filter(|columns| first.used <= rows::MAX_COLUMNS && is_whole(columns)) else { continue };
        let twice = columns.iter().enumerate().find(|(at, name)| !name.is_empty() && columns.iter().take(*at).any(|other| other == *name));
        if let Some((_, name)) = twice {
            let message = format!("The heading names the column '{name}' twice. Delete one of the two columns.");
            return Err(FileError { seen: spelled(first), ..FileError::new("heading_twice", message) });
        }
        return bounded(Sheet { layout, columns, dates, table });
    }
    for layout in layouts.iter().filter(|layout| !layout.heading) {
        // Judged by the first rows together, so that one ragged row does not hide the layout.
        let sample = table.widths().take(20);
        let (fit, all) = sample.fold((0, 0), |(fit, all), width| (fit + usize::from(width == layout.columns.len()), all + 1));
        if fit * 2 >= all {
            return bounded(Sheet { layout, columns: layout.columns.to_vec(), dates, table });
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
    first.cells.iter().take(rows::SHOWN_CELLS).map(|cell| shown(cell.trim())).collect()
}

fn unknown(first: &Record, seen: &[String], layouts: &'static [Layout]) -> FileError {
    let nearest = layouts
        .iter()
        .map(|layout| (closeness(layout, seen, first.width), layout))
        .filter(|(score, _)| *score >= 0.2)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, layout)| layout);
    let mut message = format!("The first row is not a heading that this import knows. Columns seen: {}.", spelled(first).join(", "));
    if first.used > rows::SHOWN_CELLS {
        message.push_str(&format!(" ({} in all.)", first.used));
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

/// A layout in words: the columns that may be left out have a question mark.
#[must_use]
pub fn describe(layout: &'static Layout) -> String {
    if !layout.heading {
        return format!("'{}' ({} columns, no heading)", layout.name, layout.columns.len());
    }
    let columns: Vec<String> =
        layout.columns.iter().map(|name| if layout.required.contains(name) { (*name).to_owned() } else { format!("{name}?") }).collect();
    format!("'{}' ({})", layout.name, columns.join(","))
}
