//! Quorum expressions, read over whoever is counted.

use super::eye::Eye;
use super::matching::{Place, assign, most};
use super::model::{Id, Item, Seat};
use super::ratio::Q;
use serde_json::Value;
use std::collections::BTreeSet;

/// Who is taken to be in the room.
#[derive(Clone)]
pub enum Here {
    Everybody,
    These(BTreeSet<Id>),
}

impl Here {
    pub fn has(&self, p: &str) -> bool {
        match self {
            Here::Everybody => true,
            Here::These(set) => set.contains(p),
        }
    }
}

/// What a `when` may ask of the item.
#[derive(Clone, Default)]
pub struct Facts {
    pub purpose: String,
    pub decision_type: Option<String>,
    pub function: Option<String>,
    pub stage: Option<String>,
    pub value: Option<f64>,
}

impl Facts {
    pub fn of(item: &Item) -> Facts {
        Facts {
            purpose: item.purpose.clone(),
            decision_type: item.decision_type.clone(),
            function: item.function.clone(),
            stage: item.stage().map(str::to_owned),
            value: item.value,
        }
    }
    /// Every key of a `when` that asks about the item holds.
    pub fn fit(&self, when: &Value) -> bool {
        when.as_object().into_iter().flatten().all(|(k, v)| match k.as_str() {
            "purpose" => v.as_str() == Some(self.purpose.as_str()),
            "decision_type" => v.as_str() == self.decision_type.as_deref(),
            "function" => v.as_str() == self.function.as_deref(),
            "stage" => self.stage.is_some() && v.as_str() == self.stage.as_deref(),
            "value_over" => self.value.is_some_and(|x| v.as_f64().is_some_and(|over| x > over)),
            _ => true,
        })
    }
}

/// One seat as the count sees it.
#[derive(Clone)]
pub struct Chair<'a> {
    pub seat: &'a Seat,
    /// It votes on this business.
    pub votes: bool,
    /// It could count at all: it is in the bases.
    pub base: bool,
    /// Whoever acts in it; none: it is vacant.
    pub people: Vec<Id>,
    /// Of those, whom the `counts` column does not leave out.
    pub eligible: Vec<Id>,
    /// Of those, who are counted.
    pub counted: Vec<Id>,
}

/// A count of one committee for one item; `others` are the counts of the other committees concerned, for `each: committee`.
#[derive(Clone)]
pub struct Count<'a> {
    pub eye: &'a Eye<'a>,
    pub facts: Facts,
    pub chairs: Vec<Chair<'a>>,
    pub presider: Option<Id>,
    /// Keeps the seats of several committees apart.
    pub offset: usize,
    pub others: Vec<Count<'a>>,
}

impl<'a> Count<'a> {
    pub fn holds(&self, e: &Value) -> bool {
        self.eval(e, None)
    }

    fn of_org(chair: &Chair, org: Option<&str>) -> bool {
        org.is_none_or(|o| chair.seat.org == o)
    }

    /// A selector on a seat and, where somebody acts in it, on the person: the tags of both serve.
    pub fn fits(&self, s: &Value, chair: &Chair, person: Option<&str>) -> bool {
        if s.as_str() == Some("anyone") {
            return true;
        }
        let Some((key, v)) = s.as_object().and_then(|o| o.iter().next()) else { return false };
        let is = |x: &str| v.as_str() == Some(x);
        let all = || v.as_array().into_iter().flatten();
        match key.as_str() {
            "voting" => v.as_bool() == Some(chair.votes),
            "membership" => is(if chair.seat.member { "member" } else { "in_attendance" }),
            "capacity" => is(&chair.seat.capacity),
            "tag" => {
                let tag = v.as_str().unwrap_or("");
                chair.seat.tags.iter().any(|t| t == tag) || person.is_some_and(|p| self.eye.w.tagged(p, tag))
            }
            "seat" => is(&chair.seat.id),
            "office" => v.as_str() == chair.seat.office.as_deref(),
            "presiding" => person.is_some() && self.presider.as_deref() == person,
            "organisation" => is(&chair.seat.org),
            "organisation_kind" => is(self.eye.w.kind(&chair.seat.org)),
            "any" => all().any(|x| self.fits(x, chair, person)),
            "both" => all().all(|x| self.fits(x, chair, person)),
            "except" => self.fits(&v[0], chair, person) && !self.fits(&v[1], chair, person),
            _ => false,
        }
    }

