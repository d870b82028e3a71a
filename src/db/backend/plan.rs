//! What the planner of a file is told of a condition. SQLite decides by how many rows it believes
//! to be left; where nobody ever analysed the file it believes that ten rows are in a register, and
//! then reads the whole register in the order asked for rather than the few rows that are meant.
//! Statistics would tell it, but who has them, and how old they are, is not the program's to say:
//! so a statement that must not go wrong says it itself. A server, which always has statistics of
//! its own, is told nothing.

use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping};
#[cfg(feature = "postgres")]
use diesel::pg::Pg;
use diesel::prelude::QueryResult;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sqlite::Sqlite;

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
