//! Who is counted: the quorum now, at the opening, before exclusions; the forecast and the repairs.

use super::eye::Eye;
use super::model::{Id, Item, Seat, Terms};
use super::quorum::{Chair, Count, Facts, Here};
use std::collections::BTreeSet;

/// What is supposed when a count is taken.
#[derive(Clone)]
pub struct Suppose {
    pub here: Here,
    /// Nobody is left out for a conflict.
    pub nobody_excluded: bool,
    /// Everybody supposed here is in the room in person.
    pub in_person: bool,
    /// But whoever has come from afar attends from there.
    pub far: bool,
    /// At the opening, before there is an item: whoever opens the meeting presides.
    pub opening: bool,
}

impl Eye<'_> {
    /// The seat could ever count: by whose seats the terms count.
    pub fn could_count(&self, terms: &Terms, item: &Item, seat: &Seat) -> bool {
        match terms.who.as_str() {
            "anyone_in_room" => true,
            "eligible_voters" => seat.member && self.votes(item, seat),
            _ => seat.member,
        }
    }

    pub fn room(&self, meeting: &str) -> Here {
        let s = self.sitting(meeting);
        Here::These(s.people.iter().filter(|(_, p)| p.in_room).map(|(id, _)| id.clone()).collect())
    }

    /// A count of a committee for an item. `meeting` is where the people are: of a correction, a later one.
    pub fn count_at<'a>(&'a self, item: &Item, c: &str, meeting: &str, sup: &Suppose) -> Count<'a> {
        let mut count = self.count_one(item, c, meeting, sup, 0);
        if item.committees.len() > 1 && meeting == item.meeting {
            count.others = item
                .committees
                .iter()
                .filter(|o| *o != c)
                .enumerate()
                .map(|(n, o)| self.count_one(item, o, meeting, sup, (n + 1) * 1000))
                .collect();
        }
        count
    }

    fn count_one<'a>(&'a self, item: &Item, c: &str, meeting: &str, sup: &Suppose, offset: usize) -> Count<'a> {
        let terms = self.terms(c, meeting);
        let s = self.sitting(meeting);
        let chairs = terms
            .seats
            .iter()
            .map(|seat| {
                let base = self.could_count(terms, item, seat);
                let people = match meeting == item.meeting {
                    // A deputy sits until the holder comes, who has the seat again.
                    true if sup.in_person => self.held_or_acted_in(item, c, seat, &sup.here),
                    true => self.people_of(item, c, seat),
                    false => self.acting(c, seat, meeting),
                };
                let eligible: Vec<Id> = people
                    .iter()
                    .filter(|p| sup.nobody_excluded || self.standing(p, item).counts(terms.include_conflicted))
                    .cloned()
                    .collect();
                let near = |p: &Id| (sup.in_person && !sup.far) || terms.remote || !s.people.get(p).is_some_and(|x| x.remote);
                let counted = eligible.iter().filter(|p| base && sup.here.has(p) && near(p)).cloned().collect();
                Chair { seat, votes: self.votes(item, seat), base, people, eligible, counted }
            })
            .collect();
        let presider = match meeting == item.meeting {
            true if sup.opening => self.succession(c, meeting).into_iter().find(|p| sup.here.has(p)),
            true => self.presider(item, c, &if sup.in_person { sup.here.clone() } else { self.here(meeting) }),
            false => self.succession(c, meeting).into_iter().find(|p| sup.here.has(p) && !self.conflicted(p, item)),
        };
        Count { eye: self, facts: Facts::of(item), chairs, presider, offset, others: Vec::new() }
    }

    /// Who would act in a seat were those here who are supposed to be.
    fn held_or_acted_in(&self, item: &Item, c: &str, seat: &Seat, here: &Here) -> Vec<Id> {
        let acting = self.people_of(item, c, seat);
        let holders = self.holders(c, &seat.id, &item.meeting);
        let by_deputy = self.deputy(c, &seat.id, &item.meeting).is_some_and(|d| acting == [d]);
        let comes = |p: &Id| matches!(here, Here::These(_)) && here.has(p);
        if by_deputy && holders.iter().any(comes) { holders } else { acting }
    }

    /// Who acts in a seat at another meeting than the item's own.
    fn acting(&self, c: &str, seat: &Seat, meeting: &str) -> Vec<Id> {
        if self.terms(c, meeting).deputies_count
            && let Some(d) = self.deputy(c, &seat.id, meeting)
        {
            return vec![d];
        }
        self.holders(c, &seat.id, meeting)
    }

    /// The quorum of the people in the room, whatever the terms keep of an earlier answer.
    pub fn quorum_of_room(&self, item: &Item, c: &str, nobody_excluded: bool) -> bool {
        let sup = Suppose { here: self.room(&item.meeting), nobody_excluded, in_person: false, far: false, opening: false };
        self.count_at(item, c, &item.meeting, &sup).holds(&self.terms(c, &item.meeting).quorum)
    }

    /// The quorum at the opening, with nobody excluded.
    pub fn quorum_at_opening(&self, item: &Item, c: &str) -> bool {
        let sup = Suppose { here: self.room(&item.meeting), nobody_excluded: true, in_person: false, far: false, opening: true };
        self.count_at(item, c, &item.meeting, &sup).holds(&self.terms(c, &item.meeting).quorum)
    }

    /// When the terms ask the quorum: by correspondence always afresh.
    fn asks_when(&self, c: &str, meeting: &str) -> &str {
        if self.until(meeting).is_some() { "per_vote" } else { self.terms(c, meeting).when.as_str() }
    }

    /// The quorum of an item now. It always asks about its decision.
    pub fn quorum(&self, item: &Item, c: &str) -> bool {
        match self.asks_when(c, &item.meeting) {
            "opening_only" => {
                let kept = self.sitting(&item.meeting).opening.get(&(item.id.clone(), c.to_owned()));
                kept.copied().unwrap_or_else(|| self.quorum_of_room(item, c, true))
            }
            "per_item" => self.state(&item.id).first_quorum.get(c).copied().unwrap_or_else(|| self.quorum_of_room(item, c, false)),
            _ => self.quorum_of_room(item, c, false),
        }
    }

    /// The quorum of whoever is in the room or has left it for this item, its part or its whole, with nobody left out.
    pub fn quorum_before_exclusions(&self, item: &Item, c: &str) -> bool {
        let s = self.sitting(&item.meeting);
        let root = |id: &str| id.split('/').next().unwrap_or("").to_owned();
        let here = s.people.iter().filter(|(_, p)| {
            let for_it =
                p.left_for.as_ref().is_some_and(|i| *i == item.id || *i == item.root() || (item.whole.is_none() && root(i) == item.id));
            p.in_room || for_it
        });
        let sup = Suppose {
            here: Here::These(here.map(|(id, _)| id.clone()).collect()),
            nobody_excluded: true,
            in_person: false,
            far: false,
            opening: false,
        };
        self.count_at(item, c, &item.meeting, &sup).holds(&self.terms(c, &item.meeting).quorum)
    }

    /// Whoever would attend: all who hold a seat, or sit in one; without those who sent apologies, where that is asked.
    fn attending(&self, item: &Item, c: &str, apologies: bool) -> BTreeSet<Id> {
        let s = self.sitting(&item.meeting);
        let mut all = BTreeSet::new();
        for committee in item.committees.iter().chain(std::iter::once(&c.to_owned())) {
            for seat in &self.terms(committee, &item.meeting).seats {
                all.extend(self.people_of(item, committee, seat));
                if self.deputy(committee, &seat.id, &item.meeting).is_some_and(|d| all.contains(&d)) {
                    all.extend(self.holders(committee, &seat.id, &item.meeting));
                }
            }
        }
        all.into_iter().filter(|p| !apologies || !s.apologies.contains(p)).collect()
    }

    /// On this day, where who has come from afar is there; or on another.
    fn would_do(&self, item: &Item, c: &str, here: BTreeSet<Id>, far: bool) -> bool {
        let terms = self.terms(c, &item.meeting);
        let nobody_excluded = self.asks_when(c, &item.meeting) == "opening_only";
        let sup = Suppose { here: Here::These(here), nobody_excluded, in_person: true, far, opening: false };
        self.count_at(item, c, &item.meeting, &sup).holds(&terms.quorum)
    }

    pub fn forecast(&self, item: &Item, c: &str) -> &'static str {
        let all = self.attending(item, c, true);
        if !self.would_do(item, c, all.clone(), true) {
            return "inquorate";
        }
        let any_may_be_missing = all.iter().all(|p| {
            let mut rest = all.clone();
            rest.remove(p);
            self.would_do(item, c, rest, true)
        });
        if any_may_be_missing { "quorate" } else { "depends" }
    }

    /// The rungs offered while there is no quorum.
    pub fn repairs(&self, item: &Item, c: &str) -> Vec<String> {
        // Before anybody has come, it is asked of whoever is to come.
        let s = self.sitting(&item.meeting);
        let to_come = !s.convened && s.people.is_empty() && !self.is_cancelled(&item.meeting);
        let expected = self.attending(item, c, true);
        if if to_come { self.would_do(item, c, expected.clone(), true) } else { self.quorum(item, c) } {
            return Vec::new();
        }
        let terms = self.terms(c, &item.meeting);
        let policy = self.policy(c, &item.meeting);
        let mut offered: Vec<&str> = Vec::new();
        let nobody_excluded = self.asks_when(c, &item.meeting) == "opening_only";
        let here = if to_come { Here::These(expected) } else { self.room(&item.meeting) };
        let sup = Suppose { here, nobody_excluded, in_person: to_come, far: false, opening: false };
        let count = self.count_at(item, c, &item.meeting, &sup);
        let (day, evening) = (self.day(&item.meeting), self.sitting_day(&item.meeting));
        let deputy = terms.deputies_count
            && self.until(&item.meeting).is_none()
            // The terms count nobody in a seat that could never count.
            && count.chairs.iter().filter(|x| x.base && x.counted.is_empty() && x.seat.deputies).any(|x| {
                let rows = self.committee(c).members.iter().filter(|m| m.seq < self.seq && m.seat == x.seat.id);
                rows.filter(|m| m.deputy_for.is_some() && m.on(day) && m.on(evening))
                    // Nobody sits in two seats of one committee.
                    .filter(|m| !terms.seats.iter().any(|s| self.holders(c, &s.id, &item.meeting).contains(&m.person)))
                    .filter(|m| !terms.seats.iter().any(|s| self.deputy(c, &s.id, &item.meeting).as_ref() == Some(&m.person)))
                    .any(|m| self.may_deputise(c, &x.seat.id, &m.person, &item.meeting) && !self.conflicted(&m.person, item))
            });
        if deputy {
            offered.push("deputy");
        }
        if self.would_do(item, c, self.attending(item, c, false), false) {
            offered.push("defer");
        } else {
            offered.extend(["refer", "co_opt", "conflicts_panel", "in_common"]);
            let with_england = self.row(item, c).is_some_and(|r| self.w.kind(r["with"].as_str().unwrap_or("")) == "nhs_england");
            if with_england {
                offered.push("nhs_england");
            }
        }
        offered.into_iter().filter(|r| policy.repairs.iter().any(|p| p == r)).map(str::to_owned).collect()
    }

    /// The voting cohort of the item: whoever may vote and is in the room, or whose vote stands.
    pub fn cohort<'a>(&'a self, item: &Item, c: &str) -> Count<'a> {
        let sup = Suppose { here: self.room(&item.meeting), nobody_excluded: false, in_person: false, far: false, opening: false };
        let mut count = self.count_at(item, c, &item.meeting, &sup);
        let s = self.sitting(&item.meeting);
        let votes = &self.state(&item.id).votes;
        let shown = self.shown(item, c).map(|h| h.could).unwrap_or_default();
        for chair in &mut count.chairs {
            chair.base = chair.seat.member && chair.votes;
            chair.eligible = chair.people.iter().filter(|p| self.standing(p, item).votes()).cloned().collect();
            chair.counted = Vec::new();
            if !chair.base {
                continue;
            }
            match votes.get(&(c.to_owned(), chair.seat.id.clone())) {
                Some((p, _)) if !self.vote_lost(item, p) => chair.counted.push(p.clone()),
                _ if shown.contains_key(&chair.seat.id) => chair.counted = shown[&chair.seat.id].iter().cloned().collect(),
                _ => chair.counted = chair.eligible.iter().filter(|p| s.in_room(p)).cloned().collect(),
            }
        }
        count
    }

    pub fn composition_breached(&self, item: &Item, c: &str) -> bool {
        let count = self.cohort(item, c);
        self.terms(c, &item.meeting).composition.iter().any(|e| !count.holds(e))
    }
    /// Somebody of the cohort never declared.
    pub fn undeclared_in_cohort(&self, item: &Item, c: &str) -> bool {
        let count = self.cohort(item, c);
        count.chairs.iter().flat_map(|x| &x.counted).any(|p| self.never_declared(p, &item.meeting))
    }
}
