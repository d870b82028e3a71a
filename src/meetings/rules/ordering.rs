//! C10: the order of an agenda is the committee's to set, but no way round what has been taken or ruled. "Earlier" in a
//! procurement is by date of meeting, then place on the agenda (C9), so that a place is law.
//!
//! What was begun is history: it keeps its order, and nothing that was not begun is put before it. An exclusion that
//! sticks to a later item goes on sticking to it, and nothing reaches an item that has been begun, decided or ruled on
//! which did not when it was.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::Item;
use super::length::not_over;
use crate::fault::{Error, FieldError};
use crate::ids::{ItemId, MeetingId};
use crate::meetings::{CommitteeAtMeeting, EarlierRuling, MeetingState, Sitting};
use crate::policy::Treatment;
use crate::verdict::{Code, Reason, Reasons, Refusal};

/// An item of a procurement on the agenda of another meeting of the same day: its place there counts beside those here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beside {
    pub item: ItemId,
    pub meeting: MeetingId,
    /// What people call that meeting.
    pub reference: String,
    pub number: String,
    pub title: String,
    pub position: i64,
    pub procurement: String,
}

/// Where an item, or a part of one, stands from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stands {
    pub item: ItemId,
    pub position: i64,
    pub number: String,
}

/// The permit: the agenda of this meeting may stand in this order.
#[derive(Debug)]
pub struct MayOrder {
    pub(in crate::meetings) meeting: MeetingId,
    pub(in crate::meetings) order: Vec<ItemId>,
    /// Those that stand otherwise than before.
    pub(in crate::meetings) moved: Vec<Stands>,
}

/// See the head of this file. `order` names every item of the agenda once; parts go with their item.
///
/// # Errors
/// A list that is not exactly the agenda's; the refusal, with every reason that holds; an order that is the present one.
pub fn order(sitting: &Sitting, order: &[ItemId], beside: &[Beside]) -> Result<MayOrder, Error> {
    if sitting.book.minutes_final {
        let reason = Reason::new(Code::MinutesFinal, "C10", "The minutes are final: the order of the agenda is history.");
        return Err(Refusal::of(reason.fact(sitting.meeting.id.subject())).into());
    }
    not_over(&sitting.meeting)?;
    let wholes: Vec<&Item> = sitting.items.iter().filter(|item| item.part_of.is_none() && item.is_shown()).collect();
    let faults = list_faults(sitting, &wholes, order);
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    // Whoever comes to a place has it: what is there is shared out anew.
    let mut places: Vec<i64> = wholes.iter().map(|item| item.position).collect();
    places.sort_unstable();
    let then: Vec<Business<'_>> = order
        .iter()
        .zip(places)
        .filter_map(|(id, then)| wholes.iter().find(|item| item.id == *id).map(|item| Business::of(sitting, item, then)))
        .collect();
    let mut reasons = Reasons::new();
    reasons.extend(history(&then));
    reasons.extend(rests(sitting, &then));
    reasons.extend(rests_beside(sitting, &then, beside));
    reasons.or_else(|| ())?;
    let moved = moved(sitting, &then);
    if moved.is_empty() {
        return Err(Error::AsItStands);
    }
    Ok(MayOrder { meeting: sitting.meeting.id, order: order.to_vec(), moved })
}

/// What is wrong with the list itself: whom it names that is none of the agenda's items, or twice, and whom it leaves out.
fn list_faults(sitting: &Sitting, wholes: &[&Item], order: &[ItemId]) -> Vec<FieldError> {
    let mut faults = Vec::new();
    let mut named = BTreeSet::new();
    for (n, id) in order.iter().enumerate() {
        let at = |code: &'static str, message: String| FieldError::new(format!("/items/{n}"), code, message);
        match sitting.item(*id).filter(|item| item.is_shown()) {
            None => faults.push(at("unknown_reference", "There is no such item on the agenda of this meeting: leave it out.".to_owned())),
            Some(part) if part.part_of.is_some() => {
                faults.push(at("part", format!("Item {} is a part, and goes with its item: leave it out.", part.number)));
            }
            Some(item) if !named.insert(item.id) => {
                faults.push(at("duplicate", format!("Item {}, '{}', is named twice.", item.number, item.title)));
            }
            Some(_) => {}
        }
    }
    let missing: Vec<String> =
        wholes.iter().filter(|item| !named.contains(&item.id)).map(|item| format!("item {}, '{}'", item.number, item.title)).collect();
    if !missing.is_empty() {
        let message = format!("The whole agenda is put in order; these are left out: {}.", in_few(&missing));
        faults.push(FieldError::new("/items", "required", message));
    }
    faults
}

/// An item with its parts, where it stands and where it is to stand.
struct Business<'a> {
    item: &'a Item,
    all: Vec<&'a Item>,
    then: i64,
    begun: bool,
    /// Begun, decided, or ruled on.
    is_settled: bool,
    /// The rulings in force on it that bear on other items, and all that stand, for an item was taken under what was in force then.
    in_force: Vec<&'a EarlierRuling>,
    ever: Vec<EarlierRuling>,
}

