use quorate::audit::replay::Finding;
use serde_json::json;

use super::{findings, found};
use crate::desk::TestServer;
use crate::house::everywhere;
use crate::place::Place;

/// A row is hidden from the program and not from whoever reads by the key: behind an index that
/// leaves it out, or a policy that the check's own connection is excepted from.
#[test]
fn a_row_hidden_behind_an_index_or_a_policy_is_named_while_the_hiding_stays() {
    everywhere(|house| {
        let meeting = house.meeting();
        house.convened(&meeting, &["chair", "lay", "officer"]);
        house.attend(&meeting, "officer", "leave").made();
        house.desk.leaves_something_to_find();
        let place = &house.desk.place;
        let leaving = place.ask("SELECT id AS word FROM attendance WHERE event = 'leave'")[0].clone();
        if place.is_file() {
            let made = place.ask("SELECT sql AS word FROM sqlite_schema WHERE name = 'attendance_by_meeting'")[0].clone();
            let quoted = made.replace('\'', "''");
            place
                .by_hand(&format!(
                    "DROP INDEX attendance_by_meeting; {made} WHERE id <> '{leaving}'; \
                     PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = '{quoted}' WHERE name = 'attendance_by_meeting'; PRAGMA writable_schema = RESET"
                ))
                .unwrap();
            let found = findings(&house.desk);
            assert!(
                found.iter().all(|finding| matches!(finding, Finding::Storage(said) if said.contains("attendance_by_meeting"))),
                "{found:?}"
            );
        } else {
            place
                .by_hand(&format!(
                    "ALTER TABLE attendance ENABLE ROW LEVEL SECURITY; ALTER TABLE attendance FORCE ROW LEVEL SECURITY; \
                     CREATE POLICY hide ON attendance USING (id <> '{leaving}' OR current_setting('default_transaction_read_only') = 'on')"
                ))
                .unwrap();
            let said = found(&house.desk.report());
            assert!(said.contains("policy hide is not of this program") && said.contains("row security"), "{said}");
        }
    });
}

/// Each of these lets through what the program relies on to be refused, and leaves every row alone.
#[test]
fn a_schema_that_is_not_as_it_was_made_is_named() {
    let both = [
        ("an index is gone", "DROP INDEX nil_statement_by_meeting"),
        ("an index is added", "CREATE INDEX another ON vote (choice)"),
        ("a table is added", "CREATE TABLE another (id text)"),
        ("a view is added", "CREATE VIEW another AS SELECT 1 AS one"),
        ("a migration is not in the list", "DELETE FROM __diesel_schema_migrations WHERE version = '0003'"),
    ];
    let file = [
        ("a trigger is added", "CREATE TRIGGER another AFTER INSERT ON vote BEGIN SELECT 1; END"),
        ("a column is made up", "ALTER TABLE vote ADD COLUMN another TEXT GENERATED ALWAYS AS (choice) VIRTUAL"),
        (
            "a table is not strict",
            "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'STRICT', '') WHERE name = 'vote'; PRAGMA writable_schema = RESET",
        ),
        (
            "letters are compared otherwise",
            "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'TEXT NOT NULL CHECK (length(email_folded)', 'TEXT COLLATE NOCASE NOT NULL CHECK (length(email_folded)') WHERE name = 'account'; PRAGMA writable_schema = RESET",
        ),
        ("sign-ins are nowhere kept", "PRAGMA foreign_keys = OFF; DROP TABLE refresh_token"),
    ];
    let server = [
        ("a constraint is gone", "ALTER TABLE minutes DROP CONSTRAINT minutes_pkey CASCADE"),
        ("a type is another", "ALTER TABLE vote ALTER COLUMN choice TYPE varchar(20)"),
        ("a default is added", "ALTER TABLE vote ALTER COLUMN choice SET DEFAULT 'for'"),
        ("nothing need be there", "ALTER TABLE vote ALTER COLUMN choice DROP NOT NULL"),
        ("rows are written in place of others", "CREATE RULE another AS ON INSERT TO refusal DO INSTEAD NOTHING"),
        ("rows may be hidden", "ALTER TABLE vote ENABLE ROW LEVEL SECURITY"),
        ("letters are compared otherwise", "ALTER TABLE account ALTER COLUMN email_folded TYPE text COLLATE \"POSIX\""),
        ("references are not looked at", "ALTER TABLE person DISABLE TRIGGER ALL"),
        ("a table is lost with the power", "ALTER TABLE vote SET UNLOGGED"),
        (
            "a function is another",
            "CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
        ),
    ];
    for n in 0.. {
        let places = Place::all();
        let mut any = false;
        for place in places {
            let own: &[(&str, &str)] = if place.is_file() { &file } else { &server };
            let Some((about, statement)) = both.iter().chain(own).nth(n) else { continue };
            any = true;
            let desk = TestServer::at(place);
            desk.verified();
            desk.tampers(statement).unwrap();
            let found = findings(&desk);
            let is_schema = |finding: &Finding| matches!(finding, Finding::Schema { .. } | Finding::Guard(_) | Finding::Storage(_));
            assert!(found.iter().all(is_schema), "{about}: {found:?}");
        }
        if !any {
            return;
        }
    }
}

