//! Bodies of a draft that is tried on the last meetings of a committee.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use validator::Validate;

use crate::committees::Terms;
use crate::ids::{ItemId, MeetingId, PersonId};
use crate::lints::trying::{Answers, Compared, TriedOn};
use crate::meetings::{Outcome, Sitting};
use crate::moment::Date;
use crate::weight::Weight;

/// A draft of the terms, and on how many meetings it is tried.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Draft {
    /// The draft; its `from` is not looked at, for it is tried on what was before.
    pub(super) terms: Terms,
    /// On how many of the last meetings that were held; six where left out.
    #[serde(default = "six")]
    #[validate(range(min = 1, max = 12, message = "A draft is tried on 1 to 12 meetings."))]
    #[schemars(range(min = 1, max = 12))]
    pub(super) meetings: u8,
}

const fn six() -> u8 {
    6
}

/// What the draft would have changed.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "DraftTried")]
pub(super) struct Tried {
    /// The whole in a sentence.
    says: String,
    /// The meetings that are for whoever asks, the latest first; items that are withheld from them are left out.
    meetings: Vec<MeetingTried>,
}

/// What the draft would have changed of one meeting.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct MeetingTried {
    /// The meeting, as in `/api/v1/meetings/{id}`.
    meeting: MeetingId,
    /// What the meeting goes by.
    reference: String,
    /// Its first day.
    date: Date,
    /// The seats of the draft that nobody held on that day, and that were vacant in this trial.
    vacant: Vec<String>,
    /// What the committee decided at it.
    items: Vec<ItemTried>,
}

/// An item under the terms of the time and under the draft.
#[derive(Debug, Serialize, JsonSchema)]
struct ItemTried {
    /// The item, as in `/api/v1/items/{id}`.
    item: ItemId,
    /// Its number on the agenda.
    number: String,
    /// What the business is called on the agenda.
    title: String,
    /// What was recorded, and stands.
    outcome: Outcome,
    /// What would have been otherwise, in sentences; empty where nothing would.
    says: Vec<String>,
    /// Under the terms of the time.
    then: Answered,
    /// Under the draft.
    now: Answered,
}

/// What one version of the terms answers, at the moment before the decision.
#[derive(Debug, Serialize, JsonSchema)]
struct Answered {
    /// Whether there was a quorum.
    quorate: bool,
    /// What the quorum lacked; absent where it was met.
    #[serde(skip_serializing_if = "String::is_empty")]
    lacks: String,
    /// The weight of the votes for.
    #[serde(rename = "for")]
    for_: Weight,
    /// The weight of the votes against.
    against: Weight,
    /// Whether the motion is carried by them.
    carried: bool,
    /// Who presides over the item; null where nobody can.
    presiding: Option<Named>,
    /// The clauses of the composition that those who vote do not meet; empty where they meet all.
    breached: Vec<String>,
    /// Whoever is in the room with a vote on the item.
    may_vote: Vec<Named>,
}

/// A person by their name.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "PersonNamed")]
struct Named {
    /// Who it is, as in `/api/v1/people/{id}`.
    person: PersonId,
    /// Their name on the register now.
    name: String,
}

impl Tried {
    pub(super) fn of(meetings: Vec<MeetingTried>) -> Self {
        Self { says: summary(&meetings), meetings }
    }
}

fn summary(meetings: &[MeetingTried]) -> String {
    let items = || meetings.iter().flat_map(|meeting| &meeting.items);
    let (all, otherwise) = (items().count(), items().filter(|item| !item.says.is_empty()).count());
    let decisions = if all == 1 { "Of one decision".to_owned() } else { format!("Of {all} decisions") };
    let held = if meetings.len() == 1 { "at the last meeting".to_owned() } else { format!("at the last {} meetings", meetings.len()) };
    match (meetings.len(), all, otherwise) {
        (0, ..) => "This committee has held no meeting that is for you.".to_owned(),
        (_, 0, _) => format!("Nothing was decided {held}."),
        (_, _, 0) => format!("{decisions} {held} nothing would have been otherwise."),
        (_, _, n) => format!("{decisions} {held} something would have been otherwise in {n}."),
    }
}

pub(super) fn meeting(sitting: &Sitting, tried: TriedOn) -> MeetingTried {
    let TriedOn { meeting, reference, date, vacant, items } = tried;
    MeetingTried { meeting, reference, date, vacant, items: items.into_iter().map(|one| item(sitting, one)).collect() }
}

fn item(sitting: &Sitting, compared: Compared) -> ItemTried {
    let Compared { item, number, title, decided, then, now, says } = compared;
    let answered = |answers: Answers| {
        let named = |person: PersonId| Named { person, name: sitting.name(person) };
        let Answers { quorate, shortfall, tally, presiding, breached, may_vote, .. } = answers;
        Answered {
            quorate,
            lacks: shortfall,
            for_: tally.for_,
            against: tally.against,
            carried: tally.carried,
            presiding: presiding.map(named),
            breached,
            may_vote: may_vote.into_iter().map(named).collect(),
        }
    };
    ItemTried { item, number, title, outcome: decided.outcome, says, then: answered(then), now: answered(now) }
}
