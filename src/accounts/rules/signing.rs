//! What a password, a renewal or an invitation is worth: each verdict is a permit, which the change takes.

use std::collections::{BTreeMap, BTreeSet};

use super::AccountFacts;
use crate::access::Role;
use crate::access::password::Matched;
use crate::fault::Error;
use crate::ids::{AccountId, OneTimeId, RegisterId, SessionId};
use crate::moment::Instant;

/// Seconds within which a spent token may be shown again by the client that spent it.
const GRACE: i64 = 10;

/// The register of a sign-in: the only one with roles, or the one asked for among several.
///
/// # Errors
/// Those to choose from, when none was asked for; none, when the one asked for is not among them.
pub fn register_of(roles: &BTreeMap<RegisterId, BTreeSet<Role>>, asked: Option<RegisterId>) -> Result<RegisterId, Vec<RegisterId>> {
    let held: Vec<RegisterId> = roles.iter().filter(|(_, roles)| !roles.is_empty()).map(|(register, _)| *register).collect();
    match (asked, held.as_slice()) {
        (Some(asked), _) if held.contains(&asked) => Ok(asked),
        (Some(_), _) => Err(Vec::new()),
        (None, [only]) => Ok(*only),
        (None, _) => Err(held),
    }
}

/// What is answered alike for an unknown address, a wrong password, and one that was exchanged meanwhile.
#[must_use]
pub fn not_right() -> Error {
    Error::Unauthenticated("The e-mail address or the password is not right.".to_owned())
}

/// An account whose password was given, and that may sign in somewhere.
#[derive(Debug, Clone, Copy)]
pub struct LetIn<'a> {
    account: &'a AccountFacts,
    password: &'a Matched,
}

/// Whether an account may sign in with the password that matched: it is still the account's, which is
/// not suspended.
///
/// # Errors
/// `Unauthenticated`.
pub fn let_in<'a>(account: Option<&'a AccountFacts>, password: &'a Matched) -> Result<LetIn<'a>, Error> {
    let account = account.filter(|account| account.password_hash.as_deref() == Some(password.stored())).ok_or_else(not_right)?;
    if account.suspended {
        return Err(Error::Unauthenticated("This account is suspended.".to_owned()));
    }
    Ok(LetIn { account, password })
}

/// The permit: the account signs in for this register, with the password that is stored of it.
#[derive(Debug, Clone)]
pub struct MaySignIn {
    account: AccountId,
    register: RegisterId,
    password: Matched,
}

impl LetIn<'_> {
    /// See [`register_of`].
    ///
    /// # Errors
    /// Those to choose from; none, when the one asked for is not among them.
    pub fn into_register(self, asked: Option<RegisterId>) -> Result<MaySignIn, Vec<RegisterId>> {
        let register = register_of(&self.account.roles, asked)?;
        Ok(MaySignIn { account: self.account.id, register, password: self.password.clone() })
    }
}

impl MaySignIn {
    pub(in crate::accounts) fn account(&self) -> AccountId {
        self.account
    }

    pub(in crate::accounts) fn register(&self) -> RegisterId {
        self.register
    }

    pub(in crate::accounts) fn password(&self) -> &Matched {
        &self.password
    }
}

/// A refresh token as it is stored, with its session.
#[derive(Debug, Clone)]
pub struct RefreshFacts {
    pub session: SessionId,
    pub account: AccountId,
    pub register: RegisterId,
    pub expires_at: Instant,
    pub session_expires_at: Instant,
    /// Closed, or its account suspended or given a new password since.
    pub session_is_over: bool,
    pub spent_at: Option<Instant>,
    pub spent_by: Option<String>,
    /// Whether the token that followed was itself spent.
    pub successor_spent: bool,
}

/// What a refresh token shown again means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renewal {
    /// Unspent: spend it and give the next.
    Fresh,
    /// Just spent by the same client, whose answer was lost: give the same next one.
    Again,
    /// Spent earlier, or by another: somebody has a copy. The whole family ends.
    Reused,
    /// Run out, or its session is over.
    Over,
}

#[must_use]
pub fn renewal(facts: &RefreshFacts, client: &str, now: Instant) -> Renewal {
    if facts.session_is_over || now >= facts.session_expires_at {
        return Renewal::Over;
    }
    match facts.spent_at {
        None if now >= facts.expires_at => Renewal::Over,
        None => Renewal::Fresh,
        Some(at) if now <= at.plus_seconds(GRACE) && facts.spent_by.as_deref() == Some(client) && !facts.successor_spent => Renewal::Again,
        Some(_) => Renewal::Reused,
    }
}

/// The permit: this sign-in is renewed, for the first time or for a client that lost the answer.
#[derive(Debug, Clone, Copy)]
pub struct MayRenew {
    session: SessionId,
    account: AccountId,
    register: RegisterId,
    again: bool,
}

/// The permit for a client to renew its sign-in, where there is one.
#[must_use]
pub fn may_renew(facts: &RefreshFacts, client: &str, now: Instant) -> Option<MayRenew> {
    let again = match renewal(facts, client, now) {
        Renewal::Fresh => false,
        Renewal::Again => true,
        Renewal::Reused | Renewal::Over => return None,
    };
    Some(MayRenew { session: facts.session, account: facts.account, register: facts.register, again })
}

impl MayRenew {
    pub(in crate::accounts) fn session(self) -> SessionId {
        self.session
    }

