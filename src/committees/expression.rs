//! The quorum language: expressions over selectors, as the terms of reference state them. The
//! shapes are those of the API and the case files; `quorum` evaluates them.

use std::fmt;

use schemars::JsonSchema;
use serde::de::value::{EnumAccessDeserializer, SeqAccessDeserializer};
use serde::de::{self, DeserializeSeed, EnumAccess, IntoDeserializer as _, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::terms::{Capacity, MembershipClass, Office};
use crate::fraction::Fraction;
use crate::money::Money;
use crate::organisations::OrganisationKind;
use crate::policy::{Purpose, Stage};
use crate::words;

/// Whom a leaf asks about. Tags of the seat and of the person both serve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Selector {
    /// Whoever is in a seat, whichever it is.
    Anyone,
    /// Seats with a vote; with `false`, those without one.
    Voting(bool),
    /// Seats whose holder is a member, or is in attendance.
    Membership(MembershipClass),
    /// Seats held in this capacity, such as `lay` or `gp`.
    Capacity(Capacity),
    /// Seats and people of whom this word is said, such as `cfo`.
    Tag(String),
    /// The seat of this id in these terms.
    Seat(String),
    /// Seats with this office: the chair's, or the vice-chair's.
    Office(Office),
    /// Whoever presides over the item.
    Presiding(True),
    /// The code of the organisation whose seat it is.
    Organisation(String),
    /// Seats of bodies of this kind, such as `gp_practice`.
    OrganisationKind(OrganisationKind),
    /// Whomever at least one of these selectors means.
    Any(Vec<Selector>),
    /// Whomever every one of these selectors means.
    Both(Vec<Selector>),
    /// The first, less the second.
    Except(Box<(Selector, Selector)>),
}

/// `true` and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "bool", into = "bool")]
pub struct True;

impl TryFrom<bool> for True {
    type Error = &'static str;
    fn try_from(value: bool) -> Result<Self, Self::Error> {
        if value { Ok(Self) } else { Err("only true is possible here") }
    }
}

impl From<True> for bool {
    fn from(_: True) -> Self {
        true
    }
}

words! {
    /// Of what a fraction is taken.
    Base "base of a fraction" {
        /// The seats in the terms.
        Established = "established",
        /// Those with a holder.
        Filled = "filled",
        /// Those whose holder is not left out by a conflict.
        Eligible = "eligible",
    }
}

words! {
    /// How a fraction becomes a number: `strict` is more than the fraction, `nearest` rounds a half up.
    Rounding "rounding" { Up = "up", Down = "down", Strict = "strict", Nearest = "nearest", }
}

words! {
    /// Over what groups an expression is asked.
    Each "grouping" { Organisation = "organisation", Committee = "committee", }
}

/// When a conditional clause applies: every key that is given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// What the item is for; left out, it may be for anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Purpose>,
    /// The word that the item gives for what is decided; left out, any word will do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision_type: Option<String>,
    /// The word that the item gives for the kind of business; left out, any word will do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub function: Option<String>,
    /// The stage at which the item is read: of a decision that states none, `award` (C9); left out, any or none will do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// Pounds: the item's value is more than this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_over: Option<Money>,
    /// The seat of this id has a holder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat_filled: Option<String>,
    /// Of the filled seats that may count more than this part are left out for a conflict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excluded_over: Option<Fraction>,
}

/// A clause of the quorum, or of the composition of a voting cohort.
///
/// In JSON a clause is an object told apart by its keys: `{"all":[..]}`, `{"at_least":2,"of":S}`,
/// `{"when":{..},"then":E}` and so on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expression {
    All(Vec<Expression>),
    Any(Vec<Expression>),
    Not(Box<Expression>),
    AtLeast(u32, Selector),
    AtMost(u32, Selector),
    Exactly(u32, Selector),
    Fraction {
        fraction: Fraction,
        of: Selector,
        base: Base,
        round: Rounding,
    },
    /// So many different selectors each have somebody.
    Kinds(u32, Vec<Selector>),
    /// Strictly more of the first than of the second.
    Majority {
        of: Selector,
        over: Selector,
    },
    /// Every group satisfies the clause, or so many of them.
    Each {
        each: Each,
        satisfies: Box<Expression>,
        at_least: Option<u32>,
    },
    /// One person may satisfy one counted place only.
    Distinct(Box<Expression>),
    /// A condition that does not apply leaves what is said else, and where nothing is the clause true.
    When(Condition, Box<Expression>, Option<Box<Expression>>),
}

