//! What is stated of an item of business, field by field: one list for whoever adds it, changes it, keeps it
//! and reads it. A part leaves out what it takes from its item.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Affected;
use crate::ids::{CommitteeId, ItemId};
use crate::money::Money;
use crate::policy::{Purpose, Stage};
use crate::text::{Line, Word, kept, kept_if};

/// What is said of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ItemStatement {
    /// What the business is called on the agenda.
    #[serde(deserialize_with = "kept")]
    #[schemars(with = "String")]
    pub title: Line,
    /// What it is for; null where a part takes its item's.
    pub purpose: Option<Purpose>,
    /// A word for the kind of decision; null where nobody said, or where a part takes its item's.
    #[serde(default, deserialize_with = "kept_if")]
    #[schemars(with = "Option<String>")]
    pub decision_type: Option<Word>,
    /// The stage as it was stated; null where it is read by the purpose, or where a part takes its item's.
    pub stage: Option<Stage>,
    /// A word for the kind of business; null where no authority is asked, or where a part takes its item's.
    #[serde(default, deserialize_with = "kept_if")]
    #[schemars(with = "Option<String>")]
    pub function: Option<Word>,
    /// The bodies, classes of bodies and people it is about; null where nobody said, or where a part takes its item's.
    pub affects: Option<Vec<Affected>>,
    /// What it is worth, in pence; null where nobody said, or where a part takes its item's.
    #[schemars(with = "Option<crate::meetings::bodies::Amount>")]
    pub value: Option<Money>,
    /// The procurement it belongs to; null where it belongs to none, or where a part takes its item's.
    #[serde(default, deserialize_with = "kept_if")]
    #[schemars(with = "Option<String>")]
    pub procurement: Option<Word>,
    /// Whether it is taken without the public; null where nobody said, or where a part takes its item's.
    pub private: Option<bool>,
    /// The committees it concerns; null for all of the meeting's, or where a part takes its item's.
    pub committees: Option<Vec<CommitteeId>>,
    /// By which way it came to the committee, in words; null where nobody said, or where a part takes its item's.
    #[serde(default, deserialize_with = "kept_if")]
    #[schemars(with = "Option<String>")]
    pub route: Option<Line>,
    /// The item whose decision it confirms, as in `/api/v1/items/{id}`; absent where it confirms none, or where a part takes
    /// its item's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirms: Option<ItemId>,
    /// The item of an earlier meeting whose decision it takes again, as in `/api/v1/items/{id}`; absent where it takes none again. A
    /// part says so itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decides_again: Option<ItemId>,
    /// The part of the agenda in which it is taken, in the word of the terms of reference; absent where nobody said, or where
    /// a part takes its item's.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "kept_if")]
    #[schemars(with = "Option<String>")]
    pub agenda_part: Option<Word>,
}
