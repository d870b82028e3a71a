//! Samples of what is sent about people.

use serde_json::json;

use super::{NewPerson, PersonPatch};
use crate::samples::{Sample, Samples, sample};

impl Samples for NewPerson {
    fn samples() -> Vec<Sample> {
        vec![
            sample("A lay member", json!({"code": "lay_1", "name": "A Lay Member"})),
            sample(
                "An officer, with what the rules read of them",
                json!({"code": "cfo_1", "name": "A Finance Officer", "grade": "vsm", "tags": ["cfo"], "email": "cfo@example.org"}),
            ),
        ]
    }
}

impl Samples for PersonPatch {
    fn samples() -> Vec<Sample> {
        vec![
            sample("Another grade", json!({"grade": "8d"})),
            sample("An address taken away; what is left out stays", json!({"email": null})),
        ]
    }
}
