//! Who may do what: one typed table, printed and committed, so that a change of it is a readable
//! difference. It speaks of operating the register, never of conflicts: whether this member may
//! vote on this item is the law's question, not this one's.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An office in a register, or (the first) in the deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Opens registers and gives accounts; sees nobody's interests.
    SystemAdmin,
    /// Answers for the register of interests: policies, terms of reference, review.
    GovernanceLead,
    /// Reads all declarations and meetings, may let a vote go on although its composition is breached (C6.4), and determines
    /// whether a decision under query stands (A7.1).
    Guardian,
    /// Keeps the meeting: agenda, attendance, votes, minutes.
    Secretary,
    /// Reads what a member does, and whole meetings of the committees they chair.
    Chair,
    /// Reads and does what concerns their own person, such as their declarations and their vote.
    Member,
    /// Reads everything, writes nothing.
    Auditor,
    /// A program with a key of its own.
    Service,
}

impl Role {
    pub const ALL: [Self; 8] =
        [Self::SystemAdmin, Self::GovernanceLead, Self::Guardian, Self::Secretary, Self::Chair, Self::Member, Self::Auditor, Self::Service];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SystemAdmin => "system_admin",
            Self::GovernanceLead => "governance_lead",
            Self::Guardian => "guardian",
            Self::Secretary => "secretary",
            Self::Chair => "chair",
            Self::Member => "member",
            Self::Auditor => "auditor",
            Self::Service => "service",
        }
    }
}

impl std::fmt::Display for Role {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that is not a role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a role: {list}", list = Role::ALL.map(Role::as_str).join(", "))]
pub struct NotARole(pub String);

impl FromStr for Role {
    type Err = NotARole;
    fn from_str(text: &str) -> Result<Self, NotARole> {
        Self::ALL.into_iter().find(|role| role.as_str() == text).ok_or_else(|| NotARole(text.chars().take(40).collect()))
    }
}

/// How far a permission reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    Never,
    /// What concerns the signed-in person alone: their own vote, their own declaration.
    Own,
    Any,
}

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident $text:literal any [$($any:ident)*] own [$($own:ident)*];)*) => {
        /// One kind of thing done. A route names the one it needs.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action { $($(#[$doc])* $name,)* }

        impl Action {
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Whether nothing is done but reading.
            #[must_use]
            pub fn reads(self) -> bool { self.as_str().starts_with("read ") }

            /// What it is, as the end of "this role may not ...".
            #[must_use]
            pub const fn as_str(self) -> &'static str { match self { $(Self::$name => $text,)* } }
        }

        /// The table.
        #[must_use]
        pub const fn may(role: Role, action: Action) -> Scope {
            match (action, role) {
                $($((Action::$name, Role::$any) => Scope::Any,)* $((Action::$name, Role::$own) => Scope::Own,)*)*
                _ => Scope::Never,
            }
        }
    };
}

