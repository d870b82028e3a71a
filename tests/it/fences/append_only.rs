//! What is written in the log stays as it is, by whatever statement somebody tries (see also the
//! stories of the write door, which try the plain ones).

use crate::day;
use crate::desk::TestServer;
use crate::place::Place;

/// Every byte of the log, in one text.
fn log(place: &Place) -> Vec<String> {
    let mut all = Vec::new();
    for table in ["audit_head", "audit_leaf", "audit_part", "audit_opening", "audit_checkpoint", "audit_key"] {
        let columns = place.ask(&if place.is_file() {
            format!("SELECT CASE WHEN lower(type) = 'blob' THEN 'hex(' || name || ')' ELSE name END AS word FROM pragma_table_info('{table}') ORDER BY cid")
        } else {
            format!(
                "SELECT CASE WHEN data_type = 'bytea' THEN 'encode(' || column_name || ', ''hex'')' ELSE column_name::text END AS word \
                 FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = '{table}' ORDER BY ordinal_position"
            )
        });
        let line = columns.iter().map(|column| format!("CAST({column} AS TEXT)")).collect::<Vec<_>>().join(" || '|' || ");
        all.extend(place.ask(&format!("SELECT '{table}|' || {line} AS word FROM {table} ORDER BY 1")));
    }
    all
}

const BOTH: &[&str] = &[
    "UPDATE audit_leaf SET leaf = leaf_hash",
    "UPDATE audit_leaf SET leaf_hash = mac WHERE idx = 1",
    "UPDATE audit_leaf SET epoch = epoch + 1",
    "UPDATE audit_leaf SET idx = idx + 1000",
    "UPDATE audit_leaf SET mac = mac",
    "DELETE FROM audit_leaf WHERE idx = (SELECT MAX(idx) FROM audit_leaf)",
    "UPDATE audit_part SET commitments = commitments",
    "DELETE FROM audit_part",
    "UPDATE audit_opening SET salt = salt WHERE class = 'personal'",
    "UPDATE audit_leaf SET plain = leaf",
    "UPDATE audit_opening SET field = 'other' WHERE class = 'secret'",
    "UPDATE audit_part SET plain = commitments",
    "UPDATE audit_checkpoint SET note = 'another'",
    "UPDATE audit_checkpoint SET size = size + 1",
    "DELETE FROM audit_checkpoint",
    "INSERT INTO audit_checkpoint SELECT * FROM audit_checkpoint",
    "UPDATE audit_key SET key_id = '0000000000000000'",
    "DELETE FROM audit_key",
    "INSERT INTO audit_key SELECT * FROM audit_key",
    "UPDATE audit_head SET register_id = 'x'",
    "UPDATE audit_head SET size = 0",
    "DELETE FROM audit_head",
    "INSERT INTO audit_head SELECT * FROM audit_head",
    "INSERT INTO audit_leaf SELECT register_id, epoch, idx + 100000, leaf, leaf_hash, mac, plain FROM audit_leaf",
    "INSERT INTO audit_leaf SELECT * FROM audit_leaf",
    "DELETE FROM register WHERE slug <> 'system'",
    // A trick of a view: what it shows cannot be written through it.
    "CREATE VIEW seen AS SELECT * FROM audit_leaf; UPDATE seen SET mac = leaf_hash",
    "CREATE VIEW seen AS SELECT * FROM audit_leaf; DELETE FROM seen",
];

const FILE: &[&str] = &[
    "REPLACE INTO audit_key SELECT register_id, purpose, '0000000000000000' FROM audit_key",
    "REPLACE INTO audit_leaf SELECT register_id, epoch, idx, mac, leaf_hash, mac, plain FROM audit_leaf",
    "INSERT OR REPLACE INTO audit_checkpoint SELECT register_id, epoch, size, 'another' FROM audit_checkpoint",
    "INSERT OR REPLACE INTO audit_part SELECT register_id, epoch, idx, part, x'00', plain FROM audit_part",
    "INSERT OR REPLACE INTO audit_opening SELECT register_id, epoch, idx, field, class, salt, x'00' FROM audit_opening",
    "INSERT OR REPLACE INTO audit_head SELECT register_id, epoch, size, zeroblob(32), last_at FROM audit_head",
    "UPDATE OR REPLACE audit_opening SET field = 'id'",
    "UPDATE OR REPLACE audit_part SET part = 0",
    "UPDATE OR REPLACE audit_checkpoint SET size = 1",
    "UPDATE OR REPLACE audit_head SET register_id = (SELECT MAX(register_id) FROM audit_head)",
    "UPDATE OR IGNORE audit_leaf SET mac = leaf_hash",
    "UPDATE OR FAIL audit_leaf SET mac = leaf_hash",
    "UPDATE OR ROLLBACK audit_leaf SET mac = leaf_hash",
    "INSERT INTO audit_opening SELECT * FROM audit_opening WHERE true ON CONFLICT DO UPDATE SET value = x'00'",
    "INSERT INTO audit_part SELECT * FROM audit_part WHERE true ON CONFLICT DO UPDATE SET commitments = x'00'",
    "INSERT INTO audit_head SELECT * FROM audit_head WHERE true ON CONFLICT DO UPDATE SET size = 0",
    "INSERT INTO audit_checkpoint SELECT * FROM audit_checkpoint WHERE true ON CONFLICT DO UPDATE SET note = 'x'",
    "PRAGMA recursive_triggers = OFF; REPLACE INTO audit_opening SELECT register_id, epoch, idx, field, class, salt, x'00' FROM audit_opening",
    "PRAGMA recursive_triggers = OFF; UPDATE OR REPLACE audit_leaf SET idx = 0",
    "PRAGMA foreign_keys = OFF; DELETE FROM audit_leaf",
    "PRAGMA ignore_check_constraints = ON; UPDATE audit_leaf SET leaf = x''",
    "PRAGMA defer_foreign_keys = ON; DELETE FROM audit_leaf",
    "WITH gone AS (SELECT idx FROM audit_leaf) DELETE FROM audit_leaf WHERE idx IN (SELECT idx FROM gone)",
    "UPDATE audit_leaf SET mac = other.mac FROM audit_leaf AS other WHERE other.idx = 0",
];

