//! What a step does: each `do` is one use case.

use super::case::{CaseOverride, Expect, Step};
use super::stage::{CaseError, Stage};
use crate::access::Seen;
use crate::committees::Terms;
use crate::conflicts::{self, Override, RuleOn};
use crate::decisions::{self, Decide};
use crate::fault::Error;
use crate::ids::{CommitteeId, ItemId, MeetingId, PersonId};
use crate::meetings::{AttendanceEvent, CommitteeAtMeeting, Event};
use crate::moment::{self, Instant};
use crate::policy::Adopt;
use crate::proceedings::{self, BeginPhase, Proceed};
use crate::votes::{self, CastCasting, CastVote};
use crate::{agenda, attendance, policy};

/// Each `do` with the keys it takes; a key that stands elsewhere is an error of the case.
const VERBS: &[(&str, &[&str])] = &[
    ("publish_agenda", &["meeting", "override"]),
    ("convene", &["meeting", "at"]),
    ("arrive", &["meeting", "at", "who", "for_item", "as_deputy_for", "remote"]),
    ("leave", &["meeting", "at", "who", "for_item"]),
    ("return", &["meeting", "at", "who", "for_item", "as_deputy_for", "remote"]),
    ("declare", &["declaration", "item", "at", "raised_by", "meeting"]),
    ("say_nil", &["meeting", "who", "at"]),
    ("preside", &["item", "person", "at"]),
    ("rule", &["item", "part", "person", "treatment", "by", "reason", "override", "at"]),
    ("begin", &["item", "phase", "proceed", "at"]),
    ("vote", &["item", "committee", "person", "seat", "choice"]),
    ("casting_vote", &["item", "committee", "by", "choice"]),
    ("decide", &["item", "committee", "outcome", "method", "text", "dissent", "override"]),
    ("correct", &["decision", "text", "reason"]),
    ("amend_terms", &["committee", "from", "terms", "ballot"]),
    ("adopt_policy", &["organisation", "from", "pack", "overrides"]),
    ("serve_papers", &["item", "person"]),
    ("finalise_minutes", &["meeting"]),
];

/// Words of the case format that this version does not play.
const NOT_BUILT: &[&str] = &["urgent_decision", "co_opt", "ballot"];

/// Whether a step says something that can be played: a known `do` with its own keys.
///
/// # Errors
/// A [`CaseError`] naming the key.
pub fn check(step: &Step, given: &[String], path: &str) -> Result<(), CaseError> {
    if let Some(expect) = &step.expect {
        can_fail(expect, step.verb.is_some()).map_err(|(key, why)| CaseError::new(format!("{path}/expect/{key}"), why))?;
    }
    let Some(verb) = &step.verb else {
        return match given.iter().find(|key| key.as_str() != "expect") {
            Some(key) => Err(CaseError::new(format!("{path}/{key}"), "a step without 'do' only expects")),
            None if step.expect.is_none() => Err(CaseError::new(path, "a step does something, or expects something")),
            None => Ok(()),
        };
    };
    if NOT_BUILT.contains(&verb.as_str()) {
        return Err(CaseError::new(format!("{path}/do"), format!("'{verb}' is not yet built")));
    }
    let Some((_, keys)) = VERBS.iter().find(|(name, _)| name == verb) else {
        let known: Vec<&str> = VERBS.iter().map(|(name, _)| *name).collect();
        return Err(CaseError::new(
            format!("{path}/do"),
            format!("'{verb}' is not something a step can do: use one of {}", known.join(", ")),
        ));
    };
    match given.iter().find(|key| !["do", "expect"].contains(&key.as_str()) && !keys.contains(&key.as_str())) {
        Some(key) => Err(CaseError::new(format!("{path}/{key}"), format!("'{verb}' takes no '{key}': it takes {}", keys.join(", ")))),
        None => Ok(()),
    }
}

