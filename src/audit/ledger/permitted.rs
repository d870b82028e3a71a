//! How changes are declared: read by anybody, made by their constructors alone.

/// Declares a change whose fields nobody sets but its own file: `pub struct VoteCast says VoteSaid { .. }`
/// makes `VoteSaid`, what the entry says, and `VoteCast`, which holds one where nobody reaches it. So a
/// constructor that takes the permit is the only way to it, and afterwards it can be read and no more.
/// (An entry is read back by `serde`, as every entry is.) Where two changes say the same things, of what is
/// made and of what it is from now on, the second is `pub struct PersonChanged says PersonStatement;`.
#[macro_export]
macro_rules! permitted {
    ($(#[$doc:meta])* pub struct $name:ident says $said:ident { $($(#[$of:meta])* pub $field:ident: $kind:ty,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        pub struct $said { $($(#[$of])* pub $field: $kind,)* }

        $crate::permitted! { $(#[$doc])* pub struct $name says $said; }
    };
    ($(#[$doc:meta])* pub struct $name:ident says $said:ident;) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name($said);

        impl std::ops::Deref for $name {
            type Target = $said;
            fn deref(&self) -> &$said {
                &self.0
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn schema_id() -> std::borrow::Cow<'static, str> {
                concat!(module_path!(), "::", stringify!($name)).into()
            }
            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                $said::json_schema(generator)
            }
        }
    };
}

/// Declares a change that no rule permits, for it is a fact: that somebody signed out, that a table was
/// taken. All is as with `permitted!`, but that its constructor takes what makes it true, in place of a permit.
#[macro_export]
macro_rules! witnessed {
    ($($change:tt)*) => {
        $crate::permitted! { $($change)* }
    };
}

/// Gives such a change the id of its entry, for whoever asks the law again: its id is all that is new in
/// it.
#[macro_export]
macro_rules! numbered {
    ($name:ident, $id:ty) => {
        impl $name {
            /// The same under the id of its entry.
            #[must_use]
            pub fn numbered(mut self, id: $id) -> Self {
                self.0.id = id;
                self
            }
        }
    };
}
