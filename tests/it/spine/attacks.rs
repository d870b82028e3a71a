use diesel::prelude::*;
use quorate::audit::replay::Finding;
use quorate::audit::verify::What;
use quorate::db::schema::audit_leaf;
use quorate::fault::{Error, Fault};

use super::{Noted, finding, holds, keyed, note, opened, size};
use crate::place::Place;

/// A register of five notes, in which somebody has his own ideas.
fn written(place: &Place) -> String {
    let ledger = place.ledger();
    let register = opened(&ledger);
    (0..5).for_each(|n| drop(note(&ledger, register, &n.to_string()).unwrap()));
    holds(&place.database());
    assert_eq!(size(&ledger, register), 6);
    register.to_string()
}

fn fill(statement: &str, register: &str) -> String {
    statement.replace("{r}", &format!("register_id = '{register}'"))
}

#[test]
fn the_log_refuses_every_change_but_an_addition() {
    for place in Place::all() {
        let register = written(&place);
        let both = [
            "UPDATE audit_leaf SET mac = leaf_hash WHERE {r} AND idx = 2",
            "UPDATE audit_leaf SET idx = 9 WHERE {r} AND idx = 5",
            "DELETE FROM audit_leaf WHERE {r} AND idx = 5",
            "DELETE FROM audit_leaf",
            "INSERT INTO audit_leaf SELECT register_id, epoch, 7, leaf, mac, mac, plain FROM audit_leaf WHERE {r} AND idx = 5",
            "INSERT INTO audit_leaf SELECT register_id, epoch, 5, leaf, mac, mac, plain FROM audit_leaf WHERE {r} AND idx = 5",
            "INSERT INTO audit_leaf SELECT register_id, epoch, 6, leaf, leaf_hash, mac, plain FROM audit_leaf WHERE {r} AND idx = 5",
            "UPDATE audit_head SET size = size - 1 WHERE {r}",
            "UPDATE audit_head SET last_at = '2000-01-01T00:00:00.000000Z' WHERE {r}",
            "UPDATE audit_head SET epoch = 0 WHERE {r}",
            "UPDATE audit_head SET last_leaf_hash = (SELECT mac FROM audit_leaf l WHERE l.register_id = audit_head.register_id AND idx = 1) WHERE {r}",
            "DELETE FROM audit_head WHERE {r}",
            "UPDATE audit_opening SET value = salt WHERE {r}",
            "UPDATE audit_leaf SET plain = leaf WHERE {r} AND idx = 2",
            "INSERT INTO audit_opening SELECT register_id, epoch, idx, 'what', 'plain', salt, value FROM audit_opening WHERE {r} AND field = 'who' AND idx = 2",
            "UPDATE audit_part SET part = 7 WHERE {r}",
            "DELETE FROM audit_part WHERE {r}",
        ];
        let own: &[&str] = if place.is_file() {
            &[
                "INSERT OR REPLACE INTO audit_leaf SELECT register_id, epoch, idx, leaf, mac, mac, plain FROM audit_leaf WHERE {r} AND idx = 2",
                "INSERT OR REPLACE INTO audit_leaf SELECT register_id, epoch, 6, leaf, leaf_hash, mac, plain FROM audit_leaf WHERE {r} AND idx = 2",
                "UPDATE OR REPLACE audit_leaf SET idx = 2 WHERE {r} AND idx = 5",
                "INSERT INTO audit_leaf SELECT register_id, epoch, idx, leaf, mac, mac, plain FROM audit_leaf WHERE {r} AND idx = 2 ON CONFLICT DO UPDATE SET mac = excluded.mac",
                "INSERT OR REPLACE INTO audit_head SELECT register_id, epoch, 0, last_leaf_hash, last_at FROM audit_head WHERE {r}",
                "INSERT OR REPLACE INTO audit_opening SELECT register_id, epoch, idx, field, class, salt, salt FROM audit_opening WHERE {r} AND field = 'who' AND idx = 2",
                "INSERT OR REPLACE INTO audit_part SELECT register_id, epoch, idx, part, x'00', plain FROM audit_part WHERE {r}",
                // Whatever a connection's own settings.
                "PRAGMA recursive_triggers = OFF; INSERT OR REPLACE INTO audit_leaf SELECT register_id, epoch, 6, leaf, leaf_hash, mac, plain FROM audit_leaf WHERE {r} AND idx = 2",
            ]
        } else {
            &[
                "TRUNCATE audit_leaf CASCADE",
                "TRUNCATE audit_opening",
                "TRUNCATE audit_part",
                "TRUNCATE audit_head",
                "SET session_replication_role = replica; UPDATE audit_leaf SET mac = leaf_hash WHERE {r}",
                "SET session_replication_role = replica; DELETE FROM audit_leaf",
                "INSERT INTO audit_leaf SELECT register_id, epoch, idx, leaf, mac, mac, plain FROM audit_leaf WHERE {r} AND idx = 2 ON CONFLICT (register_id, epoch, idx) DO UPDATE SET mac = excluded.mac",
            ]
        };
        for statement in both.iter().chain(own) {
            let refused = place.by_hand(&fill(statement, &register));
            assert!(refused.is_err(), "went through: {statement}");
        }
        holds(&place.database());
    }
}

