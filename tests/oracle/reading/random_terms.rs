//! Random terms of reference: seats, quorum expressions, counting, voting, composition, authority, chair.

use super::model::list;
use super::random::{Dice, FUNCTIONS, STAGES, TYPES};
use serde_json::{Value, json};

const CAPACITIES: [&str; 6] = ["lay", "gp", "officer", "nurse", "secondary_care", "partner_member"];
const TAGS: [&str; 7] = ["cfo", "chief_officer", "executive", "clinician", "independent", "local_gp", "lay_audit"];

/// The name of a seat: of a committee, by its place.
fn seat_name(c: &str, n: usize) -> String {
    format!("{c}_s{n}")
}

pub fn terms(d: &mut Dice, c: &str, joint: bool) -> Value {
    let n = 4 + d.below(4);
    let mut seats = Vec::new();
    for k in 1..=n {
        let capacity = *d.pick(if k <= 2 { &["lay", "lay", "gp", "officer"][..] } else { &CAPACITIES[..] });
        let voting = d.chance(if k <= 3 { 96 } else { 82 });
        let mut s = json!({"id": seat_name(c, k), "capacity": capacity, "voting": voting});
        match k {
            1 => s["office"] = json!("chair"),
            2 if d.chance(85) => s["office"] = json!("vice_chair"),
            _ => {}
        }
        if d.chance(50) {
            s["tags"] = json!([d.pick(&TAGS)]);
        }
        if k == 3 && d.chance(45) {
            s["capacity"] = json!("officer");
            s["tags"] = json!(["chief_officer"]);
        }
        if !voting && d.chance(65) {
            s["membership"] = json!("member");
        }
        if joint && d.chance(45) {
            s["organisation"] = json!("C2");
        }
        if k > 2 && d.chance(25) {
            s["deputies"] = json!(true);
        } else if k > 2 && d.chance(8) {
            s["shared"] = json!(true);
        }
        if d.chance(6) {
            s["weight"] = json!(2);
        }
        if k > 2 && voting && d.chance(8) {
            s["votes_except"] =
                if d.chance(50) { json!({"functions": [d.pick(&FUNCTIONS)]}) } else { json!({"decision_types": [d.pick(&TYPES)]}) };
        }
        seats.push(s);
    }
    let depth = d.below(3);
    let mut t = json!({"seats": seats, "quorum": expression(d, c, joint, depth)});
    if d.chance(55) {
        t["counting"] = counting(d);
    }
    if d.chance(75) {
        t["voting"] = if d.chance(25) {
            let mut first = voting(d, joint);
            first["when"] = business(d);
            json!([first, voting(d, joint)])
        } else {
            voting(d, joint)
        };
    }
    if d.chance(15) {
        t["composition"] = json!([composition(d)]);
    }
    if d.chance(30) {
        t["authority"] = authority(d);
    }
    if d.chance(35) {
        let mut chair =
            json!({"succession": if d.chance(60) { json!(["chair", "vice_chair"]) } else { json!(["chair", seat_name(c, 3)]) }});
        if d.chance(25) {
            chair["then"] = json!("none");
        } else if d.chance(30) {
            chair["elect_from"] = selector(d, c);
        }
        t["chair"] = chair;
    }
    if d.chance(35) {
        t["needs_confirmation"] = json!({"closure": d.pick(&[0, 28, 35, 36])});
    }
    if d.wide(60) {
        // A ballot is secret where all seats count alike.
        let casting_vote = d.chance(50);
        t["voting"] = json!({"basis": d.pick(&["cast", "present_eligible", "all_seats"]), "casting_vote": casting_vote});
        t["seats"].as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut).for_each(|s| drop(s.remove("weight")));
    }
    if d.wide {
        super::random_wide::of_authority(d, &mut t, c);
    }
    t
}

/// Only bodies with a voting seat have a weight.
pub fn sound(terms: &mut Value, body: &str) {
    let seats = list(terms, "seats").filter(|s| s["voting"] == true);
    let voting: Vec<String> = seats.map(|s| s["organisation"].as_str().unwrap_or(body).to_owned()).collect();
    let Some(rules) = terms.get_mut("voting") else { return };
    let rules: Vec<&mut Value> = match rules {
        Value::Array(all) => all.iter_mut().collect(),
        one => vec![one],
    };
    for rule in rules.into_iter().filter_map(Value::as_object_mut) {
        if rule.get("weights").and_then(Value::as_object).is_some_and(|w| w.keys().any(|k| !voting.contains(k))) {
            rule.remove("weights");
        }
    }
}

