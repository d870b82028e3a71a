//! What terms of reference say in English: every operator of the language, then every template.

use serde_json::{Value, json};

use super::page;
use crate::committees::rules::english::{self, Bodies};
use crate::lints::templates;

/// A clause of each kind, alone and inside others.
fn clauses() -> Vec<Value> {
    let lay = |n: u32| json!({"at_least": n, "of": {"capacity": "lay"}});
    let gp = || json!({"at_least": 1, "of": {"capacity": "gp"}});
    let voting = || json!({"voting": true});
    let cfo = || json!({"at_least": 1, "of": {"tag": "cfo"}});
    let chief = || json!({"at_least": 1, "of": {"tag": "chief_officer"}});
    let selectors = [
        json!("anyone"),
        json!({"voting": true}),
        json!({"voting": false}),
        json!({"membership": "member"}),
        json!({"membership": "in_attendance"}),
        json!({"capacity": "secondary_care"}),
        json!({"tag": "lay_audit"}),
        json!({"tag": "head_of_contracting"}),
        json!({"seat": "independent_gp"}),
        json!({"office": "vice_chair"}),
        json!({"presiding": true}),
        json!({"organisation": "13Q"}),
        json!({"organisation_kind": "council"}),
        json!({"any": [{"capacity": "lay"}, {"capacity": "nurse"}, {"tag": "independent"}]}),
        json!({"both": [{"capacity": "officer"}, {"voting": true}]}),
        json!({"except": [{"tag": "clinician"}, {"tag": "local_gp"}]}),
        json!({"any": [{"both": [{"capacity": "gp"}, {"tag": "independent"}]}, {"except": ["anyone", {"capacity": "gp"}]}]}),
    ];
    let mut all: Vec<Value> = selectors.iter().flat_map(|of| [1, 2].map(|n| json!({"at_least": n, "of": of}))).collect();
    all.extend([
        json!({"at_most": 0, "of": {"tag": "local_gp"}}),
        json!({"at_most": 2, "of": {"capacity": "gp"}}),
        json!({"exactly": 1, "of": {"capacity": "officer"}}),
        json!({"exactly": 3, "of": voting()}),
        json!({ "all": [lay(2), {"at_least": 1, "of": {"any": [{"tag": "cfo"}, {"tag": "chief_officer"}]}}] }),
        json!({ "all": [lay(1), {"any": [cfo(), chief()]}] }),
        json!({ "any": [cfo(), chief()] }),
        json!({ "all": [lay(1), gp(), cfo(), chief(), {"at_least": 6, "of": voting()}] }),
        json!({ "any": [{"all": [lay(2), cfo()]}, {"all": [lay(1), cfo(), chief()]}] }),
        json!({ "not": gp() }),
        json!({ "all": [lay(1), {"not": {"any": [gp(), {"at_least": 1, "of": {"tag": "practice_manager"}}]}}] }),
        json!({"majority_of": {"any": [{"capacity": "lay"}, {"capacity": "officer"}]}, "over": {"capacity": "gp"}}),
        json!({"kinds": 2, "of": [{"capacity": "lay"}, {"capacity": "nurse"}, {"capacity": "secondary_care"}]}),
        json!({ "each": "organisation", "satisfies": lay(1) }),
        json!({"each": "organisation", "satisfies": {"at_least": 1, "of": voting()}, "at_least": 2}),
        json!({ "each": "committee", "satisfies": lay(1) }),
        json!({ "each": "committee", "satisfies": lay(1), "at_least": 2 }),
        json!({ "distinct": {"all": [lay(1), cfo(), {"at_least": 2, "of": {"tag": "chief_officer"}}]} }),
        json!({ "when": {"purpose": "decision", "value_over": 500_000}, "then": lay(2) }),
        json!({ "when": {"decision_type": "closure"}, "then": lay(2), "else": lay(1) }),
        json!({ "when": {"function": "estates", "stage": "award"}, "then": {"not": gp()} }),
        json!({ "when": {"seat_filled": "chair"}, "then": {"at_least": 3, "of": voting()}, "else": {"at_least": 2, "of": voting()} }),
        json!({
            "when": {"excluded_over": "1/3"},
            "then": {"fraction": "1/3", "of": voting(), "base": "eligible", "round": "nearest"},
        }),
    ]);
    for round in ["up", "down", "strict", "nearest"] {
        all.push(json!({"fraction": "1/2", "of": voting(), "base": "established", "round": round}));
    }
    for base in ["filled", "eligible"] {
        all.push(json!({"fraction": "2/3", "of": voting(), "base": base, "round": "up"}));
    }
    all
}

#[test]
fn what_terms_say_in_english() {
    let mut text = String::from(
        "What terms of reference say in English: first each clause of the language, as it is written and as it is told, then each\n\
         template of config/terms.\n",
    );
    for clause in clauses() {
        let told = english::clause(&serde_json::from_value(clause.clone()).unwrap(), &Bodies::new());
        text.push_str(&format!("\n{clause}\n    {told}\n"));
    }
    for template in templates::shipped().unwrap() {
        text.push_str(&format!("\n\n{}\n{}\nfrom {}\n", template.name.to_uppercase().replace('_', " "), template.title, template.source));
        for paragraph in template.tried().in_english() {
            text.push_str(&format!("\n  {}\n", paragraph.heading));
            paragraph.says.iter().for_each(|says| text.push_str(&format!("    {says}\n")));
        }
    }
    page("terms-in-english.txt", &text);
}
