//! How votes are counted, and what carries a motion (C6): one rule for all business, or several of which the first
//! that fits the item holds.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::expression::{Condition, Selector};
use super::terms::{Basis, VotingRule};
use crate::fraction::Fraction;
use crate::weight::Weight;

/// Whether whoever presides settles a tie (C6.3): written `true`, `false` or `any_seat`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CastingVote {
    /// Nobody does.
    #[default]
    None,
    /// Whoever presides, from a seat with a vote.
    FromAVotingSeat,
    /// Whoever presides, whatever their seat.
    FromAnySeat,
}

impl CastingVote {
    #[must_use]
    pub fn exists(self) -> bool {
        self != Self::None
    }
}

const ANY_SEAT: &str = "any_seat";

impl Serialize for CastingVote {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::None => s.serialize_bool(false),
            Self::FromAVotingSeat => s.serialize_bool(true),
            Self::FromAnySeat => s.serialize_str(ANY_SEAT),
        }
    }
}

impl<'de> Deserialize<'de> for CastingVote {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Word;

        impl Visitor<'_> for Word {
            type Value = CastingVote;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "true, false or \"{ANY_SEAT}\"")
            }

            fn visit_bool<E: de::Error>(self, is_there: bool) -> Result<CastingVote, E> {
                Ok(if is_there { CastingVote::FromAVotingSeat } else { CastingVote::None })
            }

            fn visit_str<E: de::Error>(self, word: &str) -> Result<CastingVote, E> {
                if word == ANY_SEAT { Ok(CastingVote::FromAnySeat) } else { Err(E::invalid_value(de::Unexpected::Str(word), &self)) }
            }
        }

        d.deserialize_any(Word)
    }
}

impl JsonSchema for CastingVote {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "CastingVote".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "enum": [true, false, ANY_SEAT],
            "description": "Whether whoever presides settles a tie: true from a seat with a vote, any_seat from any"
        })
    }
}

/// One rule by which votes are counted, and what carries a motion (C6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Voting {
    /// To which items the rule applies; to all where left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// By which rule a motion is carried; a simple majority where left out.
    pub rule: VotingRule,
    /// Read by the rule `threshold` alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threshold: Option<Fraction>,
    /// How many must be for besides what the rule asks, in weights; none where left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub affirmative: Option<u32>,
    /// Out of what a majority is taken: votes for and against, all eligible in the room, all eligible, all filled seats, or
    /// all of the terms.
    pub basis: Basis,
    /// By organisation code, shared equally over its voting seats.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub weights: BTreeMap<String, Weight>,
    /// Read by the rule `block` alone: the seats that have one vote together, group by group; where left out the bodies
    /// with voting seats are the groups.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Selector>,
    /// Whether whoever presides settles a tie, unless conflicted (C6.3).
    pub casting_vote: CastingVote,
    /// Whether each vote is recorded by name: then no show of hands is counted (C6.8). Not where left out.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub names: bool,
}

impl Default for Voting {
    fn default() -> Self {
        Self {
            when: None,
            rule: VotingRule::SimpleMajority,
            threshold: None,
            affirmative: None,
            basis: Basis::Cast,
            weights: BTreeMap::new(),
            groups: Vec::new(),
            casting_vote: CastingVote::None,
            names: false,
        }
    }
}

/// The rules of voting, in the order in which they are tried. One alone is written as itself, several as a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VotingRules(Vec<Voting>);

impl VotingRules {
    pub fn iter(&self) -> std::slice::Iter<'_, Voting> {
        self.0.iter()
    }

    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, Voting> {
        self.0.iter_mut()
    }

    /// Whether they stand as a list, so that a place among them has a number.
    #[must_use]
    pub fn is_list(&self) -> bool {
        self.0.len() != 1
    }

    /// Each rule with the pointer to it in the terms.
    pub fn placed(&self) -> impl Iterator<Item = (String, &Voting)> {
        let at = |n: usize| if self.is_list() { format!("/voting/{n}") } else { "/voting".to_owned() };
        self.0.iter().enumerate().map(move |(n, rule)| (at(n), rule))
    }

    /// The first that fits, as `fits` says of its condition; where none does, what is usual.
    #[must_use]
    pub fn first(&self, fits: impl Fn(&Condition) -> bool) -> Voting {
        self.0.iter().find(|rule| rule.when.as_ref().is_none_or(&fits)).cloned().unwrap_or_default()
    }
}

impl Default for VotingRules {
    fn default() -> Self {
        Self(vec![Voting::default()])
    }
}

impl From<Voting> for VotingRules {
    fn from(rule: Voting) -> Self {
        Self(vec![rule])
    }
}

impl Serialize for VotingRules {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self.0.as_slice() {
            [one] => one.serialize(s),
            several => several.serialize(s),
        }
    }
}

impl<'de> Deserialize<'de> for VotingRules {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = VotingRules;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a rule of voting, or a list of rules")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<VotingRules, A::Error> {
                Voting::deserialize(MapAccessDeserializer::new(map)).map(VotingRules::from)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<VotingRules, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(list)).map(VotingRules)
            }
        }

        d.deserialize_any(Either)
    }
}

impl JsonSchema for VotingRules {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "VotingRules".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let (one, several) = (generator.subschema_for::<Voting>(), generator.subschema_for::<Vec<Voting>>());
        schemars::json_schema!({
            "description": "The rules of voting in the order in which they are tried: one alone, or several as a list.",
            "anyOf": [one, several]
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::{Value, json};

    use super::*;

    fn read(json: Value) -> Result<VotingRules, String> {
        serde_json::from_value(json).map_err(|error| error.to_string())
    }

    #[test]
    fn one_rule_is_written_as_it_always_was_and_several_as_a_list() {
        let of_old = json!({"rule": "threshold", "threshold": "2/3", "basis": "cast", "casting_vote": true});
        assert_eq!(serde_json::to_value(read(of_old.clone()).unwrap()).unwrap(), of_old);
        let usual = json!({"rule": "simple_majority", "basis": "cast", "casting_vote": false});
        assert_eq!(serde_json::to_value(VotingRules::default()).unwrap(), usual);
        assert_eq!(serde_json::to_value(read(json!([{}])).unwrap()).unwrap(), usual);
        let several = json!([
            {"when": {"value_over": 100_000}, "rule": "simple_majority", "affirmative": 4, "basis": "cast", "casting_vote": "any_seat"},
            {"rule": "block", "basis": "cast", "groups": [{"tag": "school"}], "casting_vote": false}
        ]);
        assert_eq!(serde_json::to_value(read(several.clone()).unwrap()).unwrap(), several);
    }

    #[test]
    fn a_rule_is_read_strictly() {
        for bad in [json!("block"), json!({"casting_vote": "yes"}), json!([{"rule": "most"}]), json!([3]), json!({"when": {"stage": 1}})] {
            assert!(read(bad.clone()).is_err(), "{bad}");
        }
    }
}
