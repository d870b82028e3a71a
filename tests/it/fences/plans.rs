//! How each statement of the program is carried out: on both databases, over a register filled to a
//! size where it matters, with statistics and without. Whatever reads all of a table that grows, or puts
//! all of it in order, is named; so is a line of `plans.txt` that is no longer needed.

mod asked;
mod filled;
mod heard;
mod judged;
mod on_file;
mod on_server;

use std::collections::{BTreeMap, BTreeSet};

use super::source::root;
use crate::day;
use crate::desk::TestServer;
use crate::place::Place;

/// What is permitted, each with its reason, and whether it was made use of.
struct Permitted(Vec<(String, String, bool)>);

impl Permitted {
    fn read() -> Self {
        let text = std::fs::read_to_string(root().join("tests/it/fences/plans.txt")).unwrap();
        let lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
        let pair = |line: &str| {
            let (pieces, reason) = line.split_once(" -- ").unwrap_or_else(|| panic!("'{line}' gives no reason"));
            assert!(reason.len() > 20, "'{line}' gives no reason");
            (pieces.trim().to_owned(), reason.to_owned(), false)
        };
        Self(lines.map(pair).collect())
    }

    /// Pieces that stand in the statement one after the other, `...` between them; after a `$` it ends.
    fn holds(pieces: &str, statement: &str) -> bool {
        let (pieces, ends) = pieces.strip_suffix('$').map_or((pieces, false), |pieces| (pieces, true));
        let mut rest = statement;
        let stands = pieces.split("...").map(str::trim).all(|piece| match rest.find(piece) {
            Some(at) => {
                rest = &rest[at + piece.len()..];
                true
            }
            None => false,
        });
        stands && (!ends || rest.is_empty())
    }

    fn permits(&mut self, statement: &str) -> bool {
        let mut found = false;
        for (pieces, _, used) in &mut self.0 {
            if Self::holds(pieces, statement) {
                (*used, found) = (true, true);
            }
        }
        found
    }
}

/// All statements of a day and of every question that can be asked of it afterwards.
fn statements(place: Place) -> (TestServer, BTreeSet<String>) {
    let url = heard::listen_to(&place);
    let desk = TestServer::at(place);
    let known = day::played(&desk);
    asked::everything(&desk, &known);
    let heard = heard::of(&url);
    assert!(heard.len() > 150, "only {} statements were heard", heard.len());
    // It is filled by hand, past its log.
    desk.leaves_something_to_find();
    (desk, heard)
}

type Crossed = BTreeMap<String, BTreeSet<String>>;

/// The statements that go too far, and under which statistics.
fn crossed(heard: &BTreeSet<String>, mode: &str, plans: &mut dyn judged::Plans, into: &mut Crossed) {
    for statement in heard {
        for form in judged::forms(statement) {
            for fault in plans.faults(&form) {
                let told = format!("{mode}: {fault}");
                into.entry(judged::plainly(statement)).or_default().insert(told);
            }
        }
    }
}

fn tell(crossed: Crossed, permitted: &mut Permitted, place: &str) -> Vec<String> {
    let mut named = Vec::new();
    for (statement, faults) in crossed {
        if !permitted.permits(&statement) {
            let faults: Vec<String> = faults.into_iter().collect();
            named.push(format!("{place}: {statement}\n      {}", faults.join("\n      ")));
        }
    }
    named
}

#[test]
fn no_statement_reads_or_sorts_a_table_that_grows() {
    let mut permitted = Permitted::read();
    let mut named = Vec::new();
    let mut bitten = Vec::new();
    for place in Place::all() {
        let is_file = place.is_file();
        let (desk, heard) = statements(place);
        let mut found = Crossed::new();
        let without_an_index =
            if is_file { on_file::judged(&desk.place, &heard, &mut found) } else { on_server::judged(&desk.place, &heard, &mut found) };
        named.extend(tell(found, &mut permitted, if is_file { "file" } else { "server" }));
        bitten.push(without_an_index);
    }
    named.extend(permitted.0.iter().filter(|line| !line.2).map(|line| format!("plans.txt: '{}' is no longer needed", line.0)));
    super::source::none("statements that read or sort a table that grows", &named);
    // Without the index by which votes are found, the votes of an item are all votes.
    for bitten in bitten {
        assert!(bitten.keys().any(|statement| statement.contains("FROM vote WHERE")), "{bitten:?}");
    }
}
