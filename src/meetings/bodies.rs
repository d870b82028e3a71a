//! Meetings, items and papers in the words of the API: what is sent and what is answered.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use validator::Validate;

use super::calling::AddItem;
use super::facts::cards::MeetingCard;
use super::facts::items::{ItemVersion, PaperCard};
use super::rules::{Affected, Class, Item, MeetingState};
use super::sitting::Sitting;
use crate::db::Read;
use crate::fault::{Error, FieldError};
use crate::http::form;
use crate::ids::{CommitteeId, ItemId, MeetingId, OrganisationId, PaperId, PersonId};
use crate::moment::{Date, Instant, When, ZONE_NAME};
use crate::money::Money;
use crate::organisations;
use crate::policy::{Phase, Purpose, Stage, StageGroup};
use crate::wording::given;

/// An amount: pounds as a number or text, or pence with their currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Amount {
    pub amount_pence: i64,
    /// `GBP`.
    pub currency: &'static str,
}

impl From<Money> for Amount {
    fn from(money: Money) -> Self {
        Self { amount_pence: money.pence(), currency: "GBP" }
    }
}

/// An amount as it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given(pub Money);

impl JsonSchema for Given {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "AmountGiven".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"oneOf": [
            {"type": "object", "properties": {"amount_pence": {"type": "integer"}, "currency": {"const": "GBP"}},
             "required": ["amount_pence", "currency"], "additionalProperties": false},
            {"type": ["number", "string"], "description": "Pounds sterling, at most two decimals"}
        ]})
    }
}

impl<'de> Deserialize<'de> for Given {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Pence {
            amount_pence: i64,
            currency: String,
        }
        fn wrong<E: serde::de::Error>(why: impl std::fmt::Display) -> E {
            E::custom(why)
        }
        let value = serde_json::Value::deserialize(d)?;
        if value.is_object() {
            let pence: Pence = crate::http::body::json::typed(value).map_err(|error| match error {
                Error::Invalid(fields) => wrong(fields.iter().map(|field| field.message.as_str()).collect::<Vec<_>>().join(" ")),
                other => wrong(other),
            })?;
            if pence.currency != "GBP" {
                return Err(wrong("The currency kept here is GBP."));
            }
            return Money::from_pence(pence.amount_pence)
                .map(Self)
                .ok_or_else(|| wrong("An amount is from 0 to a thousand million pounds."));
        }
        serde_json::from_value::<Money>(value).map(Self).map_err(wrong)
    }
}

/// What an item is about; a body by its id or its code.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum AffectedGiven {
    Organisation(String),
    Class(Class),
    Person(PersonId),
}

/// The bodies that are meant.
///
/// # Errors
/// [`Error::Invalid`], naming each that is not known.
pub fn affected(read: &mut Read<'_>, given: &[AffectedGiven]) -> Result<Vec<Affected>, Error> {
    let mut faults = Vec::new();
    let mut found = Vec::new();
    for (n, one) in given.iter().enumerate() {
        match one {
            AffectedGiven::Class(class) => found.push(Affected::Class(class.clone())),
            AffectedGiven::Person(person) => found.push(Affected::Person(*person)),
            AffectedGiven::Organisation(text) => {
                let id = match text.parse::<OrganisationId>() {
                    Ok(id) => organisations::facts::exists(read, id)?.then_some(id),
                    Err(_) => organisations::facts::by_code(read, text)?,
                };
                match id {
                    Some(id) => found.push(Affected::Organisation(id)),
                    None => faults.push(FieldError::new(
                        format!("/affects/{n}/organisation"),
                        "unknown_reference",
                        "There is no body with this id or code in this register.",
                    )),
                }
            }
        }
    }
    if faults.is_empty() { Ok(found) } else { Err(Error::Invalid(faults)) }
}

/// A meeting to be called.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMeeting {
    /// More than one is a meeting in common: one discussion, one decision a committee.
    #[schemars(length(min = 1, max = 20), extend("uniqueItems" = true))]
    pub committees: Vec<CommitteeId>,
    pub date: Date,
    /// Local time, `14:00`.
    #[schemars(transform = crate::form::clock_schema)]
    pub starts_at: Option<String>,
    #[validate(custom(function = "form::line"))]
    #[schemars(transform = form::line_schema)]
    pub place: Option<String>,
    /// Held without the public.
    #[serde(default)]
    pub private: bool,
    /// For people; made from the committees' codes and the date where none is given.
    #[validate(custom(function = "form::line"))]
    #[schemars(transform = form::line_schema)]
    pub reference: Option<String>,
}