/// As its owner: without the triggers, which then are missed; with them put back, what was done.
fn unguarded(place: &Place, statements: &str) {
    let ledger = place.ledger();
    if place.is_file() {
        let sql = diesel::dsl::sql::<diesel::sql_types::Text>("sql").sql(" FROM sqlite_schema WHERE type = 'trigger'");
        let made: Vec<String> = ledger.reader().snapshot(ledger.system(), |read| Ok(read.rows(diesel::select(sql))?)).unwrap();
        let names = made.iter().map(|text| text.split_whitespace().nth(2).unwrap().to_owned());
        let dropped: String = names.map(|name| format!("DROP TRIGGER {name};")).collect();
        place.by_hand(&format!("PRAGMA foreign_keys = OFF; {dropped}")).unwrap();
        place.by_hand(&format!("PRAGMA foreign_keys = OFF; {statements}")).unwrap();
        place.by_hand(&made.iter().map(|text| format!("{text};")).collect::<String>()).unwrap();
    } else {
        let tables = ["audit_head", "audit_leaf", "audit_part", "audit_opening"];
        let all = |what: &str| tables.iter().map(|table| format!("ALTER TABLE {table} {what} TRIGGER ALL;")).collect::<String>();
        let always = concat!(
            include_str!("../../../migrations/postgres/0001_audit/up.sql"),
            include_str!("../../../migrations/postgres/0018_keys/up.sql")
        )
        .lines()
        .filter(|line| line.contains("ENABLE ALWAYS"))
        .collect::<String>();
        place.by_hand(&format!("{}{statements};{}{always}", all("DISABLE"), all("ENABLE"))).unwrap();
    }
}

fn wrong(place: &Place) -> (u64, What) {
    match finding(&place.database()) {
        Finding::Log { register, wrong, .. } if register == "exampleshire" => (wrong.index, wrong.what),
        other => panic!("{other}"),
    }
}

#[test]
fn what_an_owner_does_to_the_log_is_named() {
    let flip = |column: &str, byte: usize, is_file: bool| {
        if is_file {
            format!("CAST(substr({column}, 1, {byte}) || x'01' || substr({column}, {}) AS BLOB)", byte + 2)
        } else {
            format!("set_byte({column}, {byte}, 1)")
        }
    };
    for n in 0..9 {
        for place in Place::all() {
            let register = written(&place);
            let file = place.is_file();
            let (statement, expected): (String, (u64, What)) = match n {
                0 => (format!("UPDATE audit_leaf SET leaf = {} WHERE {{r}} AND idx = 3", flip("leaf", 40, file)), (3, What::OtherHash)),
                1 => (
                    format!("UPDATE audit_opening SET value = {} WHERE {{r}} AND idx = 3 AND field = 'who'", flip("value", 2, file)),
                    (3, What::Mismatch("who".into())),
                ),
                2 => (
                    "UPDATE audit_leaf SET plain = (SELECT plain FROM audit_leaf l WHERE l.register_id = audit_leaf.register_id AND l.idx = 3) WHERE {r} AND idx = 4".into(),
                    (4, What::Mismatch("count".into())),
                ),
                3 => ("DELETE FROM audit_leaf WHERE {r} AND idx = 3".into(), (3, What::OutOfPlace(4))),
                4 => (
                    "UPDATE audit_leaf SET idx = 100 WHERE {r} AND idx = 3; UPDATE audit_leaf SET idx = 3 WHERE {r} AND idx = 4; \
                     UPDATE audit_leaf SET idx = 4 WHERE {r} AND idx = 100"
                        .into(),
                    (3, What::OutOfPlace(4)),
                ),
                5 => ("DELETE FROM audit_leaf WHERE {r} AND idx = 5".into(), (5, What::OtherSize { expected: 6, found: 5 })),
                6 => ("DELETE FROM audit_opening WHERE {r} AND idx = 2 AND field = 'who'".into(), (2, What::Missing("who".into()))),
                7 => ("UPDATE audit_part SET part = 9 WHERE {r} AND idx = 1 AND part = 0".into(), (1, What::Unreadable("part 1 stands where part 0 was written".into()))),
                _ => (
                    "INSERT INTO audit_leaf SELECT register_id, epoch, 6, leaf, mac, mac, plain FROM audit_leaf WHERE {r} AND idx = 5".into(),
                    (6, What::OtherHash),
                ),
            };
            unguarded(&place, &fill(&statement, &register));
            assert_eq!(wrong(&place), expected, "{statement}");
        }
    }
}

