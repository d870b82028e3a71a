//! Bodies as the register keeps them, one by one and by what is asked for.

use std::collections::BTreeMap;
use std::ops::Deref;

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use super::super::rules::{OrganisationKind, OrganisationStatement};
use crate::db::Read;
use crate::db::batches::{self, Batch};
use crate::db::order::Listed;
use crate::db::plan::{among, few, most};
use crate::db::schema::{organisation, organisation_commissioner};
use crate::db::text::lower;
use crate::fault::Fault;
use crate::ids::{FactId, OrganisationId};
use crate::moment::{Date, Period};
use crate::text::spoken;

/// A time with one commissioner; both days inside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WithCommissioner {
    /// The commissioner's code.
    pub commissioner: String,
    /// The first day with that commissioner.
    pub from: Date,
    /// The last day with that commissioner, itself included; null while it lasts.
    pub to: Option<Date>,
}

/// A body as the register keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "KeptOrganisation")]
pub struct OrganisationRecord {
    #[serde(flatten)]
    pub says: OrganisationStatement,
    /// The commissioners from when to when, where the days are kept: then these hold.
    pub commissioners: Vec<WithCommissioner>,
    /// The number of the log's entry that last wrote it; part of its `ETag`.
    pub version: i64,
}

impl Deref for OrganisationRecord {
    type Target = OrganisationStatement;

    fn deref(&self) -> &OrganisationStatement {
        &self.says
    }
}

type RecordRow =
    ((OrganisationId, String, String, OrganisationKind, Option<String>, Option<String>), (Option<String>, Option<Date>, Option<Date>, i64));

type RecordColumns = (
    (organisation::id, organisation::code, organisation::name, organisation::kind, organisation::commissioner, organisation::area),
    (organisation::postcode, organisation::opened, organisation::closed, organisation::version),
);
const RECORD: RecordColumns = (
    (organisation::id, organisation::code, organisation::name, organisation::kind, organisation::commissioner, organisation::area),
    (organisation::postcode, organisation::opened, organisation::closed, organisation::version),
);

fn records_of(read: &mut Read<'_>, rows: Vec<RecordRow>) -> Result<Vec<OrganisationRecord>, Fault> {
    let mut periods: Vec<(FactId, OrganisationId, String, Date, Option<Date>)> = read.rows(
        read.mostly_of(organisation_commissioner::table)
            .filter(among(organisation_commissioner::organisation, rows.iter().map(|row| row.0.0)))
            .select((
                organisation_commissioner::id,
                organisation_commissioner::organisation,
                organisation_commissioner::commissioner,
                organisation_commissioner::from_date,
                organisation_commissioner::to_date,
            )),
    )?;
    let mut held: BTreeMap<OrganisationId, Vec<WithCommissioner>> = BTreeMap::new();
    periods.sort_by(|one, two| (one.3, &one.0).cmp(&(two.3, &two.0)));
    for (_, id, commissioner, from, to) in periods {
        held.entry(id).or_default().push(WithCommissioner { commissioner, from, to });
    }
    let to_record = |((id, code, name, kind, commissioner, area), (postcode, opened, closed, version)): RecordRow| OrganisationRecord {
        says: OrganisationStatement { id, code, name, kind, commissioner, area, postcode, opened, closed },
        commissioners: held.remove(&id).unwrap_or_default(),
        version,
    };
    Ok(rows.into_iter().map(to_record).collect())
}

/// One body as it is kept.
///
/// # Errors
/// What the database says.
pub fn one(read: &mut Read<'_>, id: OrganisationId) -> Result<Option<OrganisationRecord>, Fault> {
    let rows: Vec<RecordRow> = read.rows(read.of(organisation::table).filter(organisation::id.eq(id)).select(RECORD))?;
    Ok(records_of(read, rows)?.pop())
}

/// Which bodies are asked for.
#[derive(Debug, Clone, Default)]
pub struct OrganisationFilter {
    /// Any of these; none means all.
    pub kinds: Vec<OrganisationKind>,
    /// With this commissioner on the day; without a day, at any time.
    pub commissioner: Option<String>,
    /// Open on this day.
    pub as_at: Option<Date>,
    /// With this code, in any case.
    pub code: Option<String>,
    /// Words of the code or the name, in any case.
    pub q: Option<String>,
}

impl OrganisationFilter {
    /// Whether a body is asked for, with the words as they are spoken.
    fn takes(&self, body: &OrganisationRecord, words: Option<&str>) -> bool {
        let open = |day: Date| body.opened.is_none_or(|opened| opened <= day) && body.closed.is_none_or(|closed| day < closed);
        let with = |code: &String| {
            if body.commissioners.is_empty() {
                return body.commissioner.as_ref().is_some_and(|with| with.eq_ignore_ascii_case(code));
            }
            let then = |with: &&WithCommissioner| self.as_at.is_none_or(|day| Period { from: with.from, to: with.to }.holds(day));
            body.commissioners.iter().filter(then).any(|with| with.commissioner.eq_ignore_ascii_case(code))
        };
        let says = |q: &str| spoken(&body.name).contains(q) || spoken(&body.code).contains(q);
        self.as_at.is_none_or(open) && self.commissioner.as_ref().is_none_or(with) && words.is_none_or(says)
    }
}

impl Listed for OrganisationRecord {
    type Place = OrganisationId;
    const FIELDS: &'static [&'static str] = &["code", "name", "kind", "opened", "closed"];

    fn place(&self) -> OrganisationId {
        self.id
    }

    fn key(&self, field: &str) -> Option<String> {
        match field {
            "code" => Some(self.code.clone()),
            "name" => Some(self.name.clone()),
            "kind" => Some(self.kind.to_string()),
            "opened" => self.opened.map(|day| day.to_string()),
            _ => self.closed.map(|day| day.to_string()),
        }
    }
}

/// The next bodies of those asked for, by id, after a place.
///
/// # Errors
/// What the database says.
pub fn batch(
    read: &mut Read<'_>,
    asked: &OrganisationFilter,
    after: Option<OrganisationId>,
    at_most: i64,
) -> Result<Batch<OrganisationRecord, OrganisationId>, Fault> {
    let register = read.register();
    let of_register = organisation::table.select(RECORD).order(organisation::id.asc()).limit(at_most);
    let mut query = match &asked.code {
        None => of_register.filter(organisation::register_id.eq(register)).into_boxed(),
        // Few have one code: that is where to begin.
        Some(code) => of_register
            .filter(most(organisation::register_id.eq(register)))
            .filter(few(lower(organisation::code).eq(code.to_ascii_lowercase())))
            .into_boxed(),
    };
    if let Some(after) = after {
        query = query.filter(organisation::id.gt(after));
    }
    if !asked.kinds.is_empty() {
        query = query.filter(organisation::kind.eq_any(asked.kinds.clone()));
    }
    let rows: Vec<RecordRow> = read.boxed_rows(query)?;
    let next = batches::next_cursor(&rows, at_most, |row| row.0.0);
    let words = asked.q.as_deref().map(spoken);
    Ok((records_of(read, rows)?.into_iter().filter(|body| asked.takes(body, words.as_deref())).collect(), next))
}

/// The bodies asked for, by id, after a place.
///
/// # Errors
/// What the database says.
pub fn list(
    read: &mut Read<'_>,
    asked: &OrganisationFilter,
    after: Option<OrganisationId>,
    limit: i64,
) -> Result<Vec<OrganisationRecord>, Fault> {
    batches::filter(after, limit, |after, most| batch(read, asked, after, most))
}
