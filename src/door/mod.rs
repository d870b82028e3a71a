//! The door of the register: how a request comes in, what it must look like, and how an answer
//! leaves. It decides what a request is (form, size, headers, sign-in, permission) and what every
//! answer carries, from one list of routes that is also the published document.
//! It knows no noun of the law, sign-in apart, and judges nothing: that is asked behind it.

mod accept;
pub mod answer;
pub mod arriving;
pub mod call;
pub mod changes;
mod checks;
mod disclosure;
pub mod limits;
mod incoming;
pub mod json;
pub mod openapi;
pub mod page;
pub mod plumbing;
mod precondition;
pub(crate) mod query;
pub mod route;
pub mod router;
pub mod serve;
pub mod table;
pub mod thing;
pub mod told;
pub mod spool;
mod trace;
pub mod turns;
pub(crate) mod typed;
pub mod wire;

pub use crate::form;
pub use answer::Answer;
pub use call::Call;
pub use changes::{ExportTaken, PersonalDataRead};
pub use page::Page;
pub use route::Route;
pub use table::{Format, Rows};
pub use thing::{Thing, Viewer};
