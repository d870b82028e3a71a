//! What is published of the door is what the door does.

use std::collections::BTreeSet;
use std::path::Path;

use quorate::access::roles::printed;
use quorate::cli::schema::{Written, schema};
use quorate::http::published::openapi;
use quorate::http::route::Method;
use quorate::http::router::Router;
use quorate::not_built::NOT_BUILT;
use quorate::routes::{contents, routes};
use serde_json::Value;

/// Compares with a committed file; with `UPDATE_SNAPSHOTS=1`, writes it.
pub fn same_as(path: &str, now: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, now).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    if kept != now {
        let difference = similar::TextDiff::from_lines(kept.as_str(), now).unified_diff().context_radius(2).to_string();
        let short: String = difference.lines().take(60).collect::<Vec<_>>().join("\n");
        panic!("{} is not what the program says (UPDATE_SNAPSHOTS=1 writes it):\n{short}", path.display());
    }
}

fn published() -> Value {
    serde_json::from_slice(&openapi::published(&Router::of(routes()).unwrap(), contents()).unwrap()).unwrap()
}

#[test]
fn the_committed_document_is_the_one_of_the_code() {
    let text = openapi::published(&Router::of(routes()).unwrap(), contents()).unwrap();
    same_as("docs/openapi.json", std::str::from_utf8(&text).unwrap());
}

/// An editor completes what is written by hand from these; a key that is renamed there and not here is a
/// key that nobody finds.
#[test]
fn the_committed_schemas_are_those_of_the_types() {
    for of in Written::ALL {
        same_as(&format!("config/schema/{}", of.file()), &format!("{}\n", schema(of)));
    }
}

#[test]
fn the_committed_table_of_roles_is_the_one_of_the_code() {
    same_as("tests/verdicts/roles.txt", &printed());
}

#[test]
fn router_and_document_have_the_same_operations() {
    let mut routed: BTreeSet<(String, String)> = BTreeSet::new();
    for route in routes() {
        let method = route.method.as_str().to_lowercase();
        if route.formats {
            routed.insert((format!("{}.{{format}}", route.path), method.clone()));
        }
        routed.insert((route.path.to_owned(), method));
    }
    routed.extend(NOT_BUILT.iter().map(|(method, path, _)| ((*path).to_owned(), method.as_str().to_lowercase())));
    let document = published();
    let documented: BTreeSet<(String, String)> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, item)| item.as_object().unwrap().keys().map(|method| (path.clone(), method.clone())).collect::<Vec<_>>())
        .collect();
    assert_eq!(routed, documented);
}

#[test]
fn every_reference_of_the_document_leads_somewhere() {
    fn walk(value: &Value, document: &Value) {
        match value {
            Value::Object(members) => {
                if let Some(Value::String(reference)) = members.get("$ref") {
                    let pointer = reference.strip_prefix('#').unwrap_or_else(|| panic!("{reference} leads outside"));
                    assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
                }
                members.values().for_each(|value| walk(value, document));
            }
            Value::Array(items) => items.iter().for_each(|value| walk(value, document)),
            _ => {}
        }
    }
    let document = published();
    walk(&document, &document);
    assert_eq!(document["openapi"], "3.1.0");
}

/// The groups stand in the order of the job, each with a sentence; each operation is in one of them.
#[test]
fn every_operation_is_in_a_group_and_every_group_has_one() {
    let document = published();
    let groups: Vec<&str> = document["tags"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap()).collect();
    assert!(document["tags"].as_array().unwrap().iter().all(|tag| tag["description"].as_str().is_some_and(|about| about.ends_with('.'))));
    let used: BTreeSet<&str> = operations(&document).iter().map(|(_, operation)| operation["tags"][0].as_str().unwrap()).collect();
    assert_eq!(used, groups.iter().copied().collect());
    assert_eq!(groups.first(), Some(&"Sign-in"));
    assert_eq!(groups.last(), Some(&"Not built yet"));
    let at = |name: &str| groups.iter().position(|group| *group == name).unwrap();
    assert!(at("Committees") < at("Meetings") && at("Meetings") < at("Deciding") && at("Deciding") < at("Minutes"));
}

/// Every operation with its name, such as `GET /api/v1/people`.
fn operations(document: &Value) -> Vec<(String, &Value)> {
    let items = document["paths"].as_object().unwrap();
    items
        .iter()
        .flat_map(|(path, item)| {
            item.as_object().unwrap().iter().map(move |(method, operation)| (format!("{} {path}", method.to_uppercase()), operation))
        })
        .collect()
}

/// A stranger reads nothing but the document: no operation, parameter, body or property without a sentence.
#[test]
fn everything_in_the_document_has_a_sentence() {
    fn properties(place: &str, schema: &Value, silent: &mut Vec<String>) {
        // A choice of one word that opens one thing is explained where the choice is.
        let is_explained = schema["description"].is_string() && schema["properties"].as_object().is_some_and(|all| all.len() == 1);
        for (name, property) in schema["properties"].as_object().into_iter().flatten().filter(|_| !is_explained) {
            if property.is_object() && !property["description"].as_str().is_some_and(|text| text.ends_with(['.', '?', ')'])) {
                silent.push(format!("{place}.{name}"));
            }
        }
        for several in ["oneOf", "anyOf", "allOf"] {
            schema[several].as_array().into_iter().flatten().for_each(|one| properties(place, one, silent));
        }
    }
    let document = published();
    let mut silent = Vec::new();
    for (name, operation) in operations(&document) {
        if !operation["summary"].as_str().is_some_and(|text| text.ends_with('.')) {
            silent.push(name.clone());
        }
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            if !parameter["description"].as_str().is_some_and(|text| text.ends_with('.')) {
                silent.push(format!("{name} ?{}", parameter["name"].as_str().unwrap()));
            }
        }
    }
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        if !schema["description"].is_string() {
            silent.push(name.clone());
        }
        properties(name, schema, &mut silent);
    }
    assert!(silent.is_empty(), "{} have no sentence: {}", silent.len(), silent.join(", "));
}

#[test]
fn every_route_is_described_and_says_who_may_come() {
    for route in routes() {
        assert!(route.need.is_some() && !route.summary.is_empty() && route.summary.ends_with('.'), "{route:?}");
        assert!(route.path == "/" || !route.path.ends_with('/'), "{route:?}");
        // A change of one thing answers with its new version; what is deleted has none.
        assert!(!route.needs_match || route.tagged || route.method == Method::Delete, "{route:?}");
    }
}
