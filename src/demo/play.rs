//! The script is played, a request a step: what must succeed succeeds or the demonstration stops,
//! and what must be refused is refused for exactly the reasons it names.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveTime;
use serde_json::{Value, json};

use super::client::{Client, Reply, SignedIn, read, text};
use super::loading::{Loaded, People};
use super::opening::Opened;
use super::page::{Ink, Page};
use super::scene::{Scene, Script, Step, Verb};
use super::{Stop, telling};
use crate::agenda::sheet::Sheet;
use crate::decisions::evidence::Evidence;
use crate::fault::Fault;
use crate::moment::{Date, Instant};
use crate::problem::Problem;

/// A meeting being played.
pub struct Play<'a> {
    client: &'a Client,
    opened: &'a Opened,
    loaded: &'a Loaded,
    scene: &'a Scene,
    page: &'a mut Page,
    /// Of the draft that the secretary read last.
    fingerprint: Option<String>,
    /// Every reason of every refusal, as `{code, rule}`.
    pub refusals: Vec<Value>,
    pub failures: Vec<String>,
}

fn slip(step: &Step, what: &str) -> Stop {
    Stop::Fault(Fault::Other(format!("script.toml: a step '{:?}' names no {what}", step.verb)))
}

impl<'a> Play<'a> {
    pub fn new(client: &'a Client, opened: &'a Opened, loaded: &'a Loaded, scene: &'a Scene, page: &'a mut Page) -> Self {
        Self { client, opened, loaded, scene, page, fingerprint: None, refusals: Vec::new(), failures: Vec::new() }
    }

