//! Which entries of the log record an outcome. The kind of an entry stands in its leaf, which is
//! text in bytes; each condition here is, word for word, that of a partial index of the log
//! (`migrations/*/0022_outcomes` and `0040_outcomes_of_the_book`, `0041_determinations`), so that only such entries are read.

use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
#[cfg(feature = "postgres")]
use diesel::pg::Pg;
use diesel::prelude::QueryResult;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::Bool;
use diesel::sqlite::Sqlite;

use super::MultiBackend;
use crate::db::schema::audit_leaf;

/// What is recorded of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Decision,
    Correction,
    Minutes,
    Reopening,
    Urgent,
    Determination,
}

/// That an entry is of a kind, as a condition on its row.
#[derive(Debug, Clone, Copy)]
pub struct Records(Outcome);

/// That an entry records an outcome of this kind.
#[must_use]
pub const fn records(outcome: Outcome) -> Records {
    Records(outcome)
}

impl QueryId for Records {
    type QueryId = ();
    // Six statements have this one type.
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Expression for Records {
    type SqlType = Bool;
}

impl<G> ValidGrouping<G> for Records {
    type IsAggregate = is_aggregate::No;
}

impl AppearsOnTable<audit_leaf::table> for Records {}
impl SelectableExpression<audit_leaf::table> for Records {}

impl QueryFragment<Sqlite> for Records {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        on_file(self.0, out);
        Ok(())
    }
}

#[cfg(feature = "postgres")]
impl QueryFragment<Pg> for Records {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        on_server(self.0, out);
        Ok(())
    }
}

impl QueryFragment<MultiBackend> for Records {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        match out.backend() {
            MultiBackend::Sqlite(_) => on_file(self.0, out),
            #[cfg(feature = "postgres")]
            MultiBackend::Pg(_) => on_server(self.0, out),
        }
        Ok(())
    }
}

fn on_file<DB: Backend>(outcome: Outcome, mut out: AstPass<'_, '_, DB>) {
    out.push_sql(match outcome {
        Outcome::Decision => r#"instr(leaf, CAST('"kind":"decision.recorded"' AS BLOB)) > 0"#,
        Outcome::Correction => r#"instr(leaf, CAST('"kind":"decision.corrected"' AS BLOB)) > 0"#,
        Outcome::Minutes => r#"instr(leaf, CAST('"kind":"minutes.finalised"' AS BLOB)) > 0"#,
        Outcome::Reopening => r#"instr(leaf, CAST('"kind":"decision.reopened"' AS BLOB)) > 0"#,
        Outcome::Urgent => r#"instr(leaf, CAST('"kind":"urgently.decided"' AS BLOB)) > 0"#,
        Outcome::Determination => r#"instr(leaf, CAST('"kind":"decision.determined"' AS BLOB)) > 0"#,
    });
}

#[cfg(feature = "postgres")]
fn on_server<DB: Backend>(outcome: Outcome, mut out: AstPass<'_, '_, DB>) {
    out.push_sql(match outcome {
        Outcome::Decision => r#"position('"kind":"decision.recorded"'::bytea in leaf) > 0"#,
        Outcome::Correction => r#"position('"kind":"decision.corrected"'::bytea in leaf) > 0"#,
        Outcome::Minutes => r#"position('"kind":"minutes.finalised"'::bytea in leaf) > 0"#,
        Outcome::Reopening => r#"position('"kind":"decision.reopened"'::bytea in leaf) > 0"#,
        Outcome::Urgent => r#"position('"kind":"urgently.decided"'::bytea in leaf) > 0"#,
        Outcome::Determination => r#"position('"kind":"decision.determined"'::bytea in leaf) > 0"#,
    });
}
