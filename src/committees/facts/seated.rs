//! Memberships as the register keeps them, with who sits and for whom by name.

use diesel::alias;
use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

use super::held::{HELD, HeldRow, held};
use crate::committees::rules::{Appointment, Membership};
use crate::db::Read;
use crate::db::batches::{self, Batch};
use crate::db::order::Listed;
use crate::db::plan::{few, most};
use crate::db::schema::{committee, membership, person};
use crate::fault::Fault;
use crate::ids::{CommitteeId, MembershipId, PersonId};
use crate::moment::Date;

/// The record, the columns of its table and a row of it: what is named once is forgotten in none of them. It is a list of
/// its own beside `Appointment`, for the codes stand between the ids, in what is answered as in the table.
macro_rules! kept {
    ($($(#[$doc:meta])* $column:ident: $kind:ty,)*) => {
        /// A membership as the register keeps it.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
        #[schemars(rename = "KeptMembership")]
        pub struct MembershipRecord {
            $($(#[$doc])* pub $column: $kind,)*
            /// The number of the log's entry that last wrote it.
            pub version: i64,
        }

        impl MembershipRecord {
            /// The columns of the list as a table, and of a list that is taken: codes and names beside ids.
            pub const COLUMNS: &'static [&'static str] = &[$(stringify!($column),)*];

            /// The row of the table.
            #[must_use]
            pub fn cells(self) -> Vec<Value> {
                vec![$(json!(self.$column),)*]
            }
        }
    };
}

kept! {
    /// The membership, by which `/api/v1/memberships/{id}/end` ends it.
    id: MembershipId,
    /// The committee of the seat, as in `/api/v1/committees/{id}`.
    committee: CommitteeId,
    /// The committee's code, as a list of memberships names it.
    committee_code: String,
    /// The seat, by its id in the terms of reference.
    seat: String,
    /// Who holds the seat or is its deputy, as in `/api/v1/people/{id}`.
    person: PersonId,
    /// The key by which lists name that person; null where they have none.
    person_code: Option<String>,
    /// The person's name.
    name: String,
    /// The first day in the seat, or as its deputy.
    from: Date,
    /// The last day, itself included; null until further notice.
    to: Option<Date>,
    /// The holder for whom this person may sit; null for a holder.
    deputy_for: Option<PersonId>,
    /// The key by which lists name that holder; null where they have none, and for a holder.
    deputy_for_code: Option<String>,
    /// That holder's name; null for a holder.
    deputy_for_name: Option<String>,
}

impl Listed for MembershipRecord {
    type Place = MembershipId;
    const FIELDS: &'static [&'static str] = &["seat", "name", "from", "to"];

    fn place(&self) -> MembershipId {
        self.id
    }

    fn key(&self, field: &str) -> Option<String> {
        match field {
            "seat" => Some(self.seat.clone()),
            "name" => Some(self.name.clone()),
            "from" => Some(self.from.to_string()),
            _ => self.to.map(|day| day.to_string()),
        }
    }
}

/// The next memberships of a committee, by id, after a place; those of a day, where one is asked.
///
/// # Errors
/// What the database says.
pub fn memberships_batch(
    read: &mut Read<'_>,
    id: CommitteeId,
    as_at: Option<Date>,
    after: Option<MembershipId>,
    at_most: i64,
) -> Result<Batch<MembershipRecord, MembershipId>, Fault> {
    type Row = (HeldRow, Option<String>, String, Option<String>, Option<String>, i64);
    let register = read.register();
    let of_committee = read.of(committee::table).filter(committee::id.eq(id));
    let Some(committee_code): Option<String> = read.first(of_committee.select(committee::code))? else { return Ok((Vec::new(), None)) };
    // The people are met twice: who sits, and for whom they deputise.
    let holder = alias!(person as holder);
    let holds = holder.field(person::register_id).eq(membership::register_id);
    let mut query = membership::table
        .left_join(person::table.on(person::register_id.eq(membership::register_id).and(person::id.eq(membership::person))))
        .left_join(holder.on(holds.and(holder.field(person::id).nullable().eq(membership::deputy_for))))
        .filter(most(membership::register_id.eq(register)))
        .filter(few(membership::committee.eq(id)))
        .order(membership::id.asc())
        .limit(at_most)
        .select((
            HELD,
            person::code.nullable(),
            person::name.nullable().assume_not_null(),
            holder.field(person::code).nullable(),
            holder.field(person::name).nullable(),
            membership::version,
        ))
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(membership::id.gt(after));
    }
    if let Some(day) = as_at {
        query = query.filter(membership::from_date.le(day)).filter(membership::to_date.is_null().or(membership::to_date.ge(day)));
    }
    let rows: Vec<Row> = read.boxed_rows(query)?;
    let next = batches::next_cursor(&rows, at_most, |row| row.0.0);
    let to_record = |(row, person_code, name, deputy_for_code, deputy_for_name, version): Row| {
        let Membership { id, says: Appointment { committee, seat, person, from, to, deputy_for } } = held(row);
        let committee_code = committee_code.clone();
        MembershipRecord {
            id,
            committee,
            committee_code,
            seat,
            person,
            person_code,
            name,
            from,
            to,
            deputy_for,
            deputy_for_code,
            deputy_for_name,
            version,
        }
    };
    Ok((rows.into_iter().map(to_record).collect(), next))
}
