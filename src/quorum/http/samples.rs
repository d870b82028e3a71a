//! Samples of what is tried in a forecast.

use serde_json::json;

use super::what_if::WhatIf;
use crate::samples::{CFO, COMMITTEE, DEPUTY, GP, NURSE, Sample, Samples, sample};

impl Samples for WhatIf {
    fn samples() -> Vec<Sample> {
        vec![
            sample("Two people stay away", json!({"away": [CFO, NURSE]})),
            sample("The GP's deputy sits where the GP stays away or has to leave", json!({"deputies": [{"person": DEPUTY, "seat": "gp"}]})),
            sample(
                "The GP stays away, and the deputy sits in that committee",
                json!({"away": [GP], "deputies": [{"person": DEPUTY, "seat": "gp", "committee": COMMITTEE}]}),
            ),
        ]
    }
}
