//! The verbs of whoever declares: an interest is declared, drafted and submitted; a nil return is made.

use super::changes::{DraftChanged, DraftDiscarded, InterestDeclared, InterestSubmitted, NilDeclared};
use super::facts::{self, DeclarationRecord};
use super::rules::life;
use super::rules::{self, Awareness, BodyRole, Category, Direction, Particulars, Said, StoredMitigation, days_late};
use crate::access::Seen;
use crate::committees;
use crate::db::Read;
use crate::fault::Error;
use crate::ids::{DeclarationId, ItemId, MeetingId, OrganisationId, PersonId};
use crate::moment::{Date, Instant};
use crate::text::{Line, Prose};
use crate::{organisations, people};

/// An interest to be declared, or drafted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declare {
    pub person: PersonId,
    pub category: Category,
    pub says: Particulars,
    /// The meeting and the item at which it was declared.
    pub meeting: Option<MeetingId>,
    pub item: Option<ItemId>,
    pub draft: bool,
    /// When it was told at the meeting.
    pub told: Option<Told>,
}

/// When an interest was told at a meeting; and when that was entered, where acts after it stood in its book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    pub at: Instant,
    pub late: Option<Instant>,
}

impl Declare {
    /// The least that a declaration says; the rest is filled in.
    #[must_use]
    pub const fn new(person: PersonId, category: Category, declared: Date) -> Self {
        Self { person, category, says: Particulars::of(declared), meeting: None, item: None, draft: false, told: None }
    }

    fn said(&self) -> Said<'_> {
        Said { person: self.person, category: self.category, says: &self.says }
    }

    fn awareness(&self, first_seat: Option<Date>) -> Awareness {
        Awareness { aware: self.says.aware, from: self.says.from, first_seat, declared: self.says.declared }
    }
}

/// What is changed of a draft: a field left out stays, `Some(None)` clears it.
#[derive(Debug, Clone, Default)]
pub struct DraftPatch {
    pub category: Option<Category>,
    pub nature: Option<Option<Prose>>,
    pub organisation: Option<Option<OrganisationId>>,
    pub related_person: Option<Option<Line>>,
    pub related_to: Option<Option<PersonId>>,
    pub underlying_category: Option<Option<Category>>,
    pub from: Option<Option<Date>>,
    pub to: Option<Option<Date>>,
    pub aware: Option<Option<Date>>,
    pub declared: Option<Date>,
    pub direction: Option<Direction>,
    pub raised_by: Option<Option<Line>>,
    pub standing_mitigation: Option<Option<StoredMitigation>>,
    pub role: Option<Option<BodyRole>>,
}

impl DraftPatch {
    /// That a draft says this and nothing else.
    #[must_use]
    pub fn whole(category: Category, says: Particulars) -> Self {
        let Particulars { nature, organisation, related_person, related_to, underlying_category, from, to, aware, .. } = says;
        let Particulars { declared, direction, raised_by, standing_mitigation, role, .. } = says;
        Self {
            category: Some(category),
            nature: Some(nature),
            organisation: Some(organisation),
            related_person: Some(related_person),
            related_to: Some(related_to),
            underlying_category: Some(underlying_category),
            from: Some(from),
            to: Some(to),
            aware: Some(aware),
            declared: Some(declared),
            direction: Some(direction),
            raised_by: Some(raised_by),
            standing_mitigation: Some(standing_mitigation),
            role: Some(role),
        }
    }

    /// A draft as it is then.
    fn upon(self, held: Declare) -> Declare {
        let said = held.says;
        let says = Particulars {
            nature: self.nature.unwrap_or(said.nature),
            organisation: self.organisation.unwrap_or(said.organisation),
            related_person: self.related_person.unwrap_or(said.related_person),
            related_to: self.related_to.unwrap_or(said.related_to),
            underlying_category: self.underlying_category.unwrap_or(said.underlying_category),
            from: self.from.unwrap_or(said.from),
            to: self.to.unwrap_or(said.to),
            aware: self.aware.unwrap_or(said.aware),
            declared: self.declared.unwrap_or(said.declared),
            direction: self.direction.unwrap_or(said.direction),
            raised_by: self.raised_by.unwrap_or(said.raised_by),
            standing_mitigation: self.standing_mitigation.unwrap_or(said.standing_mitigation),
            role: self.role.unwrap_or(said.role),
        };
        Declare { category: self.category.unwrap_or(held.category), says, ..held }
    }
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
    pub id: Seen<DeclarationId>,
    pub declared: Date,
}

