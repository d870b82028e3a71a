//! C3, C5.4: what a forecast says, in a sentence with names: quorate, inquorate and why, or on whom it depends.

use super::forecast::{Expectation, Forecast};
use super::item::Quorum;
use super::wanting::Wanting;
use crate::committees::{Capacity, Office, Seat};
use crate::conflicts::Standings;
use crate::ids::PersonId;
use crate::meetings::{CommitteeAtMeeting, Item, Sitting};

/// How many are named in one breath; of the rest the number is told.
const MOST_NAMED: usize = 8;

/// What a seat is called: by its office, by a word said of it that everybody knows, else by its capacity.
#[must_use]
pub fn title(seat: &Seat) -> String {
    let known = |tag: &str| match tag {
        "chief_officer" => Some("chief officer"),
        "cfo" => Some("chief finance officer"),
        "coo" => Some("chief operating officer"),
        "lay_audit" => Some("lay member for audit"),
        "lay_ppi" => Some("lay member for patient and public involvement"),
        "practice_manager" => Some("practice manager"),
        _ => None,
    };
    let by_tag = || seat.tags.iter().find_map(|tag| known(tag));
    let by_capacity = || match seat.capacity {
        Capacity::Lay => "lay member".to_owned(),
        Capacity::Gp => "GP member".to_owned(),
        Capacity::Officer => "officer".to_owned(),
        Capacity::Nurse => "nurse".to_owned(),
        Capacity::SecondaryCare => "secondary care member".to_owned(),
        Capacity::PartnerMember => "partner member".to_owned(),
        Capacity::Other => seat.id.replace('_', " "),
    };
    match seat.office {
        Some(Office::Chair) => "chair".to_owned(),
        Some(Office::ViceChair) => "vice-chair".to_owned(),
        None => by_tag().map_or_else(by_capacity, str::to_owned),
    }
}

/// A person with the seat in which they matter, by its title; of two who have one name, with what tells them apart.
#[must_use]
pub fn called(sitting: &Sitting, at: &CommitteeAtMeeting, person: PersonId) -> String {
    let name = sitting.name(person);
    if sitting.apart.said(person).is_some() {
        return name;
    }
    title_of(at, person).map_or_else(|| name.clone(), |titled| format!("{name} ({titled})"))
}

fn title_of(at: &CommitteeAtMeeting, person: PersonId) -> Option<String> {
    let held = at.memberships.iter().filter(|held| held.person == person);
    let held = held.min_by_key(|held| held.deputy_for.is_some())?;
    let seat = title(at.seat(&held.seat)?);
    Some(if held.deputy_for.is_some() { format!("deputy for the {seat}") } else { seat })
}

/// Names one after another, the last after a word, so many at most.
#[must_use]
pub fn list(names: &[String], word: &str) -> String {
    let (told, rest) = names.split_at(names.len().min(MOST_NAMED));
    let others = match rest.len() {
        0 => None,
        1 => Some("one other".to_owned()),
        n => Some(format!("{n} others")),
    };
    let told: Vec<&str> = told.iter().map(String::as_str).chain(others.as_deref()).collect();
    match told.split_last() {
        None => String::new(),
        Some((last, [])) => (*last).to_owned(),
        Some((last, before)) => format!("{} {word} {last}", before.join(", ")),
    }
}

/// What is to be expected of an item, and on whom it depends or what is wanting; `cure` is what would meet it.
#[must_use]
pub fn expected(standings: &Standings<'_>, item: &Item, at: &CommitteeAtMeeting, forecast: &Forecast, cure: Option<&str>) -> String {
    match forecast.expectation {
        Expectation::Quorate => brief(Expectation::Quorate).to_owned(),
        Expectation::Depends => {
            let names: Vec<String> = forecast.depends_on.iter().map(|person| called(standings.sitting, at, *person)).collect();
            let any = if names.len() > 2 { "any of " } else { "" };
            format!("Quorate unless {any}{} stays away.", list(&names, "or"))
        }
        Expectation::Inquorate => inquorate("Inquorate", standings, item, at, &forecast.quorum, cure),
    }
}

/// The answer alone, for whoever may not know how others stand on the item.
#[must_use]
pub const fn brief(expectation: Expectation) -> &'static str {
    match expectation {
        Expectation::Quorate => "Quorate, even if any one person stays away.",
        Expectation::Depends => "Quorate with everybody attending, but not without every one of them.",
        Expectation::Inquorate => "Inquorate, even with everybody attending.",
    }
}

/// Whether an item is quorate now, and what is wanting.
#[must_use]
pub fn at_present(standings: &Standings<'_>, item: &Item, at: &CommitteeAtMeeting, quorum: &Quorum) -> String {
    let kept = quorum.kept_from.as_ref().map_or_else(String::new, |from| format!(", as it was found at {from}"));
    if quorum.quorate { format!("Quorate{kept}.") } else { inquorate(&format!("Inquorate{kept}"), standings, item, at, quorum, None) }
}

/// The answer now alone, for whoever may not know how others stand on the item.
#[must_use]
pub const fn brief_now(quorate: bool) -> &'static str {
    if quorate { "Quorate." } else { "Inquorate." }
}

fn inquorate(answer: &str, standings: &Standings<'_>, item: &Item, at: &CommitteeAtMeeting, quorum: &Quorum, cure: Option<&str>) -> String {
    let Some(tree) = &quorum.tree else { return format!("{answer}: no terms of reference are in force on this day.") };
    let asked = at.terms.as_ref().map(|terms| &terms.quorum);
    let wanting = asked.map_or_else(String::new, |asked| Wanting::on(standings, item, at).of(asked, tree));
    let cure = cure.map_or_else(String::new, |cure| format!("; {cure}"));
    if wanting.is_empty() { format!("{answer}{cure}.") } else { format!("{answer}: {wanting}{cure}.") }
}