const SERVER: &[&str] = &[
    "TRUNCATE audit_checkpoint",
    "TRUNCATE audit_head, audit_leaf, audit_part, audit_opening, audit_checkpoint",
    "SET session_replication_role = replica; UPDATE audit_leaf SET mac = leaf_hash",
    "SET session_replication_role = replica; DELETE FROM audit_part",
    "SET session_replication_role = replica; UPDATE audit_leaf SET plain = leaf",
    "SET session_replication_role = replica; UPDATE audit_opening SET salt = value",
    "SET session_replication_role = replica; UPDATE audit_head SET size = 0",
    "SET session_replication_role = replica; DELETE FROM audit_head",
    "SET session_replication_role = replica; UPDATE audit_checkpoint SET note = 'x'",
    "SET session_replication_role = replica; DELETE FROM audit_checkpoint",
    "SET session_replication_role = replica; TRUNCATE audit_leaf CASCADE",
    "SET session_replication_role = replica; INSERT INTO audit_leaf SELECT register_id, epoch, idx + 100000, leaf, mac, mac, plain FROM audit_leaf",
    "SET session_replication_role = local; DELETE FROM audit_leaf",
    "INSERT INTO audit_opening SELECT * FROM audit_opening ON CONFLICT (register_id, epoch, idx, field) DO UPDATE SET value = excluded.salt",
    "INSERT INTO audit_head SELECT * FROM audit_head ON CONFLICT (register_id) DO UPDATE SET size = 0",
    "INSERT INTO audit_checkpoint SELECT * FROM audit_checkpoint ON CONFLICT (register_id, epoch, size) DO UPDATE SET note = 'x'",
    "WITH gone AS (DELETE FROM audit_leaf RETURNING idx) SELECT COUNT(*) FROM gone",
    "WITH done AS (UPDATE audit_leaf SET mac = leaf_hash RETURNING idx) SELECT COUNT(*) FROM done",
    "UPDATE audit_leaf SET mac = other.mac FROM audit_leaf AS other WHERE other.idx = 0",
    "UPDATE ONLY audit_leaf SET mac = leaf_hash",
    "DELETE FROM audit_leaf USING audit_head WHERE audit_head.register_id = audit_leaf.register_id",
    "MERGE INTO audit_leaf AS l USING audit_leaf AS o ON l.idx = o.idx WHEN MATCHED THEN UPDATE SET mac = o.leaf_hash",
    "MERGE INTO audit_leaf AS l USING audit_leaf AS o ON l.idx = o.idx WHEN MATCHED THEN DELETE",
    "DO $$ BEGIN DELETE FROM audit_leaf; END $$",
    "CREATE FUNCTION pg_temp.wipe() RETURNS void LANGUAGE sql SECURITY DEFINER AS 'DELETE FROM audit_leaf'; SELECT pg_temp.wipe()",
];

#[test]
fn whatever_somebody_tries_the_log_stays_byte_for_byte() {
    for place in Place::all() {
        let desk = TestServer::at(place);
        day::played(&desk);
        let place = &desk.place;
        desk.tampers("INSERT INTO audit_checkpoint SELECT register_id, epoch, size, 'a checkpoint' FROM audit_head")
            .expect("a checkpoint can be added");
        let before = log(place);
        assert!(before.iter().any(|line| line.starts_with("audit_part|")) && before.len() > 200, "{} lines", before.len());
        for statement in BOTH.iter().chain(if place.is_file() { FILE } else { SERVER }) {
            // In a transaction of its own: what it did before it was refused goes with it.
            let tried = place.by_hand(&format!("BEGIN; {statement}; COMMIT"));
            assert!(tried.is_err(), "went through: {statement}");
            assert!(log(place) == before, "changed the log: {statement}");
        }
        // The checkpoints are ours, and nothing else is wrong.
        let found = desk.report().findings;
        assert!(!found.is_empty());
        for finding in found {
            assert!(finding.to_string().starts_with("table audit_checkpoint, "), "{finding}");
        }
    }
}

/// Openings of personal and secret fields alone can go, one by one.
#[test]
fn an_erasure_takes_the_value_and_leaves_the_commitment() {
    for place in Place::all() {
        let desk = TestServer::at(place);
        day::played(&desk);
        let count = |class: &str| -> i64 {
            desk.place.ask(&format!("SELECT CAST(COUNT(*) AS TEXT) AS word FROM audit_opening WHERE class = '{class}'"))[0].parse().unwrap()
        };
        let (personal, secret) = (count("personal"), count("secret"));
        assert!(personal > 50 && secret > 5, "{personal} {secret}");
        desk.tampers(
            "DELETE FROM audit_opening WHERE class = 'personal' AND idx = (SELECT MAX(idx) FROM audit_opening WHERE class = 'personal')",
        )
        .unwrap();
        assert!(count("personal") < personal);
        assert_eq!(count("secret"), secret);
        // Without an entry that says so it is missed.
        assert!(!desk.report().holds());
    }
}
