//! A committee of a scene: its terms of reference, and who sits in it.

use serde_json::{Value, json};

use super::Stop;
use super::client::{Client, SignedIn, text};
use super::loading::People;
use super::page::{Ink, Page};
use super::scene::{Committee, Scene};

/// Enters a committee with its terms and its members, and says so.
///
/// # Errors
/// What the server says to a step that must succeed.
pub fn committee(
    client: &Client,
    lead: &SignedIn,
    scene: &Scene,
    people: &People,
    committee: &Committee,
    page: &mut Page,
) -> Result<String, Stop> {
    let Committee { code, organisation, name, kind, partners, .. } = committee;
    let body = json!({"code": code, "organisation": organisation, "name": name, "kind": kind, "partners": partners});
    let id = text(&client.post(lead, "/committees", &body)?.ok()?, "/id")?;
    let terms = scene.terms(committee)?;
    client.post(lead, &format!("/committees/{id}/terms"), terms)?.ok()?;
    let path = format!("/committees/{id}/memberships");
    let seats: Vec<&Value> = terms.get("seats").and_then(Value::as_array).into_iter().flatten().collect();
    for seat in &seats {
        let seat = text(seat, "/id")?;
        let person = people.id(committee.holder(&seat))?;
        client.post(lead, &path, &json!({"seat": seat, "person": person, "from": committee.memberships.from}))?.ok()?;
    }
    for deputy in &committee.memberships.deputies {
        let (person, holder) = (people.id(&deputy.person)?, people.id(&deputy.deputy_for)?);
        let body = json!({"seat": deputy.seat, "person": person, "deputy_for": holder, "from": deputy.from});
        client.post(lead, &path, &body)?.ok()?;
    }
    if let Some(like) = scene.committee.iter().find(|other| committee.like.as_ref() == Some(&other.code)) {
        page.subheading(name)?;
        let seated: Vec<&str> = seats.iter().filter_map(|seat| Some(people.name(committee.holder(seat.get("id")?.as_str()?)))).collect();
        let said = format!("Terms of reference as {}. In its seats, in the same order: {}.", like.short(), seated.join(", "));
        page.labelled(Ink::Plain, 2, "", &said)?;
    } else {
        told(scene, people, committee, terms, page)?;
    }
    Ok(id)
}

/// The seats of a committee, and what it may decide.
fn told(scene: &Scene, people: &People, committee: &Committee, terms: &Value, page: &mut Page) -> Result<(), Stop> {
    let word = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().replace('_', " ");
    let list = |name: &str| terms.get(name).and_then(Value::as_array).into_iter().flatten();
    let mut rows: Vec<[String; 5]> = Vec::new();
    for seat in list("seats") {
        let code = text(seat, "/id")?;
        let deputy = committee.memberships.deputies.iter().find(|deputy| deputy.seat == code);
        let votes = if seat.get("voting") == Some(&Value::Bool(true)) { "yes" } else { "no" };
        let office = word(seat, "office");
        rows.push([
            people.name(committee.holder(&code)).to_owned(),
            word(seat, "capacity"),
            votes.to_owned(),
            if office.is_empty() { "-".to_owned() } else { office },
            deputy.map_or_else(|| "-".to_owned(), |deputy| people.name(&deputy.person).to_owned()),
        ]);
    }
    let policies: Vec<String> = scene
        .policy
        .iter()
        .filter(|policy| policy.organisation == committee.organisation)
        .map(|policy| format!("policy {} from {}", policy.pack, policy.from))
        .collect();
    page.subheading(&format!("{}: {}, terms of reference from {}", committee.name, policies.join(", "), text(terms, "/from")?))?;
    page.table(["seat", "capacity", "votes", "office", "deputy, whom the terms count"], &rows)?;
    let rows: Vec<[String; 4]> = list("authority")
        .map(|row| {
            let limit =
                row.get("value_limit").map_or_else(|| "-".to_owned(), |limit| format!("up to {} pounds", thousands(&limit.to_string())));
            [word(row, "function"), word(row, "level"), word(row, "from"), limit]
        })
        .collect();
    if !rows.is_empty() {
        page.gap()?;
        page.table(["business", "it may", "from", "limit"], &rows)?;
    }
    if let Some(weights) = terms.pointer("/voting/weights").and_then(Value::as_object) {
        let said: Vec<String> = weights.iter().map(|(body, weight)| format!("{} {weight}", scene.body_name(body))).collect();
        page.gap()?;
        page.labelled(Ink::Plain, 2, "Votes weigh, in all: ", &said.join(", "))?;
    }
    Ok(())
}

/// A whole number with its thousands apart.
fn thousands(digits: &str) -> String {
    let groups: Vec<String> = digits.as_bytes().rchunks(3).rev().map(|group| String::from_utf8_lossy(group).into_owned()).collect();
    groups.join(",")
}
