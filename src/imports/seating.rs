//! What a list of memberships refers to, found before it is planned: committees, seats, persons
//! and the holders whom others deputise for.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::facts::Seats;
use super::memberships::{self, Beside, MembershipFields, MembershipList, MembershipRow};
use super::plan::{Found, Known};
use super::report::Rejected;
use crate::committees::Membership;
use crate::fault::Fault;
use crate::ids::{CommitteeId, PersonId};
use crate::moment::Date;
use crate::text::name_key;

/// References were resolved to ids before the plan: what still is none names nothing.
pub(super) struct Resolved;

impl Known for Resolved {
    fn organisation(&self, _: &str) -> bool {
        false
    }
    fn person(&self, key: &str) -> Found {
        if key.parse::<PersonId>().is_ok() { Found::One } else { Found::None }
    }
    fn committee(&self, key: &str) -> bool {
        key.parse::<CommitteeId>().is_ok()
    }
    fn seat(&self, _: &str, _: &str) -> bool {
        true
    }
}

/// The list with its committees and persons by their ids, and those rows rejected that refer to
/// what is not there: a committee, a seat of its terms at the time, a person, a holder to
/// deputise for.
pub(super) fn known(list: &MembershipList, seats: &Seats) -> MembershipList {
    let mut resolved = list.clone();
    for row in &mut resolved.rows {
        let Ok(good) = row else { continue };
        match by_ids(good, seats) {
            Ok(fields) => good.fields = fields,
            Err((column, code, message)) => {
                let value = good.beside.cell(column).cloned().unwrap_or_else(|| memberships::value(&good.fields, column));
                let (row_number, column, code) = (good.row, column.to_owned(), code.to_owned());
                *row = Err(Rejected { row: row_number, column, code, message, value, also: Box::default() });
            }
        }
    }
    let listed: Vec<MembershipFields> = resolved.rows.iter().filter_map(|row| Some(row.as_ref().ok()?.fields.clone())).collect();
    let held: Vec<MembershipFields> = seats.as_listed().into_iter().map(|held| held.fields).collect();
    let holds = |fields: &MembershipFields, holder: &str| {
        listed.iter().chain(&held).any(|other| {
            let same_seat = other.committee == fields.committee && other.seat == fields.seat && other.period.overlaps(&fields.period);
            same_seat && other.deputy_for.is_none() && other.person == holder
        })
    };
    for row in &mut resolved.rows {
        let Ok(good) = row else { continue };
        let Some(holder) = &good.fields.deputy_for else { continue };
        if !holds(&good.fields, holder) {
            let message = "The person to be deputised for does not hold this seat on any of these days. Write the holder, or add the holder's membership first.";
            let said = list.rows.iter().filter_map(|said| said.as_ref().ok()).find(|said| said.row == good.row);
            let value = said.and_then(|said| said.fields.deputy_for.clone()).unwrap_or_default();
            let (column, code) = ("deputy_for".to_owned(), "not_the_holder".to_owned());
            *row = Err(Rejected { row: good.row, column, code, message: message.to_owned(), value, also: Box::default() });
        }
    }
    resolved
}

/// A1.4: the list less those rows that would end a membership before the last meeting at which its
/// holder sat, as `last_sat` tells of each membership.
pub(super) fn not_before_sat(
    list: &mut MembershipList,
    held: &[Membership],
    mut last_sat: impl FnMut(&Membership) -> Result<Option<Date>, Fault>,
) -> Result<(), Fault> {
    for row in &mut list.rows {
        let Ok(good) = row else { continue };
        let fields = &good.fields;
        let Some(to) = fields.period.to else { continue };
        let is_said = |one: &&Membership| {
            let same_seat = one.committee.to_string() == fields.committee && one.seat == fields.seat;
            same_seat && one.person.to_string() == fields.person && one.from == fields.period.from && one.to.is_none_or(|end| to < end)
        };
        let Some(one) = held.iter().find(is_said) else { continue };
        if let Some(date) = last_sat(one)?.filter(|date| to < *date) {
            let message = format!("The person sat in this seat at the meeting of {}. Let the membership end then or later.", date.long());
            let (column, code, value) = ("to".to_owned(), "sat_later".to_owned(), memberships::value(fields, "to"));
            *row = Err(Rejected { row: good.row, column, code, message, value, also: Box::default() });
        }
    }
    Ok(())
}

