//! The rules of voting in English.

use super::words::{body, condition, fraction, listed, number, set};
use super::{Bodies, sentence};
use crate::committees::{Basis, CastingVote, Fraction, Voting, VotingRule, VotingRules};

pub(super) fn rules(rules: &VotingRules, bodies: &Bodies) -> Vec<String> {
    let mut says: Vec<String> = rules.iter().enumerate().map(|(n, rule)| of_rule(rule, n, bodies)).collect();
    if rules.iter().all(|rule| rule.when.is_some()) {
        says.push(of_rule(&Voting::default(), says.len(), bodies));
    }
    says
}

/// One rule by itself, as it was asked of an item.
#[must_use]
pub fn voting(rule: &Voting, bodies: &Bodies) -> String {
    of_rule(&Voting { when: None, ..rule.clone() }, 0, bodies)
}

/// One rule, with the business it is for: the first that fits holds.
fn of_rule(rule: &Voting, before: usize, bodies: &Bodies) -> String {
    let whither = match (&rule.when, before) {
        (None, 0) => String::new(),
        (None, _) => "in all other cases ".to_owned(),
        (Some(when), 0) => format!("where {}, ", condition(when)),
        (Some(when), _) => format!("else, where {}, ", condition(when)),
    };
    let mut says = vec![sentence(&format!("{whither}{}", carried(rule)))];
    if rule.rule == VotingRule::Block {
        says.push(groups(rule, bodies));
    }
    if !rule.weights.is_empty() {
        let shares: Vec<String> = rule.weights.iter().map(|(code, weight)| format!("{} has {weight}", body(code, bodies))).collect();
        says.push(sentence(&format!("of the votes {}, each body's shared equally over its voting seats", listed(&shares, "and"))));
    }
    says.extend(rule.affirmative.map(|n| sentence(&format!("besides, at least {} must be for it", number(n)))));
    says.push(
        match rule.casting_vote {
            CastingVote::None => "There is no casting vote.",
            CastingVote::FromAVotingSeat => "Whoever presides settles a tie, if they have a vote and no conflict of interest.",
            CastingVote::FromAnySeat => {
                "Whoever presides settles a tie, with a vote of their own or without, if they have no conflict of interest."
            }
        }
        .to_owned(),
    );
    says.join(" ")
}

fn out_of(basis: Basis) -> &'static str {
    match basis {
        Basis::Cast => "the votes cast for and against",
        Basis::PresentEligible => "the votes of all who are in the room and may vote",
        Basis::AllEligible => "the votes of all who may vote, in the room or not",
        Basis::AllSeats => "the votes of all filled seats, those kept out by a conflict included",
        Basis::AllOffices => "the votes of all seats there are, vacant ones included",
    }
}

/// By what a motion is carried.
#[must_use]
pub fn carried(rule: &Voting) -> String {
    let basis = out_of(rule.basis);
    match rule.rule {
        VotingRule::SimpleMajority => format!("a motion is carried by more than half of {basis}"),
        VotingRule::Weighted => format!("a motion is carried by more than half, by weight, of {basis}"),
        VotingRule::Threshold => match rule.threshold {
            Some(Fraction { numerator: 1, denominator: 2 }) => format!("a motion is carried by more than one half of {basis}"),
            Some(threshold) => format!("a motion is carried by {} or more of {basis}", fraction(threshold)),
            None => format!("a motion is carried by a threshold, which is not given, of {basis}"),
        },
        VotingRule::Consensus => "a motion is carried by consensus: one for it, and none against".to_owned(),
        VotingRule::EachOrganisation => {
            "a motion is carried when each body with voting seats agrees, with more of its votes for than against".to_owned()
        }
        VotingRule::Block if rule.basis == Basis::Cast => {
            "each group has one vote, and a motion is carried by more than half of the groups that vote for or against".to_owned()
        }
        VotingRule::Block => "each group has one vote, and a motion is carried by more than half of all groups".to_owned(),
    }
}

fn groups(rule: &Voting, bodies: &Bodies) -> String {
    let votes = "a group votes as the greater number in it does";
    if rule.groups.is_empty() {
        return sentence(&format!("the groups are the bodies with voting seats; {votes}"));
    }
    let groups: Vec<String> = rule.groups.iter().map(|group| set(group, bodies)).collect();
    sentence(&format!("the groups are: {}; {votes}", groups.join("; ")))
}
