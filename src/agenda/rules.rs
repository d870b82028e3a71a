//! C3, C8: the pre-meeting sheet, and whether it may be published.

use std::rc::Rc;

use crate::committees::rules::english::stage;
use crate::conflicts::rules::overriding::{self, Override};
use crate::conflicts::rules::preside::convening_by;
use crate::conflicts::rules::standing::papers_withheld_by;
use crate::conflicts::{Standing, Standings};
use crate::ids::{ItemId, MeetingId, PersonId};
use crate::meetings::rules::Paper;
use crate::meetings::{Item, MeetingState, Room, Sitting};
use crate::moment::Instant;
use crate::policy::{Stage, StageGroup, Treatment};
use crate::quorum::{Foreseen, Foresight};
use crate::verdict::{Code, Reason, Reasons, Refusal};

/// How one person is expected to stand on one item.
#[derive(Debug, Clone)]
pub struct PersonOnItem {
    pub person: PersonId,
    pub standing: Rc<Standing>,
}

/// One item of the composed agenda; of one that was withdrawn nothing is expected.
#[derive(Debug, Clone, Default)]
pub struct ComposedItem {
    pub item: ItemId,
    pub presiding: Option<PersonId>,
    pub expected: Vec<Foreseen>,
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
/// committee concerned, in a sentence and with its repairs.
#[must_use]
pub fn compose_item(standings: &Standings<'_>, room: &Room, foresight: &Foresight<'_, '_>, item: &Item) -> ComposedItem {
    let sitting = standings.sitting;
    if !item.is_on() {
        return ComposedItem { item: item.id, ..ComposedItem::default() };
    }
    ComposedItem {
        item: item.id,
        presiding: convening_by(standings, room, item),
        expected: foresight.on(item),
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
/// agenda, item by item: everybody of `officers` who would receive no confidential paper of it.
#[must_use]
pub fn in_spite(standings: &Standings<'_>, officers: &[PersonId]) -> Vec<InSpite> {
    let forecast_of = |item: &Item| {
        let treated = |person: &PersonId| (*person, standings.standing(item, *person).treatment);
        let kept: Vec<(PersonId, Treatment)> = officers.iter().map(treated).collect();
        let item = item.id;
        kept.into_iter().filter(|(_, treatment)| treatment.withholds()).map(move |(person, treatment)| InSpite { person, item, treatment })
    };
    standings.sitting.items.iter().filter(|item| item.is_on()).flat_map(forecast_of).collect()
}

/// The permit: the agenda of this meeting may be published, as it was composed.
#[derive(Debug, Clone)]
pub struct MayPublish {
    pub(in crate::agenda) meeting: MeetingId,
    /// By whose word a paper by a conflicted author is on it; none where there is no such paper.
    pub(in crate::agenda) over: Option<Override>,
}

/// C3: what moved since the draft was read is told, each as a reason, and the agenda that stands already
/// (published last, `before`) is not published again, unless members are behind it. C8: nor is a paper that nobody may publish.
///
/// # Errors
/// The refusal: with every difference; with a reason for each such paper; as a duplicate.
pub fn publish(
    sitting: &Sitting,
    differences: Vec<String>,
    before: Option<Instant>,
    over: Option<&Override>,
) -> Result<MayPublish, Refusal> {
    let meeting = sitting.meeting.id;
    if !differences.is_empty() {
        let stale =
            |what| Reason::new(Code::AgendaStale, "C3", what).fact(meeting.subject()).cure("Read the draft again, then publish it.");
        return Err(Refusal { reasons: differences.into_iter().map(stale).collect(), remedies: Vec::new(), notable: false });
    }
    let over = authored(sitting, over)?;
    if let Some(before) = before.filter(|_| !is_behind(sitting)) {
        let detail =
            format!("This very agenda was published on {} at {}; nothing in it has changed since.", before.day().long(), before.clock());
        let reason = Reason::new(Code::Duplicate, "C3", detail).fact(meeting.subject());
        return Err(Refusal::of(reason.cure("Leave it as it stands; publish again when something has changed.")));
    }
    Ok(MayPublish { meeting, over: over.cloned() })
}

/// C7.3: by correspondence members are asked on what they have; where something was put otherwise or tabled since, the agenda is
/// published again although the sheet itself says nothing else.
fn is_behind(sitting: &Sitting) -> bool {
    sitting.meeting.state == MeetingState::Called && sitting.book.agenda_moved
}

/// C8: a paper by an author who is conflicted on its item is published only when the item is not
/// an award, nor the running of a contract, nor at evaluation; when the author may have its confidential
/// papers at all; and when an unconflicted person answers for it. The guardian may have it published all
/// the same: who is none of these authors, and neither conflicted on such an item nor presides over one.
fn authored<'a>(sitting: &Sitting, over: Option<&'a Override>) -> Result<Option<&'a Override>, Refusal> {
    let (mut found, standings) = (Vec::new(), Standings::of(sitting));
    let (mut items, mut authors): (Vec<&Item>, Vec<PersonId>) = (Vec::new(), Vec::new());
    for item in sitting.items.iter().filter(|item| item.is_on()) {
        // A part has the papers of its item, unless it has its own.
        let whole = item.part_of.filter(|_| item.papers.is_empty()).and_then(|whole| sitting.item(whole));
        for paper in &whole.unwrap_or(item).papers {
            for author in &paper.authors {
                let refused = standings.standing(item, *author).is_conflicted().then(|| author_reason(&standings, item, paper, *author));
                if let Some(reason) = refused.flatten() {
                    found.push(reason);
                    items.push(item);
                    authors.extend(&paper.authors);
                }
            }
        }
    }
    let mut reasons = Reasons::new();
    match over.filter(|_| !found.is_empty()) {
        Some(over) => {
            items.dedup_by_key(|item| item.id);
            reasons.extend(overriding::faults_of(over, sitting, &sitting.room(), &items, &authors, "C8"));
            reasons.or_else(|| Some(over))
        }
        None => {
            reasons.extend(found);
            reasons.or_else(|| None)
        }
    }
}

const WRITTEN_BY_ANOTHER: &str = "Remove the item and put it on the agenda anew, with a paper by somebody unconflicted, or with its true author where this \
                                  one was entered by mistake; or let a guardian of conflicts of interest have it published all the same \
                                  (`override`), with a reason.";

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
    if matches!(item.group(), StageGroup::Award | StageGroup::Contract) || item.effective_stage() == Stage::Evaluation {
        return no(format!("at the stage of {} no conflicted author writes.", stage(item.effective_stage())), WRITTEN_BY_ANOTHER);
    }
    if standings.standing(item, author).treatment.withholds() {
        return no("the author may not have the confidential papers of the item.".into(), WRITTEN_BY_ANOTHER);
    }
    let answers = paper.accountable.filter(|person| !standings.standing(item, *person).is_conflicted());
    if answers.is_none() {
        return no("nobody unconflicted answers for it.".into(), "Name an unconflicted officer as accountable for the paper.");
    }
    None
}
