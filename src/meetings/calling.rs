//! Calling a meeting and setting its business: who sits, on what day, about what.

mod deciding_again;

use super::changes::{ItemAdded, ItemChanged, MeetingCalled, MeetingChanged, Setting};
use super::facts::{self, beside, cards};
use super::planning::begins_with;
use super::rules::apart::Link;
use super::rules::{self, Affected, Item, ItemStatement, Meeting, Move, agenda_part, correspondence, length, numbering, off, ruled_on};
use super::sitting::Sitting;
use crate::access::Seen;
use crate::committees::rules::LONGEST_REPLIES;
use crate::db::Read;
use crate::fault::{Error, FieldError};
use crate::ids::{CommitteeId, ItemId, MeetingId};
use crate::moment::{Date, Instant};
use crate::policy::Purpose;

use crate::text::{ClockTime, Line, Number};
use crate::verdict::{Code, Reason, Refusal};
use crate::{committees, moment, organisations, people, policy};

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
    /// By correspondence: the last day on which replies are taken.
    pub replies_until: Option<Date>,
}

/// Calls a meeting of one committee, or of several in common, with the standing items of each.
///
/// # Errors
/// Fields that are wrong in themselves; `duplicate` for a reference that is taken; of one by correspondence the refusals of
/// [`correspondence::may_be_held`].
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
    in_writing(read, &command.committees, command.date, command.replies_until)?;
    let reference = reference(read, command.reference.as_deref(), &made_of(&codes, command.date), None)?;
    let items = begins_with(read, &command.committees, command.date)?;
    Ok(MeetingCalled::of(command, reference, items))
}

/// C7.2: whether a meeting may be held by correspondence, if it is to be.
fn in_writing(read: &mut Read<'_>, committees: &[CommitteeId], date: Date, until: Option<Date>) -> Result<(), Error> {
    let Some(until) = until else { return Ok(()) };
    if until > date.plus_days(i64::from(LONGEST_REPLIES)) {
        let message = format!("Replies are taken for at most {LONGEST_REPLIES} days: give an earlier day.");
        return Err(Error::invalid("/correspondence/until", "range", message));
    }
    Ok(correspondence::may_be_held(&facts::asked(read, committees, date)?, date, until)?)
}

/// What is changed of a meeting: a field left out stays, `Some(None)` clears it.
#[derive(Debug, Clone, Default)]
pub struct ChangeMeeting {
    pub date: Option<Date>,
    pub starts_at: Option<Option<ClockTime>>,
    pub place: Option<Option<Line>>,
    pub private: Option<bool>,
    pub reference: Option<Line>,
    pub replies_until: Option<Option<Date>>,
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
    let sitting = facts::sitting(read, seen, &[])?;
    let others = if date == held.date { Vec::new() } else { beside::linked(read, id, &sitting.items)? };
    let committees: Vec<CommitteeId> = held.committees.into_iter().map(|committee| committee.id).collect();
    let mut policies = Vec::new();
    for at in sitting.committees.iter().filter(|_| date != held.date) {
        policies.push((at.committee.id, policy::facts::in_force(read, at.committee.organisation, date)?));
    }
    let permit = rules::may_change(&Move { sitting: &sitting, others: &others, to: date, first_in, last_declared, policies: &policies })?;
    let replies_until = patch.replies_until.unwrap_or(held.replies_until);
    in_writing(read, &committees, date, replies_until)?;
    let codes = committees.iter().filter_map(|id| committees::facts::code(read, *id).transpose()).collect::<Result<Vec<_>, _>>()?;
    let was_made = held.reference.starts_with(&made_of(&codes, held.date));
    let given = patch.reference.clone().map(String::from).or_else(|| (date == held.date || !was_made).then(|| held.reference.clone()));
    let reference = reference(read, given.as_deref(), &made_of(&codes, date), Some(id))?;
    let private = patch.private.unwrap_or(held.private);
    let is_as_it_was = (date, replies_until, &starts_at, &place, private, &reference)
        == (held.date, held.replies_until, &held.starts_at, &held.place, held.private, &held.reference);
    if is_as_it_was {
        return Err(Error::AsItStands);
    }
    Ok(MeetingChanged::by(permit, committees, Setting { reference, starts_at, place, private, replies_until }))
}

/// A time of day that there is on a day.
fn starts_on(date: Date, starts_at: Option<&str>) -> Result<(), FieldError> {
    match no_hour(date, starts_at) {
        None => Ok(()),
        Some(why) => Err(FieldError::new("/starts_at", "format", why)),
    }
}

