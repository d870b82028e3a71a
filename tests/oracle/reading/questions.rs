//! Every question a case may ask after a step. `World` answers from the whole book.

use super::eye::Eye;
use super::model::{Id, Item};
use super::state::{Decision, State, Tally};
use super::words::{CLOSED, DECISION, INTRODUCTION, NO_PAPERS, PRESENT, Room, TREATMENTS, room};
use super::world::World;
use serde_json::{Map, Value, json};

/// `item` or `item@committee`.
pub fn split(key: &str) -> (&str, Option<&str>) {
    key.split_once('@').map_or((key, None), |(a, b)| (a, Some(b)))
}

impl Eye<'_> {
    /// Papers: what is confidential is kept from whoever may not have it; nothing anybody may read is withheld.
    pub fn papers(&self, person: &str, item: &Item) -> bool {
        let confidential = item.private || item.papers.iter().any(|p| p.confidential);
        !confidential || self.standing(person, item).treatment < NO_PAPERS
    }

    /// Rights in force, of an item not yet begun as at its introduction.
    pub fn rights(&self, person: &str, item: &Item) -> Value {
        let x = self.standing(person, item);
        let phase = self.state(&item.id).phase.unwrap_or(INTRODUCTION);
        let place = room(x.treatment, item.private, if phase == CLOSED { DECISION } else { phase });
        let speak = match place {
            Room::Yes if x.treatment == PRESENT => json!("when_asked"),
            Room::Yes => json!(true),
            _ => json!(false),
        };
        let in_room = match place {
            Room::Yes => json!(true),
            Room::No => json!(false),
            Room::Public => json!("public"),
        };
        // Whoever holds the seat while a deputy sits in it has it still.
        let has_vote = |c: &Id| {
            let seats = &self.terms(c, &item.meeting).seats;
            let holds = |s: &&super::model::Seat| {
                self.co_opted(item).iter().all(|(lent, _)| lent.as_ref().is_none_or(|(cc, ss)| cc != c || *ss != s.id))
                    && self.holders(c, &s.id, &item.meeting).iter().any(|p| p == person)
            };
            let own = seats.iter().filter(holds);
            own.chain(self.seats_of(item, c, person)).any(|s| s.member && self.votes(item, s))
        };
        let vote = x.votes() && item.committees.iter().any(has_vote);
        // The column alone: whether there is a seat that counts is the quorum's affair. A deputy whom the terms do not count speaks.
        let counts = item.committees.first().is_some_and(|c| {
            let terms = self.terms(c, &item.meeting);
            let only_speaks = !terms.deputies_count
                && terms.seats.iter().any(|s| self.deputy_in_room(c, &s.id, &item.meeting).as_deref() == Some(person))
                && !terms.seats.iter().any(|s| self.holders(c, &s.id, &item.meeting).iter().any(|p| p == person));
            x.counts(terms.include_conflicted) && !only_speaks
        });
        json!({"papers": self.papers(person, item), "speak": speak, "in_room": in_room, "vote": vote, "counts": counts})
    }
}

impl World {
    fn item_and_committee(&self, key: &str) -> Option<(&Item, Id)> {
        let (id, c) = split(key);
        let item = self.item(id)?;
        Some((item, c.map(str::to_owned).or_else(|| item.committees.first().cloned())?))
    }

