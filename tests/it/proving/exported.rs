//! What is exported stands beside the root of the log, so it must be what the log says, all of it, and
//! nothing else.

use serde_json::{Value, json};

use super::unguarded;
use crate::day;
use crate::desk::Desk;
use crate::house::{TestRegister, everywhere, id_of};
use crate::place::Place;

/// The decision log as a file, but for its stamp, or how the program ended and what it said.
fn export(desk: &Desk) -> Result<String, (Option<i32>, String)> {
    let file = desk.data.join("decisions.csv");
    drop(std::fs::remove_file(&file));
    let output = desk.command(&["export", "decisions", "--format", "csv", "-o", file.to_str().unwrap()]);
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
            house.desk.place.by_hand(edit).unwrap();
            let (code, said) = export(&house.desk).unwrap_err();
            assert!(code == Some(1) && said.contains(named), "{edit}: {said}");
            house.desk.place.by_hand(back).unwrap();
        }
        assert_eq!(export(&house.desk).unwrap(), told);
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
            house.desk.place.by_hand(&edit).unwrap();
            assert_eq!(export(&house.desk).unwrap(), told, "{edit}");
        }
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
    ] {
        everywhere(|house| {
            minuted(house);
            export(&house.desk).unwrap();
            unguarded(&house.desk.place, statement);
            let (code, said) = export(&house.desk).unwrap_err();
            assert!(code == Some(1) && said.contains(&format!("corrupt {table} of entry")), "{table}: {said}");
        });
    }
}

/// A decision of edition 1, whose evidence did not say what the business was, is told as it would
/// be now: from the tables.
#[test]
fn a_decision_of_edition_1_is_told_from_the_tables() {
    for place in Place::all() {
        let desk = Desk::at(place);
        day::played(&desk);
        let told = export(&desk).unwrap();
        let rows = desk.place.ask("SELECT id || ' ' || evidence AS word FROM decision");
        let mut grounds = 0;
        for row in rows {
            let (id, evidence) = row.split_once(' ').unwrap();
            let mut evidence: Value = serde_json::from_str(evidence).unwrap();
            let members = evidence.as_object_mut().unwrap();
            assert!(members.remove("business").is_some(), "{id}");
            members.remove("named");
            for how in members["treated"].as_array_mut().unwrap() {
                grounds += how["grounds"].as_array().unwrap().len();
                how.as_object_mut().unwrap().remove("declared");
            }
            let evidence = evidence.to_string().replace('\'', "''");
            desk.place.by_hand(&format!("UPDATE decision SET evidence = '{evidence}' WHERE id = '{id}'")).unwrap();
        }
        assert!(grounds > 0, "nothing that was declared is tried");
        assert!(export(&desk).is_err());
        // An entry of which a value was erased says nothing against it.
        unguarded(&desk.place, "DELETE FROM audit_opening WHERE field = 'evidence'");
        assert_eq!(export(&desk).unwrap(), told);
    }
}
