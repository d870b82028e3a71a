//! What is on the map of the API and not built yet: it answers 501, and the document says so, with
//! what there is instead.

use serde_json::{Map, Value, json};

use super::parameters::parameter;
use crate::http::route::Method;

/// The group of these operations, the last of all.
pub(super) const GROUP: (&str, &str) = ("Not built yet", "On the map of the API, and answered with 501: each says what there is instead.");

/// The names between braces of an address.
fn names(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

/// A name for it, of its method and the words of its address.
fn operation_id(method: Method, path: &str) -> String {
    let words = path.trim_start_matches("/api/v1").split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<&str> = words.collect();
    format!("not_built_{}_{}", method.as_str().to_lowercase(), words.join("_"))
}

pub(super) fn operation(method: Method, path: &str, instead: &str) -> Map<String, Value> {
    let word = json!({"type": "string", "minLength": 1});
    let parameters: Vec<Value> = names(path).map(|name| parameter(name, "path", true, "Not looked at.", &word)).collect();
    let mut operation = Map::new();
    operation.insert("operationId".into(), json!(operation_id(method, path)));
    operation.insert("tags".into(), json!([GROUP.0]));
    operation.insert("summary".into(), json!(instead));
    operation.insert("parameters".into(), Value::Array(parameters));
    operation.insert("security".into(), json!([]));
    let answer = json!({"$ref": "#/components/responses/Problem501"});
    operation.insert("responses".into(), json!({"501": answer}));
    operation
}
