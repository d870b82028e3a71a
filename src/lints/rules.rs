//! What is unwise about a version of the terms (rulebook B, C5.2, C6.4).

mod chair;
mod empty;
mod exceeds;
mod supposed;
#[cfg(test)]
mod tests;
mod vote;

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::budget::Steps;
use crate::committees::rules::cost::MOST_STEPS;
use crate::committees::{Capacity, Committee, Membership, Paragraph, Seat, Terms, called, in_english};
use crate::declarations::Interests;
use crate::ids::{MeetingId, PersonId};
use crate::meetings::rules::namesakes::Apart;
use crate::meetings::{Book, CommitteeAtMeeting, Meeting, MeetingState, Room, Sitting};
use crate::organisations::Graph;
use crate::people::Person;
use crate::policy::{Overrides, PackName, Policy, Publication, Stage, Undeclared};
use crate::quorum::rules::evaluate::{Question, evaluate, holds};
use crate::quorum::rules::floor::Floor;
use crate::quorum::rules::scope::Scope;
use crate::quorum::{Clause, CountedSeats, unexcluded};
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
        CastingVoteNobodyHas = "casting_vote_nobody_has",
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
        deciders: BTreeMap::new(),
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
        replies_until: None,
    };
    Tried {
        sitting: Sitting {
            meeting,
            bodies,
            people,
            apart: Apart::default(),
            committees: vec![at],
            interests: Interests::default(),
            told_here: BTreeSet::new(),
            dispensations: Vec::new(),
            items: Vec::new(),
            earlier: Vec::new(),
            elsewhere: Vec::new().into(),
            brought: Vec::new(),
            carried: BTreeSet::new(),
            day,
            judged: None,
            to_confirm: Vec::new(),
            never_declared: BTreeMap::new(),
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
        undeclared: Undeclared::Notice,
        permitted: Vec::new(),
        table: BTreeMap::new(),
        floors: BTreeMap::new(),
        floors_if_financial: BTreeMap::new(),
    };
    Policy::new(&pack, day, &Overrides::default())
}

impl Tried {
    fn person_has(&self, person: PersonId, tag: &str) -> bool {
        self.sitting.people.get(&person).is_some_and(|known| known.tags.iter().any(|own| own == tag))
    }

    /// Whether a tag is the seat's, or of somebody who holds it.
    fn has_tag(&self, at: &CommitteeAtMeeting, seat: &Seat, tag: &str) -> bool {
        seat.tags.iter().any(|own| own == tag) || at.holders(&seat.id).any(|person| self.person_has(person, tag))
    }

    fn at(&self) -> Option<&CommitteeAtMeeting> {
        self.sitting.committees.first()
    }

    /// The terms in English, with the names of the bodies that are known.
    #[must_use]
    pub fn in_english(&self) -> Vec<Paragraph> {
        let Some(terms) = self.at().and_then(|at| at.terms.as_ref()) else { return Vec::new() };
        in_english(terms, &called(terms, &self.sitting.bodies))
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

    /// Everybody in their seats, the deputies at home.
    fn everybody(&self, at: &CommitteeAtMeeting) -> CountedSeats {
        let mut at = at.clone();
        at.memberships.retain(|m| m.deputy_for.is_none());
        let room = Room { present: at.memberships.iter().map(|m| m.person).collect(), ..Room::default() };
        unexcluded(&self.sitting, &room, &at, None)
    }
}

/// Whether whoever is gone has left the committee, or an item of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gone {
    Removed,
    Withdrawn,
}

/// The quorum's answer with some people gone from every seat of theirs: `keep` says who is there. The seats stay in the
/// terms, so the `established` base of a fraction is the same.
fn quorate(terms: &Terms, everybody: &CountedSeats, keep: &dyn Fn(PersonId) -> bool, gone: Gone) -> bool {
    let mut bench = everybody.clone();
    for on in &mut bench.seats {
        on.eligible.retain(|person| keep(*person));
        on.counted.retain(|person| keep(*person));
        if gone == Gone::Removed {
            on.holders.retain(|person| keep(*person));
        }
    }
    let succession = terms.chair.succession.iter().flat_map(|word| terms.seats_named(word));
    let holder = |seat: &Seat| {
        bench.seats.iter().find(|on| on.seat.id == seat.id).and_then(|on| on.holders.iter().copied().find(|person| keep(*person)))
    };
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
        Some(at) => empty::lints(tried, at),
        None => lint_filled(tried),
    }
}

