//! What stands beside the register: is it alive, is it ready, which version, the published
//! document and its page, and a page for each kind of problem.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use maud::{DOCTYPE, Markup, html};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::db::Read;
use crate::fault::{Error, Fault, Trouble};
use crate::http::answer::Answer;
use crate::http::call::Call;
use crate::http::published::openapi;
use crate::http::route::Route;
use crate::problem;
use crate::verdict::Code;

const TAG: &str = "Plumbing";

#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/", "index", index)
            .tag(TAG)
            .summary("Where to go from here: a page, or links for programs.")
            .public()
            .media("text/html")
            .also("application/json"),
        Route::get("/api/v1", "api_index", api_index).tag(TAG).summary("Links of the API.").public(),
        Route::get("/health/live", "live", live).tag(TAG).summary("Whether the program runs.").public().answers::<Health>(),
        Route::get("/health/ready", "ready", ready)
            .tag(TAG)
            .summary("Whether the register can be read and takes changes.")
            .public()
            .answers::<Health>(),
        Route::get("/version", "version", version).tag(TAG).summary("Which version this is.").public().answers::<Version>(),
        Route::get("/openapi.json", "openapi", document).tag(TAG).summary("This document.").public(),
        Route::get("/docs", "docs", docs).tag(TAG).summary("This document as a page.").public().media("text/html"),
        Route::get("/docs/{file}", "docs_file", docs_file).tag(TAG).summary("A file of that page.").public().of_what_is_open().media("*/*"),
        Route::get("/problems", "problems", problems).tag(TAG).summary("Every kind of problem, explained.").public().media("text/html"),
        Route::get("/problems/{code}", "problem", one_problem)
            .tag(TAG)
            .summary("One kind of problem, explained.")
            .public()
            .of_what_is_open()
            .media("text/html"),
    ]
}

/// How the server is.
#[derive(Debug, Serialize, Deserialize, schemars::JsonSchema)]
struct Health {
    /// `ok`, or there is a problem instead of this answer.
    status: String,
}

/// What answers here.
#[derive(Debug, Serialize, Deserialize, schemars::JsonSchema)]
struct Version {
    /// `quorate`.
    name: String,
    /// Of the program, as its change log names it.
    version: String,
}

/// A page in the plain style of the program.
#[must_use]
pub fn page(title: &str, content: &Markup) -> String {
    html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " - quorate" }
                style { (maud::PreEscaped("body{font:1.1875rem/1.5 Arial,sans-serif;color:#212b32;background:#f0f4f5;margin:0}main{max-width:44rem;margin:0 auto;padding:1.5rem;background:#fff;min-height:100vh;box-sizing:border-box}h1{font-size:2rem;line-height:1.2}a{color:#005eb8}code{background:#f0f4f5;padding:0 .2em}label{display:block;font-weight:bold;margin-top:1rem}input{font:inherit;width:100%;max-width:26rem;padding:.4rem;border:2px solid #4c6272;box-sizing:border-box}input:focus,button:focus,a:focus{outline:4px solid #ffeb3b;outline-offset:0}button{font:inherit;font-weight:bold;margin-top:1.5rem;padding:.6rem 1.2rem;border:0;background:#007f3b;color:#fff;cursor:pointer}.hint{color:#4c6272}.error{border-left:4px solid #d5281b;padding-left:.8rem;color:#d5281b;font-weight:bold}dt{font-weight:bold;margin-top:1rem}")) }
            }
            body { main id="main" { h1 { (title) } (content) } }
        }
    }
    .into_string()
}

async fn index(call: Call) -> Result<Answer, Error> {
    if call.prefers_another() {
        return api_index(call).await;
    }
    Ok(Answer::html(page(
        "quorate",
        &html! {
            p { "A register of interests that runs the meeting by its own rules." }
            ul {
                li { a href="/docs" { "The API, explained and to try" } }
                li { a href="/openapi.json" { "The API as an OpenAPI 3.1 document" } }
                li { a href="/problems" { "What each kind of refusal means" } }
                li { a href="/rules" { "The rules, each with its source" } }
            }
        },
    )))
}

async fn api_index(_: Call) -> Result<Answer, Error> {
    Answer::json(
        200,
        &json!({
            "name": "quorate",
            "version": env!("CARGO_PKG_VERSION"),
            "links": {"sessions": "/api/v1/sessions", "me": "/api/v1/me", "openapi": "/openapi.json", "docs": "/docs", "problems": "/problems", "rules": "/rules"},
        }),
    )
}

