//! Decisions, counts and minutes in the words of the API, as a reader may see them.

mod since;

use schemars::JsonSchema;
use serde::Serialize;

use super::facts::DecisionFacts;
use super::rules::evidence::Evidence;
use super::rules::visibility;
use crate::committees::Bodies;
use crate::committees::rules::english;
use crate::ids::{CommitteeId, DecisionId, ItemId, MeetingId, PersonId};
use crate::meetings::viewer::Viewer;
use crate::meetings::{Method, Outcome};
use crate::moment::{Date, Instant};
use crate::votes::Tally;

pub use since::{
    AdditionBody, CorrectionBody, DecidedAgainBody, DeterminationBody, LaterCorrection, LaterDetermination, NewAddition, NewCorrection,
    NewDetermination, ReopenedBody,
};

/// A decision. What is withheld from this reader is absent, and named.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DecisionBody {
    /// The decision, as in `/api/v1/decisions/{id}`.
    pub id: DecisionId,
    /// The meeting at which it was taken, as in `/api/v1/meetings/{id}`.
    pub meeting: MeetingId,
    /// The item it decides, as in `/api/v1/items/{id}`.
    pub item: ItemId,
    /// The committee that took it, as in `/api/v1/committees/{id}`.
    pub committee: CommitteeId,
    #[serde(flatten)]
    pub taken: Option<Taken>,
    /// Names what this reader is not told, who was excluded from the item with its papers (C8); else absent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<&'static str>,
}

/// What was decided, and on what it rests.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Taken {
    /// What became of the item, as it was recorded; it stays so for good.
    pub outcome: Outcome,
    /// The outcome that the committee said at a later meeting was the true one, which `effective` follows; null where it
    /// said none (C10).
    pub corrected: Option<Outcome>,
    /// Whether it was voted on, or agreed without a count.
    pub method: Method,
    /// Whether it has effect: only `approved`, `rejected` and `ratified` do, what waits to be confirmed not until it is, and what
    /// was reopened, decided again or taken in shadow never.
    pub effective: bool,
    /// The decision in words; null where nobody gave any.
    pub text: Option<String>,
    /// Who asked that their dissent be recorded, as in `/api/v1/people/{id}`; empty where nobody did.
    pub dissent: Vec<PersonId>,
    /// Marks on it, each where it holds; else empty: `shadow` (D5), `majority_withdrew` (C5.3), `composition_breached` (C6.4),
    /// `floor_overridden` (C1.3), `undeclared_voter` (A3.2), `by_correspondence` (C7.4), and of C10 `pending_confirmation`,
    /// `written_late`, `retaken`, `reopened`, `decided_again`, `outcome_corrected`, `under_query` and `decisive`.
    pub flags: Vec<String>,
    /// Who gave leave to go on in spite of the composition, as in `/api/v1/people/{id}`; null where nobody did.
    pub override_by: Option<PersonId>,
    /// The reason given for that leave; null where nobody gave any.
    pub override_reason: Option<String>,
    /// Who presided over the item, as in `/api/v1/people/{id}`; null where nobody could.
    pub presiding: Option<PersonId>,
    /// The quorum that it needed, in English: what `evidence.quorum_text` puts as an expression. Null where no terms were in force.
    pub quorum_in_english: Option<String>,
    /// By what it was carried or not, in English: what `evidence.voting` puts as a rule.
    pub voting_in_english: String,
    /// What it rests on, kept as it was at that moment.
    pub evidence: Evidence,
    /// That it was to be taken again, by whose word and why; null where it was not.
    pub reopened: Option<ReopenedBody>,
    /// The decision of an earlier meeting that it takes again, as in `/api/v1/decisions/{id}`; null where it takes none again.
    pub decides_again: Option<DecisionId>,
    /// That it was decided again at a later meeting, with which it has no effect any more; null where it was not.
    pub decided_again: Option<DecidedAgainBody>,
    /// When it was entered, UTC, where acts after it stood in the book already; null where it was entered in its turn.
    pub late: Option<Instant>,
    /// The corrections added since, in the order in which they were made; empty where there are none.
    pub corrections: Vec<CorrectionBody>,
    /// What a guardian determined of it while it was under query, in the order in which that was entered; the last is in force (A7.1).
    /// Empty where nothing was.
    pub determinations: Vec<DeterminationBody>,
    /// When it was taken, UTC.
    pub at: Instant,
    /// The clock in the meeting's time zone, with the day where it is another than the meeting's.
    pub clock: String,
    /// Its entry in the log.
    pub entry: i64,
    /// The last entry in the log that says something of it: its own, that of a correction or a determination, that by which it was
    /// reopened, taken again or confirmed, or that of an interest for which it is under query.
    pub version: i64,
}

impl Taken {
    /// What is not told of a decision that is withheld.
    const FIELDS: &'static [&'static str] = &[
        "outcome",
        "corrected",
        "method",
        "effective",
        "text",
        "dissent",
        "flags",
        "override_by",
        "override_reason",
        "presiding",
        "quorum_in_english",
        "voting_in_english",
        "evidence",
        "reopened",
        "decides_again",
        "decided_again",
        "late",
        "corrections",
        "determinations",
        "at",
        "clock",
        "entry",
        "version",
    ];
}

