//! C8: who is given the papers of an item.

use super::standing::standing;
use crate::ids::{ItemId, PersonId};
use crate::meetings::{Item, Sitting};
use crate::policy::Treatment;
use crate::verdict::{Code, Reason, Refusal};

/// The permit: this person may have the papers of this item.
#[derive(Debug, Clone, Copy)]
pub struct MayRead {
    item: ItemId,
    person: PersonId,
}

impl MayRead {
    pub(in crate::conflicts) fn item(self) -> ItemId {
        self.item
    }

    pub(in crate::conflicts) fn person(self) -> PersonId {
        self.person
    }
}

/// Whoever is excluded from an item with its papers is given none, by a ruling or, until there is one, by
/// what is proposed.
///
/// # Errors
/// The refusal, which is notable.
pub fn may_read(sitting: &Sitting, item: &Item, person: PersonId) -> Result<MayRead, Refusal> {
    let how = standing(sitting, item, person);
    if how.treatment < Treatment::LeaveNoPapers {
        return Ok(MayRead { item: item.id, person });
    }
    let because = if how.is_ruled() { "is ruled" } else { "is proposed" };
    let detail = format!("'{}' {because} for {} on item {}: no papers.", how.treatment, sitting.name(person), item.number);
    let reason = Reason::new(Code::PaperWithheld, "C8", detail)
        .fact(person.subject())
        .fact(item.id.subject())
        .cure("Whoever presides over the item may rule otherwise, down to the policy's floor.");
    Err(Refusal::of(reason).notable())
}
