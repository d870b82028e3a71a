//! By which names a request is found again: the caller's own (`X-Request-Id`), ours, and that of
//! the trace it is part of (W3C `traceparent`).

use actix_web::http::header::HeaderMap;
use uuid::Uuid;

/// Longer names are not carried through every line of a log.
const LONGEST: usize = 128;

/// The names of one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// What the entries of the log bear: always a UUID, as their format has it. The caller's own
    /// where it is one.
    pub id: Uuid,
    /// What is answered, in the header and in a problem: the caller's own as it was sent, of
    /// whatever form; else ours.
    pub told: String,
    /// As it was sent, where it is well formed; one that is not is as good as none, for a trace
    /// must never cost somebody their answer.
    pub traceparent: Option<String>,
}

impl Names {
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let theirs = text("X-Request-Id").filter(|name| is_a_name(name));
        let id = theirs.and_then(|name| Uuid::try_parse(name).ok()).unwrap_or_else(Uuid::now_v7);
        let told = theirs.map_or_else(|| id.to_string(), str::to_owned);
        let once = headers.get_all("traceparent").count() == 1;
        let traceparent = text("traceparent").filter(|parent| once && trace(parent).is_some()).map(str::to_owned);
        Self { id, told, traceparent }
    }

    /// The trace that the request is part of.
    #[must_use]
    pub fn trace(&self) -> Option<&str> {
        self.traceparent.as_deref().and_then(trace)
    }

    /// Ours, where the caller is told another: by it a line of the log leads to its entries.
    #[must_use]
    pub fn ours(&self) -> Option<Uuid> {
        (Uuid::try_parse(&self.told) != Ok(self.id)).then_some(self.id)
    }
}

/// One word of visible characters, so that a line of the log stays one line and one field.
fn is_a_name(text: &str) -> bool {
    (1..=LONGEST).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The id of the trace in a `traceparent` that is well formed. A later version may say more after
/// the four parts that are known.
fn trace(parent: &str) -> Option<&str> {
    let hex = |text: &str, length: usize| text.len() == length && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let is_set = |text: &str| text.bytes().any(|byte| byte != b'0');
    let mut parts = parent.split('-');
    let (version, trace, span, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let known = hex(version, 2) && version != "ff" && hex(trace, 32) && hex(span, 16) && hex(flags, 2);
    let fits = is_a_name(parent) && (version != "00" || parts.next().is_none());
    (known && fits && is_set(trace) && is_set(span)).then_some(trace)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use actix_web::http::header::{HeaderName, HeaderValue};

    const PARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    fn names(headers: &[(&'static str, &str)]) -> Names {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
        }
        Names::of(&map)
    }

    #[test]
    fn the_callers_own_name_is_told_and_a_uuid_is_ours_too() {
        let uuid = "0197C1F2-5c1e-7a30-8a52-0d6f1f2f9b11";
        let same = names(&[("x-request-id", uuid)]);
        assert_eq!((same.told.as_str(), same.ours()), (uuid, None));
        assert_eq!(same.id, Uuid::try_parse(uuid).unwrap());
        let other = names(&[("x-request-id", "abc-123")]);
        assert_eq!((other.told.as_str(), other.ours()), ("abc-123", Some(other.id)));
        for no_name in ["", "two words", "caf\u{e9}", "a\tb", &"x".repeat(129)] {
            let ours = names(&[("x-request-id", no_name)]);
            assert_eq!((ours.told.clone(), ours.ours()), (ours.id.to_string(), None), "{no_name}");
        }
        assert_eq!(names(&[("x-request-id", &"x".repeat(128))]).told.len(), 128);
    }

    #[test]
    fn a_trace_is_known_where_it_is_well_formed() {
        assert_eq!(names(&[("traceparent", PARENT)]).trace(), Some("4bf92f3577b34da6a3ce929d0e0e4736"));
        let later = PARENT.replacen("00", "cc", 1) + "-what-comes-later";
        assert_eq!(names(&[("traceparent", &later)]).traceparent.as_deref(), Some(later.as_str()));
        for wrong in [
            "",
            "00",
            &PARENT.replacen("00", "ff", 1),
            &PARENT.to_uppercase(),
            &format!("{PARENT}-more"),
            &PARENT.replace("4bf92f3577b34da6a3ce929d0e0e4736", &"0".repeat(32)),
            &PARENT.replace("00f067aa0ba902b7", &"0".repeat(16)),
            &PARENT.replace("-01", "-1"),
            &PARENT.replace("4bf9", "4bg9"),
        ] {
            assert_eq!(names(&[("traceparent", wrong)]).traceparent, None, "{wrong}");
        }
        assert_eq!(names(&[("traceparent", PARENT), ("traceparent", PARENT)]).traceparent, None);
    }
}
