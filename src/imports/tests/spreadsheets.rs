//! What spreadsheets and payroll make of lists.

use super::*;
use crate::imports::days::Order;

fn people(text: &str) -> Report {
    dry_run(Kind::People, text.as_bytes(), None).unwrap()
}

#[test]
fn the_line_that_says_what_stands_between_cells_is_followed() {
    for text in [
        "sep=,\r\ncode,name,email\r\nP1,Ada Brook,ada@example.org\r\n",
        "\u{feff}sep=;\r\ncode;name;email\r\nP1;Ada Brook;ada@example.org\r\n",
        "SEP=;\ncode;name;email\nP1;\"Ada; Brook\";ada@example.org\n",
        "\"sep=;\"\ncode;name\nP1;Ada\n",
        "sep=,,\ncode,name,email\nP1,Ada,\n",
        "sep=\t\ncode\tname\nP1\tAda\n",
        "code;name;tags\nP1;Ada Brook;\"lay_audit;lay_ppi\"\n",
        "code\tname\r\nP1\tAda Brook\r\n",
        "code|name\rP1|Ada Brook\r",
        "\n;;\ncode;name;\nP1;Ada, Brook;\n",
    ] {
        let report = people(text);
        assert_eq!(counts(&report), [1, 1, 0, 0, 0], "{text}: {:?}", report.rejected);
    }
    // A comma in the heading is what stands between cells, whatever else there is.
    assert_eq!(counts(&people("name,tags\nAda,lay_audit;lay_ppi\n")), [1, 1, 0, 0, 0]);
    let told = people("sep=;\ncode;name\nP1;Ada\nP 2;Ben\n");
    assert_eq!(rejections(&told), [(3, "code", "bad_code")]);
}

#[test]
fn rows_and_columns_of_separators_alone_are_none() {
    for text in [
        "code,name,grade,tags,email\nP1,Ada Brook,8d,,ada@example.org\n,,,,\n,,,,\n",
        "code,name,,\nP1,Ada,,\n,,,\n",
        ",code,name\n,P1,Ada\n",
        "code,,name\nP1,,Ada\n",
        "code,name\nP1,Ada,,,\n",
        "code,name\n\"\",\"\"\nP1,Ada\n\u{a0},\n",
        &format!("code,name{0}\nP1,Ada{0}\n{0}\n{1}\n", ",".repeat(2_000), ",".repeat(20_000)),
    ] {
        let report = people(text);
        assert_eq!(counts(&report), [1, 1, 0, 0, 0], "{:?}", report.rejected);
    }
    let report = people("code,name,\nP1,Ada,\nP2,Ben,left over\n");
    assert_eq!(rejections(&report), [(3, "column 3", "wrong_number_of_columns")]);
    let report = people("code,,name\nP1,x,Ada\n\n,,\n,P2,Ben\n");
    assert_eq!(rejections(&report), [(2, "column 2", "column_without_heading"), (5, "column 2", "column_without_heading")]);
    // Rows keep the numbers of the spreadsheet.
    assert_eq!(rejections(&people("code,name\n,\n\nP 1,Ada\n")), [(4, "code", "bad_code")]);
}

#[test]
fn days_are_taken_in_the_order_that_was_said() {
    let text = "committee,seat,person,from,to\nPCCC,s3,Ada Brook,03/05/2002,unspecified\nPCCC,s4,Ben Cole,2002-05-03,31.12.2003\n";
    let read = |order| memberships::read(text.as_bytes(), order).unwrap().rows;
    let plain = read(None);
    let first = plain[0].clone().unwrap_err();
    assert_eq!((first.column.as_str(), first.code.as_str(), first.also.len()), ("from", "not_a_date", 1));
    assert!(
        first.message.contains("3 May 2002") && first.message.contains("5 March 2002") && first.message.contains("--dates"),
        "{}",
        first.message
    );
    assert!(first.also[0].column == "to" && first.also[0].message.contains("until further notice"), "{:?}", first.also);
    let periods = |order| -> Vec<String> {
        read(order)
            .into_iter()
            .map(|row| {
                row.map_or_else(
                    |fault| fault.code,
                    |row| format!("{} {:?}", row.fields.period.from, row.fields.period.to.map(|day| day.to_string())),
                )
            })
            .collect()
    };
    assert_eq!(periods(Some(Order::DayFirst)), ["2002-05-03 None", "2002-05-03 Some(\"2003-12-31\")"]);
    assert_eq!(periods(Some(Order::MonthFirst)), ["2002-03-05 None", "not_a_date"]);
    let practices = format!("{SEVEN}A1,ONE,X,,01/04/1974,,A\n");
    assert!(dry_run(Kind::Organisations, practices.as_bytes(), Some(Order::DayFirst)).unwrap().is_clean());
}

#[test]
fn what_nobody_wrote_is_no_name() {
    for (name, code) in [
        ("ZoÃ« BrÃ¶nte", "misread_letters"),
        ("Niamh Oâ€™Dea", "misread_letters"),
        ("Zo\u{fffd} Brook", "letter_lost"),
        ("#REF!", "spreadsheet_error"),
        ("#N/A", "spreadsheet_error"),
        ("=VLOOKUP(A1)", "spreadsheet_error"),
        ("NULL", "not_a_name"),
        ("\u{3164}", "blank_letter"),
        ("\u{e000}", "no_character"),
        ("########", "no_letter"),
        ("\u{301}a", "leading_mark"),
    ] {
        let report = people(&format!("code,name\nP1,{name}\nP2,Plain Person\n"));
        assert_eq!(rejections(&report), [(2, "name", code)], "{name}");
        let report = organisations(format!("code,name,kind\nP1,{name},company\n").as_bytes());
        assert_eq!(rejections(&report), [(2, "name", code)], "{name}");
    }
    assert!(people("code,name\nP1,ZoÃ« BrÃ¶nte\n").rejected[0].message.contains("'Zoë Brönte'"));
}

#[test]
fn every_fault_of_a_row_is_told_at_once() {
    let report = people("code,name,tags,email\nP 1,,Lay Audit,nobody\n");
    assert_eq!(rejections(&report), [(2, "code", "bad_code")]);
    let also: Vec<(&str, &str)> = report.rejected[0].also.iter().map(|one| (one.column.as_str(), one.code.as_str())).collect();
    assert_eq!(also, [("name", "required"), ("tags", "bad_word"), ("email", "bad_email")]);
    assert_eq!(report.table(10).lines().count(), 7, "{}", report.table(10));
}

#[test]
fn a_heading_that_is_too_wide_is_shown_by_its_beginning() {
    let wide = refused(Kind::People, format!("{}\n", "Kolumne,".repeat(1_000_000)).as_bytes());
    assert!(
        wide.message.contains("Columns seen: Kolumne, Kolumne") && wide.message.contains("(1000000 in all.)"),
        "{}",
        &wide.message[..200]
    );
}
