//! Reads what a late interest is held against: the decisions of its holder's meetings, and the interests of
//! whoever was in a decision.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;

use super::rules::margin::margin;
use super::rules::{BreachKind, Query, Told, could_touch, flags, touches};
use super::told::{Breach, Touched};
use crate::access::Seen;
use crate::committees;
use crate::db::Read;
use crate::db::plan::among;
use crate::db::schema::{decision, declaration, meeting};
use crate::decisions::facts::{self, DecisionFacts, Which};
use crate::declarations::facts as declarations;
use crate::declarations::rules::{Awareness, aware_from, days_late};
use crate::declarations::{Audience, DeclarationRecord, Interest, Status, register};
use crate::fault::{Error, Fault};
use crate::ids::{DeclarationId, ItemId, MeetingId, OrganisationId, PersonId};
use crate::meetings::{Sitting, facts as meetings};
use crate::moment::{Date, Instant};
use crate::people;

/// Which of some decisions are under query, and by which interests.
#[derive(Debug, Clone, Default)]
pub struct Queried {
    pub queries: Vec<Query>,
    /// The last entry of each interest that queries one of them.
    entries: BTreeMap<DeclarationId, i64>,
}

impl Queried {
    /// Puts beside the flags of each decision what came to light since, and by which entry.
    pub fn flag(&self, taken: &mut [DecisionFacts]) {
        for decision in taken {
            let flags = flags(decision, &self.queries);
            decision.flags.extend(flags.into_iter().map(str::to_owned));
            let by = self.queries.iter().filter(|query| query.decision == decision.id);
            decision.queried = by.filter_map(|query| self.entries.get(&query.declaration)).max().copied();
        }
    }
}

/// What of some decisions, of whichever meetings, is under query, by interests entered up to a time. A meeting is read only
/// where an interest is such that it could touch a decision of it.
///
/// # Errors
/// What the database says.
pub fn queries(read: &mut Read<'_>, taken: &[DecisionFacts], until: Option<Instant>) -> Result<Queried, Error> {
    let Some(first) = taken.iter().map(|decision| decision.at.day()).min() else { return Ok(Queried::default()) };
    let people: BTreeSet<PersonId> = taken.iter().flat_map(|one| one.evidence.had_a_part()).collect();
    let mut later = told_since(read, &people, first)?;
    later.retain(|told| until.is_none_or(|until| told.recorded <= until));
    if later.is_empty() {
        return Ok(Queried::default());
    }
    let entries: BTreeMap<DeclarationId, i64> = later.iter().map(|told| (told.id, told.version)).collect();
    let mut interests = declarations::interests(read, &later.into_iter().map(|told| told.person).collect())?;
    interests.retain(|interest| entries.contains_key(&interest.id));
    let mut suspected: BTreeMap<MeetingId, Vec<(&DecisionFacts, &Interest)>> = BTreeMap::new();
    for decision in taken {
        let of_it = interests.iter().filter(|interest| could_touch(decision, interest)).map(|interest| (decision, interest));
        for pair in of_it {
            suspected.entry(decision.meeting).or_default().push(pair);
        }
    }
    let mut found = Queried { queries: Vec::new(), entries };
    for (meeting, pairs) in suspected {
        // Whoever was given a decision is told whether it is under query.
        let sitting = meetings::sitting(read, Seen::without_asking(meeting), &[])?;
        found.queries.extend(pairs.into_iter().filter_map(|(decision, interest)| touches(&sitting, decision, interest)));
    }
    Ok(found)
}

/// A declaration that came late, maybe.
struct Since {
    person: PersonId,
    id: DeclarationId,
    recorded: Instant,
    version: i64,
}

