//! What a database holds, read from the database itself: tables with their columns and keys, and
//! rows as text that compares equal across databases.

/// How a column's value is written for comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    Number,
    Bool,
    Bytes,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub kind: Kind,
    pub nullable: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    pub name: String,
    /// In order of name, so that two databases list them alike.
    pub columns: Vec<Column>,
    /// The primary key, in its own order.
    pub key: Vec<String>,
}

/// One row as text, in the order of [`Table::columns`]; numbers in decimal, booleans as 0 and 1.
pub type Line = Vec<Option<String>>;
