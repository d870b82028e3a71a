//! What is done in a meeting, as requests to the API: rulings, attendance, phases, votes, outcomes.

use serde_json::{Value, json};

use super::client::Reply;
use super::play::{Play, slip};
use super::script::{Step, Verb};
use super::{Stop, hearing, telling};
use crate::access::Role;
use crate::meetings::{Choice, Method};
use crate::policy::Phase;

impl Play<'_> {
    pub(super) fn rule(&mut self, step: &Step) -> Result<(), Stop> {
        let by = step.by.as_deref().ok_or_else(|| slip(step, "decider"))?;
        let treatment = step.treatment.ok_or_else(|| slip(step, "treatment"))?;
        let (number, names) = (step.item.as_deref().unwrap_or_default(), self.people().names(&step.who));
        let rules = if step.role == Some(Role::Secretary) {
            format!("records that the {} rules", telling::inside(self.people().name(by)))
        } else {
            "rules".to_owned()
        };
        let are = if step.who.len() == 1 { "is" } else { "are" };
        let mut what = format!("item {number}: {rules} that {names} {are} to {}", treatment.told());
        if let Some(reason) = &step.reason {
            what.push_str(&format!(", because: {reason}"));
        }
        let path = format!("/items/{}/rulings", self.item(step)?);
        let (by, at) = (self.people().id(by)?, self.at(step)?);
        self.for_each(
            step,
            &path,
            &what,
            |person| json!({"person": person, "by": by, "treatment": treatment, "reason": step.reason, "at": at}),
        )
    }

    /// One request for each person of a step, told in one line.
    fn for_each(&mut self, step: &Step, path: &str, what: &str, body: impl Fn(&str) -> Value) -> Result<(), Stop> {
        let bodies = step.who.iter().map(|code| Ok(body(self.people().id(code)?))).collect::<Result<Vec<_>, Stop>>()?;
        self.all(step, path, what, &bodies)
    }

    /// Several requests that are told in one line; what must be refused is one alone.
    fn all(&mut self, step: &Step, path: &str, what: &str, bodies: &[Value]) -> Result<(), Stop> {
        if step.must_fail() {
            let [body] = bodies else { return Err(slip(step, "one person alone, as it must where it is refused")) };
            return self.act(step, path, body, what);
        }
        for body in bodies {
            self.client.post(self.desk(step)?, path, body)?.ok()?;
        }
        self.say(step, what)
    }

    pub(super) fn votes(&mut self, step: &Step) -> Result<(), Stop> {
        let choice = step.choice.ok_or_else(|| slip(step, "choice"))?;
        let path = format!("/items/{}/votes", self.item(step)?);
        let names = self.people().names(&step.who);
        let own = matches!(step.role, Some(Role::Chair | Role::Member));
        let what = match (choice, own) {
            (Choice::For, true) => "votes for".to_owned(),
            (Choice::Against, true) => "votes against".to_owned(),
            (Choice::Abstain, true) => "abstains".to_owned(),
            (Choice::For, false) => format!("records votes for: {names}"),
            (Choice::Against, false) => format!("records votes against: {names}"),
            (Choice::Abstain, false) => format!("records abstentions: {names}"),
        };
        let (at, mut bodies) = (self.at(step)?, Vec::new());
        for committee in self.committees(step)? {
            for code in &step.who {
                let committee = committee.map(|(_, id)| id);
                bodies.push(json!({"committee": committee, "person": self.people().id(code)?, "choice": choice, "at": at}));
            }
        }
        self.all(step, &path, &format!("{}{what}", self.places(step)?), &bodies)
    }

    pub(super) fn attendance(&mut self, step: &Step) -> Result<(), Stop> {
        let (event, says) = match step.verb {
            Verb::Apologies => ("apologies", "apologies from"),
            Verb::Arrive => ("arrive", "in:"),
            Verb::Leave => ("leave", "out:"),
            _ => ("return", "back:"),
        };
        let for_item = step.for_item.as_deref().map(|number| self.item_numbered(number)).transpose()?;
        let mut what = format!("{says} {}", self.people().names(&step.who));
        if let Some(number) = &step.for_item {
            what.push_str(&format!(", for item {number}"));
        }
        if let Some(seat) = &step.as_deputy_for {
            what.push_str(&format!(", as deputy for the {}", telling::inside(self.people().name(seat))));
        }
        let (path, at) = (self.path("/attendance"), self.at(step)?);
        self.for_each(
            step,
            &path,
            &what,
            |person| json!({"person": person, "event": event, "at": at, "for_item": for_item, "as_deputy_for": step.as_deputy_for}),
        )
    }

    pub(super) fn begin(&mut self, step: &Step) -> Result<(), Stop> {
        let phase = step.phase.ok_or_else(|| slip(step, "phase"))?;
        let what = match phase {
            Phase::Introduction => "opens the item",
            Phase::Deliberation => "opens the discussion",
            Phase::Decision => "opens the vote",
            Phase::Closed => "closes the item",
        };
        self.act(step, &format!("/items/{}/phase", self.item(step)?), &json!({"phase": phase, "at": self.at(step)?}), what)
    }

    pub(super) fn decide(&mut self, step: &Step) -> Result<(), Stop> {
        let outcome = step.outcome.ok_or_else(|| slip(step, "outcome"))?;
        let (item, at) = (self.item(step)?, self.at(step)?);
        let mut bodies = Vec::new();
        for committee in self.committees(step)? {
            let id = committee.map(|(_, id)| id);
            if step.method == Some(Method::Vote) {
                let asked = id.map_or_else(String::new, |id| format!("?committee={id}"));
                let tally = self.client.get(self.desk(step)?, &format!("/items/{item}/tally{asked}"))?.ok()?;
                hearing::tally(self.page, committee.map(|(committee, _)| committee.short()), &tally)?;
            }
            bodies.push(json!({"committee": id, "outcome": outcome, "method": step.method, "text": step.text, "at": at}));
        }
        let what = format!("{}records the outcome: {}", self.places(step)?, outcome.as_str().replace('_', " "));
        self.all(step, &format!("/items/{item}/decisions"), &what, &bodies)?;
        if step.refused.is_empty() {
            let mut found = Vec::new();
            for committee in self.committees(step)? {
                let decided = self.decided(item, committee.map(|(_, id)| id))?.ok_or_else(|| slip(step, "decision"))?;
                found.push((committee.map(|(committee, _)| committee.short()), decided.1));
            }
            hearing::decided(self.page, outcome.as_str(), step.text.as_deref(), &found)?;
        }
        Ok(())
    }

    pub(super) fn papers(&mut self, step: &Step) -> Result<(), Stop> {
        let reply = self.client.get(self.desk(step)?, &format!("/items/{}/papers", self.item(step)?))?;
        let number = step.item.as_deref().unwrap_or_default();
        let titles = |reply: &Reply| -> Vec<String> {
            let papers = reply.body.get("items").and_then(Value::as_array).into_iter().flatten();
            papers
                .map(|paper| {
                    let authors = telling::list(paper, "authors").filter_map(Value::as_str);
                    let authors: Vec<&str> = authors.map(|id| self.people().name(self.people().code(id))).collect();
                    format!("'{}' by {}", telling::word(paper, "title"), authors.join(" and "))
                })
                .collect()
        };
        let what = match titles(&reply).as_slice() {
            [] => format!("asks for the papers of item {number}"),
            some => format!("asks for the papers of item {number}, and is given {}", some.join(", ")),
        };
        self.come_out(step, reply, &what)
    }
}
