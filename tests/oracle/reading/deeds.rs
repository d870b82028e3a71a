//! What each act of the book does. Nothing here asks whether it was allowed.

use super::eye::Eye;
use super::model::{Id, Item, date, text, word, words};
use super::state::{Decision, Presence, Ruling, State};
use super::words::{CLOSED, DECISION, DELIBERATION, DISCUSS, NOTE, phase, treatment};
use super::world::{Entry, World};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The item an act names, with its part.
pub fn item_key(act: &Value) -> Id {
    let item = word(act, "item");
    match act["part"].as_str() {
        Some(p) => format!("{item}/{p}"),
        None => item,
    }
}

/// The committee an act is of: the one it names, else the first of those concerned.
pub fn committee_of(act: &Value, item: &Item) -> Id {
    text(act, "committee").unwrap_or_else(|| item.committees.first().cloned().unwrap_or_default())
}

pub fn apply(w: &World, st: &mut State, e: &Entry) {
    let before = st.clone();
    let eye = Eye { w, st: &before, seq: e.seq, at: Some((&e.meeting, e.time)) };
    if let (Some(t), Some(s)) = (e.time, st.meetings.get_mut(&e.meeting)) {
        s.last = s.last.max(Some(t));
    }
    let a = &e.act;
    match e.what() {
        "convene" => convene(w, &eye, st, &e.meeting),
        "arrive" | "return" => come(w, &eye, st, e),
        "leave" => {
            if let Some(s) = st.meetings.get_mut(&e.meeting) {
                for p in words(a, "who") {
                    let x = s.people.entry(p).or_default();
                    x.in_room = false;
                    x.left_for = text(a, "for_item");
                }
            }
        }
        "apologies" => {
            if let Some(s) = st.meetings.get_mut(&e.meeting) {
                for p in words(a, "who") {
                    if a["withdrawn"].as_bool() == Some(true) {
                        s.apologies.remove(&p);
                    } else {
                        s.apologies.insert(p);
                    }
                }
            }
        }
        "declare" => {
            st.told.insert(word(&a["declaration"], "id"));
        }
        "adjourn" => {
            if let Some(s) = st.meetings.get_mut(&e.meeting) {
                s.adjourned = Some(date(a, "until"));
                s.adjournments += 1;
                s.people.clear();
                s.deputies.clear();
                s.visitors.values_mut().for_each(|v| v.in_room = false);
            }
        }
        "resume" => {
            if let Some(s) = st.meetings.get_mut(&e.meeting) {
                let until = s.adjourned.flatten();
                let on = date(a, "date").or(until).or(s.days.last().copied()).unwrap_or(0);
                if !s.days.contains(&on) {
                    s.days.push(on);
                }
                s.adjourned = None;
            }
        }
        what if super::visitors::is_of_a_visitor(what) => {
            if let Some(s) = st.meetings.get_mut(&e.meeting) {
                super::visitors::apply(s, what, a);
            }
        }
        _ => {
            if let Some(item) = w.item(&item_key(a)) {
                let asked = w.until(&e.meeting).map(|_| eye.as_asked(item));
                on_item(w, &Eye { st: asked.as_ref().unwrap_or(&before), ..eye }, st, e, item);
            }
        }
    }
}

/// Of terms that ask for a quorum at the opening only, the answer of `convene` is kept, with nobody excluded.
fn convene(w: &World, eye: &Eye, st: &mut State, meeting: &str) {
    let mut kept = Vec::new();
    for item in w.items.iter().filter(|i| i.meeting == meeting) {
        for c in &item.committees {
            if eye.terms(c, meeting).when == "opening_only" {
                kept.push(((item.id.clone(), c.clone()), eye.quorum_at_opening(item, c)));
            }
        }
    }
    if let Some(s) = st.meetings.get_mut(meeting) {
        s.convened = true;
        s.opening.extend(kept);
    }
}

