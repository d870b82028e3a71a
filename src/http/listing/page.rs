//! Page by page through a collection. A cursor names the place after the last item shown, is
//! signed, and means something only to the same account, for the same question.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::Serialize;

use crate::access::Mac;
use crate::db::batches::{self, Batch};
use crate::db::order::{By, Listed, Order, Way};
use crate::fault::Error;
use crate::http::answer::Answer;
use crate::http::body::query::refused;
use crate::http::body::typed::slip;

pub const DEFAULT: usize = 50;
pub const MOST: usize = 200;
const PURPOSE: &str = "cursor";

/// The body of a collection's answer.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "PageOf{T}")]
pub struct PageOf<T> {
    /// What is on this page, as many as `limit` says at most.
    pub items: Vec<T>,
    /// For `?cursor=` of the next page; null on the last.
    pub next: Option<String>,
    /// How many there are in all, when `?count=true` asked for it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub total: Option<i64>,
}

/// The page asked for.
pub struct Page {
    /// How many items are shown.
    pub limit: usize,
    /// Whether the size of the whole was asked for.
    pub counts: bool,
    /// The order asked for; without it a list stands in its own.
    order: Option<Order>,
    after: Option<Vec<String>>,
    key: Mac,
    binding: Vec<u8>,
    /// The address of this question, without its cursor, for the link to the next page.
    address: String,
}

/// The rows of one page.
pub struct Gathered<T> {
    items: Vec<T>,
    next: Option<String>,
    total: Option<i64>,
}

impl<T> Gathered<T> {
    /// All of them turned into others, one for one.
    ///
    /// # Errors
    /// Those of `turn`.
    pub fn turned<U>(self, turn: impl FnOnce(Vec<T>) -> Result<Vec<U>, Error>) -> Result<Gathered<U>, Error> {
        Ok(Gathered { items: turn(self.items)?, next: self.next, total: self.total })
    }

    /// The same rows, as this reader may see them.
    pub fn map<U>(self, seen: impl FnMut(T) -> U) -> Gathered<U> {
        Gathered { items: self.items.into_iter().map(seen).collect(), next: self.next, total: self.total }
    }
}

fn no_cursor() -> Error {
    refused("cursor", "not_a_cursor", "This cursor was not given for this question. Begin again without it.")
}

/// The order that `sort` names: words of `fields`, each once, a minus before one turning it around.
pub(in crate::http) fn order(text: &str, fields: &'static [&'static str]) -> Result<Order, Error> {
    let mut order: Vec<By> = Vec::new();
    for word in text.split(',') {
        let (name, descending) = word.strip_prefix('-').map_or((word, false), |name| (name, true));
        let known = fields.iter().find(|field| **field == name).copied();
        let field = known.ok_or_else(|| {
            let short: String = name.chars().take(80).collect();
            let hint = slip(&short, fields.iter().copied()).map_or_else(String::new, |word| format!(" Did you mean '{word}'?"));
            let list = fields.join(", ");
            refused(
                "sort",
                "unknown_word",
                format!("'{short}' is nothing this can be sorted by: {list}; with - before it, the last first.{hint}"),
            )
        })?;
        if order.iter().any(|by| by.field == field) {
            return Err(refused("sort", "duplicate", format!("'sort' names '{field}' twice.")));
        }
        order.push(By { field, descending });
    }
    Ok(Order(order))
}

/// What a page is asked for with.
pub(in crate::http) struct Question<'a> {
    pub pairs: &'a [(String, String)],
    pub path: &'a str,
    /// What a cursor is good for besides the order: the account, the register, the route and the
    /// filter.
    pub binding: String,
    /// What the list can be sorted by.
    pub sorts: &'static [&'static str],
}

