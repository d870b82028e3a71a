//! Declarations and the register over HTTP. A member sees and declares their own; the secretary
//! and the governance lead declare for anybody.

mod bodies;
mod listing;
mod register;
mod samples;
mod verbs;

use super::changes::InterestDeclared;
use super::declare::{self, Declare, DraftPatch};
use super::facts::{self, DeclarationRecord, Named};
use super::rules::life::Drafts;
use super::rules::{Direction, Particulars, StoredMitigation};
use crate::access::{Action, Caller, Scope, Seen};
use crate::db::Read;
use crate::fault::Error;
use crate::http::thing::{Thing, found, nothing_unseen};
use crate::http::{Answer, Call, Route};
use crate::ids::{DeclarationId, OrganisationId, PersonId};
use crate::moment::{Date, Instant};
use crate::organisations;
use bodies::{Declared, Filter, Handling, NewDeclaration, Patch};

const TAG: &str = "Declarations";

/// The thing of `/declarations/{id}`: a member sees their own, and nobody another's drafts who may
/// not make them.
pub const DECLARATION: Thing = Thing {
    name: "declaration",
    all: nothing_unseen,
    seen: |read, viewer, _| match found(viewer.in_question())? {
        Some(id) => Ok(facts::one(read, id)?.is_some_and(|kept| Reach::for_whom(viewer.caller, Action::ReadDeclarations).holds(&kept))),
        None => Ok(false),
    },
    coded: None,
};

#[must_use]
pub fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::get("/api/v1/declarations", "list_declarations", listing::list)
            .tag(TAG)
            .summary("Declarations and nil returns; a member sees their own.")
            .action(Action::ReadDeclarations)
            .query::<Filter>()
            .page_of::<Named>()
            .sorted::<Named>()
            .hindsight()
            .formats(),
        Route::post("/api/v1/declarations", "declare_an_interest", make)
            .tag(TAG)
            .summary("Declare an interest, or draft one.")
            .action(Action::Declare)
            .body::<NewDeclaration>()
            .needs_key()
            .makes("/api/v1/declarations/{id}")
            .answers::<Declared>(),
        Route::get("/api/v1/declarations/{id}", "get_a_declaration", one)
            .tag(TAG)
            .summary("One declaration.")
            .action(Action::ReadDeclarations)
            .of(&DECLARATION)
            .answers::<Named>()
            .tagged(),
        Route::patch("/api/v1/declarations/{id}", "amend_a_draft", amend)
            .tag(TAG)
            .summary("Amend a draft: fields left out stay, null clears.")
            .action(Action::Declare)
            .of(&DECLARATION)
            .body::<Patch>()
            .answers::<Declared>()
            .tagged(),
        Route::delete("/api/v1/declarations/{id}", "discard_a_draft", discard)
            .tag(TAG)
            .summary("Discard a draft; what was submitted stays.")
            .action(Action::Declare)
            .of(&DECLARATION)
            .needs_match()
            .status(204),
    ];
    routes.extend(verbs::routes());
    routes.extend(register::routes());
    routes
}

/// Whose declarations this reader may see or change: their own (None where they are nobody on
/// this register), or anybody's; drafts of others only where they may declare for anybody.
#[derive(Debug, Clone, Copy)]
enum Reach {
    All(Drafts),
    Own(Option<PersonId>),
}

impl Reach {
    fn of(call: &Call) -> Result<Self, Error> {
        Ok(Self::within(call.caller()?, call.scope()?))
    }

    fn for_whom(caller: &Caller, action: Action) -> Self {
        Self::within(caller, caller.reach(action))
    }

    fn within(caller: &Caller, scope: Scope) -> Self {
        if scope != Scope::Any {
            return Self::Own(caller.person);
        }
        let declares_for_anybody = caller.reach(Action::Declare) == Scope::Any;
        Self::All(if declares_for_anybody { Drafts::Everybodys } else { Drafts::Of(caller.person) })
    }

    /// A declaration as this reader may see it.
    fn shown(self, found: Named) -> Named {
        match self {
            Self::All(_) => found,
            Self::Own(_) => found.for_its_person(),
        }
    }

    fn holds(self, kept: &DeclarationRecord) -> bool {
        match self {
            Self::All(drafts) => drafts.show(kept.person, kept.status),
            Self::Own(own) => own == Some(kept.person),
        }
    }

    /// # Errors
    /// `NotFound`: somebody else's looks like none.
    fn find(self, read: &mut Read<'_>, id: Seen<DeclarationId>) -> Result<DeclarationRecord, Error> {
        facts::one(read, id)?.filter(|kept| self.holds(kept)).ok_or(Error::NotFound("declaration"))
    }
}

/// The day it is in Europe/London.
fn today() -> Date {
    Instant::now().day()
}

/// Whose interest is declared: the person named, else the one whose sign-in this is.
fn person(call: &Call, named: Option<PersonId>) -> Result<PersonId, Error> {
    let missing = || Error::invalid("/person", "missing", "Name the person: this sign-in is nobody's on this register.");
    let person = named.or(call.caller()?.person).ok_or_else(missing)?;
    call.on_behalf_of(person)?;
    Ok(person)
}

