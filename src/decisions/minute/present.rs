//! Who was there, on each day on which the meeting sat, and how it ran.

use std::collections::{BTreeMap, BTreeSet};

use super::visitors::{self, Moved};
use super::{For, Record, asked, line, listed};
use crate::committees::MembershipClass;
use crate::ids::PersonId;
use crate::meetings::rules::namesakes::title;
use crate::meetings::{AttendanceEvent, CommitteeAtMeeting, Event, Said, Sitting};
use crate::moment::{Date, Instant};

/// A day of the meeting, with its lines of the attendance book.
#[derive(Debug)]
struct Day<'a> {
    date: Date,
    /// Whether the meeting was convened or went on in it; else people came and nothing more has happened yet.
    sat: bool,
    lines: Vec<Line<'a>>,
    visits: Vec<Moved<'a>>,
}

#[derive(Debug)]
enum Line<'a> {
    Came(&'a AttendanceEvent),
    /// The room was emptied, and filled again on the same day.
    Emptied(Instant),
}

/// Once somebody was in the room.
#[derive(Debug)]
struct Stay<'a> {
    from: Instant,
    until: Option<Instant>,
    came: &'a AttendanceEvent,
    left: Option<&'a AttendanceEvent>,
}

/// How the meeting ran, who was there and when, who sent apologies and who was absent: for each day by itself.
pub(super) fn told(text: &mut String, whom: For<'_>, record: &Record) {
    let sitting = &record.sitting;
    course(text, record);
    let days = days(sitting);
    for day in &days {
        if days.len() > 1 {
            line(text, &format!("On {}:", day.date.long()));
        }
        for at in &sitting.committees {
            if sitting.committees.len() > 1 {
                line(text, &format!("{}:", at.committee.name));
            }
            of_committee(text, record, day, at);
        }
        others(text, whom, record, day);
    }
    let nothing: Vec<String> = sitting.book.nil.iter().map(|person| sitting.name(*person)).collect();
    if !nothing.is_empty() {
        line(text, &format!("Nothing to declare, as they said: {}.", listed(&nothing)));
    }
    visitors::interests(text, whom, record);
    for at in &sitting.committees {
        let pack = at.policy.pack;
        let source = crate::policy::pack_named(pack).map_or_else(|_| pack.to_string(), |pack| pack.source.clone());
        let whose = if sitting.committees.len() > 1 { format!(" of {}", at.committee.name) } else { String::new() };
        line(text, &format!("Interests{whose} were handled under: {source}."));
    }
}

/// When the meeting was opened, stopped, went on and ended.
fn course(text: &mut String, record: &Record) {
    let mut words: Vec<String> = Vec::new();
    for act in &record.sitting.book.acts {
        let clock = record.clock(act.place.at);
        words.extend(match &act.said {
            Said::Convened => Some(format!("Opened at {clock}.")),
            Said::Adjourned { until: Some(day) } if *day != act.place.at.day() => {
                Some(format!("Adjourned at {clock} until {}.", day.long()))
            }
            Said::Adjourned { .. } => Some(format!("Adjourned at {clock}.")),
            Said::Resumed { .. } => Some(format!("Resumed at {clock}.")),
            Said::Ended { cancelled: true } => Some(format!("Cancelled at {clock}, before it was opened.")),
            Said::Ended { cancelled: false } => Some(format!("Closed at {clock}.")),
            _ => None,
        });
    }
    if let Some(until) = record.sitting.meeting.replies_until {
        words.insert(0, format!("Held by correspondence: replies were taken to the end of {}.", until.long()));
    }
    if record.sitting.meeting.private {
        words.push("Held without the public.".to_owned());
    }
    if !words.is_empty() {
        line(text, &words.join(" "));
    }
}

