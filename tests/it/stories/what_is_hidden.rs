//! What somebody may not know of is as if it were not there: the same answer, to the last header,
//! whatever is sent.

use std::collections::BTreeMap;

use quorate::access::Role;
use quorate::http::route::{BodyKind, Key, Method};
use quorate::http::thing::Of;
use quorate::routes::routes;
use serde_json::{Value, json};

use crate::desk::Reply;
use crate::house::{Client, Meeting, TestRegister, day, everywhere, id_of, key, terms};

/// A private meeting of another committee, held and decided, with everything that can be named of
/// it: by the word for a thing, its id.
fn hidden(house: &TestRegister) -> BTreeMap<&'static str, String> {
    let lead = house.lead();
    let body = json!({"code": "AUD", "organisation": "03E", "name": "The Cuckoo Committee", "kind": "committee"});
    let committee = id_of(&lead.post("/api/v1/committees", &body).made());
    lead.post(&format!("/api/v1/committees/{committee}/terms"), &terms()).made();
    for (seat, word) in [("chair", "chair"), ("vice", "lay"), ("cfo", "officer")] {
        house.seat(&committee, seat, word, None);
    }
    let called = json!({"committees": [committee], "date": day(), "private": true, "place": "The Cuckoo Room"});
    let meeting = Meeting { id: id_of(&house.secretary().post("/api/v1/meetings", &called).made()) };
    let item = house.item(&meeting, "The cuckoo item", json!({}));
    let paper = json!({"title": "The cuckoo paper", "authors": [house.people["officer"]]});
    let paper = id_of(&house.secretary().post(&format!("/api/v1/items/{item}/papers"), &paper).made());
    house.convened(&meeting, &["chair", "lay", "officer"]);
    house.begin(&item, "decision").made();
    for word in ["chair", "lay", "officer"] {
        house.vote(&item, word, "for").made();
    }
    let decision = id_of(&house.decide(&item, "approved", "vote").made());
    let members = lead.get(&format!("/api/v1/committees/{committee}/memberships")).done();
    let relation = json!({"body": "FED", "kind": "owner", "from": "2016-04-01"});
    let relation = id_of(&lead.post(&format!("/api/v1/organisations/{}/relations", house.bodies["B82002"]), &relation).made());
    BTreeMap::from([
        ("meeting", meeting.id),
        ("item", item),
        ("paper", paper),
        ("decision", decision),
        ("declaration", house.interest("officer", "B82001")),
        ("committee", committee),
        ("membership", members["items"][0]["id"].as_str().unwrap().to_owned()),
        ("organisation", house.bodies["B82001"].clone()),
        ("relation", relation),
        ("person", house.people["officer"].clone()),
    ])
}

/// Bodies that a real request could have, by the name of their route: what follows from the thing
/// would show in the answer to them.
fn sensible(route: &str, house: &TestRegister) -> Option<Value> {
    let (gp, lay) = (&house.people["gp"], &house.people["lay"]);
    Some(match route {
        "cast_a_vote" => json!({"choice": "for"}),
        "cast_the_casting_vote" => json!({"by": gp, "choice": "for"}),
        "make_a_ruling" => json!({"person": lay, "treatment": "note", "by": gp}),
        "name_who_presides" => json!({"person": gp}),
        "declare_at_the_meeting" => json!({"category": "financial", "nature": "A share", "organisation": "B82001"}),
        "begin_a_phase" => json!({"phase": "deliberation"}),
        "record_attendance" => json!({"person": gp, "event": "arrive"}),
        "record_a_decision" => json!({"outcome": "noted", "method": "consensus"}),
        "correct_a_decision" => json!({"text": "Otherwise.", "reason": "A slip."}),
        "end_an_interest" | "end_a_membership" | "end_a_relation" => json!({"to": "2018-01-01"}),
        "table_a_paper" => json!({"title": "A paper", "authors": [gp]}),
        "add_an_item" => json!({"title": "An item"}),
        "amend_an_item" | "amend_a_meeting" => json!({"title": "Another", "place": "Elsewhere"}),
        "review_a_declaration" => json!({"accept": true}),
        "appoint_a_member" => json!({"seat": "gp", "person": gp, "from": "2018-01-01"}),
        "relate_two_organisations" => json!({"body": "FED", "kind": "member", "from": "2018-01-01"}),
        "convene_a_meeting" | "close_a_meeting" | "cancel_a_meeting" | "submit_a_declaration" | "publish_the_agenda" => json!({}),
        _ => return None,
    })
}

/// All that an answer tells, with the id that was asked for taken out of it.
fn told(reply: &Reply, id: &str) -> String {
    let is_new = |name: &str| matches!(name, "date" | "x-request-id");
    let headers: BTreeMap<String, String> = reply
        .headers
        .iter()
        .filter(|(name, _)| !is_new(name.as_str()))
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().replace(id, "ID")))
        .collect();
    let request = reply.headers.get("x-request-id").map_or("", |value| value.to_str().unwrap());
    format!("{} {headers:?} {}", reply.status, reply.text.replace(request, "REQUEST").replace(id, "ID"))
}

