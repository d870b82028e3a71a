//! What rests on what: decisions on the acts before them, later acts on earlier ones.

use super::calendar::Moment;
use super::deeds::{apply, committee_of, item_key};
use super::eye::Eye;
use super::model::Item;
use super::state::State;
use super::words::{NOT_ATTEND, formal, treatment};
use super::world::{Entry, World};
use std::collections::BTreeSet;

/// A decision in the book that was not reopened, and the item and committee it is of.
fn standing_decision<'a>(w: &'a World, st: &State, d: &Entry) -> Option<(&'a Item, String)> {
    let item = w.item(&item_key(&d.act))?;
    let c = committee_of(&d.act, item);
    let stands = st.items.get(&item.id)?.decided(&c).is_some_and(|x| x.seq == d.seq);
    stands.then_some((item, c))
}

/// A decision, later in the book, rests on an act.
pub fn rests_on(w: &World, d: &Entry, a: &Entry) -> bool {
    if d.what() != "decide" || d.place() <= a.place() {
        return false;
    }
    let st = w.now();
    let Some((item, c)) = standing_decision(w, &st, d) else { return false };
    let same_meeting = d.meeting == a.meeting;
    let of = w.item(&item_key(&a.act));
    let its_own = of.is_some_and(|x| x.id == item.id);
    let its_whole = of.is_some_and(|x| x.id == item.root());
    match a.what() {
        "declare" => same_meeting,
        "arrive" | "leave" | "return" => same_meeting && formal(d.act["outcome"].as_str().unwrap_or("")),
        "vote" | "roll" | "hands" | "election" | "casting_vote" => its_own && of.is_some_and(|x| committee_of(&a.act, x) == c),
        "begin" => its_own,
        "preside" | "co_opt" | "call_in" | "panel" => its_own || its_whole,
        "rule" => {
            let never = same_meeting && treatment(a.act["treatment"].as_str().unwrap_or("")) == NOT_ATTEND;
            its_own || never || of.is_some_and(|x| Eye::same_procurement(x, item))
        }
        _ => false,
    }
}

/// Votes, casting votes and decisions of what was reopened later are gone: nobody asks for them again.
fn gone(w: &World, book: &[&Entry], e: &Entry) -> bool {
    let of = |x: &Entry| w.item(&item_key(&x.act)).map(|i| (i.id.clone(), committee_of(&x.act, i)));
    let stays = matches!(e.what(), "vote" | "roll") && w.until(&e.meeting).is_some();
    !stays
        && matches!(e.what(), "vote" | "roll" | "hands" | "election" | "casting_vote" | "decide")
        && book.iter().any(|r| r.what() == "reopen" && r.place() > e.place() && of(r) == of(e))
}

/// The acts of a book, from a place on, that would be refused where they stand.
fn refused_from(w: &World, place: (Option<Moment>, u64)) -> BTreeSet<u64> {
    let mut st = w.blank();
    let mut refused = BTreeSet::new();
    let book = w.book();
    for e in &book {
        if e.place() >= place {
            let eye = Eye { w, st: &st, seq: e.seq, at: Some((&e.meeting, e.time)) };
            let mut codes = eye.refuses(&e.act, &e.meeting);
            // A show of hands is of those of whom it was counted.
            if matches!(e.what(), "hands" | "election") && super::hands::could_no_more(&eye, &e.act) {
                codes.insert("not_present");
            }
            // Of a decision that was reopened later only that none came before it.
            if gone(w, &book, e) {
                codes.retain(|code| e.what() == "decide" && *code == "decision_final");
            }
            if !codes.is_empty() {
                refused.insert(e.seq);
            }
        }
        apply(w, &mut st, e);
    }
    refused
}

/// An act later in the book was allowed in the old one, and would no longer be in the new one.
pub fn later_refused(old: &World, new: &World, place: (Option<Moment>, u64)) -> bool {
    let was = refused_from(old, place);
    refused_from(new, place).iter().any(|s| !was.contains(s) && old.log.iter().any(|e| e.seq == *s && !e.struck))
}
