//! Samples of what is sent to publish an agenda.

use serde_json::json;

use super::Publish;
use crate::samples::{Sample, Samples, sample};

impl Samples for Publish {
    fn samples() -> Vec<Sample> {
        // Of the whole, and of one item.
        let fingerprint = format!("{}.{}", "0".repeat(64), "0".repeat(16));
        vec![
            sample("The agenda as it stands now", json!({})),
            sample("The draft that was read, if nothing has moved since", json!({"fingerprint": fingerprint})),
        ]
    }
}
