//! The decision log (E): facts in, one line a decision out. Pure, so that the same facts make the
//! same line wherever it is taken, and anybody can make it again.

use schemars::JsonSchema;
use serde::Serialize;

use super::facts::log::{Entry, Stamp};
use crate::committees::{Expression, Voting, Weight};
use crate::decisions::facts::DecisionFacts;
use crate::decisions::rules::evidence::{Attended, Business, PaperBefore, Treated};
use crate::declarations::Category;
use crate::ids::{CommitteeId, DecisionId, DeclarationId, ItemId, MeetingId, PersonId};
use crate::meetings::{Method, Outcome};
use crate::moment::{Date, Instant};
use crate::policy::{PackName, Purpose, Rung, Stage, Treatment};
use crate::quorum::{Clause, Quorum};
use crate::votes::State;

/// What a line is made from: what entries of the log say, and nothing besides.
#[derive(Debug, Clone)]
pub struct LineFacts {
    pub decision: DecisionFacts,
    pub business: Business,
    pub entry: Entry,
    /// When the minutes were finalised, and their entry.
    pub minutes: Option<(Instant, i64)>,
    pub stamp: Stamp,
}

/// An interest that was declared and reaches the item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct InterestLine {
    pub person: PersonId,
    pub name: String,
    /// The declaration; none where the person is themself affected or an earlier ruling sticks.
    pub declaration: Option<DeclarationId>,
    pub category: Option<Category>,
    pub nature: Option<String>,
    /// The bodies by which it reaches the item.
    pub path: Vec<String>,
    /// In words.
    pub says: String,
}

/// How somebody was to be treated and was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TreatmentLine {
    pub person: PersonId,
    pub name: String,
    pub proposed: Treatment,
    /// None where nobody ruled.
    pub ruled: Option<Treatment>,
    pub decider: Option<String>,
    pub reason: Option<String>,
}

/// A voting seat in the count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct VoteLine {
    pub seat: String,
    pub person: PersonId,
    pub name: String,
    pub organisation: String,
    pub state: State,
    pub weight: Weight,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CorrectionLine {
    pub entry: i64,
    pub at: Instant,
    pub text: String,
    pub reason: String,
}

