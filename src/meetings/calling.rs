//! Calling a meeting and setting its business: who sits, on what day, about what.

use super::changes::{ItemAdded, ItemChanged, MeetingCalled, MeetingChanged, PaperTabled, Setting};
use super::facts;
use super::facts::cards;
use super::rules::{self, Affected, ItemStatement, Move, length};
use crate::access::Seen;
use crate::db::Read;
use crate::fault::{Error, FieldError};
use crate::ids::{CommitteeId, ItemId, MeetingId, PersonId};
use crate::moment::{Date, Instant};
use crate::policy::Purpose;

use crate::text::{ClockTime, Line, Number, Sha256};
use crate::verdict::{Code, Reason, Refusal};
use crate::{committees, moment, organisations, people};

/// A meeting to be called.
#[derive(Debug, Clone)]
pub struct CallMeeting {
    pub committees: Vec<CommitteeId>,
    pub date: Date,
    /// Local time, `14:00`.
    pub starts_at: Option<ClockTime>,
    pub place: Option<Line>,
    pub private: bool,
    /// For people; made from the committees' codes and the date where none is given.
    pub reference: Option<Line>,
}

/// Calls a meeting of one committee, or of several in common.
///
/// # Errors
/// Fields that are wrong in themselves; `duplicate` for a reference that is taken.
pub fn call(read: &mut Read<'_>, command: &CallMeeting) -> Result<MeetingCalled, Error> {
    let mut faults = Vec::new();
    if command.committees.is_empty() || command.committees.len() > 20 {
        faults.push(FieldError::new("/committees", "length", "name between 1 and 20 committees"));
    }
    let mut codes = Vec::new();
    for (n, id) in command.committees.iter().enumerate() {
        match committees::facts::code(read, *id)? {
            None => {
                faults.push(FieldError::new(format!("/committees/{n}"), "unknown_reference", "there is no such committee in this register"))
            }
            Some(_) if command.committees.iter().take(n).any(|other| other == id) => {
                faults.push(FieldError::new(format!("/committees/{n}"), "duplicate", "this committee is named twice"));
            }
            Some(code) => codes.push(code),
        }
    }
    faults.extend(starts_on(command.date, command.starts_at.as_deref()).err());
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let reference = reference(read, command.reference.as_deref(), &made_of(&codes, command.date), None)?;
    Ok(MeetingCalled::of(command, reference))
}

/// What is changed of a meeting: a field left out stays, `Some(None)` clears it.
#[derive(Debug, Clone, Default)]
pub struct ChangeMeeting {
    pub date: Option<Date>,
    pub starts_at: Option<Option<ClockTime>>,
    pub place: Option<Option<Line>>,
    pub private: Option<bool>,
    pub reference: Option<Line>,
}

/// Sets a meeting otherwise before it is convened. A reference that was made from its day is made
/// anew with it. `if_match` is the version that was read.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Stale`]; fields that are wrong; `duplicate` for a reference that
/// is taken; the refusals of [`rules::may_change`].
pub fn change(read: &mut Read<'_>, seen: Seen<MeetingId>, patch: &ChangeMeeting, if_match: i64) -> Result<MeetingChanged, Error> {
    let (id, held) = (seen.id(), cards::card(read, seen)?);
    if if_match != held.version {
        return Err(Error::Stale { current: held.version });
    }
    let date = patch.date.unwrap_or(held.date);
    let starts_at = patch.starts_at.clone().map_or_else(|| held.starts_at.clone(), |given| given.map(Into::into));
    let place = patch.place.clone().map_or_else(|| held.place.clone(), |given| given.map(Into::into));
    starts_on(date, starts_at.as_deref())?;
    let (first_in, last_declared) = (facts::first_in(read, seen)?, facts::last_declared(read, seen)?);
    let permit = rules::may_change(&Move { meeting: id, state: held.state, to: date, first_in, last_declared })?;
    let committees: Vec<CommitteeId> = held.committees.into_iter().map(|committee| committee.id).collect();
    let codes = committees.iter().filter_map(|id| committees::facts::code(read, *id).transpose()).collect::<Result<Vec<_>, _>>()?;
    let was_made = held.reference.starts_with(&made_of(&codes, held.date));
    let given = patch.reference.clone().map(String::from).or_else(|| (date == held.date || !was_made).then(|| held.reference.clone()));
    let reference = reference(read, given.as_deref(), &made_of(&codes, date), Some(id))?;
    let private = patch.private.unwrap_or(held.private);
    let is_as_it_was =
        (date, &starts_at, &place, private, &reference) == (held.date, &held.starts_at, &held.place, held.private, &held.reference);
    if is_as_it_was {
        return Err(Error::AsItStands);
    }
    Ok(MeetingChanged::by(permit, committees, Setting { reference, starts_at, place, private }))
}

