//! The lists of the field as they are, and what a register makes of them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::path::{Path, PathBuf};

use super::layouts;
use super::memberships::{self, MembershipFields};
use super::organisations::{self, OrganisationList};
use super::people::{self, PersonFields};
use super::plan::{self, Found, Held, Known, NoRegister, OrganisationFields, Plan};
use super::report::{FileError, Report};
use super::{Kind, dry_run};

mod hostile;
mod identity;
mod spreadsheets;

const SEVEN: &str = "practice_code,name,postcode,commissioner_code,open_date,close_date,status\n";
const HISTORY: &str = "practice_code,name,address_1,address_2,address_3,address_4,postcode,commissioner_code,joined_commissioner,left_commissioner,open_date,close_date,status,national_grouping,health_geography\n";

fn excerpt(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/practices").join(name)).unwrap()
}

/// The full lists, where they lie beside the checkout or where the environment says.
fn full(name: &str) -> Option<Vec<u8>> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let folder = std::env::var_os("QUORATE_TEST_LISTS").map_or_else(beside, PathBuf::from);
    let found = std::fs::read(folder.join("practices").join(name)).ok();
    if found.is_none() {
        eprintln!("SKIPPED: the full list {name} is not here; its excerpt under tests/data was tried");
    }
    found
}

fn organisations(bytes: &[u8]) -> Report {
    dry_run(Kind::Organisations, bytes, None).unwrap()
}

fn counts(report: &Report) -> [usize; 5] {
    let count = |number: u64| usize::try_from(number).unwrap();
    [count(report.rows), count(report.created), count(report.updated), count(report.unchanged), report.rejected.len()]
}

/// Row, column and code of each rejection.
fn rejections(report: &Report) -> Vec<(u64, &str, &str)> {
    report.rejected.iter().map(|one| (one.row, one.column.as_str(), one.code.as_str())).collect()
}

fn refused(kind: Kind, bytes: &[u8]) -> FileError {
    dry_run(kind, bytes, None).unwrap_err()
}

fn planned(list: &OrganisationList, held: &[Held<u8, OrganisationFields>]) -> Plan<u8, OrganisationFields> {
    plan::organisations(list, held, &NoRegister)
}

/// The plan carried out: what a register then has.
fn carried_out(plan: Plan<u8, OrganisationFields>) -> Vec<Held<u8, OrganisationFields>> {
    plan.create.into_iter().map(|fields| Held { id: 0, fields }).chain(plan.update).collect()
}

#[test]
fn every_row_of_the_practice_file_is_taken_in_its_three_layouts() {
    for (name, rows) in [("seven_columns.csv", 47), ("history.csv", 55), ("raw.csv", 41)] {
        assert_eq!(counts(&organisations(&excerpt(name))), [rows, rows, 0, 0, 0], "{name}");
    }
    for (name, rows) in [
        ("england_gp_practices_2018-08.csv", 8189),
        ("seed_ccg_practices_active_2018-08.csv", 471),
        ("seed_ccg_practices_history_2018-08.csv", 543),
        ("epraccur_raw_seed_ccgs_2018-08.csv", 755),
    ] {
        let Some(bytes) = full(name) else { continue };
        assert_eq!(counts(&organisations(&bytes)), [rows, rows, 0, 0, 0], "{name}");
    }
}

#[test]
fn a_row_of_another_prescribing_setting_is_taken_as_other() {
    let count = |bytes: &[u8]| {
        let list = organisations::read(bytes, None).unwrap();
        let kinds: Vec<&str> = list.rows.iter().map(|row| row.as_ref().unwrap().kind.as_str()).collect();
        (kinds.iter().filter(|kind| **kind == "gp_practice").count(), kinds.iter().filter(|kind| **kind == "other").count())
    };
    assert_eq!(count(&excerpt("raw.csv")), (19, 22));
    if let Some(bytes) = full("epraccur_raw_seed_ccgs_2018-08.csv") {
        assert_eq!(count(&bytes), (543, 212));
    }
}

