//! The conduct of the meeting: convened, presided over, each item taken through its phases,
//! closed.
//!
//! In the minute book this is the order in which things were done. This folder decides when an
//! item may be deliberated and decided, and refuses while a conflict is unresolved or somebody
//! who must be out is in. It takes no decision of the committee.

pub mod changes;
pub mod conduct;
pub mod http;
pub mod rules;

pub use conduct::{begin, cancel, close, convene, declare_at, preside, say_nil};
pub use rules::{BeginPhase, MayBegin, Proceed};
