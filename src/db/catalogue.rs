//! What a database holds, read from the database itself: tables with their columns and keys, and
//! rows as text that compares equal across databases.

#![expect(clippy::disallowed_methods, reason = "what a database says of itself is asked in its own words")]

use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::backend::catalogue::{FILE_AUDIT, FILE_TABLES, FILE_TRIGGERS, SERVER_AUDIT};
use super::backend::{Conn, MultiBackend};
use crate::fault::Fault;

mod schema;

pub use schema::Place;

/// How a column's value is written for comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    Number,
    Bool,
    Bytes,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub kind: Kind,
    pub nullable: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    pub name: String,
    /// In order of name, so that two databases list them alike.
    pub columns: Vec<Column>,
    /// The primary key, in its own order.
    pub key: Vec<String>,
}

/// One row as text, in the order of [`Table::columns`]; numbers in decimal, booleans as 0 and 1.
pub type Line = Vec<Option<String>>;

/// One text, as its bytes: what was written past every door of ours need not be readable.
#[derive(QueryableByName)]
struct Raw {
    #[diesel(sql_type = diesel::sql_types::Binary)]
    word: Vec<u8>,
}

impl Raw {
    fn text(self) -> String {
        String::from_utf8(self.word).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
    }
}

#[derive(QueryableByName)]
struct ColumnRow {
    #[diesel(sql_type = diesel::sql_types::Text)]
    tab: String,
    #[diesel(sql_type = diesel::sql_types::Text)]
    col: String,
    #[diesel(sql_type = diesel::sql_types::Text)]
    typ: String,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    filled: i64,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    place: i64,
}

#[derive(QueryableByName)]
struct TriggerRow {
    #[diesel(sql_type = diesel::sql_types::Text)]
    tab: String,
    #[diesel(sql_type = diesel::sql_types::Text)]
    name: String,
    #[diesel(sql_type = diesel::sql_types::Text)]
    text: String,
    #[diesel(sql_type = diesel::sql_types::Text)]
    body: String,
    #[diesel(sql_type = diesel::sql_types::Bool)]
    always: bool,
}

/// Names come from the catalogue, and go back quoted.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

impl Conn {
    /// All tables, in order of name.
    pub(crate) fn tables(&mut self) -> Result<Vec<Table>, Fault> {
        const SERVER_TABLES: &str = "SELECT c.relname::text AS tab, a.attname::text AS col, \
            format_type(a.atttypid, a.atttypmod) AS typ, a.attnotnull::int::bigint AS filled, \
            COALESCE(array_position(i.indkey::int2[], a.attnum) + 1, 0)::bigint AS place \
            FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped \
            LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary \
            WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace \
            ORDER BY c.relname COLLATE \"C\", a.attname COLLATE \"C\"";
        let rows: Vec<ColumnRow> = sql_query(if self.is_server() { SERVER_TABLES } else { FILE_TABLES }).load(self)?;
        let mut tables: Vec<(Table, Vec<(i64, String)>)> = Vec::new();
        for row in rows {
            if tables.last().is_none_or(|(table, _)| table.name != row.tab) {
                tables.push((Table { name: row.tab, columns: Vec::new(), key: Vec::new() }, Vec::new()));
            }
            let kind = match row.typ.as_str() {
                "bytea" | "blob" => Kind::Bytes,
                "bigint" | "integer" => Kind::Number,
                "boolean" => Kind::Bool,
                // Any other has a form as text.
                _ => Kind::Text,
            };
            if let Some((table, key)) = tables.last_mut() {
                if row.place > 0 {
                    key.push((row.place, row.col.clone()));
                }
                table.columns.push(Column { name: row.col, kind, nullable: row.filled == 0 && row.place == 0 });
            }
        }
        Ok(tables
            .into_iter()
            .map(|(mut table, mut key)| {
                key.sort();
                table.key = key.into_iter().map(|(_, name)| name).collect();
                table
            })
            .collect())
    }

