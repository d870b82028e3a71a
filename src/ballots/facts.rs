//! Reads ballots as they were recorded.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use super::rules::{Announcement, Ballot, Franchise, Window, is_carried};
use crate::db::batches::{self, Batch};
use crate::db::order::Listed;
use crate::db::plan::few;
use crate::db::schema::ballot;
use crate::db::{Read, stored};
use crate::fault::Fault;
use crate::fraction::Fraction;
use crate::ids::{BallotId, OrganisationId};
use crate::moment::Date;

/// A ballot as the register keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "KeptBallot")]
pub struct BallotRecord {
    /// The ballot, which terms of reference name by this id where they rest on it.
    pub id: BallotId,
    #[serde(flatten)]
    pub says: Ballot,
    /// Whether it carried (C6.9).
    pub carried: bool,
    /// The number of the log's entry by which it was recorded.
    pub version: i64,
}

impl Listed for BallotRecord {
    type Place = BallotId;
    const FIELDS: &'static [&'static str] = &["from", "question"];

    fn place(&self) -> BallotId {
        self.id
    }

    fn key(&self, field: &str) -> Option<String> {
        Some(if field == "from" { self.says.window.from.to_string() } else { self.says.question.clone() })
    }
}

type Row = (
    (BallotId, OrganisationId, String, Franchise, Date, Date, String, Option<String>, i64),
    (Option<String>, Option<Date>, Option<String>),
);

type Asked = (
    ballot::id,
    ballot::organisation,
    ballot::question,
    ballot::franchise,
    ballot::from_date,
    ballot::to_date,
    ballot::votes,
    ballot::threshold,
    ballot::version,
);
type Told = (ballot::announced_by, ballot::announced_on, ballot::if_not_carried);

/// The columns of a [`Row`].
const COLUMNS: (Asked, Told) = (
    (
        ballot::id,
        ballot::organisation,
        ballot::question,
        ballot::franchise,
        ballot::from_date,
        ballot::to_date,
        ballot::votes,
        ballot::threshold,
        ballot::version,
    ),
    (ballot::announced_by, ballot::announced_on, ballot::if_not_carried),
);

fn record_of(row: Row) -> Result<BallotRecord, Fault> {
    let ((id, organisation, question, franchise, from, to, votes, threshold, version), (by, on, if_not_carried)) = row;
    let announced = by.zip(on).map(|(by, on)| Announcement { by, on });
    let corrupt = |what: String| Fault::Corrupt { table: "ballot", key: id.to_string(), what };
    let threshold: Option<Fraction> = threshold.map(|text| text.parse()).transpose().map_err(corrupt)?;
    let votes = stored("ballot", &id, &votes)?;
    let says = Ballot { organisation, question, franchise, window: Window { from, to }, votes, threshold, announced, if_not_carried };
    let carried = is_carried(&says);
    Ok(BallotRecord { id, says, carried, version })
}

/// One ballot of this register.
///
/// # Errors
/// What the database says; stored votes that are none.
pub fn one(read: &mut Read<'_>, id: BallotId) -> Result<Option<BallotRecord>, Fault> {
    let row: Option<Row> = read.first(read.of(ballot::table).filter(ballot::id.eq(id)).select(COLUMNS))?;
    row.map(record_of).transpose()
}

/// The next ballots of a body, by id, after a place.
///
/// # Errors
/// As [`one`].
pub fn batch(
    read: &mut Read<'_>,
    organisation: OrganisationId,
    after: Option<BallotId>,
    at_most: i64,
) -> Result<Batch<BallotRecord, BallotId>, Fault> {
    let mut query = read
        .mostly_of(ballot::table)
        .filter(few(ballot::organisation.eq(organisation)))
        .order(ballot::id.asc())
        .limit(at_most)
        .select(COLUMNS)
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(ballot::id.gt(after));
    }
    let rows: Vec<Row> = read.boxed_rows(query)?;
    let next = batches::next_cursor(&rows, at_most, |row| row.0.0);
    Ok((rows.into_iter().map(record_of).collect::<Result<_, Fault>>()?, next))
}
