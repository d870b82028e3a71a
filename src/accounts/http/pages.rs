//! The two pages that a one-time link opens: the set-up of the first administrator, and the
//! password of somebody who was invited. They work without script.

mod samples;

use maud::{Markup, html};

use crate::access::Secret;
use crate::access::password::{self, password_schema, secret_schema};
use crate::accounts::{manage, sessions};
use crate::actor::{Actor, Via};
use crate::fault::{Error, FieldError, Malformed};
use crate::http::published::pages::page;
use crate::http::{Answer, Call, Route};
use crate::text::{Email, Line, Unsound};

const TAG: &str = "Pages";

#[must_use]
pub fn routes() -> Vec<Route> {
    let html = "text/html";
    vec![
        Route::get("/setup", "set_up_page", set_up).tag(TAG).summary("The page of the set-up link.").public().query::<Link>().media(html),
        Route::post("/setup", "set_up_form", do_set_up).tag(TAG).summary("Its form.").public().form::<SetUpForm>().status(200).media(html),
        Route::get("/invitation", "invitation_page", invitation)
            .tag(TAG)
            .summary("The page of an invitation.")
            .public()
            .query::<Link>()
            .media(html),
        Route::post("/invitation", "invitation_form", accept)
            .tag(TAG)
            .summary("Its form.")
            .public()
            .form::<PasswordForm>()
            .status(200)
            .media(html),
    ]
}

/// What a one-time link carries.
#[derive(Debug, serde::Deserialize, schemars::JsonSchema)]
struct Link {
    /// The secret of the one-time link, as the link has it.
    token: String,
}

/// The form of the set-up page.
#[derive(schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
#[allow(dead_code, reason = "read field by field, so that what is wrong is told in words")]
struct SetUpForm {
    /// The secret of the set-up link, carried over by the page; good for 30 minutes.
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

/// The form of the page of an invitation.
#[derive(schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
#[allow(dead_code, reason = "read field by field, so that what is wrong is told in words")]
struct PasswordForm {
    /// The secret of the invitation, carried over by the page; good for seven days and for one use.
    #[schemars(transform = secret_schema)]
    token: String,
    /// At least 15 characters that are hard to guess; every earlier sign-in of the account ends.
    #[schemars(transform = password_schema)]
    password: String,
}

/// What a form says of itself when something in it was wrong.
fn wrong(error: &Error) -> Option<String> {
    match error {
        Error::Invalid(fields) => Some(fields.iter().map(|field| field.message.clone()).collect::<Vec<_>>().join(" ")),
        Error::Unauthenticated(detail) => Some(detail.clone()),
        Error::Refused(refusal) => Some(refusal.reasons.iter().map(|reason| reason.detail.clone()).collect::<Vec<_>>().join(" ")),
        Error::TryLater { detail, too_many: true, .. } => Some(detail.clone()),
        _ => None,
    }
}

fn error_box(error: Option<&str>) -> Markup {
    html! { @if let Some(error) = error { p.error role="alert" { (error) } } }
}

fn done(title: &str, said: &str) -> Answer {
    Answer::html(page(
        title,
        &html! { p { (said) } p { "Sign in with " code { "POST /api/v1/sessions" } ": " a href="/docs" { "the API, explained and to try" } "." } },
    ))
}

/// The page again with what was wrong, or the problem as it is.
fn again(error: Error, show: impl FnOnce(&str) -> Answer) -> Result<Answer, Error> {
    match wrong(&error) {
        Some(said) => Ok(show(&said).status(422)),
        None => Err(error),
    }
}

fn value<'f>(form: &'f [(String, String)], name: &str) -> Result<&'f str, Error> {
    form.iter()
        .find(|(given, _)| given == name)
        .map(|(_, value)| value.as_str())
        .ok_or_else(|| Error::malformed(Malformed::Syntax, format!("The form has no '{name}'.")))
}

fn set_up_page(token: &str, email: &str, name: &str, error: Option<&str>) -> Answer {
    Answer::html(page(
        "Set up this register",
        &html! {
            (error_box(error))
            p { "Make the first administrator. This is done once." }
            form method="post" action="/setup" {
                input type="hidden" name="token" value=(token);
                label for="name" { "Your name" }
                input #name name="name" autocomplete="name" required value=(name);
                label for="email" { "Your e-mail address" }
                input #email name="email" type="email" autocomplete="username" required value=(email);
                label for="password" { "A password" }
                span.hint #hint { "At least " (password::SHORTEST) " characters. Three or four words make a good one." }
                input #password name="password" type="password" autocomplete="new-password" required minlength=(password::SHORTEST) maxlength=(password::LONGEST) aria-describedby="hint";
                button type="submit" { "Make the administrator" }
            }
        },
    ))
}