/// The days of the meeting, in order; one on which nobody has come yet is none.
fn days(sitting: &Sitting) -> Vec<Day<'_>> {
    let mut days = vec![Day { date: sitting.meeting.date, sat: false, lines: Vec::new(), visits: Vec::new() }];
    let mut stopped: Option<Instant> = None;
    for act in &sitting.book.acts {
        let Some(day) = days.last_mut() else { break };
        match &act.said {
            Said::Convened => day.sat = true,
            Said::Adjourned { until } => {
                stopped = Some(act.place.at);
                let next = until.unwrap_or(day.date);
                days.push(Day { date: next, sat: false, lines: Vec::new(), visits: Vec::new() });
            }
            Said::Resumed { on } if day.sat && day.date != *on => {
                days.push(Day { date: *on, sat: true, lines: Vec::new(), visits: Vec::new() })
            }
            Said::Resumed { on } => (day.date, day.sat) = (*on, true),
            Said::Attendance(entry) => day.lines.push(Line::Came(entry)),
            Said::Visit(entry) => day.visits.push(Moved::Visited(entry)),
            _ => {}
        }
        // It went on, or people came for it, on the day on which it stopped.
        if let (Some(at), [.., before, last]) = (stopped, days.as_mut_slice())
            && (last.sat || !last.is_empty())
        {
            stopped = None;
            if before.date == last.date {
                before.lines.push(Line::Emptied(at));
                before.lines.append(&mut last.lines);
                before.visits.push(Moved::Emptied(at));
                before.visits.append(&mut last.visits);
                days.pop();
            }
        }
    }
    if days.len() > 1 {
        days.retain(|day| day.sat || !day.is_empty());
    }
    days
}

impl<'a> Day<'a> {
    fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.visits.is_empty()
    }

    /// When somebody was in the room.
    fn stays(&self, person: PersonId) -> Vec<Stay<'a>> {
        let mut stays: Vec<Stay<'a>> = Vec::new();
        for entry in &self.lines {
            let open = stays.last_mut().filter(|stay| stay.until.is_none());
            match (entry, open) {
                (Line::Emptied(at), Some(stay)) => stay.until = Some(*at),
                (Line::Came(entry), open) if entry.person == person => match (entry.event, open) {
                    // Somebody in the room already, who now sits for another.
                    (Event::Arrive | Event::Return, Some(stay)) => stay.came = entry,
                    (Event::Arrive | Event::Return, None) => stays.push(Stay { from: entry.at, until: None, came: entry, left: None }),
                    (Event::Leave, Some(stay)) => (stay.until, stay.left) = (Some(entry.at), Some(*entry)),
                    (Event::Leave, None) | (Event::Apologies, _) => {}
                },
                _ => {}
            }
        }
        stays
    }

    /// Whoever came, in the order in which they did.
    fn came(&self) -> Vec<PersonId> {
        let mut people = Vec::new();
        for entry in &self.lines {
            if let Line::Came(entry) = entry
                && matches!(entry.event, Event::Arrive | Event::Return)
                && !people.contains(&entry.person)
            {
                people.push(entry.person);
            }
        }
        people
    }

    /// Whoever sat for another in a committee, and in which seat.
    fn deputies(&self, at: &CommitteeAtMeeting) -> Vec<(PersonId, String)> {
        let mut found = Vec::new();
        for entry in &self.lines {
            if let Line::Came(AttendanceEvent { person, as_deputy_for: Some((committee, seat)), .. }) = entry
                && *committee == at.committee.id
                && !found.contains(&(*person, seat.clone()))
            {
                found.push((*person, seat.clone()));
            }
        }
        found
    }

    /// Who held which seat in their own right.
    fn holders(&self, at: &CommitteeAtMeeting, seat: &str) -> Vec<PersonId> {
        let held = at.rolls.iter().filter(|held| held.seat == seat && held.deputy_for.is_none() && held.period().holds(self.date));
        held.map(|held| held.person).collect()
    }
}

/// Whose apologies stand at the end of a day, and the deputy who was expected instead: those sent for an earlier one hold
/// until somebody comes.
fn excused(sitting: &Sitting, day: &Day<'_>) -> BTreeMap<PersonId, Option<PersonId>> {
    let mut excused = BTreeMap::new();
    for other in days(sitting).iter().take_while(|other| other.date <= day.date) {
        for entry in &other.lines {
            if let Line::Came(entry) = entry {
                match entry.event {
                    Event::Apologies if !entry.withdrawn => {
                        excused.insert(entry.person, entry.expected_deputy);
                    }
                    Event::Apologies | Event::Arrive | Event::Return => {
                        excused.remove(&entry.person);
                    }
                    Event::Leave => {}
                }
            }
        }
    }
    excused
}

