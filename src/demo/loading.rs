//! A scene goes into the register as a governance lead and a secretary would enter it.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::Stop;
use super::client::{Client, SignedIn, text};
use super::opening::Opened;
use super::page::{Ink, Page};
use super::scene::{Declaration, Holder, Item, Meeting, Practice, Scene};
use super::seating;
use crate::access::Role;
use crate::fault::Fault;

/// The longest list of practices of which each is named.
const NAMED: usize = 20;

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
    /// By their codes.
    pub bodies: BTreeMap<String, String>,
    pub committees: BTreeMap<String, String>,
    /// In the order of the scene.
    pub meetings: Vec<Called>,
}

/// A meeting that was called.
pub struct Called {
    pub code: String,
    pub id: String,
    /// By number, in the order of the agenda.
    pub items: Vec<(String, String)>,
}

impl Loaded {
    /// # Errors
    /// A code that no body of the scene has.
    pub fn body(&self, code: &str) -> Result<&str, Stop> {
        self.bodies.get(code).map(String::as_str).ok_or_else(|| unknown(code))
    }

    /// # Errors
    /// A code that no committee of the scene has.
    pub fn committee(&self, code: &str) -> Result<&str, Stop> {
        self.committees.get(code).map(String::as_str).ok_or_else(|| unknown(code))
    }

    /// # Errors
    /// A code that no meeting of the scene has.
    pub fn meeting(&self, code: &str) -> Result<&Called, Stop> {
        self.meetings.iter().find(|called| called.code == code).ok_or_else(|| unknown(code))
    }
}

impl Called {
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

/// Enters the bodies, the committees, the register of interests and the meetings, and says so.
///
/// # Errors
/// What the server says to a step that must succeed.
pub fn load(client: &Client, opened: &Opened, scene: &Scene, page: &mut Page) -> Result<Loaded, Stop> {
    let (lead, secretary) = (opened.desk(Role::GovernanceLead)?, opened.desk(Role::Secretary)?);
    page.heading("THE REGISTER")?;
    let committees = if scene.committee.len() == 1 { "the committee and its" } else { "the committees and their" };
    page.para(&format!(
        "The governance lead enters the bodies, {committees} terms of reference, and the interests that people have declared."
    ))?;
    let people = &opened.people;
    let bodies = bodies(client, lead, scene, page)?;
    for policy in &scene.policy {
        let path = format!("/organisations/{}/policies", policy.organisation);
        client.post(lead, &path, &json!({"pack": policy.pack, "from": policy.from}))?.ok()?;
    }
    let mut loaded = Loaded { bodies, committees: BTreeMap::new(), meetings: Vec::new() };
    for committee in &scene.committee {
        let id = seating::committee(client, lead, scene, people, committee, page)?;
        loaded.committees.insert(committee.code.clone(), id);
    }
    declarations(client, lead, scene, people, page)?;
    for meeting in &scene.meeting {
        let called = call(client, secretary, meeting, people, &loaded)?;
        loaded.meetings.push(called);
    }
    Ok(loaded)
}

fn bodies(client: &Client, lead: &SignedIn, scene: &Scene, page: &mut Page) -> Result<BTreeMap<String, String>, Stop> {
    let mut ids: BTreeMap<String, String> = BTreeMap::new();
    for body in &scene.organisation {
        let made = client.post(lead, "/organisations", &json!(body))?.ok()?;
        ids.insert(body.code.clone(), text(&made, "/id")?);
    }
    for practice in &scene.practices {
        let body = json!({
            "code": practice.code, "name": practice.name, "kind": "gp_practice", "commissioner": practice.commissioner,
            "postcode": practice.postcode, "opened": practice.opened, "closed": practice.closed,
        });
        ids.insert(practice.code.clone(), text(&client.post(lead, "/organisations", &body)?.ok()?, "/id")?);
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
            let id = ids.get(*holder).ok_or_else(|| unknown(holder))?;
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
    practices(scene, page)?;
    Ok(ids)
}

/// The practices of each commissioner: of a long list, those that matter here.
fn practices(scene: &Scene, page: &mut Page) -> Result<(), Stop> {
    let spoken_of = scene.spoken_of();
    for with in scene.organisation.iter().filter(|body| body.kind == "commissioner") {
        let theirs: Vec<&Practice> = scene.practices.iter().filter(|practice| practice.commissioner == with.code).collect();
        if theirs.is_empty() {
            continue;
        }
        let is_long = theirs.len() > NAMED;
        let named = theirs.iter().filter(|practice| !is_long || spoken_of.contains(practice.code.as_str()));
        let named: Vec<String> = named.map(|practice| format!("{} {}", practice.code, practice.name)).collect();
        let among = if is_long && !named.is_empty() { ", among them" } else { "" };
        let says = if named.is_empty() { "as the NHS lists them".to_owned() } else { named.join(", ") };
        page.gap()?;
        page.labelled(Ink::Plain, 2, &format!("{} practices of {}{among}: ", theirs.len(), with.code), &says)?;
    }
    Ok(())
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

fn call(client: &Client, secretary: &SignedIn, meeting: &Meeting, people: &People, loaded: &Loaded) -> Result<Called, Stop> {
    let committees = meeting.committees.iter().map(|code| loaded.committee(code)).collect::<Result<Vec<_>, _>>()?;
    let Meeting { date, starts_at, place, .. } = meeting;
    let body = json!({"committees": committees, "date": date, "starts_at": starts_at, "place": place});
    let id = text(&client.post(secretary, "/meetings", &body)?.ok()?, "/id")?;
    let mut items = Vec::new();
    for item in &meeting.item {
        let Item { number, title, committees, papers, said } = item;
        let mut body = Map::from_iter(said.clone());
        body.insert("number".to_owned(), json!(number));
        body.insert("title".to_owned(), json!(title));
        if !committees.is_empty() {
            let ids = committees.iter().map(|code| loaded.committee(code)).collect::<Result<Vec<_>, _>>()?;
            body.insert("committees".to_owned(), json!(ids));
        }
        let made = text(&client.post(secretary, &format!("/meetings/{id}/items"), &Value::Object(body))?.ok()?, "/id")?;
        for paper in papers {
            let authors = paper.authors.iter().map(|code| people.id(code)).collect::<Result<Vec<_>, _>>()?;
            let accountable = people.id(&paper.accountable)?;
            let body = json!({"title": paper.title, "authors": authors, "accountable": accountable, "confidential": paper.confidential});
            client.post(secretary, &format!("/items/{made}/papers"), &body)?.ok()?;
        }
        items.push((number.clone(), made));
    }
    Ok(Called { code: meeting.code.clone(), id, items })
}