/// The last entry that says something of a decision.
#[must_use]
pub fn version(decision: &DecisionFacts) -> i64 {
    let corrections = decision.corrections.iter().map(|correction| correction.version);
    let reopened = decision.reopened.iter().flat_map(|again| [Some(again.version), again.retaken]).flatten();
    let determined = decision.determinations.iter().map(|said| said.version);
    let again = decision.decided_again.iter().map(|again| again.version);
    let later = corrections
        .chain(reopened)
        .chain(determined)
        .chain(again)
        .chain(decision.settled.map(|settled| settled.version))
        .chain(decision.queried);
    later.max().map_or(decision.version, |last| last.max(decision.version))
}

/// Whether a decision is of a meeting this reader has a part in.
#[must_use]
pub fn concerns(sight: &Viewer, decision: &DecisionFacts) -> bool {
    !sight.own || had_a_part(sight.person, decision)
}

/// Whether somebody sat in the meeting of a decision, or came to it.
#[must_use]
pub fn had_a_part(person: Option<PersonId>, decision: &DecisionFacts) -> bool {
    person.is_some_and(|person| visibility::had_a_part(&decision.evidence, person))
}

/// Whether the reader was excluded from the item with its papers when it was decided.
#[must_use]
pub fn is_withheld(sight: &Viewer, decision: &DecisionFacts) -> bool {
    sight.bound && sight.person.is_some_and(|person| visibility::is_kept_from(&decision.evidence, person))
}

/// A decision of a meeting of this day, as this reader may see it, with what bodies are called of which its rules speak.
#[must_use]
pub fn decision_body(sight: &Viewer, decision: DecisionFacts, day: Date, bodies: &Bodies) -> DecisionBody {
    let (id, meeting, item, committee) = (decision.id, decision.meeting, decision.item, decision.committee);
    if is_withheld(sight, &decision) {
        return DecisionBody { id, meeting, item, committee, taken: None, withheld: Taken::FIELDS.to_vec() };
    }
    let version = version(&decision);
    let (effective, flags) = (decision.takes_effect(), decision.flags_now());
    let taken = Taken {
        outcome: decision.outcome,
        corrected: decision.corrected(),
        method: decision.method,
        effective,
        text: decision.text,
        dissent: decision.dissent,
        flags,
        override_by: decision.override_by,
        override_reason: decision.override_reason,
        presiding: decision.presiding,
        quorum_in_english: decision.evidence.quorum_expression.as_ref().map(|quorum| english::clause(quorum, bodies)),
        voting_in_english: english::voting(&decision.evidence.voting, bodies),
        evidence: decision.evidence,
        reopened: decision.reopened.as_ref().map(|again| ReopenedBody::of(again, day)),
        decides_again: decision.decides_again,
        decided_again: decision.decided_again.as_ref().map(|again| DecidedAgainBody::of(again, day)),
        late: decision.late,
        corrections: decision.corrections.iter().map(|correction| CorrectionBody::of(correction, day)).collect(),
        determinations: decision.determinations.iter().map(|said| DeterminationBody::of(said, day)).collect(),
        at: decision.at,
        clock: decision.at.clock_beside(day),
        entry: decision.version,
        version,
    };
    DecisionBody { id, meeting, item, committee, taken: Some(taken), withheld: Vec::new() }
}

/// The count of an item in one committee.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TallyBody {
    /// The item that is voted on, as in `/api/v1/items/{id}`.
    pub item: ItemId,
    /// The committee that votes, as in `/api/v1/committees/{id}`.
    pub committee: CommitteeId,
    /// Absent where it is withheld from this reader.
    #[serde(flatten)]
    pub tally: Option<Tally>,
    /// The decision of which this is the count; none while the vote is under way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided: Option<DecisionId>,
    /// Names what this reader is not told, who is excluded from the item with its papers (C8); else absent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<&'static str>,
}

/// The minutes of a meeting.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MinutesBody {
    /// The meeting, as in `/api/v1/meetings/{id}`.
    pub meeting: MeetingId,
    /// `draft` or `final`.
    pub state: &'static str,
    /// In plain text.
    pub text: String,
    /// When they became final, UTC; null of a draft.
    pub finalised_at: Option<Instant>,
    /// The same by the clock in the meeting's time zone, with the day where it is another.
    pub finalised_clock: Option<String>,
    /// Of final minutes: their entry in the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<i64>,
    /// Corrections of decisions that were made after the minutes became final.
    pub corrections: Vec<LaterCorrection>,
    /// What a guardian determined of decisions after the minutes became final.
    pub determinations: Vec<LaterDetermination>,
    /// What was added to the minutes after they became final.
    pub additions: Vec<AdditionBody>,
    /// All that became of them and of their decisions since, in sentences: corrections, determinations and additions, what has
    /// come under query, and what was decided again. Empty of a draft.
    pub since: Vec<String>,
    /// The numbers of the items that are withheld from this reader.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<String>,
}
