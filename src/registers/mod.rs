//! Registers: who keeps a record here, each apart from every other.
//!
//! In the minute book this is the name on the cover. This folder opens a register and gives it another
//! name. It does not know what is kept in one, nor who may come in.

pub mod changes;
pub mod facts;
pub mod http;
pub mod rules;

use schemars::JsonSchema;
use serde::Serialize;

use crate::ids::RegisterId;
use crate::moment::Instant;

pub use changes::RegisterRenamed;

/// A register of this deployment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Register {
    pub id: RegisterId,
    pub slug: String,
    pub name: String,
    pub created_at: Instant,
    pub version: i64,
}
