//! What is asked again of meetings while they are held, and of their minutes.

use super::asking::{Authored, Lawful, unasked};
use crate::access::Action;
use crate::agenda;
use crate::agenda::changes::AgendaPublished;
use crate::attendance::changes::{AttendanceRecorded, VisitRecorded};
use crate::audit::replay::law::Entered;
use crate::book::changes::{DecisionReopened, MeetingAdjourned, MeetingResumed, NilSaid, PersonCoOpted};
use crate::book::rules::again::panel_told;
use crate::book::{self, NewAttendance, NewVisit};
use crate::conflicts::changes::{PanelHeard, PapersServed, RulingMade, RulingSaid};
use crate::conflicts::rules::co_opt::CoOpt;
use crate::conflicts::{self, Override, RuleOn};
use crate::db::Read;
use crate::decisions::changes::determining::DecisionDetermined;
use crate::decisions::changes::urgent::{UrgencySaid, UrgentlyDecided};
use crate::decisions::changes::{DecisionCorrected, DecisionRecorded, DecisionSaid, MinutesCorrected, MinutesFinalised};
use crate::decisions::late::{Determine, determine};
use crate::decisions::urgent::{self, DecideUrgently};
use crate::decisions::{self, Correct, Decide};
use crate::fault::Error;
use crate::http::{ExportTaken, PersonalDataRead};
use crate::ids::PersonId;
use crate::meetings::changes::carrying::ItemCarried;
use crate::meetings::changes::taking_off::{ItemRemoved, ItemWithdrawn};
use crate::meetings::{At, MeetingState};
use crate::moment::Instant;
use crate::proceedings::changes::{AdviceGiven, MeetingConvened, MeetingEnded, PhaseBegun, PresiderNamed};
use crate::proceedings::rules::advising::Advise;
use crate::proceedings::{BeginPhase, Proceed};
use crate::text::{Kept, Number, Prose, Rationale};
use crate::votes::changes::{
    CastingVoteCast, CastingVoteSaid, ElectionHeld, HandsCounted, ItemCalledIn, RollLine, RollTaken, VoteCast, VoteSaid,
};
use crate::votes::{CallIn, Called, CastCasting, CastVote, CountHands, HoldElection, TakeRoll};

/// Where the entry of an act stands: as it says, and when it was entered where that was late.
pub(super) const fn exactly(at: Instant, late: Option<Instant>) -> At {
    At::Exactly { at, late }
}

pub(super) fn line_of(said: &AttendanceRecorded) -> NewAttendance {
    NewAttendance {
        person: said.person,
        event: said.event,
        at: exactly(said.at, said.late),
        for_item: said.for_item,
        as_deputy_for: said.deputy_committee.map(Some).zip(said.as_deputy_for.clone()),
        remote: said.remote,
        withdrawn: said.withdrawn,
        expected_deputy: said.expected_deputy,
    }
}

impl Authored for AttendanceRecorded {
    const ACTIONS: &'static [Action] = &[Action::RecordAttendance];
}

impl Lawful for AttendanceRecorded {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        Ok(book::attend(read, unasked(self.meeting), &line_of(self))?.numbered(self.id))
    }
}

/// A line about a visitor as it must have been told.
pub(super) fn visit_of(said: &VisitRecorded) -> NewVisit {
    NewVisit {
        event: said.event,
        visitor: said.visitor,
        name: said.name.clone().map(Kept::kept),
        organisation_name: said.organisation_name.clone().map(Kept::kept),
        attends_as: said.attends_as,
        items: said.items.clone(),
        interest_told: said.interest_told.clone().map(Kept::kept),
    }
}

impl Authored for VisitRecorded {
    const ACTIONS: &'static [Action] = &[Action::RecordAttendance];
}

impl Lawful for VisitRecorded {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        Ok(book::visit(read, unasked(self.meeting), &visit_of(self), exactly(self.at, self.late))?.numbered(self.id))
    }
}

/// By whose word something went on, where both are kept.
pub(super) fn over(by: Option<PersonId>, reason: Option<String>) -> Option<Override> {
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
        Ok(book::rule(read, &command, exactly(self.at, self.late))?.numbered(self.id))
    }
}

impl Authored for PanelHeard {
    const ACTIONS: &'static [Action] = &[Action::KeepMeetings];
}

impl Lawful for PanelHeard {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let command = panel_told(unasked(self.item), &self.as_panel());
        Ok(book::hear_panel(read, &command, exactly(self.at, self.late))?.numbered(self.id))
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
        book::convene(read, unasked(self.id), exactly(self.at, self.late))
    }
}

