//! E5: alike is treated alike, and what stands out is named with its decider and the reason given.
//!
//! Two treatments are compared where the interest reached the item in the same way, was of the same category, and the
//! item stood at the same group of stages. What most of them led to is the usual treatment; a group of one has none.
//! How often somebody was kept from deciding is a share of the items decided while they sat. Who share a body outside
//! the committee are told by that body.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use crate::declarations::Category;
use crate::ids::{DecisionId, DeclarationId, ItemId, MeetingId, OrganisationId, PersonId, RulingId};
use crate::moment::Date;
use crate::policy::{Phase, Relation, StageGroup, Treatment};

/// How somebody was treated at a decision, as the decision records it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Handled {
    /// The decision, as in `/api/v1/decisions/{id}`.
    pub decision: DecisionId,
    /// The meeting, as in `/api/v1/meetings/{id}`.
    pub meeting: MeetingId,
    /// The item, as in `/api/v1/items/{id}`.
    pub item: ItemId,
    /// What the item was called on the agenda.
    pub title: String,
    /// The day of the meeting.
    pub day: Date,
    /// Who it was, as in `/api/v1/people/{id}`.
    pub person: PersonId,
    /// Their name at the decision.
    pub name: String,
    /// The interest, as in `/api/v1/declarations/{id}`.
    pub interest: Option<DeclarationId>,
    /// What was proposed.
    pub proposed: Treatment,
    /// What stood at the decision.
    pub treatment: Treatment,
    /// The ruling by which it did; null where the proposal stood.
    pub ruling: Option<RulingId>,
    /// Who ruled, by name; null where the proposal stood.
    pub decider: Option<String>,
    /// The reason given; null where none was.
    pub reason: Option<String>,
    /// Whether the very same interest was treated otherwise at another of these decisions.
    pub same_interest: bool,
    /// The same in a sentence.
    pub says: String,
}

impl Handled {
    fn in_words(&self) -> String {
        let by = self.decider.as_ref().map_or_else(|| "as proposed".to_owned(), |decider| format!("ruled by {decider}"));
        let because = self.reason.as_ref().map_or_else(String::new, |reason| format!(", because: {}", reason.trim_end_matches('.')));
        let same = if self.same_interest { " The very same interest was treated otherwise at another decision." } else { "" };
        let Self { name, title, day, treatment, .. } = self;
        format!("On '{title}', on {}, {name} was to {}, {by}{because}.{same}", day.long(), treatment.told())
    }
}

/// What is compared: a kind of interest on a kind of item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Kind {
    pub relation: Relation,
    pub category: Option<Category>,
    pub group: StageGroup,
}

/// Treatments of one kind of interest on one kind of item that were not all the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Alike {
    /// How the interest reached the items.
    pub relation: Relation,
    /// Of what category it was; null where nobody declared it.
    pub category: Option<Category>,
    /// At which group of stages the items stood.
    pub stage_group: StageGroup,
    /// What most of them led to; of several as frequent the more restrictive.
    pub usual: Treatment,
    /// How many there are.
    pub of: usize,
    /// How many were treated as is usual.
    pub alike: usize,
    /// The same in a sentence.
    pub says: String,
    /// The others, in the order of their days.
    pub outliers: Vec<Handled>,
}

/// How often somebody was kept from deciding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Member {
    /// Who it is, as in `/api/v1/people/{id}`.
    pub person: PersonId,
    /// Their name at the last of the decisions.
    pub name: String,
    /// The items decided while they held or deputised for a seat.
    pub items: usize,
    /// Of these, on how many they had no vote because of a conflict.
    pub excluded: usize,
    /// The share of these, in whole per cent, to the nearest.
    pub per_cent: usize,
}

/// A body outside the committee in which several who sit on it have an interest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SharedBody {
    /// The body, as in `/api/v1/organisations/{id}`.
    pub organisation: OrganisationId,
    /// What it is called.
    pub name: String,
    /// Those who share it, by name.
    pub people: Vec<String>,
}