/// Why a clock time is none of a day; none where it is one.
pub(super) fn no_hour(date: Date, starts_at: Option<&str>) -> Option<String> {
    let hour = moment::time(starts_at?).and_then(|time| Instant::local(date, time));
    hour.err().map(|error| error.to_string())
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
/// [`Error::NotFound`] for the meeting; fields that are wrong; `meeting_not_open` once it is over; `duplicate` for a number
/// that another item has.
pub fn add_item(read: &mut Read<'_>, command: &AddItem) -> Result<ItemAdded, Error> {
    let meeting = facts::meeting(read, command.meeting)?;
    let items = facts::items(read, command.meeting)?;
    let mut seats = 0;
    for committee in &meeting.committees {
        seats += committees::facts::terms_on(read, *committee, meeting.date)?.map_or(0, |terms| terms.seats.len());
    }
    let permit = length::may_add(&meeting, items.len(), seats)?;
    let mut faults = item_faults(read, command, &meeting)?;
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
    whole.map_or(Ok(()), off::stands)?;
    let last = items.iter().map(|item| item.position).max().unwrap_or(0);
    let position = whole.map_or(last + 1, |whole| whole.position);
    let number = match (&command.number, whole) {
        (Some(number), _) => {
            numbering::is_free(&items, number, None)?;
            number.to_string()
        }
        (None, Some(whole)) => {
            let parts = items.iter().filter(|item| item.part_of == Some(whole.id)).count();
            numbering::next(&numbering::taken(&items), Some(&whole.number), i64::try_from(parts + 1).unwrap_or(1))
        }
        (None, None) => numbering::next(&numbering::taken(&items), None, position),
    };
    Ok(ItemAdded::by(permit, command, position, number))
}

/// Changes an item that has not begun: the command states the whole of it as it is to be.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Stale`]; fields that are wrong; `out_of_phase` once it has begun; `duplicate` for a number
/// that another item has.
pub fn change_item(read: &mut Read<'_>, seen: Seen<ItemId>, command: &AddItem, if_match: i64) -> Result<ItemChanged, Error> {
    let id = seen.id();
    let (version, position, number) = facts::place(read, seen)?.ok_or(Error::NotFound("item"))?;
    if version != if_match {
        return Err(Error::Stale { current: version });
    }
    let sitting = facts::sitting(read, command.meeting, &[])?;
    off::stands_in(&sitting.items, id)?;
    let (stated, others) = as_stated(read, command, &sitting, id)?;
    let permit = length::may_put_otherwise(&sitting, id, &stated, &others)?;
    let faults = item_faults(read, command, &sitting.meeting)?;
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let number = match &command.number {
        // One that it has already stays, whoever else had it of old.
        Some(given) if **given != *number => {
            numbering::is_free(&sitting.items, given, Some(id))?;
            given.to_string()
        }
        _ => number,
    };
    Ok(ItemChanged::by(permit, command, position, number))
}

/// An item and its parts as they would be, and what other meetings have of the procurements they are in or come to.
fn as_stated(read: &mut Read<'_>, command: &AddItem, sitting: &Sitting, id: ItemId) -> Result<(Vec<Item>, Vec<Link>), Error> {
    let now = sitting.items.iter().filter(|item| item.id == id || item.part_of == Some(id));
    let (is_ruled_on, is_of_one) = now
        .fold((false, false), |(ruled, one), item| (ruled || ruled_on::is_ruled_on(sitting, [item.id]), one || item.procurement.is_some()));
    if command.says.procurement.is_none() && !is_of_one && !is_ruled_on {
        return Ok((Vec::new(), Vec::new()));
    }
    let then = facts::items_as(read, command.meeting, Some((id, &command.says)))?;
    let stated: Vec<Item> = then.into_iter().filter(|item| item.id == id || item.part_of == Some(id)).collect();
    let both: Vec<Item> = stated.iter().chain(stated.iter().filter_map(|item| sitting.item(item.id))).cloned().collect();
    let others = beside::linked(read, sitting.meeting.id, &both)?;
    Ok((stated, others))
}

/// What is wrong with an item: whom it names, and how many.
fn item_faults(read: &mut Read<'_>, command: &AddItem, meeting: &Meeting) -> Result<Vec<FieldError>, Error> {
    let committees = &meeting.committees;
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
    if let Some(part) = &command.says.agenda_part {
        let concerned = command.says.committees.as_ref().unwrap_or(committees);
        let mut terms = Vec::with_capacity(concerned.len());
        for committee in concerned {
            terms.extend(crate::committees::facts::terms_on(read, *committee, meeting.date)?);
        }
        faults.extend(agenda_part::unknown(part, &terms));
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
    faults.extend(deciding_again::faults(read, command)?);
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
