//! Owners in a ring: no body owns itself, be it through others. Asked of the bodies as they would be
//! with the list taken, in one walk however long the list.

use std::collections::HashMap;

use super::organisations::{OrganisationList, OrganisationRow};
use super::plan::{Held, OrganisationFields};
use super::report::Rejected;
use crate::organisations::rules::ring_told;

/// Bodies by number, and who owns each.
struct Owners<'a> {
    numbers: HashMap<&'a str, usize>,
    called: Vec<(&'a str, &'a str)>,
    owners: Vec<Vec<usize>>,
}

impl<'a> Owners<'a> {
    fn number(&mut self, code: &'a str) -> usize {
        let fresh = self.called.len();
        let number = *self.numbers.entry(code).or_insert(fresh);
        if number == fresh {
            self.called.push((code, code));
            self.owners.push(Vec::new());
        }
        number
    }

    fn say(&mut self, code: &'a str, name: &'a str, owners: impl Iterator<Item = &'a String>) {
        let number = self.number(code);
        let owners = owners.map(|owner| self.number(owner)).collect();
        if let Some(called) = self.called.get_mut(number) {
            *called = (code, name);
        }
        if let Some(held) = self.owners.get_mut(number) {
            *held = owners;
        }
    }

    fn of(&self, body: usize) -> &[usize] {
        self.owners.get(body).map_or(&[], Vec::as_slice)
    }

    /// For each body which of them own each other in a ring: those of one number do, where there are
    /// several (the strongly connected components, by Tarjan's walk without recursion).
    fn rings(&self) -> Vec<Vec<usize>> {
        let count = self.owners.len();
        let mut seen: Vec<Option<usize>> = vec![None; count];
        let (mut low, mut waits) = (vec![0_usize; count], vec![false; count]);
        let (mut stack, mut next, mut rings): (Vec<usize>, usize, Vec<Vec<usize>>) = (Vec::new(), 0, Vec::new());
        for root in 0..count {
            let mut path: Vec<(usize, usize)> = vec![(root, 0)];
            while let Some((body, step)) = path.pop() {
                if step == 0 {
                    if seen.get(body).is_some_and(Option::is_some) {
                        continue;
                    }
                    set(&mut seen, body, Some(next));
                    set(&mut low, body, next);
                    set(&mut waits, body, true);
                    stack.push(body);
                    next += 1;
                }
                let least = |low: &[usize]| low.get(body).copied().unwrap_or(next);
                if let Some(before) = step.checked_sub(1).and_then(|before| self.of(body).get(before)).copied()
                    && waits.get(before) == Some(&true)
                {
                    let reached = low.get(before).copied().unwrap_or(next).min(least(&low));
                    set(&mut low, body, reached);
                }
                if let Some(owner) = self.of(body).get(step).copied() {
                    path.push((body, step + 1));
                    path.push((owner, 0));
                    continue;
                }
                if seen.get(body).copied().flatten() == Some(least(&low)) {
                    let from = stack.iter().rposition(|one| *one == body).unwrap_or(stack.len());
                    let ring = stack.split_off(from);
                    ring.iter().for_each(|one| set(&mut waits, *one, false));
                    if ring.len() > 1 {
                        rings.push(ring);
                    }
                }
            }
        }
        rings
    }

    /// One way round, in words.
    fn in_words(&self, ring: &[usize]) -> String {
        let within: std::collections::HashSet<usize> = ring.iter().copied().collect();
        let (mut way, mut places): (Vec<usize>, HashMap<usize, usize>) = (Vec::new(), HashMap::new());
        let mut at = ring.first().copied();
        while let Some(body) = at {
            if let Some(from) = places.get(&body) {
                way.drain(..*from);
                break;
            }
            places.insert(body, way.len());
            way.push(body);
            at = self.of(body).iter().copied().find(|owner| within.contains(owner));
        }
        // From each body to its owner: told the other way round, from the owner on.
        way.reverse();
        let called: Vec<String> =
            way.iter().filter_map(|body| self.called.get(*body)).map(|(code, name)| format!("{name} ({code})")).collect();
        ring_told(&called)
    }
}

fn set<T>(all: &mut [T], place: usize, value: T) {
    if let Some(one) = all.get_mut(place) {
        *one = value;
    }
}

/// The rows with which bodies would own each other in a ring, by place in the list.
pub(super) fn rings<Id>(list: &OrganisationList, held: &[Held<Id, OrganisationFields>]) -> HashMap<usize, Rejected> {
    if !list.says("owners") {
        return HashMap::new();
    }
    let mut all = Owners { numbers: HashMap::new(), called: Vec::new(), owners: Vec::new() };
    let before: HashMap<&str, &OrganisationFields> = held.iter().map(|one| (one.fields.code.as_str(), &one.fields)).collect();
    for one in held {
        all.say(&one.fields.code, &one.fields.name, one.fields.owners.iter());
    }
    let rows = || list.rows.iter().enumerate().filter_map(|(place, row)| row.as_ref().ok().map(|row| (place, row)));
    for (_, row) in rows() {
        all.say(&row.code, &row.name, row.owners.iter());
    }
    let mut of: HashMap<usize, usize> = HashMap::new();
    let rings = all.rings();
    for (number, ring) in rings.iter().enumerate() {
        of.extend(ring.iter().map(|body| (*body, number)));
    }
    let told: Vec<String> = rings.iter().map(|ring| all.in_words(ring)).collect();
    let is_news = |row: &OrganisationRow| before.get(row.code.as_str()).is_none_or(|held| !held.owners.iter().eq(row.owners.iter()));
    let fault = |(place, row): (usize, &OrganisationRow)| {
        let ring = of.get(all.numbers.get(row.code.as_str())?)?;
        let message = format!("{} Take one of the owners out.", told.get(*ring)?);
        let fault = Rejected {
            row: row.row,
            column: "owners".to_owned(),
            code: "owners_in_a_ring".to_owned(),
            message,
            value: row.owners.join("; "),
            also: Box::default(),
        };
        is_news(row).then_some((place, fault))
    };
    rows().filter_map(fault).collect()
}
