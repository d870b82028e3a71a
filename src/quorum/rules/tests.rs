//! C5: examples around every boundary of the quorum.

#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};

use super::forecast::{Expectation, forecast};
use super::item::of_item;
use super::repairs::repairs;
use crate::declarations::Category;
use crate::meetings::Affected;
use crate::meetings::scene::Scene;
use crate::money::Money;
use crate::organisations::OrganisationKind;
use crate::policy::{Phase, Purpose, Rung, Stage, Treatment};

fn quorate(scene: &Scene) -> bool {
    of_item(&scene.sitting, &scene.room(), scene.item(), scene.at()).quorate
}

/// Of these seats, with these holders out.
fn with(seats: &str, quorum: Value, out: &str) -> bool {
    let mut scene = Scene::with(seats, quorum);
    out.split_whitespace().for_each(|name| scene.leave(name));
    quorate(&scene)
}

fn counting(seats: &str, quorum: Value, counting: Value) -> Scene {
    Scene::under(seats, json!({ "quorum": quorum, "counting": counting }))
}

const FOUR: &str = "a:lay b:lay c:officer d:gp";

#[test]
fn a_number_is_met_at_exactly_itself() {
    let three = || json!({"at_least": 3, "of": "anyone"});
    assert!(with(FOUR, three(), ""));
    assert!(with(FOUR, three(), "a"));
    assert!(!with(FOUR, three(), "a b"));
    assert!(with(FOUR, json!({"at_least": 0, "of": "anyone"}), "a b c d"), "nought is always met");
    assert!(!with(FOUR, json!({"at_least": 3, "of": {"capacity": "lay"}}), ""), "of that kind there are two");
}

#[test]
fn at_most_exactly_and_not_are_met_where_they_say() {
    let lay = |key: &str, n: u32| json!({key: n, "of": {"capacity": "lay"}});
    for (key, n, out, expected) in [
        ("at_most", 2, "", true),
        ("at_most", 1, "", false),
        ("at_most", 1, "a", true),
        ("exactly", 2, "", true),
        ("exactly", 1, "", false),
        ("exactly", 1, "a", true),
        ("exactly", 3, "", false),
    ] {
        assert_eq!(with(FOUR, lay(key, n), out), expected, "{key} {n} without '{out}'");
        assert_eq!(with(FOUR, json!({"not": lay(key, n)}), out), !expected, "not {key} {n}");
    }
}

#[test]
fn a_person_counts_once_whatever_the_seats_and_a_seat_once_whatever_its_holders() {
    let two = json!({"at_least": 2, "of": "anyone"});
    let mut both = Scene::with("cfo:officer coo:officer", two.clone());
    both.vacate("coo");
    both.holds("coo", "cfo");
    assert!(!quorate(&both), "one person in two seats is one");
    let mut shared = Scene::with("gp:gp", two);
    shared.holds("gp", "second");
    shared.arrive("second");
    assert!(!quorate(&shared), "two persons in one seat are one");
    let mut cfo_and_coo = Scene::with(
        "cfo:officer#cfo coo:officer#coo",
        json!({"all": [{"at_least": 1, "of": {"tag": "cfo"}}, {"at_least": 1, "of": {"tag": "coo"}}]}),
    );
    cfo_and_coo.vacate("coo");
    cfo_and_coo.holds("coo", "cfo");
    assert!(quorate(&cfo_and_coo), "without 'distinct' one person may satisfy two clauses");
}

#[test]
fn distinct_lets_nobody_fill_two_places() {
    let quorum = || json!({"distinct": {"all": [{"at_least": 1, "of": {"tag": "cfo"}}, {"at_least": 1, "of": {"tag": "coo"}}]}});
    let seats = "cfo:officer#cfo coo:officer#coo";
    assert!(with(seats, quorum(), ""));
    assert!(!with(seats, quorum(), "coo"));
    let mut one = Scene::with(seats, quorum());
    one.vacate("coo");
    one.holds("coo", "cfo");
    assert!(!quorate(&one), "one person, two places");
    one.holds("coo", "deputy");
    one.arrive("deputy");
    assert!(quorate(&one), "the shared seat is filled by the other of its holders");
}

