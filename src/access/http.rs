//! Sign-in, users and registers over HTTP: the form of bodies, one call, one answer.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use validator::Validate;

use super::changes::Given;
use super::facts::RegisterRow;
use super::rules::{AccountFacts, State};
use super::sign_in::{self, RegisterName, Signed};
use super::{Action, Role, Secret, accounts, facts, password, token};
use crate::audit::ledger::Change;
use crate::audit::ledger::Recorded;
use crate::db::Read;
use crate::door::{Answer, Call, Route, form};
use crate::fault::{Error, StoredAnswer};
use crate::ids::{AccountId, OneTimeId, PersonId, RegisterId};
use crate::moment::Instant;

const SIGN_IN: &str = "Sign-in";
const USERS: &str = "Users";
const REGISTERS: &str = "Registers";

#[must_use]
pub fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::post("/api/v1/setup", "set_up", set_up)
            .tag(SIGN_IN)
            .summary("Make the first administrator, once, with the set-up link.")
            .public()
            .body::<SetUp>()
            .answers::<UserMade>(),
        Route::post("/api/v1/sessions", "sign_in", open)
            .tag(SIGN_IN)
            .summary("Sign in for one register.")
            .public()
            .body::<SignIn>()
            .answers::<Signed>(),
        Route::post("/api/v1/sessions/refresh", "refresh", refresh)
            .tag(SIGN_IN)
            .summary("Renew a sign-in: the refresh token is spent and the next one given.")
            .public()
            .body::<Refresh>()
            .answers::<Signed>(),
        Route::delete("/api/v1/sessions/current", "sign_out", close).tag(SIGN_IN).summary("Sign out.").signed_in().status(204),
        Route::get("/api/v1/me", "me", me)
            .tag(SIGN_IN)
            .summary("Who is signed in, for which register, and what they may do.")
            .signed_in()
            .answers::<Me>(),
        Route::post("/api/v1/invitations/accept", "accept_an_invitation", accept)
            .tag(SIGN_IN)
            .summary("Set a password with an invitation.")
            .public()
            .body::<Accept>()
            .status(200)
            .answers::<Accepted>(),
        Route::get("/api/v1/users", "list_users", list)
            .tag(USERS)
            .summary("The accounts with roles in this register; for an administrator, all.")
            .action(Action::ManageUsers)
            .page_of::<User>(),
        Route::post("/api/v1/users", "make_a_user", make)
            .tag(USERS)
            .summary("Make an account; the answer holds a one-time invitation.")
            .action(Action::ManageUsers)
            .body::<NewUser>()
            .answers::<UserMade>(),
        Route::get("/api/v1/users/{id}", "get_a_user", one)
            .tag(USERS)
            .summary("One account.")
            .action(Action::ManageUsers)
            .answers::<User>()
            .tagged(),
        Route::patch("/api/v1/users/{id}", "amend_a_user", amend)
            .tag(USERS)
            .summary("Give an account another name or address.")
            .action(Action::ManageUsers)
            .body::<AmendUser>()
            .answers::<UserAmended>()
            .tagged(),
        Route::put("/api/v1/users/{id}/roles", "give_roles", give)
            .tag(USERS)
            .summary("Give an account its roles in one register, in place of those it had there.")
            .action(Action::ManageUsers)
            .body::<Roles>()
            .answers::<RolesNow>()
            .tagged(),
    ];
    routes.extend(registers());
    routes.extend(verbs());
    routes
}

fn verbs() -> Vec<Route> {
    vec![
        Route::post("/api/v1/users/{id}/invite", "invite_a_user", |call| invite(call, false))
            .tag(USERS)
            .summary("Invite an account without a password anew.")
            .action(Action::ManageUsers)
            .answers::<Invited>(),
        Route::post("/api/v1/users/{id}/reset-password", "reset_a_password", |call| invite(call, true))
            .tag(USERS)
            .summary("Take an account's password and sign-ins from it, and invite it to set another.")
            .action(Action::ManageUsers)
            .answers::<Invited>(),
        Route::post("/api/v1/users/{id}/suspend", "suspend_a_user", suspend)
            .tag(USERS)
            .summary("Suspend an account: its sign-ins end at once.")
            .action(Action::ManageUsers)
            .status(200)
            .answers::<Done>(),
        Route::post("/api/v1/users/{id}/reinstate", "reinstate_a_user", reinstate)
            .tag(USERS)
            .summary("Let a suspended account sign in again.")
            .action(Action::ManageUsers)
            .status(200)
            .answers::<Done>(),
    ]
}

