//! What a well-formed rule of voting is, and a well-formed exception from a seat's vote (C6): nothing in it contradicts
//! itself, and nothing names what is not in the terms.

use std::collections::BTreeMap;

use super::{LARGEST_NUMBER, selector_faults, unread};
use crate::committees::terms::{Seat, Terms, VotingRule};
use crate::committees::voting::Voting;
use crate::fault::FieldError;
use crate::text::Word;

/// The longest that a decision waits to be confirmed: ten years.
const LONGEST_WAIT: u32 = 3660;

/// C6: each rule says what it needs and no more, and each may be reached: the first that fits an item holds, so one that
/// fits every item comes last.
pub(super) fn faults(terms: &Terms, faults: &mut Vec<FieldError>) {
    let mut ends_at: Option<String> = None;
    if terms.voting.iter().next().is_none() {
        faults.push(FieldError::new("/voting", "length", "give at least one rule, or leave 'voting' out"));
    }
    for (at, rule) in terms.voting.placed() {
        if let Some(last) = &ends_at {
            let message = format!("no item comes to this rule, for {last} fits every item: give that one a 'when', or let it come last");
            faults.push(FieldError::new(&at, "unreachable", message));
        }
        if let Some((first, _)) =
            terms.voting.placed().take_while(|(other, _)| *other != at).find(|(_, other)| other.when.is_some() && other.when == rule.when)
        {
            let message = format!("no item comes to this rule, for {first} has the same 'when': give it another, or leave one of them out");
            faults.push(FieldError::new(&at, "unreachable", message));
        }
        if rule.when.is_none() {
            ends_at = ends_at.or_else(|| Some(at.clone()));
        }
        of_rule(rule, terms, &at, faults);
    }
}

fn of_rule(rule: &Voting, terms: &Terms, at: &str, faults: &mut Vec<FieldError>) {
    let mut fault = |field: &str, code: &str, message: &str| faults.push(FieldError::new(format!("{at}/{field}"), code, message));
    if let Some(condition) = &rule.when {
        // Who sits and who is left out may change from vote to vote; what carries a motion may not.
        for (field, given) in [("seat_filled", condition.seat_filled.is_some()), ("excluded_over", condition.excluded_over.is_some())] {
            if given {
                fault(&format!("when/{field}"), "contradictory", "a rule of voting goes by the item alone: ask this in the quorum");
            }
        }
        if *condition == crate::committees::Condition::default() {
            fault("when", "length", "say to which items the rule applies, or leave 'when' out");
        }
    }
    match (rule.rule, rule.threshold) {
        (VotingRule::Threshold, None) => fault("threshold", "required", "the rule 'threshold' needs one, such as 2/3"),
        (VotingRule::Threshold, Some(threshold)) if threshold.numerator == 0 => {
            fault("threshold", "range", "a threshold is more than nought");
        }
        _ => {}
    }
    if rule.affirmative.is_some_and(|n| n == 0 || n > LARGEST_NUMBER) {
        fault("affirmative", "range", &format!("from 1 to {LARGEST_NUMBER} must be for; leave it out where no number is asked"));
    }
    if !rule.groups.is_empty() && rule.rule != VotingRule::Block {
        fault("groups", "contradictory", "the rule 'block' alone counts by groups: leave them out, or make it the rule");
    }
    for (n, group) in rule.groups.iter().enumerate() {
        selector_faults(group, terms, &format!("{at}/groups/{n}"), 0, faults);
    }
}

/// C6.1: a seat has a vote to be without, on business that is named.
pub(super) fn except_faults(seat: &Seat, at: &str, faults: &mut Vec<FieldError>) {
    let Some(except) = &seat.votes_except else { return };
    if !seat.voting {
        faults.push(FieldError::new(at, "contradictory", "this seat never votes: leave this out, or give it a vote"));
    }
    if except.functions.is_empty() && except.decision_types.is_empty() {
        faults.push(FieldError::new(at, "length", "name the functions or decision_types on which the seat has no vote, or leave this out"));
    }
    for (field, words) in [("functions", &except.functions), ("decision_types", &except.decision_types)] {
        for (n, word) in words.iter().enumerate() {
            faults.extend(unread(&format!("{at}/{field}/{n}"), Some(word), Word::parse));
        }
    }
}

/// C10: a kind of decision is a word, and waits for days that somebody can wait.
pub(super) fn confirmation_faults(terms: &Terms, faults: &mut Vec<FieldError>) {
    for (word, days) in &terms.needs_confirmation {
        let at = format!("/needs_confirmation/{word}");
        faults.extend(unread(&at, Some(word), Word::parse));
        if *days > LONGEST_WAIT {
            faults.push(FieldError::new(at, "range", format!("a decision waits at most {LONGEST_WAIT} days to be confirmed")));
        }
    }
}

