//! What a list of memberships refers to, found before it is planned: committees, seats, persons
//! and the holders whom others deputise for.

use super::facts::Seats;
use super::memberships::{self, MembershipFields, MembershipList};
use super::plan::{Found, Known};
use super::report::Rejected;
use crate::committees::Membership;
use crate::fault::Fault;
use crate::ids::{CommitteeId, PersonId};
use crate::moment::Date;

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
        match by_ids(&good.fields, seats) {
            Ok(fields) => good.fields = fields,
            Err((column, code, message)) => {
                let value = memberships::value(&good.fields, column);
                *row =
                    Err(Rejected { row: good.row, column: column.to_owned(), code: code.to_owned(), message: message.to_owned(), value });
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
            *row = Err(Rejected { row: good.row, column, code, message: message.to_owned(), value });
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
            *row = Err(Rejected { row: good.row, column, code, message, value });
        }
    }
    Ok(())
}

type Unknown = (&'static str, &'static str, &'static str);

fn by_ids(fields: &MembershipFields, seats: &Seats) -> Result<MembershipFields, Unknown> {
    let committee = seats.committee(&fields.committee).ok_or((
        "committee",
        "unknown_reference",
        "The register has no such committee. Write its code or its name as the register has it, or add the committee first.",
    ))?;
    if !seats.has_seat(committee, &fields.seat, fields.period.from) {
        let message = "The committee's terms of reference have no such seat on that day or later. Write the seat as the terms name it, or add it to the terms first.";
        return Err(("seat", "unknown_reference", message));
    }
    let person = |column: &'static str, key: &str| {
        seats.person(key).map_err(|found| match found {
            Found::Several => (column, "ambiguous_name", "Several people in the register have this name. Write the person's code."),
            _ => (
                column,
                "unknown_reference",
                "The register has no such person. Write the person's code or name as the register has it, or import the person first.",
            ),
        })
    };
    Ok(MembershipFields {
        committee: committee.to_string(),
        seat: fields.seat.clone(),
        person: person("person", &fields.person)?.to_string(),
        period: fields.period,
        deputy_for: match &fields.deputy_for {
            Some(holder) => Some(person("deputy_for", holder)?.to_string()),
            None => None,
        },
    })
}
