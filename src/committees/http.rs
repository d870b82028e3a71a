//! Committees and their terms of reference over HTTP.

mod authority;
mod memberships;
mod samples;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use validator::Validate;

use super::edit::{self, NewCommittee, SetTerms};
use super::english::Paragraph;
use super::facts::{self, CommitteeFilter, CommitteeRecord, TermsRecord, TermsTold};
use super::rules::cost::MOST_BYTES;
use super::terms::{CommitteeKind, Terms};
use crate::access::Action;
use crate::db::Read;
use crate::fault::Error;
use crate::http::thing::{Coded, Thing, everything};
use crate::http::{Answer, Call, Route};
use crate::ids::CommitteeId;
use crate::moment::{Date, Instant};
use crate::organisations;
use crate::text::{Code, Line, Name};

const TAG: &str = "Committees";

/// The thing of `/committees/{id}`.
pub const COMMITTEE: Thing = Thing {
    name: "committee",
    all: everything,
    seen: |read, _, id| match id.parse() {
        Ok(id) => Ok(facts::code(read, id)?.is_some()),
        Err(_) => Ok(false),
    },
    coded: Some(Coded { called: "code", id: |read, code| Ok(facts::by_code(read, code)?.map(|id| id.to_string())) }),
};

#[must_use]
pub fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::get("/api/v1/committees", "list_committees", list)
            .tag(TAG)
            .summary("The committees of the register.")
            .action(Action::ReadCommittees)
            .shows_nobody("committees, by their names and codes")
            .query::<Filter>()
            .page_of::<CommitteeRecord>()
            .sorted::<CommitteeRecord>()
            .formats(),
        Route::post("/api/v1/committees", "enter_a_committee", create)
            .tag(TAG)
            .summary("Enter a committee.")
            .action(Action::KeepCommittees)
            .body::<Committee>()
            .makes("/api/v1/committees/{id}")
            .answers::<Whole>(),
        Route::get("/api/v1/committees/{id}", "get_a_committee", one)
            .tag(TAG)
            .summary("One committee, with the terms of reference in force on a day.")
            .action(Action::ReadCommittees)
            .of(&COMMITTEE)
            .shows_nobody("a committee and its seats, not who sits in them")
            .query::<OnDay>()
            .answers::<Whole>()
            .tagged(),
        Route::patch("/api/v1/committees/{id}", "amend_a_committee", amend)
            .tag(TAG)
            .summary("Give a committee another name.")
            .action(Action::KeepCommittees)
            .of(&COMMITTEE)
            .body::<CommitteePatch>()
            .answers::<Whole>()
            .tagged(),
    ];
    routes.extend(terms());
    routes.extend(authority::routes());
    routes.extend(memberships::routes());
    routes
}

fn terms() -> Vec<Route> {
    vec![
        Route::get("/api/v1/committees/{id}/terms", "list_terms", list_terms)
            .tag(TAG)
            .summary("The versions of a committee's terms of reference, each in English too.")
            .action(Action::ReadCommittees)
            .of(&COMMITTEE)
            .shows_nobody("seats and rules, not who sits in them")
            .page_of::<TermsTold>()
            .sorted::<TermsTold>(),
        Route::post("/api/v1/committees/{id}/terms", "set_terms", set_terms)
            .tag(TAG)
            .summary("Enter a version of the terms of reference, in force from its day.")
            .action(Action::KeepTerms)
            .of(&COMMITTEE)
            .body::<Terms>()
            .at_most(MOST_BYTES)
            .answers::<TermsRecord>(),
    ]
}

/// Which committees of the register are listed.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "CommitteeFilter")]
struct Filter {
    /// The body whose committees are asked for, by id or code.
    organisation: Option<String>,
    /// With exactly this code, in any case.
    code: Option<String>,
    /// Words of the code or the name.
    q: Option<String>,
}

/// Which terms of reference are shown.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "TermsOnDay")]
struct OnDay {
    /// The day whose terms are shown; today when left out.
    as_at: Option<Date>,
}

/// A committee to be entered.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "NewCommittee")]
struct Committee {
    /// The key by which lists name it; one committee's alone in the register, and never changed.
    code: Code,
    /// The body whose policy and register it is under, by id or code.
    #[schemars(transform = crate::text::schema::code)]
    organisation: String,
    /// What the committee is called in agendas, minutes and the log of decisions, on one line.
    name: Name,
    /// `joint` where several bodies take one decision that binds all, else `committee`.
    kind: CommitteeKind,
    /// The other bodies that a joint committee decides for, by id or code.
    #[serde(default)]
    #[validate(length(max = 50, message = "At most 50 partners are kept."))]
    partners: Vec<String>,
    /// Whether NHS England has delegated the commissioning of primary care to it, of which more is asked (C6.4).
    #[serde(default)]
    delegated_primary_care: bool,
}

