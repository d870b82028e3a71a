//! Plans of a server: of statements prepared once for whatever is asked, after `ANALYZE`.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Crossed;
use super::filled;
use super::judged::{Plans, Reading};
use crate::place::{Looker, Place};

struct Server {
    looker: Looker,
    count: usize,
}

impl Server {
    fn of(place: &Place) -> Self {
        let mut looker = place.looker();
        looker.run("SET random_page_cost = 1.1; SET plan_cache_mode = force_generic_plan; SET client_min_messages = warning;");
        Self { looker, count: 0 }
    }
}

fn text<'n>(node: &'n Value, name: &str) -> &'n str {
    node[name].as_str().unwrap_or_default()
}

/// The columns that a condition says must be equal to something: `((register_id = $1) AND (item = ANY ($2)))`.
fn equal(condition: &str) -> Vec<String> {
    let clean = condition.replace("::text", "").replace(['(', ')'], " ");
    let words: Vec<&str> = clean.split_whitespace().collect();
    let pairs = words.windows(2).filter(|pair| pair[1] == "=");
    pairs.map(|pair| pair[0].rsplit('.').next().unwrap_or_default().to_owned()).collect()
}

/// Goes down a plan. `is_cut` where only the next few rows are taken, `is_sorted` where they are first put in order.
fn walk(node: &Value, is_cut: bool, is_sorted: bool, faults: &mut Vec<String>) {
    let kind = text(node, "Node Type");
    let is_cut = is_cut || kind == "Limit";
    let is_sorted = is_sorted || matches!(kind, "Sort" | "Incremental Sort" | "HashAggregate");
    let parts: Vec<&Value> = node["Plans"].as_array().into_iter().flatten().collect();
    let table = text(node, "Relation Name").to_owned();
    let filtered = !text(node, "Filter").is_empty();
    let reading = match kind {
        "Seq Scan" => Some(Reading { table, ..Reading::default() }),
        "Index Scan" | "Index Only Scan" => {
            Some(Reading { table, equal: equal(text(node, "Index Cond")), by_index: true, passes_over: filtered })
        }
        "Bitmap Heap Scan" => {
            fn conditions(node: &Value, into: &mut Vec<String>) {
                into.extend(equal(text(node, "Index Cond")));
                node["Plans"].as_array().into_iter().flatten().for_each(|part| conditions(part, into));
            }
            let mut found = Vec::new();
            parts.iter().for_each(|part| conditions(part, &mut found));
            Some(Reading { table, equal: found, by_index: true, passes_over: filtered })
        }
        _ => None,
    };
    if let Some(reading) = reading {
        if let Some(fault) = reading.fault(is_cut, is_sorted) {
            faults.push(format!("{fault} ({kind} {}{})", text(node, "Index Name"), text(node, "Index Cond")));
        }
        return;
    }
    parts.iter().for_each(|part| walk(part, is_cut, is_sorted, faults));
}

/// The statement with a page of rows where a limit is asked for, which is what the server finds when
/// it is asked: of a limit it does not know it thinks a tenth of the table.
fn of_a_page(statement: &str) -> String {
    let (mut out, mut number) = (String::new(), 0);
    for (n, rest) in statement.split('$').enumerate() {
        if n == 0 {
            out.push_str(rest);
            continue;
        }
        let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        if out.ends_with("LIMIT ") {
            out.push_str("51");
        } else {
            number += 1;
            out.push_str(&format!("${number}"));
        }
        out.push_str(rest);
    }
    out
}

impl Plans for Server {
    fn faults(&mut self, statement: &str) -> Vec<String> {
        let statement = of_a_page(statement);
        self.count += 1;
        let name = format!("judged_{}", self.count);
        self.looker.run(&format!("PREPARE {name} AS {statement}"));
        let places: BTreeSet<&str> =
            statement.split('$').skip(1).map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default()).collect();
        let nothing = vec!["NULL"; places.len()].join(", ");
        let call = if places.is_empty() { name.clone() } else { format!("{name}({nothing})") };
        let plan = self.looker.ask(&format!("SELECT plan_of('EXECUTE {call}')::text AS word"));
        self.looker.run(&format!("DEALLOCATE {name}"));
        let plan: Value = serde_json::from_str(&plan.concat()).unwrap();
        let mut faults = Vec::new();
        walk(&plan[0]["Plan"], false, false, &mut faults);
        faults
    }
}

/// Judges all statements; what is crossed when an index is gone.
pub fn judged(place: &Place, heard: &BTreeSet<String>, found: &mut Crossed) -> Crossed {
    place.by_hand(&filled::of_server(place)).unwrap();
    place
        .by_hand(
            "CREATE FUNCTION plan_of(statement text) RETURNS SETOF json LANGUAGE plpgsql AS \
             $$ BEGIN RETURN QUERY EXECUTE 'EXPLAIN (FORMAT JSON, COSTS OFF) ' || statement; END $$;",
        )
        .unwrap();
    place.by_hand("ANALYZE").unwrap();
    super::crossed(heard, "after ANALYZE", &mut Server::of(place), found);
    place.by_hand("DROP INDEX vote_by_item").unwrap();
    let mut bitten = Crossed::new();
    super::crossed(heard, "without an index", &mut Server::of(place), &mut bitten);
    bitten
}