/// A time of day that there is on a day.
fn starts_on(date: Date, starts_at: Option<&str>) -> Result<(), FieldError> {
    let Some(time) = starts_at else { return Ok(()) };
    match moment::time(time).and_then(|time| Instant::local(date, time)) {
        Ok(_) => Ok(()),
        Err(error) => Err(FieldError::new("/starts_at", "format", error.to_string())),
    }
}

/// How a meeting is referred to where nobody says otherwise.
fn made_of(codes: &[String], date: Date) -> String {
    format!("{}/{}", codes.join("+"), date.naive().format("%Y/%m/%d"))
}

fn reference(read: &mut Read<'_>, given: Option<&str>, made: &str, own: Option<MeetingId>) -> Result<String, Error> {
    let mut taken = |reference: &str| Ok::<_, Error>(facts::referred_to(read, reference)?.filter(|other| own != Some(*other)));
    if let Some(reference) = given {
        if matches!(reference, "." | "..") || reference.parse::<MeetingId>().is_ok() {
            let message = "This is no reference: an address could not say it. Write one such as PCCC/2018/03/06, or leave it out.";
            return Err(Error::invalid("/reference", "format", message));
        }
        if let Some(other) = taken(reference)? {
            return Err(Refusal::of(
                Reason::new(Code::Duplicate, "C10", format!("There is a meeting with the reference '{reference}'."))
                    .fact(other.subject())
                    .cure("Give another reference, or leave it out."),
            )
            .into());
        }
        return Ok(reference.to_owned());
    }
    for n in 1..1000_u32 {
        let candidate = if n == 1 { made.to_owned() } else { format!("{made}-{n}") };
        if taken(&candidate)?.is_none() {
            return Ok(candidate);
        }
    }
    Err(Error::invalid("/reference", "required", "give a reference: this committee has too many meetings on that day"))
}

/// An item, or a part of one, to be put on the agenda.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddItem {
    pub meeting: Seen<MeetingId>,
    pub part_of: Option<ItemId>,
    /// The next number where none is given.
    pub number: Option<Number>,
    pub says: ItemStatement,
}

