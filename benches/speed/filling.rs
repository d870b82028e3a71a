//! A register made larger by the database itself, from one meeting that was played: rows copied with ids of their own. The
//! log is given an entry for each decision and each minutes, which the lines of the decision log are held against; of the rest it
//! knows nothing.

use crate::entries;
use diesel::connection::SimpleConnection;
use diesel::{Connection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};
use std::path::Path;

pub struct Filling {
    conn: SqliteConnection,
    meeting: String,
    /// Of the entries.
    key: [u8; 32],
    meetings: u64,
    declarations: u64,
}

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = diesel::sql_types::Text)]
    word: String,
}

/// The tables of a meeting, and which of their rows are of it.
const OF_A_MEETING: [(&str, &str); 12] = [
    ("meeting", "id = '{m}'"),
    ("meeting_committee", "meeting = '{m}'"),
    ("item", "meeting = '{m}'"),
    ("paper", "item IN ({items})"),
    ("ruling", "item IN ({items})"),
    ("attendance", "meeting = '{m}'"),
    ("naming", "item IN ({items})"),
    ("phase", "item IN ({items})"),
    ("vote", "item IN ({items})"),
    ("agenda", "meeting = '{m}'"),
    ("minutes", "meeting = '{m}'"),
    ("decision", "meeting = '{m}'"),
];
/// What names something of the meeting, and is another in each copy.
const ITS_OWN: [&str; 7] = ["id", "meeting", "item", "part_of", "for_item", "taken_by", "decision"];

impl Filling {
    pub fn of(file: &Path, meeting: &str) -> Result<Self, String> {
        let conn = SqliteConnection::establish(&file.display().to_string()).map_err(|error| error.to_string())?;
        let key = std::fs::read(file.with_file_name("keys").join("entry.key")).map_err(|error| error.to_string())?;
        let key = key.try_into().map_err(|_| "a key of 32 bytes")?;
        let mut filling = Self { conn, meeting: meeting.to_owned(), key, meetings: 0, declarations: 0 };
        filling.run(
            "PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; CREATE TEMP TABLE copies (k INTEGER PRIMARY KEY);",
        )?;
        filling.declarations = filling.number("SELECT CAST(COUNT(*) AS TEXT) AS word FROM declaration")?;
        Ok(filling)
    }

    fn run(&mut self, statements: &str) -> Result<(), String> {
        self.conn.batch_execute(statements).map_err(|error| format!("{statements}: {error}"))
    }

    fn words(&mut self, query: &str) -> Result<Vec<String>, String> {
        let rows: Vec<Word> = sql_query(query).load(&mut self.conn).map_err(|error| format!("{query}: {error}"))?;
        Ok(rows.into_iter().map(|row| row.word).collect())
    }

    fn number(&mut self, query: &str) -> Result<u64, String> {
        self.words(query)?.first().and_then(|word| word.parse().ok()).ok_or_else(|| format!("{query}: no number"))
    }

    /// The numbers of the copies to be made.
    fn copies(&mut self, from: u64, to: u64) -> Result<(), String> {
        self.run(&format!(
            "DELETE FROM copies; INSERT INTO copies WITH RECURSIVE up(k) AS (SELECT {from} UNION ALL SELECT k + 1 FROM up WHERE k < {to}) SELECT k FROM up;"
        ))
    }

    /// Copies rows of a table, each once for every number.
    fn copy(&mut self, table: &str, condition: &str, own: &[&str]) -> Result<(), String> {
        let columns = self.words(&format!("SELECT name AS word FROM pragma_table_info('{table}')"))?;
        let values: Vec<String> = columns
            .iter()
            .map(|column| match column.as_str() {
                name if own.contains(&name) => format!("printf('%08x', copies.k) || substr(t.{name}, 9)"),
                "reference" => "t.reference || '-' || copies.k".to_owned(),
                name => format!("t.{name}"),
            })
            .collect();
        self.run(&format!(
            "INSERT INTO {table} ({}) SELECT {} FROM (SELECT * FROM {table} WHERE {condition}) t, copies;",
            columns.join(", "),
            values.join(", ")
        ))
    }

    /// Makes the minuted meetings so many.
    pub fn meetings(&mut self, wanted: u64) -> Result<(), String> {
        let from = self.meetings + 1;
        self.copies(from, wanted)?;
        let meeting = self.meeting.clone();
        let items = format!("SELECT id FROM item WHERE meeting = '{meeting}'");
        for (table, condition) in OF_A_MEETING {
            self.copy(table, &condition.replace("{m}", &meeting).replace("{items}", &items), &ITS_OWN)?;
        }
        self.entries()?;
        self.meetings = wanted;
        Ok(())
    }

    /// Gives each copied decision, and each copied minutes, an entry of its own at the end of the log, as the program seals them.
    fn entries(&mut self) -> Result<(), String> {
        let of_log =
            "SELECT sql AS word FROM sqlite_schema WHERE type = 'trigger' AND tbl_name IN ('audit_leaf', 'audit_head', 'audit_opening')";
        let triggers = self.words(of_log)?;
        let names = triggers.iter().filter_map(|sql| sql.split_whitespace().nth(2));
        let dropped: String = names.map(|name| format!("DROP TRIGGER {name};")).collect();
        self.run(&format!("BEGIN; {dropped}"))?;
        entries::appended(&mut self.conn, &self.meeting, &self.key)?;
        self.run(&format!("{}; COMMIT", triggers.join(";\n")))
    }

    /// Makes the declarations so many, of people who sit nowhere.
    pub fn declarations(&mut self, wanted: u64) -> Result<(), String> {
        let (from, to) = (self.declarations + 1, wanted);
        self.copies(from, to)?;
        self.copy("declaration", "id = (SELECT min(id) FROM declaration)", &["id", "person"])?;
        self.declarations = wanted;
        Ok(())
    }
}
