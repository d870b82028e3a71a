//! The readings quarrel: a random case, with the answers of the second reading, is played through the program's own
//! rehearsal. A case over which they differ is told by its seed, made small, and its seed kept to be tried first.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use quorate::audit::ledger::{Ledger, MacKey, Setup};
use quorate::db::Database;
use quorate::rehearsal::{Report, rehearse, verifies};
use serde_json::{Value, json};

use super::postgres;
use super::reading::{self, World};

/// How many cases are played where nothing else is said.
const CASES: u64 = 30;
/// One case in so many is played on PostgreSQL, where the build has it and there is a server.
const ON_A_SERVER: u64 = 5;
/// How often a case is played again while it is made small.
const PATIENCE: usize = 300;
/// After how many differences nothing more is played.
const ENOUGH: usize = 12;

/// A database of its own, gone afterwards.
struct Table {
    folder: Option<PathBuf>,
    database: Database,
    ledger: Ledger,
    key: MacKey,
    played: u64,
    /// The database of a server, dropped when nothing looks at it any more.
    _made: Option<postgres::Database<'static>>,
}

impl Table {
    fn set() -> Self {
        // In memory where the machine has a folder for that: nothing is to be kept.
        let shared = Path::new("/dev/shm");
        let place = if shared.is_dir() { shared.to_owned() } else { std::env::temp_dir() };
        let folder = place.join(format!("quorate-oracle-{}", uuid::Uuid::now_v7()));
        fs::create_dir(&folder).unwrap();
        let database = Database::open(&folder.join("cases.db").display().to_string().parse().unwrap(), 2).unwrap();
        database.migrate().unwrap();
        Self::of(database, Some(folder), None)
    }

    /// On PostgreSQL; none where there is no server, which is said.
    fn on_a_server() -> Option<Self> {
        let open = |address: &str| Database::open(&address.parse().unwrap(), 2).unwrap();
        let made = postgres::fresh(|template| drop(open(template).migrate().unwrap()))?;
        Some(Self::of(open(made.address()), None, Some(made)))
    }

    fn of(database: Database, folder: Option<PathBuf>, made: Option<postgres::Database<'static>>) -> Self {
        let key = MacKey::new([7; 32]);
        let ledger = Ledger::open(&database, Setup::new(key.clone(), "oracle")).unwrap();
        Self { folder, database, ledger, key, played: 0, _made: made }
    }

    /// One beside it, on the same kind of database.
    fn another(&self) -> Self {
        if self.folder.is_some() { Self::set() } else { Self::on_a_server().unwrap() }
    }

    /// Plays a case in a register of its own, and in a database of its own where it asks of all that is there.
    fn play(&mut self, case: &Value) -> Report {
        let case = case.to_string();
        if self.played > 0 && verifies(case.as_bytes()) {
            return self.another().play_here(&case);
        }
        self.play_here(&case)
    }

    fn play_here(&mut self, case: &str) -> Report {
        self.played += 1;
        let slug = format!("case-{}", self.played);
        rehearse(&self.database, &self.ledger, &self.key, &slug, case.as_bytes()).unwrap()
    }
}

impl Drop for Table {
    fn drop(&mut self) {
        self.folder.iter().for_each(|folder| drop(fs::remove_dir_all(folder)));
    }
}

/// What did not hold, a line each.
fn told(report: &Report) -> String {
    let mut text = String::new();
    for outcome in report.checks.iter().filter(|outcome| !outcome.check.ok) {
        let check = &outcome.check;
        let (step, does) = (outcome.step, &outcome.does);
        writeln!(text, "  step {step} {does}: {}: {} and not {}", check.name, check.answered, check.expected).unwrap();
    }
    if let Some(error) = &report.error {
        writeln!(text, "  stopped: {error}").unwrap();
    }
    text
}

/// The case with some steps left out and the second reading's answers to what is left; none where it does not answer.
fn without(case: &Value, gone: std::ops::Range<usize>) -> Value {
    let mut less = case.clone();
    let steps = less["steps"].as_array_mut().unwrap();
    steps.drain(gone);
    answered(less)
}

fn answered(mut case: Value) -> Value {
    let mut world = World::read(&case);
    for step in case["steps"].as_array_mut().unwrap() {
        let asked = step.as_object_mut().unwrap().remove("expect").unwrap_or(Value::Null);
        let refused = world.enter(step);
        let mut expect = reading::check::answers(&world, &asked);
        if step["do"].is_string() {
            match refused.is_empty() {
                true => expect["ok"] = json!(true),
                false => expect["refused"] = json!(refused),
            }
        }
        step["expect"] = expect;
    }
    case
}

