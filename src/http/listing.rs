//! Lists: a page of one, in the order asked for, or the whole of it as a table.

pub mod page;
pub mod row_cache;
pub mod spool;
pub mod table;
