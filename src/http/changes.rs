//! What may be written of the door: that a whole table was taken away through it, or that an
//! auditor was shown something.

use super::call::Call;
use super::listing::table::Format;
use crate::audit::ledger::{Change, Tx};
use crate::fault::Fault;
use crate::ids::{CommitteeId, FactId, MeetingId};
use crate::moment::Date;
use crate::witnessed;

witnessed! {
    /// Somebody took an export: of what, in which form, and for the decision log as of which entry.
    pub struct ExportTaken says ExportSaid {
        /// The taking, which the log names by `fact:` and this id.
        pub id: FactId,
        /// `decisions`, `people`, and so on: the name of the table.
        pub what: String,
        /// `csv`, `ndjson`, `json`.
        pub format: String,
        /// The committee whose decisions were asked for; null where it was not asked for one.
        pub committee: Option<CommitteeId>,
        /// The meeting whose decisions were asked for; null where it was not asked for one.
        pub meeting: Option<MeetingId>,
        /// The first day of meetings that was asked for; null where none was.
        pub from: Option<Date>,
        /// The last day of meetings that was asked for, itself included; null where none was.
        pub to: Option<Date>,
        /// Words for outcomes.
        pub outcome: Option<Vec<String>>,
        /// The address with its question, where the fields above do not say all of it.
        #[serde(default)]
        pub asked: Option<String>,
        /// It holds what so many entries say.
        pub as_of: Option<i64>,
        /// The root of the log at that size, in base64.
        pub root: Option<String>,
    }
}

/// What of a table was asked for.
#[derive(Debug, Clone, Default)]
pub struct Chosen {
    pub committee: Option<CommitteeId>,
    pub meeting: Option<MeetingId>,
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub outcome: Option<Vec<String>>,
    /// The address with its question.
    pub asked: Option<String>,
}

impl ExportTaken {
    /// A table by its name, in this form; of the log, as of so many entries with that root.
    #[must_use]
    pub fn of(what: &str, format: Format, chosen: Chosen, as_of: Option<(i64, String)>) -> Self {
        let Chosen { committee, meeting, from, to, outcome, asked } = chosen;
        let (as_of, root) = as_of.unzip();
        let (what, format) = (what.to_owned(), format.suffix().to_owned());
        Self(ExportSaid { id: FactId::new(), what, format, committee, meeting, from, to, outcome, asked, as_of, root })
    }
}

impl Change for ExportTaken {
    const KIND: &'static str = "export.taken";
    /// Whom somebody looked for by name.
    const PERSONAL: &'static [&'static str] = &["asked"];

    fn subjects(&self) -> Vec<String> {
        let about = [self.committee.map(CommitteeId::subject), self.meeting.map(MeetingId::subject)];
        std::iter::once(self.id.subject()).chain(about.into_iter().flatten()).collect()
    }

    fn apply(&self, _: &mut Tx<'_>) -> Result<(), Fault> {
        Ok(())
    }
}

witnessed! {
    /// An auditor was shown personal data: by which route, asked how.
    pub struct PersonalDataRead says ReadSaid {
        /// The look, which the log names by `fact:` and this id.
        pub id: FactId,
        /// The route's name in the document, such as `list_people`.
        pub what: String,
        /// The address with its question; a list may have been read on from there.
        pub asked: String,
    }
}

impl PersonalDataRead {
    /// What was asked, and is about to be shown.
    #[must_use]
    pub(super) fn by(call: &Call) -> Self {
        Self(ReadSaid { id: FactId::new(), what: call.mounted.route.name.to_owned(), asked: call.asked() })
    }
}

impl Change for PersonalDataRead {
    const KIND: &'static str = "data.read";
    /// Whom somebody looked for by name.
    const PERSONAL: &'static [&'static str] = &["asked"];
    const STATUS: u16 = 200;

    fn subjects(&self) -> Vec<String> {
        vec![self.id.subject()]
    }

    fn apply(&self, _: &mut Tx<'_>) -> Result<(), Fault> {
        Ok(())
    }
}
