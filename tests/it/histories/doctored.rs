//! The judges, judged: a history in which all is as it must be, and the same with one thing wrong in it. Each wrong thing
//! is one that a race, a lost write or a second door would leave behind.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::judge;
use super::record::{Deed, History, Line, Look, Outcome, Saw};
use crate::house::terms;

const DATE: &str = "2018-03-06";
const MEMBERS: [(&str, &str); 5] = [("chair", "chair"), ("vice", "lay"), ("cfo", "officer"), ("gp", "gp"), ("nurse", "nurse")];

/// A history that is told act by act, each asked for and answered before the next.
struct Tale {
    history: History,
    clock: u64,
}

impl Tale {
    fn begun() -> Self {
        let people: Vec<Value> = MEMBERS.iter().map(|(_, person)| json!({"id": person, "name": person})).collect();
        let members: Vec<Value> =
            MEMBERS.iter().map(|(seat, person)| json!({"seat": seat, "person": person, "from": "2017-04-01"})).collect();
        let nil =
            |(_, person): &(&str, &str)| json!({"id": format!("nil {person}"), "person": person, "nil": true, "declared": "2017-05-01"});
        let case = json!({
            "setup": {
                "organisations": [{"code": "03E", "name": "The Commissioner", "kind": "commissioner"}],
                "policies": [{"organisation": "03E", "pack": "ccg_2017", "from": "2017-06-16"}],
                "people": people,
                "committees": [{
                    "id": "PCC", "organisation": "03E", "name": "Primary Care Committee", "kind": "committee",
                    "terms": [terms()], "members": members,
                }],
                "declarations": MEMBERS.iter().map(nil).collect::<Vec<_>>(),
            },
            "meetings": [{
                "id": "m", "committees": ["PCC"], "date": DATE,
                "items": [{"id": "i", "number": "1", "title": "A surgery", "purpose": "decision", "decision_type": "other"}],
            }],
        });
        let history = History { case, logs: vec![Vec::new(), Vec::new()], ..History::default() };
        let mut tale = Self { history, clock: 0 };
        for (_, person) in MEMBERS {
            tale.attend(person, "arrive");
        }
        tale.told(json!({"do": "convene", "meeting": "m"}), json!({}));
        tale.told(json!({"do": "begin", "item": "i", "phase": "decision"}), json!({"item": "i", "phase": "decision"}));
        tale
    }

    /// What is done now, and its entry.
    fn told(&mut self, act: Value, said: Value) -> i64 {
        let entry = i64::try_from(self.history.logs[0].len()).unwrap() + 100;
        self.clock += 10;
        let at = format!("{DATE}T14:00:{:02}.000000Z", entry - 100);
        let mut said = said;
        said["version"] = json!(entry);
        said["at"] = json!(at);
        if said["id"].is_null() {
            said["id"] = json!(format!("act {entry}"));
        }
        let what = act["do"].as_str().unwrap().to_owned();
        let leaf = format!("leaf {entry}");
        let line = Line {
            index: entry,
            kind: super::order::kind(&what).to_owned(),
            at,
            leaf: leaf.clone(),
            previous: format!("leaf {}", entry - 1),
        };
        self.history.logs.iter_mut().for_each(|log| log.push(line.clone()));
        let outcome = Outcome::Done { entry, leaf, said };
        let step = self.history.deeds.len();
        self.history.deeds.push(Deed { step, act, asked: self.clock, answered: self.clock + 5, sent: 1, outcome });
        entry
    }

    fn attend(&mut self, person: &str, event: &str) -> i64 {
        self.told(json!({"do": event, "meeting": "m", "who": [person]}), json!({"person": person, "event": event}))
    }

    fn vote(&mut self, person: &str, choice: &str) -> i64 {
        let seat = MEMBERS.iter().find(|(_, holder)| *holder == person).unwrap().0;
        let said = json!({"item": "i", "seat": seat, "person": person, "choice": choice});
        self.told(json!({"do": "vote", "item": "i", "person": person, "choice": choice}), said)
    }

    fn rule(&mut self, person: &str, treatment: &str) -> i64 {
        let act = json!({"do": "rule", "item": "i", "person": person, "treatment": treatment, "by": "chair"});
        self.told(act, json!({"item": "i", "person": person, "treatment": treatment}))
    }

