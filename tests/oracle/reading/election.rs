//! An election by secret ballot: the ballots for each candidate are counted, and of no seat is it said whom it chose.

use super::deeds::item_key;
use super::eye::Eye;
use super::hands::number;
use super::law_room::Codes;
use super::model::{Id, Item, Seat, list, text, word};
use super::state::{Ballots, Hands, State};
use super::world::Entry;
use serde_json::Value;

impl Ballots {
    pub fn read(a: &Value) -> Ballots {
        Ballots {
            candidates: list(a, "candidates").map(|x| (word(x, "person"), number(x, "votes"))).collect(),
            blank: number(a, "blank_or_spoilt"),
            lot: text(a, "drawn_by_lot"),
            could: std::collections::BTreeMap::new(),
        }
    }
    fn given(&self) -> i64 {
        self.candidates.iter().map(|(_, n)| n).sum()
    }
    pub fn all(&self) -> i64 {
        self.given() + self.blank
    }
    /// Whoever has the most, and those who have as many.
    fn leaders(&self) -> (i64, Vec<&Id>) {
        let most = self.candidates.iter().map(|(_, n)| *n).max().unwrap_or(0);
        (most, self.candidates.iter().filter(|(_, n)| *n == most).map(|(p, _)| p).collect())
    }
    fn tied(&self) -> bool {
        // Nought is no tie.
        let (most, leaders) = self.leaders();
        most > 0 && leaders.len() > 1
    }
    /// Whoever leads alone, or was drawn by lot.
    pub fn first(&self) -> Option<Id> {
        let leaders = self.leaders().1;
        self.lot.clone().or_else(|| if leaders.len() == 1 { leaders.first().map(|p| (*p).clone()) } else { None })
    }
    /// As a motion for whoever leads, against which are the ballots for others.
    pub fn as_hands(&self) -> Hands {
        let votes_for = self.leaders().0;
        Hands { votes_for, against: self.given() - votes_for, abstained: self.blank, could: self.could.clone() }
    }
}

impl Eye<'_> {
    /// The ballots that count: the last, not while somebody who could have given one is excluded.
    pub fn polled(&self, item: &Item, c: &str) -> Option<Ballots> {
        let last = self.state(&item.id).elections.get(c)?.last()?.clone();
        (!last.could.values().flatten().any(|p| self.vote_lost(item, p))).then_some(last)
    }

    /// Somebody is elected.
    pub fn elected(&self, item: &Item, c: &str) -> Option<Id> {
        let last = self.polled(item, c)?;
        last.first().filter(|_| self.tally(item, c).carried)
    }

    fn is_of_the_committee(&self, item: &Item, c: &str, person: &str) -> bool {
        // Whoever holds a member's seat: no deputy, and nobody who is borrowed.
        let holds = |s: &Seat| self.holders(c, &s.id, &item.meeting).iter().any(|p| p == person);
        self.terms(c, &item.meeting).seats.iter().any(|s| s.member && holds(s))
    }

    /// Ballots are counted where hands would be; by somebody in the room who stands for nothing and has no interest. Another
    /// ballot takes the place of one without a result, and a lot may settle its tie.
    pub fn election(&self, a: &Value) -> Codes {
        let Some(item) = self.w.item(&item_key(a)) else { return Codes::new() };
        let Some(c) = self.committee_concerned(a, item) else { return Codes::from(["item_not_in_this_committee"]) };
        let ballots = Ballots::read(a);
        let mut codes = self.without_names(item, &c, ballots.all());
        let kind = item.decision_type.as_deref();
        if !matches!(kind, Some("election" | "appointment")) {
            codes.insert("state_forbids");
        }
        if self.state(&item.id).hands.contains_key(&c) || self.elected(item, &c).is_some() {
            codes.insert("duplicate");
        }
        let by = word(a, "counted_by");
        if !self.sitting(&item.meeting).in_room(&by) {
            codes.insert("not_present");
        }
        if ballots.candidates.iter().any(|(p, _)| *p == by) {
            codes.insert("ruling_on_self");
        }
        if self.conflicted(&by, item) {
            codes.insert("decider_conflicted");
        }
        if kind == Some("election") && ballots.candidates.iter().any(|(p, _)| !self.is_of_the_committee(item, &c, p)) {
            codes.insert("not_a_member_of_this_committee");
        }
        if let Some(lot) = &ballots.lot
            && (!self.state(&item.id).elections.contains_key(&c) || !ballots.tied() || !ballots.leaders().1.contains(&lot))
        {
            codes.insert("state_forbids");
        }
        codes
    }
}

/// Without a ballot of somebody who could have given one, whosever it was, another or nobody could have been elected.
pub fn one_less(then: &Eye, gone: &State, e: &Entry, item: &Item, c: &str, b: &Ballots, person: &str) -> bool {
    let mut could = b.could.clone();
    could.retain(|_, people| !(people.len() == 1 && people.contains(person)));
    let own = i64::try_from(b.could.len() - could.len()).unwrap_or(0);
    let left = i64::try_from(could.len()).unwrap_or(0);
    let mut ways: Vec<Ballots> = vec![b.clone()];
    ways.extend((0..b.candidates.len()).map(|n| {
        let mut less = b.clone();
        less.candidates[n].1 -= own;
        less
    }));
    ways.push(Ballots { blank: b.blank - own, ..b.clone() });
    let possible = |x: &Ballots| x.all() <= left && x.blank >= 0 && x.candidates.iter().all(|(_, n)| *n >= 0);
    own > 0
        && ways.into_iter().filter(possible).any(|x| {
            let mut other = gone.clone();
            other.item(&item.id).elections.insert(c.to_owned(), vec![Ballots { could: could.clone(), ..x }]);
            let now = Eye { w: then.w, st: &other, seq: e.seq, at: Some((&e.meeting, e.time)) };
            now.elected(item, c) != then.elected(item, c)
        })
}
