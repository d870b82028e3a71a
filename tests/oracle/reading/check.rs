//! Expectations of a step against the answers.

use super::words::CLOSED;
use super::world::World;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn set(v: &Value) -> BTreeSet<String> {
    v.as_array().into_iter().flatten().map(|x| x.as_str().map_or_else(|| x.to_string(), str::to_owned)).collect()
}

/// Numbers are numbers however they are written.
fn same(a: &Value, b: &Value) -> bool {
    match (a.as_f64(), b.as_f64()) {
        (Some(x), Some(y)) => (x - y).abs() < 1e-6,
        _ => a == b,
    }
}

/// What failed of what a step expects.
pub fn failures(w: &World, expect: &Value) -> Vec<String> {
    let mut bad = Vec::new();
    let mut test = |what: String, ok: bool, got: &Value, want: &Value| {
        if !ok {
            bad.push(format!("{what}: answered {got}, expected {want}"));
        }
    };
    let each = |v: &Value| v.as_object().cloned().unwrap_or_default();
    for (key, want) in each(expect) {
        match key.as_str() {
            "proposals" => {
                for (item, people) in each(&want) {
                    for p in &w.order {
                        // All others: whoever has to do with the committees of the item.
                        let others = people.get("*").filter(|_| w.concerns(&item, p));
                        let Some(t) = people.get(p).or(others) else { continue };
                        let got = w.proposal_of(&item, p);
                        test(format!("proposals {item} {p}"), got == *t, &got, t);
                    }
                }
            }
            "relations" => {
                for (item, people) in each(&want) {
                    for (p, list) in each(&people) {
                        let got = w.relations_of(&item, &p);
                        test(format!("relations {item} {p}"), set(&got) == set(&list), &got, &list);
                    }
                }
            }
            "standings" => {
                for (item, people) in each(&want) {
                    for (p, rights) in each(&people) {
                        let got = w.standing_of(&item, &p);
                        for (r, v) in each(&rights) {
                            test(format!("standings {item} {p} {r}"), got[&r] == v, &got[&r], &v);
                        }
                    }
                }
            }
            "presiding" | "quorum" | "quorum_before" | "forecast" | "repairs" => {
                for (k, v) in each(&want) {
                    let got = match key.as_str() {
                        "presiding" => w.presiding(&k),
                        "quorum" => w.quorum(&k),
                        "quorum_before" => w.quorum_before(&k),
                        "forecast" => w.forecast(&k),
                        _ => w.repairs(&k),
                    };
                    test(format!("{key} {k}"), got == v, &got, &v);
                }
            }
            "tally" | "decisions" => {
                for (k, v) in each(&want) {
                    let got = if key == "tally" { w.tally(&k) } else { w.decision(&k) };
                    for (f, x) in each(&v) {
                        let ok = if f == "flags" { set(&got[&f]) == set(&x) } else { same(&got[&f], &x) };
                        test(format!("{key} {k} {f}"), ok, &got[&f], &x);
                    }
                    let corrected = key == "decisions" && !got["corrected"].is_null() && v["corrected"].is_null();
                    test(format!("{key} {k} corrected"), !corrected, &got, &v);
                }
            }
            "notices" => {
                for (m, v) in each(&want) {
                    let got = w.notices(&m);
                    let f = "declaration_outstanding";
                    test(format!("notices {m}"), set(&got[f]) == set(&v[f]), &got[f], &v[f]);
                }
            }
            "lints" | "papers_withheld" | "impact" => {
                for (k, v) in each(&want) {
                    let got = match key.as_str() {
                        "lints" => w.lints(&k),
                        "impact" => w.impact(&k),
                        _ => w.papers_withheld(&k),
                    };
                    test(format!("{key} {k}"), set(&got) == set(&v), &got, &v);
                }
            }
            "breaches" => {
                let got = w.breaches();
                test(key.clone(), set(&got) == set(&want), &got, &want);
            }
            "register" => {
                let s = |k: &str| want[k].as_str().unwrap_or("").to_owned();
                for e in want["entries"].as_array().into_iter().flatten() {
                    let id = e["declaration"].as_str().unwrap_or("");
                    let got = w.shown(&s("organisation"), &s("as_at"), &s("audience"), id);
                    test(format!("register {id}"), got == e["shown"], &got, &e["shown"]);
                }
            }
            _ => {}
        }
    }
    bad
}

