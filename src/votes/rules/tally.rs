//! C6: the count.
//!
//! A seat is *excluded* when its ruling, or its proposal once its holder has arrived (or voted), forbids the
//! vote. Otherwise it voted, or it is *absent* (nobody of it is in the room) or *not voting*. A
//! vacant seat is nowhere but in a basis of all offices. All counts are weights; without weights a
//! seat weighs one. A seat that has no vote on the business of the item is not in the count.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::hands::{Shown, counted_hands};
use crate::committees::{Basis, Fraction, Seat, Selector, Voting, VotingRule, Weight};
use crate::conflicts::rules::standing::excluded_since;
use crate::conflicts::{presiding, standing};
use crate::ids::{FactId, PersonId};
use crate::meetings::rules::condition::voting_on;
use crate::meetings::{Candidate, CastingVote, Choice, CommitteeAtMeeting, Election, Item, Room, Sitting, Vote};
use crate::policy::Phase;
use crate::quorum::rules::count::BenchSeat;
use crate::quorum::{CountedSeats, unexcluded};
use crate::words;

words! {
    /// What became of a voting seat.
    State "state of a vote" {
        For = "for",
        Against = "against",
        Abstained = "abstained",
        Excluded = "excluded",
        Absent = "absent",
        NotVoting = "not_voting",
        /// It could have raised a hand at the show of hands that is counted; how it did nobody knows (C6.8).
        ShowOfHands = "show_of_hands",
        /// It could have voted in the election that is counted; for whom it did nobody knows (C6.10).
        SecretBallot = "secret_ballot",
    }
}

/// A voting seat in the count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SeatState {
    /// The seat by its name in the terms of reference.
    pub seat: String,
    /// Who acts in it: the voter, else the holder or the deputy who sits.
    pub person: PersonId,
    /// The code of the body whose seat it is.
    pub organisation: String,
    /// What became of its vote.
    pub state: State,
    /// What its vote counts: one, or its share where the terms of reference give weights (C6.5).
    pub weight: Weight,
}

/// An election by secret ballot, as it is counted (C6.10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ElectionCount {
    /// Its id in the book of the meeting.
    pub id: FactId,
    /// Who counted the ballots, as in `/api/v1/people/{id}`.
    pub counted_by: PersonId,
    /// How many were for whom.
    pub candidates: Vec<Candidate>,
    /// How many were for nobody.
    pub blank_or_spoilt: u32,
    /// Of those who tied again, whose lot was drawn; absent where none was.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub drawn_by_lot: Option<PersonId>,
    /// Who is elected, as in `/api/v1/people/{id}`; null where nobody is.
    pub elected: Option<PersonId>,
}

impl ElectionCount {
    /// Whoever stood for election or counted the ballots.
    pub fn people(&self) -> impl Iterator<Item = PersonId> {
        self.candidates.iter().map(|candidate| candidate.person).chain([self.counted_by])
    }
}

/// The count of one item in one committee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tally {
    /// The weight of the seats that voted for; without weights, how many they are.
    #[serde(rename = "for")]
    pub for_: Weight,
    /// The weight of the seats that voted against; without weights, how many they are.
    pub against: Weight,
    /// The weight of the seats that voted, and neither for nor against.
    pub abstained: Weight,
    /// The weight of the seats kept from voting by a ruling, or by a proposal once their holder has arrived.
    pub excluded: Weight,
    /// The weight of the seats of which nobody is in the room.
    pub absent: Weight,
    /// The weight of the seats of which somebody is in the room, who may vote and has not.
    pub not_voting: Weight,
    /// Whether the motion is carried under the voting rule of the terms, or by the casting vote.
    pub carried: bool,
    /// A tie that a casting vote would settle, and none has been cast.
    pub casting_vote_needed: bool,
    /// For and against are equal and not nought, under a rule that knows ties.
    pub tie: bool,
    /// The show of hands that is counted, by its id in the book of the meeting: names were not taken (C6.8). Absent where
    /// votes are counted by name.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub show_of_hands: Option<FactId>,
    /// The election that is counted: `for` are the votes of whoever leads, `against` those of others, `abstained` the blank and
    /// spoilt ones, and `carried` says that somebody is elected (C6.10). Absent where there was none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub election: Option<ElectionCount>,
    /// Each voting seat that somebody holds or deputises in, in the order of the terms; a vacant one is left out.
    pub seats: Vec<SeatState>,
}

