//! What can be asked of a case at a moment: each answer comes from the same rules as the HTTP
//! API's. An `item` may be `item/part`, and may carry `@committee`.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::stage::{CaseError, Stage, message_of};
use crate::access::Seen;
use crate::conflicts::rules::standing::papers_withheld;
use crate::conflicts::rules::visibility::receives_papers;
use crate::conflicts::{Standings, convening, presiding, propose, standing};
use crate::db::Read;
use crate::decisions::facts::DecisionFacts;
use crate::decisions::late::{self, Breach};
use crate::decisions::urgent::{self, facts::Urgent};
use crate::declarations;
use crate::fault::Error;
use crate::ids::{CommitteeId, DeclarationId, ItemId, MeetingId, OrganisationId, PersonId};
use crate::lints::{self, Finding};
use crate::meetings::rules::outstanding::outstanding;
use crate::meetings::{CommitteeAtMeeting, Item, Outcome, Room, Sitting};
use crate::moment::Date;
use crate::policy::{Phase, Relation, Rights, Rung, Treatment};
use crate::quorum::rules::item::before_exclusions;
use crate::quorum::{Expectation, forecast, of_item, repairs};
use crate::votes::{Tally, tally};

/// A meeting at this moment, with the item asked about and its committee.
pub struct At {
    pub sitting: Rc<Sitting>,
    pub room: Room,
    pub item: Item,
    meeting: Seen<MeetingId>,
    pub committee: Option<CommitteeId>,
}

impl At {
    /// Reads the scene for a key of an expectation.
    ///
    /// # Errors
    /// A key that names nothing of the case.
    pub fn of(stage: &Stage, key: &str, also: &[PersonId], path: &str) -> Result<Self, CaseError> {
        let (item, committee) = key.split_once('@').map_or((key, None), |(item, committee)| (item, Some(committee)));
        let (meeting, named) = stage.item(item, path)?;
        let committee = committee.map(|id| stage.committee(id, path)).transpose()?;
        let sitting = stage.sitting(meeting, also).map_err(|error| CaseError::new(path, message_of(&error)))?;
        let room = sitting.room();
        let item = sitting.item(named.id()).cloned().ok_or_else(|| CaseError::new(path, "the item is gone"))?;
        Ok(Self { sitting, room, item, meeting, committee })
    }

    fn at(&self, path: &str) -> Result<&CommitteeAtMeeting, CaseError> {
        let mut concerned = self.sitting.concerned(&self.item);
        match self.committee {
            Some(id) => self.sitting.committee(id).ok_or_else(|| CaseError::new(path, "the committee does not sit in this meeting")),
            None => match (concerned.next(), concerned.next()) {
                (Some(only), None) => Ok(only),
                _ => Err(CaseError::new(path, "say which committee, as item@committee: the item concerns several")),
            },
        }
    }

    /// Everybody who holds a seat of a committee concerned.
    #[must_use]
    pub fn seated(&self) -> Vec<PersonId> {
        self.sitting.seated(&self.item).into_iter().collect()
    }

    #[must_use]
    pub fn proposal(&self, person: PersonId) -> Treatment {
        propose(&self.sitting, &self.item, person).treatment
    }

    #[must_use]
    pub fn relations(&self, person: PersonId) -> Vec<Relation> {
        propose(&self.sitting, &self.item, person).relations()
    }

    /// The rights in force, and whether the person holds a voting seat.
    #[must_use]
    pub fn rights(&self, person: PersonId) -> Rights {
        let how = standing(&self.sitting, &self.item, person);
        let phase = self.sitting.phase(self.item.id).unwrap_or(Phase::Introduction);
        let at = self.committee.and_then(|id| self.sitting.committee(id)).or_else(|| self.sitting.concerned(&self.item).next());
        let has_a_vote =
            |at: &CommitteeAtMeeting| self.sitting.lent(&self.item, at).seats_to_vote_from(&self.room, person).any(|seat| seat.voting);
        let votes = self.sitting.concerned(&self.item).any(has_a_vote);
        let mut rights = how.rights(phase, self.sitting.is_private(&self.item), at);
        rights.vote = rights.vote && votes;
        rights.counts = rights.counts && at.is_none_or(|at| !at.is_uncounted_deputy(&self.room, person));
        rights.papers = receives_papers(&self.sitting, &self.item, &how);
        rights
    }

    /// In the committee named, else who leads the talk.
    #[must_use]
    pub fn presiding(&self) -> Option<PersonId> {
        match self.committee.and_then(|id| self.sitting.committee(id)) {
            Some(at) => presiding(&self.sitting, &self.room, &self.item, at),
            None => convening(&self.sitting, &self.room, &self.item),
        }
    }

    /// Whoever holds a seat of a committee concerned; a deputy who sits gets no papers either, but is
    /// not asked about (C8).
    #[must_use]
    pub fn papers_withheld(&self) -> Vec<PersonId> {
        let holds = |person: &PersonId| {
            let mut concerned = self.sitting.concerned(&self.item);
            concerned.any(|at| at.seats().iter().any(|seat| at.holders(&seat.id).any(|holder| holder == *person)))
        };
        papers_withheld(&self.sitting, &self.room, &self.item).into_iter().filter(holds).collect()
    }

    /// # Errors
    /// Several committees, and none named.
    pub fn quorate(&self, path: &str) -> Result<bool, CaseError> {
        Ok(of_item(&self.sitting, &self.room, &self.item, self.at(path)?).quorate)
    }

