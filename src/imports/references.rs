//! What the rows of a list refer to, and which of them fall because it is not there.

use std::collections::{HashMap, VecDeque};

use super::organisations::OrganisationList;
use super::report::Rejected;

/// Rows whose members or owners nobody knows: not the register, and no row that is itself taken;
/// beside those that fall anyhow. By place in the list. Rejecting one row may leave another without
/// what it refers to, so this follows the references backwards until nothing more falls.
pub(super) fn dangling(
    list: &OrganisationList,
    mut fallen: HashMap<usize, Rejected>,
    known: impl Fn(&str) -> bool,
) -> HashMap<usize, Rejected> {
    let mut giving: HashMap<&str, usize> = HashMap::new();
    let mut referring: HashMap<&str, Vec<(usize, &'static str)>> = HashMap::new();
    let rows = || list.rows.iter().enumerate().filter_map(|(place, row)| row.as_ref().ok().map(|row| (place, row)));
    for (place, row) in rows() {
        *giving.entry(row.code.as_str()).or_default() += usize::from(!fallen.contains_key(&place));
        let members = row.members.iter().map(|code| (code, "members"));
        for (code, column) in members.chain(row.owners.iter().map(|code| (code, "owners"))) {
            referring.entry(code.as_str()).or_default().push((place, column));
        }
    }
    let is_given = |code: &str| giving.get(code).is_some_and(|rows| *rows > 0);
    let mut gone: VecDeque<&str> = referring.keys().copied().filter(|code| !is_given(code) && !known(code)).collect();
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
                also: Box::default(),
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
