//! The list of declarations, page by page and as a table.

use std::collections::BTreeMap;

use super::super::facts::{self, DeclarationFilter, Mark};
use super::super::rules::Status;
use super::Reach;
use super::bodies::{COLUMNS, Filter, row};
use crate::db::Read;
use crate::declarations::rules::life::Drafts;
use crate::fault::Error;
use crate::http::listing::row_cache::{RowCache, RowKey, WrittenRow};
use crate::http::{Answer, Call};
use crate::ids::{DeclarationId, PersonId};
use crate::{organisations, people};

/// What is asked for, less what this reader may not see; none where that leaves nobody.
fn asked(read: &mut Read<'_>, filter: &Filter, named: Option<PersonId>, reach: Reach) -> Result<Option<DeclarationFilter>, Error> {
    let (person, drafts) = match reach {
        Reach::All(drafts) => (named, drafts),
        Reach::Own(None) => return Ok(None),
        Reach::Own(own) if named.is_some() && named != own => return Ok(None),
        Reach::Own(own) => (own, Drafts::Everybodys),
    };
    Ok(Some(DeclarationFilter {
        person,
        organisation: filter.organisation.as_deref().map(|text| organisations::asked_for(read, "organisation", text)).transpose()?,
        statuses: filter.status.clone().unwrap_or_default(),
        categories: filter.category.clone().unwrap_or_default(),
        as_at: filter.as_at,
        q: filter.q.clone(),
        drafts,
    }))
}

/// Whether a page is read by an index from its first row to its last, so that it costs what it
/// shows. Whatever else is asked is asked of each row that is passed over, and a rare one may be far:
/// that is not done where others wait to be answered.
fn is_by_index(filter: &Filter, reach: Reach) -> bool {
    let status = filter.status.as_deref().unwrap_or_default();
    let hides_drafts = match reach {
        Reach::All(Drafts::Everybodys) | Reach::Own(_) => false,
        Reach::All(Drafts::Of(_)) => !matches!(status, [only] if *only != Status::Draft),
    };
    let of_one_person = filter.person.is_some() || matches!(reach, Reach::Own(_));
    let one_index = if of_one_person { filter.organisation.is_none() && status.is_empty() } else { status.len() <= 1 };
    one_index && !hides_drafts && filter.category.as_ref().is_none_or(Vec::is_empty) && filter.as_at.is_none()
}

pub(super) async fn list(call: Call) -> Result<Answer, Error> {
    let filter: Filter = call.query()?;
    let person = call.named("person", filter.person.clone(), people::facts::by_code).await?;
    let reach = Reach::of(&call)?;
    if let Some(format) = call.format() {
        let batch = move |read: &mut Read<'_>, after: Option<DeclarationId>, most: i64| {
            let Some(asked) = asked(read, &filter, person, reach)? else { return Ok((Vec::new(), None)) };
            Ok(facts::batch(read, &asked, after, most)?)
        };
        return call.table_of(format, "declarations", COLUMNS, batch, row).await;
    }
    let page = call.page()?;
    // A row as it was known once may have been told before something of it was erased.
    if filter.q.is_some() || !page.is_in_its_own_order() || call.looks_back() {
        let look = move |read: &mut Read<'_>| {
            let found = match asked(read, &filter, person, reach)? {
                None => page.nothing(),
                Some(asked) => page.gather(|after, most| Ok(facts::batch(read, &asked, after, most)?))?,
            };
            page.answer(found.map(|one| reach.shown(one)))
        };
        return call.snapshot(look).await;
    }
    let (is_short, before) = (!page.counts && is_by_index(&filter, reach), call.told_before());
    let look = move |read: &mut Read<'_>| {
        let found = match asked(read, &filter, person, reach)? {
            None => page.nothing(),
            Some(asked) => page.gather(|after, most| Ok(facts::marks(read, &asked, after, most)?))?,
        };
        page.answer(found.turned(|marks| written_rows(read, &before, reach, &marks))?)
    };
    if is_short { call.snapshot_inline(look).await } else { call.snapshot(look).await }
}

/// The rows of these marks, as this reader may see them.
fn written_rows(read: &mut Read<'_>, before: &RowCache, reach: Reach, marks: &[Mark]) -> Result<Vec<WrittenRow>, Error> {
    let whole = matches!(reach, Reach::All(_));
    let key = |mark: &Mark| RowKey {
        view: if whole { "declaration" } else { "declaration of its person" },
        id: mark.id.uuid(),
        made_by: [mark.declaration, mark.person, mark.organisation.unwrap_or(-1)],
    };
    before.rows(&marks.iter().map(key).collect::<Vec<_>>(), |missing| {
        let by_id: BTreeMap<DeclarationId, RowKey> =
            missing.into_iter().map(|telling| (DeclarationId::from_uuid(telling.id), telling)).collect();
        let found = facts::named(read, by_id.keys().copied().collect())?;
        let told = found.into_iter().filter_map(|one| Some((*by_id.get(&one.kept.id)?, one)));
        told.map(|(telling, one)| Ok((telling, WrittenRow::of(&reach.shown(one))?))).collect()
    })
}
