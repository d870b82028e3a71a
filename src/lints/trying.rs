//! A draft of the terms tried on what the committee has decided: of each item, what was answered under the terms of the
//! time and what would be answered under the draft, with the same people in the room and the same votes. Nothing is
//! judged anew of who was conflicted, and no decision is touched: the answer is for whoever is to adopt the draft.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use crate::committees::Terms;
use crate::conflicts::Standings;
use crate::conflicts::rules::preside::presiding_by;
use crate::db::Patience;
use crate::decisions::rules::composition::composition;
use crate::decisions::rules::decide::decides;
use crate::fault::Error;
use crate::ids::{CommitteeId, ItemId, MeetingId, PersonId};
use crate::meetings::{CommitteeAtMeeting, Decided, Item, Method, Sitting};
use crate::moment::Date;
use crate::quorum::rules::item::of_item_by;
use crate::votes::{State, Tally, names_needed, tally};

/// What is asked of one item under one version of the terms, at the moment before it was decided.
#[derive(Debug, Clone)]
pub struct Answers {
    pub quorate: bool,
    /// What the quorum lacked, clause by clause; empty where it was met.
    pub shortfall: String,
    pub tally: Tally,
    pub presiding: Option<PersonId>,
    /// The clauses of the composition that were not met.
    pub breached: Vec<String>,
    /// Why hands could not be raised on it, where they were.
    pub no_show: Option<String>,
    /// Whoever was in the room with a vote on the item.
    pub may_vote: BTreeSet<PersonId>,
}

/// One item that was decided, under the terms of the time and under the draft.
#[derive(Debug, Clone)]
pub struct Compared {
    pub item: ItemId,
    pub number: String,
    pub title: String,
    pub decided: Decided,
    pub then: Answers,
    pub now: Answers,
    /// What would have been otherwise, in sentences; empty where nothing would.
    pub says: Vec<String>,
}

/// One meeting under the draft.
#[derive(Debug, Clone)]
pub struct TriedOn {
    pub meeting: MeetingId,
    pub reference: String,
    pub date: Date,
    /// The seats of the draft that nobody held on the day, as for each that it adds.
    pub vacant: Vec<String>,
    pub items: Vec<Compared>,
}

/// Tries a draft on one meeting: on what the committee decided of it, less the items that are withheld from its reader.
///
/// # Errors
/// The patience of the request runs out, or an item costs more than can be worked out at once.
pub fn tried_on_meeting(
    sitting: &Sitting,
    withheld: &BTreeSet<ItemId>,
    committee: CommitteeId,
    draft: &Terms,
    patience: &Patience,
) -> Result<TriedOn, Error> {
    let under_draft = {
        let mut other = sitting.clone();
        other.committees.iter_mut().filter(|at| at.committee.id == committee).for_each(|at| {
            let changed = at.terms.take().map_or_else(Vec::new, |terms| terms.changed);
            at.terms = Some(Terms { changed, ..draft.clone() });
        });
        if other.is_by_correspondence() {
            other.committees = other.committees.into_iter().map(CommitteeAtMeeting::in_writing).collect();
        }
        other
    };
    // The book is read once, act by act, under either version: before each decision it stands as it stood then.
    let (mut then, mut now, mut items) = (sitting.called(), under_draft.called(), Vec::new());
    for (order, act) in sitting.book.acts.iter().enumerate() {
        let taken = sitting.book.decided.iter().find(|one| usize::try_from(one.order) == Ok(order) && one.committee == committee);
        if let Some((decided, item)) = taken.and_then(|decided| Some((decided, sitting.item(decided.item)?)))
            && !withheld.contains(&item.id)
        {
            patience.still()?;
            items.extend(compared(&then, &now, item, decided)?);
        }
        then.take(act.clone());
        now.take(act.clone());
    }
    let vacant = sitting.committee(committee).map_or_else(Vec::new, |at| {
        draft.seats.iter().filter(|seat| at.holders(&seat.id).next().is_none()).map(|seat| seat.id.clone()).collect()
    });
    Ok(TriedOn { meeting: sitting.meeting.id, reference: sitting.meeting.reference.clone(), date: sitting.meeting.date, vacant, items })
}

fn compared(before: &Sitting, drafted: &Sitting, item: &Item, decided: &Decided) -> Result<Option<Compared>, Error> {
    let (then, now) = (answers(before, item, decided.committee)?, answers(drafted, item, decided.committee)?);
    let Some((then, now)) = then.zip(now) else { return Ok(None) };
    let says = differences(before, decided, &then, &now);
    Ok(Some(Compared { item: item.id, number: item.number.clone(), title: item.title.clone(), decided: decided.clone(), then, now, says }))
}

