//! What it costs to know how everybody stands, by counts: how many bodies are looked at, how many steps are taken. What the
//! clock says of it is in `benches/speed`.

use quorate::conflicts::Standings;
use quorate::conflicts::standing;
use quorate::ids::PersonId;
use quorate::meetings::Item;
use quorate::quorum::everybody_attending;
use quorate::quorum::rules::candidates::{Lent, candidates};
use quorate::quorum::rules::plan::{MOST_ASKED, MOST_PEOPLE, Sought, plan};

use crate::county::{COUNTY, County, Size};

const SIZE: Size = Size { people: 20, items: 10, bodies: 500, interests: 1_000, declarers: 100 };
const MORE: [usize; 3] = [1, 4, 16];

/// The whole matrix: bodies looked at, and steps taken.
fn matrix(size: Size) -> (u64, u64) {
    let county = size.county();
    let standings = Standings::of(&county.sitting);
    for item in &county.sitting.items {
        county.members.iter().for_each(|person| drop(standings.standing(item, *person)));
    }
    (standings.looked_at(), standings.taken())
}

#[test]
fn the_graph_is_walked_once_an_item_however_many_people_bodies_and_interests_there_are() {
    let (once, _) = matrix(SIZE);
    assert!(once > 100, "{once} bodies show little");
    for more in MORE {
        let people = Size { people: SIZE.people * more, declarers: 500, ..SIZE };
        let bodies = Size { bodies: SIZE.bodies * more, ..SIZE };
        let interests = Size { interests: SIZE.interests * more, ..SIZE };
        for (what, size) in [("people", people), ("bodies", bodies), ("interests", interests)] {
            assert_eq!(matrix(size).0, once, "{more} times the {what}");
        }
        let (items, _) = matrix(Size { items: SIZE.items * more, ..SIZE });
        assert!(items.abs_diff(once * more as u64) <= items / 5, "{items} for {more} times the items, {once} for one");
    }
}

#[test]
fn what_it_takes_grows_with_the_people_the_items_and_the_interests_and_no_faster() {
    let (_, once) = matrix(SIZE);
    for more in MORE {
        let people = Size { people: SIZE.people * more, ..SIZE };
        // Each award is one of its own, as it was.
        let items = Size { items: SIZE.items * more, bodies: SIZE.bodies * more, ..SIZE };
        let interests = Size { interests: SIZE.interests * more, ..SIZE };
        for (what, size) in [("people", people), ("items", items), ("interests", interests)] {
            let (_, taken) = matrix(size);
            assert!(taken <= once * more as u64 * 5 / 4, "{taken} steps for {more} times the {what}, {once} for one");
        }
    }
}

/// Looked for from one person's bodies.
fn of_one(county: &County, person: PersonId) -> u64 {
    let standings = Standings::few(&county.sitting);
    county.sitting.items.iter().for_each(|item| drop(standings.standing(item, person)));
    standings.looked_at()
}

#[test]
fn one_person_costs_what_their_own_interests_do_and_not_what_the_register_has() {
    let few = Size { interests: 1_000, declarers: 100, ..SIZE }.county();
    let many = Size { interests: 16_000, declarers: 1_600, ..SIZE }.county();
    let (few, many) = (of_one(&few, few.members[0]), of_one(&many, many.members[0]));
    assert!(few > 0 && many <= few * 2, "{few} bodies beside 1,000 interests, {many} beside 16,000");
}

#[test]
fn what_is_found_from_the_items_is_what_is_found_from_the_people() {
    let county = Size { declarers: SIZE.people, ..SIZE }.county();
    let standings = Standings::of(&county.sitting);
    let mut grounds = 0;
    for item in &county.sitting.items {
        for person in &county.members {
            let of_all = standings.standing(item, *person);
            grounds += of_all.proposal.grounds.len();
            assert_eq!(*of_all, standing(&county.sitting, item, *person), "{} on {}", county.sitting.name(*person), item.number);
        }
    }
    assert!(grounds > 200, "{grounds} grounds show little");
}

#[test]
fn a_hard_agenda_is_put_right_without_walking_the_graph_or_asking_the_quorum_for_each_set() {
    let county = COUNTY.of_awards();
    let (sitting, room, standings) = (&county.sitting, county.room(), Standings::of(&county.sitting));
    let register: Vec<(PersonId, Lent)> = county.elsewhere.iter().map(|person| (*person, Lent::OutOfAreaGp)).collect();
    let items: Vec<&Item> = sitting.items.iter().collect();
    let found = candidates(&standings, &everybody_attending(sitting, &room, false), &register);
    let walked = standings.looked_at();
    let sought = Sought { items: &items, committee: None, most_people: MOST_PEOPLE, most_asked: MOST_ASKED };
    let plan = plan(&standings, &room, sought, found);
    let told = format!("{} inquorate, {} sets, asked {} times", plan.inquorate.len(), plan.sets.len(), plan.asked);
    assert!(plan.inquorate.len() > 30 && plan.sets.first().is_some_and(|set| set.len() >= 3), "not hard: {told}");
    assert!(!plan.cut_short && plan.asked < 1_500, "{told}");
    assert_eq!(standings.looked_at(), walked, "every item was looked at already");
}