/// The same quarrel with as few steps and questions as may be.
fn small(table: &mut Table, case: &Value) -> Value {
    let (mut case, mut left) = (case.clone(), PATIENCE);
    // About the same: what is asked, or over what it stops, wherever.
    let about = |report: &Report| -> BTreeSet<String> {
        let failed = report.checks.iter().filter(|outcome| !outcome.check.ok);
        let over = report.error.iter().map(|error| error.split_once(": ").map_or(String::new(), |(_, what)| what.to_owned()));
        failed.map(|outcome| format!("{} {}", outcome.does, outcome.check.name)).chain(over).collect()
    };
    // What they differ over first: the rest may follow from it.
    let mut first = table.play(&case);
    if let Some(step) = first.checks.iter().filter(|outcome| !outcome.check.ok).map(|outcome| outcome.step).min() {
        first.checks.retain(|outcome| outcome.step == step);
        first.error = None;
    }
    let whole = about(&first);
    let mut differs = |case: &Value| !about(&table.play(case)).is_disjoint(&whole);
    let count = |case: &Value| case["steps"].as_array().unwrap().len();
    let mut size = count(&case).div_ceil(2);
    while size > 0 {
        let mut at = 0;
        while at < count(&case) && left > 0 {
            let less = without(&case, at..(at + size).min(count(&case)));
            left -= 1;
            if differs(&less) { case = less } else { at += size }
        }
        size /= 2;
    }
    // Only the questions that are answered differently.
    let report = table.play(&case);
    let asked: BTreeSet<usize> = report.checks.iter().filter(|outcome| !outcome.check.ok).map(|outcome| outcome.step).collect();
    for (n, step) in case["steps"].as_array_mut().unwrap().iter_mut().enumerate().filter(|(n, _)| !asked.contains(&(n + 1))) {
        let (step, _) = (step.as_object_mut().unwrap(), n);
        if let Some(expect) = step.get_mut("expect").and_then(Value::as_object_mut) {
            expect.retain(|key, _| key == "ok" || key == "refused");
        }
    }
    case["steps"]
        .as_array_mut()
        .unwrap()
        .retain(|step| step["do"].is_string() || step["expect"].as_object().is_some_and(|e| !e.is_empty()));
    case
}

fn seeds_file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/regressions/seeds.txt")
}

/// The seeds over which they once differed.
fn kept() -> Vec<u64> {
    let text = fs::read_to_string(seeds_file()).unwrap_or_default();
    text.lines().filter_map(|line| line.split('#').next()?.trim().parse().ok()).collect()
}

fn keep(seed: u64) {
    if !kept().contains(&seed) {
        let text = fs::read_to_string(seeds_file()).unwrap_or_default();
        fs::write(seeds_file(), format!("{text}{seed}\n")).unwrap();
    }
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|n| n.parse().ok())
}

/// What a seed's case is answered otherwise by the program; none where both agree.
fn quarrel(table: &mut Table, seed: u64) -> Option<String> {
    let case = reading::random::case(seed);
    let report = table.play(&case);
    if report.held() {
        return None;
    }
    keep(seed);
    let less = small(table, &case);
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("oracle-{seed}.json"));
    fs::write(&path, serde_json::to_string_pretty(&less).unwrap() + "\n").unwrap();
    Some(format!("seed {seed}, made small in {}:\n{}of the whole:\n{}", path.display(), told(&table.play(&less)), told(&report)))
}

/// The seeds that are kept are tried first, then one after the other.
#[test]
fn the_program_answers_random_cases_as_the_second_reading_does() {
    let from = number("QUORATE_ORACLE_FROM").unwrap_or(1);
    let cases = from..from + number("QUORATE_ORACLE_CASES").unwrap_or(CASES);
    let seeds: Vec<u64> = kept().into_iter().filter(|seed| !cases.contains(seed)).chain(cases.clone()).collect();
    let (next, differences) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let play = || {
        // A build without PostgreSQL is a choice.
        let server = cfg!(feature = "postgres").then(Table::on_a_server).flatten();
        let (mut file, mut server) = (Table::set(), server);
        while differences.lock().unwrap().len() < ENOUGH
            && let Some(seed) = seeds.get(next.fetch_add(1, Ordering::Relaxed))
        {
            let there = server.as_mut().filter(|_| seed % ON_A_SERVER == 0);
            // First played and then entered: the list is not held while somebody plays.
            let found = quarrel(there.unwrap_or(&mut file), *seed);
            differences.lock().unwrap().extend(found);
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(play);
        }
    });
    let differences = differences.into_inner().unwrap();
    assert!(differences.is_empty(), "{} differ:\n\n{}", differences.len(), differences.join("\n\n"));
}

/// One case, by hand: `QUORATE_ORACLE_FILE` names it, and what it expects is answered anew.
#[test]
fn the_case_of_a_file_is_answered_alike() {
    let Some(path) = std::env::var_os("QUORATE_ORACLE_FILE") else { return };
    let case = answered(serde_json::from_slice(&fs::read(path).unwrap()).unwrap());
    let report = Table::set().play(&case);
    assert!(report.held(), "{}{}", serde_json::to_string_pretty(&case["steps"]).unwrap(), told(&report));
}

/// What the second reading expects it also answers, so that a random case is never wrong by itself; and a case made
/// anew of its seed is the same.
#[test]
fn a_random_case_is_answered_by_the_reading_that_made_it() {
    for seed in 1..=8 {
        let case = reading::random::case(seed);
        let wrong: Vec<String> = reading::play(&case).into_iter().flat_map(|answer| answer.failures).collect();
        assert!(wrong.is_empty(), "seed {seed}: {wrong:?}");
        assert_eq!(case, reading::random::case(seed));
    }
}

/// The second reading plays the acceptance cases too.
#[test]
fn the_second_reading_answers_every_case() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut played = 0;
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.extension().is_some_and(|suffix| suffix == "json") {
            let case: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
            let wrong: Vec<String> = reading::play(&case).into_iter().flat_map(|answer| answer.failures).collect();
            assert!(wrong.is_empty(), "{}: {wrong:?}", path.display());
            played += 1;
        }
    }
    assert!(played > 50, "{played}");
}
