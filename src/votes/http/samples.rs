//! Samples of votes.

use serde_json::json;

use super::{NewCasting, NewVote};
use crate::samples::{CHAIR, COMMITTEE, DEPUTY, Sample, Samples, VICE, sample};

impl Samples for NewVote {
    fn samples() -> Vec<Sample> {
        vec![
            sample("The chair votes for it", json!({"person": CHAIR, "choice": "for"})),
            sample("A deputy votes from the GP's seat", json!({"person": DEPUTY, "seat": "gp", "choice": "against"})),
            sample(
                "Whoever sits in a seat abstains, in one of several committees",
                json!({"seat": "nurse", "committee": COMMITTEE, "choice": "abstain"}),
            ),
        ]
    }
}

impl Samples for NewCasting {
    fn samples() -> Vec<Sample> {
        vec![
            sample("The chair settles the tie", json!({"by": CHAIR, "choice": "for"})),
            sample(
                "The vice-chair settles it, in one of several committees",
                json!({"by": VICE, "committee": COMMITTEE, "choice": "against"}),
            ),
        ]
    }
}
