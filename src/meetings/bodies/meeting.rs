//! Meetings as they are called, set otherwise and read.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use validator::Validate;

use crate::ids::{CommitteeId, MeetingId};
use crate::meetings::facts::cards::{CommitteeNamed, MeetingCard};
use crate::meetings::rules::MeetingState;
use crate::moment::{Date, Instant, When, ZONE_NAME};
use crate::patch::given;
use crate::text::{ClockTime, Line};

/// That a meeting is held by correspondence (C7.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Correspondence {
    /// The last day on which replies are taken, in Europe/London: no sooner than the terms of reference of each committee ask, counted
    /// from the day of the meeting, on which the papers go out.
    pub until: Date,
}

/// A meeting to be called.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMeeting {
    /// More than one is a meeting in common: one discussion, one decision a committee.
    #[schemars(length(min = 1, max = 20), extend("uniqueItems" = true))]
    pub committees: Vec<CommitteeId>,
    /// The day it is to be held on, in Europe/London; terms of reference and policy of that day apply.
    pub date: Date,
    /// Local time, `14:00`.
    pub starts_at: Option<ClockTime>,
    /// Where it is to be held, in words; may be said later.
    pub place: Option<Line>,
    /// Held without the public.
    #[serde(default)]
    pub private: bool,
    /// For people; made from the committees' codes and the date where none is given.
    pub reference: Option<Line>,
    /// Held in writing, where the terms of reference of every committee say that it may be; in a room where it is left out.
    pub correspondence: Option<Correspondence>,
}

/// What is changed of a meeting before it is convened: a field left out stays, null clears it.
/// Which committees sit in it is settled when it is called.
#[derive(Debug, Clone, Default, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct MeetingPatch {
    /// Another day; not later than somebody came to it, nor earlier than an interest was declared at it (C10).
    #[serde(deserialize_with = "given")]
    #[schemars(with = "Date")]
    pub date: Option<Date>,
    /// Local time, `14:00`.
    #[serde(deserialize_with = "given")]
    pub starts_at: Option<Option<ClockTime>>,
    /// Where it is to be held, in words; null takes back what was said.
    #[serde(deserialize_with = "given")]
    pub place: Option<Option<Line>>,
    /// Whether the whole meeting is to be held without the public.
    #[serde(deserialize_with = "given")]
    #[schemars(with = "bool")]
    pub private: Option<bool>,
    /// One that was made from the day follows the day where nothing is said.
    #[serde(deserialize_with = "given")]
    #[schemars(with = "Line")]
    pub reference: Option<Line>,
    /// That it is to be held by correspondence, and until when replies are taken; null takes that back.
    #[serde(deserialize_with = "given")]
    pub correspondence: Option<Option<Correspondence>>,
}

/// When something happened; now, where nothing is said.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct At {
    /// When it happened; not still to come, and not before what the book of the meeting has last (C10).
    pub at: Option<When>,
}

/// A meeting.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MeetingBody {
    /// The meeting, as in `/api/v1/meetings/{id}`.
    pub id: MeetingId,
    /// What people call it, such as `PCCC/2018/03/06`; no other meeting of the register has it.
    pub reference: String,
    /// The committees that meet, in the order in which they were named; more than one meet in common.
    pub committees: Vec<CommitteeNamed>,
    /// The day it is held on, in its time zone.
    pub date: Date,
    /// Local time.
    pub starts_at: Option<String>,
    /// The time zone of its day and of every clock time, which is always `Europe/London`.
    pub timezone: &'static str,
    /// Where it is held, in words; null where nobody said.
    pub place: Option<String>,
    /// Whether the whole meeting is held without the public.
    pub private: bool,
    /// `called` until it is convened, then `open`, or `adjourned` until it is resumed, then `closed`; or `cancelled`, never having
    /// been convened.
    pub state: MeetingState,
    /// When it was opened, UTC; null before.
    pub convened_at: Option<Instant>,
    /// The same by the clock in its time zone, with the day where it is another than the meeting's.
    pub convened_clock: Option<String>,
    /// When it was closed, cancelled or, last of all, its minutes were finalised, UTC; null before.
    pub closed_at: Option<Instant>,
    /// The same by the clock in its time zone, with the day where it is another than the meeting's.
    pub closed_clock: Option<String>,
    /// That it is held by correspondence, `date` being the day on which the papers go out; null where people come to a room.
    pub correspondence: Option<Correspondence>,
    /// The number of the last entry in the log that called, changed, ordered, opened or ended the meeting.
    pub version: i64,
}

impl From<MeetingCard> for MeetingBody {
    fn from(card: MeetingCard) -> Self {
        Self {
            id: card.id,
            reference: card.reference,
            committees: card.committees,
            date: card.date,
            starts_at: card.starts_at,
            timezone: ZONE_NAME,
            place: card.place,
            private: card.private,
            state: card.state,
            convened_at: card.convened_at,
            convened_clock: card.convened_at.map(|at| at.clock_beside(card.date)),
            closed_at: card.closed_at,
            closed_clock: card.closed_at.map(|at| at.clock_beside(card.date)),
            correspondence: card.replies_until.map(|until| Correspondence { until }),
            version: card.version,
        }
    }
}
