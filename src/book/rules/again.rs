//! Asks the law of an act again, of the meeting as it stood before it: the very rule that allowed it.

use std::collections::BTreeSet;

use crate::access::Seen;
use crate::attendance;
use crate::conflicts::rules::co_opt::{self, CoOpt};
use crate::conflicts::rules::panel::{self, Found, HearPanel, Instruct};
use crate::conflicts::{self, Override, RuleOn};
use crate::decisions::rules::decide::{self, Decide};
use crate::decisions::rules::reopen;
use crate::ids::ItemId;
use crate::meetings::{Act, Book, Finding, Hands, Instruction, Item, Panel, Said, Sitting};
use crate::proceedings::rules::advising::{self, Advise};
use crate::proceedings::{BeginPhase, Proceed, rules as proceedings};
use crate::text::{Kept as _, Prose, Rationale};
use crate::verdict::{Code, Reason, Refusal};
use crate::votes::{self, CallIn, CastCasting, CastVote, CountHands, HoldElection};

/// Whether an act would be allowed.
///
/// # Errors
/// The refusal of its rule.
pub fn ask_again(then: &Sitting, act: &Act) -> Result<(), Refusal> {
    let room = then.room();
    let gone = || Refusal::of(Reason::new(Code::UnknownReference, "C10", "What it speaks of is not there."));
    let item = || act.item().and_then(|id| then.item(id)).ok_or_else(gone);
    let told = |reason: &str| Rationale::kept(reason.to_owned());
    match &act.said {
        Said::Convened => {
            // What was taken off the agenda since was on it when it was opened.
            let book = Book { agenda_moved: false, ..then.book.clone() };
            proceedings::convene(&Sitting { book, ..then.clone() }, &room).map(drop)
        }
        Said::Ended { cancelled: true } => proceedings::cancel(then, Some(&told("as it was"))).map(drop),
        // That nothing is half done is asked when it is closed, and again when the minutes become final.
        Said::Ended { cancelled: false } | Said::Declared(_) => Ok(()),
        Said::Adjourned { until } => proceedings::adjourn(then, *until).map(drop),
        Said::Resumed { on } => proceedings::resume(then, Some(*on)).map(drop),
        Said::Attendance(line) => attendance::admit(then, &room, line).map(drop),
        Said::Visit(line) => attendance::admit_visit(then, line).map(drop),
        Said::Nil(person) => attendance::may_say_nil(then, *person).map(drop),
        Said::Naming(naming) => conflicts::name_presider(then, &room, item()?, naming.committee, naming.person).map(drop),
        Said::Ruling(ruling) => {
            let reason = ruling.reason.as_deref().map(told);
            let command = RuleOn {
                item: Seen::without_asking(ruling.item),
                person: ruling.person,
                treatment: ruling.treatment,
                by: ruling.by,
                reason,
                over: ruling.over.as_ref().map(|over| Override { by: over.by, reason: told(&over.reason) }),
            };
            conflicts::rule_on(then, &room, item()?, &command).map(drop)
        }
        Said::Begun(begun) => {
            let proceed = begun.proceed.as_ref().map(|over| Proceed { by: over.by, reason: told(&over.reason) });
            let command = BeginPhase { item: Seen::without_asking(begun.item), phase: begun.phase, proceed };
            proceedings::begin(then, &room, item()?, &command).map(drop)
        }
        Said::Vote(vote) => {
            let at = then.committee(vote.committee).ok_or_else(gone)?;
            let command = CastVote {
                item: Seen::without_asking(vote.item),
                committee: Some(vote.committee),
                person: Some(vote.person),
                seat: Some(vote.seat.clone()),
                choice: vote.choice,
            };
            votes::admit(then, &room, item()?, at, &command).map(drop)
        }
        Said::Hands(hands) => {
            let at = then.committee(hands.committee).ok_or_else(gone)?;
            let Hands { in_favour, against, abstained, .. } = *hands;
            let (id, committee) = (Seen::without_asking(hands.item), Some(hands.committee));
            let command = CountHands { item: id, committee, in_favour, against, abstained };
            votes::admit_again(then, &room, item()?, at, &command, &hands.raised).map(drop)
        }
        Said::Election(held) => {
            let at = then.committee(held.committee).ok_or_else(gone)?;
            let command = HoldElection {
                item: Seen::without_asking(held.item),
                committee: Some(held.committee),
                counted_by: held.counted_by,
                candidates: held.candidates.clone(),
                blank_or_spoilt: held.blank_or_spoilt,
                drawn_by_lot: held.drawn_by_lot,
            };
            votes::admit_election_again(then, &room, item()?, at, &command, &held.raised).map(drop)
        }
        Said::Casting(cast) => {
            let at = then.committee(cast.committee).ok_or_else(gone)?;
            let item_id = Seen::without_asking(cast.item);
            let command = CastCasting { item: item_id, committee: Some(cast.committee), by: cast.by, choice: cast.choice };
            votes::admit_casting(then, &room, item()?, at, &command).map(drop)
        }
        Said::Decided(decided) => {
            let at = then.committee(decided.committee).ok_or_else(gone)?;
            // What it confirms waited when it was taken, what it takes again stood, and nothing that may be struck has changed that.
            let item = Item { confirms: None, decides_again: None, ..item()?.clone() };
            decide::decide(then, &room, &item, at, &Decide::as_recorded(decided)).map(drop)
        }
        Said::Reopened(again) => {
            // Carried over it was later, if at all.
            let then = &Sitting { carried: BTreeSet::new(), ..then.clone() };
            let decided = then.book.decided.iter().find(|decided| decided.id == again.decision).ok_or_else(gone)?;
            let (item, at) = (then.item(decided.item).ok_or_else(gone)?, then.committee(decided.committee).ok_or_else(gone)?);
            reopen::reopen(then, &room, item, at, again.by, Some(&told(&again.reason))).map(drop)
        }
        Said::Advised(advice) => {
            let (item_id, says) = (Seen::without_asking(advice.item), Prose::kept(advice.says.clone()));
            let command = Advise { item: item_id, person: advice.person, says, in_writing: advice.in_writing };
            advising::may_advise(then, &room, item()?, &command).map(drop)
        }
        Said::CalledIn(call) => {
            let (item_id, reason) = (Seen::without_asking(call.item), Some(told(&call.reason)));
            votes::may_call_in(then, &room, item()?, &CallIn { item: item_id, by: call.by, reason }).map(drop)
        }
        Said::CoOpted(borrowed) => {
            let command = CoOpt {
                item: Seen::without_asking(borrowed.item),
                seat: borrowed.seat.clone(),
                person: borrowed.person,
                by: borrowed.by,
                from: borrowed.from,
                reason: Some(told(&borrowed.reason)),
                // That a declaration was there is a matter of the day on which it was asked.
                has_declared: true,
            };
            co_opt::co_opt(then, &room, item()?, &command).map(drop)
        }
        // That those who sat on it had declared is a matter of the day on which it was asked.
        Said::Panel(said) => panel::hear(then, item()?, &panel_told(Seen::without_asking(said.item), said)).map(drop),
    }
}

/// A conflicts panel as it must have been told.
#[must_use]
pub fn panel_told(item: Seen<ItemId>, said: &Panel) -> HearPanel {
    let told = |reason: &String| Rationale::kept(reason.clone());
    let found = |finding: &Finding| Found { undue_influence: finding.undue_influence, words: finding.words.as_ref().map(told) };
    let instruct = |one: &Instruction| Instruct { person: one.person, treatment: one.treatment, reason: one.reason.as_ref().map(told) };
    HearPanel {
        item,
        on: Some(said.on),
        convened_by: said.convened_by,
        unavailable: said.unavailable.clone(),
        members: said.members.clone(),
        reason: Some(told(&said.reason)),
        found: said.finding.as_ref().map(found),
        instructions: said.instructions.iter().map(instruct).collect(),
        undeclared: BTreeSet::new(),
    }
}
