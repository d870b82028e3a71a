//! The demonstration: the meetings of a real place, played through this program's own HTTP API by
//! people who sign in, and told as a reader of the minute book would want them told. It decides in
//! what order things are shown and whether what had to be refused was refused. It holds no rule and
//! no table: all it knows of the law it reads from the answers, and each scene is data in `data/`.

mod acting;
mod client;
mod hearing;
mod loading;
mod looking;
mod opening;
mod page;
mod play;
mod scene;
mod script;
mod seating;
mod shipped;
mod telling;
mod verifying;
mod writing;

use std::net::TcpListener;

use serde_json::Value;

pub use opening::mark;
pub use page::Page;
pub use shipped::DEFAULT;

use crate::app::{Application, Running};
use crate::fault::{Error, Fault};
use crate::settings::Settings;
use client::Client;

/// Why the demonstration ends early.
#[derive(Debug)]
pub enum Stop {
    /// Not asked rightly, or the database is somebody's: nothing was written.
    Refused(String),
    /// Something came out otherwise than the scene says.
    False(String),
    /// Something broke.
    Fault(Fault),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        match error {
            Error::Fault(fault) => Self::Fault(fault),
            other => Self::False(other.to_string()),
        }
    }
}

impl From<std::io::Error> for Stop {
    fn from(error: std::io::Error) -> Self {
        Self::Fault(Fault::Other(error.to_string()))
    }
}

/// What was played, with the server that still answers.
pub struct Played {
    pub running: Running,
    /// The whole in one object: scene, items, refusals, decisions, log.
    pub told: Value,
    /// What came out otherwise than the scene says; empty when all is as it should be.
    pub failures: Vec<String>,
}

/// The scenes there are: the name of each, and what it is about.
///
/// # Errors
/// A file that is not a scene; a test proves that each is one.
pub fn scenes() -> Result<Vec<(String, String)>, Fault> {
    Ok(shipped::all()?.into_iter().map(|scene| (scene.name, scene.in_short)).collect())
}

/// Plays the scene of that name in a new register of the database of these settings, and tells it on
/// `page`. Where it `stops` after the meetings, a port that is taken is no obstacle.
///
/// # Errors
/// [`Stop::Refused`] for a scene that is not there, for a database with a register that is no
/// demonstration, and for settings that would let others reach it; [`Stop::False`] when a step that
/// must succeed does not.
pub fn play(name: &str, settings: &Settings, page: &mut Page, stops: bool) -> Result<Played, Stop> {
    let Some((scene, script)) = shipped::find(name)? else {
        let there = shipped::names().collect::<Vec<_>>().join(", ");
        return Err(Stop::Refused(format!("there is no scene '{name}'; the scenes are: {there}")));
    };
    let (mut settings, usual_url) = (settings.clone(), settings.public_url.clone());
    if !settings.bind.ip().is_loopback() || settings.behind_proxy {
        return Err(Stop::Refused(
            "the demonstration prints its passwords, so it serves this machine alone: leave out behind_proxy, and bind to 127.0.0.1"
                .to_owned(),
        ));
    }
    let taken = (stops && TcpListener::bind(settings.bind).is_err()).then_some(settings.bind);
    if taken.is_some() {
        settings.bind.set_port(0);
        settings.public_url = format!("http://{}", settings.bind);
    }
    let number = opening::next(&settings, &scene)?;
    let running = Application::build(&settings)?.spawn()?;
    page.title(&scene.title, &scene.about)?;
    let elsewhere = taken.map_or_else(String::new, |bind| format!(" ({bind} is taken by another program.)"));
    page.para(&format!("Everything below is said to and answered by the HTTP API at {}/api/v1.{elsewhere}", running.public_url))?;
    let client = Client::at(&format!("http://{}", running.address));
    let opened = opening::open(&running, &client, &scene, number, page)?;
    let loaded = loading::load(&client, &opened, &scene, page)?;
    let mut play = play::Play::new(&client, &opened, &loaded, &scene, page)?;
    play.script(&script)?;
    let (items, decisions) = play.items()?;
    let (refusals, mut failures) = (play.refusals, play.failures);
    let proof = verifying::verify(&settings, &opened.slug, page)?;
    if let Some(wrong) = &proof.wrong {
        failures.push(format!("the log does not verify: {wrong}"));
    }
    // Where its own port is another program's, it is served again where it was served now.
    let url = if stops && taken.is_none() { &usual_url } else { &running.public_url };
    let again = taken.map_or_else(String::new, |_| format!(" --bind {}", running.address));
    telling::farewell(page, &opened, &loaded, &script.tried, url, stops.then(|| format!("quorate serve{again}")))?;
    let log = serde_json::json!({"entries": proof.entries, "root": proof.root, "verified": proof.wrong.is_none()});
    let told = serde_json::json!({"scene": scene.name, "items": items, "refusals": refusals, "decisions": decisions, "log": log});
    Ok(Played { running, told, failures })
}
