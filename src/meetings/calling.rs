//! Calling a meeting and setting its business: who sits, on what day, about what.

use super::changes::{ItemAdded, ItemChanged, MeetingCalled, MeetingChanged, PaperTabled};
use super::facts;
use super::facts::cards;
use super::rules::{self, Affected, ItemStatement, MeetingState, Move, length};
use crate::access::Seen;
use crate::db::Read;
use crate::fault::{Error, FieldError};
use crate::form::line;
use crate::ids::{CommitteeId, ItemId, MeetingId, PaperId, PersonId};
use crate::moment::{Date, Instant};

use crate::policy::Phase;
use crate::verdict::{Code, Reason, Refusal};
use crate::wording::is_word;
use crate::{committees, moment, organisations, people};

/// A meeting to be called.
#[derive(Debug, Clone)]
pub struct CallMeeting {
    pub committees: Vec<CommitteeId>,
    pub date: Date,
    /// Local time, `14:00`.
    pub starts_at: Option<String>,
    pub place: Option<String>,
    pub private: bool,
    /// For people; made from the committees' codes and the date where none is given.
    pub reference: Option<String>,
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
    Ok(MeetingCalled {
        id: MeetingId::new(),
        reference,
        committees: command.committees.clone(),
        date: command.date,
        starts_at: command.starts_at.clone(),
        place: command.place.clone(),
        private: command.private,
        state: MeetingState::Called,
    })
}

/// What is changed of a meeting: a field left out stays, `Some(None)` clears it.
#[derive(Debug, Clone, Default)]
pub struct ChangeMeeting {
    pub date: Option<Date>,
    pub starts_at: Option<Option<String>>,
    pub place: Option<Option<String>>,
    pub private: Option<bool>,
    pub reference: Option<String>,
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
    let starts_at = patch.starts_at.clone().unwrap_or_else(|| held.starts_at.clone());
    let place = patch.place.clone().unwrap_or_else(|| held.place.clone());
    starts_on(date, starts_at.as_deref())?;
    let (first_in, last_declared) = (facts::first_in(read, seen)?, facts::last_declared(read, seen)?);
    rules::may_change(&Move { meeting: id, state: held.state, to: date, first_in, last_declared })?;
    let committees: Vec<CommitteeId> = held.committees.into_iter().map(|committee| committee.id).collect();
    let codes = committees.iter().filter_map(|id| committees::facts::code(read, *id).transpose()).collect::<Result<Vec<_>, _>>()?;
    let was_made = held.reference.starts_with(&made_of(&codes, held.date));
    let given = patch.reference.clone().or_else(|| (date == held.date || !was_made).then(|| held.reference.clone()));
    let reference = reference(read, given.as_deref(), &made_of(&codes, date), Some(id))?;
    let private = patch.private.unwrap_or(held.private);
    let is_as_it_was =
        (date, &starts_at, &place, private, &reference) == (held.date, &held.starts_at, &held.place, held.private, &held.reference);
    if is_as_it_was {
        return Err(Error::AsItStands);
    }
    let meeting = MeetingCalled { id, reference, committees, date, starts_at, place, private, state: held.state };
    Ok(MeetingChanged { meeting })
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
    pub number: Option<String>,
    pub says: ItemStatement,
}

