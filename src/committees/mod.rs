//! Committees, their seats, who holds them from when to when, and the versioned terms of
//! reference: quorum, counting, voting, composition, authority, chair.
//!
//! In the minute book these are the first pages. This folder decides which version of the terms
//! is in force and what a well-formed version is. It does not count anybody: that is `quorum`.

pub mod authority;
pub mod changes;
pub mod expression;
pub mod facts;
pub mod http;
mod edit;
pub mod english;
mod level;
pub mod rules;
mod selectors;
pub mod terms;
pub mod voting;

pub use authority::{AgendaPart, Authority, Evidence, EvidenceKind, Granted, Level, LevelChange, PartLevel, Pathway};
pub use changes::level::{AuthorityChanged, AuthorityWithdrawn};
pub use changes::{CommitteeChanged, CommitteeMade, MemberAppointed, MembershipEnded, TermsSet};
pub use edit::{EndMembership, NewCommittee, SetTerms, appoint, create, drafted, end_membership, rename, set_terms};
pub use english::{Bodies, Paragraph, called, in_english, quorum_in_english};
pub use expression::{Base, Condition, Each, Expression, Rounding, Selector};
pub use facts::first_seat;
pub use http::COMMITTEE;
pub use level::{ChangeLevel, change_level, versions_and_changes, withdraw_level};
pub use rules::level::GivenEvidence;
pub use rules::{Appointment, Committee, CommitteeStatement, Membership};
pub use selectors::{bodies_of, bodies_of_rules, tags_of};
pub use terms::{
    Basis, Business, ByCorrespondence, Capacity, Chair, CommitteeKind, Conflicted, Counted, Counting, Deputies, Except, MembershipClass,
    Office, Persistence, Replies, Seat, Terms, Then, VotingRule,
};
pub use voting::{CastingVote, Voting, VotingRules};

// By these names with the rest of the language of the terms.
pub use crate::fraction::Fraction;
pub use crate::weight::Weight;
