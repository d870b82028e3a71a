//! Examples of chains, and that the ways found in one walk are the chains found one by one.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

fn body(code: &str, kind: OrganisationKind) -> Organisation {
    Organisation { id: OrganisationId::new(), code: code.into(), name: code.into(), kind, commissioner: None, area: None }
}

#[test]
fn a_member_reaches_its_federation_and_what_that_owns_but_not_its_fellow_members() {
    let (a, b) = (body("A", OrganisationKind::GpPractice), body("B", OrganisationKind::GpPractice));
    let (fed, company) = (body("FED", OrganisationKind::Federation), body("CO", OrganisationKind::Company));
    let ids = (a.id, b.id, fed.id, company.id);
    let graph = Graph::new([a, b, fed, company], [(ids.0, ids.2), (ids.1, ids.2), (ids.2, ids.3)]);
    assert_eq!(graph.chain(ids.0, |o| o.id == ids.3), Some(vec![ids.0, ids.2, ids.3]));
    assert_eq!(graph.chain(ids.3, |o| o.id == ids.1), Some(vec![ids.3, ids.2, ids.1]));
    assert_eq!(graph.chain(ids.0, |o| o.id == ids.1), None);
    assert_eq!(graph.chain(ids.0, |o| o.id == ids.0), None);
}

#[test]
fn what_is_kept_of_chains_grows_with_the_links_and_not_with_the_chains() {
    let bodies: Vec<Organisation> = (0..600).map(|n| body(&format!("B{n}"), OrganisationKind::Company)).collect();
    let ids: Vec<OrganisationId> = bodies.iter().map(|body| body.id).collect();
    let row = ids.windows(2).map(|pair| (pair[0], pair[1]));
    let ring = row.clone().chain([(ids[599], ids[0])]);
    for (graph, links, shortest) in [(Graph::new(bodies.clone(), row), 599, 600), (Graph::new(bodies.clone(), ring), 600, 2)] {
        let kept = |side: &Links| side.iter().map(Vec::len).sum::<usize>();
        assert_eq!((kept(&graph.0.up), kept(&graph.0.down)), (links, links));
        assert_eq!(graph.chain(ids[0], |o| o.id == ids[599]).unwrap().len(), shortest, "down the ring it is one link");
        assert_eq!(graph.chain(ids[0], |o| o.code == "NONE"), None);
    }
    let star = Graph::new(bodies.clone(), ids.iter().skip(1).map(|id| (*id, ids[0])));
    assert_eq!(star.chain(ids[7], |o| o.id == ids[8]), None, "members of one body are not linked");
    assert_eq!(star.chain(ids[0], |o| o.id == ids[8]), Some(vec![ids[0], ids[8]]));
}

#[test]
fn of_two_chains_the_shorter_is_told_and_of_two_as_short_the_one_upwards() {
    let bodies: Vec<Organisation> = (0..4).map(|n| body(&format!("B{n}"), OrganisationKind::Company)).collect();
    let ids: Vec<OrganisationId> = bodies.iter().map(|body| body.id).collect();
    let meant = |o: &Organisation| o.id == ids[1] || o.id == ids[2];
    let level = Graph::new(bodies.clone(), [(ids[0], ids[1]), (ids[2], ids[0])]);
    assert_eq!(level.chain(ids[0], meant), Some(vec![ids[0], ids[1]]));
    let longer = Graph::new(bodies, [(ids[0], ids[3]), (ids[3], ids[1]), (ids[2], ids[0])]);
    assert_eq!(longer.chain(ids[0], meant), Some(vec![ids[0], ids[2]]));
}

