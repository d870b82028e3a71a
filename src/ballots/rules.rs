//! Whether a ballot of member practices carried (C6.9).

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fault::{Error, FieldError};
use crate::fraction::Fraction;
use crate::ids::{BallotId, OrganisationId};
use crate::moment::Date;
use crate::verdict::{Code, Reason, Refusal};
use crate::weight::Weight;
use crate::words;

words! {
    /// What a practice's vote counts in a ballot.
    Franchise "franchise" {
        /// One, whatever its size.
        Practice = "practice",
        /// Its weight, such as the patients on its list.
        ListSize = "list_size",
    }
}

words! {
    /// How a practice votes in a ballot.
    Answer "answer in a ballot" { For = "for", Against = "against", Abstain = "abstain", }
}

/// The days in which votes were taken, both of them among these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// The first day on which votes were taken.
    pub from: Date,
    /// The last day on which votes were taken.
    pub to: Date,
}

/// The vote of a practice in a ballot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BallotVote {
    /// The practice, as in `/api/v1/organisations/{id}`.
    pub organisation: OrganisationId,
    /// How it voted; whoever abstains is counted on neither side.
    pub choice: Answer,
    /// What its vote counts, one where left out; read where the franchise is `list_size` alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<Weight>,
}

/// Who announced how a ballot had gone, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Announcement {
    /// Who counted the votes and announced it, in words: somebody independent of those who voted.
    pub by: String,
    /// The day on which it was announced, its last day or later.
    pub on: Date,
}

/// A ballot as it was held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Ballot {
    /// The body whose member practices voted, as in `/api/v1/organisations/{id}`.
    pub organisation: OrganisationId,
    /// The question that was put to them.
    pub question: String,
    /// What a vote counts.
    pub franchise: Franchise,
    /// In which days votes were taken.
    pub window: Window,
    /// Each practice's vote, once.
    pub votes: Vec<BallotVote>,
    /// Which part of the votes for and against carries it; more than half where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<Fraction>,
    /// Who announced it, and when; absent where nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub announced: Option<Announcement>,
    /// What becomes of what was asked where it does not carry, in words; absent where nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub if_not_carried: Option<String>,
}

/// The most practices that vote in one ballot.
const MOST_VOTES: usize = 2000;

/// What is wrong with a ballot in itself.
#[must_use]
pub fn faults_of(ballot: &Ballot) -> Vec<FieldError> {
    let mut faults = Vec::new();
    if ballot.window.to < ballot.window.from {
        faults.push(FieldError::new("/window/to", "period_invalid", "The ballot ends before it begins: put one of the two days right."));
    }
    if ballot.announced.as_ref().is_some_and(|announced| announced.on < ballot.window.to) {
        let message =
            format!("Votes were taken until {}, and it is announced after them: put one of the two days right.", ballot.window.to.long());
        faults.push(FieldError::new("/announced/on", "period_invalid", message));
    }
    if ballot.threshold.is_some_and(|threshold| threshold.numerator == 0) {
        faults.push(FieldError::new("/threshold", "range", "A threshold is more than nought."));
    }
    if ballot.votes.len() > MOST_VOTES {
        faults.push(FieldError::new("/votes", "length", format!("At most {MOST_VOTES} practices vote in a ballot.")));
        return faults;
    }
    let mut seen = BTreeSet::new();
    for (n, vote) in ballot.votes.iter().enumerate() {
        if !seen.insert(vote.organisation) {
            let message = "This practice has voted already: each votes once.";
            faults.push(FieldError::new(format!("/votes/{n}/organisation"), "duplicate", message));
        }
    }
    faults
}

/// C6.9: a ballot is carried by its threshold of the votes for and against: at exactly itself, but a half must be exceeded.
/// Weights count only where the franchise is by list size. Without a vote for it nothing is carried.
#[must_use]
pub fn is_carried(ballot: &Ballot) -> bool {
    let weight = |vote: &BallotVote| match ballot.franchise {
        Franchise::Practice => Weight::ONE,
        Franchise::ListSize => vote.weight.unwrap_or(Weight::ONE),
    };
    let sum = |answer: Answer| ballot.votes.iter().filter(|vote| vote.choice == answer).map(weight).sum::<Weight>();
    let (in_favour, against) = (sum(Answer::For), sum(Answer::Against));
    let threshold = ballot.threshold.unwrap_or(Fraction { numerator: 1, denominator: 2 });
    let needed = (in_favour + against).times(u64::from(threshold.numerator), u64::from(threshold.denominator));
    let is_half = u64::from(threshold.numerator) * 2 == u64::from(threshold.denominator);
    !in_favour.is_zero() && if is_half { in_favour > needed } else { in_favour >= needed }
}

/// The permit: what rests on this ballot may be entered.
#[derive(Debug, Clone, Copy)]
pub struct Carried(());

