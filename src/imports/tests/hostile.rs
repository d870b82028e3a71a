//! Lists as nobody should send them: every fault named, nothing lost, nothing brought down.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;
use crate::imports::rows;

/// One bad cell in an otherwise good row of seven columns.
#[test]
fn each_fault_is_named_with_its_column_and_a_cure() {
    let long = "x".repeat(201);
    let accents = format!("e{}", "\u{301}".repeat(10_000));
    let huge = "y".repeat(20_000);
    for (column, cell, code) in [
        ("practice_code", "", "required"),
        ("practice_code", " ", "required"),
        ("practice_code", "A-1", "bad_code"),
        ("practice_code", "A1234567890123456789X", "bad_code"),
        ("practice_code", "Ä1", "bad_code"),
        ("practice_code", "' OR 1=1--", "bad_code"),
        ("name", "", "required"),
        ("name", "\u{A0}\u{2003}", "required"),
        ("name", "---", "no_letter"),
        ("name", &long, "too_long"),
        ("name", &accents, "too_long"),
        ("name", "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}", "stacked_accents"),
        ("name", &huge, "too_long"),
        ("name", "SURGERY \u{202E}YREGRUS", "direction_character"),
        ("name", "SUR\u{200B}GERY", "invisible_character"),
        ("name", "SURGERY\tONE", "control_character"),
        ("name", "SUR\nGERY", "control_character"),
        ("name", "SUR\r\nGERY", "control_character"),
        ("name", "SUR\u{85}GERY", "control_character"),
        ("name", "SUR\0GERY", "nul_character"),
        ("commissioner_code", "03 E", "bad_code"),
        ("open_date", "2027-02-29", "not_a_date"),
        ("open_date", "2026-04-31", "not_a_date"),
        ("open_date", "20260431", "not_a_date"),
        ("open_date", "0000-01-01", "not_a_date"),
        ("open_date", "9999-12-31", "not_a_date"),
        ("open_date", "10000-01-01", "not_a_date"),
        ("open_date", "01/04/1974", "not_a_date"),
        ("open_date", "1974-4-1", "not_a_date"),
        ("open_date", "1974- 4-01", "not_a_date"),
        ("open_date", "+974-04-01", "not_a_date"),
        ("close_date", "1974-03-31", "closed_before_opened"),
        ("status", "", "required"),
        ("status", "Open", "unknown_status"),
    ] {
        let columns: Vec<&str> = SEVEN.trim().split(',').collect();
        let mut cells = vec!["A1", "SURGERY", "AB1 2CD", "03E", "1974-04-01", "", "A"];
        cells[columns.iter().position(|one| *one == column).unwrap()] = cell;
        let mut writer = csv::Writer::from_writer(SEVEN.as_bytes().to_vec());
        writer.write_record(&cells).unwrap();
        let report = organisations(&writer.into_inner().unwrap());
        assert_eq!(rejections(&report), [(2, column, code)], "{cell:?}");
        let one = &report.rejected[0];
        assert!(one.message.ends_with('.') && one.message.len() > 20, "{}", one.message);
        assert!(one.value.chars().count() <= 800 && !one.value.chars().any(crate::text::sound::is_unseen), "{:?}", one.value);
    }
}

#[test]
fn plain_words_that_only_look_dangerous_are_taken_as_they_are() {
    for name in ["=Equals", "@Home 1", "<script>alert(1)</script>", "{{7*7}}", "O'NEIL & PTRS", "../../x", "Ysgol Gŵyr", "🏥 1"] {
        let report = organisations(format!("{SEVEN}A1,\"{name}\",X,03E,1974-04-01,,A\n").as_bytes());
        assert!(report.is_clean(), "{name}: {:?}", report.rejected);
    }
    // Composed and decomposed spellings are one name, and small letters of a status are meant.
    let one = organisations::read(format!("{SEVEN}A1,Caf\u{e9},X,,,,a\n").as_bytes(), None).unwrap();
    let other = organisations::read(format!("{SEVEN}A1, Cafe\u{301} ,X,,,,A\n").as_bytes(), None).unwrap();
    assert_eq!(one.rows, other.rows);
}

