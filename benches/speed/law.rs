//! What the law costs: how everybody stands on everything, one by one and as a whole, and who would put an agenda right; of a
//! county made up in memory, beside a count of the same facts in the same run, and again of four and of sixteen times as much.

use crate::county::{COUNTY, County, Size};
use crate::measure::{Times, nanoseconds_a_call, times};
use crate::rows::Measured;
use quorate::conflicts::{Standings, standing};
use quorate::ids::{OrganisationId, PersonId};
use quorate::meetings::Item;
use quorate::quorum::everybody_attending;
use quorate::quorum::rules::candidates::{Lent, candidates};
use quorate::quorum::rules::plan::{MOST_ASKED, MOST_PEOPLE, Plan, Sought, plan};
use quorate::quorum::rules::suppose::Supposed;
use std::collections::HashMap;
use std::hint::black_box;

/// What is measured of the law.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Law {
    /// How everybody stands on every item, with the reasons.
    Matrix,
    /// The same, where every interest is one of the committee's own members.
    OfItsOwn,
    /// One member on one item, of standings that are known.
    Known,
    /// One member on one item, of nothing but the facts.
    Alone,
    Repairs,
    Growth(Of),
}

/// Of what there is more.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Of {
    People,
    Items,
    Bodies,
    Interests,
}

pub fn measured(law: Law) -> Result<Measured, String> {
    match law {
        Law::Matrix => Ok(matrix(COUNTY)),
        Law::OfItsOwn => Ok(matrix(Size { declarers: COUNTY.people, ..COUNTY })),
        Law::Known => Ok(known()),
        Law::Alone => Ok(alone()),
        Law::Repairs => repairs(),
        Law::Growth(of) => Ok(growth(of)),
    }
}

/// How many grounds there are in all.
fn whole(county: &County) -> usize {
    let standings = Standings::of(&county.sitting);
    let stand = |item: &Item| -> usize {
        county.members.iter().map(|person| black_box(standings.standing(item, *person)).proposal.grounds.len()).sum()
    };
    county.sitting.items.iter().map(stand).sum()
}

/// The yardstick: the interests counted by person and by body.
fn counted(county: &County) -> (HashMap<PersonId, u32>, HashMap<OrganisationId, u32>) {
    let (mut people, mut bodies) = (HashMap::new(), HashMap::new());
    for interest in county.sitting.interests.iter() {
        *people.entry(interest.person).or_default() += 1;
        interest.organisation.into_iter().for_each(|body| *bodies.entry(body).or_default() += 1);
    }
    (people, bodies)
}

fn compared(ours: &Times, theirs: &Times, more: &str) -> Measured {
    Measured { ratio: ours.median / theirs.median, figures: format!("{ours} each, the count {theirs}{more}") }
}

fn matrix(size: Size) -> Measured {
    let county = size.county();
    let grounds = whole(&county);
    let theirs = times(|| drop(black_box(counted(&county))));
    let ours = times(|| {
        black_box(whole(&county));
    });
    compared(&ours, &theirs, &format!("; {grounds} grounds in {} standings", size.people * size.items))
}

/// A person and an item, another one each time.
fn each_in_turn(county: &County) -> impl Iterator<Item = (&Item, PersonId)> + Clone {
    county.sitting.items.iter().flat_map(|item| county.members.iter().map(move |person| (item, *person)))
}

/// The yardstick of one: a look into the count.
fn one_look(county: &County) -> f64 {
    let (people, _) = counted(county);
    let mut asked = each_in_turn(county).cycle();
    nanoseconds_a_call(&mut || {
        let person = asked.next().map(|(_, person)| person);
        black_box(person.and_then(|person| people.get(&person)));
    })
}

fn known() -> Measured {
    let county = COUNTY.county();
    let standings = Standings::of(&county.sitting);
    let mut asked = each_in_turn(&county).cycle();
    let mut one = || {
        if let Some((item, person)) = asked.next() {
            black_box(standings.standing(item, person));
        }
    };
    (0..COUNTY.people * COUNTY.items).for_each(|_| one());
    let (ours, theirs) = (nanoseconds_a_call(&mut one), one_look(&county));
    Measured { ratio: ours / theirs, figures: format!("{ours:.0} ns, the look {theirs:.0} ns") }
}

fn alone() -> Measured {
    let county = COUNTY.county();
    let mut asked = each_in_turn(&county).cycle();
    let ours = nanoseconds_a_call(&mut || {
        if let Some((item, person)) = asked.next() {
            black_box(standing(&county.sitting, item, person));
        }
    });
    let theirs = one_look(&county);
    Measured { ratio: ours / theirs, figures: format!("{ours:.0} ns, the look {theirs:.0} ns") }
}

/// The search for who would put an agenda right, beside the forecasts of that agenda.
fn repairs() -> Result<Measured, String> {
    let county = COUNTY.of_awards();
    let (sitting, room) = (&county.sitting, county.room());
    let register: Vec<(PersonId, Lent)> = county.elsewhere.iter().map(|person| (*person, Lent::OutOfAreaGp)).collect();
    let items: Vec<&Item> = sitting.items.iter().collect();
    let everybody = everybody_attending(sitting, &room, false);
    let search = || -> Plan {
        let standings = Standings::of(sitting);
        let found = candidates(&standings, &everybody, &register);
        plan(&standings, &room, Sought { items: &items, committee: None, most_people: MOST_PEOPLE, most_asked: MOST_ASKED }, found)
    };
    let found = search();
    if found.inquorate.len() < items.len() / 2 || found.sets.is_empty() || found.cut_short {
        return Err(format!("not a hard agenda: {} inquorate, {} sets, {} asked", found.inquorate.len(), found.sets.len(), found.asked));
    }
    let ours = times(|| drop(black_box(search())));
    let theirs = times(|| {
        let standings = Standings::of(sitting);
        for item in &items {
            black_box(Supposed::default().on(&standings, &everybody, item).forecasts(&standings, item));
        }
    });
    let more = format!("; {} of {} items inquorate, a quorum asked {} times", found.inquorate.len(), items.len(), found.asked);
    Ok(Measured { ratio: ours.median / theirs.median, figures: format!("{ours} each, the forecasts {theirs}{more}") })
}

/// How much more than sixteen times it takes of sixteen times as much, and by what power it grows.
fn growth(of: Of) -> Measured {
    let sizes = [1, 4, 16].map(|more| {
        let size = Size { people: 30, items: 40, bodies: 2_000, interests: 12_500, declarers: 1_250 };
        match of {
            Of::People => Size { people: size.people * more, ..size },
            // Each award is one of its own, as it was.
            Of::Items => Size { items: size.items * more, bodies: size.bodies * more, ..size },
            Of::Bodies => Size { bodies: size.bodies * more, ..size },
            Of::Interests => Size { interests: size.interests * more, ..size },
        }
    });
    let took = sizes.map(|size| {
        let county = size.county();
        times(|| {
            black_box(whole(&county));
        })
    });
    let [one, four, sixteen] = &took;
    let grows = sixteen.median / one.median;
    Measured {
        ratio: grows / 16.0,
        figures: format!("{one}, of 4 times as much {four}, of 16 times {sixteen}: as its {:.2}th power", grows.log(16.0)),
    }
}
