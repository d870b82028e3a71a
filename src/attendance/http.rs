//! The attendance book over HTTP.

use schemars::JsonSchema;
use serde::Serialize;

use super::facts;
use super::facts::AttendanceLine;
use crate::access::Action;
use crate::conflicts::views::{sitting_for, withheld_items};
use crate::fault::Error;
use crate::http::{Answer, Call, Route};
use crate::ids::{AttendanceId, CommitteeId, FactId, ItemId, MeetingId, PersonId};
use crate::meetings::viewer::{MEETING, Viewer};
use crate::meetings::{AttendsAs, Event, Sitting};
use crate::moment::Instant;

const TAG: &str = "The room";

#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/meetings/{id}/attendance", "get_the_attendance", list)
            .tag(TAG)
            .summary("Who came and went, in order, and who is in the room now.")
            .action(Action::ReadMeetings)
            .of(&MEETING)
            .answers::<AttendanceBook>()
            .tagged(),
    ]
}

/// A line of the attendance book.
#[derive(Debug, Serialize, JsonSchema)]
struct LineBody {
    /// What tells this line of the attendance book from all others.
    id: AttendanceId,
    /// Who came or went, as in `/api/v1/people/{id}`.
    person: PersonId,
    /// Their name on the register now.
    name: String,
    /// What they did; apologies are taken back by arriving.
    event: Event,
    /// When it happened, as an instant in UTC.
    at: Instant,
    /// The clock in the meeting's time zone, with the day where it is another than the meeting's.
    clock: String,
    /// The item for which they left, as in `/api/v1/items/{id}`; null where it was for none.
    for_item: Option<ItemId>,
    /// The seat they came to sit in as its deputy, by its name in the terms of reference; null for none.
    as_deputy_for: Option<String>,
    /// The committee whose seat that is, as in `/api/v1/committees/{id}`; null for none.
    committee: Option<CommitteeId>,
    /// Whether they attended from elsewhere from then on.
    remote: bool,
    /// Of apologies: whether they are taken back.
    withdrawn: bool,
    /// Of apologies: the deputy who is expected to come instead, as in `/api/v1/people/{id}`; null where nobody is named.
    expected_deputy: Option<PersonId>,
    /// Their name on the register now; null where nobody is named.
    expected_deputy_name: Option<String>,
    /// When it was entered, where what happened after it stood in the book already; null where it was in its turn.
    late: Option<Instant>,
    /// Whether it was struck, and stands no more.
    struck: bool,
    /// Its entry in the log.
    version: i64,
}

/// Somebody who is in the room.
#[derive(Debug, Serialize, JsonSchema)]
struct InTheRoom {
    /// Who it is, as in `/api/v1/people/{id}`.
    person: PersonId,
    /// Their name on the register now.
    name: String,
    /// Whether they attend from elsewhere, as their last arrival or return says.
    remote: bool,
    /// The seats they sit in, their own and those of others; empty for whoever has none.
    seats: Vec<SeatTaken>,
}

/// A seat in which somebody sits.
#[derive(Debug, Serialize, JsonSchema)]
struct SeatTaken {
    /// The committee whose seat it is, as in `/api/v1/committees/{id}`.
    committee: CommitteeId,
    /// The seat by its name in the terms of reference.
    seat: String,
    /// Whether they sit in it for its holder, who is out.
    as_deputy: bool,
}

/// The attendance book and the room it leaves.
#[derive(Debug, Serialize, JsonSchema)]
struct AttendanceBook {
    /// Every line of the book, those that were struck among them, in the order in which they were written.
    items: Vec<LineBody>,
    /// Whoever is in the room now; nobody where nobody has arrived.
    present: Vec<InTheRoom>,
    /// Whoever came without being on the register, in the order in which they did; of what is withheld from this reader nobody.
    visitors: Vec<VisitorBody>,
}

