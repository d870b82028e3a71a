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
    /// The office that a seat carries, by which its holder may come to preside.
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
    /// Whether a deputy who sits for a holder counts towards the quorum.
    Deputies "counting of deputies" { None = "none", Count = "count", }
}

words! {
    /// When the quorum is asked.
    Persistence "moment of the quorum" { PerVote = "per_vote", PerItem = "per_item", OpeningOnly = "opening_only", }
}

words! {
    /// By which rule the count carries a motion (C6).
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
    /// How far the authority over a function goes: what is not for the committee to decide it may recommend on (D1).
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
    /// A short word by which memberships, votes and the quorum name the seat.
    pub id: String,
    /// In what quality it is held; a quorum or a composition may ask for it.
    pub capacity: Capacity,
    /// Free words said of the seat; a quorum may ask for seats with one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The code of the body whose seat it is; the committee's own body where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    /// Whether the seat has a vote: one, however many people share the seat.
    pub voting: bool,
    /// What its vote counts, one where left out; not read where `weights` of the voting names its body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<Weight>,
    /// The office by which its holder may come to preside; left out where it has none.
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

/// Who counts towards the quorum, and when the quorum is asked (C5.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Counting {
    /// Which seats may count: those with a vote, those of members, or all of them.
    pub who: Counted,
    /// Whether somebody in the room counts who is to discuss the item and not to vote on it.
    pub conflicted: Conflicted,
    /// Whether a deputy who sits for a holder counts in that seat.
    pub deputies: Deputies,
    /// Whether the quorum is asked at each vote, or its answer kept from the item's beginning or from the opening.
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

/// How votes are counted, and what carries a motion (C6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Voting {
    /// By which rule a motion is carried; a simple majority where left out.
    pub rule: VotingRule,
    /// Read by the rule `threshold` alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threshold: Option<Fraction>,
    /// Out of what a majority is taken: votes for and against, all eligible in the room, all eligible, or all filled
    /// seats.
    pub basis: Basis,
    /// By organisation code, shared equally over its voting seats.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub weights: BTreeMap<String, Weight>,
    /// Whether whoever presides settles a tie, unless conflicted (C6.3).
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
    /// The kind of business, in the word that items give as their `function`.
    pub function: String,
    /// Whether the committee decides on it, or may only recommend (D1).
    pub level: Level,
    /// With or by whom it is decided instead: shown with the refusal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<String>,
    /// The first day of this row; of several in force the one that began last is read (D4).
    pub from: Date,
    /// The last day of this row, itself included; left out while it lasts.
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

/// Who presides over items (C2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Chair {
    /// Offices or seat ids, first choice first.
    pub succession: Vec<String>,
    /// Whether the meeting may name a voting member from outside the succession (`elect`) or nobody (`none`).
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
    /// The places in the committee, each with an id that no other seat has.
    pub seats: Vec<Seat>,
    /// Who has to be in the room and count before an item can be decided (C5).
    pub quorum: Expression,
    /// Who counts towards the quorum, and when it is asked.
    #[serde(default)]
    pub counting: Counting,
    /// How votes are counted, and what carries a motion.
    #[serde(default)]
    pub voting: Voting,
    /// Asked of whoever votes on an item; a breach is a soft stop.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub composition: Vec<Expression>,
    /// Without any, no authority is asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authority: Vec<Authority>,
    /// Who presides, first choice first; the chair and then the vice-chair where left out.
    #[serde(default)]
    pub chair: Chair,
    /// Free text for the reader.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conflicts: Option<String>,
    /// Free text for the reader, on papers; no rule looks at it.
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
