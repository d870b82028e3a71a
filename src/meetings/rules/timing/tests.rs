//! C10: examples around every boundary of a time: of the days of a meeting, of now, of what was written late.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::meetings::scene::{Scene, TODAY, day, moment};

/// What came of an act that is told with its time: `taken`, or the code.
fn told(scene: &Scene, doing: Doing, on: &str, clock: &str) -> String {
    let at = Some(When::At(moment(day(on), clock)));
    of(scene, doing, EventTime { at, now: None })
}

fn of(scene: &Scene, doing: Doing, told: EventTime) -> String {
    At::Told(told).of(&scene.sitting, doing).map_or_else(|fault| fault.code, |_| "taken".to_owned())
}

fn scene() -> Scene {
    Scene::of("a:lay!chair b:lay")
}

/// Adjourned at noon of 6 March, until a day or none.
fn adjourned(until: Option<&str>) -> Scene {
    let mut scene = scene();
    scene.adjourn(until);
    scene
}

#[test]
fn what_happens_in_the_room_is_on_the_day_or_in_the_night_after_it_until_six() {
    let mut called = scene();
    called.not_convened();
    for (on, clock, expected) in [
        ("2018-03-05", "23:59", "time_required"),
        ("2018-03-06", "00:00", "taken"),
        ("2018-03-06", "23:59", "taken"),
        ("2018-03-07", "05:59", "taken"),
        ("2018-03-07", "06:00", "time_required"),
        ("2019-03-06", "14:00", "time_required"),
    ] {
        for doing in [Doing::Business, Doing::Attending] {
            assert_eq!(told(&scene(), doing, on, clock), expected, "{doing:?} {on} {clock}");
            assert_eq!(told(&called, doing, on, clock), expected, "before it is convened: {doing:?} {on} {clock}");
        }
    }
}

#[test]
fn what_prepares_a_meeting_may_be_earlier_and_never_later() {
    for (on, clock, expected) in [
        ("2017-01-01", "09:00", "taken"),
        ("2018-03-06", "23:59", "taken"),
        ("2018-03-07", "05:59", "taken"),
        ("2018-03-07", "06:00", "time_required"),
    ] {
        assert_eq!(told(&scene(), Doing::Preparation, on, clock), expected, "{on} {clock}");
        assert_eq!(told(&scene(), Doing::Unbound, on, clock), "taken", "bound to no day");
    }
}

#[test]
fn a_day_on_which_it_is_resumed_is_one_of_its_days() {
    let mut scene = adjourned(Some("2018-03-08"));
    scene.clock_on("2018-03-08", "10:00");
    scene.resume("2018-03-08");
    for (on, clock, expected) in [
        ("2018-03-07", "05:59", "taken"),
        ("2018-03-07", "06:00", "time_required"),
        ("2018-03-08", "00:00", "taken"),
        ("2018-03-09", "05:59", "taken"),
        ("2018-03-09", "06:00", "time_required"),
    ] {
        assert_eq!(told(&scene, Doing::Business, on, clock), expected, "{on} {clock}");
    }
    assert_eq!(told(&scene, Doing::Preparation, "2018-03-07", "12:00"), "taken", "between the days rulings may be settled");
    assert_eq!(told(&scene, Doing::Preparation, "2018-03-09", "06:00"), "time_required");
}

#[test]
fn of_a_meeting_adjourned_until_a_day_people_come_on_that_day_alone() {
    let until = adjourned(Some("2018-03-08"));
    for (on, clock, expected) in [
        ("2018-03-06", "15:00", "time_required"),
        ("2018-03-07", "23:59", "time_required"),
        ("2018-03-08", "00:00", "taken"),
        ("2018-03-08", "23:59", "taken"),
        ("2018-03-09", "00:00", "time_required"),
    ] {
        assert_eq!(told(&until, Doing::Attending, on, clock), expected, "{on} {clock}");
    }
    assert_eq!(told(&until, Doing::Preparation, "2018-03-08", "09:00"), "taken");
    assert_eq!(told(&until, Doing::Preparation, "2018-03-09", "06:00"), "time_required");
    let open_ended = adjourned(None);
    assert_eq!(told(&open_ended, Doing::Preparation, "2018-06-01", "09:00"), "taken", "nobody knows yet when it goes on");
    assert_eq!(told(&open_ended, Doing::Business, "2018-06-01", "09:00"), "time_required");
}

#[test]
fn it_goes_on_on_the_day_that_is_named_or_in_the_night_after_it() {
    let until = adjourned(Some("2018-03-08"));
    let on = Doing::Resuming(day("2018-03-08"));
    for (date, clock, expected) in [
        ("2018-03-07", "23:59", "time_required"),
        ("2018-03-08", "00:00", "taken"),
        ("2018-03-09", "05:59", "taken"),
        ("2018-03-09", "06:00", "time_required"),
    ] {
        assert_eq!(told(&until, on, date, clock), expected, "{date} {clock}");
    }
}

#[test]
fn nothing_has_a_time_that_is_still_to_come() {
    let now = Some(moment(day(TODAY), "14:00"));
    for doing in [Doing::Business, Doing::Attending, Doing::Preparation, Doing::Unbound] {
        for (clock, expected) in [("13:59", "taken"), ("14:00", "taken"), ("14:01", "taken"), ("14:02", "time_required")] {
            let at = Some(When::At(moment(day(TODAY), clock)));
            assert_eq!(of(&scene(), doing, EventTime { at, now }), expected, "two clocks may differ by a minute: {doing:?} {clock}");
        }
    }
}

