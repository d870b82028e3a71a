//! A4.5: whether the public is told whose an interest is. The register itself, and whoever may read all
//! of it, are told in any case.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{DeclarationId, PersonId};
use crate::moment::Date;
use crate::verdict::{Code, Reason, Reasons, Refusal};
use crate::words;

words! {
    /// What came of a request to keep a name from the public.
    RedactionOutcome "outcome of a redaction" { NameWithheld = "name_withheld", Refused = "refused", }
}

/// What the guardian decided on a request to keep a name from the public.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Redaction {
    /// The guardian of conflicts of interest who decided it, as in `/api/v1/people/{id}`.
    pub by: PersonId,
    /// The day from which it holds.
    pub on: Date,
    /// Whether the name is withheld, or the request was refused.
    pub outcome: RedactionOutcome,
}

impl Redaction {
    /// The day from which the public is told no name; none where the request was refused.
    #[must_use]
    pub fn withholds_from(&self) -> Option<Date> {
        (self.outcome == RedactionOutcome::NameWithheld).then_some(self.on)
    }
}

/// The permit: this may be decided of the declaration.
#[derive(Debug, Clone, Copy)]
pub struct MayRedact {
    pub(in crate::declarations) id: DeclarationId,
    pub(in crate::declarations) person: PersonId,
    pub(in crate::declarations) redaction: Redaction,
}

/// A4.5: it is for a guardian of conflicts of interest, and never for the one whose interest it is.
///
/// # Errors
/// The refusal, with every reason that holds.
pub fn may_redact(id: DeclarationId, person: PersonId, redaction: Redaction, by_guardian: bool) -> Result<MayRedact, Refusal> {
    let mut reasons = Reasons::new();
    let by = redaction.by.subject();
    if redaction.by == person {
        let detail = "Nobody decides whether their own name is kept from the public.";
        reasons
            .add(Reason::new(Code::RulingOnSelf, "A4.5", detail).facts([id.subject(), by.clone()]).cure("Let another guardian decide it."));
    }
    if !by_guardian {
        let detail = "Whether a name is kept from the public is decided by a guardian of conflicts of interest.";
        let cure = "Let a person decide it who has the tag 'guardian'.";
        reasons.add(Reason::new(Code::NotTheDecider, "A4.5", detail).facts([id.subject(), by]).cure(cure));
    }
    reasons.or_else(|| MayRedact { id, person, redaction })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn codes(own: bool, by_guardian: bool) -> Vec<Code> {
        let (person, other) = (PersonId::new(), PersonId::new());
        let by = if own { person } else { other };
        let redaction = Redaction { by, on: "2018-01-10".parse().unwrap(), outcome: RedactionOutcome::NameWithheld };
        let refused = may_redact(DeclarationId::new(), person, redaction, by_guardian).err();
        refused.into_iter().flat_map(|refusal| refusal.reasons).map(|reason| reason.code).collect()
    }

    #[test]
    fn a_guardian_decides_it_and_never_of_their_own() {
        assert_eq!(codes(false, true), []);
        assert_eq!(codes(false, false), [Code::NotTheDecider]);
        assert_eq!(codes(true, true), [Code::RulingOnSelf]);
        assert_eq!(codes(true, false), [Code::RulingOnSelf, Code::NotTheDecider]);
    }

    #[test]
    fn what_was_refused_withholds_nothing() {
        let of = |outcome| Redaction { by: PersonId::new(), on: "2018-01-10".parse().unwrap(), outcome }.withholds_from();
        assert!(of(RedactionOutcome::NameWithheld).is_some());
        assert!(of(RedactionOutcome::Refused).is_none());
    }
}
