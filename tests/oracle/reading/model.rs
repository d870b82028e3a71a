//! What a case file tells before its first step: people, bodies, committees, meetings; each row with the entry it came by.

use super::calendar::{Day, day};
use super::ratio::Q;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

pub type Id = String;

pub fn text(v: &Value, key: &str) -> Option<String> {
    v[key].as_str().map(str::to_owned)
}
pub fn word(v: &Value, key: &str) -> String {
    v[key].as_str().unwrap_or("").to_owned()
}
pub fn words(v: &Value, key: &str) -> Vec<String> {
    v[key].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}
pub fn date(v: &Value, key: &str) -> Option<Day> {
    v[key].as_str().map(day)
}
pub fn list<'a>(v: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    v[key].as_array().into_iter().flatten()
}

#[derive(Clone, Debug)]
pub struct Org {
    pub code: Id,
    pub kind: String,
    pub commissioner: Option<Id>,
    pub area: Option<String>,
    pub members: Vec<Id>,
    pub owners: Vec<Id>,
}

#[derive(Clone, Debug)]
pub struct Person {
    pub id: Id,
    pub grade: Option<String>,
    pub tags: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct Decl {
    pub id: Id,
    pub person: Id,
    pub nil: bool,
    pub category: String,
    pub org: Option<Id>,
    pub related: Option<Id>,
    pub underlying: Option<String>,
    pub role: Option<String>,
    pub from: Option<Day>,
    pub to: Option<Day>,
    pub aware: Option<Day>,
    pub declared: Day,
    pub mitigation: Value,
    pub redaction: Value,
    /// The entry it came by: 0 of the setup.
    pub seq: u64,
    /// Told in a meeting: known from the step.
    pub told: bool,
}

impl Decl {
    pub fn read(v: &Value, seq: u64, told: bool) -> Decl {
        Decl {
            id: word(v, "id"),
            person: word(v, "person"),
            nil: v["nil"].as_bool() == Some(true),
            category: word(v, "category"),
            org: text(v, "organisation"),
            related: text(v, "related_person"),
            underlying: text(v, "underlying_category"),
            role: text(v, "role"),
            from: date(v, "from"),
            to: date(v, "to"),
            aware: date(v, "aware"),
            declared: date(v, "declared").unwrap_or(0),
            mitigation: v["standing_mitigation"].clone(),
            redaction: v["redaction"].clone(),
            seq,
            told,
        }
    }
    /// Whoever governs or owns a body counts as having a financial interest in it.
    pub fn counts_as_its_own(&self) -> bool {
        matches!(self.role.as_deref(), Some("governs" | "owns"))
    }
    pub fn active(&self, on: Day) -> bool {
        self.from.is_none_or(|f| f <= on) && self.to.is_none_or(|t| on <= t)
    }
}

#[derive(Clone, Debug)]
pub struct Seat {
    pub id: Id,
    pub capacity: String,
    pub tags: Vec<String>,
    pub org: Id,
    pub votes: bool,
    pub member: bool,
    pub except_functions: Vec<String>,
    pub except_types: Vec<String>,
    pub weight: Option<Q>,
    pub office: Option<String>,
    pub shared: bool,
    pub deputies: bool,
}

#[derive(Clone, Debug)]
pub struct Terms {
    pub from: Day,
    pub seq: u64,
    pub seats: Vec<Seat>,
    pub quorum: Value,
    pub who: String,
    pub include_conflicted: bool,
    pub deputies_count: bool,
    pub when: String,
    pub remote: bool,
    pub business_all: bool,
    pub voting: Vec<Value>,
    pub composition: Vec<Value>,
    pub authority: Option<Vec<Value>>,
    pub succession: Vec<String>,
    pub then_none: bool,
    pub elect_from: Value,
    pub confirmation: BTreeMap<String, i64>,
    /// What they say of correspondence.
    pub letters: Value,
    pub agenda_parts: Vec<Value>,
    pub pathways: Vec<Value>,
}

impl Terms {
    pub fn read(v: &Value, from: Day, seq: u64, body: &str) -> Terms {
        let c = &v["counting"];
        let seats = list(v, "seats")
            .map(|s| {
                let votes = s["voting"].as_bool() == Some(true);
                Seat {
                    id: word(s, "id"),
                    capacity: word(s, "capacity"),
                    tags: words(s, "tags"),
                    org: text(s, "organisation").unwrap_or_else(|| body.to_owned()),
                    votes,
                    member: s["membership"].as_str().map_or(votes, |m| m == "member"),
                    except_functions: words(&s["votes_except"], "functions"),
                    except_types: words(&s["votes_except"], "decision_types"),
                    weight: s["weight"].as_f64().map(Q::float),
                    office: text(s, "office"),
                    shared: s["shared"].as_bool() == Some(true),
                    deputies: s["deputies"].as_bool() == Some(true),
                }
            })
            .collect();
        let voting = match &v["voting"] {
            Value::Array(rules) => rules.clone(),
            Value::Null => Vec::new(),
            one => vec![one.clone()],
        };
        let chair = &v["chair"];
        Terms {
            from,
            seq,
            seats,
            quorum: v["quorum"].clone(),
            who: text(c, "who").unwrap_or_else(|| "members_in_room".to_owned()),
            include_conflicted: c["conflicted"].as_str() == Some("include_if_in_room"),
            deputies_count: c["deputies"].as_str() == Some("count"),
            when: text(c, "when").unwrap_or_else(|| "per_vote".to_owned()),
            remote: c["remote"].as_bool() != Some(false),
            business_all: c["business"].as_str() == Some("all"),
            voting,
            composition: list(v, "composition").cloned().collect(),
            authority: v["authority"].as_array().cloned(),
            succession: if chair["succession"].is_array() {
                words(chair, "succession")
            } else {
                vec!["chair".to_owned(), "vice_chair".to_owned()]
            },
            then_none: chair["then"].as_str() == Some("none"),
            elect_from: chair["elect_from"].clone(),
            confirmation: v["needs_confirmation"]
                .as_object()
                .into_iter()
                .flatten()
                .filter_map(|(k, n)| Some((k.clone(), n.as_i64()?)))
                .collect(),
            letters: v["correspondence"].clone(),
            agenda_parts: list(v, "agenda_parts").cloned().collect(),
            pathways: list(v, "pathways").cloned().collect(),
        }
    }
}

#[derive(Clone, Debug)]
pub struct Member {
    pub seat: Id,
    pub person: Id,
    pub from: Day,
    pub to: Option<Day>,
    pub deputy_for: Option<Id>,
    pub seq: u64,
}

impl Member {
    pub fn read(v: &Value, seq: u64) -> Member {
        Member {
            seat: word(v, "seat"),
            person: word(v, "person"),
            from: date(v, "from").unwrap_or(0),
            to: date(v, "to"),
            deputy_for: text(v, "deputy_for"),
            seq,
        }
    }
    pub fn on(&self, d: Day) -> bool {
        self.from <= d && self.to.is_none_or(|t| d <= t)
    }
    /// The two periods have a day in common.
    pub fn meets(&self, from: Day, to: Option<Day>) -> bool {
        self.to.is_none_or(|t| from <= t) && to.is_none_or(|t| self.from <= t)
    }
}

#[derive(Clone, Debug)]
pub struct Committee {
    pub id: Id,
    pub org: Id,
    pub partners: Vec<Id>,
    pub delegated: bool,
    pub terms: Vec<Terms>,
    pub members: Vec<Member>,
}

#[derive(Clone, Debug)]
pub struct Policy {
    pub org: Id,
    pub pack: String,
    pub from: Day,
    pub overrides: Value,
    pub seq: u64,
}

#[derive(Clone, Debug)]
pub struct Paper {
    pub authors: Vec<Id>,
    pub accountable: Option<Id>,
    pub confidential: bool,
}

/// An item, or a part of one (`whole` names it): a part takes from its item what it does not say itself.
#[derive(Clone, Debug)]
pub struct Item {
    pub id: Id,
    pub meeting: Id,
    pub whole: Option<Id>,
    pub place: usize,
    pub purpose: String,
    pub decision_type: Option<String>,
    pub stage: Option<String>,
    pub function: Option<String>,
    pub affects: Vec<Value>,
    pub agenda_part: Option<String>,
    pub value: Option<f64>,
    pub procurement: Option<String>,
    pub private: bool,
    pub committees: Vec<Id>,
    pub papers: Vec<Paper>,
    pub confirms: Option<Id>,
    /// The item of an earlier meeting that it decides again.
    pub again: Option<Id>,
    pub parts: Vec<Id>,
    pub carried_from: Option<Id>,
    pub seq: u64,
}

impl Item {
    /// The stage asked for: a decision or ratification that names none is read as an award.
    pub fn stage(&self) -> Option<&str> {
        match self.stage.as_deref() {
            None if matches!(self.purpose.as_str(), "decision" | "ratification") => Some("award"),
            other => other,
        }
    }
    pub fn group(&self) -> usize {
        super::words::group_of(self.stage().unwrap_or("strategy"))
    }
    /// The item itself, or the one it is a part of.
    pub fn root(&self) -> &str {
        self.whole.as_deref().unwrap_or(&self.id)
    }
}

#[derive(Clone, Debug)]
pub struct Meeting {
    pub id: Id,
    pub committees: Vec<Id>,
    pub date: Day,
    pub closed: bool,
    /// By correspondence: the last day on which replies are taken.
    pub until: Option<Day>,
}

pub fn read_items(v: &Value, meeting: &Meeting, place: usize) -> Vec<Item> {
    let papers = |v: &Value| -> Vec<Paper> {
        list(v, "papers")
            .map(|p| Paper {
                authors: words(p, "authors"),
                accountable: text(p, "accountable"),
                confidential: p["confidential"].as_bool() == Some(true),
            })
            .collect()
    };
    let id = word(v, "id");
    let mut whole = Item {
        id: id.clone(),
        meeting: meeting.id.clone(),
        whole: None,
        place,
        purpose: word(v, "purpose"),
        decision_type: text(v, "decision_type"),
        stage: text(v, "stage"),
        function: text(v, "function"),
        affects: list(v, "affects").cloned().collect(),
        agenda_part: text(v, "agenda_part"),
        value: v["value"].as_f64(),
        procurement: text(v, "procurement"),
        private: v["private"].as_bool() == Some(true) || meeting.closed,
        committees: if v["committees"].is_array() { words(v, "committees") } else { meeting.committees.clone() },
        papers: papers(v),
        confirms: text(v, "confirms"),
        again: text(v, "decides_again"),
        parts: Vec::new(),
        carried_from: None,
        seq: 0,
    };
    let mut parts = Vec::new();
    for p in list(v, "parts") {
        let mut part = whole.clone();
        part.id = format!("{id}/{}", word(p, "id"));
        part.whole = Some(id.clone());
        part.again = text(p, "decides_again");
        let keep = |new: Option<String>, old: &mut Option<String>| {
            if new.is_some() {
                *old = new;
            }
        };
        keep(text(p, "decision_type"), &mut part.decision_type);
        keep(text(p, "stage"), &mut part.stage);
        keep(text(p, "function"), &mut part.function);
        keep(text(p, "procurement"), &mut part.procurement);
        keep(text(p, "agenda_part"), &mut part.agenda_part);
        if let Some(w) = text(p, "purpose") {
            part.purpose = w;
        }
        if p["affects"].is_array() {
            part.affects = list(p, "affects").cloned().collect();
        }
        if p["value"].is_number() {
            part.value = p["value"].as_f64();
        }
        if let Some(b) = p["private"].as_bool() {
            part.private = b || meeting.closed;
        }
        if p["committees"].is_array() {
            part.committees = words(p, "committees");
        }
        if p["papers"].is_array() {
            part.papers = papers(p);
        }
        parts.push(part);
    }
    whole.parts = parts.iter().map(|p| p.id.clone()).collect();
    let mut all = vec![whole];
    all.extend(parts);
    all
}

/// People in the order of the file.
pub fn people(v: &Value) -> (Vec<Id>, BTreeMap<Id, Person>) {
    let mut order = Vec::new();
    let mut by = BTreeMap::new();
    for p in list(v, "people") {
        let person = Person { id: word(p, "id"), grade: text(p, "grade"), tags: words(p, "tags") };
        order.push(person.id.clone());
        by.insert(person.id.clone(), person);
    }
    (order, by)
}

/// The bodies that `members` and `owners` join to one, all in one direction: those above it, or those beneath it.
pub fn linked(orgs: &BTreeMap<Id, Org>, start: &str) -> BTreeSet<Id> {
    [true, false].into_iter().flat_map(|up| one_way(orgs, start, up)).collect()
}

/// Those in one of the two directions.
fn one_way(orgs: &BTreeMap<Id, Org>, start: &str, up: bool) -> BTreeSet<Id> {
    let mut seen: BTreeSet<Id> = BTreeSet::from([start.to_owned()]);
    let mut open = vec![start.to_owned()];
    while let Some(at) = open.pop() {
        for o in orgs.values() {
            // A local medical committee speaks for its practices and is none of theirs.
            let members: &[Id] = if o.kind == "local_medical_committee" { &[] } else { &o.members };
            for below in members.iter().chain(&o.owners) {
                let (a, b) = if up { (below, &o.code) } else { (&o.code, below) };
                if *a == at && seen.insert(b.clone()) {
                    open.push(b.clone());
                }
            }
        }
    }
    seen.remove(start);
    seen
}

/// The bodies on the way from one to another, both of them too.
pub fn on_the_way(orgs: &BTreeMap<Id, Org>, from: &str, to: &str) -> BTreeSet<Id> {
    let mut found = BTreeSet::from([from.to_owned(), to.to_owned()]);
    for up in [true, false] {
        let beyond = one_way(orgs, from, up);
        if beyond.contains(to) {
            found.extend(beyond.into_iter().filter(|x| one_way(orgs, x, up).contains(to)));
        }
    }
    found
}
