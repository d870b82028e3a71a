//! `quorate demo`: a scene, played and told; then served, until it is stopped.

use clap::Args;

use super::{End, Flags, Listening, print, signals, start_logging};
use crate::demo::{DEFAULT, Page, Stop, play, scenes};

#[derive(Debug, Args)]
pub struct Demo {
    /// Stop after the meeting.
    #[arg(long)]
    once: bool,
    /// One JSON object instead of the telling; stops after the meeting.
    #[arg(long)]
    json: bool,
    /// Which scene is played; --list names them.
    #[arg(long, value_name = "NAME", default_value = DEFAULT)]
    scene: String,
    /// Name the scenes, and play none.
    #[arg(long)]
    list: bool,
    #[command(flatten)]
    listening: Listening,
}

impl From<Stop> for End {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Refused(said) => Self::Usage(said),
            Stop::False(said) => Self::False(said),
            Stop::Fault(fault) => fault.into(),
        }
    }
}

impl Demo {
    /// # Errors
    /// A database with a register of somebody's (exit 2); a log that does not verify, or something
    /// that was not refused (exit 1).
    pub fn run(&self, flags: &Flags) -> Result<(), End> {
        if self.list {
            let scenes = scenes()?;
            let widest = scenes.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
            return scenes.iter().try_for_each(|(name, about)| print(&format!("{name:widest$}  {about}")));
        }
        let settings = flags.with(&self.listening).settings()?;
        let stops = self.once || self.json;
        let mut page = if self.json { Page::silent() } else { Page::stdout() };
        let played = play(&self.scene, &settings, &mut page, stops)?;
        if self.json {
            print(&played.told.to_string())?;
        }
        if !played.failures.is_empty() {
            return Err(End::False(format!("the demonstration did not come out as it should: {}", played.failures.join("; "))));
        }
        if stops {
            played.running.stop();
            return Ok(());
        }
        start_logging(&settings);
        signals::stay()?;
        print(&format!("\nServing {} for this machine alone, until you press Ctrl-C.", played.running.public_url))?;
        played.running.wait();
        Ok(())
    }
}