impl Tally {
    /// What a count says, by the names under which it says it.
    pub const FIELDS: &'static [&'static str] = &[
        "for",
        "against",
        "abstained",
        "excluded",
        "absent",
        "not_voting",
        "carried",
        "casting_vote_needed",
        "tie",
        "show_of_hands",
        "election",
        "seats",
    ];
}

/// The count as it stands now, by the rule of the terms that fits the item.
#[must_use]
pub fn tally(sitting: &Sitting, room: &Room, item: &Item, at: &CommitteeAtMeeting) -> Tally {
    let shown = counted_hands(sitting, room, item, &sitting.lent(item, at));
    tally_of(sitting, room, item, at, shown.as_ref())
}

/// The count with a show of hands given: of the seats that could have raised a hand it is known only how many did so how.
#[must_use]
pub fn tally_of(sitting: &Sitting, room: &Room, item: &Item, at: &CommitteeAtMeeting, shown: Option<&Shown>) -> Tally {
    let (at, room) = (&*sitting.lent(item, at), &*room.on(item.id));
    let voting = voting_of(at, Some(item));
    let (mut seats, mut vacant) = (Vec::new(), Weight::ZERO);
    for seat in at.seats().iter().filter(|seat| seat.voting) {
        let weight = weight_of(at, &voting, seat);
        let unnamed = if shown.is_some_and(|shown| shown.election.is_some()) { State::SecretBallot } else { State::ShowOfHands };
        let raised = shown.and_then(|shown| shown.of_seat(&seat.id)?.first()).map(|person| (*person, unnamed));
        match raised.or_else(|| state_of(sitting, room, item, at, seat)) {
            Some((person, state)) => {
                let organisation = at.seat_organisation(seat).to_owned();
                seats.push(SeatState { seat: seat.id.clone(), person, organisation, state, weight });
            }
            None => vacant = vacant + weight,
        }
    }
    let bench = || unexcluded(sitting, room, at, presiding(sitting, room, item, at));
    let casting = standing_casting(sitting, item, at).map(|cast| cast.choice);
    count(&voting, &Electorate::of(at, &voting, bench, &seats, vacant), seats, shown, casting)
}

/// The rule by which votes on an item are counted; without an item, on business of which nothing more is said.
#[must_use]
pub fn voting_of(at: &CommitteeAtMeeting, item: Option<&Item>) -> Voting {
    at.terms.as_ref().map(|terms| voting_on(&terms.voting, item)).unwrap_or_default()
}

/// Of whom a rule asks, beside the seats that have somebody in them.
#[derive(Debug, Clone)]
pub struct Electorate {
    /// Every organisation with a voting seat in the terms.
    pub bodies: Vec<String>,
    /// The seats of each group that votes as one.
    pub groups: Vec<BTreeSet<String>>,
    /// The weight of the voting seats that nobody holds.
    pub vacant: Weight,
}

impl Electorate {
    /// The electorate of a committee on some business: `seats` are those in the count, each with whoever acts in it, and
    /// `bench` all of them, asked where groups are named.
    #[must_use]
    pub fn of(at: &CommitteeAtMeeting, voting: &Voting, bench: impl FnOnce() -> CountedSeats, seats: &[SeatState], vacant: Weight) -> Self {
        let own = |code: &String| at.seats().iter().filter(|seat| at.seat_organisation(seat) == code).map(|seat| seat.id.clone()).collect();
        let bodies: BTreeSet<String> =
            at.seats().iter().filter(|seat| seat.voting).map(|seat| at.seat_organisation(seat).to_owned()).collect();
        let acts = |seat: &str| seats.iter().find(|state| state.seat == seat).map(|state| state.person);
        let meant = |bench: &CountedSeats, group: &Selector| {
            let means = |on: &&BenchSeat| bench.selects(group, on, acts(&on.seat.id));
            bench.seats.iter().filter(means).map(|on| on.seat.id.clone()).collect()
        };
        let groups = match (voting.rule, voting.groups.as_slice()) {
            (VotingRule::Block, []) => bodies.iter().map(own).collect(),
            (VotingRule::Block, groups) => {
                let bench = bench();
                groups.iter().map(|group| meant(&bench, group)).collect()
            }
            _ => Vec::new(),
        };
        Self { bodies: bodies.into_iter().collect(), groups, vacant }
    }
}

