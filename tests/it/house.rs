//! A register with a committee in it, and the people who have to do with it: each a client that is
//! signed in and can do only what such a person can. Stories are played in one, on every database.

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock};

use quorate::access::Role;
use quorate::ids::{PersonId, RegisterId};
use serde_json::{Value, json};

use crate::desk::{Reply, TestServer};
use crate::place::Place;

/// Plays a story on every database there is, each time in a house of its own.
pub fn everywhere(story: impl Fn(&TestRegister)) {
    for place in Place::all() {
        story(&TestRegister::furnished(place));
    }
}

/// The day of the meetings, unless a story says otherwise: today, for what happens is written down as it does.
pub fn day() -> &'static str {
    static DAY: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| quorate::moment::Instant::now().day().to_string());
    DAY.as_str()
}

pub struct TestRegister {
    pub desk: TestServer,
    pub register: RegisterId,
    /// The committee of the stories, by its id.
    pub committee: String,
    /// Organisations by code, people by their word.
    pub bodies: BTreeMap<&'static str, String>,
    pub people: BTreeMap<&'static str, String>,
    tokens: Mutex<BTreeMap<&'static str, String>>,
    lead: OnceLock<String>,
}

/// Somebody who is signed in, or the public, who is not.
pub struct Client<'h> {
    house: &'h TestRegister,
    token: String,
}

/// A meeting of a story.
pub struct Meeting {
    pub id: String,
}

/// Whom the committee has in which seat; the word is the person's.
const SEATS: &[(&str, &str)] = &[("chair", "chair"), ("vice", "lay"), ("cfo", "officer"), ("gp", "gp"), ("nurse", "nurse")];

impl TestRegister {
    /// A register `stories` with a commissioner, two practices and their federation; a primary
    /// care committee of five voting seats (chair and vice-chair lay, an officer, a general
    /// practitioner with a deputy, a nurse) and one in attendance; quorate with three voting of
    /// whom one lay and one officer; with a casting vote.
    pub fn furnished(place: Place) -> Self {
        Self::furnished_at(TestServer::at(place))
    }

    /// The same in front of a server with settings or a clock of its own.
    pub fn furnished_at(desk: TestServer) -> Self {
        let register = desk.register("stories");
        let house = Self {
            desk,
            register,
            committee: String::new(),
            bodies: BTreeMap::new(),
            people: BTreeMap::new(),
            tokens: Mutex::default(),
            lead: OnceLock::new(),
        };
        house.with_bodies().with_people().with_committee(terms())
    }

    fn with_bodies(mut self) -> Self {
        for (code, name, kind, commissioner) in [
            ("03E", "The Commissioner", "commissioner", None),
            ("B82001", "The Spa Practice", "gp_practice", Some("03E")),
            ("B82002", "The Moor Practice", "gp_practice", Some("03E")),
            ("FED", "The Federation", "federation", None),
        ] {
            let body = json!({"code": code, "name": name, "kind": kind, "commissioner": commissioner});
            let made = self.lead().post("/api/v1/organisations", &body).made();
            self.bodies.insert(code, id_of(&made));
        }
        // Whatever pack is newest by the day on which this runs.
        let policy = json!({"pack": "ccg_2017", "from": "2017-06-16"});
        self.lead().post(&format!("/api/v1/organisations/{}/policies", self.bodies["03E"]), &policy).made();
        let relation = json!({"body": "FED", "kind": "member", "from": "2015-04-01"});
        self.lead().post(&format!("/api/v1/organisations/{}/relations", self.bodies["B82001"]), &relation);
        self
    }

    fn with_people(mut self) -> Self {
        for (word, name) in [
            ("chair", "The Chair"),
            ("lay", "The Lay Vice-Chair"),
            ("officer", "The Finance Officer"),
            ("gp", "The General Practitioner"),
            ("deputy", "The Deputy Practitioner"),
            ("nurse", "The Nurse"),
            ("guest", "The Guest"),
            ("stranger", "A Stranger"),
            ("lead", "The Governance Lead"),
        ] {
            let made = self.lead().post("/api/v1/people", &json!({"name": name})).made();
            self.people.insert(word, id_of(&made));
        }
        self
    }

