//! The door of the register: how a request comes in, what it must look like, and how an answer
//! leaves. It decides what a request is (form, size, headers, sign-in, permission) and what every
//! answer carries, from one list of routes that is also the published document.
//! It knows no noun of the law and judges nothing: that is asked behind it.

pub mod answer;
pub mod call;
pub mod form;
pub mod json;
pub mod openapi;
pub mod page;
pub mod plumbing;
mod query;
pub mod remedies;
pub mod route;
pub mod router;
pub mod serve;
pub mod table;
pub(crate) mod typed;

pub use answer::Answer;
pub use call::Call;
pub use page::Page;
pub use route::Route;
pub use table::{Format, Rows};
