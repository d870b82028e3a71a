//! C1, C4, C5.4: examples of who comes in, in which seat, and of several at once.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::ids::CommitteeId;
use crate::meetings::Said;
use crate::meetings::scene::Scene;
use crate::policy::Phase;

fn line(scene: &mut Scene, event: Event, name: &str, seat: Option<&str>) -> AttendanceEvent {
    let committee = scene.at().committee.id;
    AttendanceEvent { as_deputy_for: seat.map(|seat| (committee, seat.to_owned())), ..scene.line(name, event) }
}

fn codes<T>(asked: Result<T, Refusal>) -> Vec<Code> {
    asked.map_or_else(|refusal| refusal.reasons.into_iter().map(|reason| reason.code).collect(), |_| Vec::new())
}

fn sits(scene: &Scene) -> Vec<String> {
    scene.room().sitting_for.into_values().map(|deputy| scene.sitting.name(deputy)).collect()
}

#[test]
fn several_come_in_together_or_not_at_all() {
    let mut scene = Scene::of("a:lay!chair b:lay c:gp");
    scene.rule("c", Treatment::Leave);
    scene.leave("b");
    scene.leave("c");
    scene.begin(Phase::Decision);
    let back = |scene: &mut Scene, names: &[&str]| {
        let lines: Vec<AttendanceEvent> = names.iter().map(|name| line(scene, Event::Return, name, None)).collect();
        codes(admit_all(&scene.sitting, &lines))
    };
    assert_eq!(back(&mut scene, &["b"]), []);
    assert_eq!(back(&mut scene, &["b", "c"]), [Code::ExcludedByRuling]);
    assert_eq!(back(&mut scene, &["a", "c"]), [Code::Duplicate, Code::ExcludedByRuling], "the reasons of each");
    assert_eq!(back(&mut scene, &["b", "b"]), [Code::Duplicate], "who is named twice is in already");
}

#[test]
fn of_two_deputies_for_a_seat_the_first_to_come_sits() {
    let mut scene = Scene::of("a:lay!chair b:gp/deputies");
    // The names are made the other way round, for the order of ids decides nothing.
    scene.deputises("b", "second");
    scene.deputises("b", "first");
    scene.leave("b");
    scene.sit_for("b", "first");
    let arrives = |scene: &mut Scene| {
        let line = line(scene, Event::Arrive, "second", Some("b"));
        codes(admit(&scene.sitting, &scene.room(), &line))
    };
    assert_eq!(arrives(&mut scene), [Code::NotAMember]);
    assert_eq!(sits(&scene), ["first"]);
    scene.sit_for("b", "second");
    assert_eq!(sits(&scene), ["first"], "nor is the first displaced");
    scene.leave("first");
    assert_eq!(sits(&scene), ["second"]);
    scene.sit_for("b", "first");
    assert_eq!(sits(&scene), ["second"], "who comes back comes after");
    scene.arrive("b");
    assert!(sits(&scene).is_empty(), "the holder has the seat again");
}

#[test]
fn what_the_seat_the_room_and_the_persons_own_seat_say_is_all_said() {
    let mut scene = Scene::of("a:lay!chair b:gp/deputies c:gp");
    scene.deputises("b", "named");
    scene.leave("b");
    let comes = |scene: &mut Scene, name: &str, seat: &str| {
        let line = line(scene, Event::Arrive, name, Some(seat));
        codes(admit(&scene.sitting, &scene.room(), &line))
    };
    assert_eq!(comes(&mut scene, "named", "b"), []);
    assert_eq!(comes(&mut scene, "stranger", "b"), [Code::NotAMember]);
    assert_eq!(comes(&mut scene, "c", "b"), [Code::NotAMember, Code::Duplicate], "not named, and has a seat");
    assert_eq!(comes(&mut scene, "c", "nowhere"), [Code::NotAMember, Code::Duplicate]);
    // No deputies in the seat, not named for it, its holder is in the room, and a seat already.
    assert_eq!(comes(&mut scene, "c", "a"), [Code::NotAMember, Code::NotAMember, Code::NotAMember, Code::Duplicate]);
    assert_eq!(comes(&mut scene, "b", "b"), [Code::NotAMember, Code::Duplicate], "a holder is nobody's deputy in their own seat");
    scene.sit_for("b", "named");
    assert_eq!(comes(&mut scene, "named", "c"), [Code::NotAMember, Code::NotAMember, Code::NotAMember, Code::Duplicate]);
}

