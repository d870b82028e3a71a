//! The scene of a case: a register of its own, set up through the use cases, and the case's short
//! ids against the register's.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use super::case::{Case, CaseAffected, CaseItem};
use super::members::Held;
use crate::access::Seen;
use crate::actor::Actor;
use crate::audit::ledger::{Change, Ledger};
use crate::committees::{NewCommittee, SetTerms, Terms};
use crate::db::{Read, Reader};
use crate::decisions::facts::DecisionFacts;
use crate::fault::Error;
use crate::ids::{AuthorityId, BallotId, CommitteeId, DecisionId, DeclarationId, FactId, ItemId, MeetingId, OrganisationId, PersonId};
use crate::meetings::{AddItem, Affected, CallMeeting, ItemStatement, Sitting, TablePaper, facts};
use crate::moment::{Date, Instant};
use crate::organisations::{NewOrganisation, OrganisationKind, Relate, StakeKind};
use crate::people::NewPerson;
use crate::policy::Adopt;
use crate::text::{Code, Kept, Name};
use crate::{committees, decisions, meetings, organisations, people, policy};

/// What a case cannot do, and where in the file: an error of the case, not of the law.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {what}", if path.is_empty() { "the file" } else { path.as_str() })]
pub struct CaseError {
    pub path: String,
    pub what: String,
}

impl CaseError {
    pub fn new(path: impl Into<String>, what: impl Into<String>) -> Self {
        Self { path: path.into(), what: what.into() }
    }
}

/// What a label of the case names.
#[derive(Debug, Clone)]
pub(super) struct Labelled {
    pub(super) verb: String,
    pub(super) meeting: Seen<MeetingId>,
    pub(super) acts: Vec<FactId>,
}

/// The scene, while the case is played on it.
pub struct Stage {
    pub ledger: Ledger,
    pub reader: Reader,
    pub actor: Actor,
    pub organisations: BTreeMap<String, OrganisationId>,
    pub people: BTreeMap<String, PersonId>,
    pub committees: BTreeMap<String, CommitteeId>,
    /// Every version of the terms given, for `amend_terms` and the lints.
    pub declarations: BTreeMap<String, DeclarationId>,
    pub meetings: BTreeMap<String, Seen<MeetingId>>,
    /// Of whichever meeting they came to.
    pub visitors: BTreeMap<String, (Seen<MeetingId>, FactId)>,
    /// `item`, or `item/part`.
    pub items: BTreeMap<String, (Seen<MeetingId>, Seen<ItemId>)>,
    pub dates: BTreeMap<MeetingId, Date>,
    pub meeting_committees: BTreeMap<MeetingId, Vec<CommitteeId>>,
    pub decisions: BTreeMap<(ItemId, CommitteeId), Seen<DecisionId>>,
    /// What an id of the case is called in the minutes: the name of a person, a body or a committee,
    /// the nature of an interest.
    pub(super) called: BTreeMap<String, Vec<String>>,
    /// The ballots of member practices that were recorded.
    pub ballots: BTreeMap<String, BallotId>,
    /// The changes of authority that were entered.
    pub(super) authority: BTreeMap<String, AuthorityId>,
    /// Rows of members whose seat a later step brings.
    pub(super) held: Vec<Held>,
    /// The meeting last convened, and the time last given in each meeting.
    pub convened: Option<Seen<MeetingId>>,
    pub clock: BTreeMap<MeetingId, Instant>,
    /// The acts that a step of the case has labelled, with its `do` and its meeting.
    pub(super) labels: BTreeMap<String, Labelled>,
    /// Meetings whose minutes are final: nothing is done in them any more.
    pub over: BTreeSet<MeetingId>,
    /// What was read since the last change.
    known: RefCell<Known>,
}

/// What is known of the meetings of a case until something is recorded.
#[derive(Default)]
struct Known {
    sittings: HashMap<(MeetingId, Vec<PersonId>), Rc<Sitting>>,
    decisions: HashMap<MeetingId, Rc<Vec<DecisionFacts>>>,
}

