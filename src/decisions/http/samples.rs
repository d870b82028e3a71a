//! Samples of decisions and their corrections.

use serde_json::json;

use super::{NewCorrection, NewDecision};
use crate::samples::{CFO, COMMITTEE, NURSE, Sample, Samples, sample};

impl Samples for NewDecision {
    fn samples() -> Vec<Sample> {
        vec![
            sample("Approved by a vote", json!({"outcome": "approved", "method": "vote"})),
            sample(
                "Agreed without a count, in words and with somebody's dissent",
                json!({
                    "committee": COMMITTEE, "outcome": "approved", "method": "consensus",
                    "text": "It is to be built in the market place.", "dissent": [NURSE],
                }),
            ),
            sample(
                "Approved in spite of the composition of the vote",
                json!({
                    "outcome": "approved", "method": "vote",
                    "override": {"by": CFO, "reason": "The lease ends before the next meeting."},
                }),
            ),
        ]
    }
}

impl Samples for NewCorrection {
    fn samples() -> Vec<Sample> {
        vec![sample(
            "What was left out of the record",
            json!({"text": "It is to be built in the market place.", "reason": "The place was left out."}),
        )]
    }
}
