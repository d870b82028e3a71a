//! The book of a meeting as it stands, and what is struck of it, over HTTP.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::{DECIDING, TAG};
use crate::access::{Action, Seen};
use crate::book::changes::{ActKind, ActStruck, DecisionReopened};
use crate::book::striking::item_of;
use crate::book::{Instead, NewAttendance, NewVisit, Replacement, Strike, reopen, strike};
use crate::conflicts::NewOverride;
use crate::conflicts::RuleOn;
use crate::conflicts::views::{sitting_for, withheld_items};
use crate::fault::Error;
use crate::http::{Answer, Call, Route};
use crate::ids::{CommitteeId, FactId, ItemId, MeetingId, PersonId};
use crate::meetings::bodies::{Answered, Listed};
use crate::meetings::viewer::{ITEM, MEETING, Viewer};
use crate::meetings::{Act, At, AttendsAs, Candidate, Choice, Event, EventTime, Said, Sitting, Visiting, telling};
use crate::moment::{Instant, When};
use crate::policy::{Phase, Treatment};
use crate::proceedings::{BeginPhase, Proceed};
use crate::text::{Name, Prose, Rationale};
use crate::votes::{CastCasting, CastVote, CountHands, HoldElection};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/meetings/{id}/book", "get_the_book", book)
            .tag(TAG)
            .summary("Everything that was done at a meeting, in its order, in words; what was struck stands beside it with its reason.")
            .action(Action::ReadMeetings)
            .of(&MEETING)
            .answers::<Listed<ActBody>>()
            .tagged(),
        Route::post("/api/v1/meetings/{id}/strikes", "strike_an_entry", put_right)
            .tag(TAG)
            .summary("Take out of the book what was entered by mistake, with a reason; write in its stead what should have been.")
            .action(Action::KeepBook)
            .of(&MEETING)
            .needs_key()
            .body::<NewStrike>()
            .answers::<Answered<ActStruck>>(),
        Route::post("/api/v1/items/{id}/reopen", "reopen_a_decision", again)
            .tag(DECIDING)
            .summary(
                "Take a decision again in the sitting itself, where it was taken on a false entry and everybody counted is still there.",
            )
            .action(Action::RecordDecisions)
            .of(&ITEM)
            .needs_key()
            .body::<NewReopening>()
            .answers::<Answered<DecisionReopened>>(),
    ]
}

/// An act as the book has it.
#[derive(Debug, Serialize, JsonSchema)]
struct ActBody {
    /// What tells it from all others, by which it may be struck; null of what is not struck but put right otherwise.
    id: Option<FactId>,
    /// What kind of act it is, of those that may be struck; null of any other.
    kind: Option<ActKind>,
    /// The item that it is of, as in `/api/v1/items/{id}`; null where it is of none.
    item: Option<ItemId>,
    /// What was done, in words, with the meeting's clock.
    says: String,
    /// When it happened, UTC.
    at: Instant,
    /// The clock in the meeting's time zone, with the day where it is another than the meeting's.
    clock: String,
    /// When it was entered, where what happened after it stood in the book already; null where it was in its turn.
    late: Option<Instant>,
    /// Its entry in the log.
    entry: i64,
    /// That it was struck; null where it stands.
    struck: Option<StruckBody>,
}

/// Why an act stands no more.
#[derive(Debug, Serialize, JsonSchema)]
struct StruckBody {
    /// Why, in the words of whoever struck it.
    reason: String,
    /// Of a ruling: the name of who struck it, presiding over its item; of a panel's word, the officer who did. Null otherwise.
    by: Option<String>,
    /// When it was struck, UTC.
    at: Instant,
}

/// What is to be struck, and why.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewStrike {
    /// The acts, by their ids in the book of the meeting: one, or several of one kind that were entered together.
    #[validate(length(min = 1, max = 200, message = "Name 1 to 200 acts of one kind."))]
    what: Vec<FactId>,
    /// Why; the minutes that are not for the public say so.
    reason: Option<Rationale>,
    /// Of a ruling: who strikes it, as in `/api/v1/people/{id}`, presiding over its item as for the ruling itself; of the word of
    /// a conflicts panel, an officer who may convene one.
    by: Option<PersonId>,
    /// The same kind of act as it should have been, written in the stead of what is struck in one go.
    #[validate(nested)]
    instead: Option<NewInstead>,
}