    pub(in crate::accounts) fn account(self) -> AccountId {
        self.account
    }

    pub(in crate::accounts) fn register(self) -> RegisterId {
        self.register
    }

    pub(in crate::accounts) fn again(self) -> bool {
        self.again
    }
}

/// The permit: this sign-in is ended, for a spent token of it came back.
#[derive(Debug, Clone, Copy)]
pub struct Copied {
    session: SessionId,
    account: AccountId,
}

/// Whether a token that was shown is a copy, so that its whole sign-in has to end.
#[must_use]
pub fn copied(facts: &RefreshFacts, client: &str, now: Instant) -> Option<Copied> {
    (renewal(facts, client, now) == Renewal::Reused).then_some(Copied { session: facts.session, account: facts.account })
}

impl Copied {
    pub(in crate::accounts) fn session(self) -> SessionId {
        self.session
    }

    pub(in crate::accounts) fn account(self) -> AccountId {
        self.account
    }
}

/// The permit: whoever has this invitation may set the password of its account.
#[derive(Debug, Clone)]
pub struct MaySetPassword {
    account: AccountFacts,
    link: OneTimeId,
}

/// Whether an invitation, which is unspent and has not run out, is still worth anything to its account.
///
/// # Errors
/// There is none, or its account is suspended.
pub fn may_set_password(invitation: Option<(OneTimeId, AccountFacts)>) -> Result<MaySetPassword, Error> {
    match invitation {
        Some((link, account)) if !account.suspended => Ok(MaySetPassword { account, link }),
        _ => Err(Error::Unauthenticated("This invitation is not good, or no longer. Ask for a new one.".to_owned())),
    }
}

impl MaySetPassword {
    pub(in crate::accounts) fn account(&self) -> &AccountFacts {
        &self.account
    }

    pub(in crate::accounts) fn link(&self) -> OneTimeId {
        self.link
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::tests::account;
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn a_spent_token_is_forgiven_once_quickly_and_to_its_own_client() {
        let mut facts = RefreshFacts {
            session: SessionId::new(),
            account: AccountId::new(),
            register: RegisterId::new(),
            expires_at: at("2026-11-26T12:00:00Z"),
            session_expires_at: at("2026-11-27T12:00:00Z"),
            session_is_over: false,
            spent_at: None,
            spent_by: None,
            successor_spent: false,
        };
        let now = at("2026-11-26T10:00:00Z");
        assert_eq!(renewal(&facts, "a", now), Renewal::Fresh);
        assert_eq!(renewal(&facts, "a", at("2026-11-26T12:00:00Z")), Renewal::Over);
        facts.spent_at = Some(now);
        facts.spent_by = Some("a".into());
        assert_eq!(renewal(&facts, "a", now.plus_seconds(10)), Renewal::Again);
        assert!(may_renew(&facts, "a", now).is_some_and(MayRenew::again) && copied(&facts, "a", now).is_none());
        assert!(may_renew(&facts, "b", now).is_none() && copied(&facts, "b", now).is_some());
        assert_eq!(renewal(&facts, "a", now.plus_seconds(11)), Renewal::Reused);
        assert_eq!(renewal(&facts, "b", now.plus_seconds(1)), Renewal::Reused);
        facts.successor_spent = true;
        assert_eq!(renewal(&facts, "a", now.plus_seconds(1)), Renewal::Reused);
        facts.session_is_over = true;
        assert_eq!(renewal(&facts, "a", now.plus_seconds(1)), Renewal::Over);
    }

    #[test]
    fn a_register_need_be_named_only_among_several() {
        let (a, b) = (RegisterId::new(), RegisterId::new());
        let mut roles = BTreeMap::from([(a, BTreeSet::from([Role::Chair])), (b, BTreeSet::new())]);
        assert_eq!(register_of(&roles, None), Ok(a));
        assert_eq!(register_of(&roles, Some(b)), Err(vec![]));
        roles.insert(b, BTreeSet::from([Role::Member]));
        assert_eq!(register_of(&roles, None), Err(vec![a, b]));
        assert_eq!(register_of(&roles, Some(b)), Ok(b));
        assert_eq!(register_of(&BTreeMap::new(), None), Err(vec![]));
    }

    #[test]
    fn a_password_that_was_exchanged_meanwhile_opens_nothing() {
        let register = RegisterId::new();
        let (mut account, given) = (account(register, Role::Member), Matched::with("stored"));
        assert!(let_in(Some(&account), &given).is_err() && let_in(None, &given).is_err());
        account.password_hash = Some("stored".into());
        let may = let_in(Some(&account), &given).unwrap().into_register(None).unwrap();
        assert_eq!((may.account(), may.register(), may.password().stored()), (account.id, register, "stored"));
        assert!(let_in(Some(&account), &Matched::with("another")).is_err());
        account.suspended = true;
        assert!(let_in(Some(&account), &given).is_err());
    }

    #[test]
    fn an_invitation_is_worth_something_to_an_account_that_is_not_suspended() {
        let (mut invited, link) = (account(RegisterId::new(), Role::Member), OneTimeId::new());
        let may = may_set_password(Some((link, invited.clone()))).unwrap();
        assert_eq!((may.account().id, may.link()), (invited.id, link));
        invited.suspended = true;
        assert!(may_set_password(Some((link, invited))).is_err() && may_set_password(None).is_err());
    }
}