impl Authored for MeetingEnded {
    const ACTIONS: &'static [Action] = &[Action::KeepMeetings];
}

impl Lawful for MeetingEnded {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        match self.state {
            MeetingState::Cancelled => {
                // Of old nobody was asked why.
                let reason = Rationale::kept(self.reason.clone().unwrap_or_else(|| "-".to_owned()));
                let ended = book::cancel(read, unasked(self.id), Some(&reason), exactly(self.at, None))?;
                Ok(if self.reason.is_some() { ended } else { ended.without_reason() })
            }
            _ => book::close(read, unasked(self.id), exactly(self.at, None)),
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
        Ok(book::preside(read, unasked(self.item), self.committee, self.person, exactly(self.at, self.late))?.numbered(self.id))
    }
}

impl Authored for PhaseBegun {
    const ACTIONS: &'static [Action] = &[Action::RecordPhases];
}

impl Lawful for PhaseBegun {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let proceed = over(self.proceed_by, self.proceed_reason.clone()).map(|over| Proceed { by: over.by, reason: over.reason });
        let command = BeginPhase { item: unasked(self.item), phase: self.phase, proceed };
        Ok(book::begin(read, &command, exactly(self.at, self.late))?.numbered(self.id))
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
        Ok(book::cast(read, &command, exactly(self.at, self.late))?.numbered(self.id))
    }
}

impl Authored for RollTaken {
    const ACTIONS: &'static [Action] = &[Action::TakeRolls];
}

impl Lawful for RollTaken {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let called = |line: &RollLine| Called { person: Some(line.person), seat: Some(line.seat.clone()), choice: line.choice };
        let command =
            TakeRoll { item: unasked(self.item), committee: Some(self.committee), votes: self.votes.iter().map(called).collect() };
        Ok(book::take_roll(read, &command, exactly(self.at, self.late))?.as_numbered(self))
    }
}

/// A show of hands as it must have been told.
pub(super) fn hands_of(said: &HandsCounted) -> CountHands {
    CountHands {
        item: unasked(said.item),
        committee: Some(said.committee),
        in_favour: said.in_favour,
        against: said.against,
        abstained: said.abstained,
    }
}

impl Authored for HandsCounted {
    const ACTIONS: &'static [Action] = &[Action::TakeRolls];
}

impl Lawful for HandsCounted {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        Ok(book::count_hands(read, &hands_of(self), exactly(self.at, self.late))?.numbered(self.id))
    }
}

/// An election as it must have been told.
pub(super) fn election_of(said: &ElectionHeld) -> HoldElection {
    HoldElection {
        item: unasked(said.item),
        committee: Some(said.committee),
        counted_by: said.counted_by,
        candidates: said.candidates.clone(),
        blank_or_spoilt: said.blank_or_spoilt,
        drawn_by_lot: said.drawn_by_lot,
    }
}

impl Authored for ElectionHeld {
    const ACTIONS: &'static [Action] = &[Action::TakeRolls];
}

impl Lawful for ElectionHeld {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        Ok(book::hold_election(read, &election_of(self), exactly(self.at, self.late))?.numbered(self.id))
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
        Ok(book::cast_casting(read, &command, exactly(self.at, self.late))?.numbered(self.id))
    }
}

impl Authored for AdviceGiven {
    const ACTIONS: &'static [Action] = &[Action::RecordAdvice];
}

impl Lawful for AdviceGiven {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let (item, says) = (unasked(self.item), Prose::kept(self.says.clone()));
        let command = Advise { item, person: self.person, says, in_writing: self.in_writing };
        Ok(book::advise(read, &command, exactly(self.at, self.late))?.numbered(self.id))
    }
}

impl Authored for ItemCalledIn {
    const ACTIONS: &'static [Action] = &[Action::RecordVotes];

    fn own(&self) -> Option<PersonId> {
        Some(self.by)
    }
}

impl Lawful for ItemCalledIn {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let command = CallIn { item: unasked(self.item), by: self.by, reason: Some(Rationale::kept(self.reason.clone())) };
        Ok(book::call_in(read, &command, exactly(self.at, self.late))?.numbered(self.id))
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
        Ok(book::decide(read, &command, exactly(self.at, self.late))?.numbered(self.id))
    }
}

impl Authored for ItemCarried {
    const ACTIONS: &'static [Action] = &[Action::KeepMeetings];
}

impl Lawful for ItemCarried {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let number = self.items.first().map(|item| Number::kept(item.number.clone()));
        Ok(book::carry_over(read, unasked(self.from), self.meeting, number.as_ref())?.as_numbered(self))
    }
}

impl Authored for ItemWithdrawn {
    const ACTIONS: &'static [Action] = &[Action::KeepMeetings];
}