/// Puts an item on the agenda, after those already there; a part after its item.
///
/// # Errors
/// [`Error::NotFound`] for the meeting; fields that are wrong; `meeting_not_open` once it is over.
pub fn add_item(read: &mut Read<'_>, command: &AddItem) -> Result<ItemAdded, Error> {
    let meeting = facts::meeting(read, command.meeting)?;
    not_over(&meeting)?;
    let items = facts::items(read, command.meeting)?;
    let mut seats = 0;
    for committee in &meeting.committees {
        seats += committees::facts::terms_on(read, *committee, meeting.date)?.map_or(0, |terms| terms.seats.len());
    }
    length::takes_another(&meeting, items.len(), seats)?;
    let mut faults = item_faults(read, command, None, &meeting.committees)?;
    let whole = command.part_of.map(|id| items.iter().find(|item| item.id == id));
    if let Some(whole) = whole {
        match whole {
            None => faults.push(FieldError::new("/part_of", "unknown_reference", "there is no such item in this meeting")),
            Some(whole) if whole.part_of.is_some() => faults.push(FieldError::new("/part_of", "nested", "a part has no parts of its own")),
            Some(_) => {}
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
        .unwrap_or_else(|| whole.map_or_else(|| position.to_string(), |whole| format!("{}.{}", whole.number, parts + 1)));
    Ok(added(command, ItemId::new(), position, number))
}

fn added(command: &AddItem, id: ItemId, position: i64, number: String) -> ItemAdded {
    let AddItem { meeting, part_of, says, .. } = command.clone();
    let says = ItemStatement { committees: says.committees.filter(|list| !list.is_empty()), ..says };
    ItemAdded { id, meeting: meeting.id(), part_of, position, number, says }
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
    not_over(&sitting.meeting)?;
    if sitting.phase(id).is_some() {
        return Err(Refusal::of(
            Reason::new(Code::OutOfPhase, "C10", "The item has begun; what it is about no longer changes.")
                .fact(id.subject())
                .cure("Put a new item on the agenda."),
        )
        .into());
    }
    let (held, _) = facts::items::stated(read, seen)?;
    let faults = item_faults(read, command, Some(&held), &sitting.meeting.committees)?;
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    Ok(ItemChanged { item: added(command, id, position, command.number.clone().unwrap_or(number)) })
}

fn not_over(meeting: &super::rules::Meeting) -> Result<(), Error> {
    if matches!(meeting.state, MeetingState::Closed | MeetingState::Cancelled) {
        return Err(Refusal::of(
            Reason::new(Code::MeetingNotOpen, "C10", format!("The meeting is {}: its agenda no longer changes.", meeting.state))
                .fact(meeting.id.subject())
                .cure("Put the item on the agenda of another meeting."),
        )
        .into());
    }
    Ok(())
}

/// What is wrong with an item, less what stands so already: nobody is told of a field they did not send.
fn item_faults(
    read: &mut Read<'_>,
    command: &AddItem,
    held: Option<&AddItem>,
    committees: &[CommitteeId],
) -> Result<Vec<FieldError>, Error> {
    let mut faults = Vec::new();
    let texts =
        |item: &AddItem| [("number", item.number.clone()), ("title", Some(item.says.title.clone())), ("route", item.says.route.clone())];
    let stands = held.map(texts);
    for (n, (name, text)) in texts(command).into_iter().enumerate() {
        let is_another = stands.as_ref().and_then(|all| all.get(n)).is_none_or(|(_, held)| *held != text);
        if let Some(Err(wrong)) = text.filter(|_| is_another).map(|text| line(&text)) {
            faults.push(FieldError::new(format!("/{name}"), &wrong.code, wrong.message.unwrap_or_default()));
        }
    }
    for (name, word) in
        [("decision_type", &command.says.decision_type), ("function", &command.says.function), ("procurement", &command.says.procurement)]
    {
        if word.as_deref().is_some_and(|word| !is_word(word)) {
            faults.push(FieldError::new(format!("/{name}"), "format", "Write 1 to 60 letters, digits and underscores."));
        }
    }
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
                format!("/affects/{n}"),
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
    pub title: String,
    pub authors: Vec<PersonId>,
    pub accountable: Option<PersonId>,
    pub location: Option<String>,
    pub sha256: Option<String>,
}

/// Tables a paper on an item, before it is decided (C9): what nobody had read decides nothing.
///
/// # Errors
/// [`Error::NotFound`] for the item; fields that are wrong; `meeting_not_open` once it is over;
/// `out_of_phase` from the decision phase of the item on.
pub fn table_paper(read: &mut Read<'_>, command: &TablePaper) -> Result<PaperTabled, Error> {
    let item = command.item.id();
    let sitting = facts::sitting_of(read, command.item, &[])?;
    not_over(&sitting.meeting)?;
    if let Some(phase) = sitting.phase(item).filter(|phase| *phase >= Phase::Decision) {
        return Err(Refusal::of(
            Reason::new(Code::OutOfPhase, "C10", format!("The item is in its {phase} phase; papers are tabled before it is decided."))
                .fact(item.subject())
                .cure("Record that the item is deferred, and table the paper on it at the next meeting."),
        )
        .into());
    }
    let papers = sitting.item(item).map_or(0, |item| item.papers.len());
    if papers >= length::MOST_PAPERS {
        let detail = format!("There are {papers} papers on this item; it takes no more.");
        let reason = Reason::new(Code::StateForbids, "C9", detail).fact(item.subject());
        return Err(Refusal::of(reason.cure("Bind several papers into one, or table the rest on another item.")).into());
    }
    let mut faults = Vec::new();
    if command.title.trim().is_empty() || command.title.chars().count() > 300 {
        faults.push(FieldError::new("/title", "length", "give a title of at most 300 characters"));
    }
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
    if command
        .sha256
        .as_deref()
        .is_some_and(|hex| hex.len() != 64 || !hex.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)))
    {
        faults.push(FieldError::new("/sha256", "format", "64 lower-case hexadecimal digits"));
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    Ok(PaperTabled {
        id: PaperId::new(),
        item,
        title: command.title.clone(),
        authors: command.authors.clone(),
        accountable: command.accountable,
        location: command.location.clone(),
        sha256: command.sha256.clone(),
    })
}
