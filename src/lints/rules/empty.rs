//! Terms under which nobody sits yet (C5.2): what is said of them is true whoever is appointed.

use std::collections::BTreeMap;

use super::{Finding, Tried, lint_filled};
use crate::committees::{Appointment, Committee, Membership, Terms, tags_of};
use crate::ids::{MembershipId, PersonId};
use crate::meetings::CommitteeAtMeeting;
use crate::people::Person;

/// The lints with somebody in every seat. A tag of which the terms speak and that no seat bears comes with
/// the people: said is what holds whether everybody brings it or nobody does.
pub(super) fn lints(tried: &Tried, at: &CommitteeAtMeeting) -> Vec<Finding> {
    let brought = at.terms.as_ref().map(brought).unwrap_or_default();
    let mut found = lint_filled(&tried.filled(at, &[]));
    if !brought.is_empty() {
        let bringing = lint_filled(&tried.filled(at, &brought));
        found.retain(|finding| bringing.iter().any(|other| other.code == finding.code));
    }
    found
}

/// The tags of which the terms speak and that no seat bears.
fn brought(terms: &Terms) -> Vec<String> {
    tags_of(terms).into_iter().filter(|tag| !terms.seats.iter().any(|seat| seat.tags.contains(tag))).collect()
}

impl Tried {
    /// The same with a made-up holder, of whom these words are said, in every seat.
    fn filled(&self, at: &CommitteeAtMeeting, tags: &[String]) -> Self {
        let mut sitting = self.sitting.clone();
        if let Some(terms) = &at.terms {
            let (memberships, people) = one_each(&at.committee, terms, tags);
            sitting.people = people;
            sitting.committees = vec![CommitteeAtMeeting { memberships, ..at.clone() }];
        }
        Self { sitting }
    }

    /// The same with a made-up holder, who has no conflict, in every seat: what is said of it is of the terms alone.
    #[must_use]
    pub fn seated(&self) -> Self {
        self.at().map_or_else(|| Self { sitting: self.sitting.clone() }, |at| self.filled(at, &[]))
    }
}

/// A made-up holder for every seat, of whom these words are said.
pub(super) fn one_each(committee: &Committee, terms: &Terms, tags: &[String]) -> (Vec<Membership>, BTreeMap<PersonId, Person>) {
    let mut people = BTreeMap::new();
    let memberships = terms
        .seats
        .iter()
        .map(|seat| {
            let person = Person { id: PersonId::new(), name: seat.id.replace('_', " "), grade: None, tags: tags.to_vec() };
            let id = person.id;
            people.insert(id, person);
            let seat = seat.id.clone();
            let says = Appointment { committee: committee.id, seat, person: id, from: terms.from, to: None, deputy_for: None };
            Membership { id: MembershipId::new(), says }
        })
        .collect();
    (memberships, people)
}
