//! Samples of what is sent: one set of values for the published document, its page and the tests.
//!
//! A sample is JSON and not a value of its body's type, for a body cannot always be written back: one
//! that holds a password never is, and one that amends tells what is left out from what is null. It is
//! typed all the same: it is read as its body is when it is sent, and one that could not be fails the build.
//!
//! The ids in samples are those of one made-up register; a test that sends them puts those of its own in
//! their place.

use serde_json::Value;

/// A body as it is sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// What it does, in a few words: "A lay member joins on 1 April".
    pub about: &'static str,
    pub body: Value,
}

/// What is sent to a route, with samples of it: the plainest first, then one for each thing that can be said.
pub trait Samples {
    fn samples() -> Vec<Sample>;
}

#[must_use]
pub const fn sample(about: &'static str, body: Value) -> Sample {
    Sample { about, body }
}

/// The made-up register: what it calls each thing, and its id.
pub const NAMED: [(&str, &str); 22] = [
    ("register", REGISTER),
    ("user", USER),
    ("own", ORGANISATION),
    ("chair", CHAIR),
    ("vice", VICE),
    ("cfo", CFO),
    ("nurse", NURSE),
    ("gp", GP),
    ("deputy", DEPUTY),
    ("committee", COMMITTEE),
    ("membership", MEMBERSHIP),
    ("draft", DRAFT),
    ("meeting", MEETING),
    ("report", REPORT),
    ("surgery", SURGERY),
    ("list", LIST),
    ("paper", PAPER),
    ("decision", DECISION),
    ("stake", RELATION),
    ("part", PART),
    ("practice", PRACTICE),
    ("vote", VOTE),
];

pub const REGISTER: &str = "0197c1f2-5c1e-7a30-8a52-000000000001";
pub const USER: &str = "0197c1f2-5c1e-7a30-8a52-000000000002";
/// The commissioner, `03E`.
pub const ORGANISATION: &str = "0197c1f2-5c1e-7a30-8a52-000000000003";
/// The lay chair of the committee.
pub const CHAIR: &str = "0197c1f2-5c1e-7a30-8a52-000000000004";
/// The lay vice-chair.
pub const VICE: &str = "0197c1f2-5c1e-7a30-8a52-000000000005";
/// The chief finance officer.
pub const CFO: &str = "0197c1f2-5c1e-7a30-8a52-000000000006";
pub const NURSE: &str = "0197c1f2-5c1e-7a30-8a52-000000000007";
/// A GP of the practice `P1`, with an interest in it.
pub const GP: &str = "0197c1f2-5c1e-7a30-8a52-000000000008";
/// Who may stand in for the GP.
pub const DEPUTY: &str = "0197c1f2-5c1e-7a30-8a52-000000000009";
pub const COMMITTEE: &str = "0197c1f2-5c1e-7a30-8a52-00000000000a";
pub const MEMBERSHIP: &str = "0197c1f2-5c1e-7a30-8a52-00000000000b";
/// A declaration that is not submitted yet.
pub const DRAFT: &str = "0197c1f2-5c1e-7a30-8a52-00000000000c";
pub const MEETING: &str = "0197c1f2-5c1e-7a30-8a52-00000000000d";
/// An item for information.
pub const REPORT: &str = "0197c1f2-5c1e-7a30-8a52-00000000000e";
/// An item for decision that concerns nobody's interests.
pub const SURGERY: &str = "0197c1f2-5c1e-7a30-8a52-00000000000f";
/// An item for decision about the practice `P1`.
pub const LIST: &str = "0197c1f2-5c1e-7a30-8a52-000000000010";
pub const PAPER: &str = "0197c1f2-5c1e-7a30-8a52-000000000011";
pub const DECISION: &str = "0197c1f2-5c1e-7a30-8a52-000000000012";
pub const RELATION: &str = "0197c1f2-5c1e-7a30-8a52-000000000013";
/// A part of the item [`LIST`].
pub const PART: &str = "0197c1f2-5c1e-7a30-8a52-000000000014";
/// The practice `P1`.
pub const PRACTICE: &str = "0197c1f2-5c1e-7a30-8a52-000000000015";
/// The GP's vote on the item [`LIST`].
pub const VOTE: &str = "0197c1f2-5c1e-7a30-8a52-000000000016";
