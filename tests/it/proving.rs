//! What `verify --db` proves: not only that the log and the tables agree, but that nothing was
//! removed with its whole log, that the rules permit what was written, and that the database is
//! made as this program makes it. Each attack is one that somebody with all rights over the database
//! can make, and each must be named.

mod exported;
mod hidden;
mod law;
mod reading;
mod removed;

use quorate::audit::replay::{Finding, Report};

use crate::desk::TestServer;
use crate::house::TestRegister;
use crate::place::Place;

/// Everything that is found, as one text.
pub fn found(report: &Report) -> String {
    report.findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// What `verify --db` finds on this desk; something must be.
pub fn findings(desk: &TestServer) -> Vec<Finding> {
    desk.leaves_something_to_find();
    let report = desk.report();
    assert!(!report.holds(), "nothing was found wrong");
    report.findings
}

/// Does it with every guard of the log down, and puts the guards back as they were.
pub fn unguarded(desk: &TestServer, statements: &str) {
    desk.leaves_something_to_find();
    let place = &desk.place;
    if place.is_file() {
        let made = place.ask("SELECT sql AS word FROM sqlite_schema WHERE type = 'trigger'");
        let dropped: String = made.iter().map(|text| format!("DROP TRIGGER {};", text.split_whitespace().nth(2).unwrap())).collect();
        let made: String = made.iter().map(|text| format!("{text};")).collect();
        place.by_hand(&format!("PRAGMA foreign_keys = OFF; BEGIN; {dropped} {statements}; {made} COMMIT")).unwrap();
    } else {
        let tables = place.ask("SELECT relname::text AS word FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace");
        let all = |what: &str| tables.iter().map(|table| format!("ALTER TABLE public.\"{table}\" {what};")).collect::<String>();
        let always: String = concat!(
            include_str!("../../migrations/postgres/0001_audit/up.sql"),
            include_str!("../../migrations/postgres/0018_keys/up.sql")
        )
        .lines()
        .filter(|line| line.contains("ENABLE ALWAYS"))
        .collect();
        let (down, up) = (all("DISABLE TRIGGER ALL"), all("ENABLE TRIGGER ALL"));
        place.by_hand(&format!("BEGIN; {down} {statements}; {up} {always} COMMIT")).unwrap();
    }
}

/// Tables that have a register in each row.
pub fn of_registers(place: &Place) -> Vec<String> {
    place.ask(if place.is_file() {
        "SELECT t.name AS word FROM pragma_table_list t JOIN pragma_table_info(t.name) c WHERE t.schema = 'main' AND t.type = 'table' AND c.name = 'register_id'"
    } else {
        "SELECT c.relname::text AS word FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid \
         WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attname = 'register_id'"
    })
}

/// The entry that was made last in the register of a house.
pub fn last_entry(house: &TestRegister) -> u64 {
    u64::try_from(house.desk.entries_of(house.register) - 1).unwrap()
}
