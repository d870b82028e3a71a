//! What is unwise about a version of the terms (rulebook B, C5.2, C6.4).

mod exceeds;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::budget::Steps;
use crate::committees::rules::cost::MOST_STEPS;
use crate::committees::{Appointment, Capacity, Committee, Membership, Office, Seat, Terms, Then};
use crate::ids::{MeetingId, PersonId};
use crate::meetings::{Book, CommitteeAtMeeting, Meeting, MeetingState, Room, Sitting};
use crate::organisations::Graph;
use crate::people::Person;
use crate::policy::{Overrides, PackName, Policy, Publication, Stage};
use crate::quorum::rules::evaluate::{Question, evaluate, holds};
use crate::quorum::rules::floor::{Floor, Scope};
use crate::quorum::{Clause, CountedSeats, unexcluded};
use crate::votes::rules::tally::count;
use crate::votes::{SeatState, State};
use crate::words;

words! {
    /// The codes of the lints.
    LintCode "lint" {
        Unsatisfiable = "unsatisfiable",
        NeedsAConflictedCapacity = "needs_a_conflicted_capacity",
        SinglePointOfFailure = "single_point_of_failure",
        NoLayAndOfficerMajority = "no_lay_and_officer_majority",
        ChairNotLay = "chair_not_lay",
        AuditLayChairs = "audit_lay_chairs",
        OnePersonTwoRequiredSeats = "one_person_two_required_seats",
        NoSuccession = "no_succession",
        WeightsCannotPass = "weights_cannot_pass",
        QuorumExceedsSeats = "quorum_exceeds_seats",
    }
}

/// One lint, with the rule it rests on and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// Which finding it is, for programs to tell them apart.
    pub code: LintCode,
    /// The rule it rests on, as in `/rules/{id}`, such as `C5.2`.
    pub rule: String,
    /// What is unwise, in a sentence.
    pub detail: String,
    /// What would put it right, in a sentence.
    pub cure: String,
}

fn finding(code: LintCode, rule: &str, detail: impl Into<String>, cure: &str) -> Finding {
    Finding { code, rule: rule.to_owned(), detail: detail.into(), cure: cure.to_owned() }
}

/// A version of the terms with the people who would sit under it: a made-up sitting in which
/// nobody is conflicted.
pub struct Tried {
    sitting: Sitting,
}

/// Puts terms, holders and bodies together to be tried.
#[must_use]
pub fn tried_on(
    committee: Committee,
    terms: Terms,
    memberships: Vec<Membership>,
    people: BTreeMap<PersonId, Person>,
    bodies: Graph,
) -> Tried {
    let (code, name) = bodies.body(committee.organisation).map(|body| (body.code.clone(), body.name.clone())).unwrap_or_default();
    let day = terms.from;
    let at = CommitteeAtMeeting {
        organisation_code: code,
        organisation_name: name,
        rolls: memberships.clone(),
        memberships,
        policy: no_policy(day),
        terms: Some(terms),
        committee,
    };
    let meeting = Meeting {
        id: MeetingId::new(),
        reference: "trial".into(),
        date: day,
        state: MeetingState::Called,
        committees: vec![at.committee.id],
        private: false,
    };
    Tried {
        sitting: Sitting {
            meeting,
            bodies,
            people,
            committees: vec![at],
            interests: Vec::new(),
            told_here: BTreeSet::new(),
            items: Vec::new(),
            earlier: Vec::new(),
            carried: BTreeSet::new(),
            day,
            book: Book::default(),
        },
    }
}

/// Nobody is conflicted in a trial, so no policy is asked.
fn no_policy(day: crate::moment::Date) -> Policy {
    use crate::policy::Pack;
    let pack = Pack {
        name: PackName::Ccg2017,
        from: day,
        source: String::new(),
        publication: Publication::Everyone,
        review_months: 12,
        look_back_months: 0,
        sticky_from: Stage::Award,
        repairs: Vec::new(),
        permitted: Vec::new(),
        table: BTreeMap::new(),
        floors: BTreeMap::new(),
        floors_if_financial: BTreeMap::new(),
    };
    Policy::new(&pack, day, &Overrides::default())
}

impl Tried {
    fn at(&self) -> Option<&CommitteeAtMeeting> {
        self.sitting.committees.first()
    }

    /// The quorum, clause by clause, with some people present, or everybody.
    #[must_use]
    pub fn with_present(&self, present: Option<&BTreeSet<PersonId>>) -> Option<Clause> {
        let at = self.at()?;
        let terms = at.terms.as_ref()?;
        let holders = at.memberships.iter().filter(|m| m.deputy_for.is_none()).map(|m| m.person);
        let room = Room { present: holders.filter(|person| present.is_none_or(|list| list.contains(person))).collect(), ..Room::default() };
        let presiding = terms
            .chair
            .succession
            .iter()
            .flat_map(|word| terms.seats_named(word))
            .flat_map(|seat| at.holders(&seat.id))
            .find(|holder| room.present.contains(holder));
        let bench = unexcluded(&self.sitting, &room, at, presiding);
        Some(evaluate(&terms.quorum, Question { bench: &bench, item: None, committees: std::slice::from_ref(&bench) }))
    }

