//! The decision log (E): facts in, one line a decision out. Pure, so that the same facts make the
//! same line wherever it is taken, and anybody can make it again.

mod became;

use schemars::JsonSchema;
use serde::Serialize;

use super::facts::log::{Entry, Stamp};
use crate::committees::rules::english;
use crate::committees::{Bodies, Expression, Voting, Weight};
use crate::decisions::facts::{Correction, DecisionFacts, ReopenedBy};
use crate::decisions::rules::evidence::{AdviceBefore, Attended, Business, PanelBefore, PaperBefore, Replied, Treated};
use crate::declarations::Category;
use crate::ids::{CommitteeId, DecisionId, DeclarationId, ItemId, MeetingId, PersonId};
use crate::meetings::{Method, Outcome};
use crate::moment::{Date, Instant};
use crate::policy::{PackName, Purpose, Rung, Stage, Treatment};
use crate::quorum::{Clause, Quorum};
use crate::votes::{State, by_election, by_show_of_hands};

pub use became::{CorrectionLine, DecidedAgainLine, DeterminationLine, ReopenedLine};

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
    /// Whose interest it is, as in `/api/v1/people/{id}`.
    pub person: PersonId,
    /// The name of that person, as it was at the decision.
    pub name: String,
    /// The declaration; none where the person is themself affected or an earlier ruling sticks.
    pub declaration: Option<DeclarationId>,
    /// The kind of interest (A2); null where no declaration is behind it.
    pub category: Option<Category>,
    /// What the interest is, in the words of its declaration, if any; null where no declaration is behind it.
    pub nature: Option<String>,
    /// The bodies by which it reaches the item.
    pub path: Vec<String>,
    /// In words.
    pub says: String,
}

/// How somebody was to be treated and was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TreatmentLine {
    /// Who was treated so, as in `/api/v1/people/{id}`.
    pub person: PersonId,
    /// The name of that person, as it was at the decision.
    pub name: String,
    /// The treatment that was proposed for them, which stood until somebody ruled (C1.2).
    pub proposed: Treatment,
    /// None where nobody ruled.
    pub ruled: Option<Treatment>,
    /// Who ruled, by name; null where nobody did.
    pub decider: Option<String>,
    /// The reason given with the ruling; null where none was.
    pub reason: Option<String>,
}

/// A voting seat in the count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct VoteLine {
    /// The seat, by its id in the terms of reference.
    pub seat: String,
    /// Who acted in it: whoever voted, else its holder or the deputy who sat.
    pub person: PersonId,
    /// The name of that person, as it was at the decision.
    pub name: String,
    /// The body whose seat it is, by its code.
    pub organisation: String,
    /// What became of the seat's vote, such as `for`, `excluded` or `absent`.
    pub state: State,
    /// What its vote counts, exactly: a number, or a fraction such as `49/3`.
    pub weight: Weight,
}

