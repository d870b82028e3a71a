//! `If-Match`, as HTTP has it (RFC 9110, 13.1.1): a list of tags, of which one must be that of the
//! version to be changed. A weak tag is well formed and matches nothing: the condition fails (412).
//! What is no list of tags is refused (400), and so is `*`, which would let a change go through
//! unseen.

use std::fmt::Display;

use super::answer::tagged;
use crate::fault::{Error, Malformed};

/// How many tags are read, and how long one may be.
const MOST: usize = 32;
const LONGEST: usize = 200;

enum Tag<'t> {
    Strong(&'t str),
    Weak,
}

/// The tags of a list; none where it is not one.
fn tags(text: &str) -> Option<Vec<Tag<'_>>> {
    let space = [' ', '\t'];
    let mut rest = text.trim_matches(space);
    let mut found = Vec::new();
    loop {
        // A list may have empty places.
        rest = rest.trim_start_matches([' ', '\t', ',']);
        if rest.is_empty() {
            return (!found.is_empty()).then_some(found);
        }
        let (is_weak, quoted) = rest.strip_prefix("W/").map_or((false, rest), |rest| (true, rest));
        let (tag, after) = quoted.strip_prefix('"')?.split_once('"')?;
        let after = after.trim_start_matches(space);
        let is_tag = tag.len() <= LONGEST && tag.bytes().all(|byte| byte > b' ' && byte != 0x7f);
        if !is_tag || !(after.is_empty() || after.starts_with(',')) || found.len() == MOST {
            return None;
        }
        found.push(if is_weak { Tag::Weak } else { Tag::Strong(tag) });
        rest = after;
    }
}

/// The version of the thing `id` that a list names. Of several the newest: versions only grow, so
/// no other of them can be the current one.
///
/// # Errors
/// [`Error::Malformed`] for what is no list of tags; [`Error::Unmatched`] where none of them can be
/// that of this thing, with what may have happened to it.
pub(super) fn version_of(text: &str, id: impl Display) -> Result<i64, Error> {
    let refused = || {
        Error::malformed(
            Malformed::Header,
            "If-Match takes the ETag of what you read, as it was given, or several of them with commas between. * is refused: it would overwrite what nobody has looked at.",
        )
    };
    let (tags, id) = (tags(text).ok_or_else(refused)?, id.to_string());
    let strong: Vec<&str> = tags.iter().filter_map(|tag| if let Tag::Strong(tag) = tag { Some(*tag) } else { None }).collect();
    let named: Vec<(&str, i64)> = strong.iter().filter_map(|tag| tagged(tag)).collect();
    if let Some(version) = named.iter().filter(|(of, _)| *of == id).map(|(_, version)| *version).max() {
        return Ok(version);
    }
    let detail = if !named.is_empty() {
        "If-Match names another thing than the address does. Use the ETag of this one."
    } else if strong.is_empty() {
        "The tag in If-Match is weak (it begins with W/), and a weak tag never matches. A proxy that compresses answers makes the tags of this server weak: let it pass answers on as they are (nginx: gzip off), or read the thing again past the proxy, and send the ETag as this server gave it."
    } else {
        "No tag in If-Match is one that this server gives. A proxy that compresses answers may have added to it (Apache: -gzip): let it leave the tags alone, read the thing again and send the ETag as this server gave it."
    };
    Err(Error::Unmatched(detail.to_owned()))
}

/// The thing that a list names first; one that reads so far is that of the address.
pub(super) fn named(text: &str) -> Option<&str> {
    tags(text)?.into_iter().find_map(|tag| if let Tag::Strong(tag) = tag { tagged(tag) } else { None }).map(|(of, _)| of)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_list_of_tags_is_read_as_http_has_it() {
        for text in
            ["\"a.7\"", "\"a.7.00ff\"", " \"a.7\" ", "\"a.3\", \"a.7\"", "W/\"a.9\",\"a.7\"", ", \"b.9\" ,, \"a.7\",", "\"odd\",\"a.7\""]
        {
            assert_eq!(version_of(text, "a").unwrap(), 7, "{text}");
        }
        for text in ["W/\"a.7\"", "W/\"a.7\", W/\"a.8\"", "\"a.7-gzip\"", "\"a.7;br\"", "\"\"", "\"b.7\"", "\"anything at\u{e9}all\""] {
            let outcome = version_of(text, "a");
            match text.contains(' ') && !text.contains(',') {
                true => assert!(matches!(outcome, Err(Error::Malformed { .. })), "{text}"),
                false => assert!(matches!(outcome, Err(Error::Unmatched(_))), "{text}"),
            }
        }
        let long = format!("\"{}\"", "x".repeat(LONGEST + 1));
        let many = "\"a.7\",".repeat(MOST + 1);
        for text in ["", "*", "a.7", "\"a.7", "a.7\"", "\"a.7\" \"a.8\"", "w/\"a.7\"", "\"a.7\"x", "\"a.7\",*", ",", &long, &many] {
            assert!(matches!(version_of(text, "a"), Err(Error::Malformed { .. })), "{text}");
        }
        assert!(version_of("W/\"a.7\"", "a").unwrap_err().to_string().contains("compresses"));
    }
}