#[test]
fn a_ring_of_owners_ends() {
    let (a, b) = (body("A", OrganisationKind::Company), body("B", OrganisationKind::Company));
    let ids = (a.id, b.id);
    let graph = Graph::new([a, b], [(ids.0, ids.1), (ids.1, ids.0)]);
    assert_eq!(graph.chain(ids.0, |o| o.code == "NONE"), None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    /// Of every body of any graph, with rings, with links to bodies of which nothing is known, and with bodies that are meant
    /// linked to each other.
    #[test]
    fn the_ways_found_in_one_walk_are_the_chains_found_one_by_one(
        links in vec((0_usize..14, 0_usize..14), 0..40),
        meant in vec(0_usize..14, 0..5),
        unknown in 0_usize..3,
    ) {
        let ids: Vec<OrganisationId> = (0..14).map(|_| OrganisationId::new()).collect();
        let named = |id: OrganisationId| Organisation { id, ..body("B", OrganisationKind::Company) };
        let graph = Graph::new(ids.iter().skip(unknown).copied().map(named), links.iter().map(|(holder, held)| (ids[*holder], ids[*held])));
        let meant: Vec<OrganisationId> = meant.into_iter().map(|n| ids[n]).collect();
        let ways = graph.ways(meant.iter().copied());
        let reached: BTreeSet<OrganisationId> = ways.bodies().collect();
        let near = graph.near(meant.iter().copied(), std::iter::empty());
        for id in &ids {
            let chain = graph.chain(*id, |other| meant.contains(&other.id));
            prop_assert_eq!(ways.chain(*id), chain.clone());
            prop_assert!(chain.is_none() || near.joins(*id).0, "a chain leads out of its cluster");
            prop_assert_eq!(reached.contains(id), chain.is_some() || graph.body(*id).is_some_and(|body| meant.contains(&body.id)));
        }
    }
}

#[test]
fn the_bodies_of_a_kind_under_a_commissioner_are_those_with_its_code_in_either_case() {
    let under = |code: &str, commissioner: Option<&str>| Organisation {
        commissioner: commissioner.map(str::to_owned),
        ..body(code, OrganisationKind::GpPractice)
    };
    let bodies =
        [under("A", Some("03E")), under("B", Some("03e")), under("C", Some("03F")), under("D", None), body("E", OrganisationKind::Company)];
    let graph = Graph::new(bodies, []);
    let codes = |commissioner: Option<&str>| {
        let mut codes: Vec<&str> = graph.of_kind(OrganisationKind::GpPractice, commissioner).map(|body| body.code.as_str()).collect();
        codes.sort_unstable();
        codes.concat()
    };
    assert_eq!((codes(Some("03E")).as_str(), codes(Some("03f")).as_str(), codes(None).as_str()), ("AB", "C", "ABCD"));
}

#[test]
fn a_body_is_joined_to_a_class_where_links_of_any_direction_lead_to_one_of_it() {
    let under = |code: &str, commissioner: &str| Organisation {
        commissioner: Some(commissioner.into()),
        ..body(code, OrganisationKind::GpPractice)
    };
    let (one, two, alone) = (under("A", "03E"), under("B", "03F"), under("C", "03F"));
    let (fed, company) = (body("FED", OrganisationKind::Federation), body("CO", OrganisationKind::Company));
    let ids = [one.id, two.id, alone.id, fed.id, company.id];
    let graph = Graph::new([one, two, alone, fed, company], [(ids[0], ids[3]), (ids[4], ids[3])]);
    let joins = |commissioner: Option<&'static str>| {
        let near = graph.near(std::iter::once(ids[4]), std::iter::once((OrganisationKind::GpPractice, commissioner)));
        ids.map(|id| near.joins(id))
    };
    let (both, named, class, neither) = ((true, true), (true, false), (false, true), (false, false));
    assert_eq!(joins(Some("03e")), [both, neither, neither, both, both]);
    assert_eq!(joins(Some("03F")), [named, class, class, named, named]);
    assert_eq!(joins(None), [both, class, class, both, both]);
    assert_eq!(graph.near(ids.into_iter(), std::iter::empty()).joins(OrganisationId::new()), neither);
}
