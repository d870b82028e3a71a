//! The register of a demonstration is opened, and its people let in.

use serde_json::json;

use super::Stop;
use super::client::{Client, SignedIn, text};
use super::loading::{self, People};
use super::page::Page;
use super::scene::{Scene, SignIn};
use super::shipped;
use crate::access::secret::random;
use crate::access::{Role, Secret};
use crate::accounts::manage;
use crate::accounts::rules::offices::{CHECKS, Given};
use crate::actor::Actor;
use crate::app::Running;
use crate::db::Database;
use crate::fault::{Error, Fault};
use crate::ids::RegisterId;
use crate::registers::{self, Register};
use crate::settings::Settings;
use crate::text::Email;

/// A register of a demonstration, with its people at their desks.
pub struct Opened {
    pub slug: String,
    pub accounts: Vec<Account>,
    pub people: People,
}

/// One of those who sign in.
pub struct Account {
    pub sign_in: SignIn,
    pub email: String,
    pub password: String,
    pub desk: SignedIn,
}

impl Opened {
    /// Whoever signs in with this role.
    ///
    /// # Errors
    /// A role that nobody has.
    pub fn desk(&self, role: Role) -> Result<&SignedIn, Stop> {
        let account = self.accounts.iter().find(|account| account.sign_in.role == role);
        account.map(|account| &account.desk).ok_or_else(|| Stop::Fault(Fault::Other(format!("nobody signs in as {role}"))))
    }
}

/// Whether a register was made by the demonstration: its log says so in its first entry, which
/// holds both names for good.
#[must_use]
pub fn mark(scene_slug: &str, scene_name: &str, slug: &str, name: &str) -> bool {
    let number = slug.strip_prefix(scene_slug).map(|rest| rest.strip_prefix('-').unwrap_or(rest));
    let numbered = number.is_some_and(|number| number.is_empty() || number.parse::<u32>().is_ok());
    numbered && name == scene_name
}

/// The number of the next demonstration in this database. Nothing is written: a database with a
/// register that is no demonstration is somebody's.
///
/// # Errors
/// [`Stop::Refused`], naming that register.
pub fn next(settings: &Settings, scene: &Scene) -> Result<usize, Stop> {
    // Nothing is made here: whether something may be is asked when it is opened.
    if !settings.database.is_there() {
        return Ok(1);
    }
    let database = Database::open(&settings.database, 1)?;
    if database.schema_version()?.is_none() {
        return Ok(1);
    }
    let all = database.reader().snapshot(RegisterId::new(), |read| registers::facts::registers(read, None, i64::from(i32::MAX)))?;
    let (scenes, mut made) = (shipped::all()?, 0);
    for Register { slug, name, .. } in all.iter().filter(|register| register.slug != "system") {
        if mark(&scene.slug, &scene.register, slug, name) {
            made += 1;
        } else if !scenes.iter().any(|other| mark(&other.slug, &other.register, slug, name)) {
            return Err(Stop::Refused(format!(
                "the database {} holds the register '{slug}' ({name}), which is no demonstration. \
                 Take another folder, or another database: quorate demo --data ./demo",
                settings.database
            )));
        }
    }
    Ok(made + 1)
}

/// A password nobody has used before: the demonstration's accounts stay in the database.
fn password() -> Result<String, Stop> {
    let bytes = random()?;
    let words: Vec<String> = bytes.chunks(2).take(4).map(|pair| pair.iter().map(|byte| format!("{byte:02x}")).collect()).collect();
    Ok(format!("demo-{}", words.join("-")))
}

/// Opens the register and makes the accounts of the governance lead and of the auditor on the
/// command line; the lead invites the others, who set their passwords and sign in.
///
/// # Errors
/// What the server says to a step that must succeed.
pub fn open(running: &Running, client: &Client, scene: &Scene, number: usize, page: &mut Page) -> Result<Opened, Stop> {
    let slug = if number == 1 { scene.slug.clone() } else { format!("{}-{number}", scene.slug) };
    let access = &running.access;
    let actor = Actor::cli(access.system());
    let register = access.ledger().create_register(&actor, &slug, &scene.register)?.change.id;
    let how_many = match scene.sign_in.len() {
        3 => "THREE".to_owned(),
        4 => "FOUR".to_owned(),
        5 => "FIVE".to_owned(),
        6 => "SIX".to_owned(),
        other => other.to_string(),
    };
    page.heading(&format!("A REGISTER IS OPENED, AND {how_many} PEOPLE SIGN IN"))?;
    let mut opened = Opened { slug, accounts: Vec::new(), people: People::default() };
    let password = password()?;
    let email = |sign_in: &SignIn| format!("{}@{}.example.org", sign_in.role.as_str().replace('_', "-"), opened.slug);
    let mut waiting = Vec::new();
    for sign_in in &scene.sign_in {
        let email = email(sign_in);
        // Whoever checks a governance lead is not invited by one.
        if sign_in.role == Role::GovernanceLead || CHECKS.contains(&sign_in.role) {
            let given = vec![Given { register, roles: vec![sign_in.role], person: None }];
            let address = Email::parse(&email).map_err(|(code, message)| Error::invalid("/email", code, message))?;
            manage::create_directly(access, &actor, &address, &sign_in.name, Some(&Secret::new(&password)), given)?;
            let desk = signed_in(client, &email, &password)?;
            opened.accounts.push(Account { sign_in: sign_in.clone(), email, password: password.clone(), desk });
        } else {
            waiting.push((sign_in, email));
        }
    }
    let lead = opened.desk(Role::GovernanceLead)?.clone();
    opened.people = loading::people(client, &lead, scene)?;
    for (sign_in, email) in waiting {
        let person = sign_in.person.as_ref().map(|code| opened.people.id(code)).transpose()?;
        let body = json!({"email": email, "name": sign_in.name, "roles": [sign_in.role], "person": person});
        let made = client.post(&lead, "/users", &body)?.ok()?;
        let accept = json!({"token": text(&made, "/invitation/token")?, "password": password});
        client.post_openly("/invitations/accept", &accept)?.ok()?;
        let desk = signed_in(client, &email, &password)?;
        opened.accounts.push(Account { sign_in: sign_in.clone(), email, password: password.clone(), desk });
    }
    let place = |account: &Account| scene.sign_in.iter().position(|sign_in| sign_in.role == account.sign_in.role);
    opened.accounts.sort_by_key(place);
    let rows: Vec<[String; 3]> = opened
        .accounts
        .iter()
        .map(|account| [account.sign_in.role.as_str().replace('_', " "), account.email.clone(), account.sign_in.what.clone()])
        .collect();
    page.table(["role", "e-mail", "what for"], &rows)?;
    Ok(opened)
}

fn signed_in(client: &Client, email: &str, password: &str) -> Result<SignedIn, Stop> {
    let session = client.post_openly("/sessions", &json!({"email": email, "password": password}))?.ok()?;
    Ok(SignedIn { token: text(&session, "/access_token")? })
}

#[cfg(test)]
mod tests {
    use super::mark;

    #[test]
    fn a_demonstration_is_known_by_both_its_names() {
        let is = |slug, name| mark("harrogate-demo", "Harrogate scene", slug, name);
        assert!(is("harrogate-demo", "Harrogate scene") && is("harrogate-demo-12", "Harrogate scene"));
        assert!(!is("harrogate-demo", "Harrogate") && !is("harrogate", "Harrogate scene"));
        assert!(!is("harrogate-demo-x", "Harrogate scene") && !is("harrogate-demonstration", "Harrogate scene"));
    }
}
