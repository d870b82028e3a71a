//! A made-up meeting in a few words, for the examples beside the rules: a committee of one body
//! whose every seat is held by a person of the same name, one item, and what has happened so far: acts, which
//! stand in its book in the order in which they were entered.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod doing;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::acts::{EarlierRuling, Said};
use super::book::Book;
use super::rules::namesakes::Apart;
use super::rules::outstanding::Silence;
use super::rules::{Affected, Item, Meeting, MeetingState};
use super::sitting::{CommitteeAtMeeting, Room, Sitting};
use crate::access::Seen;
use crate::committees::{Appointment, Committee, CommitteeKind, Membership, Terms};
use crate::declarations::{Category, Interest, Interests, Mitigation};
use crate::ids::{CommitteeId, DeclarationId, ItemId, MeetingId, MembershipId, OrganisationId, PersonId, RulingId};
use crate::moment::{Date, Instant, time};
use crate::organisations::{Graph, Organisation, OrganisationKind};
use crate::people::Person;
use crate::policy::{Overrides, PackName, Policy, Purpose, Stage, Treatment, packs};

pub const TODAY: &str = "2018-03-06";

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// Nothing declared yet, with a first seat from this day.
pub fn since(text: &str) -> Silence {
    Silence { since: day(text), until: None }
}

/// A clock time of a day, `14:05`.
pub fn moment(on: Date, clock: &str) -> Instant {
    Instant::local(on, time(clock).unwrap()).unwrap()
}

/// A seat in a few signs: `chair:lay!chair#lay_ppi@NHSE/deputies-`: id, capacity, then in any
/// order an office after `!`, tags after `#`, the body whose seat it is after `@`, `/deputies`,
/// `/member` for a seat without a vote that is a member's, and `-` for no vote.
fn seat(signs: &str) -> Value {
    let (id, rest) = signs.split_once(':').expect("id:capacity");
    let end = rest.find(['!', '#', '@', '/', '-']).unwrap_or(rest.len());
    let mut seat = json!({"id": id, "capacity": &rest[..end], "voting": true});
    let mut tags = Vec::new();
    let mut rest = &rest[end..];
    while let Some(sign) = rest.chars().next() {
        let word_end = rest[1..].find(['!', '#', '@', '/', '-']).map_or(rest.len(), |at| at + 1);
        let word = &rest[1..word_end];
        match (sign, word) {
            ('!', office) => seat["office"] = json!(office),
            ('#', tag) => tags.push(tag),
            ('@', code) => seat["organisation"] = json!(code),
            ('/', "deputies") => seat["deputies"] = json!(true),
            ('/', "member") => seat["membership"] = json!("member"),
            ('-', "") => seat["voting"] = json!(false),
            other => panic!("a seat cannot say {other:?}"),
        }
        rest = &rest[word_end..];
    }
    seat["tags"] = json!(tags);
    seat
}

pub struct Scene {
    pub sitting: Sitting,
    people: BTreeMap<String, PersonId>,
    bodies: Vec<Organisation>,
    stakes: Vec<(OrganisationId, OrganisationId)>,
    /// How many acts were entered.
    entries: i64,
    /// The clock by which they are.
    clock: Instant,
}

impl Scene {
    /// A committee of these seats, quorate with anybody, its meeting open and its one item for
    /// decision not begun. Every holder is in the room.
    pub fn of(seats: &str) -> Self {
        Self::with(seats, json!({"at_least": 0, "of": "anyone"}))
    }

    pub fn with(seats: &str, quorum: Value) -> Self {
        Self::under(seats, json!({ "quorum": quorum }))
    }