impl Lawful for ItemWithdrawn {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        book::withdraw(read, unasked(self.item), Some(&Rationale::kept(self.reason.clone())), self.at)
    }
}

impl Authored for ItemRemoved {
    const ACTIONS: &'static [Action] = &[Action::KeepMeetings];
}

impl Lawful for ItemRemoved {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        book::remove(read, unasked(self.item), Some(&Rationale::kept(self.reason.clone())), self.at)
    }
}

impl Authored for NilSaid {
    const ACTIONS: &'static [Action] = &[Action::RecordDeclarations];

    fn own(&self) -> Option<PersonId> {
        Some(self.person)
    }
}

impl Lawful for NilSaid {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        Ok(book::say_nil(read, unasked(self.meeting), self.person, exactly(self.at, self.late))?.numbered(self.id))
    }
}

impl Authored for MeetingAdjourned {
    const ACTIONS: &'static [Action] = &[Action::KeepMeetings];
}

impl Lawful for MeetingAdjourned {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        Ok(book::adjourn(read, unasked(self.meeting), self.until, exactly(self.at, self.late))?.numbered(self.id))
    }
}

impl Authored for MeetingResumed {
    const ACTIONS: &'static [Action] = &[Action::KeepMeetings];
}

impl Lawful for MeetingResumed {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        Ok(book::resume(read, unasked(self.meeting), Some(self.on), exactly(self.at, self.late))?.numbered(self.id))
    }
}

impl Authored for DecisionReopened {
    const ACTIONS: &'static [Action] = &[Action::RecordDecisions];
}

impl Lawful for DecisionReopened {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let (item, committee) = crate::decisions::facts::place_of(read, unasked(self.decision))?;
        let (reason, at) = (Rationale::kept(self.reason.clone()), At::Exactly { at: self.at, late: Some(self.entered) });
        Ok(book::reopen(read, item, Some(committee), self.by, Some(&reason), at)?.numbered(self.id))
    }
}

impl Authored for PersonCoOpted {
    const ACTIONS: &'static [Action] = &[Action::RecordPresiding];

    fn own(&self) -> Option<PersonId> {
        Some(self.by)
    }
}

impl Lawful for PersonCoOpted {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let command = CoOpt {
            item: unasked(self.item),
            seat: self.committee.zip(self.seat.clone()),
            person: self.person,
            by: self.by,
            from: self.from_organisation,
            reason: Some(Rationale::kept(self.reason.clone())),
            has_declared: false,
        };
        Ok(book::co_opt(read, &command, exactly(self.at, self.late))?.numbered(self.id))
    }
}

impl Authored for DecisionCorrected {
    const ACTIONS: &'static [Action] = &[Action::CorrectDecisions];
}

impl Lawful for DecisionCorrected {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let (text, reason) = (Prose::kept(self.text.clone()), Rationale::kept(self.reason.clone()));
        let (outcome, at_meeting, by) = (self.outcome, self.at_meeting, self.by);
        let command = Correct { decision: unasked(self.decision), text, reason, outcome, at_meeting, by };
        Ok(decisions::correct(read, &command, exactly(self.at, None))?.numbered(self.id))
    }
}

impl Authored for DecisionDetermined {
    const ACTIONS: &'static [Action] = &[Action::DetermineQueries];
}

impl Lawful for DecisionDetermined {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let (by, finding, reason) = (self.by, self.finding, Rationale::kept(self.reason.clone()));
        let command = Determine { decision: unasked(self.decision), by, finding, reason };
        Ok(determine(read, &command, exactly(self.at, None))?.numbered(self.id))
    }
}

impl Authored for UrgentlyDecided {
    const ACTIONS: &'static [Action] = &[Action::RecordDecisions];
}

impl Lawful for UrgentlyDecided {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let UrgencySaid { item, committee, by, consulted, unavailable, reason, on, .. } = (**self).clone();
        let (item, reason) = (unasked(item), reason.map(Kept::kept));
        let command = DecideUrgently { item, committee: Some(committee), by, consulted, unavailable, reason, on };
        Ok(urgent::decide_urgently(read, &command)?.numbered(self.id))
    }
}

impl Authored for MinutesCorrected {
    const ACTIONS: &'static [Action] = &[Action::KeepMinutes];
}

impl Lawful for MinutesCorrected {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let (text, reason) = (Prose::kept(self.text.clone()), Rationale::kept(self.reason.clone()));
        let added = decisions::add_to_minutes(read, unasked(self.meeting), &text, &reason, exactly(self.at, None))?;
        Ok(added.numbered(self.id))
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
