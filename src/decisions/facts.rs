//! Reads decisions with their evidence.

mod since;

use std::collections::{BTreeMap, BTreeSet};

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::rules::decide::is_effective;
use super::rules::evidence::Evidence;
use crate::access::Seen;
use crate::db::order::Way;
use crate::db::plan::{among, few};
use crate::db::schema::{correction, decision, meeting, minutes};
use crate::db::{Read, stored};
use crate::fault::{Error, Fault};
use crate::ids::{CommitteeId, CorrectionId, DecisionId, ItemId, MeetingId, PersonId};
use crate::meetings::PENDING;
use crate::meetings::facts::confirming::{self, Settled};
use crate::meetings::rules::authority::SHADOW;
use crate::meetings::{Effect, Method, Outcome, facts as meetings};
use crate::moment::{Date, Instant};

pub use since::{Addition, DecidedAgain, Determination, additions, bodies_of_their_rules};

/// A decision as it was recorded, with its corrections.
#[derive(Debug, Clone)]
pub struct DecisionFacts {
    pub id: DecisionId,
    pub meeting: MeetingId,
    pub item: ItemId,
    pub committee: CommitteeId,
    pub outcome: Outcome,
    pub method: Method,
    pub effective: bool,
    pub text: Option<String>,
    pub dissent: Vec<PersonId>,
    pub flags: Vec<String>,
    pub override_by: Option<PersonId>,
    pub override_reason: Option<String>,
    pub presiding: Option<PersonId>,
    pub evidence: Evidence,
    pub at: Instant,
    /// Its entry in the log, and the version of its row.
    pub version: i64,
    pub corrections: Vec<Correction>,
    /// What a guardian determined of it while it was under query, in the order of the log; the last is in force.
    pub determinations: Vec<Determination>,
    /// What a later meeting made of it, where it waited to be confirmed.
    pub settled: Option<Settled>,
    /// When it was entered, where acts after it stood in the book already.
    pub late: Option<Instant>,
    /// That it was to be taken again.
    pub reopened: Option<ReopenedBy>,
    /// The decision of an earlier meeting that it takes again, and the one of a later meeting that takes this again.
    pub decides_again: Option<DecisionId>,
    pub decided_again: Option<DecidedAgain>,
    /// The last entry of an interest that puts it under query; its flags say so too.
    pub queried: Option<i64>,
}

/// Who had a decision taken again, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReopenedBy {
    pub by: PersonId,
    pub reason: String,
    pub at: Instant,
    /// Its entry in the log.
    pub version: i64,
    /// The entry of the decision by which it was taken again; none until then.
    pub retaken: Option<i64>,
}

impl DecisionFacts {
    /// Whether it was taken again, in the sitting itself or at a later meeting: then nothing is asked of it any more.
    #[must_use]
    pub fn was_taken_again(&self) -> bool {
        self.decided_again.is_some() || self.reopened.as_ref().is_some_and(|again| again.retaken.is_some())
    }

    /// The outcome that the committee said at a later meeting was the true one.
    #[must_use]
    pub fn corrected(&self) -> Option<Outcome> {
        self.corrections.iter().rev().find_map(|correction| correction.outcome)
    }

    /// Whether it has effect now: as recorded, or once a later meeting has confirmed it; as the committee corrected
    /// it; never once it was reopened or decided again, nor where it was taken in shadow.
    #[must_use]
    pub fn takes_effect(&self) -> bool {
        if self.reopened.is_some() || self.decided_again.is_some() || self.flags.iter().any(|flag| flag == SHADOW) {
            return false;
        }
        let is_confirmed = self.settled.is_some_and(|settled| settled.outcome == Outcome::Ratified);
        match self.corrected().map(|outcome| self.effect_as_corrected(outcome)) {
            Some(Effect::Takes) => true,
            Some(Effect::Waits) => is_confirmed,
            Some(Effect::Without) => false,
            None => self.effective || is_confirmed,
        }
    }