    pub fn proposal_of(&self, item: &str, person: &str) -> Value {
        let st = self.now();
        self.item(item).map_or(Value::Null, |i| json!(TREATMENTS[self.eye(&st).proposal(person, i).treatment]))
    }
    /// Somebody holds a seat in a committee of the item, or deputises there; or has no seat anywhere.
    pub fn concerns(&self, item: &str, person: &str) -> bool {
        let of = |c: &Id| self.committees.get(c).is_some_and(|c| c.members.iter().any(|m| m.person == person));
        self.item(item).is_some_and(|i| i.committees.iter().any(of)) || !self.committees.keys().any(of)
    }
    pub fn relations_of(&self, item: &str, person: &str) -> Value {
        let st = self.now();
        self.item(item).map_or(Value::Null, |i| json!(self.eye(&st).relations(person, i)))
    }
    pub fn standing_of(&self, item: &str, person: &str) -> Value {
        let st = self.now();
        self.item(item).map_or(Value::Null, |i| self.eye(&st).rights(person, i))
    }
    pub fn presiding(&self, key: &str) -> Value {
        let st = self.asked(key);
        let eye = self.eye(&st);
        let (id, c) = split(key);
        let Some(item) = self.item(id) else { return Value::Null };
        json!(c.map_or_else(|| eye.convenes(item), |c| eye.presides(item, c)))
    }
    pub fn quorum(&self, key: &str) -> Value {
        let st = self.asked(key);
        self.item_and_committee(key).map_or(Value::Null, |(i, c)| json!(self.eye(&st).quorum(i, &c)))
    }
    pub fn quorum_before(&self, key: &str) -> Value {
        let st = self.asked(key);
        let eye = self.eye(&st);
        let Some((i, c)) = self.item_and_committee(key) else { return Value::Null };
        json!(match eye.state(&i.id).decided(&c) {
            Some(d) => d.quorum_before,
            None => eye.quorum_before_exclusions(i, &c),
        })
    }
    pub fn forecast(&self, key: &str) -> Value {
        let st = self.asked(key);
        self.item_and_committee(key).map_or(Value::Null, |(i, c)| json!(self.eye(&st).forecast(i, &c)))
    }
    pub fn repairs(&self, key: &str) -> Value {
        let st = self.asked(key);
        self.item_and_committee(key).map_or(Value::Null, |(i, c)| json!(self.eye(&st).repairs(i, &c)))
    }

    pub fn tally(&self, key: &str) -> Value {
        let st = self.asked(key);
        let eye = self.eye(&st);
        let Some((i, c)) = self.item_and_committee(key) else { return Value::Null };
        let kept = eye.state(&i.id).decided(&c).and_then(|d| d.tally.clone());
        tally_value(&kept.unwrap_or_else(|| eye.tally(i, &c)))
    }

    /// Holders of voting seats and sitting deputies whose declaration is outstanding.
    pub fn notices(&self, meeting: &str) -> Value {
        let st = self.now();
        let eye = self.eye(&st);
        let mut people: Vec<Id> = Vec::new();
        for c in self.meeting(meeting).map(|m| m.committees.clone()).unwrap_or_default() {
            for seat in &eye.terms(&c, meeting).seats {
                let holders = if seat.votes { eye.holders(&c, &seat.id, meeting) } else { Vec::new() };
                for p in holders.into_iter().chain(eye.deputy(&c, &seat.id, meeting)) {
                    if eye.outstanding(&p, eye.day(meeting)) && !people.contains(&p) {
                        people.push(p);
                    }
                }
            }
        }
        json!({"declaration_outstanding": people})
    }

    pub fn papers_withheld(&self, item: &str) -> Value {
        let st = self.now();
        let eye = self.eye(&st);
        let Some(i) = self.item(item) else { return Value::Null };
        let mut people: Vec<Id> = Vec::new();
        for c in &i.committees {
            for seat in &eye.terms(c, &i.meeting).seats {
                for p in eye.holders(c, &seat.id, &i.meeting) {
                    if !eye.papers(&p, i) && !people.contains(&p) {
                        people.push(p);
                    }
                }
            }
        }
        json!(people)
    }

    /// The urgent decision that an item is to ratify: its own, or of the item it was carried over from.
    pub fn urgent_at(&self, item: &str, c: &str) -> Option<&super::world::Urgent> {
        self.urgents.iter().rev().find(|u| {
            let mut at = u.item.clone();
            while let Some(next) = self.carries.iter().find(|x| x.old == at) {
                at.clone_from(&next.new);
            }
            u.committee == c && at == item
        })
    }