async fn live(_: Call) -> Result<Answer, Error> {
    Answer::json(200, &Health { status: "ok".into() })
}

async fn ready(call: Call) -> Result<Answer, Error> {
    if call.state().closing.load(Ordering::Acquire) {
        let detail = "This server was told to stop, and takes nothing new.".to_owned();
        return Err(Error::TryLater { detail, seconds: 5, too_many: false });
    }
    let looks = move |read: &mut Read<'_>| {
        crate::audit::ledger::can_be_read(read)?;
        Ok(read.follows_another()?)
    };
    if call.snapshot_of_system(looks).await? {
        let what = "the database follows another, and takes no changes of its own".to_owned();
        return Err(Fault::Closed { trouble: Trouble::ReadOnly, what }.into());
    }
    call.access().ledger().takes_changes()?;
    Answer::json(200, &Health { status: "ok".into() })
}

async fn version(_: Call) -> Result<Answer, Error> {
    Answer::json(200, &Version { name: "quorate".into(), version: env!("CARGO_PKG_VERSION").into() })
}

async fn document(call: Call) -> Result<Answer, Error> {
    let frame = call.state();
    let bytes = match frame.document.get() {
        Some(bytes) => bytes.clone(),
        None => {
            let made = openapi::published(&frame.router, frame.contents)?;
            frame.document.get_or_init(|| made).clone()
        }
    };
    Ok(Answer::bytes("application/json", bytes).tagged_by_content())
}

fn file(name: &str) -> Result<Answer, Error> {
    // Groups are closed at first, so that a page opens with the order of the job.
    let config = utoipa_swagger_ui::Config::from("/openapi.json").doc_expansion("none").filter(true).default_models_expand_depth(0);
    let config = Arc::new(config.use_base_layout().deep_linking(true).show_common_extensions(true));
    let found = utoipa_swagger_ui::serve(name, config)
        .map_err(|error| crate::fault::Fault::Other(error.to_string()))?
        .ok_or(Error::NotFound("file"))?;
    let bytes = if name == "index.html" {
        // Its addresses are relative to a folder; ours has no slash at its end.
        String::from_utf8_lossy(&found.bytes).replace("\"./", "\"/docs/").replace("\"index.css\"", "\"/docs/index.css\"").into_bytes()
    } else {
        found.bytes.into_owned()
    };
    let answer = Answer::bytes(found.content_type, bytes).documentation().tagged_by_content();
    Ok(if found.gzpipped { answer.header("Content-Encoding", "gzip") } else { answer })
}

async fn docs(_: Call) -> Result<Answer, Error> {
    file("index.html")
}

async fn docs_file(call: Call) -> Result<Answer, Error> {
    file(call.param("file").unwrap_or_default())
}

async fn problems(_: Call) -> Result<Answer, Error> {
    Ok(Answer::html(page(
        "What refusals mean",
        &html! {
            h2 { "Requests" }
            dl { @for (code, status, title, text) in problem::KINDS { dt { a href={"/problems/" (code)} { (title) } " (" (status) " " code { (code) } ")" } dd { (text) } } }
            h2 { "The rules" }
            dl { @for code in Code::ALL { dt { a href={"/problems/" (code)} { code { (code) } } } dd { (code.meaning()) } } }
        },
    ))
    .cached(300))
}

async fn one_problem(call: Call) -> Result<Answer, Error> {
    let name = call.param("code").unwrap_or_default();
    let back = html! { p { a href="/problems" { "All kinds of problems" } } };
    if let Some((status, title, text)) = problem::explained(name) {
        return Ok(
            Answer::html(page(title, &html! { p { "Status " (status) ", code " code { (name) } "." } p { (text) } (back) })).cached(300)
        );
    }
    let code = Code::ALL.iter().find(|code| code.as_str() == name).ok_or(Error::NotFound("kind of problem"))?;
    let status = problem::refusal_status(*code);
    let title = code.as_str().replace('_', " ");
    Ok(Answer::html(page(
        &title,
        &html! {
            p { "Status " (status) ", code " code { (code) } "." }
            p { (code.meaning()) }
            p { "The answer lists every reason under " code { "reasons" } ", each with the rule it rests on, the facts relied on and, where there is one, what would put it right." }
            (back)
        },
    ))
    .cached(300))
}