/// The interests that some people declared on a day or later.
fn told_since(read: &mut Read<'_>, people: &BTreeSet<PersonId>, day: Date) -> Result<Vec<Since>, Fault> {
    let rows: Vec<(PersonId, DeclarationId, Instant, i64)> = read.rows(
        read.mostly_of(declaration::table)
            .filter(among(declaration::person, people.iter().copied()))
            .filter(declaration::declared.ge(day))
            .filter(declaration::nil.eq(false))
            .filter(declaration::status.ne(Status::Draft))
            .select((declaration::person, declaration::id, declaration::recorded_at, declaration::version)),
    )?;
    Ok(rows.into_iter().map(|(person, id, recorded, version)| Since { person, id, recorded, version }).collect())
}

/// An interest as it was told; none for a nil return and a draft.
fn told(read: &mut Read<'_>, kept: &DeclarationRecord) -> Result<Option<Told>, Error> {
    if kept.nil || kept.status == Status::Draft {
        return Ok(None);
    }
    let interests = declarations::interests(read, &[kept.person].into())?;
    let aware = aware_from(awareness(read, kept)?);
    Ok(interests.into_iter().find(|interest| interest.id == kept.id).map(|interest| Told { interest, aware }))
}

fn awareness(read: &mut Read<'_>, kept: &DeclarationRecord) -> Result<Awareness, Error> {
    let first_seat = committees::first_seat(read, kept.person)?;
    Ok(Awareness { aware: kept.says.aware, from: kept.says.from, first_seat, declared: kept.says.declared })
}

/// The meetings of a person in which something was decided before an interest was declared, and not before it
/// began.
fn meetings_before(read: &mut Read<'_>, told: &Told) -> Result<Vec<MeetingId>, Fault> {
    let theirs: Vec<MeetingId> = meetings::part_of(read, told.interest.person)?.into_iter().collect();
    let mut found: Vec<(Date, MeetingId)> = Vec::new();
    for some in theirs.chunks(1000) {
        let dated = read.mostly_of(meeting::table).filter(among(meeting::id, some.iter().copied()));
        found.extend(read.rows::<(Date, MeetingId), _>(dated.select((meeting::date, meeting::id)))?);
    }
    found.retain(|(day, _)| *day <= told.interest.declared);
    found.sort_unstable();
    let ids: Vec<MeetingId> = found.into_iter().map(|(_, id)| id).collect();
    let mut decided = BTreeSet::new();
    for some in ids.chunks(1000) {
        let of_some = read.mostly_of(decision::table).filter(among(decision::meeting, some.iter().copied()));
        decided.extend(read.rows::<MeetingId, _>(of_some.select(decision::meeting))?);
    }
    Ok(ids.into_iter().filter(|id| decided.contains(id)).collect())
}

/// What the interests of somebody are held against: meetings whose decisions one of them could touch, each as it was.
#[derive(Debug, Clone, Default)]
pub struct Against {
    told: Vec<Held>,
    meetings: BTreeMap<MeetingId, (Sitting, Vec<DecisionFacts>)>,
    /// What whoever declared them is called.
    names: BTreeMap<PersonId, String>,
}

fn number(sitting: &Sitting, item: ItemId) -> String {
    sitting.item(item).map(|item| item.number.clone()).unwrap_or_default()
}

/// A declaration that is no nil return and no draft, with how late it came.
#[derive(Debug, Clone)]
struct Held {
    told: Told,
    days_late: i64,
    /// The meetings in which it could touch something, by their days.
    meetings: Vec<MeetingId>,
}

impl Against {
    /// Adds a declaration, and reads the meetings that it is held against.
    fn hold(&mut self, read: &mut Read<'_>, kept: &DeclarationRecord) -> Result<(), Error> {
        let Some(told) = told(read, kept)? else { return Ok(()) };
        let mut meetings = Vec::new();
        for id in meetings_before(read, &told)? {
            // What a declaration touches is told to whoever may read the declaration: that, and no more of it.
            let unasked = Seen::without_asking(id);
            if let Entry::Vacant(place) = self.meetings.entry(id) {
                let taken = facts::decisions(read, Which::Of(unasked))?;
                if !taken.iter().any(|decision| could_touch(decision, &told.interest)) {
                    continue;
                }
                let sitting = meetings::sitting(read, unasked, &[told.interest.person])?;
                place.insert((sitting, taken));
            }
            meetings.push(id);
        }
        let person = told.interest.person;
        if let Entry::Vacant(place) = self.names.entry(person) {
            place.insert(people::facts::persons(read, &[person].into())?.remove(&person).map(|known| known.name).unwrap_or_default());
        }
        self.told.push(Held { days_late: days_late(awareness(read, kept)?), told, meetings });
        Ok(())
    }

