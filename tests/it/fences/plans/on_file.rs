//! Plans of a file: without statistics, with them, and as `PRAGMA optimize` would have them.

use std::collections::BTreeSet;

use diesel::connection::SimpleConnection;
use diesel::{Connection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};

use super::Crossed;
use super::filled;
use super::judged::{Plans, Reading, conditions};
use crate::place::Place;

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = diesel::sql_types::Text)]
    detail: String,
}

struct File(SqliteConnection);

impl File {
    fn of(place: &Place) -> Self {
        let text = place.text();
        let path = text.strip_prefix("sqlite:").unwrap();
        let mut conn = SqliteConnection::establish(path).unwrap();
        conn.batch_execute("PRAGMA trusted_schema = OFF; PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON;").unwrap();
        Self(conn)
    }

    fn run(&mut self, statements: &str) {
        self.0.batch_execute(statements).unwrap_or_else(|error| panic!("{statements}: {error}"));
    }
}

/// `SEARCH vote USING INDEX vote_by_item (register_id=? AND item=?)`
fn reading(detail: &str, statement: &str) -> Option<Reading> {
    let (verb, rest) = detail.split_once(' ')?;
    let table = rest.split(' ').next()?.to_owned();
    if !matches!(verb, "SCAN" | "SEARCH") || rest.contains("CONSTANT ROW") || rest.starts_with('(') || rest.contains("SUBQUERY") {
        return None;
    }
    // A list that was given as one value: it holds what was asked for, and nothing of a table.
    if table == "json_each" {
        return None;
    }
    let terms: Vec<&str> = match rest.rsplit_once(" (") {
        Some((_, terms)) if verb == "SEARCH" => terms.split(')').next().unwrap_or_default().split(" AND ").collect(),
        _ => Vec::new(),
    };
    let made_for_it = rest.contains("AUTOMATIC");
    let equal: Vec<String> = terms.iter().filter_map(|term| term.strip_suffix("=?")).filter(|_| !made_for_it).map(str::to_owned).collect();
    let told: BTreeSet<&str> = terms.iter().map(|term| term.trim_end_matches(['=', '>', '<', '?'])).collect();
    let passes_over = conditions(statement, &table).iter().any(|column| !told.contains(column.as_str()));
    // A whole index in its order is as good as the part of it that a register is.
    let by_index = (verb == "SEARCH" || rest.contains("USING")) && !made_for_it;
    Some(Reading { table, equal, by_index, passes_over })
}

impl Plans for File {
    fn faults(&mut self, statement: &str) -> Vec<String> {
        let steps: Vec<Step> =
            sql_query(format!("EXPLAIN QUERY PLAN {statement}")).load(&mut self.0).unwrap_or_else(|error| panic!("{statement}: {error}"));
        let is_cut = statement.contains(" LIMIT ");
        let is_sorted = steps.iter().any(|step| step.detail.starts_with("USE TEMP B-TREE"));
        let mut faults = Vec::new();
        for step in &steps {
            if let Some(fault) = reading(&step.detail, statement).and_then(|reading| reading.fault(is_cut, is_sorted)) {
                faults.push(format!("{fault} ({})", step.detail));
            }
        }
        faults
    }
}

/// Judges all statements; what is crossed when an index is gone.
pub fn judged(place: &Place, heard: &BTreeSet<String>, found: &mut Crossed) -> Crossed {
    let mut file = File::of(place);
    file.run(&filled::of_file(place));
    super::crossed(heard, "without statistics", &mut file, found);
    file.run("PRAGMA analysis_limit = 400; PRAGMA optimize = 0x10012;");
    super::crossed(heard, "after PRAGMA optimize", &mut File::of(place), found);
    file.run("PRAGMA analysis_limit = 0; ANALYZE;");
    super::crossed(heard, "after ANALYZE", &mut File::of(place), found);
    // Of another day they would say what is no longer so: whoever opens the file to write throws them away.
    place.database();
    assert_eq!(place.ask("SELECT CAST(COUNT(*) AS TEXT) AS word FROM sqlite_schema WHERE name = 'sqlite_stat1'"), ["0"]);
    file.run("DROP INDEX vote_by_item;");
    let mut bitten = Crossed::new();
    super::crossed(heard, "without an index", &mut File::of(place), &mut bitten);
    bitten
}
