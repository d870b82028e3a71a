//! Samples of what is sent about interests.

use serde_json::json;

use super::bodies::{End, NewDeclaration, NewNil, NewRedaction, OnDay, Patch, Verdict};
use crate::samples::{CHAIR, GP, NURSE, Sample, Samples, VICE, sample};

impl Samples for NewDeclaration {
    fn samples() -> Vec<Sample> {
        vec![
            sample(
                "A GP is a partner in the practice",
                json!({"person": GP, "category": "financial", "nature": "Partner", "organisation": "P1", "from": "2015-01-01"}),
            ),
            sample(
                "A sister's interest, from a form of an earlier day",
                json!({
                    "person": NURSE, "category": "indirect", "underlying_category": "financial",
                    "nature": "A sister is a director of the company", "organisation": "CO", "related_person": "A Sister",
                    "from": "2017-06-01", "to": "2018-12-31", "aware": "2018-01-08", "declared": "2018-01-12",
                    "direction": "gain", "raised_by": "A member of the public",
                }),
            ),
            sample(
                "A draft, with a handling that was agreed for it",
                json!({
                    "person": CHAIR, "category": "non_financial_professional", "nature": "Adviser to the federation", "organisation": "FED",
                    "role": "works_for",
                    "standing_mitigation": {"treatment": "leave", "when_organisation": "CO", "chair_may_vary": false}, "draft": true,
                }),
            ),
        ]
    }
}

impl Samples for Patch {
    fn samples() -> Vec<Sample> {
        vec![
            sample("Other words for it", json!({"nature": "An old friend of the owner"})),
            sample(
                "What it was about, and a handling; its end taken away",
                json!({"organisation": "CO", "role": "governs", "direction": "loss", "to": null, "standing_mitigation": {"treatment": "discuss_not_vote"}}),
            ),
        ]
    }
}

impl Samples for OnDay {
    fn samples() -> Vec<Sample> {
        vec![sample("Declared today", json!({})), sample("Declared on an earlier day", json!({"declared": "2017-05-02"}))]
    }
}

impl Samples for Verdict {
    fn samples() -> Vec<Sample> {
        vec![
            sample("Accepted", json!({"accept": true})),
            sample("Not accepted, and why", json!({"accept": false, "note": "Say since when you have known the owner."})),
        ]
    }
}

impl Samples for End {
    fn samples() -> Vec<Sample> {
        vec![sample("It ends with June", json!({"to": "2017-06-30"}))]
    }
}

impl Samples for NewRedaction {
    fn samples() -> Vec<Sample> {
        vec![
            sample("The name is kept from the public from today on", json!({"by": VICE, "outcome": "name_withheld"})),
            sample("The request was refused, on an earlier day", json!({"by": VICE, "on": "2018-01-10", "outcome": "refused"})),
        ]
    }
}

impl Samples for NewNil {
    fn samples() -> Vec<Sample> {
        vec![
            sample("Nothing to declare today", json!({"person": NURSE})),
            sample("Nothing to declare, by a form of an earlier day", json!({"person": VICE, "declared": "2018-01-02"})),
        ]
    }
}