fn registers() -> Vec<Route> {
    vec![
        Route::get("/api/v1/registers", "list_registers", list_registers)
            .tag(REGISTERS)
            .summary("The registers of this deployment.")
            .action(Action::ManageRegisters)
            .page_of::<Register>(),
        Route::post("/api/v1/registers", "open_a_register", open_register)
            .tag(REGISTERS)
            .summary("Open a register.")
            .action(Action::ManageRegisters)
            .body::<NewRegister>()
            .answers::<RegisterOpenedBody>(),
    ]
}

#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SetUp {
    token: String,
    #[validate(custom(function = "form::email"))]
    email: String,
    #[validate(custom(function = "form::line"))]
    name: String,
    password: String,
}

#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SignIn {
    #[validate(length(min = 1, max = 254, message = "An e-mail address has at most 254 characters."))]
    email: String,
    password: String,
    /// The id or short name of the register; needed only with roles in several.
    register: Option<String>,
}

#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Refresh {
    refresh_token: String,
}

#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Accept {
    token: String,
    password: String,
}

/// An account that has set its password.
#[derive(Debug, Serialize, JsonSchema)]
struct Accepted {
    id: AccountId,
}

/// Who is signed in.
#[derive(Debug, Serialize, JsonSchema)]
struct Me {
    id: AccountId,
    email: String,
    name: String,
    register: RegisterName,
    roles: Vec<Role>,
    person: Option<PersonId>,
    /// What these roles may do; `own` is for the account's own person only.
    may: Vec<May>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct May {
    action: String,
    own: bool,
}

/// Roles in one register.
#[derive(Debug, Serialize, JsonSchema)]
struct HeldRoles {
    register: RegisterId,
    roles: Vec<Role>,
    person: Option<PersonId>,
}

/// An account.
#[derive(Debug, Serialize, JsonSchema)]
struct User {
    id: AccountId,
    email: String,
    name: String,
    state: State,
    /// In this register; for an administrator, in every one.
    roles: Vec<HeldRoles>,
    created_at: Instant,
    version: i64,
}

#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewUser {
    #[validate(custom(function = "form::email"))]
    email: String,
    #[validate(custom(function = "form::line"))]
    name: String,
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
    token: String,
    /// To be given to the person: a page that sets the password.
    link: String,
    expires_at: Instant,
}

/// An account that was made.
#[derive(Debug, Serialize, JsonSchema)]
struct UserMade {
    id: AccountId,
    email: String,
    name: String,
    state: State,
    given: Vec<GivenRoles>,
    invitation: Option<Invitation>,
    version: i64,
}

/// Roles that were given in one register.
#[derive(Debug, Serialize, JsonSchema)]
struct GivenRoles {
    register: RegisterId,
    roles: Vec<Role>,
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<PersonId>,
}

/// An account that was invited.
#[derive(Debug, Serialize, JsonSchema)]
struct Invited {
    id: AccountId,
    invitation: Invitation,
    version: i64,
}

#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AmendUser {
    #[validate(custom(function = "form::email"))]
    email: Option<String>,
    #[validate(custom(function = "form::line"))]
    name: Option<String>,
}

/// An account after its amendment.
#[derive(Debug, Serialize, JsonSchema)]
struct UserAmended {
    id: AccountId,
    email: String,
    name: String,
    version: i64,
}

#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Roles {
    /// The id or short name of the register; the one of this sign-in when left out.
    register: Option<String>,
    /// None takes all of them away.
    #[validate(length(max = 8, message = "An account has at most 8 roles."))]
    roles: Vec<Role>,
    person: Option<PersonId>,
}

/// The roles of an account in one register.
#[derive(Debug, Serialize, JsonSchema)]
struct RolesNow {
    id: AccountId,
    register: RegisterId,
    roles: Vec<Role>,
    person: Option<PersonId>,
    version: i64,
}

/// What a verb did.
#[derive(Debug, Serialize, JsonSchema)]
struct Done {
    id: AccountId,
    version: i64,
}

/// A register of this deployment.
#[derive(Debug, Serialize, JsonSchema)]
struct Register {
    id: RegisterId,
    slug: String,
    name: String,
    created_at: Instant,
    version: i64,
}

#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewRegister {
    /// The short name in addresses: lower-case letters, digits and hyphens.
    slug: String,
    #[validate(custom(function = "form::line"))]
    name: String,
}

/// A register that was opened.
#[derive(Debug, Serialize, JsonSchema)]
struct RegisterOpenedBody {
    id: RegisterId,
    slug: String,
    name: String,
    origin: String,
    epoch: i64,
    version: i64,
}

