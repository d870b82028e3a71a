//! Samples of lines of the attendance book.

use serde_json::json;

use super::NewLine;
use crate::samples::{CHAIR, COMMITTEE, DEPUTY, GP, LIST, Sample, Samples, sample};

impl Samples for NewLine {
    fn samples() -> Vec<Sample> {
        vec![
            sample("The chair arrives", json!({"person": CHAIR, "event": "arrive"})),
            sample(
                "A deputy joins from elsewhere",
                json!({"person": DEPUTY, "event": "arrive", "as_deputy_for": "gp", "committee": COMMITTEE, "remote": true}),
            ),
            sample("The GP leaves for an item", json!({"person": GP, "event": "leave", "for_item": LIST})),
        ]
    }
}