impl Page {
    pub(in crate::http) fn asked(question: Question<'_>, key: Mac) -> Result<Self, Error> {
        let Question { pairs, path, binding, sorts } = question;
        let given = |name: &str| pairs.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str());
        let limit = match given("limit") {
            None => DEFAULT,
            Some(text) => text
                .parse::<usize>()
                .ok()
                .filter(|limit| (1..=MOST).contains(limit))
                .ok_or_else(|| refused("limit", "out_of_range", "'limit' is a whole number from 1 to 200."))?,
        };
        let counts = match given("count") {
            None | Some("false") => false,
            Some("true") => true,
            Some(_) => return Err(refused("count", "wrong_type", "'count' is true or false.")),
        };
        let order = given("sort").map(|text| order(text, sorts)).transpose()?;
        let binding = match given("sort") {
            Some(sort) => format!("{binding} by {sort}"),
            None => binding,
        }
        .into_bytes();
        let after = given("cursor").map(|cursor| opened(cursor, &binding, &key).ok_or_else(no_cursor)).transpose()?;
        let kept: Vec<String> = pairs
            .iter()
            .filter(|(name, _)| name != "cursor")
            .map(|(name, value)| format!("{}={}", escaped(name), escaped(value)))
            .collect();
        let address = if kept.is_empty() { format!("{path}?") } else { format!("{path}?{}&", kept.join("&")) };
        Ok(Self { limit, counts, order, after, key, binding, address })
    }

    /// Whether the list stands in its own order.
    #[must_use]
    pub fn is_in_its_own_order(&self) -> bool {
        self.order.is_none()
    }

    /// The rows of this page, and how many there are in all where that was asked. `batch` reads the
    /// rows after a place in the list's own order, at most so many, and says where to go on.
    ///
    /// # Errors
    /// Those of `batch`; a cursor of another time.
    pub fn gather<T: Listed>(
        &self,
        mut batch: impl FnMut(Option<T::Place>, i64) -> Result<Batch<T, T::Place>, Error>,
    ) -> Result<Gathered<T>, Error> {
        let total = if self.counts { Some(batches::count(&mut batch)?) } else { None };
        self.paged(None, total, |_, after, most| batch(after, most))
    }

    /// As [`Page::gather`], of a list that can be gone through either way: in the order of its field
    /// `own` it is read and not put in order. `total` is how many rows there are, where that was asked.
    ///
    /// # Errors
    /// As [`Page::gather`].
    pub fn gather_either_way<T: Listed>(
        &self,
        own: &'static str,
        total: Option<i64>,
        batch: impl FnMut(Way, Option<T::Place>, i64) -> Result<Batch<T, T::Place>, Error>,
    ) -> Result<Gathered<T>, Error> {
        self.paged(Some(own), total, batch)
    }

    fn paged<T: Listed>(
        &self,
        own: Option<&'static str>,
        total: Option<i64>,
        mut batch: impl FnMut(Way, Option<T::Place>, i64) -> Result<Batch<T, T::Place>, Error>,
    ) -> Result<Gathered<T>, Error> {
        // One more than is shown tells whether there is a next page.
        let limit = self.limit + 1;
        // A cursor is the keys of a row and its place.
        let keys = self.order.as_ref().map_or(0, |order| order.0.len()) + 1;
        if self.after.as_ref().is_some_and(|after| after.len() != keys) {
            return Err(no_cursor());
        }
        let way = match &self.order {
            None => Some(Way::Onward),
            Some(order) => own.and_then(|own| order.way(own)),
        };
        let items = match (way, &self.order) {
            (None, Some(order)) => order.first(self.after.as_deref(), limit, |after, most| batch(Way::Onward, after, most))?,
            (way, _) => {
                let way = way.unwrap_or_default();
                let place = self.after.as_ref().and_then(|after| after.last());
                let after = place.map(|place| place.parse().map_err(|_| no_cursor())).transpose()?;
                batches::filter(after, i64::try_from(limit).unwrap_or(i64::MAX), |after, most| batch(way, after, most))?
            }
        };
        Ok(self.cut(items, total))
    }

    /// A page of a list that has nobody to tell anything to.
    #[must_use]
    pub fn nothing<T>(&self) -> Gathered<T> {
        Gathered { items: Vec::new(), next: None, total: self.counts.then_some(0) }
    }

    fn cut<T: Listed>(&self, mut items: Vec<T>, total: Option<i64>) -> Gathered<T> {
        let more = items.len() > self.limit;
        items.truncate(self.limit);
        let keys = |last: &T| self.order.as_ref().map_or_else(|| vec![last.place().to_string()], |order| order.keys(last));
        let next = items.last().filter(|_| more).map(|last| self.cursor(&keys(last)));
        Gathered { items, next, total }
    }

    /// # Errors
    /// An item that cannot be written.
    pub fn answer<T: Serialize>(&self, rows: Gathered<T>) -> Result<Answer, Error> {
        let Gathered { items, next, total } = rows;
        let link = next.as_ref().map(|next| format!("<{}cursor={next}>; rel=\"next\"", self.address));
        let answer = Answer::many(items.len(), &PageOf { items, next, total })?.tagged_by_content();
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
#[path = "page/tests.rs"]
mod tests;
