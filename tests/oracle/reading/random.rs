//! Random case files from a seed: a register, committees, terms that use the whole language, and a history of steps. What each
//! step is expected to answer is what this reading answers.

use super::random_history::Story;
use super::random_terms::{expression, terms};
use super::random_wide;
use super::world::World;
use serde_json::{Value, json};

/// A small generator of numbers (splitmix64): the same seed, the same case.
pub struct Dice {
    state: u64,
    /// Whether the case says what older ones never said: theirs stay as they are, and with them the seeds that are kept.
    pub rich: bool,
    /// Whether it says what even those never said.
    pub wide: bool,
}

impl Dice {
    pub fn new(seed: u64) -> Dice {
        let wide = matches!(seed % 7, 2 | 5);
        Dice { state: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03, rich: wide || seed % 5 >= 3, wide }
    }
    pub fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
    /// A number below `n`.
    #[allow(clippy::cast_possible_truncation)]
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % (n.max(1) as u64)) as usize
    }
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        let n = self.below(list.len());
        &list[n]
    }
    pub fn some<T: Clone>(&mut self, list: &[T], percent: usize) -> Vec<T> {
        list.iter().filter(|_| self.chance(percent)).cloned().collect()
    }
    /// The same, where the case says more than older ones.
    pub fn also(&mut self, percent: usize) -> bool {
        self.rich && self.chance(percent)
    }
    /// The same, where it says what even those never said.
    pub fn wide(&mut self, percent: usize) -> bool {
        self.wide && self.chance(percent)
    }
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for i in (1..list.len()).rev() {
            let j = self.below(i + 1);
            list.swap(i, j);
        }
    }
}

pub const TREATMENTS: [&str; 9] = [
    "note",
    "discuss_not_vote",
    "leave_for_decision",
    "present_then_leave",
    "join_public",
    "leave",
    "leave_no_papers",
    "removed",
    "participate",
];
pub const STAGES: [&str; 8] =
    ["needs_planning", "strategy", "specification", "procurement_route", "evaluation", "award", "contract_management", "decommission"];
pub const FUNCTIONS: [&str; 3] = ["premises", "formula", "rates"];
pub const TYPES: [&str; 3] = ["closure", "constitution", "grant"];

/// A whole case file.
pub fn case(seed: u64) -> Value {
    let mut d = Dice::new(seed);
    let year = *d.pick(&[2015, 2018, 2018, 2023, 2024]);
    let council = d.chance(15) || d.wide(20);
    let setup = setup(&mut d, year, council);
    let meetings = meetings(&mut d, year, &setup);
    let mut case = json!({
        "case": format!("random-{seed}"),
        "title": format!("Random case {seed}"),
        "source": "made up",
        "setup": setup,
        "meetings": meetings,
        "steps": [],
    });
    let world = World::read(&case);
    let mut story = Story::new(d, world);
    story.tell();
    case["steps"] = Value::Array(story.steps);
    case
}

fn organisations(council: bool) -> Value {
    json!([
        {"code": "C1", "name": "First body", "kind": if council { "council" } else { "commissioner" }},
        {"code": "C2", "name": "Second body", "kind": "commissioner"},
        {"code": "NE", "name": "England", "kind": "nhs_england"},
        {"code": "P1", "name": "Practice 1", "kind": "gp_practice", "commissioner": "C1"},
        {"code": "P2", "name": "Practice 2", "kind": "gp_practice", "commissioner": "C1", "area": "north"},
        {"code": "P3", "name": "Practice 3", "kind": "gp_practice", "commissioner": "C2"},
        {"code": "FED", "name": "Federation", "kind": "federation", "members": ["P1", "P2"]},
        {"code": "COM", "name": "Company", "kind": "company", "owners": ["FED"]},
        {"code": "TRU", "name": "Trust", "kind": "nhs_trust"},
        {"code": "CHA", "name": "Charity", "kind": "charity"},
        {"code": "LMC", "name": "Local medical committee", "kind": "local_medical_committee", "members": ["P1", "P3"]},
    ])
}

const BODIES: [&str; 8] = ["P1", "P2", "P3", "FED", "COM", "TRU", "CHA", "LMC"];

