//! How a closed list of words becomes a type: one place that keeps the text of the API, the
//! tables, the log and the case files the same.

/// A text that is not one of the words of a closed list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{seen}' is not a {kind}: use one of {accepted}")]
pub struct NotAWord {
    pub kind: &'static str,
    pub seen: String,
    pub accepted: String,
}

/// Declares an enum whose variants are words: `as_str`, `FromStr`, `Display`, serde and JSON
/// Schema all speak the same text. Order of declaration is the order of `Ord`.
#[macro_export]
macro_rules! words {
    ($(#[$meta:meta])* $name:ident $kind:literal { $($(#[$doc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash,
                 serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        pub enum $name { $($(#[$doc])* #[serde(rename = $text)] $variant,)* }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];
            #[must_use]
            pub const fn as_str(self) -> &'static str { match self { $(Self::$variant => $text,)* } }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.pad(self.as_str()) }
        }
        impl std::str::FromStr for $name {
            type Err = $crate::words::NotAWord;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($text => Ok(Self::$variant),)*
                    other => Err($crate::words::NotAWord {
                        kind: $kind,
                        seen: other.chars().take(60).collect(),
                        accepted: [$($text,)*].join(", "),
                    }),
                }
            }
        }
    };
}
