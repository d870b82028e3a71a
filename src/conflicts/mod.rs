//! Interests against an item of business: what relation there is and by what path, how the
//! policy proposes to treat the person, and the ruling by a named, unconflicted decider.
//!
//! In the minute book this is "declarations of interest" and "management of conflicts". This
//! folder decides who may receive papers, be in the room, speak and vote, and who may preside.
//! It does not count anybody.

pub mod changes;
pub mod http;
pub mod views;
pub mod rules;
mod serving;

pub use http::NewOverride;
pub use rules::ground::{Found, Ground};
pub use rules::overriding::Override;
pub use rules::preside::{MayPreside, convening, name_presider, presiding};
pub use rules::propose::{Proposal, propose};
pub use rules::rule_on::{RuleOn, Ruled, rule_on};
pub use rules::standing::{Grounds, Standing, standing};
pub use rules::standings::Standings;
pub use serving::serve_papers;
