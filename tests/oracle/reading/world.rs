//! The register and the log: every entry for ever. The book is what stands of it.

use super::authority::Change;
use super::calendar::{Day, Moment, day_of};
use super::dispense::Dispensation;
use super::eye::Eye;
use super::model::{
    Committee, Decl, Id, Item, Meeting, Member, Org, Person, Policy, Terms, date, list, people, read_items, text, word, words,
};
use super::state::{Decision, State};
use serde_json::Value;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One act in the log. `seq` is when it was entered, `rank` its place among acts of one time.
#[derive(Clone, Debug)]
pub struct Entry {
    pub seq: u64,
    pub rank: u64,
    pub time: Option<Moment>,
    pub meeting: Id,
    pub act: Value,
    pub label: Option<String>,
    pub struck: bool,
    /// It was written before an act already in the book.
    pub late: bool,
}

impl Entry {
    pub fn place(&self) -> (Option<Moment>, u64) {
        (self.time, self.rank)
    }
    pub fn what(&self) -> &str {
        self.act["do"].as_str().unwrap_or("")
    }
}

#[derive(Clone, Debug)]
pub struct Urgent {
    pub item: Id,
    pub committee: Id,
    pub consulted_conflicted: bool,
    pub on: Day,
}

#[derive(Clone, Debug)]
pub struct Correction {
    pub item: Id,
    pub committee: Id,
    pub outcome: Option<String>,
    pub seq: u64,
}

/// What a guardian said of a decision under query.
#[derive(Clone, Debug)]
pub struct Determination {
    pub item: Id,
    pub committee: Id,
    pub finding: String,
    pub seq: u64,
}

#[derive(Clone, Debug)]
pub struct Carry {
    pub old: Id,
    pub new: Id,
    pub seq: u64,
}

#[derive(Clone, Default)]
pub struct World {
    pub orgs: BTreeMap<Id, Org>,
    pub order: Vec<Id>,
    pub people: BTreeMap<Id, Person>,
    pub committees: BTreeMap<Id, Committee>,
    pub policies: Vec<Policy>,
    pub declarations: Vec<Decl>,
    pub meetings: Vec<Meeting>,
    pub items: Vec<Item>,
    pub log: Vec<Entry>,
    pub ballots: BTreeMap<Id, bool>,
    pub changes: Vec<Change>,
    pub dispensations: Vec<Dispensation>,
    pub urgents: Vec<Urgent>,
    pub corrections: Vec<Correction>,
    pub determinations: Vec<Determination>,
    pub carries: Vec<Carry>,
    pub cancelled: BTreeMap<Id, u64>,
    pub finals: BTreeMap<Id, u64>,
    /// The entry by which an agenda was published last.
    pub published: BTreeMap<Id, u64>,
    pub seq: u64,
    /// The last time of a step that was accepted: of each meeting, and of all.
    pub last: BTreeMap<Id, Moment>,
    pub last_of_all: Option<Moment>,
    pub last_convened: Option<Id>,
    /// Decisions as they were recorded, by entry.
    pub recorded: BTreeMap<u64, Decision>,
    /// Who could have raised a hand, by entry, as each show of hands was recorded.
    pub raised: BTreeMap<u64, BTreeMap<Id, BTreeSet<Id>>>,
    kept: RefCell<Option<Kept>>,
}

/// A kept answer, and of which book it is: how many entries, how many struck, and the place of the last.
#[derive(Clone)]
struct Kept {
    entries: usize,
    struck: usize,
    last: Option<(Option<Moment>, u64)>,
    state: Arc<State>,
}

impl World {
    pub fn read(case: &Value) -> World {
        let setup = &case["setup"];
        let mut w = World::default();
        for o in list(setup, "organisations") {
            let org = Org {
                code: word(o, "code"),
                kind: word(o, "kind"),
                commissioner: text(o, "commissioner"),
                area: text(o, "area"),
                members: words(o, "members"),
                owners: words(o, "owners"),
            };
            w.orgs.insert(org.code.clone(), org);
        }
        (w.order, w.people) = people(setup);
        for c in list(setup, "committees") {
            let org = word(c, "organisation");
            let terms = list(c, "terms").map(|t| Terms::read(t, date(t, "from").unwrap_or(0), 0, &org)).collect();
            let committee = Committee {
                id: word(c, "id"),
                org,
                partners: words(c, "partners"),
                delegated: c["delegated_primary_care"].as_bool() == Some(true),
                terms,
                members: list(c, "members").map(|m| Member::read(m, 0)).collect(),
            };
            w.committees.insert(committee.id.clone(), committee);
        }
        for p in list(setup, "policies") {
            w.policies.push(Policy {
                org: word(p, "organisation"),
                pack: word(p, "pack"),
                from: date(p, "from").unwrap_or(0),
                overrides: p["overrides"].clone(),
                seq: 0,
            });
        }
        w.declarations = list(setup, "declarations").map(|d| Decl::read(d, 0, false)).collect();
        for m in list(case, "meetings") {
            let meeting = Meeting {
                id: word(m, "id"),
                committees: words(m, "committees"),
                date: date(m, "date").unwrap_or(0),
                closed: m["excluded_from_public"].as_bool() == Some(true),
                until: date(&m["correspondence"], "until"),
            };
            for (place, i) in list(m, "items").enumerate() {
                w.items.extend(read_items(i, &meeting, place));
            }
            w.meetings.push(meeting);
        }
        w
    }

