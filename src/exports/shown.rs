//! A line of the decision log as a reader may see it.

use schemars::JsonSchema;
use serde::Serialize;

use super::decision_log::DecisionLine;
use super::lines::{Line, Taken};
use super::urgent::UrgentLine;
use crate::db::order::{self, Listed};
use crate::ids::{CommitteeId, DecisionId, ItemId, MeetingId};

/// A line of the decision log as this reader may see it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum LogLine {
    /// The line of what a meeting decided of an item that is open to this reader.
    Whole(Box<WholeLine>),
    /// The line of what was decided between meetings.
    Urgent(Box<UrgentWholeLine>),
    /// What is told of the line of an item that this reader is kept from.
    Withheld(WithheldLine),
}

/// A line with all that is in it; the stamp of the log is for whoever may read the log.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WholeLine {
    /// Of the decision, as its own address names it.
    id: DecisionId,
    #[serde(flatten)]
    line: DecisionLine,
    /// Fields that are left out because they are withheld from this reader; absent where there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    withheld: Vec<&'static str>,
}

/// The same of an urgent decision.
#[derive(Debug, Serialize, JsonSchema)]
pub struct UrgentWholeLine {
    /// Of the decision, as `/api/v1/items/{id}/urgent-decisions` lists it.
    id: DecisionId,
    #[serde(flatten)]
    line: UrgentLine,
    /// Fields that are left out because they are withheld from this reader; absent where there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    withheld: Vec<&'static str>,
}

impl LogLine {
    /// The size and the root of the log move with every entry: beside a line they would tell
    /// somebody kept out of an item that something is happening in it.
    #[must_use]
    pub fn of(line: Line, stamped: bool) -> Self {
        let withheld = if stamped { Vec::new() } else { vec!["as_of_entry", "as_of_root"] };
        match line {
            Line::Decision(mut line) => {
                if !stamped {
                    (line.as_of_entry, line.as_of_root) = (None, None);
                }
                Self::Whole(Box::new(WholeLine { id: line.decision, line: *line, withheld }))
            }
            Line::Urgent(mut line) => {
                if !stamped {
                    (line.as_of_entry, line.as_of_root) = (None, None);
                }
                Self::Urgent(Box::new(UrgentWholeLine { id: line.decision, line: *line, withheld }))
            }
        }
    }

    /// That there is one, and no more.
    #[must_use]
    pub fn withheld(one: &Taken) -> Self {
        let (id, meeting, item, committee_id) = match one {
            Taken::Decision(decision) => (decision.id, decision.meeting, decision.item, decision.committee),
            Taken::Urgent(taken) => (taken.urgent.id, taken.sitting.meeting.id, taken.urgent.item, taken.urgent.committee),
        };
        let withheld = vec!["outcome", "text", "votes", "treatments", "quorum_after"];
        Self::Withheld(WithheldLine { id, entry: one.version(), decision: id, meeting, item, committee_id, withheld })
    }
}

/// That there is a decision, of which nothing more is shown.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WithheldLine {
    /// Of the decision, as its own address names it.
    id: DecisionId,
    /// The number, in the log, of the entry that recorded the decision.
    entry: i64,
    /// The decision, as in `/api/v1/decisions/{id}`.
    decision: DecisionId,
    /// The meeting at which it was decided, as in `/api/v1/meetings/{id}`.
    meeting: MeetingId,
    /// The item that was decided, as in `/api/v1/items/{id}`.
    item: ItemId,
    /// The committee that decided, as in `/api/v1/committees/{id}`.
    committee_id: CommitteeId,
    /// What is kept from this reader, the outcome and the votes among it.
    withheld: Vec<&'static str>,
}

impl Listed for LogLine {
    type Place = i64;
    /// By nothing that is withheld of some lines: their place would tell it.
    const FIELDS: &'static [&'static str] = &["entry"];

    fn place(&self) -> i64 {
        match self {
            Self::Whole(whole) => whole.line.entry,
            Self::Urgent(whole) => whole.line.entry,
            Self::Withheld(line) => line.entry,
        }
    }

    fn key(&self, _: &str) -> Option<String> {
        Some(order::number(self.place()))
    }
}
