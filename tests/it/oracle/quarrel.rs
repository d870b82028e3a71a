//! The first reading against the second, over whole meetings.

use proptest::prelude::*;

use super::building::{person, sitting};
use super::committees::{PEOPLE, plan};
use super::reading::conflicts as second;
use super::reading::rights::{in_private, row};
use super::{config, first, reading};

use quorate::policy::{Phase, Treatment};

proptest! {
    #![proptest_config(config("tests/it/oracle/regressions/conflicts.txt"))]

    #[test]
    fn both_readings_find_the_same_relations_proposals_and_floors(plan in plan(false)) {
        let sitting = sitting(&plan);
        for item in &sitting.items {
            for who in (0..PEOPLE as u8).map(person) {
                prop_assert_eq!(first::relations(&sitting, item, who), second::relations(&sitting, item, who), "relations {} {}", item.number, who);
                prop_assert_eq!(first::proposal(&sitting, item, who), second::proposal(&sitting, item, who), "proposal {} {}", item.number, who);
                // A floor is what it leaves to be ruled: among treatments that are not permitted it may lie anywhere.
                let left = |floor: Option<Treatment>| -> Vec<Treatment> {
                    let permitted = |one: &Treatment| sitting.concerned(item).all(|at| at.policy.permits(*one));
                    Treatment::ALL.iter().copied().filter(|one| Some(*one) >= floor && permitted(one)).collect()
                };
                let (first, second) = (first::floor(&sitting, item, who), second::floor(&sitting, item, who));
                prop_assert_eq!(left(first), left(second), "floor {} {}: {:?}, {:?}", item.number, who, first, second);
            }
        }
    }
}

proptest! {
    #![proptest_config(config("tests/it/oracle/regressions/standing.txt"))]

    #[test]
    fn both_readings_give_everybody_the_same_standing(plan in plan(false)) {
        let sitting = sitting(&plan);
        for item in &sitting.items {
            let private = sitting.is_private(item);
            for who in (0..PEOPLE as u8).map(person) {
                let first = in_private(first::standing(&sitting, item, who), private);
                let second = in_private(second::standing(&sitting, item, who), private);
                prop_assert_eq!(first, second, "standing {} {}", item.number, who);
            }
        }
    }
}

proptest! {
    #![proptest_config(config("tests/it/oracle/regressions/presiding.txt"))]

    #[test]
    fn both_readings_have_the_same_person_preside(plan in plan(false)) {
        let sitting = sitting(&plan);
        let room = sitting.room();
        for item in &sitting.items {
            let second = reading::presiding::presiding(&sitting, &room, item);
            prop_assert_eq!(first::presiding(&sitting, &room, item), second, "presiding {}", item.number);
        }
    }
}

proptest! {
    #![proptest_config(config("tests/it/oracle/regressions/quorum.txt"))]

    #[test]
    fn both_readings_find_the_same_items_quorate(plan in plan(false)) {
        let sitting = sitting(&plan);
        let room = sitting.room();
        for item in &sitting.items {
            for at in sitting.concerned(item) {
                let second = reading::quorum::quorum(&sitting, &room, item, at);
                let said = serde_json::to_string(&at.terms.as_ref().unwrap().quorum).unwrap();
                prop_assert_eq!(first::quorum(&sitting, &room, item, at), second, "quorum {} {} {}", item.number, at.committee.name, said);
            }
        }
    }
}

proptest! {
    #![proptest_config(config("tests/it/oracle/regressions/tally.txt"))]

    #[test]
    fn both_readings_count_the_same_votes(plan in plan(false)) {
        let sitting = sitting(&plan);
        let room = sitting.room();
        for item in &sitting.items {
            for at in sitting.concerned(item) {
                let second = reading::tally::tally(&sitting, &room, item, at);
                prop_assert_eq!(first::tally(&sitting, &room, item, at), second, "tally {} {}", item.number, at.committee.name);
            }
        }
    }
}

#[test]
fn both_tables_give_a_treatment_the_same_rights() {
    for treatment in Treatment::ALL {
        for phase in Phase::ALL {
            for (private, include) in [(false, false), (false, true), (true, false), (true, true)] {
                let first = treatment.rights(*phase, private, include);
                let first = reading::rights::Row {
                    papers: first.papers,
                    room: first.room,
                    speak: first.speak,
                    vote: first.vote,
                    counts: first.counts,
                };
                assert_eq!(first, row(*treatment, *phase, private, include), "{treatment} {phase} {private} {include}");
            }
        }
    }
}
