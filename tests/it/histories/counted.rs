//! What the decisions of a history say, judged by a reading of the book of its own that knows little and is plain: who was
//! in the room, who was ruled out, which votes stand. A decision had a quorum of those who may count; it counted each
//! seat's one vote, and none of somebody excluded, absent or no member; and of an item one decision stands at a time.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::record::{History, Written};

/// Rulings by which nobody is kept from the vote.
const LENIENT: [&str; 2] = ["participate", "note"];
const DECIDES: [&str; 5] = ["approved", "rejected", "recommended", "ratified", "not_ratified"];

/// An act as the log has it.
struct Act<'h> {
    /// When it happened, and of several at one time the entry in whose place it stands.
    place: (&'h str, i64),
    entry: i64,
    what: &'h str,
    id: &'h str,
    /// The item of what says none: of a reopening.
    item: &'h str,
    said: &'h Value,
}

/// A vote that stands.
#[derive(Clone, PartialEq)]
struct Vote<'h> {
    entry: i64,
    person: &'h str,
    choice: &'h str,
    /// Why it should not have been cast.
    wrong: Option<&'static str>,
}

/// What a book amounts to.
#[derive(Default)]
struct Room<'h> {
    present: BTreeSet<&'h str>,
    /// Who came to sit in whose seat.
    deputies: BTreeMap<&'h str, &'h str>,
    rulings: BTreeMap<(&'h str, &'h str), &'h str>,
    votes: BTreeMap<(&'h str, &'h str), Vote<'h>>,
    hands: BTreeMap<&'h str, &'h Value>,
    /// Two votes in one seat.
    twice: Vec<i64>,
}

fn text<'h>(said: &'h Value, field: &str) -> &'h str {
    said[field].as_str().unwrap_or("")
}

/// What stands of the first acts that were written, in the order of the book.
fn standing<'h>(written: &[Written<'h>]) -> Vec<Act<'h>> {
    let mut acts = Vec::new();
    let mut struck: BTreeSet<&str> = BTreeSet::new();
    for one in written {
        let act = |what: &'h str, said: &'h Value| {
            let at = said["at"].as_str().or(said["told_at"].as_str()).unwrap_or("");
            let place = (at, said["place"].as_i64().unwrap_or(one.entry));
            Act { place, entry: one.entry, what, id: text(said, "id"), item: text(&one.deed.act, "item"), said }
        };
        match one.deed.act["do"].as_str().unwrap_or("") {
            "strike" => {
                struck.extend(one.said["what"].as_array().into_iter().flatten().map(|act| text(act, "id")));
                let instead = one.said["instead"].as_array().into_iter().flatten();
                let of = text(&one.deed.act, "of");
                acts.extend(instead.filter_map(|other| Some(act(of, other.as_object()?.values().next()?))));
            }
            "finalise_minutes" | "close" => {}
            what => acts.push(act(what, one.said)),
        }
    }
    acts.retain(|act| !struck.contains(act.id));
    acts.sort_by_key(|act| act.place);
    acts
}

/// The seats with a vote, and who holds each.
fn seats(case: &Value) -> BTreeMap<&str, &str> {
    let committee = &case["setup"]["committees"][0];
    let votes = |seat: &str| {
        let all = committee["terms"][0]["seats"].as_array().into_iter().flatten();
        all.clone().any(|one| one["id"] == seat && one["voting"] == true)
    };
    let members = committee["members"].as_array().into_iter().flatten();
    let holders = members.filter(|member| member["deputy_for"].is_null());
    holders.map(|member| (text(member, "seat"), text(member, "person"))).filter(|(seat, _)| votes(seat)).collect()
}

impl<'h> Room<'h> {
    fn of(seats: &BTreeMap<&'h str, &'h str>, acts: &[Act<'h>]) -> Self {
        let mut room = Self::default();
        acts.iter().for_each(|act| room.take(seats, act));
        room
    }

    fn is_out(&self, item: &str, person: &str) -> bool {
        let here = self.rulings.get(&(item, person)).is_some_and(|treatment| !LENIENT.contains(treatment));
        here || self.rulings.iter().any(|((_, of), treatment)| *of == person && *treatment == "not_attend")
    }

    fn take(&mut self, seats: &BTreeMap<&'h str, &'h str>, act: &Act<'h>) {
        let (said, person, item) = (act.said, text(act.said, "person"), text(act.said, "item"));
        match act.what {
            "arrive" | "return" => {
                self.present.insert(person);
                self.deputies.retain(|seat, _| seats.get(seat) != Some(&person));
                if let Some(seat) = said["as_deputy_for"].as_str() {
                    self.deputies.insert(seat, person);
                }
            }
            "leave" => {
                self.present.remove(person);
            }
            "adjourn" => {
                self.present.clear();
                self.deputies.clear();
            }
            "rule" => {
                self.rulings.insert((item, person), text(said, "treatment"));
                let lost: Vec<_> = self.votes.iter().filter(|((of, _), vote)| vote.person == person && self.is_out(of, person)).collect();
                let lost: Vec<(&str, &str)> = lost.into_iter().map(|(key, _)| *key).collect();
                self.votes.retain(|key, _| !lost.contains(key));
            }
            "vote" => {
                let seat = text(said, "seat");
                let sits = seats.get(seat) == Some(&person) || self.deputies.get(seat) == Some(&person);
                let wrong = [
                    (!sits, "of somebody without that seat"),
                    (!self.present.contains(person), "from outside the room"),
                    (self.is_out(item, person), "of somebody excluded"),
                ];
                let wrong = wrong.into_iter().find_map(|(holds, why)| holds.then_some(why));
                if self.votes.insert((item, seat), Vote { entry: act.entry, person, choice: text(said, "choice"), wrong }).is_some() {
                    self.twice.push(act.entry);
                }
            }
            "hands" => {
                self.hands.insert(item, said);
            }
            "reopen" => {
                self.votes.retain(|(of, _), _| *of != act.item);
                self.hands.remove(act.item);
            }
            _ => {}
        }
    }

    /// The seats that may count towards the quorum of an item; a deputy's seat counts with either.
    fn counting(&self, seats: &BTreeMap<&'h str, &'h str>, item: &str) -> BTreeSet<&'h str> {
        let counts = |person: &&str| self.present.contains(*person) && !self.is_out(item, person);
        let filled = seats.iter().filter(|(seat, holder)| counts(holder) || self.deputies.get(*seat).is_some_and(counts));
        filled.map(|(seat, _)| *seat).collect()
    }

