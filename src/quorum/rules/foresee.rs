//! C3, C5.4: what is to be expected of each item, told in a sentence, with what would put it right.

use super::candidates::{Candidate, Way, candidates};
use super::forecast::{Expectation, Forecast, everybody_attending, forecasts};
use super::plan::{Sought, plan};
use super::repairs::repairs_by;
use super::sentences::{self, called, list};
use crate::conflicts::Standings;
use crate::ids::CommitteeId;
use crate::meetings::{CommitteeAtMeeting, Item, Room};
use crate::policy::Rung;

/// What is foreseen of an item in a committee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreseen {
    pub committee: CommitteeId,
    pub forecast: Forecast,
    pub repairs: Vec<Rung>,
    /// The forecast in a sentence, with whom it depends on, or what is wanting and who would cure it.
    pub says: String,
}

/// What is known before any item is looked at.
pub struct Foresight<'a, 's> {
    standings: &'a Standings<'s>,
    room: &'a Room,
    everybody: Room,
    /// Those of the committees who could help, of whom a sentence names the fewest that would.
    helpers: Vec<Candidate>,
}

/// How many people a sentence names as a cure, and how often a quorum is asked for it: a plan looks further.
const MOST_PEOPLE: u32 = 2;
const MOST_ASKED: u32 = 200;

impl<'a, 's> Foresight<'a, 's> {
    #[must_use]
    pub fn of(standings: &'a Standings<'s>, room: &'a Room) -> Self {
        let everybody = everybody_attending(standings.sitting, room, false);
        let (helpers, _) = candidates(standings, &everybody, &[]);
        Self { standings, room, everybody, helpers }
    }

    /// The item in each committee that it concerns.
    #[must_use]
    pub fn on(&self, item: &Item) -> Vec<Foreseen> {
        let sitting = self.standings.sitting;
        let told = |(at, forecast): (&CommitteeAtMeeting, Forecast)| {
            let cure = if forecast.expectation == Expectation::Inquorate { self.cure(item, at) } else { None };
            Foreseen {
                committee: at.committee.id,
                repairs: repairs_by(self.standings, self.room, &self.everybody, item, at),
                says: sentences::expected(self.standings, item, at, &forecast, cure.as_deref()),
                forecast,
            }
        };
        sitting.concerned(item).zip(forecasts(self.standings, &self.everybody, item)).map(told).collect()
    }

    /// Who would cure it, of those who belong to the committee: a deputy, or somebody who sent apologies.
    fn cure(&self, item: &Item, at: &CommitteeAtMeeting) -> Option<String> {
        let sought = Sought { items: &[item], committee: Some(at.committee.id), most_people: MOST_PEOPLE, most_asked: MOST_ASKED };
        let found = plan(self.standings, self.room, sought, (self.helpers.clone(), 0));
        let set = found.sets.first()?;
        let people: Vec<String> = set.iter().filter_map(|n| found.candidates.get(*n)).map(|helper| self.helping(at, helper)).collect();
        Some(format!("{} would cure it", list(&people, "and")))
    }

    fn helping(&self, at: &CommitteeAtMeeting, helper: &Candidate) -> String {
        let sitting = self.standings.sitting;
        match &helper.way {
            Way::Attends | Way::Borrowed(_) => format!("{}, coming after all,", called(sitting, at, helper.person)),
            Way::Deputises(seats) => {
                let here = seats.iter().filter(|(committee, _)| *committee == at.committee.id);
                let holders = here
                    .flat_map(|(_, seat)| at.holders(seat))
                    .filter(|holder| at.seats_deputised(*holder, helper.person).next().is_some());
                let whose: Vec<String> = holders.map(|holder| called(sitting, at, holder)).collect();
                format!("{}, sitting for {},", sitting.name(helper.person), list(&whose, "or"))
            }
        }
    }
}
