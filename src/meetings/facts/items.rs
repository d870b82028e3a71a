//! Items as they were stated, papers as they were tabled.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::access::Seen;
use crate::db::plan::{among, few};
use crate::db::schema::{decision, item, paper, phase, reopening, strike};
use crate::db::{Read, stored};
use crate::fault::{Error, Fault};
use crate::ids::{CommitteeId, DecisionId, FactId, ItemId, MeetingId, PaperId, PersonId};
use crate::meetings::calling::AddItem;
use crate::meetings::rules::{Affected, ItemStatement};
use crate::money::Money;
use crate::policy::{Purpose, Stage};
use crate::text::{Kept, Line, Number, Word};

/// A paper with everything that was said when it was tabled.
#[derive(Debug, Clone)]
pub struct PaperCard {
    pub id: PaperId,
    /// Whoever sees a paper sees its item.
    pub item: Seen<ItemId>,
    pub title: String,
    pub authors: Vec<PersonId>,
    pub accountable: Option<PersonId>,
    pub location: Option<String>,
    pub sha256: Option<String>,
    pub confidential: bool,
    pub version: i64,
}

/// The last entry that says something of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ItemVersion {
    /// That changed it, took it into a phase or out of one, or tabled a paper: a tag says all of what is shown.
    pub whole: i64,
    /// The same without its papers, for whoever may not know that one was tabled.
    pub without_papers: i64,
}

/// The versions of the items of a meeting.
///
/// # Errors
/// What the database says.
pub fn versions(read: &mut Read<'_>, id: Seen<MeetingId>) -> Result<BTreeMap<ItemId, ItemVersion>, Fault> {
    let rows: Vec<(ItemId, i64)> = read.rows(read.of(item::table).filter(item::meeting.eq(id.id())).select((item::id, item::version)))?;
    let items: Vec<ItemId> = rows.iter().map(|(item, _)| *item).collect();
    let tabled: Vec<(ItemId, i64)> =
        read.rows(read.mostly_of(paper::table).filter(among(paper::item, items.clone())).select((paper::item, paper::version)))?;
    let begun: Vec<(ItemId, i64, Option<FactId>)> = read.rows(
        read.mostly_of(phase::table).filter(among(phase::item, items.clone())).select((phase::item, phase::version, phase::struck)),
    )?;
    let mut moved: Vec<(ItemId, i64)> = begun.iter().map(|(item, version, _)| (*item, *version)).collect();
    moved.extend(struck(read, &begun)?);
    moved.extend(reopened(read, items)?);
    let mut versions: BTreeMap<ItemId, ItemVersion> = BTreeMap::new();
    for (item, version) in rows.into_iter().chain(moved) {
        let latest = versions.entry(item).or_default();
        latest.without_papers = version.max(latest.without_papers);
        latest.whole = version.max(latest.whole);
    }
    for (item, version) in tabled {
        let latest = versions.entry(item).or_default();
        latest.whole = version.max(latest.whole);
    }
    Ok(versions)
}

/// The strikes by which a phase of some items was taken out of the book.
fn struck(read: &mut Read<'_>, begun: &[(ItemId, i64, Option<FactId>)]) -> Result<Vec<(ItemId, i64)>, Fault> {
    let strikes: Vec<FactId> = begun.iter().filter_map(|row| row.2).collect();
    if strikes.is_empty() {
        return Ok(Vec::new());
    }
    let made: Vec<(FactId, i64)> =
        read.rows(read.mostly_of(strike::table).filter(among(strike::id, strikes)).select((strike::id, strike::version)))?;
    let by = |id: FactId| made.iter().find(|row| row.0 == id).map(|row| row.1);
    Ok(begun.iter().filter_map(|(item, _, struck)| Some((*item, struck.and_then(by)?))).collect())
}

/// The entries by which a decision on one of some items was reopened, and the item with it.
fn reopened(read: &mut Read<'_>, items: Vec<ItemId>) -> Result<Vec<(ItemId, i64)>, Fault> {
    let taken: Vec<(DecisionId, ItemId)> =
        read.rows(read.mostly_of(decision::table).filter(among(decision::item, items)).select((decision::id, decision::item)))?;
    if taken.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<DecisionId> = taken.iter().map(|row| row.0).collect();
    let again: Vec<(DecisionId, i64)> = read
        .rows(read.mostly_of(reopening::table).filter(among(reopening::decision, ids)).select((reopening::decision, reopening::version)))?;
    let of = |decision: DecisionId| taken.iter().find(|row| row.0 == decision).map(|row| row.1);
    Ok(again.into_iter().filter_map(|(decision, version)| Some((of(decision)?, version))).collect())
}

