//! What is asked again of the register of interests.

use super::asking::{Authored, Lawful, unasked};
use crate::access::Action;
use crate::audit::replay::law::Entered;
use crate::book;
use crate::db::Read;
use crate::declarations::{
    self, Declare, DeclareNil, DeclaredSaid, DraftChanged, DraftDiscarded, DraftPatch, EndInterest, InterestDeclared, InterestEnded,
    InterestReviewed, InterestSubmitted, NilDeclared, Redact, RedactionDecided, Review, Status, Submit,
};
use crate::fault::Error;
use crate::ids::PersonId;
use crate::meetings::At;
use crate::text::Kept;

impl Authored for InterestDeclared {
    const ACTIONS: &'static [Action] = &[Action::Declare, Action::RecordDeclarations];

    fn own(&self) -> Option<PersonId> {
        Some(self.person)
    }
}

impl Lawful for InterestDeclared {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let DeclaredSaid { person, category, says, meeting, item, status, .. } = (**self).clone();
        let command = Declare { person, category, says, meeting, item, draft: status == Status::Draft, told: None };
        let made = match (meeting, self.told_at) {
            (Some(meeting), Some(at)) => {
                book::declare_at(read, unasked(meeting), item, &command, At::Exactly { at, late: self.told_late })?
            }
            _ => declarations::declare(read, &command)?,
        };
        Ok(made.numbered(self.id))
    }
}

impl Authored for DraftChanged {
    const ACTIONS: &'static [Action] = &[Action::Declare];

    fn own(&self) -> Option<PersonId> {
        Some(self.person)
    }
}

impl Lawful for DraftChanged {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let patch = DraftPatch::whole(self.category, self.says.clone());
        declarations::change_draft(read, unasked(self.id), &patch, None)
    }
}

impl Authored for DraftDiscarded {
    const ACTIONS: &'static [Action] = &[Action::Declare];

    fn own(&self) -> Option<PersonId> {
        Some(self.person)
    }
}

impl Lawful for DraftDiscarded {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let held = declarations::facts::one(read, unasked(self.id))?.ok_or(Error::NotFound("declaration"))?;
        declarations::discard(read, unasked(self.id), held.version)
    }
}

impl Authored for NilDeclared {
    const ACTIONS: &'static [Action] = &[Action::Declare];

    fn own(&self) -> Option<PersonId> {
        Some(self.person)
    }
}

impl Lawful for NilDeclared {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let command = DeclareNil { person: self.person, declared: self.declared };
        Ok(declarations::declare_nil(read, &command)?.numbered(self.id))
    }
}

impl Authored for InterestSubmitted {
    const ACTIONS: &'static [Action] = &[Action::Declare];

    fn own(&self) -> Option<PersonId> {
        Some(self.person)
    }
}

impl Lawful for InterestSubmitted {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        declarations::submit(read, &Submit { id: unasked(self.id), declared: self.declared })
    }
}

impl Authored for InterestReviewed {
    const ACTIONS: &'static [Action] = &[Action::ReviewDeclarations];
}

impl Lawful for InterestReviewed {
    fn again(&self, entered: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        // Nobody reviews their own: not as the person they were when they wrote it, in whichever
        // way that is told.
        let persons: Vec<Option<PersonId>> = entered.standings().map(|standing| standing.persons.get(&entered.register).copied()).collect();
        let review = |reviewer_person: Option<PersonId>, read: &mut Read<'_>| {
            let (id, accept, note) = (unasked(self.id), self.accepted, self.note.clone().map(Kept::kept));
            declarations::review(read, &Review { id, accept, reviewer: entered.actor.to_owned(), reviewer_person, note })
        };
        let mut last = review(persons.first().copied().flatten(), read);
        for person in persons.into_iter().skip(1) {
            if last.is_err() {
                last = review(person, read);
            }
        }
        last
    }
}

impl Authored for InterestEnded {
    const ACTIONS: &'static [Action] = &[Action::Declare];

    fn own(&self) -> Option<PersonId> {
        Some(self.person)
    }
}

impl Lawful for InterestEnded {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        declarations::end(read, &EndInterest { id: unasked(self.id), to: self.to, earliest: None })
    }
}

impl Authored for RedactionDecided {
    const ACTIONS: &'static [Action] = &[Action::Withhold];
}

impl Lawful for RedactionDecided {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        declarations::redact(read, &Redact { id: unasked(self.id), redaction: self.redaction })
    }
}