async fn set_up(call: Call) -> Result<Answer, Error> {
    let body: SetUp = call.body()?;
    let access = call.access();
    let system = access.system();
    let secret = Secret::new(body.password);
    password::admit(&secret, &[&body.email, &body.name], "/password")?;
    // The link is looked at before the work of hashing, and again under the lock.
    let token = body.token.clone();
    call.look_in(system, move |read| accounts::set_up_link(read, system, &token)).await?;
    let hash = access.hasher().hash(secret).await?;
    let actor = crate::actor::Actor { via: crate::actor::Via::Api, request: call.request(), ..crate::actor::Actor::job(system) };
    let recorded = access.ledger().record_async(actor, accounts::set_up(system, body.token, body.email, body.name, hash)).await?;
    Answer::recorded(&recorded)
}

async fn open(call: Call) -> Result<Answer, Error> {
    let body: SignIn = call.body()?;
    let (recorded, signed) = sign_in::open(call.access(), body.email, Secret::new(body.password), body.register, call.request()).await?;
    Answer::recorded_as(&recorded, &signed)
}

async fn refresh(call: Call) -> Result<Answer, Error> {
    let body: Refresh = call.body()?;
    let (recorded, signed) = sign_in::renew(call.access(), &body.refresh_token, call.client(), call.request()).await?;
    Answer::recorded_as(&recorded, &signed)
}

async fn close(call: Call) -> Result<Answer, Error> {
    let recorded = sign_in::close(call.access(), call.caller()?, call.request()).await?;
    Ok(Answer::no_content().header("Audit-Receipt", recorded.receipt.to_string()))
}

async fn accept(call: Call) -> Result<Answer, Error> {
    let body: Accept = call.body()?;
    let access = call.access();
    let system = access.system();
    let token = body.token.clone();
    let (_, account) = call.look_in(system, move |read| accounts::invitation(read, system, &token)).await?;
    let secret = Secret::new(body.password);
    password::admit(&secret, &[&account.email, &account.name], "/password")?;
    let hash = access.hasher().hash(secret).await?;
    let actor = crate::actor::Actor {
        via: crate::actor::Via::Api,
        request: call.request(),
        account: Some(account.id),
        ..crate::actor::Actor::job(system)
    };
    let recorded = access.ledger().record_async(actor, accounts::accept(system, body.token, hash)).await?;
    Answer::recorded_as(&recorded, &Accepted { id: recorded.change.id })
}

async fn me(call: Call) -> Result<Answer, Error> {
    let caller = call.caller()?.clone();
    let system = call.access().system();
    let me = call
        .look_in(system, move |read| {
            let account = facts::account(read, system, caller.account)?.ok_or(Error::NotFound("account"))?;
            let (id, slug, name, ..) = facts::register_named(read, &caller.register.to_string())?.ok_or(Error::NotFound("register"))?;
            let may = Action::ALL
                .iter()
                .filter_map(|action| match caller.reach(*action) {
                    super::Scope::Never => None,
                    scope => Some(May { action: action.as_str().to_owned(), own: scope == super::Scope::Own }),
                })
                .collect();
            Ok(Me {
                id: account.id,
                email: account.email,
                name: account.name,
                register: RegisterName { id, slug, name },
                roles: caller.roles.into_iter().collect(),
                person: caller.person,
                may,
            })
        })
        .await?;
    Answer::json(200, &me)
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
    let caller = call.caller()?;
    Ok((!caller.roles.contains(&Role::SystemAdmin)).then_some(caller.register))
}

async fn list(call: Call) -> Result<Answer, Error> {
    let (page, of, system) = (call.page()?, seen(&call)?, call.access().system());
    let (after, limit) = (page.after_id::<AccountId>(0)?, page.fetch());
    let found = call.look_in(system, move |read| facts::accounts(read, system, of, after, limit)).await?;
    page.answer(found.into_iter().map(|account| user(account, of)).collect(), |user| vec![user.id.to_string()])
}

async fn one(call: Call) -> Result<Answer, Error> {
    let (id, of, system) = (call.id::<AccountId>("id")?, seen(&call)?, call.access().system());
    let found = call.look_in(system, move |read| facts::account(read, system, id)).await?;
    let account = found.filter(|account| of.is_none_or(|of| account.roles.contains_key(&of))).ok_or(Error::NotFound("user"))?;
    Answer::one(id, account.version, &user(account, of))
}