    fn with_committee(mut self, terms: Value) -> Self {
        let body = json!({"code": "PCC", "organisation": "03E", "name": "Primary Care Committee", "kind": "committee"});
        self.committee = id_of(&self.lead().post("/api/v1/committees", &body).made());
        self.lead().post(&format!("/api/v1/committees/{}/terms", self.committee), &terms).made();
        for (seat, word) in SEATS.iter().copied().chain([("observer", "guest")]) {
            self.seat(&self.committee, seat, word, None);
        }
        self.seat(&self.committee, "gp", "deputy", Some("gp"));
        self
    }

    pub fn seat(&self, committee: &str, seat: &str, word: &str, deputy_for: Option<&str>) {
        let body = json!({
            "seat": seat, "person": self.people[word], "from": "2017-04-01", "deputy_for": deputy_for.map(|word| self.people[word].clone()),
        });
        self.lead().post(&format!("/api/v1/committees/{committee}/memberships"), &body).made();
    }

    fn person(&self, word: &str) -> Option<PersonId> {
        self.people.get(word).map(|id| id.parse().unwrap())
    }

    fn signed_in(&self, word: &'static str, roles: &[Role], has_person: bool) -> Client<'_> {
        let person = self.person(word).filter(|_| has_person);
        let token = self
            .tokens
            .lock()
            .unwrap()
            .entry(word)
            .or_insert_with(|| {
                let email = format!("{word}@example.org");
                self.desk.user(&email, self.register, roles, person);
                self.desk.sign_in(&email)
            })
            .clone();
        Client { house: self, token }
    }

    /// The governance lead, who furnishes the house; not a person of the register.
    pub fn lead(&self) -> Client<'_> {
        let token = self.lead.get_or_init(|| {
            self.desk.user("furnisher@example.org", self.register, &[Role::GovernanceLead], None);
            self.desk.sign_in("furnisher@example.org")
        });
        Client { house: self, token: token.clone() }
    }