impl Stage {
    /// Sets the scene: a register of its own, with everything of the case's `setup` and its
    /// meetings called.
    ///
    /// # Errors
    /// A [`CaseError`] naming the path of what cannot be set up.
    pub fn set(ledger: Ledger, reader: Reader, actor: Actor, case: &Case) -> Result<Self, CaseError> {
        let mut stage = Self {
            ledger,
            reader,
            actor,
            organisations: BTreeMap::new(),
            people: BTreeMap::new(),
            committees: BTreeMap::new(),
            declarations: BTreeMap::new(),
            meetings: BTreeMap::new(),
            visitors: BTreeMap::new(),
            items: BTreeMap::new(),
            dates: BTreeMap::new(),
            meeting_committees: BTreeMap::new(),
            decisions: BTreeMap::new(),
            called: BTreeMap::new(),
            ballots: BTreeMap::new(),
            authority: BTreeMap::new(),
            held: Vec::new(),
            convened: None,
            clock: BTreeMap::new(),
            labels: BTreeMap::new(),
            over: BTreeSet::new(),
            known: RefCell::default(),
        };
        stage.bodies(case)?;
        stage.persons(case)?;
        stage.rules(case)?;
        for (n, declaration) in case.setup.declarations.iter().enumerate() {
            let path = format!("/setup/declarations/{n}");
            stage.declare(declaration, None, &path)?.map_err(|error| CaseError::new(path, message_of(&error)))?;
        }
        stage.call(case)?;
        Ok(stage)
    }

