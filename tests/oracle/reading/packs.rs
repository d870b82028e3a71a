//! The packs as shipped: dates of force, tables, floors, and what an organisation changes in them.

use super::calendar::{Day, civil};
use super::words::{GROUPS, stage, treatment};
use serde_json::Value;
use std::collections::BTreeMap;

/// What a policy says, with its organisation's changes put in.
#[derive(Clone, Debug)]
pub struct Pack {
    pub name: String,
    pub table: BTreeMap<String, [usize; 5]>,
    /// Cells that are `None` have no floor.
    pub floors: BTreeMap<String, [Option<usize>; 5]>,
    /// The council's floor for `indirect` holds only where what lies beneath counts as financial.
    pub indirect_floor_is_financial: bool,
    pub permitted: Vec<usize>,
    pub sticky_from: usize,
    pub look_back: i64,
    pub repairs: Vec<String>,
    pub undeclared: String,
    /// Who convenes a conflicts panel, by tags, and how many sit on it.
    pub convened_by: Vec<String>,
    pub panel_members: usize,
    pub register_of_deciders: bool,
}

pub fn from(pack: &str) -> Day {
    match pack {
        "council_2012" => civil(2012, 7, 1),
        "ccg_2014" => civil(2014, 12, 1),
        "ccg_2016" => civil(2016, 6, 28),
        "ccg_2017" => civil(2017, 6, 16),
        "icb_2022" => civil(2022, 7, 1),
        "psr_2024" => civil(2024, 1, 1),
        _ => civil(2024, 9, 1),
    }
}

/// Whoever has adopted none is under the newest in force on the day; a council under its own.
pub fn default(day: Day, council: bool) -> &'static str {
    if council {
        return "council_2012";
    }
    ["nhs_2024", "psr_2024", "icb_2022", "ccg_2017", "ccg_2016"].into_iter().find(|p| from(p) <= day).unwrap_or("ccg_2014")
}

const RELATIONS: [&str; 7] = ["own_body", "linked_body", "class_member", "indirect", "professional", "personal", "expired"];

fn rows(pack: &str) -> [[&'static str; 5]; 7] {
    let (n, d, l, p, v, x) = ("note", "leave_for_decision", "leave", "leave_no_papers", "discuss_not_vote", "leave");
    match pack {
        "council_2012" => [[x; 5], [x; 5], [x; 5], [x; 5], [n, n, d, d, d], [n, n, d, d, d], [n; 5]],
        "icb_2022" => [[n, d, l, l, d], [n, d, l, l, d], [n, n, v, d, d], [n, v, d, d, d], [n, n, v, v, v], [n, n, v, v, v], [n; 5]],
        "psr_2024" | "nhs_2024" => {
            [[n, d, l, l, d], [n, d, l, l, d], [n, n, l, d, d], [n, v, l, l, d], [n, n, l, d, v], [n, n, l, d, v], [n; 5]]
        }
        _ => [[d, l, p, p, p], [d, l, p, p, p], [n, d, l, l, l], [d, d, l, l, l], [n, d, d, d, d], [n, n, d, d, d], [n, n, d, d, d]],
    }
}

pub fn pack(name: &str, overrides: &Value) -> Pack {
    let mut table = BTreeMap::new();
    for (r, row) in RELATIONS.iter().zip(rows(name)) {
        // The first of the packs had `discuss_not_vote` where the later ones have `leave_for_decision`.
        let row = row.map(|w| if name == "ccg_2014" && w == "leave_for_decision" { "discuss_not_vote" } else { w });
        table.insert((*r).to_owned(), row.map(treatment));
    }
    let f = |word: &str| Some(treatment(word));
    let floor = match name {
        "council_2012" => [f("join_public"); 5],
        "ccg_2016" | "ccg_2017" => [None, None, f("present_then_leave"), f("present_then_leave"), f("present_then_leave")],
        "icb_2022" => [None, None, f("leave_for_decision"), f("leave_for_decision"), f("leave_for_decision")],
        "psr_2024" | "nhs_2024" => [None, None, f("leave"), f("leave"), f("leave_for_decision")],
        _ => [None; 5],
    };
    let mut floors = BTreeMap::new();
    floors.insert("own_body".to_owned(), floor);
    floors.insert("linked_body".to_owned(), floor);
    if name == "council_2012" {
        floors.insert("class_member".to_owned(), floor);
        floors.insert("indirect".to_owned(), floor);
    }
    let mut p = Pack {
        name: name.to_owned(),
        table,
        floors,
        indirect_floor_is_financial: name == "council_2012",
        permitted: (0..10).collect(),
        sticky_from: stage(if matches!(name, "ccg_2016" | "ccg_2017") { "procurement_route" } else { "evaluation" }),
        look_back: 6,
        repairs: ["deputy", "defer", "refer", "co_opt", "in_common", "nhs_england"].map(str::to_owned).to_vec(),
        convened_by: ["chief_officer", "cfo", "coo"].map(str::to_owned).to_vec(),
        panel_members: 3,
        undeclared: if name == "ccg_2014" { "notice" } else { "flag" }.to_owned(),
        register_of_deciders: !matches!(name, "ccg_2014" | "ccg_2016"),
    };
    change(&mut p, overrides);
    p
}

fn change(p: &mut Pack, o: &Value) {
    for (relation, cells) in o["table"].as_object().into_iter().flatten() {
        for (group, word) in cells.as_object().into_iter().flatten() {
            if let (Some(row), Some(g)) = (p.table.get_mut(relation), GROUPS.iter().position(|x| x == group)) {
                row[g] = treatment(word.as_str().unwrap_or(""));
            }
        }
    }
    for (relation, cells) in o["floors"].as_object().into_iter().flatten() {
        for (group, word) in cells.as_object().into_iter().flatten() {
            let row = p.floors.entry(relation.clone()).or_insert([None; 5]);
            if let Some(g) = GROUPS.iter().position(|x| x == group) {
                row[g] = Some(treatment(word.as_str().unwrap_or("")));
            }
            if relation == "indirect" {
                p.indirect_floor_is_financial = false;
            }
        }
    }
    if let Some(list) = o["permitted"].as_array() {
        p.permitted = list.iter().filter_map(Value::as_str).map(treatment).collect();
    }
    if let Some(s) = o["sticky_from"].as_str() {
        p.sticky_from = stage(s);
    }
    if let Some(n) = o["look_back_months"].as_i64() {
        p.look_back = n;
    }
    if let Some(list) = o["repairs"].as_array() {
        p.repairs = list.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    }
    if let Some(list) = o["panel"]["convened_by"].as_array() {
        p.convened_by = list.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    }
    if let Some(n) = o["panel"]["members"].as_u64() {
        p.panel_members = usize::try_from(n).unwrap_or(0);
    }
    if let Some(s) = o["undeclared"].as_str() {
        p.undeclared = s.to_owned();
    }
}

impl Pack {
    /// A proposal that is not permitted becomes the next more restrictive one that is.
    pub fn raise(&self, t: usize) -> usize {
        (t..10).find(|x| self.permitted.contains(x)).unwrap_or(t)
    }
}