fn setup(d: &mut Dice, year: i64, council: bool) -> Value {
    let n = 7 + d.below(4);
    let mut people: Vec<Value> = Vec::new();
    for i in 1..=n {
        let mut p = json!({"id": format!("p{i}"), "name": format!("Person {i}")});
        let tags = ["cfo", "chief_officer", "clinician", "lay_audit", "guardian"];
        if d.chance(25) {
            p["tags"] = json!([d.pick(&tags)]);
        }
        if d.chance(10) {
            p["grade"] = json!(d.pick(&["8d", "9", "vsm", "7"]));
        }
        people.push(p);
    }
    people.push(json!({"id": "guard", "name": "Guardian", "tags": ["guardian"]}));
    people.push(json!({"id": "guest", "name": "Guest"}));
    people.push(json!({"id": "stand", "name": "Stand-in"}));
    let ids: Vec<String> = (1..=n).map(|i| format!("p{i}")).collect();
    let shape = d.below(4);
    let mut committees = vec![committee(d, "ca", "C1", shape == 1, year, &ids)];
    if shape == 2 {
        committees.push(committee(d, "cb", "C2", false, year, &ids));
        if d.wide(45) {
            let body = *d.pick(&["C1", "C2"]);
            committees.push(committee(d, "cc", body, false, year, &ids));
        }
    }
    let mut policies = Vec::new();
    for org in ["C1", "C2"] {
        if d.chance(80) {
            policies.push(policy(d, org, year, council && org == "C1"));
        }
    }
    json!({
        "organisations": organisations(council),
        "policies": policies,
        "people": people,
        "committees": committees,
        "declarations": declarations(d, year, &ids),
    })
}

pub fn policy(d: &mut Dice, org: &str, year: i64, council: bool) -> Value {
    let (pack, from) = match year {
        _ if council => ("council_2012", "2012-07-01"),
        2015 => ("ccg_2014", "2015-01-01"),
        2018 => *d.pick(&[("ccg_2017", "2017-06-16"), ("ccg_2016", "2016-06-28"), ("ccg_2014", "2014-12-01")]),
        2023 => ("icb_2022", "2022-07-01"),
        _ => *d.pick(&[("psr_2024", "2024-01-01"), ("icb_2022", "2022-07-01")]),
    };
    let (pack, from) = if !council && year == 2024 && d.also(30) { ("nhs_2024", "2024-09-01") } else { (pack, from) };
    let mut p = json!({"organisation": org, "pack": pack, "from": from});
    if d.chance(35) {
        let mut o = json!({});
        if d.chance(40) {
            let relation = *d.pick(&["own_body", "class_member", "professional", "personal"]);
            let group = *d.pick(&["strategy", "design", "procurement", "award", "contract"]);
            o["table"] = json!({ relation: { group: d.pick(&TREATMENTS[..7]) } });
        }
        if d.chance(30) {
            let relation = *d.pick(&["own_body", "class_member", "professional"]);
            let group = *d.pick(&["strategy", "design", "procurement", "award", "contract"]);
            o["floors"] = json!({ relation: { group: d.pick(&["discuss_not_vote", "leave_for_decision", "leave"]) } });
        }
        if d.chance(25) {
            let mut all: Vec<&str> = vec!["participate", "note", "leave", "leave_no_papers", "not_attend", "removed"];
            all.extend(d.some(&["discuss_not_vote", "leave_for_decision", "present_then_leave", "join_public"], 50));
            o["permitted"] = json!(all);
        }
        if d.chance(20) {
            o["sticky_from"] = json!(d.pick(&STAGES));
        }
        if d.chance(15) {
            o["look_back_months"] = json!(d.below(13));
        }
        if d.chance(20) {
            o["repairs"] = json!(d.some(&["deputy", "defer", "refer", "co_opt", "conflicts_panel", "in_common", "nhs_england"], 75));
        }
        if d.chance(40) {
            o["undeclared"] = json!(d.pick(&["notice", "flag", "stop"]));
        }
        p["overrides"] = o;
    }
    if d.wide(45) {
        random_wide::panel_rules(d, &mut p);
    }
    p
}

fn declarations(d: &mut Dice, year: i64, ids: &[String]) -> Vec<Value> {
    let mut all = Vec::new();
    let before = year - 2;
    for (n, p) in ids.iter().enumerate() {
        if d.chance(8) {
            continue;
        }
        if d.chance(42) {
            all.push(json!({"id": format!("n_{p}"), "person": p, "nil": true, "declared": format!("{before}-05-01")}));
            continue;
        }
        for k in 0..=d.below(2) {
            let mut x = interest(d, &format!("d{n}_{k}"), p, ids);
            x["from"] = json!(format!("{before}-05-01"));
            x["declared"] = json!(format!("{before}-05-20"));
            if d.chance(15) {
                x["to"] = json!(d.pick(&[format!("{}-11-30", year - 1), format!("{year}-03-08"), format!("{}-06-30", year - 1)]));
            }
            all.push(x);
        }
    }
    for p in ["guard", "guest"] {
        if d.chance(70) {
            all.push(json!({"id": format!("n_{p}"), "person": p, "nil": true, "declared": format!("{before}-05-01")}));
        } else if d.chance(60) {
            let mut x = interest(d, &format!("d_{p}"), p, ids);
            x["from"] = json!(format!("{before}-05-01"));
            x["declared"] = json!(format!("{before}-05-20"));
            all.push(x);
        }
    }
    all.push(json!({"id": "n_stand", "person": "stand", "nil": true, "declared": format!("{before}-05-01")}));
    all
}