    /// The effect of the corrected outcome; what was corrected before that was said has what its outcome has by itself.
    fn effect_as_corrected(&self, outcome: Outcome) -> Effect {
        let last = self.corrections.iter().rev().find(|correction| correction.outcome.is_some());
        last.and_then(|correction| correction.effect).unwrap_or(if is_effective(outcome) { Effect::Takes } else { Effect::Without })
    }

    /// Whether it waits, or waited, to be confirmed: as it was recorded, or as the committee corrected it.
    fn is_to_be_confirmed(&self) -> bool {
        match self.corrected() {
            Some(outcome) => self.effect_as_corrected(outcome) == Effect::Waits,
            None => self.flags.iter().any(|flag| flag == PENDING),
        }
    }

    /// Its outcome as so many entries of the log have it: the corrected one, where the committee has said so by then.
    #[must_use]
    pub fn outcome_at(&self, as_of: i64) -> Outcome {
        let said = self.corrections.iter().rev().filter(|correction| correction.version < as_of);
        said.filter_map(|correction| correction.outcome).next().unwrap_or(self.outcome)
    }

    /// Its flags now: what waited to be confirmed waits no longer once a later meeting has said so; that it was
    /// reopened, its outcome corrected, or it was decided again.
    #[must_use]
    pub fn flags_now(&self) -> Vec<String> {
        let waits = self.settled.is_none() && self.is_to_be_confirmed();
        let kept = self.flags.iter().filter(|flag| waits || *flag != PENDING).cloned();
        let kept = kept.chain((waits && !self.flags.iter().any(|flag| flag == PENDING)).then(|| PENDING.to_owned()));
        let reopened = self.reopened.is_some().then(|| "reopened".to_owned());
        let again = self.decided_again.is_some().then(|| "decided_again".to_owned());
        kept.chain(reopened).chain(again).chain(self.corrected().map(|_| "outcome_corrected".to_owned())).collect()
    }
}

#[derive(Debug, Clone)]
pub struct Correction {
    pub id: CorrectionId,
    pub text: String,
    pub reason: String,
    pub at: Instant,
    pub version: i64,
    /// The outcome that the committee said was the true one, at which meeting and through whom.
    pub outcome: Option<Outcome>,
    pub at_meeting: Option<MeetingId>,
    pub by: Option<PersonId>,
    /// What effect that outcome has.
    pub effect: Option<Effect>,
}

/// Which decisions.
#[derive(Debug, Clone)]
pub enum Which {
    One(Seen<DecisionId>),
    Of(Seen<MeetingId>),
    On(Seen<ItemId>),
    /// A stretch of the decision log.
    Logged(Box<Stretch>),
}

/// A stretch of the decision log, in the order of the entries or back from its end.
#[derive(Debug, Clone, Default)]
pub struct Stretch {
    /// The entry after which it goes on; on the way back, before which.
    pub after: Option<i64>,
    pub way: Way,
    /// The log as of so many entries: nothing written later.
    pub as_of: i64,
    pub limit: i64,
    pub filter: Filter,
}

impl Stretch {
    /// The entries between which it lies, neither of them in it. Entry 0 begins the log: no decision
    /// stands before it.
    pub(super) fn bounds(&self) -> (i64, i64) {
        match (self.way, self.after) {
            (Way::Onward, after) => (after.unwrap_or(0), self.as_of),
            (Way::Back, before) => (0, before.unwrap_or(i64::MAX).min(self.as_of)),
        }
    }
}

/// What of the decision log is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub committee: Option<CommitteeId>,
    pub meeting: Option<MeetingId>,
    /// The day of the meeting.
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub outcome: Option<Vec<Outcome>>,
    /// Of meetings in which this person has a part.
    pub of: Option<PersonId>,
}