/// The register named in a body, or that of the sign-in.
fn named(read: &mut Read<'_>, name: Option<&str>, own: RegisterId) -> Result<RegisterId, Error> {
    match name {
        None => Ok(own),
        Some(name) => facts::register_named(read, name)?
            .map(|(id, ..)| id)
            .ok_or_else(|| Error::invalid("/register", "unknown_reference", "There is no register of this id or short name.")),
    }
}

/// The answer with the text of its invitation, which is not kept: it follows from its id.
fn with_invitation(call: &Call, mut body: Value) -> Value {
    let id = body.pointer("/invitation/id").and_then(Value::as_str).and_then(|id| id.parse::<OneTimeId>().ok());
    if let (Some(id), Some(invitation)) = (id, body.get_mut("invitation").and_then(Value::as_object_mut)) {
        let text = token::one_time(call.access().mac(), id);
        invitation.insert("link".into(), json!(format!("{}/invitation?token={text}", call.frame().public_url)));
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
    let invitation = Some(accounts::link(call.access().mac(), super::rules::INVITATION_LIFE));
    let outcome = call
        .record_in(system, move |read| {
            let given =
                Given { register: named(read, body.register.as_deref(), caller.register)?, roles: body.roles.clone(), person: body.person };
            accounts::may_give(&caller, system, &given)?;
            if given.roles.is_empty() && !caller.roles.contains(&Role::SystemAdmin) {
                return Err(Error::invalid("/roles", "missing", "Give at least one role in this register."));
            }
            if given.roles.is_empty() && given.person.is_some() {
                return Err(Error::invalid("/person", "not_given_here", "A person signs in with a role."));
            }
            let new = accounts::NewAccount {
                email: body.email.clone(),
                name: body.name.clone(),
                password_hash: None,
                given: if given.roles.is_empty() { Vec::new() } else { vec![deduplicated(given)] },
                invitation: invitation.clone(),
                by_link: None,
            };
            accounts::create(system, new)(read)
        })
        .await;
    invited(&call, outcome)
}

fn deduplicated(mut given: Given) -> Given {
    given.roles.sort();
    given.roles.dedup();
    given
}

async fn invite(call: Call, resets: bool) -> Result<Answer, Error> {
    let (system, id) = (call.access().system(), call.id::<AccountId>("id")?);
    let decide = accounts::invite(call.access(), call.caller()?.clone(), id, resets);
    let outcome = call.record_in(system, decide).await;
    invited(&call, outcome)
}

async fn suspend(call: Call) -> Result<Answer, Error> {
    let (system, id) = (call.access().system(), call.id::<AccountId>("id")?);
    Answer::recorded(&call.record_in(system, accounts::suspend(system, call.caller()?.clone(), id)).await?)
}

async fn reinstate(call: Call) -> Result<Answer, Error> {
    let (system, id) = (call.access().system(), call.id::<AccountId>("id")?);
    Answer::recorded(&call.record_in(system, accounts::reinstate(system, call.caller()?.clone(), id)).await?)
}

async fn amend(call: Call) -> Result<Answer, Error> {
    let (system, id) = (call.access().system(), call.id::<AccountId>("id")?);
    let seen = call.if_match(id)?;
    let body: AmendUser = call.body()?;
    Answer::recorded(&call.record_in(system, accounts::amend(system, call.caller()?.clone(), id, body.email, body.name, seen)).await?)
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
            accounts::give(system, caller.clone(), id, given, seen)(read)
        })
        .await?;
    Answer::recorded(&recorded)
}

fn register_body((id, slug, name, created_at, version): RegisterRow) -> Register {
    Register { id, slug, name, created_at, version }
}

async fn list_registers(call: Call) -> Result<Answer, Error> {
    let (page, system) = (call.page()?, call.access().system());
    let (after, limit) = (page.after_id::<RegisterId>(0)?, page.fetch());
    let found = call.look_in(system, move |read| facts::registers(read, after, limit)).await?;
    page.answer(found.into_iter().map(register_body).collect(), |register| vec![register.id.to_string()])
}

async fn open_register(call: Call) -> Result<Answer, Error> {
    let body: NewRegister = call.body()?;
    let actor = crate::actor::Actor { register: call.access().system(), ..call.actor()? };
    let ledger = call.access().ledger().clone();
    let recorded = tokio::task::spawn_blocking(move || ledger.create_register(&actor, &body.slug, &body.name))
        .await
        .map_err(|error| crate::fault::Fault::Other(format!("opening a register did not end: {error}")))??;
    Answer::recorded(&recorded)
}
