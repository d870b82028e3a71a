//! Whom terms of reference speak of: the selectors in all their rules, and the bodies and tags that those name.

use std::collections::BTreeSet;

use super::expression::{Expression, Selector};
use super::terms::Terms;
use super::voting::Voting;

/// The codes of bodies of which terms speak, to be looked up.
#[must_use]
pub fn bodies_of(terms: &Terms) -> BTreeSet<String> {
    let mut found: BTreeSet<String> = terms.seats.iter().filter_map(|seat| seat.organisation.clone()).collect();
    found.extend(terms.voting.iter().flat_map(|rule| rule.weights.keys().cloned()));
    found.extend(selectors_of(terms).filter_map(body).cloned());
    found
}

/// The codes of bodies of which a quorum and a voting rule speak.
#[must_use]
pub fn bodies_of_rules(quorum: Option<&Expression>, voting: &Voting) -> BTreeSet<String> {
    let mut found = Vec::new();
    quorum.iter().for_each(|clause| of_clause(clause, &mut found));
    voting.groups.iter().for_each(|group| of_selector(group, &mut found));
    voting.weights.keys().chain(found.into_iter().filter_map(body)).cloned().collect()
}

/// The codes of bodies that the rules of terms name, each with the place of the rule.
pub fn bodies_in_rules(terms: &Terms) -> impl Iterator<Item = (String, &String)> {
    placed(terms).into_iter().filter_map(|(at, selector)| Some((at, body(selector)?)))
}

/// The tags of which terms speak.
#[must_use]
pub fn tags_of(terms: &Terms) -> BTreeSet<String> {
    let tag = |selector: &Selector| match selector {
        Selector::Tag(tag) => Some(tag.clone()),
        _ => None,
    };
    selectors_of(terms).filter_map(tag).collect()
}

fn body(selector: &Selector) -> Option<&String> {
    match selector {
        Selector::Organisation(code) => Some(code),
        _ => None,
    }
}

fn selectors_of(terms: &Terms) -> impl Iterator<Item = &Selector> {
    placed(terms).into_iter().map(|(_, selector)| selector)
}

/// Every selector of the terms that is not made of others, with the place of the rule it stands in.
fn placed(terms: &Terms) -> Vec<(String, &Selector)> {
    let clauses = std::iter::once(("/quorum", &terms.quorum)).chain(terms.composition.iter().map(|clause| ("/composition", clause)));
    let of_clauses = clauses.map(|(at, clause)| {
        let mut found = Vec::new();
        of_clause(clause, &mut found);
        (at.to_owned(), found)
    });
    let groups = terms.voting.placed().flat_map(|(at, rule)| rule.groups.iter().map(move |group| (format!("{at}/groups"), group)));
    let elected = terms.chair.elect_from.iter().map(|from| ("/chair/elect_from".to_owned(), from));
    let of_selectors = groups.chain(elected).map(|(at, selector)| {
        let mut found = Vec::new();
        of_selector(selector, &mut found);
        (at, found)
    });
    of_clauses.chain(of_selectors).flat_map(|(at, found)| found.into_iter().map(move |one| (at.clone(), one))).collect()
}

fn of_selector<'t>(selector: &'t Selector, found: &mut Vec<&'t Selector>) {
    match selector {
        Selector::Any(list) | Selector::Both(list) => list.iter().for_each(|one| of_selector(one, found)),
        Selector::Except(pair) => {
            of_selector(&pair.0, found);
            of_selector(&pair.1, found);
        }
        plain => found.push(plain),
    }
}

fn of_clause<'t>(clause: &'t Expression, found: &mut Vec<&'t Selector>) {
    match clause {
        Expression::All(list) | Expression::Any(list) => list.iter().for_each(|one| of_clause(one, found)),
        Expression::Not(inner) | Expression::Distinct(inner) => of_clause(inner, found),
        Expression::Each { satisfies, .. } => of_clause(satisfies, found),
        Expression::When(_, then, otherwise) => {
            of_clause(then, found);
            otherwise.iter().for_each(|inner| of_clause(inner, found));
        }
        Expression::AtLeast(_, of) | Expression::AtMost(_, of) | Expression::Exactly(_, of) | Expression::Fraction { of, .. } => {
            of_selector(of, found);
        }
        Expression::Kinds(_, list) => list.iter().for_each(|one| of_selector(one, found)),
        Expression::Majority { of, over } => {
            of_selector(of, found);
            of_selector(over, found);
        }
    }
}
