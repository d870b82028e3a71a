//! Who owns whom, through others.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::super::rules::{Stake, StakeKind};
use crate::db::Read;
use crate::db::plan::among;
use crate::db::schema::stake;
use crate::fault::Fault;
use crate::ids::OrganisationId;
use crate::moment::Date;

/// The way from one body down to another, each owning the next at some time within the days given;
/// both ends included, each with its name. None where the first does not own the last.
///
/// # Errors
/// What the database says.
pub fn owning_way(
    read: &mut Read<'_>,
    (from, to): (OrganisationId, OrganisationId),
    span: (Option<Date>, Option<Date>),
) -> Result<Option<Vec<(OrganisationId, String)>>, Fault> {
    // Looked for from below: a body has few owners, but may own many.
    let mut below: BTreeMap<OrganisationId, OrganisationId> = BTreeMap::new();
    let mut level = vec![to];
    while !level.is_empty() && !below.contains_key(&from) {
        let rows: Vec<super::StakeRow> = read.rows(
            read.mostly_of(stake::table)
                .filter(among(stake::body, std::mem::take(&mut level)))
                .filter(stake::kind.eq(StakeKind::Owner))
                .select(super::STAKE),
        )?;
        let meets = |stake: &Stake| {
            let reaches = |to: Option<Date>, from: Option<Date>| to.zip(from).is_none_or(|(to, from)| from <= to);
            reaches(stake.to, span.0) && reaches(span.1, stake.from)
        };
        for stake in rows.into_iter().map(super::stake_of).filter(meets) {
            if stake.holder != to && !below.contains_key(&stake.holder) {
                below.insert(stake.holder, stake.body);
                level.push(stake.holder);
            }
        }
    }
    if !below.contains_key(&from) {
        return Ok(None);
    }
    let way: Vec<OrganisationId> = std::iter::successors(Some(from), |body| below.get(body).copied()).collect();
    let names = super::names(read, &way.iter().copied().collect())?;
    Ok(Some(way.into_iter().map(|body| (body, names.get(&body).cloned().unwrap_or_else(|| body.to_string()))).collect()))
}
