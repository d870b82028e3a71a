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
    /// The register takes no changes for now. The cause is known; `what` is for the log, and may name
    /// paths.
    #[error("{what}")]
    Closed { trouble: Trouble, what: String },
    #[error("{0}")]
    Other(String),
}

/// What in the world keeps a change from being kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// A lock or a connection not had in time, or lost.
    Busy,
    /// The answer to a commit was lost, and what became of it could not be asked.
    Unsettled,
    DiskFull,
    /// The disk, the file or the server takes no changes.
    ReadOnly,
    /// The disk answers with errors.
    DiskErrors,
    /// The file of the register is not where it was opened.
    FileGone,
    /// The clock of this machine cannot be right.
    Clock,
    /// The log has a later time than this machine's clock.
    ClockBehind,
    /// The log was written with another key than the one at hand.
    Keys,
    /// What is kept beside the log was changed by hand.
    Edited,
}

impl Trouble {
    /// For whoever sent the change, or asks whether the register takes any: no paths.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::Busy => "The register is busy or its database is out of reach. Try again in a moment.",
            Self::Unsettled => {
                "Whether this was kept is not known, for the database was lost while it answered. Send it again with the same Idempotency-Key: then you are told, and nothing is done twice."
            }
            Self::DiskFull => {
                "The disk that keeps the register is full, so nothing was changed. Whoever runs this server has to make room on it; then send it again."
            }
            Self::ReadOnly => {
                "The disk or the file that keeps the register can only be read at present, so nothing was changed. Whoever runs this server finds the cause in its log; then send it again."
            }
            Self::DiskErrors => {
                "The disk that keeps the register answers with errors, or the file on it is damaged. Whoever runs this server has to look after it; then ask again, with the same Idempotency-Key."
            }
            Self::FileGone => {
                "The file that keeps the register was moved or replaced while the program ran, so the register can only be read. Whoever runs this server puts it back, or starts the program again; then send it again."
            }
            Self::Clock => {
                "The clock of the server cannot be right, and a time once in the log stands for ever, so nothing was changed. Whoever runs this server sets its clock; then send it again."
            }
            Self::ClockBehind => {
                "The newest entry of the log is dated later than the clock of the server: one of the two is wrong. What is written now is given that later time, until the clock has passed it. Whoever runs this server sets its clock."
            }
            Self::Edited => {
                "The head of the log is dated otherwise than its newest entry: somebody changed the database by hand, so nothing was changed. Whoever runs this server finds what it was with quorate verify --db, and puts back a copy that verifies."
            }
            Self::Keys => {
                "The log of the register was written with another key than the one this server has, so nothing was changed. Whoever runs this server puts the right key in place and starts the program again."
            }
        }
    }

    /// Seconds after which asking again may help.
    #[must_use]
    pub const fn ask_again_in(self) -> u32 {
        if matches!(self, Self::Busy | Self::Unsettled) { 2 } else { 15 }
    }

    /// Of the words in which databases and systems say it.
    fn said(message: &str) -> Option<Self> {
        const WORDS: &[(&str, Trouble)] = &[
            ("disk is full", Trouble::DiskFull),
            ("No space left on device", Trouble::DiskFull),
            ("Disk quota exceeded", Trouble::DiskFull),
            ("disk full", Trouble::DiskFull),
            ("readonly database", Trouble::ReadOnly),
            ("Read-only file system", Trouble::ReadOnly),
            ("read-only transaction", Trouble::ReadOnly),
            ("disk I/O error", Trouble::DiskErrors),
            ("Input/output error", Trouble::DiskErrors),
            ("could not extend file", Trouble::DiskErrors),
            ("could not write", Trouble::DiskErrors),
            ("could not fsync", Trouble::DiskErrors),
            ("unable to open database file", Trouble::DiskErrors),
            // A read that the disk failed may be told as damage, and damage is the disk's as well.
            ("disk image is malformed", Trouble::DiskErrors),
            ("file is not a database", Trouble::DiskErrors),
            ("could not read", Trouble::DiskErrors),
            ("invalid page", Trouble::DiskErrors),
            ("locked", Trouble::Busy),
            ("lock timeout", Trouble::Busy),
            ("statement timeout", Trouble::Busy),
            ("deadlock", Trouble::Busy),
            ("interrupted", Trouble::Busy),
            ("terminating connection", Trouble::Busy),
            ("closed the connection", Trouble::Busy),
            ("connection to server", Trouble::Busy),
            ("the database system is", Trouble::Busy),
        ];
        WORDS.iter().find(|(words, _)| message.contains(words)).map(|(_, trouble)| *trouble)
    }
}

