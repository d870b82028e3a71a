//! The verbs of whoever declares: an interest is declared, drafted and submitted; a nil return is made.

use super::changes::{DraftChanged, DraftDiscarded, InterestDeclared, InterestSubmitted, NilDeclared};
use super::facts::{self, DeclarationRecord, StoredMitigation};
use super::rules::life::{self, Verb};
use super::rules::{Awareness, Category, Direction, Said, Status, days_late, faults_of};
use crate::committees;
use crate::db::Read;
use crate::fault::Error;
use crate::ids::{DeclarationId, ItemId, MeetingId, OrganisationId, PersonId};
use crate::moment::Date;
use crate::wording::Findings;
use crate::{organisations, people};

/// An interest to be declared, or drafted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declare {
    pub person: PersonId,
    pub category: Category,
    pub nature: Option<String>,
    pub organisation: Option<OrganisationId>,
    /// The close associate whose interest it is, in the declarer's words.
    pub related_person: Option<String>,
    /// The same, where they are on this register.
    pub related_to: Option<PersonId>,
    pub underlying_category: Option<Category>,
    /// Without a beginning: always.
    pub from: Option<Date>,
    pub to: Option<Date>,
    /// When the person became aware of it.
    pub aware: Option<Date>,
    pub declared: Date,
    pub direction: Direction,
    /// Who raised it, where it was not the person.
    pub raised_by: Option<String>,
    pub standing_mitigation: Option<StoredMitigation>,
    /// The meeting and the item at which it was declared.
    pub meeting: Option<MeetingId>,
    pub item: Option<ItemId>,
    pub draft: bool,
}

impl Declare {
    /// The least that a declaration says; the rest is filled in.
    #[must_use]
    pub fn new(person: PersonId, category: Category, declared: Date) -> Self {
        Self {
            person,
            category,
            nature: None,
            organisation: None,
            related_person: None,
            related_to: None,
            underlying_category: None,
            from: None,
            to: None,
            aware: None,
            declared,
            direction: Direction::Unknown,
            raised_by: None,
            standing_mitigation: None,
            meeting: None,
            item: None,
            draft: false,
        }
    }

    fn said(&self) -> Said<'_> {
        Said {
            person: self.person,
            category: self.category,
            underlying: self.underlying_category,
            nature: self.nature.as_deref(),
            organisation: self.organisation,
            related_person: self.related_person.as_deref(),
            related_to: self.related_to,
        }
    }
}

/// What is changed of a draft: a field left out stays, `Some(None)` clears it.
#[derive(Debug, Clone, Default)]
pub struct DraftPatch {
    pub category: Option<Category>,
    pub nature: Option<Option<String>>,
    pub organisation: Option<Option<OrganisationId>>,
    pub related_person: Option<Option<String>>,
    pub related_to: Option<Option<PersonId>>,
    pub underlying_category: Option<Option<Category>>,
    pub from: Option<Option<Date>>,
    pub to: Option<Option<Date>>,
    pub aware: Option<Option<Date>>,
    pub declared: Option<Date>,
    pub direction: Option<Direction>,
    pub raised_by: Option<Option<String>>,
    pub standing_mitigation: Option<Option<StoredMitigation>>,
}

/// A nil return to be made.
#[derive(Debug, Clone, Copy)]
pub struct DeclareNil {
    pub person: PersonId,
    pub declared: Date,
}

/// A draft to be submitted; it is declared on this day.
#[derive(Debug, Clone, Copy)]
pub struct Submit {
    pub id: DeclarationId,
    pub declared: Date,
}

fn checked(command: &Declare) -> Result<Declare, Error> {
    let mut findings = Findings::new();
    let checked = Declare {
        nature: findings.prose_if("/nature", command.nature.as_deref()),
        related_person: findings.line_if("/related_person", command.related_person.as_deref()),
        raised_by: findings.line_if("/raised_by", command.raised_by.as_deref()),
        ..command.clone()
    };
    findings.period("/to", command.from, command.to);
    findings.extend(faults_of(&checked.said(), checked.draft));
    findings.done()?;
    Ok(checked)
}

fn references(read: &mut Read<'_>, command: &Declare) -> Result<(), Error> {
    let named: Vec<_> = command.related_to.map(|id| ("/related_to", id)).into_iter().chain([("/person", command.person)]).collect();
    people::known(read, &named)?;
    let when = command.standing_mitigation.as_ref().and_then(|mitigation| mitigation.when_organisation);
    for body in command.organisation.into_iter().chain(when) {
        organisations::must_know(read, body)?;
    }
    Ok(())
}

/// A3.1: how late, counted from awareness, but not before the first seat.
fn lateness(read: &mut Read<'_>, command: &Declare) -> Result<i64, Error> {
    let first_seat = committees::first_seat(read, command.person)?;
    Ok(days_late(Awareness { aware: command.aware, from: command.from, first_seat, declared: command.declared }))
}

/// Declares an interest (A2), or drafts one. The answer says how many days late it is (A3.1).
///
/// # Errors
/// Wrong fields, a person who is not known among them; a refusal when a body is not.
pub fn declare(read: &mut Read<'_>, command: &Declare) -> Result<InterestDeclared, Error> {
    let command = checked(command)?;
    references(read, &command)?;
    let days_late = lateness(read, &command)?;
    let Declare { person, category, nature, organisation, related_person, related_to, underlying_category, .. } = command;
    let Declare { from, to, aware, declared, direction, raised_by, standing_mitigation, meeting, item, draft, .. } = command;
    let status = if draft { Status::Draft } else { Status::Submitted };
    Ok(InterestDeclared {
        id: DeclarationId::new(),
        person,
        category,
        nature,
        organisation,
        related_person,
        related_to,
        underlying_category,
        from,
        to,
        aware,
        declared,
        direction,
        raised_by,
        standing_mitigation,
        meeting,
        item,
        status,
        days_late,
    })
}