    /// Up to `limit` rows of a table that come after `after` (values of its key), in the order of
    /// the key: text by bytes, numbers by size.
    pub(crate) fn lines(&mut self, table: &Table, after: Option<&[String]>, limit: u32) -> Result<Vec<Line>, Fault> {
        let is_server = self.is_server();
        let kind = |name: &String| table.columns.iter().find(|column| column.name == *name).map_or(Kind::Text, |column| column.kind);
        let values: Vec<String> = table
            .columns
            .iter()
            .map(|column| match (column.kind, is_server) {
                (Kind::Bool, true) => format!("{}::int::text", quoted(&column.name)),
                (Kind::Bytes, true) => format!("encode({}, 'hex')", quoted(&column.name)),
                (Kind::Bytes, false) => format!("lower(hex({}))", quoted(&column.name)),
                _ => format!("CAST({} AS TEXT)", quoted(&column.name)),
            })
            .collect();
        let order: Vec<String> = table
            .key
            .iter()
            .map(|name| if is_server && kind(name) == Kind::Text { format!("{} COLLATE \"C\"", quoted(name)) } else { quoted(name) })
            .collect();
        let from = after.map_or_else(String::new, |_| {
            let places: Vec<String> = (1..)
                .zip(&table.key)
                .map(|(n, name)| if kind(name) == Kind::Text { format!("${n}") } else { format!("CAST(${n} AS BIGINT)") })
                .collect();
            format!("WHERE ({}) > ({}) ", order.join(", "), places.join(", "))
        });
        let (array, end) = if is_server { ("json_build_array", "::text") } else { ("json_array", "") };
        let query = format!(
            "SELECT {array}({}){end} AS word FROM {} {from}ORDER BY {} LIMIT {limit}",
            values.join(", "),
            quoted(&table.name),
            order.join(", ")
        );
        let mut query = sql_query(query).into_boxed::<MultiBackend>();
        for value in after.into_iter().flatten() {
            query = query.bind::<diesel::sql_types::Text, _>(value.clone());
        }
        let rows: Vec<Raw> = query.load(self)?;
        rows.into_iter()
            .map(|row| {
                serde_json::from_str(&row.text()).map_err(|error| Fault::Other(format!("a row of {} cannot be read: {error}", table.name)))
            })
            .collect()
    }

    /// The texts of a query of one column named `word`; a byte that is no text is shown as such.
    pub(crate) fn words(&mut self, query: &str) -> Result<Vec<String>, Fault> {
        let rows: Vec<Raw> = sql_query(query).load(self)?;
        Ok(rows.into_iter().map(Raw::text).collect())
    }

    /// What is missing of the triggers that keep the log append-only, or is not as it was made.
    pub(crate) fn guards_missing(&mut self) -> Result<Vec<String>, Fault> {
        const SERVER_TRIGGERS: &str = "SELECT c.relname::text AS tab, t.tgname::text AS name, \
            replace(pg_get_triggerdef(t.oid), quote_ident(current_schema()) || '.', '') AS text, p.prosrc AS body, \
            t.tgenabled = 'A' AS always \
            FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid \
            WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace";
        let (made_by, query) = if self.is_server() { (SERVER_AUDIT, SERVER_TRIGGERS) } else { (FILE_AUDIT, FILE_TRIGGERS) };
        let rows: Vec<TriggerRow> = sql_query(query).load(self)?;
        let expected = made_by.split("CREATE TRIGGER ").skip(1).filter_map(|text| text.split_whitespace().next());
        Ok(expected
            .filter(|name| {
                !rows.iter().any(|row| {
                    row.name == *name
                        && row.always
                        && name.starts_with(&row.tab)
                        && made_by.contains(row.text.trim_end_matches(';'))
                        && made_by.contains(&row.body)
                })
            })
            .map(ToOwned::to_owned)
            .collect())
    }
}
