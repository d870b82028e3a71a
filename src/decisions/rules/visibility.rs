//! C8: who may read a decision once it is taken. It is asked of the decision's own evidence: what somebody
//! was when it was taken binds, whatever became of them since.
//!
//! Whoever sat in the meeting or came to it has a part in its decisions. Whoever was excluded from a private
//! item with its papers is kept from what was decided; what was taken in public is kept from nobody.

use super::evidence::Evidence;
use crate::ids::PersonId;

/// Whether somebody sat in the meeting, or came to it.
#[must_use]
pub fn had_a_part(evidence: &Evidence, person: PersonId) -> bool {
    evidence.attended.iter().any(|line| line.person == person)
}

/// Whether the decision is kept from somebody.
#[must_use]
pub fn is_kept_from(evidence: &Evidence, person: PersonId) -> bool {
    let in_public = evidence.business.as_ref().is_some_and(|business| !business.private);
    !in_public && evidence.treated.iter().any(|how| how.person == person && how.treatment.withholds())
}
