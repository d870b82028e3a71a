//! D: whether the function is the committee's to decide, on that day and at that value.

use crate::committees::{Level, Terms};
use crate::meetings::Item;
use crate::moment::Date;
use crate::verdict::{Code, Reason};

/// The basis on which a function is decided, for the decision log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Authorised {
    /// The terms list no authority, or the item names no function: none is asked.
    NotAsked,
    /// Delegated by the row in force.
    Delegated { function: String },
}

/// D1, D3, D4: the row of the function in force on the day with the latest beginning must say
/// `decide`; a function that no row grants is reserved. A value above the row's limit is not the
/// committee's to decide, whatever the row says; exactly at the limit is.
///
/// # Errors
/// The reasons: `reserved_function`, `above_value_limit`, or both.
pub fn authorised(terms: &Terms, item: &Item, day: Date) -> Result<Authorised, Vec<Reason>> {
    let Some(function) = item.function.as_ref().filter(|_| !terms.authority.is_empty()) else { return Ok(Authorised::NotAsked) };
    let row = terms.authority_over(function, day);
    let words = function.replace('_', " ");
    let mut reasons = Vec::new();
    let reserved = match row.map(|row| row.level) {
        None => Some("reserved: no row of the terms grants it"),
        Some(Level::Reserved) => Some("reserved"),
        Some(Level::Recommend) => Some("a matter on which to recommend only"),
        Some(Level::Decide) => None,
    };
    let with = row.and_then(|row| row.with.as_ref());
    let mut add = |code: Code, rule: &'static str, detail: String| {
        let reason = Reason::new(code, rule, detail).fact(item.id.subject());
        reasons.push(reason.cure("Record a recommendation, and refer the item to the body that decides."));
    };
    if let Some(level) = reserved {
        let elsewhere = with.map_or_else(String::new, |with| format!(" It is decided by or with {with}."));
        add(Code::ReservedFunction, "D1", format!("On {} '{words}' is {level} for this committee.{elsewhere}", day.long()));
    }
    if let (Some(value), Some(limit)) = (item.value, row.and_then(|row| row.value_limit))
        && value > limit
    {
        let above = with.map_or_else(String::new, |with| format!(" Above it {with} decides."));
        let detail = format!("The value of £{value} is above the committee's limit of £{limit} for '{words}'.{above}");
        add(Code::AboveValueLimit, "D3", detail);
    }
    if reasons.is_empty() { Ok(Authorised::Delegated { function: function.clone() }) } else { Err(reasons) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::meetings::scene;

    fn terms() -> Terms {
        serde_json::from_value(serde_json::json!({
            "from": "2015-04-01",
            "seats": [{"id": "a", "capacity": "lay", "voting": true}],
            "quorum": {"at_least": 1, "of": "anyone"},
            "authority": [
                {"function": "list_closure", "level": "recommend", "from": "2015-04-01"},
                {"function": "list_closure", "level": "decide", "from": "2015-10-01"},
                {"function": "contract", "level": "decide", "from": "2015-04-01", "to": "2018-03-31", "value_limit": 500_000}
            ]
        }))
        .unwrap()
    }

    fn item(function: &str, value: Option<&str>) -> Item {
        let value = value.map(|value| value.parse().unwrap());
        Item { function: Some(function.into()), value, ..scene::item("1", 1) }
    }

    fn codes(terms: &Terms, function: &str, value: Option<&str>, day: &str) -> Vec<Code> {
        let refused = authorised(terms, &item(function, value), day.parse().unwrap()).err();
        refused.into_iter().flatten().map(|reason| reason.code).collect()
    }

    fn code(function: &str, value: Option<&str>, day: &str) -> Option<Code> {
        codes(&terms(), function, value, day).first().copied()
    }

    #[test]
    fn a_limit_holds_of_what_may_only_be_recommended_too() {
        let mut terms = terms();
        terms.authority.iter_mut().for_each(|row| row.level = Level::Recommend);
        assert_eq!(codes(&terms, "contract", Some("500000.01"), "2018-03-31"), [Code::ReservedFunction, Code::AboveValueLimit]);
        assert_eq!(codes(&terms, "contract", Some("500000"), "2018-03-31"), [Code::ReservedFunction]);
    }

    #[test]
    fn a_function_passes_to_the_committee_on_its_day() {
        assert_eq!(code("list_closure", None, "2015-09-30"), Some(Code::ReservedFunction));
        assert_eq!(code("list_closure", None, "2015-10-01"), None);
    }

    #[test]
    fn the_value_limit_is_inclusive_and_the_row_ends_on_its_last_day() {
        assert_eq!(code("contract", Some("500000"), "2018-03-31"), None);
        assert_eq!(code("contract", Some("500000.01"), "2018-03-31"), Some(Code::AboveValueLimit));
        assert_eq!(code("contract", Some("1"), "2018-04-01"), Some(Code::ReservedFunction));
    }

    #[test]
    fn what_no_row_grants_is_reserved() {
        assert_eq!(code("performers_list", None, "2018-01-01"), Some(Code::ReservedFunction));
    }
}
