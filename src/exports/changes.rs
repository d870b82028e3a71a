//! What may be written of exports: that one was taken.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::audit::ledger::{Change, Tx};
use crate::fault::Fault;
use crate::ids::{CommitteeId, FactId, MeetingId};
use crate::meetings::Outcome;
use crate::moment::Date;

/// Somebody took an export: of what, in which form, as of which entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ExportTaken {
    pub id: FactId,
    /// `decisions`.
    pub what: String,
    /// `csv`, `ndjson`, `json`.
    pub format: String,
    pub committee: Option<CommitteeId>,
    pub meeting: Option<MeetingId>,
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub outcome: Option<Vec<Outcome>>,
    /// It holds what so many entries say.
    pub as_of: i64,
    /// The root of the log at that size, in base64.
    pub root: String,
}

impl Change for ExportTaken {
    const KIND: &'static str = "export.taken";

    fn subjects(&self) -> Vec<String> {
        let about = [self.committee.map(CommitteeId::subject), self.meeting.map(MeetingId::subject)];
        std::iter::once(self.id.subject()).chain(about.into_iter().flatten()).collect()
    }

    fn apply(&self, _: &mut Tx<'_>) -> Result<(), Fault> {
        Ok(())
    }
}
