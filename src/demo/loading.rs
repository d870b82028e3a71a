//! The scene goes into the register as a governance lead and a secretary would enter it.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::Stop;
use super::client::{Client, SignedIn, text};
use super::opening::Opened;
use super::page::{Ink, Page};
use super::scene::{Declaration, Holder, Item, Scene};
use crate::access::Role;
use crate::fault::Fault;

/// The ids of people by their codes, and the other way round.
#[derive(Debug, Default)]
pub struct People {
    ids: BTreeMap<String, String>,
    names: BTreeMap<String, String>,
}

impl People {
    /// # Errors
    /// A code that the scene does not know.
    pub fn id(&self, code: &str) -> Result<&str, Stop> {
        self.ids.get(code).map(String::as_str).ok_or_else(|| unknown(code))
    }

    /// The code of an id; the id itself of somebody else's.
    #[must_use]
    pub fn code<'a>(&'a self, id: &'a str) -> &'a str {
        self.ids.iter().find(|(_, known)| *known == id).map_or(id, |(code, _)| code.as_str())
    }

    #[must_use]
    pub fn name<'a>(&'a self, code: &'a str) -> &'a str {
        self.names.get(code).map_or(code, String::as_str)
    }

    /// The names of some, in their order.
    #[must_use]
    pub fn names(&self, codes: &[String]) -> String {
        codes.iter().map(|code| self.name(code)).collect::<Vec<_>>().join(", ")
    }
}

fn unknown(what: &str) -> Stop {
    Stop::Fault(Fault::Other(format!("the scene names {what}, and there is none")))
}

/// What was entered, by its ids.
pub struct Loaded {
    pub meeting: String,
    /// By number, in the order of the agenda.
    pub items: Vec<(String, String)>,
}

impl Loaded {
    /// # Errors
    /// A number that the agenda does not have.
    pub fn item(&self, number: &str) -> Result<&str, Stop> {
        self.items.iter().find(|(known, _)| known == number).map(|(_, id)| id.as_str()).ok_or_else(|| unknown(number))
    }
}

/// Enters the people.
///
/// # Errors
/// What the server says to a step that must succeed.
pub fn people(client: &Client, lead: &SignedIn, scene: &Scene) -> Result<People, Stop> {
    let mut people = People::default();
    for person in &scene.person {
        let made = client.post(lead, "/people", &json!(person))?.ok()?;
        people.ids.insert(person.code.clone(), text(&made, "/id")?);
        people.names.insert(person.code.clone(), person.name.clone());
    }
    Ok(people)
}

/// Enters the bodies, the committee, the register of interests and the meeting, and says so.
///
/// # Errors
/// What the server says to a step that must succeed.
pub fn load(client: &Client, opened: &Opened, scene: &Scene, page: &mut Page) -> Result<Loaded, Stop> {
    let (lead, secretary) = (opened.desk(Role::GovernanceLead)?, opened.desk(Role::Secretary)?);
    page.heading("THE REGISTER")?;
    page.para(
        "The governance lead enters the bodies, the committee and its terms of reference, and the interests that people have declared.",
    )?;
    let people = &opened.people;
    bodies(client, lead, scene, page)?;
    let committee = committee(client, lead, scene, people, page)?;
    declarations(client, lead, scene, people, page)?;
    let (meeting, items) = meeting(client, secretary, scene, people, &committee)?;
    Ok(Loaded { meeting, items })
}

fn bodies(client: &Client, lead: &SignedIn, scene: &Scene, page: &mut Page) -> Result<(), Stop> {
    let mut ids: BTreeMap<&str, String> = BTreeMap::new();
    for body in &scene.organisation {
        let made = client.post(lead, "/organisations", &json!(body))?.ok()?;
        ids.insert(&body.code, text(&made, "/id")?);
    }
    for practice in &scene.practices {
        let body = json!({
            "code": practice.code, "name": practice.name, "kind": "gp_practice", "commissioner": practice.commissioner,
            "postcode": practice.postcode, "opened": practice.opened,
        });
        ids.insert(&practice.code, text(&client.post(lead, "/organisations", &body)?.ok()?, "/id")?);
    }
    let mut held: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for stake in &scene.stake {
        let holders: Vec<&str> = match &stake.holder {
            Holder::Code(code) => vec![code],
            Holder::Commissioner(with) => {
                scene.practices.iter().filter(|practice| practice.commissioner == *with).map(|practice| practice.code.as_str()).collect()
            }
        };
        for holder in &holders {
            let id = ids.get(holder).ok_or_else(|| unknown(holder))?;
            client.post(lead, &format!("/organisations/{id}/relations"), &json!({"body": stake.body, "kind": stake.kind}))?.ok()?;
        }
        let by = match &stake.holder {
            Holder::Code(code) => scene.body_name(code).to_owned(),
            Holder::Commissioner(with) => format!("the {} practices of {with}", holders.len()),
        };
        held.entry(&stake.body).or_default().push(by);
    }
    let rows: Vec<[String; 3]> =
        scene.organisation.iter().map(|body| [body.code.clone(), body.kind.replace('_', " "), body.name.clone()]).collect();
    page.table(["code", "kind", "body"], &rows)?;
    page.gap()?;
    for (body, by) in &held {
        page.labelled(Ink::Plain, 2, "", &format!("{} is owned by {}.", scene.body_name(body), by.join(" and by ")))?;
    }
    for with in scene.organisation.iter().filter(|body| body.kind == "commissioner") {
        let theirs: Vec<String> = scene
            .practices
            .iter()
            .filter(|practice| practice.commissioner == with.code)
            .map(|practice| format!("{} {}", practice.code, practice.name))
            .collect();
        page.gap()?;
        let label = format!("{} practices of {}: ", theirs.len(), with.code);
        page.labelled(Ink::Plain, 2, &label, &theirs.join(", "))?;
    }
    Ok(())
}