/// What should have been entered: one of the acts, and when it happened.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewInstead {
    /// When it happened; where it is left out, in the place of what is struck.
    at: Option<When>,
    /// Whoever came or went.
    #[validate(length(min = 1, max = 200, message = "Name 1 to 200 people."))]
    attendance: Option<Vec<OtherLine>>,
    /// What was recorded of a visitor; where it is how they came, they stay who they are.
    #[validate(nested)]
    visit: Option<OtherVisit>,
    /// Whoever said that they had no interest, as in `/api/v1/people/{id}`.
    #[validate(length(min = 1, max = 200, message = "Name 1 to 200 people."))]
    nil: Option<Vec<PersonId>>,
    /// Whom the meeting named to preside.
    presiding: Option<OtherNaming>,
    /// How somebody is treated.
    #[validate(nested)]
    ruling: Option<OtherRuling>,
    /// The phase that an item entered.
    #[validate(nested)]
    phase: Option<OtherPhase>,
    /// A vote.
    #[validate(nested)]
    vote: Option<OtherVote>,
    /// A show of hands.
    hands: Option<OtherHands>,
    /// An election by secret ballot.
    #[validate(nested)]
    election: Option<OtherElection>,
    /// A casting vote.
    casting_vote: Option<OtherCasting>,
}

/// Somebody who came or went.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OtherLine {
    /// Who, as in `/api/v1/people/{id}`.
    person: PersonId,
    /// What they did.
    event: Event,
    /// The item a leaving is for.
    for_item: Option<ItemId>,
    /// The seat to sit in as its deputy.
    as_deputy_for: Option<String>,
    /// Whose seat that is, where two committees have one of that name.
    committee: Option<CommitteeId>,
    /// Whether they attend from elsewhere.
    #[serde(default)]
    remote: bool,
    /// Of apologies: that they are taken back.
    #[serde(default)]
    withdrawn: bool,
    /// Of apologies: the deputy who is expected to come instead, as in `/api/v1/people/{id}`.
    expected_deputy: Option<PersonId>,
}

/// What was recorded of a visitor.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OtherVisit {
    /// What they did.
    event: Visiting,
    /// The visitor, by the id with which their arrival was answered; not of an arrival.
    visitor: Option<FactId>,
    /// Of an arrival: the name that they gave.
    name: Option<Name>,
    /// Of an arrival: for whom they came, as they said.
    organisation_name: Option<Name>,
    /// Of an arrival: in what quality they attend.
    #[serde(rename = "as")]
    attends_as: Option<AttendsAs>,
    /// The items to which they are invited, as in `/api/v1/items/{id}`; of an interest told later those that it is on.
    #[serde(default)]
    #[validate(length(max = 200, message = "Name at most 200 items."))]
    items: Vec<ItemId>,
    /// An interest in the words in which they told it.
    interest_told: Option<Prose>,
}

/// Whom the meeting named to preside over an item.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OtherNaming {
    /// The item, as in `/api/v1/items/{id}`.
    item: ItemId,
    /// Who, as in `/api/v1/people/{id}`.
    person: PersonId,
    /// In which committee; of several that decide in common, left out, it is who convenes.
    committee: Option<CommitteeId>,
}

/// How somebody is treated on an item.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OtherRuling {
    /// The item, as in `/api/v1/items/{id}`.
    item: ItemId,
    /// Whose treatment it is, as in `/api/v1/people/{id}`.
    person: PersonId,
    /// How they are treated.
    treatment: Treatment,
    /// Whoever presides over the item, as in `/api/v1/people/{id}`.
    by: PersonId,
    /// Needed where it is less strict than the proposal.
    reason: Option<Rationale>,
    /// By whose word it may go below a floor (C1.3).
    #[serde(rename = "override")]
    #[validate(nested)]
    over: Option<NewOverride>,
}

/// The phase that an item entered.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OtherPhase {
    /// The item, as in `/api/v1/items/{id}`.
    item: ItemId,
    /// The phase it entered.
    phase: Phase,
    /// That it went on although more than half of the voting seats attending were excluded (C5.3).
    #[validate(nested)]
    proceed: Option<NewOverride>,
}

/// A vote on an item.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OtherVote {
    /// The item, as in `/api/v1/items/{id}`.
    item: ItemId,
    /// Who voted, as in `/api/v1/people/{id}`; their seat where none is named.
    person: Option<PersonId>,
    /// From which seat; whoever sits in it where nobody is named.
    #[validate(length(min = 1, max = 60, message = "A seat's name has 1 to 60 characters."))]
    seat: Option<String>,
    /// Needed only where several are possible.
    committee: Option<CommitteeId>,
    /// How it was cast.
    choice: Choice,
}