    fn struck(&mut self, entry: i64) -> i64 {
        let id = format!("act {entry}");
        self.told(json!({"do": "strike", "of": "vote", "what": id, "reason": "A slip."}), json!({"what": [{"kind": "vote", "id": id}]}))
    }

    /// Approved by these, of whom the others are in no other state than the one given.
    fn approved(&mut self, votes: &[&str], others: &[(&str, &str)]) -> i64 {
        let seat = |person: &str| MEMBERS.iter().find(|(_, holder)| *holder == person).unwrap().0;
        let line = |(person, state): (&str, &str)| json!({"seat": seat(person), "person": person, "state": state});
        let seats: Vec<Value> = votes.iter().map(|person| (*person, "for")).chain(others.iter().copied()).map(line).collect();
        let count = |state: &str| others.iter().filter(|(_, of)| *of == state).count();
        let tally = json!({
            "for": votes.len(), "against": 0, "abstained": 0, "excluded": count("excluded"), "absent": count("absent"),
            "not_voting": count("not_voting"), "carried": true, "seats": seats,
        });
        let said = json!({
            "item": "i", "outcome": "approved", "method": "vote", "effective": true,
            "evidence": {"tally": tally, "quorum_after": {"quorate": true}},
        });
        self.told(json!({"do": "decide", "item": "i", "outcome": "approved", "method": "vote"}), said)
    }

    /// Somebody was refused for these reasons, now.
    fn refused(&mut self, act: Value, codes: &[&str]) {
        self.clock += 10;
        let outcome = Outcome::Refused { codes: codes.iter().map(|code| (*code).to_owned()).collect() };
        let step = self.history.deeds.len();
        self.history.deeds.push(Deed { step, act, asked: self.clock, answered: self.clock + 5, sent: 1, outcome });
    }

    fn looks(&mut self, saw: Saw) {
        self.clock += 10;
        self.history.looks.push(Look { step: 0, asked: self.clock, answered: self.clock + 5, saw });
    }

    /// What is found wrong; each of these words stands in it somewhere.
    #[track_caller]
    fn is_wrong(&self, words: &[&str]) {
        let found = judge::wrong(&self.history).join("\n");
        for word in words {
            assert!(found.contains(word), "'{word}' is not found in: {found}");
        }
    }