/// What failed of what a step expects of its own outcome.
pub fn outcome(expect: &Value, refused: &[String]) -> Option<String> {
    let got: BTreeSet<String> = refused.iter().cloned().collect();
    if expect["ok"].as_bool() == Some(false) {
        return got.is_empty().then(|| "accepted, expected to be refused".to_owned());
    }
    if expect["refused"].is_array() {
        return (got != set(&expect["refused"])).then(|| format!("refused {got:?}, expected {}", expect["refused"]));
    }
    if expect["refused_with"].is_array() {
        return (!set(&expect["refused_with"]).is_subset(&got))
            .then(|| format!("refused {got:?}, expected with {}", expect["refused_with"]));
    }
    (!got.is_empty()).then(|| format!("refused {got:?}, expected to be accepted"))
}

/// The same questions with the answers of now; what is asked of something that is not there is left out.
pub fn answers(w: &World, asked: &Value) -> Value {
    let mut told = json!({});
    let each = |v: &Value| v.as_object().cloned().unwrap_or_default();
    let item = |key: &str| w.item(key.split('@').next().unwrap_or(key)).is_some();
    for (key, want) in each(asked) {
        match key.as_str() {
            "proposals" | "relations" | "standings" => {
                for (id, people) in each(&want).into_iter().filter(|(id, _)| item(id)) {
                    let closed = w.now().items.get(&id).and_then(|x| x.phase) == Some(CLOSED);
                    for p in each(&people).keys().filter(|_| key != "standings" || !closed) {
                        told[&key][&id][p] = match key.as_str() {
                            "proposals" => w.proposal_of(&id, p),
                            "relations" => w.relations_of(&id, p),
                            _ => w.standing_of(&id, p),
                        };
                    }
                }
            }
            "presiding" | "quorum" | "quorum_before" | "forecast" | "repairs" | "tally" | "decisions" | "papers_withheld" => {
                for k in each(&want).keys().filter(|k| item(k)) {
                    let got = match key.as_str() {
                        "presiding" => w.presiding(k),
                        "quorum" => w.quorum(k),
                        "quorum_before" => w.quorum_before(k),
                        "forecast" => w.forecast(k),
                        "repairs" => w.repairs(k),
                        "tally" => w.tally(k),
                        "decisions" => w.decision(k),
                        _ => w.papers_withheld(k),
                    };
                    if key != "decisions" || !got.is_null() {
                        told[&key][k] = got;
                    }
                }
            }
            "notices" | "lints" => {
                for k in each(&want).keys() {
                    told[&key][k] = if key == "lints" { w.lints(k) } else { w.notices(k) };
                }
            }
            "impact" => {
                for k in each(&want).keys().filter(|k| w.declaration(k).is_some()) {
                    told[&key][k] = w.impact(k);
                }
            }
            "breaches" => told[&key] = w.breaches(),
            "register" => {
                let s = |k: &str| want[k].as_str().unwrap_or("").to_owned();
                let mut register = want.clone();
                let entries = want["entries"].as_array().into_iter().flatten().filter_map(|e| e["declaration"].as_str());
                let entry = |id: &str| json!({"declaration": id, "shown": w.shown(&s("organisation"), &s("as_at"), &s("audience"), id)});
                register["entries"] = entries.filter(|id| w.declaration(id).is_some()).map(entry).collect();
                told[&key] = register;
            }
            _ => {}
        }
    }
    told
}
