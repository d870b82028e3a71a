//! What a step of a plan says at a meeting, in the words of a case file and in those of a request.

use serde_json::{Value, json};

use super::hall::{Hall, Meeting};
use super::plan::What;

/// An act that may be struck, as it was answered.
#[derive(Debug, Clone)]
pub struct Known {
    pub id: String,
    pub at: String,
    pub act: Value,
}

/// What is done, in the words of a case file; none where the step does nothing at the meeting by itself.
pub fn act(hall: &Hall, meeting: &Meeting, what: &What) -> Option<Value> {
    let person = |word: &str| hall.person(word);
    let item = |n: usize| &meeting.items[n];
    let here = &meeting.id;
    Some(match what {
        What::Attend { who, event, for_item } => {
            let mut act = json!({"do": event, "meeting": here, "who": [person(who)]});
            if let Some(n) = for_item {
                act["for_item"] = json!(item(*n));
            }
            act
        }
        What::Deputise => json!({"do": "arrive", "meeting": here, "who": [person("deputy")], "as_deputy_for": "gp"}),
        What::Convene => json!({"do": "convene", "meeting": here}),
        What::Adjourn => json!({"do": "adjourn", "meeting": here}),
        What::Resume => json!({"do": "resume", "meeting": here}),
        What::Close => json!({"do": "close", "meeting": here}),
        What::Finalise => json!({"do": "finalise_minutes", "meeting": here}),
        What::Declare { who, item: n } => json!({
            "do": "declare", "item": item(*n),
            "declaration": {"person": person(who), "category": "financial", "nature": "A partner there", "organisation": meeting.practice},
        }),
        What::Nil { who } => json!({"do": "say_nil", "meeting": here, "who": [person(who)]}),
        What::Rule { item: n, who, treatment, by } => json!({
            "do": "rule", "item": item(*n), "person": person(who), "treatment": treatment, "by": person(by), "reason": "As it was put.",
        }),
        What::Preside { item: n, who } => json!({"do": "preside", "item": item(*n), "person": person(who)}),
        What::Begin { item: n, phase, proceed } => {
            let mut act = json!({"do": "begin", "item": item(*n), "phase": phase});
            if *proceed {
                act["proceed"] = json!({"by": person("chair"), "reason": "Enough are left."});
            }
            act
        }
        What::Vote { item: n, who, choice } => json!({"do": "vote", "item": item(*n), "person": person(who), "choice": choice}),
        What::Hands { item: n, count: [votes_for, against, abstained] } => {
            json!({"do": "hands", "item": item(*n), "for": votes_for, "against": against, "abstained": abstained})
        }
        What::Casting { item: n, by, choice } => {
            json!({"do": "casting_vote", "item": item(*n), "by": person(by), "choice": choice})
        }
        What::Decide { item: n, outcome, method } => json!({"do": "decide", "item": item(*n), "outcome": outcome, "method": method}),
        What::Reopen { item: n, by } => json!({"do": "reopen", "item": item(*n), "by": person(by), "reason": "It was a slip."}),
        What::Strike { .. } | What::Again { .. } | What::Look { .. } | What::Fault(_) => return None,
    })
}

/// A strike of a known act; with another, or the same at another time, in its stead.
pub fn strike(hall: &Hall, meeting: &Meeting, struck: &Known, instead: Option<(u64, Option<String>)>) -> Value {
    let mut act = json!({"do": "strike", "of": struck.act["do"], "what": struck.id, "reason": "A slip of the clerk."});
    if struck.act["do"] == "rule" {
        act["by"] = struck.act["by"].clone();
    }
    if let Some((which, at)) = instead {
        let mut other = struck.act.clone();
        other.as_object_mut().unwrap().remove("do");
        other["meeting"] = json!(meeting.id);
        if let Some(at) = at {
            other["at"] = json!(at);
        }
        change(hall, &mut other, which);
        act["instead"] = other;
    }
    act
}

/// What should have been entered in the place of an act.
fn change(hall: &Hall, act: &mut Value, which: u64) {
    let word = |all: &[&str]| json!(all[usize::try_from(which).unwrap() % all.len()]);
    let person = json!(hall.person(word(&["chair", "lay", "officer", "gp", "nurse"]).as_str().unwrap()));
    if act["who"].is_array() && act["as_deputy_for"].is_null() {
        act["who"] = json!([person]);
    } else if act["choice"].is_string() {
        act["choice"] = word(&["for", "against"]);
    } else if act["treatment"].is_string() {
        act["treatment"] = word(&["note", "discuss_not_vote", "leave"]);
    } else if act["phase"].is_string() {
        act["phase"] = word(&["deliberation", "decision"]);
    } else if act["for"].is_number() {
        act["for"] = json!(which % 4);
    } else if act["person"].is_string() {
        act["person"] = person;
    }
}

