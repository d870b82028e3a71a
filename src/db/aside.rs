//! Work that may take long, on a thread of its own that lets all others go first: an answer that
//! takes a millisecond does not wait behind one that takes a second, however few the processors are.

use std::thread;

use tokio::sync::oneshot;

use crate::fault::{Fault, Trouble};

/// How much such a thread stands back: as far as it may, so that it is sent away at once by any that
/// wakes up.
const STANDS_BACK: i32 = 19;

/// Begins it at once. What it comes to may be waited for, or left.
///
/// # Errors
/// No thread is to be had.
pub fn begin<T: Send + 'static>(
    what: &'static str,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<impl Future<Output = Result<T, Fault>>, Fault> {
    let (told, done) = oneshot::channel();
    let aside = move || {
        // Of this thread alone, as Linux has it. A thread may stand back whoever it belongs to, and
        // not come forward again: so it is of no further use, and ends.
        if let Err(error) = rustix::process::setpriority_process(None, STANDS_BACK) {
            tracing::debug!(%error, "a thread does not stand back");
        }
        // Nobody may be waiting any more.
        told.send(work()).map_err(drop).ok();
    };
    let begun = thread::Builder::new().name(what.to_owned()).spawn(aside);
    begun.map_err(|error| Fault::Closed { trouble: Trouble::Busy, what: format!("no thread for {what}: {error}") })?;
    Ok(async move { done.await.map_err(|_| Fault::Other(format!("{what} broke down before it ended"))) })
}

/// Does it, and waits.
///
/// # Errors
/// As [`begin`]; a panic in `work`.
pub async fn aside<T: Send + 'static>(what: &'static str, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
    begin(what, work)?.await
}
