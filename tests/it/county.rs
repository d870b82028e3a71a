//! A county as large as is asked: bodies in federations, companies that own them, people with interests in them all, and a
//! committee with an agenda. What the law costs is shown of it, here by counts and in `benches/speed` by the clock.

use quorate::committees::{Appointment, Committee, CommitteeKind, Membership, Terms};
use quorate::declarations::{Category, Interest};
use quorate::ids::{CommitteeId, DeclarationId, ItemId, MeetingId, MembershipId, OrganisationId, PersonId};
use quorate::meetings::rules::{Item, Meeting};
use quorate::meetings::{Affected, Book, Class, CommitteeAtMeeting, MeetingState, Room, Sitting};
use quorate::organisations::{Graph, Organisation, OrganisationKind};
use quorate::people::Person;
use quorate::policy::packs::{PackName, named};
use quorate::policy::{Overrides, Policy, Purpose, Stage};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// How much there is of everything.
#[derive(Clone, Copy)]
pub struct Size {
    /// Seats of the committee, each held; every other one with a deputy.
    pub people: usize,
    pub items: usize,
    pub bodies: usize,
    pub interests: usize,
    /// Whose the interests are: the committee's members first, then others of the register.
    pub declarers: usize,
}

/// A committee of 30 with an agenda of 40, in a county of 8,000 bodies with 50,000 interests.
pub const COUNTY: Size = Size { people: 30, items: 40, bodies: 8_000, interests: 50_000, declarers: 5_000 };

pub struct County {
    pub sitting: Sitting,
    pub members: Vec<PersonId>,
    /// GPs from elsewhere, who could be borrowed.
    pub elsewhere: Vec<PersonId>,
}

/// A federation, the company that owns it, a network, and their practices.
const GROUP: usize = 25;
/// So many groups under one commissioner.
const UNDER_ONE: usize = 4;

/// The same numbers in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }
}

fn commissioner(group: usize) -> String {
    format!("C{}", group / UNDER_ONE)
}

fn bodies(size: &Size) -> (Vec<Organisation>, Vec<(OrganisationId, OrganisationId)>) {
    let body = |n: usize| {
        let kind = match n % GROUP {
            0 => OrganisationKind::Federation,
            1 => OrganisationKind::Company,
            2 => OrganisationKind::PrimaryCareNetwork,
            _ => OrganisationKind::GpPractice,
        };
        let commissioner = (kind == OrganisationKind::GpPractice).then(|| commissioner(n / GROUP));
        Organisation { id: OrganisationId::new(), code: format!("B{n}"), name: format!("Body {n}"), kind, commissioner, area: None }
    };
    let bodies: Vec<Organisation> = (0..size.bodies).map(body).collect();
    let mut stakes = Vec::new();
    for group in bodies.chunks(GROUP) {
        for (place, holder) in group.iter().enumerate() {
            stakes.extend((place != 0 && place != 2).then(|| (holder.id, group[0].id)));
            stakes.extend((3..12).contains(&place).then(|| (holder.id, group[2].id)));
        }
    }
    (bodies, stakes)
}

fn item(n: usize, size: &Size, bodies: &[Organisation]) -> Item {
    let groups = size.bodies / GROUP;
    let federation = bodies[(n * 7) % groups * GROUP].id;
    let mut affects = Vec::new();
    if n % 8 != 7 {
        affects.push(Affected::Organisation(federation));
    }
    if n.is_multiple_of(3) {
        let commissioner = Some(commissioner((n * 11 + 5) % groups));
        affects.push(Affected::Class(Class { kind: OrganisationKind::GpPractice, commissioner, area: None }));
    }
    Item {
        id: ItemId::new(),
        part_of: None,
        position: i64::try_from(n + 1).unwrap(),
        number: (n + 1).to_string(),
        title: format!("Award {n}"),
        purpose: Purpose::Decision,
        decision_type: None,
        stage: Some(Stage::Award),
        function: None,
        affects,
        value: None,
        procurement: None,
        private: false,
        committees: Vec::new(),
        papers: Vec::new(),
        route: None,
        confirms: None,
        decides_again: None,
        agenda_part: None,
        off: None,
    }
}

fn interest(person: PersonId, body: OrganisationId, category: Category) -> Interest {
    Interest {
        id: DeclarationId::new(),
        person,
        category,
        nature: "Partner".into(),
        organisation: Some(body),
        related: None,
        underlying: None,
        role: None,
        from: None,
        to: None,
        declared: "2017-01-05".parse().unwrap(),
        entered: 0,
        mitigation: None,
        name_withheld: false,
        raised_by_another: false,
    }
}

