//! C3, C5.4: what a forecast says, in a sentence with names: quorate, inquorate and why, or on whom it depends.

use super::count::{LeftOut, Why};
use super::evaluate::{ANY_OF, Clause};
use super::forecast::{Expectation, Forecast};
use super::item::Quorum;
use crate::committees::{Capacity, Office, Seat};
use crate::conflicts::Standings;
use crate::conflicts::rules::standing::may_be_in_room;
use crate::ids::PersonId;
use crate::meetings::{CommitteeAtMeeting, Item, Sitting};
use crate::people::Person;
use crate::policy::Phase;
use crate::text::spoken;

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

/// A person with the seat in which they matter, by its title; of two who have one name and one title, which.
#[must_use]
pub fn called(sitting: &Sitting, at: &CommitteeAtMeeting, person: PersonId) -> String {
    let name = sitting.name(person);
    let titled = title_of(at, person);
    let namesakes: Vec<&Person> =
        sitting.people.values().filter(|other| spoken(&other.name) == spoken(&name) && title_of(at, other.id) == titled).collect();
    let which = namesakes.iter().position(|other| other.id == person).filter(|_| namesakes.len() > 1);
    let which = which.map(|n| format!("the {} of that name on the register", ordinal(n)));
    let told: Vec<String> = titled.into_iter().chain(which).collect();
    if told.is_empty() { name } else { format!("{name} ({})", told.join(", ")) }
}

fn title_of(at: &CommitteeAtMeeting, person: PersonId) -> Option<String> {
    let held = at.memberships.iter().filter(|held| held.person == person);
    let held = held.min_by_key(|held| held.deputy_for.is_some())?;
    let seat = title(at.seat(&held.seat)?);
    Some(if held.deputy_for.is_some() { format!("deputy for the {seat}") } else { seat })
}

fn ordinal(n: usize) -> String {
    ["first", "second", "third", "fourth"].get(n).map_or_else(|| format!("number {}", n + 1), |word| (*word).to_owned())
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
    let wanting = Wanting { standings, item, at }.of(tree);
    let cure = cure.map_or_else(String::new, |cure| format!("; {cure}"));
    if wanting.is_empty() { format!("{answer}{cure}.") } else { format!("{answer}: {wanting}{cure}.") }
}

/// Says what clauses want, and through whom.
struct Wanting<'a, 's> {
    standings: &'a Standings<'s>,
    item: &'a Item,
    at: &'a CommitteeAtMeeting,
}

impl Wanting<'_, '_> {
    /// Every part that fails, or for a clause that any part would meet, all of its parts as a choice.
    fn of(&self, clause: &Clause) -> String {
        if clause.satisfied {
            return String::new();
        }
        let parts: Vec<String> = clause.clauses.iter().filter(|part| !part.satisfied).map(|part| self.of(part)).collect();
        match (parts.is_empty(), clause.required, clause.found) {
            (false, ..) => parts.join(if clause.says == ANY_OF { ", or " } else { " and " }),
            (true, Some(required), Some(found)) => self.leaf(clause, required, found),
            (true, ..) => format!("it needs {}", clause.says),
        }
    }

    fn leaf(&self, clause: &Clause, required: u32, found: u32) -> String {
        if found >= required {
            return format!("it needs {}, and there would be {found}", clause.says);
        }
        let why = self.why(&clause.left_out);
        let names = if why.is_empty() { String::new() } else { format!(" ({why})") };
        match clause.says.strip_prefix("at least 1 ").filter(|_| required == 1 && found == 0) {
            Some(kind) => format!("{}{names}", self.nobody(kind, &clause.left_out)),
            None => {
                format!("it needs {} and would have {}{names}", clause.says, if found == 0 { "none".to_owned() } else { found.to_string() })
            }
        }
    }

    /// That there is nobody of a kind of which one is asked.
    fn nobody(&self, kind: &str, left_out: &[LeftOut]) -> String {
        let all = |why: fn(Why) -> bool| !left_out.is_empty() && left_out.iter().all(|left| why(left.why));
        let verb = if all(is_excluded) {
            if left_out.iter().all(|left| left.person.is_some_and(|person| self.must_leave(person))) { "may stay" } else { "may decide" }
        } else if all(is_away) {
            "is to come"
        } else if all(|why| why == Why::Vacant) {
            "has been appointed"
        } else {
            "would count"
        };
        // A seat or an office is one, and is called by its title.
        let seat = kind.strip_prefix("the seat '").and_then(|id| self.at.seat(id.trim_end_matches('\'')));
        match (seat, kind.strip_prefix("the ")) {
            (Some(seat), _) => format!("no {} {verb}", title(seat)),
            (None, Some(office)) => format!("no {office} {verb}"),
            (None, None) if kind == "anyone" => format!("nobody {verb}"),
            (None, None) if kind == "whoever presides" => "nobody would preside who counts".to_owned(),
            (None, None) => format!("no {kind} {verb}"),
        }
    }

    /// Why seats do not count, with the names of those of whom it is said.
    fn why(&self, left_out: &[LeftOut]) -> String {
        let names = |is: &dyn Fn(&LeftOut) -> bool| -> Vec<String> {
            let of: Vec<PersonId> = left_out.iter().filter(|left| is(left)).filter_map(|left| left.person).collect();
            of.into_iter().map(|person| called(self.standings.sitting, self.at, person)).collect()
        };
        let leaves = |left: &LeftOut| is_excluded(left.why) && left.person.is_some_and(|person| self.must_leave(person));
        let stays = |left: &LeftOut| is_excluded(left.why) && !leaves(left);
        let mut told: Vec<String> = Vec::new();
        let mut tell = |names: Vec<String>, what: &str| {
            if !names.is_empty() {
                told.push(format!("{what}: {}", list(&names, "and")));
            }
        };
        tell(names(&leaves), "out for a conflict");
        tell(names(&stays), "not counted for a conflict");
        tell(names(&|left| left.why == Why::Apologies), "apologies");
        tell(names(&|left| left.why == Why::Absent), "not there");
        tell(names(&|left| left.why == Why::DeputyNotCounted), "deputies who are not counted");
        tell(names(&|left| left.why == Why::Remote), "attending from elsewhere, which does not count");
        let vacant = |left: &LeftOut| left.why == Why::Vacant;
        let seats = left_out.iter().filter(|left| vacant(left)).filter_map(|left| self.at.seat(&left.seat)).map(title);
        tell(seats.collect(), "vacant");
        told.join("; ")
    }

    fn must_leave(&self, person: PersonId) -> bool {
        let standings = self.standings;
        !may_be_in_room(standings.sitting, &standings.standing(self.item, person), self.item, Phase::Decision)
    }
}

const fn is_excluded(why: Why) -> bool {
    matches!(why, Why::ExcludedByRuling | Why::AwaitingRuling)
}

const fn is_away(why: Why) -> bool {
    matches!(why, Why::Absent | Why::Apologies)
}
