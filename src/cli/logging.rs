//! Log lines, on standard error. A line that cannot be written never decides a request: an error is
//! swallowed, and a reader that takes nothing loses lines, which are counted, and holds nobody up.

use std::io::{IsTerminal as _, Write};
use std::os::fd::AsFd as _;
use std::sync::{Mutex, PoisonError};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use tracing_subscriber::EnvFilter;

use super::tell;
use crate::settings::{LogFormat, Settings};

/// A pipe that says it takes something takes at least so much without making its writer wait.
const PIECE: usize = 4096;
/// How long a line waits for a reader who was there a line ago.
const PATIENCE: Timespec = Timespec { tv_sec: 0, tv_nsec: 20_000_000 };
const NONE: Timespec = Timespec { tv_sec: 0, tv_nsec: 0 };

/// What became of the lines before this one.
struct State {
    /// The last piece was not taken: nobody waits for such a reader again until it takes one.
    is_stuck: bool,
    lost: u64,
}

static STATE: Mutex<State> = Mutex::new(State { is_stuck: false, lost: 0 });

/// Standard error, as a place for lines: past the lock of the standard library, which a writer who
/// waits would hold.
struct Lines;

impl Write for Lines {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        let mut state = STATE.lock().unwrap_or_else(PoisonError::into_inner);
        let gap = format!("({} lines of the log could not be written)\n", state.lost);
        if state.lost > 0 && put(&mut state, gap.as_bytes()) {
            state.lost = 0;
        }
        if !put(&mut state, line) {
            state.lost += 1;
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Whether all of it was taken.
fn put(state: &mut State, bytes: &[u8]) -> bool {
    let stderr = std::io::stderr();
    for piece in bytes.chunks(PIECE) {
        let patience = if state.is_stuck { NONE } else { PATIENCE };
        let mut asked = [PollFd::new(&stderr, PollFlags::OUT)];
        let takes = poll(&mut asked, Some(&patience)).is_ok_and(|ready| ready > 0);
        let taken = takes && rustix::io::write(stderr.as_fd(), piece).is_ok_and(|taken| taken == piece.len());
        state.is_stuck = !taken;
        if !taken {
            return false;
        }
    }
    true
}

/// Log lines go to standard error, never with bodies, names or addresses.
pub fn start_logging(settings: &Settings) {
    let filter = EnvFilter::new(&settings.log);
    let json = match settings.log_format {
        LogFormat::Auto => !std::io::stderr().is_terminal(),
        LogFormat::Text => false,
        LogFormat::Json => true,
    };
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(|| Lines).with_target(false).log_internal_errors(false);
    let started = if json {
        builder.json().flatten_event(true).try_init()
    } else {
        builder.with_ansi(std::env::var_os("NO_COLOR").is_none() && std::io::stderr().is_terminal()).try_init()
    };
    if started.is_err() {
        tell("logging was started before");
    }
}
