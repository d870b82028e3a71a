//! Interests declared, nil returns, their review and their end.
//!
//! In the minute book this is the register of interests. This folder decides whether an interest
//! is in force on a day, whether it was declared in time and who is shown it. It does not know
//! what any item of business is about: that is `conflicts`.

pub mod changes;
mod declare;
pub mod facts;
pub mod http;
mod review;
pub mod rules;

pub use changes::{
    DeclaredSaid, DraftChanged, DraftDiscarded, InterestDeclared, InterestEnded, InterestReviewed, InterestSubmitted, NilDeclared,
    RedactionDecided,
};
pub use declare::{Declare, DeclareNil, DraftPatch, Submit, Told, change_draft, declare, declare_nil, discard, submit};
pub use facts::as_interest;
pub use facts::register::{RegisterEntry, register};
pub use facts::{DeclarationRecord, Named};
pub use http::DECLARATION;
pub use review::{EndInterest, Redact, Review, end, may_redact, redact, review};
pub use rules::{
    Audience, BodyRole, Category, Direction, InForce, Interest, Interests, Mitigation, Particulars, Redaction, RedactionOutcome, Related,
    Shown, Status, StoredMitigation, Touching,
};
