//! The tally: four states kept apart, weights, the rules of voting.

use super::eye::Eye;
use super::model::{Id, Item, Seat};
use super::quorum::{Count, Facts};
use super::ratio::Q;
use super::state::Tally;
use serde_json::Value;

/// What is said of one voting seat.
struct Line<'a> {
    seat: &'a Seat,
    weight: Q,
    /// `for, against, abstain`, or `excluded, absent, not_voting, vacant`.
    state: String,
    person: Option<Id>,
}

impl Eye<'_> {
    /// A vote is not counted while a ruling, or the proposal of somebody who has come, forbids it. Whoever has voted has come,
    /// though the meeting was adjourned since.
    pub fn vote_lost(&self, item: &Item, person: &str) -> bool {
        let x = self.standing(person, item);
        let state = self.state(&item.id);
        let voted = state.votes.values().any(|(p, _)| p == person);
        let raised = state.hands.values().any(|h| h.could.values().flatten().any(|p| p == person));
        !x.votes() && (x.ruled || voted || raised || self.sitting(&item.meeting).come(person))
    }

    /// The rule for the item's business: the first that fits, one without `when` always.
    pub fn voting(&self, item: &Item, c: &str) -> Value {
        let facts = Facts::of(item);
        let terms = self.terms(c, &item.meeting);
        terms.voting.iter().find(|r| facts.fit(&r["when"])).cloned().unwrap_or_else(|| serde_json::json!({}))
    }

    fn lines(&self, item: &Item, c: &str, rule: &Value) -> Vec<Line<'_>> {
        let s = self.sitting(&item.meeting);
        let votes = &self.state(&item.id).votes;
        let terms = self.terms(c, &item.meeting);
        let seats: Vec<&Seat> = terms.seats.iter().filter(|x| x.member && self.votes(item, x)).collect();
        let weight = |seat: &Seat| match rule["weights"].get(&seat.org).and_then(Value::as_f64) {
            // Shared equally over the organisation's voting seats.
            Some(w) => {
                let n = seats.iter().filter(|x| x.org == seat.org).count();
                Q::float(w) / Q::int(i64::try_from(n).unwrap_or(1))
            }
            None => seat.weight.unwrap_or(Q::int(1)),
        };
        let shown = self.shown(item, c).map(|h| h.could).unwrap_or_default();
        let mut lines = Vec::new();
        for seat in &seats {
            if let Some(people) = shown.get(&seat.id) {
                lines.push(Line { seat, weight: weight(seat), state: "shown".into(), person: people.first().cloned() });
                continue;
            }
            let people = self.people_of(item, c, seat);
            let (state, person) = match votes.get(&(c.to_owned(), seat.id.clone())) {
                Some((p, choice)) => (if self.vote_lost(item, p) { "excluded" } else { choice.as_str() }, Some(p.clone())),
                None if people.is_empty() => ("vacant", None),
                // A shared seat acts through a holder who is not conflicted.
                None => {
                    let free: Vec<&Id> = people.iter().filter(|p| !self.vote_lost(item, p)).collect();
                    match free.iter().find(|p| s.in_room(p)) {
                        Some(p) => ("not_voting", Some((*p).clone())),
                        None if free.is_empty() => ("excluded", people.iter().find(|p| s.come(p)).or(people.first()).cloned()),
                        None => ("absent", free.first().map(|p| (*p).clone())),
                    }
                }
            };
            lines.push(Line { seat, weight: weight(seat), state: state.to_owned(), person });
        }
        lines
    }

    pub fn tally(&self, item: &Item, c: &str) -> Tally {
        let rule = self.voting(item, c);
        let lines = self.lines(item, c, &rule);
        let sum = |word: &str| lines.iter().filter(|l| l.state == word).fold(Q::zero(), |a, l| a + l.weight);
        let s = self.sitting(&item.meeting);
        // By correspondence whoever was asked attends, replied or not.
        let letters = self.until(&item.meeting).is_some();
        let come = |l: &&Line| l.person.as_ref().is_some_and(|p| s.come(p)) && (letters || l.state != "absent");
        let name = rule["rule"].as_str().unwrap_or("simple_majority").to_owned();
        let hands = self.shown(item, c).unwrap_or_default();
        let raised = hands.votes_for + hands.against + hands.abstained;
        let mut t = Tally {
            votes_for: sum("for") + Q::int(hands.votes_for),
            against: sum("against") + Q::int(hands.against),
            abstained: sum("abstain") + Q::int(hands.abstained),
            excluded: sum("excluded"),
            absent: sum("absent"),
            not_voting: sum("not_voting") + Q::int(i64::try_from(hands.could.len()).unwrap_or(0) - raised),
            carried: false,
            tie: false,
            casting_vote_needed: false,
            rule: name.clone(),
            attending: lines.iter().filter(come).count(),
            attending_excluded: lines.iter().filter(come).filter(|l| l.state == "excluded").count(),
            counted: lines
                .iter()
                .filter(|l| matches!(l.state.as_str(), "for" | "against" | "abstain"))
                .filter_map(|l| Some((l.person.clone()?, l.state.clone())))
                .collect(),
        };
        let ties = matches!(name.as_str(), "simple_majority" | "weighted");
        t.tie = ties && t.votes_for == t.against && t.votes_for > Q::zero();
        let polled = self.polled(item, c);
        // Of an election a tie is settled by lot alone.
        t.tie &= polled.is_none();
        let cast = self.state(&item.id).casting.get(c);
        let has_casting = rule["casting_vote"].as_bool() == Some(true) || rule["casting_vote"].as_str() == Some("any_seat");
        t.carried = match cast {
            Some((_, choice)) if t.tie => choice == "for",
            _ => self.carries(item, c, &rule, &lines, &t, sum("vacant")),
        };
        if let Some(ballots) = polled {
            t.carried = ballots.lot.is_some() || (t.carried && ballots.first().is_some());
        }
        if let Some(n) = rule["affirmative"].as_i64() {
            t.carried &= t.votes_for >= Q::int(n);
        }
        t.casting_vote_needed = t.tie && has_casting && cast.is_none();
        t
    }

    fn carries(&self, item: &Item, c: &str, rule: &Value, lines: &[Line], t: &Tally, vacant: Q) -> bool {
        let half = Q::new(1, 2);
        let wide = rule["basis"].as_str().unwrap_or("cast");
        let mut basis = t.votes_for + t.against;
        if wide != "cast" {
            basis = basis + t.abstained + t.not_voting;
        }
        if matches!(wide, "all_eligible" | "all_seats" | "all_offices") {
            basis = basis + t.absent;
        }
        if matches!(wide, "all_seats" | "all_offices") {
            basis = basis + t.excluded;
        }
        if wide == "all_offices" {
            basis = basis + vacant;
        }
        let side =
            |of: &dyn Fn(&Line) -> bool, word: &str| lines.iter().filter(|l| of(l) && l.state == word).fold(Q::zero(), |a, l| a + l.weight);
        let mut orgs: Vec<&Id> = lines.iter().map(|l| &l.seat.org).collect();
        orgs.sort();
        orgs.dedup();
        match t.rule.as_str() {
            "threshold" => {
                let share = Q::text(rule["threshold"].as_str().unwrap_or("1/2"));
                let wanted = basis * share;
                if share == half { t.votes_for > wanted } else { t.votes_for >= wanted && t.votes_for > Q::zero() }
            }
            "consensus" => t.votes_for > Q::zero() && t.against == Q::zero(),
            "each_organisation" => {
                !orgs.is_empty() && orgs.iter().all(|o| side(&|l| l.seat.org == **o, "for") > side(&|l| l.seat.org == **o, "against"))
            }
            "block" => {
                let mut votes = Vec::new();
                if let Some(groups) = rule["groups"].as_array() {
                    let count = self.cohort(item, c);
                    for g in groups {
                        let of = |l: &Line| in_group(&count, g, l);
                        votes.push((side(&of, "for"), side(&of, "against")));
                    }
                } else {
                    votes.extend(orgs.iter().map(|o| (side(&|l| l.seat.org == **o, "for"), side(&|l| l.seat.org == **o, "against"))));
                }
                let yes = votes.iter().filter(|(f, a)| f > a).count();
                let no = votes.iter().filter(|(f, a)| a > f).count();
                yes * 2 > if wide == "cast" { yes + no } else { votes.len() }
            }
            _ => t.votes_for > basis * half,
        }
    }

    /// Those whose dissent keeps a decision from being one by consensus: named, or having voted the other way.
    pub fn dissent(&self, item: &Item, c: &str, named: &[String], other_way: &str) -> Vec<Id> {
        let terms = self.terms(c, &item.meeting);
        let mut all: Vec<Id> = named
            .iter()
            .filter(|p| {
                terms.seats.iter().any(|s| {
                    let sits =
                        self.people_of(item, c, s).iter().any(|x| x == *p) || self.deputy(c, &s.id, &item.meeting).as_ref() == Some(p);
                    let deputises = self.deputy(c, &s.id, &item.meeting).as_ref() == Some(p);
                    sits && (s.member || self.votes(item, s) || deputises)
                })
            })
            .cloned()
            .collect();
        for (p, choice) in self.tally(item, c).counted {
            if choice == other_way && !all.contains(&p) {
                all.push(p);
            }
        }
        all
    }

    /// By consensus each organisation agrees while fewer than half of its people in the room are in dissent.
    pub fn organisations_agree(&self, item: &Item, c: &str, dissent: &[Id]) -> bool {
        let terms = self.terms(c, &item.meeting);
        let s = self.sitting(&item.meeting);
        let rule = self.voting(item, c);
        let lines = self.lines(item, c, &rule);
        let mut orgs: Vec<&Id> = terms.seats.iter().map(|x| &x.org).collect();
        orgs.sort();
        orgs.dedup();
        orgs.iter().all(|o| {
            // One whose voting seats are all vacant or excluded has not agreed, by whatever method.
            let mut own = lines.iter().filter(|l| l.seat.org == **o).peekable();
            if own.peek().is_some() && own.all(|l| matches!(l.state.as_str(), "vacant" | "excluded")) {
                return false;
            }
            let mut people: Vec<Id> = Vec::new();
            for seat in terms.seats.iter().filter(|x| x.org == **o && (x.member || self.votes(item, x))) {
                let deputy = self.deputy(c, &seat.id, &item.meeting);
                for p in self.people_of(item, c, seat).into_iter().chain(deputy) {
                    if s.in_room(&p) && !people.contains(&p) {
                        people.push(p);
                    }
                }
            }
            let against = people.iter().filter(|p| dissent.contains(p)).count();
            people.is_empty() || against * 2 < people.len()
        })
    }
}

fn in_group(count: &Count, group: &Value, line: &Line) -> bool {
    count.chairs.iter().any(|c| c.seat.id == line.seat.id && count.fits(group, c, line.person.as_deref()))
}