#[test]
fn one_deputy_of_two_sharers_sits_once_and_while_neither_is_in() {
    let mut scene = Scene::of("a:lay!chair b:gp/deputies");
    scene.holds("b", "sharer");
    scene.deputises("b", "deputy");
    let (sharer, deputy) = (scene.person("sharer"), scene.person("deputy"));
    let mut second = scene.at().memberships.iter().find(|held| held.person == deputy).unwrap().says.clone();
    second.deputy_for = Some(sharer);
    scene.seats(second);
    scene.arrive("sharer");
    scene.leave("b");
    let comes = |scene: &mut Scene| {
        let line = line(scene, Event::Arrive, "deputy", Some("b"));
        codes(admit(&scene.sitting, &scene.room(), &line))
    };
    assert_eq!(comes(&mut scene), [Code::NotAMember], "the other sharer is in");
    scene.leave("sharer");
    assert_eq!(comes(&mut scene), []);
    scene.sit_for("b", "deputy");
    assert_eq!(sits(&scene), ["deputy"]);
    let at = scene.at();
    assert_eq!(scene.sitting.seats_of(at, deputy, &scene.room()).count(), 1);
    scene.arrive("b");
    assert!(sits(&scene).is_empty());
}

#[test]
fn in_common_a_deputy_has_a_seat_in_each_committee() {
    let mut scene = Scene::of("a:lay!chair b:gp/deputies c:gp/deputies");
    scene.deputises("b", "deputy");
    scene.deputises("c", "deputy");
    let (first, other) = (scene.at().committee.id, scene.in_common());
    scene.leave("b");
    scene.leave("c");
    let seats = |scene: &Scene| {
        let mut seats: Vec<_> = scene.room().sitting_for.into_keys().map(|(at, seat)| (at != first, seat)).collect();
        seats.sort();
        seats
    };
    let comes = |scene: &mut Scene, event: Event, at: CommitteeId, seat: &str| {
        let line = AttendanceEvent { as_deputy_for: Some((at, seat.to_owned())), ..line(scene, event, "deputy", None) };
        let said = codes(admit(&scene.sitting, &scene.room(), &line));
        if said.is_empty() {
            scene.enter(Said::Attendance(line));
        }
        said
    };
    let (in_b, in_c) = ((false, "b".to_owned()), (true, "c".to_owned()));
    assert_eq!(comes(&mut scene, Event::Arrive, first, "b"), []);
    assert_eq!(comes(&mut scene, Event::Arrive, other, "c"), []);
    assert_eq!(seats(&scene), [in_b.clone(), in_c.clone()]);
    assert_eq!(comes(&mut scene, Event::Arrive, first, "c"), [Code::Duplicate], "a second seat in one committee");
    scene.leave("deputy");
    assert_eq!(seats(&scene), []);
    let back = line(&mut scene, Event::Return, "deputy", None);
    assert_eq!(codes(admit(&scene.sitting, &scene.room(), &back)), []);
    scene.enter(Said::Attendance(back));
    assert_eq!(seats(&scene), [in_b.clone(), in_c.clone()], "who comes back comes back as what they were");
    scene.arrive("b");
    assert_eq!(seats(&scene), [in_c], "the holder has the seat again, and the deputy the other");
    scene.leave("b");
    scene.leave("deputy");
    assert_eq!(comes(&mut scene, Event::Return, other, "b"), []);
    assert_eq!(seats(&scene), [(true, "b".to_owned())], "and may come back in another seat; the one the holder came to is the holder's");
    scene.leave("deputy");
    scene.arrive("deputy");
    assert_eq!(seats(&scene), [], "who arrives anew arrives as themselves");
}

#[test]
fn who_is_expected_is_named_as_the_deputy_of_whoever_sends_apologies_and_for_nobody_else_there() {
    let mut scene = Scene::of("a:lay!chair b:officer/deputies c:officer/deputies d:gp");
    scene.without(|_| true);
    scene.deputises("b", "deputy");
    scene.deputises("c", "deputy");
    scene.deputises("d", "other");
    let expects = |scene: &mut Scene, name: &str, deputy: &str| {
        let line = AttendanceEvent { expected_deputy: Some(scene.person(deputy)), ..scene.line(name, Event::Apologies) };
        codes(admit(&scene.sitting, &scene.room(), &line))
    };
    assert_eq!(expects(&mut scene, "b", "deputy"), []);
    assert_eq!(expects(&mut scene, "b", "other"), [Code::NotAMember], "named for somebody else");
    assert_eq!(expects(&mut scene, "d", "other"), [Code::NotAMember], "the seat has no deputies");
    assert_eq!(expects(&mut scene, "b", "a"), [Code::NotAMember]);
    scene.apologise_and_expect("b", "deputy");
    assert_eq!(expects(&mut scene, "b", "deputy"), [], "said again");
    assert_eq!(expects(&mut scene, "c", "deputy"), [Code::Duplicate], "one seat in a committee");
    scene.apologise("b");
    assert_eq!(expects(&mut scene, "c", "deputy"), []);
    scene.holds("a", "deputy");
    assert_eq!(expects(&mut scene, "c", "deputy"), [Code::Duplicate], "with a seat of their own");
    scene.apologise("deputy");
    assert_eq!(expects(&mut scene, "b", "deputy"), [Code::Duplicate, Code::NotPresent], "who does not come is not expected");
}
