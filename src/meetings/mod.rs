//! A meeting, its items of business and their parts, what they affect, and the book in which
//! everything that happens in it is written.
//!
//! In the minute book this is the meeting itself. This folder gathers what the rules of the
//! folders above it judge by: who is in the room, in which seat, what was ruled, begun, voted and
//! decided. It judges nothing about conflicts or quorum.

pub mod acts;
pub mod bodies;
pub mod book;
pub mod calling;
pub mod changes;
mod correspondence;
pub mod elections;
pub mod facts;
pub mod http;
pub mod ordering;
pub mod panels;
pub mod planning;
pub mod rules;
#[cfg(test)]
pub mod scene;
pub mod viewer;
pub mod sitting;
pub mod tabling;
pub mod telling;
pub mod visitors;

pub use acts::{
    Act, Advice, AttendanceEvent, Begun, Break, CalledIn, CastingVote, Choice, CoOption, Decided, EarlierRuling, Effect, Event, Hands,
    Method, Naming, Outcome, Over, Place, Raised, Reopened, Ruling, Said, Struck, Vote,
};
pub use book::Book;
pub use calling::{AddItem, CallMeeting, ChangeMeeting, add_item, call, change, change_item};
pub use elections::{Candidate, Election, leaders};
pub use facts::items;
pub use ordering::{OrderAgenda, order};
pub use panels::{Finding, Instructed, Instruction, Panel};
pub use planning::{CallSeries, SetStanding, call_series, set_standing};
pub use rules::timing::{At, Doing, Entered, EventTime, in_the_sitting};
pub use rules::which_committee::{committee_of_seat, does_not_sit, which_committee};
pub use rules::{Affected, Class, Item, ItemStatement, Meeting, MeetingState, Paper};
pub use sitting::{Brought, CommitteeAtMeeting, PENDING, Room, Sitting, ToConfirm};
pub use tabling::{TablePaper, table_paper};
pub use telling::{ballots as ballots_told, in_words};
pub use visitors::{AttendsAs, Visit, Visiting, Visitor, VisitorCard};
