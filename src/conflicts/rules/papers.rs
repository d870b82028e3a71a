//! C8: who is given the papers of an item.

use super::standing::standing;
use super::visibility::{receives_papers, withholds_paper};
use crate::ids::{ItemId, PaperId, PersonId};
use crate::meetings::{Item, Sitting};
use crate::verdict::{Code, Reason, Refusal};

/// The permit: this person may have these papers of this item.
#[derive(Debug, Clone)]
pub struct MayRead {
    pub(in crate::conflicts) item: ItemId,
    pub(in crate::conflicts) person: PersonId,
    pub(in crate::conflicts) papers: Vec<PaperId>,
}

/// Whoever is excluded from an item with its papers is given none that is confidential, by a ruling or,
/// until there is one, by what is proposed. Asked are some of its papers, or all of them where none is named.
///
/// # Errors
/// The refusal, which is notable.
pub fn may_read(sitting: &Sitting, item: &Item, person: PersonId, papers: &[PaperId]) -> Result<MayRead, Refusal> {
    let how = standing(sitting, item, person);
    let withheld = if papers.is_empty() {
        !receives_papers(sitting, item, &how)
    } else {
        item.papers.iter().any(|paper| papers.contains(&paper.id) && withholds_paper(sitting, item, &how, paper))
    };
    if !withheld {
        return Ok(MayRead { item: item.id, person, papers: papers.to_vec() });
    }
    let detail = format!("{}: the confidential papers of the item are withheld.", how.says(&sitting.name(person), item));
    let reason = Reason::new(Code::PaperWithheld, "C8", detail)
        .fact(person.subject())
        .fact(item.id.subject())
        .cure("Whoever presides over the item may rule otherwise, down to the policy's floor.");
    Err(Refusal::of(reason).notable())
}

/// The papers of an item that are kept from somebody.
#[must_use]
pub fn kept_from(sitting: &Sitting, item: &Item, person: PersonId) -> Vec<PaperId> {
    let how = standing(sitting, item, person);
    item.papers.iter().filter(|paper| withholds_paper(sitting, item, &how, paper)).map(|paper| paper.id).collect()
}