fn committee(client: &Client, lead: &SignedIn, scene: &Scene, people: &People, page: &mut Page) -> Result<String, Stop> {
    let policy = json!({"pack": scene.policy.pack, "from": scene.policy.from});
    let commissioner = client.get(lead, &format!("/organisations?q={}", scene.policy.organisation))?.ok()?;
    let is_the_policys = |body: &&Value| body.get("code").and_then(Value::as_str) == Some(scene.policy.organisation.as_str());
    let body = commissioner.get("items").and_then(Value::as_array).and_then(|bodies| bodies.iter().find(is_the_policys));
    let id = text(body.ok_or_else(|| unknown(&scene.policy.organisation))?, "/id")?;
    client.post(lead, &format!("/organisations/{id}/policies"), &policy)?.ok()?;
    let made = client.post(lead, "/committees", &json!(scene.committee))?.ok()?;
    let committee = text(&made, "/id")?;
    client.post(lead, &format!("/committees/{committee}/terms"), &scene.terms)?.ok()?;
    let seats = format!("/committees/{committee}/memberships");
    let mut rows: Vec<[String; 5]> = Vec::new();
    for seat in scene.seats() {
        let code = text(seat, "/id")?;
        client.post(lead, &seats, &json!({"seat": code, "person": people.id(&code)?, "from": scene.memberships.from}))?.ok()?;
        let deputy = scene.memberships.deputies.iter().find(|deputy| deputy.seat == code);
        let word = |name: &str| seat.get(name).and_then(Value::as_str).unwrap_or_default().replace('_', " ");
        let votes = if seat.get("voting") == Some(&Value::Bool(true)) { "yes" } else { "no" };
        let office = word("office");
        rows.push([
            people.name(&code).to_owned(),
            word("capacity"),
            votes.to_owned(),
            if office.is_empty() { "-".to_owned() } else { office },
            deputy.map_or_else(|| "-".to_owned(), |deputy| people.name(&deputy.person).to_owned()),
        ]);
    }
    for deputy in &scene.memberships.deputies {
        let (person, holder) = (people.id(&deputy.person)?, people.id(&deputy.deputy_for)?);
        let body = json!({"seat": deputy.seat, "person": person, "deputy_for": holder, "from": deputy.from});
        client.post(lead, &seats, &body)?.ok()?;
    }
    page.subheading(&format!(
        "{}: policy {} from {}, terms of reference from {}",
        scene.committee.name,
        scene.policy.pack,
        scene.policy.from,
        text(&scene.terms, "/from")?
    ))?;
    page.table(["seat", "capacity", "votes", "office", "deputy, whom the terms count"], &rows)?;
    Ok(committee)
}

fn declarations(client: &Client, lead: &SignedIn, scene: &Scene, people: &People, page: &mut Page) -> Result<(), Stop> {
    let word = |declaration: &Declaration, name: &str| declaration.said.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut rows: Vec<[String; 4]> = Vec::new();
    for declaration in &scene.declaration {
        let mut body = Map::from_iter(declaration.said.clone());
        body.insert("person".to_owned(), json!(people.id(&declaration.person)?));
        let made = client.post(lead, "/declarations", &Value::Object(body))?.ok()?;
        client.post(lead, &format!("/declarations/{}/review", text(&made, "/id")?), &json!({"accept": true}))?.ok()?;
        let organisation = word(declaration, "organisation");
        let nature = word(declaration, "nature");
        let related = word(declaration, "related_person");
        let nature = if related.is_empty() { nature } else { format!("{nature}, of {related}") };
        let what = if organisation.is_empty() { nature } else { format!("{nature}: {}", scene.body_name(&organisation)) };
        let category = word(declaration, "category").trim_start_matches("non_financial_").to_owned();
        rows.push([people.name(&declaration.person).to_owned(), word(declaration, "declared"), category, what]);
    }
    for nil in &scene.nil {
        client.post(lead, "/nil-declarations", &json!({"person": people.id(&nil.person)?, "declared": nil.declared}))?.ok()?;
        rows.push([
            people.name(&nil.person).to_owned(),
            nil.declared.to_string(),
            "nil return".to_owned(),
            "has nothing to declare".to_owned(),
        ]);
    }
    page.subheading("What people have declared, each reviewed and accepted")?;
    page.table(["who", "declared", "category", "what"], &rows)?;
    Ok(())
}

type Called = (String, Vec<(String, String)>);

fn meeting(client: &Client, secretary: &SignedIn, scene: &Scene, people: &People, committee: &str) -> Result<Called, Stop> {
    let mut body = json!(scene.meeting);
    if let Some(body) = body.as_object_mut() {
        body.insert("committees".to_owned(), json!([committee]));
    }
    let meeting = text(&client.post(secretary, "/meetings", &body)?.ok()?, "/id")?;
    let mut items = Vec::new();
    for item in &scene.item {
        let Item { number, title, papers, said } = item;
        let mut body = Map::from_iter(said.clone());
        body.insert("number".to_owned(), json!(number));
        body.insert("title".to_owned(), json!(title));
        let id = text(&client.post(secretary, &format!("/meetings/{meeting}/items"), &Value::Object(body))?.ok()?, "/id")?;
        for paper in papers {
            let authors = paper.authors.iter().map(|code| people.id(code)).collect::<Result<Vec<_>, _>>()?;
            let accountable = people.id(&paper.accountable)?;
            let body = json!({"title": paper.title, "authors": authors, "accountable": accountable, "confidential": paper.confidential});
            client.post(secretary, &format!("/items/{id}/papers"), &body)?.ok()?;
        }
        items.push((number.clone(), id));
    }
    Ok((meeting, items))
}
