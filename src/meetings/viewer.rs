//! Who of a meeting's readers may look at it at all, and whom their own conflicts bind. Whoever
//! operates, leads or audits the register sees its meetings whole; a member sees those of the
//! committees they sit on. Whoever is excluded from an item is bound by that, in whatever office
//! they read: a lead, a guardian, an auditor or a chair with an interest learns no more of it than
//! any other member. The secretary alone is not, for nobody else could minute the item; the
//! agenda says so of them. A chair is a member of other committees, if that,
//! and sees whole the meetings of those they chair.

use super::facts::attending::belongs;
use super::facts::{self, items};
use crate::access::{Action, Role, Scope, Seen};
use crate::db::Read;
use crate::fault::Error;
use crate::http::Call;
use crate::http::thing::{Coded, Thing, Visitor, found};
use crate::ids::{ItemId, MeetingId, PaperId, PersonId};
use crate::meetings::rules::Meeting;
use crate::meetings::{CommitteeAtMeeting, Sitting};

/// The thing of `/meetings/{id}`.
pub const MEETING: Thing = Thing {
    name: "meeting",
    all: |caller| caller.reach(Action::ReadMeetings) == Scope::Any,
    seen: |read, viewer, _| match found(viewer.in_question())? {
        Some(meeting) => sees(read, viewer, meeting),
        None => Ok(false),
    },
    coded: Some(Coded { called: "reference", id: |read, reference| Ok(facts::referred_to(read, reference)?.map(|id| id.to_string())) }),
};

/// The thing of `/items/{id}`: an item is seen by whoever sees its meeting.
pub const ITEM: Thing = Thing {
    name: "item",
    all: MEETING.all,
    seen: |read, viewer, _| match found(viewer.in_question())? {
        Some(item) => sees_item(read, viewer, item),
        None => Ok(false),
    },
    coded: None,
};

/// The thing of `/papers/{id}`: that there is such a paper is known to whoever sees its item; what
/// is in it may be withheld all the same.
pub const PAPER: Thing = Thing {
    name: "paper",
    all: MEETING.all,
    seen: |read, viewer, _| {
        let Some(id) = found(viewer.in_question::<PaperId>())? else { return Ok(false) };
        match items::papers(read, items::WhichPapers::One(id))?.pop() {
            Some(paper) => sees_item(read, viewer, paper.item),
            None => Ok(false),
        }
    },
    coded: None,
};

fn sees(read: &mut Read<'_>, viewer: &Visitor<'_>, id: Seen<MeetingId>) -> Result<bool, Error> {
    let Some(meeting) = found(facts::meeting(read, id))? else { return Ok(false) };
    match (viewer.caller.reach(Action::ReadMeetings), viewer.caller.person) {
        (Scope::Any, _) => Ok(true),
        (_, Some(person)) => Ok(belongs(read, &meeting, person)?),
        (_, None) => Ok(false),
    }
}

fn sees_item(read: &mut Read<'_>, viewer: &Visitor<'_>, id: Seen<ItemId>) -> Result<bool, Error> {
    match found(facts::meeting_of(read, id))? {
        Some(meeting) => sees(read, viewer, meeting),
        None => Ok(false),
    }
}

/// A reader of meetings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Viewer {
    /// The person whose sign-in this is.
    pub person: Option<PersonId>,
    /// Sees only what concerns that person.
    pub own: bool,
    /// Is kept from what an exclusion of that person withholds.
    pub bound: bool,
    /// Has the role of a chair, which reaches the committees that the person chairs.
    pub chairs: bool,
}

impl Viewer {
    /// The reader who makes a request.
    ///
    /// # Errors
    /// `Unauthenticated` on a public route.
    pub fn of(call: &Call) -> Result<Self, Error> {
        let caller = call.caller()?;
        let is_secretary = caller.roles.contains(&Role::Secretary);
        let chairs = caller.roles.contains(&Role::Chair);
        Ok(Self { person: caller.person, own: call.scope()? == Scope::Own, bound: caller.person.is_some() && !is_secretary, chairs })
    }

    /// Whether this reader chairs one of the committees of a meeting on its day: with the role, and in
    /// the office of chair or vice-chair.
    #[must_use]
    pub fn is_in_chair(&self, sitting: &Sitting) -> bool {
        let holds = |at: &CommitteeAtMeeting, person: PersonId| {
            at.seats().iter().any(|seat| seat.office.is_some() && at.holders(&seat.id).any(|holder| holder == person))
        };
        self.chairs && self.person.is_some_and(|person| sitting.committees.iter().any(|at| holds(at, person)))
    }

    /// As this reader sees this meeting: whoever chairs it sees what there is of others too.
    #[must_use]
    pub fn within(&self, sitting: &Sitting) -> Self {
        Self { own: self.own && !self.is_in_chair(sitting), ..*self }
    }

    /// The reader's own person, where they see nothing else.
    #[must_use]
    pub fn only(&self) -> Option<PersonId> {
        self.person.filter(|_| self.own)
    }

    /// A meeting that is not for this reader is as if there were none.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn admit(&self, read: &mut Read<'_>, meeting: &Meeting) -> Result<(), Error> {
        if !self.own {
            return Ok(());
        }
        let Some(person) = self.person else { return Err(Error::NotFound("meeting")) };
        if belongs(read, meeting, person)? { Ok(()) } else { Err(Error::NotFound("meeting")) }
    }
}