/// Puts an item on the agenda, after those already there; a part after its item.
///
/// # Errors
/// [`Error::NotFound`] for the meeting; fields that are wrong; `meeting_not_open` once it is over.
pub fn add_item(read: &mut Read<'_>, command: &AddItem) -> Result<ItemAdded, Error> {
    let meeting = facts::meeting(read, command.meeting)?;
    let items = facts::items(read, command.meeting)?;
    let mut seats = 0;
    for committee in &meeting.committees {
        seats += committees::facts::terms_on(read, *committee, meeting.date)?.map_or(0, |terms| terms.seats.len());
    }
    let permit = length::may_add(&meeting, items.len(), seats)?;
    let mut faults = item_faults(read, command, &meeting.committees)?;
    let whole = command.part_of.map(|id| items.iter().find(|item| item.id == id));
    if let Some(whole) = whole {
        match whole {
            None => faults.push(FieldError::new("/part_of", "unknown_reference", "there is no such item in this meeting")),
            Some(whole) if whole.part_of.is_some() => faults.push(FieldError::new("/part_of", "nested", "a part has no parts of its own")),
            Some(whole) => length::may_split(whole.id, facts::sitting(read, command.meeting, &[])?.phase(whole.id))?,
        }
    } else if command.says.purpose.is_none() {
        faults.push(FieldError::new("/purpose", "required", "say what the item is for: decision, discussion, information or ratification"));
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let whole = whole.flatten();
    let last = items.iter().map(|item| item.position).max().unwrap_or(0);
    let position = whole.map_or(last + 1, |whole| whole.position);
    let parts = whole.map_or(0, |whole| items.iter().filter(|item| item.part_of == Some(whole.id)).count());
    let number = command
        .number
        .clone()
        .map_or_else(|| whole.map_or_else(|| position.to_string(), |whole| format!("{}.{}", whole.number, parts + 1)), Into::into);
    Ok(ItemAdded::by(permit, command, position, number))
}

/// Changes an item that has not begun: the command states the whole of it as it is to be.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Stale`]; fields that are wrong; `out_of_phase` once it has begun.
pub fn change_item(read: &mut Read<'_>, seen: Seen<ItemId>, command: &AddItem, if_match: i64) -> Result<ItemChanged, Error> {
    let id = seen.id();
    let (version, position, number) = facts::place(read, seen)?.ok_or(Error::NotFound("item"))?;
    if version != if_match {
        return Err(Error::Stale { current: version });
    }
    let sitting = facts::sitting(read, command.meeting, &[])?;
    let permit = length::may_put_otherwise(&sitting.meeting, id, sitting.phase(id))?;
    let faults = item_faults(read, command, &sitting.meeting.committees)?;
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    Ok(ItemChanged::by(permit, command, position, command.number.clone().map_or(number, Into::into)))
}

/// What is wrong with an item: whom it names, and how many.
fn item_faults(read: &mut Read<'_>, command: &AddItem, committees: &[CommitteeId]) -> Result<Vec<FieldError>, Error> {
    let mut faults = Vec::new();
    for (name, length, most) in [
        ("affects", command.says.affects.as_ref().map_or(0, Vec::len), 200),
        ("committees", command.says.committees.as_ref().map_or(0, Vec::len), committees.len()),
    ] {
        if length > most {
            faults.push(FieldError::new(format!("/{name}"), "length", format!("These are {length}: name at most {most}.")));
        }
    }
    if !faults.is_empty() {
        return Ok(faults);
    }
    if let Some(confirmed) = command.says.confirms {
        if command.says.purpose.is_some_and(|purpose| purpose != Purpose::Ratification) {
            let message = "Only an item for ratification confirms the decision of another: make it one, or leave this out.";
            faults.push(FieldError::new("/confirms", "contradictory", message));
        }
        // That there is such an item, no more, is told.
        if facts::place(read, Seen::without_asking(confirmed))?.is_none() {
            let message = "There is no such item in this register: name the item whose decision is confirmed.";
            faults.push(FieldError::new("/confirms", "unknown_reference", message));
        }
    }
    for (n, committee) in command.says.committees.iter().flatten().enumerate() {
        if !committees.contains(committee) {
            faults.push(FieldError::new(
                format!("/committees/{n}"),
                "unknown_reference",
                "This committee does not sit in the meeting: name one that does, or leave the list out.",
            ));
        }
    }
    for (n, affected) in command.says.affects.iter().flatten().enumerate() {
        let known = match affected {
            Affected::Organisation(id) => organisations::facts::exists(read, *id)?,
            Affected::Person(id) => people::facts::exists(read, *id)?,
            Affected::Class(_) => true,
        };
        if !known {
            faults.push(FieldError::new(
                format!("/affects/{n}/{}", if matches!(affected, Affected::Person(_)) { "person" } else { "organisation" }),
                "unknown_reference",
                "There is no such body or person in this register: enter it first, or put its id right.",
            ));
        }
    }
    Ok(faults)
}

/// A paper to be tabled.
#[derive(Debug, Clone)]
pub struct TablePaper {
    pub item: Seen<ItemId>,
    pub title: Line,
    pub authors: Vec<PersonId>,
    pub accountable: Option<PersonId>,
    pub location: Option<Line>,
    pub sha256: Option<Sha256>,
    /// Not for everybody, though its item is taken in public.
    pub confidential: bool,
}

/// Tables a paper on an item, before it is decided (C9): what nobody had read decides nothing.
///
/// # Errors
/// [`Error::NotFound`] for the item; fields that are wrong; `meeting_not_open` once it is over;
/// `out_of_phase` from the decision phase of the item on.
pub fn table_paper(read: &mut Read<'_>, command: &TablePaper) -> Result<PaperTabled, Error> {
    let item = command.item.id();
    let sitting = facts::sitting_of(read, command.item, &[])?;
    let papers = sitting.item(item).map_or(0, |item| item.papers.len());
    let permit = length::may_table(&sitting.meeting, item, sitting.phase(item), papers)?;
    let mut faults = Vec::new();
    if command.authors.is_empty() || command.authors.len() > 50 {
        faults.push(FieldError::new("/authors", "length", "name between 1 and 50 authors: conflicts of authors are checked"));
    }
    for (n, person) in command.authors.iter().enumerate() {
        if !people::facts::exists(read, *person)? {
            faults.push(FieldError::new(format!("/authors/{n}"), "unknown_reference", "there is no such person in this register"));
        }
    }
    if let Some(person) = command.accountable
        && !people::facts::exists(read, person)?
    {
        faults.push(FieldError::new("/accountable", "unknown_reference", "there is no such person in this register"));
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    Ok(PaperTabled::by(permit, command))
}
