//! Samples of what is sent about changes of authority.

use serde_json::json;

use super::{NewChange, Withdrawal};
use crate::samples::{Sample, Samples, sample};

impl Samples for NewChange {
    fn samples() -> Vec<Sample> {
        vec![
            sample(
                "A function passes to the committee, with a limit",
                json!({
                    "function": "list_closure", "level": "decide", "from": "2017-04-01", "value_limit": 250_000,
                    "evidence": {
                        "what": "approval", "reference": "Letter of 24 March 2017, paper 7 of the governing body.",
                        "by": "NHS England (London)", "on": "2017-03-24",
                    },
                }),
            ),
            sample(
                "Contracts are run in shadow for a quarter, before they pass",
                json!({
                    "function": "contracts", "level": "shadow", "with": "FED", "from": "2017-04-01", "to": "2017-06-30",
                    "evidence": {
                        "what": "agreement", "reference": "Delegation agreement, schedule 2.", "by": "The two boards", "on": "2017-03-01",
                    },
                }),
            ),
        ]
    }
}

impl Samples for Withdrawal {
    fn samples() -> Vec<Sample> {
        vec![sample("The function was another", json!({"reason": "The letter speaks of boundary changes, not of list closures."}))]
    }
}
