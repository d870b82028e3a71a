//! The ladder of treatments and what each leaves a person (rulebook C1).

use crate::words;

words! {
    /// How a person is treated on an item, least restrictive first (C1): the order is the ladder.
    Treatment "treatment" {
        /// No relevant interest (T0).
        Participate = "participate",
        /// Noted; stays, discusses, votes (T1).
        Note = "note",
        /// Stays and discusses, does not vote (T2).
        DiscussNotVote = "discuss_not_vote",
        /// Discusses, leaves before the decision (T3).
        LeaveForDecision = "leave_for_decision",
        /// Presents and answers questions, leaves before deliberation (T3a).
        PresentThenLeave = "present_then_leave",
        /// Sits with the public (T4).
        JoinPublic = "join_public",
        /// Leaves for discussion and decision (T5).
        Leave = "leave",
        /// As `leave`, and receives neither confidential papers nor minutes (T6).
        LeaveNoPapers = "leave_no_papers",
        /// Does not attend the meeting (T7).
        NotAttend = "not_attend",
        /// Removed from the whole process (T8).
        Removed = "removed",
    }
}

words! {
    /// The phases of an item, in order.
    Phase "phase" {
        Introduction = "introduction",
        Deliberation = "deliberation",
        Decision = "decision",
        Closed = "closed",
    }
}

words! {
    /// What an item is for.
    Purpose "purpose" {
        Decision = "decision",
        Discussion = "discussion",
        Information = "information",
        Ratification = "ratification",
    }
}

words! {
    /// Where in the life of a service an item stands (C9), in order.
    Stage "stage" {
        NeedsPlanning = "needs_planning",
        Strategy = "strategy",
        Specification = "specification",
        ProcurementRoute = "procurement_route",
        Evaluation = "evaluation",
        Award = "award",
        ContractManagement = "contract_management",
        Decommission = "decommission",
    }
}

words! {
    /// The five columns of a treatment table: the running of a contract is another matter than its award.
    StageGroup "stage group" {
        Strategy = "strategy",
        Design = "design",
        Procurement = "procurement",
        Award = "award",
        Contract = "contract",
    }
}

words! {
    /// How an interest reaches an item.
    Relation "relation" {
        OwnBody = "own_body",
        ClassMember = "class_member",
        LinkedBody = "linked_body",
        Indirect = "indirect",
        Professional = "professional",
        Personal = "personal",
        Expired = "expired",
    }
}

impl Stage {
    #[must_use]
    pub const fn group(self) -> StageGroup {
        match self {
            Self::NeedsPlanning | Self::Strategy => StageGroup::Strategy,
            Self::Specification => StageGroup::Design,
            Self::ProcurementRoute | Self::Evaluation => StageGroup::Procurement,
            Self::Award => StageGroup::Award,
            Self::ContractManagement | Self::Decommission => StageGroup::Contract,
        }
    }

    /// The stage as read: of an item that names none, a decision or ratification is read as an award, the
    /// strictest column; a discussion or information has none.
    #[must_use]
    pub fn as_read(stage: Option<Self>, purpose: Purpose) -> Option<Self> {
        stage.or(match purpose {
            Purpose::Decision | Purpose::Ratification => Some(Self::Award),
            Purpose::Discussion | Purpose::Information => None,
        })
    }
}

/// Being in the room: at the table, in the public gallery, or not at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gallery {
    Table,
    Public,
    Out,
}

/// Being heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speech {
    Yes,
    WhenAsked,
    No,
}

/// What a treatment leaves a person in one phase: a row of the table in cases.md section 3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rights {
    /// What is confidential of the papers: nothing that anybody may read is withheld.
    pub papers: bool,
    pub room: Gallery,
    pub speak: Speech,
    pub vote: bool,
    pub counts: bool,
}

impl Treatment {
    /// C1: the row of the ladder, read in one phase. A closed item keeps the rights of its
    /// decision. `private` is an item from which the public is excluded: there is then no gallery
    /// to join, so `join_public` is `leave`. `counts_in_room` is the terms' switch by which a
    /// member who discusses without voting still counts.
    #[must_use]
    pub fn rights(self, phase: Phase, private: bool, counts_in_room: bool) -> Rights {
        use Gallery::{Out, Public, Table};
        if self == Self::JoinPublic && private {
            return Self::Leave.rights(phase, private, counts_in_room);
        }
        let room = match (self, phase) {
            (Self::Participate | Self::Note | Self::DiscussNotVote, _) => Table,
            (Self::LeaveForDecision, Phase::Introduction | Phase::Deliberation) => Table,
            (Self::PresentThenLeave, Phase::Introduction) => Table,
            (Self::JoinPublic, _) => Public,
            _ => Out,
        };
        let speak = match (room, self) {
            (Out | Public, _) => Speech::No,
            (Table, Self::PresentThenLeave) => Speech::WhenAsked,
            (Table, _) => Speech::Yes,
        };
        Rights {
            papers: !self.withholds(),
            room,
            speak,
            vote: self <= Self::Note,
            counts: self <= Self::Note || (self == Self::DiscussNotVote && counts_in_room),
        }
    }

