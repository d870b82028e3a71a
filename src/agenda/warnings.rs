//! What whoever keeps the meeting should look at before the agenda goes out. A warning forbids nothing.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::declarations::{InForce, Interest};
use crate::fault::Fault;
use crate::ids::{ItemId, PersonId};
use crate::meetings::rules::authority::{Taking, authorised};
use crate::meetings::{CommitteeAtMeeting, Item, Sitting};
use crate::organisations::OrganisationKind;
use crate::policy::{Purpose, newest_pack, pack_named};
use crate::words;

words! {
    /// What an agenda is warned of.
    WarningKind "warning" {
        /// A GP of the area has no practice on the register of interests (A1.5).
        GpWithoutPractice = "gp_without_practice",
        /// A decision or ratification says no stage, and is read as an award (C9).
        NoStage = "no_stage",
        /// A policy pack is in force that is newer than the one adopted (F).
        OlderPolicy = "older_policy",
        /// What an item asks for is not the committee's to decide on the day of the meeting (D6, D).
        NotToDecide = "not_to_decide",
        /// What is decided of an item is decided in shadow, without effect (D5).
        InShadow = "in_shadow",
    }
}

/// One thing to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "AgendaWarning")]
pub struct Warning {
    /// What it is about.
    pub kind: WarningKind,
    /// The same in words, with what could be done.
    pub says: String,
    /// Of whom it is said, as in `/api/v1/people/{id}`; absent where it is of nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// Of which item it is said, as in `/api/v1/items/{id}`; absent where it is of none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemId>,
}

/// A1.5, D6, C9, D, F: everything to look at in a meeting.
///
/// # Errors
/// A shipped policy pack that cannot be read.
pub fn warnings(sitting: &Sitting) -> Result<Vec<Warning>, Fault> {
    let mut found = Vec::new();
    for at in &sitting.committees {
        found.extend(older_policy(sitting, at)?);
        for warning in at.memberships.iter().filter(|held| held.deputy_for.is_none()).filter_map(|held| {
            let tags = at.seat(&held.seat).map(|seat| seat.tags.as_slice()).unwrap_or_default();
            without_practice(sitting, tags, held.person)
        }) {
            if !found.contains(&warning) {
                found.push(warning);
            }
        }
    }
    let items = || sitting.items.iter().filter(|item| item.is_on());
    found.extend(items().filter_map(without_stage));
    found.extend(items().filter(|item| item.must_be_decided()).flat_map(|item| beyond_authority(sitting, item)));
    Ok(found)
}

fn older_policy(sitting: &Sitting, at: &CommitteeAtMeeting) -> Result<Option<Warning>, Fault> {
    let day = sitting.meeting.date;
    let kind = sitting.bodies.body(at.committee.organisation).map_or(OrganisationKind::Other, |body| body.kind);
    let (adopted, newest) = (pack_named(at.policy.pack)?, newest_pack(kind, day)?);
    let says = || {
        format!(
            "{} is under the policy pack {}; {} has been in force since {}. Adopt it, or leave it as it was decided.",
            at.organisation_name,
            adopted.name,
            newest.name,
            newest.from.long()
        )
    };
    let is_older = adopted.from < newest.from;
    Ok(is_older.then(|| Warning { kind: WarningKind::OlderPolicy, says: says(), person: None, item: None }))
}

/// The word said of a GP whose practice is in the area.
const LOCAL_GP: &str = "local_gp";

fn without_practice<T: AsRef<str>>(sitting: &Sitting, seat: &[T], person: PersonId) -> Option<Warning> {
    let says_so = |tags: &[String]| tags.iter().any(|tag| tag == LOCAL_GP);
    let is_local = seat.iter().any(|tag| tag.as_ref() == LOCAL_GP) || sitting.people.get(&person).is_some_and(|known| says_so(&known.tags));
    let is_practice = |interest: &Interest| {
        let body = interest.organisation.and_then(|id| sitting.bodies.body(id));
        body.is_some_and(|body| body.kind == OrganisationKind::GpPractice) && interest.on(sitting.meeting.date, 0) == InForce::Active
    };
    let has_one = sitting.interests.of(person).into_iter().any(is_practice);
    (is_local && !has_one).then(|| {
        let says =
            format!("{} is a GP of the area, and no interest in a practice stands on the register. Ask for it.", sitting.name(person));
        Warning { kind: WarningKind::GpWithoutPractice, says, person: Some(person), item: None }
    })
}

fn without_stage(item: &Item) -> Option<Warning> {
    (item.must_be_decided() && item.stage.is_none()).then(|| {
        let says = format!("Item {} says no stage, and is read as an award: say at which stage it stands.", item.number);
        Warning { kind: WarningKind::NoStage, says, person: None, item: Some(item.id) }
    })
}

