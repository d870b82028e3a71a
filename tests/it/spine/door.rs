use std::collections::BTreeSet;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

use quorate::actor::Actor;
use quorate::audit::ledger::{Clock, Ledger, Setup};
use quorate::audit::tree;
use quorate::db::Faults;
use quorate::fault::{Error, Fault};
use quorate::ids::FactId;
use quorate::moment::Instant;
use quorate::verdict::{Code, Reason, Refusal};

use super::{Noted, holds, keyed, leaf_hashes, note, notes, opened, registers, size};
use crate::place::{Place, setup};

#[test]
fn eight_threads_of_fifty_writes_make_one_unbroken_chain() {
    for place in Place::all() {
        let ledger = place.ledger();
        let register = opened(&ledger);
        let threads: Vec<_> = (0..8)
            .map(|thread| {
                let ledger = ledger.clone();
                thread::spawn(move || {
                    let write = |n| note(&ledger, register, &format!("{thread}/{n}")).unwrap().receipt;
                    (0..50).map(write).collect::<Vec<_>>()
                })
            })
            .collect();
        let receipts: Vec<_> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
        let places: BTreeSet<i64> = receipts.iter().map(|receipt| receipt.index).collect();
        assert_eq!(places, (1..=400).collect::<BTreeSet<i64>>());
        assert_eq!(notes(&ledger, register).into_iter().collect::<BTreeSet<_>>().len(), 400);

        let report = holds(&place.database());
        assert_eq!(report.entries(), 403, "two openings, one beginning, four hundred notes");
        let hashes = leaf_hashes(&ledger, register);
        assert_eq!(ledger.root(register).unwrap(), (401, tree::root(&hashes)));
        assert_eq!(report.logs.iter().find(|log| log.register == register).unwrap().sound.root, tree::root(&hashes));
        note(&ledger, register, "one more").unwrap();
        assert_eq!(ledger.root(register).unwrap(), (402, tree::root(&leaf_hashes(&ledger, register))));
    }
}

#[test]
fn two_programs_on_one_database_share_one_pen() {
    for place in Place::all() {
        let ledgers = [place.ledger(), place.ledger()];
        assert_eq!(ledgers[0].system(), ledgers[1].system());
        let register = opened(&ledgers[0]);
        let threads: Vec<_> = (0..8)
            .map(|thread| {
                let ledger = ledgers[thread % 2].clone();
                thread::spawn(move || (0..25).for_each(|n| drop(note(&ledger, register, &format!("{thread}/{n}")).unwrap())))
            })
            .collect();
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        assert_eq!(size(&ledgers[0], register), 201);
        assert_eq!(ledgers[0].root(register).unwrap(), ledgers[1].root(register).unwrap());
        holds(&place.database());
    }
}

#[test]
fn two_programs_starting_at_once_make_one_schema_and_one_system() {
    for place in Place::all() {
        let start = Arc::new(Barrier::new(6));
        let address = place.address();
        let threads: Vec<_> = (0..6)
            .map(|_| {
                let (start, address) = (Arc::clone(&start), address.clone());
                thread::spawn(move || {
                    start.wait();
                    let database = quorate::db::Database::open(&address, 2).unwrap();
                    database.migrate().unwrap();
                    Ledger::open(&database, setup()).unwrap().system()
                })
            })
            .collect();
        let systems: BTreeSet<_> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
        assert_eq!(systems.len(), 1);
        assert_eq!(registers(&place.ledger()), ["system"]);
        holds(&place.database());
    }
}

#[test]
fn a_register_has_a_name_of_its_own_and_a_log_that_says_whose_it_is() {
    for place in Place::all() {
        let ledger = place.ledger();
        let actor = Actor::cli(ledger.system());
        let opened = ledger.create_register(&actor, "a-1", "A").unwrap();
        assert_eq!(opened.change.origin, "localhost/a-1/1");
        assert_eq!((opened.receipt.origin.as_str(), opened.receipt.index), ("localhost/system/1", 1));
        assert_eq!(size(&ledger, opened.change.id), 1);
        for (slug, name) in [("a-1", "A"), ("system", "A"), ("", "A"), ("A", "A"), ("a b", "A"), ("-a", "A"), ("b", " ")] {
            assert!(matches!(ledger.create_register(&actor, slug, name), Err(Error::Invalid(_))), "{slug}");
        }
        let nowhere = note(&ledger, quorate::ids::RegisterId::new(), "x");
        assert!(matches!(nowhere, Err(Error::NotFound("register"))));
        assert!(Ledger::open(&place.database(), Setup { origin: "two words".into(), ..setup() }).is_err());
        holds(&place.database());
    }
}

