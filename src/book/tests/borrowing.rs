//! C5.4: whose vote a seat has while somebody is borrowed into it.

use crate::access::Seen;
use crate::meetings::scene::{Scene, item};
use crate::policy::Phase;
use crate::votes::{CastVote, admit};

fn scene() -> Scene {
    let mut scene = Scene::of("chair:lay!chair vice:lay!vice_chair chief:officer#chief_officer a:lay");
    scene.arrive("visitor");
    scene
}

#[test]
fn the_seat_is_theirs_for_the_item_and_its_parts_alone() {
    let mut scene = scene();
    let (mut part, other) = (item("1.1", 1), item("2", 2));
    part.part_of = Some(scene.item().id);
    scene.sitting.items.extend([part, other]);
    scene.borrow("visitor", Some("a"), "chair");
    let votes = |scene: &Scene, n: usize, name: &str| {
        let item = scene.sitting.items.get(n).unwrap();
        let command = CastVote {
            item: Seen::without_asking(item.id),
            committee: Some(scene.at().committee.id),
            person: Some(scene.id(name)),
            seat: None,
            choice: crate::meetings::Choice::For,
        };
        admit(&scene.sitting, &scene.room(), item, scene.at(), &command).is_ok()
    };
    for n in 0..3 {
        let id = scene.sitting.items.get(n).unwrap().id;
        scene.begin_of(id, Phase::Decision);
    }
    let said: Vec<(bool, bool)> = (0..3).map(|n| (votes(&scene, n, "visitor"), votes(&scene, n, "a"))).collect();
    assert_eq!(said, [(true, false), (true, false), (false, true)], "who holds it has no vote meanwhile");
    let mut voice = self::scene();
    voice.begin(Phase::Decision);
    voice.borrow("visitor", None, "chair");
    assert!(!votes(&voice, 0, "visitor") && votes(&voice, 0, "a"), "a voice is no vote");
}
