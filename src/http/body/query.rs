//! The query of an address, strictly: every parameter known, given once, and readable.

use serde::de::DeserializeOwned;

use crate::fault::{Error, FieldError, Malformed};
use crate::http::body::typed::{from_query, slip};
use crate::moment::Date;

/// A parameter that cannot be taken, by its name.
pub(crate) fn refused(name: &str, code: &str, message: impl Into<String>) -> Error {
    let (name, message): (String, String) = (name.chars().take(80).collect(), message.into());
    Error::Malformed { kind: Malformed::Query, detail: message.clone(), errors: vec![FieldError::new(format!("?{name}"), code, message)] }
}

/// Refuses a stretch of days that ends before it begins: empty, it would look like an answer.
pub(crate) fn in_order(name: &str, from: Option<Date>, to: Option<Date>) -> Result<(), Error> {
    match (from, to) {
        (Some(from), Some(to)) if to < from => {
            Err(refused(name, "before_the_first_day", format!("'{name}' ({to}) comes before the first day asked for ({from}).")))
        }
        _ => Ok(()),
    }
}

/// Percent-decoding, in one place: no half escapes, UTF-8 only, no NUL.
pub(in crate::http) fn decoded(text: &str, plus_is_space: bool) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let high = char::from(rest.next()?).to_digit(16)?;
                let low = char::from(rest.next()?).to_digit(16)?;
                u8::try_from(high * 16 + low).ok()?
            }
            b'+' if plus_is_space => b' ',
            other => other,
        });
    }
    String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))
}

/// The parameters of `raw`, each of which must be in `known`.
pub(in crate::http) fn pairs(raw: &str, known: &[String]) -> Result<Vec<(String, String)>, Error> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for part in raw.split('&').filter(|part| !part.is_empty()) {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let name = decoded(name, true).ok_or_else(|| refused(name, "malformed", "The name of a query parameter is not readable text."))?;
        if !known.contains(&name) {
            let short: String = name.chars().take(80).collect();
            let hint = slip(&short, known.iter().map(String::as_str)).map_or_else(String::new, |word| format!(" Did you mean '{word}'?"));
            let list = if known.is_empty() { "this address takes none".to_owned() } else { known.join(", ") };
            return Err(refused(&name, "unknown_parameter", format!("'{short}' is not a query parameter here: {list}.{hint}")));
        }
        if pairs.iter().any(|(earlier, _)| *earlier == name) {
            return Err(refused(&name, "duplicate_parameter", format!("'{name}' is given twice.")));
        }
        let value =
            decoded(value, true).ok_or_else(|| refused(&name, "malformed", format!("The value of '{name}' is not readable text.")))?;
        pairs.push((name, value));
    }
    Ok(pairs)
}

/// Parameters as the type a route takes.
pub(in crate::http) fn typed<T: DeserializeOwned>(pairs: Vec<(String, String)>) -> Result<T, Error> {
    from_query(pairs).map_err(|wrong| {
        let name = wrong.steps.last().cloned().unwrap_or_default();
        refused(&name, wrong.code, format!("'{name}': {}", wrong.message))
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Order {
        Date,
        Title,
    }
    #[derive(Debug, PartialEq, Deserialize)]
    struct Ask {
        from: Option<crate::moment::Date>,
        sort: Option<Order>,
        outcome: Option<Vec<String>>,
        least: Option<u32>,
        count: Option<bool>,
    }

    fn ask(raw: &str) -> Result<Ask, (String, String)> {
        let known: Vec<String> = ["from", "sort", "outcome", "least", "count"].map(str::to_owned).into();
        pairs(raw, &known).and_then(typed).map_err(|error| match error {
            Error::Malformed { kind: Malformed::Query, errors, .. } => {
                let first = errors.into_iter().next().unwrap();
                (first.pointer, first.code)
            }
            other => panic!("{other:?}"),
        })
    }

    #[test]
    fn a_query_is_read_into_types() {
        let got = ask("from=2018-03-06&sort=title&outcome=carried,lost&least=3&count=true").unwrap();
        assert_eq!(got.sort, Some(Order::Title));
        assert_eq!(got.outcome, Some(vec!["carried".into(), "lost".into()]));
        assert_eq!((got.least, got.count), (Some(3), Some(true)));
        assert_eq!(ask("").unwrap().from, None);
        let _ = Order::Date;
    }

    #[test]
    fn what_is_unknown_doubled_or_unreadable_is_named() {
        for (raw, pointer, code) in [
            ("form=2018-03-06", "?form", "unknown_parameter"),
            ("filter[withheld_reason]=x", "?filter[withheld_reason]", "unknown_parameter"),
            ("least=1&least=2", "?least", "duplicate_parameter"),
            ("least=abc", "?least", "wrong_type"),
            ("least=-1", "?least", "wrong_type"),
            ("least=99999999999", "?least", "wrong_type"),
            ("count=yes", "?count", "wrong_type"),
            ("sort=name;drop", "?sort", "unknown_value"),
            ("from=2027-02-29", "?from", "malformed"),
            ("outcome=%zz", "?outcome", "malformed"),
            ("outcome=%00", "?outcome", "malformed"),
            ("outcome=%ff", "?outcome", "malformed"),
        ] {
            assert_eq!(ask(raw).unwrap_err(), (pointer.to_owned(), code.to_owned()), "{raw}");
        }
    }
}
