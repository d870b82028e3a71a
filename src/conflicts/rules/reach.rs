//! By what way a body is touched by an item (C1.2).

use std::cell::Cell;
use std::collections::BTreeSet;

use crate::budget::steps;
use crate::ids::OrganisationId;
use crate::meetings::{Affected, Class, Item, Sitting};
use crate::organisations::Organisation;

/// How a body reaches an item: itself named, in a class, or through links.
pub(super) struct Routes {
    pub(super) named: bool,
    pub(super) class: Option<Vec<OrganisationId>>,
    pub(super) linked: Option<Vec<OrganisationId>>,
    /// How many bodies were looked at.
    pub(super) walked: u64,
}

impl Routes {
    pub(super) fn of(sitting: &Sitting, item: &Item, body: OrganisationId) -> Self {
        let affected: BTreeSet<OrganisationId> =
            item.affects.iter().filter_map(|a| if let Affected::Organisation(o) = a { Some(*o) } else { None }).collect();
        let named = affected.contains(&body);
        let walked = Cell::new(1);
        let looked_at = |bodies: u64| walked.set(walked.get() + bodies);
        let classes = steps(item.affects.len().saturating_sub(affected.len()));
        let in_class = |body: &Organisation| item.affects.iter().any(|a| matches!(a, Affected::Class(class) if falls_in(class, body)));
        let class = if !item.affects.iter().any(|a| matches!(a, Affected::Class(_))) {
            None
        } else if sitting.bodies.body(body).is_some_and(in_class) {
            Some(vec![body])
        } else {
            sitting.bodies.chain(body, |other| {
                looked_at(1 + classes);
                in_class(other)
            })
        };
        let linked = if affected.is_empty() {
            None
        } else {
            sitting.bodies.chain(body, |other| {
                looked_at(10);
                affected.contains(&other.id)
            })
        };
        Self { named, class, linked, walked: walked.get() }
    }

    pub(super) fn any(&self, body: OrganisationId) -> Option<Vec<OrganisationId>> {
        if self.named { Some(vec![body]) } else { self.class.clone().or_else(|| self.linked.clone()) }
    }
}

fn falls_in(class: &Class, body: &Organisation) -> bool {
    body.kind == class.kind
        // A code is one code in either case.
        && class.commissioner.as_ref().is_none_or(|code| body.commissioner.as_ref().is_some_and(|with| with.eq_ignore_ascii_case(code)))
        && (class.area.is_none() || class.area == body.area)
}
