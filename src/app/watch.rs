//! Keeps beside the keys what is newest of each log, while a register is open: at most once a second,
//! and at the end.

use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant as Stopwatch};

use crate::audit::ledger::Ledger;
use crate::fault::Fault;
use crate::moment::Instant;
use crate::settings::seen::LastSeen;

const EVERY: Duration = Duration::from_secs(1);
/// When nothing is written, that the program looks is noted so often.
const AT_LEAST: Duration = Duration::from_secs(600);

pub struct Watch {
    /// Dropped to end it.
    ends: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Watch {
    /// Begins to keep what the ledger writes.
    ///
    /// # Errors
    /// A system that gives no thread.
    pub fn over(ledger: &Ledger, seen: LastSeen) -> Result<Self, Fault> {
        let (ends, end) = sync_channel::<()>(1);
        let ledger = ledger.newest();
        let work = move || {
            let (mut kept, mut when, mut is_told) = (Vec::new(), Stopwatch::now(), false);
            loop {
                let ended = end.recv_timeout(EVERY) != Err(RecvTimeoutError::Timeout);
                let newest = ledger.all();
                if newest != kept || ended || when.elapsed() > AT_LEAST {
                    match seen.keep(Instant::now(), newest.clone()) {
                        Ok(()) => (kept, when, is_told) = (newest, Stopwatch::now(), false),
                        // What is newest is known a little less well; the register is whole.
                        Err(fault) if !is_told => {
                            tracing::warn!(%fault, "what is newest of the register could not be noted beside the keys");
                            is_told = true;
                        }
                        Err(_) => {}
                    }
                }
                if ended {
                    return;
                }
            }
        };
        let thread = std::thread::Builder::new().name("last-seen".to_owned()).spawn(work);
        let thread = thread.map_err(|error| Fault::Other(format!("no thread to note what is newest: {error}")))?;
        Ok(Self { ends: Some(ends), thread: Some(thread) })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        drop(self.ends.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("what is newest of the register was not noted: the thread broke down");
        }
    }
}
