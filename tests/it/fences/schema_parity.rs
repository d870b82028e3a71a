//! Two databases, one schema: tables, columns, keys, checks, indexes and triggers, as each
//! database itself tells them, and as the program sees them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use super::source::{none, root};
use crate::place::Place;

#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Shape {
    /// Type and whether it may be null, by name.
    columns: BTreeMap<String, (String, bool)>,
    key: String,
    unique: BTreeSet<String>,
    foreign: BTreeSet<String>,
    /// Name to what it is of.
    indexes: BTreeMap<String, String>,
    /// How many checks there are.
    checks: usize,
}

type Schema = BTreeMap<String, Shape>;

fn is_ours(table: &str) -> bool {
    !table.starts_with("__diesel") && !table.starts_with("sqlite_")
}

/// Of the two spellings of a type.
fn kind(text: &str) -> &'static str {
    match text.to_lowercase().as_str() {
        "text" => "Text",
        "integer" | "bigint" => "Number",
        "boolean" => "Bool",
        "blob" | "bytea" => "Binary",
        other => panic!("a column of type {other}: only Text, Integer, BigInt, Bool, and Binary in audit_*"),
    }
}

/// Takes one line of an answer into the shape of its table.
type Taker = Box<dyn FnMut(&mut Shape, &[String])>;

/// Of which rows an index is. Where it asks for a kind of entry, bytes are looked for in bytes, which
/// each database does and tells in its own way: the kind is what must be the same.
fn condition(told: &str) -> String {
    let hex = told.split_once("\\x").map(|(_, rest)| rest.chars().take_while(char::is_ascii_hexdigit).collect::<String>());
    let looked_for = hex.map_or_else(
        || told.to_owned(),
        |hex| (0..hex.len()).step_by(2).map(|at| char::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap())).collect(),
    );
    match looked_for.split_once("\"kind\":\"") {
        Some((_, kind)) => format!("of kind {}", kind.split('"').next().unwrap()),
        None => told.replace(['(', ')'], ""),
    }
}

