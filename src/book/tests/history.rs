//! C10: whatever is entered, late, struck, written instead or taken again, a decision that stands is what it was when
//! it was taken: who was excluded, who presided, who was quorate and who won, read from the book as of the decision.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::json;

use super::{always, *};
use crate::book::NewAttendance;
use crate::conflicts::rules::hands::may_raise;
use crate::conflicts::rules::standing::standing;
use crate::conflicts::{RuleOn, Standings, presiding};
use crate::decisions::rules::decide::decides;
use crate::declarations::Category;
use crate::ids::{CommitteeId, DecisionId, ItemId, RulingId, VoteId};
use crate::meetings::scene::item;
use crate::meetings::{
    Affected, AttendanceEvent, Begun, CastingVote, Choice, CoOption, Event, Hands, Item, Method, Naming, Outcome, Reopened, Ruling, Vote,
};
use crate::organisations::OrganisationKind;
use crate::policy::{Phase, Stage, Treatment};
use crate::proceedings::BeginPhase;
use crate::quorum::rules::item::before_exclusions;
use crate::quorum::{Quorum, of_item};
use crate::votes::{CastVote, Tally, tally};

const PEOPLE: [&str; 6] = ["chair", "vice", "lay", "officer", "gp", "visitor"];
const SEATS: &str = "chair:lay!chair vice:lay!vice_chair lay:lay officer:officer gp:gp/deputies";
const TREATMENTS: [Treatment; 6] =
    [Treatment::Note, Treatment::DiscussNotVote, Treatment::LeaveForDecision, Treatment::Leave, Treatment::NotAttend, Treatment::Removed];
const OUTCOMES: [Outcome; 6] =
    [Outcome::Approved, Outcome::Approved, Outcome::Rejected, Outcome::Recommended, Outcome::Deferred, Outcome::Noted];

/// Something that somebody tries: what, by or on whom, which of several, and how many minutes ago.
#[derive(Debug, Clone, Copy)]
struct Try {
    what: u8,
    who: usize,
    which: usize,
    ago: i64,
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    // Most is entered in its turn; slips and whole decisions are tried more often than each other act.
    let ago = prop_oneof![3 => Just(0_i64), 1 => 1_i64..25];
    let what = prop_oneof![5 => 0_u8..18, 1 => 13_u8..16, 1 => Just(16_u8)];
    let one = (what, 0_usize..6, 0_usize..192, ago).prop_map(|(what, who, which, ago)| Try { what, who, which, ago });
    prop::collection::vec(one, 8..40)
}

/// What a decision rested on, as of itself.
#[derive(Debug, Clone, PartialEq)]
struct Grounds {
    treated: BTreeMap<String, Treatment>,
    votes: (String, String, String),
    /// Of what decides something: who presided, the count and the quorum, with and without exclusions.
    decided: Option<(Option<PersonId>, Tally, Quorum, Quorum)>,
}

fn grounds(sitting: &Sitting, decided: &Decided) -> Grounds {
    let then = sitting.as_of(usize::try_from(decided.order).unwrap());
    let (room, item, at) = (then.room(), then.item(decided.item).unwrap(), then.committee(decided.committee).unwrap());
    let tally = tally(&then, &room, item, at);
    Grounds {
        treated: then.people.keys().map(|person| (then.name(*person), standing(&then, item, *person).treatment)).collect(),
        votes: (tally.for_.to_string(), tally.against.to_string(), tally.abstained.to_string()),
        decided: decides(decided.outcome).then(|| {
            let before = before_exclusions(&Standings::of(&then), &room, item, at);
            (presiding(&then, &room, item, at), tally, of_item(&then, &room, item, at), before)
        }),
    }
}

/// Two items of one procurement, one that is none's, and a part of that; the gp may have an interest in each of the first
/// two, and a deputy. One committee, or two in common that need a quorum each.
fn begun(when: &str, in_common: bool) -> Scene {
    let quorum = json!({"at_least": 2, "of": {"voting": true}});
    let quorum = if in_common { json!({"each": "committee", "satisfies": quorum}) } else { quorum };
    let counting = json!({"when": when, "deputies": "count"});
    let mut scene = Scene::under(SEATS, json!({"quorum": quorum, "voting": {"casting_vote": true}, "counting": counting}));
    scene.deputises("gp", "visitor");
    if in_common {
        scene.in_common();
    }
    let practice = scene.body("P", OrganisationKind::GpPractice);
    let mut second = item("2", 2);
    (second.procurement, second.stage) = (Some("p".into()), Some(Stage::Award));
    scene.change(|item| (item.procurement, item.stage) = (Some("p".into()), Some(Stage::Evaluation)));
    for item in [&mut second, scene.sitting.items.first_mut().unwrap()] {
        item.affects.push(Affected::Organisation(practice));
    }
    let (third, mut part) = (item("3", 3), item("3.1", 3));
    part.part_of = Some(third.id);
    scene.sitting.items.extend([second, third, part]);
    scene
}

