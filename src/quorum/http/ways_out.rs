//! The rungs of the ladder as a reader finds them: what each asks for, and the request that takes it.

use schemars::JsonSchema;
use serde::Serialize;

use crate::conflicts::Standings;
use crate::ids::PersonId;
use crate::meetings::{CommitteeAtMeeting, Item, MeetingState, Room};
use crate::policy::{Phase, Rung};
use crate::quorum::rules::repairs::free_deputies;
use crate::quorum::rules::sentences::{called, list};
use crate::verdict::Remedy;

/// A way out of an inquorate item.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct WayOut {
    /// The rung of the ladder.
    rung: Rung,
    /// What is to be done, and by whom.
    says: String,
    /// The request that does it.
    next_step: Remedy,
}

/// What is looked at: an item in a committee, in a room.
#[derive(Clone, Copy)]
pub(super) struct Inquorate<'a, 's> {
    pub standings: &'a Standings<'s>,
    /// As it is, or as it is to be expected.
    pub room: &'a Room,
    pub item: &'a Item,
    pub at: &'a CommitteeAtMeeting,
    /// Whether the reader may know how others stand on the item.
    pub names: bool,
}

/// C5.4: each rung in its order, in a sentence and with its request.
pub(super) fn ways_out(of: Inquorate<'_, '_>, rungs: &[Rung]) -> Vec<WayOut> {
    rungs.iter().map(|rung| WayOut { rung: *rung, says: says(of, *rung), next_step: step(of, *rung) }).collect()
}

fn says(of: Inquorate<'_, '_>, rung: Rung) -> String {
    match rung {
        Rung::Deputy => deputies(of),
        Rung::Defer => "Defer it to a day on which everybody can attend: with all holders of seats there it would be quorate.".to_owned(),
        Rung::Refer => "Refer it to a committee or body that may decide it without those who are kept out.".to_owned(),
        Rung::CoOpt => {
            "Borrow somebody for the item who has declared and has no interest in it: whoever presides does so, with a reason.".to_owned()
        }
        Rung::ConflictsPanel => panel(of),
        Rung::InCommon => "Take it at a meeting in common with a committee whose members have no interest in it.".to_owned(),
        Rung::NhsEngland => {
            "Have it decided with NHS England, as the terms of reference say of this function, and record it as referred.".to_owned()
        }
    }
}

/// A panel speaks before an item is talked about.
fn may_be_heard(of: Inquorate<'_, '_>) -> bool {
    of.standings.sitting.phase(of.item.id).is_none_or(|phase| phase <= Phase::Introduction)
}

fn panel(of: Inquorate<'_, '_>) -> String {
    if !may_be_heard(of) {
        return "Defer it, and put it to a conflicts panel before the later meeting: one speaks before an item is talked about.".to_owned();
    }
    let fewest = of.at.policy.panel.members;
    format!(
        "Put it to a conflicts panel of at least {fewest} people without an interest: how it instructs each to be treated binds the meeting."
    )
}

fn deputies(of: Inquorate<'_, '_>) -> String {
    let free = if of.names { free_deputies(of.standings, of.room, of.item, of.at) } else { Vec::new() };
    let sitting = of.standings.sitting;
    let (away, expected): (Vec<_>, Vec<_>) = free.into_iter().partition(|(deputy, _)| of.room.apologies.contains(deputy));
    let (free, after_all) = if expected.is_empty() { (away, " after all, who sent apologies") } else { (expected, "") };
    let called =
        |(deputy, holder): (PersonId, PersonId)| format!("{} for {}{after_all}", sitting.name(deputy), called(sitting, of.at, holder));
    let named: Vec<String> = free.into_iter().map(called).collect();
    if named.is_empty() {
        "Have a deputy without an interest sit in a seat that does not count.".to_owned()
    } else {
        format!("Have a deputy sit: {}.", list(&named, "or"))
    }
}

fn step(of: Inquorate<'_, '_>, rung: Rung) -> Remedy {
    let (meeting, item) = (of.standings.sitting.meeting.id, of.item.id);
    let called = of.standings.sitting.meeting.state == MeetingState::Called;
    let post = |action: &str, label: &str, href: String| Remedy {
        action: action.to_owned(),
        label: label.to_owned(),
        method: "POST".to_owned(),
        href,
    };
    let decisions = || format!("/api/v1/items/{item}/decisions");
    match rung {
        // A holder who is to leave for the item sends no apologies: the deputy comes when they have left.
        Rung::Deputy if called => {
            let label = "Record, when the holder sends apologies or has left for the item, that the deputy is expected or arrives";
            post("expect_deputy", label, format!("/api/v1/meetings/{meeting}/attendance"))
        }
        Rung::Deputy => post("arrive", "Record that the deputy arrives for the seat", format!("/api/v1/meetings/{meeting}/attendance")),
        Rung::Defer if called => post("defer", "Record, once the meeting is open, that the item is deferred", decisions()),
        Rung::Defer => post("defer", "Record that the item is deferred", decisions()),
        Rung::Refer => post("refer", "Record, in the meeting, that the item is referred", decisions()),
        Rung::CoOpt => post("co_opt", "Borrow somebody for the item", format!("/api/v1/items/{item}/co-options")),
        Rung::ConflictsPanel if may_be_heard(of) => {
            post("hear_panel", "Record what the conflicts panel said", format!("/api/v1/items/{item}/panels"))
        }
        Rung::ConflictsPanel => post("defer", "Record that the item is deferred, for a panel before the later meeting", decisions()),
        Rung::InCommon => post("call_in_common", "Call a meeting of both committees", "/api/v1/meetings".to_owned()),
        Rung::NhsEngland => post("refer", "Record, in the meeting, that the item is referred to NHS England", decisions()),
    }
}
