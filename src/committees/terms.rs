//! A version of the terms of reference: seats, quorum, counting, voting, composition, authority
//! and chair, in the words of the API. Votes belong to seats, not to people.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::expression::{Expression, Fraction};
use super::weight::Weight;
use crate::moment::{Date, Period};
use crate::money::Money;
use crate::words;

words! {
    /// Whether one body decides, or several take one decision that binds all.
    CommitteeKind "kind of committee" { Committee = "committee", Joint = "joint", }
}

words! {
    /// In what capacity a seat is held.
    Capacity "capacity" {
        Lay = "lay",
        Gp = "gp",
        Officer = "officer",
        Nurse = "nurse",
        SecondaryCare = "secondary_care",
        PartnerMember = "partner_member",
        Other = "other",
    }
}

words! {
    Office "office" { Chair = "chair", ViceChair = "vice_chair", }
}

words! {
    /// Whether the holder is a member of the committee, or attends it.
    MembershipClass "membership" { Member = "member", InAttendance = "in_attendance", }
}

words! {
    /// Who counts towards a quorum.
    Counted "counting scope" {
        EligibleVoters = "eligible_voters",
        MembersInRoom = "members_in_room",
        AnyoneInRoom = "anyone_in_room",
    }
}

words! {
    /// Whether somebody who discusses without voting still counts.
    Conflicted "counting of the conflicted" { Exclude = "exclude", IncludeIfInRoom = "include_if_in_room", }
}

words! {
    Deputies "counting of deputies" { None = "none", Count = "count", }
}

words! {
    /// When the quorum is asked.
    Persistence "moment of the quorum" { PerVote = "per_vote", PerItem = "per_item", OpeningOnly = "opening_only", }
}

words! {
    VotingRule "voting rule" {
        SimpleMajority = "simple_majority",
        Threshold = "threshold",
        Weighted = "weighted",
        Consensus = "consensus",
        EachOrganisation = "each_organisation",
    }
}

words! {
    /// Out of which votes a majority is taken.
    Basis "basis of the vote" {
        Cast = "cast",
        PresentEligible = "present_eligible",
        AllEligible = "all_eligible",
        AllSeats = "all_seats",
    }
}

words! {
    Level "level of authority" { Decide = "decide", Recommend = "recommend", Reserved = "reserved", }
}

words! {
    /// What happens when nobody in the succession can preside.
    Then "end of the succession" { Elect = "elect", None = "none", }
}

/// A seat, known by a short id that stays the same from version to version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Seat {
    pub id: String,
    pub capacity: Capacity,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The code of the body whose seat it is; the committee's own body where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    pub voting: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<Weight>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<Office>,
    /// Whether a named deputy may sit for its holder.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deputies: bool,
    /// By default a voting seat is a member's and any other in attendance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub membership: Option<MembershipClass>,
}

impl Seat {
    #[must_use]
    pub fn class(&self) -> MembershipClass {
        self.membership.unwrap_or(if self.voting { MembershipClass::Member } else { MembershipClass::InAttendance })
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Counting {
    pub who: Counted,
    pub conflicted: Conflicted,
    pub deputies: Deputies,
    pub when: Persistence,
    /// Whether somebody who attends remotely counts.
    pub remote: bool,
}

impl Default for Counting {
    fn default() -> Self {
        Self {
            who: Counted::MembersInRoom,
            conflicted: Conflicted::Exclude,
            deputies: Deputies::None,
            when: Persistence::PerVote,
            remote: true,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Voting {
    pub rule: VotingRule,
    /// Read by the rule `threshold` alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threshold: Option<Fraction>,
    pub basis: Basis,
    /// By organisation code, shared equally over its voting seats.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub weights: BTreeMap<String, Weight>,
    pub casting_vote: bool,
}

impl Default for Voting {
    fn default() -> Self {
        Self { rule: VotingRule::SimpleMajority, threshold: None, basis: Basis::Cast, weights: BTreeMap::new(), casting_vote: false }
    }
}

/// What the committee may do about a function, from when to when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Authority {
    pub function: String,
    pub level: Level,
    /// With or by whom it is decided instead: shown with the refusal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<String>,
    pub from: Date,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// Pounds, inclusive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_limit: Option<Money>,
}

impl Authority {
    #[must_use]
    pub fn period(&self) -> Period {
        Period { from: self.from, to: self.to }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Chair {
    /// Offices or seat ids, first choice first.
    pub succession: Vec<String>,
    #[serde(default = "elect")]
    pub then: Then,
}

const fn elect() -> Then {
    Then::Elect
}

impl Default for Chair {
    fn default() -> Self {
        Self { succession: vec!["chair".into(), "vice_chair".into()], then: Then::Elect }
    }
}

/// A version of the terms of reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, validator::Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// The first day on which this version is in force.
    pub from: Date,
    pub seats: Vec<Seat>,
    pub quorum: Expression,
    #[serde(default)]
    pub counting: Counting,
    #[serde(default)]
    pub voting: Voting,
    /// Asked of whoever votes on an item; a breach is a soft stop.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub composition: Vec<Expression>,
    /// Without any, no authority is asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authority: Vec<Authority>,
    #[serde(default)]
    pub chair: Chair,
    /// Free text for the reader.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conflicts: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub papers: Option<String>,
}

impl Terms {
    /// Writes the codes of bodies as the register spells them: a code is one code in either case, and
    /// seats are compared by it.
    pub fn spell(&mut self, known: &BTreeMap<String, String>) {
        for code in self.seats.iter_mut().filter_map(|seat| seat.organisation.as_mut()) {
            if let Some(spelling) = known.get(code) {
                code.clone_from(spelling);
            }
        }
        let weights = std::mem::take(&mut self.voting.weights);
        self.voting.weights = weights.into_iter().map(|(code, weight)| (known.get(&code).cloned().unwrap_or(code), weight)).collect();
    }

    #[must_use]
    pub fn seat(&self, id: &str) -> Option<&Seat> {
        self.seats.iter().find(|seat| seat.id == id)
    }

    /// The seats a word of the succession means: an office where some seat holds it, else the id of
    /// a seat, which may be called `chair` without holding the office.
    pub fn seats_named<'a>(&'a self, word: &'a str) -> impl Iterator<Item = &'a Seat> + 'a {
        let office: Option<Office> = word.parse().ok().filter(|office| self.seats.iter().any(|seat| seat.office == Some(*office)));
        self.seats.iter().filter(move |seat| match office {
            Some(office) => seat.office == Some(office),
            None => seat.id == word,
        })
    }
}