    /// C1: less restrictive than another; the first row of the ladder is one, `participate` or `note`.
    #[must_use]
    pub fn is_milder_than(self, other: Self) -> bool {
        self.max(Self::Note) < other.max(Self::Note)
    }

    /// C8: whether it keeps what is confidential from somebody.
    #[must_use]
    pub fn withholds(self) -> bool {
        self >= Self::LeaveNoPapers
    }

    /// Conflicted, as the rules on deciding and presiding mean it: anything below `note`.
    #[must_use]
    pub fn is_conflicted(self) -> bool {
        self > Self::Note
    }

    /// For a reader: what the person does.
    #[must_use]
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::Participate => "takes part",
            Self::Note => "takes part, interest noted",
            Self::DiscussNotVote => "discusses, does not vote",
            Self::LeaveForDecision => "discusses, leaves for the decision",
            Self::PresentThenLeave => "presents, then leaves",
            Self::JoinPublic => "joins the public",
            Self::Leave => "leaves for the item",
            Self::LeaveNoPapers => "leaves, receives no papers",
            Self::NotAttend => "does not attend the meeting",
            Self::Removed => "is removed from the process",
        }
    }

    /// For the minutes: what the person was to do.
    #[must_use]
    pub const fn told(self) -> &'static str {
        match self {
            Self::Participate => "take part",
            Self::Note => "take part, the interest being noted",
            Self::DiscussNotVote => "discuss the item and not vote",
            Self::LeaveForDecision => "discuss the item and leave the room for the decision",
            Self::PresentThenLeave => "speak when asked at the introduction and then leave the room",
            Self::JoinPublic => "join the public",
            Self::Leave => "leave the room for the item",
            Self::LeaveNoPapers => "receive no papers and leave the room for the item",
            Self::NotAttend => "not attend the meeting",
            Self::Removed => "take no part in any of the process",
        }
    }
}

impl Relation {
    /// For a reader, beside the interest: by what it reaches the item.
    #[must_use]
    pub const fn told(self) -> &'static str {
        match self {
            Self::OwnBody => "own body",
            Self::ClassMember => "one of the class affected",
            Self::LinkedBody => "linked body",
            Self::Indirect => "indirect",
            Self::Professional => "professional",
            Self::Personal => "personal",
            Self::Expired => "ended, within the look-back",
        }
    }
}

impl StageGroup {
    /// For a reader: what the items are about.
    #[must_use]
    pub const fn told(self) -> &'static str {
        match self {
            Self::Strategy => "needs and strategy",
            Self::Design => "a specification",
            Self::Procurement => "a procurement",
            Self::Award => "the award of a contract",
            Self::Contract => "the management of a contract",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_presents_then_leaves_speaks_only_when_asked_and_only_at_the_introduction() {
        let at = |phase| Treatment::PresentThenLeave.rights(phase, false, false);
        assert_eq!(at(Phase::Introduction).speak, Speech::WhenAsked);
        assert_eq!(at(Phase::Deliberation).room, Gallery::Out);
        assert_eq!(at(Phase::Deliberation).speak, Speech::No);
        assert!(at(Phase::Decision).papers);
    }

    #[test]
    fn there_is_no_gallery_in_a_private_item() {
        assert_eq!(Treatment::JoinPublic.rights(Phase::Decision, false, false).room, Gallery::Public);
        assert_eq!(Treatment::JoinPublic.rights(Phase::Decision, true, false).room, Gallery::Out);
    }

    #[test]
    fn further_down_the_ladder_nobody_gains_a_vote_or_counts() {
        for phase in Phase::ALL {
            for pair in Treatment::ALL.windows(2) {
                let [higher, lower] = pair else { continue };
                let (higher, lower) = (higher.rights(*phase, false, true), lower.rights(*phase, false, true));
                assert!(higher.vote >= lower.vote && higher.counts >= lower.counts && higher.papers >= lower.papers);
            }
        }
    }
}
