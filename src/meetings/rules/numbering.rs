//! C10: the numbers by which people call the items of an agenda: each is one item's alone, for a minute, a vote
//! that is read out and a paper are found by them.

use super::Item;
use crate::ids::ItemId;
use crate::verdict::{Code, Reason, Refusal};

/// C10: a number is one item's, or one part's, of a meeting. `own` is the item that is to have it, where it is there.
///
/// # Errors
/// `duplicate`, with the item that has it.
pub fn is_free(items: &[Item], number: &str, own: Option<ItemId>) -> Result<(), Refusal> {
    let Some(other) = items.iter().find(|item| item.is_shown() && Some(item.id) != own && is_same(&item.number, number)) else {
        return Ok(());
    };
    let detail = format!("The number '{}' is that of '{}' on the agenda of this meeting.", other.number, other.title);
    let cure = "Give another 'number', or leave it out and the next is taken.";
    Err(Refusal::of(Reason::new(Code::Duplicate, "C10", detail).fact(other.id.subject()).cure(cure)))
}

/// The numbers that are taken: what was entered by mistake has none any more.
#[must_use]
pub fn taken(items: &[Item]) -> Vec<String> {
    items.iter().filter(|item| item.is_shown()).map(|item| item.number.clone()).collect()
}

/// The first number that is not taken: from a place on, of an item; of a part, after its item's number.
#[must_use]
pub fn next(taken: &[String], whole: Option<&str>, from: i64) -> String {
    let name = |n: i64| whole.map_or_else(|| n.to_string(), |whole| format!("{whole}.{n}"));
    let is_taken = |number: &str| taken.iter().any(|other| is_same(other, number));
    (from..).map(name).find(|number| !is_taken(number)).unwrap_or_else(|| name(from))
}

/// Read without regard to capitals: nobody tells 5a from 5A when it is called out.
fn is_same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::meetings::scene::item;

    #[test]
    fn a_number_is_one_items_alone() {
        let items = [item("1", 1), item("5a", 2)];
        let own = items.last().unwrap().id;
        assert!(is_free(&items, "5A", Some(own)).is_ok());
        let refused = is_free(&items, "5A", None).unwrap_err();
        let reason = refused.reasons.first().unwrap();
        assert_eq!((reason.code, reason.facts.clone()), (Code::Duplicate, vec![own.subject()]));
        assert!(reason.detail.contains("'an item'"), "{}", reason.detail);
        assert!(is_free(&items, "5", None).is_ok());
    }

    #[test]
    fn the_next_number_is_the_first_that_nobody_has() {
        let taken = taken(&[item("1", 1), item("3", 2), item("4", 3), item("3.1", 2)]);
        assert_eq!(next(&taken, None, 4), "5");
        assert_eq!(next(&taken, None, 2), "2");
        assert_eq!(next(&taken, Some("3"), 1), "3.2");
        assert_eq!(next(&taken, Some("1"), 1), "1.1");
    }
}