actions! {
    ManageRegisters "open and amend registers" any [SystemAdmin] own [];
    /// A governance lead only for accounts whose roles are all in their own register.
    ManageUsers "give and take accounts and roles" any [SystemAdmin GovernanceLead] own [];

    ReadOrganisations "read the organisations" any [GovernanceLead Guardian Secretary Chair Member Auditor Service] own [];
    KeepOrganisations "keep the organisations and the links between them" any [GovernanceLead Secretary] own [];
    ReadPeople "read the list of people" any [GovernanceLead Guardian Secretary Chair Member Auditor Service] own [];
    KeepPeople "keep the list of people" any [GovernanceLead Secretary] own [];
    ReadPolicies "read the policies in force" any [GovernanceLead Guardian Secretary Chair Member Auditor] own [];
    AdoptPolicies "adopt a policy for an organisation" any [GovernanceLead] own [];

    ReadDeclarations "read declarations" any [GovernanceLead Guardian Secretary Auditor] own [Chair Member];
    ReadConsistency "read how alike conflicts were treated" any [GovernanceLead Guardian Secretary Auditor] own [];
    ReadBreaches "read what was declared too late or left out" any [GovernanceLead Guardian Secretary Auditor] own [];
    /// As published; the private record needs the reading of all declarations.
    ReadRegister "read the register of interests as published" any [GovernanceLead Guardian Secretary Chair Member Auditor Service] own [];
    Declare "declare interests" any [GovernanceLead Secretary] own [Chair Member];
    ReviewDeclarations "review and publish declarations" any [GovernanceLead] own [];
    Withhold "withhold a published interest" any [GovernanceLead Guardian] own [];

    ReadDispensations "read the dispensations of a council" any [GovernanceLead Guardian Secretary Auditor] own [Chair Member];
    KeepDispensations "record the dispensations of a council" any [GovernanceLead Guardian] own [];

    ReadCommittees "read committees and their terms of reference" any [GovernanceLead Guardian Secretary Chair Member Auditor Service] own [];
    KeepCommittees "keep committees and their memberships" any [GovernanceLead Secretary] own [];
    KeepTerms "enter terms of reference" any [GovernanceLead] own [];

    /// Of a chair: what a member sees, and in the committees they chair the whole meeting.
    ReadMeetings "read meetings, agendas and tallies" any [GovernanceLead Guardian Secretary Auditor] own [Chair Member];
    KeepMeetings "call meetings and keep their items" any [Secretary] own [];
    ReadPapers "read papers" any [Secretary Auditor] own [GovernanceLead Guardian Chair Member];
    KeepPapers "add papers" any [Secretary] own [];
    /// As above.
    ReadProposals "read proposals and forecasts" any [GovernanceLead Secretary Auditor] own [Chair Member];
    PublishAgendas "publish the agenda" any [Secretary] own [];

    RecordAttendance "record who is in the room" any [Secretary] own [];
    RecordDeclarations "record declarations made at a meeting" any [Secretary] own [Chair Member];
    RecordRulings "record rulings on conflicts" any [Secretary] own [Chair Member];
    RecordPresiding "record who presides" any [Secretary] own [Chair Member];
    RecordAdvice "record the advice that was given on an item" any [Secretary] own [];
    RecordPhases "move an item from phase to phase" any [Secretary] own [];
    KeepBook "put right what was entered in the book of a meeting" any [Secretary] own [];
    RecordVotes "record votes" any [Secretary] own [Chair Member];
    /// Of everybody at once, which is nobody's own.
    TakeRolls "record a roll, a show of hands or an election" any [Secretary] own [];
    RecordDecisions "record decisions" any [Secretary] own [];
    CorrectDecisions "correct a minuted decision" any [Secretary] own [];
    /// Its words are the guardian's; who enters them is another question.
    DetermineQueries "record what a guardian determined of a decision" any [GovernanceLead Guardian Secretary] own [];
    KeepMinutes "finalise and publish minutes" any [Secretary] own [];
    ApproveMinutes "approve minutes" any [Secretary] own [Chair];

    ReadDecisions "read the decision log" any [GovernanceLead Guardian Secretary Auditor Service] own [Chair Member];
    TakeExports "take exports" any [GovernanceLead Secretary Auditor] own [];
    ReadAudit "read the audit log" any [GovernanceLead Auditor] own [];
    ImportLists "import lists" any [GovernanceLead Secretary] own [];
}

/// The furthest that any of these roles reaches.
#[must_use]
pub fn reach(roles: &BTreeSet<Role>, action: Action) -> Scope {
    roles.iter().map(|role| may(*role, action)).max().unwrap_or(Scope::Never)
}

/// The table as text, for the file that is committed and for whoever asks.
#[must_use]
pub fn printed() -> String {
    let mut text = String::from("Who may do what: yes, own (what concerns the signed-in person alone) or not at all.\n\n");
    let width = Action::ALL.iter().map(|action| action.as_str().len()).max().unwrap_or(0);
    let heads = Role::ALL.map(|role| role.as_str().replace('_', " "));
    let mut line = |first: &str, cells: &[&str]| {
        let row = cells.iter().zip(&heads).fold(format!("{first:width$}"), |mut row, (cell, head)| {
            if write!(row, "  {cell:<0$}", head.len()).is_err() {
                row.push('?');
            }
            row
        });
        text.push_str(row.trim_end());
        text.push('\n');
    };
    line("", &heads.each_ref().map(String::as_str));
    for action in Action::ALL {
        let cells = Role::ALL.map(|role| match may(role, *action) {
            Scope::Never => "-",
            Scope::Own => "own",
            Scope::Any => "yes",
        });
        line(action.as_str(), &cells);
    }
    text.push_str(LIMITS);
    text
}

/// What a yes in the table does not say.
pub const LIMITS: &str = "
Giving accounts and roles, a governance lead reaches accounts whose roles are all in their own register. Guardian
and auditor look at what a lead does: the administrator alone gives and takes these roles, and resets, suspends or
renames an account that holds one. Nobody but an administrator gives themself a role or a person to act as.
A chair reads the meetings of other committees as a member would. Of a committee in which their person holds the
office of chair or vice-chair they read whole meetings with what is proposed for others, less what binds them.
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_auditor_writes_nothing_and_an_administrator_sees_no_interests() {
        for action in Action::ALL {
            let reads = action.reads() || *action == Action::TakeExports;
            assert!(reads || may(Role::Auditor, *action) == Scope::Never, "{}", action.as_str());
        }
        assert_eq!(may(Role::SystemAdmin, Action::ReadDeclarations), Scope::Never);
    }

    #[test]
    fn the_furthest_role_decides() {
        let both = BTreeSet::from([Role::Member, Role::Secretary]);
        assert_eq!(reach(&both, Action::RecordVotes), Scope::Any);
        assert_eq!(reach(&BTreeSet::from([Role::Chair]), Action::RecordVotes), Scope::Own);
        assert_eq!(reach(&BTreeSet::new(), Action::RecordVotes), Scope::Never);
    }
}
