//! How an interest reaches an item, and what it proposes.

use super::calendar::{Day, months_later};
use super::eye::Eye;
use super::model::{Decl, Id, Item, linked};
use super::packs::Pack;
use super::words::{CONTRACT, DISCUSS, LEAVE, LEAVE_FOR_DECISION, NO_PAPERS, NOT_ATTEND, REMOVED, stage, treatment};
use serde_json::Value;
use std::collections::BTreeSet;

/// What is proposed of somebody: the treatment, the floor that an override may lift, and the one that nothing lifts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Proposal {
    pub treatment: usize,
    pub floor: usize,
    pub fixed: usize,
    /// A conflicts panel instructed it, and it is ruled as it is and no otherwise.
    pub exact: bool,
}

impl Proposal {
    fn add(&mut self, treatment: usize, floor: usize, fixed: usize) {
        self.treatment = self.treatment.max(treatment);
        self.floor = self.floor.max(floor);
        self.fixed = self.fixed.max(fixed);
    }
}

/// How a body is reached by what an item affects.
#[derive(Default)]
struct Reach {
    named: bool,
    in_class: bool,
    linked: bool,
}

impl Reach {
    fn any(&self) -> bool {
        self.named || self.in_class || self.linked
    }
}

impl Eye<'_> {
    fn reach(&self, item: &Item, org: &str) -> Reach {
        let bodies = linked(&self.w.orgs, org);
        let mut r = Reach::default();
        for a in &item.affects {
            if let Some(o) = a["organisation"].as_str() {
                r.named |= o == org;
                r.linked |= bodies.contains(o);
            } else if a["class"].is_object() {
                let falls = |code: &str| self.falls(&a["class"], code);
                r.in_class |= falls(org) || bodies.iter().any(|b| falls(b));
            }
        }
        r
    }

    /// A body falls in a class.
    pub fn falls(&self, class: &Value, code: &str) -> bool {
        self.w.orgs.get(code).is_some_and(|o| {
            class["kind"].as_str() == Some(o.kind.as_str())
                && class["commissioner"].as_str().is_none_or(|c| o.commissioner.as_deref() == Some(c))
                && class["area"].as_str().is_none_or(|x| o.area.as_deref() == Some(x))
        })
    }

    /// An interest is known from the day it is declared; in a meeting, from the step.
    pub fn known(&self, d: &Decl, on: Day) -> bool {
        d.declared <= on && if d.told { self.st.told.contains(&d.id) } else { d.seq < self.seq }
    }

    /// The relations one declaration gives by what it says, whether or not it is still active.
    fn routes(&self, d: &Decl, item: &Item) -> Vec<&'static str> {
        let mut found = Vec::new();
        let reach = d.org.as_deref().map(|o| self.reach(item, o)).unwrap_or_default();
        let own = d.category == "financial" || (d.category != "indirect" && d.counts_as_its_own());
        if own {
            for (holds, name) in [(reach.named, "own_body"), (reach.in_class, "class_member"), (reach.linked, "linked_body")] {
                if holds {
                    found.push(name);
                }
            }
        } else if reach.any() {
            found.push(match d.category.as_str() {
                "indirect" => "indirect",
                "non_financial_professional" => "professional",
                _ => "personal",
            });
        }
        let about = |p: &str| item.affects.iter().any(|a| a["person"].as_str() == Some(p));
        if d.related.as_deref().is_some_and(about) && !found.contains(&"indirect") {
            found.push("indirect");
        }
        found
    }

    /// The relations that one declaration gives on a day: after its end, within the look-back, only `expired`.
    fn relations_of(&self, d: &Decl, item: &Item, pack: &Pack, on: Day) -> Vec<&'static str> {
        if d.nil || d.from.is_some_and(|f| f > on) {
            return Vec::new();
        }
        let routes = self.routes(d, item);
        match d.to {
            Some(to) if to < on => {
                let looked_at = on <= months_later(to, pack.look_back);
                if routes.is_empty() || !looked_at { Vec::new() } else { vec!["expired"] }
            }
            _ => routes,
        }
    }

    /// The policies of the committees concerned, each with whose it is.
    fn packs(&self, item: &Item) -> Vec<(Pack, Id)> {
        item.committees.iter().map(|c| (self.policy(c, &item.meeting), self.committee(c).org.clone())).collect()
    }
    pub fn relations(&self, person: &str, item: &Item) -> BTreeSet<&'static str> {
        let on = self.day(&item.meeting);
        let mut found = BTreeSet::new();
        for (pack, _) in self.packs(item) {
            for d in self.w.declarations.iter().filter(|d| d.person == person && self.known(d, on)) {
                found.extend(self.relations_of(d, item, &pack, on));
            }
        }
        if item.affects.iter().any(|a| a["person"].as_str() == Some(person)) {
            found.insert("own_body");
        }
        found
    }

    /// What one declaration proposes under a policy.
    fn one(&self, d: &Decl, item: &Item, under: &(Pack, Id), on: Day) -> Proposal {
        let mut p = Proposal::default();
        let pack = &under.0;
        let group = item.group();
        let financial = d.counts_as_its_own() || d.underlying.as_deref() == Some("financial");
        for r in self.relations_of(d, item, pack, on) {
            let mut t = pack.table[r][group];
            // An interest beneath an indirect one proposes no more than it would itself.
            if r == "indirect" && !financial {
                match d.underlying.as_deref() {
                    Some("non_financial_professional") => t = t.min(pack.table["professional"][group]),
                    Some("non_financial_personal") => t = t.min(pack.table["personal"][group]),
                    _ => {}
                }
            }
            let asked = r != "indirect" || !pack.indirect_floor_is_financial || financial;
            let floor = pack.floors.get(r).and_then(|f| f[group]).filter(|_| asked).unwrap_or(0);
            let at_most = self.at_most(under, d, item, r, on);
            p.add(pack.raise(t.min(at_most)), floor.min(at_most), 0);
        }
        // Its own mitigation, while it is active.
        if let Some(t) = d.mitigation["treatment"].as_str().filter(|_| !d.nil && d.active(on)) {
            let body = d.mitigation["when_organisation"].as_str().or(d.org.as_deref());
            if body.is_some_and(|o| self.reach(item, o).any()) {
                let t = pack.raise(treatment(t));
                let varies = d.mitigation["chair_may_vary"].as_bool() != Some(false);
                p.add(t, 0, if varies { 0 } else { t });
            }
        }
        p
    }

    /// What a declaration alone would propose on a day, were it known.
    pub fn alone(&self, d: &Decl, item: &Item, on: Day) -> usize {
        self.packs(item).iter().map(|pack| self.one(d, item, pack, on).treatment).max().unwrap_or(0)
    }

    /// An interest reaches an item, by a relation or by what was agreed for it.
    pub fn reaches(&self, d: &Decl, item: &Item, on: Day) -> bool {
        let by_relation = |pack: &Pack| !self.relations_of(d, item, pack, on).is_empty();
        self.packs(item).iter().any(|(pack, _)| by_relation(pack)) || self.alone(d, item, on) > 0
    }

    /// The most restrictive of all that is proposed of somebody on an item, but for what a conflicts panel instructed.
    pub fn without_panel(&self, person: &str, item: &Item) -> Proposal {
        let on = self.day(&item.meeting);
        let mut p = Proposal::default();
        let named = item.affects.iter().any(|a| a["person"].as_str() == Some(person));
        let declared = self.w.declarations.iter().any(|d| d.person == person && !d.nil);
        let ruled = self.st.items.values().any(|i| i.rulings.contains_key(person));
        if !named && !declared && !ruled {
            return p;
        }
        for under in self.packs(item) {
            let pack = &under.0;
            for d in self.w.declarations.iter().filter(|d| d.person == person && self.known(d, on)) {
                let x = self.one(d, item, &under, on);
                p.add(x.treatment, x.floor, x.fixed);
            }
            if item.affects.iter().any(|a| a["person"].as_str() == Some(person)) {
                let group = item.group();
                let floor = pack.floors.get("own_body").and_then(|f| f[group]).unwrap_or(0);
                let at_most = self.dispensed(&under, person, &BTreeSet::new(), on);
                p.add(pack.raise(pack.table["own_body"][group].min(at_most)), floor.min(at_most), 0);
            }
            // What was ruled on earlier items of the procurement sticks.
            for x in self.w.items.iter().filter(|x| self.sticks(x, item, person, pack)) {
                let t = self.state(&x.id).rulings[person].treatment;
                let t = pack.raise(if t == NOT_ATTEND { NO_PAPERS } else { t });
                p.add(t, t, 0);
            }
            // What was ruled on the item this one was carried over from proposes itself, without floor.
            if let Some(r) = item.carried_from.as_deref().and_then(|old| self.state(old).rulings.get(person))
                && r.treatment >= DISCUSS
            {
                p.add(pack.raise(if r.treatment == NOT_ATTEND { NO_PAPERS } else { r.treatment }), 0, 0);
            }
        }
        p
    }

    /// Earlier: by date of meeting, then place on the agenda.
    pub fn earlier(&self, a: &Item, b: &Item) -> bool {
        a.root() != b.root() && (self.meeting_of(a).date, a.place) < (self.meeting_of(b).date, b.place)
    }
    pub fn same_procurement(a: &Item, b: &Item) -> bool {
        a.procurement.is_some() && a.procurement == b.procurement
    }

    fn sticks(&self, x: &Item, item: &Item, person: &str, pack: &Pack) -> bool {
        let Some(r) = self.state(&x.id).rulings.get(person) else { return false };
        Eye::same_procurement(x, item)
            && self.earlier(x, item)
            && r.treatment >= LEAVE
            && stage(x.stage().unwrap_or("strategy")) >= pack.sticky_from
            && item.group() != CONTRACT
            && !self.ended(x, item, person)
    }

    /// A ruling that an override let below a floor ended what stuck from earlier items, for its item and later ones.
    fn ended(&self, x: &Item, item: &Item, person: &str) -> bool {
        self.w.items.iter().any(|y| {
            let lifted = self.state(&y.id).rulings.get(person).is_some_and(|r| r.lifted);
            lifted && Eye::same_procurement(y, item) && self.earlier(x, y) && (y.id == item.id || self.earlier(y, item))
        })
    }

    /// Rulings that hold as a ruling in force here: `not_attend` in the meeting, `removed` in the procurement.
    fn spread(&self, person: &str, item: &Item) -> Option<usize> {
        let mut found = None;
        for x in &self.w.items {
            let Some(r) = self.state(&x.id).rulings.get(person) else { continue };
            if r.treatment == NOT_ATTEND && x.meeting == item.meeting {
                found = found.max(Some(NOT_ATTEND));
            }
            if r.treatment == REMOVED && Eye::same_procurement(x, item) && !self.ended(x, item, person) {
                found = found.max(Some(REMOVED));
            }
        }
        found
    }

    /// Where somebody stands on an item: by ruling or, until there is one, by proposal.
    pub fn standing(&self, person: &str, item: &Item) -> Standing {
        let own = self.state(&item.id).rulings.get(person);
        let spread = self.spread(person, item);
        // What was ruled before a panel spoke, and is not as it instructed, is to be ruled again: until then the stricter stands.
        if let (Some(r), Some((n, told))) = (own, self.instructed(person, item))
            && r.after <= n
            && r.treatment != told
        {
            let treatment = self.proposal(person, item).treatment.max(r.treatment).max(spread.unwrap_or(0));
            return Standing { treatment, ruled: false, again: true };
        }
        match own.map(|r| r.treatment).max(spread) {
            Some(t) => Standing { treatment: t, ruled: true, again: false },
            None => Standing { treatment: self.proposal(person, item).treatment, ruled: false, again: false },
        }
    }
    pub fn conflicted(&self, person: &str, item: &Item) -> bool {
        self.standing(person, item).treatment >= DISCUSS
    }

    /// Somebody who has come has a proposal below `note`, and nobody has ruled on it.
    pub fn unresolved(&self, item: &Item) -> bool {
        let s = self.sitting(&item.meeting);
        s.people.iter().filter(|(_, p)| p.come).any(|(id, _)| {
            let x = self.standing(id, item);
            x.again || (!x.ruled && x.treatment >= DISCUSS)
        })
    }

    /// No declaration of an interest, and no nil return, of any date so far.
    pub fn outstanding(&self, person: &str, on: Day) -> bool {
        !self.w.declarations.iter().any(|d| d.person == person && self.known(d, on))
    }

    /// Outstanding for more than 28 days after the first seat.
    pub fn never_declared(&self, person: &str, meeting: &str) -> bool {
        let on = self.day(meeting);
        let known = |m: &&super::model::Member| m.seq < self.seq && m.person == person;
        let first = self.w.committees.values().flat_map(|c| &c.members).filter(known).map(|m| m.from).min();
        first.is_some_and(|f| on - f > 28) && self.outstanding(person, on)
    }

    /// Everybody whom the phase forbids the room, though they are in it.
    pub fn must_leave(&self, item: &Item, phase: usize) -> Vec<Id> {
        let s = self.sitting(&item.meeting);
        let here = s.people.iter().filter(|(_, p)| p.in_room).map(|(id, _)| id.clone());
        here.filter(|p| super::words::room(self.standing(p, item).treatment, item.private, phase) != super::words::Room::Yes).collect()
    }
}

#[derive(Clone, Copy, Debug)]
pub struct Standing {
    pub treatment: usize,
    pub ruled: bool,
    /// It was ruled before a conflicts panel instructed otherwise.
    pub again: bool,
}

impl Standing {
    /// The vote column: `note` or better.
    pub fn votes(self) -> bool {
        self.treatment < DISCUSS
    }
    /// The counts column.
    pub fn counts(self, include: bool) -> bool {
        self.treatment < DISCUSS || (include && self.treatment < LEAVE_FOR_DECISION)
    }
}