    fn touched(&self, held: &Held) -> Vec<Touched> {
        let mut found = Vec::new();
        for (meeting, (sitting, taken)) in held.meetings.iter().filter_map(|id| self.meetings.get_key_value(id)) {
            for decision in taken {
                let Some(query) = touches(sitting, decision, &held.told.interest) else { continue };
                let (item_number, meeting_reference) = (number(sitting, decision.item), sitting.meeting.reference.clone());
                let determined = decision.determined().filter(|said| said.declarations.contains(&query.declaration));
                let mut touched = Touched {
                    decision: decision.id,
                    meeting: *meeting,
                    meeting_reference,
                    item: decision.item,
                    item_number,
                    day: decision.at.day(),
                    says: String::new(),
                    decisive: query.decisive,
                    margin: margin(&decision.evidence.tally, held.told.interest.person),
                    determined: determined.map(|said| said.finding),
                };
                touched.says = touched.in_words();
                found.push(touched);
            }
        }
        found
    }

    /// The decisions that the interests touch, in the order in which they were taken. `still` tells whether somebody waits for it.
    ///
    /// # Errors
    /// Those of `still`.
    pub fn impact(&self, still: impl Fn() -> Result<(), Fault>) -> Result<Vec<Touched>, Fault> {
        let mut found = Vec::new();
        for held in &self.told {
            still()?;
            found.extend(self.touched(held));
        }
        Ok(found)
    }

    /// A7: what each declaration breaches: that it came late, and that its holder knew of it on the day of a decision that it
    /// touches, once a declaration.
    ///
    /// # Errors
    /// As [`Against::impact`].
    pub fn breaches(&self, still: impl Fn() -> Result<(), Fault>) -> Result<Vec<Breach>, Fault> {
        let mut found = Vec::new();
        for held in &self.told {
            still()?;
            let Interest { id, person, .. } = held.told.interest;
            let name = self.names.get(&person).cloned().unwrap_or_default();
            let breach = |kind, days_late, day| Breach { kind, person, name: name.clone(), declaration: id, days_late, day };
            if held.days_late > 0 {
                found.push(breach(BreachKind::LateDeclaration, Some(held.days_late), None));
            }
            let kept_from = self.touched(held).into_iter().map(|touched| touched.day).filter(|day| held.told.was_known(*day)).min();
            if kept_from.is_some() {
                found.push(breach(BreachKind::OmittedInterest, None, kept_from));
            }
        }
        Ok(found)
    }
}

/// What one declaration is held against.
///
/// # Errors
/// No such declaration; what the database says.
pub fn against(read: &mut Read<'_>, id: Seen<DeclarationId>) -> Result<Against, Error> {
    let kept = declarations::one(read, id)?.ok_or(Error::NotFound("declaration"))?;
    let mut against = Against::default();
    against.hold(read, &kept)?;
    Ok(against)
}

/// What the declarations in a body's register are held against, in the order in which they were entered.
///
/// # Errors
/// No such body; what the database says.
pub fn against_of(read: &mut Read<'_>, organisation: OrganisationId, day: Date) -> Result<Against, Error> {
    let held = register(read, organisation, day, Audience::Private)?;
    let mut against = Against::default();
    for id in held.declarations() {
        // Asked for by whoever may read all declarations.
        let kept = declarations::one(read, Seen::without_asking(*id))?.ok_or(Error::NotFound("declaration"))?;
        against.hold(read, &kept)?;
    }
    Ok(against)
}
