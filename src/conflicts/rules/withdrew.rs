//! C5.3: whether most of those who would vote have to go.

use super::hands::standing_show;
use super::standings::Standings;
use crate::ids::PersonId;
use crate::meetings::{CommitteeAtMeeting, Item, Room, Sitting};
use crate::policy::Phase;

/// More than half of the voting seats attending are excluded from the item. A seat attends when somebody of
/// it has come; one whose people have gone again without being excluded is absent, and does not attend. A deputy whom the
/// terms count is the seat, also while out for the item.
#[must_use]
pub fn majority_withdrew(sitting: &Sitting, room: &Room, item: &Item, at: &CommitteeAtMeeting) -> bool {
    let at = &*sitting.lent(item, at);
    let standings = Standings::of(sitting);
    let private = sitting.is_private(item);
    let excluded = |person: &PersonId| {
        let standing = standings.standing(item, *person);
        !standing.rights(Phase::Decision, private, None).vote && (standing.is_ruled() || room.arrived.contains(person))
    };
    // Whoever goes home leaves their hand behind, as they leave their vote.
    let shown = standing_show(sitting, item, at.committee.id).map(|(_, raised)| raised).unwrap_or_default();
    let shown = if shown.iter().flat_map(|raised| &raised.people).any(excluded) { Vec::new() } else { shown };
    // By correspondence everybody is asked, and attends whether they reply or not.
    let is_here = |person: &PersonId| room.present.contains(person) || sitting.is_by_correspondence();
    let (mut attending, mut out) = (0_usize, 0_usize);
    for seat in at.seats().iter().filter(|seat| seat.voting) {
        let deputy = at.deputy_in(room, &seat.id);
        let acting: Vec<PersonId> = deputy.map_or_else(|| at.holders(&seat.id).collect(), |deputy| vec![deputy]);
        let mut votes = sitting.book.votes.iter();
        let has_voted =
            votes.any(|vote| vote.item == item.id && vote.committee == at.committee.id && vote.seat == seat.id && !excluded(&vote.person));
        let has_voted = has_voted || shown.iter().any(|raised| raised.seat == seat.id);
        if has_voted || acting.iter().any(|person| is_here(person) && !excluded(person)) {
            attending += 1;
        } else if acting.iter().all(excluded) && acting.iter().any(|person| room.arrived.contains(person)) {
            attending += 1;
            out += 1;
        }
    }
    out * 2 > attending
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meetings::scene::Scene;
    use crate::policy::Treatment;

    fn withdrew(excluded: &str, change: impl FnOnce(&mut Scene)) -> bool {
        let mut scene = Scene::of("chair:lay!chair lay:lay officer:officer gp:gp");
        excluded.split_whitespace().for_each(|name| scene.rule(name, Treatment::Leave));
        change(&mut scene);
        majority_withdrew(&scene.sitting, &scene.room(), scene.item(), scene.at())
    }

    #[test]
    fn half_is_not_most_and_one_more_is() {
        assert!(!withdrew("lay gp", |_| {}));
        assert!(withdrew("lay gp officer", |_| {}));
    }

    #[test]
    fn whoever_was_excluded_and_has_left_still_attends() {
        assert!(withdrew("lay gp officer", |scene| ["lay", "gp", "officer"].iter().for_each(|name| scene.leave(name))));
    }

    #[test]
    fn whoever_raised_a_hand_attends_after_going_home() {
        let after = |hands: bool| {
            withdrew("lay gp", |scene| {
                ["lay", "gp"].iter().for_each(|name| scene.leave(name));
                if hands {
                    scene.hands("chair officer", 2, 0, 0);
                }
                scene.leave("officer");
            })
        };
        assert!(after(false), "two of three");
        assert!(!after(true), "two of four");
    }

    #[test]
    fn a_deputy_who_counts_and_is_out_for_the_item_is_the_seat_still() {
        let withdrew = |deputies: &str, for_it: bool| {
            let terms = serde_json::json!({"counting": {"deputies": deputies}});
            let mut scene = Scene::under("chair:lay!chair gp:gp/deputies officer:officer", terms);
            scene.deputises("gp", "deputy");
            scene.leave("gp");
            scene.sit_for("gp", "deputy");
            ["chair", "deputy"].iter().for_each(|name| scene.rule(name, Treatment::Leave));
            if for_it {
                scene.leave_for_it("deputy")
            } else {
                scene.leave("deputy")
            }
            majority_withdrew(&scene.sitting, &scene.room(), scene.item(), scene.at())
        };
        assert!(withdrew("count", true), "two of three");
        assert!(!withdrew("count", false), "gone home: one of two");
        assert!(!withdrew("none", true), "the seat is its holder's, who is away");
    }

    #[test]
    fn whoever_is_absent_does_not_attend() {
        assert!(withdrew("lay gp", |scene| scene.leave("officer")), "two of three");
        assert!(!withdrew("lay gp", |scene| scene.never_came("gp")), "one of three");
    }
}
