//! One member with one interest, and one item on a whole federation of practices: what a standing is asked of.

use quorate::committees::{Appointment, Committee, CommitteeKind, Membership, Terms};
use quorate::declarations::{Category, Interest};
use quorate::ids::{CommitteeId, DeclarationId, ItemId, MeetingId, MembershipId, OrganisationId, PersonId};
use quorate::meetings::{Affected, Book, Class, CommitteeAtMeeting, Item, Meeting, MeetingState, Sitting};
use quorate::organisations::{Graph, Organisation, OrganisationKind};
use quorate::people::Person;
use quorate::policy::packs::{PackName, named};
use quorate::policy::{Overrides, Policy, Purpose, Stage};
use std::collections::{BTreeMap, BTreeSet};

/// Seventeen practices, their federation, a company that owns part of it; the item is an award to the federation that touches the class.
pub fn harrogate() -> Sitting {
    let body = |code: String, kind| Organisation {
        id: OrganisationId::new(),
        name: code.clone(),
        code,
        kind,
        commissioner: (kind == OrganisationKind::GpPractice).then(|| "03E".to_owned()),
        area: None,
    };
    let practices: Vec<Organisation> = (0..17).map(|n| body(format!("B82{n:03}"), OrganisationKind::GpPractice)).collect();
    let (federation, company) = (body("FED".into(), OrganisationKind::Federation), body("CO".into(), OrganisationKind::Company));
    let own = body("03E".into(), OrganisationKind::Commissioner);
    let mut stakes: Vec<_> = practices.iter().map(|practice| (practice.id, federation.id)).collect();
    stakes.push((company.id, federation.id));
    let (practice, named_body, organisation) = (practices[0].id, federation.id, own.id);
    let bodies = Graph::new(practices.into_iter().chain([federation, company, own]), stakes);
    let day = "2018-03-06".parse().unwrap();
    let person = PersonId::new();
    let committee = Committee {
        id: CommitteeId::new(),
        organisation,
        partners: Vec::new(),
        name: "Primary Care Commissioning Committee".into(),
        kind: CommitteeKind::Committee,
        delegated_primary_care: false,
    };
    let terms: Terms = serde_json::from_value(serde_json::json!({
        "from": "2015-04-01",
        "seats": [{"id": "gp", "capacity": "gp", "voting": false, "membership": "member"}],
        "quorum": {"at_least": 1, "of": "anyone"}
    }))
    .unwrap();
    let says = Appointment { committee: committee.id, seat: "gp".into(), person, from: terms.from, to: None, deputy_for: None };
    let membership = Membership { id: MembershipId::new(), says };
    let pack = named(PackName::Ccg2017).unwrap();
    let item = Item {
        id: ItemId::new(),
        part_of: None,
        position: 1,
        number: "5".into(),
        title: "Award".into(),
        purpose: Purpose::Decision,
        decision_type: None,
        stage: Some(Stage::Award),
        function: None,
        affects: vec![
            Affected::Organisation(named_body),
            Affected::Class(Class { kind: OrganisationKind::GpPractice, commissioner: Some("03E".into()), area: None }),
        ],
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
    };
    let interest = Interest {
        id: DeclarationId::new(),
        person,
        category: Category::Financial,
        nature: "GP partner".into(),
        organisation: Some(practice),
        related: None,
        underlying: None,
        from: None,
        to: None,
        declared: "2017-01-05".parse().unwrap(),
        entered: 0,
        mitigation: None,
        role: None,
        name_withheld: false,
        raised_by_another: false,
    };
    Sitting {
        meeting: Meeting {
            id: MeetingId::new(),
            reference: "PCCC/2018/03/06".into(),
            date: day,
            state: MeetingState::Open,
            committees: vec![committee.id],
            private: false,
            replies_until: None,
        },
        bodies,
        people: BTreeMap::from([(person, Person { id: person, name: "GP one".into(), grade: None, tags: Vec::new() })]),
        apart: quorate::meetings::rules::namesakes::Apart::default(),
        committees: vec![CommitteeAtMeeting {
            organisation_code: "03E".into(),
            organisation_name: "03E".into(),
            terms: Some(terms),
            deciders: BTreeMap::new(),
            rolls: vec![membership.clone()],
            memberships: vec![membership],
            policy: Policy::new(pack, pack.from, &Overrides::default()),
            committee,
        }],
        interests: vec![interest].into(),
        told_here: BTreeSet::new(),
        judged: None,
        dispensations: Vec::new(),
        items: vec![item],
        earlier: Vec::new(),
        elsewhere: Vec::new().into(),
        brought: Vec::new(),
        carried: BTreeSet::new(),
        to_confirm: Vec::new(),
        never_declared: BTreeMap::new(),
        day,
        book: Book::default(),
    }
}
