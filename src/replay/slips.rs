//! What is asked again of acts that were struck, and of those written in their stead.

use super::asking::{Authored, Lawful, unasked};
use super::meeting::{election_of, exactly, hands_of, line_of, over, visit_of};
use crate::access::Action;
use crate::audit::replay::law::Entered;
use crate::book::changes::{ActStruck, Written};
use crate::book::{self, Instead, NewAttendance, Replacement, Strike};
use crate::conflicts::RuleOn;
use crate::conflicts::changes::RulingSaid;
use crate::db::Read;
use crate::fault::Error;
use crate::meetings::{At, Place};
use crate::moment::Instant;
use crate::proceedings::{BeginPhase, Proceed};
use crate::text::{Kept, Rationale};
use crate::votes::changes::{CastingVoteSaid, VoteSaid};
use crate::votes::{CastCasting, CastVote};

impl Authored for ActStruck {
    const ACTIONS: &'static [Action] = &[Action::KeepBook];
}

/// An act that was written in the stead of another, as it must have been told.
fn told(written: &Written) -> Instead {
    let at = |at: Instant, late: Option<Instant>, place: Option<i64>| match place {
        Some(entry) => At::Stead { place: Place { at, entry }, now: late },
        None => exactly(at, late),
    };
    match written {
        Written::Attendance(said) => {
            let at = at(said.at, said.late, said.place);
            Instead { act: Replacement::Attendance(NewAttendance { at, ..line_of(said) }), at }
        }
        Written::Visit(said) => Instead { act: Replacement::Visit(visit_of(said)), at: at(said.at, said.late, said.place) },
        Written::Nil(said) => Instead { act: Replacement::Nil(said.person), at: at(said.at, said.late, said.place) },
        Written::Presiding(said) => {
            let act = Replacement::Presiding { item: unasked(said.item), committee: said.committee, person: said.person };
            Instead { act, at: at(said.at, said.late, said.place) }
        }
        Written::Ruling(said) => {
            let RulingSaid { item, person, treatment, by, reason, override_by, override_reason, .. } = (**said).clone();
            let over = over(override_by, override_reason);
            let command = RuleOn { item: unasked(item), person, treatment, by, reason: reason.map(Kept::kept), over };
            Instead { act: Replacement::Ruling(command), at: at(said.at, said.late, said.place) }
        }
        Written::Phase(said) => {
            let proceed = over(said.proceed_by, said.proceed_reason.clone());
            let proceed = proceed.map(|over| Proceed { by: over.by, reason: over.reason });
            let act = Replacement::Phase(BeginPhase { item: unasked(said.item), phase: said.phase, proceed });
            Instead { act, at: at(said.at, said.late, said.place) }
        }
        Written::Vote(said) => {
            let VoteSaid { item, committee, person, seat, choice, .. } = (**said).clone();
            let command = CastVote { item: unasked(item), committee: Some(committee), person: Some(person), seat: Some(seat), choice };
            Instead { act: Replacement::Vote(command), at: at(said.at, said.late, said.place) }
        }
        Written::Hands(said) => Instead { act: Replacement::Hands(hands_of(said)), at: at(said.at, said.late, said.place) },
        Written::Election(said) => Instead { act: Replacement::Election(election_of(said)), at: at(said.at, said.late, said.place) },
        Written::CastingVote(said) => {
            let CastingVoteSaid { item, committee, by, choice, .. } = (**said).clone();
            let command = CastCasting { item: unasked(item), committee: Some(committee), by, choice };
            Instead { act: Replacement::CastingVote(command), at: at(said.at, said.late, said.place) }
        }
    }
}

impl Lawful for ActStruck {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let command = Strike {
            meeting: unasked(self.meeting),
            what: self.what.iter().map(|act| act.id).collect(),
            reason: Some(Rationale::kept(self.reason.clone())),
            by: self.by,
            instead: self.instead.iter().map(told).collect(),
            now: self.at,
        };
        Ok(book::strike(read, &command)?.numbered(self.id).as_numbered(self))
    }
}
