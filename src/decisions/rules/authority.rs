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
/// `decide`; a function that no row grants is reserved. A value above the limit is not the
/// committee's to decide; exactly at the limit is.
///
/// # Errors
/// The reason, `reserved_function` or `above_value_limit`.
pub fn authorised(terms: &Terms, item: &Item, day: Date) -> Result<Authorised, Box<Reason>> {
    let Some(function) = item.function.as_ref().filter(|_| !terms.authority.is_empty()) else { return Ok(Authorised::NotAsked) };
    let row = terms.authority.iter().filter(|row| row.function == *function && row.period().holds(day)).max_by_key(|row| row.from);
    let words = function.replace('_', " ");
    let reserved = |level: &str, with: Option<&String>| {
        let elsewhere = with.map_or_else(String::new, |with| format!(" It is decided by or with {with}."));
        Reason::new(Code::ReservedFunction, "D1", format!("On {} '{words}' is {level} for this committee.{elsewhere}", day.long()))
            .fact(item.id.subject())
            .cure("Record a recommendation, and refer the item to the body that decides.")
    };
    match row {
        None => Err(Box::new(reserved("reserved: no row of the terms grants it", None))),
        Some(row) if row.level == Level::Reserved => Err(Box::new(reserved("reserved", row.with.as_ref()))),
        Some(row) if row.level == Level::Recommend => Err(Box::new(reserved("a matter on which to recommend only", row.with.as_ref()))),
        Some(row) => match (item.value, row.value_limit) {
            (Some(value), Some(limit)) if value > limit => {
                let with = row.with.as_ref().map_or_else(String::new, |with| format!(" Above it {with} decides."));
                let reason = Reason::new(
                    Code::AboveValueLimit,
                    "D3",
                    format!("The value of £{value} is above the committee's limit of £{limit} for '{words}'.{with}"),
                )
                .fact(item.id.subject())
                .cure("Record a recommendation, and refer the item to the body that decides.");
                Err(Box::new(reason))
            }
            _ => Ok(Authorised::Delegated { function: function.clone() }),
        },
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::ids::ItemId;
    use crate::policy::Purpose;

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
        Item {
            id: ItemId::new(),
            part_of: None,
            position: 1,
            number: "1".into(),
            title: String::new(),
            purpose: Purpose::Decision,
            decision_type: None,
            stage: None,
            function: Some(function.into()),
            affects: Vec::new(),
            value: value.map(|v| v.parse().unwrap()),
            procurement: None,
            private: false,
            committees: Vec::new(),
            papers: Vec::new(),
            route: None,
        }
    }

    fn code(function: &str, value: Option<&str>, day: &str) -> Option<Code> {
        authorised(&terms(), &item(function, value), day.parse().unwrap()).err().map(|reason| reason.code)
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
