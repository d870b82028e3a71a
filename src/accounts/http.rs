//! Accounts over HTTP: the form of bodies, one call, one answer.

pub mod pages;
mod samples;
pub mod sessions;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use validator::Validate;

use super::changes::Key;
use super::rules::making::may_make;
use super::rules::managing::seen_from;
use super::rules::offices::Given;
use super::rules::{AccountFacts, INVITATION_LIFE, State};
use super::{facts, manage};
use crate::access::{Action, Role, token};
use crate::audit::ledger::{Change, Recorded};
use crate::db::Read;
use crate::db::batches;
use crate::db::order::Listed;
use crate::fault::{Error, StoredAnswer};
use crate::http::thing::{Thing, found};
use crate::http::{Answer, Call, Route};
use crate::ids::{AccountId, OneTimeId, PersonId, RegisterId};
use crate::moment::Instant;
use crate::patch::given;
use crate::registers;
use crate::text::{Email, Line};

const USERS: &str = "Users";

/// The thing of `/users/{id}`: a lead is told of the accounts of their own register alone.
const ACCOUNT: Thing = Thing {
    name: "user",
    all: |caller| caller.roles.contains(&Role::SystemAdmin),
    seen: |read, viewer, id| match id.parse() {
        Ok(id) => Ok(found(manage::visible(read, viewer.system, viewer.caller, id))?.is_some()),
        Err(_) => Ok(false),
    },
    coded: None,
};

#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/users", "list_users", list)
            .tag(USERS)
            .summary("The accounts with roles in this register; for an administrator, all.")
            .action(Action::ManageUsers)
            .page_of::<User>()
            .sorted::<User>(),
        Route::post("/api/v1/users", "make_a_user", make)
            .tag(USERS)
            .summary("Make an account; the answer holds a one-time invitation.")
            .action(Action::ManageUsers)
            .body::<NewUser>()
            .makes("/api/v1/users/{id}")
            .answers::<UserMade>(),
        Route::get("/api/v1/users/{id}", "get_a_user", one)
            .tag(USERS)
            .summary("One account.")
            .action(Action::ManageUsers)
            .of(&ACCOUNT)
            .answers::<User>()
            .tagged(),
        Route::patch("/api/v1/users/{id}", "amend_a_user", amend)
            .tag(USERS)
            .summary("Give an account another name or address.")
            .action(Action::ManageUsers)
            .of(&ACCOUNT)
            .body::<AmendUser>()
            .answers::<UserAmended>()
            .tagged(),
        Route::put("/api/v1/users/{id}/roles", "give_roles", give)
            .tag(USERS)
            .summary("Give an account its roles in one register, in place of those it had there. Guardian and auditor are given and taken by an administrator; nobody else gives themself a role.")
            .action(Action::ManageUsers)
            .of(&ACCOUNT)
            .body::<Roles>()
            .answers::<RolesNow>()
            .tagged(),
        Route::post("/api/v1/users/{id}/invite", "invite_a_user", |call| invite(call, false))
            .tag(USERS)
            .summary("Invite an account without a password anew.")
            .action(Action::ManageUsers)
            .of(&ACCOUNT)
            .answers::<Invited>(),
        Route::post("/api/v1/users/{id}/reset-password", "reset_a_password", |call| invite(call, true))
            .tag(USERS)
            .summary("Take an account's password and sign-ins from it, and invite it to set another; that of a guardian or an auditor, an administrator does.")
            .action(Action::ManageUsers)
            .of(&ACCOUNT)
            .answers::<Invited>(),
        Route::post("/api/v1/users/{id}/suspend", "suspend_a_user", suspend)
            .tag(USERS)
            .summary("Suspend an account: its sign-ins end at once.")
            .action(Action::ManageUsers)
            .of(&ACCOUNT)
            .status(200)
            .answers::<Done>(),
        Route::post("/api/v1/users/{id}/reinstate", "reinstate_a_user", reinstate)
            .tag(USERS)
            .summary("Let a suspended account sign in again.")
            .action(Action::ManageUsers)
            .of(&ACCOUNT)
            .status(200)
            .answers::<Done>(),
    ]
}

