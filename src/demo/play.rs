//! The script is played, a request a step: what must succeed succeeds or the demonstration stops,
//! and what must be refused is refused for exactly the reasons it names.

use std::collections::BTreeSet;

use chrono::NaiveTime;
use serde_json::{Value, json};

use super::client::{Client, Reply, SignedIn};
use super::loading::{Loaded, People};
use super::opening::Opened;
use super::page::{Ink, Page};
use super::scene::Scene;
use super::script::{Script, Step, Verb};
use super::{Stop, hearing};
use crate::fault::Fault;
use crate::moment::{Date, Instant};

/// A meeting being played.
pub struct Play<'a> {
    pub(super) client: &'a Client,
    pub(super) opened: &'a Opened,
    pub(super) loaded: &'a Loaded,
    pub(super) scene: &'a Scene,
    pub(super) page: &'a mut Page,
    /// Of the draft that the secretary read last.
    pub(super) fingerprint: Option<String>,
    /// Every reason of every refusal, as `{code, rule}`.
    pub refusals: Vec<Value>,
    pub failures: Vec<String>,
}

pub(super) fn slip(step: &Step, what: &str) -> Stop {
    Stop::Fault(Fault::Other(format!("script.toml: a step '{:?}' names no {what}", step.verb)))
}

impl<'a> Play<'a> {
    pub fn new(client: &'a Client, opened: &'a Opened, loaded: &'a Loaded, scene: &'a Scene, page: &'a mut Page) -> Self {
        Self { client, opened, loaded, scene, page, fingerprint: None, refusals: Vec::new(), failures: Vec::new() }
    }

    pub(super) fn people(&self) -> &'a People {
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
                    if step.verb == Verb::ShowProposals {
                        self.page.gap()?;
                    }
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

    pub(super) fn desk(&self, step: &Step) -> Result<&'a SignedIn, Stop> {
        self.opened.desk(step.role.ok_or_else(|| slip(step, "sign-in"))?)
    }

    pub(super) fn meeting(&self, rest: &str) -> String {
        format!("/meetings/{}{rest}", self.loaded.meeting)
    }

    pub(super) fn item(&self, step: &Step) -> Result<&'a str, Stop> {
        self.loaded.item(step.item.as_deref().ok_or_else(|| slip(step, "item"))?)
    }

    /// The instant of a step: a time on the day of the meeting, or a day and a time.
    pub(super) fn at(&self, step: &Step) -> Result<Option<Instant>, Stop> {
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
    pub(super) fn say(&mut self, step: &Step, what: &str) -> Result<(), Stop> {
        let time = step.at.as_deref().map_or("", |at| if at.contains(' ') { "" } else { at });
        let who = step.role.map(|role| role.as_str().replace('_', " ")).unwrap_or_default();
        Ok(self.page.labelled(Ink::Plain, 2, &format!("{time:5}  {who:9}  "), what)?)
    }

    /// One request that changes something, or must not.
    pub(super) fn act(&mut self, step: &Step, path: &str, body: &Value, what: &str) -> Result<(), Stop> {
        let reply = self.client.post(self.desk(step)?, path, body)?;
        self.come_out(step, reply, what)
    }

    /// What became of a request: as the script has it, or a failure of the demonstration.
    pub(super) fn come_out(&mut self, step: &Step, reply: Reply, what: &str) -> Result<(), Stop> {
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
        hearing::refused(self.page, &problem)
    }
}
