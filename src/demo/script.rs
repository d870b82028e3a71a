//! A script as it stands in `data/`: what is done, in order, and what must be refused.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::access::Role;
use crate::meetings::{Choice, Method, Outcome};
use crate::policy::{Phase, Treatment};

/// What is done, in order.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Script {
    pub act: Vec<Act>,
    /// What whoever played it is shown to try.
    #[serde(rename = "try")]
    pub tried: Try,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Act {
    pub title: String,
    pub say: Option<String>,
    /// The meeting of which its items, times and people in the room are; else the first.
    pub meeting: Option<String>,
    pub steps: Vec<Step>,
}

/// A decision to look at afterwards.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Try {
    /// What it is called in the list.
    pub what: String,
    pub meeting: String,
    pub item: String,
}

/// What a step does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    Heading,
    ReadDraft,
    WhatIf,
    Publish,
    Papers,
    Rule,
    Apologies,
    Arrive,
    Leave,
    Return,
    Convene,
    Begin,
    Vote,
    Decide,
    Finalise,
    /// An interest is entered, and accepted.
    Declare,
    /// An interest is declared at the meeting, on an item.
    DeclareAt,
    /// Somebody gives advice on an item, in the room.
    Advise,
    /// Somebody is named to preside over an item, in a committee where it is named.
    Preside,
    /// A ballot of member practices is recorded.
    Ballot,
    /// A committee is given other terms of reference: those of the scene, with what the step changes.
    Terms,
    /// An item goes onto the agenda of another meeting.
    CarryOver,
    /// An item is decided between meetings.
    Urgent,
    ShowProposals,
    ShowForecast,
    ShowAgenda,
    ShowPresiding,
    ShowQuorum,
    ShowMinutes,
    ShowDecisions,
    ShowBreaches,
    ShowLog,
}

/// One request, or one look.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    #[serde(rename = "do")]
    pub verb: Verb,
    #[serde(rename = "as")]
    pub role: Option<Role>,
    /// Told before it is done.
    pub say: Option<String>,
    /// Local time on the day of the meeting.
    pub at: Option<String>,
    pub item: Option<String>,
    /// Of several committees that decide in common, those that it is done in, one after the other.
    #[serde(default)]
    pub committees: Vec<String>,
    #[serde(default)]
    pub who: Vec<String>,
    pub by: Option<String>,
    pub treatment: Option<Treatment>,
    pub reason: Option<String>,
    pub phase: Option<Phase>,
    pub choice: Option<Choice>,
    pub outcome: Option<Outcome>,
    pub method: Option<Method>,
    pub text: Option<String>,
    pub for_item: Option<String>,
    pub as_deputy_for: Option<String>,
    #[serde(default)]
    pub without: Vec<String>,
    #[serde(default)]
    pub with: Vec<String>,
    /// What is done, in words, and with what: as the API takes it, with people by their codes.
    pub what: Option<String>,
    #[serde(default)]
    pub body: Map<String, Value>,
    /// The body whose practices vote, or whose breaches are read; the committee that is given terms.
    pub of: Option<String>,
    /// A name for the ballot, by which terms rest on it.
    pub ballot: Option<String>,
    /// The practices of a ballot that voted against, and those that did not vote; all others voted for.
    #[serde(default)]
    pub against: Vec<String>,
    #[serde(default)]
    pub silent: Vec<String>,
    /// The meeting to which an item is carried over.
    pub to: Option<String>,
    /// The codes of every reason for which the law must refuse it.
    #[serde(default)]
    pub refused: Vec<String>,
    /// Whether the role must not be let do it.
    #[serde(default)]
    pub forbidden: bool,
}

impl Step {
    /// Whether the demonstration has failed unless this is refused.
    #[must_use]
    pub const fn must_fail(&self) -> bool {
        self.forbidden || !self.refused.is_empty()
    }
}