fn lint_filled(tried: &Tried) -> Vec<Finding> {
    let Some((at, terms)) = tried.at().and_then(|at| at.terms.as_ref().map(|terms| (at, terms))) else { return Vec::new() };
    let mut found = Vec::new();
    quorum_lints(tried, at, terms, &mut found);
    chair::lints(tried, at, terms, &mut found);
    vote::lints(tried, at, terms, &mut found);
    found.sort_by_key(|finding| finding.code);
    found
}

/// Several by name, for a sentence.
fn listed(names: &[String], join: &str) -> String {
    names.join(join)
}

fn quorum_lints(tried: &Tried, at: &CommitteeAtMeeting, terms: &Terms, found: &mut Vec<Finding>) {
    let everybody = tried.everybody(at);
    if !quorate(terms, &everybody, &|_| true, Gone::Removed) {
        let wanting =
            tried.with_present(None).filter(|tree| !tree.satisfied).map_or_else(String::new, |tree| format!(": {}", tree.lacks()));
        found.push(finding(
            LintCode::Unsatisfiable,
            "C5.2",
            format!("The quorum is not met with everybody present{wanting}."),
            "Ask for fewer, or fill the seats it needs.",
        ));
        if apart(tried, at, terms) {
            let several = in_several_seats(tried, at);
            found.push(finding(
                LintCode::OnePersonTwoRequiredSeats,
                "C5.1",
                format!("The quorum fails only because somebody who holds two seats counts once: {}.", listed(&several, "; ")),
                "Fill one of the seats with somebody else.",
            ));
        }
    } else {
        let withdrawn = conflicted_capacities(tried, at);
        // Whoever withdraws from an item holds the seat still.
        if !quorate(terms, &everybody, &|person| !withdrawn.contains(&person), Gone::Withdrawn) {
            let names: Vec<String> = withdrawn.iter().map(|person| tried.sitting.name(*person)).collect();
            found.push(finding(
                LintCode::NeedsAConflictedCapacity,
                "C5.2",
                format!("Once every GP and practice manager withdraws ({}), the quorum is not met.", listed(&names, ", ")),
                "Let the quorum be met by lay members, officers and other clinicians, or by a GP from outside the area.",
            ));
        }
        let mut people: Vec<PersonId> = at.memberships.iter().filter(|m| m.deputy_for.is_none()).map(|m| m.person).collect();
        people.sort_unstable();
        people.dedup();
        let alone: Vec<String> = people
            .into_iter()
            .filter(|p| !quorate(terms, &everybody, &|other| other != *p, Gone::Removed))
            .map(|p| tried.sitting.name(p))
            .collect();
        if !alone.is_empty() {
            found.push(finding(
                LintCode::SinglePointOfFailure,
                "C5.2",
                format!("Without {} alone the quorum is not met.", listed(&alone, ", or ")),
                "Let a deputy or another seat serve.",
            ));
        }
    }
    let room = Room { present: at.memberships.iter().map(|m| m.person).collect(), ..Room::default() };
    if let Some(clause) = exceeds::exceeds(terms, &called(terms, &tried.sitting.bodies), unexcluded(&tried.sitting, &room, at, None)) {
        found.push(finding(
            LintCode::QuorumExceedsSeats,
            "C5.2",
            format!("The quorum asks for {clause}, more than there are of the seats it speaks of."),
            "Ask for at most as many as there are seats.",
        ));
    }
}

/// C5.2: the holders of seats of a GP or a practice manager, who are likely to be conflicted together: but for those of
/// whom, or of whose seat, it is said that they are independent or from outside the area.
fn conflicted_capacities(tried: &Tried, at: &CommitteeAtMeeting) -> BTreeSet<PersonId> {
    let is_conflicted = |held: &&Membership| {
        let Some(seat) = at.seat(&held.seat).filter(|_| held.deputy_for.is_none()) else { return false };
        let tags = |tag: &str| seat.tags.iter().any(|own| own == tag) || tried.person_has(held.person, tag);
        (seat.capacity == Capacity::Gp || tags("practice_manager")) && !tags("out_of_area_gp") && !tags("independent")
    };
    at.memberships.iter().filter(is_conflicted).map(|held| held.person).collect()
}

/// Whoever holds more than one seat, each with their seats.
fn in_several_seats(tried: &Tried, at: &CommitteeAtMeeting) -> Vec<String> {
    let mut seats: BTreeMap<PersonId, Vec<&str>> = BTreeMap::new();
    for held in at.memberships.iter().filter(|held| held.deputy_for.is_none()) {
        seats.entry(held.person).or_default().push(&held.seat);
    }
    let several = seats.into_iter().filter(|(_, seats)| seats.len() > 1);
    several.map(|(person, seats)| format!("{} ({})", tried.sitting.name(person), seats.join(", "))).collect()
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
