//! What was shown to an auditor. Whoever keeps the register works with these pages every day; an
//! auditor reads them from outside, so each read leaves an entry of its own.

use super::answer::Answer;
use super::call::Call;
use super::changes::PersonalDataRead;
use crate::access::roles::reach;
use crate::access::{Access, Permit, Role, Scope, secret};
use crate::actor::Actor;
use crate::fault::Error;

use super::route::Permission;

/// Seconds within which the same page shown to the same auditor is one look. So is a list that is read
/// on from page to page: or the log, whose own list grows by each look, would have no last page.
const SAME_LOOK: i64 = 600;
/// Where in a list it is read on.
const READ_ON: [&str; 2] = ["cursor=", "after="];

/// A read that will be recorded before its answer leaves.
pub(super) struct Disclosure {
    access: Access,
    actor: Actor,
    permit: Permit,
    read: PersonalDataRead,
    /// What was asked, whichever page of it.
    look: String,
}

impl Call {
    /// Whether personal data is shown here that this caller sees as an auditor alone. A whole table
    /// is recorded as an export.
    pub(super) fn disclosure(&self) -> Result<Option<Disclosure>, Error> {
        let route = &self.mounted.route;
        let (Some(caller), Some(Permission::May(action)), true, None) = (&self.caller, route.need, route.is_personal(), self.format())
        else {
            return Ok(None);
        };
        let mut others = caller.roles.clone();
        if !others.remove(&Role::Auditor) || reach(&others, action) == Scope::Any {
            return Ok(None);
        }
        let whole: Vec<&str> = self.raw_query.split('&').filter(|pair| !READ_ON.iter().any(|name| pair.starts_with(name))).collect();
        let look = format!("{}?{}", self.path, whole.join("&"));
        let read = PersonalDataRead::by(self);
        // What is kept under a key of the request is its own answer, and not that it was read.
        let actor = Actor { idempotency: None, ..self.actor()? };
        Ok(Some(Disclosure { access: self.access().clone(), actor, permit: self.permit()?, read, look }))
    }
}

impl Disclosure {
    /// Records that this answer was given, unless the same was shown to the same auditor a few
    /// minutes ago; then it may leave. Says whether it left an entry.
    ///
    /// # Errors
    /// A read that cannot be recorded is not answered.
    pub(super) async fn recorded(self, answer: Answer) -> Result<(Answer, bool), Error> {
        let Self { access, actor, permit, read, look } = self;
        let key = secret::digest(&format!("shown {:?} {} {} {look}", actor.account, actor.register, read.what));
        let now = access.now();
        if let Some(receipt) = access.lately().said(&key, SAME_LOOK, now) {
            return Ok((answer.header("Audit-Receipt", receipt), false));
        }
        let decide = move |looked: &mut crate::db::Read<'_>| {
            permit.still(looked)?;
            Ok(read.clone())
        };
        let recorded = access.ledger().record_async(actor, decide).await?;
        let receipt = recorded.receipt.to_string();
        access.lately().remember(key, receipt.clone(), now);
        Ok((answer.header("Audit-Receipt", receipt), true))
    }
}
