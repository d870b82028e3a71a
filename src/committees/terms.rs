//! A version of the terms of reference: seats, quorum, counting, voting, composition, authority
//! and chair, in the words of the API. Votes belong to seats, not to people.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::authority::{AgendaPart, Authority, LevelChange, Pathway};
use super::expression::{Expression, Selector};
use super::voting::VotingRules;
use crate::ids::BallotId;
use crate::moment::Date;
use crate::weight::Weight;
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
    /// For what business a quorum is asked (C5.1).
    Business "business that needs a quorum" {
        /// For decisions.
        Decide = "decide",
        /// For all: without a quorum there is no business.
        All = "all",
    }
}

words! {
    /// By which rule the count carries a motion (C6).
    VotingRule "voting rule" {
        SimpleMajority = "simple_majority",
        Threshold = "threshold",
        Weighted = "weighted",
        Consensus = "consensus",
        EachOrganisation = "each_organisation",
        /// Each group of seats has one vote.
        Block = "block",
    }
}

words! {
    /// Out of which votes a majority is taken.
    Basis "basis of the vote" {
        Cast = "cast",
        PresentEligible = "present_eligible",
        AllEligible = "all_eligible",
        AllSeats = "all_seats",
        AllOffices = "all_offices",
    }
}

words! {
    /// What happens when nobody in the succession can preside.
    Then "end of the succession" { Elect = "elect", None = "none", }
}

words! {
    /// Of whom replies are needed before something is decided by correspondence (C7.4).
    Replies "replies that are needed" {
        /// Of those who make the quorum.
        Quorum = "quorum",
        /// Of every seat that may vote.
        All = "all",
    }
}

/// That the committee may decide by correspondence, and on what conditions (C7.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ByCorrespondence {
    /// For how many days replies stay open at the least, counted from the day on which the papers go out.
    #[schemars(range(min = 1, max = 60))]
    pub days: u32,
    /// Whether replies that make the quorum are enough, or every seat that may vote has to reply.
    #[serde(default = "of_a_quorum", skip_serializing_if = "Replies::is_quorum")]
    pub replies: Replies,
}

const fn of_a_quorum() -> Replies {
    Replies::Quorum
}

impl Replies {
    const fn is_quorum(&self) -> bool {
        matches!(self, Self::Quorum)
    }
}

/// Business on which a seat that votes otherwise has no vote: of any of these functions, or of any of these kinds of decision.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Except {
    /// Words that items give as their `function`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub functions: Vec<String>,
    /// Words that items give as their `decision_type`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub decision_types: Vec<String>,
}

impl Except {
    /// Whether it names the business of this function and this kind of decision.
    #[must_use]
    pub fn names(&self, function: Option<&str>, decision_type: Option<&str>) -> bool {
        let among = |list: &[String], word: Option<&str>| word.is_some_and(|word| list.iter().any(|one| one == word));
        among(&self.functions, function) || among(&self.decision_types, decision_type)
    }
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
    /// Business on which the seat has no vote, and is a member's all the same; none where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub votes_except: Option<Except>,
    /// What its vote counts, one where left out; not read where `weights` of the voting names its body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<Weight>,
    /// The office by which its holder may come to preside; left out where it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<Office>,
    /// Whether several people may hold it at a time, with one vote between them; else it has one holder.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shared: bool,
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

    /// The seat on business that its `votes_except` names: a member's without a vote. None where it is what it always is.
    #[must_use]
    pub fn without_its_vote(&self, function: Option<&str>, decision_type: Option<&str>) -> Option<Self> {
        let loses_it = self.voting && self.votes_except.as_ref().is_some_and(|except| except.names(function, decision_type));
        loses_it.then(|| Self { voting: false, membership: Some(MembershipClass::Member), ..self.clone() })
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
    /// Whether a quorum is asked of decisions alone, or of all business: then nothing is deliberated or noted without one.
    #[serde(skip_serializing_if = "Business::is_of_decisions")]
    pub business: Business,
}

impl Business {
    const fn is_of_decisions(&self) -> bool {
        matches!(self, Self::Decide)
    }
}

impl Default for Counting {
    fn default() -> Self {
        Self {
            who: Counted::MembersInRoom,
            conflicted: Conflicted::Exclude,
            deputies: Deputies::None,
            when: Persistence::PerVote,
            remote: true,
            business: Business::Decide,
        }
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
    /// Whom the meeting may so name; any voting member where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elect_from: Option<Selector>,
}

const fn elect() -> Then {
    Then::Elect
}

impl Default for Chair {
    fn default() -> Self {
        Self { succession: vec!["chair".into(), "vice_chair".into()], then: Then::Elect, elect_from: None }
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
    /// How votes are counted, and what carries a motion: one rule, or several of which the first that fits the item holds.
    #[serde(default)]
    pub voting: VotingRules,
    /// Asked of whoever votes on an item; a breach is a soft stop.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub composition: Vec<Expression>,
    /// Without any, no authority is asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authority: Vec<Authority>,
    /// Kinds of decision that another body takes, each with that body, at most 100 (D2).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pathways: Vec<Pathway>,
    /// The parts in which an agenda is taken, at most 20, each with what the committee may do in it (D6).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agenda_parts: Vec<AgendaPart>,
    /// Who presides, first choice first; the chair and then the vice-chair where left out.
    #[serde(default)]
    pub chair: Chair,
    /// By kind of decision, after how many days at the earliest a later meeting confirms what was approved; until then it
    /// has no effect.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub needs_confirmation: BTreeMap<String, u32>,
    /// That the committee may decide by correspondence, between meetings in a room; left out where it may not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correspondence: Option<ByCorrespondence>,
    /// The ballot of member practices on which these terms rest, as in `/api/v1/organisations/{id}/ballots`; left out where
    /// they rest on none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ballot: Option<BallotId>,
    /// Free text for the reader.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conflicts: Option<String>,
    /// Free text for the reader, on papers; no rule looks at it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub papers: Option<String>,
    /// What was changed of the committee's authority by events (D4): no part of the document, but read beside it.
    #[serde(skip)]
    pub changed: Vec<LevelChange>,
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
        for rule in self.voting.iter_mut() {
            let weights = std::mem::take(&mut rule.weights);
            rule.weights = weights.into_iter().map(|(code, weight)| (known.get(&code).cloned().unwrap_or(code), weight)).collect();
        }
        for pathway in &mut self.pathways {
            if let Some(spelling) = known.get(&pathway.decided_by) {
                pathway.decided_by.clone_from(spelling);
            }
        }
    }

    /// C7.4: the terms as they are read of a meeting by correspondence. Its quorum is of those who have replied on an item, and
    /// so asked at every decision; nobody sits for another, who can reply from anywhere; and where nothing is said there is no
    /// business but what is decided.
    #[must_use]
    pub fn in_writing(self) -> Self {
        let counting = Counting { when: Persistence::PerVote, deputies: Deputies::None, business: Business::Decide, ..self.counting };
        let seats = self.seats.into_iter().map(|seat| Seat { deputies: false, ..seat }).collect();
        Self { counting, seats, ..self }
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
