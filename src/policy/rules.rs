//! What the conflicts policy in force proposes, and what it forbids to undercut (C1.2, C1.3).

pub mod panel;
pub mod treatment;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::panel::PanelRules;
use self::treatment::{Relation, Stage, StageGroup, Treatment};
use super::packs::{Pack, PackName, Publication, Rung, Table, Undeclared};
use crate::fault::FieldError;
use crate::ids::{AdoptionId, MeetingId, OrganisationId};
use crate::moment::Date;
use crate::verdict::{Code, Reason, Reasons, Refusal};

/// What an organisation changes of the pack it adopts: single cells, or a whole list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Overrides {
    /// Cells that replace those of the pack's table; the others stay.
    #[serde(skip_serializing_if = "Table::is_empty")]
    pub table: Table,
    /// Cells that set a floor where the pack has none, or another; the others stay.
    #[serde(skip_serializing_if = "Table::is_empty")]
    pub floors: Table,
    /// The treatments that may be ruled, in place of the pack's whole list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permitted: Option<Vec<Treatment>>,
    /// The first stage at which an exclusion sticks (C9), in place of the pack's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sticky_from: Option<Stage>,
    /// For how many months after its end an interest is still proposed on, 1200 at most; in place of the pack's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub look_back_months: Option<u32>,
    /// The ways out of an inquorate item that may be offered, in place of the pack's whole list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repairs: Option<Vec<Rung>>,
    /// What follows where somebody with a vote has declared nothing, in place of the pack's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undeclared: Option<Undeclared>,
    /// Who may convene a conflicts panel and how many sit on it, where `repairs` has that rung (C5.4).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub panel: Option<PanelRules>,
}

/// A pack with an organisation's overrides: the policy in force on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    pub pack: PackName,
    /// The day of its adoption; the pack's own day where nobody adopted it.
    pub from: Date,
    pub publication: Publication,
    pub look_back_months: u32,
    pub sticky_from: Stage,
    pub repairs: Vec<Rung>,
    pub undeclared: Undeclared,
    pub panel: PanelRules,
    permitted: Vec<Treatment>,
    table: Table,
    floors: Table,
    floors_if_financial: Table,
}

impl Policy {
    #[must_use]
    pub fn new(pack: &Pack, from: Date, overrides: &Overrides) -> Self {
        let merge = |base: &Table, over: &Table| {
            let mut merged = base.clone();
            for (relation, row) in over {
                merged.entry(*relation).or_default().extend(row.iter().map(|(group, treatment)| (*group, *treatment)));
            }
            merged
        };
        Self {
            pack: pack.name,
            from,
            publication: pack.publication,
            look_back_months: overrides.look_back_months.unwrap_or(pack.look_back_months),
            sticky_from: overrides.sticky_from.unwrap_or(pack.sticky_from),
            repairs: overrides.repairs.clone().unwrap_or_else(|| pack.repairs.clone()),
            undeclared: overrides.undeclared.unwrap_or(pack.undeclared),
            panel: overrides.panel.clone().unwrap_or_default(),
            permitted: overrides.permitted.clone().unwrap_or_else(|| pack.permitted.clone()),
            table: merge(&pack.table, &overrides.table),
            floors: merge(&pack.floors, &overrides.floors),
            floors_if_financial: pack.floors_if_financial.clone(),
        }
    }

    /// C1.2: what a relation is proposed to lead to at a stage. A cell that no table fills is read
    /// as the strictest treatment of an item, never as none.
    #[must_use]
    pub fn proposed(&self, relation: Relation, group: StageGroup) -> Treatment {
        let cell = self.table.get(&relation).and_then(|row| row.get(&group)).copied();
        self.permitted_from(cell.unwrap_or(Treatment::LeaveNoPapers))
    }

    /// C1.3: what no ruling may undercut, where the policy says so. A floor that an organisation sets for
    /// a relation holds of every interest; else one may be set for those alone that count as financial.
    #[must_use]
    pub fn floor(&self, relation: Relation, group: StageGroup, counts_as_financial: bool) -> Option<Treatment> {
        let cell = |table: &Table| table.get(&relation).and_then(|row| row.get(&group)).copied();
        cell(&self.floors).or_else(|| cell(&self.floors_if_financial).filter(|_| counts_as_financial))
    }

    #[must_use]
    pub fn permits(&self, treatment: Treatment) -> bool {
        self.permitted.contains(&treatment)
    }

    /// A proposal that is not permitted becomes the next more restrictive one that is; where there
    /// is none, the most restrictive permitted one.
    #[must_use]
    pub fn permitted_from(&self, treatment: Treatment) -> Treatment {
        self.permitted
            .iter()
            .copied()
            .filter(|other| *other >= treatment)
            .min()
            .or_else(|| self.permitted.iter().copied().max())
            .unwrap_or(treatment)
    }
}

