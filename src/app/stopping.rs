//! How a server ends when it is told to: for a moment it answers on, and tells each client that its
//! connection ends with this answer; then it takes no more, and lets what is in flight finish. Who
//! sends nothing in that moment cannot be told: HTTP/1.1 has no word for a connection that rests.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_web::dev::ServerHandle;

/// What the kernel keeps of answers that a client has not taken. Little, so that a connection that
/// takes slowly is seen to take: told apart from one that takes nothing.
const UNTAKEN: usize = 256 * 1024;

/// What every connection of a listener is bound by: one whose client takes nothing for `stall` is
/// cut by the kernel, whatever is being sent to it.
pub(super) fn bound(listener: &TcpListener, stall: Duration) {
    let socket = socket2::SockRef::from(listener);
    let set = socket.set_send_buffer_size(UNTAKEN);
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let set = set.and_then(|()| socket.set_tcp_user_timeout(Some(stall)));
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    tracing::debug!(?stall, "a client that takes nothing keeps its connection on this system");
    if let Err(error) = set {
        tracing::warn!(%error, "clients that take nothing keep their connections");
    }
}

/// Waits to be told to end, and ends; told twice, at once.
pub(super) async fn when_told(handle: ServerHandle, closing: Arc<AtomicBool>, drain: Duration) {
    if let Err(error) = signalled().await {
        tracing::error!(%error, "signals are not heard: end the program by force");
        return;
    }
    closing.store(true, Ordering::Release);
    tracing::info!("told to stop: what is in flight is finished");
    let again = tokio::time::timeout(drain, signalled()).await.is_ok();
    handle.stop(!again).await;
}

/// SIGTERM or ctrl-C.
#[cfg(unix)]
async fn signalled() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut ended, mut interrupted) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::select! {
        _ = ended.recv() => {}
        _ = interrupted.recv() => {}
    }
    Ok(())
}

/// Ctrl-C.
#[cfg(not(unix))]
async fn signalled() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
