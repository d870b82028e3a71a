//! C5.4, B: what a policy says of its conflicts panel: which officers may convene it, in which order, and how many sit on
//! it at the fewest.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fault::FieldError;
use crate::text::Word;

/// The most officers that are named.
const MOST_OFFICERS: usize = 20;
/// The most people that a panel is asked to have.
const MOST_MEMBERS: u32 = 20;

/// Who may convene a conflicts panel, and how many sit on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PanelRules {
    /// The officers who may, by the tags of their seats or of themselves: the first who is unconflicted and can be reached does.
    #[schemars(length(min = 1, max = 20))]
    pub convened_by: Vec<String>,
    /// How many people sit on it at the fewest.
    #[schemars(range(min = 1, max = 20))]
    pub members: u32,
}

/// B: the accountable officer, then the officers for finance and for operations; three, so that it can take a vote.
impl Default for PanelRules {
    fn default() -> Self {
        Self { convened_by: ["chief_officer", "cfo", "coo"].map(str::to_owned).to_vec(), members: 3 }
    }
}

/// What is wrong with them in themselves.
pub(super) fn faults_of(rules: &PanelRules) -> Vec<FieldError> {
    let mut faults = Vec::new();
    let named = rules.convened_by.len();
    if named == 0 || named > MOST_OFFICERS {
        let message = format!("Name 1 to {MOST_OFFICERS} officers by their tags, first choice first.");
        faults.push(FieldError::new("/overrides/panel/convened_by", "length", message));
    }
    for (n, tag) in rules.convened_by.iter().take(MOST_OFFICERS).enumerate() {
        let pointer = format!("/overrides/panel/convened_by/{n}");
        match tag.parse::<Word>() {
            Err(message) => faults.push(FieldError::new(pointer, "malformed", message)),
            Ok(word) if word.as_str() != tag => {
                faults.push(FieldError::new(
                    pointer,
                    "malformed",
                    format!("Write the tag as it is said of people and seats: '{}'.", word.as_str()),
                ));
            }
            Ok(_) if rules.convened_by.iter().take(n).any(|other| other == tag) => {
                faults.push(FieldError::new(pointer, "duplicate", "Each officer is named once.".to_owned()));
            }
            Ok(_) => {}
        }
    }
    if rules.members == 0 || rules.members > MOST_MEMBERS {
        faults.push(FieldError::new(
            "/overrides/panel/members",
            "range",
            format!("A panel has 1 to {MOST_MEMBERS} members at the fewest."),
        ));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pointers(convened_by: &[&str], members: u32) -> Vec<String> {
        let convened_by = convened_by.iter().map(|tag| (*tag).to_owned()).collect();
        faults_of(&PanelRules { convened_by, members }).into_iter().map(|fault| fault.pointer.to_string()).collect()
    }

    #[test]
    fn a_panel_has_somebody_who_convenes_it_and_somebody_who_sits() {
        assert_eq!(pointers(&["chief_officer"], 1), Vec::<String>::new());
        assert_eq!(pointers(&["chief_officer", "cfo"], 20), Vec::<String>::new());
        assert_eq!(pointers(&[], 3), ["/overrides/panel/convened_by"]);
        assert_eq!(pointers(&["cfo", "cfo"], 3), ["/overrides/panel/convened_by/1"]);
        assert_eq!(pointers(&["cfo", " "], 0), ["/overrides/panel/convened_by/1", "/overrides/panel/members"]);
        assert_eq!(pointers(&["cfo"], 21), ["/overrides/panel/members"]);
        assert_eq!(faults_of(&PanelRules::default()), []);
    }
}
