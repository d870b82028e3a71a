//! What is told of a committee's authority: the changes as they are kept, and what holds on a day.

use schemars::JsonSchema;
use serde::Serialize;

use crate::committees::authority::{AgendaPart, Authority, Evidence, Granted, Level, LevelChange};
use crate::committees::english::{Bodies, changed_in_english, row_in_english};
use crate::committees::facts::level::KeptChange;
use crate::committees::rules::level::OnDay;
use crate::ids::{AuthorityId, CommitteeId, OrganisationId};
use crate::moment::Date;
use crate::money::Money;

/// A change of authority as it is kept.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "KeptAuthorityChange")]
pub(super) struct ChangeBody {
    /// This change, which `/api/v1/authority-changes/{id}/withdraw` takes back.
    pub(super) id: AuthorityId,
    /// Whose authority it is, as in `/api/v1/committees/{id}`.
    pub(super) committee: CommitteeId,
    /// The kind of business, in the word that items give as their `function`.
    pub(super) function: String,
    /// What the committee may do about it.
    pub(super) level: Level,
    /// With or by whom it is decided instead, as in `/api/v1/organisations/{id}`; null where nobody is named.
    pub(super) with: Option<OrganisationId>,
    /// What that body is called; null where nobody is named.
    pub(super) with_name: Option<String>,
    /// The first day.
    pub(super) from: Date,
    /// The last day, itself included; null while it lasts.
    pub(super) to: Option<Date>,
    /// The limit of value in pounds, itself included; null where there is none.
    pub(super) value_limit: Option<Money>,
    /// What it rests on.
    pub(super) evidence: Evidence,
    /// All of it in English.
    pub(super) says: String,
    /// Why it was withdrawn; null where it stands.
    pub(super) withdrawn: Option<String>,
    /// The number of the log's entry that last wrote it.
    pub(super) version: i64,
}

impl From<KeptChange> for ChangeBody {
    fn from(kept: KeptChange) -> Self {
        let KeptChange { committee, change, with, with_name, withdrawn, version } = kept;
        let bodies: Bodies = change.row.with.clone().zip(with_name.clone()).into_iter().collect();
        let says = changed_in_english(&change, &bodies);
        let LevelChange { id, row, evidence } = change;
        let Authority { function, level, from, to, value_limit, .. } = row;
        Self { id, committee, function, level, with, with_name, from, to, value_limit, evidence, says, withdrawn, version }
    }
}

/// A row of authority, as it holds from a day on.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Held {
    /// What the committee may do; `reserved` where no row grants the function.
    pub(super) level: Level,
    /// By whom or with whom it is decided instead, by name; null where nobody is named.
    pub(super) with: Option<String>,
    /// The limit of value in pounds, itself included; null where there is none.
    pub(super) value_limit: Option<Money>,
    /// The first day of the row; null where no row grants the function.
    pub(super) since: Option<Date>,
    /// The last day of the row, itself included; null while it lasts.
    pub(super) until: Option<Date>,
    /// The change by which it came; null of a row of the terms.
    pub(super) change: Option<AuthorityId>,
    /// What that change rests on; null of a row of the terms, which rests on them.
    pub(super) evidence: Option<Evidence>,
}

/// What comes next of a function.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Next {
    /// From which day.
    pub(super) on: Date,
    #[serde(flatten)]
    pub(super) held: Held,
}

/// What a committee may do about one function on a day.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct FunctionOnDay {
    /// The word that items give as their `function`.
    pub(super) function: String,
    /// Whether authority is asked over it on that day; where it is not, the committee decides it like all else.
    pub(super) asked: bool,
    #[serde(flatten)]
    pub(super) held: Held,
    /// What is otherwise from a later day on; null where nothing is known of that.
    pub(super) next: Option<Next>,
    /// The same in a sentence.
    pub(super) says: String,
}

/// Who takes a kind of decision.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct PathwayOnDay {
    /// The word that items give as their `decision_type`.
    pub(super) decision_type: String,
    /// Who takes it, by name.
    pub(super) decided_by: String,
    /// What a reader should know of the way there; null where nobody said.
    pub(super) words: Option<String>,
}

/// What a committee may do on a day.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct AuthorityOnDay {
    /// The committee, as in `/api/v1/committees/{id}`.
    pub(super) committee: CommitteeId,
    /// What it is called.
    pub(super) name: String,
    /// The day that is asked about.
    pub(super) on: Date,
    /// The first day of the terms of reference in force; null where none are.
    pub(super) terms_from: Option<Date>,
    /// Every function of which the terms or an event speak, in the order of their words.
    pub(super) functions: Vec<FunctionOnDay>,
    /// Kinds of decision that another body takes (D2).
    pub(super) pathways: Vec<PathwayOnDay>,
    /// The parts in which the agenda is taken (C7.1).
    pub(super) agenda_parts: Vec<AgendaPart>,
    /// Every change that was ever entered, in the order of the log; of one that was withdrawn, why.
    pub(super) changes: Vec<ChangeBody>,
}

pub(super) fn held(granted: Option<Granted<'_>>, named: &Bodies) -> Held {
    let row = granted.map(|granted| granted.row);
    let by = granted.and_then(|granted| granted.by);
    Held {
        level: row.map_or(Level::Reserved, |row| row.level),
        with: row.and_then(|row| row.with.as_ref()).map(|with| named.get(with).unwrap_or(with).clone()),
        value_limit: row.and_then(|row| row.value_limit),
        since: row.map(|row| row.from),
        until: row.and_then(|row| row.to),
        change: by.map(|change| change.id),
        evidence: by.map(|change| change.evidence.clone()),
    }
}

/// A row in English, or that none grants the function.
fn in_words(function: &str, granted: Option<Granted<'_>>, named: &Bodies) -> String {
    granted.map_or_else(
        || format!("'{}' is reserved from the committee", function.replace('_', " ")),
        |granted| row_in_english(granted.row, named),
    )
}

pub(super) fn of_function(one: &OnDay<'_>, named: &Bodies) -> FunctionOnDay {
    let now = held(one.granted, named);
    let next = one.next.map(|(on, granted)| Next { on, held: held(granted, named) });
    let since = now.since.map_or_else(String::new, |since| format!("Since {} ", since.long()));
    let mut says = if one.asked {
        format!("{since}{}.", in_words(one.function, one.granted, named))
    } else {
        format!("Over '{}' no authority is asked.", one.function.replace('_', " "))
    };
    if let Some((on, granted)) = one.next {
        says.push_str(&format!(" From {} {}.", on.long(), in_words(one.function, granted, named)));
    }
    FunctionOnDay { function: one.function.to_owned(), asked: one.asked, held: now, next, says }
}
