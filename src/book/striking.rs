//! Striking what was entered by mistake, and writing in its stead what should have been.

use super::changes::{ActStruck, NilSaid, Written};
use super::conduct::{as_begun, as_ruling};
use super::entering::Entering;
use super::room::{NewAttendance, doing, line, seat_meant};
use super::rules::slips::{self, Found};
use super::visiting::{self, NewVisit};
use super::voting::{as_election, as_hands, check_election, check_hands};
use crate::access::Seen;
use crate::attendance::changes::{AttendanceRecorded, VisitRecorded};
use crate::attendance::{admit, admit_visit, may_say_nil};
use crate::conflicts::changes::RulingMade;
use crate::conflicts::rules::record::GroundRecord;
use crate::conflicts::rules::rule_on;
use crate::conflicts::{RuleOn, name_presider, propose};
use crate::db::Read;
use crate::fault::Error;
use crate::ids::{CommitteeId, FactId, ItemId, MeetingId, PersonId, VoteId};
use crate::meetings::{
    Act, At, CastingVote, Doing, Election, EventTime, Hands, Naming, Said, Sitting, Visiting, Vote, facts, which_committee,
};
use crate::moment::Instant;
use crate::people::known;
use crate::proceedings::changes::{PhaseBegun, PresiderNamed};
use crate::proceedings::{BeginPhase, rules as proceedings};
use crate::text::Rationale;
use crate::verdict::Reasons;
use crate::votes::changes::{CastingVoteCast, ElectionHeld, HandsCounted, VoteCast};
use crate::votes::{self, CastCasting, CastVote, CountHands, HoldElection, as_vote, committee_of};

/// An item that is named beside its meeting; whether it is one of it is asked of the sitting.
#[must_use]
pub const fn item_of(meeting: Seen<MeetingId>, item: ItemId) -> Seen<ItemId> {
    meeting.lets_see(item)
}

/// What should have been entered, and when it happened: where no time is told, in the place of what is struck.
#[derive(Debug, Clone)]
pub struct Instead {
    pub act: Replacement,
    pub at: At,
}

/// An act that is written in the stead of another.
#[derive(Debug, Clone)]
pub enum Replacement {
    Attendance(NewAttendance),
    Visit(NewVisit),
    Nil(PersonId),
    Presiding { item: Seen<ItemId>, committee: Option<CommitteeId>, person: PersonId },
    Ruling(RuleOn),
    Phase(BeginPhase),
    Vote(CastVote),
    Hands(CountHands),
    Election(HoldElection),
    CastingVote(CastCasting),
}

/// Acts to be struck.
#[derive(Debug, Clone)]
pub struct Strike {
    pub meeting: Seen<MeetingId>,
    /// One act, or several of one kind that were entered together.
    pub what: Vec<FactId>,
    pub reason: Option<Rationale>,
    /// Of a ruling: who strikes it.
    pub by: Option<PersonId>,
    /// What is written in its stead, in one go; nothing where it is empty.
    pub instead: Vec<Instead>,
    /// When it is struck.
    pub now: Instant,
}

