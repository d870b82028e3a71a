//! The descriptions of what is taken and of what is given, put under one roof.
//!
//! One type is described in two ways (a field that may be left out of a body is always in an
//! answer), so each way has a generator of its own, whose references lead to a place of its own
//! until both are put together.

use std::collections::BTreeSet;

use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

/// Where the descriptions of what is taken stand until they are put beside the others.
const TAKEN: &str = "#/components/taken/";
const GIVEN: &str = "#/components/schemas/";

pub(super) struct Generators {
    pub taken: SchemaGenerator,
    pub given: SchemaGenerator,
}

/// What is left out is left as it was, or is nothing: never null, which clears.
fn no_null_default(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if members.get("default").is_some_and(Value::is_null) {
                members.remove("default");
            }
            members.values_mut().for_each(no_null_default);
        }
        Value::Array(items) => items.iter_mut().for_each(no_null_default),
        _ => {}
    }
}

/// Every reference that stands in a description.
fn references<'v>(value: &'v Value, found: &mut BTreeSet<&'v str>) {
    match value {
        Value::Object(members) => {
            if let Some(Value::String(reference)) = members.get("$ref") {
                found.insert(reference);
            }
            members.values().for_each(|value| references(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

/// Leads every reference to what is taken to where it stands in the end.
fn lead(value: &mut Value, apart: &BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            if let Some(Value::String(reference)) = members.get_mut("$ref")
                && let Some(name) = reference.strip_prefix(TAKEN)
            {
                *reference = if apart.contains(name) { format!("{GIVEN}{name}Taken") } else { format!("{GIVEN}{name}") };
            }
            members.values_mut().for_each(|value| lead(value, apart));
        }
        Value::Array(items) => items.iter_mut().for_each(|value| lead(value, apart)),
        _ => {}
    }
}

impl Generators {
    pub fn new() -> Self {
        let at = |place: &str| {
            let path = place.trim_start_matches('#').trim_end_matches('/').to_owned();
            SchemaSettings::draft2020_12().with(move |settings| settings.definitions_path = path.into())
        };
        Self { taken: at(TAKEN).for_deserialize().into_generator(), given: at(GIVEN).for_serialize().into_generator() }
    }

    /// Puts both under one roof: a description that is the same both ways once, one that is not
    /// under a second name. Gives the roof, and leads the document's references there.
    pub fn merged(mut self, document: &mut Value) -> Map<String, Value> {
        let mut roof = self.given.take_definitions(true);
        let mut taken = self.taken.take_definitions(true);
        roof.values_mut().chain(taken.values_mut()).for_each(no_null_default);
        let none = BTreeSet::new();
        let differs = |name: &String, schema: &Value| {
            let mut alike = schema.clone();
            lead(&mut alike, &none);
            roof.get(name).is_some_and(|given| *given != alike)
        };
        let mut apart: BTreeSet<String> =
            taken.iter().filter(|(name, schema)| differs(name, schema)).map(|(name, _)| name.clone()).collect();
        // What speaks of one that stands apart stands apart too, where it is also given.
        loop {
            let speaks = |schema: &Value| {
                let mut found = BTreeSet::new();
                references(schema, &mut found);
                found.into_iter().filter_map(|reference| reference.strip_prefix(TAKEN)).any(|name| apart.contains(name))
            };
            let more: Vec<String> = taken
                .iter()
                .filter(|(name, schema)| !apart.contains(*name) && roof.contains_key(*name) && speaks(schema))
                .map(|(name, _)| name.clone())
                .collect();
            if more.is_empty() {
                break;
            }
            apart.extend(more);
        }
        for (name, mut schema) in taken {
            lead(&mut schema, &apart);
            let own = if apart.contains(&name) { format!("{name}Taken") } else { name };
            roof.insert(own, schema);
        }
        lead(document, &apart);
        roof
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use schemars::JsonSchema;
    use serde::{Deserialize, Serialize};
    use serde_json::json;

    use super::*;

    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Part {
        #[serde(default)]
        note: String,
    }

    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Whole {
        part: Part,
    }

    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Alike {
        /// A text that looks like a reference: `#/components/taken/Part`.
        text: String,
    }

    #[test]
    fn what_is_described_in_two_ways_stands_twice_with_all_that_speaks_of_it() {
        let mut generators = Generators::new();
        let mut document = json!({
            "body": generators.taken.subschema_for::<Whole>().to_value(),
            "answer": generators.given.subschema_for::<Whole>().to_value(),
            "both": [generators.taken.subschema_for::<Alike>().to_value(), generators.given.subschema_for::<Alike>().to_value()],
        });
        let roof = generators.merged(&mut document);
        assert_eq!(roof.keys().collect::<Vec<_>>(), ["Alike", "Part", "PartTaken", "Whole", "WholeTaken"]);
        assert_eq!(document["body"]["$ref"], "#/components/schemas/WholeTaken");
        assert_eq!(document["answer"]["$ref"], "#/components/schemas/Whole");
        assert_eq!(document["both"][0], document["both"][1]);
        assert_eq!(roof["WholeTaken"]["properties"]["part"]["$ref"], "#/components/schemas/PartTaken");
        assert_eq!(roof["Whole"]["properties"]["part"]["$ref"], "#/components/schemas/Part");
        let text = roof["Alike"]["properties"]["text"]["description"].as_str().unwrap();
        assert!(text.contains("#/components/taken/Part"), "what only looks like a reference stays as it is");
    }
}
