//! A plan of small numbers, made into a sitting that could have come about: nobody votes from a seat
//! they do not sit in, no phase goes back, nobody is named to preside who could not be.

use std::collections::{BTreeMap, BTreeSet};

use quorate::committees::{
    Appointment, Chair, Committee, CommitteeKind, Fraction, Membership, Office, Seat, Terms, Then, Voting, VotingRule, Weight,
};
use quorate::declarations::{Interest, Mitigation, Related};
use quorate::ids::{CommitteeId, DeclarationId, ItemId, MeetingId, MembershipId, OrganisationId, PersonId, RulingId, VoteId};
use quorate::meetings::rules::MeetingState;
use quorate::meetings::{
    Affected, AttendanceEvent, Begun, Book, CastingVote, Choice, Class, CommitteeAtMeeting, EarlierRuling, Event, Item, Meeting, Naming,
    Ruling, Sitting, Vote,
};
use quorate::moment::{Date, Instant};
use quorate::money::Money;
use quorate::organisations::{Graph, Organisation, OrganisationKind};
use quorate::people::Person;
use quorate::policy::{Overrides, Phase, Policy, Treatment, packs};

use super::committees::{AffectedPlan, BODIES, CommitteePlan, ItemPlan, MEMBERS, PEOPLE, Plan, PolicyPlan, SeatPlan, Step, TAGS};
use super::reading::conflicts::{ruling, struck_by_later_ruling};
use super::reading::presiding::{presiding, unconflicted};
use super::reading::rights::may_vote;

fn uuid(kind: u128, n: usize) -> uuid::Uuid {
    uuid::Uuid::from_u128((kind << 64) | (n as u128 + 1))
}

pub fn person(n: u8) -> PersonId {
    PersonId::from_uuid(uuid(1, usize::from(n) % PEOPLE))
}

