//! What is exported stands beside the root of the log, so it must be what the log says, all of it, and
//! nothing else.

use quorate::decisions::facts::{self as decisions, Stretch, Which};
use quorate::exports::facts::earlier;
use serde_json::json;

use super::unguarded;
use crate::day;
use crate::desk::TestServer;
use crate::house::{TestRegister, everywhere, id_of};
use crate::place::Place;
use crate::stories::told_too_late::{decided_with_the_gp, determination, tells_late};
use crate::stories::what_became_of_a_decision::{approved_earlier, corrected, decided_again, retaken, urgently_decided};

/// The decision log as a file, but for its stamp, or how the program ended and what it said.
fn export(desk: &TestServer) -> Result<String, (Option<i32>, String)> {
    export_of(desk, &[])
}

fn export_of(desk: &TestServer, asked: &[&str]) -> Result<String, (Option<i32>, String)> {
    let file = desk.data.join("decisions.csv");
    drop(std::fs::remove_file(&file));
    let output = desk.command(&[&["export", "decisions", "--format", "csv", "-o", file.to_str().unwrap()], asked].concat());
    if output.status.success() {
        let text = std::fs::read_to_string(&file).unwrap();
        return Ok(text.lines().map(|line| line.splitn(3, ',').nth(2).unwrap_or(line).to_owned() + "\n").collect());
    }
    assert!(!file.exists() || std::fs::read(&file).unwrap().is_empty(), "something was exported");
    Err((output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned()))
}

/// Two decisions, one corrected, and final minutes.
fn minuted(house: &TestRegister) {
    let meeting = house.meeting();
    let items = ["A new surgery", "An old surgery"].map(|title| house.item(&meeting, title, json!({"value": 1000})));
    house.convened(&meeting, &["chair", "lay", "officer"]);
    for item in &items {
        house.begin(item, "decision").made();
        for word in ["chair", "lay", "officer"] {
            house.vote(item, word, "for").made();
        }
        let decision = house.decide(item, "approved", "vote").made();
        let path = format!("/api/v1/decisions/{}/corrections", id_of(&decision));
        house.secretary().post(&path, &json!({"text": "In April.", "reason": "The month was left out."})).made();
    }
    house.secretary().post(&format!("/api/v1/meetings/{}/minutes/finalise", meeting.id), &json!({})).made();
}

#[test]
fn a_row_edited_by_hand_ends_its_export() {
    everywhere(|house| {
        minuted(house);
        let told = export(&house.desk).unwrap();
        assert_eq!(house.auditor().get("/api/v1/decisions.json").status, 200);
        let year = house.desk.place.ask("SELECT substr(finalised_at, 1, 4) AS word FROM minutes").remove(0);
        let year = format!("UPDATE minutes SET finalised_at = '{year}' || substr(finalised_at, 5)");
        for (edit, back, named) in [
            (
                "UPDATE decision SET outcome = 'rejected'",
                "UPDATE decision SET outcome = 'approved'",
                "outcome is \"rejected\" in the table, and \"approved\" in entry",
            ),
            ("UPDATE correction SET text = 'In May.'", "UPDATE correction SET text = 'In April.'", "text of the correction"),
            (
                "UPDATE decision SET evidence = replace(evidence, '\"for\":3', '\"for\":4')",
                "UPDATE decision SET evidence = replace(evidence, '\"for\":4', '\"for\":3')",
                "evidence",
            ),
            ("UPDATE minutes SET finalised_at = '2001' || substr(finalised_at, 5)", &year, "the table has them final since 2001"),
        ] {
            house.desk.tampers(edit).unwrap();
            let (code, said) = export(&house.desk).unwrap_err();
            assert!(code == Some(1) && said.contains(named), "{edit}: {said}");
            house.desk.tampers(back).unwrap();
        }
        assert_eq!(export(&house.desk).unwrap(), told);
        // Nor is a row missed because it was edited out of what was asked for.
        house.desk.tampers("UPDATE decision SET outcome = 'rejected'").unwrap();
        assert!(export_of(&house.desk, &["--outcome", "approved"]).is_err());
        house.desk.tampers("UPDATE decision SET outcome = 'approved'; UPDATE meeting SET date = '2001-01-01'").unwrap();
        assert_eq!(export_of(&house.desk, &["--from", "2018-01-01"]).unwrap(), told);
        assert_eq!(export_of(&house.desk, &["--to", "2002-01-01"]).unwrap().lines().count(), 1);
    });
}