/// What is changed of a meeting before it is convened: a field left out stays, null clears it.
/// Which committees sit in it is settled when it is called.
#[derive(Debug, Clone, Default, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct MeetingPatch {
    #[serde(deserialize_with = "given")]
    #[schemars(with = "Date")]
    pub date: Option<Date>,
    /// Local time, `14:00`.
    #[serde(deserialize_with = "given")]
    #[schemars(transform = crate::form::clock_schema)]
    pub starts_at: Option<Option<String>>,
    #[serde(deserialize_with = "given")]
    #[validate(custom(function = "form::line"))]
    #[schemars(transform = form::line_schema)]
    pub place: Option<Option<String>>,
    #[serde(deserialize_with = "given")]
    #[schemars(with = "bool")]
    pub private: Option<bool>,
    /// One that was made from the day follows the day where nothing is said.
    #[serde(deserialize_with = "given")]
    #[validate(custom(function = "form::line"))]
    #[schemars(transform = form::line_schema)]
    #[schemars(with = "String")]
    pub reference: Option<String>,
}

/// When something happened; now, where nothing is said.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct At {
    pub at: Option<When>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct CommitteeNamed {
    pub id: CommitteeId,
    pub name: String,
}

/// A meeting.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MeetingBody {
    pub id: MeetingId,
    pub reference: String,
    pub committees: Vec<CommitteeNamed>,
    pub date: Date,
    /// Local time.
    pub starts_at: Option<String>,
    pub timezone: &'static str,
    pub place: Option<String>,
    pub private: bool,
    pub state: MeetingState,
    pub convened_at: Option<Instant>,
    /// The same by the clock in its time zone, with the day where it is another than the meeting's.
    pub convened_clock: Option<String>,
    pub closed_at: Option<Instant>,
    pub closed_clock: Option<String>,
    pub version: i64,
}

impl From<MeetingCard> for MeetingBody {
    fn from(card: MeetingCard) -> Self {
        Self {
            id: card.id,
            reference: card.reference,
            committees: card.committees.into_iter().map(|(id, name)| CommitteeNamed { id, name }).collect(),
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
            version: card.version,
        }
    }
}

/// An item of business, or a part of one, to be put on the agenda. A part takes from its item what
/// it does not say.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewItem {
    pub part_of: Option<ItemId>,
    /// The next number where none is given.
    #[validate(custom(function = "form::line"), length(max = 20, message = "A number has at most 20 characters."))]
    #[schemars(transform = form::line_schema)]
    pub number: Option<String>,
    #[validate(custom(function = "form::line"))]
    #[schemars(transform = form::line_schema)]
    pub title: String,
    pub purpose: Option<Purpose>,
    #[schemars(transform = crate::form::word_schema)]
    pub decision_type: Option<String>,
    pub stage: Option<Stage>,
    #[schemars(transform = crate::form::word_schema)]
    pub function: Option<String>,
    #[validate(length(max = 200, message = "At most 200 bodies, classes and people are named."))]
    pub affects: Option<Vec<AffectedGiven>>,
    pub value: Option<Given>,
    /// The procurement it belongs to: what a sticky exclusion follows.
    #[schemars(transform = crate::form::word_schema)]
    pub procurement: Option<String>,
    pub private: Option<bool>,
    /// The committees it concerns; all of the meeting's where none are named.
    pub committees: Option<Vec<CommitteeId>>,
    #[validate(custom(function = "form::line"))]
    #[schemars(transform = form::line_schema)]
    pub route: Option<String>,
}

impl NewItem {
    /// As the use case takes it.
    ///
    /// # Errors
    /// As [`affected`].
    pub fn command(&self, read: &mut Read<'_>, meeting: MeetingId) -> Result<AddItem, Error> {
        Ok(AddItem {
            meeting,
            part_of: self.part_of,
            number: self.number.clone(),
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
        })
    }
}

/// What is changed of an item: a field left out stays, null clears it.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ItemPatch {
    #[validate(custom(function = "form::line"), length(max = 20, message = "A number has at most 20 characters."))]
    #[schemars(transform = form::line_schema)]
    pub number: Option<String>,
    #[validate(custom(function = "form::line"))]
    #[schemars(transform = form::line_schema)]
    pub title: Option<String>,
    pub purpose: Option<Purpose>,
    #[serde(default, deserialize_with = "given")]
    #[schemars(transform = crate::form::word_schema)]
    pub decision_type: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    pub stage: Option<Option<Stage>>,
    #[serde(default, deserialize_with = "given")]
    #[schemars(transform = crate::form::word_schema)]
    pub function: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    pub affects: Option<Option<Vec<AffectedGiven>>>,
    #[serde(default, deserialize_with = "given")]
    pub value: Option<Option<Given>>,
    #[serde(default, deserialize_with = "given")]
    #[schemars(transform = crate::form::word_schema)]
    pub procurement: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    pub private: Option<Option<bool>>,
    #[serde(default, deserialize_with = "given")]
    pub committees: Option<Option<Vec<CommitteeId>>>,
    #[serde(default, deserialize_with = "given")]
    pub route: Option<Option<String>>,
}