/// A1.4, B2: the list less those rows that would put somebody into a seat where another sits and it is not shared, or name
/// a deputy where the terms let nobody deputise, or reach into a day on which the committee has met (`days_met`). What the
/// register has already is not asked again.
pub(super) fn lawful(
    list: &mut MembershipList,
    seats: &Seats,
    mut days_met: impl FnMut(CommitteeId) -> Result<Vec<Date>, Fault>,
) -> Result<(), Fault> {
    // Whoever holds a seat, for as long as the list says where it says so.
    let mut holders: Vec<MembershipFields> = seats.as_listed().into_iter().map(|held| held.fields).collect();
    for row in list.rows.iter().flatten() {
        let said = &row.fields;
        let is_said = |held: &&mut MembershipFields| {
            (&held.committee, &held.seat, &held.person, &held.deputy_for, held.period.from)
                == (&said.committee, &said.seat, &said.person, &said.deputy_for, said.period.from)
        };
        if let Some(held) = holders.iter_mut().find(is_said) {
            held.period = said.period;
        }
    }
    let mut met: HashMap<CommitteeId, Vec<Date>> = HashMap::new();
    for row in &mut list.rows {
        let Ok(good) = row else { continue };
        let fields = good.fields.clone();
        let (Ok(committee), Ok(person)) = (fields.committee.parse::<CommitteeId>(), fields.person.parse::<PersonId>()) else { continue };
        if seats.has(committee, &fields.seat, person, fields.period.from) {
            continue;
        }
        let met = match met.entry(committee) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(days_met(committee)?),
        };
        let fault = met_already(&fields, met).or_else(|| no_place(&fields, committee, seats, &holders));
        match fault {
            Some((column, code, message)) => {
                let (value, column, code) = (memberships::value(&fields, column), column.to_owned(), code.to_owned());
                *row = Err(Rejected { row: good.row, column, code, message, value, also: Box::default() });
            }
            None => holders.push(fields),
        }
    }
    Ok(())
}

fn met_already(fields: &MembershipFields, met: &[Date]) -> Option<Unknown> {
    let day = met.iter().filter(|day| fields.period.holds(**day)).max()?;
    let message = format!(
        "The committee has met on {}, with those who were its members then. Let the membership begin after that day, or end before it.",
        day.long()
    );
    Some(("from", "met_already", message))
}

fn no_place(fields: &MembershipFields, committee: CommitteeId, seats: &Seats, holders: &[MembershipFields]) -> Option<Unknown> {
    let seat = seats.seat_on(committee, &fields.seat, fields.period.from)?;
    if fields.deputy_for.is_some() {
        let message = "The terms of reference let nobody deputise in this seat. Let them say so first, or leave the row out.";
        return (!seat.deputies).then(|| ("deputy_for", "no_deputies", message.to_owned()));
    }
    let sits = |held: &&MembershipFields| {
        (&held.committee, &held.seat) == (&fields.committee, &fields.seat) && held.deputy_for.is_none() && held.person != fields.person
    };
    let another = holders.iter().filter(sits).find(|held| held.period.overlaps(&fields.period));
    another.filter(|_| !seat.shared).map(|held| {
        let message = format!(
            "Somebody else holds this seat from {}, and the terms of reference do not say that several share it. End that membership first.",
            held.period.from.long()
        );
        ("seat", "seat_taken", message)
    })
}

type Unknown = (&'static str, &'static str, String);

