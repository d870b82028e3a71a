//! A case played under a draft of the terms, in the place of those that it gives a committee: what fails then is what the
//! draft would have changed.

use serde_json::Value;

use crate::http::body::json as strict;

/// The case with the draft as the only version of the committee's terms, from the day of its first; none where the file is
/// no case, or has no such committee with terms.
#[must_use]
pub fn under(case: &[u8], committee: &str, draft: &Value) -> Option<Vec<u8>> {
    let mut case = strict::parse(case).ok()?;
    let committees = case.pointer_mut("/setup/committees")?.as_array_mut()?;
    let theirs = committees.iter_mut().find(|one| one.get("id").and_then(Value::as_str) == Some(committee))?;
    let versions = theirs.get_mut("terms")?;
    let first = versions.as_array()?.iter().filter_map(|terms| terms.get("from")?.as_str()).min()?.to_owned();
    let mut draft = draft.clone();
    draft.as_object_mut()?.insert("from".into(), first.into());
    *versions = Value::Array(vec![draft]);
    Some(case.to_string().into_bytes())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;

    #[test]
    fn the_draft_takes_the_place_of_every_version_from_the_day_of_the_first() {
        let case = json!({"setup": {"committees": [
            {"id": "other", "terms": [{"from": "2010-01-01"}]},
            {"id": "pccc", "terms": [{"from": "2016-04-01", "seats": []}, {"from": "2015-04-01", "seats": []}]},
        ]}});
        let draft = json!({"from": "2020-01-01", "seats": ["a"]});
        let of = |committee: &str| under(case.to_string().as_bytes(), committee, &draft);
        let played: Value = serde_json::from_slice(&of("pccc").unwrap()).unwrap();
        assert_eq!(played.pointer("/setup/committees/1/terms"), Some(&json!([{"from": "2015-04-01", "seats": ["a"]}])));
        assert_eq!(played.pointer("/setup/committees/0"), case.pointer("/setup/committees/0"));
        assert!(of("nobody").is_none() && under(b"{", "pccc", &draft).is_none() && under(b"[]", "pccc", &draft).is_none());
    }
}
