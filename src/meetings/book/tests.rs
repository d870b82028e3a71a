//! C10: examples of how a book is read from its acts.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::committees::Appointment;
use crate::declarations::{Category, Interest};
use crate::meetings::acts::{Choice, Outcome};
use crate::meetings::scene::{Scene, day, item};
use crate::policy::{Stage, Treatment};

fn scene() -> Scene {
    Scene::of("a:lay!chair b:lay c:gp")
}

fn present(scene: &Scene) -> Vec<String> {
    let mut names: Vec<String> = scene.room().present.into_iter().map(|person| scene.sitting.name(person)).collect();
    names.sort();
    names
}

#[test]
fn what_was_struck_reads_as_if_it_had_never_been_made() {
    let mut scene = scene();
    scene.begin(Phase::Decision);
    let before = scene.sitting.clone();
    scene.vote("a", Choice::For);
    scene.strike(scene.last());
    assert_eq!(scene.sitting.book.struck.len(), 1, "the log has it still");
    scene.sitting.book.struck.clear();
    assert_eq!(scene.sitting, before);
}

#[test]
fn acts_stand_in_the_order_of_their_time_and_of_one_time_of_their_entries() {
    let mut scene = scene();
    scene.clock("14:10");
    scene.leave("a");
    scene.clock("14:00");
    let line = scene.line("b", crate::meetings::Event::Leave);
    scene.write(Said::Attendance(line), None);
    scene.clock("14:10");
    scene.leave("c");
    let names: Vec<String> = scene.sitting.book.attendance.iter().rev().take(3).map(|line| scene.sitting.name(line.person)).collect();
    assert_eq!(names, ["c", "a", "b"], "the last first");
}

#[test]
fn what_is_written_instead_stands_in_the_place_of_what_was_struck() {
    let mut scene = scene();
    scene.rule("b", Treatment::Leave);
    let (id, place) = (scene.last(), scene.sitting.book.acts.last().unwrap().place);
    scene.rule("b", Treatment::Note);
    scene.strike(id);
    scene.rule("b", Treatment::Removed);
    scene.rewrite(|acts| {
        let mut last = acts.pop().unwrap();
        last.place = place;
        acts.push(last);
        acts.sort_by_key(|act| act.place);
    });
    let treatments: Vec<Treatment> = scene.sitting.book.rulings.iter().map(|ruling| ruling.treatment).collect();
    assert_eq!(treatments, [Treatment::Removed, Treatment::Note], "so the last that was said stands");
}

#[test]
fn a_meeting_as_all_its_acts_left_it_is_the_meeting() {
    let mut scene = scene();
    scene.begin(Phase::Decision);
    scene.votes("a", "b");
    scene.leave_for_it("c");
    scene.decide(Outcome::Deferred);
    let count = scene.sitting.book.acts.len();
    assert_eq!(scene.sitting.as_of(count), scene.sitting);
    let then = scene.sitting.as_of(count - 1);
    assert!(then.book.decided.is_empty() && then.phase(scene.item().id) == Some(Phase::Decision));
    assert_eq!(scene.sitting.as_of(0).meeting.state, MeetingState::Called);
}

#[test]
fn the_last_committee_to_decide_closes_the_item() {
    let mut scene = scene();
    let (id, other) = (scene.item().id, scene.in_common());
    scene.begin(Phase::Decision);
    scene.decide(Outcome::Approved);
    assert_eq!(scene.sitting.phase(id), Some(Phase::Decision));
    let second = Decided { committee: other, ..scene.decided(id, Outcome::Rejected) };
    let second_id = second.id;
    scene.enter(Said::Decided(second));
    assert_eq!(scene.sitting.phase(id), Some(Phase::Closed));
    assert_eq!(scene.sitting.book.begun.last().unwrap().by_decision, Some(second_id));
    let mut alone = self::scene();
    let mine = alone.at().committee.id;
    alone.in_common();
    alone.change(|item| item.committees = vec![mine]);
    alone.decide(Outcome::Deferred);
    assert_eq!(alone.sitting.phase(alone.item().id), Some(Phase::Closed), "one that it does not concern is not waited for");
}

#[test]
fn reopening_gives_back_the_phase_and_takes_the_votes_of_that_committee() {
    let mut scene = scene();
    let (id, other) = (scene.item().id, scene.in_common());
    scene.begin(Phase::Decision);
    scene.votes("a b", "c");
    scene.casting("a", Choice::For);
    let theirs = scene.sitting.book.votes.first().unwrap().clone();
    scene.enter(Said::Vote(Vote { committee: other, ..theirs }));
    let decision = scene.decide(Outcome::Approved);
    scene.enter(Said::Decided(Decided { committee: other, ..scene.decided(id, Outcome::Approved) }));
    scene.reopen(decision, "a");
    let book = &scene.sitting.book;
    assert_eq!(scene.sitting.phase(id), Some(Phase::Decision));
    assert!(book.votes.iter().all(|vote| vote.committee == other) && book.votes.len() == 1);
    assert!(book.casting.is_empty());
    assert_eq!((book.decided.len(), book.reopened.len()), (1, 1), "the other committee's decision stands");
    assert_eq!(present(&scene), ["a", "b", "c"], "the room is as it is");
    scene.decide(Outcome::Rejected);
    assert_eq!(scene.sitting.phase(id), Some(Phase::Closed), "taken again, it is closed again");
    let mut early = self::scene();
    early.begin(Phase::Introduction);
    let decision = early.decide(Outcome::Deferred);
    early.reopen(decision, "a");
    assert_eq!(early.sitting.phase(early.item().id), Some(Phase::Introduction), "the phase in which it was decided");
    let mut unbegun = self::scene();
    let decision = unbegun.decide(Outcome::Deferred);
    unbegun.reopen(decision, "a");
    assert_eq!(unbegun.sitting.phase(unbegun.item().id), None);
}

