//! Samples of what is sent about ballots.

use serde_json::json;

use super::NewBallot;
use crate::samples::{Sample, Samples, sample};

impl Samples for NewBallot {
    fn samples() -> Vec<Sample> {
        let window = || json!({"from": "2017-02-01", "to": "2017-02-10"});
        vec![
            sample(
                "A ballot in which nobody voted",
                json!({"question": "Take delegated responsibility from April?", "franchise": "practice", "window": window(), "votes": []}),
            ),
            sample(
                "A ballot that asks for two thirds",
                json!({
                    "question": "Merge with the neighbour?", "franchise": "list_size", "window": window(), "votes": [], "threshold": "2/3",
                    "announced": {"by": "The returning officer", "on": "2017-02-17"},
                    "if_not_carried": "The two stay as they are for a year.",
                }),
            ),
        ]
    }
}
