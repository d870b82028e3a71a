//! An answer, before it is bytes on a wire: status, headers, body. What every answer carries
//! (that nothing is to be cached, sniffed, framed or run) is added here and nowhere else.

use std::borrow::Cow;
use std::collections::BTreeMap;

use actix_web::body::SizedStream;
use actix_web::http::StatusCode;
use actix_web::web::Bytes;
use actix_web::{HttpResponse, HttpResponseBuilder};
use futures_util::Stream;
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;
use twox_hash::XxHash3_128;

use super::trace::Names;
use super::turns::Turn;
use crate::audit::ledger::{Change, Recorded};
use crate::fault::{Error, Fault, Receipt, StoredAnswer};
use crate::http::listing::spool::Outlet;
use crate::problem::Problem;

/// Nothing may be loaded or run: an answer is data.
const DATA: &str = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";
/// A page of ours: our own style and forms, no script.
const PAGE: &str = "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
/// The documentation page, whose scripts are our own files.
const DOCUMENTATION: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'";

/// An answer of more bytes than this is taken piece by piece, and few of them at once.
const LARGE: usize = 512 * 1024;
const PIECE: usize = 32 * 1024;

/// Bytes that one thing takes, as a rule.
const ONE: usize = 768;

enum Body {
    Whole(Bytes),
    /// An error among the chunks cuts the connection, so that half a table never looks whole.
    Stream(Bytes, Outlet),
    /// As one that is whole, taken piece by piece by somebody whose turn it is.
    Large(Bytes, Turn),
}