/// That each expectation is asked, so that none passes whatever happens.
fn can_fail(expect: &Expect, does_something: bool) -> Result<(), (&'static str, &'static str)> {
    let refusal = [("refused", expect.refused.is_some()), ("refused_with", expect.refused_with.is_some())];
    match refusal.into_iter().find(|(_, given)| *given) {
        Some((key, _)) if !does_something => return Err((key, "a step that does nothing is not refused: say what it does with 'do'")),
        Some((key, _)) if expect.ok == Some(true) => return Err((key, "a step is expected to go well ('ok') or to be refused, not both")),
        _ => {}
    }
    if expect.ok == Some(false) && !does_something {
        return Err(("ok", "a step that does nothing does not go wrong: say what it does with 'do'"));
    }
    if expect.log_verifies == Some(false) {
        return Err(("log_verifies", "a log that verifies is all that can be expected: write true, or leave it out"));
    }
    Ok(())
}

/// Plays the step.
///
/// # Errors
/// Outside, what the case cannot say; inside, what the use case says.
pub fn play(stage: &mut Stage, step: &Step, path: &str) -> Result<Result<(), Error>, CaseError> {
    let verb = step.verb.as_deref().unwrap_or_default();
    match verb {
        "publish_agenda" => {
            let meeting = meeting(stage, step, path)?;
            let at = time(stage, step, meeting, path)?;
            let over = over(stage, step.over.as_ref(), path)?;
            Ok(stage.record(move |read| agenda::publish(read, meeting, None, &[], over.as_ref(), at)).map(|_| ()))
        }
        "convene" => {
            let meeting = meeting(stage, step, path)?;
            let at = time(stage, step, meeting, path)?;
            let done = stage.record(move |read| proceedings::convene(read, meeting, at)).map(|_| ());
            if done.is_ok() {
                stage.convened = Some(meeting);
            }
            Ok(done)
        }
        "arrive" | "leave" | "return" => attend(stage, step, verb, path),
        "declare" => declare(stage, step, path),
        "say_nil" => {
            let meeting = meeting(stage, step, path)?;
            let who = need(step.who.clone(), "who", path)?;
            let people = who.iter().map(|id| stage.person(id, path)).collect::<Result<Vec<_>, _>>()?;
            let at = time(stage, step, meeting, path)?;
            Ok(stage.record(move |read| proceedings::say_nil(read, meeting, &people, at)).map(|_| ()))
        }
        "preside" => {
            let (meeting, item) = item(stage, step, path)?;
            let (person, at) = (named(stage, step.person.as_ref(), "person", path)?, time(stage, step, meeting, path)?);
            Ok(stage.record(move |read| proceedings::preside(read, item, person, at)).map(|_| ()))
        }
        "rule" => rule(stage, step, path),
        "begin" => {
            let (meeting, item) = item(stage, step, path)?;
            let proceed = over(stage, step.proceed.as_ref(), path)?.map(|said| Proceed { by: said.by, reason: said.reason });
            let command = BeginPhase { item, phase: need(step.phase, "phase", path)?, proceed };
            let at = time(stage, step, meeting, path)?;
            Ok(stage.record(move |read| proceedings::begin(read, &command, at)).map(|_| ()))
        }
        "vote" => vote(stage, step, path),
        "casting_vote" => {
            let (meeting, item) = item(stage, step, path)?;
            let by = by(stage, step, path)?;
            let committee = committee(stage, step, meeting, item, Some(by), path)?;
            let command = CastCasting { item, committee: Some(committee), by, choice: need(step.choice, "choice", path)? };
            let at = time(stage, step, meeting, path)?;
            Ok(stage.record(move |read| votes::cast_casting(read, &command, at)).map(|_| ()))
        }
        "decide" => decide(stage, step, path),
        "correct" => correct(stage, step, path),
        "amend_terms" => amend(stage, step, path),
        "adopt_policy" => {
            let organisation = stage.body(&need(step.organisation.clone(), "organisation", path)?, path)?;
            let (pack, from) = (need(step.pack, "pack", path)?, need(step.from, "from", path)?);
            let command = Adopt { organisation, pack, from, overrides: step.overrides.clone().unwrap_or_default() };
            Ok(stage.record(move |read| policy::adopt(read, &command)).map(|_| ()))
        }
        "serve_papers" => {
            let (_, item) = item(stage, step, path)?;
            let person = named(stage, step.person.as_ref(), "person", path)?;
            Ok(stage.record(move |read| conflicts::serve_papers(read, item, person, &[])).map(|_| ()))
        }
        "finalise_minutes" => {
            let meeting = meeting(stage, step, path)?;
            let at = time(stage, step, meeting, path)?;
            let done = stage.record(move |read| decisions::finalise(read, meeting, at)).map(|_| ());
            if done.is_ok() {
                stage.over.insert(meeting.id());
            }
            Ok(done)
        }
        other => Err(CaseError::new(path, format!("'{other}' is not yet built"))),
    }
}

