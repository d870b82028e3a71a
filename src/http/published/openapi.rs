//! The published document (OpenAPI 3.1), made from the list of routes: what is not in the one is
//! not in the other.

mod parameters;
mod roles;
mod schemas;
mod tables;
mod unbuilt;

use actix_web::web::Bytes;
use schemars::SchemaGenerator;
use serde_json::{Map, Value, json};

use self::parameters::{parameter, path_parameter, query_parameters};
use self::schemas::Generators;
use crate::fault::Fault;
use crate::http::route::{BodyKind, Key, Method, Permission, Route};
use crate::http::router::Router;
use crate::problem::{KINDS, Problem};

/// What stands round the routes in the document: the groups of operations, in the order of the job,
/// each with a sentence; and what is on the map of the API and not built, with what there is instead.
#[derive(Debug, Clone, Copy)]
pub struct Contents {
    pub groups: &'static [(&'static str, &'static str)],
    pub not_built: &'static [(Method, &'static str, &'static str)],
}

/// Statuses of problems that a route can answer with, beside its own.
fn problems(route: &Route) -> Vec<u16> {
    // A method that the address does not take; too much at once of one account or network.
    let mut statuses = vec![400, 405, 414, 429, 431, 500, 503];
    let signed_in = route.need != Some(Permission::Public);
    let changes = route.method != Method::Get;
    let path_names_something = route.path.contains('{');
    for (status, can) in [
        (401, signed_in || (changes && route.takes == BodyKind::Json)),
        (403, matches!(route.need, Some(Permission::May(_)))),
        (404, path_names_something),
        (406, !changes),
        // A question can name something that is not there, or that the rules withhold.
        (408, changes),
        (409, changes || matches!(route.need, Some(Permission::May(_)))),
        (412, route.needs_match),
        (413, changes),
        (415, route.takes != BodyKind::Nothing),
        (422, changes || route.query.is_some()),
        (428, route.needs_match),
    ] {
        if can {
            statuses.push(status);
        }
    }
    statuses.sort_unstable();
    statuses
}

fn responses(route: &Route, generator: &mut SchemaGenerator) -> Value {
    let mut answer = json!({"description": route.summary});
    let mut headers = Map::new();
    headers.insert("X-Request-Id".into(), json!({"$ref": "#/components/headers/X-Request-Id"}));
    if route.method != Method::Get && route.need != Some(Permission::Public) {
        headers.insert("Audit-Receipt".into(), json!({"$ref": "#/components/headers/Audit-Receipt"}));
    }
    if route.tagged || route.paged {
        headers.insert("ETag".into(), json!({"$ref": "#/components/headers/ETag"}));
    }
    if route.makes.is_some() {
        headers.insert("Location".into(), json!({"$ref": "#/components/headers/Location"}));
    }
    if route.paged {
        headers.insert("Link".into(), json!({"$ref": "#/components/headers/Link"}));
    }
    if let Some(answer) = answer.as_object_mut() {
        answer.insert("headers".into(), Value::Object(headers));
        let schema = route.answer.map(|schema| schema(generator).to_value());
        match (schema, route.status) {
            (Some(schema), _) => {
                let mut content = Map::new();
                content.insert(route.media.to_owned(), json!({"schema": schema}));
                content.extend(route.also.map(|media| (media.to_owned(), json!({"schema": {"type": "string"}}))));
                answer.insert("content".into(), Value::Object(content));
            }
            (None, 204 | 303) => {}
            (None, _) => {
                let media = std::iter::once(route.media).chain(route.also);
                answer.insert("content".into(), Value::Object(media.map(|media| (media.to_owned(), json!({}))).collect()));
            }
        }
    }
    let mut all = Map::new();
    all.insert(route.status.to_string(), answer);
    if let Some((status, description, schema)) = route.or {
        let schema = schema(generator).to_value();
        let headers = json!({"X-Request-Id": {"$ref": "#/components/headers/X-Request-Id"}});
        all.insert(
            status.to_string(),
            json!({"description": description, "headers": headers, "content": {"application/json": {"schema": schema}}}),
        );
    }
    if route.method == Method::Get && (route.tagged || route.paged) {
        all.insert("304".into(), json!({"description": "Not changed since the version named in If-None-Match."}));
    }
    for status in problems(route) {
        let shared = json!({"$ref": format!("#/components/responses/Problem{status}")});
        all.insert(status.to_string(), if is_page(route) { of_a_page(status) } else { shared });
    }
    Value::Object(all)
}