/// A visitor, who is not on the register.
#[derive(Debug, Serialize, JsonSchema)]
struct VisitorBody {
    /// What tells the visitor from all others, by which whatever else they do is recorded.
    visitor: FactId,
    /// The name that they gave.
    name: String,
    /// For whom they came, as they said; null where they said nobody.
    organisation_name: Option<String>,
    /// In what quality they attend.
    #[serde(rename = "as")]
    attends_as: AttendsAs,
    /// The items to which they were invited.
    items: Vec<InvitedTo>,
    /// Whether they are in the room now.
    in_room: bool,
}

/// An item to which a visitor was invited.
#[derive(Debug, Serialize, JsonSchema)]
struct InvitedTo {
    /// The item, as in `/api/v1/items/{id}`.
    item: ItemId,
    /// Its number on the agenda.
    number: String,
    /// What it is called there.
    title: String,
}

/// The visitors whom a reader is told of: nobody who came for nothing but what is withheld from them.
fn visitors(sitting: &Sitting, hidden: &[ItemId]) -> Vec<VisitorBody> {
    let is_hidden = |item: ItemId| hidden.contains(&item);
    let told =
        sitting.visitors().into_iter().filter(|visitor| !visitor.lines.first().is_some_and(|line| sitting.is_there_for(line, is_hidden)));
    told.map(|visitor| {
        let mut items: Vec<ItemId> = Vec::new();
        for item in visitor.invited().filter(|item| !is_hidden(*item)) {
            if !items.contains(&item) {
                items.push(item);
            }
        }
        let items = items.into_iter().filter_map(|id| sitting.item(id));
        VisitorBody {
            visitor: visitor.id,
            name: visitor.card.name.clone(),
            organisation_name: visitor.card.organisation.clone(),
            attends_as: visitor.card.attends_as,
            items: items.map(|item| InvitedTo { item: item.id, number: item.number.clone(), title: item.title.clone() }).collect(),
            in_room: visitor.in_room,
        }
    })
    .collect()
}

async fn list(call: Call) -> Result<Answer, Error> {
    let (id, sight) = (call.seen::<MeetingId>()?, Viewer::of(&call)?);
    let book = call
        .snapshot(move |read| {
            let sitting = sitting_for(read, &sight, id)?;
            let items = facts::attendance_lines(read, id)?
                .into_iter()
                .map(|AttendanceLine { id, says, version, late, struck, .. }| {
                    let (committee, as_deputy_for) = says.as_deputy_for.unzip();
                    LineBody {
                        id,
                        person: says.person,
                        name: sitting.name(says.person),
                        event: says.event,
                        at: says.at,
                        clock: says.at.clock_beside(sitting.meeting.date),
                        for_item: says.for_item,
                        as_deputy_for,
                        committee,
                        remote: says.remote,
                        withdrawn: says.withdrawn,
                        expected_deputy: says.expected_deputy,
                        expected_deputy_name: says.expected_deputy.map(|deputy| sitting.name(deputy)),
                        late,
                        struck: struck.is_some(),
                        version,
                    }
                })
                .collect();
            let room = sitting.room();
            let present = room
                .present
                .iter()
                .map(|person| InTheRoom {
                    person: *person,
                    name: sitting.name(*person),
                    remote: room.remote.contains(person),
                    seats: sitting
                        .committees
                        .iter()
                        .flat_map(|at| sitting.seats_of(at, *person, &room).map(move |seat| (at, seat)))
                        .map(|(at, seat)| SeatTaken {
                            committee: at.committee.id,
                            seat: seat.id.clone(),
                            as_deputy: !at.holders(&seat.id).any(|holder| holder == *person),
                        })
                        .collect(),
                })
                .collect();
            let hidden: Vec<ItemId> = withheld_items(&sight, &sitting).into_iter().collect();
            Ok(AttendanceBook { items, present, visitors: visitors(&sitting, &hidden) })
        })
        .await?;
    Ok(Answer::json(200, &book)?.tagged_by_content())
}