/// A path and a body of what a case file would say.
pub fn request(act: &Value, at: Option<&str>) -> (String, Value) {
    let what = act["do"].as_str().unwrap();
    let of_meeting = |path: &str| format!("/api/v1/meetings/{}/{path}", act["meeting"].as_str().unwrap());
    let of_item = |path: &str| format!("/api/v1/items/{}/{path}", act["item"].as_str().unwrap());
    let given = |fields: &[&str]| fields.iter().filter(|f| !act[**f].is_null()).map(|f| ((*f).to_owned(), act[*f].clone())).collect();
    let (path, mut body) = match what {
        "arrive" | "leave" | "return" | "apologies" => (of_meeting("attendance"), line(act, what)),
        "convene" | "adjourn" | "resume" | "close" => (of_meeting(what), json!({})),
        "finalise_minutes" => (of_meeting("minutes/finalise"), json!({})),
        "say_nil" => (of_meeting("nil-statements"), json!({"person": act["who"][0]})),
        "declare" => (of_item("declarations"), act["declaration"].clone()),
        "rule" => (of_item("rulings"), given(&["person", "treatment", "by", "reason"])),
        "preside" => (of_item("presiding"), given(&["person"])),
        "begin" => (of_item("phase"), given(&["phase", "proceed"])),
        "vote" => (of_item("votes"), given(&["person", "choice"])),
        "hands" => (of_item("hands"), given(&["for", "against", "abstained"])),
        "casting_vote" => (of_item("casting-vote"), given(&["by", "choice"])),
        "decide" => (of_item("decisions"), given(&["outcome", "method"])),
        "reopen" => (of_item("reopen"), given(&["by", "reason"])),
        other => panic!("no request says '{other}'"),
    };
    if let Some(at) = at {
        body["at"] = json!(at);
    }
    (path, body)
}

/// The same of a strike, which says of what kind of act it is (`of`).
pub fn strike_request(meeting: &Meeting, act: &Value) -> (String, Value) {
    let mut body = json!({"what": [act["what"]], "reason": act["reason"]});
    if !act["by"].is_null() {
        body["by"] = act["by"].clone();
    }
    if let Some(other) = act["instead"].as_object() {
        let given = |fields: &[&str]| -> Value {
            fields.iter().filter_map(|field| other.get(*field).map(|value| ((*field).to_owned(), value.clone()))).collect()
        };
        body["instead"] = match act["of"].as_str().unwrap() {
            "say_nil" => json!({"nil": other["who"]}),
            "rule" => json!({"ruling": given(&["item", "person", "treatment", "by", "reason"])}),
            "preside" => json!({"presiding": given(&["item", "person"])}),
            "begin" => json!({"phase": given(&["item", "phase", "proceed"])}),
            "vote" => json!({"vote": given(&["item", "person", "choice"])}),
            "hands" => json!({"hands": given(&["item", "for", "against", "abstained"])}),
            "casting_vote" => json!({"casting_vote": given(&["item", "by", "choice"])}),
            event => json!({"attendance": [line(&act["instead"], event)]}),
        };
        if let Some(at) = other.get("at") {
            body["instead"]["at"] = at.clone();
        }
    }
    (format!("/api/v1/meetings/{}/strikes", meeting.id), body)
}

fn line(act: &Value, event: &str) -> Value {
    let mut line = json!({"person": act["who"][0], "event": event});
    for field in ["for_item", "as_deputy_for"] {
        if !act[field].is_null() {
            line[field] = act[field].clone();
        }
    }
    line
}

/// The acts that an answer says were entered, as they may be struck.
pub fn entered(act: &Value, said: &Value) -> Vec<Known> {
    let known = |act: &Value, said: &Value| {
        let (id, at) = (said["id"].as_str()?, said["at"].as_str()?);
        Some(Known { id: id.to_owned(), at: at.to_owned(), act: act.clone() })
    };
    match act["do"].as_str().unwrap() {
        "strike" => {
            let written = said["instead"].as_array().into_iter().flatten();
            let mut other = act["instead"].clone();
            other["do"] = act["of"].clone();
            written.filter_map(|one| known(&other, one.as_object()?.values().next()?)).collect()
        }
        "arrive" | "leave" | "return" | "apologies" | "say_nil" | "rule" | "preside" | "begin" | "vote" | "hands" | "casting_vote" => {
            known(act, said).into_iter().collect()
        }
        _ => Vec::new(),
    }
}