fn published_counts_hold(history: &[u8], published: &[u8]) -> usize {
    let register = planned(&organisations::read(history, None).unwrap(), &[]).create;
    let mut reader = csv::Reader::from_reader(published);
    let heading = reader.headers().unwrap().clone();
    let mut compared = 0;
    for line in reader.records() {
        let line = line.unwrap();
        for (column, cell) in heading.iter().zip(&line) {
            let Some(day) = column.strip_prefix("as_at_") else { continue };
            let day = day.replace('_', "-").parse().unwrap();
            let count = register.iter().filter(|one| one.belongs_on(&line[0], day)).count();
            assert_eq!(count.to_string(), cell, "{} on {day}", &line[0]);
            compared += 1;
        }
    }
    compared
}

#[test]
fn the_published_numbers_of_practices_come_out_at_each_day() {
    assert_eq!(published_counts_hold(&excerpt("history.csv"), &excerpt("ccgs.csv")), 8);
    if let (Some(history), Some(published)) = (full("seed_ccg_practices_history_2018-08.csv"), full("seed_ccgs.csv")) {
        assert_eq!(published_counts_hold(&history, &published), 48);
    }
}

#[test]
fn a_practice_that_left_on_a_day_is_not_counted_on_it() {
    let register = planned(&organisations::read(&excerpt("history.csv"), None).unwrap(), &[]).create;
    let one = register.iter().find(|one| one.code == "C87617").unwrap();
    assert!(one.belongs_on("03L", "2017-03-30".parse().unwrap()));
    assert!(!one.belongs_on("03L", "2017-03-31".parse().unwrap()));
}

#[test]
fn the_demonstrations_list_has_the_seventeen_practices_of_harrogate_and_its_neighbours() {
    let list = organisations::read(include_bytes!("../demo/data/practices_harrogate.csv"), None).unwrap();
    let plan = planned(&list, &[]);
    assert!(plan.report.is_clean());
    let day = "2018-03-06".parse().unwrap();
    let with =
        |code: &str| -> Vec<&str> { plan.create.iter().filter(|one| one.belongs_on(code, day)).map(|one| one.code.as_str()).collect() };
    let truth = planned(&organisations::read(&excerpt("history.csv"), None).unwrap(), &[]).create;
    let expected: Vec<&str> = truth.iter().filter(|one| one.belongs_on("03E", day)).map(|one| one.code.as_str()).collect();
    assert_eq!(with("03E"), expected);
    assert_eq!((with("03E").len(), with("03Q").len()), (17, 5));
    assert!(plan::unknown_commissioners(&plan, &Nothing).contains("03Q"));
}

#[test]
fn importing_the_same_list_again_changes_nothing_and_a_later_one_what_it_says() {
    let list = organisations::read(&excerpt("history.csv"), None).unwrap();
    let held = carried_out(planned(&list, &[]));
    assert_eq!(counts(&planned(&list, &held).report), [55, 0, 0, 55, 0]);
    // The seven columns say nothing of addresses, and so take none away.
    let seven = organisations::read(&excerpt("seven_columns.csv"), None).unwrap();
    assert_eq!(counts(&planned(&seven, &held).report), [47, 0, 0, 47, 0]);
    let moved = format!(
        "{HISTORY}B82004,NIDDERDALE GROUP PRACTICE,FEASTFIELD MEDICAL CENTRE,\"KING ST, PATELEY BRIDGE\",HARROGATE,NORTH YORKSHIRE,HG3 5AT,42D,20200401,,19740401,,A,Y54,Q72\n"
    );
    let plan = planned(&organisations::read(moved.as_bytes(), None).unwrap(), &held);
    assert_eq!(counts(&plan.report), [1, 0, 1, 0, 0]);
    let now = &plan.update[0].fields;
    assert_eq!(now.commissioner_on("2020-03-31".parse().unwrap()), Some("03E"));
    assert_eq!(now.commissioner_on("2020-04-01".parse().unwrap()), Some("42D"));
}

#[test]
fn a_code_in_several_rows_is_one_organisation_with_several_commissioners() {
    let row = |rest: &str| format!("A1,SURGERY,,,,,X,{rest},19740401,,A,,\n");
    let text = format!("{HISTORY}{}{}{}", row("03E,20130401,20180401"), row("42D,20180401,"), row("03E,20130401,20180401"));
    let plan = planned(&organisations::read(text.as_bytes(), None).unwrap(), &[]);
    assert_eq!(counts(&plan.report), [3, 1, 1, 1, 0]);
    assert_eq!(plan.create.len(), 1);
    assert_eq!(plan.create[0].commissioners.len(), 2);
    let clash = format!("{HISTORY}{}{}", row("03E,20130401,20180402"), row("42D,20180401,"));
    assert_eq!(rejections(&organisations(clash.as_bytes())), [(3, "joined_commissioner", "two_commissioners")]);
    let other_name = format!("{HISTORY}{}A1,OTHER,,,,,X,42D,20180401,,19740401,,A,,\n", row("03E,20130401,20180401"));
    assert_eq!(rejections(&organisations(other_name.as_bytes())), [(3, "practice_code", "duplicate")]);
}

