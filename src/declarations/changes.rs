//! What may be written of declarations. Once submitted one is only added to: its review, its end.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::declare::{DeclareNil, Told};
use super::rules::life::{MayChange, MayDiscard, MayEnd, MayReview, MaySubmit};
use super::rules::redaction::MayRedact;
use super::rules::{Category, Direction, MayDeclare, Particulars, Redaction, Status};
use crate::audit::ledger::{Change, Tx};
use crate::db::schema::declaration;
use crate::fault::Fault;
use crate::ids::{DeclarationId, ItemId, MeetingId, OrganisationId, PersonId};
use crate::moment::{Date, Instant};
use crate::text::Prose;
use crate::{numbered, permitted, witnessed};

/// What is said, column by column: of a row that is made, and of one that is changed.
macro_rules! said {
    ($says:expr) => {{
        // Every field by its name: one that is forgotten here does not compile.
        let Particulars {
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
            role,
        } = &$says;
        (
            declaration::nature.eq(nature.as_deref()),
            declaration::organisation.eq(*organisation),
            declaration::related_person.eq(related_person.as_deref()),
            declaration::related_to.eq(*related_to),
            declaration::underlying_category.eq(*underlying_category),
            declaration::from_date.eq(*from),
            declaration::to_date.eq(*to),
            declaration::aware.eq(*aware),
            declaration::declared.eq(*declared),
            declaration::direction.eq(*direction),
            declaration::raised_by.eq(raised_by.as_deref()),
            declaration::mitigation.eq(standing_mitigation.as_ref().map(crate::db::to_store).transpose()?),
            declaration::role.eq(*role),
        )
    }};
}

permitted! {
    /// An interest is declared, or drafted.
    pub struct InterestDeclared says DeclaredSaid {
        /// The declaration, as in `/api/v1/declarations/{id}`.
        pub id: DeclarationId,
        /// Whose interest it is, as in `/api/v1/people/{id}`.
        pub person: PersonId,
        /// The kind of interest (A2); `indirect` for that of a close associate.
        pub category: Category,
        #[serde(flatten)]
        pub says: Particulars,
        /// The meeting at which it was declared, as in `/api/v1/meetings/{id}`; null where it was at none.
        pub meeting: Option<MeetingId>,
        /// The item at which it was declared, as in `/api/v1/items/{id}`; null where it was at none.
        pub item: Option<ItemId>,
        /// Where in its life it stands: `submitted`, or `draft` where it is kept to be finished.
        pub status: Status,
        /// How many days after the 28 allowed it was declared; 0 when in time (A3.1).
        pub days_late: i64,
        /// When it was told at the meeting, UTC; absent where it was told at none.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub told_at: Option<Instant>,
        /// When that was entered, where acts after it stood in the book of the meeting already.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub told_late: Option<Instant>,
    }
}

impl InterestDeclared {
    /// What is stated well, at the meeting and the item at which it was, so many days late.
    #[must_use]
    pub fn by(permit: MayDeclare, (meeting, item, told): (Option<MeetingId>, Option<ItemId>, Option<Told>), days_late: i64) -> Self {
        let MayDeclare { person, category, says, is_draft } = permit;
        let status = if is_draft { Status::Draft } else { Status::Submitted };
        let (told_at, told_late) = (told.map(|told| told.at), told.and_then(|told| told.late));
        Self(DeclaredSaid { id: DeclarationId::new(), person, category, says, meeting, item, status, days_late, told_at, told_late })
    }
}

numbered!(InterestDeclared, DeclarationId);

fn subjects(id: DeclarationId, person: PersonId, more: [Option<String>; 3]) -> Vec<String> {
    [id.subject(), person.subject()].into_iter().chain(more.into_iter().flatten()).collect()
}

impl Change for InterestDeclared {
    const KIND: &'static str = "interest.declared";
    const PERSONAL: &'static [&'static str] = &["nature", "related_person", "raised_by"];

    fn subjects(&self) -> Vec<String> {
        let more =
            [self.says.organisation.map(OrganisationId::subject), self.meeting.map(MeetingId::subject), self.item.map(ItemId::subject)];
        subjects(self.id, self.person, more)
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, at, version) = (tx.register(), tx.at(), tx.version());
        let says = said!(self.says);
        tx.run(diesel::insert_into(declaration::table).values((
            (
                declaration::register_id.eq(register),
                declaration::id.eq(self.id),
                declaration::person.eq(self.person),
                declaration::nil.eq(false),
                declaration::category.eq(self.category),
                declaration::meeting.eq(self.meeting),
                declaration::item.eq(self.item),
                declaration::status.eq(self.status),
                declaration::recorded_at.eq(at),
                declaration::told_at.eq(self.told_at),
                declaration::told_late.eq(self.told_late),
                declaration::told_entry.eq(self.told_at.map(|_| version)),
                declaration::entered.eq((self.status != Status::Draft).then_some(version)),
                declaration::version.eq(version),
            ),
            says,
        )))?;
        Ok(())
    }
}

