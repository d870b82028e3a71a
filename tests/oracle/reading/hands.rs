//! A roll, and a show of hands: what is counted of no one seat hangs on everybody who could have raised a hand.

use super::deeds::item_key;
use super::eye::Eye;
use super::law_room::Codes;
use super::model::{Id, Item, Seat};
use super::ratio::Q;
use super::state::Hands;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

pub fn number(a: &Value, word: &str) -> i64 {
    a[word].as_i64().unwrap_or(0)
}

impl Eye<'_> {
    /// The voting seats whose people are in the room and may vote, each with those of them who may.
    pub fn could_raise(&self, item: &Item, c: &str) -> BTreeMap<Id, BTreeSet<Id>> {
        let s = self.sitting(&item.meeting);
        let stops = self.policy(c, &item.meeting).undeclared == "stop";
        let may = |p: &Id| s.in_room(p) && self.standing(p, item).votes() && !(stops && self.never_declared(p, &item.meeting));
        let terms = self.terms(c, &item.meeting);
        let seats = terms.seats.iter().filter(|x| x.member && self.votes(item, x));
        let able = seats.map(|seat| (seat.id.clone(), self.people_of(item, c, seat).into_iter().filter(&may).collect::<BTreeSet<_>>()));
        able.filter(|(_, people)| !people.is_empty()).collect()
    }

    /// The show of hands that counts: not while somebody who could have raised one is excluded.
    pub fn shown(&self, item: &Item, c: &str) -> Option<Hands> {
        let Some(hands) = self.state(&item.id).hands.get(c).cloned() else { return self.polled(item, c).map(|b| b.as_hands()) };
        (!hands.could.values().flatten().any(|p| self.vote_lost(item, p))).then_some(hands)
    }

    /// Hands are counted where seats count alike and nobody asks for names; once, beside no vote by name, with nobody
    /// awaiting a ruling, and no more than could be raised.
    pub fn hands(&self, a: &Value) -> Codes {
        let Some(item) = self.w.item(&item_key(a)) else { return Codes::new() };
        let Some(c) = self.committee_concerned(a, item) else { return Codes::from(["item_not_in_this_committee"]) };
        let mut codes = self.without_names(item, &c, number(a, "for") + number(a, "against") + number(a, "abstained"));
        let state = self.state(&item.id);
        if state.hands.contains_key(&c) || state.elections.contains_key(&c) {
            codes.insert("duplicate");
        }
        codes
    }

    /// What refuses so many votes of which it is not said whose they are.
    pub fn without_names(&self, item: &Item, c: &str, raised: i64) -> Codes {
        let mut codes = self.vote_is_open(item, c);
        codes.extend(self.until(&item.meeting).map(|_| "state_forbids"));
        let rule = self.voting(item, c);
        let terms = self.terms(c, &item.meeting);
        let voting: Vec<&Seat> = terms.seats.iter().filter(|x| x.member && self.votes(item, x)).collect();
        let plain = matches!(rule["rule"].as_str().unwrap_or("simple_majority"), "simple_majority" | "threshold" | "consensus");
        let heavy = |x: &&Seat| rule["weights"].get(&x.org).is_some() || x.weight.is_some_and(|w| w != Q::int(1));
        if rule["names"].as_bool() == Some(true) || !plain || voting.iter().any(heavy) {
            codes.insert("names_required");
        }
        let state = self.state(&item.id);
        if state.votes.keys().any(|(cc, _)| cc == c) {
            codes.insert("seat_already_voted");
        }
        let s = self.sitting(&item.meeting);
        let waits = |p: &Id| s.in_room(p) && !self.standing(p, item).votes() && !self.standing(p, item).ruled;
        if voting.iter().any(|x| self.people_of(item, c, x).iter().any(waits)) {
            codes.insert("awaiting_ruling");
        }
        if usize::try_from(raised).unwrap_or(0) > self.could_raise(item, c).len() {
            codes.insert("not_present");
        }
        codes
    }

    /// Every vote of a roll is asked as one alone, with those before it cast; all of them stand, or none.
    pub fn roll(&self, a: &Value) -> Codes {
        let Some(item) = self.w.item(&item_key(a)) else { return Codes::new() };
        let Some(c) = self.committee_concerned(a, item) else { return Codes::from(["item_not_in_this_committee"]) };
        let of_any = self.vote_is_open(item, &c);
        let (mut codes, mut st) = (Codes::new(), self.st.clone());
        for line in a["votes"].as_array().into_iter().flatten() {
            let mut vote = json!({"item": a["item"], "part": a["part"], "committee": c});
            for key in ["person", "seat", "choice"] {
                vote[key] = line[key].clone();
            }
            let then = st.clone();
            let eye = Eye { st: &then, ..*self };
            let own = eye.vote(&vote);
            if own.iter().all(|code| of_any.contains(code) || *code == "duplicate")
                && let Some((seat, person)) = super::deeds::voting_seat(&eye, item, &c, &vote)
            {
                st.item(&item.id).votes.insert((c.clone(), seat), (person, String::new()));
            }
            codes.extend(own);
        }
        codes
    }
}

/// Of whom a show of hands, or a secret ballot, was counted: it stays of those.
pub fn of_whom(eye: &Eye, item: &Item, c: &str) -> BTreeMap<Id, BTreeSet<Id>> {
    eye.w.raised.get(&eye.seq).cloned().unwrap_or_else(|| eye.could_raise(item, c))
}

/// What a show of hands leaves behind.
pub fn counted(eye: &Eye, item: &Item, c: &str, a: &Value) -> Hands {
    let could = of_whom(eye, item, c);
    Hands { votes_for: number(a, "for"), against: number(a, "against"), abstained: number(a, "abstained"), could }
}

/// Whoever could have raised a hand as it was recorded, and could not as the book would stand.
pub fn could_no_more(eye: &Eye, a: &Value) -> bool {
    let (Some(then), Some(item)) = (eye.w.raised.get(&eye.seq), eye.w.item(&item_key(a))) else { return false };
    let now = eye.could_raise(item, &super::deeds::committee_of(a, item));
    then.iter().any(|(seat, people)| people.iter().any(|p| !now.get(seat).is_some_and(|could| could.contains(p))))
}