/// The count of given seats: used for the room, and for a made-up one in which all are for. A casting vote settles a tie;
/// it is not added to the counts, and makes up for no number that must be for besides.
#[must_use]
pub fn count(voting: &Voting, electorate: &Electorate, seats: Vec<SeatState>, shown: Option<&Shown>, casting: Option<Choice>) -> Tally {
    let sum = |state: State| seats.iter().filter(|s| s.state == state).map(|s| s.weight).sum::<Weight>();
    let raised = |hands: fn(&Shown) -> u32| Weight::new(shown.map_or(0, |shown| u64::from(hands(shown))), 1);
    // Of those who could have raised a hand, the others did not: each seat weighs one there.
    let could = seats.iter().filter(|s| matches!(s.state, State::ShowOfHands | State::SecretBallot)).count() as u64;
    let unraised = could.saturating_sub(shown.map_or(0, Shown::all));
    let mut tally = Tally {
        for_: sum(State::For) + raised(|shown| shown.in_favour),
        against: sum(State::Against) + raised(|shown| shown.against),
        abstained: sum(State::Abstained) + raised(|shown| shown.abstained),
        excluded: sum(State::Excluded),
        absent: sum(State::Absent),
        not_voting: sum(State::NotVoting) + Weight::new(unraised, 1),
        carried: false,
        casting_vote_needed: false,
        tie: false,
        show_of_hands: shown.filter(|shown| shown.election.is_none()).map(|shown| shown.id),
        election: None,
        seats,
    };
    if let Some((shown, held)) = shown.and_then(|shown| Some((shown, shown.election.as_ref()?))) {
        elect(&mut tally, voting, electorate, shown, held);
        return tally;
    }
    let knows_ties = matches!(voting.rule, VotingRule::SimpleMajority | VotingRule::Weighted);
    tally.tie = knows_ties && tally.for_ == tally.against && !tally.for_.is_zero();
    let settled = casting.filter(|_| tally.tie && voting.casting_vote.exists()).filter(|choice| *choice != Choice::Abstain);
    let is_majority = match settled {
        Some(choice) => choice == Choice::For,
        None => carries(voting, &tally, electorate),
    };
    tally.carried = is_majority && voting.affirmative.is_none_or(|n| tally.for_ >= Weight::new(u64::from(n), 1));
    tally.casting_vote_needed = tally.tie && voting.casting_vote.exists() && settled.is_none();
    tally
}

/// C6.10: somebody is elected who leads alone, where the rule would carry a motion for them by their votes; or whose lot was
/// drawn while they led with others. It knows no tie that a casting vote would settle.
fn elect(tally: &mut Tally, voting: &Voting, electorate: &Electorate, shown: &Shown, held: &Election) {
    // Asked of fewer ballots than were counted, whoever led may no longer.
    let others = held.candidates.iter().filter(|candidate| Some(candidate.person) != held.first()).map(|candidate| candidate.votes);
    let next = others.max().unwrap_or(0);
    let is_won = match held.drawn_by_lot {
        Some(_) => shown.in_favour == next,
        None => shown.in_favour > next && carries(voting, tally, electorate),
    };
    let enough = voting.affirmative.is_none_or(|n| tally.for_ >= Weight::new(u64::from(n), 1));
    let elected = held.first().filter(|_| is_won && enough);
    tally.carried = elected.is_some();
    tally.election = Some(ElectionCount {
        id: held.id,
        counted_by: held.counted_by,
        candidates: held.candidates.clone(),
        blank_or_spoilt: held.blank_or_spoilt,
        drawn_by_lot: held.drawn_by_lot,
        elected,
    });
}

