//! C5.1: examples of a quorum that goes by who is left: by what is said else, by filled seats, by the share that is left
//! out, before exclusions, by deputies, and by seats that have no vote on some business.

#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};

use super::evaluate::fraction_of;
use super::forecast::{Expectation, forecast};
use super::item::{before_exclusions, of_item};
use super::repairs::repairs;
use crate::committees::Rounding;
use crate::conflicts::Standings;
use crate::meetings::Item;
use crate::meetings::scene::Scene;
use crate::organisations::OrganisationKind;
use crate::policy::{Rung, Treatment};

fn quorate(scene: &Scene) -> bool {
    of_item(&scene.sitting, &scene.room(), scene.item(), scene.at()).quorate
}

fn before(scene: &Scene) -> bool {
    before_exclusions(&Standings::of(&scene.sitting), &scene.room(), scene.item(), scene.at()).quorate
}

fn voting(n: u32) -> Value {
    json!({"at_least": n, "of": {"voting": true}})
}

#[test]
fn what_is_said_else_is_asked_where_the_condition_does_not_apply() {
    let quorum = || json!({"when": {"function": "formula"}, "then": voting(3), "else": voting(2)});
    for (function, out, expected) in [
        (None, "", true),
        (None, "a", true),
        (None, "a b", false),
        (Some("formula"), "", true),
        (Some("formula"), "a", false),
        (Some("other"), "a", true),
    ] {
        let mut scene = Scene::with("a:lay b:lay c:lay", quorum());
        scene.change(|item| item.function = function.map(str::to_owned));
        out.split_whitespace().for_each(|name| scene.leave(name));
        assert_eq!(quorate(&scene), expected, "{function:?} without {out}");
        let mut distinct = Scene::with("a:lay b:lay c:lay", json!({ "distinct": quorum() }));
        distinct.change(|item| item.function = function.map(str::to_owned));
        out.split_whitespace().for_each(|name| distinct.leave(name));
        assert_eq!(quorate(&distinct), expected, "distinct: {function:?} without {out}");
    }
}

#[test]
fn a_seat_is_filled_while_it_has_a_holder_in_the_room_or_not() {
    let mut scene = Scene::with("a:lay b:lay c:lay", json!({"when": {"seat_filled": "c"}, "then": voting(3), "else": voting(2)}));
    assert!(quorate(&scene));
    scene.leave("c");
    assert!(!quorate(&scene), "away, and still its holder");
    scene.vacate("c");
    assert!(quorate(&scene));
    scene.leave("b");
    assert!(!quorate(&scene));
}

#[test]
fn more_than_a_share_left_out_is_more_than_it_and_of_the_filled_seats() {
    // Of six seats, one vacant: a third of five is one and two thirds.
    let quorum = || json!({"when": {"excluded_over": "1/3"}, "then": voting(1), "else": voting(5)});
    let with_out = |excluded: &str| {
        let mut scene = Scene::with("a:lay b:lay c:lay d:lay e:lay f:lay", quorum());
        scene.vacate("f");
        excluded.split_whitespace().for_each(|name| scene.rule(name, Treatment::Leave));
        scene
    };
    assert!(quorate(&with_out("")));
    assert!(!quorate(&with_out("a")), "one of five is no more than a third");
    assert!(quorate(&with_out("a b")), "two of five are");
    let mut gone = with_out("");
    gone.leave("a");
    gone.leave("b");
    assert!(!quorate(&gone), "whoever is away is not left out");
    let mut exact = Scene::with("a:lay b:lay c:lay", quorum());
    exact.rule("a", Treatment::Leave);
    assert!(!quorate(&exact), "exactly a third is not more");
    exact.rule("b", Treatment::Leave);
    assert!(quorate(&exact));
}

#[test]
fn the_nearest_number_rounds_a_half_up() {
    let third = |base| fraction_of("1/3".parse().unwrap(), base, Rounding::Nearest);
    assert_eq!([0, 1, 2, 3, 4, 5, 6, 7].map(third), [0, 0, 1, 1, 1, 2, 2, 2]);
    let half = |base| fraction_of("1/2".parse().unwrap(), base, Rounding::Nearest);
    assert_eq!([0, 1, 2, 3, 4, 5].map(half), [0, 1, 1, 2, 2, 3]);
}

#[test]
fn before_exclusions_counts_whoever_left_for_the_item_as_if_nobody_were_left_out() {
    let mut scene = Scene::with("a:lay b:lay c:lay", voting(3));
    scene.rule("c", Treatment::Leave);
    assert_eq!((quorate(&scene), before(&scene)), (false, true), "still in the room");
    scene.leave_for_it("c");
    assert_eq!((quorate(&scene), before(&scene)), (false, true), "out for the item");
    let mut gone = Scene::with("a:lay b:lay c:lay", voting(3));
    gone.leave("c");
    assert!(!before(&gone), "gone home");
    gone.arrive("c");
    gone.leave_for_it("c");
    gone.arrive("c");
    gone.leave("c");
    assert!(!before(&gone), "the last leaving counts");
}

#[test]
fn a_part_is_asked_with_whoever_left_for_its_whole_and_the_whole_with_whoever_left_for_a_part() {
    let mut scene = Scene::with("a:lay b:lay c:lay", voting(3));
    let whole = scene.item().id;
    let part = Item { id: crate::ids::ItemId::new(), part_of: Some(whole), ..scene.item().clone() };
    let other = Item { id: crate::ids::ItemId::new(), part_of: Some(whole), ..part.clone() };
    scene.sitting.items.extend([part.clone(), other.clone()]);
    scene.leave_for_it("c");
    let of = |scene: &Scene, item: &Item| before_exclusions(&Standings::of(&scene.sitting), &scene.room(), item, scene.at()).quorate;
    assert!(of(&scene, &part), "left for the whole");
    scene.come_back("c");
    scene.leave_for("c", part.id);
    assert!(of(&scene, &part) && before(&scene), "left for a part of the whole");
    assert!(!of(&scene, &other), "left for another part");
}