#[test]
fn another_commissioner_without_a_day_is_rejected_where_the_register_has_days() {
    let held = carried_out(planned(&organisations::read(&excerpt("history.csv"), None).unwrap(), &[]));
    let text = format!("{SEVEN}B82004,NIDDERDALE GROUP PRACTICE,HG3 5AT,03Q,1974-04-01,,A\n");
    let plan = planned(&organisations::read(text.as_bytes(), None).unwrap(), &held);
    assert_eq!(rejections(&plan.report), [(2, "commissioner_code", "day_of_joining_missing")]);
    assert!(plan.update.is_empty());
}

#[test]
fn the_layout_without_a_heading_is_known_by_its_rows() {
    let text = String::from_utf8(excerpt("raw.csv")).unwrap();
    let ragged = format!("\"A1\",\"ONE\"\n{text}");
    let report = organisations(ragged.as_bytes());
    assert_eq!(rejections(&report), [(1, "national_grouping", "wrong_number_of_columns")]);
    let names = layouts::Layout { ..organisations::LAYOUTS.iter().find(|one| !one.heading).map(|one| layouts::Layout { ..*one }).unwrap() };
    let headed = format!("Organisation Code,{}\n{text}", names.columns[1..].join(","));
    let report = organisations(headed.as_bytes());
    assert_eq!(rejections(&report), [(1, "practice_code", "bad_code")]);
    assert!(report.rejected[0].message.contains("heading"), "{}", report.rejected[0].message);
}

/// A register that has nothing.
struct Nothing;

impl Known for Nothing {
    fn organisation(&self, _: &str) -> bool {
        false
    }
    fn person(&self, key: &str) -> Found {
        match key {
            "P1" => Found::One,
            "Two" => Found::Several,
            _ => Found::None,
        }
    }
    fn committee(&self, key: &str) -> bool {
        key == "PCCC"
    }
    fn seat(&self, _: &str, seat: &str) -> bool {
        seat == "chair"
    }
}

#[test]
fn members_and_owners_must_be_known_and_a_row_that_falls_takes_with_it_what_needs_it() {
    let text = "code,name,kind,members,owners\nFED,Federation,federation,A1;A2,\nA1,One,gp_practice,,\nA2,Two,gp_practice,,GONE\nTOP,Top,company,,FED\nOK,Fine,company,A1;A1,\nME,Me,company,,ME\nX,X,companny,,\n";
    let list = organisations::read(text.as_bytes(), None).unwrap();
    let plan = plan::organisations::<u8>(&list, &[], &Nothing);
    let expected = [
        (2, "members", "unknown_reference"),
        (4, "owners", "unknown_reference"),
        (5, "owners", "unknown_reference"),
        (7, "owners", "refers_to_itself"),
        (8, "kind", "unknown_kind"),
    ];
    assert_eq!(rejections(&plan.report), expected);
    assert!(plan.report.rejected[4].message.ends_with("Perhaps 'company' is meant."));
    assert_eq!(plan.create.iter().map(|one| one.code.as_str()).collect::<Vec<_>>(), ["A1", "OK"]);
    assert_eq!(counts(&planned(&list, &[]).report), [7, 5, 0, 0, 2]);
}

