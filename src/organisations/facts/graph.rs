//! The bodies an act has to do with, and the links that join them: what is named and what its links
//! lead to, never the whole register.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;

use super::super::rules::{Graph, Organisation, OrganisationKind, StakeKind, is_followed};
use crate::db::Read;
use crate::db::plan::{among, few};
use crate::db::schema::{organisation, organisation_commissioner, stake};
use crate::fault::Fault;
use crate::ids::OrganisationId;
use crate::moment::{Date, Period};

/// How many ids one statement names.
const AT_ONCE: usize = 1000;

type Row = (OrganisationId, String, String, OrganisationKind, Option<String>, Option<String>);
type Link = (OrganisationId, OrganisationId, StakeKind);
type Dated = (OrganisationId, OrganisationId, StakeKind, Option<Date>, Option<Date>);

/// The bodies named by id or code, everything that links from those named by id lead to (all of one
/// direction), and these links as they are on the day. A practice is under the commissioner of that
/// day.
///
/// # Errors
/// What the database says.
pub fn graph(read: &mut Read<'_>, ids: BTreeSet<OrganisationId>, codes: &BTreeSet<String>, day: Date) -> Result<Graph, Fault> {
    let links = links(read, &ids, |from, to| from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to))?;
    let mut wanted = ids;
    wanted.extend(links.iter().flat_map(|(holder, body, _)| [*holder, *body]));
    let mut rows = bodies(read, &wanted, codes)?;
    let mut held = commissioners(read, &rows)?;
    for row in &mut rows {
        // Where periods are known they are the whole truth: outside them there is no commissioner.
        if let Some(periods) = held.remove(&row.0) {
            row.4 = periods.into_iter().find(|(period, _)| period.holds(day)).map(|(_, code)| code);
        }
    }
    let kinds: BTreeMap<OrganisationId, OrganisationKind> = rows.iter().map(|row| (row.0, row.3)).collect();
    let followed = |(_, body, kind): &Link| kinds.get(body).is_none_or(|of| is_followed(*kind, *of));
    let links: BTreeSet<_> = links.into_iter().filter(followed).map(|(holder, body, _)| (holder, body)).collect();
    let bodies =
        rows.into_iter().map(|(id, code, name, kind, commissioner, area)| Organisation { id, code, name, kind, commissioner, area });
    Ok(Graph::new(bodies, links))
}

fn bodies(read: &mut Read<'_>, ids: &BTreeSet<OrganisationId>, codes: &BTreeSet<String>) -> Result<Vec<Row>, Fault> {
    macro_rules! those {
        ($which:expr) => {
            read.mostly_of(organisation::table).filter(few($which)).select((
                organisation::id,
                organisation::code,
                organisation::name,
                organisation::kind,
                organisation::commissioner,
                organisation::area,
            ))
        };
    }
    let all: Vec<OrganisationId> = ids.iter().copied().collect();
    let mut rows: Vec<Row> = Vec::with_capacity(all.len());
    for some in all.chunks(AT_ONCE) {
        rows.extend(read.rows::<Row, _>(those!(organisation::id.eq_any(some.to_vec())))?);
    }
    if !codes.is_empty() {
        let by_code: Vec<Row> = read.rows(those!(organisation::code.eq_any(codes.iter().cloned().collect::<Vec<_>>())))?;
        rows.extend(by_code.into_iter().filter(|row| !ids.contains(&row.0)));
    }
    Ok(rows)
}

type Periods = BTreeMap<OrganisationId, Vec<(Period, String)>>;

fn commissioners(read: &mut Read<'_>, rows: &[Row]) -> Result<Periods, Fault> {
    let all: Vec<OrganisationId> = rows.iter().map(|row| row.0).collect();
    let mut held = Periods::new();
    for some in all.chunks(AT_ONCE) {
        let rows: Vec<(OrganisationId, String, Date, Option<Date>)> = read.rows(
            read.mostly_of(organisation_commissioner::table)
                .filter(among(organisation_commissioner::organisation, some.iter().copied()))
                .select((
                    organisation_commissioner::organisation,
                    organisation_commissioner::commissioner,
                    organisation_commissioner::from_date,
                    organisation_commissioner::to_date,
                )),
        )?;
        for (id, commissioner, from, to) in rows {
            held.entry(id).or_default().push((Period { from, to }, commissioner));
        }
    }
    Ok(held)
}

/// Every link upwards and every link downwards of some bodies, as far as they go, of those that hold.
fn links(
    read: &mut Read<'_>,
    of: &BTreeSet<OrganisationId>,
    holds: impl Fn(&Option<Date>, &Option<Date>) -> bool,
) -> Result<BTreeSet<Link>, Fault> {
    let mut found = BTreeSet::new();
    for upwards in [true, false] {
        let mut seen = of.clone();
        let mut edge: Vec<OrganisationId> = of.iter().copied().collect();
        while !edge.is_empty() {
            let mut next = Vec::new();
            for some in edge.chunks(AT_ONCE) {
                let rows = if upwards { held_by(read, some)? } else { held_in(read, some)? };
                for (holder, body, kind, ..) in rows.into_iter().filter(|(.., from, to)| holds(from, to)) {
                    found.insert((holder, body, kind));
                    let other = if upwards { body } else { holder };
                    if seen.insert(other) {
                        next.push(other);
                    }
                }
            }
            edge = next;
        }
    }
    Ok(found)
}

fn held_by(read: &mut Read<'_>, holders: &[OrganisationId]) -> Result<Vec<Dated>, Fault> {
    read.rows(read.mostly_of(stake::table).filter(among(stake::holder, holders.iter().copied())).select((
        stake::holder,
        stake::body,
        stake::kind,
        stake::from_date,
        stake::to_date,
    )))
}

fn held_in(read: &mut Read<'_>, bodies: &[OrganisationId]) -> Result<Vec<Dated>, Fault> {
    read.rows(read.mostly_of(stake::table).filter(among(stake::body, bodies.iter().copied())).select((
        stake::holder,
        stake::body,
        stake::kind,
        stake::from_date,
        stake::to_date,
    )))
}