async fn set_up(call: Call) -> Result<Answer, Error> {
    let Link { token } = call.query()?;
    let (system, asked) = (call.access().system(), token.clone());
    match call.snapshot_of_system(move |read| manage::set_up_link(read, system, &asked)).await {
        Ok(_) => Ok(set_up_page(&token, "", "", None)),
        Err(error) => again(error, |said| Answer::html(page("Set up this register", &error_box(Some(said))))),
    }
}

async fn do_set_up(call: Call) -> Result<Answer, Error> {
    let form = call.form(&["token", "email", "name", "password"])?;
    let [token, email, name] = [value(&form, "token")?, value(&form, "email")?, value(&form, "name")?].map(str::to_owned);
    let secret = Secret::new(value(&form, "password")?);
    let access = call.access();
    let system = access.system();
    let outcome = async {
        let (read_name, read_email) = match (Line::parse(&name), Email::parse(&email)) {
            (Ok(name), Ok(email)) => (name, email),
            (name, email) => {
                // Said together on one page, so each by what the page calls it.
                let named = |pointer, what, (code, message): Unsound| FieldError::new(pointer, code, format!("{what}: {message}"));
                let wrong = [
                    name.err().map(|why| named("/name", "Your name", why)),
                    email.err().map(|why| named("/email", "Your e-mail address", why)),
                ];
                return Err(Error::Invalid(wrong.into_iter().flatten().collect()));
            }
        };
        let asked = token.clone();
        call.snapshot_of_system(move |read| manage::set_up_link(read, system, &asked)).await?;
        password::admit(&secret, &[&email, &name], "/password")?;
        let hash = access.hasher().hash(secret).await?;
        let actor = Actor { via: Via::Api, request: call.request(), ..Actor::job(system) };
        access.ledger().record_async(actor, manage::set_up(system, token.clone(), read_email, read_name, hash)).await
    }
    .await;
    match outcome {
        Ok(_) => Ok(done("The register is set up", "You are its administrator.")),
        Err(error) => again(error, |said| set_up_page(&token, &email, &name, Some(said))),
    }
}

fn invitation_of(token: &str, error: Option<&str>) -> Answer {
    Answer::html(page(
        "Set your password",
        &html! {
            (error_box(error))
            form method="post" action="/invitation" {
                input type="hidden" name="token" value=(token);
                label for="password" { "A password" }
                span.hint #hint { "At least " (password::SHORTEST) " characters. Three or four words make a good one." }
                input #password name="password" type="password" autocomplete="new-password" required minlength=(password::SHORTEST) maxlength=(password::LONGEST) aria-describedby="hint";
                button type="submit" { "Set the password" }
            }
        },
    ))
}

async fn invitation(call: Call) -> Result<Answer, Error> {
    let Link { token } = call.query()?;
    let (system, asked) = (call.access().system(), token.clone());
    match call.snapshot_of_system(move |read| manage::invitation(read, system, &asked)).await {
        Ok(_) => Ok(invitation_of(&token, None)),
        Err(error) => again(error, |said| Answer::html(page("Set your password", &error_box(Some(said))))),
    }
}

async fn accept(call: Call) -> Result<Answer, Error> {
    let form = call.form(&["token", "password"])?;
    let token = value(&form, "token")?.to_owned();
    let secret = Secret::new(value(&form, "password")?);
    let access = call.access();
    let system = access.system();
    let outcome = async {
        let asked = token.clone();
        let invited = call.snapshot_of_system(move |read| manage::invitation(read, system, &asked)).await?;
        let account = invited.account();
        password::admit(&secret, &[&account.email, &account.name], "/password")?;
        let hash = access.hasher().hash(secret).await?;
        let actor = Actor { via: Via::Api, request: call.request(), account: Some(account.id), ..Actor::job(system) };
        access.ledger().record_async(actor, manage::accept(system, token.clone(), hash)).await?;
        sessions::is_let_in(access, &account.email);
        Ok::<(), Error>(())
    }
    .await;
    match outcome {
        Ok(()) => Ok(done("Your password is set", "You can sign in now.")),
        Err(error) => again(error, |said| invitation_of(&token, Some(said))),
    }
}
