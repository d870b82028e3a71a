//! Samples of what is sent in the course of a meeting.

use serde_json::json;

use super::{DeclaredHere, NewPhase, NewPresider, NothingHere};
use crate::samples::{CFO, NURSE, Sample, Samples, VICE, sample};

impl Samples for NewPresider {
    fn samples() -> Vec<Sample> {
        vec![sample("The vice-chair takes the chair", json!({"person": VICE}))]
    }
}

impl Samples for NothingHere {
    fn samples() -> Vec<Sample> {
        vec![sample("The vice-chair and the nurse have nothing to declare", json!({"people": [VICE, NURSE]}))]
    }
}

impl Samples for DeclaredHere {
    fn samples() -> Vec<Sample> {
        vec![
            sample(
                "The nurse was a patient there",
                json!({"person": NURSE, "category": "non_financial_personal", "nature": "Once a patient there"}),
            ),
            sample(
                "A brother's interest, raised by somebody else",
                json!({
                    "person": CFO, "category": "indirect", "underlying_category": "financial",
                    "nature": "A brother owns part of the company", "organisation": "CO", "related_person": "A Brother",
                    "from": "2016-04-01", "aware": "2018-03-06", "direction": "gain", "raised_by": "A Lay Member",
                }),
            ),
        ]
    }
}

impl Samples for NewPhase {
    fn samples() -> Vec<Sample> {
        vec![
            sample("The item is introduced", json!({"phase": "introduction"})),
            sample("The item comes to its decision", json!({"phase": "decision"})),
        ]
    }
}