permitted! {
    /// A draft is changed: all its fields as they are from now on.
    pub struct DraftChanged says DraftSaid {
        /// The declaration, as in `/api/v1/declarations/{id}`.
        pub id: DeclarationId,
        /// Whose interest it is, as in `/api/v1/people/{id}`.
        pub person: PersonId,
        /// The kind of interest (A2).
        pub category: Category,
        #[serde(flatten)]
        pub says: Particulars,
        /// Always `draft`.
        pub status: Status,
        /// How many days after the 28 allowed it would be declared now (A3.1).
        pub days_late: i64,
    }
}

impl DraftChanged {
    #[must_use]
    pub fn by(permit: MayChange, stated: MayDeclare, days_late: i64) -> Self {
        let MayDeclare { person, category, says, .. } = stated;
        Self(DraftSaid { id: permit.id, person, category, says, status: Status::Draft, days_late })
    }
}

impl Change for DraftChanged {
    const KIND: &'static str = "draft.changed";
    const PERSONAL: &'static [&'static str] = &["nature", "related_person", "raised_by"];
    const STATUS: u16 = 200;

    fn subjects(&self) -> Vec<String> {
        subjects(self.id, self.person, [self.says.organisation.map(OrganisationId::subject), None, None])
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let version = tx.version();
        let row = tx.of(declaration::table).filter(declaration::id.eq(self.id));
        tx.run(diesel::update(row).set((said!(self.says), declaration::category.eq(self.category), declaration::version.eq(version))))?;
        Ok(())
    }
}

permitted! {
    /// A draft is thrown away: what was never declared leaves the register. The log keeps that it was
    /// drafted.
    pub struct DraftDiscarded says DiscardSaid {
        /// The draft that was.
        pub id: DeclarationId,
        /// Whose it was, as in `/api/v1/people/{id}`.
        pub person: PersonId,
    }
}

impl DraftDiscarded {
    #[must_use]
    pub fn by(permit: MayDiscard) -> Self {
        Self(DiscardSaid { id: permit.id, person: permit.person })
    }
}

impl Change for DraftDiscarded {
    const KIND: &'static str = "declaration.discarded";
    const STATUS: u16 = 204;

    fn subjects(&self) -> Vec<String> {
        subjects(self.id, self.person, [None, None, None])
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        // Nothing else can be taken out by this, whatever an entry may name.
        let row = tx.of(declaration::table).filter(declaration::id.eq(self.id)).filter(declaration::status.eq(Status::Draft));
        tx.run(diesel::delete(row))?;
        Ok(())
    }
}

witnessed! {
    /// A person states that they have nothing to declare.
    pub struct NilDeclared says NilSaid {
        /// The return, as in `/api/v1/declarations/{id}`.
        pub id: DeclarationId,
        /// Who has nothing to declare, as in `/api/v1/people/{id}`.
        pub person: PersonId,
        /// Always true.
        pub nil: bool,
        /// The day on which it was so.
        pub declared: Date,
        /// Always `active`: a nil return is not reviewed.
        pub status: Status,
    }
}

impl NilDeclared {
    /// Nobody may be kept from saying so.
    #[must_use]
    pub fn of(command: DeclareNil) -> Self {
        let DeclareNil { person, declared } = command;
        Self(NilSaid { id: DeclarationId::new(), person, nil: true, declared, status: Status::Active })
    }
}

numbered!(NilDeclared, DeclarationId);

impl Change for NilDeclared {
    const KIND: &'static str = "nil.declared";

    fn subjects(&self) -> Vec<String> {
        subjects(self.id, self.person, [None, None, None])
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, at, version) = (tx.register(), tx.at(), tx.version());
        tx.run(diesel::insert_into(declaration::table).values((
            declaration::register_id.eq(register),
            declaration::id.eq(self.id),
            declaration::person.eq(self.person),
            declaration::nil.eq(self.nil),
            declaration::declared.eq(self.declared),
            declaration::direction.eq(Direction::Unknown),
            declaration::status.eq(self.status),
            declaration::recorded_at.eq(at),
            declaration::entered.eq(version),
            declaration::version.eq(version),
        )))?;
        Ok(())
    }
}

permitted! {
    /// A draft is submitted, and declared on that day.
    pub struct InterestSubmitted says SubmissionSaid {
        /// The declaration, as in `/api/v1/declarations/{id}`.
        pub id: DeclarationId,
        /// Whose interest it is, as in `/api/v1/people/{id}`.
        pub person: PersonId,
        /// The day on which it was declared, from which it counts.
        pub declared: Date,
        /// Always `submitted`.
        pub status: Status,
        /// How many days after the 28 allowed it was declared; 0 when in time (A3.1).
        pub days_late: i64,
    }
}

impl InterestSubmitted {
    #[must_use]
    pub fn by(permit: MaySubmit, days_late: i64) -> Self {
        let MaySubmit { id, person, declared } = permit;
        Self(SubmissionSaid { id, person, declared, status: Status::Submitted, days_late })
    }
}

impl Change for InterestSubmitted {
    const KIND: &'static str = "interest.submitted";
    const STATUS: u16 = 200;