fn need<T>(value: Option<T>, key: &str, path: &str) -> Result<T, CaseError> {
    value.ok_or_else(|| CaseError::new(path, format!("'{key}' is needed")))
}

/// By whose word, and why.
fn over(stage: &Stage, given: Option<&CaseOverride>, path: &str) -> Result<Option<Override>, CaseError> {
    given.map(|over| stage.person(&over.by, path).map(|by| Override { by, reason: over.reason.clone() })).transpose()
}

fn named(stage: &Stage, id: Option<&String>, key: &str, path: &str) -> Result<PersonId, CaseError> {
    stage.person(&need(id.cloned(), key, path)?, path)
}

fn by(stage: &Stage, step: &Step, path: &str) -> Result<PersonId, CaseError> {
    match &step.by {
        Some(serde_json::Value::String(id)) => stage.person(id, path),
        _ => Err(CaseError::new(path, "'by' is needed, and names one person")),
    }
}

/// The meeting named; else the only one that is not over; else the one last convened, and before any was
/// the first that was called.
pub(super) fn meeting(stage: &Stage, step: &Step, path: &str) -> Result<Seen<MeetingId>, CaseError> {
    if let Some(id) = &step.meeting {
        return stage.meetings.get(id).copied().ok_or_else(|| CaseError::new(path, format!("the case has no meeting '{id}'")));
    }
    // A case of one meeting means that one, over or not.
    let possible: Vec<Seen<MeetingId>> =
        stage.meetings.values().copied().filter(|id| stage.meetings.len() == 1 || !stage.over.contains(&id.id())).collect();
    let first = || possible.iter().copied().min_by_key(|id| stage.dates.get(&id.id()).copied());
    match possible.as_slice() {
        [only] => Ok(*only),
        _ => stage.convened.or_else(first).ok_or_else(|| CaseError::new(path, "say which meeting")),
    }
}

fn item(stage: &Stage, step: &Step, path: &str) -> Result<(Seen<MeetingId>, Seen<ItemId>), CaseError> {
    let id = need(step.item.clone(), "item", path)?;
    let whole = step.part.as_ref().map_or(id.clone(), |part| format!("{id}/{part}"));
    stage.item(&whole, path)
}

/// The committee named; else the only one that the item concerns, and in which whoever acts sits
/// or deputises.
fn committee(
    stage: &Stage,
    step: &Step,
    meeting: Seen<MeetingId>,
    item: Seen<ItemId>,
    acting: Option<PersonId>,
    path: &str,
) -> Result<CommitteeId, CaseError> {
    if let Some(id) = &step.committee {
        return stage.committee(id, path);
    }
    let sitting = stage
        .reader
        .snapshot(stage.actor.register, |read| crate::meetings::facts::sitting(read, meeting, &[]))
        .map_err(|error| CaseError::new(path, super::stage::message_of(&error)))?;
    let on = sitting.item(item.id()).ok_or_else(|| CaseError::new(path, "the item is gone"))?;
    let concerned: Vec<CommitteeId> = sitting.concerned(on).map(|at| at.committee.id).collect();
    let sits = |at: &CommitteeAtMeeting| acting.is_some_and(|person| at.memberships.iter().any(|member| member.person == person));
    let own: Vec<CommitteeId> = sitting.concerned(on).filter(|at| sits(at)).map(|at| at.committee.id).collect();
    match (concerned.as_slice(), own.as_slice()) {
        ([only], _) | (_, [only]) => Ok(*only),
        _ => Err(CaseError::new(path, "say which committee: the item concerns several")),
    }
}

