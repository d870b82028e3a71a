//! The interests that a question is asked of, in the order in which they were declared, and found by whose they are, by the
//! body that they speak of and by the associate whom they name.

use std::collections::HashMap;
use std::hash::Hash;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, OnceLock};

use super::{Interest, Related};
use crate::ids::{DeclarationId, OrganisationId, PersonId};

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
    by_id: HashMap<DeclarationId, usize>,
    by_person: HashMap<PersonId, Vec<usize>>,
    by_body: HashMap<OrganisationId, Vec<usize>>,
    by_associate: HashMap<PersonId, Vec<usize>>,
}

impl Interests {
    fn places(&self) -> &Places {
        self.0.places.get_or_init(|| {
            let mut places = Places::default();
            for (place, interest) in self.0.list.iter().enumerate() {
                places.by_id.entry(interest.id).or_insert(place);
                places.by_person.entry(interest.person).or_default().push(place);
                let when = interest.mitigation.as_ref().and_then(|mitigation| mitigation.when_organisation);
                for body in interest.organisation.into_iter().chain(when.filter(|when| Some(*when) != interest.organisation)) {
                    places.by_body.entry(body).or_default().push(place);
                }
                if let Some(Related::Person(associate)) = interest.related {
                    places.by_associate.entry(associate).or_default().push(place);
                }
            }
            places
        })
    }

    #[must_use]
    pub fn one(&self, id: DeclarationId) -> Option<&Interest> {
        self.places().by_id.get(&id).and_then(|place| self.0.list.get(*place))
    }

    /// Those of a person.
    pub fn of(&self, person: PersonId) -> impl Iterator<Item = &Interest> {
        found(&self.places().by_person, &person).filter_map(|place| self.0.list.get(place))
    }

    /// Those that touch a matter which concerns some bodies and some people: each that speaks of one of the bodies, be it in its
    /// mitigation, or names one of the people as a close associate; by whose they are.
    #[must_use]
    pub fn touching(
        &self,
        bodies: impl Iterator<Item = OrganisationId>,
        people: impl Iterator<Item = PersonId>,
    ) -> HashMap<PersonId, Vec<&Interest>> {
        let known = self.places();
        let mut places: Vec<usize> = bodies.flat_map(|body| found(&known.by_body, &body)).collect();
        places.extend(people.flat_map(|person| found(&known.by_associate, &person)));
        places.sort_unstable();
        places.dedup();
        let mut touching: HashMap<PersonId, Vec<&Interest>> = HashMap::new();
        for interest in places.into_iter().filter_map(|place| self.0.list.get(place)) {
            touching.entry(interest.person).or_default().push(interest);
        }
        touching
    }
}

fn found<'a, K: Eq + Hash>(places: &'a HashMap<K, Vec<usize>>, key: &K) -> impl Iterator<Item = usize> + use<'a, K> {
    places.get(key).into_iter().flatten().copied()
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
        let of = |person: &PersonId| touching.get(person).into_iter().flatten().map(|interest| interest.id).collect::<Vec<_>>();
        assert_eq!((of(&one), of(&two)), (ids.to_vec(), vec![when.id]));
        assert_eq!((interests.of(one).count(), interests.of(two).count()), (4, 1));
        assert_eq!(interests.one(when.id), Some(&when));
    }

    #[test]
    fn what_is_added_to_a_list_is_found_in_it_and_not_in_what_was_copied_of_it_before() {
        let (one, two) = (PersonId::new(), PersonId::new());
        let mut interests: Interests = vec![interest(one, None)].into();
        assert_eq!(interests.of(two).count(), 0);
        let before = interests.clone();
        interests.push(interest(two, None));
        assert_eq!((interests.of(two).count(), before.of(two).count()), (1, 0));
        assert_ne!(interests, before);
    }
}
