//! The rarer acts of a script, each told in its own words: what a step gives (`body`) is sent as it
//! stands, with people by their ids.

use serde_json::{Map, Value, json};

use super::Stop;
use super::client::text;
use super::page::Ink;
use super::play::{Play, slip};
use super::script::{Step, Verb};
use crate::fault::Fault;

/// The fields in which the API takes a person by id.
const PERSONS: [&str; 6] = ["person", "by", "consulted", "unavailable", "authors", "accountable"];

impl Play<'_> {
    pub(super) fn write(&mut self, step: &Step) -> Result<(), Stop> {
        let what = step.what.as_deref().ok_or_else(|| slip(step, "what is done"))?;
        let mut body = self.with_ids(&step.body)?;
        let path = match step.verb {
            Verb::Advise => {
                body.insert("at".to_owned(), json!(self.at(step)?));
                format!("/items/{}/advice", self.item(step)?)
            }
            Verb::Declare => "/declarations".to_owned(),
            Verb::DeclareAt => {
                body.insert("at".to_owned(), json!(self.at(step)?));
                format!("/items/{}/declarations", self.item(step)?)
            }
            Verb::Preside => {
                for (_, committee) in self.committees(step)?.into_iter().flatten() {
                    body.insert("committee".to_owned(), json!(committee));
                }
                body.insert("at".to_owned(), json!(self.at(step)?));
                format!("/items/{}/presiding", self.item(step)?)
            }
            Verb::Ballot => {
                let of = self.of(step)?;
                body.insert("votes".to_owned(), self.votes_of(step, of)?);
                format!("/organisations/{}/ballots", self.loaded.body(of)?)
            }
            Verb::Terms => {
                let (committee, id) = self.committee(self.of(step)?)?;
                let mut terms = self.scene.terms(committee)?.as_object().cloned().unwrap_or_default();
                terms.extend(body);
                if let Some(ballot) = &step.ballot {
                    let id = self.ballots.get(ballot).ok_or_else(|| slip(step, "ballot that was held"))?;
                    terms.insert("ballot".to_owned(), json!(id));
                }
                body = terms;
                format!("/committees/{id}/terms")
            }
            Verb::CarryOver => {
                let to = step.to.as_deref().ok_or_else(|| slip(step, "meeting to carry it to"))?;
                body.insert("to".to_owned(), json!(self.loaded.meeting(to)?.id));
                format!("/items/{}/carry-over", self.item(step)?)
            }
            _ => format!("/items/{}/urgent-decisions", self.item(step)?),
        };
        let reply = self.client.post(self.desk(step)?, &path, &Value::Object(body))?;
        let made = reply.body.clone();
        self.come_out(step, reply, what)?;
        if step.must_fail() {
            return Ok(());
        }
        match step.verb {
            Verb::Declare => {
                let path = format!("/declarations/{}/review", text(&made, "/id")?);
                self.client.post(self.desk(step)?, &path, &json!({"accept": true}))?.ok()?;
            }
            Verb::Ballot => {
                if let Some(name) = &step.ballot {
                    self.ballots.insert(name.clone(), text(&made, "/id")?);
                }
                self.counted(step, &made)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn of<'s>(&self, step: &'s Step) -> Result<&'s str, Stop> {
        step.of.as_deref().ok_or_else(|| slip(step, "body or committee"))
    }

    /// A body of a request with the ids of people.
    fn with_ids(&self, body: &Map<String, Value>) -> Result<Map<String, Value>, Stop> {
        let id = |code: &Value| -> Result<Value, Stop> { Ok(json!(self.people().id(code.as_str().unwrap_or_default())?)) };
        let each = |(name, value): (&String, &Value)| -> Result<(String, Value), Stop> {
            let value = match value {
                Value::Array(codes) if PERSONS.contains(&name.as_str()) => Value::Array(codes.iter().map(id).collect::<Result<_, _>>()?),
                code if PERSONS.contains(&name.as_str()) => id(code)?,
                other => other.clone(),
            };
            Ok((name.clone(), value))
        };
        body.iter().map(each).collect()
    }

    /// How the practices of a body voted: for, but those that the step names.
    fn votes_of(&self, step: &Step, of: &str) -> Result<Value, Stop> {
        let theirs = self.scene.practices.iter().filter(|practice| practice.commissioner == of);
        let codes: Vec<&str> = theirs.map(|practice| practice.code.as_str()).collect();
        if let Some(stranger) = step.against.iter().chain(&step.silent).find(|code| !codes.contains(&code.as_str())) {
            return Err(Stop::Fault(Fault::Other(format!("a ballot names {stranger}, which is no practice of {of}"))));
        }
        let is_silent = |code: &str| step.silent.iter().any(|silent| silent == code);
        let vote = |code: &&str| -> Result<Value, Stop> {
            let choice = if step.against.iter().any(|against| against == code) { "against" } else { "for" };
            Ok(json!({"organisation": self.loaded.body(code)?, "choice": choice}))
        };
        codes.iter().filter(|code| !is_silent(code)).map(vote).collect()
    }

    /// What came of a ballot.
    fn counted(&mut self, step: &Step, made: &Value) -> Result<(), Stop> {
        let votes = made.get("votes").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let for_it = votes.iter().filter(|vote| vote.get("choice").and_then(Value::as_str) == Some("for")).count();
        let carried = made.get("carried") == Some(&Value::Bool(true));
        let said = format!(
            "{for_it} practices for, {} against, {} did not vote: {}",
            votes.len() - for_it,
            step.silent.len(),
            if carried { "carried" } else { "not carried" }
        );
        Ok(self.page.labelled(if carried { Ink::Good } else { Ink::Bold }, 20, "Ballot: ", &said)?)
    }
}
