//! How everybody stands on every item of a sitting, each worked out once. A question about a whole
//! meeting asks for the same standing many times (as a holder, for the chair, for the papers), and
//! each rests on the interests and the rulings of one person alone.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use super::propose::{Proposal, propose_from, propose_uninstructed};
use super::reach::{Looked, Routes};
use super::standing::{Grounds, Standing};
use crate::budget::{Steps, steps};
use crate::declarations::Interest;
use crate::ids::{ById, ItemId, OrganisationId, PersonId, RulingId};
use crate::meetings::{EarlierRuling, Instructed, Item, Ruling, Sitting};
use crate::moment::Date;
use crate::policy::{Policy, Treatment};
use crate::verdict::{Code, Reason, Refusal};

/// What is known of one person.
#[derive(Default)]
pub(super) struct OfPerson<'a> {
    /// The rulings in force, in the order of the agenda.
    rulings: Vec<&'a Ruling>,
    pub(super) earlier: Vec<&'a EarlierRuling>,
}

impl<'a> OfPerson<'a> {
    fn of(sitting: &'a Sitting, rulings: &[&'a Ruling], earlier: Vec<&'a EarlierRuling>) -> Self {
        // The last one made on each item.
        let in_force: BTreeMap<ItemId, &Ruling> = rulings.iter().map(|ruling| (ruling.item, *ruling)).collect();
        let rulings = match in_force.len() {
            0 | 1 => in_force.into_values().collect(),
            _ => sitting.items.iter().filter_map(|item| in_force.get(&item.id).copied()).collect(),
        };
        Self { rulings, earlier }
    }
}

/// What is known of one item, whoever is asked about.
pub(super) struct OnItem<'a> {
    /// Those of the committees concerned, each once; where somebody has a dispensation, once for each body.
    pub(super) policies: Vec<(&'a Policy, OrganisationId)>,
    looked: Looked<'a>,
}

type Known<K, V> = RefCell<ById<K, Rc<V>>>;

/// The standings of a sitting, as far as they were asked for.
pub struct Standings<'a> {
    pub sitting: &'a Sitting,
    people: Known<PersonId, OfPerson<'a>>,
    /// Whether everybody of whom anything is known is among the people.
    is_whole: bool,
    items: Known<ItemId, OnItem<'a>>,
    standings: Known<(ItemId, PersonId), Standing>,
    /// Of whoever has nothing to do with an item.
    untouched: Rc<Standing>,
    /// How many bodies were looked at to find the ways to items.
    looked_at: Cell<u64>,
    budget: Steps,
}

/// What a question about a whole meeting may cost: a second of work. Two hundred items before two
/// hundred people take a tenth of it.
const MOST_STEPS: u64 = 400_000_000;

impl<'a> Standings<'a> {
    /// For a question about everybody: what is known is sorted by person first, and what an item has to do with is looked
    /// for once, from the item.
    #[must_use]
    pub fn of(sitting: &'a Sitting) -> Self {
        let mut rulings: ById<PersonId, Vec<&Ruling>> = ById::default();
        let mut earlier: ById<PersonId, Vec<&EarlierRuling>> = ById::default();
        for ruling in &sitting.book.rulings {
            rulings.entry(ruling.person).or_default().push(ruling);
        }
        for ruling in &sitting.earlier {
            earlier.entry(ruling.person).or_default().push(ruling);
        }
        let mut people: Vec<PersonId> = rulings.keys().chain(earlier.keys()).copied().collect();
        people.sort_unstable();
        people.dedup();
        let find = |person: PersonId| {
            let rulings = rulings.remove(&person).unwrap_or_default();
            (person, Rc::new(OfPerson::of(sitting, &rulings, earlier.remove(&person).unwrap_or_default())))
        };
        let people = RefCell::new(people.into_iter().map(find).collect());
        Self { people, is_whole: true, ..Self::few(sitting) }
    }

    /// As [`Standings::of`], for a question that anybody may ask of any meeting: it says at the end
    /// whether it could be answered.
    #[must_use]
    pub fn bounded(sitting: &'a Sitting) -> Self {
        Self { budget: Steps::of(MOST_STEPS), ..Self::of(sitting) }
    }

    /// Pays for what is worked out from these standings.
    pub fn pay(&self, steps: u64) {
        self.budget.take(steps);
    }

    /// How many bodies were looked at for it so far: once an item for a question about everybody, however many they are.
    #[must_use]
    pub fn looked_at(&self) -> u64 {
        self.looked_at.get()
    }

