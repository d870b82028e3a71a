//! How two people of one name are told apart at a meeting: by the seats they hold, else by whose seats these are, else by
//! their order on the register.

use std::collections::{BTreeMap, BTreeSet};

use crate::committees::{Capacity, Office, Seat};
use crate::ids::PersonId;
use crate::meetings::{CommitteeAtMeeting, Sitting};
use crate::people::Person;
use crate::text::spoken;

/// What is said beside the name of whoever shares it with somebody else there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Apart(BTreeMap<PersonId, String>);

/// The seats of a person by title, each with the body of its committee.
pub type Seats = BTreeSet<(String, String)>;

impl Apart {
    /// Those who sit at the meeting or have come to it are told from each other. Whoever else shares a name with somebody
    /// (an associate, the author of a paper) is told from all others, and nothing by that is said of these.
    #[must_use]
    pub fn of(sitting: &Sitting) -> Self {
        let has_come = |person: PersonId| sitting.book.attendance.iter().any(|line| line.person == person);
        Self::among(&sitting.people, |person| seats_of(sitting, person), has_come, sitting.committees.len() > 1)
    }

    /// Some people told apart by their seats, and with `in_common` by whose these are.
    pub fn among(
        people: &BTreeMap<PersonId, Person>,
        seats: impl Fn(PersonId) -> Seats,
        has_come: impl Fn(PersonId) -> bool,
        in_common: bool,
    ) -> Self {
        let mut named: BTreeMap<_, Vec<PersonId>> = BTreeMap::new();
        for (id, person) in people {
            named.entry(spoken(&person.name)).or_default().push(*id);
        }
        let mut apart = BTreeMap::new();
        for people in named.into_values().filter(|people| people.len() > 1) {
            let seated = people.into_iter().map(|person| (person, seats(person)));
            let (there, others): (Vec<_>, Vec<_>) = seated.partition(|(person, seats)| !seats.is_empty() || has_come(*person));
            if there.len() > 1 {
                tell(&there, in_common, "in attendance", &mut apart);
            }
            tell(&others, in_common, "who has no seat here", &mut apart);
        }
        Self(apart)
    }

    /// What is said beside the name of a person; none of whom there is one only.
    #[must_use]
    pub fn said(&self, person: PersonId) -> Option<&str> {
        self.0.get(&person).map(String::as_str)
    }

    /// A name as it was recorded at any time, told apart from others. One that was recorded so already stays.
    #[must_use]
    pub fn beside(&self, person: PersonId, name: &str) -> String {
        match self.said(person).map(|said| format!(" ({said})")) {
            Some(said) if !name.ends_with(&said) => format!("{name}{said}"),
            _ => name.to_owned(),
        }
    }
}

/// People of one name, each with the titles of their seats.
fn tell(people: &[(PersonId, Seats)], in_common: bool, seatless: &str, apart: &mut BTreeMap<PersonId, String>) {
    let words = |parts: Vec<String>| if parts.is_empty() { seatless.to_owned() } else { parts.join("; ") };
    let titled: Vec<String> = people.iter().map(|(_, seats)| words(seats.iter().map(|(title, _)| title.clone()).collect())).collect();
    let of_body = |(title, body): &(String, String)| if in_common { format!("{title} of {body}") } else { title.clone() };
    let with_bodies: Vec<String> = people.iter().map(|(_, seats)| words(seats.iter().map(of_body).collect())).collect();
    let once = |all: &[String], one: &String| all.iter().filter(|other| *other == one).count() == 1;
    for (n, ((person, _), (title, of_body))) in people.iter().zip(titled.iter().zip(&with_bodies)).enumerate() {
        let said = if once(&titled, title) {
            title.clone()
        } else if once(&with_bodies, of_body) {
            of_body.clone()
        } else {
            let before = with_bodies.iter().take(n).filter(|other| *other == of_body).count();
            format!("{title}, {}", which(before))
        };
        apart.insert(*person, said);
    }
}

/// Which of several who share everything else.
fn which(before: usize) -> String {
    let ordinal = ["first", "second", "third", "fourth"].get(before);
    ordinal.map_or_else(|| format!("number {} of that name", before + 1), |ordinal| format!("the {ordinal} of that name"))
}

/// The seats that somebody holds or may deputise for, by title, each with the body of its committee.
fn seats_of(sitting: &Sitting, person: PersonId) -> Seats {
    let mut seats = BTreeSet::new();
    for at in &sitting.committees {
        for held in at.rolls.iter().filter(|held| held.person == person) {
            let of = at.seat(&held.seat).map_or_else(|| held.seat.replace('_', " "), |seat| title(sitting, at, seat));
            let title = if held.deputy_for.is_some() { format!("deputy, {of}") } else { of };
            seats.insert((title, at.organisation_name.clone()));
        }
    }
    seats
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use crate::declarations::{Category, Related};
    use crate::meetings::scene::Scene;

    fn names(mut scene: Scene, of: &[&str]) -> Vec<String> {
        for name in of {
            let person = scene.id(name);
            scene.sitting.people.get_mut(&person).unwrap().name = "Jo Bell".into();
        }
        let sitting = scene.sitting.clone().with_names_apart();
        of.iter().map(|name| sitting.name(scene.id(name))).collect()
    }

    #[test]
    fn whoever_shares_a_name_is_told_by_seat_by_body_or_by_order() {
        let scene = || Scene::of("chair:lay!chair one:gp two:gp out:gp@FED cfo:officer#cfo");
        assert_eq!(names(scene(), &["one"]), ["Jo Bell"], "alone of the name");
        assert_eq!(names(scene(), &["chair", "cfo"]), ["Jo Bell (chair, lay member)", "Jo Bell (chief finance officer)"]);
        assert_eq!(names(scene(), &["one", "out"]), ["Jo Bell (GP)", "Jo Bell (GP, FED)"], "by whose seat it is");
        assert_eq!(names(scene(), &["one", "two"]), ["Jo Bell (GP, the first of that name)", "Jo Bell (GP, the second of that name)"]);
        let three = names(scene(), &["chair", "one", "two"]);
        assert_eq!(three.first().map(String::as_str), Some("Jo Bell (chair, lay member)"));
        assert_eq!(three.last().map(String::as_str), Some("Jo Bell (GP, the second of that name)"), "of those alike in all else");
    }

    #[test]
    fn who_came_without_a_seat_and_who_is_only_named_are_told_from_members() {
        let mut came = Scene::of("chair:lay!chair gp:gp");
        came.person("guest");
        came.arrive("guest");
        assert_eq!(names(came, &["gp", "guest"]), ["Jo Bell (GP)", "Jo Bell (in attendance)"]);
        let mut named = Scene::of("chair:lay!chair gp:gp");
        let brother = named.person("brother");
        named.interest("chair", Category::Indirect, None).related = Some(Related::Person(brother));
        assert_eq!(names(named, &["gp", "brother"]), ["Jo Bell", "Jo Bell (who has no seat here)"], "nothing is said of the member");
    }

    #[test]
    fn a_name_is_told_apart_once() {
        let mut scene = Scene::of("one:gp two:nurse");
        for name in ["one", "two"] {
            let person = scene.id(name);
            scene.sitting.people.get_mut(&person).unwrap().name = "Jo Bell".into();
        }
        let apart = scene.sitting.clone().with_names_apart().apart;
        let one = scene.id("one");
        assert_eq!(apart.beside(one, "Jo Bell"), "Jo Bell (GP)");
        assert_eq!(apart.beside(one, "Jo Bell (GP)"), "Jo Bell (GP)", "as it was recorded");
    }
}