/// Roles in one register.
#[derive(Debug, Serialize, JsonSchema)]
struct HeldRoles {
    /// In which register they are held; those of an administrator, in the one called `system`.
    register: RegisterId,
    /// What the account may act as there.
    roles: Vec<Role>,
    /// Whose sign-in it is there, as in `/api/v1/people/{id}`; null where it is nobody's.
    person: Option<PersonId>,
}

/// An account.
#[derive(Debug, Serialize, JsonSchema)]
struct User {
    /// The account, as in `/api/v1/users/{id}`; the log names it as an author by `u:` and this id.
    id: AccountId,
    /// The address with which it signs in; it is of one account alone, in whatever capitals (W14).
    email: String,
    /// What the account is called wherever the program names who acted.
    name: String,
    /// Whether it has still to set a password, can sign in, or is suspended.
    state: State,
    /// In this register; for an administrator, in every one.
    roles: Vec<HeldRoles>,
    /// When the account was made, in UTC.
    created_at: Instant,
    /// The number of the log's entry that last wrote the account; part of its `ETag`.
    version: i64,
}

impl Listed for User {
    type Place = AccountId;
    const FIELDS: &'static [&'static str] = &["name", "email", "created_at"];

    fn place(&self) -> AccountId {
        self.id
    }

    fn key(&self, field: &str) -> Option<String> {
        Some(match field {
            "name" => self.name.clone(),
            "email" => self.email.clone(),
            _ => self.created_at.to_string(),
        })
    }
}

/// An account to be made, with its roles in one register or with none.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewUser {
    /// The address to sign in with; refused where another account has it in any spelling (W14).
    email: Email,
    /// What the account is called wherever the program names who acted, on one line.
    name: Line,
    /// In the register of this sign-in, or in the one named.
    #[serde(default)]
    #[validate(length(max = 8, message = "An account has at most 8 roles."))]
    roles: Vec<Role>,
    /// The id or short name of the register the roles are in.
    register: Option<String>,
    /// The person of that register whose sign-in this is.
    person: Option<PersonId>,
}

/// A one-time invitation.
#[derive(Debug, Serialize, JsonSchema)]
struct Invitation {
    /// The secret of the link, for `/api/v1/invitations/accept`.
    token: String,
    /// To be given to the person: a page that sets the password.
    link: String,
    /// When the invitation stops being good, in UTC: seven days after it was made.
    expires_at: Instant,
}

/// An account that was made.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct UserMade {
    /// The new account, as in `/api/v1/users/{id}`.
    id: AccountId,
    /// The address with which it signs in, as it was given.
    email: String,
    /// What the account is called, as it was given.
    name: String,
    /// It is `invited` until it sets a password, and `active` where it was made with one.
    state: State,
    /// The roles it was given with its making; empty where there are none.
    given: Vec<GivenRoles>,
    /// The link by which it sets its password; null where it was made with one.
    invitation: Option<Invitation>,
    /// The number of the log's entry by which it was made.
    version: i64,
}

/// Roles that were given in one register.
#[derive(Debug, Serialize, JsonSchema)]
struct GivenRoles {
    /// In which register they were given; those of an administrator, in the one called `system`.
    register: RegisterId,
    /// The roles given there, each of them once.
    roles: Vec<Role>,
    /// Whose sign-in it is there, as in `/api/v1/people/{id}`; absent where it is nobody's.
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<PersonId>,
}

/// An account that was invited.
#[derive(Debug, Serialize, JsonSchema)]
struct Invited {
    /// The account that was invited, as in `/api/v1/users/{id}`.
    id: AccountId,
    /// The new link; any earlier one of the account is worth nothing from now on.
    invitation: Invitation,
    /// The number of the log's entry by which it was invited.
    version: i64,
}

