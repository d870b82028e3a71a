//! C5.4: what a conflicts panel found unduly influenced it advises not to accept. The committee decides all the same; where it
//! accepts the proposal it says why, in the words of the decision.

use super::decide::Decide;
use crate::meetings::{Item, Outcome, Sitting};
use crate::verdict::{Code, Reason};

/// That a committee accepts what it was advised not to, and does not say why.
#[must_use]
pub fn reasons(sitting: &Sitting, item: &Item, command: &Decide) -> Option<Reason> {
    let accepts = matches!(command.outcome, Outcome::Approved | Outcome::Recommended | Outcome::Ratified);
    let (panel, _) = sitting.finding_on(item).filter(|(_, finding)| finding.undue_influence && accepts)?;
    let is_said = command.text.as_ref().is_some_and(|text| !text.as_str().trim().is_empty());
    (!is_said).then(|| {
        let (on, number) = (panel.on.long(), &item.number);
        let detail = format!("The conflicts panel of {on} advised not to accept what is proposed in item {number}.");
        Reason::new(Code::ReasonRequired, "C5.4", detail)
            .fact(item.id.subject())
            .cure("Say in `text` why the committee accepts it all the same; it is minuted. Or record that it is rejected or deferred.")
    })
}