impl<'a> Business<'a> {
    fn of(sitting: &'a Sitting, item: &'a Item, then: i64) -> Self {
        let all: Vec<&Item> = sitting.items.iter().filter(|other| other.business() == item.id && other.is_shown()).collect();
        let begun = all.iter().any(|item| sitting.is_taken(item.id));
        let ruled = sitting.book.rulings.iter().any(|ruling| all.iter().any(|item| item.id == ruling.item));
        let here = sitting.meeting.id;
        let in_force = sitting.earlier.iter().filter(|earlier| earlier.meeting == here && earlier.business == item.id).collect();
        let all_made = sitting.book.rulings.iter().filter_map(|ruling| sitting.as_earlier(ruling));
        let ever = all_made.filter(|earlier| earlier.business == item.id).collect();
        Self { item, all, then, begun, is_settled: begun || ruled, in_force, ever }
    }

    /// The rulings on it that bear on another: of one of which nothing is settled, those in force.
    fn rulings(&self, on: &Self) -> Vec<&EarlierRuling> {
        if on.is_settled { self.ever.iter().collect() } else { self.in_force.clone() }
    }

    fn is_of(&self, procurement: &str) -> bool {
        self.all.iter().any(|item| item.procurement.as_deref() == Some(procurement))
    }

    fn named(&self) -> String {
        format!("item {}, '{}'", self.item.number, self.item.title)
    }
}

