//! Items of business and their parts, as they are put on the agenda, changed and read.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::affected::{AffectedGiven, affected};
use super::amount::{Amount, Given};
use crate::access::Seen;
use crate::db::Read;
use crate::fault::Error;
use crate::ids::{CommitteeId, ItemId, MeetingId, PaperId};
use crate::meetings::calling::AddItem;
use crate::meetings::facts;
use crate::meetings::facts::items::{self, ItemVersion};
use crate::meetings::rules::off::Off;
use crate::meetings::rules::{Affected, Item, ItemStatement};
use crate::meetings::sitting::Sitting;
use crate::moment::Instant;
use crate::patch::given;
use crate::policy::{Phase, Purpose, Stage, StageGroup};
use crate::text::{Line, Number, Word};

/// An item of business, or a part of one, to be put on the agenda. A part takes from its item what
/// it does not say.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewItem {
    /// The item of the same meeting that this is a part of; a part has no parts of its own.
    pub part_of: Option<ItemId>,
    /// The next number where none is given.
    pub number: Option<Number>,
    /// What the business is called on the agenda, at most 300 characters.
    pub title: Line,
    /// What it is for; only a part may leave it out.
    pub purpose: Option<Purpose>,
    /// A word for the kind of decision, such as `award`, which a clause of the quorum may ask for.
    pub decision_type: Option<Word>,
    /// Where the service stands; left out, a decision or ratification is read as an award, all else as strategy (C9).
    pub stage: Option<Stage>,
    /// A word for the kind of business, by which the terms of reference state authority; left out, none is asked (D1).
    pub function: Option<Word>,
    /// The bodies, classes of bodies and people it is about, at most 200: only by them does an interest reach it (C1.2).
    #[validate(length(max = 200, message = "At most 200 bodies, classes and people are named."))]
    pub affects: Option<Vec<AffectedGiven>>,
    /// What it is worth, which is held against the limit in the terms of reference (D3).
    pub value: Option<Given>,
    /// The procurement it belongs to: what a sticky exclusion follows.
    pub procurement: Option<Word>,
    /// Whether it is taken without the public; left out, only where its item or the whole meeting is.
    pub private: Option<bool>,
    /// The committees it concerns; all of the meeting's where none are named.
    pub committees: Option<Vec<CommitteeId>>,
    /// By which way it came to the committee, in words, for the minutes.
    pub route: Option<Line>,
    /// The item whose decision it confirms, where it is a ratification that does.
    pub confirms: Option<ItemId>,
    /// The item of an earlier meeting whose decision it takes again: once it is decided, what was decided there has no effect.
    pub decides_again: Option<ItemId>,
    /// The part of the agenda in which it is taken, in a word that the terms of reference have for one of theirs (C7.1).
    pub agenda_part: Option<Word>,
}

impl NewItem {
    /// As the use case takes it.
    ///
    /// # Errors
    /// As [`affected`].
    pub fn command(&self, read: &mut Read<'_>, meeting: Seen<MeetingId>) -> Result<AddItem, Error> {
        let says = ItemStatement {
            title: self.title.clone(),
            purpose: self.purpose,
            decision_type: self.decision_type.clone(),
            stage: self.stage,
            function: self.function.clone(),
            affects: self.affects.as_ref().map(|given| affected(read, given)).transpose()?,
            value: self.value.map(|given| given.0),
            procurement: self.procurement.clone(),
            private: self.private,
            committees: self.committees.clone(),
            route: self.route.clone(),
            confirms: self.confirms,
            decides_again: self.decides_again,
            agenda_part: self.agenda_part.clone(),
        };
        Ok(AddItem { meeting, part_of: self.part_of, number: self.number.clone(), says })
    }
}

