//! The verb: a ballot is recorded as it was held.

use super::changes::BallotRecorded;
use super::rules::{self, Ballot, BallotVote, Franchise, Window};
use crate::db::Read;
use crate::fault::Error;
use crate::findings::Findings;
use crate::fraction::Fraction;
use crate::ids::OrganisationId;
use crate::organisations;
use crate::text::Prose;

/// A ballot to be recorded.
#[derive(Debug, Clone)]
pub struct RecordBallot {
    pub organisation: OrganisationId,
    pub question: Prose,
    pub franchise: Franchise,
    pub window: Window,
    pub votes: Vec<BallotVote>,
    pub threshold: Option<Fraction>,
}

/// Records a ballot of member practices with its votes.
///
/// # Errors
/// What is wrong with it, field by field; practices that this register does not know.
pub fn record(read: &mut Read<'_>, command: &RecordBallot) -> Result<BallotRecorded, Error> {
    let RecordBallot { organisation, question, franchise, window, votes, threshold } = command.clone();
    organisations::must_know(read, organisation)?;
    let permit = rules::may_record(Ballot { organisation, question: question.into(), franchise, window, votes, threshold });
    let permit = permit.map_err(Error::Invalid)?;
    let known = organisations::facts::known_of(read, permit.ballot.votes.iter().map(|vote| vote.organisation).collect())?;
    let mut findings = Findings::new();
    for (n, vote) in permit.ballot.votes.iter().enumerate().filter(|(_, vote)| !known.contains(&vote.organisation)) {
        let message = format!("There is no body {} in this register: enter the practice first.", vote.organisation);
        findings.add(format!("/votes/{n}/organisation"), "unknown_reference", message);
    }
    findings.done()?;
    Ok(BallotRecorded::by(permit))
}
