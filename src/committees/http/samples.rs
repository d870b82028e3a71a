//! Samples of what is sent about committees and their terms of reference.

use serde_json::json;

use super::{Committee, CommitteePatch, Terms};
use crate::samples::{Sample, Samples, sample};

impl Samples for Committee {
    fn samples() -> Vec<Sample> {
        vec![
            sample(
                "A committee of the commissioner",
                json!({"code": "QC", "organisation": "03E", "name": "Quality Committee", "kind": "committee"}),
            ),
            sample(
                "A joint committee, which decides for a partner too",
                json!({"code": "JC", "organisation": "03E", "name": "Joint Committee", "kind": "joint", "partners": ["FED"]}),
            ),
            sample(
                "A committee to which primary care is delegated",
                json!({
                    "code": "DC", "organisation": "03E", "name": "Delegated Commissioning Committee", "kind": "committee",
                    "delegated_primary_care": true,
                }),
            ),
        ]
    }
}

impl Samples for CommitteePatch {
    fn samples() -> Vec<Sample> {
        vec![sample("Another name", json!({"name": "Primary Care Commissioning Committee"}))]
    }
}

impl Samples for Terms {
    fn samples() -> Vec<Sample> {
        vec![
            sample(
                "Three seats, of whom two make a quorum",
                json!({
                    "from": "2018-04-01",
                    "seats": [
                        {"id": "chair", "capacity": "lay", "voting": true, "office": "chair"},
                        {"id": "cfo", "capacity": "officer", "voting": true},
                        {"id": "nurse", "capacity": "nurse", "voting": true},
                    ],
                    "quorum": {"at_least": 2, "of": {"voting": true}},
                }),
            ),
            sample(
                "Deputies, a quorum of several clauses, a majority of two thirds, limits of authority",
                json!({
                    "from": "2018-10-01",
                    "seats": [
                        {"id": "chair", "capacity": "lay", "voting": true, "office": "chair"},
                        {"id": "vice", "capacity": "lay", "voting": true, "office": "vice_chair"},
                        {"id": "cfo", "capacity": "officer", "voting": true, "tags": ["cfo"]},
                        {"id": "gp", "capacity": "gp", "voting": true, "deputies": true},
                        {"id": "nurse", "capacity": "nurse", "voting": true, "deputies": true},
                        {"id": "federation", "capacity": "partner_member", "voting": false, "organisation": "FED", "membership": "member"},
                        {"id": "observer", "capacity": "other", "voting": false},
                    ],
                    "quorum": {"all": [
                        {"fraction": "1/2", "of": {"voting": true}, "base": "filled", "round": "up"},
                        {"distinct": {"all": [
                            {"at_least": 1, "of": {"capacity": "lay"}},
                            {"at_least": 1, "of": {"any": [{"capacity": "officer"}, {"tag": "cfo"}]}},
                        ]}},
                        {"when": {"purpose": "decision", "value_over": 500_000}, "then": {"at_least": 1, "of": {"seat": "nurse"}}},
                    ]},
                    "counting": {
                        "who": "eligible_voters", "conflicted": "exclude", "deputies": "count", "when": "per_vote", "remote": true,
                    },
                    "voting": {"rule": "threshold", "threshold": "2/3", "basis": "present_eligible", "casting_vote": false},
                    "composition": [
                        {"majority_of": {"any": [{"capacity": "lay"}, {"capacity": "officer"}]}, "over": {"capacity": "gp"}},
                    ],
                    "authority": [
                        {"function": "estates", "level": "decide", "from": "2018-10-01", "value_limit": 500_000},
                        {"function": "pay", "level": "recommend", "with": "The Remuneration Committee", "from": "2018-10-01"},
                    ],
                    "chair": {"succession": ["chair", "vice_chair"], "then": "elect"},
                    "conflicts": "Interests are declared at the beginning of each meeting.",
                    "papers": "Papers are sent out five working days before the meeting.",
                }),
            ),
            sample(
                "Rules of voting by the kind of business, a quorum by who is left, closures that are confirmed later",
                json!({
                    "from": "2019-04-01",
                    "seats": [
                        {"id": "chair", "capacity": "lay", "voting": true, "office": "chair", "tags": ["member"]},
                        {"id": "vice", "capacity": "lay", "voting": true, "office": "vice_chair", "tags": ["member"]},
                        {"id": "cfo", "capacity": "officer", "voting": true, "tags": ["member"]},
                        {"id": "nurse", "capacity": "nurse", "voting": true, "shared": true},
                        {"id": "federation", "capacity": "partner_member", "voting": true, "organisation": "FED",
                         "votes_except": {"functions": ["formula"], "decision_types": ["scheme"]}},
                    ],
                    "quorum": {"all": [
                        {"when": {"seat_filled": "chair"}, "then": {"at_least": 3, "of": {"voting": true}},
                         "else": {"at_least": 2, "of": {"voting": true}}},
                        {"when": {"excluded_over": "1/3"},
                         "then": {"fraction": "1/3", "of": {"voting": true}, "base": "eligible", "round": "nearest"}},
                    ]},
                    "counting": {"business": "all"},
                    "voting": [
                        {"when": {"decision_type": "constitution"}, "rule": "threshold", "threshold": "2/3", "basis": "all_offices"},
                        {"when": {"value_over": 100_000}, "affirmative": 3},
                        {"when": {"function": "formula"}, "rule": "block", "groups": [{"tag": "member"}, {"seat": "nurse"}]},
                        {"casting_vote": "any_seat"},
                    ],
                    "chair": {"succession": ["chair", "vice_chair"], "then": "elect", "elect_from": {"tag": "member"}},
                    "needs_confirmation": {"closure": 28},
                    "pathways": [{"decision_type": "merger", "decided_by": "FED", "words": "By way of its planning group."}],
                    "agenda_parts": [
                        {"part": "one", "level": "decide"}, {"part": "two", "level": "recommend", "with": "The Governing Body"},
                    ],
                }),
            ),
        ]
    }
}
