#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
use super::*;
use crate::audit::entry::{Heading, seal};
use serde_json::{Map, json};

const KEY: [u8; 32] = [9; 32];
const KINDS: &[Traits] = &[
    Traits { kind: "vote.cast", personal: &["name"], secret: &["pin"], parts: None },
    Traits { kind: "list.imported", personal: &["lines/who"], secret: &[], parts: Some("lines") },
    Traits { kind: ERASURE, personal: &[], secret: &[], parts: None },
];

fn add(log: &mut Vec<Stored>, kind: &str, fields: Value) {
    let traits = KINDS.iter().find(|traits| traits.kind == kind).unwrap();
    let index = log.len() as u64;
    let prev = log.last().map_or(tree::NOTHING, |last| last.hash.unwrap());
    let heading = Heading {
        log: "example.org/r/1",
        index,
        at: "2026-11-22T03:04:05Z".parse::<Instant>().unwrap().plus_seconds(i64::try_from(index).unwrap() / 2),
        prev,
        actor: "cli",
        via: "cli",
        subjects: vec!["item:1".to_owned()],
        request: "r".to_owned(),
        edition: None,
        answer: None,
    };
    let mut n = u8::try_from(index).unwrap();
    let fields: Map<String, Value> = fields.as_object().unwrap().clone();
    let sealed = seal(heading, traits, &fields, &KEY, |to| {
        n = n.wrapping_mul(31).wrapping_add(7);
        to.fill(n);
        Ok(())
    })
    .unwrap();
    log.push(Stored {
        index,
        leaf: sealed.leaf,
        hash: Some(sealed.hash),
        mac: Some(sealed.mac),
        openings: sealed.openings.into_iter().map(|(opening, _)| opening).collect(),
        parts: sealed.parts,
    });
}

fn a_log() -> Vec<Stored> {
    let mut log = Vec::new();
    for n in 0..5 {
        add(&mut log, "vote.cast", json!({"choice": "for", "name": format!("Member {n}"), "pin": n}));
    }
    add(&mut log, "list.imported", json!({"file": "a.csv", "lines": [{"who": "A", "row": 1}, {"who": "B", "row": 2}]}));
    add(&mut log, "vote.cast", json!({"choice": "against", "name": "Z", "pin": null}));
    log
}

fn check(log: &[Stored]) -> Result<Sound, Wrong> {
    let whole = a_log();
    let mut checker = Checker::new(KINDS, Some(&KEY)).of_log("example.org/r/1");
    for stored in log {
        checker.entry(stored)?;
    }
    checker.finish(Some((whole.len() as u64, whole.last().unwrap().hash.unwrap())))
}

fn check_alone(log: &[Stored]) -> Result<Sound, Wrong> {
    let mut checker = Checker::new(KINDS, None);
    for stored in log {
        checker.entry(stored)?;
    }
    checker.finish(None)
}

/// The same log as a stranger has it: the hashes kept beside it are not to be trusted.
fn bare(log: &[Stored]) -> Vec<Stored> {
    log.iter().cloned().map(|stored| Stored { hash: None, mac: None, ..stored }).collect()
}

#[test]
fn a_log_as_it_was_written_holds() {
    let sound = check(&a_log()).unwrap();
    assert_eq!((sound.size, sound.verified, sound.erased, sound.withheld, sound.exit_code()), (7, 23, 0, 0, 0));
    assert_eq!(check_alone(&bare(&a_log())).unwrap().root, sound.root);
}