#[test]
fn before_exclusions_is_of_the_room_whenever_the_terms_ask() {
    let counting = json!({"quorum": voting(2), "counting": {"when": "opening_only"}});
    let mut scene = Scene::under("a:lay b:lay", counting);
    scene.leave("a");
    assert_eq!((quorate(&scene), before(&scene)), (true, false));
}

#[test]
fn where_deputies_count_a_seat_is_what_its_deputy_is() {
    let eligible = json!({"fraction": "1/1", "of": {"voting": true}, "base": "eligible", "round": "up"});
    let scene = |deputies: &str| {
        let mut scene = Scene::under("a:lay b:lay c:gp/deputies", json!({"quorum": eligible.clone(), "counting": {"deputies": deputies}}));
        scene.deputises("c", "deputy");
        scene.leave("c");
        scene.sit_for("c", "deputy");
        scene
    };
    for (deputies, expected) in [("count", true), ("none", false)] {
        assert_eq!(quorate(&scene(deputies)), expected, "three of three, or two of three: {deputies}");
    }
    // The base is what the deputy is, and what the holder is not.
    let mut out = scene("count");
    out.rule("deputy", Treatment::Leave);
    assert!(quorate(&out), "two of two");
    out.leave_for_it("deputy");
    assert!(quorate(&out), "out for the item, the deputy is the seat still");
    let mut home = scene("count");
    home.rule("deputy", Treatment::Leave);
    home.leave("deputy");
    assert!(!quorate(&home), "gone home: the seat is its holder's, who is away");
    let mut holder = scene("count");
    holder.rule("c", Treatment::Leave);
    assert!(quorate(&holder), "the deputy brings only conflicts of their own");
}

#[test]
fn what_is_asked_at_the_opening_leaves_nobody_out_of_what_is_expected() {
    for (when, expected) in [("per_vote", Expectation::Inquorate), ("opening_only", Expectation::Depends)] {
        let mut scene = Scene::under("a:lay b:lay c:lay", json!({"quorum": voting(3), "counting": {"when": when}}));
        scene.not_convened();
        ["a", "b", "c"].into_iter().for_each(|name| scene.never_came(name));
        scene.rule("a", Treatment::Leave);
        let room = scene.room();
        assert_eq!(forecast(&scene.sitting, &room, scene.item(), scene.at()).expectation, expected, "{when}");
        assert_eq!(repairs(&scene.sitting, &room, scene.item(), scene.at()).is_empty(), when == "opening_only", "{when}");
    }
}

#[test]
fn nhs_england_is_offered_where_the_row_of_the_function_is_with_it() {
    let row = |function: &str, with: Option<&str>, level: &str| {
        let mut row = json!({"function": function, "level": level, "from": "2015-04-01"});
        if let (Some(with), Some(row)) = (with, row.as_object_mut()) {
            row.insert("with".into(), with.into());
        }
        row
    };
    for (rows, function, expected) in [
        (json!([row("contract", Some("ENG"), "decide")]), Some("contract"), true),
        (json!([row("contract", Some("ENG"), "reserved")]), Some("contract"), true),
        (json!([row("contract", Some("CCG"), "decide")]), Some("contract"), false),
        (json!([row("contract", None, "decide")]), Some("contract"), false),
        (json!([row("other", Some("ENG"), "decide")]), Some("contract"), false),
        (json!([row("contract", Some("ENG"), "decide")]), None, false),
    ] {
        let mut scene = Scene::under("a:lay b:lay", json!({"quorum": voting(2), "authority": rows.clone()}));
        scene.body("ENG", OrganisationKind::NhsEngland);
        scene.body("CCG", OrganisationKind::Commissioner);
        scene.change(|item| item.function = function.map(str::to_owned));
        scene.rule("a", Treatment::Leave);
        let offered = repairs(&scene.sitting, &scene.room(), scene.item(), scene.at());
        assert_eq!(offered.contains(&Rung::NhsEngland), expected, "{rows} {function:?}");
    }
}

#[test]
fn a_seat_without_its_vote_is_a_members_without_one_in_the_quorum_too() {
    let scene = |function: Option<&str>, counting: &str| {
        let mut scene = Scene::under("a:lay b:lay c:lay", json!({"quorum": voting(3), "counting": {"who": counting}}));
        let except = serde_json::from_value(json!({"functions": ["formula"]})).unwrap();
        scene.terms().seats.last_mut().unwrap().votes_except = Some(except);
        scene.change(|item| item.function = function.map(str::to_owned));
        scene
    };
    assert!(quorate(&scene(None, "members_in_room")));
    assert!(quorate(&scene(Some("other"), "members_in_room")));
    assert!(!quorate(&scene(Some("formula"), "members_in_room")), "two seats vote on it");
    let anyone = |counting: &str| {
        let mut scene = scene(Some("formula"), counting);
        scene.terms().quorum = serde_json::from_value(json!({"at_least": 3, "of": "anyone"})).unwrap();
        quorate(&scene)
    };
    assert!(anyone("members_in_room"), "a member still");
    assert!(!anyone("eligible_voters"));
}
