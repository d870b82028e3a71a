//! Everything the law needs to know of one meeting at one moment, as data: the terms, policies,
//! seats and interests of the day, the items, and the book of what has happened so far.
//!
//! It is filled under the register's lock, from one snapshot, and then nobody looks anything up:
//! every rule of the folders above is a function of a [`Sitting`].

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::acts::{Act, Decided, EarlierRuling, Event, Outcome, Place, in_force};
use super::book::Book;
use super::rules::namesakes::Apart;
use super::rules::outstanding::Silence;
use super::rules::{Item, Meeting};
use crate::committees::{Appointment, Committee, Deputies, Membership, Seat, Terms, Weight};
use crate::declarations::{Interest, Interests};
use crate::dispensations::Lifting;
use crate::ids::{CommitteeId, DecisionId, DeclarationId, ItemId, MembershipId, OrganisationId, PersonId, RulingId};
use crate::moment::Date;
use crate::organisations::Graph;
use crate::people::Person;
use crate::policy::{Phase, Policy, Treatment};

/// An item that was carried over from an earlier agenda, with the rulings that were in force on it there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brought {
    /// The item here.
    pub item: ItemId,
    /// The item it comes from.
    pub from: ItemId,
    /// What that is called, with its meeting.
    pub words: String,
    pub rulings: Vec<(RulingId, PersonId, Treatment)>,
}

/// The flag of a decision that waits to be confirmed.
pub const PENDING: &str = "pending_confirmation";

/// A decision, at this meeting or an earlier one, that an item of this meeting confirms or takes again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToConfirm {
    /// The item that it decided.
    pub item: ItemId,
    pub committee: CommitteeId,
    pub decision: DecisionId,
    pub outcome: Outcome,
    /// The day on which it was taken.
    pub taken: Date,
    /// After how many days at the earliest it is confirmed; none where it waits for nothing, or for nothing any more.
    pub waits: Option<u32>,
}

/// A committee as it stands on the meeting's day.
#[derive(Debug, Clone, PartialEq)]
pub struct CommitteeAtMeeting {
    pub committee: Committee,
    /// The code and name of its organisation.
    pub organisation_code: String,
    pub organisation_name: String,
    /// None when no version had begun by the day.
    pub terms: Option<Terms>,
    /// The committees that its terms name by a code, where they say who decides: which each is and what it is called.
    pub deciders: BTreeMap<String, (CommitteeId, String)>,
    /// Everybody who held a seat or was named to deputise while the meeting has lasted, whenever.
    pub rolls: Vec<Membership>,
    /// Those of the day that is looked at, holders and named deputies.
    pub memberships: Vec<Membership>,
    pub policy: Policy,
}

impl CommitteeAtMeeting {
    #[must_use]
    pub fn seats(&self) -> &[Seat] {
        self.terms.as_ref().map_or(&[], |terms| terms.seats.as_slice())
    }

    #[must_use]
    pub fn seat(&self, id: &str) -> Option<&Seat> {
        self.seats().iter().find(|seat| seat.id == id)
    }

    /// Who holds a seat in their own right: nobody, one, or the sharers of a shared seat.
    pub fn holders<'a>(&'a self, seat: &'a str) -> impl Iterator<Item = PersonId> + 'a {
        self.memberships.iter().filter(move |m| m.seat == seat && m.deputy_for.is_none()).map(|m| m.person)
    }

    /// Who is named to sit for a holder of it: of nobody who holds it no longer.
    pub fn deputies<'a>(&'a self, seat: &'a str) -> impl Iterator<Item = PersonId> + 'a {
        let of_the_seat = move || self.memberships.iter().filter(move |m| m.seat == seat);
        let holds = move |person: PersonId| of_the_seat().any(|m| m.deputy_for.is_none() && m.person == person);
        of_the_seat().filter(move |m| m.deputy_for.is_some_and(holds)).map(|m| m.person)
    }

    /// The code of the body whose seat it is: its own where none is named.
    #[must_use]
    pub fn seat_organisation<'a>(&'a self, seat: &'a Seat) -> &'a str {
        seat.organisation.as_deref().unwrap_or(&self.organisation_code)
    }

    /// The committee as it is asked by correspondence.
    #[must_use]
    pub fn in_writing(self) -> Self {
        Self { terms: self.terms.map(Terms::in_writing), ..self }
    }

