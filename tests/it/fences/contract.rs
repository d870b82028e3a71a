//! The contract does not break unnoticed. The document of the last release is kept in `docs/released`;
//! whatever a program written for it could stumble over now is named here, one line each. Before 1.0 such a
//! line stands in `CHANGELOG.md`, under "Incompatible", with its reason; from then on it needs a new major
//! version. What is compatible, and what a program must bear, is written in `CONTRIBUTING.md`.

mod schemas;

use std::collections::{BTreeMap, BTreeSet};

use quorate::http::published::openapi;
use quorate::http::router::Router;
use quorate::routes::{contents, routes};
use serde_json::{Value, json};

use self::schemas::{Compared, Way};
use super::source::none;

/// Each operation by its method and path; a table of `{format}` by each of its forms; none that answers
/// only that it is not built.
fn operations(document: &Value) -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if operation["responses"].get("501").is_some() {
                continue;
            }
            let Some(stem) = path.strip_suffix(".{format}") else {
                found.insert(format!("{} {path}", method.to_uppercase()), operation.clone());
                continue;
            };
            for form in ["csv", "json", "ndjson"] {
                let mut one = operation.clone();
                one["operationId"] = Value::Null;
                found.insert(format!("{} {stem}.{form}", method.to_uppercase()), one);
            }
        }
    }
    found
}

fn is_table(name: &str) -> bool {
    [".csv", ".json", ".ndjson"].iter().any(|form| name.ends_with(form)) && name != "GET /openapi.json"
}

/// Parameters by where they are and what they are called; those of a path by their place in it.
fn parameters(operation: &Value) -> BTreeMap<(String, String), Value> {
    let mut found = BTreeMap::new();
    let mut in_path = 0;
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let place = parameter["in"].as_str().unwrap().to_owned();
        let mut name = parameter["name"].as_str().unwrap().to_owned();
        if place == "path" {
            if name == "format" {
                continue;
            }
            in_path += 1;
            name = in_path.to_string();
        }
        found.insert((place, name), parameter.clone());
    }
    found
}

fn compare_parameters(name: &str, old: &Value, new: &Value, compared: &mut Compared<'_>) {
    let (were, are) = (parameters(old), parameters(new));
    for ((place, parameter), was) in &were {
        match are.get(&(place.clone(), parameter.clone())) {
            // A header that means nothing any more does no harm.
            None if place == "query" => compared.say(name, &format!("takes no `{parameter}` any more")),
            None => {}
            Some(is) => {
                if was["required"] != json!(true) && is["required"] == json!(true) {
                    compared.say(name, &format!("needs `{parameter}` now"));
                }
                compared.schema(Way::Taken, &format!("{name} `{parameter}`"), &was["schema"], &is["schema"]);
            }
        }
    }
    for (key, is) in are.iter().filter(|(key, _)| !were.contains_key(*key)) {
        if is["required"] == json!(true) {
            compared.say(name, &format!("needs `{}` now", key.1));
        }
    }
}

fn compare_bodies(name: &str, old: &Value, new: &Value, compared: &mut Compared<'_>) {
    let (was, is) = (&old["requestBody"], &new["requestBody"]);
    if was.is_null() && is["required"] == json!(true) {
        compared.say(name, "needs a body now");
    }
    for (media, content) in was["content"].as_object().into_iter().flatten() {
        match is["content"].get(media) {
            None => compared.say(name, &format!("takes no {media} any more")),
            Some(now) => compared.schema(Way::Taken, name, &content["schema"], &now["schema"]),
        }
    }
}

fn compare_answers(name: &str, old: &Value, new: &Value, compared: &mut Compared<'_>) {
    for (status, was) in old["responses"].as_object().unwrap().iter().filter(|(status, _)| status.starts_with(['2', '3'])) {
        let Some(is) = new["responses"].get(status) else {
            compared.say(name, &format!("answers {status} no longer"));
            continue;
        };
        for header in was["headers"].as_object().into_iter().flatten().map(|(header, _)| header) {
            if is["headers"].get(header).is_none() {
                compared.say(name, &format!("answers without {header} now"));
            }
        }
        for (media, content) in was["content"].as_object().into_iter().flatten() {
            match is["content"].get(media) {
                None => compared.say(name, &format!("answers no {media} any more")),
                Some(now) => compared.schema(Way::Given, name, &content["schema"], &now["schema"]),
            }
        }
    }
}

/// All that a program written for the old document could stumble over.
fn incompatible(old: &Value, new: &Value) -> BTreeSet<String> {
    let mut compared = Compared::of(old, new);
    let (were, are) = (operations(old), operations(new));
    for (name, was) in &were {
        let Some(is) = are.get(name) else {
            compared.say(name, "is gone");
            continue;
        };
        if was["operationId"] != is["operationId"] && !is_table(name) {
            compared.say(name, &format!("is called {} and no longer {}", is["operationId"], was["operationId"]));
        }
        compare_parameters(name, was, is, &mut compared);
        compare_bodies(name, was, is, &mut compared);
        compare_answers(name, was, is, &mut compared);
    }
    let problems = ["Problem"].map(|schema| json!({"$ref": format!("#/components/schemas/{schema}")}));
    problems.iter().for_each(|problem| compared.schema(Way::Given, "a problem", problem, problem));
    compared.said
}

