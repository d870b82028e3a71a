//! C10: examples of a book that is kept: acts that are entered by their law, late, struck, and written in the stead of others.

#![allow(clippy::unwrap_used)]

mod always;
mod borrowing;
mod carrying;
mod history;
mod late;
mod ordering;
mod resting;
mod slips;
mod voting;
mod withdrawing;

use super::entering::Entering;
use super::room::doing;
use super::rules::again::ask_again;
use super::rules::slips::find;
use super::striking::{Instead, Replacement, in_its_stead};
use crate::access::Seen;
use crate::decisions::rules::decide::{self, Decide};
use crate::fault::Error;
use crate::ids::{FactId, PersonId};
use crate::meetings::scene::Scene;
use crate::meetings::{At, Decided, Doing, Entered, EventTime, Said, Sitting};
use crate::moment::{Instant, When};
use crate::text::Rationale;
use crate::verdict::Refusal;

/// What came of it: `taken`, or the code of every reason.
pub fn outcome<T>(asked: Result<T, Error>) -> String {
    match asked {
        Ok(_) => "taken".to_owned(),
        Err(Error::Refused(refused)) => codes(&refused),
        Err(Error::Invalid(faults)) => faults.into_iter().map(|fault| fault.code).collect::<Vec<_>>().join(", "),
        Err(other) => other.to_string(),
    }
}

fn codes(refused: &Refusal) -> String {
    refused.reasons.iter().map(|reason| reason.code.as_str()).collect::<Vec<_>>().join(", ")
}

const fn doing_of(said: &Said) -> Doing {
    match said {
        Said::Attendance(line) => doing(line.event),
        Said::Resumed { on } => Doing::Resuming(*on),
        Said::Nil(_) | Said::Declared(_) | Said::Naming(_) | Said::Ruling(_) | Said::CoOpted(_) | Said::Panel(_) => Doing::Preparation,
        _ => Doing::Business,
    }
}

/// Enters an act at the time of the scene, if it may be entered, as the use cases do.
pub fn enter(scene: &mut Scene, said: Said) -> String {
    outcome(asked(scene, said).map(|(said, entered)| scene.write(said, entered.late)))
}

fn asked(scene: &mut Scene, said: Said) -> Result<(Said, Entered), Error> {
    let at = EventTime { at: Some(When::At(scene.now())), now: None };
    let place = if matches!(said, Said::Reopened(_)) { Entering::in_its_turn } else { Entering::at };
    let entering = place(scene.sitting.clone(), At::Told(at), doing_of(&said))?;
    let act = scene.act(said);
    ask_again(entering.sitting(), &act)?;
    let said = match act.said {
        Said::Decided(decided) => Said::Decided(with_flags(entering.sitting(), decided, entering.entered.late)?),
        other => other,
    };
    entering.may_stand([said.clone()])?;
    Ok((said, entering.entered))
}

/// A decision with the flags that it is recorded with.
fn with_flags(then: &Sitting, decided: Decided, late: Option<Instant>) -> Result<Decided, Refusal> {
    let command = Decide {
        item: Seen::without_asking(decided.item),
        committee: Some(decided.committee),
        outcome: decided.outcome,
        method: decided.method,
        text: None,
        dissent: decided.dissent.clone(),
        override_: None,
    };
    let (item, at) = (then.item(decided.item).unwrap(), then.committee(decided.committee).unwrap());
    let flags = decide::decide(then, &then.room(), item, at, &command)?.entered(late).flags();
    Ok(Decided { flags, ..decided })
}

pub fn because() -> Rationale {
    Rationale::parse("It was entered by mistake.").unwrap()
}

/// Strikes an act, if it may be struck.
pub fn strike(scene: &mut Scene, id: FactId, by: Option<PersonId>) -> String {
    let asked = strike_for(scene, id, by, Some(&because()));
    if asked.is_ok() {
        scene.strike(id);
    }
    outcome(asked.map_err(Error::from))
}

pub fn strike_for(scene: &Scene, id: FactId, by: Option<PersonId>, reason: Option<&Rationale>) -> Result<(), Refusal> {
    find(&scene.sitting, &[id], reason, by)?.alone(&scene.sitting).map(drop)
}

/// Writes an act in the stead of another: at a time of its own, or in its place.
pub fn instead(scene: &mut Scene, id: FactId, act: Replacement, at: Option<Instant>) -> String {
    let told = At::Told(EventTime { at: at.map(When::At), now: None });
    let asked = replaced(scene, id, &[Instead { act, at: told }]);
    outcome(asked)
}

fn replaced(scene: &mut Scene, id: FactId, instead: &[Instead]) -> Result<(), Error> {
    let sitting = scene.sitting.clone();
    let found = find(&sitting, &[id], Some(&because()), None)?;
    let (_, acts) = in_its_stead(&sitting, &found, instead)?;
    found.replaced(&sitting, &acts)?;
    scene.strike(id);
    for act in acts {
        let fresh = scene.act(act.said.clone());
        let mut place = act.place;
        // Of its own time it comes last, in the place of another where that stood.
        if place.entry == i64::MAX {
            place.entry = fresh.entry;
        }
        scene.sitting = scene.sitting.with_more([crate::meetings::Act { place, late: act.late, ..fresh }]);
    }
    Ok(())
}

/// The acts of a kind, the first entered first.
pub fn all(scene: &Scene, is_meant: impl Fn(&Said) -> bool) -> Vec<FactId> {
    scene.sitting.book.acts.iter().filter(|act| is_meant(&act.said)).filter_map(|act| act.id).collect()
}

pub fn is_of(scene: &Scene, name: &str) -> impl Fn(&Said) -> bool + use<> {
    let person = scene.id(name);
    move |said| match said {
        Said::Attendance(line) => line.person == person,
        Said::Vote(vote) => vote.person == person,
        Said::Ruling(ruling) => ruling.person == person,
        _ => false,
    }
}