/// What is changed of an account: a field left out stays.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AmendUser {
    /// Another address to sign in with; where the account has a password, only an administrator gives it one.
    #[serde(default, deserialize_with = "given")]
    #[schemars(with = "Email")]
    email: Option<Email>,
    /// Another name for the account, on one line.
    #[serde(default, deserialize_with = "given")]
    #[schemars(with = "Line")]
    name: Option<Line>,
}

/// An account after its amendment.
#[derive(Debug, Serialize, JsonSchema)]
struct UserAmended {
    /// The account that was amended, as in `/api/v1/users/{id}`.
    id: AccountId,
    /// The address with which it signs in from now on.
    email: String,
    /// What the account is called from now on.
    name: String,
    /// The number of the log's entry that last wrote the account; part of its `ETag`.
    version: i64,
}

/// The roles of an account in one register, in place of those it had there.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Roles {
    /// The id or short name of the register; the one of this sign-in when left out.
    register: Option<String>,
    /// None takes all of them away.
    #[validate(length(max = 8, message = "An account has at most 8 roles."))]
    roles: Vec<Role>,
    /// Whose sign-in it is there, by the id in `/api/v1/people/{id}`; left out, it is nobody's from now on.
    person: Option<PersonId>,
}

/// The roles of an account in one register.
#[derive(Debug, Serialize, JsonSchema)]
struct RolesNow {
    /// Whose roles they are, as in `/api/v1/users/{id}`.
    id: AccountId,
    /// In which register they are held; what the account holds elsewhere is as it was.
    register: RegisterId,
    /// Every role the account holds there from now on; empty where all were taken away.
    roles: Vec<Role>,
    /// Whose sign-in it is there from now on, as in `/api/v1/people/{id}`; null where it is nobody's.
    person: Option<PersonId>,
    /// The number of the log's entry by which they were given.
    version: i64,
}

/// What a verb did.
#[derive(Debug, Serialize, JsonSchema)]
struct Done {
    /// The account it was done with, as in `/api/v1/users/{id}`.
    id: AccountId,
    /// The number of the log's entry by which it was done.
    version: i64,
}

fn user(account: AccountFacts, of: Option<RegisterId>) -> User {
    let state = account.state();
    let persons = account.persons;
    let roles = account
        .roles
        .into_iter()
        .filter(|(register, _)| of.is_none_or(|of| of == *register))
        .map(|(register, roles)| HeldRoles { register, roles: roles.into_iter().collect(), person: persons.get(&register).copied() })
        .collect();
    User {
        id: account.id,
        email: account.email,
        name: account.name,
        state,
        roles,
        created_at: account.created_at,
        version: account.version,
    }
}

/// The register whose accounts the caller sees; none for an administrator, who sees all.
fn seen(call: &Call) -> Result<Option<RegisterId>, Error> {
    Ok(seen_from(call.caller()?))
}

async fn list(call: Call) -> Result<Answer, Error> {
    let (page, of, system) = (call.page()?, seen(&call)?, call.access().system());
    call.snapshot_in(system, move |read| {
        let found = page.gather(|after, most| {
            let rows = facts::accounts(read, system, of, after, most)?;
            let next = batches::next_cursor(&rows, most, |account| account.id);
            Ok((rows.into_iter().map(|account| user(account, of)).collect(), next))
        })?;
        page.answer(found)
    })
    .await
}

async fn one(call: Call) -> Result<Answer, Error> {
    as_it_stands(&call).await
}

async fn as_it_stands(call: &Call) -> Result<Answer, Error> {
    let (id, of, system) = (call.id::<AccountId>("id")?, seen(call)?, call.access().system());
    let found = call.snapshot_in(system, move |read| facts::account(read, system, id)).await?;
    let account = found.filter(|account| of.is_none_or(|of| account.roles.contains_key(&of))).ok_or(Error::NotFound("user"))?;
    let answer = Answer::one(id, account.version, &user(account, of))?;
    Ok(if of.is_some() { answer.in_part() } else { answer })
}

/// The register named in a body, or that of the sign-in.
fn named(read: &mut Read<'_>, name: Option<&str>, own: RegisterId) -> Result<RegisterId, Error> {
    match name {
        None => Ok(own),
        Some(name) => registers::facts::register_named(read, name)?
            .map(|register| register.id)
            .ok_or_else(|| Error::invalid("/register", "unknown_reference", "There is no register of this id or short name.")),
    }
}

