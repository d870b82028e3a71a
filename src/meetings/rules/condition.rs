//! When a clause of the terms of reference, or a rule of voting, applies to an item (C5.1, C6).

use super::Item;
use crate::committees::{Condition, Voting, VotingRules};
use crate::policy::{Purpose, Stage};

/// Whether what a condition says of the business is so. Without an item (a lint) the business is a decision of no kind,
/// function, stage or value. A decision or ratification that names no stage is read at *award*, here as everywhere; a
/// discussion that names none has none.
#[must_use]
pub fn is_of(condition: &Condition, item: Option<&Item>) -> bool {
    let is = |wanted: &Option<String>, said: Option<&String>| wanted.is_none() || wanted.as_ref() == said;
    let purpose = item.map_or(Purpose::Decision, |item| item.purpose);
    let stage = |item: &Item| item.stage.or(item.must_be_decided().then_some(Stage::Award));
    condition.purpose.is_none_or(|wanted| wanted == purpose)
        && is(&condition.decision_type, item.and_then(|item| item.decision_type.as_ref()))
        && is(&condition.function, item.and_then(|item| item.function.as_ref()))
        && condition.stage.is_none_or(|wanted| item.and_then(stage) == Some(wanted))
        && condition.value_over.is_none_or(|limit| item.and_then(|item| item.value).is_some_and(|value| value > limit))
}

/// The rule by which votes on an item are counted: the first of the terms that fits it.
#[must_use]
pub fn voting_on(rules: &VotingRules, item: Option<&Item>) -> Voting {
    rules.first(|condition| is_of(condition, item))
}
