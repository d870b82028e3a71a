//! Changes of a thing, field by field.

use serde::{Deserialize, Deserializer};

/// For a field of a change that may be left out (as it was). With an `Option` within, null clears
/// it; without one, null is refused rather than taken for left out.
///
/// # Errors
/// Those of `T`.
pub fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(d: D) -> Result<Option<T>, D::Error> {
    T::deserialize(d).map(Some)
}
