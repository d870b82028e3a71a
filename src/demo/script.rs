//! The script as it stands in `data/`: what is done in the meeting, in order, and what must be
//! refused.

use serde::Deserialize;

use super::scene::toml;
use crate::access::Role;
use crate::fault::Fault;
use crate::meetings::{Choice, Method, Outcome};
use crate::policy::{Phase, Treatment};

const SCRIPT: &str = include_str!("data/script.toml");

/// What is done, in order.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Script {
    pub act: Vec<Act>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Act {
    pub title: String,
    pub say: Option<String>,
    pub steps: Vec<Step>,
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
    ShowProposals,
    ShowForecast,
    ShowAgenda,
    ShowPresiding,
    ShowQuorum,
    ShowMinutes,
    ShowDecisions,
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
    /// The codes of every reason for which the law must refuse it.
    #[serde(default)]
    pub refused: Vec<String>,
    /// Whether the role must not be let do it.
    #[serde(default)]
    pub forbidden: bool,
}

impl Script {
    /// The script shipped with the program.
    ///
    /// # Errors
    /// As [`super::scene::Scene::shipped`].
    pub fn shipped() -> Result<Self, Fault> {
        toml("script.toml", SCRIPT)
    }
}