    /// The same with a made-up holder in every seat.
    fn filled(&self, at: &CommitteeAtMeeting) -> Self {
        let mut sitting = self.sitting.clone();
        if let Some(terms) = &at.terms {
            let (memberships, people) = one_each(&at.committee, terms);
            sitting.people = people;
            sitting.committees = vec![CommitteeAtMeeting { memberships, ..at.clone() }];
        }
        Self { sitting }
    }

    /// Everybody in their seats, the deputies at home.
    fn everybody(&self, at: &CommitteeAtMeeting) -> CountedSeats {
        let mut at = at.clone();
        at.memberships.retain(|m| m.deputy_for.is_none());
        let room = Room { present: at.memberships.iter().map(|m| m.person).collect(), ..Room::default() };
        unexcluded(&self.sitting, &room, &at, None)
    }
}

/// The quorum's answer with some of the seats empty: `keep` says who is there. The seats stay in the
/// terms, so the `established` base of a fraction is the same.
fn quorate(terms: &Terms, everybody: &CountedSeats, keep: &dyn Fn(&Seat, PersonId) -> bool) -> bool {
    let mut bench = everybody.clone();
    for on in &mut bench.seats {
        let seat = &on.seat;
        for people in [&mut on.holders, &mut on.eligible, &mut on.counted] {
            people.retain(|person| keep(seat, *person));
        }
    }
    let succession = terms.chair.succession.iter().flat_map(|word| terms.seats_named(word));
    let holder = |seat: &Seat| bench.seats.iter().find(|on| on.seat.id == seat.id).and_then(|on| on.holders.first().copied());
    bench.presiding = succession.filter_map(holder).next();
    is_met(terms, &bench)
}

fn is_met(terms: &Terms, bench: &CountedSeats) -> bool {
    let (floor, steps) = (Floor::of(bench), Steps::of(MOST_STEPS));
    holds(&terms.quorum, Scope::of(&floor, None, std::slice::from_ref(&floor), &steps))
}

/// Every lint that holds. Where nobody was appointed yet each seat is taken to have a holder of its
/// own, so that what is said is of the terms and not of vacancies.
#[must_use]
pub fn lint(tried: &Tried) -> Vec<Finding> {
    match tried.at().filter(|at| at.memberships.iter().all(|m| m.deputy_for.is_some())) {
        Some(at) => lint_filled(&tried.filled(at)),
        None => lint_filled(tried),
    }
}

fn lint_filled(tried: &Tried) -> Vec<Finding> {
    let Some((at, terms)) = tried.at().and_then(|at| at.terms.as_ref().map(|terms| (at, terms))) else { return Vec::new() };
    let mut found = Vec::new();
    quorum_lints(tried, at, terms, &mut found);
    chair_lints(tried, at, terms, &mut found);
    let voting: Vec<&Seat> = terms.seats.iter().filter(|seat| seat.voting).collect();
    let has_tag = |seat: &Seat, tag: &str| has_tag(tried, at, seat, tag);
    let balance =
        voting.iter().filter(|seat| matches!(seat.capacity, Capacity::Lay | Capacity::Officer) || has_tag(seat, "executive")).count();
    if balance * 2 <= voting.len() {
        found.push(finding(
            LintCode::NoLayAndOfficerMajority,
            "C6.4",
            format!("Lay members, officers and executives hold {balance} of the {} voting seats, not more than half.", voting.len()),
            "Add lay or officer seats, or take the vote from others.",
        ));
    }
    let seats: Vec<SeatState> = voting
        .iter()
        .filter_map(|seat| {
            let person = at.holders(&seat.id).next()?;
            let organisation = at.seat_organisation(seat).to_owned();
            let weight = crate::votes::rules::tally::weight_of(at, &terms.voting, seat);
            Some(SeatState { seat: seat.id.clone(), person, organisation, state: State::For, weight })
        })
        .collect();
    if !count(&terms.voting, Some(terms), &at.organisation_code, seats, None).carried {
        found.push(finding(
            LintCode::WeightsCannotPass,
            "C6.5",
            "Even with every seat for it, no motion would be carried.",
            "Look at the voting rule, its weights, and the bodies with no holder in a voting seat.",
        ));
    }
    found.sort_by_key(|finding| finding.code);
    found
}

fn has_tag(tried: &Tried, at: &CommitteeAtMeeting, seat: &Seat, tag: &str) -> bool {
    let person_has = |person: PersonId| tried.sitting.people.get(&person).is_some_and(|p| p.tags.iter().any(|t| t == tag));
    seat.tags.iter().any(|t| t == tag) || at.holders(&seat.id).any(person_has)
}

