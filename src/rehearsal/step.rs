//! What a step does: each `do` is one use case.

use super::case::{CaseOverride, Expect, Step};
use super::stage::{CaseError, Labelled, Stage};
use crate::access::Seen;
use crate::book::{self, NewAttendance};
use crate::conflicts::{self, Override, RuleOn};
use crate::decisions;
use crate::fault::Error;
use crate::ids::{CommitteeId, FactId, ItemId, MeetingId, PersonId};
use crate::meetings::{At, CommitteeAtMeeting, Event, EventTime};
use crate::moment::{self, Date, Instant, When};
use crate::policy::Adopt;
use crate::proceedings::{BeginPhase, Proceed};
use crate::verdict::{Code, Reason, Refusal};
use crate::{agenda, policy};

/// Each `do` with the keys it takes; a key that stands elsewhere is an error of the case.
const VERBS: &[(&str, &[&str])] = &[
    ("publish_agenda", &["meeting", "override"]),
    ("convene", &["meeting", "at", "now"]),
    ("apologies", &["meeting", "at", "now", "who", "withdrawn", "expected_deputy", "as"]),
    ("arrive", &["meeting", "at", "now", "who", "for_item", "as_deputy_for", "remote", "as"]),
    ("leave", &["meeting", "at", "now", "who", "for_item", "as"]),
    ("return", &["meeting", "at", "now", "who", "for_item", "as_deputy_for", "remote", "as"]),
    ("visit", &["meeting", "visitor", "name", "organisation_name", "attends_as", "items", "interest_told", "at", "now", "as"]),
    ("visitor_leaves", &["visitor", "at", "now", "as"]),
    ("visitor_returns", &["visitor", "at", "now", "as"]),
    ("visitor_invited", &["visitor", "items", "at", "now", "as"]),
    ("visitor_declares", &["visitor", "interest_told", "items", "at", "now", "as"]),
    ("strike", &["what", "reason", "by", "instead", "now"]),
    ("declare", &["declaration", "item", "at", "now", "raised_by", "meeting"]),
    ("say_nil", &["meeting", "at", "now", "who", "as"]),
    ("preside", &["item", "committee", "person", "at", "now", "as"]),
    ("rule", &["item", "part", "person", "treatment", "by", "reason", "override", "at", "now", "as"]),
    ("begin", &["item", "phase", "proceed", "at", "now", "as"]),
    ("vote", &["item", "committee", "person", "seat", "choice", "at", "now", "as"]),
    ("roll", &["item", "committee", "votes", "at", "now", "as"]),
    ("hands", &["item", "committee", "for", "against", "abstained", "at", "now", "as"]),
    ("election", &["item", "committee", "counted_by", "candidates", "blank_or_spoilt", "drawn_by_lot", "at", "now", "as"]),
    ("advise", &["item", "part", "person", "says", "in_writing", "at", "now", "as"]),
    ("call_in", &["item", "by", "reason", "at", "now", "as"]),
    ("casting_vote", &["item", "committee", "by", "choice", "at", "now", "as"]),
    ("decide", &["item", "committee", "outcome", "method", "text", "dissent", "override", "at", "now"]),
    ("adjourn", &["meeting", "until", "at", "now"]),
    ("resume", &["meeting", "date", "at", "now"]),
    ("cancel", &["meeting", "reason", "at", "now"]),
    ("reopen", &["item", "committee", "by", "reason", "at", "now"]),
    ("urgent_decision", &["committee", "item", "by", "consulted", "unavailable", "reason", "at"]),
    ("carry_over", &["item", "to", "id"]),
    ("co_opt", &["item", "committee", "person", "seat", "by", "from_organisation", "reason", "at", "now"]),
    ("panel", &["item", "part", "convened_by", "unavailable", "members", "reason", "found", "instructions", "on", "at", "now", "as"]),
    ("correct", &["decision", "meeting", "text", "reason", "outcome", "at_meeting", "by", "now"]),
    ("determine", &["decision", "finding", "by", "reason", "at", "now"]),
    ("appoint", &["committee", "seat", "person", "from", "to", "deputy_for"]),
    ("ballot", &["id", "organisation", "question", "franchise", "window", "votes", "threshold", "announced", "if_not_carried"]),
    ("dispense", &["organisation", "person", "concerning", "allows", "ground", "reason", "requested", "by", "from", "to"]),
    ("amend_terms", &["committee", "from", "terms", "ballot"]),
    ("change_authority", &["committee", "id", "function", "level", "with", "from", "to", "value_limit", "evidence"]),
    ("withdraw_authority", &["what", "reason"]),
    ("adopt_policy", &["organisation", "from", "pack", "overrides"]),
    ("serve_papers", &["item", "person"]),
    ("finalise_minutes", &["meeting", "now"]),
];

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
    if let Some(label) = step.label.as_ref().filter(|label| stage.labels.contains_key(*label)) {
        let reason = Reason::new(Code::Duplicate, "C10", format!("An act is labelled '{label}' already."));
        return Ok(Err(Refusal::of(reason).into()));
    }
    match verb {
        "publish_agenda" => {
            let meeting = meeting(stage, step, path)?;
            let over = over(stage, step.over.as_ref(), path)?;
            Ok(stage.record(move |read| agenda::publish(read, meeting, None, &[], over.as_ref(), Instant::now())).map(|_| ()))
        }
        "convene" => {
            let meeting = meeting(stage, step, path)?;
            let at = time(stage, step, meeting, path)?;
            let done = stage.record(move |read| book::convene(read, meeting, at));
            if done.is_ok() {
                stage.convened = Some(meeting);
            }
            Ok(entered(stage, step, meeting, done.map(|made| (made.at, None))))
        }
        "arrive" | "leave" | "return" | "apologies" => attend(stage, step, verb, path),
        "visit" | "visitor_leaves" | "visitor_returns" | "visitor_invited" | "visitor_declares" => {
            super::visitors::visit(stage, step, verb, path)
        }
        "say_nil" => {
            let meeting = meeting(stage, step, path)?;
            let at = time(stage, step, meeting, path)?;
            let mut last = Ok(());
            for id in need(step.who.clone(), "who", path)? {
                let person = stage.person(&id, path)?;
                let done = stage.record(move |read| book::say_nil(read, meeting, person, at));
                last = entered(stage, step, meeting, done.map(|made| (made.at, Some(made.id))));
            }
            Ok(last)
        }
        "declare" => declare(stage, step, path),
        "preside" => {
            let (meeting, item) = item(stage, step, path)?;
            let committee = step.committee.as_ref().map(|id| stage.committee(id, path)).transpose()?;
            let (person, at) = (named(stage, step.person.as_ref(), "person", path)?, time(stage, step, meeting, path)?);
            let done = stage.record(move |read| book::preside(read, item, committee, person, at));
            Ok(entered(stage, step, meeting, done.map(|made| (made.at, Some(made.id)))))
        }
        "rule" => rule(stage, step, path),
        "begin" => {
            let (meeting, item) = item(stage, step, path)?;
            let command = BeginPhase { item, phase: need(step.phase, "phase", path)?, proceed: proceed(stage, step, path)? };
            let at = time(stage, step, meeting, path)?;
            let done = stage.record(move |read| book::begin(read, &command, at));
            Ok(entered(stage, step, meeting, done.map(|made| (made.at, made.id))))
        }
        "vote" => super::votes::vote(stage, step, path),
        "roll" => super::votes::roll(stage, step, path),
        "hands" => super::votes::hands(stage, step, path),
        "election" => super::votes::election(stage, step, path),
        "casting_vote" => super::votes::casting_vote(stage, step, path),
        "call_in" => super::votes::call_in(stage, step, path),
        "advise" => super::between::advise(stage, step, path),
        "decide" => super::deciding::decide(stage, step, path),
        "strike" => super::slips::strike(stage, step, path),
        "reopen" => super::slips::reopen(stage, step, path),
        "adjourn" => {
            let meeting = meeting(stage, step, path)?;
            let (until, at) = (step.until, time(stage, step, meeting, path)?);
            let done = stage.record(move |read| book::adjourn(read, meeting, until, at));
            Ok(entered(stage, step, meeting, done.map(|made| (made.at, None))))
        }
        "resume" => {
            let meeting = meeting(stage, step, path)?;
            let (on, at) = (step.date, time(stage, step, meeting, path)?);
            let done = stage.record(move |read| book::resume(read, meeting, on, at));
            Ok(entered(stage, step, meeting, done.map(|made| (made.at, None))))
        }
        "cancel" => {
            let (meeting, reason) = (meeting(stage, step, path)?, step.reason.clone());
            let at = time(stage, step, meeting, path)?;
            Ok(stage.record(move |read| book::cancel(read, meeting, reason.as_ref(), at)).map(|_| ()))
        }
        "co_opt" => super::between::co_opt(stage, step, path),
        "panel" => super::between::panel(stage, step, path),
        "urgent_decision" => super::between::urgent(stage, step, path),
        "carry_over" => super::between::carry_over(stage, step, path),
        "correct" => super::deciding::correct(stage, step, path),
        "determine" => super::between::determined(stage, step, path),
        "appoint" => super::registering::appoint(stage, step, path),
        "ballot" => super::registering::ballot(stage, step, path),
        "dispense" => super::dispensing::dispense(stage, step, path),
        "amend_terms" => super::registering::amend(stage, step, path),
        "change_authority" => super::authority::change(stage, step, path),
        "withdraw_authority" => super::authority::withdraw(stage, step, path),
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
            let at = instant(step.now.as_ref(), path, "now")?.unwrap_or_else(Instant::now);
            let done = stage.record(move |read| decisions::finalise(read, meeting, at)).map(|_| ());
            if done.is_ok() {
                stage.over.insert(meeting.id());
            }
            Ok(done)
        }
        other => Err(CaseError::new(path, format!("'{other}' is not yet built"))),
    }
}

