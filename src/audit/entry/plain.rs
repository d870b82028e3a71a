//! The openings of the plain fields of a leaf, or of one part, in one piece: the canonical object
//! of `"field":["<salt>",value]`. They are never erased, so they need no row each.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{NotALeaf, Opening, base64_string, canonical, from_base64};

/// By the names the fields have in the leaf or in the part.
pub type Openings<'a> = BTreeMap<&'a str, &'a Opening>;

/// The bytes that are kept.
///
/// # Errors
/// A name with U+0000.
pub fn write(openings: &Openings<'_>) -> Result<Vec<u8>, NotALeaf> {
    let mut out = Vec::with_capacity(2 + openings.len() * 80);
    out.push(b'{');
    for (field, opening) in openings {
        if out.len() > 1 {
            out.push(b',');
        }
        canonical::string(&mut out, field)?;
        out.extend_from_slice(b":[");
        base64_string(&mut out, &opening.salt)?;
        out.push(b',');
        out.extend_from_slice(&opening.value);
        out.push(b']');
    }
    out.push(b'}');
    Ok(out)
}

/// The openings in the bytes; those of a part by the names they have in the entry
/// (`parts/17/name`).
///
/// # Errors
/// Any other bytes than [`write()`] makes.
pub fn read(bytes: &[u8], part: Option<usize>) -> Result<Vec<Opening>, NotALeaf> {
    let Value::Object(openings) = canonical::parse(bytes)? else { return Err(NotALeaf::Field("the object".to_owned())) };
    openings
        .into_iter()
        .map(|(name, kept)| {
            let (salt, value) = match kept.as_array().map(Vec::as_slice) {
                Some([salt, value]) => (from_base64(Some(salt), &name)?, canonical::encode(value)?),
                _ => return Err(NotALeaf::Field(name)),
            };
            let field = part.map_or_else(|| name.clone(), |part| format!("parts/{part}/{name}"));
            Ok(Opening { field, salt, value })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    fn opening(field: &str, salt: u8, value: &str) -> Opening {
        Opening { field: field.to_owned(), salt: [salt; 32], value: value.as_bytes().to_vec() }
    }

    #[test]
    fn what_is_written_is_read_again_and_nothing_else_is() {
        let (a, b) = (opening("a", 1, "{\"x\":[1,null]}"), opening("b", 2, "\"text\""));
        let bytes = write(&BTreeMap::from([("b", &b), ("a", &a)])).unwrap();
        assert_eq!(read(&bytes, None).unwrap(), vec![a, b]);
        assert_eq!(read(&bytes, Some(7)).unwrap().first().unwrap().field, "parts/7/a");
        assert_eq!(read(b"{}", None).unwrap(), vec![]);
        for at in 0..bytes.len() {
            let mut other = bytes.clone();
            other[at] ^= 1;
            assert_ne!(read(&other, None).ok(), read(&bytes, None).ok(), "byte {at}");
        }
        for bad in ["", "[]", "{ }", r#"{"a":1}"#, r#"{"a":["AAAA",1]}"#, r#"{"a":[]}"#, "{}{}"] {
            assert!(read(bad.as_bytes(), None).is_err(), "{bad}");
        }
    }
}