/// A meeting with what it is tried upon it, and what each decision rested on when it was taken.
struct History {
    scene: Scene,
    minute: i64,
    taken: BTreeMap<DecisionId, Grounds>,
    /// How many acts were struck, replaced or written late while a decision stood.
    slips: usize,
    /// How many acts were struck and written again as they were.
    again: usize,
}

impl History {
    fn item(&self, which: usize) -> Item {
        self.scene.sitting.items.get(which % 4).unwrap().clone()
    }

    fn committee(&self, which: usize) -> CommitteeId {
        let committees = &self.scene.sitting.committees;
        committees.get(which / 4 % committees.len()).unwrap().committee.id
    }

    fn presides(&self, item: &Item, committee: CommitteeId) -> PersonId {
        let at = self.scene.sitting.committee(committee).unwrap();
        presiding(&self.scene.sitting, &self.scene.room(), item, at).unwrap_or_else(|| self.scene.id("chair"))
    }

    fn one(&mut self, told: Try) {
        self.minute += 1;
        let start = crate::meetings::scene::moment(self.scene.sitting.meeting.date, "13:00");
        self.scene.set(start.plus_seconds(60 * (self.minute - told.ago).max(0)));
        let was = self.scene.sitting.clone();
        let answer = match told.what {
            13 => self.struck(told),
            14 | 15 => self.replaced(told),
            16 => {
                self.carry_through(told);
                "taken".into()
            }
            _ => match self.said(told) {
                Some(said) => enter(&mut self.scene, said),
                None => return,
            },
        };
        if answer != "taken" {
            self.scene.sitting = was;
        } else if !self.taken.is_empty() && (told.ago > 0 || matches!(told.what, 13..=15)) {
            self.slips += 1;
        }
        self.check(told);
        always::holds(&self.scene.sitting);
        self.again +=
            usize::from(!self.scene.sitting.book.acts.is_empty() && always::struck_and_written_again(&mut self.scene, told.which));
    }

    /// Takes an item to its decision, with whoever may vote.
    fn carry_through(&mut self, told: Try) {
        let (item, committee) = (self.item(told.which), self.committee(told.which));
        let phase = self.phase(&item, committee, Phase::Decision);
        enter(&mut self.scene, phase);
        for (n, name) in PEOPLE.iter().enumerate() {
            let vote = self.vote(item.id, committee, name, if n == told.who { Choice::Against } else { Choice::For });
            enter(&mut self.scene, vote);
        }
        let decided = Decided { committee, ..self.scene.decided(item.id, Outcome::Approved) };
        enter(&mut self.scene, Said::Decided(decided));
    }

    fn phase(&self, item: &Item, committee: CommitteeId, phase: Phase) -> Said {
        let at = self.scene.now();
        let over = crate::meetings::Over { by: self.presides(item, committee), reason: "Enough are left.".into() };
        Said::Begun(Begun { item: item.id, phase, at, proceed: Some(over), order: 0, by_decision: None, late: false })
    }

    fn vote(&self, item: ItemId, committee: CommitteeId, name: &str, choice: Choice) -> Said {
        Said::Vote(Vote { id: VoteId::new(), order: 0, item, committee, seat: name.to_owned(), person: self.scene.id(name), choice })
    }

    /// A show of hands of whoever may raise one, one of them against.
    fn hands(&self, item: &Item, committee: CommitteeId, who: usize) -> Said {
        let sitting = &self.scene.sitting;
        let at = sitting.lent(item, sitting.committee(committee).unwrap());
        let raised = may_raise(sitting, &sitting.room(), item, &at);
        let against = u32::try_from(who % 3).unwrap();
        let in_favour = u32::try_from(raised.len()).unwrap().saturating_sub(against);
        Said::Hands(Hands { id: FactId::new(), order: 0, item: item.id, committee, in_favour, against, abstained: 0, raised })
    }

