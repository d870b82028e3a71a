//! What a deployment can choose, from six places in this order: built in, `config/default.toml`,
//! `config/{QUORATE_ENV}.toml`, `config/local.toml`, the environment (`QUORATE_BIND`), flags. A
//! name that is not known anywhere is refused: a slip must not leave a register open.

pub mod keys;
pub mod place;
pub mod seen;
mod sources;

use std::net::SocketAddr;
use std::path::PathBuf;

use tracing_subscriber::EnvFilter;

use crate::access::Secret;
use crate::access::pace::Limits;
use crate::audit::ledger;
use crate::db::{self, Address};
use crate::text::Email;

pub use keys::Keys;
pub use sources::{KNOWN, Known, Shown};

/// Settings that cannot be used: what was seen, what is accepted, the likely slip.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadSettings(pub String);

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// Lines on a terminal, JSON elsewhere.
    Auto,
    Text,
    Json,
}

#[derive(Debug, Clone)]
pub struct Settings {
    pub data: PathBuf,
    /// Where the register is kept; may hold a password, so it is never printed whole.
    pub database: Address,
    pub bind: SocketAddr,
    /// The host part of the origins of registers, for good: `<origin>/<register>/<epoch>`.
    pub origin: String,
    /// How people reach this server, for links.
    pub public_url: String,
    /// Whether a proxy with TLS stands before us, whose headers are believed.
    pub behind_proxy: bool,
    /// Whether answers tell what they cost.
    pub shows_costs: bool,
    pub log: String,
    pub log_format: LogFormat,
    /// Threads that answer; 0 takes one a core.
    pub workers: usize,
    /// Connections that look; 0 takes three a core.
    pub readers: u32,
    /// How much an account, or a network without one, may ask for.
    pub limits: Limits,
    /// The first administrator of a container, ignored once there is one.
    pub bootstrap_admin: Option<(Email, Secret)>,
    /// An empty register may be begun where keys of another are; a word of the command line alone.
    pub begins_anew: bool,
    /// The clock was looked at by somebody; a word of the command line alone.
    pub clock_is_right: bool,
    /// Every value with where it came from, secrets masked.
    pub shown: Vec<Shown>,
}

impl Settings {
    /// From the files of `./config`, the environment and `flags`.
    ///
    /// # Errors
    /// [`BadSettings`], naming the first thing that is wrong.
    pub fn load(flags: &[(&str, String)]) -> Result<Self, BadSettings> {
        let environment: Vec<(String, String)> = std::env::vars_os()
            .filter_map(|(name, value)| name.into_string().ok().map(|name| (name, value.to_string_lossy().into_owned())))
            .collect();
        Self::from(sources::gather(std::path::Path::new("config"), &environment, flags)?)
    }

    /// From `flags` alone, over what is built in: for tests and the demonstration.
    ///
    /// # Errors
    /// As [`Settings::load`].
    pub fn of(flags: &[(&str, String)]) -> Result<Self, BadSettings> {
        Self::from(sources::gather(std::path::Path::new(""), &[], flags)?)
    }

    fn from(values: sources::Values) -> Result<Self, BadSettings> {
        let bad = |name: &str, what: String| BadSettings(format!("{name} ({}): {what}", values.source(name)));
        let number = |name: &str| {
            let text = values.text(name);
            text.parse::<u32>()
                .ok()
                .filter(|number| *number <= 1024)
                .ok_or_else(|| bad(name, format!("'{text}' is not a number from 0 to 1024")))
        };
        let rate = |name: &str| {
            let text = values.text(name);
            text.parse::<u32>()
                .ok()
                .filter(|number| *number <= 10_000_000)
                .ok_or_else(|| bad(name, format!("'{text}' is not a number a minute from 0, which is no limit, to 10000000")))
        };
        let limits = Limits {
            requests: rate("requests_per_minute")?,
            acts: rate("acts_per_minute")?,
            own_acts: rate("own_acts_per_minute")?,
            strangers: rate("sign_ins_per_minute")?,
        };
        let data = PathBuf::from(values.text("data"));
        let database = match values.text("database").as_str() {
            "" => data.join("quorate.db").to_string_lossy().parse::<Address>(),
            given => given.parse::<Address>(),
        }
        .map_err(|error| bad("database", error.to_string()))?;
        // The one name that always means this machine; any other may come to mean another.
        let said = values.text("bind");
        let bind: SocketAddr = said
            .strip_prefix("localhost:")
            .map_or_else(|| said.clone(), |port| format!("127.0.0.1:{port}"))
            .parse()
            .map_err(|_| bad("bind", format!("'{said}' is not an address and port such as 127.0.0.1:8080")))?;
        let is_set = |name: &'static str| match values.text(name).as_str() {
            "true" => Ok(true),
            "false" => Ok(false),
            other => Err(bad(name, format!("'{other}' is neither true nor false"))),
        };
        let (behind_proxy, shows_costs) = (is_set("behind_proxy")?, is_set("shows_costs")?);
        if !bind.ip().is_loopback() && !behind_proxy {
            return Err(bad(
                "bind",
                format!(
                    "{bind} can be reached from elsewhere, and this program speaks plain HTTP. Put a proxy with TLS before it and set behind_proxy = true (--behind-proxy), or bind to 127.0.0.1"
                ),
            ));
        }
        let log_format = match values.text("log_format").as_str() {
            "auto" => LogFormat::Auto,
            "text" => LogFormat::Text,
            "json" => LogFormat::Json,
            other => return Err(bad("log_format", format!("'{other}' is not one of auto, text, json"))),
        };
        let public_url = match values.text("public_url") {
            empty if empty.is_empty() => format!("http://{bind}"),
            given if is_reached(&given) => given.trim_end_matches('/').to_owned(),
            other => {
                let accepted = "give how people reach this server, such as https://register.example.org";
                return Err(bad("public_url", format!("'{other}' is no address of a server: {accepted}")));
            }
        };
        let origin = values.text("origin");
        ledger::check_origin(&origin).map_err(|fault| bad("origin", fault.to_string()))?;
        let log = values.text("log");
        check_log(&log).map_err(|what| bad("log", what))?;
        let bootstrap_admin = match (values.text("bootstrap_admin_email"), values.text("bootstrap_admin_password")) {
            (email, password) if email.is_empty() && password.is_empty() => None,
            (email, password) if email.is_empty() || password.is_empty() => {
                return Err(bad(
                    "bootstrap_admin_email",
                    "set both the e-mail address and the password of the first administrator, or neither".into(),
                ));
            }
            (email, password) => {
                let email = Email::parse(&email).map_err(|(_, message)| bad("bootstrap_admin_email", message))?;
                Some((email, Secret::new(password)))
            }
        };
        let (workers, readers) = (usize::try_from(number("workers")?).unwrap_or(0), number("readers")?);
        let mut shown = values.shown();
        for shown in &mut shown {
            // What the program chooses where nothing is chosen.
            match (shown.name, shown.value.as_str()) {
                ("database", "") => shown.effective = database.to_string(),
                ("workers", "0") => shown.effective = in_effect(workers).to_string(),
                ("readers", "0") => shown.effective = db::database::three_a_core().to_string(),
                ("public_url", "") => shown.effective.clone_from(&public_url),
                _ => {}
            }
        }
        Ok(Self {
            database,
            bind,
            origin,
            public_url,
            behind_proxy,
            shows_costs,
            log,
            log_format,
            workers,
            readers,
            limits,
            bootstrap_admin,
            begins_anew: false,
            clock_is_right: false,
            shown,
            data,
        })
    }
}

