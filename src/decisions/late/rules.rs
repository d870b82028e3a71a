//! A3.1, C10: what a late interest does to what was decided.

pub mod determining;
pub mod margin;

use crate::committees::Persistence;
use crate::conflicts::propose;
use crate::conflicts::rules::ground::Ground;
use crate::decisions::facts::DecisionFacts;
use crate::decisions::rules::decide::decides;
use crate::decisions::rules::evidence::Evidence;
use crate::declarations::{InForce, Interest};
use crate::ids::{DecisionId, DeclarationId, PersonId, RulingId};
use crate::meetings::{Act, CommitteeAtMeeting, Event, Item, Method, Room, Ruling, Said, Sitting};
use crate::moment::{Date, Instant};
use crate::policy::{Phase, Treatment};
use crate::quorum::rules::item::live;
use crate::verdict::{Code, Reason};
use crate::votes::rules::tally::tally_of;
use crate::votes::{Shown, State, tally};
use crate::words;

words! {
    /// What was breached by an interest that was told too late (A7).
    BreachKind "kind of breach" {
        /// It was declared more than 28 days after its holder knew of it (A3.1).
        LateDeclaration = "late_declaration",
        /// Its holder knew of it on the day of a decision that it touches, and did not declare it.
        OmittedInterest = "omitted_interest",
    }
}

/// That an interest touches a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Query {
    pub decision: DecisionId,
    /// The interest that was told too late, whose it is and on which day it was declared.
    pub declaration: DeclarationId,
    pub person: PersonId,
    pub declared: Date,
    /// Whether without its holder the result or the quorum would be another.
    pub decisive: bool,
}

/// An interest with the day on which its holder knew of it.
#[derive(Debug, Clone)]
pub struct Told {
    pub interest: Interest,
    /// When the holder became aware of it; always, where that cannot be said.
    pub aware: Option<Date>,
}

impl Told {
    /// A7: whether its holder knew of it on a day.
    #[must_use]
    pub fn was_known(&self, day: Date) -> bool {
        self.aware.is_none_or(|aware| aware <= day)
    }
}

/// Whether and how an interest touches a decision: one recorded before it was declared, on a day on which it
/// was active, for which it alone would have proposed below `note`, and of which its holder had a part: by a
/// vote, or by being in the room at the deliberation or the decision.
#[must_use]
pub fn touches(sitting: &Sitting, decision: &DecisionFacts, interest: &Interest) -> Option<Query> {
    let item = sitting.item(decision.item)?;
    let at = sitting.committee(decision.committee)?;
    let (day, person) = (decision.at.day(), interest.person);
    let is_touched = was_before(decision, day, interest)
        && is_active(interest, day)
        && had_a_part(sitting, decision, person)
        && conflicts(sitting, item, interest);
    let decisive = || is_decisive(sitting, item, at, decision, person);
    is_touched.then(|| Query { decision: decision.id, declaration: interest.id, person, declared: interest.declared, decisive: decisive() })
}

/// Whether an interest is such that it could touch a decision: what can be said of it without the meeting.
#[must_use]
pub fn could_touch(decision: &DecisionFacts, interest: &Interest) -> bool {
    let (day, person) = (decision.at.day(), interest.person);
    was_before(decision, day, interest) && is_active(interest, day) && decision.evidence.had_a_part().any(|other| other == person)
}

/// Of what is of one day it is the log that tells which was entered first.
fn was_before(decision: &DecisionFacts, day: Date, interest: &Interest) -> bool {
    day < interest.declared || (day == interest.declared && decision.version < interest.entered)
}

fn is_active(interest: &Interest, day: Date) -> bool {
    Interest { declared: day, ..interest.clone() }.on(day, 0) == InForce::Active
}

/// As if it had been known at the meeting, and nothing else.
fn conflicts(sitting: &Sitting, item: &Item, interest: &Interest) -> bool {
    let known = Interest { declared: sitting.meeting.date, ..interest.clone() };
    conflicts_on(sitting, item, &known, sitting.day)
}

/// Whether an interest alone conflicts its holder on a day.
fn conflicts_on(sitting: &Sitting, item: &Item, interest: &Interest, day: Date) -> bool {
    let mut alone = Sitting { interests: vec![interest.clone()].into(), earlier: Vec::new(), ..sitting.clone() };
    alone.book.rulings.clear();
    alone.hold(day);
    // It is the interest that must have proposed: not that the person is named, nor what was ruled elsewhere.
    let own = |ground: &Ground| match ground {
        Ground::Relation(found) => found.interest == Some(interest.id),
        Ground::Mitigation { interest: of, .. } => *of == interest.id,
        Ground::Sticky { .. } | Ground::Carried { .. } | Ground::Instructed { .. } => false,
    };
    propose(&alone, item, interest.person).grounds.iter().any(|ground| own(ground) && ground.treatment().is_conflicted())
}

