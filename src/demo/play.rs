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
use crate::access::Role;
use crate::agenda::sheet::Sheet;
use crate::decisions::evidence::Evidence;
use crate::fault::Fault;
use crate::meetings::{Choice, Method};
use crate::moment::{Date, Instant};
use crate::policy::Phase;
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
            Verb::Rule => self.rule(step),
            Verb::Vote => self.votes(step),
            Verb::Apologies | Verb::Arrive | Verb::Leave | Verb::Return => self.attendance(step),
            Verb::Convene => self.act(step, &self.meeting("/convene"), &json!({"at": self.at(step)?}), "convenes the meeting"),
            Verb::Begin => self.begin(step),
            Verb::Decide => self.decide(step),
            Verb::Publish => {
                let body = json!({"fingerprint": self.fingerprint});
                self.act(step, &self.meeting("/agenda"), &body, "publishes the agenda as it was read")
            }
            Verb::Finalise => {
                self.act(step, &self.meeting("/minutes/finalise"), &json!({}), "finalises the minutes, which closes the meeting")
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
                telling::proposals(self.page, &found, step.item.as_deref())
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
                self.say(step, &format!("{what}: item {} would {says}", step.item.as_deref().unwrap_or_default()))
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
                let mut kinds = Vec::new();
                let mut next = Some(String::new());
                while let Some(cursor) = next {
                    let page = self.client.get(desk, &format!("/audit/entries?limit=200{cursor}"))?.ok()?;
                    let entries = page.get("items").and_then(Value::as_array).into_iter().flatten();
                    kinds.extend(entries.filter_map(|entry| entry.get("kind").and_then(Value::as_str)).map(str::to_owned));
                    next = page.get("next").and_then(Value::as_str).map(|cursor| format!("&cursor={cursor}"));
                }
                telling::log(self.page, &head, &kinds)
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

    fn rule(&mut self, step: &Step) -> Result<(), Stop> {
        let by = step.by.as_deref().ok_or_else(|| slip(step, "decider"))?;
        let treatment = step.treatment.ok_or_else(|| slip(step, "treatment"))?;
        let (number, names) = (step.item.as_deref().unwrap_or_default(), self.people().names(&step.who));
        let rules = if step.role == Some(Role::Secretary) {
            format!("records that the {} rules", self.people().name(by).to_lowercase())
        } else {
            "rules".to_owned()
        };
        let mut what = format!("item {number}: {rules} '{treatment}' for {names}");
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
        let mut last = None;
        for code in &step.who {
            let body = body(self.people().id(code)?);
            let reply = self.client.post(self.desk(step)?, path, &body)?;
            if step.refused.is_empty() && !step.forbidden { drop(reply.ok()?) } else { last = Some(reply) }
        }
        match last {
            Some(reply) => self.come_out(step, reply, what),
            None => self.say(step, what),
        }
    }

    fn votes(&mut self, step: &Step) -> Result<(), Stop> {
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
        let at = self.at(step)?;
        self.for_each(step, &path, &what, |person| json!({"person": person, "choice": choice, "at": at}))
    }

    fn attendance(&mut self, step: &Step) -> Result<(), Stop> {
        let (event, says) = match step.verb {
            Verb::Apologies => ("apologies", "apologies from"),
            Verb::Arrive => ("arrive", "in:"),
            Verb::Leave => ("leave", "out:"),
            _ => ("return", "back:"),
        };
        let for_item = step.for_item.as_deref().map(|number| self.loaded.item(number)).transpose()?;
        let mut what = format!("{says} {}", self.people().names(&step.who));
        if let Some(number) = &step.for_item {
            what.push_str(&format!(", for item {number}"));
        }
        if let Some(seat) = &step.as_deputy_for {
            what.push_str(&format!(", as deputy for the {}", self.people().name(seat).to_lowercase()));
        }
        let (path, at) = (self.meeting("/attendance"), self.at(step)?);
        self.for_each(
            step,
            &path,
            &what,
            |person| json!({"person": person, "event": event, "at": at, "for_item": for_item, "as_deputy_for": step.as_deputy_for}),
        )
    }

    fn begin(&mut self, step: &Step) -> Result<(), Stop> {
        let phase = step.phase.ok_or_else(|| slip(step, "phase"))?;
        let what = match phase {
            Phase::Introduction => "opens the item",
            Phase::Deliberation => "opens the discussion",
            Phase::Decision => "opens the vote",
            Phase::Closed => "closes the item",
        };
        self.act(step, &format!("/items/{}/phase", self.item(step)?), &json!({"phase": phase, "at": self.at(step)?}), what)
    }

    fn decide(&mut self, step: &Step) -> Result<(), Stop> {
        let outcome = step.outcome.ok_or_else(|| slip(step, "outcome"))?;
        let item = self.item(step)?;
        let body = json!({"outcome": outcome, "method": step.method, "text": step.text, "at": self.at(step)?});
        if step.method == Some(Method::Vote) {
            let tally = self.client.get(self.desk(step)?, &format!("/items/{item}/tally"))?.ok()?;
            telling::tally(self.page, &tally)?;
        }
        self.act(
            step,
            &format!("/items/{item}/decisions"),
            &body,
            &format!("records the outcome: {}", outcome.as_str().replace('_', " ")),
        )?;
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
        let auditor = self.opened.desk(Role::Auditor)?;
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
        let secretary = self.opened.desk(Role::Secretary)?;
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
