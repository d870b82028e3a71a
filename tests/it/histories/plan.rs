//! What is to be tried at a meeting: a course that could be any meeting's, with slips, wrong steps and faults strewn in
//! and its order disturbed. All of it follows from the seed; what it meets does not.

use crate::races::Seed;

/// How many items the meeting has: two of one procurement in which somebody has an interest, one that touches nobody, and
/// one that is only discussed.
pub const ITEMS: usize = 4;
const MEMBERS: [&str; 5] = ["chair", "lay", "officer", "gp", "nurse"];
const EVERYBODY: [&str; 7] = ["chair", "lay", "officer", "gp", "nurse", "deputy", "guest"];

#[derive(Debug, Clone)]
pub enum What {
    Attend {
        who: &'static str,
        event: &'static str,
        for_item: Option<usize>,
    },
    /// The deputy comes to sit in the general practitioner's seat.
    Deputise,
    Convene,
    Adjourn,
    Resume,
    Close,
    Finalise,
    Declare {
        who: &'static str,
        item: usize,
    },
    Nil {
        who: &'static str,
    },
    Rule {
        item: usize,
        who: &'static str,
        treatment: &'static str,
        by: &'static str,
    },
    Preside {
        item: usize,
        who: &'static str,
    },
    Begin {
        item: usize,
        phase: &'static str,
        proceed: bool,
    },
    Vote {
        item: usize,
        who: &'static str,
        choice: &'static str,
    },
    Hands {
        item: usize,
        count: [u64; 3],
    },
    Casting {
        item: usize,
        by: &'static str,
        choice: &'static str,
    },
    Decide {
        item: usize,
        outcome: &'static str,
        method: &'static str,
    },
    Reopen {
        item: usize,
        by: &'static str,
    },
    /// One of the acts that are known to be in the book by then, perhaps with another in its stead.
    Strike {
        which: u64,
        instead: bool,
    },
    /// What was done before is sent once more under its own key.
    Again {
        which: u64,
    },
    Look {
        item: Option<usize>,
    },
    Fault(Fault),
}

/// What befalls the servers.
#[derive(Debug, Clone, Copy)]
pub enum Fault {
    /// A server is killed, and another started in its place.
    Kill,
    /// Every connection to the database is cut.
    Sever,
    /// A server stands still for a moment.
    Pause,
}

#[derive(Debug, Clone)]
pub struct Step {
    pub what: What,
    /// Which server is asked.
    pub door: usize,
    /// Written late, at the time of one of the acts known by then.
    pub late: Option<u64>,
    /// Whoever sends it goes away so many microseconds later without the answer, and sends it again.
    pub torn: Option<u64>,
}

struct Course<'s> {
    seed: &'s mut Seed,
    steps: Vec<What>,
}

/// The plan of a seed; with faults, or without.
pub fn plan(mut seed: Seed, faults: bool) -> Vec<Step> {
    let mut course = Course { seed: &mut seed, steps: Vec::new() };
    course.opening();
    for item in 0..ITEMS {
        course.item(item);
    }
    course.end();
    course.strew();
    if faults {
        course.befall();
    }
    course.disturb();
    let steps = std::mem::take(&mut course.steps);
    let step = |what: What| {
        let is_act = !matches!(what, What::Strike { .. } | What::Again { .. } | What::Look { .. } | What::Fault(_) | What::Reopen { .. });
        let door = usize::try_from(seed.below(2)).unwrap();
        let late = (is_act && seed.below(9) == 0).then(|| seed.below(1 << 30));
        let torn = (faults && seed.below(12) == 0).then(|| seed.below(30_000));
        Step { what, door, late, torn }
    };
    steps.into_iter().map(step).collect()
}