#[test]
fn people_are_known_by_code_then_by_address_and_never_changed_by_a_name() {
    let text = "code,name,grade,tags,email\nP1,Lay chair,,lay_ppi;lay_person,chair@example.org\n,Nurse,8D,,\n,ＮＵＲＳＥ,8D,,\n,nurse,9,,\nP1,Lay chair,,lay_ppi,chair@example.org\nP2,Other,,,CHAIR@example.org\nP3,Bad tag,,Lay Audit,\nP4,Bad mail,,,chair.example.org\n,Lay chair,,lay_ppi;lay_person,chair@example.org\n";
    let list = people::read(text.as_bytes()).unwrap();
    let plan = people::plan::<u8>(&list, &[], false);
    let expected = [
        (4, "name", "ambiguous_name"),
        (5, "name", "ambiguous_name"),
        (6, "name", "duplicate"),
        (7, "email", "duplicate_email"),
        (8, "tags", "bad_word"),
        (9, "email", "bad_email"),
    ];
    assert_eq!(rejections(&plan.report), expected);
    // The last row has no code, and an address with the name that goes with it.
    assert_eq!(counts(&plan.report), [9, 2, 0, 1, 6]);
    let held: Vec<Held<u8, PersonFields>> = plan.create.into_iter().zip(0..).map(|(fields, id)| Held { id, fields }).collect();
    let later = people::read(b"code,name,grade\nN1,Nurse,9\nP1,Lay chair,\nP9,Lay chair,\n").unwrap();
    let plan = people::plan(&later, &held, false);
    assert_eq!(counts(&plan.report), [3, 1, 0, 1, 1]);
    assert_eq!(rejections(&plan.report), [(2, "name", "name_not_enough")]);
    let twins = people::plan::<u8>(&people::read(b"code,name\nA,Same\nB,Same\n,Same\n").unwrap(), &[], false);
    assert_eq!(rejections(&twins.report), [(4, "name", "ambiguous_name")]);
}

#[test]
fn memberships_name_what_exists_and_do_not_overlap() {
    let text = "committee,seat,person,from,to,deputy_for\nPCCC,chair,P1,2018-01-01,2018-12-31,\nPCCC,chair,P1,2018-12-31,,\nPCCC,chair,P1,20190101,,\nPCCC,chair,P1,2018-01-01,2018-12-31,\nPCCC,chair,P1,2018-01-01,2018-06-30,\nGB,chair,P1,2018-01-01,,\nPCCC,vice,P1,2018-01-01,,\nPCCC,chair,Nobody,2018-01-01,,\nPCCC,chair,Two,2018-01-01,,\nPCCC,chair,P1,2018-01-01,,P1\nPCCC,chair,P1,2018-02-01,2018-01-01,\nPCCC,chair,P1,,,\n";
    let list = memberships::read(text.as_bytes(), None).unwrap();
    let plan = memberships::plan::<u8>(&list, &[], &Nothing);
    let expected = [
        (3, "from", "overlapping_membership"),
        (6, "to", "duplicate"),
        (7, "committee", "unknown_reference"),
        (8, "seat", "unknown_reference"),
        (9, "person", "unknown_reference"),
        (10, "person", "ambiguous_name"),
        (11, "deputy_for", "refers_to_itself"),
        (12, "to", "ends_before_it_begins"),
        (13, "from", "required"),
    ];
    assert_eq!(rejections(&plan.report), expected);
    assert_eq!(counts(&plan.report), [12, 2, 0, 1, 9]);
    let held: Vec<Held<u8, MembershipFields>> = plan.create.into_iter().zip(0..).map(|(fields, id)| Held { id, fields }).collect();
    let ended = memberships::read(b"committee,seat,person,from,to\nPCCC,chair,P1,2019-01-01,2019-12-31\n", None).unwrap();
    let plan = memberships::plan(&ended, &held, &Nothing);
    assert_eq!((counts(&plan.report), plan.update[0].id), ([1, 0, 1, 0, 0], 1));
}

#[test]
fn the_report_reads_as_a_table_and_as_the_object_of_the_interface() {
    let report = organisations(format!("{SEVEN}A1,ONE,X,,,,A\nA2,\u{202E}TWO,X,,,,A\nA3,,X,,,,A\n").as_bytes());
    let table = report.table(1);
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines[0], "3 rows: 1 created, 0 updated, 0 unchanged, 2 rejected");
    assert_eq!(lines[2], "row  column  value        what is wrong, and the cure");
    assert!(lines[3].starts_with("  3  name    \\u{202e}TWO  Character 1 is an invisible mark"), "{table}");
    assert_eq!(lines[4], "and 1 more, all listed with --json");
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["rows"], 3);
    assert_eq!(json["rejected"][1]["column"], "name");
    let keys: Vec<&String> = json["rejected"][0].as_object().unwrap().keys().collect();
    assert_eq!(keys.len(), 5);
}