#[test]
fn a_key_gives_the_first_answer_again() {
    for place in Place::all() {
        let ledger = place.ledger();
        let register = opened(&ledger);
        let change = Noted::of("once");
        let write = |ledger: &Ledger, actor: &Actor| {
            let change = Noted { id: FactId::new(), ..change.clone() };
            ledger.record(actor, move |_| Ok(change.clone()))
        };
        let first = write(&ledger, &keyed(register, "k", 'a')).unwrap();
        assert_eq!(first.answer["version"], 1);
        assert_eq!(first.answer["what"], "once");
        assert!(first.answer.get("code").is_none(), "a secret is never answered");

        let again = place.ledger();
        for ledger in [&ledger, &again] {
            let Err(Error::Replay(stored)) = write(ledger, &keyed(register, "k", 'a')) else { panic!("written twice") };
            assert_eq!((stored.status, &stored.body, &stored.receipt), (201, &first.answer, &first.receipt));
            assert!(matches!(write(ledger, &keyed(register, "k", 'b')), Err(Error::KeyReused)));
        }
        assert_eq!(size(&ledger, register), 2);

        // At once, in one batch or two: one is written, the others are given its answer.
        let start = Arc::new(Barrier::new(8));
        let threads: Vec<_> = (0..8)
            .map(|n| {
                let (ledger, start) = (if n % 2 == 0 { ledger.clone() } else { again.clone() }, Arc::clone(&start));
                thread::spawn(move || {
                    start.wait();
                    let change = Noted::of("at once");
                    ledger.record(&keyed(register, "same", 'c'), move |_| Ok(change.clone()))
                })
            })
            .collect();
        let answers: Vec<_> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
        assert_eq!(answers.iter().filter(|answer| matches!(answer, Err(Error::Replay(_)))).count(), 7);
        assert_eq!(size(&ledger, register), 3);

        // A refused attempt keeps no answer: the key is free for another try.
        let refused = ledger.record(&keyed(register, "free", 'd'), |_| Err::<Noted, _>(refusal(false).into()));
        assert!(matches!(refused, Err(Error::Refused(_))));
        assert!(write(&ledger, &keyed(register, "free", 'd')).is_err(), "its second row is there already");
        let other = Noted::of("other");
        assert!(ledger.record(&keyed(register, "free", 'd'), move |_| Ok(other.clone())).is_ok());
        holds(&place.database());
    }
}

fn refusal(notable: bool) -> Refusal {
    let fact = FactId::new().subject();
    let refusal = Refusal::of(Reason::new(Code::ExcludedByRuling, "C5.1", "A. Member is excluded from item 3").fact(fact));
    if notable { refusal.notable() } else { refusal }
}

#[test]
fn a_notable_refusal_is_evidence_and_another_is_not() {
    for place in Place::all() {
        let ledger = place.ledger();
        let register = opened(&ledger);
        for (notable, grown) in [(false, 1), (true, 2)] {
            let refused = ledger.record(&keyed(register, "k", 'a'), move |_| Err::<Noted, _>(refusal(notable).into()));
            assert!(matches!(refused, Err(Error::Refused(refusal)) if refusal.has(Code::ExcludedByRuling)));
            assert_eq!(size(&ledger, register), grown);
        }
        let attempted: Vec<(String, String, i64)> = {
            use diesel::prelude::*;
            use quorate::db::schema::refusal;
            let rows =
                refusal::table.filter(refusal::register_id.eq(register)).select((refusal::attempted, refusal::reasons, refusal::version));
            ledger.reader().snapshot(register, |read| Ok(read.rows(rows)?)).unwrap()
        };
        assert_eq!(attempted.len(), 1);
        assert_eq!((attempted[0].0.as_str(), attempted[0].2), ("note.kept", 1));
        assert!(attempted[0].1.contains("excluded_by_ruling"));
        holds(&place.database());
    }
}

#[test]
fn a_command_that_breaks_down_takes_nobody_with_it() {
    for place in Place::all() {
        let ledger = place.ledger();
        let register = opened(&ledger);
        let threads: Vec<_> = (0..12)
            .map(|n| {
                let ledger = ledger.clone();
                thread::spawn(move || match n % 3 {
                    0 => {
                        let broken = ledger.record(&Actor::cli(register), |_| -> Result<Noted, Error> { panic!("a bug in a rule") });
                        assert!(matches!(broken, Err(Error::Fault(Fault::Other(text))) if text.contains("a bug in a rule")));
                    }
                    1 => {
                        let same = FactId::new();
                        let change = Noted { id: same, second: same, ..Noted::of("twice the same key") };
                        let broken = ledger.record(&Actor::cli(register), move |_| Ok(change.clone()));
                        assert!(matches!(broken, Err(Error::Fault(Fault::Database(_)))));
                    }
                    _ => drop(note(&ledger, register, &n.to_string()).unwrap()),
                })
            })
            .collect();
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        assert_eq!(size(&ledger, register), 5);
        holds(&place.database());
    }
}

