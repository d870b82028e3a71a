//! A collection as one table, in the published document: one address for its three forms.

use serde_json::{Map, Value, json};

use super::parameters::parameter;
use super::roles::whoever_may;
use crate::access::Action;
use crate::http::listing::table::Format;
use crate::http::route::{Permission, Route};

/// Where a collection's tables are: `/things.{format}`.
pub(super) fn address(route: &Route) -> String {
    format!("{}.{{format}}", route.path)
}

/// The operation that gives the same collection as one table.
pub(super) fn operation(collection: &Map<String, Value>, route: &Route) -> Map<String, Value> {
    let mut table = collection.clone();
    table.insert("operationId".into(), json!(format!("{}_as_table", route.name)));
    table.insert("summary".into(), json!(format!("{} As one table.", route.summary)));
    if let Some(Value::Array(parameters)) = table.get_mut("parameters") {
        // A table is sent whole.
        parameters.retain(|parameter| !["limit", "cursor", "count"].iter().any(|name| parameter.get("name") == Some(&json!(name))));
        let forms = json!({"type": "string", "enum": Format::ALL.map(Format::suffix)});
        parameters.push(parameter(
            "format",
            "path",
            true,
            "csv for a spreadsheet; ndjson (one object a line) or json (one array) for a program.",
            &forms,
        ));
        let mark = json!({"type": "boolean", "default": true});
        parameters.push(parameter("bom", "query", false, "Whether a csv begins with a byte order mark, as spreadsheets want it.", &mark));
    }
    let both = match route.need {
        Some(Permission::May(action)) if action != Action::TakeExports => whoever_may(&[action, Action::TakeExports]),
        _ => whoever_may(&[Action::TakeExports]),
    };
    table.insert("description".into(), json!(format!("{both} It is recorded as an export.")));
    let responses = table.get_mut("responses").and_then(Value::as_object_mut);
    // What is sent as it is read has no tag, and is never known already.
    if let Some(answer) = responses.and_then(|responses| {
        responses.remove("304");
        responses.get_mut("200").and_then(Value::as_object_mut)
    }) {
        let media = |format: Format| format.media().split(';').next().unwrap_or_default().to_owned();
        answer.insert("content".into(), Value::Object(Format::ALL.map(|format| (media(format), json!({}))).into_iter().collect()));
        if let Some(headers) = answer.get_mut("headers").and_then(Value::as_object_mut) {
            headers.retain(|name, _| !matches!(name.as_str(), "ETag" | "Link"));
            headers.insert("Audit-Receipt".into(), json!({"$ref": "#/components/headers/Audit-Receipt"}));
        }
    }
    table
}
