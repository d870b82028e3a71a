//! The id of a thing that whoever asks was admitted to. What is hidden from some callers (a meeting, its
//! items and their papers, a decision, a declaration) is read by such an id alone. Its field is its own and
//! no body reads one, so that an id that somebody sent, or that stands in another row, reaches no rows:
//! which of them are for whom cannot be forgotten.
//!
//! The door hands it out (`at_the_door`): for the thing of an address, once its guard has admitted the
//! caller; for what a request has just made; to a guard, which reads in order to decide. Whoever sees one
//! thing sees another where the one leads to the other, as an item to its meeting (`lets_see`). A program
//! that reads for nobody says so ([`Seen::without_asking`]). Which files use the three and why, which a
//! type cannot say, stands in `tests/it/fences/sight.txt`.
//!
//! A meeting is read by whoever saw it:
//!
//! ```
//! # use quorate::{access::Seen, db::Read, fault::Error, ids::MeetingId, meetings::{Sitting, facts}};
//! fn read_by(read: &mut Read<'_>, meeting: Seen<MeetingId>) -> Result<Sitting, Error> {
//!     facts::sitting(read, meeting, &[])
//! }
//! ```
//!
//! It is not read by an id that came from anywhere:
//!
//! ```compile_fail,E0308
//! # use quorate::{access::Seen, db::Read, fault::Error, ids::MeetingId, meetings::{Sitting, facts}};
//! fn read_by(read: &mut Read<'_>, meeting: MeetingId) -> Result<Sitting, Error> {
//!     facts::sitting(read, meeting, &[])
//! }
//! ```
//!
//! Nor is such an id turned into one that was seen, or sent as one:
//!
//! ```compile_fail,E0423
//! # use quorate::{access::Seen, ids::ItemId};
//! fn forged(item: ItemId) -> Seen<ItemId> {
//!     Seen(item)
//! }
//! ```
//!
//! ```compile_fail,E0277
//! # use quorate::{access::Seen, ids::ItemId};
//! #[derive(serde::Deserialize)]
//! struct Sent {
//!     item: Seen<ItemId>,
//! }
//! ```

/// See the head of this file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen<I>(I);

impl<I: Copy> Seen<I> {
    /// The id itself, for what is written, compared and told.
    #[must_use]
    pub const fn id(self) -> I {
        self.0
    }

    /// For the door alone, which asks.
    pub(crate) const fn at_the_door(id: I) -> Self {
        Self(id)
    }

    /// What the row of this thing names, where whoever sees the one sees the other.
    pub(crate) const fn lets_see<J>(self, other: J) -> Seen<J> {
        Seen(other)
    }

    /// For a program that reads for nobody: it is not asked who may see this, so by it nobody is shown anything.
    #[must_use]
    pub const fn without_asking(id: I) -> Self {
        Self(id)
    }
}