/// Every route of such a thing answers this reader alike for the one there is and for one that
/// never was, with every body; how many questions that were.
fn alike(house: &TestRegister, who: &str, reader: &Client<'_>, hidden: &BTreeMap<&'static str, String>) -> usize {
    let mut asked = 0;
    for route in routes() {
        let Some(Of::Thing(thing)) = route.of else { continue };
        let Some(real) = hidden.get(thing.name) else { continue };
        let mut bodies: Vec<Option<Value>> = vec![None];
        if route.takes == BodyKind::Json {
            bodies = vec![Some(json!({})), Some(json!({"no_such_field": 1})), Some(json!([]))];
            bodies.extend(sensible(route.name, house).map(Some));
        }
        let queries: &[&str] = match (route.name, route.method) {
            ("list_papers" | "get_a_paper", _) => &["", "?for=0197c1f2-5c1e-7a30-8a52-0d6f1f2f9b11", "?for=x"],
            (_, Method::Get) => &["", "?committee=x", "?limit=0"],
            _ => &[""],
        };
        for (body, query) in bodies.iter().flat_map(|body| queries.iter().map(move |query| (body, query))) {
            let send = |id: &str| {
                let path = route.path.replace("{id}", id);
                let tag = format!("\"{id}.1\"");
                let key = key();
                let mut headers = vec![];
                if route.needs_match {
                    headers.push(("If-Match", tag.as_str()));
                }
                if route.key != Key::Ignored {
                    headers.push(("Idempotency-Key", key.as_str()));
                }
                reader.bare(route.method.as_str(), &format!("{path}{query}"), &headers, body.as_ref())
            };
            let never = uuid::Uuid::now_v7().to_string();
            let (one, none) = (send(real), send(&never));
            assert_eq!(told(&one, real), told(&none, &never), "{who}: {route:?}{query} {body:?}");
            assert!(matches!(one.status, 400 | 403 | 404), "{who}: {route:?}{query} {body:?}: {}", one.text);
            assert!(!one.text.to_lowercase().contains("cuckoo"), "{who}: {route:?}: {}", one.text);
            asked += 1;
        }
    }
    asked
}

#[test]
fn what_is_not_for_somebody_answers_as_what_was_never_there() {
    everywhere(|house| {
        let mut hidden = hidden(house);
        let before = house.desk.entries_of(house.register);
        // To members of the register who have no part in that meeting: it, and all that is in it.
        let readable = ["committee", "membership", "organisation", "relation", "person"];
        let of_the_meeting: BTreeMap<&str, String> =
            hidden.iter().filter(|(name, _)| !readable.contains(name)).map(|(name, id)| (*name, id.clone())).collect();
        for (who, reader) in [
            ("a member of another committee", house.gp()),
            ("a member of none", house.stranger()),
            ("a member who is nobody on the register", house.nobody("somebody", &[Role::Member])),
        ] {
            assert!(alike(house, who, &reader, &of_the_meeting) > 80, "{who}");
        }
        // To every office of another register: everything. Its accounts, too, to its lead.
        let register = house.desk.register("elsewhere");
        hidden.insert("user", house.desk.user("unseen@example.org", house.register, &[Role::Member], None).to_string());
        for role in [Role::GovernanceLead, Role::Secretary, Role::Auditor, Role::Member] {
            let email = format!("{role}@elsewhere.example");
            house.desk.user(&email, register, &[role], None);
            let reader = house.client(&house.desk.sign_in(&email));
            assert!(alike(house, role.as_str(), &reader, &hidden) > 100, "{role}");
        }
        assert_eq!(house.desk.entries_of(house.register), before, "something was written of what nobody may see");
        house.desk.verified();
    });
}

#[test]
fn whoever_sees_a_meeting_is_told_what_is_wrong_with_what_they_send() {
    everywhere(|house| {
        let meeting = house.meeting();
        let item = house.item(&meeting, "An open question", json!({}));
        let vote = house.gp().post(&format!("/api/v1/items/{item}/votes"), &json!({"choice": "for"}));
        vote.is_problem(409, "they are told why they may not");
        house.gp().post(&format!("/api/v1/items/{item}/votes"), &json!({"choice": "perhaps"})).is_problem(422, "the field");
        // Whoever leads the register sees every meeting, and a member of another committee none.
        let led = house.holding("stranger", &[Role::GovernanceLead, Role::Member]);
        led.post(&format!("/api/v1/items/{item}/votes"), &json!({"choice": "for"})).is_problem(409, "no member of it");
    });
}
