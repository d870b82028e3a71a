//! Names of things. Every id is a UUIDv7 in its own type, so that a seat holder can never be
//! passed where a meeting is meant; stored and shown as lower-case text with hyphens, so that
//! text order is time order on every database.

pub mod keyed;

pub use keyed::{ById, IdSet};

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use uuid::Uuid;

/// A text that is not an id in the one form we accept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not an id: an id is a UUID in lower case with hyphens, such as 0197c1f2-5c1e-7a30-8a52-0d6f1f2f9b11")]
pub struct NotAnId(pub String);

/// Parses the canonical form only: braces, `urn:uuid:` and upper case are other spellings of the
/// same number, and two spellings of one id would make two keys.
fn canonical(text: &str) -> Result<Uuid, NotAnId> {
    let id = Uuid::try_parse(text).map_err(|_| NotAnId(text.chars().take(80).collect()))?;
    if id.is_nil() || id.hyphenated().encode_lower(&mut Uuid::encode_buffer()) != text {
        return Err(NotAnId(text.chars().take(80).collect()));
    }
    Ok(id)
}

/// An id, by the kind of thing that it names.
pub trait Id: Copy + FromStr<Err = NotAnId> {
    /// The word used for this kind of thing in subjects and facts (`meeting:<uuid>`).
    const KIND: &'static str;
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident $kind:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A new id, ordered by the time of its making.
            #[must_use]
            pub fn new() -> Self { Self(Uuid::now_v7()) }
            #[must_use]
            pub const fn from_uuid(id: Uuid) -> Self { Self(id) }
            #[must_use]
            pub const fn uuid(self) -> Uuid { self.0 }
            /// `kind:uuid`, as log entries and reasons name their subjects.
            #[must_use]
            pub fn subject(self) -> String { format!("{}:{}", Self::KIND, self.0) }
        }
        impl Id for $name {
            const KIND: &'static str = $kind;
        }
        impl Default for $name { fn default() -> Self { Self::new() } }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.hyphenated().fmt(f) }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { write!(f, "{}:{}", Self::KIND, self.0) }
        }
        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> { canonical(text).map(Self) }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = String::deserialize(d)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}

ids! {
    /// A register: the tenant, the lock and the log.
    RegisterId "register";
    /// A sign-in. Accounts belong to the deployment, roles to a register.
    AccountId "account";
    /// One sign-in, from its password to its closing; its refresh tokens are one family.
    SessionId "session";
    /// A link that may be used once: the set-up, an invitation, a new password.
    OneTimeId "one_time";
    OrganisationId "organisation";
    PersonId "person";
    /// The adoption of a policy pack by an organisation from a day.
    AdoptionId "policy";
    /// A ballot of member practices that was held.
    BallotId "ballot";
    CommitteeId "committee";
    /// One version of a committee's terms of reference.
    TermsId "terms";
    /// A change of what a committee may do about a function.
    AuthorityId "authority";
    MembershipId "membership";
    DeclarationId "declaration";
    MeetingId "meeting";
    /// An item of business, or a part of one.
    ItemId "item";
    PaperId "paper";
    RulingId "ruling";
    AttendanceId "attendance";
    VoteId "vote";
    DecisionId "decision";
    CorrectionId "correction";
    DeterminationId "determination";
    /// Any other recorded fact that needs a name of its own.
    FactId "fact";
}
