//! C5.4: examples of who would put a meeting right, and what holds of every forecast and every repair.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::candidates::{Candidate, Lent, Way, candidates};
use super::forecast::{Expectation, everybody_attending, forecasts};
use super::foreseeing::{called, of_kind};
use super::item::{live, of_item};
use super::plan::{MOST_ASKED, MOST_PEOPLE, MOST_SETS, Plan, Sought, plan};
use super::suppose::{Supposed, without};
use crate::conflicts::Standings;
use crate::conflicts::rules::standing::{may_be_in_room, standing};
use crate::ids::PersonId;
use crate::meetings::scene::{Scene, item};
use crate::meetings::{CoOption, Item, Said};
use crate::policy::{PackName, Phase, Treatment};

/// A second item, and what is ruled on it.
fn another(scene: &mut Scene, ruled: &[(&str, Treatment)]) -> Item {
    let n = i64::try_from(scene.sitting.items.len()).unwrap() + 1;
    let other = item(&n.to_string(), n);
    scene.sitting.items.push(other.clone());
    for (name, treatment) in ruled {
        scene.rule_on(other.id, name, *treatment, PersonId::new());
    }
    other
}

fn within<'a>(items: &'a [&'a Item], most_people: u32) -> Sought<'a> {
    Sought { items, committee: None, most_people, most_asked: MOST_ASKED }
}

fn planned(scene: &Scene, register: &[(PersonId, Lent)]) -> Plan {
    let (standings, room) = (Standings::of(&scene.sitting), scene.room());
    let found = candidates(&standings, &everybody_attending(&scene.sitting, &room, false), register);
    let items: Vec<&Item> = scene.sitting.items.iter().collect();
    plan(&standings, &room, within(&items, 4), found)
}

fn names(scene: &Scene, plan: &Plan) -> Vec<Vec<String>> {
    plan.sets.iter().map(|set| set.iter().map(|n| scene.sitting.name(plan.candidates[*n].person)).collect()).collect()
}

#[test]
fn the_smallest_set_cures_every_item_at_once() {
    let quorum = json!({"all": [of_kind(1, "officer"), of_kind(1, "gp")]});
    let mut scene = called("cfo:officer#cfo/deputies coo:officer/deputies gp:gp/deputies", quorum);
    scene.deputises("cfo", "for cfo");
    scene.deputises("coo", "for coo");
    scene.deputises("gp", "for gp");
    scene.rule("cfo", Treatment::Leave);
    scene.rule("coo", Treatment::Leave);
    let second = another(&mut scene, &[("cfo", Treatment::Leave), ("coo", Treatment::Leave), ("for cfo", Treatment::Leave)]);
    let found = planned(&scene, &[]);
    assert_eq!(names(&scene, &found), [["for coo"]], "who is out of the second item cures the first alone");
    assert_eq!((found.inquorate.len(), found.up_to, found.cut_short), (2, 1, false));
    let of_cfo = found.candidates.iter().find(|candidate| candidate.person == scene.id("for cfo")).unwrap();
    assert_eq!(of_cfo.conflicted_on, [second.id]);
    another(&mut scene, &[("gp", Treatment::Leave)]);
    assert_eq!(names(&scene, &planned(&scene, &[])), [["for coo", "for gp"]]);
    scene.rule("for gp", Treatment::Leave);
    another(&mut scene, &[("gp", Treatment::Leave), ("for gp", Treatment::Leave)]);
    let without = planned(&scene, &[]);
    assert_eq!(without.beyond.len(), 1, "one item is beyond them");
    assert_eq!(names(&scene, &without), [["for coo", "for gp"]], "and the others are not");
    let area = scene.person("from elsewhere");
    let with = planned(&scene, &[(area, Lent::OutOfAreaGp)]);
    assert_eq!(names(&scene, &with), [["for coo", "from elsewhere"]], "somebody borrowed helps all of them");
    assert!(with.beyond.is_empty());
}

#[test]
fn who_sent_apologies_may_come_after_all_and_nobody_is_borrowed_where_the_policy_has_no_such_rung() {
    let mut scene = called("a:lay b:lay gp:gp", of_kind(2, "lay"));
    scene.apologise("b");
    let indie = scene.person("indie");
    assert_eq!(names(&scene, &planned(&scene, &[(indie, Lent::Independent)])), [["b"], ["indie"]]);
    assert!(
        planned(&scene, &[(indie, Lent::OutOfAreaGp)]).candidates.iter().all(|other| other.way == Way::Attends || other.person == indie)
    );
    let overrides = serde_json::from_value(json!({"repairs": ["deputy", "defer"]})).unwrap();
    scene.policy(PackName::Ccg2017, overrides);
    assert_eq!(names(&scene, &planned(&scene, &[(indie, Lent::Independent)])), [["b"]]);
}

#[test]
fn a_number_that_wants_many_is_found_at_once_and_one_that_nobody_reaches_is_said_to_be_beyond() {
    let seats: String = (0..12).map(|n| format!("s{n}:lay/deputies ")).collect();
    let mut scene = called(&seats, of_kind(9, "lay"));
    for n in 0..8 {
        scene.deputises(&format!("s{n}"), &format!("d{n}"));
        scene.apologise(&format!("s{n}"));
    }
    let (standings, room) = (Standings::of(&scene.sitting), scene.room());
    let found = candidates(&standings, &everybody_attending(&scene.sitting, &room, false), &[]);
    let items: Vec<&Item> = scene.sitting.items.iter().collect();
    let wide = plan(&standings, &room, within(&items, 6), found.clone());
    assert_eq!((wide.sets.len(), wide.sets[0].len(), wide.cut_short), (MOST_SETS, 5, false), "{} asked", wide.asked);
    let narrow = plan(&standings, &room, within(&items, 4), found);
    assert_eq!((narrow.sets.len(), narrow.up_to, narrow.cut_short), (0, 4, false), "it says how far it looked");
    scene.terms().quorum = serde_json::from_value(of_kind(13, "lay")).unwrap();
    let none = planned(&scene, &[]);
    assert_eq!((none.beyond.len(), none.sets.len()), (1, 0));
}

#[test]
fn thirty_members_and_forty_items_are_soon_looked_through() {
    let seats: String = (0..30).map(|n| format!("s{n}:{}/deputies ", ["lay", "gp", "officer"][n % 3])).collect();
    let quorum = json!({"all": [{"at_least": 15, "of": "anyone"}, of_kind(7, "gp"), of_kind(6, "lay"), of_kind(4, "officer")]});
    let mut scene = called(&seats, quorum);
    (0..30).step_by(2).for_each(|n| scene.deputises(&format!("s{n}"), &format!("d{n}")));
    (0..4).for_each(|n| scene.apologise(&format!("s{}", n * 3)));
    for n in 1..40_usize {
        let out: Vec<String> = (0..6).map(|k| format!("s{}", ((n + k) * 3 + 1) % 30)).collect();
        let own = format!("d{}", (n * 2) % 30);
        let ruled: Vec<(&str, Treatment)> = out.iter().chain([&own]).map(|name| (name.as_str(), Treatment::LeaveForDecision)).collect();
        another(&mut scene, &ruled);
    }
    let register: Vec<(PersonId, Lent)> = (0..10).map(|n| (scene.person(&format!("elsewhere {n}")), Lent::OutOfAreaGp)).collect();
    let (standings, room, started) = (Standings::of(&scene.sitting), scene.room(), std::time::Instant::now());
    let found = candidates(&standings, &everybody_attending(&scene.sitting, &room, false), &register);
    let items: Vec<&Item> = scene.sitting.items.iter().collect();
    let plan = plan(&standings, &room, within(&items, MOST_PEOPLE), found);
    let took = started.elapsed();
    assert!(plan.inquorate.len() > 30 && !plan.sets.is_empty(), "{} inquorate, {} sets", plan.inquorate.len(), plan.sets.len());
    assert!(!plan.cut_short && plan.asked < 1_500, "{} asked in {took:?}", plan.asked);
}

const SEATS: &str =
    "chair:lay!chair lay:lay audit:lay#lay_audit cfo:officer#cfo/deputies coo:officer#coo/deputies gp:gp/deputies two:gp/deputies";
const HOLDERS: [&str; 7] = ["chair", "lay", "audit", "cfo", "coo", "gp", "two"];
const DEPUTIES: [(&str, &str); 4] = [("cfo", "for cfo"), ("coo", "for coo"), ("gp", "for gp"), ("two", "for gp")];
const OTHERS: [(&str, Lent); 2] = [("indie", Lent::Independent), ("elsewhere", Lent::OutOfAreaGp)];

/// Quorums that more people never break.
fn quorums() -> Vec<Value> {
    vec![
        json!({"at_least": 4, "of": {"voting": true}}),
        json!({"all": [of_kind(2, "lay"), of_kind(1, "officer")]}),
        json!({"all": [{"at_least": 3, "of": "anyone"}, {"any": [of_kind(2, "gp"), of_kind(2, "officer")]}]}),
        json!({"fraction": "2/3", "of": {"voting": true}, "base": "established", "round": "up"}),
        json!({"distinct": {"all": [of_kind(2, "lay"), {"at_least": 1, "of": {"tag": "lay_audit"}}, of_kind(1, "gp")]}}),
        json!({"kinds": 3, "of": [{"capacity": "lay"}, {"capacity": "officer"}, {"capacity": "gp"}]}),
    ]
}

/// Who is away, and who is out of which of two items; a bit each.
#[derive(Debug, Clone, Copy)]
struct World {
    quorum: usize,
    away: u8,
    out: [u16; 2],
    stays: u16,
}

fn worlds() -> impl Strategy<Value = World> {
    (0_usize..6, any::<u8>(), any::<u8>(), any::<[u16; 2]>(), any::<[u16; 2]>(), any::<u16>()).prop_map(
        |(quorum, away, mask, out, less, stays)| World { quorum, away: away & mask, out: [out[0] & less[0], out[1] & less[1]], stays },
    )
}

impl World {
    fn everybody() -> Vec<&'static str> {
        HOLDERS.into_iter().chain(["for cfo", "for coo", "for gp"]).chain(OTHERS.map(|(name, _)| name)).collect()
    }

    fn scene(self) -> (Scene, Vec<(PersonId, Lent)>) {
        let mut scene = called(SEATS, quorums()[self.quorum].clone());
        DEPUTIES.iter().for_each(|(seat, name)| scene.deputises(seat, name));
        let register = OTHERS.map(|(name, lent)| (scene.person(name), lent)).to_vec();
        another(&mut scene, &[]);
        for (n, name) in Self::everybody().into_iter().enumerate() {
            for (place, out) in self.out.iter().enumerate() {
                if out & (1 << n) != 0 {
                    let item = scene.sitting.items[place].id;
                    let treatment = if self.stays & (1 << n) == 0 { Treatment::LeaveForDecision } else { Treatment::DiscussNotVote };
                    scene.rule_on(item, name, treatment, PersonId::new());
                }
            }
        }
        for (n, name) in HOLDERS.into_iter().enumerate() {
            if self.away & (1 << n) != 0 {
                scene.apologise(name);
            }
        }
        (scene, register)
    }

    fn is_away(self, name: &str) -> bool {
        HOLDERS.iter().position(|other| *other == name).is_some_and(|n| self.away & (1 << n) != 0)
    }
}