    pub fn meeting(&self, id: &str) -> Option<&Meeting> {
        self.meetings.iter().find(|m| m.id == id)
    }
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items.iter().find(|i| i.id == id)
    }
    pub fn declaration(&self, id: &str) -> Option<&Decl> {
        self.declarations.iter().find(|d| d.id == id)
    }
    pub fn is_final(&self, meeting: &str) -> bool {
        self.finals.contains_key(meeting)
    }
    pub fn kind(&self, org: &str) -> &str {
        self.orgs.get(org).map_or("", |o| o.kind.as_str())
    }
    pub fn tagged(&self, person: &str, tag: &str) -> bool {
        // Somebody made up for one of their seats is as they are.
        let person = person.rsplit('\u{1f}').next().unwrap_or(person);
        let brought = person.split('\u{1e}').skip(1).any(|t| t == tag);
        brought || self.people.get(person).is_some_and(|p| p.tags.iter().any(|t| t == tag))
    }

    /// Somebody made up for a seat that nobody has, of whom these words are said.
    pub fn made_up(seat: &str, tags: &[Id]) -> Id {
        tags.iter().fold(format!("\u{1f}{seat}"), |id, tag| format!("{id}\u{1e}{tag}"))
    }

    /// The book: the acts not struck, in order of time, then of entry.
    pub fn book(&self) -> Vec<&Entry> {
        let mut book: Vec<&Entry> = self.log.iter().filter(|e| !e.struck).collect();
        book.sort_by_key(|e| e.place());
        book
    }

    /// An empty book: no meeting has begun.
    pub fn blank(&self) -> State {
        let mut st = State::default();
        for m in &self.meetings {
            st.meetings.entry(m.id.clone()).or_default().days = vec![m.date];
        }
        st
    }

    /// What the whole book amounts to. It is kept, and what was written at its end since is added.
    pub fn now(&self) -> Arc<State> {
        let struck = self.log.iter().filter(|e| e.struck).count();
        let kept = self.kept.borrow().clone().filter(|k| k.struck == struck && k.entries <= self.log.len());
        let added = |k: &Kept| {
            let mut new = self.log.iter().skip(k.entries).map(Entry::place);
            new.try_fold(k.last, |last, p| (last < Some(p)).then_some(Some(p)))
        };
        let (mut st, new) = match kept.filter(|k| added(k).is_some()) {
            Some(k) if k.entries == self.log.len() => return k.state,
            Some(k) => ((*k.state).clone(), self.log.iter().skip(k.entries).collect()),
            None => (self.blank(), self.book()),
        };
        for e in new {
            super::deeds::apply(self, &mut st, e);
        }
        let state = Arc::new(st);
        let last = self.book().last().map(|e| e.place());
        *self.kept.borrow_mut() = Some(Kept { entries: self.log.len(), struck, last, state: state.clone() });
        state
    }

    /// What the acts before a place amount to.
    pub fn before(&self, place: (Option<Moment>, u64)) -> State {
        if self.book().last().is_none_or(|e| e.place() < place) {
            return (*self.now()).clone();
        }
        let mut st = self.blank();
        for e in self.book() {
            if e.place() < place {
                super::deeds::apply(self, &mut st, e);
            }
        }
        st
    }

    /// Whoever asks now sees all that was entered.
    pub fn eye<'a>(&'a self, st: &'a State) -> Eye<'a> {
        Eye { w: self, st, seq: u64::MAX, at: None }
    }

    /// The days on which a committee has met.
    pub fn met(&self, committee: &str) -> Vec<Day> {
        let st = self.now();
        let mut days = Vec::new();
        for m in self.meetings.iter().filter(|m| m.committees.iter().any(|c| c == committee)) {
            if let Some(s) = st.meetings.get(&m.id).filter(|s| s.convened) {
                days.extend(&s.days);
            }
        }
        days
    }

    /// The first day on which somebody held a seat on any committee, or deputised.
    pub fn first_seat(&self, person: &str) -> Option<Day> {
        self.committees.values().flat_map(|c| &c.members).filter(|m| m.person == person).map(|m| m.from).min()
    }

    /// The day to which a time of a sitting belongs: past midnight it is still the evening's.
    pub fn sitting_day(days: &[Day], t: Moment) -> Day {
        let d = day_of(t);
        if t.rem_euclid(super::calendar::DAY) < super::calendar::NIGHT && !days.contains(&d) && days.contains(&(d - 1)) { d - 1 } else { d }
    }
}
