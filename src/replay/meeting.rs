//! What is asked again of meetings: from the call to the minutes.

use super::asking::{Authored, Lawful, roles};
use crate::access::{Action, Role};
use crate::agenda;
use crate::agenda::changes::AgendaPublished;
use crate::attendance::changes::AttendanceRecorded;
use crate::attendance::{self, Attend};
use crate::audit::replay::law::Entered;
use crate::conflicts::changes::{PapersServed, RulingMade, RulingSaid};
use crate::conflicts::{self, RuleOn};
use crate::db::Read;
use crate::decisions::changes::{DecisionCorrected, DecisionRecorded, DecisionSaid, MinutesFinalised};
use crate::decisions::{self, Decide, Override};
use crate::fault::Error;
use crate::http::{ExportTaken, PersonalDataRead};
use crate::ids::PersonId;
use crate::meetings::changes::{ItemAdded, ItemChanged, MeetingCalled, MeetingChanged, PaperTabled};
use crate::meetings::facts::cards;
use crate::meetings::{self, AddItem, CallMeeting, ChangeMeeting, MeetingState, TablePaper};
use crate::proceedings::changes::{MeetingConvened, MeetingEnded, PhaseBegun, PresiderNamed};
use crate::proceedings::{self, BeginPhase};
use crate::votes::changes::{CastingVoteCast, CastingVoteSaid, VoteCast, VoteSaid};
use crate::votes::{self, CastCasting, CastVote};

impl Authored for MeetingCalled {
    const ACTIONS: &'static [Action] = &[Action::KeepMeetings];
}

impl Lawful for MeetingCalled {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let Self { id, reference, committees, date, starts_at, place, private, .. } = self.clone();
        let command = CallMeeting { committees, date, starts_at, place, private, reference: Some(reference) };
        Ok(Self { id, ..meetings::call(read, &command)? })
    }
}

impl Authored for MeetingChanged {
    const ACTIONS: &'static [Action] = &[Action::KeepMeetings];
}

impl Lawful for MeetingChanged {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let MeetingCalled { id, reference, date, starts_at, place, private, .. } = self.meeting.clone();
        let held = cards::card(read, id)?;
        let patch = ChangeMeeting {
            date: Some(date),
            starts_at: Some(starts_at),
            place: Some(place),
            private: Some(private),
            reference: Some(reference),
        };
        meetings::change(read, id, &patch, held.version)
    }
}

fn stated(item: &ItemAdded) -> AddItem {
    let ItemAdded { meeting, part_of, number, says, .. } = item.clone();
    AddItem { meeting, part_of, number: Some(number), says }
}

impl Authored for ItemAdded {
    const ACTIONS: &'static [Action] = &[Action::KeepMeetings];
}

impl Lawful for ItemAdded {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        Ok(Self { id: self.id, ..meetings::add_item(read, &stated(self))? })
    }
}

impl Authored for ItemChanged {
    const ACTIONS: &'static [Action] = &[Action::KeepMeetings];
}

impl Lawful for ItemChanged {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let (version, ..) = meetings::facts::place(read, self.item.id)?.ok_or(Error::NotFound("item"))?;
        meetings::change_item(read, self.item.id, &stated(&self.item), version)
    }
}

impl Authored for PaperTabled {
    const ACTIONS: &'static [Action] = &[Action::KeepPapers];
}

impl Lawful for PaperTabled {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let Self { id, item, title, authors, accountable, location, sha256 } = self.clone();
        Ok(Self { id, ..meetings::table_paper(read, &TablePaper { item, title, authors, accountable, location, sha256 })? })
    }
}

impl Authored for AttendanceRecorded {
    const ACTIONS: &'static [Action] = &[Action::RecordAttendance];
}

