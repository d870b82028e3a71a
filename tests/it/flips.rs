//! A register that was really used, and somebody with all rights over its database: whatever byte
//! of the log and whatever row of a table they change, it is named.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use quorate::audit::ledger::MacKey;
use quorate::audit::replay::{ANSWERS, Finding, KEPT_FOR_A_TIME, Report, Verification};
use quorate::db::Database;

use crate::day;
use crate::desk::TestServer;
use crate::place::{Looker, Place};

/// A day that was played, kept aside so that each change begins from the same bytes.
struct Kept {
    /// Whoever lays hands on the database, and whoever looks at it: each opened once, for to learn what tables there are takes
    /// longer than anything that is done to one.
    hands: RefCell<Looker>,
    database: Database,
    place: Place,
    /// The folder with the keys.
    data: PathBuf,
    key: [u8; 32],
    tables: BTreeMap<String, Table>,
    /// The guards of a file, as they were made.
    triggers: Vec<String>,
}

struct Table {
    /// Name and type, in order.
    columns: Vec<(String, String)>,
    key: Vec<String>,
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

impl Kept {
    fn at(place: Place) -> Self {
        let desk = TestServer::at(place);
        day::played(&desk);
        Self::of(desk)
    }

    fn of(desk: TestServer) -> Self {
        let data = std::env::temp_dir().join(format!("quorate-kept-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir_all(data.join("keys")).unwrap();
        for file in std::fs::read_dir(desk.data.join("keys")).unwrap().map(|entry| entry.unwrap()) {
            std::fs::copy(file.path(), data.join("keys").join(file.file_name())).unwrap();
        }
        let key = std::fs::read(data.join("keys/entry.key")).unwrap().try_into().unwrap();
        // The server is gone before anybody lays hands on its database; of a file, a copy is taken,
        // which nobody else can have open.
        let place = if desk.place.is_file() {
            let copy = Place::file();
            desk.place.by_hand(&format!("VACUUM INTO {}", quoted(copy.text().trim_start_matches("sqlite:")))).unwrap();
            copy
        } else {
            desk.closed()
        };
        let (mut hands, database) = (place.looker(), Database::open(&place.address(), 1).unwrap());
        let tables = read_tables(&place);
        let mut triggers = Vec::new();
        if place.is_file() {
            let aside = PathBuf::from(place.text().trim_start_matches("sqlite:")).with_extension("kept");
            triggers = place.ask("SELECT sql AS word FROM sqlite_schema WHERE type = 'trigger'");
            hands.run(&format!("VACUUM INTO {0}; ATTACH {0} AS kept", quoted(&aside.display().to_string())));
            hands.run("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON");
        } else {
            let copies: String = tables.keys().map(|table| format!("CREATE TABLE kept.\"{table}\" AS TABLE public.\"{table}\";")).collect();
            hands.run(&format!("CREATE SCHEMA kept; {copies}"));
        }
        let kept = Self { place, data, key, tables, triggers, hands: RefCell::new(hands), database };
        kept.holds();
        kept
    }

    /// With the guards down, as somebody leaves them who does as they like; but not those of the log, which would be missed.
    fn all() -> Vec<Self> {
        let places = Place::all().into_iter();
        places.map(Self::at).inspect(|kept| kept.by_hand(&kept.guards(&kept.beside_the_log()).0).unwrap()).collect()
    }

    fn place(&self) -> &Place {
        &self.place
    }

    fn report(&self) -> Report {
        let (kinds, key) = (quorate::replay::kinds(), MacKey::new(self.key));
        // Hundreds of times over: what the law says of each entry, and what the schema is, is asked
        // in tests of their own.
        Verification::new(&kinds, Some(&key)).of_log_and_rows_alone().of(&self.database).unwrap()
    }

    fn holds(&self) {
        let report = self.report();
        assert!(report.holds(), "{}", report.wrong().unwrap());
    }

    /// All of it or nothing; the database may refuse.
    fn by_hand(&self, statements: &str) -> Result<(), String> {
        let mut hands = self.hands.borrow_mut();
        let done = hands.tried(&format!("BEGIN; {statements}; COMMIT"));
        if done.is_err() {
            // What is not taken back here refuses the next beginning aloud; some refusals have taken it back by themselves.
            hands.tried("ROLLBACK").ok();
        }
        done
    }

    fn beside_the_log(&self) -> Vec<&str> {
        self.tables.keys().map(String::as_str).filter(|table| !is_of_the_log(table)).collect()
    }

    /// What puts the guards of some tables down, and up again.
    fn guards(&self, of: &[&str]) -> (String, String) {
        let speaks_of = |text: &str| {
            let mut words = text.split(|c: char| !(c.is_alphanumeric() || c == '_'));
            words.any(|word| of.contains(&word))
        };
        if self.place().is_file() {
            let guards: Vec<&String> = self.triggers.iter().filter(|text| speaks_of(text.split("BEGIN").next().unwrap())).collect();
            let names = guards.iter().map(|text| text.split_whitespace().nth(2).unwrap());
            return (names.map(|name| format!("DROP TRIGGER {name};")).collect(), guards.iter().map(|text| format!("{text};")).collect());
        }
        let all = |what: &str| -> String { of.iter().map(|table| format!("ALTER TABLE public.\"{table}\" {what};")).collect() };
        let always: String = concat!(
            include_str!("../../migrations/postgres/0001_audit/up.sql"),
            include_str!("../../migrations/postgres/0018_keys/up.sql")
        )
        .lines()
        .filter(|line| line.contains("ENABLE ALWAYS") && speaks_of(line))
        .collect();
        (all("DISABLE TRIGGER ALL"), all("ENABLE TRIGGER ALL") + &always)
    }

    /// Does it to a table with its guards down, and puts them back.
    fn unguarded(&self, table: &str, statements: &str) -> Result<(), String> {
        let (down, up) = self.guards(&[table]);
        self.by_hand(&format!("{down} {statements}; {up}"))
    }

    /// What makes a table as it was.
    fn back(&self, table: &str) -> String {
        let main = if self.place().is_file() { "main" } else { "public" };
        format!("DELETE FROM {main}.\"{table}\"; INSERT INTO {main}.\"{table}\" SELECT * FROM kept.\"{table}\"")
    }

    /// What is found once this is done to a table; none where the database itself refuses it.
    fn finding(&self, table: &str, statement: &str) -> Option<Finding> {
        let found = self.tried(table, statement)?;
        Some(found.unwrap_or_else(|| panic!("nothing was found wrong after: {statement}")))
    }

    /// As [`Kept::finding`], where it may be that nothing is wrong.
    fn tried(&self, table: &str, statement: &str) -> Option<Option<Finding>> {
        let does = |statements: &str| if is_of_the_log(table) { self.unguarded(table, statements) } else { self.by_hand(statements) };
        does(statement).ok()?;
        let report = self.report();
        does(&self.back(table)).unwrap();
        Some(report.wrong().cloned())
    }

    /// The keys of some rows of a table, as conditions: first, last, and some between.
    fn rows(&self, table: &str, most: usize) -> Vec<String> {
        let key = &self.tables[table].key;
        let columns = key.iter().map(|column| format!("CAST(\"{column}\" AS TEXT)")).collect::<Vec<_>>().join(" || '|' || ");
        let order = key.iter().map(|column| format!("\"{column}\"")).collect::<Vec<_>>().join(", ");
        let all = self.place().ask(&format!("SELECT {columns} AS word FROM \"{table}\" ORDER BY {order}"));
        let step = all.len().div_ceil(most.max(1)).max(1);
        let condition = |line: &String| {
            let values = line.split('|');
            key.iter()
                .zip(values)
                .map(|(column, value)| format!("CAST(\"{column}\" AS TEXT) = {}", quoted(value)))
                .collect::<Vec<_>>()
                .join(" AND ")
        };
        all.iter().step_by(step).map(condition).collect()
    }

    /// A byte of a column of bytes, made another.
    fn flipped(&self, column: &str, byte: usize) -> String {
        if self.place().is_file() {
            let (before, after) = (byte + 1, byte + 2);
            format!(
                "CAST(substr({column}, 1, {byte}) || CASE substr({column}, {before}, 1) WHEN x'31' THEN x'32' ELSE x'31' END || substr({column}, {after}) AS BLOB)"
            )
        } else {
            format!("set_byte({column}, {byte}, CASE get_byte({column}, {byte}) WHEN 49 THEN 50 ELSE 49 END)")
        }
    }

    fn length(&self, table: &str, column: &str, row: &str) -> usize {
        self.place().ask(&format!("SELECT CAST(length({column}) AS TEXT) AS word FROM {table} WHERE {row}"))[0].parse().unwrap()
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.data).ok();
    }
}

fn is_of_the_log(table: &str) -> bool {
    table.starts_with("audit_")
}

/// Every table by its name.
fn read_tables(place: &Place) -> BTreeMap<String, Table> {
    let lines = place.ask(if place.is_file() {
        "SELECT t.name || '|' || c.name || '|' || lower(c.type) || '|' || c.pk AS word FROM pragma_table_list t JOIN pragma_table_info(t.name) c \
         WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY t.name, c.cid"
    } else {
        "SELECT c.relname || '|' || a.attname || '|' || format_type(a.atttypid, a.atttypmod) || '|' || COALESCE(array_position(i.indkey::int2[], a.attnum) + 1, 0) AS word \
         FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped \
         LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary \
         WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY c.relname, a.attnum"
    });
    let mut tables: BTreeMap<String, Table> = BTreeMap::new();
    let mut keys: BTreeMap<String, Vec<(u32, String)>> = BTreeMap::new();
    for line in lines.iter().filter(|line| !line.starts_with("__diesel")) {
        let words: Vec<&str> = line.split('|').collect();
        let table = tables.entry(words[0].to_owned()).or_insert_with(|| Table { columns: Vec::new(), key: Vec::new() });
        table.columns.push((words[1].to_owned(), words[2].to_owned()));
        let position: u32 = words[3].parse().unwrap();
        if position > 0 {
            keys.entry(words[0].to_owned()).or_default().push((position, words[1].to_owned()));
        }
    }
    for (name, table) in &mut tables {
        let mut key = keys.remove(name).unwrap();
        key.sort();
        table.key = key.into_iter().map(|(_, column)| column).collect();
    }
    tables
}

/// A number that looks like chance and is the same each time.
fn somewhere(n: usize, below: usize) -> usize {
    n.wrapping_mul(2_654_435_761).wrapping_add(97) % below.max(1)
}

#[test]
fn any_byte_of_the_log_that_is_changed_is_named() {
    for kept in Kept::all() {
        // A server is asked less often: each change is made and taken back there.
        let rows = if kept.place().is_file() { 24 } else { 6 };
        let columns = [
            ("audit_leaf", "leaf"),
            ("audit_leaf", "leaf_hash"),
            ("audit_leaf", "mac"),
            ("audit_leaf", "plain"),
            ("audit_opening", "value"),
            ("audit_opening", "salt"),
            ("audit_part", "commitments"),
            ("audit_part", "plain"),
            ("audit_head", "last_leaf_hash"),
        ];
        let mut tried = 0;
        for (table, column) in columns {
            for (n, row) in kept.rows(table, rows).iter().enumerate() {
                let length = kept.length(table, column, row);
                if length == 0 {
                    continue;
                }
                let byte = somewhere(n + tried, length);
                let statement = format!("UPDATE {table} SET {column} = {} WHERE {row}", kept.flipped(column, byte));
                let found = kept.finding(table, &statement).unwrap_or_else(|| panic!("refused: {statement}"));
                assert!(matches!(found, Finding::Log { .. }), "{statement}: {found}");
                tried += 1;
            }
        }
        assert!(tried > if kept.place().is_file() { 100 } else { 30 }, "{tried}");
    }
}

#[test]
fn every_byte_of_one_entry_is_named() {
    // A log of few entries, for it is read again for each byte.
    let desk = TestServer::at(Place::file());
    desk.person(desk.register("one"), "Somebody");
    let kept = Kept::of(desk);
    let row = kept.rows("audit_leaf", 3).pop().unwrap();
    for column in ["leaf", "plain"] {
        for byte in 0..kept.length("audit_leaf", column, &row) {
            let statement = format!("UPDATE audit_leaf SET {column} = {} WHERE {row}", kept.flipped(column, byte));
            let found = kept.finding("audit_leaf", &statement).unwrap();
            assert!(matches!(found, Finding::Log { .. }), "{column}, byte {byte}: {found}");
        }
    }
}

#[test]
fn an_entry_dropped_swapped_doubled_or_put_in_is_named() {
    for kept in Kept::all() {
        let rows = kept.rows("audit_leaf", if kept.place().is_file() { 12 } else { 4 });
        let all = "audit_leaf";
        for pair in rows.windows(2) {
            let (one, two) = (&pair[0], &pair[1]);
            let same = |column: &str| format!("(SELECT {column} FROM audit_leaf WHERE {two})");
            for (what, statement) in [
                ("dropped", format!("DELETE FROM audit_leaf WHERE {one}")),
                ("replaced by another", format!("UPDATE audit_leaf SET leaf = {}, mac = {} WHERE {one}", same("leaf"), same("mac"))),
                ("moved", format!("UPDATE audit_leaf SET idx = idx + 1000000 WHERE {one}")),
                ("of another epoch", format!("UPDATE audit_leaf SET epoch = epoch + 1 WHERE {one}")),
            ] {
                let found = kept.finding(all, &statement).unwrap_or_else(|| panic!("refused: {statement}"));
                assert!(matches!(found, Finding::Log { .. }), "{what}: {found}");
            }
        }
        // Two neighbours change places.
        let log = kept.place().ask("SELECT MAX(register_id) AS word FROM audit_head")[0].clone();
        let at = |n: i64| format!("UPDATE audit_leaf SET idx = {n} WHERE register_id = '{log}'");
        let swap = format!("{} AND idx = 3; {} AND idx = 4; {} AND idx = 1000000", at(1_000_000), at(3), at(4));
        assert!(matches!(kept.finding(all, &swap), Some(Finding::Log { .. })));
        // One is put in at the end; the last is taken away.
        let put = format!(
            "INSERT INTO audit_leaf SELECT register_id, epoch, (SELECT MAX(idx) + 1 FROM audit_leaf WHERE register_id = '{log}'), leaf, mac, mac, plain FROM audit_leaf WHERE register_id = '{log}' AND idx = 2"
        );
        assert!(matches!(kept.finding(all, &put), Some(Finding::Log { .. })));
        let cut = format!(
            "DELETE FROM audit_leaf WHERE register_id = '{log}' AND idx = (SELECT MAX(idx) FROM audit_leaf WHERE register_id = '{log}')"
        );
        assert!(matches!(kept.finding(all, &cut), Some(Finding::Log { .. })));
        kept.holds();
    }
}

#[test]
fn an_opening_that_is_gone_or_strange_is_named() {
    for kept in Kept::all() {
        let most = if kept.place().is_file() { 40 } else { 8 };
        for row in kept.rows("audit_opening", most) {
            let class = kept.place().ask(&format!("SELECT class AS word FROM audit_opening WHERE {row}"))[0].clone();
            let gone = format!("DELETE FROM audit_opening WHERE {row}");
            let found = kept.tried("audit_opening", &gone).unwrap_or_else(|| panic!("refused: {gone}"));
            assert!(matches!(found, Some(Finding::Log { .. })), "{class}: {found:?}");
            let other = if class == "secret" { "personal" } else { "secret" };
            let reclassed = format!("UPDATE audit_opening SET class = '{other}' WHERE {row}");
            let found = kept.finding("audit_opening", &reclassed).unwrap_or_else(|| panic!("refused: {reclassed}"));
            assert!(matches!(found, Finding::Log { .. }), "{found}");
            let renamed = format!("UPDATE audit_opening SET field = 'another' WHERE {row}");
            kept.finding("audit_opening", &renamed).unwrap_or_else(|| panic!("refused: {renamed}"));
        }
        for row in kept.rows("audit_part", 4) {
            let gone = format!("DELETE FROM audit_part WHERE {row}");
            assert!(matches!(kept.finding("audit_part", &gone), Some(Finding::Log { .. })), "{gone}");
        }
    }
}

/// Other values of the same type; several, because the first may be what a check refuses.
fn others(column: &str, kind: &str) -> Vec<String> {
    match kind {
        "text" => vec![
            format!("CASE WHEN {column} IS NULL THEN 'x' ELSE {column} || 'x' END"),
            // Of the same length, where that is checked.
            format!(
                "CASE WHEN {column} IS NULL THEN '2001-01-01' ELSE substr({column}, 1, length({column}) - 1) || CASE substr({column}, length({column})) WHEN '0' THEN '1' ELSE '0' END END"
            ),
            format!("CASE WHEN {column} IS NULL THEN '00000000-0000-4000-8000-000000000000' END"),
            format!("CASE WHEN {column} IS NULL THEN '2001-01-01T00:00:00.000000Z' END"),
        ],
        "boolean" => vec![format!("NOT {column}")],
        _ => vec![format!("COALESCE({column}, 0) + 1"), format!("1 - {column}")],
    }
}

#[test]
fn any_cell_of_any_table_edited_by_hand_is_named() {
    for kept in Kept::all() {
        let (mut tried, mut refused) = (0, Vec::new());
        for (name, table) in kept.tables.iter().filter(|(name, _)| !is_of_the_log(name)) {
            let Some(row) = kept.rows(name, 3).pop() else { continue };
            for (column, kind) in &table.columns {
                let cell = format!("\"{column}\"");
                let found = others(&cell, kind)
                    .iter()
                    .find_map(|other| kept.finding(name, &format!("UPDATE \"{name}\" SET {cell} = {other} WHERE {row}")));
                match found {
                    None => refused.push(format!("{name}.{column}")),
                    Some(found) => {
                        tried += 1;
                        // What a register is called and where its log begins is asked of the log.
                        let named = matches!(&found, Finding::Row { table, .. } | Finding::Stray { table, .. } if table == name);
                        assert!(named || name == "register", "{name}.{column}: {found}");
                        // An answer that was kept is one with its key.
                        let in_column = matches!(&found, Finding::Row { column: named, .. } if named == column) || name == ANSWERS;
                        assert!(in_column || table.key.contains(column) || name == "register", "{name}.{column}: {found}");
                        if ["digest", "password_hash", "identity", "successor", "spent_by"].contains(&column.as_str()) {
                            assert!(found.to_string().contains("not shown"), "{name}.{column}: {found}");
                        }
                    }
                }
            }
        }
        assert!(tried > 150, "{tried} cells");
        // What a server's own checks refuse needs nobody to find it.
        assert!(tried > 3 * refused.len(), "refused: {refused:?}");
        assert!(!kept.place().is_file() || refused.is_empty(), "refused: {refused:?}");
    }
}

#[test]
fn any_row_taken_from_any_table_or_put_in_is_named() {
    for kept in Kept::all() {
        let mut tried = 0;
        for (name, table) in kept.tables.iter().filter(|(name, _)| !is_of_the_log(name)) {
            let Some(row) = kept.rows(name, 1).pop() else { continue };
            let found = kept.tried(name, &format!("DELETE FROM \"{name}\" WHERE {row}")).unwrap_or_else(|| panic!("{name}: not deleted"));
            if KEPT_FOR_A_TIME.contains(&name.as_str()) || name == ANSWERS {
                assert_eq!(found, None, "what is kept for a time goes in the end");
            } else {
                assert!(found.is_some_and(|found| found.to_string().contains(name.as_str())), "a row of {name} is gone");
            }
            // A copy under another key.
            let last = table.key.last().unwrap();
            let kind = &table.columns.iter().find(|(column, _)| column == last).unwrap().1;
            let columns = table.columns.iter().map(|(column, _)| format!("\"{column}\"")).collect::<Vec<_>>().join(", ");
            let copied = others(&format!("\"{last}\""), kind).iter().find_map(|other| {
                let unique = ["code", "reference", "slug", "origin", "email_folded", "digest", "from_date", "committee", "seat"];
                let values = table
                    .columns
                    .iter()
                    .map(|(column, _)| match column {
                        column if column == last => other.clone(),
                        column if unique.contains(&column.as_str()) => others(&format!("\"{column}\""), "text")[1].clone(),
                        column => format!("\"{column}\""),
                    })
                    .collect::<Vec<_>>()
                    .join(", ");
                kept.finding(name, &format!("INSERT INTO \"{name}\" ({columns}) SELECT {values} FROM \"{name}\" WHERE {row}"))
            });
            match copied {
                Some(found) => {
                    tried += 1;
                    assert!(found.to_string().contains(name.as_str()), "a row of {name} is put in: {found}");
                }
                // A server cannot be told to leave its checks aside.
                None => assert!(name == "register" || !kept.place().is_file(), "no row could be put into {name}"),
            }
        }
        assert!(tried > 10, "{tried} rows");
        kept.holds();
    }
}

/// Once by the door of an auditor: the program itself.
#[test]
fn verify_says_so_and_names_what_is_wrong() {
    for kept in Place::all().into_iter().map(Kept::at) {
        let verify = || {
            let output = Command::new(env!("CARGO_BIN_EXE_quorate"))
                .env_clear()
                .args(["verify", "--db", "--database", &kept.place().text(), "--data", kept.data.to_str().unwrap()])
                .output()
                .unwrap();
            (output.status.code(), format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)))
        };
        let (code, said) = verify();
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains("verified:"), "{said}");
        for (table, statement, named) in [
            ("person", "UPDATE person SET name = 'Somebody else' WHERE code = 'gp'", "person"),
            ("vote", "UPDATE vote SET choice = 'for' WHERE choice = 'against'", "choice"),
            ("audit_leaf", "UPDATE audit_leaf SET leaf = mac WHERE idx = 5", "entry 5"),
            ("audit_leaf", "DELETE FROM audit_leaf WHERE idx = 7", "entry 7"),
        ] {
            kept.unguarded(table, statement).unwrap();
            let (code, said) = verify();
            assert_eq!(code, Some(1), "{statement}: {said}");
            assert!(said.contains("not verified") && said.contains(named), "{statement}: {said}");
            kept.unguarded(table, &kept.back(table)).unwrap();
        }
        assert_eq!(verify().0, Some(0));
    }
}
