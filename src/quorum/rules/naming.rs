//! How clauses are told: what those begin with that join others, and what bodies and committees are called.

use super::count::BenchSeat;
use super::scope::Scope;
use crate::committees::{Bodies, Selector};

/// What a clause says that only joins others: all of them, or any one.
pub const ALL_OF: &str = "all of";
pub const ANY_OF: &str = "any of";
/// How a clause begins that is asked because its condition is not so.
pub const OTHERWISE: &str = "where it is not so that";
/// How a clause begins that asks for places of which nobody fills two.
pub const NOBODY_TWICE: &str = "with nobody counted in two of the places asked for";

impl Scope<'_> {
    /// What the bodies of the seats are called, for whoever reads of them.
    pub(super) fn bodies(&self) -> Bodies {
        let named = |on: &BenchSeat| Some((on.organisation.clone(), on.organisation_name.clone()?));
        self.bench().seats.iter().filter_map(named).collect()
    }

    /// As [`Scope::bodies`], where a selector speaks of a body at all.
    pub(super) fn bodies_in(&self, of: &Selector) -> Bodies {
        if speaks_of_a_body(of) { self.bodies() } else { Bodies::new() }
    }

    /// What the body is called that is asked by itself, or the committee.
    pub(super) fn whose(&self) -> String {
        let bench = self.bench();
        let Some(code) = self.organisation() else { return bench.committee.clone() };
        let name = bench.seats.iter().find(|on| on.organisation == code).and_then(|on| on.organisation_name.as_ref());
        name.map_or_else(|| code.to_owned(), Clone::clone)
    }
}

fn speaks_of_a_body(selector: &Selector) -> bool {
    match selector {
        Selector::Organisation(_) => true,
        Selector::Any(list) | Selector::Both(list) => list.iter().any(speaks_of_a_body),
        Selector::Except(pair) => speaks_of_a_body(&pair.0) || speaks_of_a_body(&pair.1),
        _ => false,
    }
}
