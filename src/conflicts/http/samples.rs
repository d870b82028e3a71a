//! Samples of rulings.

use serde_json::json;

use super::NewRuling;
use crate::samples::{GP, NURSE, Sample, Samples, VICE, sample};

impl Samples for NewRuling {
    fn samples() -> Vec<Sample> {
        vec![
            sample("The GP leaves the room", json!({"person": GP, "treatment": "leave", "by": VICE})),
            sample(
                "The nurse stays, and why",
                json!({"person": NURSE, "treatment": "note", "by": VICE, "reason": "They have not been a patient there for years."}),
            ),
        ]
    }
}
