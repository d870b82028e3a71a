//! The agenda, composed and published with its forecast, item by item.
//!
//! In the minute book this is the notice of the meeting: what will be decided, who is expected to
//! stay out and why, and whether the item will be quorate. This folder proposes; it rules on
//! nobody. It refuses to publish a paper whose conflicted author nobody answers for.

pub mod changes;
pub mod facts;
pub mod http;
pub mod ordering;
pub mod parts;
pub mod publishing;
pub mod rules;
pub mod sheet;
pub mod warnings;

pub use publishing::{Draft, Gathered, draft, publish, publish_draft, to_publish};
pub use rules::{Composed, ComposedItem, InSpite, PersonOnItem};
pub use sheet::{Sheet, fingerprint};