fn terms(people: usize) -> Terms {
    let seat = |n: usize| json!({"id": format!("s{n}"), "capacity": (["lay", "gp", "officer"][n % 3]), "voting": true, "deputies": true});
    let of_kind = |n: usize, kind: &str| json!({"at_least": n, "of": {"capacity": kind}});
    let mut seats: Vec<_> = (0..people).map(seat).collect();
    seats[0]["office"] = json!("chair");
    let quorum = json!({"all": [
        {"at_least": people / 2, "of": "anyone"},
        of_kind(people * 7 / 30, "gp"),
        of_kind(people * 6 / 30, "lay"),
        of_kind(people * 4 / 30, "officer"),
    ]});
    serde_json::from_value(json!({"from": "2015-04-01", "seats": seats, "quorum": quorum, "counting": {"deputies": "count"}})).unwrap()
}

impl Size {
    #[must_use]
    pub fn county(self) -> County {
        let size = &self;
        let mut numbers = Numbers(42);
        let (bodies, stakes) = bodies(size);
        let items: Vec<Item> = (0..size.items).map(|n| item(n, size, &bodies)).collect();
        let mut people = BTreeMap::new();
        let mut somebody = |name: String| {
            let id = PersonId::new();
            people.insert(id, Person { id, name, grade: None, tags: Vec::new() });
            id
        };
        let members: Vec<PersonId> = (0..size.people).map(|n| somebody(format!("Member {n}"))).collect();
        let deputies: Vec<PersonId> = (0..size.people.div_ceil(2)).map(|n| somebody(format!("Deputy {n}"))).collect();
        let elsewhere = (0..10).map(|n| somebody(format!("Elsewhere {n}"))).collect();
        let others = size.declarers.saturating_sub(size.people);
        let declarers: Vec<PersonId> =
            members.iter().copied().take(size.declarers).chain((0..others).map(|n| somebody(format!("Other {n}")))).collect();

        let categories = [Category::Financial, Category::Financial, Category::Professional, Category::Personal, Category::Indirect];
        let mut interests: Vec<Interest> = (0..size.interests)
            .map(|n| interest(declarers[n % declarers.len()], bodies[numbers.below(bodies.len())].id, categories[n % 5]))
            .collect();
        // In each award six GPs have a stake, and a deputy.
        for (n, item) in items.iter().enumerate() {
            let Some(Affected::Organisation(body)) = item.affects.first() else { continue };
            let gps = (0..6).map(|k| members[((n + k) * 3 + 1) % members.len()]);
            interests.extend(gps.chain([deputies[n % deputies.len()]]).map(|person| interest(person, *body, Category::Financial)));
        }

        let committee = Committee {
            id: CommitteeId::new(),
            organisation: bodies[0].id,
            partners: Vec::new(),
            name: "Primary Care Commissioning Committee".into(),
            kind: CommitteeKind::Committee,
            delegated_primary_care: false,
        };
        let terms = terms(size.people);
        let appointed = |seat: usize, person: PersonId, deputy_for: Option<PersonId>| Membership {
            id: MembershipId::new(),
            says: Appointment { committee: committee.id, seat: format!("s{seat}"), person, from: terms.from, to: None, deputy_for },
        };
        let mut memberships: Vec<Membership> = members.iter().enumerate().map(|(n, person)| appointed(n, *person, None)).collect();
        memberships.extend(deputies.iter().enumerate().map(|(n, deputy)| appointed(n * 2, *deputy, Some(members[n * 2]))));
        let (pack, day) = (named(PackName::Ccg2017).unwrap(), "2018-03-06".parse().unwrap());
        let sitting = Sitting {
            meeting: Meeting {
                id: MeetingId::new(),
                reference: "PCCC/2018/03/06".into(),
                date: day,
                state: MeetingState::Called,
                committees: vec![committee.id],
                private: false,
                replies_until: None,
            },
            bodies: Graph::new(bodies, stakes),
            people,
            apart: quorate::meetings::rules::namesakes::Apart::default(),
            committees: vec![CommitteeAtMeeting {
                organisation_code: "B0".into(),
                organisation_name: "Body 0".into(),
                rolls: memberships.clone(),
                memberships,
                policy: Policy::new(pack, pack.from, &Overrides::default()),
                terms: Some(terms),
                deciders: BTreeMap::new(),
                committee,
            }],
            interests: interests.into(),
            told_here: BTreeSet::new(),
            judged: None,
            dispensations: Vec::new(),
            items,
            earlier: Vec::new(),
            elsewhere: Vec::new().into(),
            brought: Vec::new(),
            carried: BTreeSet::new(),
            to_confirm: Vec::new(),
            never_declared: BTreeMap::new(),
            day,
            book: Book::default(),
        };
        County { sitting, members, elsewhere }
    }

    /// A hard agenda: most of it is inquorate, for in each award most GPs have a stake, and there is no other interest, so that
    /// a few people could put all of it right.
    #[must_use]
    pub fn of_awards(self) -> County {
        let mut county = Self { interests: 0, ..self }.county();
        county.sitting.items.iter_mut().for_each(|item| item.affects.truncate(1));
        county
    }
}

impl County {
    /// Before anybody has come; four of the members have sent apologies.
    #[must_use]
    pub fn room(&self) -> Room {
        Room { apologies: self.members.iter().copied().step_by(3).take(4).collect(), ..Room::default() }
    }
}