#[test]
fn distinct_is_an_assignment_and_not_a_count_of_clauses() {
    // Whoever could fill both must be left the place that nobody else can fill.
    let quorum = || json!({"distinct": {"all": [{"at_least": 1, "of": {"capacity": "lay"}}, {"at_least": 1, "of": {"tag": "audit"}}]}});
    assert!(with("a:lay#audit b:lay", quorum(), ""));
    assert!(with("b:lay a:lay#audit", quorum(), ""), "in whatever order they sit");
    assert!(!with("a:lay#audit b:lay", quorum(), "b"));
    assert!(!with("a:lay#audit b:lay", quorum(), "a"));
    // Three places in a ring: each person fits two of them.
    let ring = json!({"distinct": {"all": [{"at_least": 1, "of": {"tag": "x"}}, {"at_least": 1, "of": {"tag": "y"}}, {"at_least": 1, "of": {"tag": "z"}}]}});
    assert!(with("a:lay#x#y b:lay#y#z c:lay#z#x", ring.clone(), ""));
    assert!(!with("a:lay#x#y b:lay#y#z c:lay#z#x", ring, "c"));
}

#[test]
fn inside_distinct_any_is_tried_each_way_and_denials_ask_for_no_place() {
    let any = json!({"distinct": {"all": [{"any": [{"at_least": 1, "of": {"capacity": "gp"}}, {"at_least": 1, "of": {"capacity": "officer"}}]}, {"at_least": 1, "of": {"capacity": "officer"}}]}});
    assert!(with("g:gp o:officer", any.clone(), ""), "the officer's place is kept by giving the choice to the GP");
    assert!(!with("g:gp o:officer", any.clone(), "g"));
    assert!(with("g:gp o:officer p:officer", any, "g"));
    let denial = json!({"distinct": {"all": [{"at_least": 2, "of": "anyone"}, {"at_most": 1, "of": {"capacity": "gp"}}, {"not": {"at_least": 3, "of": {"capacity": "lay"}}}, {"majority_of": {"capacity": "lay"}, "over": {"capacity": "gp"}}]}});
    assert!(with("a:lay b:lay g:gp", denial.clone(), ""));
    assert!(with("a:lay b:lay g:gp", denial.clone(), "g"));
    assert!(!with("a:lay b:lay g:gp", denial.clone(), "b"), "but it still must hold: one lay is not more than one GP");
    assert!(!with("a:lay g:gp h:gp", denial, "h"), "one lay is not more than one GP");
}

#[test]
fn a_fraction_is_rounded_up_down_or_exceeded() {
    let half = |round: &str| json!({"fraction": "1/2", "of": "anyone", "base": "established", "round": round});
    for (seats, round, needed) in [
        ("a:lay b:lay c:lay d:lay", "up", 2),
        ("a:lay b:lay c:lay d:lay", "down", 2),
        ("a:lay b:lay c:lay d:lay", "strict", 3),
        ("a:lay b:lay c:lay d:lay e:lay", "up", 3),
        ("a:lay b:lay c:lay d:lay e:lay", "down", 2),
        ("a:lay b:lay c:lay d:lay e:lay", "strict", 3),
        ("a:lay", "up", 1),
        ("a:lay", "down", 0),
        ("a:lay", "strict", 1),
    ] {
        let ids: Vec<&str> = seats.split_whitespace().map(|seat| seat.split(':').next().unwrap()).collect();
        let out = |present: usize| ids.iter().skip(present).copied().collect::<Vec<_>>().join(" ");
        assert!(with(seats, half(round), &out(needed)), "{round} of {}: {needed} are enough", ids.len());
        if needed > 0 {
            assert!(!with(seats, half(round), &out(needed - 1)), "{round} of {}: {} are not", ids.len(), needed - 1);
        }
    }
}

