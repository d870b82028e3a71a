//! What can go wrong, by whose hand. A [`Refusal`] is the law's; a [`Fault`] is the world's; the
//! rest is the request's. Only `problem.rs` knows what each looks like over HTTP.

use serde::{Deserialize, Serialize};

use crate::verdict::Refusal;

/// The world broke. The source is kept for the log; the caller is shown an incident id.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("database: {0}")]
    Database(#[from] diesel::result::Error),
    #[error("no database connection: {0}")]
    Pool(String),
    /// A stored value that the program cannot have written.
    #[error("corrupt {table} {key}: {what}")]
    Corrupt { table: &'static str, key: String, what: String },
    /// Several commands share one transaction; the neighbours of this one broke it.
    #[error("the shared transaction failed: {0}")]
    Batch(String),
    /// Nobody waits for it any more, or it took longer than whoever asked may take.
    #[error("given up: nobody waits for it any more")]
    GivenUp,
    #[error("{0}")]
    Other(String),
}

impl Fault {
    /// Worth trying again as it stands: a lock not had in time, a serialisation failure.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        use diesel::result::DatabaseErrorKind as Kind;
        match self {
            Self::Database(diesel::result::Error::DatabaseError(kind, info)) => {
                matches!(kind, Kind::SerializationFailure | Kind::ClosedConnection | Kind::ReadOnlyTransaction)
                    || ["locked", "lock timeout", "statement timeout", "deadlock", "disk is full", "terminating connection"]
                        .iter()
                        .any(|word| info.message().contains(word))
            }
            Self::Pool(_) | Self::Batch(_) => true,
            _ => false,
        }
    }
}

/// One field that is wrong in itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct FieldError {
    /// JSON pointer into the body (`/seats/0/weight`), or `?name` for a query parameter.
    pub pointer: String,
    pub code: String,
    pub message: String,
}

impl FieldError {
    #[must_use]
    pub fn new(pointer: impl Into<String>, code: &str, message: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), code: code.to_owned(), message: message.into() }
    }
}

/// An answer given earlier under the same idempotency key.
#[derive(Debug, Clone)]
pub struct StoredAnswer {
    pub status: u16,
    pub body: serde_json::Value,
    pub receipt: Receipt,
}

/// Where in the log a change stands: what the caller may keep as proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Receipt {
    pub origin: String,
    pub index: i64,
    /// Base64 of the SHA-256 leaf hash.
    pub leaf_hash: String,
    pub at: crate::moment::Instant,
}

impl std::fmt::Display for Receipt {
    /// `Audit-Receipt: <origin> <index> <leaf hash>`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} {}", self.origin, self.index, self.leaf_hash)
    }
}

/// What the door refuses before any use case is asked: it is not a request that could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Malformed {
    /// Not JSON, or not the one JSON we accept.
    Syntax,
    /// An unknown, doubled or unreadable query parameter.
    Query,
    /// `Idempotency-Key` is missing where it is required, or not a key.
    Key,
    /// `If-Match` or another header that has no meaning here.
    Header,
    /// Not the media type that this address takes, or an encoded body.
    Media,
    TooLarge,
    AddressTooLong,
    HeadersTooLarge,
    Method,
    /// The body did not arrive within the deadline.
    TooSlow,
    /// A format or feature that this build does not have.
    NotBuilt,
}

/// Why a use case did not happen.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("refused: {}", .0.reasons.iter().map(|r| r.code.as_str()).collect::<Vec<_>>().join(", "))]
    Refused(Box<Refusal>),
    /// Not in this register, or not to be seen by this actor: the two look the same.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// This role never may.
    #[error("{0}")]
    Forbidden(String),
    /// Not signed in, or no longer.
    #[error("{0}")]
    Unauthenticated(String),
    #[error("{} field(s) are wrong", .0.len())]
    Invalid(Vec<FieldError>),
    #[error("{detail}")]
    Malformed { kind: Malformed, detail: String, errors: Vec<FieldError> },
    /// `If-Match` named a version that is no longer the current one.
    #[error("changed since: now at version {current}")]
    Stale { current: i64 },
    #[error("If-Match is required")]
    MatchRequired,
    /// What is asked for is so already: there is nothing to record, and the thing is answered as it
    /// stands.
    #[error("nothing would be changed")]
    AsItStands,
    #[error("answered before under this idempotency key")]
    Replay(Box<StoredAnswer>),
    #[error("this idempotency key was used for another request")]
    KeyReused,
    /// Too much at once, or too many wrong tries: come back after so many seconds.
    #[error("{detail}")]
    TryLater { detail: String, seconds: u32, too_many: bool },
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Error {
    #[must_use]
    pub fn malformed(kind: Malformed, detail: impl Into<String>) -> Self {
        Self::Malformed { kind, detail: detail.into(), errors: Vec::new() }
    }

    #[must_use]
    pub fn invalid(pointer: impl Into<String>, code: &str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(pointer, code, message)])
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

impl From<FieldError> for Error {
    fn from(fault: FieldError) -> Self {
        Self::Invalid(vec![fault])
    }
}

impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Self {
        Self::Fault(Fault::Database(error))
    }
}
