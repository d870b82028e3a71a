//! The kinds of text that a register keeps, each a type that cannot exist wrong: trimmed, composed (NFC),
//! nothing hidden, not too long. A body of a request, a command, a case file and a cell of a list take
//! them, so that what one of them takes the others take too.
//!
//! What the log and the tables hold was asked when it came in. It is read as it was kept (`kept`), for a
//! later and stricter reading of Unicode must not make an old entry unreadable.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::{Serialize, Serializer};

use super::{Kept, Unsound, read, schema};

/// A kind of text by its name, for whoever reads many of them and is to hear what is wrong with each.
#[derive(Debug)]
pub struct Kind {
    name: &'static str,
    read: fn(&str) -> Result<String, Unsound>,
    /// A text of this kind.
    pub sample: &'static str,
}

impl Kind {
    /// The kind of this name, if there is one.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.name == name)
    }

    pub fn all() -> impl Iterator<Item = &'static Self> {
        KINDS.iter()
    }

    /// What is wrong with a text as one of this kind.
    #[must_use]
    pub fn fault_of(&self, text: &str) -> Option<Unsound> {
        (self.read)(text).err()
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident: $read:path, $schema:path, $sample:literal;)*) => {
        static KINDS: &[Kind] = &[$(Kind { name: stringify!($name), read: $read, sample: $sample }),*];

        $(
            $(#[$doc])*
            #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct $name(String);

            impl $name {
                /// # Errors
                /// What is wrong with it: a word, and a sentence with the cure.
                pub fn parse(text: &str) -> Result<Self, Unsound> {
                    $read(text).map(Self)
                }

                #[must_use]
                pub fn as_str(&self) -> &str {
                    &self.0
                }
            }

            impl Kept for $name {
                fn kept(text: String) -> Self {
                    Self(text)
                }
            }

            impl Deref for $name {
                type Target = str;
                fn deref(&self) -> &str {
                    &self.0
                }
            }

            impl From<$name> for String {
                fn from(text: $name) -> Self {
                    text.0
                }
            }

            impl FromStr for $name {
                type Err = String;
                fn from_str(text: &str) -> Result<Self, String> {
                    Self::parse(text).map_err(|(_, message)| message)
                }
            }

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.pad(&self.0)
                }
            }

            impl fmt::Debug for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    self.0.fmt(f)
                }
            }

            impl PartialEq<str> for $name {
                fn eq(&self, other: &str) -> bool {
                    self.0 == other
                }
            }

            impl PartialEq<&str> for $name {
                fn eq(&self, other: &&str) -> bool {
                    self.0 == *other
                }
            }

            impl Serialize for $name {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.serialize_str(&self.0)
                }
            }

            impl<'de> Deserialize<'de> for $name {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    // By its name: a reader that knows the kinds asks of all that are wrong at once.
                    deserializer.deserialize_newtype_struct(stringify!($name), Written(PhantomData))
                }
            }

            impl JsonSchema for $name {
                fn inline_schema() -> bool {
                    true
                }
                fn schema_name() -> Cow<'static, str> {
                    stringify!($name).into()
                }
                fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                    let mut text = String::json_schema(generator);
                    $schema(&mut text);
                    text
                }
            }
        )*
    };
}

kinds! {
    /// A title, a place, a reference: one line.
    Line: read::line, schema::line, "Award of the contract";
    /// As a [`Line`], of twenty characters at most: a number on an agenda, as it is printed.
    Number: read::number, schema::number, "5.1";
    /// Running text, in which line breaks stay.
    Prose: read::prose, schema::prose, "The committee agreed.";
    /// Why something is done, in running text. A blank one is none, and the law says where one is needed.
    Rationale: read::rationale, schema::rationale, "It was agreed beforehand.";
    /// What a person, a body or a committee is called: a line that names somebody.
    Name: read::name, schema::line, "Dr A. Brook";
    /// A key that lists and addresses name a thing by: safe in an address, a file name and a spreadsheet.
    Code: read::code, schema::code, "B82012";
    /// A word that rules compare: a tag, a kind of decision.
    Word: read::word, schema::word, "award";
    /// An address to write to, in small letters.
    Email: read::email, schema::email, "clerk@example.org";
    /// A clock time of Europe/London, as the clock shows it.
    ClockTime: read::clock_time, schema::clock, "14:00";
    /// The SHA-256 of a document, in hex.
    Sha256: read::sha256, schema::sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
}

/// A text on its way into a kind.
struct Written<T>(PhantomData<T>);

impl<'de, T: FromStr<Err = String>> Visitor<'de> for Written<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Rationale {
    /// Its words, unless it is blank.
    #[must_use]
    pub fn words(&self) -> Option<&str> {
        Some(self.as_str()).filter(|words| !words.is_empty())
    }
}

impl From<Prose> for Rationale {
    fn from(words: Prose) -> Self {
        Self(words.0)
    }
}