struct Backwards(AtomicI64);

impl Clock for Backwards {
    fn now(&self) -> Instant {
        let back = self.0.fetch_sub(60, Ordering::SeqCst);
        "2026-11-26T10:00:00Z".parse::<Instant>().unwrap().plus_seconds(back)
    }
}

#[test]
fn the_log_does_not_go_back_in_time_when_the_clock_does() {
    for place in Place::all() {
        let clock = Arc::new(Backwards(AtomicI64::new(0)));
        let ledger = Ledger::open(&place.database(), Setup { clock, ..setup() }).unwrap();
        let register = opened(&ledger);
        let times: Vec<Instant> = (0..5).map(|n| note(&ledger, register, &n.to_string()).unwrap().receipt.at).collect();
        assert!(times.windows(2).all(|pair| pair[0] <= pair[1]));
        holds(&place.database());
    }
}

#[test]
fn when_too_much_waits_the_next_is_turned_away() {
    for place in Place::all() {
        let ledger = Ledger::open(&place.database(), Setup { queue: 2, ..setup() }).unwrap();
        let register = opened(&ledger);
        let turned_away = Arc::new(AtomicUsize::new(0));
        let threads: Vec<_> = (0..16)
            .map(|n| {
                let (ledger, turned_away) = (ledger.clone(), Arc::clone(&turned_away));
                thread::spawn(move || {
                    let change = Noted::of(&n.to_string());
                    let slow = ledger.record(&Actor::cli(register), move |_| {
                        thread::sleep(Duration::from_millis(20));
                        Ok(change.clone())
                    });
                    match slow {
                        Ok(_) => {}
                        Err(Error::TryLater { seconds: 1, too_many: false, .. }) => {
                            turned_away.fetch_add(1, Ordering::SeqCst);
                        }
                        Err(other) => panic!("{other}"),
                    }
                })
            })
            .collect();
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        let away = turned_away.load(Ordering::SeqCst);
        assert!(away > 0);
        assert_eq!(size(&ledger, register), 1 + 16 - i64::try_from(away).unwrap());
        holds(&place.database());
    }
}

#[test]
fn an_awaited_write_is_the_same_write() {
    for place in Place::all() {
        let ledger = place.ledger();
        let register = opened(&ledger);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let found = runtime.block_on(async {
            let change = Noted::of("awaited");
            let recorded = ledger.record_async(Actor::cli(register), move |_| Ok(change.clone())).await.unwrap();
            assert_eq!(recorded.receipt.index, 1);
            ledger.reader().snapshot_async(register, |read| Ok(read.register())).await.unwrap()
        });
        assert_eq!(found, register);
    }
}

/// Every statement of a change fails in turn, once or for good: after each, tables and log are
/// both as before or both as after, and the answer says which.
#[test]
fn a_fault_at_any_statement_leaves_all_or_nothing() {
    for place in Place::all() {
        let faults = Faults::armed_later();
        let ledger = Ledger::open(&place.database(), Setup { faults: faults.clone(), ..setup() }).unwrap();
        let register = opened(&ledger);
        let mut expected: Vec<String> = Vec::new();
        for lasting in [false, true] {
            for n in 0.. {
                let before = size(&ledger, register);
                let what = format!("{lasting}/{n}");
                let change = Noted::of(&what);
                let actor = keyed(register, &what, 'a');
                if lasting {
                    faults.lasting(n)
                } else {
                    faults.once(n)
                };
                let count = |read: &mut quorate::db::Read<'_>| -> Result<i64, Error> {
                    use diesel::prelude::*;
                    use quorate::db::schema::refusal;
                    Ok(read.first(refusal::table.count())?.unwrap())
                };
                let done = ledger.record(&actor, move |read| count(read).map(|_| change.clone()));
                let struck = faults.struck_at() >= 0;
                faults.lift();
                let written = match &done {
                    Ok(recorded) => {
                        assert_eq!(recorded.receipt.index, before);
                        true
                    }
                    Err(Error::Fault(_)) => {
                        assert!(struck);
                        false
                    }
                    Err(other) => panic!("{other}"),
                };
                assert_eq!(size(&ledger, register), before + i64::from(written), "{what}");
                if written {
                    expected.push(what.clone());
                }
                assert_eq!(notes(&ledger, register), expected, "{what}");
                // Whoever asks again with the key learns which it was.
                let change = Noted::of(&what);
                match ledger.record(&actor, move |_| Ok(change.clone())) {
                    Ok(_) if !written => expected.push(what),
                    Err(Error::Replay(_)) if written => {}
                    other => panic!("{what}: {:?}", other.map(|recorded| recorded.receipt)),
                }
                if !struck {
                    assert!(n > 12, "only {n} statements");
                    break;
                }
            }
        }
        holds(&place.database());
    }
}