    fn wrong(&self) -> Vec<String> {
        let votes = self.votes.values().filter_map(|vote| Some(format!("the vote of entry {} is {}", vote.entry, vote.wrong?)));
        let twice = self.twice.iter().map(|entry| format!("the seat of the vote of entry {entry} had voted"));
        votes.chain(twice).collect()
    }
}

pub fn wrong(history: &History) -> Vec<String> {
    let (written, seats) = (history.written(), seats(&history.case));
    let mut wrong = Vec::new();
    let mut decided: BTreeMap<&str, i64> = BTreeMap::new();
    for (n, one) in written.iter().enumerate() {
        let item = text(&one.deed.act, "item");
        match one.what() {
            "reopen" => {
                decided.remove(item);
            }
            "decide" => {
                if let Some(first) = decided.insert(item, one.entry) {
                    wrong.push(format!("{item} was decided by entry {first} and by entry {}, and not reopened", one.entry));
                }
                let place = (text(one.said, "at"), one.entry);
                let mut acts = standing(&written[..n]);
                acts.retain(|act| act.place < place);
                let room = Room::of(&seats, &acts);
                let found = decision(&room, &seats, one.said).into_iter().chain(room.wrong());
                wrong.extend(found.map(|what| format!("the decision of entry {}: {what}", one.entry)));
            }
            _ => {}
        }
    }
    let end = Room::of(&seats, &standing(&written)).wrong();
    wrong.extend(end.into_iter().map(|what| format!("at the end: {what}")));
    wrong
}

/// What is wrong with a decision, of the book that it rests on.
fn decision<'h>(room: &Room<'h>, seats: &BTreeMap<&'h str, &'h str>, said: &Value) -> Vec<String> {
    let (item, outcome, tally) = (text(said, "item"), text(said, "outcome"), &said["evidence"]["tally"]);
    let mut wrong = Vec::new();
    if !DECIDES.contains(&outcome) {
        return wrong;
    }
    let counting = room.counting(seats, item);
    let has = |any: &[&str]| any.iter().any(|seat| counting.contains(seat));
    if counting.len() < 3 || !has(&["chair", "vice"]) || !has(&["cfo"]) {
        wrong.push(format!("{outcome} by {counting:?}: inquorate"));
    }
    if said["evidence"]["quorum_after"]["quorate"] != true {
        wrong.push("it says itself that it had no quorum".to_owned());
    }
    let number = |field: &str| tally[field].as_u64().unwrap_or(u64::MAX);
    if let Some(shown) = tally["show_of_hands"].as_str() {
        let hands = room.hands.get(item).filter(|hands| text(hands, "id") == shown);
        let Some(hands) = hands else {
            wrong.push("it counts a show of hands that does not stand".to_owned());
            return wrong;
        };
        if number("for") != hands["for"].as_u64().unwrap_or(0) || number("against") != hands["against"].as_u64().unwrap_or(0) {
            wrong.push("it does not count the hands that were shown".to_owned());
        }
        return wrong;
    }
    let of_seat = |line: &Value| (text(line, "seat").to_owned(), text(line, "person").to_owned(), text(line, "state").to_owned());
    let has_voted = |(_, _, state): &(String, String, String)| matches!(state.as_str(), "for" | "against" | "abstained");
    let counted: Vec<_> = tally["seats"].as_array().into_iter().flatten().map(of_seat).filter(has_voted).collect();
    let state = |choice: &str| if choice == "abstain" { "abstained" } else { choice }.to_owned();
    let cast = room.votes.iter().filter(|((of, _), _)| *of == item);
    let cast: Vec<_> = cast.map(|((_, seat), vote)| ((*seat).to_owned(), vote.person.to_owned(), state(vote.choice))).collect();
    if counted.iter().collect::<BTreeSet<_>>() != cast.iter().collect::<BTreeSet<_>>() || counted.len() != cast.len() {
        wrong.push(format!("it counts {counted:?}, and the votes that stand are {cast:?}"));
    }
    for word in ["for", "against", "abstained"] {
        let votes = cast.iter().filter(|(_, _, state)| state == word).count() as u64;
        if number(word) != votes {
            wrong.push(format!("it has {} votes {word}, and {votes} were cast", tally[word]));
        }
    }
    wrong
}