    /// As [`Scene::of`], with more of the terms given.
    pub fn under(seats: &str, mut terms: Value) -> Self {
        terms["from"] = json!("2015-04-01");
        terms["seats"] = seats.split_whitespace().map(seat).collect();
        if terms.get("quorum").is_none() {
            terms["quorum"] = json!({"at_least": 0, "of": "anyone"});
        }
        let terms: Terms = serde_json::from_value(terms).unwrap();
        let own = body("OWN", OrganisationKind::Commissioner);
        let (committee, meeting) = (CommitteeId::new(), MeetingId::new());
        let pack = packs::named(PackName::Ccg2017).unwrap();
        let at = CommitteeAtMeeting {
            committee: Committee {
                id: committee,
                organisation: own.id,
                partners: Vec::new(),
                name: "the committee".into(),
                kind: CommitteeKind::Committee,
                delegated_primary_care: false,
            },
            organisation_code: own.code.clone(),
            organisation_name: own.name.clone(),
            deciders: BTreeMap::new(),
            terms: Some(terms.clone()),
            rolls: Vec::new(),
            memberships: Vec::new(),
            policy: Policy::new(pack, pack.from, &Overrides::default()),
        };
        let mut scene = Self {
            sitting: Sitting {
                meeting: Meeting {
                    id: meeting,
                    reference: "C/2018/03/06".into(),
                    date: day(TODAY),
                    state: MeetingState::Called,
                    committees: vec![committee],
                    private: false,
                    replies_until: None,
                },
                bodies: Graph::default(),
                people: BTreeMap::new(),
                apart: Apart::default(),
                committees: vec![at],
                interests: Interests::default(),
                told_here: BTreeSet::new(),
                dispensations: Vec::new(),
                items: vec![item("1", 1)],
                earlier: Vec::new(),
                elsewhere: Vec::new().into(),
                brought: Vec::new(),
                carried: BTreeSet::new(),
                to_confirm: Vec::new(),
                never_declared: BTreeMap::new(),
                day: day(TODAY),
                judged: None,
                book: Book::default(),
            },
            people: BTreeMap::new(),
            bodies: Vec::new(),
            stakes: Vec::new(),
            entries: 0,
            clock: moment(day(TODAY), "12:00"),
        };
        scene.put_body(own);
        for seat in &terms.seats {
            scene.holds(&seat.id, &seat.id);
            scene.arrive(&seat.id);
        }
        scene.enter(Said::Convened);
        scene
    }

    pub fn pack(&mut self, name: PackName) {
        let pack = packs::named(name).unwrap();
        self.policy(name, Overrides::default());
        self.hold_on(pack.from);
    }

    /// The meeting is on another day, and whatever was done in it.
    fn hold_on(&mut self, day: Date) {
        let days = day.days_after(self.sitting.meeting.date);
        self.sitting.meeting.date = day;
        self.clock = self.clock.plus_seconds(days * 24 * 60 * 60);
        let at = self.clock;
        self.rewrite(|acts| acts.iter_mut().for_each(|act| act.place.at = at));
    }

    pub fn policy(&mut self, name: PackName, overrides: Overrides) {
        let pack = packs::named(name).unwrap();
        for at in &mut self.sitting.committees {
            at.policy = Policy::new(pack, pack.from, &overrides);
        }
    }

    pub fn person(&mut self, name: &str) -> PersonId {
        if let Some(id) = self.people.get(name) {
            return *id;
        }
        let id = PersonId::new();
        self.people.insert(name.into(), id);
        self.sitting.people.insert(id, Person { id, name: name.into(), grade: None, tags: Vec::new() });
        id
    }

    pub fn id(&self, name: &str) -> PersonId {
        *self.people.get(name).unwrap_or_else(|| panic!("nobody is called {name}"))
    }

    pub fn tag(&mut self, name: &str, tag: &str) {
        let id = self.person(name);
        self.sitting.people.get_mut(&id).unwrap().tags.push(tag.into());
    }

    pub fn holds(&mut self, seat: &str, name: &str) {
        self.member(seat, name, None);
    }

    pub fn deputises(&mut self, seat: &str, name: &str) {
        let holder = self.at().holders(seat).next().unwrap();
        self.member(seat, name, Some(holder));
    }

    fn member(&mut self, seat: &str, name: &str, deputy_for: Option<PersonId>) {
        let person = self.person(name);
        let committee = self.at().committee.id;
        // Before any of the packs was in force.
        let says = Appointment { committee, seat: seat.into(), person, from: day("2011-04-01"), to: None, deputy_for };
        self.seats(says);
    }

    /// A membership as it was appointed to.
    pub fn seats(&mut self, says: Appointment) {
        let today = self.sitting.day;
        let at = self.sitting.committees.iter_mut().find(|at| at.committee.id == says.committee).unwrap();
        let held = Membership { id: MembershipId::new(), says };
        at.rolls.push(held.clone());
        if held.period().holds(today) {
            at.memberships.push(held);
        }
    }

    /// Until and with which day somebody holds a seat.
    pub fn holds_until(&mut self, name: &str, last: &str) {
        let person = self.id(name);
        for at in &mut self.sitting.committees {
            at.rolls.iter_mut().filter(|held| held.person == person).for_each(|held| held.says.to = Some(day(last)));
        }
        self.sitting.hold(self.sitting.day);
    }

    /// A second committee meets in common with the first, of the same seats, holders and deputies.
    pub fn in_common(&mut self) -> CommitteeId {
        let mut other = self.at().clone();
        other.committee.id = CommitteeId::new();
        let held = other.memberships.iter_mut().chain(&mut other.rolls);
        held.for_each(|held| held.says.committee = other.committee.id);
        let id = other.committee.id;
        self.sitting.meeting.committees.push(id);
        self.sitting.committees.push(other);
        id
    }