/// What is changed of a committee.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CommitteePatch {
    /// What the committee is called from now on; nothing else of it can be changed.
    name: Line,
}

/// A committee with the terms in force.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "CommitteeWithTerms")]
struct Whole {
    #[serde(flatten)]
    committee: CommitteeRecord,
    /// The day whose terms are shown: the one asked for, else today in Europe/London.
    as_at: Date,
    /// Null where none are in force on that day.
    terms: Option<Terms>,
    /// The same terms as sentences, matter by matter; empty where none are in force on that day.
    in_english: Vec<Paragraph>,
}

const COLUMNS: &[&str] = &["id", "code", "organisation", "organisation_code", "organisation_name", "name", "kind", "partners"];

fn row(committee: CommitteeRecord) -> Vec<Value> {
    let CommitteeRecord { id, code, organisation, organisation_code, organisation_name, name, kind, partners, .. } = committee;
    vec![
        json!(id),
        json!(code),
        json!(organisation),
        json!(organisation_code),
        json!(organisation_name),
        json!(name),
        json!(kind),
        json!(partners),
    ]
}

/// What is asked for, by the body that its filter names.
fn asked(read: &mut Read<'_>, filter: &Filter) -> Result<CommitteeFilter, Error> {
    let organisation = filter.organisation.as_deref().map(|text| organisations::asked_for(read, "organisation", text)).transpose()?;
    Ok(CommitteeFilter { organisation, code: filter.code.clone(), q: filter.q.clone() })
}

fn today() -> Date {
    Instant::now().day()
}

async fn list(call: Call) -> Result<Answer, Error> {
    let filter: Filter = call.query()?;
    if let Some(format) = call.format() {
        let batch = move |read: &mut Read<'_>, after: Option<CommitteeId>, most: i64| {
            let asked = asked(read, &filter)?;
            Ok(facts::batch(read, &asked, after, most)?)
        };
        return call.table_of(format, "committees", COLUMNS, batch, row).await;
    }
    let page = call.page()?;
    call.snapshot(move |read| {
        let asked = asked(read, &filter)?;
        let found = page.gather(|after, most| Ok(facts::batch(read, &asked, after, most)?))?;
        page.answer(found)
    })
    .await
}

async fn create(call: Call) -> Result<Answer, Error> {
    let Committee { code, organisation, name, kind, partners, delegated_primary_care } = call.body()?;
    let decide = move |read: &mut Read<'_>| {
        let organisation = organisations::resolve(read, "/organisation", &organisation)?;
        let partners = partners
            .iter()
            .enumerate()
            .map(|(n, text)| organisations::resolve(read, &format!("/partners/{n}"), text))
            .collect::<Result<Vec<_>, _>>()?;
        let (code, name) = (code.clone(), name.clone());
        edit::create(read, &NewCommittee { code, organisation, name, kind, partners, delegated_primary_care })
    };
    let today = today();
    call.answer_as(decide, move |read, made| whole(read, made.id, today)).await
}

async fn one(call: Call) -> Result<Answer, Error> {
    let id: CommitteeId = call.id("id")?;
    let as_at = call.query::<OnDay>()?.as_at.unwrap_or_else(today);
    let found = call.snapshot(move |read| whole(read, id, as_at)).await?;
    // The day asked for, and terms entered since, change what is shown of one version.
    Ok(Answer::one(id, found.committee.version, &found)?.in_part())
}

fn whole(read: &mut Read<'_>, id: CommitteeId, as_at: Date) -> Result<Whole, Error> {
    let committee = facts::one(read, id)?.ok_or(Error::NotFound("committee"))?;
    let terms = facts::terms_and_changes_on(read, id, as_at)?;
    let in_english = terms.as_ref().map(|terms| facts::in_english(read, terms)).transpose()?.unwrap_or_default();
    Ok(Whole { committee, as_at, terms, in_english })
}

async fn amend(call: Call) -> Result<Answer, Error> {
    let id: CommitteeId = call.id("id")?;
    let version = call.if_match(id)?;
    let CommitteePatch { name } = call.body()?;
    let today = today();
    let tell = move |read: &mut Read<'_>| whole(read, id, today).map(|whole| (whole.committee.version, whole));
    call.amended(id, move |read| edit::rename(read, id, &name, version), tell).await
}

async fn list_terms(call: Call) -> Result<Answer, Error> {
    let id: CommitteeId = call.id("id")?;
    let page = call.page()?;
    call.snapshot(move |read| {
        facts::one(read, id)?.ok_or(Error::NotFound("committee"))?;
        let found = page.gather(|after, most| Ok(facts::terms_batch(read, id, after, most)?))?;
        page.answer(found)
    })
    .await
}

async fn set_terms(call: Call) -> Result<Answer, Error> {
    let committee: CommitteeId = call.id("id")?;
    let command = SetTerms { committee, terms: call.body()? };
    call.answer(move |read| edit::set_terms(read, &command)).await
}