    fn people(&self) -> &'a People {
        &self.opened.people
    }

    /// Plays every act.
    ///
    /// # Errors
    /// The first step that must succeed and does not.
    pub fn script(&mut self, script: &Script) -> Result<(), Stop> {
        for act in &script.act {
            self.page.heading(&act.title)?;
            if let Some(say) = &act.say {
                self.page.para(say)?;
            }
            for step in &act.steps {
                if let Some(say) = &step.say {
                    self.page.labelled(Ink::Plain, 2, "", say)?;
                }
                self.step(step)?;
            }
        }
        Ok(())
    }

    fn step(&mut self, step: &Step) -> Result<(), Stop> {
        match step.verb {
            Verb::Heading => {
                let number = step.item.as_deref().ok_or_else(|| slip(step, "item"))?;
                let title = self.scene.item.iter().find(|item| item.number == number).map(|item| item.title.as_str()).unwrap_or_default();
                Ok(self.page.subheading(&format!("Item {number}. {title}"))?)
            }
            Verb::Rule => step.who.iter().try_for_each(|code| self.rule(step, code)),
            Verb::Vote => self.votes(step),
            Verb::Apologies | Verb::Arrive | Verb::Leave | Verb::Return => self.attendance(step),
            Verb::Convene => self.act(step, &self.meeting("/convene"), &json!({"at": self.at(step)?}), "The meeting is convened."),
            Verb::Begin => self.begin(step),
            Verb::Decide => self.decide(step),
            Verb::Publish => {
                let body = json!({"fingerprint": self.fingerprint});
                self.act(step, &self.meeting("/agenda"), &body, "The agenda is published, as it was read.")
            }
            Verb::Finalise => {
                self.act(step, &self.meeting("/minutes/finalise"), &json!({}), "The minutes are finalised; the meeting is closed.")
            }
            Verb::Papers => self.papers(step),
            _ => self.look(step),
        }
    }

    /// What only reads.
    fn look(&mut self, step: &Step) -> Result<(), Stop> {
        let desk = self.desk(step)?;
        match step.verb {
            Verb::ReadDraft | Verb::ShowForecast => {
                let body = self.client.get(desk, &self.meeting("/agenda"))?.ok()?;
                self.fingerprint = Some(text(&body, "/fingerprint")?);
                let sheet: Sheet = read(body, "the draft agenda")?;
                if step.verb == Verb::ReadDraft {
                    self.say(step, "reads the draft agenda")?;
                    telling::forecast_in_short(self.page, &sheet)
                } else {
                    telling::forecast(self.page, &sheet)
                }
            }
            Verb::ShowAgenda => {
                let sheet: Sheet = self.client.get(desk, &self.meeting("/agenda?published=true"))?.read()?;
                telling::agenda(self.page, &sheet)
            }
            Verb::ShowProposals => {
                let found = self.client.get(desk, &self.meeting("/proposals"))?.ok()?;
                telling::proposals(self.page, &found)
            }
            Verb::WhatIf => {
                let ids = |codes: &[String]| -> Result<String, Stop> {
                    Ok(codes.iter().map(|code| self.people().id(code)).collect::<Result<Vec<_>, _>>()?.join(","))
                };
                let mut path = self.meeting(&format!("/forecast?without={}", ids(&step.without)?));
                let mut what = format!("asks what if the {} left too", self.people().names(&step.without).to_lowercase());
                if !step.with.is_empty() {
                    path.push_str(&format!("&with={}", ids(&step.with)?));
                    what.push_str(&format!(" and the {} sat for them", self.people().names(&step.with).to_lowercase()));
                }
                let found = self.client.get(desk, &path)?.ok()?;
                let item = self.item(step)?;
                let says = telling::what_if(&found, item)?;
                self.say(step, &format!("{what}: item {} would be {says}", step.item.as_deref().unwrap_or_default()))
            }
            Verb::ShowPresiding => {
                let found = self.client.get(desk, &format!("/items/{}/presiding", self.item(step)?))?.ok()?;
                let name = text(&found, "/name")?;
                Ok(self.page.labelled(Ink::Bold, 2, "Presiding: ", &name)?)
            }
            Verb::ShowQuorum => {
                let found = self.client.get(desk, &format!("/items/{}/quorum", self.item(step)?))?.ok()?;
                telling::quorum(self.page, &found)
            }
            Verb::ShowMinutes => {
                let found = self.client.get(desk, &self.meeting("/minutes"))?.ok()?;
                telling::minutes(self.page, &text(&found, "/text")?)
            }
            Verb::ShowDecisions => {
                let found = self.client.get(desk, &format!("/decisions?meeting={}", self.loaded.meeting))?.ok()?;
                telling::decisions(self.page, &found)
            }
            Verb::ShowLog => {
                let head = self.client.get(desk, "/audit/head")?.ok()?;
                let entries = self.client.get(desk, "/audit/entries?limit=200")?.ok()?;
                telling::log(self.page, &head, &entries)
            }
            _ => Err(slip(step, "verb that reads")),
        }
    }

    fn desk(&self, step: &Step) -> Result<&'a SignedIn, Stop> {
        self.opened.desk(step.role.ok_or_else(|| slip(step, "sign-in"))?)
    }

    fn meeting(&self, rest: &str) -> String {
        format!("/meetings/{}{rest}", self.loaded.meeting)
    }

    fn item(&self, step: &Step) -> Result<&'a str, Stop> {
        self.loaded.item(step.item.as_deref().ok_or_else(|| slip(step, "item"))?)
    }

    /// The instant of a step: a time on the day of the meeting, or a day and a time.
    fn at(&self, step: &Step) -> Result<Option<Instant>, Stop> {
        let Some(text) = &step.at else { return Ok(None) };
        let wrong = |error: &dyn std::fmt::Display| Stop::Fault(Fault::Other(format!("script.toml: '{text}': {error}")));
        let (day, time) = match text.split_once(' ') {
            Some((day, time)) => (day.parse::<Date>().map_err(|error| wrong(&error))?, time),
            None => (self.scene.meeting.date, text.as_str()),
        };
        let time = NaiveTime::parse_from_str(time, "%H:%M").map_err(|error| wrong(&error))?;
        Instant::local(day, time).map(Some).map_err(|error| wrong(&error))
    }

    /// A line of what somebody does.
    fn say(&mut self, step: &Step, what: &str) -> Result<(), Stop> {
        let time = step.at.as_deref().map_or("", |at| if at.contains(' ') { "" } else { at });
        let who = step.role.map(|role| role.as_str().replace('_', " ")).unwrap_or_default();
        Ok(self.page.labelled(Ink::Plain, 2, &format!("{time:5}  {who:9}  "), what)?)
    }

    /// One request that changes something, or must not.
    fn act(&mut self, step: &Step, path: &str, body: &Value, what: &str) -> Result<(), Stop> {
        let reply = self.client.post(self.desk(step)?, path, body)?;
        self.come_out(step, reply, what)
    }

    fn come_out(&mut self, step: &Step, reply: Reply, what: &str) -> Result<(), Stop> {
        let must_fail = step.forbidden || !step.refused.is_empty();
        self.say(step, what)?;
        let Some(problem) = reply.problem().filter(|_| must_fail) else {
            if must_fail && reply.status < 300 {
                self.failures.push(format!("'{what}' was not refused, and should have been: {}", step.refused.join(", ")));
                return Ok(());
            }
            reply.ok()?;
            return Ok(());
        };
        let found: BTreeSet<&str> = problem.reasons.iter().map(|reason| reason.code.as_str()).collect();
        let wanted: BTreeSet<&str> = step.refused.iter().map(String::as_str).collect();
        if found != wanted || (step.forbidden && problem.status != 403) {
            let said = if found.is_empty() { problem.code.clone() } else { found.into_iter().collect::<Vec<_>>().join(", ") };
            self.failures.push(format!("'{what}' was refused with {said}, and not with {}", step.refused.join(", ")));
        }
        self.refusals.extend(problem.reasons.iter().map(|reason| json!({"code": reason.code, "rule": reason.rule})));
        self.refused(&problem)
    }

    fn refused(&mut self, problem: &Problem) -> Result<(), Stop> {
        telling::refused(self.page, problem)
    }

    fn rule(&mut self, step: &Step, code: &str) -> Result<(), Stop> {
        let by = step.by.as_deref().ok_or_else(|| slip(step, "decider"))?;
        let treatment = step.treatment.ok_or_else(|| slip(step, "treatment"))?;
        let body = json!({
            "person": self.people().id(code)?, "by": self.people().id(by)?, "treatment": treatment, "reason": step.reason, "at": self.at(step)?,
        });
        let mut what = format!(
            "item {}: {} rules '{treatment}' for {}",
            step.item.as_deref().unwrap_or_default(),
            self.people().name(by),
            self.people().name(code)
        );
        if let Some(reason) = &step.reason {
            what.push_str(&format!(" (\"{reason}\")"));
        }
        self.act(step, &format!("/items/{}/rulings", self.item(step)?), &body, &what)
    }

    fn votes(&mut self, step: &Step) -> Result<(), Stop> {
        let choice = step.choice.ok_or_else(|| slip(step, "choice"))?;
        let path = format!("/items/{}/votes", self.item(step)?);
        let verb = match choice {
            crate::meetings::Choice::For => "for",
            crate::meetings::Choice::Against => "against",
            crate::meetings::Choice::Abstain => "to abstain",
        };
        let what = format!("{}: {verb}", self.people().names(&step.who));
        let mut last = None;
        for code in &step.who {
            let body = json!({"person": self.people().id(code)?, "choice": choice, "at": self.at(step)?});
            let reply = self.client.post(self.desk(step)?, &path, &body)?;
            if step.refused.is_empty() && !step.forbidden { drop(reply.ok()?) } else { last = Some(reply) }
        }
        match last {
            Some(reply) => self.come_out(step, reply, &format!("votes on item {} as {what}", step.item.as_deref().unwrap_or_default())),
            None => self.say(step, &format!("records the votes of {what}")),
        }
    }

    fn attendance(&mut self, step: &Step) -> Result<(), Stop> {
        let (event, says) = match step.verb {
            Verb::Apologies => ("apologies", "sends apologies"),
            Verb::Arrive => ("arrive", "in"),
            Verb::Leave => ("leave", "out"),
            _ => ("return", "back"),
        };
        let for_item = step.for_item.as_deref().map(|number| self.loaded.item(number)).transpose()?;
        let mut what = format!("{}: {says}", self.people().names(&step.who));
        if let Some(number) = &step.for_item {
            what.push_str(&format!(" for item {number}"));
        }
        if let Some(seat) = &step.as_deputy_for {
            what.push_str(&format!(", as deputy for the {}", self.people().name(seat).to_lowercase()));
        }
        let mut last = None;
        for code in &step.who {
            let body = json!({
                "person": self.people().id(code)?, "event": event, "at": self.at(step)?, "for_item": for_item,
                "as_deputy_for": step.as_deputy_for,
            });
            let reply = self.client.post(self.desk(step)?, &self.meeting("/attendance"), &body)?;
            if step.refused.is_empty() { drop(reply.ok()?) } else { last = Some(reply) }
        }
        match last {
            Some(reply) => self.come_out(step, reply, &what),
            None => self.say(step, &what),
        }
    }

    fn begin(&mut self, step: &Step) -> Result<(), Stop> {
        let phase = step.phase.ok_or_else(|| slip(step, "phase"))?;
        let number = step.item.as_deref().unwrap_or_default();
        let body = json!({"phase": phase, "at": self.at(step)?});
        self.act(step, &format!("/items/{}/phase", self.item(step)?), &body, &format!("item {number}: {phase}"))
    }

    fn decide(&mut self, step: &Step) -> Result<(), Stop> {
        let outcome = step.outcome.ok_or_else(|| slip(step, "outcome"))?;
        let item = self.item(step)?;
        let body = json!({"outcome": outcome, "method": step.method, "text": step.text, "at": self.at(step)?});
        if step.method == Some(crate::meetings::Method::Vote) {
            let tally = self.client.get(self.desk(step)?, &format!("/items/{item}/tally"))?.ok()?;
            telling::tally(self.page, &tally)?;
        }
        let number = step.item.as_deref().unwrap_or_default();
        self.act(step, &format!("/items/{item}/decisions"), &body, &format!("item {number}: {outcome}"))?;
        if step.refused.is_empty() {
            let (_, evidence) = self.decided(step.item.as_deref().unwrap_or_default())?.ok_or_else(|| slip(step, "decision"))?;
            telling::decided(self.page, outcome.as_str(), step.text.as_deref(), &evidence)?;
        }
        Ok(())
    }

    fn papers(&mut self, step: &Step) -> Result<(), Stop> {
        let reply = self.client.get(self.desk(step)?, &format!("/items/{}/papers", self.item(step)?))?;
        let number = step.item.as_deref().unwrap_or_default();
        let titles = |reply: &Reply| -> Vec<String> {
            let papers = reply.body.get("items").and_then(Value::as_array).into_iter().flatten();
            papers.filter_map(|paper| paper.get("title").and_then(Value::as_str)).map(|title| format!("'{title}'")).collect()
        };
        let what = match titles(&reply).as_slice() {
            [] => format!("asks for the papers of item {number}"),
            some => format!("asks for the papers of item {number}, and is given {}", some.join(", ")),
        };
        self.come_out(step, reply, &what)
    }

    /// The outcome of an item with what it rests on.
    fn decided(&self, number: &str) -> Result<Option<(String, Evidence)>, Stop> {
        let auditor = self.opened.desk(crate::access::Role::Auditor)?;
        let mut found = self.client.get(auditor, &format!("/items/{}/decisions", self.loaded.item(number)?))?.ok()?;
        let Some(decision) = found.pointer_mut("/items/0").map(Value::take) else { return Ok(None) };
        let outcome = text(&decision, "/outcome")?;
        let evidence = decision.get("evidence").cloned().unwrap_or_default();
        Ok(Some((outcome, read(evidence, "the evidence of a decision")?)))
    }

    /// What came of every item, and how many decisions there are.
    ///
    /// # Errors
    /// What the server says to a question that it must answer.
    pub fn items(&mut self) -> Result<(Vec<Value>, usize), Stop> {
        let secretary = self.opened.desk(crate::access::Role::Secretary)?;
        let sheet: Sheet = self.client.get(secretary, &self.meeting("/agenda?published=true"))?.read()?;
        let standings = self.client.get(secretary, &self.meeting("/standings"))?.ok()?;
        let mut items = Vec::new();
        let mut decisions = 0;
        for item in &sheet.items {
            let decided = self.decided(&item.number)?;
            let quorum = decided
                .as_ref()
                .map(|(_, evidence)| json!({"before": evidence.quorum_before.quorate, "after": evidence.quorum_after.quorate}));
            decisions += usize::from(decided.is_some());
            items.push(json!({
                "number": item.number,
                "forecast": item.forecasts.first().map(|forecast| forecast.forecast),
                "treatments": self.treatments(&standings, &item.number),
                "quorum": quorum,
                "outcome": decided.map(|(outcome, _)| outcome),
            }));
        }
        Ok((items, decisions))
    }

    /// How everybody stands on an item, by their codes.
    fn treatments(&self, standings: &Value, number: &str) -> BTreeMap<String, Value> {
        let items = standings.get("items").and_then(Value::as_array).into_iter().flatten();
        let of = |item: &&Value| item.get("number").and_then(Value::as_str) == Some(number);
        let people = items.filter(of).filter_map(|item| item.get("people").and_then(Value::as_array)).flatten();
        people
            .filter_map(|person| {
                let id = person.get("person").and_then(Value::as_str)?;
                Some((self.people().code(id).to_owned(), person.get("treatment")?.clone()))
            })
            .collect()
    }
}