fn had_a_part(sitting: &Sitting, decision: &DecisionFacts, person: PersonId) -> bool {
    let evidence = &decision.evidence;
    let voted = |state: State| matches!(state, State::For | State::Against | State::Abstained | State::ShowOfHands | State::SecretBallot);
    if evidence.tally.seats.iter().any(|seat| seat.person == person && voted(seat.state)) {
        return true;
    }
    // Of the acts, and not of the phases that stand: where another committee's decision was reopened since, the item has gone back.
    let weighs = |phase: Phase| matches!(phase, Phase::Deliberation | Phase::Decision);
    let begun = sitting.book.acts.iter().filter_map(|act| match &act.said {
        Said::Begun(begun) if begun.item == decision.item && weighs(begun.phase) && begun.at <= decision.at => Some(begun.at),
        _ => None,
    });
    let Some(from) = begun.min() else { return false };
    evidence.attended.iter().any(|line| line.person == person && (line.present || was_in(&line.times_of_day(), from, decision.at)))
}

/// Whether somebody was in the room between two times, who came and went so.
fn was_in(times: &[(Event, Instant)], from: Instant, until: Instant) -> bool {
    let mut since: Option<Instant> = None;
    for (event, at) in times {
        match event {
            Event::Apologies => {}
            Event::Arrive | Event::Return => since = since.or(Some(*at)),
            Event::Leave => {
                if since.take().is_some_and(|came| came <= until) && *at > from {
                    return true;
                }
            }
        }
    }
    since.is_some_and(|came| came <= until)
}

/// Whether without a person the result, or the quorum, would be another; of what was put off or agreed
/// without a count, the quorum alone. It is asked of the room as it was, with the person left out of it as for
/// a conflict. A quorum that is asked at the opening leaves nobody out.
fn is_decisive(sitting: &Sitting, item: &Item, at: &CommitteeAtMeeting, decision: &DecisionFacts, person: PersonId) -> bool {
    let room = room_of(sitting, at, &decision.evidence, decision.at);
    let with = as_it_was(sitting, decision);
    let mut without = with.clone();
    without.book.rulings.push(Ruling {
        id: RulingId::new(),
        order: decision.version,
        item: item.id,
        person,
        treatment: Treatment::Leave,
        proposed: Treatment::Leave,
        by: person,
        reason: None,
        over: None,
        at: decision.at,
    });
    let of_opening = at.terms.as_ref().is_some_and(|terms| terms.counting.when == Persistence::OpeningOnly);
    let quorate = |sitting: &Sitting| live(sitting, &room, item, at, false).quorate;
    if !of_opening && quorate(&with) != quorate(&without) {
        return true;
    }
    let is_counted = decision.method == Method::Vote && decides(decision.outcome);
    // A ballot was one of those who could have cast it, as a hand is.
    let tallied = &decision.evidence.tally;
    let counted = tallied.show_of_hands.or(tallied.election.as_ref().map(|held| held.id));
    if let Some(hands) = counted.and_then(|id| with.book.hands.iter().find(|hands| hands.id == id)) {
        let shown = Shown::of(&with, hands);
        let result = |sitting: &Sitting, shown: &Shown| {
            let count = tally_of(sitting, &room, item, at, Some(shown));
            (count.carried, count.casting_vote_needed)
        };
        let as_counted = result(&with, &shown);
        return is_counted && without_a_hand(&shown, person).iter().any(|other| result(&without, other) != as_counted);
    }
    let result = |sitting: &Sitting| {
        let count = tally(sitting, &room, item, at);
        (count.carried, count.casting_vote_needed)
    };
    is_counted && result(&with) != result(&without)
}

/// C6.8: a show of hands without somebody's, each way that it could have been: nobody knows how they raised theirs, if they
/// did. None, where they could have raised none that was not somebody else's as well.
fn without_a_hand(shown: &Shown, person: PersonId) -> Vec<Shown> {
    let mut without = shown.clone();
    without.raised.retain(|raised| raised.people != [person]);
    let own = u32::try_from(shown.raised.len() - without.raised.len()).unwrap_or(0);
    if own == 0 {
        return Vec::new();
    }
    let less = |hands: u32| hands.checked_sub(own);
    let ways = [
        less(shown.in_favour).map(|in_favour| Shown { in_favour, ..without.clone() }),
        less(shown.against).map(|against| Shown { against, ..without.clone() }),
        less(shown.abstained).map(|abstained| Shown { abstained, ..without.clone() }),
        // Where all raised one, so did they.
        (shown.all() <= without.raised.len() as u64).then(|| without.clone()),
    ];
    ways.into_iter().flatten().collect()
}

