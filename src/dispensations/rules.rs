//! When a council lets somebody take part who is interested (C1.5): asked for, on a ground of the Localism Act 2011
//! (section 33), for four years at most, and never for a day on which it has met already.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{FactId, MeetingId, OrganisationId, PersonId};
use crate::moment::Date;
use crate::policy::Treatment;
use crate::text::Rationale;
use crate::verdict::{Code, Reason, Reasons, Refusal};
use crate::words;

words! {
    /// What a dispensation lets somebody do.
    Allows "part that a dispensation lets somebody take" {
        /// Speak to the business, and not vote on it.
        Discuss = "discuss",
        /// Speak to the business and vote on it.
        Vote = "vote",
    }
}

impl Allows {
    /// The strictest treatment that is left of what a relation would lead to.
    #[must_use]
    pub const fn treatment(self) -> Treatment {
        match self {
            Self::Discuss => Treatment::DiscussNotVote,
            Self::Vote => Treatment::Note,
        }
    }

    /// What may be done, as the end of "to ...".
    #[must_use]
    pub const fn told(self) -> &'static str {
        match self {
            Self::Discuss => "discuss and not vote",
            Self::Vote => "discuss and vote",
        }
    }
}

words! {
    /// Why a council gives a dispensation (Localism Act 2011, section 33(2)).
    DispensationGround "ground of a dispensation" {
        /// So many would be kept out that the business could not be done.
        BusinessImpeded = "business_impeded",
        /// The political groups would be represented otherwise, so that the outcome might be another.
        PoliticalBalance = "political_balance",
        /// It is in the interests of the people who live in the area.
        Inhabitants = "inhabitants",
        /// Every member of the executive would be kept out.
        NoExecutive = "no_executive",
        /// It is appropriate for another reason, which is given.
        OtherwiseAppropriate = "otherwise_appropriate",
    }
}

impl DispensationGround {
    #[must_use]
    pub const fn told(self) -> &'static str {
        match self {
            Self::BusinessImpeded => "so many would be kept out that the business could not be done",
            Self::PoliticalBalance => "the political groups would be represented otherwise",
            Self::Inhabitants => "it is in the interests of the people who live in the area",
            Self::NoExecutive => "every member of the executive would be kept out",
            Self::OtherwiseAppropriate => "it is appropriate for the reason given",
        }
    }
}

/// A dispensation as it was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Dispensation {
    /// The council, as in `/api/v1/organisations/{id}`; it holds in its own committees.
    pub organisation: OrganisationId,
    /// Whom it lets take part, as in `/api/v1/people/{id}`.
    pub person: PersonId,
    /// The body whose business they may take part in; absent where it holds for all their interests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concerning: Option<OrganisationId>,
    /// What they may do.
    pub allows: Allows,
    /// The ground on which it was given.
    pub ground: DispensationGround,
    /// The reason, in words.
    pub because: String,
    /// The day on which the person asked for it in writing.
    pub requested: Date,
    /// The monitoring officer who gave it, as in `/api/v1/people/{id}`.
    pub by: PersonId,
    /// Its first day.
    pub from: Date,
    /// Its last day, as it was given.
    pub to: Date,
}

/// A dispensation of somebody at a meeting: what the law of conflicts needs of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lifting {
    pub id: FactId,
    pub says: Dispensation,
    /// Its last day, where it was brought to an end sooner.
    pub ended: Option<Date>,
}

impl Lifting {
    /// The last day on which it is in force; before its first where it never is.
    #[must_use]
    pub fn last_day(&self) -> Date {
        self.ended.map_or(self.says.to, |ended| ended.min(self.says.to))
    }

    /// Whether it is in force on a day, in the committees of a body.
    #[must_use]
    pub fn holds(&self, organisation: OrganisationId, day: Date) -> bool {
        self.says.organisation == organisation && self.says.from <= day && day <= self.last_day()
    }

    /// Whether it is of an interest that reaches an item by this path of bodies.
    #[must_use]
    pub fn covers(&self, path: &[OrganisationId]) -> bool {
        self.says.concerning.is_none_or(|body| path.contains(&body))
    }
}

/// The longest that one may hold, in months (Localism Act 2011, section 33(3)).
const LONGEST: u32 = 48;

/// What the law needs to know of a dispensation that somebody wants to give.
#[derive(Debug)]
pub struct Facts<'a> {
    /// The body is a council.
    pub is_council: bool,
    pub by_guardian: bool,
    /// What the register calls the person.
    pub name: &'a str,
    /// What the person has already.
    pub held: &'a [Lifting],
    /// The last meeting of a committee of the council on or after the first day.
    pub met: Option<(MeetingId, Date)>,
}

/// The permit: this dispensation may be given.
#[derive(Debug)]
pub struct MayGrant {
    pub(in crate::dispensations) says: Dispensation,
}

fn not_a_guardian(by: PersonId) -> Reason {
    let detail = "A dispensation is given, and taken back, by the monitoring officer.";
    Reason::new(Code::NotTheDecider, "C1.5", detail).fact(by.subject()).cure("Let a person do it who has the tag 'guardian'.")
}

