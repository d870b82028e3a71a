//! Samples of corrections and determinations.

use serde_json::json;

use super::{NewAddition, NewCorrection};
use crate::decisions::bodies::NewDetermination;
use crate::samples::{DEPUTY, MEETING, Sample, Samples, VICE, sample};

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

impl Samples for NewDetermination {
    fn samples() -> Vec<Sample> {
        vec![
            sample(
                "It stands, for the vote of one member changed nothing",
                json!({"by": DEPUTY, "finding": "stands", "reason": "Without that vote it would have been carried all the same."}),
            ),
            sample(
                "It is to be decided again",
                json!({"by": DEPUTY, "finding": "to_be_decided_again", "reason": "The result hung on a member who should have left."}),
            ),
        ]
    }
}