    fn subjects(&self) -> Vec<String> {
        subjects(self.id, self.person, [None, None, None])
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let version = tx.version();
        let row = tx.of(declaration::table).filter(declaration::id.eq(self.id));
        tx.run(diesel::update(row).set((
            declaration::declared.eq(self.declared),
            declaration::status.eq(self.status),
            declaration::entered.eq(version),
            declaration::version.eq(version),
        )))?;
        Ok(())
    }
}

/// What a review left on the declaration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ReviewNote {
    /// Whether the declaration was accepted; if not, the note says what is to be put right.
    pub accepted: bool,
    /// Who reviewed it, as the log names its authors: `u:` and the id of an account.
    pub reviewer: String,
    /// What the reviewer wrote; null where they wrote nothing.
    pub note: Option<String>,
}

permitted! {
    /// A declaration is reviewed: accepted, or left as it was with a note.
    pub struct InterestReviewed says ReviewSaid {
        /// The declaration, as in `/api/v1/declarations/{id}`.
        pub id: DeclarationId,
        /// Whose interest it is, as in `/api/v1/people/{id}`.
        pub person: PersonId,
        /// Whether it was accepted; if not, the note says what is to be put right.
        pub accepted: bool,
        /// Who reviewed it, as the log names its authors.
        pub reviewer: String,
        /// What the reviewer wrote; null where they wrote nothing.
        pub note: Option<String>,
        /// Where it stands now: `active` where it was accepted, else `submitted` as before.
        pub status: Status,
    }
}

impl InterestReviewed {
    /// The review a permit allows: accepted, it stands; else it stays submitted, with the note.
    #[must_use]
    pub fn by(permit: MayReview, accepted: bool, reviewer: String, note: Option<Prose>) -> Self {
        let status = if accepted { Status::Active } else { Status::Submitted };
        Self(ReviewSaid { id: permit.id, person: permit.person, accepted, reviewer, note: note.map(Into::into), status })
    }
}

impl Change for InterestReviewed {
    const KIND: &'static str = "interest.reviewed";
    const PERSONAL: &'static [&'static str] = &["note"];
    const STATUS: u16 = 200;

    fn subjects(&self) -> Vec<String> {
        subjects(self.id, self.person, [None, None, None])
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let version = tx.version();
        let note = ReviewNote { accepted: self.accepted, reviewer: self.reviewer.clone(), note: self.note.clone() };
        let row = tx.of(declaration::table).filter(declaration::id.eq(self.id));
        tx.run(diesel::update(row).set((
            declaration::review.eq(crate::db::to_store(&note)?),
            declaration::status.eq(self.status),
            declaration::version.eq(version),
        )))?;
        Ok(())
    }
}

permitted! {
    /// An interest ends; its last day.
    pub struct InterestEnded says EndingSaid {
        /// The declaration, as in `/api/v1/declarations/{id}`.
        pub id: DeclarationId,
        /// Whose interest it was, as in `/api/v1/people/{id}`.
        pub person: PersonId,
        /// Its last day, itself included.
        pub to: Date,
        /// Always `ended`; the policy may look back on it for a while, as `expired`.
        pub status: Status,
    }
}

impl InterestEnded {
    /// The end a permit allows.
    #[must_use]
    pub fn by(permit: MayEnd) -> Self {
        Self(EndingSaid { id: permit.id, person: permit.person, to: permit.to, status: Status::Ended })
    }
}

impl Change for InterestEnded {
    const KIND: &'static str = "interest.ended";
    const STATUS: u16 = 200;

    fn subjects(&self) -> Vec<String> {
        subjects(self.id, self.person, [None, None, None])
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let version = tx.version();
        let row = tx.of(declaration::table).filter(declaration::id.eq(self.id));
        tx.run(diesel::update(row).set((
            declaration::to_date.eq(self.to),
            declaration::status.eq(self.status),
            declaration::version.eq(version),
        )))?;
        Ok(())
    }
}

permitted! {
    /// It is decided whether the public is told whose an interest is.
    pub struct RedactionDecided says RedactionSaid {
        /// The declaration, as in `/api/v1/declarations/{id}`.
        pub id: DeclarationId,
        /// Whose interest it is, as in `/api/v1/people/{id}`.
        pub person: PersonId,
        #[serde(flatten)]
        pub redaction: Redaction,
    }
}

impl RedactionDecided {
    /// The decision a permit allows.
    #[must_use]
    pub fn by(permit: MayRedact) -> Self {
        let MayRedact { id, person, redaction } = permit;
        Self(RedactionSaid { id, person, redaction })
    }
}

impl Change for RedactionDecided {
    const KIND: &'static str = "redaction.decided";
    const STATUS: u16 = 200;

    fn subjects(&self) -> Vec<String> {
        subjects(self.id, self.person, [Some(self.redaction.by.subject()), None, None])
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let version = tx.version();
        let row = tx.of(declaration::table).filter(declaration::id.eq(self.id));
        let redaction = crate::db::to_store(&self.redaction)?;
        tx.run(diesel::update(row).set((declaration::redaction.eq(redaction), declaration::version.eq(version))))?;
        Ok(())
    }
}