    fn said(&mut self, told: Try) -> Option<Said> {
        let (name, item, at) = (PEOPLE.get(told.who).copied().unwrap(), self.item(told.which), self.scene.now());
        let committee = self.committee(told.which);
        let (person, by) = (self.scene.id(name), self.presides(&item, committee));
        let nth = |count: usize| told.which / 8 % count;
        let choice = if nth(2) == 0 { Choice::For } else { Choice::Against };
        Some(match told.what {
            0 => {
                let as_deputy_for = (name == "visitor" && nth(2) == 0).then(|| (committee, "gp".to_owned()));
                Said::Attendance(AttendanceEvent { as_deputy_for, ..self.scene.line(name, Event::Arrive) })
            }
            1 => Said::Attendance(self.scene.line(name, Event::Leave)),
            2 => Said::Attendance(AttendanceEvent { for_item: Some(item.id), ..self.scene.line(name, Event::Leave) }),
            3 => Said::Attendance(self.scene.line(name, Event::Return)),
            4 | 5 => {
                let (id, treatment) = (RulingId::new(), TREATMENTS.get(nth(6)).copied().unwrap());
                let (proposed, reason) = (Treatment::Participate, Some("As it was.".to_owned()));
                Said::Ruling(Ruling { id, order: 0, item: item.id, person, treatment, proposed, by, reason, over: None, at })
            }
            6 => self.phase(&item, committee, if nth(2) == 0 { Phase::Deliberation } else { Phase::Decision }),
            8 if nth(3) == 0 => self.hands(&item, committee, told.who),
            7 | 8 => self.vote(item.id, committee, name, choice),
            9 => Said::Casting(CastingVote { order: 0, item: item.id, committee, by, choice }),
            10 => {
                let outcome = OUTCOMES.get(nth(6)).copied().unwrap();
                let method = if nth(12) < 6 { Method::Vote } else { Method::Consensus };
                Said::Decided(Decided { method, committee, ..self.scene.decided(item.id, outcome) })
            }
            11 => {
                let reopened = self.scene.sitting.book.decided.get(told.which % 4)?;
                let by = self.presides(self.scene.sitting.item(reopened.item)?, reopened.committee);
                Said::Reopened(Reopened { decision: reopened.id, by, reason: "It was a slip.".into(), at })
            }
            12 if nth(2) == 0 => Said::Naming(Naming { item: item.id, committee: Some(committee), person }),
            12 => {
                let seat = Some((committee, "gp".to_owned()));
                Said::CoOpted(CoOption { item: item.id, seat, person, by, from: None, reason: "Nobody else.".into() })
            }
            _ if nth(3) == 0 => match self.scene.sitting.meeting.state {
                crate::meetings::MeetingState::Open => Said::Adjourned { until: None },
                _ => Said::Resumed { on: self.scene.sitting.meeting.date },
            },
            _ => {
                let practice = self.scene.sitting.bodies.by_code("P").map(|body| body.id);
                self.scene.interest("gp", Category::Financial, practice);
                let id = self.scene.sitting.interests.last().unwrap().id;
                self.scene.sitting.told_here.insert(id);
                Said::Declared(id)
            }
        })
    }

    fn nth_act(&self, which: usize) -> crate::meetings::Act {
        let acts = &self.scene.sitting.book.acts;
        acts.get(which % acts.len()).unwrap().clone()
    }

    fn struck(&mut self, told: Try) -> String {
        let act = self.nth_act(told.which);
        let committee = self.scene.at().committee.id;
        let by = act.item().and_then(|id| self.scene.sitting.item(id)).map(|item| self.presides(item, committee));
        strike(&mut self.scene, act.id.unwrap(), by)
    }