#[test]
fn the_first_fault_in_reading_order_is_the_one_told() {
    let report = organisations(format!("{SEVEN}A1,,X,03E,nonsense,,Q\n").as_bytes());
    assert_eq!(rejections(&report), [(2, "name", "required")]);
}

#[test]
fn rows_are_numbered_as_a_spreadsheet_numbers_them() {
    let good = "A1,ONE,X,,,,A";
    for end in ["\n", "\r\n", "\r"] {
        let text =
            format!("{}{end}{end}{good}{end}{end}{end}bad,row{end}\"A2\",\"TWO\",\"X{end}Y\",,,,A{end}B-2,THREE,X,,,,A", SEVEN.trim());
        let report = organisations(text.as_bytes());
        let expected = [(6, "postcode", "wrong_number_of_columns"), (7, "postcode", "control_character"), (8, "practice_code", "bad_code")];
        assert_eq!(rejections(&report), expected, "{end:?}");
        assert_eq!(counts(&report), [4, 1, 0, 0, 3]);
    }
}

#[test]
fn ragged_rows_are_rejected_one_by_one_and_rows_of_nothing_are_none() {
    let many = ",".repeat(5_000);
    let text = format!("{SEVEN}A1,ONE,X,,,,A,extra\nA2,TWO\n,,,,,,\nA3,\"THREE\"x,X,,,,A\n{many}\nA4,FOUR,X,,,,A\n");
    let report = organisations(text.as_bytes());
    let expected =
        [(2, "column 8", "wrong_number_of_columns"), (3, "postcode", "wrong_number_of_columns"), (5, "name", "stray_quotation_mark")];
    assert_eq!(rejections(&report), expected);
    assert_eq!(counts(&report), [4, 1, 0, 0, 3]);
    assert_eq!(report.rejected[0].value, "extra");
}

#[test]
fn text_that_is_not_utf8_rejects_its_row_and_a_file_in_another_format_the_file() {
    let mut bytes = SEVEN.as_bytes().to_vec();
    bytes.extend(b"A1,CAF\xC9,X,,,,A\nA2,TWO,X,,,,A\n");
    let report = organisations(&bytes);
    assert_eq!(rejections(&report), [(2, "name", "not_utf8")]);
    assert_eq!(counts(&report), [2, 1, 0, 0, 1]);
    let utf16: Vec<u8> = SEVEN.bytes().flat_map(|byte| [byte, 0]).collect();
    for bad in [&b"PK\x03\x04 and more"[..], b"\xD0\xCF\x11\xE0", b"%PDF-1.7", b"\x1F\x8B\x08", b"\xFF\xFEa\0", &utf16] {
        let error = refused(Kind::Organisations, bad);
        assert_eq!(error.code, "not_a_csv_file");
        assert!(error.message.contains("CSV UTF-8"), "{error}");
    }
    for empty in [&b""[..], b"\n\r\n\r", b"\xEF\xBB\xBF"] {
        assert_eq!(refused(Kind::People, empty).code, "empty_file");
    }
    let marked = [b"\xEF\xBB\xBF", SEVEN.as_bytes(), b"A1,ONE,X,,,,A\n"].concat();
    assert_eq!(counts(&organisations(&marked)), [1, 1, 0, 0, 0]);
}

#[test]
fn a_quotation_mark_never_closed_refuses_the_file_and_says_where() {
    let error = refused(Kind::Organisations, format!("{SEVEN}\nA1,\"ONE,X,,,,A\nA2,TWO,X,,,,A\n").as_bytes());
    assert_eq!(error.code, "quote_never_closed");
    assert!(error.message.starts_with("Row 3 opens a quotation mark in column 2"), "{error}");
}

#[test]
fn sizes_beyond_the_limits_are_refused_with_the_limit() {
    let error = refused(Kind::Organisations, &vec![b'a'; rows::MAX_BYTES + 1]);
    assert_eq!(error.code, "file_too_large");
    let mut text = String::from("name\n");
    for number in 0..rows::MAX_ROWS {
        writeln!(text, "P{number}").unwrap();
    }
    assert_eq!(counts(&dry_run(Kind::People, text.as_bytes(), None).unwrap())[0], rows::MAX_ROWS);
    text.push_str("one more\n");
    assert_eq!(refused(Kind::People, text.as_bytes()).code, "too_many_rows");
}