impl Fault {
    /// What in the world is the matter, where it is not the program.
    #[must_use]
    pub fn trouble(&self) -> Option<Trouble> {
        use diesel::result::DatabaseErrorKind as Kind;
        match self {
            Self::Database(diesel::result::Error::DatabaseError(kind, info)) => {
                let said = Trouble::said(info.message());
                let kind = match kind {
                    Kind::SerializationFailure | Kind::ClosedConnection => Some(Trouble::Busy),
                    Kind::ReadOnlyTransaction => Some(Trouble::ReadOnly),
                    _ => None,
                };
                said.or(kind)
            }
            // A commit and its rollback that both failed are told in one, in the words of both.
            Self::Database(diesel::result::Error::BrokenTransactionManager) => Some(Trouble::Busy),
            Self::Database(error) => Trouble::said(&error.to_string()),
            Self::Pool(text) | Self::Batch(text) => Some(Trouble::said(text).unwrap_or(Trouble::Busy)),
            Self::Closed { trouble, .. } => Some(*trouble),
            _ => None,
        }
    }

    /// Not the program's doing, and over some time.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        self.trouble().is_some()
    }

    /// Worth trying again at once, as it stands: a lock not had in time, a serialisation failure.
    #[must_use]
    pub fn is_over_soon(&self) -> bool {
        matches!(self.trouble(), Some(Trouble::Busy | Trouble::DiskErrors))
    }
}

impl Fault {
    /// Whether another writer, of this program or another, holds what is wanted.
    #[must_use]
    pub fn is_a_lock(&self) -> bool {
        match self {
            Self::Database(diesel::result::Error::DatabaseError(_, info)) => {
                ["locked", "lock timeout"].iter().any(|word| info.message().contains(word))
            }
            _ => false,
        }
    }

    /// Whether the connection to the database is gone, and not only the statement.
    #[must_use]
    pub fn is_a_lost_connection(&self) -> bool {
        use diesel::result::DatabaseErrorKind as Kind;
        match self {
            Self::Database(diesel::result::Error::DatabaseError(kind, info)) => {
                matches!(kind, Kind::ClosedConnection | Kind::UnableToSendCommand)
                    || ["terminating connection", "closed the connection"].iter().any(|words| info.message().contains(words))
            }
            _ => false,
        }
    }
}

/// One field that is wrong in itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct FieldError {
    /// JSON pointer into the body (`/seats/0/weight`), or `?name` for a query parameter.
    pub pointer: String,
    /// A stable word for programs, such as `required`, `length` or `unknown_reference`.
    pub code: String,
    /// For a person: what is wrong with the field and what to do.
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
    /// `Accept` rules out all that the address gives.
    Accept,
    /// A format or feature that this build does not have.
    NotBuilt,
}

impl Malformed {
    pub const ALL: [Self; 12] = [
        Self::Syntax,
        Self::Query,
        Self::Key,
        Self::Header,
        Self::Media,
        Self::TooLarge,
        Self::AddressTooLong,
        Self::HeadersTooLarge,
        Self::Method,
        Self::TooSlow,
        Self::Accept,
        Self::NotBuilt,
    ];
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
    /// `If-Match` is well formed and names no version of the thing: why that may be.
    #[error("{0}")]
    Unmatched(String),
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

    /// That a parameter of the query names what is not here.
    #[must_use]
    pub fn unknown_in_query(parameter: &str, detail: String) -> Self {
        let errors = vec![FieldError::new(format!("?{parameter}"), "unknown_reference", detail.clone())];
        Self::Malformed { kind: Malformed::Query, detail, errors }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Option<Trouble> {
        let kind = diesel::result::DatabaseErrorKind::Unknown;
        Fault::Database(diesel::result::Error::DatabaseError(kind, Box::new(text.to_owned()))).trouble()
    }

    #[test]
    fn the_worlds_doings_are_told_from_the_programs() {
        for (text, trouble) in [
            ("database or disk is full", Trouble::DiskFull),
            ("could not extend file \"base/5/2619\": No space left on device", Trouble::DiskFull),
            ("could not extend file \"base/5/2619\": Input/output error", Trouble::DiskErrors),
            ("could not write block 7: Read-only file system", Trouble::ReadOnly),
            ("attempt to write a readonly database", Trouble::ReadOnly),
            ("disk I/O error", Trouble::DiskErrors),
            ("unable to open database file", Trouble::DiskErrors),
            ("disk image is malformed", Trouble::DiskErrors),
            ("file is not a database", Trouble::DiskErrors),
            ("could not read", Trouble::DiskErrors),
            ("invalid page", Trouble::DiskErrors),
            ("database is locked", Trouble::Busy),
            ("canceling statement due to lock timeout", Trouble::Busy),
        ] {
            assert_eq!(said(text), Some(trouble), "{text}");
        }
        for text in ["no such table: vote", "UNIQUE constraint failed: vote.id"] {
            assert_eq!(said(text), None, "{text}");
        }
        let shared = Fault::Batch("database or disk is full".to_owned());
        assert_eq!(shared.trouble(), Some(Trouble::DiskFull));
        assert!(shared.is_passing() && !shared.is_over_soon());
        assert_eq!(Fault::Pool("timed out waiting for connection".to_owned()).trouble(), Some(Trouble::Busy));
    }
}
