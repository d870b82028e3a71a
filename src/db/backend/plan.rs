//! What the planner of a file is told of a condition. SQLite decides by how many rows it believes
//! to be left; where nobody ever analysed the file it believes that ten rows are in a register, and
//! then reads the whole register in the order asked for rather than the few rows that are meant.
//! Statistics would tell it, but who has them, and how old they are, is not the program's to say:
//! so a statement that must not go wrong says it itself. A server, which always has statistics of
//! its own, is told nothing.

use std::marker::PhantomData;

use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping};
#[cfg(feature = "postgres")]
use diesel::pg::Pg;
use diesel::prelude::QueryResult;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
#[cfg(feature = "postgres")]
use diesel::serialize::ToSql;
#[cfg(feature = "postgres")]
use diesel::sql_types::{Array, HasSqlType, SingleValue};
use diesel::sql_types::{Bool, Nullable, Text};
use diesel::sqlite::Sqlite;
use serde::Serialize;

use super::MultiBackend;

/// Statistics that somebody gathered are thrown away by whoever opens the file to write: a count of the
/// day on which a register was small would have all of it read when it has grown.
pub(super) const FORGET: &str = "DROP TABLE IF EXISTS sqlite_stat1; DROP TABLE IF EXISTS sqlite_stat4;";

macro_rules! hint {
    ($(#[$doc:meta])* $name:ident, $of:ident, $before:literal, $after:literal) => {
        #[derive(Debug, Clone, Copy, QueryId)]
        pub struct $name<E>(E);

        $(#[$doc])*
        #[must_use]
        pub const fn $of<E>(condition: E) -> $name<E> {
            $name(condition)
        }

        impl<E: Expression> Expression for $name<E> {
            type SqlType = E::SqlType;
        }

        impl<E: ValidGrouping<G>, G> ValidGrouping<G> for $name<E> {
            type IsAggregate = E::IsAggregate;
        }

        impl<E, QS> AppearsOnTable<QS> for $name<E>
        where
            E: AppearsOnTable<QS>,
            Self: Expression,
        {
        }

        impl<E, QS> SelectableExpression<QS> for $name<E>
        where
            E: SelectableExpression<QS>,
            Self: AppearsOnTable<QS>,
        {
        }

        impl<E: QueryFragment<Sqlite>> QueryFragment<Sqlite> for $name<E> {
            fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
                hinted(&self.0, $before, $after, out)
            }
        }

        #[cfg(feature = "postgres")]
        impl<E: QueryFragment<Pg>> QueryFragment<Pg> for $name<E> {
            fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
                self.0.walk_ast(out)
            }
        }

        impl<E: QueryFragment<MultiBackend>> QueryFragment<MultiBackend> for $name<E> {
            fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
                match out.backend() {
                    MultiBackend::Sqlite(_) => hinted(&self.0, $before, $after, out),
                    #[cfg(feature = "postgres")]
                    MultiBackend::Pg(_) => self.0.walk_ast(out),
                }
            }
        }
    };
}

hint!(
    /// That a condition leaves few of a table's rows: that of what is meant.
    Few,
    few,
    "likelihood(",
    ", 0.001)"
);

hint!(
    /// That a condition leaves nearly all of a table's rows: that of the register, where another of
    /// them is [`few`].
    Most,
    most,
    "likelihood(",
    ", 0.95)"
);

/// That a column holds one of the values of a list, which are [`few`].
///
/// A file is given the list as one value. Written out, as a statement of so many values as it has, it
/// would be another statement for each length, which is never found prepared: and to prepare the
/// statements of a sitting costs more than to run them.
#[derive(Debug, Clone)]
pub struct Among<C, T> {
    column: C,
    /// As one value; else what kept it from being written.
    listed: Result<String, String>,
    of: PhantomData<T>,
    #[cfg(feature = "postgres")]
    values: Vec<T>,
}

/// That a column holds one of these values.
pub fn among<C: Expression, T: Serialize>(column: C, values: impl IntoIterator<Item = T>) -> Among<C, T> {
    let values: Vec<T> = values.into_iter().collect();
    let listed = serde_json::to_string(&values).map_err(|error| error.to_string());
    Among {
        column,
        listed,
        of: PhantomData,
        #[cfg(feature = "postgres")]
        values,
    }
}

/// The statement is the same whatever is in the list.
impl<C: QueryId, T> QueryId for Among<C, T> {
    type QueryId = Among<C::QueryId, ()>;
    const HAS_STATIC_QUERY_ID: bool = C::HAS_STATIC_QUERY_ID;
}

impl<C: Expression, T> Expression for Among<C, T> {
    type SqlType = Nullable<Bool>;
}

impl<C: ValidGrouping<G>, T, G> ValidGrouping<G> for Among<C, T> {
    type IsAggregate = C::IsAggregate;
}

impl<C: AppearsOnTable<QS>, T, QS> AppearsOnTable<QS> for Among<C, T> where Self: Expression {}

impl<C: SelectableExpression<QS>, T, QS> SelectableExpression<QS> for Among<C, T> where Self: AppearsOnTable<QS> {}

impl<C: QueryFragment<Sqlite>, T> QueryFragment<Sqlite> for Among<C, T> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql("likelihood(");
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(" IN (SELECT value FROM json_each(");
        let listed = self.listed.as_ref().map_err(|error| diesel::result::Error::QueryBuilderError(error.as_str().into()))?;
        out.push_bind_param::<Text, _>(listed)?;
        out.push_sql(")), 0.001)");
        Ok(())
    }
}

#[cfg(feature = "postgres")]
impl<C, T> QueryFragment<Pg> for Among<C, T>
where
    C: Expression + QueryFragment<Pg>,
    C::SqlType: SingleValue,
    Pg: HasSqlType<Array<C::SqlType>>,
    Vec<T>: ToSql<Array<C::SqlType>, Pg>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(" = ANY(");
        out.push_bind_param::<Array<C::SqlType>, _>(&self.values)?;
        out.push_sql(")");
        Ok(())
    }
}

fn hinted<'b, DB: Backend>(
    condition: &'b impl QueryFragment<DB>,
    before: &str,
    after: &str,
    mut out: AstPass<'_, 'b, DB>,
) -> QueryResult<()> {
    out.push_sql(before);
    condition.walk_ast(out.reborrow())?;
    out.push_sql(after);
    Ok(())
}
