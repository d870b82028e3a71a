//! Rows taken out of tables and put into them as text, for the one who makes tables again from the
//! log; and how references between them wait until all is in its place.

#![expect(clippy::disallowed_methods, reason = "what a database says of itself is asked in its own words")]

use diesel::connection::SimpleConnection as _;
use diesel::sql_types::{Nullable, Text};
use diesel::{RunQueryDsl as _, sql_query};

use super::backend::{Conn, MultiBackend, Word};
use super::catalogue::{Kind, Line, Table, quoted};
use crate::fault::Fault;

/// References that were told to wait: statements that put them back.
pub(crate) struct Waiting(Vec<String>);

impl Conn {
    /// A value given as text, in the type of its column.
    fn typed(&self, place: usize, kind: Kind) -> String {
        match (kind, self.is_server()) {
            (Kind::Text, _) => format!("CAST(${place} AS TEXT)"),
            (Kind::Number, _) => format!("CAST(${place} AS BIGINT)"),
            (Kind::Bool, true) => format!("CAST(CAST(${place} AS INTEGER) AS BOOLEAN)"),
            (Kind::Bool, false) => format!("CAST(${place} AS INTEGER)"),
            (Kind::Bytes, true) => format!("decode(CAST(${place} AS TEXT), 'hex')"),
            (Kind::Bytes, false) => format!("unhex(${place})"),
        }
    }

    fn run(&mut self, statement: String, values: impl Iterator<Item = Option<String>>) -> Result<(), Fault> {
        let mut query = sql_query(statement).into_boxed::<MultiBackend>();
        for value in values {
            query = query.bind::<Nullable<Text>, _>(value);
        }
        query.execute(self)?;
        Ok(())
    }

    /// Takes out the row with this key.
    pub(crate) fn take_line(&mut self, table: &Table, key: &[String]) -> Result<(), Fault> {
        let kind = |name: &String| table.columns.iter().find(|column| column.name == *name).map_or(Kind::Text, |column| column.kind);
        let which: Vec<String> =
            (1..).zip(&table.key).map(|(n, name)| format!("{} = {}", quoted(name), self.typed(n, kind(name)))).collect();
        let statement = format!("DELETE FROM {} WHERE {}", quoted(&table.name), which.join(" AND "));
        self.run(statement, key.iter().cloned().map(Some))
    }

    /// Puts in a row, its values in the order of [`Table::columns`].
    pub(crate) fn put_line(&mut self, table: &Table, line: &Line) -> Result<(), Fault> {
        let names: Vec<String> = table.columns.iter().map(|column| quoted(&column.name)).collect();
        let values: Vec<String> = (1..).zip(&table.columns).map(|(n, column)| self.typed(n, column.kind)).collect();
        let statement = format!("INSERT INTO {} ({}) VALUES ({})", quoted(&table.name), names.join(", "), values.join(", "));
        self.run(statement, line.iter().cloned())
    }

    /// Sign-ins of accounts that are not there end: they are of nobody.
    pub(crate) fn end_sessions_of_nobody(&mut self) -> Result<(), Fault> {
        let nobody = "NOT EXISTS (SELECT 1 FROM account a WHERE a.register_id = s.register_id AND a.id = s.account_id)";
        self.batch_execute(&format!(
            "DELETE FROM refresh_token WHERE EXISTS (SELECT 1 FROM session s WHERE s.register_id = refresh_token.register_id \
             AND s.id = refresh_token.session_id AND {nobody}); DELETE FROM session AS s WHERE {nobody};"
        ))?;
        Ok(())
    }

    /// From here to the end of the transaction a row may refer to one that is not there yet.
    pub(crate) fn references_later(&mut self) -> Result<Waiting, Fault> {
        if !self.is_server() {
            self.batch_execute("PRAGMA defer_foreign_keys = ON;")?;
            return Ok(Waiting(Vec::new()));
        }
        const REFERENCES: &str = "SELECT 'ALTER TABLE ' || quote_ident(t.relname) || ' ALTER CONSTRAINT ' || quote_ident(c.conname) AS word \
            FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid \
            WHERE c.contype = 'f' AND NOT c.condeferrable AND t.relnamespace = current_schema()::regnamespace ORDER BY 1";
        let rows: Vec<Word> = sql_query(REFERENCES).load(self)?;
        for row in &rows {
            self.batch_execute(&format!("{} DEFERRABLE INITIALLY DEFERRED", row.word))?;
        }
        Ok(Waiting(rows.into_iter().map(|row| format!("{} NOT DEFERRABLE", row.word)).collect()))
    }

    /// Looks at every reference now, and has them looked at with each statement as before.
    pub(crate) fn references_now(&mut self, waiting: &Waiting) -> Result<(), Fault> {
        if !self.is_server() {
            // The commit looks.
            return Ok(());
        }
        self.batch_execute("SET CONSTRAINTS ALL IMMEDIATE")?;
        for statement in &waiting.0 {
            self.batch_execute(statement)?;
        }
        Ok(())
    }
}