/// D6, D: of an item for decision, what each committee concerned may not decide of it, or decides in shadow. An item with
/// parts is decided by them, where each says for itself.
fn beyond_authority(sitting: &Sitting, item: &Item) -> Vec<Warning> {
    let has_parts = sitting.items.iter().any(|part| part.part_of == Some(item.id) && part.is_on());
    let taking = if item.purpose == Purpose::Ratification { Taking::Ratification } else { Taking::Decision };
    let told = |at: &CommitteeAtMeeting| {
        let warning = |kind, says| Warning { kind, says, person: None, item: Some(item.id) };
        let whose = format!("Item {}, '{}', in {}:", item.number, item.title, at.committee.name);
        match authorised(sitting, at, item, sitting.meeting.date, taking) {
            Ok(basis) => basis.meanwhile().map(|meanwhile| {
                let says = format!("{whose} what is decided is decided in shadow and has no effect; {meanwhile} decides meanwhile.");
                warning(WarningKind::InShadow, says)
            }),
            Err(reasons) => {
                let details: Vec<&str> = reasons.iter().map(|reason| reason.detail.as_str()).collect();
                let says = format!("{whose} {} A recommendation can be recorded.", details.join(" "));
                Some(warning(WarningKind::NotToDecide, says))
            }
        }
    };
    if has_parts { Vec::new() } else { sitting.concerned(item).filter_map(told).collect() }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::declarations::Category;
    use crate::meetings::scene::Scene;
    use crate::policy::{PackName, Stage};

    fn kinds(change: impl FnOnce(&mut Scene)) -> Vec<WarningKind> {
        let mut scene = Scene::of("chair:lay!chair gp:gp#local_gp");
        scene.stage(Stage::Award);
        let practice = scene.body("PRACTICE", OrganisationKind::GpPractice);
        scene.interest("gp", Category::Financial, Some(practice));
        change(&mut scene);
        warnings(&scene.sitting).unwrap().into_iter().map(|warning| warning.kind).collect()
    }

    #[test]
    fn nothing_is_warned_of_where_all_is_said() {
        assert_eq!(kinds(|_| {}), []);
    }

    #[test]
    fn a_gp_of_the_area_has_a_practice_on_the_register() {
        assert_eq!(kinds(|scene| scene.sitting.interests.clear()), [WarningKind::GpWithoutPractice]);
        let ended = |day: &str| kinds(|scene| scene.sitting.interests.iter_mut().for_each(|interest| interest.to = day.parse().ok()));
        assert_eq!(ended("2018-03-05"), [WarningKind::GpWithoutPractice]);
        assert_eq!(ended("2018-03-06"), []);
    }

    #[test]
    fn a_decision_says_its_stage() {
        assert_eq!(kinds(|scene| scene.change(|item| item.stage = None)), [WarningKind::NoStage]);
    }

    #[test]
    fn a_newer_policy_is_told_of() {
        assert_eq!(kinds(|scene| scene.policy(PackName::Ccg2016, crate::policy::Overrides::default())), [WarningKind::OlderPolicy]);
    }

    fn under(terms: serde_json::Value, change: impl FnOnce(&mut Item)) -> Vec<(WarningKind, String)> {
        let mut scene = Scene::under("chair:lay!chair", terms);
        scene.stage(Stage::Award);
        scene.change(change);
        warnings(&scene.sitting).unwrap().into_iter().map(|warning| (warning.kind, warning.says)).collect()
    }

    #[test]
    fn what_is_not_the_committees_to_decide_is_told_before_the_meeting() {
        let terms = || {
            serde_json::json!({
                "authority": [
                    {"function": "list_closure", "level": "decide", "from": "2015-04-01"},
                    {"function": "contract", "level": "shadow", "with": "OWN", "from": "2015-04-01"},
                ],
                "pathways": [{"decision_type": "merger", "decided_by": "OWN"}],
            })
        };
        let of = |function: &str| under(terms(), |item| item.function = Some(function.into()));
        assert_eq!(of("list_closure"), []);
        let reserved = of("performers_list");
        assert_eq!(
            reserved,
            [(
                WarningKind::NotToDecide,
                "Item 1, 'an item', in the committee: On 6 March 2018 'performers list' is reserved for this committee: its terms of reference say \
                 nothing of it on that day. A recommendation can be recorded."
                    .to_owned()
            )]
        );
        let shadow = of("contract");
        assert_eq!(shadow.first().map(|one| one.0), Some(WarningKind::InShadow));
        let merger = |purpose| under(terms(), |item| (item.decision_type, item.purpose) = (Some("merger".into()), purpose));
        assert_eq!(merger(Purpose::Decision).first().map(|one| one.0), Some(WarningKind::NotToDecide));
        assert_eq!(merger(Purpose::Discussion), [], "nothing is to be decided of it");
    }
}