fn body(n: u8) -> OrganisationId {
    OrganisationId::from_uuid(uuid(2, usize::from(n) % BODIES))
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

const TODAY: &str = "2018-03-06";
/// Ends of interests: none, then around today and around the last days of looking back six and
/// twelve months.
const ENDS: [&str; 7] = ["2018-03-05", TODAY, "2018-03-07", "2017-09-05", "2017-09-06", "2017-03-05", "2017-03-06"];
const BEGINNINGS: [&str; 3] = ["2015-04-01", TODAY, "2018-03-07"];

fn tags(mask: u8) -> Vec<String> {
    TAGS.iter().enumerate().filter(|(n, _)| mask & (1 << n) != 0).map(|(_, tag)| (*tag).to_string()).collect()
}

fn organisation(n: u8) -> Organisation {
    let (kind, commissioner, area) = match n {
        0 | 1 => (OrganisationKind::Commissioner, None, None),
        2 => (OrganisationKind::GpPractice, Some("B0"), Some("area0")),
        3 => (OrganisationKind::GpPractice, Some("B1"), Some("area1")),
        4 => (OrganisationKind::Federation, None, Some("area0")),
        _ => (OrganisationKind::Company, None, Some("area1")),
    };
    Organisation {
        id: body(n),
        code: format!("B{n}"),
        name: format!("Body {n}"),
        kind,
        commissioner: commissioner.map(Into::into),
        area: area.map(Into::into),
    }
}

pub fn stakes(plan: &Plan) -> Vec<(OrganisationId, OrganisationId)> {
    plan.stakes.iter().filter(|(holder, held)| holder != held).map(|(holder, held)| (body(*holder), body(*held))).collect()
}

fn policy(plan: &PolicyPlan) -> Policy {
    use Treatment::{DiscussNotVote, Leave, LeaveForDecision, LeaveNoPapers, Note, Participate, PresentThenLeave, Removed};
    let mut overrides = Overrides {
        permitted: match plan.permitted {
            0 => None,
            1 => Some(vec![DiscussNotVote, LeaveForDecision, Leave]),
            2 => Some(vec![Participate, Note, PresentThenLeave, LeaveNoPapers, Removed]),
            _ => Some(vec![Participate, Note, LeaveForDecision]),
        },
        sticky_from: plan.sticky_from,
        look_back_months: plan.look_back.map(u32::from),
        ..Overrides::default()
    };
    for (relation, group, treatment) in &plan.cells {
        overrides.table.entry(*relation).or_default().insert(*group, *treatment);
    }
    for (relation, group, treatment) in &plan.floors {
        overrides.floors.entry(*relation).or_default().insert(*group, *treatment);
    }
    let pack = packs::named(plan.pack).unwrap();
    Policy::new(pack, pack.from, &overrides)
}

fn seat(plan: &SeatPlan, n: usize, committee: &CommitteePlan) -> Seat {
    let at = |place: u8| usize::from(place) == n;
    Seat {
        id: format!("s{n}"),
        capacity: plan.capacity,
        tags: tags(plan.tags),
        organisation: plan.body.map(|n| format!("B{n}")),
        voting: plan.voting,
        weight: plan.weight.map(|weight| Weight::new(u64::from(weight), 1)),
        office: if at(committee.chair) { Some(Office::Chair) } else { at(committee.vice).then_some(Office::ViceChair) },
        deputies: plan.deputy.is_some(),
        membership: plan.membership,
    }
}

fn terms(plan: &CommitteePlan) -> Terms {
    let seats: Vec<Seat> = plan.seats.iter().enumerate().map(|(n, one)| seat(one, n, plan)).collect();
    let word = |n: &u8| match n {
        0 => "chair".to_string(),
        1 => "vice_chair".to_string(),
        n => format!("s{}", usize::from(n - 2) % seats.len()),
    };
    let succession = if plan.succession.is_empty() { Chair::default().succession } else { plan.succession.iter().map(word).collect() };
    let (numerator, denominator) = plan.voting.threshold;
    let voting = Voting {
        rule: plan.voting.rule,
        threshold: (plan.voting.rule == VotingRule::Threshold).then_some(Fraction { numerator, denominator }),
        basis: plan.voting.basis,
        weights: match plan.voting.rule {
            VotingRule::Weighted => plan.voting.weights.iter().map(|(n, w)| (format!("B{n}"), Weight::new(u64::from(*w), 1))).collect(),
            _ => BTreeMap::new(),
        },
        casting_vote: plan.voting.casting,
    };
    Terms {
        from: day("2015-04-01"),
        seats,
        quorum: plan.quorum.clone(),
        counting: plan.counting.clone(),
        voting,
        composition: Vec::new(),
        authority: Vec::new(),
        chair: Chair { succession, then: plan.then },
        conflicts: None,
        papers: None,
    }
}

pub fn committee_id(n: u8) -> CommitteeId {
    CommitteeId::from_uuid(uuid(3, usize::from(n)))
}

fn committee(plan: &CommitteePlan, n: u8) -> CommitteeAtMeeting {
    let terms = terms(plan);
    let mut memberships: Vec<Membership> = Vec::new();
    let mut add = |seat: usize, who: u8, deputy_for: Option<u8>| {
        let id = MembershipId::from_uuid(uuid(4, usize::from(n) * 100 + memberships.len()));
        let says = Appointment {
            committee: committee_id(n),
            seat: format!("s{seat}"),
            person: person(who),
            from: day("2015-04-01"),
            to: None,
            deputy_for: deputy_for.map(person),
        };
        memberships.push(Membership { id, says });
    };
    for (at, seat) in plan.seats.iter().enumerate() {
        let own = ((at + usize::from(n) * 3) % MEMBERS) as u8;
        let next = ((usize::from(own) + 1) % MEMBERS) as u8;
        let before = ((usize::from(own) + MEMBERS - 1) % MEMBERS) as u8;
        let holders = match seat.held {
            0 => vec![own],
            1 => vec![own, next],
            2 => vec![before],
            _ => Vec::new(),
        };
        for holder in &holders {
            add(at, *holder, None);
        }
        // One deputy, named for each sharer of a shared seat.
        if let Some(deputy) = seat.deputy {
            holders.iter().for_each(|holder| add(at, MEMBERS as u8 + deputy % 2, Some(*holder)));
        }
    }
    CommitteeAtMeeting {
        committee: Committee {
            id: committee_id(n),
            organisation: body(plan.body),
            partners: Vec::new(),
            name: format!("Committee {n}"),
            kind: CommitteeKind::Committee,
        },
        organisation_code: format!("B{}", plan.body),
        organisation_name: format!("Body {}", plan.body),
        terms: Some(terms),
        memberships,
        policy: policy(&plan.policy),
    }
}

fn interests(plan: &Plan) -> Vec<Interest> {
    let one = |(n, plan): (usize, &super::committees::InterestPlan)| Interest {
        id: DeclarationId::from_uuid(uuid(5, n)),
        person: person(plan.person),
        category: plan.category,
        nature: String::new(),
        organisation: plan.body.map(body),
        related: plan.related.map(|who| Related::Person(person(who))),
        underlying: plan.underlying,
        from: (plan.from > 0).then(|| day(BEGINNINGS[usize::from(plan.from - 1)])),
        to: (plan.to > 0).then(|| day(ENDS[usize::from(plan.to - 1)])),
        declared: day(["2015-04-01", TODAY, "2018-03-07"][usize::from(plan.declared)]),
        mitigation: plan.mitigation.map(|(treatment, when, chair_may_vary)| Mitigation {
            treatment,
            when_organisation: when.map(body),
            chair_may_vary,
        }),
    };
    plan.interests.iter().enumerate().map(one).collect()
}

fn affected(plan: &AffectedPlan) -> Affected {
    match plan {
        AffectedPlan::Body(n) => Affected::Organisation(body(*n)),
        AffectedPlan::Class(kind, commissioner, area) => Affected::Class(Class {
            kind: *kind,
            commissioner: commissioner.map(|n| format!("B{n}")),
            area: area.map(|n| format!("area{n}")),
        }),
        AffectedPlan::Person(n) => Affected::Person(person(*n)),
    }
}

fn items(plans: &[ItemPlan], committees: usize) -> Vec<Item> {
    let mut items = Vec::new();
    for (n, plan) in plans.iter().enumerate() {
        let id = ItemId::from_uuid(uuid(6, n * 2));
        let concerned = match plan.committee {
            n if n > 0 && usize::from(n) <= committees => vec![committee_id(n - 1)],
            _ => Vec::new(),
        };
        let item = Item {
            id,
            part_of: None,
            position: n as i64 + 1,
            number: format!("{}", n + 1),
            title: format!("Item {}", n + 1),
            purpose: plan.purpose,
            decision_type: plan.decision_type.then(|| "contract".into()),
            stage: plan.stage,
            function: None,
            affects: plan.affects.iter().map(affected).collect(),
            value: plan.value.and_then(|pounds| Money::from_pence(i64::from(pounds) * 100)),
            procurement: (plan.procurement > 0).then(|| format!("P{}", plan.procurement)),
            private: plan.private,
            committees: concerned,
            papers: Vec::new(),
            route: None,
        };
        items.push(item.clone());
        if plan.part {
            items.push(Item { id: ItemId::from_uuid(uuid(6, n * 2 + 1)), part_of: Some(id), number: format!("{}a", n + 1), ..item });
        }
    }
    items
}

pub fn sitting(plan: &Plan) -> Sitting {
    let committees: Vec<CommitteeAtMeeting> = plan.committees.iter().enumerate().map(|(n, one)| committee(one, n as u8)).collect();
    let people = plan.tags.iter().enumerate().map(|(n, mask)| {
        let id = person(n as u8);
        (id, Person { id, name: format!("Person {n}"), grade: None, tags: tags(*mask) })
    });
    let mut sitting = Sitting {
        meeting: Meeting {
            id: MeetingId::from_uuid(uuid(7, 0)),
            reference: String::new(),
            date: day(TODAY),
            state: if plan.called { MeetingState::Called } else { MeetingState::Open },
            committees: committees.iter().map(|at| at.committee.id).collect(),
            private: plan.private,
        },
        bodies: Graph::new((0..BODIES as u8).map(organisation), stakes(plan)),
        people: people.collect(),
        items: items(&plan.items, committees.len()),
        committees,
        interests: interests(plan),
        earlier: Vec::new(),
        book: Book::default(),
    };
    if !plan.called {
        sitting.book.opening = sitting.committees.iter().zip(&plan.committees).map(|(at, one)| (at.committee.id, one.opening)).collect();
    }
    for (n, arrival) in plan.arrivals.iter().enumerate() {
        if n < MEMBERS && *arrival < 7 {
            attend(&mut sitting, person(n as u8), Event::Arrive, *arrival == 6, None);
        }
    }
    earlier(&mut sitting, plan);
    for step in &plan.steps {
        take(&mut sitting, plan, step);
    }
    sitting
}

fn now(sitting: &Sitting) -> Instant {
    let base: Instant = "2018-03-06T14:00:00Z".parse().unwrap();
    base.plus_seconds(order(sitting))
}

/// The next place in the log.
fn order(sitting: &Sitting) -> i64 {
    let book = &sitting.book;
    (book.attendance.len() + book.rulings.len() + book.begun.len() + book.votes.len() + book.casting.len() + book.namings.len()) as i64 + 1
}

fn attend(sitting: &mut Sitting, person: PersonId, event: Event, remote: bool, as_deputy_for: Option<(CommitteeId, String)>) {
    let at = now(sitting);
    sitting.book.attendance.push(AttendanceEvent { person, event, at, for_item: None, as_deputy_for, remote });
}

/// Rulings of other meetings.
fn earlier(sitting: &mut Sitting, plan: &Plan) {
    for (n, one) in plan.earlier.iter().enumerate() {
        let item = ItemId::from_uuid(uuid(8, n));
        sitting.earlier.push(EarlierRuling {
            ruling: RulingId::from_uuid(uuid(8, n)),
            item,
            business: item,
            meeting: MeetingId::from_uuid(uuid(7, 1)),
            title: String::new(),
            date: if one.same_day { day(TODAY) } else { day("2018-02-06") },
            position: i64::from(one.position),
            procurement: format!("P{}", one.procurement),
            stage: one.stage,
            person: person(one.person),
            treatment: one.treatment,
            by: person(0),
        });
    }
}

fn take(sitting: &mut Sitting, plan: &Plan, step: &Step) {
    let pick = |n: u8| sitting.items[usize::from(n) % sitting.items.len()].clone();
    let body = |n: u8| sitting.committees[usize::from(n) % sitting.committees.len()].clone();
    let room = sitting.room();
    match step {
        Step::Leave(who) if room.present.contains(&person(*who)) => attend(sitting, person(*who), Event::Leave, false, None),
        Step::Return(who) if !room.present.contains(&person(*who)) && usize::from(*who) < MEMBERS => {
            let event = if room.arrived.contains(&person(*who)) { Event::Return } else { Event::Arrive };
            attend(sitting, person(*who), event, false, None);
        }
        Step::Deputy(committee, n) => {
            let at = body(*committee);
            let seat = at.seats()[usize::from(*n) % at.seats().len()].clone();
            let Some(deputy) = at.deputies(&seat.id).next() else { return };
            // A seat in another committee may be had as well, a second in this one not.
            if room.sitting_for.iter().any(|((committee, _), sits)| *committee == at.committee.id && *sits == deputy) {
                return;
            }
            for holder in at.holders(&seat.id) {
                if room.present.contains(&holder) {
                    attend(sitting, holder, Event::Leave, false, None);
                }
            }
            attend(sitting, deputy, Event::Arrive, false, Some((at.committee.id, seat.id.clone())));
        }
        Step::Rule(n, who, treatment) => rule(sitting, &pick(*n), person(*who), *treatment),
        Step::Name(n, who) => {
            let item = pick(*n);
            if may_be_named(sitting, plan, &item, person(*who)) {
                sitting.book.namings.push(Naming { item: item.id, person: person(*who) });
            }
        }
        Step::Begin(n, phase, quorate) if !plan.called => begin(sitting, &pick(*n), *phase, *quorate),
        Step::Vote(n, committee, seat, choice) if !plan.called => vote(sitting, &pick(*n), &body(*committee), usize::from(*seat), *choice),
        Step::Poll(n, committee, choices) if !plan.called => {
            let (item, at) = (pick(*n), body(*committee));
            for (seat, choice) in choices.iter().enumerate().take(at.seats().len()) {
                vote(sitting, &item, &at, seat, *choice);
            }
        }
        Step::Casting(n, committee, for_it) if !plan.called => {
            let (item, at) = (pick(*n), body(*committee));
            let Some(by) = presiding(sitting, &room, &item) else { return };
            let sits = at.seats().iter().any(|seat| seat.voting && at.holders(&seat.id).any(|holder| holder == by));
            let once = !sitting.book.casting.iter().any(|one| one.item == item.id && one.committee == at.committee.id);
            if item.concerns(at.committee.id) && sits && once {
                let choice = if *for_it { Choice::For } else { Choice::Against };
                let order = order(sitting);
                sitting.book.casting.push(CastingVote { order, item: item.id, committee: at.committee.id, by, choice });
            }
        }
        _ => {}
    }
}

/// A ruling; if its item belongs to a procurement it is an earlier one for the items that follow.
fn rule(sitting: &mut Sitting, item: &Item, person: PersonId, treatment: Treatment) {
    let (order, at) = (order(sitting), now(sitting));
    let id = RulingId::from_uuid(uuid(9, sitting.book.rulings.len()));
    let proposed = Treatment::Participate;
    sitting.book.rulings.push(Ruling {
        id,
        order,
        item: item.id,
        person,
        treatment,
        proposed,
        by: super::building::person(0),
        reason: None,
        at,
    });
    sitting.earlier.retain(|one| one.item != item.id || one.person != person);
    if let Some(procurement) = item.procurement.clone() {
        sitting.earlier.push(EarlierRuling {
            ruling: id,
            item: item.id,
            business: item.business(),
            meeting: sitting.meeting.id,
            title: item.title.clone(),
            date: sitting.meeting.date,
            position: item.position,
            procurement,
            stage: item.effective_stage(),
            person,
            treatment,
            by: person,
        });
    }
}

/// Naming somebody outside the succession is refused where the terms say `none`, and so is naming
/// anybody conflicted, out of the room or without a voting seat.
fn may_be_named(sitting: &Sitting, plan: &Plan, item: &Item, person: PersonId) -> bool {
    let at_hand = plan.called || sitting.room().present.contains(&person);
    let sits = |at: &CommitteeAtMeeting| at.seats().iter().any(|seat| seat.voting && at.holders(&seat.id).any(|holder| holder == person));
    let named = |at: &CommitteeAtMeeting| {
        let terms = at.terms.as_ref().unwrap();
        let in_succession = |word: &String| terms.seats_named(word).any(|seat| at.holders(&seat.id).any(|holder| holder == person));
        terms.chair.then == Then::Elect || terms.chair.succession.iter().any(in_succession)
    };
    at_hand && unconflicted(sitting, item, person) && sitting.concerned(item).any(sits) && sitting.concerned(item).all(named)
}

fn begin(sitting: &mut Sitting, item: &Item, phase: Phase, quorate: bool) {
    if sitting.phase(item.id).is_some_and(|now| now >= phase) {
        return;
    }
    let first = sitting.phase(item.id).is_none();
    let answers: BTreeMap<CommitteeId, bool> =
        if first { sitting.concerned(item).map(|at| (at.committee.id, quorate)).collect() } else { BTreeMap::new() };
    let at = now(sitting);
    sitting.book.begun.push(Begun { item: item.id, phase, at, quorate: answers });
}

/// A vote is taken from whoever sits in the seat, once, unless a ruling forbids it.
fn vote(sitting: &mut Sitting, item: &Item, at: &CommitteeAtMeeting, seat: usize, choice: u8) {
    let Some(choice) = [Choice::For, Choice::Against, Choice::Abstain].get(usize::from(choice)) else { return };
    let Some(seat) = at.seats().get(seat) else { return };
    let room = sitting.room();
    let ruled_out = |person: PersonId| ruling(sitting, item.id, person).is_some_and(|ruling| !may_vote(ruling.treatment));
    let deputy = room.sitting_for.get(&(at.committee.id, seat.id.clone())).copied();
    let voter = at.holders(&seat.id).chain(deputy).find(|person| room.present.contains(person) && !ruled_out(*person));
    let counts_still = |vote: &Vote| {
        vote.item == item.id && vote.committee == at.committee.id && !struck_by_later_ruling(sitting, item, vote.person, vote.order)
    };
    let voted: BTreeSet<&str> = sitting.book.votes.iter().filter(|v| counts_still(v)).map(|v| v.seat.as_str()).collect();
    let (Some(person), true, false) = (voter, seat.voting && item.concerns(at.committee.id), voted.contains(seat.id.as_str())) else {
        return;
    };
    let vote = Vote {
        id: VoteId::from_uuid(uuid(10, sitting.book.votes.len())),
        order: order(sitting),
        item: item.id,
        committee: at.committee.id,
        seat: seat.id.clone(),
        person,
        choice: *choice,
    };
    sitting.book.votes.push(vote);
}
