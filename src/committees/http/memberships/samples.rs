//! Samples of what is sent about memberships.

use serde_json::json;

use super::{End, NewMembership};
use crate::samples::{DEPUTY, GP, NURSE, Sample, Samples, sample};

impl Samples for NewMembership {
    fn samples() -> Vec<Sample> {
        vec![
            sample("A nurse joins on 1 January", json!({"seat": "nurse", "person": NURSE, "from": "2018-01-01"})),
            sample(
                "Somebody attends for half a year",
                json!({"seat": "observer", "person": DEPUTY, "from": "2018-04-01", "to": "2018-09-30"}),
            ),
            sample("A deputy is named for the GP", json!({"seat": "gp", "person": DEPUTY, "from": "2017-04-01", "deputy_for": GP})),
        ]
    }
}

impl Samples for End {
    fn samples() -> Vec<Sample> {
        vec![sample("A member leaves at the end of September", json!({"to": "2017-09-30"}))]
    }
}