/// The members of a committee: who was there, for whom somebody sat, who sent apologies, who was absent.
fn of_committee(text: &mut String, record: &Record, day: &Day<'_>, at: &CommitteeAtMeeting) {
    let sitting = &record.sitting;
    if sitting.is_by_correspondence() {
        return asked::told(text, record, at);
    }
    let (mut present, mut apologies, mut absent) = (Vec::new(), Vec::new(), Vec::new());
    let (came, excused) = (day.came(), excused(sitting, day));
    for seat in at.seats().iter().filter(|seat| seat.class() == MembershipClass::Member) {
        for holder in day.holders(at, &seat.id) {
            let called = titled(sitting.name(holder), &title(sitting, at, seat));
            if came.contains(&holder) {
                present.push(format!("{called}: {}", times(record, day, holder)));
            } else if let Some(instead) = excused.get(&holder) {
                let instead = instead.map(|deputy| format!(", {} expected as deputy", sitting.name(deputy)));
                apologies.push(format!("{called}{}", instead.unwrap_or_default()));
            } else {
                absent.push(called);
            }
        }
        for (deputy, _) in day.deputies(at).iter().filter(|(_, of)| *of == seat.id) {
            let whose: Vec<String> = day.holders(at, &seat.id).iter().map(|holder| sitting.name(*holder)).collect();
            let called = format!("{}, deputy of {} ({})", sitting.name(*deputy), listed(&whose), title(sitting, at, seat));
            present.push(format!("{called}: {}", times(record, day, *deputy)));
        }
    }
    line(text, if present.is_empty() { "Present: nobody" } else { "Present:" });
    present.iter().for_each(|who| line(text, &format!("  {who}")));
    for (label, people) in [("Apologies", apologies), ("Absent", absent)] {
        if !people.is_empty() && (day.sat || label == "Apologies") {
            line(text, &format!("{label}: {}", people.join("; ")));
        }
    }
}

/// Whoever was there and is no member.
fn others(text: &mut String, whom: For<'_>, record: &Record, day: &Day<'_>) {
    let sitting = &record.sitting;
    let mut found = Vec::new();
    for person in day.came() {
        let mut seats: Vec<String> = Vec::new();
        let mut is_member = false;
        for at in &sitting.committees {
            for (_, seat) in day.deputies(at).into_iter().filter(|(deputy, _)| *deputy == person) {
                is_member |= at.seat(&seat).is_some_and(|seat| seat.class() == MembershipClass::Member);
            }
            for seat in at.seats().iter().filter(|seat| day.holders(at, &seat.id).contains(&person)) {
                is_member |= seat.class() == MembershipClass::Member;
                seats.push(title(sitting, at, seat));
            }
        }
        if is_member {
            continue;
        }
        let borrowed = sitting.book.co_opted.iter().filter(|borrowed| borrowed.person == person);
        let items = borrowed.filter_map(|borrowed| sitting.item(borrowed.item)).map(|item| format!("borrowed for item {}", item.number));
        seats.extend(items.collect::<BTreeSet<_>>());
        found.push(format!("{}: {}", titled(sitting.name(person), &seats.join(", ")), times(record, day, person)));
    }
    found.extend(visitors::told(whom, record, day.date, &day.visits));
    if !found.is_empty() {
        line(text, "In attendance:");
        found.iter().for_each(|who| line(text, &format!("  {who}")));
    }
    let is_seated = |person: PersonId| {
        let members = |at: &CommitteeAtMeeting| {
            let mut seats = at.seats().iter().filter(|seat| seat.class() == MembershipClass::Member);
            seats.any(|seat| day.holders(at, &seat.id).contains(&person))
        };
        sitting.committees.iter().any(members)
    };
    let excused: Vec<String> =
        excused(sitting, day).into_keys().filter(|person| !is_seated(*person)).map(|person| sitting.name(person)).collect();
    if !excused.is_empty() {
        line(text, &format!("Apologies of others: {}", excused.join("; ")));
    }
}

/// A name with the seat of its person, where the name does not say that already to tell them from another.
pub(super) fn titled(name: String, title: &str) -> String {
    if title.is_empty() || name.contains(&format!(" ({title}")) { name } else { format!("{name} ({title})") }
}

/// When somebody came and went, by the clock of that day.
fn times(record: &Record, day: &Day<'_>, person: PersonId) -> String {
    let told = |stay: &Stay<'_>| {
        let until = stay.until.map_or_else(String::new, |until| format!(" to {}", until.clock_beside(day.date)));
        let item = stay.left.and_then(|left| left.for_item).and_then(|id| record.sitting.item(id));
        let item = item.map_or_else(String::new, |item| format!(" (left for item {})", item.number));
        let far = if stay.came.remote { ", remotely" } else { "" };
        format!("from {}{until}{item}{far}", stay.from.clock_beside(day.date))
    };
    day.stays(person).iter().map(told).collect::<Vec<_>>().join("; ")
}
