//! What a heading that is not known was probably meant for, and what to write instead.

use super::layouts::Layout;
use super::report::shown;
use super::rows;

/// What others call a column: many lists head it otherwise, and none of these looks like ours.
const ALSO_CALLED: &[(&str, &[&str])] = &[
    ("person", &["name", "full_name", "member", "member_name", "who", "holder", "post_holder", "staff_member"]),
    ("name", &["full_name", "person", "member", "display_name", "organisation", "organisation_name", "practice_name", "title"]),
    ("seat", &["role", "position", "office", "post", "job", "job_title", "capacity"]),
    ("committee", &["board", "group", "meeting", "body", "panel"]),
    ("from", &["start", "start_date", "started", "date_from", "from_date", "appointed", "began", "begins", "joined"]),
    ("to", &["end", "end_date", "ended", "date_to", "to_date", "until", "finish", "finished", "left", "term_ends", "expires"]),
    ("deputy_for", &["deputy", "deputy_of", "deputises_for", "alternate_for", "substitute_for"]),
    ("code", &["ref", "reference", "number", "no", "employee_number", "staff_number", "person_code", "org_code", "ods_code", "id_number"]),
    ("grade", &["band", "pay_band", "pay_grade", "payband", "paygrade"]),
    ("email", &["e_mail", "mail", "email_address", "e_mail_address", "address"]),
    ("tags", &["tag", "labels", "keywords", "categories"]),
    ("kind", &["type", "category", "organisation_type"]),
    ("commissioner", &["ccg", "icb", "parent", "parent_code"]),
    ("area", &["region", "place", "borough", "district", "locality"]),
    ("postcode", &["post_code", "zip", "zip_code"]),
    ("opened", &["open", "open_date", "start_date"]),
    ("closed", &["close", "close_date", "end_date"]),
];

/// The known column that a heading means or most resembles, if it does.
fn alike(heading: &str, columns: &'static [&'static str]) -> Option<&'static str> {
    if let Some(known) = columns.iter().find(|known| **known == heading) {
        return Some(known);
    }
    let called = ALSO_CALLED.iter().find(|(known, others)| columns.contains(known) && others.contains(&heading));
    if let Some((known, _)) = called {
        return Some(known);
    }
    columns
        .iter()
        .map(|known| {
            let letters = strsim::normalized_damerau_levenshtein(heading, known);
            // 'org_code' means the code, though half its letters are others.
            let within = known.len() >= 4 && heading.split('_').any(|word| word == *known);
            (if within { letters.max(0.65) } else { letters }, *known)
        })
        .filter(|(score, _)| *score >= 0.65)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, known)| known)
}

/// Between 0 and 1: how much of the layout the heading has.
pub(super) fn closeness(layout: &'static Layout, seen: &[String], width: usize) -> f64 {
    if !layout.heading {
        let wanted = layout.columns.len();
        // Without a heading only the width can speak; it never outbids half a known heading.
        return if width.abs_diff(wanted) <= 3 { 0.4 } else { 0.0 };
    }
    let hits: f64 = layout
        .reads(seen)
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

/// What to do to a heading so that the layout takes it.
pub(super) fn difference(layout: &'static Layout, seen: &[String], width: usize) -> String {
    if !layout.heading {
        return format!(", which has {} columns where the first row has {width}. Export the list again, unedited.", layout.columns.len());
    }
    let seen = layout.reads(seen);
    let mut words = Vec::new();
    let mut spoken_for: Vec<&str> = Vec::new();
    let mut surplus: Vec<String> = Vec::new();
    for cell in seen.iter().take(rows::SHOWN_CELLS).filter(|cell| !cell.is_empty() && !layout.columns.contains(&cell.as_str())) {
        let meant = alike(&clipped(cell), layout.columns);
        match meant.filter(|known| !spoken_for.contains(known) && !seen.iter().any(|one| one == known)) {
            Some(known) => {
                spoken_for.push(known);
                words.push(format!("write '{known}' for '{}'", shown(cell)));
            }
            None => surplus.push(format!("'{}'", shown(cell))),
        }
    }
    let missing: Vec<&str> =
        layout.required.iter().copied().filter(|name| !seen.iter().any(|cell| cell == name) && !spoken_for.contains(name)).collect();
    if !missing.is_empty() {
        words.push(format!("add {}", missing.join(", ")));
    }
    if !surplus.is_empty() {
        words.push(format!("in a copy of the list leave out {}, for which it has no place", surplus.join(", ")));
    }
    format!(": to use it, {}.", words.join("; "))
}
