//! Who presides.

use super::eye::Eye;
use super::model::{Id, Item};
use super::quorum::Here;

impl Eye<'_> {
    /// Whoever `preside` named for the item in a committee (under the empty word: who convenes); a part takes what was
    /// named for its item unless it has its own.
    fn named(&self, item: &Item, c: &str) -> Option<Id> {
        let key = if item.committees.len() == 1 && c.is_empty() { item.committees[0].clone() } else { c.to_owned() };
        self.state(&item.id).presiding.get(&key).or_else(|| self.state(item.root()).presiding.get(&key)).cloned()
    }

    /// A vote in the committee: a voting seat held, deputised for where that counts, or co-opted into.
    pub fn has_vote(&self, item: &Item, c: &str, person: &str) -> bool {
        self.seats_of(item, c, person).iter().any(|s| s.member && self.votes(item, s))
    }

    /// The people of the succession, in its order. A deputy does not preside by succession, and whoever is borrowed only where
    /// they are named: nobody meant the chair by lending its seat.
    pub fn succession(&self, c: &str, meeting: &str) -> Vec<Id> {
        let terms = self.terms(c, meeting);
        let mut found = Vec::new();
        for word in &terms.succession {
            let by_office = terms.seats.iter().filter(|s| s.office.as_deref() == Some(word));
            let by_seat = terms.seats.iter().filter(|s| s.id == *word && s.office.as_deref() != Some(word));
            for seat in by_office.chain(by_seat) {
                found.extend(self.holders(c, &seat.id, meeting));
            }
        }
        found
    }

    /// Who presides over the item in a committee, of those who are here.
    pub fn presider(&self, item: &Item, c: &str, here: &Here) -> Option<Id> {
        let fit = |p: &Id| here.has(p) && !self.conflicted(p, item);
        if let Some(p) = self.named(item, c)
            && fit(&p)
            && self.has_vote(item, c, &p)
        {
            return Some(p);
        }
        self.succession(c, &item.meeting).into_iter().find(fit)
    }

    /// Who is here: whoever is in the room; before `convene`, whoever holds a seat.
    pub fn here(&self, meeting: &str) -> Here {
        let s = self.sitting(meeting);
        if self.until(meeting).is_some() {
            return Here::These(self.w.people.keys().filter(|p| !s.apologies.contains(*p)).cloned().collect());
        }
        if !s.convened {
            return Here::Everybody;
        }
        Here::These(s.people.iter().filter(|(_, p)| p.in_room).map(|(id, _)| id.clone()).collect())
    }

    pub fn presides(&self, item: &Item, c: &str) -> Option<Id> {
        self.presider(item, c, &self.here(&item.meeting))
    }

    /// Of an item in common: who convenes; else who presides in its committee.
    pub fn convenes(&self, item: &Item) -> Option<Id> {
        if item.committees.len() == 1 {
            return self.presides(item, &item.committees[0]);
        }
        let here = self.here(&item.meeting);
        let fit = |p: &Id| here.has(p) && !self.conflicted(p, item) && item.committees.iter().any(|c| self.has_vote(item, c, p));
        self.named(item, "").filter(fit).or_else(|| self.presides(item, &item.committees[0]))
    }

    /// Somebody presides in each committee concerned.
    pub fn all_presided(&self, item: &Item) -> bool {
        item.committees.iter().all(|c| self.presides(item, c).is_some())
    }
    pub fn presides_in_any(&self, item: &Item, person: &str) -> bool {
        item.committees.iter().any(|c| self.presides(item, c).as_deref() == Some(person))
    }

    /// Rulings on somebody are for whoever presides in a committee in which the person has a seat, sits or is co-opted; on
    /// anybody else in any.
    pub fn rules_on(&self, item: &Item, person: &str, by: &str) -> bool {
        let theirs: Vec<&Id> = item.committees.iter().filter(|c| self.belongs(item, c, person)).collect();
        let asked = if theirs.is_empty() { item.committees.iter().collect() } else { theirs };
        asked.into_iter().any(|c| self.presides(item, c).as_deref() == Some(by))
    }
}