/// A show of hands on an item.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OtherHands {
    /// The item, as in `/api/v1/items/{id}`.
    item: ItemId,
    /// In which committee; needed only where several are possible.
    committee: Option<CommitteeId>,
    /// How many hands were raised for.
    #[serde(rename = "for")]
    #[schemars(range(max = 200))]
    in_favour: u32,
    /// How many hands were raised against.
    #[schemars(range(max = 200))]
    against: u32,
    /// How many hands were raised for neither; none where it is left out.
    #[serde(default)]
    #[schemars(range(max = 200))]
    abstained: u32,
}

/// An election by secret ballot.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OtherElection {
    /// The item, as in `/api/v1/items/{id}`.
    item: ItemId,
    /// In which committee; needed only where several are possible.
    committee: Option<CommitteeId>,
    /// Who counted the ballots, as in `/api/v1/people/{id}`.
    counted_by: PersonId,
    /// Everybody who stood, with their votes.
    #[validate(length(min = 1, max = 50, message = "An election has 1 to 50 candidates."))]
    candidates: Vec<Candidate>,
    /// How many ballots were for nobody; none where it is left out.
    #[serde(default)]
    #[schemars(range(max = 200))]
    blank_or_spoilt: u32,
    /// Where a second ballot tied again: which of those who tied was drawn by lot.
    drawn_by_lot: Option<PersonId>,
}

/// A casting vote on an item.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OtherCasting {
    /// The item, as in `/api/v1/items/{id}`.
    item: ItemId,
    /// Who cast it, as in `/api/v1/people/{id}`.
    by: PersonId,
    /// In which committee; needed only where several are possible.
    committee: Option<CommitteeId>,
    /// `for` or `against`.
    choice: Choice,
}

/// Why a decision is taken again.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewReopening {
    /// Of which committee; needed only where several decide the item.
    committee: Option<CommitteeId>,
    /// Whoever presides over the item in that committee, as in `/api/v1/people/{id}`.
    by: PersonId,
    /// What was entered wrongly; the minutes say so, for the public too.
    reason: Option<Rationale>,
    /// When it was reopened, in the sitting itself; now where it is left out.
    at: Option<When>,
}

impl NewInstead {
    /// The acts of it. Whoever sees the meeting sees its items; one of another meeting is none of its book.
    fn acts(self, meeting: Seen<MeetingId>, at: At) -> Result<Vec<Instead>, Error> {
        let seen = |item: ItemId| item_of(meeting, item);
        let mut all: Vec<Replacement> = Vec::new();
        let kinds = [
            self.attendance.is_some(),
            self.visit.is_some(),
            self.nil.is_some(),
            self.presiding.is_some(),
            self.ruling.is_some(),
            self.phase.is_some(),
            self.vote.is_some(),
            self.hands.is_some(),
            self.election.is_some(),
            self.casting_vote.is_some(),
        ];
        if kinds.iter().filter(|given| **given).count() != 1 {
            let message = "Give one kind of act: attendance, visit, nil, presiding, ruling, phase, vote, hands, election or casting_vote.";
            return Err(Error::invalid("/instead", "required", message));
        }
        let line = |line: OtherLine| {
            let OtherLine { person, event, for_item, as_deputy_for, committee, remote, withdrawn, expected_deputy } = line;
            let as_deputy_for = as_deputy_for.map(|seat| (committee, seat));
            Replacement::Attendance(NewAttendance { person, event, at, for_item, as_deputy_for, remote, withdrawn, expected_deputy })
        };
        all.extend(self.attendance.into_iter().flatten().map(line));
        all.extend(self.visit.map(|other| {
            let OtherVisit { event, visitor, name, organisation_name, attends_as, items, interest_told } = other;
            Replacement::Visit(NewVisit { event, visitor, name, organisation_name, attends_as, items, interest_told })
        }));
        all.extend(self.nil.into_iter().flatten().map(Replacement::Nil));
        all.extend(self.presiding.map(|OtherNaming { item, person, committee }| Replacement::Presiding {
            item: seen(item),
            committee,
            person,
        }));
        all.extend(self.ruling.map(|OtherRuling { item, person, treatment, by, reason, over }| {
            Replacement::Ruling(RuleOn { item: seen(item), person, treatment, by, reason, over: over.map(NewOverride::command) })
        }));
        all.extend(self.phase.map(|OtherPhase { item, phase, proceed }| {
            let proceed = proceed.map(|said| Proceed { by: said.by, reason: said.reason });
            Replacement::Phase(BeginPhase { item: seen(item), phase, proceed })
        }));
        all.extend(self.vote.map(|OtherVote { item, person, seat, committee, choice }| {
            Replacement::Vote(CastVote { item: seen(item), committee, person, seat, choice })
        }));
        all.extend(self.hands.map(|OtherHands { item, committee, in_favour, against, abstained }| {
            Replacement::Hands(CountHands { item: seen(item), committee, in_favour, against, abstained })
        }));
        all.extend(self.election.map(|other| {
            let OtherElection { item, committee, counted_by, candidates, blank_or_spoilt, drawn_by_lot } = other;
            Replacement::Election(HoldElection { item: seen(item), committee, counted_by, candidates, blank_or_spoilt, drawn_by_lot })
        }));
        all.extend(self.casting_vote.map(|OtherCasting { item, by, committee, choice }| {
            Replacement::CastingVote(CastCasting { item: seen(item), committee, by, choice })
        }));
        Ok(all.into_iter().map(|act| Instead { act, at }).collect())
    }
}