/// Whatever a server's own default isolation, a write sees what was committed before its lock.
#[cfg(feature = "postgres")]
#[test]
fn a_server_that_is_serializable_by_default_writes_alike() {
    use quorate::db::Database;
    let Some(server) = crate::postgres::server_with(&[("default_transaction_isolation", "serializable")]) else { return };
    let address = server.fresh(|address| drop(Database::open(&address.parse().unwrap(), 1).unwrap().migrate().unwrap()));
    let database = Database::open(&address.address().parse().unwrap(), 0).unwrap();
    let ledgers = [Ledger::open(&database, setup()).unwrap(), Ledger::open(&database, setup()).unwrap()];
    let register = opened(&ledgers[0]);
    let threads: Vec<_> = (0..8)
        .map(|thread| {
            let ledger = ledgers[thread % 2].clone();
            thread::spawn(move || (0..25).for_each(|n| drop(note(&ledger, register, &format!("{thread}/{n}")).unwrap())))
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    assert_eq!(size(&ledgers[0], register), 201);
    holds(&database);
}

/// The server drops every connection, again and again, while eight threads write: what was
/// answered is there, what was not answered well can be asked for again with its key, once.
#[cfg(feature = "postgres")]
#[test]
fn connections_that_are_cut_lose_nothing_and_double_nothing() {
    for place in Place::all().into_iter().filter(|place| !place.is_file()) {
        let ledger = place.ledger();
        let register = opened(&ledger);
        let threads: Vec<_> = (0..8)
            .map(|thread| {
                let ledger = ledger.clone();
                thread::spawn(move || {
                    for n in 0..40 {
                        let change = Noted::of(&format!("{thread}/{n}"));
                        let actor = keyed(register, &format!("{thread}/{n}"), 'a');
                        for attempt in 0.. {
                            let change = change.clone();
                            match ledger.record(&actor, move |_| Ok(change.clone())) {
                                Ok(_) | Err(Error::Replay(_)) => break,
                                Err(Error::Fault(fault)) if fault.is_passing() && attempt < 50 => {}
                                Err(other) => panic!("{other}"),
                            }
                        }
                    }
                })
            })
            .collect();
        while threads.iter().any(|thread| !thread.is_finished()) {
            thread::sleep(Duration::from_millis(30));
            let cut =
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
            place.by_hand(cut).unwrap();
        }
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        let written: BTreeSet<String> = notes(&ledger, register).into_iter().collect();
        assert_eq!((written.len(), size(&ledger, register)), (320, 321));
        holds(&place.database());
    }
}

/// Another program holds the file: a write waits for it.
#[test]
fn a_lock_held_for_a_while_is_waited_for() {
    let place = Place::file();
    let ledger = place.ledger();
    let register = opened(&ledger);
    thread::scope(|scope| {
        let holder = scope.spawn(|| {
            use diesel::connection::SimpleConnection;
            let path = place.text().replace("sqlite:", "");
            let mut conn = <diesel::SqliteConnection as diesel::Connection>::establish(&path).unwrap();
            conn.batch_execute("PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE").unwrap();
            thread::sleep(Duration::from_secs(1));
            conn.batch_execute("ROLLBACK").unwrap();
        });
        (0..5).for_each(|n| drop(note(&ledger, register, &n.to_string()).unwrap()));
        holder.join().unwrap();
    });
    holds(&place.database());
}

/// How many audited writes a second 64 clients get; printed, not promised.
#[test]
#[ignore = "a measurement"]
fn writes_a_second() {
    for place in Place::all() {
        let ledger = place.ledger();
        let register = opened(&ledger);
        let begun = std::time::Instant::now();
        let threads: Vec<_> = (0..64)
            .map(|_| {
                let ledger = ledger.clone();
                thread::spawn(move || {
                    let mut written = 0_u32;
                    while begun.elapsed() < Duration::from_secs(5) {
                        let nothing = Refusal { reasons: vec![], remedies: vec![], notable: true };
                        let change = quorate::audit::changes::RefusalRecorded::of("vote.cast", &nothing);
                        ledger.record(&Actor::cli(register), move |_| Ok(change.clone())).unwrap();
                        written += 1;
                    }
                    written
                })
            })
            .collect();
        let written: u32 = threads.into_iter().map(|thread| thread.join().unwrap()).sum();
        let rate = f64::from(written) / begun.elapsed().as_secs_f64();
        let begun = std::time::Instant::now();
        let entries = holds(&place.database()).entries();
        eprintln!("{}: {rate:.0} writes/s; {entries} entries verified and replayed in {:?}", place.text(), begun.elapsed());
    }
}
