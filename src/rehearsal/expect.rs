//! What a step expects, against what the law answers: one check a line.

use std::collections::BTreeSet;
use std::fmt::Debug;

use serde_json::Value;

use super::asked::{self, At};
use super::case::{Expect, ExpectStanding, ExpectTally};
use super::run::Check;
use super::stage::{CaseError, Stage, message_of};
use super::step;
use crate::audit::ledger::MacKey;
use crate::audit::replay::verify_database;
use crate::committees::Weight;
use crate::db::Database;
use crate::decisions::facts::DecisionFacts;
use crate::decisions::minute;
use crate::declarations::Audience;
use crate::fault::Error;
use crate::ids::PersonId;
use crate::meetings::Outcome;
use crate::policy::{Gallery, Speech, Treatment};
use crate::replay;
use crate::verdict::Code;

/// Where the log of the case can be verified.
pub struct Proof<'a> {
    pub database: &'a Database,
    pub key: &'a MacKey,
}

fn compare<T: PartialEq + Debug>(name: impl Into<String>, expected: &T, answered: &T) -> Check {
    Check { name: name.into(), ok: expected == answered, expected: format!("{expected:?}"), answered: format!("{answered:?}") }
}

/// Whether the step was to succeed or be refused, and was.
#[must_use]
pub fn outcome(expect: Option<&Expect>, done: &Result<(), Error>) -> Check {
    let codes = |error: &Error| -> Option<BTreeSet<Code>> {
        match error {
            Error::Refused(refusal) => Some(refusal.reasons.iter().map(|reason| reason.code).collect()),
            Error::Invalid(fields) => {
                // What is wrong in itself is a code of the law where it is one of its words.
                Some(fields.iter().filter_map(|field| Code::ALL.iter().copied().find(|code| code.as_str() == field.code)).collect())
            }
            _ => None,
        }
    };
    let words = |codes: &BTreeSet<Code>| codes.iter().map(|code| code.as_str()).collect::<Vec<_>>().join(", ");
    let refused = expect.and_then(|e| e.refused.as_ref()).map(|list| list.iter().copied().collect::<BTreeSet<Code>>());
    let refused_with = expect.and_then(|e| e.refused_with.as_ref()).map(|list| list.iter().copied().collect::<BTreeSet<Code>>());
    let goes_wrong = expect.is_some_and(|expect| expect.ok == Some(false));
    match (refused, refused_with, done) {
        // Whatever the law says, where the case does not say what.
        (None, None, Err(Error::Refused(_) | Error::Invalid(_))) if goes_wrong => Check::passed("is refused"),
        (None, None, Ok(())) if goes_wrong => Check::failed("is refused", "a refusal", "it succeeded"),
        (None, None, Ok(())) => Check::passed("succeeds"),
        (None, None, Err(error)) => Check::failed("succeeds", "no refusal", message_of(error)),
        (refused, with, Ok(())) => {
            let wanted = refused.or(with).unwrap_or_default();
            Check::failed("is refused", words(&wanted), "it succeeded")
        }
        (refused, with, Err(error)) => match codes(error) {
            None => Check::failed("is refused", words(&refused.or(with).unwrap_or_default()), message_of(error)),
            Some(found) => {
                let exact = refused.as_ref().is_none_or(|wanted| *wanted == found);
                let among = with.as_ref().is_none_or(|wanted| wanted.is_subset(&found));
                let wanted = refused.or(with).unwrap_or_default();
                Check {
                    name: format!("is refused: {}", words(&wanted)),
                    ok: exact && among,
                    expected: words(&wanted),
                    answered: words(&found),
                }
            }
        },
    }
}