/// Whether it is for people: a form in a browser is told in words what was wrong with it.
fn is_page(route: &Route) -> bool {
    route.takes == BodyKind::Form || (route.media == "text/html" && route.query.is_some())
}

/// A problem of a page: the page again, with what is to be put right; or, where the request did
/// not come so far, a problem like any other.
fn of_a_page(status: u16) -> Value {
    let problem = json!({"schema": {"$ref": "#/components/schemas/Problem"}});
    json!({"description": described(status), "content": {"text/html": {}, "application/problem+json": problem}})
}

/// What a problem of this status says.
fn described(status: u16) -> String {
    let titles: Vec<&str> = KINDS.iter().filter(|(_, of, ..)| *of == status).map(|(_, _, title, _)| *title).collect();
    if titles.is_empty() { "The rules do not allow this now: see reasons.".to_owned() } else { titles.join("; ") }
}

/// Examples by a name of their own, numbered so that they stay in their order.
fn examples<'a>(all: impl IntoIterator<Item = (&'a str, Value)>) -> Value {
    let name = |n: usize, about: &str| {
        let lower = about.to_lowercase();
        let words = lower.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        std::iter::once((n + 1).to_string().as_str()).chain(words).collect::<Vec<_>>().join("_")
    };
    let named = all.into_iter().enumerate().map(|(n, (about, value))| (name(n, about), json!({"summary": about, "value": value})));
    Value::Object(named.collect())
}

fn operation(route: &Route, generators: &mut Generators) -> Map<String, Value> {
    let mut parameters: Vec<Value> = route
        .path
        .split('/')
        .filter_map(|part| part.strip_prefix('{').and_then(|part| part.strip_suffix('}')))
        .map(|name| {
            let (schema, description) = path_parameter(route, name);
            parameter(name, "path", true, &description, &schema)
        })
        .collect();
    parameters.extend(query_parameters(route));
    if route.key != Key::Ignored {
        let required = route.key == Key::Required;
        let schema = json!({"type": "string", "pattern": "^[!-~]{1,200}$"});
        parameters.push(parameter(
            "Idempotency-Key",
            "header",
            required,
            "The same key with the same body gives the first answer again.",
            &schema,
        ));
    }
    if route.needs_match {
        let tag = r#""[0-9a-f-]{36}\.[0-9]{1,18}(\.[0-9a-f]{1,16})?""#;
        let schema = json!({"type": "string", "pattern": format!("^{tag}( *, *{tag}){{0,31}}$")});
        parameters.push(parameter("If-Match", "header", true, "The ETag of the version that is changed.", &schema));
    }
    let mut operation = Map::new();
    operation.insert("operationId".into(), json!(route.name));
    operation.insert("tags".into(), json!([route.tag]));
    operation.insert("summary".into(), json!(route.summary));
    if !parameters.is_empty() {
        operation.insert("parameters".into(), Value::Array(parameters));
    }
    let body = match route.takes {
        BodyKind::Nothing => None,
        BodyKind::Json => {
            let mut schema = route.body.map_or_else(|| json!({}), |body| (body.schema)(&mut generators.taken).to_value());
            // A change that changes nothing is refused.
            if let (Method::Patch, Some(schema)) = (route.method, schema.as_object_mut()) {
                schema.insert("minProperties".into(), json!(1));
            }
            Some(("application/json", schema))
        }
        BodyKind::Csv => Some(("text/csv", json!({"type": "string", "minLength": 1, "description": route.upload}))),
        BodyKind::Form => {
            let schema = route.body.map_or_else(|| json!({"type": "object"}), |body| (body.schema)(&mut generators.taken).to_value());
            Some(("application/x-www-form-urlencoded", schema))
        }
    };
    if let Some((media, schema)) = body {
        let mut content = json!({"schema": schema});
        if let (Some(body), Some(content)) = (route.body, content.as_object_mut()) {
            content.insert("examples".into(), examples((body.samples)().into_iter().map(|sample| (sample.about, sample.body))));
        }
        operation.insert("requestBody".into(), json!({"required": true, "content": { media: content }}));
    }
    operation.insert("responses".into(), responses(route, &mut generators.given));
    match route.need {
        Some(Permission::Public) => {
            operation.insert("security".into(), json!([]));
        }
        Some(Permission::May(action)) => {
            let read = if route.is_personal() { " It shows persons: what an auditor reads leaves an entry in the log." } else { "" };
            operation.insert("description".into(), json!(format!("{}{read}", roles::whoever_may(&[action]))));
        }
        _ => {}
    }
    operation
}

