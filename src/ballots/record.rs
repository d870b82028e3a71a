//! The verb: a ballot is recorded as it was held.

use super::changes::BallotRecorded;
use super::rules::{self, Announcement, Ballot, BallotVote, Franchise, Window};
use crate::db::Read;
use crate::fault::Error;
use crate::findings::Findings;
use crate::fraction::Fraction;
use crate::ids::OrganisationId;
use crate::moment::Date;
use crate::organisations;
use crate::text::{Line, Prose};

/// A ballot to be recorded.
#[derive(Debug, Clone)]
pub struct RecordBallot {
    pub organisation: OrganisationId,
    pub question: Prose,
    pub franchise: Franchise,
    pub window: Window,
    pub votes: Vec<BallotVote>,
    pub threshold: Option<Fraction>,
    /// Who announced it, and on which day.
    pub announced: Option<(Line, Date)>,
    pub if_not_carried: Option<Prose>,
}

/// Records a ballot of member practices with its votes.
///
/// # Errors
/// What is wrong with it, field by field; practices that this register does not know.
pub fn record(read: &mut Read<'_>, command: &RecordBallot) -> Result<BallotRecorded, Error> {
    let RecordBallot { organisation, question, franchise, window, votes, threshold, announced, if_not_carried } = command.clone();
    let announced = announced.map(|(by, on)| Announcement { by: by.into(), on });
    organisations::must_know(read, organisation)?;
    let permit = rules::may_record(Ballot {
        organisation,
        question: question.into(),
        franchise,
        window,
        votes,
        threshold,
        announced,
        if_not_carried: if_not_carried.map(Into::into),
    });
    let permit = permit.map_err(Error::Invalid)?;
    let known = organisations::facts::known_of(read, permit.ballot.votes.iter().map(|vote| vote.organisation).collect())?;
    let mut findings = Findings::new();
    for (n, vote) in permit.ballot.votes.iter().enumerate().filter(|(_, vote)| !known.contains(&vote.organisation)) {
        let message = format!("There is no body {} in this register: enter the practice first.", vote.organisation);
        findings.add(format!("/votes/{n}/organisation"), "unknown_reference", message);
    }
    let practices = organisations::facts::practices_of(read, &known)?;
    for (n, vote) in permit.ballot.votes.iter().enumerate().filter(|(_, vote)| known.contains(&vote.organisation)) {
        if !practices.contains(&vote.organisation) {
            let message = "This body is no practice: in a ballot of member practices practices vote.";
            findings.add(format!("/votes/{n}/organisation"), "not_a_practice", message);
        }
    }
    findings.done()?;
    Ok(BallotRecorded::by(permit))
}
