//! A committee that meets: its people, and meetings with items that are open for votes, all made over HTTP.

use crate::load::{self, Client};
use quorate::moment::Instant;
use serde_json::{Value, json};
use std::fmt::Display;
use std::net::SocketAddr;

const ITEMS: usize = 20;
const SEATS: [&str; 5] = ["chair", "vice", "cfo", "gp", "nurse"];

fn message_of(error: impl Display) -> String {
    error.to_string()
}

/// A client of a server on a register.
pub struct Desk<'p> {
    client: Client,
    token: &'p str,
    /// Requests that were sent under a key; the next has the next one.
    pub asked: u64,
}

impl<'p> Desk<'p> {
    pub fn to(address: SocketAddr, token: &'p str, asked: u64) -> Result<Self, String> {
        Ok(Self { client: Client::connect(address)?, token, asked })
    }

    pub fn get(&mut self, path: &str) -> Result<Vec<u8>, String> {
        Ok(self.client.ask_well(&load::request("GET", path, self.token, ""))?.body)
    }

    fn posting(&mut self, path: &str, body: &Value) -> Vec<u8> {
        self.asked += 1;
        load::request_once("POST", path, self.token, &body.to_string(), self.asked)
    }

    pub fn post(&mut self, path: &str, body: &Value) -> Result<Value, String> {
        let request = self.posting(path, body);
        let answer = self.client.ask_well(&request).map_err(|why| format!("{path}: {why}"))?;
        serde_json::from_slice(&answer.body).map_err(message_of)
    }

    pub fn made(&mut self, path: &str, body: &Value) -> Result<String, String> {
        self.post(path, body)?["id"].as_str().map(str::to_owned).ok_or_else(|| format!("{path}: no id"))
    }
}

fn terms() -> Value {
    json!({
        "from": "2017-04-01",
        "seats": [
            {"id": "chair", "capacity": "lay", "voting": true, "office": "chair"},
            {"id": "vice", "capacity": "lay", "voting": true, "office": "vice_chair"},
            {"id": "cfo", "capacity": "officer", "voting": true},
            {"id": "gp", "capacity": "gp", "voting": true},
            {"id": "nurse", "capacity": "nurse", "voting": true},
        ],
        "quorum": {"at_least": 3, "of": {"voting": true}},
        "voting": {"rule": "simple_majority"},
        "chair": {"succession": ["chair", "vice_chair"], "then": "elect"},
    })
}

pub struct Meeting {
    pub id: String,
    items: Vec<String>,
}

/// A committee with its people in a register that has a body `B82012`.
pub struct House {
    pub committee: String,
    people: Vec<String>,
    meetings: u32,
    /// What has no time is done now, and so on the day of its meeting.
    today: String,
}

impl House {
    pub fn build(desk: &mut Desk<'_>) -> Result<Self, String> {
        let body = json!({"code": "PCC", "organisation": "B82012", "name": "A committee", "kind": "committee"});
        let committee = desk.made("/api/v1/committees", &body)?;
        desk.post(&format!("/api/v1/committees/{committee}/terms"), &terms())?;
        let mut people = Vec::new();
        for seat in SEATS {
            let person = desk.made("/api/v1/people", &json!({"name": format!("The {seat}")}))?;
            desk.post(
                &format!("/api/v1/committees/{committee}/memberships"),
                &json!({"seat": seat, "person": person, "from": "2017-04-01"}),
            )?;
            let interest =
                json!({"person": person, "category": "financial", "nature": "Shares", "organisation": "B82012", "declared": "2017-05-01"});
            desk.post("/api/v1/declarations", &interest)?;
            people.push(person);
        }
        Ok(Self { committee, people, meetings: 0, today: Instant::now().day().to_string() })
    }

    /// A meeting that everybody has come to, its items open for votes.
    pub fn meeting(&mut self, desk: &mut Desk<'_>) -> Result<Meeting, String> {
        self.meetings += 1;
        let reference = format!("PCC/{}", self.meetings);
        let id = desk.made("/api/v1/meetings", &json!({"committees": [self.committee], "date": self.today, "reference": reference}))?;
        let mut items = Vec::new();
        for n in 0..ITEMS {
            let item = json!({"title": format!("Item {n}"), "purpose": "decision", "decision_type": "other"});
            items.push(desk.made(&format!("/api/v1/meetings/{id}/items"), &item)?);
        }
        for person in &self.people {
            desk.post(&format!("/api/v1/meetings/{id}/attendance"), &json!({"person": person, "event": "arrive"}))?;
        }
        desk.post(&format!("/api/v1/meetings/{id}/convene"), &json!({}))?;
        for item in &items {
            desk.post(&format!("/api/v1/items/{item}/phase"), &json!({"phase": "decision"}))?;
        }
        Ok(Meeting { id, items })
    }

    /// A vote of everybody on each item.
    fn ballots<'m>(&'m self, meeting: &'m Meeting) -> impl Iterator<Item = (String, Value)> + 'm {
        meeting.items.iter().flat_map(|item| {
            self.people.iter().map(move |person| (format!("/api/v1/items/{item}/votes"), json!({"person": person, "choice": "for"})))
        })
    }

    pub fn votes(&self, desk: &mut Desk<'_>, meeting: &Meeting) -> Result<u64, String> {
        let mut cast = 0;
        for (path, vote) in self.ballots(meeting) {
            desk.post(&path, &vote)?;
            cast += 1;
        }
        Ok(cast)
    }

    /// So many votes as they go over the wire, each of them permitted and not yet sent.
    pub fn ready_votes(&mut self, desk: &mut Desk<'_>, wanted: usize) -> Result<Vec<Vec<u8>>, String> {
        let mut ready = Vec::new();
        while ready.len() < wanted {
            let meeting = self.meeting(desk)?;
            ready.extend(self.ballots(&meeting).map(|(path, vote)| desk.posting(&path, &vote)));
        }
        ready.truncate(wanted);
        Ok(ready)
    }

    /// Goes out and comes back, again and again.
    pub fn arrivals(&self, desk: &mut Desk<'_>, meeting: &Meeting) -> Result<u64, String> {
        let last = self.people.last().ok_or("nobody")?;
        for event in ["leave", "return"].iter().cycle().take(100) {
            desk.post(&format!("/api/v1/meetings/{}/attendance", meeting.id), &json!({"person": last, "event": event}))?;
        }
        Ok(100)
    }

    pub fn quorums(desk: &mut Desk<'_>, meeting: &Meeting) -> Result<u64, String> {
        for item in meeting.items.iter().cycle().take(200) {
            desk.get(&format!("/api/v1/items/{item}/quorum"))?;
        }
        Ok(200)
    }

    /// Decided, closed, minuted.
    pub fn minuted(&self, desk: &mut Desk<'_>, meeting: &Meeting) -> Result<(), String> {
        self.votes(desk, meeting)?;
        for item in &meeting.items {
            desk.post(&format!("/api/v1/items/{item}/decisions"), &json!({"outcome": "approved", "method": "vote"}))?;
        }
        desk.post(&format!("/api/v1/meetings/{}/close", meeting.id), &json!({}))?;
        desk.post(&format!("/api/v1/meetings/{}/minutes/finalise", meeting.id), &json!({})).map(drop)
    }
}
