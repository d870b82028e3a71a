//! Dispensations of a council: whom it lets take part although they are interested, on what ground, until when.
//!
//! In the minute book this is the monitoring officer's letter to a councillor. This folder says when one may be given
//! and what it is of. It does not know what one does to a proposal: that is the law of `conflicts`; nor who holds which interest.

pub mod changes;
pub mod facts;
mod grant;
pub mod http;
pub mod rules;

pub use changes::{DispensationEnded, DispensationGranted};
pub use grant::{EndDispensation, GrantDispensation, end, grant};
pub use rules::{Allows, Dispensation, DispensationGround, Lifting};
