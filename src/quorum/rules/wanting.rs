//! C5.4: what an inquorate item wants, and through whom, in a sentence: the clauses of the quorum that fail, each told by
//! what it asks.

use super::count::{LeftOut, Why};
use super::evaluate::Clause;
use super::lacking::in_words;
use super::naming::OTHERWISE;
use super::sentences::{called, list, title};
use crate::committees::rules::english;
use crate::committees::{Bodies, Each, Expression, Selector};
use crate::conflicts::Standings;
use crate::conflicts::rules::standing::may_be_in_room;
use crate::ids::PersonId;
use crate::meetings::{CommitteeAtMeeting, Item};
use crate::policy::Phase;

/// Says what clauses want, and through whom.
pub(super) struct Wanting<'a, 's> {
    standings: &'a Standings<'s>,
    item: &'a Item,
    at: &'a CommitteeAtMeeting,
    bodies: Bodies,
}

impl<'a, 's> Wanting<'a, 's> {
    pub(super) fn on(standings: &'a Standings<'s>, item: &'a Item, at: &'a CommitteeAtMeeting) -> Self {
        let bodies = at.terms.as_ref().map(|terms| english::called(terms, &standings.sitting.bodies)).unwrap_or_default();
        Self { standings, item, at, bodies }
    }

    /// What an expression wants, by its answer; empty where it wants nothing.
    pub(super) fn of(&self, expression: &Expression, clause: &Clause) -> String {
        if clause.satisfied {
            return String::new();
        }
        // What could not be worked out says so.
        if clause.clauses.is_empty() && clause.found.is_none() {
            return format!("it needs {}", clause.says);
        }
        let failing = |list: &[Expression]| -> Vec<String> {
            let failing = list.iter().zip(&clause.clauses).filter(|(_, part)| !part.satisfied);
            failing.map(|(inner, part)| self.of(inner, part)).collect()
        };
        let numbers = clause.required.unwrap_or_default().saturating_sub(clause.found.unwrap_or_default());
        match expression {
            Expression::All(inner) => failing(inner).join(" and "),
            Expression::Any(inner) => failing(inner).join(", or "),
            Expression::Not(_) => clause.says.clone(),
            Expression::Distinct(inner) => match clause.clauses.first().filter(|plain| !plain.satisfied) {
                Some(plain) => self.of(inner, plain),
                None => format!("somebody would have to be counted twice: {}", clause.says),
            },
            Expression::When(_, then, otherwise) => {
                let asked = if clause.says.starts_with(OTHERWISE) { otherwise.as_deref() } else { Some(&**then) };
                asked.zip(clause.clauses.first()).map_or_else(String::new, |(asked, part)| self.of(asked, part))
            }
            Expression::Each { each, satisfies, at_least } => self.each(*each, satisfies, at_least.map(|_| numbers), clause),
            Expression::Kinds(_, of) => {
                let nobody = of.iter().zip(&clause.clauses).filter(|(_, part)| !part.satisfied);
                let nobody: Vec<String> = nobody.map(|(one, part)| self.nobody(one, part)).collect();
                if is_of_all(numbers, &nobody) {
                    nobody.join(" and ")
                } else {
                    let found = in_words(clause.found.unwrap_or_default());
                    format!("it needs {} and would have {found}: {}", clause.says, nobody.join(", or "))
                }
            }
            Expression::AtLeast(1, of) if clause.found == Some(0) => self.nobody(of, clause),
            _ => self.number(expression, clause),
        }
    }

    /// What each body or each committee wants that is asked by itself; `more` of so many of them, where not of all.
    fn each(&self, each: Each, satisfies: &Expression, more: Option<u32>, clause: &Clause) -> String {
        let committees = self.standings.sitting.concerned(self.item).map(Some).chain(std::iter::repeat(None));
        let of_one = |(whose, at): (&Clause, Option<&CommitteeAtMeeting>)| {
            let part = whose.clauses.first()?;
            let wants = match at.filter(|_| each == Each::Committee) {
                Some(at) => Wanting::on(self.standings, self.item, at).of(satisfies, part),
                None => self.of(satisfies, part),
            };
            (!whose.satisfied).then(|| format!("{} {wants}", whose.says))
        };
        let failing: Vec<String> = clause.clauses.iter().zip(committees).filter_map(of_one).collect();
        let Some(more) = more else { return failing.join(" and ") };
        let (by, found) =
            (if each == Each::Committee { " would be met in" } else { ", would be met by" }, in_words(clause.found.unwrap_or_default()));
        let joined = failing.join(if is_of_all(more, &failing) { " and " } else { ", or " });
        format!("what is asked {}{by} {found}: {joined}", clause.says)
    }