    /// Seats and people counted who fit a selector.
    fn edges(&self, s: &Value, org: Option<&str>) -> Vec<(usize, Id)> {
        let mut found = Vec::new();
        for (i, chair) in self.chairs.iter().enumerate().filter(|(_, c)| Count::of_org(c, org)) {
            for p in chair.counted.iter().filter(|p| self.fits(s, chair, Some(p))) {
                found.push((self.offset + i, p.clone()));
            }
        }
        found
    }
    /// A seat counts once whatever its holders, a person once whatever the seats.
    fn count(&self, s: &Value, org: Option<&str>) -> usize {
        most(&self.edges(s, org))
    }

    fn base(&self, s: &Value, base: &str, org: Option<&str>) -> usize {
        let fits = |c: &&Chair, of: &[Id]| match of.is_empty() {
            true => self.fits(s, c, None),
            false => of.iter().any(|p| self.fits(s, c, Some(p))),
        };
        let all = self.chairs.iter().filter(|c| c.base && Count::of_org(c, org));
        match base {
            "established" => all.filter(|c| fits(c, &c.people)).count(),
            "filled" => all.filter(|c| !c.people.is_empty() && fits(c, &c.people)).count(),
            _ => all.filter(|c| !c.eligible.is_empty() && fits(c, &c.eligible)).count(),
        }
    }
    fn needed(&self, e: &Value, org: Option<&str>) -> usize {
        let share = Q::text(e["fraction"].as_str().unwrap_or("0/1"));
        let base = self.base(&e["of"], e["base"].as_str().unwrap_or("established"), org);
        let exact = share * Q::int(i64::try_from(base).unwrap_or(0));
        let n = match e["round"].as_str().unwrap_or("up") {
            "down" => exact.floor(),
            "strict" => exact.floor() + 1,
            "nearest" => (exact + Q::new(1, 2)).floor(),
            _ => exact.ceil(),
        };
        usize::try_from(n).unwrap_or(0)
    }
    fn number(e: &Value, key: &str) -> Option<usize> {
        e[key].as_u64().and_then(|n| usize::try_from(n).ok())
    }

    /// The organisations that have seats.
    pub fn organisations(&self) -> Vec<Id> {
        let mut found: Vec<Id> = Vec::new();
        for c in &self.chairs {
            if !found.contains(&c.seat.org) {
                found.push(c.seat.org.clone());
            }
        }
        found
    }

    fn when(&self, w: &Value) -> bool {
        let filled = |id: &str| self.chairs.iter().any(|c| c.seat.id == id && !c.people.is_empty());
        if w["seat_filled"].as_str().is_some_and(|s| !filled(s)) {
            return false;
        }
        if let Some(share) = w["excluded_over"].as_str() {
            let anyone = Value::from("anyone");
            let (filled, left) = (self.base(&anyone, "filled", None), self.base(&anyone, "eligible", None));
            let n = |x: usize| i64::try_from(x).unwrap_or(0);
            if Q::int(n(filled) - n(left)) <= Q::text(share) * Q::int(n(filled)) {
                return false;
            }
        }
        self.facts.fit(w)
    }