/// The answer with the text of its invitation, which is not kept: it follows from its id.
fn with_invitation(call: &Call, mut body: Value) -> Value {
    let id = body.pointer("/invitation/id").and_then(Value::as_str).and_then(|id| id.parse::<OneTimeId>().ok());
    if let (Some(id), Some(invitation)) = (id, body.get_mut("invitation").and_then(Value::as_object_mut)) {
        let text = token::one_time(call.access().mac(), id);
        invitation.insert("link".into(), json!(format!("{}/invitation?token={text}", call.state().public_url)));
        invitation.insert("token".into(), json!(text));
        invitation.remove("id");
    }
    body
}

/// Answers with an invitation, also to a retry.
fn invited<C: Change>(call: &Call, outcome: Result<Recorded<C>, Error>) -> Result<Answer, Error> {
    match outcome {
        Ok(recorded) => Answer::recorded_as(&recorded, &with_invitation(call, recorded.answer.clone())),
        Err(Error::Replay(stored)) => Answer::replayed(&StoredAnswer { body: with_invitation(call, stored.body.clone()), ..*stored }),
        Err(error) => Err(error),
    }
}

async fn make(call: Call) -> Result<Answer, Error> {
    let body: NewUser = call.body()?;
    let (system, caller) = (call.access().system(), call.caller()?.clone());
    let invitation = manage::link(call.access().mac(), INVITATION_LIFE);
    let outcome = call
        .record_in(system, move |read| {
            let given =
                Given { register: named(read, body.register.as_deref(), caller.register)?, roles: body.roles.clone(), person: body.person };
            let permit = may_make(&caller, system, given)?;
            let new = manage::NewAccount {
                email: body.email.clone(),
                name: body.name.clone(),
                key: Key::Invitation(invitation.clone()),
                seen_from: seen_from(&caller),
            };
            manage::create(read, system, &permit, new)
        })
        .await;
    invited(&call, outcome)
}

async fn invite(call: Call, resets: bool) -> Result<Answer, Error> {
    let (system, id) = (call.access().system(), call.id::<AccountId>("id")?);
    let decide = manage::invite(call.access(), call.caller()?.clone(), id, resets);
    let outcome = call.record_in(system, decide).await;
    invited(&call, outcome)
}

async fn suspend(call: Call) -> Result<Answer, Error> {
    let (system, id) = (call.access().system(), call.id::<AccountId>("id")?);
    Answer::recorded(&call.record_in(system, manage::suspend(system, call.caller()?.clone(), id)).await?)
}

async fn reinstate(call: Call) -> Result<Answer, Error> {
    let (system, id) = (call.access().system(), call.id::<AccountId>("id")?);
    Answer::recorded(&call.record_in(system, manage::reinstate(system, call.caller()?.clone(), id)).await?)
}

async fn amend(call: Call) -> Result<Answer, Error> {
    let (system, id) = (call.access().system(), call.id::<AccountId>("id")?);
    let seen = call.if_match(id)?;
    let body: AmendUser = call.body()?;
    match call.record_in(system, manage::amend(system, call.caller()?.clone(), id, body.email, body.name, seen)).await {
        Err(Error::AsItStands) => as_it_stands(&call).await,
        recorded => Answer::recorded(&recorded?),
    }
}

async fn give(call: Call) -> Result<Answer, Error> {
    let (system, id) = (call.access().system(), call.id::<AccountId>("id")?);
    let seen = call.if_match(id)?;
    let body: Roles = call.body()?;
    let caller = call.caller()?.clone();
    let recorded = call
        .record_in(system, move |read| {
            let register = named(read, body.register.as_deref(), caller.register)?;
            let given = Given { register, roles: body.roles.clone(), person: body.person };
            manage::give(system, caller.clone(), id, given, seen)(read)
        })
        .await?;
    Answer::recorded(&recorded)
}
