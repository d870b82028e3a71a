//! Bodies, and the links of membership and ownership between them.
//!
//! In the minute book these are the names that interests and items of business mention. This
//! folder answers by what path one body reaches another. It does not know who holds an interest.

pub mod changes;
pub mod facts;
pub mod http;
mod edit;
pub mod rules;

pub use changes::{OrganisationChanged, OrganisationMade, StakeEnded, StakeRecorded};
pub use edit::{
    EndStake, NewOrganisation, OrganisationPatch, Relate, asked_for, change, create, end_stake, known, must_find, must_know, relate,
    resolve, resolve_all,
};
pub use http::ORGANISATION;
pub use rules::{Graph, Near, Organisation, OrganisationKind, OrganisationStatement, Stake, StakeKind, Ways};