    /// A number that is not as it should be.
    fn number(&self, expression: &Expression, clause: &Clause) -> String {
        let (says, required, found) = (&clause.says, clause.required.unwrap_or_default(), clause.found.unwrap_or_default());
        if let Expression::Majority { .. } = expression {
            return format!("it needs {says}, and would have {} against {}", in_words(found), in_words(required.saturating_sub(1)));
        }
        if let Expression::AtMost(..) = expression {
            return format!("{says} may be present, and there would be {}", in_words(found));
        }
        if found >= required {
            return format!("it needs {says}, and there would be {}", in_words(found));
        }
        let why = self.why(&clause.left_out);
        let names = if why.is_empty() { String::new() } else { format!(" ({why})") };
        format!("it needs {says} and would have {}{names}", in_words(found))
    }

    /// That there is nobody of a kind of which one is asked.
    fn nobody(&self, of: &Selector, clause: &Clause) -> String {
        let left_out = &clause.left_out;
        let all = |why: fn(Why) -> bool| left_out.iter().all(|left| why(left.why));
        let verb = if left_out.is_empty() {
            "has a seat"
        } else if all(is_excluded) {
            if left_out.iter().all(|left| left.person.is_some_and(|person| self.must_leave(person))) { "may stay" } else { "may decide" }
        } else if all(|why| why == Why::Vacant) {
            "has been appointed"
        } else if all(|why| is_away(why) || why == Why::Vacant) {
            "is to come"
        } else {
            "would count"
        };
        let why = self.why(left_out);
        let names = if why.is_empty() { String::new() } else { format!(" ({why})") };
        match (of, english::noun(of, &self.bodies)) {
            (Selector::Anyone, _) => format!("nobody {verb}{names}"),
            (Selector::Presiding(_), _) => format!("nobody would preside who counts{names}"),
            (Selector::Seat(id), Some(noun)) => {
                let one = self.title_alone(id).unwrap_or(noun.one);
                format!("no {one} {verb}{names}")
            }
            (_, Some(noun)) => format!("no {} {verb}{names}", noun.one),
            (_, None) => format!("none of {} {verb}{names}", english::made_of(of, &self.bodies)),
        }
    }

    /// The title of a seat that no other has.
    fn title_alone(&self, id: &str) -> Option<String> {
        let titled = title(self.at.seat(id)?);
        (self.at.seats().iter().filter(|other| title(other) == titled).count() == 1).then_some(titled)
    }

    /// Why seats do not count, with the names of those of whom it is said.
    fn why(&self, left_out: &[LeftOut]) -> String {
        let names = |is: &dyn Fn(&LeftOut) -> bool| -> Vec<String> {
            let of: Vec<PersonId> = left_out.iter().filter(|left| is(left)).filter_map(|left| left.person).collect();
            of.into_iter().map(|person| called(self.standings.sitting, self.at, person)).collect()
        };
        let leaves = |left: &LeftOut| is_excluded(left.why) && left.person.is_some_and(|person| self.must_leave(person));
        let stays = |left: &LeftOut| is_excluded(left.why) && !leaves(left);
        let mut told: Vec<String> = Vec::new();
        let mut tell = |names: Vec<String>, what: &str| {
            if !names.is_empty() {
                told.push(format!("{what}: {}", list(&names, "and")));
            }
        };
        tell(names(&leaves), "out for a conflict");
        tell(names(&stays), "not counted for a conflict");
        tell(names(&|left| left.why == Why::Apologies), "apologies");
        tell(names(&|left| left.why == Why::Absent), "not there");
        tell(names(&|left| left.why == Why::DeputyNotCounted), "deputies who are not counted");
        tell(names(&|left| left.why == Why::Remote), "attending from elsewhere, which does not count");
        let vacant = |left: &LeftOut| left.why == Why::Vacant;
        let seats = left_out.iter().filter(|left| vacant(left)).filter_map(|left| self.at.seat(&left.seat)).map(title);
        tell(seats.collect(), "vacant");
        told.join("; ")
    }

    fn must_leave(&self, person: PersonId) -> bool {
        let standings = self.standings;
        !may_be_in_room(standings.sitting, &standings.standing(self.item, person), self.item, Phase::Decision)
    }
}

/// Whether as many are wanted as fail.
fn is_of_all(wanted: u32, failing: &[String]) -> bool {
    usize::try_from(wanted).is_ok_and(|wanted| wanted >= failing.len())
}

const fn is_excluded(why: Why) -> bool {
    matches!(why, Why::ExcludedByRuling | Why::AwaitingRuling)
}

const fn is_away(why: Why) -> bool {
    matches!(why, Why::Absent | Why::Apologies)
}
