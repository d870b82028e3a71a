//! Samples of the forms of the two pages.

use serde_json::json;

use super::super::samples::{LINK, PASSWORD};
use super::{PasswordForm, SetUpForm};
use crate::samples::{Sample, Samples, sample};

impl Samples for SetUpForm {
    fn samples() -> Vec<Sample> {
        vec![sample(
            "The first administrator",
            json!({"token": LINK, "email": "administrator@example.org", "name": "An Administrator", "password": PASSWORD}),
        )]
    }
}

impl Samples for PasswordForm {
    fn samples() -> Vec<Sample> {
        vec![sample("A password of one's own", json!({"token": LINK, "password": PASSWORD}))]
    }
}
