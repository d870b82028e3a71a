//! Samples of what is sent about users, and the words that those of signing in share.

use serde_json::json;

use super::{AmendUser, NewUser, Roles};
use crate::samples::{CFO, REGISTER, Sample, Samples, VICE, sample};

/// The secret of a one-time link, as long as a real one.
pub(super) const LINK: &str = "YW4gZXhhbXBsZSwgYW5kIG5vIHNlY3JldCBhdCBhbGw";

pub(super) const PASSWORD: &str = "tumble lantern ocean";

impl Samples for NewUser {
    fn samples() -> Vec<Sample> {
        vec![
            sample(
                "A secretary of the register",
                json!({"email": "secretary@example.org", "name": "A Secretary", "register": REGISTER, "roles": ["secretary"]}),
            ),
            sample(
                "A governance lead who is also a person of the register",
                json!({
                    "email": "finance.officer@example.org", "name": "A Finance Officer",
                    "register": REGISTER, "roles": ["governance_lead", "member"], "person": CFO,
                }),
            ),
        ]
    }
}

impl Samples for AmendUser {
    fn samples() -> Vec<Sample> {
        vec![
            sample("Another name; the address stays", json!({"name": "A Lay Reader"})),
            sample("Another address to sign in with", json!({"email": "lay.reader@example.org"})),
        ]
    }
}

impl Samples for Roles {
    fn samples() -> Vec<Sample> {
        vec![
            sample("A secretary and nothing else", json!({"register": REGISTER, "roles": ["secretary"]})),
            sample("A member who signs in as the vice-chair", json!({"register": REGISTER, "roles": ["member"], "person": VICE})),
            sample("Every role in the register taken away", json!({"register": REGISTER, "roles": []})),
        ]
    }
}