    pub fn decision(&self, key: &str) -> Value {
        let st = self.now();
        let Some((item, c)) = self.item_and_committee(key) else { return Value::Null };
        let d = st.items.get(&item.id).and_then(|x| x.decisions.get(&c));
        if let Some(u) = self.urgent_at(&item.id, &c)
            && d.is_none_or(|d| self.outcome_now(&item.id, &c, d) == "deferred")
        {
            let mut flags = vec!["pending_ratification"];
            if u.consulted_conflicted {
                flags.insert(0, "consulted_conflicted");
            }
            return json!({"outcome": "approved", "effective": true, "flags": flags});
        }
        d.map_or(Value::Null, |d| self.decision_value(&st, item, &c, d))
    }

    fn decision_value(&self, st: &State, item: &Item, c: &str, d: &Decision) -> Value {
        let eye = self.eye(st);
        let mut flags = d.flags.clone();
        let mut flag = |name: &str| {
            flags.insert(name.to_owned());
        };
        let corrected = self.corrected(&item.id, c, d);
        if d.reopened {
            flag("reopened");
        }
        if corrected.is_some() {
            flag("outcome_corrected");
        }
        let again = self.decided_again(st, item, c);
        if again {
            flag("decided_again");
        }
        if self.under_query(st, item, c, d).is_some() {
            flag("under_query");
            if self.decisive(st, item, c, d) {
                flag("decisive");
            }
        }
        let outcome = self.outcome_now(&item.id, c, d);
        let mut effective = matches!(outcome.as_str(), "approved" | "rejected" | "ratified") && !d.reopened && !again;
        // What was corrected is in shadow as if it had been recorded so; what was recorded so says it for good.
        if eye.in_shadow(item, c, &outcome) {
            flag("shadow");
            effective = false;
        } else if outcome == "approved" && self.waits(&eye, item, c) {
            // One that was reopened keeps its other flags.
            if eye.pending(&item.id, c).is_some() || (d.reopened && d.outcome == "approved" && !self.was_confirmed(st, &item.id, c)) {
                flag("pending_confirmation");
            }
            effective &= self.was_confirmed(st, &item.id, c);
        }
        let mut v = Map::new();
        v.insert("outcome".to_owned(), json!(d.outcome));
        v.insert("effective".to_owned(), json!(effective));
        v.insert("flags".to_owned(), json!(flags));
        if let Some(said) = self.determined(item, c, d) {
            v.insert("determined".to_owned(), json!(said.finding));
        }
        if let Some(o) = corrected {
            v.insert("corrected".to_owned(), json!(o));
        }
        Value::Object(v)
    }

    /// What the committee said at a later meeting that it had decided.
    fn corrected(&self, id: &str, c: &str, d: &Decision) -> Option<Id> {
        let said = self.corrections.iter().filter(|x| x.item == id && x.committee == c && x.seq > d.seq);
        said.filter_map(|x| x.outcome.clone()).next_back()
    }

    /// What it decided, as far as is known.
    pub fn outcome_now(&self, id: &str, c: &str, d: &Decision) -> Id {
        self.corrected(id, c, d).unwrap_or_else(|| d.outcome.clone())
    }

    fn waits(&self, eye: &Eye, item: &Item, c: &str) -> bool {
        item.decision_type.as_ref().is_some_and(|t| eye.terms(c, &item.meeting).confirmation.contains_key(t))
    }
    fn was_confirmed(&self, st: &State, id: &str, c: &str) -> bool {
        let by = self.items.iter().filter(|x| x.confirms.as_deref() == Some(id));
        let had_a_part = |by: &str| st.items.get(id).is_some_and(|x| x.decided(by).is_some());
        by.filter_map(|x| Some((x, st.items.get(&x.id)?))).any(|(x, state)| {
            let said = state.decisions.keys().filter(|by| *by == c || !had_a_part(by));
            said.filter_map(|by| Some((by, state.decided(by)?))).any(|(by, d)| self.outcome_now(&x.id, by, d) == "ratified")
        })
    }
}

pub fn tally_value(t: &Tally) -> Value {
    json!({
        "for": t.votes_for.value(),
        "against": t.against.value(),
        "abstained": t.abstained.value(),
        "excluded": t.excluded.value(),
        "absent": t.absent.value(),
        "not_voting": t.not_voting.value(),
        "carried": t.carried,
        "casting_vote_needed": t.casting_vote_needed,
    })
}
