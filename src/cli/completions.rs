//! `quorate completions SHELL`.

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use super::{Cli, End, put};

#[derive(Debug, Args)]
pub struct Completions {
    pub shell: Shell,
}

/// # Errors
/// When standard output is closed.
pub fn run(command: &Completions) -> Result<(), End> {
    let mut script = Vec::new();
    clap_complete::generate(command.shell, &mut Cli::command(), "quorate", &mut script);
    put(&script)
}
