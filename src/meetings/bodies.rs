//! Meetings, items and papers in the words of the API: what is sent and what is answered.

mod affected;
mod amount;
mod item;
mod meeting;
mod paper;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fault::Error;
use crate::ids::CommitteeId;

pub use affected::{AffectedGiven, affected};
pub use amount::{Amount, Given};
pub use item::{ItemBody, ItemPatch, Kept, NewItem, PaperListed};
pub use meeting::{At, Correspondence, MeetingBody, MeetingPatch, NewMeeting};
pub use paper::{NewPaper, PaperBody};

/// What was recorded, with the number of its entry.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "{T}Entry")]
pub struct Answered<T> {
    #[serde(flatten)]
    pub recorded: T,
    /// The number of the entry in the log by which this was recorded.
    pub version: i64,
    /// Of what has a time (`at`): the same in Europe/London, RFC 3339 with the offset.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub local: Option<String>,
}

/// Things that belong to one thing, all of them.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "AllOf{T}")]
pub struct Listed<T> {
    /// Absent where they are withheld from this reader.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<Vec<T>>,
    /// `items` where the whole list is withheld from this reader, `others` where the lines of other people are; else absent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<&'static str>,
}

impl<T> Listed<T> {
    #[must_use]
    pub fn all(items: Vec<T>) -> Self {
        Self { items: Some(items), withheld: Vec::new() }
    }

    /// What this is a list of is withheld.
    #[must_use]
    pub fn withheld() -> Self {
        Self { items: None, withheld: vec!["items"] }
    }
}

/// A committee, where several decide in common.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InCommittee {
    /// Of which committee; the quorum and the count ask for one where several decide the item.
    pub committee: Option<CommitteeId>,
}

/// The item is none of this committee's business.
#[must_use]
pub fn not_concerned(pointer: &str) -> Error {
    Error::invalid(pointer, "unknown_reference", "The item does not concern this committee.")
}
