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
    /// The register, as in `/api/v1/registers/{id}`.
    pub id: RegisterId,
    /// Its short name in addresses and in the name of its log; it never changes.
    pub slug: String,
    /// What the register is called for its readers.
    pub name: String,
    /// When the register was opened, in UTC.
    pub created_at: Instant,
    /// The number of the entry, in the log of the register `system`, that last wrote it; part of its `ETag`.
    pub version: i64,
}