/// How many threads answer where so many are asked for; 0 takes one a core.
#[must_use]
pub fn in_effect(workers: usize) -> usize {
    if workers == 0 { std::thread::available_parallelism().map_or(2, usize::from) } else { workers }
}

/// Whether a text can stand before the paths of links.
fn is_reached(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        let host = rest.split('/').next().unwrap_or_default();
        !host.is_empty() && rest.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'?' | b'#' | b'"' | b'<' | b'>' | b'\\'))
    })
}

/// A filter of the log, part by part: a level, or a part of the program and its level. A bare word
/// that is no level would be taken for a part of the program, and silence all others.
fn check_log(text: &str) -> Result<(), String> {
    const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];
    let accepted = "give error, warn, info, debug, or a filter such as quorate=debug";
    for part in text.split(',').map(str::trim) {
        let bare = !part.contains(['=', '[']);
        if bare && !LEVELS.iter().any(|level| part.eq_ignore_ascii_case(level)) {
            return Err(format!("'{part}' is no level: {accepted}"));
        }
    }
    EnvFilter::try_new(text).map(drop).map_err(|error| format!("'{text}' is no filter ({error}): {accepted}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn of(flags: &[(&str, &str)]) -> Result<Settings, BadSettings> {
        let flags: Vec<(&str, String)> = flags.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        Settings::of(&flags)
    }

    #[test]
    fn nothing_chosen_is_this_machine_alone() {
        let settings = of(&[]).unwrap();
        assert_eq!(settings.bind.to_string(), "127.0.0.1:8080");
        assert_eq!(settings.public_url, "http://127.0.0.1:8080");
        assert!(settings.database.to_string().ends_with("quorate.db"));
    }

    #[test]
    fn another_machine_is_reached_only_through_a_proxy() {
        assert!(of(&[("bind", "0.0.0.0:8080")]).unwrap_err().0.contains("behind_proxy"));
        assert!(of(&[("bind", "0.0.0.0:8080"), ("behind_proxy", "true")]).is_ok());
        assert!(of(&[("bind", "[::1]:0")]).is_ok());
        assert_eq!(of(&[("bind", "localhost:8081")]).unwrap().bind.to_string(), "127.0.0.1:8081");
    }

    #[test]
    fn what_cannot_be_used_is_named() {
        for (name, value) in [
            ("bind", "localhost"),
            ("database", "mysql://x"),
            ("database", "register"),
            ("behind_proxy", "yes"),
            ("shows_costs", "1"),
            ("log_format", "xml"),
            ("workers", "-1"),
            ("workers", "many"),
            ("acts_per_minute", "-1"),
            ("requests_per_minute", "10000001"),
            ("public_url", "ftp://x"),
            ("public_url", "https://"),
            ("public_url", "https://a b"),
            ("public_url", "https://example.org/?x"),
            ("origin", ""),
            ("origin", "https://example.org"),
            ("origin", "Example.org"),
            ("log", "loud"),
            ("log", ""),
            ("log", "quorate=loud"),
            ("log", "info,,"),
            ("bootstrap_admin_email", "a@example.org"),
        ] {
            let error = of(&[(name, value)]).unwrap_err();
            assert!(error.0.starts_with(name), "{error}");
        }
    }
}