/// What a look back says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub alike: Vec<Alike>,
    /// How many kinds of interest on kinds of item were compared, those without an outlier included.
    pub compared: usize,
    pub members: Vec<Member>,
}

/// What the decisions record, read in their order.
#[derive(Debug, Default)]
pub struct Record {
    pub handled: Vec<(Kind, Handled)>,
    /// Who sat at each decision on an item.
    pub sat: Vec<(ItemId, PersonId, String)>,
    /// Who had no vote on an item because of a conflict.
    pub kept_out: BTreeSet<(ItemId, PersonId)>,
}

/// Compares what was recorded.
#[must_use]
pub fn report(record: Record) -> Report {
    let members = members(&record);
    let mut kinds: BTreeMap<Kind, Vec<Handled>> = BTreeMap::new();
    for (kind, handled) in record.handled {
        kinds.entry(kind).or_default().push(handled);
    }
    kinds.retain(|_, all| all.len() > 1);
    let compared = kinds.len();
    let alike = kinds.into_iter().filter_map(|(kind, all)| stands_out(kind, all)).collect();
    Report { alike, compared, members }
}

/// The treatments of one kind, where one of them is another than the rest.
fn stands_out(kind: Kind, all: Vec<Handled>) -> Option<Alike> {
    let mut often: BTreeMap<Treatment, usize> = BTreeMap::new();
    let mut of_interest: BTreeMap<DeclarationId, BTreeSet<Treatment>> = BTreeMap::new();
    for handled in &all {
        *often.entry(handled.treatment).or_default() += 1;
        if let Some(interest) = handled.interest {
            of_interest.entry(interest).or_default().insert(handled.treatment);
        }
    }
    let (usual, alike) = often.into_iter().max_by_key(|(treatment, times)| (*times, *treatment))?;
    let of = all.len();
    let varies = |interest: DeclarationId| of_interest.get(&interest).is_some_and(|treatments| treatments.len() > 1);
    let mut outliers: Vec<Handled> = all.into_iter().filter(|handled| handled.treatment != usual).collect();
    outliers.sort_by(|one, other| (one.day, &one.title, &one.name).cmp(&(other.day, &other.title, &other.name)));
    for handled in &mut outliers {
        handled.same_interest = handled.interest.is_some_and(varies);
        handled.says = handled.in_words();
    }
    let Kind { relation, category, group } = kind;
    let what = category.map_or_else(|| "conflict nobody declared".to_owned(), |category| format!("{category} interest"));
    let (way, about, usually) = (relation.told(), group.told(), usual.told());
    let says = format!("Of {of} times that a {what} ({way}) met an item on {about}, the member was {alike} times to {usually}.");
    (!outliers.is_empty()).then_some(Alike { relation, category, stage_group: group, usual, of, alike, says, outliers })
}

/// Of each person how many items were decided while they sat, and from how many they were kept; most often first.
fn members(record: &Record) -> Vec<Member> {
    let mut sat: BTreeMap<PersonId, (&str, BTreeSet<ItemId>)> = BTreeMap::new();
    for (item, person, name) in &record.sat {
        let of = sat.entry(*person).or_default();
        of.0 = name;
        of.1.insert(*item);
    }
    let mut members: Vec<Member> = sat
        .into_iter()
        .map(|(person, (name, items))| {
            let excluded = items.iter().filter(|item| record.kept_out.contains(&(**item, person))).count();
            let per_cent = (excluded * 200 + items.len()) / (items.len() * 2).max(1);
            Member { person, name: name.to_owned(), items: items.len(), excluded, per_cent }
        })
        .collect();
    members.sort_by(|one, other| {
        (other.excluded * one.items)
            .cmp(&(one.excluded * other.items))
            .then_with(|| (&one.name, one.person).cmp(&(&other.name, other.person)))
    });
    members
}

