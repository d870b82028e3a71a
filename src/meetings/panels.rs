//! C5.4: what a conflicts panel told a meeting, as data: how it instructed people to be treated, and whether it found
//! that those with an interest had unduly influenced what is proposed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::rules::Item;
use super::sitting::Sitting;
use crate::ids::{DeclarationId, FactId, ItemId, PersonId};
use crate::moment::{Date, Instant};
use crate::policy::Treatment;

/// The word of a conflicts panel on an item and its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panel {
    pub id: FactId,
    /// Its place in the book: what came before and after.
    pub order: i64,
    pub item: ItemId,
    /// The day on which it met.
    pub on: Date,
    pub convened_by: PersonId,
    /// Of the officers who may convene it, those who could not be reached.
    pub unavailable: Vec<PersonId>,
    pub members: Vec<PersonId>,
    pub reason: String,
    pub finding: Option<Finding>,
    pub instructions: Vec<Instruction>,
    pub at: Instant,
}

/// What a panel found of how a proposal came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// Whether those with an interest had unduly influenced the proposal: it is then advised not to accept it.
    pub undue_influence: bool,
    /// What it rests on, in the panel's words; null where none were given.
    pub words: Option<String>,
}

/// How a panel instructed somebody to be treated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Instruction {
    /// Who it is, as in `/api/v1/people/{id}`.
    pub person: PersonId,
    /// How they are to be treated on the item and its parts: no less strictly, and no more unless something new is known.
    pub treatment: Treatment,
    /// The strictest that was proposed for them on the item and its parts when the panel spoke.
    pub proposed: Treatment,
    /// Why, in the panel's words; null where none were given.
    pub reason: Option<String>,
    /// The declarations that reached the item then, as in `/api/v1/declarations/{id}`; one that came later proposes itself.
    pub knew: Vec<DeclarationId>,
}

/// The instruction in force on somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instructed<'a> {
    pub panel: &'a Panel,
    pub instruction: &'a Instruction,
}

impl Sitting {
    /// The panels whose word holds for an item, the last first: those of the item, and of the item that it is a part of.
    pub fn panels_on<'a>(&'a self, item: &'a Item) -> impl Iterator<Item = &'a Panel> + 'a {
        self.book.panels.iter().rev().filter(|panel| panel.item == item.id || Some(panel.item) == item.part_of)
    }

    /// C5.4: the instruction in force on somebody: that of the last panel that named them. A later panel takes the place
    /// of an earlier one for those whom it names, and leaves the others as they are.
    #[must_use]
    pub fn instructed(&self, item: &Item, person: PersonId) -> Option<Instructed<'_>> {
        let of = |panel: &Panel| panel.item == item.id || Some(panel.item) == item.part_of;
        self.book.panels.iter().rev().filter(|panel| of(panel)).find_map(|panel| {
            let instruction = panel.instructions.iter().find(|instruction| instruction.person == person)?;
            Some(Instructed { panel, instruction })
        })
    }

    /// C5.4: the finding in force on an item: the last that a panel gave, with the panel.
    #[must_use]
    pub fn finding_on<'a>(&'a self, item: &'a Item) -> Option<(&'a Panel, &'a Finding)> {
        self.panels_on(item).find_map(|panel| Some((panel, panel.finding.as_ref()?)))
    }
}
