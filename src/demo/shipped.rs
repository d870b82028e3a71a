//! The scenes that are shipped: each a folder of `data/`, and the list of its practices beside it.

use super::scene::{Scene, toml};
use super::script::Script;
use crate::fault::Fault;

/// A scene as it is shipped: its files, unread.
struct Shipped {
    name: &'static str,
    scene: &'static str,
    script: &'static str,
    practices: &'static str,
}

macro_rules! shipped {
    ($name:literal, $practices:literal) => {
        Shipped {
            name: $name,
            scene: include_str!(concat!("data/", $name, "/scene.toml")),
            script: include_str!(concat!("data/", $name, "/script.toml")),
            practices: include_str!(concat!("data/", $practices)),
        }
    };
}

const SCENES: &[Shipped] = &[
    shipped!("harrogate", "practices_harrogate.csv"),
    shipped!("rotherham", "practices_rotherham.csv"),
    shipped!("hull", "practices_hull.csv"),
    shipped!("halton", "practices_halton.csv"),
    shipped!("north-west-london", "practices_north_west_london.csv"),
];

/// The scene that is played where none is named.
pub const DEFAULT: &str = "harrogate";

/// The names of the scenes there are, in the order in which they are listed.
pub fn names() -> impl Iterator<Item = &'static str> {
    SCENES.iter().map(|shipped| shipped.name)
}

/// Every scene.
///
/// # Errors
/// As [`find`].
pub fn all() -> Result<Vec<Scene>, Fault> {
    SCENES.iter().map(|shipped| shipped.read().map(|(scene, _)| scene)).collect()
}

/// A scene with its script; none of that name.
///
/// # Errors
/// A file that is not one; a test proves that each is.
pub fn find(name: &str) -> Result<Option<(Scene, Script)>, Fault> {
    SCENES.iter().find(|shipped| shipped.name == name).map(Shipped::read).transpose()
}

impl Shipped {
    fn read(&self) -> Result<(Scene, Script), Fault> {
        let mut scene: Scene = toml(&format!("{}/scene.toml", self.name), self.scene)?;
        scene.practices = csv::Reader::from_reader(self.practices.as_bytes())
            .deserialize()
            .collect::<Result<_, _>>()
            .map_err(|error| Fault::Other(format!("the practices of {}: {error}", self.name)))?;
        Ok((scene, toml(&format!("{}/script.toml", self.name), self.script)?))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;

    #[test]
    fn each_scene_can_be_read_and_is_known_by_its_name() {
        assert!(names().any(|name| name == DEFAULT));
        assert!(find("nowhere").unwrap().is_none());
        for shipped in SCENES {
            let (scene, _) = shipped.read().unwrap();
            assert_eq!(scene.name, shipped.name);
            assert_eq!(scene.slug, format!("{}-demo", shipped.name), "a register is known by its scene");
        }
        let registers: BTreeSet<String> = all().unwrap().into_iter().map(|scene| scene.register).collect();
        assert_eq!(registers.len(), SCENES.len(), "nor are two registers of one name");
    }

    #[test]
    fn what_is_shipped_names_only_what_there_is() {
        for shipped in SCENES {
            let (scene, script) = shipped.read().unwrap();
            let person = |code: &str| assert!(scene.person.iter().any(|person| person.code == code), "{}: {code}", shipped.name);
            let committee = |code: &String| assert!(scene.committee.iter().any(|one| one.code == *code), "{}: {code}", shipped.name);
            for one in &scene.committee {
                let terms = scene.terms(one).unwrap();
                for seat in terms.get("seats").and_then(Value::as_array).unwrap() {
                    person(one.holder(seat.get("id").unwrap().as_str().unwrap()));
                }
            }
            for act in &script.act {
                let meeting = scene.meeting.iter().find(|meeting| act.meeting.as_ref().is_none_or(|code| meeting.code == *code)).unwrap();
                // What was carried over stands on the agenda of a later meeting without being written there.
                let carried = script.act.iter().flat_map(|act| &act.steps).any(|step| step.to.as_ref() == Some(&meeting.code));
                let item = |number: &String| {
                    let stands = carried || meeting.item.iter().any(|item| item.number == *number);
                    assert!(stands, "{}, {}: {number}", shipped.name, meeting.code);
                };
                for step in &act.steps {
                    step.who.iter().chain(&step.by).chain(&step.with).chain(&step.without).for_each(|code| person(code));
                    step.item.iter().chain(&step.for_item).for_each(item);
                    step.committees.iter().for_each(committee);
                    assert!(step.role.is_none_or(|role| scene.sign_in.iter().any(|sign_in| sign_in.role == role)));
                }
            }
            scene.meeting.iter().flat_map(|meeting| &meeting.committees).for_each(committee);
            let declared = scene.declaration.iter().map(|declaration| &declaration.person).chain(scene.nil.iter().map(|nil| &nil.person));
            declared.for_each(|code| person(code));
        }
    }

    #[test]
    fn the_lists_of_practices_are_as_the_nhs_has_them() {
        let practices_of = |name: &str, commissioner: &str| {
            find(name).unwrap().unwrap().0.practices.iter().filter(|practice| practice.commissioner == commissioner).count()
        };
        assert_eq!((practices_of("harrogate", "03E"), practices_of("harrogate", "03Q")), (17, 5));
        assert_eq!((practices_of("rotherham", "03L"), practices_of("hull", "03F"), practices_of("halton", "01F")), (36, 57, 17));
        assert_eq!((practices_of("north-west-london", "07W"), practices_of("north-west-london", "08E")), (79, 34));
    }
}