#[test]
fn an_unknown_heading_is_refused_with_what_was_seen_and_the_nearest_layout() {
    let error = refused(Kind::Organisations, b"practice_code,name,post_code,commissioner,open_date,close_date,status\n");
    assert_eq!((error.code.as_str(), error.nearest.as_deref()), ("unknown_layout", Some("practice file, seven columns")));
    assert!(error.message.contains("write 'postcode' for 'post_code'"), "{error}");
    assert!(error.message.contains("write 'commissioner_code' for 'commissioner'"), "{error}");
    assert_eq!((error.seen.len(), error.accepted.len()), (7, 4));
    let error = refused(Kind::Organisations, b"code,name\nX,Y\n");
    assert!(error.nearest.as_deref() == Some("template") && error.message.contains("add kind"), "{error}");
    let error = refused(Kind::Organisations, b"org_code,name,city,postcode\nRTQ,Trust,Gloucester,GL1 1LY\n");
    assert!(error.nearest.as_deref() == Some("template") && error.message.contains("write 'code' for 'org_code'"), "{error}");
    assert_eq!(refused(Kind::Organisations, b"apples,pears\n1,2\n").nearest, None);
    let error = refused(Kind::Memberships, b"Committee,Role,Name,Start,End\na,b,c,d,e\n");
    assert!(error.message.ends_with("to use it, write 'seat' for 'role'; write 'from' for 'start'; write 'to' for 'end'."), "{error}");
    let error = refused(Kind::People, b"Staff number,Full name,Band,Desk\na,b,c,d\n");
    assert!(error.message.contains("write 'code' for 'staff_number'; write 'name' for 'full_name'; write 'grade' for 'band'"), "{error}");
    assert!(error.message.contains("in a copy of the list leave out 'desk'"), "{error}");
    let short = "\"A1\",".repeat(25) + "\"\"\n";
    let error = refused(Kind::Organisations, short.as_bytes());
    assert_eq!(error.nearest.as_deref(), Some("practice file as published, 27 columns"));
    assert_eq!(refused(Kind::People, b"name,name\nx,y\n").code, "heading_twice");
    assert_eq!(refused(Kind::People, b"na\xFFme\nx\n").code, "heading_unreadable");
    // Case, blanks and the order of columns are nobody's fault.
    assert!(organisations(b" Kind ,NAME,Code\ncharity,A,B\n").is_clean());
}

#[test]
fn hostile_lists_of_full_size_do_not_take_long() {
    let began = std::time::Instant::now();
    let mut same_name = String::from("code,name\n");
    let mut chain = String::from("code,name,kind,owners\n");
    let mut one_code = String::from(HISTORY);
    for number in 0..20_000_u32 {
        writeln!(same_name, "C{number},Same").unwrap();
        writeln!(chain, "C{number},N,company,C{}", number + 1).unwrap();
        writeln!(one_code, "A1,ONE,,,,,X,C{number},{}0101,,,,A,,", 1900 + number % 300).unwrap();
    }
    assert_eq!(counts(&dry_run(Kind::People, same_name.as_bytes(), None).unwrap())[1], 20_000);
    let fallen = plan::organisations::<u8>(&organisations::read(chain.as_bytes(), None).unwrap(), &[], &Nothing);
    assert_eq!(fallen.report.rejected.len(), 20_000);
    assert_eq!(organisations(one_code.as_bytes()).rows, 20_000);
    // Quadratic work would be minutes even on a fast machine; this is a guard, not a benchmark.
    assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
}

fn headings() -> impl Strategy<Value = (Kind, &'static str)> {
    prop::sample::select(vec![
        (Kind::Organisations, SEVEN),
        (Kind::Organisations, HISTORY),
        (Kind::Organisations, "code,name,kind,commissioner,area,members,owners\n"),
        (Kind::Organisations, ""),
        (Kind::People, "code,name,grade,tags,email\n"),
        (Kind::Memberships, "committee,seat,person,from,to,deputy_for\n"),
    ])
}

