//! Terms of reference of real committees, shipped to begin from: each with where it comes from, what is unwise about
//! it, and what it answers of attendances that its source would recognise.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{LintCode, Tried, tried_on};
use crate::committees::{Committee, CommitteeKind, Terms};
use crate::fault::Fault;
use crate::http::body::json as strict;
use crate::ids::{CommitteeId, OrganisationId};
use crate::organisations::{Graph, Organisation, OrganisationKind};

/// Terms of reference to begin from.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// The word by which it is asked for.
    pub name: String,
    /// What kind of committee it is for, in one line.
    pub title: String,
    /// The public body and the document from which it is taken, with its date.
    pub source: String,
    /// What of it is the body's own, and what is read into it or derived.
    pub reading: String,
    /// Whether one body decides, or several take one decision that binds all.
    pub kind: CommitteeKind,
    /// Whether it is of a committee to which NHS England has delegated primary care.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub delegated_primary_care: bool,
    /// The code of the committee's own body, where its rules speak of it; put your own in its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    /// What the bodies of which it speaks are called, by their codes; put your own in their place.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub bodies: BTreeMap<String, String>,
    /// What is unwise about it, as the body itself had it; empty where nothing is.
    pub lints: Vec<LintCode>,
    /// What it answers, so that a reader sees what the sentences come to.
    pub facts: Vec<Fact>,
    /// The terms, to be changed where they differ and entered.
    pub terms: Terms,
}

/// An attendance or a vote, made up of seats, and what the terms answer.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// The fact in a few words.
    pub says: String,
    /// The seats whose holders are in the room.
    pub present: Vec<String>,
    /// Those of them whose holders are left out for a conflict.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<String>,
    /// Whether that is a quorum; absent of a fact about a vote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quorate: Option<bool>,
    /// The seats that vote for.
    #[serde(default, rename = "for", skip_serializing_if = "Vec::is_empty")]
    pub for_: Vec<String>,
    /// The seats that vote against.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub against: Vec<String>,
    /// Whether these votes carry a motion; absent of a fact about a quorum.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carried: Option<bool>,
}

macro_rules! files {
    ($($name:literal,)*) => { [$(include_str!(concat!("../../config/terms/", $name, ".json")),)*] };
}

/// In the order in which they are offered.
const FILES: [&str; 19] = files![
    "primary_care_three_with_lay_and_chief",
    "primary_care_ten_places",
    "primary_care_lay_gp_executive",
    "primary_care_four_with_two_of_five_kinds",
    "primary_care_without_gp_votes",
    "primary_care_with_a_lay_and_officer_majority",
    "primary_care_with_the_local_medical_committee",
    "primary_care_over_several_boroughs",
    "primary_care_of_lay_members_and_officers",
    "procurement_with_a_limit",
    "provider_contracts_in_two_parts",
    "governing_body_with_a_gp_majority",
    "governing_body_with_a_shared_seat",
    "integrated_care_board",
    "health_and_wellbeing_board_of_seven",
    "health_and_wellbeing_board_of_three",
    "joint_council_and_commissioner",
    "joint_51_49",
    "one_joint_committee_of_seven_bodies",
];

/// Every template, in the order in which they are offered.
///
/// # Errors
/// [`Fault::Other`] when a shipped file is no template; a test proves that none is.
pub fn shipped() -> Result<&'static [Template], Fault> {
    static TEMPLATES: OnceLock<Result<Vec<Template>, String>> = OnceLock::new();
    let read = |text: &&str| strict::parse(text.as_bytes()).and_then(strict::typed::<Template>).map_err(|error| format!("{error:?}"));
    TEMPLATES
        .get_or_init(|| FILES.iter().map(read).collect())
        .as_ref()
        .map(Vec::as_slice)
        .map_err(|error| Fault::Other(format!("shipped terms of reference cannot be read: {error}")))
}

/// A template by its name.
///
/// # Errors
/// As [`shipped`].
pub fn named(name: &str) -> Result<Option<&'static Template>, Fault> {
    Ok(shipped()?.iter().find(|template| template.name == name))
}

