//! The shipped packs against the tables of the rulebook, written out by hand a second time.

use quorate::policy::packs::named;
use quorate::policy::{Pack, PackName, Publication, Relation, Rung, Stage, StageGroup, Treatment};

use Treatment::{DiscussNotVote as D, Leave as L, LeaveForDecision as F, LeaveNoPapers as X, Note as N, PresentThenLeave as P};

const RELATIONS: [Relation; 7] = [
    Relation::OwnBody,
    Relation::LinkedBody,
    Relation::ClassMember,
    Relation::Indirect,
    Relation::Professional,
    Relation::Personal,
    Relation::Expired,
];
const GROUPS: [StageGroup; 4] = [StageGroup::Strategy, StageGroup::Design, StageGroup::Procurement, StageGroup::Award];

type Table = [[Treatment; 4]; 7];

const CCG_2017: Table = [[F, L, X, X], [F, L, X, X], [N, F, L, L], [F, F, L, L], [N, F, F, F], [N, N, F, F], [N, N, F, F]];
const ICB_2022: Table = [[N, F, L, L], [N, F, L, L], [N, N, D, F], [N, D, F, F], [N, N, D, D], [N, N, D, D], [N, N, N, N]];
const NHS_2024: Table = [[N, F, L, L], [N, F, L, L], [N, N, L, F], [N, D, L, L], [N, N, L, F], [N, N, L, F], [N, N, N, N]];

/// "`ccg_2017`'s, with `discuss_not_vote` where it has `leave_for_decision`."
fn ccg_2014() -> Table {
    CCG_2017.map(|row| row.map(|cell| if cell == F { D } else { cell }))
}

fn check(name: PackName, from: &str, table: Table, floor: Option<Treatment>, sticky_from: Stage, publication: Publication) {
    let pack: &Pack = named(name).unwrap();
    assert_eq!(pack.from.to_string(), from);
    assert_eq!((pack.sticky_from, pack.publication, pack.look_back_months), (sticky_from, publication, 6), "{name}");
    for (row, relation) in table.iter().zip(RELATIONS) {
        for (cell, group) in row.iter().zip(GROUPS) {
            assert_eq!(pack.table[&relation][&group], *cell, "{name} {relation} {group}");
            // "Floor for own_body and linked_body in procurement and award."
            let floored = matches!(relation, Relation::OwnBody | Relation::LinkedBody)
                && matches!(group, StageGroup::Procurement | StageGroup::Award);
            let found = pack.floors.get(&relation).and_then(|row| row.get(&group)).copied();
            assert_eq!(found, if floored { floor } else { None }, "{name} {relation} {group}");
        }
    }
    // "Every treatment permitted, every rung but `conflicts_panel`."
    assert!(Treatment::ALL.iter().all(|treatment| pack.permitted.contains(treatment)));
    let rungs: Vec<Rung> = Rung::ALL.iter().copied().filter(|rung| *rung != Rung::ConflictsPanel).collect();
    assert_eq!(pack.repairs, rungs);
}

#[test]
fn the_shipped_packs_are_those_of_the_rulebook() {
    use Publication::{Deciders, Everyone};
    use Stage::{Evaluation, ProcurementRoute};
    check(PackName::Ccg2014, "2014-12-01", ccg_2014(), None, Evaluation, Everyone);
    check(PackName::Ccg2016, "2016-06-28", CCG_2017, Some(P), ProcurementRoute, Everyone);
    check(PackName::Ccg2017, "2017-06-16", CCG_2017, Some(P), ProcurementRoute, Deciders);
    check(PackName::Icb2022, "2022-07-01", ICB_2022, Some(F), Evaluation, Deciders);
    check(PackName::Nhs2024, "2024-09-01", NHS_2024, Some(L), Evaluation, Deciders);
}