impl Course<'_> {
    fn chance(&mut self, percent: u64) -> bool {
        self.seed.below(100) < percent
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.seed.below(of.len() as u64)).unwrap()]
    }

    fn arrivals(&mut self) {
        for who in MEMBERS {
            if self.chance(95) {
                self.steps.push(What::Attend { who, event: "arrive", for_item: None });
            }
        }
    }

    fn opening(&mut self) {
        if self.chance(30) {
            let who = self.one(&EVERYBODY);
            self.steps.push(What::Attend { who, event: "apologies", for_item: None });
        }
        self.arrivals();
        // Once alone: whether a deputy who sits may come to sit there again the readings answer in two ways.
        if self.chance(30) {
            self.steps.push(What::Deputise);
        }
        self.steps.push(What::Convene);
    }

    fn item(&mut self, item: usize) {
        let is_conflicting = item.is_multiple_of(2);
        if is_conflicting && self.chance(80) {
            // Mostly as it is proposed, or nothing would ever be decided.
            let treatment = self.one(&["leave_no_papers", "leave_no_papers", "leave_no_papers", "leave", "note"]);
            self.steps.push(What::Rule { item, who: "gp", treatment, by: "chair" });
            self.steps.push(What::Attend { who: "gp", event: "leave", for_item: Some(item) });
        }
        for phase in ["introduction", "deliberation", "decision"] {
            if phase == "decision" || self.chance(40) {
                self.steps.push(What::Begin { item, phase, proceed: false });
            }
        }
        self.votes(item);
        self.decision(item);
        if self.chance(45) {
            self.steps.push(What::Reopen { item, by: "chair" });
            self.votes(item);
            self.decision(item);
        }
        if is_conflicting {
            self.steps.push(What::Attend { who: "gp", event: "return", for_item: None });
        }
        if self.chance(20) {
            self.steps.extend([What::Adjourn, What::Resume]);
            self.arrivals();
        }
    }

    fn votes(&mut self, item: usize) {
        if self.chance(20) {
            let count = [2 + self.seed.below(2), self.seed.below(3), self.seed.below(2)];
            self.steps.push(What::Hands { item, count });
            return;
        }
        let leaning = self.one(&["for", "for", "against"]);
        for who in MEMBERS {
            let choice = if self.chance(70) { leaning } else { self.one(&["for", "against", "abstain"]) };
            self.steps.push(What::Vote { item, who, choice });
        }
        if self.chance(30) {
            let choice = self.one(&["for", "against"]);
            self.steps.push(What::Casting { item, by: "chair", choice });
        }
    }

    fn decision(&mut self, item: usize) {
        for _ in 0..=self.seed.below(2) {
            let outcome = self.one(&["approved", "approved", "rejected", "rejected", "recommended", "deferred"]);
            let method = self.one(&["vote", "vote", "vote", "consensus"]);
            self.steps.push(What::Decide { item, outcome, method });
        }
        self.steps.push(What::Look { item: Some(item) });
    }

    /// Whatever is undecided is deferred; then it is over, and some come too late.
    fn end(&mut self) {
        for item in 0..ITEMS {
            self.steps.push(What::Decide { item, outcome: "deferred", method: "consensus" });
        }
        let over = if self.chance(50) { What::Close } else { What::Finalise };
        self.steps.push(over);
        for _ in 0..5 {
            let what = self.any();
            self.steps.push(what);
        }
    }

    /// Wrong steps, slips and second thoughts between all others.
    fn strew(&mut self) {
        let mut strewn = Vec::new();
        for what in std::mem::take(&mut self.steps) {
            strewn.push(what);
            while self.chance(35) {
                let what = self.any();
                strewn.push(what);
            }
        }
        self.steps = strewn;
    }

    fn any(&mut self) -> What {
        let (item, who) = (usize::try_from(self.seed.below(ITEMS as u64)).unwrap(), self.one(&EVERYBODY));
        let by = self.one(&["chair", "chair", "lay", "officer"]);
        match self.seed.below(25) {
            0 | 6 => What::Attend { who, event: "arrive", for_item: None },
            1 => What::Attend { who, event: "leave", for_item: None },
            2 => What::Attend { who, event: "leave", for_item: Some(item) },
            3 | 4 => What::Attend { who, event: "return", for_item: None },
            5 => What::Attend { who, event: "apologies", for_item: None },
            7 => What::Declare { who: self.one(&MEMBERS), item },
            8 => What::Nil { who },
            9 | 10 => {
                let treatment = self.one(&["note", "discuss_not_vote", "leave_for_decision", "present_then_leave", "leave", "not_attend"]);
                What::Rule { item, who, treatment, by }
            }
            11 => What::Preside { item, who },
            12 => What::Begin { item, phase: self.one(&["introduction", "deliberation", "decision", "closed"]), proceed: self.chance(50) },
            13 => What::Vote { item, who, choice: self.one(&["for", "against", "abstain"]) },
            14 => What::Casting { item, by, choice: self.one(&["for", "against"]) },
            15 => What::Reopen { item, by },
            16..=20 => What::Strike { which: self.seed.below(1 << 30), instead: self.chance(50) },
            21 => What::Again { which: self.seed.below(1 << 30) },
            22 => {
                let outcome = self.one(&["approved", "rejected", "recommended", "deferred", "noted", "ratified", "no_decision"]);
                What::Decide { item, outcome, method: self.one(&["vote", "consensus"]) }
            }
            _ => What::Look { item: self.chance(50).then_some(item) },
        }
    }

    fn befall(&mut self) {
        for fault in [Fault::Kill, Fault::Sever, Fault::Pause] {
            let at = usize::try_from(self.seed.below(self.steps.len() as u64)).unwrap();
            self.steps.insert(at, What::Fault(fault));
        }
    }

    /// What stands close together is done in any order.
    fn disturb(&mut self) {
        for n in 0..self.steps.len() {
            if self.chance(30) {
                let other = (n + usize::try_from(self.seed.below(5)).unwrap()).min(self.steps.len() - 1);
                self.steps.swap(n, other);
            }
        }
    }
}