/// As the database itself tells it.
fn told(place: &Place) -> Schema {
    let mut schema = Schema::new();
    let mut each = |query: &str, mut take: Taker| {
        for line in place.ask(query) {
            let words: Vec<String> = line.split('|').map(str::to_owned).collect();
            if is_ours(&words[0]) {
                take(schema.entry(words[0].clone()).or_default(), &words[1..]);
            }
        }
    };
    let columns: Taker = Box::new(|shape, words| {
        shape.columns.insert(words[0].clone(), (kind(&words[1]).to_owned(), words[2] == "0"));
    });
    let index: Taker = Box::new(|shape, words| match words[0].as_str() {
        "p" | "pk" => shape.key = words[3].clone(),
        "u" => assert!(shape.unique.insert(words[3].clone()), "the same twice: {words:?}"),
        _ => drop(shape.indexes.insert(words[1].clone(), format!("{} {} {}", words[2], words[3], condition(&words[4])))),
    });
    let foreign: Taker =
        Box::new(|shape, words| assert!(shape.foreign.insert(words.join(" ")), "a foreign key stands there twice: {words:?}"));
    let checks: Taker = Box::new(|shape, words| shape.checks = words[0].parse().unwrap());
    if place.is_file() {
        let tables = "pragma_table_list t";
        let mine = "t.schema = 'main' AND t.type = 'table'";
        each(
            &format!(
                "SELECT t.name || '|' || c.name || '|' || c.type || '|' || (c.\"notnull\" OR c.pk > 0) AS word FROM {tables} JOIN pragma_table_info(t.name) c WHERE {mine}"
            ),
            columns,
        );
        each(
            &format!(
                "SELECT t.name || '|' || i.origin || '|' || i.name || '|' || i.\"unique\" || '|' || \
                 (SELECT group_concat(x.name, ',' ORDER BY x.seqno) FROM pragma_index_xinfo(i.name) x WHERE x.key) || '|' || \
                 CASE WHEN i.partial THEN (SELECT substr(sql, instr(sql, ' WHERE ') + 7) FROM sqlite_schema s WHERE s.name = i.name) ELSE '' END AS word \
                 FROM {tables} JOIN pragma_index_list(t.name) i WHERE {mine}"
            ),
            index,
        );
        each(
            &format!(
                "SELECT t.name || '|' || group_concat(f.\"from\", ',' ORDER BY f.seq) || '|' || f.\"table\" || '|' || \
                 group_concat(f.\"to\", ',' ORDER BY f.seq) || '|' || f.on_update || '|' || f.on_delete AS word \
                 FROM {tables} JOIN pragma_foreign_key_list(t.name) f WHERE {mine} GROUP BY t.name, f.id"
            ),
            foreign,
        );
    } else {
        let mine = "c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace";
        let names = |of: &str, on: &str| {
            format!(
                "(SELECT string_agg(a.attname, ',' ORDER BY k.n) FROM unnest({of}) WITH ORDINALITY k(attnum, n) JOIN pg_attribute a ON a.attrelid = {on} AND a.attnum = k.attnum)"
            )
        };
        each(
            &format!(
                "SELECT c.relname || '|' || a.attname || '|' || format_type(a.atttypid, a.atttypmod) || '|' || a.attnotnull::int AS word \
                 FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped WHERE {mine}"
            ),
            columns,
        );
        each(
            &format!(
                "SELECT c.relname || '|' || COALESCE(n.contype::text, 'c') || '|' || x.relname || '|' || i.indisunique::int || '|' || {} || '|' || \
                 COALESCE(pg_get_expr(i.indpred, i.indrelid), '') AS word FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid \
                 JOIN pg_class x ON x.oid = i.indexrelid LEFT JOIN pg_constraint n ON n.conindid = i.indexrelid AND n.contype IN ('p', 'u') WHERE {mine}",
                names("i.indkey::int2[]", "c.oid")
            ),
            index,
        );
        each(
            &format!(
                "SELECT c.relname || '|' || {} || '|' || o.relname || '|' || {} || '|' || \
                 CASE n.confupdtype WHEN 'a' THEN 'NO ACTION' ELSE n.confupdtype::text END || '|' || \
                 CASE n.confdeltype WHEN 'a' THEN 'NO ACTION' ELSE n.confdeltype::text END AS word \
                 FROM pg_class c JOIN pg_constraint n ON n.conrelid = c.oid AND n.contype = 'f' JOIN pg_class o ON o.oid = n.confrelid WHERE {mine}",
                names("n.conkey", "c.oid"),
                names("n.confkey", "o.oid")
            ),
            foreign,
        );
        each(
            &format!(
                "SELECT c.relname || '|' || COUNT(n.oid)::text AS word FROM pg_class c LEFT JOIN pg_constraint n ON n.conrelid = c.oid AND n.contype = 'c' WHERE {mine} GROUP BY c.relname"
            ),
            checks,
        );
    }
    schema
}

#[test]
fn both_databases_have_the_same_tables() {
    let all = Place::all();
    let [file, server] = all.as_slice() else { return };
    let (file, mut server) = (without_booleans(told_by(file)), told_by(server));
    let written = written("postgres");
    let mut crossed = Vec::new();
    for (table, shape) in &mut server {
        // A check is told by one of them in words of its own, so there its number is asked, and
        // the words are compared where they were written.
        let own = written[table].iter().filter(|line| line.contains("check(")).map(|line| line.matches("check(").count()).sum::<usize>();
        if shape.checks != own {
            crossed.push(format!("{table}: {} checks are there, {own} were written", shape.checks));
        }
        shape.checks = 0;
        if let Some(other) = file.get(table) {
            for (name, column) in &shape.columns {
                if other.columns.get(name) != Some(column) {
                    crossed.push(format!("{table}.{name}: {column:?} on a server, {:?} in a file", other.columns.get(name)));
                }
            }
            for (what, one, two) in [
                ("key", format!("{:?}", shape.key), format!("{:?}", other.key)),
                ("unique", format!("{:?}", shape.unique), format!("{:?}", other.unique)),
                ("foreign keys", format!("{:#?}", shape.foreign), format!("{:#?}", other.foreign)),
                ("indexes", format!("{:#?}", shape.indexes), format!("{:#?}", other.indexes)),
                ("columns", format!("{:?}", shape.columns.keys()), format!("{:?}", other.columns.keys())),
            ] {
                if one != two {
                    crossed.push(format!("{table}: {what}: {one} on a server, {two} in a file"));
                }
            }
        }
    }
    let names = |schema: &Schema| schema.keys().cloned().collect::<BTreeSet<_>>();
    if names(&file) != names(&server) {
        crossed.push(format!("tables: {:?}", names(&file).symmetric_difference(&names(&server)).collect::<Vec<_>>()));
    }
    none("what differs between the two databases", &crossed);
}

