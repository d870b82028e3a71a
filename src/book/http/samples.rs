//! Samples of what is entered in the book of a meeting.

use serde_json::json;

use super::advice::NewAdvice;
use super::conduct::{Cancellation, DeclaredHere, NewPhase, NewPresider, NewRuling};
use super::deciding::NewDecision;
use super::panels::NewPanel;
use super::room::NewLine;
use super::sitting::{NewAdjournment, NewCarrying, NewCoOption, NewNil, NewResumption, OffTheAgenda};
use super::slips::{NewReopening, NewStrike};
use super::urgent::NewUrgent;
use super::visitors::NewVisitor;
use super::voting::{NewCallIn, NewCasting, NewElection, NewHands, NewRoll, NewVote};
use crate::samples::{CFO, CHAIR, COMMITTEE, DEPUTY, GP, LIST, MEETING, NURSE, Sample, Samples, VICE, VOTE, sample};

impl Samples for NewLine {
    fn samples() -> Vec<Sample> {
        vec![
            sample("The chair arrives", json!({"person": CHAIR, "event": "arrive"})),
            sample(
                "A deputy joins from elsewhere",
                json!({"person": DEPUTY, "event": "arrive", "as_deputy_for": "gp", "committee": COMMITTEE, "remote": true}),
            ),
            sample(
                "The GP sends apologies, and the deputy is expected",
                json!({"person": GP, "event": "apologies", "expected_deputy": DEPUTY}),
            ),
            sample("The GP leaves for an item", json!({"person": GP, "event": "leave", "for_item": LIST})),
        ]
    }
}

impl Samples for NewVisitor {
    fn samples() -> Vec<Sample> {
        vec![
            sample("A member of the public listens", json!({"name": "P. Walker", "as": "observer"})),
            sample(
                "Somebody presents an item, and tells an interest",
                json!({
                    "name": "Dr V. Sitor", "organisation_name": "Some Consultants", "as": "presenter", "items": [LIST],
                    "interest_told": "Has advised the practice.",
                }),
            ),
        ]
    }
}

impl Samples for NewRuling {
    fn samples() -> Vec<Sample> {
        vec![
            sample("The GP leaves the room", json!({"person": GP, "treatment": "leave", "by": VICE})),
            sample(
                "The nurse stays, and why",
                json!({"person": NURSE, "treatment": "note", "by": VICE, "reason": "They have not been a patient there for years."}),
            ),
        ]
    }
}

impl Samples for NewPresider {
    fn samples() -> Vec<Sample> {
        vec![sample("The vice-chair takes the chair", json!({"person": VICE}))]
    }
}

impl Samples for DeclaredHere {
    fn samples() -> Vec<Sample> {
        vec![
            sample(
                "The nurse was a patient there",
                json!({"person": NURSE, "category": "non_financial_personal", "nature": "Once a patient there"}),
            ),
            sample(
                "A brother's interest, raised by somebody else",
                json!({
                    "person": CFO, "category": "indirect", "underlying_category": "financial",
                    "nature": "A brother owns part of the company", "organisation": "CO", "related_person": "A Brother",
                    "from": "2016-04-01", "aware": "2018-03-06", "direction": "gain", "raised_by": "A Lay Member",
                }),
            ),
        ]
    }
}

impl Samples for NewPhase {
    fn samples() -> Vec<Sample> {
        vec![
            sample("The item is introduced", json!({"phase": "introduction"})),
            sample("The item comes to its decision", json!({"phase": "decision"})),
        ]
    }
}

impl Samples for NewVote {
    fn samples() -> Vec<Sample> {
        vec![
            sample("The chair votes for it", json!({"person": CHAIR, "choice": "for"})),
            sample("A deputy votes from the GP's seat", json!({"person": DEPUTY, "seat": "gp", "choice": "against"})),
            sample(
                "Whoever sits in a seat abstains, in one of several committees",
                json!({"seat": "nurse", "committee": COMMITTEE, "choice": "abstain"}),
            ),
        ]
    }
}

impl Samples for NewRoll {
    fn samples() -> Vec<Sample> {
        vec![
            sample(
                "Those present are called one after the other",
                json!({"votes": [
                    {"person": CHAIR, "choice": "for"}, {"person": VICE, "choice": "for"}, {"person": NURSE, "choice": "against"},
                ]}),
            ),
            sample(
                "A deputy votes from the GP's seat, in one of several committees",
                json!({
                    "committee": COMMITTEE,
                    "votes": [{"person": DEPUTY, "seat": "gp", "choice": "abstain"}, {"seat": "nurse", "choice": "for"}],
                }),
            ),
        ]
    }
}

impl Samples for NewHands {
    fn samples() -> Vec<Sample> {
        vec![
            sample("Most are for it", json!({"for": 3, "against": 1})),
            sample(
                "One for neither, in one of several committees",
                json!({"for": 2, "against": 1, "abstained": 1, "committee": COMMITTEE}),
            ),
        ]
    }
}

impl Samples for NewElection {
    fn samples() -> Vec<Sample> {
        vec![
            sample(
                "The vice-chair is elected",
                json!({"counted_by": CFO, "candidates": [{"person": VICE, "votes": 3}, {"person": NURSE, "votes": 1}]}),
            ),
            sample(
                "Two tie once more, in one of several committees, and a lot is drawn",
                json!({
                    "committee": COMMITTEE, "counted_by": CFO, "blank_or_spoilt": 1, "drawn_by_lot": NURSE,
                    "candidates": [{"person": VICE, "votes": 2}, {"person": NURSE, "votes": 2}],
                }),
            ),
        ]
    }
}

