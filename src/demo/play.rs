//! A script is played, a request a step: what must succeed succeeds or the demonstration stops,
//! and what must be refused is refused for exactly the reasons it names.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveTime;
use serde_json::{Value, json};

use super::client::{Client, Reply, SignedIn};
use super::loading::{Called, Loaded, People};
use super::opening::Opened;
use super::page::{Ink, Page};
use super::scene::{Committee, Meeting, Scene};
use super::script::{Script, Step, Verb};
use super::{Stop, hearing};
use crate::fault::Fault;
use crate::moment::{Date, Instant};

/// A scene being played.
pub struct Play<'a> {
    pub(super) client: &'a Client,
    pub(super) opened: &'a Opened,
    pub(super) loaded: &'a Loaded,
    pub(super) scene: &'a Scene,
    pub(super) page: &'a mut Page,
    /// The meeting that the act is of: as the scene has it, and as it was called.
    meeting: (&'a Meeting, &'a Called),
    /// The ids of ballots, by their names in the script.
    pub(super) ballots: BTreeMap<String, String>,
    /// Of the draft that the secretary read last.
    pub(super) fingerprint: Option<String>,
    /// Every reason of every refusal, as `{code, rule}`.
    pub refusals: Vec<Value>,
    pub failures: Vec<String>,
}

pub(super) fn slip(step: &Step, what: &str) -> Stop {
    Stop::Fault(Fault::Other(format!("script.toml: a step '{:?}' names no {what}", step.verb)))
}

/// A meeting by its code; the first where none is given.
fn meeting_of<'a>(scene: &'a Scene, loaded: &'a Loaded, code: Option<&str>) -> Result<(&'a Meeting, &'a Called), Stop> {
    let meeting = scene.meeting.iter().find(|meeting| code.is_none_or(|code| meeting.code == code));
    let meeting = meeting.ok_or_else(|| Stop::Fault(Fault::Other(format!("the scene has no meeting '{}'", code.unwrap_or_default()))))?;
    Ok((meeting, loaded.meeting(&meeting.code)?))
}

impl<'a> Play<'a> {
    /// # Errors
    /// A scene without a meeting; a test proves that there is none.
    pub fn new(client: &'a Client, opened: &'a Opened, loaded: &'a Loaded, scene: &'a Scene, page: &'a mut Page) -> Result<Self, Stop> {
        let meeting = meeting_of(scene, loaded, None)?;
        let ballots = BTreeMap::new();
        Ok(Self { client, opened, loaded, scene, page, meeting, ballots, fingerprint: None, refusals: Vec::new(), failures: Vec::new() })
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
            self.meeting = meeting_of(self.scene, self.loaded, act.meeting.as_deref())?;
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
                let item = self.meeting.0.item.iter().find(|item| item.number == number);
                let title = item.map(|item| item.title.as_str()).unwrap_or_default();
                Ok(self.page.subheading(&format!("Item {number}. {title}"))?)
            }
            Verb::Rule => self.rule(step),
            Verb::Vote => self.votes(step),
            Verb::Apologies | Verb::Arrive | Verb::Leave | Verb::Return => self.attendance(step),
            Verb::Convene => self.act(step, &self.path("/convene"), &json!({"at": self.at(step)?}), "convenes the meeting"),
            Verb::Begin => self.begin(step),
            Verb::Decide => self.decide(step),
            Verb::Publish => {
                let body = json!({"fingerprint": self.fingerprint});
                self.act(step, &self.path("/agenda"), &body, "publishes the agenda as it was read")
            }
            Verb::Finalise => {
                self.act(step, &self.path("/minutes/finalise"), &json!({}), "finalises the minutes, which closes the meeting")
            }
            Verb::Papers => self.papers(step),
            Verb::Advise
            | Verb::Declare
            | Verb::DeclareAt
            | Verb::Preside
            | Verb::Ballot
            | Verb::Terms
            | Verb::CarryOver
            | Verb::Urgent => self.write(step),
            _ => self.look(step),
        }
    }

    pub(super) fn desk(&self, step: &Step) -> Result<&'a SignedIn, Stop> {
        self.opened.desk(step.role.ok_or_else(|| slip(step, "sign-in"))?)
    }

    /// An address of the meeting.
    pub(super) fn path(&self, rest: &str) -> String {
        format!("/meetings/{}{rest}", self.meeting.1.id)
    }

    pub(super) fn item(&self, step: &Step) -> Result<&'a str, Stop> {
        self.item_numbered(step.item.as_deref().ok_or_else(|| slip(step, "item"))?)
    }

    pub(super) fn item_numbered(&self, number: &str) -> Result<&'a str, Stop> {
        self.meeting.1.item(number)
    }

    /// The committees that a step is done in, each with its id; one that is not named where it names none.
    pub(super) fn committees(&self, step: &Step) -> Result<Vec<Option<(&'a Committee, &'a str)>>, Stop> {
        if step.committees.is_empty() {
            return Ok(vec![None]);
        }
        step.committees.iter().map(|code| self.committee(code).map(Some)).collect()
    }

    pub(super) fn committee(&self, code: &str) -> Result<(&'a Committee, &'a str), Stop> {
        let committee = self.scene.committee.iter().find(|committee| committee.code == code);
        let committee = committee.ok_or_else(|| Stop::Fault(Fault::Other(format!("the script names {code}, and there is none"))))?;
        Ok((committee, self.loaded.committee(code)?))
    }

    /// In which committees a step is done, for the telling.
    pub(super) fn places(&self, step: &Step) -> Result<String, Stop> {
        let names = step.committees.iter().map(|code| Ok(self.committee(code)?.0.short())).collect::<Result<Vec<_>, Stop>>()?;
        Ok(if names.is_empty() { String::new() } else { format!("{}: ", names.join(", ")) })
    }

    /// The instant of a step: a time on the day of the meeting, or a day and a time.
    pub(super) fn at(&self, step: &Step) -> Result<Option<Instant>, Stop> {
        let Some(text) = &step.at else { return Ok(None) };
        let wrong = |error: &dyn std::fmt::Display| Stop::Fault(Fault::Other(format!("script.toml: '{text}': {error}")));
        let (day, time) = match text.split_once(' ') {
            Some((day, time)) => (day.parse::<Date>().map_err(|error| wrong(&error))?, time),
            None => (self.meeting.0.date, text.as_str()),
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
        let must_fail = step.must_fail();
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