/// C6.9: what rests on a ballot is entered once that has carried.
///
/// # Errors
/// The refusal, where it did not.
pub fn must_have_carried(id: BallotId, ballot: &Ballot) -> Result<Carried, Refusal> {
    if is_carried(ballot) {
        return Ok(Carried(()));
    }
    let so_many = |answer: Answer| ballot.votes.iter().filter(|vote| vote.choice == answer).count();
    let asked = ballot.threshold.map_or_else(|| "more than half".to_owned(), |threshold| format!("{threshold}"));
    let detail = format!(
        "The ballot '{}' did not carry: {} for and {} against, and it asked for {asked} of them.",
        ballot.question,
        so_many(Answer::For),
        so_many(Answer::Against)
    );
    let then = ballot.if_not_carried.as_ref().map_or_else(String::new, |then| format!(" It was said beforehand what follows: {then}"));
    let reason = Reason::new(Code::BallotNotCarried, "C6.9", detail + &then).facts([id.subject(), ballot.organisation.subject()]);
    Err(Refusal::of(reason.cure("Leave the terms of reference as they are; or hold another ballot, and name that one.")))
}

/// What was permitted but for the ballot on which it rests: of two refusals all reasons are told.
///
/// # Errors
/// Either refusal, or both as one.
pub fn with_its_ballot<T>(voted: Result<(), Error>, permit: Result<T, Refusal>) -> Result<T, Error> {
    match (voted, permit) {
        (Ok(()), permit) => Ok(permit?),
        (Err(Error::Refused(mut refusal)), Err(other)) => {
            refusal.reasons.extend(other.reasons);
            Err(Error::Refused(refusal))
        }
        (Err(error), _) => Err(error),
    }
}

/// The permit: this ballot may be recorded.
#[derive(Debug)]
pub struct MayRecord {
    pub(in crate::ballots) ballot: Ballot,
}

/// C6.9: a ballot is recorded as it was held, if it says nothing that cannot have been.
///
/// # Errors
/// What is wrong with it, field by field.
pub fn may_record(ballot: Ballot) -> Result<MayRecord, Vec<FieldError>> {
    let faults = faults_of(&ballot);
    if faults.is_empty() { Ok(MayRecord { ballot }) } else { Err(faults) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// `+` for, `-` against, `0` abstained; a weight may follow.
    fn ballot(franchise: Franchise, threshold: Option<&str>, votes: &str) -> Ballot {
        let vote = |text: &str| {
            let (sign, weight) = text.split_at(1);
            BallotVote {
                organisation: OrganisationId::new(),
                choice: match sign {
                    "+" => Answer::For,
                    "-" => Answer::Against,
                    _ => Answer::Abstain,
                },
                weight: weight.parse().ok(),
            }
        };
        Ballot {
            organisation: OrganisationId::new(),
            question: "Take it on?".into(),
            franchise,
            window: Window { from: "2017-02-01".parse().unwrap(), to: "2017-02-10".parse().unwrap() },
            votes: votes.split_whitespace().map(vote).collect(),
            threshold: threshold.map(|text| text.parse().unwrap()),
            announced: None,
            if_not_carried: None,
        }
    }

    #[test]
    fn more_than_half_carries_and_a_threshold_at_exactly_itself() {
        let carried = |threshold, votes| is_carried(&ballot(Franchise::Practice, threshold, votes));
        for threshold in [None, Some("1/2"), Some("2/4")] {
            assert!(carried(threshold, "+ + -"), "{threshold:?}");
            assert!(!carried(threshold, "+ -"), "{threshold:?}: half is not more than half");
        }
        assert!(carried(Some("2/3"), "+ + -"));
        assert!(!carried(Some("2/3"), "+ -"));
        assert!(carried(None, "+ 0 0 0"), "whoever abstains is on neither side");
        assert!(!carried(None, "0"));
        assert!(!carried(Some("1/3"), ""), "nobody voted");
    }

    #[test]
    fn weights_count_by_list_size_alone() {
        let votes = "+10000 -3000 -3000";
        assert!(!is_carried(&ballot(Franchise::Practice, None, votes)));
        assert!(is_carried(&ballot(Franchise::ListSize, None, votes)));
        assert!(!is_carried(&ballot(Franchise::ListSize, None, "+6000 -3000 -3000")));
        assert!(is_carried(&ballot(Franchise::ListSize, None, "+ + -")), "one where none is said");
    }

    #[test]
    fn what_rests_on_a_ballot_waits_until_one_has_carried() {
        let refused = |votes| must_have_carried(BallotId::new(), &ballot(Franchise::Practice, None, votes)).err();
        assert!(refused("+ + -").is_none());
        assert!(refused("+ -").unwrap().has(Code::BallotNotCarried));
    }

    #[test]
    fn a_practice_votes_once_in_days_that_end_after_they_begin() {
        let codes = |ballot: &Ballot| faults_of(ballot).into_iter().map(|fault| fault.code.to_string()).collect::<Vec<_>>();
        let mut one = ballot(Franchise::Practice, None, "+ -");
        assert!(codes(&one).is_empty());
        one.window.to = one.window.from;
        assert!(codes(&one).is_empty(), "of one day");
        one.window.to = one.window.from.plus_days(-1);
        let first = one.votes.first().unwrap().clone();
        one.votes.push(first);
        assert_eq!(codes(&one), ["period_invalid", "duplicate"]);
        assert_eq!(codes(&ballot(Franchise::Practice, Some("0/1"), "+")), ["range"]);
    }
}