    /// Records a change through the ledger.
    ///
    /// # Errors
    /// What the use case says.
    pub fn record<C: Change>(&self, decide: impl Fn(&mut Read<'_>) -> Result<C, Error> + Send + 'static) -> Result<C, Error> {
        *self.known.borrow_mut() = Known::default();
        self.ledger.record(&self.actor, decide).map(|recorded| recorded.change)
    }

    /// A meeting at this moment.
    ///
    /// # Errors
    /// What the database says.
    pub fn sitting(&self, meeting: Seen<MeetingId>, also: &[PersonId]) -> Result<Rc<Sitting>, Error> {
        let key = (meeting.id(), also.to_vec());
        if let Some(known) = self.known.borrow().sittings.get(&key) {
            return Ok(Rc::clone(known));
        }
        let sitting = Rc::new(self.reader.snapshot(self.actor.register, |read| facts::sitting(read, meeting, also))?);
        self.known.borrow_mut().sittings.insert(key, Rc::clone(&sitting));
        Ok(sitting)
    }

    /// What a meeting has decided, with the flags of this moment.
    ///
    /// # Errors
    /// What the database says.
    pub fn decided(&self, meeting: Seen<MeetingId>) -> Result<Rc<Vec<DecisionFacts>>, Error> {
        if let Some(known) = self.known.borrow().decisions.get(&meeting.id()) {
            return Ok(Rc::clone(known));
        }
        let taken = Rc::new(self.reader.snapshot(self.actor.register, |read| decisions::flagged(read, meeting))?);
        self.known.borrow_mut().decisions.insert(meeting.id(), Rc::clone(&taken));
        Ok(taken)
    }

    pub(super) fn must<C: Change>(
        &self,
        path: &str,
        decide: impl Fn(&mut Read<'_>) -> Result<C, Error> + Send + 'static,
    ) -> Result<C, CaseError> {
        self.record(decide).map_err(|error| CaseError::new(path, message_of(&error)))
    }

    fn bodies(&mut self, case: &Case) -> Result<(), CaseError> {
        for (n, body) in case.setup.organisations.iter().enumerate() {
            let command = NewOrganisation {
                code: body.code.clone(),
                name: body.name.clone(),
                kind: body.kind,
                commissioner: body.commissioner.clone(),
                area: body.area.clone(),
                postcode: None,
                opened: None,
                closed: None,
            };
            self.enter(command, &format!("/setup/organisations/{n}"))?;
        }
        for (n, body) in case.setup.organisations.iter().enumerate() {
            for (list, kind, codes) in [("members", StakeKind::Member, &body.members), ("owners", StakeKind::Owner, &body.owners)] {
                for (m, code) in codes.iter().enumerate() {
                    let path = format!("/setup/organisations/{n}/{list}/{m}");
                    if !self.organisations.contains_key(code.as_str()) {
                        self.enter(known_by_code(code), &path)?;
                    }
                    let command =
                        Relate { holder: self.body(code, &path)?, body: self.body(&body.code, &path)?, kind, from: None, to: None };
                    self.must(&path, move |read| organisations::relate(read, &command))?;
                }
            }
        }
        for (n, adopted) in case.setup.policies.iter().enumerate() {
            let path = format!("/setup/policies/{n}");
            let organisation = self.body(&adopted.organisation, &path)?;
            let command = Adopt { organisation, pack: adopted.pack, from: adopted.from, overrides: adopted.overrides.clone() };
            self.must(&path, move |read| policy::adopt(read, &command))?;
        }
        Ok(())
    }

    fn enter(&mut self, command: NewOrganisation, path: &str) -> Result<(), CaseError> {
        let code = command.code.to_string();
        let made = self.must(path, move |read| organisations::create(read, &command))?;
        self.call_it(&code, made.name.clone());
        self.organisations.insert(code, made.id);
        Ok(())
    }

    pub(super) fn call_it(&mut self, id: &str, name: String) {
        self.called.entry(id.to_owned()).or_default().push(name);
    }

    fn persons(&mut self, case: &Case) -> Result<(), CaseError> {
        for (n, person) in case.setup.people.iter().enumerate() {
            let command = NewPerson {
                code: Some(person.id.clone()),
                name: person.name.clone(),
                grade: person.grade.clone(),
                tags: person.tags.clone(),
                email: None,
            };
            let made = self.must(&format!("/setup/people/{n}"), move |read| people::create(read, &command))?;
            self.call_it(&person.id, made.name.clone());
            self.people.insert(person.id.to_string(), made.id);
        }
        Ok(())
    }

    fn rules(&mut self, case: &Case) -> Result<(), CaseError> {
        for (n, committee) in case.setup.committees.iter().enumerate() {
            let path = format!("/setup/committees/{n}");
            let partners = committee.partners.iter().map(|code| self.body(code, &path)).collect::<Result<Vec<_>, _>>()?;
            let organisation = self.body(&committee.organisation, &path)?;
            let command = NewCommittee {
                code: committee.id.clone(),
                organisation,
                name: committee.name.clone(),
                kind: committee.kind,
                partners,
                delegated_primary_care: committee.delegated_primary_care,
            };
            let made = self.must(&path, move |read| committees::create(read, &command))?;
            self.call_it(&committee.id, made.name.clone());
            self.committees.insert(committee.id.to_string(), made.id);
            for (m, terms) in committee.terms.iter().enumerate() {
                self.set_terms(made.id, terms.clone()).map_err(|error| CaseError::new(format!("{path}/terms/{m}"), message_of(&error)))?;
            }
            self.seat_members(case, committee, made.id, &path)?;
        }
        Ok(())
    }

    /// Adds a version of the terms.
    ///
    /// # Errors
    /// What the use case says.
    pub fn set_terms(&self, committee: CommitteeId, terms: Terms) -> Result<(), Error> {
        let command = SetTerms { committee, terms };
        self.record(move |read| committees::set_terms(read, &command)).map(|_| ())
    }

    fn call(&mut self, case: &Case) -> Result<(), CaseError> {
        for (n, meeting) in case.meetings.iter().enumerate() {
            let path = format!("/meetings/{n}");
            let committees = meeting.committees.iter().map(|id| self.committee(id, &path)).collect::<Result<Vec<_>, _>>()?;
            let command = CallMeeting {
                committees: committees.clone(),
                date: meeting.date,
                starts_at: None,
                place: None,
                private: meeting.excluded_from_public,
                reference: None,
                replies_until: meeting.correspondence.map(|asked| asked.until),
            };
            let called = self.must(&path, move |read| meetings::call(read, &command))?;
            let made = Seen::without_asking(called.id);
            self.meetings.insert(meeting.id.clone(), made);
            self.dates.insert(called.id, meeting.date);
            self.meeting_committees.insert(called.id, committees);
            for (m, item) in meeting.items.iter().enumerate() {
                let path = format!("{path}/items/{m}");
                let whole = self.add_item(made, None, item, &item.id, &path)?;
                for (p, part) in item.parts.iter().enumerate() {
                    self.add_item(made, Some(whole), part, &format!("{}/{}", item.id, part.id), &format!("{path}/parts/{p}"))?;
                }
            }
        }
        Ok(())
    }

    fn add_item(
        &mut self,
        meeting: Seen<MeetingId>,
        part_of: Option<ItemId>,
        item: &CaseItem,
        id: &str,
        path: &str,
    ) -> Result<ItemId, CaseError> {
        let affects =
            item.affects.as_ref().map(|list| list.iter().map(|a| self.affected(a, path)).collect::<Result<Vec<_>, _>>()).transpose()?;
        let committees =
            item.committees.as_ref().map(|list| list.iter().map(|c| self.committee(c, path)).collect::<Result<Vec<_>, _>>()).transpose()?;
        let says = ItemStatement {
            title: item.title.clone(),
            purpose: item.purpose,
            decision_type: item.decision_type.clone(),
            stage: item.stage,
            function: item.function.clone(),
            affects,
            value: item.value,
            procurement: item.procurement.clone(),
            private: item.private,
            committees,
            route: item.route.clone(),
            confirms: item.confirms.as_ref().map(|id| self.item(id, path)).transpose()?.map(|(_, item)| item.id()),
            decides_again: item.decides_again.as_ref().map(|id| self.item(id, path)).transpose()?.map(|(_, item)| item.id()),
            agenda_part: item.agenda_part.clone(),
        };
        let command = AddItem { meeting, part_of, number: item.number.clone(), says };
        let added = self.must(path, move |read| meetings::add_item(read, &command))?;
        let made = Seen::without_asking(added.id);
        self.items.insert(id.to_owned(), (meeting, made));
        self.call_it(id, item.title.to_string());
        for (p, paper) in item.papers.iter().enumerate() {
            let path = format!("{path}/papers/{p}");
            let command = TablePaper {
                item: made,
                title: paper.title.clone(),
                authors: paper.authors.iter().map(|id| self.person(id, &path)).collect::<Result<Vec<_>, _>>()?,
                accountable: paper.accountable.as_ref().map(|id| self.person(id, &path)).transpose()?,
                location: None,
                sha256: None,
                confidential: paper.confidential,
            };
            self.must(&path, move |read| meetings::table_paper(read, &command))?;
        }
        Ok(added.id)
    }

    fn affected(&self, affected: &CaseAffected, path: &str) -> Result<Affected, CaseError> {
        Ok(match affected {
            CaseAffected::Organisation(code) => Affected::Organisation(self.body(code, path)?),
            CaseAffected::Class(class) => Affected::Class(class.clone()),
            CaseAffected::Person(id) => Affected::Person(self.person(id, path)?),
        })
    }

    /// # Errors
    /// A body the case does not have.
    pub fn body(&self, code: &str, path: &str) -> Result<OrganisationId, CaseError> {
        self.organisations.get(code).copied().ok_or_else(|| CaseError::new(path, format!("the case has no organisation '{code}'")))
    }

    /// # Errors
    /// A person the case does not have.
    pub fn person(&self, id: &str, path: &str) -> Result<PersonId, CaseError> {
        self.people.get(id).copied().ok_or_else(|| CaseError::new(path, format!("the case has no person '{id}'")))
    }

    /// # Errors
    /// A committee the case does not have.
    pub fn committee(&self, id: &str, path: &str) -> Result<CommitteeId, CaseError> {
        self.committees.get(id).copied().ok_or_else(|| CaseError::new(path, format!("the case has no committee '{id}'")))
    }

    /// # Errors
    /// An item the case does not have.
    pub fn item(&self, id: &str, path: &str) -> Result<(Seen<MeetingId>, Seen<ItemId>), CaseError> {
        self.items.get(id).copied().ok_or_else(|| CaseError::new(path, format!("the case has no item '{id}'")))
    }
}

/// A body that the case only lists among another's members or owners: nothing is said of it, so it
/// falls in no class.
fn known_by_code(code: &Code) -> NewOrganisation {
    NewOrganisation {
        code: code.clone(),
        // No name of a person or of a body, and true all the same.
        name: Name::kept(code.to_string()),
        kind: OrganisationKind::Other,
        commissioner: None,
        area: None,
        postcode: None,
        opened: None,
        closed: None,
    }
}

/// An error of a use case, in one line.
#[must_use]
pub fn message_of(error: &Error) -> String {
    match error {
        Error::Refused(refusal) => {
            refusal.reasons.iter().map(|reason| format!("{}: {}", reason.code, reason.detail)).collect::<Vec<_>>().join(" ")
        }
        Error::Invalid(fields) => fields.iter().map(|field| format!("{} {}", field.pointer, field.message)).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}
