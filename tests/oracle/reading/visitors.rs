//! Visitors: they are on no register, have no seat and no vote, and count for nothing; but they stay out of what is private,
//! and of what they told an interest in.

use super::eye::Eye;
use super::law_room::Codes;
use super::model::{Id, Item, text, word, words};
use super::state::{Sitting, Visitor};
use super::words::{DELIBERATION, INTRODUCTION};
use super::world::World;
use serde_json::Value;
use std::collections::BTreeSet;

/// What is recorded of visitors.
pub fn is_of_a_visitor(what: &str) -> bool {
    what.starts_with("visit")
}

/// What a line of a visitor changes of the room.
pub fn apply(s: &mut Sitting, what: &str, a: &Value) {
    let items = || words(a, "items").into_iter();
    let v = s.visitors.entry(word(a, "visitor")).or_default();
    match what {
        "visit" => {
            let told = a["interest_told"].is_string();
            *v = Visitor { in_room: true, invited: items().collect(), told: items().filter(|_| told).collect() };
        }
        "visitor_leaves" => v.in_room = false,
        "visitor_returns" => v.in_room = true,
        "visitor_invited" => v.invited.extend(items()),
        _ => v.told.extend(items()),
    }
}

impl World {
    /// The meeting to which a visitor has come.
    pub fn visited(&self, step: &Value) -> Option<Id> {
        let visitor = text(step, "visitor")?;
        let came = |e: &&super::world::Entry| e.what() == "visit" && e.act["visitor"].as_str() == Some(&visitor);
        self.log.iter().find(came).map(|e| e.meeting.clone())
    }
}

impl Eye<'_> {
    /// A phase of an item keeps a visitor out: one taken without the public whoever was not invited to it, the deliberation and
    /// the decision whoever told an interest in it. What is said of an item is said of its parts.
    pub fn keeps_out(&self, v: &Visitor, item: &Item, phase: usize) -> bool {
        let has = |set: &BTreeSet<Id>| set.contains(&item.id) || set.contains(item.root());
        (item.private && !has(&v.invited)) || (phase >= DELIBERATION && has(&v.told))
    }

    /// A visitor in the room has to leave it before the phase.
    pub fn visitors_must_leave(&self, item: &Item, phase: usize) -> bool {
        self.sitting(&item.meeting).visitors.values().any(|v| v.in_room && self.keeps_out(v, item, phase))
    }

    /// An item that is under way keeps a visitor from coming in; a meeting without the public whoever is invited to nothing.
    fn kept_from_coming(&self, v: &Visitor, meeting: &str) -> bool {
        let mut open = self.w.items.iter().filter(|i| i.meeting == meeting && self.state(&i.id).open());
        let closed = self.w.meeting(meeting).is_some_and(|m| m.closed);
        (closed && v.invited.is_empty()) || open.any(|i| self.keeps_out(v, i, self.state(&i.id).phase.unwrap_or(INTRODUCTION)))
    }

    /// What refuses a line of a visitor.
    pub fn visitor(&self, what: &str, a: &Value, meeting: &str) -> Codes {
        let mut codes: Codes = self.no_room(meeting).into_iter().collect();
        let s = self.sitting(meeting);
        let known = s.visitors.get(&word(a, "visitor"));
        let comes = matches!(what, "visit" | "visitor_returns");
        if self.is_cancelled(meeting) || (comes && s.adjourned == Some(None)) {
            codes.insert("meeting_not_open");
        }
        match (what, known) {
            ("visit", None) | ("visitor_leaves" | "visitor_invited" | "visitor_declares", Some(_)) => {}
            ("visitor_returns", Some(v)) if !v.in_room => {}
            ("visit" | "visitor_returns", Some(_)) => drop(codes.insert("duplicate")),
            _ => drop(codes.insert("not_present")),
        }
        if what == "visitor_leaves" && known.is_some_and(|v| !v.in_room) {
            codes.insert("not_present");
        }
        let mut then = s.clone();
        apply(&mut then, what, a);
        if comes && then.visitors.get(&word(a, "visitor")).is_some_and(|v| self.kept_from_coming(v, meeting)) {
            codes.insert("visitor_kept_out");
        }
        codes
    }
}