    /// With nobody excluded: as it was, once the item is decided.
    ///
    /// # Errors
    /// Several committees, and none named; what the database says.
    pub fn quorate_before(&self, stage: &Stage, path: &str) -> Result<bool, CaseError> {
        let at = self.at(path)?;
        let now = || before_exclusions(&Standings::of(&self.sitting), &self.room, &self.item, at).quorate;
        Ok(self
            .decision(stage, path)?
            .filter(|decision| decision.reopened.is_none())
            .map_or_else(now, |decision| decision.evidence.quorum_before.quorate))
    }

    /// # Errors
    /// Several committees, and none named.
    pub fn forecast(&self, path: &str) -> Result<Expectation, CaseError> {
        Ok(forecast(&self.sitting, &self.room, &self.item, self.at(path)?).expectation)
    }

    /// # Errors
    /// Several committees, and none named.
    pub fn repairs(&self, path: &str) -> Result<Vec<Rung>, CaseError> {
        Ok(repairs(&self.sitting, &self.room, &self.item, self.at(path)?))
    }

    /// As decided, once it is decided; else as it stands.
    ///
    /// # Errors
    /// Several committees, and none named; what the database says.
    pub fn tally(&self, stage: &Stage, path: &str) -> Result<Tally, CaseError> {
        let at = self.at(path)?;
        let decided = self.decision(stage, path)?.filter(|decision| decision.reopened.is_none());
        Ok(decided.map_or_else(|| tally(&self.sitting, &self.room, &self.item, at), |decision| decision.evidence.tally))
    }

    /// # Errors
    /// Several committees, and none named; what the database says.
    pub fn decision(&self, stage: &Stage, path: &str) -> Result<Option<DecisionFacts>, CaseError> {
        let committee = self.at(path)?.committee.id;
        let taken = stage.decided(self.meeting).map_err(|error| CaseError::new(path, message_of(&error)))?;
        Ok(taken.iter().rfind(|decision| decision.item == self.item.id && decision.committee == committee).cloned())
    }
}

/// What the declarations of the case breach, all of them.
///
/// # Errors
/// What the database says.
pub fn breaches(stage: &Stage) -> Result<Vec<Breach>, Error> {
    let mut found = Vec::new();
    for id in stage.declarations.values().copied() {
        found.extend(
            stage.reader.snapshot(stage.actor.register, |read| late::against(read, Seen::without_asking(id)))?.breaches(|| Ok(()))?,
        );
    }
    Ok(found)
}

/// The items on which a decision is touched by an interest.
///
/// # Errors
/// What the database says.
pub fn impact(stage: &Stage, id: DeclarationId) -> Result<Vec<ItemId>, Error> {
    let against = stage.reader.snapshot(stage.actor.register, |read| late::against(read, Seen::without_asking(id)))?;
    Ok(against.impact(|| Ok(()))?.into_iter().map(|touched| touched.item).collect())
}

/// Whose declarations a meeting is told are outstanding.
///
/// # Errors
/// A meeting that the case does not have; what the database says.
pub fn declaration_outstanding(stage: &Stage, meeting: &str, path: &str) -> Result<BTreeSet<PersonId>, CaseError> {
    let id = stage.meetings.get(meeting).copied().ok_or_else(|| CaseError::new(path, format!("the case has no meeting '{meeting}'")))?;
    let sitting = stage.sitting(id, &[]).map_err(|error| CaseError::new(path, message_of(&error)))?;
    Ok(outstanding(&sitting, &sitting.room()))
}

/// The lints of a committee's latest terms.
///
/// # Errors
/// What the database says.
pub fn lints(stage: &Stage, committee: CommitteeId) -> Result<Vec<Finding>, Error> {
    stage.reader.snapshot(stage.actor.register, |read| lints::of_committee(read, committee))
}

/// The register of an organisation as an audience sees it on a day.
///
/// # Errors
/// What the database says.
pub fn register(
    stage: &Stage,
    organisation: OrganisationId,
    day: Date,
    audience: declarations::Audience,
) -> Result<Vec<declarations::RegisterEntry>, Error> {
    stage.reader.snapshot(stage.actor.register, |read| declarations::register(read, organisation, day, audience)?.entries(read))
}

/// What the minutes say of an item as they stand, and all of them.
///
/// # Errors
/// What the database says.
pub fn minutes(stage: &Stage, key: &str, audience: declarations::Audience, path: &str) -> Result<(String, String), CaseError> {
    let (_, item) = stage.item(key.split('@').next().unwrap_or(key), path)?;
    stage
        .reader
        .snapshot(stage.actor.register, |read| crate::decisions::draft_minutes(read, item, audience))
        .map_err(|error| CaseError::new(path, message_of(&error)))
}

impl At {
    /// The urgent decision on the item, while it stands: its outcome is always an approval.
    ///
    /// # Errors
    /// Several committees, and none named; what the database says.
    pub fn urgent(&self, stage: &Stage, path: &str) -> Result<Option<Urgent>, CaseError> {
        let committee = self.at(path)?.committee.id;
        let wrong = |error: Error| CaseError::new(path, message_of(&error));
        let (_, id) =
            stage.items.values().find(|(_, id)| id.id() == self.item.id).copied().ok_or_else(|| CaseError::new(path, "no item"))?;
        let found = |read: &mut Read<'_>| Ok((urgent::facts::on(read, id)?, urgent::facts::recorded(read, id, committee)?));
        let (urgent, recorded) = stage.reader.snapshot(stage.actor.register, found).map_err(wrong)?;
        let was_carried = self.sitting.carried.contains(&self.item.id);
        // A ratification that was reopened is told as it was recorded, without effect, until it is taken again.
        if self.decision(stage, path)?.is_some_and(|decision| decision.reopened.is_some() && decision.outcome != Outcome::Deferred) {
            return Ok(None);
        }
        Ok(urgent.into_iter().find(|urgent| urgent.committee == committee).filter(|_| urgent::rules::stands(recorded, was_carried)))
    }
}