/// What a `when` asks of the business.
fn business(d: &mut Dice) -> Value {
    match d.below(5) {
        0 => json!({"decision_type": d.pick(&TYPES)}),
        1 => json!({"function": d.pick(&FUNCTIONS)}),
        2 => json!({"value_over": 100_000}),
        3 => json!({"stage": d.pick(&STAGES)}),
        _ => json!({"purpose": d.pick(&["decision", "ratification"])}),
    }
}

fn counting(d: &mut Dice) -> Value {
    let mut c = json!({});
    if d.chance(40) {
        c["who"] = json!(d.pick(&["eligible_voters", "members_in_room", "anyone_in_room"]));
    }
    if d.chance(30) {
        c["conflicted"] = json!("include_if_in_room");
    }
    if d.chance(55) {
        c["deputies"] = json!("count");
    }
    if d.chance(25) {
        c["when"] = json!(d.pick(&["per_vote", "per_item", "opening_only"]));
    }
    if d.chance(15) {
        c["business"] = json!("all");
    }
    if d.also(25) {
        c["remote"] = json!(d.chance(30));
    }
    c
}

fn voting(d: &mut Dice, joint: bool) -> Value {
    let rule = match d.below(if joint { 9 } else { 8 }) {
        0..=3 => "simple_majority",
        4 => "threshold",
        5 => "weighted",
        6 => "consensus",
        7 => "block",
        _ => "each_organisation",
    };
    let mut v = json!({ "rule": rule });
    if d.also(10) {
        v["names"] = json!(true);
    }
    if rule == "threshold" {
        v["threshold"] = json!(d.pick(&["2/3", "1/2", "3/4", "1/3"]));
    }
    if d.chance(35) {
        v["basis"] = json!(d.pick(&["cast", "present_eligible", "all_eligible", "all_seats", "all_offices"]));
    }
    if rule == "weighted" && d.chance(70) {
        // Shared among up to seven seats without a remainder.
        v["weights"] = if joint { json!({"C1": 420, "C2": 840}) } else { json!({"C1": 420}) };
    }
    if matches!(rule, "simple_majority" | "weighted") {
        match d.below(4) {
            0 | 1 => v["casting_vote"] = json!(true),
            2 => v["casting_vote"] = json!("any_seat"),
            _ => {}
        }
    } else if d.chance(15) {
        v["casting_vote"] = json!(true);
    }
    if rule == "threshold" && d.chance(30) {
        v["affirmative"] = json!(1 + d.below(4));
    }
    if rule == "block" && d.chance(60) {
        let groups = [json!({"capacity": "lay"}), json!({"capacity": "gp"}), json!({"capacity": "officer"}), json!({"voting": true})];
        let two = d.below(3);
        v["groups"] = json!([groups[two], groups[two + 1]]);
    }
    v
}

fn composition(d: &mut Dice) -> Value {
    match d.below(4) {
        0 => json!({"majority_of": {"any": [{"capacity": "lay"}, {"capacity": "officer"}]}, "over": {"capacity": "gp"}}),
        1 => json!({"at_most": 2, "of": {"capacity": "gp"}}),
        2 => json!({"at_least": 1, "of": {"capacity": "lay"}}),
        _ => json!({"not": {"at_least": 3, "of": {"capacity": d.pick(&CAPACITIES)}}}),
    }
}

fn authority(d: &mut Dice) -> Value {
    let mut rows = Vec::new();
    for f in FUNCTIONS {
        if d.chance(80) {
            let mut r = json!({"function": f, "level": d.pick(&["decide", "decide", "recommend", "reserved"]), "from": "2013-01-01"});
            if d.chance(30) {
                r["value_limit"] = json!(100_000);
            }
            if d.chance(40) {
                r["with"] = json!(d.pick(&["NE", "C2"]));
            }
            if d.also(30) {
                // Of two rows in force the later one is asked; one that has ended is not.
                let mut earlier = json!({"function": f, "level": d.pick(&["decide", "recommend"]), "from": "2012-06-01"});
                if d.chance(50) {
                    earlier["to"] = json!("2016-12-31");
                }
                rows.push(earlier);
            }
            rows.push(r);
        }
    }
    json!(rows)
}

