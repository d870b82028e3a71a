//! The words of the case file that have an order or a table of their own.

/// The treatments, from the least to the most restrictive: the order of the rows of the treatment table.
pub const TREATMENTS: [&str; 10] = [
    "participate",
    "note",
    "discuss_not_vote",
    "leave_for_decision",
    "present_then_leave",
    "join_public",
    "leave",
    "leave_no_papers",
    "not_attend",
    "removed",
];

pub const PARTICIPATE: usize = 0;
pub const NOTE: usize = 1;
pub const DISCUSS: usize = 2;
pub const LEAVE_FOR_DECISION: usize = 3;
pub const PRESENT: usize = 4;
pub const JOIN_PUBLIC: usize = 5;
pub const LEAVE: usize = 6;
pub const NO_PAPERS: usize = 7;
pub const NOT_ATTEND: usize = 8;
pub const REMOVED: usize = 9;

pub fn treatment(word: &str) -> usize {
    TREATMENTS.iter().position(|t| *t == word).unwrap_or(PARTICIPATE)
}

pub const PHASES: [&str; 4] = ["introduction", "deliberation", "decision", "closed"];
pub const INTRODUCTION: usize = 0;
pub const DELIBERATION: usize = 1;
pub const DECISION: usize = 2;
pub const CLOSED: usize = 3;

pub fn phase(word: &str) -> usize {
    PHASES.iter().position(|t| *t == word).unwrap_or(0)
}

/// The stages of a procurement, in order.
pub const STAGES: [&str; 8] =
    ["needs_planning", "strategy", "specification", "procurement_route", "evaluation", "award", "contract_management", "decommission"];

pub fn stage(word: &str) -> usize {
    STAGES.iter().position(|t| *t == word).unwrap_or(0)
}

/// The stage groups, columns of a pack's table.
pub const GROUPS: [&str; 5] = ["strategy", "design", "procurement", "award", "contract"];
pub const AWARD: usize = 3;
pub const CONTRACT: usize = 4;

pub fn group_of(stage: &str) -> usize {
    match stage {
        "needs_planning" | "strategy" => 0,
        "specification" => 1,
        "procurement_route" | "evaluation" => 2,
        "award" => AWARD,
        _ => CONTRACT,
    }
}

/// The outcomes that are a decision in form: they ask for phase, quorum, composition and somebody to preside.
pub const FORMAL: [&str; 5] = ["approved", "rejected", "ratified", "not_ratified", "recommended"];

pub fn formal(outcome: &str) -> bool {
    FORMAL.contains(&outcome)
}

/// Where somebody with a treatment may be in a phase.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Room {
    Yes,
    No,
    Public,
}

/// The room's columns of the treatment table. In a private item `join_public` is `leave`.
pub fn room(t: usize, private: bool, phase: usize) -> Room {
    match t {
        PARTICIPATE | NOTE | DISCUSS => Room::Yes,
        LEAVE_FOR_DECISION if phase <= DELIBERATION => Room::Yes,
        PRESENT if phase == INTRODUCTION => Room::Yes,
        JOIN_PUBLIC if !private => Room::Public,
        _ => Room::No,
    }
}