/// Whether a treatment keeps somebody from deciding.
#[must_use]
pub fn keeps_out(treatment: Treatment, private: bool) -> bool {
    !treatment.rights(Phase::Decision, private, false).vote
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    const KIND: Kind = Kind { relation: Relation::ClassMember, category: Some(Category::Financial), group: StageGroup::Award };

    fn handled(person: PersonId, interest: Option<DeclarationId>, treatment: Treatment, day: &str) -> (Kind, Handled) {
        let handled = Handled {
            decision: DecisionId::new(),
            meeting: MeetingId::new(),
            item: ItemId::new(),
            title: "A contract".into(),
            day: day.parse().unwrap(),
            person,
            name: "A member".into(),
            interest,
            proposed: Treatment::Leave,
            treatment,
            ruling: None,
            decider: None,
            reason: None,
            same_interest: false,
            says: String::new(),
        };
        (KIND, handled)
    }

    #[test]
    fn what_stands_out_is_named_with_whether_it_is_the_same_interest() {
        let (one, other) = (PersonId::new(), PersonId::new());
        let (first, second) = (Some(DeclarationId::new()), Some(DeclarationId::new()));
        let record = Record {
            handled: vec![
                handled(one, first, Treatment::Leave, "2018-03-06"),
                handled(one, first, Treatment::Note, "2018-05-01"),
                handled(other, second, Treatment::Leave, "2018-04-03"),
                handled(other, second, Treatment::Leave, "2018-06-05"),
            ],
            ..Record::default()
        };
        let report = report(record);
        let [alike] = report.alike.as_slice() else { panic!("{report:?}") };
        assert_eq!((alike.usual, alike.of, alike.alike, alike.outliers.len()), (Treatment::Leave, 4, 3, 1));
        let outlier = alike.outliers.first().unwrap();
        assert_eq!((outlier.person, outlier.treatment, outlier.same_interest), (one, Treatment::Note, true));
    }

    #[test]
    fn the_order_of_the_decisions_is_irrelevant_and_alike_stands_out_nowhere() {
        let (one, interest) = (PersonId::new(), Some(DeclarationId::new()));
        let all = |treatments: &[Treatment]| {
            let handled = treatments.iter().map(|treatment| handled(one, interest, *treatment, "2018-03-06")).collect();
            report(Record { handled, ..Record::default() })
        };
        assert!(all(&[Treatment::Leave, Treatment::Leave]).alike.is_empty());
        assert!(all(&[Treatment::Leave]).alike.is_empty(), "one alone is compared with nothing");
        let usual = |treatments: &[Treatment]| all(treatments).alike.first().map(|alike| alike.usual);
        assert_eq!(usual(&[Treatment::Note, Treatment::Leave]), Some(Treatment::Leave), "of as frequent ones the more restrictive");
        assert_eq!(usual(&[Treatment::Leave, Treatment::Note]), Some(Treatment::Leave));
    }

    #[test]
    fn a_share_is_of_the_items_decided_while_somebody_sat() {
        let (one, other) = (PersonId::new(), PersonId::new());
        let items: Vec<ItemId> = (0..3).map(|_| ItemId::new()).collect();
        let mut record = Record::default();
        for item in &items {
            record.sat.push((*item, one, "The GP".into()));
            // In common an item is decided more than once, and counts once.
            record.sat.push((*item, one, "The GP".into()));
        }
        record.sat.push((*items.first().unwrap(), other, "The nurse".into()));
        record.kept_out.extend(items.iter().take(2).map(|item| (*item, one)));
        let members = report(record).members;
        let told: Vec<_> = members.iter().map(|member| (member.name.as_str(), member.items, member.excluded, member.per_cent)).collect();
        assert_eq!(told, [("The GP", 3, 2, 67), ("The nurse", 1, 0, 0)]);
    }
}
