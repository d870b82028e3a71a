//! Reads registers. They have no register of their own: a look at them is across all.

use diesel::prelude::*;

use super::Register;
use crate::db::Read;
use crate::db::schema::register;
use crate::fault::Error;
use crate::ids::RegisterId;
use crate::moment::Instant;

type Row = (RegisterId, String, String, Instant, i64);

fn made((id, slug, name, created_at, version): Row) -> Register {
    Register { id, slug, name, created_at, version }
}

/// A register by its id or its short name.
///
/// # Errors
/// What the database says.
pub fn register_named(read: &mut Read<'_>, name: &str) -> Result<Option<Register>, Error> {
    let mut query =
        register::table.select((register::id, register::slug, register::name, register::created_at, register::version)).into_boxed();
    query = match name.parse::<RegisterId>() {
        Ok(id) => query.filter(register::id.eq(id)),
        Err(_) => query.filter(register::slug.eq(name.to_owned())),
    };
    let row: Option<Row> = read.boxed_rows(query)?.pop();
    Ok(row.map(made))
}

/// One register of this deployment.
///
/// # Errors
/// [`Error::NotFound`]; what the database says.
pub fn register(read: &mut Read<'_>, id: RegisterId) -> Result<Register, Error> {
    register_named(read, &id.to_string())?.ok_or(Error::NotFound("register"))
}

/// The registers of this deployment after one, in the order of their opening.
///
/// # Errors
/// What the database says.
pub fn registers(read: &mut Read<'_>, after: Option<RegisterId>, limit: i64) -> Result<Vec<Register>, Error> {
    let mut query = register::table
        .select((register::id, register::slug, register::name, register::created_at, register::version))
        .order(register::id)
        .limit(limit)
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(register::id.gt(after));
    }
    let rows: Vec<Row> = read.boxed_rows(query)?;
    Ok(rows.into_iter().map(made).collect())
}

/// Whether no register was ever opened in this database.
///
/// # Errors
/// What the database says.
pub fn is_empty(read: &mut Read<'_>) -> Result<bool, Error> {
    let first: Option<RegisterId> = read.first(register::table.select(register::id).limit(1))?;
    Ok(first.is_none())
}