#[test]
fn a_time_that_is_left_out_is_now_and_never_before_the_last_act() {
    let mut scene = scene();
    scene.clock("14:00");
    scene.leave("b");
    let entered = |now: Option<&str>| {
        let now = now.map(|clock| moment(day(TODAY), clock));
        At::Told(EventTime { at: None, now }).of(&scene.sitting, Doing::Business).map(|entered| entered.at.clock())
    };
    assert_eq!(entered(Some("15:00")).unwrap(), "15:00");
    assert_eq!(entered(Some("14:00")).unwrap(), "14:00");
    assert_eq!(entered(None).unwrap(), "14:00", "where nobody has a clock, the last time given");
    let today = EventTime { at: None, now: Some(moment(day("2019-01-01"), "10:00")) };
    assert_eq!(of(&scene, Doing::Business, today), "time_required", "no act of an old meeting is stamped with today");
    assert_eq!(of(&scene, Doing::Unbound, today), "taken");
}

#[test]
fn a_clock_time_alone_is_of_the_day_on_which_it_sits() {
    let clock = |scene: &Scene, text: &str| {
        let at = Some(text.parse::<When>().unwrap());
        At::Told(EventTime { at, now: None }).of(&scene.sitting, Doing::Attending).map(|entered| entered.at.day())
    };
    assert_eq!(clock(&scene(), "09:00").unwrap(), day(TODAY));
    assert_eq!(clock(&adjourned(Some("2018-03-08")), "09:00").unwrap(), day("2018-03-08"), "until which it is adjourned");
    let mut resumed = adjourned(Some("2018-03-08"));
    resumed.clock_on("2018-03-08", "10:00");
    resumed.resume("2018-03-08");
    assert_eq!(clock(&resumed, "11:00").unwrap(), day("2018-03-08"));
}

#[test]
fn what_is_before_the_last_act_is_written_late_in_its_place() {
    let mut scene = scene();
    let first = scene.sitting.book.acts.len();
    for clock in ["14:00", "14:10", "14:10"] {
        scene.clock(clock);
        scene.apologise("b");
    }
    let now = Some(moment(day(TODAY), "18:00"));
    let entered = |clock: &str| {
        let at = Some(When::At(moment(day(TODAY), clock)));
        let entered = At::Told(EventTime { at, now }).of(&scene.sitting, Doing::Business).unwrap();
        (entered.before - first, entered.late.is_some())
    };
    assert_eq!(entered("13:59"), (0, true));
    assert_eq!(entered("14:00"), (1, true), "of one time the last that was entered comes last");
    assert_eq!(entered("14:09"), (1, true));
    assert_eq!(entered("14:10"), (3, false), "not before the last");
    assert_eq!(entered("14:11"), (3, false));
}

#[test]
fn in_the_stead_of_another_it_stands_where_that_stood() {
    let mut scene = scene();
    scene.clock("14:00");
    scene.apologise("a");
    let place = scene.sitting.book.acts.last().unwrap().place;
    scene.apologise("b");
    let count = scene.sitting.book.acts.len();
    let beside = At::Stead { place, now: None }.of(&scene.sitting, Doing::Preparation).unwrap();
    assert_eq!(beside.before, count - 1, "after what was entered with it in one go, and stands");
    // What it is written in the stead of is struck, and stands no more.
    scene.rewrite(|acts| acts.retain(|act| act.place != place));
    let entered = At::Stead { place, now: None }.of(&scene.sitting, Doing::Preparation).unwrap();
    assert_eq!((entered.before, entered.place), (count - 2, Some(place.entry)), "before what has the same time and was entered later");
    assert!(entered.late.is_some());
    let exactly = |clock: &str| {
        let (at, late) = (moment(day(TODAY), clock), Some(moment(day(TODAY), "20:00")));
        At::Exactly { at, late }.of(&scene.sitting, Doing::Business).unwrap().late.is_some()
    };
    assert!(exactly("13:00") && !exactly("14:00"), "an entry that nothing stands after was not written late");
}

#[test]
fn what_is_done_in_the_sitting_itself_is_entered_by_six_in_the_morning_after() {
    let by = |scene: &Scene, on: &str, clock: &str| {
        let now = Some(moment(day(on), clock));
        in_the_sitting(&scene.sitting, EventTime { at: None, now }).is_ok()
    };
    assert!(by(&scene(), "2018-03-06", "23:59") && by(&scene(), "2018-03-07", "05:59"));
    assert!(!by(&scene(), "2018-03-07", "06:00") && !by(&scene(), "2018-03-08", "01:00"));
    let mut resumed = adjourned(Some("2018-03-08"));
    resumed.clock_on("2018-03-08", "10:00");
    resumed.resume("2018-03-08");
    assert!(by(&resumed, "2018-03-09", "05:59") && !by(&resumed, "2018-03-07", "05:00"), "of its last day");
    assert!(in_the_sitting(&scene().sitting, EventTime { at: None, now: None }).is_ok(), "where nobody has a clock");
}
