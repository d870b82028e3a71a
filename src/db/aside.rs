//! Work that may take long, on threads that let all others go first: an answer that takes a
//! millisecond does not wait behind one that takes a second, however few the processors are.

use std::sync::OnceLock;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;

use crate::fault::{Fault, Trouble};

/// How much such a thread stands back: as far as it may, so that it is sent away at once by any that
/// wakes up.
const STANDS_BACK: i32 = 19;
/// A thread that has nothing to do is kept so long: to make one takes a lock that every other needs
/// for its memory.
const KEPT: Duration = Duration::from_secs(30);

/// Of this runtime only the threads for what blocks are used.
static THREADS: OnceLock<Runtime> = OnceLock::new();

fn threads() -> Result<&'static Runtime, Fault> {
    if let Some(threads) = THREADS.get() {
        return Ok(threads);
    }
    // Of this thread alone, as Linux has it; it could not come forward again, and need not.
    let stands_back = || {
        for done in [leave_one_processor(), rustix::process::setpriority_process(None, STANDS_BACK)] {
            if let Err(error) = done {
                tracing::debug!(%error, "a thread does not stand back");
            }
        }
    };
    let made = Builder::new_current_thread().thread_name("aside").thread_keep_alive(KEPT).on_thread_start(stands_back).build();
    let made = made.map_err(|error| Fault::Closed { trouble: Trouble::Busy, what: format!("no threads for what takes long: {error}") })?;
    Ok(THREADS.get_or_init(|| made))
}

/// Keeps this thread off the first processor the program may use, where there are others: however low
/// its priority, a thread that wakes up on a processor with another on it finds that other's memory in
/// the caches, and the kernel busy with the change.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn leave_one_processor() -> rustix::io::Result<()> {
    use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};
    let mut own = sched_getaffinity(None)?;
    if own.count() < 2 {
        return Ok(());
    }
    if let Some(first) = (0..CpuSet::MAX_CPU).find(|processor| own.is_set(*processor)) {
        own.unset(first);
    }
    sched_setaffinity(None, &own)
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn leave_one_processor() -> rustix::io::Result<()> {
    Ok(())
}

/// Begins it at once. What it comes to may be waited for, or left.
///
/// # Errors
/// No thread is to be had.
pub fn begin<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<JoinHandle<T>, Fault> {
    Ok(threads()?.spawn_blocking(work))
}

/// Does it, and waits.
///
/// # Errors
/// As [`begin`]; a panic in `work`.
pub async fn aside<T: Send + 'static>(what: &'static str, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
    begin(work)?.await.map_err(|error| Fault::Other(format!("{what} did not end: {error}")))
}