    pub fn secretary(&self) -> Client<'_> {
        self.signed_in("secretary", &[Role::Secretary], false)
    }

    pub fn chair(&self) -> Client<'_> {
        self.signed_in("chair", &[Role::Chair], true)
    }

    pub fn gp(&self) -> Client<'_> {
        self.signed_in("gp", &[Role::Member], true)
    }

    pub fn lay(&self) -> Client<'_> {
        self.signed_in("lay", &[Role::Member], true)
    }

    /// A member of the register who sits on no committee.
    pub fn stranger(&self) -> Client<'_> {
        self.signed_in("stranger", &[Role::Member], true)
    }

    /// Makes a guardian of conflicts of interest of a person of the register.
    pub fn guardian(&self, word: &str) {
        self.change_person(word, &json!({"tags": ["guardian"]}));
    }

    /// Changes what the register says of a person.
    pub fn change_person(&self, word: &str, change: &Value) {
        let path = format!("/api/v1/people/{}", self.people[word]);
        let tag = self.lead().get(&path).header("etag").to_owned();
        self.lead().send("PATCH", &path, &[("If-Match", &tag)], change).done();
    }

    pub fn auditor(&self) -> Client<'_> {
        self.signed_in("auditor", &[Role::Auditor], false)
    }

    /// The person of a word, with these roles. A word signs in once in a house.
    pub fn holding(&self, word: &'static str, roles: &[Role]) -> Client<'_> {
        self.signed_in(word, roles, true)
    }

    /// A sign-in with these roles that is nobody's on the register.
    pub fn nobody(&self, word: &'static str, roles: &[Role]) -> Client<'_> {
        self.signed_in(word, roles, false)
    }

    /// Whoever is signed in with this token.
    pub fn client(&self, token: &str) -> Client<'_> {
        Client { house: self, token: token.to_owned() }
    }

    pub fn public(&self) -> Client<'_> {
        Client { house: self, token: String::new() }
    }

    /// A financial interest of somebody in a body, declared long before the meeting.
    pub fn interest(&self, word: &str, organisation: &str) -> String {
        let body = json!({
            "person": self.people[word], "category": "financial", "nature": "Partner in the practice", "organisation": organisation,
            "from": "2015-01-01", "declared": "2017-05-01",
        });
        id_of(&self.lead().post("/api/v1/declarations", &body).made())
    }

    /// These people have nothing to declare, and said so long before the meeting.
    pub fn nothing_to_declare(&self, words: &[&str]) {
        for word in words {
            self.lead().post("/api/v1/nil-declarations", &json!({"person": self.people[word], "declared": "2017-05-01"})).made();
        }
    }

    /// A meeting of the committee on [`day`].
    pub fn meeting(&self) -> Meeting {
        self.meeting_on(day())
    }

    /// A meeting of the committee on another day, such as one that is written up afterwards.
    pub fn meeting_on(&self, date: &str) -> Meeting {
        let body = json!({"committees": [self.committee], "date": date, "starts_at": "14:00", "place": "The Town Hall"});
        Meeting { id: id_of(&self.secretary().post("/api/v1/meetings", &body).made()) }
    }

    /// An item for decision on its agenda; `more` adds or replaces members.
    pub fn item(&self, meeting: &Meeting, title: &str, more: Value) -> String {
        let mut body = json!({"title": title, "purpose": "decision", "decision_type": "other"});
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        id_of(&self.secretary().post(&format!("/api/v1/meetings/{}/items", meeting.id), &body).made())
    }

    pub fn attend(&self, meeting: &Meeting, word: &str, event: &str) -> Reply {
        let body = json!({"person": self.people[word], "event": event});
        self.secretary().post(&format!("/api/v1/meetings/{}/attendance", meeting.id), &body)
    }

    /// These people come, and the meeting is convened.
    pub fn convened(&self, meeting: &Meeting, words: &[&str]) {
        for word in words {
            self.attend(meeting, word, "arrive").made();
        }
        self.secretary().post(&format!("/api/v1/meetings/{}/convene", meeting.id), &json!({})).done();
    }

    pub fn rule(&self, item: &str, word: &str, treatment: &str, by: &str) -> Reply {
        let body = json!({"person": self.people[word], "treatment": treatment, "by": self.people[by]});
        self.secretary().post(&format!("/api/v1/items/{item}/rulings"), &body)
    }

    pub fn begin(&self, item: &str, phase: &str) -> Reply {
        self.secretary().post(&format!("/api/v1/items/{item}/phase"), &json!({"phase": phase}))
    }

    pub fn vote(&self, item: &str, word: &str, choice: &str) -> Reply {
        let body = json!({"person": self.people[word], "choice": choice});
        self.secretary().post(&format!("/api/v1/items/{item}/votes"), &body)
    }

    pub fn decide(&self, item: &str, outcome: &str, method: &str) -> Reply {
        self.secretary().post(&format!("/api/v1/items/{item}/decisions"), &json!({"outcome": outcome, "method": method}))
    }
}

/// The terms of the house's committee.
pub fn terms() -> Value {
    json!({
        "from": "2017-04-01",
        "seats": [
            {"id": "chair", "capacity": "lay", "voting": true, "office": "chair"},
            {"id": "vice", "capacity": "lay", "voting": true, "office": "vice_chair"},
            {"id": "cfo", "capacity": "officer", "voting": true, "tags": ["cfo"]},
            {"id": "gp", "capacity": "gp", "voting": true, "deputies": true},
            {"id": "nurse", "capacity": "nurse", "voting": true},
            {"id": "observer", "capacity": "other", "voting": false},
        ],
        "quorum": {"all": [
            {"at_least": 3, "of": {"voting": true}},
            {"at_least": 1, "of": {"capacity": "lay"}},
            {"at_least": 1, "of": {"capacity": "officer"}},
        ]},
        "counting": {"deputies": "count"},
        "voting": {"rule": "simple_majority", "casting_vote": true},
        "chair": {"succession": ["chair", "vice_chair"], "then": "elect"},
    })
}