fn references(read: &mut Read<'_>, command: &Declare) -> Result<(), Error> {
    let says = &command.says;
    let named: Vec<_> = says.related_to.map(|id| ("/related_to", id)).into_iter().chain([("/person", command.person)]).collect();
    people::known(read, &named)?;
    let when = says.standing_mitigation.as_ref().and_then(|mitigation| mitigation.when_organisation);
    for body in says.organisation.into_iter().chain(when) {
        organisations::must_know(read, body)?;
    }
    Ok(())
}

/// A3.1: how late, counted from awareness, but not before the first seat.
fn lateness(read: &mut Read<'_>, command: &Declare) -> Result<i64, Error> {
    let first_seat = committees::first_seat(read, command.person)?;
    Ok(days_late(command.awareness(first_seat)))
}

/// Declares an interest (A2), or drafts one. The answer says how many days late it is (A3.1).
///
/// # Errors
/// Wrong fields, a person who is not known among them; a refusal when a body is not.
pub fn declare(read: &mut Read<'_>, command: &Declare) -> Result<InterestDeclared, Error> {
    let permit = rules::may_declare(&command.said(), command.draft)?;
    references(read, command)?;
    let days_late = lateness(read, command)?;
    Ok(InterestDeclared::by(permit, (command.meeting, command.item, command.told), days_late))
}

pub(super) fn held(read: &mut Read<'_>, id: Seen<DeclarationId>) -> Result<DeclarationRecord, Error> {
    facts::one(read, id)?.ok_or(Error::NotFound("declaration"))
}

/// The version of a declaration, and how many days late it is (A3.1).
///
/// # Errors
/// No such declaration.
pub fn standing(read: &mut Read<'_>, id: Seen<DeclarationId>) -> Result<(i64, i64), Error> {
    let DeclarationRecord { version, person, says, .. } = held(read, id)?;
    let first_seat = committees::first_seat(read, person)?;
    Ok((version, days_late(Awareness { aware: says.aware, from: says.from, first_seat, declared: says.declared })))
}

/// Changes a draft. `if_match` is the version the change was made to.
///
/// # Errors
/// No such declaration; a stale version; a refusal when it is no draft; as [`declare`]; `AsItStands`.
pub fn change_draft(
    read: &mut Read<'_>,
    id: Seen<DeclarationId>,
    patch: &DraftPatch,
    if_match: Option<i64>,
) -> Result<DraftChanged, Error> {
    let held = held(read, id)?;
    if if_match.is_some_and(|version| version != held.version) {
        return Err(Error::Stale { current: held.version });
    }
    let permit = life::may_change(&held.life())?;
    let had_category = held.category.is_some();
    let DeclarationRecord { person, category, says, meeting, item, .. } = held;
    let stated = Declare { person, category: category.unwrap_or(Category::Financial), says, meeting, item, draft: true, told: None };
    let command = patch.clone().upon(stated.clone());
    let stated_well = rules::may_declare(&command.said(), true)?;
    if had_category && command == stated {
        return Err(Error::AsItStands);
    }
    references(read, &command)?;
    let days_late = lateness(read, &command)?;
    Ok(DraftChanged::by(permit, stated_well, days_late))
}

/// Discards a draft. `if_match` is the version that was read.
///
/// # Errors
/// No such declaration; a stale version; a refusal when it is no draft.
pub fn discard(read: &mut Read<'_>, id: Seen<DeclarationId>, if_match: i64) -> Result<DraftDiscarded, Error> {
    let held = held(read, id)?;
    if if_match != held.version {
        return Err(Error::Stale { current: held.version });
    }
    Ok(DraftDiscarded::by(life::may_discard(&held.life())?))
}

/// Submits a draft: it is declared on the day given (A3.1 counts to that day).
///
/// # Errors
/// No such declaration; a refusal when it is no draft; wrong fields of the draft.
pub fn submit(read: &mut Read<'_>, command: &Submit) -> Result<InterestSubmitted, Error> {
    let held = held(read, command.id)?;
    let permit = life::may_submit(&held.life(), &held.said(), command.declared)?;
    let first_seat = committees::first_seat(read, held.person)?;
    let days_late = days_late(Awareness { aware: held.says.aware, from: held.says.from, first_seat, declared: command.declared });
    Ok(InterestSubmitted::by(permit, days_late))
}

/// Makes a nil return (A2): it erases nothing that was declared.
///
/// # Errors
/// A person who is not known.
pub fn declare_nil(read: &mut Read<'_>, command: &DeclareNil) -> Result<NilDeclared, Error> {
    people::known(read, &[("/person", command.person)])?;
    Ok(NilDeclared::of(*command))
}
