//! The book of one item as the API shows it, and a judgement of it that knows nothing of the
//! program's rules: who was in the room at an entry, who was excluded, whose vote is counted.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;

use serde_json::Value;

use super::stage::{Scene, Stage};

pub struct Vote {
    entry: i64,
    seat: String,
    person: String,
    choice: String,
    pub taken: bool,
}

pub struct Book {
    /// Entry, person, and whether they were in the room from then on.
    moves: Vec<(i64, String, bool)>,
    /// Entry and person: every ruling in these races excludes.
    rulings: Vec<(i64, String)>,
    pub votes: Vec<Vote>,
    pub decisions: Vec<Value>,
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

fn number(value: &Value) -> i64 {
    value.as_i64().unwrap_or_else(|| panic!("no number: {value}"))
}

impl Book {
    pub fn read(stage: &Stage, door: SocketAddr, scene: &Scene) -> Self {
        let list = |path: String| -> Vec<Value> {
            let body = stage.get(door, &path, &stage.tokens.secretary);
            body["items"].as_array().unwrap_or_else(|| panic!("{path}: {body}")).clone()
        };
        let of_item = |what: &str| list(format!("/api/v1/items/{}/{what}", scene.item));
        let moves = list(format!("/api/v1/meetings/{}/attendance", scene.meeting));
        let is_in = |line: &Value| matches!(line["event"].as_str(), Some("arrive" | "return"));
        Self {
            moves: moves.iter().map(|line| (number(&line["version"]), text(&line["person"]), is_in(line))).collect(),
            rulings: of_item("rulings").iter().map(|line| (number(&line["version"]), text(&line["person"]))).collect(),
            votes: of_item("votes")
                .iter()
                .map(|line| Vote {
                    entry: number(&line["version"]),
                    seat: text(&line["seat"]),
                    person: text(&line["person"]),
                    choice: text(&line["choice"]),
                    taken: !line["taken_by"].is_null(),
                })
                .collect(),
            decisions: of_item("decisions"),
        }
    }

    fn present(&self, before: i64) -> BTreeSet<&str> {
        let mut room = BTreeSet::new();
        for (entry, person, is_in) in &self.moves {
            if *entry < before {
                if *is_in {
                    room.insert(person.as_str())
                } else {
                    room.remove(person.as_str())
                };
            }
        }
        room
    }

    fn is_excluded(&self, person: &str, before: i64) -> bool {
        self.rulings.iter().any(|(entry, of)| *entry < before && of == person)
    }

    pub fn judge(&self, scene: &Scene) {
        for vote in &self.votes {
            let seat = scene.seats.get(&vote.person).unwrap_or_else(|| panic!("{} voted and has no seat", vote.person));
            assert_eq!(vote.seat, seat.id);
            assert!(vote.entry < seat.until, "a vote at {} after the membership ended at {}", vote.entry, seat.until);
            assert!(self.present(vote.entry).contains(vote.person.as_str()), "a vote at {} from outside the room", vote.entry);
            assert!(!self.is_excluded(&vote.person, vote.entry), "a vote at {} of somebody excluded", vote.entry);
            assert_eq!(vote.taken, self.is_excluded(&vote.person, i64::MAX), "the vote at {} was not taken away as ruled", vote.entry);
        }
        let mut voted = BTreeSet::new();
        for vote in self.votes.iter().filter(|vote| !vote.taken) {
            assert!(voted.insert(vote.seat.as_str()), "the seat '{}' has two votes", vote.seat);
        }
        assert!(self.decisions.len() <= 1, "{} decisions on one item", self.decisions.len());
        for decision in &self.decisions {
            self.judge_decision(scene, decision);
        }
    }

    fn judge_decision(&self, scene: &Scene, decision: &Value) {
        let (entry, evidence) = (number(&decision["entry"]), &decision["evidence"]);
        let late: Vec<i64> = self.votes.iter().map(|vote| vote.entry).filter(|vote| *vote > entry).collect();
        assert!(late.is_empty(), "votes at {late:?} after the decision at {entry}");
        let room = self.present(entry);
        for line in evidence["attended"].as_array().unwrap() {
            let person = text(&line["person"]);
            assert_eq!(line["present"], room.contains(person.as_str()), "{} at the decision at {entry}", line["name"]);
        }
        let counted: BTreeMap<&str, &str> = evidence["tally"]["seats"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|seat| matches!(seat["state"].as_str(), Some("for" | "against" | "abstained")))
            .map(|seat| (seat["seat"].as_str().unwrap(), seat["person"].as_str().unwrap()))
            .collect();
        let cast: BTreeMap<&str, &str> =
            self.votes.iter().filter(|vote| !vote.taken).map(|vote| (vote.seat.as_str(), vote.person.as_str())).collect();
        assert_eq!(counted, cast, "the count of the decision at {entry} is not the votes before it");
        for choice in ["for", "against"] {
            let votes = self.votes.iter().filter(|vote| !vote.taken && vote.choice == choice).count();
            assert_eq!(evidence["tally"][choice].as_u64(), Some(votes as u64), "votes {choice} in the decision at {entry}");
        }
        if decision["effective"] == true {
            let sits = |person: &&str| {
                let seat = scene.seats.get(*person).filter(|seat| entry < seat.until)?;
                (!self.is_excluded(person, entry)).then_some(seat.id)
            };
            let seats: BTreeSet<&str> = room.iter().filter_map(sits).collect();
            let lay = seats.contains("chair") || seats.contains("vice");
            assert!(seats.len() >= 3 && lay && seats.contains("cfo"), "decided at {entry} by {seats:?}: inquorate");
            assert_eq!(evidence["quorum_after"]["quorate"], true, "the evidence of the decision at {entry}");
        }
    }
}