/// The day of the meeting a decision was taken at.
macro_rules! day_of_its_meeting {
    () => {
        meeting::table
            .filter(meeting::register_id.eq(decision::register_id))
            .filter(meeting::id.eq(decision::meeting))
            .select(meeting::date)
            .single_value()
    };
}

/// What of the log is asked for, of a statement put together at run time.
macro_rules! narrowed {
    ($query:expr, $filter:expr) => {{
        let (mut query, filter): (_, &Filter) = ($query, $filter);
        if let Some(meeting) = filter.meeting {
            query = query.filter(few(decision::meeting.eq(meeting)));
        }
        if let Some(committee) = filter.committee {
            query = query.filter(few(decision::committee.eq(committee)));
        }
        if let Some(outcome) = &filter.outcome {
            query = query.filter(decision::outcome.eq_any(outcome.clone()));
        }
        // The day of its meeting is looked up for each line, so that the log stays what is read.
        if let Some(from) = filter.from {
            query = query.filter(day_of_its_meeting!().ge(from));
        }
        if let Some(to) = filter.to {
            query = query.filter(day_of_its_meeting!().le(to));
        }
        query
    }};
}

/// The entries of the decisions asked for of meetings in which a person has a part.
fn places_of(read: &mut Read<'_>, person: PersonId, filter: &Filter, (above, below): (i64, i64)) -> Result<Vec<i64>, Fault> {
    let meetings = meetings::part_of(read, person)?;
    let mut places = Vec::new();
    // No database takes more than some tens of thousands of values in one statement.
    for some in meetings.into_iter().collect::<Vec<_>>().chunks(10_000) {
        let query =
            read.mostly_of(decision::table).filter(few(decision::meeting.eq_any(some.to_vec()))).select(decision::version).into_boxed();
        places.extend(read.boxed_rows::<i64, _>(narrowed!(query, filter))?);
    }
    // Asked for here and not by the statement, which is to look for the meetings alone.
    places.retain(|place| (above < *place) && (*place < below));
    Ok(places)
}

/// How many decisions of the log as of so many entries are asked for; none is read.
///
/// # Errors
/// What the database says.
pub fn count(read: &mut Read<'_>, filter: &Filter, as_of: i64) -> Result<i64, Fault> {
    let query = read.mostly_of(decision::table).filter(decision::version.lt(as_of)).select(count_star()).into_boxed();
    Ok(read.boxed_rows(narrowed!(query, filter))?.pop().unwrap_or(0))
}

