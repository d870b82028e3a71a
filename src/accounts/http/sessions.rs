//! Sign-in over HTTP: the form of bodies, one call, one answer.

mod samples;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use validator::Validate;

use crate::access::password::{self, password_schema, secret_schema};
use crate::access::{Action, Role, Scope, Secret};
use crate::accounts::sessions::{self, RegisterName, Signed, Whence};
use crate::accounts::{facts, manage};
use crate::actor::{Actor, Via};
use crate::fault::Error;
use crate::http::{Answer, Call, Route};
use crate::ids::{AccountId, PersonId};
use crate::registers::{self, Register};

use super::UserMade;
use crate::text::{Email, Line};

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

/// The first administrator of a deployment, who is made once, with the set-up link.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SetUp {
    /// What stands after `token=` in the set-up link, which is good for 30 minutes.
    #[schemars(transform = secret_schema)]
    token: String,
    /// The address to sign in with, in whatever capitals.
    email: Email,
    /// What the administrator is called wherever the program names who acted, on one line.
    name: Line,
    /// At least 15 characters that are hard to guess; three or four words make a good one.
    #[schemars(transform = password_schema)]
    password: String,
}

/// A sign-in with an address and a password.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SignIn {
    /// The address of the account, in whatever capitals; an unknown one is answered as a wrong password is.
    #[validate(length(min = 1, max = 254, message = "An e-mail address has 1 to 254 characters."))]
    email: String,
    /// The password of the account; after too many wrong ones the place they came from has to wait.
    #[schemars(transform = secret_schema)]
    password: String,
    /// The id or short name of the register; needed only with roles in several.
    register: Option<String>,
    /// What an earlier sign-in on this device gave, so that what others try for the address does not
    /// make it wait.
    #[validate(length(max = 200, message = "A device token is what an earlier sign-in gave, unchanged."))]
    device_token: Option<String>,
}

/// The renewal of a sign-in.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Refresh {
    /// What the sign-in or its last renewal gave; good for twelve hours and for one renewal (W13).
    #[schemars(transform = secret_schema)]
    refresh_token: String,
}

/// An invitation that is taken up by setting a password.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Accept {
    /// What stands after `token=` in the invitation's link, which is good for seven days and for one use.
    #[schemars(transform = secret_schema)]
    token: String,
    /// At least 15 characters that are hard to guess; every earlier sign-in of the account ends.
    #[schemars(transform = password_schema)]
    password: String,
}

/// An account that has set its password.
#[derive(Debug, Serialize, JsonSchema)]
struct Accepted {
    /// The account that can sign in now, as in `/api/v1/users/{id}`.
    id: AccountId,
}

/// Who is signed in.
#[derive(Debug, Serialize, JsonSchema)]
struct Me {
    /// The account signed in, as in `/api/v1/users/{id}`.
    id: AccountId,
    /// The address with which the account signs in.
    email: String,
    /// What the account is called; its person on the register may be called otherwise.
    name: String,
    /// The register signed in for; another one needs a sign-in of its own.
    register: RegisterName,
    /// What the account acts as in this register at this moment.
    roles: Vec<Role>,
    /// Who it is among the people of this register, as in `/api/v1/people/{id}`; null where it is nobody.
    person: Option<PersonId>,
    /// What these roles may do; `own` is for the account's own person only.
    may: Vec<May>,
}

/// One kind of thing that these roles may do.
#[derive(Debug, Serialize, JsonSchema)]
struct May {
    /// What may be done, in the words of the table of roles, such as `record votes`.
    action: String,
    /// Whether for the account's own person alone, such as their own vote or declaration.
    own: bool,
}

async fn set_up(call: Call) -> Result<Answer, Error> {
    let body: SetUp = call.body()?;
    let access = call.access();
    let system = access.system();
    let secret = Secret::new(body.password);
    // The link is looked at before the work of judging a password and hashing it, and again under the lock.
    let token = body.token.clone();
    call.snapshot_of_system(move |read| manage::set_up_link(read, system, &token)).await?;
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
    let invited = call.snapshot_of_system(move |read| manage::invitation(read, system, &token)).await?;
    let account = invited.account();
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
        .snapshot_of_system(move |read| {
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
