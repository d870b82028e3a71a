//! The one spelling of a JSON value: RFC 8785 over a restricted I-JSON. No fractions, no integer
//! beyond 2^53-1, no U+0000; keys in the order of their UTF-16 code units; our own escaping, so
//! that no library's next release can change a hash.

use std::cmp::Ordering;

use serde_json::Value;

/// The largest integer every JSON reader keeps exactly: 2^53-1.
pub const LARGEST: u64 = 9_007_199_254_740_991;

/// Deeper than any change, and shallow enough for any stack.
const DEPTH: usize = 64;

/// A value, or a text, that has no canonical form here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotCanonical {
    #[error("a number with a fraction or an exponent ({0}): write it as text")]
    Fraction(String),
    #[error("an integer beyond 2^53-1 ({0}): write it as text")]
    TooLarge(String),
    #[error("a text that holds U+0000")]
    Nul,
    #[error("nested more than {DEPTH} deep")]
    TooDeep,
    #[error("not JSON: {0}")]
    NotJson(String),
    #[error("not in canonical form: spaces, escapes, a repeated key, or another order of keys")]
    OtherSpelling,
}

/// The canonical bytes of a value.
///
/// # Errors
/// A value outside the profile.
pub fn encode(value: &Value) -> Result<Vec<u8>, NotCanonical> {
    let mut out = Vec::with_capacity(128);
    write(&mut out, value, 0)?;
    Ok(out)
}

/// Reads canonical bytes, and nothing else: the value written again must give the same bytes.
///
/// # Errors
/// Bytes that are not JSON, or JSON in another spelling.
pub fn parse(bytes: &[u8]) -> Result<Value, NotCanonical> {
    let value: Value = serde_json::from_slice(bytes).map_err(|error| NotCanonical::NotJson(error.to_string()))?;
    if encode(&value)? == bytes { Ok(value) } else { Err(NotCanonical::OtherSpelling) }
}

fn write(out: &mut Vec<u8>, value: &Value, depth: usize) -> Result<(), NotCanonical> {
    if depth > DEPTH {
        return Err(NotCanonical::TooDeep);
    }
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Bool(true) => out.extend_from_slice(b"true"),
        Value::Bool(false) => out.extend_from_slice(b"false"),
        Value::Number(number) => {
            let size = number.as_u64().or_else(|| number.as_i64().map(i64::unsigned_abs));
            match size {
                Some(size) if size <= LARGEST => out.extend_from_slice(number.to_string().as_bytes()),
                Some(_) => return Err(NotCanonical::TooLarge(number.to_string())),
                None => return Err(NotCanonical::Fraction(number.to_string())),
            }
        }
        Value::String(text) => string(out, text)?,
        Value::Array(items) => {
            out.push(b'[');
            for (n, item) in items.iter().enumerate() {
                if n > 0 {
                    out.push(b',');
                }
                write(out, item, depth + 1)?;
            }
            out.push(b']');
        }
        Value::Object(fields) => {
            let mut keys: Vec<(&String, &Value)> = fields.iter().collect();
            keys.sort_by(|(a, _), (b, _)| by_code_units(a, b));
            out.push(b'{');
            for (n, (key, field)) in keys.into_iter().enumerate() {
                if n > 0 {
                    out.push(b',');
                }
                string(out, key)?;
                out.push(b':');
                write(out, field, depth + 1)?;
            }
            out.push(b'}');
        }
    }
    Ok(())
}

/// UTF-16 order: a pair of surrogates sorts before U+E000, unlike in UTF-8.
fn by_code_units(a: &str, b: &str) -> Ordering {
    if a.is_ascii() && b.is_ascii() { a.cmp(b) } else { a.encode_utf16().cmp(b.encode_utf16()) }
}

/// Appends a JSON string.
///
/// # Errors
/// [`NotCanonical::Nul`].
pub fn string(out: &mut Vec<u8>, text: &str) -> Result<(), NotCanonical> {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.push(b'"');
    let mut rest = text.as_bytes();
    // Most text has nothing to be escaped, and is taken as it is.
    while let Some(at) = rest.iter().position(|byte| *byte < 0x20 || *byte == b'"' || *byte == b'\\') {
        let (plain, special) = rest.split_at(at);
        out.extend_from_slice(plain);
        let Some((byte, after)) = special.split_first() else { break };
        rest = after;
        match byte {
            0 => return Err(NotCanonical::Nul),
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            0x08 => out.extend_from_slice(b"\\b"),
            0x09 => out.extend_from_slice(b"\\t"),
            0x0a => out.extend_from_slice(b"\\n"),
            0x0c => out.extend_from_slice(b"\\f"),
            0x0d => out.extend_from_slice(b"\\r"),
            other => {
                out.extend_from_slice(b"\\u00");
                let digit = |n: u8| HEX.get(usize::from(n)).copied().unwrap_or(b'0');
                out.push(digit(other >> 4));
                out.push(digit(other & 0x0f));
            }
        }
    }
    out.extend_from_slice(rest);
    out.push(b'"');
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
    use super::*;
    use serde_json::json;

    fn text(value: &Value) -> String {
        String::from_utf8(encode(value).unwrap()).unwrap()
    }

    #[test]
    fn the_committed_vectors_hold() {
        let vectors: Value = serde_json::from_str(include_str!("../../tests/vectors/canonical.json")).unwrap();
        for vector in vectors["same"].as_array().unwrap() {
            let value: Value = serde_json::from_str(vector["json"].as_str().unwrap()).unwrap();
            assert_eq!(text(&value), vector["canonical"].as_str().unwrap(), "{}", vector["about"]);
            assert_eq!(parse(vector["canonical"].as_str().unwrap().as_bytes()).unwrap(), value, "{}", vector["about"]);
        }
        for vector in vectors["refused"].as_array().unwrap() {
            assert!(parse(vector["json"].as_str().unwrap().as_bytes()).is_err(), "{}", vector["about"]);
        }
    }

    #[test]
    fn keys_sort_by_code_units_and_not_by_bytes() {
        assert_eq!(text(&json!({"\u{fb33}": 1, "\u{1f600}": 2, "a": 3, "\u{20ac}": 4})), "{\"a\":3,\"€\":4,\"😀\":2,\"\u{fb33}\":1}");
    }

    #[test]
    fn numbers_that_others_would_round_are_refused() {
        assert_eq!(encode(&json!(1.5)), Err(NotCanonical::Fraction("1.5".into())));
        assert_eq!(encode(&json!(9_007_199_254_740_992_u64)), Err(NotCanonical::TooLarge("9007199254740992".into())));
        assert_eq!(encode(&json!(-9_007_199_254_740_992_i64)), Err(NotCanonical::TooLarge("-9007199254740992".into())));
        assert_eq!(text(&json!([9_007_199_254_740_991_u64, -9_007_199_254_740_991_i64, 0])), "[9007199254740991,-9007199254740991,0]");
    }

    #[test]
    fn a_deep_value_is_refused_before_the_stack_is() {
        let mut value = json!(0);
        for _ in 0..100 {
            value = json!([value]);
        }
        assert_eq!(encode(&value), Err(NotCanonical::TooDeep));
    }
}
