//! What is published of the door is what the door does.

use std::collections::BTreeSet;
use std::path::Path;

use quorate::access::roles::printed;
use quorate::http::listing::table::Format;
use quorate::http::published::openapi;
use quorate::http::route::Method;
use quorate::http::router::Router;
use quorate::routes::routes;
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
    serde_json::from_slice(&openapi::published(&Router::of(routes()).unwrap()).unwrap()).unwrap()
}

#[test]
fn the_committed_document_is_the_one_of_the_code() {
    let text = openapi::published(&Router::of(routes()).unwrap()).unwrap();
    same_as("docs/openapi.json", std::str::from_utf8(&text).unwrap());
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
            routed.extend(Format::ALL.map(|format| (format!("{}.{}", route.path, format.suffix()), method.clone())));
        }
        routed.insert((route.path.to_owned(), method));
    }
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

#[test]
fn every_route_is_described_and_says_who_may_come() {
    for route in routes() {
        assert!(route.need.is_some() && !route.summary.is_empty() && route.summary.ends_with('.'), "{route:?}");
        assert!(route.path == "/" || !route.path.ends_with('/'), "{route:?}");
        // A change of one thing answers with its new version; what is deleted has none.
        assert!(!route.needs_match || route.tagged || route.method == Method::Delete, "{route:?}");
    }
}
