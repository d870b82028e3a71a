//! Two JSON Schemas of one thing, an old and a new, in one of two ways: what is taken may grow and never
//! shrink; what is given may say more and never less.

use std::collections::BTreeSet;

use serde_json::{Value, json};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    Taken,
    Given,
}

pub struct Compared<'d> {
    old: &'d Value,
    new: &'d Value,
    pub said: BTreeSet<String>,
    /// Pairs of references that were compared already, or are being.
    seen: BTreeSet<(Way, String, String)>,
}

fn types(schema: &Value) -> BTreeSet<String> {
    match &schema["type"] {
        Value::String(one) => BTreeSet::from([one.clone()]),
        Value::Array(all) => all.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => BTreeSet::new(),
    }
}

/// The words a value is one of; none where it is not one of some.
fn words(schema: &Value) -> BTreeSet<String> {
    let listed = schema["enum"].as_array().into_iter().flatten().cloned();
    listed.chain(schema.get("const").cloned()).map(|word| word.to_string()).collect()
}

fn names(schema: &Value, member: &str) -> BTreeSet<String> {
    schema[member].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

impl<'d> Compared<'d> {
    pub fn of(old: &'d Value, new: &'d Value) -> Self {
        Self { old, new, said: BTreeSet::new(), seen: BTreeSet::new() }
    }

    pub fn say(&mut self, place: &str, what: &str) {
        self.said.insert(format!("{place} {what}"));
    }

    /// Compares two descriptions of what stands at one place.
    pub fn schema(&mut self, way: Way, place: &str, old: &Value, new: &Value) {
        let named = |schema: &Value| schema["$ref"].as_str().map(str::to_owned);
        let (was, is) = (named(old), named(new));
        if let (Some(was), Some(is)) = (&was, &is)
            && !self.seen.insert((way, was.clone(), is.clone()))
        {
            return;
        }
        // What has a name in the document is told under that name, wherever it is used.
        let name = was.as_deref().and_then(|reference| reference.rsplit('/').next()).map(|name| name.trim_end_matches("Taken"));
        let place = name.unwrap_or(place).to_owned();
        let (old, new) = (resolved(self.old, old), resolved(self.new, new));
        let (old_kinds, new_kinds) = (variants(self.old, &old), variants(self.new, &new));
        match (old_kinds.as_slice(), new_kinds.as_slice()) {
            ([old], [new]) => self.one(way, &place, &resolved(self.old, old), &resolved(self.new, new)),
            (old, new) => self.kinds(way, &place, old, new),
        }
    }

    /// One of several: each that was taken is taken, and none is given that was not.
    fn kinds(&mut self, way: Way, place: &str, old: &[Value], new: &[Value]) {
        let marked =
            |document: &Value, all: &[Value]| all.iter().map(|one| (mark(&resolved(document, one)), one.clone())).collect::<Vec<_>>();
        let (old, new) = (marked(self.old, old), marked(self.new, new));
        let (asked, among) = if way == Way::Taken { (&old, &new) } else { (&new, &old) };
        for (mark, one) in asked {
            let same = among.iter().find(|(_, other)| other == one);
            match same.or_else(|| among.iter().find(|(other, _)| other == mark)) {
                Some((_, other)) if way == Way::Taken => self.schema(way, place, one, other),
                Some((_, other)) => self.schema(way, place, other, one),
                None => {
                    let what = if way == Way::Taken { "no longer taken" } else { "given as another kind" };
                    self.say(place, &format!("is {what}: {mark}"));
                }
            }
        }
    }

    fn one(&mut self, way: Way, place: &str, old: &Value, new: &Value) {
        let (was, is) = (types(old), types(new));
        let fits = if way == Way::Taken { was.is_subset(&is) || is.is_empty() } else { is.is_subset(&was) || was.is_empty() };
        if !fits {
            self.say(place, &format!("is no longer {}", was.into_iter().collect::<Vec<_>>().join(" or ")));
            return;
        }
        if way == Way::Taken {
            let (were, are) = (words(old), words(new));
            // A word more in an answer is borne; one that was taken stays so.
            for word in were.difference(&are).filter(|_| !are.is_empty()) {
                self.say(place, &format!("takes no {word} any more"));
            }
            self.bounds(place, old, new);
        } else if old["format"] != new["format"] {
            self.say(place, &format!("is given in another form: {}", new["format"]));
        }
        self.members(way, place, old, new);
        for part in ["items", "additionalProperties"] {
            if old[part].is_object() && new[part].is_object() {
                self.schema(way, &format!("{place}[]"), &old[part], &new[part]);
            }
        }
    }

    fn bounds(&mut self, place: &str, old: &Value, new: &Value) {
        let number = |schema: &Value, bound: &str| schema[bound].as_f64();
        let mut less = Vec::new();
        for (bound, is_most) in [
            ("maxLength", true),
            ("minLength", false),
            ("maximum", true),
            ("minimum", false),
            ("maxItems", true),
            ("minItems", false),
            ("minProperties", false),
        ] {
            let (was, is) = (number(old, bound), number(new, bound));
            let narrower = match (was, is) {
                (Some(was), Some(is)) => {
                    if is_most {
                        is < was
                    } else {
                        is > was
                    }
                }
                (None, Some(is)) => is_most || is > 0.0,
                (_, None) => false,
            };
            // One letter at least is what anybody sends.
            if narrower && !(bound == "minLength" && is == Some(1.0)) {
                less.push(bound);
            }
        }
        for form in ["pattern", "format"] {
            if !new[form].is_null() && old[form] != new[form] {
                less.push(form);
            }
        }
        for bound in less {
            self.say(place, &format!("takes less ({bound})"));
        }
    }

    fn members(&mut self, way: Way, place: &str, old: &Value, new: &Value) {
        let none = serde_json::Map::new();
        let (were, are) = (old["properties"].as_object().unwrap_or(&none), new["properties"].as_object().unwrap_or(&none));
        let (needed, needs) = (names(old, "required"), names(new, "required"));
        for (name, was) in were {
            let Some(is) = are.get(name) else {
                let what = if way == Way::Taken { "takes" } else { "answers" };
                if way == Way::Given || new["additionalProperties"] == json!(false) {
                    self.say(place, &format!("{what} no `{name}` any more"));
                }
                continue;
            };
            if way == Way::Given && needed.contains(name) && !needs.contains(name) {
                self.say(place, &format!("may answer without `{name}` now"));
            }
            self.schema(way, &format!("{place}.{name}"), was, is);
        }
        if way == Way::Taken {
            for name in needs.difference(&needed) {
                self.say(place, &format!("needs `{name}` now"));
            }
        }
    }
}

/// What a reference leads to; what stands beside it says nothing of the shape.
fn resolved(document: &Value, schema: &Value) -> Value {
    let mut schema = schema;
    while let Some(reference) = schema["$ref"].as_str() {
        schema = document.pointer(reference.trim_start_matches('#')).unwrap();
    }
    schema.clone()
}

/// The kinds that a value may be of, each without a further choice within it; no kind more than once.
fn variants(document: &Value, schema: &Value) -> Vec<Value> {
    let mut found: Vec<Value> = Vec::new();
    let choices = ["anyOf", "oneOf"].iter().find_map(|several| schema[*several].as_array());
    match choices {
        None => found.push(schema.clone()),
        Some(all) => {
            let mut by_words = BTreeSet::new();
            for branch in all {
                for one in variants(document, &resolved(document, branch)) {
                    let whole = resolved(document, &one);
                    // Words of one kind, each described apart, are one kind with several words.
                    if !words(&whole).is_empty() && types(&whole) == BTreeSet::from(["string".to_owned()]) {
                        by_words.extend(words(&whole));
                    } else if branch["$ref"].is_string() && whole == resolved(document, branch) {
                        // It keeps its name, under which it is compared once.
                        found.push(branch.clone());
                    } else {
                        found.push(one);
                    }
                }
            }
            if !by_words.is_empty() {
                let listed: Vec<Value> = by_words.iter().map(|word| serde_json::from_str(word).unwrap()).collect();
                found.push(json!({"type": "string", "enum": listed}));
            }
        }
    }
    found
}

/// By what one kind is told from another: its type, and of objects the members that it cannot be without.
fn mark(schema: &Value) -> String {
    let kinds = types(schema).into_iter().collect::<Vec<_>>().join(" or ");
    let members = names(schema, "required").into_iter().collect::<Vec<_>>().join(", ");
    if members.is_empty() { kinds } else { format!("{kinds} of {members}") }
}
