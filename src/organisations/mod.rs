//! Bodies, and the links of membership and ownership between them.
//!
//! In the minute book these are the names that interests and items of business mention. This
//! folder answers by what path one body reaches another. It does not know who holds an interest.

pub mod facts;
pub mod rules;

pub use rules::{Graph, Organisation, OrganisationKind};
