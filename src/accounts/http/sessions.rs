//! Sign-in over HTTP: the form of bodies, one call, one answer.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use validator::Validate;

use crate::access::{Action, Role, Scope, Secret, password};
use crate::accounts::sessions::{self, RegisterName, Signed, Whence};
use crate::accounts::{facts, manage};
use crate::actor::{Actor, Via};
use crate::fault::Error;
use crate::http::{Answer, Call, Route, form};
use crate::ids::{AccountId, PersonId};
use crate::registers::{self, Register};

use super::UserMade;

const SIGN_IN: &str = "Sign-in";

#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::post("/api/v1/setup", "set_up", set_up)
            .tag(SIGN_IN)
            .summary("Make the first administrator, once, with the set-up link.")
            .public()
            .body::<SetUp>()
            .makes("/api/v1/users/{id}")
            .answers::<UserMade>(),
        Route::post("/api/v1/sessions", "sign_in", open)
            .tag(SIGN_IN)
            .summary("Sign in for one register.")
            .public()
            .knows_callers()
            .body::<SignIn>()
            .answers::<Signed>(),
        Route::post("/api/v1/sessions/refresh", "refresh", refresh)
            .tag(SIGN_IN)
            .summary("Renew a sign-in: the refresh token is spent and the next one given.")
            .public()
            .knows_callers()
            .body::<Refresh>()
            .answers::<Signed>(),
        Route::delete("/api/v1/sessions/current", "sign_out", close).tag(SIGN_IN).summary("Sign out.").signed_in().status(204),
        Route::get("/api/v1/me", "me", me)
            .tag(SIGN_IN)
            .summary("Who is signed in, for which register, and what they may do.")
            .signed_in()
            .answers::<Me>()
            .tagged(),
        Route::post("/api/v1/invitations/accept", "accept_an_invitation", accept)
            .tag(SIGN_IN)
            .summary("Set a password with an invitation.")
            .public()
            .body::<Accept>()
            .status(200)
            .answers::<Accepted>(),
    ]
}

#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SetUp {
    #[schemars(transform = crate::form::secret_schema)]
    token: String,
    #[validate(custom(function = "form::email"))]
    #[schemars(transform = form::email_schema)]
    email: String,
    #[validate(custom(function = "form::line"))]
    #[schemars(transform = form::line_schema)]
    name: String,
    #[schemars(transform = form::password_schema)]
    password: String,
}

#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SignIn {
    #[validate(length(min = 1, max = 254, message = "An e-mail address has at most 254 characters."))]
    email: String,
    #[schemars(transform = crate::form::secret_schema)]
    password: String,
    /// The id or short name of the register; needed only with roles in several.
    register: Option<String>,
    /// What an earlier sign-in on this device gave, so that what others try for the address does not
    /// make it wait.
    #[validate(length(max = 200, message = "A device token is what an earlier sign-in gave, unchanged."))]
    device_token: Option<String>,
}

#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Refresh {
    #[schemars(transform = crate::form::secret_schema)]
    refresh_token: String,
}

#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Accept {
    #[schemars(transform = crate::form::secret_schema)]
    token: String,
    #[schemars(transform = form::password_schema)]
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

async fn set_up(call: Call) -> Result<Answer, Error> {
    let body: SetUp = call.body()?;
    let access = call.access();
    let system = access.system();
    let secret = Secret::new(body.password);
    // The link is looked at before the work of judging a password and hashing it, and again under the lock.
    let token = body.token.clone();
    call.look_up(move |read| manage::set_up_link(read, system, &token)).await?;
    password::admit(&secret, &[&body.email, &body.name], "/password")?;
    let hash = access.hasher().hash(secret).await?;
    let actor = Actor { via: Via::Api, request: call.request(), ..Actor::job(system) };
    let recorded = access.ledger().record_async(actor, manage::set_up(system, body.token, body.email, body.name, hash)).await?;
    Answer::recorded(&recorded)
}

/// Where a sign-in comes from.
fn whence(call: &Call, device: Option<String>) -> Whence {
    Whence { client: call.client(), network: call.network(), device, hurried: call.hurried() }
}

async fn open(call: Call) -> Result<Answer, Error> {
    let body: SignIn = call.body()?;
    let (recorded, signed) = sessions::open(
        call.access(),
        body.email,
        Secret::new(body.password),
        body.register,
        whence(&call, body.device_token),
        call.request(),
    )
    .await?;
    Answer::recorded_as(&recorded, &signed)
}

async fn refresh(call: Call) -> Result<Answer, Error> {
    let body: Refresh = call.body()?;
    let (recorded, signed) = sessions::renew(call.access(), &body.refresh_token, call.client(), call.hurried(), call.request()).await?;
    Answer::recorded_as(&recorded, &signed)
}

async fn close(call: Call) -> Result<Answer, Error> {
    let recorded = sessions::close(call.access(), call.caller()?, call.request()).await?;
    Ok(Answer::gone(&recorded))
}

async fn accept(call: Call) -> Result<Answer, Error> {
    let body: Accept = call.body()?;
    let access = call.access();
    let system = access.system();
    let token = body.token.clone();
    let (_, account) = call.look_up(move |read| manage::invitation(read, system, &token)).await?;
    let secret = Secret::new(body.password);
    password::admit(&secret, &[&account.email, &account.name], "/password")?;
    let hash = access.hasher().hash(secret).await?;
    let actor = Actor { via: Via::Api, request: call.request(), account: Some(account.id), ..Actor::job(system) };
    let recorded = access.ledger().record_async(actor, manage::accept(system, body.token, hash)).await?;
    sessions::is_let_in(access, &account.email);
    Answer::recorded_as(&recorded, &Accepted { id: recorded.change.id })
}

async fn me(call: Call) -> Result<Answer, Error> {
    let caller = call.caller()?.clone();
    let system = call.access().system();
    let me = call
        .look_up(move |read| {
            let account = facts::account(read, system, caller.account)?.ok_or(Error::NotFound("account"))?;
            let Register { id, slug, name, .. } =
                registers::facts::register_named(read, &caller.register.to_string())?.ok_or(Error::NotFound("register"))?;
            let may = Action::ALL
                .iter()
                .filter_map(|action| match caller.reach(*action) {
                    Scope::Never => None,
                    scope => Some(May { action: action.as_str().to_owned(), own: scope == Scope::Own }),
                })
                .collect();
            Ok(Me {
                id: account.id,
                email: account.email,
                name: account.name,
                register: RegisterName { id, slug, name },
                roles: caller.roles.iter().copied().collect(),
                person: caller.person,
                may,
            })
        })
        .await?;
    Ok(Answer::json(200, &me)?.tagged_by_content())
}