/// The committee of the meeting in which a seat is deputised for: that in which the person may.
pub fn deputised_committee(eye: &Eye, meeting: &str, seat: &str, person: &str) -> Option<Id> {
    let committees = eye.w.meeting(meeting).map(|m| m.committees.clone()).unwrap_or_default();
    let has = |c: &&Id| eye.terms(c, meeting).seats.iter().any(|s| s.id == seat);
    let may = || committees.iter().filter(has).filter(|c| eye.may_deputise(c, seat, person, meeting));
    let sits = |c: &&Id| eye.deputy(c, seat, meeting).as_deref() == Some(person);
    may().find(|c| !sits(c)).or_else(|| may().next()).or_else(|| committees.iter().find(has)).cloned()
}

fn come(w: &World, eye: &Eye, st: &mut State, e: &Entry) {
    let a = &e.act;
    let Some(meeting) = w.meeting(&e.meeting) else { return };
    let mut ousted: Vec<(Id, Id)> = Vec::new();
    let mut seated: Vec<((Id, Id), Id)> = Vec::new();
    for p in words(a, "who") {
        if let Some(seat) = a["as_deputy_for"].as_str()
            && let Some(c) = deputised_committee(eye, &e.meeting, seat, &p)
        {
            seated.push(((c, seat.to_owned()), p.clone()));
        }
        // The holder who comes has the seat again.
        for c in &meeting.committees {
            for seat in &eye.terms(c, &e.meeting).seats {
                if eye.holders(c, &seat.id, &e.meeting).contains(&p) {
                    ousted.push((c.clone(), seat.id.clone()));
                }
            }
        }
    }
    let Some(s) = st.meetings.get_mut(&e.meeting) else { return };
    for key in ousted {
        s.deputies.remove(&key);
    }
    s.deputies.extend(seated);
    for p in words(a, "who") {
        s.apologies.remove(&p);
        let remote = a["remote"].as_bool() == Some(true);
        s.people.insert(p, Presence { in_room: true, come: true, remote, left_for: None });
    }
    // Whoever comes into a room where an item is deliberated or decided takes part in it.
    for item in w.items.iter().filter(|i| i.meeting == e.meeting) {
        if matches!(eye.state(&item.id).phase, Some(DELIBERATION | DECISION)) {
            st.item(&item.id).took_part.extend(words(a, "who"));
        }
    }
}

fn in_room(st: &State, meeting: &str) -> BTreeSet<Id> {
    let s = st.meetings.get(meeting);
    s.into_iter().flat_map(|s| s.people.iter()).filter(|(_, p)| p.in_room).map(|(id, _)| id.clone()).collect()
}

fn on_item(w: &World, eye: &Eye, st: &mut State, e: &Entry, item: &Item) {
    let a = &e.act;
    let c = committee_of(a, item);
    match e.what() {
        "preside" => {
            let key = match a["committee"].as_str() {
                Some(c) => c.to_owned(),
                None if item.committees.len() == 1 => item.committees[0].clone(),
                None => String::new(),
            };
            st.item(&item.id).presiding.insert(key, word(a, "person"));
        }
        "rule" => rule(w, eye, st, a, item),
        "begin" => {
            let firsts: Vec<(Id, bool)> = item
                .committees
                .iter()
                .filter(|c| eye.terms(c, &item.meeting).when == "per_item")
                .map(|c| (c.clone(), eye.quorum_of_room(item, c, false)))
                .collect();
            let here = in_room(st, &item.meeting);
            let x = st.item(&item.id);
            for (c, q) in firsts {
                x.first_quorum.entry(c).or_insert(q);
            }
            let p = phase(a["phase"].as_str().unwrap_or(""));
            x.phase = Some(p);
            x.proceeded |= a["proceed"].is_object();
            x.begun_late |= e.late;
            if matches!(p, DELIBERATION | DECISION) {
                x.took_part.extend(here);
            }
        }
        "vote" => {
            if let Some((seat, person)) = voting_seat(eye, item, &c, a) {
                st.item(&item.id).cast_here.extend(eye.sitting(&item.meeting).in_room(&person).then(|| person.clone()));
                st.item(&item.id).votes.insert((c, seat), (person, word(a, "choice")));
            }
        }
        "roll" => {
            let (mut st_then, mut votes) = (st.clone(), Vec::new());
            for line in a["votes"].as_array().into_iter().flatten() {
                let then = st_then.clone();
                let eye = Eye { w, st: &then, seq: e.seq, at: Some((&e.meeting, e.time)) };
                if let Some((seat, person)) = voting_seat(&eye, item, &c, line) {
                    votes.push(((c.clone(), seat), (person, word(line, "choice"))));
                    st_then.item(&item.id).votes.extend(votes.last().cloned());
                }
            }
            let voters = votes.iter().map(|(_, (person, _))| person.clone());
            st.item(&item.id).cast_here.extend(voters.filter(|p| eye.sitting(&item.meeting).in_room(p)));
            st.item(&item.id).votes.extend(votes);
        }
        "hands" => {
            let hands = super::hands::counted(eye, item, &c, a);
            st.item(&item.id).hands.insert(c, hands);
        }
        "election" => {
            let ballots = super::state::Ballots { could: super::hands::of_whom(eye, item, &c), ..super::state::Ballots::read(a) };
            st.item(&item.id).elections.entry(c).or_default().push(ballots);
        }
        "casting_vote" => {
            st.item(&item.id).casting.insert(c, (word(a, "by"), word(a, "choice")));
        }
        "co_opt" => {
            let seat = text(a, "seat").and_then(|s| Some((seat_committee(eye, item, &s)?, s)));
            st.item(&item.id).co_opted.push((seat, word(a, "person")));
        }
        "panel" => st.panels.push(eye.panel_spoke(item, a)),
        "call_in" => st.item(&item.id).called_in = true,
        "decide" => decide(eye, st, e, item, &c),
        "reopen" => {
            let x = st.item(&item.id);
            if let Some(d) = x.decisions.get_mut(&c) {
                d.reopened = true;
                x.phase = d.phase;
            }
            // What was replied in writing stays.
            x.votes.retain(|(cc, _), _| *cc != c || w.until(&item.meeting).is_some());
            x.hands.remove(&c);
            x.elections.remove(&c);
            x.casting.remove(&c);
        }
        _ => {}
    }
}

