//! Terms of reference to begin from, over HTTP: they are shipped with the program and no register's.

use schemars::JsonSchema;
use serde::Serialize;

use crate::access::Action;
use crate::committees::Paragraph;
use crate::fault::Error;
use crate::http::{Answer, Call, Route};
use crate::lints::templates::{self, Template};
use crate::lints::{Finding, lint};

#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/terms/templates", "list_terms_templates", list)
            .tag("Committees")
            .summary("Terms of reference of real committees, shipped to begin from.")
            .action(Action::ReadCommittees)
            .shows_nobody("what is shipped with the program")
            .answers::<Templates>()
            .tagged(),
        Route::get("/api/v1/terms/templates/{name}", "get_a_terms_template", one)
            .tag("Committees")
            .summary("One template: its terms, the same in English, what is unwise about them, and what they answer.")
            .action(Action::ReadCommittees)
            .of_what_is_open()
            .shows_nobody("what is shipped with the program")
            .answers::<Told>()
            .tagged(),
    ]
}

/// The shipped templates.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "TermsTemplates")]
struct Templates {
    /// Each in one line, in the order in which they are offered.
    items: Vec<Offered>,
}

/// A template in one line.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "TermsTemplateOffered")]
struct Offered {
    /// The word by which it is asked for, as in `/api/v1/terms/templates/{name}`.
    name: String,
    /// What kind of committee it is for.
    title: String,
    /// The public body and the document from which it is taken, with its date.
    source: String,
}

/// A template with what it says.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "TermsTemplate")]
struct Told {
    #[serde(flatten)]
    template: Template,
    /// The terms as sentences, matter by matter.
    in_english: Vec<Paragraph>,
    /// What is unwise about them, with an unconflicted holder in every seat; empty where nothing is.
    findings: Vec<Finding>,
}

async fn list(_: Call) -> Result<Answer, Error> {
    let offered = |one: &Template| Offered { name: one.name.clone(), title: one.title.clone(), source: one.source.clone() };
    let items = templates::shipped()?.iter().map(offered).collect();
    Ok(Answer::json(200, &Templates { items })?.tagged_by_content())
}

async fn one(call: Call) -> Result<Answer, Error> {
    let name = call.param("name").unwrap_or_default();
    let template = templates::named(name)?.ok_or(Error::NotFound("template of terms"))?;
    let tried = template.tried();
    let told = Told { template: template.clone(), in_english: tried.in_english(), findings: lint(&tried) };
    Ok(Answer::json(200, &told)?.tagged_by_content())
}
