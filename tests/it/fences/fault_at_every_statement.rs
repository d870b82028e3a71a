//! The statements of every act of the day fail in turn, of a long run of reads some for all (`db::faults`): after each,
//! tables and log are both as they were, or both as they are to be, and the log holds.

use std::time::Duration;

use quorate::db::Faults;

use crate::day::{self, Known};
use crate::desk::TestServer;
use crate::place::{Looker, Place};

/// What there is in a database, one text a table.
struct Picture {
    looker: Looker,
    query: String,
    taken: Vec<String>,
    /// Of a file: how many commits of others its connection has seen, and that many when it was taken.
    commits: Option<Vec<String>>,
}

impl Picture {
    fn of(place: &Place) -> Self {
        // A file is read whole, and only after something was committed to it.
        let of_file = |table: &str| {
            let columns = place.ask(&format!("SELECT CASE WHEN lower(type) = 'blob' THEN 'hex(\"' || name || '\")' ELSE '\"' || name || '\"' END AS word FROM pragma_table_info('{table}')"));
            format!(
                "SELECT '{table} ' || COALESCE((SELECT group_concat(line, char(10)) FROM (SELECT json_array({}) AS line FROM \"{table}\")), '') AS word",
                columns.join(", ")
            )
        };
        // A server says of each row which transaction made it: how many there are and the last that made one tell of any change.
        let of_server =
            |table: &str| format!("SELECT '{table} ' || count(*) || ' ' || COALESCE(max(xmin::text::bigint), 0) AS word FROM \"{table}\"");
        let tables = place.ask(if place.is_file() {
            "SELECT name AS word FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        } else {
            "SELECT relname::text AS word FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace ORDER BY relname"
        });
        let parts: Vec<String> = tables.iter().map(|table| if place.is_file() { of_file(table) } else { of_server(table) }).collect();
        let commits = place.is_file().then(Vec::new);
        Self { looker: place.looker(), query: parts.join(" UNION ALL "), taken: Vec::new(), commits }
    }

    fn taken(&mut self) -> Vec<String> {
        let now = self.commits.is_some().then(|| self.looker.ask("SELECT CAST(data_version AS TEXT) AS word FROM pragma_data_version"));
        if now.is_none() || now != self.commits {
            self.taken = self.looker.ask(&self.query);
            self.commits = now;
        }
        self.taken.clone()
    }
}

/// What differs, by table.
fn differing(before: &[String], after: &[String]) -> Vec<String> {
    let name = |text: &String| text.split(' ').next().unwrap_or_default().to_owned();
    before.iter().zip(after).filter(|(one, two)| one != two).map(|(one, _)| name(one)).collect()
}

fn broken_day(place: Place) {
    let faults = Faults::armed_later();
    let desk = TestServer::breakable(place, Duration::from_secs(30), faults.clone());
    let mut picture = Picture::of(&desk.place);
    let mut known = Known::of(&desk);
    let mut before = picture.taken();
    let (mut strikes, mut survived) = (0_u32, 0_u32);
    for act in day::acts() {
        let what =
            |n: i64, lasting: bool| format!("{} {}, statement {n}{}", act.method, act.path, if lasting { " and all after it" } else { "" });
        let mut n = 0;
        'statements: loop {
            let mut at = n;
            // Whoever is not told by a key what became of it is broken once only.
            for lasting in if act.keyed { [true, false].as_slice() } else { &[false] } {
                let key = day::key();
                if *lasting {
                    faults.lasting(n)
                } else {
                    faults.once(n)
                };
                let reply = known.send(&desk, &act, &key, usize::try_from(n).unwrap());
                let struck = faults.struck_at() >= 0;
                at = at.max(faults.struck_at());
                faults.lift();
                let after = picture.taken();
                let changed = differing(&before, &after);
                strikes += u32::from(struck);
                if reply.status == act.status {
                    survived += u32::from(struck);
                    assert!(
                        act.method == "GET" || !changed.is_empty(),
                        "{}: answered {} and changed nothing",
                        what(n, *lasting),
                        reply.status
                    );
                    if struck {
                        desk.verified();
                    }
                    known.keep(&act, &reply);
                    before = after;
                    break 'statements;
                }
                assert!(reply.status >= 500, "{}: {} {}", what(n, *lasting), reply.status, reply.text);
                assert!(struck, "{}: failed although nothing was broken: {}", what(n, *lasting), reply.text);
                assert!(!reply.text.contains("broken on purpose"), "{}: tells of the inside: {}", what(n, *lasting), reply.text);
                if !changed.is_empty() {
                    // The commit was made and its answer lost: then all of it is there, and
                    // whoever asks again with the key is told.
                    assert!(changed.contains(&"audit_leaf".to_owned()), "{}: changed {changed:?} without an entry", what(n, *lasting));
                    desk.verified();
                    assert!(act.keyed, "{}: written, and nobody can know", what(n, *lasting));
                    let again = known.send(&desk, &act, &key, usize::try_from(n).unwrap());
                    known.keep(&act, &again);
                    before = picture.taken();
                    assert!(differing(&after, &before).is_empty(), "{}: the retry wrote again", what(n, *lasting));
                    break 'statements;
                }
            }
            n = at + 1;
            assert!(n < 500, "{}: no end", what(n, false));
        }
    }
    desk.verified();
    assert!(strikes > 1000, "only {strikes} statements were broken");
    assert!(survived < strikes / 4, "{survived} of {strikes} faults did nothing");
}

#[test]
fn a_fault_at_any_statement_of_any_act_leaves_all_or_nothing() {
    std::thread::scope(|scope| {
        for place in Place::all() {
            scope.spawn(move || broken_day(place));
        }
    });
}