    fn replaced(&mut self, told: Try) -> String {
        let act = self.nth_act(told.which);
        let person = self.scene.id(PEOPLE.get(told.who).copied().unwrap());
        let at = (told.what == 15).then_some(self.scene.now());
        let act_at = At::Told(EventTime { at: None, now: None });
        let replacement = match act.said {
            Said::Attendance(line) => Replacement::Attendance(NewAttendance {
                person,
                event: line.event,
                at: act_at,
                for_item: line.for_item,
                as_deputy_for: None,
                remote: false,
                withdrawn: false,
                expected_deputy: None,
            }),
            Said::Naming(naming) => Replacement::Presiding { item: Seen::without_asking(naming.item), committee: naming.committee, person },
            Said::Ruling(ruling) => Replacement::Ruling(RuleOn {
                item: Seen::without_asking(ruling.item),
                person: ruling.person,
                treatment: TREATMENTS.get(told.who).copied().unwrap(),
                by: ruling.by,
                reason: Some(because()),
                over: None,
            }),
            Said::Begun(begun) => {
                Replacement::Phase(BeginPhase { item: Seen::without_asking(begun.item), phase: Phase::Deliberation, proceed: None })
            }
            Said::Vote(vote) => Replacement::Vote(CastVote {
                item: Seen::without_asking(vote.item),
                committee: Some(vote.committee),
                person: Some(vote.person),
                seat: Some(vote.seat),
                choice: if vote.choice == Choice::For { Choice::Against } else { Choice::For },
            }),
            _ => return "another kind".into(),
        };
        instead(&mut self.scene, act.id.unwrap(), replacement, at)
    }

    /// Every decision that stands is what it was when it was taken.
    fn check(&mut self, told: Try) {
        for decided in self.scene.sitting.book.decided.clone() {
            let now = grounds(&self.scene.sitting, &decided);
            let then = self.taken.entry(decided.id).or_insert_with(|| now.clone());
            assert_eq!(*then, now, "{} after {told:?}", decided.outcome);
        }
    }
}

/// How many decisions were taken, how many slips were put right while one stood, and how many acts written again.
fn played(when: &str, in_common: bool, tries: Vec<Try>) -> (usize, usize, usize) {
    let mut history = History { scene: begun(when, in_common), minute: 0, taken: BTreeMap::new(), slips: 0, again: 0 };
    tries.into_iter().for_each(|told| history.one(told));
    (history.taken.len(), history.slips, history.again)
}

fn whens() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["per_vote", "per_item", "opening_only"])
}

proptest! {
    // Each history asks the law of a whole book many times over.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_slip_changes_a_decision_that_stands(when in whens(), in_common in any::<bool>(), tries in tries()) {
        played(when, in_common, tries);
    }
}

/// They are worth something: decisions are taken in them, and slips put right beneath and beside these.
#[test]
fn the_histories_have_decisions_and_slips() {
    let mut runner = TestRunner::deterministic();
    let (mut decisions, mut slips, mut written_again) = (0, 0, 0);
    for _ in 0..32 {
        let (when, in_common, tries) = (whens(), any::<bool>(), tries()).new_tree(&mut runner).unwrap().current();
        let (taken, put_right, again) = played(when, in_common, tries);
        (decisions, slips, written_again) = (decisions + taken, slips + put_right, written_again + again);
    }
    assert!(decisions >= 24 && slips >= 24 && written_again >= 24, "{decisions} decisions, {slips} slips, {written_again} written again");
}

/// And what is compared would move, if the law let it: without it, each of these does.
#[test]
fn without_the_law_a_slip_would_change_the_decision() {
    type Slip = fn(&mut Scene);
    let slips: [(&str, Slip); 5] = [
        ("an arrival is struck", |scene| scene.never_came("officer")),
        ("a vote is struck", |scene| {
            let id = *all(scene, |said| matches!(said, Said::Vote(_))).first().unwrap();
            scene.strike(id);
        }),
        ("a ruling is written late", |scene| scene.rule("gp", Treatment::Leave)),
        ("a presider is named late", |scene| scene.name_presider("lay")),
        ("somebody is borrowed late", |scene| scene.borrow("lay", Some("gp"), "chair")),
    ];
    for (what, slip) in slips {
        let mut scene = begun("per_vote", false);
        scene.begin(Phase::Decision);
        scene.votes("chair vice officer", "gp");
        scene.decide(Outcome::Approved);
        let taken = grounds(&scene.sitting, scene.sitting.book.decided.first().unwrap());
        slip(&mut scene);
        // Whatever was entered last is put before the decision.
        scene.rewrite(|acts| {
            let decided = acts.iter().position(|act| matches!(act.said, Said::Decided(_))).unwrap();
            let decision = acts.remove(decided);
            acts.push(decision);
        });
        assert_ne!(grounds(&scene.sitting, scene.sitting.book.decided.first().unwrap()), taken, "{what}");
    }
}