#[test]
fn any_bit_of_any_byte_changed_is_named() {
    let log = a_log();
    for index in 0..log.len() {
        for at in 0..log[index].leaf.len() {
            for bit in [at % 8, (at + 5) % 8] {
                let mut changed = log.clone();
                changed[index].leaf[at] ^= 1 << bit;
                assert_eq!(check(&changed).unwrap_err(), Wrong { index: index as u64, what: What::OtherHash });
                // Without hashes and codes to lean on it still shows, here or in the next entry.
                let wrong = check(&bare_but(&changed)).unwrap_err();
                assert!(wrong.index == index as u64 || wrong.index == index as u64 + 1, "{index}/{at}/{bit}: {wrong}");
            }
        }
        for n in 0..log[index].openings.len() {
            for at in 0..log[index].openings[n].value.len() {
                let mut changed = log.clone();
                changed[index].openings[n].value[at] ^= 1;
                let field = changed[index].openings[n].field.clone();
                assert_eq!(check(&changed).unwrap_err(), Wrong { index: index as u64, what: What::Mismatch(field) });
            }
            for at in 0..32 {
                let mut changed = log.clone();
                changed[index].openings[n].salt[at] ^= 1;
                assert!(matches!(check(&changed).unwrap_err().what, What::Mismatch(_)));
            }
        }
        for n in 0..log[index].parts.len() {
            for at in 0..log[index].parts[n].len() {
                let mut changed = log.clone();
                changed[index].parts[n][at] ^= 1;
                assert_eq!(check(&changed).unwrap_err(), Wrong { index: index as u64, what: What::OtherParts });
            }
        }
        let mut changed = log.clone();
        changed[index].mac = Some([0; 32]);
        assert_eq!(check(&changed).unwrap_err(), Wrong { index: index as u64, what: What::Forged });
    }
}

/// Bytes as given, the codes made again by someone who has the key but not the past.
fn bare_but(log: &[Stored]) -> Vec<Stored> {
    log.iter().cloned().map(|stored| Stored { hash: None, mac: Some(entry::authenticate(&KEY, &stored.leaf)), ..stored }).collect()
}

fn renumbered(log: Vec<Stored>) -> Vec<Stored> {
    log.into_iter().enumerate().map(|(n, stored)| Stored { index: n as u64, ..stored }).collect()
}

#[test]
fn entries_dropped_doubled_swapped_or_put_in_are_named() {
    let log = a_log();
    for index in 0..log.len() {
        let mut dropped = log.clone();
        dropped.remove(index);
        let last = index + 1 == log.len();
        let expected = if last { What::OtherSize { expected: 7, found: 6 } } else { What::OutOfPlace(index as u64 + 1) };
        assert_eq!(check(&dropped).unwrap_err(), Wrong { index: index as u64, what: expected.clone() });
        assert_eq!(check(&renumbered(dropped)).unwrap_err(), Wrong { index: index as u64, what: expected });

        let mut doubled = log.clone();
        doubled.insert(index, log[index].clone());
        assert_eq!(check(&renumbered(doubled)).unwrap_err().index, index as u64 + 1);

        for other in index + 1..log.len() {
            let mut swapped = log.clone();
            swapped.swap(index, other);
            assert_eq!(check(&renumbered(swapped)).unwrap_err(), Wrong { index: index as u64, what: What::OutOfPlace(other as u64) });
        }
        for cut in 0..log.len() {
            assert!(matches!(check(&log[..cut]).unwrap_err().what, What::OtherSize { .. }));
        }
    }
    let mut grown = log.clone();
    add(&mut grown, "vote.cast", json!({"choice": "for", "name": "Late", "pin": 1}));
    assert!(matches!(check(&grown).unwrap_err().what, What::OtherSize { expected: 7, found: 8 }));
}

#[test]
fn openings_moved_between_entries_do_not_fit() {
    let mut log = a_log();
    let moved = log[1].openings.clone();
    log[2].openings = moved;
    assert_eq!(check(&log).unwrap_err(), Wrong { index: 2, what: What::Mismatch("choice".to_owned()) });
    let mut log = a_log();
    let stray = Opening { field: "other".to_owned(), ..log[1].openings[0].clone() };
    log[1].openings.push(stray);
    assert_eq!(check(&log).unwrap_err(), Wrong { index: 1, what: What::Stray("other".to_owned()) });
}

fn erase(log: &mut [Stored], index: usize, field: &str) {
    log[index].openings.retain(|opening| opening.field != field);
}