async fn put_right(call: Call) -> Result<Answer, Error> {
    let meeting = call.seen::<MeetingId>()?;
    let NewStrike { what, reason, by, instead } = call.body()?;
    let now = Instant::now();
    let instead = match instead {
        Some(other) => {
            let at = At::Told(EventTime { at: other.at, now: Some(now) });
            other.acts(meeting, at)?
        }
        None => Vec::new(),
    };
    let command = Strike { meeting, what, reason, by, instead, now };
    call.answer(move |read| strike(read, &command)).await
}

async fn again(call: Call) -> Result<Answer, Error> {
    let item = call.seen::<ItemId>()?;
    let NewReopening { committee, by, reason, at } = call.body()?;
    let when = EventTime::told(at, Instant::now());
    call.answer(move |read| reopen(read, item, committee, by, reason.as_ref(), when)).await
}

/// Whether a reader is told of an act: nothing of an item that is withheld from them, and of rulings and interests
/// their own alone, where they see no more.
fn is_told(act: &Act, hidden: &[ItemId], only: Option<Option<PersonId>>, sitting: &Sitting) -> bool {
    let whose = match &act.said {
        Said::Ruling(ruling) => Some(ruling.person),
        Said::Declared(interest) => sitting.interests.one(*interest).map(|interest| interest.person),
        _ => None,
    };
    if let Said::Visit(line) = &act.said {
        // What somebody told of an interest is for whoever is told of all of them.
        let is_kept = only.is_some() && line.event == Visiting::Declare;
        return !is_kept && !sitting.is_there_for(line, |item| hidden.contains(&item));
    }
    let is_theirs = only.is_none_or(|own| whose.is_none_or(|whose| own == Some(whose)));
    is_theirs && act.item().is_none_or(|item| !hidden.contains(&item))
}

async fn book(call: Call) -> Result<Answer, Error> {
    let (id, sight) = (call.seen::<MeetingId>()?, Viewer::of(&call)?);
    let found = call
        .snapshot(move |read| {
            let sitting = sitting_for(read, &sight, id)?;
            let hidden: Vec<ItemId> = withheld_items(&sight, &sitting).into_iter().collect();
            let only = sight.within(&sitting).own.then_some(sight.person);
            let body = |act: &Act, struck: Option<StruckBody>| ActBody {
                id: act.id,
                kind: crate::book::rules::slips::kind_of(&act.said).filter(|_| act.id.is_some()),
                item: act.item(),
                says: telling::in_words(&sitting, act),
                at: act.place.at,
                clock: act.place.at.clock_beside(sitting.meeting.date),
                late: act.late,
                entry: act.entry,
                struck,
            };
            let mut all: Vec<ActBody> =
                sitting.book.acts.iter().filter(|act| is_told(act, &hidden, only, &sitting)).map(|act| body(act, None)).collect();
            all.extend(sitting.book.struck.iter().filter(|struck| is_told(&struck.act, &hidden, only, &sitting)).map(|struck| {
                let by = struck.by.map(|by| sitting.name(by));
                body(&struck.act, Some(StruckBody { reason: struck.because.clone(), by, at: struck.at }))
            }));
            all.sort_by_key(|act| (act.at, act.entry));
            let withheld = if hidden.is_empty() && only.is_none() { Vec::new() } else { vec!["others"] };
            Ok(Listed { items: Some(all), withheld })
        })
        .await?;
    Ok(Answer::json(200, &found)?.tagged_by_content())
}