fn told_by(place: &Place) -> Schema {
    place.database();
    told(place)
}

/// A file has no booleans: there a number that is 0 or 1 is one.
fn without_booleans(mut schema: Schema) -> Schema {
    for (table, lines) in written("sqlite") {
        for line in lines {
            let name = line.split(' ').next().unwrap_or_default();
            if line.contains(" boolean")
                && let Some(column) = schema.get_mut(&table).and_then(|shape| shape.columns.get_mut(name))
            {
                column.0 = "Bool".into();
            }
        }
    }
    schema
}

fn folders(database: &str) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(root().join("migrations").join(database))
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn migration(database: &str, folder: &str, way: &str) -> String {
    let path = root().join("migrations").join(database).join(folder).join(way);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The lines of every table as they were written, in one spelling.
fn written(database: &str) -> BTreeMap<String, Vec<String>> {
    let mut tables = BTreeMap::new();
    for folder in folders(database) {
        let text: String = migration(database, &folder, "up.sql")
            .lines()
            .map(|line| line.split("--").next().unwrap_or_default())
            .collect::<Vec<_>>()
            .join(" ");
        for statement in text.split(';').map(str::trim) {
            // A table that is written anew takes the name of the one before it.
            if let Some((name, new)) = statement.strip_prefix("ALTER TABLE ").and_then(|rest| rest.split_once(" RENAME TO "))
                && let Some(lines) = tables.remove(name)
            {
                tables.insert(new.to_owned(), lines);
            }
            if let Some(name) = statement.strip_prefix("DROP TABLE ") {
                tables.remove(name);
            }
            let Some(rest) = statement.strip_prefix("CREATE TABLE ") else { continue };
            let (name, body) = rest.split_once('(').expect("a table has columns");
            let mut depth = 1;
            let end = body
                .char_indices()
                .find(|(_, c)| {
                    depth += i32::from(*c == '(') - i32::from(*c == ')');
                    depth == 0
                })
                .map_or(body.len(), |(at, _)| at);
            let lines = parts(&body[..end]).iter().map(|line| one_spelling(line)).collect();
            tables.insert(name.trim().to_owned(), lines);
        }
    }
    tables
}

/// Splits at commas that stand in no bracket.
fn parts(text: &str) -> Vec<String> {
    let (mut parts, mut depth) = (vec![String::new()], 0);
    for c in text.chars() {
        depth += i32::from(c == '(') - i32::from(c == ')');
        if c == ',' && depth == 0 {
            parts.push(String::new());
        } else {
            parts.last_mut().unwrap().push(c);
        }
    }
    parts
}

fn one_spelling(line: &str) -> String {
    // Words in quotes keep their case.
    let mut out = String::new();
    for (n, piece) in line.split('\'').enumerate() {
        if n % 2 == 1 {
            out.push_str(&format!("'{piece}'"));
        } else {
            let spaced = piece.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
            let (before, after) = (piece.starts_with(char::is_whitespace) && n > 0, piece.ends_with(char::is_whitespace));
            out.push_str(&format!("{}{spaced}{}", if before { " " } else { "" }, if after { " " } else { "" }));
        }
    }
    let mut line =
        out.trim().replace(" integer", " number").replace(" bigint", " number").replace(" blob", " binary").replace(" bytea", " binary");
    let name = line.split(' ').next().unwrap_or_default().to_owned();
    line = line.replace(&format!(" number not null check ({name} in (0, 1))"), " boolean not null");
    line.replace("check (", "check(").replace("primary key (", "primary key(").replace("unique (", "unique(")
}

#[test]
fn both_were_written_in_the_same_words() {
    let (file, server) = (written("sqlite"), written("postgres"));
    let mut crossed = Vec::new();
    for (table, lines) in &file {
        let others = server.get(table).cloned().unwrap_or_default();
        let (one, two): (BTreeSet<_>, BTreeSet<_>) = (lines.iter().collect(), others.iter().collect());
        crossed.extend(one.difference(&two).map(|line| format!("{table}, in a file only: {line}")));
        crossed.extend(two.difference(&one).map(|line| format!("{table}, on a server only: {line}")));
    }
    if file.keys().ne(server.keys()) {
        crossed.push(format!("tables: {:?} and {:?}", file.keys().collect::<Vec<_>>(), server.keys().collect::<Vec<_>>()));
    }
    none("what was written differently for the two databases", &crossed);
    assert!(file.values().flatten().filter(|line| line.contains("check(")).count() > 100, "the checks were not read");
}

#[test]
fn the_folders_of_migrations_are_the_same_and_go_up() {
    let (file, server) = (folders("sqlite"), folders("postgres"));
    assert_eq!(file, server);
    // A number once, in the order of the names; one that was given up leaves a gap.
    let number =
        |folder: &str| folder.split_once('_').and_then(|(number, _)| number.parse::<u32>().ok()).filter(|_| folder.as_bytes()[4] == b'_');
    let numbers: Vec<u32> =
        file.iter().map(|folder| number(folder).unwrap_or_else(|| panic!("{folder} has no number of four digits"))).collect();
    assert!(numbers.first() == Some(&1) && numbers.windows(2).all(|pair| pair[0] < pair[1]), "{file:?}");
    for folder in &file {
        for database in ["sqlite", "postgres"] {
            for way in ["up.sql", "down.sql"] {
                assert!(!migration(database, folder, way).trim().is_empty(), "{database}/{folder}/{way} is empty");
            }
        }
    }
}

#[test]
fn the_migrations_go_down_and_up_again() {
    for place in Place::all() {
        let database = if place.is_file() { "sqlite" } else { "postgres" };
        place.database();
        let (schema, triggers) = (told(&place), triggers(&place));
        assert!(schema.len() > 25, "{:?}", schema.keys());
        for folder in folders(database).iter().rev() {
            place.by_hand(&migration(database, folder, "down.sql")).unwrap_or_else(|error| panic!("{database}/{folder}/down.sql: {error}"));
        }
        assert!(told(&place).is_empty(), "left behind: {:?}", told(&place).keys());
        assert!(self::triggers(&place).is_empty(), "left behind: {:?}", self::triggers(&place));
        if !place.is_file() {
            let functions = place.ask("SELECT proname::text AS word FROM pg_proc WHERE pronamespace = current_schema()::regnamespace");
            assert!(functions.is_empty(), "left behind: {functions:?}");
        }
        for folder in folders(database) {
            place.by_hand(&migration(database, &folder, "up.sql")).unwrap_or_else(|error| panic!("{database}/{folder}/up.sql: {error}"));
        }
        assert_eq!(told(&place), schema);
        assert_eq!(self::triggers(&place), triggers);
        // And serves again.
        let ledger = place.ledger();
        ledger.create_register(&quorate::actor::Actor::cli(ledger.system()), "again", "Again").unwrap();
    }
}

/// What each trigger guards: `audit_leaf update`.
fn triggers(place: &Place) -> BTreeSet<String> {
    let query = if place.is_file() {
        "SELECT name || '|' || tbl_name AS word FROM sqlite_schema WHERE type = 'trigger'"
    } else {
        "SELECT t.tgname || '|' || c.relname AS word FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid \
         WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace"
    };
    place.ask(query).into_iter().collect()
}

#[test]
fn both_have_the_same_triggers() {
    let all = Place::all();
    let [file, server] = all.as_slice() else { return };
    file.database();
    server.database();
    // An insert that replaces exists in a file only, where it must be caught as an insert; a
    // truncation exists on a server only.
    let but = |only: &[&str], place: &Place| -> BTreeSet<String> {
        triggers(place).into_iter().filter(|name| !only.iter().any(|suffix| name.split('|').next().unwrap().ends_with(suffix))).collect()
    };
    let leaf = BTreeSet::from(["audit_leaf_insert|audit_leaf".to_owned()]);
    assert_eq!(but(&["_insert"], file), but(&["_truncate", "_insert"], server));
    assert!(triggers(file).is_superset(&leaf) && triggers(server).is_superset(&leaf));
    for table in ["audit_head", "audit_leaf", "audit_part", "audit_opening", "audit_checkpoint", "audit_key"] {
        let has = |place: &Place, what: &str| triggers(place).contains(&format!("{table}_{what}|{table}"));
        // Openings can go, so nothing keeps them; those that cannot go are in the rows of leaves and parts.
        let kept = if table == "audit_opening" { &["update"][..] } else { &["update", "delete"] };
        for what in kept {
            assert!(has(file, what) && has(server, what), "{table} {what}");
        }
        assert!(has(file, "insert"), "{table} insert");
        assert!(has(server, "truncate"), "{table} truncate");
    }
}

/// Columns with type and whether they may be null.
type Columns = BTreeMap<String, (String, bool)>;

/// The tables as the program sees them: key, and columns.
fn seen() -> BTreeMap<String, (String, Columns)> {
    let mut tables = BTreeMap::new();
    for source in super::source::sources().iter().filter(|source| source.path.starts_with("src/db/schema")) {
        for rest in source.live.split("table! {").skip(1) {
            let (head, body) = rest.split_once('{').unwrap();
            let (name, key) = head.trim().split_once('(').map(|(name, key)| (name.trim(), key.trim().trim_end_matches(')'))).unwrap();
            let mut columns = BTreeMap::new();
            for line in body.split('}').next().unwrap().split(',').map(str::trim).filter(|line| line.contains("->")) {
                let line = line.lines().last().unwrap();
                let (column, kind) = line.split_once("->").unwrap();
                let (kind, nullable) = match kind.trim().strip_prefix("Nullable<") {
                    Some(inner) => (inner.trim_end_matches('>'), true),
                    None => (kind.trim(), false),
                };
                let kind = if matches!(kind, "BigInt" | "Integer") { "Number" } else { kind };
                columns.insert(column.trim().trim_start_matches("r#").trim_end_matches('_').to_owned(), (kind.to_owned(), nullable));
            }
            let key = key.split(',').map(|word| word.trim()).collect::<Vec<_>>().join(",");
            let before = tables.insert(name.to_owned(), (key, columns));
            assert!(before.is_none(), "{name} stands in the schema twice");
        }
    }
    tables
}

#[test]
fn the_program_sees_what_is_there() {
    let seen = seen();
    for place in Place::all() {
        let told = if place.is_file() { without_booleans(told_by(&place)) } else { told_by(&place) };
        let mut crossed = Vec::new();
        for (table, shape) in &told {
            let Some((key, columns)) = seen.get(table) else {
                crossed.push(format!("{table} is in no table! of src/db/schema"));
                continue;
            };
            if *key != shape.key {
                crossed.push(format!("{table}: its key is ({}), seen as ({key})", shape.key));
            }
            for name in columns.keys().chain(shape.columns.keys()).collect::<BTreeSet<_>>() {
                if columns.get(name) != shape.columns.get(name) {
                    crossed.push(format!("{table}.{name}: is {:?}, seen as {:?}", shape.columns.get(name), columns.get(name)));
                }
            }
        }
        crossed.extend(
            seen.keys().filter(|table| !told.contains_key(*table)).map(|table| format!("{table} is seen, and no migration makes it")),
        );
        none("src/db/schema and the databases", &crossed);
        for (table, shape) in &told {
            let binary = shape.columns.values().any(|(kind, _)| kind == "Binary");
            assert!(!binary || table.starts_with("audit_"), "{table}: bytes are kept in audit_* alone");
            assert!(
                shape.key.starts_with("register_id") || table == "register",
                "{table}: register_id begins every key, not {}",
                shape.key
            );
        }
    }
}