/// Remembers the time of a step that was accepted, and under its label what it entered.
pub(super) fn entered(
    stage: &mut Stage,
    step: &Step,
    meeting: Seen<MeetingId>,
    done: Result<(Instant, Option<FactId>), Error>,
) -> Result<(), Error> {
    let (at, id) = done?;
    stage.clock.insert(meeting.id(), at);
    if let (Some(label), Some(id)) = (&step.label, id) {
        let verb = step.verb.clone().unwrap_or_default();
        stage.labels.entry(label.clone()).or_insert_with(|| Labelled { verb, meeting, acts: Vec::new() }).acts.push(id);
    }
    Ok(())
}

pub(super) fn need<T>(value: Option<T>, key: &str, path: &str) -> Result<T, CaseError> {
    value.ok_or_else(|| CaseError::new(path, format!("'{key}' is needed")))
}

/// By whose word, and why.
pub(super) fn over(stage: &Stage, given: Option<&CaseOverride>, path: &str) -> Result<Option<Override>, CaseError> {
    given.map(|over| stage.person(&over.by, path).map(|by| Override { by, reason: over.reason.clone() })).transpose()
}

pub(super) fn named(stage: &Stage, id: Option<&String>, key: &str, path: &str) -> Result<PersonId, CaseError> {
    stage.person(&need(id.cloned(), key, path)?, path)
}