/// What a set is when it is taken: whoever it names comes, on the day, as the door of the room lets them.
fn taken(world: World, place: usize, set: &[(String, Way)]) -> bool {
    let (mut scene, _) = world.scene();
    scene.enter(Said::Convened);
    let item = scene.sitting.items[place].clone();
    let coming = |name: &str| !world.is_away(name) || set.iter().any(|(other, way)| other == name && *way == Way::Attends);
    HOLDERS.into_iter().filter(|name| coming(name)).for_each(|name| scene.arrive(name));
    for name in HOLDERS.into_iter().filter(|name| coming(name)) {
        let how = standing(&scene.sitting, &item, scene.id(name));
        if !may_be_in_room(&scene.sitting, &how, &item, Phase::Decision) {
            scene.leave_for(name, item.id);
        }
    }
    for (name, way) in set {
        let conflicted = standing(&scene.sitting, &item, scene.id(name)).is_conflicted();
        match way {
            Way::Deputises(seats) => {
                let seat = &seats[0].1;
                let holder_is_in = scene.at().holders(seat).any(|holder| scene.room().present.contains(&holder));
                if !holder_is_in {
                    scene.sit_for(seat, name);
                }
            }
            Way::Borrowed(seats) if !conflicted => {
                let standings = Standings::of(&scene.sitting);
                let (at, room) = (scene.at(), scene.room());
                let counts = |person: PersonId| {
                    room.present.contains(&person) && standings.standing(&item, person).rights(Phase::Decision, false, Some(at)).counts
                };
                let sits = |seat: &str| room.sitting_for.get(&(at.committee.id, seat.to_owned())).copied();
                let free = seats.iter().find(|(_, seat)| !at.holders(seat).chain(sits(seat)).any(counts));
                let free = free.map(|(_, seat)| (at.committee.id, seat.clone()));
                if free.is_some() {
                    let (person, by) = (scene.id(name), scene.id("chair"));
                    scene.enter(Said::CoOpted(CoOption {
                        item: item.id,
                        seat: free,
                        person,
                        by,
                        from: None,
                        reason: "nobody else".into(),
                    }));
                    scene.arrive(name);
                }
            }
            Way::Borrowed(_) | Way::Attends => {}
        }
    }
    of_item(&scene.sitting, &scene.room(), &item, scene.at()).quorate
}