#[test]
fn the_base_of_a_fraction_is_the_seats_the_holders_or_the_eligible() {
    // Six seats, one vacant, one whose holder is excluded: established 6, filled 5, eligible 4.
    for (base, strict) in [("established", 4), ("filled", 3), ("eligible", 3)] {
        for present in [strict - 1, strict] {
            let quorum = json!({"fraction": "1/2", "of": {"voting": true}, "base": base, "round": "strict"});
            let mut scene = Scene::with("a:lay b:lay c:lay d:lay e:lay f:lay", quorum);
            scene.vacate("f");
            scene.rule("e", Treatment::Leave);
            scene.leave("e");
            scene.leave("f");
            ["a", "b", "c", "d"].into_iter().skip(present).for_each(|name| scene.leave(name));
            assert_eq!(quorate(&scene), present >= strict, "{present} present of {base}");
        }
    }
}

#[test]
fn seats_that_could_never_count_are_in_no_base() {
    // Two members, two in attendance: half of those who could count is one.
    let quorum = json!({"fraction": "1/2", "of": "anyone", "base": "established", "round": "up"});
    assert!(with("a:lay b:lay x:officer- y:officer-", quorum.clone(), "b"));
    assert!(!with("a:lay b:lay x:officer- y:officer-", quorum.clone(), "a b"), "those in attendance do not count");
    let anyone = counting("a:lay b:lay x:officer- y:officer-", quorum, json!({"who": "anyone_in_room"}));
    assert!(quorate(&anyone));
    let mut two = anyone;
    two.leave("a");
    two.leave("b");
    assert!(quorate(&two), "now the base is four, and the two in attendance count");
    two.leave("x");
    assert!(!quorate(&two));
}

#[test]
fn who_counts_is_the_eligible_voters_the_members_or_anyone() {
    let two = json!({"at_least": 2, "of": "anyone"});
    for (who, expected) in [("eligible_voters", false), ("members_in_room", true), ("anyone_in_room", true)] {
        assert_eq!(
            quorate(&counting("a:lay m:gp/member-", two.clone(), json!({ "who": who }))),
            expected,
            "a member without a vote: {who}"
        );
    }
    for (who, expected) in [("eligible_voters", false), ("members_in_room", false), ("anyone_in_room", true)] {
        assert_eq!(quorate(&counting("a:lay x:gp-", two.clone(), json!({ "who": who }))), expected, "somebody in attendance: {who}");
    }
}

#[test]
fn somebody_in_the_room_without_a_seat_never_counts() {
    let mut scene = counting("a:lay", json!({"at_least": 2, "of": "anyone"}), json!({"who": "anyone_in_room"}));
    scene.arrive("a visitor");
    assert!(!quorate(&scene));
}

#[test]
fn a_conflicted_member_is_out_of_the_count_even_while_in_the_room() {
    let two = json!({"at_least": 2, "of": "anyone"});
    for (treatment, default, included) in [
        (Treatment::Participate, true, true),
        (Treatment::Note, true, true),
        (Treatment::DiscussNotVote, false, true),
        (Treatment::LeaveForDecision, false, false),
        (Treatment::JoinPublic, false, false),
        (Treatment::Leave, false, false),
    ] {
        for (conflicted, expected) in [("exclude", default), ("include_if_in_room", included)] {
            let mut scene = counting("a:lay b:gp", two.clone(), json!({ "conflicted": conflicted }));
            scene.rule("b", treatment);
            assert_eq!(quorate(&scene), expected, "{treatment} under {conflicted}");
        }
    }
}

#[test]
fn a_proposal_leaves_out_until_somebody_rules() {
    let mut scene = Scene::with("a:lay b:gp", json!({"at_least": 2, "of": "anyone"}));
    let practice = scene.body("P", OrganisationKind::GpPractice);
    scene.interest("b", Category::Financial, Some(practice));
    scene.affects(Affected::Organisation(practice));
    assert!(!quorate(&scene));
    scene.rule("b", Treatment::Note);
    assert!(quorate(&scene));
}