/// What was decided stands in the evidence: no other table can be made to tell it otherwise.
#[test]
fn no_other_table_changes_what_is_exported() {
    everywhere(|house| {
        minuted(house);
        let told = export(&house.desk).unwrap();
        for edit in [
            "UPDATE item SET title = 'Another matter', number = '99', value_pence = 1, procurement = 'PROC/1'",
            "UPDATE meeting SET reference = 'OTHER/1', date = '2001-01-01', private = NOT private",
            "UPDATE person SET name = 'Somebody Else'",
            "UPDATE organisation SET name = 'Another body'",
            "UPDATE committee SET name = 'Another committee'",
        ] {
            let edit = if house.desk.place.is_file() { edit.replace("NOT private", "1 - private") } else { edit.to_owned() };
            house.desk.tampers(&edit).unwrap();
            assert_eq!(export(&house.desk).unwrap(), told, "{edit}");
        }
    });
}

/// What became of decisions decides whether they have effect: it is held against the log as they are.
#[test]
fn what_became_of_a_decision_is_not_edited_unseen() {
    everywhere(|house| {
        let (_, decision) = approved_earlier(house);
        let meeting = house.meeting();
        urgently_decided(house, &meeting);
        house.convened(&meeting, &["chair", "lay", "officer"]);
        corrected(house, &decision, &meeting);
        retaken(house, &meeting);
        let told = export(&house.desk).unwrap();
        for (table, column, other, named) in [
            ("correction", "outcome", "'rejected'", "corrected outcome is \"rejected\" in the table, and \"deferred\" in entry"),
            ("correction", "outcome", "NULL", "corrected outcome is null in the table"),
            ("correction", "by_person", "(SELECT max(id) FROM person)", "speaker of the correction"),
            ("correction", "at_meeting", "(SELECT min(id) FROM meeting)", "meeting of the correction"),
            ("reopening", "reason", "'Second thoughts.'", "reason of the reopening"),
            ("reopening", "by_person", "(SELECT max(id) FROM person)", "person who reopened it"),
            ("urgent_decision", "reason", "'None.'", "reason is \"None.\" in the table"),
            ("urgent_decision", "day", "'2018-02-01'", "day is"),
            ("urgent_decision", "consulted", "'[]'", "consulted is []"),
        ] {
            let kept = house.desk.place.ask(&format!("SELECT {column} AS word FROM {table}")).remove(0);
            house.desk.tampers(&format!("UPDATE {table} SET {column} = {other}")).unwrap();
            let (code, said) = export(&house.desk).unwrap_err();
            assert!(code == Some(1) && said.contains(named), "{table}.{column}: {said}");
            house.desk.tampers(&format!("UPDATE {table} SET {column} = '{kept}'")).unwrap();
        }
        assert_eq!(export(&house.desk).unwrap(), told);
    });
}

/// A decision whose reopening was taken away would have effect again; an urgent one would never have been.
#[test]
fn what_became_of_a_decision_is_not_taken_away_unseen() {
    for (table, statement) in [
        ("reopening", "DELETE FROM reopening"),
        ("reopening", "UPDATE reopening SET decision = (SELECT max(id) FROM decision)"),
        ("urgent_decision", "DELETE FROM urgent_decision"),
    ] {
        everywhere(|house| {
            let meeting = house.meeting();
            urgently_decided(house, &meeting);
            house.convened(&meeting, &["chair", "lay", "officer"]);
            retaken(house, &meeting);
            export(&house.desk).unwrap();
            unguarded(&house.desk, statement);
            let (code, said) = export(&house.desk).unwrap_err();
            assert!(code == Some(1) && said.contains(&format!("corrupt {table} of entry")), "{table}: {said}");
        });
    }
}

/// What a guardian determined ends a query: it is held against the log, whether it was edited, moved or taken away.
#[test]
fn what_a_guardian_determined_is_not_edited_or_taken_away_unseen() {
    everywhere(|house| {
        house.guardian("stranger");
        let (_, decision) = decided_with_the_gp(house, &json!({}));
        tells_late(house, "gp", &json!({}));
        let path = format!("/api/v1/decisions/{decision}/determinations");
        house.secretary().post(&path, &determination(house, "stranger", "to_be_decided_again")).made();
        let told = export(&house.desk).unwrap();
        for (column, other, named) in [
            ("finding", "'stands'", "finding of the determination is \"stands\" in the table, and \"to_be_decided_again\" in entry"),
            ("reason", "'None.'", "reason of the determination"),
            ("by_person", "(SELECT max(id) FROM person WHERE name = 'The Chair')", "guardian of the determination"),
            ("by_name", "'Somebody Else'", "guardian of the determination"),
            ("declarations", "'[]'", "interests of the determination"),
        ] {
            let kept = house.desk.place.ask(&format!("SELECT {column} AS word FROM determination")).remove(0);
            house.desk.tampers(&format!("UPDATE determination SET {column} = {other}")).unwrap();
            let (code, said) = export(&house.desk).unwrap_err();
            assert!(code == Some(1) && said.contains(named), "{column}: {said}");
            house.desk.tampers(&format!("UPDATE determination SET {column} = '{kept}'")).unwrap();
        }
        assert_eq!(export(&house.desk).unwrap(), told);
        unguarded(&house.desk, "DELETE FROM determination");
        let (code, said) = export(&house.desk).unwrap_err();
        assert!(code == Some(1) && said.contains("corrupt determination of entry"), "{said}");
    });
}

