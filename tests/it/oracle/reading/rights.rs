//! The table of treatments, written out by hand a second time.

use quorate::policy::{Gallery, Phase, Speech, Treatment};

/// | treatment | papers | introduction | deliberation | speak | decision | vote | counts |
///
/// `y` yes, `n` no, `p` as public, `a` when asked, `t` by the terms, default no.
const TABLE: &[(Treatment, [char; 7])] = &[
    (Treatment::Participate, ['y', 'y', 'y', 'y', 'y', 'y', 'y']),
    (Treatment::Note, ['y', 'y', 'y', 'y', 'y', 'y', 'y']),
    (Treatment::DiscussNotVote, ['y', 'y', 'y', 'y', 'y', 'n', 't']),
    (Treatment::LeaveForDecision, ['y', 'y', 'y', 'y', 'n', 'n', 'n']),
    (Treatment::PresentThenLeave, ['y', 'y', 'n', 'a', 'n', 'n', 'n']),
    (Treatment::JoinPublic, ['y', 'p', 'p', 'n', 'p', 'n', 'n']),
    (Treatment::Leave, ['y', 'n', 'n', 'n', 'n', 'n', 'n']),
    (Treatment::LeaveNoPapers, ['n', 'n', 'n', 'n', 'n', 'n', 'n']),
    (Treatment::NotAttend, ['n', 'n', 'n', 'n', 'n', 'n', 'n']),
    (Treatment::Removed, ['n', 'n', 'n', 'n', 'n', 'n', 'n']),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    pub papers: bool,
    pub room: Gallery,
    pub speak: Speech,
    pub vote: bool,
    pub counts: bool,
}

/// "In a private item `join_public` is `leave`."
pub fn in_private(treatment: Treatment, private: bool) -> Treatment {
    if private && treatment == Treatment::JoinPublic { Treatment::Leave } else { treatment }
}

/// "`in_room` (in the item's present phase) may be `public`; `speak` may be `when_asked`, and is
/// false where `in_room` is." The counts column says *by terms* for `discuss_not_vote`, and
/// "`include_if_in_room` lets `discuss_not_vote` count". A closed item is read as its decision.
pub fn row(treatment: Treatment, phase: Phase, private: bool, include_if_in_room: bool) -> Row {
    let treatment = in_private(treatment, private);
    let cells = TABLE.iter().find(|(name, _)| *name == treatment).expect("every treatment has a row").1;
    let [papers, introduction, deliberation, speak, decision, vote, counts] = cells;
    let room = match phase {
        Phase::Introduction => introduction,
        Phase::Deliberation => deliberation,
        Phase::Decision | Phase::Closed => decision,
    };
    Row {
        papers: papers == 'y',
        room: match room {
            'y' => Gallery::Table,
            'p' => Gallery::Public,
            _ => Gallery::Out,
        },
        speak: match (room, speak) {
            ('n', _) | (_, 'n') => Speech::No,
            (_, 'a') => Speech::WhenAsked,
            _ => Speech::Yes,
        },
        vote: vote == 'y',
        counts: counts == 'y' || (counts == 't' && include_if_in_room),
    }
}

/// The vote column alone.
pub fn may_vote(treatment: Treatment) -> bool {
    row(treatment, Phase::Decision, false, false).vote
}

/// The counts column alone.
pub fn may_count(treatment: Treatment, include_if_in_room: bool) -> bool {
    row(treatment, Phase::Decision, false, include_if_in_room).counts
}