impl Samples for NewAdvice {
    fn samples() -> Vec<Sample> {
        vec![
            sample(
                "A GP answers what is asked of them",
                json!({"person": GP, "says": "Half of the patients could not reach the other site by bus."}),
            ),
            sample(
                "In writing, before the meeting",
                json!({"person": GP, "says": "The list has grown by a tenth in a year.", "in_writing": true, "at": "2018-03-05T09:00:00Z"}),
            ),
        ]
    }
}

impl Samples for NewCallIn {
    fn samples() -> Vec<Sample> {
        vec![sample(
            "The nurse wants to talk about it",
            json!({"by": NURSE, "reason": "What it does to the patients is to be talked about."}),
        )]
    }
}

impl Samples for NewCasting {
    fn samples() -> Vec<Sample> {
        vec![
            sample("The chair settles the tie", json!({"by": CHAIR, "choice": "for"})),
            sample(
                "The vice-chair settles it, in one of several committees",
                json!({"by": VICE, "committee": COMMITTEE, "choice": "against"}),
            ),
        ]
    }
}

impl Samples for NewDecision {
    fn samples() -> Vec<Sample> {
        vec![
            sample("Approved by a vote", json!({"outcome": "approved", "method": "vote"})),
            sample(
                "Agreed without a count, in words and with somebody's dissent",
                json!({
                    "committee": COMMITTEE, "outcome": "approved", "method": "consensus",
                    "text": "It is to be built in the market place.", "dissent": [NURSE],
                }),
            ),
            sample(
                "Approved in spite of the composition of the vote",
                json!({
                    "outcome": "approved", "method": "vote",
                    "override": {"by": CFO, "reason": "The lease ends before the next meeting."},
                }),
            ),
        ]
    }
}

impl Samples for Cancellation {
    fn samples() -> Vec<Sample> {
        vec![sample("Too few can come", json!({"reason": "The roads are closed by snow."}))]
    }
}

impl Samples for NewAdjournment {
    fn samples() -> Vec<Sample> {
        vec![sample("Stopped, for no day that was named", json!({})), sample("Until the week after", json!({"until": "2018-03-13"}))]
    }
}

impl Samples for NewResumption {
    fn samples() -> Vec<Sample> {
        vec![sample("As it was adjourned", json!({})), sample("On another day", json!({"date": "2018-03-13", "at": "14:00"}))]
    }
}

impl Samples for NewNil {
    fn samples() -> Vec<Sample> {
        vec![sample("The nurse has nothing to declare", json!({"person": NURSE}))]
    }
}

impl Samples for NewCoOption {
    fn samples() -> Vec<Sample> {
        vec![
            sample("A voice alone", json!({"person": DEPUTY, "by": CHAIR, "reason": "To hear somebody of the trade."})),
            sample(
                "Into a seat, from another body",
                json!({
                    "person": DEPUTY, "seat": "gp", "committee": COMMITTEE, "by": CHAIR, "from_organisation": "CO",
                    "reason": "Most of us have an interest.",
                }),
            ),
        ]
    }
}

impl Samples for NewPanel {
    fn samples() -> Vec<Sample> {
        vec![
            sample(
                "A panel instructs how the GP is treated",
                json!({
                    "convened_by": CFO, "members": [CHAIR, VICE, NURSE], "on": "2018-03-02",
                    "reason": "Every GP has an interest in the list.",
                    "found": {"undue_influence": false},
                    "instructions": [{"person": GP, "treatment": "leave"}],
                }),
            ),
            sample(
                "It found undue influence, and the chief officer could not be reached",
                json!({
                    "convened_by": CFO, "unavailable": [DEPUTY], "members": [CHAIR, VICE, NURSE],
                    "reason": "Much hangs on the contract.",
                    "found": {"undue_influence": true, "words": "The criteria were written by those who are to bid."},
                }),
            ),
        ]
    }
}

impl Samples for NewCarrying {
    fn samples() -> Vec<Sample> {
        vec![sample("As the next item", json!({"to": MEETING})), sample("Under a number of its own", json!({"to": MEETING, "number": "4"}))]
    }
}

impl Samples for NewStrike {
    fn samples() -> Vec<Sample> {
        vec![
            sample("A vote that was keyed wrongly", json!({"what": [VOTE], "reason": "Keyed wrongly."})),
            sample(
                "An arrival that was earlier",
                json!({
                    "what": [VOTE], "reason": "She came earlier.",
                    "instead": {"at": "13:45", "attendance": [{"person": NURSE, "event": "arrive"}]},
                }),
            ),
            sample(
                "A ruling on somebody else",
                json!({
                    "what": [VOTE], "reason": "It was the GP who had declared.", "by": VICE,
                    "instead": {"ruling": {"item": LIST, "person": GP, "treatment": "leave", "by": VICE}},
                }),
            ),
        ]
    }
}

impl Samples for NewReopening {
    fn samples() -> Vec<Sample> {
        vec![sample("Somebody else voted in a seat", json!({"by": CHAIR, "reason": "Somebody else voted in the GP's seat."}))]
    }
}

impl Samples for NewUrgent {
    fn samples() -> Vec<Sample> {
        vec![
            sample("By chair and chief officer", json!({"by": [CHAIR, CFO], "consulted": [NURSE], "on": "2018-02-14"})),
            sample(
                "When the chair could not be reached",
                json!({"by": [VICE, CFO], "unavailable": [CHAIR], "reason": "Nobody answered on a Sunday.", "on": "2018-02-18"}),
            ),
        ]
    }
}

impl Samples for OffTheAgenda {
    fn samples() -> Vec<Sample> {
        vec![sample("The report is not ready", json!({"reason": "The report is not ready."}))]
    }
}
