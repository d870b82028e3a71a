//! `quorate serve`: the first lines a new user sees, then the server.

use actix_web::rt;
use clap::Args;

use super::migrate::to_look_at;
use super::{End, Flags, Listening, print, signals, start_logging, tell};
use crate::app::Application;
use crate::settings::Settings;

#[derive(Debug, Default, Args)]
pub struct Serve {
    #[command(flatten)]
    listening: Listening,
}

impl Serve {
    /// # Errors
    /// Settings or a register that cannot be used.
    pub fn run(&self, flags: &Flags) -> Result<(), End> {
        let settings = flags.with(&self.listening).settings()?;
        start_logging(&settings);
        signals::stay()?;
        let application = Application::build(&settings)?;
        // Nobody need read it, and the register is served all the same.
        if print(&banner(&settings, &application)).is_err() {
            tracing::warn!("the lines that are shown at start could not be written to standard output");
        }
        to_look_at(&application.opened)?.iter().for_each(|line| tell(line));
        rt::System::new().block_on(async move { application.serve()?.ended().await })?;
        Ok(())
    }
}

/// What is where, and the set-up link while there is no administrator.
#[must_use]
pub fn banner(settings: &Settings, application: &Application) -> String {
    let opened = &application.opened;
    let url = &application.public_url;
    let state = if opened.is_new { " (new)" } else { "" };
    let mut sources: Vec<&str> =
        settings.shown.iter().map(|shown| shown.source.as_str()).filter(|source| source.ends_with(".toml")).collect();
    sources.sort_unstable();
    sources.dedup();
    let config = if sources.is_empty() { "defaults".to_owned() } else { sources.join(", ") };
    let mut lines =
        vec![format!("quorate {}  ·  data {}{state}  ·  config: {config}", env!("CARGO_PKG_VERSION"), opened.database.address())];
    if let Some(last) = opened.migrated.last() {
        lines.push(format!("  migrated {} → {last}", opened.migrated_from.as_deref().unwrap_or("0")));
    }
    if let Some(token) = &application.set_up {
        lines.push("  no administrator yet. Open this once to set a password (valid 30 min):".to_owned());
        lines.push(format!("      {url}/setup?token={token}"));
    }
    lines.push(format!("  API              {url}/api/v1     docs {url}/docs"));
    let reach = if settings.behind_proxy { "plain HTTP, behind a proxy" } else { "plain HTTP, this machine only" };
    lines.push(format!("  listening on {} ({reach})", application.address()));
    lines.join("\n")
}
