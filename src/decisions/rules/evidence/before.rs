//! What was before a committee when it decided: papers, what a conflicts panel had said, what was advised, replies.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::conflicts::standing;
use crate::ids::{FactId, PaperId, PersonId};
use crate::meetings::{Advice, Item, Panel, Said, Sitting};
use crate::moment::{Date, Instant};
use crate::policy::Treatment;

/// A paper that was before the committee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PaperBefore {
    /// The paper, as in `/api/v1/papers/{id}`.
    pub id: PaperId,
    /// The title under which it was tabled.
    pub title: String,
    /// Who wrote it, by name.
    pub authors: Vec<String>,
}

/// What a conflicts panel had said before the decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PanelBefore {
    /// The panel, as in `/api/v1/items/{id}/panels`.
    pub id: FactId,
    /// The day on which it met, in Europe/London.
    pub on: Date,
    /// The name of whoever convened it.
    pub convened_by: String,
    /// Who sat on it, by name.
    pub members: Vec<String>,
    /// Why it was convened, in words.
    pub reason: String,
    /// Whether it found that the proposal was unduly influenced, and advised not to accept it; null where it did not say.
    pub undue_influence: Option<bool>,
    /// What that rests on, in the panel's words; null where none were given.
    pub words: Option<String>,
    /// How it instructed each to be treated, in words.
    pub instructed: Vec<String>,
}

impl PanelBefore {
    pub(super) fn of(sitting: &Sitting, panel: &Panel) -> Self {
        let name = |person: &PersonId| sitting.name(*person);
        Self {
            id: panel.id,
            on: panel.on,
            convened_by: name(&panel.convened_by),
            members: panel.members.iter().map(name).collect(),
            reason: panel.reason.clone(),
            undue_influence: panel.finding.as_ref().map(|finding| finding.undue_influence),
            words: panel.finding.as_ref().and_then(|finding| finding.words.clone()),
            instructed: panel.instructions.iter().map(|one| format!("{}: {}", name(&one.person), one.treatment.phrase())).collect(),
        }
    }
}

/// Advice that had been given before the decision (B4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AdviceBefore {
    /// The advice, by the id under which it was entered.
    pub id: FactId,
    /// Who gave it, as in `/api/v1/people/{id}`.
    pub person: PersonId,
    /// Their name at the decision.
    pub name: String,
    /// What stood for them on the item at the decision.
    pub treatment: Treatment,
    /// Whether it came in writing; in the room where it did not.
    pub in_writing: bool,
    /// When it was given, as an instant in UTC.
    pub at: Instant,
    /// What they advised, in words.
    pub says: String,
}

impl AdviceBefore {
    pub(super) fn on(sitting: &Sitting, item: &Item) -> Vec<Self> {
        let given = sitting.book.acts.iter().filter_map(|act| match (&act.said, act.id) {
            (Said::Advised(advice), Some(id)) if advice.item == item.id || Some(advice.item) == item.part_of => Some((id, advice)),
            _ => None,
        });
        let before = |(id, advice): (FactId, &Advice)| Self {
            id,
            person: advice.person,
            name: sitting.name(advice.person),
            treatment: standing(sitting, item, advice.person).treatment,
            in_writing: advice.in_writing,
            at: advice.at,
            says: advice.says.clone(),
        };
        given.map(before).collect()
    }
}

/// How a decision was taken by correspondence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Replied {
    /// The day on which the papers went out, in Europe/London.
    pub from: Date,
    /// The last day on which replies were taken.
    pub until: Date,
    /// Whoever might have voted and did not reply, by name, in the order of the seats; empty where everybody did.
    pub silent: Vec<String>,
}

impl Replied {
    /// From when to when replies were taken, and who gave none, in words.
    #[must_use]
    pub fn told(&self) -> String {
        let Self { from, until, silent } = self;
        let who =
            if silent.is_empty() { "everybody who might vote replied".to_owned() } else { format!("no reply from {}", silent.join(", ")) };
        format!("replies taken from {} to {}: {who}", from.long(), until.long())
    }
}