fn answers(sitting: &Sitting, item: &Item, committee: CommitteeId) -> Result<Option<Answers>, Error> {
    let Some(at) = sitting.committee(committee) else { return Ok(None) };
    let (room, standings) = (sitting.room(), Standings::bounded(sitting));
    let quorum = of_item_by(&standings, &room, item, at);
    let tally = tally(sitting, &room, item, at);
    let votes = |state: State| !matches!(state, State::Excluded | State::Absent);
    let breached = composition(sitting, &room, item, at).into_iter().filter(|clause| !clause.satisfied);
    let presiding = presiding_by(&standings, &room, item, at);
    standings.are_all()?;
    Ok(Some(Answers {
        quorate: quorum.quorate,
        shortfall: if quorum.quorate { String::new() } else { quorum.shortfall() },
        presiding,
        breached: breached.map(|clause| clause.says).collect(),
        no_show: tally.show_of_hands.as_ref().and_then(|_| names_needed(item, at)),
        may_vote: tally.seats.iter().filter(|seat| votes(seat.state)).map(|seat| seat.person).collect(),
        tally,
    }))
}

/// C5.1, C6, C2, C6.4: what would have been otherwise, for whoever reads the minutes.
fn differences(sitting: &Sitting, decided: &Decided, then: &Answers, now: &Answers) -> Vec<String> {
    let mut says = Vec::new();
    let names = |people: &mut dyn Iterator<Item = &PersonId>| people.map(|person| sitting.name(*person)).collect::<Vec<_>>().join(", ");
    let outcome = decided.outcome.as_str().replace('_', " ");
    // An outcome that decides nothing needs no quorum, and none is missed where it was put off for want of one.
    let rests = if decides(decided.outcome) { format!(", and '{outcome}' could not have been recorded") } else { String::new() };
    match (then.quorate, now.quorate) {
        (true, false) => says.push(format!("It was quorate and would not be{rests}: {}.", now.shortfall)),
        (false, true) => says.push(format!("It was not quorate and would be; the terms of the time lacked {}.", then.shortfall)),
        _ => {}
    }
    if decided.method == Method::Vote && !(then.tally.seats.is_empty() && now.tally.seats.is_empty()) {
        says.extend(of_the_count(&then.tally, &now.tally, &rests, decides(decided.outcome)));
    }
    if let Some(why) = now.no_show.as_ref().filter(|_| then.no_show.is_none()) {
        says.push(format!("Hands were raised on it and could not be: {why}"));
    }
    let named = |person: Option<PersonId>| person.map_or_else(|| "nobody".to_owned(), |person| sitting.name(person));
    if then.presiding != now.presiding {
        says.push(format!("{} presided; under the draft {} would.", named(then.presiding), named(now.presiding)));
    }
    if then.breached != now.breached {
        let told =
            |breached: &[String]| if breached.is_empty() { "was as it asks".to_owned() } else { format!("lacks {}", breached.join("; ")) };
        says.push(format!(
            "Those who voted, against the composition of the terms: by those of the time it {}, by the draft it {}.",
            told(&then.breached),
            told(&now.breached)
        ));
    }
    let (gain, lose) = (names(&mut now.may_vote.difference(&then.may_vote)), names(&mut then.may_vote.difference(&now.may_vote)));
    if !gain.is_empty() {
        says.push(format!("Had no vote on it and would have one: {gain}."));
    }
    if !lose.is_empty() {
        says.push(format!("Had a vote on it and would have none: {lose}."));
    }
    says
}

fn of_the_count(then: &Tally, now: &Tally, rests: &str, decides: bool) -> Option<String> {
    let counted = |tally: &Tally| format!("{} for and {} against", tally.for_, tally.against);
    let came_to = |tally: &Tally| if tally.carried { "carried" } else { "not carried" };
    let is_same_count = (then.for_, then.against) == (now.for_, now.against);
    if then.carried != now.carried {
        let rests = if decides { rests } else { "" };
        return Some(format!(
            "The motion was {}, with {}, and would be {}, with {}{rests}.",
            came_to(then),
            counted(then),
            came_to(now),
            counted(now)
        ));
    }
    if then.casting_vote_needed != now.casting_vote_needed {
        let asks = |tally: &Tally| if tally.casting_vote_needed { "asked for a casting vote" } else { "asked for none" };
        return Some(format!("The tie of {} {}; under the draft it would have {}.", counted(then), asks(then), asks(now)));
    }
    (!is_same_count).then(|| format!("The count was {}, and would be {}: {} all the same.", counted(then), counted(now), came_to(now)))
}
