//! What a committee may do about a function, from when to when: by the rows of its terms, and by changes of level that were
//! entered since as events, each with its evidence (D1, D4); and what else the terms say of who decides.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::terms::Terms;
use crate::ids::{AuthorityId, BallotId};
use crate::moment::{Date, Period};
use crate::money::Money;
use crate::words;

words! {
    /// How far the authority over a function goes: what is not for the committee to decide it may recommend on (D1).
    Level "level of authority" {
        Decide = "decide",
        Recommend = "recommend",
        /// Taken through everything as if it were decided, without effect: another body decides meanwhile (D5).
        Shadow = "shadow",
        Reserved = "reserved",
    }
}

words! {
    /// How far the authority of a committee goes in a part of its agenda.
    PartLevel "level of a part of the agenda" { Decide = "decide", Recommend = "recommend", }
}

words! {
    /// By what a level of authority was changed.
    EvidenceKind "kind of evidence" {
        Approval = "approval",
        Agreement = "agreement",
        Ballot = "ballot",
        Direction = "direction",
        Resolution = "resolution",
        Other = "other",
    }
}

/// What the committee may do about a function, from when to when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Authority {
    /// The kind of business, in the word that items give as their `function`.
    pub function: String,
    /// Whether the committee decides on it, may only recommend (D1), or decides in shadow, without effect (D5).
    pub level: Level,
    /// With or by whom it is decided instead: shown with the refusal; in shadow, who decides meanwhile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<String>,
    /// The first day of this row; of several in force the one that began last is read (D4).
    pub from: Date,
    /// The last day of this row, itself included; left out while it lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// Pounds, inclusive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_limit: Option<Money>,
}

impl Authority {
    #[must_use]
    pub fn period(&self) -> Period {
        Period { from: self.from, to: self.to }
    }
}

/// That another body takes decisions of a kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pathway {
    /// The kind of decision, in the word that items give as their `decision_type`.
    pub decision_type: String,
    /// Who takes it: the code of a committee or of a body, or its name. The committee's own code or name says that it does
    /// itself.
    pub decided_by: String,
    /// What a reader should know of the way there; shown with the refusal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// A part in which an agenda is taken. Not a part of an item (`part_of`), nor the part of a meeting without the public.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AgendaPart {
    /// A word such as `one`, which items give as their `agenda_part`.
    pub part: String,
    /// Whether the committee decides in it, as far as its authority goes; or recommends, whatever the function (D6).
    pub level: PartLevel,
    /// Who decides what is only recommended in it: the code of a body, or its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<String>,
}

/// What a change of level rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// What it is: an approval, an agreement, a ballot of member practices, a direction, a resolution.
    pub what: EvidenceKind,
    /// Where it can be found and what it says, in words.
    pub reference: String,
    /// The body or meeting that gave it, in words.
    pub by: String,
    /// The day on which it was given.
    pub on: Date,
    /// The ballot that carried, as in `/api/v1/organisations/{id}/ballots`; absent where it rests on none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ballot: Option<BallotId>,
}

/// A change of level, as it was entered: a row beside those of the terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelChange {
    pub id: AuthorityId,
    /// In `with` the code of the body, as the register spells it.
    pub row: Authority,
    pub evidence: Evidence,
}

/// The row of a function that is in force on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Granted<'a> {
    pub row: &'a Authority,
    /// The event by which it came; none of a row of the terms.
    pub by: Option<&'a LevelChange>,
}

impl Terms {
    /// D4: the row of a function that is in force on a day, of the terms or by a change of level: of several the one that
    /// began last.
    #[must_use]
    pub fn granted(&self, function: &str, day: Date) -> Option<Granted<'_>> {
        let of_terms = self.authority.iter().map(|row| Granted { row, by: None });
        let by_events = self.changed.iter().map(|change| Granted { row: &change.row, by: Some(change) });
        let of_it = of_terms.chain(by_events).filter(|one| one.row.function == function && one.row.period().holds(day));
        of_it.max_by_key(|one| one.row.from)
    }

    /// D1: whether authority is asked over a function on a day: where the terms list any, or an event in force then changed the
    /// level of this one. Of a day before it begins, or after it has ended, an event says nothing.
    #[must_use]
    pub fn asks_authority(&self, function: &str, day: Date) -> bool {
        !self.authority.is_empty() || self.granted(function, day).is_some()
    }

    /// D6: a part of the committee's agenda; none of a word that the terms do not have.
    #[must_use]
    pub fn agenda_part(&self, part: &str) -> Option<&AgendaPart> {
        self.agenda_parts.iter().find(|one| one.part == part)
    }

    /// D6: what the committee may do in a part of its agenda.
    #[must_use]
    pub fn part_level(&self, part: &str) -> Option<PartLevel> {
        self.agenda_part(part).map(|one| one.level)
    }

    /// D2: the pathway of a kind of decision.
    #[must_use]
    pub fn pathway(&self, decision_type: &str) -> Option<&Pathway> {
        self.pathways.iter().find(|one| one.decision_type == decision_type)
    }
}
