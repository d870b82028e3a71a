//! Trying terms of reference over HTTP, with an attendance made up for it. Nothing is written.

mod samples;
mod templates;
mod trying;

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use validator::Validate;

use self::trying::Draft;
use super::trying::tried_on_meeting;
use super::views::{last_meetings, withheld_from};
use super::{Finding, Tried, lint};
use crate::access::Action;
use crate::committees::rules::cost::MOST_BYTES;
use crate::committees::{self, COMMITTEE, Paragraph, Terms};
use crate::db::{Patience, Read};
use crate::fault::Error;
use crate::http::{Answer, Call, Route};
use crate::ids::{CommitteeId, PersonId};
use crate::meetings::Sitting;
use crate::meetings::viewer::Viewer;
use crate::quorum::Clause;

#[must_use]
pub fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::post("/api/v1/committees/{id}/terms/check", "check_terms", check)
            .tag("Committees")
            .summary("What is unwise about terms of reference, what they say in English, and whether a made-up attendance would be quorate; nothing is written.")
            .action(Action::ReadCommittees)
            .of(&COMMITTEE)
            .body::<Check>()
            .at_most(MOST_BYTES)
            .answers::<Checked>()
            .status(200),
        Route::post("/api/v1/committees/{id}/terms/try", "try_terms", try_out)
            .tag("Committees")
            .summary("What a draft of the terms would have changed of what the last meetings decided; nothing is written.")
            .action(Action::ReadMeetings)
            .of(&COMMITTEE)
            .body::<Draft>()
            .at_most(MOST_BYTES)
            .answers::<trying::Tried>()
            .status(200),
    ];
    routes.extend(templates::routes());
    routes
}

/// Terms of reference to be tried, and who is to be there.
#[derive(Debug, Default, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct Check {
    /// The terms to be tried; the committee's latest when left out.
    terms: Option<Terms>,
    /// Who is there; everybody who holds a seat when left out. Nobody is taken to be conflicted.
    present: Option<BTreeSet<PersonId>>,
}

/// What was found of the terms of reference that were tried.
#[derive(Debug, Serialize, JsonSchema)]
struct Checked {
    /// What is unwise about the terms, which forbids nothing; empty where nothing is.
    lints: Vec<Finding>,
    /// The terms that were tried as sentences, matter by matter.
    in_english: Vec<Paragraph>,
    /// Whether those present meet the quorum, with nobody conflicted.
    quorate: bool,
    /// The quorum, clause by clause, with those present.
    tree: Clause,
}

async fn check(call: Call) -> Result<Answer, Error> {
    let id: CommitteeId = call.id("id")?;
    let Check { terms, present } = call.long_body().await?;
    let load = move |read: &mut Read<'_>| super::to_check(read, id, terms);
    let tell = move |tried: Tried, _: &Patience| {
        let tree = tried.with_present(present.as_ref()).ok_or(Error::NotFound("committee"))?;
        Answer::json(200, &Checked { lints: lint(&tried), in_english: tried.in_english(), quorate: tree.satisfied, tree })
    };
    call.reckon(load, tell).await
}

async fn try_out(call: Call) -> Result<Answer, Error> {
    let (id, sight): (CommitteeId, Viewer) = (call.id("id")?, Viewer::of(&call)?);
    let Draft { terms, meetings } = call.long_body().await?;
    let load = move |read: &mut Read<'_>| {
        let draft = committees::drafted(read, id, terms, "/terms")?;
        Ok((draft, last_meetings(read, &sight, id, usize::from(meetings))?))
    };
    let tell = move |(draft, held): (Terms, Vec<Sitting>), patience: &Patience| {
        let tried = |sitting: &Sitting| {
            let withheld = withheld_from(&sight, sitting);
            Ok(trying::meeting(sitting, tried_on_meeting(sitting, &withheld, id, &draft, patience)?))
        };
        Answer::json(200, &trying::Tried::of(held.iter().map(tried).collect::<Result<_, Error>>()?))
    };
    call.reckon(load, tell).await
}