#[test]
fn a_shared_seat_counts_through_a_holder_who_is_not_conflicted() {
    let mut scene = Scene::with("a:lay g:gp", json!({"at_least": 1, "of": {"capacity": "gp"}}));
    scene.holds("g", "other");
    scene.rule("g", Treatment::Leave);
    assert!(!quorate(&scene), "the other holder is not here");
    scene.arrive("other");
    assert!(quorate(&scene));
    scene.rule("other", Treatment::Leave);
    assert!(!quorate(&scene));
}

#[test]
fn deputies_count_where_the_terms_count_them_and_while_they_sit() {
    let two = json!({"at_least": 2, "of": "anyone"});
    for (deputies, expected) in [("none", false), ("count", true)] {
        let mut scene = counting("a:lay cfo:officer#cfo/deputies", two.clone(), json!({ "deputies": deputies }));
        scene.deputises("cfo", "deputy");
        scene.leave("cfo");
        scene.arrive("deputy");
        assert!(!quorate(&scene), "in the room, and not in the seat");
        scene.sit_for("cfo", "deputy");
        assert_eq!(quorate(&scene), expected, "{deputies}");
        scene.arrive("cfo");
        assert!(quorate(&scene), "the holder has the seat again");
    }
    let mut conflicted = counting("a:lay cfo:officer/deputies", two, json!({"deputies": "count"}));
    conflicted.deputises("cfo", "deputy");
    conflicted.rule("cfo", Treatment::Leave);
    conflicted.leave("cfo");
    conflicted.sit_for("cfo", "deputy");
    assert!(quorate(&conflicted), "a deputy brings only conflicts of their own");
    conflicted.rule("deputy", Treatment::Leave);
    assert!(!quorate(&conflicted));
}

#[test]
fn remote_attendance_counts_unless_the_terms_say_otherwise() {
    for (remote, expected) in [(json!({}), true), (json!({"remote": true}), true), (json!({"remote": false}), false)] {
        let mut scene = counting("a:lay b:lay", json!({"at_least": 2, "of": "anyone"}), remote.clone());
        scene.never_came("b");
        scene.arrive_remotely("b");
        assert_eq!(quorate(&scene), expected, "{remote}");
        scene.leave("b");
        scene.arrive("b");
        assert!(quorate(&scene), "come in person after all");
    }
}

#[test]
fn kinds_asks_for_so_many_selectors_that_have_somebody() {
    let kinds = |k: u32| json!({"kinds": k, "of": [{"capacity": "lay"}, {"capacity": "officer"}, {"capacity": "gp"}]});
    assert!(with(FOUR, kinds(3), ""));
    assert!(!with(FOUR, kinds(3), "d"));
    assert!(with(FOUR, kinds(2), "d"));
    assert!(!with(FOUR, kinds(2), "c d"), "two of one kind are one kind");
    let distinct = json!({"distinct": {"kinds": 2, "of": [{"capacity": "lay"}, {"tag": "audit"}]}});
    assert!(!with("a:lay#audit", distinct.clone(), ""), "one person is not two kinds");
    assert!(with("a:lay#audit b:lay", distinct, ""));
}

#[test]
fn each_organisation_is_asked_of_every_body_with_seats_that_could_count() {
    let each = |more: Value| {
        let mut e = json!({"each": "organisation", "satisfies": {"at_least": 1, "of": "anyone"}});
        e.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        e
    };
    let seats = "a:lay b:lay@X c:lay@Y x:officer@Z-";
    assert!(with(seats, each(json!({})), ""), "a body with seats in attendance only is not asked");
    assert!(!with(seats, each(json!({})), "c"));
    assert!(with(seats, each(json!({"at_least": 2})), "c"));
    assert!(!with(seats, each(json!({"at_least": 2})), "b c"));
    let mut vacant = Scene::with(seats, each(json!({})));
    vacant.vacate("c");
    assert!(!quorate(&vacant), "a body whose seats are vacant is still asked");
}

