//! What a server does not end for: a terminal that is closed, a log that is rotated. It ends, with
//! what is in flight answered, for SIGTERM and ctrl-C alone, which the frame of the server hears.

use tokio::signal::unix::{SignalKind, signal};

use super::End;

/// From here on the signals of a closed terminal and of rotated logs are heard, and passed over.
///
/// # Errors
/// A system that gives no thread or no handler.
pub fn stay() -> Result<(), End> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (mut hangup, mut one, mut two) = {
        let _inside = runtime.enter();
        (signal(SignalKind::hangup())?, signal(SignalKind::user_defined1())?, signal(SignalKind::user_defined2())?)
    };
    std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
        runtime.block_on(async move {
            loop {
                let heard = tokio::select! {
                    _ = hangup.recv() => "SIGHUP",
                    _ = one.recv() => "SIGUSR1",
                    _ = two.recv() => "SIGUSR2",
                };
                tracing::info!(
                    signal = heard,
                    "heard and passed over: SIGTERM ends the server, and its log has no file of its own to open again"
                );
            }
        });
    })?;
    Ok(())
}