/// Takes acts out of the book of a meeting, and writes what should have been there.
///
/// # Errors
/// [`Error::NotFound`] for the meeting; people of no register; a time that is wrong; the refusals of [`slips`], and
/// of the rule of what is written instead.
pub fn strike(read: &mut Read<'_>, command: &Strike) -> Result<ActStruck, Error> {
    let named: Vec<(&'static str, PersonId)> = command.instead.iter().flat_map(|one| people_of(&one.act)).collect();
    let named: Vec<(&'static str, PersonId)> = named.into_iter().chain(command.by.map(|by| ("/by", by))).collect();
    known(read, &named)?;
    let also: Vec<PersonId> = named.iter().map(|(_, person)| *person).collect();
    let mut sitting = facts::sitting(read, command.meeting, &also)?;
    let is_replaced = !command.instead.is_empty();
    let ruling = |one: &Instead| if let Replacement::Ruling(ruling) = &one.act { Some((ruling.by, ruling.item.id())) } else { None };
    let by = command.instead.iter().find_map(ruling).map(|(by, _)| by);
    let ruled = slips::ruled(&sitting, &command.what).into_iter().chain(command.instead.iter().filter_map(ruling).map(|(_, item)| item));
    sitting.book.elsewhere = facts::beside::decided_elsewhere(read, &sitting, ruled)?;
    let found = slips::find(&sitting, &command.what, command.reason.as_ref(), by.or(command.by))?;
    if !is_replaced {
        return Ok(ActStruck::by(found.alone(&sitting)?, Vec::new(), command.now));
    }
    let (written, acts) = match in_its_stead(&sitting, &found, &command.instead) {
        Err(Error::Refused(refused)) => {
            return found.unless(Err(*refused)).map(|permit| ActStruck::by(permit, Vec::new(), command.now)).map_err(Error::from);
        }
        other => other?,
    };
    Ok(ActStruck::by(found.replaced(&sitting, &acts)?, written, command.now))
}

/// What is written instead, asked of the meeting without what is struck: its times first, then the decisions that
/// would rest on it, then its own law.
pub(super) fn in_its_stead(sitting: &Sitting, found: &Found<'_>, instead: &[Instead]) -> Result<(Vec<Written>, Vec<Act>), Error> {
    let mut base = found.base(sitting);
    let place = found.acts.iter().map(|act| act.place).min();
    let mut placed = Vec::with_capacity(instead.len());
    for one in instead {
        if !found.acts.iter().all(|act| is_same_kind(&act.said, &one.act)) {
            let message =
                "What is written instead is the same kind of act as what is struck: give that, or strike it alone and enter the other.";
            return Err(Error::invalid("/instead", "not_taken", message));
        }
        let at = match (one.at, place) {
            (At::Told(EventTime { at: None, now }), Some(place)) => At::Stead { place, now },
            (at, _) => at,
        };
        let act = match &one.act {
            Replacement::Visit(told) => Replacement::Visit(visiting::known_as(&found.acts, told)),
            other => other.clone(),
        };
        placed.push((act, at));
    }
    let mut said = Vec::with_capacity(placed.len());
    for (act, at) in &placed {
        let entering = Entering::at(base.clone(), *at, doing_of(act))?;
        said.extend(entering.as_acts([as_told(&entering, act)?]));
    }
    found.untouched(sitting, &said)?;
    let (mut written, mut acts, mut reasons) = (Vec::new(), Vec::new(), Reasons::new());
    for (act, at) in placed {
        let entering = Entering::at(base.clone(), at, doing_of(&act))?;
        match written_of(&entering, &act) {
            Ok((change, said)) => {
                let new = entering.as_acts([said]);
                base = base.with_more(new.clone());
                acts.extend(new);
                written.push(change);
            }
            Err(Error::Refused(refused)) => reasons.extend(refused.reasons),
            Err(error) => return Err(error),
        }
    }
    reasons.or_else(|| ())?;
    Ok((written, acts))
}

/// Whoever is named by what is written instead.
fn people_of(act: &Replacement) -> Vec<(&'static str, PersonId)> {
    let person = |person: PersonId| ("/instead/person", person);
    match act {
        Replacement::Attendance(line) => vec![person(line.person)],
        Replacement::Nil(who) | Replacement::Presiding { person: who, .. } => vec![person(*who)],
        Replacement::Ruling(command) => vec![person(command.person), ("/instead/by", command.by)],
        Replacement::Visit(_) | Replacement::Phase(_) | Replacement::Hands(_) => Vec::new(),
        Replacement::Election(command) => {
            let candidates = command.candidates.iter().map(|candidate| ("/instead/election/candidates", candidate.person));
            candidates.chain([("/instead/election/counted_by", command.counted_by)]).collect()
        }
        Replacement::Vote(command) => command.person.map(person).into_iter().collect(),
        Replacement::CastingVote(command) => vec![("/instead/by", command.by)],
    }
}

const fn is_same_kind(said: &Said, act: &Replacement) -> bool {
    matches!(
        (said, act),
        (Said::Attendance(_), Replacement::Attendance(_))
            | (Said::Visit(_), Replacement::Visit(_))
            | (Said::Nil(_), Replacement::Nil(_))
            | (Said::Naming(_), Replacement::Presiding { .. })
            | (Said::Ruling(_), Replacement::Ruling(_))
            | (Said::Begun(_), Replacement::Phase(_))
            | (Said::Vote(_), Replacement::Vote(_))
            | (Said::Hands(_), Replacement::Hands(_))
            | (Said::Election(_), Replacement::Election(_))
            | (Said::Casting(_), Replacement::CastingVote(_))
    )
}

const fn doing_of(act: &Replacement) -> Doing {
    match act {
        Replacement::Attendance(line) => doing(line.event),
        Replacement::Visit(told) => visiting::doing_of(told.event),
        Replacement::Nil(_) | Replacement::Presiding { .. } | Replacement::Ruling(_) => Doing::Preparation,
        Replacement::Phase(_) | Replacement::Vote(_) | Replacement::Hands(_) | Replacement::Election(_) => Doing::Business,
        Replacement::CastingVote(_) => Doing::Concluding,
    }
}

/// An act as it is told, before its law is asked: what a decision would rest on.
fn as_told(entering: &Entering, act: &Replacement) -> Result<Said, Error> {
    let (sitting, at) = (entering.sitting(), entering.entered.at);
    let committee = |item: ItemId, given: Option<CommitteeId>, person: Option<PersonId>| {
        let item = sitting.item(item).ok_or(Error::NotFound("item"))?;
        Ok::<_, Error>(which_committee(sitting, item, given, person, "/instead/committee")?)
    };
    Ok(match act {
        Replacement::Attendance(told) => Said::Attendance(line(entering, told, seat_meant(sitting, told)?)),
        Replacement::Visit(told) => Said::Visit(visiting::line(entering, told, "/instead/visit")?),
        Replacement::Nil(person) => Said::Nil(*person),
        Replacement::Presiding { item, committee, person } => {
            Said::Naming(Naming { item: item.id(), committee: *committee, person: *person })
        }
        Replacement::Ruling(command) => Said::Ruling(as_ruling(command, at)),
        Replacement::Phase(command) => Said::Begun(as_begun(command, at)),
        Replacement::Vote(command) => {
            let (item, person) = (command.item.id(), command.person.unwrap_or_default());
            let committee = committee(item, command.committee, command.person)?;
            let seat = command.seat.clone().unwrap_or_default();
            Said::Vote(Vote { id: VoteId::new(), order: 0, item, committee, seat, person, choice: command.choice })
        }
        Replacement::Hands(command) => {
            check_hands(command)?;
            let CountHands { item, in_favour, against, abstained, .. } = *command;
            let committee = committee(item.id(), command.committee, None)?;
            let (id, order, raised) = (FactId::new(), 0, Vec::new());
            Said::Hands(Hands { id, order, item: item.id(), committee, in_favour, against, abstained, raised })
        }
        Replacement::Election(command) => {
            check_election(command, "/instead/election")?;
            let HoldElection { item, counted_by, ref candidates, blank_or_spoilt, drawn_by_lot, .. } = *command;
            let committee = committee(item.id(), command.committee, None)?;
            let (id, item, candidates, raised) = (FactId::new(), item.id(), candidates.clone(), Vec::new());
            Said::Election(Election { id, order: 0, item, committee, counted_by, candidates, blank_or_spoilt, drawn_by_lot, raised })
        }
        Replacement::CastingVote(command) => {
            let (item, by) = (command.item.id(), command.by);
            let committee = committee(item, command.committee, Some(by))?;
            Said::Casting(CastingVote { order: 0, item, committee, by, choice: command.choice })
        }
    })
}

/// The change that writes it, and what then stands in the book.
fn written_of(entering: &Entering, act: &Replacement) -> Result<(Written, Said), Error> {
    let (sitting, entered) = (entering.sitting(), &entering.entered);
    let (room, meeting) = (sitting.room(), sitting.meeting.id);
    let item = |id: Seen<ItemId>| sitting.item(id.id()).ok_or(Error::NotFound("item"));
    Ok(match act {
        Replacement::Attendance(told) => {
            let line = line(entering, told, seat_meant(sitting, told)?);
            let permit = admit(sitting, &room, &line)?;
            (Written::Attendance(AttendanceRecorded::by(&permit, meeting, entered)), Said::Attendance(line))
        }
        Replacement::Visit(told) => {
            let line = visiting::line(entering, told, "/instead/visit")?;
            let permit = admit_visit(sitting, &line)?;
            let new = told.event == Visiting::Arrive && told.visitor.is_none();
            (Written::Visit(VisitRecorded::by(&permit, new, entered)), Said::Visit(line))
        }
        Replacement::Nil(person) => (Written::Nil(NilSaid::by(may_say_nil(sitting, *person)?, entered)), Said::Nil(*person)),
        Replacement::Presiding { item: on, committee, person } => {
            let permit = name_presider(sitting, &room, item(*on)?, *committee, *person)?;
            let said = Said::Naming(Naming { item: on.id(), committee: permit.committee(), person: *person });
            (Written::Presiding(PresiderNamed::by(&permit, entered)), said)
        }
        Replacement::Ruling(command) => {
            let on = item(command.item)?;
            let permit = rule_on::rule_on(sitting, &room, on, command)?;
            let grounds = propose(sitting, on, command.person).grounds.iter().map(GroundRecord::from).collect();
            let takes = rule_on::taken(sitting, on, command);
            let change = RulingMade::by(&permit, meeting, grounds, takes, entered);
            (Written::Ruling(change), Said::Ruling(as_ruling(command, entered.at)))
        }
        Replacement::Phase(command) => {
            let permit = proceedings::begin(sitting, &room, item(command.item)?, command)?;
            (Written::Phase(PhaseBegun::by(&permit, meeting, entered)), Said::Begun(as_begun(command, entered.at)))
        }
        Replacement::Vote(command) => {
            let on = item(command.item)?;
            let committee = which_committee(sitting, on, command.committee, command.person, "/instead/committee")?;
            let permit = votes::admit(sitting, &room, on, committee_of(sitting, committee)?, command)?;
            (Written::Vote(VoteCast::by(&permit, meeting, entered)), Said::Vote(as_vote(&permit)))
        }
        Replacement::Hands(command) => {
            let on = item(command.item)?;
            let committee = which_committee(sitting, on, command.committee, None, "/instead/committee")?;
            let permit = votes::admit_hands(sitting, &room, on, committee_of(sitting, committee)?, command)?;
            (Written::Hands(HandsCounted::by(&permit, meeting, entered)), Said::Hands(as_hands(&permit)))
        }
        Replacement::Election(command) => {
            let on = item(command.item)?;
            let committee = which_committee(sitting, on, command.committee, None, "/instead/committee")?;
            let permit = votes::admit_election(sitting, &room, on, committee_of(sitting, committee)?, command)?;
            (Written::Election(ElectionHeld::by(&permit, meeting, entered)), Said::Election(as_election(&permit)))
        }
        Replacement::CastingVote(command) => {
            let on = item(command.item)?;
            let committee = which_committee(sitting, on, command.committee, Some(command.by), "/instead/committee")?;
            let permit = votes::admit_casting(sitting, &room, on, committee_of(sitting, committee)?, command)?;
            let said = Said::Casting(CastingVote { order: 0, item: on.id, committee, by: command.by, choice: command.choice });
            (Written::CastingVote(CastingVoteCast::by(&permit, meeting, entered)), said)
        }
    })
}