impl ItemPatch {
    /// The whole of the item as it is to be.
    ///
    /// # Errors
    /// As [`affected`].
    pub fn upon(&self, read: &mut Read<'_>, held: AddItem) -> Result<AddItem, Error> {
        let patch = self.clone();
        let affects = match &patch.affects {
            None => held.affects,
            Some(given) => given.as_ref().map(|given| affected(read, given)).transpose()?,
        };
        Ok(AddItem {
            meeting: held.meeting,
            part_of: held.part_of,
            number: patch.number.or(held.number),
            title: patch.title.unwrap_or(held.title),
            purpose: patch.purpose.or(held.purpose),
            decision_type: patch.decision_type.unwrap_or(held.decision_type),
            stage: patch.stage.unwrap_or(held.stage),
            function: patch.function.unwrap_or(held.function),
            affects,
            value: patch.value.map_or(held.value, |value| value.map(|given| given.0)),
            procurement: patch.procurement.unwrap_or(held.procurement),
            private: patch.private.unwrap_or(held.private),
            committees: patch.committees.unwrap_or(held.committees),
            route: patch.route.unwrap_or(held.route),
        })
    }
}

/// An item, with what a part takes from its item filled in.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ItemBody {
    pub id: ItemId,
    pub meeting: MeetingId,
    pub part_of: Option<ItemId>,
    pub position: i64,
    pub number: String,
    pub title: String,
    pub purpose: Purpose,
    pub decision_type: Option<String>,
    /// As stated; the rules read `effective_stage`.
    pub stage: Option<Stage>,
    pub effective_stage: Stage,
    pub stage_group: StageGroup,
    pub function: Option<String>,
    pub affects: Vec<Affected>,
    pub value: Option<Amount>,
    pub procurement: Option<String>,
    pub private: bool,
    pub committees: Vec<CommitteeId>,
    pub route: Option<String>,
    /// None before it has begun.
    pub phase: Option<Phase>,
    /// Absent where they are withheld from this reader.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub papers: Option<Vec<PaperListed>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<&'static str>,
    pub version: i64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct PaperListed {
    pub id: PaperId,
    pub title: String,
}

impl ItemBody {
    #[must_use]
    pub fn of(sitting: &Sitting, item: &Item, version: ItemVersion, withholds_papers: bool) -> Self {
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
            phase: sitting.phase(item.id),
            papers: (!withholds_papers)
                .then(|| item.papers.iter().map(|paper| PaperListed { id: paper.id, title: paper.title.clone() }).collect()),
            withheld: if withholds_papers { vec!["papers"] } else { Vec::new() },
            version: if withholds_papers { version.without_papers } else { version.whole },
        }
    }
}

/// A paper to be tabled.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPaper {
    #[validate(custom(function = "form::line"))]
    #[schemars(transform = form::line_schema)]
    pub title: String,
    /// Conflicts of authors are checked.
    #[schemars(length(min = 1, max = 50))]
    pub authors: Vec<PersonId>,
    /// The officer who answers for it.
    pub accountable: Option<PersonId>,
    /// Where the document is kept.
    #[validate(custom(function = "form::line"))]
    #[schemars(transform = form::line_schema)]
    pub location: Option<String>,
    /// In hex, of the document.
    #[schemars(transform = crate::form::sha256_schema)]
    pub sha256: Option<String>,
}

/// A paper.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PaperBody {
    pub id: PaperId,
    pub item: ItemId,
    pub title: String,
    pub authors: Vec<PersonId>,
    pub accountable: Option<PersonId>,
    pub location: Option<String>,
    pub sha256: Option<String>,
    pub version: i64,
}

impl From<PaperCard> for PaperBody {
    fn from(card: PaperCard) -> Self {
        let PaperCard { id, item, title, authors, accountable, location, sha256, version } = card;
        Self { id, item, title, authors, accountable, location, sha256, version }
    }
}

/// What was recorded, with the number of its entry.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Answered<T> {
    #[serde(flatten)]
    pub recorded: T,
    pub version: i64,
}

/// Things that belong to one thing, all of them.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Listed<T> {
    /// Absent where they are withheld from this reader.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<Vec<T>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<&'static str>,
}

impl<T> Listed<T> {
    #[must_use]
    pub fn all(items: Vec<T>) -> Self {
        Self { items: Some(items), withheld: Vec::new() }
    }

    /// What this is a list of is withheld.
    #[must_use]
    pub fn withheld() -> Self {
        Self { items: None, withheld: vec!["items"] }
    }
}

/// A committee, where several decide in common.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InCommittee {
    pub committee: Option<CommitteeId>,
}

/// The item is none of this committee's business.
#[must_use]
pub fn not_concerned(pointer: &str) -> Error {
    Error::invalid(pointer, "unknown_reference", "The item does not concern this committee.")
}
