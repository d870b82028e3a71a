//! The decision log and the audit log over HTTP.

use schemars::JsonSchema;
use serde::Deserialize;

use super::decision_log::COLUMNS;
use super::facts::log::{self, Entry, Head, Stamp};
use super::lines::{self, Taken, fill, lines, stretch};
use super::shown::LogLine;
use crate::access::{Action, Scope};
use crate::committees;
use crate::db::Read;
use crate::db::batches::{self, Batch};
use crate::db::order::{Listed, Way};
use crate::decisions::facts::{self as decisions, Filter};
use crate::decisions::urgent::facts as urgent;
use crate::fault::{Error, Fault};
use crate::http::body::query::{in_order, refused};
use crate::http::{Answer, Call, Route};
use crate::ids::MeetingId;
use crate::meetings::Outcome;
use crate::meetings::viewer::Viewer;
use crate::moment::Date;

const LOG: &str = "The log";

#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/decisions", "list_the_decision_log", list)
            .tag(LOG)
            .summary("The decision log, in the order of the entries; as a table it is an export, and recorded as one.")
            .action(Action::ReadDecisions)
            .query::<DecisionQuery>()
            .page_of::<LogLine>()
            .sorted::<LogLine>()
            .formats(),
        Route::get("/api/v1/audit/head", "get_the_head", head)
            .tag(LOG)
            .summary("How many entries the log of this register has, and the root of its tree.")
            .action(Action::ReadAudit)
            .shows_nobody("a number and a hash")
            .answers::<Head>()
            .tagged(),
        Route::get("/api/v1/audit/entries", "list_entries", entries)
            .tag(LOG)
            .summary("The entries of the log, in order, after an index.")
            .action(Action::ReadAudit)
            .query::<After>()
            .page_of::<Entry>()
            .sorted::<Entry>(),
    ]
}

/// Which decisions of the log are listed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DecisionQuery {
    /// Of this committee, by its id or its code.
    committee: Option<String>,
    /// Those of this meeting alone, by the id in `/api/v1/meetings/{id}`.
    meeting: Option<MeetingId>,
    /// The day of the meeting; of what was decided between meetings, that on which it was taken.
    from: Option<Date>,
    /// The last day of a meeting whose decisions are listed, itself included.
    to: Option<Date>,
    /// Words separated by commas.
    outcome: Option<Vec<Outcome>>,
    /// As so many entries of the log say; all there are, where it is left out.
    #[schemars(range(min = 0))]
    as_of: Option<i64>,
}

/// From where on the entries are listed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct After {
    /// The index after which to begin.
    #[schemars(range(min = 0))]
    after: Option<i64>,
}

async fn list(call: Call) -> Result<Answer, Error> {
    let asked: DecisionQuery = call.query()?;
    let as_of = asked.as_of;
    let DecisionQuery { committee, meeting, from, to, outcome, .. } = asked;
    in_order("to", from, to)?;
    let committee = call.named("committee", committee, committees::facts::by_code).await?;
    let mut filter = Filter { committee, meeting, from, to, outcome, of: None };
    if let Some(format) = call.format() {
        let (stamp, order, sight) = (stamp_of(&call, as_of).await?, call.order()?, Viewer::of(&call)?);
        let (taken, told) = (lines::export_taken(format, &filter, &stamp), stamp.to_string());
        let answer = call
            .export(format, taken, COLUMNS, move |read, rows| fill(read, rows, (format, order.as_ref()), &filter, &stamp, Some(&sight)))
            .await?;
        return Ok(answer.header("Export-Stamp", told));
    }
    let (page, sight) = (call.page()?, Viewer::of(&call)?);
    let caller = call.caller()?;
    let stamped = caller.reach(Action::ReadAudit) != Scope::Never;
    // Where the log ends could be found by asking beyond its end.
    if as_of.is_some() && !stamped && caller.reach(Action::TakeExports) == Scope::Never {
        return Err(Error::Forbidden(
            "What the log said as of an entry is for whoever may read the audit log or take exports. Ask without as_of.".to_owned(),
        ));
    }
    if sight.own && sight.person.is_none() {
        return page.answer(page.nothing::<LogLine>());
    }
    filter.of = sight.only();
    let stamp = stamp_of(&call, as_of).await?;
    call.snapshot(move |read| {
        let total = if page.counts { Some(counted(read, &sight, &filter, &stamp)?) } else { None };
        let batch = |way, after, most| seen(read, &sight, &filter, &stamp, stamped, (way, after, most));
        let found = page.gather_either_way(lines::OWN, total, batch)?;
        page.answer(found)
    })
    .await
}