/// The longest look-back that is kept, in months: a hundred years, longer than any interest is held.
const LONGEST_LOOK_BACK: u32 = 1200;

/// What is wrong with overrides in themselves.
#[must_use]
pub fn faults_of(overrides: &Overrides) -> Vec<FieldError> {
    let mut faults = Vec::new();
    if overrides.permitted.as_ref().is_some_and(Vec::is_empty) {
        faults.push(FieldError::new("/overrides/permitted", "length", "Permit at least one treatment, or leave the list out."));
    }
    if overrides.look_back_months.is_some_and(|months| months > LONGEST_LOOK_BACK) {
        let message = format!("At most {LONGEST_LOOK_BACK} months are looked back.");
        faults.push(FieldError::new("/overrides/look_back_months", "range", message));
    }
    faults.extend(overrides.panel.iter().flat_map(panel::faults_of));
    faults
}

/// C1.2, C1.3: what is not permitted becomes the next more restrictive treatment that is, and a floor is not undercut; so for
/// every cell of the table and every floor something as strict is permitted, else nobody could rule as the policy says.
#[must_use]
pub fn not_strict_enough(pack: &Pack, overrides: &Overrides) -> Option<FieldError> {
    let policy = Policy::new(pack, pack.from, overrides);
    let strictest = policy.permitted.iter().copied().max()?;
    let cells = |table: &Table| {
        table.iter().flat_map(|(relation, row)| row.iter().map(|(group, asked)| (*relation, *group, *asked))).collect::<Vec<_>>()
    };
    let all = [&policy.table, &policy.floors, &policy.floors_if_financial].map(cells).concat();
    let (relation, group, asked) = all.into_iter().filter(|(_, _, asked)| *asked > strictest).max_by_key(|(_, _, asked)| *asked)?;
    let (relation, group) = (relation.as_str().replace('_', " "), group.as_str());
    let message = format!(
        "For the relation '{relation}' in {group} the policy asks for '{asked}', and nothing as strict is permitted: permit '{asked}' or a \
         stricter treatment too, or set the table and the floors otherwise."
    );
    let place = if overrides.permitted.is_some() { "/overrides/permitted" } else { "/overrides/floors" };
    Some(FieldError::new(place, "contradictory", message))
}

/// The permit: the organisation may adopt the pack, from that day.
#[derive(Debug, Clone, Copy)]
pub struct MayAdopt {
    organisation: OrganisationId,
    pack: PackName,
    from: Date,
}

impl MayAdopt {
    pub(in crate::policy) fn into_parts(self) -> (OrganisationId, PackName, Date) {
        (self.organisation, self.pack, self.from)
    }
}

