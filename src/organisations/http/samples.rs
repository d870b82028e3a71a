//! Samples of what is sent about bodies and their stakes.

use serde_json::json;

use super::{End, NewOrganisation, NewRelation, OrganisationPatch};
use crate::samples::{Sample, Samples, sample};

impl Samples for NewOrganisation {
    fn samples() -> Vec<Sample> {
        vec![
            sample("A practice", json!({"code": "P3", "name": "The Seaside Practice", "kind": "gp_practice", "commissioner": "03E"})),
            sample(
                "A company that is no longer open",
                json!({
                    "code": "SEACO", "name": "The Seaside Company", "kind": "company",
                    "area": "North", "postcode": "ZZ1 1ZZ", "opened": "2015-04-01", "closed": "2018-04-01",
                }),
            ),
        ]
    }
}

impl Samples for OrganisationPatch {
    fn samples() -> Vec<Sample> {
        vec![
            sample("Another name", json!({"name": "The Market Practice"})),
            sample("Its area; the postcode taken away", json!({"area": "North", "postcode": null})),
        ]
    }
}

impl Samples for NewRelation {
    fn samples() -> Vec<Sample> {
        vec![
            sample("It owns a company, and always has", json!({"body": "CO", "kind": "owner"})),
            sample(
                "It was a member of a federation for a year",
                json!({"body": "FED", "kind": "member", "from": "2013-04-01", "to": "2014-03-31"}),
            ),
        ]
    }
}

impl Samples for End {
    fn samples() -> Vec<Sample> {
        vec![sample("It leaves at the end of the year", json!({"to": "2018-03-31"}))]
    }
}