#[test]
fn that_a_decision_was_decided_again_is_not_edited_unseen() {
    everywhere(|house| {
        let [first, _] = decided_again(house);
        let told = export(&house.desk).unwrap();
        for (edit, back, named) in [
            (
                "UPDATE decision SET decides_again = NULL",
                format!("UPDATE decision SET decides_again = '{first}' WHERE version = (SELECT max(version) FROM decision)"),
                "decision that it takes again is null in the table",
            ),
            (
                "UPDATE decision SET decides_again = (SELECT max(id) FROM decision)",
                format!(
                    "UPDATE decision SET decides_again = NULL; \
                     UPDATE decision SET decides_again = '{first}' WHERE version = (SELECT max(version) FROM decision)"
                ),
                "decision that it takes again is",
            ),
        ] {
            house.desk.tampers(edit).unwrap();
            let (code, said) = export(&house.desk).unwrap_err();
            assert!(code == Some(1) && said.contains(named), "{edit}: {said}");
            house.desk.tampers(&back).unwrap();
        }
        assert_eq!(export(&house.desk).unwrap(), told);
    });
}

#[test]
fn a_row_taken_away_ends_the_export() {
    for (table, statement) in [
        (
            "decision",
            "DELETE FROM correction WHERE version = (SELECT max(version) FROM correction); DELETE FROM decision WHERE version = (SELECT max(version) FROM decision)",
        ),
        ("correction", "DELETE FROM correction WHERE version = (SELECT min(version) FROM correction)"),
        ("minutes", "DELETE FROM minutes"),
        // Moved to another, it would be told of that one, or of none.
        ("minutes", "UPDATE minutes SET meeting = '00000000-0000-7000-8000-000000000000'"),
        ("correction", "UPDATE correction SET decision = (SELECT max(id) FROM decision)"),
    ] {
        everywhere(|house| {
            minuted(house);
            export(&house.desk).unwrap();
            unguarded(&house.desk, statement);
            let (code, said) = export(&house.desk).unwrap_err();
            assert!(code == Some(1) && said.contains(&format!("corrupt {table} of entry")), "{table}: {said}");
        });
    }
}

/// A value of an entry that is gone says nothing for the row: no entry says that it was erased.
#[test]
fn a_value_taken_out_of_the_log_ends_the_export() {
    everywhere(|house| {
        minuted(house);
        unguarded(&house.desk, "DELETE FROM audit_opening WHERE field = 'evidence'");
        let (code, said) = export(&house.desk).unwrap_err();
        assert!(code == Some(1) && said.contains("the value of 'evidence' is gone"), "{said}");
    });
}

/// A decision of edition 1, whose evidence did not say what the business was, is told as it would
/// be now: from the tables.
#[test]
fn a_decision_of_edition_1_is_told_from_the_tables() {
    for place in Place::all() {
        let desk = TestServer::at(place);
        day::played(&desk);
        let register = desk.place.ask("SELECT DISTINCT register_id AS word FROM decision").remove(0).parse().unwrap();
        let stretch = Stretch { as_of: i64::MAX, limit: 100, ..Stretch::default() };
        let (whole, filled) = desk
            .running
            .access
            .reader()
            .snapshot(register, |read| {
                let whole = decisions::decisions(read, Which::Logged(Box::new(stretch.clone())))?;
                let mut filled = whole.clone();
                for decision in &mut filled {
                    decision.evidence.business = None;
                    decision.evidence.named.clear();
                    decision.evidence.treated.iter_mut().for_each(|how| how.declared.clear());
                }
                earlier::fill(read, &mut filled)?;
                Ok((whole, filled))
            })
            .unwrap();
        let grounds: usize = whole.iter().flat_map(|decision| &decision.evidence.treated).map(|how| how.grounds.len()).sum();
        assert!(grounds > 0, "nothing that was declared is tried");
        for (whole, filled) in whole.iter().zip(&filled) {
            let (one, other) = (&whole.evidence, &filled.evidence);
            assert_eq!((&one.business, &one.treated), (&other.business, &other.treated));
            // Under edition 1 nobody was elected: of whom a ballot names is nothing to be filled in.
            let mut who = whole.dissent.iter().copied().chain(whole.override_by);
            assert!(who.all(|person| one.named.get(&person) == other.named.get(&person)));
        }
    }
}