    /// How many steps were taken for it so far.
    #[must_use]
    pub fn taken(&self) -> u64 {
        self.budget.taken()
    }

    fn look_at(&self, bodies: u64) {
        self.looked_at.set(self.looked_at.get().saturating_add(bodies));
        self.pay(bodies.saturating_mul(10));
    }

    /// Whether more was worked out than a question may cost: what was found is then not to be told.
    #[must_use]
    pub fn is_spent(&self) -> bool {
        self.budget.is_spent()
    }

    /// C5.1: that the question could be answered.
    ///
    /// # Errors
    /// The refusal of a question about a meeting of which too much would have to be worked out.
    pub fn are_all(&self) -> Result<(), Refusal> {
        if !self.is_spent() {
            return Ok(());
        }
        let sitting = self.sitting;
        let seats: usize = sitting.committees.iter().map(|at| at.seats().len()).sum();
        let detail = format!(
            "This is more than can be worked out at once: {} items before {} committee(s) with {seats} seats, under these terms of reference.",
            sitting.items.len(),
            sitting.committees.len()
        );
        let cure = "Ask item by item, take fewer items to one meeting, or enter terms of reference that say the quorum more simply.";
        Err(Refusal::of(Reason::new(Code::StateForbids, "C5.1", detail).fact(sitting.meeting.id.subject()).cure(cure)))
    }

    /// For a question about one or two.
    #[must_use]
    pub fn few(sitting: &'a Sitting) -> Self {
        let (people, items, standings) = (RefCell::default(), RefCell::default(), RefCell::default());
        let nothing = Proposal { treatment: Treatment::Participate, floor: None, grounds: Vec::new(), instructed: None };
        let untouched = Rc::new(Standing { treatment: nothing.treatment, grounds: Grounds::Proposal, proposal: nothing });
        Self { sitting, people, is_whole: false, items, standings, untouched, looked_at: Cell::new(0), budget: Steps::of(u64::MAX) }
    }

