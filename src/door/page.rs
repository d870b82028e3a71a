//! Page by page through a collection. A cursor names the place after the last item shown, is
//! signed, and means something only to the same account, for the same question.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;

use super::answer::Answer;
use super::query::refused;
use super::route::PageOf;
use crate::access::Mac;
use crate::fault::Error;

pub const DEFAULT: usize = 50;
pub const MOST: usize = 200;
const PURPOSE: &str = "cursor";

/// The page asked for.
pub struct Page {
    /// How many items are shown.
    pub limit: usize,
    /// Whether the size of the whole was asked for.
    pub counts: bool,
    after: Option<Vec<String>>,
    key: Mac,
    binding: Vec<u8>,
    /// The address of this question, without its cursor, for the link to the next page.
    address: String,
}

impl Page {
    /// `question` is what the cursor is bound to: the account, the register, the route and the
    /// filter.
    pub(super) fn asked(pairs: &[(String, String)], path: &str, question: Vec<u8>, key: Mac) -> Result<Self, Error> {
        let of = |name: &str| pairs.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str());
        let limit = match of("limit") {
            None => DEFAULT,
            Some(text) => text
                .parse::<usize>()
                .ok()
                .filter(|limit| (1..=MOST).contains(limit))
                .ok_or_else(|| refused("limit", "out_of_range", "'limit' is a whole number from 1 to 200."))?,
        };
        let counts = match of("count") {
            None | Some("false") => false,
            Some("true") => true,
            Some(_) => return Err(refused("count", "wrong_type", "'count' is true or false.")),
        };
        let after = of("cursor")
            .map(|cursor| {
                opened(cursor, &question, &key).ok_or_else(|| {
                    refused("cursor", "not_a_cursor", "This cursor was not given for this question. Begin again without it.")
                })
            })
            .transpose()?;
        let kept: Vec<String> = pairs
            .iter()
            .filter(|(name, _)| name != "cursor")
            .map(|(name, value)| format!("{}={}", escaped(name), escaped(value)))
            .collect();
        let address = if kept.is_empty() { format!("{path}?") } else { format!("{path}?{}&", kept.join("&")) };
        Ok(Self { limit, counts, after, key, binding: question, address })
    }

    /// How many rows to read: one more than is shown tells whether there is a next page.
    #[must_use]
    pub fn fetch(&self) -> i64 {
        i64::try_from(self.limit).unwrap_or(200) + 1
    }

    /// The `n`th part of the place to go on after; none on the first page.
    #[must_use]
    pub fn after(&self, n: usize) -> Option<&str> {
        self.after.as_ref()?.get(n).map(String::as_str)
    }

    /// The place to go on after, as an id; none on the first page.
    ///
    /// # Errors
    /// A place that is not of this kind: a cursor of another time.
    pub fn after_id<T: std::str::FromStr>(&self, n: usize) -> Result<Option<T>, Error> {
        self.after(n)
            .map(|text| {
                text.parse()
                    .map_err(|_| refused("cursor", "not_a_cursor", "This cursor was not given for this question. Begin again without it."))
            })
            .transpose()
    }

    /// The answer: `rows` are up to [`Page::fetch`] of them; `place` is where an item stands in the order.
    ///
    /// # Errors
    /// An item that cannot be written.
    pub fn answer<T: Serialize>(&self, rows: Vec<T>, place: impl Fn(&T) -> Vec<String>) -> Result<Answer, Error> {
        self.answer_of(rows, place, None)
    }

    /// As [`Page::answer`], with the size of the whole.
    ///
    /// # Errors
    /// As [`Page::answer`].
    pub fn answer_of<T: Serialize>(
        &self,
        mut rows: Vec<T>,
        place: impl Fn(&T) -> Vec<String>,
        total: Option<i64>,
    ) -> Result<Answer, Error> {
        let more = rows.len() > self.limit;
        rows.truncate(self.limit);
        let next = rows.last().filter(|_| more).map(|last| self.cursor(&place(last)));
        let link = next.as_ref().map(|next| format!("<{}cursor={next}>; rel=\"next\"", self.address));
        let answer = Answer::many(rows.len(), &PageOf { items: rows, next, total })?.tagged_by_content();
        Ok(match link {
            Some(link) => answer.header("Link", link),
            None => answer,
        })
    }

    fn cursor(&self, place: &[String]) -> String {
        let place = serde_json::to_vec(place).unwrap_or_default();
        let tag = self.key.tag(PURPOSE, &[&self.binding, &place]);
        format!("{}.{}", URL_SAFE_NO_PAD.encode(place), URL_SAFE_NO_PAD.encode(tag))
    }
}

fn opened(cursor: &str, binding: &[u8], key: &Mac) -> Option<Vec<String>> {
    let (place, tag) = cursor.split_once('.').filter(|_| cursor.len() <= 2048)?;
    let (place, tag) = (URL_SAFE_NO_PAD.decode(place).ok()?, URL_SAFE_NO_PAD.decode(tag).ok()?);
    key.is_tag(&tag, PURPOSE, &[binding, &place]).then(|| serde_json::from_slice(&place).ok()).flatten()
}

fn escaped(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b',') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    fn page(query: &[(&str, &str)], question: &str) -> Result<Page, String> {
        let pairs: Vec<(String, String)> = query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Page::asked(&pairs, "/api/v1/things", question.as_bytes().to_vec(), Mac::new(&[3; 32]).unwrap()).map_err(|error| match error {
            Error::Malformed { errors, .. } => errors.first().unwrap().pointer.clone(),
            other => panic!("{other:?}"),
        })
    }

    #[test]
    fn limits_outside_one_to_two_hundred_are_refused_by_name() {
        for bad in ["0", "-1", "1000000000", "201", "abc", "", "1.5", "99999999999999999999999"] {
            assert_eq!(page(&[("limit", bad)], "q").err().as_deref(), Some("?limit"), "{bad}");
        }
        assert_eq!(page(&[], "q").unwrap().limit, DEFAULT);
        assert_eq!(page(&[("limit", "200")], "q").unwrap().fetch(), 201);
    }

    #[test]
    fn a_cursor_is_good_for_its_own_question_alone() {
        let cursor = page(&[], "account register route filter").unwrap().cursor(&["2026-01-01".into(), "id".into()]);
        let next = page(&[("cursor", &cursor)], "account register route filter").unwrap();
        assert_eq!((next.after(0), next.after(1), next.after(2)), (Some("2026-01-01"), Some("id"), None));
        assert_eq!(page(&[("cursor", &cursor)], "another register route filter").err().as_deref(), Some("?cursor"));
        let mut tampered = cursor.clone();
        tampered.replace_range(0..1, if cursor.starts_with('W') { "X" } else { "W" });
        for bad in [tampered.as_str(), "", ".", "x.y", "x", &"x".repeat(10_000)] {
            assert_eq!(page(&[("cursor", bad)], "account register route filter").err().as_deref(), Some("?cursor"), "{bad}");
        }
    }

    #[test]
    fn the_next_page_is_linked_while_there_is_one() {
        let page = page(&[("limit", "2"), ("q", "a b&c")], "q").unwrap();
        let answer = page.answer(vec!["a", "b", "c"], |item| vec![(*item).to_owned()]).unwrap();
        let link = answer.header_value("Link").unwrap().to_owned();
        assert!(link.starts_with("</api/v1/things?limit=2&q=a%20b%26c&cursor=") && link.ends_with("; rel=\"next\""), "{link}");
        assert!(page.answer(vec!["a", "b"], |item| vec![(*item).to_owned()]).unwrap().header_value("Link").is_none());
    }
}