/// What is changed of an item: a field left out stays, null clears it.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ItemPatch {
    /// Its number on the agenda, at most 20 characters; it always has one, and cannot be cleared.
    #[serde(default, deserialize_with = "given")]
    #[schemars(with = "Number")]
    pub number: Option<Number>,
    /// What the business is called on the agenda, at most 300 characters; it cannot be cleared.
    #[serde(default, deserialize_with = "given")]
    #[schemars(with = "Line")]
    pub title: Option<Line>,
    /// What it is for; it cannot be cleared.
    #[serde(default, deserialize_with = "given")]
    #[schemars(with = "Purpose")]
    pub purpose: Option<Purpose>,
    /// A word for the kind of decision, such as `award`; cleared, a part takes its item's.
    #[serde(default, deserialize_with = "given")]
    pub decision_type: Option<Option<Word>>,
    /// Where the service stands; cleared, a part takes its item's, and any other item is read by its purpose (C9).
    #[serde(default, deserialize_with = "given")]
    pub stage: Option<Option<Stage>>,
    /// A word for the kind of business; cleared, a part takes its item's, and of any other item no authority is asked (D1).
    #[serde(default, deserialize_with = "given")]
    pub function: Option<Option<Word>>,
    /// The whole list of what it is about, at most 200; cleared, a part takes its item's, and any other item is about nothing.
    #[serde(default, deserialize_with = "given")]
    pub affects: Option<Option<Vec<AffectedGiven>>>,
    /// What it is worth; cleared, a part takes its item's, and any other item is held against no limit (D3).
    #[serde(default, deserialize_with = "given")]
    pub value: Option<Option<Given>>,
    /// A word for the procurement it belongs to; cleared, a part takes its item's, and any other item belongs to none.
    #[serde(default, deserialize_with = "given")]
    pub procurement: Option<Option<Word>>,
    /// Whether it is taken without the public; cleared, a part is taken as its item, and any other item in public.
    #[serde(default, deserialize_with = "given")]
    pub private: Option<Option<bool>>,
    /// The committees it concerns; cleared, a part takes its item's, and any other item concerns all of the meeting's.
    #[serde(default, deserialize_with = "given")]
    pub committees: Option<Option<Vec<CommitteeId>>>,
    /// By which way it came to the committee, in words; cleared, a part takes its item's.
    #[serde(default, deserialize_with = "given")]
    pub route: Option<Option<Line>>,
    /// The item whose decision it confirms; cleared, a part takes its item's, and any other item confirms none.
    #[serde(default, deserialize_with = "given")]
    pub confirms: Option<Option<ItemId>>,
    /// The item of an earlier meeting whose decision it takes again; cleared, it takes none again.
    #[serde(default, deserialize_with = "given")]
    pub decides_again: Option<Option<ItemId>>,
    /// The part of the agenda in which it is taken; cleared, a part takes its item's, and any other item is in none (C7.1).
    #[serde(default, deserialize_with = "given")]
    pub agenda_part: Option<Option<Word>>,
}

impl ItemPatch {
    /// The whole of the item as it is to be.
    ///
    /// # Errors
    /// As [`affected`].
    pub fn upon(&self, read: &mut Read<'_>, held: AddItem) -> Result<AddItem, Error> {
        let patch = self.clone();
        let said = held.says;
        let affects = match &patch.affects {
            None => said.affects,
            Some(given) => given.as_ref().map(|given| affected(read, given)).transpose()?,
        };
        let says = ItemStatement {
            title: patch.title.unwrap_or(said.title),
            purpose: patch.purpose.or(said.purpose),
            decision_type: patch.decision_type.unwrap_or(said.decision_type),
            stage: patch.stage.unwrap_or(said.stage),
            function: patch.function.unwrap_or(said.function),
            affects,
            value: patch.value.map_or(said.value, |value| value.map(|given| given.0)),
            procurement: patch.procurement.unwrap_or(said.procurement),
            private: patch.private.unwrap_or(said.private),
            committees: patch.committees.unwrap_or(said.committees),
            route: patch.route.unwrap_or(said.route),
            confirms: patch.confirms.unwrap_or(said.confirms),
            decides_again: patch.decides_again.unwrap_or(said.decides_again),
            agenda_part: patch.agenda_part.unwrap_or(said.agenda_part),
        };
        Ok(AddItem { meeting: held.meeting, part_of: held.part_of, number: patch.number.or(held.number), says })
    }
}

