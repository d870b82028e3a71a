//! Samples of what is sent to sign in.

use serde_json::json;

use super::super::samples::{LINK, PASSWORD};
use super::{Accept, Refresh, SetUp, SignIn};
use crate::samples::{REGISTER, Sample, Samples, sample};

impl Samples for SetUp {
    fn samples() -> Vec<Sample> {
        vec![sample(
            "The first administrator",
            json!({"token": LINK, "email": "administrator@example.org", "name": "An Administrator", "password": PASSWORD}),
        )]
    }
}

impl Samples for SignIn {
    fn samples() -> Vec<Sample> {
        vec![
            sample("Roles in one register", json!({"email": "secretary@example.org", "password": PASSWORD})),
            sample(
                "Roles in several, from a device that is known",
                json!({
                    "email": "secretary@example.org", "password": PASSWORD, "register": REGISTER,
                    "device_token": "0f5c2a9e5b8d4c1f9a6e0d2b7c5f8a31.YW4gZXhhbXBsZSwgYW5kIG5vIHNlY3JldCBhdCBhbGw",
                }),
            ),
        ]
    }
}

impl Samples for Refresh {
    fn samples() -> Vec<Sample> {
        vec![sample("A sign-in goes on", json!({"refresh_token": "AZfB8lweejCKUgAAAAAA_mFuIGV4YW1wbGUsIGFuZCBubyBzZWNyZXQgYXQgYWxs"}))]
    }
}

impl Samples for Accept {
    fn samples() -> Vec<Sample> {
        vec![sample("A password of one's own", json!({"token": LINK, "password": PASSWORD}))]
    }
}
