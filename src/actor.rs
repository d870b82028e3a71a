//! Who acts, by which door, under which request: what every entry of the log says of its author.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ids::{AccountId, PersonId, RegisterId};

/// By which door a change came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    Api,
    Cli,
    Job,
}

impl Via {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Cli => "cli",
            Self::Job => "job",
        }
    }
}

/// A key under which a retry gets the first answer again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey {
    pub key: String,
    /// SHA-256, in hex, of method, path and body.
    pub request_hash: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    pub register: RegisterId,
    /// None for the command line and for jobs.
    pub account: Option<AccountId>,
    /// The person in the register whose sign-in this is, where there is one.
    pub person: Option<PersonId>,
    pub via: Via,
    pub request: Uuid,
    pub idempotency: Option<IdempotencyKey>,
}

impl Actor {
    /// The command line, acting with the rights of whoever may read the database file.
    #[must_use]
    pub fn cli(register: RegisterId) -> Self {
        Self { register, account: None, person: None, via: Via::Cli, request: Uuid::now_v7(), idempotency: None }
    }

    #[must_use]
    pub fn job(register: RegisterId) -> Self {
        Self { via: Via::Job, ..Self::cli(register) }
    }

    /// As the log names its author: `u:<account>` or the door.
    #[must_use]
    pub fn name(&self) -> String {
        self.account.map_or_else(|| self.via.as_str().to_owned(), |account| format!("u:{account}"))
    }
}