/// The meeting as its book stood when the decision was recorded.
fn as_it_was(sitting: &Sitting, decision: &DecisionFacts) -> Sitting {
    let is_it = |act: &&Act| matches!(&act.said, Said::Decided(taken) if taken.id == decision.id);
    let mut then = sitting.with_acts(sitting.book.acts.iter().take_while(|act| !is_it(act)).cloned());
    if let Some(act) = sitting.book.acts.iter().find(is_it) {
        then = then.judging(act);
    }
    then.interests.retain(|interest| !was_before(decision, decision.at.day(), interest));
    then
}

/// The room as the evidence of a decision has it.
fn room_of(sitting: &Sitting, at: &CommitteeAtMeeting, evidence: &Evidence, until: Instant) -> Room {
    // An adjournment empties the room of whoever came before it.
    let breaks = sitting.book.acts.iter().filter(|act| matches!(act.said, Said::Adjourned { .. })).map(|act| act.place.at);
    let since = breaks.filter(|at| *at <= until).max();
    let came = |line: &&crate::decisions::rules::evidence::Attended| {
        let is_here = |at: Instant| since.is_none_or(|since| at >= since);
        line.times.iter().any(|time| matches!(time.event, Event::Arrive | Event::Return) && is_here(time.at))
    };
    let seats = evidence.attended.iter().filter(|line| line.deputy).flat_map(|line| {
        let own = move |seat: &&String| !at.holders(seat).any(|holder| holder == line.person);
        line.seats.iter().filter(own).map(|seat| ((at.committee.id, seat.clone()), line.person))
    });
    Room {
        present: evidence.attended.iter().filter(|line| line.present).map(|line| line.person).collect(),
        arrived: evidence.attended.iter().filter(came).map(|line| line.person).collect(),
        sitting_for: seats.collect(),
        ..sitting.room()
    }
}

/// C10, A7.1: for which interests a decision is under query: those that touch it, until it is taken again or a guardian
/// determines that it stands in spite of them.
pub fn open<'a>(decision: &'a DecisionFacts, queries: &'a [Query]) -> impl Iterator<Item = &'a Query> {
    let of_it = queries.iter().filter(|query| query.decision == decision.id && !decision.was_taken_again());
    of_it.filter(|query| !decision.stands_in_spite_of(query.declaration))
}

/// A decision that an interest touches is under query, and decisive where it hung on its holder.
#[must_use]
pub fn flags(decision: &DecisionFacts, queries: &[Query]) -> Vec<&'static str> {
    let mut of_it = open(decision, queries).peekable();
    let mut flags = Vec::new();
    if of_it.peek().is_some() {
        flags.push("under_query");
    }
    if of_it.any(|query| query.decisive) {
        flags.push("decisive");
    }
    flags
}

/// C10: the reasons that minutes are not final yet: each decision under query is answered by a correction
/// entered after what it is queried for, or was determined to stand in spite of it.
#[must_use]
pub fn unanswered(sitting: &Sitting, decisions: &[DecisionFacts], queries: &[Query]) -> Vec<Reason> {
    let is_open = |decision: &&DecisionFacts| {
        let last = decision.corrections.iter().map(|correction| correction.id.to_string()).max();
        open(decision, queries).any(|query| last.as_ref().is_none_or(|last| *last < query.declaration.to_string()))
    };
    let reason = |decision: &DecisionFacts| {
        let number = sitting.item(decision.item).map_or_else(String::new, |item| item.number.clone());
        let mut who: Vec<String> = open(decision, queries)
            .map(|query| format!("{} (declared on {})", sitting.name(query.person), query.declared.long()))
            .collect();
        who.dedup();
        let detail = format!("The decision on item {number} is under query, for an interest that was told after it: {}.", who.join(", "));
        let declared = open(decision, queries).map(|query| query.declaration.subject());
        Reason::new(Code::UnderQuery, "C10", detail)
            .fact(decision.id.subject())
            .fact(decision.item.subject())
            .facts(declared)
            .cure("Add a correction to the decision that says what came to light, or record that the guardian determined that it stands.")
    };
    decisions.iter().filter(is_open).map(reason).collect()
}

#[cfg(test)]
mod tests;