/// Decisions in the order of the log, or in that of the stretch of it that is asked for.
///
/// # Errors
/// What the database says; stored evidence that is none.
pub fn decisions(read: &mut Read<'_>, which: Which) -> Result<Vec<DecisionFacts>, Fault> {
    type Row = (
        (DecisionId, MeetingId, ItemId, CommitteeId, Outcome, Method, bool, Option<String>),
        (String, String, Option<String>, Option<String>, Option<PersonId>, String, Instant, i64, Option<Instant>, Option<DecisionId>),
    );
    let (mut as_of, mut way) = (i64::MAX, Way::Onward);
    let mut query = read
        .mostly_of(decision::table)
        .select((
            (
                decision::id,
                decision::meeting,
                decision::item,
                decision::committee,
                decision::outcome,
                decision::method,
                decision::effective,
                decision::text,
            ),
            (
                decision::dissent,
                decision::flags,
                decision::override_by,
                decision::override_reason,
                decision::presiding,
                decision::evidence,
                decision::at,
                decision::version,
                decision::late,
                decision::decides_again,
            ),
        ))
        .into_boxed();
    query = match which {
        Which::One(id) => query.filter(few(decision::id.eq(id.id()))),
        Which::Of(meeting) => query.filter(few(decision::meeting.eq(meeting.id()))),
        Which::On(item) => query.filter(few(decision::item.eq(item.id()))),
        Which::Logged(stretch) => {
            (as_of, way) = (stretch.as_of, stretch.way);
            let Stretch { limit, filter, .. } = &*stretch;
            let (above, below) = stretch.bounds();
            match filter.of {
                // What somebody has a part in is found by them, and its place in the log first.
                Some(person) => {
                    let mut places = places_of(read, person, filter, (above, below))?;
                    places.sort_unstable();
                    let mut places = way.in_order(places);
                    places.truncate(usize::try_from(*limit).unwrap_or(0));
                    query.filter(few(decision::version.eq_any(places)))
                }
                None => {
                    let query = query.filter(decision::version.gt(above)).filter(decision::version.lt(below)).limit(*limit);
                    let query = match way {
                        Way::Onward => query.order(decision::version.asc()),
                        Way::Back => query.order(decision::version.desc()),
                    };
                    narrowed!(query, filter)
                }
            }
        }
    };
    let mut rows: Vec<Row> = read.boxed_rows(query)?;
    rows.sort_by_key(|row| row.1.7);
    let rows = way.in_order(rows);
    let ids: Vec<DecisionId> = rows.iter().map(|row| row.0.0).collect();
    type Said = (Option<Outcome>, Option<MeetingId>, Option<PersonId>, Option<Effect>);
    type Added = ((CorrectionId, DecisionId, String, String, Instant, i64), Said);
    let reopened = since::reopenings(read, ids.clone(), as_of)?;
    let mut determined = since::determinations(read, ids.clone(), as_of)?;
    let mut again = since::decided_again(read, &ids, as_of)?;
    let mut added: Vec<Added> = read.rows(
        read.mostly_of(correction::table).filter(among(correction::decision, ids)).filter(correction::version.lt(as_of)).select((
            (correction::id, correction::decision, correction::text, correction::reason, correction::at, correction::version),
            (correction::outcome, correction::at_meeting, correction::by_person, correction::effect),
        )),
    )?;
    added.sort_by_key(|row| row.0.5);
    let to_be_confirmed: BTreeSet<DecisionId> = added.iter().filter(|row| row.1.3 == Some(Effect::Waits)).map(|row| row.0.1).collect();
    let waits = |id: &DecisionId, flags: &str| flags.contains(PENDING) || to_be_confirmed.contains(id);
    let waited: BTreeSet<ItemId> = rows.iter().filter(|row| waits(&row.0.0, &row.1.1)).map(|row| row.0.2).collect();
    let settled = if waited.is_empty() { BTreeMap::new() } else { confirming::settled(read, &waited, as_of)? };
    let decided_in = deciders(read, &settled)?;
    rows.into_iter()
        .map(|((id, meeting, item, committee, outcome, method, effective, text), rest)| {
            let (dissent, flags, override_by, override_reason, presiding, evidence, at, version, late, decides_again) = rest;
            let override_by = override_by
                .map(|by| {
                    by.parse().map_err(|error: crate::ids::NotAnId| Fault::Corrupt {
                        table: "decision",
                        key: id.to_string(),
                        what: error.to_string(),
                    })
                })
                .transpose()?;
            let flags: Vec<String> = stored("decision", &id, &flags)?;
            let has_waited = flags.iter().any(|flag| flag == PENDING) || to_be_confirmed.contains(&id);
            let by = settled.get(&item).filter(|_| has_waited);
            let own = decided_in.get(&item).map_or(&[][..], Vec::as_slice);
            Ok(DecisionFacts {
                id,
                meeting,
                item,
                committee,
                outcome,
                method,
                effective,
                text,
                dissent: stored("decision", &id, &dissent)?,
                flags,
                settled: by.and_then(|by| confirming::settles(by, committee, own)),
                override_by,
                override_reason,
                presiding,
                evidence: stored("decision", &id, &evidence)?,
                at,
                version,
                corrections: added
                    .iter()
                    .filter(|row| row.0.1 == id)
                    .map(|((id, _, text, reason, at, version), (outcome, at_meeting, by, effect))| Correction {
                        id: *id,
                        text: text.clone(),
                        reason: reason.clone(),
                        at: *at,
                        version: *version,
                        outcome: *outcome,
                        at_meeting: *at_meeting,
                        by: *by,
                        effect: *effect,
                    })
                    .collect(),
                determinations: determined.remove(&id).unwrap_or_default(),
                late,
                reopened: reopened.get(&id).cloned(),
                decides_again,
                decided_again: again.remove(&id),
                queried: None,
            })
        })
        .collect()
}