const ABOUT: &str = "Sign in with POST /api/v1/sessions and send the access token as a bearer. Every refusal names its reasons, the rule each rests on and what would put it right; `/problems` explains each kind and `/rules` each rule. Every change answers with its place in the log (Audit-Receipt). Where an address names a body, a person, a committee, a meeting or a register, its code, reference or short name serves beside its id. A slash at the end of an address leads to the address without it (308).";

/// The document of a router, as it is published.
///
/// # Errors
/// A document that cannot be written.
pub fn published(router: &Router, contents: Contents) -> Result<Bytes, Fault> {
    let document = document(router.routes(), contents);
    let mut text = serde_json::to_vec_pretty(&document).map_err(|error| Fault::Other(error.to_string()))?;
    text.push(b'\n');
    Ok(Bytes::from(text))
}

/// The document of these routes.
#[must_use]
pub fn document<'r>(routes: impl IntoIterator<Item = &'r Route>, contents: Contents) -> Value {
    let mut generators = Generators::new();
    let mut routes: Vec<&Route> = routes.into_iter().collect();
    // The document does not change with the order in which folders are listed.
    routes.sort_by_key(|route| (route.path, route.method));
    let mut paths: Map<String, Value> = Map::new();
    let mut add = |path: String, method: Method, operation: Map<String, Value>| {
        let item = paths.entry(path).or_insert_with(|| json!({}));
        if let Some(item) = item.as_object_mut() {
            item.insert(method.as_str().to_lowercase(), Value::Object(operation));
        }
    };
    for route in &routes {
        let operation = operation(route, &mut generators);
        if route.formats {
            add(tables::address(route), route.method, tables::operation(&operation, route));
        }
        add(route.path.to_owned(), route.method, operation);
    }
    for (method, path, instead) in contents.not_built {
        add((*path).to_owned(), *method, unbuilt::operation(*method, path, instead));
    }
    let problem = generators.given.subschema_for::<Problem>().to_value();
    let groups = contents.groups.iter().chain([&unbuilt::GROUP]);
    let mut statuses: Vec<u16> = KINDS.iter().map(|(_, status, ..)| *status).chain([409]).collect();
    statuses.sort_unstable();
    statuses.dedup();
    let responses: Map<String, Value> = statuses
        .into_iter()
        .map(|status| {
            let samples = Problem::samples().into_iter().filter(|sample| sample.status == status).collect::<Vec<_>>();
            let examples = examples(samples.iter().map(|sample| (sample.code.as_str(), json!(sample))));
            let content = json!({"application/problem+json": {"schema": problem, "examples": examples}});
            let mut response = json!({"description": described(status), "content": content});
            let header = match status {
                401 => Some(("WWW-Authenticate", "How to sign in; whether it was the token that is not good.")),
                405 => Some(("Allow", "The methods that the address takes.")),
                429 | 503 => Some(("Retry-After", "So many seconds to wait.")),
                _ => None,
            };
            if let (Some((name, description)), Some(response)) = (header, response.as_object_mut()) {
                response.insert("headers".into(), json!({name: {"description": description, "schema": {"type": "string"}}}));
            }
            (format!("Problem{status}"), response)
        })
        .collect();
    let mut document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "quorate",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "A register of interests that runs the meeting by its own rules",
            "description": format!("{ABOUT}\n\n<details><summary>Who may do what</summary>\n\n{}\n</details>", roles::table()),
            "license": {"name": "Apache-2.0 OR MIT"},
        },
        "servers": [{"url": "/"}],
        "security": [{"bearer": []}],
        "tags": groups.map(|(name, about)| json!({"name": name, "description": about})).collect::<Vec<_>>(),
        "paths": paths,
        "components": {
            "responses": responses,
            "headers": {
                "X-Request-Id": {"description": "The name of this request: the caller's own, as it was sent (1 to 128 visible ASCII characters), or a new one.", "schema": {"type": "string"}},
                "Audit-Receipt": {"description": "Where the change stands in the log: origin, index, leaf hash.", "schema": {"type": "string"}},
                "ETag": {"description": "The version, for If-Match and If-None-Match.", "schema": {"type": "string"}},
                "Location": {"description": "The address of what was made.", "schema": {"type": "string"}},
                "Link": {"description": "rel=\"next\" while there is a next page.", "schema": {"type": "string"}},
            },
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    });
    let schemas = generators.merged(&mut document);
    if let Some(components) = document.pointer_mut("/components").and_then(Value::as_object_mut) {
        components.insert("schemas".into(), Value::Object(schemas));
    }
    document
}
