//! Where the two readings meet: the answers of the program's own rules, in the words of the second.

use std::collections::BTreeSet;

use quorate::ids::PersonId;
use quorate::meetings::{CommitteeAtMeeting, Item, Room, Sitting};
use quorate::policy::{Relation, Treatment};

use super::reading::tally::Counts;

pub fn relations(sitting: &Sitting, item: &Item, person: PersonId) -> BTreeSet<Relation> {
    quorate::conflicts::propose(sitting, item, person).relations().into_iter().collect()
}

pub fn proposal(sitting: &Sitting, item: &Item, person: PersonId) -> Treatment {
    quorate::conflicts::propose(sitting, item, person).treatment
}

pub fn floor(sitting: &Sitting, item: &Item, person: PersonId) -> Option<Treatment> {
    quorate::conflicts::propose(sitting, item, person).floor
}

pub fn standing(sitting: &Sitting, item: &Item, person: PersonId) -> Treatment {
    quorate::conflicts::standing(sitting, item, person).treatment
}

pub fn presiding(sitting: &Sitting, room: &Room, item: &Item) -> Option<PersonId> {
    quorate::conflicts::presiding(sitting, room, item)
}

pub fn quorum(sitting: &Sitting, room: &Room, item: &Item, at: &CommitteeAtMeeting) -> bool {
    quorate::quorum::of_item(sitting, room, item, at).quorate
}

pub fn tally(sitting: &Sitting, room: &Room, item: &Item, at: &CommitteeAtMeeting) -> Counts {
    let tally = quorate::votes::tally(sitting, room, item, at);
    Counts {
        for_: tally.for_,
        against: tally.against,
        abstained: tally.abstained,
        excluded: tally.excluded,
        absent: tally.absent,
        not_voting: tally.not_voting,
        carried: tally.carried,
        casting_vote_needed: tally.casting_vote_needed,
    }
}
