//! Samples of what is sent about policies.

use serde_json::json;

use super::NewPolicy;
use crate::samples::{Sample, Samples, sample};

impl Samples for NewPolicy {
    fn samples() -> Vec<Sample> {
        vec![
            sample("A pack as it is shipped", json!({"pack": "ccg_2017", "from": "2018-04-01"})),
            sample(
                "A pack with stricter cells, and fewer ways out",
                json!({
                    "pack": "ccg_2017", "from": "2018-07-01",
                    "overrides": {
                        "table": {"own_body": {"strategy": "leave"}, "personal": {"award": "leave"}},
                        "floors": {"indirect": {"award": "present_then_leave"}},
                        "sticky_from": "specification",
                        "look_back_months": 12,
                        "repairs": ["deputy", "defer"],
                        "undeclared": "stop",
                    },
                }),
            ),
            sample(
                "A pack with a conflicts panel, and who may convene it",
                json!({
                    "pack": "ccg_2017", "from": "2018-08-01",
                    "overrides": {
                        "repairs": ["deputy", "defer", "refer", "co_opt", "conflicts_panel"],
                        "panel": {"convened_by": ["chief_officer", "cfo", "director_of_governance"], "members": 3},
                    },
                }),
            ),
            sample(
                "A pack with a list of its own of what may be ruled",
                json!({
                    "pack": "ccg_2017", "from": "2018-10-01",
                    "overrides": {"permitted": ["participate", "note", "discuss_not_vote", "leave", "leave_no_papers"]},
                }),
            ),
        ]
    }
}