impl Lawful for AttendanceRecorded {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let line = Attend {
            person: self.person,
            event: self.event,
            at: self.at,
            for_item: self.for_item,
            as_deputy_for: self.deputy_committee.zip(self.as_deputy_for.clone()),
            remote: self.remote,
        };
        Ok(attendance::attend(read, self.meeting, line)?.numbered(self.id))
    }
}

impl Authored for RulingMade {
    const ACTIONS: &'static [Action] = &[Action::RecordRulings];

    fn own(&self) -> Option<PersonId> {
        Some(self.by)
    }
}

impl Lawful for RulingMade {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let RulingSaid { item, person, treatment, by, reason, .. } = (**self).clone();
        Ok(conflicts::rule(read, &RuleOn { item, person, treatment, by, reason }, self.at)?.numbered(self.id))
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
        conflicts::serve_papers(read, self.item, self.person)
    }
}

impl Authored for MeetingConvened {
    const ACTIONS: &'static [Action] = &[Action::KeepMeetings];
}

impl Lawful for MeetingConvened {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        proceedings::convene(read, self.id, self.at)
    }
}

impl Authored for MeetingEnded {
    const ACTIONS: &'static [Action] = &[Action::KeepMeetings];
}

impl Lawful for MeetingEnded {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        match self.state {
            MeetingState::Cancelled => proceedings::cancel(read, self.id, self.at),
            _ => proceedings::close(read, self.id, self.at),
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
        Ok(proceedings::preside(read, self.item, self.person, self.at)?.numbered(self.id))
    }
}

impl Authored for PhaseBegun {
    const ACTIONS: &'static [Action] = &[Action::RecordPhases];
}

impl Lawful for PhaseBegun {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        proceedings::begin(read, BeginPhase { item: self.item, phase: self.phase }, self.at)
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
        Ok(agenda::publish(read, self.meeting, None, &officers, self.at)?.numbered(self.id))
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
        let command = CastVote { item, committee: Some(committee), person: Some(person), seat: Some(seat), choice };
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
        Ok(votes::cast_casting(read, &CastCasting { item, committee: Some(committee), by, choice }, self.at)?.numbered(self.id))
    }
}

impl Authored for DecisionRecorded {
    const ACTIONS: &'static [Action] = &[Action::RecordDecisions];
}

impl Lawful for DecisionRecorded {
    fn again(&self, entered: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let DecisionSaid { item, committee, outcome, method, text, dissent, .. } = (**self).clone();
        let override_ = self.override_by.zip(self.override_reason.clone()).map(|(by, reason)| Override { by, reason });
        // C10: going on in spite of the composition is for the governance lead or the guardian.
        if let Some(over) = override_.as_ref().filter(|_| entered.author().is_some()) {
            let leads = |role: &Role| matches!(role, Role::GovernanceLead | Role::Guardian);
            let may = entered.anybody(|standing| {
                standing.persons.get(&entered.register) == Some(&over.by) && roles(standing, entered.register).iter().any(leads)
            });
            if !may {
                return Err(Error::Forbidden("whoever overrode the composition was neither governance lead nor guardian".to_owned()));
            }
        }
        let command = Decide { item, committee: Some(committee), outcome, method, text, dissent, override_ };
        Ok(decisions::decide(read, &command, self.at)?.numbered(self.id))
    }
}

impl Authored for DecisionCorrected {
    const ACTIONS: &'static [Action] = &[Action::CorrectDecisions];
}

impl Lawful for DecisionCorrected {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        Ok(decisions::correct(read, self.decision, &self.text, &self.reason, self.at)?.numbered(self.id))
    }
}

impl Authored for MinutesFinalised {
    const ACTIONS: &'static [Action] = &[Action::KeepMinutes];
}

impl Lawful for MinutesFinalised {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        decisions::finalise(read, self.meeting, self.at)
    }
}

impl Authored for ExportTaken {
    // Each table is taken by whoever may read what is in it.
    const ACTIONS: &'static [Action] = &[];
}

impl Authored for PersonalDataRead {
    const ACTIONS: &'static [Action] = &[];
}
