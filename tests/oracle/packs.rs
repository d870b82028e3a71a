//! The shipped packs as both readings have them: each was written out by hand from the tables of the law.

use quorate::policy::packs::named;
use quorate::policy::{Pack, PackName, Publication, Relation, StageGroup, Undeclared};
use serde_json::Value;

use super::reading::packs;
use super::reading::words::{GROUPS, STAGES, TREATMENTS};

#[test]
fn both_readings_have_the_same_packs() {
    for name in PackName::ALL {
        let ours: &Pack = named(*name).unwrap();
        let theirs = packs::pack(name.as_str(), &Value::Null);
        for relation in Relation::ALL {
            for (n, group) in GROUPS.iter().enumerate() {
                let group = StageGroup::ALL.iter().find(|other| other.as_str() == *group).unwrap();
                let cell = TREATMENTS[theirs.table[relation.as_str()][n]];
                assert_eq!(ours.table[relation][group].as_str(), cell, "{name} {relation} {group}");
                let floor = theirs.floors.get(relation.as_str()).and_then(|row| row[n]).map(|floor| TREATMENTS[floor]);
                let is_conditional = theirs.indirect_floor_is_financial && *relation == Relation::Indirect;
                let table = if is_conditional { &ours.floors_if_financial } else { &ours.floors };
                let found = table.get(relation).and_then(|row| row.get(group)).map(|floor| floor.as_str());
                assert_eq!(found, floor, "{name} {relation} {group}");
            }
        }
        assert_eq!(ours.sticky_from.as_str(), STAGES[theirs.sticky_from], "{name}");
        assert_eq!(i64::from(ours.look_back_months), theirs.look_back, "{name}");
        assert_eq!(ours.repairs.iter().map(|rung| rung.as_str()).collect::<Vec<_>>(), theirs.repairs, "{name}");
        assert_eq!(ours.undeclared == Undeclared::Flag, theirs.undeclared == "flag", "{name}");
        assert_eq!(ours.publication == Publication::Deciders, theirs.register_of_deciders, "{name}");
        assert_eq!(ours.permitted.len(), theirs.permitted.len(), "{name}");
    }
}
