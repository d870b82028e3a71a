//! C10: whether an act may stand where it is written, beside what stands after it.

use super::again::ask_again;
use super::resting::rests_on;
use crate::meetings::{Act, Decided, Said, Sitting, telling};
use crate::verdict::{Code, Reason, Reasons, Refusal};

/// C10: acts are written before others where no decision after them would rest on them, and where everything
/// after them would still have been allowed.
///
/// # Errors
/// `decision_final`, else `others_rest_on_it`.
pub fn may_stand(whole: &Sitting, new: &[Act]) -> Result<(), Refusal> {
    let first = new.iter().map(|act| act.place).min().map_or(whole.book.acts.len(), |place| whole.book.before(place));
    if let Some(rests) = new.iter().find_map(|act| resting(whole, act)) {
        return Err(Refusal::of(rests));
    }
    let mut acts = whole.book.acts.clone();
    acts.extend(new.iter().cloned());
    acts.sort_by_key(|act| act.place);
    still_allowed(whole, acts, first, |act| new.contains(act))
}

/// The first decision later in the book that rests on an act; of a ruling, in the book of another meeting too, where that
/// decided an item of the same procurement.
pub fn resting(whole: &Sitting, act: &Act) -> Option<Reason> {
    let later = whole.book.acts.iter().filter(|other| other.place > act.place);
    let decided = later.filter_map(|other| if let Said::Decided(decided) = &other.said { Some(decided.id) } else { None });
    let mut here = decided.filter_map(|id| whole.book.decided.iter().find(|decided| decided.id == id));
    if let Some(decided) = here.find(|decided| rests_on(whole, decided, act)) {
        let number = whole.item(decided.item).map(|item| item.number.clone()).unwrap_or_default();
        return Some(rests(decided.id.subject(), &format!("The decision on item {number} rests on it.")));
    }
    let Said::Ruling(ruling) = &act.said else { return None };
    let item = whole.item(ruling.item)?;
    let procurement = item.procurement.as_ref()?;
    let mut there = whole.book.elsewhere.iter().filter(|decided| decided.procurement == *procurement);
    there.any(|decided| decided.at > act.place.at).then(|| {
        let why = format!("What another meeting has decided of the procurement of item {} rests on it.", item.number);
        rests(item.id.subject(), &why)
    })
}

fn rests(on: String, why: &str) -> Reason {
    Reason::new(Code::DecisionFinal, "C10", why)
        .fact(on)
        .cure("Whoever presides may reopen the decision in the sitting itself; later, correct the decision, or add to the minutes.")
}

pub fn minutes_final(sitting: &Sitting) -> Reason {
    Reason::new(Code::MinutesFinal, "C10", "The minutes of this meeting are final.")
        .fact(sitting.meeting.id.subject())
        .cure("Record a correction, which adds to them.")
}

/// Plays acts one after the other and asks of each after the first few whether it is still allowed. What an interest that was
/// told later forbids where it stands is not forbidden by these acts: no true entry is to be struck for it.
pub fn still_allowed(whole: &Sitting, acts: Vec<Act>, first: usize, is_new: impl Fn(&Act) -> bool) -> Result<(), Refusal> {
    let mut then = whole.called();
    let mut reasons = Reasons::new();
    for (n, act) in acts.into_iter().enumerate() {
        if n >= first && !is_new(&act) {
            then.look_on(act.place.at);
            then = then.judging(&act);
            reasons.extend(no_more(whole, &then, &act));
        }
        then.take(act);
    }
    reasons.or_else(|| ())
}

/// Why an act of the book would not be allowed any more where the book is otherwise before it.
fn no_more(whole: &Sitting, then: &Sitting, act: &Act) -> Option<Reason> {
    if !is_past(whole, act) {
        return ask_again(then, act).err().filter(|_| is_allowed(whole, act)).map(|refused| no_longer(whole, act, &refused));
    }
    // What was reopened, to be taken again, is not forestalled by a decision that is written before it.
    let Said::Decided(decided) = &act.said else { return None };
    let decided_by = |sitting: &Sitting| sitting.decided(decided.item, decided.committee).is_some();
    (decided_by(then) && !decided_by(&whole.as_of(whole.book.before(act.place)))).then(|| {
        let what = telling::in_words(whole, act);
        let detail = format!("{what} was reopened, and something would have been decided before it.");
        let reason = Reason::new(Code::OthersRestOnIt, "C10", detail).fact(decided.id.subject());
        reason.cure("Record what is decided again after it was reopened.")
    })
}

/// Whether an act of the book is allowed where it stands, as the book is.
fn is_allowed(whole: &Sitting, act: &Act) -> bool {
    let mut then = whole.as_of(whole.book.before(act.place)).judging(act);
    then.look_on(act.place.at);
    ask_again(&then, act).is_ok()
}

/// Whether an act belongs to a decision that was reopened, on which nothing rests: its votes, and itself. That it was
/// reopened is asked again: otherwise those who were counted could be made to have gone by what is told afterwards.
fn is_past(whole: &Sitting, act: &Act) -> bool {
    let again =
        |decided: &Decided| whole.book.acts.iter().find(|act| matches!(&act.said, Said::Reopened(other) if other.decision == decided.id));
    let before_it = |decided: &Decided| again(decided).is_some_and(|reopening| act.place < reopening.place);
    let mut reopened = whole.book.reopened.iter().map(|(first, _)| first);
    match &act.said {
        Said::Decided(decided) => reopened.any(|first| first.id == decided.id),
        // A reply by correspondence stays, and is one of the decision that is taken again.
        Said::Vote(_) if whole.is_by_correspondence() => false,
        Said::Vote(vote) => reopened.any(|first| (first.item, first.committee) == (vote.item, vote.committee) && before_it(first)),
        Said::Hands(hands) => reopened.any(|first| (first.item, first.committee) == (hands.item, hands.committee) && before_it(first)),
        Said::Election(held) => reopened.any(|first| (first.item, first.committee) == (held.item, held.committee) && before_it(first)),
        Said::Casting(cast) => reopened.any(|first| (first.item, first.committee) == (cast.item, cast.committee) && before_it(first)),
        _ => false,
    }
}

fn no_longer(whole: &Sitting, act: &Act, refused: &Refusal) -> Reason {
    let why = refused.reasons.first().map(|reason| reason.detail.clone()).unwrap_or_default();
    let what = telling::in_words(whole, act);
    Reason::new(Code::OthersRestOnIt, "C10", format!("{what} would not have been allowed: {why}"))
        .facts(telling::subject(act))
        .cure("Strike that first, with its reason; then this.")
}
