//! Clauses drawn by lot, of few words so that their sentences are likely to meet.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use serde_json::{Value, json};

use crate::committees::{Base, Capacity, Condition, Each, Expression, Office, Rounding, Selector};
use crate::organisations::OrganisationKind;

/// Numbers that look drawn by lot and are the same each time.
pub(super) struct Lot(pub(super) u64);

impl Lot {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn one_of<T: Clone>(&mut self, list: &[T]) -> T {
        list[usize::try_from(self.below(u64::try_from(list.len()).unwrap())).unwrap()].clone()
    }

    fn some<T>(&mut self, mut one: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..=self.below(3)).map(|_| one(self)).collect()
    }

    /// Of few words, so that sentences are likely to meet.
    fn selector(&mut self, depth: u32) -> Selector {
        let atoms = simple();
        match self.below(if depth == 0 { 4 } else { 8 }) {
            4 | 5 => Selector::Any(self.some(|lot| lot.selector(depth - 1))),
            6 => Selector::Both(self.some(|lot| lot.selector(depth - 1))),
            7 => Selector::Except(Box::new((self.selector(depth - 1), self.selector(depth - 1)))),
            _ => self.one_of(&atoms),
        }
    }

    fn condition(&mut self) -> Condition {
        let word = |lot: &mut Self| Some(lot.one_of(&["a", "a_b", "a b", "A"]).to_owned());
        match self.below(6) {
            0 => Condition { decision_type: word(self), ..Condition::default() },
            1 => Condition { function: word(self), ..Condition::default() },
            2 => Condition { seat_filled: word(self), ..Condition::default() },
            3 => Condition { stage: Some(self.one_of(crate::policy::Stage::ALL)), function: word(self), ..Condition::default() },
            4 => Condition { purpose: Some(self.one_of(crate::policy::Purpose::ALL)), ..Condition::default() },
            _ => Condition { excluded_over: Some(self.one_of(&["1/2", "2/4", "1/3"]).parse().unwrap()), ..Condition::default() },
        }
    }

    pub(super) fn clause(&mut self, depth: u32) -> Expression {
        let n = u32::try_from(self.below(3)).unwrap();
        let boxed = |lot: &mut Self| Box::new(lot.clause(depth.saturating_sub(1)));
        match self.below(if depth == 0 { 6 } else { 14 }) {
            1 => Expression::AtMost(n, self.selector(1)),
            2 => Expression::Exactly(n, self.selector(1)),
            3 => Expression::Fraction {
                fraction: self.one_of(&["1/2", "2/4", "2/3"]).parse().unwrap(),
                of: self.selector(1),
                base: self.one_of(Base::ALL),
                round: self.one_of(Rounding::ALL),
            },
            4 => Expression::Kinds(n, self.some(|lot| lot.selector(1))),
            5 => Expression::Majority { of: self.selector(1), over: self.selector(1) },
            6 | 7 => Expression::All(self.some(|lot| lot.clause(depth - 1))),
            8 | 9 => Expression::Any(self.some(|lot| lot.clause(depth - 1))),
            10 => Expression::Not(boxed(self)),
            11 => Expression::Distinct(boxed(self)),
            12 => Expression::Each { each: self.one_of(Each::ALL), satisfies: boxed(self), at_least: (n > 0).then_some(n) },
            13 => Expression::When(self.condition(), boxed(self), (n > 0).then(|| boxed(self))),
            _ => Expression::AtLeast(n, self.selector(2)),
        }
    }
}

fn simple() -> Vec<Selector> {
    let of = |value: Value| serde_json::from_value(value).unwrap();
    [
        json!("anyone"),
        json!({"voting": true}),
        json!({"voting": false}),
        json!({"membership": "member"}),
        json!({"membership": "in_attendance"}),
        json!({"capacity": "lay"}),
        json!({"capacity": "officer"}),
        json!({"tag": "lay"}),
        json!({"tag": "lay_audit"}),
        json!({"tag": "a_b"}),
        json!({"tag": "a b"}),
        json!({"tag": "cfo"}),
        json!({"seat": "cfo"}),
        json!({"office": "chair"}),
        json!({"presiding": true}),
        json!({"organisation": "council"}),
        json!({"organisation": "a or b"}),
        json!({"organisation_kind": "council"}),
    ]
    .map(of)
    .to_vec()
}

/// Of every capacity, office and kind of body, and of every tag with a name.
pub(super) fn every_word() -> Vec<Selector> {
    let tags = [
        "lay_audit",
        "lay_ppi",
        "lay_person",
        "chief_officer",
        "cfo",
        "coo",
        "dph",
        "independent",
        "local_gp",
        "out_of_area_gp",
        "practice_manager",
        "clinician",
        "councillor",
        "executive",
        "non_exec",
        "guardian",
        "lay_member_for_audit",
        "Cfo",
    ];
    let mut all = simple();
    all.retain(|one| !matches!(one, Selector::Capacity(_) | Selector::Tag(_) | Selector::Office(_) | Selector::OrganisationKind(_)));
    all.extend(Capacity::ALL.iter().map(|one| Selector::Capacity(*one)));
    all.extend(Office::ALL.iter().map(|one| Selector::Office(*one)));
    all.extend(OrganisationKind::ALL.iter().map(|one| Selector::OrganisationKind(*one)));
    all.extend(tags.map(|word| Selector::Tag(word.to_owned())));
    all
}