pub fn selector(d: &mut Dice, c: &str) -> Value {
    match d.below(14) {
        0..=2 => json!({"voting": true}),
        3 => json!("anyone"),
        4 | 5 => json!({"capacity": d.pick(&["lay", "gp", "officer"])}),
        6 | 7 => json!({"tag": d.pick(&TAGS)}),
        8 => json!({"seat": seat_name(c, 1 + d.below(4))}),
        9 => json!({"office": d.pick(&["chair", "vice_chair"])}),
        10 => json!({"any": [{"capacity": "lay"}, {"tag": d.pick(&TAGS)}]}),
        11 => json!({"both": [{"voting": true}, {"capacity": d.pick(&CAPACITIES)}]}),
        12 => json!({"except": [{"membership": "member"}, {"capacity": "gp"}]}),
        _ => d
            .pick(&[
                json!({"presiding": true}),
                json!({"organisation": "C1"}),
                json!({"organisation_kind": "commissioner"}),
                json!({"voting": false}),
            ])
            .clone(),
    }
}

fn leaf(d: &mut Dice, c: &str) -> Value {
    let s = selector(d, c);
    match d.below(12) {
        0..=5 => json!({"at_least": 1 + d.below(3), "of": {"voting": true}}),
        6 | 7 => json!({"at_least": 1, "of": s}),
        8 | 9 => json!({
            "fraction": d.pick(&["1/2", "1/3", "2/3", "1/4"]),
            "of": if d.chance(70) { json!({"voting": true}) } else { s },
            "base": d.pick(&["established", "filled", "eligible"]),
            "round": d.pick(&["up", "down", "strict", "nearest"]),
        }),
        10 => json!({"at_most": 3 + d.below(4), "of": s}),
        _ => json!({"kinds": 2, "of": [{"capacity": "lay"}, {"capacity": "officer"}, {"capacity": "gp"}, {"capacity": "nurse"}]}),
    }
}

/// So many and no more; or so many of the bodies that sit.
fn exact(d: &mut Dice, c: &str) -> Value {
    match d.below(3) {
        0 => json!({"exactly": 1 + d.below(3), "of": selector(d, c)}),
        1 => json!({"distinct": {"all": [{"exactly": 1, "of": selector(d, c)}, {"at_least": 1 + d.below(2), "of": {"voting": true}}]}}),
        _ => json!({"each": "organisation", "satisfies": {"at_least": 1, "of": {"voting": true}}, "at_least": 1}),
    }
}

pub fn expression(d: &mut Dice, c: &str, joint: bool, depth: usize) -> Value {
    if depth == 0 {
        return leaf(d, c);
    }
    if d.also(15) {
        return exact(d, c);
    }
    match d.below(13) {
        0..=3 => json!({"all": [leaf(d, c), expression(d, c, joint, depth - 1)]}),
        4 | 5 => json!({"any": [leaf(d, c), expression(d, c, joint, depth - 1)]}),
        6 => {
            json!({"distinct": {"all": [{"at_least": 1, "of": selector(d, c)}, {"at_least": 1, "of": selector(d, c)}, expression(d, c, joint, depth - 1)]}})
        }
        7 | 8 => {
            let when = match d.below(7) {
                0 | 1 => json!({"seat_filled": seat_name(c, 1 + d.below(4))}),
                2 => json!({"excluded_over": d.pick(&["1/4", "1/3", "1/2"])}),
                _ => business(d),
            };
            let mut e = json!({"when": when, "then": expression(d, c, joint, depth - 1)});
            if d.chance(50) {
                e["else"] = leaf(d, c);
            }
            e
        }
        9 => json!({"majority_of": {"voting": true}, "over": {"capacity": "gp"}}),
        10 => json!({"not": {"at_least": 6, "of": selector(d, c)}}),
        11 if joint => json!({"each": "organisation", "satisfies": leaf(d, c)}),
        11 => json!({"each": "committee", "satisfies": {"at_least": 1, "of": {"voting": true}}}),
        _ => leaf(d, c),
    }
}