/// The committee concerned that has the seat.
pub fn seat_committee(eye: &Eye, item: &Item, seat: &str) -> Option<Id> {
    item.committees.iter().find(|c| eye.terms(c, &item.meeting).seats.iter().any(|s| s.id == seat)).cloned()
}

/// The seat a vote is cast in, and by whom: by person the first in the terms that has not voted.
pub fn voting_seat(eye: &Eye, item: &Item, c: &str, a: &Value) -> Option<(Id, Id)> {
    let voted = |s: &str| eye.state(&item.id).votes.contains_key(&(c.to_owned(), s.to_owned()));
    if let Some(p) = a["person"].as_str() {
        let seats = eye.seats_of(item, c, p);
        return seats.iter().find(|s| s.member && eye.votes(item, s) && !voted(&s.id)).map(|s| (s.id.clone(), p.to_owned()));
    }
    let id = a["seat"].as_str()?;
    let seat = eye.terms(c, &item.meeting).seats.iter().find(|s| s.id == id)?;
    Some((id.to_owned(), acts_in(eye, item, c, seat)?))
}

/// Who acts in a seat: of a shared one a holder in the room who is not conflicted, before any other.
pub fn acts_in(eye: &Eye, item: &Item, c: &str, seat: &super::model::Seat) -> Option<Id> {
    let people = eye.people_of(item, c, seat);
    let s = eye.sitting(&item.meeting);
    let free = people.iter().find(|p| s.in_room(p) && !eye.conflicted(p, item));
    free.or_else(|| people.iter().find(|p| s.in_room(p))).or(people.first()).cloned()
}