fn cell() -> impl Strategy<Value = String> {
    let known = [
        "",
        " ",
        "A1",
        "A2",
        "A",
        "C",
        "4",
        "03E",
        "ONE",
        "TWO",
        "company",
        "A1;A2",
        "2018-03-06",
        "20130401",
        "2017-03-31",
        "x@y.z",
        "\"",
        "\n",
        "\r",
        "\0",
        "\u{202E}",
        "é",
        "🏥",
    ];
    prop_oneof![4 => prop::sample::select(known.to_vec()).prop_map(str::to_owned), 1 => any::<String>()]
}

proptest! {
    #[test]
    fn no_bytes_whatever_bring_it_down(kind in prop::sample::select(Kind::ALL.to_vec()), bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(report) = dry_run(kind, &bytes, None) {
            prop_assert_eq!(report.rows, report.created + report.updated + report.unchanged + u64::try_from(report.rejected.len()).unwrap());
        }
    }

    #[test]
    fn no_rows_whatever_are_lost(
        (kind, heading) in headings(),
        body in prop::collection::vec(prop::collection::vec(cell(), 1..28), 0..12),
        ragged in any::<bool>(),
    ) {
        let width = if heading.is_empty() { 27 } else { heading.split(',').count() };
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(heading.as_bytes().to_vec());
        for row in &body {
            let cells: Vec<&str> = if ragged { row.iter().map(String::as_str).collect() } else { row.iter().map(String::as_str).cycle().take(width).collect() };
            writer.write_record(&cells).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        match dry_run(kind, &bytes, None) {
            Ok(report) => {
                // A row of nothing but blanks is no row.
                let said = body.iter().enumerate().filter(|(_, row)| row.iter().take(if ragged { row.len() } else { width }).any(|cell| !cell.trim().is_empty())).count();
                prop_assert_eq!(report.rows, u64::try_from(said).unwrap());
                prop_assert_eq!(report.rows, report.created + report.updated + report.unchanged + u64::try_from(report.rejected.len()).unwrap());
                let rows: Vec<u64> = report.rejected.iter().map(|one| one.row).collect();
                prop_assert!(rows.windows(2).all(|pair| pair[0] < pair[1]), "{:?}", rows);
                if !ragged {
                    prop_assert!(report.rejected.iter().all(|one| one.code != "wrong_number_of_columns" && one.code != "stray_quotation_mark"));
                }
            }
            Err(error) => prop_assert!(["empty_file", "unknown_layout", "heading_unreadable", "not_a_csv_file"].contains(&error.code.as_str()), "{}", error),
        }
    }

    #[test]
    fn records_are_cut_where_the_csv_reader_cuts_them(text in "[\",\r\na ]{0,60}") {
        let Ok(table) = rows::read(text.as_bytes()) else { return Ok(()) };
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let theirs: Vec<Vec<String>> = reader.records().map(|one| one.unwrap().iter().map(str::to_owned).collect()).collect();
        let holds = |cell: &String| cell.contains(|letter: char| !matches!(letter, ' ' | '\r' | '\n'));
        let theirs: Vec<Vec<String>> = theirs.into_iter().filter(|row| row.iter().any(holds)).collect();
        prop_assert_eq!(table.records().map(|one| one.width).collect::<Vec<_>>(), theirs.iter().map(Vec::len).collect::<Vec<_>>());
        for (ours, theirs) in table.records().zip(&theirs) {
            let used = theirs.iter().rposition(holds).map_or(0, |last| last + 1);
            prop_assert!(ours.fault.is_some() || (ours.cells == theirs[..used] && ours.used == used));
            prop_assert_eq!(ours.fault.is_some(), ours.cells.is_empty());
        }
    }

    #[test]
    fn what_is_taken_twice_is_unchanged_the_second_time(body in prop::collection::vec(prop::collection::vec(cell(), 15), 0..12)) {
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(HISTORY.as_bytes().to_vec());
        for row in &body {
            writer.write_record(row).unwrap();
        }
        let list = organisations::read(&writer.into_inner().unwrap(), None).unwrap();
        let first = planned(&list, &[]);
        let taken = first.report.created;
        let held = carried_out(first);
        prop_assert_eq!(u64::try_from(held.len()).unwrap(), taken);
        prop_assert_eq!(planned(&list, &held).report.created, 0);
    }
}
