//! HTTP: how a request comes in, what it must look like, and how an answer leaves. It decides what a
//! request is (form, size, headers, sign-in, permission) and what every answer carries, from one list of
//! routes that is also the published document.
//! It knows no noun of the law and no reason of it, and judges nothing: that is asked behind it.
//!
//! In actix's words: theirs are the sockets, the parser, the workers and the stop (`wire`), and one
//! `default_service` (`serve::handle`). Ours is what stands in the place of extractors, middlewares and
//! the router: a route is a value (`Route`, where a `#[get]` would be), the router is made from the list
//! of them (`router`), whatever a middleware would do is one function in the order of its refusals
//! (`serve`), [`Call`] is our `HttpRequest` with its extractors as methods, and [`Answer`] our
//! `HttpResponse`. So router, document and table of roles are one list that cannot disagree, and the order
//! in which a request is refused is fixed and tested.

mod accept;
pub mod answer;
pub mod arriving;
pub mod body;
pub mod call;
pub mod changes;
mod disclosure;
pub mod limits;
pub mod listing;
mod packing;
mod precondition;
pub mod published;
pub mod route;
pub mod router;
pub mod serve;
pub mod state;
pub mod thing;
mod trace;
pub mod turns;
pub mod wire;

pub use answer::Answer;
pub use call::Call;
pub use changes::{Chosen, ExportTaken, PersonalDataRead};
pub use listing::page::Page;
pub use listing::table::{Format, Rows};
pub use route::Route;
pub use thing::{Thing, Visitor};