/// The stamp of the log as it is, or as it was at a size.
async fn stamp_of(call: &Call, as_of: Option<i64>) -> Result<Stamp, Error> {
    if as_of.is_some() {
        return call.snapshot(move |read| log::stamp(read, as_of)).await;
    }
    let (size, root) = root_of(call).await?;
    Ok(Stamp { entries: size, root: log::encoded(&root) })
}

async fn root_of(call: &Call) -> Result<(i64, crate::audit::tree::Hash), Error> {
    let (size, root) = call.access().ledger().root_async(call.register()?).await?;
    Ok((i64::try_from(size).map_err(|error| Fault::Other(error.to_string()))?, root))
}

/// Whether the reader sees a line of it at all. Chosen by its outcome, a line that withholds it
/// would tell it.
fn is_listed(sight: &Viewer, filter: &Filter, one: &Taken) -> bool {
    one.concerns(sight) && (filter.outcome.is_none() || !one.is_withheld(sight))
}

/// How many lines this reader may see. Whoever sees all of them has none read; of the others what
/// is read is the evidence, and no line is made.
fn counted(read: &mut Read<'_>, sight: &Viewer, filter: &Filter, stamp: &Stamp) -> Result<i64, Error> {
    if !sight.own && !sight.bound {
        return Ok(decisions::count(read, filter, stamp.entries)? + urgent::count(read, filter, stamp.entries)?);
    }
    batches::count(|after, most| {
        let most = most.min(lines::PAGE);
        let mut taken = stretch(read, Some(sight), filter, stamp, (Way::Onward, after), most)?;
        let next = batches::next_cursor(&taken, most, Taken::version);
        taken.retain(|one| is_listed(sight, filter, one));
        Ok((taken, next))
    })
}

/// The next lines after an entry, or before it on the way back, as this reader may see them.
fn seen(
    read: &mut Read<'_>,
    sight: &Viewer,
    filter: &Filter,
    stamp: &Stamp,
    stamped: bool,
    (way, after, most): (Way, Option<i64>, i64),
) -> Result<Batch<LogLine, i64>, Error> {
    let most = most.min(lines::PAGE);
    let taken = stretch(read, Some(sight), filter, stamp, (way, after), most)?;
    let next = batches::next_cursor(&taken, most, Taken::version);
    let (hidden, open): (Vec<_>, Vec<_>) =
        taken.into_iter().filter(|one| is_listed(sight, filter, one)).partition(|one| one.is_withheld(sight));
    let mut found: Vec<LogLine> = hidden.iter().map(LogLine::withheld).collect();
    found.extend(lines(read, open, stamp)?.into_iter().map(|line| LogLine::of(line, stamped)));
    found.sort_by_key(LogLine::place);
    Ok((way.in_order(found), next))
}

async fn head(call: Call) -> Result<Answer, Error> {
    let (size, root) = root_of(&call).await?;
    let head = call.snapshot(move |read| log::head(read, size, &root)).await?;
    Ok(Answer::json(200, &head)?.tagged_by_content())
}

async fn entries(call: Call) -> Result<Answer, Error> {
    let page = call.page()?;
    let start = call.query::<After>()?.after;
    if start.is_some_and(|start| start < 0) {
        return Err(refused("after", "out_of_range", "'after' is the index of an entry: a whole number from 0."));
    }
    let system = call.access().system();
    call.snapshot(move |read| {
        let total = if page.counts { Some(log::size_after(read, start)?) } else { None };
        let found = page.gather_either_way("index", total, |way, after, most| {
            let between = match way {
                Way::Onward => (after.or(start), None),
                Way::Back => (start, after),
            };
            let found = log::entries(read, between, way, most)?;
            let next = batches::next_cursor(&found, most, |entry| entry.index);
            Ok((log::named(read, system, found)?, next))
        })?;
        page.answer(found)
    })
    .await
}