    pub(super) fn person(&self, person: PersonId) -> Rc<OfPerson<'a>> {
        if let Some(known) = self.people.borrow().get(&person) {
            return Rc::clone(known);
        }
        let known = Rc::new(if self.is_whole {
            OfPerson::default()
        } else {
            let rulings: Vec<&Ruling> = self.sitting.book.rulings.iter().filter(|ruling| ruling.person == person).collect();
            let earlier = self.sitting.earlier.iter().filter(|ruling| ruling.person == person).collect();
            OfPerson::of(self.sitting, &rulings, earlier)
        });
        self.people.borrow_mut().insert(person, Rc::clone(&known));
        known
    }

    /// What is known of an item, whoever is asked about.
    pub(super) fn on(&self, item: &Item) -> Rc<OnItem<'a>> {
        if let Some(known) = self.items.borrow().get(&item.id) {
            return Rc::clone(known);
        }
        let sitting = self.sitting;
        let mut policies: Vec<(&Policy, OrganisationId)> = Vec::with_capacity(1);
        for at in sitting.committees.iter().filter(|at| item.concerns(at.committee.id)) {
            let body = at.committee.organisation;
            let is_same =
                |(policy, of): &(&Policy, OrganisationId)| **policy == at.policy && (*of == body || sitting.dispensations.is_empty());
            if !policies.iter().any(is_same) {
                policies.push((&at.policy, body));
            }
        }
        let looked = Looked::of(sitting, item, self.is_whole);
        self.look_at(looked.looked_at());
        let known = Rc::new(OnItem { policies, looked });
        self.items.borrow_mut().insert(item.id, Rc::clone(&known));
        known
    }

    /// C5.4: the instruction of a conflicts panel in force on a person.
    pub(super) fn instructed(&self, item: &Item, person: PersonId) -> Option<Instructed<'a>> {
        self.pay(steps(self.sitting.book.panels.len()));
        self.sitting.instructed(item, person)
    }

    /// The interests of a person that touch an item, or all that the person has.
    pub(super) fn touching(&self, on: &OnItem<'a>, person: PersonId) -> Vec<&'a Interest> {
        on.looked.interests(self.sitting, person)
    }

    /// How a body reaches an item; none where it does not.
    pub(super) fn routes(&self, on: &OnItem<'_>, item: &Item, body: OrganisationId) -> Option<Rc<Routes>> {
        let (routes, looked_at) = on.looked.routes(self.sitting, item, body);
        self.look_at(looked_at);
        routes
    }

    /// What is proposed for a person on an item, from everything known on the meeting's day.
    #[must_use]
    pub fn propose(&self, item: &Item, person: PersonId) -> Proposal {
        propose_from(self, item, person)
    }

    /// What is proposed for a person on an item whatever a conflicts panel instructed.
    pub(super) fn propose_uninstructed(&self, item: &Item, person: PersonId) -> Proposal {
        propose_uninstructed(self, item, person)
    }

    /// The ruling in force on a person and an item: the last one made.
    #[must_use]
    pub fn ruling(&self, item: ItemId, person: PersonId) -> Option<&'a Ruling> {
        self.person(person).rulings.iter().find(|ruling| ruling.item == item).copied()
    }

    /// How a person stands on an item now, worked out when it is asked for first.
    #[must_use]
    pub fn standing(&self, item: &Item, person: PersonId) -> Rc<Standing> {
        if let Some(known) = self.standings.borrow().get(&(item.id, person)) {
            return Rc::clone(known);
        }
        let found = self.work_out(item, person);
        let is_untouched = found.grounds == Grounds::Proposal && found.proposal.grounds.is_empty();
        let known = if is_untouched { Rc::clone(&self.untouched) } else { Rc::new(found) };
        self.standings.borrow_mut().insert((item.id, person), Rc::clone(&known));
        known
    }

    /// How a person stands on an item now: the ruling, or what holds from elsewhere where that is
    /// stricter, or until there is either the proposal. A ruling from before a conflicts panel spoke that is not as it
    /// instructed is to be made again, and of the two the stricter stands until it is.
    pub(super) fn work_out(&self, item: &Item, person: PersonId) -> Standing {
        let known = self.person(person);
        let proposal = self.propose(item, person);
        let ruled = self.ruling(item.id, person).map(|ruling| match proposal.instructed {
            Some(bound) if ruling.order < bound.order && ruling.treatment != bound.treatment => {
                (ruling.treatment.max(proposal.treatment), Grounds::Overtaken(ruling.id))
            }
            _ => (ruling.treatment, Grounds::Ruling(ruling.id)),
        });
        let held = self.held(item, person).map(|(treatment, ruling)| (treatment, Grounds::Held(ruling)));
        let (treatment, grounds) = match (ruled, held) {
            (Some(ruled), Some(held)) if held.0 > ruled.0 => held,
            (Some(ruled), _) => ruled,
            (None, Some((treatment, grounds))) => (treatment.max(proposal.treatment), grounds),
            (None, None) => (proposal.treatment, Grounds::Proposal),
        };
        self.pay(steps(1 + proposal.grounds.len() + known.rulings.len() + known.earlier.len()).saturating_mul(10));
        Standing { treatment, grounds, proposal }
    }

    /// C9: the place of the last item of the procurement, up to this one, on which the guardian let the
    /// ruling in force on somebody below a floor: what stuck or was `removed` on items before it has ended.
    pub(super) fn lifted(&self, item: &Item, person: PersonId) -> Option<(Date, i64)> {
        let (here, procurement) = ((self.sitting.meeting.date, item.position), item.procurement.as_deref()?);
        let known = self.person(person);
        let lifting = known.earlier.iter().filter(|earlier| earlier.lifts && earlier.procurement == procurement);
        // What was let pass on a part says nothing of the other parts.
        let is_of_it = |earlier: &&EarlierRuling| earlier.item == item.id || Some(earlier.item) == item.part_of;
        lifting.filter(|earlier| earlier.place() < here || is_of_it(earlier)).map(|earlier| earlier.place()).max()
    }

    /// A ruling elsewhere that holds here: `not_attend` on any item of the meeting, `removed` on any
    /// item of the procurement. The strictest.
    fn held(&self, item: &Item, person: PersonId) -> Option<(Treatment, RulingId)> {
        let (known, lifted) = (self.person(person), self.lifted(item, person));
        let in_meeting = known
            .rulings
            .iter()
            .filter(|ruling| ruling.treatment == Treatment::NotAttend && ruling.item != item.id)
            .map(|ruling| (ruling.treatment, ruling.id));
        let in_procurement = known
            .earlier
            .iter()
            .filter(|earlier| {
                earlier.treatment == Treatment::Removed
                    && earlier.item != item.id
                    && lifted.is_none_or(|place| earlier.place() >= place)
                    && item.procurement.as_deref() == Some(earlier.procurement.as_str())
            })
            .map(|earlier| (earlier.treatment, earlier.ruling));
        in_meeting.chain(in_procurement).max_by_key(|(treatment, _)| *treatment)
    }
}
