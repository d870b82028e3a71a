//! C6.1, C10: what became of each vote that was cast on an item. It is asked of the book: a vote counts while it stands,
//! while no ruling that stands excludes whoever cast it, and until its decision is reopened.

use super::tally::{is_excluded, standing_vote};
use crate::conflicts::rules::standing::excluding;
use crate::ids::{DecisionId, RulingId};
use crate::meetings::{Act, Decided, Item, Room, Said, Sitting, Struck, Vote};

/// A vote as it was cast, with what became of it.
#[derive(Debug, Clone)]
pub struct ToldVote<'a> {
    pub act: &'a Act,
    pub vote: &'a Vote,
    /// Whether it is the vote of its seat now.
    pub counts: bool,
    /// The ruling that took it away, while that ruling stands.
    pub taken_by: Option<RulingId>,
    /// The decision with which it went when that was reopened.
    pub went_with: Option<DecisionId>,
    /// That it was struck.
    pub struck: Option<&'a Struck>,
}

/// Every vote cast on an item, in the order in which they were entered.
#[must_use]
pub fn told<'a>(sitting: &'a Sitting, room: &Room, item: &Item) -> Vec<ToldVote<'a>> {
    let acts = sitting.book.acts.iter().map(|act| (act, None));
    let struck = sitting.book.struck.iter().map(|struck| (&struck.act, Some(struck)));
    let mut found: Vec<ToldVote<'a>> = acts
        .chain(struck)
        .filter_map(|(act, struck)| match &act.said {
            Said::Vote(vote) if vote.item == item.id => Some(what_became(sitting, room, item, act, vote, struck)),
            _ => None,
        })
        .collect();
    // Of a roll all have one entry, and ids in its order.
    found.sort_by_key(|told| (told.act.entry, told.vote.id));
    found
}

fn what_became<'a>(
    sitting: &'a Sitting,
    room: &Room,
    item: &Item,
    act: &'a Act,
    vote: &'a Vote,
    struck: Option<&'a Struck>,
) -> ToldVote<'a> {
    let nothing = ToldVote { act, vote, counts: false, taken_by: None, went_with: None, struck };
    if struck.is_some() {
        return nothing;
    }
    let is_of_it = |decided: &Decided| (decided.item, decided.committee) == (item.id, vote.committee) && vote.order < decided.order;
    // A reply by correspondence stays, for the decision that is taken again.
    let went_with = sitting.book.reopened.iter().find(|(first, _)| !sitting.is_by_correspondence() && is_of_it(first));
    if let Some((first, _)) = went_with {
        return ToldVote { went_with: Some(first.id), ..nothing };
    }
    if let Some(ruling) = excluding(sitting, item, vote.person, vote.order) {
        return ToldVote { taken_by: Some(ruling.id), ..nothing };
    }
    let stands = sitting.committee(vote.committee).and_then(|at| standing_vote(sitting, item, at, &vote.seat));
    let counts = stands.is_some_and(|standing| standing.id == vote.id) && !is_excluded(sitting, room, item, vote.person);
    ToldVote { counts, ..nothing }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meetings::Choice;
    use crate::meetings::scene::Scene;
    use crate::policy::{Phase, Treatment};

    fn scene() -> Scene {
        let mut scene = Scene::of("chair:lay!chair a:lay b:lay");
        scene.begin(Phase::Decision);
        scene
    }

    fn counted(scene: &Scene) -> Vec<bool> {
        told(&scene.sitting, &scene.room(), scene.item()).iter().map(|told| told.counts).collect()
    }

    #[test]
    fn a_vote_counts_until_a_ruling_takes_it_away_and_again_once_that_is_struck() {
        let mut scene = scene();
        scene.vote("a", Choice::For);
        scene.vote("b", Choice::Against);
        assert_eq!(counted(&scene), [true, true]);
        scene.rule("a", Treatment::Leave);
        let taken: Vec<bool> = told(&scene.sitting, &scene.room(), scene.item()).iter().map(|told| told.taken_by.is_some()).collect();
        assert_eq!((counted(&scene), taken), (vec![false, true], vec![true, false]));
        scene.without(|said| matches!(said, Said::Ruling(_)));
        assert_eq!(counted(&scene), [true, true]);
    }

    #[test]
    fn a_vote_went_with_its_decision_where_that_was_reopened() {
        let mut scene = scene();
        scene.vote("a", Choice::For);
        let decision = scene.decide(crate::meetings::Outcome::Approved);
        assert_eq!(counted(&scene), [true], "as decided");
        scene.reopen(decision, "chair");
        scene.vote("a", Choice::Against);
        let all = told(&scene.sitting, &scene.room(), scene.item());
        let found: Vec<_> = all.iter().map(|told| (told.counts, told.went_with)).collect();
        assert_eq!(found, [(false, Some(decision)), (true, None)]);
    }
}