    /// Nobody holds the seat.
    pub fn vacate(&mut self, seat: &str) {
        let at = self.sitting.committees.first_mut().unwrap();
        at.rolls.retain(|m| m.seat != seat);
        at.memberships.retain(|m| m.seat != seat);
    }

    pub fn at(&self) -> &CommitteeAtMeeting {
        self.sitting.committees.first().unwrap()
    }

    pub fn terms(&mut self) -> &mut Terms {
        self.sitting.committees.first_mut().unwrap().terms.as_mut().unwrap()
    }

    pub fn item(&self) -> &Item {
        self.sitting.items.first().unwrap()
    }

    /// The same, for a command: nobody is asked for in an example.
    pub fn seen(&self) -> Seen<ItemId> {
        Seen::without_asking(self.item().id)
    }

    pub fn change(&mut self, change: impl FnOnce(&mut Item)) {
        change(self.sitting.items.first_mut().unwrap());
    }

    pub fn stage(&mut self, stage: Stage) {
        self.change(|item| item.stage = Some(stage));
    }

    pub fn room(&self) -> Room {
        self.sitting.room()
    }

    fn put_body(&mut self, body: Organisation) -> OrganisationId {
        let id = body.id;
        self.bodies.push(body);
        self.sitting.bodies = Graph::new(self.bodies.clone(), self.stakes.clone());
        id
    }

    pub fn body(&mut self, code: &str, kind: OrganisationKind) -> OrganisationId {
        self.put_body(body(code, kind))
    }

    pub fn body_of(&mut self, code: &str, kind: OrganisationKind, commissioner: &str) -> OrganisationId {
        self.put_body(Organisation { commissioner: Some(commissioner.into()), ..body(code, kind) })
    }

    /// `holder` is a member or an owner of `held`.
    pub fn stake(&mut self, holder: OrganisationId, held: OrganisationId) {
        self.stakes.push((holder, held));
        self.sitting.bodies = Graph::new(self.bodies.clone(), self.stakes.clone());
    }

    /// Declared in good time and without end.
    pub fn interest(&mut self, name: &str, category: Category, organisation: Option<OrganisationId>) -> &mut Interest {
        let person = self.person(name);
        self.sitting.interests.push(Interest {
            id: DeclarationId::new(),
            person,
            category,
            nature: "an interest".into(),
            organisation,
            related: None,
            underlying: None,
            role: None,
            from: None,
            to: None,
            declared: day("2014-12-01"),
            entered: 0,
            mitigation: None,
            name_withheld: false,
            raised_by_another: false,
        });
        self.sitting.interests.last_mut().unwrap()
    }

    /// A handling agreed when the last interest was declared.
    pub fn mitigated(&mut self, treatment: Treatment, chair_may_vary: bool) {
        self.sitting.interests.last_mut().unwrap().mitigation = Some(Mitigation { treatment, when_organisation: None, chair_may_vary });
    }

    pub fn affects(&mut self, affected: Affected) {
        self.change(|item| item.affects.push(affected));
    }

    /// A ruling on an earlier item of the procurement `p`, a month ago.
    pub fn earlier(&mut self, name: &str, stage: Stage, treatment: Treatment) -> &mut EarlierRuling {
        let person = self.person(name);
        let item = ItemId::new();
        self.sitting.earlier.push(EarlierRuling {
            ruling: RulingId::new(),
            item,
            business: item,
            meeting: MeetingId::new(),
            title: "an earlier item".into(),
            date: day("2018-02-06"),
            position: 1,
            procurement: "p".into(),
            stage,
            person,
            treatment,
            by: person,
            lifts: false,
        });
        self.sitting.earlier.last_mut().unwrap()
    }
}

fn body(code: &str, kind: OrganisationKind) -> Organisation {
    Organisation { id: OrganisationId::new(), code: code.into(), name: format!("body {code}"), kind, commissioner: None, area: None }
}

/// An item for decision that says nothing more of itself.
pub fn item(number: &str, position: i64) -> Item {
    Item {
        id: ItemId::new(),
        part_of: None,
        position,
        number: number.into(),
        title: "an item".into(),
        purpose: Purpose::Decision,
        decision_type: None,
        stage: None,
        function: None,
        affects: Vec::new(),
        value: None,
        procurement: None,
        private: false,
        committees: Vec::new(),
        papers: Vec::new(),
        route: None,
        confirms: None,
        decides_again: None,
        agenda_part: None,
        off: None,
    }
}