#[test]
fn distinct_over_organisations_asks_for_places_in_each() {
    let quorum = || json!({"distinct": {"each": "organisation", "satisfies": {"at_least": 1, "of": "anyone"}}});
    assert!(with("a:lay@X b:lay@Y", quorum(), ""));
    let mut one = Scene::with("a:lay@X b:lay@Y", quorum());
    one.vacate("b");
    one.holds("b", "a");
    assert!(!quorate(&one), "one person cannot stand for both bodies");
}

#[test]
fn a_majority_of_one_kind_over_another_is_strict() {
    let more = || json!({"majority_of": {"capacity": "lay"}, "over": {"capacity": "gp"}});
    let seats = "a:lay b:lay g:gp h:gp";
    assert!(!with(seats, more(), ""), "two are not more than two");
    assert!(with(seats, more(), "h"));
    assert!(!with(seats, more(), "a h"));
    assert!(with(seats, more(), "a g h"));
    assert!(!with(seats, more(), "a b g h"), "none is not more than none");
}

#[test]
fn a_condition_that_does_not_apply_is_true() {
    let quorum = || json!({"when": {"value_over": 500_000}, "then": {"at_least": 3, "of": "anyone"}});
    for (value, applies) in [(None, false), (Some("499999.99"), false), (Some("500000"), false), (Some("500000.01"), true)] {
        let mut scene = Scene::with("a:lay b:lay", quorum());
        scene.change(|item| item.value = value.map(|text| text.parse::<Money>().unwrap()));
        assert_eq!(quorate(&scene), !applies, "{value:?}");
    }
    let award = || json!({"when": {"stage": "award"}, "then": {"at_least": 3, "of": "anyone"}});
    let mut scene = Scene::with("a:lay b:lay", award());
    assert!(!quorate(&scene), "a decision without a stage is read as an award, here as everywhere");
    scene.change(|item| item.purpose = Purpose::Discussion);
    assert!(quorate(&scene), "a discussion without a stage has none");
    scene.stage(Stage::Award);
    assert!(!quorate(&scene));
    scene.stage(Stage::Evaluation);
    assert!(quorate(&scene));
}

#[test]
fn whoever_presides_can_be_asked_for() {
    let quorum = || json!({"at_least": 1, "of": {"both": [{"presiding": true}, {"capacity": "lay"}]}});
    let seats = "c:gp!chair v:lay!vice_chair";
    assert!(!with(seats, quorum(), ""), "a GP presides");
    assert!(with(seats, quorum(), "c"));
    assert!(!with(seats, quorum(), "c v"));
}

#[test]
fn selectors_are_joined_met_and_taken_away() {
    let two_of = |selector: Value| json!({"at_least": 2, "of": selector});
    let seats = "a:lay#audit b:lay c:officer#audit d:gp!chair@X";
    for (selector, expected) in [
        (json!({"any": [{"tag": "audit"}, {"office": "chair"}]}), true),
        (json!({"both": [{"capacity": "lay"}, {"tag": "audit"}]}), false),
        (json!({"except": ["anyone", {"capacity": "lay"}]}), true),
        (json!({"except": [{"capacity": "lay"}, {"tag": "audit"}]}), false),
        (json!({"organisation": "X"}), false),
        (json!({"organisation": "OWN"}), true),
        (json!({"organisation_kind": "commissioner"}), true),
        (json!({"seat": "a"}), false),
    ] {
        assert_eq!(with(seats, two_of(selector.clone()), ""), expected, "{selector}");
    }
    let mut tagged = Scene::with("a:lay b:lay", json!({"at_least": 1, "of": {"tag": "independent"}}));
    assert!(!quorate(&tagged));
    tagged.tag("b", "independent");
    assert!(quorate(&tagged), "the tags of seat and person both serve");
}