/// An interest, without its dates.
pub fn interest(d: &mut Dice, id: &str, person: &str, ids: &[String]) -> Value {
    let category = *d.pick(&["financial", "financial", "financial", "indirect", "non_financial_professional", "non_financial_personal"]);
    let mut x = json!({"id": id, "person": person, "category": category, "nature": "Something", "organisation": d.pick(&BODIES)});
    if category == "indirect" {
        if d.chance(75) {
            x["underlying_category"] = json!(d.pick(&["financial", "non_financial_professional", "non_financial_personal"]));
        }
        if d.chance(30) {
            let others: Vec<&String> = ids.iter().filter(|other| other.as_str() != person).collect();
            x["related_person"] = json!(d.pick(&others));
        }
    }
    if d.chance(25) {
        x["role"] = json!(d.pick(&["governs", "owns", "works_for", "other"]));
    }
    if d.chance(15) {
        let mut m = json!({"treatment": d.pick(&TREATMENTS[..7])});
        if d.chance(40) {
            m["when_organisation"] = json!(d.pick(&BODIES));
        }
        if d.chance(60) {
            m["chair_may_vary"] = json!(d.chance(50));
        }
        x["standing_mitigation"] = m;
    }
    if d.wide(30) {
        x["direction"] = json!(d.pick(&["gain", "loss", "unknown"]));
    }
    if d.wide(20) {
        x["raised_by"] = json!("Somebody in the gallery");
    }
    x
}

fn committee(d: &mut Dice, id: &str, org: &str, joint: bool, year: i64, ids: &[String]) -> Value {
    let first = terms(d, id, joint);
    let seats: Vec<Value> = first["seats"].as_array().cloned().unwrap_or_default();
    let mut free: Vec<String> = ids.to_vec();
    d.shuffle(&mut free);
    let mut members = Vec::new();
    let start = format!("{}-01-01", year - 1);
    for s in &seats {
        let seat = s["id"].as_str().unwrap_or("");
        if d.chance(10) {
            continue;
        }
        let twice = d.chance(6);
        let p = if twice || free.is_empty() { d.pick(ids).clone() } else { free.pop().unwrap_or_default() };
        let from = if d.chance(8) { format!("{year}-02-0{}", 1 + d.below(9)) } else { start.clone() };
        let mut row = json!({"seat": seat, "person": p, "from": from.clone()});
        if d.chance(6) {
            row["to"] = json!(d.pick(&[format!("{year}-03-07"), format!("{year}-03-10"), format!("{year}-04-01")]));
        }
        members.push(row);
        if s["shared"].as_bool() == Some(true)
            && let Some(q) = free.pop()
            && q != p
        {
            members.push(json!({"seat": seat, "person": q, "from": start}));
        }
        if s["deputies"].as_bool() == Some(true) && s["shared"].is_null() {
            let q = if d.chance(70) { free.pop().unwrap_or_else(|| "stand".to_owned()) } else { "stand".to_owned() };
            if q != p {
                members.push(json!({"seat": seat, "person": q, "from": from, "deputy_for": p}));
            }
        }
    }
    let mut versions = vec![first];
    super::random_terms::sound(&mut versions[0], org);
    versions[0]["from"] = json!(format!("{}-01-01", year - 3));
    if d.chance(15) {
        let mut second = versions[0].clone();
        second["from"] = json!(format!("{year}-04-01"));
        second["quorum"] = expression(d, id, joint, 2);
        versions.push(second);
    }
    let mut c = json!({
        "id": id,
        "organisation": org,
        "name": format!("Committee {id}"),
        "kind": if joint { "joint" } else { "committee" },
        "terms": versions,
        "members": members,
    });
    if joint {
        c["partners"] = json!(["C2"]);
    }
    if d.chance(30) {
        c["delegated_primary_care"] = json!(true);
    }
    c
}