/// What was begun keeps its order, and what was not is not put before it.
fn history(then: &[Business<'_>]) -> Vec<Reason> {
    let mut reasons = Vec::new();
    for (n, taken) in then.iter().enumerate().filter(|(_, business)| business.begun) {
        let overtakes = |other: &&Business<'_>| other.item.position > taken.item.position;
        let before: Vec<String> = then.iter().take(n).filter(overtakes).map(Business::named).collect();
        if before.is_empty() {
            continue;
        }
        let detail =
            format!("Item {}, '{}', was taken already: {} cannot come before it.", taken.item.number, taken.item.title, in_few(&before));
        let reason = Reason::new(Code::OutOfPhase, "C10", detail).fact(taken.item.id.subject());
        reasons.push(reason.cure("Leave what was taken where it stands, and put the rest in order behind it."));
    }
    reasons
}

/// How a ruling on one item bears on another that changes places with it.
pub(super) enum Bears {
    /// It sticks to what comes after it, and would no longer.
    Unstuck,
    /// What was ruled below a floor by a guardian's word frees what comes after it, and would free more.
    Freed,
    /// It would reach an item that has been begun, decided or ruled on without it.
    Reaches,
}

/// C9: of two items that change places neither is freed by it from what sticks, nor reached by what did not reach it when it
/// was taken.
fn rests(sitting: &Sitting, then: &[Business<'_>]) -> Vec<Reason> {
    let mut reasons = Vec::new();
    for (n, first) in then.iter().enumerate() {
        // `first` stood behind each of these, and is to come before them.
        for second in then.iter().skip(n + 1).filter(|other| other.item.position < first.item.position) {
            if let Some((bears, on, by)) = changes(sitting, first, second) {
                reasons.push(reason(&bears, &on.named(), &by.named(), [on.item.id, by.item.id]));
            }
        }
    }
    reasons
}

/// What would be another, and on which item by a ruling on which, where `first` comes before `second` that stood behind it.
fn changes<'b, 'a>(
    sitting: &Sitting,
    first: &'b Business<'a>,
    second: &'b Business<'a>,
) -> Option<(Bears, &'b Business<'a>, &'b Business<'a>)> {
    let lifts = |ruling: &EarlierRuling, other: &Business<'_>| ruling.lifts && other.is_of(&ruling.procurement);
    let excludes = |ruling: &EarlierRuling| ruling.treatment >= Treatment::Leave;
    let of_second = second.rulings(first);
    if of_second.iter().any(|ruling| sticks(sitting, ruling, first)) {
        return Some((Bears::Unstuck, first, second));
    }
    if first.rulings(second).iter().any(|ruling| lifts(ruling, second)) {
        return Some((Bears::Freed, second, first));
    }
    // What was ruled on the first would stand before the place up to which all is lifted.
    let lifting = of_second.iter().find(|ruling| lifts(ruling, first));
    if lifting.is_some_and(|lifting| first.in_force.iter().any(|ruling| excludes(ruling) && ruling.procurement == lifting.procurement)) {
        return Some((Bears::Freed, first, second));
    }
    if second.is_settled && first.ever.iter().any(|ruling| sticks(sitting, ruling, second)) {
        return Some((Bears::Reaches, second, first));
    }
    (first.is_settled && lifting.is_some()).then_some((Bears::Reaches, first, second))
}

/// Whether a ruling sticks to something of an item, in a committee that it concerns.
fn sticks(sitting: &Sitting, ruling: &EarlierRuling, to: &Business<'_>) -> bool {
    let on = |item: &&Item| sitting.concerned(item).any(|at: &CommitteeAtMeeting| ruling.sticks_to(item, &at.policy));
    to.all.iter().any(on)
}

/// The same beside the agendas of other meetings of that day, whose items keep their places: nothing changes places with an
/// item there where a ruling that excludes, or frees, stands on either.
fn rests_beside(sitting: &Sitting, then: &[Business<'_>], beside: &[Beside]) -> Vec<Reason> {
    let bears = |ruling: &&EarlierRuling| ruling.lifts || ruling.treatment >= Treatment::Leave;
    let mut reasons = Vec::new();
    for business in then {
        let (before, after) = (business.item.position, business.then);
        for other in beside.iter().filter(|other| business.is_of(&other.procurement)) {
            let same = |position: i64| -> Ordering { position.cmp(&other.position) };
            if same(before) == same(after) {
                continue;
            }
            let there = |earlier: &&EarlierRuling| (earlier.meeting, earlier.position) == (other.meeting, other.position);
            let own = business.ever.iter().any(|ruling| bears(&ruling) && ruling.procurement == other.procurement);
            if own || sitting.earlier.iter().filter(there).any(|ruling| bears(&ruling)) {
                let named = format!("item {}, '{}', of {}", other.number, other.title, other.reference);
                reasons.push(reason(&Bears::Reaches, &business.named(), &named, [business.item.id, other.item]));
            }
        }
    }
    reasons
}

fn reason(bears: &Bears, on: &str, by: &str, items: [ItemId; 2]) -> Reason {
    let detail = match bears {
        Bears::Unstuck => format!("What was ruled on {by} sticks to {on}, of the same procurement: in this order it would not."),
        Bears::Freed => format!("What a guardian let pass on {by} would free {on}, of the same procurement, from what sticks to it now."),
        Bears::Reaches => {
            format!("In this order what was ruled would stand between {on} and {by}, of one procurement, otherwise than when it was ruled.")
        }
    };
    let reason = Reason::new(Code::OthersRestOnIt, "C9", detail).facts(items.map(ItemId::subject));
    reason.cure("Leave these two in their order; what was ruled by mistake is struck first.")
}

/// Who stands otherwise than before, with their parts.
fn moved(sitting: &Sitting, then: &[Business<'_>]) -> Vec<Stands> {
    let numbers = numbers(sitting, then);
    let mut moved = Vec::new();
    for business in then {
        for item in &business.all {
            let number = numbers.iter().find(|(id, _)| *id == item.id).map_or_else(|| item.number.clone(), |(_, number)| number.clone());
            if (business.then, &number) != (item.position, &item.number) {
                moved.push(Stands { item: item.id, position: business.then, number });
            }
        }
    }
    moved
}

/// The numbers in another order: until the agenda goes out, whole numbers stay at their places. Once people have it, an
/// item is called as it is called there, whenever it is taken.
fn numbers(sitting: &Sitting, then: &[Business<'_>]) -> Vec<(ItemId, String)> {
    if sitting.book.agenda_published || sitting.meeting.state != MeetingState::Called {
        return Vec::new();
    }
    let is_whole = |item: &Item| !item.number.is_empty() && item.number.bytes().all(|byte| byte.is_ascii_digit());
    let mut at_places: Vec<&Item> = then.iter().map(|business| business.item).filter(|item| is_whole(item)).collect();
    at_places.sort_by_key(|item| item.position);
    let in_order = then.iter().filter(|business| is_whole(business.item));
    let mut numbers = Vec::new();
    for (business, place) in in_order.zip(at_places) {
        let (own, given) = (&business.item.number, &place.number);
        for item in &business.all {
            let rest = item.number.strip_prefix(own.as_str()).filter(|rest| rest.is_empty() || rest.starts_with('.'));
            numbers.extend(rest.map(|rest| (item.id, format!("{given}{rest}"))));
        }
    }
    let shown: Vec<&Item> = sitting.items.iter().filter(|item| item.is_shown()).collect();
    let then = shown.iter().map(|item| numbers.iter().find(|(id, _)| *id == item.id).map_or(&item.number, |(_, number)| number));
    let all: BTreeSet<String> = then.map(|number| number.to_ascii_lowercase()).collect();
    // A part that was called after another item: then all keep what they have.
    if all.len() == shown.len() { numbers } else { Vec::new() }
}

/// The first of them, and how many more.
fn in_few(named: &[String]) -> String {
    const MOST: usize = 5;
    let some = named.iter().take(MOST).cloned().collect::<Vec<_>>().join("; ");
    if named.len() > MOST { format!("{some}; and {} more", named.len() - MOST) } else { some }
}

#[cfg(test)]
mod tests;
