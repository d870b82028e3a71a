//! D6, D: whether what is to be decided is the committee's to decide: the function on that day and at that value, the kind
//! of decision, and the part of the agenda in which it is taken.

use super::Item;
use crate::committees::{Evidence, Granted, Level, PartLevel, Pathway};
use crate::meetings::sitting::{CommitteeAtMeeting, Sitting};
use crate::moment::Date;
use crate::verdict::{Code, Reason};

/// The flag of a decision that was taken in shadow, for good.
pub const SHADOW: &str = "shadow";

/// The basis on which a function is decided, for the decision log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Authorised {
    /// The terms list no authority, or the item names no function: none is asked.
    NotAsked,
    /// Delegated by the row in force; by what evidence, where an event brought it.
    Delegated { function: String, by: Option<String> },
    /// D5: run in shadow, without effect; who decides meanwhile.
    Shadow { function: String, by: Option<String>, meanwhile: String },
}

impl Authorised {
    /// The basis in words.
    #[must_use]
    pub fn words(&self) -> String {
        let of = |function: &str, by: &Option<String>| {
            let by = by.as_ref().map_or_else(String::new, |by| format!(", by {by}"));
            format!("{}{by}", function.replace('_', " "))
        };
        match self {
            Self::NotAsked => "not asked".into(),
            Self::Delegated { function, by } => format!("delegated: {}", of(function, by)),
            Self::Shadow { function, by, meanwhile } => format!("in shadow: {}; {meanwhile} decides meanwhile", of(function, by)),
        }
    }

    /// Who decides while this committee decides in shadow; none where it does not.
    #[must_use]
    pub fn meanwhile(&self) -> Option<&str> {
        if let Self::Shadow { meanwhile, .. } = self { Some(meanwhile) } else { None }
    }
}

/// What is to be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taking {
    /// A decision of its own: `approved`, `rejected`.
    Decision,
    /// What gives effect to another decision, or ends its waiting: `ratified`, `not_ratified`.
    Ratification,
    /// What cannot wait for a meeting (C7).
    Urgently,
}

/// D1, D3, D4: the row of the function in force on the day with the latest beginning, of the terms or by an event, must say
/// `decide`; a function that no row grants is reserved. A value above the row's limit is not the
/// committee's to decide, whatever the row says; exactly at the limit is.
///
/// D5: where it says `shadow`, decisions are taken through everything as if it said so, and have no effect; nothing is
/// ratified and nothing urgent is decided in shadow, for nothing comes of it but effect.
///
/// D2: nor is a kind of decision the committee's that by the pathways of its terms another body takes. D6: nor anything in a part
/// of its agenda in which it only recommends.
///
/// # Errors
/// The reasons: `reserved_function`, `above_value_limit`, or several.
pub fn authorised(sitting: &Sitting, at: &CommitteeAtMeeting, item: &Item, day: Date, taking: Taking) -> Result<Authorised, Vec<Reason>> {
    let Some(terms) = &at.terms else { return Ok(Authorised::NotAsked) };
    let mut reasons = Vec::new();
    let mut basis = Authorised::NotAsked;
    let elsewhere = pathway_elsewhere(at, item);
    if let Some(function) = item.function.as_ref().filter(|function| terms.asks_authority(function, day)) {
        let granted = terms.granted(function, day);
        basis = by_function(sitting, at, item, (function.as_str(), granted), (day, taking), &mut reasons);
        if let (Some(reason), Some(pathway)) = (reasons.first_mut(), elsewhere)
            && granted.is_none_or(|granted| granted.row.with.is_none())
        {
            reason.detail.push(' ');
            reason.detail.push_str(&taken_by(sitting, at, pathway));
        }
    }
    if let Some(pathway) = elsewhere {
        let decider = sitting.decider(at, &pathway.decided_by);
        let detail = format!("Item {} is not for this committee to decide. {}", item.number, taken_by(sitting, at, pathway));
        let reason = Reason::new(Code::ReservedFunction, "D2", detail).fact(item.id.subject());
        reasons.push(reason.cure(format!("Record a recommendation, and refer the item to {decider}.")));
    }
    let part = item.agenda_part.as_ref().and_then(|part| terms.agenda_part(part));
    if let Some(part) = part.filter(|part| part.level == PartLevel::Recommend) {
        let words = part.part.replace('_', " ");
        let with = part.with.as_ref().map_or_else(String::new, |with| format!(" To decide is with {}.", sitting.decider(at, with)));
        let detail = format!(
            "Item {} is taken in part {words} of the agenda, in which {} recommends and does not decide.{with}",
            item.number, at.committee.name
        );
        let reason = Reason::new(Code::ReservedFunction, "D6", detail).fact(item.id.subject());
        reasons.push(reason.cure("Record a recommendation; or have the item taken in another part of the agenda of a later meeting."));
    }
    if reasons.is_empty() { Ok(basis) } else { Err(reasons) }
}