/// C6.4 to C6.6: whether the counts carry the motion. A majority is more than half; a threshold
/// is met at exactly itself, but a half must be exceeded. Consensus is one for and none against.
/// Each organisation agrees when more of it are for than against. Each block has one vote.
#[must_use]
pub fn carries(voting: &Voting, tally: &Tally, electorate: &Electorate) -> bool {
    let mut base = tally.for_ + tally.against;
    if voting.basis >= Basis::PresentEligible {
        base = base + tally.abstained + tally.not_voting;
    }
    if voting.basis >= Basis::AllEligible {
        base = base + tally.absent;
    }
    if voting.basis >= Basis::AllSeats {
        base = base + tally.excluded;
    }
    if voting.basis >= Basis::AllOffices {
        base = base + electorate.vacant;
    }
    match voting.rule {
        VotingRule::SimpleMajority | VotingRule::Weighted => exceeds(tally.for_, base, Fraction { numerator: 1, denominator: 2 }),
        VotingRule::Threshold => voting.threshold.is_some_and(|threshold| {
            let half = u64::from(threshold.numerator) * 2 == u64::from(threshold.denominator);
            !base.is_zero() && if half { exceeds(tally.for_, base, threshold) } else { reaches(tally.for_, base, threshold) }
        }),
        VotingRule::Consensus => !tally.for_.is_zero() && tally.against.is_zero(),
        VotingRule::EachOrganisation => !electorate.bodies.is_empty() && electorate.bodies.iter().all(|code| agrees(tally, code)),
        VotingRule::Block => carries_by_block(voting, tally, &electorate.groups),
    }
}

/// C6.6: each group is for or against by the greater number inside it, else neither. More than half of the groups' votes
/// carry it; with a basis other than the votes cast, more than half of all groups.
fn carries_by_block(voting: &Voting, tally: &Tally, groups: &[BTreeSet<String>]) -> bool {
    let (mut in_favour, mut against) = (0_usize, 0_usize);
    for group in groups {
        let weight = |state: State| {
            let own = tally.seats.iter().filter(|seat| seat.state == state && group.contains(&seat.seat));
            own.map(|seat| seat.weight).sum::<Weight>()
        };
        match weight(State::For).cmp(&weight(State::Against)) {
            Ordering::Greater => in_favour += 1,
            Ordering::Less => against += 1,
            Ordering::Equal => {}
        }
    }
    let base = if voting.basis == Basis::Cast { in_favour + against } else { groups.len() };
    in_favour * 2 > base
}

fn exceeds(part: Weight, base: Weight, fraction: Fraction) -> bool {
    part > base.times(u64::from(fraction.numerator), u64::from(fraction.denominator))
}

fn reaches(part: Weight, base: Weight, fraction: Fraction) -> bool {
    part >= base.times(u64::from(fraction.numerator), u64::from(fraction.denominator))
}

/// Whether a body has more for than against. One whose seats are all vacant or excluded has not.
#[must_use]
pub fn agrees(tally: &Tally, code: &str) -> bool {
    let weight = |state: State| tally.seats.iter().filter(|s| s.organisation == code && s.state == state).map(|s| s.weight).sum::<Weight>();
    weight(State::For) > weight(State::Against)
}

/// The casting vote that still stands: a later exclusion of its caster takes it away, as it does
/// any vote, and it never belongs to a conflicted person.
#[must_use]
pub fn standing_casting<'a>(sitting: &'a Sitting, item: &Item, at: &CommitteeAtMeeting) -> Option<&'a CastingVote> {
    let (item_id, committee) = (item.id, at.committee.id);
    sitting.book.casting.iter().rev().find(|cast| {
        cast.item == item_id
            && cast.committee == committee
            && !excluded_since(sitting, item, cast.by, cast.order)
            && !standing(sitting, item, cast.by).is_conflicted()
    })
}

/// The weight of a seat: an equal share of its organisation's, over all its voting seats, vacant
/// ones included; its own where the weights do not name the organisation; one otherwise.
pub fn weight_of(at: &CommitteeAtMeeting, voting: &Voting, seat: &Seat) -> Weight {
    let code = at.seat_organisation(seat);
    match voting.weights.get(code) {
        Some(weight) => {
            let sharers = at.seats().iter().filter(|other| other.voting && at.seat_organisation(other) == code).count();
            weight.shared_by(sharers)
        }
        None => at.weight_of(seat),
    }
}

/// The vote of a seat that still stands: not taken away by a later exclusion.
#[must_use]
pub fn standing_vote<'a>(sitting: &'a Sitting, item: &Item, at: &CommitteeAtMeeting, seat: &str) -> Option<&'a Vote> {
    let (item_id, committee) = (item.id, at.committee.id);
    sitting.book.votes.iter().rev().find(|vote| {
        vote.item == item_id && vote.committee == committee && vote.seat == seat && !excluded_since(sitting, item, vote.person, vote.order)
    })
}

