//! The places that settings come from, and the refusal of names that nobody knows.

use std::collections::BTreeMap;
use std::path::Path;

use super::BadSettings;
use crate::http::body::typed::slip;

/// One setting: its name in files; in the environment it is `QUORATE_` and the name in capitals.
pub struct Known {
    pub name: &'static str,
    pub default: &'static str,
    /// Masked when shown, and also taken from a file named by `QUORATE_..._FILE`.
    pub secret: bool,
    pub meaning: &'static str,
}

const fn known(name: &'static str, default: &'static str, meaning: &'static str) -> Known {
    Known { name, default, secret: false, meaning }
}

const fn secret(name: &'static str, meaning: &'static str) -> Known {
    Known { name, default: "", secret: true, meaning }
}

pub const KNOWN: &[Known] = &[
    known("data", "./data", "the folder of the register, its keys and its outgoing mail"),
    secret("database", "the address of the database; empty: quorate.db in the data folder"),
    known("bind", "127.0.0.1:8080", "the address and port to listen on"),
    known("origin", "localhost", "the host part of the names of logs; it never changes for a register once opened"),
    known(
        "public_url",
        "",
        "how people reach this server; empty: the bound address. With https:// browsers are told to come no other way (HSTS)",
    ),
    known("behind_proxy", "false", "whether a proxy with TLS stands before this server and its headers are believed"),
    known(
        "shows_costs",
        "false",
        "whether answers tell what they cost (Server-Timing). For a register of trial: how much was read tells of what is withheld",
    ),
    known("log", "info,actix_server=warn", "what is logged: error, warn, info, debug, or a filter such as quorate=debug"),
    known("log_format", "auto", "auto, text or json"),
    known("workers", "0", "threads that answer; 0: one a core"),
    known("readers", "0", "connections that look; 0: three a core"),
    known("requests_per_minute", "30000", "requests an account may make a minute; 0: no limit"),
    known("acts_per_minute", "6000", "acts recorded a minute of an account that acts for others; 0: no limit"),
    known("own_acts_per_minute", "120", "acts recorded a minute of an account that acts for its own person; 0: no limit"),
    known("sign_ins_per_minute", "1200", "sign-ins, renewals and invitations a minute from one network; 0: no limit"),
    known("bootstrap_admin_email", "", "the first administrator, made at start while there is none"),
    secret("bootstrap_admin_password", "the password of the first administrator"),
];

/// Names in the environment that belong to the tests of this project.
const OF_TESTS: [&str; 3] = ["QUORATE_TEST_", "QUORATE_PG_", "QUORATE_REQUIRE_"];

/// One value, as it may be shown.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Shown {
    pub name: &'static str,
    /// As it was given; empty or 0 where the program chooses.
    pub value: String,
    /// What the program does with it.
    pub effective: String,
    pub source: String,
}

