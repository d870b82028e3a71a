//! C3, C8: the pre-meeting sheet, and whether it may be published.

use std::rc::Rc;

use crate::conflicts::rules::preside::convening_by;
use crate::conflicts::rules::standing::papers_withheld_by;
use crate::conflicts::{Standing, Standings};
use crate::ids::{CommitteeId, ItemId, MeetingId, PersonId};
use crate::meetings::rules::Paper;
use crate::meetings::{Item, Room, Sitting};
use crate::moment::Instant;
use crate::policy::{Rung, Stage, StageGroup, Treatment};
use crate::quorum::{Forecast, forecasts, repairs_by};
use crate::verdict::{Code, Reason, Reasons, Refusal};

/// How one person is expected to stand on one item.
#[derive(Debug, Clone)]
pub struct PersonOnItem {
    pub person: PersonId,
    pub standing: Rc<Standing>,
}

/// What is expected of one item in one committee.
#[derive(Debug, Clone)]
pub struct Expected {
    pub committee: CommitteeId,
    pub forecast: Forecast,
    pub repairs: Vec<Rung>,
}

/// One item of the composed agenda.
#[derive(Debug, Clone)]
pub struct ComposedItem {
    pub item: ItemId,
    pub presiding: Option<PersonId>,
    pub expected: Vec<Expected>,
    /// Everybody seated on whom something is proposed or ruled.
    pub people: Vec<PersonOnItem>,
    pub papers_withheld: Vec<PersonId>,
}

/// The agenda with its forecast: a proposal, nothing imposed.
#[derive(Debug, Clone)]
pub struct Composed {
    pub items: Vec<ComposedItem>,
}

/// Runs, for one item, what is proposed for each person, who would preside, and the forecast of each
/// committee concerned with its repairs; `full` is the room with everybody in it who is to come.
#[must_use]
pub fn compose_item(standings: &Standings<'_>, room: &Room, full: &Room, item: &Item) -> ComposedItem {
    let sitting = standings.sitting;
    let expected = sitting.concerned(item).zip(forecasts(standings, full, item)).map(|(at, forecast)| Expected {
        committee: at.committee.id,
        forecast,
        repairs: repairs_by(standings, room, full, item, at),
    });
    ComposedItem {
        item: item.id,
        presiding: convening_by(standings, room, item),
        expected: expected.collect(),
        people: sitting
            .seated(item)
            .into_iter()
            .map(|person| PersonOnItem { person, standing: standings.standing(item, person) })
            .filter(|p| p.standing.is_ruled() || !p.standing.proposal.grounds.is_empty())
            .collect(),
        papers_withheld: papers_withheld_by(standings, room, item),
    }
}

/// Somebody who keeps the meeting and is excluded from an item of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InSpite {
    pub person: PersonId,
    pub item: ItemId,
    pub treatment: Treatment,
}

/// C8: an exclusion binds in every office but that of whoever keeps the meeting, for somebody has
/// to table the papers and write the minutes. That they act in spite of an interest is said on the
/// agenda, item by item: everybody of `officers` who would receive no papers of it.
#[must_use]
pub fn in_spite(standings: &Standings<'_>, officers: &[PersonId]) -> Vec<InSpite> {
    let forecast_of = |item: &Item| {
        let treated = |person: &PersonId| (*person, standings.standing(item, *person).treatment);
        let kept: Vec<(PersonId, Treatment)> = officers.iter().map(treated).collect();
        let item = item.id;
        kept.into_iter().filter(|(_, treatment)| *treatment >= Treatment::LeaveNoPapers).map(move |(person, treatment)| InSpite {
            person,
            item,
            treatment,
        })
    };
    standings.sitting.items.iter().flat_map(forecast_of).collect()
}

/// The permit: the agenda of this meeting may be published, as it was composed.
#[derive(Debug, Clone, Copy)]
pub struct MayPublish(MeetingId);

impl MayPublish {
    pub(in crate::agenda) fn meeting(self) -> MeetingId {
        self.0
    }
}

/// C3: what moved since the draft was read is told, each as a reason, and the agenda that stands already
/// (published last, `before`) is not published again. C8: nor is a paper that nobody may publish.
///
/// # Errors
/// The refusal: with every difference; with a reason for each such paper; as a duplicate.
pub fn publish(sitting: &Sitting, differences: Vec<String>, before: Option<Instant>) -> Result<MayPublish, Refusal> {
    let meeting = sitting.meeting.id;
    if !differences.is_empty() {
        let stale =
            |what| Reason::new(Code::AgendaStale, "C3", what).fact(meeting.subject()).cure("Read the draft again, then publish it.");
        return Err(Refusal { reasons: differences.into_iter().map(stale).collect(), remedies: Vec::new(), notable: false });
    }
    authored(sitting)?;
    if let Some(before) = before {
        let detail =
            format!("This very agenda was published on {} at {}; nothing in it has changed since.", before.day().long(), before.clock());
        let reason = Reason::new(Code::Duplicate, "C3", detail).fact(meeting.subject());
        return Err(Refusal::of(reason.cure("Leave it as it stands; publish again when something has changed.")));
    }
    Ok(MayPublish(meeting))
}

/// C8: a paper by an author who is conflicted on its item is published only when the item is not
/// an award, nor at evaluation; when the author may have the papers at all; and when an
/// unconflicted person answers for it.
fn authored(sitting: &Sitting) -> Result<(), Refusal> {
    let (mut reasons, standings) = (Reasons::new(), Standings::of(sitting));
    for item in &sitting.items {
        for paper in &item.papers {
            for author in &paper.authors {
                if standings.standing(item, *author).is_conflicted() {
                    reasons.extend(author_reason(&standings, item, paper, *author));
                }
            }
        }
    }
    reasons.or_else(|| ())
}

fn author_reason(standings: &Standings<'_>, item: &Item, paper: &Paper, author: PersonId) -> Option<Reason> {
    let (name, title) = (standings.sitting.name(author), &paper.title);
    let no = |why: String, cure: &'static str| {
        Some(
            Reason::new(
                Code::ConflictedAuthor,
                "C8",
                format!("The paper '{title}' on item {} is by {name}, who is conflicted on it: {why}", item.number),
            )
            .fact(paper.id.subject())
            .fact(author.subject())
            .cure(cure),
        )
    };
    if item.group() == StageGroup::Award || item.effective_stage() == Stage::Evaluation {
        return no(
            format!("at the stage '{}' no conflicted author writes.", item.effective_stage()),
            "Have the paper written by somebody unconflicted.",
        );
    }
    if standings.standing(item, author).treatment >= Treatment::LeaveNoPapers {
        return no("the author may not have the papers of the item.".into(), "Have the paper written by somebody unconflicted.");
    }
    let answers = paper.accountable.filter(|person| !standings.standing(item, *person).is_conflicted());
    if answers.is_none() {
        return no("nobody unconflicted answers for it.".into(), "Name an unconflicted officer as accountable for the paper.");
    }
    None
}