/// Whether a person's standing forbids them to vote on the item now: by ruling, or by a proposal
/// once they have arrived. Whoever has voted had arrived, also where the meeting was adjourned since and they have not
/// come back.
#[must_use]
pub fn is_excluded(sitting: &Sitting, room: &Room, item: &Item, person: PersonId) -> bool {
    let standing = standing(sitting, item, person);
    let may_vote = standing.rights(Phase::Decision, sitting.is_private(item), None).vote;
    !may_vote && (standing.is_ruled() || room.arrived.contains(&person) || has_voted(sitting, item, person))
}

/// Whether somebody cast a vote on an item, or could have raised a hand that was counted.
fn has_voted(sitting: &Sitting, item: &Item, person: PersonId) -> bool {
    let by_name = sitting.book.votes.iter().any(|vote| vote.item == item.id && vote.person == person);
    let of_it = sitting.book.hands.iter().filter(|hands| hands.item == item.id);
    by_name || of_it.flat_map(|hands| &hands.raised).any(|raised| raised.people.contains(&person))
}

/// Who acts in a seat, and what became of it; None for a vacant seat. The deputy who is the seat acts
/// instead of the holder, with their own conflicts only, also while out of the room for an item; a shared seat acts through a holder who
/// is not conflicted.
fn state_of(sitting: &Sitting, room: &Room, item: &Item, at: &CommitteeAtMeeting, seat: &Seat) -> Option<(PersonId, State)> {
    if let Some(vote) = standing_vote(sitting, item, at, &seat.id).filter(|vote| !is_excluded(sitting, room, item, vote.person)) {
        let state = match vote.choice {
            Choice::For => State::For,
            Choice::Against => State::Against,
            Choice::Abstain => State::Abstained,
        };
        return Some((vote.person, state));
    }
    let actors = at.acting(room, &seat.id);
    let unexcluded: Vec<PersonId> = actors.iter().copied().filter(|person| !is_excluded(sitting, room, item, *person)).collect();
    if let Some(here) = unexcluded.iter().copied().find(|person| room.present.contains(person)) {
        return Some((here, State::NotVoting));
    }
    unexcluded.first().map(|away| (*away, State::Absent)).or_else(|| actors.first().map(|out| (*out, State::Excluded)))
}

/// C6.8: how it is said that hands were counted; nothing where votes were recorded by name.
#[must_use]
pub fn by_show_of_hands(tally: &Tally) -> Option<String> {
    tally.show_of_hands.map(|_| {
        let Tally { for_, against, abstained, .. } = tally;
        format!("by a show of hands, {for_} for, {against} against, {abstained} abstained; names were not taken")
    })
}

/// C6.10: how it is said that ballots were counted, and who is elected; nothing where there was no election.
#[must_use]
pub fn by_election(tally: &Tally, name: impl Fn(PersonId) -> String) -> Option<String> {
    tally.election.as_ref().map(|held| {
        let given: Vec<String> =
            held.candidates.iter().map(|candidate| format!("{} {}", name(candidate.person), candidate.votes)).collect();
        let (given, blank, teller) = (given.join(", "), held.blank_or_spoilt, name(held.counted_by));
        let lot = if held.drawn_by_lot.is_some() { " by lot" } else { "" };
        let elected = held.elected.map_or_else(|| "nobody".to_owned(), |person| format!("{}{lot}", name(person)));
        format!("by secret ballot, {given}, blank or spoilt {blank}, counted by {teller}; elected: {elected}")
    })
}

/// For and against by body, for a reader.
#[must_use]
pub fn by_body(tally: &Tally) -> BTreeMap<&str, (Weight, Weight)> {
    let mut bodies: BTreeMap<&str, (Weight, Weight)> = BTreeMap::new();
    for seat in &tally.seats {
        let entry = bodies.entry(&seat.organisation).or_insert((Weight::ZERO, Weight::ZERO));
        match seat.state {
            State::For => entry.0 = entry.0 + seat.weight,
            State::Against => entry.1 = entry.1 + seat.weight,
            _ => {}
        }
    }
    bodies
}
