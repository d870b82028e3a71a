//! Memberships as their rows have them.

use diesel::prelude::*;

use crate::committees::rules::{Appointment, Membership};
use crate::db::Read;
use crate::db::plan::few;
use crate::db::schema::membership;
use crate::fault::Fault;
use crate::ids::{CommitteeId, MembershipId, PersonId};
use crate::moment::Date;

/// A membership, as its row has it.
pub(super) type HeldRow = (MembershipId, CommitteeId, String, PersonId, Date, Option<Date>, Option<PersonId>);

/// The columns of a [`HeldRow`].
pub(super) const HELD: (
    membership::id,
    membership::committee,
    membership::seat,
    membership::person,
    membership::from_date,
    membership::to_date,
    membership::deputy_for,
) = (
    membership::id,
    membership::committee,
    membership::seat,
    membership::person,
    membership::from_date,
    membership::to_date,
    membership::deputy_for,
);

pub(super) fn held((id, committee, seat, person, from, to, deputy_for): HeldRow) -> Membership {
    Membership { id, says: Appointment { committee, seat, person, from, to, deputy_for } }
}

/// Those that begin first come first.
fn in_order(rows: Vec<HeldRow>) -> Vec<Membership> {
    let mut found: Vec<Membership> = rows.into_iter().map(held).collect();
    found.sort_by_key(|one| (one.from, one.id));
    found
}

/// Every membership of a committee, whenever.
///
/// # Errors
/// What the database says.
pub fn memberships(read: &mut Read<'_>, id: CommitteeId) -> Result<Vec<Membership>, Fault> {
    Ok(in_order(read.rows(read.mostly_of(membership::table).filter(few(membership::committee.eq(id))).select(HELD))?))
}

/// Every membership of every committee, whenever.
///
/// # Errors
/// What the database says.
pub fn all_memberships(read: &mut Read<'_>) -> Result<Vec<Membership>, Fault> {
    Ok(in_order(read.rows(read.of(membership::table).select(HELD))?))
}

/// One membership.
///
/// # Errors
/// What the database says.
pub fn membership(read: &mut Read<'_>, id: MembershipId) -> Result<Option<Membership>, Fault> {
    let row: Option<HeldRow> = read.first(read.of(membership::table).filter(membership::id.eq(id)).select(HELD))?;
    Ok(row.map(held))
}