/// What an item says of itself, as its row has it.
pub(super) type SaidRow = (
    String,
    Option<Purpose>,
    Option<String>,
    Option<Stage>,
    Option<String>,
    Option<String>,
    Option<i64>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<ItemId>,
    Option<ItemId>,
    Option<String>,
);

pub(super) type SaidColumns = (
    item::title,
    item::purpose,
    item::decision_type,
    item::stage,
    item::function_name,
    item::affects,
    item::value_pence,
    item::procurement,
    item::private,
    item::committees,
    item::route,
    item::confirms,
    item::decides_again,
    item::agenda_part,
);

/// The columns of a [`SaidRow`].
pub(super) const SAID: SaidColumns = (
    item::title,
    item::purpose,
    item::decision_type,
    item::stage,
    item::function_name,
    item::affects,
    item::value_pence,
    item::procurement,
    item::private,
    item::committees,
    item::route,
    item::confirms,
    item::decides_again,
    item::agenda_part,
);

/// # Errors
/// A stored list that is none.
pub(super) fn said(id: ItemId, row: SaidRow) -> Result<ItemStatement, Fault> {
    let (
        title,
        purpose,
        decision_type,
        stage,
        function,
        affects,
        value,
        procurement,
        private,
        committees,
        route,
        confirms,
        decides_again,
        agenda_part,
    ) = row;
    Ok(ItemStatement {
        title: Line::kept(title),
        purpose,
        decision_type: decision_type.map(Word::kept),
        stage,
        function: function.map(Word::kept),
        affects: affects.map(|text| stored::<Vec<Affected>>("item", &id, &text)).transpose()?,
        value: value.and_then(Money::from_pence),
        procurement: procurement.map(Word::kept),
        private: private.map(|word| word == "yes"),
        committees: committees.map(|text| stored::<Vec<CommitteeId>>("item", &id, &text)).transpose()?,
        route: route.map(Line::kept),
        confirms,
        decides_again,
        agenda_part: agenda_part.map(Word::kept),
    })
}

/// An item as it was stated, before it took anything from the item it is a part of; with the
/// version of that statement.
///
/// # Errors
/// [`Error::NotFound`]; a stored list that is none.
pub fn stated(read: &mut Read<'_>, id: Seen<ItemId>) -> Result<(AddItem, i64), Error> {
    type Row = (i64, MeetingId, Option<ItemId>, String, SaidRow);
    let columns = (item::version, item::meeting, item::part_of, item::number, SAID);
    let row: Option<Row> = read.first(read.of(item::table).filter(item::id.eq(id.id())).select(columns))?;
    let (version, meeting, part_of, number, row) = row.ok_or(Error::NotFound("item"))?;
    let (says, meeting) = (said(id.id(), row)?, id.lets_see(meeting));
    Ok((AddItem { meeting, part_of, number: Some(Number::kept(number)), says }, version))
}

/// How a paper is kept that is marked as not for everybody; of any other nothing is kept.
pub(in crate::meetings) const CONFIDENTIAL: &str = "yes";

pub(super) fn is_confidential(kept: Option<&str>) -> bool {
    kept == Some(CONFIDENTIAL)
}

/// The papers of an item, or one paper.
#[derive(Debug, Clone, Copy)]
pub enum WhichPapers {
    Of(Seen<ItemId>),
    One(Seen<PaperId>),
}

/// Papers in the order in which they were tabled.
///
/// # Errors
/// What the database says; a stored list that is none.
pub fn papers(read: &mut Read<'_>, which: WhichPapers) -> Result<Vec<PaperCard>, Fault> {
    type Row = (PaperId, ItemId, String, String, Option<PersonId>, Option<String>, Option<String>, (Option<String>, i64));
    let mut query = read
        .mostly_of(paper::table)
        .select((
            paper::id,
            paper::item,
            paper::title,
            paper::authors,
            paper::accountable,
            paper::location,
            paper::sha256,
            (paper::confidential, paper::version),
        ))
        .into_boxed();
    query = match which {
        WhichPapers::Of(item) => query.filter(few(paper::item.eq(item.id()))),
        WhichPapers::One(id) => query.filter(few(paper::id.eq(id.id()))),
    };
    let mut rows: Vec<Row> = read.boxed_rows(query)?;
    rows.sort_by_key(|row| row.0);
    let its_item = |item: ItemId| match which {
        WhichPapers::Of(of) => of,
        WhichPapers::One(paper) => paper.lets_see(item),
    };
    rows.into_iter()
        .map(|(id, item, title, authors, accountable, location, sha256, (confidential, version))| {
            let (authors, confidential) = (stored("paper", &id, &authors)?, is_confidential(confidential.as_deref()));
            Ok(PaperCard { id, item: its_item(item), title, authors, accountable, location, sha256, confidential, version })
        })
        .collect()
}
