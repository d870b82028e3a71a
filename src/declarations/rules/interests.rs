//! The interests that a question is asked of, in the order in which they were declared, and found by whose they are, by the
//! body that they speak of and by the associate whom they name.

use std::ops::{Deref, DerefMut};
use std::sync::{Arc, OnceLock};

use super::{Interest, Related};
use crate::ids::{ById, DeclarationId, OrganisationId, PersonId};

/// A list of interests, shared by whatever is copied of a meeting. It is sorted out once, when somebody or something is first
/// looked for in it, so that what a question costs depends on those who are asked about and not on all who have declared.
#[derive(Debug, Clone, Default)]
pub struct Interests(Arc<Listed>);

#[derive(Debug, Clone, Default)]
struct Listed {
    list: Vec<Interest>,
    places: OnceLock<Places>,
}

/// Where in the list what is looked for stands.
#[derive(Debug, Clone, Default)]
struct Places {
    by_id: ById<DeclarationId, usize>,
    /// A number for each person who declared, and by that number where theirs stand.
    people: ById<PersonId, usize>,
    of_each: Vec<Vec<usize>>,
    by_body: ById<OrganisationId, Vec<Line>>,
    by_associate: ById<PersonId, Vec<Line>>,
}

/// An interest by the number of the person whose it is and its place in the list, so that they are put in order, and found by
/// whose they are, without looking at them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Line {
    whose: usize,
    place: usize,
}

impl Places {
    fn of(list: &[Interest]) -> Self {
        let mut places = Self::default();
        for (place, interest) in list.iter().enumerate() {
            places.by_id.entry(interest.id).or_insert(place);
            let next = places.of_each.len();
            let whose = *places.people.entry(interest.person).or_insert(next);
            match places.of_each.get_mut(whose) {
                Some(theirs) => theirs.push(place),
                None => places.of_each.push(vec![place]),
            }
            let line = Line { whose, place };
            let when = interest.mitigation.as_ref().and_then(|mitigation| mitigation.when_organisation);
            for body in interest.organisation.into_iter().chain(when.filter(|when| Some(*when) != interest.organisation)) {
                places.by_body.entry(body).or_default().push(line);
            }
            if let Some(Related::Person(associate)) = interest.related {
                places.by_associate.entry(associate).or_default().push(line);
            }
        }
        places
    }
}

/// The interests that touch a matter, by whose they are.
#[derive(Debug)]
pub struct Touching<'a> {
    interests: &'a Interests,
    lines: Vec<Line>,
}

impl<'a> Touching<'a> {
    /// Those of a person, in the order in which they were declared.
    #[must_use]
    pub fn of(&self, person: PersonId) -> Vec<&'a Interest> {
        let theirs = self.interests.places().people.get(&person).map_or(&[][..], |whose| {
            let (_, from) = self.lines.split_at(self.lines.partition_point(|line| line.whose < *whose));
            from.split_at(from.partition_point(|line| line.whose == *whose)).0
        });
        listed(&self.interests.0.list, theirs.iter().map(|line| line.place))
    }
}

impl Interests {
    fn places(&self) -> &Places {
        self.0.places.get_or_init(|| Places::of(&self.0.list))
    }

    #[must_use]
    pub fn one(&self, id: DeclarationId) -> Option<&Interest> {
        self.places().by_id.get(&id).and_then(|place| self.0.list.get(*place))
    }

    /// Those of a person.
    #[must_use]
    pub fn of(&self, person: PersonId) -> Vec<&Interest> {
        let known = self.places();
        let theirs = known.people.get(&person).and_then(|whose| known.of_each.get(*whose));
        listed(&self.0.list, theirs.map_or(&[][..], Vec::as_slice).iter().copied())
    }

