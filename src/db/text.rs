//! Ids, words, days and instants as text columns, on both databases, by one macro. An auditor
//! with a bare SQL prompt can read every one of them.

/// Gives types that have `Display` and `FromStr` (the one spelling both ways) their SQL form:
/// `text!(MeetingId, Choice);` They can then be bound, compared, inserted and loaded as `Text`
/// and, in an `Option`, as `Nullable<Text>`.
#[macro_export]
macro_rules! text {
    ($($name:ty),+ $(,)?) => {$(
        const _: () = {
            #[derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)]
            #[diesel(sql_type = diesel::sql_types::Text, foreign_derive)]
            #[expect(dead_code, reason = "only carries the derive to a type of another module")]
            struct Proxy($name);
        };

        $crate::text_to_sql!($name);

        $crate::text_from_sql!($name);
    )+};
}
pub use text;

diesel::define_sql_function! {
    /// A text in small letters: what both databases do alike with the plain letters of a code.
    fn lower(text: diesel::sql_types::Text) -> diesel::sql_types::Text;
}

diesel::define_sql_function! {
    /// The same of one that may be missing.
    #[sql_name = "lower"]
    fn lower_if(text: diesel::sql_types::Nullable<diesel::sql_types::Text>) -> diesel::sql_types::Nullable<diesel::sql_types::Text>;
}

use crate::ids::{
    AccountId, AdoptionId, AttendanceId, AuthorityId, BallotId, CommitteeId, CorrectionId, DecisionId, DeclarationId, DeterminationId,
    FactId, ItemId, MeetingId, MembershipId, OrganisationId, PaperId, PersonId, RegisterId, RulingId, TermsId, VoteId,
};
use crate::moment::{Date, Instant};

text!(
    AccountId,
    AdoptionId,
    BallotId,
    AttendanceId,
    AuthorityId,
    CommitteeId,
    CorrectionId,
    DecisionId,
    DeclarationId,
    DeterminationId,
    FactId,
    ItemId,
    MeetingId,
    MembershipId,
    OrganisationId,
    PaperId,
    PersonId,
    RegisterId,
    RulingId,
    TermsId,
    VoteId,
    Date,
    Instant,
);

/// Reads a value kept as JSON text in a column.
///
/// # Errors
/// [`Fault::Corrupt`](crate::fault::Fault::Corrupt) naming the row: the program cannot have written it.
pub fn stored<T: serde::de::DeserializeOwned>(
    table: &'static str,
    key: &impl std::fmt::Display,
    text: &str,
) -> Result<T, crate::fault::Fault> {
    serde_json::from_str(text).map_err(|error| crate::fault::Fault::Corrupt { table, key: key.to_string(), what: error.to_string() })
}

/// Writes a value as JSON text for a column.
///
/// # Errors
/// A fault for a value that has no JSON form.
pub fn to_store<T: serde::Serialize + ?Sized>(value: &T) -> Result<String, crate::fault::Fault> {
    serde_json::to_string(value).map_err(|error| crate::fault::Fault::Other(format!("a value has no JSON form: {error}")))
}