    /// The committee on an item: on business that its `votes_except` names a seat is a member's without a vote.
    #[must_use]
    pub fn on(&self, item: &Item) -> Cow<'_, Self> {
        let (function, decision_type) = (item.function.as_deref(), item.decision_type.as_deref());
        let mut on = Cow::Borrowed(self);
        for (n, seat) in self.seats().iter().enumerate() {
            let Some(otherwise) = seat.without_its_vote(function, decision_type) else { continue };
            if let Some(seat) = on.to_mut().terms.as_mut().and_then(|terms| terms.seats.get_mut(n)) {
                *seat = otherwise;
            }
        }
        on
    }

    /// B: whether a deputy who sits has the seat's vote and counts in it; else a deputy speaks, no more.
    #[must_use]
    pub fn counts_deputies(&self) -> bool {
        self.terms.as_ref().is_some_and(|terms| terms.counting.deputies == Deputies::Count)
    }

    /// The seats of a holder for whom a person is named as their deputy, and which allow deputies.
    pub fn seats_deputised<'a>(&'a self, holder: PersonId, deputy: PersonId) -> impl Iterator<Item = &'a Seat> + 'a {
        let named = move |seat: &Seat| {
            self.memberships.iter().any(|m| m.seat == seat.id && m.person == deputy && m.deputy_for == Some(holder))
                && self.holders(&seat.id).any(|held_by| held_by == holder)
        };
        self.seats().iter().filter(move |seat| seat.deputies && named(seat))
    }

    /// The deputy who is the seat now, in the room or out of it for an item, where the terms count deputies.
    #[must_use]
    pub fn deputy_in(&self, room: &Room, seat: &str) -> Option<PersonId> {
        let key = (self.committee.id, seat.to_owned());
        let deputy = room.sitting_for.get(&key).or_else(|| room.deputy_out.get(&key));
        deputy.copied().filter(|deputy| self.counts_deputies() && self.deputies(seat).any(|named| named == *deputy))
    }

    /// The seats in which a person has a part in the vote, those without one among them: their own and, where the terms
    /// count deputies, the one they deputise for.
    pub fn seats_to_vote_from<'a>(&'a self, room: &'a Room, person: PersonId) -> impl Iterator<Item = &'a Seat> + 'a {
        self.seats()
            .iter()
            .filter(move |seat| self.holders(&seat.id).any(|holder| holder == person) || self.deputy_in(room, &seat.id) == Some(person))
    }

    /// Through whom a seat acts: the deputy who is the seat, where the terms count deputies; else its holders.
    #[must_use]
    pub fn acting(&self, room: &Room, seat: &str) -> Vec<PersonId> {
        match self.deputy_in(room, seat) {
            Some(deputy) => vec![deputy],
            None => self.holders(seat).collect(),
        }
    }

    /// Whether a person sits here for somebody else alone, and the terms count no deputies.
    #[must_use]
    pub fn is_uncounted_deputy(&self, room: &Room, person: PersonId) -> bool {
        let sits = room.sitting_for.iter().any(|((committee, _), deputy)| *committee == self.committee.id && *deputy == person);
        let has_own = self.memberships.iter().any(|held| held.person == person && held.deputy_for.is_none());
        sits && !has_own && !self.counts_deputies()
    }

    /// Whether a person has a vote on an item, as far as their seats say.
    #[must_use]
    pub fn has_a_vote(&self, room: &Room, item: &Item, person: PersonId) -> bool {
        self.on(item).seats_to_vote_from(room, person).any(|seat| seat.voting)
    }

    #[must_use]
    pub fn weight_of(&self, seat: &Seat) -> Weight {
        seat.weight.unwrap_or(Weight::ONE)
    }
}

/// Who is where: in the room, ever arrived, away with apologies, and which deputy sits in which
/// seat. Derived from the attendance book, or made up for a forecast.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Room {
    pub present: BTreeSet<PersonId>,
    /// Whoever has been in the room at all.
    pub arrived: BTreeSet<PersonId>,
    pub apologies: BTreeSet<PersonId>,
    /// Of those who sent apologies, which deputy each said would come instead.
    pub expected: BTreeMap<PersonId, PersonId>,
    pub remote: BTreeSet<PersonId>,
    /// The deputy who sits in a seat, while in the room and its holder is not.
    pub sitting_for: BTreeMap<(CommitteeId, String), PersonId>,
    /// Whoever is out of it for an item, and for which.
    pub out_for: BTreeMap<PersonId, ItemId>,
    /// The deputy who sat in a seat and is out for an item, while its holder has not come and nobody else sits in it.
    pub deputy_out: BTreeMap<(CommitteeId, String), PersonId>,
    /// Of a room that is supposed: the deputies who sit today and would rise for the holder who is to come.
    pub rising: BTreeMap<(CommitteeId, String), PersonId>,
    /// Made up for a forecast: who is to come, before anybody has.
    pub supposed: bool,
    /// By correspondence: who has replied on which item.
    pub replied: BTreeSet<(ItemId, PersonId)>,
}

