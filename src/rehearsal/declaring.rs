//! What is declared in a case, beforehand or at a meeting.

use super::case::CaseDeclaration;
use super::stage::{CaseError, Stage};
use crate::access::Seen;
use crate::db::Read;
use crate::declarations::{Declare, DeclareNil, Direction, Particulars, Redact, Redaction, StoredMitigation};
use crate::fault::Error;
use crate::ids::{DeclarationId, ItemId, MeetingId, PersonId};
use crate::meetings::At;
use crate::moment::Instant;
use crate::text::{Line, Prose, Unsound};
use crate::{book, declarations};

/// Where a declaration is told: the meeting, the item it is told on, who raised it, and when.
pub type ToldAt = (Seen<MeetingId>, Option<ItemId>, Option<Line>, At);

impl Stage {
    /// Declares an interest or a nil return.
    ///
    /// # Errors
    /// Outside, what the case cannot say; inside, what the use case says.
    pub fn declare(
        &mut self,
        given: &CaseDeclaration,
        at: Option<ToldAt>,
        path: &str,
    ) -> Result<Result<Option<Instant>, Error>, CaseError> {
        let person = self.person(&given.person, path)?;
        let redaction = given
            .redaction
            .as_ref()
            .map(|said| self.person(&said.by, path).map(|by| Redaction { by, on: said.on, outcome: said.outcome }))
            .transpose()?;
        // What is declared with it is declared only if it may be decided so.
        if let Some(redaction) = redaction {
            let asked = move |read: &mut Read<'_>| declarations::may_redact(read, DeclarationId::new(), person, redaction);
            if let Err(error) = self.reader.snapshot(self.actor.register, asked) {
                return Ok(Err(error));
            }
        }
        let done = self.declare_itself(given, person, at, path)?;
        match (redaction, self.declarations.get(&given.id)) {
            (Some(redaction), Some(id)) if done.is_ok() => {
                let command = Redact { id: Seen::without_asking(*id), redaction };
                Ok(self.record(move |read| declarations::redact(read, &command)).and(done))
            }
            _ => Ok(done),
        }
    }

    fn declare_itself(
        &mut self,
        given: &CaseDeclaration,
        person: PersonId,
        at: Option<ToldAt>,
        path: &str,
    ) -> Result<Result<Option<Instant>, Error>, CaseError> {
        if given.nil {
            let command = DeclareNil { person, declared: given.declared };
            return Ok(self.record(move |read| declarations::declare_nil(read, &command)).map(|made| {
                self.declarations.insert(given.id.clone(), made.id);
                None
            }));
        }
        let related_to = given.related_person.as_ref().and_then(|name| self.people.get(name)).copied();
        let mitigation = given
            .standing_mitigation
            .as_ref()
            .map(|m| -> Result<StoredMitigation, CaseError> {
                Ok(StoredMitigation {
                    treatment: m.treatment,
                    when_organisation: m.when_organisation.as_ref().map(|code| self.body(code, path)).transpose()?,
                    chair_may_vary: m.chair_may_vary.unwrap_or(true),
                })
            })
            .transpose()?;
        let raised_by = at.as_ref().and_then(|(_, _, raised_by, _)| raised_by.clone());
        let category = given.category.ok_or_else(|| CaseError::new(format!("{path}/category"), "an interest has a category"))?;
        let unread = |field: &'static str| move |(_, message): Unsound| CaseError::new(format!("{path}/{field}"), message);
        // A case always writes a nature, if only a blank one.
        let nature = given.nature.as_deref().filter(|nature| !nature.trim().is_empty());
        let words = given.related_person.as_deref().filter(|_| related_to.is_none());
        let says = Particulars {
            nature: nature.map(Prose::parse).transpose().map_err(unread("nature"))?,
            organisation: given.organisation.as_ref().map(|code| self.body(code, path)).transpose()?,
            related_person: words.map(Line::parse).transpose().map_err(unread("related_person"))?,
            related_to,
            underlying_category: given.underlying_category,
            from: given.from,
            to: given.to,
            aware: given.aware,
            declared: given.declared,
            direction: given.direction.unwrap_or(Direction::Unknown),
            raised_by: given.raised_by.clone().or(raised_by),
            standing_mitigation: mitigation,
            role: given.role,
        };
        let command = Declare { says, ..Declare::new(person, category, given.declared) };
        // In a meeting it is known from the step on.
        let done = match at {
            Some((meeting, item, _, at)) => self.record(move |read| book::declare_at(read, meeting, item, &command, at)),
            None => self.record(move |read| declarations::declare(read, &command)),
        };
        Ok(done.map(|made| {
            made.says.nature.iter().for_each(|nature| self.call_it(&given.id, nature.to_string()));
            self.declarations.insert(given.id.clone(), made.id);
            made.told_at
        }))
    }
}