macro_rules! line {
    ($($(#[$doc:meta])* $name:ident: $kind:ty,)*) => {
        /// A line of the decision log: everything an outsider needs to judge the decision.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
        pub struct DecisionLine { $($(#[$doc])* pub $name: $kind,)* }

        /// The columns of the table, which are the members of a line.
        pub const COLUMNS: &[&str] = &[$(stringify!($name),)*];
    };
}

line! {
    /// What is said is what so many entries say. Absent for whoever may not read the audit log.
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of_entry: Option<i64>,
    /// The root of the log at that size, in base64. Absent with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of_root: Option<String>,
    entry: i64,
    leaf_hash: String,
    previous_hash: String,
    recorded_at: Instant,
    /// As the log names its authors.
    recorded_by: String,
    decision: DecisionId,
    organisation: String,
    committee: String,
    committee_id: CommitteeId,
    /// The version of the terms of reference, by its first day.
    terms_from: Option<Date>,
    policy_pack: PackName,
    policy_from: Date,
    meeting: MeetingId,
    meeting_reference: String,
    meeting_date: Date,
    /// `public` or `private`.
    part: &'static str,
    item: ItemId,
    item_number: String,
    title: String,
    route: Option<String>,
    purpose: Purpose,
    decision_type: Option<String>,
    /// The stage the tables were read at.
    stage: Stage,
    function: Option<String>,
    /// `delegated`, or that it was not asked.
    authority: String,
    procurement: Option<String>,
    value_pence: Option<i64>,
    /// The bodies the item names.
    suppliers: Vec<String>,
    papers: Vec<PaperBefore>,
    presiding: Option<String>,
    presiding_because: String,
    decided_at: Instant,
    attendees: Vec<Attended>,
    interests: Vec<InterestLine>,
    treatments: Vec<TreatmentLine>,
    /// The expression of the terms, in words.
    quorum_text: Option<String>,
    quorum_expression: Option<Expression>,
    quorate_before: bool,
    quorate_after: bool,
    /// With nobody excluded, clause by clause.
    quorum_before: Quorum,
    /// As it counted, clause by clause.
    quorum_after: Quorum,
    /// The rung of the ladder by which a want of quorum was met, where one was.
    ladder_rung: Option<Rung>,
    motion: String,
    method: Method,
    voting: Voting,
    votes: Vec<VoteLine>,
    votes_for: Weight,
    votes_against: Weight,
    votes_abstained: Weight,
    votes_excluded: Weight,
    votes_absent: Weight,
    votes_not_voting: Weight,
    carried: bool,
    casting_vote: Option<String>,
    composition: Vec<Clause>,
    override_by: Option<String>,
    override_reason: Option<String>,
    outcome: Outcome,
    effective: bool,
    text: Option<String>,
    dissent: Vec<String>,
    flags: Vec<String>,
    /// What the notice of a procurement says of conflicts.
    conflicts_statement: String,
    corrections: Vec<CorrectionLine>,
    /// Rows elsewhere that belong to it, as `kind:id`.
    linked: Vec<String>,
    /// The entry by which the minutes became final.
    confirmed_entry: Option<i64>,
    confirmed_at: Option<Instant>,
}

/// The line of a decision.
#[must_use]
pub fn line(facts: &LineFacts) -> DecisionLine {
    let LineFacts { decision, business, entry, stamp, .. } = facts;
    let evidence = &decision.evidence;
    let tally = &evidence.tally;
    let name = |person: PersonId| name_of(facts, person);
    DecisionLine {
        as_of_entry: Some(stamp.entries),
        as_of_root: Some(stamp.root.clone()),
        entry: entry.index,
        leaf_hash: entry.leaf_hash.clone(),
        previous_hash: entry.previous_hash.clone(),
        recorded_at: entry.at,
        recorded_by: entry.actor.clone(),
        decision: decision.id,
        organisation: evidence.organisation.clone(),
        committee: evidence.committee.clone(),
        committee_id: decision.committee,
        terms_from: evidence.terms_from,
        policy_pack: evidence.policy_pack,
        policy_from: evidence.policy_from,
        meeting: decision.meeting,
        meeting_reference: business.meeting_reference.clone(),
        meeting_date: business.meeting_date,
        part: if business.private { "private" } else { "public" },
        item: decision.item,
        item_number: business.number.clone(),
        title: business.title.clone(),
        route: business.route.clone(),
        purpose: business.purpose,
        decision_type: business.decision_type.clone(),
        stage: business.stage,
        function: business.function.clone(),
        authority: evidence.authority.clone(),
        procurement: business.procurement.clone(),
        value_pence: business.value_pence,
        suppliers: business.bodies.clone(),
        papers: evidence.papers.clone(),
        presiding: evidence.presiding.clone(),
        presiding_because: evidence.presiding_because.clone(),
        decided_at: decision.at,
        attendees: evidence.attended.clone(),
        interests: evidence.treated.iter().flat_map(interests).collect(),
        treatments: evidence.treated.iter().map(treatment).collect(),
        quorum_text: evidence.quorum_after.tree.as_ref().map(says),
        quorum_expression: evidence.quorum_expression.clone(),
        quorate_before: evidence.quorum_before.quorate,
        quorate_after: evidence.quorum_after.quorate,
        quorum_before: evidence.quorum_before.clone(),
        quorum_after: evidence.quorum_after.clone(),
        ladder_rung: evidence.rung,
        motion: business.title.clone(),
        method: decision.method,
        voting: evidence.voting.clone(),
        votes: tally
            .seats
            .iter()
            .map(|seat| VoteLine {
                seat: seat.seat.clone(),
                person: seat.person,
                name: name(seat.person),
                organisation: seat.organisation.clone(),
                state: seat.state,
                weight: seat.weight,
            })
            .collect(),
        votes_for: tally.for_,
        votes_against: tally.against,
        votes_abstained: tally.abstained,
        votes_excluded: tally.excluded,
        votes_absent: tally.absent,
        votes_not_voting: tally.not_voting,
        carried: tally.carried,
        casting_vote: evidence.casting_vote.clone(),
        composition: evidence.composition.clone(),
        override_by: decision.override_by.map(name),
        override_reason: decision.override_reason.clone(),
        outcome: decision.outcome,
        effective: decision.effective,
        text: decision.text.clone(),
        dissent: decision.dissent.iter().map(|person| name(*person)).collect(),
        flags: decision.flags.clone(),
        conflicts_statement: statement(&evidence.treated),
        corrections: decision
            .corrections
            .iter()
            .map(|added| CorrectionLine { entry: added.version, at: added.at, text: added.text.clone(), reason: added.reason.clone() })
            .collect(),
        linked: linked(facts),
        confirmed_entry: facts.minutes.map(|(_, entry)| entry),
        confirmed_at: facts.minutes.map(|(at, _)| at),
    }
}

fn name_of(facts: &LineFacts, person: PersonId) -> String {
    let there = facts.decision.evidence.attended.iter().find(|line| line.person == person).map(|line| line.name.clone());
    there.or_else(|| facts.decision.evidence.named.get(&person).cloned()).unwrap_or_else(|| person.to_string())
}

fn treatment(how: &Treated) -> TreatmentLine {
    TreatmentLine {
        person: how.person,
        name: how.name.clone(),
        proposed: how.proposed,
        ruled: how.decider.is_some().then_some(how.treatment),
        decider: how.decider.clone(),
        reason: how.reason.clone(),
    }
}

fn interests(how: &Treated) -> Vec<InterestLine> {
    how.grounds
        .iter()
        .zip(&how.declared)
        .zip(how.interests.iter().map(Some).chain(std::iter::repeat(None)))
        .map(|((ground, declared), says)| InterestLine {
            person: how.person,
            name: how.name.clone(),
            declaration: ground.interest,
            category: declared.category,
            nature: declared.nature.clone(),
            path: declared.path.clone(),
            says: says.cloned().unwrap_or_default(),
        })
        .collect()
}

/// A clause with those it is made of.
fn says(clause: &Clause) -> String {
    if clause.clauses.is_empty() {
        return clause.says.clone();
    }
    let below: Vec<String> = clause.clauses.iter().map(says).collect();
    format!("{}: ({})", clause.says, below.join("; "))
}

/// The sentence that a procurement's notice needs: who had which interest and how it was managed.
fn statement(treated: &[Treated]) -> String {
    if treated.is_empty() {
        return "No interest was declared or found that reaches this decision.".to_owned();
    }
    let lines: Vec<String> = treated
        .iter()
        .map(|how| {
            let interest = if how.interests.is_empty() { "no interest on the register".to_owned() } else { how.interests.join("; ") };
            let by = how.decider.as_ref().map_or_else(
                || format!("proposed to be managed as '{}', and not ruled on", how.proposed),
                |decider| format!("managed as '{}' by ruling of {decider}", how.treatment),
            );
            format!("{}: {interest}; {by}.", how.name)
        })
        .collect();
    lines.join(" ")
}

fn linked(facts: &LineFacts) -> Vec<String> {
    let evidence = &facts.decision.evidence;
    let rulings = evidence.treated.iter().filter_map(|how| how.ruling).map(crate::ids::RulingId::subject);
    let procurement = facts.business.procurement.iter().map(|reference| format!("procurement:{reference}"));
    rulings.chain(procurement).collect()
}