/// A meeting at a moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Sitting {
    pub meeting: Meeting,
    pub bodies: Graph,
    pub people: BTreeMap<PersonId, Person>,
    /// What tells people of one name apart.
    pub apart: Apart,
    pub committees: Vec<CommitteeAtMeeting>,
    pub interests: Interests,
    /// Those of them that were declared at this meeting, which are known from there on.
    pub told_here: BTreeSet<DeclarationId>,
    /// What those present were ever given by councils whose committees meet here.
    pub dispensations: Vec<Lifting>,
    /// Items in the order of the agenda, each followed by its parts.
    pub items: Vec<Item>,
    pub earlier: Vec<EarlierRuling>,
    /// All that was ever ruled so at other meetings and not struck, in order, each with its place in the book of its meeting.
    pub elsewhere: Arc<[(Place, EarlierRuling)]>,
    /// What items of this agenda bring with them from an earlier one.
    pub brought: Vec<Brought>,
    /// Items that were carried over to the agenda of a later meeting.
    pub carried: BTreeSet<ItemId>,
    /// The decisions on the items that those of this meeting confirm, or decide again; what was decided again already is none.
    pub to_confirm: Vec<ToConfirm>,
    /// Of those who hold or deputise for a seat whoever had neither an interest nor a nil return on the register by the
    /// first day of the meeting.
    pub never_declared: BTreeMap<PersonId, Silence>,
    /// The day that is looked at: of the act that is judged, or of the last one.
    pub day: Date,
    /// The entry of the act that is judged, where it is one of the book: what was declared later it did not know.
    pub judged: Option<i64>,
    pub book: Book,
}

