//! By what way a body is touched by an item (C1.2). A question about one person looks from each body of theirs; one about
//! everybody looks once from the item, to all bodies that reach it, and is told the same.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use super::ground::Path;
use crate::budget::steps;
use crate::declarations::{Interest, Touching};
use crate::ids::{ById, OrganisationId, PersonId};
use crate::meetings::{Affected, Class, Item, Sitting};
use crate::organisations::{Near, Organisation, Ways};

/// How a body reaches an item: itself named, in a class, or through links.
pub(super) struct Routes {
    pub(super) named: Option<Path>,
    pub(super) class: Option<Path>,
    pub(super) linked: Option<Path>,
}

impl Routes {
    /// None where there is no route.
    fn found(
        body: OrganisationId,
        is_named: bool,
        class: Option<Vec<OrganisationId>>,
        linked: Option<Vec<OrganisationId>>,
    ) -> Option<Rc<Self>> {
        if !is_named && class.is_none() && linked.is_none() {
            return None;
        }
        let named = is_named.then(|| Arc::from([body]));
        Some(Rc::new(Self { named, class: class.map(Arc::from), linked: linked.map(Arc::from) }))
    }

    pub(super) fn any(&self) -> Option<&Path> {
        self.named.as_ref().or(self.class.as_ref()).or(self.linked.as_ref())
    }
}

/// From where it is looked for who has to do with an item.
pub(super) enum Looked<'a> {
    /// For a question about everybody: every way to it, and the interests that touch it, by whose they are.
    FromTheItem(Box<Reach<'a>>, Touching<'a>),
    /// For a question about one or two: from the bodies of each.
    FromThePerson(Matter<'a>),
}

impl<'a> Looked<'a> {
    pub(super) fn of(sitting: &'a Sitting, item: &Item, about_everybody: bool) -> Self {
        if about_everybody {
            let reach = Reach::of(sitting, item);
            let touching = sitting.interests.touching(reach.bodies(), affected_people(item));
            Self::FromTheItem(Box::new(reach), touching)
        } else {
            Self::FromThePerson(Matter::of(sitting, item))
        }
    }

    /// How many bodies were looked at before anybody was asked about.
    pub(super) fn looked_at(&self) -> u64 {
        match self {
            Self::FromTheItem(reach, _) => reach.looked_at(),
            Self::FromThePerson(_) => 0,
        }
    }

    /// The interests of a person that touch the item, or all that the person has.
    pub(super) fn interests(&self, sitting: &'a Sitting, person: PersonId) -> Vec<&'a Interest> {
        match self {
            Self::FromTheItem(_, touching) => touching.of(person),
            Self::FromThePerson(_) => sitting.interests.of(person),
        }
    }

    /// How a body reaches the item, none where it does not; and how many bodies were looked at for it.
    pub(super) fn routes(&self, sitting: &Sitting, item: &Item, body: OrganisationId) -> (Option<Rc<Routes>>, u64) {
        match self {
            Self::FromTheItem(reach, _) => (reach.routes(body), 0),
            Self::FromThePerson(matter) => matter.routes(sitting, item, body),
        }
    }
}

/// What an item affects, for a question that looks from the bodies of one person.
pub(super) struct Matter<'a> {
    named: Vec<OrganisationId>,
    near: Near<'a>,
}

impl<'a> Matter<'a> {
    fn of(sitting: &'a Sitting, item: &Item) -> Self {
        let named = named(item);
        let kinds = classes(item).map(|class| (class.kind, class.commissioner.as_deref()));
        let near = sitting.bodies.near(named.iter().copied(), kinds);
        Self { named, near }
    }

    /// Looked for from the body, with how many bodies were looked at: only where links join it to what the item affects.
    fn routes(&self, sitting: &Sitting, item: &Item, body: OrganisationId) -> (Option<Rc<Routes>>, u64) {
        let looked_at = Cell::new(1);
        let look = || looked_at.set(looked_at.get() + 1);
        let in_class = |body: &Organisation| classes(item).any(|class| falls_in(class, body));
        let is_named = |body: OrganisationId| self.named.contains(&body);
        let (joins_named, joins_class) = self.near.joins(body);
        let class = if !joins_class {
            None
        } else if sitting.bodies.body(body).is_some_and(in_class) {
            Some(vec![body])
        } else {
            sitting.bodies.chain(body, |other| {
                look();
                in_class(other)
            })
        };
        let linked = if joins_named {
            sitting.bodies.chain(body, |other| {
                look();
                is_named(other.id)
            })
        } else {
            None
        };
        (Routes::found(body, is_named(body), class, linked), looked_at.get())
    }
}

/// Every way by which a body reaches an item, found in one walk from what the item affects.
pub(super) struct Reach<'a> {
    named: Vec<OrganisationId>,
    class: Ways<'a>,
    linked: Ways<'a>,
    /// Of the bodies that were asked about, written out once.
    told: RefCell<ById<OrganisationId, Option<Rc<Routes>>>>,
}

impl<'a> Reach<'a> {
    fn of(sitting: &'a Sitting, item: &Item) -> Self {
        let named = named(item);
        let in_classes = classes(item)
            .flat_map(|class| sitting.bodies.of_kind(class.kind, class.commissioner.as_deref()).filter(move |body| falls_in(class, body)));
        let class = sitting.bodies.ways(in_classes.map(|body| body.id));
        let linked = sitting.bodies.ways(named.iter().copied());
        Self { named, class, linked, told: RefCell::default() }
    }

    /// As [`Matter::routes`].
    fn routes(&self, body: OrganisationId) -> Option<Rc<Routes>> {
        let find = || {
            let class = if self.class.is_meant(body) { Some(vec![body]) } else { self.class.chain(body) };
            Routes::found(body, self.named.contains(&body), class, self.linked.chain(body))
        };
        self.told.borrow_mut().entry(body).or_insert_with(find).clone()
    }

    /// Every body that reaches the item; some more than once.
    fn bodies(&self) -> impl Iterator<Item = OrganisationId> + '_ {
        self.named.iter().copied().chain(self.class.bodies()).chain(self.linked.bodies())
    }

    /// How many bodies were looked at.
    fn looked_at(&self) -> u64 {
        steps(1 + self.named.len() + self.class.looked_at() + self.linked.looked_at())
    }
}

/// The bodies that an item names, each once.
fn named(item: &Item) -> Vec<OrganisationId> {
    let organisations = item.affects.iter().filter_map(|a| if let Affected::Organisation(o) = a { Some(*o) } else { None });
    let mut named: Vec<OrganisationId> = organisations.collect();
    named.sort_unstable();
    named.dedup();
    named
}

fn classes(item: &Item) -> impl Iterator<Item = &Class> {
    item.affects.iter().filter_map(|a| if let Affected::Class(class) = a { Some(class) } else { None })
}

/// The people whom an item affects themselves.
fn affected_people(item: &Item) -> impl Iterator<Item = PersonId> + '_ {
    item.affects.iter().filter_map(|a| if let Affected::Person(person) = a { Some(*person) } else { None })
}

fn falls_in(class: &Class, body: &Organisation) -> bool {
    body.kind == class.kind
        // A code is one code in either case.
        && class.commissioner.as_ref().is_none_or(|code| body.commissioner.as_ref().is_some_and(|with| with.eq_ignore_ascii_case(code)))
        && (class.area.is_none() || class.area == body.area)
}