#[test]
fn an_answer_is_kept_where_the_terms_keep_it() {
    let scene = |when: &str| counting("a:lay b:lay", json!({"at_least": 2, "of": "anyone"}), json!({ "when": when }));
    for (when, kept) in [("per_vote", false), ("per_item", true), ("opening_only", true)] {
        let mut scene = scene(when);
        scene.begin(Phase::Introduction);
        scene.leave("b");
        assert_eq!(quorate(&scene), kept, "{when}: lost after the item began");
    }
    for (when, kept) in [("per_vote", false), ("per_item", false), ("opening_only", true)] {
        let mut scene = scene(when);
        scene.leave("b");
        assert_eq!(quorate(&scene), kept, "{when}: lost after the opening");
    }
    for (when, kept) in [("per_vote", true), ("per_item", false), ("opening_only", true)] {
        let mut scene = scene(when);
        scene.leave("b");
        scene.begin(Phase::Introduction);
        scene.begin(Phase::Deliberation);
        scene.come_back("b");
        assert_eq!(quorate(&scene), kept, "{when}: found after the item began");
    }
    let mut opening = scene("opening_only");
    opening.rule("b", Treatment::Leave);
    assert!(quorate(&opening), "at an opening nobody is excluded");
}

#[test]
fn at_the_opening_the_first_of_the_succession_in_the_room_presides() {
    let quorum = json!({"at_least": 1, "of": {"both": [{"presiding": true}, {"capacity": "lay"}]}});
    let mut scene = counting("a:lay!chair b:lay!vice_chair c:gp", quorum, json!({"when": "opening_only"}));
    assert!(quorate(&scene));
    scene.rule("a", Treatment::Leave);
    scene.rule("b", Treatment::Leave);
    assert!(quorate(&scene), "nobody is excluded");
    scene.never_came("a");
    assert!(quorate(&scene), "the vice-chair opened the meeting");
    scene.never_came("b");
    assert!(!quorate(&scene), "nobody of the succession was there");
}

#[test]
fn at_the_opening_is_asked_what_the_terms_ask_of_business_like_the_items() {
    let of_awards = json!({"when": {"stage": "award"}, "then": {"at_least": 4, "of": {"voting": true}}, "else": {"at_least": 3, "of": {"voting": true}}});
    let mut scene = counting("a:lay!chair b:lay c:gp", of_awards, json!({"when": "opening_only"}));
    scene.stage(Stage::Strategy);
    assert!(quorate(&scene));
    scene.stage(Stage::Award);
    assert!(!quorate(&scene), "four were to be there for an award");
    let voting = json!({"at_least": 3, "of": {"voting": true}});
    let mut except = counting("a:lay!chair b:lay c:gp", voting, json!({"when": "opening_only", "who": "eligible_voters"}));
    assert!(quorate(&except));
    except.change(|item| item.function = Some("premises".into()));
    for seat in except.terms().seats.iter_mut().filter(|seat| seat.id == "c") {
        seat.votes_except = Some(serde_json::from_value(json!({"functions": ["premises"]})).unwrap());
    }
    assert!(!quorate(&except), "the third has no vote on it");
}

#[test]
fn no_terms_no_quorum() {
    let mut scene = Scene::of("a:lay");
    assert!(quorate(&scene));
    scene.sitting.committees.first_mut().unwrap().terms = None;
    let answer = of_item(&scene.sitting, &scene.room(), scene.item(), scene.at());
    assert!(!answer.quorate && answer.tree.is_none());
}

fn forecast_of(scene: &Scene) -> Expectation {
    forecast(&scene.sitting, &scene.room(), scene.item(), scene.at()).expectation
}

/// Before the meeting: nobody has come.
fn called(seats: &str, quorum: Value) -> Scene {
    let mut scene = Scene::with(seats, quorum);
    scene.without(|_| true);
    scene
}

#[test]
fn a_forecast_has_three_answers() {
    let lay = || json!({"at_least": 2, "of": {"capacity": "lay"}});
    assert_eq!(forecast_of(&called("a:lay b:lay c:lay", lay())), Expectation::Quorate);
    assert_eq!(forecast_of(&called("a:lay b:lay c:gp", lay())), Expectation::Depends);
    assert_eq!(forecast_of(&called("a:lay b:gp c:gp", lay())), Expectation::Inquorate);
    let mut proposed = called("a:lay b:lay c:lay", lay());
    let practice = proposed.body("P", OrganisationKind::GpPractice);
    proposed.interest("c", Category::Financial, Some(practice));
    proposed.affects(Affected::Organisation(practice));
    assert_eq!(forecast_of(&proposed), Expectation::Depends, "a proposal leaves out");
    proposed.rule("c", Treatment::Participate);
    assert_eq!(forecast_of(&proposed), Expectation::Quorate, "a ruling is taken where there is one");
}