/// C6.5: a weight is shared over the voting seats of its body, so the body has one. `own` is the code of the committee's
/// body; `known` says how the register spells a code.
#[must_use]
pub fn without_seats(terms: &Terms, own: &str, known: &BTreeMap<String, String>) -> Vec<FieldError> {
    let spelt = |code: &str| known.get(code).map_or(code, String::as_str).to_ascii_lowercase();
    let bodies: Vec<String> =
        terms.seats.iter().filter(|seat| seat.voting).map(|seat| spelt(seat.organisation.as_deref().unwrap_or(own))).collect();
    let mut faults = Vec::new();
    for (at, rule) in terms.voting.placed() {
        for code in rule.weights.keys().filter(|code| !bodies.contains(&spelt(code))) {
            let message = format!("{code} has no voting seat in these terms: give it one, or leave its weight out");
            faults.push(FieldError::new(format!("{at}/weights/{code}"), "unknown_reference", message));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::{Value, json};

    use super::super::faults_of;
    use super::*;

    fn terms(more: Value) -> Terms {
        let mut terms = json!({
            "from": "2018-01-01",
            "seats": [
                {"id": "a", "capacity": "lay", "voting": true},
                {"id": "b", "capacity": "lay", "organisation": "NHSE", "voting": true}
            ],
            "quorum": {"at_least": 1, "of": "anyone"}
        });
        terms.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        serde_json::from_value(terms).unwrap()
    }

    fn found(more: Value) -> Vec<String> {
        faults_of(&terms(more)).into_iter().map(|fault| format!("{} {}", fault.pointer, fault.code)).collect()
    }

    #[test]
    fn a_rule_that_fits_every_item_comes_last() {
        let large = json!({"when": {"value_over": 1}, "affirmative": 2});
        assert_eq!(found(json!({"voting": [large.clone(), {}]})), [""; 0]);
        assert_eq!(found(json!({ "voting": [large.clone()] })), [""; 0], "what is usual where none fits");
        assert_eq!(found(json!({"voting": [{}, large, {"basis": "all_seats"}]})), ["/voting/1 unreachable", "/voting/2 unreachable"]);
        assert_eq!(found(json!({"voting": []})), ["/voting length"]);
        assert_eq!(found(json!({"voting": [large.clone(), {"when": {"value_over": 1}}]})), ["/voting/1 unreachable"]);
        let rules = |n: u32| (1..=n).map(|over| json!({"when": {"value_over": over}})).collect::<Vec<_>>();
        assert_eq!(found(json!({ "voting": rules(50) })), [""; 0]);
        assert_eq!(found(json!({ "voting": rules(51) })), ["/voting length"]);
    }

    #[test]
    fn a_rule_says_what_it_needs_and_no_more() {
        let at = |rule: Value| found(json!({ "voting": rule }));
        assert_eq!(at(json!({"rule": "threshold"})), ["/voting/threshold required"]);
        assert_eq!(at(json!([{"when": {"stage": "award"}, "rule": "threshold"}, {}])), ["/voting/0/threshold required"]);
        for (n, fault) in [(0, true), (1, false), (1000, false), (1001, true)] {
            assert_eq!(!at(json!({ "affirmative": n })).is_empty(), fault, "{n}");
        }
        assert_eq!(at(json!({"rule": "block", "groups": [{"seat": "a"}, {"seat": "zz"}]})), ["/voting/groups/1/seat unknown_reference"]);
        assert_eq!(at(json!({"groups": [{"seat": "a"}]})), ["/voting/groups contradictory"]);
        assert_eq!(at(json!({"when": {}})), ["/voting/when length"]);
        assert_eq!(at(json!({"when": {"seat_filled": "a"}})), ["/voting/when/seat_filled contradictory"]);
        assert_eq!(at(json!({"when": {"excluded_over": "1/3"}})), ["/voting/when/excluded_over contradictory"]);
    }

    #[test]
    fn a_seat_is_without_a_vote_that_it_has_on_business_that_is_named() {
        let seat = |voting: bool, except: Value| {
            found(json!({"seats": [{"id": "a", "capacity": "lay", "voting": voting, "votes_except": except}]}))
        };
        assert_eq!(seat(true, json!({"functions": ["formula"]})), [""; 0]);
        assert_eq!(seat(true, json!({"decision_types": ["scheme"]})), [""; 0]);
        assert_eq!(seat(false, json!({"functions": ["formula"]})), ["/seats/0/votes_except contradictory"]);
        assert_eq!(seat(true, json!({})), ["/seats/0/votes_except length"]);
        assert_eq!(seat(true, json!({"functions": vec!["formula"; 51]})), ["/seats/0/votes_except/functions length"]);
    }

    #[test]
    fn who_may_be_elected_and_what_waits_is_bounded_too() {
        assert_eq!(found(json!({"chair": {"succession": ["chair"], "elect_from": {"tag": "school"}}})), [""; 0]);
        let never = json!({"succession": ["chair"], "then": "none", "elect_from": {"seat": "zz"}});
        assert_eq!(found(json!({ "chair": never })), ["/chair/elect_from/seat unknown_reference", "/chair/elect_from contradictory"]);
        for (days, fault) in [(0, false), (28, false), (3660, false), (3661, true)] {
            assert_eq!(!found(json!({"needs_confirmation": {"closure": days}})).is_empty(), fault, "{days}");
        }
    }

    #[test]
    fn a_weight_is_of_a_body_with_a_voting_seat() {
        let known: BTreeMap<String, String> = ["03L", "NHSE"].map(|code| (code.to_owned(), code.to_owned())).into();
        let of = |code: &str| without_seats(&terms(json!({"voting": {"weights": {code: 51}}})), "03L", &known).len();
        assert_eq!([of("NHSE"), of("03L"), of("nhse"), of("ZZZ")], [0, 0, 0, 1]);
    }
}
