//! How minutes call people and their seats.

use std::collections::BTreeMap;

use crate::committees::{Capacity, Office, Seat};
use crate::ids::PersonId;
use crate::meetings::{CommitteeAtMeeting, Sitting};

/// What tells people of one name apart.
#[derive(Debug, Clone, Default)]
pub struct People(BTreeMap<PersonId, String>);

impl People {
    /// Whoever of a meeting has the name of somebody else there is told by their seats; where that does not part
    /// them, by a number.
    pub fn of(sitting: &Sitting) -> Self {
        let mut named: BTreeMap<String, Vec<PersonId>> = BTreeMap::new();
        for (id, person) in &sitting.people {
            named.entry(person.name.to_lowercase()).or_default().push(*id);
        }
        let mut apart = BTreeMap::new();
        for people in named.into_values().filter(|people| people.len() > 1) {
            let titles: Vec<String> = people.iter().map(|person| seats_of(sitting, *person)).collect();
            for (n, (person, title)) in people.iter().zip(&titles).enumerate() {
                let is_one = titles.iter().filter(|other| *other == title).count() == 1;
                apart.insert(*person, if is_one { title.clone() } else { format!("{title}, {}", n + 1) });
            }
        }
        Self(apart)
    }

    /// Has everybody in a sitting called so that they are told apart.
    pub fn call_apart(&self, sitting: &mut Sitting) {
        for (id, apart) in &self.0 {
            if let Some(person) = sitting.people.get_mut(id) {
                person.name = format!("{} ({apart})", person.name);
            }
        }
    }

    /// A name as it was recorded, told apart.
    pub fn called(&self, person: PersonId, name: &str) -> String {
        self.0.get(&person).map_or_else(|| name.to_owned(), |apart| format!("{name} ({apart})"))
    }
}

/// The seats that somebody holds or may deputise for, in words.
fn seats_of(sitting: &Sitting, person: PersonId) -> String {
    let mut titles: Vec<String> = Vec::new();
    for at in &sitting.committees {
        for held in at.rolls.iter().filter(|held| held.person == person) {
            let of = at.seat(&held.seat).map_or_else(|| held.seat.replace('_', " "), |seat| title(sitting, at, seat));
            let title = if held.deputy_for.is_some() { format!("deputy, {of}") } else { of };
            if !titles.contains(&title) {
                titles.push(title);
            }
        }
    }
    if titles.is_empty() { "in attendance".to_owned() } else { titles.join("; ") }
}

/// A seat as its holder would sign: the office, else what is said of it, else in what capacity it is held; and whose
/// it is, where that is another body than the committee's own.
pub fn title(sitting: &Sitting, at: &CommitteeAtMeeting, seat: &Seat) -> String {
    let office = seat.office.map(|office| match office {
        Office::Chair => "chair",
        Office::ViceChair => "vice-chair",
    });
    let tagged = seat.tags.iter().find_map(|tag| known(tag));
    let held = match seat.capacity {
        Capacity::Lay => "lay member",
        Capacity::Gp => "GP",
        Capacity::Officer => "officer",
        Capacity::Nurse => "nurse",
        Capacity::SecondaryCare => "secondary care clinician",
        Capacity::PartnerMember => "partner member",
        Capacity::Other => "member",
    };
    let mut words: Vec<String> = office.into_iter().chain([tagged.unwrap_or(held)]).map(str::to_owned).collect();
    if let Some(code) = seat.organisation.as_ref().filter(|code| **code != at.organisation_code) {
        words.push(sitting.bodies.by_code(code).map_or_else(|| code.clone(), |body| body.name.clone()));
    }
    words.join(", ")
}

/// What some words of the field, said of a seat, are written out as.
fn known(tag: &str) -> Option<&'static str> {
    Some(match tag {
        "chief_officer" => "chief officer",
        "cfo" => "chief finance officer",
        "coo" => "chief operating officer",
        "lay_audit" => "lay member for audit",
        "lay_ppi" => "lay member for patient and public involvement",
        "practice_manager" => "practice manager",
        "councillor" => "councillor",
        _ => return None,
    })
}
