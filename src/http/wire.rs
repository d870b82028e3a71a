//! The wire: connections as they come in, before anything on them is understood. One network holds
//! so many and no more, and of what is sent little is read before somebody has looked at it: the HTTP
//! library reads on for as long as there is something, up to 128 KiB a connection, and two thousand
//! strangers would fill the memory with what is refused by its first line.

use std::collections::HashMap;
use std::io;
use std::net::TcpListener;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use actix_http::HttpService;
use actix_http::error::DispatchError;
use actix_server::Server;
use actix_service::{IntoServiceFactory, ServiceFactoryExt, fn_service, map_config};
use actix_web::dev::AppConfig;
use actix_web::rt::net::TcpStream;
use actix_web::{App, web};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::serve::handle;
use super::state::AppState;
use crate::access::network::network_of;

/// Bytes that are read of a connection before it is looked at what they are.
const AT_ONCE: usize = 16 * 1024;
/// Connections that one thread answers at the same time; more wait to be let in.
const OF_A_THREAD: usize = 8192;
/// How often it is said that a network has too many.
const SAID_EVERY: Duration = Duration::from_secs(60);

/// Starts answering what comes in at a listener.
///
/// # Errors
/// When the listener cannot be used.
pub fn server(listener: TcpListener, workers: usize, state: AppState) -> io::Result<Server> {
    let files = usize::try_from(as_many_files_as_may_be()).unwrap_or(usize::MAX);
    let networks = Networks {
        // Files are what all of them have together with the database.
        most: (!state.behind_proxy).then_some(state.limits.connections.min(files / 4)),
        open: Arc::default(),
        said: Arc::default(),
    };
    let state = web::Data::new(state);
    let builder = Server::build().workers(workers).max_concurrent_connections(OF_A_THREAD).shutdown_timeout(30).disable_signals();
    let ends = builder.graceful_shutdown_signal();
    let builder = builder.listen("http", listener, move || {
        let app = App::new().app_data(state.clone()).default_service(web::to(handle));
        let (ends, networks) = (ends.clone(), networks.clone());
        let http = HttpService::build()
            .graceful_shutdown_signal(move || {
                let ends = ends.clone();
                async move { ends.notified().await }
            })
            .keep_alive(Duration::from_secs(30))
            .client_request_timeout(Duration::from_secs(10))
            .client_disconnect_timeout(Duration::from_secs(1))
            // A client that hangs up is not worked for any longer.
            .h1_allow_half_closed(false)
            .h1(map_config(app.into_factory().map_err(|error: actix_web::Error| error.error_response()), |()| AppConfig::default()));
        fn_service(move |stream: TcpStream| std::future::ready(networks.admit(stream))).and_then(http)
    })?;
    Ok(builder.run())
}

/// Lets this process have open as many files as it may: shells and service managers begin with fewer, and
/// where they end nobody is let in any more.
fn as_many_files_as_may_be() -> u64 {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let raised = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum });
    let files = if raised.is_ok() { maximum } else { current };
    files.unwrap_or(u64::MAX)
}

/// How many connections each network has open. Cheap to clone.
#[derive(Clone)]
struct Networks {
    /// None behind a proxy, whose own network all of them come from.
    most: Option<usize>,
    open: Arc<Mutex<HashMap<String, usize>>>,
    /// When it was last said that one has too many.
    said: Arc<Mutex<Option<Instant>>>,
}

impl Networks {
    fn admit(&self, stream: TcpStream) -> Result<(Wire, Option<std::net::SocketAddr>), DispatchError> {
        let peer = stream.peer_addr().ok();
        let place = match (self.most, peer) {
            (Some(most), Some(peer)) => {
                let network = network_of(&peer.ip().to_string());
                Some(self.place(network.clone(), most).ok_or_else(|| {
                    self.say(&network, most);
                    DispatchError::Io(io::ErrorKind::ConnectionRefused.into())
                })?)
            }
            _ => None,
        };
        Ok((Wire { stream, read: 0, owes: false, _place: place }, peer))
    }

    /// Said to whoever runs the server, now and then: an office behind one address may need more, and a proxy
    /// that is not told of (`--behind-proxy`) certainly does.
    fn say(&self, network: &str, most: usize) {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        if said.is_none_or(|at| at.elapsed() > SAID_EVERY) {
            *said = Some(Instant::now());
            tracing::warn!(network, most, "a network has too many connections: those that come now are closed");
        }
    }

    fn place(&self, network: String, most: usize) -> Option<Place> {
        // A poisoned lock here guards a map that is whole at every step.
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(network.clone()).or_default();
        (*count < most).then(|| {
            *count += 1;
            Place { networks: self.clone(), network }
        })
    }
}

/// The place of one connection; it is given back with it.
struct Place {
    networks: Networks,
    network: String,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.networks.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.network) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                open.remove(&self.network);
            }
        }
    }
}

/// One connection.
struct Wire {
    stream: TcpStream,
    /// Since whoever reads last looked up.
    read: usize,
    /// That more was there when they did. The library looks at what it read last once it has sent what
    /// waits, but only where it is woken for it.
    owes: bool,
    _place: Option<Place>,
}

impl AsyncRead for Wire {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.read >= AT_ONCE {
            self.read = 0;
            self.owes = true;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let before = buf.filled().len();
        let done = Pin::new(&mut self.stream).poll_read(cx, buf);
        self.read = if done.is_pending() { 0 } else { self.read + buf.filled().len() - before };
        done
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if std::mem::take(&mut self.owes) {
            cx.waker().wake_by_ref();
        }
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, cx: &mut Context<'_>, slices: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn one_network_fills_its_own_places_and_what_is_given_back_is_free() {
        let networks = Networks { most: Some(2), open: Arc::default(), said: Arc::default() };
        let place = |network: &str| networks.place(network.to_owned(), 2);
        let (one, two) = (place("a").unwrap(), place("a").unwrap());
        assert!(place("a").is_none());
        assert!(place("b").is_some());
        drop(one);
        assert!(place("a").is_some());
        drop(two);
        assert!(networks.open.lock().unwrap().is_empty());
    }
}
