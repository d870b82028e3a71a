//! C3: examples of the order of business that is proposed.

#![allow(clippy::unwrap_used)]
use super::*;
use crate::meetings::scene::{Scene, item};
use crate::quorum::everybody_attending;

/// Items in their order, each with the holders who are out of it.
fn scene(items: &[&str]) -> Scene {
    let mut scene = Scene::of("chair:lay!chair a:gp b:gp c:gp");
    scene.without(|_| true);
    scene.sitting.items.clear();
    for (n, out) in items.iter().enumerate() {
        let one = item(&(n + 1).to_string(), i64::try_from(n).unwrap() + 1);
        let id = one.id;
        scene.sitting.items.push(one);
        out.split_whitespace().for_each(|name| scene.rule_on(id, name, Treatment::Leave, PersonId::new()));
    }
    scene
}

fn proposed(scene: &Scene) -> (String, u32, u32) {
    let standings = Standings::of(&scene.sitting);
    let found = propose(&standings, &everybody_attending(&scene.sitting, &scene.room(), false), &BTreeSet::new());
    let number = |id: &ItemId| scene.sitting.item(*id).unwrap().number.clone();
    (found.order.iter().map(number).collect::<Vec<_>>().join(" "), found.before, found.after)
}

fn told(items: &[&str]) -> (String, u32, u32) {
    proposed(&scene(items))
}

fn said(order: &str, before: u32, after: u32) -> (String, u32, u32) {
    (order.to_owned(), before, after)
}

#[test]
fn whoever_is_out_of_several_items_is_out_of_them_together() {
    assert_eq!(told(&["", "a", "", "a", ""]), said("1 2 4 3 5", 2, 1));
    assert_eq!(told(&["a", "b", "a", "b"]), said("1 3 2 4", 4, 2));
    assert_eq!(told(&["a", "a b", "b"]), said("1 2 3", 2, 2), "an order that saves nothing more stands");
    assert_eq!(told(&["", "", ""]), said("1 2 3", 0, 0));
}

#[test]
fn items_of_one_procurement_and_what_is_confirmed_keep_their_order() {
    let mut one = scene(&["a", "", "a", ""]);
    for n in [1, 2] {
        one.sitting.items.get_mut(n).unwrap().procurement = Some("p".into());
    }
    assert_eq!(proposed(&one), said("2 1 3 4", 2, 1));
    one.sitting.items.get_mut(0).unwrap().procurement = Some("p".into());
    assert_eq!(proposed(&one), said("1 2 3 4", 2, 2));
    let mut confirmed = scene(&["a", "", "a"]);
    let first = confirmed.sitting.items.get(1).unwrap().id;
    confirmed.sitting.items.get_mut(2).unwrap().confirms = Some(first);
    assert_eq!(proposed(&confirmed), said("2 1 3", 2, 1));
}

#[test]
fn what_is_private_stays_on_its_side_and_what_was_taken_in_its_place() {
    let mut private = scene(&["a", "", "a"]);
    private.sitting.items.get_mut(2).unwrap().private = true;
    assert_eq!(proposed(&private), said("2 1 3", 2, 1), "it is still last");
    private.sitting.items.get_mut(1).unwrap().private = true;
    assert_eq!(proposed(&private), said("1 3 2", 2, 1));
    let mut taken = scene(&["", "a", "", "a"]);
    let first = taken.sitting.items.first().unwrap().id;
    taken.begin_of(first, Phase::Introduction);
    assert_eq!(proposed(&taken), said("1 2 4 3", 2, 1));
    let third = taken.sitting.items.get(2).unwrap().id;
    taken.begin_of(third, Phase::Introduction);
    assert_eq!(proposed(&taken), said("1 2 3 4", 1, 1), "what is left follows it at once");
}

#[test]
fn a_part_goes_with_its_item_and_who_is_hidden_moves_nothing() {
    let mut parts = scene(&["a", "", "b", "a"]);
    let whole = parts.sitting.items.get(1).unwrap().id;
    parts.sitting.items.get_mut(2).unwrap().part_of = Some(whole);
    assert_eq!(proposed(&parts), said("1 4 2", 3, 2));
    let standings = Standings::of(&parts.sitting);
    let hidden: BTreeSet<ItemId> = parts.sitting.items.iter().map(|item| item.id).collect();
    let found = propose(&standings, &everybody_attending(&parts.sitting, &parts.room(), false), &hidden);
    assert_eq!((found.before, found.after, found.people.len()), (0, 0, 0));
}