pub(super) fn by(stage: &Stage, step: &Step, path: &str) -> Result<PersonId, CaseError> {
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

pub(super) fn item(stage: &Stage, step: &Step, path: &str) -> Result<(Seen<MeetingId>, Seen<ItemId>), CaseError> {
    let id = need(step.item.clone(), "item", path)?;
    let whole = step.part.as_ref().map_or(id.clone(), |part| format!("{id}/{part}"));
    stage.item(&whole, path)
}

/// The committee named; else the only one that the item concerns, and in which whoever acts sits
/// or deputises.
pub(super) fn committee(
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
    let sitting = stage.sitting(meeting, &[]).map_err(|error| CaseError::new(path, super::stage::message_of(&error)))?;
    let on = sitting.item(item.id()).ok_or_else(|| CaseError::new(path, "the item is gone"))?;
    let concerned: Vec<CommitteeId> = sitting.concerned(on).map(|at| at.committee.id).collect();
    let sits = |at: &CommitteeAtMeeting| acting.is_some_and(|person| at.memberships.iter().any(|member| member.person == person));
    let own: Vec<CommitteeId> = sitting.concerned(on).filter(|at| sits(at)).map(|at| at.committee.id).collect();
    match (concerned.as_slice(), own.as_slice()) {
        ([only], _) | (_, [only]) => Ok(*only),
        _ => Err(CaseError::new(path, "say which committee: the item concerns several")),
    }
}

/// The time given and the clock of the step; without either the last time of a step that was accepted, else
/// noon of the day.
pub(super) fn time(stage: &Stage, step: &Step, meeting: Seen<MeetingId>, path: &str) -> Result<At, CaseError> {
    let now = instant(step.now.as_ref(), path, "now")?;
    let at = match &step.at {
        Some(text) if text.contains('T') => instant(Some(text), path, "at")?.map(When::At),
        Some(text) => Some(When::Clock(moment::time(text).map_err(|error| CaseError::new(format!("{path}/at"), error.to_string()))?)),
        None if now.is_some() => None,
        None => Some(match stage.clock.get(&meeting.id()) {
            Some(last) => When::At(*last),
            None => When::At(noon(stage, meeting, path)?),
        }),
    };
    Ok(At::Told(EventTime { at, now }))
}

fn noon(stage: &Stage, meeting: Seen<MeetingId>, path: &str) -> Result<Instant, CaseError> {
    let date = stage.dates.get(&meeting.id()).copied().ok_or_else(|| CaseError::new(path, "the meeting has no date"))?;
    let noon = moment::time("12:00").map_err(|error| CaseError::new(path, error.to_string()))?;
    Instant::local(date, noon).map_err(|error| CaseError::new(path, error.to_string()))
}

/// A time with its day, as the clock on the wall says it: `2018-03-08T00:20`.
pub(super) fn instant(text: Option<&String>, path: &str, key: &str) -> Result<Option<Instant>, CaseError> {
    let Some(text) = text else { return Ok(None) };
    let wrong = |why: String| CaseError::new(format!("{path}/{key}"), why);
    let (day, clock) = text.split_once('T').ok_or_else(|| wrong(format!("'{text}' is no time with its day, such as 2018-03-08T00:20")))?;
    let day: Date = day.parse().map_err(|_| wrong(format!("'{day}' is no day")))?;
    let clock = moment::time(clock).map_err(|error| wrong(error.to_string()))?;
    Instant::local(day, clock).map(Some).map_err(|error| wrong(error.to_string()))
}

/// The lines of a step of the attendance book.
pub(super) fn lines(
    stage: &Stage,
    step: &Step,
    verb: &str,
    meeting: Seen<MeetingId>,
    at: At,
    path: &str,
) -> Result<Vec<NewAttendance>, CaseError> {
    let for_item = step.for_item.as_ref().map(|id| stage.item(id, path)).transpose()?.map(|(_, item)| item.id());
    let event = match verb {
        "arrive" => Event::Arrive,
        "leave" => Event::Leave,
        "apologies" => Event::Apologies,
        _ => Event::Return,
    };
    let line = |id: &String| -> Result<NewAttendance, CaseError> {
        let person = stage.person(id, path)?;
        let seat = step.as_deputy_for.as_ref().map(|seat| deputy_committee(stage, meeting, person, seat, path)).transpose()?;
        let as_deputy_for = seat.map(|(committee, seat)| (Some(committee), seat));
        let (remote, withdrawn) = (step.remote.unwrap_or(false), step.withdrawn.unwrap_or(false));
        let expected_deputy = step.expected_deputy.as_ref().map(|deputy| stage.person(deputy, path)).transpose()?;
        Ok(NewAttendance { person, event, at, for_item, as_deputy_for, remote, withdrawn, expected_deputy })
    };
    need(step.who.clone(), "who", path)?.iter().map(line).collect()
}

fn attend(stage: &mut Stage, step: &Step, verb: &str, path: &str) -> Result<Result<(), Error>, CaseError> {
    let for_item = step.for_item.as_ref().map(|id| stage.item(id, path)).transpose()?;
    let meeting = match (&step.meeting, for_item) {
        (None, Some((meeting, _))) => meeting,
        _ => meeting(stage, step, path)?,
    };
    let at = time(stage, step, meeting, path)?;
    let lines = lines(stage, step, verb, meeting, at, path)?;
    if let Err(error) = stage.reader.snapshot(stage.actor.register, |read| book::may_attend(read, meeting, &lines)) {
        return Ok(Err(error));
    }
    for line in lines {
        let done = stage.record(move |read| book::attend(read, meeting, &line));
        let done = done.map(|made| (made.at, Some(FactId::from_uuid(made.id.uuid()))));
        if let Err(error) = entered(stage, step, meeting, done) {
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
    let sitting = stage.sitting(meeting, &[]).map_err(|error| CaseError::new(path, super::stage::message_of(&error)))?;
    let (all, room) = (&sitting.committees, sitting.room());
    let named = || all.iter().filter(|at| at.seat(seat).is_some() && at.deputies(seat).any(|deputy| deputy == person));
    let sits = |at: &CommitteeAtMeeting| room.sitting_for.get(&(at.committee.id, seat.to_owned())) == Some(&person);
    let at = named().find(|at| !sits(at)).or_else(|| named().next());
    let at = at.or_else(|| all.iter().find(|at| at.seat(seat).is_some())).or_else(|| all.first());
    at.map(|at| (at.committee.id, seat.to_owned())).ok_or_else(|| CaseError::new(path, "the meeting has no committee"))
}

fn declare(stage: &mut Stage, step: &Step, path: &str) -> Result<Result<(), Error>, CaseError> {
    let given = need(step.declaration.clone(), "declaration", path)?;
    let place = match (&step.item, &step.meeting) {
        (Some(id), _) => {
            let (meeting, item) = stage.item(id, path)?;
            Some((meeting, Some(item.id())))
        }
        (None, Some(_)) => Some((meeting(stage, step, path)?, None)),
        (None, None) => None,
    };
    let at = match place {
        Some((meeting, item)) => Some((meeting, item, step.raised_by.clone(), time(stage, step, meeting, path)?)),
        None => None,
    };
    let done = stage.declare(&given, at, &format!("{path}/declaration"))?;
    Ok(done.map(|told| {
        if let (Some((meeting, _)), Some(told)) = (place, told) {
            stage.clock.insert(meeting.id(), told);
        }
    }))
}

/// By whose word, and why, an item goes on although most have to go.
pub(super) fn proceed(stage: &Stage, step: &Step, path: &str) -> Result<Option<Proceed>, CaseError> {
    Ok(over(stage, step.proceed.as_ref(), path)?.map(|said| Proceed { by: said.by, reason: said.reason }))
}

/// The ruling that a step makes.
pub(super) fn ruling(stage: &Stage, step: &Step, path: &str) -> Result<(Seen<MeetingId>, RuleOn), CaseError> {
    let (meeting, item) = item(stage, step, path)?;
    let command = RuleOn {
        item,
        person: named(stage, step.person.as_ref(), "person", path)?,
        treatment: need(step.treatment, "treatment", path)?,
        by: by(stage, step, path)?,
        reason: step.reason.clone(),
        over: over(stage, step.over.as_ref(), path)?,
    };
    Ok((meeting, command))
}

fn rule(stage: &mut Stage, step: &Step, path: &str) -> Result<Result<(), Error>, CaseError> {
    let (meeting, command) = ruling(stage, step, path)?;
    let at = time(stage, step, meeting, path)?;
    let done = stage.record(move |read| book::rule(read, &command, at));
    Ok(entered(stage, step, meeting, done.map(|made| (made.at, Some(FactId::from_uuid(made.id.uuid()))))))
}
