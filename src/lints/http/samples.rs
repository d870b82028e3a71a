//! Samples of terms of reference to be tried.

use serde_json::json;

use super::Check;
use super::trying::Draft;
use crate::committees::Terms;
use crate::samples::{CFO, CHAIR, NURSE, Sample, Samples, sample};

impl Samples for Check {
    fn samples() -> Vec<Sample> {
        let small = Terms::samples().into_iter().next().map(|terms| terms.body);
        vec![
            sample("The latest terms, with everybody there", json!({})),
            sample("The latest terms, with three people there", json!({"present": [CHAIR, CFO, NURSE]})),
            sample("Terms that are not entered yet, with two people there", json!({"terms": small, "present": [CHAIR, CFO]})),
        ]
    }
}

impl Samples for Draft {
    fn samples() -> Vec<Sample> {
        let small = Terms::samples().into_iter().next().map(|terms| terms.body);
        vec![
            sample("A draft, on the last six meetings", json!({"terms": small})),
            sample("A draft, on the last meeting alone", json!({"terms": small, "meetings": 1})),
        ]
    }
}