fn by_ids(row: &MembershipRow, seats: &Seats) -> Result<MembershipFields, Unknown> {
    let fields = &row.fields;
    let committee = seats.committee(&fields.committee).ok_or_else(|| {
        let message = "The register has no such committee. Write its code or its name as the register has it, or add the committee first.";
        ("committee", "unknown_reference", message.to_owned())
    })?;
    let person = |column: &'static str, key: &str| {
        seats.person(key).map_err(|found| match found {
            Found::Several => {
                (column, "ambiguous_name", "Several people in the register have this name. Write the person's code or id.".to_owned())
            }
            _ => {
                let message =
                    "The register has no such person. Write the person's code or name as the register has it, or import the person first.";
                (column, "unknown_reference", message.to_owned())
            }
        })
    };
    let holder = person("person", &fields.person)?;
    committee_agrees(row, seats, committee)?;
    let Beside { person_code, name, deputy_for_code, deputy_for_name, .. } = &row.beside;
    person_agrees(seats, holder, ("person_code", person_code.as_deref()), ("name", name.as_deref()))?;
    let from = fields.period.from;
    if !seats.has_seat(committee, &fields.seat, from) && !seats.has(committee, &fields.seat, holder, from) {
        let message = "The committee's terms of reference have no such seat on that day or later. Write the seat as the terms name it, or add it to the terms first.";
        return Err(("seat", "unknown_reference", message.to_owned()));
    }
    let deputy_for = fields.deputy_for.as_deref().map(|key| person("deputy_for", key)).transpose()?;
    if deputy_for == Some(holder) {
        let message = "A person cannot deputise for themselves. Name the holder of the seat.";
        return Err(("deputy_for", "refers_to_itself", message.to_owned()));
    }
    let by_code = ("deputy_for_code", deputy_for_code.as_deref());
    let by_name = ("deputy_for_name", deputy_for_name.as_deref());
    match deputy_for {
        Some(holder) => person_agrees(seats, holder, by_code, by_name)?,
        None => {
            if let Some((column, _)) = [by_code, by_name].into_iter().find(|(_, said)| said.is_some()) {
                let message = "The row names the holder to be deputised for here, and its deputy_for is empty. Write the same holder there, or empty this cell too.";
                return Err((column, "two_persons", message.to_owned()));
            }
        }
    }
    Ok(MembershipFields {
        committee: committee.to_string(),
        seat: fields.seat.clone(),
        person: holder.to_string(),
        period: fields.period,
        deputy_for: deputy_for.map(|person| person.to_string()),
    })
}

fn same(said: Option<&str>, held: Option<&str>) -> bool {
    said.is_none_or(|said| held.is_some_and(|held| held.eq_ignore_ascii_case(said)))
}

/// The code beside the key of a row's committee is that of the same committee.
fn committee_agrees(row: &MembershipRow, seats: &Seats, committee: CommitteeId) -> Result<(), Unknown> {
    let code = seats.code_of(committee);
    if !same(row.beside.committee_code.as_deref(), code) {
        let message = format!("The committee of this row has the code {}. Put the one that is wrong right.", code.unwrap_or("of another"));
        return Err(("committee_code", "two_committees", message));
    }
    Ok(())
}

/// The code and the name beside the key of a person, each with its column, are that person's.
fn person_agrees(
    seats: &Seats,
    person: PersonId,
    (code_column, said_code): (&'static str, Option<&str>),
    (name_column, said_name): (&'static str, Option<&str>),
) -> Result<(), Unknown> {
    let Some((name, code)) = seats.called(person) else { return Ok(()) };
    let which = if name_column == "name" { "The person of this row" } else { "The holder in this row's deputy_for" };
    let who = || format!("{which} is {name}{}", code.map_or_else(String::new, |code| format!(" (code {code})")));
    if !same(said_code, code) {
        return Err((code_column, "two_persons", format!("{}. Put the one that is wrong right.", who())));
    }
    if said_name.is_some_and(|said| name_key(said).key != name_key(name).key) {
        let message = format!("{}, and the name is another. Put the one that is wrong right, or leave the name out.", who());
        return Err((name_column, "two_persons", message));
    }
    Ok(())
}