/// The day of a declaration. Nobody dates their own otherwise than today, or nothing would ever
/// be late (A3.1); whoever keeps the register may enter an earlier form.
fn day(call: &Call, named: Option<Date>) -> Result<Date, Error> {
    let today = today();
    let declared = named.unwrap_or(today);
    if declared > today {
        return Err(Error::invalid("/declared", "in_the_future", "A declaration cannot be dated after today."));
    }
    if declared != today && call.scope()? != Scope::Any {
        let message = "Your own declaration bears the day on which you make it. The secretary enters an earlier one.";
        return Err(Error::invalid("/declared", "not_today", message));
    }
    Ok(declared)
}

fn body_of(read: &mut Read<'_>, pointer: &str, text: Option<&str>) -> Result<Option<OrganisationId>, Error> {
    text.map(|text| organisations::resolve(read, pointer, text)).transpose()
}

fn handling(read: &mut Read<'_>, handling: Option<&Handling>) -> Result<Option<StoredMitigation>, Error> {
    let Some(Handling { treatment, when_organisation, chair_may_vary }) = handling else { return Ok(None) };
    let when_organisation = body_of(read, "/standing_mitigation/when_organisation", when_organisation.as_deref())?;
    Ok(Some(StoredMitigation { treatment: *treatment, when_organisation, chair_may_vary: *chair_may_vary }))
}

async fn one(call: Call) -> Result<Answer, Error> {
    let id = call.seen::<DeclarationId>()?;
    let reach = Reach::of(&call)?;
    let found = call
        .snapshot_inline(move |read| {
            let found = facts::one_named(read, id)?.filter(|found| reach.holds(&found.kept));
            found.ok_or(Error::NotFound("declaration"))
        })
        .await?;
    let answer = Answer::one(id.id(), found.kept.version, &reach.shown(found))?;
    Ok(match reach {
        Reach::All(_) => answer,
        Reach::Own(_) => answer.in_part(),
    })
}

async fn make(call: Call) -> Result<Answer, Error> {
    let body: NewDeclaration = call.body()?;
    let (person, declared, reach) = (person(&call, body.person)?, day(&call, body.declared)?, Reach::of(&call)?);
    let decide = move |read: &mut Read<'_>| {
        let body = body.clone();
        let says = Particulars {
            nature: body.nature,
            organisation: body_of(read, "/organisation", body.organisation.as_deref())?,
            related_person: body.related_person,
            related_to: body.related_to,
            underlying_category: body.underlying_category,
            from: body.from,
            to: body.to,
            aware: body.aware,
            declared,
            direction: body.direction.unwrap_or(Direction::Unknown),
            raised_by: body.raised_by,
            standing_mitigation: handling(read, body.standing_mitigation.as_ref())?,
            role: body.role,
        };
        let command = Declare { says, draft: body.draft, ..Declare::new(person, body.category, declared) };
        declare::declare(read, &command)
    };
    let tell = move |read: &mut Read<'_>, id, made: &InterestDeclared| declared_now(read, reach, id, made.days_late);
    call.answer_made(decide, |made| made.id, tell).await
}

/// A declaration as its own address shows it, and how late it came.
fn declared_now(read: &mut Read<'_>, reach: Reach, id: Seen<DeclarationId>, days_late: i64) -> Result<Declared, Error> {
    let found = facts::one_named(read, id)?.ok_or(Error::NotFound("declaration"))?;
    Ok(Declared { declaration: reach.shown(found), days_late })
}

async fn amend(call: Call) -> Result<Answer, Error> {
    let id = call.seen::<DeclarationId>()?;
    let (version, reach) = (call.if_match(id.id())?, Reach::of(&call)?);
    let body: Patch = call.body()?;
    let decide = move |read: &mut Read<'_>| {
        reach.find(read, id)?;
        let body = body.clone();
        let organisation = match &body.organisation {
            Some(text) => Some(body_of(read, "/organisation", text.as_deref())?),
            None => None,
        };
        let standing_mitigation = match &body.standing_mitigation {
            Some(given) => Some(handling(read, given.as_ref())?),
            None => None,
        };
        let patch = DraftPatch {
            category: body.category,
            nature: body.nature,
            organisation,
            related_person: body.related_person,
            related_to: body.related_to,
            underlying_category: body.underlying_category,
            from: body.from,
            to: body.to,
            aware: body.aware,
            // It is dated when it is submitted.
            declared: None,
            direction: body.direction,
            raised_by: body.raised_by,
            standing_mitigation,
            role: body.role,
        };
        declare::change_draft(read, id, &patch, Some(version))
    };
    let tell = move |read: &mut Read<'_>| {
        let (version, days_late) = declare::standing(read, id)?;
        Ok((version, declared_now(read, reach, id, days_late)?))
    };
    call.amended(id.id(), decide, tell).await
}

async fn discard(call: Call) -> Result<Answer, Error> {
    let id = call.seen::<DeclarationId>()?;
    let (version, reach) = (call.if_match(id.id())?, Reach::of(&call)?);
    let recorded = call
        .record(move |read| {
            reach.find(read, id)?;
            declare::discard(read, id, version)
        })
        .await?;
    Ok(Answer::gone(&recorded))
}
