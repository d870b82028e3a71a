//! A3.1: by how much a decision was carried, and by how much without the holder of a late interest.

use schemars::JsonSchema;
use serde::Serialize;

use crate::ids::PersonId;
use crate::votes::{State, Tally};
use crate::weight::Weight;

/// How the votes on a decision stood, and how they would have stood without those of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Margin {
    /// The votes for, weights applied.
    #[serde(rename = "for")]
    pub in_favour: Weight,
    /// The votes against, weights applied.
    pub against: Weight,
    /// Those for, without the holder's.
    pub for_without: Weight,
    /// Those against, without the holder's.
    pub against_without: Weight,
}

/// What became of the votes of a person; none where they cast none by name.
#[must_use]
pub fn margin(tally: &Tally, person: PersonId) -> Option<Margin> {
    let cast = |state: State, of: &dyn Fn(PersonId) -> bool| -> Weight {
        tally.seats.iter().filter(|seat| seat.state == state && of(seat.person)).map(|seat| seat.weight).sum()
    };
    let has_voted = tally.seats.iter().any(|seat| seat.person == person && matches!(seat.state, State::For | State::Against));
    let (all, others) = (|_: PersonId| true, |other: PersonId| other != person);
    has_voted.then(|| Margin {
        in_favour: cast(State::For, &all),
        against: cast(State::Against, &all),
        for_without: cast(State::For, &others),
        against_without: cast(State::Against, &others),
    })
}
