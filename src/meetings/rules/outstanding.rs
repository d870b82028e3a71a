//! A3.2: who has a say in a meeting and never declared. Whoever has neither an interest nor a nil return on the
//! register is told of to the meeting from the first day; some weeks after their first seat more follows, as the policy
//! says. To say in a meeting that one has no interests is no return.

use std::collections::BTreeSet;

use crate::ids::PersonId;
use crate::meetings::sitting::{CommitteeAtMeeting, Room, Sitting};
use crate::moment::Date;

/// For so many days after their first seat nothing but the notice follows (A3.1).
const GRACE: i64 = 28;

/// Somebody who had declared nothing when the meeting began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Silence {
    /// The day of their first seat on any committee.
    pub since: Date,
    /// The day on which they declared after all, an interest or that they have none: a meeting may go on until then.
    pub until: Option<Date>,
}

/// Whether nothing of a person is on the register on the day that is looked at.
fn is_silent(sitting: &Sitting, person: PersonId) -> bool {
    sitting.never_declared.get(&person).is_some_and(|silence| silence.until.is_none_or(|until| until > sitting.day))
}

/// Of whom the meeting is given notice: every holder of a voting seat, and every deputy who sits.
#[must_use]
pub fn outstanding(sitting: &Sitting, room: &Room) -> BTreeSet<PersonId> {
    let holders =
        sitting.committees.iter().flat_map(|at| at.seats().iter().filter(|seat| seat.voting).flat_map(move |seat| at.holders(&seat.id)));
    holders.chain(room.sitting_for.values().copied()).filter(|person| is_silent(sitting, *person)).collect()
}

/// Those of them who have a say on an item in a committee: who sit in a voting seat of it.
#[must_use]
pub fn outstanding_in(sitting: &Sitting, room: &Room, at: &CommitteeAtMeeting) -> BTreeSet<PersonId> {
    let silent = outstanding(sitting, room);
    let sits = |person: &PersonId| at.seats_to_vote_from(room, *person).any(|seat| seat.voting);
    let holds = |person: &PersonId| at.seats().iter().any(|seat| seat.voting && at.holders(&seat.id).any(|holder| holder == *person));
    silent.into_iter().filter(|person| sits(person) || holds(person)).collect()
}

/// Whether somebody who never declared has had a seat for longer than the policy waits.
#[must_use]
pub fn is_overdue(sitting: &Sitting, person: PersonId) -> bool {
    let is_late = |silence: &Silence| silence.since.plus_days(GRACE) < sitting.meeting.date;
    is_silent(sitting, person) && sitting.never_declared.get(&person).is_some_and(is_late)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meetings::scene::{Scene, day, since};

    #[test]
    fn whoever_declares_before_it_goes_on_is_silent_no_more() {
        let mut scene = Scene::of("a:lay");
        let a = scene.id("a");
        scene.sitting.never_declared = [(a, Silence { until: Some(day("2018-03-13")), ..since("2015-04-01") })].into();
        assert!(is_overdue(&scene.sitting, a), "on the sixth");
        scene.sitting.day = day("2018-03-13");
        assert!(!is_overdue(&scene.sitting, a) && outstanding(&scene.sitting, &scene.room()).is_empty());
    }

    #[test]
    fn a_declaration_is_outstanding_from_the_first_day_and_overdue_after_the_twenty_eighth() {
        let mut scene = Scene::of("a:lay b:gp-");
        let (a, b) = (scene.id("a"), scene.id("b"));
        assert!(outstanding(&scene.sitting, &scene.room()).is_empty());
        for (first, overdue) in [("2018-03-06", false), ("2018-02-06", false), ("2018-02-05", true), ("2010-01-01", true)] {
            scene.sitting.never_declared = [a, b].map(|person| (person, since(first))).into();
            assert_eq!(outstanding(&scene.sitting, &scene.room()), [a].into(), "a seat without a vote is not asked");
            assert_eq!(is_overdue(&scene.sitting, a), overdue, "{first}");
        }
    }

    #[test]
    fn a_deputy_is_told_of_while_sitting() {
        let mut scene = Scene::of("a:lay/deputies b:lay");
        scene.deputises("a", "deputy");
        let deputy = scene.person("deputy");
        scene.sitting.never_declared = [(deputy, since("2015-04-01"))].into();
        assert!(outstanding(&scene.sitting, &scene.room()).is_empty());
        scene.leave("a");
        scene.sit_for("a", "deputy");
        assert_eq!(outstanding(&scene.sitting, &scene.room()), [deputy].into());
    }
}