/// The time given, on the meeting's day; else the last given; else noon of the day.
fn time(stage: &mut Stage, step: &Step, meeting: Seen<MeetingId>, path: &str) -> Result<Instant, CaseError> {
    if let Some(at) = &step.at {
        stage.clock.insert(meeting.id(), at.clone());
    }
    let text = stage.clock.get(&meeting.id()).cloned().unwrap_or_else(|| "12:00".into());
    let date = stage.dates.get(&meeting.id()).copied().ok_or_else(|| CaseError::new(path, "the meeting has no date"))?;
    let time = moment::time(&text).map_err(|error| CaseError::new(format!("{path}/at"), error.to_string()))?;
    Instant::local(date, time).map_err(|error| CaseError::new(format!("{path}/at"), error.to_string()))
}

fn attend(stage: &mut Stage, step: &Step, verb: &str, path: &str) -> Result<Result<(), Error>, CaseError> {
    let for_item = step.for_item.as_ref().map(|id| stage.item(id, path)).transpose()?;
    let meeting = match (&step.meeting, for_item) {
        (None, Some((meeting, _))) => meeting,
        _ => meeting(stage, step, path)?,
    };
    let at = time(stage, step, meeting, path)?;
    let event = match verb {
        "arrive" => Event::Arrive,
        "leave" => Event::Leave,
        _ => Event::Return,
    };
    let line = |id: &String| -> Result<AttendanceEvent, CaseError> {
        let (person, for_item) = (stage.person(id, path)?, for_item.map(|(_, item)| item.id()));
        let as_deputy_for = step.as_deputy_for.as_ref().map(|seat| deputy_committee(stage, meeting, person, seat, path)).transpose()?;
        Ok(AttendanceEvent { person, event, at, for_item, as_deputy_for, remote: step.remote.unwrap_or(false) })
    };
    let lines = need(step.who.clone(), "who", path)?.iter().map(line).collect::<Result<Vec<_>, _>>()?;
    if let Err(error) = stage.reader.snapshot(stage.actor.register, |read| attendance::may_attend(read, meeting, &lines)) {
        return Ok(Err(error));
    }
    for line in lines {
        if let Err(error) = stage.record(move |read| attendance::attend(read, meeting, line.clone())) {
            return Ok(Err(error));
        }
    }
    Ok(Ok(()))
}

/// The committee of the meeting in which the person is a deputy for such a seat, and does not sit in
/// it yet; else one that has such a seat; the first one where none has, so that the law says what is
/// wrong.
fn deputy_committee(
    stage: &Stage,
    meeting: Seen<MeetingId>,
    person: PersonId,
    seat: &str,
    path: &str,
) -> Result<(CommitteeId, String), CaseError> {
    let sitting = stage
        .reader
        .snapshot(stage.actor.register, |read| crate::meetings::facts::sitting(read, meeting, &[]))
        .map_err(|error| CaseError::new(path, super::stage::message_of(&error)))?;
    let (all, room) = (&sitting.committees, sitting.room());
    let named = || all.iter().filter(|at| at.seat(seat).is_some() && at.deputies(seat).any(|deputy| deputy == person));
    let sits = |at: &CommitteeAtMeeting| room.sitting_for.get(&(at.committee.id, seat.to_owned())) == Some(&person);
    let at = named().find(|at| !sits(at)).or_else(|| named().next());
    let at = at.or_else(|| all.iter().find(|at| at.seat(seat).is_some())).or_else(|| all.first());
    at.map(|at| (at.committee.id, seat.to_owned())).ok_or_else(|| CaseError::new(path, "the meeting has no committee"))
}

fn declare(stage: &mut Stage, step: &Step, path: &str) -> Result<Result<(), Error>, CaseError> {
    let given = need(step.declaration.clone(), "declaration", path)?;
    let place = match &step.item {
        Some(id) => {
            let (meeting, item) = stage.item(id, path)?;
            time(stage, step, meeting, path)?;
            Some((meeting.id(), Some(item.id()), step.raised_by.clone()))
        }
        None => step
            .meeting
            .as_ref()
            .map(|_| meeting(stage, step, path))
            .transpose()?
            .map(|meeting| (meeting.id(), None, step.raised_by.clone())),
    };
    stage.declare(&given, place, &format!("{path}/declaration"))
}