macro_rules! line {
    ($($(#[$doc:meta])* $name:ident: $kind:ty,)*) => {
        /// A line of the decision log: everything an outsider needs to judge the decision.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
        pub struct DecisionLine { $($(#[$doc])* pub $name: $kind,)* }

        /// The columns of the table: the members of a line, and then those that an urgent decision alone has.
        pub const COLUMNS: &[&str] = &[
            $(stringify!($name),)*
            "taken_by", "consulted", "unavailable", "reason", "decided_on", "ratification",
        ];
    };
}

/// The kind of a line that tells what a meeting decided.
pub const DECISION: &str = "decision";

line! {
    /// What is said is what so many entries say. Absent for whoever may not read the audit log.
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of_entry: Option<i64>,
    /// The root of the log at that size, in base64. Absent with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of_root: Option<String>,
    /// The number, in the log, of the entry that recorded the decision.
    entry: i64,
    /// The hash of that entry, in base64, as its receipt has it.
    leaf_hash: String,
    /// The hash of the entry before it, in base64.
    previous_hash: String,
    /// When the entry was written, in UTC.
    recorded_at: Instant,
    /// As the log names its authors.
    recorded_by: String,
    /// The decision, as in `/api/v1/decisions/{id}`.
    decision: DecisionId,
    /// The body whose committee decided, by name.
    organisation: String,
    /// The committee that decided, by name.
    committee: String,
    /// The committee that decided, as in `/api/v1/committees/{id}`.
    committee_id: CommitteeId,
    /// The version of the terms of reference, by its first day.
    terms_from: Option<Date>,
    /// The policy pack under which that body was on the day of the meeting.
    policy_pack: PackName,
    /// From when it was under it: the day of the adoption, or the pack's own where nobody adopted it.
    policy_from: Date,
    /// The meeting at which it was decided, as in `/api/v1/meetings/{id}`.
    meeting: MeetingId,
    /// The reference of the meeting, which no other meeting has.
    meeting_reference: String,
    /// The day of the meeting, in Europe/London.
    meeting_date: Date,
    /// `public` or `private`.
    part: &'static str,
    /// The item that was decided, as in `/api/v1/items/{id}`.
    item: ItemId,
    /// The number of the item on the agenda.
    item_number: String,
    /// What the item was called on the agenda.
    title: String,
    /// By which way the item came to the committee, in free words; null where nobody said.
    route: Option<String>,
    /// What the item was for, such as `decision` or `ratification`.
    purpose: Purpose,
    /// The word that the item gives for what is decided; null where it gives none.
    decision_type: Option<String>,
    /// The stage the tables were read at.
    stage: Stage,
    /// The kind of business, by which the terms state authority; null where the item names none.
    function: Option<String>,
    /// `delegated` or `in shadow`, of which function and by what it was changed last; or that it was not asked.
    authority: String,
    /// The word that joins items of one purchase; null where there is none.
    procurement: Option<String>,
    /// The value of the item in pence; null where it states none.
    value_pence: Option<i64>,
    /// The bodies the item names.
    suppliers: Vec<String>,
    /// The papers on the item; empty where there were none.
    papers: Vec<PaperBefore>,
    /// Who presided over the item, by name; null where nobody did.
    presiding: Option<String>,
    /// Why that person: by office, `by succession` or `named by the meeting`; else `nobody presides`.
    presiding_because: String,
    /// When the meeting decided it, in UTC.
    decided_at: Instant,
    /// The same by the clock in the meeting's time zone, with the day where it is another than the meeting's.
    decided_clock: String,
    /// Everybody who came, holds a seat or is a deputy for one, with their arrivals and leavings.
    attendees: Vec<Attended>,
    /// Each interest that reached the item, with the person whose it was.
    interests: Vec<InterestLine>,
    /// What was proposed and ruled for each person whom an interest or a ruling touched on the item.
    treatments: Vec<TreatmentLine>,
    /// The expression of the terms, in English.
    quorum_text: Option<String>,
    /// The quorum as the terms put it; null where none were in force.
    quorum_expression: Option<Expression>,
    /// Whether the quorum was met while nobody was left out for a conflict.
    quorate_before: bool,
    /// Whether the quorum was met as it counts, without those whom their treatment leaves out.
    quorate_after: bool,
    /// With nobody excluded, clause by clause.
    quorum_before: Quorum,
    /// As it counted, clause by clause.
    quorum_after: Quorum,
    /// The rung of the ladder by which a want of quorum was met, where one was.
    ladder_rung: Option<Rung>,
    /// The conflicts panels whose word held for the item, the first that spoke first (C5.4). Absent where there was none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    panels: Vec<PanelBefore>,
    /// The advice that had been given on the item, with or without a vote, the first first (B4). Absent where there was none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    advice: Vec<AdviceBefore>,
    /// Whoever of those who vote on the item had never declared, and had had time to, by name (A3.2). Absent where everybody had.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    never_declared: Vec<String>,
    /// What was put to the committee: the title of the item.
    motion: String,
    /// Whether it was decided by a vote or by consensus.
    method: Method,
    /// How votes were counted, as the terms in force said.
    voting: Voting,
    /// The same in English.
    voting_text: String,
    /// How hands were counted, in words: names were not taken (C6.8). Absent where votes were recorded by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    show_of_hands: Option<String>,
    /// How ballots were counted, in words: how many were for whom, who counted, who is elected (C6.10). Absent where there was no
    /// election.
    #[serde(skip_serializing_if = "Option::is_none")]
    election: Option<String>,
    /// Who was elected, by name; absent where there was no election, or nobody was.
    #[serde(skip_serializing_if = "Option::is_none")]
    elected: Option<String>,
    /// Of a decision by correspondence, in words: from when to when replies were taken, and who gave none (C7.4). Absent of any other.
    #[serde(skip_serializing_if = "Option::is_none")]
    correspondence: Option<String>,
    /// Each voting seat that was not vacant, and what became of its vote.
    votes: Vec<VoteLine>,
    /// The weight of the votes for; a seat weighs one where the terms say nothing.
    votes_for: Weight,
    /// The weight of the votes against, counted as those for.
    votes_against: Weight,
    /// The weight of the votes cast neither for nor against.
    votes_abstained: Weight,
    /// The weight of the seats that a ruling or a proposal kept from voting.
    votes_excluded: Weight,
    /// The weight of the seats of which nobody was in the room.
    votes_absent: Weight,
    /// The weight of the seats that could have voted and did not.
    votes_not_voting: Weight,
    /// Whether the count carries the motion; false where nobody votes, as is usual by consensus.
    carried: bool,
    /// Who cast the casting vote and which way, as one text; null where none stands.
    casting_vote: Option<String>,
    /// What the terms ask of those who vote, clause by clause; empty where they ask nothing.
    composition: Vec<Clause>,
    /// Who let it go on although the composition was breached, by name; null where nobody did.
    override_by: Option<String>,
    /// The reason that was given for going on; null where nobody did.
    override_reason: Option<String>,
    /// What was recorded; `deferred`, `referred`, `noted` and `no_decision` decide nothing.
    outcome: Outcome,
    /// The outcome that the committee said at a later meeting was the true one; null where it said none.
    corrected: Option<Outcome>,
    /// Whether it has effect: the outcome does so by itself (`approved`, `rejected` and `ratified`), as corrected where it
    /// was; what waits to be confirmed not until it is, and what was reopened or decided again never.
    effective: bool,
    /// The words recorded with the outcome; null where there are none.
    text: Option<String>,
    /// Who stood against a decision by consensus, by name; empty where nobody did.
    dissent: Vec<String>,
    /// Marks on the decision, as the decision itself has them, such as `majority_withdrew`, `reopened` or `outcome_corrected`;
    /// `under_query` and `decisive` by the interests that were entered and what was determined so far.
    flags: Vec<String>,
    /// That it was to be taken again, by whose word and why; null where it was not.
    reopened: Option<ReopenedLine>,
    /// The decision of an earlier meeting that it takes again, as in `/api/v1/decisions/{id}`; null where it takes none again.
    decides_again: Option<DecisionId>,
    /// That it was taken again at a later meeting, with which it has no effect any more; null where it was not.
    decided_again: Option<DecidedAgainLine>,
    /// When it was entered, where that was late, in UTC; null where it was in its turn.
    late: Option<Instant>,
    /// What the notice of a procurement says of conflicts.
    conflicts_statement: String,
    /// What was added to the decision later; empty where nothing was.
    corrections: Vec<CorrectionLine>,
    /// What a guardian determined of it while it was under query; of several the last is in force. Empty where nothing was.
    determinations: Vec<DeterminationLine>,
    /// Rows elsewhere that belong to it, as `kind:id`.
    linked: Vec<String>,
    /// The entry by which the minutes became final.
    confirmed_entry: Option<i64>,
    /// When the minutes became final, in UTC; null while they are a draft.
    confirmed_at: Option<Instant>,
    /// `decision` of what a meeting decided, `urgent_decision` of what was decided between meetings (C7).
    kind: &'static str,
}

/// The line of a decision.
#[must_use]
pub fn line(facts: &LineFacts) -> DecisionLine {
    let LineFacts { decision, business, entry, stamp, .. } = facts;
    // Bodies by their codes, as the entry has them.
    let bodies = &Bodies::new();
    let evidence = &decision.evidence;
    let tally = &evidence.tally;
    let name = |person: PersonId| name_of(facts, person);
    DecisionLine {
        kind: DECISION,
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
        decided_clock: decision.at.clock_beside(business.meeting_date),
        attendees: evidence.attended.clone(),
        interests: evidence.treated.iter().flat_map(interests).collect(),
        treatments: evidence.treated.iter().map(treatment).collect(),
        quorum_text: evidence.quorum_expression.as_ref().map(|quorum| english::clause(quorum, bodies)),
        quorum_expression: evidence.quorum_expression.clone(),
        quorate_before: evidence.quorum_before.quorate,
        quorate_after: evidence.quorum_after.quorate,
        quorum_before: evidence.quorum_before.clone(),
        quorum_after: evidence.quorum_after.clone(),
        ladder_rung: evidence.rung,
        panels: evidence.panels.clone(),
        advice: evidence.advice.clone(),
        never_declared: evidence.never_declared.clone(),
        motion: business.title.clone(),
        method: decision.method,
        voting: evidence.voting.clone(),
        voting_text: english::voting(&evidence.voting, bodies),
        show_of_hands: by_show_of_hands(tally),
        election: by_election(tally, name),
        elected: tally.election.as_ref().and_then(|held| held.elected).map(&name),
        correspondence: evidence.correspondence.as_ref().map(Replied::told),
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
        corrected: decision.corrected(),
        effective: decision.takes_effect(),
        text: decision.text.clone(),
        dissent: decision.dissent.iter().map(|person| name(*person)).collect(),
        flags: decision.flags_now(),
        reopened: decision.reopened.clone().map(|ReopenedBy { by, reason, at, version, .. }| ReopenedLine {
            entry: version,
            at,
            by,
            name: name(by),
            reason,
        }),
        decides_again: decision.decides_again,
        decided_again: decision.decided_again.clone().map(Into::into),
        late: decision.late,
        conflicts_statement: statement(&evidence.treated),
        corrections: decision.corrections.iter().map(|added| corrected(facts, added)).collect(),
        determinations: decision.determinations.iter().cloned().map(Into::into).collect(),
        linked: linked(facts),
        confirmed_entry: facts.minutes.map(|(_, entry)| entry),
        confirmed_at: facts.minutes.map(|(at, _)| at),
    }
}

fn corrected(facts: &LineFacts, added: &Correction) -> CorrectionLine {
    let Correction { text, reason, at, version, outcome, at_meeting, by, .. } = added.clone();
    let name = by.and_then(|by| known_name(facts, by));
    CorrectionLine { entry: version, at, text, reason, outcome, at_meeting, by, name }
}

fn known_name(facts: &LineFacts, person: PersonId) -> Option<String> {
    let there = facts.decision.evidence.attended.iter().find(|line| line.person == person).map(|line| line.name.clone());
    there.or_else(|| facts.decision.evidence.named.get(&person).cloned())
}

fn name_of(facts: &LineFacts, person: PersonId) -> String {
    known_name(facts, person).unwrap_or_else(|| person.to_string())
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
                || format!("proposed to {}, and not ruled on", how.proposed.told()),
                |decider| format!("managed by ruling of {decider}: to {}", how.treatment.told()),
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