    fn eval(&self, e: &Value, org: Option<&str>) -> bool {
        let each = |key: &str| e[key].as_array().into_iter().flatten();
        if e["all"].is_array() {
            return each("all").all(|x| self.eval(x, org));
        }
        if e["any"].is_array() {
            return each("any").any(|x| self.eval(x, org));
        }
        if e["not"].is_object() {
            return !self.eval(&e["not"], org);
        }
        if let Some(k) = e["each"].as_str() {
            let held: Vec<bool> = if k == "committee" {
                std::iter::once(self).chain(&self.others).map(|c| c.eval(&e["satisfies"], None)).collect()
            } else {
                self.organisations().iter().map(|o| self.eval(&e["satisfies"], Some(o))).collect()
            };
            let wanted = Count::number(e, "at_least").unwrap_or(held.len());
            return held.iter().filter(|h| **h).count() >= wanted;
        }
        if let Some(n) = Count::number(e, "at_least") {
            return self.count(&e["of"], org) >= n;
        }
        if let Some(n) = Count::number(e, "at_most") {
            return self.count(&e["of"], org) <= n;
        }
        if let Some(n) = Count::number(e, "exactly") {
            return self.count(&e["of"], org) == n;
        }
        if e["fraction"].is_string() {
            return self.count(&e["of"], org) >= self.needed(e, org);
        }
        if let Some(k) = Count::number(e, "kinds") {
            return each("of").filter(|s| self.count(s, org) > 0).count() >= k;
        }
        if !e["majority_of"].is_null() {
            return self.count(&e["majority_of"], org) > self.count(&e["over"], org);
        }
        if !e["distinct"].is_null() {
            return self.ways(&e["distinct"], org).iter().any(|places| assign(places));
        }
        if e["when"].is_object() {
            return if self.when(&e["when"]) { self.eval(&e["then"], org) } else { e["else"].is_null() || self.eval(&e["else"], org) };
        }
        true
    }

    /// Inside `distinct`: the lists of counted places, any one of which would do.
    fn ways(&self, e: &Value, org: Option<&str>) -> Vec<Vec<Place>> {
        let each = |key: &str| e[key].as_array().into_iter().flatten();
        let join = |parts: Vec<Vec<Vec<Place>>>| {
            let mut all: Vec<Vec<Place>> = vec![Vec::new()];
            for part in parts {
                all = all.iter().flat_map(|a| part.iter().map(|b| a.iter().chain(b).cloned().collect())).collect();
            }
            all
        };
        let places = |s: &Value, n: usize| vec![vec![self.edges(s, org); n]];
        if e["all"].is_array() {
            return join(each("all").map(|x| self.ways(x, org)).collect());
        }
        if e["any"].is_array() {
            return each("any").flat_map(|x| self.ways(x, org)).collect();
        }
        if let Some(k) = e["each"].as_str() {
            let parts: Vec<_> = if k == "committee" {
                // Each committee is asked by itself: whoever sits in two counts in both.
                let alone = |c: &Count| if c.ways(&e["satisfies"], None).iter().any(|p| assign(p)) { vec![Vec::new()] } else { Vec::new() };
                std::iter::once(self.ways(&e["satisfies"], None)).chain(self.others.iter().map(alone)).collect()
            } else {
                self.organisations().iter().map(|o| self.ways(&e["satisfies"], Some(o))).collect()
            };
            let wanted = Count::number(e, "at_least").unwrap_or(parts.len());
            return some_of(parts.len(), wanted)
                .into_iter()
                .flat_map(|pick| join(pick.iter().map(|i| parts[*i].clone()).collect()))
                .collect();
        }
        if let Some(n) = Count::number(e, "at_least") {
            return places(&e["of"], n);
        }
        if let Some(n) = Count::number(e, "exactly") {
            return if self.eval(e, org) { places(&e["of"], n) } else { Vec::new() };
        }
        if e["fraction"].is_string() {
            return places(&e["of"], self.needed(e, org));
        }
        if let Some(k) = Count::number(e, "kinds") {
            let one: Vec<Place> = each("of").map(|s| self.edges(s, org)).collect();
            return some_of(one.len(), k).into_iter().map(|pick| pick.iter().map(|i| one[*i].clone()).collect()).collect();
        }
        if !e["distinct"].is_null() {
            return self.ways(&e["distinct"], org);
        }
        if e["when"].is_object() {
            return if self.when(&e["when"]) {
                self.ways(&e["then"], org)
            } else if e["else"].is_null() {
                vec![Vec::new()]
            } else {
                self.ways(&e["else"], org)
            };
        }
        if self.eval(e, org) { vec![Vec::new()] } else { Vec::new() }
    }
}

/// Every choice of `k` out of `n`.
fn some_of(n: usize, k: usize) -> Vec<Vec<usize>> {
    if k == 0 {
        return vec![Vec::new()];
    }
    (0..n)
        .flat_map(|last| {
            some_of(last, k - 1).into_iter().map(move |mut x| {
                x.push(last);
                x
            })
        })
        .collect()
}