/// Every other expectation of the step.
///
/// # Errors
/// A [`CaseError`] for what the case cannot ask, or what is not yet built.
pub fn answers(stage: &Stage, proof: &Proof<'_>, expect: &Expect, path: &str) -> Result<Vec<Check>, CaseError> {
    let mut checks = Vec::new();
    late(stage, expect, path, &mut checks)?;
    by_person(stage, expect, path, &mut checks)?;
    by_item(stage, expect, path, &mut checks)?;
    for (committee, expected) in expect.lints.iter().flatten() {
        let id = stage.committee(committee, &format!("{path}/lints/{committee}"))?;
        let found = asked::lints(stage, id).map_err(|error| CaseError::new(path, message_of(&error)))?;
        let found: BTreeSet<String> = found.iter().map(|finding| finding.code.as_str().to_owned()).collect();
        checks.push(compare(format!("lints of {committee}"), &expected.iter().cloned().collect(), &found));
    }
    if let Some(expected) = &expect.register {
        let path = format!("{path}/register");
        let body = stage.body(&expected.organisation, &path)?;
        let entries =
            asked::register(stage, body, expected.as_at, expected.audience).map_err(|error| CaseError::new(&path, message_of(&error)))?;
        for entry in &expected.entries {
            let id = stage
                .declarations
                .get(&entry.declaration)
                .ok_or_else(|| CaseError::new(&path, format!("the case has no declaration '{}'", entry.declaration)))?;
            let shown = entries.iter().find(|other| other.declaration == *id).map_or(crate::declarations::Shown::No, |other| other.shown);
            checks.push(compare(
                format!("{} register on {} shows {}", expected.audience, expected.as_at, entry.declaration),
                &entry.shown,
                &shown,
            ));
        }
    }
    for (item, expected) in expect.minute.iter().flatten() {
        let path = format!("{path}/minute/{item}");
        let (of_item, text) = asked::minutes(stage, item, expected.audience.unwrap_or(Audience::Private), &path)?;
        // An id stands for what it names; a free word is printed as one would read it, a treatment as what the person
        // was to do, a flag as the sentence that it is, a time as minutes tell it.
        let mentions = |text: &str, word: &String| {
            let told = step::instant(Some(word), "", "").ok().flatten().map(|at| format!("{} on {}", at.clock(), at.day().long()));
            let said = [word.clone(), word.replace('_', " ")].into_iter().chain(stage.called.get(word).into_iter().flatten().cloned());
            let treated = word.parse::<Treatment>().ok().map(|treatment| treatment.told().to_owned());
            let noted = minute::noted(word).map(str::to_owned);
            let mut said = said.chain(told).chain(treated).chain(noted);
            said.any(|said| text.contains(&said))
        };
        for word in expected.must_mention.iter().flatten() {
            let (name, ok) = (format!("minutes of {item} mention '{word}'"), mentions(&text, word));
            checks.push(Check { name, ok, expected: word.clone(), answered: text.clone() });
        }
        for word in expected.must_not_mention.iter().flatten() {
            let (name, ok) = (format!("minutes of {item} do not mention '{word}'"), !mentions(&of_item, word));
            checks.push(Check { name, ok, expected: format!("nothing of '{word}'"), answered: of_item.clone() });
        }
    }
    if expect.log_verifies.is_some() {
        let report =
            verify_database(proof.database, Some(proof.key), &replay::kinds()).map_err(|fault| CaseError::new(path, fault.to_string()))?;
        let answered = report.wrong().map_or_else(|| "it verifies".to_owned(), ToString::to_string);
        checks.push(Check { name: "the log verifies".into(), ok: report.holds(), expected: "it verifies".into(), answered });
    }
    Ok(checks)
}

/// Expectations of interests that were told too late.
fn late(stage: &Stage, expect: &Expect, path: &str, checks: &mut Vec<Check>) -> Result<(), CaseError> {
    let wrong = |error: Error| CaseError::new(path, message_of(&error));
    if let Some(expected) = &expect.breaches {
        let path = format!("{path}/breaches");
        let wanted = expected.iter().map(|one| Ok((one.kind.as_str(), stage.person(&one.person, &path)?, one.days_late)));
        let mut wanted = wanted.collect::<Result<Vec<_>, CaseError>>()?;
        let found = asked::breaches(stage).map_err(wrong)?;
        let mut found: Vec<_> = found.iter().map(|breach| (breach.kind.as_str(), breach.person, breach.days_late)).collect();
        // How late it is, is asked only where it is said.
        for (kind, person, days) in &mut found {
            if wanted.iter().any(|(other, of, said)| other == kind && of == person && said.is_none()) {
                *days = None;
            }
        }
        wanted.sort_unstable();
        found.sort_unstable();
        checks.push(compare("breaches", &wanted, &found));
    }
    for (declaration, expected) in expect.impact.iter().flatten() {
        let path = format!("{path}/impact/{declaration}");
        let id = stage.declarations.get(declaration);
        let id = id.ok_or_else(|| CaseError::new(&path, format!("the case has no declaration '{declaration}'")))?;
        let wanted = expected.iter().map(|item| Ok(stage.item(item, &path)?.1.id())).collect::<Result<BTreeSet<_>, CaseError>>()?;
        let found: BTreeSet<_> = asked::impact(stage, *id).map_err(wrong)?.into_iter().collect();
        checks.push(compare(format!("impact of {declaration}"), &wanted, &found));
    }
    Ok(())
}