#[test]
fn an_adjournment_empties_the_room_and_leaves_the_item_where_it_was() {
    let mut scene = scene();
    scene.leave("c");
    scene.apologise("c");
    scene.begin(Phase::Decision);
    scene.votes("a", "b");
    scene.adjourn(Some("2018-03-08"));
    let room = scene.room();
    assert!(room.present.is_empty() && room.arrived.is_empty(), "whoever is to be counted arrives again");
    assert_eq!(room.apologies.len(), 1, "apologies stand");
    scene.clock_on("2018-03-08", "10:00");
    scene.arrive("b");
    assert_eq!(present(&scene), ["b"], "people may come before it is resumed");
    scene.resume("2018-03-08");
    assert_eq!(present(&scene), ["b"]);
    assert_eq!((scene.sitting.phase(scene.item().id), scene.sitting.book.votes.len()), (Some(Phase::Decision), 2));
    assert_eq!(scene.sitting.days().collect::<Vec<_>>(), [day("2018-03-06"), day("2018-03-08")]);
}

/// Somebody who holds the seat `c` from a day on.
fn appointed(from: &str) -> Scene {
    let mut scene = scene();
    scene.vacate("c");
    let (committee, person) = (scene.at().committee.id, scene.person("new"));
    scene.seats(Appointment { committee, seat: "c".into(), person, from: day(from), to: None, deputy_for: None });
    scene
}

#[test]
fn the_day_of_an_act_says_who_holds_which_seat_and_past_midnight_nobody_gains_one() {
    let held = |from: &str, on: &str, clock: &str| {
        let mut scene = appointed(from);
        scene.clock_on(on, clock);
        scene.apologise("a");
        scene.at().holders("c").count() == 1
    };
    assert!(held("2018-03-06", "2018-03-06", "23:59"));
    assert!(held("2018-03-06", "2018-03-07", "00:30"));
    assert!(!held("2018-03-07", "2018-03-06", "23:59"));
    assert!(!held("2018-03-07", "2018-03-07", "00:30"), "the sitting is of the day before");
    for until in [Some("2018-03-07"), None] {
        let mut resumed = appointed("2018-03-07");
        resumed.adjourn(until);
        resumed.clock_on("2018-03-07", "10:00");
        resumed.resume("2018-03-07");
        assert_eq!(resumed.at().holders("c").count(), 1, "on a day of its own they have it: {until:?}");
    }
    let mut put_off = scene();
    put_off.holds_until("c", "2018-03-08");
    put_off.adjourn(Some("2018-03-13"));
    put_off.decide(Outcome::Deferred);
    assert_eq!(put_off.at().holders("c").count(), 1, "what is recorded on the day itself is of that day");
}

#[test]
fn past_midnight_a_seat_is_lost_whose_term_ended_with_the_day() {
    let held = |on: &str, clock: &str| {
        let mut scene = scene();
        scene.holds_until("c", "2018-03-06");
        scene.clock_on(on, clock);
        scene.apologise("a");
        scene.at().holders("c").count() == 1
    };
    assert!(held("2018-03-06", "23:59"));
    assert!(!held("2018-03-07", "00:00"));
}

#[test]
fn an_interest_told_at_the_meeting_is_known_from_its_step_on() {
    let mut scene = scene();
    scene.interest("c", Category::Financial, None);
    let always = scene.sitting.interests.first().unwrap().clone();
    scene.interest("b", Category::Financial, None);
    scene.begin(Phase::Introduction);
    let told = scene.tell();
    let before = scene.sitting.as_of(scene.sitting.book.acts.len() - 1);
    let told = scene.sitting.interests.one(told).unwrap();
    assert!(scene.sitting.knows(told) && scene.sitting.knows(&always));
    assert!(!before.knows(told) && before.knows(&always));
    let entry = scene.sitting.book.acts.last().unwrap().entry;
    let judging = scene.sitting.clone().judging(scene.sitting.book.acts.last().unwrap());
    let at = |entered: i64| Interest { entered, ..always.clone() };
    assert!(judging.knows(&at(entry - 1)) && !judging.knows(&at(entry)), "what was declared later an act did not know");
}

#[test]
fn a_ruling_sticks_from_where_it_stands_in_the_book() {
    let mut scene = scene();
    scene.change(|item| (item.procurement, item.stage) = (Some("p".into()), Some(Stage::Evaluation)));
    let mut second = item("2", 2);
    (second.procurement, second.stage) = (Some("p".into()), Some(Stage::Award));
    let later = second.id;
    scene.sitting.items.push(second);
    scene.rule("c", Treatment::Leave);
    let count = scene.sitting.book.acts.len();
    scene.rule("c", Treatment::Note);
    let sticks = |sitting: &Sitting| sitting.earlier.iter().map(|ruling| ruling.treatment).collect::<Vec<_>>();
    assert_eq!(sticks(&scene.sitting), [Treatment::Note], "the last one, of a person and an item");
    assert_eq!(sticks(&scene.sitting.as_of(count)), [Treatment::Leave]);
    assert_eq!(sticks(&scene.sitting.as_of(count - 1)), []);
    assert!(scene.sitting.item(later).is_some());
}