#[test]
fn of_many_items_single_ones_are_moved_and_never_to_more_leavings() {
    let items: Vec<&str> = (0..40).map(|n| ["a", "", "b", "a c", ""].get(n % 5).copied().unwrap()).collect();
    let long = scene(&items);
    let standings = Standings::of(&long.sitting);
    let started = std::time::Instant::now();
    let found = propose(&standings, &everybody_attending(&long.sitting, &long.room(), false), &BTreeSet::new());
    assert!(!found.is_exact && found.after < found.before / 2, "{} of {} in {:?}", found.after, found.before, started.elapsed());
    let told: BTreeSet<&ItemId> = found.order.iter().collect();
    assert_eq!((found.order.len(), told.len()), (40, 40));
    let sum = |then: bool| found.people.iter().map(|(_, before, after)| if then { *after } else { *before }).sum::<u32>();
    assert_eq!((sum(false), sum(true)), (found.before, found.after));
}

#[test]
fn no_order_of_few_items_costs_less() {
    // Every order of six, against what is proposed.
    let wanted = |items: &[&str]| {
        let scene = scene(items);
        let standings = Standings::of(&scene.sitting);
        let all = business(&standings, &everybody_attending(&scene.sitting, &scene.room(), false), &BTreeSet::new());
        let all: Vec<&Business<'_>> = all.iter().collect();
        let mut orders: Vec<Vec<usize>> = vec![Vec::new()];
        for _ in 0..all.len() {
            orders = orders
                .iter()
                .flat_map(|order| {
                    (0..all.len()).filter(|n| !order.contains(n)).map(|n| [order.as_slice(), &[n]].concat()).collect::<Vec<_>>()
                })
                .collect();
        }
        orders.iter().map(|order| cost(&all, &Out::new(), order).0).min().unwrap()
    };
    for items in [["a", "b", "a b", "", "a", "b"], ["a c", "", "b", "c", "a", "b c"], ["a b", "b c", "a c", "a", "", "c"]] {
        assert_eq!(told(&items).2, wanted(&items), "{items:?}");
    }
}

/// Whether nothing comes before what must come before it.
fn keeps(order: &[usize], first: &[BTreeSet<usize>]) -> bool {
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    order.iter().all(|n| {
        taken.insert(*n);
        first.get(*n).is_none_or(|first| first.is_subset(&taken))
    })
}

#[test]
fn what_one_piece_of_business_moved_costs_is_what_that_order_costs() {
    let mut scene = scene(&["a", "", "b", "a c", "", "a b", "c"]);
    for n in [1, 3, 6] {
        scene.sitting.items.get_mut(n).unwrap().procurement = Some("p".into());
    }
    let standings = Standings::of(&scene.sitting);
    let all = business(&standings, &everybody_attending(&scene.sitting, &scene.room(), false), &BTreeSet::new());
    let all: Vec<&Business<'_>> = all.iter().collect();
    let first = first_of(&scene.sitting, &all);
    for start in [Out::new(), all.get(3).and_then(|one| one.last()).cloned().unwrap()] {
        let (leavings, mut refused) = (Leavings::of(&all, &start), 0);
        for order in [[0, 1, 2, 3, 4, 5, 6], [5, 1, 0, 4, 3, 6, 2]] {
            let costs = cost(&all, &start, &order);
            for (from, to) in (0..7).flat_map(|from| (0..7).map(move |to| (from, to))).filter(|(from, to)| from != to) {
                let mut moved = order.to_vec();
                let one = moved.remove(from);
                moved.insert(to, one);
                let wanted = keeps(&moved, &first).then(|| cost(&all, &start, &moved));
                assert_eq!(leavings.moved(&order, costs, &first, from, to), wanted, "{from} to {to} in {order:?}");
                refused += usize::from(wanted.is_none());
            }
        }
        assert!(refused > 5, "{refused}");
    }
}
