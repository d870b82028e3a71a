//! What of the meetings of a committee is for whoever tries a draft of its terms on them (C1, C8).

use std::collections::BTreeSet;

use crate::access::Seen;
use crate::conflicts::views::{items_without_others, sitting_for, withheld_items};
use crate::db::Read;
use crate::fault::Error;
use crate::ids::{CommitteeId, ItemId};
use crate::meetings::facts::cards::{MeetingFilter, cards};
use crate::meetings::viewer::Viewer;
use crate::meetings::{MeetingState, Sitting};

/// The items of which this reader is told nothing: what was decided on them, or how others stood, is withheld.
#[must_use]
pub fn withheld_from(sight: &Viewer, sitting: &Sitting) -> BTreeSet<ItemId> {
    let sight = sight.within(sitting);
    withheld_items(&sight, sitting).union(&items_without_others(&sight, sitting)).copied().collect()
}

/// The last meetings that a committee has held, as far as they are for this reader, the latest first.
///
/// # Errors
/// What the database says.
pub fn last_meetings(read: &mut Read<'_>, sight: &Viewer, committee: CommitteeId, most: usize) -> Result<Vec<Sitting>, Error> {
    let state = Some(vec![MeetingState::Open, MeetingState::Adjourned, MeetingState::Closed]);
    let filter = MeetingFilter { committee: Some(committee), state, ..MeetingFilter::default() };
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let (held, next) = cards(read, &filter, after, i64::try_from(most).unwrap_or(i64::MAX))?;
        for card in held {
            match sitting_for(read, sight, Seen::without_asking(card.id)) {
                Ok(sitting) => found.push(sitting),
                Err(Error::NotFound(_)) => {}
                Err(error) => return Err(error),
            }
            if found.len() == most {
                return Ok(found);
            }
        }
        match next {
            Some(place) => after = Some(place),
            None => return Ok(found),
        }
    }
}