fn rule(stage: &mut Stage, step: &Step, path: &str) -> Result<Result<(), Error>, CaseError> {
    let (meeting, item) = item(stage, step, path)?;
    let command = RuleOn {
        item,
        person: named(stage, step.person.as_ref(), "person", path)?,
        treatment: need(step.treatment, "treatment", path)?,
        by: by(stage, step, path)?,
        reason: step.reason.clone(),
        over: over(stage, step.over.as_ref(), path)?,
    };
    let at = time(stage, step, meeting, path)?;
    Ok(stage.record(move |read| conflicts::rule(read, &command, at)).map(|_| ()))
}

fn vote(stage: &mut Stage, step: &Step, path: &str) -> Result<Result<(), Error>, CaseError> {
    let (meeting, item) = item(stage, step, path)?;
    if step.person.is_some() == step.seat.is_some() {
        return Err(CaseError::new(path, "a vote names a person or a seat"));
    }
    let person = step.person.as_ref().map(|id| stage.person(id, path)).transpose()?;
    let command = CastVote {
        item,
        committee: Some(committee(stage, step, meeting, item, person, path)?),
        person,
        seat: step.seat.clone(),
        choice: need(step.choice, "choice", path)?,
    };
    let at = time(stage, step, meeting, path)?;
    Ok(stage.record(move |read| votes::cast(read, &command, at)).map(|_| ()))
}

fn decide(stage: &mut Stage, step: &Step, path: &str) -> Result<Result<(), Error>, CaseError> {
    let (meeting, item) = item(stage, step, path)?;
    let committee = committee(stage, step, meeting, item, None, path)?;
    let over = over(stage, step.over.as_ref(), path)?;
    let command = Decide {
        item,
        committee: Some(committee),
        outcome: need(step.outcome, "outcome", path)?,
        method: need(step.method, "method", path)?,
        text: step.text.clone(),
        dissent: step.dissent.iter().flatten().map(|id| stage.person(id, path)).collect::<Result<Vec<_>, _>>()?,
        override_: over,
    };
    let at = time(stage, step, meeting, path)?;
    let done = stage.record(move |read| decisions::decide(read, &command, at));
    Ok(done.map(|made| {
        stage.decisions.insert((item.id(), committee), Seen::without_asking(made.id));
    }))
}

fn correct(stage: &mut Stage, step: &Step, path: &str) -> Result<Result<(), Error>, CaseError> {
    let target = need(step.decision.clone(), "decision", path)?;
    let (id, named) = target.split_once('@').map_or((target.as_str(), None), |(item, committee)| (item, Some(committee)));
    let (meeting, item) = stage.item(id, path)?;
    let committee = named.map(|id| stage.committee(id, path)).transpose()?;
    let found = stage.decisions.iter().find(|((on, by), _)| *on == item.id() && committee.is_none_or(|committee| committee == *by));
    let decision = found.map(|(_, id)| *id).ok_or_else(|| CaseError::new(path, format!("no decision on '{target}' is recorded")))?;
    let (text, reason) = (need(step.text.clone(), "text", path)?, need(step.reason.clone(), "reason", path)?);
    let at = time(stage, step, meeting, path)?;
    Ok(stage.record(move |read| decisions::correct(read, decision, &text, &reason, at)).map(|_| ()))
}

fn amend(stage: &mut Stage, step: &Step, path: &str) -> Result<Result<(), Error>, CaseError> {
    if step.ballot.is_some() {
        return Err(CaseError::new(format!("{path}/ballot"), "ballots are not yet built"));
    }
    let committee = stage.committee(&need(step.committee.clone(), "committee", path)?, path)?;
    let mut terms = need(step.terms.clone(), "terms", path)?;
    let from = need(step.from, "from", path)?;
    if let Some(terms) = terms.as_object_mut() {
        terms.insert("from".into(), from.to_string().into());
    }
    let terms: Terms =
        crate::http::body::json::typed(terms).map_err(|error| CaseError::new(format!("{path}/terms"), super::stage::message_of(&error)))?;
    let done = stage.set_terms(committee, terms.clone());
    if done.is_ok() {
        stage.seat_held(committee, &terms)?;
    }
    Ok(done)
}
