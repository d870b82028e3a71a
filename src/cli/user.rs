//! `quorate user create|reset|list`: accounts from the command line.

use std::io::Read as _;

use clap::{Args, Subcommand};
use serde_json::json;

use super::{End, Flags, print};
use crate::access::{Access, Role, Secret};
use crate::accounts::rules::offices::{Given, NO_PASSWORD_FOR_SERVICE};
use crate::accounts::{facts, manage};
use crate::actor::Actor;
use crate::app::Opened;
use crate::fault::Error;
use crate::ids::{PersonId, RegisterId};
use crate::registers;
use crate::text::{Email, Line, Unsound};

#[derive(Debug, Subcommand)]
pub enum User {
    /// Make an account: with a password, or with an invitation that is printed.
    Create(Create),
    /// Take an account's password and sign-ins from it, and print an invitation to set another.
    ///
    /// For whoever cannot get in any more, administrators too: it works whether the server runs or
    /// not, and the account is told of it at its next sign-in.
    Reset {
        /// The account's e-mail address, or its id.
        #[arg(value_name = "EMAIL|ID")]
        account: String,
    },
    /// List the accounts with their states and roles.
    List {
        /// Print JSON for programs instead of lines for people.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Args)]
pub struct Create {
    /// The address to sign in with.
    #[arg(long, value_name = "ADDRESS")]
    pub email: String,
    /// The name people know them by; the address, where it is left out.
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// A role; may be given several times. `system_admin` is of the deployment, every other of a register.
    #[arg(long = "role", value_name = "ROLE")]
    pub roles: Vec<Role>,
    /// The register of the roles, by id or short name; the only one by default.
    #[arg(long)]
    pub register: Option<String>,
    /// The person of that register whose sign-in this is.
    #[arg(long, value_name = "ID")]
    pub person: Option<PersonId>,
    /// Read the password from standard input; without it an invitation is printed.
    #[arg(long)]
    pub password_stdin: bool,
}

/// # Errors
/// What cannot be made, and why.
pub fn run(flags: &Flags, command: &User) -> Result<(), End> {
    let settings = flags.settings()?;
    match command {
        User::Create(create) => make(&Opened::of(&settings)?.access, create, &settings.public_url),
        User::Reset { account } => reset(&Opened::existing(&settings)?.access, account, &settings.public_url),
        User::List { json } => list(&Opened::existing(&settings)?.access, *json),
    }
}

/// The register that is named, or the only one beside `system`.
///
/// # Errors
/// Whether there is any beside `system`.
pub fn has_registers(access: &Access) -> Result<bool, End> {
    let system = access.system();
    Ok(access.reader().snapshot(system, |read| registers::facts::registers(read, None, 2))?.iter().any(|register| register.id != system))
}

/// None, several, or none of that name.
pub fn register(access: &Access, name: Option<&str>) -> Result<RegisterId, End> {
    let system = access.system();
    let all = access.reader().snapshot(system, |read| registers::facts::registers(read, None, 1000))?;
    let own: Vec<_> = all.iter().filter(|register| register.id != system).collect();
    let list = || own.iter().map(|register| register.slug.as_str()).collect::<Vec<_>>().join(", ");
    match (name, own.as_slice()) {
        (Some(name), _) => own
            .iter()
            .find(|register| register.slug == name || register.id.to_string() == name)
            .map(|register| register.id)
            .ok_or_else(|| End::Usage(format!("there is no register '{name}'; there are: {}", list()))),
        (None, [register]) => Ok(register.id),
        (None, []) => Err(End::Usage("there is no register yet".to_owned())),
        (None, _) => Err(End::Usage(format!("there are several registers; name one with --register: {}", list()))),
    }
}

fn make(access: &Access, create: &Create, url: &str) -> Result<(), End> {
    let wrong = |(_, message): Unsound| End::Usage(message);
    let email = Email::parse(&create.email).map_err(wrong)?;
    let name = Line::parse(create.name.as_deref().unwrap_or(&create.email)).map_err(wrong)?;
    let given = if create.roles.is_empty() {
        Vec::new()
    } else if create.roles.contains(&Role::SystemAdmin) {
        if create.roles.len() > 1 || create.register.is_some() || create.person.is_some() {
            return Err(End::Usage("system_admin is a role of the deployment: give it alone, without a register or a person".to_owned()));
        }
        vec![Given { register: access.system(), roles: vec![Role::SystemAdmin], person: None }]
    } else {
        let mut roles = create.roles.clone();
        roles.sort();
        roles.dedup();
        vec![Given { register: register(access, create.register.as_deref())?, roles, person: create.person }]
    };
    if create.roles.contains(&Role::Service) {
        return Err(End::Usage(NO_PASSWORD_FOR_SERVICE.to_owned()));
    }
    let password = if create.password_stdin {
        let mut text = String::new();
        std::io::stdin().lock().take(4096).read_to_string(&mut text)?;
        Some(Secret::new(text.trim_end_matches(['\r', '\n'])))
    } else {
        None
    };
    let actor = Actor::cli(access.system());
    let (recorded, invitation) = manage::create_directly(access, &actor, &email, &name, password.as_ref(), given)?;
    print(&format!("made {email} ({})", recorded.change.id))?;
    match invitation {
        Some(token) => print(&format!("to set a password, within 7 days:\n    {url}/invitation?token={token}")),
        None => Ok(()),
    }
}

fn reset(access: &Access, whom: &str, url: &str) -> Result<(), End> {
    let (_, account, text) = match manage::reset_directly(access, &Actor::cli(access.system()), whom) {
        Err(Error::NotFound(_)) => {
            return Err(End::Usage(format!("there is no account '{whom}'; `quorate user list` names those there are")));
        }
        other => other?,
    };
    print(&format!("took the password and the sign-ins of {} ({})", account.email, account.id))?;
    print(&format!("to set another, within 7 days:\n    {url}/invitation?token={text}"))
}

fn list(access: &Access, as_json: bool) -> Result<(), End> {
    let system = access.system();
    let (accounts, all) = access.reader().snapshot(system, |read| {
        Ok((facts::accounts(read, system, None, None, i64::from(i32::MAX))?, registers::facts::registers(read, None, i64::from(i32::MAX))?))
    })?;
    let slug =
        |id: RegisterId| all.iter().find(|register| register.id == id).map_or_else(|| id.to_string(), |register| register.slug.clone());
    if as_json {
        let rows: Vec<_> = accounts
            .iter()
            .map(|account| {
                let roles: Vec<_> =
                    account.roles.iter().map(|(register, roles)| json!({"register": slug(*register), "roles": roles})).collect();
                json!({"id": account.id, "email": account.email, "name": account.name, "state": account.state(), "roles": roles})
            })
            .collect();
        return print(&serde_json::to_string_pretty(&rows).map_err(|error| End::Fault(error.to_string()))?);
    }
    for account in &accounts {
        let roles: Vec<String> = account
            .roles
            .iter()
            .flat_map(|(register, roles)| roles.iter().map(|role| format!("{}:{role}", slug(*register))).collect::<Vec<_>>())
            .collect();
        print(&format!("{}  {}  {}  {}", account.id, account.email, account.state(), roles.join(" ")))?;
    }
    Ok(())
}
