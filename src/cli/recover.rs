//! `quorate recover`: goes on with a register of which something is lost for good, and says so in its
//! log. It never decides that something is lost: it looks again, and finds it.

use clap::Args;

use super::{End, Flags, print};
use crate::app::Opened;

/// Characters of a reason.
const MOST: usize = 1000;

#[derive(Debug, Args)]
pub struct Recover {
    /// Why what is missing cannot be put back, in words for an auditor.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
}

impl Recover {
    /// # Errors
    /// A reason that says nothing; a register that cannot be opened for another cause.
    pub fn run(&self, flags: &Flags) -> Result<(), End> {
        let reason = self.reason.trim();
        if reason.is_empty() || reason.chars().count() > MOST || reason.contains('\0') {
            return Err(End::Usage(format!("--reason: say in 1 to {MOST} characters why what is missing cannot be put back")));
        }
        let settings = flags.settings()?;
        let lost = Opened::recovered(&settings, reason)?;
        if lost.is_empty() {
            return print("nothing is missing of what this program has seen: nothing was written");
        }
        for lost in &lost {
            print(&format!("written into the log: {lost}"))?;
        }
        print("The register can be opened again. Receipts of what was lost no longer hold: tell those who have them.")
    }
}