/// An item, with what a part takes from its item filled in.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ItemBody {
    /// The item, as in `/api/v1/items/{id}`.
    pub id: ItemId,
    /// The meeting whose business it is, as in `/api/v1/meetings/{id}`.
    pub meeting: MeetingId,
    /// The item that it is a part of; null where it is no part.
    pub part_of: Option<ItemId>,
    /// Its place on the agenda, counted from 1; a part has its item's.
    pub position: i64,
    /// Its number on the agenda for people, such as `5`, or `5.1` of a part.
    pub number: String,
    /// What the business is called on the agenda.
    pub title: String,
    /// What it is for; without an outcome of each item for decision or ratification no minutes are final (C4).
    pub purpose: Purpose,
    /// A word for the kind of decision, such as `award`, which a clause of the quorum may ask for; null where nobody said.
    pub decision_type: Option<String>,
    /// As stated; the rules read `effective_stage`.
    pub stage: Option<Stage>,
    /// The stage at which it is read: as stated, else `award` for a decision or ratification and `strategy` for the rest (C9).
    pub effective_stage: Stage,
    /// The column of the policy's table in which the effective stage falls.
    pub stage_group: StageGroup,
    /// A word for the kind of business, by which the terms of reference state authority; null asks for none (D1).
    pub function: Option<String>,
    /// The bodies, classes of bodies and people it is about; where it is empty no interest reaches it (C1.2).
    pub affects: Vec<Affected>,
    /// What it is worth, in pence; null where nobody said.
    pub value: Option<Amount>,
    /// A word that joins items of one purchase, along which an exclusion sticks (C9); null where it belongs to none.
    pub procurement: Option<String>,
    /// Whether it is taken without the public, by itself or with the whole meeting.
    pub private: bool,
    /// The committees it concerns, in the order of the meeting; each decides it for itself (C6.7).
    pub committees: Vec<CommitteeId>,
    /// By which way it came to the committee, in words; null where nobody said.
    pub route: Option<String>,
    /// The item whose decision it confirms, as in `/api/v1/items/{id}`; absent where it confirms none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirms: Option<ItemId>,
    /// The item of an earlier meeting whose decision it takes again, as in `/api/v1/items/{id}`; absent where it takes none again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decides_again: Option<ItemId>,
    /// The part of the agenda in which it is taken, in the word of the terms of reference (C7.1); absent where it is in none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agenda_part: Option<String>,
    /// None before it has begun.
    pub phase: Option<Phase>,
    /// That it was taken off the agenda; absent where it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taken_off: Option<OffBody>,
    /// Without those that are withheld from this reader; absent where all of them are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub papers: Option<Vec<PaperListed>>,
    /// `papers` where some or all of them are withheld from this reader (C8); else absent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<&'static str>,
    /// The last entry in the log that changed it, took it into a phase or out of one or, where this reader sees them, tabled a
    /// paper.
    pub version: i64,
}

/// That an item was taken off the agenda.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ItemTakenOffAgenda")]
pub struct OffBody {
    /// `withdrawn`, and the agenda goes on showing it; or `removed` as a slip, and it does not.
    pub how: Off,
    /// Why; absent where it is withheld from this reader.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When, UTC.
    pub at: Instant,
}

/// What of an item's papers is kept from a reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// Those of a private item are kept altogether, and whether there are any.
    All,
    Some(Vec<PaperId>),
}

/// A paper of an item, by its title.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PaperListed {
    /// The paper, as in `/api/v1/papers/{id}`.
    pub id: PaperId,
    /// The title under which it was tabled.
    pub title: String,
}

impl ItemBody {
    /// An item as whoever keeps the meeting reads it.
    ///
    /// # Errors
    /// [`Error::NotFound`]; what the database says.
    pub fn whole(read: &mut Read<'_>, meeting: Seen<MeetingId>, id: Seen<ItemId>) -> Result<Self, Error> {
        let sitting = facts::sitting(read, meeting, &[])?;
        let item = sitting.item(id.id()).ok_or(Error::NotFound("item"))?;
        let version = items::versions(read, meeting)?.get(&item.id).copied().unwrap_or_default();
        Ok(Self::of(&sitting, item, version, &Kept::Some(Vec::new())))
    }

    #[must_use]
    pub fn of(sitting: &Sitting, item: &Item, version: ItemVersion, kept: &Kept) -> Self {
        let is_kept = |paper: PaperId| matches!(kept, Kept::Some(papers) if papers.contains(&paper));
        let withholds_papers = !matches!(kept, Kept::Some(papers) if papers.is_empty());
        Self {
            id: item.id,
            meeting: sitting.meeting.id,
            part_of: item.part_of,
            position: item.position,
            number: item.number.clone(),
            title: item.title.clone(),
            purpose: item.purpose,
            decision_type: item.decision_type.clone(),
            stage: item.stage,
            effective_stage: item.effective_stage(),
            stage_group: item.group(),
            function: item.function.clone(),
            affects: item.affects.clone(),
            value: item.value.map(Amount::from),
            procurement: item.procurement.clone(),
            private: sitting.is_private(item),
            committees: sitting.concerned(item).map(|at| at.committee.id).collect(),
            route: item.route.clone(),
            confirms: item.confirms,
            decides_again: item.decides_again,
            agenda_part: item.agenda_part.clone(),
            phase: sitting.phase(item.id),
            taken_off: item.off.as_ref().map(|off| OffBody {
                how: off.how,
                reason: (*kept != Kept::All).then(|| off.because.clone()),
                at: off.at,
            }),
            papers: (*kept != Kept::All).then(|| {
                let shown = item.papers.iter().filter(|paper| !is_kept(paper.id));
                shown.map(|paper| PaperListed { id: paper.id, title: paper.title.clone() }).collect()
            }),
            withheld: if withholds_papers { vec!["papers"] } else { Vec::new() },
            version: if withholds_papers { version.without_papers } else { version.whole },
        }
    }
}