#[test]
fn a_guard_that_was_taken_away_is_missed() {
    for place in Place::all() {
        written(&place);
        place
            .by_hand(if place.is_file() {
                "DROP TRIGGER audit_leaf_update"
            } else {
                "ALTER TABLE audit_leaf DISABLE TRIGGER audit_leaf_update"
            })
            .unwrap();
        assert_eq!(finding(&place.database()), Finding::Guard("audit_leaf_update".into()));
        if place.is_file() {
            place.by_hand("CREATE TRIGGER audit_leaf_update BEFORE UPDATE ON audit_leaf BEGIN SELECT 1; END").unwrap();
        } else {
            // There again, but a session that plays the replica would skip it.
            place.by_hand("ALTER TABLE audit_leaf ENABLE TRIGGER audit_leaf_update").unwrap();
        }
        assert_eq!(finding(&place.database()), Finding::Guard("audit_leaf_update".into()));
    }
}

#[test]
fn a_table_edited_by_hand_is_found_although_the_chain_holds() {
    for n in 0..5 {
        for place in Place::all() {
            let register = written(&place);
            let (statement, table, column) = match n {
                0 => ("UPDATE refusal SET attempted = 'other' WHERE {r} AND version = 3 AND attempted = '2'", "refusal", "attempted"),
                1 => ("DELETE FROM refusal WHERE {r} AND version = 5", "refusal", ""),
                2 => (
                    "INSERT INTO refusal SELECT register_id, 'zzzzzzzz-zzzz-zzzz-zzzz-zzzzzzzzzzzz', at, actor, attempted, subjects, reasons, version \
                     FROM refusal WHERE {r} AND version = 5 AND reasons = '[]'",
                    "refusal",
                    "",
                ),
                3 => ("UPDATE register SET name = 'Another' WHERE slug = 'exampleshire'", "register", "name"),
                _ => ("UPDATE refusal SET version = 4 WHERE {r} AND version = 5", "refusal", "version"),
            };
            place.by_hand(&fill(statement, &register)).unwrap();
            match finding(&place.database()) {
                Finding::Row { table: found, column: named, .. } => assert_eq!((found.as_str(), named.as_str()), (table, column)),
                other => panic!("{other}"),
            }
        }
    }
}

/// An entry put in by whoever can write to the database but has not the key: hash, chain and head
/// all in order.
#[test]
fn an_entry_written_by_another_hand_is_named() {
    for place in Place::all() {
        let register = written(&place);
        {
            // The same program with another key, made to write although the newest entry is not of it.
            use quorate::audit::ledger::{Ledger, MacKey, Setup};
            let mut setup = Setup::new(MacKey::new([8; 32]), "localhost");
            setup.writes_over_foreign = true;
            let ledger = Ledger::open(&place.database(), setup).unwrap();
            note(&ledger, register.parse().unwrap(), "forged").unwrap();
        }
        assert_eq!(wrong(&place), (6, What::Forged));
    }
}

#[test]
fn a_value_that_is_gone_is_named_whatever_its_class() {
    for place in Place::all() {
        let register = written(&place);
        place.by_hand(&fill("DELETE FROM audit_opening WHERE {r} AND idx = 3 AND field = 'parts/1/name'", &register)).unwrap();
        assert_eq!(wrong(&place), (3, What::Missing("parts/1/name".into())));
        place.by_hand(&fill("DELETE FROM audit_opening WHERE {r} AND idx = 2 AND field = 'code'", &register)).unwrap();
        assert_eq!(wrong(&place), (2, What::Missing("code".into())), "a secret is no exception");
    }
}

#[test]
fn an_answer_kept_for_a_retry_that_was_made_another_is_not_given() {
    for place in Place::all() {
        let ledger = place.ledger();
        let register = opened(&ledger);
        let write = |n: u8| {
            let change = Noted::of(&n.to_string());
            ledger.record(&keyed(register, &format!("k{n}"), 'a'), move |_| Ok(change.clone()))
        };
        for n in 0..4 {
            write(n).unwrap();
        }
        assert!(matches!(write(0), Err(Error::Replay(_))));
        for (n, edit) in [
            (1, "body = replace(body, 'somebody', 'another')"),
            (2, "status = 418"),
            // The answer of a neighbour, with its own entry.
            (
                3,
                "idx = idx - 1, leaf_hash = (SELECT leaf_hash FROM idempotency WHERE key = 'k2'), at = (SELECT at FROM idempotency WHERE key = 'k2')",
            ),
        ] {
            place.by_hand(&format!("UPDATE idempotency SET {edit} WHERE key = 'k{n}'")).unwrap();
            assert!(matches!(write(n), Err(Error::Fault(Fault::Corrupt { table: "idempotency", .. }))), "{edit}");
        }
        assert_eq!(size(&ledger, register), 5, "and nothing is written a second time");
    }
}

#[test]
fn the_stored_hash_is_the_one_in_the_receipt() {
    use base64::Engine;
    for place in Place::all() {
        let ledger = place.ledger();
        let register = opened(&ledger);
        let receipt = note(&ledger, register, "x").unwrap().receipt;
        let row = audit_leaf::table
            .filter(audit_leaf::register_id.eq(register))
            .filter(audit_leaf::idx.eq(receipt.index))
            .select(audit_leaf::leaf_hash);
        let hash: Vec<u8> = ledger.reader().snapshot(register, |read| Ok(read.first(row)?.unwrap())).unwrap();
        assert_eq!(base64::engine::general_purpose::STANDARD.encode(hash), receipt.leaf_hash);
    }
}