    /// Those that touch a matter which concerns some bodies and some people: each that speaks of one of the bodies, be it in its
    /// mitigation, or names one of the people as a close associate.
    #[must_use]
    pub fn touching(&self, bodies: impl Iterator<Item = OrganisationId>, people: impl Iterator<Item = PersonId>) -> Touching<'_> {
        let known = self.places();
        let of_bodies = bodies.filter_map(|body| known.by_body.get(&body));
        let of_people = people.filter_map(|person| known.by_associate.get(&person));
        let mut lines: Vec<Line> = Vec::new();
        of_bodies.chain(of_people).for_each(|some| lines.extend_from_slice(some));
        lines.sort_unstable();
        lines.dedup();
        Touching { interests: self, lines }
    }
}

/// Those in some places of a list.
fn listed(list: &[Interest], places: impl ExactSizeIterator<Item = usize>) -> Vec<&Interest> {
    let mut found = Vec::with_capacity(places.len());
    found.extend(places.filter_map(|place| list.get(place)));
    found
}

impl From<Vec<Interest>> for Interests {
    fn from(list: Vec<Interest>) -> Self {
        Self(Arc::new(Listed { list, places: OnceLock::new() }))
    }
}

impl PartialEq for Interests {
    fn eq(&self, other: &Self) -> bool {
        self.0.list == other.0.list
    }
}

impl Deref for Interests {
    type Target = Vec<Interest>;

    fn deref(&self) -> &Vec<Interest> {
        &self.0.list
    }
}

/// Whoever changes the list has it sorted out anew.
impl DerefMut for Interests {
    fn deref_mut(&mut self) -> &mut Vec<Interest> {
        let listed = Arc::make_mut(&mut self.0);
        listed.places.take();
        &mut listed.list
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::declarations::{Category, Mitigation};
    use crate::policy::Treatment;

    fn interest(person: PersonId, organisation: Option<OrganisationId>) -> Interest {
        Interest {
            id: DeclarationId::new(),
            person,
            category: Category::Financial,
            nature: "Shares".into(),
            organisation,
            related: None,
            underlying: None,
            role: None,
            from: None,
            to: None,
            declared: "2017-01-05".parse().unwrap(),
            entered: 0,
            mitigation: None,
            name_withheld: false,
            raised_by_another: false,
        }
    }

    #[test]
    fn what_touches_a_body_speaks_of_it_be_it_in_its_mitigation_and_is_told_once_and_in_order() {
        let (one, two, body, other) = (PersonId::new(), PersonId::new(), OrganisationId::new(), OrganisationId::new());
        let handled = |when| Mitigation { treatment: Treatment::DiscussNotVote, when_organisation: Some(when), chair_may_vary: true };
        let of_it = interest(one, Some(body));
        let elsewhere = interest(one, Some(other));
        let when = Interest { mitigation: Some(handled(body)), ..interest(two, Some(other)) };
        let both = Interest { mitigation: Some(handled(body)), ..interest(one, Some(body)) };
        let friend = Interest { related: Some(Related::Person(two)), ..interest(one, None) };
        let ids = [&of_it, &both, &friend].map(|interest| interest.id);
        let interests: Interests = vec![of_it, elsewhere, when.clone(), both, friend].into();
        let touching = interests.touching([body, body].into_iter(), [two].into_iter());
        let of = |person: PersonId| touching.of(person).iter().map(|interest| interest.id).collect::<Vec<_>>();
        assert_eq!((of(one), of(two), of(PersonId::new())), (ids.to_vec(), vec![when.id], Vec::new()));
        assert_eq!((interests.of(one).len(), interests.of(two).len()), (4, 1));
        assert_eq!(interests.one(when.id), Some(&when));
    }

    #[test]
    fn what_is_added_to_a_list_is_found_in_it_and_not_in_what_was_copied_of_it_before() {
        let (one, two) = (PersonId::new(), PersonId::new());
        let mut interests: Interests = vec![interest(one, None)].into();
        assert_eq!(interests.of(two).len(), 0);
        let before = interests.clone();
        interests.push(interest(two, None));
        assert_eq!((interests.of(two).len(), before.of(two).len()), (1, 0));
        assert_ne!(interests, before);
    }
}
