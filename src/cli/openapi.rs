//! `quorate openapi`: the published document, without a register.

use super::{End, print};
use crate::door::openapi::published;
use crate::door::router::Router;
use crate::routes::routes;

/// # Errors
/// When standard output is closed.
pub fn run() -> Result<(), End> {
    let document = published(&Router::of(routes())?)?;
    print(String::from_utf8_lossy(&document).trim_end())
}
