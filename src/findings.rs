//! What is wrong with the fields of a command, gathered, so that a request is told of every wrong field at
//! once.

use crate::fault::{Error, FieldError};
use crate::moment::Date;
use crate::text::{Line, Name};

/// What is wrong with the fields of a command, gathered on the way through it.
#[derive(Debug, Default)]
pub struct Findings(Vec<FieldError>);

impl Findings {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    pub fn add(&mut self, pointer: impl Into<String>, code: &str, message: impl Into<String>) {
        self.0.push(FieldError::new(pointer, code, message));
    }

    pub fn extend(&mut self, found: impl IntoIterator<Item = FieldError>) {
        self.0.extend(found);
    }

    /// The name that something is given in place of the one it has. What it has already is not asked again:
    /// a register may hold names that came in by a milder rule, and takes its own lists back.
    pub fn name(&mut self, pointer: &str, given: Line, held: &str) -> String {
        if *given != *held
            && let Err((code, message)) = Name::parse(&given)
        {
            self.add(pointer, code, message);
        }
        given.into()
    }

    /// An end is not before its beginning.
    pub fn period(&mut self, pointer: &str, from: Option<Date>, to: Option<Date>) {
        if let (Some(from), Some(to)) = (from, to)
            && to < from
        {
            self.add(pointer, "period_invalid", format!("This ends on {} before it begins on {}.", to.long(), from.long()));
        }
    }

    /// What a rule said of the whole, with what was found on the way to it.
    ///
    /// # Errors
    /// `Invalid`, with everything found; else what the rule said.
    pub fn with<T>(mut self, said: Result<T, Error>) -> Result<T, Error> {
        match said {
            Err(Error::Invalid(fields)) => self.extend(fields),
            other if self.0.is_empty() => return other,
            _ => {}
        }
        Err(Error::Invalid(self.0))
    }

    /// # Errors
    /// `Invalid`, with everything found.
    pub fn done(self) -> Result<(), Error> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::Invalid(self.0)) }
    }
}