/// C1.5: a dispensation is a council's alone, given by its monitoring officer (tag `guardian`) to somebody else, who asked
/// for it before it begins, with the reason in words. It holds four years at most; it reaches back to no day on which a
/// committee of the council has met; and nobody has two of the same at once.
///
/// # Errors
/// The refusal, with every reason that holds.
pub fn may_grant(mut says: Dispensation, because: Option<&Rationale>, facts: &Facts<'_>) -> Result<MayGrant, Refusal> {
    let mut reasons = Reasons::new();
    let about = [says.organisation.subject(), says.person.subject()];
    let mut add = |code: Code, rule: &'static str, detail: String, cure: String| {
        reasons.add(Reason::new(code, rule, detail).facts(about.clone()).cure(cure));
    };
    if !facts.is_council {
        let cure = "Let a guardian of conflicts of interest lift the floor on the ruling itself, with a reason ('override').";
        add(Code::StateForbids, "C1.5", "Dispensations are given by councils alone.".to_owned(), cure.to_owned());
    }
    if says.by == says.person {
        let cure = "Let another monitoring officer give it.".to_owned();
        add(Code::RulingOnSelf, "C2", format!("{} cannot give themself a dispensation.", facts.name), cure);
    }
    match because.and_then(Rationale::words) {
        Some(words) => says.because = words.to_owned(),
        None => {
            let cure = "Say why, in words: it is minuted with the ground.".to_owned();
            add(Code::ReasonRequired, "C1.5", "No reason is given for the dispensation.".to_owned(), cure);
        }
    }
    if says.to < says.from {
        let (from, to) = (says.from.long(), says.to.long());
        let cure = "Put one of the two days right.".to_owned();
        add(Code::PeriodInvalid, "C1.5", format!("The dispensation begins on {from} and ends before, on {to}."), cure);
    }
    let longest = says.from.plus_months(LONGEST).plus_days(-1);
    if says.to > longest {
        let detail = format!("A dispensation holds four years at most, and this one from {} to {}.", says.from.long(), says.to.long());
        add(Code::PeriodInvalid, "C1.5", detail, format!("Let it end on {} or sooner.", longest.long()));
    }
    if says.requested > says.from {
        let (asked, from) = (says.requested.long(), says.from.long());
        let detail = format!("It was asked for on {asked}, and would hold from {from}, before anybody had asked.");
        add(Code::PeriodInvalid, "C1.5", detail, format!("Let it begin on {asked} or later."));
    }
    if let Some((meeting, date)) = facts.met {
        let detail = format!("A committee of the council has met on {}, on or after its first day.", date.long());
        let cure = format!("Let it begin on a day after {}.", date.long());
        reasons.add(Reason::new(Code::PeriodInvalid, "F", detail).fact(meeting.subject()).cure(cure));
    }
    let same = |held: &&Lifting| {
        let other = &held.says;
        other.concerning == says.concerning && other.from <= says.to && says.from <= held.last_day() && other.from <= held.last_day()
    };
    if let Some(held) = facts.held.iter().filter(|held| held.says.organisation == says.organisation).find(same) {
        let detail = format!("{} has such a dispensation until {}.", facts.name, held.last_day().long());
        let cure = "Bring that one to an end first, or let this one begin after it.";
        reasons.add(Reason::new(Code::Duplicate, "C1.5", detail).fact(held.id.subject()).cure(cure));
    }
    if !facts.by_guardian {
        reasons.add(not_a_guardian(says.by));
    }
    reasons.or_else(|| MayGrant { says })
}

/// The permit: the dispensation may end on this day.
#[derive(Debug)]
pub struct MayEnd {
    pub(in crate::dispensations) id: FactId,
    pub(in crate::dispensations) says: Dispensation,
    pub(in crate::dispensations) last_day: Date,
    pub(in crate::dispensations) by: PersonId,
    pub(in crate::dispensations) reason: String,
}

/// C1.5: a dispensation is taken back by the monitoring officer, with a reason, from any day on; one given by mistake from
/// before its first. No day is taken from it on which a committee of the council has met (`met`: the last).
///
/// # Errors
/// The refusal, with every reason that holds.
pub fn may_end(
    held: &Lifting,
    last_day: Date,
    by: PersonId,
    by_guardian: bool,
    reason: &Rationale,
    met: Option<(MeetingId, Date)>,
) -> Result<MayEnd, Refusal> {
    let mut reasons = Reasons::new();
    let ends = held.last_day();
    if last_day >= ends {
        let detail = format!("The dispensation ends on {} already; its end may be brought forward, not put back.", ends.long());
        let cure = "Give a new one from a later day.";
        reasons.add(Reason::new(Code::PeriodInvalid, "C1.5", detail).fact(held.id.subject()).cure(cure));
    }
    if let Some((meeting, date)) = met.filter(|(_, date)| last_day < *date && *date <= ends && held.says.from <= *date) {
        let detail = format!("A committee of the council met on {}, while it was in force.", date.long());
        let reason = Reason::new(Code::PeriodInvalid, "F", detail).facts([held.id.subject(), meeting.subject()]);
        reasons.add(reason.cure(format!("Let it end on {} or later.", date.long())));
    }
    if reason.words().is_none() {
        let detail = "No reason is given for taking the dispensation back.";
        reasons.add(Reason::new(Code::ReasonRequired, "C1.5", detail).fact(held.id.subject()).cure("Say why, in words."));
    }
    if !by_guardian {
        reasons.add(not_a_guardian(by));
    }
    let reason = reason.words().unwrap_or_default().to_owned();
    reasons.or_else(|| MayEnd { id: held.id, says: held.says.clone(), last_day, by, reason })
}

#[cfg(test)]
mod tests;
