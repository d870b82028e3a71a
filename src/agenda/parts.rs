//! C7.1: an agenda grouped by the parts in which it is taken.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::rules::Composed;
use crate::committees::PartLevel;
use crate::ids::ItemId;
use crate::meetings::Sitting;

/// A part in which the agenda is taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SheetPart {
    /// The word that items give as their `agenda_part`; null of the items that are in no part.
    pub part: Option<String>,
    /// What each committee may do in it, in a sentence.
    pub says: String,
    /// Its items in the order of the agenda, as in `/api/v1/items/{id}`, parts of an item among them.
    pub items: Vec<ItemId>,
}

/// The parts that the terms of the committees have, in their order, each with its items; last the items that are in none.
#[must_use]
pub fn parts(sitting: &Sitting, composed: &Composed) -> Vec<SheetPart> {
    let terms = || sitting.committees.iter().filter_map(|at| Some((at, at.terms.as_ref()?)));
    let mut words: Vec<&str> = Vec::new();
    for one in terms().flat_map(|(_, terms)| &terms.agenda_parts) {
        if !words.contains(&one.part.as_str()) {
            words.push(&one.part);
        }
    }
    if words.is_empty() {
        return Vec::new();
    }
    let part_of = |id: ItemId| sitting.item(id).and_then(|item| item.agenda_part.as_deref()).filter(|part| words.contains(part));
    let items = |part: Option<&str>| composed.items.iter().map(|one| one.item).filter(|id| part_of(*id) == part).collect::<Vec<_>>();
    let told = |part: &&str| {
        let mut says = Vec::new();
        for (level, does) in [(PartLevel::Decide, "decide"), (PartLevel::Recommend, "recommend")] {
            let names: Vec<&str> =
                terms().filter(|(_, terms)| terms.part_level(part) == Some(level)).map(|(at, _)| at.committee.name.as_str()).collect();
            match names.as_slice() {
                [] => {}
                [one] => says.push(format!("{one} {does}s")),
                several => says.push(format!("{} {does}", several.join(" and "))),
            }
        }
        SheetPart {
            part: Some((*part).to_owned()),
            says: format!("Part {}: {}.", part.replace('_', " "), says.join("; ")),
            items: items(Some(*part)),
        }
    };
    let mut all: Vec<SheetPart> = words.iter().map(told).collect();
    let rest = items(None);
    if !rest.is_empty() {
        all.push(SheetPart { part: None, says: "In no part of the agenda.".to_owned(), items: rest });
    }
    all
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;
    use crate::agenda::ComposedItem;
    use crate::meetings::scene::Scene;

    fn told(scene: &Scene) -> Vec<(Option<String>, String, usize)> {
        let items = scene.sitting.items.iter().map(|item| ComposedItem { item: item.id, ..ComposedItem::default() }).collect();
        parts(&scene.sitting, &Composed { items }).into_iter().map(|part| (part.part, part.says, part.items.len())).collect()
    }

    #[test]
    fn an_agenda_is_grouped_by_the_parts_of_the_terms() {
        let mut scene = Scene::under(
            "a:lay!chair",
            json!({"agenda_parts": [{"part": "one", "level": "decide"}, {"part": "two", "level": "recommend"}]}),
        );
        let part = |word: &str, says: &str, items| (Some(word.to_owned()), says.to_owned(), items);
        let (one, two) = ("Part one: the committee decides.", "Part two: the committee recommends.");
        assert_eq!(told(&scene), [part("one", one, 0), part("two", two, 0), (None, "In no part of the agenda.".to_owned(), 1)]);
        scene.change(|item| item.agenda_part = Some("two".into()));
        assert_eq!(told(&scene), [part("one", one, 0), part("two", two, 1)]);
        scene.terms().agenda_parts.clear();
        assert_eq!(told(&scene), []);
    }
}