/// The committees that decided each of the items that were settled since.
fn deciders(read: &mut Read<'_>, settled: &BTreeMap<ItemId, Vec<Settled>>) -> Result<BTreeMap<ItemId, Vec<CommitteeId>>, Fault> {
    let mut found: BTreeMap<ItemId, Vec<CommitteeId>> = BTreeMap::new();
    if settled.is_empty() {
        return Ok(found);
    }
    let items: Vec<ItemId> = settled.keys().copied().collect();
    let rows: Vec<(ItemId, CommitteeId)> =
        read.rows(read.mostly_of(decision::table).filter(among(decision::item, items)).select((decision::item, decision::committee)))?;
    for (item, committee) in rows {
        found.entry(item).or_default().push(committee);
    }
    Ok(found)
}

/// The day of the meeting at which a decision was taken.
///
/// # Errors
/// [`Error::NotFound`]; what the database says.
pub fn held_on(read: &mut Read<'_>, taken: &DecisionFacts) -> Result<Date, Error> {
    let day = read.first(read.of(meeting::table).filter(meeting::id.eq(taken.meeting)).select(meeting::date))?;
    day.ok_or(Error::NotFound("meeting"))
}

/// One decision.
///
/// # Errors
/// [`Error::NotFound`]; as [`decisions`].
pub fn decision(read: &mut Read<'_>, id: Seen<DecisionId>) -> Result<DecisionFacts, Error> {
    decisions(read, Which::One(id))?.pop().ok_or(Error::NotFound("decision"))
}

/// The item and the committee of a decision: who sees the one sees the other.
///
/// # Errors
/// [`Error::NotFound`]; what the database says.
pub fn place_of(read: &mut Read<'_>, id: Seen<DecisionId>) -> Result<(Seen<ItemId>, CommitteeId), Error> {
    let found: Option<(ItemId, CommitteeId)> =
        read.first(read.of(decision::table).filter(decision::id.eq(id.id())).select((decision::item, decision::committee)))?;
    let (item, committee) = found.ok_or(Error::NotFound("decision"))?;
    Ok((id.lets_see(item), committee))
}

/// The meeting at which a decision was taken: its times are what a correction is held against.
///
/// # Errors
/// As [`decision()`].
pub(super) fn meeting_of(read: &mut Read<'_>, id: Seen<DecisionId>) -> Result<Seen<MeetingId>, Error> {
    Ok(id.lets_see(decision(read, id)?.meeting))
}

/// The final minutes of a meeting: when they were finalised, their text, their entry.
///
/// # Errors
/// What the database says.
pub fn minutes(read: &mut Read<'_>, meeting: Seen<MeetingId>) -> Result<Option<(Instant, String, i64)>, Fault> {
    read.first(read.of(minutes::table).filter(minutes::meeting.eq(meeting.id())).select((
        minutes::finalised_at,
        minutes::document,
        minutes::version,
    )))
}

/// When the minutes of these meetings became final, each with its entry, of entries below a number.
///
/// # Errors
/// What the database says.
pub fn confirmations(read: &mut Read<'_>, meetings: &BTreeSet<MeetingId>, below: i64) -> Result<Vec<(MeetingId, Instant, i64)>, Fault> {
    read.rows(
        read.mostly_of(minutes::table)
            .filter(among(minutes::meeting, meetings.iter().copied()))
            .filter(minutes::version.lt(below))
            .select((minutes::meeting, minutes::finalised_at, minutes::version)),
    )
}
