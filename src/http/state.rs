//! The application's state: what every request may use, made once when the program starts.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

use actix_web::web::Bytes;

use super::arriving::Arriving;
use super::limits::Limits;
use super::listing::row_cache::RowCache;
use super::published::openapi::Contents;
use super::route::Method;
use super::router::Router;
use super::turns::Turns;
use crate::access::Access;
use crate::audit::hindsight::Hindsight;
use crate::problem::Problem;
use crate::verdict::Remedy;

/// The next steps of a problem, of a request by its method and path; the last tells which addresses can
/// be read.
pub type NextSteps = fn(&Problem, &str, &str, &dyn Fn(&str) -> bool) -> Vec<Remedy>;

/// The application's state: what every request may use.
pub struct AppState {
    pub access: Access,
    pub hindsight: Hindsight,
    pub row_cache: Arc<RowCache>,
    pub turns: Turns,
    pub router: Router,
    /// What can be done next about a problem; the words are the law's, and its addresses the routes'.
    pub next_steps: NextSteps,
    /// What there is instead of an address that is not built yet.
    pub not_built: fn(Method, &str) -> Option<&'static str>,
    /// What stands round the routes in the published document.
    pub contents: Contents,
    /// The published document, made when it is first asked for: it is large, and most who start
    /// the program never look at it.
    pub document: OnceLock<Bytes>,
    /// Whether addresses of clients are taken from the proxy before us.
    pub behind_proxy: bool,
    /// Whether answers tell what they cost.
    pub shows_costs: bool,
    /// How people reach this server, for links: `http://127.0.0.1:8080`.
    pub public_url: String,
    /// Set when the server is told to stop: every answer from then on ends its connection.
    pub closing: Arc<AtomicBool>,
    pub limits: Limits,
    pub arriving: Arriving,
}