fn rule(w: &World, eye: &Eye, st: &mut State, a: &Value, item: &Item) {
    let person = word(a, "person");
    let t = treatment(a["treatment"].as_str().unwrap_or(""));
    let p = eye.proposal(&person, item);
    let lifted = t.max(NOTE) < p.floor && a["override"].is_object();
    st.item(&item.id).rulings.insert(person.clone(), Ruling { treatment: t, after: eye.st.panels.len(), lifted });
    // A ruling that excludes deletes the votes it takes away, there and wherever it holds as a ruling in force.
    let after = st.clone();
    let then = Eye { w, st: &after, seq: eye.seq, at: eye.at };
    for x in &w.items {
        let standing = then.standing(&person, x);
        let reached = x.id == item.id || x.meeting == item.meeting || Eye::same_procurement(x, item);
        if reached && standing.ruled && standing.treatment >= DISCUSS {
            let state = st.item(&x.id);
            let open: Vec<Id> = x.committees.iter().filter(|c| state.decided(c).is_none()).cloned().collect();
            state.votes.retain(|(c, _), (p, _)| !(open.contains(c) && *p == person));
            let could = |of: &BTreeMap<Id, BTreeSet<Id>>| of.values().any(|people| people.contains(&person));
            state.hands.retain(|c, h| !(open.contains(c) && could(&h.could)));
            for (_, held) in state.elections.iter_mut().filter(|(c, _)| open.contains(c)) {
                held.retain(|b| !could(&b.could));
            }
            state.elections.retain(|_, held| !held.is_empty());
        }
    }
}

fn decide(eye: &Eye, st: &mut State, e: &Entry, item: &Item, c: &str) {
    let a = &e.act;
    let outcome = word(a, "outcome");
    let tally = eye.tally(item, c);
    let mut flags = BTreeSet::new();
    if tally.majority_withdrew() {
        flags.insert("majority_withdrew");
    }
    if eye.in_shadow(item, c, &outcome) {
        flags.insert("shadow");
    }
    if super::words::formal(&outcome) {
        if eye.until(&item.meeting).is_some() {
            flags.insert("by_correspondence");
        }
        if eye.composition_breached(item, c) {
            flags.insert("composition_breached");
        }
        if eye.policy(c, &item.meeting).undeclared == "flag" && eye.undeclared_in_cohort(item, c) {
            flags.insert("undeclared_voter");
        }
    }
    let state = eye.state(&item.id);
    if state.rulings.values().any(|r| r.lifted) {
        flags.insert("floor_overridden");
    }
    // Asked anew of one taken again: of its own entry, and of the phases of its item.
    if e.late || state.begun_late {
        flags.insert("written_late");
    }
    if state.decisions.contains_key(c) {
        flags.insert("retaken");
    }
    let sup =
        super::counting::Suppose { here: eye.room(&item.meeting), nobody_excluded: false, in_person: false, far: false, opening: false };
    let count = eye.count_at(item, c, &item.meeting, &sup);
    let mut counted: BTreeSet<Id> = count.chairs.iter().flat_map(|x| x.counted.clone()).collect();
    let voters: BTreeSet<Id> = tally.counted.iter().map(|(p, _)| p.clone()).collect();
    let mut there = counted.clone();
    there.extend(voters.intersection(&state.cast_here).cloned());
    counted.extend(voters.clone());
    there.extend(eye.shown(item, c).into_iter().flat_map(|h| h.could.into_values().flatten()));
    counted.extend(eye.shown(item, c).into_iter().flat_map(|h| h.could.into_values().flatten()));
    let s = eye.sitting(&item.meeting);
    let d = Decision {
        outcome,
        method: word(a, "method"),
        day: eye.day(&item.meeting),
        seq: e.seq,
        phase: state.phase,
        tally: Some(tally),
        reopened: false,
        flags: flags.into_iter().map(str::to_owned).collect(),
        counted,
        there,
        voters,
        took_part: BTreeSet::new(),
        quorum_before: eye.quorum_before_exclusions(item, c),
        adjournments: s.adjournments,
    };
    let here = in_room(st, &item.meeting);
    let x = st.item(&item.id);
    if matches!(x.phase, Some(DELIBERATION | DECISION)) {
        x.took_part.extend(here);
    }
    let d = Decision { took_part: x.took_part.clone(), ..d };
    // What was recorded stays as it was recorded, whatever is struck of what it does not rest on.
    // But the phase is the book's, and who was there: where what began it, or let somebody in, is struck, it reads as if that had
    // never been.
    let d = match eye.w.recorded.get(&e.seq).cloned() {
        Some(then) => Decision { phase: d.phase, counted: d.counted, there: d.there, ..then },
        None => d,
    };
    x.decisions.insert(c.to_owned(), d);
    // `decide` by every committee concerned closes the item.
    if item.committees.iter().all(|c| x.decided(c).is_some()) {
        x.phase = Some(CLOSED);
    }
}