pub struct Answer {
    status: u16,
    media: Cow<'static, str>,
    body: Body,
    headers: Vec<(&'static str, String)>,
    etag: Option<String>,
    cache: Cow<'static, str>,
    policy: &'static str,
}

/// `room` is about how long it will be.
fn written<T: Serialize>(body: &T, room: usize) -> Result<Bytes, Error> {
    let mut bytes = Vec::with_capacity(room);
    let done = serde_json::to_writer(&mut bytes, body);
    done.map_err(|error| Fault::Other(format!("an answer that cannot be written: {error}")))?;
    Ok(Bytes::from(bytes))
}

/// The strong tag of one version of one thing: `"<id>.<version>"` of the whole of it, and with a
/// third part of a view that others do not share.
#[must_use]
pub fn tag(id: impl std::fmt::Display, version: i64) -> String {
    format!("\"{id}.{version}\"")
}

/// The thing and the version that a tag names, without its quotes; whoever may change a thing may
/// name it by the tag of whichever view they were shown.
pub(super) fn tagged(inner: &str) -> Option<(&str, i64)> {
    let mut parts = inner.split('.');
    let (of, version, view) = (parts.next()?, parts.next()?, parts.next());
    let digits = version.bytes().all(|byte| byte.is_ascii_digit());
    let is_view = view.is_none_or(|view| !view.is_empty() && view.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let version = version.parse().ok().filter(|_| digits)?;
    (is_view && parts.next().is_none()).then_some((of, version))
}

impl Answer {
    fn new(status: u16, media: impl Into<Cow<'static, str>>, body: Body) -> Self {
        Self { status, media: media.into(), body, headers: Vec::new(), etag: None, cache: Cow::Borrowed("no-store"), policy: DATA }
    }

    /// # Errors
    /// A body that cannot be written.
    pub fn json<T: Serialize>(status: u16, body: &T) -> Result<Self, Error> {
        Ok(Self::new(status, "application/json", Body::Whole(written(body, ONE)?)))
    }

    /// So many things.
    ///
    /// # Errors
    /// A body that cannot be written.
    pub(super) fn many<T: Serialize>(count: usize, body: &T) -> Result<Self, Error> {
        Ok(Self::new(200, "application/json", Body::Whole(written(body, (count + 1) * ONE)?)))
    }

    /// One thing at one version, as this reader may see it.
    ///
    /// # Errors
    /// A body that cannot be written.
    pub fn one<T: Serialize>(id: impl std::fmt::Display, version: i64, body: &T) -> Result<Self, Error> {
        Ok(Self::json(200, body)?.etag(id, version))
    }

    /// What was recorded: the answer that is kept for a retry, with its receipt.
    ///
    /// # Errors
    /// A body that cannot be written.
    pub fn recorded<C: Change>(recorded: &Recorded<C>) -> Result<Self, Error> {
        Self::stored(C::STATUS, &recorded.answer, &recorded.receipt)
    }

    /// What was recorded, told in other words. A retry is answered by the words that were kept
    /// ([`Change::answer`]), so this is for what must not be kept.
    ///
    /// # Errors
    /// A body that cannot be written.
    pub fn recorded_as<C: Change, T: Serialize>(recorded: &Recorded<C>, body: &T) -> Result<Self, Error> {
        Ok(Self { body: Body::Whole(written(body, ONE)?), ..Self::recorded(recorded)? })
    }

    /// What was recorded of something that is no more: its receipt alone.
    #[must_use]
    pub fn gone<C: Change>(recorded: &Recorded<C>) -> Self {
        Self::no_content().header("Audit-Receipt", recorded.receipt.to_string())
    }

    /// The answer of an earlier request under the same key.
    ///
    /// # Errors
    /// A body that cannot be written.
    pub fn replayed(stored: &StoredAnswer) -> Result<Self, Error> {
        Ok(Self::stored(stored.status, &stored.body, &stored.receipt)?.header("Idempotency-Replayed", "true"))
    }

    fn stored(status: u16, body: &Value, receipt: &Receipt) -> Result<Self, Error> {
        let answer = Self::json(status, body)?.header("Audit-Receipt", receipt.to_string());
        // Every change answers with the id it is about and the version it made.
        Ok(match (body.get("id").and_then(Value::as_str), body.get("version").and_then(Value::as_i64)) {
            (Some(id), Some(version)) if body.get("withheld").is_some() => answer.etag(id, version).in_part(),
            (Some(id), Some(version)) => answer.etag(id, version),
            _ => answer,
        })
    }

    #[must_use]
    pub fn no_content() -> Self {
        Self::new(204, "", Body::Whole(Bytes::new()))
    }

    /// A page for people.
    #[must_use]
    pub fn html(markup: String) -> Self {
        Self { policy: PAGE, ..Self::new(200, "text/html; charset=utf-8", Body::Whole(Bytes::from(markup))) }
    }

    #[must_use]
    pub fn bytes(media: impl Into<Cow<'static, str>>, bytes: impl Into<Bytes>) -> Self {
        Self::new(200, media, Body::Whole(bytes.into()))
    }

    /// To be kept by the reader under a name.
    #[must_use]
    pub fn attached(self, name: &str) -> Self {
        let plain: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' }).collect();
        self.header("Content-Disposition", format!("attachment; filename=\"{plain}\""))
    }

    #[must_use]
    pub fn redirect(to: impl Into<String>) -> Self {
        Self::new(303, "", Body::Whole(Bytes::new())).header("Location", to)
    }

    pub(super) fn stream(media: &'static str, first: Bytes, rest: Outlet) -> Self {
        Self::new(200, media, Body::Stream(first, rest))
    }

    /// A file of the documentation page.
    #[must_use]
    pub(super) fn documentation(mut self) -> Self {
        self.policy = DOCUMENTATION;
        self
    }

    #[must_use]
    pub fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Where what was made is read, by the address of its kind and the fields it was answered with.
    #[must_use]
    pub(super) fn made_at(self, address: &str) -> Self {
        let Body::Whole(bytes) = &self.body else { return self };
        if self.status != 201 {
            return self;
        }
        // The fields, and not what is in them.
        let Ok(body) = serde_json::from_slice::<BTreeMap<&str, &RawValue>>(bytes) else { return self };
        let mut parts = address.split(['{', '}']);
        let mut path = parts.next().unwrap_or_default().to_owned();
        while let (Some(field), Some(after)) = (parts.next(), parts.next()) {
            let Some(Ok(value)) = body.get(field).map(|raw| serde_json::from_str::<&str>(raw.get())) else { return self };
            path.push_str(value);
            path.push_str(after);
        }
        self.header("Location", path)
    }

    #[must_use]
    pub fn etag(mut self, id: impl std::fmt::Display, version: i64) -> Self {
        self.etag = Some(tag(id, version));
        self
    }

    /// A tag that follows from the bytes: for collections, whose every part can change.
    #[must_use]
    pub fn tagged_by_content(mut self) -> Self {
        self.etag = self.sum().map(|sum| format!("\"{sum:032x}\""));
        self
    }

    /// Not the whole of this version, but what this reader or this question is shown of it: its
    /// tag is told apart from those of other views, so that one never passes for another.
    #[must_use]
    pub fn in_part(mut self) -> Self {
        let view = self.sum();
        if let Some((tag, view)) = self.etag.as_mut().zip(view) {
            *tag = format!("{}.{:016x}\"", tag.trim_end_matches('"'), view >> 64);
        }
        self
    }

    /// A sum of the bytes. It tells whoever asks again what they have already, and proves nothing:
    /// a fast one does.
    fn sum(&self) -> Option<u128> {
        match &self.body {
            Body::Whole(bytes) => Some(XxHash3_128::oneshot(bytes)),
            Body::Stream(..) | Body::Large(..) => None,
        }
    }

    /// Whether it is so long that somebody who takes it slowly holds much of the memory.
    pub(super) fn is_large(&self) -> bool {
        matches!(&self.body, Body::Whole(bytes) if bytes.len() > LARGE)
    }

    /// In the turn of whoever takes it, which is over when it is taken.
    pub(super) fn in_turn(mut self, turn: Turn) -> Self {
        if let Body::Whole(bytes) = self.body {
            self.body = Body::Large(bytes, turn);
        }
        self
    }

    /// For what anybody may see: kept by caches for so many seconds.
    #[must_use]
    pub fn cached(mut self, seconds: u32) -> Self {
        self.cache = Cow::Owned(format!("public, max-age={seconds}"));
        self
    }

    #[must_use]
    pub fn problem(problem: &Problem) -> Self {
        let mut answer = Self::new(problem.status, "application/problem+json", Body::Whole(Bytes::from(problem.body())));
        if let Some(seconds) = problem.retry_after {
            answer = answer.header("Retry-After", seconds.to_string());
        }
        answer
    }

    #[must_use]
    pub fn status_code(&self) -> u16 {
        self.status
    }

    #[must_use]
    pub fn header_value(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(given, _)| given.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Whether the reader has this already.
    fn is_known(&self, if_none_match: Option<&str>) -> bool {
        let (Some(etag), Some(known)) = (&self.etag, if_none_match) else { return false };
        self.status == 200 && known.split(',').map(str::trim).any(|known| known == "*" || known.trim_start_matches("W/") == etag)
    }

    /// The bytes on the wire.
    pub(super) fn respond(self, names: &Names, if_none_match: Option<&str>, ends_the_connection: bool) -> HttpResponse {
        let known = self.is_known(if_none_match);
        let status = StatusCode::from_u16(if known { 304 } else { self.status }).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = HttpResponseBuilder::new(status);
        response
            .insert_header(("X-Request-Id", names.told.as_str()))
            .insert_header(("X-Content-Type-Options", "nosniff"))
            .insert_header(("Content-Security-Policy", self.policy))
            .insert_header(("Referrer-Policy", "no-referrer"))
            .insert_header(("Cross-Origin-Opener-Policy", "same-origin"))
            .insert_header(("Cross-Origin-Resource-Policy", "same-origin"))
            .insert_header(("X-Frame-Options", "DENY"))
            .insert_header(("Cache-Control", self.cache.as_ref()));
        if ends_the_connection {
            response.force_close();
        }
        if let Some(parent) = &names.traceparent {
            response.insert_header(("traceparent", parent.as_str()));
        }
        if let Some(etag) = &self.etag {
            response.insert_header(("ETag", etag.as_str()));
        }
        for (name, value) in &self.headers {
            response.append_header((*name, value.as_str()));
        }
        if known {
            return response.finish();
        }
        if !self.media.is_empty() {
            response.insert_header(("Content-Type", self.media.as_ref()));
        }
        match self.body {
            Body::Whole(bytes) if bytes.len() > PIECE => response.body(in_pieces(bytes, None)),
            Body::Whole(bytes) => response.body(bytes),
            Body::Stream(first, rest) => {
                let chunks = futures_util::stream::unfold((Some(first), rest), |(first, mut rest)| async move {
                    match first {
                        Some(first) => Some((Ok(first), (None, rest))),
                        None => rest.next().await.map(|chunk| (chunk, (None, rest))),
                    }
                });
                response.streaming(chunks)
            }
            Body::Large(bytes, _) if known => response.body(bytes),
            Body::Large(bytes, turn) => response.body(in_pieces(bytes, Some(turn))),
        }
    }
}

/// A body that leaves piece by piece: between two of them whoever waits on the same thread comes first. The
/// turn is held until the last is taken.
fn in_pieces(bytes: Bytes, turn: Option<Turn>) -> SizedStream<impl Stream<Item = Result<Bytes, Error>>> {
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let pieces = futures_util::stream::unfold((bytes, turn, false), |(mut bytes, turn, is_begun)| async move {
        if is_begun {
            tokio::task::yield_now().await;
        }
        let piece = bytes.split_to(bytes.len().min(PIECE));
        (!piece.is_empty()).then_some((Ok(piece), (bytes, turn, true)))
    });
    SizedStream::new(length, pieces)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_tag_names_its_thing_and_version_whatever_the_view() {
        for (tag, names) in [
            ("a-1.7", Some(("a-1", 7))),
            ("a-1.7.00ff", Some(("a-1", 7))),
            ("a-1", None),
            ("a-1.", None),
            ("a-1.-7", None),
            ("a-1.+7", None),
            ("a-1.7.", None),
            ("a-1.7.view", None),
            ("a-1.7.00ff.1", None),
        ] {
            assert_eq!(tagged(tag), names, "{tag}");
        }
        let whole = Answer::one("a", 7, &"everything").unwrap();
        let part = Answer::one("a", 7, &"a part").unwrap().in_part();
        let other = Answer::one("a", 7, &"another part").unwrap().in_part();
        assert_eq!(whole.etag.as_deref(), Some("\"a.7\""));
        assert!(part.etag != whole.etag && part.etag != other.etag);
        assert_eq!(tagged(part.etag.unwrap().trim_matches('"')), Some(("a", 7)));
    }
}