/// Expectations of persons on items; `*` speaks of everybody else who holds a seat.
fn by_person(stage: &Stage, expect: &Expect, path: &str, checks: &mut Vec<Check>) -> Result<(), CaseError> {
    for (item, expected) in expect.proposals.iter().flatten() {
        let path = format!("{path}/proposals/{item}");
        let at = At::of(stage, item, &people(stage, expected.keys(), &path)?, &path)?;
        each(stage, &at, expected, &path, |name, person, wanted| {
            checks.push(compare(format!("proposal on {item} for {name}"), wanted, &at.proposal(person)));
        })?;
    }
    for (item, expected) in expect.relations.iter().flatten() {
        let path = format!("{path}/relations/{item}");
        let at = At::of(stage, item, &people(stage, expected.keys(), &path)?, &path)?;
        each(stage, &at, expected, &path, |name, person, wanted| {
            let wanted: BTreeSet<_> = wanted.iter().copied().collect();
            checks.push(compare(format!("relations to {item} of {name}"), &wanted, &at.relations(person).into_iter().collect()));
        })?;
    }
    for (item, expected) in expect.standings.iter().flatten() {
        let path = format!("{path}/standings/{item}");
        let at = At::of(stage, item, &people(stage, expected.keys(), &path)?, &path)?;
        each(stage, &at, expected, &path, |name, person, wanted| standing(&at, item, name, person, wanted, checks))?;
    }
    Ok(())
}

fn people<'a>(stage: &Stage, names: impl Iterator<Item = &'a String>, path: &str) -> Result<Vec<PersonId>, CaseError> {
    names.filter(|name| *name != "*").map(|name| stage.person(name, path)).collect()
}

fn each<T>(
    stage: &Stage,
    at: &At,
    expected: &std::collections::BTreeMap<String, T>,
    path: &str,
    mut check: impl FnMut(&str, PersonId, &T),
) -> Result<(), CaseError> {
    let named = people(stage, expected.keys(), path)?;
    for (name, wanted) in expected {
        if name == "*" {
            for person in at.seated().into_iter().filter(|person| !named.contains(person)) {
                check(&at.sitting.name(person), person, wanted);
            }
        } else {
            check(name, stage.person(name, path)?, wanted);
        }
    }
    Ok(())
}

fn standing(at: &At, item: &str, name: &str, person: PersonId, wanted: &ExpectStanding, checks: &mut Vec<Check>) {
    let rights = at.rights(person);
    let speak: Value = match rights.speak {
        Speech::Yes => true.into(),
        Speech::No => false.into(),
        Speech::WhenAsked => "when_asked".into(),
    };
    let in_room: Value = match rights.room {
        Gallery::Table => true.into(),
        Gallery::Out => false.into(),
        Gallery::Public => "public".into(),
    };
    let mut one = |right: &str, wanted: Option<Value>, answered: Value| {
        if let Some(wanted) = wanted {
            checks.push(compare(format!("standing of {name} on {item}: {right}"), &wanted, &answered));
        }
    };
    one("papers", wanted.papers.map(Value::from), rights.papers.into());
    one("speak", wanted.speak.clone(), speak);
    one("in_room", wanted.in_room.clone(), in_room);
    one("vote", wanted.vote.map(Value::from), rights.vote.into());
    one("counts", wanted.counts.map(Value::from), rights.counts.into());
}