fn now() -> Value {
    serde_json::from_slice(&openapi::published(&Router::of(routes()).unwrap(), contents()).unwrap()).unwrap()
}

fn read(path: &str) -> String {
    std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

#[test]
fn what_is_incompatible_with_the_last_release_is_in_the_changelog() {
    let released: Value = serde_json::from_str(&read("docs/released/openapi.json")).unwrap();
    let (now, changelog) = (now(), read("CHANGELOG.md"));
    let unreleased = changelog.split("\n## [").nth(1).unwrap().split("### Incompatible").nth(1).unwrap_or_default();
    let unreleased = unreleased.split("\n### ").next().unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    let major = |document: &Value| document["info"]["version"].as_str().unwrap().split('.').next().unwrap().to_owned();
    let crossed: Vec<String> = incompatible(&released, &now)
        .into_iter()
        .filter(|line| match major(&released).as_str() {
            "0" => !unreleased.contains(line.as_str()),
            released => major(&now) == released,
        })
        .collect();
    none("incompatible with the last release, and CHANGELOG.md does not say so under \"Incompatible\"", &crossed);
}

/// The fence bites: each of these is found, and what is compatible is not.
#[test]
fn every_kind_of_break_is_named() {
    let now = now();
    assert!(incompatible(&now, &now).is_empty());
    let broken = |pointer: &str, change: &dyn Fn(&mut Value)| {
        let mut other = now.clone();
        change(other.pointer_mut(pointer).unwrap_or_else(|| panic!("nothing at {pointer}")));
        incompatible(&now, &other).into_iter().collect::<Vec<_>>()
    };
    let remove = |name: &'static str| move |at: &mut Value| drop(at.as_object_mut().unwrap().remove(name).unwrap());
    let people = "/paths/~1api~1v1~1people";
    let schema = |name: &str| format!("/components/schemas/{name}");
    for (found, said) in [
        (broken("/paths", &remove("/api/v1/people")), "GET /api/v1/people is gone"),
        (broken("/paths", &remove("/api/v1/people.{format}")), "GET /api/v1/people.csv is gone"),
        (broken(&format!("{people}/get"), &|at| at["operationId"] = json!("persons")), "GET /api/v1/people is called"),
        (broken(&format!("{people}/get/parameters"), &|at| at.as_array_mut().unwrap().clear()), "takes no `tag` any more"),
        (
            broken(&format!("{people}/get/parameters"), &|at| {
                at.as_array_mut().unwrap().push(json!({"name": "why", "in": "query", "required": true, "schema": {}}));
            }),
            "needs `why` now",
        ),
        (broken(&schema("NewPerson"), &|at| at["required"] = json!(["code", "name"])), "NewPerson needs `code` now"),
        (broken(&schema("NewPerson/properties"), &remove("grade")), "NewPerson takes no `grade` any more"),
        (broken(&schema("PersonSeen/properties"), &remove("grade")), "PersonSeen answers no `grade` any more"),
        (broken(&schema("PersonSeen"), &|at| at["required"] = json!(["id"])), "PersonSeen may answer without `name` now"),
        (broken(&schema("PersonSeen/properties/name"), &|at| at["type"] = json!("integer")), "PersonSeen.name is no longer"),
        (broken(&schema("PersonSeen/properties/name"), &|at| at["type"] = json!(["string", "null"])), "PersonSeen.name is no longer"),
        (broken(&schema("NewPerson/properties/name"), &|at| at["maxLength"] = json!(3)), "NewPerson.name takes less (maxLength)"),
        (broken(&schema("Choice"), &|at| at["enum"] = json!(["for"])), "Choice takes no \"against\" any more"),
        (broken(&format!("{people}/post/responses"), &remove("201")), "POST /api/v1/people answers 201 no longer"),
        (broken(&format!("{people}/get/responses/200/headers"), &remove("Link")), "answers without Link now"),
        (broken(&schema("Problem/properties"), &remove("reasons")), "Problem answers no `reasons` any more"),
    ] {
        assert!(found.iter().any(|line| line.contains(said)), "{said}: {found:?}");
    }
    for found in [
        broken(&schema("PersonSeen/properties"), &|at| at["more"] = json!({"type": "string"})),
        broken(&schema("NewPerson/properties"), &|at| at["more"] = json!({"type": "string"})),
        broken(&schema("Choice"), &|at| at["enum"].as_array_mut().unwrap().push(json!("perhaps"))),
        broken("/paths", &|at| at["/api/v1/more"] = json!({"get": {"responses": {"200": {}}}})),
        broken(&format!("{people}/get/parameters"), &|at| {
            at.as_array_mut().unwrap().push(json!({"name": "why", "in": "query", "schema": {}}));
        }),
    ] {
        assert!(found.is_empty(), "{found:?}");
    }
}
