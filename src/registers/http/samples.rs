//! Samples of what is sent about registers.

use serde_json::json;

use super::{NewRegister, RegisterPatch};
use crate::samples::{Sample, Samples, sample};

impl Samples for NewRegister {
    fn samples() -> Vec<Sample> {
        vec![sample("A register of its own for a commissioner", json!({"slug": "example-town", "name": "Example Town"}))]
    }
}

impl Samples for RegisterPatch {
    fn samples() -> Vec<Sample> {
        vec![sample("Another name; the short name stays", json!({"name": "Example Town and Country"}))]
    }
}
