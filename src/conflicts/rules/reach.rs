//! By what way a body is touched by an item (C1.2). A question about one person looks from each body of theirs; one about
//! everybody looks once from the item, to all bodies that reach it, and is told the same.

use std::cell::Cell;
use std::collections::BTreeSet;

use crate::budget::steps;
use crate::ids::{OrganisationId, PersonId};
use crate::meetings::{Affected, Class, Item, Sitting};
use crate::organisations::{Organisation, Ways};

/// How a body reaches an item: itself named, in a class, or through links.
pub(super) struct Routes {
    pub(super) named: bool,
    pub(super) class: Option<Vec<OrganisationId>>,
    pub(super) linked: Option<Vec<OrganisationId>>,
}

impl Routes {
    /// Looked for from the body, with how many bodies were looked at.
    pub(super) fn of(sitting: &Sitting, item: &Item, body: OrganisationId) -> (Self, u64) {
        let affected = named(item);
        let looked_at = Cell::new(1);
        let look = || looked_at.set(looked_at.get() + 1);
        let in_class = |body: &Organisation| classes(item).any(|class| falls_in(class, body));
        let class = if classes(item).next().is_none() {
            None
        } else if sitting.bodies.body(body).is_some_and(in_class) {
            Some(vec![body])
        } else {
            sitting.bodies.chain(body, |other| {
                look();
                in_class(other)
            })
        };
        let linked = if affected.is_empty() {
            None
        } else {
            sitting.bodies.chain(body, |other| {
                look();
                affected.contains(&other.id)
            })
        };
        (Self { named: affected.contains(&body), class, linked }, looked_at.get())
    }

    pub(super) fn any(self, body: OrganisationId) -> Option<Vec<OrganisationId>> {
        if self.named { Some(vec![body]) } else { self.class.or(self.linked) }
    }
}

/// Every way by which a body reaches an item, found in one walk from what the item affects.
pub(super) struct Reach<'a> {
    named: BTreeSet<OrganisationId>,
    class: Ways<'a>,
    linked: Ways<'a>,
}

impl<'a> Reach<'a> {
    pub(super) fn of(sitting: &'a Sitting, item: &Item) -> Self {
        let named = named(item);
        let in_classes = classes(item)
            .flat_map(|class| sitting.bodies.of_kind(class.kind, class.commissioner.as_deref()).filter(move |body| falls_in(class, body)));
        let class = sitting.bodies.ways(in_classes.map(|body| body.id));
        let linked = sitting.bodies.ways(named.iter().copied());
        Self { named, class, linked }
    }

    /// As [`Routes::of`].
    pub(super) fn routes(&self, body: OrganisationId) -> Routes {
        let class = if self.class.is_meant(body) { Some(vec![body]) } else { self.class.chain(body) };
        Routes { named: self.named.contains(&body), class, linked: self.linked.chain(body) }
    }

    /// Every body that reaches the item; some more than once.
    pub(super) fn bodies(&self) -> impl Iterator<Item = OrganisationId> + '_ {
        self.named.iter().copied().chain(self.class.bodies()).chain(self.linked.bodies())
    }

    /// How many bodies were looked at.
    pub(super) fn looked_at(&self) -> u64 {
        steps(1 + self.named.len() + self.class.looked_at() + self.linked.looked_at())
    }
}

fn named(item: &Item) -> BTreeSet<OrganisationId> {
    item.affects.iter().filter_map(|a| if let Affected::Organisation(o) = a { Some(*o) } else { None }).collect()
}

fn classes(item: &Item) -> impl Iterator<Item = &Class> {
    item.affects.iter().filter_map(|a| if let Affected::Class(class) = a { Some(class) } else { None })
}

/// The people whom an item affects themselves.
pub(super) fn affected_people(item: &Item) -> impl Iterator<Item = PersonId> + '_ {
    item.affects.iter().filter_map(|a| if let Affected::Person(person) = a { Some(*person) } else { None })
}

fn falls_in(class: &Class, body: &Organisation) -> bool {
    body.kind == class.kind
        // A code is one code in either case.
        && class.commissioner.as_ref().is_none_or(|code| body.commissioner.as_ref().is_some_and(|with| with.eq_ignore_ascii_case(code)))
        && (class.area.is_none() || class.area == body.area)
}