impl Sitting {
    #[must_use]
    pub fn item(&self, id: ItemId) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }

    #[must_use]
    pub fn committee(&self, id: CommitteeId) -> Option<&CommitteeAtMeeting> {
        self.committees.iter().find(|c| c.committee.id == id)
    }

    /// The committees an item concerns, in the order of the meeting.
    pub fn concerned<'a>(&'a self, item: &'a Item) -> impl Iterator<Item = &'a CommitteeAtMeeting> + 'a {
        self.committees.iter().filter(move |c| item.concerns(c.committee.id))
    }

    /// A person's name for a reader, told apart from whoever else there has it.
    #[must_use]
    pub fn name(&self, person: PersonId) -> String {
        self.people.get(&person).map_or_else(|| person.to_string(), |p| self.apart.beside(person, &p.name))
    }

    /// The same with people of one name told apart: once, when it is known who is there.
    #[must_use]
    pub fn with_names_apart(mut self) -> Self {
        self.apart = Apart::of(&self);
        self
    }

    /// Whoever terms say decides, for a reader: a committee or a body by its name, else in their words.
    #[must_use]
    pub fn decider(&self, at: &CommitteeAtMeeting, said: &str) -> String {
        let committee = at.deciders.get(said).map(|(_, name)| name);
        committee.or_else(|| self.bodies.by_code(said).map(|body| &body.name)).map_or_else(|| said.to_owned(), Clone::clone)
    }

    #[must_use]
    pub fn body_name(&self, body: OrganisationId) -> String {
        self.bodies.name(body)
    }

    /// The public is excluded from the item, or from the whole meeting.
    #[must_use]
    pub fn is_private(&self, item: &Item) -> bool {
        self.meeting.private || item.private
    }

    /// C8: whether something of an item's papers is not for everybody: all of a private one's, of another
    /// those marked so, among them those of the item that it is a part of.
    #[must_use]
    pub fn is_confidential(&self, item: &Item) -> bool {
        let whole = item.part_of.and_then(|whole| self.item(whole));
        let mut papers = item.papers.iter().chain(whole.into_iter().flat_map(|whole| &whole.papers));
        self.is_private(item) || papers.any(|paper| paper.confidential)
    }

    /// The entry in the log of the act that stands in a place of the book.
    #[must_use]
    pub fn entry_of(&self, place: i64) -> i64 {
        usize::try_from(place).ok().and_then(|n| self.book.acts.get(n)).map_or(place, |act| act.entry)
    }

    /// The phase an item is in; none before it is begun.
    #[must_use]
    pub fn phase(&self, item: ItemId) -> Option<Phase> {
        self.book.begun.iter().rev().find(|begun| begun.item == item).map(|begun| begun.phase)
    }

    /// Begun and not closed.
    #[must_use]
    pub fn is_open(&self, item: ItemId) -> bool {
        self.phase(item).is_some_and(|phase| phase < Phase::Closed)
    }

    /// Whether anything of an item was begun or decided, even if it is to be taken again: it has been before the meeting.
    #[must_use]
    pub fn is_taken(&self, item: ItemId) -> bool {
        self.phase(item).is_some()
            || self.book.decided.iter().any(|decided| decided.item == item)
            || self.book.reopened.iter().any(|(first, _)| first.item == item)
    }

    #[must_use]
    pub fn decided(&self, item: ItemId, committee: CommitteeId) -> Option<&Decided> {
        self.book.decided.iter().find(|d| d.item == item && d.committee == committee)
    }

    /// C10: what a committee has decided of the whole of which an item is a part, or of a part of it: an item is decided whole
    /// or by its parts.
    #[must_use]
    pub fn decided_otherwise(&self, item: &Item, committee: CommitteeId) -> Option<&Decided> {
        let parts = self.items.iter().filter(|part| part.part_of == Some(item.id)).map(|part| part.id);
        item.part_of.into_iter().chain(parts).find_map(|other| self.decided(other, committee))
    }

    /// C4: whether the minutes have what they need of an item in a committee: an outcome of its own,
    /// of the item it is a part of, or of every one of its parts.
    #[must_use]
    pub fn has_outcome(&self, item: &Item, committee: CommitteeId) -> bool {
        if [Some(item.id), item.part_of].into_iter().flatten().any(|id| self.decided(id, committee).is_some()) {
            return true;
        }
        let mut parts =
            self.items.iter().filter(|part| part.part_of == Some(item.id) && part.is_on() && part.concerns(committee)).peekable();
        parts.peek().is_some() && parts.all(|part| self.decided(part.id, committee).is_some())
    }

    /// The room as the attendance book leaves it. A deputy who has arrived for a seat sits in it
    /// until its holder comes, who has the seat again. In common a deputy may
    /// have a seat in each committee, and one in each. Of two deputies for one seat the one who came
    /// first sits, until they leave. By correspondence nobody comes.
    #[must_use]
    pub fn room(&self) -> Room {
        if self.is_by_correspondence() {
            return self.corresponding();
        }
        let mut room = Room::default();
        // In the order in which the deputies came in.
        let mut claims: Vec<(PersonId, &(CommitteeId, String))> = Vec::new();
        for (n, line) in self.book.attendance.iter().enumerate() {
            if n == self.book.room_from {
                room = Room { apologies: room.apologies, expected: room.expected, ..Room::default() };
                claims.clear();
            }
            match line.event {
                Event::Apologies => {
                    // What is said last holds, of the deputy too.
                    room.expected.remove(&line.person);
                    if line.withdrawn {
                        room.apologies.remove(&line.person);
                    } else {
                        room.apologies.insert(line.person);
                        room.expected.extend(line.expected_deputy.map(|deputy| (line.person, deputy)));
                    }
                }
                Event::Arrive | Event::Return => {
                    let came_in = room.present.insert(line.person);
                    room.arrived.insert(line.person);
                    room.apologies.remove(&line.person);
                    room.expected.remove(&line.person);
                    room.out_for.remove(&line.person);
                    if line.remote {
                        room.remote.insert(line.person);
                    } else {
                        room.remote.remove(&line.person);
                    }
                    if came_in {
                        come_in(&mut claims, line.person, line.event);
                    }
                    // A holder who comes has the seat again.
                    claims.retain(|(_, (committee, seat))| {
                        !self.committee(*committee).is_some_and(|at| at.holders(seat).any(|holder| holder == line.person))
                    });
                    if let Some(claim) = line.as_deputy_for.as_ref().filter(|claim| !claims.contains(&(line.person, *claim))) {
                        claims.retain(|(person, held)| *person != line.person || held.0 != claim.0);
                        claims.push((line.person, claim));
                    }
                }
                Event::Leave => {
                    room.present.remove(&line.person);
                    room.out_for.remove(&line.person);
                    room.out_for.extend(line.for_item.map(|item| (line.person, item)));
                }
            }
        }
        if self.book.room_from == self.book.attendance.len() {
            return Room { apologies: room.apologies, expected: room.expected, ..Room::default() };
        }
        for (person, (committee, seat)) in claims {
            let Some(at) = self.committee(*committee) else { continue };
            if at.holders(seat).any(|holder| room.present.contains(&holder)) {
                continue;
            }
            if room.present.contains(&person) {
                room.sitting_for.entry((*committee, seat.clone())).or_insert(person);
            } else if room.out_for.contains_key(&person) {
                room.deputy_out.entry((*committee, seat.clone())).or_insert(person);
            }
        }
        room.deputy_out.retain(|seat, _| !room.sitting_for.contains_key(seat));
        room
    }

    /// The seats a person sits in now, in one committee: their own, or the one they deputise for.
    pub fn seats_of<'a>(&'a self, at: &'a CommitteeAtMeeting, person: PersonId, room: &'a Room) -> impl Iterator<Item = &'a Seat> + 'a {
        at.seats().iter().filter(move |seat| {
            at.holders(&seat.id).any(|holder| holder == person)
                || room
                    .sitting_for
                    .iter()
                    .any(|((committee, id), deputy)| *committee == at.committee.id && *id == seat.id && *deputy == person)
        })
    }

    /// Whether an interest is known by the act that is judged: one declared at the meeting from its step on, any other from
    /// its entry on. Otherwise what was done could be made undone by what is declared afterwards.
    #[must_use]
    pub fn knows(&self, interest: &Interest) -> bool {
        if self.told_here.contains(&interest.id) {
            return self.book.told.contains(&interest.id);
        }
        self.judged.is_none_or(|entry| interest.entered < entry)
    }

    /// The same, to judge an act of its book by what was known when it was entered, and by what other meetings had ruled until
    /// then.
    #[must_use]
    pub fn judging(mut self, act: &Act) -> Self {
        self.judged = Some(act.entry);
        if !self.elsewhere.is_empty() {
            self.earlier.retain(|ruling| ruling.meeting == self.meeting.id);
            self.earlier.extend(in_force(self.elsewhere.iter().take_while(|(place, _)| *place < act.place)));
        }
        self
    }

    /// C5.4: a committee as it sits for one item: whoever was borrowed into a seat of it has that seat for the
    /// item and its parts, alone.
    #[must_use]
    pub fn lent<'a>(&self, item: &Item, at: &'a CommitteeAtMeeting) -> Cow<'a, CommitteeAtMeeting> {
        let of_item = |id: ItemId| id == item.id || Some(id) == item.part_of;
        let committee = at.committee.id;
        let lent: Vec<(&String, PersonId)> = self
            .book
            .co_opted
            .iter()
            .filter(|borrowed| of_item(borrowed.item))
            .filter_map(|borrowed| borrowed.seat.as_ref().filter(|seat| seat.0 == committee).map(|seat| (&seat.1, borrowed.person)))
            .collect();
        let on = at.on(item);
        if lent.is_empty() {
            return on;
        }
        let mut at = on.into_owned();
        for (seat, person) in lent {
            at.memberships.retain(|held| held.seat != *seat);
            let says = Appointment { committee, seat: seat.clone(), person, from: self.day, to: Some(self.day), deputy_for: None };
            at.memberships.push(Membership { id: MembershipId::new(), says });
        }
        Cow::Owned(at)
    }

    /// Everybody who holds or deputises for a seat of a committee the item concerns.
    #[must_use]
    pub fn seated(&self, item: &Item) -> BTreeSet<PersonId> {
        self.concerned(item).flat_map(|c| c.memberships.iter().map(|m| m.person)).collect()
    }
}

/// Arriving anew is arriving as oneself; coming back from an absence is coming back as what one was,
/// after the deputies who are in.
fn come_in(claims: &mut Vec<(PersonId, &(CommitteeId, String))>, person: PersonId, event: Event) {
    let held: Vec<_> = claims.extract_if(.., |(other, _)| *other == person).collect();
    if event == Event::Return {
        claims.extend(held);
    }
}