/// The rows of sign-ins go in the end, so one that is missing proves nothing; one that is there says
/// what the log does.
#[test]
fn a_sign_in_pointed_at_another_account_is_named() {
    for desk in TestServer::all() {
        let register = desk.register("one");
        let own = desk.user("auditor@example.org", register, &[quorate::access::Role::Auditor], None);
        let lead = desk.user("lead@example.org", register, &[quorate::access::Role::GovernanceLead], None);
        desk.signed("auditor@example.org");
        desk.signed("lead@example.org");
        desk.place
            .by_hand(&format!("DELETE FROM refresh_token WHERE session_id IN (SELECT id FROM session WHERE account_id = '{lead}')"))
            .unwrap();
        desk.tampers(&format!("DELETE FROM session WHERE account_id = '{lead}'")).unwrap();
        desk.verified();
        desk.tampers(&format!("UPDATE session SET account_id = '{lead}' WHERE account_id = '{own}'")).unwrap();
        let said = found(&desk.report());
        assert!(said.contains("table session") && said.contains("account_id"), "{said}");
        desk.tampers(&format!("UPDATE session SET account_id = '{own}'")).unwrap();
        desk.tampers("UPDATE refresh_token SET expires_at = '2131-01-01T00:00:00.000000Z'").unwrap();
        let said = found(&desk.report());
        assert!(said.contains("table refresh_token, row register_id=") && said.contains("digest not shown"), "{said}");
    }
}

/// A byte that no program of ours can have written: its row is named, and it hides nothing else.
#[test]
fn a_byte_that_is_no_text_is_named_and_hides_nothing() {
    everywhere(|house| {
        let place = &house.desk.place;
        if !place.is_file() {
            // A server whose encoding is UTF-8 lets none in.
            return;
        }
        house.desk.tampers("UPDATE person SET name = CAST(x'4166ff' AS TEXT) WHERE name = 'The Chair'").unwrap();
        house.desk.tampers("UPDATE person SET name = 'Another' WHERE name = 'The Nurse'").unwrap();
        let found = findings(&house.desk);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found.iter().all(|finding| matches!(finding, Finding::Row { table, column, .. } if table == "person" && column == "name")));
        place.by_hand("UPDATE person SET id = CAST(x'ff' AS TEXT) WHERE name = 'The Guest'").unwrap_err();
        super::unguarded(
            &house.desk,
            "UPDATE audit_opening SET field = CAST(x'ff' AS TEXT) WHERE field = 'name' AND idx = (SELECT min(idx) FROM audit_opening WHERE field = 'name')",
        );
        let found = findings(&house.desk);
        assert!(matches!(&found[0], Finding::Log { .. }), "{found:?}");
    });
}

/// An answer kept for a retry is what was answered.
#[test]
fn a_kept_answer_that_was_edited_is_named() {
    everywhere(|house| {
        house.lead().post("/api/v1/people", &json!({"name": "Somebody new"})).made();
        house.desk.tampers("UPDATE idempotency SET body = replace(body, 'Somebody new', 'Somebody else')").unwrap();
        let said = found(&house.desk.report());
        assert!(said.contains("table idempotency") && said.contains("it is not the answer that was given"), "{said}");
        assert!(!said.contains("Somebody else"), "{said}");
    });
}