fn quorum_lints(tried: &Tried, at: &CommitteeAtMeeting, terms: &Terms, found: &mut Vec<Finding>) {
    let everybody = tried.everybody(at);
    if !quorate(terms, &everybody, &|_, _| true) {
        found.push(finding(
            LintCode::Unsatisfiable,
            "C5.2",
            "The quorum is not met with everybody present.",
            "Ask for fewer, or fill the seats it needs.",
        ));
        if apart(tried, at, terms) {
            found.push(finding(
                LintCode::OnePersonTwoRequiredSeats,
                "C5.1",
                "The quorum fails only because somebody who holds two seats counts once.",
                "Fill one of the seats with somebody else.",
            ));
        }
    } else {
        let conflicted = |seat: &Seat| seat.capacity == Capacity::Gp || has_tag(tried, at, seat, "practice_manager");
        if !quorate(terms, &everybody, &|seat, _| !conflicted(seat)) {
            found.push(finding(
                LintCode::NeedsAConflictedCapacity,
                "C5.2",
                "Once every GP and practice manager withdraws, the quorum is not met.",
                "Let the quorum be met by lay members, officers and other clinicians.",
            ));
        }
        let mut people: Vec<PersonId> = at.memberships.iter().filter(|m| m.deputy_for.is_none()).map(|m| m.person).collect();
        people.sort_unstable();
        people.dedup();
        let alone: Vec<String> =
            people.into_iter().filter(|p| !quorate(terms, &everybody, &|_, other| other != *p)).map(|p| tried.sitting.name(p)).collect();
        if !alone.is_empty() {
            found.push(finding(
                LintCode::SinglePointOfFailure,
                "C5.2",
                format!("Without {} alone the quorum is not met.", alone.join(", or ")),
                "Let a deputy or another seat serve.",
            ));
        }
    }
    let room = Room { present: at.memberships.iter().map(|m| m.person).collect(), ..Room::default() };
    if exceeds::exceeds(terms, unexcluded(&tried.sitting, &room, at, None)) {
        found.push(finding(
            LintCode::QuorumExceedsSeats,
            "C5.2",
            "A clause of the quorum asks for more than the seats it speaks of.",
            "Ask for at most as many as there are seats.",
        ));
    }
}

/// Whether the quorum would be met if every seat were held by somebody of its own.
fn apart(tried: &Tried, at: &CommitteeAtMeeting, terms: &Terms) -> bool {
    let mut at = at.clone();
    let mut sitting = tried.sitting.clone();
    at.memberships.retain(|m| m.deputy_for.is_none());
    for membership in &mut at.memberships {
        let another = PersonId::new();
        if let Some(person) = sitting.people.get(&membership.person).cloned() {
            sitting.people.insert(another, Person { id: another, ..person });
        }
        membership.says.person = another;
    }
    let room = Room { present: at.memberships.iter().map(|m| m.person).collect(), ..Room::default() };
    let presiding = terms.chair.succession.iter().flat_map(|word| terms.seats_named(word)).find_map(|seat| at.holders(&seat.id).next());
    is_met(terms, &unexcluded(&sitting, &room, &at, presiding))
}

fn chair_lints(tried: &Tried, at: &CommitteeAtMeeting, terms: &Terms, found: &mut Vec<Finding>) {
    let mut offices = terms.seats.iter().filter(|seat| seat.office.is_some());
    if let Some(seat) = offices.find(|seat| seat.capacity != Capacity::Lay) {
        found.push(finding(
            LintCode::ChairNotLay,
            "B",
            format!("The seat '{}' is chair or vice-chair, and is not a lay member's.", seat.id),
            "Give the chair and the vice-chair to lay members.",
        ));
    }
    if terms.seats.iter().any(|seat| seat.office == Some(Office::Chair) && has_tag(tried, at, seat, "lay_audit")) {
        found.push(finding(
            LintCode::AuditLayChairs,
            "B",
            "The lay member for audit chairs, who is normally the guardian and should stay apart.",
            "Give the chair to another lay member.",
        ));
    }
    let filled = |seat: &&Seat| at.holders(&seat.id).next().is_some();
    let named: BTreeSet<&str> =
        terms.chair.succession.iter().flat_map(|word| terms.seats_named(word)).filter(filled).map(|seat| seat.id.as_str()).collect();
    if terms.chair.then == Then::None && named.len() < 2 {
        found.push(finding(
            LintCode::NoSuccession,
            "C2",
            format!("Nobody may be elected to preside, and the succession names {} seat(s) with a holder.", named.len()),
            "Name a second seat, or let the members elect somebody.",
        ));
    }
}

/// A made-up holder for every seat.
fn one_each(committee: &Committee, terms: &Terms) -> (Vec<Membership>, BTreeMap<PersonId, Person>) {
    let mut people = BTreeMap::new();
    let memberships = terms
        .seats
        .iter()
        .map(|seat| {
            let person = Person { id: PersonId::new(), name: seat.id.replace('_', " "), grade: None, tags: Vec::new() };
            let id = person.id;
            people.insert(id, person);
            let seat = seat.id.clone();
            let says = Appointment { committee: committee.id, seat, person: id, from: terms.from, to: None, deputy_for: None };
            Membership { id: crate::ids::MembershipId::new(), says }
        })
        .collect();
    (memberships, people)
}
