//! Tables that hold rows of several registers, narrowed to one. A reader and a writer hand them out so
//! ([`Read::of`](super::Read::of)), and a statement begun that way cannot read or change another's rows.

use diesel::QueryDsl as _;
use diesel::dsl::{Eq, Filter};
use diesel::prelude::*;

use super::plan::{Most, most};
use super::schema;
use crate::ids::RegisterId;

/// A table whose every row is of a register.
pub trait OfRegisters {
    type Narrowed;
    type Mostly;

    /// The rows of one register.
    fn narrowed(self, register: RegisterId) -> Self::Narrowed;

    /// The same, where what is meant is few of them: the planner is told to begin elsewhere.
    fn mostly(self, register: RegisterId) -> Self::Mostly;
}

macro_rules! of_registers {
    ($($table:ident,)*) => {$(
        impl OfRegisters for schema::$table::table {
            type Narrowed = Filter<Self, Eq<schema::$table::register_id, RegisterId>>;
            type Mostly = Filter<Self, Most<Eq<schema::$table::register_id, RegisterId>>>;

            fn narrowed(self, register: RegisterId) -> Self::Narrowed {
                self.filter(schema::$table::register_id.eq(register))
            }

            fn mostly(self, register: RegisterId) -> Self::Mostly {
                self.filter(most(schema::$table::register_id.eq(register)))
            }
        }
    )*};
}

of_registers! {
    audit_head, audit_leaf, audit_part, audit_opening, audit_checkpoint, audit_key, refusal, idempotency, account, account_role,
    account_person, session, refresh_token, one_time_token, sign_in_failure, account_place, account_notice, organisation,
    organisation_commissioner, stake, person, policy_adoption, ballot, dispensation, committee, terms, membership, declaration, meeting, meeting_committee,
    item, paper, ruling, attendance, naming, phase, agenda, vote, casting_vote, decision, correction, minutes, strike, nil_statement,
    adjournment, co_option, minute_correction, reopening, urgent_decision, determination, standing_list, show_of_hands, panel, visit,
    authority_change, election, call_in, advice,
}