pub(super) fn held(read: &mut Read<'_>, id: DeclarationId) -> Result<DeclarationRecord, Error> {
    facts::one(read, id)?.ok_or(Error::NotFound("declaration"))
}

/// The version of a declaration, and how many days late it is (A3.1).
///
/// # Errors
/// No such declaration.
pub fn standing(read: &mut Read<'_>, id: DeclarationId) -> Result<(i64, i64), Error> {
    let DeclarationRecord { version, person, aware, from, declared, .. } = held(read, id)?;
    let first_seat = committees::first_seat(read, person)?;
    Ok((version, days_late(Awareness { aware, from, first_seat, declared })))
}

/// Changes a draft. `if_match` is the version the change was made to.
///
/// # Errors
/// No such declaration; a stale version; a refusal when it is no draft; as [`declare`]; `AsItStands`.
pub fn change_draft(read: &mut Read<'_>, id: DeclarationId, patch: &DraftPatch, if_match: Option<i64>) -> Result<DraftChanged, Error> {
    let held = held(read, id)?;
    if if_match.is_some_and(|version| version != held.version) {
        return Err(Error::Stale { current: held.version });
    }
    life::may(Verb::Change, &held.life())?;
    let (patch, had_category) = (patch.clone(), held.category.is_some());
    let stated = Declare {
        person: held.person,
        category: held.category.unwrap_or(Category::Financial),
        nature: held.nature,
        organisation: held.organisation,
        related_person: held.related_person,
        related_to: held.related_to,
        underlying_category: held.underlying_category,
        from: held.from,
        to: held.to,
        aware: held.aware,
        declared: held.declared,
        direction: held.direction,
        raised_by: held.raised_by,
        standing_mitigation: held.standing_mitigation,
        meeting: held.meeting,
        item: held.item,
        draft: true,
    };
    let command = checked(&Declare {
        category: patch.category.unwrap_or(stated.category),
        nature: patch.nature.unwrap_or_else(|| stated.nature.clone()),
        organisation: patch.organisation.unwrap_or(stated.organisation),
        related_person: patch.related_person.unwrap_or_else(|| stated.related_person.clone()),
        related_to: patch.related_to.unwrap_or(stated.related_to),
        underlying_category: patch.underlying_category.unwrap_or(stated.underlying_category),
        from: patch.from.unwrap_or(stated.from),
        to: patch.to.unwrap_or(stated.to),
        aware: patch.aware.unwrap_or(stated.aware),
        declared: patch.declared.unwrap_or(stated.declared),
        direction: patch.direction.unwrap_or(stated.direction),
        raised_by: patch.raised_by.unwrap_or_else(|| stated.raised_by.clone()),
        standing_mitigation: patch.standing_mitigation.unwrap_or_else(|| stated.standing_mitigation.clone()),
        ..stated.clone()
    })?;
    if had_category && command == stated {
        return Err(Error::AsItStands);
    }
    references(read, &command)?;
    let days_late = lateness(read, &command)?;
    let Declare { person, category, nature, organisation, related_person, related_to, underlying_category, .. } = command;
    let Declare { from, to, aware, declared, direction, raised_by, standing_mitigation, .. } = command;
    Ok(DraftChanged {
        id,
        person,
        category,
        nature,
        organisation,
        related_person,
        related_to,
        underlying_category,
        from,
        to,
        aware,
        declared,
        direction,
        raised_by,
        standing_mitigation,
        status: Status::Draft,
        days_late,
    })
}

/// Discards a draft. `if_match` is the version that was read.
///
/// # Errors
/// No such declaration; a stale version; a refusal when it is no draft.
pub fn discard(read: &mut Read<'_>, id: DeclarationId, if_match: i64) -> Result<DraftDiscarded, Error> {
    let held = held(read, id)?;
    if if_match != held.version {
        return Err(Error::Stale { current: held.version });
    }
    life::may(Verb::Discard, &held.life())?;
    Ok(DraftDiscarded { id, person: held.person })
}

/// Submits a draft: it is declared on the day given (A3.1 counts to that day).
///
/// # Errors
/// No such declaration; a refusal when it is no draft; wrong fields of the draft.
pub fn submit(read: &mut Read<'_>, command: &Submit) -> Result<InterestSubmitted, Error> {
    let held = held(read, command.id)?;
    life::may(Verb::Submit, &held.life())?;
    let mut findings = Findings::new();
    findings.extend(faults_of(&held.said(), false));
    findings.done()?;
    let first_seat = committees::first_seat(read, held.person)?;
    let days_late = days_late(Awareness { aware: held.aware, from: held.from, first_seat, declared: command.declared });
    Ok(InterestSubmitted { id: held.id, person: held.person, declared: command.declared, status: Status::Submitted, days_late })
}

/// Makes a nil return (A2): it erases nothing that was declared.
///
/// # Errors
/// A person who is not known.
pub fn declare_nil(read: &mut Read<'_>, command: &DeclareNil) -> Result<NilDeclared, Error> {
    people::known(read, &[("/person", command.person)])?;
    Ok(NilDeclared { id: DeclarationId::new(), person: command.person, nil: true, declared: command.declared, status: Status::Active })
}