#[test]
fn a_value_that_is_gone_needs_an_entry_that_says_why() {
    let mut log = a_log();
    erase(&mut log, 1, "choice");
    assert_eq!(check_alone(&log).unwrap_err(), Wrong { index: 1, what: What::Missing("choice".to_owned()) });

    let mut log = a_log();
    erase(&mut log, 1, "name");
    erase(&mut log, 5, "parts/1/who");
    assert_eq!(check_alone(&log).unwrap_err(), Wrong { index: 1, what: What::Missing("name".to_owned()) });
    add(&mut log, ERASURE, json!({"idx": 1, "fields": ["name"]}));
    assert_eq!(check_alone(&log).unwrap_err(), Wrong { index: 5, what: What::Missing("parts/1/who".to_owned()) });
    add(&mut log, ERASURE, json!({"idx": "5", "fields": ["parts/1/who"]}));
    assert_eq!(check_alone(&log).unwrap().erased, 2);

    let mut log = a_log();
    erase(&mut log, 3, "pin");
    assert_eq!(check_alone(&log).unwrap_err(), Wrong { index: 3, what: What::Missing("pin".to_owned()) }, "a secret is no exception");
    add(&mut log, ERASURE, json!({"idx": 3, "fields": ["pin"]}));
    assert_eq!(check_alone(&log).unwrap().erased, 1);

    let mut log = a_log();
    erase(&mut log, 3, "choice");
    let mut checker = Checker::new(KINDS, None).withholding([(3, "choice".to_owned())]);
    for stored in &log {
        checker.entry(stored).unwrap();
    }
    let sound = checker.finish(None).unwrap();
    assert_eq!((sound.withheld, sound.exit_code()), (1, 2));
}

#[test]
fn what_is_not_known_is_not_passed_over() {
    let log = a_log();
    let mut checker = Checker::new(&KINDS[..1], None);
    let wrong = log.iter().find_map(|stored| checker.entry(stored).err()).unwrap();
    assert_eq!((wrong.index, wrong.what.code(), wrong.what.exit_code()), (5, "unknown_kind", 4));

    let mut checker = Checker::new(KINDS, None).of_log("example.org/other/1");
    assert_eq!(checker.entry(&log[0]).err().unwrap().what.code(), "other_log");
}

#[test]
fn time_may_stand_still_but_not_fall() {
    let mut log = a_log();
    // A forger with the key rewrites the last entry with an earlier time, hash and code in order.
    let mut leaf = Leaf::parse(&log[6].leaf).unwrap();
    leaf.at = leaf.at.plus_seconds(-100);
    log[6].leaf = leaf.encode().unwrap();
    log[6].hash = Some(tree::leaf_hash(&log[6].leaf));
    log[6].mac = Some(entry::authenticate(&KEY, &log[6].leaf));
    assert_eq!(check(&log).unwrap_err().what.code(), "time_falls");
}

/// What is wrong is said once and all of it: a log that breaks is checked on from there.
#[test]
fn a_log_that_breaks_is_checked_to_its_end() {
    let every = |log: &[Stored]| {
        let mut found = Vec::new();
        let mut checker = Checker::new(KINDS, Some(&KEY)).of_log("example.org/r/1");
        for stored in log {
            checker.every(stored, &mut |wrong| found.push((wrong.index, wrong.what.code())));
        }
        checker.end(Some((7, log.last().unwrap().hash.unwrap())), &mut |wrong| found.push((wrong.index, wrong.what.code())));
        found
    };
    assert_eq!(every(&a_log()), []);
    let mut log = a_log();
    log[1].leaf[5] ^= 1;
    log[3].mac = None;
    log[4].hash = Some([3; 32]);
    erase(&mut log, 6, "name");
    assert_eq!(every(&log)[0], (1, "other_hash"));
    let rest = every(&log).into_iter().filter(|(index, _)| *index > 1).collect::<Vec<_>>();
    assert_eq!(rest, [(3, "forged"), (4, "other_hash"), (6, "missing")], "nothing is said of the entries between");
    let mut log = a_log();
    log.remove(2);
    assert_eq!(every(&log), [(2, "out_of_place")]);
}
