//! `quorate schema`: the JSON Schemas of what is written by hand, for editors that complete it.

use clap::ValueEnum;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;

use super::{End, print};
use crate::committees::Terms;
use crate::policy::Pack;
use crate::rehearsal::case::Case;

/// What is written by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Written {
    /// Terms of reference of a committee.
    Terms,
    /// A policy pack, as those in `config/policies`.
    Pack,
    /// A case to be rehearsed.
    Case,
}

impl Written {
    pub const ALL: [Self; 3] = [Self::Terms, Self::Pack, Self::Case];

    /// The name of its schema's file.
    #[must_use]
    pub const fn file(self) -> &'static str {
        match self {
            Self::Terms => "terms.json",
            Self::Pack => "pack.json",
            Self::Case => "case.json",
        }
    }
}

fn schema_of<T: JsonSchema>() -> String {
    let schema = SchemaSettings::draft2020_12().for_deserialize().into_generator().into_root_schema_for::<T>();
    format!("{:#}", schema.to_value())
}

/// The schema, as the files in `config/schema` have it.
#[must_use]
pub fn schema(of: Written) -> String {
    match of {
        Written::Terms => schema_of::<Terms>(),
        Written::Pack => schema_of::<Pack>(),
        Written::Case => schema_of::<Case>(),
    }
}

/// # Errors
/// When standard output is closed.
pub fn run(of: Written) -> Result<(), End> {
    print(&schema(of))
}