fn by_item(stage: &Stage, expect: &Expect, path: &str, checks: &mut Vec<Check>) -> Result<(), CaseError> {
    for (meeting, expected) in expect.notices.iter().flatten() {
        let path = format!("{path}/notices/{meeting}");
        let wanted: BTreeSet<PersonId> =
            expected.declaration_outstanding.iter().map(|name| stage.person(name, &path)).collect::<Result<_, _>>()?;
        let found = asked::declaration_outstanding(stage, meeting, &path)?;
        checks.push(compare(format!("declarations outstanding for {meeting}"), &wanted, &found));
    }
    for (item, expected) in expect.presiding.iter().flatten() {
        let path = format!("{path}/presiding/{item}");
        let wanted = expected.as_ref().map(|name| stage.person(name, &path)).transpose()?;
        checks.push(compare(format!("presiding over {item}"), &wanted, &At::of(stage, item, &[], &path)?.presiding()));
    }
    for (item, expected) in expect.quorum.iter().flatten() {
        let path = format!("{path}/quorum/{item}");
        checks.push(compare(format!("quorum of {item}"), expected, &At::of(stage, item, &[], &path)?.quorate(&path)?));
    }
    for (item, expected) in expect.quorum_before.iter().flatten() {
        let path = format!("{path}/quorum_before/{item}");
        let before = At::of(stage, item, &[], &path)?.quorate_before(stage, &path)?;
        checks.push(compare(format!("quorum of {item} before exclusions"), expected, &before));
    }
    for (item, expected) in expect.forecast.iter().flatten() {
        let path = format!("{path}/forecast/{item}");
        checks.push(compare(format!("forecast of {item}"), expected, &At::of(stage, item, &[], &path)?.forecast(&path)?));
    }
    for (item, expected) in expect.repairs.iter().flatten() {
        let path = format!("{path}/repairs/{item}");
        checks.push(compare(format!("repairs of {item}"), expected, &At::of(stage, item, &[], &path)?.repairs(&path)?));
    }
    for (item, expected) in expect.papers_withheld.iter().flatten() {
        let path = format!("{path}/papers_withheld/{item}");
        let wanted: BTreeSet<PersonId> = expected.iter().map(|name| stage.person(name, &path)).collect::<Result<_, _>>()?;
        let withheld: BTreeSet<PersonId> = At::of(stage, item, &[], &path)?.papers_withheld().into_iter().collect();
        checks.push(compare(format!("papers of {item} withheld"), &wanted, &withheld));
    }
    for (item, expected) in expect.tally.iter().flatten() {
        let path = format!("{path}/tally/{item}");
        let counted = At::of(stage, item, &[], &path)?.tally(stage, &path)?;
        tally(item, expected, &counted, checks);
    }
    for (item, expected) in expect.decisions.iter().flatten() {
        let path = format!("{path}/decisions/{item}");
        let at = At::of(stage, item, &[], &path)?;
        let (decision, urgent) = (at.decision(stage, &path)?, at.urgent(stage, &path)?);
        let recorded = decision.as_ref().map(|d| (d.outcome, d.takes_effect()));
        // What was decided urgently stands until it is ratified or not.
        let answered = urgent.as_ref().map(|_| (Outcome::Approved, true)).or(recorded);
        checks.push(compare(format!("decision on {item}"), &Some((expected.outcome, expected.effective)), &answered));
        if let Some(wanted) = expected.corrected {
            checks.push(compare(
                format!("corrected outcome of {item}"),
                &Some(wanted),
                &decision.as_ref().and_then(DecisionFacts::corrected),
            ));
        }
        if let Some(wanted) = expected.determined {
            let said = decision.as_ref().and_then(DecisionFacts::determined).map(|said| said.finding);
            checks.push(compare(format!("what was determined of {item}"), &Some(wanted), &said));
        }
        if let Some(flags) = &expected.flags {
            let recorded = || decision.map(|d| d.flags_now()).unwrap_or_default();
            let found: BTreeSet<String> = urgent.map_or_else(recorded, |urgent| urgent.flags).into_iter().collect();
            checks.push(compare(format!("flags of {item}"), &flags.iter().cloned().collect(), &found));
        }
    }
    Ok(())
}

fn tally(item: &str, expected: &ExpectTally, counted: &crate::votes::Tally, checks: &mut Vec<Check>) {
    let mut one = |name: &str, wanted: f64, answered: Weight| {
        let close = (wanted - answered.approximately()).abs() < 0.005;
        checks.push(Check {
            name: format!("tally of {item}: {name}"),
            ok: close,
            expected: wanted.to_string(),
            answered: answered.to_string(),
        });
    };
    one("for", expected.for_, counted.for_);
    one("against", expected.against, counted.against);
    one("abstained", expected.abstained, counted.abstained);
    one("excluded", expected.excluded, counted.excluded);
    one("absent", expected.absent, counted.absent);
    one("not_voting", expected.not_voting, counted.not_voting);
    checks.push(compare(format!("tally of {item}: carried"), &expected.carried, &counted.carried));
    if let Some(needed) = expected.casting_vote_needed {
        checks.push(compare(format!("tally of {item}: casting vote needed"), &needed, &counted.casting_vote_needed));
    }
}