fn rungs(scene: &Scene) -> Vec<Rung> {
    repairs(&scene.sitting, &scene.room(), scene.item(), scene.at())
}

#[test]
fn absence_is_repaired_by_another_day_and_conflict_by_somebody_else() {
    let lay = || json!({"at_least": 2, "of": {"capacity": "lay"}});
    let mut absent = Scene::with("a:lay b:lay", lay());
    assert_eq!(rungs(&absent), [], "nothing is offered where nothing is wrong");
    absent.leave("b");
    assert_eq!(rungs(&absent), [Rung::Defer]);
    let mut conflicted = Scene::with("a:lay b:lay", lay());
    conflicted.rule("b", Treatment::Leave);
    let later = [Rung::Refer, Rung::CoOpt, Rung::InCommon];
    assert_eq!(rungs(&conflicted), later);
    let mut vacant = Scene::with("a:lay b:lay", lay());
    vacant.vacate("b");
    assert_eq!(rungs(&vacant), later, "a vacancy is cured by no later day");
}

#[test]
fn nhs_england_is_offered_where_the_terms_decide_with_it() {
    let with = |function: Option<&str>, from: &str, kind: OrganisationKind| {
        let authority = json!([{"function": "premises", "level": "decide", "with": "NHSE", "from": from}]);
        let terms = json!({"quorum": {"at_least": 2, "of": {"capacity": "lay"}}, "authority": authority});
        let mut scene = Scene::under("a:lay b:lay", terms);
        scene.body("NHSE", kind);
        scene.rule("b", Treatment::Leave);
        scene.change(|item| item.function = function.map(str::to_owned));
        rungs(&scene).contains(&Rung::NhsEngland)
    };
    assert!(with(Some("premises"), "2015-04-01", OrganisationKind::NhsEngland));
    assert!(!with(Some("premises"), "2018-03-07", OrganisationKind::NhsEngland), "no row is in force");
    assert!(!with(Some("premises"), "2015-04-01", OrganisationKind::Commissioner), "with somebody else");
    assert!(!with(Some("rates"), "2015-04-01", OrganisationKind::NhsEngland));
    assert!(!with(None, "2015-04-01", OrganisationKind::NhsEngland));
}

#[test]
fn a_deputy_is_offered_where_the_terms_count_them_and_they_are_free() {
    let two = json!({"at_least": 2, "of": "anyone"});
    for (counting_of, seats, offered) in
        [("count", "a:lay b:officer/deputies", true), ("none", "a:lay b:officer/deputies", false), ("count", "a:lay b:officer", false)]
    {
        let mut scene = counting(seats, two.clone(), json!({ "deputies": counting_of }));
        scene.deputises("b", "deputy");
        scene.leave("b");
        assert_eq!(rungs(&scene).contains(&Rung::Deputy), offered, "{counting_of} {seats}");
        scene.rule("deputy", Treatment::Leave);
        assert!(!rungs(&scene).contains(&Rung::Deputy), "a conflicted deputy is no help");
    }
    // What is asked at the opening leaves nobody out, and so wants nobody in their stead.
    let three = json!({"at_least": 3, "of": "anyone"});
    for (when, offered) in [("opening_only", false), ("per_vote", true)] {
        let mut scene = counting("a:lay b:officer/deputies", three.clone(), json!({"deputies": "count", "when": when}));
        scene.deputises("b", "deputy");
        scene.without(|_| true);
        scene.not_convened();
        scene.rule("b", Treatment::Leave);
        assert_eq!(rungs(&scene).contains(&Rung::Deputy), offered, "{when}");
    }
}
