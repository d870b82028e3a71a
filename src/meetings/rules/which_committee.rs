//! Which committee is meant where a command names none: the only one that can be.
//!
//! Where one committee meets, it is meant. Where several decide in common, it is the only one of those that
//! the item concerns in which the person sits; or the only one that has a seat of that name. Where that
//! leaves a choice, it is asked for, with the choices by name.

use crate::fault::FieldError;
use crate::ids::{CommitteeId, PersonId};
use crate::meetings::{CommitteeAtMeeting, Item, Sitting};

/// The committee named, or the only one that the item concerns (and in which the person sits, where one is
/// named).
///
/// # Errors
/// That one is to be named, at the pointer.
pub fn which_committee(
    sitting: &Sitting,
    item: &Item,
    given: Option<CommitteeId>,
    person: Option<PersonId>,
    pointer: &str,
) -> Result<CommitteeId, FieldError> {
    if let Some(given) = given {
        return Ok(given);
    }
    if let [only] = sitting.committees.as_slice() {
        return Ok(only.committee.id);
    }
    let concerned: Vec<&CommitteeAtMeeting> = sitting.concerned(item).collect();
    let sits_in = |at: &CommitteeAtMeeting| at.memberships.iter().any(|membership| Some(membership.person) == person);
    let theirs: Vec<&CommitteeAtMeeting> = concerned.iter().copied().filter(|at| sits_in(at)).collect();
    only_of(if theirs.is_empty() { &concerned } else { &theirs }, pointer)
}

/// The committee that has a seat of this name; a seat that is nowhere is refused by the rules, in words.
///
/// # Errors
/// One that does not sit in the meeting; that one is to be named.
pub fn committee_of_seat(sitting: &Sitting, given: Option<CommitteeId>, seat: &str) -> Result<CommitteeId, FieldError> {
    let all: Vec<&CommitteeAtMeeting> = sitting.committees.iter().collect();
    if let Some(given) = given {
        let sits = all.iter().any(|at| at.committee.id == given);
        return if sits { Ok(given) } else { Err(does_not_sit("/committee")) };
    }
    let with_it: Vec<&CommitteeAtMeeting> = all.iter().copied().filter(|at| at.seats().iter().any(|other| other.id == seat)).collect();
    only_of(if with_it.is_empty() { &all } else { &with_it }, "/committee")
}

/// What is wrong with a committee that is none of the meeting's.
#[must_use]
pub fn does_not_sit(pointer: &str) -> FieldError {
    FieldError::new(pointer, "unknown_reference", "This committee does not sit in the meeting.")
}

fn only_of(choices: &[&CommitteeAtMeeting], pointer: &str) -> Result<CommitteeId, FieldError> {
    if let [only] = choices {
        return Ok(only.committee.id);
    }
    let named: Vec<String> = choices.iter().map(|at| format!("{} ({})", at.committee.id, at.committee.name)).collect();
    let message = format!("Several committees decide here, each for itself: name one of {}.", named.join(", "));
    Err(FieldError::new(pointer, "required", message))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::meetings::scene::Scene;

    fn meant(scene: &Scene, given: Option<CommitteeId>, name: Option<&str>) -> Result<CommitteeId, String> {
        let person = name.map(|name| scene.id(name));
        which_committee(&scene.sitting, scene.item(), given, person, "/committee").map_err(|fault| fault.code)
    }

    #[test]
    fn the_only_one_there_is_is_meant_and_a_choice_is_asked_for() {
        let mut scene = Scene::of("a:lay b:lay");
        let own = scene.at().committee.id;
        assert_eq!(meant(&scene, None, None), Ok(own));
        let other = scene.in_common();
        assert_eq!(meant(&scene, Some(other), Some("a")), Ok(other), "whoever names one means it");
        assert_eq!(meant(&scene, None, None), Err("required".to_owned()));
        scene.change(|item| item.committees = vec![other]);
        assert_eq!(meant(&scene, None, None), Ok(other), "the item concerns one of them");
    }

    #[test]
    fn a_person_means_the_committee_they_sit_in_and_a_seat_the_one_that_has_it() {
        let mut scene = Scene::of("a:lay b:lay");
        let own = scene.at().committee.id;
        let other = scene.in_common();
        let both = meant(&scene, None, Some("a"));
        scene.sitting.committees.iter_mut().filter(|at| at.committee.id == other).for_each(|at| at.memberships.clear());
        assert_eq!((both, meant(&scene, None, Some("a"))), (Err("required".to_owned()), Ok(own)));
        let seat = |given: Option<CommitteeId>, seat: &str| committee_of_seat(&scene.sitting, given, seat).map_err(|fault| fault.code);
        assert_eq!(seat(Some(CommitteeId::new()), "a"), Err("unknown_reference".to_owned()));
        assert_eq!(seat(Some(other), "a"), Ok(other));
        assert_eq!(seat(None, "nowhere"), Err("required".to_owned()));
    }
}