/// The keys of every clause, so that one shape serves reading, writing and the schema.
#[derive(Serialize, Deserialize, JsonSchema, Default)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Expression")]
struct Clause {
    /// Every one of these clauses is met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    all: Option<Vec<Expression>>,
    /// At least one of these clauses is met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    any: Option<Vec<Expression>>,
    /// The clause given here is not met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    not: Option<Box<Expression>>,
    /// So many or more of those in `of` count; with `each`, so many groups or more meet their clause.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at_least: Option<u32>,
    /// So many or fewer of those in `of` count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at_most: Option<u32>,
    /// Just so many of those in `of` count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    exactly: Option<u32>,
    /// This part of the seats in `of` counts, such as `2/3`; it needs `base` and `round`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fraction: Option<Fraction>,
    /// For so many of the selectors in `of`, somebody counts whom they mean.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kinds: Option<u32>,
    /// A selector; a list of selectors for `kinds`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    of: Option<Of>,
    /// Of which seats the `fraction` is taken: all in the terms, those held, or those free of conflict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    base: Option<Base>,
    /// How the `fraction` becomes a number: rounded up, down or to the nearest, or more than the fraction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    round: Option<Rounding>,
    /// Of these more count than of those in `over`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    majority_of: Option<Selector>,
    /// Those of whom fewer must count than in `majority_of`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    over: Option<Selector>,
    /// Whether `satisfies` is asked for each body with seats, or for each committee that the item concerns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    each: Option<Each>,
    /// What each group of `each` has to meet: all of them, where `at_least` does not say how many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    satisfies: Option<Box<Expression>>,
    /// This clause is met without anybody filling two of its places.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    distinct: Option<Box<Expression>>,
    /// To which items `then` applies; for any other the clause in `else`, and without one it is met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    when: Option<Condition>,
    /// What has to be met where `when` applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    then: Option<Box<Expression>>,
    /// What has to be met where `when` does not apply; nothing where left out.
    #[serde(default, rename = "else", skip_serializing_if = "Option::is_none")]
    otherwise: Option<Box<Expression>>,
}

/// Whom a clause asks about.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
enum Of {
    /// Whomever this selector means, for every clause but `kinds`.
    One(Selector),
    /// For `kinds`, one selector for each kind.
    Many(Vec<Selector>),
}

impl<'de> Deserialize<'de> for Of {
    /// By hand, so that a slip in a selector is told as such: guessing which of the two was meant
    /// would end in saying that it was neither.
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = Of;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a selector, or a list of selectors")
            }

            fn visit_str<E: de::Error>(self, word: &str) -> Result<Of, E> {
                Selector::deserialize(word.into_deserializer()).map(Of::One)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Of, A::Error> {
                // An object with nothing in it has no word, and is told those there are.
                let word = map.next_key::<String>()?.unwrap_or_default();
                let one = Selector::deserialize(EnumAccessDeserializer::new(Named { word, map: &mut map }))?;
                match map.next_key::<String>()? {
                    None => Ok(Of::One(one)),
                    Some(more) => Err(de::Error::custom(format!(
                        "A selector has one field; '{more}' is one too many. Write {{\"both\": [..]}} for what both say, {{\"any\": [..]}} for either."
                    ))),
                }
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Of, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(list)).map(Of::Many)
            }
        }

        d.deserialize_any(Either)
    }
}

/// A selector whose word has been read and whose value follows.
struct Named<'m, A> {
    word: String,
    map: &'m mut A,
}

impl<'de, A: MapAccess<'de>> EnumAccess<'de> for Named<'_, A> {
    type Error = A::Error;
    type Variant = Self;
    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<(T::Value, Self), A::Error> {
        let taken = seed.deserialize(self.word.as_str().into_deserializer())?;
        Ok((taken, self))
    }
}

impl<'de, A: MapAccess<'de>> VariantAccess<'de> for Named<'_, A> {
    type Error = A::Error;
    fn unit_variant(self) -> Result<(), A::Error> {
        Err(de::Error::custom(format!("'{0}' takes nothing more: write it as text, \"{0}\".", self.word)))
    }
    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, A::Error> {
        Err(de::Error::custom(format!("'{}' takes one value.", self.word)))
    }
    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, A::Error> {
        Err(de::Error::custom(format!("'{}' takes one value.", self.word)))
    }
}

impl TryFrom<Clause> for Expression {
    type Error = String;

