//! The packs shipped with the program, each a committed data file with the day it came into force.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::rules::treatment::{Relation, Stage, StageGroup, Treatment};
use crate::fault::Fault;
use crate::moment::Date;
use crate::organisations::OrganisationKind;
use crate::words;

words! {
    /// The names of the packs, oldest first.
    PackName "policy pack" {
        Council2012 = "council_2012",
        Ccg2014 = "ccg_2014",
        Ccg2016 = "ccg_2016",
        Ccg2017 = "ccg_2017",
        Icb2022 = "icb_2022",
        Psr2024 = "psr_2024",
        Nhs2024 = "nhs_2024",
    }
}

words! {
    /// Whom the published register of interests names (A4.4).
    Publication "scope of publication" {
        Everyone = "everyone",
        Deciders = "deciders",
    }
}

words! {
    /// A way out of an inquorate item (C5.4), in the order in which they are tried.
    Rung "repair" {
        Deputy = "deputy",
        Defer = "defer",
        Refer = "refer",
        CoOpt = "co_opt",
        ConflictsPanel = "conflicts_panel",
        InCommon = "in_common",
        NhsEngland = "nhs_england",
    }
}

words! {
    /// What follows where somebody with a vote never declared, a while after their first seat (A3.2).
    Undeclared "consequence of declaring nothing" {
        /// The notice that the meeting is given from the first day, and no more.
        Notice = "notice",
        /// A flag on the decision as well.
        Flag = "flag",
        /// No vote, and no decision by consensus.
        Stop = "stop",
    }
}

const fn flag() -> Undeclared {
    Undeclared::Flag
}

/// Treatments by relation and stage group.
pub type Table = BTreeMap<Relation, BTreeMap<StageGroup, Treatment>>;

/// A pack as shipped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// The word by which a body adopts it.
    pub name: PackName,
    /// The first day on which an organisation may be under it.
    pub from: Date,
    /// The guidance or law of which the pack is this program's reading.
    pub source: String,
    /// Whom the public register of interests shows: everybody, or decision-makers alone (A4.4).
    pub publication: Publication,
    /// Within how many months interests are to be reviewed; nothing is refused because a review is late (A3.3).
    pub review_months: u32,
    /// For how many months after its end an interest is still proposed on, as `expired`.
    pub look_back_months: u32,
    /// The first stage at which an exclusion sticks to later items of the same procurement (C9).
    pub sticky_from: Stage,
    /// The ways out of an inquorate item that may be offered, always in the order of the ladder (C5.4).
    pub repairs: Vec<Rung>,
    /// What follows where somebody with a vote has declared nothing, not even a nil return, 28 days after their first seat.
    #[serde(default = "flag")]
    pub undeclared: Undeclared,
    /// The treatments that may be ruled; where the table says another, the next stricter of these is proposed.
    pub permitted: Vec<Treatment>,
    /// What is proposed for each relation to an item, by the stage at which the item stands (C1.2).
    pub table: Table,
    /// The least strict treatment that may be ruled for a relation at a stage, where there is one (C1.3).
    pub floors: Table,
    /// The same where the interest behind the relation counts as financial; of a council's members, that of a partner (C1.3).
    #[serde(default, skip_serializing_if = "Table::is_empty")]
    pub floors_if_financial: Table,
}

const FILES: [&str; 7] = [
    include_str!("../../config/policies/council_2012.toml"),
    include_str!("../../config/policies/ccg_2014.toml"),
    include_str!("../../config/policies/ccg_2016.toml"),
    include_str!("../../config/policies/ccg_2017.toml"),
    include_str!("../../config/policies/icb_2022.toml"),
    include_str!("../../config/policies/psr_2024.toml"),
    include_str!("../../config/policies/nhs_2024.toml"),
];

/// The shipped packs, oldest first.
///
/// # Errors
/// [`Fault::Other`] when a shipped file is not a pack; a test proves that none is.
pub fn shipped() -> Result<&'static [Pack], Fault> {
    static PACKS: OnceLock<Result<Vec<Pack>, String>> = OnceLock::new();
    PACKS
        .get_or_init(|| FILES.iter().map(|file| toml::from_str::<Pack>(file).map_err(|e| e.to_string())).collect())
        .as_ref()
        .map(Vec::as_slice)
        .map_err(|error| Fault::Other(format!("a shipped policy pack cannot be read: {error}")))
}

/// A pack by its name.
///
/// # Errors
/// As [`shipped`].
pub fn named(name: PackName) -> Result<&'static Pack, Fault> {
    shipped()?.iter().find(|pack| pack.name == name).ok_or_else(|| Fault::Other(format!("policy pack {name} is not shipped")))
}

/// The pack of a council, which is under a regime of its own.
const OF_COUNCILS: PackName = PackName::Council2012;

/// The newest pack in force on a day for a body of a kind, and the first of all before there was any. A
/// council's members are under their own law whatever the NHS publishes, and nobody else is.
///
/// # Errors
/// As [`shipped`].
pub fn newest(kind: OrganisationKind, day: Date) -> Result<&'static Pack, Fault> {
    if kind == OrganisationKind::Council {
        return named(OF_COUNCILS);
    }
    let packs: Vec<&Pack> = shipped()?.iter().filter(|pack| pack.name != OF_COUNCILS).collect();
    packs
        .iter()
        .rev()
        .find(|pack| pack.from <= day)
        .or_else(|| packs.first())
        .copied()
        .ok_or_else(|| Fault::Other("no policy pack is shipped".into()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_shipped_pack_fills_its_whole_table_and_the_packs_are_in_order_of_date() {
        let packs = shipped().unwrap();
        assert_eq!(packs.iter().map(|p| p.name).collect::<Vec<_>>(), PackName::ALL);
        assert!(packs.windows(2).all(|w| matches!(w, [a, b] if a.from < b.from)));
        for pack in packs {
            for relation in Relation::ALL {
                for group in StageGroup::ALL {
                    assert!(pack.table.get(relation).and_then(|row| row.get(group)).is_some(), "{} {relation} {group}", pack.name);
                }
            }
        }
    }

    #[test]
    fn who_has_adopted_nothing_is_under_the_newest_pack_of_the_day() {
        let on = |day: &str| newest(OrganisationKind::Commissioner, day.parse().unwrap()).unwrap().name;
        assert_eq!(on("2010-01-01"), PackName::Ccg2014);
        assert_eq!(on("2017-06-15"), PackName::Ccg2016);
        assert_eq!(on("2017-06-16"), PackName::Ccg2017);
        assert_eq!(on("2022-06-30"), PackName::Ccg2017);
        assert_eq!(on("2022-07-01"), PackName::Icb2022);
        assert_eq!(on("2023-12-31"), PackName::Icb2022);
        assert_eq!(on("2024-01-01"), PackName::Psr2024);
        assert_eq!(on("2024-08-31"), PackName::Psr2024);
        assert_eq!(on("2024-09-01"), PackName::Nhs2024);
    }

    #[test]
    fn a_council_is_under_its_own_pack_and_nobody_else_is() {
        for day in ["2012-06-30", "2012-07-01", "2014-12-01", "2024-09-01"] {
            for kind in OrganisationKind::ALL {
                let pack = newest(*kind, day.parse().unwrap()).unwrap().name;
                assert_eq!(pack == PackName::Council2012, *kind == OrganisationKind::Council, "{kind} on {day}");
            }
        }
    }
}
