//! Samples of what is sent about dispensations.

use serde_json::json;

use super::{LastDay, NewDispensation};
use crate::samples::{GP, Sample, Samples, VICE, sample};

impl Samples for NewDispensation {
    fn samples() -> Vec<Sample> {
        vec![sample(
            "A councillor who may speak to it, for a year",
            json!({
                "person": GP, "allows": "discuss", "ground": "inhabitants", "because": "Nobody else knows the estate as well.",
                "requested": "2019-03-01", "by": VICE, "from": "2019-04-01", "to": "2020-03-31",
            }),
        )]
    }
}

impl Samples for LastDay {
    fn samples() -> Vec<Sample> {
        vec![sample(
            "It was given to the wrong councillor",
            json!({"last_day": "2019-03-31", "by": VICE, "reason": "It was meant for another of the same name."}),
        )]
    }
}
