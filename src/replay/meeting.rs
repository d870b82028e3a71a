//! What is asked again of meetings while they are held, and of their minutes.

use super::asking::{Authored, Lawful, unasked};
use crate::access::Action;
use crate::agenda::changes::AgendaPublished;
use crate::attendance::changes::AttendanceRecorded;
use crate::audit::replay::law::Entered;
use crate::conflicts::changes::{PapersServed, RulingMade, RulingSaid};
use crate::conflicts::{self, Override, RuleOn};
use crate::db::Read;
use crate::decisions::changes::{DecisionCorrected, DecisionRecorded, DecisionSaid, MinutesFinalised};
use crate::decisions::{self, Decide};
use crate::fault::Error;
use crate::http::{ExportTaken, PersonalDataRead};
use crate::ids::PersonId;
use crate::meetings::{AttendanceEvent, MeetingState};
use crate::proceedings::changes::{MeetingConvened, MeetingEnded, NothingDeclared, PhaseBegun, PresiderNamed};
use crate::proceedings::{self, BeginPhase, Proceed};
use crate::text::{Kept, Prose, Rationale};
use crate::votes::changes::{CastingVoteCast, CastingVoteSaid, VoteCast, VoteSaid};
use crate::votes::{self, CastCasting, CastVote};
use crate::{agenda, attendance};

impl Authored for AttendanceRecorded {
    const ACTIONS: &'static [Action] = &[Action::RecordAttendance];
}

impl Lawful for AttendanceRecorded {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let line = AttendanceEvent {
            person: self.person,
            event: self.event,
            at: self.at,
            for_item: self.for_item,
            as_deputy_for: self.deputy_committee.zip(self.as_deputy_for.clone()),
            remote: self.remote,
        };
        Ok(attendance::attend(read, unasked(self.meeting), line)?.numbered(self.id))
    }
}

/// By whose word something went on, where both are kept.
fn over(by: Option<PersonId>, reason: Option<String>) -> Option<Override> {
    by.zip(reason).map(|(by, reason)| Override { by, reason: Kept::kept(reason) })
}

impl Authored for RulingMade {
    const ACTIONS: &'static [Action] = &[Action::RecordRulings];

    fn own(&self) -> Option<PersonId> {
        Some(self.by)
    }
}

impl Lawful for RulingMade {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let RulingSaid { item, person, treatment, by, reason, override_by, override_reason, .. } = (**self).clone();
        let over = over(override_by, override_reason);
        let command = RuleOn { item: unasked(item), person, treatment, by, reason: reason.map(Kept::kept), over };
        Ok(conflicts::rule(read, &command, self.at)?.numbered(self.id))
    }
}

impl Authored for PapersServed {
    const ACTIONS: &'static [Action] = &[Action::ReadPapers];

    fn own(&self) -> Option<PersonId> {
        Some(self.person)
    }
}

impl Lawful for PapersServed {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        conflicts::serve_papers(read, unasked(self.item), self.person, &self.papers)
    }
}

impl Authored for MeetingConvened {
    const ACTIONS: &'static [Action] = &[Action::KeepMeetings];
}

impl Lawful for MeetingConvened {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        proceedings::convene(read, unasked(self.id), self.at)
    }
}

impl Authored for MeetingEnded {
    const ACTIONS: &'static [Action] = &[Action::KeepMeetings];
}

impl Lawful for MeetingEnded {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        match self.state {
            MeetingState::Cancelled => proceedings::cancel(read, unasked(self.id), self.at),
            _ => proceedings::close(read, unasked(self.id), self.at),
        }
    }
}

impl Authored for PresiderNamed {
    const ACTIONS: &'static [Action] = &[Action::RecordPresiding];

    fn own(&self) -> Option<PersonId> {
        Some(self.person)
    }
}

impl Lawful for PresiderNamed {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        Ok(proceedings::preside(read, unasked(self.item), self.person, self.at)?.numbered(self.id))
    }
}

impl Authored for NothingDeclared {
    const ACTIONS: &'static [Action] = &[Action::RecordAttendance];
}

impl Lawful for NothingDeclared {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        Ok(proceedings::say_nil(read, unasked(self.meeting), &self.people, self.at)?.numbered(self.id))
    }
}

impl Authored for PhaseBegun {
    const ACTIONS: &'static [Action] = &[Action::RecordPhases];
}

impl Lawful for PhaseBegun {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let proceed = over(self.proceed_by, self.proceed_reason.clone()).map(|over| Proceed { by: over.by, reason: over.reason });
        proceedings::begin(read, &BeginPhase { item: unasked(self.item), phase: self.phase, proceed }, self.at)
    }
}

impl Authored for AgendaPublished {
    const ACTIONS: &'static [Action] = &[Action::PublishAgendas];
}

impl Lawful for AgendaPublished {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        // Who keeps the meeting is a matter of accounts, kept in another log; of them the sheet says
        // something of those alone who act in spite of an interest.
        let officers: Vec<PersonId> = self.sheet.acting_in_spite.iter().map(|officer| officer.person).collect();
        let over = over(self.override_by, self.override_reason.clone());
        Ok(agenda::publish(read, unasked(self.meeting), None, &officers, over.as_ref(), self.at)?.numbered(self.id))
    }
}

impl Authored for VoteCast {
    const ACTIONS: &'static [Action] = &[Action::RecordVotes];

    fn own(&self) -> Option<PersonId> {
        Some(self.person)
    }
}

impl Lawful for VoteCast {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let VoteSaid { item, committee, person, seat, choice, .. } = (**self).clone();
        let command = CastVote { item: unasked(item), committee: Some(committee), person: Some(person), seat: Some(seat), choice };
        Ok(votes::cast(read, &command, self.at)?.numbered(self.id))
    }
}

impl Authored for CastingVoteCast {
    const ACTIONS: &'static [Action] = &[Action::RecordVotes];

    fn own(&self) -> Option<PersonId> {
        Some(self.by)
    }
}

impl Lawful for CastingVoteCast {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let CastingVoteSaid { item, committee, by, choice, .. } = (**self).clone();
        let command = CastCasting { item: unasked(item), committee: Some(committee), by, choice };
        Ok(votes::cast_casting(read, &command, self.at)?.numbered(self.id))
    }
}

impl Authored for DecisionRecorded {
    const ACTIONS: &'static [Action] = &[Action::RecordDecisions];
}

impl Lawful for DecisionRecorded {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let DecisionSaid { item, committee, outcome, method, text, dissent, .. } = (**self).clone();
        let override_ = over(self.override_by, self.override_reason.clone());
        let command =
            Decide { item: unasked(item), committee: Some(committee), outcome, method, text: text.map(Kept::kept), dissent, override_ };
        Ok(decisions::decide(read, &command, self.at)?.numbered(self.id))
    }
}

impl Authored for DecisionCorrected {
    const ACTIONS: &'static [Action] = &[Action::CorrectDecisions];
}

impl Lawful for DecisionCorrected {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let (text, reason) = (Prose::kept(self.text.clone()), Rationale::kept(self.reason.clone()));
        Ok(decisions::correct(read, unasked(self.decision), &text, &reason, self.at)?.numbered(self.id))
    }
}

impl Authored for MinutesFinalised {
    const ACTIONS: &'static [Action] = &[Action::KeepMinutes];
}

impl Lawful for MinutesFinalised {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        decisions::finalise(read, unasked(self.meeting), self.at)
    }
}

impl Authored for ExportTaken {
    // Each table is taken by whoever may read what is in it.
    const ACTIONS: &'static [Action] = &[];
}

impl Authored for PersonalDataRead {
    const ACTIONS: &'static [Action] = &[];
}