/// A key for one act.
pub fn key() -> String {
    uuid::Uuid::now_v7().to_string()
}

pub fn id_of(body: &Value) -> String {
    body["id"].as_str().unwrap_or_else(|| panic!("no id: {body}")).to_owned()
}

impl Client<'_> {
    /// Its access token, for a client of another server on the same register.
    pub fn token(&self) -> &str {
        &self.token
    }

    pub fn get(&self, path: &str) -> Reply {
        if self.token.is_empty() { self.house.desk.request("GET", path, &[], None) } else { self.house.desk.get(path, &self.token) }
    }

    /// With a key of its own.
    pub fn post(&self, path: &str, body: &Value) -> Reply {
        self.keyed(path, &key(), body)
    }

    pub fn keyed(&self, path: &str, key: &str, body: &Value) -> Reply {
        self.house.desk.send("POST", path, &self.token, &[("Idempotency-Key", key)], body)
    }

    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> Reply {
        self.house.desk.send(method, path, &self.token, headers, body)
    }

    /// With these headers alone, and a body where one is given.
    pub fn bare(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&Value>) -> Reply {
        match body {
            Some(body) => self.house.desk.send(method, path, &self.token, headers, body),
            None => {
                let bearer = format!("Bearer {}", self.token);
                let mut all = vec![("Authorization", bearer.as_str())];
                all.extend_from_slice(headers);
                let empty: Option<&[u8]> = if method == "GET" || method == "DELETE" { None } else { Some(b"") };
                self.house.desk.request(method, path, &all, empty)
            }
        }
    }

    /// Asks again for what was read under this tag.
    pub fn again(&self, path: &str, etag: &str) -> Reply {
        let bearer = format!("Bearer {}", self.token);
        self.house.desk.request("GET", path, &[("Authorization", &bearer), ("If-None-Match", etag)], None)
    }
}

impl Reply {
    /// Answered, and well.
    pub fn done(&self) -> Value {
        assert!((200..300).contains(&self.status), "{} {}", self.status, self.text);
        self.json()
    }

    /// Recorded: 201, with its receipt.
    pub fn made(&self) -> Value {
        assert_eq!(self.status, 201, "{}", self.text);
        self.header("audit-receipt");
        self.json()
    }

    /// Refused by the law for exactly these reasons, with a next step.
    pub fn refused(&self, codes: &[&str]) -> &Self {
        let mut expected: Vec<String> = codes.iter().map(|code| (*code).to_owned()).collect();
        expected.sort();
        let status = if expected.iter().any(|code| code == "paper_withheld") { 403 } else { 409 };
        self.is_problem(status, &expected.join(", "));
        let body = self.json();
        let mut found: Vec<String> =
            body["reasons"].as_array().unwrap().iter().map(|reason| reason["code"].as_str().unwrap().to_owned()).collect();
        found.sort();
        assert_eq!(found, expected, "{}", self.text);
        for said in body["reasons"].as_array().unwrap().iter().flat_map(|reason| [&reason["detail"], &reason["cure"]]) {
            assert!(!said.as_str().is_some_and(has_a_day_of_machines), "days are read as '6 March 2018': {said}");
        }
        assert!(body["remedies"].as_array().is_some_and(|next| !next.is_empty()), "no next step: {body}");
        self
    }

    /// The address of the first next step of this action.
    pub fn remedy(&self, action: &str) -> String {
        let body = self.json();
        let found = body["remedies"].as_array().unwrap().iter().find(|next| next["action"] == action);
        found.unwrap_or_else(|| panic!("no '{action}' in {}", body["remedies"]))["href"].as_str().unwrap().to_owned()
    }
}

/// Whether a text has a day such as `2018-03-06`.
fn has_a_day_of_machines(text: &str) -> bool {
    let digits = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_digit);
    text.as_bytes().windows(10).any(|day| day[4] == b'-' && day[7] == b'-' && digits(&day[..4]) && digits(&day[5..7]) && digits(&day[8..]))
}