    #[track_caller]
    fn is_right(&self) {
        let found = judge::wrong(&self.history);
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}

const REST: [(&str, &str); 2] = [("lay", "not_voting"), ("nurse", "not_voting")];

fn lawful() -> Tale {
    let mut tale = Tale::begun();
    for person in ["chair", "officer", "gp"] {
        tale.vote(person, "for");
    }
    tale.refused(json!({"do": "vote", "item": "i", "person": "gp", "choice": "against"}), &["seat_already_voted"]);
    tale.approved(&["chair", "officer", "gp"], &REST);
    tale
}

#[test]
fn a_history_in_which_all_is_as_it_must_be_is_not_complained_of() {
    let mut tale = lawful();
    tale.is_right();
    let told = tale.history.written().iter().map(|one| (one.entry, false)).collect();
    tale.looks(Saw::Book(told));
    let says = json!({"for": 3, "against": 0, "abstained": 0, "excluded": 0, "absent": 0, "not_voting": 2, "carried": true});
    tale.looks(Saw::Tally { item: "i".into(), says });
    tale.is_right();
}

#[test]
fn what_was_acknowledged_is_lost_or_there_twice() {
    let mut lost = lawful();
    lost.history.logs.iter_mut().for_each(|log| drop(log.remove(8)));
    lost.is_wrong(&["acknowledged and not in the log: vote of step 8, entry 108", "a gap in the log", "does not follow on"]);

    let mut other = lawful();
    other.history.logs.iter_mut().for_each(|log| log[8].leaf = "another".into());
    other.is_wrong(&["the receipt of entry 108 is of another"]);

    let mut twice = lawful();
    let again = Deed { step: 99, ..twice.history.deeds[8].clone() };
    twice.history.deeds.push(again);
    twice.is_wrong(&["two acts were answered with entry 108"]);

    // What was refused is there all the same.
    let mut refused = lawful();
    refused.history.deeds.remove(8);
    refused.is_wrong(&["in the log and never acknowledged: entry 108, a vote.cast"]);

    let mut forked = lawful();
    forked.history.logs[1].pop();
    forked.is_wrong(&["the servers have two logs"]);

    let mut apart = lawful();
    apart.history.after = ["one", "another"].map(|told| BTreeMap::from([("/tally".to_owned(), json!(told))])).into();
    apart.is_wrong(&["/tally is answered in two ways"]);
}

#[test]
fn an_act_stands_after_one_that_was_asked_for_later() {
    let mut tale = lawful();
    let (asked, answered) = (tale.history.deeds[8].asked, tale.history.deeds[8].answered);
    let before = &mut tale.history.deeds[7];
    (before.asked, before.answered) = (answered + 50, answered + 60);
    assert!(asked < answered);
    tale.is_wrong(&["entry 108 was answered before entry 107 was asked for, and stands after it"]);
}

#[test]
fn a_decision_without_its_quorum() {
    let mut tale = Tale::begun();
    for person in ["chair", "lay", "officer"] {
        tale.vote(person, "for");
    }
    tale.attend("officer", "leave");
    tale.approved(&["chair", "lay", "officer"], &[("gp", "not_voting"), ("nurse", "not_voting")]);
    tale.is_wrong(&["inquorate", "the second reading refuses entry 111 (decide): inquorate"]);
    assert_eq!(judge::shortest(&tale.history), 12, "it is wrong from the decision on, and not before");
}

#[test]
fn a_vote_of_somebody_excluded_absent_or_twice() {
    let mut excluded = Tale::begun();
    for person in ["chair", "lay", "officer", "gp"] {
        excluded.vote(person, "for");
    }
    excluded.rule("gp", "discuss_not_vote");
    excluded.approved(&["chair", "lay", "officer", "gp"], &[("nurse", "not_voting")]);
    excluded.is_wrong(&["and the votes that stand are", "it has 4 votes for, and 3 were cast", "the count of the decision of entry 112"]);

    let mut after = Tale::begun();
    after.rule("gp", "discuss_not_vote");
    after.vote("gp", "for");
    after.is_wrong(&["at the end: the vote of entry 108 is of somebody excluded", "excluded_by_ruling"]);

    let mut absent = Tale::begun();
    absent.attend("nurse", "leave");
    absent.vote("nurse", "for");
    absent.is_wrong(&["the vote of entry 108 is from outside the room", "not_present"]);

    let mut twice = Tale::begun();
    twice.vote("nurse", "for");
    twice.vote("nurse", "against");
    twice.is_wrong(&["the seat of the vote of entry 108 had voted", "seat_already_voted"]);
}

#[test]
fn a_struck_vote_that_counts() {
    let mut tale = Tale::begun();
    let slip = tale.vote("nurse", "for");
    for person in ["chair", "lay", "officer"] {
        tale.vote(person, "for");
    }
    tale.struck(slip);
    tale.is_right();
    tale.approved(&["chair", "lay", "officer", "nurse"], &[("gp", "not_voting")]);
    tale.is_wrong(&["it has 4 votes for, and 3 were cast"]);
}

#[test]
fn one_item_decided_twice() {
    let mut tale = lawful();
    tale.approved(&["chair", "officer", "gp"], &REST);
    tale.is_wrong(&["i was decided by entry 110 and by entry 111, and not reopened", "decision_final"]);
}

#[test]
fn a_refusal_for_what_never_was_so() {
    let mut tale = lawful();
    tale.refused(json!({"do": "vote", "item": "i", "person": "nurse", "choice": "for"}), &["inquorate"]);
    tale.is_wrong(&["was refused for inquorate; the second reading: decision_final as of 11"]);
    // While the decision was on its way it may have been either.
    let mut tale = lawful();
    tale.refused(json!({"do": "vote", "item": "i", "person": "gp", "choice": "for"}), &["seat_already_voted"]);
    tale.is_wrong(&["decision_final, seat_already_voted as of 11"]);
    let decision = tale.history.deeds.iter_mut().find(|deed| deed.what() == "decide").unwrap();
    decision.answered += 100;
    tale.is_right();
}

#[test]
fn a_look_at_what_never_was() {
    let mut tale = lawful();
    tale.looks(Saw::Book(vec![(100, false)]));
    let says = json!({"for": 2, "against": 0, "abstained": 0, "excluded": 0, "absent": 0, "not_voting": 3, "carried": true});
    tale.looks(Saw::Tally { item: "i".into(), says });
    tale.is_wrong(&["saw a book that never was", "saw a count of i that never was: for is 2 and not 3"]);
}
