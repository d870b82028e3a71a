//! C3, C8: the pre-meeting sheet, and whether it may be published.

use crate::conflicts::rules::standing::papers_withheld;
use crate::conflicts::{Standing, presiding, standing};
use crate::ids::{CommitteeId, ItemId, PaperId, PersonId};
use crate::meetings::{Item, Room, Sitting};
use crate::policy::{Rung, Stage, StageGroup, Treatment};
use crate::quorum::{Forecast, forecast, repairs};
use crate::verdict::{Code, Reason, Reasons, Refusal};

/// How one person is expected to stand on one item.
#[derive(Debug, Clone)]
pub struct PersonOnItem {
    pub person: PersonId,
    pub standing: Standing,
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

/// Runs, for each item in order, what is proposed for each person, who would preside, and the
/// forecast of each committee concerned with its repairs.
#[must_use]
pub fn compose(sitting: &Sitting, room: &Room) -> Composed {
    let items = sitting
        .items
        .iter()
        .map(|item| ComposedItem {
            item: item.id,
            presiding: presiding(sitting, room, item),
            expected: sitting
                .concerned(item)
                .map(|at| Expected {
                    committee: at.committee.id,
                    forecast: forecast(sitting, room, item, at),
                    repairs: repairs(sitting, room, item, at),
                })
                .collect(),
            people: sitting
                .seated(item)
                .into_iter()
                .map(|person| PersonOnItem { person, standing: standing(sitting, room, item, person) })
                .filter(|p| p.standing.is_ruled() || !p.standing.proposal.grounds.is_empty())
                .collect(),
            papers_withheld: papers_withheld(sitting, room, item),
        })
        .collect();
    Composed { items }
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
pub fn in_spite(sitting: &Sitting, room: &Room, officers: &[PersonId]) -> Vec<InSpite> {
    let of = |item: &Item| {
        let treated = |person: &PersonId| (*person, standing(sitting, room, item, *person).treatment);
        let kept: Vec<(PersonId, Treatment)> = officers.iter().map(treated).collect();
        let item = item.id;
        kept.into_iter().filter(|(_, treatment)| *treatment >= Treatment::LeaveNoPapers).map(move |(person, treatment)| InSpite {
            person,
            item,
            treatment,
        })
    };
    sitting.items.iter().flat_map(of).collect()
}

/// C8: a paper by an author who is conflicted on its item is published only when the item is not
/// an award, nor at evaluation; when the author may have the papers at all; and when an
/// unconflicted person answers for it.
///
/// # Errors
/// The refusal, with a reason for each such paper.
pub fn publish(sitting: &Sitting, room: &Room) -> Result<(), Refusal> {
    let mut reasons = Reasons::new();
    for item in &sitting.items {
        for paper in &item.papers {
            for author in &paper.authors {
                let how = standing(sitting, room, item, *author);
                if how.is_conflicted() {
                    reasons.extend(author_reason(sitting, room, item, paper.id, &paper.title, paper.accountable, *author, &how));
                }
            }
        }
    }
    reasons.or_else(|| ())
}

#[allow(clippy::too_many_arguments, reason = "one question, asked of all of it")]
fn author_reason(
    sitting: &Sitting,
    room: &Room,
    item: &Item,
    paper: PaperId,
    title: &str,
    accountable: Option<PersonId>,
    author: PersonId,
    how: &Standing,
) -> Option<Reason> {
    let name = sitting.name(author);
    let no = |why: String, cure: &'static str| {
        Some(
            Reason::new(
                Code::ConflictedAuthor,
                "C8",
                format!("The paper '{title}' on item {} is by {name}, who is conflicted on it: {why}", item.number),
            )
            .fact(paper.subject())
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
    if how.treatment >= Treatment::LeaveNoPapers {
        return no("the author may not have the papers of the item.".into(), "Have the paper written by somebody unconflicted.");
    }
    let answers = accountable.filter(|person| !standing(sitting, room, item, *person).is_conflicted());
    if answers.is_none() {
        return no("nobody unconflicted answers for it.".into(), "Name an unconflicted officer as accountable for the paper.");
    }
    None
}