/// F: no pack is adopted from before its own date, one a day, and none that would change under
/// what policy a committee of the organisation has met (`met`: its last meeting from that day on).
///
/// # Errors
/// The refusal, with every reason that holds.
pub fn may_adopt(
    organisation: OrganisationId,
    pack: &Pack,
    from: Date,
    already: Option<(AdoptionId, PackName)>,
    met: Option<(MeetingId, Date)>,
) -> Result<MayAdopt, Refusal> {
    let mut reasons = Reasons::new();
    if from < pack.from {
        let detail = format!("The pack {} came into force on {}, after {}.", pack.name, pack.from.long(), from.long());
        reasons.add(
            Reason::new(Code::PeriodInvalid, "F", detail).cure(format!("Adopt it from {} or later, or an earlier pack.", pack.from.long())),
        );
    }
    if let Some((id, name)) = already {
        let detail = format!("The organisation has already adopted the pack {name} from {}.", from.long());
        reasons.add(Reason::new(Code::Duplicate, "F", detail).fact(id.subject()).cure("Adopt the new policy from another day."));
    }
    if let Some((meeting, date)) = met {
        let (date, begins) = (date.long(), from.long());
        let detail = format!("A committee of this organisation has met on {date}, on or after {begins}, under the policy of the time.");
        reasons
            .add(Reason::new(Code::PeriodInvalid, "F", detail).fact(meeting.subject()).cure(format!("Adopt it from a day after {date}.")));
    }
    reasons.or_else(|| MayAdopt { organisation, pack: pack.name, from })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::policy::packs;

    #[test]
    fn something_as_strict_as_the_table_and_the_floors_ask_is_permitted() {
        let fault =
            |name: PackName, overrides: &Overrides| not_strict_enough(packs::named(name).unwrap(), overrides).map(|fault| fault.pointer);
        let permitted = |treatments: &[Treatment]| Overrides { permitted: Some(treatments.to_vec()), ..Overrides::default() };
        for name in [PackName::Council2012, PackName::Ccg2017, PackName::Nhs2024] {
            assert_eq!(fault(name, &Overrides::default()), None, "{name}");
        }
        let mild = permitted(&[Treatment::Participate, Treatment::Note]);
        assert_eq!(fault(PackName::Nhs2024, &mild).as_deref(), Some("/overrides/permitted"));
        // The next more restrictive one that is permitted serves.
        assert_eq!(fault(PackName::Nhs2024, &permitted(&[Treatment::Participate, Treatment::LeaveNoPapers])), None);
        let set_low = [(Relation::OwnBody, [(StageGroup::Award, Treatment::Removed)].into())];
        let floors = Overrides { floors: set_low.into(), ..permitted(&[Treatment::Participate, Treatment::LeaveNoPapers]) };
        assert_eq!(fault(PackName::Nhs2024, &floors).as_deref(), Some("/overrides/permitted"));
    }

    fn policy(overrides: Overrides) -> Policy {
        let pack = packs::named(PackName::Ccg2017).unwrap();
        Policy::new(pack, pack.from, &overrides)
    }

    #[test]
    fn an_override_changes_one_cell_and_leaves_the_rest() {
        let mut overrides = Overrides::default();
        overrides.table.entry(Relation::OwnBody).or_default().insert(StageGroup::Design, Treatment::LeaveNoPapers);
        let policy = policy(overrides);
        assert_eq!(policy.proposed(Relation::OwnBody, StageGroup::Design), Treatment::LeaveNoPapers);
        assert_eq!(policy.proposed(Relation::OwnBody, StageGroup::Strategy), Treatment::LeaveForDecision);
        assert_eq!(policy.proposed(Relation::LinkedBody, StageGroup::Design), Treatment::Leave);
    }

    #[test]
    fn an_override_of_the_award_does_not_reach_the_running_of_the_contract() {
        let mut overrides = Overrides::default();
        overrides.table.entry(Relation::Personal).or_default().insert(StageGroup::Award, Treatment::Leave);
        overrides.floors.entry(Relation::Personal).or_default().insert(StageGroup::Award, Treatment::JoinPublic);
        let policy = policy(overrides);
        assert_eq!(policy.proposed(Relation::Personal, StageGroup::Award), Treatment::Leave);
        assert_eq!(policy.proposed(Relation::Personal, StageGroup::Contract), Treatment::LeaveForDecision);
        assert_eq!(policy.floor(Relation::Personal, StageGroup::Award, false), Some(Treatment::JoinPublic));
        assert_eq!(policy.floor(Relation::Personal, StageGroup::Contract, false), None);
    }

    #[test]
    fn a_floor_for_what_counts_as_financial_gives_way_to_one_that_the_organisation_sets() {
        let council = packs::named(PackName::Council2012).unwrap();
        let floor = |overrides: &Overrides, financial| {
            Policy::new(council, council.from, overrides).floor(Relation::Indirect, StageGroup::Award, financial)
        };
        assert_eq!(floor(&Overrides::default(), true), Some(Treatment::JoinPublic));
        assert_eq!(floor(&Overrides::default(), false), None);
        let mut own = Overrides::default();
        own.floors.entry(Relation::Indirect).or_default().insert(StageGroup::Award, Treatment::Leave);
        assert_eq!((floor(&own, true), floor(&own, false)), (Some(Treatment::Leave), Some(Treatment::Leave)));
    }

    #[test]
    fn a_look_back_may_be_as_long_as_a_life() {
        let faults = |months| faults_of(&Overrides { look_back_months: Some(months), ..Overrides::default() }).len();
        assert_eq!([faults(0), faults(240), faults(1200), faults(1201)], [0, 0, 0, 1]);
    }

    #[test]
    fn a_policy_does_not_reach_back_to_a_meeting_that_has_met() {
        let (body, pack) = (OrganisationId::new(), packs::named(PackName::Ccg2017).unwrap());
        let (from, met) = ("2018-03-06".parse().unwrap(), (MeetingId::new(), "2018-03-06".parse().unwrap()));
        assert!(may_adopt(body, pack, from, None, None).is_ok());
        assert!(may_adopt(body, pack, from, None, Some(met)).unwrap_err().has(Code::PeriodInvalid));
    }

    #[test]
    fn a_treatment_that_is_not_permitted_gives_way_to_the_next_stricter_one() {
        let policy = policy(Overrides { permitted: Some(vec![Treatment::Note, Treatment::Leave]), ..Overrides::default() });
        assert_eq!(policy.proposed(Relation::Personal, StageGroup::Award), Treatment::Leave);
        assert_eq!(policy.proposed(Relation::OwnBody, StageGroup::Award), Treatment::Leave);
        assert_eq!(policy.proposed(Relation::Personal, StageGroup::Strategy), Treatment::Note);
    }
}
