//! Samples of corrections.

use serde_json::json;

use super::{NewAddition, NewCorrection};
use crate::samples::{MEETING, Sample, Samples, VICE, sample};

impl Samples for NewCorrection {
    fn samples() -> Vec<Sample> {
        vec![
            sample(
                "What was left out of the record",
                json!({"text": "It is to be built in the market place.", "reason": "The place was left out."}),
            ),
            sample(
                "The committee says at its next meeting that another outcome was recorded",
                json!({
                    "text": "The committee had deferred the item.", "reason": "The wrong word was written down.",
                    "outcome": "deferred", "at_meeting": MEETING, "by": VICE,
                }),
            ),
        ]
    }
}

impl Samples for NewAddition {
    fn samples() -> Vec<Sample> {
        vec![sample("A name that was misspelt", json!({"text": "The finance officer was Ms Hall.", "reason": "The name was misspelt."}))]
    }
}
