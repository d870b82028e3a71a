//! What the law says. A judgement is never a bare boolean: a refusal carries every reason that
//! holds, each with the rule it rests on, the facts relied on and, where there is one, the cure.
//! The same object is shown in the error body, the console, the minutes and the log.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($($name:ident = $text:literal: $meaning:literal,)*) => {
        /// The stable reason codes: what a client may dispatch on.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum Code { $(#[doc = $meaning] #[serde(rename = $text)] $name,)* }
        impl Code {
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];
            #[must_use]
            pub const fn as_str(self) -> &'static str { match self { $(Self::$name => $text,)* } }
            /// What it means, for whoever follows the link of a refusal.
            #[must_use]
            pub const fn meaning(self) -> &'static str { match self { $(Self::$name => $meaning,)* } }
        }
    };
}

codes! {
    NotAMember = "not_a_member_of_this_committee": "The person has no seat on this committee on that day. Only members, and deputies sitting for them, take part in its decisions.",
    SeatDoesNotVote = "seat_does_not_vote": "The terms of reference give this seat a place at the table but no vote.",
    SeatAlreadyVoted = "seat_already_voted": "A seat votes once on an item. A mistake is corrected by a later fact that names the vote.",
    NamesRequired = "names_required": "The terms of reference have each vote recorded by name, or count the seats so that it matters whose a vote is. Take a roll instead of a show of hands.",
    NotPresent = "not_present": "The person is not recorded as in the room. If they are there, record their arrival first.",
    ExcludedByRuling = "excluded_by_ruling": "A ruling on a conflict keeps this person out of this item.",
    AwaitingRuling = "awaiting_ruling": "An interest touches this item and nobody has ruled on it yet. The decider rules first.",
    VoteNotOpen = "vote_not_open": "The item is not in the phase in which votes are taken.",
    Inquorate = "inquorate": "Those who count are fewer, or other, than the terms of reference ask for. The reasons say who is missing and what would repair it.",
    ConflictsUnresolved = "conflicts_unresolved": "Interests that touch this item are still without a ruling.",
    MustLeaveFirst = "must_leave_first": "A ruling has this person leave the room for the item. Record their leaving first.",
    VisitorKeptOut = "visitor_kept_out": "A visitor stays out of what is taken without the public and they were not invited to, and of the deliberation and decision of an item in which they told an interest.",
    DeciderConflicted = "decider_conflicted": "Whoever rules on a conflict may not be conflicted on the same item. Another decider must rule.",
    RulingOnSelf = "ruling_on_self": "Nobody rules on their own conflict.",
    NotTheDecider = "not_the_decider": "The terms of reference give this ruling to somebody else.",
    TreatmentNotPermitted = "treatment_not_permitted": "The policy in force does not allow this way of managing the conflict here.",
    BelowFloor = "below_floor": "The policy sets a stricter treatment than this one as the least.",
    ReasonRequired = "reason_required": "The policy asks for a reason to be written with this.",
    NobodyCanPreside = "nobody_can_preside": "Neither the chair nor any substitute is present and free of conflicts.",
    PresiderConflicted = "presider_conflicted": "Whoever presides is conflicted on this item and must hand over the chair.",
    ReservedFunction = "reserved_function": "This decision is reserved to another body.",
    AboveValueLimit = "above_value_limit": "The value is above what this committee may decide.",
    NotCarried = "not_carried": "The votes do not carry the decision that was to be minuted.",
    CastingVoteNeeded = "casting_vote_needed": "The votes are equal and whoever presides has a casting vote that is not cast yet.",
    NoCastingVote = "no_casting_vote": "The terms of reference give no casting vote here.",
    CompositionBreached = "composition_breached": "Those present are composed in a way the terms of reference forbid.",
    ConsensusNotReached = "consensus_not_reached": "The terms of reference ask for agreement of all, and somebody does not agree.",
    OrganisationsDisagree = "organisations_disagree": "The organisations deciding together have not all decided alike.",
    DecisionFinal = "decision_final": "The decision is minuted. It is corrected by an addition that names it, never changed.",
    MinutesIncomplete = "minutes_incomplete": "Something that minutes must show is missing. The reasons name each thing.",
    PaperWithheld = "paper_withheld": "The paper exists, and is withheld from this person because of a conflict.",
    ConflictedAuthor = "conflicted_author": "The author of the paper is conflicted on the item it is for.",
    MeetingNotOpen = "meeting_not_open": "The meeting is not in session.",
    ItemNotInThisCommittee = "item_not_in_this_committee": "The item is not on the agenda of this committee.",
    TermsNotInForce = "terms_not_in_force": "No terms of reference are in force for the committee on that day.",
    DeclarationOutstanding = "declaration_outstanding": "A declaration that is due has not been made.",
    UnderQuery = "under_query": "The decision is under query because of something that came to light later.",
    BallotNotCarried = "ballot_not_carried": "The ballot of the member practices did not carry.",
    OutOfPhase = "out_of_phase": "The item is in a phase in which this is not done.",
    Duplicate = "duplicate": "There is one already.",
    UnknownReference = "unknown_reference": "Something that is named does not exist in this register.",
    PeriodInvalid = "period_invalid": "A period ends before it begins, or meets another that it may not.",
    MinutesFinal = "minutes_final": "The minutes are final. What was wrong is put right by a correction, which adds to them.",
    OthersRestOnIt = "others_rest_on_it": "Something later in the book of the meeting would not have been allowed without this. The reasons name it; strike that first.",
    TimeRequired = "time_required": "What happens in the room needs the time at which it happened, on a day on which the meeting sat. None is made up.",
    MajorityWithdrew = "majority_withdrew": "More than half of the voting seats attending are excluded from the item. Whoever presides says, with a reason, that it goes on.",
    AgendaStale = "agenda_stale": "The draft agenda was composed from facts that have changed since. Compose it again.",
    StateForbids = "state_forbids": "The thing is in a state in which this is not done.",
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
    /// A stable word for programs, which `/problems/{code}` explains.
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
    /// Of several things that were sent at once: which of them it is about, such as `/votes/3`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub pointer: Option<String>,
    /// The page that says the rule, its source and the case that shows it; in answers alone.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub href: Option<String>,
}

impl Reason {
    #[must_use]
    pub fn new(code: Code, rule: &'static str, detail: impl Into<String>) -> Self {
        Self { code, rule: Cow::Borrowed(rule), detail: detail.into(), facts: Vec::new(), cure: None, pointer: None, href: None }
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

    /// Says which of several things that were sent at once it is about.
    #[must_use]
    pub fn at(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = Some(pointer.into());
        self
    }

    #[must_use]
    pub fn cure(mut self, cure: impl Into<String>) -> Self {
        self.cure = Some(cure.into());
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
    /// The address at which it is done or looked at, without the name of the server.
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
