//! `quorate openapi`: the published document, without a register.

use super::{End, print};
use crate::http::published::openapi::published;
use crate::http::router::Router;
use crate::routes::{contents, routes};

/// # Errors
/// When standard output is closed.
pub fn run() -> Result<(), End> {
    let document = published(&Router::of(routes())?, contents())?;
    print(String::from_utf8_lossy(&document).trim_end())
}
