//! C7.1: the parts in which a committee takes its agenda.

use crate::committees::Terms;
use crate::fault::FieldError;

/// C7.1: an item is taken in a part that the terms of a committee which it concerns have on the day of the meeting.
#[must_use]
pub fn unknown(part: &str, terms: &[Terms]) -> Option<FieldError> {
    let mut known: Vec<&str> = Vec::new();
    for one in terms.iter().flat_map(|terms| &terms.agenda_parts) {
        if !known.contains(&one.part.as_str()) {
            known.push(&one.part);
        }
    }
    if known.contains(&part) {
        return None;
    }
    let message = if known.is_empty() {
        "The terms of reference in force on the day of the meeting know no parts of an agenda: leave this out.".to_owned()
    } else {
        format!("The terms of reference in force on the day of the meeting know no such part: give one of {}.", known.join(", "))
    };
    Some(FieldError::new("/agenda_part", "unknown_reference", message))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;
    use crate::meetings::scene::Scene;

    #[test]
    fn a_part_is_one_of_a_committee_concerned() {
        let with = |parts: serde_json::Value| Scene::under("a:lay", json!({ "agenda_parts": parts })).at().terms.clone().unwrap();
        let one = with(json!([{"part": "one", "level": "decide"}, {"part": "two", "level": "recommend"}]));
        assert_eq!(unknown("two", std::slice::from_ref(&one)), None);
        let message = unknown("three", std::slice::from_ref(&one)).unwrap().message;
        assert!(message.ends_with("give one of one, two."), "{message}");
        let other = with(json!([{"part": "three", "level": "decide"}]));
        assert_eq!(unknown("three", &[one, other]), None);
        assert_eq!(unknown("one", &[with(json!([]))]).unwrap().code, "unknown_reference");
    }
}
