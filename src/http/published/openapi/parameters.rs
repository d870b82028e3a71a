//! The parameters of a route in the published document: of its path, its query and its pages.

use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use crate::http::listing::page::{DEFAULT, MOST};
use crate::http::route::Route;
use crate::http::thing::{Of, Thing};
use crate::moment::Instant;

pub(super) fn parameter(name: &str, place: &str, required: bool, description: &str, schema: &Value) -> Value {
    let mut parameter = json!({"name": name, "in": place, "required": required, "schema": schema});
    if let (false, Some(parameter)) = (description.is_empty(), parameter.as_object_mut()) {
        parameter.insert("description".into(), json!(description));
    }
    parameter
}

/// `?outcome=a,b`: a list is written with commas, and null is not a thing a query can say.
pub(super) fn query_parameters(route: &Route) -> Vec<Value> {
    let mut found = Vec::new();
    if let Some(query) = route.query {
        let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
        let schema = query(&mut settings.into_generator());
        let required: Vec<&str> =
            schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
        for (name, schema) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let mut schema = schema.clone();
            not_null(&mut schema);
            let description = schema.get("description").and_then(Value::as_str).unwrap_or_default().to_owned();
            let is_list = schema.get("type") == Some(&json!("array"));
            // What stands between two commas is a word.
            if let (true, Some(list)) = (is_list, schema.as_object_mut()) {
                list.entry("minItems").or_insert_with(|| json!(1));
            }
            let mut parameter = parameter(name, "query", required.contains(&name.as_str()), &description, &schema);
            if let (true, Some(parameter)) = (is_list, parameter.as_object_mut()) {
                parameter.insert("explode".into(), json!(false));
            }
            found.push(parameter);
        }
    }
    if route.paged {
        found.push(parameter(
            "limit",
            "query",
            false,
            "How many items a page has.",
            &json!({"type": "integer", "minimum": 1, "maximum": MOST, "default": DEFAULT}),
        ));
        found.push(parameter(
            "cursor",
            "query",
            false,
            "`next` of the page before.",
            &json!({"type": "string", "pattern": "^[A-Za-z0-9_-]+[.][A-Za-z0-9_-]+$"}),
        ));
        found.push(parameter("count", "query", false, "Whether `total` is wanted.", &json!({"type": "boolean", "default": false})));
    }
    found.extend(sort(route));
    if route.hindsight {
        let description = "As the register knew it at this instant; as it knows it now, where it is left out.";
        found.push(parameter("known_at", "query", false, description, &instant()));
    }
    found
}

/// What names a thing is an id, or the code it goes by; what names a page is a word.
pub(super) fn path_parameter(route: &Route, name: &str) -> (Value, String) {
    match route.of {
        Some(Of::Thing(Thing { name, coded: Some(coded), .. })) => {
            (json!({"type": "string", "minLength": 1}), format!("Which {name}: its id, or its {}.", coded.called))
        }
        Some(Of::Thing(Thing { name, .. })) => (json!({"type": "string", "format": "uuid"}), format!("Which {name}, by its id.")),
        _ => (json!({"type": "string", "minLength": 1}), format!("The {name} that was given, or is asked about.")),
    }
}

/// An instant as a parameter.
fn instant() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    settings.into_generator().subschema_for::<Instant>().to_value()
}

/// The words of `sort`, as they stand and turned around.
fn sort(route: &Route) -> Option<Value> {
    let words: Vec<String> = route.sorts.iter().flat_map(|field| [(*field).to_owned(), format!("-{field}")]).collect();
    if words.is_empty() {
        return None;
    }
    let description = "By what it is sorted, first to last; with - before a word, the last first.";
    // By each field once, in one direction.
    let twice = |field: &&str| json!({"not": {"allOf": [{"contains": {"const": field}}, {"contains": {"const": format!("-{field}")}}]}});
    let once: Vec<Value> = route.sorts.iter().map(twice).collect();
    let schema = json!({"type": "array", "items": {"enum": words}, "minItems": 1, "uniqueItems": true, "allOf": once});
    let mut sort = parameter("sort", "query", false, description, &schema);
    if let Some(sort) = sort.as_object_mut() {
        sort.insert("explode".into(), json!(false));
    }
    Some(sort)
}

fn not_null(schema: &mut Value) {
    let Some(object) = schema.as_object_mut() else { return };
    if let Some(Value::Array(types)) = object.get_mut("type") {
        types.retain(|kind| kind != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            object.insert("type".into(), only);
        }
    }
    if let Some(Value::Array(words)) = object.get_mut("enum") {
        words.retain(|word| !word.is_null());
    }
    if let Some(Value::Array(any)) = object.get_mut("anyOf") {
        any.retain(|schema| schema.get("type") != Some(&json!("null")));
        if let [only] = any.as_slice() {
            let only = only.clone();
            object.remove("anyOf");
            if let Some(only) = only.as_object() {
                for (name, value) in only {
                    object.entry(name.clone()).or_insert_with(|| value.clone());
                }
            }
        }
    }
}