impl Template {
    /// The template with a made-up holder, who has no conflict, in every seat.
    #[must_use]
    pub fn tried(&self) -> Tried {
        let own = OrganisationId::new();
        let committee = Committee {
            id: CommitteeId::new(),
            organisation: own,
            partners: Vec::new(),
            name: self.title.clone(),
            kind: self.kind,
            delegated_primary_care: self.delegated_primary_care,
        };
        let body = |(code, name): (&String, &String)| Organisation {
            id: if self.organisation.as_ref() == Some(code) { own } else { OrganisationId::new() },
            code: code.clone(),
            name: name.clone(),
            kind: OrganisationKind::Other,
            commissioner: None,
            area: None,
        };
        let graph = Graph::new(self.bodies.iter().map(body), Vec::new());
        tried_on(committee, self.terms.clone(), Vec::new(), BTreeMap::new(), graph).seated()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::BTreeSet;

    use super::*;
    use crate::committees::bodies_of;
    use crate::committees::rules::{faults_of, without_seats};
    use crate::lints::lint;

    #[test]
    fn every_file_of_the_folder_is_offered_under_its_name() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("config/terms");
        let files: BTreeSet<String> = std::fs::read_dir(&folder)
            .unwrap()
            .filter_map(|entry| entry.unwrap().file_name().to_str().unwrap().strip_suffix(".json").map(str::to_owned))
            .collect();
        let offered: BTreeSet<String> = shipped().unwrap().iter().map(|template| template.name.clone()).collect();
        assert_eq!(files, offered);
        let readme = std::fs::read_to_string(folder.join("README.md")).unwrap();
        for name in offered {
            assert!(readme.contains(&format!("| `{name}` |")), "{name} is not in config/terms/README.md");
        }
    }

    #[test]
    fn every_template_could_be_entered_and_has_the_lints_it_is_listed_to_have() {
        for template in shipped().unwrap() {
            let name = &template.name;
            assert!(faults_of(&template.terms).is_empty(), "{name}: {:?}", faults_of(&template.terms));
            let own = template.organisation.clone().unwrap_or_default();
            let known = template.bodies.keys().map(|code| (code.clone(), code.clone())).collect();
            assert!(without_seats(&template.terms, &own, &known).is_empty(), "{name}");
            assert!(
                bodies_of(&template.terms).iter().all(|code| template.bodies.contains_key(code)),
                "{name} names a body it does not call"
            );
            let found: Vec<LintCode> = lint(&template.tried()).into_iter().map(|finding| finding.code).collect();
            assert_eq!(found, template.lints, "{name}");
            assert!(template.source.len() > 20 && template.reading.len() > 20, "{name}");
        }
    }

    /// Each template says what its source says: of attendances on both sides of its boundary.
    #[test]
    fn every_template_answers_what_its_source_would() {
        for template in shipped().unwrap() {
            let (name, tried) = (&template.name, template.tried());
            for fact in &template.facts {
                let seats = [&fact.present, &fact.left_out, &fact.for_, &fact.against];
                assert!(seats.into_iter().flatten().all(|seat| template.terms.seat(seat).is_some()), "{name}: {}: no such seat", fact.says);
                if let Some(quorate) = fact.quorate {
                    assert_eq!(tried.is_quorate_with(&fact.present, &fact.left_out), quorate, "{name}: {}", fact.says);
                }
                if let Some(carried) = fact.carried {
                    assert_eq!(tried.is_carried_by(&fact.present, &fact.for_, &fact.against), carried, "{name}: {}", fact.says);
                }
                assert!(fact.quorate.is_some() || fact.carried.is_some(), "{name}: {}: nothing is said", fact.says);
            }
            let answers: BTreeSet<bool> = template.facts.iter().filter_map(|fact| fact.quorate).collect();
            assert_eq!(answers.len(), 2, "{name}: its facts are on one side of the quorum alone");
        }
    }
}