    fn try_from(mut clause: Clause) -> Result<Self, String> {
        let one = |of: Option<Of>, what: &str| match of {
            Some(Of::One(selector)) => Ok(selector),
            Some(Of::Many(_)) => Err(format!("{what} takes one selector in 'of', not a list")),
            None => Err(format!("{what} needs 'of'")),
        };
        let expression = if let Some(all) = clause.all.take() {
            Self::All(some(all, "all")?)
        } else if let Some(any) = clause.any.take() {
            Self::Any(some(any, "any")?)
        } else if let Some(not) = clause.not.take() {
            Self::Not(not)
        } else if let Some(each) = clause.each.take() {
            let satisfies = clause.satisfies.take().ok_or("each needs 'satisfies'")?;
            Self::Each { each, satisfies, at_least: clause.at_least.take() }
        } else if let Some(n) = clause.at_least.take() {
            Self::AtLeast(n, one(clause.of.take(), "at_least")?)
        } else if let Some(n) = clause.at_most.take() {
            Self::AtMost(n, one(clause.of.take(), "at_most")?)
        } else if let Some(n) = clause.exactly.take() {
            Self::Exactly(n, one(clause.of.take(), "exactly")?)
        } else if let Some(fraction) = clause.fraction.take() {
            Self::Fraction {
                fraction,
                of: one(clause.of.take(), "fraction")?,
                base: clause.base.take().ok_or("fraction needs 'base': established, filled or eligible")?,
                round: clause.round.take().ok_or("fraction needs 'round': up, down, strict or nearest")?,
            }
        } else if let Some(k) = clause.kinds.take() {
            match clause.of.take() {
                Some(Of::Many(selectors)) => Self::Kinds(k, some(selectors, "kinds")?),
                _ => return Err("kinds needs a list of selectors in 'of'".into()),
            }
        } else if let Some(of) = clause.majority_of.take() {
            Self::Majority { of, over: clause.over.take().ok_or("majority_of needs 'over'")? }
        } else if let Some(distinct) = clause.distinct.take() {
            Self::Distinct(distinct)
        } else if let Some(when) = clause.when.take() {
            if when == Condition::default() {
                let keys = "purpose, decision_type, function, stage, value_over, seat_filled, excluded_over";
                return Err(format!("when needs at least one of {keys}"));
            }
            Self::When(when, clause.then.take().ok_or("when needs 'then'")?, clause.otherwise.take())
        } else {
            return Err(
                "a clause is one of all, any, not, at_least, at_most, exactly, fraction, kinds, majority_of, each, distinct, when".into()
            );
        };
        match serde_json::to_value(&clause) {
            Ok(serde_json::Value::Object(left)) if !left.is_empty() => {
                let keys: Vec<&str> = left.keys().map(String::as_str).collect();
                Err(format!("'{}' does not belong in this clause", keys.join("', '")))
            }
            _ => Ok(expression),
        }
    }
}

fn some<T>(list: Vec<T>, what: &str) -> Result<Vec<T>, String> {
    if list.is_empty() { Err(format!("{what} needs at least one entry")) } else { Ok(list) }
}

impl From<&Expression> for Clause {
    fn from(expression: &Expression) -> Self {
        let empty = Self::default();
        match expression.clone() {
            Expression::All(all) => Self { all: Some(all), ..empty },
            Expression::Any(any) => Self { any: Some(any), ..empty },
            Expression::Not(not) => Self { not: Some(not), ..empty },
            Expression::AtLeast(n, of) => Self { at_least: Some(n), of: Some(Of::One(of)), ..empty },
            Expression::AtMost(n, of) => Self { at_most: Some(n), of: Some(Of::One(of)), ..empty },
            Expression::Exactly(n, of) => Self { exactly: Some(n), of: Some(Of::One(of)), ..empty },
            Expression::Fraction { fraction, of, base, round } => {
                Self { fraction: Some(fraction), of: Some(Of::One(of)), base: Some(base), round: Some(round), ..empty }
            }
            Expression::Kinds(k, of) => Self { kinds: Some(k), of: Some(Of::Many(of)), ..empty },
            Expression::Majority { of, over } => Self { majority_of: Some(of), over: Some(over), ..empty },
            Expression::Each { each, satisfies, at_least } => Self { each: Some(each), satisfies: Some(satisfies), at_least, ..empty },
            Expression::Distinct(inner) => Self { distinct: Some(inner), ..empty },
            Expression::When(when, then, otherwise) => Self { when: Some(when), then: Some(then), otherwise, ..empty },
        }
    }
}

impl Serialize for Expression {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        Clause::from(self).serialize(s)
    }
}

impl<'de> Deserialize<'de> for Expression {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Self::try_from(Clause::deserialize(d)?).map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Expression {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Expression".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Clause::json_schema(generator)
    }
}
