//! What is told of an interest that came late: which decisions it touches, and what it breaches.

use schemars::JsonSchema;
use serde::Serialize;

use super::rules::BreachKind;
use super::rules::determining::Finding;
use super::rules::margin::Margin;
use crate::ids::{DecisionId, DeclarationId, ItemId, MeetingId, PersonId};
use crate::moment::Date;

/// A decision that an interest touches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "DecisionTouched")]
pub struct Touched {
    /// The decision, as in `/api/v1/decisions/{id}`.
    pub decision: DecisionId,
    /// The meeting at which it was taken, as in `/api/v1/meetings/{id}`.
    pub meeting: MeetingId,
    /// The meeting's reference.
    pub meeting_reference: String,
    /// The item it decides, as in `/api/v1/items/{id}`.
    pub item: ItemId,
    /// The item's number on the agenda.
    pub item_number: String,
    /// The day on which it was taken.
    pub day: Date,
    /// Which decision it is and what hung on the interest, in a sentence.
    pub says: String,
    /// Whether without the holder of the interest the result or the quorum would be another.
    pub decisive: bool,
    /// How the votes stood, and how without those of the holder of the interest; null where they cast none by name.
    pub margin: Option<Margin>,
    /// What a guardian last determined of the decision with this interest known: where it stands, the query has ended (A7.1).
    /// Null where nothing was determined.
    pub determined: Option<Finding>,
}

/// What was breached by one declaration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Breach {
    /// What was breached.
    #[serde(rename = "type")]
    pub kind: BreachKind,
    /// By whom, as in `/api/v1/people/{id}`.
    pub person: PersonId,
    /// Their name on the register now.
    pub name: String,
    /// The interest that was told too late, as in `/api/v1/declarations/{id}`.
    pub declaration: DeclarationId,
    /// How many days after the 28 allowed it was declared; absent where it is not its lateness.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_late: Option<i64>,
    /// The first day on which it was known and kept from a decision that it touches; absent where it was kept from none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<Date>,
}

impl Touched {
    /// Which decision it is, and what hung on the holder of the interest.
    #[must_use]
    pub fn in_words(&self) -> String {
        let hung = if self.decisive {
            "without whoever holds the interest it would not have come about"
        } else {
            "it would have come about without whoever holds the interest as well"
        };
        let determined = match self.determined {
            Some(Finding::Stands) => "; a guardian of conflicts of interest determined that it stands",
            Some(Finding::ToBeDecidedAgain) => "; a guardian of conflicts of interest determined that it is to be decided again",
            None => "",
        };
        format!("Item {} of the meeting {} of {}: {hung}{determined}.", self.item_number, self.meeting_reference, self.day.long())
    }
}