/// The least number of candidates with whom all that is inquorate would be quorate, by trying every set.
fn by_trying(scene: &Scene, candidates: &[Candidate], targets: &[Item]) -> Option<u32> {
    let standings = Standings::of(&scene.sitting);
    let cures = |set: u32| {
        let chosen = candidates.iter().enumerate().filter(|(n, _)| set & (1 << n) != 0);
        let supposed = chosen.fold(Supposed::default(), |all, (_, candidate)| all.and(candidate.supposed()));
        let everybody = supposed.everybody(&scene.sitting, &scene.room());
        let told = |item: &Item| supposed.on(&standings, &everybody, item).forecasts(&standings, item).remove(0).expectation;
        targets.iter().all(|item| told(item) != Expectation::Inquorate)
    };
    let people = |set: &u32| {
        let of: Vec<PersonId> = candidates.iter().enumerate().filter(|(n, _)| set & (1 << n) != 0).map(|(_, other)| other.person).collect();
        of.len() == of.iter().collect::<BTreeSet<_>>().len()
    };
    (0..1_u32 << candidates.len()).filter(|set| set.count_ones() <= 4).filter(people).filter(|set| cures(*set)).map(u32::count_ones).min()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// C5.4: every set that is offered cures when it is taken, and none that is smaller would.
    #[test]
    fn every_repair_that_is_offered_cures_when_it_is_taken(world in worlds()) {
        let (scene, register) = world.scene();
        let found = planned(&scene, &register);
        let targets: Vec<Item> = scene.sitting.items.iter()
            .filter(|item| found.inquorate.iter().any(|(of, _)| *of == item.id) && !found.beyond.iter().any(|(of, _)| *of == item.id))
            .cloned().collect();
        prop_assert!(!found.cut_short);
        for set in &found.sets {
            let people: Vec<(String, Way)> =
                set.iter().map(|n| &found.candidates[*n]).map(|other| (scene.sitting.name(other.person), other.way.clone())).collect();
            for (place, item) in scene.sitting.items.iter().enumerate().filter(|(_, item)| targets.contains(item)) {
                prop_assert!(taken(world, place, &people), "item {}: {people:?}", item.number);
            }
        }
        let least = if targets.is_empty() { None } else { by_trying(&scene, &found.candidates, &targets) };
        prop_assert_eq!(found.sets.first().map(|set| u32::try_from(set.len()).unwrap()), least);
    }

    /// C3: a forecast with everybody's attendance known is what the room then answers.
    #[test]
    fn a_forecast_of_whom_everything_is_known_is_the_answer_of_the_day(world in worlds()) {
        let (mut scene, _) = world.scene();
        let standings = Standings::of(&scene.sitting);
        let full = everybody_attending(&scene.sitting, &scene.room(), false);
        let told: Vec<bool> =
            scene.sitting.items.iter().map(|item| forecasts(&standings, &full, item).remove(0).quorum.quorate).collect();
        drop(standings);
        scene.enter(Said::Convened);
        HOLDERS.into_iter().filter(|name| !world.is_away(name)).for_each(|name| scene.arrive(name));
        let answers: Vec<bool> =
            scene.sitting.items.iter().map(|item| of_item(&scene.sitting, &scene.room(), item, scene.at()).quorate).collect();
        prop_assert_eq!(told, answers);
    }

    /// C5.1: where no clause asks for few, whoever leaves makes nothing quorate.
    #[test]
    fn whoever_leaves_makes_no_inquorate_item_quorate(world in worlds()) {
        let (mut scene, _) = world.scene();
        scene.enter(Said::Convened);
        HOLDERS.into_iter().filter(|name| !world.is_away(name)).for_each(|name| scene.arrive(name));
        let room = scene.room();
        for item in scene.sitting.items.iter().filter(|item| !live(&scene.sitting, &room, item, scene.at(), false).quorate) {
            for person in &room.present {
                let less = without(&room, *person);
                prop_assert!(!live(&scene.sitting, &less, item, scene.at(), false).quorate, "without {}", scene.sitting.name(*person));
            }
        }
    }
}