#[derive(Debug)]
pub(super) struct Values(BTreeMap<&'static str, (String, String)>);

impl Values {
    pub fn text(&self, name: &str) -> String {
        self.0.get(name).map_or_else(String::new, |(value, _)| value.clone())
    }

    pub fn source(&self, name: &str) -> &str {
        self.0.get(name).map_or("built in", |(_, source)| source.as_str())
    }

    pub fn shown(&self) -> Vec<Shown> {
        KNOWN
            .iter()
            .map(|known| {
                let value = self.text(known.name);
                let value = if known.secret && !value.is_empty() { "(secret)".to_owned() } else { value };
                Shown { name: known.name, effective: value.clone(), value, source: self.source(known.name).to_owned() }
            })
            .collect()
    }

    fn set(&mut self, name: &str, value: String, source: &str) -> Result<(), BadSettings> {
        let Some(known) = KNOWN.iter().find(|known| known.name == name) else {
            let list = KNOWN.iter().map(|known| known.name).collect::<Vec<_>>();
            let hint = slip(name, list.iter().copied()).map_or_else(String::new, |word| format!(" Did you mean '{word}'?"));
            return Err(BadSettings(format!("{source}: '{name}' is not a setting. Known are {}.{hint}", list.join(", "))));
        };
        self.0.insert(known.name, (value, source.to_owned()));
        Ok(())
    }
}

pub(super) fn gather(folder: &Path, environment: &[(String, String)], flags: &[(&str, String)]) -> Result<Values, BadSettings> {
    let mut values = Values(KNOWN.iter().map(|known| (known.name, (known.default.to_owned(), "built in".to_owned()))).collect());
    let variable = |name: &str| environment.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str());
    let named = variable("QUORATE_ENV");
    if let Some(name) = named
        && (name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-'))
    {
        return Err(BadSettings(format!("QUORATE_ENV: '{name}' is not the name of a file in config/, without its ending")));
    }
    if !folder.as_os_str().is_empty() {
        file(&folder.join("default.toml"), false, &mut values)?;
        if let Some(name) = named {
            file(&folder.join(format!("{name}.toml")), true, &mut values)?;
        }
        file(&folder.join("local.toml"), false, &mut values)?;
    }
    for (name, value) in environment {
        let Some(rest) = name.strip_prefix("QUORATE_") else { continue };
        if name == "QUORATE_ENV" || OF_TESTS.iter().any(|prefix| name.starts_with(prefix)) {
            continue;
        }
        let setting = rest.to_lowercase();
        let from_file = setting.strip_suffix("_file").filter(|setting| KNOWN.iter().any(|known| known.secret && known.name == *setting));
        match from_file {
            Some(setting) => {
                if variable(&format!("QUORATE_{}", setting.to_uppercase())).is_some() {
                    return Err(BadSettings(format!("{name}: the same setting is also given directly; give one of the two")));
                }
                let text =
                    std::fs::read_to_string(value).map_err(|error| BadSettings(format!("{name}: cannot read '{value}': {error}")))?;
                values.set(setting, text.trim_end_matches(['\r', '\n']).to_owned(), name)?;
            }
            None => values.set(&setting, value.clone(), name)?,
        }
    }
    for (name, value) in flags {
        values.set(name, value.clone(), &format!("--{}", name.replace('_', "-")))?;
    }
    Ok(values)
}

fn file(path: &Path, required: bool, values: &mut Values) -> Result<(), BadSettings> {
    let shown = path.display().to_string();
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !required => return Ok(()),
        Err(error) => return Err(BadSettings(format!("{shown}: {error}"))),
    };
    let table: toml::Table = text.parse().map_err(|error| BadSettings(format!("{shown}: {error}")))?;
    for (name, value) in table {
        let text = match value {
            toml::Value::String(text) => text,
            toml::Value::Integer(number) => number.to_string(),
            toml::Value::Boolean(truth) => truth.to_string(),
            other => {
                return Err(BadSettings(format!("{shown}: '{name}' is a {}; text, a number or true/false is taken", other.type_str())));
            }
        };
        values.set(&name, text, &shown)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn folder() -> std::path::PathBuf {
        crate::passing::folder().unwrap()
    }

    #[test]
    fn the_later_place_wins_and_says_so() {
        let folder = folder();
        std::fs::write(folder.join("default.toml"), "workers = 1\nlog = \"warn\"\norigin = \"a.example\"\n").unwrap();
        std::fs::write(folder.join("production.toml"), "workers = 2\nlog = \"error\"\n").unwrap();
        std::fs::write(folder.join("local.toml"), "workers = 3\n").unwrap();
        let environment = [("QUORATE_ENV".to_owned(), "production".to_owned()), ("QUORATE_BIND".to_owned(), "127.0.0.1:1".to_owned())];
        let values = gather(&folder, &environment, &[("bind", "127.0.0.1:2".to_owned())]).unwrap();
        assert_eq!((values.text("workers"), values.text("log"), values.text("origin")), ("3".into(), "error".into(), "a.example".into()));
        assert_eq!((values.text("bind"), values.source("bind")), ("127.0.0.1:2".into(), "--bind"));
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn an_unknown_name_is_refused_with_the_likely_slip() {
        let error = gather(Path::new(""), &[("QUORATE_DATABSE".to_owned(), "x".to_owned())], &[]).unwrap_err();
        assert!(error.0.contains("'databse'") && error.0.contains("Did you mean 'database'?"), "{error}");
        let folder = folder();
        std::fs::write(folder.join("local.toml"), "[smtp]\nhost = \"x\"\n").unwrap();
        assert!(gather(&folder, &[], &[]).unwrap_err().0.contains("smtp"));
        std::fs::write(folder.join("local.toml"), "behind-proxy = true\n").unwrap();
        assert!(gather(&folder, &[], &[]).unwrap_err().0.contains("Did you mean 'behind_proxy'?"));
        std::fs::remove_dir_all(folder).unwrap();
        assert!(gather(Path::new(""), &[("QUORATE_ENV".to_owned(), "../x".to_owned())], &[]).is_err());
        assert!(gather(Path::new(""), &[("QUORATE_TEST_LISTS".to_owned(), "x".to_owned())], &[]).is_ok());
    }

    #[test]
    fn a_secret_is_read_from_its_file_and_never_shown() {
        let folder = folder();
        let path = folder.join("address");
        std::fs::write(&path, "x.db\n").unwrap();
        let environment = [("QUORATE_DATABASE_FILE".to_owned(), path.display().to_string())];
        let values = gather(Path::new(""), &environment, &[]).unwrap();
        assert_eq!(values.text("database"), "x.db");
        assert!(values.shown().iter().all(|shown| shown.value != "x.db" && shown.effective != "x.db"));
        std::fs::remove_dir_all(folder).unwrap();
    }
}