fn meetings(d: &mut Dice, year: i64, setup: &Value) -> Vec<Value> {
    let committees: Vec<String> =
        setup["committees"].as_array().into_iter().flatten().filter_map(|c| c["id"].as_str().map(str::to_owned)).collect();
    let ids: Vec<String> = setup["people"].as_array().into_iter().flatten().filter_map(|c| c["id"].as_str().map(str::to_owned)).collect();
    let in_parts = committees.len() == 1 && setup["committees"][0]["terms"][0]["agenda_parts"].is_array();
    let dates = ["03-07", "04-11", "05-16"];
    let count = 1 + d.below(3);
    let mut all = Vec::new();
    let mut closures: Vec<String> = Vec::new();
    for (n, date) in dates.iter().take(count).enumerate() {
        let mut items = Vec::new();
        for k in 0..2 + d.below(3) {
            let id = format!("i{}{}", n + 1, ["a", "b", "c", "d", "e"][k]);
            let mut i = item(d, &id, &committees, &ids);
            if !closures.is_empty() && d.chance(30) {
                i = json!({"id": id, "number": k.to_string(), "title": "Confirm", "purpose": "ratification", "stage": "strategy", "confirms": d.pick(&closures)});
            } else if i["decision_type"].as_str() == Some("closure") && i["parts"].is_null() {
                closures.push(id.clone());
            }
            if d.wide {
                random_wide::item(d, &mut i, in_parts);
            }
            i["number"] = json!((k + 1).to_string());
            items.push(i);
        }
        let sits: Vec<String> = if committees.len() > 1 && d.chance(20) { vec![d.pick(&committees).clone()] } else { committees.clone() };
        for i in items.iter_mut().filter(|_| sits.len() < committees.len()) {
            if let Some(o) = i.as_object_mut() {
                o.remove("committees");
            }
        }
        let mut m = json!({"id": format!("s{}", n + 1), "committees": sits, "date": format!("{year}-{date}"), "items": items});
        if d.chance(8) {
            m["excluded_from_public"] = json!(true);
        }
        all.push(m);
    }
    all
}

fn item(d: &mut Dice, id: &str, committees: &[String], ids: &[String]) -> Value {
    let purpose = *d.pick(&["decision", "decision", "decision", "decision", "discussion", "information", "ratification"]);
    let mut i = json!({"id": id, "number": "1", "title": format!("Item {id}"), "purpose": purpose});
    if d.chance(75) {
        i["stage"] = json!(d.pick(&STAGES));
    }
    if d.chance(30) {
        i["decision_type"] = json!(d.pick(&TYPES));
    }
    if d.chance(35) {
        i["function"] = json!(d.pick(&FUNCTIONS));
    }
    if d.chance(30) {
        i["value"] = json!(d.pick(&[1000, 50000, 100_000, 100_001, 500_000]));
    }
    if d.chance(35) {
        i["procurement"] = json!(d.pick(&["PR1", "PR2"]));
    }
    if d.chance(15) {
        i["private"] = json!(true);
    }
    if d.chance(78) {
        i["affects"] = json!([affected(d, ids)]);
        if d.chance(25) {
            i["affects"] = json!([affected(d, ids), affected(d, ids)]);
        }
    }
    if committees.len() > 1 && d.chance(30) {
        i["committees"] = json!([d.pick(committees)]);
        if d.wide(40) {
            i["committees"] = json!(committees[..2]);
        }
    }
    if d.chance(20) {
        let mut p = json!({"id": format!("paper_{id}"), "title": "Paper", "authors": [d.pick(ids)]});
        if d.chance(60) {
            p["accountable"] = json!(d.pick(ids));
        }
        if d.chance(40) {
            p["confidential"] = json!(true);
        }
        i["papers"] = json!([p]);
    }
    if d.chance(12) {
        let mut parts = Vec::new();
        for k in ["x", "y"] {
            let mut p = json!({"id": k, "title": format!("Part {k}")});
            if d.chance(50) {
                p["stage"] = json!(d.pick(&STAGES));
            }
            if d.chance(30) {
                p["affects"] = json!([affected(d, ids)]);
            }
            if d.also(25) {
                p["function"] = json!(d.pick(&FUNCTIONS));
            }
            if d.also(25) {
                p["value"] = json!(d.pick(&[1000, 100_001]));
            }
            if d.also(15) {
                p["procurement"] = json!(d.pick(&["PR1", "PR2"]));
            }
            if d.also(15) {
                p["private"] = json!(d.chance(50));
            }
            if d.also(15) {
                p["purpose"] = json!(d.pick(&["decision", "information"]));
            }
            parts.push(p);
        }
        i["parts"] = json!(parts);
    }
    i
}

fn affected(d: &mut Dice, ids: &[String]) -> Value {
    match d.below(10) {
        0..=5 => json!({"organisation": d.pick(&BODIES)}),
        6..=8 => {
            let mut c = json!({"kind": d.pick(&["gp_practice", "gp_practice", "company", "federation"])});
            if d.chance(50) {
                c["commissioner"] = json!(d.pick(&["C1", "C2"]));
            }
            json!({ "class": c })
        }
        _ => json!({"person": d.pick(ids)}),
    }
}
