//! C8: what an exclusion keeps from whom it excludes.
//!
//! Whoever is excluded from an item with its papers is told no more of it than the agenda tells everybody:
//! neither papers, count, minutes nor decision, nor how others stand on it. Whoever is not is kept from
//! nothing here; whether they may see the meeting at all is asked before.

use super::standing::Standing;
use crate::policy::Treatment;

/// Whether the item is withheld from whoever stands so on it.
#[must_use]
pub fn withholds(standing: &Standing) -> bool {
    standing.treatment >= Treatment::LeaveNoPapers
}