/// D1, D3 to D5: what is asked of the function.
fn by_function(
    sitting: &Sitting,
    at: &CommitteeAtMeeting,
    item: &Item,
    (function, granted): (&str, Option<Granted<'_>>),
    (day, taking): (Date, Taking),
    reasons: &mut Vec<Reason>,
) -> Authorised {
    let words = function.replace('_', " ");
    let with = granted.and_then(|granted| granted.row.with.as_ref()).map(|with| sitting.decider(at, with));
    let mut add = |code: Code, rule: &'static str, detail: String| {
        let reason = Reason::new(code, rule, detail).fact(item.id.subject());
        reasons.push(reason.cure("Record a recommendation, and refer the item to the body that decides."));
    };
    let level = granted.map(|granted| granted.row.level);
    let reserved = match level {
        None => Some("reserved for this committee: its terms of reference say nothing of it on that day"),
        Some(Level::Reserved) => Some("reserved for this committee"),
        Some(Level::Recommend) => Some("a matter on which this committee only recommends"),
        Some(Level::Decide | Level::Shadow) => None,
    };
    if let Some(level) = reserved {
        let elsewhere = with.as_ref().map_or_else(String::new, |with| format!(" It is decided by or with {with}."));
        add(Code::ReservedFunction, "D1", format!("On {} '{words}' is {level}.{elsewhere}", day.long()));
    }
    let meanwhile = with.clone().unwrap_or_else(|| "another body".to_owned());
    if level == Some(Level::Shadow) && taking != Taking::Decision {
        let what = if taking == Taking::Urgently { "nothing urgent is decided" } else { "nothing is ratified" };
        let detail = format!("On {} '{words}' is run in shadow, in which {what}: {meanwhile} decides meanwhile.", day.long());
        add(Code::ReservedFunction, "D5", detail);
    }
    if let (Some(value), Some(limit)) = (item.value, granted.and_then(|granted| granted.row.value_limit))
        && value > limit
    {
        let above = with.as_ref().map_or_else(String::new, |with| format!(" Above it {with} decides."));
        let detail = format!("The value of £{value} is above the committee's limit of £{limit} for '{words}'.{above}");
        add(Code::AboveValueLimit, "D3", detail);
    }
    let by = granted.and_then(|granted| granted.by).map(|change| in_words(&change.evidence));
    let function = function.to_owned();
    if level == Some(Level::Shadow) { Authorised::Shadow { function, by, meanwhile } } else { Authorised::Delegated { function, by } }
}

/// What a change of level rests on, in a few words.
fn in_words(evidence: &Evidence) -> String {
    let Evidence { what, reference, by, on, .. } = evidence;
    format!("{what} of {by} of {} ({reference})", on.long())
}

/// D2: the pathway of the item's kind of decision, where it leads to another than this committee.
fn pathway_elsewhere<'a>(at: &'a CommitteeAtMeeting, item: &Item) -> Option<&'a Pathway> {
    let pathway = at.terms.as_ref()?.pathway(item.decision_type.as_deref()?)?;
    let own = at.deciders.get(&pathway.decided_by).map_or(pathway.decided_by == at.committee.name, |(id, _)| *id == at.committee.id);
    (!own).then_some(pathway)
}

/// Who takes a kind of decision, in a sentence, with what the terms say of the way there.
fn taken_by(sitting: &Sitting, at: &CommitteeAtMeeting, pathway: &Pathway) -> String {
    let (kind, decider) = (pathway.decision_type.replace('_', " "), sitting.decider(at, &pathway.decided_by));
    let words = pathway.words.as_ref().map_or_else(String::new, |words| format!(" {words}"));
    format!("By the terms of reference a decision of the kind '{kind}' is taken by {decider}.{words}")
}

#[cfg(test)]
mod tests;
