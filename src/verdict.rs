//! What the law says. A judgement is never a bare boolean: a refusal carries every reason that
//! holds, each with the rule it rests on, the facts relied on and, where there is one, the cure.
//! The same object is shown in the error body, the console, the minutes and the log.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// The stable reason codes: what a client may dispatch on.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum Code { $($(#[$doc])* #[serde(rename = $text)] $name,)* }
        impl Code {
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];
            #[must_use]
            pub const fn as_str(self) -> &'static str { match self { $(Self::$name => $text,)* } }
        }
    };
}

codes! {
    NotAMember = "not_a_member_of_this_committee",
    SeatDoesNotVote = "seat_does_not_vote",
    SeatAlreadyVoted = "seat_already_voted",
    NotPresent = "not_present",
    ExcludedByRuling = "excluded_by_ruling",
    AwaitingRuling = "awaiting_ruling",
    VoteNotOpen = "vote_not_open",
    Inquorate = "inquorate",
    ConflictsUnresolved = "conflicts_unresolved",
    MustLeaveFirst = "must_leave_first",
    DeciderConflicted = "decider_conflicted",
    RulingOnSelf = "ruling_on_self",
    NotTheDecider = "not_the_decider",
    TreatmentNotPermitted = "treatment_not_permitted",
    BelowFloor = "below_floor",
    ReasonRequired = "reason_required",
    NobodyCanPreside = "nobody_can_preside",
    PresiderConflicted = "presider_conflicted",
    ReservedFunction = "reserved_function",
    AboveValueLimit = "above_value_limit",
    NotCarried = "not_carried",
    CastingVoteNeeded = "casting_vote_needed",
    NoCastingVote = "no_casting_vote",
    CompositionBreached = "composition_breached",
    ConsensusNotReached = "consensus_not_reached",
    OrganisationsDisagree = "organisations_disagree",
    DecisionFinal = "decision_final",
    MinutesIncomplete = "minutes_incomplete",
    PaperWithheld = "paper_withheld",
    ConflictedAuthor = "conflicted_author",
    MeetingNotOpen = "meeting_not_open",
    ItemNotInThisCommittee = "item_not_in_this_committee",
    TermsNotInForce = "terms_not_in_force",
    DeclarationOutstanding = "declaration_outstanding",
    UnderQuery = "under_query",
    BallotNotCarried = "ballot_not_carried",
    OutOfPhase = "out_of_phase",
    Duplicate = "duplicate",
    UnknownReference = "unknown_reference",
    PeriodInvalid = "period_invalid",
    /// The draft agenda was composed from facts that have changed since.
    AgendaStale = "agenda_stale",
    /// The thing is in a state in which this verb does not apply.
    StateForbids = "state_forbids",
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The rulebook's id of a rule, such as `C5.1`.
pub type RuleId = Cow<'static, str>;

/// One reason of a judgement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reason {
    pub code: Code,
    /// The rulebook's id of the rule that speaks, such as `C5.1`.
    pub rule: RuleId,
    /// For a committee secretary: what is the matter, in their words.
    pub detail: String,
    /// Ids of what was relied on, as `kind:id`.
    pub facts: Vec<String>,
    /// What would put it right.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cure: Option<String>,
    /// Where to do that.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub href: Option<String>,
}

impl Reason {
    #[must_use]
    pub fn new(code: Code, rule: &'static str, detail: impl Into<String>) -> Self {
        Self { code, rule: Cow::Borrowed(rule), detail: detail.into(), facts: Vec::new(), cure: None, href: None }
    }

    #[must_use]
    pub fn fact(mut self, subject: String) -> Self {
        self.facts.push(subject);
        self
    }

    #[must_use]
    pub fn facts(mut self, subjects: impl IntoIterator<Item = String>) -> Self {
        self.facts.extend(subjects);
        self
    }

    #[must_use]
    pub fn cure(mut self, cure: impl Into<String>) -> Self {
        self.cure = Some(cure.into());
        self
    }

    #[must_use]
    pub fn href(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }
}

/// Something the reader can do next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Remedy {
    /// A word for clients (`rule`, `leave`, `preside`, `defer`).
    pub action: String,
    /// For a person.
    pub label: String,
    /// How it is asked: `GET` to look, `POST` or `PATCH` to do.
    #[serde(default)]
    pub method: String,
    pub href: String,
}

/// The law says no, and why: every reason that holds, never only the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub reasons: Vec<Reason>,
    pub remedies: Vec<Remedy>,
    /// Whether the attempt itself is evidence, and so becomes an entry of its own: a refused
    /// vote, a ruling on oneself, a request for a withheld paper.
    pub notable: bool,
}

impl Refusal {
    #[must_use]
    pub fn of(reason: Reason) -> Self {
        Self { reasons: vec![reason], remedies: Vec::new(), notable: false }
    }

    /// With more that it is about, for whoever looks for a next step.
    #[must_use]
    pub fn about(mut self, subjects: impl IntoIterator<Item = String>) -> Self {
        let subjects: Vec<String> = subjects.into_iter().collect();
        self.reasons.iter_mut().for_each(|reason| reason.facts.extend(subjects.iter().cloned()));
        self
    }

    #[must_use]
    pub fn notable(mut self) -> Self {
        self.notable = true;
        self
    }

    #[must_use]
    pub fn has(&self, code: Code) -> bool {
        self.reasons.iter().any(|reason| reason.code == code)
    }
}

/// Gathers the reasons of one judgement, in the order of the rulebook.
#[derive(Debug, Default)]
pub struct Reasons(Vec<Reason>);

impl Reasons {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    pub fn add(&mut self, reason: Reason) {
        self.0.push(reason);
    }

    pub fn extend(&mut self, reasons: impl IntoIterator<Item = Reason>) {
        self.0.extend(reasons);
    }

    #[must_use]
    pub fn has(&self, code: Code) -> bool {
        self.0.iter().any(|reason| reason.code == code)
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Yes, with what may follow from it; or the refusal with everything gathered.
    ///
    /// # Errors
    /// The refusal, when any reason was added.
    pub fn or_else<T>(self, permit: impl FnOnce() -> T) -> Result<T, Refusal> {
        if self.0.is_empty() { Ok(permit()) } else { Err(Refusal { reasons: self.0, remedies: Vec::new(), notable: false }) }
    }
}
