//! C1.5: what a dispensation of a council leaves of a relation.

use super::ground::Found;
use crate::ids::{OrganisationId, PersonId};
use crate::meetings::Sitting;
use crate::policy::Policy;

/// C1.5: a relation under a dispensation that is in force on the day, in the committees of the council that gave it, leads
/// to no more than what it still forbids.
pub(super) fn eased(mut found: Found, sitting: &Sitting, person: PersonId, under: OrganisationId, policy: &Policy) -> Found {
    let held = sitting.dispensations.iter().filter(|held| held.says.person == person && held.holds(under, sitting.day));
    let widest = held.filter(|held| held.covers(&found.path)).min_by_key(|held| held.says.allows.treatment());
    if let Some(held) = widest {
        let left = policy.permitted_from(held.says.allows.treatment());
        if left.is_milder_than(found.treatment) || found.floor.is_some_and(|floor| left.is_milder_than(floor)) {
            found.treatment = found.treatment.min(left);
            found.floor = found.floor.map(|floor| floor.min(left));
            found.eased_by = Some(held.id);
        }
    }
    found
}
