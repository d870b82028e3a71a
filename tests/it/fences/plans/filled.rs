//! A register in which the day that was played happened many times over: rows copied by the database
//! itself, each copy with ids of its own, so that what belongs together still does. The log does
//! not know of them; only plans are read from it.

use crate::place::Place;

/// So many rows each table has in the end, or a little more.
const ROWS: usize = 6_000;
/// Of a table whose rows are long.
const LONG: usize = 1_500;

struct Column {
    name: String,
    is_text: bool,
}

/// The tables that grow, with their columns and how often their rows are copied.
fn tables(place: &Place) -> Vec<(String, Vec<Column>, usize)> {
    let names = place.ask(if place.is_file() {
        "SELECT name AS word FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    } else {
        "SELECT relname::text AS word FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace ORDER BY relname"
    });
    let grows = |name: &String| !super::judged::FEW.contains(&name.as_str()) && !name.starts_with("__");
    let mut tables = Vec::new();
    for table in names.into_iter().filter(grows) {
        let columns = place.ask(&if place.is_file() {
            format!("SELECT name || '|' || type AS word FROM pragma_table_info('{table}')")
        } else {
            format!(
                "SELECT attname || '|' || format_type(atttypid, atttypmod) AS word FROM pg_attribute \
                 WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped"
            )
        });
        let column = |line: &String| {
            let (name, kind) = line.split_once('|').unwrap();
            Column { name: name.to_owned(), is_text: kind.eq_ignore_ascii_case("text") }
        };
        let rows: usize = place.ask(&format!("SELECT CAST(COUNT(*) AS TEXT) AS word FROM {table}"))[0].parse().unwrap();
        let wanted = if table.starts_with("audit_") || ["decision", "idempotency", "minutes", "agenda"].contains(&table.as_str()) {
            LONG
        } else {
            ROWS
        };
        tables.push((table, columns.iter().map(column).collect(), wanted.checked_div(rows).map_or(0, |copies| copies + 1)));
    }
    tables
}

/// A column of the `k`th copy. An id or a digest is another one; a code too; an entry is later.
fn copied(column: &Column, number: &str) -> String {
    let Column { name, is_text } = column;
    match name.as_str() {
        "register_id" | "tenant_id" | "epoch" => name.clone(),
        "version" | "idx" => format!("{name} + n.k * 10000"),
        "code" | "reference" | "email_folded" => format!("{name} || '-' || n.k"),
        _ if *is_text => {
            format!("CASE WHEN length({name}) IN (36, 64) AND {name} NOT LIKE '% %' THEN {number} || substr({name}, 9) ELSE {name} END")
        }
        _ => name.clone(),
    }
}

fn copies(place: &Place, numbers: impl Fn(usize) -> String, number: &str) -> String {
    let mut out = String::new();
    for (table, columns, count) in tables(place) {
        let names: Vec<String> = columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
        let values: Vec<String> = columns.iter().map(|column| copied(column, number)).collect();
        out.push_str(&format!(
            "INSERT INTO {table} ({}) SELECT {} FROM {table}, {} n WHERE n.k <= {count};\n",
            names.join(", "),
            values.join(", "),
            numbers(count)
        ));
    }
    out
}

pub fn of_file(place: &Place) -> String {
    let triggers = place.ask("SELECT sql AS word FROM sqlite_schema WHERE type = 'trigger'");
    let names = place.ask("SELECT name AS word FROM sqlite_schema WHERE type = 'trigger'");
    let dropped: String = names.iter().map(|name| format!("DROP TRIGGER {name};\n")).collect();
    let numbers = "WITH RECURSIVE up(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM up WHERE k < 7000) SELECT k FROM up";
    format!(
        "PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; BEGIN; {dropped} CREATE TABLE copies (k INTEGER PRIMARY KEY); \
         INSERT INTO copies {numbers};\n{} DROP TABLE copies; {}; COMMIT; PRAGMA foreign_keys = ON;",
        copies(place, |_| "copies".to_owned(), "printf('%08x', n.k)"),
        triggers.join(";\n")
    )
}

pub fn of_server(place: &Place) -> String {
    // Those that guard the log are asked even of a replica.
    let guarded = tables(place).into_iter().map(|(table, ..)| format!("ALTER TABLE {table} DISABLE TRIGGER ALL;\n")).collect::<String>();
    format!(
        "SET session_replication_role = replica;\n{guarded}{}",
        copies(place, |count| format!("generate_series(1, {count})"), "lpad(to_hex(n.k), 8, '0')").replace(" n WHERE", " n(k) WHERE")
    )
}
