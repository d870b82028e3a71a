//! The books kept over HTTP: bodies, people, policies, committees, declarations, and lists of
//! them, on both databases.

mod bodies;
mod codes;
mod committees;
mod declarations;
mod hindsight;
mod identity;
mod lists;
mod order;
mod people;
mod texts;

use quorate::access::Role;
use quorate::ids::RegisterId;
use serde_json::{Value, json};

use crate::desk::{Reply, TestServer};

/// A register with a governance lead and a secretary, signed in.
pub struct Office {
    pub desk: TestServer,
    pub register: RegisterId,
    pub lead: String,
    pub secretary: String,
}

impl Office {
    pub fn all() -> Vec<Self> {
        TestServer::all().into_iter().map(Self::at).collect()
    }

    fn at(desk: TestServer) -> Self {
        let register = desk.register("exampleshire");
        desk.user("lead@example.org", register, &[Role::GovernanceLead], None);
        desk.user("secretary@example.org", register, &[Role::Secretary], None);
        let (lead, secretary) = (desk.sign_in("lead@example.org"), desk.sign_in("secretary@example.org"));
        Self { desk, register, lead, secretary }
    }

    /// Posted as the governance lead, and done.
    pub fn made(&self, path: &str, body: &Value) -> Value {
        let reply = self.keyed(path, &self.lead, body);
        assert!(reply.status == 201 || reply.status == 200, "{path} {body}: {} {}", reply.status, reply.text);
        reply.json()
    }

    /// A meeting, called by the secretary.
    pub fn called(&self, body: &Value) -> Value {
        let reply = self.keyed("/api/v1/meetings", &self.secretary, body);
        assert_eq!(reply.status, 201, "{body}: {}", reply.text);
        reply.json()
    }

    pub fn keyed(&self, path: &str, token: &str, body: &Value) -> Reply {
        let key = uuid::Uuid::now_v7().to_string();
        self.desk.send("POST", path, token, &[("Idempotency-Key", &key)], body)
    }

    pub fn body(&self, code: &str, kind: &str) -> String {
        id(&self.made("/api/v1/organisations", &json!({"code": code, "name": format!("The body {code}"), "kind": kind})))
    }

    pub fn person(&self, code: &str) -> String {
        id(&self.made("/api/v1/people", &json!({"code": code, "name": format!("Person {code}")})))
    }

    /// A committee of a body with seats `chair` (lay) and `gp`, in force from 2015.
    pub fn committee(&self, code: &str, organisation: &str) -> String {
        let body = json!({"code": code, "organisation": organisation, "name": format!("Committee {code}"), "kind": "committee"});
        let committee = id(&self.made("/api/v1/committees", &body));
        self.made(&format!("/api/v1/committees/{committee}/terms"), &terms("2015-04-01"));
        committee
    }

    pub fn appointed(&self, committee: &str, seat: &str, person: &str, from: &str) -> String {
        let body = json!({"seat": seat, "person": person, "from": from});
        id(&self.made(&format!("/api/v1/committees/{committee}/memberships"), &body))
    }
}

pub fn terms(from: &str) -> Value {
    json!({
        "from": from,
        "seats": [
            {"id": "lay_chair", "capacity": "lay", "voting": true, "office": "chair"},
            {"id": "gp", "capacity": "gp", "voting": true, "deputies": true},
        ],
        "quorum": {"at_least": 2, "of": {"voting": true}},
    })
}

pub fn id(of: &Value) -> String {
    of["id"].as_str().unwrap_or_else(|| panic!("no id in {of}")).to_owned()
}

/// The codes of a refusal's reasons.
pub fn reasons(reply: &Reply) -> Vec<String> {
    let body = reply.is_problem(409, "a refusal").json();
    body["reasons"].as_array().unwrap().iter().map(|reason| reason["code"].as_str().unwrap().to_owned()).collect()
}

/// The values of one field of a collection's items.
pub fn column(reply: &Reply, field: &str) -> Vec<Value> {
    assert_eq!(reply.status, 200, "{}", reply.text);
    reply.json()["items"].as_array().unwrap().iter().map(|item| item[field].clone()).collect()
}
