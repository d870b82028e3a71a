//! A collection as one table: who may take it, in which form and order, and that it was taken.

use std::sync::Arc;

use serde_json::Value;

use super::super::answer::Answer;
use super::super::changes::{Chosen, ExportTaken};
use super::super::turns::Work;
use super::Call;
use crate::access::Action;
use crate::db::batches::Batch;
use crate::db::order::{self, Listed, Order};
use crate::db::{Patience, Read, aside};
use crate::fault::{Error, Malformed};
use crate::http::body::query;
use crate::http::listing::table::{Format, Rows};
use crate::http::listing::{page, spool};

impl Call {
    /// The table asked for: the suffix wins over `Accept`. None for the page by page answer.
    #[must_use]
    pub fn format(&self) -> Option<Format> {
        if !self.mounted.route.formats {
            return None;
        }
        self.suffix.or_else(|| self.header("Accept").and_then(Format::accepted))
    }

    /// The order in which a collection is asked for as one table.
    ///
    /// # Errors
    /// `Malformed`, naming `sort`.
    pub fn order(&self) -> Result<Option<Order>, Error> {
        let sort = self.pairs.iter().find(|(name, _)| name == "sort");
        sort.map(|(_, text)| page::order(text, self.mounted.route.sorts)).transpose()
    }

    /// What is asked of a collection as one table: only whoever may take exports takes the whole
    /// of it away, and what is said of pages means nothing there.
    ///
    /// # Errors
    /// `Forbidden`; `Malformed`, naming the parameter.
    pub(in crate::http) fn fits_its_form(&self) -> Result<(), Error> {
        let format = self.format();
        let given = |name: &str| self.pairs.iter().any(|(given, _)| given == name);
        if format.is_some() {
            self.caller()?.must(Action::TakeExports)?;
            if let Some(name) = ["limit", "cursor", "count"].into_iter().find(|name| given(name)) {
                let message = format!("'{name}' is of pages; a table is sent whole. Leave it out, or ask the address without its suffix.");
                return Err(query::refused(name, "not_of_a_table", message));
            }
        }
        if format != Some(Format::Csv) && given("bom") {
            return Err(query::refused("bom", "not_of_this_form", "'bom' is of the .csv form alone. Leave it out here."));
        }
        Ok(())
    }

    /// A whole collection as one table, sent as it is read, and recorded as an export. `stem`
    /// names the file; `fill` writes the rows from one snapshot.
    ///
    /// # Errors
    /// As [`Call::export`].
    pub async fn table(
        &self,
        format: Format,
        stem: &str,
        columns: &'static [&'static str],
        fill: impl FnOnce(&mut Read<'_>, &mut Rows) -> Result<(), Error> + Send + 'static,
    ) -> Result<Answer, Error> {
        let chosen = Chosen { asked: Some(self.asked()), ..Chosen::default() };
        self.export(format, ExportTaken::of(stem, format, chosen, None), columns, fill).await
    }

    /// As [`Call::table`], of a list that is read batch by batch, in the order asked for.
    ///
    /// # Errors
    /// As [`Call::export`]; `Malformed`, naming `sort`.
    pub async fn table_of<T: Listed + 'static>(
        &self,
        format: Format,
        stem: &str,
        columns: &'static [&'static str],
        mut batch: impl FnMut(&mut Read<'_>, Option<T::Place>, i64) -> Result<Batch<T, T::Place>, Error> + Send + 'static,
        row: impl Fn(T) -> Vec<Value> + Send + 'static,
    ) -> Result<Answer, Error> {
        let order = self.order()?;
        let fill = move |read: &mut Read<'_>, rows: &mut Rows| {
            order::all(order.as_ref(), None, |_, after, most| batch(read, after, most), |one| Ok(row(one)), |cells| rows.row(cells))
        };
        self.table(format, stem, columns, fill).await
    }

    /// As [`Call::table`], with what is recorded of it. The entry is written before the first row
    /// leaves, and not at all for a table that is refused.
    ///
    /// # Errors
    /// Those of `fill` before its first rows have left; a later one cuts the connection.
    pub async fn export(
        &self,
        format: Format,
        taken: ExportTaken,
        columns: &'static [&'static str],
        fill: impl FnOnce(&mut Read<'_>, &mut Rows) -> Result<(), Error> + Send + 'static,
    ) -> Result<Answer, Error> {
        let bom = match self.pairs.iter().find(|(name, _)| name == "bom").map(|(_, value)| value.as_str()) {
            None | Some("true") => true,
            Some("false") => false,
            Some(_) => return Err(Error::malformed(Malformed::Query, "'bom' is true or false.")),
        };
        let (state, register, known_at) = (Arc::clone(&self.state), self.register()?, self.known_at()?);
        let turn = self.turn(Work::Table).await?;
        let back = match known_at {
            Some(_) => Some(self.turn(Work::LookBack).await?),
            None => None,
        };
        // It is written for as long as it is taken, which may be longer than a request waits.
        let patience = Patience::of(state.limits.tables.writing);
        let (feed, mut outlet) = spool::pipe(state.limits.tables, turn, &patience);
        let writing = move || {
            patience.hold(|| {
                let mut rows = Rows::to(feed, format, columns);
                let outcome = rows.head(bom).and_then(|()| match known_at {
                    None => state.access.reader().tables().snapshot(register, |read| fill(read, &mut rows)),
                    Some(at) => state.hindsight.snapshot(register, at, |read| fill(read, &mut rows)),
                });
                rows.end(outcome);
            });
            drop(back);
        };
        drop(aside::begin(writing)?);
        // A table may have nothing in it.
        let first = outlet.next().await.transpose()?.unwrap_or_default();
        let name = format!("{}.{}", taken.what, format.suffix());
        let permit = self.state.access.permit(self.caller()?, Some(Action::TakeExports));
        let recorded = self
            .state
            .access
            .ledger()
            .record_async(self.actor()?, move |read| {
                permit.still(read)?;
                Ok(taken.clone())
            })
            .await?;
        let answer = Answer::stream(format.media(), first, outlet).attached(&name);
        Ok(answer.header("Audit-Receipt", recorded.receipt.to_string()))
    }
}
