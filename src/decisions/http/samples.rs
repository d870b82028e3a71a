//! Samples of corrections.

use serde_json::json;

use super::NewCorrection;
use crate::samples::{Sample, Samples, sample};

impl Samples for NewCorrection {
    fn samples() -> Vec<Sample> {
        vec![sample(
            "What was left out of the record",
            json!({"text": "It is to be built in the market place.", "reason": "The place was left out."}),
        )]
    }
}
